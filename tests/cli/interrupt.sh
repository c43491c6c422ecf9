#!/bin/sh
# SPDX-License-Identifier: MIT
# A signal ends the command with 130 and leaves nothing half written.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

# The command itself, so that $! is its process and not a shell's.
start() {
	exec "$PANDECT" ${PANDECT_PLUGINS:+--plugin-dir "$PANDECT_PLUGINS"} "$@"
}

mkfifo pipe
start - <pipe >stdout 2>stderr &
child=$!
exec 9>pipe
sleep 0.5
kill -TERM $child
code=0
wait $child || code=$?
exec 9>&-
ends "waiting for input, SIGTERM ends with 130" 130

# Long enough to be at work still when the signal comes.
yes 'some *words* of a long document' | head -n 3000000 >long.md
start -o result.html long.md >stdout 2>stderr &
child=$!
sleep 0.3
if kill -TERM $child 2>/dev/null; then
	code=0
	wait $child || code=$?
	ends "at work, SIGTERM ends with 130" 130
	is "no output is left" "$(find . -name '.pandect-*' -o -name 'result*')" ""
else
	skip "at work, SIGTERM ends with 130" "it was done before the signal"
fi

trap '' TERM
start - <pipe >stdout 2>stderr &
child=$!
exec 9>pipe
sleep 0.5
kill -TERM $child
printf 'text\n' >&9
exec 9>&-
code=0
wait $child || code=$?
trap - TERM
ends "a signal that the caller ignores stays ignored" 0
is "and the text is read" "$(cat stdout)" text
finish
