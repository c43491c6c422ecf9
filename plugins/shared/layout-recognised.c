/* SPDX-License-Identifier: MIT */
/*
 * Recognised words to segments. Their boxes hug the ink, so a line's height says little about its
 * size: only lines that are clearly larger or smaller than the page's usual one count as another.
 */
#include "layout-page.h"

#include <math.h>
#include <stdlib.h>

#define SEGMENT_GAP 1.5f /* ems */
#define EM_OF_INK   1.15f

static int
compare_words(const void *a, const void *b)
{
	const struct word *p = a, *q = b;

	if (p->font != q->font)
		return p->font < q->font ? -1 : 1;
	if (p->x0 != q->x0)
		return p->x0 < q->x0 ? -1 : 1;
	return (p->at > q->at) - (p->at < q->at);
}

static int
compare_floats(const void *a, const void *b)
{
	const float *p = a, *q = b;

	return (*p > *q) - (*p < *q);
}

static size_t
line_end(const struct word *words, size_t first, size_t n)
{
	size_t end = first + 1;

	while (end < n && words[end].font == words[first].font)
		end++;
	return end;
}

static float
median_height(const struct word *words, size_t n, float *scratch)
{
	for (size_t i = 0; i < n; i++)
		scratch[i] = words[i].y1 - words[i].y0;
	qsort(scratch, n, sizeof *scratch, compare_floats);
	return scratch[n / 2];
}

/* Size and baseline of a line's words: one for all of them. The highest word tells the size, as it
 * has ascenders and descenders; of many words one may be a slip, so the next one does. */
static void
set_line(struct word *words, size_t n, float usual, float *scratch)
{
	float high, em, base;

	median_height(words, n, scratch);
	high = scratch[n - 1 - n / 4];
	for (size_t i = 0; i < n; i++)
		scratch[i] = words[i].y1;
	qsort(scratch, n, sizeof *scratch, compare_floats);
	base = scratch[n / 2];
	em = high >= .75f * usual && high <= 1.55f * usual ? usual : high;
	for (size_t i = 0; i < n; i++) {
		words[i].em = em * EM_OF_INK;
		words[i].base = base;
		words[i].font = 0;
	}
}

static void
add_segments(struct layout *layout, size_t first, size_t end)
{
	struct page *page = &layout->page;
	const struct word *words = page_words(page);

	for (size_t i = first + 1; i <= end; i++) {
		struct segment *s;

		if (i < end && words[i].x0 - words[i - 1].x1 <= SEGMENT_GAP * words[i].em)
			continue;
		s = list_add(&page->upright, sizeof *s);
		if (!s) {
			layout_fail(layout, PANDECT_NO_MEMORY);
			return;
		}
		s->first = (uint32_t)first;
		s->n = (uint32_t)(i - first);
		s->table = LAYOUT_NO_TABLE;
		segment_fit(page, s);
		first = i;
	}
}

void
layout_make_recognised(struct layout *layout)
{
	struct page *page = &layout->page;
	struct word *words = page->words.items;
	size_t n = page->words.n, n_lines = 0, end;
	float *scratch = arena_add(&page->arena, n + 1, sizeof *scratch);
	float *heights = arena_add(&page->arena, n + 1, sizeof *heights);
	float usual;

	if (n == 0 || !scratch || !heights)
		return;
	qsort(words, n, sizeof *words, compare_words);
	for (size_t i = 0; i < n; i = end) {
		end = line_end(words, i, n);
		heights[n_lines++] = median_height(words + i, end - i, scratch);
	}
	qsort(heights, n_lines, sizeof *heights, compare_floats);
	usual = heights[n_lines / 2];
	for (size_t i = 0; i < n; i = end) {
		end = line_end(words, i, n);
		set_line(words + i, end - i, usual, scratch);
		add_segments(layout, i, end);
	}
}
