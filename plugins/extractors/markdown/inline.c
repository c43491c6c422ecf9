/* SPDX-License-Identifier: MIT */
/*
 * What stands in a line: text, marks, formulas, footnote marks and HTML.
 *
 * HTML between words of Markdown: tags that mean a mark become one, others that HTML knows are left
 * out, and what only looks like a tag ("vector<int>") stays text.
 */
#include "markdown.h"

#include <stdlib.h>
#include <string.h>

#include "../../shared/entities.h"

static const struct pandect_text none = {NULL, 0};

#define TAG_NAME 16

enum { DROPPED = 0, BREAK = 100, PICTURE };

/* action: a kind of span, or one of the above. Its place in the table, from 1, names the mark. */
static const struct {
	const char *name;
	uint32_t action;
} tags[] = {
	{"a", PANDECT_SPAN_LINK},
	{"b", PANDECT_SPAN_STRONG},
	{"strong", PANDECT_SPAN_STRONG},
	{"i", PANDECT_SPAN_EMPHASIS},
	{"em", PANDECT_SPAN_EMPHASIS},
	{"cite", PANDECT_SPAN_EMPHASIS},
	{"u", PANDECT_SPAN_UNDERLINE},
	{"ins", PANDECT_SPAN_INSERTED},
	{"s", PANDECT_SPAN_STRIKE},
	{"del", PANDECT_SPAN_STRIKE},
	{"strike", PANDECT_SPAN_STRIKE},
	{"code", PANDECT_SPAN_CODE},
	{"kbd", PANDECT_SPAN_CODE},
	{"samp", PANDECT_SPAN_CODE},
	{"tt", PANDECT_SPAN_CODE},
	{"sub", PANDECT_SPAN_SUBSCRIPT},
	{"sup", PANDECT_SPAN_SUPERSCRIPT},
	{"mark", PANDECT_SPAN_HIGHLIGHT},
	{"br", BREAK},
	{"img", PICTURE},
	{"abbr", DROPPED},
	{"big", DROPPED},
	{"center", DROPPED},
	{"dd", DROPPED},
	{"details", DROPPED},
	{"dfn", DROPPED},
	{"div", DROPPED},
	{"dl", DROPPED},
	{"dt", DROPPED},
	{"font", DROPPED},
	{"h1", DROPPED},
	{"h2", DROPPED},
	{"h3", DROPPED},
	{"hr", DROPPED},
	{"input", DROPPED},
	{"label", DROPPED},
	{"li", DROPPED},
	{"nobr", DROPPED},
	{"ol", DROPPED},
	{"p", DROPPED},
	{"picture", DROPPED},
	{"q", DROPPED},
	{"small", DROPPED},
	{"source", DROPPED},
	{"span", DROPPED},
	{"summary", DROPPED},
	{"table", DROPPED},
	{"tbody", DROPPED},
	{"td", DROPPED},
	{"th", DROPPED},
	{"thead", DROPPED},
	{"time", DROPPED},
	{"tr", DROPPED},
	{"ul", DROPPED},
	{"var", DROPPED},
	{"wbr", DROPPED},
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Which tag it is, from 1; 0: none that is known. */
static unsigned
tag_find(const char *text, size_t size)
{
	char name[TAG_NAME];
	size_t n = 0;

	while (n < size && n < sizeof name - 1 && is_letter(text[n])) {
		name[n] = text[n] >= 'A' && text[n] <= 'Z' ? (char)(text[n] | 0x20) : text[n];
		n++;
	}
	name[n] = 0;
	for (unsigned i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		if (strcmp(name, tags[i].name) == 0)
			return i + 1;
	}
	return 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Value of an attribute of a tag, as it stands there; empty when it has none. */
static struct pandect_text
tag_attribute(const char *text, size_t size, const char *name)
{
	size_t n = strlen(name), at = 0;

	while (at < size && !is_blank(text[at]))
		at++;
	while (at < size) {
		while (at < size && (is_blank(text[at]) || text[at] == '/'))
			at++;
		size_t start = at;

		while (at < size && !is_blank(text[at]) && text[at] != '=' && text[at] != '>')
			at++;
		bool is_wanted = at - start == n && memcmp(text + start, name, n) == 0;

		while (at < size && is_blank(text[at]))
			at++;
		if (at == size || text[at] != '=') {
			at += at < size && text[at] == '>';
			continue;
		}
		at++;
		while (at < size && is_blank(text[at]))
			at++;
		char quote = at < size && (text[at] == '"' || text[at] == '\'') ? text[at++] : 0;

		start = at;
		while (at < size &&
			(quote ? text[at] != quote : !is_blank(text[at]) && text[at] != '>'))
			at++;
		if (is_wanted)
			return (struct pandect_text){text + start, at - start};
		at += quote && at < size;
	}
	return (struct pandect_text){NULL, 0};
}

static void
decode(struct markdown *m, struct piece *to, struct pandect_text text)
{
	char decoded[ENTITY_ROOM];

	for (size_t at = 0; at < text.size;) {
		size_t n = text.data[at] == '&'
				   ? entity_decode(text.data + at, text.size - at, decoded)
				   : 0;

		if (n)
			piece_add(m, to, decoded, strlen(decoded));
		else
			piece_add(m, to, text.data + at, 1);
		at += n ? n : 1;
	}
}

static bool
is_data_url(struct pandect_text url)
{
	return url.size >= 5 && (memcmp(url.data, "data:", 5) == 0);
}

static void
inline_image(struct markdown *m, const char *text, size_t size)
{
	struct pandect_text source = tag_attribute(text, size, "src");
	struct waiting *waiting = &m->waiting;

	markdown_flush(m);
	markdown_settle(m);
	waiting->kind = PANDECT_SPAN_IMAGE;
	if (!is_data_url(source))
		decode(m, &waiting->value, source);
	decode(m, &waiting->text, tag_attribute(text, size, "alt"));
	markdown_settle(m);
}

static void
inline_open(struct markdown *m, unsigned tag, const char *text, size_t size)
{
	struct pandect_text value = {NULL, 0};
	uint32_t action = tags[tag - 1].action;

	if (action == BREAK) {
		piece_add(m, &m->run, "\n", 1);
		return;
	}
	if (action == PICTURE) {
		inline_image(m, text, size);
		return;
	}
	if (action == DROPPED)
		return;
	if (action == PANDECT_SPAN_LINK) {
		value = tag_attribute(text, size, "href");
		if (value.size == 0 || is_data_url(value))
			return;
	}
	markdown_flush(m);
	markdown_settle(m);
	struct piece *decoded = &m->waiting.value;

	decode(m, decoded, value);
	markdown_open_mark(m, tag, action, (struct pandect_text){decoded->data, decoded->size});
	decoded->size = 0;
}

void
markdown_inline_html(struct markdown *m, const char *text, size_t size)
{
	bool is_end = size > 2 && text[1] == '/';

	/* Comments, declarations and instructions are not for the reader. */
	if (size > 2 && (text[1] == '!' || text[1] == '?'))
		return;
	unsigned tag = tag_find(text + 1 + is_end, size - 1 - is_end);

	if (tag == 0) {
		piece_add(m, &m->run, text, size);
	} else if (!is_end) {
		inline_open(m, tag, text + 1, size - 1);
	} else if (tags[tag - 1].action != DROPPED && tags[tag - 1].action < BREAK) {
		markdown_flush(m);
		markdown_close_mark(m, tag);
	}
}

/* ---- text ---- */

/* Length of the footnote mark "[^label]" at text, 0: none that has a footnote. */
static size_t
note_mark(const struct markdown *m, const char *text, size_t size, struct pandect_text *ret_label)
{
	const char *end;

	if (size < 4 || text[0] != '[' || text[1] != '^')
		return 0;
	end = memchr(text, ']', size < NOTE_LABEL_MOST + 3 ? size : NOTE_LABEL_MOST + 3);
	if (!end)
		return 0;
	*ret_label = (struct pandect_text){text + 2, (size_t)(end - text) - 2};
	return notes_have(&m->notes, *ret_label) ? (size_t)(end - text) + 1 : 0;
}

void
markdown_flush(struct markdown *m)
{
	const char *text = m->run.data;
	size_t size = m->run.size, from = 0;
	struct pandect_text label;

	if (size == 0)
		return;
	markdown_settle(m);
	for (size_t at = 0; m->notes.n && at < size; at++) {
		size_t length = note_mark(m, text + at, size - at, &label);

		if (length == 0)
			continue;
		pandect_builder_text(m->builder, text + from, at - from);
		pandect_builder_span_open(m->builder, PANDECT_SPAN_FOOTNOTE, label);
		pandect_builder_text(m->builder, label.data, label.size);
		pandect_builder_span_close(m->builder);
		from = at + length;
		at = from - 1;
	}
	pandect_builder_text(m->builder, text + from, size - from);
	m->run.size = 0;
}

/* GitHub's admonitions begin with one of these (docs.github.com, "Alerts"). */
static const char *const admonitions[] = {"note", "tip", "important", "warning", "caution"};

static bool
is_admonition(const char *text, size_t size, const char *name)
{
	size_t n = strlen(name);

	if (size != n + 3 || memcmp(text, "[!", 2) != 0 || text[size - 1] != ']')
		return false;
	for (size_t i = 0; i < n; i++) {
		if ((text[i + 2] | 0x20) != name[i])
			return false;
	}
	return true;
}

/* Called at the first line's end in a quote. */
void
markdown_try_admonition(struct markdown *m)
{
	for (size_t i = 0; i < sizeof admonitions / sizeof admonitions[0]; i++) {
		if (!is_admonition(m->run.data, m->run.size, admonitions[i]))
			continue;
		pandect_builder_open(m->builder, PANDECT_NODE_ADMONITION, 0);
		pandect_builder_attribute(
			m->builder, PANDECT_ATTRIBUTE_LABEL, pandect_text(admonitions[i]));
		m->is_quote = false;
		m->run.size = 0;
		return;
	}
}

static void
text_break(struct markdown *m, const char *with)
{
	if (m->is_quote && m->is_paragraph && !m->waiting.kind && m->run.size) {
		markdown_try_admonition(m);
		if (!m->is_quote)
			return;
	}
	piece_add(m, &m->run, with, 1);
}

static void
text_entity(struct markdown *m, struct piece *to, const char *text, size_t size)
{
	char decoded[ENTITY_ROOM];

	if (entity_decode(text, size, decoded))
		piece_add(m, to, decoded, strlen(decoded));
	else
		piece_add(m, to, text, size);
}

int
markdown_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
	struct markdown *m = data;
	struct piece *to = m->in_image || m->in_formula ? &m->waiting.text : &m->run;

	if (m->in_html) {
		piece_add(m, &m->html, text, size);
	} else if (type == MD_TEXT_NULLCHAR) {
		piece_add(m, to, "\xEF\xBF\xBD", 3);
	} else if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
		if (to == &m->run)
			text_break(m, type == MD_TEXT_BR ? "\n" : " ");
		else
			piece_add(m, to, " ", 1);
	} else if (type == MD_TEXT_ENTITY) {
		text_entity(m, to, text, size);
	} else if (type == MD_TEXT_HTML && to == &m->run) {
		markdown_inline_html(m, text, size);
	} else if (type != MD_TEXT_HTML) {
		piece_add(m, to, text, size);
		m->last = text + size;
	}
	return m->status;
}

