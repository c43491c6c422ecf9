/* SPDX-License-Identifier: MIT */
/* What the shipped renderers write, word for word. */
#include <unistd.h>

#include "plugin.h"

struct row {
	const char *name, *module, *options, *script, *expected;
};

static const struct row rows[] = {
	{"a heading", "renderer-markdown", "", "(h2 'Title #' )", "## Title \\#\n"},
	{"blanks stay outside of emphasis", "renderer-markdown", "",
		"(p 'a ' <strong ' b ' > ' c' )", "a **b** c\n"},
	{"punctuation leaves a mark that could not close", "renderer-markdown", "",
		"(p <strong 'Note:' > 'text' )", "**Note**:text\n"},
	{"emphasis in a word", "renderer-markdown", "", "(p 'un' <em 'frigging' > 'believable' )",
		"un*frigging*believable\n"},
	{"neighbours of one kind are one", "renderer-markdown", "",
		"(p <strong 'a' > <strong 'b' > )", "**ab**\n"},
	{"two kinds that touch", "renderer-markdown", "", "(p <strong 'a' > <em 'b' > )",
		"**a**<em>b</em>\n"},
	{"a link that is its address", "renderer-markdown", "",
		"(p <link=https://x.org/a 'https://x.org/a' > )", "<https://x.org/a>\n"},
	{"a link that runs something", "renderer-markdown", "",
		"(p <link=javascript:alert(1) 'click' > )", "click\n"},
	{"a link with brackets", "renderer-markdown", "", "(p <link=http://x/a_(b) 'see [1]' > )",
		"[see \\[1\\]](<http://x/a_(b)>)\n"},
	{"code with backticks", "renderer-markdown", "", "(p <code 'a`b' > )", "``a`b``\n"},
	{"scripts", "renderer-markdown", "", "(p 'H' <sub '2' > 'O' )", "H<sub>2</sub>O\n"},
	{"scripts as text", "renderer-markdown", "html-scripts=false", "(p 'H' <sub '2' > 'O' )",
		"H2O\n"},
	{"a line break", "renderer-markdown", "", "(p 'a\nb' )", "a\\\nb\n"},
	{"names keep their underscores", "renderer-markdown", "", "(p 'snake_case, price* & <5' )",
		"snake_case, price* & <5\n"},
	{"what would mean something", "renderer-markdown", "", "(p '__x__ <b> &amp; [a](b)' )",
		"\\_\\_x\\_\\_ \\<b> \\&amp; [a]\\(b)\n"},
	{"what would begin a block", "renderer-markdown", "", "(p '1. a\n- b\n# c\n---' )",
		"1\\. a\\\n\\- b\\\n\\# c\\\n\\---\n"},
	{"a list in a list", "renderer-markdown", "",
		"(list (item (p 'a' ) (list1 (item (p 'b' ) ) ) ) (item (p 'c' ) ) )",
		"- a\n  1. b\n- c\n"},
	{"items of several blocks", "renderer-markdown", "",
		"(list1 (item (p 'a' ) (p 'b' ) ) (item (p 'c' ) ) )", "1. a\n\n   b\n\n2. c\n"},
	{"tasks", "renderer-markdown", "", "(list (item1 (p 'a' ) ) (item2 (p 'b' ) ) )",
		"- [ ] a\n- [x] b\n"},
	{"two lists that touch", "renderer-markdown", "",
		"(list (item (p 'a' ) ) ) (list (item (p 'b' ) ) )", "- a\n\n* b\n"},
	{"a table", "renderer-markdown", "",
		"(table (row (cell1 'a|b' ) (cell1 'c' ) ) (row (cell (p 'x' ) (p 'y' ) ) ) )",
		"| a\\|b | c |\n| --- | --- |\n| x y | |\n"},
	{"a fence longer than any inside", "renderer-markdown", "", "(code '```\nx' )",
		"````\n```\nx\n````\n"},
	{"a quote", "renderer-markdown", "", "(quote (p 'a' ) (p 'b' ) )", "> a\n>\n> b\n"},
	{"a formula", "renderer-markdown", "", "(formula 'E=mc^2' )", "$$E=mc^2$$\n"},
	{"wrapped text begins no block", "renderer-markdown", "wrap=20",
		"(p 'some words and then - a dash' )", "some words and\nthen - a dash\n"},
	{"plain text", "renderer-plain", "",
		"(h1 'T' ) (list (item (p 'a' ) ) ) (table (row (cell 'x' ) (cell 'y' ) ) )",
		"T\n\n- a\n\nx\ty\n"},
	{"plain columns", "renderer-plain", "tables=columns",
		"(table (row (cell 'long' ) (cell 'y' ) ) (row (cell 'x' ) (cell 'z' ) ) )",
		"long  y\nx     z\n"},
	{"JSON", "renderer-json", "text=false", "(p 'a\"\n' <em 'b' > )",
		"{\"format\":1,\"root\":{\"id\":1,\"kind\":\"document\",\"children\":[{\"id\":2,"
		"\"kind\":\"paragraph\",\"text\":\"a\\\"\\nb\",\"spans\":[{\"kind\":\"emphasis\","
		"\"start\":3,\"end\":4}]}]}}\n"},
	{"nothing in JSON", "renderer-json", "text=false", "",
		"{\"format\":1,\"root\":{\"id\":1,\"kind\":\"document\"}}\n"},
	{"HTML is escaped", "renderer-html", "style=false", "(p '<b> & \"' )",
		"<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title></title>\n"
		"</head>\n<body>\n<p>&lt;b&gt; &amp; &quot;</p>\n</body>\n</html>\n"},
	{"HTML has no link that runs something", "renderer-html", "style=false",
		"(p <link=javascript:x 'a' > )",
		"<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title></title>\n"
		"</head>\n<body>\n<p><a>a</a></p>\n</body>\n</html>\n"},
};

