/* SPDX-License-Identifier: MIT */
/*
 * Spans. One is written when text comes, so that none is empty, and goes on where its like ended at
 * the same byte: sources often cut a run of text into pieces.
 */
#include "document/builder-internal.h"

#include <string.h>

#include "document/model.h"

/* Kinds that stand for something even without text. */
static int
span_may_be_empty(uint32_t kind)
{
	return kind == PANDECT_SPAN_IMAGE || kind == PANDECT_SPAN_FOOTNOTE;
}

/* Two that touch are one, save where each is a thing of its own. */
static int
span_may_join(uint32_t kind)
{
	return !span_may_be_empty(kind) && kind != PANDECT_SPAN_FORMULA;
}

static uint32_t
builder_text_size(const struct builder *builder, pandect_node node)
{
	uint32_t start;

	return block_node_text(builder->block, node, &start);
}

static struct span_record *
builder_record(const struct builder *builder, uint32_t record)
{
	return (struct span_record *)builder->block->sections[SECTION_SPANS].items + record;
}

static int
builder_same_value(const struct builder *builder, struct string_ref a, struct string_ref b)
{
	const char *strings = block_bytes(builder->block, SECTION_STRINGS);

	return a.size == b.size && memcmp(strings + a.offset, strings + b.offset, a.size) == 0;
}

/* Where the record of the span before it in the same parent is kept. */
static uint32_t *
builder_closed_before(struct builder *builder, uint32_t i)
{
	return i == builder_top(builder)->span_base ? &builder->closed
						    : &builder->spans[i - 1].closed;
}

static pandect_status
builder_begin_span(struct builder *builder, uint32_t i, uint32_t at)
{
	struct builder_span *span = &builder->spans[i];
	uint32_t *closed = builder_closed_before(builder, i);
	pandect_status status;

	if (*closed != NO_SPAN && span_may_join(span->kind)) {
		struct span_record *before = builder_record(builder, *closed);

		if (before->end == at && before->kind == span->kind &&
			builder_same_value(builder, before->value, span->value)) {
			before->end = SPAN_OPEN;
			span->record = *closed;
			if (span->former == span->record)
				span->closed = span->former_closed;
			span->is_written = 1;
			return PANDECT_OK;
		}
	}
	status = builder_count_nodes(builder, 1);
	if (status)
		return status;
	struct span_record *record = section_add(builder->block, SECTION_SPANS, 1, &status);

	if (!record)
		return builder_fail_storage(builder, status);
	*record = (struct span_record){span->kind, at, SPAN_OPEN, span->value};
	span->record = (uint32_t)builder->block->sections[SECTION_SPANS].n - 1;
	span->closed = NO_SPAN;
	span->is_written = 1;
	*closed = NO_SPAN;
	return PANDECT_OK;
}

pandect_status
builder_begin_spans(struct builder *builder, pandect_node node)
{
	uint32_t at = builder_text_size(builder, node);
	pandect_status status = PANDECT_OK;

	for (uint32_t i = builder_top(builder)->span_base;
		i < builder->n_spans && status == PANDECT_OK; i++) {
		if (builder->spans[i].kind && builder->spans[i].record == NO_SPAN)
			status = builder_begin_span(builder, i, at);
	}
	return status;
}

void
builder_pause_spans(struct builder *builder, pandect_node node)
{
	uint32_t at = builder_text_size(builder, node);

	for (uint32_t i = builder_top(builder)->span_base; i < builder->n_spans; i++) {
		struct builder_span *span = &builder->spans[i];

		if (span->record != NO_SPAN)
			builder_record(builder, span->record)->end = at;
		span->record = NO_SPAN;
		span->closed = NO_SPAN;
	}
}

/* 1 when the innermost node has a span of this kind and value open already. */
static int
builder_repeats(const struct builder *builder, uint32_t base, const struct builder_span *span)
{
	if (!span_may_join(span->kind))
		return 0;
	for (uint32_t i = base; i < builder->n_spans; i++) {
		if (builder->spans[i].kind == span->kind &&
			builder_same_value(builder, builder->spans[i].value, span->value))
			return 1;
	}
	return 0;
}

pandect_status
builder_span_open(
	struct pandect_builder *face, uint32_t kind, struct pandect_text value) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_step(builder);
	struct builder_frame *frame = builder_top(builder);
	struct builder_span span = {.kind = kind, .record = NO_SPAN, .closed = NO_SPAN};

	if (status)
		return status;
	if (kind == 0 || kind >= PANDECT_N_SPAN_KINDS)
		return builder_fail(
			builder, PANDECT_PLUGIN, "there is no span of kind %u", (unsigned)kind);
	if (!model_holds_blocks(frame->kind) && !model_holds_text(frame->kind))
		return builder_fail(builder, PANDECT_PLUGIN, "%s cannot stand in %s",
			model_span_name(kind), model_name(frame->kind));
	if (builder->n_spans == BUILDER_MOST_SPANS) {
		frame->n_extra_spans++;
		return PANDECT_OK;
	}
	if (value.size)
		status = builder_keep(builder, value, 0, &span.value);
	if (status)
		return status;
	if (builder_repeats(builder, frame->span_base, &span))
		span.kind = 0;
	span.former = builder->spans[builder->n_spans].record;
	span.former_closed = builder->spans[builder->n_spans].closed;
	builder->spans[builder->n_spans++] = span;
	return PANDECT_OK;
}

/* A span that may be empty gets its record at its end when no text came. */
static pandect_status
builder_write_empty(struct builder *builder)
{
	pandect_node node;
	pandect_status status = builder_target(builder, &node);

	return status ? status : builder_begin_spans(builder, node);
}

pandect_status
builder_span_close(struct pandect_builder *face) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_step(builder);
	struct builder_frame *frame = builder_top(builder);

	if (status)
		return status;
	if (frame->n_extra_spans) {
		frame->n_extra_spans--;
		return PANDECT_OK;
	}
	if (builder->n_spans == frame->span_base)
		return builder_fail(builder, PANDECT_PLUGIN,
			"span_close was called with no span open in %s", model_name(frame->kind));
	struct builder_span *span = &builder->spans[builder->n_spans - 1];

	if (!span->is_written && span_may_be_empty(span->kind) && !builder->is_dropping &&
		!frame->has_lines)
		status = builder_write_empty(builder);
	if (status)
		return status;
	if (span->record != NO_SPAN) {
		pandect_node node = builder->implicit ? builder->implicit : frame->node;

		builder_record(builder, span->record)->end = builder_text_size(builder, node);
		*builder_closed_before(builder, builder->n_spans - 1) = span->record;
	}
	builder->n_spans--;
	return PANDECT_OK;
}
