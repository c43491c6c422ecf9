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
	uint32_t n_letters; /* there may be about so many; 0: none, or the grain of a photograph */
};

/* From pixels; from an encoded file. MALFORMED, LIMIT, NO_MEMORY: said in the call's error. */
pandect_status picture_from_pixels(
	struct pandect_call *call, const struct pandect_image *image, struct picture *ret_picture);
pandect_status picture_from_file(
	struct pandect_call *call, struct pandect_source *source, struct picture *ret_picture);
void picture_clear(struct picture *picture);

/* Looks what is on a picture, enlarges it whose letters are too small, shrinks one that is larger
 * than Tesseract takes. */
pandect_status picture_scale(struct picture *picture);

/* A copy, turned by so many quarters more. */
pandect_status picture_turned(
	const struct picture *picture, unsigned turns, struct picture *ret_turned);

/* The resolution of pix as it is now, as far as it is known or can be guessed. */
int picture_dpi(const struct picture *picture);

/* What is drawn on pix, black on white whichever it is there; NULL: no memory. The caller destroys
 * it. */
PIX *picture_ink(const struct picture *picture);

/* Ruled lines of the ink, level and upright ones, each as its box; NULL: no memory. The caller
 * destroys them. */
BOXA *picture_rules(const struct picture *picture, PIX *ink);

/* True when the ink in a rectangle is one round or square spot, of a size that is usual before a
 * line of that height; then where it is. */
struct spot {
	int x, y, width, height;
};
bool ink_is_bullet(PIX *ink, struct spot where, int line_height, struct spot *ret_spot);

/* From pixels of pix to pixels of the picture as it was given. */
struct pandect_box picture_box(const struct picture *picture, int x0, int y0, int x1, int y1);

#endif
