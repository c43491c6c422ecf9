/* SPDX-License-Identifier: MIT */
/* Images, charts, diagrams and embedded documents that the text refers to. */
#include "docx.h"

#include <stdlib.h>
#include <string.h>

/* A larger picture is not worth its memory. */
#define IMAGE_MOST (64u << 20)

/* A part's name as it stands in a link: relative to the text's own directory. */
static const char *
short_name(const struct docx *d, const struct ooxml_relation *relation)
{
	const char *slash = strrchr(d->main_part, '/');
	size_t n = slash ? (size_t)(slash - d->main_part) + 1 : 0;

	if (relation->is_external || strncmp(relation->target, d->main_part, n) != 0)
		return relation->target;
	return relation->target + n;
}

pandect_status
image_add(struct docx *d, struct pandect_text id, struct pandect_text alt)
{
	const struct ooxml_relation *relation = ooxml_relation_find(d->current, id);

	if (!relation)
		return PANDECT_OK;
	/* Pictures inside an address are data, not a place. */
	if (relation->is_external && strncmp(relation->target, "data:", 5) == 0)
		return paragraph_piece(d, PIECE_IMAGE, alt, NULL);
	return paragraph_piece(d, PIECE_IMAGE, alt, short_name(d, relation));
}

/* Puts the picture's bytes into the open IMAGE. */
static pandect_status
image_data(struct docx *d, const char *source)
{
	const char *slash = strrchr(d->main_part, '/');
	size_t n = slash ? (size_t)(slash - d->main_part) + 1 : 0;
	char path[1200], *data;
	uint64_t member;
	size_t size;

	if (n + strlen(source) >= sizeof path)
		return PANDECT_OK;
	memcpy(path, d->main_part, n);
	memcpy(path + n, source, strlen(source) + 1);
	if (!zipfile_find(d->zip, path, &member) && !zipfile_find(d->zip, source, &member))
		return PANDECT_OK;
	pandect_status status = zipfile_load(d->zip, member, IMAGE_MOST, &data, &size);

	if (status == PANDECT_OK) {
		status = pandect_builder_data(d->builder, ooxml_type_of_name(source), data, size);
		free(data);
		return status;
	}
	if (ooxml_is_fatal(status) && status != PANDECT_LIMIT)
		return status;
	return pandect_call_warn(
		d->call, "image", "a picture is damaged or too large and left out");
}

pandect_status
image_write(struct docx *d, const char *source, struct pandect_text alt)
{
	pandect_status status = PANDECT_OK;

	pandect_builder_open(d->builder, PANDECT_NODE_IMAGE, 0);
	pandect_builder_attribute(d->builder, PANDECT_ATTRIBUTE_SOURCE, pandect_text(source));
	pandect_builder_attribute(d->builder, PANDECT_ATTRIBUTE_ALT, alt);
	if (source && d->want_images)
		status = image_data(d, source);
	pandect_builder_close(d->builder);
	return status;
}

/* ---- charts (21.2): their numbers as a table ---- */

/* A chart with more is not read as one. */
#define COLUMNS_MOST 64
#define POINTS_MOST  4096
#define VALUE_MOST   1024

struct column {
	char *name;
	char *cells[POINTS_MOST]; /* NULL: none */
};

enum place { PLACE_NONE, PLACE_TITLE, PLACE_NAME, PLACE_CATEGORY, PLACE_VALUE };

struct chart {
	struct column *columns[COLUMNS_MOST]; /* 0: the categories */
	uint32_t n_columns, n_rows;
	enum place place;
	bool in_series, in_value;
	int64_t point;
	char *title;
	char value[VALUE_MOST];
	size_t size;
};

static void
chart_free(struct chart *chart)
{
	for (uint32_t i = 0; i < chart->n_columns; i++) {
		for (uint32_t row = 0; row < POINTS_MOST; row++)
			free(chart->columns[i]->cells[row]);
		free(chart->columns[i]->name);
		free(chart->columns[i]);
	}
	free(chart->title);
	free(chart);
}

static pandect_status
chart_add_column(struct chart *chart)
{
	if (chart->n_columns == COLUMNS_MOST)
		return PANDECT_OK;
	struct column *column = calloc(1, sizeof *column);

	if (!column)
		return PANDECT_NO_MEMORY;
	chart->columns[chart->n_columns++] = column;
	return PANDECT_OK;
}

