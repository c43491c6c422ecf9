/* SPDX-License-Identifier: MIT */
/* Which extractor reads a document: bids, the order of turns, what happens when one fails. */
#include "actors.h"

#define BID(bid) (PANDECT_BID_##bid + 1)

/* ---- bids ---- */

static const struct {
	int32_t bids[3]; /* of a, b and c, in order of priority */
	const char *reads;
} bids[] = {
	{{BID(NO), BID(SURE), BID(SURE)}, "b "},
	{{BID(LIKELY), BID(SURE), BID(SURE)}, "a "}, /* no need to ask on */
	{{BID(WEAK), BID(LIKELY), BID(SURE)}, "b "},
	{{BID(WEAK), BID(NO), BID(SURE)}, "c "},
	{{BID(NO), BID(WEAK), BID(WEAK)}, "b "},
	{{BID(WEAK), BID(WEAK), BID(WEAK)}, "a "},
	{{BID(NO), BID(NO), BID(NO)}, ""},
	{{0, BID(SURE), BID(SURE)}, "a "}, /* no can_handle: LIKELY on a magic */
	{{-PANDECT_MALFORMED, BID(WEAK), BID(NO)}, "b "},
	{{99, BID(WEAK), BID(NO)}, "b "},
	{{INT32_MIN, BID(WEAK), BID(NO)}, "b "},
	{{-PANDECT_REFUSED, BID(WEAK), BID(NO)}, "b "},
};

START_TEST(the_best_bid_reads_and_of_equals_the_first)
{
	struct actor actors[] = {
		{.name = "a", .priority = 5}, {.name = "b"}, {.name = "c", .priority = -5}};

	for (int i = 0; i < 3; i++) {
		actors[i].bid = bids[_i].bids[i];
		enter_extractor(&actors[i]);
	}
	ck_status(run_play(), *bids[_i].reads ? PANDECT_OK : PANDECT_UNSUPPORTED);
	ck_assert_msg(strcmp(journal, bids[_i].reads) == 0, "row %d: %s read it", _i, journal);
}
END_TEST

START_TEST(nobody_is_asked_after_a_likely_one_nor_started)
{
	struct actor first = {.name = "a", .bid = BID(LIKELY)},
		     next = {.name = "b", .bid = BID(SURE)};

	enter_extractor(&first);
	enter_extractor(&next);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(next.n_asked, 0);
	ck_assert_int_eq(next.n_initialized, 0);
}
END_TEST

START_TEST(the_reason_of_a_failed_bid_is_kept)
{
	struct actor failing = {
		.name = "a", .bid = -PANDECT_MALFORMED, .complains = "its head is torn"};
	struct actor next = {.name = "b"};

	enter_extractor(&failing);
	enter_extractor(&next);
	ck_status(run_play(), PANDECT_OK);
	ck_step("bid", "its head is torn");
	ck_assert_int_eq(find_step("bid", "its head is torn")->status, PANDECT_MALFORMED);
}
END_TEST

START_TEST(without_can_handle_a_suffix_is_weak)
{
	static const struct pandect_format by_suffix[] = {{.mime = "text/x-a", .suffixes = "play"}};
	struct actor suffix = {.name = "a", .priority = 50, .formats = PANDECT_ARRAY(by_suffix)};
	struct actor magic = {.name = "b"};

	enter_extractor(&suffix);
	enter_extractor(&magic);
	ck_status(run_named("PLAY!", "x.play"), PANDECT_OK);
	ck_assert_str_eq(journal, "b ");
	ck_status(run_named("nothing", "x.play"), PANDECT_OK);
	ck_assert_str_eq(journal, "a ");
}
END_TEST

static pandect_status
cannot_start(struct actor *actor, struct pandect_call *call)
{
	(void)actor;
	return pandect_call_fail(call, PANDECT_UNSUPPORTED, "its library is too old");
}

