/* SPDX-License-Identifier: MIT */
/* One option's value: parsed from text by its description. */
#ifndef REGISTRY_OPTION_H
#define REGISTRY_OPTION_H

#include <pandect/base.h>

struct option_value {
	int64_t integer; /* BOOL, INTEGER */
	double number;
	const char *text; /* as it was given: the parser's argument itself */
};

/* INVALID with a sentence that names key and says what is allowed. */
pandect_status option_parse(const struct pandect_option *option, const char *key, const char *text,
	struct option_value *ret_value, struct pandect_error **ret_error);

#endif
