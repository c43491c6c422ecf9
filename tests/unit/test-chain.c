/* SPDX-License-Identifier: MIT */
/* What follows extraction: post-processors, which may fail softly, and validators, which may not.
 */
#include "actors.h"

static struct actor reader;

static void
open_chain(void)
{
	open_stage();
	reader = (struct actor){.name = "reader"};
	enter_extractor(&reader);
}

/* The job's status; what played behind the reader is in chain. */
static const char *chain;

static pandect_status
run_chain(void)
{
	pandect_status status = run_play();

	chain = journal + strlen("reader ");
	return status;
}

static pandect_status
play_edit(struct actor *actor, const struct scene *scene)
{
	pandect_status status =
		pandect_editor_replace_text(scene->editor, 2, 0, 0, pandect_text(actor->data));

	if (actor->complains)
		return pandect_call_fail(scene->call, actor->gives, actor->complains);
	return status == PANDECT_OK ? actor->gives : status;
}

/* ---- post-processors ---- */

START_TEST(processors_run_by_stage_then_priority_then_name)
{
	struct actor actors[] = {
		{.name = "late", .stage = PANDECT_STAGE_LATE, .priority = 90},
		{.name = "middle-b", .stage = PANDECT_STAGE_MIDDLE},
		{.name = "middle-a", .stage = PANDECT_STAGE_MIDDLE},
		{.name = "middle-first", .stage = PANDECT_STAGE_MIDDLE, .priority = 1},
		{.name = "early", .stage = PANDECT_STAGE_EARLY, .priority = -90},
		{.name = "unnamed", .stage = PANDECT_STAGE_EARLY},
	};

	for (size_t i = 0; i < sizeof actors / sizeof actors[0]; i++)
		enter_processor(&actors[i]);
	set("process.chain", "late, middle-a middle-b,middle-first,early");
	ck_status(run_chain(), PANDECT_OK);
	ck_assert_str_eq(chain, "early middle-first middle-a middle-b late ");
}
END_TEST

START_TEST(a_name_in_the_chain_that_nobody_has_is_not_found)
{
	static const char *const keys[] = {"process.chain", "validate.chain", "embed.backend"};
	struct actor processor = {.name = "polish"}, validator = {.name = "polish"},
		     embedding = {.name = "polish", .dimensions = 2};

	enter_processor(&processor);
	enter_validator(&validator);
	enter_embedding(&embedding);
	set(keys[_i], "polihs");
	ck_status(run_play(), PANDECT_NOT_FOUND);
	ck_error("did you mean \"polish\"?");
	ck_assert_int_eq(reader.n_played, 0);
}
END_TEST

START_TEST(the_default_chain_may_be_missing)
{
	pandect_job_free(job);
	ck_assert_int_eq(pandect_job_new(engine, &job), PANDECT_OK);
	ck_status(run_chain(), PANDECT_OK);
}
END_TEST

START_TEST(a_name_may_come_with_its_kind)
{
	struct actor plugin = {.name = "p", .dimensions = 2}, ocr = {.name = "p"};

	enter_processor(&plugin);
	enter_validator(&plugin);
	enter_embedding(&plugin);
	enter_ocr(&ocr);
	set("process.chain", "processor:p");
	set("validate.chain", "validator:p");
	set("embed.backend", "embedding:p");
	set("extract.extractor", "extractor:reader");
	ck_status(run_chain(), PANDECT_OK);
	ck_assert_str_eq(chain, "p p ");
	ck_step("embed", "the chunks have their vectors");
	set("process.chain", "validator:p");
	ck_status(run_play(), PANDECT_NOT_FOUND);
	ck_error("\"validator\" is not a kind of plugin that fits here");
}
END_TEST

START_TEST(edits_are_applied_and_the_next_one_sees_them)
{
	struct actor first = {.name = "a", .plays = play_edit, .data = "one "},
		     second = {.name = "b", .plays = play_edit, .data = "two "};

	enter_processor(&first);
	enter_processor(&second);
	set("process.chain", "a,b");
	ck_status(run_chain(), PANDECT_OK);
	ck_document("doc[p\"two one reader\"]");
	ck_assert_uint_eq(n_findings(), 0);
	ck_step("process", "the document was processed");
	first.gives = PANDECT_PARTIAL; /* applied as well */
	ck_status(run_chain(), PANDECT_OK);
	ck_document("doc[p\"two one reader\"]");
}
END_TEST

