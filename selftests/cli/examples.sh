#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The outputs in Documentation/examples and in README are what the program prints for the captured machines in
# fixtures. selftests/cli/update rewrites those in Documentation/examples.

. "$(dirname "$0")/ktap.sh"

examples=$top/Documentation/examples

# FILE ARGUMENT...
list()
{
	cat <<END
amd-L0.txt --from amd-L0.json
amd-L1.txt --from amd-L1.json
amd-L2.txt --from amd-L2.json
intel-L0.txt --from intel-L0.json
intel-L1.txt --from intel-L1.json
intel-L2.txt --from intel-L2.json
check-intel-nested-off.txt check --from intel-nested-off.json
layers-amd-L1.txt layers --from amd-L1.json
missing-amd-L0.txt caps --missing --from amd-L0.json
missing-intel-L0.txt caps --missing --from intel-L0.json
waterfall-amd.txt diff --only-lost amd-L0.json amd-L1.json amd-L2.json
waterfall-intel.txt diff --only-lost intel-L0.json intel-L1.json intel-L2.json
END
}

# The version changes, and the files have the names of the fixtures.
said()
{
	echo "\$ nestscope $*"
	cd "$fixtures" || exit
	version=$("$nestscope" --version)
	"$nestscope" "$@" </dev/null | sed "s/^$version\$/nestscope VERSION/"
	cd - >/dev/null || exit
}

list >"$work/list"
while read -r file arguments; do
	# shellcheck disable=SC2086 # words
	said $arguments >"$work/said"
	[ -z "${UPDATE:-}" ] || cp "$work/said" "$examples/$file"
	diff -u "$examples/$file" "$work/said" >"$work/diff" 2>&1
	result $? "Documentation/examples/$file is what the program prints" "$work/diff"
done <"$work/list"

for file in "$examples"/*.txt; do
	grep -q "^${file##*/} " "$work/list"
	result $? "${file##*/} is one of the examples"
done

# In README a part of a report stands below its command, indented by two blanks, up to the next line of text.
awk '/^  \$ nestscope / { n++; on = 1; blanks = "" }
	/^[^ ]/ { on = 0 }
	on && /^$/ { blanks = blanks "\n" }
	on && /^  / { printf "%s%s\n", blanks, substr($0, 3) >("'"$work"'/readme." n); blanks = "" }' "$top/README"
for block in "$work"/readme.*; do
	found=1
	for file in "$examples"/*.txt; do
		if python3 -c 'import sys
block, example = (open(name).read() for name in sys.argv[1:])
command, part = block.split("\n", 1)
sys.exit(not (example.startswith(command + "\n") and part and "\n" + part in example))' "$block" "$file"; then
			found=0
		fi
	done
	result $found "README: $(head -n 1 "$block"): these lines are in an example" "$block"
done
[ -f "$work/readme.2" ]
result $? "README shows a report and a waterfall"
[ "$(wc -l <"$top/README")" -le 100 ]
result $? "README has at most 100 lines"

finish
