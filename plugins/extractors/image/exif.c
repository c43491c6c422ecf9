/* SPDX-License-Identifier: MIT */
/* What a camera noted, through libexif: JPEG keeps it in a segment that libexif finds, PNG and WebP
 * in a chunk that is found here. */
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>
#include <libexif/exif-data.h>

#include "../../shared/picture-size.h"
#include "exif.h"

#define EXIF_HEAD      "Exif\0\0"
#define EXIF_HEAD_SIZE 6u
/* What a segment of JPEG holds, and so what cameras write. */
#define EXIF_MOST_SIZE 65536u

/* The Exif part of a PNG (chunk eXIf) or WebP (chunk "EXIF"): both are lists of chunks. */
static struct pandect_text
exif_chunk(const unsigned char *data, size_t size, l_int32 format)
{
	bool is_png = format == IFF_PNG;
	size_t at = is_png ? 8 : 12;
	struct pandect_text none = {NULL, 0};

	while (size - at >= 8) {
		const unsigned char *head = data + at;
		uint32_t length = is_png ? (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 |
						   (uint32_t)head[2] << 8 | head[3]
					 : picture_little(head + 4, 4);
		const unsigned char *name = is_png ? head + 4 : head;

		at += 8;
		if (length > size - at)
			break;
		if (memcmp(name, is_png ? "eXIf" : "EXIF", 4) == 0)
			return (struct pandect_text){(const char *)data + at, length};
		at += length;
		/* A checksum here, a filling byte there. */
		at += is_png ? 4 : length & 1;
		if (at > size)
			break;
	}
	return none;
}

/* libexif wants a JPEG, or the data with a head of its own. NULL: there is none. */
static ExifData *
exif_load(const unsigned char *data, size_t size, l_int32 format)
{
	unsigned char *copy;
	struct pandect_text chunk;
	ExifData *exif;

	if (format == IFF_JFIF_JPEG)
		return exif_data_new_from_data(
			data, size < UINT32_MAX ? (unsigned)size : UINT32_MAX);
	if (format != IFF_PNG && format != IFF_WEBP)
		return NULL;
	chunk = exif_chunk(data, size, format);
	if (chunk.size == 0 || chunk.size > EXIF_MOST_SIZE)
		return NULL;
	if (chunk.size > EXIF_HEAD_SIZE && memcmp(chunk.data, EXIF_HEAD, EXIF_HEAD_SIZE) == 0)
		return exif_data_new_from_data(
			(const unsigned char *)chunk.data, (unsigned)chunk.size);
	copy = malloc(EXIF_HEAD_SIZE + chunk.size);
	if (!copy)
		return NULL;
	memcpy(copy, EXIF_HEAD, EXIF_HEAD_SIZE);
	memcpy(copy + EXIF_HEAD_SIZE, chunk.data, chunk.size);
	exif = exif_data_new_from_data(copy, (unsigned)(EXIF_HEAD_SIZE + chunk.size));
	free(copy);
	return exif;
}

/* An ASCII entry as text without blanks at its end; empty when it is absent or something else. */
static struct pandect_text
exif_text(const ExifData *exif, ExifIfd directory, ExifTag tag)
{
	const ExifEntry *entry = exif_content_get_entry(exif->ifd[directory], tag);
	struct pandect_text text = {NULL, 0};

	if (!entry || entry->format != EXIF_FORMAT_ASCII || !entry->data)
		return text;
	text.data = (const char *)entry->data;
	while (text.size < entry->size && text.data[text.size])
		text.size++;
	while (text.size && text.data[text.size - 1] == ' ')
		text.size--;
	return text;
}

/* "2024:05:31 17:02:11" as ISO 8601 has it (Exif 2.32, 4.6.5). */
static void
exif_date(const ExifData *exif, struct pandect_builder *builder)
{
	struct pandect_text text = exif_text(exif, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL);
	char date[20];

	if (text.size != 19)
		text = exif_text(exif, EXIF_IFD_0, EXIF_TAG_DATE_TIME);
	if (text.size != 19)
		return;
	for (size_t i = 0; i < text.size; i++)
		if (!strchr("0123456789: ", text.data[i]))
			return;
	memcpy(date, text.data, 19);
	date[4] = date[7] = '-';
	date[10] = 'T';
	pandect_builder_meta(builder, "created", (struct pandect_text){date, 19});
}

static l_int32
exif_orientation(const ExifData *exif)
{
	const ExifEntry *entry =
		exif_content_get_entry(exif->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
	l_int32 orientation = 1;

	if (entry && entry->format == EXIF_FORMAT_SHORT && entry->size >= 2)
		orientation = exif_get_short(
			entry->data, exif_data_get_byte_order((ExifData *)(uintptr_t)exif));
	return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

static void
exif_meta(const ExifData *exif, struct pandect_builder *builder)
{
	static const struct {
		ExifTag tag;
		const char *key;
	} texts[] = {
		{EXIF_TAG_IMAGE_DESCRIPTION, "description"},
		{EXIF_TAG_ARTIST, "creator"},
		{EXIF_TAG_COPYRIGHT, "rights"},
		{EXIF_TAG_SOFTWARE, "generator"},
		{EXIF_TAG_MAKE, "image:camera-make"},
		{EXIF_TAG_MODEL, "image:camera-model"},
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		pandect_builder_meta(
			builder, texts[i].key, exif_text(exif, EXIF_IFD_0, texts[i].tag));
	exif_date(exif, builder);
}

int
exif_read(const unsigned char *data, size_t size, int format, struct pandect_builder *builder)
{
	ExifData *exif = exif_load(data, size, format);
	int orientation;

	if (!exif)
		return 1;
	orientation = exif_orientation(exif);
	exif_meta(exif, builder);
	exif_data_unref(exif);
	return orientation;
}
