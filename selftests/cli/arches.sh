#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Machines of other architectures than x86, in fixtures/arches: what the program says of each, word
# for word. README in a tree says what it was made of by hand, where no emulator has it, or where it was captured.

. "$(dirname "$0")/ktap.sh"

said()
{
	echo "\$ nestscope $*"
	ns "$@" --sysroot "$work/tree"
	sed "s/^$version\$/nestscope VERSION/; s#$work/##" "$work/out"
	sed "s#$work/##; s/^/stderr: /" "$work/err"
	echo "exit status $status"
	echo
}

version=$("$nestscope" --version)
for tree in "$fixtures"/arches/*.tree; do
	name=$(basename "$tree")
	rm -rf "$work/tree"
	"$here/tree" unpack "$work/tree" <"$tree"
	for command in status layers caps check; do
		said $command
	done >"$work/said"
	if [ -n "${UPDATE:-}" ]; then
		cp "$work/said" "$tree.expected"
		continue
	fi
	diff -u "$tree.expected" "$work/said" >"$work/diff"
	result $? "$name: what is said of it" "$work/diff"
	ns status --json --sysroot "$work/tree"
	cp "$work/out" "$work/of-tree"
	first=$status
	ns snapshot --sysroot "$work/tree"
	cp "$work/out" "$work/snapshot"
	! grep -qE 'SECR' "$work/snapshot"
	result $? "$name: no name of a machine, VM or partition is in its snapshot" "$work/snapshot"
	ns bugreport --sysroot "$work/tree"
	cp "$work/out" "$work/report"
	! grep -qE 'SECR|identification = [0-9A-F]' "$work/report"
	result $? "$name: no such name, and no digits of a serial number, is in its bug report" "$work/report"
	! grep -q 'nothing could be read' "$work/report"
	result $? "$name: its bug report does not say that nothing was read" "$work/report"
	sed '/^<!-- nestscope part/,$d' "$work/report" >"$work/head"
	! grep -qiE 'x86info|nestscope\.ko|VMX|SVM' "$work/head"
	result $? "$name: its bug report misses nothing that x86 alone has" "$work/head"
	ns status --json --from "$work/snapshot"
	[ "$status" -eq "$first" ] && diff "$work/of-tree" "$work/out" >"$work/diff"
	result $? "$name: its snapshot says the same" "$work/diff"
	! grep -qiE '\b(vmx|svm|cpuid|kvm_intel|kvm_amd|ept|vmcs)\b' "$tree.expected" || {
		# Checks and capabilities name the architecture they belong to.
		grep -iE '\b(vmx|svm|cpuid|kvm_intel|kvm_amd|ept|vmcs)\b' "$tree.expected" |
			grep -vE 'only on x86|on x86 only|^  cpuid +x86 only|^ +.*\b(vmx-controls|shadow-vmcs),' >"$work/x86"
		[ ! -s "$work/x86" ]
	}
	result $? "$name: nothing of x86 is said of it" "$work/x86"
done
echo "# figure: machines of other architectures, word for word: $(find "$fixtures/arches" -name '*.expected' | wc -l)"

# Levels of STSI make a chain of an LPAR and its VM, where both know theirs; not of other neighbours.
machine()
{
	"$here/tree" unpack "$work/$1" <"$fixtures/arches/$1.tree"
	ns snapshot --sysroot "$work/$1"
	cp "$work/out" "$work/$1.json"
}

for name in s390x-lpar s390x-guest-without s390x-zvm ppc64-pseries ppc64-powernv; do
	machine $name
done
ns stamp --sysroot "$work/s390x-lpar" --output "$work/stamp.gz"
[ "$status" -eq 2 ] && [ ! -e "$work/stamp.gz" ]
result $? "no stamp is written for VMs that cannot read it" "$work/err"
err_has 'Linux has no fw_cfg there'
ns diff "$work/s390x-guest-without.json" "$work/s390x-lpar.json"
out_has 'runs on L1 (assumed)'
out_has '2 layers'
out_has 'runs VMs: no (the CPU has no sie'
! grep -qE 'VMX|SVM|Moving VMs' "$work/out"
result $? "nothing of x86 is said of the chain" "$work/out"
ns diff "$work/s390x-lpar.json" "$work/s390x-zvm.json"
out_has 'guest of z/VM 7.3.0, not of KVM'
ns diff "$work/ppc64-powernv.json" "$work/s390x-guest-without.json"
out_has 'is s390x, and'
out_has 'on other architectures there are the answers'
ns diff "$work/ppc64-powernv.json" "$work/ppc64-pseries.json"
out_has 'on ppc64 there are the answers'
! grep -qE 'VMX|SVM|Moving VMs' "$work/out"
result $? "nothing of x86 is said of two machines of ppc64" "$work/out"

# What a message names as its cause, and the way back, on a machine of its own architecture: machine, remedy, message
"$here/tree" unpack "$work/arm64-none" <"$fixtures/arches/arm64-none.tree"
while IFS='|' read -r name remedy message; do
	ns explain --sysroot "$work/$name" "$message"
	[ "$status" -eq 0 ] && ! grep -q 'so nothing was looked for' "$work/out" && tr -s ' \n' ' ' <"$work/out" | grep -qF -e "-> $remedy"
	result $? "$name: $message: there is a cause, and the way back" "$work/out" "$work/err"
done <<'END'
arm64-none|QEMU: -cpu host -accel kvm|qemu-system-aarch64: KVM is not supported for this guest CPU type
arm64-none|QEMU: -machine virt,gic-version=host|qemu-system-aarch64: host only supports in-kernel GICv2 emulation
arm64-none|give the VM less memory|qemu-system-aarch64: -accel kvm: VCPU supports less PA bits (36) than requested by memory map (40)
arm64-none|boot a kernel with another page size|kvm [1]: PAGE_SIZE not supported at Stage-2, giving up
ppc64-pseries|if the VMs may do without: QEMU: -machine pseries,cap-cfpc=broken|qemu-system-ppc64: Requested safe cache capability level not supported by KVM
ppc64-pseries|QEMU: leave out kernel_irqchip=on|qemu-system-ppc64: IRQ_XIVE capability must be present for KVM
ppc64-pseries|QEMU: -machine pseries,cap-large-decr=off|qemu-system-ppc64: No large decrementer support, try cap-large-decr=off
ppc64-pseries|QEMU: -machine pseries,max-cpu-compat=powerN|KVM-NESTEDv2: couldn't set guest wide elements
END
finish
