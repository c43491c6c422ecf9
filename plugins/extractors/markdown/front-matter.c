/* SPDX-License-Identifier: MIT */
/*
 * Front matter: the lines before a Markdown document that say what it is, in YAML ("---") or TOML
 * ("+++"). Only plain `key: value` lines, `[a, b]` and `- item` lists are read: that is what such
 * heads hold; what is nested deeper is left out.
 */
#include "markdown.h"

#include <string.h>

/* A longer name is not a name; a head longer than this is not a head. */
#define KEY_MOST  64
#define HEAD_MOST 65536

/* Names that have a standard one. */
static const char *const standard[][2] = {
	{"title", "title"},
	{"author", "creator"},
	{"authors", "creator"},
	{"creator", "creator"},
	{"date", "date"},
	{"created", "created"},
	{"updated", "modified"},
	{"modified", "modified"},
	{"lastmod", "modified"},
	{"description", "description"},
	{"summary", "description"},
	{"abstract", "description"},
	{"subject", "subject"},
	{"keywords", "keywords"},
	{"tags", "keywords"},
	{"category", "category"},
	{"categories", "category"},
	{"lang", "language"},
	{"language", "language"},
	{"publisher", "publisher"},
	{"license", "rights"},
	{"rights", "rights"},
};

struct line {
	const char *data;
	size_t size, next; /* next: where the following line begins */
};

static struct line
line_at(const char *text, size_t size, size_t at)
{
	const char *end = memchr(text + at, '\n', size - at);
	struct line line = {text + at, end ? (size_t)(end - text) - at : size - at, 0};

	line.next = end ? (size_t)(end - text) + 1 : size;
	while (line.size && (line.data[line.size - 1] == '\r' || line.data[line.size - 1] == ' '))
		line.size--;
	return line;
}

static bool
line_is(struct line line, const char *string)
{
	return line.size == strlen(string) && memcmp(line.data, string, line.size) == 0;
}

static struct pandect_text
trim(struct pandect_text text)
{
	while (text.size && (text.data[0] == ' ' || text.data[0] == '\t')) {
		text.data++;
		text.size--;
	}
	while (text.size && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
		text.size--;
	return text;
}

static struct pandect_text
unquote(struct pandect_text text)
{
	text = trim(text);
	if (text.size > 1 && (text.data[0] == '"' || text.data[0] == '\'') &&
		text.data[text.size - 1] == text.data[0]) {
		text.data++;
		text.size -= 2;
	}
	return text;
}

static void
front_entry(struct markdown *m, const char *key, struct pandect_text value)
{
	value = unquote(value);
	if (value.size == 0 || pandect_text_is(value, "|") || pandect_text_is(value, ">"))
		return;
	pandect_builder_meta(m->builder, key, value);
}

/* A value, or each of a list's. */
static void
front_values(struct markdown *m, const char *key, struct pandect_text value)
{
	value = trim(value);
	if (value.size < 2 || value.data[0] != '[' || value.data[value.size - 1] != ']') {
		front_entry(m, key, value);
		return;
	}
	value.data++;
	value.size -= 2;
	for (size_t from = 0, at = 0; at <= value.size; at++) {
		if (at < value.size && value.data[at] != ',')
			continue;
		front_entry(m, key, (struct pandect_text){value.data + from, at - from});
		from = at + 1;
	}
}

/* Writes the metadata's name for a key of the head. */
static void
front_key(struct pandect_text key, const char *prefix, char ret_key[KEY_MOST + 8])
{
	size_t n = strlen(prefix);

	for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++) {
		if (pandect_text_is(key, standard[i][0])) {
			memcpy(ret_key, standard[i][1], strlen(standard[i][1]) + 1);
			return;
		}
	}
	memcpy(ret_key, prefix, n);
	memcpy(ret_key + n, key.data, key.size);
	ret_key[n + key.size] = 0;
}

/* Reads `key: value`; false when the line is something else. */
static bool
front_pair(struct markdown *m, struct line line, char separator, char ret_key[KEY_MOST + 8])
{
	const char *at = memchr(line.data, separator, line.size);

	if (line.size == 0 || line.data[0] == ' ' || line.data[0] == '#' || !at)
		return false;
	struct pandect_text key =
		unquote((struct pandect_text){line.data, (size_t)(at - line.data)});
	struct pandect_text value = {at + 1, line.size - (size_t)(at - line.data) - 1};

	if (key.size == 0 || key.size > KEY_MOST || memchr(key.data, 0, key.size))
		return false;
	front_key(key, separator == '=' ? "toml:" : "yaml:", ret_key);
	front_values(m, ret_key, value);
	return true;
}

/* Where the head's closing line ends; 0: it is not closed. */
static size_t
front_end(const char *text, size_t size, const char *fence, size_t *ret_last)
{
	struct line line;

	for (size_t at = line_at(text, size, 0).next; at < size && at < HEAD_MOST; at = line.next) {
		line = line_at(text, size, at);
		if (line_is(line, fence) || (fence[0] == '-' && line_is(line, "..."))) {
			*ret_last = at;
			return line.next;
		}
	}
	return 0;
}

size_t
markdown_front_matter(struct markdown *m, const char *text, size_t size)
{
	struct line line;
	char key[KEY_MOST + 8] = "";
	size_t last = 0;

	if (size < 8)
		return 0;
	line = line_at(text, size, 0);
	const char *fence = line_is(line, "---") ? "---" : line_is(line, "+++") ? "+++" : NULL;
	size_t end = fence ? front_end(text, size, fence, &last) : 0;

	if (end == 0)
		return 0;
	/* "---", a blank line: a rule, not a head. */
	if (line_at(text, size, line.next).size == 0)
		return 0;
	for (size_t at = line.next; at < last; at = line.next) {
		line = line_at(text, size, at);
		struct pandect_text item = trim((struct pandect_text){line.data, line.size});

		if (key[0] && item.size > 2 && item.data[0] == '-' && item.data[1] == ' ') {
			front_entry(m, key, (struct pandect_text){item.data + 2, item.size - 2});
			continue;
		}
		if (!front_pair(m, line, fence[0] == '+' ? '=' : ':', key) && line.size &&
			line.data[0] != ' ')
			key[0] = 0;
	}
	return end;
}
