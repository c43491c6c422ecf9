/* SPDX-License-Identifier: MIT */
/* The tree of a formula, between math.c, which reads it, and math-write.c, which makes LaTeX of it.
 */
#ifndef DOCX_MATH_H
#define DOCX_MATH_H

#include "docx.h"

#define MATH_DEPTH 64
#define LATEX_MOST (1u << 20)

enum kind {
	KIND_GROUP, /* its children, one after another */
	KIND_TEXT,
	KIND_RUN,
	KIND_PROPERTIES,
	KIND_ELEMENT,
	KIND_NUMERATOR,
	KIND_DENOMINATOR,
	KIND_SUB,
	KIND_SUP,
	KIND_DEGREE,
	KIND_LIMIT,
	KIND_NAME,
	KIND_ROW,
	KIND_FRACTION,
	KIND_S_SUB,
	KIND_S_SUP,
	KIND_S_SUB_SUP,
	KIND_S_PRE,
	KIND_RADICAL,
	KIND_NARY,
	KIND_DELIMITERS,
	KIND_MATRIX,
	KIND_ACCENT,
	KIND_BAR,
	KIND_FUNCTION,
	KIND_LIMIT_LOW,
	KIND_LIMIT_UPP,
	KIND_GROUP_CHARACTER,
	KIND_EQUATIONS,
	KIND_BOX,
	KIND_SKIPPED,
};

struct node {
	uint8_t kind;
	uint32_t first, last, next; /* 0: none */
	uint32_t text, size;        /* TEXT: bytes of math.text */
	/* What its properties say; 0 or "": not said. */
	char character[8], begin[8], end[8], separator[8];
	bool has_character, has_begin, has_end, is_no_bar, is_linear, is_top, is_plain;
	bool hides_degree, hides_sub, hides_sup;
};

struct math {
	struct node *nodes; /* nodes[0] is not used */
	size_t n, capacity;
	uint32_t open[MATH_DEPTH];
	uint32_t depth, n_deeper;
	bool in_text;
	char *text, *latex;
	size_t size, text_capacity, latex_size, latex_capacity;
	pandect_status status;
};

/* Appends to a string that grows; false: no memory. */
bool math_append(char **to, size_t *size, size_t *capacity, struct pandect_text text);

/* Writes the LaTeX of a node and what is below it. */
void math_write(struct math *math, uint32_t node, unsigned depth);

#endif
