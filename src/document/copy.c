/* SPDX-License-Identifier: MIT */
/* Each list of a block, record by record, with its strings and node numbers moved. */
#include "document/copy.h"

#include <stdlib.h>
#include <string.h>

pandect_status
copy_init(struct copy *copy, const struct block *from, struct block *to)
{
	*copy = (struct copy){.from = from, .to = to};
	copy->map = calloc((size_t)block_n_nodes(from) + 1, sizeof *copy->map);
	return copy->map ? PANDECT_OK : PANDECT_NO_MEMORY;
}

void
copy_clear(struct copy *copy)
{
	free(copy->map);
	copy->map = NULL;
}

pandect_status
copy_string(struct copy *copy, struct string_ref from, struct string_ref *ret_to)
{
	return block_string_as_is(copy->to, block_text_of(copy->from, from), ret_to);
}

static pandect_status
copy_data(struct copy *copy, int64_t index, int64_t *ret_index)
{
	const struct data_record *from =
		(const struct data_record *)copy->from->sections[SECTION_DATA].items + index;
	struct data_record record = {
		.offset = copy->to->sections[SECTION_BYTES].n,
		.size = from->size,
	};
	pandect_status status = copy_string(copy, from->mime, &record.mime);

	if (status)
		return status;
	char *bytes = section_add(copy->to, SECTION_BYTES, (size_t)from->size, &status);
	struct data_record *to = bytes ? section_add(copy->to, SECTION_DATA, 1, &status) : NULL;

	if (!to)
		return status;
	memcpy(bytes, block_bytes(copy->from, SECTION_BYTES) + from->offset, (size_t)from->size);
	*to = record;
	*ret_index = (int64_t)copy->to->sections[SECTION_DATA].n - 1;
	return PANDECT_OK;
}

pandect_status
copy_attributes(struct copy *copy, pandect_node node, pandect_node to)
{
	const struct attribute_record *all = copy->from->sections[SECTION_ATTRIBUTES].items;
	pandect_status status = PANDECT_OK;

	for (uint32_t i = block_node(copy->from, node)->attribute; i && status == PANDECT_OK;
		i = all[i - 1].next) {
		struct attribute_record record = all[i - 1];

		if (block_attribute(copy->to, to, record.key))
			continue;
		if (record.key == ATTRIBUTE_DATA)
			status = copy_data(copy, record.value.number, &record.value.number);
		else if (record.key < PANDECT_ATTRIBUTE_FIRST_NUMBER)
			status = copy_string(copy, record.value.text, &record.value.text);
		if (status == PANDECT_OK)
			status = block_put_attribute(copy->to, to, &record);
	}
	return status;
}

pandect_status
copy_bare_node(struct copy *copy, pandect_node node, pandect_node parent)
{
	const struct node_record *from = block_node(copy->from, node);
	pandect_node to;
	pandect_status status = block_add_node(copy->to, from, parent, &to);

	if (status == PANDECT_OK && from->box) {
		const struct box_record *boxes = copy->from->sections[SECTION_BOXES].items;
		const struct box_record *box = &boxes[from->box - 1];

		status = block_set_box(
			copy->to, to, from->has_box ? &box->box : NULL, box->confidence);
	}
	if (status == PANDECT_OK)
		copy->map[node] = to;
	return status;
}

pandect_status
copy_node(struct copy *copy, pandect_node node, pandect_node parent)
{
	pandect_status status = copy_bare_node(copy, node, parent);

	if (status || !block_node(copy->from, node)->attribute)
		return status;
	return copy_attributes(copy, node, copy->map[node]);
}

pandect_status
copy_bytes(struct copy *copy, pandect_node node, uint32_t start, uint32_t end)
{
	pandect_status status;

	if (start == end)
		return PANDECT_OK;
	char *to = section_add(copy->to, SECTION_TEXT, end - start, &status);

	if (!to)
		return status;
	memcpy(to,
		block_bytes(copy->from, SECTION_TEXT) + block_node(copy->from, node)->text + start,
		end - start);
	return PANDECT_OK;
}

/* 1 when a span has something to mark after its stretch was moved. */
static int
copy_move_span(struct copy *copy, pandect_node node, struct span_record *span)
{
	int was_empty = span->start == span->end;

	if (!copy->stretch)
		return 1;
	return copy->stretch(copy->data, node, &span->start, &span->end) &&
	       (was_empty || span->start < span->end);
}

pandect_status
copy_spans(struct copy *copy, pandect_node node)
{
	const struct span_record *from = copy->from->sections[SECTION_SPANS].items;
	uint32_t first, n = block_node_spans(copy->from, node, &first);
	pandect_status status;

	for (uint32_t i = first; i < first + n; i++) {
		struct span_record record = from[i];

		if (!copy_move_span(copy, node, &record))
			continue;
		status = copy_string(copy, record.value, &record.value);
		if (status)
			return status;
		struct span_record *to = section_add(copy->to, SECTION_SPANS, 1, &status);

		if (!to)
			return status;
		*to = record;
	}
	return PANDECT_OK;
}

pandect_node
copy_parent(const struct copy *copy, pandect_node node)
{
	while (node && !copy->map[node])
		node = block_node(copy->from, node)->parent;
	return node ? copy->map[node] : 0;
}

