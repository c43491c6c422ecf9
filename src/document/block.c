/* SPDX-License-Identifier: MIT */
/* Growing the sections of a block, and what the host adds to one that is written. */
#include "document/sections.h"

#include <stdlib.h>
#include <string.h>

#include "support/utf8.h"

#define SECTION_LEAST 256 /* bytes of a section's first allocation: most documents are small */

static const struct {
	size_t size;     /* of a record; 1: bytes */
	uint64_t most_n; /* offsets and indices are 32 bits, and index + 1 must be too */
} layouts[N_SECTIONS] = {
	[SECTION_NODES] = {sizeof(struct node_record), UINT32_MAX - 1},
	[SECTION_SPANS] = {sizeof(struct span_record), UINT32_MAX - 1},
	[SECTION_ATTRIBUTES] = {sizeof(struct attribute_record), UINT32_MAX - 1},
	[SECTION_BOXES] = {sizeof(struct box_record), UINT32_MAX - 1},
	[SECTION_DATA] = {sizeof(struct data_record), UINT32_MAX - 1},
	[SECTION_META] = {sizeof(struct meta_record), UINT32_MAX - 1},
	[SECTION_PAGES] = {sizeof(struct page_record), UINT32_MAX - 1},
	[SECTION_LANGUAGES] = {sizeof(struct language_record), UINT32_MAX - 1},
	[SECTION_CHUNKS] = {sizeof(struct chunk_record), UINT32_MAX - 1},
	[SECTION_FLOATS] = {sizeof(float), SIZE_MAX / sizeof(float)},
	[SECTION_FINDINGS] = {sizeof(struct finding_record), UINT32_MAX - 1},
	[SECTION_ANNOTATIONS] = {sizeof(struct annotation_record), UINT32_MAX - 1},
	[SECTION_STEPS] = {sizeof(struct step_record), UINT32_MAX - 1},
	[SECTION_TEXT] = {1, UINT32_MAX - 1},
	[SECTION_STRINGS] = {1, UINT32_MAX - 1},
	[SECTION_BYTES] = {1, SIZE_MAX},
};

struct block *
block_new(void)
{
	struct block *block = calloc(1, sizeof *block);
	static const struct node_record root = {.kind = PANDECT_NODE_DOCUMENT};
	pandect_node node;

	if (!block)
		return NULL;
	block->document.ops = &block_ops;
	if (block_add_node(block, &root, 0, &node)) {
		block_free(block);
		return NULL;
	}
	return block;
}

void
block_free(struct block *block)
{
	if (!block)
		return;
	for (unsigned i = 0; i < N_SECTIONS; i++)
		free(block->sections[i].items);
	free(block);
}

const struct pandect_document *
block_document(const struct block *block)
{
	return &block->document;
}

size_t
block_size(const struct block *block)
{
	size_t size = sizeof *block;

	for (unsigned i = 0; i < N_SECTIONS; i++)
		size += block->sections[i].n * layouts[i].size;
	return size;
}

static pandect_status
section_grow(struct section *section, size_t size, size_t n)
{
	size_t least = SECTION_LEAST / size > 1 ? SECTION_LEAST / size : 1;
	size_t capacity = section->capacity > least ? section->capacity : least;

	while (capacity < n) {
		if (capacity > SIZE_MAX / 2)
			return PANDECT_NO_MEMORY;
		capacity *= 2;
	}
	if (capacity > SIZE_MAX / size)
		return PANDECT_NO_MEMORY;
	void *items = realloc(section->items, capacity * size);

	if (!items)
		return PANDECT_NO_MEMORY;
	section->items = items;
	section->capacity = capacity;
	return PANDECT_OK;
}

