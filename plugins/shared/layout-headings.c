/* SPDX-License-Identifier: MIT */
/*
 * Which blocks are headings. Each is scored by its size against the body's, its weight, its words
 * and the space round it; then the styles vote: one that is mostly headings takes its other blocks
 * along, one that seldom is loses them. Levels follow the sizes.
 */
#include "layout-page.h"

#include <stdlib.h>

#define THRESHOLD   1.5f
#define MAX_WORDS   24u
#define MAX_LINES   4u
#define MAX_LEVEL   3u
#define MAX_RUN     3u   /* so many of one style behind each other are a list of something */
#define MAX_REPEATS 4u   /* so often the same text is a running head */
#define MAX_SIZE    600u /* bytes that are looked at */

/* The text of a block that may be a heading, and what is asked of it. */
struct title {
	char text[MAX_SIZE + 8];
	size_t size;
	uint32_t n_words, n_letters, n_signs, n_lines, first, last;
	bool is_upper, has_word, is_numbered;
};

static bool
has_string(const struct title *t, const char *string)
{
	return strstr(t->text, string) != NULL;
}

/* "12." "4.1" "A." "IV." "Chapter 3" and a blank. */
static bool
starts_with_word(const struct title *t, const char *const *words, size_t *ret_size)
{
	for (; *words; words++) {
		size_t n = strlen(*words), i = 0;

		while (i < n && i < t->size &&
			char_fold((unsigned char)t->text[i]) == (unsigned char)(*words)[i])
			i++;
		if (i == n) {
			*ret_size = n;
			return true;
		}
	}
	return false;
}

static bool
ends_number(char c)
{
	return c == ' ' || c == ':' || c == '.';
}

static bool
is_section_number(const struct title *t)
{
	static const char *const words[] = {"chapter ", "section ", "part ", "appendix ",
		"article ", "schedule ", "annex ", "exhibit ", NULL};
	const char *p = t->text;
	size_t n;

	if (starts_with_word(t, words, &n)) {
		const char *q = p + n;

		while (char_is_digit((unsigned char)*q) || char_is_upper((unsigned char)*q))
			q++;
		return q > p + n && ends_number(*q);
	}
	if (char_is_digit((unsigned char)*p)) {
		size_t digits = 0;

		for (; char_is_digit((unsigned char)*p) || *p == '.'; p++) {
			digits = *p == '.' ? 0 : digits + 1;
			if (digits > 2)
				return false;
		}
		return ends_number(*p) || (p[-1] == '.' && *p == ' ');
	}
	n = strspn(p, "IVXL");
	if (n == 0 || n > 5)
		n = char_is_upper((unsigned char)*p) && (signed char)*p > 0 ? 1 : 0;
	return n && p[n] == '.' && ends_number(p[n + 1]);
}

static bool
is_caption(const struct title *t)
{
	static const char *const words[] = {"figure", "fig.", "fig", "table", "tab.", "listing",
		"exhibit", "chart", "plate", "scheme", "abbildung", "tabelle", NULL};
	size_t n;

	if (!starts_with_word(t, words, &n))
		return false;
	while (t->text[n] == ' ')
		n++;
	return char_is_digit((unsigned char)t->text[n]);
}

static void
title_count(struct title *t)
{
	bool has_lower = false, has_upper = false;
	uint32_t in_word = 0;
	size_t at = 0;

	while (at < t->size) {
		uint32_t c = char_next(t->text, t->size, &at);

		if (c == ' ') {
			in_word = 0;
			continue;
		}
		t->n_signs++;
		has_lower |= char_is_lower(c);
		has_upper |= char_is_upper(c);
		if (!char_is_letter(c))
			continue;
		t->n_letters++;
		t->has_word |= ++in_word >= 3;
	}
	t->is_upper = t->n_letters >= 4 && has_upper && !has_lower;
}

/* False: too long to be a title. */
static bool
title_init(const struct layout *layout, const struct block *block, struct title *t)
{
	const struct line *lines = layout_lines(layout) + block->first;

	memset(t, 0, offsetof(struct title, size));
	*t = (struct title){.n_lines = block->n_lines};
	if (block->n_lines == 0 || block->n_lines > MAX_LINES)
		return false;
	for (uint32_t i = 0; i < block->n_lines; i++) {
		const struct rich *rich = &lines[i].rich;

		t->n_words += lines[i].n_words;
		if (t->n_words > MAX_WORDS || t->size + rich->size + 1 > MAX_SIZE)
			return false;
		if (t->size)
			t->text[t->size++] = ' ';
		memcpy(t->text + t->size, rich_text(layout, rich), rich->size);
		t->size += rich->size;
	}
	if (t->size == 0)
		return false;
	title_count(t);
	t->first = char_first(t->text, t->size);
	t->last = char_last(t->text, t->size);
	t->is_numbered = is_section_number(t);
	return true;
}

