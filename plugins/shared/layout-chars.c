/* SPDX-License-Identifier: MIT */
/*
 * What the layout must know of characters, without a locale and without tables of all Unicode: it
 * is used for guesses, where a rare letter taken for a symbol does no harm.
 */
#include "layout-page.h"

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

struct range {
	uint32_t first, last;
};

static bool
in_ranges(const struct range *ranges, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

bool
char_is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

bool
char_is_upper(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z';
	return (c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x100 && c <= 0x137 && !(c & 1)) ||
	       (c >= 0x139 && c <= 0x148 && (c & 1)) || (c >= 0x14a && c <= 0x177 && !(c & 1)) ||
	       (c >= 0x391 && c <= 0x3ab) || (c >= 0x400 && c <= 0x42f) ||
	       (c >= 0x460 && c <= 0x4ff && !(c & 1)) || (c >= 0x531 && c <= 0x556) ||
	       (c >= 0x1e00 && c <= 0x1eff && !(c & 1));
}

bool
char_is_lower(uint32_t c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z';
	return (c >= 0xdf && c <= 0xff && c != 0xf7) || (c >= 0x100 && c <= 0x137 && (c & 1)) ||
	       (c >= 0x138 && c <= 0x148 && !(c & 1)) || (c >= 0x149 && c <= 0x17f && (c & 1)) ||
	       (c >= 0x3ac && c <= 0x3ce) || (c >= 0x430 && c <= 0x45f) ||
	       (c >= 0x460 && c <= 0x4ff && (c & 1)) || (c >= 0x561 && c <= 0x587) ||
	       (c >= 0x1e00 && c <= 0x1eff && (c & 1));
}

bool
char_is_letter(uint32_t c)
{
	static const struct range others[] = {
		{0x2000, 0x2bff},
		{0x2e00, 0x2e7f},
		{0x3000, 0x303f},
		{0xd800, 0xf8ff},
		{0xfe00, 0xfe6f},
		{0xff01, 0xff20},
		{0xff3b, 0xff40},
		{0xff5b, 0xff65},
		{0xfff0, 0xffff},
		{0x1f000, 0x1faff},
		{0x660, 0x66d},
		{0x6f0, 0x6f9},
	};

	if (c < 0x80)
		return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
	if (c < 0xc0)
		return c == 0xaa || c == 0xb5 || c == 0xba;
	return c != 0xd7 && c != 0xf7 && !in_ranges(others, N_OF(others), c);
}

bool
char_is_wide(uint32_t c)
{
	static const struct range wide[] = {
		{0x2e80, 0x9fff},
		{0xac00, 0xd7af},
		{0xf900, 0xfaff},
		{0xff00, 0xffef},
		{0x20000, 0x2ffff},
	};

	return c >= 0x2e80 && in_ranges(wide, N_OF(wide), c);
}

bool
char_is_right_to_left(uint32_t c)
{
	static const struct range right[] = {
		{0x590, 0x8ff},
		{0xfb1d, 0xfdff},
		{0xfe70, 0xfefe},
	};

	return c >= 0x590 && in_ranges(right, N_OF(right), c);
}

uint32_t
char_fold(uint32_t c)
{
	if (!char_is_upper(c))
		return c;
	if (c < 0x100 || (c >= 0x391 && c <= 0x3ab) || (c >= 0x410 && c <= 0x42f))
		return c + 32;
	if (c >= 0x400 && c < 0x410)
		return c + 80;
	if (c >= 0x531 && c <= 0x556)
		return c + 48;
	return c + 1;
}

uint32_t
char_next(const char *text, size_t size, size_t *at)
{
	const unsigned char *p = (const unsigned char *)text + *at;
	size_t left = size - *at, n;
	uint32_t c;

	if (left == 0)
		return 0;
	c = p[0];
	n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (n > left)
		n = left;
	if (n > 1)
		c &= 0xffu >> (n + 1);
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3fu);
	*at += n;
	return c;
}

uint32_t
char_first(const char *text, size_t size)
{
	size_t at = 0;

	return char_next(text, size, &at);
}

uint32_t
char_last(const char *text, size_t size)
{
	size_t at = size;

	if (size == 0)
		return 0;
	do
		at--;
	while (at > 0 && size - at < 4 && ((unsigned char)text[at] & 0xc0) == 0x80);
	return char_next(text, size, &at);
}

