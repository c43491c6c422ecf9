#!/bin/sh
# SPDX-License-Identifier: MIT
# A host and plugins in Python: tests/foreign/client.py.
case $CFLAGS in *-fsanitize=*) echo "1..0 # SKIP python is not instrumented"; exit 0 ;; esac
python3 -c 'import ctypes' 2>/dev/null || { echo "1..0 # SKIP python3 is not installed"; exit 0; }
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}${PANDECT%/*}/../lib
PANDECT_CPPFLAGS=$(pkg-config --cflags pandect 2>/dev/null) ||
	PANDECT_CPPFLAGS=-I$PANDECT_SOURCE/include
export LD_LIBRARY_PATH PANDECT_CPPFLAGS
CC=${CC:-cc} python3 -W error "$PANDECT_SOURCE/tests/foreign/client.py"
