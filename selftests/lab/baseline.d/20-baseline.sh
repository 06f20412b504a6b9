# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# One of two hosts, which is called what /lab/host says. It gives the other its snapshot, finds with both what they have
# in common, and starts VMs in its KVM: with that CPU, and with one feature more.

# shellcheck source=../handshake
. /lab/handshake
share=/run/share
me=$(cat /lab/host)

mount_share()
{
	local m

	for m in virtio_pci 9pnet_virtio 9p; do
		modprobe $m || return
	done
	mkdir -p $share
	mount -t 9p -o trans=virtio,version=9p2000.L,cache=none share $share
}

have_both()
{
	[ -f $share/a.json ] && [ -f $share/b.json ]
}

exchange()
{
	local until

	nestscope snapshot >"$share/$me.new" && mv "$share/$me.new" "$share/$me.json" || return
	say "waits for the other host's snapshot"
	until=$(($(seconds) + PATIENCE))
	until have_both; do
		[ "$(seconds)" -le $until ] || return
		usleep 200000
	done
}

# try NAME CPU: QEMU makes the VM or refuses it, and a VM that was made runs
try()
{
	say "a VM with $1"
	printf '%s\n' "info status" cont "info status" quit |
		qemu-system-x86_64 -M microvm -accel kvm -m 16M -cpu "$2,enforce" -L /usr/share/seabios -L /usr/share/qemu \
			-bios qboot.rom -nodefaults -display none -S -monitor stdio >"$OUT/try.$1" 2>"$OUT/try.$1.err"
	echo $? >"$OUT/try.$1.rc"
}

mount_share && exchange || exit 1
cd $share || exit
nestscope baseline a.json b.json >"$OUT/baseline.txt"
nestscope baseline --json a.json b.json >"$OUT/baseline.json"
cpu=$(sed -n 's/^  -cpu //p' "$OUT/baseline.txt")
try printed "$cpu"
while read -r feature; do
	try "$feature" "$cpu,$feature=on"
done </lab/features
exit 0
