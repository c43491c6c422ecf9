/* SPDX-License-Identifier: MIT */
/*
 * What has to be known before a page is written: which tables hold data and which lay the page out,
 * since a table can only be judged when it has ended; and whether <main> holds what the page is
 * about. So a page that has either is read once before.
 */
#include "html.h"

#include <stdlib.h>
#include <string.h>

/* Tables inside tables; deeper ones are not judged. */
#define MOST_DEEP 64

/* A <main> with less than one part in so many of the page's words is misused. */
#define MAIN_SHARE 4

struct shape {
	uint32_t rows, columns, cells; /* columns: of the widest row, cells: of this row */
	uint32_t blocks;               /* headings, lists, rules and the like */
	bool has_header, has_caption, has_border, has_table, is_declared;
};

struct judge {
	struct pandect_call *call;
	pandect_status status;
	uint8_t *layouts;
	uint32_t n, capacity;
	struct shape shapes[MOST_DEEP];
	uint32_t numbers[MOST_DEEP];
	uint32_t depth;

	uint32_t n_main, main_depth, open, hidden; /* open: elements */
	uint64_t in_main, in_all;                  /* bytes of words */
};

static void
judge_begin(struct judge *j, const char *const *attributes)
{
	const char *role = attribute_of(attributes, "role");
	const char *border = attribute_of(attributes, "border");

	if (j->n == j->capacity) {
		uint32_t capacity = j->capacity ? j->capacity * 2 : 64;
		uint8_t *layouts = capacity > j->capacity ? realloc(j->layouts, capacity) : NULL;

		if (!layouts) {
			j->status = PANDECT_NO_MEMORY;
			return;
		}
		j->layouts = layouts;
		j->capacity = capacity;
	}
	if (j->depth > 0 && j->depth <= MOST_DEEP)
		j->shapes[j->depth - 1].has_table = true;
	if (j->depth < MOST_DEEP) {
		j->shapes[j->depth] = (struct shape){
			.has_border = (border && *border != '0') ||
				      attribute_of(attributes, "summary") != NULL,
			.is_declared = role && (strcmp(role, "presentation") == 0 ||
						       strcmp(role, "none") == 0),
		};
		j->numbers[j->depth] = j->n;
	}
	j->depth++;
	j->layouts[j->n++] = 0;
}

static void
judge_end(struct judge *j)
{
	const struct shape *shape;

	if (j->depth == 0 || --j->depth >= MOST_DEEP)
		return;
	shape = &j->shapes[j->depth];
	bool is_data = shape->has_header || shape->has_caption || shape->has_border;

	j->layouts[j->numbers[j->depth]] =
		shape->is_declared ||
		(!is_data && (shape->has_table || shape->blocks > 1) &&
			(shape->columns < 2 || shape->rows < 2 || shape->blocks > 0));
}

static void
judge_start_tag(void *data, const char *name, const char *const *attributes)
{
	struct judge *j = data;
	enum role role = role_of(name)->role;

	j->open++;
	if (j->hidden || role == ROLE_SKIP || role == ROLE_SCRIPT || role == ROLE_TITLE)
		j->hidden++;
	if (is_main(name, attributes)) {
		j->n_main++;
		if (!j->main_depth)
			j->main_depth = j->open;
	}
	if (role == ROLE_TABLE) {
		judge_begin(j, attributes);
		return;
	}
	if (j->depth == 0 || j->depth > MOST_DEEP)
		return;
	struct shape *shape = &j->shapes[j->depth - 1];

	if (role == ROLE_ROW) {
		shape->rows++;
		shape->cells = 0;
	} else if (role == ROLE_CELL) {
		if (++shape->cells > shape->columns)
			shape->columns = shape->cells;
		shape->has_header |= role_of(name)->value != 0;
	} else if (role == ROLE_CAPTION || role == ROLE_HEAD_ROWS) {
		shape->has_caption = true;
	} else if (role == ROLE_HEADING || role == ROLE_RULE) {
		shape->blocks++;
	}
}

static void
judge_end_tag(void *data, const char *name)
{
	struct judge *j = data;

	if (role_of(name)->role == ROLE_TABLE)
		judge_end(j);
	if (j->main_depth == j->open)
		j->main_depth = 0;
	if (j->hidden)
		j->hidden--;
	if (j->open)
		j->open--;
}

static void
judge_text(void *data, const char *text, size_t size)
{
	struct judge *j = data;
	uint64_t n = 0;

	if (j->hidden)
		return;
	for (size_t i = 0; i < size; i++)
		n += (unsigned char)text[i] > ' ';
	j->in_all += n;
	if (j->main_depth)
		j->in_main += n;
}

static pandect_status
judge_stop(void *data)
{
	struct judge *j = data;

	return j->status ? j->status : pandect_call_should_stop(j->call);
}

static const struct parser_events events = {
	.start = judge_start_tag,
	.end = judge_end_tag,
	.text = judge_text,
	.stop = judge_stop,
};

/* 1 when a page has what makes it worth to be read twice: "<tab" or "main". */
static bool
is_worth_it(const char *text, size_t size)
{
	for (size_t i = 0; i + 5 < size; i++) {
		if ((text[i + 1] | 0x20) == 'a' &&
			((text[i] == 't' && text[i + 2] == 'b') ||
				(text[i] == 'T' && text[i + 2] == 'B') ||
				(text[i] == 'm' && text[i + 2] == 'i' && text[i + 3] == 'n')))
			return true;
	}
	return false;
}

pandect_status
page_judge(
	struct pandect_call *call, const char *text, size_t size, struct judgement *ret_judgement)
{
	struct judge judge = {.call = call};
	pandect_status status = PANDECT_OK;

	if (is_worth_it(text, size))
		status = parse(text, size, &events, &judge);
	if (judge.status)
		status = judge.status;
	if (!PANDECT_GAVE(status)) {
		free(judge.layouts);
		return status;
	}
	ret_judgement->layouts = judge.layouts;
	ret_judgement->n_layouts = judge.n;
	ret_judgement->has_main = judge.n_main == 1 && judge.in_main > 0 &&
				  judge.in_main >= judge.in_all / MAIN_SHARE;
	return status;
}
