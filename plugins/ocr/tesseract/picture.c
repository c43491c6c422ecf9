/* SPDX-License-Identifier: MIT */
/*
 * Preparing a picture. Tesseract reads letters of 20 to 40 pixels best, and finds the lines of a
 * page by sizes that follow from its resolution: pictures of the screen have a third of that, so
 * they are enlarged, whatever they say of their resolution.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <leptonica/allheaders.h>

#include "../../shared/picture-size.h"
#include "picture.h"

/* Enlarged so that half of the letters have at least this height; not more than so many times,
 * beyond which nothing is won. */
#define GOOD_HEIGHT  24.0f
#define SMALL_HEIGHT 14.0f
#define MOST_SCALE   4.0f
/* Larger ones are scans or photographs of a page, and large enough as they are. */
#define SMALL_PICTURE 4000000u

/* What may be a letter, in pixels: smaller is noise, larger are drawings. */
#define LEAST_LETTER 4
#define MOST_LETTER  100
#define FEW_LETTERS  8u

/* The grain of a photograph gives many pieces, of which few may be letters: a sixth, where pages of
 * print have half and more. To enlarge it and to search it for text takes minutes. */
#define MANY_PIECES 1000u
#define LEAST_SHARE 0.3f

/* A ruled line is longer than any stroke of a letter, in inches, and so many times as long as it is
 * wide. */
#define RULE_LENGTH   0.3f
#define RULE_THINNESS 8

/* Smaller spots have no shape. */
#define LEAST_BULLET 4

/* Tesseract keeps places in 16 bits. */
#define MOST_SIDE 32000u

/* Resolutions that a page may have; others are taken for a mistake of the file. */
#define LEAST_DPI 70.0f
#define MOST_DPI  1200.0f
/* A letter's height in points, on most pages: from it an unknown resolution is guessed. */
#define USUAL_HEIGHT 5.5f

void
picture_clear(struct picture *picture)
{
	pixDestroy(&picture->pix);
}

/* ---- to grey ---- */

static unsigned
over_white(unsigned value, unsigned alpha)
{
	return (value * alpha + 255 * (255 - alpha)) / 255;
}

static unsigned
pixel_gray(uint32_t format, const unsigned char *pixel)
{
	/* ITU-R BT.601 in 256ths. */
	unsigned gray = format == PANDECT_GRAY8
				? pixel[0]
				: (77u * pixel[0] + 150u * pixel[1] + 29u * pixel[2]) >> 8;

	return format == PANDECT_RGBA32 ? over_white(gray, pixel[3]) : gray;
}

pandect_status
picture_from_pixels(
	struct pandect_call *call, const struct pandect_image *image, struct picture *ret_picture)
{
	size_t step = image->format == PANDECT_GRAY8 ? 1 : image->format == PANDECT_RGB24 ? 3 : 4;
	PIX *pix;

	if (picture_is_too_large(image->width, image->height))
		return pandect_call_fail(call, PANDECT_LIMIT,
			"the picture has more than 100 million pixels, which is too many to read");
	pix = pixCreateNoInit((l_int32)image->width, (l_int32)image->height, 8);
	if (!pix)
		return PANDECT_NO_MEMORY;
	for (uint32_t y = 0; y < image->height; y++) {
		const unsigned char *row =
			(const unsigned char *)image->data + (size_t)y * image->stride;
		l_uint32 *to = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);

		for (uint32_t x = 0; x < image->width; x++)
			SET_DATA_BYTE(to, x, pixel_gray(image->format, row + x * step));
	}
	*ret_picture = (struct picture){
		.pix = pix,
		.width = image->width,
		.height = image->height,
		.dpi = image->dpi,
		.scale = 1,
	};
	return PANDECT_OK;
}

static PIX *
pix_gray(PIX *pix)
{
	PIX *opaque = pixRemoveAlpha(pix);
	PIX *gray = opaque ? pixConvertTo8(opaque, 0) : NULL;

	pixDestroy(&opaque);
	return gray;
}

pandect_status
picture_from_file(
	struct pandect_call *call, struct pandect_source *source, struct picture *ret_picture)
{
	const void *data;
	size_t size;
	uint32_t width, height;
	PIX *pix, *gray;
	pandect_status status = pandect_source_bytes(source, &data, &size);

