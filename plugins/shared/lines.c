/* SPDX-License-Identifier: MIT */
/* Lines and their beginnings; see lines.h. */
#include <string.h>

#include "lines.h"

/* However deep the nesting, a line keeps room for some words. */
#define LEAST_WIDTH 20

static void
write_prefix(struct lines *lines, int is_empty)
{
	const struct output *prefix = lines->has_marker ? &lines->next : &lines->rest;
	size_t size = prefix->size;

	while (is_empty && size > 0 && prefix->data[size - 1] == ' ')
		size--;
	output_add(lines->out, prefix->data, size);
	lines->has_marker = 0;
	lines->is_begun = 1;
}

size_t
lines_push(struct lines *lines, const char *marker, const char *indent)
{
	size_t token = lines->rest.size;
	int is_marked = strcmp(marker, indent) != 0;

	if (is_marked && !lines->has_marker) {
		output_reset(&lines->next);
		output_add(&lines->next, lines->rest.data, lines->rest.size);
		lines->has_marker = 1;
	}
	if (lines->has_marker)
		output_string(&lines->next, marker);
	output_string(&lines->rest, indent);
	lines->has_block = 0;
	return token;
}

void
lines_pop(struct lines *lines, size_t token)
{
	if (lines->has_marker) {
		write_prefix(lines, 1);
		output_byte(lines->out, '\n');
	}
	if (token <= lines->rest.size)
		lines->rest.size = token;
	lines->has_block = 1;
}

void
lines_begin_block(struct lines *lines)
{
	if (lines->has_block && !lines->has_marker) {
		write_prefix(lines, 1);
		output_byte(lines->out, '\n');
	}
	lines->has_block = 0;
}

void
lines_end_block(struct lines *lines)
{
	lines->has_block = 1;
}

/* Whether a word at the beginning of a line could make Markdown take it for a block of another
 * kind. */
static int
is_hazard(const char *word, size_t n)
{
	return n == 0 || strchr(" -+*#>=|~:_<`", word[0]) || (word[0] >= '0' && word[0] <= '9');
}

static size_t
width_of(const char *data, size_t size)
{
	size_t width = 0;

	for (size_t i = 0; i < size; i++)
		width += ((unsigned char)data[i] & 0xC0) != 0x80;
	return width;
}

/* Where to end the line that begins at `at`: a blank, or the end. */
static size_t
find_end(const char *data, size_t at, size_t size, size_t width)
{
	size_t best = size, i = at, used = 0;

	while (i < size) {
		const char *blank = memchr(data + i, ' ', size - i);
		size_t end = blank ? (size_t)(blank - data) : size;

		used += width_of(data + i, end - i) + (i > at);
		if (used > width && best < size)
			return best;
		if (end == size)
			return used > width ? best : size;
		if (end > at && data[end - 1] != '\\' &&
			!is_hazard(data + end + 1, size - end - 1)) {
			best = end;
			if (used > width)
				return best;
		}
		i = end + 1;
	}
	return size;
}

static void
write_line(struct lines *lines, const char *data, size_t size)
{
	size_t at = 0;

	while (at < size) {
		const char *keep = memchr(data + at, LINES_KEEP, size - at);
		size_t end = keep ? (size_t)(keep - data) : size;

		output_add(lines->out, data + at, end - at);
		if (keep)
			output_byte(lines->out, ' ');
		at = end + (keep != NULL);
	}
	output_byte(lines->out, '\n');
}

void
lines_text(struct lines *lines, const char *data, size_t size)
{
	size_t at = 0;

	while (at < size) {
		const char *stop = memchr(data + at, '\n', size - at);
		size_t end = stop ? (size_t)(stop - data) : size;

		do {
			size_t line = end, prefix, width;

			if (lines->width) {
				prefix = width_of(lines->rest.data, lines->rest.size);
				width = lines->width > prefix + LEAST_WIDTH ? lines->width - prefix
									    : LEAST_WIDTH;
				line = find_end(data, at, end, width);
			}
			write_prefix(lines, line == at);
			write_line(lines, data + at, line - at);
			at = line + (line < end);
		} while (at < end);
		at = end + 1;
	}
}

void
lines_verbatim(struct lines *lines, const char *data, size_t size)
{
	size_t at = 0;

	while (at < size) {
		const char *stop = memchr(data + at, '\n', size - at);
		size_t end = stop ? (size_t)(stop - data) : size;

		write_prefix(lines, end == at);
		output_add(lines->out, data + at, end - at);
		output_byte(lines->out, '\n');
		at = end + 1;
	}
}

void
lines_clear(struct lines *lines)
{
	output_clear(&lines->next);
	output_clear(&lines->rest);
}
