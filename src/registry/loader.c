/* SPDX-License-Identifier: MIT */
#include "registry/loader.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <ltdl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/error.h"

#define SEGMENTS_MOST 64 /* a shared object has about ten; what has more is left to the linker */

/*
 * A file that is loaded: all handles on it share this. The linker knows it by the name it was
 * opened by, so the numbers in that name may not come to mean another file as long as the code is
 * in memory, which some code is for ever: then this stays, too.
 */
struct mapping {
	struct mapping *next;
	dev_t device;
	ino_t inode;
	unsigned refs;             /* handles */
	int descriptor, directory; /* directory: -1, or of a file that has libraries beside it */
	int is_busy;               /* see loader_busy */
	char name[64 + NAME_MAX];  /* /proc/self/fd/FILE or /proc/self/fd/DIRECTORY/NAME */
};

struct loader_handle {
	lt_dlhandle module;
	struct mapping *mapping;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct mapping *mappings; /* under the lock */

void
loader_lock(void)
{
	pthread_mutex_lock(&lock);
}

void
loader_unlock(void)
{
	pthread_mutex_unlock(&lock);
}

pandect_status
loader_start(struct pandect_error **ret_error)
{
	int failed;

	loader_lock();
	failed = lt_dlinit();
	loader_unlock();
	if (failed)
		return error_set(ret_error, PANDECT_PLUGIN, "libltdl could not be started");
	return PANDECT_OK;
}

void
loader_stop(void)
{
	loader_lock();
	lt_dlexit();
	loader_unlock();
}

/* The linker's words, with the file's real path in place of the name that it was opened by. */
static pandect_status
linker_failed(const char *name, const char *path, struct pandect_error **ret_error)
{
	const char *words = dlerror();
	size_t size = strlen(name);

	if (!words)
		words = "the linker does not say why";
	if (strncmp(words, name, size) == 0 && strncmp(words + size, ": ", 2) == 0)
		words += size + 2;
	return error_set(ret_error, PANDECT_PLUGIN, "%s cannot be loaded: %s", path, words);
}

/* 1 when a file of that size ends before its segments do. What is no ELF file at all the linker
 * tells apart itself. ELF(5). */
static int
is_cut_short(int descriptor, const ElfW(Ehdr) * head, uint64_t file_size)
{
	ElfW(Phdr) segments[SEGMENTS_MOST];
	ssize_t size;

	if (memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 ||
		head->e_phentsize != sizeof segments[0] || head->e_phnum > SEGMENTS_MOST)
		return 0;
	size = (ssize_t)(head->e_phnum * sizeof segments[0]);
	if (pread(descriptor, segments, (size_t)size, (off_t)head->e_phoff) != size)
		return 1;
	for (size_t i = 0; i < head->e_phnum; i++)
		if (segments[i].p_type == PT_LOAD &&
			(segments[i].p_offset > file_size ||
				segments[i].p_filesz > file_size - segments[i].p_offset))
			return 1;
	return 0;
}

/* Mapping a file that is not whole would be a SIGBUS inside the linker. One that has not even its
 * head may be growing, so that is not left to the linker either. */
static pandect_status
check_whole(int descriptor, const char *path, struct pandect_error **ret_error)
{
	ElfW(Ehdr) head;
	struct stat status;
	ssize_t size;

	if (fstat(descriptor, &status) != 0)
		return error_set(
			ret_error, PANDECT_IO, "%s cannot be looked at: %s", path, strerror(errno));
	size = pread(descriptor, &head, sizeof head, 0);
	if (size < 0)
		return error_set(
			ret_error, PANDECT_IO, "%s cannot be read: %s", path, strerror(errno));
	if (size != (ssize_t)sizeof head)
		return error_set(
			ret_error, PANDECT_PLUGIN, "%s cannot be loaded: file too short", path);
	if (is_cut_short(descriptor, &head, (uint64_t)status.st_size))
		return error_set(ret_error, PANDECT_PLUGIN,
			"%s ends before its segments do: copy it again", path);
	return PANDECT_OK;
}

/* Whether a file speaks of $ORIGIN: only then is it opened by a name that has its directory in it.
 */
static int
has_neighbours(int descriptor)
{
	char block[4096 + 8];
	off_t at = 0;
	ssize_t size;

	while ((size = pread(descriptor, block, sizeof block, at)) > 0) {
		if (memmem(block, (size_t)size, "$ORIGIN", 7) ||
			memmem(block, (size_t)size, "${ORIGIN", 8))
			return 1;
		if ((size_t)size < sizeof block)
			break;
		at += (off_t)sizeof block - 8; /* the word may lie across the end */
	}
	return 0;
}

/* Of the file that a descriptor holds: one that is there, or a new one. Takes the descriptor. */
static struct mapping *
mapping_of(int descriptor, const char *path, struct pandect_error **ret_error)
{
	struct mapping *mapping = mappings;
	struct stat status;

	if (fstat(descriptor, &status) != 0) {
		error_set(
			ret_error, PANDECT_IO, "%s cannot be looked at: %s", path, strerror(errno));
		close(descriptor);
		return NULL;
	}
	while (mapping && (mapping->device != status.st_dev || mapping->inode != status.st_ino))
		mapping = mapping->next;
	if (mapping) {
		close(descriptor);
		mapping->refs++;
		return mapping;
	}
	mapping = calloc(1, sizeof *mapping);
	if (!mapping) {
		error_set(ret_error, PANDECT_NO_MEMORY, "no memory to load %s", path);
		close(descriptor);
		return NULL;
	}
	*mapping =
		(struct mapping){mappings, status.st_dev, status.st_ino, 1, descriptor, -1, 0, ""};
	mappings = mapping;
	return mapping;
}

/* Gives a handle's part in it up; 1 when its code is no longer in memory. */
static int
mapping_unref(struct mapping *mapping)
{
	struct mapping **at = &mappings;
	void *left;

	if (--mapping->refs)
		return 0;
	left = mapping->name[0] ? dlopen(mapping->name, RTLD_NOW | RTLD_NOLOAD) : NULL;
	if (left) {
		dlclose(left);
		return 0;
	}
	while (*at != mapping)
		at = &(*at)->next;
	*at = mapping->next;
	close(mapping->descriptor);
	if (mapping->directory >= 0)
		close(mapping->directory);
	free(mapping);
	return 1;
}

/* Opens it eagerly: by its descriptor, or by directory and name where it has libraries beside it.
 */
static void *
open_now(struct mapping *mapping, int directory, const char *file)
{
	void *now;

	if (mapping->name[0])
		return dlopen(mapping->name, RTLD_NOW | RTLD_LOCAL);
	snprintf(mapping->name, sizeof mapping->name, "/proc/self/fd/%d", mapping->descriptor);
	now = dlopen(mapping->name, RTLD_NOW | RTLD_LOCAL);
	if (now || !has_neighbours(mapping->descriptor))
		return now;
	mapping->directory = fcntl(directory, F_DUPFD_CLOEXEC, 0);
	if (mapping->directory < 0)
		return NULL;
	snprintf(mapping->name, sizeof mapping->name, "/proc/self/fd/%d/%s", mapping->directory,
		file);
	return dlopen(mapping->name, RTLD_NOW | RTLD_LOCAL);
}

pandect_status
loader_open(int descriptor, int directory, const char *file, const char *path,
	struct loader_handle **ret_handle, struct pandect_error **ret_error)
{
	struct loader_handle *handle = malloc(sizeof *handle);
	struct mapping *mapping = mapping_of(descriptor, path, ret_error); /* takes it */
	pandect_status status = PANDECT_OK;
	void *now = NULL;

