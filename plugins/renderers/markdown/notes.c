/* SPDX-License-Identifier: MIT */
/* Footnotes of a document; see notes.h. GitHub shows no footnote that nothing refers to, so those
 * have to be known before the first is written. */
#include <stdlib.h>
#include <string.h>

#include "notes.h"

/* What the host bounds the depth of a document by. */
#define DEPTH 256

static int
compare_place(const struct note *a, const struct note *b)
{
	size_t n = a->name.size < b->name.size ? a->name.size : b->name.size;
	int order;

	if (a->document != b->document)
		return a->document < b->document ? -1 : 1;
	order = n ? memcmp(a->name.data, b->name.data, n) : 0;
	if (order == 0 && a->name.size != b->name.size)
		order = a->name.size < b->name.size ? -1 : 1;
	return order;
}

static int
compare(const void *left, const void *right)
{
	const struct note *a = left, *b = right;
	int order = compare_place(a, b);

	/* Footnotes before the references to them, which have no node of their own. */
	if (order == 0 && a->node != b->node)
		order = a->node - 1 < b->node - 1 ? -1 : 1;
	return order;
}

static int
add(struct notes *notes, pandect_node document, pandect_node node, struct pandect_text name)
{
	if (notes->n == notes->capacity) {
		size_t capacity = notes->capacity ? notes->capacity * 2 : 64;
		struct note *items = realloc(notes->items, capacity * sizeof *items);

		if (!items)
			return 0;
		notes->items = items;
		notes->capacity = capacity;
	}
	notes->items[notes->n++] = (struct note){.document = document, .node = node, .name = name};
	return 1;
}

static int
add_references(struct notes *notes, const struct pandect_document *document, pandect_node child,
	pandect_node node, uint32_t n_spans)
{
	struct pandect_span span;

	for (uint32_t i = 0; i < n_spans; i++) {
		if (pandect_document_span(document, node, i, &span) != PANDECT_OK)
			break;
		if (span.kind == PANDECT_SPAN_FOOTNOTE && !add(notes, child, 0, span.value))
			return 0;
	}
	return 1;
}

/* Marks what is used, and drops the references. */
static void
settle(struct notes *notes)
{
	size_t kept = 0, i = 0;

	if (notes->n)
		qsort(notes->items, notes->n, sizeof *notes->items, compare);
	while (i < notes->n) {
		struct note first = notes->items[i];
		size_t begin = kept;

		for (; i < notes->n && compare_place(&notes->items[i], &first) == 0; i++) {
			if (notes->items[i].node)
				notes->items[kept++] = notes->items[i];
			else if (kept > begin)
				notes->items[begin].is_used = 1;
		}
	}
	notes->n = kept;
}

pandect_status
notes_read(struct notes *notes, struct pandect_call *call, const struct pandect_document *document)
{
	pandect_node ends[DEPTH], children[DEPTH];
	pandect_status status = PANDECT_OK;
	struct pandect_node_info info;
	size_t depth = 0;

	for (pandect_node node = 1; status == PANDECT_OK; node++) {
		if (pandect_document_node(document, node, &info) != PANDECT_OK)
			break;
		while (depth > 0 && node > ends[depth - 1])
			depth--;
		if (info.kind == PANDECT_NODE_DOCUMENT && depth < DEPTH) {
			ends[depth] = info.last;
			children[depth++] = node;
		}
		if (info.kind == PANDECT_NODE_FOOTNOTE &&
			!add(notes, depth ? children[depth - 1] : 1, node,
				pandect_document_text(document, node, PANDECT_ATTRIBUTE_NAME)))
			status = PANDECT_NO_MEMORY;
		else if (!add_references(notes, document, depth ? children[depth - 1] : 1, node,
				 info.n_spans))
			status = PANDECT_NO_MEMORY;
		else if (node % 1024 == 0)
			status = pandect_call_should_stop(call);
	}
	settle(notes);
	return status;
}

const struct note *
notes_find(const struct notes *notes, pandect_node document, struct pandect_text name)
{
	const struct note wanted = {.document = document, .name = name};
	size_t low = 0, high = notes->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_place(&notes->items[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < notes->n && compare_place(&notes->items[low], &wanted) == 0)
		return &notes->items[low];
	return NULL;
}

void
note_label(struct output *out, const struct note *note)
{
	for (size_t i = 0; i < note->name.size; i++) {
		unsigned char byte = (unsigned char)note->name.data[i];

		output_byte(out, byte <= ' ' || strchr("[]^\\`|<>*_", byte) ? '-' : (char)byte);
	}
	if (note->document != 1 || note->name.size == 0) {
		output_byte(out, '-');
		output_integer(out, note->document);
	}
}

void
notes_clear(struct notes *notes)
{
	free(notes->items);
	*notes = (struct notes){.items = NULL};
}
