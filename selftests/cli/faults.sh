#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Calls of the program's own fail, each in turn: allocations, and system calls. See faults.py.

. "$(dirname "$0")/ktap.sh"

if [ "$(uname -m)" != x86_64 ]; then
	skip "calls that fail" "the library that makes them fail is for x86-64"
	finish
fi
set --
if grep -q __asan_init "$nestscope"; then
	# It has its own malloc(), and does more system calls than the program; its search for leaks comes to no end here.
	set -- -DNO_MEMORY
	export FAULT_KINDS="${FAULT_KINDS:-open,read,write,path,look}"
	export ASAN_OPTIONS="verify_asan_link_order=0:detect_leaks=0:$ASAN_OPTIONS"
fi
cc -shared -fPIC -fno-builtin -O1 -Wall -Wextra -Werror "$@" -o "$work/faults.so" "$here/faults.c" 2>"$work/log" || {
	result 1 "the library that makes calls fail can be built" "$work/log"
	finish
}

python3 "$here/faults.py" "$top" "$(realpath "$nestscope")" "$fixtures" "$work"
