/* SPDX-License-Identifier: MIT */
/*
 * The decoders: each reads one character, as the WHATWG Encoding Standard says where it has the
 * encoding, RFC 2152 (UTF-7), RFC 1843 (HZ) and RFC 1557 (ISO-2022-KR) for the others. A trail byte
 * that does not fit and is ASCII is read again by itself, so that damage does not eat markup.
 */
#include "charset-decode.h"
#include "charset-cjk.h"

#include <stdlib.h>
#include <string.h>

/* ---- output ---- */

struct output {
	char *data;
	size_t size, room;
};

/* A character is four bytes at most. */
#define CHARACTER_MAX 4u

static bool
output_grow(struct output *out, size_t more)
{
	if (out->room - out->size >= more)
		return true;
	if (out->room > SIZE_MAX / 2 - more)
		return false;

	size_t room = out->room + out->room / 2 + more;
	char *data = realloc(out->data, room);

	if (!data)
		return false;
	out->data = data;
	out->room = room;
	return true;
}

static void
output_put(struct output *out, uint32_t c)
{
	unsigned char *to = (unsigned char *)out->data + out->size;

	if (c < 0x80) {
		to[0] = (unsigned char)c;
		out->size += 1;
	} else if (c < 0x800) {
		to[0] = (unsigned char)(0xc0 | c >> 6);
		to[1] = (unsigned char)(0x80 | (c & 0x3f));
		out->size += 2;
	} else if (c < 0x10000) {
		to[0] = (unsigned char)(0xe0 | c >> 12);
		to[1] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (unsigned char)(0x80 | (c & 0x3f));
		out->size += 3;
	} else {
		to[0] = (unsigned char)(0xf0 | c >> 18);
		to[1] = (unsigned char)(0x80 | (c >> 12 & 0x3f));
		to[2] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
		to[3] = (unsigned char)(0x80 | (c & 0x3f));
		out->size += 4;
	}
}

pandect_status
charset_run(struct charset_reader *r, charset_next *next, struct charset_text *text)
{
	struct output out = {NULL, 0, 0};

	/* Never NULL, even for nothing. */
	if (!output_grow(&out, (size_t)(r->end - r->at) + CHARACTER_MAX))
		return PANDECT_NO_MEMORY;
	while (r->at < r->end || r->pending) {
		uint32_t code = next(r);

		if (code == CHARSET_NONE)
			continue;
		if (code == CHARSET_BAD || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
			code = 0xfffd;
			text->n_replaced++;
		}
		if (out.room - out.size < CHARACTER_MAX && !output_grow(&out, CHARACTER_MAX)) {
			free(out.data);
			return PANDECT_NO_MEMORY;
		}
		output_put(&out, code);
	}
	text->owned = out.data;
	text->data = out.data;
	text->size = out.size;
	return PANDECT_OK;
}

/* ---- single bytes ---- */

static uint32_t
mapped(uint32_t code)
{
	return code == 0xfffd ? CHARSET_BAD : code;
}

uint32_t
charset_next_ascii(struct charset_reader *r)
{
	unsigned char c = *r->at++;

	return c < 0x80 ? c : CHARSET_BAD;
}

uint32_t
charset_next_single(struct charset_reader *r)
{
	unsigned char c = *r->at++;

	return c < 0x80 ? c : mapped(r->table[c - 0x80]);
}

uint32_t
charset_next_full(struct charset_reader *r)
{
	return mapped(r->table[*r->at++]);
}

/* ---- Unicode ---- */

uint32_t
charset_next_utf8(struct charset_reader *r)
{
	unsigned char c = *r->at++;
	unsigned char low = 0x80, high = 0xbf;
	uint32_t code;
	int n;

	if (c < 0x80)
		return c;
	if (c < 0xc2 || c > 0xf4)
		return CHARSET_BAD;
	n = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
	code = c & (0x3fu >> n);
	/* Overlong forms, surrogates and what is beyond U+10FFFF show in the second byte. */
	if (c == 0xe0)
		low = 0xa0;
	else if (c == 0xed)
		high = 0x9f;
	else if (c == 0xf0)
		low = 0x90;
	else if (c == 0xf4)
		high = 0x8f;
	for (; n > 0; n--) {
		if (r->at == r->end || *r->at < low || *r->at > high)
			return CHARSET_BAD;
		code = code << 6 | (*r->at++ & 0x3fu);
		low = 0x80;
		high = 0xbf;
	}
	return code;
}

