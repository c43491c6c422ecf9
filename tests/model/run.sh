#!/bin/sh
# SPDX-License-Identifier: MIT
# Checks the model of the life of a module: each line of `configurations` and of `mutants` is a
# test. Those marked "full" run with --full or PANDECT_FULL=1. --print shows the commands instead.
# Wants spin and cc. PANDECT_JOBS: how many at a time (2).

here=$(cd "$(dirname "$0")" && pwd)
full=${PANDECT_FULL:-0}

# A line of a table by its number among those that are not comments.
line() { # line TABLE NUMBER
	grep -v '^#' "$here/$1" | sed -n "$2p"
}

# A short search runs unoptimised: the compiler would take longer than it.
command_of() { # command_of WHEN FLAGS
	case $1 in full) level=-O2 ;; *) level=-O0 ;; esac
	echo "spin -a $2 $here/lifetime.pml && ${CC:-cc} $level -w -DSAFETY -o pan pan.c &&" \
		"./pan -m5000000 -w22"
}

try() { # try COMMAND: what pan said, in ./said
	sh -c "$1" >said 2>&1
	grep -q 'errors: ' said || return 2
	! grep -q 'too small\|out of memory\|resource' said || return 2
	grep -q 'errors: 0' said
}

shown() { # what is left to see where a test failed
	printf '%s\n' "$1"
	grep 'pan:\|error\|rror:\|stored\|memory' said
	[ ! -f lifetime.pml.trail ] || ./pan -r -n 2>/dev/null | tail -40
}

# One test, in a directory of its own: the result in ./result, what to see in ./detail.
one_configuration() { # NAME WHEN FLAGS
	command=$(command_of "$2" "$3")
	if try "$command"; then
		echo "ok - $1: $(awk '/states, stored/ { print $1 }' said) states" >result
	else
		echo "not ok - $1" >result
		shown "$command" >detail
	fi
}

one_mutant() { # NAME PROPERTY WORDS FLAGS
	command=$(command_of check "-DMUTANT=$1 $4")
	try "$command"
	if [ $? = 1 ] && grep -q "^pan:1: .*$3" said; then
		echo "ok - the mutant $1 is found by $2" >result
	else
		echo "not ok - the mutant $1 is found by $2" >result
		shown "$command" >detail
	fi
}

# Every two operations, the same one twice too, are in two threads of one configuration.
missing_pairs() {
	grep -v '^#' "$here/configurations" | awk '
	function does_one(mask, bit) {
		if (bit < 9)
			return int(mask / 2 ^ bit) % 2
		return mask % 2 && $0 ~ (bit == 9 ? "NESTED" : "INSIDE")
	}
	$2 == "check" {
		n = split("", mask)
		for (i = 3; i <= NF; i++)
			if ($i ~ /^-DM[012]=/)
				mask[++n] = substr($i, 6) + 0
		for (t = 1; t <= n; t++)
			for (bit = 0; bit < 11; bit++)
				does[t, bit] = does_one(mask[t], bit)
		for (t = 1; t <= n; t++)
			for (u = 1; u <= n; u++)
				for (i = 0; t != u && i < 11; i++)
					for (j = 0; j < 11; j++)
						if (does[t, i] && does[u, j])
							seen[i, j] = 1
	}
	END {
		split("CALL UNREGISTER UNREGISTER_W CLEAR CLEAR_W REGISTER SCAN CLOSE RENEW" \
			" NESTED INSIDE", name, " ")
		for (i = 0; i < 11; i++)
			for (j = i; j < 11; j++)
				if (!((i, j) in seen))
					print name[i + 1], "with", name[j + 1]
	}'
}

run_one() { # run_one WORK TABLE NUMBER
	mkdir "$1/$2.$3" && cd "$1/$2.$3" || exit 1
	case $2 in
	configurations)
		line "$2" "$3" | { read -r name when flags; one_configuration "$name" "$when" "$flags"; } ;;
	mutants)
		line "$2" "$3" | {
			read -r name property words flags
			one_mutant "$name" "$property" "$words" "$flags"
		} ;;
	esac
	rm -f pan pan.*
}

print_all() {
	grep -v '^#' "$here/configurations" | while read -r name when flags; do
		printf '# %s (%s)\n%s\n' "$name" "$when" "$(command_of "$when" "$flags")"
	done
	grep -v '^#' "$here/mutants" | while read -r name property _ flags; do
		printf '# %s: %s\n%s\n' "$name" "$property" \
			"$(command_of check "-DMUTANT=$name $flags")"
	done
}

case ${1:-} in
--one) shift; run_one "$@"; exit ;;
--print) print_all; exit ;;
--full) full=1 ;;
esac

if ! command -v spin >/dev/null; then
	echo "1..0 # SKIP spin is not installed"
	exit 0
fi

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

for table in configurations mutants; do
	grep -v '^#' "$here/$table" | awk -v table="$table" -v full="$full" \
		'table == "mutants" || $2 == "check" || full == 1 { print table, NR }'
done >"$work/tests"
xargs -P "${PANDECT_JOBS:-2}" -L 1 sh "$0" --one "$work" <"$work/tests"

n=1
pairs=$(missing_pairs) || pairs="awk failed"
if [ -z "$pairs" ]; then
	echo "ok 1 - the configurations contain every pair of operations"
else
	echo "not ok 1 - the configurations contain every pair of operations"
	printf '%s\n' "$pairs" | sed 's/^/# /'
fi
while read -r table number; do
	n=$((n + 1))
	result=$(cat "$work/$table.$number/result" 2>/dev/null || echo "not ok - $table $number")
	echo "$result" | sed "s/ok - /ok $n - /"
	[ ! -f "$work/$table.$number/detail" ] || sed 's/^/# /' "$work/$table.$number/detail"
done <"$work/tests"
echo "1..$n"
