/* SPDX-License-Identifier: MIT */
/* Where a job's bytes come from. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/job.h"
#include "support/error.h"

static pandect_status
set_string(struct pandect_job *job, char **field, const char *value)
{
	char *copy = strdup(value ? value : "");

	if (!copy)
		return job_fail(job, PANDECT_NO_MEMORY, "no memory");
	free(*field);
	*field = copy;
	return PANDECT_OK;
}

/* Forgets the former input. */
static void
reset(struct pandect_job *job)
{
	if (job->descriptor >= 0)
		close(job->descriptor);
	job->descriptor = -1;
	job->data = NULL;
	job->size = 0;
	job->has_input = 0;
	free(job->name);
	free(job->mime);
	free(job->path);
	job->name = job->mime = job->path = NULL;
}

static pandect_status
take_descriptor(struct pandect_job *job, int descriptor)
{
	struct stat status;

	if (fstat(descriptor, &status) != 0 || S_ISDIR(status.st_mode)) {
		int reason = S_ISDIR(status.st_mode) ? EISDIR : errno;

		close(descriptor);
		return job_fail(job, reason == EISDIR ? PANDECT_INVALID : PANDECT_IO,
			"it cannot be read: %s", strerror(reason));
	}
	job->descriptor = descriptor; /* owned from here */
	job->has_input = 1;
	return PANDECT_OK;
}

pandect_status
pandect_job_input_path(struct pandect_job *job, const char *path)
{
	const char *slash = strrchr(path, '/');
	int descriptor, flags;
	pandect_status status;

	reset(job);
	status = set_string(job, &job->path, path);
	if (status != PANDECT_OK)
		return status;
	/* Not to wait for somebody to write into a FIFO; reading then waits as usual. */
	descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (descriptor < 0)
		return job_fail(job, PANDECT_IO, "it cannot be opened: %s", strerror(errno));
	flags = fcntl(descriptor, F_GETFL);
	if (flags >= 0)
		fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK);
	status = take_descriptor(job, descriptor);
	if (status == PANDECT_OK)
		status = set_string(job, &job->name, slash ? slash + 1 : path);
	return status;
}

pandect_status
pandect_job_input_memory(struct pandect_job *job, const void *data, size_t size)
{
	reset(job);
	job->data = data;
	job->size = size;
	job->has_input = 1;
	return PANDECT_OK;
}

pandect_status
pandect_job_input_descriptor(struct pandect_job *job, int descriptor)
{
	int own = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);

	reset(job);
	if (own < 0)
		return job_fail(job, PANDECT_IO, "the descriptor %d cannot be used: %s", descriptor,
			strerror(errno));
	return take_descriptor(job, own);
}

pandect_status
pandect_job_name(struct pandect_job *job, const char *name)
{
	return set_string(job, &job->name, name);
}

pandect_status
pandect_job_mime(struct pandect_job *job, const char *mime)
{
	return set_string(job, &job->mime, mime);
}

pandect_status
job_source(struct pandect_job *job, struct source **ret_source, struct pandect_error **ret_error)
{
	struct source *source = NULL;
	pandect_status status = PANDECT_OK;

	if (!job->has_input)
		return error_set(ret_error, PANDECT_INVALID, "the job has no input");
	if (job->descriptor >= 0)
		status = source_read(job->descriptor, SIZE_MAX / 2, &source, ret_error);
	else if (!(source = source_from_memory(job->data, job->size)))
		status = PANDECT_NO_MEMORY;
	if (status == PANDECT_OK)
		status = source_set_name(source, pandect_text(job->name));
	if (status == PANDECT_OK)
		status = source_set_mime(source, pandect_text(job->mime));
	if (status != PANDECT_OK) {
		source_free(source);
		return error_set(ret_error, status, "%s", status_phrase(status));
	}
	*ret_source = source;
	return PANDECT_OK;
}
