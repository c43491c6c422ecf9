/* SPDX-License-Identifier: MIT */
/* The editor: edits of text and nodes, all or nothing. */
#include "edited.h"

START_TEST(without_edits_the_document_is_the_same)
{
	ck_assert_int_eq(editor_is_empty(editor), 1);
	apply();
	ck_outline(block, "doc[h1\"Title\" p\"one <strong two three> four\"" LIST REST, "empty");
}
END_TEST

/* Edits of node 3, "one two three four", where "two three" is bytes 4 to 13. */
static const struct {
	const char *name;
	struct {
		uint32_t start, end;
		const char *text;
	} edits[3];
	const char *expected;
} replacements[] = {
	{"before the span", {{0, 3, "eleven"}}, "eleven <strong two three> four"},
	{"behind the span", {{14, 18, "4"}}, "one <strong two three> 4"},
	{"in the span", {{7, 8, "-and-"}}, "one <strong two-and-three> four"},
	{"the span itself", {{4, 13, "six"}}, "one <strong six> four"},
	{"over its start", {{2, 7, "_"}}, "on_<strong  three> four"},
	{"over its end", {{8, 16, "_"}}, "one <strong two >_ur"},
	{"the span and more", {{3, 14, "_"}}, "one_four"},
	{"the span taken away", {{4, 13, ""}}, "one  four"},
	{"all of it", {{0, 18, ""}}, ""},
	{"at the span's start", {{4, 4, "+"}}, "one <strong +two three> four"},
	{"at the span's end", {{13, 13, "+"}}, "one <strong two three>+ four"},
	{"several", {{0, 3, "1"}, {4, 7, "2"}, {14, 18, "4"}}, "1 <strong 2 three> 4"},
	{"several that touch", {{4, 6, "T"}, {6, 7, "O"}, {7, 7, "!"}},
		"one <strong TO! three> four"},
	{"ill-formed text", {{0, 3, "\377\001"}}, "\357\277\275  <strong two three> four"},
};

START_TEST(spans_move_with_their_text)
{
	char expected[256];

	for (int i = 0; i < 3 && replacements[_i].edits[i].text; i++)
		pandect_editor_replace_text(e, 3, replacements[_i].edits[i].start,
			replacements[_i].edits[i].end,
			pandect_text(replacements[_i].edits[i].text));
	apply();
	snprintf(expected, sizeof expected, "doc[h1\"Title\" p%s%s%s" LIST REST,
		*replacements[_i].expected ? "\"" : "", replacements[_i].expected,
		*replacements[_i].expected ? "\"" : "");
	ck_outline(block, expected, replacements[_i].name);
}
END_TEST

static const struct {
	const char *name;
	pandect_node removed[3];
	const char *expected;
} removals[] = {
	{"a leaf", {3}, "doc[h1\"Title\"" LIST REST},
	{"a subtree", {4}, "doc[h1\"Title\" p\"one <strong two three> four\"" REST},
	{"a node twice, and one below it", {4, 4, 6},
		"doc[h1\"Title\" p\"one <strong two three> four\"" REST},
	{"one item", {5},
		"doc[h1\"Title\" p\"one <strong two three> four\" list[item[p\"b\"]]" REST},
	{"an item's only block", {6},
		"doc[h1\"Title\" p\"one <strong two three> four\" list[item[p\"b\"]]" REST},
	{"all items", {5, 7}, "doc[h1\"Title\" p\"one <strong two three> four\"" REST},
	{"a row", {11},
		"doc[h1\"Title\" p\"one <strong two three> four\"" LIST
		" table[caption\"C\" row[cell[p\"y\"]]] p\"gr<em \303\274>n\"]"},
	{"a row's last cell", {12},
		"doc[h1\"Title\" p\"one <strong two three> four\"" LIST
		" table[caption\"C\" row[cell[p\"y\"]]] p\"gr<em \303\274>n\"]"},
	{"a cell's text", {13},
		"doc[h1\"Title\" p\"one <strong two three> four\"" LIST
		" table[caption\"C\" row[cell] row[cell[p\"y\"]]] p\"gr<em \303\274>n\"]"},
	{"all rows", {11, 14},
		"doc[h1\"Title\" p\"one <strong two three> four\"" LIST " p\"gr<em \303\274>n\"]"},
};

START_TEST(a_removal_leaves_a_valid_tree)
{
	for (int i = 0; i < 3 && removals[_i].removed[i]; i++)
		pandect_editor_remove(e, removals[_i].removed[i]);
	apply();
	ck_outline(block, removals[_i].expected, removals[_i].name);
}
END_TEST

START_TEST(inserted_nodes_stand_before_theirs_in_the_order_of_the_calls)
{
	struct pandect_builder *b;

	pandect_editor_insert_before(e, 3, &b);
	leaf(b, PANDECT_NODE_PARAGRAPH, "first");
	pandect_editor_insert_before(e, 3, &b);
	pandect_builder_string(b, "second");
	pandect_editor_insert_before(e, 2, &b);
	leaf(b, PANDECT_NODE_THEMATIC_BREAK, "");
	pandect_editor_remove(e, 3);
	apply();
	ck_outline(block, "doc[hr h1\"Title\" p\"first\" p\"second\"" LIST REST, "inserted");
}
END_TEST

