/* SPDX-License-Identifier: MIT */
/* The layout's driver: takes a page in, runs the steps over it and keeps its blocks. */
#include "layout-page.h"

#include <math.h>
#include <stdlib.h>

/* Interval steps a page that the searches for columns and tables may take: about 50 ms. An
 * ordinary page takes some thousand. */
#define MAX_STEPS ((size_t)4 << 20)
/* More fonts than that in one file are one font under many names. */
#define MAX_FONTS    65535u
#define MAX_COMPARED 512u /* of which a new one is compared with so many */

void
layout_fail(struct layout *layout, pandect_status status)
{
	if (layout->status == PANDECT_OK)
		layout->status = status;
}

uint64_t
hash_bytes(uint64_t hash, const void *data, size_t size)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ p[i]) * 0x100000001b3u;
	return hash;
}

size_t
half_points(float em)
{
	float n = em * 2 + .5f;

	if (!(n > 0))
		return 0;
	return n < LAYOUT_N_SIZES - 1 ? (size_t)n : LAYOUT_N_SIZES - 1;
}

struct layout *
layout_new(const struct layout_options *options)
{
	struct layout *layout = calloc(1, sizeof *layout);

	if (!layout)
		return NULL;
	if (options)
		layout->options = *options;
	/* Room in every array, so that none is NULL; and font 0 for those beyond the limit. */
	if (list_reserve(&layout->links, 1, sizeof(struct rich)) &&
		list_reserve(&layout->text, 1, 1) &&
		list_reserve(&layout->runs, 1, sizeof(struct run)) &&
		list_reserve(&layout->lines, 1, sizeof(struct line)) &&
		list_reserve(&layout->cells, 1, sizeof(struct cell)) &&
		list_reserve(&layout->blocks, 1, sizeof(struct block)) &&
		list_reserve(&layout->pages, 1, sizeof(struct page_record)) &&
		list_reserve(&layout->out_text, 1, 1) &&
		list_reserve(&layout->out_spans, 1, sizeof(struct layout_span)) &&
		list_add(&layout->fonts, sizeof(struct font)))
		return layout;
	layout_free(layout);
	return NULL;
}

void
layout_free(struct layout *layout)
{
	struct page *page;

	if (!layout)
		return;
	page = &layout->page;
	list_clear(&page->glyphs);
	list_clear(&page->words);
	list_clear(&page->text);
	list_clear(&page->upright);
	list_clear(&page->turned);
	list_clear(&page->across);
	list_clear(&page->down);
	list_clear(&page->images);
	list_clear(&page->links);
	list_clear(&page->tables);
	list_clear(&page->regions);
	arena_clear(&page->arena);
	list_clear(&layout->fonts);
	list_clear(&layout->outline);
	list_clear(&layout->links);
	list_clear(&layout->text);
	list_clear(&layout->runs);
	list_clear(&layout->lines);
	list_clear(&layout->cells);
	list_clear(&layout->blocks);
	list_clear(&layout->pages);
	list_clear(&layout->hyphened);
	list_clear(&layout->out_text);
	list_clear(&layout->out_spans);
	free(layout);
}

static bool
name_has(const char *name, const char *const *parts)
{
	for (; *parts; parts++)
		for (const char *p = name; *p; p++) {
			size_t i = 0;

			while ((*parts)[i] &&
				char_fold((unsigned char)p[i]) == (unsigned char)(*parts)[i])
				i++;
			if (!(*parts)[i])
				return true;
		}
	return false;
}

uint32_t
layout_font_add(struct layout *layout, const char *name, unsigned flags)
{
	static const char *const bold[] = {
		"bold", "black", "heavy", "demi", "-bd", "cmbx", ",b", NULL};
	static const char *const italic[] = {"ital", "obliq", "cmti", "slanted", NULL};
	static const char *const mono[] = {"courier", "mono", "consol", "typewriter", "cmtt",
		"menlo", "lucidacons", "inconsol", "sourcecode", "fixed", NULL};
	struct font *font = layout->fonts.items;
	uint64_t hash;

	/* The part of a font that a page needs has its own prefix: "ABCDEF+Name". */
	if (strlen(name) > 7 && name[6] == '+')
		name += 7;
	hash = hash_bytes(HASH_START ^ flags, name, strlen(name));
	for (size_t i = 1; i < layout->fonts.n && i < MAX_COMPARED; i++)
		if (font[i].hash == hash)
			return (uint32_t)i;
	if (layout->fonts.n >= MAX_FONTS)
		return 0;
	font = list_add(&layout->fonts, sizeof *font);
	if (!font) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return 0;
	}
	font->hash = hash;
	font->flags = flags;
	if (name_has(name, bold))
		font->flags |= LAYOUT_BOLD;
	if (name_has(name, italic))
		font->flags |= LAYOUT_ITALIC;
	if (name_has(name, mono))
		font->flags |= LAYOUT_MONO;
	return (uint32_t)(layout->fonts.n - 1);
}

