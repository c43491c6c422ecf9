/* SPDX-License-Identifier: MIT */
/* A small JSON writer; see writer.h. */
#include <math.h>
#include <string.h>

#include "writer.h"

static void
escape(struct output *out, struct pandect_text text)
{
	static const char hex[] = "0123456789abcdef";
	size_t at = 0;

	output_byte(out, '"');
	while (at < text.size) {
		size_t from = at;
		unsigned char c = 0;

		for (; at < text.size; at++) {
			c = (unsigned char)text.data[at];
			if (c < ' ' || c == '"' || c == '\\' || c == 0x7F)
				break;
		}
		output_add(out, text.data + from, at - from);
		if (at++ == text.size)
			break;
		output_byte(out, '\\');
		if (c == '"' || c == '\\') {
			output_byte(out, (char)c);
		} else if (c == '\n' || c == '\t') {
			output_byte(out, c == '\n' ? 'n' : 't');
		} else {
			output_string(out, "u00");
			output_byte(out, hex[c >> 4]);
			output_byte(out, hex[c & 15]);
		}
	}
	output_byte(out, '"');
}

static void
new_line(struct writer *w)
{
	if (w->indent <= 0)
		return;
	output_byte(w->out, '\n');
	output_repeat(w->out, ' ', (size_t)w->indent * w->depth);
}

void
writer_raw(struct writer *w, const char *key)
{
	if (w->has_value < 0) {
		w->has_value = 1;
		return;
	}
	if (w->has_value)
		output_byte(w->out, ',');
	if (w->depth)
		new_line(w);
	w->has_value = 1;
	if (!key)
		return;
	output_byte(w->out, '"');
	output_string(w->out, key);
	output_string(w->out, w->indent > 0 ? "\": " : "\":");
}

void
writer_key(struct writer *w, struct pandect_text key)
{
	writer_raw(w, NULL);
	escape(w->out, key);
	output_string(w->out, w->indent > 0 ? ": " : ":");
	w->has_value = -1; /* the value follows on the same line, without a comma */
}

void
writer_open(struct writer *w, const char *key, char bracket)
{
	writer_raw(w, key);
	output_byte(w->out, bracket);
	w->depth++;
	w->has_value = 0;
}

void
writer_close(struct writer *w, char bracket)
{
	w->depth--;
	if (w->has_value)
		new_line(w);
	output_byte(w->out, bracket);
	w->has_value = 1;
}

void
writer_text(struct writer *w, const char *key, struct pandect_text text)
{
	writer_raw(w, key);
	escape(w->out, text);
}

void
writer_string(struct writer *w, const char *key, const char *string)
{
	writer_text(w, key, pandect_text(string));
}

void
writer_integer(struct writer *w, const char *key, int64_t value)
{
	writer_raw(w, key);
	output_integer(w->out, value);
}

void
writer_decimal(struct writer *w, const char *key, double value, unsigned places)
{
	writer_raw(w, key);
	output_decimal(w->out, value, places);
}

void
writer_float(struct writer *w, const char *key, float value)
{
	writer_raw(w, key);
	if (isfinite(value))
		output_float(w->out, value);
	else
		output_string(w->out, "null");
}

void
writer_true(struct writer *w, const char *key)
{
	writer_raw(w, key);
	output_string(w->out, "true");
}
