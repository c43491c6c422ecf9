/* SPDX-License-Identifier: MIT */
/* Sound, and needs the C library by name: the test renames what it needs, to have a module with a
 * missing dependency. */
#include <stdlib.h>

#include "mock.h"

static pandect_status
mock_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	(void)call;
	(void)user_data;
	*ret_self = malloc(1);
	return *ret_self ? PANDECT_OK : PANDECT_NO_MEMORY;
}

MOCK_PLUGIN(MOCK_BASE(.initialize = mock_initialize, .shutdown = free));
MOCK_MODULE();
