/* SPDX-License-Identifier: MIT */
/* Sound, and asks that its code stay mapped. */
#include "mock.h"

MOCK_PLUGIN();
MOCK_MODULE(.flags = PANDECT_RESIDENT);
