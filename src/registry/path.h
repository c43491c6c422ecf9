/* SPDX-License-Identifier: MIT */
/* Where plugins are looked for, and which places are trusted to hold code. */
#ifndef REGISTRY_PATH_H
#define REGISTRY_PATH_H

#include <sys/stat.h>

#include <pandect/base.h>

/*
 * The directories to look in, the first first: those given, then, if has_default,
 * $PANDECT_PLUGIN_PATH, the user's and the installed one. A privileged process (AT_SECURE) sees no
 * environment. A NULL-terminated array for path_free_list; NULL without memory.
 */
char **path_list(const char *const *directories, uint32_t n, int has_default);
void path_free_list(char **list);

/*
 * A directory and each one above it must be owned by root or the effective user and writable by
 * nobody else; a sticky one of root's is fine (/tmp). INVALID with the reason; NOT_FOUND: it does
 * not exist.
 */
pandect_status path_check_directory(const char *path, struct pandect_error **ret_error);

/* The same for one file's status. */
pandect_status path_check_file(
	const char *path, const struct stat *status, struct pandect_error **ret_error);

#endif
