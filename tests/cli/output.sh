#!/bin/sh
# SPDX-License-Identifier: MIT
# Where text is written with -o.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

files() { # the files under a directory, sorted, in one line
	(cd "$1" && find . -type f | sort | tr '\n' ' ')
}

mkdir -p a/b
printf 'first\n' >a/report.txt
printf 'second\n' >a/b/report.txt
cp a/report.txt plain.txt

run -o single.md a/report.txt
is "-o FILE writes the file" "$(cat single.md)" first
is "and nothing to standard output" "$(cat stdout)" ""
run -o page.html a/report.txt
like "-o x.html implies --to html" "$(cat page.html)" '<p>first'
run -o note.json a/report.txt
like "-o x.json implies --to json" "$(cat note.json)" '^{'
run --to plain -o other.html a/report.txt
is "--to goes before the suffix" "$(cat other.html)" first
run -o odd.unknown a/report.txt
is "another suffix is Markdown" "$(cat odd.unknown)" first

run -o out/ a/report.txt a/b/report.txt
is "under DIR/ each has its path" "$(files out)" "./a/b/report.txt.md ./a/report.txt.md "
run --to html -o html/ a/report.txt plain.txt
is "the suffix is the form's" "$(files html)" "./a/report.txt.html ./plain.txt.html "
mkdir there
run -o there a/report.txt
is "a directory that is there needs no slash" "$(files there)" "./a/report.txt.md "
(cd a && pandect -o up/ ../plain.txt ./b//report.txt "$work/a/report.txt" 2>/dev/null)
is "leading / and .. are left out" "$(cd a/up && find . -name plain.txt.md -o -path ./b/report.txt.md | sort | tr '\n' ' ')" \
	"./b/report.txt.md ./plain.txt.md "
is "an absolute path stays inside" "$(test -f "a/up$work/a/report.txt.md" && echo yes)" yes
code=0
printf 'piped\n' | pandect -o piped/ --name mail.txt - 2>stderr || code=$?
is "standard input goes by its name" "$(files piped)" "./mail.txt.md "

rm -rf out
run -o out/ a/report.txt ./a/report.txt
ends "two inputs of one output are an error" 2
is "before anything is written" "$(ls out 2>/dev/null)" ""
like "which names both" "$(cat stderr)" 'a/report.txt.*out/a/report.txt.md.*a/report.txt'
run -o one.md a/report.txt plain.txt
ends "several files do not go into one" 2
like "the message says what does" "$(cat stderr)" 'one.md/'
run -o plain.txt plain.txt
ends "an input is not overwritten" 2
is "and stays as it was" "$(cat plain.txt)" first

printf 'old\n' >kept.md
chmod 640 kept.md
run -o kept.md missing.txt
is "a failure leaves the former output" "$(cat kept.md)" old
run -o kept.md a/report.txt
is "a success replaces it" "$(cat kept.md)" first
is "its rights stay" "$(ls -l kept.md | cut -c1-10)" -rw-r-----
ln -s kept.md link.md
run -o link.md a/b/report.txt
is "through a link the file is written" "$(cat kept.md)" second
is "and the link stays" "$(test -L link.md && echo yes)" yes
run -o /dev/null a/report.txt
ends "a device is written in place" 0
is "and stays a device" "$(test -c /dev/null && echo yes)" yes
run -o - a/report.txt
is "-o - is standard output" "$(cat stdout)" first
is "no temporary file is left" "$(find . -name '.pandect-*')" ""
finish
