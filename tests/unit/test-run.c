/* SPDX-License-Identifier: MIT */
/* A job from outside: input, ending in time, limits, rendering, what is told of the run. */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "actors.h"

static struct actor reader;

static void
open_run(void)
{
	open_stage();
	reader = (struct actor){.name = "reader"};
}

/* ---- input ---- */

START_TEST(a_job_without_input_is_invalid)
{
	enter_extractor(&reader);
	ck_status(pandect_job_run(job), PANDECT_INVALID);
	ck_error("the job has no input");
}
END_TEST

static const struct {
	const char *path, *says;
	pandect_status status;
} paths[] = {
	{"/no/such/file.play", "No such file or directory", PANDECT_IO},
	{"/proc", "it cannot be read: Is a directory", PANDECT_INVALID},
};

START_TEST(a_path_that_cannot_be_read_says_which_and_why)
{
	ck_status(pandect_job_input_path(job, paths[_i].path), paths[_i].status);
	ck_error(paths[_i].says);
	ck_assert_str_eq(pandect_job_error(job)->where, paths[_i].path);
	ck_status(pandect_job_run(job), PANDECT_INVALID); /* there is no input then */
}
END_TEST

START_TEST(a_bad_descriptor_is_io)
{
	ck_status(pandect_job_input_descriptor(job, -1), PANDECT_IO);
	ck_status(pandect_job_input_descriptor(job, 9999), PANDECT_IO);
}
END_TEST

START_TEST(a_job_runs_again_with_another_input_and_forgets_the_former)
{
	struct pandect_step step;

	reader.gives = PANDECT_MALFORMED;
	enter_extractor(&reader);
	ck_status(run_play(), PANDECT_MALFORMED);
	ck_assert_ptr_null(pandect_job_document(job));
	reader.gives = PANDECT_OK;
	ck_status(run_play(), PANDECT_OK);
	ck_assert_ptr_null(pandect_job_error(job));
	ck_document("doc[p\"reader\"]");
	ck_status(run_named("\001", NULL), PANDECT_UNSUPPORTED);
	ck_assert_ptr_null(pandect_job_document(job));
	ck_assert_int_eq(pandect_job_step(job, 1, &step), PANDECT_NOT_FOUND);
}
END_TEST

static pandect_status
play_again(struct actor *actor, const struct scene *scene)
{
	(void)scene;
	ck_assert_int_eq(pandect_job_run(job), PANDECT_INVALID);
	return actor->gives;
}

START_TEST(a_job_does_not_run_inside_itself)
{
	reader.plays = play_again;
	enter_extractor(&reader);
	ck_status(run_play(), PANDECT_OK);
}
END_TEST

START_TEST(a_job_and_its_document_outlive_the_engine)
{
	struct pandect_job *other;

	enter_extractor(&reader);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(pandect_engine_close(engine, PANDECT_FOREVER), PANDECT_OK);
	ck_document("doc[p\"reader\"]");
	ck_status(run_play(), PANDECT_UNSUPPORTED); /* nothing is left to read it */
	pandect_job_free(job);
	open_stage();
	ck_assert_int_eq(pandect_job_new(engine, &other), PANDECT_OK);
	pandect_job_free(other);
}
END_TEST

/* ---- ending ---- */

/* Works until it is told to stop, as a well-behaved plugin does. */
static pandect_status
play_endlessly(struct actor *actor, const struct scene *scene)
{
	pandect_status status;

	(void)actor;
	while ((status = pandect_call_should_stop(scene->call)) == PANDECT_OK)
		usleep(1000);
	return status;
}

/* Looks at nothing but its builder. */
static pandect_status
play_writing(struct actor *actor, const struct scene *scene)
{
	pandect_status status = PANDECT_OK;

	(void)actor;
	while (status == PANDECT_OK)
		status = pandect_builder_leaf(
			scene->builder, PANDECT_NODE_PARAGRAPH, 0, pandect_text("a"));
	return status;
}

/* Does not look at the status of what it writes, and says OK. */
static pandect_status
play_blindly(struct actor *actor, const struct scene *scene)
{
	pandect_status stopped = PANDECT_OK;

	(void)actor;
	for (; !stopped; usleep(100)) {
		pandect_builder_leaf(scene->builder, PANDECT_NODE_PARAGRAPH, 0, pandect_text("a"));
		stopped = pandect_call_should_stop(scene->call);
	}
	for (int i = 0; i < 1000; i++)
		pandect_builder_leaf(scene->builder, PANDECT_NODE_PARAGRAPH, 0, pandect_text("a"));
	return PANDECT_OK;
}

