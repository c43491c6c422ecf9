/* SPDX-License-Identifier: MIT */
/* What the host offers while a slot runs: options, memory, files, other plugins, log and progress.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "actors.h"

/* A test's own part of the play; runs inside extract. */
static void (*inside)(const struct scene *scene);

static pandect_status
play_inside(struct actor *actor, const struct scene *scene)
{
	inside(scene);
	return actor->gives;
}

static struct actor reader;

static void
open_call(void)
{
	open_stage();
	reader = (struct actor){.name = "reader", .plays = play_inside};
}

static void
run_inside(void (*function)(const struct scene *))
{
	inside = function;
	if (!reader.n_initialized)
		enter_extractor(&reader);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(reader.n_played, 1);
}

/* ---- options ---- */

static const struct pandect_option options[] = {
	{"count", "how many", "7", "0..9", PANDECT_OPTION_INTEGER, PANDECT_OPTION_CALL},
	{"share", "how much", "0.5", "0..1", PANDECT_OPTION_NUMBER, PANDECT_OPTION_CALL},
	{"bold", "whether", "true", NULL, PANDECT_OPTION_BOOL, PANDECT_OPTION_CALL},
	{"word", "which", "none", NULL, PANDECT_OPTION_TEXT, PANDECT_OPTION_CALL},
	{"side", "where", "left", "left|right", PANDECT_OPTION_CHOICE, PANDECT_OPTION_CALL},
	{"model", "of what", "small", NULL, PANDECT_OPTION_TEXT, PANDECT_OPTION_INSTANCE},
	{"list", "from where", NULL, NULL, PANDECT_OPTION_FILE, PANDECT_OPTION_CALL},
};

static void
ck_options(struct pandect_call *call, int64_t count, double share, int64_t bold, const char *word,
	const char *side)
{
	int64_t integer = -1, flag = -1;
	double number = -1;
	struct pandect_text text = {NULL, 0}, choice = {NULL, 0};

	ck_assert_int_eq(pandect_call_integer(call, "count", &integer), PANDECT_OK);
	ck_assert_int_eq(pandect_call_number(call, "share", &number), PANDECT_OK);
	ck_assert_int_eq(pandect_call_bool(call, "bold", &flag), PANDECT_OK);
	ck_assert_int_eq(pandect_call_text(call, "word", &text), PANDECT_OK);
	ck_assert_int_eq(pandect_call_text(call, "side", &choice), PANDECT_OK);
	ck_assert_int_eq(integer, count);
	ck_assert_double_eq(number, share);
	ck_assert_int_eq(flag, bold);
	ck_assert(pandect_text_is(text, word));
	ck_assert(pandect_text_is(choice, side));
}

static void
read_fallbacks(const struct scene *scene)
{
	ck_options(scene->call, 7, 0.5, 1, "none", "left");
}

static void
read_set(const struct scene *scene)
{
	ck_options(scene->call, 9, 0.25, 0, "a word, and another", "right");
}

START_TEST(options_are_read_as_set_or_as_they_fall_back)
{
	reader.options = (struct pandect_array)PANDECT_ARRAY(options);
	run_inside(read_fallbacks);
	set("reader.count", "9");
	set("extractor:reader.share", "0.25");
	set("reader.bold", "no");
	set("reader.word", "a word, and another");
	set("reader.side", "right");
	reader.n_played = 0;
	run_inside(read_set);
}
END_TEST

static void
read_wrongly(const struct scene *scene)
{
	int64_t integer = 42;
	double number = 42;
	struct pandect_text text = {"42", 2};

	ck_assert_int_eq(pandect_call_text(scene->call, "model", &text), PANDECT_INVALID);
	ck_assert_int_eq(pandect_call_text(scene->call, "nothing", &text), PANDECT_INVALID);
	ck_assert_int_eq(pandect_call_text(scene->call, "count", &text), PANDECT_INVALID);
	ck_assert_int_eq(pandect_call_number(scene->call, "count", &number), PANDECT_INVALID);
	ck_assert_int_eq(pandect_call_integer(scene->call, "bold", &integer), PANDECT_INVALID);
	ck_assert(integer == 42 && number == 42 && pandect_text_is(text, "42"));
}

