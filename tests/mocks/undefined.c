/* SPDX-License-Identifier: MIT */
/* Calls a function that nobody has; it would be found out in the first call if it were bound
 * lazily. */
#include "mock.h"

pandect_status mock_no_such_function(void *self);

static int32_t
mock_can_handle(void *self, struct pandect_call *call, struct pandect_source *source)
{
	(void)call;
	(void)source;
	return mock_no_such_function(self);
}

MOCK_PLUGIN(.can_handle = mock_can_handle);
MOCK_MODULE();