/* Gives another reason, because it was disturbed. */
static pandect_status
play_confused(struct actor *actor, const struct scene *scene)
{
	play_endlessly(actor, scene);
	return pandect_call_fail(scene->call, PANDECT_MALFORMED, "the file ends too early");
}

static pandect_status (*const plays[])(struct actor *, const struct scene *) = {
	play_endlessly, play_writing, play_blindly, play_confused};

START_TEST(a_run_ends_when_its_time_is_over)
{
	reader.plays = plays[_i];
	enter_extractor(&reader);
	set("extract.timeout", "0.05");
	ck_status(run_play(), PANDECT_TIMEOUT);
	ck_assert_ptr_null(pandect_job_document(job));
	ck_assert_int_eq(pandect_job_error(job)->status, PANDECT_TIMEOUT);
	ck_assert_ptr_null(strstr(error_text(), "too early"));
}
END_TEST

static void *
cancel_soon(void *which)
{
	usleep(20000);
	pandect_job_cancel(which);
	return NULL;
}

START_TEST(a_run_ends_when_another_thread_cancels_it)
{
	pthread_t thread;

	reader.plays = plays[_i];
	enter_extractor(&reader);
	ck_assert_int_eq(pthread_create(&thread, NULL, cancel_soon, job), 0);
	ck_status(run_play(), PANDECT_CANCELLED);
	pthread_join(thread, NULL);
	ck_assert_int_eq(pandect_job_error(job)->status, PANDECT_CANCELLED);
	reader.plays = NULL;
	ck_status(run_play(), PANDECT_OK); /* the next run is not cancelled */
}
END_TEST

START_TEST(a_cancel_before_the_run_cancels_that_run)
{
	enter_extractor(&reader);
	pandect_job_cancel(job);
	ck_status(run_play(), PANDECT_CANCELLED);
	ck_assert_int_eq(reader.n_played, 0);
	ck_status(run_play(), PANDECT_OK);
}
END_TEST

static void
cancel_from_progress(void *data, const char *document, uint64_t done, uint64_t total)
{
	(void)document;
	(void)done;
	(void)total;
	pandect_job_cancel(data);
}

static pandect_status
play_pages(struct actor *actor, const struct scene *scene)
{
	pandect_status status = PANDECT_OK;
	float dpi;

	for (uint32_t i = 1; i <= 5 && status == PANDECT_OK; i++) {
		actor->n_asked++;
		pandect_builder_page_begin(scene->builder, i, 5, 0, 0);
		status = pandect_builder_page_end(scene->builder, &dpi);
	}
	return status;
}

START_TEST(a_cancel_from_the_progress_callback_ends_it_at_that_page)
{
	reader.plays = play_pages;
	enter_extractor(&reader);
	set("ocr.mode", "never");
	pandect_job_on_progress(job, cancel_from_progress, job);
	ck_status(run_play(), PANDECT_CANCELLED);
	ck_assert_int_eq(reader.n_asked, 1);
}
END_TEST

START_TEST(a_processor_or_validator_that_runs_out_of_time_ends_the_run)
{
	struct actor processor = {.name = "slow", .plays = play_endlessly},
		     validator = {.name = "slow", .plays = play_endlessly};
	static const char *const chains[] = {"process.chain", "validate.chain"};

	enter_extractor(&reader);
	enter_processor(&processor);
	enter_validator(&validator);
	set(chains[_i], "slow");
	set("extract.timeout", "0.05");
	ck_status(run_play(), PANDECT_TIMEOUT);
	ck_assert_ptr_null(pandect_job_document(job));
}
END_TEST

/* ---- limits ---- */

static pandect_status
play_table(struct actor *actor, const struct scene *scene)
{
	struct pandect_builder *b = scene->builder;

	pandect_builder_open(b, PANDECT_NODE_TABLE, 0);
	for (int i = 0; i < 4; i++) {
		pandect_builder_open(b, PANDECT_NODE_ROW, 0);
		for (int k = 0; k < 4; k++)
			pandect_builder_leaf(b, PANDECT_NODE_CELL, 0, pandect_text("cell"));
		pandect_builder_close(b);
	}
	pandect_builder_close(b);
	return actor->gives;
}

static const struct {
	const char *key, *value;
	pandect_status status;
} limits[] = {
	{"limits.nodes", "20", PANDECT_LIMIT},
	{"limits.cells", "15", PANDECT_LIMIT},
	{"limits.text", "63", PANDECT_LIMIT},
	{"limits.nodes", "37", PANDECT_OK},
	{"limits.cells", "16", PANDECT_OK},
	{"limits.text", "64", PANDECT_OK},
};

