/* SPDX-License-Identifier: MIT */
#include "engine/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/error.h"

#define COPY_MOST  (16u << 20) /* larger files go to a sealed memfd, which is not counted twice */
#define FIRST_READ (64u << 10)
#define SEALS      (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

enum memory { BORROWED, ALLOCATED, MAPPED };

struct source {
	struct pandect_source public;
	char *name, *mime;
	const char *data;
	size_t size;
	enum memory memory;
	int descriptor; /* a sealed memfd, -1 until asked for */
};

static struct source *
from_public(const struct pandect_source *public)
{
	return (struct source *)(uintptr_t) public; /* public is its first member */
}

static struct pandect_text
get_name(const struct pandect_source *public)
{
	return pandect_text(from_public(public)->name);
}

static struct pandect_text
get_mime(const struct pandect_source *public)
{
	return pandect_text(from_public(public)->mime);
}

static uint64_t
get_length(const struct pandect_source *public)
{
	return from_public(public)->size;
}

static pandect_status
get_bytes(struct pandect_source *public, const void **ret_data, size_t *ret_size)
{
	const struct source *source = from_public(public);

	*ret_data = source->data;
	*ret_size = source->size;
	return PANDECT_OK;
}

static int64_t
read_at(struct pandect_source *public, uint64_t at, void *to, size_t n)
{
	const struct source *source = from_public(public);

	if (at >= source->size)
		return 0;
	if (n > source->size - at)
		n = source->size - at;
	memcpy(to, source->data + at, n);
	return (int64_t)n;
}

static int
write_all(int descriptor, const char *data, size_t size)
{
	while (size) {
		ssize_t n = write(descriptor, data, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		data += n;
		size -= (size_t)n;
	}
	return 1;
}

/* A memfd, sealed, and opened again for reading alone. -1 on failure. */
static int
seal(int writable)
{
	char name[64];

	if (fcntl(writable, F_ADD_SEALS, SEALS) != 0)
		return -1;
	snprintf(name, sizeof name, "/proc/self/fd/%d", writable);
	return open(name, O_RDONLY | O_CLOEXEC);
}

static int
get_descriptor(struct pandect_source *public)
{
	struct source *source = from_public(public);
	int writable;

	if (source->descriptor >= 0)
		return source->descriptor;
	writable = memfd_create("pandect-source", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (writable < 0)
		return -1;
	if (write_all(writable, source->data, source->size))
		source->descriptor = seal(writable);
	close(writable);
	return source->descriptor;
}

static const struct pandect_source_ops ops = {
	.size = sizeof ops,
	.name = get_name,
	.mime = get_mime,
	.length = get_length,
	.bytes = get_bytes,
	.read_at = read_at,
	.descriptor = get_descriptor,
};

static struct source *
source_new(const void *data, size_t size, enum memory memory)
{
	struct source *source = calloc(1, sizeof *source);

	if (!source)
		return NULL;
	source->public.ops = &ops;
	source->data = data ? data : "";
	source->size = size;
	source->memory = memory;
	source->descriptor = -1;
	return source;
}

struct source *
source_from_memory(const void *data, size_t size)
{
	return source_new(data, size, BORROWED);
}

struct source *
source_take(void *data, size_t size)
{
	struct source *source = source_new(data, size, data ? ALLOCATED : BORROWED);

	if (!source)
		free(data);
	return source;
}

void
source_free(struct source *source)
{
	if (!source)
		return;
	if (source->memory == ALLOCATED)
		free((char *)(uintptr_t)source->data);
	else if (source->memory == MAPPED)
		munmap((char *)(uintptr_t)source->data, source->size);
	if (source->descriptor >= 0)
		close(source->descriptor);
	free(source->name);
	free(source->mime);
	free(source);
}

struct pandect_source *
source_public(struct source *source)
{
	return &source->public;
}

struct pandect_text
source_bytes(const struct source *source)
{
	return (struct pandect_text){source->data, source->size};
}

static pandect_status
set_text(char **field, struct pandect_text text)
{
	char *copy = strndup(text.data ? text.data : "", text.size);

	if (!copy)
		return PANDECT_NO_MEMORY;
	free(*field);
	*field = copy;
	return PANDECT_OK;
}

pandect_status
source_set_name(struct source *source, struct pandect_text name)
{
	return set_text(&source->name, name);
}

pandect_status
source_set_mime(struct source *source, struct pandect_text mime)
{
	return set_text(&source->mime, mime);
}

/* ---- reading ---- */

static pandect_status
read_failed(struct pandect_error **ret_error)
{
	return error_set(ret_error, PANDECT_IO, "it cannot be read: %s", strerror(errno));
}

static pandect_status
too_long(uint64_t most, struct pandect_error **ret_error)
{
	return error_set(ret_error, PANDECT_LIMIT,
		"it has more than %llu bytes, which limits.bytes allows", (unsigned long long)most);
}

/* Reads to the end what has no length to be known before. */
static pandect_status
read_stream(
	int descriptor, uint64_t most, struct source **ret_source, struct pandect_error **ret_error)
{
	size_t capacity = FIRST_READ, size = 0;
	char *data = malloc(capacity);

	while (data) {
		ssize_t n = read(descriptor, data + size, capacity - size);
		char *more = data;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			free(data);
			return read_failed(ret_error);
		}
		if (n == 0)
			break;
		size += (size_t)n;
		if (size > most) {
			free(data);
			return too_long(most, ret_error);
		}
		if (size == capacity) {
			more = realloc(data, capacity * 2);
			if (!more)
				free(data);
			capacity *= 2;
		}
		data = more;
	}
	*ret_source = data ? source_take(data, size) : NULL;
	if (!*ret_source)
		return error_set(ret_error, PANDECT_NO_MEMORY, "no memory to read it");
	return PANDECT_OK;
}

static pandect_status
read_whole(int descriptor, char *to, size_t size, struct pandect_error **ret_error)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = pread(descriptor, to + done, size - done, (off_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return read_failed(ret_error);
		if (n == 0)
			return error_set(
				ret_error, PANDECT_IO, "it became shorter while it was being read");
		done += (size_t)n;
	}
	return PANDECT_OK;
}

static pandect_status
read_copy(int descriptor, size_t size, struct source **ret_source, struct pandect_error **ret_error)
{
	char *data = malloc(size ? size : 1);
	pandect_status status;

	if (!data)
		return error_set(ret_error, PANDECT_NO_MEMORY, "no memory to read it");
	status = read_whole(descriptor, data, size, ret_error);
	if (status != PANDECT_OK) {
		free(data);
		return status;
	}
	*ret_source = source_take(data, size);
	return *ret_source ? PANDECT_OK
			   : error_set(ret_error, PANDECT_NO_MEMORY, "no memory to read it");
}

/* A large file: through a mapping of a memfd, which is then sealed and mapped anew for reading. */
static pandect_status
read_sealed(
	int descriptor, size_t size, struct source **ret_source, struct pandect_error **ret_error)
{
	int writable = memfd_create("pandect-source", MFD_CLOEXEC | MFD_ALLOW_SEALING),
	    readable = -1;
	pandect_status status = PANDECT_OK;
	struct source *source = NULL;
	char *data = MAP_FAILED;

	if (writable < 0 || ftruncate(writable, (off_t)size) != 0)
		goto no_memory;
	data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, writable, 0);
	if (data == MAP_FAILED)
		goto no_memory;
	status = read_whole(descriptor, data, size, ret_error);
	munmap(data, size);
	data = MAP_FAILED;
	if (status != PANDECT_OK)
		goto out;
	readable = seal(writable);
	data = readable < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ, MAP_SHARED, readable, 0);
	if (data == MAP_FAILED || !(source = source_new(data, size, MAPPED)))
		goto no_memory;
	source->descriptor = readable; /* owned by the source from here, as is the mapping */
	readable = -1;
	data = MAP_FAILED;
	*ret_source = source;
	goto out;
