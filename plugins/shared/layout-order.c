/* SPDX-License-Identifier: MIT */
/*
 * Reading order. Columns are found as bands: the tallest run of rows that a gutter runs through,
 * with text on both sides. What is above the band is read first, then its left side, its right
 * side and what is below, each ordered in the same way.
 */
#include "layout-page.h"

#include <math.h>
#include <stdlib.h>

#define MIN_ROWS   3u
#define MAX_DEPTH  8u
#define MAX_HEIGHT 300u /* rows of a band: the search is quadratic in them */
#define MAX_GAPS   64u  /* of a row: one with more is a table or a drawing */
#define GUTTER     .9f  /* ems */

/* What stands on one side of a gutter. */
struct side {
	uint32_t n_rows, n_segments, n_words;
	float width, y0, y1;
};

/* A free stretch that runs through all rows so far. */
struct gutter {
	float x0, x1;
	struct side left, right;
	uint32_t n_both;
};

struct gutters {
	struct gutter items[MAX_GAPS];
	size_t n;
};

struct band {
	size_t first, last, n_rows;
	float x0, x1;
};

struct orderer {
	struct layout *layout;
	struct page *page;
	struct rows rows;
	float x0, x1, em;
	struct gutters *now, *next; /* scratch, one pair for all depths */
};

static int
compare_floats(const void *a, const void *b)
{
	const float *p = a, *q = b;

	return (*p > *q) - (*p < *q);
}

static float
median_size(struct arena *arena, struct segment **segments, size_t n)
{
	float *sizes = arena_add(arena, n, sizeof *sizes);

	if (!sizes)
		return 10;
	for (size_t i = 0; i < n; i++)
		sizes[i] = segments[i]->em;
	qsort(sizes, n, sizeof *sizes, compare_floats);
	return sizes[n / 2];
}

static void
side_take(struct side *side, const struct row *row, uint32_t from, uint32_t end)
{
	if (from == end)
		return;
	if (side->n_rows == 0) {
		side->y0 = row->y0;
		side->y1 = row->y1;
	}
	side->n_rows++;
	side->n_segments += end - from;
	side->y0 = fminf(side->y0, row->y0);
	side->y1 = fmaxf(side->y1, row->y1);
	for (uint32_t i = from; i < end; i++) {
		side->n_words += row->segments[i]->n;
		side->width += row->segments[i]->x1 - row->segments[i]->x0;
	}
}

/* The gutter narrowed to a gap of the row, before whose segment `at` the gap lies. */
static void
gutter_add(struct gutters *to, const struct gutter *old, const struct row *row, uint32_t at)
{
	struct gutter *g;

	if (to->n == MAX_GAPS)
		return;
	g = &to->items[to->n++];
	*g = *old;
	side_take(&g->left, row, 0, at);
	side_take(&g->right, row, at, row->n);
	g->n_both += at > 0 && at < row->n;
}

/* Of the gutters that come so far, those that go on through this row. */
static void
gutters_through(struct orderer *o, const struct row *row, float least)
{
	float x = o->x0;
	size_t k = 0;

	o->next->n = 0;
	for (uint32_t i = 0; i <= row->n; i++) {
		float end = i < row->n ? row->segments[i]->x0 : o->x1;

		while (k < o->now->n && o->now->items[k].x1 <= x)
			k++;
		for (size_t m = k; m < o->now->n && o->now->items[m].x0 < end; m++) {
			struct gutter narrowed = o->now->items[m];

			narrowed.x0 = fmaxf(narrowed.x0, x);
			narrowed.x1 = fminf(narrowed.x1, end);
			if (narrowed.x1 - narrowed.x0 >= least)
				gutter_add(o->next, &narrowed, row, i);
		}
		if (i < row->n)
			x = fmaxf(x, row->segments[i]->x1);
	}
}

/* Enough words a segment, or segments that fill the column: no cells of a table. */
static bool
is_text(const struct side *side, float width)
{
	float n = (float)side->n_segments, words = (float)side->n_words / n;

	return words >= 2.2f || (side->width / n > .55f * width && words >= 1.5f);
}

