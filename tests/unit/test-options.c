/* SPDX-License-Identifier: MIT */
/* Options: their values, the keys that name them, when they count, and that secrets stay secret. */
#include "actors.h"
#include "registry/option.h"

/* ---- values ---- */

#define BOOL    PANDECT_OPTION_BOOL
#define INTEGER PANDECT_OPTION_INTEGER
#define NUMBER  PANDECT_OPTION_NUMBER
#define TEXT    PANDECT_OPTION_TEXT
#define CHOICE  PANDECT_OPTION_CHOICE

static const struct {
	uint32_t type;
	const char *range, *text;
	double value;     /* of BOOL, INTEGER, NUMBER */
	const char *says; /* NULL: it is a value */
} values[] = {
	{BOOL, NULL, "true", 1, NULL},
	{BOOL, NULL, "yes", 1, NULL},
	{BOOL, NULL, "on", 1, NULL},
	{BOOL, NULL, "1", 1, NULL},
	{BOOL, NULL, "false", 0, NULL},
	{BOOL, NULL, "no", 0, NULL},
	{BOOL, NULL, "off", 0, NULL},
	{BOOL, NULL, "0", 0, NULL},
	{BOOL, NULL, "", 0, "x.y must be true or false, not \"\""},
	{BOOL, NULL, "maybe", 0, "x.y must be true or false, not \"maybe\""},
	{BOOL, NULL, "2", 0, "not \"2\""},

	{INTEGER, NULL, "7", 7, NULL},
	{INTEGER, NULL, "-7", -7, NULL},
	{INTEGER, "0..9", "0", 0, NULL},
	{INTEGER, "0..9", "9", 9, NULL},
	{INTEGER, "0..9", "10", 0, "x.y must be in 0..9, not 10"},
	{INTEGER, "0..9", "-1", 0, "x.y must be in 0..9, not -1"},
	{INTEGER, "0..9", "12345678901", 0, "x.y must be in 0..9, not 12345678901"},
	{INTEGER, "-5..5", "-5", -5, NULL},
	{INTEGER, "3..", "1000000000000", 1e12, NULL},
	{INTEGER, "3..", "2", 0, "x.y must be in 3.., not 2"},
	{INTEGER, "..3", "-99", -99, NULL},
	{INTEGER, "..3", "4", 0, "x.y must be in ..3, not 4"},
	{INTEGER, NULL, "", 0, "x.y must be a whole number, not \"\""},
	{INTEGER, NULL, "7 ", 0, "not \"7 \""},
	{INTEGER, NULL, "7.0", 0, "not \"7.0\""},
	{INTEGER, NULL, "0x10", 0, "not \"0x10\""},
	{INTEGER, NULL, "9223372036854775808", 0, "x.y must be a whole number"},

	{NUMBER, NULL, "0.25", 0.25, NULL},
	{NUMBER, NULL, "1e3", 1000, NULL},
	{NUMBER, NULL, "-2", -2, NULL},
	{NUMBER, "0..1", "1", 1, NULL},
	{NUMBER, "0..1", "1.01", 0, "x.y must be in 0..1, not 1.01"},
	{NUMBER, "0.5..", "0.4", 0, "x.y must be in 0.5.., not 0.4"},
	{NUMBER, NULL, "0,5", 0, "x.y must be a number, not \"0,5\""},
	{NUMBER, NULL, "nan", 0, "x.y must be a number, not \"nan\""},
	{NUMBER, NULL, "inf", 0, "x.y must be a number"},
	{NUMBER, NULL, "", 0, "x.y must be a number, not \"\""},

	{TEXT, NULL, "", 0, NULL},
	{TEXT, NULL, "any words, \303\251", 0, NULL},
	{CHOICE, "a|bc|d", "a", 0, NULL},
	{CHOICE, "a|bc|d", "bc", 0, NULL},
	{CHOICE, "a|bc|d", "d", 0, NULL},
	{CHOICE, "a|bc|d", "b", 0, "x.y must be one of a|bc|d, not \"b\""},
	{CHOICE, "a|bc|d", "a|bc", 0, "x.y must be one of a|bc|d"},
	{CHOICE, "a|bc|d", "", 0, "x.y must be one of a|bc|d, not \"\""},
	{CHOICE, NULL, "a", 0, "x.y must be one of nothing"},
};

