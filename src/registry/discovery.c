/* SPDX-License-Identifier: MIT */
#include "registry/discovery.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "registry/path.h"
#include "support/error.h"

/* A file that is taken in. */
struct known_file {
	struct known_file *next;
	struct module *module; /* the one whose plugins are listed */
	int is_seen;           /* by the scan that runs */
};

static int
is_module_name(const struct dirent *entry)
{
	size_t size = strlen(entry->d_name);

	return entry->d_name[0] != '.' && size > 3 && strcmp(entry->d_name + size - 3, ".so") == 0;
}

/* By bytes, not by locale: the order decides who shadows whom. */
static int
compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static struct known_file *
find_known(const struct pandect_registry *registry, const struct directory *directory,
	const char *file)
{
	struct known_file *at = registry->files;

	while (at && (strcmp(at->module->file, file) != 0 ||
			     strcmp(at->module->directory->path, directory->path) != 0))
		at = at->next;
	return at;
}

/* The same file under another name would give the same mapping twice. */
static const struct known_file *
find_same(const struct pandect_registry *registry, const struct identity *identity,
	const struct known_file *except)
{
	for (const struct known_file *at = registry->files; at; at = at->next)
		if (at != except && at->is_seen &&
			at->module->identity.device == identity->device &&
			at->module->identity.inode == identity->inode)
			return at;
	return NULL;
}

/* Where a link leads to must be as trusted as where it stands. */
static pandect_status
check_target(const struct directory *directory, const char *file, struct pandect_error **ret_error)
{
	char *path = NULL, *real = NULL;
	pandect_status status = PANDECT_NO_MEMORY;

	if (asprintf(&path, "%s/%s", directory->path, file) < 0)
		return error_set(ret_error, status, "no memory to look at %s", file);
	real = realpath(path, NULL);
	if (real) {
		strrchr(real, '/')[1] = '\0';
		status = path_check_directory(real, ret_error);
	} else {
		status = error_set(
			ret_error, PANDECT_IO, "%s cannot be followed: %s", path, strerror(errno));
	}
	free(real);
	free(path);
	return status;
}

static pandect_status
check_file(const struct directory *directory, const char *file, struct identity *ret_identity,
	struct pandect_error **ret_error)
{
	struct stat status;
	pandect_status result = identity_of(directory, file, ret_identity, ret_error);

