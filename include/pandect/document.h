/* SPDX-License-Identifier: MIT */
/*
 * Pandect: reading a document. For plugins (processors, renderers, validators) and embedders alike.
 *
 * A document is a tree of nodes with numbers, not pointers. Node 1 is the root (DOCUMENT); 0 is no
 * node. Numbers run in reading order: a parent is smaller than its children, a sibling smaller than
 * the next. They hold for one document; a document that a processor has changed is another one.
 *
 * All functions here are [any thread] on a document that nobody frees meanwhile. What they give
 * stays valid as long as the document: for a plugin until its function returns, for an embedder
 * until the job is freed or run again.
 */
#ifndef PANDECT_DOCUMENT_H
#define PANDECT_DOCUMENT_H

#include <pandect/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t pandect_node;

/* ---- kinds of node ---- */

/*
 * What may stand in what:
 *   blocks   SECTION HEADING PARAGRAPH LIST TABLE CODE QUOTE FORMULA IMAGE FIGURE CAPTION FOOTNOTE
 * DEFINITIONS ADMONITION PAGE_BREAK THEMATIC_BREAK RAW DOCUMENT DOCUMENT SECTION QUOTE FIGURE
 * FOOTNOTE ADMONITION ITEM CELL DESCRIPTION hold blocks LIST holds ITEM, TABLE holds ROW (and
 * CAPTION), ROW holds CELL, DEFINITIONS holds TERM and DESCRIPTION HEADING PARAGRAPH CODE FORMULA
 * CAPTION TERM RAW LINE WORD hold text in an OCR fragment a PARAGRAPH, HEADING or TERM may hold
 * LINE, and LINE may hold WORD, in place of text Text written straight into a holder of blocks gets
 * a PARAGRAPH of its own. U+000A inside text is a line break that is meant; other control
 * characters do not occur, but U+0009 in CODE and RAW.
 */
#define PANDECT_NODE_DOCUMENT \
	1u /* the root; below it a child document (attachment, member): NAME, MIME */
#define PANDECT_NODE_SECTION        2u
#define PANDECT_NODE_HEADING        3u /* arg: level 1-6 */
#define PANDECT_NODE_PARAGRAPH      4u
#define PANDECT_NODE_LIST           5u /* arg: 0 bullets, 1 numbered; START */
#define PANDECT_NODE_ITEM           6u /* arg: 0 plain, 1 task open, 2 task done */
#define PANDECT_NODE_TABLE          7u
#define PANDECT_NODE_ROW            8u
#define PANDECT_NODE_CELL           9u  /* arg: 0 data, 1 header; ROW_SPAN, COLUMN_SPAN */
#define PANDECT_NODE_CODE           10u /* LANGUAGE: of the program; lines kept as they are */
#define PANDECT_NODE_QUOTE          11u
#define PANDECT_NODE_FORMULA        12u /* text: LaTeX without delimiters */
#define PANDECT_NODE_IMAGE          13u /* no text; ALT, SOURCE, NAME, WIDTH, HEIGHT; may have data */
#define PANDECT_NODE_FIGURE         14u
#define PANDECT_NODE_CAPTION        15u
#define PANDECT_NODE_FOOTNOTE       16u /* NAME: what FOOTNOTE spans refer to */
#define PANDECT_NODE_DEFINITIONS    17u
#define PANDECT_NODE_TERM           18u
#define PANDECT_NODE_DESCRIPTION    19u
#define PANDECT_NODE_ADMONITION     20u /* LABEL: note, warning, … */
#define PANDECT_NODE_PAGE_BREAK     21u
#define PANDECT_NODE_THEMATIC_BREAK 22u
#define PANDECT_NODE_RAW            23u /* text in another notation: MIME */
#define PANDECT_NODE_LINE           24u /* OCR fragments only */
#define PANDECT_NODE_WORD           25u /* OCR fragments only */
#define PANDECT_N_NODE_KINDS        26u

/* ---- spans: marks on a stretch of a node's text ---- */

#define PANDECT_SPAN_STRONG      1u
#define PANDECT_SPAN_EMPHASIS    2u
#define PANDECT_SPAN_UNDERLINE   3u
#define PANDECT_SPAN_STRIKE      4u
#define PANDECT_SPAN_CODE        5u
#define PANDECT_SPAN_LINK        6u /* value: URL */
#define PANDECT_SPAN_SUBSCRIPT   7u
#define PANDECT_SPAN_SUPERSCRIPT 8u
#define PANDECT_SPAN_FOOTNOTE    9u /* value: the FOOTNOTE's NAME; the text is the mark as printed */
#define PANDECT_SPAN_IMAGE \
	10u /* value: URL or name; the text is its description and may be empty */
#define PANDECT_SPAN_FORMULA   11u /* the text is LaTeX without delimiters */
#define PANDECT_SPAN_INSERTED  12u
#define PANDECT_SPAN_DELETED   13u
#define PANDECT_SPAN_LANGUAGE  14u /* value: BCP 47 */
#define PANDECT_SPAN_HIGHLIGHT 15u
#define PANDECT_N_SPAN_KINDS   16u

