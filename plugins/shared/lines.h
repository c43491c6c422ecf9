/* SPDX-License-Identifier: MIT */
/* Lines of a text with what quotes, items and footnotes put before them. */
#ifndef SHARED_LINES_H
#define SHARED_LINES_H

#include "output.h"

/* A blank that must not become a line's end when text is wrapped: no document has this byte. */
#define LINES_KEEP '\001'

/* Begin with zeroes, an output and the width. */
struct lines {
	struct output *out;
	size_t width;       /* wrap text here; 0: nowhere */
	struct output next; /* what the next line begins with, when has_marker */
	struct output rest; /* what the lines after it begin with */
	int has_marker;     /* an item's mark waits for its first line */
	int has_block;      /* a block was written here: a blank line is due before the next */
	int is_begun;       /* something was written at all */
};

/* Opens a container: its first line begins with marker, the others with indent. Gives what
 * lines_pop needs. */
size_t lines_push(struct lines *lines, const char *marker, const char *indent);

/* Closes it; a container without a line gets one. */
void lines_pop(struct lines *lines, size_t token);

/* Before each block: the blank line that is due. After its last line: lines_end_block. */
void lines_begin_block(struct lines *lines);
void lines_end_block(struct lines *lines);

/* Inline text: one line or, with line breaks or a width, several. */
void lines_text(struct lines *lines, const char *data, size_t size);

/* Lines as they are; the last needs no U+000A. */
void lines_verbatim(struct lines *lines, const char *data, size_t size);

void lines_clear(struct lines *lines);

#endif
