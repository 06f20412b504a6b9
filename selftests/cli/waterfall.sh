#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope diff: layers in any order form one chain. A capability that is removed at a step is lost there, its switch
# is named, and every format says so. The layers are made from a captured L0: the CPU of each next layer has what KVM
# of the layer below offers.

. "$(dirname "$0")/ktap.sh"

# make_layers DIRECTORY [STEP REGISTER BIT]: writes L0.json to L2.json. From STEP on (1 is KVM on L0, 2 the CPU of L1
# and so on) the bit is clear in the register.
make_layers()
{
	mkdir -p "$1"
	python3 - "$fixtures/intel-L0.json" "$@" <<'END'
import copy, json, sys

source, out = sys.argv[1:3]
gone = sys.argv[3:]
base = json.load(open(source))
registers = 'registers'

def value(v, source='module'):
    return {'state': 'value', 'value': v, 'source': source}

def views(level):
    offer = base['kvm_offer'][registers]
    cpu = copy.deepcopy(base['cpu'][registers])
    if level:
        for name, v in offer.items():
            if name != 'CPUID_1_ECX' and v['state'] == 'value':
                cpu[name] = dict(v, source='module')
        ecx = int(cpu['CPUID_1_ECX']['value'], 16) | 1 << 31
        cpu['CPUID_1_ECX']['value'] = f'0x{ecx:08x}'
    return [cpu, copy.deepcopy(offer)]

cells = [view for level in range(3) for view in views(level)]
if gone:
    step, name, bit = int(gone[0]), gone[1], int(gone[2])
    for view in cells[step:]:
        view[name]['value'] = f'0x{int(view[name]["value"], 16) & ~(1 << bit):016x}'
for level in range(3):
    s = copy.deepcopy(base)
    s['cpu'][registers], s['kvm_offer'][registers] = cells[2 * level:2 * level + 2]
    s['host']['uuid_hash'] = value(f'hash-{level}', 'dmi')
    s['host']['boot_time'] = value(1000 + level, 'procfs')
    s['vms'] = [{'program': 'qemu-system-x86_64', 'uuid_hash': f'hash-{level + 1}'}] if level < 2 else []
    s.pop('parent', None)
    if level:
        s['hypervisor']['present'] = value(True, 'cpuid')
        s['hypervisor']['signature'] = value('KVMKVMKVM\\x00\\x00\\x00', 'cpuid')
        s['hypervisor']['max_leaf'] = value('0x40000001', 'cpuid')
        s['hypervisor_leaves'] = {'0x40000000': {'eax': '0x40000001', 'ebx': '0x4b4d564b', 'ecx': '0x564b4d56',
                                                 'edx': '0x0000004d'}}
    json.dump(s, open(f'{out}/L{level}.json', 'w'))
END
}

py '
def names(out):
    j = json.loads(out.read_text())
    return {"j": j, "rows": {r["qemu"] or r["sdm"]: r for r in j.get("rows", [])}}
'

make_layers "$work/whole"
cd "$work/whole" || exit 1

for order in "0 1 2" "0 2 1" "1 0 2" "1 2 0" "2 0 1" "2 1 0"; do
	# shellcheck disable=SC2046,SC2086 # words
	exits 1 diff --json $(printf 'L%d.json ' $order)
	says "is the chain L0, L1, L2" '[l["file"] for l in j["layers"]] == ["L0.json", "L1.json", "L2.json"]'
	cp "$work/out" "$work/order"
	cmp -s "$work/order" "$work/first" 2>/dev/null || [ ! -f "$work/first" ]
	result $? "... and to the letter the same as for any other order"
	mv "$work/order" "$work/first"
done
says "ties them for sure" 'all(l["stands_on"]["certainty"] == "sure" for l in j["layers"][1:])'
says "loses PAUSE-loop exiting at KVM on L0" \
	'[(l["on"], l["component"], l["reason"], l.get("remedy")) for l in rows["vmx-ple"]["lost"]] == [("L0", "kvm", "never-offered", None)]'
says "loses VMCS shadowing nowhere" 'rows["vmx-shadow-vmcs"]["lost"] == []'

