/* SPDX-License-Identifier: MIT */
/* XML, JSON and plain text. UTF-16 is read through its low bytes: names that plugins ask for are
 * ASCII. */
#include "engine/peek.h"

#define HEAD_MOST 65536 /* XML and JSON say what they are before */
#define TEXT_MOST 8192

/* The head as bytes: of UTF-16, every other one. */
struct head {
	const char *data;
	size_t n, step, at;
};

static struct head
head_of(struct pandect_text bytes)
{
	struct head head = {bytes.data, bytes.size, 1, 0};
	const char *data = bytes.data;

	if (bytes.size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
		head.data += 3;
		head.n -= 3;
	} else if (bytes.size >= 4 &&
		   (memcmp(data, "\xff\xfe", 2) == 0 || memcmp(data, "<\0", 2) == 0)) {
		head.step = 2;
		head.data += data[0] == '<' ? 0 : 2;
		head.n = (bytes.size - (data[0] == '<' ? 0 : 2)) / 2;
	} else if (bytes.size >= 4 &&
		   (memcmp(data, "\xfe\xff", 2) == 0 || memcmp(data, "\0<", 2) == 0)) {
		head.step = 2;
		head.data += data[0] == '\0' ? 1 : 3;
		head.n = (bytes.size - (data[0] == '\0' ? 0 : 2)) / 2;
	}
	if (head.n > HEAD_MOST)
		head.n = HEAD_MOST;
	return head;
}

static int
peek(const struct head *head, size_t ahead)
{
	return head->at < head->n && head->n - head->at > ahead
		       ? (unsigned char)head->data[(head->at + ahead) * head->step]
		       : -1;
}

