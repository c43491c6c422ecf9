/* SPDX-License-Identifier: MIT */
#include "engine/ocr.h"

#include <stdlib.h>

#include "document/compose.h"
#include "engine/call.h"
#include "support/buffer.h"
#include "support/error.h"
#include "support/utf8.h"

/* ---- when a page wants it ---- */

/* Replacement characters, private use and C1 controls: what a font without a proper encoding
 * leaves. */
static int
is_garbage(uint32_t c)
{
	return c == 0xfffd || (c >= 0xe000 && c <= 0xf8ff) || (c >= 0x80 && c < 0xa0) || c < 0x20;
}

static int
is_letter(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c >= 0xc0;
}

static void
count_text(struct pandect_text text, struct ocr_page *page)
{
	for (size_t at = 0; at < text.size;) {
		uint32_t c;

		at += utf8_decode(text.data + at, text.size - at, &c);
		if (is_garbage(c) && c != '\n' && c != '\t')
			page->garbage++;
		else if (is_letter(c))
			page->letters++;
	}
}

struct ocr_page
ocr_look_at(const struct pandect_document *document, pandect_node first, pandect_node end)
{
	struct ocr_page page = {0, 0};
	struct pandect_node_info info;

	for (pandect_node node = first; node < end; node++)
		if (pandect_document_node(document, node, &info) == PANDECT_OK && info.text.size)
			count_text(info.text, &page);
	return page;
}

int
ocr_is_wanted(const struct run *run, const struct ocr_page *page)
{
	const char *mode = run_text(run, "ocr", "mode");
	uint64_t all = page->letters + page->garbage;

	if (strcmp(mode, "auto") != 0)
		return strcmp(mode, "always") == 0;
	if (page->letters < (uint64_t)run_integer(run, "ocr", "min-characters"))
		return 1;
	return (double)page->garbage > run_number(run, "ocr", "max-garbage") * (double)all;
}

/* ---- the backend ---- */

static int
is_named(const struct registration *plugin, const char *name)
{
	return !*name || registration_is_called(plugin, name) ||
	       strcmp(plugin->table->data.ocr.backend_type, name) == 0;
}

static int
has_language(const struct registration *plugin, const char *language)
{
	const struct pandect_array *languages = &plugin->table->data.ocr.languages;

	for (uint32_t i = 0; i < languages->n; i++)
		if (strcmp(((const char *const *)languages->items)[i], language) == 0)
			return 1;
	return 0;
}

/* The wanted languages that a pinned backend has, separated by blanks; NULL when it has none. */
static char *
supported(struct run *run, struct registration *plugin, const char *wanted, const char *document,
	uint32_t *ret_n)
{
	struct buffer found = BUFFER_INIT;
	struct pandect_text word;
	struct call call;
	int is_guess = frame_is_serial(); /* it cannot be asked: it may have any language */
	uint32_t n = 0;

	if (!is_guess && call_begin(&call, run, plugin, "ocr", document, NULL) != PANDECT_OK)
		return NULL;
	while ((word = list_next(&wanted)).size) {
		char *language = strndup(word.data, word.size);
		int has = language && (is_guess || has_language(plugin, language));

		if (language && !has && plugin->vtable.ocr.supports_language)
			has = plugin->vtable.ocr.supports_language(
				      plugin->self, &call.public, language) == 1;
		if (has)
			buffer_format(&found, n++ ? " %s" : "%s", language);
		free(language);
	}
	if (!is_guess)
		call_end(&call, PANDECT_OK, NULL, NULL);
	*ret_n = n;
	if (n == 0)
		buffer_clear(&found);
	return n ? buffer_take(&found) : NULL;
}

static void
choose(struct run *run, struct registration **plugins, uint32_t n, const char *document)
{
	const char *name = run_text(run, "ocr", "backend"),
		   *wanted = run_text(run, "ocr", "language");
	int needs_tables = run_is(run, "ocr", "tables");
	uint32_t most = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct registration *plugin;
		char *languages;
		uint32_t has = 0;

		if (!is_named(plugins[i], name) ||
			(needs_tables && !(plugins[i]->table->data.base.flags & PANDECT_TABLES)))
			continue;
		plugin = registry_pin_again(plugins[i]);
		if (!plugin)
			continue;
		languages = supported(run, plugin, wanted, document, &has);
		/* Larger priority comes first, so an equal number of languages does not displace
		 * it. */
		if (has > most) {
			ocr_release(run);
			run->ocr = plugin;
			run->ocr_languages = languages;
			most = has;
			continue;
		}
		free(languages);
		registration_unpin(plugin);
	}
}

