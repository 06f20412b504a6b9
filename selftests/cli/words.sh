#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the longer answers say word for word, also their order, their columns, their colours and the keys of their JSON:
# the files in fixtures/words. Those of one machine are in fixtures and in Documentation/examples. What ends in -narrow
# is said on a terminal of 72 columns, of what ends in -head the parts of a bug report are left out. selftests/cli/update writes them anew.

. "$(dirname "$0")/ktap.sh"

words=$fixtures/words

# NAME ARGUMENT...
list()
{
	cat <<END
baseline-layers baseline intel-L0.json intel-L1.json intel-L2.json amd-L0.json
baseline-nested-off baseline amd-L0.json amd-nested-off.json amd-differ.json
baseline-one baseline intel-L1.json
bugreport-head bugreport intel-L1.json --from intel-L2.json
caps-amd-narrow caps --from amd-L1.json
caps-intel caps --view cpu --from intel-L1.json
caps-not-read caps --missing --from intel-not-permitted.json
check-cleared check --from intel-guest-cleared.json
check-disabled check --from amd-disabled.json
check-json check --json --pretty --quiet --require run-vms,nested,slat --from amd-nested-off.json
check-list check --list
check-narrow check --from intel-nested-off.json
check-not-permitted check --from intel-not-permitted.json
check-nothing check --from nothing.json
check-pvm check --from pvm.json
decode-differences decode 0x48b=0x11582e00000000 0x48b=0x51582e00000000
decode-json decode --json --pretty 0x48b=0x11582e00000000 0x3a=5 0xc0000080=0xd01
decode-same decode 0x48b=0x11582e00000000 0x48b=0x11582e00000000
diff-fleet diff --only-different amd-L0.json amd-L1.json amd-L2.json amd-differ.json amd-disabled.json amd-nested-off.json intel-L0.json intel-L1.json intel-locked.json intel-nested-off.json
diff-groups diff amd-L0.json amd-L0.json amd-L0.json amd-L0.json amd-L0.json amd-nested-off.json amd-nested-off.json amd-nested-off.json amd-nested-off.json
diff-json diff --json --pretty --only-lost amd-L0.json amd-L1.json
diff-narrow diff intel-L1.json intel-L2.json
diff-not-permitted diff --only-different intel-not-permitted.json intel-L1.json
diff-not-read diff --only-different intel-L0.json nothing.json intel-L2.json
diff-three-hosts diff --only-different amd-nested-off.json amd-differ.json amd-disabled.json
explain-bit explain vmx-shadow-vmcs --from intel-L1.json
explain-causes explain VERR_SVM_DISABLED --from amd-L0.json --color=always
explain-finding explain nested-off --from amd-nested-off.json --color=always
explain-json explain --json --pretty nested-off --from amd-nested-off.json
explain-leaf explain 0x8000000a --from amd-L0.json
explain-register explain 0x48b --from intel-L1.json
layers-json layers --json --pretty --from intel-L2.json
layers-narrow layers --from amd-L1.json
layers-stamped layers --from intel-L1.json
layers-unknown layers --from nothing.json
list-registers list registers
list-registers-narrow list registers
list-formats-narrow list formats
list-signatures-narrow list signatures
metrics metrics --from amd-nested-off.json
status-json status --json --pretty --from intel-locked.json
status-narrow status --from intel-not-permitted.json
END
}

# The version changes, and the files have the names of the fixtures.
# NAME ARGUMENT...
said()
{
	how=${1##*-}
	shift
	echo "\$ nestscope $*"
	version=$("$nestscope" --version)
	cd "$fixtures" || return
	if [ "$how" = narrow ]; then
		script -qec "stty cols 72; '$nestscope' $*" /dev/null </dev/null | tr -d '\r'
	else
		"$nestscope" "$@" </dev/null 2>&1
	fi | if [ "$how" = head ]; then sed '/^<!-- nestscope part/,$d'; else cat; fi | sed "s/^$version\$/nestscope VERSION/; s/\"${version#nestscope }\"/\"VERSION\"/"
}

mkdir -p "$words"
list >"$work/list"
while read -r name arguments; do
	# shellcheck disable=SC2086 # words
	(said "$name" $arguments) >"$work/said"
	[ -z "${UPDATE:-}" ] || cp "$work/said" "$words/$name"
	diff -u "$words/$name" "$work/said" >"$work/diff" 2>&1
	result $? "nestscope $arguments" "$work/diff"
done <"$work/list"

for file in "$words"/*; do
	grep -q "^${file##*/} " "$work/list"
	result $? "${file##*/} is one of them"
done

finish
