/* SPDX-License-Identifier: MIT */
/*
 * What the files of the page layout share: the page being read, with everything on it, and the
 * document, which keeps blocks, lines and cells as offsets into a few growing arrays.
 */
#ifndef PANDECT_SHARED_LAYOUT_PAGE_H
#define PANDECT_SHARED_LAYOUT_PAGE_H

#include "layout.h"

/* Beyond these a page is cut and counted as truncated: no page that a person reads comes near, and
 * every step below stays under a second with them. */
#define LAYOUT_MAX_GLYPHS 1000000u
#define LAYOUT_MAX_RULES  20000u
#define LAYOUT_MAX_IMAGES 256u
#define LAYOUT_MAX_LINKS  4096u
/* Offsets into the text are 32 bits wide; half of that leaves room for every sum. */
#define LAYOUT_MAX_TEXT 0x7fffffffu
#define LAYOUT_NO_LINK  UINT32_MAX
#define LAYOUT_NO_TABLE UINT32_MAX

/* Text is measured in half points, up to 200 points. */
#define LAYOUT_N_SIZES 401u

/* ---- memory ---- */

/* A growing array. Its users step through it with the type they put in. */
struct list {
	void *items;
	size_t n, room;
};

/* One more item, zeroed; NULL: no memory. */
void *list_add(struct list *list, size_t item_size);
/* Room for n more items, whose count the caller raises. */
bool list_reserve(struct list *list, size_t n, size_t item_size);
void list_clear(struct list *list);

struct arena_piece;

/* Memory that a page needs until it is laid out. The first failure stays. */
struct arena {
	struct arena_piece *piece;
	bool has_failed;
};

/* n items, zeroed; NULL: no memory. */
void *arena_add(struct arena *arena, size_t n, size_t item_size);
/* Gives back all but one piece, which the next page will use again. */
void arena_reset(struct arena *arena);
void arena_clear(struct arena *arena);

/* ---- characters ---- */

bool char_is_upper(uint32_t c);
bool char_is_lower(uint32_t c);
bool char_is_letter(uint32_t c);
bool char_is_digit(uint32_t c);
bool char_is_wide(uint32_t c);
bool char_is_right_to_left(uint32_t c);
/* The same letter in lower case, for comparing. */
uint32_t char_fold(uint32_t c);
/* The character at *at, which is moved behind it; 0 at the end. The text is well-formed. */
uint32_t char_next(const char *text, size_t size, size_t *at);
uint32_t char_first(const char *text, size_t size);
uint32_t char_last(const char *text, size_t size);
/* Writes c as UTF-8, at most 4 bytes. */
size_t char_put(uint32_t c, char *to);
/* Latin ligatures and odd blanks to plain characters, up to 3: how many; 0: c is nothing. */
size_t char_expand(uint32_t c, uint32_t to[3]);
/* Arabic presentation forms to letters, up to 2; other characters as they are. */
size_t char_unshape(uint32_t c, uint32_t to[2]);
/* The other of a pair of brackets, or c. */
uint32_t char_mirror(uint32_t c);

/* ---- on a page ---- */

struct font {
	uint64_t hash; /* of name and flags as given */
	unsigned flags;
};

struct word {
	uint32_t at, size, n_chars; /* in page->text */
	uint32_t font, link, flags; /* LAYOUT_BOLD … */
	float x0, y0, x1, y1, em, base, confidence;
	bool is_right_to_left;
	bool is_on_new_line; /* where its text is put together: a break that is meant */
};

/* Words on one baseline without a wide gap. table: the ruled table that it stands for. */
struct segment {
	uint32_t first, n, n_chars, table;
	float x0, y0, x1, y1, em, base;
};

struct row {
	struct segment **segments; /* from left to right */
	uint32_t n;
	float base, em, y0, y1;
};

/* Rows from top to bottom. */
struct rows {
	struct row *rows;
	size_t n;
};

