/* SPDX-License-Identifier: MIT */
/*
 * Glyphs to words and segments. Files give no blanks that can be relied on: words are told apart
 * by the gaps between glyphs, in ems of their size.
 */
#include "layout-page.h"

#include <math.h>
#include <stdlib.h>

/* In ems. Gaps between letters stay below .13 in nearly all files; CJK is set looser. */
#define WORD_GAP      .13f
#define WIDE_WORD_GAP .6f
#define BACK_GAP      1.2f /* a jump back: another word */
#define SEGMENT_GAP   1.0f
#define SEGMENT_BACK  3.0f
#define SAME_PLACE    .12f /* glyphs printed twice to look bold */

/* What is being put together. */
struct maker {
	struct layout *layout;
	struct page *page;
	struct list pending; /* struct layout_glyph const *: of the word */
	struct list sorted;  /* float: for medians */
	const struct layout_glyph *last;
	uint32_t first_word;
	bool is_upright, is_right_to_left;
	bool has_mirrored; /* brackets are given as they look, not as they are meant */
};

static void
maker_fail(struct maker *m)
{
	layout_fail(m->layout, PANDECT_NO_MEMORY);
}

/* ---- words ---- */

static float
median(struct maker *m, size_t offset)
{
	const struct layout_glyph *const *g = m->pending.items;
	size_t n = m->pending.n;
	float *v;

	m->sorted.n = 0;
	/* A word longer than that is no word: its middle letter will do. */
	if (n > 64 || !list_reserve(&m->sorted, n, sizeof *v))
		return *(const float *)((const char *)g[n / 2] + offset);
	v = m->sorted.items;
	for (size_t i = 0; i < n; i++) {
		float x = *(const float *)((const char *)g[i] + offset);
		size_t k = i;

		for (; k > 0 && v[k - 1] > x; k--)
			v[k] = v[k - 1];
		v[k] = x;
	}
	return n & 1 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* The font that most of the word's glyphs have, by the vote of Boyer and Moore. */
static uint32_t
font_of_most(const struct maker *m)
{
	const struct layout_glyph *const *g = m->pending.items;
	uint32_t font = 0;
	size_t lead = 0;

	for (size_t i = 0; i < m->pending.n; i++) {
		if (lead == 0)
			font = g[i]->font;
		if (g[i]->font == font)
			lead++;
		else
			lead--;
	}
	return font;
}

/* Appends the word's characters to the page's text: how many, or 0 without memory. */
static size_t
put_text(struct maker *m, bool *ret_is_right_to_left)
{
	const struct layout_glyph *const *g = m->pending.items;
	struct page *page = m->page;
	uint32_t *in = arena_add(&page->arena, m->pending.n * 3, sizeof *in);
	uint32_t *out = in;
	bool is_seen; /* in the order in which it is seen from left to right */
	float width;
	size_t n = 0;

	if (!in)
		return 0;
	*ret_is_right_to_left = false;
	for (size_t i = 0; i < m->pending.n; i++) {
		n += char_expand(g[i]->codepoint, in + n);
		*ret_is_right_to_left |= char_is_right_to_left(g[i]->codepoint);
	}
	/* Elsewhere a library may have put it in order already, or have made several characters of
	 * one glyph, which stand at one place. */
	width = g[m->pending.n - 1]->x - g[0]->x;
	is_seen = m->is_right_to_left || width > .2f * g[0]->size * (float)(m->pending.n - 1);
	if (*ret_is_right_to_left && is_seen) {
		out = arena_add(&page->arena, n * 2, sizeof *out);
		if (!out)
			return 0;
		n = direction_flip(in, n, m->has_mirrored, out);
	}
	if (!list_reserve(&page->text, n * 4, 1))
		return 0;
	for (size_t i = 0; i < n; i++)
		page->text.n += char_put(out[i], (char *)page->text.items + page->text.n);
	return n;
}

static void
end_word(struct maker *m)
{
	const struct layout_glyph *const *g = m->pending.items;
	struct page *page = m->page;
	struct word *word;
	size_t at = page->text.n;

	if (m->pending.n == 0)
		return;
	word = list_add(&page->words, sizeof *word);
	if (!word) {
		maker_fail(m);
		return;
	}
	word->n_chars = (uint32_t)put_text(m, &word->is_right_to_left);
	word->at = (uint32_t)at;
	word->size = (uint32_t)(page->text.n - at);
	word->link = LAYOUT_NO_LINK;
	word->confidence = 1;
	word->font = font_of_most(m);
	word->flags = ((const struct font *)m->layout->fonts.items)[word->font].flags;
	word->em = median(m, offsetof(struct layout_glyph, size));
	word->base = median(m, offsetof(struct layout_glyph, y));
	word->x0 = g[0]->x0;
	word->y0 = g[0]->y0;
	word->x1 = g[0]->x1;
	word->y1 = g[0]->y1;
	for (size_t i = 1; i < m->pending.n; i++) {
		word->x0 = fminf(word->x0, g[i]->x0);
		word->y0 = fminf(word->y0, g[i]->y0);
		word->x1 = fmaxf(word->x1, g[i]->x1);
		word->y1 = fmaxf(word->y1, g[i]->y1);
	}
	m->pending.n = 0;
}

/* A line drawn with dashes, as typewriters and reports do. */
static bool
is_drawn(const struct page *page, uint32_t first)
{
	const size_t least = 4; /* dashes a word */

	for (size_t i = first; i < page->words.n; i++) {
		const struct word *w = &page_words(page)[i];
		const char *text = page_text(page, w);

		if (w->size < least || (text[0] != '-' && text[0] != '='))
			return false;
		for (size_t k = 1; k < w->size; k++)
			if (text[k] != text[0])
				return false;
	}
	return true;
}

static void
end_segment(struct maker *m)
{
	struct page *page = m->page;
	struct segment *segment;

	end_word(m);
	if (is_drawn(page, m->first_word))
		page->words.n = m->first_word;
	if (page->words.n == m->first_word)
		return;
	segment = list_add(m->is_upright ? &page->upright : &page->turned, sizeof *segment);
	if (!segment) {
		maker_fail(m);
		return;
	}
	segment->first = m->first_word;
	segment->n = (uint32_t)page->words.n - m->first_word;
	segment->table = LAYOUT_NO_TABLE;
	segment_fit(page, segment);
	m->first_word = (uint32_t)page->words.n;
}

/* From the end of the last glyph to the beginning of this one, along the direction of writing. */
static float
gap_between(const struct layout_glyph *last, const struct layout_glyph *g)
{
	if (g->dx > .98f)
		return g->x0 - last->x1;
	if (fabsf(g->dy) > .9f)
		return g->dy > 0 ? g->y0 - last->y1 : last->y0 - g->y1;
	return (g->x - last->x) * g->dx + (g->y - last->y) * g->dy - .5f * g->size;
}

static void
take_glyph(struct maker *m, const struct layout_glyph *g)
{
	const struct layout_glyph **pending;
	uint32_t expanded[3];
	float size = fmaxf(g->size, 1), gap, limit;

	if (g->flags & LAYOUT_LINE_START) {
		end_segment(m);
		m->last = NULL;
		m->is_upright = g->dx > .98f;
	}
	if (char_expand(g->codepoint, expanded) == 0)
		return;
	if (expanded[0] == ' ') {
		end_word(m);
		return;
	}
	if (m->last) {
		gap = gap_between(m->last, g);
		limit = char_is_wide(g->codepoint) && char_is_wide(m->last->codepoint)
				? WIDE_WORD_GAP
				: WORD_GAP;
		if (m->is_upright && (gap > SEGMENT_GAP * size || gap < -SEGMENT_BACK * size))
			end_segment(m);
		else if (gap > limit * size || gap < -BACK_GAP * size)
			end_word(m);
	}
	pending = list_add(&m->pending, sizeof *pending);
	if (pending)
		*pending = g;
	else
		maker_fail(m);
	m->last = g;
}

/* ---- glyphs printed twice ---- */

/* Glyphs by character and place, in cells of 4 points: chains of numbers, 0 at the end. */
struct places {
	uint32_t *heads, *next;
	size_t mask;
};

#define PLACE_CELL  4.0f
#define PLACE_CHAIN 64u /* a longer chain is a page made to be slow */

static size_t
place_of(const struct places *places, uint32_t codepoint, int32_t x, int32_t y)
{
	uint32_t hash = codepoint * 0x9e3779b1u ^ (uint32_t)x * 0x85ebca6bu;

	hash ^= (uint32_t)y * 0xc2b2ae35u;
	hash ^= hash >> 15;
	return (hash * 0x2c1b3c6du >> 4) & places->mask;
}

static bool
chain_has(const struct places *places, size_t head, const struct layout_glyph *all,
	const struct layout_glyph *g)
{
	const float near = SAME_PLACE * g->size;
	unsigned left = PLACE_CHAIN;

	for (uint32_t k = places->heads[head]; k && left; k = places->next[k], left--) {
		const struct layout_glyph *o = &all[k - 1];

		if (o->codepoint == g->codepoint && fabsf(o->x - g->x) <= near &&
			fabsf(o->y - g->y) <= near && fabsf(o->size - g->size) < .1f * g->size)
			return true;
	}
	return false;
}

/* True when the same glyph stands here already; remembers it otherwise. */
static bool
was_printed(struct places *places, const struct layout_glyph *all, const struct layout_glyph *g)
{
	const float near = fminf(SAME_PLACE * g->size, PLACE_CELL);
	int32_t x0 = (int32_t)floorf((g->x - near) / PLACE_CELL);
	int32_t x1 = (int32_t)floorf((g->x + near) / PLACE_CELL);
	int32_t y0 = (int32_t)floorf((g->y - near) / PLACE_CELL);
	int32_t y1 = (int32_t)floorf((g->y + near) / PLACE_CELL);
	uint32_t number = (uint32_t)(g - all) + 1;
	size_t head;

	for (int32_t y = y0; y <= y1; y++)
		for (int32_t x = x0; x <= x1; x++)
			if (chain_has(places, place_of(places, g->codepoint, x, y), all, g))
				return true;
	head = place_of(places, g->codepoint, (int32_t)floorf(g->x / PLACE_CELL),
		(int32_t)floorf(g->y / PLACE_CELL));
	places->next[number] = places->heads[head];
	places->heads[head] = number;
	return false;
}

static bool
places_init(struct places *places, struct arena *arena, size_t n)
{
	size_t n_heads = 256;

	while (n_heads < n * 2)
		n_heads *= 2;
	places->mask = n_heads - 1;
	places->heads = arena_add(arena, n_heads, sizeof *places->heads);
	places->next = arena_add(arena, n + 1, sizeof *places->next);
	return places->heads && places->next;
}

/* ---- links ---- */

static void
find_links(struct page *page)
{
	const struct page_link *links = page->links.items;
	struct word *words = page->words.items;

	/* Words times links: the page's words are capped where it would take long. */
	for (size_t i = 0; i < page->words.n; i++) {
		struct word *w = &words[i];
		float x = (w->x0 + w->x1) / 2, y = (w->y0 + w->y1) / 2;

		if (page->links.n > page->steps)
			return;
		page->steps -= page->links.n;
		for (size_t k = 0; k < page->links.n && w->link == LAYOUT_NO_LINK; k++) {
			const struct pandect_box *b = &links[k].box;

			if (x >= b->x0 && x <= b->x1 && y >= b->y0 && y <= b->y1)
				w->link = links[k].link;
		}
	}
}

void
layout_make_words(struct layout *layout)
{
	struct page *page = &layout->page;
	struct maker m = {.layout = layout, .page = page};
	struct places places;
	const struct layout_glyph *glyphs;

	direction_turn_page(page);
	m.is_right_to_left = direction_is_right_to_left(page);
	if (m.is_right_to_left)
		direction_regroup(page);
	m.has_mirrored = m.is_right_to_left && direction_has_mirrored(page);
	glyphs = page->glyphs.items;
	if (!places_init(&places, &page->arena, page->glyphs.n))
		return;
	for (size_t i = 0; i < page->glyphs.n; i++) {
		const struct layout_glyph *g = &glyphs[i];
		bool is_outside = g->x0 > page->box.x1 || g->x1 < page->box.x0 ||
				  g->y0 > page->box.y1 || g->y1 < page->box.y0;

		if (is_outside || (g->codepoint != ' ' && was_printed(&places, glyphs, g))) {
			if (g->flags & LAYOUT_LINE_START && i + 1 < page->glyphs.n)
				((struct layout_glyph *)page->glyphs.items)[i + 1].flags |=
					LAYOUT_LINE_START;
			continue;
		}
		take_glyph(&m, g);
	}
	end_segment(&m);
	list_clear(&m.pending);
	list_clear(&m.sorted);
	find_links(page);
}
