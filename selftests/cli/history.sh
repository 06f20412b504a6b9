#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope diff of two snapshots of one machine: what changed, and what each change took away.

. "$(dirname "$0")/ktap.sh"

# at NAME FIXTURE BOOT KERNEL: a snapshot of one and the same machine
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
says "the firmware's lock changed" 'changes["IA32_FEATURE_CONTROL"][1] == "0x1"'
says "and took KVM away" 'any(t.get("why", {}).get("cause", {}).get("component") == "firmware" for t in j["taken"])'

exits 0 diff --json nested-off.json locked.json
says "what was gone before is not taken again" 'j["taken"] == []'
exits 1 diff --json before.json same-boot.json
says "a parameter that changed without a reboot is a change" 'j["kind"] == "history" and "kvm_intel.nested" in changes'
ns diff --json before.json again.json
says "one snapshot twice is no history" 'j["kind"] != "history"'
ns diff --json before.json "$fixtures/intel-nested-off.json"
says "machines whose identity is not known are compared side by side" 'j["kind"] == "machines"'

# What one of the two was not asked is no change, and nothing that was or was not taken
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

# What KVM did not offer before may have been lost by the CPU all the same
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

# A module that is not loaded has no parameters, and a list that is empty is said
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

exits 1 diff --only-lost before.json nested-off.json
out_has "Lost capabilities"
! grep -q "What changed\|New capabilities" out
result $? "--only-lost prints nothing else" out
exits 1 diff --json --only-lost before.json nested-off.json
says "JSON has what is lost, and no other change" 'changes == {} and not j["gained"] and j["taken"]'

finish
