/* SPDX-License-Identifier: MIT */
/*
 * The functions behind struct pandect_document. Each fills a struct whose size the caller set: an
 * older caller gets the beginning, a newer one zeroes at the end. They may be called while the
 * block is still being written: what is open reaches to the end.
 */
#include "document/sections.h"

#include <string.h>

#include "document/model.h"

/* The block of a document: its first member. */
static const struct block *
reader_block(const struct pandect_document *document)
{
	return (const struct block *)document;
}

static int
reader_has(const struct block *block, pandect_node node)
{
	return node > 0 && node <= block_n_nodes(block);
}

static pandect_status
reader_give(void *ret, const void *filled, uint32_t size)
{
	uint32_t room;

	memcpy(&room, ret, sizeof room);
	uint32_t n = room < size ? room : size;

	if (n < sizeof room)
		return PANDECT_INVALID;
	memcpy((char *)ret + sizeof room, (const char *)filled + sizeof room, n - sizeof room);
	if (room > size)
		memset((char *)ret + size, 0, room - size);
	return PANDECT_OK;
}

/* Record number i of a section, or NULL past the last. */
static const void *
reader_record(const struct block *block, unsigned section, uint32_t i, size_t size)
{
	if (i >= block->sections[section].n)
		return NULL;
	return (const char *)block->sections[section].items + i * size;
}

static pandect_status
reader_node(const struct pandect_document *document, pandect_node node,
	struct pandect_node_info *ret_info) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);

	if (!reader_has(block, node))
		return PANDECT_NOT_FOUND;
	const struct node_record *record = block_node(block, node);
	const struct box_record *boxes = block->sections[SECTION_BOXES].items;
	uint32_t last = block_last(block, node), start, span;
	struct pandect_node_info info = {
		.kind = record->kind,
		.parent = record->parent,
		.first = last > node ? node + 1 : 0,
		.last = last,
		.page = record->page,
		.n_spans = block_node_spans(block, node, &span),
		.arg = record->arg,
		.confidence = record->box ? boxes[record->box - 1].confidence : 1.0f,
		.has_box = record->has_box,
	};

	if (node > 1 && reader_has(block, last + 1) &&
		block_node(block, last + 1)->parent == record->parent)
		info.next = last + 1;
	info.text.size = block_node_text(block, node, &start);
	info.text.data = block_bytes(block, SECTION_TEXT) + start;
	if (record->has_box)
		info.box = boxes[record->box - 1].box;
	return reader_give(ret_info, &info, sizeof info);
}

static pandect_status
reader_span(const struct pandect_document *document, pandect_node node, uint32_t i,
	struct pandect_span *ret_span) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);
	uint32_t first, start;

	if (!reader_has(block, node) || i >= block_node_spans(block, node, &first))
		return PANDECT_NOT_FOUND;
	const struct span_record *record =
		(const struct span_record *)block->sections[SECTION_SPANS].items + first + i;
	struct pandect_span span = {
		.kind = record->kind,
		.start = record->start,
		.end = record->end == SPAN_OPEN ? block_node_text(block, node, &start)
						: record->end,
		.value = block_text_of(block, record->value),
	};

	return reader_give(ret_span, &span, sizeof span);
}

static pandect_status
reader_text(const struct pandect_document *document, pandect_node node, uint32_t attribute,
	struct pandect_text *ret_text) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);

	if (!reader_has(block, node) || attribute >= PANDECT_ATTRIBUTE_FIRST_NUMBER)
		return PANDECT_NOT_FOUND;
	const struct attribute_record *record = block_attribute(block, node, attribute);

	if (!record)
		return PANDECT_NOT_FOUND;
	*ret_text = block_text_of(block, record->value.text);
	return PANDECT_OK;
}

static pandect_status
reader_number(const struct pandect_document *document, pandect_node node, uint32_t attribute,
	int64_t *ret_number) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);

	if (!reader_has(block, node) || attribute < PANDECT_ATTRIBUTE_FIRST_NUMBER ||
		attribute >= PANDECT_N_ATTRIBUTES)
		return PANDECT_NOT_FOUND;
	const struct attribute_record *record = block_attribute(block, node, attribute);

	if (!record)
		return PANDECT_NOT_FOUND;
	*ret_number = record->value.number;
	return PANDECT_OK;
}

static pandect_status
reader_data(const struct pandect_document *document, pandect_node node,
	struct pandect_text *ret_mime, struct pandect_text *ret_bytes) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);

	if (!reader_has(block, node))
		return PANDECT_NOT_FOUND;
	const struct attribute_record *record = block_attribute(block, node, ATTRIBUTE_DATA);

	if (!record)
		return PANDECT_NOT_FOUND;
	const struct data_record *data =
		(const struct data_record *)block->sections[SECTION_DATA].items +
		record->value.number;

	*ret_mime = block_text_of(block, data->mime);
	ret_bytes->data = block_bytes(block, SECTION_BYTES) + data->offset;
	ret_bytes->size = (size_t)data->size;
	return PANDECT_OK;
}

