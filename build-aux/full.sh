#!/bin/sh
# SPDX-License-Identifier: MIT
# What ./check --full does once the packages are there: each build and analyser in turn, named as
# it begins. Each has a folder build/full-NAME of its own, so that nothing of its flags is left in
# build/. What is no test program counts as one test; results stand in build/full-results.
. build-aux/setup.sh
top=$PWD
results=$top/build/full-results
rm -rf "$results"
mkdir -p "$results" || die "cannot write to build/: remove it if another user built there"
jobs=-j$(nproc)
began=$(date +%s)

named() { say "$(($(date +%s) - began)) s: $*"; }

# result NAME PASS|FAIL|SKIP [WHY]: one test's result, as automake writes them
result() { printf ':test-result: %s %s %s\n' "$2" "$1" "${3-}" >"$results/$1.trs"; }

# step NAME COMMAND...: a check that is one test
step()
{
	check=$1; shift
	if quietly "$results/$check.log" "$@"; then
		result "$check" PASS
	else
		result "$check" FAIL "(build/full-results/$check.log)"
	fi
}

# tested BUILD TARGETS ARGUMENTS...: a build that is configured so, and the tests of TARGETS
tested()
{
	build=$1 target=$2; shift 2
	folder=build/full-$build
	configured "$folder" --prefix="$top/$folder/stage" "$@"
	step "$build-build" make -C "$folder" "$jobs" all
	grep -q PASS "$results/$build-build.trs" || return 0
	find "$folder/tests" -name '*.trs' -exec rm {} +
	log=build/full-results/$build-tests.log
	for one in $target; do
		make -C "$folder" -s "$jobs" "$one" VERBOSE=1 test_seconds=1200 >>"$log" 2>&1 </dev/null ||
			grep -v '^PASS:' "$log" | grep -E '^(FAIL|ERROR|XPASS): |error: ' | sort -u >&2
	done
	mkdir -p "$results/$build" &&
		(cd "$folder" && find tests -name '*.trs' -exec cp --parents {} "$results/$build/" \;)
	[ -n "$(find "$results/$build" -name '*.trs' -print -quit)" ] ||
		result "$build-tests" ERROR "none ran ($log)"
}

# The tables that a script makes are not formatted by hand either.
format()
{
	find include src plugins tests examples \( -name '*.[ch]' -o -name '*.cc' \) \
		! -name 'entities-table.h' \
		-exec clang-format --dry-run --Werror {} +
}

# analyse_c FOLDER
analyse_c()
{
	cppcheck --quiet --error-exitcode=1 --enable=warning,performance,portability "$jobs" \
		--std=c11 --inline-suppr --suppressions-list=build-aux/cppcheck.suppressions \
		-D__GNUC__=12 -Iinclude -Isrc -Iplugins/shared "$1"
}

# tidy FOLDER: by .clang-tidy; what build-aux/clang-tidy.suppressions explains is left out
tidy()
{
	libraries=$(sed -n 's/^[A-Z0-9]*_CFLAGS = \(-.*\)/\1/p' build/full-gcc/Makefile |
		tr ' ' '\n' | grep '^-I' | sort -u)
	# shellcheck disable=SC2086 # a list of words
	find "$1" -name '*.c' -print0 | xargs -0 -n 4 -P "$(nproc)" sh -c '
		flags=$1; shift
		clang-tidy --quiet "$@" -- -std=gnu11 -D_GNU_SOURCE -DPACKAGE_VERSION=\"0\" \
			-DPANDECT_PLUGINDIR=\"/\" -Iinclude -Isrc -iquote plugins/shared $flags
		' tidy "$libraries" >"$results/tidy.out" 2>/dev/null
	awk -v top="$top/" '
		NR == FNR { if (!/^#/ && NF) known[$1 " " $2] = 1; next }
		/: (warning|error): / {
			file = $0; sub(/:.*/, "", file); sub(top, "", file)
			check = $0; sub(/.*\[/, "", check); sub(/[],].*/, "", check)
			if ((check " *") in known || (check " " file) in known || seen[$0]++)
				next
			print
			bad = 1
		}
		END { exit bad }' build-aux/clang-tidy.suppressions "$results/tidy.out"
}

# Sanitizers are slow, and Check gives a test four seconds.
CK_TIMEOUT_MULTIPLIER=20
export CK_TIMEOUT_MULTIPLIER
optimised='-g -O1 -fno-omit-frame-pointer'

PANDECT_FULL=1
export PANDECT_FULL
named "gcc, warnings are errors; all tests"
tested gcc check --enable-werror

# From here on what is slow is cut short.
unset PANDECT_FULL
PANDECT_QUICK=1
export PANDECT_QUICK

named "clang, warnings are errors; all tests"
tested clang check --enable-werror CC=clang CXX=clang++

named "AddressSanitizer, LeakSanitizer, UndefinedBehaviorSanitizer; all tests"
flags="$optimised -fsanitize=address,undefined -fno-sanitize-recover=undefined"
tested asan check CFLAGS="$flags" CXXFLAGS="$flags"

named "ThreadSanitizer; unit tests"
flags="$optimised -fsanitize=thread"
tested tsan check-unit --enable-plugins=no CFLAGS="$flags" CXXFLAGS="$flags"

named "make distcheck, every plugin required"
step distcheck make -C build/full-gcc -s "$jobs" distcheck

named "clang-format"
case $(clang-format --version) in
*"version 14."*) step clang-format format ;;
*) result clang-format SKIP "its version is not 14: $(clang-format --version)" ;;
esac

named "cppcheck"
step cppcheck-src analyse_c src
step cppcheck-plugins analyse_c plugins

named "clang-tidy"
step clang-tidy-src tidy src
step clang-tidy-plugins tidy plugins

named "done"
exec build-aux/totals.sh "$results"
