/* SPDX-License-Identifier: MIT */
/*
 * Documents inside documents. The extractor reads a small notation: letters are a paragraph,
 * "(NAME|MIME:BYTES)" is a child, "!" makes it fail, "?" makes it PARTIAL, "#" warns.
 */
#include "actors.h"

static const char *
closing(const char *at, const char *end)
{
	int depth = 1;

	for (; at < end && depth; at++)
		depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
	return at - 1;
}

static struct pandect_text
between(const char *start, const char *end)
{
	return (struct pandect_text){start, (size_t)(end - start)};
}

/* From behind a "(": writes the child; gives where its ")" is. */
static const char *
play_child(struct pandect_builder *builder, const char *at, const char *end)
{
	const char *stop = closing(at, end), *bar = memchr(at, '|', (size_t)(stop - at)),
		   *colon = memchr(at, ':', (size_t)(stop - at));
	struct pandect_text mime = {NULL, 0};
	struct pandect_sink *sink;

	if (bar && bar < colon)
		mime = between(bar + 1, colon);
	else
		bar = colon;
	if (pandect_builder_child(builder, between(at, bar), mime, &sink) == PANDECT_OK) {
		for (const char *byte = colon + 1; byte < stop; byte++)
			if (pandect_sink_write(sink, byte, 1) != PANDECT_OK)
				break;
		pandect_builder_child_end(builder, sink, colon[1] == '*' ? PANDECT_IO : PANDECT_OK);
	}
	return stop;
}

static pandect_status
play_notation(struct actor *actor, const struct scene *scene)
{
	pandect_status status = PANDECT_OK;
	const void *data;
	const char *at, *end;
	size_t size;

	(void)actor;
	pandect_source_bytes(scene->source, &data, &size);
	end = (const char *)data + size;
	for (at = (const char *)data + 5; at < end; at++)
		if (*at == '(')
			at = play_child(scene->builder, at + 1, end);
		else if (*at == '!')
			return pandect_call_fail(scene->call, PANDECT_MALFORMED, "it is torn");
		else if (*at == '?')
			status = PANDECT_PARTIAL;
		else if (*at == '#')
			pandect_call_warn(scene->call, "smudge", "a smudge");
		else
			pandect_builder_leaf(
				scene->builder, PANDECT_NODE_PARAGRAPH, 0, between(at, at + 1));
	pandect_builder_meta(scene->builder, "title", pandect_source_name(scene->source));
	return status;
}

static pandect_status
play_forgetting(struct actor *actor, const struct scene *scene)
{
	struct pandect_text none = {NULL, 0};
	struct pandect_sink *sink;

	(void)actor;
	pandect_builder_child(scene->builder, none, none, &sink);
	pandect_sink_write(sink, "x", 1);
	return PANDECT_OK;
}

static pandect_status
read_text(const char *text)
{
	return run_named(text, NULL);
}

static struct actor box;

static void
open_box(void)
{
	open_stage();
	box = (struct actor){.name = "box", .plays = play_notation};
}

static const struct {
	const char *text, *document;
	pandect_status status;
	const char *key, *value, *code, *says;
} rows[] = {
	{"PLAY!a(x:PLAY!b)c", "doc[p\"a\" doc[p\"b\"] p\"c\"]", PANDECT_OK, NULL, NULL, NULL, NULL},
	{"PLAY!(x:PLAY!a)(y:PLAY!b)", "doc[doc[p\"a\"] doc[p\"b\"]]", PANDECT_OK, NULL, NULL, NULL,
		NULL},
	{"PLAY!a(x:PLAY!b(y:PLAY!c)d)e", "doc[p\"a\" doc[p\"b\" doc[p\"c\"] p\"d\"] p\"e\"]",
		PANDECT_OK, NULL, NULL, NULL, NULL},
	{"PLAY!(:PLAY!a)", "doc[doc[p\"a\"]]", PANDECT_OK, NULL, NULL, NULL, NULL},

	/* a child that fails costs the child */
	{"PLAY!a(x:PLAY!b!)c", "doc[p\"a\" doc p\"c\"]", PANDECT_PARTIAL, NULL, NULL,
		"child-failed", "x could not be read: it is torn"},
	{"PLAY!a(:PLAY!!)", "doc[p\"a\" doc]", PANDECT_PARTIAL, NULL, NULL, "child-failed",
		"a document inside could not be read: it is torn"},
	{"PLAY!a(x:PLAY!b?)", "doc[p\"a\" doc[p\"b\"]]", PANDECT_PARTIAL, NULL, NULL, NULL, NULL},
	{"PLAY!a(x:PLAY!b#)", "doc[p\"a\" doc[p\"b\"]]", PANDECT_OK, NULL, NULL, "smudge",
		"a smudge"},
	{"PLAY!a(x:\001\002)", "doc[p\"a\" doc]", PANDECT_OK, NULL, NULL, "child-failed",
		"x could not be read: no plugin knows its format"},
	{"PLAY!a(x:*)", "doc[p\"a\" doc]", PANDECT_PARTIAL, NULL, NULL, "child-failed",
		"x could not be read: reading or writing failed"},

	/* one budget for all */
	{"PLAY!a(x:PLAY!b(y:PLAY!c))", "doc[p\"a\" doc[p\"b\"]]", PANDECT_PARTIAL, "limits.depth",
		"1", "child-limit",
		"y and what comes after it was left out: it is nested deeper than limits.depth "
		"allows"},
	{"PLAY!a(x:PLAY!b)", "doc[p\"a\"]", PANDECT_PARTIAL, "limits.depth", "0", "child-limit",
		"x and what comes after it was left out"},
	{"PLAY!(x:PLAY!a(y:PLAY!b))", "doc[doc[p\"a\"]]", PANDECT_PARTIAL, "limits.members", "1",
		"child-limit",
		"y and what comes after it was left out: there are more documents inside than "
		"limits.members allows"},
	{"PLAY!(x:PLAY!a)(y:PLAY!b)c", "doc[doc[p\"a\"] doc p\"c\"]", PANDECT_PARTIAL,
		"limits.bytes", "8", "child-failed",
		"y could not be read: the documents inside have more bytes than limits.bytes "
		"allows"},
	{"PLAY!(x:PLAY!a)(y:PLAY!b)c", "doc[doc[p\"a\"] p\"c\"]", PANDECT_PARTIAL, "limits.bytes",
		"6", "child-limit", "y and what comes"},
};

