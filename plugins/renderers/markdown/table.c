/* SPDX-License-Identifier: MIT */
/*
 * Tables as GitHub writes them. The first row is the head, since there must be one. A cell that
 * spans has its text in its first place and leaves the others blank. What is more than one block in
 * a cell is joined by a blank, or by <br> where that is asked for; a table in a cell becomes its
 * rows, with commas between cells.
 */
#include <string.h>

#include "../../shared/table-grid.h"
#include "write.h"

/* Short rows are filled up to the full width if that makes at most so many blanks beside those
 * already there; GitHub reads short rows as well. */
#define MOST_FILLED 100000

/* ---- a cell's text ---- */

static void cell_blocks(struct markdown *m, pandect_node parent, const char *separator);

/* Joins a block to what the cell has; gives where the block begins. */
static size_t
join(struct markdown *m, size_t begin, const char *separator)
{
	if (m->text.size > begin)
		output_string(&m->text, separator);
	return m->text.size;
}

static void
cell_list(struct markdown *m, pandect_node list, const struct pandect_node_info *info)
{
	struct pandect_node_info item;
	int64_t number = pandect_document_number(m->document, list, PANDECT_ATTRIBUTE_START, 1);
	size_t begin = m->text.size;

	for (pandect_node node = info->first; node; node = item.next) {
		if (pandect_document_node(m->document, node, &item) != PANDECT_OK)
			break;
		join(m, begin, m->cell_break);
		if (info->arg == 1) {
			output_integer(&m->text, number);
			output_string(&m->text, ". ");
			number += number < INT64_MAX;
		} else {
			output_string(&m->text, "- ");
		}
		if (item.arg)
			output_string(&m->text, item.arg == 2 ? "[x] " : "[ ] ");
		cell_blocks(m, node, m->cell_break);
	}
}

static void
cell_rows(struct markdown *m, const struct pandect_node_info *info)
{
	struct pandect_node_info row;
	size_t begin = m->text.size;

	for (pandect_node node = info->first; node; node = row.next) {
		if (pandect_document_node(m->document, node, &row) != PANDECT_OK)
			break;
		join(m, begin, m->cell_break);
		if (row.kind == PANDECT_NODE_ROW)
			cell_blocks(m, node, ", ");
		else
			inline_node(&m->in, &m->text, node, &row, INLINE_CELL);
	}
}

static void
cell_block(struct markdown *m, pandect_node node, const struct pandect_node_info *info)
{
	switch (info->kind) {
	case PANDECT_NODE_CODE:
	case PANDECT_NODE_RAW:
		inline_code(&m->text, info->text, INLINE_CELL);
		break;
	case PANDECT_NODE_FORMULA:
		inline_formula(&m->text, info->text, INLINE_CELL);
		break;
	case PANDECT_NODE_IMAGE:
		inline_image(&m->text,
			pandect_document_text(m->document, node, PANDECT_ATTRIBUTE_ALT),
			pandect_document_text(m->document, node, PANDECT_ATTRIBUTE_SOURCE),
			pandect_text(NULL), INLINE_CELL);
		break;
	case PANDECT_NODE_LIST:
		cell_list(m, node, info);
		break;
	case PANDECT_NODE_TABLE:
		cell_rows(m, info);
		break;
	case PANDECT_NODE_FOOTNOTE:
		if (m->n_deferred < MOST_DEFERRED)
			m->deferred[m->n_deferred++] = node;
		else
			cell_blocks(m, node, m->cell_break);
		break;
	default:
		if (info->text.size)
			inline_node(&m->in, &m->text, node, info, INLINE_CELL);
		else
			cell_blocks(m, node, m->cell_break);
		break;
	}
}

/* Recursion is bounded by the document's depth, which the host keeps to 256. */
static void
cell_blocks(struct markdown *m, pandect_node parent, const char *separator)
{
	struct pandect_node_info info;
	size_t begin = m->text.size;

	if (pandect_document_node(m->document, parent, &info) != PANDECT_OK)
		return;
	for (pandect_node node = info.first; node; node = info.next) {
		size_t joined = join(m, begin, separator);

		if (pandect_document_node(m->document, node, &info) != PANDECT_OK)
			return;
		cell_block(m, node, &info);
		/* A block that gave nothing takes its joint along, but for a row's cells. */
		if (m->text.size == joined && separator[0] == ' ' && joined > begin)
			m->text.size -= strlen(separator);
	}
}

/* ---- rows ---- */

static void
blank_cells(struct markdown *m, uint32_t n)
{
	while (n-- > 0)
		output_string(&m->text, " |");
}

