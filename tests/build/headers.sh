#!/bin/sh
# SPDX-License-Identifier: MIT
# Each installed header compiles alone, with every warning, in C99, C11 and C++17.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

: "${CC:=cc}" "${CXX:=c++}"
includes="-I$PANDECT_SOURCE/include"
warnings="-Wall -Wextra -Wpedantic -Werror"

for header in base document plugin pandect; do
	printf '#include <pandect/%s.h>\n' $header >alone.c
	cp alone.c alone.cc
	for standard in c99 c11; do
		# shellcheck disable=SC2086 # lists of words
		is "$header.h compiles alone in $standard" \
			"$($CC -std=$standard $warnings $includes -fsyntax-only alone.c 2>&1)" ""
	done
	if command -v "${CXX%% *}" >/dev/null; then
		# shellcheck disable=SC2086
		is "$header.h compiles alone in c++17" \
			"$($CXX -std=c++17 $warnings $includes -fsyntax-only alone.cc 2>&1)" ""
	else
		skip "$header.h compiles alone in c++17" "no C++ compiler"
	fi
done
lines=$(cat "$PANDECT_SOURCE"/include/pandect/*.h | wc -l)
report $((lines > 1500)) "all headers together have at most 1500 lines" "$lines lines"
finish
