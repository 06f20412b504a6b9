#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A captured tree is untrusted: nothing in it leads out of it or makes the program wait, and a failure to read is not
# taken for an empty file.

. "$(dirname "$0")/ktap.sh"

tree=$work/tree
outside=$work/outside

# A tree with KVM, made of regular files
new_tree()
{
	rm -rf "$tree"
	mkdir -p "$tree/proc/sys/kernel" "$tree/sys/class/dmi/id" "$tree/sys/module/kvm_intel/parameters" \
		"$tree/sys/devices/system/cpu" "$tree/etc"
	printf 'processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: vmx\n' >"$tree/proc/cpuinfo"
	echo 6.1.0 >"$tree/proc/sys/kernel/osrelease"
	echo 0 >"$tree/sys/devices/system/cpu/online"
	echo 'Some Vendor' >"$tree/sys/class/dmi/id/sys_vendor"
	echo 'In the tree' >"$tree/etc/vendor"
	echo Y >"$tree/sys/module/kvm_intel/parameters/nested"
}

# value SECTION NAME: the value in the snapshot of the tree
value()
{
	ns snapshot --sysroot "$tree"
	python3 -c 'import json, sys
v = json.load(open(sys.argv[1]))[sys.argv[2]][sys.argv[3]]
print(v["state"], v.get("value", v.get("why")))' "$work/out" "$1" "$2" 2>&1
}

# is EXPECTED DESCRIPTION SECTION NAME
is()
{
	value "$3" "$4" >"$work/value"
	[ "$(cat "$work/value")" = "$1" ]
	result $? "$2" "$work/value" "$work/err"
}

echo secretoutside >"$outside"

new_tree
is 'value Some Vendor' 'a regular file is read' dmi sys_vendor
ln -sf /etc/vendor "$tree/sys/class/dmi/id/sys_vendor"
is 'value In the tree' 'an absolute link leads from the root of the tree' dmi sys_vendor
ln -sf ../../../../etc/vendor "$tree/sys/class/dmi/id/sys_vendor"
is 'value In the tree' 'a relative link inside the tree is followed' dmi sys_vendor
ln -sf "$outside" "$tree/sys/class/dmi/id/sys_vendor"
is 'not-asked /sys/class/dmi/id/sys_vendor: not captured' \
	'an absolute link to a file outside leads nowhere' dmi sys_vendor
ln -sf "../../../../../../../../../../../..$outside" "$tree/sys/class/dmi/id/sys_vendor"
is 'not-asked /sys/class/dmi/id/sys_vendor: not captured' \
	'a link that climbs out of the tree leads nowhere' dmi sys_vendor
ln -sf sys_vendor "$tree/sys/class/dmi/id/sys_vendor"
is 'unreadable /sys/class/dmi/id/sys_vendor: Too many levels of symbolic links' \
	'a link to itself is said' dmi sys_vendor

# Directories that link to those of this machine
for dir in proc sys proc/sys/kernel sys/module sys/class/dmi/id; do
	new_tree
	rm -rf "${tree:?}/$dir"
	ln -s "/$dir" "$tree/$dir"
	ns snapshot --sysroot "$tree"
	! grep -qF -e "$(uname -r)" -e "$(uname -v)" "$work/out" && [ "$status" -eq 0 ]
	result $? "/$dir as a link to this machine's does not report this machine" "$work/err"
done

# Files whose existence alone is tested are looked up in the tree, too.
new_tree
mkdir -p "$tree/dev" "$work/outside.d/net"
touch "$tree/dev/kvm" "$work/outside.d/net/tun"
is 'value kvm' 'a node of the tree is there' host devices
ln -s "$work/outside.d/net" "$tree/dev/net"
is 'value kvm' 'a link to a directory outside shows nothing of it' host devices
mkdir -p "$tree$work/outside.d/net"
touch "$tree$work/outside.d/net/tun"
is 'value kvm net/tun' '... and is followed inside the tree' host devices

