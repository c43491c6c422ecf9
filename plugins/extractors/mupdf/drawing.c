/* SPDX-License-Identifier: MIT */
/* Paths and pictures of a page, as far as the layout wants them: lines, rectangles, boxes. */
#include "reader.h"

/* Points of a path that are looked at: rectangles and table lines have few. */
#define MAX_POINTS 64
/* Drawing operations between two questions whether to stop. */
#define OPERATIONS_A_CHECK 2048u
/* Fainter than that is not seen. */
#define LEAST_ALPHA .05f

struct path_walk {
	struct reader *reader;
	fz_matrix matrix;
	fz_point points[MAX_POINTS];
	int n;
	float width; /* of a stroke; below 0: it is filled */
	bool is_complex, is_white;
};

static void
mupdf_fill_subpath(struct path_walk *w)
{
	const float near = .3f;
	struct pandect_box box = {w->points[0].x, w->points[0].y, w->points[0].x, w->points[0].y};

	for (int i = 1; i < w->n; i++) {
		box.x0 = fz_min(box.x0, w->points[i].x);
		box.y0 = fz_min(box.y0, w->points[i].y);
		box.x1 = fz_max(box.x1, w->points[i].x);
		box.y1 = fz_max(box.y1, w->points[i].y);
	}
	for (int i = 0; i < w->n; i++) {
		fz_point p = w->points[i];

		if ((p.x - box.x0 >= near && box.x1 - p.x >= near) ||
			(p.y - box.y0 >= near && box.y1 - p.y >= near)) {
			w->reader->n_shapes++;
			return;
		}
	}
	layout_page_fill(w->reader->layout, &box, w->is_white);
}

static void
mupdf_end_subpath(struct path_walk *w, bool is_closed)
{
	if (w->is_complex)
		w->reader->n_shapes++;
	else if (w->n >= 2 && w->width < 0)
		mupdf_fill_subpath(w);
	for (int i = 1; w->width >= 0 && !w->is_complex && i <= w->n; i++) {
		fz_point a = w->points[i - 1], b = w->points[i % w->n];
		struct layout_stroke stroke = {a.x, a.y, b.x, b.y, w->width};

		if (i < w->n || (is_closed && w->n > 2))
			layout_page_stroke(w->reader->layout, &stroke);
	}
	w->n = 0;
	w->is_complex = false;
}

static void
mupdf_add_point(struct path_walk *w, float x, float y)
{
	if (w->n == MAX_POINTS)
		w->is_complex = true;
	else
		w->points[w->n++] = fz_transform_point_xy(x, y, w->matrix);
}

static void
mupdf_walk_move(fz_context *ctx, void *walk, float x, float y)
{
	(void)ctx;
	mupdf_end_subpath(walk, false);
	mupdf_add_point(walk, x, y);
}

static void
mupdf_walk_line(fz_context *ctx, void *walk, float x, float y)
{
	(void)ctx;
	mupdf_add_point(walk, x, y);
}

static void
mupdf_walk_curve(
	fz_context *ctx, void *walk, float x1, float y1, float x2, float y2, float x3, float y3)
{
	struct path_walk *w = walk;

	(void)ctx;
	(void)x1;
	(void)y1;
	(void)x2;
	(void)y2;
	mupdf_add_point(w, x3, y3);
	w->is_complex = true;
}

static void
mupdf_walk_close(fz_context *ctx, void *walk)
{
	(void)ctx;
	mupdf_end_subpath(walk, true);
}

static void
mupdf_walk_rectangle(fz_context *ctx, void *walk, float x0, float y0, float x1, float y1)
{
	(void)ctx;
	mupdf_end_subpath(walk, false);
	mupdf_add_point(walk, x0, y0);
	mupdf_add_point(walk, x1, y0);
	mupdf_add_point(walk, x1, y1);
	mupdf_add_point(walk, x0, y1);
	mupdf_end_subpath(walk, true);
}

