/* SPDX-License-Identifier: MIT */
/* Marks made ready for writing; see spans.h. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "characters.h"
#include "spans.h"

/* What holds text of another notation: marks inside mean nothing. */
#define OPAQUE \
	(MARK(PANDECT_SPAN_CODE) | MARK(PANDECT_SPAN_FORMULA) | MARK(PANDECT_SPAN_IMAGE) | \
		MARK(PANDECT_SPAN_FOOTNOTE))

/* Each of these stands for itself, so two of them are never one. */
#define SINGLE (MARK(PANDECT_SPAN_FORMULA) | MARK(PANDECT_SPAN_IMAGE) | MARK(PANDECT_SPAN_FOOTNOTE))

/* Looks the same when the blank between two of them takes part. */
#define JOINABLE (MARK(PANDECT_SPAN_STRONG) | MARK(PANDECT_SPAN_EMPHASIS))

struct nest {
	uint32_t open[MARK_DEPTH];
	uint32_t n;
	uint32_t kinds; /* bits of those open */
};

static int
grow(struct marks *marks)
{
	uint32_t capacity = marks->capacity ? marks->capacity * 2 : 16;
	struct mark *items;

	if (marks->n < marks->capacity)
		return 1;
	if (capacity > UINT32_MAX / sizeof *items)
		return 0;
	items = realloc(marks->items, capacity * sizeof *items);
	if (!items)
		return 0;
	marks->items = items;
	marks->capacity = capacity;
	return 1;
}

/* Closes what ends before `start`; gives the last sibling closed, or NULL. */
static struct mark *
leave(struct marks *marks, struct nest *nest, uint32_t start)
{
	struct mark *sibling = NULL;

	while (nest->n > 0) {
		struct mark *top = &marks->items[nest->open[nest->n - 1]];

		if (top->end > start)
			break;
		nest->n--;
		nest->kinds &= ~MARK(top->kind);
		sibling = top;
	}
	return sibling;
}

static int
is_joined(const struct mark *mark, const struct pandect_span *span, const char *text)
{
	if (mark->kind != span->kind || MARK(mark->kind) & SINGLE ||
		mark->value.size != span->value.size)
		return 0;
	if (mark->value.size && memcmp(mark->value.data, span->value.data, mark->value.size) != 0)
		return 0;
	return mark->end == span->start ||
	       (MARK(mark->kind) & JOINABLE && span->start == mark->end + 1 &&
		       text[mark->end] == ' ');
}

static void
enter(struct marks *marks, struct nest *nest, const struct mark *mark)
{
	nest->open[nest->n++] = (uint32_t)(mark - marks->items);
	nest->kinds |= MARK(mark->kind);
}

static pandect_status
take(struct marks *marks, struct nest *nest, struct pandect_span *span, const char *text)
{
	struct mark *sibling = leave(marks, nest, span->start);

	if (nest->kinds & (OPAQUE | MARK(span->kind)) || nest->n == MARK_DEPTH)
		return PANDECT_OK;
	if (nest->n > 0) {
		uint32_t end = marks->items[nest->open[nest->n - 1]].end;

		if (span->end > end)
			span->end = end;
	}
	if (sibling && is_joined(sibling, span, text)) {
		sibling->end = span->end;
		enter(marks, nest, sibling);
		return PANDECT_OK;
	}
	if (!grow(marks))
		return PANDECT_NO_MEMORY;
	marks->items[marks->n] = (struct mark){
		.kind = span->kind, .start = span->start, .end = span->end, .value = span->value};
	enter(marks, nest, &marks->items[marks->n++]);
	return PANDECT_OK;
}

