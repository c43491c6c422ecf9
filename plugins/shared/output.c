/* SPDX-License-Identifier: MIT */
/* Gathers output in blocks, or in memory; see output.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"

/* What is handed to a sink at once: enough to make the call cheap, little enough to stay in cache.
 */
#define OUTPUT_BLOCK 32768

/* Text in memory is one document's; beyond this something is wrong, and sizes stay far from their
 * overflow. */
#define OUTPUT_MOST ((size_t)1 << 40)

static int
reserve(struct output *out, size_t more)
{
	size_t capacity = out->capacity;
	char *data;

	if (more <= capacity - out->size)
		return 1;
	if (more > OUTPUT_MOST || out->size > OUTPUT_MOST) {
		out->status = PANDECT_LIMIT;
		return 0;
	}
	if (capacity == 0)
		capacity = out->sink ? OUTPUT_BLOCK : 256;
	while (capacity - out->size < more)
		capacity *= 2;
	data = realloc(out->data, capacity);
	if (!data) {
		out->status = PANDECT_NO_MEMORY;
		return 0;
	}
	out->data = data;
	out->capacity = capacity;
	return 1;
}

static void
flush(struct output *out)
{
	pandect_status status;

	if (out->size == 0)
		return;
	status = pandect_sink_write(out->sink, out->data, out->size);
	if (status != PANDECT_OK)
		out->status = status;
	out->size = 0;
}

void
output_add(struct output *out, const void *data, size_t size)
{
	if (out->status != PANDECT_OK || size == 0)
		return;
	if (out->sink && size > OUTPUT_BLOCK - out->size)
		flush(out);
	if (out->sink && size > OUTPUT_BLOCK) {
		pandect_status status = pandect_sink_write(out->sink, data, size);

		if (status != PANDECT_OK)
			out->status = status;
		return;
	}
	if (out->status != PANDECT_OK || !reserve(out, size))
		return;
	memcpy(out->data + out->size, data, size);
	out->size += size;
}

void
output_string(struct output *out, const char *string)
{
	output_add(out, string, strlen(string));
}

void
output_text(struct output *out, struct pandect_text text)
{
	output_add(out, text.data, text.size);
}

void
output_byte(struct output *out, char byte)
{
	if (out->size < out->capacity && out->status == PANDECT_OK &&
		!(out->sink && out->size >= OUTPUT_BLOCK))
		out->data[out->size++] = byte;
	else
		output_add(out, &byte, 1);
}

void
output_repeat(struct output *out, char byte, size_t n)
{
	while (n-- > 0)
		output_byte(out, byte);
}

void
output_integer(struct output *out, int64_t value)
{
	char digits[20]; /* 2^63 has 19 */
	size_t n = sizeof digits;
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do {
		digits[--n] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (value < 0)
		output_byte(out, '-');
	output_add(out, digits + n, sizeof digits - n);
}

void
output_decimal(struct output *out, double value, unsigned places)
{
	static const int64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
	int64_t scale = tens[places < 6 ? places : 6], scaled;

	if (!(fabs(value) < 1e15 / (double)scale))
		value = 0;
	scaled = (int64_t)(fabs(value) * (double)scale + 0.5);
	if (value < 0 && scaled)
		output_byte(out, '-');
	output_integer(out, scaled / scale);
	scaled %= scale;
	if (scaled)
		output_byte(out, '.');
	while (scaled) {
		scale /= 10;
		output_byte(out, (char)('0' + scaled / scale));
		scaled %= scale;
	}
}

void
output_float(struct output *out, float value)
{
	char digits[40];
	int n = 0, i, point = 0;

	for (int precision = 6; precision <= 9; precision++) {
		n = snprintf(digits, sizeof digits, "%.*g", precision, (double)value);
		if (n > 0 && (size_t)n < sizeof digits && strtof(digits, NULL) == value)
			break;
	}
	for (i = 0; i < n && (size_t)i < sizeof digits - 1; i++) {
		/* The locale's decimal point may be any character, of several bytes. */
		if (strchr("0123456789+-e", digits[i])) {
			output_byte(out, digits[i]);
			point = 0;
		} else if (!point) {
			output_byte(out, '.');
			point = 1;
		}
	}
}

void
output_base64(struct output *out, struct pandect_text bytes)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *s = (const unsigned char *)bytes.data;

	for (size_t i = 0; i < bytes.size; i += 3) {
		size_t left = bytes.size - i;
		unsigned second = left > 1 ? s[i + 1] : 0, third = left > 2 ? s[i + 2] : 0;

		output_byte(out, digits[s[i] >> 2]);
		output_byte(out, digits[(s[i] & 3) << 4 | second >> 4]);
		output_byte(out, left > 1 ? digits[(second & 15) << 2 | third >> 6] : '=');
		output_byte(out, left > 2 ? digits[third & 63] : '=');
	}
}

void
output_reset(struct output *out)
{
	out->size = 0;
}

pandect_status
output_finish(struct output *out)
{
	if (out->sink && out->status == PANDECT_OK)
		flush(out);
	output_clear(out);
	return out->status;
}

void
output_clear(struct output *out)
{
	free(out->data);
	out->data = NULL;
	out->size = out->capacity = 0;
}
