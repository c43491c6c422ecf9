/* SPDX-License-Identifier: MIT */
/* A document as units; see units.h. Nodes are gone through in their order, which is reading order;
 * what is open is kept on small stacks, whose depth the host bounds by 256. */
#include <stdlib.h>
#include <string.h>

#include "../../shared/characters.h"
#include "../../shared/plain-text.h"
#include "sentences.h"
#include "units.h"

#define DEPTH 256

/* A list or a child document that is being read. */
struct open {
	pandect_node last;
	uint32_t path;  /* of a document: the heading that holds again after it */
	int64_t number; /* of a list: the next item's; 0 for bullets */
	int is_document;
};

struct reading {
	struct units *units;
	struct pandect_call *call;
	const struct pandect_document *document;
	uint32_t most;
	struct open open[DEPTH];
	uint32_t n_open, n_lists;
	uint32_t path; /* the heading that holds */
	uint32_t group;
	int64_t number; /* of the item whose first unit comes next; -1: none */
	int is_first;   /* a document's first unit comes next */
	pandect_status status;
};

static void *
grow(struct reading *r, void *items, size_t n, size_t *capacity, size_t size)
{
	size_t more = *capacity ? *capacity * 2 : 64;
	void *grown;

	if (n < *capacity)
		return items;
	grown = more < SIZE_MAX / size ? realloc(items, more * size) : NULL;
	if (!grown) {
		r->status = PANDECT_NO_MEMORY;
		return NULL;
	}
	*capacity = more;
	return grown;
}

/* Adds a unit; what it does not say is filled in. */
static struct unit *
add(struct reading *r, const struct unit *unit)
{
	struct units *units = r->units;
	struct unit *items = grow(r, units->items, units->n, &units->capacity, sizeof *items);

	if (!items)
		return NULL;
	units->items = items;
	items = &items[units->n++];
	*items = *unit;
	items->path = r->path;
	items->group = r->group;
	items->depth = r->n_lists;
	items->number = r->number;
	items->is_first = r->is_first;
	r->number = -1;
	r->is_first = 0;
	return items;
}

/* ---- text ---- */

static size_t
trim_end(struct pandect_text text, size_t start, size_t end)
{
	size_t length;

	while (end > start && character_is_blank(character_before(text.data, end, &length)))
		end -= length;
	return end;
}

/* What an item's mark adds to its first unit: "- " or "1. ". */
static uint32_t
marker_tokens(const struct reading *r)
{
	return r->number < 0 || r->n_lists == 0 ? 0 : r->number == 0 ? 1 : 2;
}

/* Adds bytes start…end of a text, in pieces if they are too many. */
static void
add_piece(struct reading *r, struct unit *unit, struct pandect_text text, size_t start, size_t end)
{
	while (start < end && r->status == PANDECT_OK) {
		uint32_t marker = marker_tokens(r);
		size_t stop = cut_after(text, start, end, r->most - marker), trimmed;

		unit->tokens = marker +
			       count_tokens((struct pandect_text){text.data + start, stop - start});
		trimmed = trim_end(text, start, stop);
		if (trimmed > start) {
			unit->start = (uint32_t)start;
			unit->end = (uint32_t)trimmed;
			add(r, unit);
			unit->glue = GLUE_TEXT;
		}
		start = stop;
	}
}

static void
read_sentences(struct reading *r, pandect_node node, const struct pandect_node_info *info)
{
	struct unit unit = {.kind = UNIT_SENTENCE,
		.glue = r->n_lists ? GLUE_LINE : GLUE_BLOCK,
		.first = node,
		.last = node};

	if (r->n_lists == 0)
		r->group++;
	for (size_t at = 0, end; at < info->text.size; at = end) {
		end = sentence_end(info->text, at);
		add_piece(r, &unit, info->text, at, end);
	}
}

/* A line of code keeps its indent: what is trimmed is at its end. */
static void
read_code(struct reading *r, pandect_node node, const struct pandect_node_info *info)
{
	struct unit unit = {.kind = UNIT_LINE, .glue = GLUE_BLOCK, .first = node, .last = node};

	if (r->n_lists == 0)
		r->group++;
	for (size_t at = 0, end; at < info->text.size; at = end) {
		const char *stop = memchr(info->text.data + at, '\n', info->text.size - at);

		end = stop ? (size_t)(stop - info->text.data) + 1 : info->text.size;
		add_piece(r, &unit, info->text, at, end);
	}
}

/* ---- headings ---- */

static void
push_heading(struct reading *r, uint32_t level, struct pandect_text text, uint32_t parent)
{
	struct units *units = r->units;
	struct above *above =
		grow(r, units->above, units->n_above, &units->above_capacity, sizeof *above);

	if (!above)
		return;
	units->above = above;
	above[units->n_above] = (struct above){.parent = parent, .level = level, .text = text};
	r->path = (uint32_t)units->n_above++;
}

static void
read_heading(struct reading *r, pandect_node node, const struct pandect_node_info *info)
{
	uint32_t level = info->arg < 1 ? 1 : info->arg > 6 ? 6 : (uint32_t)info->arg;
	struct unit unit = {.kind = UNIT_HEADING,
		.glue = GLUE_BLOCK,
		.first = node,
		.last = node,
		.level = level};

	if (info->text.size == 0)
		return;
	/* A child document's name, level 0, holds until the document's end. */
	while (r->path && r->units->above[r->path].level >= level)
		r->path = r->units->above[r->path].parent;
	r->group++;
	add_piece(r, &unit, info->text, 0, info->text.size);
	push_heading(r, level, info->text, r->path);
}

