/* SPDX-License-Identifier: MIT */
/*
 * Renderer: JSON, the whole document as one object, on one line unless an indent is asked for, so
 * that outputs put together are JSON Lines. Keys come in a fixed order; what is empty is left out.
 * The tree is walked by its parent links: its depth costs no stack.
 */
#include <string.h>

#include "../../shared/plain-text.h"
#include "metadata.h"
#include "writer.h"

/* What a reader may rely on: raised when a key goes or changes its meaning. */
#define JSON_FORMAT 1

struct json {
	struct pandect_call *call;
	const struct pandect_document *document;
	struct writer w;
	struct metadata metadata;
	int64_t has_images;
};

static const char *
word(const char *const *words, size_t n, uint32_t i)
{
	return i < n && words[i] ? words[i] : "other";
}

#define WORD(words, i) word(words, sizeof(words) / sizeof(words)[0], i)

static const char *const node_words[PANDECT_N_NODE_KINDS] = {
	[PANDECT_NODE_DOCUMENT] = "document",
	[PANDECT_NODE_SECTION] = "section",
	[PANDECT_NODE_HEADING] = "heading",
	[PANDECT_NODE_PARAGRAPH] = "paragraph",
	[PANDECT_NODE_LIST] = "list",
	[PANDECT_NODE_ITEM] = "item",
	[PANDECT_NODE_TABLE] = "table",
	[PANDECT_NODE_ROW] = "row",
	[PANDECT_NODE_CELL] = "cell",
	[PANDECT_NODE_CODE] = "code",
	[PANDECT_NODE_QUOTE] = "quote",
	[PANDECT_NODE_FORMULA] = "formula",
	[PANDECT_NODE_IMAGE] = "image",
	[PANDECT_NODE_FIGURE] = "figure",
	[PANDECT_NODE_CAPTION] = "caption",
	[PANDECT_NODE_FOOTNOTE] = "footnote",
	[PANDECT_NODE_DEFINITIONS] = "definitions",
	[PANDECT_NODE_TERM] = "term",
	[PANDECT_NODE_DESCRIPTION] = "description",
	[PANDECT_NODE_ADMONITION] = "admonition",
	[PANDECT_NODE_PAGE_BREAK] = "page_break",
	[PANDECT_NODE_THEMATIC_BREAK] = "thematic_break",
	[PANDECT_NODE_RAW] = "raw",
	[PANDECT_NODE_LINE] = "line",
	[PANDECT_NODE_WORD] = "word",
};

static const char *const span_words[PANDECT_N_SPAN_KINDS] = {
	[PANDECT_SPAN_STRONG] = "strong",
	[PANDECT_SPAN_EMPHASIS] = "emphasis",
	[PANDECT_SPAN_UNDERLINE] = "underline",
	[PANDECT_SPAN_STRIKE] = "strike",
	[PANDECT_SPAN_CODE] = "code",
	[PANDECT_SPAN_LINK] = "link",
	[PANDECT_SPAN_SUBSCRIPT] = "subscript",
	[PANDECT_SPAN_SUPERSCRIPT] = "superscript",
	[PANDECT_SPAN_FOOTNOTE] = "footnote",
	[PANDECT_SPAN_IMAGE] = "image",
	[PANDECT_SPAN_FORMULA] = "formula",
	[PANDECT_SPAN_INSERTED] = "inserted",
	[PANDECT_SPAN_DELETED] = "deleted",
	[PANDECT_SPAN_LANGUAGE] = "language",
	[PANDECT_SPAN_HIGHLIGHT] = "highlight",
};

static const char *const attribute_words[PANDECT_N_ATTRIBUTES] = {
	[PANDECT_ATTRIBUTE_NAME] = "name",
	[PANDECT_ATTRIBUTE_TITLE] = "title",
	[PANDECT_ATTRIBUTE_ALT] = "alt",
	[PANDECT_ATTRIBUTE_SOURCE] = "source",
	[PANDECT_ATTRIBUTE_LANGUAGE] = "language",
	[PANDECT_ATTRIBUTE_MIME] = "mime",
	[PANDECT_ATTRIBUTE_LABEL] = "label",
	[PANDECT_ATTRIBUTE_START] = "start",
	[PANDECT_ATTRIBUTE_ROW_SPAN] = "row_span",
	[PANDECT_ATTRIBUTE_COLUMN_SPAN] = "column_span",
	[PANDECT_ATTRIBUTE_WIDTH] = "width",
	[PANDECT_ATTRIBUTE_HEIGHT] = "height",
	[PANDECT_ATTRIBUTE_STATUS] = "status",
	[PANDECT_ATTRIBUTE_OCR] = "ocr",
};

