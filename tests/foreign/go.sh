#!/bin/sh
# SPDX-License-Identifier: MIT
# A host and plugins in Go: tests/foreign/go, built without a network or anything of the user's.
case $CFLAGS in *-fsanitize=*) echo "1..0 # SKIP go is not instrumented"; exit 0 ;; esac
command -v go >/dev/null || { echo "1..0 # SKIP go is not installed"; exit 0; }
pkg-config --exists pandect 2>/dev/null ||
	{ echo "1..0 # SKIP pkg-config does not know pandect"; exit 0; }
. "${PANDECT_SOURCE:?}/tests/cli/tap.sh"

LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}${PANDECT%/*}/../lib
# shellcheck disable=SC2154 # tap.sh sets work
HOME=$work GOPATH=$work/path GOCACHE=$work/cache GOENV=off GOPROXY=off GOTOOLCHAIN=local
GO111MODULE=on GOWORK=off CGO_ENABLED=1 GOFLAGS='-mod=mod -buildvcs=false'
export LD_LIBRARY_PATH HOME GOPATH GOCACHE GOENV GOPROXY GOTOOLCHAIN GO111MODULE GOWORK \
	CGO_ENABLED GOFLAGS
mkdir source || exit 1
cp "$PANDECT_SOURCE"/tests/foreign/go/* source/ || exit 1
if ! (cd source && go build -o ../client .) >build.log 2>&1; then
	report 1 "the Go client builds" "$(head -20 build.log)"
	finish
	exit 0
fi
./client