static const struct {
	pandect_status gives;
	const char *complains, *says;
} failures[] = {
	{PANDECT_MALFORMED, "too odd for me", "a changed nothing: too odd for me"},
	{PANDECT_DECLINED, NULL, "a changed nothing: not for this plugin"},
	{PANDECT_REFUSED, NULL, "a changed nothing: it returned the status 6"},
	{99, NULL, "a changed nothing: it returned the status 99"},
	{PANDECT_NO_MEMORY, NULL, "a changed nothing: out of memory"},
};

START_TEST(a_failing_processor_changes_nothing_but_warns)
{
	struct actor failing = {.name = "a",
		.plays = play_edit,
		.data = "x",
		.gives = failures[_i].gives,
		.complains = failures[_i].complains};
	struct actor next = {.name = "b"};

	enter_processor(&failing);
	enter_processor(&next);
	set("process.chain", "a,b");
	ck_status(run_chain(), PANDECT_OK);
	ck_assert_str_eq(chain, "a b ");
	ck_document("doc[p\"reader\"]");
	ck_found("processor-failed", failures[_i].says);
}
END_TEST

static pandect_status
play_wrong_edit(struct actor *actor, const struct scene *scene)
{
	pandect_editor_replace_text(scene->editor, 2, 0, 3, pandect_text("REA"));
	pandect_editor_replace_text(scene->editor, 7, 0, 3, pandect_text("x"));
	return actor->gives;
}

START_TEST(edits_that_cannot_be_applied_are_all_left_out)
{
	struct actor wrong = {.name = "a", .plays = play_wrong_edit};

	enter_processor(&wrong);
	set("process.chain", "a");
	ck_status(run_chain(), PANDECT_OK);
	ck_document("doc[p\"reader\"]");
	ck_found("processor-failed", "a changed nothing: ");
}
END_TEST

static pandect_status
start_badly(struct actor *actor, struct pandect_call *call)
{
	(void)actor;
	return pandect_call_fail(call, PANDECT_UNSUPPORTED, "it has no dictionary");
}

START_TEST(a_processor_that_cannot_start_is_a_warning)
{
	struct actor broken = {.name = "a", .initializes = start_badly};

	enter_processor(&broken);
	set("process.chain", "a");
	ck_status(run_chain(), PANDECT_OK);
	ck_found("processor-failed", "a changed nothing: it has no dictionary");
}
END_TEST

START_TEST(should_process_has_its_say)
{
	struct actor no = {.name = "no", .is_willing = -1}, yes = {.name = "yes", .is_willing = 1};

	enter_processor(&no);
	enter_processor(&yes);
	set("process.chain", "no,yes");
	ck_status(run_chain(), PANDECT_OK);
	ck_assert_str_eq(chain, "yes ");
	ck_assert_int_eq(no.n_asked, 1);
	ck_assert_int_eq(yes.n_asked, 1);
	ck_step("process", "it has nothing to do here");
}
END_TEST

static const struct {
	const char *timeout;
	uint32_t lasts_ms;
	int runs;
} durations[] = {{"0", 3600000, 1}, {"60", 3600000, 0}, {"60", 1, 1}, {"60", UINT32_MAX, 0}};

START_TEST(a_processor_that_would_not_end_in_time_is_left_out)
{
	struct actor slow = {.name = "slow", .lasts_ms = durations[_i].lasts_ms};

	enter_processor(&slow);
	set("process.chain", "slow");
	set("extract.timeout", durations[_i].timeout);
	ck_status(run_chain(), PANDECT_OK);
	ck_assert_msg(slow.n_played == durations[_i].runs, "row %d", _i);
	if (!durations[_i].runs)
		ck_step("process", "it would not end before the deadline");
}
END_TEST

/* ---- validators ---- */

static pandect_status
find(const struct scene *scene, uint32_t severity, const char *code, const char *text)
{
	return pandect_findings_add(scene->findings, severity, code, 2, pandect_text(text));
}

static pandect_status
play_note(struct actor *actor, const struct scene *scene)
{
	find(scene, PANDECT_NOTE, "short", "it is short");
	return actor->gives;
}

static pandect_status
play_errors(struct actor *actor, const struct scene *scene)
{
	find(scene, PANDECT_ERROR, "empty", "it is empty");
	find(scene, PANDECT_ERROR, "dull", "it is dull");
	return actor->gives;
}

