/* SPDX-License-Identifier: MIT */
/*
 * Rows to lines, lines to paragraphs. A paragraph ends where the page says so: at a distance, a
 * change of size or weight, an indent, a bullet, or a line that ends although the next word would
 * still have fitted.
 */
#include "layout-page.h"

#include <math.h>

#define N_SIZES   16u /* sizes in one region of which distances are kept apart */
#define N_PITCHES 27u /* distances of up to 2.6 ems, in tenths */

/* Distances between lines of one size, counted. */
struct pitches {
	int size[N_SIZES];
	uint16_t n[N_SIZES + 1][N_PITCHES]; /* the last: of all sizes */
	unsigned n_sizes;
};

struct region {
	float left, right;
	struct pitches pitches;
};

/* ---- lines ---- */

static void
line_flags(struct line *line, struct word *const *words, size_t n)
{
	size_t n_of[3] = {0}, all = 0, lead = 0;
	uint32_t n_wide = 0;

	for (size_t i = 0; i < n; i++) {
		const struct word *w = words[i];

		all += w->n_chars;
		n_of[0] += w->flags & LAYOUT_BOLD ? w->n_chars : 0;
		n_of[1] += w->flags & LAYOUT_ITALIC ? w->n_chars : 0;
		n_of[2] += w->flags & LAYOUT_MONO ? w->n_chars : 0;
		n_wide += w->size > 0;
		line->confidence += w->confidence / (float)n;
		if (lead == 0)
			line->font = w->font;
		if (w->font == line->font)
			lead += w->n_chars;
		else
			lead -= w->n_chars < lead ? w->n_chars : lead;
	}
	line->n_words = n_wide;
	line->n_chars = (uint32_t)all;
	if (n_of[0] * 100 >= all * 85)
		line->flags |= LAYOUT_BOLD;
	if (n_of[1] * 100 >= all * 85)
		line->flags |= LAYOUT_ITALIC;
	if (n_of[2] * 100 >= all * 80)
		line->flags |= LAYOUT_MONO;
}

static struct line *
line_add(struct layout *layout, const struct row *row)
{
	struct line *line = list_add(&layout->lines, sizeof *line);
	const struct segment *big = row->segments[0];
	struct word **words;
	size_t n;

	if (!line) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return NULL;
	}
	n = row_words(&layout->page, row, &words);
	if (n == 0) {
		layout->lines.n--;
		return NULL;
	}
	line->x0 = big->x0;
	line->x1 = big->x1;
	line->y0 = big->y0;
	line->y1 = big->y1;
	for (uint32_t i = 1; i < row->n; i++) {
		const struct segment *s = row->segments[i];

		if (s->n_chars > big->n_chars)
			big = s;
		line->x0 = fminf(line->x0, s->x0);
		line->x1 = fmaxf(line->x1, s->x1);
		line->y0 = fminf(line->y0, s->y0);
		line->y1 = fmaxf(line->y1, s->y1);
	}
	line->base = big->base;
	line->em = big->em;
	line->first_width = words[0]->x1 - words[0]->x0;
	line_flags(line, words, n);
	rich_add(layout, words, n, &line->rich);
	return line;
}

/* ---- the usual distance of lines ---- */

static void
pitches_count(struct pitches *p, const struct line *lines, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const struct line *a = &lines[i - 1], *b = &lines[i];
		float distance = (b->base - a->base) / fmaxf(b->em, 1);
		int size = (int)lrintf(b->em);
		unsigned k = 0, tenth;

		if (fabsf(a->em - b->em) >= .6f || !(distance > .8f && distance < 2.6f))
			continue;
		while (k < p->n_sizes && p->size[k] != size)
			k++;
		if (k == p->n_sizes && k < N_SIZES)
			p->size[p->n_sizes++] = size;
		tenth = (unsigned)lrintf(distance * 10);
		if (k < N_SIZES && p->n[k][tenth] < UINT16_MAX)
			p->n[k][tenth]++;
		if (p->n[N_SIZES][tenth] < UINT16_MAX)
			p->n[N_SIZES][tenth]++;
	}
}

