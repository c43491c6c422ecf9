/* SPDX-License-Identifier: MIT */
/*
 * Tables (17.4). A cell that goes on below is told row by row (vMerge), but a document wants to
 * know at its beginning how many rows it spans; so where there are such cells, the text is read
 * once before for them alone.
 */
#include "docx.h"

#include <stdlib.h>
#include <string.h>

/* Columns of a table that can be merged; Word stops at 63. */
#define COLUMNS 64

#define MERGES_MOST 1000000

/* ---- reading before ---- */

struct merging_table {
	size_t begun[COLUMNS]; /* from 1: which merge stands in the column; 0: none */
	uint32_t column, width;
	uint8_t merge; /* of the cell: 0 none, 1 goes on, 2 begins */
	bool in_row, in_cell;
};

struct merging {
	struct merges *merges;
	struct merging_table tables[DOCX_TABLES];
	uint32_t n, n_lost;
};

static pandect_status
merges_add(struct merges *merges, size_t *ret_number)
{
	if (merges->n == MERGES_MOST)
		return PANDECT_LIMIT;
	if (merges->n == merges->capacity) {
		size_t capacity = merges->capacity ? merges->capacity * 2 : 64;
		uint16_t *rows = realloc(merges->rows, capacity * sizeof *rows);

		if (!rows)
			return PANDECT_NO_MEMORY;
		merges->rows = rows;
		merges->capacity = capacity;
	}
	merges->rows[merges->n++] = 1;
	*ret_number = merges->n;
	return PANDECT_OK;
}

static uint32_t
width_of(const struct xml_element *element)
{
	int64_t width = xml_number(element, NULL, "val", 1);

	return width < 1 ? 1 : width < COLUMNS ? (uint32_t)width : COLUMNS;
}

static pandect_status
merging_start(void *data, const struct xml_element *element)
{
	struct merging *m = data;
	struct merging_table *table = m->n ? &m->tables[m->n - 1] : NULL;
	const char *name = element->name;

	if (strcmp(name, "tbl") == 0) {
		if (m->n == DOCX_TABLES)
			m->n_lost++;
		else
			m->tables[m->n++] = (struct merging_table){.width = 1};
	} else if (!table || m->n_lost) {
		return PANDECT_OK;
	} else if (strcmp(name, "tr") == 0) {
		table->column = 0;
	} else if (strcmp(name, "tc") == 0) {
		table->width = 1;
		table->merge = 0;
	} else if (strcmp(name, "gridSpan") == 0) {
		table->width = width_of(element);
	} else if (strcmp(name, "gridBefore") == 0) {
		table->column += width_of(element);
	} else if (strcmp(name, "vMerge") == 0) {
		table->merge =
			pandect_text_is(xml_attribute(element, NULL, "val"), "restart") ? 2 : 1;
	}
	return PANDECT_OK;
}

static pandect_status
merging_cell(struct merging *m, struct merging_table *table)
{
	uint32_t column = table->column;
	pandect_status status = PANDECT_OK;
	size_t number = 0;

	table->column += table->width;
	if (column >= COLUMNS)
		return PANDECT_OK;
	if (table->merge == 1 && table->begun[column]) {
		uint16_t *rows = &m->merges->rows[table->begun[column] - 1];

		if (*rows < UINT16_MAX)
			(*rows)++;
		return PANDECT_OK;
	}
	if (table->merge == 2)
		status = merges_add(m->merges, &number);
	for (uint32_t i = column; i < table->column && i < COLUMNS; i++)
		table->begun[i] = number;
	return status;
}

static pandect_status
merging_end(void *data, const struct xml_element *element)
{
	struct merging *m = data;

	if (strcmp(element->name, "tbl") == 0) {
		if (m->n_lost)
			m->n_lost--;
		else if (m->n)
			m->n--;
	} else if (m->n && !m->n_lost && strcmp(element->name, "tc") == 0) {
		return merging_cell(m, &m->tables[m->n - 1]);
	}
	return PANDECT_OK;
}

static const struct xml_events merging_events = {.start = merging_start, .end = merging_end};

pandect_status
merges_read(struct pandect_call *call, struct zipfile *zip, uint64_t member, struct merges *merges)
{
	struct merging *merging;
	pandect_status status;

	merges->n = 0;
	merges->next = 0;
	if (!zipfile_mentions(zip, member, "vMerge"))
		return PANDECT_OK;
	merging = calloc(1, sizeof *merging);
	if (!merging)
		return PANDECT_NO_MEMORY;
	merging->merges = merges;
	status = xml_parse_member(call, zip, member,
		&(struct xml_listener){.events = &merging_events,
			.data = merging,
			.what = "the document's tables",
			.flags = XML_RECOVER});
	free(merging);
	return status;
}

/* ---- writing ---- */

static struct table *
top(struct docx *d)
{
	return d->n_tables && !d->n_lost_tables ? &d->tables[d->n_tables - 1] : NULL;
}

