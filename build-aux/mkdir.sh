#!/bin/sh
# SPDX-License-Identifier: MIT
# mkdir.sh FOLDER...: as mkdir -p, whatever the umask: below a folder that others may write to,
# plugins would be refused.
umask 022
exec mkdir -p "$@"