/* Spans of a node come by start, the outer before the inner; they nest, never cross. start and end
 * count bytes of the node's text. */
struct pandect_span {
	uint32_t size, kind;
	uint32_t start, end;
	struct pandect_text value;
};

/* ---- attributes of a node ---- */

#define PANDECT_ATTRIBUTE_NAME         1u /* text: anchor, file name, footnote's name */
#define PANDECT_ATTRIBUTE_TITLE        2u /* text */
#define PANDECT_ATTRIBUTE_ALT          3u /* text: an image's description */
#define PANDECT_ATTRIBUTE_SOURCE       4u /* text: URL or name where the thing itself is */
#define PANDECT_ATTRIBUTE_LANGUAGE     5u /* text: BCP 47; of CODE: the programming language */
#define PANDECT_ATTRIBUTE_MIME         6u /* text */
#define PANDECT_ATTRIBUTE_LABEL        7u /* text: an admonition's kind, a sheet's or slide's name */
#define PANDECT_ATTRIBUTE_START        16u /* number: of a numbered list; 1 when absent */
#define PANDECT_ATTRIBUTE_ROW_SPAN     17u /* number, at least 2; 1 when absent */
#define PANDECT_ATTRIBUTE_COLUMN_SPAN  18u /* number, at least 2; 1 when absent */
#define PANDECT_ATTRIBUTE_WIDTH        19u /* number: pixels */
#define PANDECT_ATTRIBUTE_HEIGHT       20u /* number: pixels */
#define PANDECT_ATTRIBUTE_STATUS       21u /* number: of a child document that failed, its status */
#define PANDECT_ATTRIBUTE_OCR          22u /* number, 1: the text was recognised from pixels */
#define PANDECT_ATTRIBUTE_FIRST_NUMBER 16u /* keys from here on hold numbers */
#define PANDECT_N_ATTRIBUTES           23u

/* ---- what the reading functions fill in: each begins with its size, set by the caller ---- */

struct pandect_node_info {
	uint32_t size, kind;
	pandect_node parent, first, next; /* 0: none */
	pandect_node last;                /* of its descendants; itself when it has none */
	uint32_t page;                    /* where it begins, from 1; 0: not known */
	uint32_t n_spans;
	int64_t arg;              /* as the kind says */
	struct pandect_text text; /* empty for kinds without text */
	struct pandect_box box;   /* meaningful when has_box */
	float confidence;         /* 0 to 1 for recognised text, else 1 */
	uint32_t has_box;
};

/* One entry of a document's metadata. key: a standard name first (below), else the format's own
 * with a prefix ("pdf:producer"). */
struct pandect_meta {
	uint32_t size;
	pandect_node document; /* 1, or the child document that it belongs to */
	struct pandect_text key, value;
};

/*
 * Standard keys, after Dublin Core (ISO 15836-1): title creator subject description publisher
 * contributor date identifier language rights; and: created modified (ISO 8601), keywords, pages,
 * words, generator, category, from to cc bcc reply-to message-id (mail). A key may occur several
 * times (creators).
 */

struct pandect_page {
	uint32_t size, number;
	float width, height;       /* points; 0: not known */
	uint32_t is_ocr, reserved; /* its text was recognised */
};

struct pandect_language {
	uint32_t size;
	float confidence, share; /* 0 to 1; share of the text */
	struct pandect_text tag; /* BCP 47 */
};

/* A piece of text for retrieval. Its text is what the nodes first…last say, from byte start of
 * first to byte end of last. */
struct pandect_chunk {
	uint32_t size;
	pandect_node first, last;
	uint32_t start, end;
	uint32_t first_page, last_page; /* 0: not known */
	uint32_t n_tokens;
	uint32_t n_dimensions; /* of embedding, 0 when there is none */
	const float *embedding;
	struct pandect_text text, headings; /* headings above it, outermost first, U+000A between */
};

#define PANDECT_NOTE    1u
#define PANDECT_WARNING 2u
#define PANDECT_ERROR   3u

/* A warning of the run or a validator's finding. code: a short word to test for. source:
 * "kind:name", or "engine". */
struct pandect_finding {
	uint32_t size, severity;
	pandect_node node; /* 0: the whole document */
	uint32_t reserved;
	struct pandect_text code, text, source;
};

/* Something a processor or extractor found on a stretch of text: kind is "keyword", "entity",
 * "comment", "form-field", … */
struct pandect_annotation {
	uint32_t size;
	pandect_node node;
	uint32_t start, end; /* bytes of the node's text; both 0: the whole node */
	float confidence;    /* 0 to 1 */
	struct pandect_text kind, label, value;
};

/* Provenance: one step of the run. stage: identify bid extract ocr validate process embed render
 * option. decision: what was decided and why. */
struct pandect_step {
	uint32_t size;
	pandect_status status;
	uint64_t microseconds;
	struct pandect_text stage, plugin, version, document, decision;
};

/* ---- the functions: called through the wrappers below ---- */

