/* SPDX-License-Identifier: MIT */
/* What the beginning of a line says: bullets, numbers of items. And texts compared loosely. */
#include "layout-page.h"

static bool
is_bullet(uint32_t c)
{
	/* Bullets, squares, arrows, boxes to tick, ticks; and what symbol fonts have in their
	 * place. */
	static const uint16_t bullets[] = {0xb7, 0xbb, 0x2022, 0x2023, 0x2043, 0x2219, 0x25a0,
		0x25a1, 0x25aa, 0x25b6, 0x25ba, 0x25cb, 0x25cf, 0x25e6, 0x2610, 0x2611, 0x2612,
		0x2713, 0x2714, 0x2751, 0x2756, 0x27a2, 0x27a4, 0xf0a7, 0xf0b7, 0xf0d8};

	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
		if (bullets[i] == c)
			return true;
	return false;
}

static bool
is_end(const char *text, size_t size, size_t at)
{
	return at >= size || text[at] == ' ';
}

static size_t
skip_blanks(const char *text, size_t size, size_t at)
{
	while (at < size && text[at] == ' ')
		at++;
	return at;
}

size_t
text_bullet(const char *text, size_t size)
{
	size_t at = 0;
	uint32_t c = char_next(text, size, &at);

	if (is_bullet(c))
		return skip_blanks(text, size, at);
	if (at >= size || text[at] != ' ')
		return 0;
	if (c == '-' || c == '*' || c == 'o' || c == 0x2013 || c == 0x2014)
		return skip_blanks(text, size, at);
	return 0;
}

static size_t
count_digits(const char *text, size_t size, size_t at)
{
	size_t n = 0;

	while (at + n < size && n < 4 && char_is_digit((unsigned char)text[at + n]))
		n++;
	return n;
}

static size_t
count_roman(const char *text, size_t size, size_t at)
{
	size_t n = 0;

	while (at + n < size && n < 6 && text[at + n] && strchr("ivxIVX", text[at + n]))
		n++;
	return n;
}

size_t
text_enumerator(const char *text, size_t size)
{
	size_t at = 0, n;

	if (size >= 3 && text[0] == '[') {
		n = count_digits(text, size, 1);
		if (n == 0 || n > 3 || n + 1 >= size || text[n + 1] != ']')
			return 0;
		return is_end(text, size, n + 2) ? n + 2 : 0;
	}
	if (size && text[0] == '(')
		at = 1;
	n = count_digits(text, size, at);
	if (n == 0)
		n = count_roman(text, size, at);
	if (n == 0 && at < size && char_is_letter((unsigned char)text[at]) &&
		(signed char)text[at] > 0)
		n = 1;
	if (n == 0 || n > 5 || (n > 3 && char_is_digit((unsigned char)text[at])))
		return 0;
	at += n;
	if (at >= size || (text[at] != '.' && text[at] != ')') || !is_end(text, size, at + 1))
		return 0;
	return at + 1;
}

size_t
text_ordinal(const char *text, size_t size, int64_t *ret_number)
{
	size_t n = count_digits(text, size, 0);
	int64_t number = 0;

	if (n == 0 || n > 3 || n + 1 >= size || (text[n] != '.' && text[n] != ')') ||
		text[n + 1] != ' ')
		return 0;
	for (size_t i = 0; i < n; i++)
		number = number * 10 + (text[i] - '0');
	*ret_number = number;
	return n + 2;
}

uint64_t
text_hash_more(uint64_t hash, const char *text, size_t size)
{
	bool was_digit = false;
	size_t at = 0;

	while (at < size) {
		uint32_t c = char_fold(char_next(text, size, &at));
		bool is_digit = char_is_digit(c);

		if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || (is_digit && was_digit))
			continue;
		was_digit = is_digit;
		if (is_digit)
			c = '#';
		hash = hash_bytes(hash, &c, sizeof c);
	}
	return hash;
}

uint64_t
text_hash(const char *text, size_t size)
{
	return text_hash_more(HASH_START, text, size);
}

int
compare_hashes(const void *a, const void *b)
{
	const uint64_t *p = a, *q = b;

	return (*p > *q) - (*p < *q);
}