/* ---- spans ---- */

static void
enter_link(struct markdown *m, const MD_SPAN_A_DETAIL *detail)
{
	struct piece href = markdown_attribute(m, &detail->href);

	markdown_open_mark(m, 0, PANDECT_SPAN_LINK, piece_text(&href));
	free(href.data);
}

/* An image or formula begins: what it is waits, in case it is alone in its paragraph. */
static void
enter_waiting(struct markdown *m, uint32_t kind, const MD_ATTRIBUTE *value)
{
	if (m->waiting.kind || m->n_marks)
		markdown_settle(m);
	m->waiting.kind = kind;
	m->in_formula = kind == PANDECT_SPAN_FORMULA;
	m->last = NULL;
	m->in_image = kind == PANDECT_SPAN_IMAGE;
	if (value) {
		free(m->waiting.value.data);
		m->waiting.value = markdown_attribute(m, value);
	}
}

int
markdown_enter_span(MD_SPANTYPE type, void *detail, void *data)
{
	struct markdown *m = data;

	if (m->in_image) {
		m->in_image += type == MD_SPAN_IMG;
		return m->status;
	}
	markdown_flush(m);
	if (type == MD_SPAN_IMG) {
		enter_waiting(m, PANDECT_SPAN_IMAGE, &((const MD_SPAN_IMG_DETAIL *)detail)->src);
		return m->status;
	}
	if (type == MD_SPAN_LATEXMATH || type == MD_SPAN_LATEXMATH_DISPLAY) {
		if (type == MD_SPAN_LATEXMATH)
			markdown_settle(m);
		enter_waiting(m, PANDECT_SPAN_FORMULA, NULL);
		return m->status;
	}
	markdown_settle(m);
	if (type == MD_SPAN_A)
		enter_link(m, detail);
	else if (type == MD_SPAN_EM)
		markdown_open_mark(m, 0, PANDECT_SPAN_EMPHASIS, none);
	else if (type == MD_SPAN_STRONG)
		markdown_open_mark(m, 0, PANDECT_SPAN_STRONG, none);
	else if (type == MD_SPAN_CODE)
		markdown_open_mark(m, 0, PANDECT_SPAN_CODE, none);
	else if (type == MD_SPAN_DEL)
		markdown_open_mark(m, 0, PANDECT_SPAN_STRIKE, none);
	else
		markdown_open_mark(m, 0, PANDECT_SPAN_UNDERLINE, none);
	return m->status;
}

