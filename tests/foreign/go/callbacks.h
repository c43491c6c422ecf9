/* SPDX-License-Identifier: MIT */
/* The C side of plugins in Go: their tables, and what Go cannot do by itself. */
#ifndef CALLBACKS_H
#define CALLBACKS_H

#include <pandect/pandect.h>
#include <stdlib.h>

/* One table a kind; the number is PANDECT_DOCUMENT_EXTRACTOR … A copy may be changed. */
#define N_TABLES (PANDECT_N_KINDS + 1)
union go_table {
	struct pandect_plugin base;
	struct pandect_document_extractor extractor;
	struct pandect_ocr_backend ocr;
	struct pandect_embedding_backend embedding;
	struct pandect_post_processor processor;
	struct pandect_renderer renderer;
	struct pandect_validator validator;
};
extern const union go_table go_tables[N_TABLES];

/* Registers with key as the user data, which is no pointer that Go would have to keep. */
pandect_status go_register(struct pandect_registry *registry, const struct pandect_plugin *plugin,
	uintptr_t key, uint32_t flags, struct pandect_error **ret_error);

/* Puts address in place of the function that every plugin of its kind must have. */
void go_break(union go_table *table, uintptr_t address);

/* An engine without directories. */
pandect_status go_engine_open(struct pandect_engine **ret_engine);

/* A picture one pixel high. */
pandect_status go_page_image(struct pandect_builder *builder, const void *pixels, uint32_t n);

#endif