void *
section_add(struct block *block, unsigned which, size_t n, pandect_status *ret_status)
{
	struct section *section = &block->sections[which];
	size_t size = layouts[which].size;

	if (n > layouts[which].most_n - section->n) {
		*ret_status = PANDECT_LIMIT;
		return NULL;
	}
	if (!section->items || n > section->capacity - section->n) {
		*ret_status = section_grow(section, size, section->n + n);
		if (*ret_status)
			return NULL;
	}
	char *added = (char *)section->items + section->n * size;

	if (size > 1)
		memset(added, 0, n * size);
	section->n += n;
	*ret_status = PANDECT_OK;
	return added;
}

void
block_trim(struct block *block)
{
	for (unsigned i = 0; i < N_SECTIONS; i++) {
		struct section *section = &block->sections[i];
		size_t size = layouts[i].size;

		if (section->n == section->capacity || section->capacity * size <= SECTION_LEAST)
			continue;
		size_t keep = section->n ? section->n : 1;
		void *items = realloc(section->items, keep * size);

		if (items) {
			section->items = items;
			section->capacity = keep;
		}
	}
}

pandect_status
block_string_as_is(struct block *block, struct pandect_text text, struct string_ref *ret_ref)
{
	pandect_status status;
	struct string_ref ref = {0, 0};

	if (text.size == 0) {
		*ret_ref = ref;
		return PANDECT_OK;
	}
	size_t offset = block->sections[SECTION_STRINGS].n;
	char *to = section_add(block, SECTION_STRINGS, text.size, &status);

	if (!to)
		return status;
	memcpy(to, text.data, text.size);
	ref.offset = (uint32_t)offset;
	ref.size = (uint32_t)text.size;
	*ret_ref = ref;
	return PANDECT_OK;
}

pandect_status
block_string(
	struct block *block, struct pandect_text text, unsigned keep, struct string_ref *ret_ref)
{
	pandect_status status;

	if (utf8_clean_prefix(text.data, text.size, keep) == text.size)
		return block_string_as_is(block, text, ret_ref);
	if (text.size > UINT32_MAX)
		return PANDECT_LIMIT;
	size_t size = utf8_clean(text.data, text.size, keep, NULL);
	size_t offset = block->sections[SECTION_STRINGS].n;
	char *to = section_add(block, SECTION_STRINGS, size, &status);

	if (!to)
		return status;
	utf8_clean(text.data, text.size, keep, to);
	*ret_ref = (struct string_ref){(uint32_t)offset, (uint32_t)size};
	return PANDECT_OK;
}

struct pandect_text
block_text_of(const struct block *block, struct string_ref ref)
{
	return (struct pandect_text){block_bytes(block, SECTION_STRINGS) + ref.offset, ref.size};
}

pandect_status
block_add_node(struct block *block, const struct node_record *like, pandect_node parent,
	pandect_node *ret_node)
{
	pandect_status status;
	struct node_record *node = section_add(block, SECTION_NODES, 1, &status);

	if (!node)
		return status;
	node->kind = like->kind;
	node->arg = like->arg;
	node->page = like->page;
	node->parent = parent;
	node->text = (uint32_t)block->sections[SECTION_TEXT].n;
	node->span = (uint32_t)block->sections[SECTION_SPANS].n;
	*ret_node = block_n_nodes(block);
	return PANDECT_OK;
}

void
block_close(struct block *block)
{
	uint32_t n = block_n_nodes(block);

	for (pandect_node i = 1; i <= n; i++)
		block_node(block, i)->last = i;
	for (pandect_node i = n; i > 1; i--) {
		const struct node_record *node = block_node(block, i);
		struct node_record *parent = block_node(block, node->parent);

		if (parent->last < node->last)
			parent->last = node->last;
	}
}

struct attribute_record *
block_attribute(const struct block *block, pandect_node node, uint32_t attribute)
{
	struct attribute_record *all = block->sections[SECTION_ATTRIBUTES].items;

	for (uint32_t i = block_node(block, node)->attribute; i; i = all[i - 1].next) {
		if (all[i - 1].key == attribute)
			return &all[i - 1];
	}
	return NULL;
}

pandect_status
block_put_attribute(
	struct block *block, pandect_node node, const struct attribute_record *attribute)
{
	pandect_status status;
	struct attribute_record *there = block_attribute(block, node, attribute->key);

