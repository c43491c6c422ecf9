/* SPDX-License-Identifier: MIT */
#include "engine/peek.h"

#define HEADER_SIZE  512 /* 2.2 */
#define ENTRY_SIZE   128 /* 2.6.1 */
#define DIFAT_HEADER 109 /* sectors of the FAT that the header names */
#define NO_STREAM    0xffffffffu
#define SECTORS_MOST 4096 /* of the directory: looked at */
#define NAME_MOST    32   /* UTF-16 units with the terminator */

struct ole {
	const unsigned char *data;
	size_t size, sector_size;
};

static uint32_t
u16(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t
u32(const unsigned char *at)
{
	return u16(at) | u16(at + 2) << 16;
}

/* A sector's bytes, NULL when the file ends before. */
static const unsigned char *
sector(const struct ole *ole, uint32_t number)
{
	uint64_t at = ((uint64_t)number + 1) * ole->sector_size;

	return at + ole->sector_size <= ole->size ? ole->data + at : NULL;
}

/* The sector that follows in a chain. FATs that need more sectors than the header names belong to
 * files above 6.8 MB, whose directory stands in the part that is covered or is not found. */
static uint32_t
next_sector(const struct ole *ole, uint32_t number)
{
	size_t each = ole->sector_size / 4;
	const unsigned char *fat;

	if (number / each >= DIFAT_HEADER)
		return NO_STREAM;
	fat = sector(ole, u32(ole->data + 76 + 4 * (number / each)));
	return fat ? u32(fat + 4 * (number % each)) : NO_STREAM;
}

/* Directory entry by number, NULL when there is none. */
static const unsigned char *
entry(const struct ole *ole, uint32_t number)
{
	size_t each = ole->sector_size / ENTRY_SIZE;
	uint32_t at = u32(ole->data + 48);
	const unsigned char *found;

	if (number / each >= SECTORS_MOST)
		return NULL;
	for (size_t i = 0; i < number / each; i++)
		at = next_sector(ole, at);
	found = sector(ole, at);
	return found ? found + number % each * ENTRY_SIZE : NULL;
}

/* Names are compared without regard to the case of ASCII letters (2.6.4). */
static int
is_named(const unsigned char *found, const char *name)
{
	size_t size = strlen(name);

	if (u16(found + 64) != 2 * (size + 1) || size >= NAME_MOST)
		return 0;
	for (size_t i = 0; i < size; i++) {
		uint32_t c = u16(found + 2 * i), wanted = (unsigned char)name[i];

		if (c != wanted && (c | 32) != (wanted | 32))
			return 0;
	}
	return 1;
}

int
peek_ole_entry(struct pandect_text bytes, const char *name)
{
	struct ole ole = {(const unsigned char *)bytes.data, bytes.size, 0};
	uint32_t stack[64], n = 0;
	const unsigned char *root;

	if (bytes.size < HEADER_SIZE ||
		memcmp(bytes.data, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) != 0)
		return 0;
	if (u16(ole.data + 30) != 9 && u16(ole.data + 30) != 12)
		return 0;
	ole.sector_size = (size_t)1 << u16(ole.data + 30);
	root = entry(&ole, 0);
	if (!root)
		return 0;
	/* The root's children are a tree of siblings; a loop in it ends with the count. */
	stack[n++] = u32(root + 76);
	for (int seen = 0; n && seen < 1024; seen++) {
		uint32_t number = stack[--n];
		const unsigned char *found = number == NO_STREAM ? NULL : entry(&ole, number);

		if (!found)
			continue;
		if (is_named(found, name))
			return 1;
		if (n + 2 <= sizeof stack / sizeof stack[0]) {
			stack[n++] = u32(found + 68);
			stack[n++] = u32(found + 72);
		}
	}
	return 0;
}
