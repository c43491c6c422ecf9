/* SPDX-License-Identifier: MIT */
/* It lists one plugin twice. */
#include "mock.h"

MOCK_PLUGIN();
static const struct pandect_plugin *const both[] = {&mock_plugin.base, &mock_plugin.base};
MOCK_MODULE(.n_plugins = 2, .plugins = both);