START_TEST(options_are_refused_at_the_wrong_time_name_or_type)
{
	reader.options = (struct pandect_array)PANDECT_ARRAY(options);
	reader.gives = PANDECT_INVALID;
	inside = read_wrongly;
	enter_extractor(&reader);
	ck_status(run_play(), PANDECT_INVALID);
	ck_error("it asks for the option model at the wrong time: it is an INSTANCE option");
}
END_TEST

static pandect_status
start_with_options(struct actor *actor, struct pandect_call *call)
{
	static float vector[2];
	const struct pandect_text text = {"x", 1};
	const struct pandect_image image = {.size = sizeof image};
	struct pandect_text model = {NULL, 0};
	int64_t count = 42;

	ck_assert_int_eq(pandect_call_integer(call, "count", &count), PANDECT_INVALID);
	ck_assert_int_eq(count, 42);
	ck_assert_int_eq(pandect_call_text(call, "model", &model), PANDECT_OK);
	snprintf(actor->data, 16, "%.*s", (int)model.size, model.data);
	ck_assert_int_eq(pandect_call_embed(call, &text, 1, vector, 2), PANDECT_INVALID);
	ck_assert_int_eq(pandect_call_ocr(call, &image, NULL), PANDECT_INVALID);
	ck_assert_int_eq(pandect_call_should_stop(call), PANDECT_OK);
	pandect_call_progress(call, 1, 2); /* nobody listens */
	ck_assert_uint_eq(pandect_call_languages(call).size, 0);
	return PANDECT_OK;
}

START_TEST(initialize_reads_instance_options_and_uses_no_other_plugin)
{
	char model[16] = "";

	reader.options = (struct pandect_array)PANDECT_ARRAY(options);
	reader.initializes = start_with_options;
	reader.data = model;
	run_inside(read_fallbacks);
	ck_assert_str_eq(model, "small");
	ck_assert_int_eq(pandect_engine_set(engine, "reader.model", "large", NULL), PANDECT_OK);
	reader.n_played = 0;
	run_inside(read_fallbacks);
	ck_assert_str_eq(model, "large");
	ck_assert_int_eq(reader.n_initialized, 2);
	ck_assert_int_eq(n_shut_down, 1);
}
END_TEST

/* ---- memory ---- */

static void
allocate(const struct scene *scene)
{
	unsigned char *memory[100];

	for (size_t i = 0; i < 100; i++) {
		memory[i] = pandect_call_alloc(scene->call, i * 37);
		ck_assert_ptr_nonnull(memory[i]);
		ck_assert_uint_eq((uintptr_t)memory[i] % sizeof(long double), 0);
		for (size_t k = 0; k < i * 37; k++)
			ck_assert_uint_eq(memory[i][k], 0);
		memset(memory[i], 0xff, i * 37);
	}
	ck_assert_ptr_nonnull(pandect_call_alloc(scene->call, 1 << 20));
	ck_assert_ptr_null(pandect_call_alloc(scene->call, SIZE_MAX));
	ck_assert_ptr_null(pandect_call_alloc(scene->call, SIZE_MAX / 2));
	ck_assert_ptr_null(pandect_call_alloc(scene->call, (1ul << 30) + 1));
}

START_TEST(memory_is_zeroed_aligned_and_bounded)
{
	run_inside(allocate);
}
END_TEST

/* ---- the source ---- */

static void
ck_play(struct pandect_source *source)
{
	const void *data;
	size_t size;
	char some[8] = "";

	ck_assert_uint_eq(pandect_source_length(source), 5);
	ck_assert_int_eq(pandect_source_bytes(source, &data, &size), PANDECT_OK);
	ck_assert(size == 5 && memcmp(data, "PLAY!", 5) == 0);
	ck_assert_int_eq(pandect_source_read_at(source, 1, some, 3), 3);
	ck_assert_str_eq(some, "LAY");
	ck_assert_int_eq(pandect_source_read_at(source, 3, some, 8), 2);
	ck_assert_int_eq(pandect_source_read_at(source, 5, some, 8), 0);
	ck_assert_int_eq(pandect_source_read_at(source, UINT64_MAX, some, 8), 0);
}

