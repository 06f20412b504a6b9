#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Where there are three layers, on each that starts another: what the module's files live and vmread say, with
# live_vmcs=1 and vmread_timing=1, while KVM comes and goes, and then in the background until the next layer ends. The
# module stays loaded with the parameters.

[ "$LAB_LAYERS" -ge 3 ] || exit 0
[ $((LAYER + 1)) -lt "$LAB_LAYERS" ] || exit 0
STAT=/sys/kernel/debug/kvm
# The next layer's console is this file for as long as that layer runs.
CONSOLE=/run/next.console
READING=/run/live.reading
RELOADS=2
L=$OUT/live
# The lab's seconds are long: an L1 lives for a few of them.
PAUSE=0.05
mkdir -p "$L"

reload_with_parameter()
{
	cat /sys/module/nestscope/srcversion >"$L/srcversion"
	cat "$DBG/live" >"$L/off"
	ls "$DBG" >"$L/files"
	rmmod nestscope && insmod /lab/nestscope.ko live_vmcs=1 vmread_timing=1 || exit
	stat -c %a "$DBG/live" "$DBG/vmread" >"$L/mode"
}

# As fast as it can; how often it could
read_on()
{
	n=0 failed=0
	while [ -e $READING ]; do
		cat "$DBG/live" "$DBG/vmread" >/run/live.last || failed=$((failed + 1))
		n=$((n + 1))
	done
	echo "reads $n failed $failed" >"$L/reads"
}

# KVM switches VMX or SVM on for a VM, and off after it.
start_vm()
{
	echo quit | qemu-system-x86_64 -M none -accel kvm -nodefaults -display none -monitor stdio >/dev/null
	echo "vm $?"
}

reload_kvm()
{
	i=0
	: >$READING
	read_on &
	while [ $i -lt $RELOADS ]; do
		modprobe -r "kvm-$LAB_VENDOR"
		echo "unload $?"
		modprobe "kvm-$LAB_VENDOR"
		echo "load $?"
		[ $i != 0 ] || start_vm
		i=$((i + 1))
	done
	rm $READING
	wait $!
}

# The console's last line of ours, in PHASE. Only what is new is read, by the shell itself.
follow_console()
{
	while IFS= read -r PART <&3; do
		case $REST$PART in
		"lab: L"*) PHASE=$REST$PART ;;
		esac
		REST=''
	done
	REST=$REST$PART
}

# KVM's counts in COUNTS. Before and after a look, and equal, they are true of it.
count()
{
	in_l2=- entries=-
	read -r in_l2 <$STAT/guest_mode
	read -r entries <$STAT/nested_run
	COUNTS="guest_mode=$in_l2 nested_run=$entries"
}

look()
{
	lines=''
	count
	BEFORE=$COUNTS
	while read -r line; do
		case $line in
		cpu*) lines="$lines $line" ;;
		esac
	done <"$DBG/live"
	count
	[ "$COUNTS" = "$BEFORE" ] || COUNTS=moving
	echo "$PHASE|$COUNTS|$lines"
}

# A line only if it is news: the file says the same for a quarter of a second.
look_at_times()
{
	lines=''
	while read -r line; do
		case $line in
		cpu*) lines="$lines $line" ;;
		esac
	done <"$DBG/vmread"
	[ "$lines" != "$TIMES" ] || return 0
	TIMES=$lines
	echo "$PHASE|$lines" >>"$L/vmread"
}

# What a guest makes of the times, once there are some. On L0 that is seen while L2 runs, by what comes after this.
status_of_times()
{
	[ "$LAYER" != 0 ] && [ ! -e "$L/vmread.status" ] || return 0
	case $TIMES in
	*rounds=[0-9]*) nestscope status >"$L/vmread.status" 2>"$L/vmread.status.err" ;;
	esac
}

look_on()
{
	PHASE='' REST='' TIMES=''
	while [ ! -e $CONSOLE ]; do
		sleep $PAUSE
	done
	exec 3<$CONSOLE
	while [ -e $CONSOLE ]; do
		follow_console
		look
		look_at_times
		status_of_times
		sleep $PAUSE
	done
}

reload_with_parameter
cat "$DBG/live" >"$L/idle"
cat "$DBG/vmread" >"$L/vmread.idle"
# Once is enough, and on L0 it takes the least time.
[ "$LAYER" != 0 ] || reload_kvm >"$L/reloads" 2>"$L/reloads.err"
cat "$DBG/live" >"$L/again"
look_on >"$L/looks" 2>"$L/looks.err" &
