/* SPDX-License-Identifier: MIT */
/*
 * Renderer: an HTML page. All text is escaped, links that could run something are left out, raw
 * text of other notations is shown as it is written. Recursion goes as deep as the document, which
 * the host keeps to 256 levels.
 */
#include <string.h>

#include "text.h"

static const char html_style[] =
	"body{max-width:46em;margin:2em auto;padding:0 1em;font-family:system-ui,sans-serif;"
	"line-height:1.5}table{border-collapse:collapse}th,td{border:1px solid #bbb;padding:.2em "
	".5em;text-align:left;vertical-align:top}pre{background:#f4f4f4;padding:.6em;overflow-x:"
	"auto}blockquote,aside{border-left:.25em solid #bbb;margin-left:0;padding-left:1em}"
	"img{max-width:100%}";

static void write_blocks(struct html *h, const struct pandect_node_info *parent, int is_bare);

/* ---- blocks ---- */

static void
put_number(struct html *h, const char *name, pandect_node node, uint32_t attribute)
{
	int64_t value = pandect_document_number(h->document, node, attribute, 0);

	if (value <= 0)
		return;
	html_put(h, " ");
	html_put(h, name);
	html_put(h, "=\"");
	output_integer(&h->out, value);
	html_put(h, "\"");
}

static struct pandect_text
attribute(const struct html *h, pandect_node node, uint32_t which)
{
	return pandect_document_text(h->document, node, which);
}

static void
write_element(
	struct html *h, const char *tag, pandect_node node, const struct pandect_node_info *info)
{
	html_put(h, "<");
	html_put(h, tag);
	html_attribute(h, "lang", attribute(h, node, PANDECT_ATTRIBUTE_LANGUAGE));
	if (info->kind == PANDECT_NODE_HEADING)
		html_attribute(h, "id", attribute(h, node, PANDECT_ATTRIBUTE_NAME));
	html_put(h, ">");
	html_inline(h, node, info);
	html_put(h, "</");
	html_put(h, tag);
	html_put(h, ">\n");
}

static void
write_holder(struct html *h, const char *tag, const struct pandect_node_info *info)
{
	html_put(h, "<");
	html_put(h, tag);
	html_put(h, ">\n");
	write_blocks(h, info, info->kind == PANDECT_NODE_DESCRIPTION);
	html_put(h, "</");
	html_put(h, tag);
	html_put(h, ">\n");
}

static void
write_code(struct html *h, pandect_node node, const struct pandect_node_info *info)
{
	struct pandect_text language = attribute(h, node, PANDECT_ATTRIBUTE_LANGUAGE);

	html_put(h, "<pre><code");
	if (language.size) {
		html_put(h, " class=\"language-");
		html_text(h, language);
		html_put(h, "\"");
	}
	/* A line's end right after <pre> is dropped by parsers; code may begin with one. */
	html_put(h, info->text.size && info->text.data[0] == '\n' ? ">\n" : ">");
	html_text(h, info->text);
	html_put(h, "</code></pre>\n");
}

static void
write_image(struct html *h, pandect_node node)
{
	struct pandect_text mime, bytes, source = attribute(h, node, PANDECT_ATTRIBUTE_SOURCE);
	struct pandect_text alt = attribute(h, node, PANDECT_ATTRIBUTE_ALT);

	if (source.size == 0)
		source = attribute(h, node, PANDECT_ATTRIBUTE_NAME);
	/* SVG may hold scripts; as the source of an img it runs none. */
	if (pandect_document_data(h->document, node, &mime, &bytes) == PANDECT_OK && bytes.size) {
		html_put(h, "<p><img alt=\"");
		html_text(h, alt);
		html_put(h, "\" src=\"data:");
		html_text(h, mime);
		html_put(h, ";base64,");
		output_base64(&h->out, bytes);
		html_put(h, "\"");
	} else {
		html_put(h, "<p>");
		html_image(h, alt, source);
	}
	html_attribute(h, "title", attribute(h, node, PANDECT_ATTRIBUTE_TITLE));
	put_number(h, "width", node, PANDECT_ATTRIBUTE_WIDTH);
	put_number(h, "height", node, PANDECT_ATTRIBUTE_HEIGHT);
	html_put(h, "></p>\n");
}

static void
write_list(struct html *h, pandect_node node, const struct pandect_node_info *info)
{
	int64_t start = pandect_document_number(h->document, node, PANDECT_ATTRIBUTE_START, 1);
	const char *tag = info->arg == 1 ? "ol" : "ul";

	html_put(h, "<");
	html_put(h, tag);
	if (info->arg == 1 && start != 1) {
		html_put(h, " start=\"");
		output_integer(&h->out, start);
		html_put(h, "\"");
	}
	html_put(h, ">\n");
	write_blocks(h, info, 0);
	html_put(h, "</");
	html_put(h, tag);
	html_put(h, ">\n");
}

static void
write_item(struct html *h, const struct pandect_node_info *info)
{
	html_put(h, "<li>");
	if (info->arg)
		html_put(h, info->arg == 2 ? "<input type=\"checkbox\" checked disabled> "
					   : "<input type=\"checkbox\" disabled> ");
	write_blocks(h, info, 1);
	html_put(h, "</li>\n");
}

