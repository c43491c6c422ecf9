/* SPDX-License-Identifier: MIT */
/* The life of a registration: in, used, out; each thing given up once. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sample-plugins.h"
#include "support.h"

static struct pandect_engine *engine;
static struct pandect_registry *registry;
static struct counts counts;

static void
open_empty(void)
{
	engine = open_engine(NULL);
	ck_assert_ptr_nonnull(engine);
	registry = pandect_engine_registry(engine);
	counts = (struct counts){0};
}

static void
close_all(void)
{
	ck_assert_int_eq(pandect_engine_close(engine, PANDECT_FOREVER), PANDECT_OK);
}

static pandect_status
enter(const struct pandect_plugin *plugin, struct counts *its_counts)
{
	return pandect_registry_register(registry, plugin, its_counts, sample_destroy, 0, NULL);
}

static uint32_t
listed(uint32_t kind)
{
	struct pandect_list *list;
	uint32_t n = 0;

	ck_assert_int_eq(pandect_registry_list(registry, kind, &list), PANDECT_OK);
	while (pandect_list_get(list, n))
		n++;
	pandect_list_free(list);
	return n;
}

/* ---- each kind ---- */

START_TEST(each_kind_is_registered_found_listed_and_unregistered)
{
	const struct pandect_plugin *plugin = sample_plugins[_i];
	struct pandect_list *list;
	char name[64];

	ck_assert_int_eq(enter(plugin, &counts), PANDECT_OK);
	ck_assert_uint_eq(listed(plugin->kind), 1);
	ck_assert_uint_eq(listed(0), 1);
	snprintf(name, sizeof name, "%s:sample", pandect_kind_name(plugin->kind));
	ck_assert_int_eq(pandect_registry_find(registry, 0, name, &list, NULL), PANDECT_OK);
	ck_assert_str_eq(pandect_list_get(list, 0)->table->description, "A sample");
	ck_assert_uint_eq(pandect_list_get(list, 0)->state, PANDECT_STATE_REGISTERED);
	ck_assert_int_eq(pandect_registry_unregister(
				 registry, plugin->kind, "sample", PANDECT_FOREVER, NULL),
		PANDECT_OK);
	ck_assert_str_eq(pandect_list_get(list, 0)->table->version, "1.0"); /* a snapshot stays */
	pandect_list_free(list);
	ck_assert_uint_eq(listed(0), 0);
	ck_assert_int_eq(pandect_registry_unregister(registry, plugin->kind, "sample", 0, NULL),
		PANDECT_NOT_FOUND);
	ck_assert_msg(counts.destroyed == 1 && counts.initialized == 0 && counts.shut_down == 0,
		"%s: destroyed %d times, initialised %d times", name, counts.destroyed,
		counts.initialized);
}
END_TEST

START_TEST(a_name_that_code_holds_is_exists_in_each_kind)
{
	const struct pandect_plugin *plugin = sample_plugins[_i];
	struct counts other = {0};
	struct pandect_error *error = NULL;

	ck_assert_int_eq(enter(plugin, &counts), PANDECT_OK);
	ck_assert_int_eq(
		pandect_registry_register(registry, plugin, &other, sample_destroy, 0, &error),
		PANDECT_EXISTS);
	ck_assert_msg(strstr(error->text, "registered from code already"), "%s", error->text);
	pandect_error_free(error);
	ck_assert_int_eq(other.destroyed, 1);
	ck_assert_int_eq(counts.destroyed, 0);
	ck_assert_int_eq(pandect_registry_register(
				 registry, plugin, &other, sample_destroy, PANDECT_REPLACE, NULL),
		PANDECT_OK);
	ck_assert_int_eq(counts.destroyed, 1);
	ck_assert_uint_eq(listed(plugin->kind), 1);
	ck_assert_int_eq(pandect_registry_clear(registry, plugin->kind, PANDECT_ORIGIN_CODE,
				 PANDECT_FOREVER, NULL),
		PANDECT_OK);
	ck_assert_int_eq(other.destroyed, 2);
	ck_assert_uint_eq(listed(0), 0);
}
END_TEST

