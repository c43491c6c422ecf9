/* SPDX-License-Identifier: MIT */
/*
 * A paragraph: gathered as pieces of one look each, and written when it has ended and it is known
 * whether it is a heading, an item, a line of code, a lone image or just text.
 */
#include "docx.h"

#include <stdlib.h>
#include <string.h>

/* One paragraph of text. */
#define TEXT_MOST (64u << 20)

static const struct pandect_text none = {NULL, 0};

/* In this order from the outside, so that neighbours of a like look join. */
static const struct {
	uint32_t look, span;
} spans[] = {
	{RUN_INSERTED, PANDECT_SPAN_INSERTED},
	{RUN_DELETED, PANDECT_SPAN_DELETED},
	{RUN_HIGHLIGHT, PANDECT_SPAN_HIGHLIGHT},
	{RUN_STRONG, PANDECT_SPAN_STRONG},
	{RUN_EMPHASIS, PANDECT_SPAN_EMPHASIS},
	{RUN_UNDERLINE, PANDECT_SPAN_UNDERLINE},
	{RUN_STRIKE, PANDECT_SPAN_STRIKE},
	{RUN_SUB, PANDECT_SPAN_SUBSCRIPT},
	{RUN_SUPER, PANDECT_SPAN_SUPERSCRIPT},
	{RUN_CODE, PANDECT_SPAN_CODE},
};

/* What stands on the page and is no text: a heading's own weight is not emphasis. */
#define LOOK_IN_HEADING (~(uint32_t)(RUN_STRONG | RUN_UNDERLINE | RUN_HIGHLIGHT))

struct paragraph *
paragraph_top(struct docx *d)
{
	return d->n_paragraphs ? d->paragraphs[d->n_paragraphs - 1] : NULL;
}

pandect_status
paragraph_begin(struct docx *d)
{
	if (d->n_paragraphs == DOCX_PARAGRAPHS) {
		d->n_lost_paragraphs++;
		return PANDECT_OK;
	}
	struct paragraph *p = d->paragraphs[d->n_paragraphs];

	if (!p)
		p = d->paragraphs[d->n_paragraphs] = calloc(1, sizeof *p);
	if (!p)
		return PANDECT_NO_MEMORY;
	d->n_paragraphs++;
	p->size = 0;
	p->n = 0;
	for (size_t i = 0; i < p->n_links; i++)
		free(p->links[i]);
	p->n_links = 0;
	p->style = NULL;
	p->style_id = none;
	p->num_id = -1;
	p->level = -1;
	p->outline = -1;
	p->has_break = false;
	p->indent = -1;
	p->link = 0;
	p->n_comments = 0;
	p->n_children = 0;
	return PANDECT_OK;
}

void
paragraphs_free(struct docx *d)
{
	for (uint32_t i = 0; i < DOCX_PARAGRAPHS; i++) {
		struct paragraph *p = d->paragraphs[i];

		if (!p)
			continue;
		for (size_t k = 0; k < p->n_links; k++)
			free(p->links[k]);
		free(p->links);
		free(p->pieces);
		free(p->text);
		free(p);
	}
}

uint32_t
paragraph_link(struct paragraph *p, struct pandect_text address)
{
	if (address.size == 0)
		return 0;
	if (p->n_links && pandect_text_is(address, p->links[p->n_links - 1]))
		return (uint32_t)p->n_links;
	if (p->n_links == p->links_capacity) {
		size_t capacity = p->links_capacity ? p->links_capacity * 2 : 8;
		char **links = realloc(p->links, capacity * sizeof *links);

		if (!links)
			return 0;
		p->links = links;
		p->links_capacity = capacity;
	}
	char *copy = strndup(address.data, address.size);

	if (!copy)
		return 0;
	p->links[p->n_links++] = copy;
	return (uint32_t)p->n_links;
}

static pandect_status
add_bytes(struct paragraph *p, const char *text, size_t size)
{
	if (size > TEXT_MOST - p->size)
		return PANDECT_LIMIT;
	if (p->text_capacity - p->size < size) {
		size_t capacity = p->text_capacity ? p->text_capacity * 2 : 1024;

		while (capacity - p->size < size)
			capacity *= 2;
		char *grown = realloc(p->text, capacity);

		if (!grown)
			return PANDECT_NO_MEMORY;
		p->text = grown;
		p->text_capacity = capacity;
	}
	if (size)
		memcpy(p->text + p->size, text, size);
	p->size += size;
	return PANDECT_OK;
}

