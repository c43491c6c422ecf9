/* SPDX-License-Identifier: MIT */
/*
 * One pass over the base in reading order. Recognised text waits from its page's place until a node
 * comes whose parent holds blocks, so it never lands between the items of a list or the rows of a
 * table.
 */
#include "document/compose.h"

#include <stdlib.h>
#include <string.h>

#include "document/copy.h"
#include "document/model.h"

struct composer {
	struct copy base;
	const struct graft *grafts;
	struct copy *parts; /* one a graft */
	uint32_t n, next;   /* next: the first graft whose place is not reached */
	uint32_t waiting;   /* pages from here to next may still wait */
	uint8_t *is_gone;   /* by node of the base */
};

static pandect_node
graft_place(const struct graft *graft)
{
	return graft->type == GRAFT_CHILD ? graft->at : graft->first;
}

static pandect_status
composer_init(struct composer *composer, const struct block *base, struct block *to)
{
	pandect_status status = copy_init(&composer->base, base, to);

	if (status)
		return status;
	composer->is_gone = calloc((size_t)block_n_nodes(base) + 1, 1);
	composer->parts = calloc((size_t)composer->n + 1, sizeof *composer->parts);
	if (!composer->is_gone || !composer->parts)
		return PANDECT_NO_MEMORY;
	for (uint32_t i = 0; i < composer->n && status == PANDECT_OK; i++)
		status = copy_init(&composer->parts[i], composer->grafts[i].part, to);
	return status;
}

static void
composer_clear(struct composer *composer)
{
	if (composer->parts) {
		for (uint32_t i = 0; i < composer->n; i++)
			copy_clear(&composer->parts[i]);
	}
	copy_clear(&composer->base);
	free(composer->parts);
	free(composer->is_gone);
}

/* 1 when a node that a page wrote stays beside the recognised text. has_kept: one below it does. */
static int
composer_stays(const struct block *base, pandect_node node, const struct graft *graft, int has_kept)
{
	uint32_t kind = block_node(base, node)->kind;

	if (model_holds_text(kind))
		return 0;
	if (block_last(base, node) >= graft->end)
		return 1; /* later pages go on in it */
	if (kind == PANDECT_NODE_IMAGE || kind == PANDECT_NODE_DOCUMENT ||
		kind == PANDECT_NODE_PAGE_BREAK)
		return 1;
	return has_kept && kind != PANDECT_NODE_TABLE;
}

/* What a table that goes held is not a row any more: only what stood in its cells may stay. */
static void
composer_drop_rows(struct composer *composer, pandect_node table)
{
	const struct block *base = composer->base.from;

	for (pandect_node i = table + 1; i <= block_last(base, table); i++) {
		uint32_t kind = block_node(base, i)->kind;
		pandect_node parent = block_node(base, i)->parent;

		if ((kind == PANDECT_NODE_ROW || kind == PANDECT_NODE_CELL) &&
			composer->is_gone[parent] &&
			model_allows(block_node(base, parent)->kind, kind, 0))
			composer->is_gone[i] = 1;
	}
}

/* Marks what a page wrote and recognised text replaces. Documents in it stay whole. */
static void
composer_mark(struct composer *composer, const struct graft *graft)
{
	const struct block *base = composer->base.from;
	uint8_t *has_kept = composer->is_gone; /* 2 here: a node below stays */

	for (pandect_node i = graft->end; i-- > graft->first;) {
		int stays = composer_stays(base, i, graft, has_kept[i] & 2);
		pandect_node parent = block_node(base, i)->parent;

		if ((stays || has_kept[i] & 2) && parent >= graft->first)
			has_kept[parent] |= 2;
		composer->is_gone[i] = !stays;
	}
	for (pandect_node i = graft->first; i < graft->end; i++) {
		if (block_node(base, i)->kind == PANDECT_NODE_DOCUMENT) {
			pandect_node last = block_last(base, i);

			memset(composer->is_gone + i, 0, (size_t)last - i + 1);
			i = last;
		} else if (block_node(base, i)->kind == PANDECT_NODE_TABLE &&
			   composer->is_gone[i]) {
			composer_drop_rows(composer, i);
		}
	}
}

/* The nodes of a part below its root, under `parent`. */
static pandect_status
composer_part(struct composer *composer, uint32_t i, pandect_node parent)
{
	const struct graft *graft = &composer->grafts[i];
	struct copy *copy = &composer->parts[i];
	uint32_t n = block_n_nodes(graft->part), start;
	pandect_status status = PANDECT_OK;

	copy->map[1] = parent;
	for (pandect_node node = 2; node <= n && status == PANDECT_OK; node++) {
		status = copy_node(copy, node, copy->map[block_node(graft->part, node)->parent]);
		if (status)
			break;
		if (graft->type == GRAFT_PAGE)
			block_node(copy->to, copy->map[node])->page = graft->page;
		uint32_t size = block_node_text(graft->part, node, &start);

		status = copy_bytes(copy, node, 0, size);
		if (status == PANDECT_OK)
			status = copy_spans(copy, node);
	}
	return status;
}

/* Writes the pages that wait. */
static pandect_status
composer_flush(struct composer *composer, pandect_node parent)
{
	pandect_status status = PANDECT_OK;

	for (; composer->waiting < composer->next && status == PANDECT_OK; composer->waiting++) {
		if (composer->grafts[composer->waiting].type == GRAFT_PAGE)
			status = composer_part(composer, composer->waiting, parent);
	}
	return status;
}