START_TEST(clear_retires_one_kind_or_all)
{
	for (int i = 0; i < N_SAMPLES; i++)
		ck_assert_int_eq(enter(sample_plugins[i], &counts), PANDECT_OK);
	ck_assert_int_eq(pandect_registry_clear(
				 registry, PANDECT_RENDERER, PANDECT_ORIGIN_DIRECTORY, 0, NULL),
		PANDECT_OK);
	ck_assert_uint_eq(listed(0), 6);
	ck_assert_int_eq(
		pandect_registry_clear(registry, PANDECT_RENDERER, PANDECT_ORIGIN_ANY, 0, NULL),
		PANDECT_OK);
	ck_assert_uint_eq(listed(0), 5);
	ck_assert_int_eq(
		pandect_registry_clear(registry, 0, PANDECT_ORIGIN_ANY, PANDECT_FOREVER, NULL),
		PANDECT_OK);
	ck_assert_uint_eq(listed(0), 0);
	ck_assert_int_eq(counts.destroyed, 6);
}
END_TEST

START_TEST(a_short_name_that_two_kinds_have_is_refused_and_both_are_named)
{
	struct pandect_error *error = NULL;
	struct pandect_list *list;

	enter(sample_plugins[0], &counts);
	enter(sample_plugins[4], &counts);
	ck_assert_int_eq(
		pandect_registry_find(registry, 0, "sample", &list, &error), PANDECT_INVALID);
	ck_assert(
		strstr(error->text, "extractor:sample") && strstr(error->text, "renderer:sample"));
	pandect_error_free(error);
	error = NULL;
	ck_assert_int_eq(
		pandect_registry_find(registry, 0, "samlpe", &list, &error), PANDECT_NOT_FOUND);
	ck_assert_msg(strstr(error->text, "\"sample\""), "%s", error->text);
	pandect_error_free(error);
}
END_TEST

/* ---- instances ---- */

START_TEST(initialize_and_shutdown_run_once_and_only_when_it_was_used)
{
	enter(&sample_extractor.base, &counts);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(extract_text(engine, "SAMPLE: hello"), PANDECT_OK);
	ck_assert_int_eq(counts.initialized, 1);
	ck_assert_int_eq(counts.called, 5);
	ck_assert_int_eq(counts.shut_down, 0);
	ck_assert_int_eq(pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR, "sample",
				 PANDECT_FOREVER, NULL),
		PANDECT_OK);
	ck_assert_int_eq(counts.shut_down, 1);
	ck_assert_int_eq(counts.destroyed, 1);
	ck_assert_int_eq(extract_text(engine, "SAMPLE: hello"), PANDECT_UNSUPPORTED);
}
END_TEST

static const struct {
	pandect_status gives;
	int tries; /* of two uses, one at once after the other */
} failures[] = {
	{PANDECT_INVALID, 1}, {PANDECT_UNSUPPORTED, 1}, {PANDECT_MALFORMED, 1}, {PANDECT_PLUGIN, 1},
	{PANDECT_IO, 1},      /* a pause comes before the next try */
	{PANDECT_REFUSED, 1}, /* only the host may give it: PLUGIN */
};

START_TEST(a_failed_initialize_is_remembered_and_never_shut_down)
{
	counts.initialize_gives = failures[_i].gives;
	enter(&sample_extractor.base, &counts);
	ck_assert_int_ne(extract_text(engine, "SAMPLE: x"), PANDECT_OK);
	ck_assert_int_ne(extract_text(engine, "SAMPLE: x"), PANDECT_OK);
	ck_assert_msg(counts.initialized == failures[_i].tries, "status %d: initialised %d times",
		failures[_i].gives, counts.initialized);
	pandect_registry_clear(registry, 0, PANDECT_ORIGIN_ANY, PANDECT_FOREVER, NULL);
	ck_assert_int_eq(counts.shut_down, 0);
	ck_assert_int_eq(counts.destroyed, 1);
}
END_TEST

