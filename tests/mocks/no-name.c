/* SPDX-License-Identifier: MIT */
/* Its name is missing. */
#include "mock.h"

MOCK_PLUGIN(MOCK_BASE(.name = NULL));
MOCK_MODULE();
