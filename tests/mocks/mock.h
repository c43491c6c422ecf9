/* SPDX-License-Identifier: MIT */
/*
 * What every mock module shares: a sound extractor of one made-up format. A mock includes this and
 * says, in its tables, what is wrong with it.
 */
#ifndef TESTS_MOCK_H
#define TESTS_MOCK_H

#include <pandect/plugin.h>

static inline pandect_status
mock_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *data;
	size_t size;

	(void)self;
	(void)call;
	pandect_source_bytes(source, &data, &size);
	return pandect_builder_leaf(
		builder, PANDECT_NODE_PARAGRAPH, 0, (struct pandect_text){data, size});
}

static const struct pandect_magic mock_magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .size = 5, .bytes = "MOCK!"},
};

static const struct pandect_format mock_formats[] = {
	{.mime = "text/x-mock", .suffixes = "mock", .magics = PANDECT_ARRAY(mock_magics)},
};

/* The head of a sound extractor; what follows in the initialiser overrides it. */
#define MOCK_BASE(...) \
	.base = {.size = sizeof(struct pandect_document_extractor), \
		.kind = PANDECT_DOCUMENT_EXTRACTOR, \
		.name = "mock", \
		.version = "1.0", \
		.description = "A mock", \
		.flags = PANDECT_CONCURRENT, \
		__VA_ARGS__}

#define MOCK_PLUGIN(...) \
	static const struct pandect_document_extractor mock_plugin = {MOCK_BASE(), \
		.formats = PANDECT_ARRAY(mock_formats), .extract = mock_extract, __VA_ARGS__}

/* A sound module of one plugin; what follows overrides it. */
#define MOCK_MODULE(...) \
	static const struct pandect_plugin *const mock_plugins[] = {&mock_plugin.base}; \
	const struct pandect_module pandect_module = {.abi = PANDECT_ABI, \
		.size = sizeof pandect_module, \
		.name = "mock", \
		.version = "1.0", \
		.license = "MIT", \
		.n_plugins = 1, \
		.plugins = mock_plugins, \
		__VA_ARGS__}

/* That later initialisers override earlier ones is what the two macros are for. */
#pragma GCC diagnostic ignored "-Woverride-init"
#if defined __clang__
#pragma clang diagnostic ignored "-Winitializer-overrides"
#endif

#endif
