/* SPDX-License-Identifier: MIT */
/* What the shipped processors change and the shipped validators find. */
#include <unistd.h>

#include "plugin.h"

struct row {
	const char *script, *options, *expected;
};

static const struct row cleanup_rows[] = {
	{"(p 'clean text' )", "", "doc[p\"clean text\"]"},
	{"(p '  a  b\xC2\xA0\xE2\x80\x83"
	 "c  ' )",
		"", "doc[p\"a b c\"]"},
	{"(p 'a \n  b' )", "", "doc[p\"a\nb\"]"},
	{"(p 'so\xC2\xAD"
	 "ft\xE2\x80\x8B' )",
		"", "doc[p\"soft\"]"},
	{"(p '\xEF\xAC\x81nd' )", "", "doc[p\"find\"]"},
	{"(p 'e\xCC\x81' )", "", "doc[p\"\xC3\xA9\"]"},
	{"(p '\xE2\x80\xAB"
	 "a\xE2\x80\xAC' )",
		"",
		"doc[p\"\xE2\x80\xAB"
		"a\xE2\x80\xAC\"]"},
	{"(p '\xE2\x80\xAB"
	 "a' )",
		"", "doc[p\"a\"]"},
	{"(p 'a ' <strong ' b ' > ' c' )", "", "doc[p\"a <strong b >c\"]"},
	{"(p 'x ' <code 'a  b' > )", "", "doc[p\"x <code a  b>\"]"},
	{"(code '  a  ' )", "", "doc[code\"  a  \"]"},
	{"(p ' ' ) (list (item (p ' ' ) ) ) (h1 'a' )", "", "doc[h1\"a\"]"},
	{"(p ' a ' )", "blanks=false", "doc[p\" a \"]"},
	{"(p ' ' )", "empty=false", "doc[p]"},
};

START_TEST(text_is_cleaned)
{
	const struct row *row = &cleanup_rows[_i];
	const struct pandect_plugin *plugin = load("processor-cleanup");
	char *got;

	if (!plugin)
		return;
	run(row->script);
	finish();
	process(plugin, row->options);
	got = outline(block_document(block));
	ck_assert_msg(strcmp(got, row->expected) == 0, "%s: %s, expected %s", row->script, got,
		row->expected);
	free(got);
	/* What is clean stays as it is. */
	ck_assert_int_eq(process(plugin, row->options), 0);
}
END_TEST

/* Some pages of everything that chunks treat in its own way. */
static void
write_pages(void)
{
	for (int i = 0; i < 20; i++) {
		run("(h1 'Chapter' ) (p 'One sentence here. And another, with words! "
		    "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE3\x80\x82\xE6\x96\x87\xE3\x80\x82 "
		    "Dr. Who came at 3.14 p.m. to see it.' )");
		run("(h2 'Section' ) (table (row (cell1 'name' ) (cell1 'value' ) )");
		for (int row = 0; row < 30; row++)
			run("(row (cell 'a name' ) (cell (p '12' ) (p '13' ) ) )");
		run(") (list (item (p 'first' ) (list (item (p 'inner' ) ) ) ) (item (p 'last' ) ) "
		    ") (code 'line one\n  line two\n' )");
	}
	run("(p 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' "
	    ")");
}

static void
assert_boundary(pandect_node node, uint32_t at)
{
	struct pandect_node_info info;

	ck_assert_int_eq(pandect_document_node(block_document(block), node, &info), PANDECT_OK);
	ck_assert_uint_le(at, info.text.size);
	ck_assert(at == info.text.size || ((unsigned char)info.text.data[at] & 0xC0) != 0x80);
}

static const struct {
	const char *options;
	uint32_t most;
} chunk_rows[] = {{"", 512}, {"size=64;overlap=32;max=80", 80}, {"size=16;overlap=8;max=16", 16}};

