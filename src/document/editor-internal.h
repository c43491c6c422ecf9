/* SPDX-License-Identifier: MIT */
/* The journal of an editor: written by editor.c, applied by editor-apply.c. */
#ifndef DOCUMENT_EDITOR_INTERNAL_H
#define DOCUMENT_EDITOR_INTERNAL_H

#include "document/editor.h"
#include "document/sections.h"

/* Text in place of bytes start…end of a node's. */
struct text_edit {
	pandect_node node;
	uint32_t start, end;
	uint32_t order; /* in which it was written down */
	int64_t shift;  /* of what stands before it in the node: how far the edits there move it */
	struct string_ref text; /* of the notes */
};

/* A text that is empty takes the attribute away. */
struct attribute_edit {
	pandect_node node;
	uint32_t order;
	struct attribute_record attribute; /* a text is of the notes */
};

/* The content of a block's root, to stand before a node. */
struct insert_edit {
	pandect_node node;
	uint32_t order;
	struct block *part;
};

struct edits {
	void *items;
	uint32_t n, capacity;
};

struct editor {
	struct pandect_editor face; /* first: the public face is the editor itself */
	const struct block *block;
	struct builder_budget *budget;
	pandect_status status;
	char failure[256];
	struct edits texts, attributes, inserts;
	uint8_t *is_gone;        /* by node; NULL: none was removed */
	struct block *notes;     /* strings, metadata, languages, annotations, chunks to be added */
	struct builder *builder; /* the one that insert_before gave last, or NULL */
};

pandect_status editor_fail(struct editor *editor, pandect_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Finishes the builder that insert_before gave. */
pandect_status editor_end_insert(struct editor *editor);

#endif