static pandect_status
add_piece(struct paragraph *p, struct piece piece)
{
	if (p->n == p->capacity) {
		size_t capacity = p->capacity ? p->capacity * 2 : 32;
		struct piece *grown = realloc(p->pieces, capacity * sizeof *grown);

		if (!grown)
			return PANDECT_NO_MEMORY;
		p->pieces = grown;
		p->capacity = capacity;
	}
	p->pieces[p->n++] = piece;
	return PANDECT_OK;
}

pandect_status
paragraph_add(struct docx *d, const char *text, size_t size)
{
	struct paragraph *p = paragraph_top(d);
	struct piece *last = p && p->n ? &p->pieces[p->n - 1] : NULL;

	if (!p || size == 0 || d->n_lost_paragraphs || (d->look & RUN_HIDDEN))
		return PANDECT_OK;
	uint32_t start = (uint32_t)p->size;
	pandect_status status = add_bytes(p, text, size);

	if (status)
		return status;
	if (last && last->type == PIECE_TEXT && last->look == d->look && last->link == p->link) {
		last->size += (uint32_t)size;
		return PANDECT_OK;
	}
	return add_piece(p, (struct piece){.type = PIECE_TEXT,
				    .look = d->look,
				    .start = start,
				    .size = (uint32_t)size,
				    .link = p->link});
}

pandect_status
paragraph_piece(struct docx *d, enum piece_type type, struct pandect_text text, const char *value)
{
	struct paragraph *p = paragraph_top(d);

	if (!p || d->n_lost_paragraphs)
		return PANDECT_OK;
	struct piece piece = {
		.type = (uint8_t)type,
		.start = (uint32_t)p->size,
		.size = (uint32_t)text.size,
		.link = type == PIECE_IMAGE ? p->link : 0,
		.value = paragraph_link(p, pandect_text(value)),
		.is_display = type == PIECE_FORMULA && d->is_display_math,
	};
	pandect_status status = add_bytes(p, text.data, text.size);

	return status ? status : add_piece(p, piece);
}

/* ---- lists ---- */

void
lists_close(struct docx *d, uint32_t n)
{
	if (d->code || d->quote)
		pandect_builder_close(d->builder);
	d->code = 0;
	d->quote = 0;
	while (d->n_lists > n) {
		pandect_builder_close(d->builder);
		pandect_builder_close(d->builder);
		d->n_lists--;
	}
}

static uint32_t
lists_base(const struct docx *d)
{
	return d->n_tables ? (uint32_t)d->tables[d->n_tables - 1].cell_lists : 0;
}

/* Opens the item that a paragraph is. */
static void
list_settle(struct docx *d, const struct paragraph *p, int level, const struct list_mark *mark)
{
	uint32_t base = lists_base(d), n = d->n_lists;

	while (n > base && d->lists[n - 1].level > level)
		n--;
	/* A list of another kind at the same level is another list. */
	if (n > base && d->lists[n - 1].level == level &&
		(d->lists[n - 1].is_numbered != mark->is_numbered ||
			(d->lists[n - 1].num_id != p->num_id && mark->is_numbered &&
				mark->number == 1)))
		n--;
	lists_close(d, n);
	if (n > base && d->lists[n - 1].level == level) {
		d->lists[n - 1].num_id = p->num_id;
		pandect_builder_close(d->builder);
	} else {
		if (n == DOCX_LISTS)
			return;
		pandect_builder_open(d->builder, PANDECT_NODE_LIST, mark->is_numbered);
		if (mark->is_numbered && mark->number != 1)
			pandect_builder_number(d->builder, PANDECT_ATTRIBUTE_START, mark->number);
		d->lists[d->n_lists++] = (struct open_list){
			.num_id = p->num_id, .level = level, .is_numbered = mark->is_numbered};
	}
	d->lists[d->n_lists - 1].indent = p->indent >= 0 ? p->indent : mark->indent;
	pandect_builder_open(d->builder, PANDECT_NODE_ITEM, 0);
}

/* ---- writing ---- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Leaves out blanks at both ends. */
static void
paragraph_trim(struct paragraph *p)
{
	size_t i = 0;

	for (; i < p->n && p->pieces[i].type == PIECE_TEXT; i++) {
		struct piece *piece = &p->pieces[i];

		while (piece->size && is_blank(p->text[piece->start])) {
			piece->start++;
			piece->size--;
		}
		if (piece->size)
			break;
	}
	for (i = p->n; i > 0 && p->pieces[i - 1].type == PIECE_TEXT; i--) {
		struct piece *piece = &p->pieces[i - 1];

		while (piece->size && is_blank(p->text[piece->start + piece->size - 1]))
			piece->size--;
		if (piece->size)
			break;
	}
}