static void
write_cell(struct html *h, pandect_node node, const struct pandect_node_info *info)
{
	const char *tag = info->arg == 1 ? "th" : "td";

	html_put(h, "<");
	html_put(h, tag);
	put_number(h, "rowspan", node, PANDECT_ATTRIBUTE_ROW_SPAN);
	put_number(h, "colspan", node, PANDECT_ATTRIBUTE_COLUMN_SPAN);
	html_put(h, ">");
	if (info->text.size)
		html_inline(h, node, info);
	write_blocks(h, info, 1);
	html_put(h, "</");
	html_put(h, tag);
	html_put(h, ">");
}

/* A table's caption has to be its first child; the others become rows of their own. */
static void
write_table(struct html *h, const struct pandect_node_info *info)
{
	struct pandect_node_info part;
	int n_captions = 0;

	html_put(h, "<table>\n");
	for (pandect_node node = info->first; node; node = part.next) {
		if (pandect_document_node(h->document, node, &part) != PANDECT_OK)
			break;
		if (part.kind == PANDECT_NODE_CAPTION && n_captions++ == 0)
			write_element(h, "caption", node, &part);
	}
	n_captions = 0;
	for (pandect_node node = info->first; node; node = part.next) {
		if (pandect_document_node(h->document, node, &part) != PANDECT_OK)
			break;
		if (part.kind == PANDECT_NODE_CAPTION && n_captions++ == 0)
			continue;
		html_put(h, "<tr>");
		if (part.kind == PANDECT_NODE_ROW)
			write_blocks(h, &part, 0);
		else
			write_element(h, "td", node, &part);
		html_put(h, "</tr>\n");
	}
	html_put(h, "</table>\n");
}

static void
write_footnote(struct html *h, pandect_node node, const struct pandect_node_info *info)
{
	struct pandect_text name = attribute(h, node, PANDECT_ATTRIBUTE_NAME);

	html_put(h, "<aside class=\"footnote\" id=\"");
	html_note(h, name);
	html_put(h, "\"><sup>");
	html_text(h, name);
	html_put(h, "</sup>\n");
	write_blocks(h, info, 0);
	html_put(h, "</aside>\n");
}

static void
write_admonition(struct html *h, pandect_node node, const struct pandect_node_info *info)
{
	struct pandect_text label = attribute(h, node, PANDECT_ATTRIBUTE_LABEL);
	struct pandect_text title = attribute(h, node, PANDECT_ATTRIBUTE_TITLE);

	html_put(h, "<aside");
	html_attribute(h, "class", label);
	html_put(h, "><p><strong>");
	html_text(h, title.size ? title : label);
	html_put(h, "</strong></p>\n");
	write_blocks(h, info, 0);
	html_put(h, "</aside>\n");
}

static void
write_section(struct html *h, pandect_node node, const struct pandect_node_info *info)
{
	int is_document = info->kind == PANDECT_NODE_DOCUMENT;
	struct pandect_text label =
		attribute(h, node, is_document ? PANDECT_ATTRIBUTE_NAME : PANDECT_ATTRIBUTE_LABEL);
	struct pandect_node_info first;
	pandect_node outer = h->child;

	html_put(h, is_document ? "<article" : "<section");
	html_attribute(h, "lang", attribute(h, node, PANDECT_ATTRIBUTE_LANGUAGE));
	html_put(h, ">\n");
	if (label.size &&
		(is_document || !info->first ||
			pandect_document_node(h->document, info->first, &first) != PANDECT_OK ||
			first.kind != PANDECT_NODE_HEADING)) {
		html_put(h, "<h2>");
		html_text(h, label);
		html_put(h, "</h2>\n");
	}
	if (is_document)
		h->child = node;
	write_blocks(h, info, 0);
	h->child = outer;
	html_put(h, is_document ? "</article>\n" : "</section>\n");
}

static void
write_container(struct html *h, pandect_node node, const struct pandect_node_info *info)
{
	switch (info->kind) {
	case PANDECT_NODE_DOCUMENT:
	case PANDECT_NODE_SECTION:
		write_section(h, node, info);
		break;
	case PANDECT_NODE_LIST:
		write_list(h, node, info);
		break;
	case PANDECT_NODE_ITEM:
		write_item(h, info);
		break;
	case PANDECT_NODE_TABLE:
		write_table(h, info);
		break;
	case PANDECT_NODE_CELL:
		write_cell(h, node, info);
		break;
	case PANDECT_NODE_QUOTE:
		write_holder(h, "blockquote", info);
		break;
	case PANDECT_NODE_FIGURE:
		write_holder(h, "figure", info);
		break;
	case PANDECT_NODE_DEFINITIONS:
		write_holder(h, "dl", info);
		break;
	case PANDECT_NODE_DESCRIPTION:
		write_holder(h, "dd", info);
		break;
	case PANDECT_NODE_FOOTNOTE:
		write_footnote(h, node, info);
		break;
	case PANDECT_NODE_ADMONITION:
		write_admonition(h, node, info);
		break;
	default:
		write_blocks(h, info, 0);
		break;
	}
}