/* The smallest distance that is frequent, in ems. */
static float
pitch_of(const struct pitches *p, float em)
{
	const float usual = 1.2f;
	int size = (int)lrintf(em);
	unsigned k = 0, most = 0;

	while (k < p->n_sizes && p->size[k] != size)
		k++;
	if (k == p->n_sizes)
		k = N_SIZES;
	for (unsigned i = 0; i < N_PITCHES; i++)
		if (p->n[k][i] > most)
			most = p->n[k][i];
	for (unsigned i = 0; most && i < N_PITCHES; i++)
		if (p->n[k][i] * 10 >= most * 6)
			return (float)i / 10;
	return usual;
}

/* ---- where a paragraph ends ---- */

/* The line break after a was wanted: b's first word would still have fitted. */
static bool
is_wanted_break(const struct line *a, const struct line *b, float right)
{
	return a->x1 + b->first_width + .6f * b->em < right;
}

static bool
is_one_of(uint32_t c, const char *ascii)
{
	if (c >= 0x80)
		return c == 0x201d || c == 0x2019;
	return c && strchr(ascii, (int)c);
}

static bool
opens_sentence(uint32_t c)
{
	return char_is_upper(c) || char_is_digit(c) || c == '"' || c == '(' || c == 0x201c ||
	       c == 0x2018;
}

/* What is asked about a line's text, once. */
struct reading {
	uint32_t first, last;
	bool is_item, is_numbered;
};

static struct reading
read_line(const struct layout *layout, const struct line *line)
{
	const char *text = rich_text(layout, &line->rich);
	size_t size = line->rich.size, bullet = text_bullet(text, size);

	return (struct reading){char_first(text, size), char_last(text, size),
		bullet > 0 && bullet<size, text_enumerator(text, size)> 0};
}

/* The lines of the paragraph so far, and the one that may begin the next. */
struct joint {
	const struct region *region;
	const struct line *start, *a, *b;
	struct reading r_start, r_a, r_b;
	size_t n; /* lines from start to a */
};

static bool
all_have(const struct joint *j, uint32_t flag)
{
	for (const struct line *l = j->start; l <= j->a; l++)
		if (!(l->flags & flag))
			return false;
	return true;
}

static bool
breaks_by_look(const struct joint *j)
{
	const struct line *a = j->a, *b = j->b;
	float width = j->region->right - j->region->left;
	float distance = (b->base - a->base) / fmaxf(fminf(a->em, b->em), 1);
	uint32_t changed = a->flags ^ b->flags;

	if (fabsf(a->em - b->em) > .2f * fmaxf(a->em, b->em))
		return true;
	if (distance > 1.35f * pitch_of(&j->region->pitches, b->em) + .05f || distance < -.6f)
		return true;
	if (changed & LAYOUT_BOLD) {
		if (a->flags & LAYOUT_BOLD && j->n <= 3 && all_have(j, LAYOUT_BOLD))
			return true;
		if (b->flags & LAYOUT_BOLD && is_one_of(j->r_a.last, ".:;!?") && j->r_a.last < 0x80)
			return true;
	}
	return changed & LAYOUT_ITALIC && a->flags & LAYOUT_ITALIC && j->n <= 2 &&
	       all_have(j, LAYOUT_ITALIC) && a->n_words < 12 &&
	       a->x1 < j->region->right - .12f * width;
}

static bool
breaks_by_list(const struct joint *j)
{
	const struct line *a = j->a, *b = j->b;
	float right = j->region->right, width = right - j->region->left;
	bool in_list = j->r_start.is_item || j->r_start.is_numbered;

	if (j->r_b.is_item)
		return true;
	if (in_list && b->x0 < j->start->x0 + .4f * b->em && a->x1 < right - .15f * width &&
		char_is_upper(j->r_b.first))
		return true;
	return j->r_b.is_numbered &&
	       (in_list || (is_one_of(j->r_a.last, ".;:?!") && j->r_a.last < 0x80));
}

