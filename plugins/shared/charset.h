/* SPDX-License-Identifier: MIT */
/*
 * Bytes in any encoding to UTF-8, by ICU. Never fails on what the bytes are; what cannot be read
 * becomes U+FFFD and is counted. All functions: any thread.
 */
#ifndef CHARSET_H
#define CHARSET_H

#include <pandect/plugin.h>

#include <stdbool.h>

/* data: UTF-8 without byte order mark, not NUL-terminated; it lies in the input where that was
 * UTF-8 already (then owned is NULL), so it is valid no longer than the input. encoding: what the
 * bytes were read as, a constant. is_guessed: neither a mark, a label nor plain UTF-8 said so.
 * n_replaced: places that were not valid in that encoding. */
struct charset_text {
	const char *data;
	size_t size;
	char *owned;
	const char *encoding;
	size_t n_replaced;
	bool is_guessed;
};

/* Converts; bytes may be NULL when size is 0. In this order: byte order mark; UTF-16 and UTF-32 by
 * their zero bytes; label (as declared in a header: IANA, WHATWG and Windows names; empty or
 * unknown: none); valid UTF-8; statistics of the letters; windows-1252. A label that the bytes
 * contradict (us-ascii or UTF-8 and they are not, or a Latin one and they are UTF-8) does not
 * count. Free with charset_clear. NO_MEMORY; LIMIT: half a gigabyte and more that is not UTF-8. */
pandect_status charset_decode(
	const void *bytes, size_t size, struct pandect_text label, struct charset_text *ret_text);

/* The same without guessing, for a label that is known to be right. INVALID: there is no such
 * label; NO_MEMORY. */
pandect_status charset_decode_as(
	const void *bytes, size_t size, struct pandect_text label, struct charset_text *ret_text);

/* Frees what charset_decode allocated; a zeroed struct is fine. */
void charset_clear(struct charset_text *text);

/* The name in use here for a label ("latin1" gives "windows-1252"), a constant; NULL: not known. */
const char *charset_find(struct pandect_text label);

/* Whether bytes look like text in some encoding, from their first few thousand: no zero bytes but
 * those of UTF-16 and UTF-32, hardly any control characters. */
bool charset_is_text(const void *bytes, size_t size);

#endif
