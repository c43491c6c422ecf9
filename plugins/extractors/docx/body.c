/* SPDX-License-Identifier: MIT */
/*
 * The text's XML. Elements are told apart by their local names, which do not repeat between the
 * namespaces that stand in a text: that reads the strict and the transitional form alike, whatever
 * the prefixes are. Only formulas (their r and t) and drawings (their p) need a look at the name
 * around them.
 */
#include "tag.h"

#include <stdlib.h>
#include <string.h>

static bool
ns_ends(const struct xml_element *element, const char *end)
{
	size_t n = strlen(element->ns), m = strlen(end);

	return n >= m && strcmp(element->ns + n - m, end) == 0;
}

/* The namespaces whose p, r and t are Word's own; DrawingML has such names, too. */
static bool
is_word(const struct xml_element *element)
{
	return ns_ends(element, "/wordprocessingml/2006/main") ||
	       ns_ends(element, "/wordprocessingml/main") || element->ns[0] == 0 ||
	       ns_ends(element, "/word/2003/wordml");
}

/* ---- runs ---- */

static void
run_settle(struct docx *d)
{
	struct look look = d->run_look;
	const struct style *style = d->run_style;

	if (style) {
		look.on |= style->look.on & ~look.off;
		look.off |= style->look.off;
	}
	d->look = look.on;
	if (d->want_changes && d->deleted)
		d->look |= RUN_DELETED;
	else if (d->want_changes && d->inserted)
		d->look |= RUN_INSERTED;
}

/* ---- drawings ---- */

static pandect_status
set_text(char **text, struct pandect_text value)
{
	char *copy = value.size ? strndup(value.data, value.size) : NULL;

	if (value.size && !copy)
		return PANDECT_NO_MEMORY;
	free(*text);
	*text = copy;
	return PANDECT_OK;
}

static pandect_status
add_image(struct docx *d, const struct xml_element *element)
{
	struct pandect_text id = xml_attribute(element, NULL, "embed");

	if (!id.size)
		id = xml_attribute(element, NULL, "link");
	if (!id.size)
		id = xml_attribute(element, NULL, "id");
	pandect_status status = image_add(d, id, pandect_text(d->alt));

	/* A picture in a group has its own words, or none. */
	free(d->alt);
	d->alt = NULL;
	return status;
}

/* Takes one branch of several that show the same: the first that is understood. */
static void
branch(struct docx *d, const struct xml_element *element, bool is_choice)
{
	static const char *const known[] = {
		"wps", "wpg", "wpc", "wp14", "w14", "w15", "a14", "wp15", "v", "w16se"};
	struct pandect_text needs = xml_attribute(element, NULL, "Requires");
	bool is_known = !is_choice;

	if (d->n_choices == 0 || d->n_choices > sizeof d->choice / sizeof d->choice[0])
		return;
	uint32_t *taken = &d->choice[d->n_choices - 1];

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		is_known |= pandect_text_is(needs, known[i]);
	if (*taken || !is_known)
		d->skip++;
	else
		*taken = 1;
}

/* ---- events ---- */

static pandect_status
start_paragraph_property(struct docx *d, const struct xml_element *element, enum tag tag)
{
	struct paragraph *p = paragraph_top(d);
	struct pandect_text value = xml_attribute(element, NULL, "val");

	if (!p)
		return PANDECT_OK;
	if (tag == TAG_PARAGRAPH_STYLE) {
		p->style = styles_find(&d->styles, value);
		p->style_id.data = p->id;
		p->style_id.size = value.size < sizeof p->id ? value.size : 0;
		memcpy(p->id, value.data ? value.data : "", p->style_id.size);
	} else if (tag == TAG_LIST) {
		p->num_id = xml_number(element, NULL, "val", 0);
	} else if (tag == TAG_LEVEL) {
		int64_t level = xml_number(element, NULL, "val", 0);

		p->level = level < 0 ? 0 : level < DOCX_LEVELS ? (int)level : DOCX_LEVELS - 1;
	} else if (tag == TAG_INDENT) {
		p->indent = indent_of(element);
	} else if (tag == TAG_OUTLINE) {
		p->outline = (int)xml_number(element, NULL, "val", 9);
	}
	return PANDECT_OK;
}

