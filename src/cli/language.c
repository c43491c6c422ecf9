/* SPDX-License-Identifier: MIT */
/* setlocale would need the locale to be installed, which it often is not; its name is enough. */
#include "cli/language.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* BCP 47 (RFC 5646, 2.2.3): the script, where the locale's territory or modifier settles it. */
static const char *
find_script(const char *language, const char *rest)
{
	static const struct {
		const char *language, *mark, *script;
	} rows[] = {
		{"zh", "_TW", "-Hant"},
		{"zh", "_HK", "-Hant"},
		{"zh", "_MO", "-Hant"},
		{"zh", "", "-Hans"},
		{"sr", "@latin", "-Latn"},
		{"uz", "@cyrillic", "-Cyrl"},
		{"az", "@cyrillic", "-Cyrl"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(language, rows[i].language) == 0 && strstr(rest, rows[i].mark))
			return rows[i].script;
	return "";
}

void
language_format(const char *locale, char ret_tag[LANGUAGE_MOST])
{
	char language[4] = "";
	size_t n = 0;

	while (n < 3 && is_lower(locale[n])) {
		language[n] = locale[n];
		n++;
	}
	ret_tag[0] = '\0';
	if (n < 2 || (locale[n] && !strchr("_.@", locale[n])))
		return;
	snprintf(ret_tag, LANGUAGE_MOST, "%s%s", language, find_script(language, locale + n));
}

void
language_of_user(char *ret_list, size_t size)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"}; /* POSIX, 8.2 */
	const char *locale = NULL;
	char tag[LANGUAGE_MOST];

	for (size_t i = 0; i < sizeof names / sizeof names[0] && !(locale && *locale); i++)
		locale = secure_getenv(names[i]);
	language_format(locale ? locale : "", tag);
	if (tag[0] && strcmp(tag, "en") != 0)
		snprintf(ret_list, size, "%s en", tag);
	else
		snprintf(ret_list, size, "en");
}
