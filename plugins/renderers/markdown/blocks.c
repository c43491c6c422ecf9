/* SPDX-License-Identifier: MIT */
/*
 * Blocks of a Markdown document. What Markdown has no word for is written so that it reads well:
 * terms over ": " lines, admonitions as quotes, a child document as a heading with its name.
 * Recursion goes as deep as the document, which the host keeps to 256 levels.
 */
#include <stdio.h>
#include <string.h>

#include "write.h"

/* CommonMark allows nine digits (0.31, 5.2). */
#define MOST_NUMBER 999999999

/* The block before, as far as it matters to the next. Begin with zeroes. */
struct sibling {
	uint32_t kind;
	int64_t arg;
	int is_other; /* of a list: it has the other mark */
};

static void write_blocks(struct markdown *m, const struct pandect_node_info *parent, int depth);
static void write_next(struct markdown *m, struct sibling *before, pandect_node node,
	const struct pandect_node_info *info, int depth);

pandect_status
markdown_status(struct markdown *m)
{
	if (m->status == PANDECT_OK)
		m->status = m->in.status;
	if (m->status == PANDECT_OK)
		m->status = m->out.status;
	if (m->status == PANDECT_OK)
		m->status = m->text.status;
	if (m->status == PANDECT_OK)
		m->status = m->lines.rest.status;
	if (m->status == PANDECT_OK)
		m->status = m->lines.next.status;
	if (m->status == PANDECT_OK)
		m->status = pandect_call_should_stop(m->call);
	return m->status;
}

static struct pandect_text
attribute(const struct markdown *m, pandect_node node, uint32_t which)
{
	return pandect_document_text(m->document, node, which);
}

/* ---- blocks with text ---- */

static void
write_text(struct markdown *m)
{
	if (m->text.size == 0)
		return;
	lines_begin_block(&m->lines);
	lines_text(&m->lines, m->text.data, m->text.size);
	lines_end_block(&m->lines);
}

static void
write_paragraph(struct markdown *m, pandect_node node, const struct pandect_node_info *info)
{
	output_reset(&m->text);
	inline_node(&m->in, &m->text, node, info, m->context);
	write_text(m);
}

/* A heading's line is not wrapped. */
static void
write_heading_line(struct markdown *m, size_t marks)
{
	if (m->text.size == marks)
		return;
	for (size_t i = 0; i < m->text.size; i++) {
		if (m->text.data[i] == LINES_KEEP)
			m->text.data[i] = ' ';
	}
	lines_begin_block(&m->lines);
	lines_verbatim(&m->lines, m->text.data, m->text.size);
	lines_end_block(&m->lines);
}

static size_t
begin_heading(struct markdown *m, int64_t level)
{
	output_reset(&m->text);
	output_repeat(&m->text, '#', level < 1 ? 1 : level > 6 ? 6 : (size_t)level);
	output_byte(&m->text, ' ');
	return m->text.size;
}

static void
write_heading(struct markdown *m, pandect_node node, const struct pandect_node_info *info)
{
	size_t marks = begin_heading(m, info->arg);

	inline_node(&m->in, &m->text, node, info, INLINE_HEADING);
	write_heading_line(m, marks);
}

static void
write_label(struct markdown *m, struct pandect_text label, int64_t level)
{
	size_t marks = begin_heading(m, level);

	inline_text(&m->text, label, INLINE_HEADING);
	write_heading_line(m, marks);
}

