/* SPDX-License-Identifier: MIT */
#ifndef IMAGE_EXIF_H
#define IMAGE_EXIF_H

#include <pandect/plugin.h>

/* Writes a picture's Exif metadata to the builder; gives its orientation, 1 to 8 (Exif 2.32,
 * 4.6.5.1.6), 1 where nothing is said. format: Leptonica's. */
int exif_read(const unsigned char *data, size_t size, int format, struct pandect_builder *builder);

#endif
