#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Output for programs: the JSON of every command parses, is the same for each way to ask for it, and has the
# promised keys.

. "$(dirname "$0")/ktap.sh"

echo "<domain type='kvm'><cpu mode='host-model'/></domain>" >"$work/vm.xml"

# One line for each command: arguments with which it prints JSON and ends by itself
calls="status
caps
caps --all
caps --missing
caps --view=cpu
caps --view=kvm
layers
decode 0x48d=0x5600000016 0x491=1
decode 0x48d=0x5600000016 0x48d=0x1600000016
check
check --list
check --explain nested
check --for kvm
check --domain-xml=$work/vm.xml
explain VERR_VMX_NO_VMX
snapshot
diff
baseline
bugreport
module status
stamp --output=$work/stamp
watch --count=1 --interval=0.01
$("$nestscope" list 2>&1 | sed -n 's/.*: \(registers.*\)/\1/p' | tr -d , | tr ' ' '\n' | sed 's/^/list /')"

parses()
{
	python3 -c 'import json, sys
for line in sys.stdin if sys.argv[1] == "lines" else [sys.stdin.read()]:
    json.loads(line)' "$1" <"$work/out" 2>"$work/log"
}

run()
{
	# shellcheck disable=SC2086 # words
	ns $1 "$2" ${3:+--from "$3"}
}

check_call()
{
	run "$1" --json
	# A machine without KVM has nothing to watch; that is an error message.
	if [ "${1%% *}" = watch ] && [ "$status" -eq 3 ]; then
		[ ! -s "$work/out" ] && [ -s "$work/err" ]
		result $? "$1 --json says why there is nothing" "$work/err"
		return
	fi
	[ "$status" -ne 2 ] && [ -s "$work/out" ] && parses "$([ "${1%% *}" = watch ] && echo lines)"
	result $? "$1 --json parses" "$work/log" "$work/err"
	[ "${1%% *}" = watch ] || [ "$(wc -l <"$work/out")" -eq 1 ]
	result $? "$1 --json is one line" "$work/out"
	[ ! -s "$work/err" ]
	result $? "$1 --json says nothing on stderr" "$work/err"
	run "$1" --pretty
	parses && [ "$status" -ne 2 ]
	result $? "$1 --pretty parses" "$work/log" "$work/err"
}

echo "$calls" >"$work/calls"
while read -r call; do
	check_call "$call"
done <"$work/calls"

