/* SPDX-License-Identifier: MIT */
/* The builder: a script of calls for each row, the outline of what came of it. */
#include "script.h"

static const struct {
	const char *name, *script, *expected;
	uint32_t unwanted;
} scripts[] = {
	{"nothing", "", "doc", 0},
	{"leaf", "(p'one'' two')", "doc[p\"one two\"]", 0},
	{"siblings", "(h2'T')(p'x')(hr)", "doc[h2\"T\" p\"x\" hr]", 0},
	{"nested", "(list1(item(p'a')(list(item'b')))(item2'c'))",
		"doc[list1[item[p\"a\" list[item[p\"b\"]]] item2[p\"c\"]]]", 0},
	{"table", "(table(caption'C')(row(cell1'a')(cell'b')))",
		"doc[table[caption\"C\" row[cell1[p\"a\"] cell[p\"b\"]]]]", 0},
	{"a heading's level is kept in range", "(h0'a')(h9'b')", "doc[h1\"a\" h6\"b\"]", 0},
	{"text in the root gets a paragraph", "'a''b'(hr)'c'", "doc[p\"ab\" hr p\"c\"]", 0},
	{"blanks between blocks are no text", "' \n'(sec' '(p'a')'\n\t')(table' '(row' '))",
		"doc[sec[p\"a\"] table[row]]", 0},
	{"controls become blanks", "(p'a\001b\tc\r\nd\re')", "doc[p\"a b c\nd e\"]", 0},
	{"code keeps its tabs", "(code'a\tb\r\n\tc')", "doc[code\"a\tb\n\tc\"]", 0},
	{"ill-formed bytes are replaced", "(p'a\377b\342\202c')",
		"doc[p\"a\357\277\275b\357\277\275c\"]", 0},

	{"spans", "(p'a'<strong'b'<em'c'>>'d')", "doc[p\"a<strong b<em c>>d\"]", 0},
	{"a span's value", "(p<link=http://x/ 'a'>)", "doc[p\"<link=http://x/ a>\"]", 0},
	{"an empty span is dropped", "(p'a'<strong><em<u>>'b')", "doc[p\"ab\"]", 0},
	{"an empty image or footnote stays", "(p'a'<img=u ><fn=1 >'b')",
		"doc[p\"a<img=u><fn=1>b\"]", 0},
	{"a link around an empty image stays", "(p<link=u <img=v >>)", "doc[p\"<link=u><img=v>\"]",
		0},
	{"spans of a kind that touch are one", "(p<strong'a'><strong'b'>'c'<strong'd'>)",
		"doc[p\"<strong ab>c<strong d>\"]", 0},
	{"and so are those inside them", "(p<strong<em'a'>><strong<em'b'>'c'>)",
		"doc[p\"<strong <em ab>c>\"]", 0},
	{"links of other values stay apart", "(p<link=a 'a'><link=b 'b'><link=b 'c'>)",
		"doc[p\"<link=a a><link=b bc>\"]", 0},
	{"formulas that touch stay apart", "(p<math'a'><math'b'>)", "doc[p\"<math a><math b>\"]",
		0},
	{"a span in its like adds nothing", "(p<strong'a'<strong'b'>'c'>'d')",
		"doc[p\"<strong abc>d\"]", 0},
	{"closing a node closes its spans", "(p<strong<em'a')(p'b')",
		"doc[p\"<strong <em a>>\" p\"b\"]", 0},
	{"a holder's span is in its own text", "(table(row(cell<strong'a'>)))",
		"doc[table[row[cell[p\"<strong a>\"]]]]", 0},
	{"a holder's span goes on behind a block", "(quote<strong'a'(p'b')'c'>'d')",
		"doc[quote[p\"<strong a>\" p\"b\" p\"<strong c>d\"]]", 0},
	{"a holder's span without text makes nothing", "(list(item<strong>))", "doc[list[item]]",
		0},
	{"a holder's footnote makes a paragraph", "(quote<fn=1 >)", "doc[quote[p\"<fn=1>\"]]", 0},

	{"pages", "{1(p'a')}{2(p'b')}", "doc[p\"a\" p\"b\"]", 0},
	{"a page ends the paragraph of bare text", "{1'a'}{2'b'}", "doc[p\"a\" p\"b\"]", 0},
	{"an unwanted page", "{1(p'a')}{2(h1'b')(list(item'c'))@}{3(p'd')}", "doc[p\"a\" p\"d\"]",
		2},
	{"a node goes on across an unwanted page", "{1(p'a'}{2'b'}{3'c')}", "doc[p\"ac\"]", 2},
	{"a node ends on an unwanted page", "{1(sec(p'a')}{2(p'b'))(sec(p'c'))}{3(p'd')}",
		"doc[sec[p\"a\"] p\"d\"]", 2},
	{"a table that an unwanted page began",
		"{1(p'x')}{2(table(row(cell'a'))}{3(row(cell'b')))}",
		"doc[p\"x\" table[row[cell[p\"b\"]]]]", 2},
	{"a span that an unwanted page began", "{1(p'a'}{2'b'<strong'c'}{3'd'>'e')}",
		"doc[p\"a<strong d>e\"]", 2},
	{"a node that an unwanted page began and nothing went into", "{2(sec(p'a'}{3))}", "doc", 2},
	{"a child", "(p'a')@(p'b')", "doc[p\"a\" doc p\"b\"]", 0},
	{"a document in the document", "(doc(p'a'))", "doc[doc[p\"a\"]]", 0},
};

