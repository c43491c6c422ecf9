/* SPDX-License-Identifier: MIT */
#include "support/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE 4000 /* with malloc's own header a little under a page */

struct arena_chunk {
	struct arena_chunk *before;
	size_t size, used;
	alignas(max_align_t) unsigned char data[];
};

static struct arena_chunk *
chunk_new(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk;
	size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;

	if (room > SIZE_MAX - sizeof *chunk)
		return NULL;
	chunk = calloc(1, sizeof *chunk + room);
	if (!chunk)
		return NULL;
	chunk->size = room;
	chunk->before = arena->last;
	arena->last = chunk;
	return chunk;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = arena->last;
	size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	void *memory;

	if (rounded < size)
		return NULL;
	if (!chunk || chunk->size - chunk->used < rounded)
		chunk = chunk_new(arena, rounded);
	if (!chunk)
		return NULL;
	memory = chunk->data + chunk->used;
	chunk->used += rounded;
	arena->used += rounded;
	return memory;
}

char *
arena_copy(struct arena *arena, const char *data, size_t size)
{
	char *copy = size == SIZE_MAX ? NULL : arena_alloc(arena, size + 1);

	if (copy && size)
		memcpy(copy, data, size);
	return copy;
}

void
arena_clear(struct arena *arena)
{
	while (arena->last) {
		struct arena_chunk *before = arena->last->before;

		free(arena->last);
		arena->last = before;
	}
	arena->used = 0;
}
