# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# One of two hosts, which is called what /lab/host says. It gives the other its snapshot, finds with both what they have
# in common, and starts VMs in its KVM: with that CPU, and with one feature more.

# shellcheck source=../handshake
. /lab/handshake
share=/run/share
me=$(cat /lab/host)
MODELS="qemu64 kvm64 Opteron_G5 EPYC EPYC-Rome Haswell"

mount_share()
{
	local m

	for m in virtio_pci 9pnet_virtio 9p; do
		# Debian 13's kernel has virtio_pci built in.
		[ -d /sys/module/$m ] || modprobe $m || return
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

# ask COMMAND [TYPE MODEL]
ask()
{
	if [ $# -eq 1 ]; then
		printf '{"execute": "%s"}\n' "$1"
	else
		printf '{"execute": "%s", "arguments": {"type": "%s", "model": {"name": "%s"}}}\n' "$@"
	fi
}

# What QEMU answers here, where it has KVM, of some of its models
models()
{
	{
		ask qmp_capabilities
		ask query-cpu-definitions
		for model in $MODELS; do
			ask query-cpu-model-expansion full "$model"
		done
		ask quit
	} | qemu-system-x86_64 -M none -accel kvm -nodefaults -display none -qmp stdio
}

mount_share && exchange || exit 1
cd $share || exit
nestscope baseline a.json b.json >"$OUT/baseline.txt"
nestscope baseline --json a.json b.json >"$OUT/baseline.json"
say "the models of QEMU"
models >"$OUT/models.json" 2>"$OUT/models.err"
nestscope baseline --models "$OUT/models.json" a.json b.json >"$OUT/named.txt" 2>"$OUT/named.err"
cpu=$(sed -n 's/^  -cpu //p' "$OUT/baseline.txt")
try printed "$cpu"
try named "$(sed -n 's/^  -cpu //p' "$OUT/named.txt")"
while read -r feature; do
	try "$feature" "$cpu,$feature=on"
done </lab/features
exit 0
