/* SPDX-License-Identifier: MIT */
/* Plain text; see plain-text.h. Recursion goes as deep as the document, which the host keeps to 256
 * levels. */
#include <stdio.h>
#include <string.h>

#include "lines.h"
#include "plain-text.h"
#include "table-grid.h"

/* A column is not padded beyond this: one long cell would push all others off the page. */
#define WIDEST_COLUMN 40

/* Tables wider than this are written with tabs: nobody sees such a row as one. */
#define MOST_COLUMNS 64

struct plain {
	struct pandect_call *call;
	const struct pandect_document *document;
	struct lines lines;
	struct output text;
	pandect_status status;
	int columns;
};

static void write_blocks(struct plain *p, const struct pandect_node_info *parent, int is_tight);

static struct pandect_text
attribute(const struct plain *p, pandect_node node, uint32_t which)
{
	return pandect_document_text(p->document, node, which);
}

static void
write_text(struct plain *p, struct pandect_text text)
{
	while (text.size > 0 &&
		(text.data[text.size - 1] == '\n' || text.data[text.size - 1] == ' '))
		text.size--;
	if (text.size == 0)
		return;
	lines_begin_block(&p->lines);
	lines_verbatim(&p->lines, text.data, text.size);
	lines_end_block(&p->lines);
}

/* ---- tables ---- */

static void
add_line(struct output *out, struct pandect_text text)
{
	for (size_t i = 0; i < text.size; i++)
		output_byte(out, text.data[i] == '\n' || text.data[i] == '\t' ? ' ' : text.data[i]);
}

void
plain_line(const struct pandect_document *document, pandect_node node, struct output *out)
{
	struct pandect_node_info info;
	pandect_node last;
	size_t begin = out->size;

	if (pandect_document_node(document, node, &info) != PANDECT_OK)
		return;
	last = info.last;
	for (; node <= last; node++) {
		if (pandect_document_node(document, node, &info) != PANDECT_OK)
			return;
		if (info.text.size == 0)
			continue;
		if (out->size > begin)
			output_byte(out, ' ');
		add_line(out, info.text);
	}
}

static size_t
width_of(const char *data, size_t size)
{
	size_t width = 0;

	for (size_t i = 0; i < size; i++)
		width += ((unsigned char)data[i] & 0xC0) != 0x80;
	return width;
}

/* The widest cell of each column, into MOST_COLUMNS places; 0 when the table is not one for
 * columns.
 */
static int
measure(struct plain *p, const struct pandect_node_info *table, size_t *widths)
{
	struct table_grid grid = {.open = NULL};
	struct pandect_node_info row, cell;
	int is_fit;

	for (pandect_node node = table->first; node; node = row.next) {
		if (pandect_document_node(p->document, node, &row) != PANDECT_OK)
			break;
		if (row.kind != PANDECT_NODE_ROW)
			continue;
		grid.column = 0;
		for (pandect_node at = row.first; at; at = cell.next) {
			size_t width;
			uint32_t n;

			if (pandect_document_node(p->document, at, &cell) != PANDECT_OK)
				break;
			table_grid_covered(&grid);
			n = table_grid_place(&grid, p->document, at);
			if (grid.column > MOST_COLUMNS || grid.status != PANDECT_OK)
				break;
			output_reset(&p->text);
			plain_line(p->document, at, &p->text);
			width = width_of(p->text.data, p->text.size);
			width = width > WIDEST_COLUMN ? WIDEST_COLUMN : width;
			if (n == 1 && width > widths[grid.column - 1])
				widths[grid.column - 1] = width;
		}
		table_grid_covered(&grid);
		if (grid.column > MOST_COLUMNS || grid.status != PANDECT_OK)
			break;
		grid.widest = 1;
	}
	is_fit = grid.column <= MOST_COLUMNS && grid.status == PANDECT_OK && grid.widest;
	table_grid_clear(&grid);
	return is_fit;
}

