/* SPDX-License-Identifier: MIT */
/*
 * Renderer: GitHub-flavoured Markdown, clean and readable. The table of the plugin and the metadata
 * are here, blocks in blocks.c and table.c, text in inline.c.
 */
#include <string.h>

#include "write.h"

/* A double-quoted scalar (YAML 1.2.2, 7.3.1), which needs no other rule for any text. */
static void
yaml_string(struct output *out, struct pandect_text text)
{
	output_byte(out, '"');
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (c == '"' || c == '\\')
			output_byte(out, '\\');
		if (c == '\n')
			output_string(out, "\\n");
		else if (c == '\t')
			output_string(out, "\\t");
		else
			output_byte(out, c);
	}
	output_byte(out, '"');
}

/* Whether a key needs no quotes: a plain word that YAML takes for no value of its own. */
static int
is_plain_key(struct pandect_text key)
{
	static const char *const values[] = {
		"y", "n", "yes", "no", "on", "off", "true", "false", "null"};

	for (size_t i = 0; i < key.size; i++) {
		if ((key.data[i] < 'a' || key.data[i] > 'z') && (i == 0 || key.data[i] != '-'))
			return 0;
	}
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		if (pandect_text_is(key, values[i]))
			return 0;
	}
	return key.size > 0;
}

static int
is_same(const struct pandect_meta *a, const struct pandect_meta *b)
{
	return a->document == b->document && a->key.size == b->key.size &&
	       (a->key.size == 0 || memcmp(a->key.data, b->key.data, a->key.size) == 0);
}

/* More entries than this are a format's bulk, not what a reader wants on top. */
#define MOST_METADATA 256

/* The values of entry i's key, which is the first of its name. */
static void
yaml_entry(struct markdown *m, const struct pandect_meta *meta, uint32_t i)
{
	struct pandect_meta other;
	int is_list = 0;

	if (is_plain_key(meta->key))
		output_text(&m->out, meta->key);
	else
		yaml_string(&m->out, meta->key);
	output_string(&m->out, ":");
	for (uint32_t j = i + 1; j < MOST_METADATA && !is_list; j++) {
		if (pandect_document_meta(m->document, j, &other) != PANDECT_OK)
			break;
		is_list = is_same(meta, &other);
	}
	for (uint32_t j = i; j < MOST_METADATA; j++) {
		if (pandect_document_meta(m->document, j, &other) != PANDECT_OK)
			break;
		if (!is_same(meta, &other))
			continue;
		output_string(&m->out, is_list ? "\n  - " : " ");
		yaml_string(&m->out, other.value);
		if (!is_list)
			break;
	}
	output_byte(&m->out, '\n');
}

static void
write_front_matter(struct markdown *m)
{
	struct pandect_meta meta, earlier;

	output_string(&m->out, "---\n");
	for (uint32_t i = 0; i < MOST_METADATA; i++) {
		uint32_t j = 0;

		if (pandect_document_meta(m->document, i, &meta) != PANDECT_OK)
			break;
		while (j < i && pandect_document_meta(m->document, j, &earlier) == PANDECT_OK &&
			!is_same(&earlier, &meta))
			j++;
		if (meta.document == 1 && j == i)
			yaml_entry(m, &meta, i);
	}
	output_string(&m->out, "---\n");
	m->lines.has_block = m->lines.is_begun = 1;
}

/* ---- the plugin ---- */

static pandect_status
markdown_render(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_sink *sink)
{
	struct markdown m = {.call = call, .document = document, .out = {.sink = sink}};
	struct pandect_node_info root;
	int64_t wrap = 0, front_matter = 0, html_scripts = 1, html_breaks = 0;
	pandect_status status;

	(void)self;
	pandect_call_integer(call, "wrap", &wrap);
	pandect_call_bool(call, "front-matter", &front_matter);
	pandect_call_bool(call, "page-markers", &m.has_page_markers);
	pandect_call_bool(call, "html-scripts", &html_scripts);
	pandect_call_bool(call, "html-breaks", &html_breaks);
	m.cell_break = html_breaks ? " <br> " : " ";
	m.lines.out = &m.out;
	m.lines.width = wrap > 0 ? (size_t)wrap : 0;
	m.in.document = document;
	m.in.notes = &m.notes;
	m.in.child = 1;
	m.in.has_html = html_scripts != 0;
	m.status = notes_read(&m.notes, call, document);
	if (m.status == PANDECT_OK)
		m.status = pandect_document_node(document, 1, &root);
	if (m.status == PANDECT_OK) {
		if (front_matter)
			write_front_matter(&m);
		markdown_blocks(&m, &root);
	}
	status = markdown_status(&m);
	notes_clear(&m.notes);
	marks_clear(&m.in.marks);
	lines_clear(&m.lines);
	output_clear(&m.text);
	m.status = output_finish(&m.out);
	return status == PANDECT_OK ? m.status : status;
}

static const struct pandect_option markdown_options[] = {
	{.name = "wrap",
		.help = "wrap text at this column, 0 not at all",
		.fallback = "0",
		.range = "0..1000",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_CALL},
	{.name = "front-matter",
		.help = "begin with the metadata as YAML",
		.fallback = "false",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "page-markers",
		.help = "mark where pages begin, as <!-- page N -->",
		.fallback = "false",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "html-breaks",
		.help = "join what stands below each other in a table's cell by <br>, not by a "
			"blank",
		.fallback = "false",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "html-scripts",
		.help = "write subscripts and superscripts as <sub> and <sup>, not as plain text",
		.fallback = "true",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
};

static const struct pandect_renderer markdown = {
	.base = {.size = sizeof markdown,
		.kind = PANDECT_RENDERER,
		.name = "markdown",
		.version = "1.0",
		.description = "GitHub-flavoured Markdown",
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(markdown_options)},
	.mime = "text/markdown",
	.suffix = "md",
	.render = markdown_render,
};

static const struct pandect_plugin *const plugins[] = {&markdown.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "renderer-markdown",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = plugins,
};