START_TEST(a_passing_failure_is_tried_again_after_a_pause)
{
	counts.initialize_gives = PANDECT_IO;
	enter(&sample_extractor.base, &counts);
	ck_assert_int_eq(extract_text(engine, "SAMPLE: x"), PANDECT_IO);
	counts.initialize_gives = PANDECT_OK;
	usleep(80 * 1000);
	ck_assert_int_eq(extract_text(engine, "SAMPLE: x"), PANDECT_OK);
	ck_assert_int_eq(counts.initialized, 2);
}
END_TEST

/* ---- from inside a call ---- */

static void
unregister_itself(struct counts *its_counts)
{
	ck_assert_int_eq(pandect_registry_unregister(
				 registry, PANDECT_DOCUMENT_EXTRACTOR, "sample", 0, NULL),
		PANDECT_OK);
	ck_assert_int_eq(count_of(&its_counts->shut_down), 0);
	ck_assert_int_eq(count_of(&its_counts->destroyed), 0);
}

START_TEST(a_plugin_that_unregisters_itself_ends_when_its_call_has_returned)
{
	counts.inside = unregister_itself;
	enter(&sample_extractor.base, &counts);
	ck_assert_int_eq(extract_text(engine, "SAMPLE: x"), PANDECT_OK);
	ck_assert_int_eq(counts.called, 1);
	ck_assert_int_eq(counts.shut_down, 1);
	ck_assert_int_eq(counts.destroyed, 1);
}
END_TEST

static void
wait_inside(struct counts *its_counts)
{
	(void)its_counts;
	ck_assert_int_eq(pandect_registry_unregister(
				 registry, PANDECT_DOCUMENT_EXTRACTOR, "sample", 100, NULL),
		PANDECT_INVALID);
	ck_assert_int_eq(pandect_registry_clear(registry, 0, PANDECT_ORIGIN_ANY, 100, NULL),
		PANDECT_INVALID);
	ck_assert_int_eq(pandect_engine_close(engine, 100), PANDECT_INVALID);
}

START_TEST(waiting_from_inside_a_call_is_invalid_and_changes_nothing)
{
	counts.inside = wait_inside;
	enter(&sample_extractor.base, &counts);
	ck_assert_int_eq(extract_text(engine, "SAMPLE: x"), PANDECT_OK);
	ck_assert_uint_eq(listed(0), 1);
}
END_TEST

static void
retire_next(void *user_data)
{
	struct counts *its_counts = user_data;

	count(&its_counts->destroyed);
	ck_assert_int_eq(pandect_registry_unregister(registry, PANDECT_RENDERER, "sample", 1, NULL),
		PANDECT_INVALID);
	ck_assert_int_eq(pandect_registry_unregister(registry, PANDECT_RENDERER, "sample", 0, NULL),
		PANDECT_OK);
}

START_TEST(destroy_may_unregister_another_but_not_wait)
{
	struct counts other = {0};

	enter(&sample_renderer.base, &other);
	ck_assert_int_eq(pandect_registry_register(
				 registry, &sample_extractor.base, &counts, retire_next, 0, NULL),
		PANDECT_OK);
	ck_assert_int_eq(pandect_registry_unregister(
				 registry, PANDECT_DOCUMENT_EXTRACTOR, "sample", 0, NULL),
		PANDECT_OK);
	ck_assert_int_eq(counts.destroyed, 1);
	ck_assert_int_eq(other.destroyed, 1);
}
END_TEST

static void
rescan_inside(struct counts *its_counts)
{
	(void)its_counts;
	ck_assert_int_eq(pandect_registry_rescan(registry, NULL), PANDECT_INVALID);
}

START_TEST(rescanning_from_inside_a_call_is_invalid)
{
	counts.inside = rescan_inside;
	enter(&sample_extractor.base, &counts);
	ck_assert_int_eq(extract_text(engine, "SAMPLE: x"), PANDECT_OK);
	ck_assert_int_eq(counts.called, 1);
	ck_assert_int_eq(pandect_registry_rescan(registry, NULL), PANDECT_OK);
}
END_TEST