new_tree
ln -s . "$tree/sys/module/kvm"
ln -s /proc/self/root "$tree/root"
rm "$tree/proc/cpuinfo"
ln -s /root/proc/cpuinfo "$tree/proc/cpuinfo"
ns snapshot --sysroot "$tree"
[ "$status" -eq 0 ]
result $? 'links in a circle end' "$work/err"

# What is not a regular file is not opened.
for name in proc/cpuinfo proc/sys/kernel/osrelease sys/class/dmi/id/sys_vendor \
	sys/module/kvm_intel/parameters/nested; do
	new_tree
	rm "$tree/$name"
	mkfifo "$tree/$name"
	status=0
	timeout 300 "$nestscope" snapshot --sysroot "$tree" >"$work/out" 2>"$work/err" </dev/null || status=$?
	[ "$status" -eq 0 ] && grep -qF "/$name: not a regular file" "$work/out"
	result $? "a FIFO in the place of /$name is said, and not waited for" "$work/err" "$work/out"
done

new_tree
rm "$tree/sys/class/dmi/id/sys_vendor"
if mknod "$tree/sys/class/dmi/id/sys_vendor" c 1 5 2>"$work/log"; then
	is 'unreadable /sys/class/dmi/id/sys_vendor: not a regular file' \
		'a device in the place of a file is not opened' dmi sys_vendor
else
	skip 'a device in the place of a file is not opened' "$(cat "$work/log")"
fi

# A directory that cannot be listed is not taken for an empty one.
new_tree
rm -rf "$tree/sys/module"
echo >"$tree/sys/module"
is 'unreadable /sys/module: Not a directory' 'a file in the place of /sys/module is no "not loaded"' \
	kvm modules
ns --sysroot "$tree"
grep -q 'Can this machine' "$work/out" && ! grep -q 'not loaded' "$work/out"
result $? '... and no answer is built on it' "$work/out"

# libvirt's notes about each QEMU; those for another architecture do not count.
new_tree
cache=$tree/var/cache/libvirt/qemu/capabilities
mkdir -p "$cache"
is 'absent /var/cache/libvirt/qemu/capabilities: no emulator of this architecture' 'libvirt knows no QEMU' host qemu
emulator()
{
	cat >"$cache/$1.xml" <<END
<!-- made by hand: <version>1</version> -->
<qemuCaps>
  <emulator>/usr/bin/qemu</emulator>
  <flag name='version'/>
  <version>$2</version>
  <package>Debian</package>
  <arch>$3</arch>
</qemuCaps>
END
}
emulator a 7002019 x86_64
emulator b 8001002 s390x
echo 7 >"$cache/other"
is 'value 7.2.19' 'the version of the QEMU for this architecture is read' host qemu
emulator c 10000013 x86_64
emulator d 7002019 x86_64
is 'value 7.2.19 10.0.13' '... of several, each once' host qemu
emulator a -1 x86_64
emulator c 99999999999999999999 x86_64
emulator d '7002019&#27;[31m' x86_64
is 'value 7.2.19' '... a number that is none is no version' host qemu
ln -sf /etc/passwd "$cache/d.xml"
emulator a 7002019 x86_64
is 'not-asked /var/cache/libvirt/qemu/capabilities/d.xml: not captured' '... and no link leads out' host qemu
rm "$cache/d.xml"
mkdir "$cache/d.xml"
is 'unreadable /var/cache/libvirt/qemu/capabilities/d.xml: not a regular file' '... what cannot be read is told' host qemu
ns --sysroot "$tree" --json
! grep -q 'host.qemu' "$work/out"
result $? '... and status, which does not show it, does not look' "$work/out"

