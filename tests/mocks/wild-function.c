/* SPDX-License-Identifier: MIT */
/* A function points to where nothing is. */
#include "mock.h"

MOCK_PLUGIN(.can_handle = (int32_t(*)(void *, struct pandect_call *, struct pandect_source *))16);
MOCK_MODULE();
