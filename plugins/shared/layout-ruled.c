/* SPDX-License-Identifier: MIT */
/*
 * Tables with drawn lines. Lines that cross belong together; their places make a grid; squares
 * with no line between are one cell; each word falls into a cell by its middle.
 */
#include "layout-page.h"

#include <math.h>
#include <stdlib.h>

#define SAME_LINE     1.5f   /* points: two rules at one place */
#define SAME_EDGE     3.0f   /* points: rules that make one edge of the grid */
#define MAX_PIECES    1500u  /* rules in one direction: more are a drawing or a map */
#define MAX_SQUARES   20000u /* of one grid */
#define MAX_LOOK_BACK 60u    /* rules that a piece is tried against */

/* Rules, collinear pieces put together, then grouped by what crosses. */
struct ruling {
	struct rule *across, *down;
	size_t n_across, n_down;
	uint32_t *group; /* of the rules across, then of those down */
};

struct grid {
	float *xs, *ys;
	size_t n_columns, n_rows;
	bool has_labels;         /* the first column is text beside the lines */
	uint32_t *root;          /* of each square, the first square of its cell */
	struct segment ***words; /* unused squares NULL */
	uint32_t *n_words;
};

static int
compare_rules(const void *a, const void *b)
{
	const struct rule *p = a, *q = b;

	if (p->at != q->at)
		return p->at < q->at ? -1 : 1;
	return (p->from > q->from) - (p->from < q->from);
}

static size_t
join_pieces(struct list *list)
{
	const float reach = 3; /* points between two pieces of one rule */
	struct rule *rules = list->items;
	size_t n = 0;

	if (list->n)
		qsort(rules, list->n, sizeof *rules, compare_rules);
	for (size_t i = 0; i < list->n; i++) {
		struct rule piece = rules[i];
		size_t k = n, last = n > MAX_LOOK_BACK ? n - MAX_LOOK_BACK : 0;

		while (k > last && !(fabsf(rules[k - 1].at - piece.at) <= SAME_LINE &&
					   piece.from <= rules[k - 1].to + reach &&
					   piece.to >= rules[k - 1].from - reach))
			k--;
		if (k == last) {
			rules[n++] = piece;
			continue;
		}
		rules[k - 1].from = fminf(rules[k - 1].from, piece.from);
		rules[k - 1].to = fmaxf(rules[k - 1].to, piece.to);
	}
	list->n = n;
	return n;
}

static uint32_t
find_root(uint32_t *parents, uint32_t i)
{
	while (parents[i] != i) {
		parents[i] = parents[parents[i]];
		i = parents[i];
	}
	return i;
}

static bool
ruling_init(struct ruling *r, struct page *page)
{
	size_t n;

	r->n_across = join_pieces(&page->across);
	r->n_down = join_pieces(&page->down);
	r->across = page->across.items;
	r->down = page->down.items;
	n = r->n_across + r->n_down;
	if (r->n_across < 2 || r->n_down < 2 || r->n_across > MAX_PIECES || r->n_down > MAX_PIECES)
		return false;
	r->group = arena_add(&page->arena, n, sizeof *r->group);
	if (!r->group)
		return false;
	for (size_t i = 0; i < n; i++)
		r->group[i] = (uint32_t)i;
	for (size_t i = 0; i < r->n_across; i++)
		for (size_t k = 0; k < r->n_down; k++) {
			const struct rule *h = &r->across[i], *v = &r->down[k];

			if (v->at < h->from - SAME_EDGE || v->at > h->to + SAME_EDGE ||
				h->at < v->from - SAME_EDGE || h->at > v->to + SAME_EDGE)
				continue;
			r->group[find_root(r->group, (uint32_t)i)] =
				find_root(r->group, (uint32_t)(r->n_across + k));
		}
	for (size_t i = 0; i < n; i++)
		r->group[i] = find_root(r->group, (uint32_t)i);
	return true;
}

/* ---- the grid ---- */