static pandect_status
chart_start(void *data, const struct xml_element *element)
{
	static const struct {
		const char *name;
		enum place place;
	} places[] = {{"cat", PLACE_CATEGORY}, {"xVal", PLACE_CATEGORY}, {"val", PLACE_VALUE},
		{"yVal", PLACE_VALUE}, {"tx", PLACE_NAME}};
	struct chart *chart = data;
	const char *name = element->name;

	if (strcmp(name, "title") == 0 && element->depth == 3 && !chart->title) {
		chart->place = PLACE_TITLE;
		chart->size = 0;
	} else if (strcmp(name, "ser") == 0) {
		chart->in_series = true;
		return chart_add_column(chart);
	}
	for (size_t i = 0; chart->in_series && i < sizeof places / sizeof places[0]; i++) {
		if (strcmp(name, places[i].name) == 0)
			chart->place = places[i].place;
	}
	if (strcmp(name, "pt") == 0)
		chart->point = xml_number(element, NULL, "idx", -1);
	chart->in_value = strcmp(name, "v") == 0 || strcmp(name, "t") == 0;
	if (chart->in_value && chart->place != PLACE_TITLE)
		chart->size = 0;
	return PANDECT_OK;
}

static pandect_status
chart_text(void *data, const char *text, size_t size)
{
	struct chart *chart = data;
	size_t room = sizeof chart->value - chart->size;

	if (!chart->in_value)
		return PANDECT_OK;
	size = size < room ? size : room;
	memcpy(chart->value + chart->size, text, size);
	chart->size += size;
	return PANDECT_OK;
}

/* Keeps the value that has been read where it belongs, if nothing is there yet. */
static pandect_status
chart_keep(struct chart *chart)
{
	struct column *column = chart->columns[chart->n_columns - 1];
	bool is_cell = chart->place == PLACE_CATEGORY || chart->place == PLACE_VALUE;
	char **to = &column->name;

	if (is_cell && (chart->point < 0 || chart->point >= POINTS_MOST))
		return PANDECT_OK;
	if (chart->place == PLACE_CATEGORY)
		column = chart->columns[0];
	if (is_cell)
		to = &column->cells[chart->point];
	if (*to)
		return PANDECT_OK;
	*to = strndup(chart->value, chart->size);
	if (is_cell && chart->point >= chart->n_rows)
		chart->n_rows = (uint32_t)chart->point + 1;
	return *to ? PANDECT_OK : PANDECT_NO_MEMORY;
}

static pandect_status
chart_end(void *data, const struct xml_element *element)
{
	struct chart *chart = data;
	const char *name = element->name;

	if (strcmp(name, "v") == 0 && chart->in_value && chart->in_series &&
		chart->place > PLACE_TITLE)
		return chart_keep(chart);
	chart->in_value = false;
	if (strcmp(name, "title") == 0 && chart->place == PLACE_TITLE) {
		chart->place = PLACE_NONE;
		chart->title = strndup(chart->value, chart->size);
		return chart->title ? PANDECT_OK : PANDECT_NO_MEMORY;
	}
	if (strcmp(name, "ser") == 0)
		chart->in_series = false;
	if (chart->in_series &&
		(strcmp(name, "cat") == 0 || strcmp(name, "val") == 0 || strcmp(name, "tx") == 0))
		chart->place = PLACE_NONE;
	return PANDECT_OK;
}

static void
write_cell(struct docx *d, bool is_header, const char *text)
{
	pandect_builder_open(d->builder, PANDECT_NODE_CELL, is_header);
	if (text)
		pandect_builder_string(d->builder, text);
	pandect_builder_close(d->builder);
}