/* Goes from column `from`, where `used` characters stand, to column `to`. widths: NULL for tabs. */
static void
go_to(struct plain *p, const size_t *widths, uint32_t from, uint32_t to, size_t used)
{
	for (; from < to; from++) {
		size_t width = widths ? widths[from] + 2 : 0;

		if (!widths)
			output_byte(&p->text, '\t');
		else if (width > used)
			output_repeat(&p->text, ' ', width - used);
		else
			output_repeat(&p->text, ' ', from + 1 == to ? 2 : 0);
		used = used > width ? used - width : 0;
	}
}

static void
write_row(struct plain *p, const struct pandect_node_info *row, struct table_grid *grid,
	const size_t *widths)
{
	struct pandect_node_info cell;
	uint32_t column = 0;
	size_t used = 0, begin;

	output_reset(&p->text);
	grid->column = 0;
	for (pandect_node node = row->first; node; node = cell.next) {
		if (pandect_document_node(p->document, node, &cell) != PANDECT_OK)
			break;
		table_grid_covered(grid);
		go_to(p, widths, column, grid->column, used);
		column = grid->column;
		begin = p->text.size;
		plain_line(p->document, node, &p->text);
		used = width_of(p->text.data + begin, p->text.size - begin);
		table_grid_place(grid, p->document, node);
	}
	table_grid_covered(grid);
	if (p->text.size)
		lines_verbatim(&p->lines, p->text.data, p->text.size);
	else
		lines_verbatim(&p->lines, "\n", 1);
}

static void
write_table(struct plain *p, const struct pandect_node_info *table)
{
	size_t widths[MOST_COLUMNS] = {0};
	int has_columns = p->columns && measure(p, table, widths);
	struct table_grid grid = {.open = NULL};
	struct pandect_node_info row;

	lines_begin_block(&p->lines);
	for (pandect_node node = table->first; node; node = row.next) {
		if (pandect_document_node(p->document, node, &row) != PANDECT_OK)
			break;
		if (row.kind == PANDECT_NODE_ROW)
			write_row(p, &row, &grid, has_columns ? widths : NULL);
		else
			lines_verbatim(&p->lines, row.text.data, row.text.size);
	}
	if (grid.status != PANDECT_OK && p->status == PANDECT_OK)
		p->status = grid.status;
	table_grid_clear(&grid);
	lines_end_block(&p->lines);
}

/* ---- containers ---- */

static void
write_list(struct plain *p, pandect_node list, const struct pandect_node_info *info)
{
	int64_t number = pandect_document_number(p->document, list, PANDECT_ATTRIBUTE_START, 1);
	struct pandect_node_info item;

	lines_begin_block(&p->lines);
	for (pandect_node node = info->first; node; node = item.next) {
		char marker[32], indent[32];
		int n = 2;
		size_t token;

		if (pandect_document_node(p->document, node, &item) != PANDECT_OK)
			break;
		if (info->arg == 1)
			n = snprintf(marker, sizeof marker, "%lld. ", (long long)number);
		else
			memcpy(marker, "- ", 3);
		memset(indent, ' ', (size_t)n);
		indent[n] = '\0';
		number += number < INT64_MAX;
		p->lines.has_block = 0;
		token = lines_push(&p->lines, marker, indent);
		write_blocks(p, &item, 1);
		lines_pop(&p->lines, token);
	}
	lines_end_block(&p->lines);
}

static void
write_indented(struct plain *p, const struct pandect_node_info *info, const char *indent)
{
	size_t token;

	lines_begin_block(&p->lines);
	token = lines_push(&p->lines, indent, indent);
	write_blocks(p, info, 0);
	lines_pop(&p->lines, token);
}

static void
write_definitions(struct plain *p, const struct pandect_node_info *info)
{
	struct pandect_node_info part;

	for (pandect_node node = info->first; node; node = part.next) {
		if (pandect_document_node(p->document, node, &part) != PANDECT_OK)
			break;
		if (part.kind != PANDECT_NODE_DESCRIPTION) {
			write_text(p, part.text);
			continue;
		}
		p->lines.has_block = 0;
		write_indented(p, &part, "  ");
	}
}