struct registration *
ocr_backend(struct run *run, const char *document)
{
	struct trace_step step = trace_begin("ocr", document);
	struct registration **plugins;
	char source[REGISTRATION_LABEL_SIZE];
	uint32_t n;

	if (run->is_ocr_chosen || (run->is_ocr_guessed && frame_is_serial()))
		return run->ocr;
	ocr_release(run); /* a guess */
	run->is_ocr_guessed = frame_is_serial();
	run->is_ocr_chosen = !run->is_ocr_guessed;
	if (registry_serving(run->engine->registry, PANDECT_OCR_BACKEND, &plugins, &n) !=
		PANDECT_OK)
		return NULL;
	choose(run, plugins, n, document);
	registry_free_serving(plugins, n);
	if (run->is_ocr_guessed)
		return run->ocr;
	if (run->ocr) {
		step.plugin = registration_source(run->ocr, source, sizeof source);
		step.version = run->ocr->table->data.base.version;
		trace_end(run->trace, &step, PANDECT_OK, "in charge, for the languages %s",
			run->ocr_languages);
	} else {
		trace_end(run->trace, &step, PANDECT_UNSUPPORTED,
			"no OCR backend is there for any of the languages %s",
			run_text(run, "ocr", "language"));
	}
	return run->ocr;
}

void
ocr_release(struct run *run)
{
	if (run->ocr)
		registration_unpin(run->ocr);
	run->ocr = NULL;
	free(run->ocr_languages);
	run->ocr_languages = NULL;
}

/* ---- recognising ---- */

static pandect_status
no_backend(struct run *run, struct pandect_error **ret_error)
{
	return error_set(ret_error, PANDECT_UNSUPPORTED,
		"no OCR backend is there for any of the languages %s: install one, or set "
		"ocr.language",
		run_text(run, "ocr", "language"));
}

static pandect_status
check_image(
	const struct run *run, const struct pandect_image *image, struct pandect_error **ret_error)
{
	static const uint32_t widths[] = {0, 1, 3, 4}; /* bytes a pixel by format */
	uint64_t pixels = (uint64_t)image->width * image->height;

	if (image->size < sizeof *image || image->format < PANDECT_GRAY8 ||
		image->format > PANDECT_RGBA32 || !pixels || !image->data ||
		image->stride < (uint64_t)image->width * widths[image->format] ||
		image->n_bytes < (uint64_t)image->stride * (image->height - 1) +
					 (uint64_t)image->width * widths[image->format])
		return error_set(
			ret_error, PANDECT_PLUGIN, "an image's members do not fit each other");
	if (pixels > (uint64_t)run_integer(run, "limits", "pixels"))
		return error_set(ret_error, PANDECT_LIMIT,
			"an image of %u × %u is over limits.pixels", image->width, image->height);
	return PANDECT_OK;
}

static pandect_status
recognise(struct run *run, const struct ocr_job *job, struct pandect_builder *builder,
	const char *document, struct pandect_error **ret_error)
{
	struct registration *plugin = ocr_backend(run, document);
	const struct pandect_ocr_backend *table;
	struct call call;
	pandect_status status;

	if (!plugin)
		return no_backend(run, ret_error);
	status = job->image ? check_image(run, job->image, ret_error) : PANDECT_OK;
	if (status == PANDECT_OK)
		status = call_begin(&call, run, plugin, "ocr", document, ret_error);
	if (status != PANDECT_OK)
		return status;
	call.languages = run->ocr_languages;
	table = &plugin->vtable.ocr;
	if (job->image)
		status = table->process_image(plugin->self, &call.public, job->image, builder);
	else if (job->is_document)
		status = table->process_document(
			plugin->self, &call.public, source_public(job->source), builder);
	else
		status = table->process_image_file(
			plugin->self, &call.public, source_public(job->source), builder);
	return call_end_step(&call, status, NULL, "recognised", ret_error);
}

struct fragment_owner {
	struct run *run;
	struct pandect_error *error;
};

static pandect_status
owner_stop(void *data)
{
	return run_should_stop(((struct fragment_owner *)data)->run);
}

/* The failure of a fragment's builder is the reason of what the backend then returns. */
static void
owner_failed(void *data, pandect_status status, const char *sentence)
{
	error_set(&((struct fragment_owner *)data)->error, status, "%s", sentence);
}

/* What a settled fragment costs of the budget that there was before it. */
static void
pay_for(struct run *run, uint64_t nodes_before, const struct block *settled)
{
	struct pandect_node_info root;
	uint64_t kept = 0;

	if (pandect_document_node(block_document(settled), 1, &root) == PANDECT_OK)
		kept = root.last;
	run->budget.nodes = nodes_before > kept ? nodes_before - kept : 0;
}

