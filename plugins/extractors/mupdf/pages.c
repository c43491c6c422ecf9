/* SPDX-License-Identifier: MIT */
/* Pages to the layout: one pass over each gives its characters, lines and pictures. */
#include "reader.h"

#include <stdio.h>

static uint32_t
mupdf_font_number(struct reader *r, fz_font *font)
{
	unsigned flags = 0;
	uint32_t number;

	for (unsigned i = 0; i < r->n_fonts; i++)
		if (r->fonts[i].font == font)
			return r->fonts[i].number;
	if (fz_font_is_bold(r->ctx, font))
		flags |= LAYOUT_BOLD;
	if (fz_font_is_italic(r->ctx, font))
		flags |= LAYOUT_ITALIC;
	if (fz_font_is_monospaced(r->ctx, font))
		flags |= LAYOUT_MONO;
	number = layout_font_add(r->layout, fz_font_name(r->ctx, font), flags);
	if (r->n_fonts < MAX_PAGE_FONTS) {
		r->fonts[r->n_fonts].font = font;
		r->fonts[r->n_fonts++].number = number;
	}
	return number;
}

static void
mupdf_give_line(struct reader *r, const fz_stext_line *line)
{
	uint32_t flags = LAYOUT_LINE_START;

	for (const fz_stext_char *c = line->first_char; c; c = c->next) {
		fz_rect box = fz_rect_from_quad(c->quad);
		struct layout_glyph glyph = {.codepoint = (uint32_t)c->c,
			.font = mupdf_font_number(r, c->font),
			.flags = flags,
			.x0 = box.x0,
			.y0 = box.y0,
			.x1 = box.x1,
			.y1 = box.y1,
			.x = c->origin.x,
			.y = c->origin.y,
			.size = c->size,
			.dx = line->dir.x,
			.dy = line->dir.y};

		layout_page_glyph(r->layout, &glyph);
		flags = 0;
	}
}

static void
mupdf_give_text(struct reader *r, const fz_stext_page *text)
{
	r->n_fonts = 0;
	for (const fz_stext_block *block = text->first_block; block; block = block->next) {
		if (block->type != FZ_STEXT_BLOCK_TEXT)
			continue;
		for (const fz_stext_line *line = block->u.t.first_line; line; line = line->next)
			mupdf_give_line(r, line);
	}
}

static void
mupdf_give_links(struct reader *r, const fz_link *link)
{
	for (; link; link = link->next) {
		fz_rect rect = fz_transform_rect(link->rect, r->to_page);
		struct pandect_box box = {rect.x0, rect.y0, rect.x1, rect.y1};

		if (link->uri && fz_is_external_link(r->ctx, link->uri))
			layout_page_link(r->layout, &box, link->uri);
	}
}

static void
mupdf_run_page(struct reader *r, pdf_page *page, fz_stext_page *text)
{
	fz_context *ctx = r->ctx;
	fz_stext_options options = {.flags = FZ_STEXT_INHIBIT_SPACES};
	fz_device *device = fz_new_stext_device(ctx, text, &options);

	mupdf_see_drawings(device);
	r->cookie = (fz_cookie){0};
	fz_try(ctx)
	{
		pdf_run_page(ctx, page, device, r->to_page, &r->cookie);
		fz_close_device(ctx, device);
	}
	fz_always(ctx) fz_drop_device(ctx, device);
	fz_catch(ctx) fz_rethrow(ctx);
}

static void
mupdf_keep_error(struct reader *r)
{
	if (r->error[0] == '\0')
		snprintf(r->error, sizeof r->error, "%s", fz_caught_message(r->ctx));
}

static void
mupdf_read_page(struct reader *r, int number)
{
	fz_context *ctx = r->ctx;
	struct page_info *info = &r->pages[number];
	pdf_page *page = NULL;
	fz_stext_page *text = NULL;
	fz_link *links = NULL;
	fz_rect bounds;

	fz_var(page);
	fz_var(text);
	fz_var(links);
	fz_try(ctx)
	{
		page = pdf_load_page(ctx, r->doc, number);
		bounds = fz_bound_page(ctx, &page->super);
		info->width = bounds.x1 - bounds.x0;
		info->height = bounds.y1 - bounds.y0;
		r->to_page = fz_translate(-bounds.x0, -bounds.y0);
		r->n_shapes = 0;
		layout_page_begin(r->layout, (uint32_t)number + 1,
			&(struct pandect_box){0, 0, info->width, info->height});
		links = pdf_load_links(ctx, page);
		mupdf_give_links(r, links);
		text = fz_new_stext_page(ctx, fz_transform_rect(bounds, r->to_page));
		mupdf_run_page(r, page, text);
		mupdf_give_text(r, text);
		info->has_picture = r->n_shapes >= MANY_SHAPES;
	}
	fz_always(ctx)
	{
		fz_drop_link(ctx, links);
		fz_drop_stext_page(ctx, text);
		fz_drop_page(ctx, (fz_page *)page);
	}
	fz_catch(ctx)
	{
		mupdf_keep_error(r);
		info->has_failed = true;
		r->n_failed++;
		layout_page_cancel(r->layout);
	}
}

pandect_status
mupdf_read_pages(struct reader *r)
{
	for (int i = 0; i < r->n_pages; i++) {
		pandect_status status = pandect_call_should_stop(r->call);

		if (status != PANDECT_OK)
			return status;
		pandect_call_progress(r->call, (uint64_t)i, (uint64_t)r->n_pages);
		mupdf_read_page(r, i);
		if (r->stop != PANDECT_OK)
			return r->stop;
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