static pandect_status
start_in_run(struct docx *d, const struct xml_element *element, enum tag tag)
{
	switch (tag) {
	case TAG_TEXT:
		d->in_text += is_word(element);
		return PANDECT_OK;
	case TAG_DELETED_TEXT:
		d->in_text++;
		return PANDECT_OK;
	case TAG_INSTRUCTION:
		d->in_instruction++;
		return PANDECT_OK;
	case TAG_TAB:
		return field_hides_text(d) ? PANDECT_OK : paragraph_add(d, "\t", 1);
	case TAG_BREAK:
		if (!is_word(element))
			return PANDECT_OK;
		if (pandect_text_is(xml_attribute(element, NULL, "type"), "page")) {
			if (paragraph_top(d))
				paragraph_top(d)->has_break = true;
			return PANDECT_OK;
		}
		return paragraph_add(d, "\n", 1);
	case TAG_CR:
		return paragraph_add(d, "\n", 1);
	case TAG_NO_BREAK_HYPHEN:
		return paragraph_add(d, "-", 1);
	case TAG_SYMBOL:
		return symbol_add(d, element);
	case TAG_FIELD_CHAR:
		field_char(d, element);
		return PANDECT_OK;
	case TAG_FOOTNOTE_REFERENCE:
	case TAG_ENDNOTE_REFERENCE:
		return note_reference(d, element, tag == TAG_ENDNOTE_REFERENCE);
	default:
		return PANDECT_OK;
	}
}

static pandect_status
start_drawing(struct docx *d, const struct xml_element *element, enum tag tag)
{
	switch (tag) {
	case TAG_DRAWING:
	case TAG_PICTURE:
		return set_text(&d->alt, (struct pandect_text){NULL, 0});
	case TAG_DOC_PROPERTIES:
		return set_text(&d->alt, xml_attribute(element, NULL, "descr"));
	case TAG_SHAPE:
		return set_text(&d->alt, xml_attribute(element, "", "alt"));
	case TAG_BLIP:
	case TAG_IMAGE_DATA:
		return add_image(d, element);
	case TAG_OLE_OBJECT:
		return d->want_embedded
			       ? child_add(d, xml_attribute(element, NULL, "id"), CHILD_DOCUMENT)
			       : PANDECT_OK;
	case TAG_CHART:
		return child_add(d, xml_attribute(element, NULL, "id"), CHILD_CHART);
	case TAG_DIAGRAM:
		return child_add(d, xml_attribute(element, NULL, "dm"), CHILD_DIAGRAM);
	case TAG_ALT_CHUNK:
		return child_add(d, xml_attribute(element, NULL, "id"), CHILD_DOCUMENT);
	case TAG_ALTERNATE:
		d->n_choices++;
		if (d->n_choices <= sizeof d->choice / sizeof d->choice[0])
			d->choice[d->n_choices - 1] = 0;
		return PANDECT_OK;
	case TAG_CHOICE:
	case TAG_FALLBACK:
		branch(d, element, tag == TAG_CHOICE);
		return PANDECT_OK;
	default:
		return start_in_run(d, element, tag);
	}
}

static pandect_status
start_math(struct docx *d, const struct xml_element *element)
{
	if (!paragraph_top(d)) {
		d->skip++;
		return PANDECT_OK;
	}
	d->math = math_new();
	d->math_depth = element->depth;
	return d->math ? PANDECT_OK : PANDECT_NO_MEMORY;
}

