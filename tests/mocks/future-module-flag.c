/* SPDX-License-Identifier: MIT */
/* Its module asks for something that no host knows yet. */
#include "mock.h"

MOCK_PLUGIN();
MOCK_MODULE(.flags = 0x80000000u);
