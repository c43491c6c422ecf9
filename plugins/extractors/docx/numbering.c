/* SPDX-License-Identifier: MIT */
/*
 * Lists (17.9). A paragraph names a list (num) and a level; the list names a definition
 * (abstractNum) whose levels say how items are marked. Lists of one definition count on together.
 */
#include "docx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFINITIONS_MOST 20000

enum format {
	FORMAT_DECIMAL,
	FORMAT_LETTER,
	FORMAT_CAPITAL,
	FORMAT_ROMAN,
	FORMAT_CAPITAL_ROMAN,
	FORMAT_BULLET,
	FORMAT_NONE
};

struct level {
	uint8_t format;
	bool is_counting; /* an item has come up */
	int64_t start, number, indent;
	char *text, *style; /* text: "%1.%2" */
};

struct definition {
	int64_t id;
	char *style_link; /* the list style that it stands for */
	char *list_style; /* the list style that it defines */
	struct level levels[DOCX_LEVELS];
};

struct number_list {
	int64_t id, definition_id;
	int64_t starts[DOCX_LEVELS]; /* -1: as the definition says */
	bool is_started[DOCX_LEVELS];
};

struct numbering {
	struct definition *definitions;
	size_t n_definitions, definitions_capacity;
	struct number_list *lists;
	size_t n_lists, lists_capacity;

	struct definition *definition; /* being read */
	struct number_list *list;
	struct level *level;
	int override;
};

static void *
grow(void *items, size_t n, size_t *capacity, size_t size)
{
	if (n < *capacity)
		return items;
	size_t wanted = *capacity ? *capacity * 2 : 16;
	void *grown = n < DEFINITIONS_MOST ? realloc(items, wanted * size) : NULL;

	if (grown)
		*capacity = wanted;
	return grown;
}

static pandect_status
definition_begin(struct numbering *n, const struct xml_element *element)
{
	struct definition *items =
		grow(n->definitions, n->n_definitions, &n->definitions_capacity, sizeof *items);

	if (!items)
		return PANDECT_NO_MEMORY;
	n->definitions = items;
	n->definition = &items[n->n_definitions++];
	*n->definition = (struct definition){.id = xml_number(element, NULL, "abstractNumId", -1)};
	for (int i = 0; i < DOCX_LEVELS; i++)
		n->definition->levels[i].start = 1;
	return PANDECT_OK;
}

static pandect_status
list_begin(struct numbering *n, const struct xml_element *element)
{
	struct number_list *items = grow(n->lists, n->n_lists, &n->lists_capacity, sizeof *items);

	if (!items)
		return PANDECT_NO_MEMORY;
	n->lists = items;
	n->list = &items[n->n_lists++];
	*n->list = (struct number_list){
		.id = xml_number(element, NULL, "numId", -1), .definition_id = -1};
	for (int i = 0; i < DOCX_LEVELS; i++)
		n->list->starts[i] = -1;
	n->definition = NULL;
	n->level = NULL;
	n->override = -1;
	return PANDECT_OK;
}

static uint8_t
format_of(struct pandect_text value)
{
	static const struct {
		const char *name;
		enum format format;
	} formats[] = {{"bullet", FORMAT_BULLET}, {"none", FORMAT_NONE},
		{"lowerLetter", FORMAT_LETTER}, {"upperLetter", FORMAT_CAPITAL},
		{"lowerRoman", FORMAT_ROMAN}, {"upperRoman", FORMAT_CAPITAL_ROMAN}};

	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		if (pandect_text_is(value, formats[i].name))
			return (uint8_t)formats[i].format;
	}
	return FORMAT_DECIMAL;
}

static pandect_status
replace(char **text, struct pandect_text value)
{
	char *copy = strndup(value.data ? value.data : "", value.size < 200 ? value.size : 200);

	if (!copy)
		return PANDECT_NO_MEMORY;
	free(*text);
	*text = copy;
	return PANDECT_OK;
}

static int
level_number(const struct xml_element *element)
{
	int64_t level = xml_number(element, NULL, "ilvl", 0);

	return level >= 0 && level < DOCX_LEVELS ? (int)level : -1;
}

