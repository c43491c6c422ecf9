/* SPDX-License-Identifier: MIT */
/* What HTML's tags and attributes mean to a reader. */
#include "html.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by name; what is not here is ROLE_INLINE. */
static const struct role_entry roles[] = {
	{"a", ROLE_LINK, 0},
	{"address", ROLE_BLOCK, 0},
	{"applet", ROLE_SKIP, 0},
	{"article", ROLE_BLOCK, 0},
	{"aside", ROLE_BLOCK, 0},
	{"audio", ROLE_SKIP, 0},
	{"b", ROLE_MARK, PANDECT_SPAN_STRONG},
	{"base", ROLE_BASE, 0},
	{"blockquote", ROLE_QUOTE, 0},
	{"body", ROLE_BLOCK, 0},
	{"br", ROLE_BREAK, 0},
	{"canvas", ROLE_SKIP, 0},
	{"caption", ROLE_CAPTION, 0},
	{"center", ROLE_BLOCK, 0},
	{"cite", ROLE_MARK, PANDECT_SPAN_EMPHASIS},
	{"code", ROLE_MARK, PANDECT_SPAN_CODE},
	{"dd", ROLE_DESCRIPTION, 0},
	{"del", ROLE_MARK, PANDECT_SPAN_STRIKE},
	{"details", ROLE_BLOCK, 0},
	{"dfn", ROLE_MARK, PANDECT_SPAN_EMPHASIS},
	{"dialog", ROLE_BLOCK, 0},
	{"dir", ROLE_LIST, 0},
	{"div", ROLE_BLOCK, 0},
	{"dl", ROLE_DEFINITIONS, 0},
	{"dt", ROLE_TERM, 0},
	{"em", ROLE_MARK, PANDECT_SPAN_EMPHASIS},
	{"embed", ROLE_SKIP, 0},
	{"fieldset", ROLE_BLOCK, 0},
	{"figcaption", ROLE_FIGURE_CAPTION, 0},
	{"figure", ROLE_FIGURE, 0},
	{"footer", ROLE_BLOCK, 0},
	{"form", ROLE_BLOCK, 0},
	{"frameset", ROLE_SKIP, 0},
	{"h1", ROLE_HEADING, 1},
	{"h2", ROLE_HEADING, 2},
	{"h3", ROLE_HEADING, 3},
	{"h4", ROLE_HEADING, 4},
	{"h5", ROLE_HEADING, 5},
	{"h6", ROLE_HEADING, 6},
	{"header", ROLE_BLOCK, 0},
	{"hgroup", ROLE_BLOCK, 0},
	{"hr", ROLE_RULE, 0},
	{"html", ROLE_HTML, 0},
	{"i", ROLE_MARK, PANDECT_SPAN_EMPHASIS},
	{"iframe", ROLE_SKIP, 0},
	{"image", ROLE_IMAGE, 0},
	{"img", ROLE_IMAGE, 0},
	{"input", ROLE_INPUT, 0},
	{"ins", ROLE_MARK, PANDECT_SPAN_INSERTED},
	{"kbd", ROLE_MARK, PANDECT_SPAN_CODE},
	{"legend", ROLE_BLOCK, 0},
	{"li", ROLE_ITEM, 0},
	{"listing", ROLE_PRE, 0},
	{"main", ROLE_BLOCK, 0},
	{"map", ROLE_SKIP, 0},
	{"mark", ROLE_MARK, PANDECT_SPAN_HIGHLIGHT},
	{"math", ROLE_MATH, 0},
	{"menu", ROLE_LIST, 0},
	{"meta", ROLE_META, 0},
	{"nav", ROLE_BLOCK, 0},
	{"noscript", ROLE_NO_SCRIPT, 0},
	{"object", ROLE_INLINE, 0},
	{"ol", ROLE_LIST, 1},
	{"optgroup", ROLE_OPTION, 0},
	{"option", ROLE_OPTION, 0},
	{"p", ROLE_BLOCK, 0},
	{"plaintext", ROLE_PRE, 0},
	{"pre", ROLE_PRE, 0},
	{"q", ROLE_QUOTATION, 0},
	{"s", ROLE_MARK, PANDECT_SPAN_STRIKE},
	{"samp", ROLE_MARK, PANDECT_SPAN_CODE},
	{"script", ROLE_SCRIPT, 0},
	{"search", ROLE_BLOCK, 0},
	{"section", ROLE_BLOCK, 0},
	{"strike", ROLE_MARK, PANDECT_SPAN_STRIKE},
	{"strong", ROLE_MARK, PANDECT_SPAN_STRONG},
	{"style", ROLE_SKIP, 0},
	{"sub", ROLE_MARK, PANDECT_SPAN_SUBSCRIPT},
	{"summary", ROLE_BLOCK, 0},
	{"sup", ROLE_MARK, PANDECT_SPAN_SUPERSCRIPT},
	{"svg", ROLE_SKIP, 0},
	{"table", ROLE_TABLE, 0},
	{"td", ROLE_CELL, 0},
	{"template", ROLE_SKIP, 0},
	{"textarea", ROLE_BLOCK, 0},
	{"th", ROLE_CELL, 1},
	{"thead", ROLE_HEAD_ROWS, 0},
	{"title", ROLE_TITLE, 0},
	{"tr", ROLE_ROW, 0},
	{"tt", ROLE_MARK, PANDECT_SPAN_CODE},
	{"u", ROLE_MARK, PANDECT_SPAN_UNDERLINE},
	{"ul", ROLE_LIST, 0},
	{"var", ROLE_MARK, PANDECT_SPAN_EMPHASIS},
	{"video", ROLE_SKIP, 0},
	{"xmp", ROLE_PRE, 0},
};