struct pandect_document {
	const struct pandect_document_ops *ops;
};

struct pandect_document_ops {
	uint32_t size, reserved;
	pandect_status (*node)(const struct pandect_document *, pandect_node,
		struct pandect_node_info *) PANDECT_NOEXCEPT;
	pandect_status (*span)(const struct pandect_document *, pandect_node, uint32_t,
		struct pandect_span *) PANDECT_NOEXCEPT;
	pandect_status (*text)(const struct pandect_document *, pandect_node, uint32_t,
		struct pandect_text *) PANDECT_NOEXCEPT;
	pandect_status (*number)(const struct pandect_document *, pandect_node, uint32_t,
		int64_t *) PANDECT_NOEXCEPT;
	pandect_status (*data)(const struct pandect_document *, pandect_node, struct pandect_text *,
		struct pandect_text *) PANDECT_NOEXCEPT;
	pandect_status (*meta)(
		const struct pandect_document *, uint32_t, struct pandect_meta *) PANDECT_NOEXCEPT;
	pandect_status (*page)(
		const struct pandect_document *, uint32_t, struct pandect_page *) PANDECT_NOEXCEPT;
	pandect_status (*language)(const struct pandect_document *, uint32_t,
		struct pandect_language *) PANDECT_NOEXCEPT;
	pandect_status (*chunk)(
		const struct pandect_document *, uint32_t, struct pandect_chunk *) PANDECT_NOEXCEPT;
	pandect_status (*finding)(const struct pandect_document *, uint32_t,
		struct pandect_finding *) PANDECT_NOEXCEPT;
	pandect_status (*annotation)(const struct pandect_document *, uint32_t,
		struct pandect_annotation *) PANDECT_NOEXCEPT;
	pandect_status (*step)(
		const struct pandect_document *, uint32_t, struct pandect_step *) PANDECT_NOEXCEPT;
};

/* A node. NOT_FOUND: there is none of that number. */
static inline pandect_status pandect_document_node(
	const struct pandect_document *d, pandect_node node, struct pandect_node_info *ret) {
	ret->size = sizeof *ret;
	return d->ops->node(d, node, ret);
}

/* Span number i, from 0, of a node. NOT_FOUND past the last. */
static inline pandect_status pandect_document_span(
	const struct pandect_document *d, pandect_node node, uint32_t i, struct pandect_span *ret) {
	ret->size = sizeof *ret;
	return d->ops->span(d, node, i, ret);
}

/* A text attribute (PANDECT_ATTRIBUTE_…); the empty text when the node has none. */
static inline struct pandect_text pandect_document_text(
	const struct pandect_document *d, pandect_node node, uint32_t attribute) {
	struct pandect_text text = {NULL, 0};

	d->ops->text(d, node, attribute, &text);
	return text;
}

/* A number attribute; absent when the node has none. */
static inline int64_t pandect_document_number(
	const struct pandect_document *d, pandect_node node, uint32_t attribute, int64_t absent) {
	d->ops->number(d, node, attribute, &absent);
	return absent;
}

/* The bytes that an IMAGE carries, and their MIME type. NOT_FOUND when it has none. */
static inline pandect_status pandect_document_data(const struct pandect_document *d,
	pandect_node node, struct pandect_text *ret_mime, struct pandect_text *ret_bytes) {
	return d->ops->data(d, node, ret_mime, ret_bytes);
}

/* Lists. Each gives entry number i, from 0, and NOT_FOUND past the last. */

static inline pandect_status pandect_document_meta(
	const struct pandect_document *d, uint32_t i, struct pandect_meta *ret) {
	ret->size = sizeof *ret;
	return d->ops->meta(d, i, ret);
}

static inline pandect_status pandect_document_page(
	const struct pandect_document *d, uint32_t i, struct pandect_page *ret) {
	ret->size = sizeof *ret;
	return d->ops->page(d, i, ret);
}

static inline pandect_status pandect_document_language(
	const struct pandect_document *d, uint32_t i, struct pandect_language *ret) {
	ret->size = sizeof *ret;
	return d->ops->language(d, i, ret);
}

static inline pandect_status pandect_document_chunk(
	const struct pandect_document *d, uint32_t i, struct pandect_chunk *ret) {
	ret->size = sizeof *ret;
	return d->ops->chunk(d, i, ret);
}

/* Warnings and validators' findings. */
static inline pandect_status pandect_document_finding(
	const struct pandect_document *d, uint32_t i, struct pandect_finding *ret) {
	ret->size = sizeof *ret;
	return d->ops->finding(d, i, ret);
}

static inline pandect_status pandect_document_annotation(
	const struct pandect_document *d, uint32_t i, struct pandect_annotation *ret) {
	ret->size = sizeof *ret;
	return d->ops->annotation(d, i, ret);
}

static inline pandect_status pandect_document_step(
	const struct pandect_document *d, uint32_t i, struct pandect_step *ret) {
	ret->size = sizeof *ret;
	return d->ops->step(d, i, ret);
}

#ifdef __cplusplus
}
#endif
#endif
