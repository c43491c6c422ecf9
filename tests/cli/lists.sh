#!/bin/sh
# SPDX-License-Identifier: MIT
# detect, explain, formats, plugins: what they show.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

printf 'Name,Count\napple,3\npear,5\nplum,8\n' >table.csv
printf '\001\002\003\377\376\000\001' >unknown.bin

run detect table.csv
like "detect names the type and the reason" "$(cat stdout)" '^table.csv: text/csv (.*)$'
run detect table.csv missing.txt
ends "detect goes on after a failure" 1
run detect --json table.csv
like "detect --json is one object" "$(cat stdout)" '^{"file":"table.csv","mime":"text/csv","why":".*"}$'
run detect unknown.bin
like "what is not recognised is said to be so" "$(cat stdout)" '^unknown.bin: not recognised'
ends "and counts as failed" 15

run explain table.csv
ends "explain ends with 0" 0
like "explain shows the recognition" "$(cat stdout)" '^identify .*text/csv'
like "it shows who read it" "$(cat stdout)" '^extract .*extractor:csv'
like "it shows a result" "$(cat stdout)" '^result: OK'
run explain --set text.encoding=latin1 table.csv
like "it shows an option that had no effect" "$(cat stdout)" '^option .*text.encoding had no effect'
run explain --set csv.nothing=1 table.csv
ends "an option that does not exist is wrong use" 2
run explain missing.txt
ends "explain ends as reading does" 21

run formats
like "formats has a head" "$(cat stdout)" '^MIME TYPE  *PLUGIN  *SUFFIXES$'
like "it lists a type with plugin and suffix" "$(cat stdout)" '^text/csv  *csv  *csv'
run formats --json
is "formats --json is one object a line" "$(grep -c '^{.*}$' stdout)" "$(grep -c '' stdout)"
run plugins list
like "plugins list has a head" "$(cat stdout)" '^PLUGIN  *VERSION  *PRIORITY  *STATE  *FORMATS  *FROM'
like "it lists an extractor" "$(cat stdout)" '^extractor:csv  '
like "it lists a renderer" "$(cat stdout)" '^renderer:markdown  '
run plugins list --json
is "plugins list --json is one object a line" "$(grep -c '^{.*}$' stdout)" "$(grep -c '' stdout)"
run plugins inspect extractor:csv
like "plugins inspect shows the head" "$(cat stdout)" '^extractor:csv '
like "and formats" "$(cat stdout)" '^format  *text/csv$'
like "and options or none" "$(cat stdout)" '^\(OPTION\|no options\)'

mkdir dropped
printf 'not a plugin\n' >dropped/broken.so
code=0
pandect --plugin-dir dropped plugins list >stdout 2>stderr || code=$?
ends "a broken plugin is no failure" 0
like "it is listed with its reason" "$(cat stdout)" 'dropped/broken.so  *refused  *[^ ]'
finish
