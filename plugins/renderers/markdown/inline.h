/* SPDX-License-Identifier: MIT */
/* A node's text with its marks, as Markdown: escaped where it would mean something else, emphasis
 * placed where CommonMark's flanking rules (0.31, 6.2) let it open and close. */
#ifndef MARKDOWN_INLINE_H
#define MARKDOWN_INLINE_H

#include "../../shared/lines.h"
#include "../../shared/output.h"
#include "../../shared/spans.h"
#include "notes.h"

#define INLINE_CELL    1u /* in a table: no line breaks, | escaped */
#define INLINE_HEADING 2u /* one line */
#define INLINE_ITEM    4u /* begins an item: "[x] " would be a task */

struct inliner {
	const struct pandect_document *document;
	const struct notes *notes;
	pandect_node child; /* the document, root or child, that the text belongs to */
	int has_html;       /* write sub- and superscripts as HTML, else as plain text */
	struct marks marks;
	pandect_status status;
};

/* Adds a node's text. */
void inline_node(struct inliner *in, struct output *out, pandect_node node,
	const struct pandect_node_info *info, unsigned context);

/* Adds text without marks. */
void inline_text(struct output *out, struct pandect_text text, unsigned context);

/* Adds ![alt](source "title"). */
void inline_image(struct output *out, struct pandect_text alt, struct pandect_text source,
	struct pandect_text title, unsigned context);

/* Adds `code`. */
void inline_code(struct output *out, struct pandect_text text, unsigned context);

/* Adds $formula$. */
void inline_formula(struct output *out, struct pandect_text text, unsigned context);

#endif