static bool
may_be_title(const struct title *t)
{
	bool has_leaders =
		has_string(t, "....") && t->size > 3 && strcmp(t->text + t->size - 3, "...") != 0;

	return t->n_letters >= 2 && t->n_letters * 10 >= t->n_signs * 4 && !has_string(t, "___") &&
	       !has_leaders && (t->has_word || t->is_numbered);
}

static float
score_look(const struct layout *layout, const struct block *b)
{
	float ratio = b->em / layout->body, score = 0;
	bool body_is_bold = layout->n_bold * 2 > layout->n_chars;

	if (ratio >= 1.5f)
		score += 3;
	else if (ratio >= 1.15f)
		score += 2;
	else if (ratio >= 1.06f)
		score += .7f;
	else if (ratio < .93f)
		score -= 1.5f;
	if (b->flags & LAYOUT_BOLD && !body_is_bold)
		score += 1.6f;
	else if (b->flags & LAYOUT_ITALIC && !(b->flags & LAYOUT_BOLD))
		score += 1.1f;
	if (b->is_centred)
		score += .5f;
	if (b->gap_above > 1.6f)
		score += .3f;
	if (b->gap_above > 1.15f * b->gap_below && b->gap_above > 1.4f)
		score += .2f;
	return score;
}

static float
score_words(const struct title *t, bool is_bold)
{
	size_t bullet = text_bullet(t->text, t->size);
	float score = 0;

	if (t->is_upper)
		score += .7f;
	if (t->is_numbered)
		score += .6f;
	if ((t->last == '.' || t->last == ',' || t->last == ';') &&
		!(t->size > 3 && strcmp(t->text + t->size - 3, "...") == 0) &&
		!(t->is_numbered && t->n_words <= 2))
		score -= 1.3f;
	if (t->last == ':')
		score -= is_bold ? .1f : .4f;
	if (t->n_words > 12)
		score -= .8f;
	if (t->n_lines > 2)
		score -= .5f;
	if (char_is_lower(t->first) && !t->is_numbered)
		score -= 1.5f;
	if (bullet && bullet < t->size)
		score -= 2;
	if (is_caption(t))
		score -= 2.5f;
	if (has_string(t, ".....") || has_string(t, "@") || has_string(t, "http:") ||
		has_string(t, "https:") || has_string(t, "www."))
		score -= 2;
	return score;
}

static bool
is_in_outline(const struct layout *layout, const struct title *t)
{
	uint64_t hash = text_hash(t->text, t->size);

	return layout->outline.n && bsearch(&hash, layout->outline.items, layout->outline.n,
					    sizeof hash, compare_hashes) != NULL;
}

static void
score_all(struct layout *layout)
{
	struct block *blocks = layout_blocks(layout);
	struct title title;

	for (size_t i = 0; i < layout->blocks.n; i++) {
		struct block *b = &blocks[i];
		float score = 0;

		if (b->kind != LAYOUT_PARAGRAPH || !title_init(layout, b, &title))
			continue;
		if (may_be_title(&title))
			score = score_look(layout, b) +
				score_words(&title, (b->flags & LAYOUT_BOLD) != 0);
		if (title.n_words < 20 && is_in_outline(layout, &title))
			score += 2;
		if (score >= THRESHOLD)
			b->kind = LAYOUT_HEADING;
	}
}

/* ---- the vote of the styles ---- */

struct style {
	uint32_t n, n_headings;
};

/* Blocks by style, size by size. */
static uint64_t
style_of(const struct block *b)
{
	return (uint64_t)(half_points(b->em) / 2) << 40 | (uint64_t)b->font << 8 |
	       (b->flags & (LAYOUT_BOLD | LAYOUT_ITALIC));
}

struct vote {
	uint64_t style;
	uint32_t block;
};

static int
compare_votes(const void *a, const void *b)
{
	const struct vote *p = a, *q = b;

	if (p->style != q->style)
		return p->style < q->style ? -1 : 1;
	return (p->block > q->block) - (p->block < q->block);
}

static void
promote(struct layout *layout, struct block *b)
{
	struct title title;
	size_t bullet;

	if (b->kind != LAYOUT_PARAGRAPH || !title_init(layout, b, &title))
		return;
	bullet = text_bullet(title.text, title.size);
	if (title.n_letters >= 3 && !has_string(&title, "___") && !(bullet && bullet < title.size))
		b->kind = LAYOUT_HEADING;
}

