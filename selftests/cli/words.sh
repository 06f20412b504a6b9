#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the longer answers say word for word, also their order, their columns and their colours: the files in
# fixtures/words. Those of one machine are in fixtures and in Documentation/examples. selftests/cli/update writes them anew.

. "$(dirname "$0")/ktap.sh"

words=$fixtures/words

# NAME ARGUMENT...
list()
{
	cat <<END
baseline-layers baseline intel-L0.json intel-L1.json intel-L2.json amd-L0.json
baseline-nested-off baseline amd-L0.json amd-nested-off.json amd-differ.json
caps-not-read caps --missing --from intel-not-permitted.json
check-list check --list
decode-differences decode 0x48b=0x11582e00000000 0x48b=0x51582e00000000
diff-fleet diff --only-different amd-L0.json amd-L1.json amd-L2.json amd-differ.json amd-disabled.json amd-nested-off.json intel-L0.json intel-L1.json intel-locked.json intel-nested-off.json
diff-not-read diff --only-different intel-L0.json nothing.json intel-L2.json
diff-not-permitted diff --only-different intel-not-permitted.json intel-L1.json
diff-three-hosts diff --only-different amd-nested-off.json amd-differ.json amd-disabled.json
explain-causes explain VERR_SVM_DISABLED --from amd-L0.json --color=always
explain-bit explain vmx-shadow-vmcs --from intel-L1.json
explain-finding explain nested-off --from amd-nested-off.json --color=always
explain-leaf explain 0x8000000a --from amd-L0.json
explain-register explain 0x48b --from intel-L1.json
layers-stamped layers --from intel-L1.json
layers-unknown layers --from nothing.json
END
}

# The version changes, and the files have the names of the fixtures.
said()
{
	echo "\$ nestscope $*"
	version=$("$nestscope" --version)
	(cd "$fixtures" && "$nestscope" "$@" </dev/null 2>&1) | sed "s/^$version\$/nestscope VERSION/"
}

mkdir -p "$words"
list >"$work/list"
while read -r name arguments; do
	# shellcheck disable=SC2086 # words
	said $arguments >"$work/said"
	[ -z "${UPDATE:-}" ] || cp "$work/said" "$words/$name"
	diff -u "$words/$name" "$work/said" >"$work/diff" 2>&1
	result $? "nestscope $arguments" "$work/diff"
done <"$work/list"

for file in "$words"/*; do
	grep -q "^${file##*/} " "$work/list"
	result $? "${file##*/} is one of them"
done

finish