START_TEST(chunks_cover_the_text_in_order)
{
	const struct pandect_plugin *plugin = load("processor-chunks");
	struct pandect_chunk chunk, before = {.size = sizeof before};
	uint32_t i = 0;

	if (!plugin)
		return;
	write_pages();
	finish();
	ck_assert_int_eq(process(plugin, chunk_rows[_i].options), 1);
	for (; pandect_document_chunk(block_document(block), i, &chunk) == PANDECT_OK; i++) {
		assert_boundary(chunk.first, chunk.start);
		assert_boundary(chunk.last, chunk.end);
		ck_assert_uint_gt(chunk.n_tokens, 0);
		ck_assert_uint_le(chunk.n_tokens, chunk_rows[_i].most);
		ck_assert(chunk.first < chunk.last ||
			  (chunk.first == chunk.last && chunk.start < chunk.end));
		ck_assert(chunk.first > before.first ||
			  (chunk.first == before.first && chunk.start > before.start));
		ck_assert(chunk.last > before.last ||
			  (chunk.last == before.last && chunk.end > before.end));
		before = chunk;
	}
	ck_assert_uint_ge(i, 20);
}
END_TEST

START_TEST(a_chunk_says_what_is_above_it)
{
	const struct pandect_plugin *plugin = load("processor-chunks");
	struct pandect_chunk chunk;

	if (!plugin)
		return;
	run("(h1 'A' ) (h2 'B' )");
	for (int i = 0; i < 40; i++)
		run("(p 'These are eight words of one sentence here.' )");
	finish();
	process(plugin, "size=100;overlap=0");
	ck_assert_int_eq(pandect_document_chunk(block_document(block), 0, &chunk), PANDECT_OK);
	ck_assert(pandect_text_is(chunk.headings, ""));
	ck_assert_int_eq(pandect_document_chunk(block_document(block), 1, &chunk), PANDECT_OK);
	ck_assert(pandect_text_is(chunk.headings, "A\nB"));
}
END_TEST

START_TEST(languages_are_told_with_their_share)
{
	const struct pandect_plugin *plugin = load("processor-language");
	struct pandect_language language;
	struct pandect_meta meta;

	if (!plugin)
		return;
	run("(p 'Das ist ein deutscher Satz, der von dem Wetter in Berlin erzaehlt, das im Herbst "
	    "meistens schlecht ist und im Winter noch schlechter wird.' )");
	finish();
	ck_assert_int_eq(process(plugin, ""), 1);
	ck_assert_int_eq(
		pandect_document_language(block_document(block), 0, &language), PANDECT_OK);
	ck_assert(pandect_text_is(language.tag, "de"));
	ck_assert(language.share > 0.9f && language.confidence > 0.5f);
	ck_assert_int_eq(pandect_document_meta(block_document(block), 0, &meta), PANDECT_OK);
	ck_assert(pandect_text_is(meta.key, "language") && pandect_text_is(meta.value, "de"));
}
END_TEST

static const struct {
	const char *module, *script, *options, *expected;
} validator_rows[] = {
	{"validator-content", "(p 'two words' )", "", ""},
	{"validator-content", "(p ' ' )", "", "too-few-characters "},
	{"validator-content", "(p 'two words' )", "min-words=3;min-chars=9",
		"too-few-characters too-few-words "},
	{"validator-content", "(p 'a\xEF\xBF\xBD' )", "", "replacement-characters "},
	{"validator-content", "(p '---- a' )", "min-letter-ratio=0.5", "few-letters "},
	{"validator-size", "(p 'text' ) (image )", "", ""},
	{"validator-size", "(p 'text' <img=x > ) (image )", "max-chars=3;max-images=1",
		"too-many-characters too-many-images "},
};

START_TEST(validators_say_what_is_wrong)
{
	const struct pandect_plugin *plugin = load(validator_rows[_i].module);
	char *got;

	if (!plugin)
		return;
	run(validator_rows[_i].script);
	finish();
	got = validate(plugin, validator_rows[_i].options);
	ck_assert_msg(strcmp(got, validator_rows[_i].expected) == 0, "%s: %s",
		validator_rows[_i].script, got);
	free(got);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

Suite *
test_suite(void)
{
	Suite *suite = suite_create("processors");
	TCase *tcase = tcase_create("processors");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, text_is_cleaned, 0, COUNT(cleanup_rows));
	tcase_add_loop_test(tcase, chunks_cover_the_text_in_order, 0, COUNT(chunk_rows));
	tcase_add_test(tcase, a_chunk_says_what_is_above_it);
	tcase_add_test(tcase, languages_are_told_with_their_share);
	tcase_add_loop_test(tcase, validators_say_what_is_wrong, 0, COUNT(validator_rows));
	suite_add_tcase(suite, tcase);
	return suite;
}
