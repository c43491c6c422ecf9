/* SPDX-License-Identifier: MIT */
/* Recognising text: which backend, when a page wants it, and turning what it writes into a part of
 * the document. */
#ifndef ENGINE_OCR_H
#define ENGINE_OCR_H

#include "engine/run.h"

/* The backend in charge, chosen on first use and pinned by the run; NULL when there is none (told
 * once in the trace). */
struct registration *ocr_backend(struct run *run, const char *document);

/* How well a page could be read, from its nodes first…end-1. */
struct ocr_page {
	uint64_t letters, garbage; /* letters and digits; characters that say nothing */
};

struct ocr_page ocr_look_at(
	const struct pandect_document *document, pandect_node first, pandect_node end);

/* 1 when the rules want that page recognised. */
int ocr_is_wanted(const struct run *run, const struct ocr_page *page);

/* Recognises pixels for a plugin: what ocr_fragment gives, written to its own builder. UNSUPPORTED:
 * no backend. */
pandect_status ocr_recognise(struct run *run, const struct pandect_image *image,
	struct pandect_builder *builder, const char *document, struct pandect_error **ret_error);

/* What is to be recognised: pixels, an encoded picture, or a whole document. One of image and
 * source. */
struct ocr_job {
	const struct pandect_image *image;
	struct source *source;
	int is_document;
	float scale; /* points a pixel */
};

/* Recognises and settles: a fragment ready to be put in. */
pandect_status ocr_fragment(struct run *run, const struct ocr_job *job, const char *document,
	struct block **ret_block, struct pandect_error **ret_error);

/* Gives the pin back. */
void ocr_release(struct run *run);

#endif
