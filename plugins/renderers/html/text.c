/* SPDX-License-Identifier: MIT */
/* Text with marks as HTML; see text.h. */
#include <string.h>

#include "text.h"

void
html_put(struct html *h, const char *string)
{
	output_string(&h->out, string);
}

/* Escaped for text and for attributes in double quotes. */
void
html_text(struct html *h, struct pandect_text text)
{
	size_t at = 0, from = 0;

	for (; at < text.size; at++) {
		const char *entity;

		switch (text.data[at]) {
		case '&':
			entity = "&amp;";
			break;
		case '<':
			entity = "&lt;";
			break;
		case '>':
			entity = "&gt;";
			break;
		case '"':
			entity = "&quot;";
			break;
		default:
			continue;
		}
		output_add(&h->out, text.data + from, at - from);
		html_put(h, entity);
		from = at + 1;
	}
	if (text.size)
		output_add(&h->out, text.data + from, at - from);
}

/* Text whose line ends are meant. */
static void
html_lines(struct html *h, struct pandect_text text)
{
	size_t at = 0;

	while (at < text.size) {
		const char *stop = memchr(text.data + at, '\n', text.size - at);
		size_t end = stop ? (size_t)(stop - text.data) : text.size;

		html_text(h, (struct pandect_text){text.data + at, end - at});
		if (stop)
			html_put(h, "<br>\n");
		at = end + 1;
	}
}

void
html_attribute(struct html *h, const char *name, struct pandect_text value)
{
	if (value.size == 0)
		return;
	html_put(h, " ");
	html_put(h, name);
	html_put(h, "=\"");
	html_text(h, value);
	html_put(h, "\"");
}

/* A note's anchor; names of different documents are kept apart. */
void
html_note(struct html *h, struct pandect_text name)
{
	html_put(h, "note-");
	output_integer(&h->out, h->child);
	html_put(h, "-");
	for (size_t i = 0; i < name.size; i++) {
		char c = (unsigned char)name.data[i] <= ' ' ? '-' : name.data[i];

		html_text(h, (struct pandect_text){&c, 1});
	}
}

void
html_image(struct html *h, struct pandect_text alt, struct pandect_text source)
{
	html_put(h, "<img alt=\"");
	html_text(h, alt);
	html_put(h, "\"");
	if (link_is_safe(source))
		html_attribute(h, "src", source);
}

static const char *const span_tags[PANDECT_N_SPAN_KINDS] = {
	[PANDECT_SPAN_STRONG] = "strong",
	[PANDECT_SPAN_EMPHASIS] = "em",
	[PANDECT_SPAN_UNDERLINE] = "u",
	[PANDECT_SPAN_STRIKE] = "s",
	[PANDECT_SPAN_CODE] = "code",
	[PANDECT_SPAN_LINK] = "a",
	[PANDECT_SPAN_SUBSCRIPT] = "sub",
	[PANDECT_SPAN_SUPERSCRIPT] = "sup",
	[PANDECT_SPAN_FOOTNOTE] = "sup",
	[PANDECT_SPAN_FORMULA] = "span",
	[PANDECT_SPAN_INSERTED] = "ins",
	[PANDECT_SPAN_DELETED] = "del",
	[PANDECT_SPAN_LANGUAGE] = "span",
	[PANDECT_SPAN_HIGHLIGHT] = "mark",
};

static void
open_mark(struct html *h, struct mark_walk *walk, struct mark *mark, struct pandect_text text)
{
	if (mark->kind == PANDECT_SPAN_IMAGE) {
		html_image(h, text, mark->value);
		html_put(h, ">");
		mark_walk_skip(walk);
		return;
	}
	html_put(h, "<");
	html_put(h, span_tags[mark->kind]);
	if (mark->kind == PANDECT_SPAN_LINK && link_is_safe(mark->value))
		html_attribute(h, "href", mark->value);
	else if (mark->kind == PANDECT_SPAN_LANGUAGE)
		html_attribute(h, "lang", mark->value);
	else if (mark->kind == PANDECT_SPAN_FORMULA)
		html_put(h, " class=\"math\"");
	html_put(h, ">");
	if (mark->kind == PANDECT_SPAN_FOOTNOTE) {
		html_put(h, "<a href=\"#");
		html_note(h, mark->value);
		html_put(h, "\">");
		if (text.size == 0)
			html_text(h, mark->value);
	}
}

static void
close_mark(struct html *h, const struct mark *mark)
{
	if (mark->kind == PANDECT_SPAN_IMAGE)
		return;
	if (mark->kind == PANDECT_SPAN_FOOTNOTE)
		html_put(h, "</a>");
	html_put(h, "</");
	html_put(h, span_tags[mark->kind]);
	html_put(h, ">");
}

void
html_inline(struct html *h, pandect_node node, const struct pandect_node_info *info)
{
	struct mark_walk walk;
	struct mark_event event;

	if (h->status == PANDECT_OK)
		h->status = marks_read(&h->marks, h->document, node, info, MARK_EVERY);
	if (h->status != PANDECT_OK)
		return;
	for (uint32_t i = 0; i < h->marks.n; i++) {
		if (h->marks.items[i].kind >= PANDECT_N_SPAN_KINDS)
			h->marks.items[i].kind = 0;
	}
	mark_walk_begin(&walk, &h->marks, info->text.size);
	while (mark_walk_next(&walk, &event)) {
		uint32_t start = event.type == MARK_TEXT ? event.start : event.mark->start;
		uint32_t end = event.type == MARK_TEXT ? event.end : event.mark->end;
		struct pandect_text text = {info->text.data, end - start};

		if (text.data)
			text.data += start;
		if (event.type == MARK_TEXT)
			html_lines(h, text);
		else if (event.type == MARK_OPEN)
			open_mark(h, &walk, event.mark, text);
		else
			close_mark(h, event.mark);
	}
}