START_TEST(a_plugin_that_cannot_start_is_passed_over)
{
	struct actor broken = {.name = "a", .initializes = cannot_start}, next = {.name = "b"};

	enter_extractor(&broken);
	ck_status(run_play(), PANDECT_UNSUPPORTED);
	ck_assert_str_eq(error_text(), "its library is too old");
	ck_assert_str_eq(pandect_job_error(job)->plugin, "extractor:a 1.0");
	enter_extractor(&next);
	ck_status(run_play(), PANDECT_OK);
	ck_document("doc[p\"b\"]");
	ck_found("fell-through", "its library is too old");
}
END_TEST

/* ---- order ---- */

START_TEST(candidates_are_asked_by_priority_then_by_name)
{
	struct actor actors[] = {{.name = "d", .priority = -1}, {.name = "c"}, {.name = "a"},
		{.name = "e", .priority = 7}, {.name = "b", .priority = -1}};

	for (size_t i = 0; i < sizeof actors / sizeof actors[0]; i++) {
		actors[i].gives = PANDECT_DECLINED;
		enter_extractor(&actors[i]);
	}
	ck_status(run_play(), PANDECT_UNSUPPORTED);
	ck_assert_str_eq(journal, "e a c b d ");
}
END_TEST

START_TEST(evidence_goes_before_priority)
{
	static const struct pandect_format by_suffix[] = {{.mime = "text/x-a", .suffixes = "play"}};
	static const struct pandect_format as_text[] = {
		{.mime = "text/x-b", .flags = PANDECT_FORMAT_TEXT}};
	struct actor text = {.name = "text",
		.priority = 90,
		.bid = BID(SURE),
		.formats = PANDECT_ARRAY(as_text),
		.gives = PANDECT_DECLINED};
	struct actor suffix = {.name = "suffix",
		.priority = 50,
		.bid = BID(SURE),
		.formats = PANDECT_ARRAY(by_suffix),
		.gives = PANDECT_DECLINED};
	struct actor magic = {.name = "magic", .priority = -50, .gives = PANDECT_DECLINED};

	enter_extractor(&text);
	enter_extractor(&suffix);
	enter_extractor(&magic);
	ck_status(run_named("PLAY!", "x.play"), PANDECT_UNSUPPORTED);
	ck_assert_str_eq(journal, "magic suffix text ");
}
END_TEST

START_TEST(text_is_asked_through_can_handle_and_only_of_text)
{
	static const struct pandect_format as_text[] = {
		{.mime = "text/x-b", .flags = PANDECT_FORMAT_TEXT}};
	struct actor asked = {.name = "asked", .bid = BID(WEAK), .formats = PANDECT_ARRAY(as_text)};
	struct actor silent = {.name = "a-silent", .formats = PANDECT_ARRAY(as_text)};

	enter_extractor(&silent);
	enter_extractor(&asked);
	ck_status(run_named("some words", NULL), PANDECT_OK);
	ck_assert_str_eq(journal, "asked ");
	asked.n_asked = 0;
	ck_status(run_named("\001\002\003\004", NULL), PANDECT_UNSUPPORTED);
	ck_assert_int_eq(asked.n_asked, 0);
}
END_TEST

/* ---- what a failure does ---- */

static const struct {
	pandect_status gives, result;
	int falls_through;
} ends[] = {
	{PANDECT_OK, PANDECT_OK, 0},
	{PANDECT_PARTIAL, PANDECT_PARTIAL, 0},
	{PANDECT_DECLINED, PANDECT_OK, 1},
	{PANDECT_MALFORMED, PANDECT_OK, 1},
	{PANDECT_UNSUPPORTED, PANDECT_OK, 1},
	{PANDECT_PLUGIN, PANDECT_OK, 1},
	{PANDECT_ENCRYPTED, PANDECT_ENCRYPTED, 0},
	{PANDECT_LIMIT, PANDECT_LIMIT, 0},
	{PANDECT_TIMEOUT, PANDECT_TIMEOUT, 0},
	{PANDECT_CANCELLED, PANDECT_CANCELLED, 0},
	{PANDECT_NO_MEMORY, PANDECT_NO_MEMORY, 0},
	{PANDECT_IO, PANDECT_IO, 0},
	/* what a plugin may not give counts as PLUGIN */
	{PANDECT_REFUSED, PANDECT_OK, 1},
	{PANDECT_CRASHED, PANDECT_OK, 1},
	{PANDECT_EXISTS, PANDECT_OK, 1},
	{PANDECT_NOT_FOUND, PANDECT_OK, 1},
	{PANDECT_N_STATUS, PANDECT_OK, 1},
	{-1, PANDECT_OK, 1},
	{INT32_MAX, PANDECT_OK, 1},
};