	if (there) {
		there->value = attribute->value;
		return PANDECT_OK;
	}
	struct attribute_record *added = section_add(block, SECTION_ATTRIBUTES, 1, &status);

	if (!added)
		return status;
	*added = *attribute;
	added->next = block_node(block, node)->attribute;
	block_node(block, node)->attribute = (uint32_t)block->sections[SECTION_ATTRIBUTES].n;
	return PANDECT_OK;
}

void
block_drop_attribute(struct block *block, pandect_node node, uint32_t attribute)
{
	struct attribute_record *all = block->sections[SECTION_ATTRIBUTES].items;
	uint32_t *link = &block_node(block, node)->attribute;

	for (; *link; link = &all[*link - 1].next) {
		if (all[*link - 1].key == attribute) {
			*link = all[*link - 1].next;
			return;
		}
	}
}

pandect_status
block_set_text(
	struct block *block, pandect_node node, uint32_t attribute, struct pandect_text value)
{
	struct attribute_record record = {.key = attribute};

	if (node == 0 || node > block_n_nodes(block))
		return PANDECT_NOT_FOUND;
	if (attribute == 0 || attribute >= PANDECT_ATTRIBUTE_FIRST_NUMBER)
		return PANDECT_INVALID;
	if (value.size == 0) {
		block_drop_attribute(block, node, attribute);
		return PANDECT_OK;
	}
	pandect_status status = block_string(block, value, 0, &record.value.text);

	return status ? status : block_put_attribute(block, node, &record);
}

/* The largest spans of rows and columns that HTML gives a meaning (WHATWG HTML, 4.9.11). */
#define MOST_ROWS    65534
#define MOST_COLUMNS 1000

pandect_status
block_set_number(struct block *block, pandect_node node, uint32_t attribute, int64_t value)
{
	int is_span = attribute == PANDECT_ATTRIBUTE_ROW_SPAN ||
		      attribute == PANDECT_ATTRIBUTE_COLUMN_SPAN;
	int64_t most = attribute == PANDECT_ATTRIBUTE_ROW_SPAN ? MOST_ROWS : MOST_COLUMNS;
	struct attribute_record record = {.key = attribute, .value.number = value};

	if (node == 0 || node > block_n_nodes(block))
		return PANDECT_NOT_FOUND;
	if (attribute < PANDECT_ATTRIBUTE_FIRST_NUMBER || attribute >= PANDECT_N_ATTRIBUTES)
		return PANDECT_INVALID;
	if (is_span && value < 2) {
		block_drop_attribute(block, node, attribute);
		return PANDECT_OK;
	}
	if (is_span && value > most)
		record.value.number = most;
	return block_put_attribute(block, node, &record);
}

/* A number that a comparison holds for: neither NaN nor infinite. */
static int
is_finite(float number)
{
	return number - number == 0.0f;
}

static float
clamp_confidence(float confidence)
{
	if (!(confidence >= 0.0f))
		return confidence < 0.0f ? 0.0f : 1.0f;
	return confidence > 1.0f ? 1.0f : confidence;
}

pandect_status
block_set_box(
	struct block *block, pandect_node node, const struct pandect_box *box, float confidence)
{
	pandect_status status = PANDECT_OK;
	struct node_record *record = block_node(block, node);
	struct box_record *boxes = block->sections[SECTION_BOXES].items;
	struct box_record *to = record->box ? &boxes[record->box - 1]
					    : section_add(block, SECTION_BOXES, 1, &status);

	if (!to)
		return status;
	if (!record->box)
		record->box = (uint32_t)block->sections[SECTION_BOXES].n;
	to->confidence = clamp_confidence(confidence);
	record->has_box = box && is_finite(box->x0) && is_finite(box->y0) && is_finite(box->x1) &&
			  is_finite(box->y1);
	if (record->has_box) {
		to->box.x0 = box->x0 < box->x1 ? box->x0 : box->x1;
		to->box.x1 = box->x0 < box->x1 ? box->x1 : box->x0;
		to->box.y0 = box->y0 < box->y1 ? box->y0 : box->y1;
		to->box.y1 = box->y0 < box->y1 ? box->y1 : box->y0;
	}
	return PANDECT_OK;
}