# That register has the value of the fixture's CPU.
exits 1 diff --json --only-lost L0.json L1.json L2.json
says "shows only what is lost" 'all(r["lost"] for r in j["rows"]) and len(j["rows"]) == j["lost"] > 0'
base=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["lost"])' "$work/out")

# register, bit of the whole register, QEMU's name: one for each kind of register
while read -r register bit name; do
	for step in 2 4; do
		make_layers "$work/less" $step "$register" "$bit"
		ns diff --json --only-lost "$work/less/L2.json" "$work/less/L0.json" "$work/less/L1.json"
		says "$name taken from the CPU of L$((step / 2)) is lost there and nowhere else, with its switch" \
			"[(l['on'], l['component'], l['qemu']) for l in rows['$name']['lost']] == [('L$((step / 2 - 1))', 'cpu-model', '-cpu ...,$name=on')] and j['lost'] == $base + 1"
	done
done <<END
IA32_VMX_PROCBASED_CTLS2 46 vmx-shadow-vmcs
IA32_VMX_PROCBASED_CTLS2 49 vmx-pml
IA32_VMX_EPT_VPID_CAP 17 vmx-ept-1gb
IA32_VMX_MISC 6 vmx-activity-hlt
END

exits 1 diff L0.json L2.json L1.json
out_has "3 layers"
out_has "LOST AT"
out_has "KVM on L0: never offered to a guest hypervisor"
exits 1 diff --format markdown L0.json L2.json L1.json
out_has "| CAPABILITY | L0 cpu | L0 kvm | L1 cpu |"
exits 1 diff --format html L0.json L2.json L1.json
out_has "</html>"
"$here/page.py" "$work/out" >"$work/log" 2>&1
result $? "... which is whole, and loads nothing from elsewhere" "$work/log"

# The CPU of L1 compared with itself: nothing is lost, nothing differs.
cp L1.json same.json
exits 0 diff L1.json same.json
out_has "0 differences"

# Two hosts
python3 - L0.json node2.json <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
s['host']['uuid_hash']['value'] = 'another'
s['vms'] = []
r = s['kvm_offer']['registers']
for name in 'IA32_VMX_PROCBASED_CTLS', 'IA32_VMX_TRUE_PROCBASED_CTLS':
    r[name]['value'] = f'0x{int(r[name]["value"], 16) & ~(1 << 62):016x}'
json.dump(s, open(sys.argv[2], 'w'))
END
cp L0.json node1.json
exits 1 diff --only-different node1.json node2.json
out_has "2 machines side by side, 1 difference"
out_has "missing features: vmx-pause-exit"
out_has "failed to set MSR 0x48e"
exits 1 diff --json node1.json node2.json
says "knows which way it goes" \
	'[(m["from"], m["to"], [l["qemu"] for l in m["missing"]], [r["number"] for r in m["refused"]]) for m in j["moves"]] == [("node1", "node2", ["vmx-pause-exit"], ["0x48e"]), ("node2", "node1", [], [])]'

# Bad input
exits 2 diff L0.json nowhere.json
err_has "nowhere.json"
echo '{"format": {"name": "nestscope-snapshot", "version": 1}, "vms": 7}' >bad.json
exits 2 diff L0.json bad.json
err_has "bad.json: vms is not an array"
exits 2 diff --format pdf L0.json
exits 2 diff --from L0.json L1.json
exits 2 status --only-lost

# caps says why the two views differ.
exits 0 caps --json --from L0.json
python3 - "$work/out" >"$work/log" 2>&1 <<'END'
import json, sys

rows = json.load(open(sys.argv[1]))['capabilities']
by = {r['qemu'] or r['sdm']: r for r in rows}
assert by['vmx-ple']['reason'] == 'never-offered', by['vmx-ple']
assert 'why' not in by['vmx-shadow-vmcs'], by['vmx-shadow-vmcs']
END
result $? "... with the reason where KVM differs from the CPU" "$work/log"
exits 0 caps --from L0.json
out_has "never offered to a guest hypervisor"

finish
