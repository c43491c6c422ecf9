/* SPDX-License-Identifier: MIT */
/* The public job: setting it up, and the order of the steps of a run. */
#include "engine/job.h"

#include <stdlib.h>
#include <unistd.h>

#include "engine/chain.h"
#include "engine/embed.h"
#include "engine/extract.h"
#include "engine/identify.h"
#include "engine/ocr.h"
#include "engine/pages.h"
#include "support/buffer.h"
#include "support/clock.h"
#include "support/error.h"

pandect_status
job_fail(struct pandect_job *job, pandect_status status, const char *format, ...)
{
	struct buffer text = BUFFER_INIT;
	va_list args;

	va_start(args, format);
	buffer_vformat(&text, format, args);
	va_end(args);
	error_free(job->error);
	job->error = NULL;
	error_set(&job->error, status, "%s", text.data ? text.data : status_phrase(status));
	error_set_where(job->error, job->path ? job->path : job->name);
	buffer_clear(&text);
	return status;
}

pandect_status
pandect_job_new(struct pandect_engine *engine, struct pandect_job **ret_job)
{
	struct pandect_job *job;

	if (!registry_is_usable(engine->registry))
		return PANDECT_INVALID;
	job = calloc(1, sizeof *job);
	if (!job)
		return PANDECT_NO_MEMORY;
	job->engine = engine;
	job->descriptor = -1;
	pthread_mutex_lock(&engine->lock);
	engine->refs++;
	pthread_mutex_unlock(&engine->lock);
	*ret_job = job;
	return PANDECT_OK;
}

static void
forget_results(struct pandect_job *job)
{
	block_free(job->block);
	job->block = NULL;
	trace_clear(&job->trace);
	error_free(job->error);
	job->error = NULL;
	free(job->identified_mime);
	free(job->identified_why);
	job->identified_mime = job->identified_why = NULL;
}

void
pandect_job_free(struct pandect_job *job)
{
	if (!job)
		return;
	forget_results(job);
	options_clear(&job->options);
	if (job->descriptor >= 0)
		close(job->descriptor);
	free(job->name);
	free(job->mime);
	free(job->path);
	engine_unref(job->engine);
	free(job);
}

pandect_status
pandect_job_set(struct pandect_job *job, const char *key, const char *value)
{
	struct pandect_error *error = NULL;
	struct setting *setting = NULL;
	pandect_status status =
		options_set(&job->options, job->engine->registry, key, value, &setting, &error);

	if (status == PANDECT_OK && setting->flags & PANDECT_OPTION_INSTANCE) {
		options_unset(&job->options, setting);
		status = error_set(&error, PANDECT_INVALID,
			"%s is read when the plugin starts: set it for the engine, not for one job",
			key);
	}
	if (status == PANDECT_OK)
		return status;
	error_free(job->error);
	job->error = error;
	return status;
}

void
pandect_job_on_progress(struct pandect_job *job, pandect_progress_function *function, void *data)
{
	job->progress = function;
	job->progress_data = data;
}

void
pandect_job_on_log(struct pandect_job *job, pandect_log_function *function, void *data)
{
	job->log = function;
	job->log_data = data;
}

void
pandect_job_cancel(struct pandect_job *job)
{
	__atomic_store_n(&job->is_cancelled, 1, __ATOMIC_RELAXED);
}

/* ---- running ---- */

pandect_status
job_begin(struct pandect_job *job, struct run *run)
{
	pandect_status status;
	double seconds;

	*run = (struct run){
		.engine = job->engine,
		.trace = &job->trace,
		.is_cancelled = &job->is_cancelled,
		.deadline = CLOCK_NEVER,
		.progress = job->progress,
		.progress_data = job->progress_data,
		.log = job->log,
		.log_data = job->log_data,
	};
	pthread_mutex_lock(&job->engine->lock);
	status = options_merge(&run->options, &job->engine->options, 0);
	pthread_mutex_unlock(&job->engine->lock);
	if (status == PANDECT_OK)
		status = options_merge(&run->options, &job->options, 1);
	if (status != PANDECT_OK)
		return error_set(&run->error, status, "%s", status_phrase(status));
	seconds = run_number(run, "extract", "timeout");
	if (seconds > 0 && seconds < 1e9)
		run->deadline = clock_now() + (uint64_t)(seconds * 1e6);
	run->budget = (struct builder_budget){
		.nodes = (uint64_t)run_integer(run, "limits", "nodes"),
		.cells = (uint64_t)run_integer(run, "limits", "cells"),
		.text = (uint64_t)run_integer(run, "limits", "text"),
	};
	run->bytes_left = (uint64_t)run_integer(run, "limits", "bytes");
	run->members_left = (uint64_t)run_integer(run, "limits", "members");
	return PANDECT_OK;
}

void
job_end(struct run *run)
{
	chain_end(run);
	ocr_release(run);
	embed_release(run);
	options_clear(&run->options);
	error_free(run->error);
}

static pandect_status
check_settings(struct run *run, struct pandect_error **ret_error)
{
	const char *pages = run_text(run, "extract", "pages"),
		   *only = run_text(run, "extract", "extractor");
	struct pandect_list *list = NULL;
	pandect_status status = PANDECT_OK;

	if (!pages_are_valid(pages))
		return error_set(ret_error, PANDECT_INVALID,
			"\"%s\" is not a set of pages: write 1-5,9 or 12-", pages);
	if (*only)
		status = pandect_registry_find(
			run->engine->registry, PANDECT_DOCUMENT_EXTRACTOR, only, &list, ret_error);
	pandect_list_free(list);
	return status == PANDECT_OK ? chain_begin(run, ret_error) : status;
}

