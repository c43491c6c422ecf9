/* SPDX-License-Identifier: MIT */
/*
 * Two fresh plugin directories, an engine that looks into them, files dropped there, and what is
 * listed then.
 */
#ifndef TESTS_UNIT_DIRECTORIES_H
#define TESTS_UNIT_DIRECTORIES_H

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pandect/pandect.h>

#include "support.h"

static char root[64], first[80], second[80]; /* two plugin directories in a fresh one */
static struct pandect_engine *engine;
static struct pandect_registry *registry;

static inline void
make_directories(void)
{
	snprintf(root, sizeof root, "/tmp/pandect-modules-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	snprintf(first, sizeof first, "%s/first", root);
	snprintf(second, sizeof second, "%s/second", root);
	ck_assert_int_eq(mkdir(first, 0755) || mkdir(second, 0755), 0);
	ck_assert_int_eq(chmod(root, 0755) || chmod(first, 0755) || chmod(second, 0755), 0);
	engine = NULL;
}

static inline void
remove_all(const char *directory)
{
	DIR *entries = opendir(directory);
	struct dirent *entry;
	char path[512];

	while (entries && (entry = readdir(entries))) {
		snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
			unlink(path) != 0)
			rmdir(path);
	}
	closedir(entries);
	rmdir(directory);
}

static inline void
remove_directories(void)
{
	ck_assert_int_eq(pandect_engine_close(engine, PANDECT_FOREVER), PANDECT_OK);
	remove_all(first);
	remove_all(second);
	remove_all(root);
}

static inline void
open_both(void)
{
	const char *directories[] = {first, second};
	struct pandect_engine_config config = {
		.size = sizeof config,
		.flags = PANDECT_ENGINE_NO_DEFAULT_PATH,
		.directories = directories,
		.n_directories = 2,
	};

	ck_assert_int_eq(pandect_engine_open(&config, &engine, NULL), PANDECT_OK);
	registry = pandect_engine_registry(engine);
}

/* ---- files ---- */

static inline char *
read_mock(const char *name, size_t *ret_size)
{
	char relative[64];
	struct stat status;
	char *data;
	FILE *file;

	snprintf(relative, sizeof relative, "tests/mocks/%s.so", name);
	file = fopen(test_build_path(relative), "re");
	ck_assert_msg(file && fstat(fileno(file), &status) == 0, "%s: %s",
		test_build_path(relative), strerror(errno));
	*ret_size = (size_t)status.st_size;
	data = malloc(*ret_size + 1);
	ck_assert_uint_eq(fread(data, 1, *ret_size, file), *ret_size);
	fclose(file);
	return data;
}

/* Written beside and moved into place, as a file that is in use is to be replaced. */
static inline void
write_file(const char *directory, const char *name, const void *data, size_t size)
{
	char path[512], aside[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", directory, name);
	snprintf(aside, sizeof aside, "%s/new", root);
	file = fopen(aside, "we");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(chmod(aside, 0644) || rename(aside, path), 0);
}

static inline void
drop(const char *directory, const char *mock, const char *name)
{
	size_t size;
	char *data = read_mock(mock, &size);

	write_file(directory, name, data, size);
	free(data);
}

static inline void
rescan(void)
{
	ck_assert_int_eq(pandect_registry_rescan(registry, NULL), PANDECT_OK);
}

/* ---- what is listed ---- */

/* How many entries are in a state, and the last one's reason and version. */
struct seen {
	uint32_t n;
	char reason[512], path[256], version[32];
};

static inline struct seen
see(uint32_t state)
{
	struct pandect_list *list;
	const struct pandect_plugin_info *info;
	struct seen seen = {0};

	ck_assert_int_eq(pandect_registry_list(registry, 0, &list), PANDECT_OK);
	for (uint32_t i = 0; (info = pandect_list_get(list, i)); i++) {
		if (info->state != state)
			continue;
		seen.n++;
		snprintf(seen.reason, sizeof seen.reason, "%s", info->reason);
		snprintf(seen.path, sizeof seen.path, "%s", info->path);
		snprintf(seen.version, sizeof seen.version, "%s",
			info->table ? info->table->version : "");
	}
	pandect_list_free(list);
	return seen;
}

static inline uint32_t
n_listed(void)
{
	struct pandect_list *list;
	uint32_t n = 0;

	ck_assert_int_eq(pandect_registry_list(registry, 0, &list), PANDECT_OK);
	while (pandect_list_get(list, n))
		n++;
	pandect_list_free(list);
	return n;
}

/* The version of the plugin that reads a document now, "" when none does. */
static inline const char *
version_that_reads(const char *text)
{
	static char version[32];
	struct pandect_step step;
	struct pandect_job *job;

	version[0] = '\0';
	ck_assert_int_eq(pandect_job_new(engine, &job), PANDECT_OK);
	pandect_job_set(job, "process.chain", "");
	pandect_job_input_memory(job, text, strlen(text));
	if (pandect_job_run(job) == PANDECT_OK)
		for (uint32_t i = 0; pandect_job_step(job, i, &step) == PANDECT_OK; i++)
			if (pandect_text_is(step.stage, "extract"))
				snprintf(version, sizeof version, "%.*s", (int)step.version.size,
					step.version.data);
	pandect_job_free(job);
	return version;
}

#endif
