#!/bin/sh
# SPDX-License-Identifier: MIT
# Each outcome has its exit status.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

printf 'Some text.\n' >good.txt
printf '\001\002\003\377\376\000\001' >bad.bin
mkdir folder

run good.txt
ends "a document that is read ends with 0" 0
run good.txt good.txt
ends "several that are read end with 0" 0
run good.txt missing.txt
ends "some of several that fail end with 1" 1
run missing.txt missing-too.txt
ends "all of several that fail end with 3" 3
run missing.txt
ends "a file that is not there ends with 10 + IO" 21
run folder
ends "a directory ends with 10 + INVALID" 24
like "a directory's message says what to do" "$(cat stderr)" 'find '
run bad.bin
ends "a file that no plugin reads ends with 10 + UNSUPPORTED" 15
run good.txt bad.bin good.txt
ends "a bad file does not stop the others" 1
is "both good ones are written" "$(grep -c 'Some text' stdout)" 2

run
ends "no file is wrong use" 2
run --to nothing-like-it good.txt
ends "an unknown form is wrong use" 2
run --validate nothing-like-it good.txt
ends "an unknown validator is wrong use" 2
run --embed nothing-like-it good.txt
ends "an unknown embedding backend is wrong use" 2
run --set nothing.like=it good.txt
ends "an unknown setting is wrong use" 2
run --set ocr.mode=perhaps good.txt
ends "a wrong value is wrong use" 2
run --ocr perhaps good.txt
ends "a wrong value of an option is wrong use" 2
run --timeout soon good.txt
ends "a timeout that is no number is wrong use" 2
run --plugin-dir nowhere good.txt
ends "a plugin directory that is not there is wrong use" 2
run - -
ends "standard input twice is wrong use" 2
run --name a.txt good.txt good.txt
ends "a name for several files is wrong use" 2
run detect --to json good.txt
ends "an option of another command is wrong use" 2
run plugins
ends "plugins without more is wrong use" 2
run plugins inspect nothing-like-it
ends "an unknown plugin is wrong use" 2
run --pages
ends "an option without its value is wrong use" 2

run -o good.txt/x.md good.txt
ends "an output that cannot be made ends with 4" 4
if [ -w /dev/full ]; then
	run -o /dev/full good.txt
	ends "an output that is full ends with 4" 4
	code=0
	pandect good.txt >/dev/full 2>stderr || code=$?
	ends "a standard output that is full ends with 4" 4
	like "and says so" "$(cat stderr)" 'standard output: .*incomplete'
fi
code=0
pandect good.txt >&- 2>stderr || code=$?
ends "a standard output that is closed ends with 4" 4
finish
