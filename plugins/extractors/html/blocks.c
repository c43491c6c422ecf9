/* SPDX-License-Identifier: MIT */
/* What tags that begin a block, a link or an image do. */
#include "html.h"

#include <libxml/uri.h>
#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>

/* Spans beyond these have no meaning (WHATWG HTML, 4.9.11). */
#define MOST_SPAN 1000

/* A longer address is data in disguise. */
#define ADDRESS_MOST 8192

static bool
begins_with(const char *text, const char *prefix)
{
	for (; *prefix; text++, prefix++) {
		if ((*text | 0x20) != (*prefix | 0x20))
			return false;
	}
	return true;
}

/* Takes and gives a string; NULL: no memory. */
static char *
escape_blanks(struct html *h, char *text)
{
	size_t n = 0, blanks = 0;

	for (; text[n]; n++)
		blanks += text[n] == ' ';
	if (blanks == 0)
		return text;
	char *escaped = malloc(n + 2 * blanks + 1), *to = escaped;

	if (!escaped) {
		h->status = PANDECT_NO_MEMORY;
		free(text);
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		if (text[i] == ' ') {
			memcpy(to, "%20", 3);
			to += 3;
		} else {
			*to++ = text[i];
		}
	}
	*to = 0;
	free(text);
	return escaped;
}

/* An address as a reader may use it, to be freed; NULL when it is none. */
char *
address(struct html *h, const char *value)
{
	xmlChar *resolved;
	char *copy;

	if (!value)
		return NULL;
	value += strspn(value, " \t\r\n\f");
	size_t size = strlen(value);

	while (size && memchr(" \t\r\n\f", value[size - 1], 5))
		size--;
	if (size == 0 || size > ADDRESS_MOST || begins_with(value, "javascript:") ||
		begins_with(value, "data:") || begins_with(value, "about:"))
		return NULL;
	copy = strndup(value, size);
	if (!copy) {
		h->status = PANDECT_NO_MEMORY;
		return NULL;
	}
	if (!h->base || copy[0] == '#')
		return copy;
	/* What is typed with a blank is meant with %20. */
	copy = escape_blanks(h, copy);
	if (!copy)
		return NULL;
	resolved = xmlBuildURI((const xmlChar *)copy, (const xmlChar *)h->base);
	if (!resolved)
		return copy;
	free(copy);
	copy = copy_text(h, (const char *)resolved);
	xmlFree(resolved);
	return copy;
}

static int64_t
number(const char *text, int64_t most)
{
	int64_t value = 0;

	if (!text)
		return 0;
	text += strspn(text, " \t\n\r");
	for (; *text >= '0' && *text <= '9' && value <= most; text++)
		value = value * 10 + (*text - '0');
	return value > most ? most : value;
}

static void
start_heading(struct html *h, uint32_t level, const char *const *attributes)
{
	if (!flow_holder(h))
		return;
	flow_open(h, PANDECT_NODE_HEADING, level);
	pandect_builder_attribute(
		h->builder, PANDECT_ATTRIBUTE_NAME, pandect_text(attribute_of(attributes, "id")));
}

static void
start_list(struct html *h, uint32_t is_numbered, const char *const *attributes)
{
	int list = flow_find(h, PANDECT_NODE_LIST);
	const char *start = attribute_of(attributes, "start");

	flow_end_paragraph(h);
	/* A list right inside a list belongs to the item before it. */
	if (list >= 0 && (uint32_t)list + 2 == h->n_nodes &&
		h->nodes[h->n_nodes - 1] == PANDECT_NODE_ITEM)
		h->has_text = false;
	if (!flow_holder(h))
		return;
	flow_open(h, PANDECT_NODE_LIST, is_numbered);
	if (is_numbered && start && number(start, INT32_MAX) != 1 && *start != '-')
		pandect_builder_number(
			h->builder, PANDECT_ATTRIBUTE_START, number(start, INT32_MAX));
}

static void
start_item(struct html *h)
{
	int list = flow_find(h, PANDECT_NODE_LIST);

	flow_end_paragraph(h);
	if (list < 0) {
		if (!flow_holder(h))
			return;
		flow_open(h, PANDECT_NODE_LIST, 0);
	} else {
		flow_close_to(h, (uint32_t)list + 1);
	}
	flow_open(h, PANDECT_NODE_ITEM, 0);
}