START_TEST(a_value_is_one_of_its_type_and_range)
{
	const struct pandect_option option = {.name = "y",
		.range = values[_i].range,
		.type = values[_i].type,
		.flags = PANDECT_OPTION_CALL};
	struct option_value value = {.integer = 42, .number = 42};
	struct pandect_error *error = NULL;
	pandect_status status = option_parse(&option, "x.y", values[_i].text, &value, &error);

	if (values[_i].says) {
		ck_assert_msg(status == PANDECT_INVALID && value.integer == 42, "row %d: %s", _i,
			values[_i].text);
		ck_assert_msg(strstr(error->text, values[_i].says), "wanted \"%s\", got \"%s\"",
			values[_i].says, error->text);
		pandect_error_free(error);
		return;
	}
	ck_assert_msg(status == PANDECT_OK, "%s: %s", values[_i].text, error ? error->text : "?");
	if (option.type == BOOL || option.type == INTEGER)
		ck_assert_int_eq(value.integer, (int64_t)values[_i].value);
	else if (option.type == NUMBER)
		ck_assert_double_eq(value.number, values[_i].value);
	else
		ck_assert_str_eq(value.text, values[_i].text);
}
END_TEST

/* ---- keys ---- */

static const struct pandect_option levels[] = {
	{"level", "how much", "1", "0..9", INTEGER, PANDECT_OPTION_CALL},
	{"model", "with what", "small", NULL, TEXT, PANDECT_OPTION_INSTANCE},
	{"mode", "how", "slow", NULL, TEXT, PANDECT_OPTION_CALL},
};

static struct actor reader, twins[2], namesake;

static void
open_options(void)
{
	open_stage();
	reader = (struct actor){.name = "reader", .options = PANDECT_ARRAY(levels)};
	twins[0] = twins[1] = (struct actor){.name = "twin", .options = PANDECT_ARRAY(levels)};
	namesake = (struct actor){.name = "ocr", .options = PANDECT_ARRAY(levels)};
	enter_extractor(&reader);
	enter_processor(&twins[0]);
	enter_validator(&twins[1]);
	enter_processor(&namesake);
}

static const struct {
	const char *key, *value, *says; /* NULL: it is set */
} keys[] = {
	{"ocr.dpi", "300", NULL},
	{"reader.level", "3", NULL},
	{"extractor:reader.level", "3", NULL},
	{"processor:twin.level", "3", NULL},
	{"processor:ocr.mode", "any word", NULL}, /* the plugin's own */
	{"ocr.level", "3", NULL},

	{"ocr.mode", "any word", "ocr.mode must be one of auto|never|always"}, /* the engine's */
	{"ocr.dip", "300", "there is no option ocr.dip; did you mean ocr.dpi?"},
	{"raeder.level", "3", "did you mean reader.level?"},
	{"extractor:reader.levle", "3", "did you mean reader.level?"},
	{"renderer:reader.level", "3", "there is no option renderer:reader.level"},
	{"something.else-entirely", "3",
		"there is no option something.else-entirely; `plugins inspect` shows"},
	{"twin.level", "3", "twin.level is an option of both processor:twin and validator:twin"},
	{"reeder:x.level", "3", "\"reeder\" in the option reeder:x.level is not a kind of plugin"},
	{"ocr", "3", "\"ocr\" is not an option's name: they look like plugin.option"},
	{".dpi", "3", "is not an option's name"},
	{"ocr.", "3", "is not an option's name"},
	{"", "3", "is not an option's name"},
	{"reader.level", "10", "reader.level must be in 0..9, not 10"},
};

