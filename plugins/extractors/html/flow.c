/* SPDX-License-Identifier: MIT */
/*
 * The flow of words into nodes. Blocks and words come in any order in a page; here the open nodes
 * are kept so that each word finds a node that may hold it. Blanks, line breaks and lone images
 * wait until what follows says what they are.
 */
#include "html.h"

#include <stdlib.h>
#include <string.h>

/* The most nodes that have to be opened between a container and its words: row, cell, paragraph;
 * and a node's own parts. */
#define NODES_SPARE 8

void
gather_add(struct html *h, struct gather *gather, const char *text, size_t size)
{
	if (h->status)
		return;
	if (gather->capacity - gather->size < size + 1) {
		size_t capacity = gather->capacity ? gather->capacity : 256;

		while (capacity - gather->size < size + 1 && capacity <= SIZE_MAX / 2)
			capacity *= 2;
		char *data = realloc(gather->data, capacity);

		if (!data) {
			h->status = PANDECT_NO_MEMORY;
			return;
		}
		gather->data = data;
		gather->capacity = capacity;
	}
	if (size)
		memcpy(gather->data + gather->size, text, size);
	gather->size += size;
	gather->data[gather->size] = 0;
}

char *
copy_text(struct html *h, const char *text)
{
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		h->status = PANDECT_NO_MEMORY;
	return copy;
}

static uint32_t
top(const struct html *h)
{
	return h->n_nodes ? h->nodes[h->n_nodes - 1] : PANDECT_NODE_DOCUMENT;
}

static bool
is_text_only(uint32_t kind)
{
	return kind == PANDECT_NODE_HEADING || kind == PANDECT_NODE_TERM ||
	       kind == PANDECT_NODE_CAPTION;
}

bool
flow_in_text_only(const struct html *h)
{
	return is_text_only(top(h));
}

void
flow_open(struct html *h, uint32_t kind, int64_t arg)
{
	if (h->n_nodes == HTML_NODES) {
		h->status = h->status ? h->status : PANDECT_LIMIT;
		return;
	}
	pandect_builder_open(h->builder, kind, arg);
	h->nodes[h->n_nodes++] = (uint8_t)kind;
	h->has_text = false;
	h->is_space = false;
	h->n_breaks = 0;
}

static void
flow_close(struct html *h)
{
	pandect_builder_close(h->builder);
	h->n_nodes--;
	h->has_text = false;
	h->is_space = false;
	h->n_breaks = 0;
}

/* Opens what has to stand between the innermost node and blocks. */
static void
make_holder(struct html *h)
{
	if (top(h) == PANDECT_NODE_PARAGRAPH)
		flow_close(h);
	if (top(h) == PANDECT_NODE_LIST)
		flow_open(h, PANDECT_NODE_ITEM, 0);
	if (top(h) == PANDECT_NODE_DEFINITIONS)
		flow_open(h, PANDECT_NODE_DESCRIPTION, 0);
	if (top(h) == PANDECT_NODE_TABLE)
		flow_open(h, PANDECT_NODE_ROW, 0);
	if (top(h) == PANDECT_NODE_ROW)
		flow_open(h, PANDECT_NODE_CELL, 0);
}

bool
flow_holder(struct html *h)
{
	flow_end_paragraph(h);
	if (flow_in_text_only(h) || h->n_nodes + NODES_SPARE >= HTML_NODES)
		return false;
	make_holder(h);
	return true;
}

/* ---- images ---- */

static void
image_clear(struct image *image)
{
	free(image->source);
	free(image->alt);
	free(image->title);
	*image = (struct image){.source = NULL};
}

static void
image_write_inline(struct html *h, struct image *image)
{
	pandect_builder_span_open(h->builder, PANDECT_SPAN_IMAGE, pandect_text(image->source));
	if (image->alt)
		pandect_builder_string(h->builder, image->alt);
	pandect_builder_span_close(h->builder);
	h->has_text = true;
	image_clear(image);
}

static void
image_write_block(struct html *h, struct image *image)
{
	pandect_builder_open(h->builder, PANDECT_NODE_IMAGE, 0);
	pandect_builder_attribute(
		h->builder, PANDECT_ATTRIBUTE_SOURCE, pandect_text(image->source));
	pandect_builder_attribute(h->builder, PANDECT_ATTRIBUTE_ALT, pandect_text(image->alt));
	pandect_builder_attribute(h->builder, PANDECT_ATTRIBUTE_TITLE, pandect_text(image->title));
	if (image->width > 0)
		pandect_builder_number(h->builder, PANDECT_ATTRIBUTE_WIDTH, image->width);
	if (image->height > 0)
		pandect_builder_number(h->builder, PANDECT_ATTRIBUTE_HEIGHT, image->height);
	pandect_builder_close(h->builder);
	image_clear(image);
}

static void
images_settle(struct html *h)
{
	if (h->n_images == 0)
		return;
	make_holder(h);
	for (uint32_t i = 0; i < h->n_images; i++)
		image_write_block(h, &h->images[i]);
	h->n_images = 0;
}

/* ---- paragraphs ---- */

void
flow_end_paragraph(struct html *h)
{
	if (flow_in_text_only(h)) {
		flow_space(h);
		return;
	}
	images_settle(h);
	if (top(h) == PANDECT_NODE_PARAGRAPH)
		flow_close(h);
	h->is_space = false;
	h->n_breaks = 0;
}

void
flow_close_to(struct html *h, uint32_t n)
{
	if (h->n_nodes > n)
		images_settle(h);
	while (h->n_nodes > n)
		flow_close(h);
}

