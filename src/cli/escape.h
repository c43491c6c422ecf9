/* SPDX-License-Identifier: MIT */
/* Text that came from outside (names, messages, metadata), made safe to show on a terminal. */
#ifndef CLI_ESCAPE_H
#define CLI_ESCAPE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Length of the UTF-8 character at data, 0 when there is none (RFC 3629, 4). */
size_t utf8_length(const char *data, size_t size, uint32_t *ret_code);

/* Writes text with what a terminal could obey or hide made visible: \n, \x1b, \u{202e}. */
void escape_write(FILE *to, const char *data, size_t size);

/* The same as a string that the caller frees; NULL without memory. */
char *escape_copy(const char *string);

/* Columns that a UTF-8 string takes on a terminal, taking every character for one column wide. */
size_t escape_width(const char *string);

#endif