/* How many pieces of a type there are when all others are blank; 0 when others say something. */
static size_t
count_alone(const struct paragraph *p, enum piece_type type)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct piece *piece = &p->pieces[i];

		if (piece->type == type && !piece->link &&
			(type != PIECE_FORMULA || piece->is_display))
			n++;
		else if (piece->type != PIECE_TEXT)
			return 0;
		for (uint32_t k = 0; piece->type == PIECE_TEXT && k < piece->size; k++) {
			if (!is_blank(p->text[piece->start + k]))
				return 0;
		}
	}
	return n;
}

static bool
is_empty(const struct paragraph *p)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->pieces[i].type != PIECE_TEXT || p->pieces[i].size)
			return false;
	}
	return true;
}

static const char *
piece_value(const struct paragraph *p, uint32_t value)
{
	return value ? p->links[value - 1] : NULL;
}

static void
write_piece(struct docx *d, const struct paragraph *p, const struct piece *piece, uint32_t looks)
{
	static const uint32_t kinds[] = {[PIECE_IMAGE] = PANDECT_SPAN_IMAGE,
		[PIECE_FOOTNOTE] = PANDECT_SPAN_FOOTNOTE,
		[PIECE_FORMULA] = PANDECT_SPAN_FORMULA};
	struct pandect_builder *b = d->builder;
	uint32_t look = piece->look & looks, n = 0;

	if (piece->link) {
		pandect_builder_span_open(
			b, PANDECT_SPAN_LINK, pandect_text(piece_value(p, piece->link)));
		n++;
		look &= ~RUN_UNDERLINE; /* how Word shows a link */
	}
	for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
		if (look & spans[i].look) {
			pandect_builder_span_open(b, spans[i].span, none);
			n++;
		}
	}
	if (piece->type != PIECE_TEXT) {
		pandect_builder_span_open(
			b, kinds[piece->type], pandect_text(piece_value(p, piece->value)));
		n++;
	}
	pandect_builder_text(b, p->text + piece->start, piece->size);
	while (n-- > 0)
		pandect_builder_span_close(b);
}

static void
write_comments(struct docx *d, const struct paragraph *p, uint32_t skipped)
{
	for (uint32_t i = 0; i < p->n_comments; i++) {
		const struct comment_mark *mark = &p->comments[i];
		const struct note_entry *entry = note_find(&d->comments, mark->id);
		struct pandect_annotation annotation = {.size = sizeof annotation};

		if (!entry || !mark->is_ended)
			continue;
		annotation.start = mark->start > skipped ? mark->start - skipped : 0;
		annotation.end = mark->end > skipped ? mark->end - skipped : 0;
		annotation.confidence = 1;
		annotation.kind = pandect_text("comment");
		annotation.label = pandect_text(entry->author);
		annotation.value = pandect_text(entry->text);
		pandect_builder_annotate(d->builder, &annotation);
	}
}

static void
write_pieces(struct docx *d, const struct paragraph *p, uint32_t looks)
{
	for (size_t i = 0; i < p->n; i++)
		write_piece(d, p, &p->pieces[i], looks);
	write_comments(d, p, p->n ? p->pieces[0].start : 0);
}

static pandect_status
write_alone(struct docx *d, const struct paragraph *p)
{
	pandect_status status = PANDECT_OK;

	for (size_t i = 0; i < p->n && status == PANDECT_OK; i++) {
		const struct piece *piece = &p->pieces[i];
		struct pandect_text text = {p->text + piece->start, piece->size};

		if (piece->type == PIECE_FORMULA)
			pandect_builder_leaf(d->builder, PANDECT_NODE_FORMULA, 0, text);
		else if (piece->type == PIECE_IMAGE)
			status = image_write(d, piece_value(p, piece->value), text);
	}
	return status;
}

/* Lines of code that follow each other are one block. */
static void
write_code(struct docx *d, const struct paragraph *p)
{
	if (d->code) {
		pandect_builder_text(d->builder, "\n", 1);
	} else {
		lists_close(d, lists_base(d));
		pandect_builder_open(d->builder, PANDECT_NODE_CODE, 0);
		d->code = 1;
	}
	for (size_t i = 0; i < p->n; i++)
		pandect_builder_text(d->builder, p->text + p->pieces[i].start, p->pieces[i].size);
}

