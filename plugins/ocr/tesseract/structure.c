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

#define BULLET "\xe2\x80\xa2" /* U+2022 */

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

/* Tesseract leaves bullets out or reads them as letters. Looks for one before the line that begins
 * with word i, or in place of that word, and adds it. True when it stands for the word. */
static bool
bullet_add(struct layout *layout, const struct structure *s, PIX *ink, size_t i)
{
	const struct reading_word *word = &s->reading->words[i];
	struct layout_word bullet = {.text = {BULLET, sizeof BULLET - 1}, .confidence = 1};
	struct spot spot, where = {word->x0, word->y0, word->x1 - word->x0, word->y1 - word->y0};
	bool stands_for_word = false;
	int height = where.height;

	if (i + 1 < s->reading->n && word[1].line == word->line && word->size <= 3) {
		height = word[1].y1 - word[1].y0;
		stands_for_word = ink_is_bullet(ink, where, height, &spot);
	}
	if (!stands_for_word) {
		where.width = height * 3;
		where.x -= where.width;
		if (where.x < 0 || !ink_is_bullet(ink, where, height, &spot))
			return false;
	}
	bullet.box = box_scaled((float)spot.x, (float)spot.y, (float)(spot.x + spot.width),
		(float)(spot.y + spot.height), s->scale);
	bullet.line = word->line;
	layout_page_word(layout, &bullet);
	return stands_for_word;
}

static void
words_add(struct layout *layout, const struct structure *s, PIX *ink, BOXA *rules)
{
	for (size_t i = 0; i < s->reading->n; i++) {
		const struct reading_word *word = &s->reading->words[i];
		bool is_first = i == 0 || word[-1].line != word->line;
		struct layout_word given = {
			.text = {s->reading->text + word->text, word->size},
			.box = box_scaled((float)word->x0, (float)word->y0, (float)word->x1,
				(float)word->y1, s->scale),
			.confidence = word->confidence,
			.line = word->line,
		};

		if (is_first && bullet_add(layout, s, ink, i))
			continue;
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

/* Tesseract's blocks, as it reads them: the layout knows no text that runs downwards. */
static pandect_status
blocks_write(struct structure *s)
{
	const struct reading_word *words = s->reading->words, *last = NULL;

	for (size_t i = 0; i < s->reading->n; i++) {
		struct pandect_text text = {s->reading->text + words[i].text, words[i].size};
		bool is_new_block = !last || words[i].block != last->block;
		bool is_new_line = !last || words[i].line != last->line;

		if (last && is_new_line)
			pandect_builder_close(s->to);
		if (last && is_new_block)
			pandect_builder_close(s->to);
		if (is_new_block)
			pandect_builder_open(s->to, PANDECT_NODE_PARAGRAPH, 0);
		if (is_new_line)
			pandect_builder_open(s->to, PANDECT_NODE_LINE, 0);
		word_write(s, &words[i], text);
		last = &words[i];
	}
	if (!last)
		return PANDECT_OK;
	pandect_builder_close(s->to);
	return pandect_builder_close(s->to);
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
	struct layout_writer writer = {.builder = &s.face};
	struct layout *layout;
	PIX *ink;
	BOXA *rules;
	pandect_status status = PANDECT_NO_MEMORY;

	if (reading_is_downwards(reading))
		return blocks_write(&s);
	layout = writer.layout = layout_new(&options);
	ink = picture_ink(picture);
	rules = ink ? picture_rules(picture, ink) : NULL;
	s.is_used = calloc(reading->n + 1, sizeof *s.is_used);
	if (!layout || !rules || !s.is_used)
		goto out;
	layout_page_begin(layout, 1, &box);
	words_add(layout, &s, ink, rules);
	rules_add(layout, &s, rules);
	status = layout_page_end(layout);
	if (status == PANDECT_OK)
		status = layout_finish(layout);
	if (status == PANDECT_OK)
		status = layout_write_page(&writer, 1);
out:
	layout_free(layout);
	boxaDestroy(&rules);
	pixDestroy(&ink);
	free(s.is_used);
	return status;
}