static pandect_status inner_status;

static pandect_status
initialize_by_reading(struct pandect_call *call, void *user_data, void **ret_self)
{
	inner_status = extract_text(engine, "SAMPLE: inner");
	return sample_initialize(call, user_data, ret_self);
}

START_TEST(initialize_that_needs_its_own_plugin_is_told_so_and_does_not_wait_for_itself)
{
	struct pandect_document_extractor extractor = sample_extractor;

	extractor.base.initialize = initialize_by_reading;
	enter(&extractor.base, &counts);
	ck_assert_int_eq(extract_text(engine, "SAMPLE: outer"), PANDECT_OK);
	ck_assert_int_eq(inner_status, PANDECT_UNSUPPORTED);
	ck_assert_int_eq(counts.initialized, 1);
}
END_TEST

static void
unregister_the_validator(struct counts *its_counts)
{
	(void)its_counts;
	pandect_registry_unregister(registry, PANDECT_VALIDATOR, "sample", 0, NULL);
}

START_TEST(a_validator_that_goes_during_the_run_does_not_let_the_document_through)
{
	struct counts other = {0};
	struct pandect_job *job;

	counts.inside = unregister_the_validator;
	enter(&sample_extractor.base, &counts);
	enter(&sample_validator.base, &other);
	ck_assert_int_eq(pandect_job_new(engine, &job), PANDECT_OK);
	ck_assert_int_eq(pandect_job_set(job, "validate.chain", "sample"), PANDECT_OK);
	ck_assert_int_eq(pandect_job_input_memory(job, "SAMPLE: x", 9), PANDECT_OK);
	ck_assert_int_eq(pandect_job_run(job), PANDECT_REFUSED);
	ck_assert_ptr_nonnull(strstr(pandect_job_error(job)->text, "unregistered meanwhile"));
	pandect_job_free(job);
	ck_assert_int_eq(other.called, 0);
	ck_assert_int_eq(other.destroyed, 1);
}
END_TEST

/* ---- with threads ---- */

static void
wait_for_data(struct counts *its_counts)
{
	count((int *)its_counts->data); /* inside now */
	while (count_of((int *)its_counts->data) < 2)
		usleep(500);
}

static void *
extract_once(void *status)
{
	*(pandect_status *)status = extract_text(engine, "SAMPLE: x");
	return NULL;
}

START_TEST(unregister_waits_for_the_call_in_flight)
{
	pandect_status status = -1;
	pthread_t thread;
	int stage = 0;

	counts.inside = wait_for_data;
	counts.data = &stage;
	enter(&sample_extractor.base, &counts);
	pthread_create(&thread, NULL, extract_once, &status);
	while (count_of(&stage) < 1)
		usleep(500);
	ck_assert_int_eq(pandect_registry_unregister(
				 registry, PANDECT_DOCUMENT_EXTRACTOR, "sample", 30, NULL),
		PANDECT_TIMEOUT);
	ck_assert_uint_eq(listed(0), 0);
	ck_assert_int_eq(count_of(&counts.shut_down), 0);
	ck_assert_int_eq(pandect_engine_close(engine, 30), PANDECT_TIMEOUT);
	count(&stage);
	pthread_join(thread, NULL);
	ck_assert_int_eq(status, PANDECT_OK);
	ck_assert_int_eq(counts.shut_down, 1);
	ck_assert_int_eq(counts.destroyed, 1);
}
END_TEST

static struct {
	int inside, most;
} crowd;

static void
crowd_in(struct counts *its_counts)
{
	int now = __atomic_add_fetch(&crowd.inside, 1, __ATOMIC_SEQ_CST);

	(void)its_counts;
	if (now > count_of(&crowd.most))
		__atomic_store_n(&crowd.most, now, __ATOMIC_SEQ_CST);
	usleep(3000);
	__atomic_sub_fetch(&crowd.inside, 1, __ATOMIC_SEQ_CST);
}