static void
write_code(struct markdown *m, struct pandect_text code, struct pandect_text language)
{
	size_t run = 0, longest = 2, size = code.size;

	while (size > 0 && code.data[size - 1] == '\n')
		size--;
	if (size == 0)
		return;
	for (size_t i = 0; i < size; i++) {
		run = code.data[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	output_reset(&m->text);
	output_repeat(&m->text, '`', longest + 1);
	for (size_t i = 0; i < language.size; i++) {
		if ((unsigned char)language.data[i] > ' ' && !strchr("`\\&", language.data[i]))
			output_byte(&m->text, language.data[i]);
	}
	lines_begin_block(&m->lines);
	lines_verbatim(&m->lines, m->text.data, m->text.size);
	lines_verbatim(&m->lines, code.data, size);
	output_reset(&m->text);
	output_repeat(&m->text, '`', longest + 1);
	lines_verbatim(&m->lines, m->text.data, m->text.size);
	lines_end_block(&m->lines);
}

/* $$ round LaTeX. A line of it that Markdown would read as a block joins the one before, which
 * means the same in LaTeX unless that has a comment. */
static void
write_formula(struct markdown *m, struct pandect_text latex)
{
	int is_start = 1, n_lines = 0;
	size_t begin;

	output_reset(&m->text);
	output_string(&m->text, "$$");
	begin = m->text.size;
	for (size_t i = 0; i < latex.size; i++) {
		char c = latex.data[i];

		if (c == '\n' || (is_start && c == ' ')) {
			is_start = 1;
			continue;
		}
		if (is_start && m->text.size > begin) {
			int is_joined = strchr("-+*#>=|~:_<`&", c) || (c >= '0' && c <= '9');

			output_byte(&m->text, is_joined ? ' ' : '\n');
			n_lines += !is_joined;
		}
		is_start = 0;
		output_byte(&m->text, c);
	}
	if (m->text.size == begin)
		return;
	output_string(&m->text, "$$");
	lines_begin_block(&m->lines);
	if (n_lines) {
		lines_verbatim(&m->lines, "$$", 2);
		lines_verbatim(&m->lines, m->text.data + 2, m->text.size - 4);
		lines_verbatim(&m->lines, "$$", 2);
	} else {
		lines_verbatim(&m->lines, m->text.data, m->text.size);
	}
	lines_end_block(&m->lines);
}

static void
write_image(struct markdown *m, pandect_node node)
{
	struct pandect_text source = attribute(m, node, PANDECT_ATTRIBUTE_SOURCE);

	if (source.size == 0)
		source = attribute(m, node, PANDECT_ATTRIBUTE_NAME);
	output_reset(&m->text);
	inline_image(&m->text, attribute(m, node, PANDECT_ATTRIBUTE_ALT), source,
		attribute(m, node, PANDECT_ATTRIBUTE_TITLE), 0);
	write_text(m);
}

/* Text in another notation: HTML and Markdown belong here as they are, LaTeX and the like are code.
 */
static void
write_raw(struct markdown *m, pandect_node node, const struct pandect_node_info *info)
{
	struct pandect_text mime = attribute(m, node, PANDECT_ATTRIBUTE_MIME);
	size_t size = info->text.size;

	if (!pandect_text_is(mime, "text/html") && !pandect_text_is(mime, "text/markdown")) {
		write_code(m, info->text, pandect_text(NULL));
		return;
	}
	while (size > 0 && info->text.data[size - 1] == '\n')
		size--;
	if (size == 0)
		return;
	lines_begin_block(&m->lines);
	lines_verbatim(&m->lines, info->text.data, size);
	lines_end_block(&m->lines);
}

/* ---- containers ---- */

/* Whether a list may follow a line of text at once: a numbered one only from 1 (CommonMark 0.31,
 * 5.3). */
static int
can_follow_text(const struct markdown *m, pandect_node list, const struct pandect_node_info *info)
{
	return info->arg != 1 ||
	       pandect_document_number(m->document, list, PANDECT_ATTRIBUTE_START, 1) == 1;
}

/* Whether items follow each other without blank lines: each is a paragraph, perhaps with lists
 * under it. */
static int
is_tight(const struct markdown *m, const struct pandect_node_info *list)
{
	struct pandect_node_info item, block;

	for (pandect_node node = list->first; node; node = item.next) {
		int n = 0;

		if (pandect_document_node(m->document, node, &item) != PANDECT_OK)
			return 1;
		for (pandect_node at = item.first; at; at = block.next, n++) {
			if (pandect_document_node(m->document, at, &block) != PANDECT_OK)
				return 1;
			if (block.kind == PANDECT_NODE_LIST
					? n > 0 && !can_follow_text(m, at, &block)
					: n > 0 || block.kind != PANDECT_NODE_PARAGRAPH)
				return 0;
		}
	}
	return 1;
}

static void
write_item(struct markdown *m, const char *marker, const struct pandect_node_info *item,
	int is_tight_list, int depth)
{
	char indent[16], first[32];
	size_t n = strlen(marker), token;
	struct sibling before = {.kind = 0};
	struct pandect_node_info block;

	memset(indent, ' ', n);
	indent[n] = '\0';
	snprintf(first, sizeof first, "%s%s", marker,
		item->arg == 2   ? "[x] "
		: item->arg == 1 ? "[ ] "
				 : "");
	token = lines_push(&m->lines, first, indent);
	m->context = item->arg ? 0 : INLINE_ITEM;
	if (!is_tight_list)
		write_blocks(m, item, depth);
	for (pandect_node node = is_tight_list ? item->first : 0; node; node = block.next) {
		if (pandect_document_node(m->document, node, &block) != PANDECT_OK)
			break;
		/* No blank line between paragraph and list. */
		m->lines.has_block = 0;
		write_next(m, &before, node, &block, depth);
	}
	m->context = 0;
	lines_pop(&m->lines, token);
}

static void
write_list(struct markdown *m, pandect_node node, const struct pandect_node_info *info,
	int is_other, int depth)
{
	struct pandect_node_info item;
	int64_t number = pandect_document_number(m->document, node, PANDECT_ATTRIBUTE_START, 1);
	int tight = is_tight(m, info);

	lines_begin_block(&m->lines);
	if (number < 0 || number > MOST_NUMBER)
		number = 1;
	for (pandect_node at = info->first; at; at = item.next) {
		char marker[16];

		if (pandect_document_node(m->document, at, &item) != PANDECT_OK)
			break;
		if (tight)
			m->lines.has_block = 0;
		else
			lines_begin_block(&m->lines);
		if (info->arg == 1)
			snprintf(marker, sizeof marker, "%d%c ", (int)number, is_other ? ')' : '.');
		else
			snprintf(marker, sizeof marker, "%c ", is_other ? '*' : '-');
		number += number < MOST_NUMBER;
		write_item(m, marker, &item, tight, depth);
		if (markdown_status(m) != PANDECT_OK)
			break;
	}
	lines_end_block(&m->lines);
}

static void
write_quote(struct markdown *m, const struct pandect_node_info *info, int depth)
{
	size_t token;

	if (!info->first)
		return;
	lines_begin_block(&m->lines);
	token = lines_push(&m->lines, "> ", "> ");
	write_blocks(m, info, depth);
	lines_pop(&m->lines, token);
}

static void
write_admonition(
	struct markdown *m, pandect_node node, const struct pandect_node_info *info, int depth)
{
	struct pandect_text label = attribute(m, node, PANDECT_ATTRIBUTE_LABEL);
	struct pandect_text title = attribute(m, node, PANDECT_ATTRIBUTE_TITLE);
	size_t token, begin;

	lines_begin_block(&m->lines);
	token = lines_push(&m->lines, "> ", "> ");
	output_reset(&m->text);
	output_string(&m->text, "**");
	begin = m->text.size;
	inline_text(&m->text, label.size ? label : pandect_text("note"), INLINE_HEADING);
	if (m->text.size > begin && m->text.data[begin] >= 'a' && m->text.data[begin] <= 'z')
		m->text.data[begin] = (char)(m->text.data[begin] - 'a' + 'A');
	output_string(&m->text, "**");
	if (title.size) {
		output_string(&m->text, ": ");
		inline_text(&m->text, title, INLINE_HEADING);
	}
	write_text(m);
	write_blocks(m, info, depth);
	lines_pop(&m->lines, token);
}

void
markdown_note(struct markdown *m, pandect_node node, const struct pandect_node_info *info)
{
	struct pandect_text name = attribute(m, node, PANDECT_ATTRIBUTE_NAME);
	const struct note *note = notes_find(&m->notes, m->in.child, name);
	size_t token;

	if (!info->first)
		return;
	/* GitHub hides a note that nothing refers to: it is ordinary text then. */
	if (!note || note->node != node || !note->is_used) {
		write_blocks(m, info, 1);
		return;
	}
	lines_begin_block(&m->lines);
	output_reset(&m->text);
	output_string(&m->text, "[^");
	note_label(&m->text, note);
	output_string(&m->text, "]: ");
	output_byte(&m->text, '\0');
	if (m->text.status != PANDECT_OK)
		return;
	token = lines_push(&m->lines, m->text.data, "    ");
	write_blocks(m, info, 1);
	lines_pop(&m->lines, token);
}

/* Term, and under it ": description", which other Markdowns read as such. */
static void
write_definitions(struct markdown *m, const struct pandect_node_info *info, int depth)
{
	struct pandect_node_info part;
	uint32_t before = 0;

	for (pandect_node node = info->first; node; node = part.next) {
		size_t token;

		if (pandect_document_node(m->document, node, &part) != PANDECT_OK)
			break;
		if (part.kind == PANDECT_NODE_DESCRIPTION) {
			if (before == PANDECT_NODE_TERM)
				m->lines.has_block = 0;
			lines_begin_block(&m->lines);
			token = lines_push(&m->lines, ": ", "  ");
			write_blocks(m, &part, depth);
			lines_pop(&m->lines, token);
		} else {
			write_paragraph(m, node, &part);
		}
		before = part.kind;
	}
}

static void
write_child(struct markdown *m, pandect_node node, const struct pandect_node_info *info, int depth)
{
	struct pandect_text name = attribute(m, node, PANDECT_ATTRIBUTE_NAME);
	pandect_node outer = m->in.child;

	if (name.size)
		write_label(m, name, depth);
	m->in.child = node;
	write_blocks(m, info, depth + 1);
	m->in.child = outer;
}

/* A sheet's or slide's name is its heading, unless it brings one along. */
static void
write_section(
	struct markdown *m, pandect_node node, const struct pandect_node_info *info, int depth)
{
	struct pandect_text label = attribute(m, node, PANDECT_ATTRIBUTE_LABEL);
	struct pandect_node_info first;

	if (label.size &&
		(!info->first ||
			pandect_document_node(m->document, info->first, &first) != PANDECT_OK ||
			first.kind != PANDECT_NODE_HEADING))
		write_label(m, label, depth + 1);
	write_blocks(m, info, depth + 1);
}

/* ---- all ---- */

static void
write_page_marker(struct markdown *m, const struct pandect_node_info *info)
{
	char marker[40];
	int n;

	if (!m->has_page_markers || info->page <= m->page)
		return;
	m->page = info->page;
	n = snprintf(marker, sizeof marker, "<!-- page %u -->", (unsigned)info->page);
	lines_begin_block(&m->lines);
	lines_verbatim(&m->lines, marker, (size_t)n);
	lines_end_block(&m->lines);
}

static void
write_rule(struct markdown *m)
{
	/* "- ---" would be one rule, and "---" at the top the beginning of metadata. */
	int is_other = m->lines.has_marker || !m->lines.is_begun;

	lines_begin_block(&m->lines);
	lines_verbatim(&m->lines, is_other ? "***" : "---", 3);
	lines_end_block(&m->lines);
}

static void
write_container(
	struct markdown *m, pandect_node node, const struct pandect_node_info *info, int depth)
{
	switch (info->kind) {
	case PANDECT_NODE_DOCUMENT:
		write_child(m, node, info, depth);
		break;
	case PANDECT_NODE_SECTION:
		write_section(m, node, info, depth);
		break;
	case PANDECT_NODE_QUOTE:
		write_quote(m, info, depth);
		break;
	case PANDECT_NODE_ADMONITION:
		write_admonition(m, node, info, depth);
		break;
	case PANDECT_NODE_FOOTNOTE:
		markdown_note(m, node, info);
		break;
	case PANDECT_NODE_DEFINITIONS:
		write_definitions(m, info, depth);
		break;
	case PANDECT_NODE_TABLE:
		markdown_table(m, node, info);
		break;
	default:
		write_blocks(m, info, depth);
		break;
	}
}

static void
write_block(struct markdown *m, pandect_node node, const struct pandect_node_info *info, int depth)
{
	switch (info->kind) {
	case PANDECT_NODE_PARAGRAPH:
	case PANDECT_NODE_CAPTION:
	case PANDECT_NODE_TERM:
		write_paragraph(m, node, info);
		break;
	case PANDECT_NODE_HEADING:
		write_heading(m, node, info);
		break;
	case PANDECT_NODE_CODE:
		write_code(m, info->text, attribute(m, node, PANDECT_ATTRIBUTE_LANGUAGE));
		break;
	case PANDECT_NODE_FORMULA:
		write_formula(m, info->text);
		break;
	case PANDECT_NODE_IMAGE:
		write_image(m, node);
		break;
	case PANDECT_NODE_RAW:
		write_raw(m, node, info);
		break;
	case PANDECT_NODE_THEMATIC_BREAK:
		write_rule(m);
		break;
	case PANDECT_NODE_PAGE_BREAK:
		break;
	default:
		write_container(m, node, info, depth);
		break;
	}
}

static void
write_next(struct markdown *m, struct sibling *before, pandect_node node,
	const struct pandect_node_info *info, int depth)
{
	int is_list = info->kind == PANDECT_NODE_LIST;

	if (markdown_status(m) != PANDECT_OK)
		return;
	/* Two lists that touch would be one: the other mark keeps them apart. */
	before->is_other = is_list && before->kind == PANDECT_NODE_LIST &&
			   before->arg == info->arg && !before->is_other;
	before->kind = info->kind;
	before->arg = info->arg;
	if (!is_list)
		write_block(m, node, info, depth);
	else if (info->first)
		write_list(m, node, info, before->is_other, depth);
	m->context = 0;
}

/* Writes the blocks below a node. depth: of documents and sections, for their headings' level. */
static void
write_blocks(struct markdown *m, const struct pandect_node_info *parent, int depth)
{
	struct sibling before = {.kind = 0};
	struct pandect_node_info info;

	for (pandect_node node = parent->first; node; node = info.next) {
		if (m->status != PANDECT_OK ||
			pandect_document_node(m->document, node, &info) != PANDECT_OK)
			return;
		if (parent->kind == PANDECT_NODE_DOCUMENT || parent->kind == PANDECT_NODE_SECTION)
			write_page_marker(m, &info);
		write_next(m, &before, node, &info, depth);
	}
}

void
markdown_blocks(struct markdown *m, const struct pandect_node_info *root)
{
	write_blocks(m, root, 1);
}
