#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs KVM's own tests, which kvm.py has put into /kvm, one by one: some times alone, and as often while the module's
# live file is read as fast as it can be.

K=$OUT/kvm
LIVE=$DBG/live
# Far more seconds than any takes; one that hangs shall not take the others along.
TOO_LONG=30
# A test is short, and most of it is not spent in its VM: only in some of its runs is that looked at. Bochs has its
# own way to make it last.
ROUNDS=8
[ "$LAB_VENDOR" != intel ] || ROUNDS=2
mkdir -p "$K/alone" "$K/read"

# The status is the test's own; its words are kept for the one who wants to know why.
run_test()
{
	round=0
	while [ $((round += 1)) -le $ROUNDS ]; do
		timeout -s KILL $TOO_LONG "/kvm/tests/$1" >>"$K/$2/$1.txt" 2>&1
		echo "$?" >>"$K/$2/$1.rc"
	done
}

run_while_reading()
{
	/kvm/read_live "$LIVE" >"$K/read/$1.live" &
	run_test "$1" read
	kill $!
	wait $!
}

# Root's other capabilities are left to it: permissions do not stop it then.
read_without()
{
	/usr/bin/setpriv --bounding-set="-$1" cat "$LIVE" >"$K/without-$1.txt" 2>&1
	echo "$?" >"$K/without-$1.rc"
}

rmmod nestscope && insmod /lab/nestscope.ko live_vmcs=1 || exit
read_without sys_admin
read_without sys_time
for t in /kvm/tests/*; do
	t=${t##*/}
	echo "lab: L$LAYER $(cut -d' ' -f1 /proc/uptime) $t" >/dev/console
	run_test "$t" alone
	run_while_reading "$t"
done