START_TEST(findings_are_kept_with_all_that_was_said)
{
	struct actor validator = {.name = "v", .plays = play_note};
	const struct pandect_finding *finding;

	enter_validator(&validator);
	set("validate.chain", "v");
	ck_status(run_chain(), PANDECT_OK);
	finding = find_finding("short");
	ck_assert_ptr_nonnull(finding);
	ck_assert_uint_eq(finding->severity, PANDECT_NOTE);
	ck_assert_uint_eq(finding->node, 2);
	ck_assert(pandect_text_is(finding->text, "it is short"));
	ck_assert_msg(pandect_text_is(finding->source, "validator:v"), "%.*s",
		(int)finding->source.size, finding->source.data);
	ck_step("validate", "it found something to remark");
}
END_TEST

START_TEST(one_error_refuses_with_all_reasons_and_all_validators_run)
{
	struct actor first = {.name = "a", .plays = play_errors},
		     second = {.name = "b", .plays = play_note},
		     third = {.name = "c", .plays = play_errors};
	const struct pandect_error *error;

	enter_validator(&first);
	enter_validator(&second);
	enter_validator(&third);
	set("validate.chain", "a,b,c");
	ck_status(run_chain(), PANDECT_REFUSED);
	ck_assert_str_eq(chain, "a b c ");
	ck_assert_ptr_null(pandect_job_document(job));
	error = pandect_job_error(job);
	ck_assert_int_eq(error->status, PANDECT_REFUSED);
	ck_assert_str_eq(error->text, "it is empty");
	ck_assert_str_eq(error->plugin, "validator:a 1.0");
	ck_assert_str_eq(error->context,
		"validator:a: it is dull\nvalidator:c: it is empty\nvalidator:c: it is dull");
}
END_TEST

START_TEST(a_refusal_before_processing_spares_the_processing)
{
	struct actor validator = {.name = "v", .plays = play_errors}, processor = {.name = "p"};

	validator.stage = _i ? PANDECT_STAGE_FINAL : PANDECT_STAGE_EXTRACTED;
	enter_validator(&validator);
	enter_processor(&processor);
	set("validate.chain", "v");
	set("process.chain", "p");
	ck_status(run_chain(), PANDECT_REFUSED);
	ck_assert_str_eq(chain, _i ? "p v " : "v ");
}
END_TEST

START_TEST(validators_run_at_their_stage)
{
	struct actor after = {.name = "after", .stage = PANDECT_STAGE_FINAL},
		     before = {.name = "before", .stage = PANDECT_STAGE_EXTRACTED},
		     unnamed = {.name = "unnamed"}, processor = {.name = "processor"};

	enter_validator(&after);
	enter_validator(&before);
	enter_validator(&unnamed);
	enter_processor(&processor);
	set("validate.chain", "after,before");
	set("process.chain", "processor");
	ck_status(run_chain(), PANDECT_OK);
	ck_assert_str_eq(chain, "before processor after ");
}
END_TEST

static const struct {
	pandect_status gives;
	const char *complains, *says;
} broken[] = {
	{PANDECT_IO, "its list cannot be read",
		"v could not check the document: its list cannot be read"},
	{PANDECT_REFUSED, NULL, "v could not check the document: it returned the status 6"},
	{PANDECT_DECLINED, NULL, "v could not check the document: not for this plugin"},
};

START_TEST(a_validator_that_fails_refuses_unless_told_to_warn)
{
	struct actor validator = {
		.name = "v", .gives = broken[_i].gives, .complains = broken[_i].complains};

	enter_validator(&validator);
	set("validate.chain", "v");
	ck_status(run_chain(), PANDECT_REFUSED);
	ck_error(broken[_i].says);
	set("validate.on-failure", "warn");
	ck_status(run_chain(), PANDECT_OK);
	ck_found("validator-failed", broken[_i].says);
}
END_TEST

START_TEST(an_error_found_before_failing_refuses_all_the_same)
{
	struct actor validator = {.name = "v", .plays = play_errors, .gives = PANDECT_IO};

	enter_validator(&validator);
	set("validate.chain", "v");
	set("validate.on-failure", "warn");
	ck_status(run_chain(), PANDECT_REFUSED);
	ck_error("it is empty");
}
END_TEST

START_TEST(should_validate_has_its_say)
{
	struct actor no = {.name = "no", .plays = play_errors, .is_willing = -1},
		     yes = {.name = "yes", .plays = play_note, .is_willing = 1};

	enter_validator(&no);
	enter_validator(&yes);
	set("validate.chain", "no,yes");
	ck_status(run_chain(), PANDECT_OK);
	ck_assert_str_eq(chain, "yes ");
	ck_step("validate", "it has nothing to check here");
}
END_TEST

