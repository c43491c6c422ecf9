/* SPDX-License-Identifier: MIT */
/* Reading data that another module laid out: each pointer is asked about before it is followed,
 * what it leads to is copied. */
#ifndef REGISTRY_FOREIGN_H
#define REGISTRY_FOREIGN_H

#include <pandect/base.h>

#include "registry/address.h"
#include "support/arena.h"

struct foreign {
	struct arena *arena; /* copies go here */
	struct addresses addresses;
	const char *plugin;           /* its name, once it is known */
	struct pandect_error **error; /* may be NULL */
	pandect_status status;        /* the first failure stays */
};

#define FOREIGN_REQUIRED 1

/* Sets the failure, "plugin NAME: …", INVALID. */
pandect_status foreign_fail(struct foreign *foreign, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Replaces a foreign pointer by that of a copy: one line of UTF-8, at most `most` bytes. NULL is
 * left unless flags say REQUIRED. */
pandect_status foreign_string(
	struct foreign *foreign, const char **string, const char *what, size_t most, int flags);

/* The same for bytes of a known number. */
pandect_status foreign_bytes(
	struct foreign *foreign, const void **bytes, size_t size, const char *what);

/*
 * The same for an array of structs, whose element is known here with `size` bytes: a smaller
 * foreign one is refused, the tail of a larger one left out.
 */
pandect_status foreign_array(struct foreign *foreign, struct pandect_array *array, const char *what,
	uint32_t size, uint32_t most);

#endif
