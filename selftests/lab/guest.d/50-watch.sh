#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# On L0, while its L1 runs an L2: what watch and status say of that, how watch ends, and what it leaves behind.
# It goes on in the background, since L1 starts only after the scripts here.

[ "$LAYER" = 0 ] || exit 0
[ "$LAB_LAYERS" -ge 3 ] || exit 0
TRACING=/sys/kernel/tracing/instances
STAT=/sys/kernel/debug/kvm
W=$OUT/watch
# The lab's seconds are long: an L1 lives for a few of them.
EVERY=0.1
mkdir -p "$W"

# nestscope itself and no shell around it, to be signalled; an hour is longer than it has
keep()
{
	nestscope watch --interval 3600 >"$W/$1.txt" 2>"$W/$1.err" &
	pid=$!
	tries=0
	while [ "$(instances)" = 0 ] && [ $((tries += 1)) -lt 600 ]; do
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

observe()
{
	while [ "$(cat $STAT/nested_run)" = 0 ]; do
		usleep 50000
	done
	echo began >"$W/state"
	by_hand
	nestscope watch --json --interval $EVERY --count 5 >"$W/json.txt" 2>"$W/json.err"
	echo $? >"$W/json.rc"
	nestscope watch --json --count 1 >"$W/part.txt" 2>"$W/part.err"
	nestscope watch --interval $EVERY --count 3 >"$W/lines.txt" 2>"$W/lines.err"
	nestscope status >"$W/status.txt" 2>"$W/status.err"
	nestscope status --json >"$W/status.json" 2>"$W/status-json.err"
	for signal in INT TERM HUP; do
		ended_by $signal
	done
	keep killed
	kill -KILL $pid
	wait $pid
	echo "KILL instances $(instances)" >>"$W/ends"
	nestscope watch --count 1 >"$W/after-kill.txt" 2>"$W/after-kill.err"
	echo "next instances $(instances)" >>"$W/ends"
	ls $TRACING >"$W/instances"
	echo ended >"$W/state"
}

observe >"$W/observe.txt" 2>&1 &
