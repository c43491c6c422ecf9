/* SPDX-License-Identifier: MIT */
/* The picture that is recognised: grey, upright, and large enough to read. */
#ifndef TESSERACT_PICTURE_H
#define TESSERACT_PICTURE_H

#include <stdbool.h>

#include <pandect/plugin.h>

typedef struct Pix PIX;
typedef struct Boxa BOXA;

/* pix: 8 bits a pixel, the given picture made `scale` times as large and then turned by so many
 * quarters, clockwise. */
struct picture {
	PIX *pix;
	uint32_t width, height; /* as given */
	float dpi;              /* of the given one; 0: not known */
	float scale;
	unsigned turns;
};

/* From pixels; from an encoded file. MALFORMED, LIMIT, NO_MEMORY: said in the call's error. */
pandect_status picture_from_pixels(
	struct pandect_call *call, const struct pandect_image *image, struct picture *ret_picture);
pandect_status picture_from_file(
	struct pandect_call *call, struct pandect_source *source, struct picture *ret_picture);
void picture_clear(struct picture *picture);

/* Enlarges a picture whose letters are too small, shrinks one that is larger than Tesseract takes.
 */
pandect_status picture_scale(struct picture *picture);

/* False when it looks like a photograph rather than print, or has too much on it. Takes some 10 ms
 * a million pixels. */
bool picture_is_worth_searching(const struct picture *picture);

/* A copy, turned by so many quarters more. */
pandect_status picture_turned(
	const struct picture *picture, unsigned turns, struct picture *ret_turned);

/* The resolution of pix as it is now, as far as it is known or can be guessed. */
int picture_dpi(const struct picture *picture);

/* Ruled lines of pix, level and upright ones, each as its box; NULL: none, or no memory. The caller
 * destroys them. */
BOXA *picture_rules(const struct picture *picture);

/* From pixels of pix to pixels of the picture as it was given. */
struct pandect_box picture_box(const struct picture *picture, int x0, int y0, int x1, int y1);

#endif
