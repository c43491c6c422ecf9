/* SPDX-License-Identifier: MIT */
/* The editor behind struct pandect_editor: writes edits down against one block and applies them
 * all, or none, to a new one. */
#ifndef DOCUMENT_EDITOR_H
#define DOCUMENT_EDITOR_H

#include <pandect/plugin.h>

#include "document/block.h"
#include "document/builder.h"

struct editor;

/* block and budget outlive the editor. NULL: no memory. */
struct editor *editor_new(const struct block *block, struct builder_budget *budget);
void editor_free(struct editor *editor);
struct pandect_editor *editor_public(struct editor *editor);

/* The failure that stays, or OK, and a sentence about it ("" when OK). */
pandect_status editor_status(const struct editor *editor);
const char *editor_failure(const struct editor *editor);

/* 1 when nothing was written down. */
int editor_is_empty(const struct editor *editor);

/*
 * The edited document as a new block. A chunk of the old block whose nodes or text an edit touched
 * is dropped, and *ret_dropped counts them. On failure there is no new block. INVALID, NO_MEMORY,
 * LIMIT.
 */
pandect_status editor_apply(struct editor *editor, struct block **ret_block, uint32_t *ret_dropped);

#endif