pandect_status
copy_meta(struct copy *copy)
{
	const struct meta_record *from = copy->from->sections[SECTION_META].items;
	size_t n = copy->from->sections[SECTION_META].n;
	pandect_status status;

	for (size_t i = 0; i < n; i++) {
		struct meta_record record = {.document = copy->map[from[i].document]};
		struct meta_record *to;

		if (!record.document)
			continue;
		if ((status = copy_string(copy, from[i].key, &record.key)) ||
			(status = copy_string(copy, from[i].value, &record.value)) ||
			!(to = section_add(copy->to, SECTION_META, 1, &status)))
			return status;
		*to = record;
	}
	return PANDECT_OK;
}

pandect_status
copy_pages(struct copy *copy)
{
	size_t n = copy->from->sections[SECTION_PAGES].n;
	pandect_status status;

	if (n == 0)
		return PANDECT_OK;
	struct page_record *to = section_add(copy->to, SECTION_PAGES, n, &status);

	if (!to)
		return status;
	memcpy(to, copy->from->sections[SECTION_PAGES].items, n * sizeof *to);
	return PANDECT_OK;
}

pandect_status
copy_languages(struct copy *copy)
{
	const struct language_record *from = copy->from->sections[SECTION_LANGUAGES].items;
	size_t n = copy->from->sections[SECTION_LANGUAGES].n;
	pandect_status status;

	for (size_t i = 0; i < n; i++) {
		struct language_record record = from[i], *to;

		if ((status = copy_string(copy, from[i].tag, &record.tag)) ||
			!(to = section_add(copy->to, SECTION_LANGUAGES, 1, &status)))
			return status;
		*to = record;
	}
	return PANDECT_OK;
}

pandect_status
copy_annotations(struct copy *copy)
{
	const struct annotation_record *from = copy->from->sections[SECTION_ANNOTATIONS].items;
	size_t n = copy->from->sections[SECTION_ANNOTATIONS].n;
	pandect_status status;

	for (size_t i = 0; i < n; i++) {
		struct annotation_record record = from[i], *to;

		record.node = copy->map[from[i].node];
		if (!record.node)
			continue;
		if (copy->stretch && record.end > 0 &&
			(!copy->stretch(copy->data, from[i].node, &record.start, &record.end) ||
				record.start >= record.end))
			continue;
		if ((status = copy_string(copy, from[i].kind, &record.kind)) ||
			(status = copy_string(copy, from[i].label, &record.label)) ||
			(status = copy_string(copy, from[i].value, &record.value)) ||
			!(to = section_add(copy->to, SECTION_ANNOTATIONS, 1, &status)))
			return status;
		*to = record;
	}
	return PANDECT_OK;
}

pandect_status
copy_findings(struct copy *copy)
{
	const struct finding_record *from = copy->from->sections[SECTION_FINDINGS].items;
	size_t n = copy->from->sections[SECTION_FINDINGS].n;
	pandect_status status;

	for (size_t i = 0; i < n; i++) {
		struct finding_record record = from[i], *to;

		record.node = from[i].node ? copy_parent(copy, from[i].node) : copy->whole;
		if ((status = copy_string(copy, from[i].code, &record.code)) ||
			(status = copy_string(copy, from[i].text, &record.text)) ||
			(status = copy_string(copy, from[i].source, &record.source)) ||
			!(to = section_add(copy->to, SECTION_FINDINGS, 1, &status)))
			return status;
		*to = record;
	}
	return PANDECT_OK;
}

pandect_status
copy_steps(struct copy *copy)
{
	const struct step_record *from = copy->from->sections[SECTION_STEPS].items;
	size_t n = copy->from->sections[SECTION_STEPS].n;
	pandect_status status;

	for (size_t i = 0; i < n; i++) {
		struct step_record record = from[i], *to;

		if ((status = copy_string(copy, from[i].stage, &record.stage)) ||
			(status = copy_string(copy, from[i].plugin, &record.plugin)) ||
			(status = copy_string(copy, from[i].version, &record.version)) ||
			(status = copy_string(copy, from[i].document, &record.document)) ||
			(status = copy_string(copy, from[i].decision, &record.decision)) ||
			!(to = section_add(copy->to, SECTION_STEPS, 1, &status)))
			return status;
		*to = record;
	}
	return PANDECT_OK;
}

pandect_status
copy_chunk(struct copy *copy, uint32_t i)
{
	const struct chunk_record *all = copy->from->sections[SECTION_CHUNKS].items;
	const float *floats = copy->from->sections[SECTION_FLOATS].items;
	struct chunk_record record = all[i], *to;
	pandect_status status;

	record.first = copy->map[all[i].first];
	record.last = copy->map[all[i].last];
	record.n_dimensions = 0;
	if (!record.first || !record.last)
		return PANDECT_NOT_FOUND;
	if ((status = copy_string(copy, all[i].text, &record.text)) ||
		(status = copy_string(copy, all[i].headings, &record.headings)) ||
		!(to = section_add(copy->to, SECTION_CHUNKS, 1, &status)))
		return status;
	*to = record;
	if (!all[i].n_dimensions)
		return PANDECT_OK;
	return block_set_embedding(copy->to, (uint32_t)copy->to->sections[SECTION_CHUNKS].n - 1,
		floats + all[i].embedding, all[i].n_dimensions);
}