START_TEST(a_document_over_a_limit_ends_with_the_name_of_the_limit)
{
	reader.plays = play_table;
	enter_extractor(&reader);
	set(limits[_i].key, limits[_i].value);
	ck_status(run_play(), limits[_i].status);
	if (limits[_i].status == PANDECT_LIMIT)
		ck_error(limits[_i].key);
}
END_TEST

/* ---- rendering ---- */

struct short_sink {
	struct pandect_sink public;
	size_t n, room;
	unsigned n_writes, n_failures;
};

static pandect_status
write_short(struct pandect_sink *public, const void *data, size_t n)
{
	struct short_sink *sink = (struct short_sink *)public;

	(void)data;
	sink->n_writes++;
	if (n > sink->room - sink->n) {
		sink->n_failures++;
		return PANDECT_IO;
	}
	sink->n += n;
	return PANDECT_OK;
}

static const struct pandect_sink_ops short_ops = {.size = sizeof short_ops, .write = write_short};

static pandect_status
play_rendering(struct actor *actor, const struct scene *scene)
{
	for (int i = 0; i < 4; i++)
		pandect_sink_write(scene->sink, "four", 4);
	return actor->gives;
}

START_TEST(a_renderer_writes_to_the_sink)
{
	struct actor renderer = {.name = "plain", .plays = play_rendering};
	struct pandect_sink *sink;

	enter_extractor(&reader);
	enter_renderer(&renderer);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(pandect_memory_sink_new(&sink), PANDECT_OK);
	ck_status(pandect_job_render(job, "plain", sink), PANDECT_OK);
	ck_assert_str_eq(pandect_memory_sink_text(sink).data, "fourfourfourfour");
	ck_assert_uint_eq(pandect_memory_sink_text(sink).size, 16);
	ck_step("render", "the document was written");
	pandect_memory_sink_free(sink);
}
END_TEST

START_TEST(the_sinks_first_failure_stays_and_is_the_result)
{
	struct actor renderer = {.name = "plain", .plays = play_rendering};
	struct short_sink sink = {.public = {&short_ops}, .room = 6};

	enter_extractor(&reader);
	enter_renderer(&renderer);
	ck_status(run_play(), PANDECT_OK);
	ck_status(pandect_job_render(job, "renderer:plain", &sink.public), PANDECT_IO);
	ck_error("the output could not be written");
	ck_assert_uint_eq(sink.n_writes, 2);
	ck_assert_uint_eq(sink.n_failures, 1);
	ck_document("doc[p\"reader\"]"); /* may be rendered again */
	sink.room = 100;
	ck_status(pandect_job_render(job, "plain", &sink.public), PANDECT_OK);
}
END_TEST

START_TEST(a_renderer_that_fails_says_why)
{
	struct actor renderer = {
		.name = "plain", .gives = PANDECT_UNSUPPORTED, .complains = "no tables here"};
	struct short_sink sink = {.public = {&short_ops}, .room = 6};

	enter_extractor(&reader);
	enter_renderer(&renderer);
	ck_status(pandect_job_render(job, "plain", &sink.public), PANDECT_INVALID);
	ck_error("there is no document to render");
	ck_status(run_play(), PANDECT_OK);
	ck_status(pandect_job_render(job, "plain", &sink.public), PANDECT_UNSUPPORTED);
	ck_error("no tables here");
	ck_assert_str_eq(pandect_job_error(job)->plugin, "renderer:plain 1.0");
	ck_status(pandect_job_render(job, "plian", &sink.public), PANDECT_NOT_FOUND);
	ck_error("there is no renderer called \"plian\"; did you mean \"plain\"?");
	ck_status(pandect_job_render(job, "extractor:reader", &sink.public), PANDECT_NOT_FOUND);
}
END_TEST

/* ---- what is told ---- */

