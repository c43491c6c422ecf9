/* SPDX-License-Identifier: MIT */
/*
 * Directions of writing: pages that are turned so that most of their text runs to the right, and
 * text from right to left, which files give in any order.
 */
#include "layout-page.h"

#include <math.h>
#include <stdlib.h>

#define SAME_ROW .3f /* ems */

/* ---- turning the page ---- */

/* 0: upright, 1: down, 2: upside down, 3: up, 4: slanted. */
static unsigned
direction_of(float dx, float dy)
{
	if (dx > .7f)
		return 0;
	if (dy > .7f)
		return 1;
	if (dx < -.7f)
		return 2;
	return dy < -.7f ? 3 : 4;
}

static void
turn_point(unsigned direction, float *x, float *y)
{
	float old_x = *x, old_y = *y;

	switch (direction) {
	case 1:
		*x = old_y;
		*y = -old_x;
		break;
	case 2:
		*x = -old_x;
		*y = -old_y;
		break;
	case 3:
		*x = -old_y;
		*y = old_x;
		break;
	default:
		break;
	}
}

static void
turn_box(unsigned direction, float *x0, float *y0, float *x1, float *y1)
{
	float ax = *x0, ay = *y0, bx = *x1, by = *y1;

	turn_point(direction, &ax, &ay);
	turn_point(direction, &bx, &by);
	*x0 = fminf(ax, bx);
	*x1 = fmaxf(ax, bx);
	*y0 = fminf(ay, by);
	*y1 = fmaxf(ay, by);
}

static void
turn_rules(unsigned direction, struct page *page)
{
	struct list across = page->across;

	for (size_t k = 0; k < 2; k++) {
		struct list *list = k ? &page->down : &page->across;
		struct rule *rules = list->items;

		for (size_t i = 0; i < list->n; i++) {
			float x0 = k ? rules[i].at : rules[i].from,
			      y0 = k ? rules[i].from : rules[i].at;
			float x1 = k ? rules[i].at : rules[i].to,
			      y1 = k ? rules[i].to : rules[i].at;
			bool is_across = (k == 0) == (direction == 2);

			turn_box(direction, &x0, &y0, &x1, &y1);
			rules[i] =
				is_across ? (struct rule){y0, x0, x1} : (struct rule){x0, y0, y1};
		}
	}
	if (direction != 2) {
		page->across = page->down;
		page->down = across;
	}
}

static void
turn_boxes(unsigned direction, struct page *page)
{
	struct pandect_box *images = page->images.items;
	struct page_link *links = page->links.items;

	for (size_t i = 0; i < page->images.n; i++)
		turn_box(direction, &images[i].x0, &images[i].y0, &images[i].x1, &images[i].y1);
	for (size_t i = 0; i < page->links.n; i++)
		turn_box(direction, &links[i].box.x0, &links[i].box.y0, &links[i].box.x1,
			&links[i].box.y1);
	turn_box(direction, &page->box.x0, &page->box.y0, &page->box.x1, &page->box.y1);
}

/* Turns the page so that most of its text runs to the right. */
void
direction_turn_page(struct page *page)
{
	struct layout_glyph *glyphs = page->glyphs.items;
	size_t n[5] = {0};
	unsigned most = 0;

	for (size_t i = 0; i < page->glyphs.n; i++)
		n[direction_of(glyphs[i].dx, glyphs[i].dy)]++;
	for (unsigned k = 1; k < 4; k++)
		if (n[k] > n[most])
			most = k;
	if (most == 0)
		return;
	for (size_t i = 0; i < page->glyphs.n; i++) {
		struct layout_glyph *g = &glyphs[i];

		turn_box(most, &g->x0, &g->y0, &g->x1, &g->y1);
		turn_point(most, &g->x, &g->y);
		turn_point(most, &g->dx, &g->dy);
	}
	turn_rules(most, page);
	turn_boxes(most, page);
	page->turn = most;
}

