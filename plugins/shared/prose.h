/* SPDX-License-Identifier: MIT */
/*
 * Plain text into a builder: paragraphs at blank lines, page breaks at form feeds. Lines that were
 * only wrapped at a margin are joined, others keep their breaks; lines with an item's mark become a
 * LIST, columns and indented listings CODE.
 */
#ifndef PROSE_H
#define PROSE_H

#include <pandect/plugin.h>

/* Lines that begin with `>` are quotations, as in mail. */
#define PROSE_QUOTES 1u
/* Every line end is meant. */
#define PROSE_LINES 2u

/* Writes UTF-8 text. OK, or the failure of the run or of the builder. */
pandect_status prose_write(struct pandect_call *call, struct pandect_builder *builder,
	struct pandect_text text, unsigned flags);

/* Writes UTF-8 text as one CODE node, with the language if it is not NULL. */
pandect_status prose_write_code(struct pandect_call *call, struct pandect_builder *builder,
	struct pandect_text text, const char *language);

#endif
