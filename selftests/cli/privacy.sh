#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Secrets on a machine that runs VMs, in its VMs and in the stamp of its host: no output contains them.

. "$(dirname "$0")/ktap.sh"

uuid=c0ffee00-1234-4abc-8def-0123456789ab
tree=$work/host
fw_cfg=sys/firmware/qemu_fw_cfg/by_name
planted=0

# plant FILE FORMAT: writes FORMAT with a new secret for each %s; \0 and \n as in printf
plant()
{
	rest=$2
	set -- "$1" "$2"
	while [ "$rest" != "${rest#*%s}" ]; do
		rest=${rest#*%s}
		planted=$((planted + 1))
		set -- "$@" "zq${planted}geheim"
	done
	file=$tree/$1
	shift
	mkdir -p "${file%/*}"
	# shellcheck disable=SC2059 # a format
	printf "$@" >"$file"
}

# Of the machine and its users
plant proc/sys/kernel/hostname '%s\n'
plant proc/sys/kernel/domainname '%s\n'
plant proc/sys/kernel/random/boot_id '%s\n'
plant etc/machine-id '%s\n'
plant etc/hostname '%s\n'
plant etc/passwd 'root:x:0:0:%s:/root:/bin/sh\n'
plant etc/shadow 'root:%s:1::::::\n'
plant root/.ssh/id_ed25519 '%s\n'
plant proc/version 'Linux version 6.1.0 (%s@%s) (gcc) #1 SMP Debian\n'
plant proc/cmdline 'root=/dev/mapper/%s rd.luks.key=%s\n'
plant proc/mounts '//%s/share /mnt cifs username=%s 0 0\n'
plant proc/cpuinfo 'processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: A CPU\nflags\t\t: svm npt\nSerial\t\t: %s\n'
plant sys/class/net/eth0/address '%s\n'
plant sys/class/net/eth0/ifalias '%s\n'
for f in product_serial product_family product_sku board_serial board_asset_tag chassis_serial; do
	# Firmware pads with blanks.
	plant sys/class/dmi/id/$f '%s   \n'
done
plant sys/bus/pci/devices/0000:00:00.0/label '%s\n'
plant sys/bus/acpi/devices/PNP0A08:00/path '%s\n'

# Of processes that run no VM, and of process 1
plant proc/1/cmdline '/sbin/init\0%s\0'
plant proc/1/environ 'TOKEN=%s\0container=\0'
plant proc/1/cgroup '0::/user.slice/%s.scope\n'
plant proc/20/cmdline 'sshd: %s [priv]\0'
plant proc/21/cmdline 'vi /home/%s/kvm\0qemu-kvm\0-name\0%s\0'

# Programs that run VMs: their paths and arguments, and what they can write over these
plant proc/70/cmdline '/home/%s/bin/qemu-system-x86_64\0-name\0guest=%s,process=%s\0-uuid\0'$uuid'\0-drive\0file=/srv/%s.qcow2\0-vnc\0:1,password=%s\0-object\0secret,data=%s\0-fw_cfg\0name=opt/x,string=%s\0-smbios\0type=1,serial=%s\0-append\0%s\0'
plant proc/70/environ 'PASSWORD=%s\0'
plant proc/71/cmdline 'kvm\0-cpu\0EPYC,model-id=%s two,hv-vendor-id=%s,+svm,%s=on\0'
plant proc/72/cmdline 'qemu-system-x86_64 -name %s -vnc password=%s -drive file=/srv/%s\0'
plant proc/73/cmdline 'qemu-kvm: %s (password %s)\0'
plant proc/74/cmdline '%s runs the VM of %s\0'
plant proc/75/cmdline 'firecracker\0--id\0%s\0--config-file\0/srv/%s.json\0'
plant proc/76/cmdline 'crosvm --name %s --params token=%s\0'
plant proc/77/cmdline 'my-vmm=%s\0-cpu\0%s\0-name\0%s\0'
plant proc/78/cmdline 'VBoxHeadless\0--comment\0%s\0--startvm\0%s\0'
plant proc/79/cmdline 'cloud-hypervisor\0--api-socket\0/run/%s\0--platform\0uuid=x,serial_number=%s\0'
for pid in 70 71 72 73 74 75 76 77 78 79; do
	plant proc/$pid/comm '%s\n'
	vm=$tree/sys/kernel/debug/kvm/$pid-9
	mkdir -p "$vm/vcpu0"
	echo 5 | tee "$vm/exits" "$vm/nested_run" "$vm/vcpu0/pid" >"$vm/vcpu0/guest_mode"
done
ln -s "/home/zqlinkgeheim/vmm --password" "$tree/proc/74/exe"
mkdir -p "$tree/sys/module/kvm_amd/parameters" "$tree/sys/devices/system/cpu"
echo 1 >"$tree/sys/module/kvm_amd/parameters/nested"
echo 0 >"$tree/sys/devices/system/cpu/online"
echo $uuid >"$tree/sys/class/dmi/id/product_uuid"

# A stamp that tells too much about the host, as an older nestscope with --identify wrote it
plant $fw_cfg/opt/com.example/secret/raw '%s\n'
plant $fw_cfg/opt/org.nestscope/host/raw '{"format": {"name": "nestscope-snapshot", "version": 1},
	"host": {"name": {"state": "value", "value": "%s", "source": "procfs"}},
	"vms": [{"program": "qemu-system-x86_64 -vnc password=%s", "uuid_hash": null, "name": "%s"}],
	"live": {"vms": [{"pid": 1, "fd": 2, "program": "%s of the VM", "name": "%s",
		"cpu_option": {"state": "value", "value": "host,model-id=%s", "source": "procfs"}}]}}\n'

