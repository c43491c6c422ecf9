#!/bin/sh
# SPDX-License-Identifier: MIT
# Options that reach the engine and its plugins.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

printf 'The quick brown fox jumps over the lazy dog, and the dog sleeps on in the sun.\n' >en.txt

pandect plugins list >plugins 2>/dev/null
if grep -q '^processor:language ' plugins; then
	run --to json en.txt
	like "--to json finds out the language" "$(cat stdout)" '"en"'
	run --to json --set process.chain=cleanup en.txt
	unlike "--set has the last word" "$(cat stdout)" '"en"'
else
	skip "--to json finds out the language" "the plugin language is not built"
fi
if grep -q '^processor:chunks ' plugins; then
	run --to json --chunks en.txt
	like "--chunks gives chunks" "$(cat stdout)" '"chunks": *\[ *{'
else
	skip "--chunks gives chunks" "the plugin chunks is not built"
fi
run --to md en.txt
ends "--to takes a suffix too" 0
run --to renderer:plain en.txt
ends "--to takes kind and name" 0
run --timeout 60 --pages 1-5,9 --ocr never --lang de,en --in-process en.txt
ends "options that change nothing here are taken" 0
run --pages 5-1 en.txt
if [ "$code" = 2 ] || [ "$code" = 24 ]; then report 0 "pages that make no sense are refused"
else report 1 "pages that make no sense are refused" "status $code"; fi

printf 'secret\nsecond line\n' >password
run --password-file password en.txt
ends "--password-file reads a file" 0
unlike "and never shows it" "$(cat stdout stderr)" secret
run --password-file nowhere en.txt
ends "one that is not there is wrong use" 2
: >empty
run --password-file empty en.txt
ends "an empty one is wrong use" 2

language() { # language LOCALE: what ocr.language is there
	LC_ALL=$1 "$PANDECT" ${PANDECT_PLUGINS:+--plugin-dir "$PANDECT_PLUGINS"} -vv en.txt \
		2>&1 >stdout | sed -n 's/.*ocr.language is "\(.*\)"$/\1/p'
}
is "pictures are read in the locale's language and English" "$(language de_AT.UTF-8)" "de en"
is "with its script where there are several" "$(language zh_TW.UTF-8)" "zh-Hant en"
is "in a modifier too" "$(language sr_RS@latin)" "sr-Latn en"
is "English once" "$(language en_GB.UTF-8)" "en"
is "and English without a locale" "$(language C)" "en"
run -vv --lang fr,la en.txt
like "--lang goes before the locale" "$(cat stderr)" 'ocr.language is "fr la"'
finish