static const char *const severity_words[] = {
	[PANDECT_NOTE] = "note",
	[PANDECT_WARNING] = "warning",
	[PANDECT_ERROR] = "error",
};

static const char *const status_words[PANDECT_N_STATUS] = {"ok", "partial", "declined", "malformed",
	"encrypted", "unsupported", "refused", "limit", "timeout", "cancelled", "no_memory", "io",
	"plugin", "crashed", "invalid", "exists", "not_found"};

static const char *
status_word(int64_t status)
{
	return status >= 0 && status < PANDECT_N_STATUS ? status_words[status] : "other";
}

static void
text_unless_empty(struct writer *w, const char *key, struct pandect_text text)
{
	if (text.size)
		writer_text(w, key, text);
}

/* ---- nodes ---- */

/* What `arg` says, by kind. */
static void
write_argument(struct writer *w, const struct pandect_node_info *info)
{
	switch (info->kind) {
	case PANDECT_NODE_HEADING:
		writer_integer(w, "level", info->arg);
		break;
	case PANDECT_NODE_LIST:
		if (info->arg == 1)
			writer_true(w, "ordered");
		break;
	case PANDECT_NODE_ITEM:
		if (info->arg)
			writer_string(w, "task", info->arg == 2 ? "done" : "open");
		break;
	case PANDECT_NODE_CELL:
		if (info->arg == 1)
			writer_true(w, "header");
		break;
	default:
		break;
	}
}

static void
write_attributes(struct json *json, pandect_node node)
{
	for (uint32_t i = 1; i < PANDECT_N_ATTRIBUTES; i++) {
		int64_t value;

		if (!attribute_words[i])
			continue;
		if (i < PANDECT_ATTRIBUTE_FIRST_NUMBER) {
			text_unless_empty(&json->w, attribute_words[i],
				pandect_document_text(json->document, node, i));
			continue;
		}
		value = pandect_document_number(json->document, node, i, INT64_MIN);
		if (value == INT64_MIN)
			continue;
		if (i == PANDECT_ATTRIBUTE_OCR)
			writer_true(&json->w, attribute_words[i]);
		else if (i == PANDECT_ATTRIBUTE_STATUS)
			writer_string(&json->w, attribute_words[i], status_word(value));
		else
			writer_integer(&json->w, attribute_words[i], value);
	}
}

static void
write_place(struct writer *w, const struct pandect_node_info *info)
{
	if (info->page)
		writer_integer(w, "page", info->page);
	if (info->has_box) {
		writer_open(w, "box", '[');
		writer_decimal(w, NULL, (double)info->box.x0, 2);
		writer_decimal(w, NULL, (double)info->box.y0, 2);
		writer_decimal(w, NULL, (double)info->box.x1, 2);
		writer_decimal(w, NULL, (double)info->box.y1, 2);
		writer_close(w, ']');
	}
	if (info->confidence < 1)
		writer_decimal(w, "confidence", (double)info->confidence, 3);
}

static void
write_spans(struct json *json, pandect_node node, uint32_t n)
{
	struct pandect_span span;

	if (n == 0)
		return;
	writer_open(&json->w, "spans", '[');
	for (uint32_t i = 0; i < n; i++) {
		if (pandect_document_span(json->document, node, i, &span) != PANDECT_OK)
			break;
		writer_open(&json->w, NULL, '{');
		writer_string(&json->w, "kind", WORD(span_words, span.kind));
		writer_integer(&json->w, "start", span.start);
		writer_integer(&json->w, "end", span.end);
		text_unless_empty(&json->w, "value", span.value);
		writer_close(&json->w, '}');
	}
	writer_close(&json->w, ']');
}

static void
write_data(struct json *json, pandect_node node)
{
	struct pandect_text mime, bytes;

	if (pandect_document_data(json->document, node, &mime, &bytes) != PANDECT_OK)
		return;
	text_unless_empty(&json->w, "data_mime", mime);
	writer_integer(&json->w, "data_size", (int64_t)bytes.size);
	if (!json->has_images)
		return;
	writer_raw(&json->w, "data");
	output_byte(json->w.out, '"');
	output_base64(json->w.out, bytes);
	output_byte(json->w.out, '"');
}

/* All of a node but its children and its end. */
static void
open_node(
	struct json *json, const char *key, pandect_node node, const struct pandect_node_info *info)
{
	struct writer *w = &json->w;