/* A line drawn across (y, from x0 to x1) or down (x, from y0 to y1). */
struct rule {
	float at, from, to;
};

/* A ruled table taken out of the page; first_cell as in block. */
struct table {
	float x0, y0, x1, y1;
	uint32_t first_cell, n_rows, n_columns;
};

struct page_link {
	struct pandect_box box;
	uint32_t link;
};

struct page {
	uint32_t number;
	struct pandect_box box;
	struct list glyphs;  /* struct layout_glyph */
	struct list words;   /* struct word */
	struct list text;    /* char */
	struct list upright; /* struct segment */
	struct list turned;  /* struct segment: what runs in another direction than the page */
	struct list across;  /* struct rule */
	struct list down;    /* struct rule */
	struct list images;  /* struct pandect_box */
	struct list links;   /* struct page_link */
	struct list tables;  /* struct table */
	struct list regions; /* struct rows, in reading order */
	struct arena arena;
	size_t steps;  /* left for searches that are quadratic */
	unsigned turn; /* quarters that the page was turned by: how its boxes are turned back */
	bool is_open, is_recognised, is_truncated;
};

/* ---- kept of the document ---- */

/* Text in layout->text; runs: where it is not plain, in layout->runs. */
struct rich {
	uint32_t at, size, runs, n_runs;
};

struct run {
	uint32_t start, end; /* in layout->text */
	uint32_t flags, link;
};

struct line {
	struct rich rich;
	float x0, y0, x1, y1, base, em, first_width, confidence;
	uint32_t font, n_words, n_chars, flags;
	bool is_short; /* it ends far before its region does, where the next would have fitted on */
	bool is_dropped;
};

struct cell {
	struct rich rich;
	uint16_t row_span, column_span;
};

/* lines first…first + n_lines in layout->lines, or n_rows × n_columns cells from first. gaps: to
 * the neighbours, from baseline to baseline in its own size. */
struct block {
	uint32_t kind, page, level, depth;
	uint32_t first, n_lines, n_rows, n_columns;
	float x0, y0, x1, y1, em, gap_above, gap_below;
	struct pandect_box shown; /* on the page as it is displayed */
	uint32_t font, flags;
	bool is_centred;
	bool is_joined; /* pieces that belong together, not prose */
	bool is_merged; /* its lines are another block's now */
	int64_t number;
	uint32_t marker; /* bytes of the first line that are the marker and the blanks after it */
};

struct page_record {
	uint32_t number, first_block, n_blocks;
	float y0, y1;
};

struct layout {
	struct layout_options options;
	pandect_status status;
	struct page page;
	struct list fonts;    /* struct font */
	struct list outline;  /* uint64_t: hashes of titles, sorted in layout_finish */
	struct list links;    /* struct rich: URIs */
	struct list text;     /* char */
	struct list runs;     /* struct run */
	struct list lines;    /* struct line */
	struct list cells;    /* struct cell */
	struct list blocks;   /* struct block */
	struct list pages;    /* struct page_record */
	struct list hyphened; /* uint64_t: hashes of words with a hyphen in them, sorted in
				 layout_finish */
	uint64_t n_of_size[LAYOUT_N_SIZES];
	uint64_t n_chars, n_bold, n_italic, n_mono;
	float body; /* size of most of the text */
	uint32_t n_truncated;
	size_t next;               /* block that layout_next gives next */
	const struct block *given; /* block that layout_next gave last */
	struct list out_text;      /* char: of the block given last */
	struct list out_spans;     /* struct layout_span */
};

static inline struct word *
page_words(const struct page *page)
{
	return page->words.items;
}

static inline const char *
page_text(const struct page *page, const struct word *word)
{
	return word->size ? (const char *)page->text.items + word->at : "";
}

static inline struct line *
layout_lines(const struct layout *layout)
{
	return layout->lines.items;
}

static inline struct block *
layout_blocks(const struct layout *layout)
{
	return layout->blocks.items;
}

