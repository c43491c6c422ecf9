/* SPDX-License-Identifier: MIT */
/* The editor: attributes, annotations, chunks, findings and metadata. */
#include "edited.h"

START_TEST(attributes_are_set_changed_and_taken_away)
{
	const struct pandect_document *d;

	pandect_editor_attribute(e, 4, PANDECT_ATTRIBUTE_TITLE, pandect_text("one"));
	pandect_editor_attribute(e, 4, PANDECT_ATTRIBUTE_TITLE, pandect_text("two"));
	pandect_editor_number(e, 4, PANDECT_ATTRIBUTE_START, 5);
	pandect_editor_attribute(e, 1, PANDECT_ATTRIBUTE_LANGUAGE, pandect_text("en"));
	pandect_editor_remove(e, 2);
	apply();
	d = block_document(block);
	ck_assert(pandect_text_is(pandect_document_text(d, 3, PANDECT_ATTRIBUTE_TITLE), "two"));
	ck_assert_int_eq(pandect_document_number(d, 3, PANDECT_ATTRIBUTE_START, 1), 5);
	ck_assert(pandect_text_is(pandect_document_text(d, 1, PANDECT_ATTRIBUTE_LANGUAGE), "en"));
	pandect_editor_attribute(e, 3, PANDECT_ATTRIBUTE_TITLE, pandect_text(""));
	apply();
	d = block_document(block);
	ck_assert_uint_eq(pandect_document_text(d, 3, PANDECT_ATTRIBUTE_TITLE).size, 0);
	ck_assert_int_eq(pandect_document_number(d, 3, PANDECT_ATTRIBUTE_START, 1), 5);
}
END_TEST

static void
add_annotation(pandect_node node, uint32_t start, uint32_t end)
{
	struct pandect_annotation annotation = {.size = sizeof annotation,
		.node = node,
		.start = start,
		.end = end,
		.confidence = 0.5f,
		.kind = {"entity", 6}};

	ck_assert_int_eq(pandect_editor_annotate(e, &annotation), PANDECT_OK);
}

START_TEST(annotations_move_with_their_text_and_go_with_it)
{
	struct pandect_annotation annotation;

	add_annotation(3, 8, 13); /* "three" */
	add_annotation(3, 0, 3);  /* "one" */
	add_annotation(6, 0, 0);
	add_annotation(3, 14, 18); /* "four" */
	apply();
	pandect_editor_replace_text(e, 3, 0, 4, pandect_text(""));
	pandect_editor_remove(e, 2);
	pandect_editor_remove(e, 5);
	add_annotation(3, 14, 16); /* "fo", in the old text's bytes */
	apply();
	static const uint32_t expected[][3] = {{2, 4, 9}, {2, 10, 14}, {2, 10, 12}};

	for (uint32_t i = 0; i < 3; i++) {
		ck_assert_int_eq(pandect_document_annotation(block_document(block), i, &annotation),
			PANDECT_OK);
		ck_assert_msg(annotation.node == expected[i][0] &&
				      annotation.start == expected[i][1] &&
				      annotation.end == expected[i][2],
			"annotation %u: node %u, %u to %u", (unsigned)i, (unsigned)annotation.node,
			(unsigned)annotation.start, (unsigned)annotation.end);
	}
	ck_assert_int_eq(pandect_document_annotation(block_document(block), 3, &annotation),
		PANDECT_NOT_FOUND);
}
END_TEST

static void
add_chunk(pandect_node first, pandect_node last, uint32_t end, const char *text)
{
	struct pandect_chunk chunk = {.size = sizeof chunk,
		.first = first,
		.last = last,
		.end = end,
		.n_tokens = 3,
		.text = pandect_text(text),
		.headings = pandect_text("Title")};

	ck_assert_int_eq(pandect_editor_chunk(e, &chunk), PANDECT_OK);
}

