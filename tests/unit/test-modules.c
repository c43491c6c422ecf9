/* SPDX-License-Identifier: MIT */
/* Files as modules: what is refused and why, who shadows whom, and a file's life in a directory. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sample-plugins.h"
#include "support.h"

static char root[64], first[80], second[80]; /* two plugin directories in a fresh one */
static struct pandect_engine *engine;
static struct pandect_registry *registry;

static void
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

static void
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

static void
remove_directories(void)
{
	ck_assert_int_eq(pandect_engine_close(engine, PANDECT_FOREVER), PANDECT_OK);
	remove_all(first);
	remove_all(second);
	remove_all(root);
}

static void
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

static char *
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
static void
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

static void
drop(const char *directory, const char *mock, const char *name)
{
	size_t size;
	char *data = read_mock(mock, &size);

	write_file(directory, name, data, size);
	free(data);
}

static void
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

static struct seen
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

static uint32_t
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
static const char *
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

static int
is_mapped(const char *name)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[1024];
	int is_found = 0;

	ck_assert_ptr_nonnull(maps);
	while (fgets(line, sizeof line, maps))
		is_found |= strstr(line, name) != NULL;
	fclose(maps);
	return is_found;
}

/* ---- refused ---- */

static const struct {
	const char *mock, *says;
} bad[] = {
	{"bad-array", "an element of its formats has 1 bytes"},
	{"bad-name", "its name \"My Mock\" is not [a-z0-9][a-z0-9-]{0,62}"},
	{"bad-option", "the fallback \"many\" of its option level is not a value for it"},
	{"data-function", "plugin mock is refused: its extract does not point to code"},
	{"future-flag", "its flags 0x80000000 ask for something that this host does not know"},
	{"future-module-flag",
		"its flags 0x80000000 ask for something that this host does not know"},
	{"huge-size", "its size 1048576 is absurd for extractor"},
	{"no-descriptor", "exports no pandect_module, so it is no plugin"},
	{"no-format", "it names no format, so nothing could reach it"},
	{"no-magic", "does not begin with the ABI's magic: 0x00000001"},
	{"no-name", "its name is missing"},
	{"no-plugins", "it lists 0 plugins"},
	{"not-utf8", "its description is not UTF-8"},
	{"null-function", "its extract is NULL, but every extractor needs one"},
	{"odd-size", "is absurd for extractor; it must be a multiple of 8"},
	{"other-abi", "it was built for plugin ABI 2, this host has 1: build it again"},
	{"other-kind", "is absurd for renderer"},
	{"twice", "it lists extractor:mock twice"},
	{"undefined", "undefined symbol: mock_no_such_function"},
	{"wild-function", "its can_handle does not point to code"},
	{"wild-name", "its name points to where nothing can be read"},
	{"wrong-kind", "its kind 77 is none of the six"},
};

START_TEST(a_bad_module_is_refused_and_nothing_of_it_stays)
{
	struct seen refused;

	drop(first, bad[_i].mock, "bad.so");
	open_both();
	refused = see(PANDECT_STATE_REFUSED);
	ck_assert_msg(refused.n == 1 && n_listed() == 1, "%s: %u refused, %u listed", bad[_i].mock,
		refused.n, n_listed());
	ck_assert_msg(strstr(refused.reason, bad[_i].says), "%s: wanted \"%s\", got \"%s\"",
		bad[_i].mock, bad[_i].says, refused.reason);
	ck_assert_msg(strstr(refused.path, "/first/bad.so"), "%s: %s", bad[_i].mock, refused.path);
	ck_assert_str_eq(version_that_reads("MOCK!"), "");
}
END_TEST

