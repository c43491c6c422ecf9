/* SPDX-License-Identifier: MIT */
/* Its size is no multiple of a pointer. */
#include "mock.h"

MOCK_PLUGIN(MOCK_BASE(.size = sizeof(struct pandect_document_extractor) + 1));
MOCK_MODULE();