static void
chart_write(struct docx *d, const struct chart *chart)
{
	if (chart->n_columns < 2 || chart->n_rows == 0)
		return;
	pandect_builder_open(d->builder, PANDECT_NODE_TABLE, 0);
	if (chart->title && chart->title[0])
		pandect_builder_leaf(
			d->builder, PANDECT_NODE_CAPTION, 0, pandect_text(chart->title));
	pandect_builder_open(d->builder, PANDECT_NODE_ROW, 0);
	for (uint32_t i = 0; i < chart->n_columns; i++)
		write_cell(d, true, chart->columns[i]->name);
	pandect_builder_close(d->builder);
	for (uint32_t row = 0; row < chart->n_rows; row++) {
		pandect_builder_open(d->builder, PANDECT_NODE_ROW, 0);
		for (uint32_t i = 0; i < chart->n_columns; i++)
			write_cell(d, false, chart->columns[i]->cells[row]);
		pandect_builder_close(d->builder);
	}
	pandect_builder_close(d->builder);
}

static const struct xml_events chart_events = {
	.start = chart_start,
	.end = chart_end,
	.text = chart_text,
};

static pandect_status
chart_read(struct docx *d, uint64_t member)
{
	struct chart *chart = calloc(1, sizeof *chart);
	pandect_status status = chart ? chart_add_column(chart) : PANDECT_NO_MEMORY;

	if (status == PANDECT_OK)
		status = xml_parse_member(d->call, d->zip, member,
			&(struct xml_listener){
				.events = &chart_events, .data = chart, .what = "a chart"});
	if (status == PANDECT_OK)
		chart_write(d, chart);
	if (chart)
		chart_free(chart);
	return status;
}

/* ---- diagrams (21.4): the words of their shapes ---- */

struct diagram {
	struct docx *d;
	bool in_text, is_open;
};

static pandect_status
diagram_start(void *data, const struct xml_element *element)
{
	struct diagram *diagram = data;

	diagram->in_text = strcmp(element->name, "t") == 0;
	return PANDECT_OK;
}

static pandect_status
diagram_text(void *data, const char *text, size_t size)
{
	struct diagram *diagram = data;

	if (!diagram->in_text)
		return PANDECT_OK;
	if (!diagram->is_open)
		pandect_builder_open(diagram->d->builder, PANDECT_NODE_PARAGRAPH, 0);
	diagram->is_open = true;
	return pandect_builder_text(diagram->d->builder, text, size);
}

static pandect_status
diagram_end(void *data, const struct xml_element *element)
{
	struct diagram *diagram = data;

	diagram->in_text = false;
	if (strcmp(element->name, "p") != 0 || !diagram->is_open)
		return PANDECT_OK;
	diagram->is_open = false;
	return pandect_builder_close(diagram->d->builder);
}

static const struct xml_events diagram_events = {
	.start = diagram_start,
	.end = diagram_end,
	.text = diagram_text,
};

static pandect_status
diagram_read(struct docx *d, uint64_t member)
{
	struct diagram diagram = {.d = d};
	pandect_status status = xml_parse_member(d->call, d->zip, member,
		&(struct xml_listener){
			.events = &diagram_events, .data = &diagram, .what = "a diagram"});

	if (diagram.is_open)
		pandect_builder_close(d->builder);
	return status;
}

/* ---- what stands after the paragraph that refers to it ---- */

pandect_status
child_write(struct docx *d, const struct child *child)
{
	pandect_status status;
	uint64_t member;

	if (child->type == CHILD_DOCUMENT)
		return ooxml_child(d->call, d->zip, child->part, d->builder);
	if (!zipfile_find(d->zip, child->part, &member))
		return PANDECT_OK;
	if (child->type == CHILD_CHART)
		status = chart_read(d, member);
	else
		status = diagram_read(d, member);
	if (status == PANDECT_OK || ooxml_is_fatal(status))
		return status;
	return pandect_call_warn(d->call, "damaged", "a chart or diagram is damaged and left out");
}

pandect_status
child_add(struct docx *d, struct pandect_text id, enum child_type type)
{
	const struct ooxml_relation *relation = ooxml_relation_find(d->current, id);
	struct paragraph *p = paragraph_top(d);
	struct child child = {type, relation ? relation->target : NULL};

	if (!relation || relation->is_external)
		return PANDECT_OK;
	/* An altChunk stands between paragraphs. */
	if (!p) {
		if (!table_settle(d))
			return PANDECT_OK;
		lists_close(d, d->n_tables ? (uint32_t)d->tables[d->n_tables - 1].cell_lists : 0);
		return child_write(d, &child);
	}
	if (p->n_children < DOCX_CHILDREN)
		p->children[p->n_children++] = child;
	return PANDECT_OK;
}
