/* SPDX-License-Identifier: MIT */
/*
 * Extractor `image`: pictures, through Leptonica. A picture is a page with an IMAGE on it, a TIFF
 * has as many pages as pictures; what can be read on them is for OCR to say. Pictures are decoded
 * even when nobody wants their pixels: only so does damage show.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>

#include <pandect/plugin.h>

#include "../../shared/picture-size.h"
#include "exif.h"

/* Of a TIFF: a large fax archive has thousands; finding one takes longer the later it comes. */
#define MOST_PAGES 10000u

/* Resolutions that a picture may have; others are a mistake, or say the shape of a pixel alone. */
#define LEAST_DPI 30
#define MOST_DPI  4800
/* What a screen has by the CSS (CSS Values 4, 6.2). */
#define SCREEN_DPI 96.0f

#define TEXT_SIZE 256u

/* ---- the pictures of a file ---- */

/* format: Leptonica's. orientation: by Exif, 1 to 8. is_damaged: decoded, but not all of it. */
struct picture {
	PIX *pix;
	l_int32 format, orientation;
	uint32_t number, of;
	bool is_damaged;
};

static const char *
format_mime(l_int32 format)
{
	switch (format) {
	case IFF_PNG:
		return "image/png";
	case IFF_JFIF_JPEG:
		return "image/jpeg";
	case IFF_GIF:
		return "image/gif";
	case IFF_BMP:
		return "image/bmp";
	case IFF_WEBP:
		return "image/webp";
	case IFF_JP2:
		return "image/jp2";
	case IFF_PNM:
		return "image/x-portable-anymap";
	default:
		return "image/tiff";
	}
}

static bool
format_is_tiff(l_int32 format)
{
	return format == IFF_TIFF || (format >= IFF_TIFF_PACKBITS && format <= IFF_TIFF_ZIP) ||
	       format == IFF_TIFF_JPEG;
}

static pandect_status
too_large(struct pandect_call *call, uint32_t width, uint32_t height)
{
	char text[TEXT_SIZE];

	snprintf(text, sizeof text, "the picture has %u × %u pixels, more than 100 million",
		(unsigned)width, (unsigned)height);
	return pandect_call_fail(call, PANDECT_LIMIT, text);
}

static pandect_status
damaged(struct pandect_call *call, l_int32 format)
{
	char text[TEXT_SIZE];

	snprintf(text, sizeof text, "the %s picture is damaged and cannot be decoded",
		format_mime(format) + sizeof "image/" - 1);
	return pandect_call_fail(call, PANDECT_MALFORMED, text);
}

/* Decodes the only picture of a file that is no TIFF. */
static pandect_status
picture_decode(
	struct pandect_call *call, const unsigned char *data, size_t size, struct picture *picture)
{
	uint32_t width, height;
	l_int32 n_warnings = 0;

	if (!picture_size(data, size, &width, &height))
		return damaged(call, picture->format);
	if (picture_is_too_large(width, height))
		return too_large(call, width, height);
	if (picture->format == IFF_JFIF_JPEG) {
		picture->pix = pixReadMemJpeg(
			data, size, 0, 1, &n_warnings, L_JPEG_CONTINUE_WITH_BAD_DATA);
		picture->is_damaged = n_warnings > 0;
	} else {
		picture->pix = pixReadMem(data, size);
	}
	if (!picture->pix)
		return damaged(call, picture->format);
	return PANDECT_OK;
}

/* ---- turning ---- */

