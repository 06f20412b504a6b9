#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs KVM's own tests, which kvm.py has put into /kvm, one by one: some times while the module's live file is read as
# fast as it can be, and as often alone.

K=$OUT/kvm
LIVE=$DBG/live
# A test is short, and most of it is not spent in its VM: only in some of its runs is that looked at. It is run again
# until that has been seen often enough, but not for ever. Bochs has its own way to make it last.
LEAST=8
MOST=80
[ "$LAB_VENDOR" != intel ] || LEAST=2
# What the file says while a test's VM runs; on Intel too short for the shortest of them, so nothing is waited for.
SEEN=' svme=1 hsave_pa_set=1'
[ "$LAB_VENDOR" != intel ] || SEEN=
ENOUGH=/run/enough
# shellcheck source=../../handshake
. /lab/handshake
# A run takes less than a second of the lab. Two that hang must fit into the time that this step may take.
RUN_PATIENCE=$((PATIENCE / 4 + 1))
mkdir -p "$K/alone" "$K/read"

# The status is the test's own; its words are kept for the one who wants to know why. One that hangs shall not take the
# others along: it fails here.
run_once()
{
	timeout -s KILL "$RUN_PATIENCE" "/kvm/tests/$1" >>"$K/$2/$1.txt" 2>&1
	status=$?
	echo "$status" >>"$K/$2/$1.rc"
	[ "$status" != 137 ]
}

run_while_reading()
{
	rm -f $ENOUGH
	/kvm/read_live "$LIVE" $ENOUGH "$SEEN" >"$K/read/$1.live" &
	round=0
	while [ $round -lt $LEAST ] || { [ ! -e $ENOUGH ] && [ $round -lt $MOST ]; }; do
		run_once "$1" read || break
		round=$((round + 1))
	done
	kill $!
	wait $!
}

# As often as while the file was read
run_alone()
{
	while [ $round -gt 0 ]; do
		run_once "$1" alone || break
		round=$((round - 1))
	done
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
	say "$t"
	run_while_reading "$t"
	run_alone "$t"
done
