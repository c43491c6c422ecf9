/* SPDX-License-Identifier: MIT */
/* What Tesseract read on a picture: words in reading order. */
#ifndef TESSERACT_READING_H
#define TESSERACT_READING_H

#include <stdbool.h>

#include <tesseract/capi.h>

#include <pandect/plugin.h>

#include "picture.h"

/* Text is at byte `text` of the reading's; places are pixels of the prepared picture. Words of one
 * line share its number, and those of a block, in which Tesseract reads line after line. */
struct reading_word {
	size_t text, size;
	int x0, y0, x1, y1;
	float confidence; /* 0 to 1 */
	uint32_t line, block;
};

struct reading {
	struct reading_word *words;
	size_t n, room;
	char *text;
	size_t text_size, text_room;
	size_t n_downwards; /* words written downwards */
};

void reading_clear(struct reading *reading);

/* Recognises the picture: OK, NO_MEMORY, PLUGIN, or TIMEOUT and CANCELLED from the call. */
pandect_status reading_make(struct reading *reading, struct pandect_call *call, TessBaseAPI *api,
	const struct picture *picture, TessPageSegMode mode);

/* True for text that runs downwards, as Chinese and Japanese may. */
bool reading_is_downwards(const struct reading *reading);

/* How much was read, and how surely: the letters and digits of words that are not mere guesses. */
double reading_worth(const struct reading *reading);

/* Letters and digits. */
size_t reading_letters(const struct reading *reading);

/* The mean confidence of the words, by their length; 0 without words. */
double reading_confidence(const struct reading *reading);

/* The quarters by which to turn the picture clockwise so that most of its text runs level:
 * Tesseract also reads text that is turned by one, and does not say so. */
unsigned reading_turns(const struct reading *reading);

#endif
