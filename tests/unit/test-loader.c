/* SPDX-License-Identifier: MIT */
/* What the linker makes of one file opened twice, and of one whose code never leaves memory. */
#include <pandect/pandect.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#define MODULE_MOST (4u << 20)

static char directory[64], file[80], aside[80];

static void
make_directory(void)
{
	snprintf(directory, sizeof directory, "/tmp/pandect-loader-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(file, sizeof file, "%s/mock.so", directory);
	snprintf(aside, sizeof aside, "%s/new", directory);
}

static void
remove_directory(void)
{
	unlink(file);
	ck_assert_int_eq(rmdir(directory), 0);
}

static struct pandect_engine *
open_engine(void)
{
	const char *first = directory;
	struct pandect_engine_config config = {
		.size = sizeof config,
		.flags = PANDECT_ENGINE_NO_DEFAULT_PATH,
		.directories = &first,
		.n_directories = 1,
	};
	struct pandect_engine *engine = NULL;

	ck_assert_int_eq(pandect_engine_open(&config, &engine, NULL), PANDECT_OK);
	return engine;
}

/* The version in the module's tables is a string of its own. */
static void
set_version(char *data, size_t size, char version)
{
	char *at = data;

	while ((at = memmem(at, size - (size_t)(at - data), "\0001.0", 5)))
		*++at = version;
}

/* Moves a mock into place, its version changed. */
static void
drop(const char *mock, char version)
{
	char *data = malloc(MODULE_MOST);
	FILE *from = fopen(test_build_path(mock), "re"), *to = fopen(aside, "we");
	size_t size;

	ck_assert_msg(data && from && to, "%s", test_build_path(mock));
	size = fread(data, 1, MODULE_MOST, from);
	set_version(data, size, version);
	ck_assert_uint_eq(fwrite(data, 1, size, to), size);
	ck_assert_int_eq(fclose(from) || fclose(to) || chmod(aside, 0644), 0);
	ck_assert_int_eq(rename(aside, file), 0);
	free(data);
}

/* Reads a document; *ret_version: of the plugin that did, as long as the status is OK. */
static pandect_status
read_document(struct pandect_engine *engine, char *ret_version)
{
	struct pandect_step step;
	struct pandect_job *job;
	pandect_status status = pandect_job_new(engine, &job);

	if (status != PANDECT_OK)
		return status;
	pandect_job_set(job, "process.chain", "");
	pandect_job_input_memory(job, "MOCK! x", 7);
	status = pandect_job_run(job);
	for (uint32_t i = 0; pandect_job_step(job, i, &step) == PANDECT_OK; i++)
		if (pandect_text_is(step.stage, "extract"))
			*ret_version = step.version.data[0];
	pandect_job_free(job);
	return status;
}

static char
version_used(struct pandect_engine *engine)
{
	char version = '?';

	ck_assert_int_eq(read_document(engine, &version), PANDECT_OK);
	return version;
}

START_TEST(code_that_stays_in_memory_is_never_taken_for_another_file)
{
	struct pandect_engine *engine;

	drop("tests/mocks/resident.so", '1');
	engine = open_engine();
	ck_assert_int_eq(version_used(engine), '1');
	for (char version = '2'; version <= '9'; version++) {
		drop("tests/mocks/resident.so", version);
		ck_assert_int_eq(
			pandect_registry_rescan(pandect_engine_registry(engine), NULL), PANDECT_OK);
		ck_assert_int_eq(version_used(engine), version);
	}
	ck_assert_int_eq(pandect_engine_close(engine, PANDECT_FOREVER), PANDECT_OK);
}
END_TEST

START_TEST(the_next_engine_sees_the_file_that_is_there_now)
{
	for (char version = '1'; version <= '9'; version++) {
		struct pandect_engine *engine;

		drop("tests/mocks/resident.so", version);
		engine = open_engine();
		ck_assert_int_eq(version_used(engine), version);
		ck_assert_int_eq(pandect_engine_close(engine, PANDECT_FOREVER), PANDECT_OK);
	}
}
END_TEST

static void *
read_some(void *engine)
{
	char version;

	for (int i = 0; i < 8; i++)
		if (read_document(engine, &version) != PANDECT_OK)
			return engine;
	return NULL;
}

/* Reads on two threads, with an engine each; whether all went well. */
static int
read_on_both(struct pandect_engine *one, struct pandect_engine *other)
{
	pthread_t thread;
	void *failed, *failed_too;

	ck_assert_int_eq(pthread_create(&thread, NULL, read_some, one), 0);
	failed_too = read_some(other);
	ck_assert_int_eq(pthread_join(thread, &failed), 0);
	return !failed && !failed_too;
}

START_TEST(one_call_at_a_time_holds_for_all_engines_of_a_process)
{
	struct pandect_engine *one, *other;

	drop("tests/mocks/one-at-a-time.so", '1');
	one = open_engine();
	other = open_engine();
	ck_assert(read_on_both(one, other));
	ck_assert_int_eq(pandect_engine_close(one, PANDECT_FOREVER), PANDECT_OK);
	ck_assert_int_eq(pandect_engine_close(other, PANDECT_FOREVER), PANDECT_OK);
}
END_TEST

static void *
come_and_go(void *engine)
{
	struct pandect_registry *registry = pandect_engine_registry(engine);

	for (int i = 0; i < 20; i++) {
		usleep(2000);
		pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR, "mock", 0, NULL);
		pandect_registry_rescan(registry, NULL);
	}
	return NULL;
}

static void *
read_until_it_fails(void *engine)
{
	char version;

	for (int i = 0; i < 12; i++) {
		pandect_status status = read_document(engine, &version);

		/* For a moment there is none. */
		if (status != PANDECT_OK && status != PANDECT_UNSUPPORTED)
			return engine;
	}
	return NULL;
}

START_TEST(one_call_at_a_time_holds_while_the_file_is_taken_in_anew)
{
	struct pandect_engine *engine;
	pthread_t threads[2];
	void *failed, *failed_too;

	drop("tests/mocks/one-at-a-time.so", '1');
	engine = open_engine();
	ck_assert_int_eq(pthread_create(&threads[0], NULL, read_until_it_fails, engine), 0);
	ck_assert_int_eq(pthread_create(&threads[1], NULL, come_and_go, engine), 0);
	failed = read_until_it_fails(engine);
	ck_assert_int_eq(pthread_join(threads[0], &failed_too), 0);
	ck_assert_int_eq(pthread_join(threads[1], NULL), 0);
	ck_assert(!failed && !failed_too);
	ck_assert_int_eq(pandect_engine_close(engine, PANDECT_FOREVER), PANDECT_OK);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("loader");
	TCase *tests = tcase_create("loader");

	tcase_add_checked_fixture(tests, make_directory, remove_directory);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, code_that_stays_in_memory_is_never_taken_for_another_file);
	tcase_add_test(tests, the_next_engine_sees_the_file_that_is_there_now);
	tcase_add_test(tests, one_call_at_a_time_holds_for_all_engines_of_a_process);
	tcase_add_test(tests, one_call_at_a_time_holds_while_the_file_is_taken_in_anew);
	suite_add_tcase(suite, tests);
	return suite;
}
