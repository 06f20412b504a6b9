#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The documents agree with the program: its source, the manual page, the ABI files and the README use the same
# names and files. help.sh tests commands and options.

. "$(dirname "$0")/ktap.sh"

man=$top/Documentation/man/nestscope.8
abi=$top/Documentation/ABI/testing
cd "$top" || exit 1

# same WHAT A-NAME FILE B-NAME FILE: two sorted lists, neither of them empty
same()
{
	[ -s "$3" ] && diff -u "$3" "$5" >"$work/diff" 2>&1
	result $? "$1: $2 and $4 agree" "$work/diff"
}

"$nestscope" --help >"$work/help"

# Exit status
sed -n 's/^\tNS_EXIT_[A-Z]* = \([0-9]*\),.*/\1/p' userspace/exit.h | sort >"$work/exit.source"
sed -n '/^\.Sh EXIT STATUS/,/^\.Sh/s/^\.It \([0-9]*\)$/\1/p' "$man" | sort >"$work/exit.man"
sed -n '/^Exit status:/,$p' "$work/help" | grep -oE '(^|[ ,])[0-9] ' | tr -d ' ,' | sort >"$work/exit.help"
same "exit statuses" source "$work/exit.source" "the manual page" "$work/exit.man"
same "exit statuses" source "$work/exit.source" --help "$work/exit.help"

for page in Documentation/man/nestscope-*.8; do
	sed -n '/^\.Sh EXIT STATUS/,/^\.Sh/s/^\.It \([0-9]*\)$/\1/p' "$page" | sort >"$work/exit.page"
	grep -qx 0 "$work/exit.page" && comm -13 "$work/exit.source" "$work/exit.page" >"$work/log" && [ ! -s "$work/log" ]
	result $? "${page##*/} has no other exit statuses" "$work/log"
done

# The codes of the answers, which programs may rely on
sed -n '/^.. Can .* run VMs/,/^.. What is missing/s/^NS_FINDING([A-Z_]*, "\([a-z-]*\)",.*/\1/p' \
	userspace/analysis/finding_rows.h >"$work/reasons.rows"
sed -n 's/^NS_FINDING([A-Z0-9_]*, "\([a-z0-9-]*\)",.*/\1/p' userspace/analysis/arch_rows.h >>"$work/reasons.rows"
sort -u "$work/reasons.rows" >"$work/reasons.source"
sed -n 's/^\.It Li //p' "$man" | sort >"$work/reasons.man"
same reasons source "$work/reasons.source" "the manual page" "$work/reasons.man"

# Tables
ns list
tr -s ' ,' '\n' <"$work/err" | sed -n '/^registers/,$p' | sed '/^$/d' | sort >"$work/lists.program"
sed -n '/^\.It Cm list/,/^\.El/s/^\.Cm \([a-z]*\).*/\1/p' "$man" | sort >"$work/lists.man"
same tables "the program" "$work/lists.program" "the manual page" "$work/lists.man"

# Files of the module: in the register table and names.h, in the ABI files, and as a real module published them
{
	ns list registers --json
	python3 -c 'import json, sys
for r in json.load(sys.stdin):
    if r["file"]: print(r["directory"] + "/" + r["file"])' <"$work/out"
	sed -n 's/^#define NS_SYSFS_\([A-Z_]*\)[ \t]*"\(.*\)"/\1 \2/p' include/nestscope/names.h |
		while read -r id name; do
			case $id in
			HV_*) echo "hypervisor/$name" ;;
			SUPPORTED) printf 'vmx/%s\nsvm/%s\n' "$name" "$name" ;;
			*) echo "$name" ;;
			esac
		done
} | sort >"$work/sysfs.tables"
sed -n 's#^What:\t*/sys/kernel/nestscope/##p' "$abi/sysfs-kernel-nestscope" | sort >"$work/sysfs.abi"
same "/sys/kernel/nestscope" "the tables" "$work/sysfs.tables" "the ABI file" "$work/sysfs.abi"
sed -n 's/^#define NS_DEBUGFS_[A-Z]*[ \t]*"\(.*\)"/\1/p' include/nestscope/names.h | sort >"$work/debugfs.tables"
sed -n 's#^What:\t*/sys/kernel/debug/nestscope/##p' "$abi/debugfs-nestscope" | sort >"$work/debugfs.abi"
same "/sys/kernel/debug/nestscope" names.h "$work/debugfs.tables" "the ABI file" "$work/debugfs.abi"
# Captured trees are kept, so files of older modules are documented as well.
sed -n 's#^What:\t*/sys/kernel/nestscope/##p' "$abi/../removed/sysfs-kernel-nestscope" | sort "$work/sysfs.abi" - >"$work/sysfs.ever"
for tree in "$fixtures"/*.tree; do
	sed -n 's#^--- sys/kernel/nestscope/##p' "$tree" | sort | comm -13 "$work/sysfs.ever" - >"$work/undocumented"
	sed -n 's#^--- sys/kernel/debug/nestscope/##p' "$tree" | sort | comm -13 "$work/debugfs.abi" - \
		>>"$work/undocumented"
	grep -q '^--- sys/kernel/nestscope/format' "$tree" && [ ! -s "$work/undocumented" ]
	result $? "every file that the module made in ${tree##*/} is documented" "$work/undocumented"
