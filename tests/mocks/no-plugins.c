/* SPDX-License-Identifier: MIT */
/* It lists none. */
#include "mock.h"

MOCK_PLUGIN();
MOCK_MODULE(.n_plugins = 0);