/* Twice: of a concurrent extractor children are read at once, of a serial one afterwards. */
START_TEST(children_are_read_in_their_place)
{
	int row = _i / 2;

	box.is_serial = _i % 2;
	enter_extractor(&box);
	if (rows[row].key)
		set(rows[row].key, rows[row].value);
	pandect_status status = read_text(rows[row].text);

	ck_assert_msg(status == rows[row].status, "%s: %s, %s", rows[row].text,
		pandect_status_name(status), error_text());
	ck_document(rows[row].document);
	if (rows[row].code)
		ck_found(rows[row].code, rows[row].says);
	else
		ck_assert_uint_eq(n_findings(), 0);
}
END_TEST

START_TEST(a_childs_node_has_its_name_type_and_metadata)
{
	const struct pandect_document *document;
	struct pandect_meta meta;
	uint32_t n = 0;

	enter_extractor(&box);
	ck_status(read_text("PLAY!a(in/b.play|text/x-play:PLAY!c)"), PANDECT_OK);
	document = pandect_job_document(job);
	ck_assert(pandect_text_is(
		pandect_document_text(document, 3, PANDECT_ATTRIBUTE_NAME), "in/b.play"));
	ck_assert(pandect_text_is(
		pandect_document_text(document, 3, PANDECT_ATTRIBUTE_MIME), "text/x-play"));
	ck_assert_int_eq(
		pandect_document_number(document, 3, PANDECT_ATTRIBUTE_STATUS, 0), PANDECT_OK);
	for (uint32_t i = 0; pandect_document_meta(document, i, &meta) == PANDECT_OK; i++)
		if (meta.document == 3) {
			ck_assert(pandect_text_is(meta.key, "title"));
			ck_assert(pandect_text_is(meta.value, "b.play")); /* its last part */
			n++;
		}
	ck_assert_uint_eq(n, 1);
}
END_TEST

START_TEST(a_failed_childs_node_says_how_it_failed)
{
	static const struct {
		const char *text;
		pandect_status status;
	} failures[] = {{"PLAY!(x:PLAY!!)", PANDECT_MALFORMED},
		{"PLAY!(x:\001)", PANDECT_UNSUPPORTED}, {"PLAY!(x:*)", PANDECT_IO}};

	enter_extractor(&box);
	read_text(failures[_i].text);
	ck_document("doc[doc]");
	ck_assert_int_eq(
		pandect_document_number(pandect_job_document(job), 2, PANDECT_ATTRIBUTE_STATUS, 0),
		failures[_i].status);
}
END_TEST

START_TEST(a_childs_warning_points_into_the_whole)
{
	enter_extractor(&box);
	ck_status(read_text("PLAY!ab(x:PLAY!#c)"), PANDECT_OK);
	ck_assert_uint_eq(find_finding("smudge")->node, 4); /* the child's root */
}
END_TEST

