#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# nestscope check --for names each demand of a hypervisor that the host does not meet, with its source. A demand that
# was not read does not pass, nor does a hypervisor whose demands are not fully known. selftests/libvirt starts the
# VMs that it prints.

. "$(dirname "$0")/ktap.sh"

all="kvm esxi hyperv virtualbox xen bhyve wsl2 android firecracker kata"
unknown="esxi hyperv virtualbox wsl2 firecracker"

py '
def names(out):
    j = json.loads(out.read_text())
    found = {verdict: [d["found"] for d in j["demands"] if d["verdict"] == verdict] for verdict in ("FAIL", "WARN")}
    return {"j": j, "missing": found["FAIL"], "slow": found["WARN"]}

def without(snapshot, less, register, clear, put):
    s = json.loads(Path(snapshot).read_text())
    for view in "kvm_offer", "cpu":
        for name in register, register.replace("IA32_VMX_", "IA32_VMX_TRUE_"):
            r = s[view]["registers"].get(name, {})
            if "value" in r:
                r["value"] = hex(int(r["value"], 16) & ~clear | put)
    less.write_text(json.dumps(s))
'

# without FIXTURE REGISTER CLEAR [SET]: the fixture with bits cleared and set, for KVM and the CPU alike
without()
{
	py "without('$fixtures/$1.json', work / 'less.json', '$2', $3, ${4:-0})"
}

for hypervisor in $all; do
	expected=0
	case " $unknown " in *" $hypervisor "*) expected=3 ;; esac
	exits $expected check --for "$hypervisor" --json --from "$fixtures/intel-L0.json"
	says "nothing is missing on a machine that has all" 'not missing and not slow and "vm" in j'
	says "its verdict says whether that is all" 'j["fully_known"] == (j["verdict"]["finding"] == "profile-runs")'
	says "each demand has a source" 'j["demands"] and all(d["source"] for d in j["demands"])'
	exits 1 check --for "$hypervisor" --json --from "$fixtures/intel-nested-off.json"
	says "without nested all are stopped by it, and told the switch" \
		'[f["cause"]["finding"] for f in missing] == ["nested-off"] and "vm" not in j'
	exits 3 check --for "$hypervisor" --json --from "$fixtures/nothing.json"
	says "of a machine of which nothing was read nothing is claimed" 'not missing and j["verdict"]["finding"] == "profile-unread"'
	for fixture in intel-L0 amd-L0 nothing intel-locked; do
		for where in "" --here; do
			# shellcheck disable=SC2086 # a word or none
			ns check --for "$hypervisor" $where --json --from "$fixtures/$fixture.json"
			cp "$work/out" "$work/$hypervisor-$fixture$where.valid"
		done
	done
done
# What the CPU lacks no VM has, also where it was not read what KVM offers.
cat >"$work/conroe" <<'END'
processor	: 0
vendor_id	: GenuineIntel
model name	: Intel(R) Core(TM)2 CPU X6800 @ 2.93GHz
flags		: fpu vme de pse tsc msr pae mce cx8 apic cx16 syscall nx lm pni vmx lahf_lm
vmx flags	: vnmi tsc_offset
END
exits 1 check --for hyperv --json --from "$work/conroe"
says "a CPU without EPT stops Hyper-V, whatever KVM offers" '["Enable EPT" in str(f) for f in missing] == [True]'
exits 3 check --for kvm --json --from "$work/conroe"
says "... and not what does without it" 'not missing and j["verdict"]["finding"] == "profile-unread"'
# On another architecture no demand of an x86 hypervisor fails.
for arch in s390x aarch64 ppc64le riscv64; do
	python3 - "$fixtures/nothing.json" "$work/other.json" "$arch" <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
s['host'] = {'architecture': {'state': 'value', 'value': sys.argv[3], 'source': 'procfs'}}
s['kvm'] = {'device': {'state': 'value', 'value': 'usable', 'source': 'kvm'},
            'api_version': {'state': 'value', 'value': 12, 'source': 'kvm'}}
json.dump(s, open(sys.argv[2], 'w'))
END
	for where in "" --here; do
		# shellcheck disable=SC2086 # a word or none
		exits 3 check --for esxi $where --json --from "$work/other.json"
		says "a machine of $arch is told that this is a matter of x86" \
			'j["verdict"]["finding"] == "profile-of-another-architecture" and not j["demands"] and "vm" not in j'
		cp "$work/out" "$work/$arch$where.valid"
	done
	exits 3 check --for kvm --from "$work/other.json"
	out_has "this machine is"
	! grep -qE "FAIL|-cpu|<domain" "$work/out"
	result $? "... and nothing of x86 is printed" "$work/out"
done
# Where another hypervisor runs the VMs, none of KVM's is printed.
while read -r hypervisor parent expected said; do
	python3 - "$fixtures/nothing.json" "$work/parent.json" "$hypervisor" "$parent" <<'END'
import json, struct, sys

