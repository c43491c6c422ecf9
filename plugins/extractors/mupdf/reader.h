/* SPDX-License-Identifier: MIT */
/* What the files of this plugin share: a PDF that is being read. */
#ifndef PANDECT_MUPDF_READER_H
#define PANDECT_MUPDF_READER_H

#include <stdbool.h>

#include <mupdf/fitz.h>
#include <mupdf/pdf.h>

#include <pandect/plugin.h>

#include "layout-write.h"
#include "layout.h"

/* Fonts on a page that are remembered by address; further ones are looked up by name each time. */
#define MAX_PAGE_FONTS 64u
/* Drawn shapes: with no text beside so many they may be letters. A picture counts as as many. */
#define MANY_SHAPES 40u

struct page_info {
	float width, height;
	bool has_failed, has_picture;
};

struct reader {
	fz_context *ctx;
	pdf_document *doc;
	struct layout *layout;
	struct pandect_call *call;
	struct pandect_builder *builder;
	struct page_info *pages;
	int n_pages, n_failed;
	pandect_status stop; /* why reading ends early */
	char error[256];     /* MuPDF's words on the first page that failed */
	/* of the page that is being read */
	fz_cookie cookie;
	unsigned n_operations, n_shapes;
	fz_matrix to_page;
	struct {
		fz_font *font;
		uint32_t number;
	} fonts[MAX_PAGE_FONTS];
	unsigned n_fonts;
};

/* Makes a device that collects characters give drawn lines and pictures to the layout, too: the
 * context's user is the reader. */
void mupdf_see_drawings(fz_device *device);

/* Reads all pages into the layout and finishes it. A page that fails is counted. */
pandect_status mupdf_read_pages(struct reader *reader);

#endif
