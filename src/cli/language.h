/* SPDX-License-Identifier: MIT */
/* The language of the person at the terminal, for reading pictures of text. */
#ifndef CLI_LANGUAGE_H
#define CLI_LANGUAGE_H

#include <stddef.h>

/* Large enough for every tag that language_format gives, with its NUL. */
#define LANGUAGE_MOST 32

/* The BCP 47 tag of a locale's name ("de_AT.UTF-8" gives "de"), with the script where the language
 * is written in several; "" for C and POSIX and what is no locale. */
void language_format(const char *locale, char ret_tag[LANGUAGE_MOST]);

/* The value for ocr.language: the locale's language and English ("de en"). */
void language_of_user(char *ret_list, size_t size);

#endif
