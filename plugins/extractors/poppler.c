/* SPDX-License-Identifier: MIT */
/*
 * Reads PDF with Poppler through its GLib interface. That gives a box for each character, but
 * neither its baseline nor drawn lines: the baseline is estimated, and tables are found by their
 * columns alone. All pages go through the shared layout first, as headings are told by the whole
 * document; then its blocks are written.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <poppler.h>

#include <pandect/plugin.h>

#include "layout-write.h"
#include "layout.h"

/* Of a character's box, the part below the baseline: the usual shape of Latin fonts. */
#define BELOW_BASELINE .23f
/* An outline deeper or longer than that is broken. */
#define MAX_OUTLINE_DEPTH 32u
#define MAX_OUTLINE       65536u
/* Pixels of a page for OCR: 600 dpi on A3 has 70 million. */
#define MAX_PIXELS 100e6

struct page_info {
	float width, height;
	bool has_failed, has_picture;
};

struct reader {
	PopplerDocument *doc;
	struct layout *layout;
	struct pandect_call *call;
	struct pandect_builder *builder;
	struct page_info *pages;
	int n_pages, n_failed;
};

/* ---- text ---- */

/* The attributes of the characters, which change now and then. */
struct style_walk {
	const GList *next;
	int end; /* last character that `font` and `size` hold for */
	uint32_t font;
	float size;
};

static void
poppler_next_style(struct reader *r, struct style_walk *walk, int at)
{
	while (walk->next && walk->end < at) {
		const PopplerTextAttributes *style = walk->next->data;

		walk->next = walk->next->next;
		walk->end = style->end_index;
		walk->size = (float)style->font_size;
		if (style->end_index >= at)
			walk->font = layout_font_add(
				r->layout, style->font_name ? style->font_name : "", 0);
	}
}

/* Which way a line runs, by where its first and its last character stand. */
static void
poppler_line_direction(
	const PopplerRectangle *first, const PopplerRectangle *last, struct layout_glyph *glyph)
{
	double right = fabs(last->x1 + last->x2 - first->x1 - first->x2);
	double down = last->y1 + last->y2 - first->y1 - first->y2;

	glyph->dx = 1;
	glyph->dy = 0;
	if (fabs(down) <= 2 * right)
		return;
	glyph->dx = 0;
	glyph->dy = down > 0 ? 1 : -1;
}

static void
poppler_place_glyph(const PopplerRectangle *box, struct layout_glyph *g)
{
	float low = BELOW_BASELINE;

	g->x0 = (float)fmin(box->x1, box->x2);
	g->x1 = (float)fmax(box->x1, box->x2);
	g->y0 = (float)fmin(box->y1, box->y2);
	g->y1 = (float)fmax(box->y1, box->y2);
	if (g->dx > 0) {
		g->x = g->x0;
		g->y = g->y1 - low * (g->y1 - g->y0);
	} else {
		g->x = g->dy > 0 ? g->x0 + low * (g->x1 - g->x0) : g->x1 - low * (g->x1 - g->x0);
		g->y = g->dy > 0 ? g->y0 : g->y1;
	}
}

/* Poppler puts marks of direction into its text, which have no boxes. */
static bool
poppler_has_box(gunichar c)
{
	return c < 0x202a || c > 0x202e;
}

static guint
poppler_count_boxes(const char *text)
{
	guint n = 0;

	for (; *text; text = g_utf8_next_char(text))
		n += poppler_has_box(g_utf8_get_char(text));
	return n;
}

/* The characters of a line, of which `text` is the first and *at the number of its box. Gives the
 * line behind. */
static const char *
poppler_give_line(struct reader *r, const char *text, const PopplerRectangle *boxes,
	struct style_walk *walk, guint *at)
{
	struct layout_glyph glyph = {.flags = LAYOUT_LINE_START};
	const char *end = text;
	guint n = 0;

	for (; *end && *end != '\n'; end = g_utf8_next_char(end))
		n += poppler_has_box(g_utf8_get_char(end));
	if (n)
		poppler_line_direction(&boxes[*at], &boxes[*at + n - 1], &glyph);
	for (; text < end; text = g_utf8_next_char(text)) {
		glyph.codepoint = g_utf8_get_char(text);
		if (!poppler_has_box(glyph.codepoint))
			continue;
		poppler_next_style(r, walk, (int)*at);
		glyph.font = walk->font;
		glyph.size = walk->size;
		poppler_place_glyph(&boxes[(*at)++], &glyph);
		layout_page_glyph(r->layout, &glyph);
		glyph.flags = 0;
	}
	*at += *end == '\n';
	return *end ? end + 1 : end;
}