START_TEST(a_missing_dependency_is_named_in_the_linkers_words)
{
	size_t size;
	char *data = read_mock("needs-libc", &size);
	unsigned n_renamed = 0;

	for (size_t i = 0; i + 9 < size; i++)
		if (memcmp(data + i, "libc.so.6", 10) == 0) {
			memcpy(data + i, "libq.so.6", 9);
			n_renamed++;
		}
	ck_assert_uint_ge(n_renamed, 1);
	write_file(first, "lonely.so", data, size);
	free(data);
	open_both();
	ck_assert_uint_eq(n_listed(), 1);
	ck_assert_msg(strstr(see(PANDECT_STATE_REFUSED).reason,
			      "libq.so.6: cannot open shared object file"),
		"%s", see(PANDECT_STATE_REFUSED).reason);
}
END_TEST

START_TEST(the_linkers_words_come_with_the_real_path)
{
	drop(first, "undefined", "undefined.so");
	open_both();
	ck_assert_ptr_nonnull(strstr(see(PANDECT_STATE_REFUSED).reason, first));
	ck_assert_ptr_null(strstr(see(PANDECT_STATE_REFUSED).reason, "/proc/self/fd"));
}
END_TEST

/* ---- files that are no modules, and places that are not trusted ---- */

static void
make_text(const char *path)
{
	(void)path;
	write_file(first, "odd.so", "this is no ELF file\n", 20);
}
static void
make_empty(const char *path)
{
	(void)path;
	write_file(first, "odd.so", "", 0);
}
static void
make_truncated(const char *path)
{
	size_t size;
	char *data = read_mock("good", &size);

	(void)path;
	write_file(first, "odd.so", data, size / 3);
	free(data);
}
static void
make_directory(const char *path)
{
	ck_assert_int_eq(mkdir(path, 0755), 0);
}
static void
make_fifo(const char *path)
{
	ck_assert_int_eq(mkfifo(path, 0644), 0);
}
static void
make_dangling(const char *path)
{
	ck_assert_int_eq(symlink("nowhere", path), 0);
}
static void
make_group_writable(const char *path)
{
	drop(first, "good", "odd.so");
	ck_assert_int_eq(chmod(path, 0664), 0);
}
static void
make_world_writable(const char *path)
{
	drop(first, "good", "odd.so");
	ck_assert_int_eq(chmod(path, 0646), 0);
}
static void
make_open_directory(const char *path)
{
	(void)path;
	drop(first, "good", "odd.so");
	ck_assert_int_eq(chmod(first, 0777), 0);
}
static void
make_open_parent(const char *path)
{
	(void)path;
	drop(first, "good", "odd.so");
	ck_assert_int_eq(chmod(root, 0775), 0);
}
static void
make_link_into_open_directory(const char *path)
{
	char target[512];

	drop(second, "good", "target.so");
	ck_assert_int_eq(chmod(second, 0777), 0);
	snprintf(target, sizeof target, "%s/target.so", second);
	ck_assert_int_eq(symlink(target, path), 0);
}

static const struct {
	const char *name;
	void (*makes)(const char *path);
	const char *says;
} odd[] = {
	{"text", make_text, "odd.so cannot be loaded: "},
	{"empty", make_empty, "file too short"},
	{"truncated", make_truncated, "odd.so ends before its segments do: copy it again"},
	{"directory", make_directory, "is not a regular file"},
	{"fifo", make_fifo, "is not a regular file"},
	{"dangling link", make_dangling, "cannot be looked at: No such file or directory"},
	{"group-writable", make_group_writable, "can be written by others"},
	{"world-writable", make_world_writable, "can be written by others"},
	{"world-writable directory", make_open_directory, "first can be written by others"},
	{"group-writable parent", make_open_parent, "can be written by others"},
	{"link to where others can write", make_link_into_open_directory,
		"second can be written by others"},
};

