/* SPDX-License-Identifier: MIT */
/* UTF-8: rows of well-formed and ill-formed bytes, and every code there and back. */
#include <string.h>

#include "support.h"
#include "support/utf8.h"

#define R "\357\277\275" /* U+FFFD */

static const struct {
	const char *name, *text, *cleaned;
	size_t n_valid; /* bytes from the start that are well-formed */
	unsigned keep;
} rows[] = {
	{"empty", "", "", 0, 0},
	{"ascii", "plain text", "plain text", 10, 0},
	{"a long run of ascii", "0123456789abcdef0123456789abcdef",
		"0123456789abcdef0123456789abcdef", 32, 0},
	{"two bytes", "\303\244", "\303\244", 2, 0},
	{"three bytes", "\342\202\254", "\342\202\254", 3, 0},
	{"four bytes", "\360\237\230\200", "\360\237\230\200", 4, 0},
	{"the last code", "\364\217\277\277", "\364\217\277\277", 4, 0},
	{"a lone continuation", "a\200b", "a" R "b", 1, 0},
	{"two continuations", "\200\277", R R, 0, 0},
	{"an overlong slash", "\300\257", R R, 0, 0},
	{"an overlong of three", "\340\200\257", R R R, 0, 0},
	{"an overlong of four", "\360\200\200\257", R R R R, 0, 0},
	{"a surrogate", "\355\240\200", R R R, 0, 0},
	{"beyond the last code", "\364\220\200\200", R R R R, 0, 0},
	{"a lead that never is one", "\365\200\200\200", R R R R, 0, 0},
	{"cut after two of three", "\342\202", R, 0, 0},
	{"cut after three of four", "\360\237\230", R, 0, 0},
	{"cut, then ascii", "\360\237\230a", R "a", 0, 0},
	{"cut, then a good one", "\342\202\303\244", R "\303\244", 0, 0},
	/* Unicode 15, table 3-8 */
	{"the table of Unicode", "\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64",
		R R R "b" R "c" R R "d", 0, 0},
	{"ill-formed at the end of a long run", "0123456789abcdef\377", "0123456789abcdef" R, 16,
		0},
	{"controls", "a\001b\037c\177d", "a b c d", 7, 0},
	{"a control in a long run", "0123456789\033bcdef01234567", "0123456789 bcdef01234567", 24,
		0},
	{"a rubout in a long run", "0123\17756789bcdef01234567", "0123 56789bcdef01234567", 23, 0},
	{"C1 controls", "a\302\205b\302\237c", "a b c", 7, 0},
	{"what follows the C1 controls", "\302\240", "\302\240", 2, 0},
	{"a line feed goes", "a\nb", "a b", 3, 0},
	{"a line feed stays", "a\nb", "a\nb", 3, UTF8_LINES},
	{"a tab goes", "a\tb", "a b", 3, UTF8_LINES},
	{"a tab stays", "a\tb", "a\tb", 3, UTF8_TABS},
	{"a carriage return before a line feed", "a\r\nb\rc\r", "a\nb c ", 7, UTF8_LINES},
};

START_TEST(cleaning_gives_the_expected_bytes)
{
	const char *name = rows[_i].name, *text = rows[_i].text;
	size_t size = strlen(text), n = utf8_clean(text, size, rows[_i].keep, NULL);
	char cleaned[256];

	ck_assert_msg(n <= 3 * size && n < sizeof cleaned, "%s: %zu bytes", name, n);
	ck_assert_msg(
		utf8_clean(text, size, rows[_i].keep, cleaned) == n, "%s: counts differ", name);
	cleaned[n] = '\0';
	ck_assert_msg(strcmp(cleaned, rows[_i].cleaned) == 0, "%s: %s", name, cleaned);
	ck_assert_msg(utf8_valid(cleaned, n) == n, "%s: the result is ill-formed", name);
	ck_assert_msg(
		utf8_clean_prefix(cleaned, n, rows[_i].keep) == n, "%s: not clean at once", name);
}
END_TEST

START_TEST(validity_is_found_to_the_byte)
{
	size_t n = utf8_valid(rows[_i].text, strlen(rows[_i].text));

	ck_assert_msg(n == rows[_i].n_valid, "%s: %zu", rows[_i].name, n);
}
END_TEST

START_TEST(every_code_comes_back)
{
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char bytes[4];
		uint32_t back;

		if (code >= 0xd800 && code <= 0xdfff)
			continue;
		size_t n = utf8_encode(code, bytes);

		if (utf8_decode(bytes, n, &back) != n || back != code || utf8_valid(bytes, n) != n)
			ck_abort_msg("U+%04X", (unsigned)code);
	}
}
END_TEST

START_TEST(a_boundary_is_where_a_character_begins_or_the_text_ends)
{
	static const char text[] = "a\303\244\342\202\254";
	static const int expected[] = {1, 1, 0, 1, 0, 0, 1, 0};

	for (size_t at = 0; at < 8; at++)
		ck_assert_msg(utf8_is_boundary(text, 6, at) == expected[at], "at %u", (unsigned)at);
}
END_TEST

/* A byte that is no ASCII, at each place of a word and beyond. */
START_TEST(the_fast_path_misses_nothing)
{
	static const unsigned char odd[] = {0x00, 0x1f, 0x7f, 0x80, 0xff};

	for (size_t i = 0; i < sizeof odd; i++) {
		for (size_t at = 0; at < 40; at++) {
			char text[40];

			memset(text, 'x', sizeof text);
			text[at] = (char)odd[i];
			ck_assert_uint_eq(utf8_clean_prefix(text, sizeof text, 0), at);
			ck_assert_uint_eq(utf8_valid(text, sizeof text), odd[i] < 0x80 ? 40 : at);
		}
	}
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("utf8");
	TCase *cases = tcase_create("utf8");
	int n = (int)(sizeof rows / sizeof rows[0]);

	tcase_add_loop_test(cases, cleaning_gives_the_expected_bytes, 0, n);
	tcase_add_loop_test(cases, validity_is_found_to_the_byte, 0, n);
	tcase_add_test(cases, every_code_comes_back);
	tcase_add_test(cases, a_boundary_is_where_a_character_begins_or_the_text_ends);
	tcase_add_test(cases, the_fast_path_misses_nothing);
	suite_add_tcase(suite, cases);
	return suite;
}