static const struct role_entry nothing = {"", ROLE_INLINE, 0};

static int
compare_roles(const void *key, const void *entry)
{
	return strcmp(key, ((const struct role_entry *)entry)->name);
}

const struct role_entry *
role_of(const char *name)
{
	const struct role_entry *found = bsearch(
		name, roles, sizeof roles / sizeof roles[0], sizeof roles[0], compare_roles);

	return found ? found : &nothing;
}

const char *
attribute_of(const char *const *attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2) {
		if (strcmp(attributes[0], name) == 0)
			return attributes[1] ? attributes[1] : "";
	}
	return NULL;
}

bool
has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	while (list && *list) {
		size_t size = strcspn(list, " \t\r\n");

		if (size == n && memcmp(list, word, n) == 0)
			return true;
		list += size;
		list += strspn(list, " \t\r\n");
	}
	return false;
}

/* Where a word in small letters stands in a text, whatever its case; NULL: nowhere. */
static const char *
find_word(const char *text, const char *word)
{
	size_t n = strlen(word), i;

	for (; *text; text++) {
		for (i = 0; i < n && (text[i] | 0x20) == word[i]; i++)
			;
		if (i == n)
			return text;
	}
	return NULL;
}

/* 1 when a style says that the element takes no part. */
static bool
style_hides(const char *style)
{
	const char *at = style;

	while (at && (at = find_word(at, "display")) != NULL) {
		at += strlen("display");
		at += strspn(at, " \t\r\n");
		if (*at != ':')
			continue;
		at++;
		at += strspn(at, " \t\r\n");
		if (find_word(at, "none") == at)
			return true;
	}
	return false;
}

bool
is_main(const char *name, const char *const *attributes)
{
	const char *role = attribute_of(attributes, "role");

	return strcmp(name, "main") == 0 || (role && strcmp(role, "main") == 0);
}

bool
is_hidden(const char *name, const char *const *attributes)
{
	if (!attributes)
		return false;
	const char *hidden = attribute_of(attributes, "hidden");

	if (hidden && strcmp(hidden, "until-found") != 0)
		return true;
	if (style_hides(attribute_of(attributes, "style")))
		return true;
	/* KaTeX shows each formula a second time, made of positioned letters. */
	return strcmp(name, "span") == 0 &&
	       has_word(attribute_of(attributes, "class"), "katex-html");
}

struct pandect_text
class_language(const char *list)
{
	static const char *const prefixes[] = {
		"language-", "lang-", "highlight-source-", "brush:", "sourceCode-", "code-"};
	struct pandect_text text = {NULL, 0};

	while (list && *list) {
		size_t size = strcspn(list, " \t\r\n;");

		for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
			size_t n = strlen(prefixes[i]);

			if (size >= n && memcmp(list, prefixes[i], n) == 0) {
				const char *from = list + n + strspn(list + n, " ");

				text.data = from;
				text.size = strcspn(from, " \t\r\n;");
				if (text.size)
					return text;
			}
		}
		list += size;
		list += strspn(list, " \t\r\n;");
	}
	return text;
}
