#!/bin/sh
# SPDX-License-Identifier: MIT
# totals.sh FOLDER...: prints what failed and was skipped according to the .trs files below the
# folders and, last, "N passed, N failed, N skipped". Nothing at all counts as a failure.
find "$@" -name '*.trs' -exec sed -n 's/^:test-result: //p' {} + | awk '
	$1 == "PASS" || $1 == "XFAIL" { passed++ }
	$1 == "FAIL" || $1 == "XPASS" || $1 == "ERROR" { failed++; print }
	$1 == "SKIP" { skipped++; print }
	END {
		if (passed + failed == 0)
			failed++
		printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
		exit failed != 0
	}'
