#!/bin/sh
# SPDX-License-Identifier: MIT
# Every command and every option that the command's own help names stands in pandect(1).
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

manual=$PANDECT_SOURCE/doc/pandect.1

pandect --help >help
commands=$(sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' help)
report $(($(echo "$commands" | wc -w) < 5)) "--help lists the commands" "$(cat help)"
for command in $commands; do
	pandect "$command" --help >>help
	like "the manual has the command $command" "$(cat "$manual")" "^\.It Cm $command\>"
done
options=$(grep -o -e ' --[a-z][a-z-]*' help | sort -u)
for option in $options; do
	like "the manual has $option" "$(cat "$manual")" "^\.It .*Fl Fl ${option#--}\>"
done
for letter in $(sed -n 's/^  -\([a-zA-Z]\), .*/\1/p' help | sort -u); do
	like "the manual has -$letter" "$(cat "$manual")" "^\.It Fl $letter\>"
done
finish
