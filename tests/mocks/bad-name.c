/* SPDX-License-Identifier: MIT */
/* Its name has a capital and a blank. */
#include "mock.h"

MOCK_PLUGIN(MOCK_BASE(.name = "My Mock"));
MOCK_MODULE();