	writer_open(w, key, '{');
	writer_integer(w, "id", node);
	writer_string(w, "kind", WORD(node_words, info->kind));
	write_argument(w, info);
	write_attributes(json, node);
	write_place(w, info);
	text_unless_empty(w, "text", info->text);
	write_spans(json, node, info->n_spans);
	if (info->kind == PANDECT_NODE_IMAGE)
		write_data(json, node);
	if (info->kind == PANDECT_NODE_DOCUMENT && node != 1)
		metadata_write(&json->metadata, w, node);
}

static pandect_status
write_tree(struct json *json)
{
	struct pandect_node_info info;
	pandect_node node = 1;
	pandect_status status = pandect_document_node(json->document, 1, &info);

	if (status == PANDECT_OK)
		open_node(json, "root", node, &info);
	while (status == PANDECT_OK) {
		if (info.first) {
			writer_open(&json->w, "children", '[');
			node = info.first;
		} else {
			writer_close(&json->w, '}');
			while (node != 1 && !info.next) {
				node = info.parent;
				status = pandect_document_node(json->document, node, &info);
				if (status != PANDECT_OK)
					return status;
				writer_close(&json->w, ']');
				writer_close(&json->w, '}');
			}
			if (node == 1)
				break;
			node = info.next;
		}
		status = pandect_document_node(json->document, node, &info);
		if (status == PANDECT_OK)
			open_node(json, NULL, node, &info);
		if (node % 256 == 0 && status == PANDECT_OK)
			status = pandect_call_should_stop(json->call);
		if (status == PANDECT_OK)
			status = json->w.out->status;
	}
	return status;
}

/* ---- lists ---- */

/* Opens the array at its first entry, so that an empty one is left out. */
static void
open_entry(struct writer *w, const char *key, uint32_t i)
{
	if (i == 0)
		writer_open(w, key, '[');
	writer_open(w, NULL, '{');
}

static void
write_pages(struct json *json)
{
	struct writer *w = &json->w;
	struct pandect_page page;
	uint32_t i = 0;

	for (; pandect_document_page(json->document, i, &page) == PANDECT_OK; i++) {
		open_entry(w, "pages", i);
		writer_integer(w, "number", page.number);
		if (page.width > 0 && page.height > 0) {
			writer_decimal(w, "width", (double)page.width, 2);
			writer_decimal(w, "height", (double)page.height, 2);
		}
		if (page.is_ocr)
			writer_true(w, "ocr");
		writer_close(w, '}');
	}
	if (i)
		writer_close(w, ']');
}

static void
write_languages(struct json *json)
{
	struct writer *w = &json->w;
	struct pandect_language language;
	uint32_t i = 0;

	for (; pandect_document_language(json->document, i, &language) == PANDECT_OK; i++) {
		open_entry(w, "languages", i);
		writer_text(w, "tag", language.tag);
		writer_decimal(w, "share", (double)language.share, 3);
		writer_decimal(w, "confidence", (double)language.confidence, 3);
		writer_close(w, '}');
	}
	if (i)
		writer_close(w, ']');
}

static void
write_findings(struct json *json)
{
	struct writer *w = &json->w;
	struct pandect_finding finding;
	uint32_t i = 0;

	for (; pandect_document_finding(json->document, i, &finding) == PANDECT_OK; i++) {
		open_entry(w, "findings", i);
		writer_string(w, "severity", WORD(severity_words, finding.severity));
		writer_text(w, "code", finding.code);
		writer_text(w, "text", finding.text);
		text_unless_empty(w, "source", finding.source);
		if (finding.node)
			writer_integer(w, "node", finding.node);
		writer_close(w, '}');
	}
	if (i)
		writer_close(w, ']');
}

static void
write_chunk(struct writer *w, const struct pandect_chunk *chunk)
{
	writer_text(w, "text", chunk->text);
	text_unless_empty(w, "headings", chunk->headings);
	writer_integer(w, "tokens", chunk->n_tokens);
	writer_integer(w, "first", chunk->first);
	writer_integer(w, "start", chunk->start);
	writer_integer(w, "last", chunk->last);
	writer_integer(w, "end", chunk->end);
	if (chunk->first_page) {
		writer_integer(w, "first_page", chunk->first_page);
		writer_integer(w, "last_page", chunk->last_page);
	}
	if (chunk->n_dimensions) {
		writer_open(w, "embedding", '[');
		for (uint32_t i = 0; i < chunk->n_dimensions; i++)
			writer_float(w, NULL, chunk->embedding[i]);
		writer_close(w, ']');
	}
}

