/* SPDX-License-Identifier: MIT */
/* A required function is NULL. */
#include "mock.h"

MOCK_PLUGIN(.extract = NULL);
MOCK_MODULE();
