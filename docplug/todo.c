#include <pandect/plugin.h>

static pandect_status
todo_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *data;
	size_t size;
	pandect_status status = pandect_source_bytes(source, &data, &size);

	(void)self;
	for (const char *at = data; status == PANDECT_OK && size > 0;) {
		const char *end = memchr(at, '\n', size);
		size_t n = end ? (size_t)(end - at) : size;
		struct pandect_text line = {at, n};

		if (n > 2 && at[0] == '#')
			pandect_builder_leaf(builder, PANDECT_NODE_HEADING, 1,
				(struct pandect_text){at + 2, n - 2});
		else if (n > 0)
			pandect_builder_leaf(builder, PANDECT_NODE_PARAGRAPH, 0, line);
		at += n + (end != NULL);
		size -= n + (end != NULL);
		status = pandect_call_should_stop(call);
	}
	return status;
}

static const struct pandect_format todo_formats[] = {
	{.mime = "text/x-todo", .suffixes = "todo"},
};

static const struct pandect_document_extractor todo_plugin = {
	.base = {
		.size = sizeof todo_plugin,
		.kind = PANDECT_DOCUMENT_EXTRACTOR,
		.name = "todo",
		.version = "1.0",
		.description = "Lists of things to do",
		.flags = PANDECT_CONCURRENT,
	},
	.formats = PANDECT_ARRAY(todo_formats),
	.extract = todo_extract,
};

static const struct pandect_plugin *const todo_plugins[] = {&todo_plugin.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "todo",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = todo_plugins,
};
