/* SPDX-License-Identifier: MIT */
/* What is heard of a page: tags and text, and whether they are to be shown. */
#include "html.h"

#include <string.h>

static void
start_html(struct html *h, const char *const *attributes)
{
	const char *language = attribute_of(attributes, "lang");

	if (!language)
		language = attribute_of(attributes, "xml:lang");
	if (language)
		pandect_builder_meta(h->builder, "language", pandect_text(language));
}

static void
start_element(
	struct html *h, struct element *element, const char *name, const char *const *attributes)
{
	switch (element->entry->role) {
	case ROLE_INLINE:
		break;
	case ROLE_MARK:
		flow_push_mark(h, element->entry->value, NULL);
		break;
	case ROLE_LINK:
		start_link(h, attributes);
		break;
	case ROLE_QUOTATION:
		flow_words(h, "\xE2\x80\x9C", 3);
		break;
	case ROLE_IMAGE:
		start_image(h, attributes);
		break;
	case ROLE_BREAK:
		flow_break(h);
		break;
	case ROLE_TITLE:
		h->in_title = !h->has_title;
		break;
	case ROLE_META:
		metadata_of(h, attributes);
		break;
	case ROLE_BASE:
		if (!h->base)
			h->base = address(h, attribute_of(attributes, "href"));
		break;
	case ROLE_HTML:
		start_html(h, attributes);
		break;
	case ROLE_MATH:
		math_begin(h, attributes);
		break;
	case ROLE_INPUT:
		start_input(h, attributes);
		break;
	case ROLE_OPTION:
		flow_space(h);
		break;
	case ROLE_NO_SCRIPT:
		h->n_no_script++;
		break;
	case ROLE_HEAD_ROWS:
		h->in_head = true;
		break;
	default:
		(void)name;
		start_block(h, element, attributes);
	}
}

static bool
is_skipped(const struct element *element)
{
	return element->entry->role == ROLE_SKIP;
}

/* What tells about the page wherever it stands. */
static bool
is_of_head(const struct element *element)
{
	enum role role = element->entry->role;

	return role == ROLE_TITLE || role == ROLE_META || role == ROLE_BASE || role == ROLE_HTML;
}

void
html_start(struct html *h, const char *name, const char *const *attributes)
{
	struct element *element = &h->elements[h->n_elements];

	if (h->math) {
		math_start(h, name, attributes);
		return;
	}
	if (h->n_elements == HTML_ELEMENTS) {
		h->n_deeper++;
		if (!h->n_hidden && !h->capture)
			flow_space(h);
		return;
	}
	*element = (struct element){
		.entry = role_of(name),
		.nodes = (uint16_t)h->n_nodes,
		.marks = (uint16_t)h->n_marks,
		.in_head = h->in_head,
	};
	h->n_elements++;
	if (element->entry->role == ROLE_SCRIPT)
		start_script(h, element, attributes);
	/* The paragraph is closed by what comes next, not by this element's end. */
	if (h->n_nodes && h->nodes[h->n_nodes - 1] == PANDECT_NODE_PARAGRAPH)
		element->nodes--;
	element->is_hidden |= is_skipped(element) || is_hidden(name, attributes);
	if (!h->main_open && !element->is_hidden && !h->n_hidden && is_main(name, attributes))
		h->main_open = h->n_elements;
	if (element->is_hidden || h->n_hidden) {
		h->n_hidden += element->is_hidden;
		if (element->entry->role == ROLE_TABLE)
			h->next_table++;
		return;
	}
	if (h->only_main && !h->main_open && !is_of_head(element)) {
		if (element->entry->role == ROLE_TABLE)
			h->next_table++;
		return;
	}
	if (h->capture)
		start_in_capture(h, element->entry, attributes);
	else
		start_element(h, element, name, attributes);
}

/* ---- what ends ---- */

static void
end_pre(struct html *h)
{
	struct gather *text = h->capture;
	size_t skip = 0;

	if (!text)
		return;
	h->capture = NULL;
	while (text->size && memchr(" \t\r\n", text->data[text->size - 1], 4))
		text->size--;
	/* Blank lines before the first one are the source's. */
	for (size_t i = 0; i < text->size && memchr(" \t\r\n", text->data[i], 4); i++) {
		if (text->data[i] == '\n')
			skip = i + 1;
	}
	h->outer[0] = 0;
	if (text->size == skip)
		return;
	if (!flow_holder(h)) {
		flow_words(h, text->data + skip, text->size - skip);
		return;
	}
	flow_open(h, PANDECT_NODE_CODE, 0);
	pandect_builder_attribute(
		h->builder, PANDECT_ATTRIBUTE_LANGUAGE, pandect_text(h->language));
	pandect_builder_text(h->builder, text->data + skip, text->size - skip);
	flow_close_to(h, h->n_nodes - 1);
}

static void
end_script(struct html *h)
{
	if (!h->capture)
		return;
	h->capture = NULL;
	math_write(h, (struct pandect_text){h->captured.data, h->captured.size},
		h->language[0] == 'd');
}

static void
end_element(struct html *h, const struct element *element)
{
	switch (element->entry->role) {
	case ROLE_INLINE:
	case ROLE_IMAGE:
	case ROLE_BREAK:
	case ROLE_META:
	case ROLE_BASE:
	case ROLE_INPUT:
		break;
	case ROLE_MARK:
	case ROLE_LINK:
		flow_pop_marks(h, element->marks);
		break;
	case ROLE_QUOTATION:
		h->is_space = false;
		flow_words(h, "\xE2\x80\x9D", 3);
		break;
	case ROLE_OPTION:
		flow_space(h);
		break;
	case ROLE_TITLE:
		metadata_title(h);
		break;
	case ROLE_NO_SCRIPT:
		h->n_no_script--;
		break;
	case ROLE_HEAD_ROWS:
		h->in_head = element->in_head;
		break;
	case ROLE_SCRIPT:
		end_script(h);
		break;
	case ROLE_PRE:
		end_pre(h);
		break;
	case ROLE_ITEM:
		/* The item stays open for a list that is put after it by mistake. */
		flow_end_paragraph(h);
		break;
	default:
		flow_end_paragraph(h);
		flow_close_to(h, element->nodes);
		h->outer[0] = 0;
	}
}

void
html_end(struct html *h, const char *name)
{
	if (h->math && !math_end(h, name))
		return;
	if (h->n_deeper) {
		h->n_deeper--;
		return;
	}
	if (h->n_elements == 0)
		return;
	struct element *element = &h->elements[--h->n_elements];
	bool is_outside = h->only_main && !h->main_open && !is_of_head(element);

	if (h->main_open > h->n_elements)
		h->main_open = 0;
	if (element->is_hidden) {
		h->n_hidden--;
		return;
	}
	if (is_outside || h->n_hidden ||
		(h->capture && element->entry->role != ROLE_PRE &&
			element->entry->role != ROLE_SCRIPT))
		return;
	end_element(h, element);
}

void
html_characters(struct html *h, const char *text, size_t size)
{
	if (h->math)
		math_text(h, text, size);
	else if (h->n_hidden)
		return;
	else if (h->in_title)
		gather_add(h, &h->title, text, size);
	else if (h->only_main && !h->main_open)
		return;
	else if (h->capture)
		gather_add(h, h->capture, text, size);
	else
		flow_words(h, text, size);
}

void
html_finish(struct html *h)
{
	if (h->capture && h->capture->size)
		end_pre(h);
	flow_end_paragraph(h);
	flow_close_to(h, 0);
}
