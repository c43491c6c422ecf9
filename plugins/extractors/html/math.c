/* SPDX-License-Identifier: MIT */
/*
 * MathML (MathML Core) as LaTeX. The formula's own LaTeX is taken where the page carries it; else
 * elements become commands as they come, with the parts of each told apart by their number.
 */
#include "html.h"

#include <stdlib.h>
#include <string.h>

/* Elements open in a formula that are told apart. */
#define MATH_DEPTH 128

enum { MOST_PARTS = 4 };

/* What is written before an element's parts, by number, and at its end. */
struct shape {
	const char *name;
	const char *before[MOST_PARTS], *after;
};

static const struct shape shapes[] = {
	{"mfrac", {"\\frac{", "}{", "", ""}, "}"},
	{"msup", {"{", "}^{", "", ""}, "}"},
	{"msub", {"{", "}_{", "", ""}, "}"},
	{"msubsup", {"{", "}_{", "}^{", ""}, "}"},
	{"munder", {"", "_{", "", ""}, "}"},
	{"mover", {"", "^{", "", ""}, "}"},
	{"munderover", {"", "_{", "}^{", ""}, "}"},
	{"msqrt", {"\\sqrt{", "", "", ""}, "}"},
	{"mroot", {"\\sqrt{", "}^{1/", "", ""}, "}"},
	{"mtable", {"\\begin{matrix}", "\\\\", "\\\\", "\\\\"}, "\\end{matrix}"},
	{"mtr", {"", "&", "&", "&"}, ""},
	{"mtext", {"", "", "", ""}, ""},
};

struct open_part {
	const struct shape *shape; /* NULL: nothing of its own */
	uint32_t n;                /* parts so far */
};

struct math {
	struct gather latex, source; /* source: what the page itself says */
	struct open_part open[MATH_DEPTH];
	uint32_t depth;
	uint32_t annotation; /* depth at which one is open, 0: none */
	bool is_display, is_tex;
};

void
math_begin(struct html *h, const char *const *attributes)
{
	const char *alt = attribute_of(attributes, "alttext");
	const char *display = attribute_of(attributes, "display");

	h->math = calloc(1, sizeof *h->math);
	if (!h->math) {
		h->status = PANDECT_NO_MEMORY;
		return;
	}
	h->math->is_display = display && strcmp(display, "block") == 0;
	if (alt)
		gather_add(h, &h->math->source, alt, strlen(alt));
	h->math->depth = 1;
}

void
math_start(struct html *h, const char *name, const char *const *attributes)
{
	struct math *math = h->math;
	const struct shape *shape = NULL;

	if (math->depth++ >= MATH_DEPTH)
		return;
	struct open_part *parent = &math->open[math->depth - 2];

	if (!math->annotation && parent->shape) {
		uint32_t n = parent->n < MOST_PARTS ? parent->n : MOST_PARTS - 1;
		const char *before = parent->shape->before[n];

		gather_add(h, &math->latex, before, strlen(before));
	}
	parent->n++;
	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		if (strcmp(name, shapes[i].name) == 0)
			shape = &shapes[i];
	}
	math->open[math->depth - 1] = (struct open_part){shape, 0};
	if (!math->annotation && strncmp(name, "annotation", 10) == 0) {
		const char *encoding = attribute_of(attributes, "encoding");

		math->annotation = math->depth;
		math->is_tex = encoding && strstr(encoding, "tex") && math->source.size == 0;
	}
}

void
math_text(struct html *h, const char *text, size_t size)
{
	struct math *math = h->math;
	struct gather *to = math->annotation ? &math->source : &math->latex;

	if (math->annotation && !math->is_tex)
		return;
	for (size_t i = 0; i < size; i++) {
		bool is_blank = memchr(" \t\r\n", text[i], 4) != NULL;

		if (!is_blank || math->annotation)
			gather_add(h, to, is_blank ? " " : text + i, 1);
	}
}

bool
math_end(struct html *h, const char *name)
{
	struct math *math = h->math;

	if (math->depth > 1 || strcmp(name, "math") != 0) {
		if (math->depth <= MATH_DEPTH && math->depth > 0) {
			const struct open_part *part = &math->open[math->depth - 1];

			if (!math->annotation && part->shape && part->n)
				gather_add(h, &math->latex, part->shape->after,
					strlen(part->shape->after));
		}
		if (math->annotation == math->depth)
			math->annotation = 0;
		if (math->depth > 1)
			math->depth--;
		return false;
	}
	struct gather *latex = math->source.size ? &math->source : &math->latex;
	struct pandect_text text = {latex->data, latex->size};
	bool is_display = math->is_display;

	h->math = NULL;
	math_write(h, text, is_display);
	h->math = math;
	math_clear(h);
	return true;
}

void
math_clear(struct html *h)
{
	if (!h->math)
		return;
	free(h->math->latex.data);
	free(h->math->source.data);
	free(h->math);
	h->math = NULL;
}

static struct pandect_text
trim(struct pandect_text text)
{
	while (text.size && (unsigned char)text.data[text.size - 1] <= ' ')
		text.size--;
	while (text.size && (unsigned char)text.data[0] <= ' ') {
		text.data++;
		text.size--;
	}
	return text;
}

/* Takes "{\displaystyle x}" to "x". */
static struct pandect_text
unwrap(struct pandect_text text)
{
	static const char *const wraps[] = {"{\\displaystyle", "{\\textstyle"};

	text = trim(text);
	for (size_t i = 0; i < sizeof wraps / sizeof wraps[0]; i++) {
		size_t n = strlen(wraps[i]);

		if (text.size > n + 1 && memcmp(text.data, wraps[i], n) == 0 &&
			text.data[text.size - 1] == '}')
			return trim((struct pandect_text){text.data + n, text.size - n - 1});
	}
	return text;
}

void
math_write(struct html *h, struct pandect_text latex, bool is_display)
{
	latex = unwrap(latex);
	if (latex.size == 0)
		return;
	if (!is_display || !flow_holder(h)) {
		flow_span(h, PANDECT_SPAN_FORMULA, NULL, latex);
		return;
	}
	flow_open(h, PANDECT_NODE_FORMULA, 0);
	pandect_builder_text(h->builder, latex.data, latex.size);
	flow_close_to(h, h->n_nodes - 1);
}
