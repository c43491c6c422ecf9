/* SPDX-License-Identifier: MIT */
/*
 * Styles (17.7): which are headings, lists, code or quotes, and how they mark runs. A built-in
 * style keeps its English name in every language of Word, only its id is translated.
 */
#include "docx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Word has some 400 of its own; a chain is as long as people build them. */
#define STYLES_MOST 20000
#define CHAIN_MOST  32

bool
is_on(const struct xml_element *element)
{
	struct pandect_text value = xml_attribute(element, NULL, "val");

	return !value.data ||
	       !(pandect_text_is(value, "0") || pandect_text_is(value, "false") ||
		       pandect_text_is(value, "off") || pandect_text_is(value, "none"));
}

int64_t
indent_of(const struct xml_element *element)
{
	int64_t indent = xml_number(element, NULL, "left", -1);

	return indent >= 0 ? indent : xml_number(element, NULL, "start", -1);
}

static void
look_set(struct look *look, uint32_t bit, bool on)
{
	look->on = on ? look->on | bit : look->on & ~bit;
	look->off = on ? look->off & ~bit : look->off | bit;
}

void
look_read(struct look *look, const struct xml_element *element)
{
	static const struct {
		const char *name;
		uint32_t bit;
	} bits[] = {{"b", RUN_STRONG}, {"i", RUN_EMPHASIS}, {"u", RUN_UNDERLINE},
		{"strike", RUN_STRIKE}, {"dstrike", RUN_STRIKE}, {"highlight", RUN_HIGHLIGHT},
		{"vanish", RUN_HIDDEN}};

	for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++) {
		if (strcmp(element->name, bits[i].name) == 0)
			look_set(look, bits[i].bit, is_on(element));
	}
	if (strcmp(element->name, "vertAlign") == 0) {
		struct pandect_text value = xml_attribute(element, NULL, "val");

		look_set(look, RUN_SUB, pandect_text_is(value, "subscript"));
		look_set(look, RUN_SUPER, pandect_text_is(value, "superscript"));
	}
}

struct styling {
	struct styles *styles;
	struct style *style; /* being read */
	uint32_t in_run, in_paragraph, skip;
};

/* Compares a name with one in small letters. */
static bool
name_is(struct pandect_text name, const char *other)
{
	size_t n = strlen(other);

	for (size_t i = 0; i < name.size && i < n; i++) {
		char c = name.data[i] >= 'A' && name.data[i] <= 'Z' ? (char)(name.data[i] | 0x20)
								    : name.data[i];

		if (c != other[i])
			return false;
	}
	return name.size == n;
}

static void
style_name(struct style *style, struct pandect_text name)
{
	static const struct {
		const char *name;
		enum paragraph_role role;
	} roles[] = {{"source code", ROLE_CODE}, {"html preformatted", ROLE_CODE},
		{"preformatted text", ROLE_CODE}, {"code", ROLE_CODE}, {"code block", ROLE_CODE},
		{"quote", ROLE_QUOTE}, {"intense quote", ROLE_QUOTE}, {"block text", ROLE_QUOTE},
		{"caption", ROLE_CAPTION}, {"image caption", ROLE_CAPTION},
		{"table caption", ROLE_CAPTION}};
	static const char *const code[] = {
		"verbatim char", "html code", "html typewriter", "code char", "source text"};

	if (name.size == 9 && name_is((struct pandect_text){name.data, 8}, "heading ") &&
		name.data[8] >= '1' && name.data[8] <= '9') {
		style->heading = (int8_t)(name.data[8] < '6' ? name.data[8] - '0' : 6);
	} else if (name_is(name, "title")) {
		style->heading = 1;
	} else if (name_is(name, "normal") || name_is(name, "body text")) {
		style->heading = 0;
	}
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
		if (name_is(name, roles[i].name) && style->is_paragraph)
			style->role = (uint8_t)roles[i].role;
	}
	for (size_t i = 0; i < sizeof code / sizeof code[0]; i++) {
		if (name_is(name, code[i]))
			style->look.on |= RUN_CODE;
	}
}

static pandect_status
style_begin(struct styling *s, const struct xml_element *element)
{
	struct styles *styles = s->styles;
	struct pandect_text id = xml_attribute(element, NULL, "styleId");
	struct pandect_text type = xml_attribute(element, NULL, "type");

	if (styles->n == STYLES_MOST)
		return PANDECT_LIMIT;
	if (styles->n == styles->capacity) {
		size_t capacity = styles->capacity ? styles->capacity * 2 : 64;
		struct style *items = realloc(styles->items, capacity * sizeof *items);

		if (!items)
			return PANDECT_NO_MEMORY;
		styles->items = items;
		styles->capacity = capacity;
	}
	s->style = &styles->items[styles->n++];
	*s->style = (struct style){
		.id = strndup(id.data ? id.data : "", id.size),
		.heading = -1,
		.num_id = -1,
		.level = -1,
		.indent = -1,
		.is_paragraph = pandect_text_is(type, "paragraph"),
	};
	return s->style->id ? PANDECT_OK : PANDECT_NO_MEMORY;
}

