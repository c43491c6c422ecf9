/* SPDX-License-Identifier: MIT */
/*
 * Extractor: Markdown (CommonMark with GitHub's extensions and formulas) by md4c. The parser calls
 * back in document order, so nodes are written as they come; only a quote, which may be an
 * admonition, and a paragraph, which may be a lone image or formula, wait for their first content.
 */
#include "markdown.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include "../../shared/charset.h"
#include "../../shared/entities.h"

/* md4c counts in unsigned int; half of that leaves room for its own sums. */
#define MOST_BYTES 0x7FFFFFFFu

/* The parser's time for links grows with the square of their number in one paragraph: half a second
 * for these. */
#define MOST_BRACKETS 50000

/* How much of a text is looked at to tell Markdown from other text. */
#define EVIDENCE_BYTES 4096

static const struct pandect_text none = {NULL, 0};

void
piece_add(struct markdown *m, struct piece *piece, const char *text, size_t size)
{
	if (size == 0 || m->status)
		return;
	if (size > piece->capacity - piece->size) {
		size_t capacity = piece->capacity ? piece->capacity : 256;

		while (capacity - piece->size < size && capacity <= SIZE_MAX / 2)
			capacity *= 2;
		char *data = capacity - piece->size < size ? NULL : realloc(piece->data, capacity);

		if (!data) {
			m->status = PANDECT_NO_MEMORY;
			return;
		}
		piece->data = data;
		piece->capacity = capacity;
	}
	memcpy(piece->data + piece->size, text, size);
	piece->size += size;
}

struct pandect_text
piece_text(const struct piece *piece)
{
	return (struct pandect_text){piece->data, piece->size};
}

/* A value of md4c's with its references decoded, in a piece that the caller frees. */
struct piece
markdown_attribute(struct markdown *m, const MD_ATTRIBUTE *attribute)
{
	struct piece piece = {NULL, 0, 0};
	char decoded[ENTITY_ROOM];

	if (!attribute->text)
		return piece;
	for (size_t i = 0; attribute->substr_offsets[i] < attribute->size; i++) {
		size_t start = attribute->substr_offsets[i];
		size_t size = attribute->substr_offsets[i + 1] - start;
		const char *text = attribute->text + start;

		if (attribute->substr_types[i] == MD_TEXT_ENTITY &&
			entity_decode(text, size, decoded))
			piece_add(m, &piece, decoded, strlen(decoded));
		else
			piece_add(m, &piece, text, size);
	}
	return piece;
}

/* ---- marks ---- */

void
markdown_open_mark(struct markdown *m, unsigned tag, uint32_t span, struct pandect_text value)
{
	if (m->n_marks == MARKDOWN_MARKS) {
		m->n_more_marks += tag == 0;
		return;
	}
	m->marks[m->n_marks++] = (unsigned char)tag;
	pandect_builder_span_open(m->builder, span, value);
}

void
markdown_close_mark(struct markdown *m, unsigned tag)
{
	unsigned i = m->n_marks;

	if (tag == 0 && m->n_more_marks) {
		m->n_more_marks--;
		return;
	}
	while (i > 0 && m->marks[i - 1] != tag) {
		if (m->marks[--i] == 0)
			return;
	}
	if (i == 0)
		return;
	for (; m->n_marks >= i; m->n_marks--)
		pandect_builder_span_close(m->builder);
}

/* ---- what waits ---- */

static void
waiting_clear(struct waiting *waiting)
{
	waiting->kind = 0;
	waiting->value.size = 0;
	waiting->text.size = 0;
}

static void
settle_quote(struct markdown *m)
{
	if (m->is_quote)
		pandect_builder_open(m->builder, PANDECT_NODE_QUOTE, 0);
	m->is_quote = false;
}

void
markdown_settle(struct markdown *m)
{
	struct waiting *waiting = &m->waiting;

	settle_quote(m);
	if (m->is_paragraph)
		pandect_builder_open(m->builder, PANDECT_NODE_PARAGRAPH, 0);
	m->is_paragraph = false;
	if (!waiting->kind)
		return;
	pandect_builder_span_open(m->builder, waiting->kind, piece_text(&waiting->value));
	pandect_builder_text(m->builder, waiting->text.data, waiting->text.size);
	pandect_builder_span_close(m->builder);
	waiting_clear(waiting);
}