START_TEST(what_is_inserted_must_fit_the_parent)
{
	struct pandect_builder *b;

	pandect_editor_insert_before(e, 14, &b);
	write_row(b, "between");
	pandect_editor_insert_before(e, 7, &b);
	pandect_builder_open(b, PANDECT_NODE_ITEM, 2);
	pandect_builder_string(b, "done");
	pandect_builder_close(b);
	apply();
	ck_outline(block,
		"doc[h1\"Title\" p\"one <strong two three> four\""
		" list[item[p\"a\"] item2[p\"done\"] item[p\"b\"]]"
		" table[caption\"C\" row[cell[p\"x\"]] row[cell[p\"between\"]] row[cell[p\"y\"]]]"
		" p\"gr<em \303\274>n\"]",
		"rows");
	ck_assert_int_eq(pandect_editor_insert_before(e, 7, &b), PANDECT_OK);
	ck_assert_int_eq(pandect_builder_open(b, PANDECT_NODE_PARAGRAPH, 0), PANDECT_PLUGIN);
	ck_assert_str_eq(editor_failure(editor), "a PARAGRAPH cannot stand in a LIST");
	ck_assert_int_eq(pandect_editor_remove(e, 3), PANDECT_PLUGIN);
}
END_TEST

START_TEST(a_table_whose_rows_are_all_replaced_stays)
{
	struct pandect_builder *b;

	pandect_editor_insert_before(e, 11, &b);
	write_row(b, "new");
	pandect_editor_remove(e, 11);
	pandect_editor_remove(e, 14);
	pandect_editor_remove(e, 4);
	pandect_editor_remove(e, 3);
	apply();
	ck_outline(block,
		"doc[h1\"Title\" table[caption\"C\" row[cell[p\"new\"]]] p\"gr<em \303\274>n\"]",
		"replaced");
}
END_TEST

START_TEST(an_insert_has_no_pages_and_no_metadata)
{
	struct pandect_builder *b;

	pandect_editor_insert_before(e, 3, &b);
	ck_assert_int_eq(pandect_builder_meta(b, "title", pandect_text("T")), PANDECT_INVALID);
	ck_assert_int_eq(editor_status(editor), PANDECT_INVALID);
}
END_TEST

START_TEST(an_insert_that_was_left_open_is_a_failure)
{
	struct pandect_builder *b;
	struct block *edited = NULL;
	uint32_t dropped = 7;

	pandect_editor_insert_before(e, 3, &b);
	pandect_builder_open(b, PANDECT_NODE_QUOTE, 0);
	ck_assert_int_eq(editor_apply(editor, &edited, &dropped), PANDECT_PLUGIN);
	ck_assert_ptr_null(edited);
	ck_assert_uint_eq(dropped, 7);
	ck_assert_str_eq(editor_failure(editor), "a QUOTE was left open");
}
END_TEST

static pandect_status
bad_node(void)
{
	return pandect_editor_remove(e, 18);
}

static pandect_status
bad_zero(void)
{
	return pandect_editor_number(e, 0, PANDECT_ATTRIBUTE_START, 1);
}

static pandect_status
bad_root(void)
{
	return pandect_editor_remove(e, 1);
}

static pandect_status
bad_character(void)
{
	return pandect_editor_replace_text(e, 17, 3, 4, pandect_text("x"));
}

static pandect_status
bad_end(void)
{
	return pandect_editor_replace_text(e, 3, 4, 19, pandect_text("x"));
}

static pandect_status
bad_order(void)
{
	pandect_editor_replace_text(e, 3, 4, 7, pandect_text("x"));
	return pandect_editor_replace_text(e, 3, 2, 3, pandect_text("x"));
}

static pandect_status
bad_holder(void)
{
	return pandect_editor_replace_text(e, 4, 0, 0, pandect_text("x"));
}

static pandect_status
bad_chunk(void)
{
	struct pandect_chunk chunk = {.size = sizeof chunk, .first = 6, .last = 3};

	return pandect_editor_chunk(e, &chunk);
}

static pandect_status
bad_text(void)
{
	char large[200];

	memset(large, 'x', sizeof large);
	budget.text = 100;
	return pandect_editor_replace_text(e, 3, 0, 3, (struct pandect_text){large, sizeof large});
}

static const struct {
	const char *name;
	pandect_status (*call)(void);
	pandect_status status;
	const char *sentence;
} failures[] = {
	{"no such node", bad_node, PANDECT_INVALID, "there is no node 18"},
	{"node 0", bad_zero, PANDECT_INVALID, "there is no node 0"},
	{"the root", bad_root, PANDECT_INVALID, "the root cannot be removed"},
	{"inside a character", bad_character, PANDECT_INVALID,
		"byte 3 or 4 of node 17 is inside a character"},
	{"beyond the text", bad_end, PANDECT_INVALID,
		"node 3 has 18 bytes of text, 4 to 19 are not among them"},
	{"out of order", bad_order, PANDECT_INVALID,
		"edits of node 3 overlap or are not in ascending order"},
	{"a node without text", bad_holder, PANDECT_INVALID, "node 4 is a LIST and holds no text"},
	{"a chunk backwards", bad_chunk, PANDECT_INVALID, "a chunk ends before it begins"},
	{"too much text", bad_text, PANDECT_LIMIT,
		"the edits add more bytes of text than limits.text allows"},
};