static void
read_source(const struct scene *scene)
{
	int descriptor = pandect_source_descriptor(scene->source);
	char some[8] = "";

	ck_play(scene->source);
	ck_assert_int_ge(descriptor, 0);
	ck_assert_int_eq(pandect_source_descriptor(scene->source), descriptor);
	ck_assert_int_eq(pread(descriptor, some, 8, 0), 5);
	ck_assert_str_eq(some, "PLAY!");
	ck_assert_int_eq(write(descriptor, "x", 1), -1);
	ck_assert_int_eq(fcntl(descriptor, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	ck_assert(pandect_text_is(pandect_source_mime(scene->source), "text/x-play"));
}

static char path[64];

static void
write_play(const char *text)
{
	int descriptor;

	snprintf(path, sizeof path, "/tmp/pandect-call-XXXXXX");
	descriptor = mkstemp(path);
	ck_assert_int_ge(descriptor, 0);
	ck_assert_int_eq(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
	close(descriptor);
}

static void
give_memory(void)
{
	pandect_job_input_memory(job, "PLAY!", 5);
}
static void
give_path(void)
{
	ck_assert_int_eq(pandect_job_input_path(job, path), PANDECT_OK);
}
static void
give_descriptor(void)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);

	ck_assert_int_eq(lseek(descriptor, 3, SEEK_SET), 3); /* it is read from its beginning */
	ck_assert_int_eq(pandect_job_input_descriptor(job, descriptor), PANDECT_OK);
	close(descriptor);
}
static void
give_pipe(void)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(write(ends[1], "PLAY!", 5), 5);
	ck_assert_int_eq(pandect_job_input_descriptor(job, ends[0]), PANDECT_OK);
	close(ends[0]);
	close(ends[1]);
}

static void (*const inputs[])(void) = {give_memory, give_path, give_descriptor, give_pipe};

START_TEST(every_kind_of_input_is_the_same_source)
{
	inside = read_source;
	write_play("PLAY!");
	enter_extractor(&reader);
	inputs[_i]();
	ck_status(pandect_job_run(job), PANDECT_OK);
	ck_assert_int_eq(reader.n_played, 1);
	if (inputs[_i] != give_pipe)
		ck_status(pandect_job_run(job), PANDECT_OK); /* again */
	unlink(path);
}
END_TEST

static void
read_name(const struct scene *scene)
{
	struct pandect_text name = pandect_source_name(scene->source);

	ck_assert_msg(
		pandect_text_is(name, strrchr(path, '/') + 1), "%.*s", (int)name.size, name.data);
}

START_TEST(the_source_is_called_by_the_last_part_of_its_path)
{
	inside = read_name;
	write_play("PLAY!");
	enter_extractor(&reader);
	give_path();
	ck_status(pandect_job_run(job), PANDECT_OK);
	unlink(path);
}
END_TEST

/* ---- data files ---- */

static const char *const data_paths[] = {"/proc/self/no-such-file", "$ORIGIN/words.txt"};

static void
read_data(const struct scene *scene)
{
	struct pandect_source *source = NULL;

	ck_assert_int_eq(pandect_call_data(scene->call, data_paths[0], &source), PANDECT_NOT_FOUND);
	ck_assert_int_eq(/* code stands nowhere */
		pandect_call_data(scene->call, data_paths[1], &source), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_call_data(scene->call, "/etc/passwd", &source), PANDECT_INVALID);
	ck_assert_int_eq(pandect_call_data(scene->call, "word", &source), PANDECT_INVALID);
	ck_assert_int_eq(pandect_call_data(scene->call, "list", &source), PANDECT_NOT_FOUND);
	ck_assert_ptr_null(source);
}

static void
read_list(const struct scene *scene)
{
	struct pandect_source *source = NULL;

	ck_assert_int_eq(pandect_call_data(scene->call, "list", &source), PANDECT_OK);
	ck_play(source);
}

START_TEST(data_is_what_the_table_and_the_options_name)
{
	reader.options = (struct pandect_array)PANDECT_ARRAY(options);
	reader.data_paths = (struct pandect_array)PANDECT_ARRAY(data_paths);
	run_inside(read_data);
	write_play("PLAY!");
	set("reader.list", path);
	reader.n_played = 0;
	run_inside(read_list);
	unlink(path);
}
END_TEST

/* ---- languages and recognition ---- */

static char told[64];

static void
read_languages(const struct scene *scene)
{
	struct pandect_text languages = pandect_call_languages(scene->call);

	snprintf(told, sizeof told, "%.*s", (int)languages.size, languages.data);
}

