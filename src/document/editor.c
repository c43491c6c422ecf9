/* SPDX-License-Identifier: MIT */
/* Writing edits down. All that can be checked against the document is checked here, at the call
 * that is to blame. */
#include "document/editor-internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document/model.h"
#include "support/utf8.h"

static struct editor *
editor_of(struct pandect_editor *face)
{
	return (struct editor *)face;
}

pandect_status
editor_fail(struct editor *editor, pandect_status status, const char *format, ...)
{
	va_list args;

	if (editor->status)
		return editor->status;
	editor->status = status;
	va_start(args, format);
	vsnprintf(editor->failure, sizeof editor->failure, format, args);
	va_end(args);
	return status;
}

static pandect_status
editor_fail_storage(struct editor *editor, pandect_status status)
{
	return editor_fail(editor, status,
		status == PANDECT_LIMIT ? "the edits hold more than 4 GiB of text"
					: "there is no memory left for the edits");
}

static void
editor_insert_failed(void *data, pandect_status status, const char *sentence)
{
	editor_fail(data, status, "%s", sentence);
}

pandect_status
editor_end_insert(struct editor *editor)
{
	if (editor->builder) {
		builder_finish(editor->builder, 1);
		builder_free(editor->builder);
		editor->builder = NULL;
	}
	return editor->status;
}

/* Begins every call about a node: the failure that stays, or that there is no such node. */
static pandect_status
editor_step(struct editor *editor, pandect_node node)
{
	pandect_status status = editor_end_insert(editor);

	if (status)
		return status;
	if (node == 0 || node > block_n_nodes(editor->block))
		return editor_fail(editor, PANDECT_INVALID, "there is no node %u", (unsigned)node);
	return PANDECT_OK;
}

/* Room for one more; NULL, and the failure stays. */
static void *
edits_add(struct editor *editor, struct edits *edits, size_t size)
{
	enum { LEAST = 64 };

	if (edits->n == edits->capacity) {
		uint32_t capacity = edits->capacity ? edits->capacity * 2 : LEAST;
		void *items = capacity > edits->capacity && capacity <= SIZE_MAX / size
				      ? realloc(edits->items, capacity * size)
				      : NULL;

		if (!items) {
			editor_fail_storage(editor, PANDECT_NO_MEMORY);
			return NULL;
		}
		edits->items = items;
		edits->capacity = capacity;
	}
	return (char *)edits->items + size * edits->n++;
}

static pandect_status
editor_count_text(struct editor *editor, uint64_t n)
{
	if (editor->budget->text < n)
		return editor_fail(editor, PANDECT_LIMIT,
			"the edits add more bytes of text than limits.text allows");
	editor->budget->text -= n;
	return PANDECT_OK;
}

static pandect_status
editor_keep(
	struct editor *editor, struct pandect_text text, unsigned keep, struct string_ref *ret_ref)
{
	pandect_status status = block_string(editor->notes, text, keep, ret_ref);

	return status ? editor_fail_storage(editor, status) : PANDECT_OK;
}

/* Checks a stretch of a node's text. */
static pandect_status
editor_check_stretch(struct editor *editor, pandect_node node, uint32_t start, uint32_t end)
{
	uint32_t at, size = block_node_text(editor->block, node, &at);
	const char *text = block_bytes(editor->block, SECTION_TEXT) + at;

	if (start > end || end > size)
		return editor_fail(editor, PANDECT_INVALID,
			"node %u has %u bytes of text, %u to %u are not among them", (unsigned)node,
			(unsigned)size, (unsigned)start, (unsigned)end);
	if (!utf8_is_boundary(text, size, start) || !utf8_is_boundary(text, size, end))
		return editor_fail(editor, PANDECT_INVALID,
			"byte %u or %u of node %u is inside a character", (unsigned)start,
			(unsigned)end, (unsigned)node);
	return PANDECT_OK;
}

