#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope diff of two snapshots of one machine: what changed, and what each change took away.

. "$(dirname "$0")/ktap.sh"

# at NAME FIXTURE BOOT KERNEL: a snapshot of the same machine at another time
at()
{
	python3 - "$fixtures/$2.json" "$work/$1.json" "$3" "$4" <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
s['host']['uuid_hash'] = {'state': 'value', 'value': '5' * 32, 'source': 'dmi'}
s['host']['boot_time'] = {'state': 'value', 'value': int(sys.argv[3]), 'source': 'procfs'}
s['host']['kernel']['value'] = sys.argv[4]
json.dump(s, open(sys.argv[2], 'w'))
END
}

py '
def names(out):
    j = json.loads(out.read_text())
    changes = {c["what"]: (c["before"], c["after"]) for c in j.get("changes", [])}
    return {"j": j, "changes": changes}
'

at before intel-L0 1000 6.1.0-56-amd64
at nested-off intel-nested-off 2000 6.1.0-57-amd64
at locked intel-locked 3000 6.1.0-56-amd64
at same-boot intel-nested-off 1001 6.1.0-56-amd64
at again intel-L0 1000 6.1.0-56-amd64
cd "$work" || exit 1

for order in "before.json nested-off.json" "nested-off.json before.json"; do
	# shellcheck disable=SC2086 # two words
	exits 1 diff --json $order
	says "the earlier boot comes first: $order" 'j["kind"] == "history" and j["before"] == "before.json"'
	says "kernel and parameter changed" \
		'changes["host.kernel"] == ("6.1.0-56-amd64", "6.1.0-57-amd64") and changes["kvm_intel.nested"] == ("Y", "N")'
	says "the parameter took VMX from its VMs" \
		'[(t["view"], t["why"]["finding"]) for t in j["taken"]] == [("kvm", "nested-off")] and "vmx-ept" in [b["qemu"] for b in j["taken"][0]["capabilities"]]'
	says "JSON is as its schema says" 'is_valid("diff", j)'
done
exits 1 diff before.json nested-off.json
out_has "kvm_intel.nested: Y -> N"
out_has "options kvm_intel nested=1"

exits 1 diff --json before.json locked.json
says "the firmware's lock changed" \
	'changes["IA32_FEATURE_CONTROL"] == ("0x5 (VMX on, locked)", "0x1 (VMX off, locked)")'
says "and took KVM away" 'any(t.get("why", {}).get("cause", {}).get("component") == "firmware" for t in j["taken"])'

exits 0 diff --json nested-off.json locked.json
says "what was gone before is not taken again" 'j["taken"] == []'
exits 1 diff --json before.json same-boot.json
says "a parameter that changed without a reboot is a change" 'j["kind"] == "history" and "kvm_intel.nested" in changes'
ns diff --json before.json again.json
says "one snapshot twice is no history" 'j["kind"] != "history"'
ns diff --json before.json "$fixtures/intel-nested-off.json"
says "machines whose identity is not known are compared side by side" 'j["kind"] == "machines"'

# What was not read in one of the two is neither a change nor a loss.
for section in parameters kvm kvm_offer "parameters kvm" "parameters kvm kvm_offer"; do
	python3 - before.json less.json "$section" <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
for section in sys.argv[3].split():
    del s[section]
s['host']['boot_time']['value'] = 5000
json.dump(s, open(sys.argv[2], 'w'))
END
	case $section in *kvm_offer*) expected=3 ;; *) expected=0 ;; esac
	exits "$expected" diff --json before.json less.json
	says "nothing has changed that was not read after: $section" 'changes == {} and not j["taken"] and not j["gained"]'
	says "what is not known is counted" "(j['not_read'] > 0) == ($expected == 3)"
	says "JSON is as its schema says" 'is_valid("diff", j)'
	exits "$expected" diff before.json less.json
	case $section in *kvm_offer*) out_has "not read" ;; *) out_has "nothing" ;; esac
	sed 's/"value": 5000/"value": 10/' less.json >less-before.json
	exits 0 diff --json less-before.json before.json
	says "nor what was not read before: $section" 'changes == {} and not j["taken"] and not j["gained"]'
	says "JSON is as its schema says" 'is_valid("diff", j)'
done

# The CPU can have lost a capability that KVM did not offer before either.
python3 - nested-off.json unread.json <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
for section in 'cpu', 'kvm_offer', 'parameters', 'kvm':
    s.pop(section, None)
s['host']['boot_time']['value'] = 9000
json.dump(s, open(sys.argv[2], 'w'))
END
exits 3 diff --json nested-off.json unread.json
says "what was not read is counted where nothing was offered before" 'not j["taken"] and j["not_read"] > 0'

# What the CPU did not have it cannot have lost.
python3 - nested-off.json none.json <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
for name, register in s['cpu']['registers'].items():
    if name.startswith('CPUID'):
        register['value'] = '0x0'
s['cpu']['registers'] = {name: register for name, register in s['cpu']['registers'].items() if name.startswith('CPUID')}
s.pop('kvm_offer', None)
json.dump(s, open(sys.argv[2], 'w'))
END
ns diff --json none.json unread.json
says "what was not there before and is not read now is not counted" 'not j["taken"] and j["not_read"] == 0'

# A module that is not loaded has no parameters; an empty list is printed as such.
python3 - before.json unloaded.json blacklisted.json <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
del s['parameters']
s['kvm'] = {'modules': {'state': 'absent', 'source': 'sysfs', 'why': '/sys/module has no kvm module'},
            'blacklisted': {'state': 'value', 'value': '', 'source': 'file'}}
