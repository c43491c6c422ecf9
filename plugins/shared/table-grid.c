/* SPDX-License-Identifier: MIT */
/* Places of a table's cells; see table-grid.h. */
#include <stdlib.h>

#include "table-grid.h"

/* HTML's own bounds on spans (HTML, 4.9.11). */
#define MOST_COLUMN_SPAN 1000
#define MOST_ROW_SPAN    65534

/* Blank places that spans may make in a table; beyond it they count as 1, so that a few numbers
 * cannot ask for gigabytes. */
#define MOST_BLANKS 1000000

static int
reach(struct table_grid *grid, uint32_t n)
{
	uint32_t capacity = grid->capacity ? grid->capacity : 32;
	uint32_t *open;

	while (capacity < n && capacity < UINT32_MAX / 16)
		capacity *= 2;
	if (capacity < n)
		grid->status = PANDECT_LIMIT;
	if (grid->status != PANDECT_OK)
		return 0;
	if (capacity > grid->capacity) {
		open = realloc(grid->open, capacity * sizeof *open);
		if (!open) {
			grid->status = PANDECT_NO_MEMORY;
			return 0;
		}
		grid->open = open;
		grid->capacity = capacity;
	}
	while (grid->n < n)
		grid->open[grid->n++] = 0;
	return 1;
}

uint32_t
table_grid_covered(struct table_grid *grid)
{
	uint32_t from = grid->column;

	while (grid->column < grid->n && grid->open[grid->column])
		grid->open[grid->column++]--;
	return grid->column - from;
}

static uint32_t
span_of(struct table_grid *grid, const struct pandect_document *document, pandect_node cell,
	uint32_t attribute)
{
	int64_t span = pandect_document_number(document, cell, attribute, 1);
	int64_t most = attribute == PANDECT_ATTRIBUTE_ROW_SPAN ? MOST_ROW_SPAN : MOST_COLUMN_SPAN;

	if (span > most)
		span = most;
	if (span < 1 || grid->blanks + (uint64_t)span > MOST_BLANKS)
		span = 1;
	return (uint32_t)span;
}

uint32_t
table_grid_place(
	struct table_grid *grid, const struct pandect_document *document, pandect_node cell)
{
	uint32_t columns = span_of(grid, document, cell, PANDECT_ATTRIBUTE_COLUMN_SPAN);
	uint32_t rows = span_of(grid, document, cell, PANDECT_ATTRIBUTE_ROW_SPAN);

	if (grid->blanks + (uint64_t)rows * columns > MOST_BLANKS)
		rows = 1;
	grid->blanks += (uint64_t)(columns - 1) + (uint64_t)(rows - 1) * columns;
	if (grid->column > UINT32_MAX - columns || !reach(grid, grid->column + columns))
		return 1;
	for (uint32_t i = 0; i < columns; i++) {
		uint32_t *open = &grid->open[grid->column++];

		/* Where a wide cell meets one from above, the longer one rules. */
		if (*open)
			(*open)--;
		if (rows - 1 > *open)
			*open = rows - 1;
	}
	return columns;
}

void
table_grid_clear(struct table_grid *grid)
{
	free(grid->open);
	*grid = (struct table_grid){.open = NULL};
}
