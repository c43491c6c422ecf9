/* SPDX-License-Identifier: MIT */
/* Pages, children and metadata: what the builder's owner has a say in. */
#include "document/builder-internal.h"

#include <stddef.h>
#include <string.h>

#include "document/model.h"
#include "support/utf8.h"

/* Fragments, and what is put before a node, are a part of a document that has these already. */
static pandect_status
builder_refuse_part(struct builder *builder, const char *what, int is_answered)
{
	if (builder->is_fragment || builder->is_inside || !is_answered)
		return builder_fail(builder, PANDECT_INVALID,
			"%s cannot be written through this builder", what);
	return PANDECT_OK;
}

/* The failure of the owner, who knows more than the builder does. */
static pandect_status
builder_fail_owner(struct builder *builder, pandect_status status, const char *what)
{
	return builder_fail(builder, status, "the host could not take %s", what);
}

static struct pandect_text
trim(struct pandect_text text)
{
	while (text.size && (unsigned char)text.data[text.size - 1] <= ' ')
		text.size--;
	while (text.size && (unsigned char)text.data[0] <= ' ') {
		text.data++;
		text.size--;
	}
	return text;
}

/* Metadata belongs to the innermost document that is open. */
static pandect_node
builder_document(const struct builder *builder)
{
	for (uint32_t i = builder->n_frames; i > 1; i--) {
		if (builder->frames[i - 1].kind == PANDECT_NODE_DOCUMENT)
			return builder->frames[i - 1].node;
	}
	return 1;
}

pandect_status
builder_meta(
	struct pandect_builder *face, const char *key, struct pandect_text value) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_step(builder);
	struct pandect_meta meta = {
		.document = builder_document(builder),
		.key = pandect_text(key),
		.value = trim(value),
	};

	if (status == PANDECT_OK)
		status = builder_refuse_part(builder, "metadata", 1);
	if (status)
		return status;
	if (meta.key.size == 0)
		return builder_fail(builder, PANDECT_PLUGIN, "an entry of metadata has no key");
	/* What describes the document counts on an unwanted page too. */
	if (meta.value.size == 0 || meta.document == 0)
		return PANDECT_OK;
	status = builder_count_nodes(builder, 1);
	if (status == PANDECT_OK)
		status = builder_count_text(builder, (uint64_t)meta.key.size + meta.value.size);
	if (status)
		return status;
	status = block_add_meta(builder->block, &meta);
	return status ? builder_fail_storage(builder, status) : PANDECT_OK;
}

/* 0, "not known", for a size that is none. */
static float
page_length(float length)
{
	return length > 0.0f && length < 1e9f ? length : 0.0f;
}

static pandect_status
builder_add_page(struct builder *builder, uint32_t number, float width, float height)
{
	pandect_status status = builder_count_nodes(builder, 1);

	if (status)
		return status;
	struct page_record *page = section_add(builder->block, SECTION_PAGES, 1, &status);

	if (!page)
		return builder_fail_storage(builder, status);
	page->number = number;
	page->width = page_length(width);
	page->height = page_length(height);
	return PANDECT_OK;
}

pandect_status
builder_page_begin(struct pandect_builder *face, uint32_t number, uint32_t of, float width,
	float height) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_ask_stop(builder);

	if (status == PANDECT_OK)
		status = builder_refuse_part(builder, "pages", builder->owner.page_begin != NULL);
	if (status)
		return status;
	if (number == 0)
		return builder_fail(builder, PANDECT_PLUGIN, "pages are numbered from 1, not 0");
	/* Of an unwanted page the end may be left out. */
	if (builder->page && !builder->is_dropping)
		return builder_fail(builder, PANDECT_PLUGIN,
			"page %u begins before page %u has ended", (unsigned)number,
			(unsigned)builder->page);
	builder_end_implicit(builder);
	status = builder->owner.page_begin(builder->owner.data, number, of);
	if (status && status != PANDECT_DECLINED)
		return builder_fail_owner(builder, status, "a page");
	builder->page = number;
	builder->page_first = block_n_nodes(builder->block) + 1;
	builder->is_dropping = status == PANDECT_DECLINED;
	if (builder->is_dropping)
		return status;
	return builder_add_page(builder, number, width, height);
}

pandect_status
builder_page_end(struct pandect_builder *face, float *ret_want_dpi) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_ask_stop(builder);
	float want_dpi = 0.0f;

	if (status)
		return status;
	if (!builder->page)
		return builder_fail(
			builder, PANDECT_PLUGIN, "page_end was called with no page begun");
	uint32_t number = builder->page;

	builder_end_implicit(builder);
	builder->page = 0;
	builder->was_dropped = builder->is_dropping;
	builder->is_dropping = 0;
	if (!builder->was_dropped && builder->owner.page_end)
		status = builder->owner.page_end(builder->owner.data, number, builder->page_first,
			block_n_nodes(builder->block) + 1, &want_dpi);
	if (status)
		return builder_fail_owner(builder, status, "a page");
	*ret_want_dpi = want_dpi;
	return PANDECT_OK;
}

