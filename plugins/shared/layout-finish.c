/* SPDX-License-Identifier: MIT */
/* The end of a document: running heads, headings, items, code; then its blocks one by one. */
#include "layout-page.h"

#include <math.h>
#include <stdlib.h>

#define MAX_DEPTH 8u /* of lists in lists */

/* ---- running heads and feet ---- */

struct edge_line {
	uint64_t hash; /* of its text and its place */
	uint32_t page, line;
};

static int
compare_edge_lines(const void *a, const void *b)
{
	const struct edge_line *p = a, *q = b;

	if (p->hash != q->hash)
		return p->hash < q->hash ? -1 : 1;
	return (p->line > q->line) - (p->line < q->line);
}

/* Lines at the head or foot of their page: a repeated one stands at the same height. */
static size_t
collect_edges(const struct layout *layout, struct edge_line *edges)
{
	const float share = .12f, step = 6; /* of the page's height; points */
	const struct page_record *pages = layout->pages.items;
	const struct line *lines = layout_lines(layout);
	const struct block *blocks = layout_blocks(layout);
	size_t n = 0;

	for (size_t p = 0; p < layout->pages.n; p++) {
		float edge = share * (pages[p].y1 - pages[p].y0);

		for (uint32_t k = 0; k < pages[p].n_blocks; k++) {
			const struct block *b = &blocks[pages[p].first_block + k];

			for (uint32_t i = b->first; i < b->first + b->n_lines; i++) {
				const struct line *l = &lines[i];
				int32_t place = (int32_t)lrintf(l->base / step);

				if (l->base > pages[p].y0 + edge && l->base < pages[p].y1 - edge)
					continue;
				edges[n++] = (struct edge_line){
					hash_bytes(text_hash(rich_text(layout, &l->rich),
							   l->rich.size),
						&place, sizeof place),
					pages[p].number, i};
			}
		}
	}
	return n;
}

void
layout_drop_furniture(struct layout *layout)
{
	struct edge_line *edges = malloc((layout->lines.n + 1) * sizeof *edges);
	size_t n, from = 0, least = layout->pages.n / 4;

	if (!edges) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return;
	}
	if (least < 3)
		least = layout->pages.n <= 3 ? 2 : 3;
	n = collect_edges(layout, edges);
	qsort(edges, n, sizeof *edges, compare_edge_lines);
	for (size_t i = 1; i <= n; i++) {
		if (i < n && edges[i].hash == edges[from].hash)
			continue;
		for (size_t k = from; i - from >= least && k < i; k++)
			layout_lines(layout)[edges[k].line].is_dropped = true;
		from = i;
	}
	free(edges);
}

/* ---- kinds that stand on several blocks ---- */

static bool
is_mono_document(const struct layout *layout)
{
	return layout->n_mono * 10 > layout->n_chars * 4;
}

static bool
looks_like_code(const struct layout *layout, const struct block *b)
{
	const struct rich *rich = &layout_lines(layout)[b->first].rich;
	const char *text = rich_text(layout, rich);

	if (b->n_lines > 1)
		return true;
	for (size_t i = 0; i < rich->size; i++) {
		if (text[i] && strchr("{};=()<>", text[i]))
			return true;
		if (i && ((text[i] == ':' && text[i - 1] == ':')))
			return true;
	}
	return false;
}

static void
set_kind(struct layout *layout, struct block *b)
{
	const struct line *line = &layout_lines(layout)[b->first];
	const char *text = rich_text(layout, &line->rich);
	size_t size = line->rich.size, bullet;

	if (b->flags & LAYOUT_MONO && !is_mono_document(layout) && looks_like_code(layout, b)) {
		b->kind = LAYOUT_CODE;
		return;
	}
	bullet = text_bullet(text, size);
	if (bullet && bullet < size) {
		b->kind = LAYOUT_ITEM;
		b->marker = (uint32_t)bullet;
		return;
	}
	bullet = text_ordinal(text, size, &b->number);
	if (bullet) {
		b->kind = LAYOUT_ITEM;
		b->marker = (uint32_t)bullet;
	}
}

/* A few short words: a label of a drawing, a piece of a formula or of a form. */
static bool
is_fragment(const struct layout *layout, const struct block *b)
{
	const struct line *lines = layout_lines(layout) + b->first;

	if (b->kind != LAYOUT_PARAGRAPH || b->n_lines > 3)
		return false;
	for (uint32_t i = 0; i < b->n_lines; i++)
		if (lines[i].n_words > 3 || lines[i].rich.size > 22)
			return false;
	return true;
}

static void
merge_into(struct layout *layout, struct block *into, struct block *from)
{
	struct pandect_box *a = &into->shown;
	const struct pandect_box *b = &from->shown;
	float em = into->em;

	*a = (struct pandect_box){
		fminf(a->x0, b->x0), fminf(a->y0, b->y0), fmaxf(a->x1, b->x1), fmaxf(a->y1, b->y1)};
	from->is_merged = true;
	into->n_lines = from->first + from->n_lines - into->first;
	block_fit(layout, into);
	into->em = em;
}

/* Three and more fragments behind each other are one piece. */
static void
join_fragments(struct layout *layout)
{
	struct block *blocks = layout_blocks(layout);
	size_t n = layout->blocks.n, end;

	for (size_t i = 0; i<n; i = end> i ? end : i + 1) {
		end = i;
		while (end < n && is_fragment(layout, &blocks[end]) &&
			blocks[end].page == blocks[i].page)
			end++;
		if (end - i < 3)
			continue;
		for (size_t k = i + 1; k < end; k++)
			merge_into(layout, &blocks[i], &blocks[k]);
		blocks[i].is_joined = true;
	}
}

