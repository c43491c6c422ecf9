#!/bin/sh
# SPDX-License-Identifier: MIT
# totals.sh FOLDER...: prints where something failed or was skipped according to the .trs files below
# the folders and, last, "N passed, N failed, N skipped". Nothing at all counts as a failure.
find "$@" -name '*.trs' -exec awk '
	/^:test-result: / { sub(/\.trs$/, "", FILENAME); print $2, FILENAME }' {} + | awk '
	$1 == "PASS" || $1 == "XFAIL" { passed++; next }
	$1 == "SKIP" { skipped++ }
	$1 != "SKIP" { failed++ }
	!($0 in seen) { print; seen[$0] }
	END {
		if (passed + failed == 0)
			failed++
		printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
		exit failed != 0
	}'