START_TEST(a_child_is_recognised_by_declared_type_content_and_name)
{
	static const struct pandect_format other[] = {
		{.mime = "text/x-other", .suffixes = "other"}};
	struct actor guest = {.name = "guest", .formats = PANDECT_ARRAY(other)};

	enter_extractor(&box);
	enter_extractor(&guest);
	ck_status(read_text("PLAY!(a|text/x-other:q)(dir/b.other:q)(c:PLAY!d)"), PANDECT_OK);
	ck_document("doc[doc[p\"guest\"] doc[p\"guest\"] doc[p\"d\"]]");
	ck_assert_str_eq(journal, "box guest guest box ");
	ck_step("identify", "text/x-other, as declared");
	ck_step("identify", "text/x-other, by the suffix of its name");
}
END_TEST

START_TEST(a_serial_extractors_children_are_read_when_it_has_returned)
{
	static const struct pandect_format other[] = {
		{.mime = "text/x-other", .suffixes = "other"}};
	struct actor guest = {.name = "guest", .is_serial = 1, .formats = PANDECT_ARRAY(other)};

	box.is_serial = 1;
	enter_extractor(&box);
	enter_extractor(&guest);
	ck_status(read_text("PLAY!a(a.other:q)b(c:PLAY!d(e.other:q))"), PANDECT_OK);
	ck_document("doc[p\"a\" doc[p\"guest\"] p\"b\" doc[p\"d\" doc[p\"guest\"]]]");
	ck_assert_str_eq(journal, "box guest box guest ");
}
END_TEST

START_TEST(a_large_child_comes_whole)
{
	static char text[100000];
	struct pandect_node_info info;
	uint32_t n = 0;

	memset(text, 'a', sizeof text - 1);
	memcpy(text, "PLAY!(x:PLAY!", 13);
	text[sizeof text - 2] = ')';
	enter_extractor(&box);
	ck_status(read_text(text), PANDECT_OK);
	while (pandect_document_node(pandect_job_document(job), n + 1, &info) == PANDECT_OK)
		n++;
	ck_assert_uint_eq(n, 2 + strlen(text) - strlen("PLAY!(x:PLAY!)"));
}
END_TEST

START_TEST(steps_and_progress_name_the_child)
{
	const struct pandect_step *step;

	enter_extractor(&box);
	ck_status(run_named("PLAY!(in/b.play:PLAY!c)", "whole.play"), PANDECT_OK);
	step = find_step("extract", "the document was read"); /* the child ends first */
	ck_assert_msg(pandect_text_is(step->document, "in/b.play"), "%.*s",
		(int)step->document.size, step->document.data);
}
END_TEST

START_TEST(many_children_over_a_limit_are_one_warning)
{
	enter_extractor(&box);
	set("limits.members", "1");
	ck_status(read_text("PLAY!(u:PLAY!a)(v:PLAY!b)(w:PLAY!c)(x:PLAY!d)"), PANDECT_PARTIAL);
	ck_document("doc[doc[p\"a\"]]");
	ck_assert_uint_eq(n_findings(), 1);
}
END_TEST

START_TEST(the_bound_on_nodes_spans_the_tree)
{
	enter_extractor(&box);
	set("limits.nodes", "6");
	ck_status(read_text("PLAY!a(x:PLAY!bcdefgh)i"), PANDECT_LIMIT);
	ck_error("limits.nodes");
}
END_TEST

START_TEST(an_extractor_that_forgets_a_childs_end_breaks_its_contract)
{
	struct actor forgetful = {.name = "forgetful", .plays = play_forgetting};

	enter_extractor(&forgetful);
	ck_status(run_play(), PANDECT_PLUGIN);
	ck_assert_ptr_null(pandect_job_document(job));
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("children");
	TCase *tests = tcase_create("children");

	tcase_add_checked_fixture(tests, open_box, close_stage);
	tcase_add_loop_test(
		tests, children_are_read_in_their_place, 0, 2 * sizeof rows / sizeof rows[0]);
	tcase_add_test(tests, a_childs_node_has_its_name_type_and_metadata);
	tcase_add_loop_test(tests, a_failed_childs_node_says_how_it_failed, 0, 3);
	tcase_add_test(tests, a_childs_warning_points_into_the_whole);
	tcase_add_test(tests, a_child_is_recognised_by_declared_type_content_and_name);
	tcase_add_test(tests, a_serial_extractors_children_are_read_when_it_has_returned);
	tcase_add_test(tests, a_large_child_comes_whole);
	tcase_add_test(tests, steps_and_progress_name_the_child);
	tcase_add_test(tests, many_children_over_a_limit_are_one_warning);
	tcase_add_test(tests, the_bound_on_nodes_spans_the_tree);
	tcase_add_test(tests, an_extractor_that_forgets_a_childs_end_breaks_its_contract);
	suite_add_tcase(suite, tests);
	return suite;
}