/* The host's additions: strings first, so that a failure leaves no half record. */

pandect_status
block_add_finding(struct block *block, const struct pandect_finding *finding)
{
	struct finding_record record = {.severity = finding->severity, .node = finding->node};
	struct finding_record *to;
	pandect_status status;

	if (finding->node > block_n_nodes(block))
		record.node = 0;
	if ((status = block_string(block, finding->code, 0, &record.code)) ||
		(status = block_string(block, finding->text, UTF8_LINES, &record.text)) ||
		(status = block_string(block, finding->source, 0, &record.source)) ||
		!(to = section_add(block, SECTION_FINDINGS, 1, &status)))
		return status;
	*to = record;
	return PANDECT_OK;
}

pandect_status
block_add_step(struct block *block, const struct pandect_step *step)
{
	struct step_record record = {.status = step->status, .microseconds = step->microseconds};
	struct step_record *to;
	pandect_status status;

	if ((status = block_string(block, step->stage, 0, &record.stage)) ||
		(status = block_string(block, step->plugin, 0, &record.plugin)) ||
		(status = block_string(block, step->version, 0, &record.version)) ||
		(status = block_string(block, step->document, 0, &record.document)) ||
		(status = block_string(block, step->decision, UTF8_LINES, &record.decision)) ||
		!(to = section_add(block, SECTION_STEPS, 1, &status)))
		return status;
	*to = record;
	return PANDECT_OK;
}

pandect_status
block_add_meta(struct block *block, const struct pandect_meta *meta)
{
	struct meta_record record = {.document = meta->document};
	struct meta_record *to;
	pandect_status status;

	if (meta->document == 0 || meta->document > block_n_nodes(block))
		record.document = 1;
	if ((status = block_string(block, meta->key, 0, &record.key)) ||
		(status = block_string(block, meta->value, UTF8_LINES, &record.value)) ||
		!(to = section_add(block, SECTION_META, 1, &status)))
		return status;
	*to = record;
	return PANDECT_OK;
}

pandect_status
block_add_annotation(struct block *block, const struct pandect_annotation *annotation)
{
	struct annotation_record record = {
		.node = annotation->node,
		.start = annotation->start,
		.end = annotation->end,
		.confidence = clamp_confidence(annotation->confidence),
	};
	struct annotation_record *to;
	pandect_status status;

	if ((status = block_string(block, annotation->kind, 0, &record.kind)) ||
		(status = block_string(block, annotation->label, UTF8_LINES, &record.label)) ||
		(status = block_string(block, annotation->value, UTF8_LINES, &record.value)) ||
		!(to = section_add(block, SECTION_ANNOTATIONS, 1, &status)))
		return status;
	*to = record;
	return PANDECT_OK;
}

pandect_status
block_set_embedding(struct block *block, uint32_t chunk, const float *vector, uint32_t n_dimensions)
{
	pandect_status status;
	struct chunk_record *chunks = block->sections[SECTION_CHUNKS].items;

	if (chunk >= block->sections[SECTION_CHUNKS].n)
		return PANDECT_NOT_FOUND;
	size_t index = block->sections[SECTION_FLOATS].n;
	float *to;

	if (chunks[chunk].n_dimensions == n_dimensions && n_dimensions) {
		index = (size_t)chunks[chunk].embedding;
		to = (float *)block->sections[SECTION_FLOATS].items + index;
	} else {
		to = section_add(block, SECTION_FLOATS, n_dimensions, &status);
		if (!to)
			return status;
	}
	if (n_dimensions)
		memcpy(to, vector, n_dimensions * sizeof *to);
	chunks[chunk].embedding = index;
	chunks[chunk].n_dimensions = n_dimensions;
	return PANDECT_OK;
}