no_memory:
	status = error_set(ret_error, PANDECT_NO_MEMORY, "no memory to read it");
out:
	if (data != MAP_FAILED)
		munmap(data, size);
	if (readable >= 0)
		close(readable);
	if (writable >= 0)
		close(writable);
	return status;
}

pandect_status
source_read(
	int descriptor, uint64_t most, struct source **ret_source, struct pandect_error **ret_error)
{
	struct stat before, after;
	struct source *source = NULL;
	pandect_status status;

	if (fstat(descriptor, &before) != 0)
		return read_failed(ret_error);
	if (S_ISDIR(before.st_mode))
		return error_set(ret_error, PANDECT_INVALID, "it is a directory");
	if (!S_ISREG(before.st_mode))
		return read_stream(descriptor, most, ret_source, ret_error);
	if (most > SIZE_MAX / 2)
		most = SIZE_MAX / 2;
	if (before.st_size < 0 || (uint64_t)before.st_size > most)
		return too_long(most, ret_error);
	/* Those of /proc say 0 and have more. */
	if (before.st_size == 0 && lseek(descriptor, 0, SEEK_SET) == 0)
		return read_stream(descriptor, most, ret_source, ret_error);
	if ((size_t)before.st_size <= COPY_MOST)
		status = read_copy(descriptor, (size_t)before.st_size, &source, ret_error);
	else
		status = read_sealed(descriptor, (size_t)before.st_size, &source, ret_error);
	if (status == PANDECT_OK &&
		(fstat(descriptor, &after) != 0 || after.st_size != before.st_size ||
			after.st_mtim.tv_sec != before.st_mtim.tv_sec ||
			after.st_mtim.tv_nsec != before.st_mtim.tv_nsec))
		status = error_set(
			ret_error, PANDECT_IO, "it was changed while it was being read: try again");
	if (status == PANDECT_OK)
		*ret_source = source;
	else
		source_free(source);
	return status;
}
