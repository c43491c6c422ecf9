/* SPDX-License-Identifier: MIT */
/* The builder: pages, children, and what is said of a node beside its text. */
#include "script.h"

START_TEST(a_page_tells_its_nodes_and_readers_see_them_before_the_end)
{
	struct pandect_node_info info;
	struct pandect_page page;
	float want_dpi = 0;

	run("(sec");
	pandect_builder_page_begin(b, 7, 9, 612.0f, 792.0f);
	run("(p'abc')(p'de'");
	ck_assert_int_eq(pandect_builder_page_end(b, &want_dpi), PANDECT_OK);
	ck_assert(want_dpi > 699.0f && want_dpi < 701.0f);
	ck_assert_uint_eq(owner.first, 3);
	ck_assert_uint_eq(owner.end, 5);
	ck_assert_int_eq(pandect_document_node(block_document(block), 4, &info), PANDECT_OK);
	ck_assert_uint_eq(info.page, 7);
	ck_assert_uint_eq(info.text.size, 2);
	ck_assert_uint_eq(info.last, 4);
	ck_assert_int_eq(pandect_document_page(block_document(block), 0, &page), PANDECT_OK);
	ck_assert_uint_eq(page.number, 7);
	ck_assert(page.width > 611.0f && page.height > 791.0f);
	ck_assert_ptr_null(outline_check(block_document(block), 0));
}
END_TEST

START_TEST(page_pixels_must_fit_their_size)
{
	unsigned char pixels[300];
	struct pandect_image image = {sizeof image, PANDECT_RGB24, 10, 10, 30, 72, pixels, 300};
	float want_dpi;

	pandect_builder_page_begin(b, 1, 1, 0, 0);
	pandect_builder_page_end(b, &want_dpi);
	ck_assert_int_eq(pandect_builder_page_image(b, &image), PANDECT_OK);
	ck_assert_uint_eq(owner.n_pictures, 1);
	ck_assert_int_eq(pandect_builder_page_picture(b, pandect_text("image/png"), pixels, 9),
		PANDECT_UNSUPPORTED);
	ck_assert_int_eq(builder_status(builder), PANDECT_OK);
	image.n_bytes = 299;
	ck_assert_int_eq(pandect_builder_page_image(b, &image), PANDECT_PLUGIN);
	ck_assert_uint_eq(owner.n_pictures, 1);
}
END_TEST

START_TEST(a_child_that_is_declined_leaves_no_trace)
{
	struct builder_budget before = budget;
	struct pandect_sink *sink = NULL;

	owner.child = PANDECT_DECLINED;
	ck_assert_int_eq(pandect_builder_child(b, pandect_text("n"), pandect_text("m"), &sink),
		PANDECT_DECLINED);
	ck_assert_ptr_null(sink);
	ck_assert_mem_eq(&before, &budget, sizeof budget);
	run("(p'a')");
	ck_assert_int_eq(builder_finish(builder, 1), PANDECT_OK);
	ck_outline(block, "doc[p\"a\"]", "declined");
}
END_TEST

START_TEST(a_child_has_its_name_and_one_end)
{
	struct pandect_sink *sink, *other;

	ck_assert_int_eq(pandect_builder_child(b, pandect_text("n"), pandect_text("m/t"), &sink),
		PANDECT_OK);
	ck_assert(pandect_text_is(
		pandect_document_text(block_document(block), 2, PANDECT_ATTRIBUTE_NAME), "n"));
	ck_assert(pandect_text_is(
		pandect_document_text(block_document(block), 2, PANDECT_ATTRIBUTE_MIME), "m/t"));
	ck_assert_int_eq(pandect_builder_child_end(b, sink, PANDECT_OK), PANDECT_OK);
	ck_assert_int_eq(
		pandect_builder_child(b, pandect_text("n"), pandect_text(NULL), &sink), PANDECT_OK);
	ck_assert_int_eq(pandect_builder_child(b, pandect_text("n"), pandect_text(NULL), &other),
		PANDECT_PLUGIN);
}
END_TEST

START_TEST(a_fragment_has_lines_and_words_but_no_pages_or_metadata)
{
	teardown();
	begin(1);
	run("(p(line(word'a')(word'b'))(line'c'))(h1'd')");
	ck_outline(block, "doc[p[line[word\"a\" word\"b\"] line\"c\"] h1\"d\"]", "fragment");
	run("(p(line)'x'");
	ck_assert_str_eq(owner.failure, "text cannot stand in a PARAGRAPH that has lines or words");
	teardown();
	begin(1);
	ck_assert_int_eq(pandect_builder_meta(b, "title", pandect_text("T")), PANDECT_INVALID);
	teardown();
	begin(1);
	ck_assert_int_eq(pandect_builder_page_begin(b, 1, 1, 0, 0), PANDECT_INVALID);
	teardown();
	begin(1);
	run("(p'x'(line");
	ck_assert_str_eq(
		owner.failure, "a LINE cannot stand in a PARAGRAPH that has text of its own");
}
END_TEST

