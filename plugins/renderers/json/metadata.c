/* SPDX-License-Identifier: MIT */
/* Metadata, grouped; see metadata.h. A key that stands once has a string, one that stands several
 * times an array. */
#include <stdlib.h>
#include <string.h>

#include "metadata.h"

static int
compare_keys(const struct pandect_meta *a, const struct pandect_meta *b)
{
	size_t n = a->key.size < b->key.size ? a->key.size : b->key.size;
	int order = n ? memcmp(a->key.data, b->key.data, n) : 0;

	if (order == 0 && a->key.size != b->key.size)
		order = a->key.size < b->key.size ? -1 : 1;
	return order;
}

static int
compare(const void *left, const void *right)
{
	const struct pandect_meta *a = left, *b = right;
	int order;

	if (a->document != b->document)
		return a->document < b->document ? -1 : 1;
	order = compare_keys(a, b);
	if (order)
		return order;
	/* size holds the place in the document, so that the order is the same every time. */
	return a->size < b->size ? -1 : a->size > b->size;
}

pandect_status
metadata_read(struct metadata *metadata, const struct pandect_document *document)
{
	size_t capacity = 0;
	struct pandect_meta meta;

	for (uint32_t i = 0; pandect_document_meta(document, i, &meta) == PANDECT_OK; i++) {
		if (metadata->n == capacity) {
			struct pandect_meta *items;

			capacity = capacity ? capacity * 2 : 32;
			items = realloc(metadata->items, capacity * sizeof *items);
			if (!items)
				return PANDECT_NO_MEMORY;
			metadata->items = items;
		}
		meta.size = i;
		metadata->items[metadata->n++] = meta;
	}
	if (metadata->n)
		qsort(metadata->items, metadata->n, sizeof *metadata->items, compare);
	return PANDECT_OK;
}

static size_t
write_key(const struct metadata *metadata, struct writer *w, size_t at)
{
	const struct pandect_meta *first = &metadata->items[at];
	size_t end = at + 1;

	while (end < metadata->n && metadata->items[end].document == first->document &&
		compare_keys(&metadata->items[end], first) == 0)
		end++;
	writer_key(w, first->key);
	if (end == at + 1) {
		writer_text(w, NULL, first->value);
		return end;
	}
	writer_open(w, NULL, '[');
	for (; at < end; at++)
		writer_text(w, NULL, metadata->items[at].value);
	writer_close(w, ']');
	return end;
}

void
metadata_write(struct metadata *metadata, struct writer *w, pandect_node document)
{
	size_t at = metadata->at;

	while (at < metadata->n && metadata->items[at].document < document)
		at++;
	if (at < metadata->n && metadata->items[at].document == document) {
		writer_open(w, "metadata", '{');
		while (at < metadata->n && metadata->items[at].document == document)
			at = write_key(metadata, w, at);
		writer_close(w, '}');
	}
	metadata->at = at;
}

void
metadata_clear(struct metadata *metadata)
{
	free(metadata->items);
	*metadata = (struct metadata){.items = NULL};
}