void
flow_text_node(struct html *h)
{
	uint32_t n_images = h->n_images;

	if (top(h) == PANDECT_NODE_PARAGRAPH || flow_in_text_only(h))
		return;
	make_holder(h);
	flow_open(h, PANDECT_NODE_PARAGRAPH, 0);
	h->n_images = 0;
	for (uint32_t i = 0; i < n_images; i++)
		image_write_inline(h, &h->images[i]);
	h->is_space = n_images > 0;
	h->space_marks = 0;
}

int
flow_find(const struct html *h, uint32_t kind)
{
	for (uint32_t i = h->n_nodes; i > 0; i--) {
		uint32_t other = h->nodes[i - 1];

		if (other == kind)
			return (int)i - 1;
		if (other == PANDECT_NODE_CELL && kind != PANDECT_NODE_ROW &&
			kind != PANDECT_NODE_TABLE)
			return -1;
		if (other == PANDECT_NODE_QUOTE || other == PANDECT_NODE_FIGURE)
			return -1;
	}
	return -1;
}

/* ---- words ---- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

void
flow_space(struct html *h)
{
	if (!h->is_space)
		h->space_marks = h->n_marks;
	h->is_space = true;
}

static void
write_marked(struct html *h, uint32_t n_marks, const char *text, size_t size)
{
	for (uint32_t i = 0; i < n_marks; i++)
		pandect_builder_span_open(
			h->builder, h->marks[i].kind, pandect_text(h->marks[i].value));
	pandect_builder_text(h->builder, text, size);
	for (uint32_t i = 0; i < n_marks; i++)
		pandect_builder_span_close(h->builder);
}

/* Writes what waits before a word. */
static void
flow_lead(struct html *h)
{
	bool is_space = h->is_space;
	uint32_t n_breaks = h->n_breaks;

	if (n_breaks > 1 && top(h) == PANDECT_NODE_PARAGRAPH)
		flow_end_paragraph(h);
	flow_text_node(h);
	if (h->has_text && n_breaks == 1)
		write_marked(h, 0, "\n", 1);
	else if (h->has_text && (is_space || h->is_space))
		write_marked(h, h->space_marks < h->n_marks ? h->space_marks : h->n_marks, " ", 1);
	h->is_space = false;
	h->n_breaks = 0;
}

void
flow_words(struct html *h, const char *text, size_t size)
{
	size_t at = 0;

	if (size && is_blank(text[0]))
		flow_space(h);
	h->run.size = 0;
	while (at < size) {
		while (at < size && is_blank(text[at]))
			at++;
		size_t start = at;

		while (at < size && !is_blank(text[at]))
			at++;
		if (at == start)
			break;
		if (h->run.size)
			gather_add(h, &h->run, " ", 1);
		gather_add(h, &h->run, text + start, at - start);
	}
	if (h->run.size == 0)
		return;
	flow_lead(h);
	write_marked(h, h->n_marks, h->run.data, h->run.size);
	h->has_text = true;
	if (is_blank(text[size - 1]))
		flow_space(h);
}

void
flow_break(struct html *h)
{
	if (flow_in_text_only(h)) {
		flow_space(h);
	} else if (top(h) == PANDECT_NODE_PARAGRAPH && h->has_text) {
		h->n_breaks++;
		h->is_space = false;
	} else {
		images_settle(h);
	}
}

void
flow_push_mark(struct html *h, uint32_t kind, const char *value)
{
	if (h->n_marks == HTML_MARKS)
		return;
	h->marks[h->n_marks++] = (struct mark){kind, copy_text(h, value)};
}

void
flow_pop_marks(struct html *h, uint32_t n)
{
	while (h->n_marks > n)
		free(h->marks[--h->n_marks].value);
	if (h->space_marks > h->n_marks)
		h->space_marks = h->n_marks;
}

void
flow_span(struct html *h, uint32_t kind, const char *value, struct pandect_text text)
{
	flow_lead(h);
	for (uint32_t i = 0; i < h->n_marks; i++)
		pandect_builder_span_open(
			h->builder, h->marks[i].kind, pandect_text(h->marks[i].value));
	pandect_builder_span_open(h->builder, kind, pandect_text(value));
	pandect_builder_text(h->builder, text.data, text.size);
	pandect_builder_span_close(h->builder);
	for (uint32_t i = 0; i < h->n_marks; i++)
		pandect_builder_span_close(h->builder);
	h->has_text = true;
}

void
flow_image(struct html *h, struct image *image)
{
	bool is_linked = false;

	for (uint32_t i = 0; i < h->n_marks; i++)
		is_linked |= h->marks[i].kind == PANDECT_SPAN_LINK;
	/* A link around nothing that can be read is none. */
	if (is_linked && !(image->alt && image->alt[0]) && !flow_in_text_only(h)) {
		flow_lead(h);
		image_write_inline(h, image);
		return;
	}
	if (is_linked || flow_in_text_only(h) ||
		(top(h) == PANDECT_NODE_PARAGRAPH && h->has_text)) {
		flow_span(h, PANDECT_SPAN_IMAGE, image->source, pandect_text(image->alt));
		image_clear(image);
		return;
	}
	if (h->n_images == HTML_IMAGES)
		images_settle(h);
	h->images[h->n_images++] = *image; /* the list owns its strings from here */
}

void
flow_clear(struct html *h)
{
	for (uint32_t i = 0; i < h->n_images; i++)
		image_clear(&h->images[i]);
	h->n_images = 0;
	flow_pop_marks(h, 0);
	math_clear(h);
	free(h->run.data);
	free(h->captured.data);
	free(h->title.data);
	free(h->base);
}
