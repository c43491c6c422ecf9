/* SPDX-License-Identifier: MIT */
/* Where emphasis opens and closes; see flanking.h. */
#include "flanking.h"

#include "../../shared/characters.h"

/* Punctuation that may be moved out of a mark to let it open or close; more than this is no
 * emphasis of words any more. */
#define MOST_MOVED 16

/* Whether a mark's edge that has no letter inside may stand beside this character outside. */
static int
is_open_side(uint32_t character)
{
	return character_is_blank(character) || character_is_punctuation(character);
}

/* Whether two marks are written with the same character, so that they make one run. */
static int
is_alike(const struct mark *a, const struct mark *b)
{
	int is_star = a->kind == PANDECT_SPAN_STRONG || a->kind == PANDECT_SPAN_EMPHASIS;
	int is_other = b->kind == PANDECT_SPAN_STRONG || b->kind == PANDECT_SPAN_EMPHASIS;

	return MARK(a->kind) & STARS && MARK(b->kind) & STARS && is_star == is_other &&
	       a->form == FORM_NATIVE && b->form == FORM_NATIVE;
}

/* Whether other markup has its edge where mark i has it, inside. */
static int
is_shared(const struct marks *marks, uint32_t i, int is_end)
{
	const struct mark *mark = &marks->items[i];

	for (uint32_t j = i + 1; j < marks->n; j++) {
		const struct mark *inner = &marks->items[j];

		if (inner->start > mark->end || (!is_end && inner->start > mark->start))
			break;
		if (inner->kind == 0 || is_alike(mark, inner))
			continue;
		if (is_end ? inner->end == mark->end : inner->start == mark->start)
			return 1;
	}
	return 0;
}

static void
fit_start(struct marks *marks, uint32_t i, struct pandect_text text)
{
	struct mark *mark = &marks->items[i];
	size_t length;

	for (int moved = 0; mark->start < mark->end; moved++) {
		uint32_t inside = character_at(text.data, text.size, mark->start, &length);
		int is_first = mark->start == 0;
		size_t outside;

		if (character_is_blank(inside)) {
			mark->start += (uint32_t)length;
			continue;
		}
		if (is_shared(marks, i, 0) ? is_first || is_open_side(character_before(
								 text.data, mark->start, &outside))
					   : is_first || character_is_word(inside) ||
						     is_open_side(character_before(
							     text.data, mark->start, &outside)))
			return;
		if (is_shared(marks, i, 0) || moved >= MOST_MOVED) {
			mark->form = FORM_HTML;
			return;
		}
		mark->start += (uint32_t)length;
	}
}

static void
fit_end(struct marks *marks, uint32_t i, struct pandect_text text)
{
	struct mark *mark = &marks->items[i];
	size_t length;

	for (int moved = 0; mark->start < mark->end; moved++) {
		uint32_t inside = character_before(text.data, mark->end, &length);
		int is_fine = mark->end == text.size;
		size_t outside;

		if (character_is_blank(inside)) {
			mark->end -= (uint32_t)length;
			continue;
		}
		if (!is_fine)
			is_fine = is_open_side(
				character_at(text.data, text.size, mark->end, &outside));
		if (is_fine || (character_is_word(inside) && !is_shared(marks, i, 1)))
			return;
		if (is_shared(marks, i, 1) || moved >= MOST_MOVED) {
			mark->form = FORM_HTML;
			return;
		}
		mark->end -= (uint32_t)length;
	}
}

/* Whether what opens a mark of stars could not close one as well, by its neighbours. */
static int
is_pure_opener(const struct marks *marks, uint32_t i, struct pandect_text text)
{
	const struct mark *mark = &marks->items[i];
	int is_inner =
		i > 0 && marks->items[i - 1].kind && marks->items[i - 1].start == mark->start;
	uint32_t before;
	size_t length;

	if (mark->start == 0 && !is_inner)
		return 1;
	before = mark->start ? character_before(text.data, mark->start, &length) : '[';
	if (character_is_blank(before) && !is_inner)
		return 1;
	return (is_inner || character_is_punctuation(before)) && !is_shared(marks, i, 0) &&
	       character_is_word(character_at(text.data, text.size, mark->start, &length));
}

/* Whether another native mark of stars begins inside mark i where it begins. */
static int
is_merged_run(const struct marks *marks, uint32_t i)
{
	for (uint32_t j = i + 1; j < marks->n && j < i + 2 * MARK_DEPTH; j++) {
		const struct mark *inner = &marks->items[j];

		if (inner->start != marks->items[i].start)
			return 0;
		if (inner->kind && MARK(inner->kind) & STARS && inner->form == FORM_NATIVE)
			return 1;
	}
	return 0;
}

/*
 * Two stars and one that touch are one run of three, and which of them a later star closes depends
 * on sums of lengths (CommonMark 0.31, 6.2, rules 9 and 10). Where that could go wrong the mark is
 * written as HTML: right after another one, or inside one that began together with a third unless
 * it can only open.
 */
static void
part_runs(struct marks *marks, struct pandect_text text)
{
	uint32_t open[MARK_DEPTH], n = 0, closed = UINT32_MAX;

	for (uint32_t i = 0; i < marks->n; i++) {
		struct mark *mark = &marks->items[i];
		int is_merged = 0;

		if (mark->kind == 0 || !(MARK(mark->kind) & STARS) || mark->form == FORM_HTML)
			continue;
		while (n > 0 && marks->items[open[n - 1]].end <= mark->start) {
			const struct mark *last = &marks->items[open[--n]];

			closed = last->end;
		}
		for (uint32_t k = 0; k < n; k++)
			is_merged |= marks->items[open[k]].start < mark->start &&
				     is_merged_run(marks, open[k]);
		if (closed == mark->start || (is_merged && !is_pure_opener(marks, i, text)))
			mark->form = FORM_HTML;
		else if (n < MARK_DEPTH)
			open[n++] = i;
	}
}

void
flanking_fit(struct marks *marks, struct pandect_text text, int is_heading)
{
	marks_trim(marks, text);
	for (uint32_t i = 0; i < marks->n; i++) {
		struct mark *mark = &marks->items[i];

		/* A heading is strong as it is. */
		if (mark->kind == PANDECT_SPAN_STRONG && is_heading && mark->start == 0 &&
			mark->end == text.size)
			mark->kind = 0;
	}
	/* What becomes HTML is other markup to its neighbours, which are looked at once more. */
	for (int round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < marks->n; i++) {
			struct mark *mark = &marks->items[i];

			if (mark->kind == 0 || !(MARK(mark->kind) & STARS) ||
				mark->form != FORM_NATIVE)
				continue;
			fit_start(marks, i, text);
			fit_end(marks, i, text);
			if (mark->start >= mark->end)
				mark->kind = 0;
		}
		part_runs(marks, text);
	}
}
