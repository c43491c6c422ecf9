/* SPDX-License-Identifier: MIT */
/* Sound, and of the same name and format as good: for shadowing and replacement. */
#include "mock.h"

MOCK_PLUGIN(MOCK_BASE(.version = "2.0"));
MOCK_MODULE(.version = "2.0");
