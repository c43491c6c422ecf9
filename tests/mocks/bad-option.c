/* SPDX-License-Identifier: MIT */
/* An option's fallback is no value for it. */
#include "mock.h"

static const struct pandect_option options[] = {
	{"level", "how much", "many", "0..9", PANDECT_OPTION_INTEGER, PANDECT_OPTION_CALL},
};

MOCK_PLUGIN(MOCK_BASE(.options = PANDECT_ARRAY(options)));
MOCK_MODULE();
