/* SPDX-License-Identifier: MIT */
#include "registry/foreign.h"

#include <stdarg.h>
#include <stdlib.h>

#include "support/buffer.h"
#include "support/error.h"
#include "support/utf8.h"

#define ITEM_MOST 4096 /* bytes of one element: more is a wrong layout */

pandect_status
foreign_fail(struct foreign *foreign, const char *format, ...)
{
	struct buffer text = BUFFER_INIT;
	va_list args;

	if (foreign->status != PANDECT_OK)
		return foreign->status;
	va_start(args, format);
	buffer_vformat(&text, format, args);
	va_end(args);
	foreign->status = error_set(foreign->error, PANDECT_INVALID, "plugin %s is refused: %s",
		foreign->plugin, text.data ? text.data : "no memory to say why");
	buffer_clear(&text);
	return foreign->status;
}

static pandect_status
no_memory(struct foreign *foreign)
{
	foreign->status = error_set(foreign->error, PANDECT_NO_MEMORY,
		"no memory to register plugin %s", foreign->plugin);
	return foreign->status;
}

pandect_status
foreign_string(
	struct foreign *foreign, const char **string, const char *what, size_t most, int flags)
{
	size_t size;
	int has_end;

	if (foreign->status != PANDECT_OK)
		return foreign->status;
	if (!*string)
		return flags & FOREIGN_REQUIRED ? foreign_fail(foreign, "%s is missing", what)
						: PANDECT_OK;
	has_end = addresses_string(&foreign->addresses, *string, most + 1, &size);
	if (!has_end && size == 0)
		return foreign_fail(foreign, "%s points to where nothing can be read", what);
	if (!has_end)
		return foreign_fail(foreign, "%s does not end within %zu bytes", what, most);
	if (size == 0 && flags & FOREIGN_REQUIRED)
		return foreign_fail(foreign, "%s is empty", what);
	if (utf8_valid(*string, size) != size)
		return foreign_fail(foreign, "%s is not UTF-8", what);
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)(*string)[i] < 0x20 || (*string)[i] == 0x7f)
			return foreign_fail(foreign, "%s has a control character in it", what);
	*string = arena_copy(foreign->arena, *string, size);
	return *string ? PANDECT_OK : no_memory(foreign);
}

pandect_status
foreign_bytes(struct foreign *foreign, const void **bytes, size_t size, const char *what)
{
	if (foreign->status != PANDECT_OK)
		return foreign->status;
	if (size == 0) {
		*bytes = NULL;
		return PANDECT_OK;
	}
	if (!addresses_can_read(&foreign->addresses, *bytes, size))
		return foreign_fail(foreign, "%s cannot be read", what);
	*bytes = arena_copy(foreign->arena, *bytes, size);
	return *bytes ? PANDECT_OK : no_memory(foreign);
}

pandect_status
foreign_array(struct foreign *foreign, struct pandect_array *array, const char *what, uint32_t size,
	uint32_t most)
{
	char *copy;

	if (foreign->status != PANDECT_OK)
		return foreign->status;
	if (array->n == 0) {
		*array = (struct pandect_array)PANDECT_NO_ARRAY;
		return PANDECT_OK;
	}
	if (array->n > most)
		return foreign_fail(foreign, "%u %s are more than %u", array->n, what, most);
	if (array->item_size < size || array->item_size > ITEM_MOST)
		return foreign_fail(foreign,
			"an element of its %s has %u bytes, which is not in %u..%d", what,
			array->item_size, size, ITEM_MOST);
	if (!addresses_can_read(
		    &foreign->addresses, array->items, (size_t)array->n * array->item_size))
		return foreign_fail(foreign, "its %s cannot be read", what);
	copy = arena_alloc(foreign->arena, (size_t)array->n * size);
	if (!copy)
		return no_memory(foreign);
	for (uint32_t i = 0; i < array->n; i++)
		memcpy(copy + (size_t)i * size,
			(const char *)array->items + (size_t)i * array->item_size, size);
	*array = (struct pandect_array){copy, array->n, size};
	return PANDECT_OK;
}