name, facts, leaves = {
    "Xen": (b"XenVMMXenVMM", {"xen_capabilities": "control_d"}, {}),
    "Hyper-V": (b"Microsoft Hv", {}, {"0x40000001": (0x31237648,), "0x40000003": (0x2e7f, 0x3b8031)}),
}[sys.argv[3]]
s = json.load(open(sys.argv[1]))
value = lambda x: {"state": "value", "value": x, "source": "cpuid"}
s["cpu"] = {"registers": {"CPUID_1_ECX": value("0x80000000"), "CPUID_80000001_ECX": value("0x0")}}
s["hypervisor"] = {k: value(v) for k, v in {"present": True, "signature": name.decode(), **facts}.items()}
leaves["0x40000000"] = (0x40000006, *struct.unpack("<3I", name))
s["hypervisor_leaves"] = {k: dict(zip(("eax", "ebx", "ecx", "edx"), [hex(x) for x in (*v, 0, 0, 0)]))
                          for k, v in leaves.items()}
if sys.argv[4] == "Linux":
    s.setdefault("host", {})["kernel"] = value("6.12.0")
json.dump(s, open(sys.argv[2], "w"))
END
	exits "$expected" check --for esxi --from "$work/parent.json"
	out_says "VMX or SVM: $said"
	! grep -q "accel=kvm\|<domain" "$work/out"
	result $? "... and of a host of $hypervisor ($parent) no VM of KVM is printed" "$work/out"
done <<'END'
Xen Linux 3 Xen gives an HVM domain nested virtualization
Hyper-V unknown 3 Hyper-V decides it for each VM
Hyper-V Linux 1 VMs created through /dev/mshv get no nested virtualization
END
py '
files = sorted(work.glob("*.valid"))
assert len(files) == 88, files
for each in files:
    print(each)
    is_valid("check", json.loads(each.read_text()))
'
result $? "JSON is as its schema says: of every hypervisor, in a VM and here" "$work/log"

# One demand not met: which hypervisors stop, which are slower, and which do not need it
while read -r register clear set name stops slows; do
	name=$(echo "$name" | tr "~" " ")
	without intel-L0 "$register" "$clear" "$set"
	for hypervisor in kvm xen bhyve hyperv esxi virtualbox; do
		ns check --for $hypervisor --json --from "$work/less.json"
		case ",$stops,$slows," in
		*",$hypervisor,"*) ;;
		*) says "$hypervisor does without: $name" 'not missing and not slow' && continue ;;
		esac
		case ",$stops," in
		*",$hypervisor,"*) says "$hypervisor does not run without: $name" '[f["text"] for f in missing if "'"$name"'" in f["text"]]' ;;
		*) says "$hypervisor is slower without: $name" 'not missing and [f["text"] for f in slow if "'"$name"'" in f["text"]]' ;;
		esac
	done
done <<END
IA32_VMX_PROCBASED_CTLS2 0x200000000 0 Enable~EPT bhyve,hyperv kvm,xen,virtualbox
IA32_VMX_PROCBASED_CTLS2 0x8000000000 0 Unrestricted~guest - kvm,bhyve
IA32_VMX_EPT_VPID_CAP 0x80000000000 0 Single-context-retaining-globals bhyve -
IA32_VMX_EPT_VPID_CAP 0x4000000 0 All-context~INVEPT bhyve kvm,xen
IA32_VMX_PINBASED_CTLS 0x2000000000 0 Virtual~NMIs bhyve -
IA32_VMX_PROCBASED_CTLS 0x100000000000 0 RDTSC~exiting xen -
IA32_VMX_PROCBASED_CTLS 0x200000000000000 0 Use~I/O~bitmaps xen -
IA32_VMX_PROCBASED_CTLS 0x80000000000000 0 MOV-DR~exiting kvm,xen -
IA32_VMX_PROCBASED_CTLS 0 0x8000 CR3-load~exiting bhyve xen
IA32_VMX_ENTRY_CTLS 0x200000000000 0 Load~IA32_PERF_GLOBAL_CTRL kvm -
IA32_VMX_BASIC 0x40000000000000 0 INS bhyve -
END

# AMD: QEMU does not emulate NRIPS.
exits 1 check --for bhyve --json --from "$fixtures/amd-L0.json"
says "bhyve does not run on AMD without NRIPS" '[f["text"] for f in missing] == ["missing: NRIPS"]'
without amd-L0 CPUID_8000000A_EDX 1
for pair in kvm:WARN xen:WARN hyperv:FAIL esxi:FAIL; do
	ns check --for "${pair%:*}" --json --from "$work/less.json"
	says "${pair%:*} without NPT: ${pair#*:}" '[d["verdict"] for d in j["demands"] if d["verdict"] != "PASS"] == ["'"${pair#*:}"'"]'
done

# With --here the firmware counts and KVM's parameters do not.
exits 0 check --for kvm --here --from "$fixtures/intel-nested-off.json"
exits 1 check --for kvm --here --from "$fixtures/intel-locked.json"
out_has "VMX or SVM enabled by the firmware"
without intel-L0 IA32_FEATURE_CONTROL 0xffffffff
exits 0 check --for kvm --here --from "$work/less.json"
exits 1 check --for hyperv --here --from "$work/less.json"
out_has "VMX or SVM enabled by the firmware"

exits 0 check --for xen --format markdown --from "$fixtures/intel-L0.json"
out_has "| PASS | Enable EPT |"
exits 0 check --for xen --quiet --from "$fixtures/intel-L0.json"
[ ! -s "$work/out" ]
result $? "... quiet says nothing where all is there" "$work/out"
exits 2 check --for esx
err_has "did you mean esxi?"
exits 2 check --for zzzzzzzz
err_has "it takes kvm, esxi, hyperv"
exits 2 check --here
exits 2 check --for kvm nested

finish
