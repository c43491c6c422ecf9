/* SPDX-License-Identifier: MIT */
/* It reads no format. */
#include "mock.h"

MOCK_PLUGIN(.formats = PANDECT_NO_ARRAY);
MOCK_MODULE();
