/* SPDX-License-Identifier: MIT */
/*
 * One function a slot, for all plugins of that kind: self is a key, which Go looks up. They are
 * static data of the program, so destroy is there however late it is called.
 */
#include "callbacks.h"

#include "_cgo_export.h"

static pandect_status
go_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	pandect_status status = goInitialize((uintptr_t)user_data, call);

	if (status == PANDECT_OK)
		*ret_self = user_data;
	return status;
}

static void
go_shutdown(void *self)
{
	goShutdown((uintptr_t)self);
}

static void
go_destroy(void *user_data)
{
	goDestroy((uintptr_t)user_data);
}

static int32_t
go_can_handle(void *self, struct pandect_call *call, struct pandect_source *source)
{
	return goCanHandle((uintptr_t)self, call, source);
}

static pandect_status
go_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	return goExtract((uintptr_t)self, call, source, builder);
}

static int32_t
go_supports_language(void *self, struct pandect_call *call, const char *bcp47)
{
	return goSupportsLanguage((uintptr_t)self, call, (char *)bcp47);
}

static pandect_status
go_process_image(void *self, struct pandect_call *call, const struct pandect_image *image,
	struct pandect_builder *builder)
{
	return goProcessImage((uintptr_t)self, call, (struct pandect_image *)image, builder);
}

static pandect_status
go_dimensions_of(void *self, struct pandect_call *call, uint32_t *ret_dimensions)
{
	return goDimensionsOf((uintptr_t)self, call, ret_dimensions);
}

static pandect_status
go_embed(void *self, struct pandect_call *call, const struct pandect_text *texts, uint32_t n,
	float *ret_vectors, size_t n_floats)
{
	return goEmbed(
		(uintptr_t)self, call, (struct pandect_text *)texts, n, ret_vectors, n_floats);
}

static int32_t
go_should_process(void *self, struct pandect_call *call, const struct pandect_document *document)
{
	return goShouldLook((uintptr_t)self, call, (struct pandect_document *)document);
}

static pandect_status
go_process(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_editor *editor)
{
	return goProcess((uintptr_t)self, call, (struct pandect_document *)document, editor);
}

static uint32_t
go_estimated_duration_ms(
	void *self, struct pandect_call *call, const struct pandect_document *document)
{
	return goEstimate((uintptr_t)self, call, (struct pandect_document *)document);
}

static pandect_status
go_render(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_sink *sink)
{
	return goRender((uintptr_t)self, call, (struct pandect_document *)document, sink);
}

static pandect_status
go_validate(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_findings *findings)
{
	return goValidate((uintptr_t)self, call, (struct pandect_document *)document, findings);
}

/* ---- the tables ---- */

#define BASE(type, its_kind) \
	{ \
		.size = sizeof(struct type), .kind = its_kind, .name = "foreign", .version = "1", \
		.description = "A plugin in Go", .flags = PANDECT_CONCURRENT, \
		.initialize = go_initialize, .shutdown = go_shutdown \
	}

static const struct pandect_magic magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .size = 8, .bytes = "FOREIGN:"}};
static const struct pandect_format formats[] = {
	{.mime = "text/x-foreign", .magics = PANDECT_ARRAY(magics)}};

const union go_table go_tables[N_TABLES] = {
	[PANDECT_DOCUMENT_EXTRACTOR].extractor =
		{
			.base = BASE(pandect_document_extractor, PANDECT_DOCUMENT_EXTRACTOR),
			.formats = PANDECT_ARRAY(formats),
			.can_handle = go_can_handle,
			.extract = go_extract,
		},
	[PANDECT_OCR_BACKEND].ocr =
		{
			.base = BASE(pandect_ocr_backend, PANDECT_OCR_BACKEND),
			.backend_type = "go",
			.supports_language = go_supports_language,
			.process_image = go_process_image,
		},
	[PANDECT_EMBEDDING_BACKEND].embedding =
		{
			.base = BASE(pandect_embedding_backend, PANDECT_EMBEDDING_BACKEND),
			.batch = 4,
			.dimensions_of = go_dimensions_of,
			.embed = go_embed,
		},
	[PANDECT_POST_PROCESSOR].processor =
		{
			.base = BASE(pandect_post_processor, PANDECT_POST_PROCESSOR),
			.stage = PANDECT_STAGE_MIDDLE,
			.should_process = go_should_process,
			.process = go_process,
			.estimated_duration_ms = go_estimated_duration_ms,
		},
	[PANDECT_RENDERER].renderer =
		{
			.base = BASE(pandect_renderer, PANDECT_RENDERER),
			.mime = "text/plain",
			.suffix = "txt",
			.render = go_render,
		},
	[PANDECT_VALIDATOR].validator =
		{
			.base = BASE(pandect_validator, PANDECT_VALIDATOR),
			.stage = PANDECT_STAGE_FINAL,
			.should_validate = go_should_process,
			.validate = go_validate,
		},
};

pandect_status
go_register(struct pandect_registry *registry, const struct pandect_plugin *plugin, uintptr_t key,
	uint32_t flags, struct pandect_error **ret_error)
{
	return pandect_registry_register(
		registry, plugin, (void *)key, go_destroy, flags, ret_error);
}

void
go_break(union go_table *table, uintptr_t address)
{
	static const size_t places[N_TABLES] = {
		[PANDECT_DOCUMENT_EXTRACTOR] = offsetof(struct pandect_document_extractor, extract),
		[PANDECT_OCR_BACKEND] = offsetof(struct pandect_ocr_backend, process_image),
		[PANDECT_EMBEDDING_BACKEND] = offsetof(struct pandect_embedding_backend, embed),
		[PANDECT_POST_PROCESSOR] = offsetof(struct pandect_post_processor, process),
		[PANDECT_RENDERER] = offsetof(struct pandect_renderer, render),
		[PANDECT_VALIDATOR] = offsetof(struct pandect_validator, validate),
	};

	memcpy((char *)table + places[table->base.kind], &address, sizeof address);
}

pandect_status
go_engine_open(struct pandect_engine **ret_engine)
{
	struct pandect_engine_config config = {
		.size = sizeof config, .flags = PANDECT_ENGINE_NO_DEFAULT_PATH};

	return pandect_engine_open(&config, ret_engine, NULL);
}

pandect_status
go_page_image(struct pandect_builder *builder, const void *pixels, uint32_t n)
{
	struct pandect_image image = {
		.size = sizeof image,
		.format = PANDECT_GRAY8,
		.width = n,
		.height = 1,
		.stride = n,
		.dpi = 72,
		.data = pixels,
		.n_bytes = n,
	};

	return pandect_builder_page_image(builder, &image);
}
