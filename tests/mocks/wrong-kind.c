/* SPDX-License-Identifier: MIT */
/* Its kind is none of the six. */
#include "mock.h"

MOCK_PLUGIN(MOCK_BASE(.kind = 77));
MOCK_MODULE();
