/* SPDX-License-Identifier: MIT */
/* Input behind struct pandect_source: bytes that nobody else can change. */
#ifndef ENGINE_SOURCE_H
#define ENGINE_SOURCE_H

#include <pandect/plugin.h>

struct source;

/* Borrows data, which stays until the source is freed. NULL: no memory. */
struct source *source_from_memory(const void *data, size_t size);

/* Takes malloc'ed data. NULL: no memory; data is freed then. */
struct source *source_take(void *data, size_t size);

/*
 * Reads a descriptor to its end, from its beginning if it can seek; the descriptor stays the
 * caller's. `most`: bytes allowed. A private copy: a mapping of the file itself would be a SIGBUS
 * when others cut it short. IO, LIMIT, NO_MEMORY; IO too when the file changes while it is being
 * read.
 */
pandect_status source_read(int descriptor, uint64_t most, struct source **ret_source,
	struct pandect_error **ret_error);

void source_free(struct source *source);
struct pandect_source *source_public(struct source *source);

/* Copied. NO_MEMORY. */
pandect_status source_set_name(struct source *source, struct pandect_text name);
pandect_status source_set_mime(struct source *source, struct pandect_text mime);

/* Its bytes, as pandect_source_bytes gives them. */
struct pandect_text source_bytes(const struct source *source);

#endif
