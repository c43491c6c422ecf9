/* SPDX-License-Identifier: MIT */
#include "entities.h"

#include <stdint.h>
#include <string.h>

/* The longest name is CounterClockwiseContourIntegral. */
#define NAME_MOST 32

static const struct {
	char name[NAME_MOST];
	char text[ENTITY_ROOM];
	char is_bare; /* it works without a semicolon */
} entities[] = {
#include "entities-table.h"
};

/* What the numbers 128 to 159 are read as: windows-1252 (WHATWG HTML, 13.2.5.80). */
static const uint16_t controls[32] = {0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D,
	0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

/* Index of a name, or -1. */
static int
entity_search(const char *name, size_t size)
{
	size_t low = 0, high = sizeof entities / sizeof entities[0];

	if (size == 0 || size >= NAME_MOST)
		return -1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strncmp(name, entities[middle].name, size);

		if (order == 0 && entities[middle].name[size])
			order = -1;
		if (order == 0)
			return (int)middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

const char *
entity_find(const char *name, size_t size)
{
	int i = entity_search(name, size);

	return i < 0 ? NULL : entities[i].text;
}

static void
entity_write(uint32_t c, char ret_text[ENTITY_ROOM])
{
	size_t n = 0;

	if (c >= 128 && c < 160 && controls[c - 128])
		c = controls[c - 128];
	if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		c = 0xFFFD;
	if (c < 0x80) {
		ret_text[n++] = (char)c;
	} else if (c < 0x800) {
		ret_text[n++] = (char)(0xC0 | c >> 6);
	} else if (c < 0x10000) {
		ret_text[n++] = (char)(0xE0 | c >> 12);
		ret_text[n++] = (char)(0x80 | (c >> 6 & 0x3F));
	} else {
		ret_text[n++] = (char)(0xF0 | c >> 18);
		ret_text[n++] = (char)(0x80 | (c >> 12 & 0x3F));
		ret_text[n++] = (char)(0x80 | (c >> 6 & 0x3F));
	}
	if (c >= 0x80)
		ret_text[n++] = (char)(0x80 | (c & 0x3F));
	ret_text[n] = 0;
}

static int
digit_of(char c, int base)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static size_t
entity_decode_number(const char *text, size_t size, char ret_text[ENTITY_ROOM])
{
	size_t at = 2;
	int base = 10, digit;
	uint32_t c = 0;

	if (size > 2 && (text[2] | 0x20) == 'x') {
		base = 16;
		at = 3;
	}
	size_t first = at;

	while (at < size && (digit = digit_of(text[at], base)) >= 0) {
		if (c <= 0x10FFFF)
			c = c * (uint32_t)base + (uint32_t)digit;
		at++;
	}
	if (at == first)
		return 0;
	entity_write(c, ret_text);
	return at < size && text[at] == ';' ? at + 1 : at;
}

size_t
entity_decode(const char *text, size_t size, char ret_text[ENTITY_ROOM])
{
	size_t n = 1;

	if (size > 2 && text[1] == '#')
		return entity_decode_number(text, size, ret_text);
	while (n < size && n <= NAME_MOST &&
		(digit_of(text[n], 10) >= 0 ||
			((text[n] | 0x20) >= 'a' && (text[n] | 0x20) <= 'z')))
		n++;
	int has_end = n < size && text[n] == ';';
	int i = entity_search(text + 1, n - 1);

	if (has_end && i >= 0) {
		memcpy(ret_text, entities[i].text, ENTITY_ROOM);
		return n + 1;
	}
	/* "&copy2024" is © and 2024: the longest name that works bare. */
	for (; n > 2; n--) {
		i = entity_search(text + 1, n - 1);
		if (i >= 0 && entities[i].is_bare) {
			memcpy(ret_text, entities[i].text, ENTITY_ROOM);
			return n;
		}
	}
	return 0;
}
