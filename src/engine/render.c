/* SPDX-License-Identifier: MIT */
/* Rendering, and the sinks that rendering writes to. */
#include <stdlib.h>

#include "engine/call.h"
#include "engine/job.h"
#include "support/buffer.h"
#include "support/error.h"

/* ---- a sink in memory ---- */

struct memory_sink {
	struct pandect_sink public;
	struct buffer buffer;
};

static pandect_status
memory_write(struct pandect_sink *public, const void *data, size_t n)
{
	struct memory_sink *sink = (struct memory_sink *)public; /* public is its first member */

	buffer_add(&sink->buffer, data, n);
	return sink->buffer.failed ? PANDECT_NO_MEMORY : PANDECT_OK;
}

static const struct pandect_sink_ops memory_ops = {
	.size = sizeof memory_ops, .write = memory_write};

pandect_status
pandect_memory_sink_new(struct pandect_sink **ret_sink)
{
	struct memory_sink *sink = calloc(1, sizeof *sink);

	if (!sink)
		return PANDECT_NO_MEMORY;
	sink->public.ops = &memory_ops;
	*ret_sink = &sink->public;
	return PANDECT_OK;
}

struct pandect_text
pandect_memory_sink_text(struct pandect_sink *public)
{
	const struct memory_sink *sink = (const struct memory_sink *)public;

	return (struct pandect_text){sink->buffer.data ? sink->buffer.data : "", sink->buffer.size};
}

void
pandect_memory_sink_free(struct pandect_sink *public)
{
	struct memory_sink *sink = (struct memory_sink *)public;

	if (!sink)
		return;
	buffer_clear(&sink->buffer);
	free(sink);
}

/* ---- rendering ---- */

/* Between renderer and caller: the first failure stays, so that a renderer need not look. */
struct sticky_sink {
	struct pandect_sink public;
	struct pandect_sink *to;
	const struct run *run;
	pandect_status status;
};

static pandect_status
sticky_write(struct pandect_sink *public, const void *data, size_t n)
{
	struct sticky_sink *sink = (struct sticky_sink *)public;

	if (sink->status == PANDECT_OK)
		sink->status = run_should_stop(sink->run);
	if (sink->status == PANDECT_OK && n)
		sink->status = pandect_sink_write(sink->to, data, n);
	return sink->status;
}

static const struct pandect_sink_ops sticky_ops = {
	.size = sizeof sticky_ops, .write = sticky_write};

static pandect_status
render(struct run *run, struct registration *plugin, struct block *block, struct pandect_sink *to)
{
	struct sticky_sink sink = {{&sticky_ops}, to, run, PANDECT_OK};
	struct call call;
	pandect_status status = call_begin(&call, run, plugin, "render", "", &run->error);

	if (status != PANDECT_OK)
		return status;
	status = plugin->vtable.renderer.render(
		plugin->self, &call.public, block_document(block), &sink.public);
	status = call_end_step(&call, status, NULL, "the document was written", &run->error);
	if (sink.status == PANDECT_OK || status == sink.status)
		return status;
	error_free(run->error);
	run->error = NULL;
	return error_set(&run->error, sink.status, "the output could not be written");
}

pandect_status
pandect_job_render(struct pandect_job *job, const char *renderer, struct pandect_sink *sink)
{
	struct pandect_list *list = NULL;
	struct pandect_error *error = NULL;
	struct registration *plugin = NULL;
	struct run run;
	pandect_status status;

	if (!job->block)
		return job_fail(job, PANDECT_INVALID, "there is no document to render");
	status = pandect_registry_find(
		job->engine->registry, PANDECT_RENDERER, renderer, &list, &error);
	if (status == PANDECT_OK)
		plugin = registry_pin(job->engine->registry, PANDECT_RENDERER,
			pandect_list_get(list, 0)->table->name);
	pandect_list_free(list);
	if (!plugin) {
		job_fail(job, status == PANDECT_OK ? PANDECT_NOT_FOUND : status, "%s",
			error ? error->text : "the renderer is gone");
		error_free(error);
		return job->error ? job->error->status : PANDECT_NO_MEMORY;
	}
	status = job_begin(job, &run);
	if (status == PANDECT_OK)
		status = render(&run, plugin, job->block, sink);
	registration_unpin(plugin);
	if (!PANDECT_GAVE(status)) {
		error_free(job->error);
		job->error = run.error; /* owned by the job from here */
		run.error = NULL;
	}
	job_end(&run);
	return status;
}
