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
mkdir -p "$W"

watch()
{
	nestscope watch "$@"
}

keep()
{
	name=$1
	shift
	"$@" >"$W/$name.txt" 2>"$W/$name.err" &
	pid=$!
}

instances()
{
	ls $TRACING | grep -c nestscope
}

wait_for()
{
	tries=0
	while ! eval "$1"; do
		tries=$((tries + 1))
		[ $tries -lt "$2" ] || return 1
		sleep 1
	done
}

# Its instance is there as long as it runs, and gone when the signal has ended it.
ended_by()
{
	keep "ended-$1" watch
	wait_for '[ "$(instances)" = 1 ]' 60
	kill -"$1" $pid
	wait $pid
	echo "$1 status $? instances $(instances)" >>"$W/ends"
}

# The kernel's own table, once, to hold the counts against
by_hand()
{
	ls -d $STAT/*-* >"$W/vms"
	cat $STAT/*-*/nested_run $STAT/*-*/guest_mode $STAT/*-*/exits >"$W/counts"
}

observe()
{
	wait_for '[ "$(cat $STAT/nested_run)" -gt 0 ]' 1800 || return
	echo began >"$W/state"
	by_hand
	nestscope watch --json --interval 2 --count 5 >"$W/json.txt" 2>"$W/json.err"
	echo $? >"$W/json.rc"
	nestscope watch --interval 2 --count 3 >"$W/lines.txt" 2>"$W/lines.err"
	nestscope status >"$W/status.txt" 2>"$W/status.err"
	nestscope status --json >"$W/status.json" 2>"$W/status-json.err"
	for signal in INT TERM HUP; do
		ended_by $signal
	done
	keep killed watch
	wait_for '[ "$(instances)" = 1 ]' 60
	kill -KILL $pid
	wait $pid
	echo "KILL instances $(instances)" >>"$W/ends"
	nestscope watch --count 1 >"$W/after-kill.txt" 2>"$W/after-kill.err"
	echo "next instances $(instances)" >>"$W/ends"
	echo ended >"$W/state"
}

observe >"$W/observe.txt" 2>&1 &