/* Ends a paragraph whose only content waits still: that becomes a block. */
static void
settle_alone(struct markdown *m)
{
	struct waiting *waiting = &m->waiting;

	if (waiting->kind == PANDECT_SPAN_IMAGE) {
		pandect_builder_open(m->builder, PANDECT_NODE_IMAGE, 0);
		pandect_builder_attribute(
			m->builder, PANDECT_ATTRIBUTE_SOURCE, piece_text(&waiting->value));
		pandect_builder_attribute(
			m->builder, PANDECT_ATTRIBUTE_ALT, piece_text(&waiting->text));
		pandect_builder_close(m->builder);
	} else if (waiting->kind == PANDECT_SPAN_FORMULA) {
		pandect_builder_leaf(
			m->builder, PANDECT_NODE_FORMULA, 0, piece_text(&waiting->text));
	}
	waiting_clear(waiting);
}

/* ---- blocks ---- */

static bool
is_container(MD_BLOCKTYPE type)
{
	return type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL ||
	       type == MD_BLOCK_TABLE;
}

static void
enter_code(struct markdown *m, const MD_BLOCK_CODE_DETAIL *detail)
{
	struct piece language = markdown_attribute(m, &detail->lang);

	/* GitHub's way of writing a formula as a block. */
	if (pandect_text_is(piece_text(&language), "math")) {
		pandect_builder_open(m->builder, PANDECT_NODE_FORMULA, 0);
	} else {
		pandect_builder_open(m->builder, PANDECT_NODE_CODE, 0);
		pandect_builder_attribute(
			m->builder, PANDECT_ATTRIBUTE_LANGUAGE, piece_text(&language));
	}
	free(language.data);
}

static void
enter_container(struct markdown *m, MD_BLOCKTYPE type, const void *detail)
{
	const MD_BLOCK_OL_DETAIL *numbered = detail;

	if (type == MD_BLOCK_QUOTE) {
		m->is_quote = true;
		return;
	}
	if (type == MD_BLOCK_TABLE) {
		pandect_builder_open(m->builder, PANDECT_NODE_TABLE, 0);
		return;
	}
	pandect_builder_open(m->builder, PANDECT_NODE_LIST, type == MD_BLOCK_OL);
	if (type == MD_BLOCK_OL && numbered->start != 1)
		pandect_builder_number(m->builder, PANDECT_ATTRIBUTE_START, numbered->start);
}

/* A block that holds no container. */
static void
enter_leaf(struct markdown *m, MD_BLOCKTYPE type, const void *detail)
{
	if (type == MD_BLOCK_P)
		m->is_paragraph = true;
	else if (type == MD_BLOCK_HTML)
		m->in_html = true;
	else if (type == MD_BLOCK_H)
		pandect_builder_open(m->builder, PANDECT_NODE_HEADING,
			(int64_t)((const MD_BLOCK_H_DETAIL *)detail)->level);
	else if (type == MD_BLOCK_CODE)
		enter_code(m, detail);
	else if (type == MD_BLOCK_HR)
		pandect_builder_open(m->builder, PANDECT_NODE_THEMATIC_BREAK, 0);
}

static void
enter_part(struct markdown *m, MD_BLOCKTYPE type, const void *detail)
{
	const MD_BLOCK_LI_DETAIL *item = detail;

	if (m->flat)
		return;
	if (type == MD_BLOCK_LI)
		pandect_builder_open(m->builder, PANDECT_NODE_ITEM,
			!item->is_task           ? 0
			: item->task_mark == ' ' ? 1
						 : 2);
	else if (type == MD_BLOCK_TR)
		pandect_builder_open(m->builder, PANDECT_NODE_ROW, 0);
	else if (type == MD_BLOCK_TH || type == MD_BLOCK_TD)
		pandect_builder_open(m->builder, PANDECT_NODE_CELL, type == MD_BLOCK_TH);
}

static bool
is_part(MD_BLOCKTYPE type)
{
	return type == MD_BLOCK_LI || type == MD_BLOCK_TR || type == MD_BLOCK_TH ||
	       type == MD_BLOCK_TD || type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY ||
	       type == MD_BLOCK_DOC;
}

static int
markdown_enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
	struct markdown *m = data;

	markdown_flush(m);
	/* A quote keeps waiting for its first paragraph alone. */
	if (type != MD_BLOCK_P)
		settle_quote(m);
	if (is_container(type)) {
		if (m->flat || m->depth == MARKDOWN_DEPTH) {
			m->flat++;
		} else {
			m->depth++;
			enter_container(m, type, detail);
		}
	} else if (is_part(type)) {
		enter_part(m, type, detail);
	} else {
		enter_leaf(m, type, detail);
	}
	if (m->status == PANDECT_OK)
		m->status = pandect_call_should_stop(m->call);
	return m->status;
}

