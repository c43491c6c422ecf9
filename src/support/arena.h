/* SPDX-License-Identifier: MIT */
/* Memory that is given back all at once. */
#ifndef SUPPORT_ARENA_H
#define SUPPORT_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *last;
	size_t used; /* bytes handed out */
};

#define ARENA_INIT \
	{ \
		NULL, 0 \
	}

/* Zeroed, aligned for anything; NULL without memory. */
void *arena_alloc(struct arena *arena, size_t size);

/* A NUL-terminated copy; NULL without memory. */
char *arena_copy(struct arena *arena, const char *data, size_t size);

void arena_clear(struct arena *arena);

#endif
