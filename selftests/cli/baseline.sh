#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope baseline: a CPU has what all hosts offer and nothing else, and who holds back what is told.
# selftests/libvirt holds it against libvirt's, and starts VMs with it.

. "$(dirname "$0")/ktap.sh"

# says DESCRIPTION EXPRESSION: python, with the JSON of the run before as j, its -cpu as cpu and features by name
says()
{
	python3 - "$work/out" "$2" >"$work/log" 2>&1 <<'END'
import json, sys

j = json.load(open(sys.argv[1]))
cpu = j['qemu'].split(',')
features = {f['qemu']: f for f in j['features']}
assert eval(sys.argv[2]), (sys.argv[2], cpu)
END
	result $? "... $1" "$work/log" "$work/err"
}

exits 0 baseline --json "$fixtures/intel-L0.json"
says "one host gives all that it offers" '{"vmx=on", "vmx-ept=on", "vmx-pml=on", "vmx-shadow-vmcs=on", "bmi2=on"} <= set(cpu)'
says "SVM, which the base model has, is off on Intel" '"svm=off" in cpu and "policy='"'disable' name='svm'"'" in j["libvirt"]'
says "no name comes twice" 'len({c.partition("=")[0] for c in cpu}) == len(cpu)'
says "libvirt's names are used for libvirt" '"vmx-invvpid-single-context" in j["libvirt"] and "sse4.1" in j["libvirt"]'

exits 0 baseline --json "$fixtures/intel-L0.json" "$fixtures/intel-nested-off.json"
says "where one host offers no VMX there is none" 'not j["vmx"] and not [c for c in cpu if c.startswith("vmx")]'
says "that host holds it back, with the reason" \
	'features["vmx-ept"]["lacking"] == [j["hosts"][1]] and features["vmx-ept"]["why"]["finding"] == "nested-off"'
exits 0 baseline "$fixtures/intel-L0.json" "$fixtures/intel-nested-off.json"
out_has "intel-nested-off.json (1 of 2)"
out_has "options kvm_intel nested=1"

exits 0 baseline --json "$fixtures/intel-L0.json" "$fixtures/amd-L0.json"
says "Intel and AMD have neither VMX nor SVM in common" 'not j["vmx"] and not j["svm"] and "svm=off" in cpu'
says "and the other features that both have" '"bmi2=on" in cpu'

# What was not read is not held back, and is said
exits 3 baseline --json "$fixtures/intel-L0.json" "$fixtures/nothing.json"
says "a host that was not read is named and holds back nothing" \
	'j["offer_not_read"] == [j["hosts"][1]] and features["vmx-pml"]["common"] and not features["bmi2"]["lacking"]'
exits 3 baseline "$fixtures/nothing.json"
out_has "not read"

"$here/fleet.py" make "$work/hosts" 16 || exit 1
exits 0 baseline --json "$work/hosts"
says "a directory stands for what is in it" 'len(j["hosts"]) == 16'
echo x >"$work/hosts/README"
exits 3 baseline --json "$work/hosts"
err_has README
exits 2 baseline --from "$fixtures/intel-L0.json" "$fixtures/amd-L0.json"
exits 2 baseline "$work/missing"

finish
