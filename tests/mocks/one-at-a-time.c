/* SPDX-License-Identifier: MIT */
/* Not CONCURRENT, and fails when a second call comes while one is inside: its statics would not
 * bear it. */
#include <time.h>

#include "mock.h"

static int inside; /* atomic */

static pandect_status
alone_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	struct timespec pause = {0, 5000000};
	int n = __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST);
	pandect_status status = mock_extract(self, call, source, builder);

	nanosleep(&pause, NULL);
	__atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
	if (n > 1)
		return pandect_call_fail(call, PANDECT_LIMIT, "two calls are inside at once");
	return status;
}

MOCK_PLUGIN(MOCK_BASE(.flags = 0), .extract = alone_extract);
MOCK_MODULE();
