/* SPDX-License-Identifier: MIT */
/* What Tesseract calls the languages and scripts of this world. */
#ifndef TESSERACT_LANGUAGES_H
#define TESSERACT_LANGUAGES_H

#include <pandect/base.h>

/* The names that Tesseract's data for a BCP 47 tag go by, the best first, separated by blanks; NULL
 * when there are none. A tag that says more than the table knows counts as its beginning (RFC 4647,
 * 3.4). */
const char *language_codes(struct pandect_text tag);

/* The same for a script as Tesseract's own detection names it ("Cyrillic"): the languages that most
 * write in it, then the data of the script as a whole. */
const char *script_codes(const char *script);

#endif