static pandect_status
level_property(struct numbering *n, const struct xml_element *element)
{
	struct pandect_text value = xml_attribute(element, NULL, "val");
	const char *name = element->name;

	if (strcmp(name, "start") == 0)
		n->level->start = xml_number(element, NULL, "val", 1);
	else if (strcmp(name, "numFmt") == 0)
		n->level->format = format_of(value);
	else if (strcmp(name, "lvlText") == 0)
		return replace(&n->level->text, value);
	else if (strcmp(name, "ind") == 0)
		n->level->indent = indent_of(element);
	else if (strcmp(name, "pStyle") == 0)
		return replace(&n->level->style, value);
	return PANDECT_OK;
}

static pandect_status
numbering_start(void *data, const struct xml_element *element)
{
	struct numbering *n = data;
	const char *name = element->name;
	struct pandect_text value = xml_attribute(element, NULL, "val");

	if (strcmp(name, "abstractNum") == 0)
		return definition_begin(n, element);
	if (strcmp(name, "num") == 0)
		return list_begin(n, element);
	if (n->list && strcmp(name, "abstractNumId") == 0) {
		n->list->definition_id = xml_number(element, NULL, "val", -1);
	} else if (n->list && strcmp(name, "lvlOverride") == 0) {
		n->override = level_number(element);
	} else if (n->list && n->override >= 0 && strcmp(name, "startOverride") == 0) {
		n->list->starts[n->override] = xml_number(element, NULL, "val", -1);
	} else if (n->definition && strcmp(name, "lvl") == 0) {
		int level = level_number(element);

		n->level = level >= 0 ? &n->definition->levels[level] : NULL;
	} else if (n->definition && strcmp(name, "numStyleLink") == 0) {
		return replace(&n->definition->style_link, value);
	} else if (n->definition && strcmp(name, "styleLink") == 0) {
		return replace(&n->definition->list_style, value);
	} else if (n->level) {
		return level_property(n, element);
	}
	return PANDECT_OK;
}

static pandect_status
numbering_end(void *data, const struct xml_element *element)
{
	struct numbering *n = data;

	if (strcmp(element->name, "lvl") == 0)
		n->level = NULL;
	else if (strcmp(element->name, "abstractNum") == 0)
		n->definition = NULL;
	return PANDECT_OK;
}

static const struct xml_events numbering_events = {.start = numbering_start, .end = numbering_end};

pandect_status
numbering_read(struct pandect_call *call, struct zipfile *zip, const char *part,
	struct numbering **ret_numbering)
{
	struct numbering *numbering = calloc(1, sizeof *numbering);
	uint64_t member;
	pandect_status status = PANDECT_OK;

	if (!numbering)
		return PANDECT_NO_MEMORY;
	if (zipfile_find(zip, part, &member))
		status = xml_parse_member(call, zip, member,
			&(struct xml_listener){.events = &numbering_events,
				.data = numbering,
				.what = "the document's lists"});
	*ret_numbering = numbering;
	return status;
}

void
numbering_free(struct numbering *numbering)
{
	if (!numbering)
		return;
	for (size_t i = 0; i < numbering->n_definitions; i++) {
		struct definition *definition = &numbering->definitions[i];

		free(definition->style_link);
		free(definition->list_style);
		for (int level = 0; level < DOCX_LEVELS; level++) {
			free(definition->levels[level].text);
			free(definition->levels[level].style);
		}
	}
	free(numbering->definitions);
	free(numbering->lists);
	free(numbering);
}

/* ---- counting ---- */

static struct number_list *
find_list(const struct numbering *numbering, int64_t id)
{
	for (size_t i = 0; numbering && i < numbering->n_lists; i++) {
		if (numbering->lists[i].id == id)
			return &numbering->lists[i];
	}
	return NULL;
}

static struct definition *
find_definition(const struct numbering *numbering, const struct number_list *list)
{
	struct definition *found = NULL;

	for (size_t i = 0; list && i < numbering->n_definitions; i++) {
		if (numbering->definitions[i].id == list->definition_id)
			found = &numbering->definitions[i];
	}
	if (!found || !found->style_link)
		return found;
	/* It only points to a list style, which another one defines. */
	for (size_t i = 0; i < numbering->n_definitions; i++) {
		struct definition *other = &numbering->definitions[i];

		if (other->list_style && strcmp(other->list_style, found->style_link) == 0)
			return other;
	}
	return found;
}

