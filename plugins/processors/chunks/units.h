/* SPDX-License-Identifier: MIT */
/* The document as a row of units that are not taken apart any more: sentences, headings, rows of
 * tables, lines of code. A chunk is some of them that follow each other. */
#ifndef CHUNKS_UNITS_H
#define CHUNKS_UNITS_H

#include <pandect/plugin.h>

#include "../../shared/output.h"

#define UNIT_SENTENCE 1u
#define UNIT_HEADING  2u
#define UNIT_ROW      3u
#define UNIT_LINE     4u /* of code */

/* How a unit is joined to the one before it. */
#define GLUE_BLOCK 1u /* a blank line */
#define GLUE_LINE  2u /* a new line */
#define GLUE_TEXT  3u /* as in the text: both are of one node */

struct unit {
	uint32_t kind, glue;
	pandect_node first, last; /* nodes that it covers */
	uint32_t start, end;      /* bytes of first and last */
	uint32_t tokens;
	uint32_t level;      /* of HEADING: 1-6, 0 for a child document's name */
	uint32_t path;       /* the heading above it, an index; 0: none */
	uint32_t group;      /* what should stay together: a list, a table, code, a paragraph */
	uint32_t text, size; /* of ROW: its text in `rows` */
	uint32_t depth;      /* of the list that it is in; 0: none */
	int64_t number; /* of an item's first unit: its number, 0 for a bullet, -1 for others */
	int is_first;   /* begins a document or child document */
};

/* A heading as part of the path to what is under it. */
struct above {
	uint32_t parent; /* an index; 0: none */
	uint32_t level;
	struct pandect_text text;
};

struct units {
	struct unit *items;
	size_t n, capacity;
	struct above *above; /* [0] is none */
	size_t n_above, above_capacity;
	struct output rows;
};

/* Begin with zeroes. No unit has more than `most` tokens. NO_MEMORY, LIMIT (over 4 GiB of tables),
 * TIMEOUT, CANCELLED. */
pandect_status units_read(struct units *units, struct pandect_call *call,
	const struct pandect_document *document, uint32_t most);

void units_clear(struct units *units);

#endif