START_TEST(calls_come_one_at_a_time_unless_it_says_concurrent)
{
	struct pandect_document_extractor extractor = sample_extractor;
	pandect_status statuses[6];
	pthread_t threads[6];

	extractor.base.flags = _i ? PANDECT_CONCURRENT : 0;
	counts.inside = crowd_in;
	crowd.inside = crowd.most = 0;
	enter(&extractor.base, &counts);
	for (int i = 0; i < 6; i++)
		pthread_create(&threads[i], NULL, extract_once, &statuses[i]);
	for (int i = 0; i < 6; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(statuses[i], PANDECT_OK);
	}
	ck_assert_int_eq(counts.initialized, 1);
	if (_i)
		ck_assert_int_ge(crowd.most, 2);
	else
		ck_assert_int_eq(crowd.most, 1);
}
END_TEST

struct churn {
	int number, failures;
};

static void *
register_and_unregister(void *data)
{
	struct churn *churn = data;
	struct pandect_document_extractor extractor = sample_extractor;
	struct counts own = {0};
	char name[32];

	snprintf(name, sizeof name, "churn-%d", churn->number);
	extractor.base.name = name;
	for (int i = 0; i < 300; i++) {
		churn->failures += enter(&extractor.base, &own) != PANDECT_OK;
		churn->failures += pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR,
					   name, i % 2 ? PANDECT_FOREVER : 0, NULL) != PANDECT_OK;
	}
	churn->failures += own.destroyed != 300;
	return NULL;
}

START_TEST(many_threads_register_and_unregister_at_once)
{
	struct churn churns[8];
	pthread_t threads[8];

	for (int i = 0; i < 8; i++) {
		churns[i] = (struct churn){i, 0};
		pthread_create(&threads[i], NULL, register_and_unregister, &churns[i]);
	}
	for (int i = 0; i < 50; i++)
		listed(0);
	for (int i = 0; i < 8; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(churns[i].failures, 0);
	}
	ck_assert_uint_eq(listed(0), 0);
}
END_TEST

START_TEST(a_forked_child_is_refused_and_does_not_hang)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct pandect_error *error = NULL;
		int is_refused = pandect_registry_register(registry, &sample_extractor.base,
					 &counts, NULL, 0, &error) == PANDECT_INVALID;

		_exit(is_refused && strstr(error->text, "forked") ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

/* ---- tables that are wrong ---- */

static struct pandect_document_extractor broken;

static void
break_size(void)
{
	broken.base.size = 8;
}
static void
break_kind(void)
{
	broken.base.kind = 0;
}
static void
break_name(void)
{
	broken.base.name = "";
}
static void
break_name_pointer(void)
{
	broken.base.name = (const char *)(uintptr_t)0x10;
}
static void
break_version(void)
{
	broken.base.version = "1\n2";
}
static void
break_function(void)
{
	broken.extract = NULL;
}
static void
break_code(void)
{
	memset(&broken.extract, 0x41, sizeof broken.extract);
}
static void
break_flags(void)
{
	broken.base.flags = 1u << 31;
}
static void
break_options(void)
{
	broken.base.options = (struct pandect_array){&broken, 3, 4};
}
static void
break_items(void)
{
	broken.base.options =
		(struct pandect_array){(void *)(uintptr_t)0x10, 1, sizeof(struct pandect_option)};
}

static const struct {
	void (*breaks)(void);
	const char *says;
} broken_tables[] = {
	{break_size, "its size 8 is absurd"},
	{break_kind, "its kind 0 is none of the six"},
	{break_name, "its name is empty"},
	{break_name_pointer, "its name points to where nothing can be read"},
	{break_version, "control character"},
	{break_function, "its extract is NULL"},
	{break_code, "its extract does not point to code"},
	{break_flags, "does not know"},
	{break_options, "an element of its options has 4 bytes"},
	{break_items, "its options cannot be read"},
};

START_TEST(a_broken_table_is_refused_with_a_sentence_and_its_data_destroyed_once)
{
	struct pandect_error *error = NULL;

	broken = sample_extractor;
	broken_tables[_i].breaks();
	ck_assert_int_eq(pandect_registry_register(
				 registry, &broken.base, &counts, sample_destroy, 0, &error),
		PANDECT_INVALID);
	ck_assert_msg(strstr(error->text, broken_tables[_i].says), "wanted \"%s\", got \"%s\"",
		broken_tables[_i].says, error->text);
	pandect_error_free(error);
	ck_assert_int_eq(counts.destroyed, 1);
	ck_assert_uint_eq(listed(0), 0);
}
END_TEST

START_TEST(a_table_may_be_gone_after_registration)
{
	struct pandect_document_extractor *table = malloc(sizeof *table);
	char *name = strdup("fleeting");

	*table = sample_extractor;
	table->base.name = name;
	ck_assert_int_eq(enter(&table->base, &counts), PANDECT_OK);
	memset(name, '?', strlen(name));
	memset(table, 0xff, sizeof *table);
	free(name);
	free(table);
	ck_assert_int_eq(extract_text(engine, "SAMPLE: x"), PANDECT_OK);
	ck_assert_int_eq(pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR,
				 "fleeting", PANDECT_FOREVER, NULL),
		PANDECT_OK);
}
END_TEST

