#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The patches in Documentation/upstream apply to the kernel sources of this machine, checkpatch has nothing to say, and
# the registers that they name are those of recorded machines.

set -u

# shellcheck source=../ktap.sh
. "${NESTSCOPE_TOP:-$(dirname "$0")/../..}/selftests/ktap.sh"
upstream=$top/Documentation/upstream
ksrc=$("$top/scripts/kernel" source) || exit 1

# applies PATCH SOURCE: to a copy of what it changes
applies()
{
	rm -rf "$work/tree"
	sed -n 's,^+++ b/,,p' "$1" | while read -r file; do
		mkdir -p "$work/tree/${file%/*}"
		cp "$2/$file" "$work/tree/$file" || exit
	done
	patch -s -F0 -p1 -d "$work/tree" <"$1" >"$work/log" 2>&1
}

# A commit is known only where there is a history, and who sends a patch signs it off.
for file in "$upstream"/*/*.patch; do
	perl "$ksrc/scripts/checkpatch.pl" --no-tree --no-signoff --strict --terse --no-summary \
		--ignore UNKNOWN_COMMIT_ID "$file" >"$work/log" 2>&1 && [ ! -s "$work/log" ]
	result $? "checkpatch ${file#"$upstream"/}" "$work/log"
done

for source in /usr/src/linux-source-*; do
	[ -f "$source/Makefile" ] || continue
	for file in "$upstream"/linux/*.patch; do
		older=$upstream/linux-6.12/${file##*/}
		# Linux 7.3 reads MSRs by other functions.
		if [ -f "$older" ] && ! grep -q rdmsrq "$source/arch/x86/kernel/cpu/feat_ctl.c"; then
			file=$older
		fi
		applies "$file" "$source"
		result $? "${file#"$upstream"/} applies to ${source##*/}" "$work/log"
	done
done

python3 - "$top" >"$work/log" 2>&1 <<'PYTHON'
import json, re, sys
from pathlib import Path

top = Path(sys.argv[1])
machines = {}
for line in (top / 'selftests/unit/machines.tsv').read_text().splitlines():
    if line[:1] != '#' and '\t' in line:
        name, _, _, register, value = line.split('\t')[:5]
        machines.setdefault(name, {})[register] = value

def bit(machine, register, number):
    return int(machine.get(register, '0'), 16) >> 32 >> number & 1

vmx = {n: m for n, m in machines.items() if '0x481' in m}
odd = {n: m for n, m in vmx.items() if bit(m, '0x481', 5) != bit(m, '0x48b', 5)}
patch = (top / 'Documentation/upstream/linux/0001-vpid-flag.patch').read_text()
cover = (top / 'Documentation/upstream/linux/0000-cover.txt').read_text()
assert f'two of {len(vmx)} have' in cover and len(odd) == 2, (len(vmx), list(odd))
for name, machine in odd.items():
    family = re.search('Intel00?([0-9A-F]{6})', name).group(1)
    assert family in patch and machine['0x481'] in patch, name
    assert machine.get('0x48b', 'does not exist') in patch, name

for layer in ('intel-L0', 'intel-L1'):
    layer = json.loads((top / f'selftests/cli/fixtures/{layer}.json').read_text())
    assert int(layer['cpu']['registers']['IA32_VMX_VMFUNC']['value'], 16) == 1
    assert 'eptp_switching' not in json.dumps(layer['cpuinfo'])
PYTHON
result $? "the registers that the patches name are those of recorded machines" "$work/log"

finish
