/* SPDX-License-Identifier: MIT */
/*
 * Nodes and text. The node that takes text is always the block's last one, so its text grows in
 * place; a node is complete when the next one begins.
 */
#include "document/builder-internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "document/model.h"
#include "support/utf8.h"

pandect_status
builder_fail(struct builder *builder, pandect_status status, const char *format, ...)
{
	char sentence[256];
	va_list args;

	if (builder->status)
		return builder->status;
	builder->status = status;
	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	if (builder->owner.failed)
		builder->owner.failed(builder->owner.data, status, sentence);
	return status;
}

pandect_status
builder_fail_storage(struct builder *builder, pandect_status status)
{
	if (status == PANDECT_LIMIT)
		return builder_fail(builder, status,
			"the document holds more than 4 GiB of text or 4 billion nodes");
	return builder_fail(builder, status, "there is no memory left for the document");
}

pandect_status
builder_ask_stop(struct builder *builder)
{
	builder->until_stop = BUILDER_STOP_EVERY;
	if (builder->status || !builder->owner.stop)
		return builder->status;
	pandect_status status = builder->owner.stop(builder->owner.data);

	if (status == PANDECT_OK)
		return PANDECT_OK;
	return builder_fail(builder, status, "%s",
		status == PANDECT_TIMEOUT     ? "the time allowed is over"
		: status == PANDECT_CANCELLED ? "the caller asked to stop"
					      : "the run has ended");
}

pandect_status
builder_step(struct builder *builder)
{
	if (builder->status)
		return builder->status;
	if (--builder->until_stop == 0)
		return builder_ask_stop(builder);
	return PANDECT_OK;
}

pandect_status
builder_count_nodes(struct builder *builder, uint64_t n)
{
	if (builder->budget->nodes < n)
		return builder_fail(builder, PANDECT_LIMIT,
			"the document has more nodes and spans than limits.nodes allows");
	builder->budget->nodes -= n;
	return PANDECT_OK;
}

pandect_status
builder_count_text(struct builder *builder, uint64_t n)
{
	if (builder->budget->text < n)
		return builder_fail(builder, PANDECT_LIMIT,
			"the document has more bytes of text than limits.text allows");
	builder->budget->text -= n;
	return PANDECT_OK;
}

pandect_status
builder_keep(struct builder *builder, struct pandect_text text, unsigned keep,
	struct string_ref *ret_ref)
{
	struct string_ref ref;

	/* Cleaning shrinks a text to half of it at most (CR LF): this many can't fit, so no memory
	 * is taken for them. */
	if (builder->budget->text < text.size / 2)
		return builder_count_text(builder, text.size);
	pandect_status status = block_string(builder->block, text, keep, &ref);

	if (status)
		return builder_fail_storage(builder, status);
	status = builder_count_text(builder, ref.size);
	if (status == PANDECT_OK)
		*ret_ref = ref;
	return status;
}

pandect_status
builder_add_node(struct builder *builder, const struct node_record *like, pandect_node parent,
	pandect_node *ret_node)
{
	pandect_status status = builder_count_nodes(builder, 1);

	if (status)
		return status;
	if (like->kind == PANDECT_NODE_CELL) {
		if (builder->budget->cells == 0)
			return builder_fail(builder, PANDECT_LIMIT,
				"the document has more table cells than limits.cells allows");
		builder->budget->cells--;
	}
	status = block_add_node(builder->block, like, parent, ret_node);
	return status ? builder_fail_storage(builder, status) : PANDECT_OK;
}

pandect_status
builder_materialize(struct builder *builder)
{
	uint32_t from = builder->n_frames;
	pandect_status status = PANDECT_OK;

	while (builder->frames[from - 1].node == 0)
		from--;
	for (; from < builder->n_frames && status == PANDECT_OK; from++) {
		struct builder_frame *frame = &builder->frames[from];
		struct node_record like = {
			.kind = frame->kind,
			.arg = frame->arg,
			.page = builder->page,
		};

		status = builder_add_node(
			builder, &like, builder->frames[from - 1].node, &frame->node);
	}
	return status;
}

void
builder_end_implicit(struct builder *builder)
{
	if (!builder->implicit)
		return;
	builder_pause_spans(builder, builder->implicit);
	block_node(builder->block, builder->implicit)->last = builder->implicit;
	builder->implicit = 0;
}