START_TEST(attributes_are_of_the_innermost_node_that_was_opened)
{
	const struct pandect_document *d = block_document(block);

	run("(table(row(cell'text'");
	pandect_builder_number(b, PANDECT_ATTRIBUTE_COLUMN_SPAN, 3);
	pandect_builder_number(b, PANDECT_ATTRIBUTE_ROW_SPAN, 1);
	pandect_builder_attribute(b, PANDECT_ATTRIBUTE_NAME, pandect_text("first"));
	pandect_builder_attribute(b, PANDECT_ATTRIBUTE_NAME, pandect_text("second"));
	pandect_builder_attribute(b, PANDECT_ATTRIBUTE_TITLE, pandect_text("gone"));
	pandect_builder_attribute(b, PANDECT_ATTRIBUTE_TITLE, pandect_text(""));
	ck_assert_int_eq(pandect_document_number(d, 4, PANDECT_ATTRIBUTE_COLUMN_SPAN, 1), 3);
	ck_assert_int_eq(pandect_document_number(d, 4, PANDECT_ATTRIBUTE_ROW_SPAN, 1), 1);
	ck_assert(pandect_text_is(pandect_document_text(d, 4, PANDECT_ATTRIBUTE_NAME), "second"));
	ck_assert_uint_eq(pandect_document_text(d, 4, PANDECT_ATTRIBUTE_TITLE).size, 0);
	ck_assert_int_eq(pandect_builder_number(b, PANDECT_ATTRIBUTE_NAME, 1), PANDECT_PLUGIN);
}
END_TEST

START_TEST(boxes_are_put_in_order_and_confidence_in_range)
{
	const struct pandect_box box = {9, 8, 1, 2};
	struct pandect_node_info info;

	run("(p'a'");
	pandect_builder_box(b, &box, 7.5f);
	pandect_document_node(block_document(block), 2, &info);
	ck_assert(info.has_box && info.box.x0 < 1.5f && info.box.x1 > 8.5f && info.box.y0 < 2.5f);
	ck_assert(info.confidence <= 1.0f);
}
END_TEST

START_TEST(metadata_belongs_to_the_innermost_document)
{
	struct pandect_meta meta;

	run("(doc(sec");
	pandect_builder_meta(b, "title", pandect_text(" Inner \n"));
	run("))");
	pandect_builder_meta(b, "title", pandect_text("Outer"));
	pandect_builder_meta(b, "subject", pandect_text("  "));
	ck_assert_int_eq(pandect_document_meta(block_document(block), 0, &meta), PANDECT_OK);
	ck_assert_uint_eq(meta.document, 2);
	ck_assert(pandect_text_is(meta.value, "Inner"));
	ck_assert_int_eq(pandect_document_meta(block_document(block), 1, &meta), PANDECT_OK);
	ck_assert_uint_eq(meta.document, 1);
	ck_assert_int_eq(pandect_document_meta(block_document(block), 2, &meta), PANDECT_NOT_FOUND);
}
END_TEST

START_TEST(only_an_image_carries_data)
{
	struct pandect_text mime, bytes;

	run("(image");
	ck_assert_int_eq(
		pandect_builder_data(b, pandect_text("image/png"), "\x89PNG", 4), PANDECT_OK);
	ck_assert_int_eq(
		pandect_document_data(block_document(block), 2, &mime, &bytes), PANDECT_OK);
	ck_assert(pandect_text_is(mime, "image/png") && pandect_text_is(bytes, "\x89PNG"));
	run(")(p");
	ck_assert_int_eq(
		pandect_builder_data(b, pandect_text("image/png"), "x", 1), PANDECT_PLUGIN);
	ck_assert_str_eq(owner.failure, "a PARAGRAPH cannot carry data");
}
END_TEST

START_TEST(an_annotation_outside_the_text_is_of_the_whole_node)
{
	struct pandect_annotation annotation = {.size = sizeof annotation,
		.start = 1,
		.end = 3,
		.confidence = 1,
		.kind = {"comment", 7}};

	run("(p'a\303\244b'");
	pandect_builder_annotate(b, &annotation);
	annotation.end = 2;
	pandect_builder_annotate(b, &annotation);
	pandect_document_annotation(block_document(block), 0, &annotation);
	ck_assert_uint_eq(annotation.node, 2);
	ck_assert_uint_eq(annotation.end, 3);
	pandect_document_annotation(block_document(block), 1, &annotation);
	ck_assert_uint_eq(annotation.start + annotation.end, 0);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("builder-page");
	TCase *cases = tcase_create("builder-page");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_test(cases, a_page_tells_its_nodes_and_readers_see_them_before_the_end);
	tcase_add_test(cases, page_pixels_must_fit_their_size);
	tcase_add_test(cases, a_child_that_is_declined_leaves_no_trace);
	tcase_add_test(cases, a_child_has_its_name_and_one_end);
	tcase_add_test(cases, a_fragment_has_lines_and_words_but_no_pages_or_metadata);
	tcase_add_test(cases, attributes_are_of_the_innermost_node_that_was_opened);
	tcase_add_test(cases, boxes_are_put_in_order_and_confidence_in_range);
	tcase_add_test(cases, metadata_belongs_to_the_innermost_document);
	tcase_add_test(cases, only_an_image_carries_data);
	tcase_add_test(cases, an_annotation_outside_the_text_is_of_the_whole_node);
	suite_add_tcase(suite, cases);
	return suite;
}