/* Code with empty lines in it. */
static void
join_code(struct layout *layout)
{
	struct block *blocks = layout_blocks(layout), *last = NULL;
	const struct line *lines = layout_lines(layout);

	for (size_t i = 0; i < layout->blocks.n; i++) {
		struct block *b = &blocks[i];

		if (last && b->kind == LAYOUT_CODE && b->page == last->page &&
			b->first == last->first + last->n_lines) {
			float gap = lines[b->first].base - lines[b->first - 1].base;

			if (gap > 0 && gap < 3.5f * b->em) {
				merge_into(layout, last, b);
				continue;
			}
		}
		last = b->kind == LAYOUT_CODE ? b : NULL;
	}
}

/* A paragraph goes on in the next column. */
static bool
goes_on(const struct layout *layout, const struct block *a, const struct block *b)
{
	const struct line *lines = layout_lines(layout);
	const struct rich *upper, *lower;
	uint32_t end, start;

	if ((a->kind != LAYOUT_PARAGRAPH && a->kind != LAYOUT_ITEM) ||
		b->kind != LAYOUT_PARAGRAPH || a->page != b->page || a->n_lines < 2 ||
		a->is_joined || b->is_joined || b->first != a->first + a->n_lines ||
		fabsf(a->em - b->em) >= .5f ||
		lines[b->first].base >= lines[b->first - 1].base + .1f)
		return false;
	upper = &lines[b->first - 1].rich;
	lower = &lines[b->first].rich;
	end = char_last(rich_text(layout, upper), upper->size);
	start = char_first(rich_text(layout, lower), lower->size);
	return char_is_lower(start) && end != '.' && end != '?' && end != '!' && end != ':' &&
	       end != ';' && end != '"' && end != 0x201d;
}

static void
join_columns(struct layout *layout)
{
	struct block *blocks = layout_blocks(layout), *last = NULL;

	for (size_t i = 0; i < layout->blocks.n; i++) {
		if (blocks[i].is_merged)
			continue;
		if (last && goes_on(layout, last, &blocks[i]))
			merge_into(layout, last, &blocks[i]);
		else
			last = &blocks[i];
	}
}

/* Items further to the right stand in those above them. */
static void
set_depths(struct layout *layout)
{
	struct block *blocks = layout_blocks(layout);
	float lefts[MAX_DEPTH];
	uint32_t depth = 0;
	const struct block *last = NULL;

	for (size_t i = 0; i < layout->blocks.n; i++) {
		struct block *b = &blocks[i];

		if (b->is_merged)
			continue;
		if (b->kind != LAYOUT_ITEM) {
			last = NULL;
			continue;
		}
		if (!last || last->page != b->page || fabsf(b->x0 - last->x0) > 20 * b->em) {
			depth = 0;
		} else if (b->x0 > lefts[depth] + .8f * b->em && depth + 1 < MAX_DEPTH) {
			depth++;
		} else {
			while (depth > 0 && b->x0 < lefts[depth] - .5f * b->em)
				depth--;
		}
		lefts[depth] = b->x0;
		b->depth = depth;
		last = b;
	}
}

/* Takes dropped lines out of their blocks; a block without lines is no block. */
static void
shrink_blocks(struct layout *layout)
{
	struct block *blocks = layout_blocks(layout);
	struct line *lines = layout_lines(layout);

	for (size_t i = 0; i < layout->blocks.n; i++) {
		struct block *b = &blocks[i];

		if (b->n_lines == 0)
			continue;
		while (b->n_lines && lines[b->first].is_dropped) {
			b->first++;
			b->n_lines--;
		}
		while (b->n_lines && lines[b->first + b->n_lines - 1].is_dropped)
			b->n_lines--;
		if (b->n_lines)
			block_fit(layout, b);
		else
			b->is_merged = true;
	}
}

void
layout_kinds(struct layout *layout)
{
	struct block *blocks = layout_blocks(layout);

	for (size_t i = 0; i < layout->blocks.n; i++)
		if (blocks[i].kind == LAYOUT_PARAGRAPH && blocks[i].n_lines)
			set_kind(layout, &blocks[i]);
	join_fragments(layout);
	join_code(layout);
	join_columns(layout);
	set_depths(layout);
}

static void
count_styles(struct layout *layout)
{
	const struct line *lines = layout_lines(layout);

	for (size_t i = 0; i < layout->lines.n; i++) {
		layout->n_chars += lines[i].n_chars;
		layout->n_bold += lines[i].flags & LAYOUT_BOLD ? lines[i].n_chars : 0;
		layout->n_italic += lines[i].flags & LAYOUT_ITALIC ? lines[i].n_chars : 0;
		layout->n_mono += lines[i].flags & LAYOUT_MONO ? lines[i].n_chars : 0;
	}
}

pandect_status
layout_finish(struct layout *layout)
{
	if (layout->status != PANDECT_OK)
		return layout->status;
	if (layout->options.drop_furniture && layout->pages.n > 1) {
		layout_drop_furniture(layout);
		shrink_blocks(layout);
	}
	if (layout->outline.n)
		qsort(layout->outline.items, layout->outline.n, sizeof(uint64_t), compare_hashes);
	if (layout->hyphened.n)
		qsort(layout->hyphened.items, layout->hyphened.n, sizeof(uint64_t), compare_hashes);
	count_styles(layout);
	layout_headings(layout);
	layout_kinds(layout);
	return layout->status;
}