static int
is_blank(int c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_blanks(struct head *head)
{
	while (is_blank(peek(head, 0)))
		head->at++;
}

static int
looking_at(const struct head *head, const char *text)
{
	for (size_t i = 0; text[i]; i++)
		if (peek(head, i) != (unsigned char)text[i])
			return 0;
	return 1;
}

/* Moves behind the next occurrence; 0 when there is none. */
static int
skip_past(struct head *head, const char *text)
{
	while (peek(head, 0) >= 0) {
		if (looking_at(head, text)) {
			head->at += strlen(text);
			return 1;
		}
		head->at++;
	}
	return 0;
}

/* ---- XML ---- */

/* A document type declaration may hold brackets with quoted > in them. */
static int
skip_doctype(struct head *head)
{
	int depth = 0, quote = 0;

	for (; peek(head, 0) >= 0; head->at++) {
		int c = peek(head, 0);

		/* Quotes in comments and instructions are words. */
		if (!quote && depth && (looking_at(head, "<!--") || looking_at(head, "<?"))) {
			if (!skip_past(head, looking_at(head, "<?") ? "?>" : "-->"))
				return 0;
			head->at--;
			continue;
		}
		if (quote) {
			quote = c == quote ? 0 : quote;
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (c == '<' || c == '[') {
			depth++;
		} else if (c == ']' || c == '>') {
			depth--;
			if (c == '>' && depth <= 0) {
				head->at++;
				return 1;
			}
		}
	}
	return 0;
}

/* Stands at the root's <, or 0. */
static int
find_root(struct head *head)
{
	for (;;) {
		skip_blanks(head);
		if (looking_at(head, "<?")) {
			if (!skip_past(head, "?>"))
				return 0;
		} else if (looking_at(head, "<!--")) {
			if (!skip_past(head, "-->"))
				return 0;
		} else if (looking_at(head, "<!")) {
			if (!skip_doctype(head))
				return 0;
		} else {
			return peek(head, 0) == '<';
		}
	}
}

static int
ends_name(int c)
{
	return c < 0 || is_blank(c) || c == '>' || c == '/' || c == '=';
}

struct name {
	size_t start, size; /* in the head */
};

static struct name
take_name(struct head *head)
{
	struct name name = {head->at, 0};

	while (!ends_name(peek(head, 0)))
		head->at++;
	name.size = head->at - name.start;
	return name;
}

static int
equals(const struct head *head, struct name name, const char *text, size_t size)
{
	if (name.size != size)
		return 0;
	for (size_t i = 0; i < size; i++)
		if (head->data[(name.start + i) * head->step] != text[i])
			return 0;
	return 1;
}

/* Splits "prefix:local"; the prefix is empty when there is none. */
static struct name
split_prefix(const struct head *head, struct name *name)
{
	struct name prefix = {name->start, 0};

	for (size_t i = 0; i < name->size; i++)
		if (head->data[(name->start + i) * head->step] == ':') {
			prefix.size = i;
			name->start += i + 1;
			name->size -= i + 1;
			break;
		}
	return prefix;
}

/* 1 when an attribute's name declares the namespace of a prefix (Namespaces in XML 1.0, 3). */
static int
declares(const struct head *head, struct name attribute, struct name prefix)
{
	struct name rest = attribute;
	struct name before = split_prefix(head, &rest);

	if (prefix.size == 0)
		return before.size == 0 && equals(head, rest, "xmlns", 5);
	if (!equals(head, before, "xmlns", 5) || rest.size != prefix.size)
		return 0;
	for (size_t i = 0; i < rest.size; i++)
		if (head->data[(rest.start + i) * head->step] !=
			head->data[(prefix.start + i) * head->step])
			return 0;
	return 1;
}

static int
has_namespace(struct head *head, struct name prefix, struct pandect_text wanted)
{
	for (;;) {
		struct name attribute, value;
		int quote;

		skip_blanks(head);
		attribute = take_name(head);
		skip_blanks(head);
		if (attribute.size == 0 || peek(head, 0) != '=')
			return 0;
		head->at++;
		skip_blanks(head);
		quote = peek(head, 0);
		if (quote != '"' && quote != '\'')
			return 0;
		value.start = ++head->at;
		while (peek(head, 0) >= 0 && peek(head, 0) != quote)
			head->at++;
		value.size = head->at - value.start;
		head->at++;
		if (head->at > head->n)
			return 0;
		if (declares(head, attribute, prefix))
			return equals(head, value, wanted.data, wanted.size);
	}
}

int
peek_xml_root(struct pandect_text bytes, const char *name, struct pandect_text namespace_uri)
{
	struct head head = head_of(bytes);
	struct name found, prefix;

	if (!find_root(&head))
		return 0;
	head.at++;
	found = take_name(&head);
	prefix = split_prefix(&head, &found);
	if (!equals(&head, found, name, strlen(name)))
		return 0;
	return namespace_uri.size == 0 || has_namespace(&head, prefix, namespace_uri);
}

/* ---- JSON ---- */

/* Moves behind a string whose opening quote is next; gives its inside. */
static struct name
take_string(struct head *head)
{
	struct name string = {++head->at, 0};

	while (peek(head, 0) >= 0 && peek(head, 0) != '"')
		head->at += peek(head, 0) == '\\' ? 2 : 1;
	if (head->at > head->n)
		head->at = head->n;
	string.size = head->at - string.start;
	if (head->at < head->n)
		head->at++;
	return string;
}

int
peek_json_key(struct pandect_text bytes, const char *key)
{
	struct head head = head_of(bytes);
	int depth = 0, is_key = 0;

	skip_blanks(&head);
	if (peek(&head, 0) != '{')
		return 0;
	while (peek(&head, 0) >= 0) {
		int c = peek(&head, 0);

		if (c == '"') {
			struct name string = take_string(&head);

			skip_blanks(&head);
			if (depth == 1 && is_key && peek(&head, 0) == ':' &&
				equals(&head, string, key, strlen(key)))
				return 1;
			is_key = 0;
			continue;
		}
		if (c == '{' || c == '[')
			depth++;
		else if (c == '}' || c == ']')
			depth--;
		if ((c == '{' && depth == 1) || (c == ',' && depth == 1))
			is_key = 1;
		head.at++;
	}
	return 0;
}

/* ---- text ---- */

/* UTF-16 and UTF-32 text has its zero bytes in one column of each unit. */
static int
is_wide(const unsigned char *data, size_t n)
{
	size_t zeros[4] = {0, 0, 0, 0}, all = n / 4;

	if (n >= 2 &&
		((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff)))
		return 1;
	for (size_t i = 0; i < 4 * all; i++)
		zeros[i % 4] += data[i] == 0;
	if (all < 4)
		return 0;
	/* Two columns nearly all zero and two nearly without (UTF-16 of Latin text), or three
	 * against one (UTF-32). */
	return (4 * (zeros[0] + zeros[2]) > 7 * all && 4 * (zeros[1] + zeros[3]) < all) ||
	       (4 * (zeros[1] + zeros[3]) > 7 * all && 4 * (zeros[0] + zeros[2]) < all) ||
	       (4 * (zeros[1] + zeros[2] + zeros[3]) > 11 * all && 8 * zeros[0] < all) ||
	       (4 * (zeros[0] + zeros[1] + zeros[2]) > 11 * all && 8 * zeros[3] < all);
}

int
peek_is_text(struct pandect_text bytes)
{
	const unsigned char *data = (const unsigned char *)bytes.data;
	size_t n = bytes.size < TEXT_MOST ? bytes.size : TEXT_MOST, controls = 0;

	if (is_wide(data, n))
		return 1;
	for (size_t i = 0; i < n; i++) {
		if (data[i] == 0)
			return 0;
		/* Escape (ISO 2022) and form feed belong to text, as do the blanks. */
		controls += data[i] < 0x20 && !is_blank(data[i]) && data[i] != '\f' &&
			    data[i] != 0x1b && data[i] != '\b' && data[i] != '\v';
	}
	return controls * 50 <= n;
}