START_TEST(a_key_names_one_option_or_the_error_says_which_was_meant)
{
	struct pandect_error *error = NULL;
	pandect_status status = pandect_engine_set(engine, keys[_i].key, keys[_i].value, &error);

	if (!keys[_i].says) {
		ck_assert_msg(
			status == PANDECT_OK, "%s: %s", keys[_i].key, error ? error->text : "?");
		ck_assert_int_eq(pandect_job_set(job, keys[_i].key, keys[_i].value), PANDECT_OK);
		return;
	}
	ck_assert_msg(status == PANDECT_INVALID, "%s: %d", keys[_i].key, (int)status);
	ck_assert_msg(strstr(error->text, keys[_i].says), "%s: wanted \"%s\", got \"%s\"",
		keys[_i].key, keys[_i].says, error->text);
	pandect_error_free(error);
	ck_assert_int_eq(pandect_job_set(job, keys[_i].key, keys[_i].value), PANDECT_INVALID);
	ck_error(keys[_i].says);
}
END_TEST

START_TEST(the_engines_own_options_are_listed_and_their_fallbacks_are_values)
{
	const struct pandect_option *option;
	const char *group;
	char key[128];
	uint32_t n = 0;

	for (; pandect_engine_option(n, &group, &option) == PANDECT_OK; n++) {
		snprintf(key, sizeof key, "%s.%s", group, option->name);
		ck_assert_msg(*option->help && option->help[strlen(option->help) - 1] != '.',
			"%s: its help", key);
		ck_assert_msg(option->flags == PANDECT_OPTION_CALL, "%s: its flags", key);
		ck_assert_msg(pandect_job_set(job, key, option->fallback) == PANDECT_OK, "%s: %s",
			key, error_text());
	}
	ck_assert_uint_ge(n, 20);
}
END_TEST

/* ---- when they count ---- */

static int64_t level_seen;

static pandect_status
play_level(struct actor *actor, const struct scene *scene)
{
	level_seen = -1;
	pandect_call_integer(scene->call, "level", &level_seen);
	return actor->gives;
}

START_TEST(a_jobs_option_counts_over_the_engines_and_both_over_the_fallback)
{
	struct pandect_job *first = job;

	reader.plays = play_level;
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(level_seen, 1);
	ck_assert_int_eq(pandect_engine_set(engine, "reader.level", "5", NULL), PANDECT_OK);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(level_seen, 5);
	set("reader.level", "7");
	set("reader.level", "8"); /* the last counts */
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(level_seen, 8);
	ck_assert_int_eq(pandect_job_set(job, "reader.level", "99"), PANDECT_INVALID);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(level_seen, 8);
	ck_assert_int_eq(pandect_job_new(engine, &job), PANDECT_OK);
	set("process.chain", "");
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(level_seen, 5);
	pandect_job_free(first);
}
END_TEST

START_TEST(an_instance_option_is_the_engines_and_makes_a_new_instance)
{
	ck_assert_int_eq(pandect_job_set(job, "reader.model", "large"), PANDECT_INVALID);
	ck_error("reader.model is read when the plugin starts: set it for the engine");
	ck_status(run_play(), PANDECT_OK);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(reader.n_initialized, 1);
	ck_assert_int_eq(pandect_engine_set(engine, "reader.model", "large", NULL), PANDECT_OK);
	ck_assert_int_eq(n_shut_down, 1);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(reader.n_initialized, 2);
	ck_assert_int_eq(pandect_engine_set(engine, "reader.level", "2", NULL), PANDECT_OK);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(reader.n_initialized, 2); /* a CALL option makes none */
}
END_TEST

static pandect_status
start_if_large(struct actor *actor, struct pandect_call *call)
{
	struct pandect_text model;

	(void)actor;
	pandect_call_text(call, "model", &model);
	return pandect_text_is(model, "large")
		       ? PANDECT_OK
		       : pandect_call_fail(call, PANDECT_UNSUPPORTED, "the model is too small");
}

START_TEST(an_instance_option_lets_a_failed_plugin_start_again)
{
	reader.initializes = start_if_large;
	ck_status(run_play(), PANDECT_UNSUPPORTED);
	ck_status(run_play(), PANDECT_UNSUPPORTED);
	ck_assert_int_eq(reader.n_initialized, 1); /* remembered */
	ck_assert_int_eq(pandect_engine_set(engine, "reader.model", "large", NULL), PANDECT_OK);
	ck_status(run_play(), PANDECT_OK);
}
END_TEST

/* ---- secrets ---- */

#define SECRET "open-sesame-1234"

