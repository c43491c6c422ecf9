/* SPDX-License-Identifier: MIT */
/* Files as modules: who serves where several have a name, and a file's life in a directory. */
#include "sample-plugins.h"

#include "directories.h"

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

/* ---- where they come from ---- */

START_TEST(the_environment_is_looked_at_before_the_users_directory)
{
	char users[160], deep[200];

	snprintf(users, sizeof users, "%s/pandect", second);
	snprintf(deep, sizeof deep, "%s/plugins", users);
	ck_assert_int_eq(mkdir(users, 0755) || mkdir(deep, 0755), 0);
	setenv("PANDECT_PLUGIN_PATH", first, 1);
	setenv("XDG_DATA_HOME", second, 1);
	drop(first, "second", "mock.so");
	drop(deep, "good", "mock.so");
	ck_assert_int_eq(pandect_engine_open(NULL, &engine, NULL), PANDECT_OK);
	registry = pandect_engine_registry(engine);
	ck_assert_str_eq(version_that_reads("MOCK! x"), "2.0");
	ck_assert_int_eq(pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR, "mock",
				 PANDECT_FOREVER, NULL),
		PANDECT_OK);
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
	remove_all(deep);
}
END_TEST

static const struct pandect_document_extractor same_name = {
	.base = {.size = sizeof same_name,
		.kind = PANDECT_DOCUMENT_EXTRACTOR,
		.name = "sample",
		.version = "9",
		.description = "Another sample"},
	.formats = PANDECT_ARRAY(sample_formats),
	.extract = sample_extract,
};
static const struct pandect_renderer new_name = {
	.base = {.size = sizeof new_name,
		.kind = PANDECT_RENDERER,
		.name = "fresh",
		.version = "9",
		.description = "A fresh one"},
	.mime = "text/plain",
	.suffix = "txt",
	.render = sample_render,
};
static const struct pandect_plugin *const linked_plugins[] = {&new_name.base, &same_name.base};
static const struct pandect_module linked = {.abi = PANDECT_ABI,
	.size = sizeof linked,
	.name = "linked",
	.version = "9",
	.license = "MIT",
	.n_plugins = 2,
	.plugins = linked_plugins};

START_TEST(a_linked_in_module_comes_whole_or_not_at_all)
{
	struct counts counts = {0};
	struct pandect_error *error = NULL;

	open_both();
	ck_assert_int_eq(
		pandect_registry_register(registry, &sample_extractor.base, &counts, NULL, 0, NULL),
		PANDECT_OK);
	ck_assert_int_eq(pandect_registry_add_module(registry, &linked, &error), PANDECT_EXISTS);
	ck_assert_msg(strstr(error->text, "extractor:sample is registered from code already"), "%s",
		error->text);
	pandect_error_free(error);
	ck_assert_uint_eq(n_listed(), 1);
	ck_assert_int_eq(pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR, "sample",
				 PANDECT_FOREVER, NULL),
		PANDECT_OK);
	ck_assert_int_eq(pandect_registry_add_module(registry, &linked, NULL), PANDECT_OK);
	ck_assert_uint_eq(n_listed(), 2);
}
END_TEST

START_TEST(a_linked_in_module_that_is_wrong_is_refused)
{
	struct pandect_module wrong = linked;
	struct pandect_error *error = NULL;

	open_both();
	wrong.abi++;
	ck_assert_int_eq(pandect_registry_add_module(registry, &wrong, &error), PANDECT_INVALID);
	ck_assert_msg(strstr(error->text, "it was built for plugin ABI 2"), "%s", error->text);
	pandect_error_free(error);
	ck_assert_uint_eq(n_listed(), 0);
}
END_TEST

START_TEST(a_resident_modules_code_stays_though_it_is_closed)
{
	drop(first, "resident", "resident-mock.so");
	open_both();
	ck_assert_str_eq(version_that_reads("MOCK! x"), "1.0");
	ck_assert_int_eq(pandect_engine_close(engine, PANDECT_FOREVER), PANDECT_OK);
	engine = NULL;
	ck_assert_int_eq(is_mapped("resident-mock.so"), 1);
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
	Suite *suite = suite_create("module-life");
	TCase *tests = tcase_create("module-life");

	tcase_add_checked_fixture(tests, make_directories, remove_directories);
	tcase_set_timeout(tests, 60);
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
	tcase_add_test(tests, the_environment_is_looked_at_before_the_users_directory);
	tcase_add_test(tests, a_linked_in_module_comes_whole_or_not_at_all);
	tcase_add_test(tests, a_linked_in_module_that_is_wrong_is_refused);
	tcase_add_test(tests, a_resident_modules_code_stays_though_it_is_closed);
	tcase_add_test(tests, nothing_is_mapped_before_use_and_after_close);
	suite_add_tcase(suite, tests);
	return suite;
}