static pandect_status
start_block(struct docx *d, const struct xml_element *element, enum tag tag)
{
	switch (tag) {
	case TAG_PARAGRAPH:
		return is_word(element) ? paragraph_begin(d) : PANDECT_OK;
	case TAG_RUN:
		if (is_word(element)) {
			d->run_look = (struct look){0, 0};
			d->run_style = NULL;
			run_settle(d);
		}
		return PANDECT_OK;
	case TAG_TABLE:
		return is_word(element) ? table_start(d) : PANDECT_OK;
	case TAG_TABLE_ROW:
		return is_word(element) ? row_start(d) : PANDECT_OK;
	case TAG_TABLE_CELL:
		return is_word(element) ? cell_start(d) : PANDECT_OK;
	case TAG_TABLE_PROPERTY:
		table_property(d, element);
		return PANDECT_OK;
	case TAG_FOOTNOTE:
	case TAG_ENDNOTE:
		if (d->notes && !d->in_note)
			note_begin(d, element);
		return PANDECT_OK;
	case TAG_HYPERLINK:
		link_start(d, element);
		return PANDECT_OK;
	case TAG_FIELD_SIMPLE: {
		struct pandect_text instruction = xml_attribute(element, NULL, "instr");

		field_begin(d);
		field_instruction(d, instruction.data, instruction.size);
		if (d->n_fields && !d->n_lost_fields)
			field_result(d, &d->fields[d->n_fields - 1]);
		return PANDECT_OK;
	}
	case TAG_CHECK_BOX:
		d->is_checked = false;
		return PANDECT_OK;
	case TAG_CHECKED:
		d->is_checked = is_on(element);
		return PANDECT_OK;
	case TAG_RUBY:
		d->phonetic_size = 0;
		return PANDECT_OK;
	case TAG_PHONETIC:
		d->in_phonetic++;
		return PANDECT_OK;
	case TAG_COMMENT_START:
		comment_mark(d, element, MARK_START);
		return PANDECT_OK;
	case TAG_COMMENT_END:
		comment_mark(d, element, MARK_END);
		return PANDECT_OK;
	case TAG_COMMENT_REFERENCE:
		comment_mark(d, element, MARK_REFERENCE);
		return PANDECT_OK;
	case TAG_MATH_PARAGRAPH:
		d->is_display_math = true;
		return PANDECT_OK;
	case TAG_MATH:
		return start_math(d, element);
	default:
		return start_drawing(d, element, tag);
	}
}

/* Insertions and deletions; also as properties of rows and paragraph marks, which have no content.
 */
static void
start_change(struct docx *d, enum tag tag)
{
	if (tag == TAG_INSERTED)
		d->inserted++;
	else if (d->want_changes)
		d->deleted++;
	else
		d->skip++;
}

static pandect_status
body_start(void *data, const struct xml_element *element)
{
	struct docx *d = data;
	enum tag tag;

	if (d->math)
		return math_start(d->math, element);
	if (d->skip) {
		d->skip++;
		return PANDECT_OK;
	}
	tag = tag_of(element);
	if (tag == TAG_SKIP || ((tag == TAG_DELETED || tag == TAG_INSERTED) && !is_word(element))) {
		d->skip++;
		return PANDECT_OK;
	}
	if (tag == TAG_ROW_PROPERTIES) {
		d->in_row_properties++;
	} else if (tag == TAG_DELETED && d->in_row_properties) {
		if (!d->want_changes)
			row_delete(d);
		d->skip++;
	} else if (tag == TAG_DELETED || tag == TAG_INSERTED) {
		start_change(d, tag);
	} else if (tag == TAG_PARAGRAPH_PROPERTIES) {
		d->in_paragraph_properties++;
	} else if (tag == TAG_RUN_PROPERTIES) {
		d->in_run_properties++;
	} else if (d->in_run_properties) {
		if (tag == TAG_RUN_STYLE)
			d->run_style = styles_find(&d->styles, xml_attribute(element, NULL, "val"));
		else
			look_read(&d->run_look, element);
	} else if (d->in_paragraph_properties) {
		return start_paragraph_property(d, element, tag);
	} else {
		return start_block(d, element, tag);
	}
	return PANDECT_OK;
}

static pandect_status
end_math(struct docx *d)
{
	struct pandect_text latex = {NULL, 0};
	pandect_status status = math_finish(d->math, &latex);

	if (status == PANDECT_OK && latex.size)
		status = paragraph_piece(d, PIECE_FORMULA, latex, NULL);
	math_free(d->math);
	d->math = NULL;
	return status;
}

static pandect_status
end_paragraph(struct docx *d)
{
	d->look = 0;
	return paragraph_end(d);
}

/* How the characters are read stands after them. */
static pandect_status
end_ruby(struct docx *d)
{
	pandect_status status;

	if (d->phonetic_size == 0)
		return PANDECT_OK;
	status = paragraph_add(d, "(", 1);
	if (status == PANDECT_OK)
		status = paragraph_add(d, d->phonetic, d->phonetic_size);
	d->phonetic_size = 0;
	return status ? status : paragraph_add(d, ")", 1);
}

/* Keeps as many whole characters as there is room for. */
static void
add_phonetic(struct docx *d, const char *text, size_t size)
{
	if (size > sizeof d->phonetic - d->phonetic_size)
		return;
	memcpy(d->phonetic + d->phonetic_size, text, size);
	d->phonetic_size += size;
}

