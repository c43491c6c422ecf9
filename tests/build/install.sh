#!/bin/sh
# SPDX-License-Identifier: MIT
# What pkg-config answers those who build against the installed library, and what is installed.
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

is "pkg-config knows the version" "$(pkg-config --modversion pandect)" \
	"$("$PANDECT" --version | sed 's/.* //')"
plugindir=$(pkg-config --variable=plugindir pandect)
is "and the directory of plugins" "$PANDECT_STAGE${plugindir#"$PANDECT_STAGE"}" "$PANDECT_PLUGINS"
is "and nothing but the library's own name and folders" \
	"$(pkg-config --cflags --libs pandect | tr ' ' '\n' | sed 's/^\(-[IL]\).*/\1/' | sort | xargs)" \
	"-I -L -lpandect"
is "no libtool archive is installed" "$(find "$PANDECT_STAGE" -name '*.la')" ""
is "nothing that is installed can be written by others" \
	"$(find "$PANDECT_STAGE" ! -type l -perm /022)" ""
finish