static void
write_cell(struct markdown *m, pandect_node cell, const struct pandect_node_info *info)
{
	size_t begin;

	output_byte(&m->text, ' ');
	begin = m->text.size;
	if (info->text.size)
		inline_node(&m->in, &m->text, cell, info, INLINE_CELL);
	else
		cell_blocks(m, cell, m->cell_break);
	if (m->text.size > begin)
		output_byte(&m->text, ' ');
	output_byte(&m->text, '|');
}

static void
write_row(struct markdown *m, struct table_grid *grid, const struct pandect_node_info *row,
	int is_full)
{
	struct pandect_node_info cell;

	output_reset(&m->text);
	output_byte(&m->text, '|');
	grid->column = 0;
	for (pandect_node node = row->first; node; node = cell.next) {
		if (pandect_document_node(m->document, node, &cell) != PANDECT_OK)
			break;
		blank_cells(m, table_grid_covered(grid));
		write_cell(m, node, &cell);
		blank_cells(m, table_grid_place(grid, m->document, node) - 1);
	}
	blank_cells(m, table_grid_covered(grid));
	if (is_full && grid->column < grid->widest)
		blank_cells(m, grid->widest - grid->column);
	/* A line is never wrapped or broken here. */
	for (size_t i = 0; i < m->text.size; i++) {
		if (m->text.data[i] == LINES_KEEP)
			m->text.data[i] = ' ';
	}
	lines_verbatim(&m->lines, m->text.data, m->text.size);
}

static void
write_rule(struct markdown *m, uint32_t n)
{
	output_reset(&m->text);
	output_byte(&m->text, '|');
	while (n-- > 0)
		output_string(&m->text, " --- |");
	lines_verbatim(&m->lines, m->text.data, m->text.size);
}

/* How wide the table is, and whether its rows may be filled up. */
static int
measure(struct markdown *m, struct table_grid *grid, const struct pandect_node_info *table)
{
	struct pandect_node_info row, cell;
	uint64_t n_rows = 0, n_places = 0;

	for (pandect_node node = table->first; node; node = row.next) {
		if (pandect_document_node(m->document, node, &row) != PANDECT_OK)
			break;
		if (row.kind != PANDECT_NODE_ROW)
			continue;
		grid->column = 0;
		for (pandect_node at = row.first; at; at = cell.next) {
			if (pandect_document_node(m->document, at, &cell) != PANDECT_OK)
				break;
			table_grid_covered(grid);
			table_grid_place(grid, m->document, at);
		}
		table_grid_covered(grid);
		if (grid->column > grid->widest)
			grid->widest = grid->column;
		n_places += grid->column;
		n_rows++;
	}
	return n_rows * grid->widest - n_places <= MOST_FILLED;
}

static void
write_rows(struct markdown *m, struct table_grid *grid, const struct pandect_node_info *table,
	int is_full)
{
	struct pandect_node_info row;
	int is_head = 1;

	for (pandect_node node = table->first; node; node = row.next) {
		if (pandect_document_node(m->document, node, &row) != PANDECT_OK)
			break;
		if (row.kind != PANDECT_NODE_ROW)
			continue;
		write_row(m, grid, &row, is_full || is_head);
		if (is_head)
			write_rule(m, grid->widest);
		is_head = 0;
		if (markdown_status(m) != PANDECT_OK)
			break;
	}
}

static void
write_captions(struct markdown *m, const struct pandect_node_info *table)
{
	struct pandect_node_info info;

	for (pandect_node node = table->first; node; node = info.next) {
		if (pandect_document_node(m->document, node, &info) != PANDECT_OK)
			break;
		if (info.kind != PANDECT_NODE_CAPTION || info.text.size == 0)
			continue;
		lines_begin_block(&m->lines);
		output_reset(&m->text);
		inline_node(&m->in, &m->text, node, &info, 0);
		lines_text(&m->lines, m->text.data, m->text.size);
		lines_end_block(&m->lines);
	}
}

static void
write_deferred(struct markdown *m)
{
	uint32_t n = m->n_deferred;

	m->n_deferred = 0;
	for (uint32_t i = 0; i < n; i++) {
		struct pandect_node_info info;

		if (pandect_document_node(m->document, m->deferred[i], &info) == PANDECT_OK)
			markdown_note(m, m->deferred[i], &info);
	}
}

void
markdown_table(struct markdown *m, pandect_node node, const struct pandect_node_info *info)
{
	struct table_grid grid = {.open = NULL};
	int is_full = measure(m, &grid, info);

	(void)node;
	write_captions(m, info);
	/* The rows are gone through once more: nothing is left open from the first time. */
	grid.n = 0;
	grid.blanks = 0;
	if (grid.widest > 0) {
		lines_begin_block(&m->lines);
		write_rows(m, &grid, info, is_full);
		lines_end_block(&m->lines);
	}
	if (grid.status != PANDECT_OK && m->status == PANDECT_OK)
		m->status = grid.status;
	table_grid_clear(&grid);
	write_deferred(m);
}
