#!/bin/sh
# SPDX-License-Identifier: MIT
# What is installed is linked and compiled so that a fault in it is hard to use.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

library=${LD_LIBRARY_PATH%%:*}/libpandect.so

# lacking OPTION PATTERN, having OPTION PATTERN: the installed files of which readelf says no such
# thing, or does
lacking() {
	for file in "$PANDECT" "$library" "$PANDECT_PLUGINS"/*.so; do
		readelf -W "$1" "$file" | grep -q -e "$2" || printf '%s ' "${file##*/}"
	done
}
having() {
	for file in "$PANDECT" "$library" "$PANDECT_PLUGINS"/*.so; do
		! readelf -W "$1" "$file" | grep -q -e "$2" || printf '%s ' "${file##*/}"
	done
}

is "relocations are read-only after start (RELRO)" "$(lacking -l GNU_RELRO)" ""
is "everything is bound at start (now)" "$(lacking -d 'FLAGS.*NOW')" ""
is "no stack is executable" "$(having -l 'GNU_STACK.*E ')" ""
is "no code is written to at start" "$(having -d TEXTREL)" ""
is "nothing has RPATH, which would go before LD_LIBRARY_PATH" "$(having -d '(RPATH)')" ""
like "the stack is protected" "$(nm -D "$library")" ' U __stack_chk_fail'
case " ${CFLAGS-} " in
*-fsanitize*|*" -O0 "*) skip "calls are fortified" "not with CFLAGS=$CFLAGS" ;;
*-O*) like "calls are fortified" "$(nm -D "$library")" ' U __.*_chk@' ;;
*) skip "calls are fortified" "not without -O" ;;
esac
finish
