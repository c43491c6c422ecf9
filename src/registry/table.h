/* SPDX-License-Identifier: MIT */
/* A plugin's table, taken over from foreign memory: every size, string and function is checked,
 * everything but the functions is copied. */
#ifndef REGISTRY_TABLE_H
#define REGISTRY_TABLE_H

#include <pandect/plugin.h>

#include "support/arena.h"

union vtable {
	struct pandect_plugin base;
	struct pandect_document_extractor extractor;
	struct pandect_ocr_backend ocr;
	struct pandect_embedding_backend embedding;
	struct pandect_post_processor processor;
	struct pandect_renderer renderer;
	struct pandect_validator validator;
};

/* Shared by a registration and the snapshots that show it. */
struct table {
	unsigned refs;     /* atomic */
	union vtable data; /* its functions are NULL */
	struct arena arena;
};

/* The words of "kind:name"; NULL outside the set. kind_by_name: 0 when there is none. */
const char *kind_name(uint32_t kind);
uint32_t kind_by_name(const char *name, size_t size);

/* 1 when the name is [a-z0-9][a-z0-9-]{0,62}. */
int is_plugin_name(const char *name);

/*
 * Checks a foreign table and copies its data. INVALID with a sentence that names the plugin, the
 * member and what is wrong with it; the caller says which module. ret_functions: a table with the
 * same data and the foreign functions.
 */
pandect_status table_take(const struct pandect_plugin *foreign, struct table **ret_table,
	union vtable *ret_functions, struct pandect_error **ret_error);

/* A table to call through: the data of one, the functions of the other. */
void table_join(const struct table *table, const union vtable *functions, union vtable *ret_vtable);

struct table *table_ref(struct table *table);
void table_unref(struct table *table);

#endif
