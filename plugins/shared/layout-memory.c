/* SPDX-License-Identifier: MIT */
/* Growing arrays and the memory of a page. */
#include "layout-page.h"

#include <stdlib.h>

#define LIST_FIRST 32u
/* Large enough that an ordinary page needs one piece. */
#define PIECE_SIZE ((size_t)256 << 10)

struct arena_piece {
	struct arena_piece *below;
	size_t used, size;
	max_align_t data[];
};

bool
list_reserve(struct list *list, size_t n, size_t item_size)
{
	size_t room = list->room ? list->room : LIST_FIRST;
	void *items;

	if (n <= list->room - list->n)
		return true;
	if (n > SIZE_MAX / 2 / item_size - list->n)
		return false;
	while (room < list->n + n)
		room += room / 2;
	items = realloc(list->items, room * item_size);
	if (!items)
		return false;
	list->items = items;
	list->room = room;
	return true;
}

void *
list_add(struct list *list, size_t item_size)
{
	char *item;

	if (!list_reserve(list, 1, item_size))
		return NULL;
	item = (char *)list->items + list->n++ * item_size;
	memset(item, 0, item_size);
	return item;
}

void
list_clear(struct list *list)
{
	free(list->items);
	*list = (struct list){0};
}

static struct arena_piece *
arena_piece_new(struct arena_piece *below, size_t size)
{
	struct arena_piece *piece;

	if (size < PIECE_SIZE)
		size = PIECE_SIZE;
	piece = malloc(sizeof *piece + size);
	if (!piece)
		return NULL;
	piece->below = below;
	piece->used = 0;
	piece->size = size;
	return piece;
}

void *
arena_add(struct arena *arena, size_t n, size_t item_size)
{
	const size_t align = sizeof(max_align_t);
	struct arena_piece *piece = arena->piece;
	size_t size;
	void *data;

	if (arena->has_failed || (item_size && n > SIZE_MAX / 4 / item_size)) {
		arena->has_failed = true;
		return NULL;
	}
	size = (n * item_size / align + 1) * align;
	if (!piece || size > piece->size - piece->used) {
		piece = arena_piece_new(arena->piece, size);
		if (!piece) {
			arena->has_failed = true;
			return NULL;
		}
		arena->piece = piece;
	}
	data = (char *)piece->data + piece->used;
	piece->used += size;
	return memset(data, 0, size);
}

void
arena_reset(struct arena *arena)
{
	struct arena_piece *piece = arena->piece;

	while (piece && piece->below) {
		struct arena_piece *below = piece->below;

		free(piece);
		piece = below;
	}
	if (piece)
		piece->used = 0;
	arena->piece = piece;
	arena->has_failed = false;
}

void
arena_clear(struct arena *arena)
{
	arena_reset(arena);
	free(arena->piece);
	arena->piece = NULL;
}