/* From the extracted document to the finished one. */
static pandect_status
finish(struct run *run, struct block **block, const char *document)
{
	pandect_status status =
		chain_validate(run, *block, PANDECT_STAGE_EXTRACTED, document, &run->error);

	if (status == PANDECT_OK)
		status = chain_process(run, block, document);
	if (status == PANDECT_OK)
		status = embed_chunks(run, *block, document);
	if (status == PANDECT_OK)
		status = chain_validate(run, *block, PANDECT_STAGE_FINAL, document, &run->error);
	return status;
}

/* Options of the job that nothing asked for: the user is told. */
static void
note_unused(struct run *run)
{
	for (const struct setting *at = run->options.first; at; at = at->next) {
		struct trace_step step = trace_begin("option", "");

		if (!at->is_of_job || at->is_asked)
			continue;
		if (at->kind)
			trace_end(run->trace, &step, PANDECT_OK,
				"%s:%s.%s had no effect: nothing asked for it", kind_name(at->kind),
				at->plugin, at->name);
		else
			trace_end(run->trace, &step, PANDECT_OK,
				"%s.%s had no effect: nothing asked for it", at->plugin, at->name);
	}
}

static void
keep_steps(const struct run *run, struct block *block)
{
	for (uint32_t i = 0; i < run->trace->n; i++)
		block_add_step(
			block, &run->trace->steps[i]); /* without memory provenance is cut short */
}

static pandect_status
run_source(struct pandect_job *job, struct run *run, struct source *source)
{
	const char *document = job->path ? job->path : job->name ? job->name : "";
	struct extraction extraction = {
		.run = run,
		.source = source,
		.name = document,
		.declared = job->mime ? job->mime : "",
	};
	struct block *block = NULL;
	pandect_status status = extract(&extraction, &block, &run->error), finished;

	if (PANDECT_GAVE(status)) {
		finished = finish(run, &block, document);
		status = finished == PANDECT_OK ? status : finished;
	}
	note_unused(run);
	if (PANDECT_GAVE(status)) {
		keep_steps(run, block);
		job->block = block; /* owned by the job from here */
	} else {
		block_free(block);
	}
	return status;
}

pandect_status
pandect_job_run(struct pandect_job *job)
{
	struct source *source = NULL;
	struct run run;
	pandect_status status;

	if (__atomic_exchange_n(&job->is_running, 1, __ATOMIC_ACQUIRE))
		return PANDECT_INVALID;
	forget_results(job);
	if (!registry_is_usable(job->engine->registry)) {
		__atomic_store_n(&job->is_running, 0, __ATOMIC_RELEASE);
		return job_fail(job, PANDECT_INVALID,
			"this process was forked from the one that opened the engine");
	}
	status = job_begin(job, &run);
	if (status == PANDECT_OK)
		status = check_settings(&run, &run.error);
	if (status == PANDECT_OK)
		status = run_should_stop(&run);
	if (status == PANDECT_OK)
		status = job_source(job, &source, &run.error);
	if (status == PANDECT_OK)
		status = run_source(job, &run, source);
	if (!PANDECT_GAVE(status)) {
		error_set(&run.error, status, "%s", status_phrase(status));
		error_set_where(run.error, job->path ? job->path : job->name);
		job->error = run.error; /* owned by the job from here */
		run.error = NULL;
	}
	source_free(source);
	job_end(&run);
	__atomic_store_n(&job->is_cancelled, 0, __ATOMIC_RELAXED);
	__atomic_store_n(&job->is_running, 0, __ATOMIC_RELEASE);
	return status;
}

pandect_status
pandect_job_identify(struct pandect_job *job, const char **ret_mime, const char **ret_why)
{
	struct source *source = NULL;
	struct candidates candidates;
	struct pandect_error *error = NULL;
	pandect_status status;

	if (__atomic_load_n(&job->is_running, __ATOMIC_ACQUIRE) ||
		!registry_is_usable(job->engine->registry))
		return PANDECT_INVALID;
	forget_results(job);
	status = job_source(job, &source, &error);
	if (status == PANDECT_OK)
		status = identify(job->engine->registry, source_bytes(source),
			job->name ? job->name : "", job->mime ? job->mime : "", &candidates);
	if (status == PANDECT_OK) {
		job->identified_mime = strdup(candidates.mime);
		job->identified_why = strdup(candidates.why);
		candidates_clear(&candidates);
		if (!job->identified_mime || !job->identified_why)
			status = PANDECT_NO_MEMORY;
	}
	source_free(source);
	if (status != PANDECT_OK) {
		job_fail(job, status, "%s", error ? error->text : status_phrase(status));
		error_free(error);
		return status;
	}
	*ret_mime = job->identified_mime;
	*ret_why = job->identified_why;
	return PANDECT_OK;
}

/* ---- results ---- */

const struct pandect_document *
pandect_job_document(struct pandect_job *job)
{
	return job->block ? block_document(job->block) : NULL;
}

const struct pandect_error *
pandect_job_error(struct pandect_job *job)
{
	return job->error;
}

pandect_status
pandect_job_step(struct pandect_job *job, uint32_t i, struct pandect_step *ret_step)
{
	if (i >= job->trace.n)
		return PANDECT_NOT_FOUND;
	*ret_step = job->trace.steps[i];
	return PANDECT_OK;
}