pandect_status
marks_read(struct marks *marks, const struct pandect_document *document, pandect_node node,
	const struct pandect_node_info *info, uint32_t kinds)
{
	struct nest nest = {.n = 0};
	uint32_t before = 0;

	marks->n = 0;
	for (uint32_t i = 0; i < info->n_spans; i++) {
		struct pandect_span span;
		pandect_status status = pandect_document_span(document, node, i, &span);

		if (status != PANDECT_OK)
			return status;
		if (span.kind == 0 || span.kind > 31 || !(kinds & MARK(span.kind)))
			continue;
		/* The host keeps this order; a walk must not hang on a host that does not. */
		if (span.start < before || span.end < span.start || span.end > info->text.size)
			continue;
		before = span.start;
		status = take(marks, &nest, &span, info->text.data);
		if (status != PANDECT_OK)
			return status;
	}
	return PANDECT_OK;
}

void
marks_trim(struct marks *marks, struct pandect_text text)
{
	for (uint32_t i = 0; i < marks->n; i++) {
		struct mark *mark = &marks->items[i];
		size_t length;

		if (mark->start == mark->end)
			continue;
		while (mark->start < mark->end && character_is_blank(character_at(text.data,
							  text.size, mark->start, &length)))
			mark->start += (uint32_t)length;
		while (mark->start < mark->end &&
			character_is_blank(character_before(text.data, mark->end, &length)))
			mark->end -= (uint32_t)length;
		if (mark->start >= mark->end) {
			mark->end = mark->start;
			if (mark->kind != PANDECT_SPAN_IMAGE && mark->kind != PANDECT_SPAN_FOOTNOTE)
				mark->kind = 0;
		}
	}
}

void
marks_clear(struct marks *marks)
{
	free(marks->items);
	*marks = (struct marks){.items = NULL};
}

void
mark_walk_begin(struct mark_walk *walk, struct marks *marks, size_t size)
{
	walk->marks = marks;
	walk->next = walk->at = walk->n_open = 0;
	walk->end = (uint32_t)size;
}

int
mark_walk_next(struct mark_walk *walk, struct mark_event *ret_event)
{
	struct mark *items = walk->marks->items, *next = NULL;
	uint32_t stop = walk->end;

	while (walk->next < walk->marks->n && items[walk->next].kind == 0)
		walk->next++;
	if (walk->next < walk->marks->n)
		next = &items[walk->next];
	if (walk->n_open > 0) {
		struct mark *top = &items[walk->open[walk->n_open - 1]];

		if (top->end <= walk->at) {
			walk->n_open--;
			*ret_event = (struct mark_event){.type = MARK_CLOSE, .mark = top};
			return 1;
		}
		stop = top->end;
	}
	if (next && next->start <= walk->at && walk->n_open < MARK_DEPTH) {
		if (next->end > stop)
			next->end = stop;
		walk->open[walk->n_open++] = walk->next++;
		*ret_event = (struct mark_event){.type = MARK_OPEN, .mark = next};
		return 1;
	}
	if (next && next->start > walk->at && next->start < stop)
		stop = next->start;
	if (walk->at >= stop)
		return 0;
	*ret_event = (struct mark_event){.type = MARK_TEXT, .start = walk->at, .end = stop};
	walk->at = stop;
	return 1;
}

void
mark_walk_skip(struct mark_walk *walk)
{
	struct mark *items = walk->marks->items;
	uint32_t end = items[walk->open[walk->n_open - 1]].end;

	walk->at = end > walk->at ? end : walk->at;
	while (walk->next < walk->marks->n && items[walk->next].start < end)
		walk->next++;
}

int
link_is_safe(struct pandect_text url)
{
	static const char *const schemes[] = {"http", "https", "mailto", "ftp"};
	size_t begin = 0, n = 0;

	/* Browsers pass over blanks and controls here and inside; so "java\nscript:" is caught by
	 * being no known scheme. */
	while (begin < url.size && (unsigned char)url.data[begin] <= ' ')
		begin++;
	while (begin + n < url.size && !strchr(":/?#", url.data[begin + n]))
		n++;
	if (begin + n == url.size || url.data[begin + n] != ':')
		return begin < url.size;
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		if (n == strlen(schemes[i]) && strncasecmp(url.data + begin, schemes[i], n) == 0)
			return 1;
	}
	return 0;
}
