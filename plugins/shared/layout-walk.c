/* SPDX-License-Identifier: MIT */
/* A finished layout's blocks: lines put together to text, marks to spans that nest. */
#include "layout-page.h"

#include <math.h>
#include <stdlib.h>

#define N_LEVELS 4u /* link, strong, emphasis, code: in this order they nest */

/* The spans that are open while runs are gone through. */
struct nest {
	struct layout *layout;
	uint32_t flags, link;
	size_t open[N_LEVELS]; /* numbers in out_spans, SIZE_MAX: not open */
	uint32_t end;          /* of the last run */
	uint32_t mask;         /* flags that are shown here */
};

static const uint32_t level_flags[N_LEVELS] = {0, LAYOUT_BOLD, LAYOUT_ITALIC, LAYOUT_MONO};
static const uint32_t level_kinds[N_LEVELS] = {
	LAYOUT_SPAN_LINK, LAYOUT_SPAN_STRONG, LAYOUT_SPAN_EMPHASIS, LAYOUT_SPAN_CODE};

static bool
put_bytes(struct layout *layout, const char *bytes, size_t n)
{
	if (n > LAYOUT_MAX_TEXT - layout->out_text.n ||
		!list_reserve(&layout->out_text, n + 1, 1)) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return false;
	}
	if (n)
		memcpy((char *)layout->out_text.items + layout->out_text.n, bytes, n);
	layout->out_text.n += n;
	return true;
}

static void
nest_close(struct nest *nest, unsigned from)
{
	struct layout_span *spans = nest->layout->out_spans.items;

	for (unsigned k = from; k < N_LEVELS; k++) {
		if (nest->open[k] != SIZE_MAX)
			spans[nest->open[k]].end = nest->end;
		nest->open[k] = SIZE_MAX;
	}
}

static void
nest_init(struct nest *nest, struct layout *layout, uint32_t mask)
{
	*nest = (struct nest){.layout = layout, .link = LAYOUT_NO_LINK, .mask = mask};
	for (unsigned k = 0; k < N_LEVELS; k++)
		nest->open[k] = SIZE_MAX;
}

static bool
level_wanted(unsigned level, uint32_t flags, uint32_t link)
{
	return level == 0 ? link != LAYOUT_NO_LINK : (flags & level_flags[level]) != 0;
}

static bool
same_link(const struct layout *layout, uint32_t a, uint32_t b)
{
	const struct rich *links = layout->links.items;

	if (a == b)
		return true;
	if (a == LAYOUT_NO_LINK || b == LAYOUT_NO_LINK || links[a].size != links[b].size)
		return false;
	return memcmp(rich_text(layout, &links[a]), rich_text(layout, &links[b]), links[a].size) ==
	       0;
}

/* A run from start: spans that go on stay open, the others are closed and opened. */
static void
nest_run(struct nest *nest, uint32_t start, uint32_t flags, uint32_t link)
{
	struct layout *layout = nest->layout;
	const struct rich *links = layout->links.items;
	unsigned level = 0;

	flags &= nest->mask;
	while (level < N_LEVELS &&
		level_wanted(level, nest->flags, nest->link) == level_wanted(level, flags, link) &&
		(level > 0 || same_link(layout, nest->link, link)))
		level++;
	nest_close(nest, level);
	for (; level < N_LEVELS; level++) {
		struct layout_span *span;

		if (!level_wanted(level, flags, link))
			continue;
		nest->open[level] = layout->out_spans.n;
		span = list_add(&layout->out_spans, sizeof *span);
		if (!span) {
			nest->open[level] = SIZE_MAX;
			layout_fail(layout, PANDECT_NO_MEMORY);
			return;
		}
		span->kind = level_kinds[level];
		span->start = start;
		if (level == 0)
			span->uri = (struct pandect_text){
				rich_text(layout, &links[link]), links[link].size};
	}
	nest->flags = flags;
	nest->link = link;
}