START_TEST(the_next_one_is_asked_after_some_failures_and_not_after_others)
{
	struct actor first = {.name = "a", .gives = ends[_i].gives}, next = {.name = "b"};
	const char *row = pandect_status_name(ends[_i].gives);

	enter_extractor(&first);
	enter_extractor(&next);
	pandect_status status = run_play();

	ck_assert_msg(status == ends[_i].result, "%s: %d", row, (int)status);
	ck_assert_msg(next.n_played == ends[_i].falls_through, "%s: %s", row, journal);
	if (PANDECT_GAVE(status)) {
		ck_document(ends[_i].falls_through ? "doc[p\"b\"]" : "doc[p\"a\"]");
		ck_assert_ptr_null(pandect_job_error(job));
	} else {
		ck_assert_ptr_null(pandect_job_document(job));
		ck_assert_int_eq(pandect_job_error(job)->status, status);
		ck_assert_str_eq(pandect_job_error(job)->plugin, "extractor:a 1.0");
	}
}
END_TEST

START_TEST(a_status_that_a_plugin_may_not_give_is_named_by_its_number)
{
	static const pandect_status wrong[] = {
		PANDECT_REFUSED, PANDECT_CRASHED, PANDECT_EXISTS, PANDECT_NOT_FOUND, 17, -5};
	struct actor only = {.name = "a", .gives = wrong[_i]};
	char words[64];

	enter_extractor(&only);
	ck_status(run_play(), PANDECT_PLUGIN);
	snprintf(words, sizeof words, "it returned the status %d, which", wrong[_i]);
	ck_error(words);
}
END_TEST

START_TEST(success_after_a_failure_is_ok_with_a_warning_but_not_after_declined)
{
	struct actor actors[] = {
		{.name = "a", .gives = PANDECT_MALFORMED, .complains = "page 3 is torn"},
		{.name = "b"}};

	enter_extractor(&actors[0]);
	enter_extractor(&actors[1]);
	ck_status(run_play(), PANDECT_OK);
	ck_found("fell-through", "extractor:a 1.0: page 3 is torn");
	ck_assert_uint_eq(n_findings(), 1);
	actors[0].gives = PANDECT_DECLINED;
	ck_status(run_play(), PANDECT_OK);
	ck_assert_uint_eq(n_findings(), 0);
}
END_TEST

START_TEST(what_a_failed_candidate_wrote_is_gone)
{
	struct actor actors[] = {{.name = "a", .gives = PANDECT_MALFORMED}, {.name = "b"}};

	enter_extractor(&actors[0]);
	enter_extractor(&actors[1]);
	ck_status(run_play(), PANDECT_OK);
	ck_document("doc[p\"b\"]");
}
END_TEST

START_TEST(the_error_is_the_first_that_did_not_decline_with_the_others_as_context)
{
	struct actor actors[] = {{.name = "a", .gives = PANDECT_DECLINED, .complains = "not mine"},
		{.name = "b", .gives = PANDECT_MALFORMED, .complains = "torn"},
		{.name = "c", .gives = PANDECT_UNSUPPORTED, .complains = "too new"}};

	for (int i = 0; i < 3; i++)
		enter_extractor(&actors[i]);
	ck_status(run_named("PLAY!", "dir.play"), PANDECT_MALFORMED);
	ck_assert_str_eq(error_text(), "torn");
	ck_assert_str_eq(pandect_job_error(job)->plugin, "extractor:b 1.0");
	ck_assert_str_eq(pandect_job_error(job)->where, "dir.play");
	ck_assert_str_eq(pandect_job_error(job)->context, "extractor:c 1.0: too new");
}
END_TEST

