/* SPDX-License-Identifier: MIT */
/* Texts in the headers of mail. Forgiving: what is not a valid encoded word stays as it stands. */
#include "header.h"

#include <stdlib.h>

/* A header longer than this is cut: no text that a person reads is. It bounds all work here. */
#define HEADER_BYTES (256u << 10)
/* Names of encodings are short. */
#define CHARSET_BYTES 64u
/* Longer than any program writes an encoded word (RFC 2047 allows 75); a bound on the search for
 * its end. */
#define WORD_BYTES 2048u
/* Parts of a continued parameter (RFC 2231, 3). */
#define PARAMETER_PARTS 64u

/* ---- a buffer; the first failure stays ---- */

struct bytes {
	char *data;
	size_t size, room;
	bool has_failed;
};

static void
bytes_add(struct bytes *b, const char *data, size_t size)
{
	if (b->has_failed || size == 0)
		return;
	if (b->room - b->size < size) {
		size_t room = b->room * 2 + size + 64;
		char *larger = realloc(b->data, room);

		if (!larger) {
			b->has_failed = true;
			return;
		}
		b->data = larger;
		b->room = room;
	}
	memcpy(b->data + b->size, data, size);
	b->size += size;
}

/* Adds bytes of an encoding as UTF-8. */
static void
bytes_add_decoded(struct bytes *b, const struct bytes *from, struct pandect_text label)
{
	struct charset_text text;

	if (from->size == 0)
		return;
	if (charset_decode(from->data, from->size, label, &text) != PANDECT_OK) {
		b->has_failed = true;
		return;
	}
	bytes_add(b, text.data, text.size);
	charset_clear(&text);
}

static pandect_status
bytes_give(struct bytes *b, struct charset_text *ret_text)
{
	if (b->has_failed) {
		free(b->data);
		return PANDECT_NO_MEMORY;
	}
	*ret_text = (struct charset_text){
		.data = b->data ? b->data : "",
		.size = b->size,
		.owned = b->data,
		.encoding = "UTF-8",
	};
	return PANDECT_OK;
}

/* ---- RFC 2047 ---- */

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static void
add_base64(struct bytes *b, struct pandect_text text)
{
	unsigned bits = 0, n_bits = 0;

	for (size_t i = 0; i < text.size; i++) {
		int value = base64_value(text.data[i]);

		if (value < 0)
			continue;
		bits = (bits << 6 | (unsigned)value) & 0xffff;
		n_bits += 6;
		if (n_bits >= 8) {
			char c = (char)(bits >> (n_bits - 8) & 0xff);

			n_bits -= 8;
			bytes_add(b, &c, 1);
		}
	}
}

/* escape: `=` in encoded words, `%` in parameters. */
static void
add_quoted(struct bytes *b, struct pandect_text text, char escape)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (c == escape && i + 2 < text.size && hex_value(text.data[i + 1]) >= 0 &&
			hex_value(text.data[i + 2]) >= 0) {
			c = (char)(hex_value(text.data[i + 1]) << 4 | hex_value(text.data[i + 2]));
			i += 2;
		} else if (c == '_' && escape == '=') {
			c = ' ';
		}
		bytes_add(b, &c, 1);
	}
}

/* =?charset*language?B?text?= */
struct word {
	struct pandect_text charset, text;
	bool is_base64;
	size_t size;
};

static bool
word_at(const char *at, const char *end, struct word *ret_word)
{
	const char *mark, *encoding, *close;

	if (end - at < 8 || at[0] != '=' || at[1] != '?')
		return false;
	mark = memchr(at + 2, '?', (size_t)(end - at) - 2);
	if (!mark || mark - at > (ptrdiff_t)CHARSET_BYTES || end - mark < 5 || mark[2] != '?')
		return false;
	encoding = mark + 1;
	if (!strchr("bBqQ", *encoding))
		return false;
	if (end - mark > (ptrdiff_t)WORD_BYTES)
		end = mark + WORD_BYTES;
	for (close = mark + 3; close + 1 < end && !(close[0] == '?' && close[1] == '='); close++)
		if (*close == '\n' || *close == '\r')
			return false;
	if (close + 1 >= end)
		return false;

	const char *star = memchr(at + 2, '*', (size_t)(mark - at) - 2);

	ret_word->charset = (struct pandect_text){at + 2, (size_t)((star ? star : mark) - at) - 2};
	ret_word->text = (struct pandect_text){mark + 3, (size_t)(close - mark) - 3};
	ret_word->is_base64 = *encoding == 'b' || *encoding == 'B';
	ret_word->size = (size_t)(close - at) + 2;
	return true;
}

