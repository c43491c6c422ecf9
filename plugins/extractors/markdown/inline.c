/* SPDX-License-Identifier: MIT */
/*
 * HTML between words of Markdown: tags that mean a mark become one, others that HTML knows are left
 * out, and what only looks like a tag ("vector<int>") stays text.
 */
#include "markdown.h"

#include <string.h>

#include "../../shared/entities.h"

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
