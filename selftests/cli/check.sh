#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope check: its output and exit statuses; the table, the manual page, --list, JSON and the schema name
# the same checks.

. "$(dirname "$0")/ktap.sh"

man=$top/Documentation/man/nestscope-check.8
off=$fixtures/intel-nested-off.json
host=$fixtures/intel-L0.json
nothing=$work/nothing.json
echo '{"format":{"name":"nestscope-snapshot","version":1},"host":{},"cpu":{}}' >"$nothing"

# same A-NAME FILE B-NAME FILE: two sorted lists, neither of them empty
same()
{
	[ -s "$2" ] && diff -u "$2" "$4" >"$work/diff" 2>&1
	result $? "$1 and $3 name the same checks" "$work/diff"
}

sed -n 's/^NS_CHECK([a-z0-9_]*, "\([a-z0-9-]*\)".*/\1/p' "$top/userspace/analysis/check_rows.h" | sort >"$work/table"
sed -n '/^\.Sh CHECKS/,/^\.Sh/s/^\.It Ic \([a-z0-9-]*\)$/\1/p' "$man" | sort >"$work/man"
ns check --list
awk 'NR > 1 { print $1 }' "$work/out" | sort >"$work/list"
ns check --list --json
python3 -c 'import json, sys
for c in json.load(sys.stdin): print(c["check"])' <"$work/out" | sort >"$work/list.json"
ns check --json --from "$host"
python3 -c 'import json, sys
for c in json.load(sys.stdin)["checks"]: print(c["check"])' <"$work/out" | sort >"$work/json"
same "the table" "$work/table" "the manual page" "$work/man"
same "the table" "$work/table" --list "$work/list"
same "the table" "$work/table" "--list --json" "$work/list.json"
same "the table" "$work/table" --json "$work/json"

while read -r code; do
	ns check --explain "$code"
	grep -q '^  matters ' "$work/out" && grep -q '^  source ' "$work/out"
	result $? "--explain $code says why it matters" "$work/out" "$work/err"
	cp "$work/out" "$work/one"
	ns explain "$code" --from "$host"
	grep -qFf "$work/one" "$work/out" && [ "$(grep -cxFf "$work/one" "$work/out")" -ge "$(wc -l <"$work/one")" ]
	result $? "explain $code says the same" "$work/out" "$work/err"
done <"$work/table"

for snapshot in "$fixtures"/*.json "$nothing"; do
	for words in "" "--quiet"; do
		# shellcheck disable=SC2086 # words
		ns check $words --json --from "$snapshot"
		says "prints JSON as its schema says: ${snapshot##*/} $words" 'is_valid("check", j)'
	done
done

exits 0 check nested --from "$host"
exits 1 check nested --from "$off"
exits 1 check --from "$off"
exits 3 check nested --from "$nothing"
exits 3 check --from "$nothing"
exits 0 check run-vms --from "$off"
exits 0 check --require run-vms,nested,ept --from "$host"
exits 1 check --require nested --from "$off"
exits 1 check --require run-vms,nested,nested --from "$off"
exits 3 check --require npt --from "$nothing"
exits 1 check --require slat,guest-cpu --from "$host"
exits 2 check --require "" --from "$host"
exits 2 check --require nested, --from "$host"
exits 2 check --require nestd --from "$host"
grep -q 'did you mean nested?' "$work/err"
result $? "a misspelt check is told the nearest one" "$work/err"
exits 2 check nestd --from "$host"
exits 2 check --explain nestd
exits 2 check --explain nested-off
err_has 'nestscope explain nested-off says what it means'
exits 2 check --list --explain nested
exits 2 check --list nested
exits 2 check --format html --from "$host"

# The signature is at the end of a module's file, also in a captured tree.
tree=$work/tree kvm=$work/tree/lib/modules/6.1.0-0-test
mkdir -p "$tree/proc/sys/kernel" "$kvm/kernel/arch/x86/kvm" "$tree/sys/module/module/parameters" "$tree/sys/module/kvm"
printf 'processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t\t: fpu svm npt\n' >"$tree/proc/cpuinfo"
echo 6.1.0-0-test >"$tree/proc/sys/kernel/osrelease"
echo Y >"$tree/sys/module/module/parameters/sig_enforce"
echo 'kernel/arch/x86/kvm/kvm-amd.ko: kernel/arch/x86/kvm/kvm.ko' >"$kvm/modules.dep"
echo module >"$kvm/kernel/arch/x86/kvm/kvm-amd.ko"
exits 1 check module-signature --sysroot "$tree"
out_has 'kvm_amd has no signature, and the kernel accepts only signed'
echo '~Module signature appended~' >>"$kvm/kernel/arch/x86/kvm/kvm-amd.ko"
exits 0 check module-signature --sysroot "$tree"
out_has 'kvm_amd is signed'
sed -i 's/amd.ko:/amd.ko.xz:/' "$kvm/modules.dep"
exits 3 check module-signature --sysroot "$tree"
out_has 'kvm-amd.ko.xz is compressed'
echo N >"$tree/sys/module/module/parameters/sig_enforce"
exits 3 check module-signature --sysroot "$tree"
out_has 'not read: lockdown mode'
mkdir -p "$tree/sys/kernel/security"
echo '[none] integrity confidentiality' >"$tree/sys/kernel/security/lockdown"
exits 0 check module-signature --sysroot "$tree"
mkdir -p "$tree/sys/devices/system/cpu/vulnerabilities"
echo 'Mitigation: IBPB' >"$tree/sys/devices/system/cpu/vulnerabilities/retbleed"
exits 0 check entry-flush --sysroot "$tree"
out_has 'retbleed=unret on the kernel'

exits 1 check nested --from "$off"
grep -q '^  FAIL  *nested: kvm_intel.nested is N' "$work/out" && grep -q 'modprobe kvm_intel nested=1' "$work/out"
result $? "what fails has its remedy below" "$work/out"
exits 0 check --quiet nested --from "$host"
[ ! -s "$work/out" ]
result $? "--quiet prints nothing where all is well" "$work/out"
exits 1 check --quiet --from "$off"
if grep -qE '^  (PASS|SKIP)' "$work/out"; then false; else [ -s "$work/out" ]; fi
result $? "--quiet prints what warns or fails alone" "$work/out"
exits 1 check --format markdown --from "$off"
# shellcheck disable=SC2016 # Markdown's quotes
grep -q '^| FAIL | `nested` |' "$work/out"
result $? "--format markdown prints a table" "$work/out"

# A unit test names the code of every finding that a check or a VM of libvirt can result in.
sed -n 's/^NS_FINDING(\([A-Z0-9_]*\), "\([a-z0-9-]*\)".*/\2 \1/p' "$top/userspace/analysis/domain_rows.h" \
	"$top/userspace/analysis/check_found_rows.h" >"$work/codes"
grep -o 'NS_FOUND_[A-Z0-9_]*' "$top/userspace/analysis/run.c" | sed 's/NS_FOUND_//' | sort -u | while read -r id; do
	sed -n "s/^NS_FINDING($id, \"\([a-z0-9-]*\)\".*/\1 $id/p" "$top/userspace/analysis/finding_rows.h"
done >>"$work/codes"
while read -r code id; do
	grep -qE "[\" ]${code}[\" ]|NS_FOUND_$id\>" "$top"/selftests/unit/test_*.c || echo "$code is in no unit test"
done <"$work/codes" >"$work/missing"
[ "$(wc -l <"$work/codes")" -gt 100 ] && [ ! -s "$work/missing" ]
result $? "each finding of a check, and of a VM of libvirt, is in a unit test" "$work/missing"

finish