START_TEST(a_chunk_that_an_edit_touched_is_dropped_and_others_keep_their_vectors)
{
	static const float vectors[4][2] = {{1, 2}, {3, 4}, {5, 6}, {7, 8}};
	struct pandect_builder *b;
	struct pandect_chunk chunk;

	add_chunk(2, 3, 18, "title and text");
	add_chunk(4, 8, 1, "the list");
	add_chunk(9, 16, 1, "the table");
	add_chunk(17, 17, 5, "the end");
	ck_assert_uint_eq(apply(), 0);
	for (uint32_t i = 0; i < 4; i++)
		ck_assert_int_eq(block_set_embedding(block, i, vectors[i], 2), PANDECT_OK);
	pandect_editor_replace_text(e, 3, 0, 3, pandect_text("1"));
	pandect_editor_remove(e, 11);
	pandect_editor_insert_before(e, 17, &b);
	leaf(b, PANDECT_NODE_PARAGRAPH, "before the end, not in it");
	ck_assert_uint_eq(apply(), 2);
	ck_assert_int_eq(pandect_document_chunk(block_document(block), 0, &chunk), PANDECT_OK);
	ck_assert(pandect_text_is(chunk.text, "the list"));
	ck_assert_uint_eq(chunk.first, 4);
	ck_assert_uint_eq(chunk.n_dimensions, 2);
	ck_assert_mem_eq(chunk.embedding, vectors[1], sizeof vectors[1]);
	ck_assert_int_eq(pandect_document_chunk(block_document(block), 1, &chunk), PANDECT_OK);
	ck_assert(pandect_text_is(chunk.text, "the end"));
	ck_assert_uint_eq(chunk.first, 15);
	ck_assert_mem_eq(chunk.embedding, vectors[3], sizeof vectors[3]);
	ck_assert_int_eq(
		pandect_document_chunk(block_document(block), 2, &chunk), PANDECT_NOT_FOUND);
}
END_TEST

START_TEST(a_new_chunk_in_a_node_that_goes_is_a_failure)
{
	struct block *edited = NULL;
	uint32_t dropped;

	add_chunk(3, 3, 18, "text");
	pandect_editor_remove(e, 3);
	ck_assert_int_eq(editor_apply(editor, &edited, &dropped), PANDECT_INVALID);
	ck_assert_ptr_null(edited);
	ck_assert_str_eq(editor_failure(editor),
		"a chunk begins or ends in a node that was removed: 3 to 3");
}
END_TEST

START_TEST(findings_about_a_node_that_goes_are_about_what_held_it)
{
	struct pandect_finding finding = {.severity = PANDECT_WARNING,
		.node = 13,
		.code = {"c", 1},
		.text = {"t", 1},
		.source = {"engine", 6}};

	ck_assert_int_eq(block_add_finding(block, &finding), PANDECT_OK);
	finding.node = 0;
	ck_assert_int_eq(block_add_finding(block, &finding), PANDECT_OK);
	pandect_editor_remove(e, 13);
	pandect_editor_remove(e, 2);
	apply();
	pandect_document_finding(block_document(block), 0, &finding);
	ck_assert_uint_eq(finding.node, 11); /* the cell */
	pandect_document_finding(block_document(block), 1, &finding);
	ck_assert_uint_eq(finding.node, 0);
}
END_TEST

START_TEST(metadata_and_languages_are_added)
{
	struct pandect_language language = {
		.size = sizeof language, .confidence = 2, .share = 0.75f, .tag = {"en", 2}};
	struct pandect_meta meta;

	pandect_editor_meta(e, "keywords", pandect_text("k"));
	pandect_editor_language(e, &language);
	ck_assert_int_eq(editor_is_empty(editor), 0);
	apply();
	ck_assert_int_eq(pandect_document_meta(block_document(block), 0, &meta), PANDECT_OK);
	ck_assert(pandect_text_is(meta.key, "keywords"));
	ck_assert_int_eq(
		pandect_document_language(block_document(block), 0, &language), PANDECT_OK);
	ck_assert(pandect_text_is(language.tag, "en"));
	ck_assert(language.confidence <= 1.0f);
}
END_TEST

START_TEST(what_was_taken_out_is_in_no_section_of_the_block)
{
	size_t before;

	pandect_editor_attribute(e, 3, PANDECT_ATTRIBUTE_TITLE, pandect_text("one secret"));
	apply();
	before = block_size(block);
	pandect_editor_attribute(e, 3, PANDECT_ATTRIBUTE_TITLE, pandect_text("other words"));
	pandect_editor_replace_text(e, 3, 0, 3, pandect_text("two"));
	apply();
	ck_assert_uint_eq(block_size(block), before + 1);
	pandect_editor_attribute(e, 3, PANDECT_ATTRIBUTE_TITLE, pandect_text(""));
	apply();
	ck_assert_uint_le(block_size(block), before - strlen("one secret"));
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("editor-list");
	TCase *cases = tcase_create("editor-list");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_test(cases, attributes_are_set_changed_and_taken_away);
	tcase_add_test(cases, annotations_move_with_their_text_and_go_with_it);
	tcase_add_test(
		cases, a_chunk_that_an_edit_touched_is_dropped_and_others_keep_their_vectors);
	tcase_add_test(cases, a_new_chunk_in_a_node_that_goes_is_a_failure);
	tcase_add_test(cases, findings_about_a_node_that_goes_are_about_what_held_it);
	tcase_add_test(cases, metadata_and_languages_are_added);
	tcase_add_test(cases, what_was_taken_out_is_in_no_section_of_the_block);
	suite_add_tcase(suite, cases);
	return suite;
}
