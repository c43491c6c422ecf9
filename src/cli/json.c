/* SPDX-License-Identifier: MIT */
/* RFC 8259. Bytes that are not UTF-8, as names of files may hold, become U+FFFD. */
#include "cli/json.h"

#include <string.h>

#include "cli/escape.h"

static void
put_string(struct output *output, const char *data, size_t size)
{
	output_string(output, "\"");
	while (size > 0) {
		uint32_t code = 0;
		size_t length = utf8_length(data, size, &code);

		if (length == 0)
			output_string(output, "\xef\xbf\xbd");
		else if (code == '"' || code == '\\')
			output_format(output, "\\%c", (int)code);
		else if (code < 0x20 || code == 0x7f)
			output_format(output, "\\u%04x", (unsigned)code);
		else
			output_write(output, data, length);
		data += length ? length : 1;
		size -= length ? length : 1;
	}
	output_string(output, "\"");
}

static void
put_key(struct json *json, const char *key)
{
	if (json->has_member)
		output_string(json->output, ",");
	json->has_member = true;
	put_string(json->output, key, strlen(key));
	output_string(json->output, ":");
}

void
json_begin(struct json *json, struct output *output)
{
	*json = (struct json){.output = output};
	output_string(output, "{");
}

void
json_text(struct json *json, const char *key, const char *value)
{
	put_key(json, key);
	put_string(json->output, value, strlen(value));
}

void
json_number(struct json *json, const char *key, int64_t value)
{
	put_key(json, key);
	output_format(json->output, "%lld", (long long)value);
}

void
json_words(struct json *json, const char *key, const char *words)
{
	const char *comma = "";

	put_key(json, key);
	output_string(json->output, "[");
	while (words && *words) {
		size_t size = strcspn(words, " ");

		if (size > 0) {
			output_string(json->output, comma);
			put_string(json->output, words, size);
			comma = ",";
		}
		words += size + (words[size] == ' ');
	}
	output_string(json->output, "]");
}

void
json_end(struct json *json)
{
	output_string(json->output, "}\n");
}
