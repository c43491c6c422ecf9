/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the WordprocessingML extractor share (ECMA-376, part 1, 17). body.c hears the
 * XML of the text and acts on it; a paragraph is gathered by paragraph.c until it ends, since what
 * it is may be told late; the other files read what the text refers to.
 */
#ifndef DOCX_H
#define DOCX_H

#include <pandect/plugin.h>

#include <stdbool.h>

#include "../../shared/ooxml.h"
#include "../../shared/xml.h"

#define DOCX_LEVELS 9 /* of a list; Word has no more */

/* Bounds on what may be open at once; Word itself stops far below. */
#define DOCX_LISTS      64
#define DOCX_TABLES     24
#define DOCX_PARAGRAPHS 16 /* paragraphs in text boxes in paragraphs */
#define DOCX_FIELDS     32
#define DOCX_COMMENTS   64 /* on one paragraph */
#define DOCX_CHILDREN   64 /* in one paragraph */

/* ---- styles.c ---- */

/* How a run looks, as bits; each kind of span that it may become has one. */
#define RUN_STRONG    1u
#define RUN_EMPHASIS  2u
#define RUN_UNDERLINE 4u
#define RUN_STRIKE    8u
#define RUN_SUB       16u
#define RUN_SUPER     32u
#define RUN_CODE      64u
#define RUN_HIGHLIGHT 128u
#define RUN_HIDDEN    256u
#define RUN_INSERTED  512u
#define RUN_DELETED   1024u

/* What a paragraph is by its style. */
enum paragraph_role { ROLE_PLAIN, ROLE_CODE, ROLE_QUOTE, ROLE_CAPTION };

struct look {
	uint32_t on, off; /* bits that are set, and bits that are unset */
};

struct style {
	char *id, *based_on;
	struct look look;
	int8_t heading; /* 1-6; 0: none; -1: not said */
	uint8_t role;
	bool is_paragraph;
	int64_t num_id; /* -1: not said */
	int8_t level;
	int64_t indent; /* twentieths of a point; -1: not said */
};

struct styles {
	struct style *items;
	size_t n, capacity;
};

pandect_status styles_read(
	struct pandect_call *call, struct zipfile *zip, const char *part, struct styles *styles);
const struct style *styles_find(const struct styles *styles, struct pandect_text id);
void styles_clear(struct styles *styles);
/* Takes an element of run properties into a look. */
void look_read(struct look *look, const struct xml_element *element);
/* How far a paragraph begins from the left, by its indentation element; -1: not said. */
int64_t indent_of(const struct xml_element *element);
/* Whether a property that is on or off is on. */
bool is_on(const struct xml_element *element);

/* ---- numbering.c ---- */

struct numbering;

/* How an item is marked. */
struct list_mark {
	bool is_list, is_numbered; /* is_list: there is a mark that one sees */
	int64_t number, indent;
	char text[64]; /* "2.1" */
};

pandect_status numbering_read(struct pandect_call *call, struct zipfile *zip, const char *part,
	struct numbering **ret_numbering);
void numbering_free(struct numbering *numbering);
/* Counts one more item of a list and says its mark; false when there is no such list. */
bool numbering_next(
	struct numbering *numbering, int64_t num_id, int level, struct list_mark *ret_mark);
/* The level that a style is tied to in a list, or -1. */
int numbering_level_of_style(
	const struct numbering *numbering, int64_t num_id, struct pandect_text style);

/* ---- notes.c ---- */

struct note_entry {
	int64_t id;
	char *author, *text; /* comments */
	uint32_t number;     /* footnotes: the order of their marks, 0: not referred to */
};

struct note_list {
	struct note_entry *items;
	size_t n, capacity;
};

pandect_status comments_read(
	struct pandect_call *call, struct zipfile *zip, const char *part, struct note_list *list);
struct note_entry *note_find(const struct note_list *list, int64_t id);
/* *ret_entry is valid until the next one is added. */
pandect_status note_add(
	struct note_list *list, struct note_entry entry, struct note_entry **ret_entry);