	if (!mapping || !handle) {
		status = mapping || errno == ENOMEM ? PANDECT_NO_MEMORY : PANDECT_IO;
		error_set(ret_error, status, "no memory to load %s", path);
		goto out;
	}
	status = check_whole(mapping->descriptor, path, ret_error);
	if (status != PANDECT_OK)
		goto out;
	now = open_now(mapping, directory, file);
	if (!now) {
		status = linker_failed(mapping->name, path, ret_error);
		goto out;
	}
	handle->module = lt_dlopen(mapping->name);
	if (!handle->module) {
		const char *words = lt_dlerror();

		status = error_set(ret_error, PANDECT_PLUGIN, "%s cannot be loaded by libltdl: %s",
			path, words ? words : "it does not say why");
		goto out;
	}
	handle->mapping = mapping;
	*ret_handle = handle; /* the caller owns handle from here */
	handle = NULL;
	mapping = NULL;
out:
	if (now)
		dlclose(now);
	if (mapping)
		mapping_unref(mapping);
	free(handle);
	return status;
}

int
loader_descriptor(const struct loader_handle *handle)
{
	return handle->mapping->descriptor;
}

int *
loader_busy(struct loader_handle *handle)
{
	return &handle->mapping->is_busy;
}

const struct pandect_module *
loader_symbol(struct loader_handle *handle)
{
	return lt_dlsym(handle->module, "pandect_module");
}

void
loader_make_resident(struct loader_handle *handle)
{
	void *again = dlopen(handle->mapping->name, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);

	/* lt_dlmakeresident would make the close an error; this leaves it a close that unmaps
	 * nothing. */
	if (again)
		dlclose(again);
}

int
loader_close(struct loader_handle *handle)
{
	int has_gone;

	lt_dlclose(handle->module);
	has_gone = mapping_unref(handle->mapping);
	free(handle);
	return has_gone;
}
