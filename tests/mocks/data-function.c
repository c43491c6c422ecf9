/* SPDX-License-Identifier: MIT */
/* A function points to data. */
#include "mock.h"

static int data;

MOCK_PLUGIN(.extract = (pandect_status(*)(void *, struct pandect_call *, struct pandect_source *,
		    struct pandect_builder *))(void *)&data);
MOCK_MODULE();
