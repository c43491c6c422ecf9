/* SPDX-License-Identifier: MIT */
/* Recognised text made ordinary: words and lines become the text of the node that holds them. */
#include "document/compose.h"

#include <stdlib.h>
#include <string.h>

#include "document/copy.h"
#include "document/model.h"
#include "support/utf8.h"

struct settler {
	struct copy copy;
	const struct fragment_rule *rule;
	uint8_t *stays; /* by node of the fragment */
	/* of the text node that is being written: */
	uint32_t text, span; /* where its own begin in the new block */
	int is_new_line;
	double confidence; /* sum over its units */
	uint32_t n_units;
	struct pandect_box box;
	int has_box;
};

static struct pandect_text
settler_text(const struct settler *settler, pandect_node node)
{
	const struct block *from = settler->copy.from;
	uint32_t start, size = block_node_text(from, node, &start);

	return (struct pandect_text){block_bytes(from, SECTION_TEXT) + start, size};
}

static float
settler_confidence(const struct settler *settler, pandect_node node)
{
	const struct box_record *boxes = settler->copy.from->sections[SECTION_BOXES].items;
	uint32_t box = block_node(settler->copy.from, node)->box;

	return box ? boxes[box - 1].confidence : 1.0f;
}

static int
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Bytes of blanks at the start. */
static uint32_t
leading_blanks(struct pandect_text text)
{
	uint32_t n = 0;

	while (n < text.size && is_space(text.data[n]))
		n++;
	return n;
}

static uint32_t
without_trailing_blanks(struct pandect_text text)
{
	uint32_t n = (uint32_t)text.size;

	while (n > 0 && is_space(text.data[n - 1]))
		n--;
	return n;
}

/* 1 when the node has something to show for itself, without its children. */
static int
settler_has_own(const struct settler *settler, pandect_node node)
{
	uint32_t kind = block_node(settler->copy.from, node)->kind;
	struct pandect_text text = settler_text(settler, node);

	if (kind == PANDECT_NODE_IMAGE || kind == PANDECT_NODE_PAGE_BREAK ||
		kind == PANDECT_NODE_THEMATIC_BREAK)
		return 1;
	if (kind == PANDECT_NODE_WORD &&
		settler_confidence(settler, node) < settler->rule->min_confidence)
		return 0;
	return leading_blanks(text) < text.size;
}

/* What has text stays, and what holds it; empty rows and cells stay in a table that does. */
static void
settler_choose(struct settler *settler)
{
	const struct block *from = settler->copy.from;
	uint32_t n = block_n_nodes(from);

	for (pandect_node i = n; i > 1; i--) {
		settler->stays[i] |= settler_has_own(settler, i);
		settler->stays[block_node(from, i)->parent] |= settler->stays[i];
	}
	for (pandect_node i = 2; i <= n; i++) {
		const struct node_record *node = block_node(from, i);

		if (node->kind == PANDECT_NODE_ROW || node->kind == PANDECT_NODE_CELL)
			settler->stays[i] |= settler->stays[node->parent];
	}
}

/* The part of each script's small letters that lines are hyphenated in. */
static int
is_small_letter(uint32_t code)
{
	return (code >= 'a' && code <= 'z') || (code >= 0xdf && code <= 0xff && code != 0xf7) ||
	       (code >= 0x100 && code <= 0x137 && (code & 1)) ||
	       (code >= 0x139 && code <= 0x148 && !(code & 1)) ||
	       (code >= 0x14a && code <= 0x177 && (code & 1)) ||
	       (code >= 0x179 && code <= 0x17e && !(code & 1)) ||
	       (code >= 0x3ac && code <= 0x3ce) || (code >= 0x430 && code <= 0x45f);
}

/* Scripts written without blanks between words. */
static int
is_unspaced(uint32_t code)
{
	return (code >= 0x2e80 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) ||
	       (code >= 0xff00 && code <= 0xffef) || (code >= 0x20000 && code <= 0x3ffff);
}

/* The last character of a text that is not empty; its length. */
static size_t
last_character(struct pandect_text text, uint32_t *ret_code)
{
	size_t at = text.size - 1;

	while (at > 0 && !utf8_is_boundary(text.data, text.size, at))
		at--;
	return utf8_decode(text.data + at, text.size - at, ret_code);
}