size_t
char_put(uint32_t c, char *to)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xc0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | (c >> 18 & 7));
	to[1] = (char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static bool
char_is_nothing(uint32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0) ||
	       c == 0x200b || c == 0xfeff || (c >= 0xd800 && c <= 0xdfff) ||
	       (c & 0xfffe) == 0xfffe || c > 0x10ffff;
}

static bool
char_is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000;
}

size_t
char_expand(uint32_t c, uint32_t to[3])
{
	static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
	size_t n = 0;

	to[0] = c;
	if (c > 0x20 && c < 0x7f)
		return 1;
	if (char_is_nothing(c))
		return 0;
	if (char_is_blank(c)) {
		to[0] = ' ';
		return 1;
	}
	if (c < 0xfb00 || c > 0xfb06)
		return 1;
	for (; ligatures[c - 0xfb00][n]; n++)
		to[n] = (unsigned char)ligatures[c - 0xfb00][n];
	return n;
}

/* Unicode's Arabic Presentation Forms: each letter has one form after another (isolated, final,
 * initial, medial), so a letter is the run that its first form begins. */
struct forms {
	uint16_t first, letter;
	uint8_t n;
};

static const struct forms arabic_forms[] = {
	{0xfb56, 0x67e, 4},
	{0xfb66, 0x679, 4},
	{0xfb7a, 0x686, 4},
	{0xfb88, 0x688, 2},
	{0xfb8a, 0x698, 2},
	{0xfb8c, 0x691, 2},
	{0xfb8e, 0x6a9, 4},
	{0xfb92, 0x6af, 4},
	{0xfb9e, 0x6ba, 2},
	{0xfba6, 0x6c1, 4},
	{0xfbaa, 0x6be, 4},
	{0xfbae, 0x6d2, 2},
	{0xfbfc, 0x6cc, 4},
	{0xfe80, 0x621, 1},
	{0xfe81, 0x622, 2},
	{0xfe83, 0x623, 2},
	{0xfe85, 0x624, 2},
	{0xfe87, 0x625, 2},
	{0xfe89, 0x626, 4},
	{0xfe8d, 0x627, 2},
	{0xfe8f, 0x628, 4},
	{0xfe93, 0x629, 2},
	{0xfe95, 0x62a, 4},
	{0xfe99, 0x62b, 4},
	{0xfe9d, 0x62c, 4},
	{0xfea1, 0x62d, 4},
	{0xfea5, 0x62e, 4},
	{0xfea9, 0x62f, 2},
	{0xfeab, 0x630, 2},
	{0xfead, 0x631, 2},
	{0xfeaf, 0x632, 2},
	{0xfeb1, 0x633, 4},
	{0xfeb5, 0x634, 4},
	{0xfeb9, 0x635, 4},
	{0xfebd, 0x636, 4},
	{0xfec1, 0x637, 4},
	{0xfec5, 0x638, 4},
	{0xfec9, 0x639, 4},
	{0xfecd, 0x63a, 4},
	{0xfed1, 0x641, 4},
	{0xfed5, 0x642, 4},
	{0xfed9, 0x643, 4},
	{0xfedd, 0x644, 4},
	{0xfee1, 0x645, 4},
	{0xfee5, 0x646, 4},
	{0xfee9, 0x647, 4},
	{0xfeed, 0x648, 2},
	{0xfeef, 0x649, 2},
	{0xfef1, 0x64a, 4},
};

size_t
char_unshape(uint32_t c, uint32_t to[2])
{
	static const uint16_t alefs[] = {0x622, 0x623, 0x625, 0x627};

	to[0] = c;
	if (c < 0xfb50 || c > 0xfefc)
		return 1;
	if (c >= 0xfef5) {
		to[0] = 0x644;
		to[1] = alefs[(c - 0xfef5) / 2];
		return 2;
	}
	for (size_t i = 0; i < N_OF(arabic_forms); i++)
		if (c >= arabic_forms[i].first &&
			c < (uint32_t)arabic_forms[i].first + arabic_forms[i].n)
			to[0] = arabic_forms[i].letter;
	return 1;
}

uint32_t
char_mirror(uint32_t c)
{
	static const char pairs[] = "()[]{}<>";
	const char *p = c && c < 0x80 ? strchr(pairs, (int)c) : NULL;

	if (!p)
		return c;
	return (unsigned char)pairs[(p - pairs) ^ 1];
}
