#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A machine with Debian, emulated: its packages are installed with apt, DKMS builds the module against the headers of
# the kernel that runs, the module is loaded and read, both are removed and purged, and nothing of them is left.
# on_machine does it there; this judges what it says.

. "$(dirname "$0")/ktap.sh"

results=$work/results

# PID 1 starts this one unit and what it needs. dkms counts on SIGPIPE.
unit()
{
	cat <<'END'
[Unit]
Description=what nestscope's test does here
FailureAction=poweroff-force
SuccessAction=poweroff-force
[Service]
Type=oneshot
TimeoutStartSec=infinity
IgnoreSIGPIPE=no
ExecStartPre=mkdir -p /run/payload /run/results
ExecStartPre=tar -C /run/payload -xf /dev/vdb
ExecStart=sh /run/payload/on_machine /run/results
ExecStart=tar -C /run/results -cf /dev/vdc .
ExecStart=sync
END
}

make_machine()
{
	machine=$(machine_root) || return
	mkdir -p "$work/payload"
	cp "$here/on_machine" "$work"/packages/*.deb "$work/payload" || return
	tar -C "$work/payload" -cf "$work/payload.tar" . && truncate -s 16M "$work/results.tar" || return
	truncate -s 4G "$work/disk" && mke2fs -q -t ext4 -d "$machine" "$work/disk" || return
	unit >"$work/unit" && debugfs -w -R "write $work/unit /etc/systemd/system/nestscope-test.service" "$work/disk"
}

# It takes four minutes on two idle cores, and half an hour where many others share them.
boot()
{
	timeout 5400 qemu-system-x86_64 -accel tcg,thread=multi -cpu EPYC,+svm,-hypervisor -smp 2 -m 2G \
		-display none -vga none -net none -no-reboot \
		-kernel "$machine/vmlinuz" -initrd "$machine/initrd.img" \
		-append "root=/dev/vda rw console=ttyS0 panic=-1 quiet mitigations=off systemd.unit=nestscope-test.service \
systemd.default_timeout_start_sec=600 nowatchdog tsc=reliable no_timer_check" \
		-drive "file=$work/disk,format=raw,if=virtio" -drive "file=$work/payload.tar,format=raw,if=virtio,readonly=on" \
		-drive "file=$work/results.tar,format=raw,if=virtio" -serial "file:$work/console" </dev/null
}

# is NAME STATUS DESCRIPTION: a step ended with it
is()
{
	[ "$(cat "$results/$1.rc")" = "$2" ]
	result $? "$3" "$results/$1.out" "$results/$1.err"
}

# says STEP PYTHON DESCRIPTION: what is true of the JSON that it printed, "d"
says()
{
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert eval(sys.argv[2]), d' "$results/$1.out" "$2" >"$work/log" 2>&1
	result $? "$3" "$work/log" "$results/$1.err"
}

[ "$(id -u)" = 0 ] || { skip "a machine with Debian" "mmdebstrap makes its disk as root"; finish; }
copy "$work/packages/nestscope"
(cd "$work/packages/nestscope" && env -i PATH="$PATH" HOME="$work" dpkg-buildpackage -us -uc -d -b) >"$work/log" 2>&1
result $? "dpkg-buildpackage" "$work/log"
make_machine >"$work/log" 2>&1
result $? "a machine with Debian" "$work/log"
boot >"$work/log" 2>&1 && mkdir "$results" && tar -C "$results" -xf "$work/results.tar" && [ -e "$results/dmesg" ]
result $? "it boots, and comes to its end" "$work/log" "$work/console"
[ -e "$results/dmesg" ] || finish

kernel=$(sed -n 's/^.*Linux version \([^ ]*\).*/\1/p' "$results/dmesg")
is install 0 "apt installs both packages"
echo "nestscope/$version, $kernel, x86_64: installed" | diff - "$results/dkms-status.out" >"$work/log"
result $? "DKMS has built the module for the kernel that runs" "$work/log" "$results/install.out"
# Where the kernel's own modules are compressed, DKMS compresses this one, too.
grep -qxE "/lib/modules/$kernel/updates/dkms/nestscope\.ko(\.xz|\.zst)?" "$results/file.out"
result $? "modprobe will find that one" "$results/file.out" "$results/file.err"
is modprobe 0 "modprobe nestscope"
says module-status "d['loaded'] and d['module']['version'] == '$version' and d['file']['from'] == 'modules.dep'" \
	"module status says so"
says json "d['can_run_vms']['answer'] == 'yes'" "nestscope --json: it can run VMs"
grep -q '^/sys/kernel/nestscope/cpu' "$results/registers.out"
result $? "its registers are there" "$results/registers.out"
is status 0 "nestscope"
is check 0 "nestscope check"
is unload 0 "nestscope module unload"
is is-unloaded 1 "it is not loaded any more"
is load 0 "nestscope module load"
is is-loaded 0 "it is loaded again"
is stamp 0 "nestscope stamp leaves a file"
is remove 0 "apt removes both packages"
is is-gone 1 "the module is not loaded any more"
! grep -q nestscope "$results/removed.out"
result $? "DKMS knows no nestscope, and no module of its is left" "$results/removed.out"
is purge 0 "apt purges both packages"
[ -s "$results/before.out" ] && diff "$results/before.out" "$results/after.out" >"$work/log"
result $? "nothing is left, or changed" "$work/log"
! grep -E 'BUG|WARNING|Oops|Call Trace|general protection|UBSAN|unchecked MSR' "$results/dmesg" >"$work/log"
result $? "the kernel complains of nothing" "$work/log"

[ -z "${NESTSCOPE_KEEP:-}" ] || cp -a "$results" "$work/console" "$NESTSCOPE_KEEP"
finish