static void
poppler_give_text(struct reader *r, PopplerPage *page)
{
	char *text = poppler_page_get_text(page);
	GList *styles = poppler_page_get_text_attributes(page);
	PopplerRectangle *boxes = NULL;
	struct style_walk walk = {.next = styles, .end = -1, .size = 10};
	guint n = 0, at = 0;
	bool has_boxes = poppler_page_get_text_layout(page, &boxes, &n);

	/* Poppler counts boxes and characters apart: should they differ, boxes would run out. */
	if (text && has_boxes && n >= poppler_count_boxes(text))
		for (const char *p = text; *p;)
			p = poppler_give_line(r, p, boxes, &walk, &at);
	g_free(boxes);
	poppler_page_free_text_attributes(styles);
	g_free(text);
}

static void
poppler_give_links(struct reader *r, PopplerPage *page, float height)
{
	GList *links = poppler_page_get_link_mapping(page);

	for (const GList *l = links; l; l = l->next) {
		const PopplerLinkMapping *link = l->data;
		struct pandect_box box = {(float)link->area.x1, height - (float)link->area.y2,
			(float)link->area.x2, height - (float)link->area.y1};

		if (link->action && link->action->type == POPPLER_ACTION_URI &&
			link->action->uri.uri)
			layout_page_link(r->layout, &box, link->action->uri.uri);
	}
	poppler_page_free_link_mapping(links);
}

/* True when there are any. */
static bool
poppler_give_images(struct reader *r, PopplerPage *page)
{
	GList *images = poppler_page_get_image_mapping(page);
	bool has_any = images != NULL;

	for (const GList *l = images; l; l = l->next) {
		const PopplerImageMapping *image = l->data;
		const PopplerRectangle *a = &image->area;
		struct pandect_box box = {(float)fmin(a->x1, a->x2), (float)fmin(a->y1, a->y2),
			(float)fmax(a->x1, a->x2), (float)fmax(a->y1, a->y2)};

		layout_page_image(r->layout, &box);
	}
	poppler_page_free_image_mapping(images);
	return has_any;
}

static void
poppler_read_page(struct reader *r, int number)
{
	PopplerPage *page = poppler_document_get_page(r->doc, number);
	struct page_info *info = &r->pages[number];
	double width, height;

	if (!page) {
		info->has_failed = true;
		r->n_failed++;
		return;
	}
	poppler_page_get_size(page, &width, &height);
	info->width = (float)width;
	info->height = (float)height;
	layout_page_begin(r->layout, (uint32_t)number + 1,
		&(struct pandect_box){0, 0, info->width, info->height});
	poppler_give_links(r, page, info->height);
	poppler_give_text(r, page);
	info->has_picture = poppler_give_images(r, page);
	g_object_unref(page);
}

static pandect_status
poppler_read_pages(struct reader *r)
{
	for (int i = 0; i < r->n_pages; i++) {
		pandect_status status = pandect_call_should_stop(r->call);

		if (status != PANDECT_OK)
			return status;
		pandect_call_progress(r->call, (uint64_t)i, (uint64_t)r->n_pages);
		poppler_read_page(r, i);
		if (!r->pages[i].has_failed)
			status = layout_page_end(r->layout);
		if (status == PANDECT_LIMIT)
			return pandect_call_fail(
				r->call, status, "the PDF holds more text than can be laid out");
		if (status != PANDECT_OK)
			return status;
	}
	return layout_finish(r->layout);
}

/* ---- about the document ---- */

static void
poppler_write_string(struct reader *r, const char *name, char *value)
{
	pandect_builder_meta(r->builder, name, pandect_text(value));
	g_free(value);
}

static void
poppler_write_date(struct reader *r, const char *name, GDateTime *date)
{
	if (!date)
		return;
	poppler_write_string(r, name, g_date_time_format(date, "%Y-%m-%dT%H:%M:%S%:z"));
	g_date_time_unref(date);
}

static void
poppler_write_meta(struct reader *r)
{
	poppler_write_string(r, "title", poppler_document_get_title(r->doc));
	poppler_write_string(r, "creator", poppler_document_get_author(r->doc));
	poppler_write_string(r, "subject", poppler_document_get_subject(r->doc));
	poppler_write_string(r, "keywords", poppler_document_get_keywords(r->doc));
	poppler_write_date(r, "created", poppler_document_get_creation_date_time(r->doc));
	poppler_write_date(r, "modified", poppler_document_get_modification_date_time(r->doc));
	poppler_write_string(r, "generator", poppler_document_get_creator(r->doc));
	poppler_write_string(r, "pdf:producer", poppler_document_get_producer(r->doc));
	poppler_write_string(r, "pages", g_strdup_printf("%d", r->n_pages));
}

