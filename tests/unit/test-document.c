/* SPDX-License-Identifier: MIT */
/* Reading: what the block gives to callers of any age, and what the host adds to it. */
#include <stddef.h>

#include <pandect/plugin.h>

#include "document/builder.h"
#include "outline.h"
#include "support.h"

static struct builder_budget budget;
static struct block *block;
static struct builder *builder;
static struct pandect_builder *b;
static const struct pandect_document *d;

static void
setup(void)
{
	budget = (struct builder_budget){10000000, 1000000, UINT32_MAX};
	block = block_new();
	ck_assert_ptr_nonnull(block);
	builder = builder_new(block, NULL, &budget, 0);
	ck_assert_ptr_nonnull(builder);
	b = builder_public(builder);
	d = block_document(block);
}

static void
teardown(void)
{
	builder_free(builder);
	block_free(block);
}

START_TEST(a_new_block_is_an_empty_document)
{
	struct pandect_node_info info;
	struct pandect_text mime, bytes;

	ck_assert_int_eq(pandect_document_node(d, 1, &info), PANDECT_OK);
	ck_assert_uint_eq(info.kind, PANDECT_NODE_DOCUMENT);
	ck_assert_uint_eq(info.parent, 0);
	ck_assert_uint_eq(info.first, 0);
	ck_assert_uint_eq(info.next, 0);
	ck_assert_uint_eq(info.last, 1);
	ck_assert(info.confidence > 0.99f);
	ck_assert_int_eq(pandect_document_node(d, 0, &info), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_document_node(d, 2, &info), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_document_node(d, UINT32_MAX, &info), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_document_data(d, 1, &mime, &bytes), PANDECT_NOT_FOUND);
	ck_assert_uint_eq(pandect_document_text(d, 1, PANDECT_ATTRIBUTE_NAME).size, 0);
	ck_assert_int_eq(pandect_document_number(d, 1, PANDECT_ATTRIBUTE_START, 42), 42);
	ck_assert_int_eq(pandect_document_number(d, 1, PANDECT_ATTRIBUTE_NAME, 42), 42);
}
END_TEST

START_TEST(a_walk_by_first_and_next_meets_every_node)
{
	struct pandect_node_info info;
	uint32_t n = 0;

	pandect_builder_open(b, PANDECT_NODE_LIST, 0);
	for (int i = 0; i < 3; i++)
		pandect_builder_leaf(b, PANDECT_NODE_ITEM, 0, pandect_text("x"));
	pandect_builder_close(b);
	pandect_builder_string(b, "y");
	builder_finish(builder, 1);
	pandect_node stack[8] = {1};

	for (uint32_t n_stack = 1; n_stack;) {
		pandect_node node = stack[--n_stack];

		n++;
		ck_assert_int_eq(pandect_document_node(d, node, &info), PANDECT_OK);
		if (info.next)
			stack[n_stack++] = info.next;
		if (info.first)
			stack[n_stack++] = info.first;
	}
	ck_assert_uint_eq(n, 9);
	ck_outline(block, "doc[list[item[p\"x\"] item[p\"x\"] item[p\"x\"]] p\"y\"]", "walk");
}
END_TEST

START_TEST(an_older_caller_gets_the_beginning_and_a_newer_one_zeroes)
{
	struct {
		struct pandect_node_info info;
		unsigned char more[16];
	} newer;
	struct pandect_node_info older;

	memset(&newer, 0xaa, sizeof newer);
	newer.info.size = sizeof newer;
	ck_assert_int_eq(d->ops->node(d, 1, &newer.info), PANDECT_OK);
	ck_assert_uint_eq(newer.info.kind, PANDECT_NODE_DOCUMENT);
	ck_assert_uint_eq(newer.info.size, sizeof newer);
	for (size_t i = 0; i < sizeof newer.more; i++)
		ck_assert_uint_eq(newer.more[i], 0);
	memset(&older, 0xaa, sizeof older);
	older.size = offsetof(struct pandect_node_info, arg);
	ck_assert_int_eq(d->ops->node(d, 1, &older), PANDECT_OK);
	ck_assert_uint_eq(older.kind, PANDECT_NODE_DOCUMENT);
	ck_assert_uint_eq(older.has_box, 0xaaaaaaaau);
}
END_TEST

START_TEST(lists_end_with_not_found)
{
	struct pandect_span span;
	struct pandect_meta meta;
	struct pandect_page page;
	struct pandect_language language;
	struct pandect_chunk chunk;
	struct pandect_finding finding;
	struct pandect_annotation annotation;
	struct pandect_step step;

	ck_assert_int_eq(pandect_document_span(d, 1, 0, &span), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_document_meta(d, 0, &meta), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_document_page(d, 0, &page), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_document_language(d, 0, &language), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_document_chunk(d, 0, &chunk), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_document_finding(d, 0, &finding), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_document_annotation(d, 0, &annotation), PANDECT_NOT_FOUND);
	ck_assert_int_eq(pandect_document_step(d, 0, &step), PANDECT_NOT_FOUND);
}
END_TEST