static pandect_status
style_property(struct styling *s, const struct xml_element *element)
{
	struct style *style = s->style;
	const char *name = element->name;

	if (s->in_run) {
		look_read(&style->look, element);
	} else if (s->in_paragraph && strcmp(name, "outlineLvl") == 0) {
		int64_t level = xml_number(element, NULL, "val", 9);

		if (style->heading < 0)
			style->heading =
				level < 0 || level > 8 ? 0 : (int8_t)(level < 5 ? level + 1 : 6);
	} else if (s->in_paragraph && strcmp(name, "ind") == 0) {
		style->indent = indent_of(element);
	} else if (s->in_paragraph && strcmp(name, "numId") == 0) {
		style->num_id = xml_number(element, NULL, "val", 0);
	} else if (s->in_paragraph && strcmp(name, "ilvl") == 0) {
		int64_t level = xml_number(element, NULL, "val", 0);

		style->level = (int8_t)(level < 0             ? 0
					: level < DOCX_LEVELS ? level
							      : DOCX_LEVELS - 1);
	} else if (strcmp(name, "name") == 0) {
		style_name(style, xml_attribute(element, NULL, "val"));
	} else if (strcmp(name, "basedOn") == 0 && !style->based_on) {
		struct pandect_text value = xml_attribute(element, NULL, "val");

		style->based_on = strndup(value.data ? value.data : "", value.size);
		return style->based_on ? PANDECT_OK : PANDECT_NO_MEMORY;
	}
	return PANDECT_OK;
}

static pandect_status
style_start(void *data, const struct xml_element *element)
{
	struct styling *s = data;

	/* Formatting that depends on the place in a table, and defaults, are no style's own. */
	if (s->skip || strcmp(element->name, "tblStylePr") == 0 ||
		strcmp(element->name, "docDefaults") == 0 ||
		strcmp(element->name, "latentStyles") == 0) {
		s->skip++;
		return PANDECT_OK;
	}
	if (strcmp(element->name, "style") == 0)
		return style_begin(s, element);
	if (!s->style)
		return PANDECT_OK;
	if (strcmp(element->name, "rPr") == 0)
		s->in_run++;
	else if (strcmp(element->name, "pPr") == 0)
		s->in_paragraph++;
	else
		return style_property(s, element);
	return PANDECT_OK;
}

static pandect_status
style_end(void *data, const struct xml_element *element)
{
	struct styling *s = data;

	if (s->skip)
		s->skip--;
	else if (strcmp(element->name, "style") == 0)
		s->style = NULL;
	else if (strcmp(element->name, "rPr") == 0 && s->in_run)
		s->in_run--;
	else if (strcmp(element->name, "pPr") == 0 && s->in_paragraph)
		s->in_paragraph--;
	return PANDECT_OK;
}

static int
compare_styles(const void *a, const void *b)
{
	return strcmp(((const struct style *)a)->id, ((const struct style *)b)->id);
}

const struct style *
styles_find(const struct styles *styles, struct pandect_text id)
{
	size_t low = 0, high = styles->n;

	if (id.size == 0)
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *other = styles->items[middle].id;
		int order = strncmp(id.data, other, id.size);

		if (order == 0)
			order = other[id.size] ? -1 : 0;
		if (order == 0)
			return &styles->items[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Takes what a style does not say from those that it is based on. */
static void
style_resolve(struct styles *styles, struct style *style)
{
	const struct style *base = style;

	for (int i = 0; i < CHAIN_MOST && base && base->based_on; i++) {
		base = styles_find(styles, pandect_text(base->based_on));
		if (!base || base == style)
			break;
		style->look.on |= base->look.on & ~style->look.off;
		style->look.off |= base->look.off & ~style->look.on;
		if (style->heading < 0)
			style->heading = base->heading;
		if (style->role == ROLE_PLAIN)
			style->role = base->role;
		if (style->num_id < 0)
			style->num_id = base->num_id;
		if (style->level < 0)
			style->level = base->level;
		if (style->indent < 0)
			style->indent = base->indent;
	}
}

static const struct xml_events style_events = {.start = style_start, .end = style_end};

pandect_status
styles_read(struct pandect_call *call, struct zipfile *zip, const char *part, struct styles *styles)
{
	struct styling styling = {.styles = styles};
	uint64_t member;
	pandect_status status;

	if (!zipfile_find(zip, part, &member))
		return PANDECT_OK;
	status = xml_parse_member(call, zip, member,
		&(struct xml_listener){.events = &style_events,
			.data = &styling,
			.what = "the document's styles"});
	if (styles->n)
		qsort(styles->items, styles->n, sizeof *styles->items, compare_styles);
	for (size_t i = 0; i < styles->n; i++)
		style_resolve(styles, &styles->items[i]);
	return status;
}

void
styles_clear(struct styles *styles)
{
	for (size_t i = 0; i < styles->n; i++) {
		free(styles->items[i].id);
		free(styles->items[i].based_on);
	}
	free(styles->items);
}