void
layout_outline_add(struct layout *layout, const char *title)
{
	uint64_t *hash = list_add(&layout->outline, sizeof *hash);

	if (hash)
		*hash = text_hash(title, strlen(title));
	else
		layout_fail(layout, PANDECT_NO_MEMORY);
}

/* ---- a page comes in ---- */

void
layout_page_cancel(struct layout *layout)
{
	struct page *page = &layout->page;

	page->glyphs.n = page->words.n = page->text.n = 0;
	page->upright.n = page->turned.n = page->across.n = page->down.n = 0;
	page->images.n = page->links.n = page->tables.n = page->regions.n = 0;
	page->turn = 0;
	page->is_open = page->is_recognised = page->is_truncated = false;
	arena_reset(&page->arena);
}

void
layout_page_begin(struct layout *layout, uint32_t number, const struct pandect_box *box)
{
	layout_page_cancel(layout);
	layout->page.number = number;
	layout->page.box = *box;
	layout->page.steps = MAX_STEPS;
	layout->page.is_open = true;
}

/* One more of something on the page; NULL beyond its limit. */
static void *
page_add(struct layout *layout, struct list *list, size_t item_size, size_t limit)
{
	void *item;

	if (!layout->page.is_open || layout->status != PANDECT_OK)
		return NULL;
	if (list->n >= limit) {
		layout->page.is_truncated = true;
		return NULL;
	}
	item = list_add(list, item_size);
	if (!item)
		layout_fail(layout, PANDECT_NO_MEMORY);
	return item;
}

static bool
are_finite(const float *numbers, size_t n)
{
	/* Coordinates beyond this come from broken matrices and would lose all precision. */
	const float far = 1e6f;

	for (size_t i = 0; i < n; i++)
		if (!(fabsf(numbers[i]) < far))
			return false;
	return true;
}

static bool
box_is_sound(const struct pandect_box *box)
{
	const float numbers[] = {box->x0, box->y0, box->x1, box->y1};

	return are_finite(numbers, 4) && box->x0 <= box->x1 && box->y0 <= box->y1;
}

void
layout_page_glyph(struct layout *layout, const struct layout_glyph *glyph)
{
	const float numbers[] = {glyph->x0, glyph->y0, glyph->x1, glyph->y1, glyph->x, glyph->y,
		glyph->size, glyph->dx, glyph->dy};
	struct layout_glyph *copy;

	if (!are_finite(numbers, sizeof numbers / sizeof *numbers) || !(glyph->size > 0))
		return;
	copy = page_add(layout, &layout->page.glyphs, sizeof *copy, LAYOUT_MAX_GLYPHS);
	if (!copy)
		return;
	*copy = *glyph;
	if (copy->font >= layout->fonts.n)
		copy->font = 0;
}

void
layout_page_word(struct layout *layout, const struct layout_word *given)
{
	struct page *page = &layout->page;
	struct word *word;

	if (given->text.size == 0 || !box_is_sound(&given->box) ||
		given->text.size > LAYOUT_MAX_TEXT - page->text.n)
		return;
	if (!list_reserve(&page->text, given->text.size, 1)) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return;
	}
	word = page_add(layout, &page->words, sizeof *word, LAYOUT_MAX_GLYPHS);
	if (!word)
		return;
	*word = (struct word){.at = (uint32_t)page->text.n,
		.size = (uint32_t)given->text.size,
		.n_chars = (uint32_t)given->text.size,
		.font = given->line, /* until segments are made */
		.link = LAYOUT_NO_LINK,
		.x0 = given->box.x0,
		.y0 = given->box.y0,
		.x1 = given->box.x1,
		.y1 = given->box.y1,
		.base = given->box.y1,
		.confidence = given->confidence};
	memcpy((char *)page->text.items + page->text.n, given->text.data, given->text.size);
	page->text.n += given->text.size;
	page->is_recognised = true;
}

static void
rule_add(struct layout *layout, bool is_across, float at, float from, float to)
{
	struct page *page = &layout->page;
	struct rule *rule = page_add(
		layout, is_across ? &page->across : &page->down, sizeof *rule, LAYOUT_MAX_RULES);

	if (rule)
		*rule = (struct rule){at, fminf(from, to), fmaxf(from, to)};
}

