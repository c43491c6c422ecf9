/* SPDX-License-Identifier: MIT */
/* A file's name may hold an escape sequence that repaints the terminal, or a mark that turns the
 * direction of writing: both are shown, not sent. */
#include "cli/escape.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

size_t
utf8_length(const char *data, size_t size, uint32_t *ret_code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *at = (const unsigned char *)data;
	size_t length = at[0] < 0x80             ? 1
			: (at[0] & 0xe0) == 0xc0 ? 2
			: (at[0] & 0xf0) == 0xe0 ? 3
			: (at[0] & 0xf8) == 0xf0 ? 4
						 : 0;
	uint32_t code;

	if (length == 0 || length > size)
		return 0;
	code = length == 1 ? at[0] : at[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (at[i] & 0x3fu);
	}
	if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	*ret_code = code;
	return length;
}

/* Controls (Unicode Cc), direction marks (UAX 9, 2) and separators that break a line. */
static bool
is_unsafe(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c ||
	       (code >= 0x200e && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

void
escape_write(FILE *to, const char *data, size_t size)
{
	while (size > 0) {
		uint32_t code = 0;
		size_t length = utf8_length(data, size, &code);

		if (length == 0)
			fprintf(to, "\\x%02x", (unsigned char)*data);
		else if (!is_unsafe(code))
			fwrite(data, 1, length, to);
		else if (code == '\n' || code == '\t' || code == '\r')
			fprintf(to, "\\%c", code == '\n' ? 'n' : code == '\t' ? 't' : 'r');
		else
			fprintf(to, code < 0x80 ? "\\x%02x" : "\\u{%x}", code);
		data += length ? length : 1;
		size -= length ? length : 1;
	}
}

char *
escape_copy(const char *string)
{
	char *copy = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&copy, &size);

	if (!to)
		return NULL;
	escape_write(to, string, strlen(string));
	if (fclose(to) != 0) {
		free(copy);
		return NULL;
	}
	return copy;
}

size_t
escape_width(const char *string)
{
	size_t width = 0;

	for (; *string; string++)
		width += ((unsigned char)*string & 0xc0) != 0x80;
	return width;
}
