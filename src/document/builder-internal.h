/* SPDX-License-Identifier: MIT */
/* The state of a builder, shared by builder.c (nodes and text), builder-span.c and builder-page.c.
 */
#ifndef DOCUMENT_BUILDER_INTERNAL_H
#define DOCUMENT_BUILDER_INTERNAL_H

#include "document/builder.h"
#include "document/sections.h"

/* Deeper than any real document. */
#define BUILDER_MOST_DEPTH 256

/* Spans open at once. Beyond it they are counted and have no effect: unclosed marks in bad markup
 * pile up without meaning. */
#define BUILDER_MOST_SPANS 64

/* A document with more bytes of pictures is not something to hold in memory. */
#define BUILDER_MOST_DATA (UINT64_C(1) << 30)

/* How often the owner is asked whether to stop: rarely enough to cost nothing. */
#define BUILDER_STOP_EVERY 256

#define NO_SPAN UINT32_MAX

/*
 * An open node. node 0: it was opened on a page that is not wanted, and comes into being when
 * something is written into it on one that is.
 */
struct builder_frame {
	pandect_node node;
	uint8_t kind, arg, has_lines;
	uint32_t span_base;     /* of the stack of spans, what is below belongs to others */
	uint32_t n_extra_spans; /* open beyond BUILDER_MOST_SPANS */
};

/* An open span. It becomes a record when text comes; in a holder of blocks it goes on from one
 * paragraph of the holder's own text to the next. */
struct builder_span {
	uint32_t kind; /* 0: one of the same kind and value is open already */
	uint32_t record;
	uint32_t closed; /* the record of the span inside it that ended last */
	uint32_t is_written;
	uint32_t former, former_closed; /* record and closed of who stood at this depth before */
	struct string_ref value;
};

struct builder {
	struct pandect_builder face; /* first: the public face is the builder itself */
	struct block *block;
	struct builder_owner owner;
	struct builder_budget *budget;
	int is_fragment, is_inside; /* is_inside: writes what will stand inside a node of a kind */
	pandect_status status;
	uint32_t until_stop;

	uint32_t n_frames;
	struct builder_frame frames[BUILDER_MOST_DEPTH];
	pandect_node implicit; /* the paragraph that text opened in the innermost frame, or 0 */

	uint32_t n_spans, closed; /* closed: as in builder_span, of the node itself */
	struct builder_span spans[BUILDER_MOST_SPANS];

	uint32_t page; /* its number while it is open, else 0 */
	pandect_node page_first;
	int is_dropping, was_dropped; /* this page, the page before, are not wanted */
	struct pandect_sink *sink;    /* of the open child */
};

/* The builder behind its public face. */
static inline struct builder *
builder_of(struct pandect_builder *face)
{
	return (struct builder *)face;
}

static inline struct builder_frame *
builder_top(struct builder *builder)
{
	return &builder->frames[builder->n_frames - 1];
}

/* Keeps the first failure and tells the owner. Gives the failure that stays. */
pandect_status builder_fail(struct builder *builder, pandect_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The failure of a section that could not grow. */
pandect_status builder_fail_storage(struct builder *builder, pandect_status status);

/* Begins every function of the face: the failure that stays; now and then the owner is asked. */
pandect_status builder_step(struct builder *builder);
pandect_status builder_ask_stop(struct builder *builder);

/* Counts down n of limits.nodes, or n bytes of limits.text. */
pandect_status builder_count_nodes(struct builder *builder, uint64_t n);
pandect_status builder_count_text(struct builder *builder, uint64_t n);

/* Cleans a text, counts it and keeps it. */
pandect_status builder_keep(struct builder *builder, struct pandect_text text, unsigned keep,
	struct string_ref *ret_ref);

pandect_status builder_add_node(struct builder *builder, const struct node_record *like,
	pandect_node parent, pandect_node *ret_node);
pandect_status builder_set_attribute(
	struct builder *builder, pandect_node node, uint32_t key, struct pandect_text value);

/* Makes the nodes of frames that have none yet. */
pandect_status builder_materialize(struct builder *builder);

/* The node that takes text now, made if need be, in *ret_node. */
pandect_status builder_target(struct builder *builder, pandect_node *ret_node);

/* Ends the paragraph that text opened. */
void builder_end_implicit(struct builder *builder);

/* Gives open spans their records, which begin at the end of node's text. */
pandect_status builder_begin_spans(struct builder *builder, pandect_node node);

/* Ends the records of the open spans; the spans stay open. */
void builder_pause_spans(struct builder *builder, pandect_node node);

pandect_status builder_span_open(
	struct pandect_builder *face, uint32_t kind, struct pandect_text value) PANDECT_NOEXCEPT;
pandect_status builder_span_close(struct pandect_builder *face) PANDECT_NOEXCEPT;

pandect_status builder_meta(
	struct pandect_builder *face, const char *key, struct pandect_text value) PANDECT_NOEXCEPT;
pandect_status builder_page_begin(struct pandect_builder *face, uint32_t number, uint32_t of,
	float width, float height) PANDECT_NOEXCEPT;
pandect_status builder_page_end(struct pandect_builder *face, float *ret_want_dpi) PANDECT_NOEXCEPT;
pandect_status builder_page_image(
	struct pandect_builder *face, const struct pandect_image *image) PANDECT_NOEXCEPT;
pandect_status builder_page_picture(struct pandect_builder *face, struct pandect_text mime,
	const void *data, size_t size) PANDECT_NOEXCEPT;
pandect_status builder_child(struct pandect_builder *face, struct pandect_text name,
	struct pandect_text mime, struct pandect_sink **ret_sink) PANDECT_NOEXCEPT;
pandect_status builder_child_end(struct pandect_builder *face, struct pandect_sink *sink,
	pandect_status status) PANDECT_NOEXCEPT;

#endif
