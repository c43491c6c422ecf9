#!/bin/sh
# SPDX-License-Identifier: MIT
# What the library and the modules export, and what modules need.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

library=${LD_LIBRARY_PATH%%:*}/libpandect.so

declared=$(cat "$PANDECT_SOURCE"/include/pandect/*.h | tr -s '\n\t ' ' ' |
	grep -o 'PANDECT_EXPORT [^;(]*(' | sed -n 's/.*\(pandect_[a-z0-9_]*\)($/\1/p' | sort)
exported=$(nm -D --defined-only "$library" | sed -n 's/.* T \(.*\)@@PANDECT_1$/\1/p' | sort)
is "the library exports what the headers declare, each with the version PANDECT_1" \
	"$exported" "$declared"
is "it exports nothing else" \
	"$(nm -D --defined-only "$library" | grep -v '@@PANDECT_1$' | grep -v ' A PANDECT_1')" ""

others= linked=
for module in "$PANDECT_PLUGINS"/*.so; do
	shown=$(nm -D --defined-only "$module" | sed 's/.* //' | tr '\n' ' ')
	[ "$shown" = "pandect_module " ] || others="$others${module##*/}: $shown
"
	! readelf -dW "$module" | grep -q 'NEEDED.*libpandect' || linked="$linked ${module##*/}"
done
is "each module exports pandect_module alone" "$others" ""
is "no module links libpandect" "$linked" ""
finish
