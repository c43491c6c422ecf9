/* SPDX-License-Identifier: MIT */
/* Writes JSON (RFC 8259) value by value; commas, line ends and indents come by themselves. Keys
 * are plain ASCII words and not escaped. */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include "../../shared/output.h"

/* Begin with zeroes, an output and the indent. */
struct writer {
	struct output *out;
	int64_t indent; /* blanks a level; 0: all on one line */
	uint32_t depth;
	int has_value; /* a value stands before, in the innermost open object or array */
};

/* key: NULL in an array. bracket: '{' or '['. */
void writer_open(struct writer *w, const char *key, char bracket);
void writer_close(struct writer *w, char bracket);

void writer_text(struct writer *w, const char *key, struct pandect_text text);
void writer_string(struct writer *w, const char *key, const char *string);
void writer_integer(struct writer *w, const char *key, int64_t value);
void writer_decimal(struct writer *w, const char *key, double value, unsigned places);
void writer_float(struct writer *w, const char *key, float value); /* null when not finite */
void writer_true(struct writer *w, const char *key);

/* What comes next in the output is the value, which the caller writes. */
void writer_raw(struct writer *w, const char *key);

/* A text as key, escaped; a value without key must follow. */
void writer_key(struct writer *w, struct pandect_text key);

#endif