static void
leave_html(struct markdown *m)
{
	struct pandect_text text = piece_text(&m->html);

	while (text.size && (unsigned char)text.data[text.size - 1] <= ' ')
		text.size--;
	m->in_html = false;
	m->html.size = 0;
	/* A comment says nothing to the reader. */
	if (text.size == 0 || (text.size >= 7 && memcmp(text.data, "<!--", 4) == 0 &&
				      memcmp(text.data + text.size - 3, "-->", 3) == 0))
		return;
	settle_quote(m);
	pandect_builder_open(m->builder, PANDECT_NODE_RAW, 0);
	pandect_builder_attribute(m->builder, PANDECT_ATTRIBUTE_MIME, pandect_text("text/html"));
	pandect_builder_text(m->builder, text.data, text.size);
	pandect_builder_close(m->builder);
}

static void
leave_paragraph(struct markdown *m)
{
	if (m->is_paragraph) {
		settle_quote(m);
		m->is_paragraph = false;
		settle_alone(m);
		return;
	}
	markdown_settle(m);
	pandect_builder_close(m->builder);
}

/* The last line's end belongs to the block, not to the code. */
static void
leave_code(struct markdown *m)
{
	if (m->run.size && m->run.data[m->run.size - 1] == '\n')
		m->run.size--;
	markdown_flush(m);
}

static int
markdown_leave_block(MD_BLOCKTYPE type, void *detail, void *data)
{
	struct markdown *m = data;

	(void)detail;
	if (type == MD_BLOCK_CODE)
		leave_code(m);
	if (type == MD_BLOCK_P && m->is_quote && m->is_paragraph && m->run.size)
		markdown_try_admonition(m);
	markdown_flush(m);
	if (type != MD_BLOCK_P)
		markdown_settle(m);
	m->n_marks = 0;
	m->n_more_marks = 0;
	if (is_container(type)) {
		if (m->flat) {
			m->flat--;
		} else {
			m->depth--;
			pandect_builder_close(m->builder);
		}
	} else if (type == MD_BLOCK_P) {
		leave_paragraph(m);
	} else if (type == MD_BLOCK_HTML) {
		leave_html(m);
	} else if (type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY || type == MD_BLOCK_DOC) {
		return m->status;
	} else if (!is_part(type) || !m->flat) {
		pandect_builder_close(m->builder);
	}
	return m->status;
}

static const MD_PARSER parser = {
	.flags = MD_DIALECT_GITHUB | MD_FLAG_LATEXMATHSPANS,
	.enter_block = markdown_enter_block,
	.leave_block = markdown_leave_block,
	.enter_span = markdown_enter_span,
	.leave_span = markdown_leave_span,
	.text = markdown_text,
};

/* ---- the slots ---- */

static pandect_status
markdown_parse(struct markdown *m, const char *text, size_t size)
{
	m->end = text + size;
	int failed = md_parse(text ? text : "", (MD_SIZE)size, &parser, m);

	if (m->status == PANDECT_OK && failed)
		m->status = PANDECT_NO_MEMORY;
	return m->status;
}

/* Whether a paragraph has more brackets than the parser can take. */
static bool
has_thicket(const char *text, size_t size)
{
	size_t brackets = 0;

	for (size_t i = 0; i < size && brackets <= MOST_BRACKETS; i++) {
		if (text[i] == '[')
			brackets++;
		else if (text[i] == '\n' && i + 1 < size && text[i + 1] == '\n')
			brackets = 0;
	}
	return brackets > MOST_BRACKETS;
}

static pandect_status
markdown_write(struct markdown *m, const char *text, size_t size)
{
	size_t skip = markdown_front_matter(m, text, size);

	text += skip;
	size -= skip;
	m->status = notes_take(&m->notes, text, size);
	if (m->status == PANDECT_OK && m->notes.text)
		markdown_parse(m, m->notes.text, m->notes.size);
	else if (m->status == PANDECT_OK)
		markdown_parse(m, text, size);
	for (size_t i = 0; i < m->notes.n && m->status == PANDECT_OK; i++) {
		const struct note *note = &m->notes.items[i];

		pandect_builder_open(m->builder, PANDECT_NODE_FOOTNOTE, 0);
		pandect_builder_attribute(m->builder, PANDECT_ATTRIBUTE_NAME, note->label);
		markdown_parse(m, note->body.data, note->body.size);
		m->status = m->status ? m->status : pandect_builder_close(m->builder);
	}
	return m->status;
}