/* "$5 and $10" is no formula: one has no blank inside its dollars and no digit after them. */
static bool
is_money(const struct markdown *m)
{
	const struct piece *text = &m->waiting.text;
	const char *after = m->last ? m->last + 1 : m->end;

	return text->size == 0 || is_blank(text->data[0]) || is_blank(text->data[text->size - 1]) ||
	       (after < m->end && *after >= '0' && *after <= '9');
}

static void
leave_formula(struct markdown *m, bool is_display)
{
	struct piece *text = &m->waiting.text;

	m->in_formula = false;
	if (!is_display && is_money(m)) {
		m->waiting.kind = 0;
		piece_add(m, &m->run, "$", 1);
		piece_add(m, &m->run, text->data, text->size);
		piece_add(m, &m->run, "$", 1);
		text->size = 0;
		return;
	}
	while (text->size && is_blank(text->data[text->size - 1]))
		text->size--;
	size_t blanks = 0;

	while (blanks < text->size && is_blank(text->data[blanks]))
		blanks++;
	if (blanks)
		memmove(text->data, text->data + blanks, text->size -= blanks);
	if (!m->is_paragraph)
		markdown_settle(m);
}

int
markdown_leave_span(MD_SPANTYPE type, void *detail, void *data)
{
	struct markdown *m = data;

	(void)detail;
	if (m->in_image > 1 || (m->in_image && type != MD_SPAN_IMG)) {
		m->in_image -= type == MD_SPAN_IMG;
		return m->status;
	}
	if (m->in_formula) {
		leave_formula(m, type == MD_SPAN_LATEXMATH_DISPLAY);
		return m->status;
	}
	if (m->in_image) {
		m->in_image = 0;
		if (!m->is_paragraph)
			markdown_settle(m);
		return m->status;
	}
	markdown_flush(m);
	markdown_close_mark(m, 0);
	return m->status;
}
