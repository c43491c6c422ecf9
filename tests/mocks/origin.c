/* SPDX-License-Identifier: MIT */
/* Sound, and reads a file that stands beside it, as it is when the plugin starts. */
#include "mock.h"

static const char *const data_paths[] = {"$ORIGIN/words.txt"};

static pandect_status
origin_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	struct pandect_source *source;
	pandect_status status = pandect_call_data(call, data_paths[0], &source);

	(void)user_data;
	if (status == PANDECT_OK)
		*ret_self = source;
	return status;
}

static pandect_status
origin_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *data;
	size_t size;

	(void)call;
	(void)source;
	pandect_source_bytes(self, &data, &size);
	return pandect_builder_leaf(
		builder, PANDECT_NODE_PARAGRAPH, 0, (struct pandect_text){data, size});
}

MOCK_PLUGIN(MOCK_BASE(.data_paths = PANDECT_ARRAY(data_paths), .initialize = origin_initialize),
	.extract = origin_extract);
MOCK_MODULE();
