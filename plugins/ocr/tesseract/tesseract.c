/* SPDX-License-Identifier: MIT */
/*
 * OCR backend `tesseract`: Tesseract 5 through its C API. Its own threads make it slower on few
 * processors, and the host has better use for the others: it is held to one.
 */
#include <stdlib.h>

#include <leptonica/allheaders.h>

#include <pandect/plugin.h>

#include "page.h"
#include "structure.h"

/* Part of libgomp, of which the compiler's header may be missing. */
void omp_set_max_active_levels(int n);
int omp_get_max_active_levels(void);

static int32_t
tesseract_supports_language(void *self, struct pandect_call *call, const char *bcp47)
{
	(void)call;
	return page_code(self, pandect_text(bcp47)).size > 0;
}

static pandect_status
tesseract_recognise(struct page *page, struct pandect_builder *builder)
{
	int levels = omp_get_max_active_levels();
	pandect_status status;

	omp_set_max_active_levels(0);
	status = page_read(page);
	omp_set_max_active_levels(levels);
	if (status == PANDECT_OK)
		status = structure_write(&page->reading, &page->picture, builder);
	page_clear(page);
	return status;
}

static pandect_status
tesseract_process_image(void *self, struct pandect_call *call, const struct pandect_image *image,
	struct pandect_builder *builder)
{
	struct page page = {.pool = self, .call = call};
	pandect_status status = picture_from_pixels(call, image, &page.picture);

	return status == PANDECT_OK ? tesseract_recognise(&page, builder) : status;
}

static pandect_status
tesseract_process_image_file(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	struct page page = {.pool = self, .call = call};
	pandect_status status = picture_from_file(call, source, &page.picture);

	return status == PANDECT_OK ? tesseract_recognise(&page, builder) : status;
}

static void
tesseract_shutdown(void *self)
{
	pool_clear(self);
	free(self);
}

static pandect_status
tesseract_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	struct pool *pool = malloc(sizeof *pool);
	pandect_status status;

	(void)user_data;
	if (!pool)
		return PANDECT_NO_MEMORY;
	setMsgSeverity(L_SEVERITY_NONE); /* of Leptonica, which would print */
	status = pool_init(pool, call);
	if (status != PANDECT_OK) {
		free(pool);
		return status;
	}
	*ret_self = pool;
	return PANDECT_OK;
}

/* Where Tesseract's data lies, by distribution; read whenever a language is wanted first. */
static const char *const tesseract_data_paths[] = {
	"/usr/share/tesseract-ocr/5/tessdata",
	"/usr/share/tesseract-ocr/4.00/tessdata",
	"/usr/share/tesseract/tessdata",
	"/usr/share/tessdata",
	"/usr/local/share/tessdata",
};

static const struct pandect_ocr_backend tesseract_ocr = {
	.base =
		{
			.size = sizeof tesseract_ocr,
			.kind = PANDECT_OCR_BACKEND,
			.name = "tesseract",
			.version = "1.0",
			.description = "Tesseract 5: some 100 languages, those that are installed",
			.flags = PANDECT_CONCURRENT,
			.data_paths = PANDECT_ARRAY(tesseract_data_paths),
			.initialize = tesseract_initialize,
			.shutdown = tesseract_shutdown,
		},
	.backend_type = "tesseract",
	.supports_language = tesseract_supports_language,
	.process_image = tesseract_process_image,
	.process_image_file = tesseract_process_image_file,
};

static const struct pandect_plugin *const tesseract_plugins[] = {&tesseract_ocr.base};

/* RESIDENT: libgomp and the C++ library leave things behind that must not be unmapped. */
PANDECT_EXPORT const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "tesseract",
	.version = "1.0",
	.license = "MIT AND Apache-2.0 AND BSD-2-Clause",
	.flags = PANDECT_RESIDENT,
	.n_plugins = 1,
	.plugins = tesseract_plugins,
};