pandect_status
builder_target(struct builder *builder, pandect_node *ret_node)
{
	const struct builder_frame *frame = builder_top(builder);

	if (builder->implicit) {
		*ret_node = builder->implicit;
		return PANDECT_OK;
	}
	pandect_status status = frame->node ? PANDECT_OK : builder_materialize(builder);

	if (status || model_holds_text(frame->kind)) {
		*ret_node = frame->node;
		return status;
	}
	struct node_record like = {.kind = PANDECT_NODE_PARAGRAPH, .page = builder->page};

	status = builder_add_node(builder, &like, frame->node, &builder->implicit);
	builder->closed = NO_SPAN;
	*ret_node = builder->implicit;
	return status;
}

/* Ends the innermost frame. */
static void
builder_pop(struct builder *builder)
{
	struct builder_frame *frame = builder_top(builder);

	builder_end_implicit(builder);
	if (frame->node) {
		builder_pause_spans(builder, frame->node);
		block_node(builder->block, frame->node)->last = block_n_nodes(builder->block);
	}
	builder->n_spans = frame->span_base;
	builder->closed = NO_SPAN;
	builder->n_frames--;
}

/* 1 when the innermost frame's node has text of its own. */
static int
builder_has_text(struct builder *builder)
{
	const struct builder_frame *frame = builder_top(builder);
	const struct block *block = builder->block;

	return model_holds_text(frame->kind) && frame->node && !frame->has_lines &&
	       block_node(block, frame->node)->text != block->sections[SECTION_TEXT].n;
}

static pandect_status
builder_open(struct pandect_builder *face, uint32_t kind, int64_t arg) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_step(builder);
	struct builder_frame *frame = builder_top(builder);

	if (status)
		return status;
	if (!model_allows(frame->kind, kind, builder->is_fragment))
		return builder_fail(builder, PANDECT_PLUGIN, "%s cannot stand in %s",
			model_name(kind), model_name(frame->kind));
	if (builder_has_text(builder))
		return builder_fail(builder, PANDECT_PLUGIN,
			"%s cannot stand in %s that has text of its own", model_name(kind),
			model_name(frame->kind));
	if (builder->n_frames == BUILDER_MOST_DEPTH)
		return builder_fail(builder, PANDECT_LIMIT, "nodes are nested more than %d deep",
			BUILDER_MOST_DEPTH);
	builder_end_implicit(builder);
	frame->has_lines |= kind == PANDECT_NODE_LINE || kind == PANDECT_NODE_WORD;
	builder->closed = NO_SPAN;
	builder->frames[builder->n_frames++] = (struct builder_frame){
		.kind = (uint8_t)kind,
		.arg = model_arg(kind, arg),
		.span_base = builder->n_spans,
	};
	return builder->is_dropping ? PANDECT_OK : builder_materialize(builder);
}

static pandect_status
builder_close(struct pandect_builder *face) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_step(builder);

	if (status)
		return status;
	if (builder->n_frames == 1)
		return builder_fail(builder, PANDECT_PLUGIN, "close was called with no node open");
	builder_pop(builder);
	return PANDECT_OK;
}

static int
is_blank(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t' && text[i] != '\r')
			return 0;
	}
	return 1;
}

/* Appends to the section of text, which ends with the node's own. */
static pandect_status
builder_append(struct builder *builder, pandect_node node, const char *text, size_t size)
{
	uint8_t kind = block_node(builder->block, node)->kind;
	unsigned keep = UTF8_LINES;
	pandect_status status;

	if (kind == PANDECT_NODE_CODE || kind == PANDECT_NODE_RAW)
		keep |= UTF8_TABS;
	int is_clean = utf8_clean_prefix(text, size, keep) == size;
	size_t clean_size = is_clean ? size : utf8_clean(text, size, keep, NULL);

	status = builder_count_text(builder, clean_size);
	if (status)
		return status;
	char *to = section_add(builder->block, SECTION_TEXT, clean_size, &status);

	if (!to)
		return builder_fail_storage(builder, status);
	if (is_clean)
		memcpy(to, text, size);
	else
		utf8_clean(text, size, keep, to);
	return PANDECT_OK;
}