/* Places that lie close together, as one each; the rules are sorted by place. */
static size_t
cluster(const struct ruling *r, bool is_across, uint32_t group, float *to)
{
	const struct rule *rules = is_across ? r->across : r->down;
	const uint32_t *groups = r->group + (is_across ? 0 : r->n_across);
	size_t n_rules = is_across ? r->n_across : r->n_down, n = 0, in_last = 0;
	float last = 0;

	for (size_t i = 0; i < n_rules; i++) {
		if (groups[i] != group)
			continue;
		if (n && rules[i].at - last <= SAME_EDGE) {
			in_last++;
			to[n - 1] += (rules[i].at - to[n - 1]) / (float)in_last;
		} else {
			to[n++] = rules[i].at;
			in_last = 1;
		}
		last = rules[i].at;
	}
	return n;
}

static size_t
place_in(const float *edges, size_t n, float x)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (edges[middle] <= x)
			low = middle + 1;
		else
			high = middle;
	}
	low = low ? low - 1 : 0;
	return low < n - 1 ? low : n - 2;
}

/* Marks in `lined` the squares that have a rule on their right (across: below). */
static void
mark_lines(const struct ruling *r, const struct grid *g, uint32_t group, bool is_across,
	unsigned char *lined)
{
	const struct rule *rules = is_across ? r->across : r->down;
	const uint32_t *groups = r->group + (is_across ? 0 : r->n_across);
	const float *edges = is_across ? g->ys : g->xs, *along = is_across ? g->xs : g->ys;
	size_t n_rules = is_across ? r->n_across : r->n_down;
	size_t n_edges = (is_across ? g->n_rows : g->n_columns) + 1;
	size_t n_along = is_across ? g->n_columns : g->n_rows;

	for (size_t i = 0; i < n_rules; i++) {
		size_t edge = 1;

		if (groups[i] != group)
			continue;
		for (; edge + 1 < n_edges; edge++) {
			if (fabsf(edges[edge] - rules[i].at) > SAME_EDGE)
				continue;
			for (size_t k = 0; k < n_along; k++) {
				float middle = (along[k] + along[k + 1]) / 2;
				size_t row = is_across ? edge - 1 : k;
				size_t column = is_across ? k : edge - 1;

				if (rules[i].from - 2 <= middle && middle <= rules[i].to + 2)
					lined[row * g->n_columns + column] = 1;
			}
		}
	}
}

/* Squares with no line between them are one cell, whose root is its first square. */
static bool
join_squares(struct arena *arena, const struct ruling *r, struct grid *g, uint32_t group)
{
	size_t n = g->n_rows * g->n_columns;
	unsigned char *right = arena_add(arena, n, 1), *below = arena_add(arena, n, 1);

	g->root = arena_add(arena, n, sizeof *g->root);
	if (!right || !below || !g->root)
		return false;
	mark_lines(r, g, group, false, right);
	mark_lines(r, g, group, true, below);
	for (size_t i = 0; g->has_labels && i < g->n_rows; i++)
		right[i * g->n_columns] = below[i * g->n_columns] = 1;
	for (size_t i = 0; i < n; i++)
		g->root[i] = (uint32_t)i;
	for (size_t i = 0; i < n; i++) {
		uint32_t a = find_root(g->root, (uint32_t)i), b;

		if ((i + 1) % g->n_columns && !right[i]) {
			b = find_root(g->root, (uint32_t)i + 1);
			g->root[a > b ? a : b] = a < b ? a : b;
			a = a < b ? a : b;
		}
		if (i + g->n_columns < n && !below[i]) {
			b = find_root(g->root, (uint32_t)(i + g->n_columns));
			g->root[a > b ? a : b] = a < b ? a : b;
		}
	}
	for (size_t i = 0; i < n; i++)
		g->root[i] = find_root(g->root, (uint32_t)i);
	return true;
}

/* Short texts left of the grid, one beside nearly each of its rows, are its first column, which
 * was not drawn. */
static bool
find_labels(struct arena *arena, struct grid *g, struct segment **segments, size_t n)
{
	const float reach = 3, widest = 8; /* ems */
	unsigned char *has_label = arena_add(arena, g->n_rows, 1);
	float left = g->xs[0];
	size_t n_labels = 0;

	for (size_t i = 0; has_label && i < n; i++) {
		const struct segment *s = segments[i];
		float y = (s->y0 + s->y1) / 2;
		size_t row;

		if (s->x1 > g->xs[0] + 2 || s->x1 < g->xs[0] - reach * s->em ||
			s->x1 - s->x0 > widest * s->em || y < g->ys[0] || y > g->ys[g->n_rows])
			continue;
		row = place_in(g->ys, g->n_rows + 1, y);
		if (has_label[row])
			return false;
		has_label[row] = 1;
		n_labels++;
		left = fminf(left, s->x0);
	}
	if (n_labels < 3 || n_labels * 10 < g->n_rows * 6)
		return false;
	memmove(g->xs + 1, g->xs, (g->n_columns + 1) * sizeof *g->xs);
	g->xs[0] = left;
	g->n_columns++;
	return true;
}

