/* SPDX-License-Identifier: MIT */
/* Children and recognised pages put in their places, and fragments made ordinary. */
#include <pandect/plugin.h>

#include "document/builder.h"
#include "document/compose.h"
#include "outline.h"
#include "support.h"

static struct builder_budget budget;

static pandect_status
page_begin(void *data, uint32_t number, uint32_t of)
{
	(void)data;
	(void)number;
	(void)of;
	return PANDECT_OK;
}

/* A block that write fills. */
static struct block *
written(void (*write)(struct pandect_builder *), int fragment)
{
	const struct builder_owner owner = {.page_begin = page_begin};
	struct block *block = block_new();

	budget = (struct builder_budget){10000, 1000, 100000};
	struct builder *builder = builder_new(block, &owner, &budget, fragment);

	write(builder_public(builder));
	ck_assert_int_eq(builder_finish(builder, 0), PANDECT_OK);
	builder_free(builder);
	return block;
}

static void
leaf(struct pandect_builder *b, uint32_t kind, const char *text)
{
	pandect_builder_leaf(b, kind, 0, pandect_text(text));
}

static void
page(struct pandect_builder *b, uint32_t number)
{
	float want_dpi;

	if (number > 1)
		pandect_builder_page_end(b, &want_dpi);
	pandect_builder_page_begin(b, number, 0, 0, 0);
}

/*
 *  2 p one   3 doc   4 section { 5 p two   6 image   7 p three }   8 list { 9 item { 10 p four } }
 * 11 table { 12 row { 13 cell { 14 p five   15 image } } }   16 p six
 */
static void
write_base(struct pandect_builder *b)
{
	page(b, 1);
	leaf(b, PANDECT_NODE_PARAGRAPH, "one");
	leaf(b, PANDECT_NODE_DOCUMENT, "");
	pandect_builder_open(b, PANDECT_NODE_SECTION, 0);
	leaf(b, PANDECT_NODE_PARAGRAPH, "two");
	page(b, 2);
	leaf(b, PANDECT_NODE_IMAGE, "");
	leaf(b, PANDECT_NODE_PARAGRAPH, "three");
	pandect_builder_close(b);
	pandect_builder_open(b, PANDECT_NODE_LIST, 0);
	pandect_builder_open(b, PANDECT_NODE_ITEM, 0);
	leaf(b, PANDECT_NODE_PARAGRAPH, "four");
	pandect_builder_close(b);
	pandect_builder_close(b);
	pandect_builder_open(b, PANDECT_NODE_TABLE, 0);
	pandect_builder_open(b, PANDECT_NODE_ROW, 0);
	pandect_builder_open(b, PANDECT_NODE_CELL, 0);
	leaf(b, PANDECT_NODE_PARAGRAPH, "five");
	leaf(b, PANDECT_NODE_IMAGE, "");
	pandect_builder_close(b);
	pandect_builder_close(b);
	pandect_builder_close(b);
	page(b, 3);
	leaf(b, PANDECT_NODE_PARAGRAPH, "six");
}

static void
write_part(struct pandect_builder *b)
{
	pandect_builder_open(b, PANDECT_NODE_QUOTE, 0);
	pandect_builder_open(b, PANDECT_NODE_PARAGRAPH, 0);
	pandect_builder_span_open(b, PANDECT_SPAN_LINK, pandect_text("u"));
	pandect_builder_string(b, "part");
	pandect_builder_close(b);
	pandect_builder_close(b);
}

#define PART "quote[p\"<link=u part>\"]"