static void
start_definition(struct html *h, uint32_t kind)
{
	int list = flow_find(h, PANDECT_NODE_DEFINITIONS);

	flow_end_paragraph(h);
	if (list < 0) {
		if (!flow_holder(h))
			return;
		flow_open(h, PANDECT_NODE_DEFINITIONS, 0);
	} else {
		flow_close_to(h, (uint32_t)list + 1);
	}
	flow_open(h, kind, 0);
}

static void
start_table(struct html *h, struct element *element)
{
	uint32_t i = h->next_table++;

	flow_end_paragraph(h);
	element->is_layout =
		(i < h->judgement.n_layouts && h->judgement.layouts[i]) || !flow_holder(h);
	if (!element->is_layout)
		flow_open(h, PANDECT_NODE_TABLE, 0);
}

/* The table that rows and cells belong to now: its place among the nodes, or -1 when there is none
 * or it is no table of data. */
static int
current_table(const struct html *h)
{
	for (uint32_t i = h->n_elements; i > 0; i--) {
		if (h->elements[i - 1].entry->role == ROLE_TABLE)
			return h->elements[i - 1].is_layout ? -1 : flow_find(h, PANDECT_NODE_TABLE);
	}
	return -1;
}

static void
start_row(struct html *h)
{
	int table = current_table(h);

	flow_end_paragraph(h);
	if (table < 0)
		return;
	flow_close_to(h, (uint32_t)table + 1);
	flow_open(h, PANDECT_NODE_ROW, 0);
}

static void
start_cell(struct html *h, uint32_t is_header, const char *const *attributes)
{
	int table = current_table(h);
	int64_t rows = number(attribute_of(attributes, "rowspan"), MOST_SPAN);
	int64_t columns = number(attribute_of(attributes, "colspan"), MOST_SPAN);

	flow_end_paragraph(h);
	if (table < 0)
		return;
	uint32_t row = (uint32_t)table + 1;

	if (h->n_nodes > row && h->nodes[row] == PANDECT_NODE_ROW) {
		flow_close_to(h, row + 1);
	} else {
		flow_close_to(h, row);
		flow_open(h, PANDECT_NODE_ROW, 0);
	}
	flow_open(h, PANDECT_NODE_CELL, is_header || h->in_head);
	if (rows > 1)
		pandect_builder_number(h->builder, PANDECT_ATTRIBUTE_ROW_SPAN, rows);
	if (columns > 1)
		pandect_builder_number(h->builder, PANDECT_ATTRIBUTE_COLUMN_SPAN, columns);
}

static void
start_caption(struct html *h)
{
	int table = current_table(h);

	flow_end_paragraph(h);
	if (table < 0)
		return;
	flow_close_to(h, (uint32_t)table + 1);
	flow_open(h, PANDECT_NODE_CAPTION, 0);
}

static void
start_container(struct html *h, uint32_t kind)
{
	if (flow_holder(h))
		flow_open(h, kind, 0);
}

void
start_link(struct html *h, const char *const *attributes)
{
	char *href = address(h, attribute_of(attributes, "href"));

	if (href)
		flow_push_mark(h, PANDECT_SPAN_LINK, href);
	free(href);
}

void
start_image(struct html *h, const char *const *attributes)
{
	const char *source = attribute_of(attributes, "src");
	const char *alt = attribute_of(attributes, "alt");
	const char *class = attribute_of(attributes, "class");
	struct image image = {
		.width = number(attribute_of(attributes, "width"), INT32_MAX),
		.height = number(attribute_of(attributes, "height"), INT32_MAX),
	};

	if (class && alt && *alt &&
		(strstr(class, "mwe-math-fallback") || has_word(class, "tex") ||
			has_word(class, "latex"))) {
		math_write(h, pandect_text(alt), strstr(class, "display") != NULL);
		return;
	}
	/* Pages that load pictures late keep the address elsewhere. */
	if (!source || begins_with(source, "data:"))
		source = attribute_of(attributes, "data-src");
	image.source = address(h, source);
	/* What is one pixel counts readers; what has neither address nor words shows nothing. */
	if ((image.width == 1 && image.height == 1) || h->n_no_script ||
		(!image.source && !(alt && *alt))) {
		free(image.source);
		return;
	}
	image.alt = copy_text(h, alt);
	image.title = copy_text(h, attribute_of(attributes, "title"));
	flow_image(h, &image);
}

