/* SPDX-License-Identifier: MIT */
/*
 * Reads PDF with MuPDF. All pages go through the shared layout first, as headings are told by the
 * whole document; then its blocks are written. A page is loaded again only when the host asks for
 * its pixels.
 *
 * MuPDF reports errors by longjmp: nothing of it leaves the functions that hold fz_try.
 */
#include "reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* What MuPDF may keep of fonts and pictures between pages. */
#define STORE_SIZE ((size_t)32 << 20)
/* An outline deeper or longer than that is broken. */
#define MAX_OUTLINE_DEPTH 32u
#define MAX_OUTLINE       65536u
/* Pixels of a page for OCR: 600 dpi on A3 has 70 million. */
#define MAX_PIXELS 100e6f

/* ---- about the document ---- */

/* "D:20240131120000+01'00'" to ISO 8601 (ISO 32000-2, 7.9.4); what is missing is left out. */
static void
mupdf_format_date(const char *date, char to[40])
{
	static const char *const between[] = {"", "-", "-", "T", ":", ":"};
	const char *p = strncmp(date, "D:", 2) == 0 ? date + 2 : date;
	size_t n = 0, parts = 0;

	to[0] = '\0';
	for (; parts < 6; parts++) {
		size_t size = parts ? 2 : 4;

		if (strspn(p, "0123456789") < size)
			break;
		n += (size_t)snprintf(to + n, 40 - n, "%s%.*s", between[parts], (int)size, p);
		p += size;
	}
	if (parts == 4) /* an hour alone is no time */
		n += (size_t)snprintf(to + n, 40 - n, ":00");
	if (parts >= 4 && *p == 'Z')
		snprintf(to + n, 40 - n, "Z");
	else if (parts >= 4 && (*p == '+' || *p == '-') && strspn(p + 1, "0123456789") == 2)
		snprintf(to + n, 40 - n, "%.3s:%.2s", p,
			p[3] == '\'' && strspn(p + 4, "0123456789") >= 2 ? p + 4 : "00");
}

static void
mupdf_write_meta(struct reader *r)
{
	static const struct {
		const char *key, *name;
		bool is_date;
	} entries[] = {
		{"Title", "title", false},
		{"Author", "creator", false},
		{"Subject", "subject", false},
		{"Keywords", "keywords", false},
		{"CreationDate", "created", true},
		{"ModDate", "modified", true},
		{"Creator", "generator", false},
		{"Producer", "pdf:producer", false},
	};
	fz_context *ctx = r->ctx;
	pdf_obj *info = pdf_dict_get(ctx, pdf_trailer(ctx, r->doc), PDF_NAME(Info));
	pdf_obj *root = pdf_dict_get(ctx, pdf_trailer(ctx, r->doc), PDF_NAME(Root));
	char number[40];

	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		const char *value =
			pdf_to_text_string(ctx, pdf_dict_gets(ctx, info, entries[i].key));
		char date[40];

		if (entries[i].is_date) {
			mupdf_format_date(value, date);
			value = date;
		}
		pandect_builder_meta(r->builder, entries[i].name, pandect_text(value));
	}
	pandect_builder_meta(r->builder, "language",
		pandect_text(pdf_to_text_string(ctx, pdf_dict_get(ctx, root, PDF_NAME(Lang)))));
	snprintf(number, sizeof number, "%d", r->n_pages);
	pandect_builder_meta(r->builder, "pages", pandect_text(number));
}

static void
mupdf_give_outline(struct reader *r, const fz_outline *entry)
{
	const fz_outline *above[MAX_OUTLINE_DEPTH];
	unsigned depth = 0, n = 0;

	while (entry && n++ < MAX_OUTLINE) {
		if (entry->title)
			layout_outline_add(r->layout, entry->title);
		if (entry->down && depth < MAX_OUTLINE_DEPTH) {
			above[depth++] = entry;
			entry = entry->down;
			continue;
		}
		entry = entry->next;
		while (!entry && depth)
			entry = above[--depth]->next;
	}
}

/* Metadata and outline are worth having, not worth failing for. */
static void
mupdf_read_about(struct reader *r)
{
	fz_context *ctx = r->ctx;
	fz_outline *outline = NULL;

	fz_var(outline);
	fz_try(ctx)
	{
		mupdf_write_meta(r);
		outline = pdf_load_outline(ctx, r->doc);
		mupdf_give_outline(r, outline);
	}
	fz_always(ctx) fz_drop_outline(ctx, outline);
	fz_catch(ctx) pandect_call_log(r->call, PANDECT_LOG_DEBUG, fz_caught_message(ctx));
}

/* ---- writing ---- */

