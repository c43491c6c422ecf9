/* SPDX-License-Identifier: MIT */
/* Images and embedded documents that the text refers to. */
#include "docx.h"

#include <stdlib.h>
#include <string.h>

/* A larger picture is not worth its memory. */
#define IMAGE_MOST (64u << 20)

/* A part's name as it stands in a link: relative to the text's own directory. */
static const char *
short_name(const struct docx *d, const struct ooxml_relation *relation)
{
	const char *slash = strrchr(d->main_part, '/');
	size_t n = slash ? (size_t)(slash - d->main_part) + 1 : 0;

	if (relation->is_external || strncmp(relation->target, d->main_part, n) != 0)
		return relation->target;
	return relation->target + n;
}

pandect_status
image_add(struct docx *d, struct pandect_text id, struct pandect_text alt)
{
	const struct ooxml_relation *relation = ooxml_relation_find(d->current, id);

	if (!relation)
		return PANDECT_OK;
	/* Pictures inside an address are data, not a place. */
	if (relation->is_external && strncmp(relation->target, "data:", 5) == 0)
		return paragraph_piece(d, PIECE_IMAGE, alt, NULL);
	return paragraph_piece(d, PIECE_IMAGE, alt, short_name(d, relation));
}

/* Puts the picture's bytes into the open IMAGE. */
static pandect_status
image_data(struct docx *d, const char *source)
{
	const char *slash = strrchr(d->main_part, '/');
	size_t n = slash ? (size_t)(slash - d->main_part) + 1 : 0;
	char path[1200], *data;
	uint64_t member;
	size_t size;

	if (n + strlen(source) >= sizeof path)
		return PANDECT_OK;
	memcpy(path, d->main_part, n);
	memcpy(path + n, source, strlen(source) + 1);
	if (!zipfile_find(d->zip, path, &member) && !zipfile_find(d->zip, source, &member))
		return PANDECT_OK;
	pandect_status status = zipfile_load(d->zip, member, IMAGE_MOST, &data, &size);

	if (status == PANDECT_OK) {
		status = pandect_builder_data(d->builder, ooxml_type_of_name(source), data, size);
		free(data);
		return status;
	}
	if (ooxml_is_fatal(status) && status != PANDECT_LIMIT)
		return status;
	return pandect_call_warn(
		d->call, "image", "a picture is damaged or too large and left out");
}

pandect_status
image_write(struct docx *d, const char *source, struct pandect_text alt)
{
	pandect_status status = PANDECT_OK;

	pandect_builder_open(d->builder, PANDECT_NODE_IMAGE, 0);
	pandect_builder_attribute(d->builder, PANDECT_ATTRIBUTE_SOURCE, pandect_text(source));
	pandect_builder_attribute(d->builder, PANDECT_ATTRIBUTE_ALT, alt);
	if (source && d->want_images)
		status = image_data(d, source);
	pandect_builder_close(d->builder);
	return status;
}

pandect_status
child_add(struct docx *d, struct pandect_text id)
{
	const struct ooxml_relation *relation = ooxml_relation_find(d->current, id);
	struct paragraph *p = paragraph_top(d);

	if (!relation || relation->is_external)
		return PANDECT_OK;
	/* An altChunk stands between paragraphs. */
	if (!p) {
		if (!table_settle(d))
			return PANDECT_OK;
		lists_close(d, d->n_tables ? (uint32_t)d->tables[d->n_tables - 1].cell_lists : 0);
		return ooxml_child(d->call, d->zip, relation->target, d->builder);
	}
	if (p->n_children < DOCX_CHILDREN)
		p->children[p->n_children++] = relation->target;
	return PANDECT_OK;
}
