/* SPDX-License-Identifier: MIT */
/*
 * Most pages stand upright and are read well at once. How sure Tesseract is of its words tells when
 * that went wrong, better than its detection of orientation does: so detection only says what else
 * to try, and the better reading stays.
 */
#include <stdio.h>
#include <string.h>

#include "languages.h"
#include "page.h"

/* Each language makes reading slower; people mix two or three. */
#define MOST_LANGUAGES 4u

/* A reading less sure than this is doubtful: other ways are tried. */
#define DOUBTFUL 0.8

/* A reading of a smaller part of the letters than this is doubtful, too. Pictures and characters of
 * several pieces count as letters, so it is not the half. */
#define LEAST_PART 0.4

/* Tesseract's search for scattered text takes time by the square of what it finds. */
#define MOST_SCATTERED 10000u

/* A reading less sure than this is nonsense. */
#define READABLE 0.6

struct pandect_text
page_code(const struct pool *pool, struct pandect_text tag)
{
	struct pandect_text code = pool_choose(pool, language_codes(tag));

	if (code.size == 0 && pool_has(pool, tag.data, tag.size) && !pandect_text_is(tag, "osd"))
		code = tag;
	return code;
}

/* Puts "+code" at the end of codes, unless it is there or there is no room. */
static void
codes_add(char *codes, struct pandect_text code)
{
	size_t size = strlen(codes);

	for (const char *at = codes; *at; at += strcspn(at, "+"), at += *at == '+')
		if (strcspn(at, "+") == code.size && memcmp(at, code.data, code.size) == 0)
			return;
	if (code.size == 0 || size + code.size + 2 > CODES_SIZE)
		return;
	if (size)
		codes[size++] = '+';
	memcpy(codes + size, code.data, code.size);
	codes[size + code.size] = '\0';
}

/* Names for the languages that the call expects; empty when it expects none that is here. */
static void
codes_wanted(const struct pool *pool, struct pandect_call *call, char *ret_codes)
{
	struct pandect_text tags = pandect_call_languages(call);
	uint32_t n = 0;

	ret_codes[0] = '\0';
	for (size_t at = 0; at < tags.size && n < MOST_LANGUAGES; at++) {
		struct pandect_text tag = {tags.data + at, 0};

		while (at < tags.size && tags.data[at] != ' ') {
			at++;
			tag.size++;
		}
		if (tag.size) {
			codes_add(ret_codes, page_code(pool, tag));
			n++;
		}
	}
}

/* What to read with where none of the expected languages is installed. */
static void
codes_default(const struct pool *pool, char *ret_codes)
{
	struct pandect_text code = pool_choose(pool, "eng");

	for (char **name = pool->installed; code.size == 0 && *name; name++)
		if (strcmp(*name, "osd") != 0)
			code = pandect_text(*name);
	codes_add(ret_codes, code);
}

/* ---- trying ---- */

static bool
is_better(const struct reading *reading, const struct reading *other)
{
	return other->n == 0 || reading_worth(reading) > reading_worth(other);
}

/* Reads a picture, which may be the page's own, and keeps what came of it if it is better than what
 * there is. */
static pandect_status
page_try(struct page *page, struct picture *picture, const char *codes, TessPageSegMode mode)
{
	struct reading reading = {.words = NULL}, other;
	struct object *object = NULL;
	char text[CODES_SIZE + 128];
	pandect_status status = pool_take(page->pool, page->call, codes, &object);

	if (status != PANDECT_OK)
		return status;
	status = reading_make(&reading, page->call, object->api, picture, mode);
	snprintf(text, sizeof text, "%s, mode %d, turned %u: confidence %.2f, worth %.0f", codes,
		(int)mode, picture->turns, reading_confidence(&reading), reading_worth(&reading));
	pandect_call_log(page->call, PANDECT_LOG_DEBUG, text);
	if (status == PANDECT_OK && is_better(&reading, &page->reading)) {
		other = page->reading;
		page->reading = reading;
		reading = other;
		if (picture != &page->picture) {
			struct picture former = page->picture;

			page->picture = *picture;
			*picture = former;
		}
	}
	pool_give(page->pool, object);
	reading_clear(&reading);
	return status;
}

/* The same turned by so many quarters. */
static pandect_status
page_try_turned(struct page *page, unsigned turns, const char *codes)
{
	struct picture turned;
	pandect_status status = picture_turned(&page->picture, turns, &turned);

	if (status != PANDECT_OK)
		return status;
	status = page_try(page, &turned, codes, PSM_AUTO);
	picture_clear(&turned);
	return status;
}

