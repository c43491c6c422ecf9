/* SPDX-License-Identifier: MIT */
/* What Tesseract read on a picture: words in reading order. */
#ifndef TESSERACT_READING_H
#define TESSERACT_READING_H

#include <tesseract/capi.h>

#include <pandect/plugin.h>

#include "picture.h"

/* Text is at byte `text` of the reading's; places are pixels of the prepared picture. Words of one
 * line share its number. */
struct reading_word {
	size_t text, size;
	int x0, y0, x1, y1;
	float confidence; /* 0 to 1 */
	uint32_t line;
};

struct reading {
	struct reading_word *words;
	size_t n, room;
	char *text;
	size_t text_size, text_room;
};

void reading_clear(struct reading *reading);

/* Recognises the picture: OK, NO_MEMORY, PLUGIN, or TIMEOUT and CANCELLED from the call. */
pandect_status reading_make(struct reading *reading, struct pandect_call *call, TessBaseAPI *api,
	const struct picture *picture, TessPageSegMode mode);

/* How much was read, and how surely: the letters and digits of words that are not mere guesses. */
double reading_worth(const struct reading *reading);

/* The mean confidence of the words, by their length; 0 without words. */
double reading_confidence(const struct reading *reading);

/* The quarters by which to turn the picture clockwise so that most of its text runs level:
 * Tesseract also reads text that is turned by one, and does not say so. */
unsigned reading_turns(const struct reading *reading);

#endif