/* Makes the picture upright (Exif 2.32, 4.6.5.1.6). */
static pandect_status
picture_upright(struct picture *picture)
{
	/* By orientation: quarters to turn clockwise, after mirroring left and right. */
	static const struct {
		unsigned char turns;
		bool is_mirrored;
	} moves[] = {{0, false}, {0, false}, {0, true}, {2, false}, {2, true}, {3, true},
		{1, false}, {1, true}, {3, false}};
	PIX *pix = picture->pix, *turned;

	if (moves[picture->orientation].is_mirrored && !pixFlipLR(pix, pix))
		return PANDECT_NO_MEMORY;
	if (moves[picture->orientation].turns == 0)
		return PANDECT_OK;
	turned = pixRotateOrth(pix, moves[picture->orientation].turns);
	if (!turned)
		return PANDECT_NO_MEMORY;
	pixDestroy(&picture->pix);
	picture->pix = turned;
	return PANDECT_OK;
}

/* ---- writing ---- */

static float
picture_dpi(const struct picture *picture)
{
	l_int32 dpi = pixGetXRes(picture->pix);

	return dpi >= LEAST_DPI && dpi <= MOST_DPI ? (float)dpi : 0;
}

static void
meta_number(struct pandect_builder *builder, const char *key, double value)
{
	char text[32];

	snprintf(text, sizeof text, "%.0f", value);
	pandect_builder_meta(builder, key, pandect_text(text));
}

/* What is true of the whole file is said of its first picture. */
static void
picture_meta(const struct picture *picture, struct pandect_builder *builder)
{
	const char *comment = pixGetText(picture->pix);
	bool has_map = pixGetColormap(picture->pix) != NULL;
	l_int32 samples = pixGetSpp(picture->pix), depth = pixGetDepth(picture->pix);

	meta_number(builder, "image:width", pixGetWidth(picture->pix));
	meta_number(builder, "image:height", pixGetHeight(picture->pix));
	if (picture_dpi(picture) > 0)
		meta_number(builder, "image:dpi", (double)picture_dpi(picture));
	/* Leptonica keeps colours in 32 bits, however many there are. */
	meta_number(builder, "image:bits-per-pixel", depth == 32 ? samples * 8 : depth);
	pandect_builder_meta(builder, "image:colours",
		pandect_text(has_map       ? "palette"
			     : samples > 1 ? "colour"
					   : "grey"));
	pandect_builder_meta(builder, "image:format", pandect_text(format_mime(picture->format)));
	/* Programs also keep XMP there, which is XML. */
	if (comment && comment[0] != '<')
		pandect_builder_meta(builder, "description", pandect_text(comment));
	if (format_is_tiff(picture->format))
		meta_number(builder, "pages", picture->of);
}

/* Bytes of a pixel in the order red, green, blue, whatever the machine's. */
static void
row_copy(PIX *pix, uint32_t y, bool is_gray, unsigned char *to)
{
	const l_uint32 *row = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
	uint32_t width = (uint32_t)pixGetWidth(pix);

	for (uint32_t x = 0; x < width; x++) {
		if (is_gray) {
			to[x] = (unsigned char)GET_DATA_BYTE(row, x);
			continue;
		}
		to[3 * x] = (unsigned char)(row[x] >> L_RED_SHIFT);
		to[3 * x + 1] = (unsigned char)(row[x] >> L_GREEN_SHIFT);
		to[3 * x + 2] = (unsigned char)(row[x] >> L_BLUE_SHIFT);
	}
}

/* Hands the pixels over: grey ones as such, others in colour, on white where they are transparent.
 */
static pandect_status
pixels_give(const struct picture *picture, struct pandect_builder *builder)
{
	PIX *opaque = pixRemoveAlpha(picture->pix), *plain = NULL;
	bool is_gray = pixGetSpp(picture->pix) == 1 && !pixGetColormap(picture->pix);
	struct pandect_image image = {.size = sizeof image};
	unsigned char *data = NULL;
	pandect_status status = PANDECT_NO_MEMORY;

	if (opaque)
		plain = is_gray ? pixConvertTo8(opaque, 0) : pixConvertTo32(opaque);
	if (!plain)
		goto out;
	image.format = is_gray ? PANDECT_GRAY8 : PANDECT_RGB24;
	image.width = (uint32_t)pixGetWidth(plain);
	image.height = (uint32_t)pixGetHeight(plain);
	image.stride = image.width * (is_gray ? 1 : 3);
	image.dpi = picture_dpi(picture);
	image.n_bytes = (size_t)image.stride * image.height;
	data = malloc(image.n_bytes);
	if (!data)
		goto out;
	for (uint32_t y = 0; y < image.height; y++)
		row_copy(plain, y, is_gray, data + (size_t)y * image.stride);
	image.data = data;
	status = pandect_builder_page_image(builder, &image);
out:
	free(data);
	pixDestroy(&plain);
	pixDestroy(&opaque);
	return status;
}

