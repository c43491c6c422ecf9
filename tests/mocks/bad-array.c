/* SPDX-License-Identifier: MIT */
/* Its array of formats has elements of one byte. */
#include "mock.h"

MOCK_PLUGIN(.formats = {mock_formats, 1, 1});
MOCK_MODULE();
