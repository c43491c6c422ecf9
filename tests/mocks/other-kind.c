/* SPDX-License-Identifier: MIT */
/* It says it is a renderer, but its table is too short for one. */
#include "mock.h"

MOCK_PLUGIN(MOCK_BASE(.kind = PANDECT_RENDERER, .size = sizeof(struct pandect_plugin)));
MOCK_MODULE();
