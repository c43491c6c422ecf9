/* SPDX-License-Identifier: MIT */
/* Its descriptor does not begin as one. */
#include "mock.h"

MOCK_PLUGIN();
MOCK_MODULE(.abi = 1);