static const struct pandect_option secrets[] = {
	{"password", "opens it", "", NULL, TEXT, PANDECT_OPTION_CALL | PANDECT_OPTION_SECRET},
	{"pin", "opens it", "0", "0..9999", INTEGER, PANDECT_OPTION_CALL | PANDECT_OPTION_SECRET},
	{"key", "opens it", "a", "a|b", CHOICE, PANDECT_OPTION_CALL | PANDECT_OPTION_SECRET},
};

static char log_seen[1024];

static void
keep_log(void *data, uint32_t level, const char *source, const char *text)
{
	size_t size = strlen(log_seen);

	(void)data;
	(void)level;
	snprintf(log_seen + size, sizeof log_seen - size, "%s %s\n", source, text);
}

static pandect_status
play_secret(struct actor *actor, const struct scene *scene)
{
	struct pandect_text password = {NULL, 0};

	ck_assert_int_eq(pandect_call_text(scene->call, "password", &password), PANDECT_OK);
	ck_assert(pandect_text_is(password, SECRET));
	return actor->gives;
}

static void
ck_no_secret_in_steps(void)
{
	struct pandect_step step;

	for (uint32_t i = 0; pandect_job_step(job, i, &step) == PANDECT_OK; i++)
		ck_assert(!contains(step.decision, SECRET));
	ck_assert_ptr_null(strstr(log_seen, SECRET));
	if (pandect_job_error(job)) {
		ck_assert_ptr_null(strstr(pandect_job_error(job)->text, SECRET));
		ck_assert_ptr_null(strstr(pandect_job_error(job)->context, SECRET));
	}
}

START_TEST(a_secret_appears_in_no_step_log_or_error)
{
	struct actor keeper = {.name = "keeper",
		.plays = play_secret,
		.options = PANDECT_ARRAY(secrets),
		.priority = 9};
	struct actor idle = {.name = "idle", .options = PANDECT_ARRAY(secrets)};

	log_seen[0] = '\0';
	enter_extractor(&keeper);
	enter_processor(&idle);
	pandect_job_on_log(job, keep_log, NULL);
	set("keeper.password", SECRET);
	set("idle.password", SECRET); /* has no effect, which is told */
	ck_status(run_play(), PANDECT_OK);
	ck_no_secret_in_steps();
	keeper.gives = PANDECT_ENCRYPTED;
	ck_status(run_play(), PANDECT_ENCRYPTED);
	ck_no_secret_in_steps();
}
END_TEST

START_TEST(a_secret_that_is_no_value_is_not_shown_in_the_error)
{
	static const char *const names[] = {"keeper.pin", "keeper.key"};
	struct actor keeper = {.name = "keeper", .options = PANDECT_ARRAY(secrets)};

	enter_extractor(&keeper);
	ck_assert_int_eq(pandect_job_set(job, names[_i], SECRET), PANDECT_INVALID);
	ck_error(names[_i]);
	ck_assert_ptr_null(strstr(error_text(), SECRET));
	ck_assert_int_eq(pandect_job_set(job, "keeper.pin", "12345"), PANDECT_INVALID);
	ck_assert_ptr_null(strstr(error_text(), "12345"));
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("options");
	TCase *tests = tcase_create("options");

	tcase_add_checked_fixture(tests, open_options, close_stage);
	tcase_add_loop_test(
		tests, a_value_is_one_of_its_type_and_range, 0, sizeof values / sizeof values[0]);
	tcase_add_loop_test(tests, a_key_names_one_option_or_the_error_says_which_was_meant, 0,
		sizeof keys / sizeof keys[0]);
	tcase_add_test(tests, the_engines_own_options_are_listed_and_their_fallbacks_are_values);
	tcase_add_test(tests, a_jobs_option_counts_over_the_engines_and_both_over_the_fallback);
	tcase_add_test(tests, an_instance_option_is_the_engines_and_makes_a_new_instance);
	tcase_add_test(tests, an_instance_option_lets_a_failed_plugin_start_again);
	tcase_add_test(tests, a_secret_appears_in_no_step_log_or_error);
	tcase_add_loop_test(tests, a_secret_that_is_no_value_is_not_shown_in_the_error, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