START_TEST(an_odd_file_or_place_is_refused_with_its_reason)
{
	struct pandect_list *list;
	const struct pandect_plugin_info *info;
	char path[512];
	int is_said = 0;

	snprintf(path, sizeof path, "%s/odd.so", first);
	odd[_i].makes(path);
	open_both();
	ck_assert_int_eq(pandect_registry_list(registry, 0, &list), PANDECT_OK);
	for (uint32_t i = 0; (info = pandect_list_get(list, i)); i++) {
		ck_assert_msg(info->state == PANDECT_STATE_REFUSED && !info->table,
			"%s: %s was taken in", odd[_i].name, info->path);
		is_said |= strstr(info->path, "/first") && strstr(info->reason, odd[_i].says);
	}
	pandect_list_free(list);
	ck_assert_msg(is_said, "%s: %s", odd[_i].name, see(PANDECT_STATE_REFUSED).reason);
	ck_assert_str_eq(version_that_reads("MOCK!"), "");
}
END_TEST

START_TEST(other_names_and_hidden_files_are_not_looked_at)
{
	drop(first, "undefined", "plugin.so.bak");
	drop(first, "undefined", ".hidden.so");
	drop(first, "undefined", "readme");
	open_both();
	ck_assert_uint_eq(n_listed(), 0);
}
END_TEST

START_TEST(a_link_to_a_good_one_serves_and_its_double_is_refused)
{
	char path[512];

	drop(second, "good", "target.so");
	snprintf(path, sizeof path, "%s/link.so", first);
	ck_assert_int_eq(symlink("../second/target.so", path), 0);
	open_both();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
	ck_assert_uint_eq(n_listed(), 2);
	ck_assert_msg(strstr(see(PANDECT_STATE_REFUSED).reason, "it is the same file as"), "%s",
		see(PANDECT_STATE_REFUSED).reason);
	ck_assert_ptr_nonnull(strstr(see(PANDECT_STATE_REFUSED).path, "/second/target.so"));
}
END_TEST

START_TEST(a_directory_that_is_not_there_is_ordinary)
{
	ck_assert_int_eq(rmdir(second), 0);
	drop(first, "good", "good.so");
	open_both();
	ck_assert_uint_eq(n_listed(), 1);
	ck_assert_int_eq(mkdir(second, 0755), 0);
}
END_TEST

/* ---- who serves ---- */

START_TEST(the_earlier_directory_shadows_the_later)
{
	char path[512];

	drop(first, "second", "a.so");
	drop(second, "good", "a.so");
	open_both();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "2.0");
	ck_assert_uint_eq(see(PANDECT_STATE_SHADOWED).n, 1);
	ck_assert_str_eq(see(PANDECT_STATE_SHADOWED).version, "1.0");
	ck_assert_ptr_nonnull(strstr(see(PANDECT_STATE_SHADOWED).reason, "/first/a.so serves"));
	snprintf(path, sizeof path, "%s/a.so", first);
	ck_assert_int_eq(unlink(path), 0);
	rescan();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
	ck_assert_uint_eq(see(PANDECT_STATE_SHADOWED).n, 0);
}
END_TEST

START_TEST(in_one_directory_the_first_name_shadows_the_next)
{
	drop(first, "good", "b.so");
	drop(first, "second", "a.so");
	open_both();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "2.0");
	ck_assert_ptr_nonnull(strstr(see(PANDECT_STATE_SHADOWED).path, "/b.so"));
}
END_TEST

START_TEST(code_covers_a_file_and_uncovers_it_again)
{
	struct pandect_document_extractor own = sample_extractor;
	struct counts counts = {0};

	own.base.name = "mock";
	drop(first, "good", "good.so");
	open_both();
	ck_assert_int_eq(
		pandect_registry_register(registry, &own.base, &counts, sample_destroy, 0, NULL),
		PANDECT_OK);
	ck_assert_uint_eq(see(PANDECT_STATE_SHADOWED).n, 1);
	ck_assert_str_eq(see(PANDECT_STATE_SHADOWED).reason, "the one registered from code serves");
	ck_assert_str_eq(version_that_reads("MOCK! x"), ""); /* the covering one knows no MOCK! */
	ck_assert_int_eq(pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR, "mock",
				 PANDECT_FOREVER, NULL),
		PANDECT_OK);
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
	ck_assert_int_eq(counts.destroyed, 1);
}
END_TEST