static pandect_status
reader_meta(const struct pandect_document *document, uint32_t i,
	struct pandect_meta *ret_meta) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);
	const struct meta_record *record = reader_record(block, SECTION_META, i, sizeof *record);

	if (!record)
		return PANDECT_NOT_FOUND;
	struct pandect_meta meta = {
		.document = record->document,
		.key = block_text_of(block, record->key),
		.value = block_text_of(block, record->value),
	};

	return reader_give(ret_meta, &meta, sizeof meta);
}

static pandect_status
reader_page(const struct pandect_document *document, uint32_t i,
	struct pandect_page *ret_page) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);
	const struct page_record *record = reader_record(block, SECTION_PAGES, i, sizeof *record);

	if (!record)
		return PANDECT_NOT_FOUND;
	struct pandect_page page = {
		.number = record->number,
		.width = record->width,
		.height = record->height,
		.is_ocr = record->is_ocr,
	};

	return reader_give(ret_page, &page, sizeof page);
}

static pandect_status
reader_language(const struct pandect_document *document, uint32_t i,
	struct pandect_language *ret_language) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);
	const struct language_record *record =
		reader_record(block, SECTION_LANGUAGES, i, sizeof *record);

	if (!record)
		return PANDECT_NOT_FOUND;
	struct pandect_language language = {
		.confidence = record->confidence,
		.share = record->share,
		.tag = block_text_of(block, record->tag),
	};

	return reader_give(ret_language, &language, sizeof language);
}

static pandect_status
reader_chunk(const struct pandect_document *document, uint32_t i,
	struct pandect_chunk *ret_chunk) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);
	const struct chunk_record *record = reader_record(block, SECTION_CHUNKS, i, sizeof *record);

	if (!record)
		return PANDECT_NOT_FOUND;
	struct pandect_chunk chunk = {
		.first = record->first,
		.last = record->last,
		.start = record->start,
		.end = record->end,
		.first_page = record->first_page,
		.last_page = record->last_page,
		.n_tokens = record->n_tokens,
		.n_dimensions = record->n_dimensions,
		.text = block_text_of(block, record->text),
		.headings = block_text_of(block, record->headings),
	};

	if (record->n_dimensions)
		chunk.embedding =
			(const float *)block->sections[SECTION_FLOATS].items + record->embedding;
	return reader_give(ret_chunk, &chunk, sizeof chunk);
}

static pandect_status
reader_finding(const struct pandect_document *document, uint32_t i,
	struct pandect_finding *ret_finding) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);
	const struct finding_record *record =
		reader_record(block, SECTION_FINDINGS, i, sizeof *record);

	if (!record)
		return PANDECT_NOT_FOUND;
	struct pandect_finding finding = {
		.severity = record->severity,
		.node = record->node,
		.code = block_text_of(block, record->code),
		.text = block_text_of(block, record->text),
		.source = block_text_of(block, record->source),
	};

	return reader_give(ret_finding, &finding, sizeof finding);
}

static pandect_status
reader_annotation(const struct pandect_document *document, uint32_t i,
	struct pandect_annotation *ret_annotation) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);
	const struct annotation_record *record =
		reader_record(block, SECTION_ANNOTATIONS, i, sizeof *record);

	if (!record)
		return PANDECT_NOT_FOUND;
	struct pandect_annotation annotation = {
		.node = record->node,
		.start = record->start,
		.end = record->end,
		.confidence = record->confidence,
		.kind = block_text_of(block, record->kind),
		.label = block_text_of(block, record->label),
		.value = block_text_of(block, record->value),
	};

	return reader_give(ret_annotation, &annotation, sizeof annotation);
}

static pandect_status
reader_step(const struct pandect_document *document, uint32_t i,
	struct pandect_step *ret_step) PANDECT_NOEXCEPT
{
	const struct block *block = reader_block(document);
	const struct step_record *record = reader_record(block, SECTION_STEPS, i, sizeof *record);

	if (!record)
		return PANDECT_NOT_FOUND;
	struct pandect_step step = {
		.status = record->status,
		.microseconds = record->microseconds,
		.stage = block_text_of(block, record->stage),
		.plugin = block_text_of(block, record->plugin),
		.version = block_text_of(block, record->version),
		.document = block_text_of(block, record->document),
		.decision = block_text_of(block, record->decision),
	};

	return reader_give(ret_step, &step, sizeof step);
}

const struct pandect_document_ops block_ops = {
	.size = sizeof block_ops,
	.node = reader_node,
	.span = reader_span,
	.text = reader_text,
	.number = reader_number,
	.data = reader_data,
	.meta = reader_meta,
	.page = reader_page,
	.language = reader_language,
	.chunk = reader_chunk,
	.finding = reader_finding,
	.annotation = reader_annotation,
	.step = reader_step,
};
