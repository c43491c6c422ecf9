/* SPDX-License-Identifier: MIT */
/* A growing string. Capacity doubles, and one byte beyond size always holds the NUL. */
#include "support/buffer.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_LEAST 64

void
buffer_clear(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer)BUFFER_INIT;
}

/* Room for `size` bytes more and the NUL; 0 when there is none, and then the failure stays. */
static int
buffer_reserve(struct buffer *buffer, size_t size)
{
	if (buffer->failed)
		return 0;
	if (size >= SIZE_MAX / 2 - buffer->size) {
		buffer->failed = 1;
		return 0;
	}
	size_t need = buffer->size + size + 1;

	if (need <= buffer->capacity)
		return 1;
	size_t capacity = buffer->capacity > BUFFER_LEAST ? buffer->capacity : BUFFER_LEAST;

	while (capacity < need)
		capacity *= 2;
	char *data = realloc(buffer->data, capacity);

	if (!data) {
		buffer->failed = 1;
		return 0;
	}
	buffer->data = data;
	buffer->capacity = capacity;
	return 1;
}

void
buffer_add(struct buffer *buffer, const void *data, size_t size)
{
	if (!buffer_reserve(buffer, size))
		return;
	if (size)
		memcpy(buffer->data + buffer->size, data, size);
	buffer->size += size;
	buffer->data[buffer->size] = '\0';
}

void
buffer_string(struct buffer *buffer, const char *string)
{
	buffer_add(buffer, string, strlen(string));
}

void
buffer_format(struct buffer *buffer, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buffer_vformat(buffer, format, args);
	va_end(args);
}

void
buffer_vformat(struct buffer *buffer, const char *format, va_list args)
{
	va_list again;

	if (!buffer_reserve(buffer, BUFFER_LEAST - 1))
		return;
	size_t room = buffer->capacity - buffer->size;

	va_copy(again, args);
	int size = vsnprintf(buffer->data + buffer->size, room, format, args);

	if (size < 0)
		buffer->failed = 1;
	else if ((size_t)size >= room && buffer_reserve(buffer, (size_t)size))
		vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, again);
	va_end(again);
	if (buffer->failed)
		buffer->data[buffer->size] = '\0';
	else
		buffer->size += (size_t)size;
}

char *
buffer_take(struct buffer *buffer)
{
	char *data = NULL;

	if (buffer_reserve(buffer, 0)) {
		data = buffer->data;
		data[buffer->size] = '\0';
		buffer->data = NULL; /* the caller owns it from here */
	}
	buffer_clear(buffer);
	return data;
}