static pandect_status
play_wrong_severity(struct actor *actor, const struct scene *scene)
{
	ck_assert_int_eq(find(scene, 0, "x", "y"), PANDECT_INVALID);
	ck_assert_int_eq(find(scene, PANDECT_ERROR + 1, "x", "y"), PANDECT_INVALID);
	ck_assert_int_eq(pandect_findings_add(scene->findings, PANDECT_NOTE, "far", 99,
				 pandect_text("beyond the last node")),
		PANDECT_OK);
	return actor->gives;
}

START_TEST(a_severity_outside_the_set_is_invalid_and_a_node_outside_is_the_whole)
{
	struct actor validator = {.name = "v", .plays = play_wrong_severity};

	enter_validator(&validator);
	set("validate.chain", "v");
	ck_status(run_chain(), PANDECT_OK);
	ck_assert_uint_eq(n_findings(), 1);
	ck_assert_uint_eq(find_finding("far")->node, 0);
}
END_TEST

static pandect_status
play_titled(struct actor *actor, const struct scene *scene)
{
	pandect_builder_meta(scene->builder, "title", pandect_text("A title"));
	pandect_builder_leaf(scene->builder, PANDECT_NODE_PARAGRAPH, 0, pandect_text("Some text"));
	return actor->gives;
}

/* What a document gives a validator stays valid while it adds findings to that document. */
static pandect_status
play_many(struct actor *actor, const struct scene *scene)
{
	struct pandect_node_info info;
	struct pandect_meta meta;

	ck_assert_int_eq(pandect_document_node(scene->document, 2, &info), PANDECT_OK);
	ck_assert_int_eq(pandect_document_meta(scene->document, 0, &meta), PANDECT_OK);
	for (int i = 0; i < 5000; i++)
		ck_assert_int_eq(
			find(scene, PANDECT_NOTE, "one-of-many", "one of many"), PANDECT_OK);
	ck_assert(pandect_text_is(info.text, "Some text"));
	ck_assert(pandect_text_is(meta.value, "A title"));
	return actor->gives;
}

START_TEST(what_a_validator_reads_stays_while_it_finds)
{
	struct actor validator = {.name = "v", .plays = play_many};

	reader.plays = play_titled;
	enter_validator(&validator);
	set("validate.chain", "v");
	ck_status(run_chain(), PANDECT_OK);
	ck_assert_uint_eq(n_findings(), 5000);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("chain");
	TCase *tests = tcase_create("chain");

	tcase_add_checked_fixture(tests, open_chain, close_stage);
	tcase_add_test(tests, processors_run_by_stage_then_priority_then_name);
	tcase_add_loop_test(tests, a_name_in_the_chain_that_nobody_has_is_not_found, 0, 3);
	tcase_add_test(tests, the_default_chain_may_be_missing);
	tcase_add_test(tests, a_name_may_come_with_its_kind);
	tcase_add_test(tests, edits_are_applied_and_the_next_one_sees_them);
	tcase_add_loop_test(tests, a_failing_processor_changes_nothing_but_warns, 0,
		sizeof failures / sizeof failures[0]);
	tcase_add_test(tests, edits_that_cannot_be_applied_are_all_left_out);
	tcase_add_test(tests, a_processor_that_cannot_start_is_a_warning);
	tcase_add_test(tests, should_process_has_its_say);
	tcase_add_loop_test(tests, a_processor_that_would_not_end_in_time_is_left_out, 0,
		sizeof durations / sizeof durations[0]);
	tcase_add_test(tests, findings_are_kept_with_all_that_was_said);
	tcase_add_test(tests, one_error_refuses_with_all_reasons_and_all_validators_run);
	tcase_add_loop_test(tests, a_refusal_before_processing_spares_the_processing, 0, 2);
	tcase_add_test(tests, validators_run_at_their_stage);
	tcase_add_loop_test(tests, a_validator_that_fails_refuses_unless_told_to_warn, 0,
		sizeof broken / sizeof broken[0]);
	tcase_add_test(tests, an_error_found_before_failing_refuses_all_the_same);
	tcase_add_test(tests, should_validate_has_its_say);
	tcase_add_test(
		tests, a_severity_outside_the_set_is_invalid_and_a_node_outside_is_the_whole);
	tcase_add_test(tests, what_a_validator_reads_stays_while_it_finds);
	suite_add_tcase(suite, tests);
	return suite;
}