START_TEST(a_longer_table_of_a_newer_header_is_taken_without_its_tail)
{
	struct {
		struct pandect_document_extractor known;
		void *tail[4];
	} longer = {.known = sample_extractor};

	longer.known.base.size = sizeof longer;
	memset(longer.tail, 0x55, sizeof longer.tail);
	ck_assert_int_eq(enter(&longer.known.base, &counts), PANDECT_OK);
	ck_assert_int_eq(extract_text(engine, "SAMPLE: x"), PANDECT_OK);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("registry");
	TCase *tests = tcase_create("registry");

	tcase_add_checked_fixture(tests, open_empty, close_all);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(
		tests, each_kind_is_registered_found_listed_and_unregistered, 0, N_SAMPLES);
	tcase_add_loop_test(tests, a_name_that_code_holds_is_exists_in_each_kind, 0, N_SAMPLES);
	tcase_add_test(tests, clear_retires_one_kind_or_all);
	tcase_add_test(tests, a_short_name_that_two_kinds_have_is_refused_and_both_are_named);
	tcase_add_test(tests, initialize_and_shutdown_run_once_and_only_when_it_was_used);
	tcase_add_loop_test(tests, a_failed_initialize_is_remembered_and_never_shut_down, 0,
		sizeof failures / sizeof failures[0]);
	tcase_add_test(tests, a_passing_failure_is_tried_again_after_a_pause);
	tcase_add_test(tests, a_plugin_that_unregisters_itself_ends_when_its_call_has_returned);
	tcase_add_test(tests, waiting_from_inside_a_call_is_invalid_and_changes_nothing);
	tcase_add_test(tests, destroy_may_unregister_another_but_not_wait);
	tcase_add_test(tests, rescanning_from_inside_a_call_is_invalid);
	tcase_add_test(tests,
		initialize_that_needs_its_own_plugin_is_told_so_and_does_not_wait_for_itself);
	tcase_add_test(
		tests, a_validator_that_goes_during_the_run_does_not_let_the_document_through);
	tcase_add_test(tests, unregister_waits_for_the_call_in_flight);
	tcase_add_loop_test(tests, calls_come_one_at_a_time_unless_it_says_concurrent, 0, 2);
	tcase_add_test(tests, many_threads_register_and_unregister_at_once);
	tcase_add_test(tests, a_forked_child_is_refused_and_does_not_hang);
	tcase_add_loop_test(tests,
		a_broken_table_is_refused_with_a_sentence_and_its_data_destroyed_once, 0,
		sizeof broken_tables / sizeof broken_tables[0]);
	tcase_add_test(tests, a_table_may_be_gone_after_registration);
	tcase_add_test(tests, a_longer_table_of_a_newer_header_is_taken_without_its_tail);
	suite_add_tcase(suite, tests);
	return suite;
}
