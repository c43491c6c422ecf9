/* SPDX-License-Identifier: MIT */
/* UTF-8 and classes of characters; see characters.h. */
#include "characters.h"

struct range {
	uint32_t first, last;
};

/* Blocks of punctuation and symbols, and the punctuation inside the blocks of scripts (Unicode 15,
 * general categories P and S); unassigned neighbours are taken in. */
static const struct range not_words[] = {
	{0x0080, 0x00A9},
	{0x00AB, 0x00B1},
	{0x00B4, 0x00B4},
	{0x00B6, 0x00B8},
	{0x00BB, 0x00BB},
	{0x00BF, 0x00BF},
	{0x00D7, 0x00D7},
	{0x00F7, 0x00F7},
	{0x02C2, 0x02DF},
	{0x0375, 0x0375},
	{0x037E, 0x037E},
	{0x0384, 0x0387},
	{0x055A, 0x055F},
	{0x0589, 0x058F},
	{0x05BE, 0x05BE},
	{0x05C0, 0x05C0},
	{0x05C3, 0x05C6},
	{0x05F3, 0x05F4},
	{0x0600, 0x060F},
	{0x061B, 0x061F},
	{0x066A, 0x066D},
	{0x06D4, 0x06D4},
	{0x0700, 0x070D},
	{0x0964, 0x0965},
	{0x0970, 0x0970},
	{0x0DF4, 0x0DF4},
	{0x0E3F, 0x0E3F},
	{0x0E4F, 0x0E5B},
	{0x0F01, 0x0F17},
	{0x0F3A, 0x0F3D},
	{0x104A, 0x104F},
	{0x10FB, 0x10FB},
	{0x1360, 0x1368},
	{0x166E, 0x166E},
	{0x17D4, 0x17DB},
	{0x1800, 0x180E},
	{0x2000, 0x206F},
	{0x207A, 0x207E},
	{0x208A, 0x208E},
	{0x20A0, 0x20CF},
	{0x2190, 0x245F},
	{0x249C, 0x24E9},
	{0x2500, 0x2BFF},
	{0x2E00, 0x3004},
	{0x3008, 0x3020},
	{0x3030, 0x3030},
	{0x303D, 0x303F},
	{0x30A0, 0x30A0},
	{0x30FB, 0x30FB},
	{0xA4FE, 0xA4FF},
	{0xE000, 0xF8FF},
	{0xFD3E, 0xFD3F},
	{0xFE10, 0xFE1F},
	{0xFE30, 0xFE6F},
	{0xFEFF, 0xFF0F},
	{0xFF1A, 0xFF20},
	{0xFF3B, 0xFF40},
	{0xFF5B, 0xFF65},
	{0xFFE0, 0xFFFF},
	{0x1F000, 0x1FAFF},
};

static const struct range punctuation[] = {
	{0x0021, 0x002F},
	{0x003A, 0x0040},
	{0x005B, 0x0060},
	{0x007B, 0x007E},
	{0x00A1, 0x00A1},
	{0x00A7, 0x00A7},
	{0x00AB, 0x00AB},
	{0x00B6, 0x00B7},
	{0x00BB, 0x00BB},
	{0x00BF, 0x00BF},
	{0x060C, 0x060C},
	{0x061B, 0x061B},
	{0x061F, 0x061F},
	{0x2010, 0x2027},
	{0x2030, 0x2043},
	{0x2045, 0x2051},
	{0x2053, 0x205E},
	{0x3001, 0x3003},
	{0x3008, 0x3011},
	{0x3014, 0x301F},
	{0xFF01, 0xFF03},
	{0xFF05, 0xFF0A},
	{0xFF0C, 0xFF0F},
	{0xFF1A, 0xFF1B},
	{0xFF1F, 0xFF20},
	{0xFF3B, 0xFF3D},
};

static const struct range unspaced[] = {
	{0x0E00, 0x0EFF},
	{0x1000, 0x109F},
	{0x1780, 0x17FF},
	{0x2E80, 0x2FDF},
	{0x3001, 0x303F},
	{0x3040, 0x30FF},
	{0x3100, 0x312F},
	{0x31A0, 0x31BF},
	{0x31F0, 0x31FF},
	{0x3400, 0x4DBF},
	{0x4E00, 0x9FFF},
	{0xF900, 0xFAFF},
	{0xFF01, 0xFF0F},
	{0xFF1A, 0xFF20},
	{0xFF66, 0xFF9F},
	{0x20000, 0x3FFFF},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int
is_in(const struct range *ranges, size_t n, uint32_t character)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (character > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && character >= ranges[low].first;
}

uint32_t
character_at(const char *text, size_t size, size_t at, size_t *ret_length)
{
	const unsigned char *s = (const unsigned char *)text + at;
	size_t left = size - at, length = 1;
	uint32_t character = s[0];

	if (character >= 0xF0 && character < 0xF8)
		length = 4, character &= 0x07;
	else if (character >= 0xE0)
		length = 3, character &= 0x0F;
	else if (character >= 0xC0)
		length = 2, character &= 0x1F;
	else if (character >= 0x80)
		character = 0xFFFD;
	*ret_length = 1;
	if (length > left || s[0] >= 0xF8)
		return 0xFFFD;
	for (size_t i = 1; i < length; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0xFFFD;
		character = character << 6 | (s[i] & 0x3F);
	}
	*ret_length = length;
	return character;
}

uint32_t
character_before(const char *text, size_t at, size_t *ret_length)
{
	size_t begin = at - 1, length;
	uint32_t character;

	while (begin > 0 && at - begin < 4 && ((unsigned char)text[begin] & 0xC0) == 0x80)
		begin--;
	character = character_at(text, at, begin, &length);
	if (begin + length != at) {
		*ret_length = 1;
		return 0xFFFD;
	}
	*ret_length = length;
	return character;
}

int
character_is_blank(uint32_t character)
{
	return character == ' ' || (character >= 9 && character <= 13) || character == 0x85 ||
	       character == 0xA0 || character == 0x1680 ||
	       (character >= 0x2000 && character <= 0x200A) || character == 0x2028 ||
	       character == 0x2029 || character == 0x202F || character == 0x205F ||
	       character == 0x3000;
}

int
character_is_word(uint32_t character)
{
	if (character < 0x80)
		return (character >= '0' && character <= '9') ||
		       ((character | 0x20) >= 'a' && (character | 0x20) <= 'z');
	return !is_in(not_words, COUNT(not_words), character) && !character_is_blank(character);
}

int
character_is_punctuation(uint32_t character)
{
	return is_in(punctuation, COUNT(punctuation), character);
}

int
character_is_unspaced(uint32_t character)
{
	return character >= 0x0E00 && is_in(unspaced, COUNT(unspaced), character);
}
