/* SPDX-License-Identifier: MIT */
/*
 * A document as one line of text, for tests to compare:
 *   doc[h2"Title" p"one <strong two> <link=http://x/ three>" list[item[p"a"]]]
 * and a check that what readers are promised holds.
 */
#ifndef TESTS_UNIT_OUTLINE_H
#define TESTS_UNIT_OUTLINE_H

#include <stdlib.h>

#include <pandect/document.h>

#include "document/model.h"
#include "support/buffer.h"
#include "support/utf8.h"

static const char *const outline_kinds[PANDECT_N_NODE_KINDS] = {"none", "doc", "sec", "h", "p",
	"list", "item", "table", "row", "cell", "code", "quote", "formula", "image", "figure",
	"caption", "footnote", "defs", "term", "desc", "admonition", "pb", "hr", "raw", "line",
	"word"};

static const char *const outline_spans[PANDECT_N_SPAN_KINDS] = {"none", "strong", "em", "u", "s",
	"code", "link", "sub", "sup", "fn", "img", "math", "ins", "del", "lang", "mark"};

/* What to write before byte `at`: ends of spans, then beginnings. */
static void
outline_marks(const struct pandect_document *document, pandect_node node, uint32_t at,
	struct buffer *buffer)
{
	struct pandect_span span;

	for (uint32_t i = 0; pandect_document_span(document, node, i, &span) == PANDECT_OK; i++) {
		if (span.end == at && span.start < at)
			buffer_string(buffer, ">");
	}
	for (uint32_t i = 0; pandect_document_span(document, node, i, &span) == PANDECT_OK; i++) {
		if (span.start != at)
			continue;
		buffer_format(buffer, "<%s", outline_spans[span.kind]);
		if (span.value.size)
			buffer_format(buffer, "=%.*s", (int)span.value.size, span.value.data);
		buffer_string(buffer, span.end == at ? ">" : " ");
	}
}

static void
outline_text(const struct pandect_document *document, pandect_node node,
	const struct pandect_node_info *info, struct buffer *buffer)
{
	buffer_string(buffer, "\"");
	for (uint32_t at = 0; at <= info->text.size; at++) {
		outline_marks(document, node, at, buffer);
		if (at < info->text.size)
			buffer_add(buffer, info->text.data + at, 1);
	}
	buffer_string(buffer, "\"");
}

/* The outline; free it. */
static inline char *
outline(const struct pandect_document *document)
{
	struct buffer buffer = BUFFER_INIT;
	struct pandect_node_info info;
	pandect_node open[1024];
	uint32_t n_open = 0;

	for (pandect_node i = 1; pandect_document_node(document, i, &info) == PANDECT_OK; i++) {
		int is_first = 1;

		for (; n_open && open[n_open - 1] < i; n_open--) {
			buffer_string(&buffer, "]");
			is_first = 0;
		}
		if (i > 1 && (!is_first || buffer.data[buffer.size - 1] != '['))
			buffer_string(&buffer, " ");
		buffer_string(&buffer, outline_kinds[info.kind]);
		if (info.arg)
			buffer_format(&buffer, "%d", (int)info.arg);
		if (info.text.size || info.n_spans)
			outline_text(document, i, &info, &buffer);
		if (info.first && n_open < 1024) {
			buffer_string(&buffer, "[");
			open[n_open++] = info.last;
		}
	}
	for (; n_open; n_open--)
		buffer_string(&buffer, "]");
	return buffer_take(&buffer);
}

/* NULL, or what is wrong with the spans of a node. */
static inline const char *
outline_check_spans(const struct pandect_document *document, pandect_node node,
	const struct pandect_node_info *info)
{
	struct pandect_span span, outer[256];
	uint32_t n_outer = 0, start = 0, i = 0;

	for (; pandect_document_span(document, node, i, &span) == PANDECT_OK; i++) {
		if (span.start < start || span.start > span.end || span.end > info->text.size)
			return "a span is out of order or beyond the text";
		if (!utf8_is_boundary(info->text.data, info->text.size, span.start) ||
			!utf8_is_boundary(info->text.data, info->text.size, span.end))
			return "a span's end is inside a character";
		if (span.start == span.end && span.kind != PANDECT_SPAN_IMAGE &&
			span.kind != PANDECT_SPAN_FOOTNOTE && i + 1 == info->n_spans)
			return "a span is empty";
		while (n_outer && outer[n_outer - 1].end <= span.start &&
			outer[n_outer - 1].end < span.end)
			n_outer--;
		if (n_outer && span.end > outer[n_outer - 1].end)
			return "spans cross";
		if (n_outer < 256)
			outer[n_outer++] = span;
		start = span.start;
	}
	return i == info->n_spans ? NULL : "n_spans is not the number of spans";
}

/* NULL, or what is wrong with the document. */
static inline const char *
outline_check(const struct pandect_document *document, int is_fragment)
{
	struct pandect_node_info info, parent, next;

	for (pandect_node i = 1; pandect_document_node(document, i, &info) == PANDECT_OK; i++) {
		if (utf8_valid(info.text.data, info.text.size) != info.text.size)
			return "text is not UTF-8";
		if (info.last < i || (info.first && info.first != i + 1) ||
			(info.first != 0) != (info.last > i))
			return "first or last is wrong";
		const char *wrong = outline_check_spans(document, i, &info);

		if (wrong)
			return wrong;
		if (i == 1)
			continue;
		if (info.parent >= i || pandect_document_node(document, info.parent, &parent))
			return "a parent is not before its child";
		if (!model_allows(parent.kind, info.kind, is_fragment))
			return "a node stands where it may not";
		if (info.last > parent.last)
			return "a child reaches beyond its parent";
		if (info.next == 0 ? info.last != parent.last : info.next != info.last + 1)
			return "next is wrong";
		if (info.next && (pandect_document_node(document, info.next, &next) ||
					 next.parent != info.parent))
			return "next is not a sibling";
		if (info.text.size && !model_holds_text(info.kind))
			return "a node without text has text";
	}
	return NULL;
}

#define ck_outline(block, expected, row) \
	do { \
		char *got_ = outline(block_document(block)); \
		const char *wrong_ = outline_check(block_document(block), 1); \
		ck_assert_msg(strcmp(got_, (expected)) == 0, "%s: got %s, not %s", (row), got_, \
			(expected)); \
		ck_assert_msg(!wrong_, "%s: %s", (row), wrong_ ? wrong_ : ""); \
		free(got_); \
	} while (0)

#endif