static bool
grid_init(struct arena *arena, const struct ruling *r, uint32_t group, struct grid *g)
{
	/* One more than there can be, for labels. */
	g->xs = arena_add(arena, r->n_down + 1, sizeof *g->xs);
	g->ys = arena_add(arena, r->n_across, sizeof *g->ys);
	if (!g->xs || !g->ys)
		return false;
	g->n_columns = cluster(r, false, group, g->xs);
	g->n_rows = cluster(r, true, group, g->ys);
	if (g->n_columns < 2 || g->n_rows < 2)
		return false;
	g->n_columns--;
	g->n_rows--;
	return g->n_columns * g->n_rows >= 2 && g->n_columns * g->n_rows <= MAX_SQUARES;
}

/* ---- words into cells ---- */

static bool
is_inside(const struct grid *g, const struct segment *s)
{
	float x = (s->x0 + s->x1) / 2, y = (s->y0 + s->y1) / 2;

	return x >= g->xs[0] - 2 && x <= g->xs[g->n_columns] + 2 && y >= g->ys[0] - 2 &&
	       y <= g->ys[g->n_rows] + 2;
}

static uint32_t
cell_of(const struct grid *g, const struct word *w)
{
	size_t column = place_in(g->xs, g->n_columns + 1, (w->x0 + w->x1) / 2);
	size_t row = place_in(g->ys, g->n_rows + 1, (w->y0 + w->y1) / 2);

	return g->root[row * g->n_columns + column];
}

/* Each word as a segment of its own, sorted by cell. */
static bool
fill_cells(struct page *page, struct grid *g, struct segment **inside, size_t n)
{
	size_t n_squares = g->n_rows * g->n_columns, n_words = 0, at = 0;
	struct segment *each;
	struct segment **placed;

	for (size_t i = 0; i < n; i++)
		n_words += inside[i]->n;
	each = arena_add(&page->arena, n_words, sizeof *each);
	placed = arena_add(&page->arena, n_words, sizeof *placed);
	g->words = arena_add(&page->arena, n_squares, sizeof *g->words);
	g->n_words = arena_add(&page->arena, n_squares, sizeof *g->n_words);
	if (!each || !placed || !g->words || !g->n_words)
		return false;
	n_words = 0;
	for (size_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < inside[i]->n; k++) {
			struct segment *s = &each[n_words++];

			s->first = inside[i]->first + k;
			s->n = 1;
			s->table = LAYOUT_NO_TABLE;
			segment_fit(page, s);
			g->n_words[cell_of(g, &page_words(page)[s->first])]++;
		}
	for (size_t i = 0; i < n_squares; i++) {
		g->words[i] = placed + at;
		at += g->n_words[i];
		g->n_words[i] = 0;
	}
	for (size_t i = 0; i < n_words; i++) {
		uint32_t cell = cell_of(g, &page_words(page)[each[i].first]);

		g->words[cell][g->n_words[cell]++] = &each[i];
	}
	return true;
}

static size_t
chars_of(const struct grid *g, size_t cell)
{
	size_t n = 0;

	for (uint32_t i = 0; i < g->n_words[cell]; i++)
		n += g->words[cell][i]->n_chars + 1;
	return n;
}

/* Text with a layout of its own, as a frame round a part of the page has. */
static bool
is_complex(struct page *page, const struct grid *g, size_t cell)
{
	struct rows rows = rows_of(&page->arena, g->words[cell], g->n_words[cell]);
	float widest = 0, sum = 0, mean;

	if (rows.n < 4)
		return false;
	for (size_t i = 1; i < rows.n; i++) {
		float gap = rows.rows[i].base - rows.rows[i - 1].base;

		widest = fmaxf(widest, gap);
		sum += gap;
	}
	/* The mean without the widest stands for the median. */
	mean = (sum - widest) / (float)(rows.n - 2);
	return g->n_words[cell] >= 60 || rows.n >= 10 || widest > 1.8f * mean;
}

