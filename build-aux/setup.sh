# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC3013 # dash has -nt, as Debian's other shells do
# Read by ./run and ./check: installs what is missing (nothing, quickly, when nothing is) and
# configures build folders.

# What is installed must not be writable by others, or it is refused as a plugin.
umask 022

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit 1; }

# What of the given packages is not installed. One that was removed is still known to dpkg: so look
# at its state.
missing_packages()
{
	have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
		sed -n 's/^installed //p')
	for package in "$@"; do
		case "
$have
" in *"
$package
"*) ;; *) printf '%s ' "$package" ;; esac
	done
}

# apt_get LOG ARGUMENTS...: as root; the end of its output is shown only if it fails.
apt_get()
{
	log=$1; shift
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
		-o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1 </dev/null
}

install_packages()
{
	command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || {
		say "this is not Debian or kin, so nothing is installed for you; wanted, by Debian's names: $*"
		return 0
	}
	missing=$(missing_packages "$@")
	missing=${missing% }
	[ -n "$missing" ] || return 0
	install='apt-get install --no-install-recommends'
	as_root=
	if [ "$(id -u)" != 0 ]; then
		as_root=sudo
		command -v sudo >/dev/null ||
			die "packages are missing, and there is no sudo. As root: $install $missing"
		[ -t 0 ] || sudo -n true 2>/dev/null ||
			die "packages are missing, and sudo wants a password: sudo $install $missing"
	fi
	say "installing $missing"
	log=$(mktemp) || exit 1
	# The lists' lock has no time-out of its own: try for a while.
	tries=0
	until apt_get "$log" update; do
		tries=$((tries + 1))
		grep -q 'Could not get lock' "$log" && [ $tries -lt 60 ] ||
			{ tail -n 5 "$log" >&2; rm -f "$log"; die "apt-get update failed: is the network there?"; }
		sleep 5
	done
	# shellcheck disable=SC2086 # a list of words
	apt_get "$log" install --no-install-recommends $missing ||
		{ tail -n 15 "$log" >&2; rm -f "$log"; die "apt-get could not install them"; }
	rm -f "$log"
}

# packages WORD: those of the file beside this one
packages() { sed -n "s/^$1[[:space:]]\{1,\}//p" build-aux/packages; }

# quietly LOG COMMAND...: shows the end of its output only if it fails
quietly()
{
	log=$1; shift
	"$@" >"$log" 2>&1 </dev/null ||
		{ tail -n 40 "$log" >&2; say "'$*' failed; all of it: $log"; return 1; }
}

# configured FOLDER ARGUMENTS...: the folder is configured so; again when the arguments are other
# ones, or the packages: a plugin or the unit tests left out for want of a library must come in once
# it is there. What configure writes on stderr is a slip in it: then it has failed.
configured()
{
	folder=$1; shift
	mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ] ||
		die "cannot write to $folder: remove it if another user built there"
	[ configure -nt configure.ac ] && [ configure -nt m4/pandect.m4 ] ||
		quietly "$folder/autoreconf.log" autoreconf -fi || exit 1
	as="$* $(packages '[a-z]*' | xargs dpkg-query -W \
		-f '${db:Status-Status} ${Package} ${Version}\n' 2>/dev/null | cksum)"
	[ -f "$folder/Makefile" ] && [ "$(cat "$folder/configured" 2>/dev/null)" = "$as" ] &&
		return 0
	# Objects do not know what flags they were made with.
	case $(cat "$folder/configured" 2>/dev/null) in
	'' | "$* "*) ;;
	*) make -C "$folder" -s clean >/dev/null 2>&1 ;;
	esac
	rm -f "$folder/configured"
	top=$PWD
	(cd "$folder" && "$top/configure" "$@") >"$folder/configure.log" \
		2>"$folder/configure.err" </dev/null ||
		{ cat "$folder/configure.err" >&2; die "configure failed; see $folder/config.log"; }
	[ ! -s "$folder/configure.err" ] ||
		{ cat "$folder/configure.err" >&2; die "configure wrote the above on stderr"; }
	printf '%s\n' "$as" >"$folder/configured"
}

# left_out FOLDER: names the plugins that its configuration leaves out, and why
left_out()
{
	sed -n '/^  left out:$/,/^  [a-z]/s/^    //p' "$1/configure.log" | while read -r line; do
		say "left out: $line"
	done
}
