/* SPDX-License-Identifier: MIT */
/* The content model as data: what each kind of node is called, what it may hold. */
#ifndef DOCUMENT_MODEL_H
#define DOCUMENT_MODEL_H

#include <pandect/document.h>

/* The name as in PANDECT_NODE_…, with its article ("a ROW", "an ITEM"); for an unknown kind "an
 * unknown node". */
const char *model_name(uint32_t kind);

/* 1 when a node of kind child may stand in one of kind parent. fragment: of an OCR fragment. */
int model_allows(uint32_t parent, uint32_t child, int fragment);

int model_holds_text(uint32_t kind);
int model_holds_blocks(uint32_t kind);

/* 1 for kinds that mean nothing when they have lost their children: all that hold some but
 * DOCUMENT, and CELL, which keeps its column. */
int model_needs_children(uint32_t kind);

/* arg as the kind allows it, the nearest that makes sense. */
uint8_t model_arg(uint32_t kind, int64_t arg);

/* The name of a kind of span, with its article. */
const char *model_span_name(uint32_t kind);

#endif
