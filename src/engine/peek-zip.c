/* SPDX-License-Identifier: MIT */
#include "engine/peek.h"

#define END_SIZE     22 /* end of central directory record, without comment (4.3.16) */
#define COMMENT_MOST 65535
#define ENTRY_SIZE   46   /* central directory header, without names (4.3.12) */
#define LOCAL_SIZE   30   /* local file header, without names (4.3.7) */
#define ENTRIES_MOST 4096 /* looked at: formats name themselves early in the directory */

static const unsigned char *
unsigned_bytes(struct pandect_text bytes)
{
	return (const unsigned char *)bytes.data;
}

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

/* Where the central directory begins, or the size of the bytes when there is none. */
static size_t
find_directory(struct pandect_text bytes)
{
	const unsigned char *data = unsigned_bytes(bytes);
	size_t least, at;

	if (bytes.size < END_SIZE)
		return bytes.size;
	at = bytes.size - END_SIZE;
	least = at > COMMENT_MOST ? at - COMMENT_MOST : 0;
	for (;; at--) {
		if (u32(data + at) == 0x06054b50) {
			size_t start = u32(data + at + 16);

			return start < at ? start : bytes.size;
		}
		if (at == least)
			return bytes.size;
	}
}

static int
begins_with(struct pandect_text bytes, size_t local, struct pandect_text start)
{
	const unsigned char *data = unsigned_bytes(bytes);
	size_t content;

	if (start.size == 0)
		return 1;
	if (bytes.size < LOCAL_SIZE || local > bytes.size - LOCAL_SIZE ||
		u32(data + local) != 0x04034b50 || u16(data + local + 8) != 0)
		return 0;
	content = local + LOCAL_SIZE + u16(data + local + 26) + u16(data + local + 28);
	return content <= bytes.size && bytes.size - content >= start.size &&
	       memcmp(data + content, start.data, start.size) == 0;
}

int
peek_zip_member(struct pandect_text bytes, const char *name, struct pandect_text start)
{
	const unsigned char *data = unsigned_bytes(bytes);
	size_t at = find_directory(bytes), size = strlen(name);

	for (int i = 0; i < ENTRIES_MOST; i++) {
		size_t name_size;

		if (at > bytes.size || bytes.size - at < ENTRY_SIZE || u32(data + at) != 0x02014b50)
			return 0;
		name_size = u16(data + at + 28);
		if (bytes.size - at - ENTRY_SIZE < name_size)
			return 0;
		if (name_size == size && memcmp(data + at + ENTRY_SIZE, name, size) == 0)
			return begins_with(bytes, u32(data + at + 42), start);
		at += ENTRY_SIZE + name_size + u16(data + at + 30) + u16(data + at + 32);
	}
	return 0;
}