static pandect_status
markdown_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	struct markdown m = {.call = call, .builder = builder};
	struct charset_text text = {.data = NULL};
	const void *bytes;
	size_t size;
	pandect_status status = pandect_source_bytes(source, &bytes, &size);

	(void)self;
	if (status)
		return pandect_call_fail(call, status, "the text could not be read");
	if (size > MOST_BYTES / 2)
		return pandect_call_fail(call, PANDECT_LIMIT,
			"the text is larger than 1 GiB, which is more than this reader takes");
	status = charset_decode(bytes, size, none, &text);
	if (status == PANDECT_UNSUPPORTED)
		pandect_call_fail(call, status, "the text's encoding cannot be converted here");
	else if (status == PANDECT_OK && has_thicket(text.data, text.size))
		status = pandect_call_fail(call, PANDECT_UNSUPPORTED,
			"a paragraph has more than 50,000 brackets, which is no Markdown");
	else if (status == PANDECT_OK)
		status = markdown_write(&m, text.data, text.size);
	if (status == PANDECT_NO_MEMORY)
		pandect_call_fail(call, status, "there is no memory left to read the text");
	if (text.n_replaced && status == PANDECT_OK)
		pandect_call_warn(call, "encoding",
			"some bytes are not valid in the text's encoding and were replaced");
	notes_clear(&m.notes);
	free(m.waiting.value.data);
	free(m.waiting.text.data);
	free(m.run.data);
	free(m.html.data);
	charset_clear(&text);
	return status;
}

/* Which signs of Markdown a line shows, as bits. */
static unsigned
line_evidence(const char *line, size_t size)
{
	unsigned found = 0;
	size_t marks = 0;

	while (marks < size && line[marks] == '#')
		marks++;
	if (marks > 0 && marks < 7 && marks < size && line[marks] == ' ')
		found |= 1;
	if (size > 2 && memchr("-*+", line[0], 3) && line[1] == ' ')
		found |= 2;
	if (size >= 3 && (memcmp(line, "```", 3) == 0 || memcmp(line, "~~~", 3) == 0))
		found |= 4;
	for (size_t i = 0; i + 1 < size; i++) {
		if (line[i] == ']' && line[i + 1] == '(')
			found |= 8;
		if (line[i] == '*' && line[i + 1] == '*')
			found |= 16;
	}
	if (size > 5 && line[0] == '|' && line[size - 1] == '|')
		found |= 32;
	return found;
}

#define SUFFIXES "md markdown mdown mkdn mkd mdwn mdtxt mdtext commonmark gfm mdx rmd qmd"

static bool
name_is_markdown(struct pandect_text name)
{
	size_t n = 0;

	while (n < name.size && name.data[name.size - 1 - n] != '.')
		n++;
	if (n == 0 || n == name.size || n > 15)
		return false;
	for (const char *suffix = SUFFIXES; *suffix;) {
		size_t size = strcspn(suffix, " "), i = 0;

		while (i < n && size == n && (name.data[name.size - n + i] | 0x20) == suffix[i])
			i++;
		if (i == n)
			return true;
		suffix += size + (suffix[size] == ' ');
	}
	return false;
}

static int32_t
markdown_can_handle(void *self, struct pandect_call *call, struct pandect_source *source)
{
	char head[EVIDENCE_BYTES];
	int64_t got = pandect_source_read_at(source, 0, head, sizeof head);
	unsigned found = 0, n = 0;

	(void)self;
	(void)call;
	if (pandect_text_is(pandect_source_mime(source), "text/markdown") ||
		name_is_markdown(pandect_source_name(source)))
		return PANDECT_BID_LIKELY;
	for (size_t at = 0; got > 0 && at < (size_t)got;) {
		const char *end = memchr(head + at, '\n', (size_t)got - at);
		size_t size = end ? (size_t)(end - head) - at : (size_t)got - at;

		found |= line_evidence(head + at, size);
		at += size + 1;
	}
	for (; found; found >>= 1)
		n += found & 1;
	return n > 2 ? PANDECT_BID_LIKELY : n == 2 ? PANDECT_BID_WEAK : PANDECT_BID_NO;
}

static const struct pandect_format markdown_formats[] = {
	{.mime = "text/markdown",
		.names = "text/x-markdown text/x-gfm text/mdx",
		.suffixes =
			"md markdown mdown mkdn mkd mdwn mdtxt mdtext commonmark gfm mdx rmd qmd",
		.flags = PANDECT_FORMAT_TEXT},
};

static const struct pandect_document_extractor markdown = {
	.base = {.size = sizeof markdown,
		.kind = PANDECT_DOCUMENT_EXTRACTOR,
		.name = "markdown",
		.version = "1.0.0",
		.description = "Markdown: CommonMark with GitHub's extensions",
		.flags = PANDECT_CONCURRENT},
	.formats = PANDECT_ARRAY(markdown_formats),
	.can_handle = markdown_can_handle,
	.extract = markdown_extract,
};

static const struct pandect_plugin *const plugins[] = {&markdown.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "extractor-markdown",
	.version = "1.0.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = plugins,
};