/* A page with the picture on it. source: what may be handed over as it is, NULL when the picture
 * differs from it. */
static pandect_status
page_write(const struct picture *picture, struct pandect_builder *builder, struct pandect_text name,
	const struct pandect_text *encoded)
{
	float dpi = picture_dpi(picture), scale = 72 / (dpi > 0 ? dpi : SCREEN_DPI), want_dpi;
	l_int32 width = pixGetWidth(picture->pix), height = pixGetHeight(picture->pix);
	struct pandect_text mime = pandect_text(format_mime(picture->format));
	struct pandect_box box = {0, 0, (float)width * scale, (float)height * scale};
	pandect_status status =
		pandect_builder_page_begin(builder, picture->number, picture->of, box.x1, box.y1);

	if (status == PANDECT_DECLINED)
		return PANDECT_OK;
	pandect_builder_open(builder, PANDECT_NODE_IMAGE, 0);
	pandect_builder_box(builder, &box, 1);
	pandect_builder_number(builder, PANDECT_ATTRIBUTE_WIDTH, width);
	pandect_builder_number(builder, PANDECT_ATTRIBUTE_HEIGHT, height);
	pandect_builder_attribute(builder, PANDECT_ATTRIBUTE_NAME, name);
	pandect_builder_attribute(builder, PANDECT_ATTRIBUTE_MIME, mime);
	pandect_builder_close(builder);
	status = pandect_builder_page_end(builder, &want_dpi);
	if (status != PANDECT_OK || want_dpi <= 0)
		return status;
	if (encoded) {
		status = pandect_builder_page_picture(builder, mime, encoded->data, encoded->size);
		if (status != PANDECT_UNSUPPORTED)
			return status;
	}
	return pixels_give(picture, builder);
}

/* ---- the slots ---- */

static pandect_status
single_extract(struct pandect_call *call, struct pandect_source *source, struct pandect_text bytes,
	struct picture *picture, struct pandect_builder *builder)
{
	const unsigned char *data = (const unsigned char *)bytes.data;
	pandect_status status = picture_decode(call, data, bytes.size, picture);

	if (status != PANDECT_OK)
		return status;
	picture->number = picture->of = 1;
	picture->orientation = exif_read(data, bytes.size, picture->format, builder);
	status = picture_upright(picture);
	if (status != PANDECT_OK)
		return status;
	picture_meta(picture, builder);
	status = page_write(picture, builder, pandect_source_name(source),
		picture->orientation == 1 && !picture->is_damaged ? &bytes : NULL);
	if (status == PANDECT_OK && picture->is_damaged) {
		pandect_call_warn(call, "damaged",
			"the picture is damaged: a part of it is missing or wrong");
		status = PANDECT_PARTIAL;
	}
	return status;
}

/* How many pictures a TIFF has; 0 when not even the first can be read. */
static uint32_t
tiff_count(const unsigned char *data, size_t size)
{
	l_int32 width, height, bits, samples, dpi, has_map, format;
	uint32_t n = 0;

	while (n < MOST_PAGES && readHeaderMemTiff(data, size, (l_int32)n, &width, &height, &bits,
					 &samples, &dpi, &has_map, &format) == 0)
		n++;
	return n;
}

