/* SPDX-License-Identifier: MIT */
/* The binary interface as it was published: a change here breaks plugins and programs that are
 * built already. Sizes and offsets are those of LP64. */
#include <stddef.h>

#include <pandect/pandect.h>

#include "support.h"

/* clang-format off */
#define SIZE(type, size) {#type, sizeof(struct type), size}
#define AT(type, member, offset) {#type "." #member, offsetof(struct type, member), offset}
#define VALUE(constant, value) {#constant, (uint64_t)(constant), value}

struct row {
	const char *what;
	uint64_t is, was;
};

static const struct row sizes[] = {
	SIZE(pandect_text, 16),
	SIZE(pandect_array, 16),
	SIZE(pandect_box, 16),
	SIZE(pandect_error, 40),
	SIZE(pandect_option, 40),
	SIZE(pandect_span, 32),
	SIZE(pandect_node_info, 80),
	SIZE(pandect_meta, 40),
	SIZE(pandect_page, 24),
	SIZE(pandect_language, 32),
	SIZE(pandect_chunk, 80),
	SIZE(pandect_finding, 64),
	SIZE(pandect_annotation, 72),
	SIZE(pandect_step, 96),
	SIZE(pandect_document, 8),
	SIZE(pandect_document_ops, 104),
	SIZE(pandect_source, 8),
	SIZE(pandect_source_ops, 56),
	SIZE(pandect_sink, 8),
	SIZE(pandect_sink_ops, 16),
	SIZE(pandect_image, 40),
	SIZE(pandect_builder, 8),
	SIZE(pandect_builder_ops, 144),
	SIZE(pandect_editor, 8),
	SIZE(pandect_editor_ops, 80),
	SIZE(pandect_findings, 8),
	SIZE(pandect_findings_ops, 16),
	SIZE(pandect_call, 8),
	SIZE(pandect_host, 96),
	SIZE(pandect_extra, 16),
	SIZE(pandect_plugin, 104),
	SIZE(pandect_magic, 48),
	SIZE(pandect_format, 48),
	SIZE(pandect_document_extractor, 136),
	SIZE(pandect_ocr_backend, 160),
	SIZE(pandect_embedding_backend, 136),
	SIZE(pandect_post_processor, 136),
	SIZE(pandect_renderer, 128),
	SIZE(pandect_validator, 128),
	SIZE(pandect_module, 56),
	SIZE(pandect_engine_config, 40),
	SIZE(pandect_plugin_info, 56),
};

