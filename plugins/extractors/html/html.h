/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the HTML extractor share. The parser calls back for each tag; elements.c says
 * what a tag means, events.c acts on it, flow.c keeps the open nodes and writes words, and the
 * others see to one kind of content each.
 */
#ifndef HTML_H
#define HTML_H

#include <pandect/plugin.h>

#include <stdbool.h>

/* Nodes open at once; the host's tree takes 256, and what is deeper is read as if it were flat. */
#define HTML_NODES 128

/* Elements whose end has to undo something. Deeper ones are transparent: real pages stay below 100,
 * save for tags that are never closed. */
#define HTML_ELEMENTS 1024

#define HTML_MARKS  48
#define HTML_IMAGES 16

/* What a tag means. */
enum role {
	ROLE_INLINE, /* nothing of its own */
	ROLE_BLOCK,  /* begins and ends a paragraph */
	ROLE_HEADING,
	ROLE_LIST,
	ROLE_ITEM,
	ROLE_TABLE,
	ROLE_HEAD_ROWS,
	ROLE_ROW,
	ROLE_CELL,
	ROLE_CAPTION,
	ROLE_PRE,
	ROLE_QUOTE,
	ROLE_FIGURE,
	ROLE_FIGURE_CAPTION,
	ROLE_DEFINITIONS,
	ROLE_TERM,
	ROLE_DESCRIPTION,
	ROLE_MARK, /* value: the span */
	ROLE_LINK,
	ROLE_QUOTATION,
	ROLE_IMAGE,
	ROLE_BREAK,
	ROLE_RULE,
	ROLE_SKIP,
	ROLE_NO_SCRIPT,
	ROLE_SCRIPT,
	ROLE_TITLE,
	ROLE_META,
	ROLE_BASE,
	ROLE_HTML,
	ROLE_MATH,
	ROLE_INPUT,
	ROLE_OPTION
};

struct role_entry {
	const char *name;
	enum role role;
	uint32_t value;
};

/* Bytes gathered; data is NULL while nothing was ever added. */
struct gather {
	char *data;
	size_t size, capacity;
};

struct mark {
	uint32_t kind;
	char *value; /* owned; NULL: none */
};

/* An image that may turn out to stand alone. */
struct image {
	char *source, *alt, *title; /* owned, may be NULL */
	int64_t width, height;
};

/* An open element. */
struct element {
	const struct role_entry *entry;
	uint16_t nodes, marks; /* open before it */
	bool is_hidden;        /* its content is skipped */
	bool is_layout;        /* TABLE: not a table of data */
	bool in_head;          /* what html.in_head was */
};

/* page.c: what has to be known before a page is written. layouts: tables by number, 1 for those
 * that hold no data but lay the page out; to be freed. has_main: there is one <main>, and it holds
 * what the page is about. */
struct judgement {
	uint8_t *layouts;
	uint32_t n_layouts;
	bool has_main;
};

struct html {
	struct pandect_call *call;
	struct pandect_builder *builder;
	pandect_status status;

	struct element elements[HTML_ELEMENTS];
	uint32_t n_elements;
	uint64_t n_deeper; /* open elements beyond those */
	uint8_t nodes[HTML_NODES];
	uint32_t n_nodes;
	struct mark marks[HTML_MARKS];
	uint32_t n_marks;

	uint32_t n_hidden; /* open elements whose content is skipped */
	uint32_t n_no_script;
	bool in_head; /* rows are of the table's head */

	bool has_text;        /* the open text node has some */
	bool is_space;        /* a blank waits for the next word */
	uint32_t space_marks; /* the marks that it stands in */
	uint32_t n_breaks;    /* line breaks that wait */
	struct gather run;    /* scratch for text */
	struct image images[HTML_IMAGES];
	uint32_t n_images;

	struct gather *capture; /* raw text goes here */
	struct gather captured;
	char language[32]; /* of the program in the open <pre> */
	char outer[32];    /* what the block around it says of that */
	struct gather title;
	bool in_title, has_title, has_description;
	char *base;

