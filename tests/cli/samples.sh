#!/bin/sh
# SPDX-License-Identifier: MIT
# Each file in tests/samples that has its Markdown beside it, as NAME.md, comes out as that. Where
# a plugin was not built, what only it reads is skipped.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

pandect formats >formats 2>/dev/null
for wanted in "$samples"/*.md; do
	sample=${wanted%.md}
	[ -f "$sample" ] || continue
	name=${sample##*/}
	if ! grep -q -e "  \\(.* \\)\\?${name##*.}\\( .*\\)\\?\$" formats; then
		skip "$name" "no plugin for .${name##*.} is built"
		continue
	fi
	run "$sample"
	ends "$name is read" 0
	if diff "$wanted" stdout >difference; then
		report 0 "$name is as expected"
	else
		report 1 "$name is as expected" "$(head -20 difference)"
	fi
done
finish