/* One node of the base, what comes before it, and what becomes of it. */
static pandect_status
composer_node(struct composer *composer, pandect_node node)
{
	struct copy *base = &composer->base;
	uint32_t child = composer->n, start;
	pandect_status status = PANDECT_OK;

	while (composer->next < composer->n &&
		graft_place(&composer->grafts[composer->next]) <= node) {
		if (composer->grafts[composer->next].type == GRAFT_CHILD)
			child = composer->next;
		composer->next++;
	}
	pandect_node parent = copy_parent(base, block_node(base->from, node)->parent);

	if (composer->waiting < composer->next &&
		model_holds_blocks(block_node(base->to, parent)->kind))
		status = composer_flush(composer, parent);
	if (status || composer->is_gone[node])
		return status;
	status = copy_node(base, node, parent);
	if (status == PANDECT_OK)
		status = copy_bytes(base, node, 0, block_node_text(base->from, node, &start));
	if (status == PANDECT_OK)
		status = copy_spans(base, node);
	if (status || child == composer->n)
		return status;
	status = copy_attributes(&composer->parts[child], 1, base->map[node]);
	return status ? status : composer_part(composer, child, base->map[node]);
}

static pandect_status
composer_nodes(struct composer *composer)
{
	struct copy *base = &composer->base;
	uint32_t n = block_n_nodes(base->from);
	pandect_status status = copy_attributes(base, 1, 1);

	for (uint32_t i = 0; i < composer->n; i++) {
		const struct graft *graft = &composer->grafts[i];

		if (graft->type == GRAFT_PAGE && graft->first < graft->end)
			composer_mark(composer, graft);
	}
	base->map[1] = 1;
	for (pandect_node node = 2; node <= n && status == PANDECT_OK; node++)
		status = composer_node(composer, node);
	composer->next = composer->n;
	return status ? status : composer_flush(composer, 1);
}

static pandect_status
composer_chunks(struct copy *copy)
{
	pandect_status status = PANDECT_OK;

	for (uint32_t i = 0; i < copy->from->sections[SECTION_CHUNKS].n; i++) {
		status = copy_chunk(copy, i);
		if (status && status != PANDECT_NOT_FOUND)
			return status;
	}
	return PANDECT_OK;
}

static pandect_status
composer_lists(struct copy *copy)
{
	pandect_status status;

	(void)((status = copy_meta(copy)) || (status = copy_languages(copy)) ||
		(status = copy_annotations(copy)) || (status = copy_findings(copy)) ||
		(status = copy_steps(copy)) || (status = composer_chunks(copy)));
	return status;
}

/* Pages whose text was recognised say so. */
static void
composer_mark_pages(struct composer *composer)
{
	struct section *section = &composer->base.to->sections[SECTION_PAGES];
	struct page_record *pages = section->items;
	size_t at = 0;

	for (uint32_t i = 0; i < composer->n; i++) {
		const struct graft *graft = &composer->grafts[i];

		if (graft->type != GRAFT_PAGE || block_n_nodes(graft->part) < 2)
			continue;
		/* Both come in order, as a rule: go on from where the last was found. */
		for (size_t tried = 0; tried < section->n; tried++, at++) {
			if (at == section->n)
				at = 0;
			if (pages[at].number == graft->page) {
				pages[at].is_ocr = 1;
				break;
			}
		}
	}
}

static int
grafts_are_sound(const struct block *base, const struct graft *grafts, uint32_t n)
{
	uint32_t n_nodes = block_n_nodes(base);

	for (uint32_t i = 0; i < n; i++) {
		const struct graft *graft = &grafts[i];

		if (i > 0 && graft_place(graft) < graft_place(&grafts[i - 1]))
			return 0;
		if (graft->type == GRAFT_CHILD && (graft->at < 2 || graft->at > n_nodes))
			return 0;
		if (graft->type == GRAFT_PAGE &&
			(graft->first < 2 || graft->first > graft->end || graft->end > n_nodes + 1))
			return 0;
	}
	return 1;
}

pandect_status
block_compose(
	const struct block *base, const struct graft *grafts, uint32_t n, struct block **ret_block)
{
	struct composer composer = {.grafts = grafts, .n = n};
	struct block *to = block_new();
	pandect_status status = PANDECT_INVALID;

	if (!to)
		return PANDECT_NO_MEMORY;
	if (!grafts_are_sound(base, grafts, n) || (status = composer_init(&composer, base, to)) ||
		(status = composer_nodes(&composer)) || (status = copy_pages(&composer.base)) ||
		(status = composer_lists(&composer.base)))
		goto out;
	for (uint32_t i = 0; i < n; i++) {
		struct copy *part = &composer.parts[i];

		if (grafts[i].type == GRAFT_CHILD)
			part->whole = part->map[1];
		else
			part->map[1] = 0; /* a page's root is no node of the document */
		if ((status = composer_lists(part)))
			goto out;
	}
	composer_mark_pages(&composer);
	block_close(to);
	block_trim(to);
	*ret_block = to;
	to = NULL; /* the caller owns it from here */
out:
	composer_clear(&composer);
	block_free(to);
	return status;
}
