/* SPDX-License-Identifier: MIT */
/*
 * Tesseract's own blocks know no headings and no tables, and it reads columns as they come: the
 * page is laid out anew from words and ruled lines. The layout gives text; the words that it came
 * from are found again, so that the host can judge each by its confidence. That is done by a
 * builder that stands between the layout's writer and the host's builder.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <leptonica/allheaders.h>

#include "../../shared/layout-write.h"
#include "../../shared/layout.h"
#include "structure.h"

/* Where nothing tells the resolution. */
#define GUESSED_DPI 200

/* Words that mean nothing; they would spoil the layout. */
#define LEAST_CONFIDENCE 0.3f

/* An outline may cut a word by this much, in points. */
#define SLACK 1.0f

/* face: what the layout's writer sees. box: of the innermost block that has one, in points,
 * upright. next: the word after the one that was found last. */
struct structure {
	struct pandect_builder face;
	const struct reading *reading;
	const struct picture *picture;
	struct pandect_builder *to;
	float scale; /* points a pixel */
	struct pandect_box box;
	uint32_t kind; /* of the innermost open node */
	bool *is_used;
	size_t next;
};

/* ---- finding words again ---- */

static bool
word_is_inside(const struct structure *s, const struct reading_word *word)
{
	float x = (float)(word->x0 + word->x1) * s->scale / 2;
	float y = (float)(word->y0 + word->y1) * s->scale / 2;

	return x >= s->box.x0 - SLACK && x <= s->box.x1 + SLACK && y >= s->box.y0 - SLACK &&
	       y <= s->box.y1 + SLACK;
}

/* The first unused word of that text in the block, from the last one on and then from the start;
 * NULL: the layout made the text of something else. */
static const struct reading_word *
word_find(struct structure *s, struct pandect_text text)
{
	const struct reading *reading = s->reading;

	for (size_t n = 0, i = s->next; n < reading->n; n++, i++) {
		const struct reading_word *word = &reading->words[i %= reading->n];

		if (!s->is_used[i] && word->size == text.size &&
			memcmp(reading->text + word->text, text.data, text.size) == 0 &&
			word_is_inside(s, word)) {
			s->is_used[i] = true;
			s->next = i + 1;
			return word;
		}
	}
	return NULL;
}

static void
word_write(struct structure *s, const struct reading_word *word, struct pandect_text text)
{
	struct pandect_box box;

	pandect_builder_open(s->to, PANDECT_NODE_WORD, 0);
	if (word) {
		box = picture_box(s->picture, word->x0, word->y0, word->x1, word->y1);
		pandect_builder_box(s->to, &box, word->confidence);
	}
	pandect_builder_text(s->to, text.data, text.size);
	pandect_builder_close(s->to);
}

/* Writes text as lines of words; the host joins them. */
static void
lines_write(struct structure *s, struct pandect_text text)
{
	const struct reading_word *last = NULL;
	size_t at = 0;

	pandect_builder_open(s->to, PANDECT_NODE_LINE, 0);
	while (at < text.size) {
		struct pandect_text token = {text.data + at, 0};
		const struct reading_word *word;

		while (at < text.size && text.data[at] != ' ' && text.data[at] != '\n') {
			at++;
			token.size++;
		}
		at++;
		if (token.size == 0)
			continue;
		word = word_find(s, token);
		if (word && last && word->line != last->line) {
			pandect_builder_close(s->to);
			pandect_builder_open(s->to, PANDECT_NODE_LINE, 0);
		}
		word_write(s, word, token);
		last = word ? word : last;
	}
	pandect_builder_close(s->to);
}

/* ---- the builder between ---- */

static pandect_status
structure_open(struct pandect_builder *face, uint32_t kind, int64_t arg)
{
	struct structure *s = (struct structure *)face;

	s->kind = kind;
	return pandect_builder_open(s->to, kind, arg);
}

static pandect_status
structure_close(struct pandect_builder *face)
{
	struct structure *s = (struct structure *)face;

	return pandect_builder_close(s->to);
}

static pandect_status
structure_text(struct pandect_builder *face, const char *data, size_t size)
{
	struct structure *s = (struct structure *)face;
	struct pandect_text text = {data, size};

	if (size == 0 || s->kind == PANDECT_NODE_CODE)
		return pandect_builder_text(s->to, data, size);
	if (s->kind == PANDECT_NODE_PARAGRAPH || s->kind == PANDECT_NODE_HEADING) {
		lines_write(s, text);
		return pandect_builder_text(s->to, "", 0);
	}
	/* In an item or a cell. */
	pandect_builder_open(s->to, PANDECT_NODE_PARAGRAPH, 0);
	lines_write(s, text);
	return pandect_builder_close(s->to);
}

/* Recognised words have no styles, so no spans are lost. */
static pandect_status
structure_span_open(struct pandect_builder *face, uint32_t kind, struct pandect_text value)
{
	(void)face;
	(void)kind;
	(void)value;
	return PANDECT_OK;
}