static bool
same_charset(struct pandect_text a, struct pandect_text b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* The words that stand one after another are of one text: a character may be cut between them, so
 * bytes of one encoding are collected before they are converted. */
static const char *
add_words(struct bytes *out, const char *at, const char *end)
{
	struct bytes collected = {0};
	struct pandect_text charset = {NULL, 0};
	struct word word;

	while (word_at(at, end, &word)) {
		if (!same_charset(charset, word.charset)) {
			bytes_add_decoded(out, &collected, charset);
			collected.size = 0;
		}
		charset = word.charset;
		if (word.is_base64)
			add_base64(&collected, word.text);
		else
			add_quoted(&collected, word.text, '=');
		at += word.size;

		const char *after = at;

		while (after < end && is_space(*after))
			after++;
		if (word_at(after, end, &word))
			at = after;
	}
	bytes_add_decoded(out, &collected, charset);
	out->has_failed |= collected.has_failed;
	free(collected.data);
	return at;
}

/* Any run of blanks and line ends becomes one blank. */
static void
bytes_squeeze(struct bytes *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->size; i++) {
		char c = is_space(b->data[i]) ? ' ' : b->data[i];

		if (c == ' ' && (n == 0 || b->data[n - 1] == ' '))
			continue;
		b->data[n++] = c;
	}
	while (n > 0 && b->data[n - 1] == ' ')
		n--;
	b->size = n;
}

pandect_status
header_decode(struct pandect_text raw, struct charset_text *ret_text)
{
	struct charset_text plain;
	struct bytes out = {0};
	struct word word;

	if (raw.size > HEADER_BYTES)
		raw.size = HEADER_BYTES;

	/* Eight-bit headers are against the rules and common. */
	pandect_status status = charset_decode(raw.data, raw.size, pandect_text(NULL), &plain);

	if (status != PANDECT_OK)
		return status;

	const char *at = plain.data, *end = plain.data + plain.size;

	while (at < end && !out.has_failed) {
		const char *from = at;

		while (at < end && !word_at(at, end, &word))
			at++;
		bytes_add(&out, from, (size_t)(at - from));
		at = add_words(&out, at, end);
	}
	charset_clear(&plain);
	bytes_squeeze(&out);
	return bytes_give(&out, ret_text);
}

/* ---- RFC 2231 ---- */

/* One `name*2*=value`. number: of a continuation, else 0. */
struct parameter {
	struct pandect_text name, value;
	unsigned number;
	bool is_extended, is_quoted;
};

/* Splits "filename*1*" into its name and marks. */
static void
parameter_marks(struct parameter *p)
{
	size_t n = p->name.size;

	if (n > 0 && p->name.data[n - 1] == '*') {
		p->is_extended = true;
		n--;
	}

	size_t digits = n;

	while (digits > 0 && p->name.data[digits - 1] >= '0' && p->name.data[digits - 1] <= '9')
		digits--;
	if (digits > 0 && digits < n && n - digits <= 2 && p->name.data[digits - 1] == '*') {
		for (size_t i = digits; i < n; i++)
			p->number = p->number * 10 + (unsigned)(p->name.data[i] - '0');
		n = digits - 1;
	}
	p->name.size = n;
}

