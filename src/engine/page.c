/* SPDX-License-Identifier: MIT */
/* Pages: which are wanted, which are to be recognised, and where what was recognised goes. */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/pages.h"
#include "engine/reading.h"
#include "support/error.h"

#define SPOOL_MOST  (256ull << 20) /* pixels that wait because the extractor is serial */
#define DEFAULT_DPI 72.0f

pandect_status
page_open(void *data, uint32_t number, uint32_t of)
{
	struct reading *reading = data;
	struct run *run = reading->run;

	if (run->progress)
		run->progress(run->progress_data, reading->extraction->name, number - 1, of);
	/* A child's pages are its own; the user's numbers mean those of the document. */
	if (reading->extraction->depth == 0 &&
		!pages_have(run_text(run, "extract", "pages"), number))
		return PANDECT_DECLINED;
	return PANDECT_OK;
}

static int
wants_whole_document(const struct registration *backend)
{
	/* Before it is loaded, its flag must do. */
	return backend->table->data.base.flags & PANDECT_WHOLE_DOCUMENTS &&
	       (frame_is_serial() || backend->vtable.ocr.process_document);
}

pandect_status
page_close(void *data, uint32_t number, pandect_node first, pandect_node end, float *ret_want_dpi)
{
	struct reading *reading = data;
	struct run *run = reading->run;
	struct ocr_page page = ocr_look_at(block_document(reading->block), first, end);
	struct registration *backend;

	*ret_want_dpi = 0;
	reading->page = number;
	reading->first = first;
	reading->end = end;
	reading->all.letters += page.letters;
	reading->all.garbage += page.garbage;
	if (!ocr_is_wanted(run, &page))
		return PANDECT_OK;
	reading->n_poor_pages++;
	backend = ocr_backend(run, reading->extraction->name);
	if (backend && !wants_whole_document(backend))
		*ret_want_dpi = (float)run_integer(run, "ocr", "dpi");
	return PANDECT_OK;
}

/* A failing OCR costs the page's recognised text, not the document. */
static pandect_status
recognised(struct reading *reading, const struct graft *place, pandect_status status,
	struct block *part, struct pandect_error *error)
{
	if (PANDECT_GAVE(status)) {
		status = reading_graft(reading, place, part); /* takes part */
	} else {
		run_warn(reading->block, "engine", "ocr-failed", "page %u was not recognised: %s",
			place->page, error ? error->text : status_phrase(status));
		reading->is_partial = 1;
		status = run_should_stop(reading->run);
	}
	error_free(error);
	return status;
}

static struct graft
place_of(const struct reading *reading)
{
	return (struct graft){
		.type = GRAFT_PAGE,
		.first = reading->first,
		.end = reading->end,
		.page = reading->page,
	};
}

static float
scale_of(const struct pandect_image *image)
{
	return 72.0f / (image->dpi > 0 ? image->dpi : DEFAULT_DPI);
}

/* ---- pixels that wait ---- */