START_TEST(the_languages_are_those_that_the_user_expects)
{
	run_inside(read_languages);
	ck_assert_str_eq(told, "");
	set("ocr.language", "de-CH, fr,en");
	reader.n_played = 0;
	run_inside(read_languages);
	ck_assert_str_eq(told, "de-CH fr en");
}
END_TEST

static pandect_status recognising;

static void
recognise(const struct scene *scene)
{
	static const unsigned char pixels[4];
	struct pandect_image image = {.size = sizeof image,
		.format = PANDECT_GRAY8,
		.width = 2,
		.height = 2,
		.stride = 2,
		.data = pixels,
		.n_bytes = 4};

	pandect_builder_open(scene->builder, PANDECT_NODE_SECTION, 0);
	recognising = pandect_call_ocr(scene->call, &image, scene->builder);
	pandect_builder_close(scene->builder);
}

static pandect_status
play_words(struct actor *actor, const struct scene *scene)
{
	struct pandect_builder *b = scene->builder;

	pandect_builder_open(b, PANDECT_NODE_PARAGRAPH, 0);
	for (int i = 0; i < 2; i++) {
		pandect_builder_open(b, PANDECT_NODE_LINE, 0);
		pandect_builder_open(b, PANDECT_NODE_WORD, 0);
		pandect_builder_string(b, i ? "two" : "one");
		pandect_builder_close(b);
		pandect_builder_close(b);
	}
	pandect_builder_close(b);
	pandect_builder_open(b, PANDECT_NODE_LIST, 1);
	pandect_builder_open(b, PANDECT_NODE_ITEM, 0);
	pandect_builder_string(b, "a ");
	pandect_builder_span_open(b, PANDECT_SPAN_STRONG, pandect_text(""));
	pandect_builder_string(b, "bold ");
	pandect_builder_span_open(b, PANDECT_SPAN_EMPHASIS, pandect_text(""));
	pandect_builder_string(b, "item");
	pandect_builder_span_close(b);
	pandect_builder_span_close(b);
	pandect_builder_close(b);
	pandect_builder_close(b);
	return actor->gives;
}

START_TEST(a_plugin_has_pixels_recognised_into_its_own_builder)
{
	struct actor ocr = {.name = "ocr", .plays = play_words};

	enter_ocr(&ocr);
	run_inside(recognise);
	ck_assert_int_eq(recognising, PANDECT_OK);
	ck_document("doc[sec[p\"one two\" list1[item[p\"a <strong bold <em item>>\"]]]]");
}
END_TEST

START_TEST(without_a_backend_or_from_a_serial_module_it_is_unsupported)
{
	struct actor ocr = {.name = "ocr", .plays = play_words};

	reader.is_serial = _i;
	if (_i)
		enter_ocr(&ocr);
	run_inside(recognise);
	ck_assert_int_eq(recognising, PANDECT_UNSUPPORTED);
	ck_document("doc[sec]");
}
END_TEST

/* ---- log, progress, warnings ---- */

static char log_seen[256], progress_seen[256];

static void
keep_log(void *data, uint32_t level, const char *source, const char *text)
{
	size_t size = strlen(log_seen);

	snprintf(log_seen + size, sizeof log_seen - size, "%s%u %s %s;", (const char *)data, level,
		source, text);
}

static void
keep_progress(void *data, const char *document, uint64_t done, uint64_t total)
{
	size_t size = strlen(progress_seen);

	(void)data;
	snprintf(progress_seen + size, sizeof progress_seen - size, "%s %d/%d;", document,
		(int)done, (int)total);
}

static void
speak(const struct scene *scene)
{
	float dpi;

	pandect_call_log(scene->call, PANDECT_LOG_INFO, "hello");
	pandect_call_progress(scene->call, 1, 4);
	for (uint32_t i = 1; i <= 2; i++) {
		pandect_builder_page_begin(scene->builder, i, 2, 0, 0);
		pandect_builder_page_end(scene->builder, &dpi);
	}
	pandect_call_warn(scene->call, "blot", "there is a blot");
}

