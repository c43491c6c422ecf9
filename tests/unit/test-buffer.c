/* SPDX-License-Identifier: MIT */
/* The growing string. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "support/buffer.h"

START_TEST(appends_stand_one_after_another_with_a_nul_at_the_end)
{
	struct buffer buffer = BUFFER_INIT;

	buffer_string(&buffer, "one ");
	buffer_add(&buffer, "t\0o", 3);
	buffer_format(&buffer, " %d", 3);
	ck_assert_uint_eq(buffer.size, 9);
	ck_assert_mem_eq(buffer.data, "one t\0o 3", 10);
	buffer_clear(&buffer);
	ck_assert_ptr_null(buffer.data);
	ck_assert_uint_eq(buffer.size, 0);
}
END_TEST

START_TEST(a_long_format_is_whole)
{
	struct buffer buffer = BUFFER_INIT;

	for (int i = 0; i < 200; i++) {
		buffer_format(&buffer, "%0*d,", i, 7);
		ck_assert_int_eq(buffer.failed, 0);
		ck_assert_int_eq(buffer.data[buffer.size], '\0');
		ck_assert_int_eq(buffer.data[buffer.size - 1], ',');
	}
	/* A width of 0 and 1 both give one digit. */
	ck_assert_uint_eq(buffer.size, 199 * 200 / 2 + 1 + 200);
	ck_assert_uint_eq(strlen(buffer.data), buffer.size);
	buffer_clear(&buffer);
}
END_TEST

START_TEST(a_million_small_appends_are_all_there)
{
	struct buffer buffer = BUFFER_INIT;

	for (int i = 0; i < 1000000; i++)
		buffer_add(&buffer, i % 2 ? "b" : "a", 1);
	ck_assert_uint_eq(buffer.size, 1000000);
	ck_assert_int_eq(buffer.data[0], 'a');
	ck_assert_int_eq(buffer.data[999999], 'b');
	ck_assert_uint_le(buffer.capacity, 2u << 20);
	buffer_clear(&buffer);
}
END_TEST

START_TEST(take_gives_the_string_and_empties_the_buffer)
{
	struct buffer buffer = BUFFER_INIT;

	buffer_string(&buffer, "abc");
	char *taken = buffer_take(&buffer);

	ck_assert_str_eq(taken, "abc");
	ck_assert_ptr_null(buffer.data);
	free(taken);
	buffer_string(&buffer, "again");
	ck_assert_str_eq(buffer.data, "again");
	buffer_clear(&buffer);
}
END_TEST

START_TEST(take_of_an_empty_buffer_gives_an_empty_string)
{
	struct buffer buffer = BUFFER_INIT;
	char *taken = buffer_take(&buffer);

	ck_assert_str_eq(taken, "");
	free(taken);
}
END_TEST

START_TEST(a_failure_stays_and_take_gives_null)
{
	struct buffer buffer = BUFFER_INIT;

	buffer_string(&buffer, "abc");
	buffer_add(&buffer, "", SIZE_MAX - 1);
	ck_assert_int_eq(buffer.failed, 1);
	buffer_string(&buffer, "def");
	buffer_format(&buffer, "%d", 1);
	ck_assert_uint_eq(buffer.size, 3);
	ck_assert_ptr_null(buffer_take(&buffer));
	ck_assert_int_eq(buffer.failed, 0);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("buffer");
	TCase *cases = tcase_create("buffer");

	tcase_add_test(cases, appends_stand_one_after_another_with_a_nul_at_the_end);
	tcase_add_test(cases, a_long_format_is_whole);
	tcase_add_test(cases, a_million_small_appends_are_all_there);
	tcase_add_test(cases, take_gives_the_string_and_empties_the_buffer);
	tcase_add_test(cases, take_of_an_empty_buffer_gives_an_empty_string);
	tcase_add_test(cases, a_failure_stays_and_take_gives_null);
	suite_add_tcase(suite, cases);
	return suite;
}
