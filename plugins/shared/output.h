/* SPDX-License-Identifier: MIT */
/* Bytes on their way out of a renderer: gathered in a block and handed to a sink, or kept in memory
 * when there is none. The first failure stays, so that a thousand additions need one check. */
#ifndef SHARED_OUTPUT_H
#define SHARED_OUTPUT_H

#include <pandect/plugin.h>

/* Begin with zeroes and, if wanted, a sink. Without one, data holds size bytes until output_clear;
 * it may be NULL when size is 0. */
struct output {
	struct pandect_sink *sink;
	char *data;
	size_t size, capacity;
	pandect_status status;
};

void output_add(struct output *out, const void *data, size_t size);
void output_string(struct output *out, const char *string);
void output_text(struct output *out, struct pandect_text text);
void output_byte(struct output *out, char byte);
void output_repeat(struct output *out, char byte, size_t n);
void output_integer(struct output *out, int64_t value);

/* With at most `places` (0-6) digits after the point and no zeroes at its end; what is not finite,
 * or beyond 1e15, is 0. Whatever the locale is. */
void output_decimal(struct output *out, double value, unsigned places);

/* The fewest digits that read back as the same float. The value is finite. */
void output_float(struct output *out, float value);

void output_base64(struct output *out, struct pandect_text bytes);

/* Forgets what is in memory, keeps the room. */
void output_reset(struct output *out);

/* Hands the rest to the sink, frees the memory and gives the status of all. */
pandect_status output_finish(struct output *out);

/* Frees the memory. */
void output_clear(struct output *out);

#endif