	if (result != PANDECT_OK)
		return result;
	if (fstatat(directory->descriptor, file, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return error_set(ret_error, PANDECT_IO, "%s went away", file);
	if (S_ISLNK(status.st_mode))
		result = check_target(directory, file, ret_error);
	if (result != PANDECT_OK)
		return result;
	if (fstatat(directory->descriptor, file, &status, 0) != 0)
		return error_set(ret_error, PANDECT_IO, "%s went away", file);
	return path_check_file(file, &status, ret_error);
}

/* Examines a file and lists its plugins in place of what was known of it. */
static pandect_status
take_in(struct pandect_registry *registry, struct directory *directory, const char *file,
	uint32_t rank, struct known_file *known, struct pandect_error **ret_error)
{
	struct examined examined;
	struct registry_entries in = {.origin = PANDECT_ORIGIN_DIRECTORY, .rank = rank};
	struct known_file *fresh = known ? NULL : calloc(1, sizeof *fresh);
	pandect_status status;

	if (!known && !fresh)
		return error_set(ret_error, PANDECT_NO_MEMORY, "no memory to take in %s", file);
	status = module_examine(directory, file, &examined, ret_error);
	if (status != PANDECT_OK) {
		free(fresh);
		return status;
	}
	in.module = examined.module;
	in.tables = examined.tables;
	in.n = examined.n;
	status = registry_swap(registry, &in, known ? known->module : NULL, 0, ret_error);
	if (status == PANDECT_OK && fresh) {
		fresh->next = registry->files;
		registry->files = fresh;
		known = fresh;
	}
	if (status == PANDECT_OK) {
		module_unref(known->module);
		known->module = module_ref(examined.module);
		known->is_seen = 1;
	} else {
		free(fresh);
	}
	examined_clear(&examined);
	return status;
}

static void
look_at(struct pandect_registry *registry, struct directory *directory, const char *file,
	uint32_t rank, int lifts_masks)
{
	struct known_file *known = find_known(registry, directory, file);
	const struct known_file *same;
	struct pandect_error *error = NULL;
	struct identity identity;
	pandect_status status;
	char *path = NULL;

	if (asprintf(&path, "%s/%s", directory->path, file) < 0)
		return;
	if (known)
		known->is_seen = 1;
	status = check_file(directory, file, &identity, &error);
	if (status == PANDECT_OK && (same = find_same(registry, &identity, known)))
		status = error_set(
			&error, PANDECT_EXISTS, "it is the same file as %s", same->module->path);
	if (status == PANDECT_OK && !(known && identity_is(&known->module->identity, &identity) &&
					    !(lifts_masks && registry_is_masked(registry, path))))
		status = take_in(registry, directory, file, rank, known, &error);
	/* A broken replacement leaves the old one serving, and says why. */
	registry_set_refused(registry, path,
		status == PANDECT_OK ? NULL
		: error              ? error->text
				     : status_phrase(status));
	error_free(error);
	free(path);
}

static void
scan_directory(struct pandect_registry *registry, const char *path, uint32_t rank, int lifts_masks)
{
	struct pandect_error *error = NULL;
	struct directory *directory = NULL;
	struct dirent **entries = NULL;
	pandect_status status = path_check_directory(path, &error);
	int n;

	if (status == PANDECT_OK && !(directory = directory_open(path, &error)))
		status = error ? error->status : PANDECT_NO_MEMORY;
	/* A directory that is not there is ordinary. */
	registry_set_refused(registry, path,
		status == PANDECT_OK || status == PANDECT_NOT_FOUND ? NULL
		: error                                             ? error->text
								    : status_phrase(status));
	error_free(error);
	if (status != PANDECT_OK)
		return;
	n = scandirat(directory->descriptor, ".", &entries, is_module_name, compare_names);
	for (int i = 0; i < n; i++) {
		look_at(registry, directory, entries[i]->d_name, rank, lifts_masks);
		free(entries[i]);
	}
	free(entries);
	directory_unref(directory);
}

/* Retires the plugins of files that this scan has not seen. */
static void
retire_unseen(struct pandect_registry *registry)
{
	struct registry_entries nothing = {.origin = PANDECT_ORIGIN_DIRECTORY};
	struct known_file **at = &registry->files;

	while (*at) {
		struct known_file *known = *at;

		if (known->is_seen) {
			at = &known->next;
			continue;
		}
		*at = known->next;
		registry_swap(registry, &nothing, known->module, 0, NULL);
		module_unref(known->module);
		free(known);
	}
}

static pandect_status
scan(struct pandect_registry *registry, int lifts_masks)
{
	pthread_mutex_lock(&registry->scan_lock);
	for (struct known_file *at = registry->files; at; at = at->next)
		at->is_seen = 0;
	registry_age_refused(registry);
	for (uint32_t i = 0; registry->directories && registry->directories[i]; i++)
		scan_directory(registry, registry->directories[i], i + 1, lifts_masks);
	retire_unseen(registry);
	registry_forget_old_refused(registry);
	if (lifts_masks)
		registry_lift_masks(registry);
	pthread_mutex_unlock(&registry->scan_lock);
	return PANDECT_OK;
}

pandect_status
discovery_scan(struct pandect_registry *registry)
{
	return scan(registry, 0);
}

pandect_status
pandect_registry_rescan(struct pandect_registry *registry, struct pandect_error **ret_error)
{
	pandect_status status = registry_check_usable(registry, ret_error);

	/* A scan may wait for a plugin's last call, and that call for the scan. */
	if (status == PANDECT_OK && frame_is_inside())
		status = error_set(ret_error, PANDECT_INVALID,
			"the directories cannot be scanned from inside a plugin's call");
	return status == PANDECT_OK ? scan(registry, 1) : status;
}

void
discovery_clear(struct pandect_registry *registry)
{
	while (registry->files) {
		struct known_file *next = registry->files->next;

		module_unref(registry->files->module);
		free(registry->files);
		registry->files = next;
	}
	path_free_list(registry->directories);
	registry->directories = NULL;
}
