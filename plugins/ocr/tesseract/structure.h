/* SPDX-License-Identifier: MIT */
/* From words to headings, paragraphs, lists and tables. */
#ifndef TESSERACT_STRUCTURE_H
#define TESSERACT_STRUCTURE_H

#include "picture.h"
#include "reading.h"

/* Writes a reading in reading order; the text as lines of words where it can hold them. The
 * builder's status, or NO_MEMORY. */
pandect_status structure_write(const struct reading *reading, const struct picture *picture,
	struct pandect_builder *builder);

#endif