# The words of the firmware, and what is kept of them
new_tree
dmi=$tree/sys/class/dmi/id
echo 'OracleCloud.com' >"$dmi/chassis_asset_tag"
echo 'Hyper-V UEFI Release v4.1' >"$dmi/product_version"
echo 'LinuxContainers' >"$dmi/board_vendor"
is 'value OracleCloud.com' 'the tag of a cloud is kept' dmi chassis_asset_tag
is 'value Hyper-V UEFI Release v4.1' 'the version of a hypervisor is kept' dmi product_version
is 'value LinuxContainers' 'the maker of the board is read' dmi board_vendor
echo 'property of somebody' >"$dmi/chassis_asset_tag"
echo 'ThinkPad X1 Carbon 7th' >"$dmi/product_version"
is 'absent not the tag of a known cloud' 'the tag of an owner is not kept' dmi chassis_asset_tag
echo 'OpenStack Nova 17, room 3' >"$dmi/chassis_asset_tag"
is 'absent not the tag of a known cloud' '... nor one that begins like that of a cloud' dmi chassis_asset_tag
is 'absent not that of a known hypervisor' 'the version of a laptop is not kept' dmi product_version
is 'not-asked /sys/firmware/dmi/entries/0-0/raw: not captured' \
	'a tree without the structures of SMBIOS tells nothing of them' dmi smbios_vm
mkdir -p "$tree/sys/firmware/dmi/entries/0-0"
raw=$tree/sys/firmware/dmi/entries/0-0/raw
printf '\000\032\000\000\001\002\000\350\003\000\000\000\000\000\000\000\000\000\000\024\000\000\000\000\000\000' >"$raw"
is 'value True' "SMBIOS's bit of a virtual machine" dmi smbios_vm
printf '\000\032\000\000\001\002\000\350\003\000\000\000\000\000\000\000\000\000\003\015\000\000\000\000\000\000' >"$raw"
is 'value False' '... which other machines have clear' dmi smbios_vm
printf '\000\022\000\000\001\002\000\350\003\000\000\000\000\000\000\000\000\000\003\024' >"$raw"
is "absent /sys/firmware/dmi/entries/0-0/raw: too old to say so" '... and old ones do not have' dmi smbios_vm

# Under Hyper-V's enlightened VMCS KVM gives up what that has no field for: this is missing, whatever the CPU has,
# and no parameter brings it back.
new_tree
printf 'processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: vmx hypervisor\n' >"$tree/proc/cpuinfo"
for off in pml enable_apicv; do
	echo N >"$tree/sys/module/kvm_intel/parameters/$off"
done
echo Y >"$tree/sys/module/kvm_intel/parameters/enlightened_vmcs"
ns --sysroot "$tree"
for off in pml enable_apicv; do
	out_says "kvm_intel.$off is N: KVM cleared it because Hyper-V's enlightened VMCS has no field for it"
done
! grep -q "$off=1" "$work/out"
result $? '... and nobody is told to set it' "$work/out"

exits 2 --sysroot "$outside"
err_has 'Not a directory'
exits 2 --sysroot "$work/nothing"
err_has 'No such file or directory'

# /proc/cpuinfo of a Zhaoxin CPU pads its vendor with blanks
mkdir -p "$work/zhaoxin/proc"
printf 'processor\t: 0\nvendor_id\t:   Shanghai  \nflags\t\t: fpu\n\nprocessor\t: 1\nmodel name\t: none\n' \
	>"$work/zhaoxin/proc/cpuinfo"
ns explain --sysroot "$work/zhaoxin" kvm_amd.npt
grep -q "the module for this CPU is kvm_intel" "$work/out"
result $? "the vendor is read without the blanks that pad it" "$work/out"
ns snapshot --sysroot "$work/zhaoxin"
! grep -q '"value": "none"' "$work/out"
result $? "only the first CPU of /proc/cpuinfo counts" "$work/out"

# An archive leaves empty directories out, and a tree may have /sys/kernel for another reason.
mkdir -p "$work/part/sys/kernel/nestscope"
ns check --sysroot "$work/part" iommu
out_says "SKIP iommu: not read: number of IOMMU groups, /sys/kernel/iommu_groups: not captured"
mkdir "$work/part/sys/kernel/iommu_groups"
ns check --sysroot "$work/part" iommu
out_says "iommu: no IOMMU is in use"

finish