static bool
parts_columns(const struct orderer *o, const struct gutter *g, float height)
{
	const struct side *l = &g->left, *r = &g->right;
	uint32_t fewer = l->n_rows < r->n_rows ? l->n_rows : r->n_rows;
	float words;

	if (g->x0 <= o->x0 + 1 || g->x1 >= o->x1 - 1 || fewer < MIN_ROWS)
		return false;
	if (!is_text(l, g->x0 - o->x0) || !is_text(r, o->x1 - g->x1))
		return false;
	/* Rows that have both sides, one of them short: labels and their values. */
	words = fminf(
		(float)l->n_words / (float)l->n_segments, (float)r->n_words / (float)r->n_segments);
	if ((float)g->n_both >= .7f * (float)fewer && words < 3.2f)
		return false;
	return fminf(l->y1, r->y1) - fmaxf(l->y0, r->y0) >= .3f * height;
}

static void
bands_from(struct orderer *o, size_t first, struct band *best)
{
	const struct row *rows = o->rows.rows;
	float bottom = rows[first].y1, least = GUTTER * o->em;

	o->now->n = 1;
	o->now->items[0] = (struct gutter){.x0 = o->x0, .x1 = o->x1};
	for (size_t last = first; last < o->rows.n && last - first < MAX_HEIGHT; last++) {
		struct gutters *swap = o->now;

		gutters_through(o, &rows[last], least);
		o->now = o->next;
		o->next = swap;
		if (o->now->n == 0 || o->page->steps < o->now->n + rows[last].n)
			return;
		o->page->steps -= o->now->n + rows[last].n;
		bottom = fmaxf(bottom, rows[last].y1);
		if (last - first + 1 < MIN_ROWS || last - first + 1 <= best->n_rows)
			continue;
		for (size_t k = 0; k < o->now->n; k++) {
			const struct gutter *g = &o->now->items[k];

			if (!parts_columns(o, g, bottom - rows[first].y0))
				continue;
			*best = (struct band){first, last, last - first + 1, g->x0, g->x1};
			break;
		}
	}
}

static bool
has_both_sides(const struct row *row, const struct band *band)
{
	bool left = false, right = false;

	for (uint32_t i = 0; i < row->n; i++) {
		left |= row->segments[i]->x1 <= band->x0 + .5f;
		right |= row->segments[i]->x0 >= band->x1 - .5f;
	}
	return left && right;
}

/* One-sided rows at the ends that stand apart are no part of the columns. */
static void
band_trim(const struct orderer *o, struct band *band)
{
	const struct row *rows = o->rows.rows;
	float apart = 2.2f * 1.2f * o->em;

	while (band->first < band->last && !has_both_sides(&rows[band->first], band) &&
		rows[band->first + 1].base - rows[band->first].base > apart)
		band->first++;
	while (band->last > band->first && !has_both_sides(&rows[band->last], band) &&
		rows[band->last].base - rows[band->last - 1].base > apart)
		band->last--;
}

static void
region_add(struct orderer *o, const struct rows *rows)
{
	struct rows *region = list_add(&o->page->regions, sizeof *region);

	if (region)
		*region = *rows;
	else
		layout_fail(o->layout, PANDECT_NO_MEMORY);
}

/* The segments of rows first…end, gathered behind each other. */
static size_t
gather(const struct rows *rows, size_t first, size_t end, struct segment **to)
{
	size_t n = 0;

	for (size_t i = first; i < end; i++)
		for (uint32_t k = 0; k < rows->rows[i].n; k++)
			to[n++] = rows->rows[i].segments[k];
	return n;
}

static void order(struct orderer *o, struct segment **segments, size_t n, unsigned depth);

static void
order_band(struct orderer *o, const struct band *band, size_t n, unsigned depth)
{
	const struct rows rows = o->rows;
	struct segment **part = arena_add(&o->page->arena, n, sizeof *part);
	struct segment **right = arena_add(&o->page->arena, n, sizeof *right);
	float middle = (band->x0 + band->x1) / 2;
	size_t n_part, n_left = 0, n_right = 0;

	if (!part || !right)
		return;
	n_part = gather(&rows, 0, band->first, part);
	order(o, part, n_part, depth + 1);
	n_part = gather(&rows, band->first, band->last + 1, part);
	for (size_t i = 0; i < n_part; i++) {
		if ((part[i]->x0 + part[i]->x1) / 2 <= middle)
			part[n_left++] = part[i];
		else
			right[n_right++] = part[i];
	}
	order(o, part, n_left, depth + 1);
	order(o, right, n_right, depth + 1);
	n_part = gather(&rows, band->last + 1, rows.n, part);
	order(o, part, n_part, depth + 1);
}

