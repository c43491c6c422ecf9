/* SPDX-License-Identifier: MIT */
/* Footnotes, endnotes (17.11) and comments (17.13.4). */
#include "docx.h"

#include <stdlib.h>
#include <string.h>

/* More than any document has; keeps the cost of a list in the wrong order small. */
#define NOTES_MOST   20000
#define COMMENT_MOST 65536

/* Where an id stands, or would stand. */
static size_t
note_place(const struct note_list *list, int64_t id)
{
	size_t low = 0, high = list->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->items[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

pandect_status
note_add(struct note_list *list, struct note_entry entry, struct note_entry **ret_entry)
{
	size_t at = note_place(list, entry.id);

	if (list->n == NOTES_MOST)
		return PANDECT_LIMIT;
	if (list->n == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 16;
		struct note_entry *items = realloc(list->items, capacity * sizeof *items);

		if (!items)
			return PANDECT_NO_MEMORY;
		list->items = items;
		list->capacity = capacity;
	}
	memmove(list->items + at + 1, list->items + at, (list->n - at) * sizeof *list->items);
	list->items[at] = entry;
	list->n++;
	*ret_entry = &list->items[at];
	return PANDECT_OK;
}

struct note_entry *
note_find(const struct note_list *list, int64_t id)
{
	size_t at = note_place(list, id);

	return at < list->n && list->items[at].id == id ? &list->items[at] : NULL;
}

void
notes_clear(struct note_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->items[i].author);
		free(list->items[i].text);
	}
	free(list->items);
	*list = (struct note_list){NULL, 0, 0};
}

struct commenting {
	struct note_list *list;
	struct note_entry *entry; /* being read */
	size_t size;
	bool in_text;
};

static pandect_status
comment_text(void *data, const char *text, size_t size)
{
	struct commenting *c = data;

	if (!c->entry || !c->in_text || c->size + size > COMMENT_MOST)
		return PANDECT_OK;
	char *grown = realloc(c->entry->text, c->size + size + 1);

	if (!grown)
		return PANDECT_NO_MEMORY;
	memcpy(grown + c->size, text, size);
	c->size += size;
	grown[c->size] = 0;
	c->entry->text = grown;
	return PANDECT_OK;
}

static pandect_status
comment_start(void *data, const struct xml_element *element)
{
	struct commenting *c = data;

	if (strcmp(element->name, "comment") == 0) {
		struct pandect_text author = xml_attribute(element, NULL, "author");
		struct note_entry entry = {
			.id = xml_number(element, NULL, "id", -1),
			.author = strndup(author.data ? author.data : "", author.size),
		};
		pandect_status status =
			entry.author ? note_add(c->list, entry, &c->entry) : PANDECT_NO_MEMORY;

		if (status) {
			free(entry.author);
			return status;
		}
		c->size = 0;
	}
	c->in_text = strcmp(element->name, "t") == 0;
	return PANDECT_OK;
}

static pandect_status
comment_end(void *data, const struct xml_element *element)
{
	struct commenting *c = data;

	c->in_text = strcmp(element->name, "p") == 0;
	if (c->in_text && c->size)
		comment_text(c, "\n", 1);
	c->in_text = false;
	if (strcmp(element->name, "comment") != 0)
		return PANDECT_OK;
	while (c->entry && c->size && c->entry->text[c->size - 1] == '\n')
		c->entry->text[--c->size] = 0;
	c->entry = NULL;
	return PANDECT_OK;
}

static const struct xml_events comment_events = {
	.start = comment_start,
	.end = comment_end,
	.text = comment_text,
};

pandect_status
comments_read(
	struct pandect_call *call, struct zipfile *zip, const char *part, struct note_list *list)
{
	struct commenting commenting = {.list = list};
	uint64_t member;

	if (!zipfile_find(zip, part, &member))
		return PANDECT_OK;
	return xml_parse_member(call, zip, member,
		&(struct xml_listener){.events = &comment_events,
			.data = &commenting,
			.what = "the document's comments"});
}

/* ---- their marks in the text ---- */

pandect_status
note_reference(struct docx *d, const struct xml_element *element, bool is_endnote)
{
	struct note_list *list = is_endnote ? &d->endnotes : &d->footnotes;
	int64_t id = xml_number(element, NULL, "id", -1);
	struct note_entry *entry = note_find(list, id);
	pandect_status status = PANDECT_OK;
	char name[32];

	if (d->notes || id < 0)
		return PANDECT_OK;
	if (!entry)
		status = note_add(list,
			(struct note_entry){.id = id, .number = (uint32_t)list->n + 1}, &entry);
	if (status)
		return status;
	size_t n = 0;
	uint32_t number = entry->number;

	name[sizeof name - 1] = 0;
	for (n = sizeof name - 1; number; number /= 10)
		name[--n] = (char)('0' + number % 10);
	struct pandect_text text = pandect_text(name + n);

	if (is_endnote)
		name[--n] = 'e';
	return paragraph_piece(d, PIECE_FOOTNOTE, text, name + n);
}

void
note_begin(struct docx *d, const struct xml_element *element)
{
	struct pandect_text type = xml_attribute(element, NULL, "type");
	const struct note_entry *entry =
		d->notes ? note_find(d->notes, xml_number(element, NULL, "id", -1)) : NULL;
	char name[32];

	/* Separators are notes to Word, too; and a note that nothing refers to is not shown. */
	if (!entry || (type.data && !pandect_text_is(type, "normal"))) {
		d->skip++;
		return;
	}
	size_t n = sizeof name - 1;

	name[n] = 0;
	for (uint32_t number = entry->number; number; number /= 10)
		name[--n] = (char)('0' + number % 10);
	if (d->notes == &d->endnotes)
		name[--n] = 'e';
	pandect_builder_open(d->builder, PANDECT_NODE_FOOTNOTE, 0);
	pandect_builder_attribute(d->builder, PANDECT_ATTRIBUTE_NAME, pandect_text(name + n));
	d->in_note = true;
}

void
comment_mark(struct docx *d, const struct xml_element *element, enum mark_type type)
{
	struct paragraph *p = paragraph_top(d);
	int64_t id = xml_number(element, NULL, "id", -1);
	struct comment_mark *mark = NULL;

	if (!p || d->n_lost_paragraphs)
		return;
	for (uint32_t i = 0; i < p->n_comments; i++) {
		if (p->comments[i].id == id)
			mark = &p->comments[i];
	}
	if (!mark) {
		if (p->n_comments == DOCX_COMMENTS)
			return;
		mark = &p->comments[p->n_comments++];
		*mark = (struct comment_mark){.id = id};
		if (type == MARK_START)
			mark->start = (uint32_t)p->size;
	}
	if (type == MARK_END)
		mark->end = (uint32_t)p->size;
	mark->is_ended |= type == MARK_REFERENCE;
}