static const struct row members[] = {
	AT(pandect_text, data, 0),
	AT(pandect_text, size, 8),

	AT(pandect_array, items, 0),
	AT(pandect_array, n, 8),
	AT(pandect_array, item_size, 12),

	AT(pandect_box, x0, 0),
	AT(pandect_box, y0, 4),
	AT(pandect_box, x1, 8),
	AT(pandect_box, y1, 12),

	AT(pandect_error, size, 0),
	AT(pandect_error, status, 4),
	AT(pandect_error, text, 8),
	AT(pandect_error, where, 16),
	AT(pandect_error, plugin, 24),
	AT(pandect_error, context, 32),

	AT(pandect_option, name, 0),
	AT(pandect_option, help, 8),
	AT(pandect_option, fallback, 16),
	AT(pandect_option, range, 24),
	AT(pandect_option, type, 32),
	AT(pandect_option, flags, 36),

	AT(pandect_span, size, 0),
	AT(pandect_span, kind, 4),
	AT(pandect_span, start, 8),
	AT(pandect_span, end, 12),
	AT(pandect_span, value, 16),

	AT(pandect_node_info, size, 0),
	AT(pandect_node_info, kind, 4),
	AT(pandect_node_info, parent, 8),
	AT(pandect_node_info, first, 12),
	AT(pandect_node_info, next, 16),
	AT(pandect_node_info, last, 20),
	AT(pandect_node_info, page, 24),
	AT(pandect_node_info, n_spans, 28),
	AT(pandect_node_info, arg, 32),
	AT(pandect_node_info, text, 40),
	AT(pandect_node_info, box, 56),
	AT(pandect_node_info, confidence, 72),
	AT(pandect_node_info, has_box, 76),

	AT(pandect_meta, size, 0),
	AT(pandect_meta, document, 4),
	AT(pandect_meta, key, 8),
	AT(pandect_meta, value, 24),

	AT(pandect_page, size, 0),
	AT(pandect_page, number, 4),
	AT(pandect_page, width, 8),
	AT(pandect_page, height, 12),
	AT(pandect_page, is_ocr, 16),
	AT(pandect_page, reserved, 20),

	AT(pandect_language, size, 0),
	AT(pandect_language, confidence, 4),
	AT(pandect_language, share, 8),
	AT(pandect_language, tag, 16),

	AT(pandect_chunk, size, 0),
	AT(pandect_chunk, first, 4),
	AT(pandect_chunk, last, 8),
	AT(pandect_chunk, start, 12),
	AT(pandect_chunk, end, 16),
	AT(pandect_chunk, first_page, 20),
	AT(pandect_chunk, last_page, 24),
	AT(pandect_chunk, n_tokens, 28),
	AT(pandect_chunk, n_dimensions, 32),
	AT(pandect_chunk, embedding, 40),
	AT(pandect_chunk, text, 48),
	AT(pandect_chunk, headings, 64),

	AT(pandect_finding, size, 0),
	AT(pandect_finding, severity, 4),
	AT(pandect_finding, node, 8),
	AT(pandect_finding, reserved, 12),
	AT(pandect_finding, code, 16),
	AT(pandect_finding, text, 32),
	AT(pandect_finding, source, 48),

	AT(pandect_annotation, size, 0),
	AT(pandect_annotation, node, 4),
	AT(pandect_annotation, start, 8),
	AT(pandect_annotation, end, 12),
	AT(pandect_annotation, confidence, 16),
	AT(pandect_annotation, kind, 24),
	AT(pandect_annotation, label, 40),
	AT(pandect_annotation, value, 56),

	AT(pandect_step, size, 0),
	AT(pandect_step, status, 4),
	AT(pandect_step, microseconds, 8),
	AT(pandect_step, stage, 16),
	AT(pandect_step, plugin, 32),
	AT(pandect_step, version, 48),
	AT(pandect_step, document, 64),
	AT(pandect_step, decision, 80),

	AT(pandect_document, ops, 0),

	AT(pandect_document_ops, size, 0),
	AT(pandect_document_ops, reserved, 4),
	AT(pandect_document_ops, node, 8),
	AT(pandect_document_ops, span, 16),
	AT(pandect_document_ops, text, 24),
	AT(pandect_document_ops, number, 32),
	AT(pandect_document_ops, data, 40),
	AT(pandect_document_ops, meta, 48),
	AT(pandect_document_ops, page, 56),
	AT(pandect_document_ops, language, 64),
	AT(pandect_document_ops, chunk, 72),
	AT(pandect_document_ops, finding, 80),
	AT(pandect_document_ops, annotation, 88),
	AT(pandect_document_ops, step, 96),

	AT(pandect_source, ops, 0),

	AT(pandect_source_ops, size, 0),
	AT(pandect_source_ops, reserved, 4),
	AT(pandect_source_ops, name, 8),
	AT(pandect_source_ops, mime, 16),
	AT(pandect_source_ops, length, 24),
	AT(pandect_source_ops, bytes, 32),
	AT(pandect_source_ops, read_at, 40),
	AT(pandect_source_ops, descriptor, 48),

	AT(pandect_sink, ops, 0),

	AT(pandect_sink_ops, size, 0),
	AT(pandect_sink_ops, reserved, 4),
	AT(pandect_sink_ops, write, 8),

	AT(pandect_image, size, 0),
	AT(pandect_image, format, 4),
	AT(pandect_image, width, 8),
	AT(pandect_image, height, 12),
	AT(pandect_image, stride, 16),
	AT(pandect_image, dpi, 20),
	AT(pandect_image, data, 24),
	AT(pandect_image, n_bytes, 32),

	AT(pandect_builder, ops, 0),

	AT(pandect_builder_ops, size, 0),
	AT(pandect_builder_ops, reserved, 4),
	AT(pandect_builder_ops, open, 8),
	AT(pandect_builder_ops, close, 16),
	AT(pandect_builder_ops, text, 24),
	AT(pandect_builder_ops, span_open, 32),
	AT(pandect_builder_ops, span_close, 40),
	AT(pandect_builder_ops, number, 48),
	AT(pandect_builder_ops, attribute, 56),
	AT(pandect_builder_ops, box, 64),
	AT(pandect_builder_ops, data, 72),
	AT(pandect_builder_ops, annotate, 80),
	AT(pandect_builder_ops, meta, 88),
	AT(pandect_builder_ops, page_begin, 96),
	AT(pandect_builder_ops, page_end, 104),
	AT(pandect_builder_ops, page_image, 112),
	AT(pandect_builder_ops, page_picture, 120),
	AT(pandect_builder_ops, child, 128),
	AT(pandect_builder_ops, child_end, 136),

	AT(pandect_editor, ops, 0),

	AT(pandect_editor_ops, size, 0),
	AT(pandect_editor_ops, reserved, 4),
	AT(pandect_editor_ops, replace_text, 8),
	AT(pandect_editor_ops, attribute, 16),
	AT(pandect_editor_ops, number, 24),
	AT(pandect_editor_ops, remove, 32),
	AT(pandect_editor_ops, insert_before, 40),
	AT(pandect_editor_ops, meta, 48),
	AT(pandect_editor_ops, language, 56),
	AT(pandect_editor_ops, annotate, 64),
	AT(pandect_editor_ops, chunk, 72),

	AT(pandect_findings, ops, 0),

	AT(pandect_findings_ops, size, 0),
	AT(pandect_findings_ops, reserved, 4),
	AT(pandect_findings_ops, add, 8),

	AT(pandect_call, host, 0),

	AT(pandect_host, size, 0),
	AT(pandect_host, abi_minor, 4),
	AT(pandect_host, should_stop, 8),
	AT(pandect_host, progress, 16),
	AT(pandect_host, log, 24),
	AT(pandect_host, warn, 32),
	AT(pandect_host, fail, 40),
	AT(pandect_host, alloc, 48),
	AT(pandect_host, option, 56),
	AT(pandect_host, data, 64),
	AT(pandect_host, languages, 72),
	AT(pandect_host, ocr, 80),
	AT(pandect_host, embed, 88),

	AT(pandect_extra, id, 0),
	AT(pandect_extra, data, 8),

	AT(pandect_plugin, size, 0),
	AT(pandect_plugin, kind, 4),
	AT(pandect_plugin, name, 8),
	AT(pandect_plugin, version, 16),
	AT(pandect_plugin, description, 24),
	AT(pandect_plugin, priority, 32),
	AT(pandect_plugin, flags, 36),
	AT(pandect_plugin, options, 40),
	AT(pandect_plugin, data_paths, 56),
	AT(pandect_plugin, extra, 72),
	AT(pandect_plugin, initialize, 88),
	AT(pandect_plugin, shutdown, 96),

	AT(pandect_magic, mime, 0),
	AT(pandect_magic, type, 8),
	AT(pandect_magic, offset, 12),
	AT(pandect_magic, range, 16),
	AT(pandect_magic, size, 20),
	AT(pandect_magic, bytes, 24),
	AT(pandect_magic, mask, 32),
	AT(pandect_magic, name, 40),

	AT(pandect_format, mime, 0),
	AT(pandect_format, names, 8),
	AT(pandect_format, suffixes, 16),
	AT(pandect_format, flags, 24),
	AT(pandect_format, reserved, 28),
	AT(pandect_format, magics, 32),

	AT(pandect_document_extractor, base, 0),
	AT(pandect_document_extractor, formats, 104),
	AT(pandect_document_extractor, can_handle, 120),
	AT(pandect_document_extractor, extract, 128),

	AT(pandect_ocr_backend, base, 0),
	AT(pandect_ocr_backend, backend_type, 104),
	AT(pandect_ocr_backend, languages, 112),
	AT(pandect_ocr_backend, supports_language, 128),
	AT(pandect_ocr_backend, process_image, 136),
	AT(pandect_ocr_backend, process_image_file, 144),
	AT(pandect_ocr_backend, process_document, 152),

	AT(pandect_embedding_backend, base, 0),
	AT(pandect_embedding_backend, dimensions, 104),
	AT(pandect_embedding_backend, batch, 108),
	AT(pandect_embedding_backend, token_limit, 112),
	AT(pandect_embedding_backend, reserved, 116),
	AT(pandect_embedding_backend, dimensions_of, 120),
	AT(pandect_embedding_backend, embed, 128),

	AT(pandect_post_processor, base, 0),
	AT(pandect_post_processor, stage, 104),
	AT(pandect_post_processor, reserved, 108),
	AT(pandect_post_processor, should_process, 112),
	AT(pandect_post_processor, process, 120),
	AT(pandect_post_processor, estimated_duration_ms, 128),

	AT(pandect_renderer, base, 0),
	AT(pandect_renderer, mime, 104),
	AT(pandect_renderer, suffix, 112),
	AT(pandect_renderer, render, 120),

	AT(pandect_validator, base, 0),
	AT(pandect_validator, stage, 104),
	AT(pandect_validator, reserved, 108),
	AT(pandect_validator, should_validate, 112),
	AT(pandect_validator, validate, 120),

	AT(pandect_module, abi, 0),
	AT(pandect_module, size, 4),
	AT(pandect_module, name, 8),
	AT(pandect_module, version, 16),
	AT(pandect_module, license, 24),
	AT(pandect_module, flags, 32),
	AT(pandect_module, n_plugins, 36),
	AT(pandect_module, plugins, 40),
	AT(pandect_module, homepage, 48),

	AT(pandect_engine_config, size, 0),
	AT(pandect_engine_config, flags, 4),
	AT(pandect_engine_config, directories, 8),
	AT(pandect_engine_config, n_directories, 16),
	AT(pandect_engine_config, reserved, 20),
	AT(pandect_engine_config, log, 24),
	AT(pandect_engine_config, log_data, 32),

	AT(pandect_plugin_info, size, 0),
	AT(pandect_plugin_info, state, 4),
	AT(pandect_plugin_info, origin, 8),
	AT(pandect_plugin_info, n_calls, 12),
	AT(pandect_plugin_info, table, 16),
	AT(pandect_plugin_info, path, 24),
	AT(pandect_plugin_info, module, 32),
	AT(pandect_plugin_info, license, 40),
	AT(pandect_plugin_info, reason, 48),
};

