#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The rows that Documentation/adding.rst shows are enough: they are added to a copy, which is built and run.

set -u

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
guide=$top/Documentation/adding.rst
unset MAKEFLAGS MAKELEVEL MFLAGS

mkdir "$work/tree"
cp -r "$top/Makefile" "$top/Kbuild" "$top/VERSION" "$top/include" "$top/userspace" "$work/tree"
mkdir "$work/tree/selftests"
cp "$top/selftests/kernels" "$work/tree/selftests"
python3 "$here/adding.py" add "$guide" "$work/tree" >"$work/log" 2>&1
result $? "the rows have a place" "$work/log"
make -s -C "$work/tree" -j"$(nproc)" CFLAGS=-O0 CI=1 reporter >"$work/log" 2>&1
result $? "the program is built with them" "$work/log"

# As headers.sh and the lab read it
sed -n 's/^\.\. kernels: //p' "$guide" >"$work/kernel"
(
	top=$work/tree
	# shellcheck source=roots.sh
	. "$here/roots.sh"
	kernels
) >"$work/kernels" 2>"$work/log"
[ -s "$work/kernel" ] && grep -qxFf "$work/kernel" "$work/kernels" &&
	[ "$(wc -l <"$work/kernels")" -gt "$(grep -vc '^#' "$top/selftests/kernels")" ]
result $? "the kernel is one of those that the module is built for" "$work/kernels" "$work/log"

# A VM without VMX, of a platform that is not in the table
python3 - "$top/selftests/cli/fixtures/intel-guest-cleared.json" >"$work/machine.json" 2>"$work/log" <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
s['dmi']['sys_vendor']['value'] = 'Example Cloud'
ecx = s['cpu']['registers']['CPUID_1_ECX']
ecx['value'] = f'0x{int(ecx["value"], 16) & ~(1 << 5):08x}'
json.dump(s, sys.stdout)
END
result $? "there is a machine to try them on" "$work/log"
python3 "$here/adding.py" run "$guide" "$work/tree/build/nestscope" "$work" >"$work/said" 2>&1
result $? "the rows are run" "$work/said"
grep -E '^(not )?ok ' "$work/said" >"$work/results"
[ -s "$work/results" ]
result $? "... and some are there"
while read -r line; do
	case $line in
	"ok "*) result 0 "${line#ok }" ;;
	*) result 1 "${line#not ok }" "$work/said" ;;
	esac
done <"$work/results"

finish
