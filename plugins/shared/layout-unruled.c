/* SPDX-License-Identifier: MIT */
/*
 * Tables without lines: runs of rows whose segments leave the same stretches free. First only
 * counts are taken, for many cuts of a run; cells are made for the cut that is accepted.
 */
#include "layout-page.h"

#include <math.h>
#include <stdlib.h>

#define MIN_ROWS    3u
#define MIN_COLUMNS 3u
#define MAX_COLUMNS 64u /* as a row's filled columns are kept in 64 bits */
#define MAX_HEAD    6u  /* rows that may be cut off at the start, and three at the end */
#define MAX_TAIL    4u

struct columns {
	float edges[MAX_COLUMNS]; /* middles of the gutters */
	uint32_t n;               /* columns, one more than gutters */
};

/* What a run of rows looks like in columns. */
struct counts {
	uint32_t filled[MAX_COLUMNS];
	uint32_t n_cells, n_words, n_full, n_last, n_numeric, n_labels;
};

/* Which columns of a row are filled, and which with a number. */
struct row_look {
	uint64_t filled, numeric;
};

struct attempt {
	struct page *page;
	const struct row *rows;
	size_t first, end;
	struct columns columns;
	size_t run;             /* row at which the run begins that is cut */
	struct row_look *looks; /* of each row from there */
};

struct event {
	float x;
	int step;
};

static int
compare_events(const void *a, const void *b)
{
	const struct event *p = a, *q = b;

	if (p->x != q->x)
		return p->x < q->x ? -1 : 1;
	return (p->step > q->step) - (p->step < q->step);
}

/* Size of the largest text that half of the segments have at least. */
static float
usual_size(const struct row *rows, size_t n)
{
	uint32_t n_of[LAYOUT_N_SIZES] = {0}, all = 0, below = 0;

	for (size_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < rows[i].n; k++) {
			n_of[half_points(rows[i].segments[k]->em)]++;
			all++;
		}
	for (unsigned k = 0; k < LAYOUT_N_SIZES; k++) {
		below += n_of[k];
		if (below * 2 >= all)
			return (float)k / 2;
	}
	return 10;
}

/* Gutters: stretches that at most 8 % of the rows run over. False: there are none, or too many. */
static bool
find_columns(struct attempt *a)
{
	const struct row *rows = a->rows + a->first;
	size_t n_rows = a->end - a->first, n = 0, at = 0;
	float least = .5f * usual_size(rows, n_rows), free_from = 0;
	float limit = .08f * (float)n_rows;
	struct event *events;
	bool is_free = false;
	int covered = 0;

	a->columns.n = 1;
	for (size_t i = 0; i < n_rows; i++)
		n += rows[i].n;
	if (a->page->steps < n * 8)
		return false;
	a->page->steps -= n * 8;
	events = arena_add(&a->page->arena, n * 2, sizeof *events);
	if (!events)
		return false;
	for (size_t i = 0; i < n_rows; i++)
		for (uint32_t k = 0; k < rows[i].n; k++) {
			events[at++] = (struct event){rows[i].segments[k]->x0, 1};
			events[at++] = (struct event){rows[i].segments[k]->x1, -1};
		}
	qsort(events, at, sizeof *events, compare_events);
	for (size_t i = 0; i < at; i++) {
		bool was_low = (float)covered <= limit;

		covered += events[i].step;
		if (was_low && (float)covered > limit) {
			if (is_free && events[i].x - free_from >= least) {
				if (a->columns.n == MAX_COLUMNS)
					return false;
				a->columns.edges[a->columns.n++ - 1] =
					(free_from + events[i].x) / 2;
			}
			is_free = false;
		} else if (!was_low && (float)covered <= limit) {
			is_free = true;
			free_from = events[i].x;
		}
	}
	return a->columns.n >= 2;
}

static uint32_t
column_of(const struct columns *columns, float x)
{
	uint32_t k = 0;

	while (k + 1 < columns->n && x >= columns->edges[k])
		k++;
	return k;
}