static pandect_status
editor_replace_text(struct pandect_editor *face, pandect_node node, uint32_t start, uint32_t end,
	struct pandect_text text) PANDECT_NOEXCEPT
{
	struct editor *editor = editor_of(face);
	struct text_edit edit = {.node = node, .start = start, .end = end};
	const struct text_edit *edits = editor->texts.items;
	pandect_status status = editor_step(editor, node);

	if (status)
		return status;
	uint32_t kind = block_node(editor->block, node)->kind;
	unsigned tabs = kind == PANDECT_NODE_CODE || kind == PANDECT_NODE_RAW ? UTF8_TABS : 0;

	if (!model_holds_text(kind))
		return editor_fail(editor, PANDECT_INVALID, "node %u is %s and holds no text",
			(unsigned)node, model_name(kind));
	if (editor->texts.n && edits[editor->texts.n - 1].node == node &&
		edits[editor->texts.n - 1].end > start)
		return editor_fail(editor, PANDECT_INVALID,
			"edits of node %u overlap or are not in ascending order", (unsigned)node);
	if ((status = editor_check_stretch(editor, node, start, end)) ||
		(status = editor_keep(editor, text, UTF8_LINES | tabs, &edit.text)))
		return status;
	if (edit.text.size > end - start)
		status = editor_count_text(editor, edit.text.size - (end - start));
	if (status)
		return status;
	edit.order = editor->texts.n;
	struct text_edit *to = edits_add(editor, &editor->texts, sizeof *to);

	if (to)
		*to = edit;
	return editor->status;
}

static pandect_status
editor_add_attribute(struct editor *editor, const struct attribute_edit *edit)
{
	struct attribute_edit *to = edits_add(editor, &editor->attributes, sizeof *to);

	if (!to)
		return editor->status;
	*to = *edit;
	to->order = editor->attributes.n;
	return PANDECT_OK;
}

static pandect_status
editor_attribute(struct pandect_editor *face, pandect_node node, uint32_t attribute,
	struct pandect_text value) PANDECT_NOEXCEPT
{
	struct editor *editor = editor_of(face);
	struct attribute_edit edit = {.node = node, .attribute.key = attribute};
	pandect_status status = editor_step(editor, node);

	if (status)
		return status;
	if (attribute == 0 || attribute > PANDECT_ATTRIBUTE_LABEL)
		return editor_fail(editor, PANDECT_INVALID,
			"there is no attribute %u that is a text", (unsigned)attribute);
	if ((status = editor_keep(editor, value, 0, &edit.attribute.value.text)) ||
		(status = editor_count_text(editor, edit.attribute.value.text.size)))
		return status;
	return editor_add_attribute(editor, &edit);
}

static pandect_status
editor_number(struct pandect_editor *face, pandect_node node, uint32_t attribute,
	int64_t value) PANDECT_NOEXCEPT
{
	struct editor *editor = editor_of(face);
	struct attribute_edit edit = {
		.node = node,
		.attribute = {.key = attribute, .value.number = value},
	};
	pandect_status status = editor_step(editor, node);

	if (status)
		return status;
	if (attribute < PANDECT_ATTRIBUTE_FIRST_NUMBER || attribute >= PANDECT_N_ATTRIBUTES)
		return editor_fail(editor, PANDECT_INVALID,
			"there is no attribute %u that is a number", (unsigned)attribute);
	return editor_add_attribute(editor, &edit);
}

static pandect_status
editor_remove(struct pandect_editor *face, pandect_node node) PANDECT_NOEXCEPT
{
	struct editor *editor = editor_of(face);
	pandect_status status = editor_step(editor, node);

	if (status)
		return status;
	if (node == 1)
		return editor_fail(editor, PANDECT_INVALID, "the root cannot be removed");
	if (!editor->is_gone)
		editor->is_gone = calloc((size_t)block_n_nodes(editor->block) + 1, 1);
	if (!editor->is_gone)
		return editor_fail_storage(editor, PANDECT_NO_MEMORY);
	editor->is_gone[node] = 1;
	return PANDECT_OK;
}

