/* SPDX-License-Identifier: MIT */
/*
 * Page layout: from glyphs (or words), drawn lines and pictures on pages to headings, paragraphs,
 * lists, tables and code in reading order. Knows no library and no file format.
 *
 * Pages are added one at a time and kept as blocks, not as glyphs; what needs the whole document
 * (sizes of headings, running heads) is decided in layout_finish, after which the blocks are
 * walked. A layout is used by one thread at a time; several may be in use at once.
 *
 * The first failure stays, every later call does nothing: so it is enough to look at what
 * layout_page_end and layout_finish give.
 */
#ifndef PANDECT_SHARED_LAYOUT_H
#define PANDECT_SHARED_LAYOUT_H

#include <stdbool.h>

#include <pandect/base.h>

struct layout;

/* What a reader may want otherwise; all false is the ordinary case. */
struct layout_options {
	bool keep_hyphens;   /* leave words cut at line ends as they are printed */
	bool drop_furniture; /* leave out running heads and feet */
	bool drop_images;    /* no placeholders where pictures stand */
};

#define LAYOUT_BOLD   1u
#define LAYOUT_ITALIC 2u
#define LAYOUT_MONO   4u

/* The glyph does not continue the line of the one before it. */
#define LAYOUT_LINE_START 1u

/*
 * A character as drawn. The box is upright and holds the glyph from ascender to descender; x, y is
 * the origin on the baseline; dx, dy the unit direction of writing; size in points. Boxes are as in
 * pandect/base.h. Blanks may be given or left out.
 */
struct layout_glyph {
	uint32_t codepoint, font, flags;
	float x0, y0, x1, y1, x, y, size, dx, dy;
};

/* A recognised word. line: any number that words of one line share and no other line has. */
struct layout_word {
	struct pandect_text text;
	struct pandect_box box;
	float confidence; /* 0 to 1 */
	uint32_t line;
};

struct layout_stroke {
	float x0, y0, x1, y1, width;
};

/* Makes an empty layout. NULL: no memory. */
struct layout *layout_new(const struct layout_options *options);
void layout_free(struct layout *layout);

/* A font's number, for its glyphs. name: as the file has it, or ""; flags: LAYOUT_BOLD … where the
 * library knows; what the name says is added. */
uint32_t layout_font_add(struct layout *layout, const char *name, unsigned flags);

/* A title in the document's outline: a line that reads the same is likely a heading. */
void layout_outline_add(struct layout *layout, const char *title);

void layout_page_begin(struct layout *layout, uint32_t number, const struct pandect_box *box);
void layout_page_glyph(struct layout *layout, const struct layout_glyph *glyph);
void layout_page_word(struct layout *layout, const struct layout_word *word);
void layout_page_stroke(struct layout *layout, const struct layout_stroke *stroke);
/* A filled rectangle. is_white: it cannot be seen on paper. */
void layout_page_fill(struct layout *layout, const struct pandect_box *box, bool is_white);
void layout_page_image(struct layout *layout, const struct pandect_box *box);
void layout_page_link(struct layout *layout, const struct pandect_box *box, const char *uri);
/* The page is complete: OK, NO_MEMORY, or LIMIT (the text of the whole document is too much). */
pandect_status layout_page_end(struct layout *layout);
/* Forgets a page that has begun and could not be read. */
void layout_page_cancel(struct layout *layout);
/* Pages on which there was more than can be laid out in reasonable time, of which the rest was
 * left out. */
uint32_t layout_n_truncated(const struct layout *layout);

/* All pages are there: decides what needs the whole document. OK, NO_MEMORY, LIMIT. */
pandect_status layout_finish(struct layout *layout);

/* ---- what came of it ---- */

#define LAYOUT_PARAGRAPH 0u
#define LAYOUT_HEADING   1u
#define LAYOUT_ITEM      2u
#define LAYOUT_TABLE     3u
#define LAYOUT_CODE      4u
#define LAYOUT_IMAGE     5u

#define LAYOUT_SPAN_STRONG   1u
#define LAYOUT_SPAN_EMPHASIS 2u
#define LAYOUT_SPAN_CODE     3u
#define LAYOUT_SPAN_LINK     4u

/* Bytes start…end of a text; spans come by start, the outer before the inner, and nest. uri: of a
 * link, else empty. */
struct layout_span {
	uint32_t kind, start, end;
	struct pandect_text uri;
};

struct layout_text {
	struct pandect_text text;
	const struct layout_span *spans;
	size_t n_spans;
};

/*
 * One block. level: of a heading, 1 to 3. depth: of an item, 0 for the outermost. number: of an
 * ordered item, -1 when it has a bullet; marker: as printed. confidence: mean of recognised words,
 * else 1. n_rows, n_columns: of a table, whose first row is its header.
 */
struct layout_block {
	uint32_t kind, page, level, depth;
	int64_t number;
	struct pandect_box box;
	float confidence;
	struct pandect_text marker;
	struct layout_text text;
	uint32_t n_rows, n_columns;
};

/* row_span and column_span are 0 where a cell above or to the left reaches over this place. */
struct layout_cell {
	struct layout_text text;
	uint32_t row_span, column_span;
};

/* The next block in reading order; false at the end, and after a failure, which layout_finish of
 * the next call tells. What it points to is valid until the next call. */
bool layout_next(struct layout *layout, struct layout_block *ret_block);
/* A cell of the table that layout_next gave last; its text is valid until the next call. */
void layout_cell(
	struct layout *layout, uint32_t row, uint32_t column, struct layout_cell *ret_cell);

#endif