/* A table, and not a frame round text or a drawing. */
static bool
is_table(struct page *page, const struct grid *g)
{
	size_t n = g->n_rows * g->n_columns, all = 0, longest = 0, complex = 0, filled = 0;

	for (size_t i = 0; i < n; i++) {
		size_t chars = chars_of(g, i);

		all += chars;
		filled += chars > 0;
		if (chars > longest)
			longest = chars;
		if (chars && is_complex(page, g, i))
			complex += chars;
	}
	if (filled < 2 || (longest > 400 && longest * 10 > all * 7))
		return false;
	return complex * 2 <= all;
}

/* ---- the table ---- */

/* Rows or columns that hold the first square of a filled cell; the others are left out. */
static size_t
kept(const struct grid *g, bool is_rows, uint32_t *numbers)
{
	size_t n_lines = is_rows ? g->n_rows : g->n_columns, n = 0;

	for (size_t i = 0; i < n_lines; i++)
		numbers[i] = UINT32_MAX;
	for (size_t i = 0; i < g->n_rows * g->n_columns; i++)
		if (g->root[i] == i && g->n_words[i])
			numbers[is_rows ? i / g->n_columns : i % g->n_columns] = 0;
	for (size_t i = 0; i < n_lines; i++)
		if (numbers[i] == 0)
			numbers[i] = (uint32_t)n++;
	return n;
}

static void
add_cell_text(struct layout *layout, struct segment **words, uint32_t n, struct rich *ret_rich)
{
	struct page *page = &layout->page;
	struct rows rows = rows_of(&page->arena, words, n);
	struct word **all = arena_add(&page->arena, n, sizeof *all);
	size_t n_all = 0;

	if (!all)
		return;
	for (size_t i = 0; i < rows.n; i++) {
		struct word **line;
		size_t in_line = row_words(page, &rows.rows[i], &line);

		/* Items in a cell: a list cannot stand there, lines can. */
		if (in_line > 1 && text_bullet(page_text(page, line[0]), line[0]->size))
			line[0]->is_on_new_line = true;
		for (size_t k = 0; k < in_line; k++)
			all[n_all++] = line[k];
	}
	rich_add(layout, all, n_all, ret_rich);
}

/* How far a cell reaches, in rows and columns that are kept. */
static void
measure_cell(const struct grid *g, size_t square, const uint32_t *rows, struct cell *cell)
{
	const uint32_t *columns = rows + g->n_rows;
	size_t row = square / g->n_columns, column = square % g->n_columns;
	size_t end_row = row, end_column = column;

	cell->row_span = cell->column_span = 0;
	while (end_row < g->n_rows && g->root[end_row * g->n_columns + column] == square)
		cell->row_span = (uint16_t)(cell->row_span + (rows[end_row++] != UINT32_MAX));
	while (end_column < g->n_columns && g->root[row * g->n_columns + end_column] == square)
		cell->column_span =
			(uint16_t)(cell->column_span + (columns[end_column++] != UINT32_MAX));
	/* A cell of another form than a rectangle keeps to its first square. */
	for (size_t i = row; i < end_row; i++)
		for (size_t k = column; k < end_column; k++)
			if (g->root[i * g->n_columns + k] != square) {
				cell->row_span = cell->column_span = 1;
				return;
			}
}

static void
cover(struct cell *cells, size_t n_columns, size_t row, size_t column)
{
	struct cell *first = &cells[row * n_columns + column];

	for (size_t i = 0; i < first->row_span; i++)
		for (size_t k = 0; k < first->column_span; k++)
			if (i || k) {
				cells[(row + i) * n_columns + column + k].row_span = 0;
				cells[(row + i) * n_columns + column + k].column_span = 0;
			}
}

