/* SPDX-License-Identifier: MIT */
/* Its size is absurd. */
#include "mock.h"

MOCK_PLUGIN(MOCK_BASE(.size = 1u << 20));
MOCK_MODULE();