/* Bytes of a hyphen at the end that follows a letter, 0 when there is none. */
static size_t
trailing_hyphen(struct pandect_text text)
{
	uint32_t code, before;
	size_t size = last_character(text, &code);

	if ((code != '-' && code != 0xad && code != 0x2010) || size == text.size)
		return 0;
	text.size -= size;
	last_character(text, &before);
	int is_letter = before >= 0xc0 || ((before | 0x20) >= 'a' && (before | 0x20) <= 'z');

	return is_letter ? size : 0;
}

/* Takes bytes off the end of the text written so far, and off its spans. */
static void
settler_cut(struct settler *settler, size_t n)
{
	struct section *text = &settler->copy.to->sections[SECTION_TEXT];
	struct section *spans = &settler->copy.to->sections[SECTION_SPANS];
	struct span_record *all = spans->items;

	text->n -= n;
	uint32_t size = (uint32_t)text->n - settler->text;

	while (spans->n > settler->span && all[spans->n - 1].start >= size)
		spans->n--;
	for (size_t i = settler->span; i < spans->n; i++) {
		if (all[i].end > size)
			all[i].end = size;
	}
}

/* Puts what belongs between the text so far and the unit that follows. */
static pandect_status
settler_join(struct settler *settler, struct pandect_text unit)
{
	const struct block *to = settler->copy.to;
	struct pandect_text so_far = {
		block_bytes(to, SECTION_TEXT) + settler->text,
		to->sections[SECTION_TEXT].n - settler->text,
	};
	pandect_status status;
	uint32_t before, after;

	if (so_far.size == 0 || unit.size == 0)
		return PANDECT_OK;
	utf8_decode(unit.data, unit.size, &after);
	if (settler->is_new_line && is_small_letter(after)) {
		size_t hyphen = trailing_hyphen(so_far);

		if (hyphen) {
			settler_cut(settler, hyphen);
			return PANDECT_OK;
		}
	}
	last_character(so_far, &before);
	if (is_unspaced(before) && is_unspaced(after))
		return PANDECT_OK;
	char *blank = section_add(settler->copy.to, SECTION_TEXT, 1, &status);

	if (!blank)
		return status;
	*blank = ' ';
	return PANDECT_OK;
}

/* The spans of a unit of which bytes start…end were taken, which stand at `at` now. */
static pandect_status
settler_spans(struct settler *settler, pandect_node node, uint32_t start, uint32_t end)
{
	const struct block *from = settler->copy.from;
	const struct span_record *spans = from->sections[SECTION_SPANS].items;
	uint32_t first, n = block_node_spans(from, node, &first);
	uint32_t at = (uint32_t)settler->copy.to->sections[SECTION_TEXT].n - settler->text -
		      (end - start);
	pandect_status status;

	for (uint32_t i = first; i < first + n; i++) {
		struct span_record record = spans[i], *to;
		int was_empty = record.start == record.end;

		record.start = record.start > start ? record.start : start;
		record.end = record.end < end ? record.end : end;
		if (record.start > record.end || (record.start == record.end && !was_empty))
			continue;
		record.start += at - start;
		record.end += at - start;
		if ((status = copy_string(&settler->copy, record.value, &record.value)) ||
			!(to = section_add(settler->copy.to, SECTION_SPANS, 1, &status)))
			return status;
		*to = record;
	}
	return PANDECT_OK;
}

static void
settler_widen(struct settler *settler, pandect_node node)
{
	const struct box_record *boxes = settler->copy.from->sections[SECTION_BOXES].items;
	const struct node_record *record = block_node(settler->copy.from, node);
	struct pandect_box *box = &settler->box;

	if (!record->has_box)
		return;
	const struct pandect_box *unit = &boxes[record->box - 1].box;

	if (!settler->has_box)
		*box = *unit;
	settler->has_box = 1;
	box->x0 = unit->x0 < box->x0 ? unit->x0 : box->x0;
	box->y0 = unit->y0 < box->y0 ? unit->y0 : box->y0;
	box->x1 = unit->x1 > box->x1 ? unit->x1 : box->x1;
	box->y1 = unit->y1 > box->y1 ? unit->y1 : box->y1;
}

