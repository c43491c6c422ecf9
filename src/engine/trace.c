/* SPDX-License-Identifier: MIT */
#include "engine/trace.h"

#include <stdlib.h>

#include "support/buffer.h"
#include "support/clock.h"

#define STEPS_MOST \
	100000 /* an archive of 10,000 members stays whole; more says nothing to anybody */

struct trace_step
trace_begin(const char *stage, const char *document)
{
	return (struct trace_step){.stage = stage, .document = document, .began = clock_now()};
}

static struct pandect_text
keep(struct trace *trace, const char *text)
{
	char *copy = text ? arena_copy(&trace->arena, text, strlen(text)) : NULL;

	return pandect_text(copy);
}

static struct pandect_step *
add(struct trace *trace)
{
	if (trace->n == STEPS_MOST)
		return NULL;
	if (trace->n == trace->capacity) {
		uint32_t capacity = trace->capacity ? 2 * trace->capacity : 16;
		struct pandect_step *more = reallocarray(trace->steps, capacity, sizeof *more);

		if (!more)
			return NULL;
		trace->steps = more;
		trace->capacity = capacity;
	}
	return &trace->steps[trace->n++];
}

void
trace_end(struct trace *trace, const struct trace_step *step, pandect_status status,
	const char *format, ...)
{
	struct buffer decision = BUFFER_INIT;
	struct pandect_step *added = add(trace);
	va_list args;

	if (!added)
		return;
	va_start(args, format);
	buffer_vformat(&decision, format, args);
	va_end(args);
	*added = (struct pandect_step){
		.size = sizeof *added,
		.status = status,
		.microseconds = clock_now() - step->began,
		.stage = keep(trace, step->stage),
		.plugin = keep(trace, step->plugin),
		.version = keep(trace, step->version),
		.document = keep(trace, step->document),
		.decision = keep(trace, decision.data),
	};
	buffer_clear(&decision);
}

void
trace_clear(struct trace *trace)
{
	free(trace->steps);
	arena_clear(&trace->arena);
	*trace = (struct trace){.arena = ARENA_INIT};
}