START_TEST(unregister_masks_a_file_until_rescan_and_the_next_one_serves)
{
	drop(first, "second", "a.so");
	drop(second, "good", "a.so");
	open_both();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "2.0");
	ck_assert_int_eq(pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR, "mock",
				 PANDECT_FOREVER, NULL),
		PANDECT_OK);
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
	ck_assert_str_eq(see(PANDECT_STATE_MASKED).version, "2.0");
	ck_assert_int_eq(pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR, "mock",
				 PANDECT_FOREVER, NULL),
		PANDECT_OK);
	ck_assert_str_eq(version_that_reads("MOCK! x"), "");
	ck_assert_uint_eq(see(PANDECT_STATE_MASKED).n, 2);
	ck_assert_int_eq(
		pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR, "mock", 0, NULL),
		PANDECT_NOT_FOUND);
	rescan();
	ck_assert_uint_eq(see(PANDECT_STATE_MASKED).n, 0);
	ck_assert_str_eq(version_that_reads("MOCK! x"), "2.0");
	ck_assert_uint_eq(n_listed(), 2);
}
END_TEST

START_TEST(clear_of_an_origin_leaves_the_others)
{
	struct counts counts = {0};

	drop(first, "good", "good.so");
	open_both();
	ck_assert_int_eq(
		pandect_registry_register(registry, &sample_extractor.base, &counts, NULL, 0, NULL),
		PANDECT_OK);
	ck_assert_int_eq(pandect_registry_clear(
				 registry, 0, PANDECT_ORIGIN_DIRECTORY, PANDECT_FOREVER, NULL),
		PANDECT_OK);
	ck_assert_str_eq(version_that_reads("MOCK! x"), "");
	ck_assert_uint_eq(see(PANDECT_STATE_MASKED).n, 1);
	ck_assert_int_eq(extract_text(engine, "SAMPLE: x"), PANDECT_OK);
	rescan();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
}
END_TEST

/* ---- a file's life ---- */

START_TEST(a_file_is_dropped_used_replaced_and_removed_while_the_host_runs)
{
	char path[512];

	open_both();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "");
	drop(first, "good", "mock.so");
	rescan();
	ck_assert_uint_eq(see(PANDECT_STATE_REGISTERED).n, 1); /* known, not used yet */
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
	ck_assert_uint_eq(see(PANDECT_STATE_ACTIVE).n, 1);
	drop(first, "second", "mock.so");
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0"); /* until it is looked at */
	rescan();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "2.0");
	ck_assert_uint_eq(n_listed(), 1);
	snprintf(path, sizeof path, "%s/mock.so", first);
	ck_assert_int_eq(unlink(path), 0);
	rescan();
	ck_assert_uint_eq(n_listed(), 0);
	ck_assert_str_eq(version_that_reads("MOCK! x"), "");
}
END_TEST

START_TEST(a_broken_replacement_leaves_the_old_serving_and_says_why)
{
	drop(first, "good", "mock.so");
	open_both();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
	drop(first, "null-function", "mock.so");
	rescan();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
	ck_assert_ptr_nonnull(strstr(see(PANDECT_STATE_REFUSED).reason, "its extract is NULL"));
	rescan();
	ck_assert_uint_eq(see(PANDECT_STATE_REFUSED).n, 1); /* said once */
	drop(first, "second", "mock.so");
	rescan();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "2.0");
	ck_assert_uint_eq(see(PANDECT_STATE_REFUSED).n, 0);
}
END_TEST

START_TEST(a_file_that_changed_unseen_is_not_run)
{
	struct pandect_list *list;

	drop(first, "good", "mock.so");
	open_both();
	drop(first, "second", "mock.so"); /* never used: not loaded yet */
	ck_assert_str_eq(version_that_reads("MOCK! x"), "");
	ck_assert_int_eq(pandect_registry_list(registry, 0, &list), PANDECT_OK);
	ck_assert_msg(
		strstr(pandect_list_get(list, 0)->reason, "scan the plugin directories again"),
		"%s", pandect_list_get(list, 0)->reason);
	pandect_list_free(list);
	rescan();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "2.0");
}
END_TEST