static pandect_status
structure_span_close(struct pandect_builder *face)
{
	(void)face;
	return PANDECT_OK;
}

static pandect_status
structure_number(struct pandect_builder *face, uint32_t attribute, int64_t value)
{
	struct structure *s = (struct structure *)face;

	return pandect_builder_number(s->to, attribute, value);
}

static pandect_status
structure_box(struct pandect_builder *face, const struct pandect_box *box, float confidence)
{
	struct structure *s = (struct structure *)face;
	struct pandect_box given = picture_box(s->picture, (int)(box->x0 / s->scale),
		(int)(box->y0 / s->scale), (int)(box->x1 / s->scale), (int)(box->y1 / s->scale));

	s->box = *box;
	return pandect_builder_box(s->to, &given, confidence);
}

static const struct pandect_builder_ops structure_ops = {
	.size = sizeof structure_ops,
	.open = structure_open,
	.close = structure_close,
	.text = structure_text,
	.span_open = structure_span_open,
	.span_close = structure_span_close,
	.number = structure_number,
	.box = structure_box,
};

/* ---- laying out ---- */

static struct pandect_box
box_scaled(float x0, float y0, float x1, float y1, float scale)
{
	return (struct pandect_box){x0 * scale, y0 * scale, x1 * scale, y1 * scale};
}

/* Ruled lines are also read, as strokes and brackets. A stroke alone is nearly always one. */
static bool
word_is_rule(const struct structure *s, const struct reading_word *word, BOXA *rules)
{
	const char *text = s->reading->text + word->text;
	size_t n_strokes = 0;

	for (size_t i = 0; i < word->size; i++) {
		if (!strchr("|[]{}_-=~", text[i]))
			return false;
		n_strokes += text[i] == '|';
	}
	if (n_strokes == word->size)
		return true;
	for (l_int32 i = 0; rules && i < boxaGetCount(rules); i++) {
		l_int32 x, y, w, h;

		if (boxaGetBoxGeometry(rules, i, &x, &y, &w, &h) == 0 && word->x0 <= x + w &&
			word->x1 >= x && word->y0 <= y + h && word->y1 >= y)
			return true;
	}
	return false;
}

static void
words_add(struct layout *layout, const struct structure *s, BOXA *rules)
{
	for (size_t i = 0; i < s->reading->n; i++) {
		const struct reading_word *word = &s->reading->words[i];
		struct layout_word given = {
			.text = {s->reading->text + word->text, word->size},
			.box = box_scaled((float)word->x0, (float)word->y0, (float)word->x1,
				(float)word->y1, s->scale),
			.confidence = word->confidence,
			.line = word->line,
		};

		if (word->confidence >= LEAST_CONFIDENCE && !word_is_rule(s, word, rules))
			layout_page_word(layout, &given);
	}
}

static void
rules_add(struct layout *layout, const struct structure *s, BOXA *rules)
{
	for (l_int32 i = 0; rules && i < boxaGetCount(rules); i++) {
		l_int32 x, y, w, h;
		struct layout_stroke stroke;

		if (boxaGetBoxGeometry(rules, i, &x, &y, &w, &h) != 0)
			continue;
		stroke.width = (float)(w > h ? h : w) * s->scale;
		stroke.x0 = (float)(w > h ? x : x + w / 2) * s->scale;
		stroke.x1 = (float)(w > h ? x + w : x + w / 2) * s->scale;
		stroke.y0 = (float)(w > h ? y + h / 2 : y) * s->scale;
		stroke.y1 = (float)(w > h ? y + h / 2 : y + h) * s->scale;
		layout_page_stroke(layout, &stroke);
	}
}

pandect_status
structure_write(const struct reading *reading, const struct picture *picture,
	struct pandect_builder *builder)
{
	/* The host joins words that are cut at the ends of lines. */
	const struct layout_options options = {.keep_hyphens = true, .drop_images = true};
	int dpi = picture_dpi(picture);
	struct structure s = {
		.face = {&structure_ops},
		.reading = reading,
		.picture = picture,
		.to = builder,
		.scale = 72.0f / (float)(dpi > 0 ? dpi : GUESSED_DPI),
	};
	struct pandect_box box = box_scaled(
		0, 0, (float)pixGetWidth(picture->pix), (float)pixGetHeight(picture->pix), s.scale);
	BOXA *rules = picture_rules(picture);
	struct layout *layout = layout_new(&options);
	struct layout_writer writer = {.layout = layout, .builder = &s.face};
	pandect_status status = PANDECT_NO_MEMORY;

	s.is_used = calloc(reading->n + 1, sizeof *s.is_used);
	if (!layout || !s.is_used)
		goto out;
	layout_page_begin(layout, 1, &box);
	words_add(layout, &s, rules);
	rules_add(layout, &s, rules);
	status = layout_page_end(layout);
	if (status == PANDECT_OK)
		status = layout_finish(layout);
	if (status == PANDECT_OK)
		status = layout_write_page(&writer, 1);
out:
	layout_free(layout);
	boxaDestroy(&rules);
	free(s.is_used);
	return status;
}
