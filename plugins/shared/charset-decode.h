/* SPDX-License-Identifier: MIT */
/* The decoders of charset.c, one for each family of encodings. For charset.c only. */
#ifndef CHARSET_DECODE_H
#define CHARSET_DECODE_H

#include "charset.h"

#include <uchar.h>

/* What a decoder gives for bytes that are not valid in its encoding, and where bytes stood for no
 * character (a shift between sets). */
#define CHARSET_BAD  0xffffffffu
#define CHARSET_NONE 0xfffffffeu

/* Where a conversion stands. table: of a single-byte set, bytes 0x80 to 0xFF (EBCDIC: all 256).
 * state, half, pending: the decoder's own, 0 at the start. */
struct charset_reader {
	const unsigned char *at, *end;
	const char16_t *table;
	uint32_t state, half, pending;
};

/* Reads one character from r->at, which is before r->end, and moves on by at least a byte (unless
 * it gives one that was pending). */
typedef uint32_t charset_next(struct charset_reader *r);

charset_next charset_next_ascii, charset_next_single, charset_next_full, charset_next_utf8;
charset_next charset_next_utf16le, charset_next_utf16be, charset_next_utf32le, charset_next_utf32be;
charset_next charset_next_utf7, charset_next_sjis, charset_next_eucjp, charset_next_iso2022jp;
charset_next charset_next_gb18030, charset_next_hz, charset_next_big5, charset_next_euckr;
charset_next charset_next_iso2022kr;

/* Converts all that is left of r into text->owned, data, size and n_replaced. NO_MEMORY. */
pandect_status charset_run(struct charset_reader *r, charset_next *next, struct charset_text *text);

/* Whether a decoder reads units of two or four bytes. */
bool charset_is_wide(charset_next *next);

/* Whether bytes hold an escape sequence of ISO-2022-JP. */
bool charset_has_escapes(const unsigned char *bytes, size_t size);

#endif