static int
write_at(int descriptor, const char *data, size_t size, uint64_t at)
{
	while (size) {
		ssize_t n = pwrite(descriptor, data, size, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		data += n;
		size -= (size_t)n;
		at += (size_t)n;
	}
	return 1;
}

static pandect_status
spool(struct reading *reading, const struct pandect_image *image)
{
	struct waiting_page *page;

	if (image->n_bytes > SPOOL_MOST - reading->spool_size) {
		run_warn(reading->block, "engine", "ocr-spool",
			"page %u was not recognised: the pages that wait have more than %llu bytes",
			reading->page, SPOOL_MOST);
		reading->is_partial = 1;
		return PANDECT_OK;
	}
	if (reading->spool < 0)
		reading->spool = memfd_create("pandect-pages", MFD_CLOEXEC);
	page = calloc(1, sizeof *page);
	if (!page || reading->spool < 0 ||
		!write_at(reading->spool, image->data, image->n_bytes, reading->spool_size)) {
		free(page);
		return PANDECT_NO_MEMORY;
	}
	page->image = *image;
	page->image.data = NULL;
	page->place = place_of(reading);
	page->at = reading->spool_size;
	reading->spool_size += image->n_bytes;
	*reading->last_page = page;
	reading->last_page = &page->next;
	return PANDECT_OK;
}

static pandect_status
recognise(struct reading *reading, const struct pandect_image *image, const struct graft *place)
{
	struct ocr_job job = {.image = image, .scale = scale_of(image)};
	struct pandect_error *error = NULL;
	struct block *part = NULL;
	pandect_status status =
		ocr_fragment(reading->run, &job, reading->extraction->name, &part, &error);

	return recognised(reading, place, status, part, error);
}

pandect_status
page_read(struct reading *reading, const struct waiting_page *page)
{
	struct pandect_image image = page->image;
	char *data = malloc(image.n_bytes ? image.n_bytes : 1);
	pandect_status status = PANDECT_NO_MEMORY;

	if (data && pread(reading->spool, data, image.n_bytes, (off_t)page->at) ==
			    (ssize_t)image.n_bytes) {
		image.data = data;
		status = recognise(reading, &image, &page->place);
	}
	free(data);
	return status;
}

pandect_status
page_pixels(void *data, const struct pandect_image *image)
{
	struct reading *reading = data;
	struct graft place = place_of(reading);

	if (!ocr_backend(reading->run, reading->extraction->name))
		return PANDECT_OK;
	return frame_is_serial() ? spool(reading, image) : recognise(reading, image, &place);
}

/* Points a pixel of a page that is one picture: its width against that of the IMAGE that stands for
 * it; 1 when either is not known. */
static float
picture_scale(const struct reading *reading)
{
	const struct pandect_document *document = block_document(reading->block);
	struct pandect_node_info info;
	struct pandect_page page, last = {.width = 0};
	int64_t pixels = 0;

	for (uint32_t i = 0; pandect_document_page(document, i, &page) == PANDECT_OK; i++)
		if (page.number == reading->page)
			last = page;
	for (pandect_node node = reading->first; node < reading->end && !pixels; node++)
		if (pandect_document_node(document, node, &info) == PANDECT_OK &&
			info.kind == PANDECT_NODE_IMAGE)
			pixels =
				pandect_document_number(document, node, PANDECT_ATTRIBUTE_WIDTH, 0);
	return pixels > 0 && last.width > 0 ? last.width / (float)pixels : 1.0f;
}

pandect_status
page_encoded(void *data, struct pandect_text mime, const void *bytes, size_t size)
{
	struct reading *reading = data;
	struct registration *backend = ocr_backend(reading->run, reading->extraction->name);
	struct graft place = place_of(reading);
	struct ocr_job job = {.scale = picture_scale(reading)};
	struct pandect_error *error = NULL;
	struct block *part = NULL;
	pandect_status status;

	if (!backend || !backend->vtable.ocr.process_image_file || frame_is_serial())
		return PANDECT_UNSUPPORTED;
	job.source = source_from_memory(bytes, size);
	if (!job.source)
		return PANDECT_NO_MEMORY;
	status = source_set_mime(job.source, mime);
	if (status == PANDECT_OK)
		status = ocr_fragment(reading->run, &job, reading->extraction->name, &part, &error);
	source_free(job.source);
	if (status == PANDECT_UNSUPPORTED) {
		error_free(error);
		return status;
	}
	return recognised(reading, &place, status, part, error);
}

/* When no page could be read: a backend that wants whole documents gets it now; that there is none
 * is told. */
pandect_status
page_whole_document(struct reading *reading)
{
	struct run *run = reading->run;
	struct ocr_job job = {.source = reading->extraction->source, .is_document = 1, .scale = 1};
	struct graft place = {.type = GRAFT_PAGE, .page = 1, .first = 2, .end = 2};
	struct registration *backend;
	struct pandect_node_info root;
	struct pandect_error *error = NULL;
	struct block *part = NULL;
	pandect_status status;

	if (!reading->n_poor_pages || !ocr_is_wanted(run, &reading->all))
		return PANDECT_OK;
	backend = ocr_backend(run, reading->extraction->name);
	if (!backend)
		run_warn(reading->block, "engine", "no-ocr",
			"%u %s little text or none, and no OCR backend is there for any of the "
			"languages %s",
			reading->n_poor_pages,
			reading->n_poor_pages == 1 ? "page has" : "pages have",
			run_text(run, "ocr", "language"));
	if (!backend || !wants_whole_document(backend))
		return PANDECT_OK;
	if (pandect_document_node(block_document(reading->block), 1, &root) == PANDECT_OK)
		place.end = root.last + 1;
	status = ocr_fragment(run, &job, reading->extraction->name, &part, &error);
	return recognised(reading, &place, status, part, error);
}
