/* SPDX-License-Identifier: MIT */
/* A call: the host's services while one slot of one plugin runs, and what the slot said through
 * them. */
#ifndef ENGINE_CALL_H
#define ENGINE_CALL_H

#include "engine/run.h"
#include "support/arena.h"

struct call_warning {
	struct call_warning *next;
	const char *code, *text;
};

struct call_source {
	struct call_source *next;
	struct source *source;
	const char *name; /* in the arena */
};

struct call {
	struct pandect_call public;
	struct pandect_engine *engine;
	struct run *run; /* NULL: initialize */
	struct registration *plugin;
	struct frame frame;
	uint64_t deadline; /* of initialize */
	struct arena scratch;
	struct pandect_error *error;
	struct call_warning *warnings, **last_warning;
	struct call_source *sources;
	const char *languages, *document; /* languages NULL: not looked up yet */
	char label[REGISTRATION_LABEL_SIZE], source[REGISTRATION_LABEL_SIZE]; /* "kind:name" */
	struct trace_step step;
};

/*
 * Enters a plugin that the caller has pinned, for a run. On failure the call must not be used, and
 * nothing is to be ended. stage and document are for the trace; document is for errors, too.
 */
pandect_status call_begin(struct call *call, struct run *run, struct registration *plugin,
	const char *stage, const char *document, struct pandect_error **ret_error);

/*
 * Leaves it. status: what the slot returned; gives what counts: a number outside the set or one
 * that only the host may give is PLUGIN, and the run's own end goes first. On failure the error has
 * a text, the plugin and the document. The slot's warnings go to block, if that is not NULL.
 */
pandect_status call_end(struct call *call, pandect_status status, struct block *block,
	struct pandect_error **ret_error);

/* The same, and adds the step to the run's trace. */
pandect_status call_end_step(struct call *call, pandect_status status, struct block *block,
	const char *decision, struct pandect_error **ret_error);

/* For the registry: calls initialize; the sources it asked for stay until call_release. */
pandect_status call_initialize(void *engine, struct registration *registration, void **ret_self,
	void **ret_keep, struct pandect_error **ret_error);
void call_release(void *engine, void *keep);

#endif
