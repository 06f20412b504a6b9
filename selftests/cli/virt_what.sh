#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The machines on which virt-what 1.25 is tested, reduced to what identifies the hypervisor: dmidecode, the CPU flags
# and CPUID leaf 0x40000000. nestscope names the same hypervisor, or none where the tree lacks what identifies it, and
# never another one. The trees are made from these facts; nothing is copied from virt-what's tests.

. "$(dirname "$0")/ktap.sh"

# A row: name | virt-what's word | vendor | product | BIOS vendor | CPUID 0x40000000 | flags | what nestscope says
machines()
{
	cat <<'END'
alibaba-cloud | kvm | Alibaba Cloud | Alibaba Cloud ECS | SeaBIOS | KVMKVMKVM | nopl hypervisor | guest of KVM
aws-baremetal | - | Amazon EC2 | a1.metal | Amazon EC2 | | nopl | bare metal
aws-kvm | kvm | Amazon EC2 | m5.large | Amazon EC2 | KVMKVMKVM | nopl hypervisor | guest of KVM
aws-xen | xen | Xen | HVM domU | Xen | XenVMMXenVMM | nopl hypervisor | guest of Xen
baremetal | - | LENOVO | 4290W4H | LENOVO | | nopl vmx | bare metal
bhyve | bhyve | | BHYVE | BHYVE | bhyve bhyve | nopl hypervisor | guest of bhyve
esx | vmware | VMware, Inc. | VMware Virtual Platform | Phoenix Technologies LTD | VMwareVMware | constant_tsc | guest of VMware
hyperv | hyperv | Microsoft Corporation | Virtual Machine | American Megatrends Inc. | Microsoft Hv | constant_tsc | guest of Hyper-V
kvm | kvm | Bochs | Bochs | Bochs | KVMKVMKVM | rep_good hypervisor | guest of KVM
nutanix | kvm | Nutanix | AHV | SeaBIOS | KVMKVMKVM | nopl hypervisor | guest of KVM
openbsd | vmm | | | | OpenBSDVMM58 | nopl hypervisor | guest of OpenBSD vmm
parallels | parallels | Parallels Software International Inc. | Parallels Virtual Platform | Parallels Software International Inc. | KVMKVMKVM | nopl hypervisor | guest of Parallels
qemu-tcg | qemu | Bochs | Bochs | Bochs | TCGTCGTCGTCG | nopl hypervisor | guest of QEMU TCG
qemu-smbios | qemu | QEMU | QEMU Virtual Machine | EFI Development Kit II | | - | guest of QEMU, by KVM or TCG
rhel5-domU | xen | Red Hat | HVM domU | Xen | XenVMMXenVMM | constant_tsc | guest of Xen
rhev | kvm | Red Hat | RHEV Hypervisor | SeaBIOS | KVMKVMKVM | nopl hypervisor | guest of KVM
END
}

hypervisors='KVM|Xen|VMware|Hyper-V|bhyve|OpenBSD vmm|Parallels|QEMU|VirtualBox|ACRN'

# one COLUMN: of the row, without surrounding blanks
one()
{
	echo "$row" | cut -d '|' -f "$1" | sed 's/^ *//; s/ *$//'
}

# The tree of the row, with or without what the CPU says
make_tree()
{
	rm -rf "$work/tree"
	mkdir -p "$work/tree/proc" "$work/tree/sos_commands/processor"
	{
		printf 'Handle 0x0000, DMI type 0, 24 bytes\nBIOS Information\n\tVendor: %s\n' "$(one 5)"
		printf '\nHandle 0x0001, DMI type 1, 27 bytes\nSystem Information\n'
		printf '\tManufacturer: %s\n\tProduct Name: %s\n' "$(one 3)" "$(one 4)"
	} >"$work/tree/dmidecode"
	[ "$1" = cpu ] || return 0
	[ "$(one 7)" = - ] ||
		printf 'processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu de %s\n' "$(one 7)" >"$work/tree/proc/cpuinfo"
	[ -z "$(one 6)" ] ||
		printf 'CPU:\n   hypervisor_id (0x40000000) = "%s"\n' "$(one 6 | sed 's/^\(KVMKVMKVM\)$/\1\\0\\0\\0/; s/^bhyve bhyve$/& /')" \
			>"$work/tree/sos_commands/processor/cpuid"
}

# never_other EXPECTED DESCRIPTION: the answer names this hypervisor or none. Where KVM's leaf is not read,
# QEMU's machine is one of KVM or TCG.
never_other()
{
	allowed=$1
	[ "${1%KVM}" = "$1" ] || allowed="$1 QEMU"
	other=$(head -n 1 "$work/out" | sed 's/,.*//' | grep -oE "$hypervisors" | while read -r named; do
		case "$allowed" in
		*"$named"*) ;;
		*) echo "$named" ;;
		esac
	done)
	[ "$status" -ne 2 ] && [ -z "$other" ]
	result $? "$2: $(head -n 1 "$work/out")" "$work/out" "$work/err"
}

machines >"$work/machines"
while read -r row; do
	make_tree cpu
	ns layers --sysroot "$work/tree"
	says=$(one 8)
	head -n 1 "$work/out" | grep -qF -e "$says"
	result $? "$(one 1), where virt-what says $(one 2): $says" "$work/out" "$work/err"
	# From the firmware's names alone the hypervisor can be unknown, but never another one.
	make_tree firmware
	ns layers --sysroot "$work/tree"
	never_other "$says" "... and of firmware alone no other"
done <"$work/machines"

# The roots of virt-what's own tests: of its source package, which Debian's mirror has, or of VIRT_WHAT=DIRECTORY.
# Those of other architectures are read too.
own_root()
{
	word=$(sed -n '/^expected=/,/"$/p' "$1/test.sh" | tr -d '"' | sed 's/^expected=//' |
		grep -xE 'kvm|xen|vmware|hyperv|bhyve|vmm|parallels|qemu|lkvm|ibm_power-kvm' | head -n 1)
	case $word in
	kvm | lkvm | ibm_power-kvm) says='KVM' ;;
	xen) says='Xen' ;;
	vmware) says='VMware' ;;
	hyperv) says='Hyper-V' ;;
	vmm) says='OpenBSD vmm' ;;
	parallels) says='Parallels' ;;
	qemu) says='QEMU' ;;
	*) says=$word ;;
	esac
	rm -rf "$work/tree"
	cp -r "$1" "$work/tree"
	sh "$1/sbin/dmidecode" >"$work/tree/dmidecode" 2>/dev/null
	ns layers --sysroot "$work/tree"
	never_other "$says" "virt-what's ${1##*/}, ${word:-none}: no other"
}

source=virt-what_1.25.orig.tar.gz
sum=d4fcb423622bafbe5e2bbcd84b7d92ad4d583f4778b225b72c4a81ae9fc3c73d
own=${VIRT_WHAT:-}
if [ -z "$own" ]; then
	mirror=$("$top/scripts/mirror" 2>"$work/err") &&
		curl -fsS --retry 2 --max-time 60 -o "$work/$source" "${mirror%/}/pool/main/v/virt-what/$source" 2>"$work/err" &&
		echo "$sum  $work/$source" | sha256sum -c --quiet >>"$work/err" 2>&1 &&
		tar xzf "$work/$source" -C "$work" && own=$work/virt-what-1.25
fi
if [ -d "$own/tests" ]; then
	for root in "$own"/tests/*/; do
		own_root "${root%/}"
	done
else
	skip "virt-what's own tests name no other hypervisor" "no network: $(tail -n 1 "$work/err")"
fi

finish