/* Adds a text of the document, from its byte `skip`. */
static void
put_rich(struct nest *nest, const struct rich *rich, size_t skip)
{
	struct layout *layout = nest->layout;
	const struct run *runs = (const struct run *)layout->runs.items + rich->runs;
	uint32_t from = rich->at + (uint32_t)skip, to = (uint32_t)layout->out_text.n, at = to;

	if (!put_bytes(layout, rich_text(layout, rich) + skip, rich->size - skip))
		return;
	for (uint32_t i = 0; i < rich->n_runs; i++) {
		uint32_t start = runs[i].start > from ? runs[i].start : from;

		if (runs[i].end <= from)
			continue;
		/* Plain text between: more than a blank ends what is open. */
		if (to + (start - from) > at)
			nest_run(nest, at, 0, LAYOUT_NO_LINK);
		nest_run(nest, to + (start - from), runs[i].flags, runs[i].link);
		nest->end = to + (runs[i].end - from);
		at = nest->end + 1;
	}
	if (at <= layout->out_text.n)
		nest_run(nest, at, 0, LAYOUT_NO_LINK);
}

/* ---- lines together ---- */

static bool
ends_in_letters(const char *text, size_t size)
{
	size_t at = size;
	unsigned n = 0;

	while (at > 0 && n < 2) {
		size_t start = at - 1;

		while (start > 0 && ((unsigned char)text[start] & 0xc0) == 0x80)
			start--;
		if (!char_is_lower(char_first(text + start, at - start)))
			return false;
		at = start;
		n++;
	}
	return n == 2;
}

/* The word at a line's end and its other part on the next line stand elsewhere with the hyphen. */
static bool
is_compound(const struct layout *layout, const char *text, size_t size, const struct rich *next)
{
	const char *after = rich_text(layout, next);
	size_t start = size, end = 0;
	uint64_t hash;

	while (start > 0 && text[start - 1] != ' ' && text[start - 1] != '\n')
		start--;
	while (end < next->size && after[end] != ' ')
		end++;
	hash = text_hash_more(text_hash_more(HASH_START, text + start, size - start), after, end);
	return layout->hyphened.n && bsearch(&hash, layout->hyphened.items, layout->hyphened.n,
					     sizeof hash, compare_hashes) != NULL;
}

/* How a line that ends in a hyphen goes on. */
enum line_end { END_BLANK, END_JOINED, END_CUT };

static enum line_end
line_end(const struct layout *layout, const struct rich *next, size_t *ret_hyphen)
{
	const char *text = layout->out_text.items;
	size_t size = layout->out_text.n, at = 0;
	uint32_t c = char_last(text, size), before, first;

	if (size < 3 || layout->options.keep_hyphens || (c != '-' && c != 0xad && c != 0x2010))
		return END_BLANK;
	*ret_hyphen = c == '-' ? 1 : c == 0xad ? 2 : 3;
	before = char_last(text, size - *ret_hyphen);
	first = char_next(rich_text(layout, next), next->size, &at);
	if (!char_is_letter(first) && !char_is_digit(first))
		return END_BLANK;
	if (!char_is_letter(before) && !char_is_digit(before))
		return END_BLANK;
	if (c == 0xad)
		return END_CUT;
	if (!ends_in_letters(text, size - *ret_hyphen) || !char_is_lower(first) ||
		!char_is_lower(char_next(rich_text(layout, next), next->size, &at)))
		return END_JOINED;
	return is_compound(layout, text, size, next) ? END_JOINED : END_CUT;
}

/* The break before line i is meant. */
static bool
ends_meant(const struct block *b, const struct line *lines, uint32_t i)
{
	return i > 0 && lines[i - 1].is_short && b->kind != LAYOUT_HEADING;
}

static void
put_lines(struct layout *layout, const struct block *b, uint32_t mask)
{
	const struct line *lines = layout_lines(layout) + b->first;
	struct nest nest;

	nest_init(&nest, layout, mask);
	for (uint32_t i = 0; i < b->n_lines; i++) {
		size_t hyphen = 0;

		if (lines[i].is_dropped)
			continue;
		switch (line_end(layout, &lines[i].rich, &hyphen)) {
		case END_CUT:
			layout->out_text.n -= hyphen;
			if (nest.end > layout->out_text.n)
				nest.end = (uint32_t)layout->out_text.n;
			break;
		case END_JOINED:
			break;
		case END_BLANK:
			if (layout->out_text.n)
				put_bytes(layout, ends_meant(b, lines, i) ? "\n" : " ", 1);
			break;
		}
		put_rich(&nest, &lines[i].rich, i == 0 ? b->marker : 0);
	}
	nest_close(&nest, 0);
}

