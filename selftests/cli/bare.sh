#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# This machine without the module, without root and without KVM. The tests run in a mount namespace in which
# /dev is empty except for what a case puts there.

. "$(dirname "$0")/ktap.sh"

# A copy, because the user nobody may not have access to the build directory
cp "$nestscope" "$work/nestscope"
chmod 755 "$work" "$work/nestscope"

cat >"$work/enter" <<'END'
mount -t tmpfs -o mode=755 none /dev || exit 99
# Created here: the real nodes belong to this machine.
mknod -m 666 /dev/null c 1 3
eval "$1"
shift
exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all "$@"
END

# bare SETUP ARGUMENT...: as nobody, after SETUP
bare()
{
	setup=$1
	shift
	status=0
	unshare --mount sh "$work/enter" "$setup" "$work/nestscope" "$@" >"$work/out" 2>"$work/err" \
		</dev/null || status=$?
}

one_screen()
{
	lines=$(wc -l <"$work/out")
	[ "$lines" -ge 5 ] && [ "$lines" -le 40 ] && [ ! -s "$work/err" ]
	result $? "$1: one screen of $lines lines, no complaint" "$work/err" "$work/out"
}

bare : --version
if [ "$status" -ne 0 ]; then
	skip "a machine without anything" "no mount namespace of its own: $(head -n 1 "$work/err")"
	finish
fi

bare : --no-module
one_screen "nothing"
[ "$status" -eq 1 ] || [ "$status" -eq 3 ]
result $? "... status $status: it cannot, or that is not known" "$work/out"
out_has '1. Can this machine run VMs?'
out_has '3. Can its VMs run VMs?'
out_has '/dev/cpu/0/msr: No such file or directory'

bare : --no-module --json
python3 - "$work/out" >"$work/log" 2>&1 <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
assert s['can_run_vms']['answer'] != 'yes', s['can_run_vms']
assert s['sources']['msr']['state'] == 'absent', s['sources']['msr']
assert s['sources']['msr']['hint'], s['sources']['msr']
assert s['sources']['kvm']['state'] == 'absent', s['sources']['kvm']
assert s['sources']['module']['state'] == 'not-asked', s['sources']['module']
assert s['sources']['cpuid']['state'] == 'value', s['sources']['cpuid']
END
result $? "... and says which sources it had, and what the others take" "$work/log"

for command in caps layers snapshot 'caps --all' 'snapshot --json'; do
	# shellcheck disable=SC2086 # words
	bare : $command --no-module
	[ "$status" -ne 2 ] && [ "$status" -lt 4 ] && [ -s "$work/out" ] && [ ! -s "$work/err" ]
	result $? "nothing: $command" "$work/err"
done

# KVM's modules are loaded, and the two devices have the kernel's numbers, but only other users may open them.
# shellcheck disable=SC2016 # for the other shell
devices='mount -t tmpfs none /sys/module; mkdir /sys/module/kvm /sys/module/kvm_intel
mknod -m 600 /dev/kvm c 10 232; mkdir -p /dev/cpu/0; mknod -m 600 /dev/cpu/0/msr c 202 0'
bare "$devices" --no-module
one_screen "not permitted"
[ "$status" -eq 1 ] && grep -q 'the permissions of /dev/kvm' "$work/out"
result $? "... KVM is there, but not for nobody" "$work/out"
out_has '/dev/kvm: Permission denied'
out_has '/dev/cpu/0/msr: Permission denied'
out_has 'run nestscope as root'
bare "$devices" snapshot --no-module
python3 - "$work/out" >"$work/log" 2>&1 <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
assert s['host']['privileged']['value'] is False
assert s['kvm']['device']['state'] == 'unreadable', s['kvm']['device']
assert s['kvm_offer']['registers']
for name, v in s['kvm_offer']['registers'].items():
    assert v['state'] == 'unreadable' and 'Permission denied' in v['why'], (name, v)
END
result $? "... and the snapshot claims no value" "$work/log"

# The same device without KVM behind it, as udev makes it
bare 'mount -t tmpfs none /sys/module; mknod -m 600 /dev/kvm c 10 232' --no-module
grep -q 'Can this machine' "$work/out" && ! grep -q 'the permissions of /dev/kvm' "$work/out"
result $? "a device without KVM behind it is not a matter of permissions" "$work/out"

# Something else in its place, as container runtimes put /dev/null over what a container is not to have: it was tried.
module='mount -t tmpfs none /sys/module; mkdir -p /sys/module/kvm /sys/module/kvm_intel'
for other in 'mknod -m 666 /dev/kvm c 1 3' ': >/dev/kvm; chmod 666 /dev/kvm' 'mkdir /dev/kvm'; do
	bare "$module; $other" --no-module
	[ "$status" -ne 0 ] && ! grep -q 'not tried' "$work/out"
	result $? "$other: this is no KVM" "$work/out"
	out_says "/dev/kvm is not KVM's device"
	bare "$module; $other" snapshot --no-module
	python3 - "$work/out" >"$work/log" 2>&1 <<'END'
import json, sys

s = json.load(open(sys.argv[1]))
assert s['kvm']['device']['state'] == 'absent', s['kvm']['device']
for name, v in s['kvm_offer']['registers'].items():
    assert v['state'] == 'absent' and "not KVM's" in v['why'], (name, v)
END
	result $? "... and the snapshot has no device of KVM" "$work/log"
done

# Without /proc and /sys there still is an answer, and it is not a guess.
if grep -q __asan_init "$nestscope"; then
	skip "without /proc and /sys" "AddressSanitizer needs /proc"
else
	bare 'mount -t tmpfs none /proc; mount -t tmpfs none /sys' --no-module
	[ "$status" -lt 4 ] && [ "$status" -ne 2 ] && [ ! -s "$work/err" ]
	result $? "without /proc and /sys: status $status" "$work/err"
	one_screen "without /proc and /sys"
fi

finish