pandect_status
ocr_fragment(struct run *run, const struct ocr_job *job, const char *document,
	struct block **ret_block, struct pandect_error **ret_error)
{
	struct fragment_owner data = {run, NULL};
	struct builder_owner owner = {.data = &data, .stop = owner_stop, .failed = owner_failed};
	struct fragment_rule rule = {
		.min_confidence = (float)run_number(run, "ocr", "min-confidence"),
		.scale = job->scale,
	};
	uint64_t nodes_before = run->budget.nodes;
	struct block *block = block_new();
	struct builder *builder = block ? builder_new(block, &owner, &run->budget, 1) : NULL;
	pandect_status status = PANDECT_NO_MEMORY, finished;

	if (builder) {
		status = recognise(run, job, builder_public(builder), document, &data.error);
		finished = builder_finish(builder, status == PANDECT_OK);
		if (PANDECT_GAVE(status) && finished != PANDECT_OK)
			status = finished;
	}
	if (PANDECT_GAVE(status) && fragment_settle(block, &rule, ret_block) != PANDECT_OK)
		status = PANDECT_NO_MEMORY;
	/* Lines and words are gone once they are joined: what they used is given back. */
	if (PANDECT_GAVE(status))
		pay_for(run, nodes_before, *ret_block);
	if (!PANDECT_GAVE(status) && ret_error && !*ret_error) {
		*ret_error = data.error; /* the caller owns it from here */
		data.error = NULL;
	}
	error_free(data.error);
	builder_free(builder);
	block_free(block);
	return status;
}

/* ---- for a plugin that asks ---- */

#define DEPTH_MOST 256 /* of a builder's tree */
#define SPANS_MOST 16  /* inside each other: deeper ones add nothing to recognised text */

static void
write_text(const struct pandect_document *from, pandect_node node, struct pandect_text text,
	struct pandect_builder *builder)
{
	struct pandect_span span = {.start = 0};
	uint32_t ends[SPANS_MOST], n = 0, at = 0;
	int has_more = 1;

	for (uint32_t i = 0; has_more; i++) {
		uint32_t until = (uint32_t)text.size;

		has_more = pandect_document_span(from, node, i, &span) == PANDECT_OK;
		if (has_more)
			until = span.start;
		for (; n && ends[n - 1] <= until; n--) {
			pandect_builder_text(builder, text.data + at, ends[n - 1] - at);
			pandect_builder_span_close(builder);
			at = ends[n - 1];
		}
		pandect_builder_text(builder, text.data + at, until - at);
		at = until;
		if (has_more && n < SPANS_MOST) {
			pandect_builder_span_open(builder, span.kind, span.value);
			ends[n++] = span.end;
		}
	}
}

static void
write_attributes(
	const struct pandect_document *from, pandect_node node, struct pandect_builder *builder)
{
	for (uint32_t key = 1; key < PANDECT_ATTRIBUTE_FIRST_NUMBER; key++) {
		struct pandect_text value = pandect_document_text(from, node, key);

		if (value.size)
			pandect_builder_attribute(builder, key, value);
	}
	for (uint32_t key = PANDECT_ATTRIBUTE_FIRST_NUMBER; key < PANDECT_N_ATTRIBUTES; key++) {
		int64_t value = pandect_document_number(from, node, key, INT64_MIN);

		if (value != INT64_MIN)
			pandect_builder_number(builder, key, value);
	}
}

/* A settled fragment through a builder: what it gives at the end is its failure, if any. */
static pandect_status
write_fragment(const struct pandect_document *from, struct pandect_builder *builder)
{
	pandect_node open[DEPTH_MOST];
	struct pandect_node_info info;
	pandect_status status = PANDECT_OK;
	uint32_t n = 0;

	for (pandect_node node = 2; pandect_document_node(from, node, &info) == PANDECT_OK;
		node++) {
		for (; n && open[n - 1] < node; n--)
			status = pandect_builder_close(builder);
		if (n == DEPTH_MOST)
			return PANDECT_LIMIT;
		pandect_builder_open(builder, info.kind, info.arg);
		open[n++] = info.last;
		write_attributes(from, node, builder);
		if (info.has_box)
			pandect_builder_box(builder, &info.box, info.confidence);
		write_text(from, node, info.text, builder);
	}
	for (; n; n--)
		status = pandect_builder_close(builder);
	return status;
}

pandect_status
ocr_recognise(struct run *run, const struct pandect_image *image, struct pandect_builder *builder,
	const char *document, struct pandect_error **ret_error)
{
	struct ocr_job job = {.image = image, .scale = image->dpi > 0 ? 72.0f / image->dpi : 1.0f};
	struct block *block = NULL;
	pandect_status status = ocr_fragment(run, &job, document, &block, ret_error), written;

	if (!PANDECT_GAVE(status))
		return status;
	written = write_fragment(block_document(block), builder);
	block_free(block);
	return written == PANDECT_OK ? status : written;
}
