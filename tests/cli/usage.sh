#!/bin/sh
# SPDX-License-Identifier: MIT
# Help everywhere, suggestions for what was mistyped, and a manual that names every option.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"
manual=$PANDECT_SOURCE/doc/pandect.1

run --version
like "--version says name and version" "$(cat stdout)" '^pandect [0-9][0-9.]*$'
run --help
ends "--help ends with 0" 0
like "it lists the commands" "$(cat stdout)" '^  detect '
commands=$(sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' stdout)
is "all six" "$(echo $commands)" "extract detect explain formats plugins help"
for command in $commands; do
	run "$command" --help
	like "$command --help shows its use" "$(cat stdout)" "^usage: pandect $command"
	is "$command --help says nothing else" "$(cat stderr)" ""
	cp stdout help
	run help "$command"
	is "help $command is the same" "$(cat stdout)" "$(cat help)"
	cat help >>all
done
pandect --help >>all 2>/dev/null
is "no line of help is wider than a terminal" "$(sed 's/…/./g' all | awk 'length($0) > 80')" ""

for option in $(grep -o -e '^ .*--[a-z][a-z-]*' all | grep -o -e '--[a-z][a-z-]*' | sort -u); do
	like "the manual names $option" "$(cat "$manual")" "Fl Fl ${option#--}\\( \\|\$\\)"
done
for command in $commands; do
	like "the manual names $command" "$(cat "$manual")" "^\\.It Cm $command"
done

printf 'text\n' >a.txt
run detcet a.txt
ends "a mistyped command is wrong use" 2
like "and the right one is suggested" "$(cat stderr)" 'pandect detect'
run formast
like "swapped letters are found" "$(cat stderr)" 'pandect formats'
run --plugin-dri x a.txt
like "a mistyped option is suggested" "$(cat stderr)" '--plugin-dir'
run --verb a.txt
like "so is a shortened one" "$(cat stderr)" '--verbose'
run --to markdwon a.txt
like "a mistyped form is suggested" "$(cat stderr)" 'markdown'
run --set ocr.mod=auto a.txt
like "a mistyped setting is suggested" "$(cat stderr)" 'ocr.mode'
run plugins lsit
like "a mistyped word of plugins is suggested" "$(cat stderr)" 'plugins list'
run plugins inspect markdwon
like "a mistyped plugin is suggested" "$(cat stderr)" 'markdown'
run help detcet
like "help suggests too" "$(cat stderr)" 'detect'
run -y a.txt
like "an unknown letter is named" "$(cat stderr)" '-y'
run help settings
like "help settings lists the engine's options" "$(cat stdout)" '^ocr.mode  *auto|never|always  *auto '

cp a.txt detect
run ./detect
is "a file may be called like a command" "$(cat stdout)" text
cp a.txt ./--to
run -- --to
is "-- ends the options" "$(cat stdout)" text
run a.txt --to plain
is "options may follow files" "$(cat stdout)" text
run --to=plain a.txt
is "a value may follow =" "$(cat stdout)" text
run -qo out.md a.txt
is "letters may stand together" "$(cat out.md)" text
finish