static pandect_status
end_block(struct docx *d, const struct xml_element *element, enum tag tag)
{
	switch (tag) {
	case TAG_PARAGRAPH:
		return is_word(element) ? end_paragraph(d) : PANDECT_OK;
	case TAG_TABLE:
		return is_word(element) ? table_end(d) : PANDECT_OK;
	case TAG_TABLE_ROW:
		return is_word(element) ? row_end(d) : PANDECT_OK;
	case TAG_TABLE_CELL:
		return is_word(element) ? cell_end(d) : PANDECT_OK;
	case TAG_TEXT:
	case TAG_DELETED_TEXT:
		d->in_text = 0;
		return PANDECT_OK;
	case TAG_INSTRUCTION:
		d->in_instruction = 0;
		return PANDECT_OK;
	case TAG_HYPERLINK:
		if (paragraph_top(d))
			paragraph_top(d)->link = 0;
		return PANDECT_OK;
	case TAG_FIELD_SIMPLE:
		field_end(d);
		return PANDECT_OK;
	case TAG_MATH_PARAGRAPH:
		d->is_display_math = false;
		return PANDECT_OK;
	case TAG_CHECK_BOX:
		return paragraph_add(d, d->is_checked ? "\xE2\x98\x92" : "\xE2\x98\x90", 3);
	case TAG_PHONETIC:
		d->in_phonetic = 0;
		return PANDECT_OK;
	case TAG_RUBY:
		return end_ruby(d);
	case TAG_ALTERNATE:
		if (d->n_choices)
			d->n_choices--;
		return PANDECT_OK;
	case TAG_FOOTNOTE:
	case TAG_ENDNOTE:
		if (d->in_note) {
			lists_close(d, 0);
			pandect_builder_close(d->builder);
		}
		d->in_note = false;
		return PANDECT_OK;
	default:
		return PANDECT_OK;
	}
}

static pandect_status
body_end(void *data, const struct xml_element *element)
{
	struct docx *d = data;
	enum tag tag;

	if (d->math)
		return element->depth > d->math_depth ? math_end(d->math) : end_math(d);
	if (d->skip) {
		d->skip--;
		return PANDECT_OK;
	}
	tag = tag_of(element);
	if (tag == TAG_INSERTED && d->inserted)
		d->inserted--;
	else if (tag == TAG_DELETED && d->deleted)
		d->deleted--;
	else if (tag == TAG_ROW_PROPERTIES && d->in_row_properties)
		d->in_row_properties--;
	else if (tag == TAG_PARAGRAPH_PROPERTIES && d->in_paragraph_properties)
		d->in_paragraph_properties--;
	else if (tag == TAG_RUN_PROPERTIES && d->in_run_properties) {
		d->in_run_properties--;
		run_settle(d);
	} else {
		return end_block(d, element, tag);
	}
	return PANDECT_OK;
}

static pandect_status
body_text(void *data, const char *text, size_t size)
{
	struct docx *d = data;

	if (d->math)
		return math_text(d->math, text, size);
	if (d->skip)
		return PANDECT_OK;
	if (d->in_instruction)
		field_instruction(d, text, size);
	else if (d->in_text && d->in_phonetic)
		add_phonetic(d, text, size);
	else if (d->in_text && !field_hides_text(d))
		return paragraph_add(d, text, size);
	return PANDECT_OK;
}

static const struct xml_events body_events = {
	.start = body_start,
	.end = body_end,
	.text = body_text,
};

pandect_status
body_read(struct docx *d, uint64_t member, const char *what)
{
	pandect_status status = merges_read(d->call, d->zip, member, &d->merges);

	if (status && ooxml_is_fatal(status))
		return status;
	status = xml_parse_member(d->call, d->zip, member,
		&(struct xml_listener){.events = &body_events, .data = d, .what = what});
	/* What a torn part left open. */
	math_free(d->math);
	d->math = NULL;
	d->skip = 0;
	d->in_text = d->in_instruction = 0;
	d->in_paragraph_properties = d->in_run_properties = d->in_row_properties = 0;
	d->in_phonetic = 0;
	while (d->n_paragraphs && !ooxml_is_fatal(status)) {
		pandect_status ended = paragraph_end(d);

		status = status ? status : ended;
		d->n_lost_paragraphs = 0;
	}
	d->n_lost_tables = 0;
	while (d->n_tables)
		table_end(d);
	lists_close(d, 0);
	if (d->in_note)
		pandect_builder_close(d->builder);
	d->in_note = false;
	d->n_fields = d->n_lost_fields = d->n_choices = 0;
	d->deleted = d->inserted = 0;
	d->look = 0;
	return status;
}
