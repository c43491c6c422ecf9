/* SPDX-License-Identifier: MIT */
/* Which footnotes are referred to, and the labels that keep those of several documents apart. */
#ifndef MARKDOWN_NOTES_H
#define MARKDOWN_NOTES_H

#include "../../shared/output.h"

struct note {
	pandect_node document, node; /* node 0: a reference */
	struct pandect_text name;
	int is_used;
};

/* Begin with zeroes. Sorted by document, name and node. */
struct notes {
	struct note *items;
	size_t n, capacity;
};

/* Reads the footnotes of the whole document. NO_MEMORY, TIMEOUT, CANCELLED. */
pandect_status notes_read(
	struct notes *notes, struct pandect_call *call, const struct pandect_document *document);

/* The footnote of that name in a document; NULL when there is none. */
const struct note *notes_find(
	const struct notes *notes, pandect_node document, struct pandect_text name);

/* Adds a footnote's label, without brackets. */
void note_label(struct output *out, const struct note *note);

void notes_clear(struct notes *notes);

#endif
