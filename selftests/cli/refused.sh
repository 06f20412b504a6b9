#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each system call in turn fails: the program says what it could not read or write, or prints the same as without the
# failure. No answer changes into another one.

. "$(dirname "$0")/ktap.sh"

if ! strace -o /dev/null true 2>/dev/null; then
	skip "system calls that are refused" "strace cannot trace here"
	finish
fi
# How many calls of one kind are tried
runs=${REFUSED_RUNS:-12}

# refused CALL ERROR ARGUMENT...
refused()
{
	call=$1 error=$2
	shift 2
	python3 "$here/refused.py" "$call" "$error" "$runs" "$nestscope" "$@" >"$work/log" 2>&1
	result $? "$error from $call: $(echo "$*" | sed "s#$work/##g")" "$work/log"
}

"$here/tree" unpack "$work/tree" <"$fixtures/amd-L0.tree"
cd "$fixtures" || exit
for command in snapshot status check caps; do
	for error in EIO EMFILE; do
		refused openat $error $command --json --sysroot "$work/tree"
	done
	refused read EIO $command --json --sysroot "$work/tree"
	refused getdents64 EIO $command --json --sysroot "$work/tree"
	for format in --json ''; do
		# shellcheck disable=SC2086 # no option at all
		refused write ENOSPC $command $format --from amd-L1.json
	done
	refused read EIO $command --json --from amd-L1.json
	refused openat EACCES $command --json --from amd-L1.json
done
for format in text markdown html json; do
	refused write ENOSPC diff --format $format amd-L0.json amd-L1.json
	refused read EIO diff --format $format amd-L0.json amd-L1.json
done
refused write ENOSPC explain kvm_amd.nested --from amd-L0.json
refused write ENOSPC list messages --json
refused write ENOSPC metrics --from amd-L0.json

finish