static float
mupdf_limit_dpi(const struct page_info *info, float dpi)
{
	float pixels = info->width * info->height * dpi * dpi / (72 * 72);

	return pixels > MAX_PIXELS ? dpi * sqrtf(MAX_PIXELS / pixels) : dpi;
}

static void
mupdf_render(struct reader *r, int number, float dpi)
{
	fz_context *ctx = r->ctx;
	pdf_page *page = NULL;
	fz_pixmap *pixmap = NULL;

	fz_var(page);
	fz_var(pixmap);
	fz_try(ctx)
	{
		struct pandect_image image = {.size = sizeof image, .format = PANDECT_GRAY8};

		page = pdf_load_page(ctx, r->doc, number);
		pixmap = fz_new_pixmap_from_page(
			ctx, &page->super, fz_scale(dpi / 72, dpi / 72), fz_device_gray(ctx), 0);
		image.width = (uint32_t)fz_pixmap_width(ctx, pixmap);
		image.height = (uint32_t)fz_pixmap_height(ctx, pixmap);
		image.stride = (uint32_t)fz_pixmap_stride(ctx, pixmap);
		image.dpi = dpi;
		image.data = fz_pixmap_samples(ctx, pixmap);
		image.n_bytes = (size_t)image.stride * image.height;
		pandect_builder_page_image(r->builder, &image);
	}
	fz_always(ctx)
	{
		fz_drop_pixmap(ctx, pixmap);
		fz_drop_page(ctx, (fz_page *)page);
	}
	fz_catch(ctx) pandect_call_warn(r->call, "page-not-rendered", fz_caught_message(ctx));
}

static void
mupdf_warn_page(struct reader *r, int number)
{
	char text[320];

	snprintf(text, sizeof text, "page %d could not be read: %.250s", number + 1, r->error);
	pandect_call_warn(r->call, "page-failed", text);
}

static pandect_status
mupdf_write_pages(struct reader *r)
{
	struct layout_writer writer = {.layout = r->layout, .builder = r->builder};
	pandect_status status = PANDECT_OK;

	for (int i = 0; i < r->n_pages && status == PANDECT_OK; i++) {
		const struct page_info *info = &r->pages[i];
		float dpi = 0;

		status = pandect_call_should_stop(r->call);
		if (status != PANDECT_OK)
			break;
		status = pandect_builder_page_begin(r->builder, (uint32_t)i + 1,
			(uint32_t)r->n_pages, info->width, info->height);
		if (status == PANDECT_DECLINED) {
			status = PANDECT_OK;
			continue;
		}
		if (status != PANDECT_OK)
			break;
		if (info->has_failed)
			mupdf_warn_page(r, i);
		layout_write_page(&writer, (uint32_t)i + 1);
		status = pandect_builder_page_end(r->builder, &dpi);
		if (status == PANDECT_OK && dpi > 0 && info->has_picture)
			mupdf_render(r, i, mupdf_limit_dpi(info, dpi));
	}
	return status;
}

/* ---- the document ---- */

/* MuPDF's words go to the log: it would print them. */
static void
mupdf_log(void *reader, const char *message)
{
	struct reader *r = reader;

	pandect_call_log(r->call, PANDECT_LOG_DEBUG, message);
}

static pandect_status
mupdf_unlock(struct reader *r)
{
	struct pandect_text password = {NULL, 0};
	char *string;

	if (!pdf_needs_password(r->ctx, r->doc))
		return PANDECT_OK;
	pandect_call_text(r->call, "password", &password);
	string = pandect_call_alloc(r->call, password.size + 1);
	if (!string)
		return PANDECT_NO_MEMORY;
	if (password.size)
		memcpy(string, password.data, password.size);
	if (pdf_authenticate_password(r->ctx, r->doc, string))
		return PANDECT_OK;
	return pandect_call_fail(r->call, PANDECT_ENCRYPTED,
		password.size ? "the PDF is encrypted, and the password given does not open it"
			      : "the PDF is encrypted: give its password with the option "
				"mupdf.password");
}

static pandect_status
mupdf_open(struct reader *r, const void *data, size_t size)
{
	fz_context *ctx = r->ctx;
	fz_stream *stream = NULL;
	pandect_status status = PANDECT_OK;
	char text[320];

	fz_var(stream);
	fz_var(status);
	fz_try(ctx)
	{
		stream = fz_open_memory(ctx, data, size);
		r->doc = pdf_open_document_with_stream(ctx, stream);
		status = mupdf_unlock(r);
		if (status == PANDECT_OK)
			r->n_pages = pdf_count_pages(ctx, r->doc);
	}
	fz_always(ctx) fz_drop_stream(ctx, stream);
	fz_catch(ctx)
	{
		snprintf(text, sizeof text, "the PDF cannot be opened: %.250s",
			fz_caught_message(ctx));
		return pandect_call_fail(r->call, PANDECT_MALFORMED, text);
	}
	if (status == PANDECT_OK && r->n_pages <= 0)
		return pandect_call_fail(r->call, PANDECT_MALFORMED, "the PDF has no pages");
	return status;
}

