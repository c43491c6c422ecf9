/* SPDX-License-Identifier: MIT */
/* Nothing is wrong with it. */
#include "mock.h"

MOCK_PLUGIN();
MOCK_MODULE();