/* The column of a word: that of the word before it, unless there is a gap between them that a
 * gutter could run through. */
static uint32_t
word_column(const struct columns *columns, const struct word *w, const struct word *before,
	uint32_t last)
{
	const float gutter = .45f;

	if (before && fmaxf(w->x0 - before->x1, before->x0 - w->x1) < gutter * w->em)
		return last;
	return column_of(columns, (w->x0 + w->x1) / 2);
}

/* A number with its signs: "$1,234.50", "(12)", "–", "7 %". */
static bool
is_numeric(const char *text, size_t size, bool *ret_has_digit)
{
	size_t at = 0;

	while (at < size) {
		uint32_t c = char_next(text, size, &at);

		if (char_is_digit(c))
			*ret_has_digit = true;
		else if (c != 0x20ac && c != 0xa3 && c != 0x2013 && c != 0x2014 &&
			 (c >= 0x80 || !strchr("$(),.%- ", (int)c)))
			return false;
	}
	return true;
}

static bool
ends_in_colon(const struct page *page, const struct word *w)
{
	return w->size && page_text(page, w)[w->size - 1] == ':';
}

static unsigned
count_bits(uint64_t bits)
{
	unsigned n = 0;

	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

static void
count_row(const struct attempt *a, size_t number, struct counts *counts)
{
	const struct row *row = &a->rows[number];
	const struct word *all = page_words(a->page), *label = NULL;
	const uint64_t last = (uint64_t)1 << (a->columns.n - 1);
	uint64_t filled = 0, digits = 0, letters = 0;

	for (uint32_t i = 0; i < row->n; i++)
		for (uint32_t k = 0, column = 0; k < row->segments[i]->n; k++) {
			const struct word *w = &all[row->segments[i]->first + k];
			bool has_digit = false;

			column = word_column(&a->columns, w, k ? w - 1 : NULL, column);
			filled |= (uint64_t)1 << column;
			if (!is_numeric(page_text(a->page, w), w->size, &has_digit))
				letters |= (uint64_t)1 << column;
			if (has_digit)
				digits |= (uint64_t)1 << column;
			if (column == 0)
				label = w;
			counts->n_words++;
		}
	for (uint32_t k = 0; k < a->columns.n; k++)
		counts->filled[k] += filled >> k & 1;
	a->looks[number - a->run] = (struct row_look){filled, digits & ~letters};
	counts->n_cells += count_bits(filled);
	counts->n_full += count_bits(filled) >= 2;
	counts->n_labels += label && ends_in_colon(a->page, label);
	counts->n_last += (filled & last) != 0;
	counts->n_numeric += (filled & last) && !(letters & last);
}

/* Are rows first…end a table? */
static bool
is_table(struct attempt *a)
{
	size_t n = a->end - a->first, n_multi = 0;
	struct counts counts = {0};
	uint32_t n_columns = 0;

	for (size_t i = a->first; i < a->end; i++)
		n_multi += a->rows[i].n >= 2;
	if (n_multi < MIN_ROWS || !find_columns(a))
		return false;
	for (size_t i = a->first; i < a->end; i++)
		count_row(a, i, &counts);
	if (counts.n_full < MIN_ROWS || counts.n_full * 2 < n)
		return false;
	if (counts.n_words > counts.n_cells * (a->columns.n >= 3 ? 6 : 4))
		return false;
	for (uint32_t k = 0; k < a->columns.n; k++)
		n_columns += counts.filled[k] * 10 >= n * 3;
	if (n_columns >= MIN_COLUMNS)
		return true;
	if (a->columns.n != 2 || n < 4)
		return false;
	/* Two columns are a table when they are names and numbers, or labels and values. */
	return (counts.n_last >= 4 && counts.n_last * 5 >= n * 4 &&
		       counts.n_numeric * 100 >= counts.n_last * 85) ||
	       (counts.n_labels >= 4 && counts.n_labels * 10 >= n * 7);
}

/* ---- cells ---- */

static float
run_width(const struct attempt *a)
{
	float x0 = a->rows[a->first].segments[0]->x0, x1 = x0;

	for (size_t i = a->first; i < a->end; i++)
		for (uint32_t k = 0; k < a->rows[i].n; k++) {
			x0 = fminf(x0, a->rows[i].segments[k]->x0);
			x1 = fmaxf(x1, a->rows[i].segments[k]->x1);
		}
	return x1 - x0;
}

/* Rows just above that are the header of the columns found: how many. */
static size_t
count_header(const struct attempt *a, size_t least)
{
	float widest = .6f * run_width(a);
	size_t first = a->first;

	while (first > least) {
		const struct row *row = &a->rows[first - 1], *below = &a->rows[first];

		if (below->base - row->base > 1.9f * below->em || (row->n < 2 && a->columns.n > 2))
			break;
		for (uint32_t k = 0; k < row->n; k++)
			if (row->segments[k]->x1 - row->segments[k]->x0 > widest)
				return a->first - first;
		first--;
	}
	return a->first - first;
}

/* Rows without a number at the start of a table of numbers belong to its header: how many. */
static size_t
count_wordy(const struct attempt *a)
{
	const struct row_look *looks = a->looks + (a->first - a->run);
	const size_t most = 3;
	size_t n = 0, n_cells = 0, n_numeric = 0;

	while (n < most && a->first + n + MIN_ROWS <= a->end && !looks[n].numeric) {
		const struct row *row = &a->rows[a->first + n];

		if (n && row->base - row[-1].base > 1.9f * row->em)
			break;
		n++;
	}
	for (size_t i = n; i < a->end - a->first; i++) {
		n_cells += count_bits(looks[i].filled);
		n_numeric += count_bits(looks[i].numeric);
	}
	return n_numeric * 2 >= n_cells ? n : 0;
}

/* A row that goes on what stands in the row above: its first cell is empty. */
static bool
is_wrap(const struct attempt *a, size_t number)
{
	const struct row *row = &a->rows[number], *above = row - 1;
	uint64_t filled = a->looks[number - a->run].filled;
	unsigned most = a->columns.n / 3 ? a->columns.n / 3 : 1;

	return !(filled & 1) && count_bits(filled) <= most &&
	       row->base - above->base < 1.35f * row->em;
}

/* The words of rows first…end that stand in each column. by_segment: a heading over a narrow
 * column is wider than it, so its words go together. */
struct gathered {
	struct word **words;
	uint32_t *columns;
	size_t n;
};

static void
gather_row(struct attempt *a, const struct row *row, bool by_segment, struct gathered *to)
{
	if (!by_segment) {
		uint32_t column = 0;
		struct word **words;
		size_t n = row_words(a->page, row, &words);

		for (size_t i = 0; i < n; i++) {
			column =
				word_column(&a->columns, words[i], i ? words[i - 1] : NULL, column);
			to->columns[to->n] = column;
			to->words[to->n++] = words[i];
		}
		return;
	}
	for (uint32_t i = 0; i < row->n; i++) {
		const struct segment *s = row->segments[i];
		uint32_t column = column_of(&a->columns, (s->x0 + s->x1) / 2);

		for (uint32_t k = 0; k < s->n; k++) {
			to->columns[to->n] = column;
			to->words[to->n++] = &page_words(a->page)[s->first + k];
		}
	}
}

static bool
add_row(struct layout *layout, struct attempt *a, size_t first, size_t end, bool by_segment)
{
	struct arena *arena = &layout->page.arena;
	struct gathered all = {0};
	struct word **in_cell;
	size_t n = 0;

	for (size_t i = first; i < end; i++)
		for (uint32_t k = 0; k < a->rows[i].n; k++)
			n += a->rows[i].segments[k]->n;
	all.words = arena_add(arena, n, sizeof *all.words);
	all.columns = arena_add(arena, n, sizeof *all.columns);
	in_cell = arena_add(arena, n, sizeof *in_cell);
	if (!all.words || !all.columns || !in_cell)
		return false;
	for (size_t i = first; i < end; i++)
		gather_row(a, &a->rows[i], by_segment, &all);
	for (uint32_t column = 0; column < a->columns.n; column++) {
		struct cell *cell = list_add(&layout->cells, sizeof *cell);
		size_t n_in = 0;

		if (!cell)
			return false;
		for (size_t i = 0; i < all.n; i++)
			if (all.columns[i] == column)
				in_cell[n_in++] = all.words[i];
		cell->row_span = cell->column_span = 1;
		rich_add(layout, in_cell, n_in, &cell->rich);
	}
	return true;
}

static bool
add_table(struct layout *layout, struct attempt *a, size_t n_header, struct table_range *range)
{
	size_t at = a->first + count_wordy(a);

	range->table.first_cell = (uint32_t)layout->cells.n;
	range->table.n_columns = a->columns.n;
	range->table.n_rows = at > a->first - n_header;
	if (range->table.n_rows && !add_row(layout, a, a->first - n_header, at, true))
		return false;
	while (at < a->end) {
		size_t end = at + 1;

		while (end < a->end && is_wrap(a, end))
			end++;
		if (!add_row(layout, a, at, end, false))
			return false;
		range->table.n_rows++;
		at = end;
	}
	range->first = a->first - n_header;
	range->end = a->end;
	range->table.y0 = a->rows[range->first].y0;
	range->table.y1 = a->rows[range->end - 1].y1;
	range->table.x0 = a->rows[a->first].segments[0]->x0;
	range->table.x1 = range->table.x0 + run_width(a);
	return true;
}

/* A label without a value. */
static bool
is_label(const struct page *page, const struct row *row)
{
	const struct segment *s = row->segments[0];

	return ends_in_colon(page, &page_words(page)[s->first + s->n - 1]);
}

/* The run begun at `first`: rows with several segments, few single ones between, none far off. */
static size_t
run_end(const struct page *page, const struct row *rows, size_t first, size_t n)
{
	size_t last = first, n_single = 0;

	for (size_t i = first + 1; i < n; i++) {
		float distance = (rows[i].base - rows[i - 1].base) / fmaxf(rows[i].em, 1);

		if (distance > 4.5f)
			break;
		if (rows[i].n >= 2) {
			last = i;
			n_single = 0;
		} else if (!is_label(page, &rows[i]) && (++n_single > 2 || distance >= 2.2f)) {
			break;
		}
	}
	return last + 1;
}

/* Tries the whole run, then with some rows cut off its ends. */
static bool
try_run(struct attempt *a, size_t first, size_t end)
{
	size_t n = end - first;

	a->run = first;
	a->looks = arena_add(&a->page->arena, n, sizeof *a->looks);
	if (!a->looks)
		return false;
	for (size_t head = 0; head < MAX_HEAD && head + MIN_ROWS <= n; head++)
		for (size_t tail = 0; tail < MAX_TAIL && head + tail + MIN_ROWS <= n; tail++) {
			a->first = first + head;
			a->end = end - tail;
			if (is_table(a))
				return true;
		}
	return false;
}

bool
layout_unruled_table(
	struct layout *layout, const struct row *rows, size_t n, struct table_range *ret_range)
{
	struct attempt a = {.page = &layout->page, .rows = rows};
	size_t first = 0;

	while (first < n) {
		size_t end;

		if (rows[first].n < 2) {
			first++;
			continue;
		}
		end = run_end(a.page, rows, first, n);
		if (try_run(&a, first, end)) {
			if (add_table(layout, &a, count_header(&a, first), ret_range))
				return true;
			layout_fail(layout, PANDECT_NO_MEMORY);
			return false;
		}
		first = end;
	}
	return false;
}