	if (status != PANDECT_OK)
		return status;
	if (!picture_size(data, size, &width, &height))
		return pandect_call_fail(call, PANDECT_UNSUPPORTED,
			"the picture is of no form that Leptonica reads, or its head is damaged");
	if (picture_is_too_large(width, height))
		return pandect_call_fail(call, PANDECT_LIMIT,
			"the picture has more than 100 million pixels, which is too many to read");
	pix = pixReadMem(data, size);
	if (!pix)
		return pandect_call_fail(
			call, PANDECT_MALFORMED, "the picture is damaged and cannot be decoded");
	gray = pix_gray(pix);
	if (gray)
		*ret_picture = (struct picture){
			.pix = gray,
			.width = (uint32_t)pixGetWidth(gray),
			.height = (uint32_t)pixGetHeight(gray),
			.dpi = (float)pixGetXRes(pix),
			.scale = 1,
		};
	pixDestroy(&pix);
	return gray ? PANDECT_OK : PANDECT_NO_MEMORY;
}

/* ---- size ---- */

/* Black on white, whichever the letters are. */
static PIX *
pix_ink(PIX *gray)
{
	PIX *ink = NULL;
	l_int32 n_black = 0, width = pixGetWidth(gray), height = pixGetHeight(gray);

	if (pixOtsuAdaptiveThreshold(gray, width, height, 0, 0, 0.1f, NULL, &ink) != 0)
		return NULL;
	pixCountPixels(ink, &n_black, NULL);
	if (n_black > width * (double)height / 2)
		pixInvert(ink, ink);
	return ink;
}

/* What stands on a picture: pieces of ink, those that may be letters, and their median height. */
struct pieces {
	uint32_t n, n_letters;
	float height;
};

static struct pieces
pieces_measure(PIX *gray)
{
	struct pieces pieces = {.n = 0};
	uint32_t counts[MOST_LETTER + 1] = {0}, below = 0;
	PIX *ink = pix_ink(gray);
	BOXA *boxes = ink ? pixConnCompBB(ink, 8) : NULL;

	pieces.n = boxes ? (uint32_t)boxaGetCount(boxes) : 0;
	for (uint32_t i = 0; i < pieces.n; i++) {
		l_int32 x, y, w, h;

		if (boxaGetBoxGeometry(boxes, (l_int32)i, &x, &y, &w, &h) == 0 &&
			h >= LEAST_LETTER && h <= MOST_LETTER && w <= 4 * h && h <= 8 * w) {
			counts[h]++;
			pieces.n_letters++;
		}
	}
	for (l_int32 h = 0; pieces.n_letters > 0 && pieces.height == 0; h++) {
		below += counts[h];
		if (2 * below >= pieces.n_letters)
			pieces.height = (float)h;
	}
	boxaDestroy(&boxes);
	pixDestroy(&ink);
	return pieces;
}

static bool
pieces_are_grain(const struct pieces *pieces)
{
	return pieces->n > MANY_PIECES && (float)pieces->n_letters < LEAST_SHARE * (float)pieces->n;
}

static pandect_status
picture_resize(struct picture *picture, float scale)
{
	PIX *pix = scale > 1 ? pixScaleGrayLI(picture->pix, scale, scale)
			     : pixScaleAreaMap(picture->pix, scale, scale);

	if (!pix)
		return PANDECT_NO_MEMORY;
	pixDestroy(&picture->pix);
	picture->pix = pix;
	picture->scale *= scale;
	return PANDECT_OK;
}

pandect_status
picture_scale(struct picture *picture)
{
	uint32_t side = picture->width > picture->height ? picture->width : picture->height;
	struct pieces pieces = pieces_measure(picture->pix);
	bool is_grain = pieces_are_grain(&pieces);
	float scale;

	if (!is_grain)
		picture->n_letters = pieces.n_letters;
	if (!(picture->dpi >= LEAST_DPI && picture->dpi <= MOST_DPI) && pieces.height > 0)
		picture->dpi = pieces.height * 72 / USUAL_HEIGHT;
	if (side > MOST_SIDE)
		return picture_resize(picture, (float)MOST_SIDE / (float)side);
	if ((uint64_t)picture->width * picture->height > SMALL_PICTURE || is_grain ||
		pieces.n_letters < FEW_LETTERS || pieces.height >= SMALL_HEIGHT)
		return PANDECT_OK;
	scale = GOOD_HEIGHT / pieces.height;
	return picture_resize(picture, scale < MOST_SCALE ? scale : MOST_SCALE);
}

int
picture_dpi(const struct picture *picture)
{
	float dpi = picture->dpi * picture->scale;

	if (picture->dpi == 0)
		return 0;
	return (int)(dpi < LEAST_DPI ? LEAST_DPI : dpi > MOST_DPI ? MOST_DPI : dpi);
}

/* ---- ruled lines ---- */