s['host']['boot_time']['value'] = 5000
json.dump(s, open(sys.argv[2], 'w'))
s['kvm']['blacklisted']['value'] = 'kvm (/etc/modprobe.d/kvm.conf line 1)'
s['host']['boot_time']['value'] = 6000
json.dump(s, open(sys.argv[3], 'w'))
END
exits 0 diff --json before.json unloaded.json
says "its parameters are not there" 'changes["kvm_intel.nested"] == ("Y", "not there") and changes["kvm.modules"][1] == "not there"'
exits 0 diff unloaded.json blacklisted.json
out_has "kvm.blacklisted: none -> kvm (/etc"

# edited FILE NEW BOOT STATEMENTS: the snapshot, changed by Python statements
edited()
{
	python3 - "$1" "$2" "$3" "$4" <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
s['host']['boot_time'] = {'state': 'value', 'value': int(sys.argv[3]), 'source': 'procfs'}
def value(v, source='procfs'):
    return {'state': 'value', 'value': v, 'source': source}
exec(sys.argv[4])
json.dump(s, open(sys.argv[2], 'w'))
END
}

edited before.json old-microcode.json 1000 's["cpuinfo"]["microcode"] = value("0xd6")'
edited before.json new-microcode.json 2000 's["cpuinfo"]["microcode"] = value("0xf0")'
edited new-microcode.json without-pml.json 3000 's["cpu"]["registers"]["IA32_VMX_PROCBASED_CTLS2"]["value"] = "0x%016x" % (int(s["cpu"]["registers"]["IA32_VMX_PROCBASED_CTLS2"]["value"], 16) & ~(1 << 49))'
exits 0 diff --json old-microcode.json new-microcode.json
says "microcode changed" 'changes == {"cpuinfo.microcode": ("0xd6", "0xf0")}'
exits 1 diff old-microcode.json without-pml.json
out_says "the CPU no longer has it (firmware, microcode, or the layer below); changed: cpuinfo.microcode"
exits 1 diff new-microcode.json without-pml.json
out_says "or the layer below) vmx-pml"
exits 0 diff --json before.json new-microcode.json
says "microcode that was not read before is no change" 'changes == {}'
edited before.json old-qemu.json 1000 's["host"]["qemu"] = value("7.2.19", "file")'
edited before.json new-qemu.json 2000 's["host"]["qemu"] = value("10.0.2", "file")'
exits 0 diff --json old-qemu.json new-qemu.json
says "QEMU's version changed" 'changes == {"host.qemu": ("7.2.19", "10.0.2")}'
exits 0 diff --json before.json new-qemu.json
says "a QEMU that was not read before is no change" 'changes == {}'
vm_cr='s["cpu"]["registers"]["VM_CR"]["value"] = '
edited "$fixtures/amd-L0.json" svm-on.json 1000 "$vm_cr'0x8'; s['host']['uuid_hash'] = value('6' * 32, 'dmi')"
edited svm-on.json svm-off.json 2000 "$vm_cr'0x18'"
ns diff --json svm-on.json svm-off.json
says "SVM's lock is told in words" 'changes["VM_CR"] == ("0x8 (SVM on, locked)", "0x18 (SVM off, locked)")'

# More than two: each is compared with the one before it, in whatever order they are given.
for order in "before.json nested-off.json locked.json" "locked.json nested-off.json before.json"; do
	# shellcheck disable=SC2086 # three words
	exits 1 diff --json $order
	says "the snapshots of one machine are steps: $order" \
		'j["kind"] == "histories" and [(s["before"], s["after"]) for s in j["steps"]] == [("before.json", "nested-off.json"), ("nested-off.json", "locked.json")]'
	says "what was lost is told in the step that took it" '[bool(s["taken"]) for s in j["steps"]] == [True, False]'
	says "JSON is as its schema says" 'is_valid("diff", j)'
done
exits 1 diff before.json nested-off.json locked.json
out_has "One machine in 3 snapshots"
out_has "Step 2 of 2"
mkdir many
cp before.json nested-off.json locked.json many
exits 1 diff --json many
says "a directory of them, too" 'j["kind"] == "histories" and len(j["steps"]) == 2'
ns diff --json before.json nested-off.json "$fixtures/amd-L0.json"
says "with another machine among them it is no history" 'j["kind"] != "histories"'
ns diff --json before.json nested-off.json again.json
says "nor with one snapshot twice" 'j["kind"] != "histories"'

# HTML says the same, and text from a snapshot is not markup there.
edited nested-off.json hostile.json 5000 's["host"]["kernel"]["value"] = "6.1 <script>alert(1)</script> \"x"'
for files in "before.json nested-off.json" "before.json nested-off.json hostile.json"; do
	# shellcheck disable=SC2086 # several words
	exits 1 diff --format html $files
	out_has "</html>"
	out_has "kvm_intel.nested"
	out_has "options kvm_intel nested=1"
	! grep -q "<script" out
	result $? "... and nothing of a snapshot is markup" out
	"$here/page.py" out >log 2>&1
	result $? "... it is well-formed" log
done
exits 1 diff --only-lost --format html before.json nested-off.json
! grep -q "What changed" out
result $? "... --only-lost is without what else changed" out
exits 1 diff --format markdown before.json nested-off.json locked.json
out_has "Step 1 of 2"

exits 1 diff --only-lost before.json nested-off.json
out_has "Lost capabilities"
! grep -q "What changed\|New capabilities" out
result $? "--only-lost prints nothing else" out
exits 1 diff --json --only-lost before.json nested-off.json
says "JSON has what is lost, and no other change" 'changes == {} and not j["gained"] and j["taken"]'

finish