/* A word, a line or a node with text of its own. */
static pandect_status
settler_unit(struct settler *settler, pandect_node node)
{
	struct pandect_text text = settler_text(settler, node);
	uint32_t start = leading_blanks(text), end = without_trailing_blanks(text);
	pandect_status status;

	if (start >= end)
		return PANDECT_OK;
	if (block_node(settler->copy.from, node)->kind == PANDECT_NODE_CODE)
		start = 0; /* its first line's indent */
	text.data += start;
	text.size = end - start;
	status = settler_join(settler, text);
	if (status == PANDECT_OK)
		status = copy_bytes(&settler->copy, node, start, end);
	if (status == PANDECT_OK)
		status = settler_spans(settler, node, start, end);
	settler->is_new_line = 0;
	settler->confidence += (double)settler_confidence(settler, node);
	settler->n_units++;
	settler_widen(settler, node);
	return status;
}

static pandect_status
settler_scale_box(struct settler *settler, pandect_node to, float confidence)
{
	float scale = settler->rule->scale;
	struct pandect_box box = {
		settler->box.x0 * scale,
		settler->box.y0 * scale,
		settler->box.x1 * scale,
		settler->box.y1 * scale,
	};

	return block_set_box(settler->copy.to, to, settler->has_box ? &box : NULL, confidence);
}

/* Fills the node, the new block's last one, with the text of its lines and words. */
static pandect_status
settler_fill(struct settler *settler, pandect_node node)
{
	const struct block *from = settler->copy.from;
	struct block *to = settler->copy.to;
	pandect_status status = PANDECT_OK;

	settler->text = (uint32_t)to->sections[SECTION_TEXT].n;
	settler->span = (uint32_t)to->sections[SECTION_SPANS].n;
	settler->is_new_line = 0;
	settler->confidence = 0.0;
	settler->n_units = 0;
	for (pandect_node i = node; i <= block_last(from, node) && status == PANDECT_OK; i++) {
		if (block_node(from, i)->kind == PANDECT_NODE_LINE)
			settler->is_new_line = 1;
		if (settler->stays[i])
			status = settler_unit(settler, i);
	}
	if (status)
		return status;
	status = block_set_number(to, settler->copy.map[node], PANDECT_ATTRIBUTE_OCR, 1);
	return status;
}

static pandect_status
settler_node(struct settler *settler, pandect_node node)
{
	const struct node_record *record = block_node(settler->copy.from, node);
	const struct box_record *boxes = settler->copy.from->sections[SECTION_BOXES].items;
	struct copy *copy = &settler->copy;
	pandect_status status = copy_node(copy, node, copy->map[record->parent]);
	float confidence = settler_confidence(settler, node);

	settler->has_box = 0;
	if (status == PANDECT_OK && model_holds_text(record->kind)) {
		status = settler_fill(settler, node);
		if (settler->n_units)
			confidence = (float)(settler->confidence / settler->n_units);
	}
	if (record->has_box) {
		settler->box = boxes[record->box - 1].box;
		settler->has_box = 1;
	}
	if (status || (!settler->has_box && !record->box && confidence >= 1.0f))
		return status;
	return settler_scale_box(settler, copy->map[node], confidence);
}

/* An annotation's stretch counts bytes of text that is not there any more. */
static int
settler_stretch(void *data, pandect_node node, uint32_t *start, uint32_t *end)
{
	(void)data;
	(void)node;
	(void)start;
	(void)end;
	return 0;
}

pandect_status
fragment_settle(
	const struct block *fragment, const struct fragment_rule *rule, struct block **ret_block)
{
	struct settler settler = {.rule = rule};
	struct block *to = block_new();
	uint32_t n = block_n_nodes(fragment);
	pandect_status status = PANDECT_NO_MEMORY;

	if (!to || (status = copy_init(&settler.copy, fragment, to)))
		goto out;
	status = PANDECT_NO_MEMORY;
	settler.stays = calloc((size_t)n + 1, 1);
	if (!settler.stays)
		goto out;
	settler_choose(&settler);
	settler.copy.map[1] = 1;
	status = copy_attributes(&settler.copy, 1, 1);
	for (pandect_node i = 2; i <= n && status == PANDECT_OK; i++) {
		uint32_t kind = block_node(fragment, i)->kind;

		if (settler.stays[i] && kind != PANDECT_NODE_LINE && kind != PANDECT_NODE_WORD)
			status = settler_node(&settler, i);
	}
	settler.copy.stretch = settler_stretch;
	if (status || (status = copy_annotations(&settler.copy)) ||
		(status = copy_findings(&settler.copy)) || (status = copy_steps(&settler.copy)))
		goto out;
	block_close(to);
	block_trim(to);
	*ret_block = to;
	to = NULL; /* the caller owns it from here */
out:
	copy_clear(&settler.copy);
	free(settler.stays);
	block_free(to);
	return status;
}