START_TEST(each_step_says_who_did_what_for_how_long)
{
	static const char *const stages[] = {
		"identify", "bid", "extract", "validate", "process", "validate"};
	struct actor processor = {.name = "p"}, before = {.name = "b"},
		     after = {.name = "a", .stage = PANDECT_STAGE_FINAL};
	struct pandect_step step, kept;
	uint32_t i;

	enter_extractor(&reader);
	enter_processor(&processor);
	enter_validator(&before);
	enter_validator(&after);
	set("process.chain", "p");
	set("validate.chain", "a,b");
	ck_status(run_named("PLAY!", "x.play"), PANDECT_OK);
	for (i = 0; pandect_job_step(job, i, &step) == PANDECT_OK; i++) {
		ck_assert_uint_lt(i, 6);
		ck_assert_msg(pandect_text_is(step.stage, stages[i]), "step %u: %.*s", i,
			(int)step.stage.size, step.stage.data);
		ck_assert(pandect_text_is(step.document, "x.play"));
		ck_assert_uint_gt(step.decision.size, 0);
		ck_assert(i == 0 || pandect_text_is(step.version, "1.0"));
		ck_assert_int_eq(
			pandect_document_step(pandect_job_document(job), i, &kept), PANDECT_OK);
		ck_assert_uint_eq(kept.microseconds, step.microseconds);
	}
	ck_assert_uint_eq(i, 6);
	ck_assert(pandect_text_is(find_step("extract", "")->plugin, "extractor:reader"));
	ck_assert(pandect_text_is(find_step("process", "")->plugin, "processor:p"));
}
END_TEST

START_TEST(a_failed_run_has_its_steps_too)
{
	reader.gives = PANDECT_ENCRYPTED;
	reader.complains = "a password is needed";
	enter_extractor(&reader);
	ck_status(run_play(), PANDECT_ENCRYPTED);
	ck_step("identify", "text/x-play, by its content");
	ck_step("bid", "likely by its tables, a candidate by its content");
	ck_step("extract", "a password is needed");
	ck_assert_int_eq(find_step("extract", "a password")->status, PANDECT_ENCRYPTED);
}
END_TEST

static const struct pandect_option unused[] = {
	{"level", "how much", "1", NULL, PANDECT_OPTION_INTEGER, PANDECT_OPTION_CALL},
};

START_TEST(options_of_the_job_that_had_no_effect_are_told)
{
	struct actor idle = {.name = "idle", .options = PANDECT_ARRAY(unused)};

	enter_extractor(&reader);
	enter_processor(&idle);
	ck_assert_int_eq(pandect_engine_set(engine, "ocr.dpi", "300", NULL), PANDECT_OK);
	set("idle.level", "2");
	set("ocr.min-confidence", "0.5");
	set("limits.nodes", "1000");
	ck_status(run_play(), PANDECT_OK);
	ck_step("option", "processor:idle.level had no effect: nothing asked for it");
	ck_step("option", "ocr.min-confidence had no effect: nothing asked for it");
	ck_assert_ptr_null(find_step("option", "limits.nodes"));
	ck_assert_ptr_null(find_step("option", "ocr.dpi")); /* a default */
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("run");
	TCase *tests = tcase_create("run");

	tcase_add_checked_fixture(tests, open_run, close_stage);
	tcase_set_timeout(tests, 30);
	tcase_add_test(tests, a_job_without_input_is_invalid);
	tcase_add_loop_test(tests, a_path_that_cannot_be_read_says_which_and_why, 0,
		sizeof paths / sizeof paths[0]);
	tcase_add_test(tests, a_bad_descriptor_is_io);
	tcase_add_test(tests, a_job_runs_again_with_another_input_and_forgets_the_former);
	tcase_add_test(tests, a_job_does_not_run_inside_itself);
	tcase_add_test(tests, a_job_and_its_document_outlive_the_engine);
	tcase_add_loop_test(tests, a_run_ends_when_its_time_is_over, 0, 4);
	tcase_add_loop_test(tests, a_run_ends_when_another_thread_cancels_it, 0, 4);
	tcase_add_test(tests, a_cancel_before_the_run_cancels_that_run);
	tcase_add_test(tests, a_cancel_from_the_progress_callback_ends_it_at_that_page);
	tcase_add_loop_test(
		tests, a_processor_or_validator_that_runs_out_of_time_ends_the_run, 0, 2);
	tcase_add_loop_test(tests, a_document_over_a_limit_ends_with_the_name_of_the_limit, 0,
		sizeof limits / sizeof limits[0]);
	tcase_add_test(tests, a_renderer_writes_to_the_sink);
	tcase_add_test(tests, the_sinks_first_failure_stays_and_is_the_result);
	tcase_add_test(tests, a_renderer_that_fails_says_why);
	tcase_add_test(tests, each_step_says_who_did_what_for_how_long);
	tcase_add_test(tests, a_failed_run_has_its_steps_too);
	tcase_add_test(tests, options_of_the_job_that_had_no_effect_are_told);
	suite_add_tcase(suite, tests);
	return suite;
}
