/* SPDX-License-Identifier: MIT */
#include "registry/option.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "support/error.h"

/* strtod with a point whatever locale the program has set; glibc's C locale is a constant. */
static double
to_number(const char *text, char **ret_end)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	double value = strtod_l(text, ret_end, c);

	freelocale(c);
	return value;
}

/* Reads "LEAST..MOST"; a side left out stays as it is. */
static void
read_range(const char *range, double *least, double *most)
{
	const char *dots = range ? strstr(range, "..") : NULL;

	if (!dots)
		return;
	if (dots != range)
		*least = to_number(range, NULL);
	if (dots[2])
		*most = to_number(dots + 2, NULL);
}

/* A value as an error may show it. */
static const char *
shown(const struct pandect_option *option, const char *text)
{
	return option->flags & PANDECT_OPTION_SECRET ? "***" : text;
}

static pandect_status
check_range(const struct pandect_option *option, const char *key, const char *text, double value,
	struct pandect_error **ret_error)
{
	double least = -HUGE_VAL, most = HUGE_VAL;

	read_range(option->range, &least, &most);
	if (value >= least && value <= most)
		return PANDECT_OK;
	return error_set(ret_error, PANDECT_INVALID, "%s must be in %s, not %s", key, option->range,
		shown(option, text));
}

static pandect_status
parse_bool(const struct pandect_option *option, const char *key, const char *text,
	int64_t *ret_value, struct pandect_error **ret_error)
{
	static const struct {
		const char *word;
		int value;
	} words[] = {{"true", 1}, {"yes", 1}, {"on", 1}, {"1", 1}, {"false", 0}, {"no", 0},
		{"off", 0}, {"0", 0}};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(text, words[i].word) == 0) {
			*ret_value = words[i].value;
			return PANDECT_OK;
		}
	return error_set(ret_error, PANDECT_INVALID, "%s must be true or false, not \"%s\"", key,
		shown(option, text));
}

static pandect_status
parse_integer(const struct pandect_option *option, const char *key, const char *text,
	int64_t *ret_value, struct pandect_error **ret_error)
{
	char *end;
	long long value;

	errno = 0;
	value = strtoll(text, &end, 10);
	if (end == text || *end || errno)
		return error_set(ret_error, PANDECT_INVALID,
			"%s must be a whole number, not \"%s\"", key, shown(option, text));
	*ret_value = value;
	return check_range(option, key, text, (double)value, ret_error);
}

static pandect_status
parse_number(const struct pandect_option *option, const char *key, const char *text,
	double *ret_value, struct pandect_error **ret_error)
{
	char *end;
	double value = to_number(text, &end);

	if (end == text || *end || !isfinite(value))
		return error_set(ret_error, PANDECT_INVALID, "%s must be a number, not \"%s\"", key,
			shown(option, text));
	*ret_value = value;
	return check_range(option, key, text, value, ret_error);
}

static pandect_status
parse_choice(const struct pandect_option *option, const char *key, const char *text,
	struct pandect_error **ret_error)
{
	size_t size = strlen(text);
	const char *at = option->range;

	while (at) {
		const char *end = strchrnul(at, '|');

		if ((size_t)(end - at) == size && memcmp(at, text, size) == 0)
			return PANDECT_OK;
		at = *end ? end + 1 : NULL;
	}
	return error_set(ret_error, PANDECT_INVALID, "%s must be one of %s, not \"%s\"", key,
		option->range ? option->range : "nothing", shown(option, text));
}

pandect_status
option_parse(const struct pandect_option *option, const char *key, const char *text,
	struct option_value *ret_value, struct pandect_error **ret_error)
{
	struct option_value value = {.text = text};
	pandect_status status = PANDECT_OK;

	switch (option->type) {
	case PANDECT_OPTION_BOOL:
		status = parse_bool(option, key, text, &value.integer, ret_error);
		break;
	case PANDECT_OPTION_INTEGER:
		status = parse_integer(option, key, text, &value.integer, ret_error);
		break;
	case PANDECT_OPTION_NUMBER:
		status = parse_number(option, key, text, &value.number, ret_error);
		break;
	case PANDECT_OPTION_CHOICE:
		status = parse_choice(option, key, text, ret_error);
		break;
	default:
		break;
	}
	if (status == PANDECT_OK)
		*ret_value = value;
	return status;
}