static pandect_status
builder_text(struct pandect_builder *face, const char *text, size_t size) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_step(builder);
	const struct builder_frame *frame = builder_top(builder);
	pandect_node node;

	if (status || size == 0)
		return status;
	if (!model_holds_text(frame->kind) || frame->has_lines) {
		/* Blanks between blocks are the source's layout, not text. */
		if (!builder->implicit && is_blank(text, size))
			return PANDECT_OK;
		if (!model_holds_blocks(frame->kind))
			return builder_fail(builder, PANDECT_PLUGIN, "text cannot stand in %s%s",
				model_name(frame->kind),
				frame->has_lines ? " that has lines or words" : "");
	}
	if (builder->is_dropping)
		return PANDECT_OK;
	status = builder_target(builder, &node);
	if (status == PANDECT_OK && builder->n_spans > frame->span_base)
		status = builder_begin_spans(builder, node);
	return status ? status : builder_append(builder, node, text, size);
}

/* The node that attributes and the like go to; 0: nowhere. */
static pandect_node
builder_addressee(struct builder *builder)
{
	if (builder->is_dropping || (builder->is_inside && builder->n_frames == 1))
		return 0;
	return builder_top(builder)->node;
}

static pandect_status
builder_number(struct pandect_builder *face, uint32_t attribute, int64_t value) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_step(builder);
	pandect_node node = builder_addressee(builder);

	if (status)
		return status;
	if (attribute < PANDECT_ATTRIBUTE_FIRST_NUMBER || attribute >= PANDECT_N_ATTRIBUTES)
		return builder_fail(builder, PANDECT_PLUGIN,
			"there is no attribute %u that is a number", (unsigned)attribute);
	if (!node)
		return PANDECT_OK;
	status = block_set_number(builder->block, node, attribute, value);
	return status ? builder_fail_storage(builder, status) : PANDECT_OK;
}

pandect_status
builder_set_attribute(
	struct builder *builder, pandect_node node, uint32_t key, struct pandect_text value)
{
	struct attribute_record record = {.key = key};

	if (value.size == 0) {
		block_drop_attribute(builder->block, node, key);
		return PANDECT_OK;
	}
	pandect_status status = builder_keep(builder, value, 0, &record.value.text);

	if (status)
		return status;
	status = block_put_attribute(builder->block, node, &record);
	return status ? builder_fail_storage(builder, status) : PANDECT_OK;
}

static pandect_status
builder_attribute(struct pandect_builder *face, uint32_t attribute,
	struct pandect_text value) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_step(builder);
	pandect_node node = builder_addressee(builder);

	if (status)
		return status;
	/* A new one might come in a later minor version between the texts and the numbers. */
	if (attribute == 0 || attribute > PANDECT_ATTRIBUTE_LABEL)
		return builder_fail(builder, PANDECT_PLUGIN,
			"there is no attribute %u that is a text", (unsigned)attribute);
	return node ? builder_set_attribute(builder, node, attribute, value) : PANDECT_OK;
}

static pandect_status
builder_box(struct pandect_builder *face, const struct pandect_box *box,
	float confidence) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_step(builder);
	pandect_node node = builder_addressee(builder);

	if (status || !node)
		return status;
	status = block_set_box(builder->block, node, box, confidence);
	return status ? builder_fail_storage(builder, status) : PANDECT_OK;
}

static pandect_status
builder_data(struct pandect_builder *face, struct pandect_text mime, const void *data,
	size_t size) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	struct block *block = builder->block;
	pandect_status status = builder_step(builder);
	pandect_node node = builder_addressee(builder);
	struct attribute_record attribute = {.key = ATTRIBUTE_DATA};
	struct data_record record = {.offset = block->sections[SECTION_BYTES].n, .size = size};

	if (status)
		return status;
	if (builder_top(builder)->kind != PANDECT_NODE_IMAGE)
		return builder_fail(builder, PANDECT_PLUGIN, "%s cannot carry data",
			model_name(builder_top(builder)->kind));
	if (!node || size == 0)
		return PANDECT_OK;
	if (size > BUILDER_MOST_DATA - record.offset)
		return builder_fail(builder, PANDECT_LIMIT,
			"the document's images are more than 1 GiB; leave them out");
	status = builder_keep(builder, mime, 0, &record.mime);
	if (status)
		return status;
	char *bytes = section_add(block, SECTION_BYTES, size, &status);
	struct data_record *to = bytes ? section_add(block, SECTION_DATA, 1, &status) : NULL;

	if (!to)
		return builder_fail_storage(builder, status);
	memcpy(bytes, data, size);
	*to = record;
	attribute.value.number = (int64_t)block->sections[SECTION_DATA].n - 1;
	status = block_put_attribute(block, node, &attribute);
	return status ? builder_fail_storage(builder, status) : PANDECT_OK;
}

