/* SPDX-License-Identifier: MIT */
/* What a run did, step by step: kept when it fails too. */
#ifndef ENGINE_TRACE_H
#define ENGINE_TRACE_H

#include <pandect/document.h>

#include "support/arena.h"

struct trace {
	struct pandect_step *steps;
	uint32_t n, capacity;
	struct arena arena;
};

/* A step that begins now. plugin and version may be NULL. */
struct trace_step {
	const char *stage, *plugin, *version, *document;
	uint64_t began;
};

struct trace_step trace_begin(const char *stage, const char *document);

/* Adds the step with what came of it; without memory it is left out. */
void trace_end(struct trace *trace, const struct trace_step *step, pandect_status status,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

void trace_clear(struct trace *trace);

#endif
