/* SPDX-License-Identifier: MIT */
/* Cells in columns, as wide as their widest, for lists that people read. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <pandect/base.h>

#include "cli/output.h"

struct table {
	size_t n_columns, n_cells, capacity;
	char **cells;
	bool has_failed; /* memory is out */
};

/* heads: names of the columns, NULL at the end; they are the first row. */
void table_open(struct table *table, const char *const *heads);
void table_clear(struct table *table);

/* Adds the next cell, row by row; control characters are made visible. */
void table_cell(struct table *table, const char *text);
void table_format(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Three cells that describe an option: values, default, meaning. */
void table_option(struct table *table, const struct pandect_option *option);

/* An empty column is left out. */
void table_write(const struct table *table, struct output *output);

#endif
