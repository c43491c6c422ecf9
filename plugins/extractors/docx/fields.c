/* SPDX-License-Identifier: MIT */
/* Links and fields (17.16), of which those that are links matter. */
#include "docx.h"

#include <string.h>

/* The address of a HYPERLINK instruction, written to address; empty: it is another one. */
static struct pandect_text
field_address(const char *text, size_t size, char *address, size_t room)
{
	size_t at = 0, n = 0;
	bool is_anchor = false, is_found = false;

	while (at < size && text[at] == ' ')
		at++;
	if (size - at < 10 || memcmp(text + at, "HYPERLINK", 9) != 0)
		return (struct pandect_text){NULL, 0};
	for (at += 9; at < size; at++) {
		if (text[at] == '\\' && at + 1 < size) {
			is_anchor |= text[at + 1] == 'l';
			at++;
		} else if (text[at] == '"' || (text[at] != ' ' && !is_found)) {
			bool is_quoted = text[at] == '"';

			if (is_anchor && n + 1 < room && !(n && address[n - 1] == '#'))
				address[n++] = '#';
			for (at += is_quoted; at < size && text[at] != (is_quoted ? '"' : ' ');
				at++) {
				if (n + 1 < room && text[at] != '\\')
					address[n++] = text[at];
			}
			is_found = true;
			if (is_anchor)
				break;
		}
	}
	return (struct pandect_text){address, n};
}

void
field_result(struct docx *d, struct field *field)
{
	struct paragraph *p = paragraph_top(d);
	char address[1100];

	field->is_result = true;
	if (!p)
		return;
	struct pandect_text found =
		field_address(field->instruction, field->size, address, sizeof address);

	field->link_before = p->link;
	if (found.size)
		p->link = paragraph_link(p, found);
}

void
field_begin(struct docx *d)
{
	if (d->n_fields == DOCX_FIELDS) {
		d->n_lost_fields++;
		return;
	}
	struct field *field = &d->fields[d->n_fields++];

	field->is_result = false;
	field->size = 0;
	field->link_before = paragraph_top(d) ? paragraph_top(d)->link : 0;
}

void
field_end(struct docx *d)
{
	if (d->n_lost_fields) {
		d->n_lost_fields--;
		return;
	}
	if (d->n_fields == 0)
		return;
	struct field *field = &d->fields[--d->n_fields];
	struct paragraph *p = paragraph_top(d);

	/* A field may have begun in another paragraph, whose links are gone. */
	if (p)
		p->link = field->is_result && field->link_before <= p->n_links ? field->link_before
									       : 0;
}

void
field_instruction(struct docx *d, const char *text, size_t size)
{
	struct field *field = d->n_fields ? &d->fields[d->n_fields - 1] : NULL;

	if (!field || field->is_result || d->n_lost_fields)
		return;
	size_t room = sizeof field->instruction - field->size;

	size = size < room ? size : room;
	memcpy(field->instruction + field->size, text, size);
	field->size += size;
}

/* Text is shown unless a field's instruction is open. */
bool
field_hides_text(const struct docx *d)
{
	for (uint32_t i = 0; i < d->n_fields; i++) {
		if (!d->fields[i].is_result)
			return true;
	}
	return false;
}

void
field_char(struct docx *d, const struct xml_element *element)
{
	struct pandect_text type = xml_attribute(element, NULL, "fldCharType");

	if (pandect_text_is(type, "begin"))
		field_begin(d);
	else if (pandect_text_is(type, "end"))
		field_end(d);
	else if (pandect_text_is(type, "separate") && d->n_fields && !d->n_lost_fields)
		field_result(d, &d->fields[d->n_fields - 1]);
}

void
link_start(struct docx *d, const struct xml_element *element)
{
	struct paragraph *p = paragraph_top(d);
	const struct ooxml_relation *relation =
		ooxml_relation_find(d->current, xml_attribute(element, NULL, "id"));
	struct pandect_text anchor = xml_attribute(element, NULL, "anchor");
	char address[2100];
	size_t n = 0;

	if (!p)
		return;
	if (relation && strlen(relation->target) < sizeof address / 2) {
		n = strlen(relation->target);
		memcpy(address, relation->target, n);
	}
	if (anchor.size && anchor.size < sizeof address / 2 && !memchr(address, '#', n)) {
		address[n++] = '#';
		memcpy(address + n, anchor.data, anchor.size);
		n += anchor.size;
	}
	p->link = paragraph_link(p, (struct pandect_text){address, n});
}