static void
keep_language(struct pandect_text language, char *to, size_t room)
{
	if (language.size == 0 || language.size >= room)
		return;
	memcpy(to, language.data, language.size);
	to[language.size] = 0;
}

/* What stands around a <pre> may say the language of the program in it. */
static void
start_plain_block(struct html *h, const char *const *attributes)
{
	flow_end_paragraph(h);
	h->outer[0] = 0;
	keep_language(class_language(attribute_of(attributes, "class")), h->outer, sizeof h->outer);
}

static void
start_pre(struct html *h, const char *const *attributes)
{
	struct pandect_text language = class_language(attribute_of(attributes, "class"));

	flow_end_paragraph(h);
	h->captured.size = 0;
	h->capture = &h->captured;
	memcpy(h->language, h->outer, sizeof h->language);
	keep_language(language, h->language, sizeof h->language);
}

/* Inside of <pre>: only what says the language, or breaks the line. */
void
start_in_capture(struct html *h, const struct role_entry *entry, const char *const *attributes)
{
	struct pandect_text language = class_language(attribute_of(attributes, "class"));

	if (entry->role == ROLE_BREAK)
		gather_add(h, h->capture, "\n", 1);
	if (h->captured.size == 0)
		keep_language(language, h->language, sizeof h->language);
}

void
start_script(struct html *h, struct element *element, const char *const *attributes)
{
	const char *type = attribute_of(attributes, "type");

	/* MathJax keeps formulas in scripts. */
	if (type && begins_with(type, "math/tex") && !h->capture && !h->n_hidden) {
		h->captured.size = 0;
		h->capture = &h->captured;
		h->language[0] = strstr(type, "display") ? 'd' : 'i';
		return;
	}
	element->is_hidden = true;
}

void
start_input(struct html *h, const char *const *attributes)
{
	const char *type = attribute_of(attributes, "type");
	const char *value = attribute_of(attributes, "value");

	flow_space(h);
	if (!value || (type && strcmp(type, "text") != 0 && strcmp(type, "submit") != 0 &&
			      strcmp(type, "button") != 0 && strcmp(type, "reset") != 0))
		return;
	flow_words(h, value, strlen(value));
	flow_space(h);
}

void
start_block(struct html *h, struct element *element, const char *const *attributes)
{
	uint32_t value = element->entry->value;

	switch (element->entry->role) {
	case ROLE_HEADING:
		start_heading(h, value, attributes);
		break;
	case ROLE_LIST:
		start_list(h, value, attributes);
		break;
	case ROLE_ITEM:
		start_item(h);
		break;
	case ROLE_TABLE:
		start_table(h, element);
		break;
	case ROLE_ROW:
		start_row(h);
		break;
	case ROLE_CELL:
		start_cell(h, value, attributes);
		break;
	case ROLE_CAPTION:
		start_caption(h);
		break;
	case ROLE_PRE:
		start_pre(h, attributes);
		break;
	case ROLE_QUOTE:
		start_container(h, PANDECT_NODE_QUOTE);
		break;
	case ROLE_FIGURE:
		start_container(h, PANDECT_NODE_FIGURE);
		break;
	case ROLE_FIGURE_CAPTION:
		start_container(h, PANDECT_NODE_CAPTION);
		break;
	case ROLE_DEFINITIONS:
		start_container(h, PANDECT_NODE_DEFINITIONS);
		break;
	case ROLE_TERM:
		start_definition(h, PANDECT_NODE_TERM);
		break;
	case ROLE_DESCRIPTION:
		start_definition(h, PANDECT_NODE_DESCRIPTION);
		break;
	case ROLE_RULE:
		if (flow_holder(h)) {
			flow_open(h, PANDECT_NODE_THEMATIC_BREAK, 0);
			flow_close_to(h, h->n_nodes - 1);
		}
		break;
	default:
		start_plain_block(h, attributes);
	}
}