# Every command is among them, but help, which is for people, metrics, which is for Prometheus, and completion, for shells.
for command in $("$nestscope" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
	[ "$command" = help ] || [ "$command" = metrics ] || [ "$command" = completion ] || grep -q "^$command" "$work/calls"
	result $? "there is a call of $command"
done

# For one snapshot the compact and the indented form are equal, also on a narrow terminal with colour.
for fixture in "$fixtures/intel-L1.json" "$fixtures/nothing.json"; do
	for call in status caps layers snapshot diff; do
		run "$call" --json "$fixture"
		cp "$work/out" "$work/compact"
		run "$call" --pretty "$fixture"
		python3 -c 'import json, sys
a, b = (json.load(open(f)) for f in sys.argv[1:])
sys.exit(a != b)' "$work/compact" "$work/out" 2>"$work/log"
		result $? "$call --pretty is $call --json of ${fixture##*/}" "$work/log"
	done
done
fixture=$fixtures/intel-L1.json
run status --json "$fixture"
cp "$work/out" "$work/plain"
script -qec "stty cols 50; '$nestscope' status --json --color=always --from '$fixture'" "$work/typescript" </dev/null |
	tr -d '\r' | cmp -s "$work/plain" -
result $? "JSON does not depend on the terminal"

# The interface of "list bits": these keys, and these types
ns list bits --json
python3 - "$work/out" >"$work/log" 2>&1 <<'END'
import json, re, sys

rows = json.load(open(sys.argv[1]))
keys = {'register', 'number', 'bit', 'sdm', 'kernel', 'qemu', 'libvirt', 'exists_if', 'source'}
seen = set()
for r in rows:
    assert keys <= r.keys(), r
    assert all(isinstance(r[k], str) for k in keys - {'bit'}), r
    assert re.fullmatch(r'0x[0-9a-f]+(\.[0-9]+\.e[abcd]x)?', r['number']), r
    assert type(r['bit']) is int and 0 <= r['bit'] <= 63, r
    assert r['bit'] + r['width'] <= 64, r
    assert r['sdm'] and r['register'] and r['source'], r
    assert (r['register'], r['bit']) not in seen, r
    seen.add((r['register'], r['bit']))
    assert r.get('control_bit', r['bit']) in (r['bit'], r['bit'] - 32), r
# Bits of control registers have two numbers, the control's own and the register's; others have one.
controls = {r['register'] for r in rows if 'control_bit' in r}
assert all(('control_bit' in r) == (r['register'] in controls) for r in rows)
assert all(r['bit'] == r['control_bit'] + 32 for r in rows if 'control_bit' in r)
numbers = {r['number'] for r in rows if 'control_bit' in r}
assert numbers == {'0x481', '0x482', '0x483', '0x484', '0x48b', '0x48d', '0x48e', '0x48f', '0x490'}, numbers
by = {(r['number'], r['bit']): r for r in rows}
ple = by['0x48b', 42]
assert ple['sdm'] == 'PAUSE-loop exiting' and ple['kernel'] == 'ple' and ple['qemu'] == 'vmx-ple', ple
assert ple['exists_if'] == 'IA32_VMX_PROCBASED_CTLS bit 31', ple
assert by['0x8000000a.0.edx', 0]['kernel'] == 'npt'
assert by['0x48d', 38]['kernel'] == 'preemption_timer' and by['0x481', 38]['kernel'] == 'preemption_timer'
assert by['0x3a', 0]['kernel'] == 'FEAT_CTL_LOCKED' and by['0x3a', 0]['qemu'] == ''
END
result $? "list bits --json has what it promises" "$work/log"

# Where JSON has both numbers, the text shows the control's own.
ns list bits --json
cp "$work/out" "$work/bits"
ns list bits
cp "$work/out" "$work/list"
ns decode 0x48b=0 0x481=0 0x48c=0
cp "$work/out" "$work/decoded"
ns decode --json 0x48b=0 0x481=0 0x48c=0
python3 - "$work/bits" "$work/list" "$work/decoded" "$work/out" >"$work/log" 2>&1 <<'END'
import json, re, sys

rows = json.load(open(sys.argv[1]))
lines = open(sys.argv[2]).read().splitlines()[1:]
assert len(rows) == len(lines)

def shown(r):
    low = r.get('control_bit', r['bit'])
    return f"{low + r['width'] - 1}:{low}" if r['width'] > 1 else str(low)

for r, line in zip(rows, lines):
    register, bit, name = re.split(' +', line, maxsplit=2)
    assert register == r['register'] and bit == shown(r) and name.startswith(r['sdm']), (r, line)
decoded = [re.split(' +', line)[1] for line in open(sys.argv[3]) if re.match('  [0-9]', line)]
assert decoded == [shown(b) for v in json.load(open(sys.argv[4])) for b in v['bits']], decoded
assert [shown(r) for r in rows if r['qemu'] == 'vmx-posted-intr'] == ['7', '7']
END
result $? "list bits and decode show a control's own bit, and JSON has both" "$work/log"

# 64-bit values are strings: a JSON number would lose bits.
for fixture in "$fixtures"/*.json; do
	ns snapshot --json --from "$fixture"
	python3 - "$work/out" >"$work/log" 2>&1 <<'END'
import json, re, sys

s = json.load(open(sys.argv[1]))
assert s['format'] == {'name': 'nestscope-snapshot', 'version': 1}, s['format']
for view in ('cpu', 'kvm_offer'):
    for name, v in s[view]['registers'].items():
        assert v['state'] in ('value', 'absent', 'unreadable', 'not-asked'), (name, v)
        assert ('value' in v) == (v['state'] == 'value'), (name, v)
        assert 'value' not in v or re.fullmatch('0x([0-9a-f]{8}|[0-9a-f]{16})', v['value']), (name, v)
END
	result $? "registers of ${fixture##*/} are strings, with their states" "$work/log"
done

finish
