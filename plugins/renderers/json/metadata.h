/* SPDX-License-Identifier: MIT */
/* A document's metadata by document and key. */
#ifndef JSON_METADATA_H
#define JSON_METADATA_H

#include <pandect/plugin.h>

#include "writer.h"

/* Begin with zeroes. Sorted by document, key, and then as the document has them. */
struct metadata {
	struct pandect_meta *items;
	size_t n;
	size_t at; /* the first that is not written yet */
};

/* NO_MEMORY. */
pandect_status metadata_read(struct metadata *metadata, const struct pandect_document *document);

/* Writes "metadata" of a document, root or child, if it has any. Documents come in ascending order.
 */
void metadata_write(struct metadata *metadata, struct writer *w, pandect_node document);

void metadata_clear(struct metadata *metadata);

#endif
