/* SPDX-License-Identifier: MIT */
/* One small document and an editor of it. */
#ifndef TESTS_UNIT_EDITED_H
#define TESTS_UNIT_EDITED_H

#include <stdio.h>

#include <pandect/plugin.h>

#include "document/builder.h"
#include "document/editor.h"
#include "outline.h"
#include "support.h"
/*
 *  1 document
 *  2   heading       Title
 *  3   paragraph     one <two three> four
 *  4   list
 *  5     item
 *  6       paragraph a
 *  7     item
 *  8       paragraph b
 *  9   table
 * 10     caption     C
 * 11     row
 * 12       cell
 * 13         paragraph x
 * 14     row
 * 15       cell
 * 16         paragraph y
 * 17   paragraph     gr<ü>n
 */
static struct block *block;
static struct builder_budget budget;
static struct editor *editor;
static struct pandect_editor *e;

static void
leaf(struct pandect_builder *b, uint32_t kind, const char *text)
{
	pandect_builder_leaf(b, kind, 0, pandect_text(text));
}

static void
write_row(struct pandect_builder *b, const char *text)
{
	pandect_builder_open(b, PANDECT_NODE_ROW, 0);
	pandect_builder_open(b, PANDECT_NODE_CELL, 0);
	pandect_builder_string(b, text);
	pandect_builder_close(b);
	pandect_builder_close(b);
}

static void
write_document(struct pandect_builder *b)
{
	leaf(b, PANDECT_NODE_HEADING, "Title");
	pandect_builder_open(b, PANDECT_NODE_PARAGRAPH, 0);
	pandect_builder_string(b, "one ");
	pandect_builder_span_open(b, PANDECT_SPAN_STRONG, pandect_text(NULL));
	pandect_builder_string(b, "two three");
	pandect_builder_span_close(b);
	pandect_builder_string(b, " four");
	pandect_builder_close(b);
	pandect_builder_open(b, PANDECT_NODE_LIST, 0);
	for (int i = 0; i < 2; i++) {
		pandect_builder_open(b, PANDECT_NODE_ITEM, 0);
		pandect_builder_string(b, i ? "b" : "a");
		pandect_builder_close(b);
	}
	pandect_builder_close(b);
	pandect_builder_open(b, PANDECT_NODE_TABLE, 0);
	leaf(b, PANDECT_NODE_CAPTION, "C");
	write_row(b, "x");
	write_row(b, "y");
	pandect_builder_close(b);
	pandect_builder_open(b, PANDECT_NODE_PARAGRAPH, 0);
	pandect_builder_string(b, "gr");
	pandect_builder_span_open(b, PANDECT_SPAN_EMPHASIS, pandect_text(NULL));
	pandect_builder_string(b, "\303\274");
	pandect_builder_span_close(b);
	pandect_builder_string(b, "n");
	pandect_builder_close(b);
}

static void
begin(void)
{
	editor = editor_new(block, &budget);
	ck_assert_ptr_nonnull(editor);
	e = editor_public(editor);
}

static void
setup(void)
{
	budget = (struct builder_budget){10000, 1000, 100000};
	block = block_new();
	struct builder *builder = builder_new(block, NULL, &budget, 0);

	write_document(builder_public(builder));
	ck_assert_int_eq(builder_finish(builder, 1), PANDECT_OK);
	builder_free(builder);
	begin();
}

static void
teardown(void)
{
	editor_free(editor);
	block_free(block);
}

/* Applies the edits; the edited block takes the place of the old. */
static uint32_t
apply(void)
{
	struct block *edited = NULL;
	uint32_t dropped = 99;
	pandect_status status = editor_apply(editor, &edited, &dropped);

	ck_assert_msg(status == PANDECT_OK, "%d, %s", (int)status, editor_failure(editor));
	editor_free(editor);
	block_free(block);
	block = edited;
	begin();
	return dropped;
}

#define REST " table[caption\"C\" row[cell[p\"x\"]] row[cell[p\"y\"]]] p\"gr<em \303\274>n\"]"
#define LIST " list[item[p\"a\"] item[p\"b\"]]"

#endif