void notes_clear(struct note_list *list);

/* ---- spans of rows, tables.c ---- */

/* How many rows each cell spans that begins a merge, in the order of the text. */
struct merges {
	uint16_t *rows;
	size_t n, capacity, next;
};

pandect_status merges_read(
	struct pandect_call *call, struct zipfile *zip, uint64_t member, struct merges *merges);

/* ---- math.c ---- */

struct math;

/* Begins a formula; NULL: no memory. */
struct math *math_new(void);
void math_free(struct math *math);
pandect_status math_start(struct math *math, const struct xml_element *element);
pandect_status math_end(struct math *math);
pandect_status math_text(struct math *math, const char *text, size_t size);
/* The formula as LaTeX, valid until math_free. NO_MEMORY. */
pandect_status math_finish(struct math *math, struct pandect_text *ret_latex);

/* ---- paragraphs ---- */

enum piece_type { PIECE_TEXT, PIECE_IMAGE, PIECE_FOOTNOTE, PIECE_FORMULA };

/* A stretch of a paragraph's text. */
struct piece {
	uint8_t type;
	bool is_display;      /* FORMULA: on a line of its own */
	uint32_t look;        /* RUN_… */
	uint32_t start, size; /* of the text */
	uint32_t link;        /* from 1, in links; 0: none */
	uint32_t value;       /* IMAGE, FOOTNOTE: from 1, in links, too: its address or name */
};

struct comment_mark {
	int64_t id;
	uint32_t start;
	bool is_open, is_ended;
	uint32_t end;
};

/* Something that is written after the paragraph that refers to it. part: owned by relations. */
enum child_type { CHILD_DOCUMENT, CHILD_CHART, CHILD_DIAGRAM };

struct child {
	enum child_type type;
	const char *part;
};

struct paragraph {
	char *text;
	size_t size, text_capacity;
	struct piece *pieces;
	size_t n, capacity;
	char **links;
	size_t n_links, links_capacity;

	const struct style *style;
	struct pandect_text style_id; /* into id */
	char id[80];
	int64_t num_id;     /* -1: not said, 0: none */
	int level, outline; /* -1: not said */
	int64_t indent;     /* twentieths of a point; -1: not said */
	bool has_break;
	uint32_t link; /* that text belongs to now */
	struct comment_mark comments[DOCX_COMMENTS];
	uint32_t n_comments;
	struct child children[DOCX_CHILDREN];
	uint32_t n_children;
};

struct field {
	bool is_result; /* the instruction has ended */
	uint32_t link_before;
	char instruction[1024];
	size_t size;
};

struct table {
	uint32_t lists;                  /* open before it */
	uint32_t row;                    /* rows so far */
	bool is_open, has_row, has_cell; /* nodes that are open */
	bool is_header, is_first_header;
	bool is_skipped; /* too deep: its cells are paragraphs */
	int64_t columns, cell_lists;
	bool is_deleted; /* the row, by a tracked change */
	bool continues;  /* the cell goes on from the row above */
	bool begins_merge, in_row, in_cell;
	int64_t before; /* columns left out before the row */
};

struct open_list {
	int64_t num_id;
	int level;
	bool is_numbered;
	int64_t indent;
};

/* What is read of one part, and what is open in it. */
struct docx {
	struct pandect_call *call;
	struct pandect_builder *builder;
	struct zipfile *zip;
	struct ooxml_relations package, relations, part_relations;
	const struct ooxml_relations *current; /* of the part that is being read */
	struct styles styles;
	struct numbering *numbering;
	struct note_list comments, footnotes, endnotes;
	struct merges merges;
	char *main_part;
	int64_t want_changes, want_images, want_embedded, want_headers, want_numbers;