static const struct {
	const char *name;
	uint32_t n;
	struct graft grafts[3];
	const char *expected;
} rows[] = {
	{"nothing", 0, {{0}},
		"doc[p\"one\" doc sec[p\"two\" image p\"three\"] list[item[p\"four\"]]"
		" table[row[cell[p\"five\" image]]] p\"six\"]"},
	{"a child", 1, {{.type = GRAFT_CHILD, .at = 3}},
		"doc[p\"one\" doc[" PART "] sec[p\"two\" image p\"three\"] list[item[p\"four\"]]"
		" table[row[cell[p\"five\" image]]] p\"six\"]"},
	{"a page in the middle", 1, {{.type = GRAFT_PAGE, .first = 6, .end = 16, .page = 2}},
		"doc[p\"one\" doc sec[p\"two\" " PART " image] image p\"six\"]"},
	{"a page with a child and a section that goes on", 1,
		{{.type = GRAFT_PAGE, .first = 2, .end = 6, .page = 1}},
		"doc[" PART " doc sec[image p\"three\"] list[item[p\"four\"]]"
		" table[row[cell[p\"five\" image]]] p\"six\"]"},
	{"the last page", 1, {{.type = GRAFT_PAGE, .first = 16, .end = 17, .page = 3}},
		"doc[p\"one\" doc sec[p\"two\" image p\"three\"] list[item[p\"four\"]]"
		" table[row[cell[p\"five\" image]]] " PART "]"},
	{"behind everything", 1, {{.type = GRAFT_PAGE, .first = 17, .end = 17, .page = 4}},
		"doc[p\"one\" doc sec[p\"two\" image p\"three\"] list[item[p\"four\"]]"
		" table[row[cell[p\"five\" image]]] p\"six\" " PART "]"},
	{"before an item", 1, {{.type = GRAFT_PAGE, .first = 9, .end = 9, .page = 2}},
		"doc[p\"one\" doc sec[p\"two\" image p\"three\"] list[item[" PART " p\"four\"]]"
		" table[row[cell[p\"five\" image]]] p\"six\"]"},
	{"a table's rows only", 1, {{.type = GRAFT_PAGE, .first = 12, .end = 16, .page = 2}},
		"doc[p\"one\" doc sec[p\"two\" image p\"three\"] list[item[p\"four\"]]"
		" table[row[cell[" PART " image]]] p\"six\"]"},
	{"all pages and the child", 3,
		{{.type = GRAFT_PAGE, .first = 2, .end = 6, .page = 1},
			{.type = GRAFT_CHILD, .at = 3},
			{.type = GRAFT_PAGE, .first = 6, .end = 16, .page = 2}},
		"doc[" PART " doc[" PART "] sec[" PART " image] image p\"six\"]"},
};

START_TEST(grafts_come_in_their_places)
{
	struct block *base = written(write_base, 0), *part = written(write_part, 0), *result = NULL;
	struct graft grafts[3];

	memcpy(grafts, rows[_i].grafts, sizeof grafts);
	for (uint32_t i = 0; i < 3; i++)
		grafts[i].part = part;
	pandect_status status = block_compose(base, grafts, rows[_i].n, &result);

	ck_assert_msg(status == PANDECT_OK, "%s: %d", rows[_i].name, (int)status);
	ck_outline(result, rows[_i].expected, rows[_i].name);
	block_free(result);
	block_free(part);
	block_free(base);
}
END_TEST

START_TEST(grafts_out_of_order_are_refused)
{
	struct block *base = written(write_base, 0), *result = NULL;
	struct graft grafts[] = {
		{.type = GRAFT_PAGE, .first = 6, .end = 16, .page = 2, .part = base},
		{.type = GRAFT_CHILD, .at = 3, .part = base},
	};

	ck_assert_int_eq(block_compose(base, grafts, 2, &result), PANDECT_INVALID);
	ck_assert_ptr_null(result);
	block_free(base);
}
END_TEST

static void
write_child(struct pandect_builder *b)
{
	struct pandect_annotation annotation = {
		.size = sizeof annotation, .confidence = 1, .kind = {"comment", 7}};

	pandect_builder_meta(b, "title", pandect_text("Child"));
	pandect_builder_attribute(b, PANDECT_ATTRIBUTE_NAME, pandect_text("its own name"));
	pandect_builder_attribute(b, PANDECT_ATTRIBUTE_LANGUAGE, pandect_text("de"));
	page(b, 1);
	pandect_builder_open(b, PANDECT_NODE_IMAGE, 0);
	pandect_builder_data(b, pandect_text("image/png"), "png", 3);
	pandect_builder_close(b);
	pandect_builder_open(b, PANDECT_NODE_PARAGRAPH, 0);
	pandect_builder_annotate(b, &annotation);
	pandect_builder_string(b, "text");
}

