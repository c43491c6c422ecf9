/* SPDX-License-Identifier: MIT */
/* What the main of every Check program asks of the test, and what it offers. */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <check.h>

/* Each test program defines this. */
Suite *test_suite(void);

/* A file of the build tree, such as "tests/mocks/good.so"; valid until the next call. */
const char *test_build_path(const char *relative);

#endif
