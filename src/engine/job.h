/* SPDX-License-Identifier: MIT */
/* A job: one input, its options, and what the last run gave. */
#ifndef ENGINE_JOB_H
#define ENGINE_JOB_H

#include "engine/run.h"

struct pandect_job {
	struct pandect_engine *engine;
	struct options options;

	int descriptor; /* -1: none */
	const void *data;
	size_t size;
	int has_input;
	char *name, *mime, *path;

	pandect_progress_function *progress;
	void *progress_data;
	pandect_log_function *log;
	void *log_data;

	int is_cancelled; /* atomic */
	int is_running;   /* atomic */

	struct block *block;
	struct trace trace;
	struct pandect_error *error;
	char *identified_mime, *identified_why;
};

/* Sets the job's error anew; returns status. */
pandect_status job_fail(struct pandect_job *job, pandect_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* input.c: the job's input as a source with its name, read now. */
pandect_status job_source(
	struct pandect_job *job, struct source **ret_source, struct pandect_error **ret_error);

/* run of a job: options merged, nothing read yet. */
pandect_status job_begin(struct pandect_job *job, struct run *run);
void job_end(struct run *run);

#endif