/* Not sure of itself, or a small part of what is there: Tesseract may leave whole tables out. */
static bool
page_is_doubtful(const struct page *page)
{
	return reading_confidence(&page->reading) < DOUBTFUL ||
	       (double)reading_letters(&page->reading) < LEAST_PART * page->picture.n_letters;
}

/* Text of East Asia may be written downwards, for which there are data apart. */
static pandect_status
page_try_downwards(struct page *page, const char *codes)
{
	char downwards[CODES_SIZE];

	snprintf(downwards, sizeof downwards, "%.*s_vert", (int)strcspn(codes, "+"), codes);
	if (!pool_has(page->pool, downwards, strlen(downwards)))
		return PANDECT_OK;
	return page_try(page, &page->picture, downwards, PSM_AUTO);
}

/* What Tesseract's detection makes of the page: how many quarters to turn it, and the languages of
 * its script, NULL where it is Latin or not known. */
static pandect_status
page_detect(struct page *page, unsigned *ret_turns, const char **ret_codes)
{
	struct object *object = NULL;
	const char *script = NULL;
	float orientation_sure = 0, script_sure = 0;
	int degrees = 0, dpi = picture_dpi(&page->picture);
	char text[128];
	pandect_status status;

	*ret_turns = 0;
	*ret_codes = NULL;
	if (!pool_has(page->pool, "osd", 3))
		return PANDECT_OK;
	status = pool_take(page->pool, page->call, "osd", &object);
	if (status != PANDECT_OK)
		return status;
	TessBaseAPISetPageSegMode(object->api, PSM_OSD_ONLY);
	TessBaseAPISetImage2(object->api, page->picture.pix);
	if (dpi > 0)
		TessBaseAPISetSourceResolution(object->api, dpi);
	if (TessBaseAPIDetectOrientationScript(
		    object->api, &degrees, &orientation_sure, &script, &script_sure)) {
		*ret_turns = (4 - (unsigned)(degrees / 90)) % 4;
		*ret_codes = script ? script_codes(script) : NULL;
		snprintf(text, sizeof text, "detected %d degrees (%.2f), %s (%.2f)", degrees,
			(double)orientation_sure, script ? script : "no script",
			(double)script_sure);
		pandect_call_log(page->call, PANDECT_LOG_DEBUG, text);
	}
	pool_give(page->pool, object);
	return status;
}

/* In the languages of a script that are installed, separated by blanks, one after another until one
 * fits, but for what has been tried. */
static pandect_status
page_try_others(struct page *page, const char *others, const char *tried)
{
	pandect_status status = PANDECT_OK;

	while (status == PANDECT_OK && others && *others && page_is_doubtful(page)) {
		size_t size = strcspn(others, " ");
		char code[CODES_SIZE];

		snprintf(code, sizeof code, "%.*s", (int)size, others);
		others += size;
		others += *others == ' ';
		if (!pool_has(page->pool, code, strlen(code)) || strcmp(code, tried) == 0)
			continue;
		status = page_try(page, &page->picture, code, PSM_AUTO);
		if (status == PANDECT_OK && page_is_doubtful(page))
			status = page_try_downwards(page, code);
	}
	return status;
}

/* A page that was not read well: turned, downwards, in the languages of its script, and as
 * scattered text, which finds more in tables and pictures. */
static pandect_status
page_read_again(struct page *page, const char *codes)
{
	unsigned turns;
	const char *others;
	pandect_status status = page_detect(page, &turns, &others);

	if (status == PANDECT_OK && turns)
		status = page_try_turned(page, turns, codes);
	if (status == PANDECT_OK && page_is_doubtful(page))
		status = page_try_downwards(page, codes);
	if (status == PANDECT_OK)
		status = page_try_others(page, others, codes);
	if (status == PANDECT_OK && page_is_doubtful(page) &&
		page->picture.n_letters <= MOST_SCATTERED)
		status = page_try(page, &page->picture, codes, PSM_SPARSE_TEXT);
	return status;
}

pandect_status
page_read(struct page *page)
{
	char codes[CODES_SIZE];
	unsigned turns;
	pandect_status status = picture_scale(&page->picture);

	codes_wanted(page->pool, page->call, codes);
	if (!codes[0])
		codes_default(page->pool, codes);
	if (status == PANDECT_OK)
		status = page_try(page, &page->picture, codes, PSM_AUTO);
	turns = reading_confidence(&page->reading) > READABLE ? reading_turns(&page->reading) : 0;
	if (status == PANDECT_OK && turns)
		status = page_try_turned(page, turns, codes);
	if (status == PANDECT_OK && page_is_doubtful(page) && page->picture.n_letters > 0)
		status = page_read_again(page, codes);
	return status;
}

void
page_clear(struct page *page)
{
	picture_clear(&page->picture);
	reading_clear(&page->reading);
}
