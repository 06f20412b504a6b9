#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope baseline: a CPU has what all hosts offer and nothing else, and who holds back what is told.
# selftests/libvirt holds it against libvirt's, and starts VMs with it.

. "$(dirname "$0")/ktap.sh"

py '
def names(out):
    j = json.loads(out.read_text())
    return {"j": j, "cpu": j["qemu"].split(","), "features": {f["qemu"]: f for f in j["features"]}}
'

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
out_has "what KVM offers was not read"
! grep -qE "neither|-cpu|<cpu" "$work/out"
result $? "... and no CPU is made of nothing" "$work/out"
exits 3 baseline --json "$fixtures/nothing.json"
says "nor in JSON" 'j["qemu"] == "" and j["libvirt"] == "" and not j["features"]'

# Hosts that are not of x86 have no part in a CPU of x86, whatever their flags are called
for arch in s390x aarch64 ppc64le riscv64; do
	python3 - "$fixtures/intel-L0.json" "$work/$arch.json" "$arch" <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
s['host']['architecture'] = {'state': 'value', 'value': sys.argv[3], 'source': 'procfs'}
json.dump(s, open(sys.argv[2], 'w'))
END
	exits 3 baseline "$work/$arch.json"
	out_has "$arch.json (not x86)"
	! grep -qE "neither|-cpu|<cpu" "$work/out"
	result $? "... no CPU of x86 is printed for $arch" "$work/out"
	exits 3 baseline --json "$fixtures/intel-L0.json" "$work/$arch.json"
	says "$arch beside x86 is not read" \
		'j["offer_not_read"] == j["flags_not_read"] == [j["hosts"][1]] and j["vmx"] and features["vmx-ept"]["common"]'
done

"$here/fleet.py" make "$work/hosts" 16 || exit 1
exits 0 baseline --json "$work/hosts"
says "a directory stands for what is in it" 'len(j["hosts"]) == 16'
echo x >"$work/hosts/README"
exits 3 baseline --json "$work/hosts"
err_has README
exits 2 baseline --from "$fixtures/intel-L0.json" "$fixtures/amd-L0.json"
exits 2 baseline "$work/missing"

finish
