/* SPDX-License-Identifier: MIT */
#include "registry/path.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/buffer.h"
#include "support/error.h"

#define DIRECTORIES_MOST 256

struct list {
	char **items;
	uint32_t n;
	int failed;
};

static void
add(struct list *list, const char *path, size_t size)
{
	if (size == 0 || list->failed || list->n == DIRECTORIES_MOST)
		return;
	list->items[list->n] = strndup(path, size);
	if (list->items[list->n])
		list->n++;
	else
		list->failed = 1;
}

static void
add_colon_separated(struct list *list, const char *paths)
{
	while (paths && *paths) {
		const char *end = strchrnul(paths, ':');

		add(list, paths, (size_t)(end - paths));
		paths = *end ? end + 1 : end;
	}
}

/* XDG Base Directory Specification 0.8: $XDG_DATA_HOME, by default $HOME/.local/share. */
static void
add_of_user(struct list *list)
{
	const char *data = secure_getenv("XDG_DATA_HOME"), *home = secure_getenv("HOME");
	struct buffer path = BUFFER_INIT;

	if (data && data[0] == '/')
		buffer_format(&path, "%s/pandect/plugins", data);
	else if (home && home[0] == '/')
		buffer_format(&path, "%s/.local/share/pandect/plugins", home);
	if (path.failed)
		list->failed = 1;
	else
		add(list, path.data ? path.data : "", path.size);
	buffer_clear(&path);
}

char **
path_list(const char *const *directories, uint32_t n, int has_default)
{
	struct list list = {calloc(DIRECTORIES_MOST + 1, sizeof *list.items), 0, 0};

	if (!list.items)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		add(&list, directories[i], strlen(directories[i]));
	if (has_default) {
		add_colon_separated(&list, secure_getenv("PANDECT_PLUGIN_PATH"));
		add_of_user(&list);
		add(&list, PANDECT_PLUGINDIR, strlen(PANDECT_PLUGINDIR));
	}
	if (list.failed) {
		path_free_list(list.items);
		return NULL;
	}
	return list.items;
}

void
path_free_list(char **list)
{
	for (char **at = list; at && *at; at++)
		free(*at);
	free(list);
}

static pandect_status
check_owner(const char *path, const struct stat *status, struct pandect_error **ret_error)
{
	if (status->st_uid != 0 && status->st_uid != geteuid())
		return error_set(ret_error, PANDECT_INVALID,
			"%s belongs to user %u, neither root nor the user who runs this: its code "
			"is not trusted",
			path, (unsigned)status->st_uid);
	return PANDECT_OK;
}

static pandect_status
check_mode(const char *path, const struct stat *status, struct pandect_error **ret_error)
{
	if (status->st_mode & (S_IWGRP | S_IWOTH))
		return error_set(ret_error, PANDECT_INVALID,
			"%s can be written by others, so its code is not trusted: chmod go-w it",
			path);
	return PANDECT_OK;
}

pandect_status
path_check_file(const char *path, const struct stat *status, struct pandect_error **ret_error)
{
	pandect_status result = check_owner(path, status, ret_error);

	return result == PANDECT_OK ? check_mode(path, status, ret_error) : result;
}

/* One directory of the way up. */
static pandect_status
check_one(const char *path, struct pandect_error **ret_error)
{
	struct stat status;
	pandect_status result;

	if (stat(path, &status) != 0)
		return error_set(
			ret_error, PANDECT_IO, "%s cannot be looked at: %s", path, strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return error_set(ret_error, PANDECT_INVALID, "%s is not a directory", path);
	result = check_owner(path, &status, ret_error);
	if (result != PANDECT_OK || (status.st_mode & S_ISVTX && status.st_uid == 0))
		return result;
	return check_mode(path, &status, ret_error);
}

pandect_status
path_check_directory(const char *path, struct pandect_error **ret_error)
{
	char *real = realpath(path, NULL);
	pandect_status result = PANDECT_OK;

	if (!real)
		return error_set(ret_error, errno == ENOENT ? PANDECT_NOT_FOUND : PANDECT_IO,
			"the plugin directory %s: %s", path, strerror(errno));
	while (result == PANDECT_OK) {
		char *slash = strrchr(real, '/');

		result = check_one(real, ret_error);
		if (strcmp(real, "/") == 0)
			break;
		slash[slash == real ? 1 : 0] = '\0';
	}
	free(real);
	return result;
}
