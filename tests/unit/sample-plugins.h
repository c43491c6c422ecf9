/* SPDX-License-Identifier: MIT */
/*
 * Plugins registered from code, one of each kind, that count what the host does to them. Each test
 * takes a copy of a table and changes what it is about.
 */
#ifndef TESTS_UNIT_SAMPLE_PLUGINS_H
#define TESTS_UNIT_SAMPLE_PLUGINS_H

#include <pandect/pandect.h>

/* What happened to one registration; its user_data. All members are atomic. */
struct counts {
	int initialized, shut_down, destroyed, called;
	pandect_status initialize_gives;
	void (*inside)(struct counts *); /* run inside the call; may be NULL */
	void *data;
};

static inline int
count_of(const int *count)
{
	return __atomic_load_n(count, __ATOMIC_SEQ_CST);
}

static inline void
count(int *count)
{
	__atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
}

static pandect_status
sample_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	struct counts *counts = user_data;

	count(&counts->initialized);
	if (counts->initialize_gives != PANDECT_OK)
		return pandect_call_fail(call, counts->initialize_gives, "it was told to fail");
	*ret_self = counts;
	return PANDECT_OK;
}

static void
sample_shutdown(void *self)
{
	count(&((struct counts *)self)->shut_down);
}

static void
sample_destroy(void *user_data)
{
	count(&((struct counts *)user_data)->destroyed);
}

static void
sample_called(void *self)
{
	struct counts *counts = self;

	count(&counts->called);
	if (counts->inside)
		counts->inside(counts);
}

static pandect_status
sample_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *data;
	size_t size;

	(void)call;
	sample_called(self);
	pandect_source_bytes(source, &data, &size);
	return pandect_builder_leaf(
		builder, PANDECT_NODE_PARAGRAPH, 0, (struct pandect_text){data, size});
}

static pandect_status
sample_process_image(void *self, struct pandect_call *call, const struct pandect_image *image,
	struct pandect_builder *builder)
{
	(void)call;
	(void)image;
	sample_called(self);
	return pandect_builder_leaf(builder, PANDECT_NODE_PARAGRAPH, 0, pandect_text("recognised"));
}

static pandect_status
sample_embed(void *self, struct pandect_call *call, const struct pandect_text *texts, uint32_t n,
	float *ret_vectors, size_t n_floats)
{
	(void)call;
	(void)n_floats;
	sample_called(self);
	for (uint32_t i = 0; i < n; i++) {
		ret_vectors[2 * i] = (float)texts[i].size;
		ret_vectors[2 * i + 1] = 1;
	}
	return PANDECT_OK;
}

static pandect_status
sample_process(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_editor *editor)
{
	(void)call;
	(void)document;
	sample_called(self);
	return pandect_editor_meta(editor, "sample:processed", pandect_text("yes"));
}

static pandect_status
sample_render(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_sink *sink)
{
	struct pandect_node_info info;

	(void)call;
	sample_called(self);
	for (pandect_node node = 1; pandect_document_node(document, node, &info) == PANDECT_OK;
		node++)
		if (info.text.size) {
			pandect_sink_write(sink, info.text.data, info.text.size);
			pandect_sink_write(sink, "\n", 1);
		}
	return PANDECT_OK;
}

static pandect_status
sample_validate(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_findings *findings)
{
	(void)call;
	(void)document;
	sample_called(self);
	return pandect_findings_add(
		findings, PANDECT_NOTE, "seen", 1, pandect_text("it was looked at"));
}

#define SAMPLE_BASE(type, its_kind) \
	{ \
		.size = sizeof(struct type), .kind = its_kind, .name = "sample", .version = "1.0", \
		.description = "A sample", .flags = PANDECT_CONCURRENT, \
		.initialize = sample_initialize, .shutdown = sample_shutdown \
	}

static const struct pandect_magic sample_magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .size = 7, .bytes = "SAMPLE:"}};
static const struct pandect_format sample_formats[] = {
	{.mime = "text/x-sample", .suffixes = "sample", .magics = PANDECT_ARRAY(sample_magics)},
};
static const char *const sample_languages[] = {"en"};

static const struct pandect_document_extractor sample_extractor = {
	.base = SAMPLE_BASE(pandect_document_extractor, PANDECT_DOCUMENT_EXTRACTOR),
	.formats = PANDECT_ARRAY(sample_formats),
	.extract = sample_extract,
};
static const struct pandect_ocr_backend sample_ocr = {
	.base = SAMPLE_BASE(pandect_ocr_backend, PANDECT_OCR_BACKEND),
	.backend_type = "sample",
	.languages = PANDECT_ARRAY(sample_languages),
	.process_image = sample_process_image,
};
static const struct pandect_embedding_backend sample_embedding = {
	.base = SAMPLE_BASE(pandect_embedding_backend, PANDECT_EMBEDDING_BACKEND),
	.dimensions = 2,
	.embed = sample_embed,
};
static const struct pandect_post_processor sample_processor = {
	.base = SAMPLE_BASE(pandect_post_processor, PANDECT_POST_PROCESSOR),
	.stage = PANDECT_STAGE_MIDDLE,
	.process = sample_process,
};
static const struct pandect_renderer sample_renderer = {
	.base = SAMPLE_BASE(pandect_renderer, PANDECT_RENDERER),
	.mime = "text/plain",
	.suffix = "txt",
	.render = sample_render,
};
static const struct pandect_validator sample_validator = {
	.base = SAMPLE_BASE(pandect_validator, PANDECT_VALIDATOR),
	.stage = PANDECT_STAGE_EXTRACTED,
	.validate = sample_validate,
};

static const struct pandect_plugin *const sample_plugins[] = {&sample_extractor.base,
	&sample_ocr.base, &sample_embedding.base, &sample_processor.base, &sample_renderer.base,
	&sample_validator.base};

#define N_SAMPLES ((int)(sizeof sample_plugins / sizeof sample_plugins[0]))

/* An engine that looks in one directory, or in none. */
static inline struct pandect_engine *
open_engine(const char *directory)
{
	struct pandect_engine_config config = {
		.size = sizeof config,
		.flags = PANDECT_ENGINE_NO_DEFAULT_PATH,
		.directories = &directory,
		.n_directories = directory ? 1 : 0,
	};
	struct pandect_engine *engine = NULL;

	return pandect_engine_open(&config, &engine, NULL) == PANDECT_OK ? engine : NULL;
}

/* Reads a text with a job of its own; the status. */
static inline pandect_status
extract_text(struct pandect_engine *engine, const char *text)
{
	struct pandect_job *job;
	pandect_status status = pandect_job_new(engine, &job);

	if (status != PANDECT_OK)
		return status;
	pandect_job_set(job, "process.chain", "");
	pandect_job_input_memory(job, text, strlen(text));
	status = pandect_job_run(job);
	pandect_job_free(job);
	return status;
}

#endif
