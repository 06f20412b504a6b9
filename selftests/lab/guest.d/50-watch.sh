#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# On L0, while its L1 runs an L2: what watch and status say of that, how watch ends, and what it leaves behind.
# It goes on in the background, since L1 starts only after the scripts here.

[ "$LAYER" = 0 ] || exit 0
[ "$LAB_LAYERS" -ge 3 ] || exit 0
TRACING=/sys/kernel/tracing/instances
HIST=/sys/kernel/tracing/events/kvm/kvm_exit/hist
STAT=/sys/kernel/debug/kvm
W=$OUT/watch
# The lab's seconds are long.
EVERY=0.1
# shellcheck source=../handshake
. /lab/handshake
mkdir -p "$W"

# nestscope itself and no shell around it, to be signalled; an hour is longer than it has. Without histograms, which
# Debian's 5.10 does not have, there is no instance to wait for.
keep()
{
	nestscope watch --interval 3600 >"$W/$1.txt" 2>"$W/$1.err" &
	pid=$!
	[ -e $HIST ] || usleep 500000
	while [ -e $HIST ] && [ "$(instances)" = 0 ] && kill -0 $pid; do
		usleep 100000
	done
}

instances()
{
	find $TRACING -maxdepth 1 -name 'nestscope-*' | wc -l
}

# Its instance is there as long as it runs, and gone when the signal has ended it.
ended_by()
{
	keep "ended-$1"
	during=$(instances)
	kill -"$1" $pid
	wait $pid
	echo "$1 status $? instances $during $(instances)" >>"$W/ends"
}

# The kernel's own table, once, to hold the counts against
by_hand()
{
	ls -d $STAT/*-* >"$W/vms"
	cat $STAT/*-*/nested_run $STAT/*-*/guest_mode $STAT/*-*/exits >"$W/counts"
}

step()
{
	needs end watch "$*"
	say "watch: $*"
	paced "$@"
}

watch_to()
{
	to=$1
	shift
	nestscope watch "$@" >"$W/$to.txt" 2>"$W/$to.err"
	echo $? >"$W/$to.rc"
}

status_to()
{
	nestscope status --json >"$W/status.json" 2>"$W/status-json.err"
	nestscope status >"$W/status.txt" 2>"$W/status.err"
}

wait_for_l2()
{
	until grep -q 'lab: L2 .* waits to be let pass' /run/next.console; do
		usleep 50000
	done
}

killed()
{
	keep killed
	kill -KILL $pid
	wait $pid
	echo "KILL instances $(instances)" >>"$W/ends"
}

# From L2's wait on nothing but what it does for its observers is seen.
observe()
{
	wait_for_l2
	echo began >"$W/state"
	by_hand
	step watch_to json --json --interval $EVERY --count 5
	step watch_to part --json --count 1
	step watch_to lines --interval $EVERY --count 3
	step status_to
	for signal in INT TERM HUP; do
		step ended_by $signal
	done
	step killed
	step watch_to after-kill --count 1
	echo "next instances $(instances)" >>"$W/ends"
	ls $TRACING >"$W/instances"
	echo ended >"$W/state"
	satisfied end watch
	say "watch: done"
}

needs end watch "L2 to run"
observe >"$W/observe.txt" 2>&1 &
