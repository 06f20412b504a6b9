#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The four answers, caps and layers read less than a snapshot does, and must be the same as those from the whole snapshot:
# for each captured tree as it is, with KVM's parameters inverted, and with a host that makes VMs slow.

. "$(dirname "$0")/ktap.sh"

tree=$work/tree

# differs COMMAND...: is what it says of the tree another thing than what it says of the snapshot?
differs()
{
	ns "$@" --sysroot "$tree"
	cp "$work/out" "$work/of-tree"
	first=$status
	ns "$@" --from "$work/snapshot"
	! { [ "$status" -eq "$first" ] && diff "$work/of-tree" "$work/out" >"$work/diff"; }
}

# same DESCRIPTION: status, caps and layers of the tree are those of its snapshot
same()
{
	ns snapshot --sysroot "$tree"
	cp "$work/out" "$work/snapshot"
	! differs status --json && ! differs caps --all --json && ! differs layers --json
	result $? "$1" "$work/diff" "$work/err"
}

# turn FILE: invert a parameter
turn()
{
	case $(cat "$1") in
	Y|1) echo N ;;
	*) echo Y ;;
	esac >"$1.new"
	mv "$1.new" "$1"
}

# A host on which everything that the answers leave out is wrong
spoil()
{
	rm -rf "$tree/sys/fs/cgroup"
	mkdir -p "$tree/sys/devices/system/cpu/vulnerabilities" "$tree/sys/kernel/iommu_groups" \
		"$tree/sys/devices/system/clocksource/clocksource0" "$tree/proc/sys/vm" "$tree/sys/fs/cgroup" \
		"$tree/sys/kernel/mm/transparent_hugepage" "$tree/sys/module/module/parameters" \
		"$tree/sys/module/kvm_intel" "$tree/sys/module/kvm_amd" "$tree/sys/class/iommu/dmar0/intel-iommu"
	for flaw in l1tf itlb_multihit mds tsx_async_abort mmio_stale_data reg_file_data_sampling tsa retbleed \
		spec_rstack_overflow vmscape; do
		echo Vulnerable >"$tree/sys/devices/system/cpu/vulnerabilities/$flaw"
	done
	echo hpet >"$tree/sys/devices/system/clocksource/clocksource0/current_clocksource"
	echo 0 >"$tree/proc/sys/vm/nr_hugepages"
	echo 'always madvise [never]' >"$tree/sys/kernel/mm/transparent_hugepage/enabled"
	echo Y >"$tree/sys/module/module/parameters/sig_enforce"
	echo E >"$tree/sys/module/kvm_intel/taint"
	echo E >"$tree/sys/module/kvm_amd/taint"
	echo 0 >"$tree/sys/class/iommu/dmar0/intel-iommu/cap"
	echo 0 >"$tree/sys/class/iommu/dmar0/intel-iommu/ecap"
	mkdir -p "$tree/sys/class/dmi/id"
	echo 12345678-9abc-4def-8123-456789abcdef >"$tree/sys/class/dmi/id/product_uuid"
	echo 'btime 1700000000' >"$tree/proc/stat"
}

for file in "$fixtures"/*.tree "$fixtures"/arches/*.tree; do
	name=$(basename "$file" .tree)
	rm -rf "$tree"
	"$here/tree" unpack "$tree" <"$file"
	same "$name: the answers of the snapshot"
	cp -r "$tree" "$work/whole"
	for parameter in "$tree"/sys/module/kvm*/parameters/*; do
		[ ! -f "$parameter" ] || turn "$parameter"
	done
	same "$name: ... with every parameter of KVM turned around"
	rm -rf "$tree"
	mv "$work/whole" "$tree"
	spoil
	same "$name: ... with a host that makes VMs slow"
	for module in vboxdrv vmmon; do
		mkdir "$tree/sys/module/$module"
	done
	echo 1 >"$tree/sys/kernel/realtime"
	same "$name: ... with other hypervisors on a real-time kernel"
done

# One at a time, for those that the answers read
rm -rf "$tree"
"$here/tree" unpack "$tree" <"$fixtures/intel-L0.tree"
for parameter in "$tree"/sys/module/kvm*/parameters/*; do
	turn "$parameter"
	same "${parameter##*/module/} turned around"
	turn "$parameter"
done

# What is left out is not read: if it were, a FIFO in its place would be reported as unreadable.
for file in sys/devices/system/cpu/vulnerabilities/mds proc/stat sys/module/kvm/parameters/halt_poll_ns; do
	rm -f "$tree/$file"
	mkdir -p "$tree/${file%/*}"
	mkfifo "$tree/$file"
	ns status --json --sysroot "$tree"
	! grep -q "$file" "$work/out"
	result $? "status does not read /$file" "$work/out"
	for command in caps layers; do
		ns snapshot --sysroot "$tree"
		cp "$work/out" "$work/snapshot"
		! differs $command --json
		result $? "... nor does $command" "$work/diff"
	done
	ns snapshot --sysroot "$tree"
	grep -q "$file" "$work/out"
	result $? "... snapshot does" "$work/out"
done

finish
