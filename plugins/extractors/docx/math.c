/* SPDX-License-Identifier: MIT */
/*
 * Formulas in Office Math (22.1) as LaTeX. A formula becomes a small tree first, since some of its
 * elements tell late how what came before is to be written.
 */

#include <stdlib.h>
#include <string.h>

#include "math.h"

#define NODES_MOST 100000

static const struct {
	const char *name;
	enum kind kind;
} kinds[] = {
	{"acc", KIND_ACCENT},
	{"bar", KIND_BAR},
	{"borderBox", KIND_BOX},
	{"box", KIND_GROUP},
	{"ctrlPr", KIND_SKIPPED},
	{"d", KIND_DELIMITERS},
	{"deg", KIND_DEGREE},
	{"del", KIND_SKIPPED},
	{"den", KIND_DENOMINATOR},
	{"e", KIND_ELEMENT},
	{"eqArr", KIND_EQUATIONS},
	{"f", KIND_FRACTION},
	{"fName", KIND_NAME},
	{"func", KIND_FUNCTION},
	{"groupChr", KIND_GROUP_CHARACTER},
	{"lim", KIND_LIMIT},
	{"limLow", KIND_LIMIT_LOW},
	{"limUpp", KIND_LIMIT_UPP},
	{"m", KIND_MATRIX},
	{"mr", KIND_ROW},
	{"nary", KIND_NARY},
	{"num", KIND_NUMERATOR},
	{"r", KIND_RUN},
	{"rad", KIND_RADICAL},
	{"sPre", KIND_S_PRE},
	{"sSub", KIND_S_SUB},
	{"sSubSup", KIND_S_SUB_SUP},
	{"sSup", KIND_S_SUP},
	{"sub", KIND_SUB},
	{"sup", KIND_SUP},
	{"t", KIND_TEXT},
};

static uint32_t
add_node(struct math *math, enum kind kind)
{
	if (math->n >= NODES_MOST) {
		math->status = PANDECT_LIMIT;
		return 0;
	}
	if (math->n == math->capacity) {
		size_t capacity = math->capacity ? math->capacity * 2 : 64;
		struct node *nodes = realloc(math->nodes, capacity * sizeof *nodes);

		if (!nodes) {
			math->status = PANDECT_NO_MEMORY;
			return 0;
		}
		math->nodes = nodes;
		math->capacity = capacity;
	}
	math->nodes[math->n] = (struct node){.kind = (uint8_t)kind};
	return (uint32_t)math->n++;
}

struct math *
math_new(void)
{
	struct math *math = calloc(1, sizeof *math);

	if (!math)
		return NULL;
	add_node(math, KIND_GROUP);
	math->open[0] = add_node(math, KIND_GROUP);
	math->depth = 1;
	if (!math->status)
		return math;
	math_free(math);
	return NULL;
}

void
math_free(struct math *math)
{
	if (!math)
		return;
	free(math->nodes);
	free(math->text);
	free(math->latex);
	free(math);
}

static enum kind
kind_of(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(name, kinds[i].name) == 0)
			return kinds[i].kind;
	}
	/* fPr, naryPr, …: properties of what they stand in. */
	if (n > 2 && strcmp(name + n - 2, "Pr") == 0)
		return KIND_PROPERTIES;
	return KIND_GROUP;
}

static void
set_character(char *to, bool *has, const struct xml_element *element)
{
	struct pandect_text value = xml_attribute(element, NULL, "val");

	*has = true;
	to[0] = 0;
	if (value.size && value.size < 8) {
		memcpy(to, value.data, value.size);
		to[value.size] = 0;
	}
}

