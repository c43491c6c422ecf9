/* SPDX-License-Identifier: MIT */
/* An extractor to copy: lists of things to do, one a line: `# heading`, `- open`, `x done`. */
#include <pandect/plugin.h>

static pandect_status
todo_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *data;
	size_t size;
	int is_list_open = 0;
	pandect_status status = pandect_source_bytes(source, &data, &size);

	(void)self;
	for (const char *at = data, *next; status == PANDECT_OK && size > 0; at = next) {
		const char *end = memchr(at, '\n', size);
		size_t n = end ? (size_t)(end - at) : size;
		char mark = n > 2 && at[1] == ' ' && memchr("#-x", at[0], 3) ? at[0] : 0;
		int is_item = mark == '-' || mark == 'x';
		struct pandect_text text = {mark ? at + 2 : at, mark ? n - 2 : n};

		if (is_item && !is_list_open)
			pandect_builder_open(builder, PANDECT_NODE_LIST, 0);
		if (!is_item && is_list_open)
			pandect_builder_close(builder);
		is_list_open = is_item;
		if (is_item)
			pandect_builder_leaf(builder, PANDECT_NODE_ITEM, mark == 'x' ? 2 : 1, text);
		else if (mark == '#')
			pandect_builder_leaf(builder, PANDECT_NODE_HEADING, 1, text);
		else if (n > 0)
			pandect_builder_leaf(builder, PANDECT_NODE_PARAGRAPH, 0, text);
		next = at + n + (end != NULL);
		size -= n + (end != NULL);
		status = pandect_call_should_stop(call);
	}
	if (is_list_open)
		pandect_builder_close(builder);
	return status;
}

static const struct pandect_format todo_formats[] = {{.mime = "text/x-todo", .suffixes = "todo"}};
static const struct pandect_document_extractor todo_plugin = {
	.base = {.size = sizeof todo_plugin,
		.kind = PANDECT_DOCUMENT_EXTRACTOR,
		.name = "todo",
		.version = "1.0",
		.description = "Lists of things to do",
		.flags = PANDECT_CONCURRENT},
	.formats = PANDECT_ARRAY(todo_formats),
	.extract = todo_extract,
};
static const struct pandect_plugin *const todo_plugins[] = {&todo_plugin.base};
const struct pandect_module pandect_module = {.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "todo",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = todo_plugins};