/* One picture of a TIFF. A damaged one costs its page alone. */
static pandect_status
tiff_page(struct pandect_call *call, struct pandect_source *source, struct pandect_text bytes,
	struct picture *picture, struct pandect_builder *builder)
{
	const unsigned char *data = (const unsigned char *)bytes.data;
	l_int32 width, height, bits, samples, dpi, has_map, format;
	char text[TEXT_SIZE];
	pandect_status status;

	if (readHeaderMemTiff(data, bytes.size, (l_int32)picture->number - 1, &width, &height,
		    &bits, &samples, &dpi, &has_map, &format) != 0 ||
		width <= 0 || height <= 0)
		width = height = 0;
	if (picture_is_too_large((uint32_t)width, (uint32_t)height)) {
		if (picture->of == 1)
			return too_large(call, (uint32_t)width, (uint32_t)height);
		snprintf(text, sizeof text,
			"picture %u of the TIFF has more than 100 million pixels and was left out",
			(unsigned)picture->number);
		pandect_call_warn(call, "limit", text);
		return PANDECT_PARTIAL;
	}
	if (width)
		picture->pix = pixReadMemTiff(data, bytes.size, (l_int32)picture->number - 1);
	if (!picture->pix) {
		snprintf(text, sizeof text,
			"picture %u of the TIFF is damaged and cannot be decoded",
			(unsigned)picture->number);
		pandect_call_warn(call, "damaged", text);
		return PANDECT_PARTIAL;
	}
	if (picture->number == 1)
		picture_meta(picture, builder);
	status = page_write(picture, builder, pandect_source_name(source), NULL);
	pixDestroy(&picture->pix);
	return status;
}

static pandect_status
tiff_extract(struct pandect_call *call, struct pandect_source *source, struct pandect_text bytes,
	struct picture *picture, struct pandect_builder *builder)
{
	uint32_t n_damaged = 0;
	pandect_status status = PANDECT_OK;

	picture->of = tiff_count((const unsigned char *)bytes.data, bytes.size);
	if (picture->of == MOST_PAGES)
		pandect_call_warn(call, "pages", "the pictures after the 10,000th were left out");
	for (uint32_t i = 1; i <= picture->of; i++) {
		picture->number = i;
		status = pandect_call_should_stop(call);
		if (status == PANDECT_OK)
			status = tiff_page(call, source, bytes, picture, builder);
		if (status == PANDECT_PARTIAL)
			n_damaged++;
		else if (status != PANDECT_OK)
			return status;
	}
	if (n_damaged == picture->of)
		return damaged(call, picture->format);
	return n_damaged || picture->of == MOST_PAGES ? PANDECT_PARTIAL : PANDECT_OK;
}

static pandect_status
image_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	struct picture picture = {.orientation = 1};
	struct pandect_text bytes;
	const void *data;
	pandect_status status = pandect_source_bytes(source, &data, &bytes.size);

	(void)self;
	if (status != PANDECT_OK)
		return status;
	bytes.data = data;
	/* Leptonica looks at the first 12 bytes without asking how many there are. */
	if (bytes.size < 12 || findFileFormatBuffer(data, &picture.format) != 0 ||
		picture.format == IFF_UNKNOWN)
		return pandect_call_fail(call, PANDECT_MALFORMED,
			"the file is too short or does not begin like any picture");
	if (format_is_tiff(picture.format))
		status = tiff_extract(call, source, bytes, &picture, builder);
	else
		status = single_extract(call, source, bytes, &picture, builder);
	pixDestroy(&picture.pix);
	return status;
}

static pandect_status
image_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	(void)call;
	(void)user_data;
	setMsgSeverity(L_SEVERITY_NONE); /* of Leptonica, which would print */
	*ret_self = NULL;
	return PANDECT_OK;
}

#define MAGIC(string) \
	{ \
		.type = PANDECT_MAGIC_BYTES, .size = sizeof(string) - 1, .bytes = string \
	}
#define MAGIC_MASKED(string, bits) \
	{ \
		.type = PANDECT_MAGIC_BYTES, .size = sizeof(string) - 1, .bytes = string, \
		.mask = bits \
	}