/* A property of the node whose properties are open. */
static void
set_property(struct node *node, const struct xml_element *element)
{
	struct pandect_text value = xml_attribute(element, NULL, "val");
	const char *name = element->name;
	bool has;

	if (strcmp(name, "chr") == 0)
		set_character(node->character, &node->has_character, element);
	else if (strcmp(name, "begChr") == 0)
		set_character(node->begin, &node->has_begin, element);
	else if (strcmp(name, "endChr") == 0)
		set_character(node->end, &node->has_end, element);
	else if (strcmp(name, "sepChr") == 0)
		set_character(node->separator, &has, element);
	else if (strcmp(name, "type") == 0) {
		node->is_no_bar = pandect_text_is(value, "noBar");
		node->is_linear = pandect_text_is(value, "lin");
	} else if (strcmp(name, "pos") == 0)
		node->is_top = pandect_text_is(value, "top");
	else if (strcmp(name, "degHide") == 0)
		node->hides_degree = is_on(element);
	else if (strcmp(name, "subHide") == 0)
		node->hides_sub = is_on(element);
	else if (strcmp(name, "supHide") == 0)
		node->hides_sup = is_on(element);
	else if (strcmp(name, "sty") == 0)
		node->is_plain = pandect_text_is(value, "p");
	else if (strcmp(name, "nor") == 0)
		node->is_plain = is_on(element);
}

pandect_status
math_start(struct math *math, const struct xml_element *element)
{
	enum kind kind = kind_of(element->name);

	if (math->n_deeper || math->depth == MATH_DEPTH || math->status) {
		math->n_deeper++;
		return math->status == PANDECT_NO_MEMORY ? math->status : PANDECT_OK;
	}
	uint32_t parent = math->open[math->depth - 1];

	if (math->nodes[parent].kind == KIND_PROPERTIES) {
		if (math->depth > 1)
			set_property(&math->nodes[math->open[math->depth - 2]], element);
		math->n_deeper++;
		return PANDECT_OK;
	}
	uint32_t node = add_node(math, kind);

	if (!node) {
		math->n_deeper++;
		return math->status == PANDECT_NO_MEMORY ? math->status : PANDECT_OK;
	}
	if (math->nodes[parent].last)
		math->nodes[math->nodes[parent].last].next = node;
	else
		math->nodes[parent].first = node;
	math->nodes[parent].last = node;
	math->nodes[node].text = (uint32_t)math->size;
	math->open[math->depth++] = node;
	math->in_text = kind == KIND_TEXT;
	return PANDECT_OK;
}

pandect_status
math_end(struct math *math)
{
	if (math->n_deeper)
		math->n_deeper--;
	else if (math->depth > 1)
		math->depth--;
	math->in_text = false;
	return PANDECT_OK;
}

bool
math_append(char **to, size_t *size, size_t *capacity, struct pandect_text text)
{
	if (*capacity - *size < text.size + 1) {
		size_t wanted = *capacity ? *capacity * 2 : 256;

		while (wanted - *size < text.size + 1)
			wanted *= 2;
		char *grown = realloc(*to, wanted);

		if (!grown)
			return false;
		*to = grown;
		*capacity = wanted;
	}
	if (text.size)
		memcpy(*to + *size, text.data, text.size);
	*size += text.size;
	return true;
}

pandect_status
math_text(struct math *math, const char *text, size_t size)
{
	struct node *node = &math->nodes[math->open[math->depth - 1]];

	if (!math->in_text || math->n_deeper || size > LATEX_MOST - math->size)
		return PANDECT_OK;
	if (!math_append(&math->text, &math->size, &math->text_capacity,
		    (struct pandect_text){text, size}))
		return PANDECT_NO_MEMORY;
	node->size += (uint32_t)size;
	return PANDECT_OK;
}

pandect_status
math_finish(struct math *math, struct pandect_text *ret_latex)
{
	/* What is too large is cut short. */
	if (math->status == PANDECT_LIMIT)
		math->status = PANDECT_OK;
	math_write(math, 1, 0);
	if (math->status == PANDECT_NO_MEMORY)
		return math->status;
	size_t size = math->latex_size;

	while (size && math->latex[size - 1] == ' ')
		size--;
	*ret_latex = (struct pandect_text){math->latex, size};
	return PANDECT_OK;
}
