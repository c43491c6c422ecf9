/* SPDX-License-Identifier: MIT */
/*
 * A file is written beside its final name and renamed when it is whole, so nobody ever reads half a
 * document. What exists and is not a plain file (/dev/null, a pipe) is written in place: renaming
 * would replace the device.
 */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUTPUT_BUFFER 65536 /* a pipe's capacity on Linux */

struct output {
	struct pandect_sink sink; /* first: the library hands this back */
	int descriptor;           /* -1: nothing is kept */
	int error;                /* errno of the first failure */
	bool is_joined;
	char last; /* byte written; '\n' before the first */
	char *target, *temporary;
	unsigned long long size;
	size_t n;
	char buffer[OUTPUT_BUFFER];
};

/* The one temporary file, for output_abandon. */
static struct {
	pthread_mutex_t lock;
	const char *path;
} pending = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void
set_pending(const char *path)
{
	pthread_mutex_lock(&pending.lock);
	pending.path = path;
	pthread_mutex_unlock(&pending.lock);
}

void
output_abandon(void)
{
	pthread_mutex_lock(&pending.lock); /* stays locked: the process ends */
	if (pending.path)
		unlink(pending.path);
}

static pandect_status
sink_write(struct pandect_sink *sink, const void *data, size_t size) PANDECT_NOEXCEPT
{
	struct output *output = (struct output *)sink;

	output_write(output, data, size);
	return output->error ? PANDECT_IO : PANDECT_OK;
}

static struct output *
new_output(int descriptor)
{
	static const struct pandect_sink_ops ops = {.size = sizeof ops, .write = sink_write};
	struct output *output = malloc(sizeof *output);

	if (!output)
		return NULL;
	memset(output, 0, offsetof(struct output, buffer));
	output->sink.ops = &ops;
	output->descriptor = descriptor;
	output->last = '\n';
	return output;
}

struct output *
output_open_standard(void)
{
	int descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	struct output *output;

	if (descriptor < 0)
		return NULL;
	output = new_output(descriptor);
	if (output && dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		output->error = errno;
	return output;
}

struct output *
output_open_nothing(void)
{
	return new_output(-1);
}

int
output_make_directory(const char *path)
{
	char *copy = strdup(path);
	int error = copy ? 0 : ENOMEM;

	for (char *at = copy; at && !error; at++) {
		bool is_end = *at == '\0';

		if ((*at != '/' && !is_end) || at == copy)
			continue;
		*at = '\0';
		if (mkdir(copy, 0777) != 0 && errno != EEXIST)
			error = errno;
		if (is_end)
			break;
		*at = '/';
	}
	free(copy);
	return error;
}

/* The directory that a path's last part is in, with its slash, or "". */
static size_t
directory_size(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) + 1 : 0;
}

static int
make_parents(const char *path)
{
	char *parent = strndup(path, directory_size(path));
	int error = parent ? 0 : ENOMEM;

	if (parent && *parent)
		error = output_make_directory(parent);
	free(parent);
	return error;
}

/* Makes output->temporary in the target's directory, with the rights that the target has or would
 * have got. */
static int
open_temporary(struct output *output, const struct stat *old)
{
	unsigned long long number = 0;
	int tries = 3; /* 2^64 names: a second hit means that something is wrong */

	while (tries-- > 0) {
		if (getrandom(&number, sizeof number, 0) != sizeof number)
			return errno;
		free(output->temporary);
		if (asprintf(&output->temporary, "%.*s.pandect-%016llx.tmp",
			    (int)directory_size(output->target), output->target, number) < 0) {
			output->temporary = NULL;
			return ENOMEM;
		}
		output->descriptor =
			open(output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (output->descriptor >= 0) {
			set_pending(output->temporary);
			return old && fchmod(output->descriptor, old->st_mode & 0777) ? errno : 0;
		}
		if (errno != EEXIST)
			break;
	}
	free(output->temporary);
	output->temporary = NULL;
	return errno;
}

static int
open_target(struct output *output, const char *path)
{
	struct stat old;
	bool exists = stat(path, &old) == 0;

	if (!exists && errno != ENOENT)
		return errno;
	if (exists && S_ISDIR(old.st_mode))
		return EISDIR;
	if (exists && !S_ISREG(old.st_mode)) {
		output->descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		return output->descriptor < 0 ? errno : 0;
	}
	/* Through a link the file that it names is replaced, not the link. */
	output->target = exists ? realpath(path, NULL) : strdup(path);
	if (!output->target)
		return errno;
	return open_temporary(output, exists ? &old : NULL);
}

struct output *
output_open_file(const char *path)
{
	int error = make_parents(path);
	struct output *output;

	if (error) {
		errno = error;
		return NULL;
	}
	output = new_output(-1);
	if (!output)
		return NULL;
	error = open_target(output, path);
	if (error) {
		output_free(output);
		errno = error;
		return NULL;
	}
	return output;
}

void
output_free(struct output *output)
{
	if (!output)
		return;
	if (output->descriptor >= 0)
		close(output->descriptor);
	if (output->temporary) {
		unlink(output->temporary);
		set_pending(NULL);
	}
	free(output->temporary);
	free(output->target);
	free(output);
}

static void
flush(struct output *output)
{
	const char *at = output->buffer;

	while (output->n > 0 && output->descriptor >= 0 && !output->error) {
		ssize_t n = write(output->descriptor, at, output->n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			output->error = errno;
			break;
		}
		at += n;
		output->n -= (size_t)n;
	}
	output->n = 0;
}

static void
add(struct output *output, const char *data, size_t size)
{
	output->size += size;
	if (size > 0)
		output->last = data[size - 1];
	while (size > 0 && !output->error) {
		size_t room = OUTPUT_BUFFER - output->n, n = size < room ? size : room;

		memcpy(output->buffer + output->n, data, n);
		output->n += n;
		data += n;
		size -= n;
		if (output->n == OUTPUT_BUFFER)
			flush(output);
	}
}

void
output_write(struct output *output, const void *data, size_t size)
{
	const char *at = data;

	while (output->is_joined && size > 0) {
		const char *end = memchr(at, '\n', size);
		size_t n = end ? (size_t)(end - at) : size;

		add(output, at, n);
		n += end != NULL;
		at += n;
		size -= n;
	}
	add(output, at, size);
}

void
output_string(struct output *output, const char *string)
{
	output_write(output, string, strlen(string));
}

void
output_format(struct output *output, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	int n;

	va_start(arguments, format);
	n = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (n >= 0) {
		output_write(output, text, (size_t)n);
		free(text);
	} else if (!output->error) {
		output->error = ENOMEM;
	}
}

void
output_set_joined(struct output *output, bool is_joined)
{
	output->is_joined = is_joined;
}

void
output_end_line(struct output *output)
{
	if (output->last != '\n')
		add(output, "\n", 1);
}

int
output_commit(struct output *output)
{
	flush(output);
	if (!output->temporary || output->error)
		return output->error;
	if (close(output->descriptor) != 0) /* a full disk may be told only here */
		output->error = errno;
	output->descriptor = -1;
	if (!output->error && rename(output->temporary, output->target) != 0)
		output->error = errno;
	if (!output->error) {
		set_pending(NULL);
		free(output->temporary);
		output->temporary = NULL;
	}
	return output->error;
}

int
output_error(const struct output *output)
{
	return output->error;
}

unsigned long long
output_size(const struct output *output)
{
	return output->size;
}

struct pandect_sink *
output_sink(struct output *output)
{
	return &output->sink;
}
