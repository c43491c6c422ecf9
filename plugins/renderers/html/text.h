/* SPDX-License-Identifier: MIT */
/* Text, attributes and marks of an HTML page, escaped. */
#ifndef HTML_TEXT_H
#define HTML_TEXT_H

#include "../../shared/output.h"
#include "../../shared/spans.h"

/* One page that is being written. */
struct html {
	struct pandect_call *call;
	const struct pandect_document *document;
	struct output out;
	struct marks marks;
	pandect_status status;
	pandect_node child; /* the document that names belong to */
};

/* Markup, as it is. */
void html_put(struct html *h, const char *string);

/* Escaped for text and for attributes in double quotes. */
void html_text(struct html *h, struct pandect_text text);

/* ` name="value"`, unless the value is empty. */
void html_attribute(struct html *h, const char *name, struct pandect_text value);

/* A footnote's anchor; names of different documents are kept apart. */
void html_note(struct html *h, struct pandect_text name);

/* An image without its last bracket. */
void html_image(struct html *h, struct pandect_text alt, struct pandect_text source);

/* A node's text with its marks. */
void html_inline(struct html *h, pandect_node node, const struct pandect_node_info *info);

#endif
