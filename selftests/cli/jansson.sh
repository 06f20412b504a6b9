#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Only util/json.c makes JSON: other code that calls jansson to make, change or write a value could ignore a failure
# and leave out a part.

. "$(dirname "$0")/ktap.sh"

makes='json_v\?pack\(_ex\)\?\|json_\(string\|stringn\|sprintf\|integer\|real\|object\|array\)\(_nocheck\)\?\|json_\(object\|array\|string\|integer\|real\)_\(set\|append\|insert\|update\|extend\|clear\|del\|remove\)[a-z_]*\|json_dump[a-z]*\|json_load[a-z]*\|json_\(deep_\)\?copy'

# uses FILE...: the lines that call one of these functions directly
uses()
{
	grep -n "\(^\|[^A-Za-z0-9_]\)\($makes\)(" "$@"
}

# The pattern works: it finds the calls of the layer itself.
[ "$(uses "$top/userspace/util/json.c" | wc -l)" -ge 8 ]
result $? 'util/json.c calls jansson'

for file in "$top"/userspace/*.[ch] "$top"/userspace/*/*.[ch] "$top"/userspace/*/*/*.[ch]; do
	case $file in
	*/util/json.c) continue ;;
	esac
	uses "$file"
done >"$work/found"
[ ! -s "$work/found" ]
result $? 'nothing else makes, changes or writes JSON by jansson itself' "$work/found"

# A captured tree with a directory whose name is not UTF-8
mkdir -p "$work/tree/sys/module/$(printf 'kvm_\377')/parameters"
ns --json --sysroot "$work/tree"
python3 -c 'import json, sys
s = json.load(open(sys.argv[1], "rb"))
assert "can_run_vms" in s, s' "$work/out" 2>"$work/log"
result $? 'a name that is not UTF-8 leaves the report whole' "$work/log" "$work/out"
ns snapshot --sysroot "$work/tree"
python3 -c 'import json, sys
s = json.load(open(sys.argv[1], "rb"))
assert s["kvm"]["modules"]["value"] == "kvm_\\xff", s["kvm"]["modules"]' "$work/out" 2>"$work/log"
result $? '... and is in the snapshot, its bytes as \xNN' "$work/log" "$work/out"

# ... and parameters with such names, of such a module
parameter="$work/tree/sys/module/$(printf 'kvm_\377')/parameters/$(printf 'p\377')"
printf 'Y\377\n' >"$parameter"
for command in snapshot 'status --json'; do
	# shellcheck disable=SC2086 # words
	ns $command --sysroot "$work/tree"
	[ "$status" -ne 2 ] && python3 -m json.tool <"$work/out" >"$work/log" 2>&1 && [ ! -s "$work/err" ]
	result $? "... $command with a parameter of such a name" "$work/log" "$work/err"
done
ns snapshot --sysroot "$work/tree"
python3 -c 'import json, sys
s = json.load(open(sys.argv[1], "rb"))
assert s["parameters"]["kvm_\\xff"]["p\\xff"]["value"] == "Y\\xff", s["parameters"]' "$work/out" 2>"$work/log"
result $? '... and it is in the snapshot' "$work/log" "$work/out"

finish
