/* SPDX-License-Identifier: MIT */
/* Most text is ASCII for long stretches, so eight bytes are looked at in one step; a character
 * beyond ASCII is decoded by its lead byte's class. */
#include "support/utf8.h"

#include <string.h>

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Bytes from the start that are ASCII, whole words only. */
static size_t
utf8_ascii_words(const char *text, size_t size)
{
	size_t at = 0;

	for (; size - at >= 8; at += 8) {
		uint64_t word;

		memcpy(&word, text + at, 8);
		if (word & HIGHS)
			break;
	}
	return at;
}

/* The same, but also free of controls. */
static size_t
utf8_plain_words(const char *text, size_t size)
{
	size_t at = 0;

	for (; size - at >= 8; at += 8) {
		uint64_t word;

		memcpy(&word, text + at, 8);
		uint64_t below = (word - ONES * 0x20) & ~word;
		uint64_t rubout = word ^ (ONES * 0x7f);

		rubout = (rubout - ONES) & ~rubout;
		if ((word | below | rubout) & HIGHS)
			break;
	}
	return at;
}

/* The range of the second byte, which alone depends on the lead byte (Unicode 15, table 3-7). */
static int
utf8_may_follow(unsigned char lead, unsigned char second)
{
	switch (lead) {
	case 0xe0:
		return second >= 0xa0 && second <= 0xbf;
	case 0xed:
		return second >= 0x80 && second <= 0x9f;
	case 0xf0:
		return second >= 0x90 && second <= 0xbf;
	case 0xf4:
		return second >= 0x80 && second <= 0x8f;
	default:
		return second >= 0x80 && second <= 0xbf;
	}
}

static size_t
utf8_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

size_t
utf8_decode(const char *text, size_t size, uint32_t *ret_code)
{
	static const unsigned char lead_bits[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	const unsigned char *bytes = (const unsigned char *)text;
	size_t length = utf8_length(bytes[0]);

	if (length <= 1) {
		*ret_code = length ? bytes[0] : UTF8_ILL_FORMED;
		return 1;
	}
	uint32_t code = bytes[0] & lead_bits[length];

	for (size_t i = 1; i < length; i++) {
		int good = i < size && (i == 1 ? utf8_may_follow(bytes[0], bytes[1])
					       : (bytes[i] & 0xc0) == 0x80);

		if (!good) {
			*ret_code = UTF8_ILL_FORMED;
			return i;
		}
		code = code << 6 | (bytes[i] & 0x3f);
	}
	*ret_code = code;
	return length;
}

size_t
utf8_encode(uint32_t code, char to[4])
{
	if (code < 0x80) {
		to[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		to[0] = (char)(0xc0 | code >> 6);
		to[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		to[0] = (char)(0xe0 | code >> 12);
		to[1] = (char)(0x80 | (code >> 6 & 0x3f));
		to[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | code >> 18);
	to[1] = (char)(0x80 | (code >> 12 & 0x3f));
	to[2] = (char)(0x80 | (code >> 6 & 0x3f));
	to[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

size_t
utf8_valid(const char *text, size_t size)
{
	size_t at = 0;

	while (at < size) {
		uint32_t code;

		at += utf8_ascii_words(text + at, size - at);
		if (at == size)
			break;
		size_t length = utf8_decode(text + at, size - at, &code);

		if (code == UTF8_ILL_FORMED)
			break;
		at += length;
	}
	return at;
}

int
utf8_is_boundary(const char *text, size_t size, size_t at)
{
	return at == size || (at < size && ((unsigned char)text[at] & 0xc0) != 0x80);
}

static int
utf8_stands(uint32_t code, unsigned keep)
{
	if (code == '\n')
		return (keep & UTF8_LINES) != 0;
	if (code == '\t')
		return (keep & UTF8_TABS) != 0;
	return code != UTF8_ILL_FORMED && code >= 0x20 && (code < 0x7f || code > 0x9f);
}

size_t
utf8_clean_prefix(const char *text, size_t size, unsigned keep)
{
	size_t at = 0;

	while (at < size) {
		uint32_t code;

		at += utf8_plain_words(text + at, size - at);
		if (at == size)
			break;
		size_t length = utf8_decode(text + at, size - at, &code);

		if (!utf8_stands(code, keep))
			break;
		at += length;
	}
	return at;
}

size_t
utf8_clean(const char *text, size_t size, unsigned keep, char *to)
{
	size_t at = 0, written = 0;

	while (at < size) {
		size_t good = utf8_clean_prefix(text + at, size - at, keep);
		char unit[4];
		uint32_t code;

		if (to && good)
			memcpy(to + written, text + at, good);
		written += good;
		at += good;
		if (at == size)
			break;
		size_t length = utf8_decode(text + at, size - at, &code);

		at += length;
		if (code == '\r' && at < size && text[at] == '\n')
			continue;
		size_t n = utf8_encode(code == UTF8_ILL_FORMED ? UTF8_REPLACEMENT : ' ', unit);

		if (to)
			memcpy(to + written, unit, n);
		written += n;
	}
	return written;
}
