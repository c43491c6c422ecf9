/* SPDX-License-Identifier: MIT */
/* Built for the next major of the ABI. */
#include "mock.h"

MOCK_PLUGIN();
MOCK_MODULE(.abi = PANDECT_ABI + 1);