START_TEST(scripts_give_their_outline)
{
	owner.unwanted = scripts[_i].unwanted;
	run(scripts[_i].script);
	pandect_status status = builder_finish(builder, 1);

	ck_assert_msg(
		status == PANDECT_OK, "%s: %d, %s", scripts[_i].name, (int)status, owner.failure);
	ck_outline(block, scripts[_i].expected, scripts[_i].name);
}
END_TEST

static const struct {
	const char *name, *script;
	pandect_status status;
	const char *sentence;
} failures[] = {
	{"a row in a list", "(list(row", PANDECT_PLUGIN, "a ROW cannot stand in a LIST"},
	{"an item in the root", "(item", PANDECT_PLUGIN, "an ITEM cannot stand in a DOCUMENT"},
	{"an image in a paragraph", "(p(image", PANDECT_PLUGIN,
		"an IMAGE cannot stand in a PARAGRAPH"},
	{"an unknown kind", "(xyz", PANDECT_PLUGIN, "an unknown node cannot stand in a DOCUMENT"},
	{"a line outside a fragment", "(p(line", PANDECT_PLUGIN,
		"a LINE cannot stand in a PARAGRAPH"},
	{"text in a row", "(table(row'a'", PANDECT_PLUGIN, "text cannot stand in a ROW"},
	{"text in an image", "(image'a'", PANDECT_PLUGIN, "text cannot stand in an IMAGE"},
	{"a span in a list", "(list<strong", PANDECT_PLUGIN,
		"a STRONG span cannot stand in a LIST"},
	{"an unknown span", "(p<xyz", PANDECT_PLUGIN, "there is no span of kind 99"},
	{"a close too many", "(p))", PANDECT_PLUGIN, "close was called with no node open"},
	{"a span_close too many", "(p<em>>", PANDECT_PLUGIN,
		"span_close was called with no span open in a PARAGRAPH"},
	{"a node left open", "(sec(p'a')", PANDECT_PLUGIN, "a SECTION was left open"},
	{"a page left open", "{1(p'a')", PANDECT_PLUGIN, "page 1 was begun and not ended"},
	{"a page in a page", "{1{2", PANDECT_PLUGIN, "page 2 begins before page 1 has ended"},
	{"a page number 0", "{0", PANDECT_PLUGIN, "pages are numbered from 1, not 0"},
	{"a page_end too many", "{1}}", PANDECT_PLUGIN, "page_end was called with no page begun"},
	{"a child in a paragraph", "(p@", PANDECT_PLUGIN, "a DOCUMENT cannot stand in a PARAGRAPH"},
	{"a wrong place on an unwanted page too", "{2(list(row", PANDECT_PLUGIN,
		"a ROW cannot stand in a LIST"},
};

START_TEST(failures_name_what_is_wrong)
{
	const char *name = failures[_i].name;

	owner.unwanted = 2;
	run(failures[_i].script);
	pandect_status status = builder_finish(builder, 1);

	ck_assert_msg(status == failures[_i].status, "%s: %d", name, (int)status);
	ck_assert_msg(
		strcmp(owner.failure, failures[_i].sentence) == 0, "%s: %s", name, owner.failure);
	ck_assert_msg(!outline_check(block_document(block), 0), "%s", name);
}
END_TEST

START_TEST(the_first_failure_stays_and_nothing_more_is_written)
{
	run("(list(p");
	ck_assert_int_eq(pandect_builder_open(b, PANDECT_NODE_ITEM, 0), PANDECT_PLUGIN);
	ck_assert_int_eq(pandect_builder_meta(b, "title", pandect_text("T")), PANDECT_PLUGIN);
	ck_assert_int_eq(builder_finish(builder, 0), PANDECT_PLUGIN);
	ck_outline(block, "doc[list]", "after a failure");
}
END_TEST

static const struct {
	const char *name;
	struct builder_budget budget;
	const char *script, *option;
} limits[] = {
	{"nodes", {3, 9, 99}, "(p'a')(p'b')(p'c')(p'd')", "limits.nodes"},
	{"spans count as nodes", {2, 9, 99}, "(p<em'b'><strong'c'>", "limits.nodes"},
	{"cells", {99, 2, 99}, "(table(row(cell)(cell)(cell", "limits.cells"},
	{"text", {99, 9, 5}, "(p'abc')(p'def')", "limits.text"},
	{"values are text", {99, 9, 5}, "(p<link=abcdef 'a'>", "limits.text"},
};