START_TEST(what_the_host_adds_is_read_back)
{
	struct pandect_finding finding = {.severity = PANDECT_ERROR,
		.node = 1,
		.code = {"code", 4},
		.text = {"a\377b", 3},
		.source = {"validator:x", 11}};
	struct pandect_step step = {.status = PANDECT_PARTIAL,
		.microseconds = 1u << 31,
		.stage = {"ocr", 3},
		.plugin = {"p", 1},
		.version = {"1", 1},
		.document = {"d", 1},
		.decision = {"why", 3}};
	struct pandect_meta meta = {.document = 1, .key = {"title", 5}, .value = {"T", 1}};

	ck_assert_int_eq(block_add_finding(block, &finding), PANDECT_OK);
	ck_assert_int_eq(block_add_step(block, &step), PANDECT_OK);
	ck_assert_int_eq(block_add_meta(block, &meta), PANDECT_OK);
	ck_assert_int_eq(block_set_number(block, 1, PANDECT_ATTRIBUTE_STATUS, 3), PANDECT_OK);
	ck_assert_int_eq(
		block_set_text(block, 1, PANDECT_ATTRIBUTE_MIME, pandect_text("a/b")), PANDECT_OK);
	pandect_document_finding(d, 0, &finding);
	ck_assert(pandect_text_is(finding.text, "a\357\277\275b"));
	ck_assert(pandect_text_is(finding.source, "validator:x"));
	pandect_document_step(d, 0, &step);
	ck_assert_int_eq(step.status, PANDECT_PARTIAL);
	ck_assert_uint_eq(step.microseconds, 1u << 31);
	ck_assert(pandect_text_is(step.decision, "why"));
	pandect_document_meta(d, 0, &meta);
	ck_assert(pandect_text_is(meta.value, "T"));
	ck_assert_int_eq(pandect_document_number(d, 1, PANDECT_ATTRIBUTE_STATUS, 0), 3);
	ck_assert(pandect_text_is(pandect_document_text(d, 1, PANDECT_ATTRIBUTE_MIME), "a/b"));
}
END_TEST

START_TEST(what_is_not_there_cannot_be_set)
{
	static const float vector[2] = {0, 1};

	ck_assert_int_eq(block_set_text(block, 2, PANDECT_ATTRIBUTE_NAME, pandect_text("x")),
		PANDECT_NOT_FOUND);
	ck_assert_int_eq(block_set_number(block, 0, PANDECT_ATTRIBUTE_OCR, 1), PANDECT_NOT_FOUND);
	ck_assert_int_eq(block_set_text(block, 1, PANDECT_ATTRIBUTE_START, pandect_text("x")),
		PANDECT_INVALID);
	ck_assert_int_eq(block_set_number(block, 1, PANDECT_ATTRIBUTE_NAME, 1), PANDECT_INVALID);
	ck_assert_int_eq(block_set_embedding(block, 0, vector, 2), PANDECT_NOT_FOUND);
}
END_TEST

START_TEST(a_large_document_is_small_in_memory_and_walked_whole)
{
	enum { N = 200000 };
	struct pandect_node_info info;
	size_t text = 0;

	for (int i = 0; i < N; i++) {
		pandect_builder_open(b, PANDECT_NODE_PARAGRAPH, 0);
		for (int word = 0; word < 8; word++)
			pandect_builder_string(b, "word, ");
		pandect_builder_close(b);
	}
	ck_assert_int_eq(builder_finish(builder, 1), PANDECT_OK);
	for (pandect_node i = 1; pandect_document_node(d, i, &info) == PANDECT_OK; i++)
		text += info.text.size;
	ck_assert_uint_eq(text, (size_t)N * 48);
	ck_assert_uint_le(block_size(block), text + (size_t)N * 48 + 4096);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("document");
	TCase *cases = tcase_create("document");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_test(cases, a_new_block_is_an_empty_document);
	tcase_add_test(cases, a_walk_by_first_and_next_meets_every_node);
	tcase_add_test(cases, an_older_caller_gets_the_beginning_and_a_newer_one_zeroes);
	tcase_add_test(cases, lists_end_with_not_found);
	tcase_add_test(cases, what_the_host_adds_is_read_back);
	tcase_add_test(cases, what_is_not_there_cannot_be_set);
	tcase_add_test(cases, a_large_document_is_small_in_memory_and_walked_whole);
	suite_add_tcase(suite, cases);
	return suite;
}