START_TEST(what_ends_a_document_is_its_error_with_what_was_tried_as_context)
{
	struct actor actors[] = {{.name = "a", .gives = PANDECT_MALFORMED, .complains = "torn"},
		{.name = "b", .gives = PANDECT_ENCRYPTED, .complains = "a password is needed"}};

	enter_extractor(&actors[0]);
	enter_extractor(&actors[1]);
	ck_status(run_play(), PANDECT_ENCRYPTED);
	ck_assert_str_eq(error_text(), "a password is needed");
	ck_assert_str_eq(pandect_job_error(job)->context, "extractor:a 1.0: torn");
}
END_TEST

START_TEST(all_that_decline_is_unsupported)
{
	struct actor only = {.name = "a", .gives = PANDECT_DECLINED, .complains = "it is a poem"};

	enter_extractor(&only);
	ck_status(run_play(), PANDECT_UNSUPPORTED);
	ck_error("it is a poem");
}
END_TEST

START_TEST(without_fall_through_the_first_failure_ends_it_but_declined_goes_on)
{
	struct actor actors[] = {{.name = "a", .gives = PANDECT_DECLINED},
		{.name = "b", .gives = PANDECT_MALFORMED}, {.name = "c"}};

	for (int i = 0; i < 3; i++)
		enter_extractor(&actors[i]);
	set("extract.fall-through", "false");
	ck_status(run_play(), PANDECT_MALFORMED);
	ck_assert_str_eq(journal, "a b ");
}
END_TEST

START_TEST(the_extractor_that_is_named_reads_it_unasked_and_alone)
{
	struct actor actors[] = {{.name = "a", .priority = 9}, {.name = "b", .bid = BID(NO)}};

	enter_extractor(&actors[0]);
	enter_extractor(&actors[1]);
	set("extract.extractor", "b");
	ck_status(run_play(), PANDECT_OK);
	ck_assert_str_eq(journal, "b ");
	actors[1].gives = PANDECT_MALFORMED;
	ck_status(run_play(), PANDECT_MALFORMED);
	ck_assert_str_eq(journal, "b ");
	set("extract.extractor", "bb");
	ck_status(run_play(), PANDECT_NOT_FOUND);
	ck_error("there is no extractor called \"bb\"");
}
END_TEST

/* ---- by what it was recognised ---- */

START_TEST(a_declared_type_goes_before_magic)
{
	static const struct pandect_format other[] = {
		{.mime = "text/x-other", .names = "text/other x/y"}};
	struct actor magic = {.name = "magic", .gives = PANDECT_DECLINED},
		     declared = {.name = "other", .formats = PANDECT_ARRAY(other)};
	const char *mime, *why;

	enter_extractor(&magic);
	enter_extractor(&declared);
	pandect_job_input_memory(job, "PLAY!", 5);
	pandect_job_mime(job, "X/Y; charset=utf-8");
	ck_status(pandect_job_run(job), PANDECT_OK);
	ck_document("doc[p\"other\"]");
	ck_step("identify", "text/x-other, as declared");
	ck_status(pandect_job_identify(job, &mime, &why), PANDECT_OK);
	ck_assert_str_eq(mime, "text/x-other");
	ck_assert_str_eq(why, "as declared");
}
END_TEST

static const struct {
	const char *name;
	const char *warns; /* NULL: it does not */
} suffixes[] = {
	{"a.play", NULL},
	{"a.PLAY", NULL},
	{"a", NULL},
	{"a.unknown", NULL},
	{"a.other", "its name says text/x-other, its content text/x-play"},
	{"a.tar.other", "its name says text/x-other, its content text/x-play"},
	{".other", NULL},
	{"a.twin", "its name says text/x-twin, its content text/x-play"},
};