static void
count_vote(struct layout *layout, const struct vote *votes, size_t n)
{
	struct block *blocks = layout_blocks(layout);
	const struct block *one = &blocks[votes[0].block];
	size_t n_headings = 0;

	if (n < 3)
		return;
	for (size_t i = 0; i < n; i++)
		n_headings += blocks[votes[i].block].kind == LAYOUT_HEADING;
	if (n_headings * 2 >= n) {
		if ((float)(half_points(one->em) / 2) > layout->body * 1.05f ||
			one->flags & (LAYOUT_BOLD | LAYOUT_ITALIC))
			for (size_t i = 0; i < n; i++)
				promote(layout, &blocks[votes[i].block]);
	} else if (n_headings * 4 < n) {
		for (size_t i = 0; i < n; i++) {
			struct block *b = &blocks[votes[i].block];

			if (b->kind == LAYOUT_HEADING && b->em < 1.3f * layout->body)
				b->kind = LAYOUT_PARAGRAPH;
		}
	}
}

static void
let_styles_vote(struct layout *layout)
{
	const struct block *blocks = layout_blocks(layout);
	struct vote *votes;
	size_t n = 0, from = 0;

	if (layout->blocks.n == 0)
		return;
	votes = malloc(layout->blocks.n * sizeof *votes);
	if (!votes) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return;
	}
	for (size_t i = 0; i < layout->blocks.n; i++)
		if (blocks[i].n_lines)
			votes[n++] = (struct vote){style_of(&blocks[i]), (uint32_t)i};
	qsort(votes, n, sizeof *votes, compare_votes);
	for (size_t i = 1; i <= n; i++)
		if (i == n || votes[i].style != votes[from].style) {
			count_vote(layout, votes + from, i - from);
			from = i;
		}
	free(votes);
}

/* ---- demotion ---- */

/* Several of one style behind each other: lines of an address, a title page, a form. */
static void
demote_runs(struct layout *layout)
{
	struct block *blocks = layout_blocks(layout);
	size_t n = layout->blocks.n, end;

	for (size_t i = 0; i<n; i = end> i ? end : i + 1) {
		for (end = i; end < n && blocks[end].kind == LAYOUT_HEADING; end++) {
			float off = blocks[end].em - blocks[i].em;

			if (off >= .3f || off <= -.3f ||
				(blocks[end].flags ^ blocks[i].flags) & LAYOUT_BOLD)
				break;
		}
		if (end - i < MAX_RUN || blocks[i].em >= 1.5f * layout->body)
			continue;
		for (size_t k = i; k < end; k++)
			blocks[k].kind = LAYOUT_PARAGRAPH;
	}
}

static void
demote_repeats(struct layout *layout)
{
	struct block *blocks = layout_blocks(layout);
	struct vote *texts;
	struct title title;
	size_t n = 0, from = 0;

	texts = malloc((layout->blocks.n + 1) * sizeof *texts);
	if (!texts) {
		layout_fail(layout, PANDECT_NO_MEMORY);
		return;
	}
	for (size_t i = 0; i < layout->blocks.n; i++)
		if (blocks[i].kind == LAYOUT_HEADING && title_init(layout, &blocks[i], &title))
			texts[n++] = (struct vote){text_hash(title.text, title.size), (uint32_t)i};
	qsort(texts, n, sizeof *texts, compare_votes);
	for (size_t i = 1; i <= n; i++) {
		if (i < n && texts[i].style == texts[from].style)
			continue;
		for (size_t k = from; i - from >= MAX_REPEATS && k < i; k++)
			blocks[texts[k].block].kind = LAYOUT_PARAGRAPH;
		from = i;
	}
	free(texts);
}

/* The rank of a heading's size among those in use, sizes within 4 % as one. */
static void
set_levels(struct layout *layout)
{
	struct block *blocks = layout_blocks(layout);
	bool in_use[LAYOUT_N_SIZES] = {false};
	uint32_t level_of[LAYOUT_N_SIZES];

	for (size_t i = 0; i < layout->blocks.n; i++)
		if (blocks[i].kind == LAYOUT_HEADING)
			in_use[half_points(blocks[i].em)] = true;
	for (size_t i = 0; i < LAYOUT_N_SIZES; i++) {
		level_of[i] = 1;
		for (size_t k = i + 1; k < LAYOUT_N_SIZES && level_of[i] < MAX_LEVEL; k++)
			level_of[i] += in_use[k] && (float)k > (float)i * 1.04f;
	}
	for (size_t i = 0; i < layout->blocks.n; i++)
		if (blocks[i].kind == LAYOUT_HEADING)
			blocks[i].level = level_of[half_points(blocks[i].em)];
}

void
layout_headings(struct layout *layout)
{
	uint64_t most = 0;

	layout->body = 10;
	for (size_t i = 1; i < LAYOUT_N_SIZES; i++)
		if (layout->n_of_size[i] >= most && layout->n_of_size[i]) {
			most = layout->n_of_size[i];
			layout->body = (float)i / 2;
		}
	score_all(layout);
	let_styles_vote(layout);
	demote_runs(layout);
	demote_repeats(layout);
	set_levels(layout);
}
