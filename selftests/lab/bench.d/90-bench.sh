#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What watching costs: L2 reads CPUID leaf after leaf, each an exit to L0 that is handed to L1, while L0 counts the
# entries into L2 in turns: with nothing of nestscope there, with the module loaded and nobody looking, with watch
# as it is, and with watch that counts all the time. An entry for each leaf: the entries are L2's progress.

STAT=/sys/kernel/debug/kvm/nested_run
B=$OUT/bench
# shellcheck source=../handshake
. /lab/handshake
# The lab's seconds are long: each is most of a minute under Bochs, where the same work always takes the same time so
# that one round is enough, and several seconds under QEMU.
case $LAB_VENDOR in
amd)	rounds=6 window=2 settle=0.5 ;;
intel)	rounds=1 window=2 settle=0.5 ;;
esac

# Until L0 has measured. To ask for that is no exit.
make_exits()
{
	n=0
	say "bench begins"
	until may_pass end; do
		dd if=/dev/cpu/0/cpuid of=/dev/null bs=4096 count=4 2>/dev/null
		n=$((n + 4 * 256))
	done
	echo "leaves $n" >"$B.l2"
	say "bench ends"
}

said()
{
	grep -q "bench $1" /run/next.console 2>/dev/null
}

count()
{
	sleep "$settle"
	began=$(uptime)
	before=$(cat $STAT)
	sleep "$window"
	after=$(cat $STAT)
	echo "$1 $((after - before)) $began $(uptime)"
}

gone()
{
	rmmod nestscope
	count gone
	insmod /lab/nestscope.ko live_vmcs=1
}

# An arm, and the options of watch
watched()
{
	arm=$1
	shift
	nestscope watch "$@" >"$B.$arm" 2>"$B.err" &
	pid=$!
	count "$arm"
	kill -INT $pid
	wait $pid || echo "watch ended with status $?" >>"$B.err"
}

# Each round in another order, so that what drifts meets all of them alike
measure()
{
	until said begins; do
		sleep 1
	done
	i=0
	while [ $i -lt "$rounds" ]; do
		case $((i % 3)) in
		0)	gone; count idle; watched watch; watched full --full ;;
		1)	watched full --full; watched watch; gone; count idle ;;
		2)	count idle; gone; watched full --full; watched watch ;;
		esac
		i=$((i + 1))
	done
	echo end
	satisfied end bench
}

case $LAYER in
0)
	rmmod nestscope
	insmod /lab/nestscope.ko live_vmcs=1
	needs end bench "to measure"
	measure >"$B" 2>"$B.errors" &
	;;
2)	make_exits ;;
esac
