/* SPDX-License-Identifier: MIT */
/* Segments to rows; words to the document's text with the marks of their style. */
#include "layout-page.h"

#include <math.h>
#include <stdlib.h>

/* How many of the last rows a segment is tried against: sub- and superscripts come between. */
#define ROWS_TRIED 4u
/* A book has some thousand; more are a list of part numbers. */
#define MAX_HYPHENED 65536u

/* ---- segments ---- */

/* The size that most characters have. */
static float
size_of_most(const struct word *words, uint32_t n)
{
	struct {
		size_t size;
		uint32_t n;
	} seen[8] = {{0, 0}};
	unsigned n_seen = 0, best = 0;

	for (uint32_t i = 0; i < n; i++) {
		size_t size = half_points(words[i].em);
		unsigned k = 0;

		while (k < n_seen && seen[k].size != size)
			k++;
		if (k == n_seen) {
			if (n_seen == sizeof seen / sizeof *seen)
				continue;
			seen[n_seen].size = size;
			seen[n_seen++].n = 0;
		}
		seen[k].n += words[i].n_chars;
	}
	for (unsigned k = 1; k < n_seen; k++)
		if (seen[k].n > seen[best].n ||
			(seen[k].n == seen[best].n && seen[k].size > seen[best].size))
			best = k;
	return (float)seen[best].size / 2;
}

void
segment_fit(const struct page *page, struct segment *s)
{
	const struct word *words = page_words(page) + s->first;
	float sum = 0;
	uint32_t n = 0;

	s->em = size_of_most(words, s->n);
	s->x0 = words[0].x0;
	s->y0 = words[0].y0;
	s->x1 = words[0].x1;
	s->y1 = words[0].y1;
	s->n_chars = 0;
	for (uint32_t i = 0; i < s->n; i++) {
		const struct word *w = &words[i];

		s->x0 = fminf(s->x0, w->x0);
		s->y0 = fminf(s->y0, w->y0);
		s->x1 = fmaxf(s->x1, w->x1);
		s->y1 = fmaxf(s->y1, w->y1);
		s->n_chars += w->n_chars;
		if (fabsf(w->em - s->em) <= .3f) {
			sum += w->base;
			n++;
		}
	}
	s->base = n ? sum / (float)n : words[s->n / 2].base;
}

/* ---- rows ---- */

static int
compare_bases(const void *a, const void *b)
{
	const struct segment *p = *(struct segment *const *)a, *q = *(struct segment *const *)b;

	if (p->base != q->base)
		return p->base < q->base ? -1 : 1;
	if (p->x0 != q->x0)
		return p->x0 < q->x0 ? -1 : 1;
	return (p > q) - (p < q);
}

static int
compare_lefts(const void *a, const void *b)
{
	const struct segment *p = *(struct segment *const *)a, *q = *(struct segment *const *)b;

	if (p->x0 != q->x0)
		return p->x0 < q->x0 ? -1 : 1;
	return (p > q) - (p < q);
}

static int
compare_row_bases(const void *a, const void *b)
{
	const struct row *p = a, *q = b;

	if (p->base != q->base)
		return p->base < q->base ? -1 : 1;
	return (p->y0 > q->y0) - (p->y0 < q->y0);
}

static bool
belongs(const struct row *row, const struct segment *s)
{
	float em = fminf(s->em, row->em), off = fabsf(s->base - row->base);

	if (off <= .35f * em)
		return true;
	return s->em < .8f * row->em && s->y0 + .15f * em >= row->y0 &&
	       s->y1 - .15f * em <= row->y1 && off < .6f * row->em;
}

static void
row_take(struct row *row, const struct segment *s)
{
	row->n++;
	if (s->em > row->em * 1.02f) {
		row->em = s->em;
		row->base = s->base;
	}
	row->y0 = fminf(row->y0, s->y0);
	row->y1 = fmaxf(row->y1, s->y1);
}

struct rows
rows_of(struct arena *arena, struct segment **segments, size_t n)
{
	struct segment **sorted = arena_add(arena, n, sizeof *sorted);
	struct segment **placed = arena_add(arena, n, sizeof *placed);
	struct row *rows = arena_add(arena, n, sizeof *rows);
	uint32_t *row_of = arena_add(arena, n, sizeof *row_of);
	size_t n_rows = 0, at = 0;

	if (!sorted || !placed || !rows || !row_of)
		return (struct rows){NULL, 0};
	memcpy(sorted, segments, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, compare_bases);
	for (size_t i = 0; i < n; i++) {
		size_t k = n_rows, last = n_rows > ROWS_TRIED ? n_rows - ROWS_TRIED : 0;
		const struct segment *s = sorted[i];

		while (k > last && !belongs(&rows[k - 1], s))
			k--;
		if (k == last) {
			k = ++n_rows;
			rows[k - 1] = (struct row){
				.base = s->base, .em = s->em, .y0 = s->y0, .y1 = s->y1};
		}
		row_take(&rows[k - 1], s);
		row_of[i] = (uint32_t)(k - 1);
	}
	for (size_t k = 0; k < n_rows; k++) {
		rows[k].segments = placed + at;
		at += rows[k].n;
		rows[k].n = 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct row *row = &rows[row_of[i]];

		row->segments[row->n++] = sorted[i];
	}
	for (size_t k = 0; k < n_rows; k++)
		if (rows[k].n > 1)
			qsort(rows[k].segments, rows[k].n, sizeof *sorted, compare_lefts);
	qsort(rows, n_rows, sizeof *rows, compare_row_bases);
	return (struct rows){rows, n_rows};
}

/* Words seen from left to right to reading order, where most of them run to the left: all turned,
 * runs of others turned back. */
