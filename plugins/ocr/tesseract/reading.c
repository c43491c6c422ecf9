/* SPDX-License-Identifier: MIT */
/* Taking words out of Tesseract's result, and judging them. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "reading.h"

/* Below this a word is a guess, as often wrong as right. */
#define SURE 0.5

/* More words than any page has: what gives so many is noise. */
#define MOST_WORDS 200000u

void
reading_clear(struct reading *reading)
{
	free(reading->words);
	free(reading->text);
	*reading = (struct reading){.words = NULL};
}

/* ---- collecting ---- */

static pandect_status
reading_grow(struct reading *reading, size_t text_size)
{
	if (reading->n == reading->room) {
		size_t room = reading->room ? reading->room * 2 : 512;
		void *words = realloc(reading->words, room * sizeof *reading->words);

		if (!words)
			return PANDECT_NO_MEMORY;
		reading->words = words;
		reading->room = room;
	}
	if (reading->text_room - reading->text_size < text_size) {
		size_t room = reading->text_room * 2 + text_size + 4096;
		void *text = realloc(reading->text, room);

		if (!text)
			return PANDECT_NO_MEMORY;
		reading->text = text;
		reading->text_room = room;
	}
	return PANDECT_OK;
}

/* Adds the iterator's word to the line and block in `at`. */
static pandect_status
reading_add(struct reading *reading, TessResultIterator *iterator, struct reading_word at)
{
	TessPageIterator *page = TessResultIteratorGetPageIterator(iterator);
	char *text = TessResultIteratorGetUTF8Text(iterator, RIL_WORD);
	TessOrientation orientation;
	TessWritingDirection direction = WRITING_DIRECTION_LEFT_TO_RIGHT;
	TessTextlineOrder order;
	float skew;
	pandect_status status = PANDECT_OK;

	if (!text || text[0] == '\0' || strcmp(text, " ") == 0 ||
		!TessPageIteratorBoundingBox(page, RIL_WORD, &at.x0, &at.y0, &at.x1, &at.y1))
		goto out;
	at.size = strlen(text);
	at.text = reading->text_size;
	at.confidence = TessResultIteratorConfidence(iterator, RIL_WORD) / 100;
	status = reading_grow(reading, at.size);
	if (status != PANDECT_OK)
		goto out;
	memcpy(reading->text + at.text, text, at.size);
	reading->text_size += at.size;
	reading->words[reading->n++] = at;
	TessPageIteratorOrientation(page, &orientation, &direction, &order, &skew);
	reading->n_downwards += direction == WRITING_DIRECTION_TOP_TO_BOTTOM;
out:
	TessDeleteText(text);
	return status;
}

static pandect_status
reading_collect(struct reading *reading, TessBaseAPI *api)
{
	TessResultIterator *iterator = TessBaseAPIGetIterator(api);
	TessPageIterator *page = iterator ? TessResultIteratorGetPageIterator(iterator) : NULL;
	struct reading_word at = {.line = 0};
	pandect_status status = PANDECT_OK;

	if (!iterator) /* nothing on the page */
		return PANDECT_OK;
	do {
		if (TessPageIteratorIsAtBeginningOf(page, RIL_BLOCK))
			at.block++;
		if (TessPageIteratorIsAtBeginningOf(page, RIL_TEXTLINE))
			at.line++;
		status = reading_add(reading, iterator, at);
	} while (status == PANDECT_OK && reading->n < MOST_WORDS &&
		 TessResultIteratorNext(iterator, RIL_WORD));
	TessResultIteratorDelete(iterator);
	return status;
}

/* Tesseract asks between words. */
static bool
reading_is_over(void *call, int n_words)
{
	(void)n_words;
	return pandect_call_should_stop(call) != PANDECT_OK;
}

pandect_status
reading_make(struct reading *reading, struct pandect_call *call, TessBaseAPI *api,
	const struct picture *picture, TessPageSegMode mode)
{
	ETEXT_DESC *monitor = TessMonitorCreate();
	int dpi = picture_dpi(picture);
	pandect_status status;

	reading_clear(reading);
	if (!monitor)
		return PANDECT_NO_MEMORY;
	TessMonitorSetCancelFunc(monitor, reading_is_over);
	TessMonitorSetCancelThis(monitor, call);
	TessBaseAPISetPageSegMode(api, mode);
	TessBaseAPISetImage2(api, picture->pix);
	if (dpi > 0)
		TessBaseAPISetSourceResolution(api, dpi);
	if (TessBaseAPIRecognize(api, monitor) != 0) {
		status = pandect_call_should_stop(call);
		if (status == PANDECT_OK)
			status = pandect_call_fail(call, PANDECT_PLUGIN,
				"Tesseract failed on the picture without saying why");
	} else {
		status = pandect_call_should_stop(call);
		if (status == PANDECT_OK)
			status = reading_collect(reading, api);
	}
	TessMonitorDelete(monitor);
	return status;
}

/* ---- judging ---- */

/* Letters and digits of ASCII, and characters beyond it. */
static size_t
word_letters(const char *text, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)text[i];

		if (byte >= 0xc0 || (byte >= '0' && byte <= '9') ||
			((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z' && byte < 0x80))
			n++;
	}
	return n;
}

double
reading_worth(const struct reading *reading)
{
	double worth = 0;

	for (size_t i = 0; i < reading->n; i++) {
		const struct reading_word *word = &reading->words[i];

		if (word->confidence > SURE)
			worth += (word->confidence - SURE) *
				 (double)word_letters(reading->text + word->text, word->size);
	}
	return worth;
}

size_t
reading_letters(const struct reading *reading)
{
	return word_letters(reading->text, reading->text_size);
}

bool
reading_is_downwards(const struct reading *reading)
{
	return 2 * reading->n_downwards > reading->n;
}

double
reading_confidence(const struct reading *reading)
{
	double sum = 0, size = 0;

	for (size_t i = 0; i < reading->n; i++) {
		sum += reading->words[i].confidence * (double)reading->words[i].size;
		size += (double)reading->words[i].size;
	}
	return size > 0 ? sum / size : 0;
}

/* Letters of a word that is long enough to have a direction, of Latin script: others may be written
 * downwards. */
static size_t
word_direction(const struct reading *reading, const struct reading_word *word, bool *ret_is_upright)
{
	const char *text = reading->text + word->text;

	for (size_t i = 0; i < word->size; i++)
		if ((unsigned char)text[i] >= 0x80)
			return 0;
	*ret_is_upright = 2 * (word->y1 - word->y0) > 3 * (word->x1 - word->x0);
	return word->size >= 4 ? word->size : 0;
}

unsigned
reading_turns(const struct reading *reading)
{
	size_t upright = 0, level = 0;
	int down = 0;

	for (size_t i = 0; i < reading->n; i++) {
		const struct reading_word *word = &reading->words[i];
		bool is_upright = false;
		size_t n = word_direction(reading, word, &is_upright);

		if (!is_upright) {
			level += n;
			continue;
		}
		upright += n;
		if (i > 0 && word[-1].line == word->line)
			down += word->y0 > word[-1].y0 ? 1 : -1;
	}
	if (upright <= level)
		return 0;
	return down >= 0 ? 3 : 1;
}
