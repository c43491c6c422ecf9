/* SPDX-License-Identifier: MIT */
#include "cli/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/escape.h"

#define GAP 2 /* blanks between columns */

void
table_open(struct table *table, const char *const *heads)
{
	*table = (struct table){0};
	while (heads[table->n_columns])
		table_cell(table, heads[table->n_columns++]);
}

void
table_clear(struct table *table)
{
	for (size_t i = 0; i < table->n_cells; i++)
		free(table->cells[i]);
	free(table->cells);
}

void
table_cell(struct table *table, const char *text)
{
	if (table->n_cells == table->capacity) {
		size_t capacity = table->capacity ? 2 * table->capacity : 64;
		char **more = reallocarray(table->cells, capacity, sizeof *more);

		if (!more) {
			table->has_failed = true;
			return;
		}
		table->cells = more;
		table->capacity = capacity;
	}
	table->cells[table->n_cells] = escape_copy(text);
	if (table->cells[table->n_cells])
		table->n_cells++;
	else
		table->has_failed = true;
}

void
table_format(struct table *table, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0) {
		table->has_failed = true;
	} else {
		table_cell(table, text);
		free(text);
	}
	va_end(arguments);
}

void
table_option(struct table *table, const struct pandect_option *option)
{
	static const char *const types[] = {
		"?", "true|false", "whole number", "number", "text", "choice", "file"};
	const char *type =
		option->type < sizeof types / sizeof types[0] ? types[option->type] : "?";

	table_cell(table, option->range && *option->range ? option->range : type);
	table_cell(table, option->flags & PANDECT_OPTION_SECRET ? "(secret)"
			  : option->fallback                    ? option->fallback
								: "");
	table_cell(table, option->help);
}

static size_t
column_width(const struct table *table, size_t column)
{
	size_t width = 0;
	bool is_empty = table->n_cells > table->n_columns;

	for (size_t i = column; i < table->n_cells; i += table->n_columns) {
		size_t cell = escape_width(table->cells[i]);

		width = cell > width ? cell : width;
		if (i >= table->n_columns && cell > 0)
			is_empty = false;
	}
	return is_empty ? 0 : width;
}

void
table_write(const struct table *table, struct output *output)
{
	size_t *widths = calloc(table->n_columns, sizeof *widths);

	if (!widths || table->has_failed) {
		output_string(output, "out of memory\n");
		free(widths);
		return;
	}
	for (size_t i = 0; i < table->n_columns; i++)
		widths[i] = column_width(table, i);
	for (size_t i = 0; i < table->n_cells; i++) {
		size_t column = i % table->n_columns;
		size_t pad = widths[column] + GAP - escape_width(table->cells[i]);

		if (column + 1 == table->n_columns)
			output_format(output, "%s\n", table->cells[i]);
		else if (widths[column] > 0)
			output_format(output, "%s%*s", table->cells[i], (int)pad, "");
	}
	free(widths);
}