static void
turn_words(struct word **words, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i < n / 2; i++) {
		struct word *w = words[i];

		words[i] = words[n - 1 - i];
		words[n - 1 - i] = w;
	}
	for (size_t i = 0; i <= n; i++) {
		if (i < n && !words[i]->is_right_to_left)
			continue;
		for (size_t a = from, b = i; a + 1 < b; a++, b--) {
			struct word *w = words[a];

			words[a] = words[b - 1];
			words[b - 1] = w;
		}
		from = i + 1;
	}
}

size_t
row_words(struct page *page, const struct row *row, struct word ***ret_words)
{
	struct word *all = page_words(page), **words;
	size_t n = 0, n_left = 0;

	for (uint32_t i = 0; i < row->n; i++)
		n += row->segments[i]->n;
	words = arena_add(&page->arena, n, sizeof *words);
	*ret_words = words;
	if (!words)
		return 0;
	n = 0;
	for (uint32_t i = 0; i < row->n; i++)
		for (uint32_t k = 0; k < row->segments[i]->n; k++) {
			words[n] = &all[row->segments[i]->first + k];
			n_left += words[n++]->is_right_to_left;
		}
	if (n_left && n_left * 2 >= n)
		turn_words(words, n);
	return n;
}

/* ---- the document's text ---- */

/* A single letter in italics is a variable, and marks on signs alone help nobody. */
static bool
is_worth_marking(const struct layout *layout, const struct run *run)
{
	const char *text = (const char *)layout->text.items + run->start;
	size_t size = run->end - run->start, at = 0, n = 0;

	if (run->link != LAYOUT_NO_LINK)
		return true;
	while (at < size && n < 2)
		n += char_is_letter(char_next(text, size, &at));
	return n >= 2;
}

static void
end_run(struct layout *layout, const struct run *run)
{
	struct run *copy;

	if (run->end == run->start || (run->flags == 0 && run->link == LAYOUT_NO_LINK) ||
		!is_worth_marking(layout, run))
		return;
	copy = list_add(&layout->runs, sizeof *copy);
	if (copy)
		*copy = *run;
	else
		layout_fail(layout, PANDECT_NO_MEMORY);
}

/* Remembers "well-known", so that it keeps its hyphen where it is cut at that. */
static void
note_hyphen(struct layout *layout, const struct word *w)
{
	const char *text = page_text(&layout->page, w);
	const char *hyphen = memchr(text, '-', w->size);
	uint64_t *hash;

	if (!hyphen || hyphen == text || hyphen + 1 == text + w->size ||
		layout->hyphened.n >= MAX_HYPHENED)
		return;
	hash = list_add(&layout->hyphened, sizeof *hash);
	if (hash)
		*hash = text_hash(text, w->size);
	else
		layout_fail(layout, PANDECT_NO_MEMORY);
}

void
rich_add(struct layout *layout, struct word *const *words, size_t n, struct rich *ret_rich)
{
	struct list *text = &layout->text;
	struct run run = {.link = LAYOUT_NO_LINK};
	struct rich rich = {.at = (uint32_t)text->n, .runs = (uint32_t)layout->runs.n};
	size_t need = 0;

	*ret_rich = (struct rich){0};
	for (size_t i = 0; i < n; i++)
		need += (size_t)words[i]->size + 1;
	if (need > LAYOUT_MAX_TEXT - text->n) {
		layout_fail(layout, PANDECT_LIMIT);
		return;
	}
	if (!list_reserve(text, need + 1, 1)) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct word *w = words[i];

		if (w->size == 0)
			continue;
		if (text->n > rich.at)
			((char *)text->items)[text->n++] = w->is_on_new_line ? '\n' : ' ';
		if (w->flags != run.flags || w->link != run.link) {
			end_run(layout, &run);
			run = (struct run){
				.start = (uint32_t)text->n, .flags = w->flags, .link = w->link};
		}
		memcpy((char *)text->items + text->n, page_text(&layout->page, w), w->size);
		text->n += w->size;
		note_hyphen(layout, w);
		run.end = (uint32_t)text->n;
	}
	end_run(layout, &run);
	rich.size = (uint32_t)(text->n - rich.at);
	rich.n_runs = (uint32_t)(layout->runs.n - rich.runs);
	*ret_rich = rich;
}

struct block *
block_add(struct layout *layout, uint32_t kind)
{
	struct block *block = list_add(&layout->blocks, sizeof *block);

	if (!block) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return NULL;
	}
	block->kind = kind;
	block->page = layout->page.number;
	block->number = -1;
	return block;
}

void
block_fit(const struct layout *layout, struct block *block)
{
	const struct line *lines = layout_lines(layout) + block->first;
	uint32_t most = 0;

	block->x0 = lines[0].x0;
	block->y0 = lines[0].y0;
	block->x1 = lines[0].x1;
	block->y1 = lines[0].y1;
	block->em = lines[0].em;
	block->font = lines[0].font;
	block->flags = lines[0].flags;
	for (uint32_t i = 0; i < block->n_lines; i++) {
		uint32_t n = 0;

		block->x0 = fminf(block->x0, lines[i].x0);
		block->y0 = fminf(block->y0, lines[i].y0);
		block->x1 = fmaxf(block->x1, lines[i].x1);
		block->y1 = fmaxf(block->y1, lines[i].y1);
		block->flags &= lines[i].flags;
		/* Sizes differ seldom within a block: a few lines tell which is the usual one. */
		for (uint32_t k = i; i < 8 && k < block->n_lines; k++)
			if (lines[k].em == lines[i].em)
				n += lines[k].n_chars;
		if (n > most) {
			most = n;
			block->em = lines[i].em;
		}
	}
}
