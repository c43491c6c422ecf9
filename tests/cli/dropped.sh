#!/bin/sh
# SPDX-License-Identifier: MIT
# A plugin is dropped into a directory, used, replaced and removed; it builds outside the tree.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

source=$PANDECT_SOURCE/plugins/example/todo.c
is "the example has at most 60 lines" "$(awk 'END { print (NR <= 60) }' "$source")" 1
if ! pkg-config --exists pandect 2>/dev/null; then
	skip "the example builds" "pkg-config does not know pandect"
	finish
	exit 0
fi

build() { # build SOURCE MODULE
	# shellcheck disable=SC2046,SC2086
	${CC:-cc} $CFLAGS -Wall -Wextra -Werror -shared -fPIC -o "$2" "$1" \
		$(pkg-config --cflags pandect) >build.log 2>&1
}

mkdir plugins
printf '# Today\n- buy milk\nx sleep\n' >list.todo
if build "$source" todo.so; then
	report 0 "the example builds"
else
	report 1 "the example builds" "$(head -20 build.log)"
	finish
	exit 0
fi

run --plugin-dir plugins formats
unlike "before, its format is not known" "$(cat stdout)" 'text/x-todo'
mv todo.so plugins/
run --plugin-dir plugins formats
like "dropped in, its format is known" "$(cat stdout)" '^text/x-todo  *todo  *todo$'
run --plugin-dir plugins detect list.todo
like "and recognised" "$(cat stdout)" '^list.todo: text/x-todo '
run --plugin-dir plugins list.todo
ends "and read" 0
like "with its headings" "$(cat stdout)" '^# Today'
like "and what is open" "$(cat stdout)" '^- \[ \] buy milk'
like "and done" "$(cat stdout)" '^- \[x\] sleep'

sed 's/"1\.0"/"2.0"/; s/text\/x-todo/text\/x-todo-two/' "$source" >two.c
build two.c two.so && mv two.so plugins/todo.so
run --plugin-dir plugins detect list.todo
like "replaced, the new one serves" "$(cat stdout)" 'text/x-todo-two '

chmod 666 plugins/todo.so
run --plugin-dir plugins plugins list
like "a file that others may write is refused" "$(cat stdout)" 'plugins/todo.so  *refused '
rm plugins/todo.so
run --plugin-dir plugins list.todo
unlike "removed, it does not serve" "$(cat stdout)" '\[ \] buy milk'
finish
