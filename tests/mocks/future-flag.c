/* SPDX-License-Identifier: MIT */
/* It asks for something that no host knows yet. */
#include "mock.h"

MOCK_PLUGIN(MOCK_BASE(.flags = 0x80000000u));
MOCK_MODULE();
