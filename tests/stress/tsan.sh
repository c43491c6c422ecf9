#!/bin/sh
# SPDX-License-Identifier: MIT
# The library and the stress once more, under ThreadSanitizer: a lock that is missing somewhere is
# seen here in seconds, elsewhere perhaps never.
seconds=${1:-10} threads=${2:-4}
build=$PANDECT_BUILD/tests/stress/tsan
flags="-std=gnu11 -O1 -g -fsanitize=thread -D_GNU_SOURCE -fvisibility=hidden \
	-I$PANDECT_SOURCE/include -I$PANDECT_SOURCE/src"

skip()
{
	echo "1..0 # SKIP $1"
	exit 0
}

test -z "$PANDECT_QUICK" || skip "once is enough: PANDECT_QUICK is set"
case " $CFLAGS " in *-fsanitize=*) skip "this build has another sanitizer" ;; esac
rm -rf "$build" && mkdir -p "$build/tests/stress" || exit 1
echo 'int main(void) { return 0; }' >"$build/probe.c"
{ $CC -fsanitize=thread -o "$build/probe" "$build/probe.c" && "$build/probe"; } 2>/dev/null ||
	skip "$CC cannot make programs with ThreadSanitizer here"

cd "$PANDECT_SOURCE/src" || exit 1
{
	for source in support/*.c document/*.c registry/*.c engine/*.c; do
		echo "-c src/$source -o $build/$(echo "$source" | tr / -).o"
	done
	for module in plain plain-next serial nested failing; do
		echo "-shared -fPIC tests/stress/$module.c -o $build/tests/stress/$module.so"
	done
} | (cd "$PANDECT_SOURCE" && xargs -P 2 -L 1 $CC $flags -DPACKAGE_VERSION='"0"' \
	-DPANDECT_PLUGINDIR='"/nowhere"') || { echo "Bail out! it does not build"; exit 1; }
cd "$PANDECT_SOURCE/tests/stress" || exit 1
$CC $flags -rdynamic -o "$build/stress" stress.c actions.c code.c files.c "$build"/*.o \
	-lltdl -lm -pthread || { echo "Bail out! it does not link"; exit 1; }
unset LD_PRELOAD
PANDECT_BUILD=$build TSAN_OPTIONS="exitcode=66 halt_on_error=1 $TSAN_OPTIONS" \
	"$build/stress" --seconds "$seconds" --threads "$threads"
status=$?
test $status -ne 66 || echo "Bail out! ThreadSanitizer has found something: see above"
exit $status
