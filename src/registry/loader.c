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

struct loader_handle {
	lt_dlhandle module;
	char name[64 + NAME_MAX]; /* /proc/self/fd/N/FILE: what the loader knows it by */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

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

/* 1 when the file ends before its segments do: mapping them would be a SIGBUS inside the linker.
 * What is no ELF file at all the linker tells apart itself. ELF(5). */
static int
is_cut_short(int descriptor)
{
	ElfW(Ehdr) head;
	ElfW(Phdr) segments[SEGMENTS_MOST];
	struct stat status;
	ssize_t size;

	if (fstat(descriptor, &status) != 0 ||
		pread(descriptor, &head, sizeof head, 0) != (ssize_t)sizeof head ||
		memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
		head.e_phentsize != sizeof segments[0] || head.e_phnum > SEGMENTS_MOST)
		return 0;
	size = (ssize_t)(head.e_phnum * sizeof segments[0]);
	if (pread(descriptor, segments, (size_t)size, (off_t)head.e_phoff) != size)
		return 1;
	for (size_t i = 0; i < head.e_phnum; i++)
		if (segments[i].p_type == PT_LOAD &&
			(segments[i].p_offset > (uint64_t)status.st_size ||
				segments[i].p_filesz >
					(uint64_t)status.st_size - segments[i].p_offset))
			return 1;
	return 0;
}

static pandect_status
check_whole(int directory, const char *file, const char *path, struct pandect_error **ret_error)
{
	int descriptor = openat(directory, file, O_RDONLY | O_CLOEXEC | O_NOCTTY), is_short;

	if (descriptor < 0)
		return error_set(
			ret_error, PANDECT_IO, "%s cannot be opened: %s", path, strerror(errno));
	is_short = is_cut_short(descriptor);
	close(descriptor);
	if (is_short)
		return error_set(ret_error, PANDECT_PLUGIN,
			"%s ends before its segments do: copy it again", path);
	return PANDECT_OK;
}

pandect_status
loader_open(int directory, const char *file, const char *path, struct loader_handle **ret_handle,
	struct pandect_error **ret_error)
{
	struct loader_handle *handle = malloc(sizeof *handle);
	pandect_status status = PANDECT_OK;
	void *now = NULL;
	int size;

	if (!handle)
		return error_set(ret_error, PANDECT_NO_MEMORY, "no memory to load %s", path);
	size = snprintf(handle->name, sizeof handle->name, "/proc/self/fd/%d/%s", directory, file);
	if (size < 0 || (size_t)size >= sizeof handle->name) {
		status = error_set(
			ret_error, PANDECT_INVALID, "%s: the file's name is too long", path);
		goto out;
	}
	status = check_whole(directory, file, path, ret_error);
	if (status != PANDECT_OK)
		goto out;
	now = dlopen(handle->name, RTLD_NOW | RTLD_LOCAL);
	if (!now) {
		status = linker_failed(handle->name, path, ret_error);
		goto out;
	}
	handle->module = lt_dlopen(handle->name);
	if (!handle->module) {
		const char *words = lt_dlerror();

		status = error_set(ret_error, PANDECT_PLUGIN, "%s cannot be loaded by libltdl: %s",
			path, words ? words : "it does not say why");
		goto out;
	}
	*ret_handle = handle; /* the caller owns handle from here */
	handle = NULL;
out:
	if (now)
		dlclose(now);
	free(handle);
	return status;
}

const struct pandect_module *
loader_symbol(struct loader_handle *handle)
{
	return lt_dlsym(handle->module, "pandect_module");
}

void
loader_make_resident(struct loader_handle *handle)
{
	void *again = dlopen(handle->name, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);

	/* lt_dlmakeresident would make the close an error; this leaves it a close that unmaps
	 * nothing. */
	if (again)
		dlclose(again);
}

int
loader_close(struct loader_handle *handle)
{
	void *left;

	lt_dlclose(handle->module);
	left = dlopen(handle->name, RTLD_NOW | RTLD_NOLOAD);
	if (left)
		dlclose(left);
	free(handle);
	return !left;
}
