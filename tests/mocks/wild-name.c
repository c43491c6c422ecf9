/* SPDX-License-Identifier: MIT */
/* Its name points to where nothing is. */
#include "mock.h"

MOCK_PLUGIN(MOCK_BASE(.name = (const char *)64));
MOCK_MODULE();