static const fz_path_walker mupdf_walker = {
	.moveto = mupdf_walk_move,
	.lineto = mupdf_walk_line,
	.curveto = mupdf_walk_curve,
	.closepath = mupdf_walk_close,
	.rectto = mupdf_walk_rectangle,
};

/* A page may hold millions of operations: asks now and then whether there is still time. */
static void
mupdf_count_operation(struct reader *r)
{
	if (++r->n_operations % OPERATIONS_A_CHECK || r->stop != PANDECT_OK)
		return;
	r->stop = pandect_call_should_stop(r->call);
	if (r->stop != PANDECT_OK)
		r->cookie.abort = 1;
}

static bool
mupdf_is_white(fz_context *ctx, fz_colorspace *space, const float *color)
{
	const float paper = .99f;
	float rgb[4] = {0};

	if (!space)
		return false;
	fz_convert_color(ctx, space, color, fz_device_rgb(ctx), rgb, NULL, fz_default_color_params);
	return rgb[0] > paper && rgb[1] > paper && rgb[2] > paper;
}

static void
mupdf_fill_path(fz_context *ctx, fz_device *device, const fz_path *path, int even_odd,
	fz_matrix ctm, fz_colorspace *space, const float *color, float alpha,
	fz_color_params params)
{
	struct reader *r = fz_user_context(ctx);
	struct path_walk w = {.reader = r, .matrix = ctm, .width = -1};

	(void)device;
	(void)even_odd;
	(void)params;
	mupdf_count_operation(r);
	if (alpha < LEAST_ALPHA)
		return;
	w.is_white = mupdf_is_white(ctx, space, color);
	fz_walk_path(ctx, path, &mupdf_walker, &w);
	mupdf_end_subpath(&w, false);
}

static void
mupdf_stroke_path(fz_context *ctx, fz_device *device, const fz_path *path,
	const fz_stroke_state *state, fz_matrix ctm, fz_colorspace *space, const float *color,
	float alpha, fz_color_params params)
{
	struct reader *r = fz_user_context(ctx);
	struct path_walk w = {.reader = r, .matrix = ctm};

	(void)device;
	(void)space;
	(void)color;
	(void)params;
	mupdf_count_operation(r);
	if (alpha < LEAST_ALPHA)
		return;
	w.width = state->linewidth * fz_matrix_expansion(ctm);
	fz_walk_path(ctx, path, &mupdf_walker, &w);
	mupdf_end_subpath(&w, false);
}

static void
mupdf_add_picture(fz_context *ctx, fz_matrix ctm)
{
	struct reader *r = fz_user_context(ctx);
	fz_rect rect = fz_transform_rect(fz_unit_rect, ctm);
	struct pandect_box box = {rect.x0, rect.y0, rect.x1, rect.y1};

	mupdf_count_operation(r);
	r->n_shapes += MANY_SHAPES;
	layout_page_image(r->layout, &box);
}

static void
mupdf_fill_image(fz_context *ctx, fz_device *device, fz_image *image, fz_matrix ctm, float alpha,
	fz_color_params params)
{
	(void)device;
	(void)image;
	(void)params;
	if (alpha >= LEAST_ALPHA)
		mupdf_add_picture(ctx, ctm);
}

static void
mupdf_fill_image_mask(fz_context *ctx, fz_device *device, fz_image *image, fz_matrix ctm,
	fz_colorspace *space, const float *color, float alpha, fz_color_params params)
{
	(void)device;
	(void)image;
	(void)space;
	(void)color;
	(void)params;
	if (alpha >= LEAST_ALPHA)
		mupdf_add_picture(ctx, ctm);
}

void
mupdf_see_drawings(fz_device *device)
{
	device->fill_path = mupdf_fill_path;
	device->stroke_path = mupdf_stroke_path;
	device->fill_image = mupdf_fill_image;
	device->fill_image_mask = mupdf_fill_image_mask;
}