static size_t
write_roman(int64_t number, bool is_capital, char *to, size_t size)
{
	static const struct {
		int value;
		const char *small, *capital;
	} digits[] = {{1000, "m", "M"}, {900, "cm", "CM"}, {500, "d", "D"}, {400, "cd", "CD"},
		{100, "c", "C"}, {90, "xc", "XC"}, {50, "l", "L"}, {40, "xl", "XL"}, {10, "x", "X"},
		{9, "ix", "IX"}, {5, "v", "V"}, {4, "iv", "IV"}, {1, "i", "I"}};
	size_t n = 0;

	if (number < 1 || number > 3999)
		return (size_t)snprintf(to, size, "%lld", (long long)number);
	for (size_t i = 0; i < sizeof digits / sizeof digits[0]; i++) {
		for (; number >= digits[i].value; number -= digits[i].value) {
			const char *digit = is_capital ? digits[i].capital : digits[i].small;

			for (; *digit && n + 1 < size; digit++)
				to[n++] = *digit;
		}
	}
	to[n] = 0;
	return n;
}

/* At most 24 characters, whatever the number is. */
static size_t
write_number(int64_t number, uint8_t format, char *to, size_t size)
{
	if ((format == FORMAT_LETTER || format == FORMAT_CAPITAL) && number > 0 &&
		number <= 26 * 4) {
		size_t n = 0, repeat = (size_t)(number - 1) / 26 + 1;

		for (; n < repeat && n + 1 < size; n++)
			to[n] = (char)((format == FORMAT_LETTER ? 'a' : 'A') + (number - 1) % 26);
		to[n] = 0;
		return n;
	}
	if (format == FORMAT_ROMAN || format == FORMAT_CAPITAL_ROMAN)
		return write_roman(number, format == FORMAT_CAPITAL_ROMAN, to, size);
	return (size_t)snprintf(to, size, "%lld", (long long)number);
}

/* Writes the mark as it is printed: "%1.%2" with the numbers in. */
static void
write_mark(const struct definition *definition, int level, char *to, size_t size)
{
	const char *text = definition->levels[level].text;
	size_t n = 0;

	for (; text && *text && n + 32 < size; text++) {
		int other = text[0] == '%' && text[1] >= '1' && text[1] <= '9' ? text[1] - '1' : -1;

		if (other < 0) {
			to[n++] = *text;
			continue;
		}
		const struct level *from = &definition->levels[other];

		n += write_number(from->is_counting ? from->number : from->start, from->format,
			to + n, size - n);
		text++;
	}
	to[n] = 0;
}

bool
numbering_next(struct numbering *numbering, int64_t num_id, int level, struct list_mark *ret_mark)
{
	struct number_list *list = find_list(numbering, num_id);
	struct definition *definition = find_definition(numbering, list);

	if (!definition || level < 0 || level >= DOCX_LEVELS)
		return false;
	struct level *at = &definition->levels[level];
	int64_t start = list->starts[level] >= 0 ? list->starts[level] : at->start;

	if (!list->is_started[level] && list->starts[level] >= 0)
		at->is_counting = false;
	list->is_started[level] = true;
	if (!at->is_counting)
		at->number = start;
	else if (at->number < INT32_MAX)
		at->number++;
	at->is_counting = true;
	for (int i = level + 1; i < DOCX_LEVELS; i++)
		definition->levels[i].is_counting = false;
	*ret_mark = (struct list_mark){
		.is_numbered = at->format != FORMAT_BULLET && at->format != FORMAT_NONE,
		.number = at->number,
		.indent = at->indent,
	};
	ret_mark->is_list = at->format == FORMAT_BULLET || (at->text && at->text[0]);
	if (ret_mark->is_numbered)
		write_mark(definition, level, ret_mark->text, sizeof ret_mark->text);
	return true;
}

int
numbering_level_of_style(
	const struct numbering *numbering, int64_t num_id, struct pandect_text style)
{
	const struct definition *definition =
		find_definition(numbering, find_list(numbering, num_id));

	for (int i = 0; definition && i < DOCX_LEVELS; i++) {
		if (definition->levels[i].style &&
			pandect_text_is(style, definition->levels[i].style))
			return i;
	}
	return -1;
}