static const struct pandect_magic png_magics[] = {MAGIC("\x89PNG\r\n\x1a\n")};
static const struct pandect_magic jpeg_magics[] = {MAGIC("\xff\xd8\xff")};
static const struct pandect_magic tiff_magics[] = {
	MAGIC("II*\0"),
	MAGIC("MM\0*"),
	MAGIC("II+\0\x08\0\0\0"),
	MAGIC("MM\0+\0\x08\0\0"),
};
/* The four bytes after the size are reserved and zero. */
static const struct pandect_magic bmp_magics[] = {
	MAGIC_MASKED("BM\0\0\0\0\0\0\0\0", "\xff\xff\0\0\0\0\xff\xff\xff\xff"),
};
static const struct pandect_magic gif_magics[] = {MAGIC("GIF87a"), MAGIC("GIF89a")};
static const struct pandect_magic webp_magics[] = {
	MAGIC_MASKED("RIFF\0\0\0\0WEBP", "\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff"),
};
static const struct pandect_magic jp2_magics[] = {
	MAGIC("\0\0\0\x0cjP  \r\n\x87\n"),
	MAGIC("\xff\x4f\xff\x51\0"),
};
static const struct pandect_magic pnm_magics[] = {
	MAGIC("P1\n"),
	MAGIC("P2\n"),
	MAGIC("P3\n"),
	MAGIC("P4\n"),
	MAGIC("P5\n"),
	MAGIC("P6\n"),
	MAGIC("P4 "),
	MAGIC("P5 "),
	MAGIC("P6 "),
};

static const struct pandect_format image_formats[] = {
	{.mime = "image/png", .suffixes = "png", .magics = PANDECT_ARRAY(png_magics)},
	{
		.mime = "image/jpeg",
		.names = "image/jpg image/pjpeg",
		.suffixes = "jpg jpeg jpe jfif",
		.magics = PANDECT_ARRAY(jpeg_magics),
	},
	{.mime = "image/tiff", .suffixes = "tif tiff", .magics = PANDECT_ARRAY(tiff_magics)},
	{
		.mime = "image/bmp",
		.names = "image/x-ms-bmp image/x-bmp",
		.suffixes = "bmp dib",
		.magics = PANDECT_ARRAY(bmp_magics),
	},
	{.mime = "image/gif", .suffixes = "gif", .magics = PANDECT_ARRAY(gif_magics)},
	{.mime = "image/webp", .suffixes = "webp", .magics = PANDECT_ARRAY(webp_magics)},
	{
		.mime = "image/jp2",
		.names = "image/jpx image/jpm image/j2c image/jpeg2000",
		.suffixes = "jp2 jpx jpf jpm j2k j2c jpc",
		.magics = PANDECT_ARRAY(jp2_magics),
	},
	{
		.mime = "image/x-portable-anymap",
		.names = "image/x-portable-bitmap image/x-portable-graymap "
			 "image/x-portable-pixmap",
		.suffixes = "pnm pbm pgm ppm",
		.magics = PANDECT_ARRAY(pnm_magics),
	},
};

static const struct pandect_document_extractor image_extractor = {
	.base =
		{
			.size = sizeof image_extractor,
			.kind = PANDECT_DOCUMENT_EXTRACTOR,
			.name = "image",
			.version = "1.0",
			.description = "pictures: size, metadata, and pages for OCR",
			.flags = PANDECT_CONCURRENT,
			.initialize = image_initialize,
		},
	.formats = PANDECT_ARRAY(image_formats),
	.extract = image_extract,
};

static const struct pandect_plugin *const image_plugins[] = {&image_extractor.base};

PANDECT_EXPORT const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "image",
	.version = "1.0",
	.license = "MIT AND BSD-2-Clause AND LGPL-2.1-or-later",
	.n_plugins = 1,
	.plugins = image_plugins,
};