START_TEST(a_suffix_that_lies_is_a_warning_and_the_content_wins)
{
	static const struct pandect_format other[] = {
		{.mime = "text/x-other", .suffixes = "other tar.other"}};
	static const struct pandect_format both[] = {{.mime = "text/x-twin", .suffixes = "twin"},
		{.mime = "text/x-play", .suffixes = "play", .magics = PANDECT_ARRAY(play_magics)}};
	struct actor actors[] = {{.name = "a", .formats = PANDECT_ARRAY(both)},
		{.name = "b", .priority = 9, .formats = PANDECT_ARRAY(other)}};

	enter_extractor(&actors[0]);
	enter_extractor(&actors[1]);
	ck_status(run_named("PLAY!", suffixes[_i].name), PANDECT_OK);
	ck_document("doc[p\"a\"]");
	if (suffixes[_i].warns)
		ck_found("suffix", suffixes[_i].warns);
	else
		ck_assert_msg(n_findings() == 0, "%s", suffixes[_i].name);
}
END_TEST

static const struct {
	const char *text, *name, *says;
} unknown[] = {
	{"", NULL, "it is empty"},
	{"\001\002", NULL, "no plugin knows its format"},
	{"PLAY!", NULL, "it looks like text/x-play (by its content), but no plugin could read it"},
};

START_TEST(what_nobody_reads_is_unsupported_and_says_why)
{
	struct actor only = {.name = "a", .bid = BID(NO)};

	enter_extractor(&only);
	ck_status(run_named(unknown[_i].text, unknown[_i].name), PANDECT_UNSUPPORTED);
	ck_error(unknown[_i].says);
}
END_TEST

static pandect_status
say_its_type(struct actor *actor, const struct scene *scene)
{
	(void)actor;
	return pandect_builder_leaf(
		scene->builder, PANDECT_NODE_PARAGRAPH, 0, pandect_source_mime(scene->source));
}

START_TEST(the_extractor_is_told_what_was_recognised)
{
	struct actor only = {.name = "a", .plays = say_its_type};

	enter_extractor(&only);
	ck_status(run_play(), PANDECT_OK);
	ck_document("doc[p\"text/x-play\"]");
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("choose");
	TCase *tests = tcase_create("choose");

	tcase_add_checked_fixture(tests, open_stage, close_stage);
	tcase_add_loop_test(
		tests, the_best_bid_reads_and_of_equals_the_first, 0, sizeof bids / sizeof bids[0]);
	tcase_add_test(tests, nobody_is_asked_after_a_likely_one_nor_started);
	tcase_add_test(tests, the_reason_of_a_failed_bid_is_kept);
	tcase_add_test(tests, without_can_handle_a_suffix_is_weak);
	tcase_add_test(tests, a_plugin_that_cannot_start_is_passed_over);
	tcase_add_test(tests, candidates_are_asked_by_priority_then_by_name);
	tcase_add_test(tests, evidence_goes_before_priority);
	tcase_add_test(tests, text_is_asked_through_can_handle_and_only_of_text);
	tcase_add_loop_test(tests, the_next_one_is_asked_after_some_failures_and_not_after_others,
		0, sizeof ends / sizeof ends[0]);
	tcase_add_loop_test(
		tests, a_status_that_a_plugin_may_not_give_is_named_by_its_number, 0, 6);
	tcase_add_test(tests, success_after_a_failure_is_ok_with_a_warning_but_not_after_declined);
	tcase_add_test(tests, what_a_failed_candidate_wrote_is_gone);
	tcase_add_test(
		tests, the_error_is_the_first_that_did_not_decline_with_the_others_as_context);
	tcase_add_test(tests, what_ends_a_document_is_its_error_with_what_was_tried_as_context);
	tcase_add_test(tests, all_that_decline_is_unsupported);
	tcase_add_test(tests, without_fall_through_the_first_failure_ends_it_but_declined_goes_on);
	tcase_add_test(tests, the_extractor_that_is_named_reads_it_unasked_and_alone);
	tcase_add_test(tests, a_declared_type_goes_before_magic);
	tcase_add_loop_test(tests, a_suffix_that_lies_is_a_warning_and_the_content_wins, 0,
		sizeof suffixes / sizeof suffixes[0]);
	tcase_add_loop_test(tests, what_nobody_reads_is_unsupported_and_says_why, 0,
		sizeof unknown / sizeof unknown[0]);
	tcase_add_test(tests, the_extractor_is_told_what_was_recognised);
	suite_add_tcase(suite, tests);
	return suite;
}