static pandect_status
editor_insert_before(struct pandect_editor *face, pandect_node node,
	struct pandect_builder **ret_builder) PANDECT_NOEXCEPT
{
	struct editor *editor = editor_of(face);
	const struct builder_owner owner = {.data = editor, .failed = editor_insert_failed};
	pandect_status status = editor_step(editor, node);

	if (status)
		return status;
	if (node == 1)
		return editor_fail(editor, PANDECT_INVALID, "nothing can stand before the root");
	struct insert_edit edit = {.node = node, .order = editor->inserts.n, .part = block_new()};
	pandect_node parent = block_node(editor->block, node)->parent;
	uint32_t kind = block_node(editor->block, parent)->kind;
	struct insert_edit *to = NULL;

	if (edit.part)
		editor->builder = builder_new_inside(edit.part, &owner, editor->budget, kind);
	if (editor->builder)
		to = edits_add(editor, &editor->inserts, sizeof *to);
	if (!to) {
		builder_free(editor->builder);
		editor->builder = NULL;
		block_free(edit.part);
		return editor_fail_storage(editor, PANDECT_NO_MEMORY);
	}
	*to = edit; /* the journal owns the part from here */
	*ret_builder = builder_public(editor->builder);
	return PANDECT_OK;
}

static pandect_status
editor_meta(
	struct pandect_editor *face, const char *key, struct pandect_text value) PANDECT_NOEXCEPT
{
	struct editor *editor = editor_of(face);
	struct pandect_meta meta = {.document = 1, .key = pandect_text(key), .value = value};
	pandect_status status = editor_step(editor, 1);

	if (status)
		return status;
	if (meta.key.size == 0)
		return editor_fail(editor, PANDECT_INVALID, "an entry of metadata has no key");
	if (value.size == 0)
		return PANDECT_OK;
	status = editor_count_text(editor, (uint64_t)meta.key.size + value.size);
	if (status)
		return status;
	status = block_add_meta(editor->notes, &meta);
	return status ? editor_fail_storage(editor, status) : PANDECT_OK;
}

/* 1 when a struct from outside has all members that are read here. */
static int
editor_takes(struct editor *editor, uint32_t size, uint32_t least, const char *what)
{
	if (size >= least)
		return 1;
	editor_fail(editor, PANDECT_INVALID, "%s has size %u, it must be %u", what, (unsigned)size,
		(unsigned)least);
	return 0;
}

static float
clamp_share(float share)
{
	return share > 0.0f ? share < 1.0f ? share : 1.0f : 0.0f;
}

static pandect_status
editor_language(
	struct pandect_editor *face, const struct pandect_language *language) PANDECT_NOEXCEPT
{
	struct editor *editor = editor_of(face);
	struct language_record record, *to;
	pandect_status status = editor_step(editor, 1);

	if (status || !editor_takes(editor, language->size, sizeof *language, "a language"))
		return editor->status;
	if (language->tag.size == 0)
		return editor_fail(editor, PANDECT_INVALID, "a language has no tag");
	record.confidence = clamp_share(language->confidence);
	record.share = clamp_share(language->share);
	status = editor_keep(editor, language->tag, 0, &record.tag);
	if (status)
		return status;
	to = section_add(editor->notes, SECTION_LANGUAGES, 1, &status);
	if (!to)
		return editor_fail_storage(editor, status);
	*to = record;
	return PANDECT_OK;
}

static pandect_status
editor_annotate(
	struct pandect_editor *face, const struct pandect_annotation *annotation) PANDECT_NOEXCEPT
{
	struct editor *editor = editor_of(face);
	pandect_status status = editor_step(editor, annotation->node);

	if (status || !editor_takes(editor, annotation->size, sizeof *annotation, "an annotation"))
		return editor->status;
	status = editor_check_stretch(editor, annotation->node, annotation->start, annotation->end);
	if (status == PANDECT_OK)
		status = editor_count_text(editor, (uint64_t)annotation->kind.size +
							   annotation->label.size +
							   annotation->value.size);
	if (status)
		return status;
	status = block_add_annotation(editor->notes, annotation);
	return status ? editor_fail_storage(editor, status) : PANDECT_OK;
}