START_TEST(a_failure_stays_and_nothing_is_applied)
{
	const char *name = failures[_i].name;
	struct block *edited = NULL;
	uint32_t dropped;

	ck_assert_msg(failures[_i].call() == failures[_i].status, "%s", name);
	ck_assert_msg(strcmp(editor_failure(editor), failures[_i].sentence) == 0, "%s: %s", name,
		editor_failure(editor));
	ck_assert_msg(pandect_editor_remove(e, 3) == failures[_i].status, "%s", name);
	ck_assert_msg(editor_apply(editor, &edited, &dropped) == failures[_i].status, "%s", name);
	ck_assert_msg(!edited, "%s", name);
}
END_TEST

START_TEST(edits_of_one_node_may_come_between_those_of_others_but_in_order)
{
	struct block *edited = NULL;
	uint32_t dropped;

	pandect_editor_replace_text(e, 3, 4, 7, pandect_text("2"));
	pandect_editor_replace_text(e, 2, 0, 5, pandect_text("T"));
	pandect_editor_replace_text(e, 3, 8, 13, pandect_text("3"));
	apply();
	ck_outline(block, "doc[h1\"T\" p\"one <strong 2 3> four\"" LIST REST, "in order");
	pandect_editor_replace_text(e, 3, 4, 5, pandect_text("2"));
	pandect_editor_replace_text(e, 2, 0, 1, pandect_text("T"));
	pandect_editor_replace_text(e, 3, 0, 1, pandect_text("3"));
	ck_assert_int_eq(editor_apply(editor, &edited, &dropped), PANDECT_INVALID);
	ck_assert_ptr_null(edited);
}
END_TEST

START_TEST(random_edits_leave_a_well_formed_block)
{
	uint32_t random = 99u + (uint32_t)_i * 104729u;
	struct pandect_builder *b;
	struct pandect_node_info info;

	for (int round = 0; round < 20; round++) {
		uint32_t n_nodes = 0;

		while (!pandect_document_node(block_document(block), n_nodes + 1, &info))
			n_nodes++;
		for (pandect_node node = 2; node <= n_nodes; node++) {
			random = random * 1664525u + 1013904223u;
			uint32_t choice = random >> 28, more = random >> 8 & 0xffff;

			pandect_document_node(block_document(block), node, &info);
			if (choice == 0 && n_nodes > 10)
				pandect_editor_remove(e, node);
			if (choice == 1 &&
				pandect_editor_insert_before(e, node, &b) == PANDECT_OK) {
				pandect_document_node(block_document(block), node, &info);
				pandect_builder_open(b, info.kind, 0);
				pandect_builder_close(b);
			}
			if (choice > 7 && model_holds_text(info.kind)) {
				uint32_t at = 0;

				while (at <= info.text.size) {
					uint32_t end = at + more % 3;

					if (end <= info.text.size &&
						utf8_is_boundary(
							info.text.data, info.text.size, at) &&
						utf8_is_boundary(
							info.text.data, info.text.size, end))
						pandect_editor_replace_text(e, node, at, end,
							pandect_text(more & 1 ? "\303\244x" : ""));
					at += 2 + more % 5;
				}
			}
		}
		apply();
		const char *wrong = outline_check(block_document(block), 0);

		ck_assert_msg(!wrong, "seed %d, round %d: %s", _i, round, wrong ? wrong : "");
	}
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("editor");
	TCase *cases = tcase_create("editor");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_test(cases, without_edits_the_document_is_the_same);
	tcase_add_loop_test(cases, spans_move_with_their_text, 0,
		(int)(sizeof replacements / sizeof replacements[0]));
	tcase_add_loop_test(cases, a_removal_leaves_a_valid_tree, 0,
		(int)(sizeof removals / sizeof removals[0]));
	tcase_add_test(cases, inserted_nodes_stand_before_theirs_in_the_order_of_the_calls);
	tcase_add_test(cases, what_is_inserted_must_fit_the_parent);
	tcase_add_test(cases, a_table_whose_rows_are_all_replaced_stays);
	tcase_add_test(cases, an_insert_has_no_pages_and_no_metadata);
	tcase_add_test(cases, an_insert_that_was_left_open_is_a_failure);
	tcase_add_loop_test(cases, a_failure_stays_and_nothing_is_applied, 0,
		(int)(sizeof failures / sizeof failures[0]));
	tcase_add_test(cases, edits_of_one_node_may_come_between_those_of_others_but_in_order);
	tcase_add_loop_test(cases, random_edits_leave_a_well_formed_block, 0, 10);
	suite_add_tcase(suite, cases);
	return suite;
}
