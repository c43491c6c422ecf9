/* SPDX-License-Identifier: MIT */
/* Files that are refused as modules, each with its reason, and nothing of them stays. */
#include "directories.h"

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
	suite_add_tcase(suite, tests);
	return suite;
}