static pandect_status
mupdf_convert(struct reader *r)
{
	pandect_status status;
	char text[320];

	r->pages = calloc((size_t)r->n_pages, sizeof *r->pages);
	if (!r->pages)
		return PANDECT_NO_MEMORY;
	mupdf_read_about(r);
	status = mupdf_read_pages(r);
	if (status != PANDECT_OK)
		return status;
	if (r->n_failed == r->n_pages) {
		snprintf(text, sizeof text, "no page of the PDF can be read: %.250s", r->error);
		return pandect_call_fail(r->call, PANDECT_MALFORMED, text);
	}
	status = mupdf_write_pages(r);
	if (status != PANDECT_OK)
		return status;
	if (layout_n_truncated(r->layout)) {
		pandect_call_warn(r->call, "page-truncated",
			"some pages hold more than can be laid out; the rest of them is missing");
		return PANDECT_PARTIAL;
	}
	return r->n_failed ? PANDECT_PARTIAL : PANDECT_OK;
}

static void
mupdf_read_options(struct pandect_call *call, struct layout_options *options)
{
	int64_t heads = 1, join = 1;

	pandect_call_bool(call, "running-heads", &heads);
	pandect_call_bool(call, "join-hyphens", &join);
	options->drop_furniture = !heads;
	options->keep_hyphens = !join;
}

static pandect_status
mupdf_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	struct reader r = {.call = call, .builder = builder};
	struct layout_options options = {0};
	pandect_status status;
	const void *data;
	size_t size;

	(void)self;
	status = pandect_source_bytes(source, &data, &size);
	if (status != PANDECT_OK)
		return status;
	mupdf_read_options(call, &options);
	r.layout = layout_new(&options);
	r.ctx = fz_new_context(NULL, NULL, STORE_SIZE);
	if (!r.layout || !r.ctx) {
		status = PANDECT_NO_MEMORY;
		goto out;
	}
	fz_set_user_context(r.ctx, &r);
	fz_set_warning_callback(r.ctx, mupdf_log, &r);
	fz_set_error_callback(r.ctx, mupdf_log, &r);
	status = mupdf_open(&r, data, size);
	if (status == PANDECT_OK)
		status = mupdf_convert(&r);
out:
	if (r.ctx)
		pdf_drop_document(r.ctx, r.doc);
	fz_drop_context(r.ctx);
	layout_free(r.layout);
	free(r.pages);
	return status;
}

/* ---- the tables ---- */

static const struct pandect_option mupdf_options[] = {
	{"password", "Password of an encrypted PDF", "", NULL, PANDECT_OPTION_TEXT,
		PANDECT_OPTION_CALL | PANDECT_OPTION_SECRET},
	{"running-heads", "Keep the lines that repeat at the head and foot of pages", "true", NULL,
		PANDECT_OPTION_BOOL, PANDECT_OPTION_CALL},
	{"join-hyphens", "Join words that are cut at the end of a line", "true", NULL,
		PANDECT_OPTION_BOOL, PANDECT_OPTION_CALL},
};

/* ISO 32000-2, 7.5.2: readers take the header within the first 1024 bytes. */
static const struct pandect_magic mupdf_magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .range = 1019, .size = 5, .bytes = "%PDF-"},
};

static const struct pandect_format mupdf_formats[] = {
	{.mime = "application/pdf",
		.names = "application/x-pdf",
		.suffixes = "pdf",
		.magics = PANDECT_ARRAY(mupdf_magics)},
};

static const struct pandect_document_extractor mupdf_extractor = {
	.base = {.size = sizeof mupdf_extractor,
		.kind = PANDECT_DOCUMENT_EXTRACTOR,
		.name = "mupdf",
		.version = "1.0",
		.description = "PDF with MuPDF: text with its layout, tables, links",
		.priority = 50,
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(mupdf_options)},
	.formats = PANDECT_ARRAY(mupdf_formats),
	.extract = mupdf_extract,
};

static const struct pandect_plugin *const mupdf_plugins[] = {&mupdf_extractor.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "mupdf",
	.version = "1.0",
	.license = "MIT AND AGPL-3.0-or-later",
	.n_plugins = 1,
	.plugins = mupdf_plugins,
	.homepage = "https://mupdf.com/",
};
