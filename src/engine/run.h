/* SPDX-License-Identifier: MIT */
/*
 * A run: what one document and all that is nested in it share while they are read: options, time,
 * budget, trace, the error, the OCR backend in charge. Lives on the stack of pandect_job_run.
 */
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include "document/block.h"
#include "document/builder.h"
#include "engine/engine.h"
#include "engine/source.h"
#include "engine/trace.h"

struct serving {
	struct registration **plugins;
	uint32_t n;
};

struct run {
	struct pandect_engine *engine;
	struct options options; /* the engine's and the job's, copied: read without a lock */
	struct trace *trace;
	struct pandect_error *error;

	const int *is_cancelled; /* atomic; set by other threads */
	uint64_t deadline;       /* clock_now; CLOCK_NEVER: none */

	struct builder_budget budget;
	uint64_t bytes_left, members_left;

	/* Those that served when the run began, referenced: one that goes meanwhile is missed. */
	struct serving processors, validators;

	/* Pinned; NULL until asked for, or when there is none. */
	struct registration *ocr, *embedding;
	int is_ocr_chosen, is_ocr_guessed; /* guessed: by its tables, from inside a serial call */
	char *ocr_languages;               /* those that the backend supports */

	pandect_progress_function *progress;
	void *progress_data;
	pandect_log_function *log;
	void *log_data;
};

/* OK, TIMEOUT or CANCELLED. [any thread] */
pandect_status run_should_stop(const struct run *run);

/* For registration_enter. */
struct waiting run_waiting(const struct run *run);

/* The engine's own options. The text is valid as long as the run. */
const char *run_text(const struct run *run, const char *group, const char *name);
int64_t run_integer(const struct run *run, const char *group, const char *name);
double run_number(const struct run *run, const char *group, const char *name);
int run_is(const struct run *run, const char *group, const char *name);

/* Log record from the engine itself. */
void run_log(const struct run *run, uint32_t level, const char *source, const char *text);

/* A warning on a document: code and a formatted sentence. */
void run_warn(struct block *block, const char *source, const char *code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* 1 when a comma- or blank-separated list has the word. */
int list_has(const char *list, const char *word);

/* Takes the next word of such a list: *at moves on; size 0 at the end. */
struct pandect_text list_next(const char **at);

#endif