static void
write_footnote(struct plain *p, pandect_node node, const struct pandect_node_info *info)
{
	struct pandect_text name = attribute(p, node, PANDECT_ATTRIBUTE_NAME);
	size_t token;

	lines_begin_block(&p->lines);
	output_reset(&p->text);
	output_byte(&p->text, '[');
	output_text(&p->text, name);
	output_add(&p->text, "] ", 3);
	if (p->text.status != PANDECT_OK)
		return;
	token = lines_push(&p->lines, p->text.data, "    ");
	write_blocks(p, info, 0);
	lines_pop(&p->lines, token);
}

static void
write_labelled(struct plain *p, pandect_node node, const struct pandect_node_info *info)
{
	uint32_t which = info->kind == PANDECT_NODE_DOCUMENT ? PANDECT_ATTRIBUTE_NAME
							     : PANDECT_ATTRIBUTE_LABEL;
	struct pandect_text label = attribute(p, node, which);
	struct pandect_node_info first;

	if (info->kind == PANDECT_NODE_ADMONITION && label.size) {
		output_reset(&p->text);
		output_text(&p->text, label);
		output_byte(&p->text, ':');
		if (p->text.status != PANDECT_OK)
			return;
		if (p->text.data[0] >= 'a' && p->text.data[0] <= 'z')
			p->text.data[0] = (char)(p->text.data[0] - 'a' + 'A');
		write_text(p, (struct pandect_text){p->text.data, p->text.size});
		p->lines.has_block = 0;
	} else if (info->kind != PANDECT_NODE_SECTION || !info->first ||
		   pandect_document_node(p->document, info->first, &first) != PANDECT_OK ||
		   first.kind != PANDECT_NODE_HEADING) {
		write_text(p, label);
	}
	write_blocks(p, info, 0);
}

static void
write_block(struct plain *p, pandect_node node, const struct pandect_node_info *info, int is_tight)
{
	switch (info->kind) {
	case PANDECT_NODE_IMAGE:
		write_text(p, attribute(p, node, PANDECT_ATTRIBUTE_ALT));
		break;
	case PANDECT_NODE_LIST:
		write_list(p, node, info);
		break;
	case PANDECT_NODE_TABLE:
		write_table(p, info);
		break;
	case PANDECT_NODE_QUOTE:
		write_indented(p, info, "  ");
		break;
	case PANDECT_NODE_DEFINITIONS:
		write_definitions(p, info);
		break;
	case PANDECT_NODE_FOOTNOTE:
		write_footnote(p, node, info);
		break;
	case PANDECT_NODE_DOCUMENT:
	case PANDECT_NODE_SECTION:
	case PANDECT_NODE_ADMONITION:
		write_labelled(p, node, info);
		break;
	default:
		if (info->text.size)
			write_text(p, info->text);
		else
			write_blocks(p, info, is_tight);
		break;
	}
}

static void
write_blocks(struct plain *p, const struct pandect_node_info *parent, int is_tight)
{
	struct pandect_node_info info;

	for (pandect_node node = parent->first; node; node = info.next) {
		if (p->status == PANDECT_OK)
			p->status = pandect_call_should_stop(p->call);
		if (p->status != PANDECT_OK ||
			pandect_document_node(p->document, node, &info) != PANDECT_OK)
			return;
		if (is_tight)
			p->lines.has_block = 0;
		write_block(p, node, &info, is_tight);
	}
}

pandect_status
plain_text(struct pandect_call *call, const struct pandect_document *document, pandect_node node,
	int columns, struct output *out)
{
	struct plain p = {
		.call = call, .document = document, .lines = {.out = out}, .columns = columns};
	struct pandect_node_info info;

	p.status = pandect_document_node(document, node, &info);
	if (p.status == PANDECT_OK)
		write_blocks(&p, &info, 0);
	if (p.status == PANDECT_OK)
		p.status = p.text.status;
	if (p.status == PANDECT_OK)
		p.status = p.lines.next.status;
	if (p.status == PANDECT_OK)
		p.status = p.lines.rest.status;
	output_clear(&p.text);
	lines_clear(&p.lines);
	return p.status == PANDECT_OK ? out->status : p.status;
}