static void
poppler_give_title(struct reader *r, PopplerIndexIter *iter)
{
	PopplerAction *action = poppler_index_iter_get_action(iter);

	if (!action)
		return;
	if (action->any.title)
		layout_outline_add(r->layout, action->any.title);
	poppler_action_free(action);
}

static void
poppler_give_outline(struct reader *r)
{
	PopplerIndexIter *open[MAX_OUTLINE_DEPTH];
	unsigned depth = 0, n = 0;

	open[0] = poppler_index_iter_new(r->doc);
	if (!open[0])
		return;
	for (;;) {
		PopplerIndexIter *below = NULL;

		poppler_give_title(r, open[depth]);
		if (++n >= MAX_OUTLINE)
			break;
		if (depth + 1 < MAX_OUTLINE_DEPTH)
			below = poppler_index_iter_get_child(open[depth]);
		if (below) {
			open[++depth] = below;
			continue;
		}
		while (!poppler_index_iter_next(open[depth])) {
			if (depth == 0)
				goto out;
			poppler_index_iter_free(open[depth--]);
		}
	}
out:
	for (unsigned i = 0; i <= depth; i++)
		poppler_index_iter_free(open[i]);
}

/* ---- writing ---- */

/* Cairo's pixels are 32 bits wide: to one byte each, in place of the rows' beginnings. */
static void
poppler_to_gray(unsigned char *data, int width, int height, int stride)
{
	for (int y = 0; y < height; y++) {
		unsigned char *row = data + (size_t)y * (size_t)stride;

		for (int x = 0; x < width; x++) {
			uint32_t pixel;

			memcpy(&pixel, row + (size_t)x * 4, sizeof pixel);
			row[x] = (unsigned char)(((pixel >> 16 & 0xff) * 77 +
							 (pixel >> 8 & 0xff) * 150 +
							 (pixel & 0xff) * 29) >>
						 8);
		}
	}
}

static bool
poppler_paint(PopplerPage *page, cairo_surface_t *surface, double scale)
{
	cairo_t *cairo = cairo_create(surface);
	bool is_sound;

	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_scale(cairo, scale, scale);
	poppler_page_render(page, cairo);
	is_sound = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cairo);
	cairo_surface_flush(surface);
	return is_sound && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
}

static void
poppler_render(struct reader *r, int number, float dpi)
{
	const struct page_info *info = &r->pages[number];
	double scale = dpi / 72, pixels = info->width * info->height * scale * scale;
	struct pandect_image image = {.size = sizeof image, .format = PANDECT_GRAY8};
	PopplerPage *page = poppler_document_get_page(r->doc, number);
	cairo_surface_t *surface;
	int width, height;

	if (!page)
		return;
	if (pixels > MAX_PIXELS)
		scale *= sqrt(MAX_PIXELS / pixels);
	width = (int)ceil(info->width * scale);
	height = (int)ceil(info->height * scale);
	surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	if (poppler_paint(page, surface, scale)) {
		unsigned char *data = cairo_image_surface_get_data(surface);
		int stride = cairo_image_surface_get_stride(surface);

		poppler_to_gray(data, width, height, stride);
		image.width = (uint32_t)width;
		image.height = (uint32_t)height;
		image.stride = (uint32_t)stride;
		image.dpi = (float)(scale * 72);
		image.data = data;
		image.n_bytes = (size_t)stride * (size_t)height;
		pandect_builder_page_image(r->builder, &image);
	} else {
		pandect_call_warn(r->call, "page-not-rendered",
			"a page cannot be drawn for text recognition");
	}
	cairo_surface_destroy(surface);
	g_object_unref(page);
}

static void
poppler_warn_page(struct reader *r, int number)
{
	char text[64];

	snprintf(text, sizeof text, "page %d could not be read", number + 1);
	pandect_call_warn(r->call, "page-failed", text);
}

static pandect_status
poppler_write_pages(struct reader *r)
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
			poppler_warn_page(r, i);
		layout_write_page(&writer, (uint32_t)i + 1);
		status = pandect_builder_page_end(r->builder, &dpi);
		if (status == PANDECT_OK && dpi > 0 && info->has_picture)
			poppler_render(r, i, dpi);
	}
	return status;
}

/* ---- the document ---- */

static pandect_status
poppler_fail_open(struct reader *r, const GError *error, bool has_password)
{
	char text[320];

	if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
		return pandect_call_fail(r->call, PANDECT_ENCRYPTED,
			has_password
				? "the PDF is encrypted, and the password given does not open it"
				: "the PDF is encrypted: give its password with the option "
				  "poppler.password");
	snprintf(text, sizeof text, "the PDF cannot be opened: %.250s", error->message);
	return pandect_call_fail(r->call, PANDECT_MALFORMED, text);
}