static void
put_code(struct layout *layout, const struct block *b)
{
	const float column = .6f; /* ems: a typewriter's letter */
	const uint32_t most = 200;
	const struct line *lines = layout_lines(layout) + b->first;

	for (uint32_t i = 0; i < b->n_lines; i++) {
		float indent = (lines[i].x0 - b->x0) / fmaxf(column * b->em, 1);
		uint32_t n = indent > 0 ? (uint32_t)(indent + .5f) : 0;

		if (i && lines[i].base - lines[i - 1].base > 1.9f * b->em)
			put_bytes(layout, "\n", 1);
		if (i)
			put_bytes(layout, "\n", 1);
		for (uint32_t k = 0; k < n && k < most; k++)
			put_bytes(layout, " ", 1);
		put_bytes(layout, rich_text(layout, &lines[i].rich), lines[i].rich.size);
	}
}

/* Marks that most of the document has say nothing. */
static uint32_t
mask_of(const struct layout *layout, uint32_t kind)
{
	uint32_t mask = 0;

	if (kind == LAYOUT_CODE)
		return 0;
	if (layout->n_bold * 2 < layout->n_chars && kind != LAYOUT_HEADING)
		mask |= LAYOUT_BOLD;
	if (layout->n_italic * 2 < layout->n_chars)
		mask |= LAYOUT_ITALIC;
	if (layout->n_mono * 10 <= layout->n_chars * 4)
		mask |= LAYOUT_MONO;
	return mask;
}

static struct layout_text
taken(const struct layout *layout)
{
	return (struct layout_text){{layout->out_text.items, layout->out_text.n},
		layout->out_spans.items, layout->out_spans.n};
}

static float
confidence_of(const struct layout *layout, const struct block *b)
{
	const struct line *lines = layout_lines(layout) + b->first;
	float sum = 0;

	for (uint32_t i = 0; i < b->n_lines; i++)
		sum += lines[i].confidence;
	return b->n_lines ? sum / (float)b->n_lines : 1;
}

bool
layout_next(struct layout *layout, struct layout_block *ret_block)
{
	const struct block *b = layout_blocks(layout) + layout->next;

	if (layout->status != PANDECT_OK)
		return false;
	for (;; b++) {
		if (layout->next >= layout->blocks.n)
			return false;
		layout->next++;
		if (!b->is_merged)
			break;
	}
	layout->out_text.n = layout->out_spans.n = 0;
	layout->given = b;
	if (b->kind == LAYOUT_CODE)
		put_code(layout, b);
	else if (b->n_lines)
		put_lines(layout, b, mask_of(layout, b->kind));
	if (layout->status != PANDECT_OK)
		return false;
	*ret_block = (struct layout_block){.kind = b->kind,
		.page = b->page,
		.level = b->level,
		.depth = b->depth,
		.number = b->number,
		.box = b->shown,
		.confidence = confidence_of(layout, b),
		.text = taken(layout),
		.n_rows = b->n_rows,
		.n_columns = b->n_columns};
	if (b->kind == LAYOUT_ITEM)
		ret_block->marker = (struct pandect_text){
			rich_text(layout, &layout_lines(layout)[b->first].rich), b->marker};
	return true;
}

void
layout_cell(struct layout *layout, uint32_t row, uint32_t column, struct layout_cell *ret_cell)
{
	const struct block *b = layout->given;
	const struct cell *cell;
	struct nest nest;

	*ret_cell = (struct layout_cell){.row_span = 1, .column_span = 1};
	if (!b || row >= b->n_rows || column >= b->n_columns)
		return;
	cell = (const struct cell *)layout->cells.items + b->first + (size_t)row * b->n_columns +
	       column;
	layout->out_text.n = layout->out_spans.n = 0;
	nest_init(&nest, layout, mask_of(layout, row == 0 ? LAYOUT_HEADING : LAYOUT_TABLE));
	put_rich(&nest, &cell->rich, 0);
	nest_close(&nest, 0);
	ret_cell->text = taken(layout);
	ret_cell->row_span = cell->row_span;
	ret_cell->column_span = cell->column_span;
}
