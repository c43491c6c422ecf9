/* SPDX-License-Identifier: MIT */
/*
 * How many pixels an encoded picture claims to have, before any of them is decoded. Leptonica's own
 * reader of heads does not know BMP and GIF.
 */
#ifndef PANDECT_SHARED_PICTURE_SIZE_H
#define PANDECT_SHARED_PICTURE_SIZE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>

/* A page of A0 at 300 dpi has 140 million; what is read here are pages of books and photographs, of
 * which the largest cameras give 100 million. Decoded they are 400 MB. */
#define PICTURE_MOST_PIXELS 100000000u

static inline uint32_t
picture_little(const unsigned char *bytes, unsigned n)
{
	uint32_t value = 0;

	while (n-- > 0)
		value = value << 8 | bytes[n];
	return value;
}

/* Bytes 18 to 25 of a BMP, height negative when rows run downwards; bytes 6 to 9 of a GIF (GIF89a,
 * 18). False: the head cannot be read. */
static inline bool
picture_size(const unsigned char *data, size_t size, uint32_t *ret_width, uint32_t *ret_height)
{
	l_int32 format, width = 0, height = 0, bits, samples, has_map;

	if (size >= 26 && data[0] == 'B' && data[1] == 'M') {
		int32_t rows = (int32_t)picture_little(data + 22, 4);

		width = (l_int32)picture_little(data + 18, 4);
		height = rows == INT32_MIN ? 0 : abs(rows);
	} else if (size >= 10 && memcmp(data, "GIF8", 4) == 0) {
		width = (l_int32)picture_little(data + 6, 2);
		height = (l_int32)picture_little(data + 8, 2);
	} else if (pixReadHeaderMem(
			   data, size, &format, &width, &height, &bits, &samples, &has_map) != 0) {
		return false;
	}
	if (width <= 0 || height <= 0)
		return false;
	*ret_width = (uint32_t)width;
	*ret_height = (uint32_t)height;
	return true;
}

static inline bool
picture_is_too_large(uint32_t width, uint32_t height)
{
	return (uint64_t)width * height > PICTURE_MOST_PIXELS;
}

#endif