static bool
add_cells(struct layout *layout, const struct grid *g, struct table *table)
{
	struct arena *arena = &layout->page.arena;
	uint32_t *rows = arena_add(arena, g->n_rows + g->n_columns, sizeof *rows);
	uint32_t *columns = rows + g->n_rows;
	size_t n_rows, n_columns, n, first = layout->cells.n;

	if (!rows)
		return false;
	n_rows = kept(g, true, rows);
	n_columns = kept(g, false, columns);
	n = n_rows * n_columns;
	if (n_rows < 2 || n_columns < 2)
		return false;
	if (!list_reserve(&layout->cells, n, sizeof(struct cell))) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return false;
	}
	struct cell *cells = (struct cell *)layout->cells.items + first;
	size_t filled = 0;

	for (size_t i = 0; i < n; i++)
		cells[i] = (struct cell){.row_span = 1, .column_span = 1};
	for (size_t i = 0; i < g->n_rows * g->n_columns; i++) {
		uint32_t row = rows[i / g->n_columns], column = columns[i % g->n_columns];
		struct cell *cell = cells + (size_t)row * n_columns + column;

		if (g->root[i] != i || row == UINT32_MAX || column == UINT32_MAX)
			continue;
		measure_cell(g, i, rows, cell);
		cover(cells, n_columns, row, column);
		if (g->n_words[i])
			add_cell_text(layout, g->words[i], g->n_words[i], &cell->rich);
		filled += g->n_words[i] > 0;
	}
	if (filled * 4 < n && filled < 8)
		return false;
	layout->cells.n += n;
	*table = (struct table){g->xs[0], g->ys[0], g->xs[g->n_columns], g->ys[g->n_rows],
		(uint32_t)first, (uint32_t)n_rows, (uint32_t)n_columns};
	return true;
}

/* Takes a table out of the segments; gives how many are left. */
static size_t
take_table(struct layout *layout, const struct grid *g, struct segment **segments, size_t n)
{
	struct page *page = &layout->page;
	struct segment **inside = arena_add(&page->arena, n, sizeof *inside);
	struct grid grid = *g;
	struct table table, *copy;
	size_t n_inside = 0, left = 0;

	for (size_t i = 0; inside && i < n; i++)
		if (is_inside(&grid, segments[i]))
			inside[n_inside++] = segments[i];
	if (n_inside < 2 || !fill_cells(page, &grid, inside, n_inside) || !is_table(page, &grid) ||
		!add_cells(layout, &grid, &table))
		return n;
	copy = list_add(&page->tables, sizeof *copy);
	if (!copy) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return n;
	}
	*copy = table;
	for (size_t i = 0; i < n; i++)
		if (!is_inside(&grid, segments[i]))
			segments[left++] = segments[i];
	return left;
}

static size_t
add_stand_ins(struct page *page, struct segment **segments, size_t n)
{
	const struct table *tables = page->tables.items;
	struct segment *each = arena_add(&page->arena, page->tables.n, sizeof *each);

	for (size_t i = 0; each && i < page->tables.n; i++) {
		each[i] = (struct segment){.n = 1,
			.table = (uint32_t)i,
			.x0 = tables[i].x0,
			.y0 = tables[i].y0,
			.x1 = tables[i].x1,
			.y1 = tables[i].y1,
			.em = 10,
			.base = (tables[i].y0 + tables[i].y1) / 2};
		segments[n++] = &each[i];
	}
	return n;
}

struct segment **
layout_ruled_tables(struct layout *layout, size_t *ret_n)
{
	struct page *page = &layout->page;
	struct segment *all = page->upright.items;
	size_t n = page->upright.n;
	/* A table takes at least two segments, so there is room for its stand-in. */
	struct segment **segments = arena_add(&page->arena, n + 1, sizeof *segments);
	struct ruling r;

	*ret_n = 0;
	if (!segments)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t size = half_points(all[i].em);

		segments[i] = &all[i];
		layout->n_of_size[size] += all[i].n_chars;
	}
	if (ruling_init(&r, page))
		for (size_t i = 0; i < r.n_across + r.n_down; i++) {
			struct grid g = {0};

			if (r.group[i] == i && n <= page->steps &&
				grid_init(&page->arena, &r, (uint32_t)i, &g)) {
				page->steps -= n;
				g.has_labels = find_labels(&page->arena, &g, segments, n);
				if (join_squares(&page->arena, &r, &g, (uint32_t)i))
					n = take_table(layout, &g, segments, n);
			}
		}
	*ret_n = add_stand_ins(page, segments, n);
	return segments;
}
