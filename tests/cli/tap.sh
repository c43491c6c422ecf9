# SPDX-License-Identifier: MIT
# Read by the tests of the command. Wants PANDECT (the staged binary), PANDECT_SOURCE (the source
# tree) and, where the plugins are not on the default path, PANDECT_PLUGINS (their directory).
# A test script ends with `finish`.

: "${PANDECT:?the staged binary}" "${PANDECT_SOURCE:?the source tree}"
case $PANDECT in */*) PANDECT=$(cd "$(dirname "$PANDECT")" && pwd)/${PANDECT##*/} ;; esac
PANDECT_SOURCE=$(cd "$PANDECT_SOURCE" && pwd)
samples=$PANDECT_SOURCE/tests/samples
LC_ALL=C.UTF-8
export LC_ALL
umask 022 # plugins that others may write are refused
unset NO_COLOR

n=0
here=$PWD
work=$(mktemp -d "$here/cli.XXXXXX") || exit 1
trap 'cd "$here"; rm -rf "$work"' EXIT
cd "$work" || exit 1

# The command with the plugins under test.
pandect() {
	"$PANDECT" ${PANDECT_PLUGINS:+--plugin-dir "$PANDECT_PLUGINS"} "$@"
}

# run ARGUMENT…: runs it, keeps what it wrote in stdout and stderr, and its status in $code.
run() {
	code=0
	pandect "$@" >stdout 2>stderr </dev/null || code=$?
}

report() { # report RESULT NAME DETAIL
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		printf '%s\n' "$3" | sed 's/^/# /'
	fi
}

# is NAME GOT WANTED
is() {
	if [ "$2" = "$3" ]; then report 0 "$1"; else report 1 "$1" "got: $2
wanted: $3"; fi
}

# like NAME TEXT PATTERN: a basic regular expression for one of its lines.
like() {
	if printf '%s\n' "$2" | grep -q -e "$3"; then report 0 "$1"; else report 1 "$1" "got: $2
wanted: $3"; fi
}

unlike() {
	if printf '%s\n' "$2" | grep -q -e "$3"; then report 1 "$1" "got: $2
not wanted: $3"; else report 0 "$1"; fi
}

# ends NAME STATUS: how the last run ended.
ends() {
	if [ "$code" = "$2" ]; then report 0 "$1"; else report 1 "$1" "status $code, not $2
$(head -5 stderr)"; fi
}

skip() { # skip NAME WHY
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

finish() {
	echo "1..$n"
}