pandect_status
table_start(struct docx *d)
{
	if (d->n_tables == DOCX_TABLES) {
		d->n_lost_tables++;
		return PANDECT_OK;
	}
	bool is_shown = table_settle(d);

	if (is_shown)
		lists_close(d, d->n_tables ? (uint32_t)d->tables[d->n_tables - 1].cell_lists : 0);
	d->tables[d->n_tables++] = (struct table){
		.lists = d->n_lists,
		.cell_lists = d->n_lists,
		.is_skipped = !is_shown,
	};
	return PANDECT_OK;
}

pandect_status
table_end(struct docx *d)
{
	struct table *table = top(d);

	if (d->n_lost_tables) {
		d->n_lost_tables--;
		return PANDECT_OK;
	}
	if (!table)
		return PANDECT_OK;
	lists_close(d, table->lists);
	if (table->has_cell)
		pandect_builder_close(d->builder);
	if (table->has_row)
		pandect_builder_close(d->builder);
	if (table->is_open)
		pandect_builder_close(d->builder);
	d->n_tables--;
	return PANDECT_OK;
}

pandect_status
row_start(struct docx *d)
{
	struct table *table = top(d);

	if (!table)
		return PANDECT_OK;
	table->in_row = true;
	table->is_header = table->row == 0 && table->is_first_header;
	table->before = 0;
	table->is_deleted = false;
	return PANDECT_OK;
}

void
row_delete(struct docx *d)
{
	if (top(d))
		top(d)->is_deleted = true;
}

pandect_status
row_end(struct docx *d)
{
	struct table *table = top(d);

	if (!table)
		return PANDECT_OK;
	if (table->has_row)
		pandect_builder_close(d->builder);
	table->has_row = false;
	table->in_row = false;
	table->row++;
	return PANDECT_OK;
}

pandect_status
cell_start(struct docx *d)
{
	struct table *table = top(d);

	if (!table)
		return PANDECT_OK;
	table->in_cell = true;
	table->columns = 1;
	table->continues = false;
	table->begins_merge = false;
	return PANDECT_OK;
}

static void
open_row(struct docx *d, struct table *table)
{
	if (!table->is_open)
		pandect_builder_open(d->builder, PANDECT_NODE_TABLE, 0);
	table->is_open = true;
	if (!table->has_row)
		pandect_builder_open(d->builder, PANDECT_NODE_ROW, 0);
	table->has_row = true;
	if (table->before > 0) {
		pandect_builder_open(d->builder, PANDECT_NODE_CELL, 0);
		pandect_builder_number(d->builder, PANDECT_ATTRIBUTE_COLUMN_SPAN, table->before);
		pandect_builder_close(d->builder);
	}
	table->before = 0;
}

bool
table_settle(struct docx *d)
{
	struct table *table = top(d);
	struct merges *merges = &d->merges;

	if (!table)
		return true;
	if (table->is_skipped || table->continues || table->is_deleted)
		return false;
	if (!table->in_cell || table->has_cell)
		return table->in_cell;
	open_row(d, table);
	pandect_builder_open(d->builder, PANDECT_NODE_CELL, table->is_header);
	table->has_cell = true;
	if (table->columns > 1)
		pandect_builder_number(d->builder, PANDECT_ATTRIBUTE_COLUMN_SPAN, table->columns);
	if (table->begins_merge && merges->next < merges->n && merges->rows[merges->next] > 1)
		pandect_builder_number(
			d->builder, PANDECT_ATTRIBUTE_ROW_SPAN, merges->rows[merges->next]);
	return true;
}

pandect_status
cell_end(struct docx *d)
{
	struct table *table = top(d);

	if (!table)
		return PANDECT_OK;
	/* An empty cell keeps its place. */
	table_settle(d);
	lists_close(d, (uint32_t)table->cell_lists);
	if (table->has_cell)
		pandect_builder_close(d->builder);
	if (table->begins_merge)
		d->merges.next++;
	table->has_cell = false;
	table->in_cell = false;
	return PANDECT_OK;
}

void
table_property(struct docx *d, const struct xml_element *element)
{
	struct table *table = top(d);
	const char *name = element->name;

	if (!table)
		return;
	if (strcmp(name, "gridSpan") == 0) {
		table->columns = width_of(element);
	} else if (strcmp(name, "vMerge") == 0) {
		table->begins_merge =
			pandect_text_is(xml_attribute(element, NULL, "val"), "restart");
		table->continues = !table->begins_merge && table->row > 0;
	} else if (strcmp(name, "gridBefore") == 0) {
		table->before = width_of(element);
	} else if (strcmp(name, "tblHeader") == 0) {
		table->is_header = is_on(element);
	} else if (strcmp(name, "tblLook") == 0) {
		struct pandect_text first = xml_attribute(element, NULL, "firstRow");
		struct pandect_text bits = xml_attribute(element, NULL, "val");

		/* 17.4.55: 0x0020 is the first row's look. */
		table->is_first_header =
			first.data ? pandect_text_is(first, "1") || pandect_text_is(first, "true")
				   : bits.size == 4 && memchr("2367abefABEF", bits.data[2], 12);
	}
}