START_TEST(a_limit_names_its_option)
{
	const char *name = limits[_i].name;

	budget = limits[_i].budget;
	run(limits[_i].script);
	ck_assert_msg(builder_finish(builder, 0) == PANDECT_LIMIT, "%s", name);
	ck_assert_msg(strstr(owner.failure, limits[_i].option), "%s: %s", name, owner.failure);
	ck_assert_msg(!outline_check(block_document(block), 0), "%s", name);
}
END_TEST

START_TEST(nesting_has_a_bound)
{
	pandect_status status = PANDECT_OK;
	unsigned depth = 0;

	for (; status == PANDECT_OK && depth < 10000; depth++)
		status = pandect_builder_open(b, PANDECT_NODE_QUOTE, 0);
	ck_assert_int_eq(status, PANDECT_LIMIT);
	ck_assert_uint_eq(depth, 256);
	builder_finish(builder, 0);
	ck_assert_ptr_null(outline_check(block_document(block), 0));
}
END_TEST

START_TEST(spans_beyond_the_bound_are_balanced_and_have_no_effect)
{
	pandect_builder_open(b, PANDECT_NODE_PARAGRAPH, 0);
	for (int i = 0; i < 1000; i++)
		pandect_builder_span_open(b, 6 + (uint32_t)i % 2 * 3, pandect_text("u"));
	pandect_builder_string(b, "a");
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(pandect_builder_span_close(b), PANDECT_OK);
	pandect_builder_string(b, "b");
	pandect_builder_close(b);
	ck_assert_int_eq(builder_finish(builder, 1), PANDECT_OK);
	ck_assert_ptr_null(outline_check(block_document(block), 0));
}
END_TEST

START_TEST(the_owner_is_asked_to_stop_now_and_then)
{
	owner.stop_at = 3;
	pandect_status status = PANDECT_OK;
	unsigned n = 0;

	for (; status == PANDECT_OK && n < 100000; n++)
		status = pandect_builder_leaf(b, PANDECT_NODE_PARAGRAPH, 0, pandect_text("a"));
	ck_assert_int_eq(status, PANDECT_TIMEOUT);
	ck_assert_uint_eq(n, 256);
	ck_assert_str_eq(owner.failure, "the time allowed is over");
	ck_assert_uint_eq(owner.n_stops, 3);
}
END_TEST

/* Whatever is called in whatever order, the block is well formed. */
START_TEST(random_calls_make_a_well_formed_block)
{
	static const char *const texts[] = {"a", " ", "\303\244", "b\n", "\377", ""};
	uint32_t random = 12345u + (uint32_t)_i * 7919u;
	float want_dpi;
	int fragment = _i % 3 == 0;

	teardown();
	begin(fragment);
	owner.unwanted = 2;
	for (int i = 0, page = 0; i < 2000; i++) {
		random = random * 1664525u + 1013904223u;
		uint32_t choice = random >> 24, more = random >> 8 & 0xff;

		if (builder_status(builder)) {
			builder_finish(builder, 1);
			ck_assert_ptr_null(outline_check(block_document(block), fragment));
			teardown();
			begin(fragment);
			page = 0;
		}
		if (choice < 70)
			pandect_builder_open(
				b, more % 6 ? PANDECT_NODE_PARAGRAPH : 1 + more % 24, 0);
		else if (choice < 120)
			pandect_builder_close(b);
		else if (choice < 180)
			pandect_builder_string(b, texts[more % 6]);
		else if (choice < 215)
			pandect_builder_span_open(
				b, 1 + more % 15, pandect_text(more & 1 ? "v" : ""));
		else if (choice < 245)
			pandect_builder_span_close(b);
		else if (!fragment && page++ % 2 == 0)
			pandect_builder_page_begin(b, (uint32_t)page / 2 + 1, 0, 0, 0);
		else if (!fragment)
			pandect_builder_page_end(b, &want_dpi);
	}
	builder_finish(builder, 0);
	const char *wrong = outline_check(block_document(block), fragment);

	ck_assert_msg(!wrong, "seed %d: %s", _i, wrong ? wrong : "");
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("builder");
	TCase *cases = tcase_create("builder");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_loop_test(
		cases, scripts_give_their_outline, 0, (int)(sizeof scripts / sizeof scripts[0]));
	tcase_add_loop_test(
		cases, failures_name_what_is_wrong, 0, (int)(sizeof failures / sizeof failures[0]));
	tcase_add_test(cases, the_first_failure_stays_and_nothing_more_is_written);
	tcase_add_loop_test(
		cases, a_limit_names_its_option, 0, (int)(sizeof limits / sizeof limits[0]));
	tcase_add_test(cases, nesting_has_a_bound);
	tcase_add_test(cases, spans_beyond_the_bound_are_balanced_and_have_no_effect);
	tcase_add_test(cases, the_owner_is_asked_to_stop_now_and_then);
	tcase_add_loop_test(cases, random_calls_make_a_well_formed_block, 0, 30);
	suite_add_tcase(suite, cases);
	return suite;
}
