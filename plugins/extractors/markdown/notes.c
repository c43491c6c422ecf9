/* SPDX-License-Identifier: MIT */
/*
 * Footnotes, which md4c does not know: "[^label]: text" and the indented lines after it are taken
 * out of the document before it is parsed, so that they are not mistaken for link definitions.
 */
#include "markdown.h"

#include <stdlib.h>
#include <string.h>

/* More notes than any book has. */
#define NOTES_MOST 65536

struct scan {
	const char *text;
	size_t size;
	char fence; /* the open code fence's character, or 0 */
	size_t fence_size;
};

static size_t
line_end(const struct scan *scan, size_t at)
{
	const char *end = memchr(scan->text + at, '\n', scan->size - at);

	return end ? (size_t)(end - scan->text) + 1 : scan->size;
}

static size_t
indent(const struct scan *scan, size_t at, size_t end)
{
	size_t n = 0;

	while (at < end && (scan->text[at] == ' ' || scan->text[at] == '\t')) {
		n += scan->text[at] == '\t' ? 4 : 1;
		at++;
	}
	return n;
}

static bool
is_blank(const struct scan *scan, size_t at, size_t end)
{
	while (at < end && (unsigned char)scan->text[at] <= ' ')
		at++;
	return at == end;
}

/* Follows code fences; true inside of one and on its lines. */
static bool
in_fence(struct scan *scan, size_t at, size_t end)
{
	size_t n = 0;

	while (at < end && scan->text[at] == ' ')
		at++;
	char c = at < end ? scan->text[at] : 0;

	while (at + n < end && scan->text[at + n] == c)
		n++;
	if (scan->fence) {
		if (c == scan->fence && n >= scan->fence_size && is_blank(scan, at + n, end))
			scan->fence = 0;
		return true;
	}
	if ((c != '`' && c != '~') || n < 3)
		return false;
	scan->fence = c;
	scan->fence_size = n;
	return true;
}

/* Where the text of the footnote begins that this line defines; 0: it defines none. */
static size_t
definition(const struct scan *scan, size_t at, size_t end, struct pandect_text *ret_label)
{
	size_t spaces = 0;

	while (at < end && scan->text[at] == ' ' && spaces++ < 3)
		at++;
	if (end - at < 5 || scan->text[at] != '[' || scan->text[at + 1] != '^')
		return 0;
	size_t start = at + 2, n = 0;

	while (start + n < end && n <= NOTE_LABEL_MOST && scan->text[start + n] != ']' &&
		(unsigned char)scan->text[start + n] > ' ')
		n++;
	if (n == 0 || n > NOTE_LABEL_MOST || start + n + 1 >= end || scan->text[start + n] != ']' ||
		scan->text[start + n + 1] != ':')
		return 0;
	*ret_label = (struct pandect_text){scan->text + start, n};
	return start + n + 2;
}

static pandect_status
notes_add(struct notes *notes, struct note note)
{
	if (notes->n == notes->capacity) {
		size_t capacity = notes->capacity ? notes->capacity * 2 : 16;
		struct note *items = realloc(notes->items, capacity * sizeof *items);

		if (!items)
			return PANDECT_NO_MEMORY;
		notes->items = items;
		notes->capacity = capacity;
	}
	notes->items[notes->n++] = note;
	return PANDECT_OK;
}

/* Copies a footnote's lines without their indent to `to`; gives where the document goes on. */
static size_t
take_body(const struct scan *scan, size_t at, char *to, size_t *ret_size)
{
	size_t end = line_end(scan, at), n = end - at;
	bool after_blank = false;
	struct pandect_text label;

	memcpy(to, scan->text + at, n);
	for (at = end; at < scan->size; at = end) {
		end = line_end(scan, at);
		if (is_blank(scan, at, end)) {
			after_blank = true;
			to[n++] = '\n';
			continue;
		}
		bool is_indented = indent(scan, at, end) >= 4;

		if (after_blank ? !is_indented : definition(scan, at, end, &label) != 0)
			break;
		after_blank = false;
		for (int i = 0; i < 4 && scan->text[at] == ' '; i++)
			at++;
		if (scan->text[at] == '\t')
			at++;
		memcpy(to + n, scan->text + at, end - at);
		n += end - at;
	}
	*ret_size = n;
	return at;
}

static bool
may_have_notes(const char *text, size_t size)
{
	for (size_t at = 0; at + 4 < size; at++) {
		const char *found = memchr(text + at, '[', size - 4 - at);

		if (!found)
			return false;
		if (found[1] == '^')
			return true;
		at = (size_t)(found - text);
	}
	return false;
}

static int
compare_labels(struct pandect_text a, struct pandect_text b)
{
	int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);

	return order ? order : a.size < b.size ? -1 : a.size > b.size;
}

static int
compare_notes(const void *a, const void *b)
{
	return compare_labels(((const struct note *)a)->label, ((const struct note *)b)->label);
}

/* Keeps the notes in their order and makes another array of them to be searched. */
static pandect_status
notes_sort(struct notes *notes)
{
	if (notes->n == 0)
		return PANDECT_OK;
	notes->sorted = malloc(notes->n * sizeof *notes->sorted);
	if (!notes->sorted)
		return PANDECT_NO_MEMORY;
	memcpy(notes->sorted, notes->items, notes->n * sizeof *notes->sorted);
	qsort(notes->sorted, notes->n, sizeof *notes->sorted, compare_notes);
	return PANDECT_OK;
}

pandect_status
notes_take(struct notes *notes, const char *text, size_t size)
{
	struct scan scan = {.text = text, .size = size};
	size_t at = 0, end, body = 0;
	struct note note;
	pandect_status status = PANDECT_OK;

	if (!may_have_notes(text, size))
		return PANDECT_OK;
	notes->text = malloc(size);
	notes->bodies = malloc(size + 1);
	if (!notes->text || !notes->bodies)
		return PANDECT_NO_MEMORY;
	while (at < size && status == PANDECT_OK) {
		end = line_end(&scan, at);
		size_t start = in_fence(&scan, at, end) || notes->n == NOTES_MOST
				       ? 0
				       : definition(&scan, at, end, &note.label);

		if (start == 0) {
			memcpy(notes->text + notes->size, text + at, end - at);
			notes->size += end - at;
			at = end;
			continue;
		}
		note.body.data = notes->bodies + body;
		at = take_body(&scan, start, notes->bodies + body, &note.body.size);
		body += note.body.size;
		status = notes_add(notes, note);
		notes->text[notes->size++] = '\n';
	}
	return status ? status : notes_sort(notes);
}

bool
notes_have(const struct notes *notes, struct pandect_text label)
{
	const struct note key = {.label = label};

	return notes->sorted &&
	       bsearch(&key, notes->sorted, notes->n, sizeof *notes->sorted, compare_notes);
}

void
notes_clear(struct notes *notes)
{
	free(notes->items);
	free(notes->sorted);
	free(notes->text);
	free(notes->bodies);
}
