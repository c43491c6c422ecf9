/* SPDX-License-Identifier: MIT */
/*
 * What an address points into: asked before a foreign table is believed, so that a table read with
 * the wrong layout is an error with a sentence and not a SIGBUS. Guards against mistakes, not
 * malice.
 */
#ifndef REGISTRY_ADDRESS_H
#define REGISTRY_ADDRESS_H

#include <stddef.h>
#include <stdint.h>

struct address_range {
	uintptr_t start, end;
	int is_executable;
};

/* The answers of one check: loaded objects are asked first, the kernel's list is read at most once.
 */
struct addresses {
	struct address_range *ranges;
	size_t n;
	int is_read;
};

#define ADDRESSES_INIT \
	{ \
		NULL, 0, 0 \
	}

void addresses_clear(struct addresses *addresses);

/* The length of a string of at most so many bytes with its NUL, reading no further than to that: 1;
 * or 0 when it does not end there, with the number of bytes that can be read. */
int addresses_string(
	struct addresses *addresses, const char *string, size_t most, size_t *ret_size);

/* 1 when all of start…start+size can be read. */
int addresses_can_read(struct addresses *addresses, const void *start, size_t size);

/* Bytes that can be read from start on, at most `most`. */
size_t addresses_readable(struct addresses *addresses, const void *start, size_t most);

/* 1 when a function can be there: an executable segment of a loaded object or, for other languages'
 * trampolines, an executable mapping. */
int addresses_can_run(struct addresses *addresses, uintptr_t function);

#endif