START_TEST(a_document_is_rendered)
{
	const struct row *row = &rows[_i];
	const struct pandect_plugin *plugin = load(row->module);
	char *got;

	if (!plugin)
		return; /* the module is not built */
	run(row->script);
	finish();
	got = render(plugin, row->options);
	ck_assert_msg(strcmp(got, row->expected) == 0, "%s:\n%s--- expected\n%s", row->name, got,
		row->expected);
	free(got);
}
END_TEST

START_TEST(spans_of_a_table_leave_blanks)
{
	const struct pandect_plugin *plugin = load("renderer-markdown");
	char *got;

	if (!plugin)
		return;
	run("(table (row (cell1 'a'");
	pandect_builder_number(b, PANDECT_ATTRIBUTE_COLUMN_SPAN, 2);
	run(") (cell1 'b' ) ) (row (cell 'c'");
	pandect_builder_number(b, PANDECT_ATTRIBUTE_ROW_SPAN, 2);
	run(") (cell 'd' ) (cell 'e' ) ) (row (cell 'f' ) ) )");
	finish();
	got = render(plugin, "");
	ck_assert_str_eq(got, "| a | | b |\n| --- | --- | --- |\n| c | d | e |\n| | f | |\n");
	free(got);
}
END_TEST

START_TEST(a_table_of_huge_spans_stays_small)
{
	const struct pandect_plugin *plugin = load("renderer-markdown");
	char *got;

	if (!plugin)
		return;
	run("(table");
	for (int i = 0; i < 100; i++) {
		run("(row (cell 'a'");
		pandect_builder_number(b, PANDECT_ATTRIBUTE_COLUMN_SPAN, 1000000000);
		pandect_builder_number(b, PANDECT_ATTRIBUTE_ROW_SPAN, 1000000000);
		run(") )");
	}
	run(")");
	finish();
	got = render(plugin, "");
	ck_assert_uint_lt(strlen(got), 4000000);
	free(got);
}
END_TEST

START_TEST(footnotes_of_two_documents_are_kept_apart)
{
	const struct pandect_plugin *plugin = load("renderer-markdown");
	char *got;

	if (!plugin)
		return;
	run("(p 'a' <fn=1 '1' > ) (footnote");
	pandect_builder_attribute(b, PANDECT_ATTRIBUTE_NAME, pandect_text("1"));
	run("(p 'first' ) ) (footnote");
	pandect_builder_attribute(b, PANDECT_ATTRIBUTE_NAME, pandect_text("2"));
	run("(p 'not referred to' ) ) (p 'b' <fn=9 '9' > )");
	finish();
	got = render(plugin, "");
	ck_assert_str_eq(got, "a[^1]\n\n[^1]: first\n\nnot referred to\n\nb<sup>9</sup>\n");
	free(got);
}
END_TEST

START_TEST(metadata_goes_on_top_only_when_asked_for)
{
	const struct pandect_plugin *plugin = load("renderer-markdown");
	char *got;

	if (!plugin)
		return;
	pandect_builder_meta(b, "title", pandect_text("a \"b\": c"));
	pandect_builder_meta(b, "creator", pandect_text("x"));
	pandect_builder_meta(b, "creator", pandect_text("y"));
	run("(p 'text' )");
	finish();
	got = render(plugin, "");
	ck_assert_str_eq(got, "text\n");
	free(got);
	got = render(plugin, "front-matter=true");
	ck_assert_str_eq(got,
		"---\ntitle: \"a \\\"b\\\": c\"\ncreator:\n  - \"x\"\n  - \"y\"\n---\n\ntext\n");
	free(got);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("renderers");
	TCase *tcase = tcase_create("renderers");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, a_document_is_rendered, 0, (int)(sizeof rows / sizeof *rows));
	tcase_add_test(tcase, spans_of_a_table_leave_blanks);
	tcase_add_test(tcase, a_table_of_huge_spans_stays_small);
	tcase_add_test(tcase, footnotes_of_two_documents_are_kept_apart);
	tcase_add_test(tcase, metadata_goes_on_top_only_when_asked_for);
	suite_add_tcase(suite, tcase);
	return suite;
}
