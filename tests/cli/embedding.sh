#!/bin/sh
# SPDX-License-Identifier: MIT
# The example of an embedding program builds against what is installed, and works.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

example=$PANDECT_SOURCE/examples/extract.c
is "the example has at most 60 lines" "$(awk 'END { print (NR <= 60) }' "$example")" 1
if ! pkg-config --exists pandect 2>/dev/null; then
	skip "the example builds" "pkg-config does not know pandect"
	finish
	exit 0
fi
# CC, CFLAGS and pkg-config give several words each.
# shellcheck disable=SC2046,SC2086
if ${CC:-cc} $CFLAGS -Wall -Wextra -Werror -o extract "$example" \
	$(pkg-config --cflags --libs pandect) -pthread >build.log 2>&1; then
	report 0 "the example builds"
else
	report 1 "the example builds" "$(head -20 build.log)"
	finish
	exit 0
fi
if [ -n "$PANDECT_PLUGINS" ]; then
	PANDECT_PLUGIN_PATH=$PANDECT_PLUGINS
	export PANDECT_PLUGIN_PATH
fi

printf 'One line of text.\n' >a.txt
code=0
./extract a.txt >stdout 2>stderr || code=$?
ends "it reads a path" 0
is "and shows the text" "$(cat stdout)" "One line of text."
./extract -t "Text in memory." >stdout 2>stderr
is "it reads memory" "$(cat stdout)" "Text in memory."
./extract <a.txt >stdout 2>stderr
is "it reads a descriptor" "$(cat stdout)" "One line of text."
printf 'Out of a pipe.\n' | ./extract >stdout 2>stderr
is "it reads a pipe" "$(cat stdout)" "Out of a pipe."
code=0
./extract missing.txt >stdout 2>stderr || code=$?
ends "it fails where the file is missing" 1
like "and says why" "$(cat stderr)" 'No such file'
finish
