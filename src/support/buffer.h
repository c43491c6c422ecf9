/* SPDX-License-Identifier: MIT */
/* A growing string of bytes that keeps its first failure: twenty appends need one check at the end.
 * Always NUL-terminated. */
#ifndef SUPPORT_BUFFER_H
#define SUPPORT_BUFFER_H

#include <stdarg.h>
#include <stddef.h>

struct buffer {
	char *data; /* never NULL after an append that worked; "" when empty */
	size_t size, capacity;
	int failed;
};

#define BUFFER_INIT \
	{ \
		NULL, 0, 0, 0 \
	}

void buffer_clear(struct buffer *buffer);
void buffer_add(struct buffer *buffer, const void *data, size_t size);
void buffer_string(struct buffer *buffer, const char *string);
void buffer_format(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void buffer_vformat(struct buffer *buffer, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* The bytes as a string that the caller frees; the buffer is empty again. NULL when an append
 * failed or memory is out. */
char *buffer_take(struct buffer *buffer);

#endif