/* A stretch that is not one of the text so far stands for the whole node: cleaning may have moved
 * what the writer counted. */
static void
builder_fit_stretch(struct builder *builder, struct pandect_annotation *annotation)
{
	const struct block *block = builder->block;
	uint32_t start, size = block_node_text(block, annotation->node, &start);
	const char *text = block_bytes(block, SECTION_TEXT) + start;

	if (annotation->start < annotation->end && annotation->end <= size &&
		utf8_is_boundary(text, size, annotation->start) &&
		utf8_is_boundary(text, size, annotation->end))
		return;
	annotation->start = 0;
	annotation->end = 0;
}

static pandect_status
builder_annotate(
	struct pandect_builder *face, const struct pandect_annotation *annotation) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_step(builder);
	struct pandect_annotation copy = {.node = builder_addressee(builder)};

	if (status)
		return status;
	if (annotation->size < sizeof copy)
		return builder_fail(builder, PANDECT_PLUGIN,
			"an annotation's size is %u, it must be %u", (unsigned)annotation->size,
			(unsigned)sizeof copy);
	if (!copy.node)
		return PANDECT_OK;
	copy.start = annotation->start;
	copy.end = annotation->end;
	copy.confidence = annotation->confidence;
	copy.kind = annotation->kind;
	copy.label = annotation->label;
	copy.value = annotation->value;
	builder_fit_stretch(builder, &copy);
	status = builder_count_nodes(builder, 1);
	if (status == PANDECT_OK)
		status = builder_count_text(
			builder, (uint64_t)copy.kind.size + copy.label.size + copy.value.size);
	if (status)
		return status;
	status = block_add_annotation(builder->block, &copy);
	return status ? builder_fail_storage(builder, status) : PANDECT_OK;
}

static const struct pandect_builder_ops builder_ops = {
	.size = sizeof builder_ops,
	.open = builder_open,
	.close = builder_close,
	.text = builder_text,
	.span_open = builder_span_open,
	.span_close = builder_span_close,
	.number = builder_number,
	.attribute = builder_attribute,
	.box = builder_box,
	.data = builder_data,
	.annotate = builder_annotate,
	.meta = builder_meta,
	.page_begin = builder_page_begin,
	.page_end = builder_page_end,
	.page_image = builder_page_image,
	.page_picture = builder_page_picture,
	.child = builder_child,
	.child_end = builder_child_end,
};

struct builder *
builder_new(struct block *block, const struct builder_owner *owner, struct builder_budget *budget,
	int fragment)
{
	struct builder *builder = calloc(1, sizeof *builder);

	if (!builder)
		return NULL;
	builder->face.ops = &builder_ops;
	builder->block = block;
	if (owner)
		builder->owner = *owner;
	builder->budget = budget;
	builder->is_fragment = fragment;
	builder->until_stop = BUILDER_STOP_EVERY;
	builder->closed = NO_SPAN;
	builder->frames[0] = (struct builder_frame){.node = 1, .kind = PANDECT_NODE_DOCUMENT};
	builder->n_frames = 1;
	return builder;
}

struct builder *
builder_new_inside(struct block *block, const struct builder_owner *owner,
	struct builder_budget *budget, uint32_t kind)
{
	struct builder *builder = builder_new(block, owner, budget, 0);

	if (builder) {
		builder->is_inside = 1;
		builder->frames[0].kind = (uint8_t)kind;
	}
	return builder;
}

void
builder_free(struct builder *builder)
{
	free(builder);
}

struct pandect_builder *
builder_public(struct builder *builder)
{
	return &builder->face;
}

pandect_status
builder_status(const struct builder *builder)
{
	return builder->status;
}

pandect_status
builder_finish(struct builder *builder, int complete)
{
	if (complete && builder->n_frames > 1)
		builder_fail(builder, PANDECT_PLUGIN, "%s was left open",
			model_name(builder_top(builder)->kind));
	if (complete && builder->page && !builder->is_dropping)
		builder_fail(builder, PANDECT_PLUGIN, "page %u was begun and not ended",
			(unsigned)builder->page);
	if (complete && builder->sink)
		builder_fail(builder, PANDECT_PLUGIN, "a child was begun and not ended");
	while (builder->n_frames > 1)
		builder_pop(builder);
	builder_end_implicit(builder);
	block_close(builder->block);
	block_trim(builder->block);
	return builder->status;
}