START_TEST(all_that_belongs_to_a_child_comes_with_it)
{
	struct block *base = written(write_base, 0), *part = written(write_child, 0),
		     *result = NULL;
	struct graft graft = {.type = GRAFT_CHILD, .at = 3, .part = part};
	struct pandect_finding finding = {.severity = PANDECT_NOTE, .text = {"note", 4}};
	struct pandect_step step = {.microseconds = 7, .stage = {"extract", 7}};
	struct pandect_annotation annotation;
	struct pandect_text mime, bytes;
	struct pandect_node_info info;
	struct pandect_page number;
	struct pandect_meta meta;

	block_set_text(base, 3, PANDECT_ATTRIBUTE_NAME, pandect_text("child.txt"));
	ck_assert_int_eq(block_add_finding(part, &finding), PANDECT_OK);
	ck_assert_int_eq(block_add_step(part, &step), PANDECT_OK);
	ck_assert_int_eq(block_compose(base, &graft, 1, &result), PANDECT_OK);
	const struct pandect_document *d = block_document(result);

	ck_assert(
		pandect_text_is(pandect_document_text(d, 3, PANDECT_ATTRIBUTE_NAME), "child.txt"));
	ck_assert(pandect_text_is(pandect_document_text(d, 3, PANDECT_ATTRIBUTE_LANGUAGE), "de"));
	ck_assert_int_eq(pandect_document_meta(d, 0, &meta), PANDECT_OK);
	ck_assert_uint_eq(meta.document, 3);
	ck_assert_int_eq(pandect_document_data(d, 4, &mime, &bytes), PANDECT_OK);
	ck_assert(pandect_text_is(mime, "image/png") && pandect_text_is(bytes, "png"));
	ck_assert_int_eq(pandect_document_annotation(d, 0, &annotation), PANDECT_OK);
	ck_assert_uint_eq(annotation.node, 5);
	ck_assert_int_eq(pandect_document_finding(d, 0, &finding), PANDECT_OK);
	ck_assert_uint_eq(finding.node, 3);
	ck_assert_int_eq(pandect_document_step(d, 0, &step), PANDECT_OK);
	ck_assert_uint_eq(step.microseconds, 7);
	ck_assert_int_eq(pandect_document_page(d, 2, &number), PANDECT_OK);
	ck_assert_int_eq(pandect_document_page(d, 3, &number), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_document_node(d, 5, &info), PANDECT_OK);
	ck_assert_uint_eq(info.page, 1);
	block_free(result);
	block_free(part);
	block_free(base);
}
END_TEST

START_TEST(a_recognised_page_says_so)
{
	struct block *base = written(write_base, 0), *part = written(write_part, 0), *result = NULL;
	struct graft graft = {.type = GRAFT_PAGE, .first = 6, .end = 16, .page = 2, .part = part};
	struct pandect_node_info info;
	struct pandect_page number;

	ck_assert_int_eq(block_compose(base, &graft, 1, &result), PANDECT_OK);
	for (uint32_t i = 0; i < 3; i++) {
		pandect_document_page(block_document(result), i, &number);
		ck_assert_uint_eq(number.is_ocr, i == 1);
	}
	pandect_document_node(block_document(result), 6, &info);
	ck_assert_uint_eq(info.kind, PANDECT_NODE_QUOTE);
	ck_assert_uint_eq(info.page, 2);
	block_free(result);
	block_free(part);
	block_free(base);
}
END_TEST

/* ---- fragments ---- */

/* Lines of a paragraph: words by blanks, a '~' before a word of low confidence. */
static void
write_line(struct pandect_builder *b, const char *line)
{
	struct pandect_box box = {10, 10, 20, 20};

	pandect_builder_open(b, PANDECT_NODE_LINE, 0);
	while (*line) {
		size_t size = strcspn(line, " ");
		int is_low = *line == '~';

		pandect_builder_open(b, PANDECT_NODE_WORD, 0);
		pandect_builder_text(b, line + is_low, size - (size_t)is_low);
		pandect_builder_box(b, &box, is_low ? 0.1f : 0.8f);
		pandect_builder_close(b);
		box.x0 += 10;
		box.x1 += 10;
		line += size + (line[size] == ' ');
	}
	pandect_builder_close(b);
}

static const char *const *lines;

static void
write_lines(struct pandect_builder *b)
{
	pandect_builder_open(b, PANDECT_NODE_PARAGRAPH, 0);
	for (uint32_t i = 0; lines[i]; i++)
		write_line(b, lines[i]);
	pandect_builder_close(b);
}

static const struct {
	const char *name, *lines[4], *expected;
} joins[] = {
	{"words and lines", {"one two", "three"}, "doc[p\"one two three\"]"},
	{"words of low confidence", {"one ~twoo three"}, "doc[p\"one three\"]"},
	{"a line of low confidence", {"one", "~x ~y", "two"}, "doc[p\"one two\"]"},
	{"nothing left", {"~x"}, "doc"},
	{"a hyphen before a small letter", {"con-", "tent"}, "doc[p\"content\"]"},
	{"a soft hyphen", {"con\302\255", "tent"}, "doc[p\"content\"]"},
	{"a true hyphen before a letter of another script", {"\320\276\342\200\220", "\320\272"},
		"doc[p\"\320\276\320\272\"]"},
	{"a hyphen before a capital", {"Anglo-", "Saxon"}, "doc[p\"Anglo- Saxon\"]"},
	{"a hyphen in a line", {"con- tent"}, "doc[p\"con- tent\"]"},
	{"a dash alone", {"one -", "two"}, "doc[p\"one - two\"]"},
	{"a number range", {"1990-", "two"}, "doc[p\"1990- two\"]"},
	{"a script without blanks", {"\344\270\255", "\346\226\207 abc"},
		"doc[p\"\344\270\255\346\226\207 abc\"]"},
};

