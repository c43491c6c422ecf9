/* SPDX-License-Identifier: MIT */
/* Which columns a table's cells stand in, by HTML's rules for cells that span rows and columns. */
#ifndef SHARED_TABLE_GRID_H
#define SHARED_TABLE_GRID_H

#include <pandect/document.h>

/* Begin with zeroes; before each row set column to 0. status: NO_MEMORY, LIMIT. */
struct table_grid {
	uint32_t *open; /* by column: rows that a cell above still covers */
	uint32_t n, capacity;
	uint32_t column; /* where the next cell comes */
	uint32_t widest; /* columns of the widest row */
	uint64_t blanks;
	pandect_status status;
};

/* Before a cell, and at a row's end: passes the columns that cells above cover, and gives how many.
 */
uint32_t table_grid_covered(struct table_grid *grid);

/* Puts a cell at the column; gives how many columns it takes, at least 1. */
uint32_t table_grid_place(
	struct table_grid *grid, const struct pandect_document *document, pandect_node cell);

void table_grid_clear(struct table_grid *grid);

#endif