START_TEST(a_refused_file_that_is_mended_or_removed_is_no_longer_listed)
{
	char path[512];

	drop(first, "no-name", "mock.so");
	drop(first, "no-name", "other.so");
	open_both();
	ck_assert_uint_eq(see(PANDECT_STATE_REFUSED).n, 2);
	drop(first, "good", "mock.so");
	snprintf(path, sizeof path, "%s/other.so", first);
	ck_assert_int_eq(unlink(path), 0);
	rescan();
	ck_assert_uint_eq(n_listed(), 1);
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
}
END_TEST

START_TEST(data_beside_a_module_is_its_own)
{
	drop(first, "origin", "origin.so");
	open_both();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "");
	ck_assert_uint_eq(see(PANDECT_STATE_FAILED).n, 1);
	ck_assert_msg(strstr(see(PANDECT_STATE_FAILED).reason,
			      "its data file $ORIGIN/words.txt cannot be opened"),
		"%s", see(PANDECT_STATE_FAILED).reason);
	write_file(first, "words.txt", "words", 5);
	ck_assert_int_eq(pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR, "mock",
				 PANDECT_FOREVER, NULL),
		PANDECT_OK);
	rescan();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
}
END_TEST

START_TEST(nothing_is_mapped_before_use_and_after_close)
{
	const char *preloaded = getenv("LD_PRELOAD");

	if (preloaded && strstr(preloaded, "keep-mapped"))
		return; /* modules stay mapped there on purpose */
	drop(first, "good", "mapped-mock.so");
	open_both();
	ck_assert_int_eq(is_mapped("mapped-mock.so"), 0);
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
	ck_assert_int_eq(is_mapped("mapped-mock.so"), 1);
	ck_assert_int_eq(pandect_engine_close(engine, PANDECT_FOREVER), PANDECT_OK);
	engine = NULL;
	ck_assert_int_eq(is_mapped("mapped-mock.so"), 0);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("modules");
	TCase *tests = tcase_create("modules");

	tcase_add_checked_fixture(tests, make_directories, remove_directories);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, a_bad_module_is_refused_and_nothing_of_it_stays, 0,
		sizeof bad / sizeof bad[0]);
	tcase_add_test(tests, a_missing_dependency_is_named_in_the_linkers_words);
	tcase_add_test(tests, the_linkers_words_come_with_the_real_path);
	tcase_add_loop_test(tests, an_odd_file_or_place_is_refused_with_its_reason, 0,
		sizeof odd / sizeof odd[0]);
	tcase_add_test(tests, other_names_and_hidden_files_are_not_looked_at);
	tcase_add_test(tests, a_link_to_a_good_one_serves_and_its_double_is_refused);
	tcase_add_test(tests, a_directory_that_is_not_there_is_ordinary);
	tcase_add_test(tests, the_earlier_directory_shadows_the_later);
	tcase_add_test(tests, in_one_directory_the_first_name_shadows_the_next);
	tcase_add_test(tests, code_covers_a_file_and_uncovers_it_again);
	tcase_add_test(tests, unregister_masks_a_file_until_rescan_and_the_next_one_serves);
	tcase_add_test(tests, clear_of_an_origin_leaves_the_others);
	tcase_add_test(tests, a_file_is_dropped_used_replaced_and_removed_while_the_host_runs);
	tcase_add_test(tests, a_broken_replacement_leaves_the_old_serving_and_says_why);
	tcase_add_test(tests, a_file_that_changed_unseen_is_not_run);
	tcase_add_test(tests, a_refused_file_that_is_mended_or_removed_is_no_longer_listed);
	tcase_add_test(tests, data_beside_a_module_is_its_own);
	tcase_add_test(tests, nothing_is_mapped_before_use_and_after_close);
	suite_add_tcase(suite, tests);
	return suite;
}