/* Whether a paragraph has nothing but lists after it. */
static int
is_lone(const struct html *h, const struct pandect_node_info *info)
{
	struct pandect_node_info next = {.next = info->next};

	while (next.next) {
		if (pandect_document_node(h->document, next.next, &next) != PANDECT_OK ||
			next.kind != PANDECT_NODE_LIST)
			return 0;
	}
	return 1;
}

/* parent: the node above. is_bare: a lone paragraph goes without <p>. */
static void
write_block(struct html *h, pandect_node node, const struct pandect_node_info *info,
	const struct pandect_node_info *parent, int is_bare)
{
	char heading[3] = "h1";

	switch (info->kind) {
	case PANDECT_NODE_PARAGRAPH:
		if (is_bare && is_lone(h, info))
			html_inline(h, node, info);
		else
			write_element(h, "p", node, info);
		break;
	case PANDECT_NODE_HEADING:
		heading[1] = (char)('0' + (info->arg < 1 ? 1 : info->arg > 6 ? 6 : info->arg));
		write_element(h, heading, node, info);
		break;
	case PANDECT_NODE_CAPTION:
		write_element(
			h, parent->kind == PANDECT_NODE_FIGURE ? "figcaption" : "p", node, info);
		break;
	case PANDECT_NODE_TERM:
		write_element(h, "dt", node, info);
		break;
	case PANDECT_NODE_CODE:
		write_code(h, node, info);
		break;
	case PANDECT_NODE_RAW:
		html_put(h, "<pre>");
		html_text(h, info->text);
		html_put(h, "</pre>\n");
		break;
	case PANDECT_NODE_FORMULA:
		html_put(h, "<p class=\"math\">");
		html_text(h, info->text);
		html_put(h, "</p>\n");
		break;
	case PANDECT_NODE_IMAGE:
		write_image(h, node);
		break;
	case PANDECT_NODE_THEMATIC_BREAK:
		html_put(h, "<hr>\n");
		break;
	case PANDECT_NODE_PAGE_BREAK:
		break;
	default:
		write_container(h, node, info);
		break;
	}
}

static void
write_blocks(struct html *h, const struct pandect_node_info *parent, int is_bare)
{
	struct pandect_node_info info;

	for (pandect_node node = parent->first; node; node = info.next) {
		if (h->status == PANDECT_OK)
			h->status = h->out.status;
		if (h->status == PANDECT_OK)
			h->status = pandect_call_should_stop(h->call);
		if (h->status != PANDECT_OK ||
			pandect_document_node(h->document, node, &info) != PANDECT_OK)
			return;
		write_block(h, node, &info, parent, is_bare && node == parent->first);
	}
}

/* ---- the page ---- */

/* The first value of a key of the document itself. */
static struct pandect_text
find_meta(const struct html *h, const char *key)
{
	struct pandect_meta meta;

	for (uint32_t i = 0; pandect_document_meta(h->document, i, &meta) == PANDECT_OK; i++) {
		if (meta.document == 1 && pandect_text_is(meta.key, key))
			return meta.value;
	}
	return pandect_text(NULL);
}

static void
write_page(struct html *h, const struct pandect_node_info *root, int has_style)
{
	struct pandect_text title = find_meta(h, "title"), language = find_meta(h, "language");

	html_put(h, "<!DOCTYPE html>\n<html");
	html_attribute(h, "lang", language);
	html_put(h, ">\n<head>\n<meta charset=\"utf-8\">\n<title>");
	html_text(h, title.size ? title : attribute(h, 1, PANDECT_ATTRIBUTE_NAME));
	html_put(h, "</title>\n");
	if (has_style) {
		html_put(h, "<style>");
		html_put(h, html_style);
		html_put(h, "</style>\n");
	}
	html_put(h, "</head>\n<body>\n");
	write_blocks(h, root, 0);
	html_put(h, "</body>\n</html>\n");
}

static pandect_status
html_render(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_sink *sink)
{
	struct html h = {.call = call, .document = document, .out = {.sink = sink}, .child = 1};
	struct pandect_node_info root;
	int64_t has_style = 1;
	pandect_status written;

	(void)self;
	pandect_call_bool(call, "style", &has_style);
	h.status = pandect_document_node(document, 1, &root);
	if (h.status == PANDECT_OK)
		write_page(&h, &root, has_style != 0);
	marks_clear(&h.marks);
	written = output_finish(&h.out);
	return h.status == PANDECT_OK ? written : h.status;
}

static const struct pandect_option html_options[] = {
	{.name = "style",
		.help = "put a small style sheet into the page",
		.fallback = "true",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
};

static const struct pandect_renderer html = {
	.base = {.size = sizeof html,
		.kind = PANDECT_RENDERER,
		.name = "html",
		.version = "1.0",
		.description = "HTML page",
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(html_options)},
	.mime = "text/html",
	.suffix = "html",
	.render = html_render,
};

static const struct pandect_plugin *const plugins[] = {&html.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "renderer-html",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = plugins,
};
