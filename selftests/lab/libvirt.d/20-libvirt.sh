# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# libvirt and QEMU of the machine outside, whose /usr this layer sees read only, define VMs and start them
# paused in this layer's KVM. What nestscope says of each, and what QEMU made of it, is kept in $OUT.

# shellcheck source=../handshake
. /lab/handshake
top=/run/libvirt-root
work=$top/run/lab
# While it runs
REPORTED=passthrough
uri="qemu+unix:///system?socket=/run/lab/libvirt-sock"

in_root()
{
	LIBVIRT_DEFAULT_URI=$uri LC_ALL=C.UTF-8 PATH=/usr/bin:/usr/sbin chroot $top "$@" </dev/null
}

# All of it but /usr is in memory.
make_root()
{
	local d

	for m in virtio_pci 9pnet_virtio 9p; do
		# Debian 13's kernel has virtio_pci built in.
		[ -d /sys/module/$m ] || modprobe $m || return
	done
	mkdir -p $top
	mount -t tmpfs root $top
	for d in usr dev proc sys run/lab tmp etc/libvirt root var/lib/libvirt var/log/libvirt var/cache/libvirt var/tmp; do
		mkdir -p $top/$d
	done
	for d in bin sbin lib lib64; do
		ln -s usr/$d $top/$d
	done
	mount -t 9p -o ro,trans=virtio,version=9p2000.L,cache=loose,msize=524288 usr $top/usr || return
	for d in dev proc sys; do
		mount -o bind /$d $top/$d
	done
	ln -s /run $top/var/run
	# The names that Debian's libvirt looks up whatever its configuration says
	printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'libvirt-qemu:x:64055:64055::/:/bin/false' >$top/etc/passwd
	printf '%s\n' root:x:0: kvm:x:104: libvirt-qemu:x:64055: >$top/etc/group
	tr -d - </proc/sys/kernel/random/uuid >$top/etc/machine-id
	cp /usr/bin/nestscope $work/nestscope
	cat >$top/etc/libvirt/qemu.conf <<-END
		stdio_handler = "file"
		user = "root"
		group = "root"
		security_driver = "none"
		namespaces = []
		cgroup_controllers = []
		remember_owner = 0
	END
	cat >$work/daemon.conf <<-END
		unix_sock_dir = "/run/lab"
		auth_unix_ro = "none"
		auth_unix_rw = "none"
	END
}

start_daemon()
{
	local n=0

	in_root libvirtd -f /run/lab/daemon.conf >"$OUT/libvirtd.log" 2>&1 &
	# Its socket is there before it can be asked, and when it has failed.
	until in_root virsh uri >/dev/null 2>&1; do
		n=$((n + 1))
		[ $n -lt "$PATIENCE" ] || return
		usleep 500000
	done
}

# domain NAME XML: what is in <domain> of a VM of KVM
domain()
{
	cat >$work/"$1".xml <<-END
		<domain type='kvm'><name>$1</name><memory unit='MiB'>16</memory>
		<os><type arch='x86_64' machine='pc'>hvm</type></os>$2
		<devices><controller type='usb' model='none'/><memballoon model='none'/></devices></domain>
	END
	cp $work/"$1".xml "$OUT/$1.xml"
	say "the domain $1"
	in_root virsh define /run/lab/"$1".xml >"$OUT/$1.define" 2>&1
	in_root /run/lab/nestscope check --domain "$1" --json >"$OUT/$1.before" 2>&1
	in_root virsh start --paused "$1" >"$OUT/$1.start" 2>&1
	echo $? >"$OUT/$1.started"
	tr '\0' '\n' <"/proc/$(cat $top/run/libvirt/qemu/"$1".pid)/cmdline" | grep -A 1 '^-cpu$' | tail -n 1 >"$OUT/$1.cpu"
	in_root /run/lab/nestscope check --domain "$1" --json >"$OUT/$1.running" 2>&1
	[ "$1" != "$REPORTED" ] || in_root /run/lab/nestscope bugreport >"$OUT/bugreport.md" 2>"$OUT/bugreport.err"
	# nestscope itself never asks a monitor, which marks the VM as tainted.
	in_root virsh "qemu-monitor-command $1 '{\"execute\":\"qom-get\",\"arguments\":{\"path\":\"/machine/unattached/device[0]\",\"property\":\"svm\"}}'; dumpxml $1; destroy $1" \
		>"$OUT/$1.made" 2>&1
}

say "libvirt"
make_root && start_daemon || exit 1
say "libvirtd runs"
while read -r name xml; do
	domain "$name" "$xml"
done <<'END'
none
epyc <cpu check='none'><model>EPYC</model></cpu>
epyc-svm <cpu check='none'><model>EPYC</model><feature policy='require' name='svm'/></cpu>
host-model <cpu mode='host-model' check='none'/>
host-model-svm <cpu mode='host-model' check='none'><feature policy='require' name='svm'/></cpu>
passthrough <cpu mode='host-passthrough'/>
passthrough-off <cpu mode='host-passthrough'><feature policy='disable' name='svm'/></cpu>
maximum <cpu mode='maximum'/>
END
exit 0