static uint32_t
unit16(const unsigned char *at, bool is_big)
{
	return is_big ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

static uint32_t
next_utf16(struct charset_reader *r, bool is_big)
{
	if (r->end - r->at < 2) {
		r->at = r->end;
		return CHARSET_BAD;
	}

	uint32_t code = unit16(r->at, is_big);

	r->at += 2;
	if (code < 0xd800 || code >= 0xe000)
		return code;
	if (code >= 0xdc00 || r->end - r->at < 2)
		return CHARSET_BAD;

	uint32_t low = unit16(r->at, is_big);

	if (low < 0xdc00 || low >= 0xe000)
		return CHARSET_BAD;
	r->at += 2;
	return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
}

uint32_t
charset_next_utf16le(struct charset_reader *r)
{
	return next_utf16(r, false);
}

uint32_t
charset_next_utf16be(struct charset_reader *r)
{
	return next_utf16(r, true);
}

static uint32_t
next_utf32(struct charset_reader *r, bool is_big)
{
	if (r->end - r->at < 4) {
		r->at = r->end;
		return CHARSET_BAD;
	}

	uint32_t first = unit16(r->at, is_big), second = unit16(r->at + 2, is_big);
	uint32_t code = is_big ? first << 16 | second : second << 16 | first;

	r->at += 4;
	return code > 0x10ffff ? CHARSET_BAD : code;
}

uint32_t
charset_next_utf32le(struct charset_reader *r)
{
	return next_utf32(r, false);
}

uint32_t
charset_next_utf32be(struct charset_reader *r)
{
	return next_utf32(r, true);
}

bool
charset_is_wide(charset_next *next)
{
	return next == charset_next_utf16le || next == charset_next_utf16be ||
	       next == charset_next_utf32le || next == charset_next_utf32be;
}

static int
base64_value(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* state: inside base64, a bit that marks their top, then the bits that wait. half: a high surrogate
 * that waits for its low one. */
#define UTF7_INSIDE 0x80000000u

static uint32_t
utf7_unit(struct charset_reader *r, uint32_t unit)
{
	uint32_t half = r->half;

	r->half = 0;
	if (half && unit >= 0xdc00 && unit < 0xe000)
		return 0x10000 + ((half - 0xd800) << 10) + (unit - 0xdc00);
	if (unit < 0xd800 || unit >= 0xdc00)
		return unit;
	r->half = unit;
	return CHARSET_NONE;
}

uint32_t
charset_next_utf7(struct charset_reader *r)
{
	unsigned char c = *r->at++;

	if (!(r->state & UTF7_INSIDE)) {
		if (c != '+')
			return c < 0x80 ? c : CHARSET_BAD;
		if (r->at < r->end && *r->at == '-') {
			r->at++;
			return '+';
		}
		r->state = UTF7_INSIDE | 1;
		return CHARSET_NONE;
	}

	int value = base64_value(c);

	if (value < 0) {
		r->state = 0;
		return c == '-' ? CHARSET_NONE : c < 0x80 ? c : CHARSET_BAD;
	}

	/* A 1 bit leads the bits that are waiting: at most 15 of them, so 22 in all. */
	uint32_t bits = (r->state & ~UTF7_INSIDE) << 6 | (uint32_t)value;

	for (int n = 5; n >= 0; n--)
		if (bits >> (16 + n) == 1) {
			uint32_t unit = bits >> n & 0xffff;

			r->state = UTF7_INSIDE | 1u << n | (bits & ((1u << n) - 1));
			return utf7_unit(r, unit);
		}
	r->state = UTF7_INSIDE | bits;
	return CHARSET_NONE;
}

/* ---- Japanese ---- */

/* Cell 0-93 of row 0-119. */
static uint32_t
jis0208_at(uint32_t row, uint32_t cell)
{
	uint32_t pointer = row * 94 + cell;

	/* The rows for the user's own characters. */
	if (pointer >= 8836 && pointer < 10716)
		return 0xe000 - 8836 + pointer;
	return pointer < sizeof jis0208 / sizeof jis0208[0] - 1 ? mapped(jis0208[pointer])
								: CHARSET_BAD;
}

/* The trail byte of a pair, if it lies in low…high; else 0. Bytes outside that are no ASCII are
 * taken along. */
static unsigned char
trail(struct charset_reader *r, unsigned char low, unsigned char high)
{
	if (r->at == r->end)
		return 0;

	unsigned char c = *r->at;

	if (c >= low && c <= high) {
		r->at++;
		return c;
	}
	if (c >= 0x80)
		r->at++;
	return 0;
}

uint32_t
charset_next_sjis(struct charset_reader *r)
{
	unsigned char lead = *r->at++;

	if (lead < 0x80)
		return lead;
	if (lead >= 0xa1 && lead <= 0xdf)
		return 0xff61u - 0xa1 + lead;
	if (lead == 0x80 || lead == 0xa0 || lead > 0xfc)
		return CHARSET_BAD;

	unsigned char c = trail(r, 0x40, 0xfc);

	if (c == 0 || c == 0x7f)
		return CHARSET_BAD;

	uint32_t row = (lead - (lead < 0xa0 ? 0x81u : 0xc1u)) * 2,
		 cell = c - (c < 0x7f ? 0x40u : 0x41u);

	return jis0208_at(row + cell / 94, cell % 94);
}

uint32_t
charset_next_eucjp(struct charset_reader *r)
{
	unsigned char lead = *r->at++, c;

	if (lead < 0x80)
		return lead;
	if (lead == 0x8e) {
		c = trail(r, 0xa1, 0xdf);
		return c ? 0xff61u - 0xa1 + c : CHARSET_BAD;
	}
	if (lead == 0x8f) {
		lead = trail(r, 0xa1, 0xfe);
		c = lead ? trail(r, 0xa1, 0xfe) : 0;
		return c ? mapped(jis0212[(lead - 0xa1) * 94 + c - 0xa1]) : CHARSET_BAD;
	}
	if (lead < 0xa1 || lead == 0xff)
		return CHARSET_BAD;
	c = trail(r, 0xa1, 0xfe);
	return c ? jis0208_at(lead - 0xa1u, c - 0xa1u) : CHARSET_BAD;
}

/* state of ISO-2022-JP */
enum { JIS_ASCII, JIS_ROMAN, JIS_KATAKANA, JIS_0208, JIS_0212 };

static const struct {
	unsigned char size, state;
	char bytes[4];
} jis_escapes[] = {
	{3, JIS_ASCII, "\033(B"},
	{3, JIS_ROMAN, "\033(J"},
	{3, JIS_KATAKANA, "\033(I"},
	{3, JIS_0208, "\033$@"},
	{3, JIS_0208, "\033$B"},
	{4, JIS_0208, {'\033', '$', '(', 'B'}},
	{4, JIS_0212, {'\033', '$', '(', 'D'}},
};

#define N_JIS_ESCAPES (sizeof jis_escapes / sizeof jis_escapes[0])

static uint32_t
jis_pair(uint32_t state, unsigned char lead, unsigned char c)
{
	if (state == JIS_0212)
		return mapped(jis0212[(lead - 0x21) * 94 + c - 0x21]);
	return jis0208_at(lead - 0x21u, c - 0x21u);
}

uint32_t
charset_next_iso2022jp(struct charset_reader *r)
{
	size_t left = (size_t)(r->end - r->at);
	unsigned char lead = *r->at;

	for (size_t i = 0; lead == 033 && i < N_JIS_ESCAPES; i++)
		if (left >= jis_escapes[i].size &&
			memcmp(r->at, jis_escapes[i].bytes, jis_escapes[i].size) == 0) {
			r->at += jis_escapes[i].size;
			r->state = jis_escapes[i].state;
			return CHARSET_NONE;
		}
	r->at++;
	if (lead == '\n' || lead == '\r') {
		/* RFC 1468: each line begins in ASCII. */
		r->state = JIS_ASCII;
		return lead;
	}
	if (lead >= 0x80)
		return lead >= 0xa1 && lead <= 0xdf ? 0xff61u - 0xa1 + lead : CHARSET_BAD;
	if (r->state == JIS_ROMAN && (lead == '\\' || lead == '~'))
		return lead == '~' ? 0x203e : 0xa5;
	if (r->state <= JIS_ROMAN || lead < 0x21 || lead > 0x7e)
		return lead;
	if (r->state == JIS_KATAKANA)
		return lead <= 0x5f ? 0xff61u - 0x21 + lead : CHARSET_BAD;
	if (r->at == r->end || *r->at < 0x21 || *r->at > 0x7e)
		return CHARSET_BAD;
	return jis_pair(r->state, lead, *r->at++);
}

bool
charset_has_escapes(const unsigned char *bytes, size_t size)
{
	const unsigned char *at = bytes, *end = bytes + size;

	while ((at = memchr(at, 033, (size_t)(end - at))) != NULL) {
		if (end - at >= 3 && (memcmp(at, "\033$B", 3) == 0 || memcmp(at, "\033$@", 3) == 0))
			return true;
		at++;
	}
	return false;
}

/* ---- Chinese ---- */

static uint32_t
gbk_at(unsigned char lead, unsigned char c)
{
	return mapped(gbk[(lead - 0x81) * 190 + c - (c < 0x7f ? 0x40 : 0x41)]);
}

/* at: the four bytes, known to be in range. */
static uint32_t
gb18030_linear(const unsigned char *at)
{
	uint32_t pointer = ((at[0] - 0x81u) * 10 + at[1] - 0x30u) * 1260 + (at[2] - 0x81u) * 10 +
			   at[3] - 0x30u;
	size_t low = 0, high = sizeof gb18030_runs / sizeof gb18030_runs[0];

	if (pointer >= 189000)
		return pointer - 189000 < 0x100000 ? pointer - 189000 + 0x10000 : CHARSET_BAD;
	if (pointer > 39419)
		return CHARSET_BAD;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (gb18030_runs[middle].pointer <= pointer)
			low = middle;
		else
			high = middle;
	}
	if (gb18030_runs[low].code == 0)
		return CHARSET_BAD;
	return gb18030_runs[low].code + (pointer - gb18030_runs[low].pointer);
}

uint32_t
charset_next_gb18030(struct charset_reader *r)
{
	unsigned char lead = *r->at++;

	if (lead < 0x80)
		return lead;
	if (lead == 0x80)
		return 0x20ac;
	if (lead == 0xff)
		return CHARSET_BAD;
	if (r->end - r->at >= 3 && r->at[0] >= 0x30 && r->at[0] <= 0x39 && r->at[1] >= 0x81 &&
		r->at[1] <= 0xfe && r->at[2] >= 0x30 && r->at[2] <= 0x39) {
		r->at += 3;
		return gb18030_linear(r->at - 4);
	}

	unsigned char c = trail(r, 0x40, 0xfe);

	return c == 0 || c == 0x7f ? CHARSET_BAD : gbk_at(lead, c);
}

uint32_t
charset_next_hz(struct charset_reader *r)
{
	unsigned char lead = *r->at++;

	if (lead == '~' && r->at < r->end) {
		unsigned char c = *r->at++;

		if (c == '{' || c == '}')
			r->state = c == '{';
		return c == '~' ? '~' : CHARSET_NONE;
	}
	if (lead == '\n')
		r->state = 0;
	if (r->state == 0 || lead < 0x21 || lead > 0x7e)
		return lead < 0x80 ? lead : CHARSET_BAD;
	if (r->at == r->end || *r->at < 0x21 || *r->at > 0x7e)
		return CHARSET_BAD;
	return gbk_at(lead | 0x80, *r->at++ | 0x80);
}

/* The four pairs that stand for a letter and a combining mark. */
static const struct {
	unsigned char trail;
	char16_t letter, mark;
} big5_pairs[] = {
	{0x62, 0xca, 0x304},
	{0x64, 0xca, 0x30c},
	{0xa3, 0xea, 0x304},
	{0xa5, 0xea, 0x30c},
};

uint32_t
charset_next_big5(struct charset_reader *r)
{
	uint32_t pending = r->pending;

	r->pending = 0;
	if (pending)
		return pending;

	unsigned char lead = *r->at++;

	if (lead < 0x80)
		return lead;
	if (lead == 0x80 || lead == 0xff)
		return CHARSET_BAD;

	unsigned char c = trail(r, 0x40, 0xfe);

	if (c < 0x40 || (c > 0x7e && c < 0xa1))
		return CHARSET_BAD;
	for (size_t i = 0; lead == 0x88 && i < sizeof big5_pairs / sizeof big5_pairs[0]; i++)
		if (big5_pairs[i].trail == c) {
			r->pending = big5_pairs[i].mark;
			return big5_pairs[i].letter;
		}
	return mapped(big5[(lead - 0x81) * 157 + c - (c < 0x7f ? 0x40 : 0x62)]);
}

/* ---- Korean ---- */

uint32_t
charset_next_euckr(struct charset_reader *r)
{
	unsigned char lead = *r->at++;

	if (lead < 0x80)
		return lead;
	if (lead == 0x80 || lead == 0xff)
		return CHARSET_BAD;

	unsigned char c = trail(r, 0x41, 0xfe);

	return c ? mapped(uhc[(lead - 0x81) * 190 + c - 0x41]) : CHARSET_BAD;
}

uint32_t
charset_next_iso2022kr(struct charset_reader *r)
{
	unsigned char lead = *r->at;

	if (r->end - r->at >= 4 && memcmp(r->at, "\033$)C", 4) == 0) {
		r->at += 4;
		return CHARSET_NONE;
	}
	r->at++;
	if (lead == 016 || lead == 017) {
		r->state = lead == 016;
		return CHARSET_NONE;
	}
	if (lead == '\n')
		r->state = 0;
	if (r->state == 0 || lead < 0x21 || lead > 0x7e)
		return lead < 0x80 ? lead : CHARSET_BAD;
	if (r->at == r->end || *r->at < 0x21 || *r->at > 0x7e)
		return CHARSET_BAD;
	return mapped(uhc[((lead | 0x80) - 0x81) * 190 + (*r->at++ | 0x80) - 0x41]);
}
