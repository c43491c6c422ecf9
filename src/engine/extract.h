/* SPDX-License-Identifier: MIT */
/*
 * Reading one document: candidates are asked in their order, the winner writes into a block, its
 * pages are recognised where the rules want it, its children are read in turn, and all of it is put
 * together.
 */
#ifndef ENGINE_EXTRACT_H
#define ENGINE_EXTRACT_H

#include "engine/run.h"

struct extraction {
	struct run *run;
	struct source *source;
	const char *name;     /* of the document or member, for messages */
	const char *declared; /* MIME type that the caller or container knows, or "" */
	uint32_t depth;       /* 0: the outermost */
};

/* OK or PARTIAL with *ret_block; else the failure, in *ret_error. */
pandect_status extract(const struct extraction *extraction, struct block **ret_block,
	struct pandect_error **ret_error);

#endif
