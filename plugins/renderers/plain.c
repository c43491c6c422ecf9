/* SPDX-License-Identifier: MIT */
/* Renderer: plain text. How it looks is in shared/plain-text.c, since JSON carries it too. */
#include "../shared/plain-text.h"

static pandect_status
plain_render(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_sink *sink)
{
	struct output out = {.sink = sink};
	struct pandect_text tables = {NULL, 0};
	pandect_status status, written;

	(void)self;
	pandect_call_text(call, "tables", &tables);
	status = plain_text(call, document, 1, pandect_text_is(tables, "columns"), &out);
	written = output_finish(&out);
	return status == PANDECT_OK ? written : status;
}

static const struct pandect_option plain_options[] = {
	{.name = "tables",
		.help = "cells of a table between tabs, or in aligned columns",
		.fallback = "tabs",
		.range = "tabs|columns",
		.type = PANDECT_OPTION_CHOICE,
		.flags = PANDECT_OPTION_CALL},
};

static const struct pandect_renderer plain = {
	.base = {.size = sizeof plain,
		.kind = PANDECT_RENDERER,
		.name = "plain",
		.version = "1.0",
		.description = "Plain text",
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(plain_options)},
	.mime = "text/plain",
	.suffix = "txt",
	.render = plain_render,
};

static const struct pandect_plugin *const plugins[] = {&plain.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "renderer-plain",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = plugins,
};