/* Reads what follows a semicolon; gives where the next begins. */
static const char *
parameter_read(const char *at, const char *end, struct parameter *p)
{
	*p = (struct parameter){{NULL, 0}, {NULL, 0}, 0, false, false};
	while (at < end && (is_space(*at) || *at == ';'))
		at++;
	p->name.data = at;
	while (at < end && *at != '=' && *at != ';' && !is_space(*at))
		at++;
	p->name.size = (size_t)(at - p->name.data);
	while (at < end && is_space(*at))
		at++;
	if (at == end || *at != '=')
		return at;
	for (at++; at < end && is_space(*at); at++)
		;
	p->is_quoted = at < end && *at == '"';
	p->value.data = p->is_quoted ? ++at : at;
	while (at < end && *at != (p->is_quoted ? '"' : ';'))
		at += p->is_quoted && *at == '\\' && end - at > 1 ? 2 : 1;
	p->value.size = (size_t)(at - p->value.data);
	while (!p->is_quoted && p->value.size > 0 && is_space(p->value.data[p->value.size - 1]))
		p->value.size--;
	parameter_marks(p);
	return at + (p->is_quoted && at < end);
}

static bool
is_name(struct pandect_text a, const char *name)
{
	if (a.size != strlen(name))
		return false;
	for (size_t i = 0; i < a.size; i++)
		if ((a.data[i] | 0x20) != name[i])
			return false;
	return true;
}

/* Adds a part's bytes; the first extended one tells the encoding: charset'language'text. */
static void
add_part(struct bytes *b, const struct parameter *p, struct pandect_text *charset)
{
	struct pandect_text value = p->value;

	if (!p->is_extended) {
		for (size_t i = 0; i < value.size; i++) {
			if (p->is_quoted && value.data[i] == '\\' && i + 1 < value.size)
				i++;
			bytes_add(b, value.data + i, 1);
		}
		return;
	}

	const char *mark = p->number == 0 ? memchr(value.data, '\'', value.size) : NULL;
	const char *second =
		mark ? memchr(mark + 1, '\'', value.size - (size_t)(mark + 1 - value.data)) : NULL;

	if (second) {
		*charset = (struct pandect_text){value.data, (size_t)(mark - value.data)};
		value.size -= (size_t)(second + 1 - value.data);
		value.data = second + 1;
	}
	add_quoted(b, value, '%');
}

pandect_status
header_parameter(struct pandect_text raw, const char *name, struct charset_text *ret_text)
{
	struct parameter parts[PARAMETER_PARTS], p;
	bool has[PARAMETER_PARTS] = {false}, is_extended = false;
	struct bytes joined = {0}, out = {0};
	struct pandect_text charset = {NULL, 0};

	if (raw.size > HEADER_BYTES)
		raw.size = HEADER_BYTES;

	const char *at = raw.data, *end = raw.data + raw.size;

	at = raw.size > 0 ? memchr(at, ';', raw.size) : NULL;
	while (at && at < end) {
		at = parameter_read(at + (*at == ';'), end, &p);
		if (!is_name(p.name, name) || p.number >= PARAMETER_PARTS || !p.value.data)
			continue;
		/* An extended form is better than the plain one beside it. */
		if (has[p.number] && (parts[p.number].is_extended || !p.is_extended))
			continue;
		has[p.number] = true;
		parts[p.number] = p;
	}
	if (!has[0])
		return PANDECT_NOT_FOUND;
	for (size_t i = 0; i < PARAMETER_PARTS && has[i]; i++) {
		is_extended |= parts[i].is_extended;
		add_part(&joined, &parts[i], &charset);
	}
	if (joined.has_failed) {
		free(joined.data);
		return PANDECT_NO_MEMORY;
	}
	if (!is_extended) {
		/* Encoded words are not allowed here and are what most programs write. */
		pandect_status status =
			header_decode((struct pandect_text){joined.data, joined.size}, ret_text);

		free(joined.data);
		return status;
	}
	bytes_add_decoded(&out, &joined, charset);
	free(joined.data);
	bytes_squeeze(&out);
	return bytes_give(&out, ret_text);
}