/* The page that a node stands on, or the nearest one known from `from` to `to`, in that order. */
static uint32_t
editor_page(const struct editor *editor, pandect_node from, pandect_node to)
{
	uint32_t page = block_node(editor->block, from)->page;

	while (page == 0 && from != to) {
		from = from < to ? from + 1 : from - 1;
		page = block_node(editor->block, from)->page;
	}
	return page;
}

static pandect_status
editor_chunk(struct pandect_editor *face, const struct pandect_chunk *chunk) PANDECT_NOEXCEPT
{
	struct editor *editor = editor_of(face);
	pandect_status status = editor_step(editor, chunk->first);
	struct chunk_record *to;

	if (status || !editor_takes(editor, chunk->size, sizeof *chunk, "a chunk") ||
		(status = editor_step(editor, chunk->last)))
		return editor->status;
	struct chunk_record record = {
		.first = chunk->first,
		.last = chunk->last,
		.start = chunk->start,
		.end = chunk->end,
		.n_tokens = chunk->n_tokens,
	};

	if (chunk->first > chunk->last ||
		(chunk->first == chunk->last && chunk->start > chunk->end))
		return editor_fail(editor, PANDECT_INVALID, "a chunk ends before it begins");
	/* Its text is the document's over again, so it is not counted against limits.text. */
	if ((status = editor_check_stretch(editor, chunk->first, chunk->start, chunk->start)) ||
		(status = editor_check_stretch(editor, chunk->last, chunk->end, chunk->end)) ||
		(status = editor_keep(editor, chunk->text, UTF8_LINES | UTF8_TABS, &record.text)) ||
		(status = editor_keep(editor, chunk->headings, UTF8_LINES, &record.headings)))
		return status;
	record.first_page = editor_page(editor, chunk->first, chunk->last);
	record.last_page = editor_page(editor, chunk->last, chunk->first);
	to = section_add(editor->notes, SECTION_CHUNKS, 1, &status);
	if (!to)
		return editor_fail_storage(editor, status);
	*to = record;
	return PANDECT_OK;
}

static const struct pandect_editor_ops editor_ops = {
	.size = sizeof editor_ops,
	.replace_text = editor_replace_text,
	.attribute = editor_attribute,
	.number = editor_number,
	.remove = editor_remove,
	.insert_before = editor_insert_before,
	.meta = editor_meta,
	.language = editor_language,
	.annotate = editor_annotate,
	.chunk = editor_chunk,
};

struct editor *
editor_new(const struct block *block, struct builder_budget *budget)
{
	struct editor *editor = calloc(1, sizeof *editor);

	if (!editor)
		return NULL;
	editor->face.ops = &editor_ops;
	editor->block = block;
	editor->budget = budget;
	editor->notes = block_new();
	if (!editor->notes) {
		editor_free(editor);
		return NULL;
	}
	return editor;
}

void
editor_free(struct editor *editor)
{
	if (!editor)
		return;
	const struct insert_edit *inserts = editor->inserts.items;

	builder_free(editor->builder);
	for (uint32_t i = 0; i < editor->inserts.n; i++)
		block_free(inserts[i].part);
	free(editor->texts.items);
	free(editor->attributes.items);
	free(editor->inserts.items);
	free(editor->is_gone);
	block_free(editor->notes);
	free(editor);
}

struct pandect_editor *
editor_public(struct editor *editor)
{
	return &editor->face;
}

pandect_status
editor_status(const struct editor *editor)
{
	return editor->status;
}

const char *
editor_failure(const struct editor *editor)
{
	return editor->failure;
}

int
editor_is_empty(const struct editor *editor)
{
	static const unsigned noted[] = {
		SECTION_META, SECTION_LANGUAGES, SECTION_ANNOTATIONS, SECTION_CHUNKS};

	for (size_t i = 0; i < sizeof noted / sizeof noted[0]; i++) {
		if (editor->notes->sections[noted[i]].n)
			return 0;
	}
	return editor->texts.n == 0 && editor->attributes.n == 0 && editor->inserts.n == 0 &&
	       !editor->is_gone;
}