START_TEST(log_and_progress_reach_the_jobs_callbacks)
{
	log_seen[0] = progress_seen[0] = '\0';
	set("ocr.mode", "never");
	pandect_job_on_log(job, keep_log, "job ");
	pandect_job_on_progress(job, keep_progress, NULL);
	inside = speak;
	enter_extractor(&reader);
	ck_status(run_named("PLAY!", "x.play"), PANDECT_OK);
	ck_assert_str_eq(log_seen, "job 3 extractor:reader hello;");
	ck_assert_str_eq(progress_seen, "x.play 1/4;x.play 0/2;x.play 1/2;");
	ck_found("blot", "there is a blot");
	ck_assert(pandect_text_is(find_finding("blot")->source, "extractor:reader"));
	ck_assert_uint_eq(find_finding("blot")->severity, PANDECT_WARNING);
}
END_TEST

static pandect_status
start_talking(struct actor *actor, struct pandect_call *call)
{
	(void)actor;
	pandect_call_log(call, PANDECT_LOG_DEBUG, "starting");
	pandect_call_warn(call, "old", "its data is old");
	return PANDECT_OK;
}

START_TEST(what_initialize_says_goes_to_the_engines_log)
{
	struct pandect_engine_config config = {
		.size = sizeof config,
		.flags = PANDECT_ENGINE_NO_DEFAULT_PATH,
		.log = keep_log,
		.log_data = "engine ",
	};

	close_stage();
	log_seen[0] = '\0';
	ck_assert_int_eq(pandect_engine_open(&config, &engine, NULL), PANDECT_OK);
	registry = pandect_engine_registry(engine);
	ck_assert_int_eq(pandect_job_new(engine, &job), PANDECT_OK);
	set("process.chain", "");
	set("ocr.mode", "never");
	reader.initializes = start_talking;
	run_inside(speak);
	ck_assert_str_eq(log_seen,
		"engine 4 extractor:reader starting;engine 2 extractor:reader its data is old;"
		"engine 3 extractor:reader hello;");
}
END_TEST

static void
fail_twice(const struct scene *scene)
{
	ck_assert_int_eq(
		pandect_call_fail(scene->call, PANDECT_MALFORMED, "first"), PANDECT_MALFORMED);
	pandect_call_fail(scene->call, PANDECT_IO, "second");
	pandect_call_fail(scene->call, PANDECT_IO, "third");
}

START_TEST(the_first_failure_is_the_error_and_later_ones_its_context)
{
	inside = fail_twice;
	reader.gives = PANDECT_MALFORMED;
	enter_extractor(&reader);
	ck_status(run_play(), PANDECT_MALFORMED);
	ck_assert_str_eq(error_text(), "first");
	ck_assert_str_eq(pandect_job_error(job)->context, "second\nthird");
}
END_TEST

START_TEST(a_failure_without_a_word_has_a_sentence_all_the_same)
{
	reader.plays = NULL;
	reader.gives = PANDECT_MALFORMED;
	enter_extractor(&reader);
	ck_status(run_play(), PANDECT_MALFORMED);
	ck_assert_str_eq(error_text(), "damaged document");
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("call");
	TCase *tests = tcase_create("call");

	tcase_add_checked_fixture(tests, open_call, close_stage);
	tcase_add_test(tests, options_are_read_as_set_or_as_they_fall_back);
	tcase_add_test(tests, options_are_refused_at_the_wrong_time_name_or_type);
	tcase_add_test(tests, initialize_reads_instance_options_and_uses_no_other_plugin);
	tcase_add_test(tests, memory_is_zeroed_aligned_and_bounded);
	tcase_add_loop_test(
		tests, every_kind_of_input_is_the_same_source, 0, sizeof inputs / sizeof inputs[0]);
	tcase_add_test(tests, the_source_is_called_by_the_last_part_of_its_path);
	tcase_add_test(tests, data_is_what_the_table_and_the_options_name);
	tcase_add_test(tests, the_languages_are_those_that_the_user_expects);
	tcase_add_test(tests, a_plugin_has_pixels_recognised_into_its_own_builder);
	tcase_add_loop_test(
		tests, without_a_backend_or_from_a_serial_module_it_is_unsupported, 0, 2);
	tcase_add_test(tests, log_and_progress_reach_the_jobs_callbacks);
	tcase_add_test(tests, what_initialize_says_goes_to_the_engines_log);
	tcase_add_test(tests, the_first_failure_is_the_error_and_later_ones_its_context);
	tcase_add_test(tests, a_failure_without_a_word_has_a_sentence_all_the_same);
	suite_add_tcase(suite, tests);
	return suite;
}
