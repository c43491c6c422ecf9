/* SPDX-License-Identifier: MIT */
/*
 * What a block is made of: sections of fixed-size records and of bytes, which refer to each other
 * by index and offset only. For the files of this directory.
 *
 * Nodes stand in preorder, text and spans in the order of their nodes, so a node says only where
 * its own begin: they end where the next node's begin. Node n's children, if any, begin at n + 1;
 * its next sibling, if any, stands at last + 1.
 */
#ifndef DOCUMENT_SECTIONS_H
#define DOCUMENT_SECTIONS_H

#include "document/block.h"

enum {
	SECTION_NODES,
	SECTION_SPANS,
	SECTION_ATTRIBUTES,
	SECTION_BOXES,
	SECTION_DATA,
	SECTION_META,
	SECTION_PAGES,
	SECTION_LANGUAGES,
	SECTION_CHUNKS,
	SECTION_FLOATS,
	SECTION_FINDINGS,
	SECTION_ANNOTATIONS,
	SECTION_STEPS,
	SECTION_TEXT,    /* of nodes */
	SECTION_STRINGS, /* all other text */
	SECTION_BYTES,   /* of images */
	N_SECTIONS
};

/* A piece of SECTION_STRINGS. */
struct string_ref {
	uint32_t offset, size;
};

struct node_record {
	uint8_t kind, arg;
	uint16_t has_box;
	uint32_t parent, last; /* last 0: still open, reaches to the end */
	uint32_t page;
	uint32_t text, span;     /* where its own begin */
	uint32_t attribute, box; /* index + 1; 0: none */
};

struct span_record {
	uint32_t kind, start, end; /* end SPAN_OPEN: still open */
	struct string_ref value;
};

#define SPAN_OPEN UINT32_MAX

/* Attributes of a node are a chain. key ATTRIBUTE_DATA: value is an index of SECTION_DATA. */
struct attribute_record {
	uint32_t key, next; /* next: index + 1; 0: none */
	union {
		int64_t number;
		struct string_ref text;
	} value;
};

#define ATTRIBUTE_DATA UINT32_C(0x100)

struct box_record {
	struct pandect_box box;
	float confidence;
};

struct data_record {
	struct string_ref mime;
	uint64_t offset, size; /* in SECTION_BYTES */
};

struct meta_record {
	uint32_t document;
	struct string_ref key, value;
};

struct page_record {
	uint32_t number;
	float width, height;
	uint32_t is_ocr;
};

struct language_record {
	struct string_ref tag;
	float confidence, share;
};

struct chunk_record {
	uint32_t first, last, start, end, first_page, last_page, n_tokens, n_dimensions;
	uint64_t embedding; /* in SECTION_FLOATS */
	struct string_ref text, headings;
};

struct finding_record {
	uint32_t severity, node;
	struct string_ref code, text, source;
};

struct annotation_record {
	uint32_t node, start, end;
	float confidence;
	struct string_ref kind, label, value;
};

struct step_record {
	int32_t status;
	uint32_t reserved;
	uint64_t microseconds;
	struct string_ref stage, plugin, version, document, decision;
};

struct section {
	void *items;
	size_t n, capacity;
};

struct block {
	struct pandect_document document; /* first: the public face is the block itself */
	struct section sections[N_SECTIONS];
};

/* Reader's table, in reader.c. */
extern const struct pandect_document_ops block_ops;

/* Appends n records, zeroed, or bytes, as they come. NULL with NO_MEMORY or LIMIT in *ret_status.
 */
void *section_add(struct block *block, unsigned section, size_t n, pandect_status *ret_status);

/* Gives back what growing left over. */
void block_trim(struct block *block);

/* Cleans a text (utf8.h) and keeps it. */
pandect_status block_string(
	struct block *block, struct pandect_text text, unsigned keep, struct string_ref *ret_ref);

/* Keeps a text that is clean already. */
pandect_status block_string_as_is(
	struct block *block, struct pandect_text text, struct string_ref *ret_ref);

struct pandect_text block_text_of(const struct block *block, struct string_ref ref);

/* Appends a node with nothing but these; its text and spans are appended next. */
pandect_status block_add_node(struct block *block, const struct node_record *like,
	pandect_node parent, pandect_node *ret_node);

/* Sets `last` of all nodes from their parents, in one pass. */
void block_close(struct block *block);

struct attribute_record *block_attribute(
	const struct block *block, pandect_node node, uint32_t attribute);
pandect_status block_put_attribute(
	struct block *block, pandect_node node, const struct attribute_record *attribute);
void block_drop_attribute(struct block *block, pandect_node node, uint32_t attribute);
pandect_status block_set_box(
	struct block *block, pandect_node node, const struct pandect_box *box, float confidence);
pandect_status block_add_annotation(
	struct block *block, const struct pandect_annotation *annotation);

static inline uint32_t
block_n_nodes(const struct block *block)
{
	return (uint32_t)block->sections[SECTION_NODES].n;
}

/* Nodes count from 1. */
static inline struct node_record *
block_node(const struct block *block, pandect_node node)
{
	return (struct node_record *)block->sections[SECTION_NODES].items + (node - 1);
}

static inline uint32_t
block_last(const struct block *block, pandect_node node)
{
	uint32_t last = block_node(block, node)->last;

	return last ? last : block_n_nodes(block);
}

/* The text of a node: bytes of SECTION_TEXT from *ret_start. */
static inline uint32_t
block_node_text(const struct block *block, pandect_node node, uint32_t *ret_start)
{
	uint32_t start = block_node(block, node)->text;

	*ret_start = start;
	return (node < block_n_nodes(block) ? block_node(block, node + 1)->text
					    : (uint32_t)block->sections[SECTION_TEXT].n) -
	       start;
}

/* The spans of a node: records of SECTION_SPANS from *ret_first. */
static inline uint32_t
block_node_spans(const struct block *block, pandect_node node, uint32_t *ret_first)
{
	uint32_t first = block_node(block, node)->span;

	*ret_first = first;
	return (node < block_n_nodes(block) ? block_node(block, node + 1)->span
					    : (uint32_t)block->sections[SECTION_SPANS].n) -
	       first;
}

static inline const char *
block_bytes(const struct block *block, unsigned section)
{
	const char *bytes = block->sections[section].items;

	return bytes ? bytes : "";
}

#endif