static void
write_chunks(struct json *json)
{
	struct pandect_chunk chunk;
	uint32_t i = 0;

	for (; pandect_document_chunk(json->document, i, &chunk) == PANDECT_OK; i++) {
		open_entry(&json->w, "chunks", i);
		write_chunk(&json->w, &chunk);
		writer_close(&json->w, '}');
	}
	if (i)
		writer_close(&json->w, ']');
}

static void
write_annotations(struct json *json)
{
	struct writer *w = &json->w;
	struct pandect_annotation annotation;
	uint32_t i = 0;

	for (; pandect_document_annotation(json->document, i, &annotation) == PANDECT_OK; i++) {
		open_entry(w, "annotations", i);
		writer_text(w, "kind", annotation.kind);
		writer_integer(w, "node", annotation.node);
		if (annotation.end > annotation.start) {
			writer_integer(w, "start", annotation.start);
			writer_integer(w, "end", annotation.end);
		}
		text_unless_empty(w, "label", annotation.label);
		text_unless_empty(w, "value", annotation.value);
		if (annotation.confidence < 1)
			writer_decimal(w, "confidence", (double)annotation.confidence, 3);
		writer_close(w, '}');
	}
	if (i)
		writer_close(w, ']');
}

static void
write_steps(struct json *json)
{
	struct writer *w = &json->w;
	struct pandect_step step;
	uint32_t i = 0;

	for (; pandect_document_step(json->document, i, &step) == PANDECT_OK; i++) {
		open_entry(w, "steps", i);
		writer_text(w, "stage", step.stage);
		text_unless_empty(w, "plugin", step.plugin);
		text_unless_empty(w, "version", step.version);
		text_unless_empty(w, "document", step.document);
		writer_string(w, "status", status_word(step.status));
		writer_integer(w, "microseconds", (int64_t)step.microseconds);
		text_unless_empty(w, "decision", step.decision);
		writer_close(w, '}');
	}
	if (i)
		writer_close(w, ']');
}

/* ---- the plugin ---- */

static pandect_status
write_plain_text(struct json *json)
{
	struct output text = {.sink = NULL};
	pandect_status status = plain_text(json->call, json->document, 1, 0, &text);

	if (status == PANDECT_OK)
		writer_text(&json->w, "text", (struct pandect_text){text.data, text.size});
	output_clear(&text);
	return status;
}

static pandect_status
write_all(struct json *json, int has_text)
{
	pandect_status status = metadata_read(&json->metadata, json->document);

	if (status != PANDECT_OK)
		return status;
	writer_open(&json->w, NULL, '{');
	writer_integer(&json->w, "format", JSON_FORMAT);
	metadata_write(&json->metadata, &json->w, 1);
	write_pages(json);
	write_languages(json);
	write_findings(json);
	if (has_text)
		status = write_plain_text(json);
	if (status == PANDECT_OK)
		status = write_tree(json);
	if (status != PANDECT_OK)
		return status;
	write_chunks(json);
	write_annotations(json);
	write_steps(json);
	writer_close(&json->w, '}');
	output_byte(json->w.out, '\n');
	return PANDECT_OK;
}

static pandect_status
json_render(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_sink *sink)
{
	struct output out = {.sink = sink};
	struct json json = {.call = call, .document = document, .w = {.out = &out}};
	int64_t has_text = 1;
	pandect_status status, written;

	(void)self;
	pandect_call_integer(call, "indent", &json.w.indent);
	pandect_call_bool(call, "images", &json.has_images);
	pandect_call_bool(call, "text", &has_text);
	status = write_all(&json, has_text != 0);
	metadata_clear(&json.metadata);
	written = output_finish(&out);
	return status == PANDECT_OK ? written : status;
}

static const struct pandect_option json_options[] = {
	{.name = "indent",
		.help = "blanks a level, 0 for all on one line",
		.fallback = "0",
		.range = "0..8",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_CALL},
	{.name = "text",
		.help = "add the whole text as plain text",
		.fallback = "true",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "images",
		.help = "add the bytes of images in base64",
		.fallback = "false",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
};

static const struct pandect_renderer json_renderer = {
	.base = {.size = sizeof json_renderer,
		.kind = PANDECT_RENDERER,
		.name = "json",
		.version = "1.0",
		.description = "JSON: the whole document, one line each",
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(json_options)},
	.mime = "application/json",
	.suffix = "json",
	.render = json_render,
};

static const struct pandect_plugin *const plugins[] = {&json_renderer.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "renderer-json",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = plugins,
};
