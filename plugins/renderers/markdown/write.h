/* SPDX-License-Identifier: MIT */
/* What the parts of the Markdown renderer share while one document is written. */
#ifndef MARKDOWN_WRITE_H
#define MARKDOWN_WRITE_H

#include "inline.h"
#include "../../shared/lines.h"

/* Footnotes inside a table come after it; more than this in one table stay in their cells. */
#define MOST_DEFERRED 64

struct markdown {
	struct pandect_call *call;
	const struct pandect_document *document;
	struct output out;
	struct output text; /* one block's inline text, or one row */
	struct lines lines;
	struct inliner in;
	struct notes notes;
	pandect_status status;
	int64_t has_page_markers;
	const char *cell_break; /* between the blocks of a cell */
	uint32_t page;          /* the last one marked */
	unsigned context;       /* INLINE_ITEM when an item's first block comes next */
	pandect_node deferred[MOST_DEFERRED];
	uint32_t n_deferred;
};

/* The status so far: what writing, reading or the run gave. */
pandect_status markdown_status(struct markdown *m);

/* All blocks of the document. */
void markdown_blocks(struct markdown *m, const struct pandect_node_info *root);

void markdown_table(struct markdown *m, pandect_node node, const struct pandect_node_info *info);

/* The footnote as a block; a deferred one comes here too. */
void markdown_note(struct markdown *m, pandect_node node, const struct pandect_node_info *info);

#endif