void
layout_turn_back(const struct page *page, struct pandect_box *box)
{
	unsigned back = page->turn ? 4 - page->turn : 0;

	turn_box(back, &box->x0, &box->y0, &box->x1, &box->y1);
}

/* ---- right to left ---- */

static int
compare_rows(const void *a, const void *b)
{
	const struct layout_glyph *p = a, *q = b;

	if (p->y != q->y)
		return p->y < q->y ? -1 : 1;
	return (p->x0 > q->x0) - (p->x0 < q->x0);
}

static int
compare_places(const void *a, const void *b)
{
	const struct layout_glyph *p = a, *q = b;

	return (p->x0 > q->x0) - (p->x0 < q->x0);
}

/* Libraries give such text in the order of the file, which may be any: makes lines anew, in the
 * order in which they are seen from left to right. */
void
direction_regroup(struct page *page)
{
	struct layout_glyph *glyphs = page->glyphs.items;
	size_t n = 0, from = 0;

	for (size_t i = 0; i < page->glyphs.n; i++)
		if (glyphs[i].dx > .9f && glyphs[i].codepoint != ' ') {
			struct layout_glyph g = glyphs[i];

			glyphs[i] = glyphs[n];
			glyphs[n++] = g;
		}
	qsort(glyphs, n, sizeof *glyphs, compare_rows);
	for (size_t i = 1; i <= n; i++) {
		if (i < n && glyphs[i].y - glyphs[from].y < SAME_ROW * glyphs[i].size)
			continue;
		qsort(glyphs + from, i - from, sizeof *glyphs, compare_places);
		for (size_t k = from; k < i; k++)
			glyphs[k].flags = k == from ? LAYOUT_LINE_START : 0;
		from = i;
	}
	if (n < page->glyphs.n)
		glyphs[n].flags |= LAYOUT_LINE_START;
}

bool
direction_is_right_to_left(const struct page *page)
{
	const size_t enough = 20; /* fewer are a name or a quotation */
	const struct layout_glyph *glyphs = page->glyphs.items;
	size_t n = 0;

	for (size_t i = 0; i < page->glyphs.n && n <= enough; i++)
		n += char_is_right_to_left(glyphs[i].codepoint);
	return n > enough;
}

/* Some files say which bracket is drawn, some which is meant. Seen from the left, a line begins
 * with an opening one in the first case. */
bool
direction_has_mirrored(const struct page *page)
{
	const struct layout_glyph *glyphs = page->glyphs.items;
	bool is_first = true;
	long n = 0;

	for (size_t i = 0; i < page->glyphs.n; i++) {
		uint32_t c = glyphs[i].codepoint;

		if (glyphs[i].flags & LAYOUT_LINE_START)
			is_first = true;
		if (!is_first || (c != '(' && c != ')'))
			continue;
		n += c == '(' ? 1 : -1;
		is_first = false;
	}
	return n >= 0;
}

static bool
is_number_part(uint32_t c, bool is_first)
{
	if (c >= 0x80 || c == 0)
		return false;
	return char_is_digit(c) || char_is_letter(c) || (!is_first && strchr(".,:/%-", (int)c));
}

/* A word read from left to right to its own order: all turned, runs of digits and Latin letters
 * turned back. Gives its new length, at most 2 * n. */
size_t
direction_flip(const uint32_t *in, size_t n, bool has_mirrored, uint32_t *out)
{
	size_t length = 0;

	for (size_t i = n; i-- > 0;) {
		size_t run = i + 1;

		if (!is_number_part(in[i], true)) {
			uint32_t two[2];
			size_t k = char_unshape(has_mirrored ? char_mirror(in[i]) : in[i], two);

			out[length++] = two[0];
			if (k > 1)
				out[length++] = two[1];
			continue;
		}
		while (run > 0 && is_number_part(in[run - 1], false))
			run--;
		for (size_t k = run; k <= i; k++)
			out[length++] = in[k];
		i = run;
	}
	return length;
}