/* Recursive; depth is bounded. */
static void
order(struct orderer *o, struct segment **segments, size_t n, unsigned depth)
{
	struct arena *arena = &o->page->arena;
	struct band best = {0};

	if (n == 0)
		return;
	o->rows = rows_of(arena, segments, n);
	if (o->rows.n >= MIN_ROWS && depth <= MAX_DEPTH) {
		o->em = median_size(arena, segments, n);
		o->x0 = segments[0]->x0;
		o->x1 = segments[0]->x1;
		for (size_t i = 1; i < n; i++) {
			o->x0 = fminf(o->x0, segments[i]->x0);
			o->x1 = fmaxf(o->x1, segments[i]->x1);
		}
		for (size_t i = 0; i < o->rows.n && best.n_rows < o->rows.n - i; i++)
			bands_from(o, i, &best);
	}
	if (best.n_rows == 0) {
		region_add(o, &o->rows);
		return;
	}
	band_trim(o, &best);
	order_band(o, &best, n, depth);
}

void
layout_order(struct layout *layout, struct segment **segments, size_t n)
{
	struct orderer o = {.layout = layout, .page = &layout->page};

	o.now = arena_add(&layout->page.arena, 1, sizeof *o.now);
	o.next = arena_add(&layout->page.arena, 1, sizeof *o.next);
	if (o.now && o.next)
		order(&o, segments, n, 0);
}

/* ---- a region: text, and tables that stand in it ---- */

static void
add_table(struct layout *layout, const struct table *table)
{
	struct block *block = block_add(layout, LAYOUT_TABLE);

	if (!block)
		return;
	block->first = table->first_cell;
	block->n_rows = table->n_rows;
	block->n_columns = table->n_columns;
	block->x0 = table->x0;
	block->y0 = table->y0;
	block->x1 = table->x1;
	block->y1 = table->y1;
}

static void
add_text(struct layout *layout, const struct row *rows, size_t n)
{
	struct table_range range;
	size_t done = 0;

	if (n == 0)
		return;
	while (done < n && layout_unruled_table(layout, rows + done, n - done, &range)) {
		layout_paragraphs(layout, rows + done, range.first);
		add_table(layout, &range.table);
		done += range.end;
	}
	layout_paragraphs(layout, rows + done, n - done);
}

/* A row in which tables stand: text beside them above their middle is read before, the rest
 * after. */
static void
add_row_with_tables(struct layout *layout, const struct row *row)
{
	const struct table *tables = layout->page.tables.items;
	struct arena *arena = &layout->page.arena;
	struct segment **text = arena_add(arena, row->n, sizeof *text);
	float middle = 0;
	size_t n = 0, above = 0;
	struct rows rows;

	if (!text)
		return;
	for (uint32_t i = row->n; i-- > 0;)
		if (row->segments[i]->table != LAYOUT_NO_TABLE)
			middle = row->segments[i]->base;
	for (uint32_t i = 0; i < row->n; i++)
		if (row->segments[i]->table == LAYOUT_NO_TABLE)
			text[n++] = row->segments[i];
	rows = rows_of(arena, text, n);
	if (!rows.rows)
		return;
	while (above < rows.n && rows.rows[above].base < middle)
		above++;
	add_text(layout, rows.rows, above);
	for (uint32_t i = 0; i < row->n; i++)
		if (row->segments[i]->table != LAYOUT_NO_TABLE)
			add_table(layout, &tables[row->segments[i]->table]);
	add_text(layout, rows.rows + above, rows.n - above);
}

static bool
has_table(const struct row *row)
{
	for (uint32_t i = 0; i < row->n; i++)
		if (row->segments[i]->table != LAYOUT_NO_TABLE)
			return true;
	return false;
}

void
layout_region(struct layout *layout, const struct rows *region)
{
	size_t from = 0;

	for (size_t i = 0; i < region->n; i++) {
		if (!has_table(&region->rows[i]))
			continue;
		add_text(layout, region->rows + from, i - from);
		add_row_with_tables(layout, &region->rows[i]);
		from = i + 1;
	}
	add_text(layout, region->rows + from, region->n - from);
}
