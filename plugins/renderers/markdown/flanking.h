/* SPDX-License-Identifier: MIT */
/* Places the edges of emphasis so that its delimiters open and close where they should, by the
 * flanking rules of CommonMark 0.31, 6.2. */
#ifndef MARKDOWN_FLANKING_H
#define MARKDOWN_FLANKING_H

#include "../../shared/spans.h"

/* How a mark is written. */
#define FORM_NATIVE 0u /* ** * ~~ ` [ … */
#define FORM_HTML   1u /* <strong> …: where ** could not open or close */

/* Marks written with * or ~, which the rules are about. */
#define STARS \
	(MARK(PANDECT_SPAN_STRONG) | MARK(PANDECT_SPAN_EMPHASIS) | MARK(PANDECT_SPAN_STRIKE) | \
		MARK(PANDECT_SPAN_DELETED))

/* Moves blanks, and punctuation where that is needed, out of the marks, leaves out those on blanks
 * alone, and sets the form of each. In a heading a mark that makes all of it strong is left out. */
void flanking_fit(struct marks *marks, struct pandect_text text, int is_heading);

#endif
