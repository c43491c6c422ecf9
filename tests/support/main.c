/* SPDX-License-Identifier: MIT */
/* The main of every Check program: prints TAP, so that make counts each test. What tests themselves
 * print goes to stderr: on stdout it would be read as TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "support.h"

const char *
test_build_path(const char *relative)
{
	static char path[4096];
	const char *build = getenv("PANDECT_BUILD");

	snprintf(path, sizeof path, "%s/%s", build ? build : ".", relative);
	return path;
}

int
main(void)
{
	SRunner *runner = srunner_create(test_suite());
	char tap[32];
	int out = dup(STDOUT_FILENO);

	if (out < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		return EXIT_FAILURE;
	snprintf(tap, sizeof tap, "/proc/self/fd/%d", out);
	srunner_set_tap(runner, tap);
	srunner_run_all(runner, CK_SILENT);
	srunner_free(runner);
	/* The TAP lines say what failed; a status of its own would be counted once more. */
	return EXIT_SUCCESS;
}