static inline const char *
rich_text(const struct layout *layout, const struct rich *rich)
{
	return rich->size ? (const char *)layout->text.items + rich->at : "";
}

/* The first failure stays. */
void layout_fail(struct layout *layout, pandect_status status);

/* ---- the steps of a page, in this order ---- */

/* Glyphs to words and segments, turned so that most of them are upright. */
void layout_make_words(struct layout *layout);
/* Turns the page so that most of its text runs to the right. */
void direction_turn_page(struct page *page);
/* More than a name or a quotation on the page runs to the left. */
bool direction_is_right_to_left(const struct page *page);
/* Makes lines anew, in the order in which they are seen from left to right. */
void direction_regroup(struct page *page);
/* Brackets on the page are given as they look, not as they are meant. */
bool direction_has_mirrored(const struct page *page);
/* A word read from left to right to its own order: how long it is then, at most 2 * n. */
size_t direction_flip(const uint32_t *in, size_t n, bool has_mirrored, uint32_t *out);
/* A box of the page as it was turned, back to the page as it is displayed. */
void layout_turn_back(const struct page *page, struct pandect_box *box);
/* Recognised words to segments. */
void layout_make_recognised(struct layout *layout);
/* Takes tables with drawn lines out of the segments: gives those that are left, with one standing
 * in for each table. */
struct segment **layout_ruled_tables(struct layout *layout, size_t *ret_n);
/* Fills page->regions. */
void layout_order(struct layout *layout, struct segment **segments, size_t n);
/* Adds the blocks of a region. */
void layout_region(struct layout *layout, const struct rows *region);
/* Adds the paragraphs of rows. */
void layout_paragraphs(struct layout *layout, const struct row *rows, size_t n);
/* The first table without lines among rows: rows first…end, whose cells have been added. False:
 * there is none. */
struct table_range {
	size_t first, end;
	struct table table;
};
bool layout_unruled_table(
	struct layout *layout, const struct row *rows, size_t n, struct table_range *ret_range);

/* ---- shared by the steps ---- */

struct rows rows_of(struct arena *arena, struct segment **segments, size_t n);
/* Size, box and baseline of a segment from its words. */
void segment_fit(const struct page *page, struct segment *segment);
/* The words of a row in reading order: how many; *ret_words is in the arena. */
size_t row_words(struct page *page, const struct row *row, struct word ***ret_words);
/* Adds words, with blanks between, to the document's text. */
void rich_add(struct layout *layout, struct word *const *words, size_t n, struct rich *ret_rich);
struct block *block_add(struct layout *layout, uint32_t kind);
/* Boxes and sizes of a block from its lines. */
void block_fit(const struct layout *layout, struct block *block);
size_t half_points(float em);
uint64_t hash_bytes(uint64_t hash, const void *data, size_t size);
#define HASH_START 0xcbf29ce484222325u

/* ---- reading a line's text ---- */

/* Bytes of a bullet and the blanks behind it, 0 when the text is no item. */
size_t text_bullet(const char *text, size_t size);
/* Bytes of "1." "(a)" "[3]" at the start, without the blank; 0: none. */
size_t text_enumerator(const char *text, size_t size);
/* Bytes of "1. " or "1) " at the start and its number; 0: none. */
size_t text_ordinal(const char *text, size_t size, int64_t *ret_number);
/* Hash of a text without regard to case, blanks and which digits. */
uint64_t text_hash(const char *text, size_t size);
/* The same, going on from the hash of what stands before. */
uint64_t text_hash_more(uint64_t hash, const char *text, size_t size);
/* Order of uint64_t, for qsort and bsearch. */
int compare_hashes(const void *a, const void *b);

/* ---- the steps of the document ---- */

void layout_drop_furniture(struct layout *layout);
void layout_headings(struct layout *layout);
/* Items, code, pieces joined. */
void layout_kinds(struct layout *layout);

#endif
