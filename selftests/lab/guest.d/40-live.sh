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
READS=10
L=$OUT/live
# In microseconds; the lab's seconds are long.
PAUSE=50000
OUTLAST=0
# Of this much is there to be seen before the next layer may go on, how often; see note_look().
case $LAB_VENDOR$LAYER in
intel0)	START_WANTS="plain:5" OUTLAST=300 END_WANTS="shadowing:1 nested:1 times:1" ;;
intel1)	START_WANTS="" END_WANTS="plain:3 times:1 status:1" ;;
amd*)	START_WANTS="" END_WANTS="svme:1" ;;
esac
# KVM counts who is in L2 since Linux 5.14. Without that a look at L2's VMCS is told from no other.
[ -e $STAT/guest_mode ] || END_WANTS=$(echo "$END_WANTS" | sed 's/ *nested:1//')
# shellcheck source=../handshake
. /lab/handshake
mkdir -p "$L"

reload_with_parameter()
{
	cat /sys/module/nestscope/srcversion >"$L/srcversion"
	cat "$DBG/live" >"$L/off"
	ls "$DBG" >"$L/files"
	cat /proc/sys/kernel/tainted >"$L/tainted.before"
	rmmod nestscope && insmod /lab/nestscope.ko live_vmcs=1 vmread_timing=1 || exit
	cat /proc/sys/kernel/tainted >"$L/tainted"
	stat -c %a "$DBG/live" "$DBG/vmread" >"$L/mode"
}

# As fast as it can; how often it could
read_on()
{
	n=0 failed=0
	while [ -e $READING ]; do
		cat "$DBG/live" "$DBG/vmread" >/run/live.last || failed=$((failed + 1))
		n=$((n + 1))
		[ $n -lt $READS ] || : >$READING.enough
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
	until [ $i -ge $RELOADS ] && [ -e $READING.enough ]; do
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

# KVM's counts in COUNTS. Before and after a look, and equal, they are true of it: with no exit in between the vCPU has
# not run. The exits come first, so that none goes unnoticed; nested_run alone moves only when L2 has run.
count()
{
	exits=- in_l2=- entries=-
	read -r exits <$STAT/exits
	read -r in_l2 <$STAT/guest_mode
	read -r entries <$STAT/nested_run
	COUNTS="guest_mode=$in_l2 nested_run=$entries exits=$exits"
}

# The file says the same for 4 ms, whoever asked. What it says is true of the counts if the vCPU has not run for that
# long, and it cannot while a real-time process does something else. Bochs' clock counts the work done: this is twice
# the time.
outlast()
{
	i=0
	while [ $i -lt $OUTLAST ]; do
		i=$((i + 1))
	done
}

look()
{
	lines=''
	count
	BEFORE=$COUNTS
	outlast
	while read -r line; do
		case $line in
		cpu*) lines="$lines $line" ;;
		esac
	done <"$DBG/live"
	count
	[ "$COUNTS" = "$BEFORE" ] || COUNTS=moving
	echo "$PHASE|$COUNTS|$lines"
	note_look
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
	case $TIMES in
	*rounds=[0-9]*) note times ;;
	esac
}

# What a guest makes of the times, once there are some. On L0 that is seen while L2 runs, by what comes after this.
status_of_times()
{
	[ "$LAYER" != 0 ] && [ ! -e "$L/vmread.status" ] || return 0
	case $TIMES in
	*rounds=[0-9]*)
		nestscope status >"$L/vmread.status" 2>"$L/vmread.status.err"
		note status
		;;
	esac
}

# In LEFT what is left of wants when one of their kind, $1, has been seen.
take()
{
	kind=$1 LEFT=''
	shift
	for want; do
		if [ "${want%:*}" = "$kind" ]; then
			n=$((${want#*:} - 1))
			[ $n -gt 0 ] || continue
			want=$kind:$n
		fi
		LEFT="$LEFT${LEFT:+ }$want"
	done
}

# That was seen, for whichever point it is wanted.
note()
{
	# shellcheck disable=SC2086 # words
	take "$1" $START_WANTS
	[ "$LEFT" = "$START_WANTS" ] || { START_WANTS=$LEFT; tell start "$LEFT"; }
	# shellcheck disable=SC2086
	take "$1" $END_WANTS
	[ "$LEFT" = "$END_WANTS" ] || { END_WANTS=$LEFT; tell end "$LEFT"; }
}

tell()
{
	if [ -n "$2" ]; then
		needs "$1" live "$2"
	else
		satisfied "$1" live
	fi
}

# plain: a VMCS that is not shadowed, of a guest without VMX; shadowing: a guest hypervisor, in no nested guest;
# nested: its nested guest; svme: SVM is on, for a VM.
note_look()
{
	case $PHASE in
	"lab: L$((LAYER + 1)) "*|"lab: L2 "*) ;;
	*) return ;;
	esac
	case $COUNTS$lines in
	guest_mode=[1-9]*" current=1 shadowing=0 link=none "*) note nested ;;
	*" root=1 current=1 shadowing=0 link=none guest_vmxe=0 "*) note plain ;;
	guest_mode=[0-]*" shadowing=1 link=set guest_vmxe=1 "*) note shadowing ;;
	*" svme=1 hsave_pa_set=1"*) note svme ;;
	esac
}

look_on()
{
	PHASE='' REST='' TIMES=''
	exec 3<$CONSOLE
	if [ $OUTLAST != 0 ]; then
		read -r pid _ </proc/self/stat
		chrt --fifo --pid 1 "$pid"
	fi
	while [ -e $CONSOLE ]; do
		follow_console
		look
		look_at_times
		status_of_times
		pause $PAUSE
	done
	satisfied over live
}

reload_with_parameter
cat "$DBG/live" >"$L/idle"
cat "$DBG/vmread" >"$L/vmread.idle"
# Once is enough, and on L0 it takes the least time.
[ "$LAYER" != 0 ] || reload_kvm >"$L/reloads" 2>"$L/reloads.err"
# For 4 ms the file says what it last said to a reader, who may have asked while KVM was away.
usleep 10000
cat "$DBG/live" >"$L/again"
tell start "$START_WANTS"
tell end "$END_WANTS"
needs over live "the next layer to end"
look_on >"$L/looks" 2>"$L/looks.err" &
