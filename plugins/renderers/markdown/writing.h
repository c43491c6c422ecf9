/* SPDX-License-Identifier: MIT */
/* One text on its way into Markdown: what is literal in it, escaped only where it would mean
 * something else, and the markup that goes in between. */
#ifndef MARKDOWN_WRITING_H
#define MARKDOWN_WRITING_H

#include "../../shared/output.h"
#include "../../shared/spans.h"

/* Set out, text, context, line (the output's size), is_start; with marks, has_marks. */
struct writing {
	struct output *out;
	struct pandect_text text;
	unsigned context; /* INLINE_… */
	size_t line;      /* where the line began in out */
	int is_start;     /* nothing on the line yet */
	int has_break;    /* a line break is due before the next thing written */
	int in_brackets;  /* a link's text, an image's description */
	int needs[3];     /* whether * _ ~ need escaping where they could open or close */
	int has_marks;
	size_t bound, edge; /* of the piece of text between two edges of marks */
};

/* Finds out what needs escaping, once the marks are placed. */
void writing_find_needs(struct writing *w, const struct marks *marks);

/* Adds bytes at…end of the text. */
void writing_text(struct writing *w, size_t at, size_t end);

/* Adds markup. */
void writing_markup(struct writing *w, const char *string);

/* Adds the line break that is due. */
void writing_break(struct writing *w);

/* Tidies the end. */
void writing_finish(struct writing *w);

/* Whether bytes that begin with & read as a character reference: &name; &#1; (CommonMark 0.31,
 * 2.5). */
int writing_is_reference(const char *s, size_t n);

#endif
