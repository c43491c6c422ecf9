/* SPDX-License-Identifier: MIT */
/* An extractor that hands over children and uses OCR and embedding while it works, and the
 * processor, embedding backend and validator of its pipeline. */
#define SUBJECT         3
#define SUBJECT_VERSION "1.0"
#define SUBJECT_FLAGS   PANDECT_CONCURRENT
#include "subject.h"

static const char *const children[] = {"PLAIN: a", "SERIAL: b", "CODE: c", "FAILING: d"};

static void
nested_children(struct pandect_builder *builder)
{
	for (unsigned i = 0; i < sizeof children / sizeof children[0]; i++) {
		struct pandect_sink *sink;

		if (pandect_builder_child(
			    builder, pandect_text("child"), pandect_text(""), &sink) != PANDECT_OK)
			return;
		pandect_sink_write(sink, children[i], strlen(children[i]));
		pandect_builder_child_end(builder, sink, PANDECT_OK);
	}
}

static void
nested_page(struct pandect_builder *builder)
{
	static const unsigned char pixels[4] = {0, 255, 255, 0};
	struct pandect_image image = {sizeof image, PANDECT_GRAY8, 2, 2, 2, 72, pixels, 4};
	float dpi = 0;

	if (pandect_builder_page_begin(builder, 1, 1, 100, 100) != PANDECT_OK)
		return;
	pandect_builder_page_end(builder, &dpi);
	if (dpi > 0)
		pandect_builder_page_image(builder, &image);
}

static pandect_status
nested_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	static const unsigned char pixels[4] = {0, 255, 255, 0};
	struct pandect_image image = {sizeof image, PANDECT_GRAY8, 2, 2, 2, 72, pixels, 4};
	struct pandect_text text = {"text", 4};
	float vector[2];
	pandect_status status;

	subject_enter(self);
	nested_page(builder);
	pandect_call_ocr(call, &image, builder);
	pandect_call_embed(call, &text, 1, vector, 2);
	nested_children(builder);
	status = pandect_source_descriptor(source) >= 0 ? PANDECT_OK : PANDECT_IO;
	if (pandect_call_should_stop(call) != PANDECT_OK)
		status = pandect_call_should_stop(call);
	return subject_leave(self, status);
}

static pandect_status
nested_embed(void *self, struct pandect_call *call, const struct pandect_text *texts, uint32_t n,
	float *ret_vectors, size_t n_floats)
{
	(void)call;
	(void)texts;
	(void)n;
	subject_enter(self);
	for (size_t i = 0; i < n_floats; i++)
		ret_vectors[i] = 1;
	return subject_leave(self, PANDECT_OK);
}

static pandect_status
nested_dimensions(void *self, struct pandect_call *call, uint32_t *ret_dimensions)
{
	(void)self;
	(void)call;
	*ret_dimensions = 2;
	return PANDECT_OK;
}

static pandect_status
nested_process(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_editor *editor)
{
	struct pandect_chunk chunk = {
		.size = sizeof chunk, .first = 1, .last = 1, .n_tokens = 1, .text = {"chunk", 5}};

	(void)call;
	(void)document;
	subject_enter(self);
	pandect_editor_meta(editor, "nested:processed", pandect_text("yes"));
	return subject_leave(self, pandect_editor_chunk(editor, &chunk));
}

static pandect_status
nested_validate(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_findings *findings)
{
	(void)call;
	(void)document;
	subject_enter(self);
	return subject_leave(self,
		pandect_findings_add(findings, PANDECT_NOTE, "seen", 1, pandect_text("seen")));
}

SUBJECT_FORMAT("NESTED:");
static const struct pandect_document_extractor nested_extractor = {
	SUBJECT_BASE(pandect_document_extractor, PANDECT_DOCUMENT_EXTRACTOR, "nested"),
	.formats = PANDECT_ARRAY(subject_formats),
	.extract = nested_extract,
};
static const struct pandect_embedding_backend nested_embedding = {
	SUBJECT_BASE(pandect_embedding_backend, PANDECT_EMBEDDING_BACKEND, "nested"),
	.dimensions_of = nested_dimensions,
	.embed = nested_embed,
};
static const struct pandect_post_processor nested_processor = {
	SUBJECT_BASE(pandect_post_processor, PANDECT_POST_PROCESSOR, "nested"),
	.stage = PANDECT_STAGE_MIDDLE,
	.process = nested_process,
};
static const struct pandect_validator nested_validator = {
	SUBJECT_BASE(pandect_validator, PANDECT_VALIDATOR, "nested"),
	.stage = PANDECT_STAGE_FINAL,
	.validate = nested_validate,
};
SUBJECT_MODULE(&nested_extractor.base, &nested_embedding.base, &nested_processor.base,
	&nested_validator.base);
