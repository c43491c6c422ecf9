/* SPDX-License-Identifier: MIT */
/* Applying a journal: what goes is settled first, then the new block is written in one pass. */
#include "document/editor-internal.h"

#include <stdlib.h>
#include <string.h>

#include "document/copy.h"
#include "document/model.h"

/* What is known of a node of the old block. */
#define NODE_GONE  1u
#define NODE_LOST  2u /* a child of it is gone */
#define NODE_HOLDS 4u /* it has a child that gives it meaning: not a caption */

struct applier {
	struct editor *editor;
	struct copy copy;
	uint8_t *marks; /* by node */
	uint32_t next_text, next_insert, next_attribute;
	struct {
		uint32_t touched, inserted; /* how often, up to and with this node */
	} * counts;                         /* by node; NULL when there are no chunks to lose */
};

static int
compare_texts(const void *a, const void *b)
{
	const struct text_edit *x = a, *y = b;

	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static int
compare_inserts(const void *a, const void *b)
{
	const struct insert_edit *x = a, *y = b;

	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static int
compare_attributes(const void *a, const void *b)
{
	const struct attribute_edit *x = a, *y = b;

	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Brings the journal into reading order. */
static pandect_status
applier_sort(struct editor *editor)
{
	struct text_edit *texts = editor->texts.items;

	if (editor->texts.n)
		qsort(texts, editor->texts.n, sizeof *texts, compare_texts);
	if (editor->inserts.n)
		qsort(editor->inserts.items, editor->inserts.n, sizeof(struct insert_edit),
			compare_inserts);
	if (editor->attributes.n)
		qsort(editor->attributes.items, editor->attributes.n, sizeof(struct attribute_edit),
			compare_attributes);
	for (uint32_t i = 1; i < editor->texts.n; i++) {
		const struct text_edit *before = &texts[i - 1];

		if (before->node != texts[i].node)
			continue;
		if (before->end > texts[i].start)
			return editor_fail(editor, PANDECT_INVALID,
				"edits of node %u overlap or are not in ascending order",
				(unsigned)texts[i].node);
		texts[i].shift =
			before->shift + before->text.size - ((int64_t)before->end - before->start);
	}
	return PANDECT_OK;
}

/* 1 when a child of this kind makes its parent worth having. */
static int
gives_meaning(uint32_t parent, uint32_t kind)
{
	return parent != PANDECT_NODE_TABLE || kind != PANDECT_NODE_CAPTION;
}

static void
applier_mark_inserts(struct applier *applier)
{
	const struct editor *editor = applier->editor;
	const struct insert_edit *inserts = editor->inserts.items;

	for (uint32_t i = 0; i < editor->inserts.n; i++) {
		const struct block *part = inserts[i].part;
		pandect_node parent = block_node(editor->block, inserts[i].node)->parent;

		for (pandect_node at = 2; at <= block_n_nodes(part);
			at = block_last(part, at) + 1) {
			if (gives_meaning(block_node(editor->block, parent)->kind,
				    block_node(part, at)->kind))
				applier->marks[parent] |= NODE_HOLDS;
		}
	}
}

/* With a node goes all below it. */
static void
applier_spread(struct applier *applier)
{
	const struct block *block = applier->editor->block;

	for (pandect_node i = 2; i <= block_n_nodes(block); i++) {
		if (applier->marks[block_node(block, i)->parent] & NODE_GONE)
			applier->marks[i] |= NODE_GONE;
	}
}

/* A table that lost its last row goes, an item that lost its last block, and so on upwards. */
static void
applier_settle_gone(struct applier *applier)
{
	const struct block *block = applier->editor->block;

	if (!applier->editor->is_gone)
		return;
	for (pandect_node i = 2; i <= block_n_nodes(block); i++)
		applier->marks[i] |= applier->editor->is_gone[i] ? NODE_GONE : 0;
	applier_spread(applier);
	for (pandect_node i = block_n_nodes(block); i > 1; i--) {
		const struct node_record *node = block_node(block, i);
		uint8_t *marks = &applier->marks[i];

		if (model_needs_children(node->kind) && (*marks & NODE_LOST) &&
			!(*marks & NODE_HOLDS))
			*marks |= NODE_GONE;
		if (*marks & NODE_GONE)
			applier->marks[node->parent] |= NODE_LOST;
		else if (gives_meaning(block_node(block, node->parent)->kind, node->kind))
			applier->marks[node->parent] |= NODE_HOLDS;
	}
	applier_spread(applier);
}

/* Counts edits along the nodes, so that a chunk is checked in two look-ups. */
static pandect_status
applier_count(struct applier *applier)
{
	const struct editor *editor = applier->editor;
	const struct text_edit *texts = editor->texts.items;
	const struct insert_edit *inserts = editor->inserts.items;
	uint32_t n = block_n_nodes(editor->block);

	if (editor->block->sections[SECTION_CHUNKS].n == 0)
		return PANDECT_OK;
	applier->counts = calloc((size_t)n + 1, sizeof *applier->counts);
	if (!applier->counts)
		return PANDECT_NO_MEMORY;
	for (uint32_t i = 0; i < editor->texts.n; i++)
		applier->counts[texts[i].node].touched = 1;
	for (uint32_t i = 0; i < editor->inserts.n; i++)
		applier->counts[inserts[i].node].inserted = block_n_nodes(inserts[i].part) > 1;
	for (pandect_node i = 1; i <= n; i++) {
		if (applier->marks[i] & NODE_GONE)
			applier->counts[i].touched = 1;
		applier->counts[i].touched += applier->counts[i - 1].touched;
		applier->counts[i].inserted += applier->counts[i - 1].inserted;
	}
	return PANDECT_OK;
}

/* The edit of a node that byte `at` stands in or behind, the last such; NULL: none. */
static const struct text_edit *
applier_find(const struct editor *editor, pandect_node node, uint32_t at)
{
	const struct text_edit *texts = editor->texts.items;
	uint32_t low = 0, high = editor->texts.n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct text_edit *edit = &texts[middle];

		if (edit->node < node || (edit->node == node && edit->start < at))
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && texts[low - 1].node == node ? &texts[low - 1] : NULL;
}

/* Where byte `at` of a node's old text stands in the new one. Inside a stretch that was replaced, a
 * start moves behind the replacement and an end before it. */
static uint32_t
applier_move(const struct editor *editor, pandect_node node, uint32_t at, int is_end)
{
	const struct text_edit *edit = applier_find(editor, node, at);

	if (!edit)
		return at;
	if (at < edit->end)
		return (uint32_t)(edit->start + edit->shift + (is_end ? 0 : edit->text.size));
	return (uint32_t)(at + edit->shift + edit->text.size - ((int64_t)edit->end - edit->start));
}

static int
applier_stretch(void *data, pandect_node node, uint32_t *start, uint32_t *end)
{
	const struct editor *editor = ((const struct applier *)data)->editor;

	*start = applier_move(editor, node, *start, 0);
	*end = applier_move(editor, node, *end, 1);
	return *start <= *end;
}

/* The text of a node with its edits, then its spans. */
static pandect_status
applier_text(struct applier *applier, pandect_node node)
{
	const struct editor *editor = applier->editor;
	const struct text_edit *texts = editor->texts.items;
	struct block *to = applier->copy.to;
	uint32_t offset, size = block_node_text(editor->block, node, &offset), at = 0;
	pandect_status status = PANDECT_OK;

	for (; applier->next_text < editor->texts.n && texts[applier->next_text].node == node;
		applier->next_text++) {
		const struct text_edit *edit = &texts[applier->next_text];
		struct pandect_text text = block_text_of(editor->notes, edit->text);
		char *place;

		if ((status = copy_bytes(&applier->copy, node, at, edit->start)) ||
			!(place = section_add(to, SECTION_TEXT, text.size, &status)))
			return status;
		memcpy(place, text.data, text.size);
		at = edit->end;
	}
	status = copy_bytes(&applier->copy, node, at, size);
	return status ? status : copy_spans(&applier->copy, node);
}

/* The content of a part, on the page of the node that it stands before. */
static pandect_status
applier_insert(struct applier *applier, const struct insert_edit *insert)
{
	struct block *to = applier->copy.to;
	const struct node_record *before = block_node(applier->editor->block, insert->node);
	struct copy copy;
	uint32_t start;
	pandect_status status = copy_init(&copy, insert->part, to);

	if (status)
		return status;
	copy.map[1] = applier->copy.map[before->parent];
	for (pandect_node i = 2; i <= block_n_nodes(insert->part) && status == PANDECT_OK; i++) {
		status = copy_node(&copy, i, copy.map[block_node(insert->part, i)->parent]);
		if (status)
			break;
		block_node(to, copy.map[i])->page = before->page;
		status = copy_bytes(&copy, i, 0, block_node_text(insert->part, i, &start));
		if (status == PANDECT_OK)
			status = copy_spans(&copy, i);
	}
	if (status == PANDECT_OK)
		status = copy_annotations(&copy);
	copy_clear(&copy);
	return status;
}

/* One edit of an attribute, written before the old ones are copied, which leave it alone. */
static pandect_status
applier_put(struct applier *applier, const struct attribute_edit *edit, pandect_node to)
{
	struct attribute_record record = edit->attribute;
	pandect_status status = PANDECT_OK;

	if (record.key < PANDECT_ATTRIBUTE_FIRST_NUMBER)
		status = block_string_as_is(applier->copy.to,
			block_text_of(applier->editor->notes, record.value.text),
			&record.value.text);
	return status ? status : block_put_attribute(applier->copy.to, to, &record);
}

/* What an edit took away, or put out of range, after the old attributes were copied. */
static pandect_status
applier_tidy(struct applier *applier, const struct attribute_edit *edit, pandect_node to)
{
	const struct attribute_record *record = &edit->attribute;

	if (record->key >= PANDECT_ATTRIBUTE_FIRST_NUMBER)
		return block_set_number(applier->copy.to, to, record->key, record->value.number);
	if (record->value.text.size == 0)
		block_drop_attribute(applier->copy.to, to, record->key);
	return PANDECT_OK;
}

/* A replaced attribute is never copied: what was taken out of a document must be in no part of it.
 */
static pandect_status
applier_attributes(struct applier *applier, pandect_node node, pandect_node to)
{
	const struct edits *edits = &applier->editor->attributes;
	const struct attribute_edit *all = edits->items;
	uint32_t first = applier->next_attribute, i;
	pandect_status status = PANDECT_OK;

	while (first < edits->n && all[first].node < node)
		first++;
	for (i = first; i < edits->n && all[i].node == node && status == PANDECT_OK; i++)
		status = applier_put(applier, &all[i], to);
	applier->next_attribute = i;
	if (status == PANDECT_OK)
		status = copy_attributes(&applier->copy, node, to);
	for (i = first; i < applier->next_attribute && status == PANDECT_OK; i++)
		status = applier_tidy(applier, &all[i], to);
	return status;
}

static pandect_status
applier_node(struct applier *applier, pandect_node node)
{
	const struct editor *editor = applier->editor;
	const struct insert_edit *inserts = editor->inserts.items;
	const struct text_edit *texts = editor->texts.items;
	pandect_node parent = applier->copy.map[block_node(editor->block, node)->parent];
	pandect_status status = PANDECT_OK;

	for (; applier->next_insert < editor->inserts.n &&
		inserts[applier->next_insert].node == node;
		applier->next_insert++) {
		if (parent && status == PANDECT_OK)
			status = applier_insert(applier, &inserts[applier->next_insert]);
	}
	if (status == PANDECT_OK && !(applier->marks[node] & NODE_GONE)) {
		if ((status = copy_bare_node(&applier->copy, node, parent)) ||
			(status = applier_attributes(applier, node, applier->copy.map[node])))
			return status;
		return applier_text(applier, node);
	}
	while (applier->next_text < editor->texts.n && texts[applier->next_text].node == node)
		applier->next_text++;
	return status;
}

static pandect_status
applier_nodes(struct applier *applier)
{
	uint32_t n = block_n_nodes(applier->editor->block);
	pandect_status status = applier_attributes(applier, 1, 1);

	applier->copy.map[1] = 1;
	for (pandect_node i = 2; i <= n && status == PANDECT_OK; i++)
		status = applier_node(applier, i);
	return status;
}

static pandect_status
applier_old_chunks(struct applier *applier, uint32_t *ret_dropped)
{
	const struct section *section = &applier->editor->block->sections[SECTION_CHUNKS];
	const struct chunk_record *chunks = section->items;
	uint32_t dropped = 0;

	for (uint32_t i = 0; i < section->n; i++) {
		pandect_node first = chunks[i].first, last = chunks[i].last;
		int is_touched =
			applier->counts[last].touched != applier->counts[first - 1].touched ||
			applier->counts[last].inserted != applier->counts[first].inserted;
		pandect_status status = is_touched ? PANDECT_OK : copy_chunk(&applier->copy, i);

		if (status)
			return status;
		dropped += is_touched;
	}
	*ret_dropped = dropped;
	return PANDECT_OK;
}

/* Additions were written down with the numbers and bytes of the old block, as its own lists are. */
static pandect_status
applier_new_chunks(struct applier *applier, struct copy *notes)
{
	struct editor *editor = applier->editor;
	struct section *section = &editor->notes->sections[SECTION_CHUNKS];
	struct chunk_record *chunks = section->items;
	pandect_status status = PANDECT_OK;

	for (uint32_t i = 0; i < section->n && status == PANDECT_OK; i++) {
		struct chunk_record *chunk = &chunks[i];

		chunk->start = applier_move(editor, chunk->first, chunk->start, 0);
		chunk->end = applier_move(editor, chunk->last, chunk->end, 1);
		if (chunk->first == chunk->last && chunk->end < chunk->start)
			chunk->end = chunk->start;
		status = copy_chunk(notes, i);
		if (status == PANDECT_NOT_FOUND)
			return editor_fail(editor, PANDECT_INVALID,
				"a chunk begins or ends in a node that was removed: %u to %u",
				(unsigned)chunk->first, (unsigned)chunk->last);
	}
	return status;
}

static pandect_status
applier_lists(struct applier *applier, uint32_t *ret_dropped)
{
	struct copy *old = &applier->copy;
	struct copy notes = *old; /* with the map of the old block's nodes */
	pandect_status status;

	notes.from = applier->editor->notes;
	(void)((status = copy_meta(old)) || (status = copy_meta(&notes)) ||
		(status = copy_pages(old)) || (status = copy_languages(old)) ||
		(status = copy_languages(&notes)) || (status = copy_annotations(old)) ||
		(status = copy_annotations(&notes)) || (status = copy_findings(old)) ||
		(status = copy_steps(old)) || (status = applier_old_chunks(applier, ret_dropped)) ||
		(status = applier_new_chunks(applier, &notes)));
	return status;
}

static pandect_status
applier_run(struct applier *applier, uint32_t *ret_dropped)
{
	uint32_t n = block_n_nodes(applier->editor->block);
	pandect_status status;

	applier->marks = calloc((size_t)n + 1, 1);
	if (!applier->marks)
		return PANDECT_NO_MEMORY;
	applier_mark_inserts(applier);
	applier_settle_gone(applier);
	(void)((status = applier_count(applier)) || (status = applier_nodes(applier)) ||
		(status = applier_lists(applier, ret_dropped)));
	return status;
}

pandect_status
editor_apply(struct editor *editor, struct block **ret_block, uint32_t *ret_dropped)
{
	struct applier applier = {.editor = editor};
	struct block *to = NULL;
	uint32_t dropped = 0;
	pandect_status status = editor_end_insert(editor);

	if (status || (status = applier_sort(editor)))
		return status;
	to = block_new();
	status = to ? copy_init(&applier.copy, editor->block, to) : PANDECT_NO_MEMORY;
	applier.copy.stretch = applier_stretch;
	applier.copy.data = &applier;
	if (status == PANDECT_OK)
		status = applier_run(&applier, &dropped);
	if (status == PANDECT_OK) {
		block_close(to);
		block_trim(to);
		*ret_block = to;
		*ret_dropped = dropped;
		to = NULL; /* the caller owns it from here */
	} else if (status == PANDECT_LIMIT) {
		editor_fail(editor, status, "the edited document has more than 4 GiB of text");
	} else {
		editor_fail(editor, status, "there is no memory left for the edited document");
	}
	copy_clear(&applier.copy);
	free(applier.marks);
	free(applier.counts);
	block_free(to);
	return status;
}