[ "$planted" -ge 50 ] && [ "$(grep -raohE 'zq[0-9]+geheim' "$tree" | sort -u | wc -l)" -eq "$planted" ]
result $? "at least 50 secrets are in the tree ($planted)"
echo "# figure: secrets planted in a machine, its VMs and its stamp: $planted"

# told_in FILE DESCRIPTION [ALLOWED]: the file contains no secret except those with the numbers ALLOWED, and is
# not an error message.
told_in()
{
	[ -s "$1" ] && [ "$status" -ne 2 ]
	result $? "$2: there is output" "$work/err"
	without_secret "$@"
}

without_secret()
{
	grep -aoE 'zq[0-9a-z]*geheim|c0ffee00|0123456789ab' "$1" | grep -vxE "${3:-none}" >"$work/found"
	[ ! -s "$work/found" ]
	result $? "... without a secret" "$work/found"
}

# Only status shows the names of VMs, for those who run them.
vm=$(tr '\0' '\n' <"$tree/proc/70/cmdline" | sed -n 's/^guest=\(.*\),process.*/\1/p')
for format in '' --json --pretty; do
	# shellcheck disable=SC2086 # an option or none
	ns status --sysroot "$tree" $format
	told_in "$work/out" "status $format" "$vm"
	grep -q qemu-system-x86_64 "$work/out" && grep -q "$vm" "$work/out"
	result $? "... with a program and the name of a VM"
done
# watch, for the same people, shows them as well.
for format in '' --json; do
	# shellcheck disable=SC2086 # an option or none
	ns watch --sysroot "$tree" --interval 0.01 --count 1 $format
	told_in "$work/out" "watch $format" "$vm"
done
for command in caps layers 'caps --json' 'layers --json' metrics 'explain kvm_amd.nested' 'explain --json kvm_amd.nested'; do
	# shellcheck disable=SC2086 # words
	ns $command --sysroot "$tree"
	cat "$work/err" >>"$work/out"
	told_in "$work/out" "$command"
done
ns snapshot --sysroot "$tree"
cp "$work/out" "$work/host.json"
told_in "$work/host.json" snapshot
for text in qemu-system-x86_64 qemu-kvm '"kvm"' firecracker crosvm VBoxHeadless cloud-hypervisor 'EPYC,+svm,...'; do
	grep -qF -e "$text" "$work/host.json"
	result $? "... which has $text"
done
ns snapshot --sysroot "$tree" --pretty
told_in "$work/out" 'snapshot --pretty'
for format in text markdown html json; do
	ns diff --format $format --sysroot "$tree" "$work/host.json"
	cat "$work/err" >>"$work/out"
	told_in "$work/out" "diff --format $format"
	ns diff --format $format "$work/host.json" "$fixtures/amd-L1.json"
	told_in "$work/out" "diff --format $format with a guest"
done
for option in '' --qemu --libvirt --json; do
	# shellcheck disable=SC2086 # an option or none
	ns stamp --sysroot "$tree" --output "$work/stamp.gz" $option
	told_in "$work/out" "stamp $option"
	gunzip -c <"$work/stamp.gz" >"$work/stamp"
	told_in "$work/stamp" "what stamp $option writes"
done
ns stamp --identify --sysroot "$tree" --output "$work/stamp.gz"
gunzip -c <"$work/stamp.gz" >"$work/stamp"
name=$(cat "$tree/proc/sys/kernel/hostname")
below=$(grep -oE '"value": "zq[0-9]+geheim"' "$tree/$fw_cfg/opt/org.nestscope/host/raw" | grep -oE 'zq[0-9]+geheim')
told_in "$work/stamp" 'what stamp --identify writes' "$name|$below"

# Error messages about files of the wrong kind
for file in etc/shadow proc/70/cmdline proc/72/cmdline; do
	for command in 'status --from' decode diff; do
		# shellcheck disable=SC2086 # words
		ns $command "$tree/$file"
		cat "$work/err" >>"$work/out"
		[ -s "$work/err" ]
		result $? "$command a file that is none of its kind: there is a message"
		without_secret "$work/out"
	done
done

# Who keeps files from other users has a bug report kept from them, too, also where it takes an old one's place.
for mask in 022 077; do
	(umask $mask && "$nestscope" bugreport --from "$work/host.json" --output "$work/report.md")
	[ "$(stat -c %a "$work/report.md")" = "$(printf '%o' $((0666 & ~0$mask)))" ]
	result $? "with umask $mask a bug report has the mode $(stat -c %a "$work/report.md")"
done

finish
