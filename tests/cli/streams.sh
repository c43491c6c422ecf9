#!/bin/sh
# SPDX-License-Identifier: MIT
# Text on standard output, everything else on standard error.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

printf 'alpha\n' >a.txt
printf 'beta\n' >b.txt
bell=$(printf 'bell\007.txt')
printf 'gamma\n' >"$bell"

run a.txt
is "text goes to standard output" "$(cat stdout)" alpha
is "and nothing is said" "$(cat stderr)" ""
run -vv a.txt
is "steps do not mix with text" "$(cat stdout)" alpha
like "they go to standard error" "$(cat stderr)" '^pandect: '
run missing.txt
is "an error leaves standard output empty" "$(cat stdout)" ""
is "it is one line" "$(grep -c '' stderr)" 1
like "which names file and cause" "$(cat stderr)" '^pandect: missing.txt: .*[Nn]o such file'
run -q missing.txt
like "-q still shows errors" "$(cat stderr)" missing.txt

run a.txt b.txt
is "several have their names before them" "$(cat stdout)" "==> a.txt <==
alpha

==> b.txt <==
beta"
run --to plain a.txt missing.txt b.txt
is "one that fails leaves no trace between" "$(cat stdout)" "==> a.txt <==
alpha

==> b.txt <==
beta"
run --to json a.txt b.txt
is "JSON is one object a line" "$(grep -c '^{.*}$' stdout)/$(grep -c '' stdout)" 2/2
run --to html a.txt b.txt
ends "HTML of several needs a directory" 2
like "and says so" "$(cat stderr)" '-o DIR/'
run "$bell" a.txt
like "control characters in names are shown, not sent" "$(cat stdout)" '^==> bell\\x07.txt <==$'
run "$(printf 'no\033[31mred')"
like "in messages too" "$(cat stderr)" 'no\\x1b\[31mred'
unlike "messages have no colour but on a terminal" "$(cat stderr)" "$(printf '\033')"

printf 'piped\n' | pandect - >stdout 2>stderr || code=$?
is "- is standard input" "$(cat stdout)" piped
pandect - <a.txt >stdout 2>stderr
is "a file as standard input is read" "$(cat stdout)" alpha
printf 'Name,Count\napple,3\npear,5\nplum,8\n' | pandect --name t.csv - >stdout 2>stderr
like "--name helps to recognise it" "$(cat stdout)" '| *Name *| *Count *|'
printf 'Name,Count\napple,3\npear,5\nplum,8\n' | pandect --mime text/csv - >stdout 2>stderr
like "so does --mime" "$(cat stdout)" '| *Name *| *Count *|'
printf 'piped\n' | pandect a.txt - >stdout 2>stderr
like "standard input may stand among files" "$(cat stdout)" '==> standard input <=='

yes 'a line of text that fills the pipe' | head -n 20000 >long.txt
(pandect long.txt; echo $? >status) 2>stderr | head -n 1 >stdout
is "a closed pipe ends with 141" "$(cat status)" 141
is "and nothing is said" "$(cat stderr)" ""

if command -v script >/dev/null; then
	export PANDECT PANDECT_PLUGINS
	cat >on-terminal <<-'END'
		"$PANDECT" ${PANDECT_PLUGINS:+--plugin-dir "$PANDECT_PLUGINS"} missing.txt
	END
	TERM=xterm script -qec 'sh on-terminal' /dev/null >stdout 2>&1 </dev/null
	like "on a terminal messages have colour" "$(cat stdout)" "$(printf '\033')"
	NO_COLOR=1 TERM=xterm script -qec 'sh on-terminal' /dev/null >stdout 2>&1 </dev/null
	unlike "but not with NO_COLOR" "$(cat stdout)" "$(printf '\033')"
	TERM=dumb script -qec 'sh on-terminal' /dev/null >stdout 2>&1 </dev/null
	unlike "nor on a dumb one" "$(cat stdout)" "$(printf '\033')"
else
	skip "on a terminal messages have colour" "script is not installed"
fi
finish
