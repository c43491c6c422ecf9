/* SPDX-License-Identifier: MIT */
/* What the parts of the Markdown extractor share. */
#ifndef MARKDOWN_H
#define MARKDOWN_H

#include <pandect/plugin.h>

#include <md4c.h>
#include <stdbool.h>

/* Containers open at once: more is not a document, and the host's tree has a bound of its own. */
#define MARKDOWN_DEPTH 64

/* Marks open at once that are told apart; deeper ones are plain text. */
#define MARKDOWN_MARKS 64

/* A longer label of a footnote is not one. */
#define NOTE_LABEL_MOST 128

/* Bytes gathered; data is NULL while size is 0. */
struct piece {
	char *data;
	size_t size, capacity;
};

/* A footnote's body, taken out of the text. */
struct note {
	struct pandect_text label, body;
};

struct notes {
	struct note *items, *sorted;
	size_t n, capacity;
	char *text; /* the document without them; NULL: there are none */
	size_t size;
	char *bodies;
};

/* A block that is alone in its paragraph becomes a node of its own; until that is known it waits
 * here. */
struct waiting {
	uint32_t kind; /* 0: nothing; IMAGE or FORMULA, a SPAN */
	struct piece value, text;
};

struct markdown {
	struct pandect_call *call;
	struct pandect_builder *builder;
	struct notes notes;
	pandect_status status;

	unsigned depth;    /* containers open */
	unsigned flat;     /* those among them that are too deep to be nodes */
	bool is_quote;     /* a quote waits: it may turn out to be an admonition */
	bool is_paragraph; /* a paragraph waits for what is in it */
	bool skip_break;   /* the line break after an admonition's mark */
	unsigned in_image; /* images inside an image's description */
	bool in_formula;   /* text belongs to the waiting formula */
	bool in_html;      /* text belongs to a block of HTML */
	struct waiting waiting;
	const char *last, *end; /* of a formula's text so far; of the document */
	struct piece run;       /* plain text not yet written */
	struct piece html;

	/* Open marks: 0 for Markdown's own, else which tag of inline.c it was. */
	unsigned char marks[MARKDOWN_MARKS];
	unsigned n_marks, n_more_marks;
};

/* Appends; the first failure stays in the reader's status. */
void piece_add(struct markdown *m, struct piece *piece, const char *text, size_t size);

/* Writes the text that was gathered, with footnote marks found in it, and what waits before it. */
void markdown_flush(struct markdown *m);

/* Before something is written into the innermost block: opens what waits. */
void markdown_settle(struct markdown *m);

struct pandect_text piece_text(const struct piece *piece);

/* A value of the parser's with its references decoded, in a piece that the caller frees. */
struct piece markdown_attribute(struct markdown *m, const MD_ATTRIBUTE *attribute);

/* Makes an admonition of the quote that waits, if its first line says so. */
void markdown_try_admonition(struct markdown *m);

int markdown_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data);
int markdown_enter_span(MD_SPANTYPE type, void *detail, void *data);
int markdown_leave_span(MD_SPANTYPE type, void *detail, void *data);

void markdown_open_mark(struct markdown *m, unsigned tag, uint32_t span, struct pandect_text value);

/* Ends the innermost mark of a tag, with those inside it; 0: Markdown's own. A tag that is not
 * open, or stands outside of Markdown's own mark, is ignored. */
void markdown_close_mark(struct markdown *m, unsigned tag);

/* One inline tag or comment. */
void markdown_inline_html(struct markdown *m, const char *text, size_t size);

/* Reads front matter into metadata; gives the bytes that it takes, 0 when there is none. */
size_t markdown_front_matter(struct markdown *m, const char *text, size_t size);

/* Takes footnotes out of a text. NO_MEMORY. */
pandect_status notes_take(struct notes *notes, const char *text, size_t size);
bool notes_have(const struct notes *notes, struct pandect_text label);
void notes_clear(struct notes *notes);

#endif