static const struct row constants[] = {
	VALUE(PANDECT_OK, 0),
	VALUE(PANDECT_PARTIAL, 1),
	VALUE(PANDECT_DECLINED, 2),
	VALUE(PANDECT_MALFORMED, 3),
	VALUE(PANDECT_ENCRYPTED, 4),
	VALUE(PANDECT_UNSUPPORTED, 5),
	VALUE(PANDECT_REFUSED, 6),
	VALUE(PANDECT_LIMIT, 7),
	VALUE(PANDECT_TIMEOUT, 8),
	VALUE(PANDECT_CANCELLED, 9),
	VALUE(PANDECT_NO_MEMORY, 10),
	VALUE(PANDECT_IO, 11),
	VALUE(PANDECT_PLUGIN, 12),
	VALUE(PANDECT_CRASHED, 13),
	VALUE(PANDECT_INVALID, 14),
	VALUE(PANDECT_EXISTS, 15),
	VALUE(PANDECT_NOT_FOUND, 16),
	VALUE(PANDECT_N_STATUS, 17),
	VALUE(PANDECT_DOCUMENT_EXTRACTOR, 1),
	VALUE(PANDECT_OCR_BACKEND, 2),
	VALUE(PANDECT_EMBEDDING_BACKEND, 3),
	VALUE(PANDECT_POST_PROCESSOR, 4),
	VALUE(PANDECT_RENDERER, 5),
	VALUE(PANDECT_VALIDATOR, 6),
	VALUE(PANDECT_N_KINDS, 6),
	VALUE(PANDECT_OPTION_BOOL, 1),
	VALUE(PANDECT_OPTION_INTEGER, 2),
	VALUE(PANDECT_OPTION_NUMBER, 3),
	VALUE(PANDECT_OPTION_TEXT, 4),
	VALUE(PANDECT_OPTION_CHOICE, 5),
	VALUE(PANDECT_OPTION_FILE, 6),
	VALUE(PANDECT_OPTION_INSTANCE, 1),
	VALUE(PANDECT_OPTION_CALL, 2),
	VALUE(PANDECT_OPTION_SECRET, 4),
	VALUE(PANDECT_NODE_DOCUMENT, 1),
	VALUE(PANDECT_NODE_SECTION, 2),
	VALUE(PANDECT_NODE_HEADING, 3),
	VALUE(PANDECT_NODE_PARAGRAPH, 4),
	VALUE(PANDECT_NODE_LIST, 5),
	VALUE(PANDECT_NODE_ITEM, 6),
	VALUE(PANDECT_NODE_TABLE, 7),
	VALUE(PANDECT_NODE_ROW, 8),
	VALUE(PANDECT_NODE_CELL, 9),
	VALUE(PANDECT_NODE_CODE, 10),
	VALUE(PANDECT_NODE_QUOTE, 11),
	VALUE(PANDECT_NODE_FORMULA, 12),
	VALUE(PANDECT_NODE_IMAGE, 13),
	VALUE(PANDECT_NODE_FIGURE, 14),
	VALUE(PANDECT_NODE_CAPTION, 15),
	VALUE(PANDECT_NODE_FOOTNOTE, 16),
	VALUE(PANDECT_NODE_DEFINITIONS, 17),
	VALUE(PANDECT_NODE_TERM, 18),
	VALUE(PANDECT_NODE_DESCRIPTION, 19),
	VALUE(PANDECT_NODE_ADMONITION, 20),
	VALUE(PANDECT_NODE_PAGE_BREAK, 21),
	VALUE(PANDECT_NODE_THEMATIC_BREAK, 22),
	VALUE(PANDECT_NODE_RAW, 23),
	VALUE(PANDECT_NODE_LINE, 24),
	VALUE(PANDECT_NODE_WORD, 25),
	VALUE(PANDECT_N_NODE_KINDS, 26),
	VALUE(PANDECT_SPAN_STRONG, 1),
	VALUE(PANDECT_SPAN_EMPHASIS, 2),
	VALUE(PANDECT_SPAN_UNDERLINE, 3),
	VALUE(PANDECT_SPAN_STRIKE, 4),
	VALUE(PANDECT_SPAN_CODE, 5),
	VALUE(PANDECT_SPAN_LINK, 6),
	VALUE(PANDECT_SPAN_SUBSCRIPT, 7),
	VALUE(PANDECT_SPAN_SUPERSCRIPT, 8),
	VALUE(PANDECT_SPAN_FOOTNOTE, 9),
	VALUE(PANDECT_SPAN_IMAGE, 10),
	VALUE(PANDECT_SPAN_FORMULA, 11),
	VALUE(PANDECT_SPAN_INSERTED, 12),
	VALUE(PANDECT_SPAN_DELETED, 13),
	VALUE(PANDECT_SPAN_LANGUAGE, 14),
	VALUE(PANDECT_SPAN_HIGHLIGHT, 15),
	VALUE(PANDECT_N_SPAN_KINDS, 16),
	VALUE(PANDECT_ATTRIBUTE_NAME, 1),
	VALUE(PANDECT_ATTRIBUTE_TITLE, 2),
	VALUE(PANDECT_ATTRIBUTE_ALT, 3),
	VALUE(PANDECT_ATTRIBUTE_SOURCE, 4),
	VALUE(PANDECT_ATTRIBUTE_LANGUAGE, 5),
	VALUE(PANDECT_ATTRIBUTE_MIME, 6),
	VALUE(PANDECT_ATTRIBUTE_LABEL, 7),
	VALUE(PANDECT_ATTRIBUTE_START, 16),
	VALUE(PANDECT_ATTRIBUTE_ROW_SPAN, 17),
	VALUE(PANDECT_ATTRIBUTE_COLUMN_SPAN, 18),
	VALUE(PANDECT_ATTRIBUTE_WIDTH, 19),
	VALUE(PANDECT_ATTRIBUTE_HEIGHT, 20),
	VALUE(PANDECT_ATTRIBUTE_STATUS, 21),
	VALUE(PANDECT_ATTRIBUTE_OCR, 22),
	VALUE(PANDECT_ATTRIBUTE_FIRST_NUMBER, 16),
	VALUE(PANDECT_N_ATTRIBUTES, 23),
	VALUE(PANDECT_NOTE, 1),
	VALUE(PANDECT_WARNING, 2),
	VALUE(PANDECT_ERROR, 3),
	VALUE(PANDECT_ABI_MAJOR, 1),
	VALUE(PANDECT_ABI, 0x50440001),
	VALUE(PANDECT_GRAY8, 1),
	VALUE(PANDECT_RGB24, 2),
	VALUE(PANDECT_RGBA32, 3),
	VALUE(PANDECT_LOG_ERROR, 1),
	VALUE(PANDECT_LOG_WARN, 2),
	VALUE(PANDECT_LOG_INFO, 3),
	VALUE(PANDECT_LOG_DEBUG, 4),
	VALUE(PANDECT_CONCURRENT, 1),
	VALUE(PANDECT_TABLES, 2),
	VALUE(PANDECT_WHOLE_DOCUMENTS, 4),
	VALUE(PANDECT_RESIDENT, 0x10000),
	VALUE(PANDECT_MAGIC_BYTES, 1),
	VALUE(PANDECT_MAGIC_ZIP_MEMBER, 2),
	VALUE(PANDECT_MAGIC_OLE_STREAM, 3),
	VALUE(PANDECT_MAGIC_XML_ROOT, 4),
	VALUE(PANDECT_MAGIC_JSON_KEY, 5),
	VALUE(PANDECT_FORMAT_TEXT, 1),
	VALUE(PANDECT_BID_NO, 0),
	VALUE(PANDECT_BID_WEAK, 1),
	VALUE(PANDECT_BID_LIKELY, 2),
	VALUE(PANDECT_BID_SURE, 3),
	VALUE(PANDECT_STAGE_EARLY, 1),
	VALUE(PANDECT_STAGE_MIDDLE, 2),
	VALUE(PANDECT_STAGE_LATE, 3),
	VALUE(PANDECT_STAGE_EXTRACTED, 1),
	VALUE(PANDECT_STAGE_FINAL, 2),
	VALUE(PANDECT_ENGINE_NO_DEFAULT_PATH, 1),
	VALUE(PANDECT_FOREVER, 0xffffffff),
	VALUE(PANDECT_ORIGIN_CODE, 1),
	VALUE(PANDECT_ORIGIN_DIRECTORY, 2),
	VALUE(PANDECT_ORIGIN_ANY, 3),
	VALUE(PANDECT_REPLACE, 1),
	VALUE(PANDECT_STATE_REGISTERED, 1),
	VALUE(PANDECT_STATE_INITIALIZING, 2),
	VALUE(PANDECT_STATE_ACTIVE, 3),
	VALUE(PANDECT_STATE_FAILED, 4),
	VALUE(PANDECT_STATE_SHADOWED, 5),
	VALUE(PANDECT_STATE_MASKED, 6),
	VALUE(PANDECT_STATE_REFUSED, 7),
};
/* clang-format on */