done
for file in "$abi"/*; do
	python3 - "$file" >"$work/log" 2>&1 <<'END'
import re, sys

entries = re.split(r'(?m)^(?=What:)', open(sys.argv[1]).read())
assert not entries[0].strip(), 'text before the first entry'
assert entries[1:]
for e in entries[1:]:
    names = re.findall(r'(?m)^(\w+):', e)
    assert sorted(names) == sorted(['What', 'Date', 'KernelVersion', 'Contact', 'Users', 'Description']), e
    for field in re.findall(r'(?m)^\w+:[ \t]*(.*)$', e):
        assert field.strip(), e
END
	result $? "the entries of ${file##*/} are complete" "$work/log"
done

# The README has a short form of the costs.
grep -oE '[0-9]+\.[0-9]+ %' README | sort -u >"$work/percent"
[ -s "$work/percent" ] && grep -oE '[0-9]+\.[0-9]+ %' Documentation/performance.rst | sort -u |
	comm -23 "$work/percent" - >"$work/log" && [ ! -s "$work/log" ]
result $? "the figures of the README are those of performance.rst" "$work/log"

# Files and make targets that are named exist.
for file in README CONTRIBUTING SECURITY Documentation/design.md Documentation/adding.rst Documentation/performance.rst Documentation/reliability.rst Documentation/man/* "$abi"/* scripts/* .ci/run Makefile; do
	grep -oP '(\.\./)?(?<!tools/testing/)\b(Documentation|selftests|userspace|kmod|include|scripts)/[A-Za-z0-9_./-]+' "$file" |
		sed 's/[.,:]*$//' | sort -u | while read -r path; do
			[ -e "$path" ] || echo "$path"
		done >"$work/missing"
	[ -f "$file" ] && [ ! -s "$work/missing" ]
	result $? "every file that ${file##*/} names is there" "$work/missing"
done
sed -n "s/^\t@echo 'make \([a-z_-]*\) .*/\1/p" Makefile | grep . | sort >"$work/targets.help"
while read -r target; do
	grep -qE "^(lab-amd lab-intel|$target):" Makefile
	result $? "make help's $target is a target"
done <"$work/targets.help"
grep -ohE '(^|[^a-z])make [a-z][a-z_-]*' README CONTRIBUTING Documentation/design.md | awk '{ print $NF }' | sort -u |
	grep -vx help | comm -23 - "$work/targets.help" >"$work/unknown"
[ ! -s "$work/unknown" ]
result $? "README, CONTRIBUTING and the design name targets that make help has" "$work/unknown"

# The pages that are generated from the ABI files and the schema are up to date.
mkdir "$work/made"
scripts/manpages "$work/made" >"$work/log" 2>&1
result $? "scripts/manpages makes manual pages" "$work/log"
for page in "$work"/made/*; do
	diff -u "Documentation/man/${page##*/}" "$page" >"$work/log" 2>&1
	result $? "${page##*/} is what scripts/manpages makes: run selftests/cli/update if not" "$work/log"
done
sed -n 's/^\.It Pa //p' Documentation/man/nestscope.4 | sort >"$work/page"
cat "$abi"/* | sed -n 's/^What:\t*//p' | sort >"$work/abi"
same files "the ABI files" "$work/abi" nestscope.4 "$work/page"
sed -n 's/^module_param[a-z_]*(\([a-z_]*\),.*/\1/p' kmod/*.c | sort >"$work/parameters.source"
sed -n 's#^\.It Pa /sys/module/nestscope/parameters/##p' Documentation/man/nestscope.4 | sort >"$work/parameters"
same "the module's parameters" "the source" "$work/parameters.source" nestscope.4 "$work/parameters"
sed -n 's/^\.Xr \(nestscope[a-z-]*\) \([0-9]\).*/\1.\2/p' Documentation/man/* | sort -u | while read -r page; do
	[ -f "Documentation/man/$page" ] || echo "$page"
done >"$work/missing"
[ ! -s "$work/missing" ]
result $? "manual pages that are named are there" "$work/missing"

# Which manual pages this machine has, and how old its index is, says nothing about ours. Statuses 5 and 6 are
# failures of mandoc itself.
mandoc -Tlint Documentation/man/* >"$work/mandoc" 2>/dev/null
[ $? -le 4 ] && ! grep -v 'referenced manual not found' "$work/mandoc" >"$work/lint"
result $? "mandoc has nothing to say about the manual pages" "$work/lint"

# Later versions warn about "result $?" after a condition, which is how tests here are written.
grep -lrE --exclude-dir=.git --exclude-dir=build '^#!/bin/(ba)?sh|^# shellcheck shell' . | sort >"$work/scripts"
xargs shellcheck -x -P SCRIPTDIR -e SC2319 <"$work/scripts" >"$work/log" 2>&1 && [ -s "$work/scripts" ]
result $? "shellcheck has nothing to say about $(wc -l <"$work/scripts") scripts" "$work/log"

finish