/* What is left of the ink when all runs shorter than so many pixels are taken away, and is thin. */
static void
rules_add(BOXA *rules, PIX *ink, l_int32 length, bool is_level)
{
	PIX *lines =
		is_level ? pixOpenBrick(NULL, ink, length, 1) : pixOpenBrick(NULL, ink, 1, length);
	BOXA *boxes = lines ? pixConnCompBB(lines, 8) : NULL;

	for (l_int32 i = 0; boxes && i < boxaGetCount(boxes); i++) {
		l_int32 x, y, w, h;

		if (boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h) == 0 &&
			(is_level ? h : w) * RULE_THINNESS <= (is_level ? w : h))
			boxaAddBox(rules, boxCreate(x, y, w, h), L_INSERT);
	}
	boxaDestroy(&boxes);
	pixDestroy(&lines);
}

PIX *
picture_ink(const struct picture *picture)
{
	return pix_ink(picture->pix);
}

BOXA *
picture_rules(const struct picture *picture, PIX *ink)
{
	int dpi = picture_dpi(picture);
	l_int32 length = (l_int32)(RULE_LENGTH * (float)(dpi > 0 ? dpi : 200));
	BOXA *rules = boxaCreate(0);

	if (rules) {
		rules_add(rules, ink, length, true);
		rules_add(rules, ink, length, false);
	}
	return rules;
}

/* ---- bullets ---- */

/* A disc fills 79 % of its box, a letter o or e half of it. */
static bool
spot_is_bullet(PIX *clip, const struct spot *spot, int line_height)
{
	BOX *box = boxCreate(spot->x, spot->y, spot->width, spot->height);
	PIX *pix = box ? pixClipRectangle(clip, box, NULL) : NULL;
	l_int32 n_black = 0;

	boxDestroy(&box);
	if (!pix)
		return false;
	pixCountPixels(pix, &n_black, NULL);
	pixDestroy(&pix);
	return 10 * n_black >= 7 * spot->width * spot->height &&
	       10 * spot->width >= 7 * spot->height && 10 * spot->height >= 7 * spot->width &&
	       5 * spot->height >= line_height && 10 * spot->height <= 7 * line_height &&
	       spot->height >= LEAST_BULLET;
}

bool
ink_is_bullet(PIX *ink, struct spot where, int line_height, struct spot *ret_spot)
{
	BOX *box = boxCreate(where.x, where.y, where.width, where.height);
	PIX *clip = box ? pixClipRectangle(ink, box, NULL) : NULL;
	BOXA *boxes = clip ? pixConnCompBB(clip, 8) : NULL;
	struct spot spot;
	bool is_bullet = false;

	if (boxes && boxaGetCount(boxes) == 1 &&
		boxaGetBoxGeometry(boxes, 0, &spot.x, &spot.y, &spot.width, &spot.height) == 0)
		is_bullet = spot_is_bullet(clip, &spot, line_height);
	boxaDestroy(&boxes);
	pixDestroy(&clip);
	boxDestroy(&box);
	if (!is_bullet)
		return false;
	spot.x += where.x > 0 ? where.x : 0;
	spot.y += where.y > 0 ? where.y : 0;
	*ret_spot = spot;
	return true;
}

/* ---- turning ---- */

pandect_status
picture_turned(const struct picture *picture, unsigned turns, struct picture *ret_turned)
{
	PIX *pix = pixRotateOrth(picture->pix, (l_int32)(turns % 4));

	if (!pix)
		return PANDECT_NO_MEMORY;
	*ret_turned = *picture;
	ret_turned->pix = pix;
	ret_turned->turns = (picture->turns + turns) % 4;
	return PANDECT_OK;
}

struct pandect_box
picture_box(const struct picture *picture, int x0, int y0, int x1, int y1)
{
	/* Sides of the turned picture, which bound what is turned back. */
	int width = pixGetWidth(picture->pix), height = pixGetHeight(picture->pix);
	struct pandect_box box;
	float scale = 1 / picture->scale;

	switch (picture->turns) {
	case 1:
		box = (struct pandect_box){
			(float)y0, (float)(width - x1), (float)y1, (float)(width - x0)};
		break;
	case 2:
		box = (struct pandect_box){(float)(width - x1), (float)(height - y1),
			(float)(width - x0), (float)(height - y0)};
		break;
	case 3:
		box = (struct pandect_box){
			(float)(height - y1), (float)x0, (float)(height - y0), (float)x1};
		break;
	default:
		box = (struct pandect_box){(float)x0, (float)y0, (float)x1, (float)y1};
	}
	return (struct pandect_box){box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale};
}
