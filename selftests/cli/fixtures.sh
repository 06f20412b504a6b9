#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Captured machines: what the program says of each, word for word, in what a person can read: the
# report, the evidence for the layer, and of the long answers what they amount to; what is missing
# on the two hosts is among Documentation/examples. The .tree files are what a layer of the lab had in /proc and /sys, the .json
# files are snapshots: of the same layers where they bear the same name, else made for a case that the
# lab cannot show. selftests/cli/update writes the expected files anew.

. "$(dirname "$0")/ktap.sh"
# A fixture that is a tree is read with --sysroot, a snapshot with --from.
options_of()
{
	case $1 in
	*.tree)
		rm -rf "$work/tree"
		"$here/tree" unpack "$work/tree" <"$1"
		echo "--sysroot $work/tree"
		;;
	*)
		echo "--from $1"
		;;
	esac
}

# The version changes, and the width is the one for files.
said()
{
	echo "\$ nestscope $*"
	# shellcheck disable=SC2086 # words
	ns $options "$@"
	version=$("$nestscope" --version)
	sed "s/^$version\$/nestscope VERSION/; s#$work/##; s#$here/##" "$work/out"
	sed "s#$work/##; s#$here/##; s/^/stderr: /" "$work/err"
	echo "exit status $status"
	echo
}

# The same for a long answer, shortened by digest.py's DIGEST
amounts()
{
	digest=$1
	shift
	echo "\$ nestscope $* --json | digest.py $digest"
	# shellcheck disable=SC2086 # words
	ns $options "$@" --json
	python3 "$here/digest.py" "$digest" <"$work/out"
	echo
}

say_all()
{
	options=$(options_of "$1")
	said status
	said layers
	amounts caps caps
	case $1 in
	*.tree) amounts snapshot snapshot ;;
	esac
}

# A tree has the registers and the stamp of the snapshot that was taken of the same layer.
same_as_snapshot()
{
	ns snapshot --json --sysroot "$work/tree"
	cp "$work/out" "$work/of-tree"
	ns snapshot --json --from "${1%.tree}.json"
	python3 "$here/digest.py" same "$work/of-tree" "$work/out" >"$work/log" 2>&1
	result $? "$name: the registers and the stamp of the snapshot" "$work/log"
}

# Reading and writing a snapshot loses and changes nothing; a newer version may add something.
comes_back()
{
	ns snapshot --pretty --from "$1"
	python3 - "$1" "$work/out" >"$work/log" 2>&1 <<'END'
import json, sys

def within(a, b, where):
    if isinstance(a, dict) and isinstance(b, dict):
        for key in a:
            assert key in b, f'{where}.{key} got lost'
            within(a[key], b[key], f'{where}.{key}')
    else:
        assert a == b, f'{where} was {a}, is {b}'

old, new = (json.load(open(path)) for path in sys.argv[1:])
within(old, new, '')
END
	result $? "$name: nothing gets lost" "$work/log"
	cp "$work/out" "$work/first"
	ns snapshot --pretty --from "$work/first"
	cmp "$work/first" "$work/out" >"$work/log" 2>&1
	result $? "$name: the same bytes again" "$work/log"
}

for fixture in "$fixtures"/*.tree "$fixtures"/*.json; do
	name=${fixture##*/}
	say_all "$fixture" >"$work/said"
	[ -z "${UPDATE:-}" ] || cp "$work/said" "$fixture.expected"
	diff -u "$fixture.expected" "$work/said" >"$work/diff" 2>&1
	result $? "$name" "$work/diff"
	case $name in
	# A snapshot of a later format, of which a part is left out
	newer.json) ;;
	*.json) comes_back "$fixture" ;;
	*) same_as_snapshot "$fixture" ;;
	esac
done

# People read one page for a machine, not ten.
for expected in "$fixtures"/*.expected; do
	wc -l "$expected" >"$work/log"
	[ "$(wc -l <"$expected")" -le 120 ] && ! grep -q '"nestscope-snapshot"' "$expected"
	result $? "${expected##*/} is short enough to be read" "$work/log"
done

echo "# figure: captured machines, word for word: $(find "$fixtures" -maxdepth 1 -name '*.expected' | wc -l)"

# Each expected file has its fixture, so that a renamed one is noticed.
for expected in "$fixtures"/*.expected; do
	[ -f "${expected%.expected}" ]
	result $? "${expected##*/} is of a fixture"
done

finish