static void
ck_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(rows[i].is == rows[i].was, "%s is %llu, and was %llu", rows[i].what,
			(unsigned long long)rows[i].is, (unsigned long long)rows[i].was);
}

START_TEST(structs_keep_their_sizes)
{
	if (sizeof(void *) == 8)
		ck_rows(sizes, sizeof sizes / sizeof sizes[0]);
}
END_TEST

START_TEST(members_keep_their_places)
{
	if (sizeof(void *) == 8)
		ck_rows(members, sizeof members / sizeof members[0]);
}
END_TEST

START_TEST(constants_keep_their_values)
{
	ck_rows(constants, sizeof constants / sizeof constants[0]);
}
END_TEST

START_TEST(every_status_and_kind_has_a_name_of_its_own)
{
	for (pandect_status status = 0; status < PANDECT_N_STATUS; status++) {
		ck_assert_str_ne(pandect_status_name(status), "?");
		ck_assert_str_ne(pandect_status_phrase(status), "?");
		for (pandect_status other = 0; other < status; other++)
			ck_assert_str_ne(pandect_status_name(status), pandect_status_name(other));
	}
	for (uint32_t kind = 1; kind <= PANDECT_N_KINDS; kind++)
		ck_assert_ptr_nonnull(pandect_kind_name(kind));
}
END_TEST

START_TEST(numbers_outside_the_sets_have_none)
{
	static const pandect_status wrong[] = {-1, PANDECT_N_STATUS, INT32_MIN, INT32_MAX};

	ck_assert_str_eq(pandect_status_name(wrong[_i]), "?");
	ck_assert_str_eq(pandect_status_phrase(wrong[_i]), "?");
	ck_assert_ptr_null(pandect_kind_name(0));
	ck_assert_ptr_null(pandect_kind_name(PANDECT_N_KINDS + 1));
	ck_assert_ptr_null(pandect_kind_name(UINT32_MAX));
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("abi");
	TCase *tests = tcase_create("abi");

	tcase_add_test(tests, structs_keep_their_sizes);
	tcase_add_test(tests, members_keep_their_places);
	tcase_add_test(tests, constants_keep_their_values);
	tcase_add_test(tests, every_status_and_kind_has_a_name_of_its_own);
	tcase_add_loop_test(tests, numbers_outside_the_sets_have_none, 0, 4);
	suite_add_tcase(suite, tests);
	return suite;
}