void
layout_page_stroke(struct layout *layout, const struct layout_stroke *s)
{
	const float numbers[] = {s->x0, s->y0, s->x1, s->y1, s->width};
	const float widest = 6, level = 1, shortest = 4; /* points */

	if (!are_finite(numbers, 5) || s->width > widest)
		return;
	if (fabsf(s->y0 - s->y1) < level && fabsf(s->x0 - s->x1) > shortest)
		rule_add(layout, true, (s->y0 + s->y1) / 2, s->x0, s->x1);
	else if (fabsf(s->x0 - s->x1) < level && fabsf(s->y0 - s->y1) > shortest)
		rule_add(layout, false, (s->x0 + s->x1) / 2, s->y0, s->y1);
}

void
layout_page_fill(struct layout *layout, const struct pandect_box *box, bool is_white)
{
	const float thin = 2.5f, shortest = 4, least_width = 15, least_height = 5; /* points */
	const struct pandect_box *paper = &layout->page.box;
	float width = box->x1 - box->x0, height = box->y1 - box->y0;

	if (!box_is_sound(box))
		return;
	if (height <= thin && width > shortest) {
		rule_add(layout, true, (box->y0 + box->y1) / 2, box->x0, box->x1);
	} else if (width <= thin && height > shortest) {
		rule_add(layout, false, (box->x0 + box->x1) / 2, box->y0, box->y1);
	} else if (width > least_width && height > least_height && !is_white &&
		   width < .97f * (paper->x1 - paper->x0)) {
		rule_add(layout, true, box->y0, box->x0, box->x1);
		rule_add(layout, true, box->y1, box->x0, box->x1);
		rule_add(layout, false, box->x0, box->y0, box->y1);
		rule_add(layout, false, box->x1, box->y0, box->y1);
	}
}

void
layout_page_image(struct layout *layout, const struct pandect_box *box)
{
	struct pandect_box *copy;

	if (!box_is_sound(box))
		return;
	copy = page_add(layout, &layout->page.images, sizeof *copy, LAYOUT_MAX_IMAGES);
	if (copy)
		*copy = *box;
}

void
layout_page_link(struct layout *layout, const struct pandect_box *box, const char *uri)
{
	size_t size = strlen(uri);
	struct page_link *link;
	struct rich *rich;

	if (!box_is_sound(box) || size > LAYOUT_MAX_TEXT - layout->text.n)
		return;
	link = page_add(layout, &layout->page.links, sizeof *link, LAYOUT_MAX_LINKS);
	rich = list_add(&layout->links, sizeof *rich);
	if (!link || !rich || !list_reserve(&layout->text, size, 1)) {
		if (layout->status != PANDECT_OK || !rich)
			layout_fail(layout, PANDECT_NO_MEMORY);
		return;
	}
	*rich = (struct rich){.at = (uint32_t)layout->text.n, .size = (uint32_t)size};
	memcpy((char *)layout->text.items + layout->text.n, uri, size);
	layout->text.n += size;
	*link = (struct page_link){*box, (uint32_t)(layout->links.n - 1)};
}

/* ---- a page is laid out ---- */

/* Where a picture goes: after the last block that begins above it. */
static void
place_image(struct layout *layout, size_t first_block, const struct pandect_box *box)
{
	struct block *blocks, image = {.kind = LAYOUT_IMAGE, .number = -1};
	size_t at = first_block;

	if (!block_add(layout, LAYOUT_IMAGE))
		return;
	blocks = layout_blocks(layout);
	image.page = layout->page.number;
	image.x0 = box->x0;
	image.y0 = box->y0;
	image.x1 = box->x1;
	image.y1 = box->y1;
	for (size_t i = first_block; i + 1 < layout->blocks.n; i++)
		if (blocks[i].y0 < box->y0)
			at = i + 1;
	memmove(blocks + at + 1, blocks + at, (layout->blocks.n - 1 - at) * sizeof *blocks);
	blocks[at] = image;
}

/* Pictures that touch are strips or tiles of one. */
static bool
join_images(struct pandect_box *a, const struct pandect_box *b)
{
	const float near = 1.5f;

	if (b->x0 > a->x1 + near || b->x1 < a->x0 - near || b->y0 > a->y1 + near ||
		b->y1 < a->y0 - near)
		return false;
	a->x0 = fminf(a->x0, b->x0);
	a->y0 = fminf(a->y0, b->y0);
	a->x1 = fmaxf(a->x1, b->x1);
	a->y1 = fmaxf(a->y1, b->y1);
	return true;
}