static pandect_status
poppler_open(struct reader *r, const void *data, size_t size)
{
	GBytes *bytes = g_bytes_new_static(data, size);
	struct pandect_text password = {NULL, 0};
	pandect_status status = PANDECT_OK;
	GError *error = NULL;
	char *string;

	pandect_call_text(r->call, "password", &password);
	string = password.size ? g_strndup(password.data, password.size) : NULL;
	r->doc = poppler_document_new_from_bytes(bytes, string, &error);
	if (r->doc)
		r->n_pages = poppler_document_get_n_pages(r->doc);
	else
		status = poppler_fail_open(r, error, password.size > 0);
	g_clear_error(&error);
	g_free(string);
	g_bytes_unref(bytes);
	return status;
}

static pandect_status
poppler_convert(struct reader *r)
{
	pandect_status status;

	if (r->n_pages <= 0)
		return pandect_call_fail(r->call, PANDECT_MALFORMED, "the PDF has no pages");
	r->pages = calloc((size_t)r->n_pages, sizeof *r->pages);
	if (!r->pages)
		return PANDECT_NO_MEMORY;
	poppler_write_meta(r);
	poppler_give_outline(r);
	status = poppler_read_pages(r);
	if (status != PANDECT_OK)
		return status;
	if (r->n_failed == r->n_pages)
		return pandect_call_fail(
			r->call, PANDECT_MALFORMED, "no page of the PDF can be read");
	status = poppler_write_pages(r);
	if (status != PANDECT_OK)
		return status;
	if (layout_n_truncated(r->layout)) {
		pandect_call_warn(r->call, "page-truncated",
			"some pages hold more than can be laid out; the rest of them is missing");
		return PANDECT_PARTIAL;
	}
	return r->n_failed ? PANDECT_PARTIAL : PANDECT_OK;
}

static pandect_status
poppler_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	struct reader r = {.call = call, .builder = builder};
	struct layout_options options = {0};
	int64_t heads = 1, join = 1;
	pandect_status status;
	const void *data;
	size_t size;

	(void)self;
	status = pandect_source_bytes(source, &data, &size);
	if (status != PANDECT_OK)
		return status;
	pandect_call_bool(call, "running-heads", &heads);
	pandect_call_bool(call, "join-hyphens", &join);
	options.drop_furniture = !heads;
	options.keep_hyphens = !join;
	r.layout = layout_new(&options);
	if (!r.layout)
		return PANDECT_NO_MEMORY;
	status = poppler_open(&r, data, size);
	if (status == PANDECT_OK)
		status = poppler_convert(&r);
	g_clear_object(&r.doc);
	layout_free(r.layout);
	free(r.pages);
	return status;
}

/* ---- the tables ---- */

static const struct pandect_option poppler_options[] = {
	{"password", "Password of an encrypted PDF", "", NULL, PANDECT_OPTION_TEXT,
		PANDECT_OPTION_CALL | PANDECT_OPTION_SECRET},
	{"running-heads", "Keep the lines that repeat at the head and foot of pages", "true", NULL,
		PANDECT_OPTION_BOOL, PANDECT_OPTION_CALL},
	{"join-hyphens", "Join words that are cut at the end of a line", "true", NULL,
		PANDECT_OPTION_BOOL, PANDECT_OPTION_CALL},
};

/* ISO 32000-2, 7.5.2: readers take the header within the first 1024 bytes. */
static const struct pandect_magic poppler_magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .range = 1019, .size = 5, .bytes = "%PDF-"},
};

static const struct pandect_format poppler_formats[] = {
	{.mime = "application/pdf",
		.names = "application/x-pdf",
		.suffixes = "pdf",
		.magics = PANDECT_ARRAY(poppler_magics)},
};

static const struct pandect_document_extractor poppler_extractor = {
	.base = {.size = sizeof poppler_extractor,
		.kind = PANDECT_DOCUMENT_EXTRACTOR,
		.name = "poppler",
		.version = "1.0",
		.description = "PDF with Poppler: text with its layout, links",
		.priority = 0,
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(poppler_options)},
	.formats = PANDECT_ARRAY(poppler_formats),
	.extract = poppler_extract,
};

static const struct pandect_plugin *const poppler_plugins[] = {&poppler_extractor.base};

/* GLib keeps its types for good, so the module has to stay. */
const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "poppler",
	.version = "1.0",
	.license = "MIT AND GPL-2.0-or-later",
	.flags = PANDECT_RESIDENT,
	.n_plugins = 1,
	.plugins = poppler_plugins,
	.homepage = "https://poppler.freedesktop.org/",
};