/* Bytes a pixel, 0 for an unknown format. */
static uint32_t
image_depth(uint32_t format)
{
	return format == PANDECT_GRAY8    ? 1
	       : format == PANDECT_RGB24  ? 3
	       : format == PANDECT_RGBA32 ? 4
					  : 0;
}

static int
image_is_sound(const struct pandect_image *image)
{
	if (image->size < offsetof(struct pandect_image, n_bytes) + sizeof image->n_bytes)
		return 0;
	uint64_t row = (uint64_t)image->width * image_depth(image->format);

	return row > 0 && image->height > 0 && image->data && image->stride >= row &&
	       image->n_bytes >= (uint64_t)image->stride * (image->height - 1) + row;
}

/* A page's picture comes between its end and the next page's begin. */
static pandect_status
builder_begin_picture(struct builder *builder, int is_answered)
{
	pandect_status status = builder_ask_stop(builder);

	if (status == PANDECT_OK)
		status = builder_refuse_part(builder, "pages", is_answered);
	if (status)
		return status;
	if (builder->page || !builder->page_first)
		return builder_fail(
			builder, PANDECT_PLUGIN, "a page's picture comes after its end");
	return PANDECT_OK;
}

pandect_status
builder_page_image(struct pandect_builder *face, const struct pandect_image *image) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_begin_picture(builder, builder->owner.page_image != NULL);

	if (status)
		return status;
	if (!image_is_sound(image))
		return builder_fail(builder, PANDECT_PLUGIN,
			"a page's pixels do not fit their width, height, stride and format");
	if (builder->was_dropped)
		return PANDECT_OK;
	status = builder->owner.page_image(builder->owner.data, image);
	return status ? builder_fail_owner(builder, status, "a page's picture") : PANDECT_OK;
}

pandect_status
builder_page_picture(struct pandect_builder *face, struct pandect_text mime, const void *data,
	size_t size) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_begin_picture(builder, builder->owner.page_picture != NULL);

	if (status || builder->was_dropped)
		return status;
	status = builder->owner.page_picture(builder->owner.data, mime, data, size);
	if (status == PANDECT_OK || status == PANDECT_UNSUPPORTED)
		return status;
	return builder_fail_owner(builder, status, "a page's picture");
}

/* Takes the last node back, with its attributes; strings stay, the owner may have added some. */
static void
builder_take_back(struct builder *builder, const struct section *before)
{
	static const unsigned grown[] = {SECTION_NODES, SECTION_ATTRIBUTES};

	for (size_t i = 0; i < sizeof grown / sizeof grown[0]; i++)
		builder->block->sections[grown[i]].n = before[grown[i]].n;
}

pandect_status
builder_child(struct pandect_builder *face, struct pandect_text name, struct pandect_text mime,
	struct pandect_sink **ret_sink) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_ask_stop(builder);
	struct node_record like = {.kind = PANDECT_NODE_DOCUMENT, .page = builder->page};
	const struct builder_frame *frame = builder_top(builder);
	struct section before[N_SECTIONS];
	struct pandect_sink *sink = NULL;
	pandect_node node;

	if (status == PANDECT_OK)
		status = builder_refuse_part(builder, "children", builder->owner.child != NULL);
	if (status)
		return status;
	if (builder->sink)
		return builder_fail(builder, PANDECT_PLUGIN,
			"a child begins before the one before it has ended");
	if (!model_allows(frame->kind, PANDECT_NODE_DOCUMENT, 0))
		return builder_fail(builder, PANDECT_PLUGIN, "a DOCUMENT cannot stand in %s",
			model_name(frame->kind));
	if (builder->is_dropping)
		return PANDECT_DECLINED;
	builder_end_implicit(builder);
	if ((status = builder_materialize(builder)))
		return status;
	memcpy(before, builder->block->sections, sizeof before);
	uint64_t text = builder->budget->text;

	if ((status = builder_add_node(builder, &like, frame->node, &node)) ||
		(status = builder_set_attribute(builder, node, PANDECT_ATTRIBUTE_NAME, name)) ||
		(status = builder_set_attribute(builder, node, PANDECT_ATTRIBUTE_MIME, mime)))
		return status;
	text -= builder->budget->text;
	block_node(builder->block, node)->last = node;
	status = builder->owner.child(builder->owner.data, node, name, mime, &sink);
	if (status == PANDECT_OK) {
		builder->sink = sink;
		*ret_sink = sink;
		return PANDECT_OK;
	}
	builder_take_back(builder, before);
	builder->budget->nodes++;
	builder->budget->text += text;
	return status == PANDECT_DECLINED ? status : builder_fail_owner(builder, status, "a child");
}

pandect_status
builder_child_end(struct pandect_builder *face, struct pandect_sink *sink,
	pandect_status child_status) PANDECT_NOEXCEPT
{
	struct builder *builder = builder_of(face);
	pandect_status status = builder_ask_stop(builder);

	if (status)
		return status;
	if (!builder->sink || builder->sink != sink)
		return builder_fail(builder, PANDECT_PLUGIN,
			"child_end was called with a sink that is not the open child's");
	builder->sink = NULL; /* the owner has it from here */
	if (builder->owner.child_end)
		status = builder->owner.child_end(builder->owner.data, sink, child_status);
	return status ? builder_fail_owner(builder, status, "a child") : PANDECT_OK;
}
