/* SPDX-License-Identifier: MIT */
/* A module of three plugins that may be called one at a time only. */
#define SUBJECT         2
#define SUBJECT_VERSION "1.0"
#define SUBJECT_FLAGS   0
#include "subject.h"

static pandect_status
serial_recognise(void *self, struct pandect_call *call, const struct pandect_image *image,
	struct pandect_builder *builder)
{
	(void)call;
	(void)image;
	subject_enter(self);
	return subject_leave(self, pandect_builder_leaf(builder, PANDECT_NODE_PARAGRAPH, 0,
					   pandect_text("recognised")));
}

static pandect_status
serial_render(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_sink *sink)
{
	struct pandect_node_info info;

	(void)call;
	subject_enter(self);
	for (pandect_node node = 1; pandect_document_node(document, node, &info) == PANDECT_OK;
		node++)
		pandect_sink_write(sink, info.text.data, info.text.size);
	return subject_leave(self, PANDECT_OK);
}

/* From inside a serial call no other plugin is to be had. */
static pandect_status
serial_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	struct pandect_text text = {"text", 4};
	struct pandect_sink *child;
	float vector[2];

	if (pandect_call_embed(call, &text, 1, vector, 2) != PANDECT_UNSUPPORTED &&
		pandect_call_should_stop(call) == PANDECT_OK && has_ledger())
		ledger_add(&ledger.wrong_calls, 1);
	if (pandect_builder_child(builder, pandect_text("child"), pandect_text(""), &child) ==
		PANDECT_OK) {
		pandect_sink_write(child, "PLAIN: child", 12);
		pandect_builder_child_end(builder, child, PANDECT_OK);
	}
	return subject_extract(self, call, source, builder);
}

SUBJECT_FORMAT("SERIAL:");
static const char *const serial_languages[] = {"en"};
static const struct pandect_document_extractor serial_extractor = {
	SUBJECT_BASE(pandect_document_extractor, PANDECT_DOCUMENT_EXTRACTOR, "serial"),
	.formats = PANDECT_ARRAY(subject_formats),
	.extract = serial_extract,
};
static const struct pandect_ocr_backend serial_ocr = {
	SUBJECT_BASE(pandect_ocr_backend, PANDECT_OCR_BACKEND, "serial"),
	.backend_type = "serial",
	.languages = PANDECT_ARRAY(serial_languages),
	.process_image = serial_recognise,
};
static const struct pandect_renderer serial_renderer = {
	SUBJECT_BASE(pandect_renderer, PANDECT_RENDERER, "serial"),
	.mime = "text/plain",
	.suffix = "txt",
	.render = serial_render,
};
SUBJECT_MODULE(&serial_extractor.base, &serial_ocr.base, &serial_renderer.base);