static void
place_images(struct layout *layout, size_t first_block)
{
	const float least = 40; /* points: smaller ones are decoration */
	struct page *page = &layout->page;
	struct pandect_box *images = page->images.items;
	const struct pandect_box *paper = &page->box;
	float area = (paper->x1 - paper->x0) * (paper->y1 - paper->y0);
	bool has_text = page->upright.n > 0;

	for (size_t i = 0; i < page->images.n; i++)
		for (size_t j = i + 1; j < page->images.n;) {
			if (join_images(&images[i], &images[j])) {
				images[j] = images[--page->images.n];
				j = i + 1;
			} else {
				j++;
			}
		}
	for (size_t i = 0; i < page->images.n; i++) {
		float width = images[i].x1 - images[i].x0, height = images[i].y1 - images[i].y0;

		/* A picture of the whole page under text is its scan or its background. */
		if (width >= least && height >= least &&
			!(has_text && width * height > .85f * area))
			place_image(layout, first_block, &images[i]);
	}
}

/* Distances to the blocks above and below, which headings are told by. */
static void
measure_gaps(struct layout *layout, size_t first)
{
	const float apart = 3; /* ems, where there is no neighbour or it is in another column */
	struct block *blocks = layout_blocks(layout);
	const struct line *lines = layout_lines(layout);

	for (size_t i = first; i < layout->blocks.n; i++) {
		struct block *b = &blocks[i], *above = i > first ? b - 1 : NULL;
		float upper, gap;

		if (b->n_lines == 0)
			continue;
		b->gap_above = apart;
		if (!above)
			continue;
		upper = above->n_lines ? lines[above->first + above->n_lines - 1].base : above->y1;
		gap = lines[b->first].base - upper;
		if (gap >= 0)
			b->gap_above = gap / fmaxf(b->em, 1);
		if (above->n_lines)
			above->gap_below = gap / fmaxf(above->em, 1);
	}
}

/* Blocks that stand in the middle of the page's text, with room on both sides. */
static void
find_centred(struct layout *layout, size_t first)
{
	struct block *blocks = layout_blocks(layout);
	float left = INFINITY, right = -INFINITY;

	for (size_t i = first; i < layout->blocks.n; i++) {
		left = fminf(left, blocks[i].x0);
		right = fmaxf(right, blocks[i].x1);
	}
	for (size_t i = first; i < layout->blocks.n; i++) {
		struct block *b = &blocks[i];
		float off = (b->x0 + b->x1 - left - right) / 2;

		b->is_centred = b->n_lines && fabsf(off) < .02f * (right - left) &&
				b->x0 - left > .1f * (right - left);
	}
}

/* Boxes as the page is displayed; those that the steps go by stay as they are. */
static void
set_shown_boxes(struct layout *layout, size_t first)
{
	struct block *blocks = layout_blocks(layout);

	for (size_t i = first; i < layout->blocks.n; i++) {
		struct block *b = &blocks[i];
		struct pandect_box box = {b->x0, b->y0, b->x1, b->y1};

		layout_turn_back(&layout->page, &box);
		b->shown = box;
	}
}

static void
add_turned(struct layout *layout)
{
	struct page *page = &layout->page;
	struct segment *turned = page->turned.items;
	struct segment **one = arena_add(&page->arena, page->turned.n + 1, sizeof *one);

	if (!one)
		return;
	for (size_t i = 0; i < page->turned.n; i++) {
		struct row row = {.segments = &one[i],
			.n = 1,
			.base = turned[i].base,
			.em = turned[i].em,
			.y0 = turned[i].y0,
			.y1 = turned[i].y1};

		one[i] = &turned[i];
		layout_paragraphs(layout, &row, 1);
	}
}

static void
lay_out(struct layout *layout)
{
	struct page *page = &layout->page;
	struct page_record *record;
	struct segment **segments;
	struct rows *regions;
	size_t n, first = layout->blocks.n;

	if (page->is_recognised)
		layout_make_recognised(layout);
	else
		layout_make_words(layout);
	segments = layout_ruled_tables(layout, &n);
	if (segments)
		layout_order(layout, segments, n);
	regions = page->regions.items;
	for (size_t i = 0; i < page->regions.n; i++)
		layout_region(layout, &regions[i]);
	if (!layout->options.drop_images && !page->is_recognised)
		place_images(layout, first);
	add_turned(layout);
	measure_gaps(layout, first);
	find_centred(layout, first);
	set_shown_boxes(layout, first);
	record = list_add(&layout->pages, sizeof *record);
	if (!record || page->arena.has_failed) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return;
	}
	*record = (struct page_record){page->number, (uint32_t)first,
		(uint32_t)(layout->blocks.n - first), page->box.y0, page->box.y1};
}

pandect_status
layout_page_end(struct layout *layout)
{
	if (layout->status == PANDECT_OK && layout->page.is_open)
		lay_out(layout);
	if (layout->page.is_truncated)
		layout->n_truncated++;
	layout_page_cancel(layout);
	return layout->status;
}

uint32_t
layout_n_truncated(const struct layout *layout)
{
	return layout->n_truncated;
}