static void
open_document(struct reading *r, pandect_node node, const struct pandect_node_info *info)
{
	struct pandect_text name = pandect_document_text(r->document, node, PANDECT_ATTRIBUTE_NAME);

	r->is_first = 1;
	if (node == 1 || r->n_open == DEPTH)
		return;
	r->open[r->n_open++] = (struct open){.last = info->last, .path = r->path, .is_document = 1};
	if (name.size)
		push_heading(r, 0, name, r->path);
}

/* ---- tables ---- */

/* A row's text: its cells between bars. */
static void
read_row(struct reading *r, pandect_node row, const struct pandect_node_info *info)
{
	struct output *rows = &r->units->rows;
	struct unit unit = {.kind = UNIT_ROW, .glue = GLUE_LINE};
	struct pandect_node_info cell;
	size_t begin = rows->size;

	for (pandect_node node = info->first; node; node = cell.next) {
		if (pandect_document_node(r->document, node, &cell) != PANDECT_OK)
			return;
		if (node != info->first)
			output_string(rows, " | ");
		plain_line(r->document, node, rows);
	}
	for (pandect_node node = row; node <= info->last; node++) {
		if (pandect_document_node(r->document, node, &cell) != PANDECT_OK)
			return;
		if (cell.text.size == 0)
			continue;
		unit.first = unit.first ? unit.first : node;
		unit.last = node;
		unit.end = (uint32_t)cell.text.size;
	}
	/* Empty cells at the end say nothing. */
	while (rows->size > begin && strchr(" |", rows->data[rows->size - 1]))
		rows->size--;
	if (rows->status != PANDECT_OK || rows->size > UINT32_MAX) {
		r->status = rows->status != PANDECT_OK ? rows->status : PANDECT_LIMIT;
		return;
	}
	if (!unit.first) {
		rows->size = begin;
		return;
	}
	unit.text = (uint32_t)begin;
	unit.size = (uint32_t)(rows->size - begin);
	unit.tokens = count_tokens((struct pandect_text){rows->data + begin, unit.size});
	if (unit.tokens <= r->most) {
		add(r, &unit);
		return;
	}
	/* A row that is too long falls into the sentences of its cells. */
	rows->size = begin;
	for (pandect_node node = row; node <= info->last && r->status == PANDECT_OK; node++) {
		if (pandect_document_node(r->document, node, &cell) == PANDECT_OK)
			read_sentences(r, node, &cell);
	}
}

static void
read_table(struct reading *r, const struct pandect_node_info *info)
{
	struct pandect_node_info row;
	size_t begin;

	r->group++;
	begin = r->units->n;
	for (pandect_node node = info->first; node && r->status == PANDECT_OK; node = row.next) {
		if (pandect_document_node(r->document, node, &row) != PANDECT_OK)
			return;
		if (row.kind == PANDECT_NODE_ROW)
			read_row(r, node, &row);
		else
			read_sentences(r, node, &row);
	}
	if (r->units->n > begin)
		r->units->items[begin].glue = GLUE_BLOCK;
	r->group++;
}

/* ---- all ---- */

static void
open_list(struct reading *r, pandect_node node, const struct pandect_node_info *info)
{
	int64_t start = pandect_document_number(r->document, node, PANDECT_ATTRIBUTE_START, 1);

	if (r->n_open == DEPTH)
		return;
	if (r->n_lists++ == 0)
		r->group++;
	r->open[r->n_open++] = (struct open){.last = info->last,
		.number = info->arg != 1 ? 0
			  : start > 0    ? start
					 : 1};
}

static void
close_open(struct reading *r, pandect_node node)
{
	while (r->n_open > 0 && node > r->open[r->n_open - 1].last) {
		const struct open *open = &r->open[--r->n_open];

		if (open->is_document) {
			r->path = open->path;
			r->is_first = 1;
		} else if (--r->n_lists == 0) {
			r->group++;
		}
		r->number = -1;
	}
}

static void
open_item(struct reading *r)
{
	struct open *list = r->n_open ? &r->open[r->n_open - 1] : NULL;

	if (!list || list->is_document)
		return;
	r->number = list->number;
	if (list->number && list->number < INT64_MAX)
		list->number++;
}

/* Gives the last node that has been read. */
static pandect_node
read_node(struct reading *r, pandect_node node, const struct pandect_node_info *info)
{
	switch (info->kind) {
	case PANDECT_NODE_DOCUMENT:
		open_document(r, node, info);
		return node;
	case PANDECT_NODE_LIST:
		open_list(r, node, info);
		return node;
	case PANDECT_NODE_ITEM:
		open_item(r);
		return node;
	case PANDECT_NODE_HEADING:
		read_heading(r, node, info);
		return info->last;
	case PANDECT_NODE_TABLE:
		read_table(r, info);
		return info->last;
	case PANDECT_NODE_CODE:
	case PANDECT_NODE_RAW:
		read_code(r, node, info);
		return node;
	default:
		read_sentences(r, node, info);
		return node;
	}
}

pandect_status
units_read(struct units *units, struct pandect_call *call, const struct pandect_document *document,
	uint32_t most)
{
	struct reading r = {
		.units = units, .call = call, .document = document, .most = most, .number = -1};
	struct pandect_node_info info;

	push_heading(&r, 0, pandect_text(NULL), 0); /* [0], which is none */
	for (pandect_node node = 1; r.status == PANDECT_OK; node++) {
		if (pandect_document_node(document, node, &info) != PANDECT_OK)
			break;
		close_open(&r, node);
		node = read_node(&r, node, &info);
		if (units->n > UINT32_MAX / 2)
			r.status = PANDECT_LIMIT;
		if (r.status == PANDECT_OK)
			r.status = pandect_call_should_stop(call);
	}
	return r.status;
}

void
units_clear(struct units *units)
{
	free(units->items);
	free(units->above);
	output_clear(&units->rows);
	*units = (struct units){.items = NULL};
}