	struct math *math; /* the open formula */
	struct judgement judgement;
	uint32_t next_table;
	bool only_main;     /* what is outside of <main> is left out */
	uint32_t main_open; /* the number of elements with <main>, 0: it is not open */
};

/* elements.c */
const struct role_entry *role_of(const char *name);
/* The value of an attribute, or NULL. attributes: name, value, …, NULL. */
const char *attribute_of(const char *const *attributes, const char *name);
/* 1 when a list of words, as in class="a b", has the word. */
bool has_word(const char *list, const char *word);
/* 1 for <main> and what declares itself to be that. */
bool is_main(const char *name, const char *const *attributes);
bool is_hidden(const char *name, const char *const *attributes);
/* The programming language that a class names, or the empty text. */
struct pandect_text class_language(const char *list);

/* flow.c */
void gather_add(struct html *h, struct gather *gather, const char *text, size_t size);
char *copy_text(struct html *h, const char *text);
void flow_open(struct html *h, uint32_t kind, int64_t arg);
/* Closes nodes until n are open. */
void flow_close_to(struct html *h, uint32_t n);
/* Ends the open paragraph and writes images that stand alone. */
void flow_end_paragraph(struct html *h);
/* Makes the innermost node one that holds blocks; false inside of a heading or the like. */
bool flow_holder(struct html *h);
/* Makes the innermost node one that holds text. */
void flow_text_node(struct html *h);
bool flow_in_text_only(const struct html *h);
/* Index of the innermost open node of a kind, not looking beyond the cell or quote; -1. */
int flow_find(const struct html *h, uint32_t kind);
void flow_words(struct html *h, const char *text, size_t size);
void flow_space(struct html *h);
void flow_break(struct html *h);
void flow_push_mark(struct html *h, uint32_t kind, const char *value);
void flow_pop_marks(struct html *h, uint32_t n);
/* An inline span with its own text. */
void flow_span(struct html *h, uint32_t kind, const char *value, struct pandect_text text);
/* Takes the image's strings. */
void flow_image(struct html *h, struct image *image);
void flow_clear(struct html *h);

/* blocks.c: what begins with a tag */
void start_block(struct html *h, struct element *element, const char *const *attributes);
void start_link(struct html *h, const char *const *attributes);
void start_image(struct html *h, const char *const *attributes);
void start_script(struct html *h, struct element *element, const char *const *attributes);
void start_input(struct html *h, const char *const *attributes);
/* Inside of <pre>: only what says the language, or breaks the line. */
void start_in_capture(
	struct html *h, const struct role_entry *entry, const char *const *attributes);
/* An address as a reader may use it, to be freed; NULL when it is none. */
char *address(struct html *h, const char *value);

/* events.c */
void html_start(struct html *h, const char *name, const char *const *attributes);
void html_end(struct html *h, const char *name);
void html_characters(struct html *h, const char *text, size_t size);
void html_finish(struct html *h);

/* metadata.c */
void metadata_of(struct html *h, const char *const *attributes);
void metadata_title(struct html *h);

/* math.c */
void math_begin(struct html *h, const char *const *attributes);
void math_start(struct html *h, const char *name, const char *const *attributes);
void math_text(struct html *h, const char *text, size_t size);
/* True when the formula has ended with this tag; it is written then. */
bool math_end(struct html *h, const char *name);
void math_clear(struct html *h);
/* Writes LaTeX, without the wrapping that some sites give it. */
void math_write(struct html *h, struct pandect_text latex, bool is_display);

/* page.c */
pandect_status page_judge(
	struct pandect_call *call, const char *text, size_t size, struct judgement *ret_judgement);

/* html.c */
struct parser_events {
	void (*start)(void *data, const char *name, const char *const *attributes);
	void (*end)(void *data, const char *name);
	void (*text)(void *data, const char *text, size_t size);
	/* Asked now and then; anything but OK ends the parsing. */
	pandect_status (*stop)(void *data);
};

/* PARTIAL: the page is so broken that its rest would take too long. */
pandect_status parse(const char *text, size_t size, const struct parser_events *events, void *data);

#endif
