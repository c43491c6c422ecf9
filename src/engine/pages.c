/* SPDX-License-Identifier: MIT */
#include "engine/pages.h"

#include <stdlib.h>

/* One range; 0 when the text is not one. *ret_end: behind it. */
static int
read_range(
	const char *text, unsigned long *ret_first, unsigned long *ret_last, const char **ret_end)
{
	char *end;

	if (*text < '0' || *text > '9')
		return 0;
	*ret_first = *ret_last = strtoul(text, &end, 10);
	if (*end == '-') {
		text = end + 1;
		*ret_last = UINT32_MAX;
		if (*text >= '0' && *text <= '9')
			*ret_last = strtoul(text, &end, 10);
		else
			end++;
	}
	*ret_end = end;
	return *ret_first >= 1 && *ret_first <= *ret_last;
}

/* 1 in, 0 not in, -1 not a set of pages. number 0: the whole text is looked at. */
static int
find(const char *text, uint32_t number)
{
	unsigned long first, last;

	while (*text) {
		if (!read_range(text, &first, &last, &text))
			return -1;
		if (number >= first && number <= last)
			return 1;
		if (*text && *text++ != ',')
			return -1;
	}
	return 0;
}

int
pages_are_valid(const char *text)
{
	return find(text, 0) == 0;
}

int
pages_have(const char *text, uint32_t number)
{
	return !*text || find(text, number) == 1;
}
