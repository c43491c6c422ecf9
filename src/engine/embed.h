/* SPDX-License-Identifier: MIT */
/* Embedding texts and chunks through the run's backend. */
#ifndef ENGINE_EMBED_H
#define ENGINE_EMBED_H

#include "engine/run.h"

/* See pandect_call_embed. */
pandect_status embed_texts(struct run *run, const struct pandect_text *texts, uint32_t n,
	float *ret_vectors, size_t n_floats, const char *document,
	struct pandect_error **ret_error);

/* Embeds the chunks of a document, if a backend is asked for; a failure is a warning on it. Only
 * the run's own end is given back. */
pandect_status embed_chunks(struct run *run, struct block *block, const char *document);

void embed_release(struct run *run);

#endif
