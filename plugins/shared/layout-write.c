/* SPDX-License-Identifier: MIT */
/* Blocks of a layout to nodes of a document. Lists are told by items that follow each other. */
#include "layout-write.h"

#define MAX_OPEN  4u /* spans that a layout nests */
#define MAX_LISTS 8u

/* The lists that are open, outermost first, each with an item open in it. */
struct lists {
	struct {
		bool is_numbered;
		int64_t number;
	} open[MAX_LISTS];
	uint32_t n;
};

static uint32_t
span_kind(uint32_t kind)
{
	switch (kind) {
	case LAYOUT_SPAN_STRONG:
		return PANDECT_SPAN_STRONG;
	case LAYOUT_SPAN_EMPHASIS:
		return PANDECT_SPAN_EMPHASIS;
	case LAYOUT_SPAN_CODE:
		return PANDECT_SPAN_CODE;
	default:
		return PANDECT_SPAN_LINK;
	}
}

static void
write_text(struct pandect_builder *b, const struct layout_text *t)
{
	uint32_t ends[MAX_OPEN], n_open = 0;
	size_t at = 0, next = 0;

	while (at < t->text.size || n_open) {
		size_t stop = t->text.size;

		while (n_open && ends[n_open - 1] <= at) {
			pandect_builder_span_close(b);
			n_open--;
		}
		while (next < t->n_spans && t->spans[next].start <= at && n_open < MAX_OPEN) {
			pandect_builder_span_open(
				b, span_kind(t->spans[next].kind), t->spans[next].uri);
			ends[n_open++] = t->spans[next++].end;
		}
		if (n_open && ends[n_open - 1] < stop)
			stop = ends[n_open - 1];
		if (next < t->n_spans && t->spans[next].start > at && t->spans[next].start < stop)
			stop = t->spans[next].start;
		if (stop > at)
			pandect_builder_text(b, t->text.data + at, stop - at);
		if (stop <= at && stop == t->text.size)
			break;
		at = stop;
	}
	for (; n_open; n_open--)
		pandect_builder_span_close(b);
}

static void
write_leaf(struct pandect_builder *b, uint32_t kind, int64_t arg, const struct layout_block *block)
{
	pandect_builder_open(b, kind, arg);
	pandect_builder_box(b, &block->box, block->confidence);
	write_text(b, &block->text);
	pandect_builder_close(b);
}

static void
write_table(struct layout_writer *w)
{
	const struct layout_block *block = &w->block;
	struct pandect_builder *b = w->builder;

	pandect_builder_open(b, PANDECT_NODE_TABLE, 0);
	pandect_builder_box(b, &block->box, 1);
	for (uint32_t row = 0; row < block->n_rows; row++) {
		pandect_builder_open(b, PANDECT_NODE_ROW, 0);
		for (uint32_t column = 0; column < block->n_columns; column++) {
			struct layout_cell cell;

			layout_cell(w->layout, row, column, &cell);
			if (cell.row_span == 0 || cell.column_span == 0)
				continue;
			pandect_builder_open(b, PANDECT_NODE_CELL, row == 0);
			if (cell.row_span > 1)
				pandect_builder_number(
					b, PANDECT_ATTRIBUTE_ROW_SPAN, cell.row_span);
			if (cell.column_span > 1)
				pandect_builder_number(
					b, PANDECT_ATTRIBUTE_COLUMN_SPAN, cell.column_span);
			write_text(b, &cell.text);
			pandect_builder_close(b);
		}
		pandect_builder_close(b);
	}
	pandect_builder_close(b);
}

static void
close_lists(struct pandect_builder *b, struct lists *lists, uint32_t n)
{
	for (; lists->n > n; lists->n--) {
		pandect_builder_close(b);
		pandect_builder_close(b);
	}
}

/* Boxes to tick: U+2610 empty, U+2611 and U+2612 ticked. */
static int64_t
task_of(struct pandect_text marker)
{
	if (marker.size < 3 || memcmp(marker.data, "\xe2\x98", 2) != 0)
		return 0;
	switch ((unsigned char)marker.data[2]) {
	case 0x90:
		return 1;
	case 0x91:
	case 0x92:
		return 2;
	default:
		return 0;
	}
}

static void
write_item(struct layout_writer *w, struct lists *lists)
{
	const struct layout_block *block = &w->block;
	struct pandect_builder *b = w->builder;
	bool is_numbered = block->number >= 0;
	uint32_t depth = block->depth < lists->n ? block->depth : lists->n;

	if (depth == MAX_LISTS)
		depth--;
	close_lists(b, lists, depth + 1);
	if (lists->n == depth + 1) {
		bool goes_on = lists->open[depth].is_numbered == is_numbered &&
			       (!is_numbered || block->number == lists->open[depth].number + 1);

		if (goes_on)
			pandect_builder_close(b); /* the item above */
		else
			close_lists(b, lists, depth);
	}
	if (lists->n == depth) {
		pandect_builder_open(b, PANDECT_NODE_LIST, is_numbered);
		if (is_numbered && block->number != 1)
			pandect_builder_number(b, PANDECT_ATTRIBUTE_START, block->number);
		lists->open[lists->n++].is_numbered = is_numbered;
	}
	lists->open[depth].number = block->number;
	pandect_builder_open(b, PANDECT_NODE_ITEM, task_of(block->marker));
	pandect_builder_box(b, &block->box, block->confidence);
	write_text(b, &block->text);
}

static void
write_block(struct layout_writer *w, struct lists *lists)
{
	const struct layout_block *block = &w->block;
	struct pandect_builder *b = w->builder;

	if (block->kind == LAYOUT_ITEM) {
		write_item(w, lists);
		return;
	}
	close_lists(b, lists, 0);
	switch (block->kind) {
	case LAYOUT_HEADING:
		write_leaf(b, PANDECT_NODE_HEADING, block->level, block);
		break;
	case LAYOUT_TABLE:
		write_table(w);
		break;
	case LAYOUT_CODE:
		write_leaf(b, PANDECT_NODE_CODE, 0, block);
		break;
	case LAYOUT_IMAGE:
		pandect_builder_open(b, PANDECT_NODE_IMAGE, 0);
		pandect_builder_box(b, &block->box, 1);
		pandect_builder_close(b);
		break;
	default:
		if (block->text.text.size)
			write_leaf(b, PANDECT_NODE_PARAGRAPH, 0, block);
		break;
	}
}

pandect_status
layout_write_page(struct layout_writer *w, uint32_t number)
{
	struct lists lists = {.n = 0};

	if (!w->has_begun)
		w->has_block = layout_next(w->layout, &w->block);
	w->has_begun = true;
	while (w->has_block && w->block.page <= number) {
		if (w->block.page == number)
			write_block(w, &lists);
		w->has_block = layout_next(w->layout, &w->block);
	}
	close_lists(w->builder, &lists, 0);
	return pandect_builder_text(w->builder, "", 0);
}
