/* SPDX-License-Identifier: MIT */
/*
 * Texts in the headers of mail: RFC 2047 words, RFC 2231 parameters. Done here over charset.h
 * rather than by GMime, whose conversions need files that a locked worker cannot open.
 */
#ifndef EML_HEADER_H
#define EML_HEADER_H

#include "charset.h"

/* A header's raw value as UTF-8 on one line: unfolded, encoded words decoded, blanks as one. Free
 * with charset_clear. NO_MEMORY. */
pandect_status header_decode(struct pandect_text raw, struct charset_text *ret_text);

/* A parameter (name: lower case) of a raw header such as Content-Type or Content-Disposition, with
 * its continuations and encodings. NOT_FOUND, not to be given to the host: it has none; NO_MEMORY.
 */
pandect_status header_parameter(
	struct pandect_text raw, const char *name, struct charset_text *ret_text);

#endif
