/* SPDX-License-Identifier: MIT */
/* UTF-8 (RFC 3629): checking, decoding, and cleaning of text from outside. */
#ifndef SUPPORT_UTF8_H
#define SUPPORT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xfffdu /* what ill-formed bytes become */
#define UTF8_ILL_FORMED  UINT32_MAX

/* How many bytes from the start are well-formed; size when all are. */
size_t utf8_valid(const char *text, size_t size);

/*
 * The first character of a text that is not empty: its length in bytes, its code in *ret_code.
 * Where the bytes are ill-formed *ret_code is UTF8_ILL_FORMED and the length that of the maximal
 * subpart (Unicode 15, 3.9, U+FFFD substitution of maximal subparts; the WHATWG decoder does the
 * same).
 */
size_t utf8_decode(const char *text, size_t size, uint32_t *ret_code);

/* Writes a code, which must be a scalar value, to `to` and gives its length, 1 to 4. */
size_t utf8_encode(uint32_t code, char to[4]);

/* 1 when a character begins, or the text ends, at byte `at` of a well-formed text. */
int utf8_is_boundary(const char *text, size_t size, size_t at);

/* What utf8_clean lets stand. */
#define UTF8_LINES 1u /* U+000A */
#define UTF8_TABS  2u /* U+0009 */

/* How many bytes from the start stand as they are. */
size_t utf8_clean_prefix(const char *text, size_t size, unsigned keep);

/*
 * Copies a text so that it is well-formed and free of controls: ill-formed bytes become U+FFFD,
 * controls (C0, U+007F, C1) blanks, a carriage return before a line feed goes. Gives the bytes
 * written, at most three times size; `to` NULL: only counts.
 */
size_t utf8_clean(const char *text, size_t size, unsigned keep, char *to);

#endif
