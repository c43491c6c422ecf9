/* SPDX-License-Identifier: MIT */
/*
 * A document's storage: one set of growable sections that refer to each other by index, never by
 * pointer, so that it can be written out, mapped elsewhere and read in place. Written by builder.c,
 * read by reader.c, rewritten by compose.c and editor.c.
 */
#ifndef DOCUMENT_BLOCK_H
#define DOCUMENT_BLOCK_H

#include <pandect/document.h>

struct block;

struct block *block_new(void);
void block_free(struct block *block);

/* The public face for reading; lives as long as the block. */
const struct pandect_document *block_document(const struct block *block);

/* Bytes that the block holds in all its sections. */
size_t block_size(const struct block *block);

/* What the host adds. Text is copied. NO_MEMORY. The struct's size members need not be set. */
pandect_status block_add_finding(struct block *block, const struct pandect_finding *finding);
pandect_status block_add_step(struct block *block, const struct pandect_step *step);
pandect_status block_add_meta(struct block *block, const struct pandect_meta *meta);
pandect_status block_set_text(
	struct block *block, pandect_node node, uint32_t attribute, struct pandect_text value);
pandect_status block_set_number(
	struct block *block, pandect_node node, uint32_t attribute, int64_t value);

/* n_dimensions floats for chunk number `chunk`, copied. NOT_FOUND, NO_MEMORY. */
pandect_status block_set_embedding(
	struct block *block, uint32_t chunk, const float *vector, uint32_t n_dimensions);

#endif
