/* SPDX-License-Identifier: MIT */
/* Input of every size and sort as bytes that nobody else can change. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pandect/pandect.h>

#include "engine/source.h"
#include "support.h"

#define MIB (1u << 20)

static char path[64];
static int file;

static void
open_file(void)
{
	snprintf(path, sizeof path, "/tmp/pandect-source-XXXXXX");
	file = mkstemp(path);
	ck_assert_int_ge(file, 0);
}

static void
close_file(void)
{
	close(file);
	unlink(path);
}

/* The last bytes are marked, the rest is zeros. */
static void
fill(size_t size)
{
	ck_assert_int_eq(ftruncate(file, (off_t)size), 0);
	if (size)
		ck_assert_int_eq(pwrite(file, "!", 1, (off_t)size - 1), 1);
}

static struct source *
read_from(int descriptor, uint64_t most)
{
	struct source *source = NULL;
	struct pandect_error *error = NULL;
	pandect_status status = source_read(descriptor, most, &source, &error);

	ck_assert_msg(status == PANDECT_OK, "%s", error ? error->text : "?");
	return source;
}

static const size_t sizes[] = {0, 1, 4096, MIB, 16 * MIB, 16 * MIB + 1, 20 * MIB};

/* Small ones are copied, large ones sealed: it shows in nothing but the size. */
static void
ck_source(struct source *source, size_t size)
{
	struct pandect_source *public = source_public(source);
	int descriptor = pandect_source_descriptor(public);
	struct stat status;
	const void *data;
	size_t n;
	char last[2] = "";

	ck_assert_uint_eq(pandect_source_length(public), size);
	ck_assert_int_eq(pandect_source_bytes(public, &data, &n), PANDECT_OK);
	ck_assert_ptr_nonnull(data);
	ck_assert_uint_eq(n, size);
	ck_assert(size == 0 || ((const char *)data)[size - 1] == '!');
	ck_assert_int_eq(pandect_source_read_at(public, size ? size - 1 : 0, last, 2), size != 0);
	ck_assert_int_eq(fstat(descriptor, &status), 0);
	ck_assert_uint_eq((size_t)status.st_size, size);
	ck_assert_int_eq(write(descriptor, "x", 1), -1);
	ck_assert_int_eq(ftruncate(descriptor, 0), -1);
	ck_assert_int_eq(pandect_source_descriptor(public), descriptor);
}

START_TEST(a_file_of_any_size_is_read_whole)
{
	struct source *source;

	fill(sizes[_i]);
	source = read_from(file, SIZE_MAX);
	ck_assert_int_eq(ftruncate(file, 0), 0); /* what others do to it no longer matters */
	ck_source(source, sizes[_i]);
	source_free(source);
}
END_TEST

START_TEST(a_copy_in_memory_has_a_descriptor_too)
{
	char *data = calloc(1, 5000);
	struct source *borrowed, *taken;

	data[4999] = '!';
	borrowed = source_from_memory(data, 5000);
	ck_source(borrowed, 5000);
	source_free(borrowed);
	taken = source_take(data, 5000);
	ck_source(taken, 5000);
	source_free(taken);
}
END_TEST

static int ends[2];

static void *
write_stream(void *size)
{
	static const char zeros[4096];
	size_t left = *(const size_t *)size;

	for (size_t some; left > 1; left -= some) {
		some = left - 1 < sizeof zeros ? left - 1 : sizeof zeros;
		if (write(ends[1], zeros, some) != (ssize_t)some)
			break;
	}
	if (left == 1)
		ck_assert_int_eq(write(ends[1], "!", 1), 1);
	close(ends[1]);
	return NULL;
}

START_TEST(a_stream_is_read_to_its_end)
{
	static const size_t lengths[] = {0, 1, 65535, 65536, 65537, 3 * MIB};
	size_t length = lengths[_i];
	struct source *source;
	pthread_t thread;

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, write_stream, &length), 0);
	source = read_from(ends[0], SIZE_MAX);
	pthread_join(thread, NULL);
	ck_source(source, length);
	source_free(source);
	close(ends[0]);
}
END_TEST

START_TEST(more_than_is_allowed_is_a_limit)
{
	struct pandect_error *error = NULL;
	struct source *source = NULL;

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], "12345", 5), 5);
	close(ends[1]);
	fill(5);
	ck_assert_int_eq(source_read(_i ? file : ends[0], 4, &source, &error), PANDECT_LIMIT);
	ck_assert_msg(strstr(error->text, "more than 4 bytes"), "%s", error->text);
	ck_assert_ptr_null(source);
	pandect_error_free(error);
	source = read_from(_i ? file : open("/dev/null", O_RDONLY | O_CLOEXEC), 5);
	source_free(source);
	close(ends[0]);
}
END_TEST

START_TEST(what_cannot_be_read_says_why)
{
	static const struct {
		const char *path;
		int flags;
		pandect_status status;
		const char *says;
	} rows[] = {
		{"/", O_RDONLY, PANDECT_INVALID, "it is a directory"},
		{"/dev/null", O_WRONLY, PANDECT_IO, "it cannot be read: Bad file descriptor"},
		{"/proc/self/mem", O_RDONLY, PANDECT_IO, "it cannot be read: "},
		{NULL, 0, PANDECT_IO, "it cannot be read: Bad file descriptor"},
	};
	struct pandect_error *error = NULL;
	struct source *source = NULL;
	int descriptor = rows[_i].path ? open(rows[_i].path, rows[_i].flags | O_CLOEXEC) : -1;

	ck_assert_int_eq(source_read(descriptor, SIZE_MAX, &source, &error), rows[_i].status);
	ck_assert_msg(strstr(error->text, rows[_i].says), "%s", error->text);
	pandect_error_free(error);
}
END_TEST

START_TEST(a_file_that_says_no_size_is_read_to_its_end)
{
	int descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	struct source *source = read_from(descriptor, SIZE_MAX);

	ck_assert_uint_gt(pandect_source_length(source_public(source)), 100);
	source_free(source);
	close(descriptor);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("source");
	TCase *tests = tcase_create("source");

	tcase_add_checked_fixture(tests, open_file, close_file);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(
		tests, a_file_of_any_size_is_read_whole, 0, sizeof sizes / sizeof sizes[0]);
	tcase_add_test(tests, a_copy_in_memory_has_a_descriptor_too);
	tcase_add_loop_test(tests, a_stream_is_read_to_its_end, 0, 6);
	tcase_add_loop_test(tests, more_than_is_allowed_is_a_limit, 0, 2);
	tcase_add_loop_test(tests, what_cannot_be_read_says_why, 0, 4);
	tcase_add_test(tests, a_file_that_says_no_size_is_read_to_its_end);
	suite_add_tcase(suite, tests);
	return suite;
}