	struct paragraph *paragraphs[DOCX_PARAGRAPHS]; /* kept for reuse */
	uint32_t n_paragraphs;
	uint32_t n_lost_paragraphs; /* beyond the bound */
	struct field fields[DOCX_FIELDS];
	uint32_t n_fields, n_lost_fields;
	struct table tables[DOCX_TABLES];
	uint32_t n_tables, n_lost_tables;
	struct open_list lists[DOCX_LISTS];
	uint32_t n_lists;
	uint32_t quote, code; /* 1 when such a node is open at the top */

	uint32_t skip; /* elements open whose content is left out */
	uint32_t in_run_properties, in_paragraph_properties, in_text, in_instruction;
	uint32_t in_row_properties;
	bool is_checked; /* the open check box of a form */
	uint32_t deleted, inserted;
	uint32_t look; /* of the run */
	struct look run_look;
	const struct style *run_style;
	uint32_t choice[16]; /* AlternateContent: whether a branch was taken */
	uint32_t n_choices;
	struct math *math;
	uint32_t math_depth;
	bool is_display_math;
	char *alt;               /* of the drawing */
	struct note_list *notes; /* those that are being written, or NULL */
	bool in_note;            /* inside of one that is referred to */
	bool has_written;        /* a block, of the text */
	uint32_t in_phonetic;
	char phonetic[128]; /* how the characters of a ruby are read */
	size_t phonetic_size;
};

/* paragraph.c */
struct paragraph *paragraph_top(struct docx *d);
pandect_status paragraph_begin(struct docx *d);
pandect_status paragraph_end(struct docx *d);
pandect_status paragraph_add(struct docx *d, const char *text, size_t size);
pandect_status paragraph_piece(
	struct docx *d, enum piece_type type, struct pandect_text text, const char *value);
/* Keeps an address; 0: none, or no memory. */
uint32_t paragraph_link(struct paragraph *p, struct pandect_text address);
void paragraphs_free(struct docx *d);
/* Closes lists until n are open, and quotes and code. */
void lists_close(struct docx *d, uint32_t n);

/* body.c: reads a part's text into the builder. */
pandect_status body_read(struct docx *d, uint64_t member, const char *what);

/* fields.c */
void field_begin(struct docx *d);
void field_end(struct docx *d);
void field_instruction(struct docx *d, const char *text, size_t size);
/* The instruction has ended: what follows is what it shows. */
void field_result(struct docx *d, struct field *field);
void field_char(struct docx *d, const struct xml_element *element);
/* Text is shown unless a field's instruction is open. */
bool field_hides_text(const struct docx *d);
void link_start(struct docx *d, const struct xml_element *element);

/* symbol.c */
pandect_status symbol_add(struct docx *d, const struct xml_element *element);

/* notes.c: their marks in the text */
enum mark_type { MARK_START, MARK_END, MARK_REFERENCE };

pandect_status note_reference(struct docx *d, const struct xml_element *element, bool is_endnote);
void note_begin(struct docx *d, const struct xml_element *element);
void comment_mark(struct docx *d, const struct xml_element *element, enum mark_type type);

/* media.c */
pandect_status image_add(struct docx *d, struct pandect_text relation, struct pandect_text alt);
pandect_status image_write(struct docx *d, const char *source, struct pandect_text alt);
pandect_status child_add(struct docx *d, struct pandect_text relation, enum child_type type);
pandect_status child_write(struct docx *d, const struct child *child);

/* tables.c */
pandect_status table_start(struct docx *d);
pandect_status table_end(struct docx *d);
pandect_status row_start(struct docx *d);
pandect_status row_end(struct docx *d);
/* The open row is not to be shown. */
void row_delete(struct docx *d);
pandect_status cell_start(struct docx *d);
pandect_status cell_end(struct docx *d);
/* An element of a table's, row's or cell's properties. */
void table_property(struct docx *d, const struct xml_element *element);
/* Before a block: opens the cell that it stands in. False: it is not to be shown. */
bool table_settle(struct docx *d);

#endif