START_TEST(lines_are_joined)
{
	const struct fragment_rule rule = {0.5f, 0.5f};
	struct block *settled = NULL;

	lines = joins[_i].lines;
	struct block *fragment = written(write_lines, 1);

	ck_assert_int_eq(fragment_settle(fragment, &rule, &settled), PANDECT_OK);
	ck_outline(settled, joins[_i].expected, joins[_i].name);
	block_free(settled);
	block_free(fragment);
}
END_TEST

START_TEST(a_node_has_the_box_and_confidence_of_its_words)
{
	static const char *const two[] = {"one ~two three", NULL};
	const struct fragment_rule rule = {0.5f, 0.5f};
	struct block *settled = NULL;
	struct pandect_node_info info;

	lines = two;
	struct block *fragment = written(write_lines, 1);

	ck_assert_int_eq(fragment_settle(fragment, &rule, &settled), PANDECT_OK);
	pandect_document_node(block_document(settled), 2, &info);
	ck_assert(info.has_box && info.box.x0 < 5.1f && info.box.x0 > 4.9f);
	ck_assert(info.box.x1 > 19.9f && info.box.x1 < 20.1f && info.box.y1 < 10.1f);
	ck_assert(info.confidence > 0.79f && info.confidence < 0.81f);
	ck_assert_int_eq(
		pandect_document_number(block_document(settled), 2, PANDECT_ATTRIBUTE_OCR, 0), 1);
	block_free(settled);
	block_free(fragment);
}
END_TEST

static void
write_mixture(struct pandect_builder *b)
{
	pandect_builder_open(b, PANDECT_NODE_TABLE, 0);
	pandect_builder_open(b, PANDECT_NODE_ROW, 0);
	leaf(b, PANDECT_NODE_CELL, "");
	leaf(b, PANDECT_NODE_CELL, "in a cell");
	pandect_builder_close(b);
	pandect_builder_close(b);
	pandect_builder_open(b, PANDECT_NODE_TABLE, 0);
	pandect_builder_open(b, PANDECT_NODE_ROW, 0);
	leaf(b, PANDECT_NODE_CELL, "");
	pandect_builder_close(b);
	pandect_builder_close(b);
	leaf(b, PANDECT_NODE_PARAGRAPH, " ");
	pandect_builder_open(b, PANDECT_NODE_HEADING, 2);
	pandect_builder_open(b, PANDECT_NODE_LINE, 0);
	pandect_builder_string(b, "in ");
	pandect_builder_span_open(b, PANDECT_SPAN_STRONG, pandect_text(NULL));
	pandect_builder_string(b, "a line- ");
	pandect_builder_close(b);
	leaf(b, PANDECT_NODE_LINE, " and more");
	pandect_builder_close(b);
	pandect_builder_open(b, PANDECT_NODE_LIST, 0);
	leaf(b, PANDECT_NODE_ITEM, "");
	pandect_builder_close(b);
	leaf(b, PANDECT_NODE_CODE, "  if\n\tx\n");
}

START_TEST(what_has_text_stays_and_the_rest_goes)
{
	const struct fragment_rule rule = {0, 1};
	struct block *fragment = written(write_mixture, 1), *settled = NULL;

	ck_assert_int_eq(fragment_settle(fragment, &rule, &settled), PANDECT_OK);
	ck_outline(settled,
		"doc[table[row[cell cell[p\"in a cell\"]]] h2\"in <strong a line>and more\""
		" code\"  if\n\tx\"]",
		"mixture");
	block_free(settled);
	block_free(fragment);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("compose");
	TCase *cases = tcase_create("compose");

	tcase_add_loop_test(
		cases, grafts_come_in_their_places, 0, (int)(sizeof rows / sizeof rows[0]));
	tcase_add_test(cases, grafts_out_of_order_are_refused);
	tcase_add_test(cases, all_that_belongs_to_a_child_comes_with_it);
	tcase_add_test(cases, a_recognised_page_says_so);
	tcase_add_loop_test(cases, lines_are_joined, 0, (int)(sizeof joins / sizeof joins[0]));
	tcase_add_test(cases, a_node_has_the_box_and_confidence_of_its_words);
	tcase_add_test(cases, what_has_text_stays_and_the_rest_goes);
	suite_add_tcase(suite, cases);
	return suite;
}
