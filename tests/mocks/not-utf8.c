/* SPDX-License-Identifier: MIT */
/* Its description is Latin-1. */
#include "mock.h"

MOCK_PLUGIN(MOCK_BASE(.description = "caf\xe9"));
MOCK_MODULE();