static bool
breaks_by_fit(const struct joint *j)
{
	const struct line *a = j->a, *b = j->b;
	float right = j->region->right, width = right - j->region->left;
	float indent = .8f * b->em;
	bool in_list = j->r_start.is_item || j->r_start.is_numbered;

	if (j->n >= 2 && is_wanted_break(a, b, right) && !is_wanted_break(a - 1, a, right) &&
		is_one_of(j->r_a.last, ".?!:;\")") && opens_sentence(j->r_b.first))
		return true;
	if (j->n == 1 && j->r_a.last == ':' && a->x1 < right - .3f * width && b->n_words > 6)
		return true;
	if (b->x0 - a->x0 <= indent || !is_one_of(j->r_a.last, ".:!?\")"))
		return false;
	if (b->x0 - j->region->left > indent && a->x1 >= right - .15f * width && !in_list)
		return true;
	return j->n > 1 && fabsf(a->x0 - (a - 1)->x0) < .3f * b->em;
}

/* Lines whose break was meant, as in addresses and verse: well before the region's edge, and not
 * at an edge of the paragraph's own. */
static void
mark_short_lines(struct layout *layout, const struct region *region, size_t first, size_t end)
{
	const float narrow = .75f, apart = 2; /* of the region's width; ems */
	struct line *lines = layout_lines(layout);
	float right = region->left + narrow * (region->right - region->left), edge = 0;
	size_t n_at_edge = 0;

	for (size_t i = first; i < end; i++)
		edge = fmaxf(edge, lines[i].x1);
	for (size_t i = first; i + 1 < end; i++)
		n_at_edge += lines[i].x1 > edge - apart * lines[i].em;
	if (n_at_edge * 2 > end - first - 1 && end - first > 2)
		return;
	for (size_t i = first; i + 1 < end; i++)
		lines[i].is_short = lines[i].x1 + lines[i + 1].first_width < right;
}

static void
block_end(struct layout *layout, const struct region *region, size_t first, size_t end)
{
	struct block *block = block_add(layout, LAYOUT_PARAGRAPH);

	if (!block)
		return;
	mark_short_lines(layout, region, first, end);
	block->first = (uint32_t)first;
	block->n_lines = (uint32_t)(end - first);
	block_fit(layout, block);
}

void
layout_paragraphs(struct layout *layout, const struct row *rows, size_t n)
{
	size_t first = layout->lines.n, start = first, end;
	struct region region = {0};
	struct joint j = {.region = &region};
	const struct line *lines;

	for (size_t i = 0; i < n; i++)
		line_add(layout, &rows[i]);
	end = layout->lines.n;
	if (end == first || layout->status != PANDECT_OK)
		return;
	lines = layout_lines(layout);
	region.left = lines[first].x0;
	region.right = lines[first].x1;
	for (size_t i = first; i < end; i++) {
		region.left = fminf(region.left, lines[i].x0);
		region.right = fmaxf(region.right, lines[i].x1);
	}
	pitches_count(&region.pitches, lines + first, end - first);
	j.r_b = read_line(layout, &lines[first]);
	j.r_start = j.r_b;
	for (size_t i = first + 1; i < end; i++) {
		j.start = &lines[start];
		j.a = &lines[i - 1];
		j.b = &lines[i];
		j.n = i - start;
		j.r_a = j.r_b;
		j.r_b = read_line(layout, j.b);
		if (!breaks_by_look(&j) && !breaks_by_list(&j) && !breaks_by_fit(&j))
			continue;
		block_end(layout, &region, start, i);
		start = i;
		j.r_start = j.r_b;
	}
	block_end(layout, &region, start, end);
}