static int
heading_of(const struct paragraph *p)
{
	if (p->outline >= 0 && p->outline < 9)
		return p->outline < 5 ? p->outline + 1 : 6;
	return p->style && p->style->heading > 0 ? p->style->heading : 0;
}

/* The list that a paragraph belongs to: by itself or by its style. */
static bool
paragraph_mark(struct docx *d, struct paragraph *p, int *ret_level, struct list_mark *ret_mark)
{
	if (p->num_id < 0 && p->style) {
		p->num_id = p->style->num_id;
		if (p->level < 0)
			p->level = numbering_level_of_style(d->numbering, p->num_id, p->style_id);
		if (p->level < 0)
			p->level = p->style->level;
	}
	if (p->level < 0)
		p->level = 0;
	*ret_level = p->level;
	return p->num_id > 0 && numbering_next(d->numbering, p->num_id, p->level, ret_mark);
}

static void
write_heading(struct docx *d, const struct paragraph *p, int heading, const struct list_mark *mark)
{
	lists_close(d, lists_base(d));
	pandect_builder_open(d->builder, PANDECT_NODE_HEADING, heading);
	if (mark) {
		pandect_builder_attribute(
			d->builder, PANDECT_ATTRIBUTE_LABEL, pandect_text(mark->text));
		if (d->want_numbers && mark->text[0]) {
			pandect_builder_string(d->builder, mark->text);
			pandect_builder_string(d->builder, " ");
		}
	}
	write_pieces(d, p, LOOK_IN_HEADING);
	pandect_builder_close(d->builder);
}

/* A paragraph without a mark, but indented as an item's text is, goes on in the item. */
static uint32_t
lists_for(const struct docx *d, const struct paragraph *p)
{
	uint32_t base = lists_base(d), n = d->n_lists;
	int64_t indent = p->indent >= 0 ? p->indent : p->style ? p->style->indent : -1;

	while (n > base &&
		(indent <= 0 || d->lists[n - 1].indent <= 0 || indent < d->lists[n - 1].indent))
		n--;
	return n;
}

static pandect_status
write_block(struct docx *d, struct paragraph *p)
{
	struct list_mark mark = {.is_list = false};
	int level = 0, heading = heading_of(p);
	uint32_t role = p->style ? p->style->role : ROLE_PLAIN;

	if (role == ROLE_CODE && !heading) {
		write_code(d, p);
		return PANDECT_OK;
	}
	paragraph_trim(p);
	if (is_empty(p))
		return PANDECT_OK;
	bool has_mark = paragraph_mark(d, p, &level, &mark);

	if (count_alone(p, PIECE_IMAGE) || count_alone(p, PIECE_FORMULA)) {
		if (d->code || d->quote)
			lists_close(d, d->n_lists);
		if (has_mark && mark.is_list)
			list_settle(d, p, level, &mark);
		else
			lists_close(d, lists_for(d, p));
		return write_alone(d, p);
	}
	if (heading) {
		write_heading(d, p, heading, has_mark ? &mark : NULL);
		return PANDECT_OK;
	}
	if (has_mark && mark.is_list) {
		list_settle(d, p, level, &mark);
	} else if (role == ROLE_QUOTE) {
		if (!d->quote) {
			lists_close(d, lists_base(d));
			pandect_builder_open(d->builder, PANDECT_NODE_QUOTE, 0);
			d->quote = 1;
		}
	} else {
		lists_close(d, lists_for(d, p));
	}
	pandect_builder_open(d->builder,
		role == ROLE_CAPTION ? PANDECT_NODE_CAPTION : PANDECT_NODE_PARAGRAPH, 0);
	write_pieces(d, p, ~(uint32_t)0);
	return pandect_builder_close(d->builder);
}

pandect_status
paragraph_end(struct docx *d)
{
	struct paragraph *p = paragraph_top(d);
	pandect_status status = PANDECT_OK;

	if (d->n_lost_paragraphs) {
		d->n_lost_paragraphs--;
		return PANDECT_OK;
	}
	if (!p)
		return PANDECT_OK;
	d->n_paragraphs--;
	if (table_settle(d))
		status = write_block(d, p);
	d->has_written |= p->n > 0;
	for (uint32_t i = 0; i < p->n_children && status == PANDECT_OK; i++) {
		lists_close(d, lists_base(d));
		status = child_write(d, &p->children[i]);
	}
	if (p->has_break && d->n_tables == 0 && status == PANDECT_OK) {
		lists_close(d, 0);
		pandect_builder_open(d->builder, PANDECT_NODE_PAGE_BREAK, 0);
		status = pandect_builder_close(d->builder);
	}
	return status;
}
