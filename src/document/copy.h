/* SPDX-License-Identifier: MIT */
/* Copying one block's content into another, with its nodes numbered anew. */
#ifndef DOCUMENT_COPY_H
#define DOCUMENT_COPY_H

#include "document/sections.h"

/* Strings are copied one by one, so that what was taken out of a document is in no copy of it. */
struct copy {
	const struct block *from;
	struct block *to;
	pandect_node *map;  /* by old number; 0: not copied */
	pandect_node whole; /* what findings about the whole document are about now; 0: the same */
	/* Moves a stretch of a node's text; 0: it is gone. NULL: stretches stay. */
	int (*stretch)(void *data, pandect_node node, uint32_t *start, uint32_t *end);
	void *data;
};

/* NO_MEMORY. Both blocks outlive the copy. */
pandect_status copy_init(struct copy *copy, const struct block *from, struct block *to);
void copy_clear(struct copy *copy);

pandect_status copy_string(struct copy *copy, struct string_ref from, struct string_ref *ret_to);

/* A node under `parent` of the new block, with its box, without text. Fills the map. copy_node:
 * with its attributes too. */
pandect_status copy_bare_node(struct copy *copy, pandect_node node, pandect_node parent);
pandect_status copy_node(struct copy *copy, pandect_node node, pandect_node parent);

/* Attributes that `to` has not already. */
pandect_status copy_attributes(struct copy *copy, pandect_node node, pandect_node to);

/* Bytes start…end of a node's text, and all its spans; the new node is the last one so far. */
pandect_status copy_bytes(struct copy *copy, pandect_node node, uint32_t start, uint32_t end);
pandect_status copy_spans(struct copy *copy, pandect_node node);

/* The new number of the node, or of its nearest ancestor that was copied. */
pandect_node copy_parent(const struct copy *copy, pandect_node node);

/* The lists. What belongs to a node that was not copied is dropped; findings go to copy_parent of
 * it. */
pandect_status copy_meta(struct copy *copy);
pandect_status copy_pages(struct copy *copy);
pandect_status copy_languages(struct copy *copy);
pandect_status copy_annotations(struct copy *copy);
pandect_status copy_findings(struct copy *copy);
pandect_status copy_steps(struct copy *copy);

/* Chunk number i. NOT_FOUND: its first or last node was not copied. */
pandect_status copy_chunk(struct copy *copy, uint32_t i);

#endif
