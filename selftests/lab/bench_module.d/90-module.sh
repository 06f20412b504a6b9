#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the module costs L0, and msr.ko beside it, which Linux has for the registers: for each step how often one CPU
# called another one (the CAL line of /proc/interrupts) and when it began and ended; and once for each module what
# the kernel allocated while it was loaded.

B=$OUT/bench
T=/sys/kernel/tracing
OURS=/lab/bench/nestscope.ko
THEIRS=$(find /lib/modules -name msr.ko)
ROUNDS=5

calls()
{
	awk '$1 == "CAL:" { for (i = 2; $i ~ /^[0-9]+$/; i++) n += $i } END { print n }' /proc/interrupts
}

# All on one CPU, so that each call is one to another CPU
# shellcheck disable=SC3028 # busybox has EPOCHREALTIME
step()
{
	name=$1
	shift
	before=$(calls)
	began=$EPOCHREALTIME
	taskset 1 "$@" >/dev/null || echo "$name: status $?" >&2
	ended=$EPOCHREALTIME
	echo "$name $(($(calls) - before)) $began $ended"
}

# The MSRs that nestscope found on the first CPU
registers()
{
	awk '/^cpu/ { cpus++ } cpus == 1 && $2 ~ /^0x[0-9a-f]+$/ && $3 ~ /^0x/ { print $2 }' "$DBG/cpus"
}

round()
{
	step nothing true
	step load insmod "$OURS"
	# shellcheck disable=SC2046 # no name there has a blank
	step files cat $(find "$SYS" -type f)
	step every cat "$DBG/cpus"
	step unload rmmod nestscope
	# shellcheck disable=SC2016,SC2086 # for the shell that is started; words
	step rdmsr sh -c 'for r in "$@"; do rdmsr -a "$r"; done' sh $known
	rmmod msr
	step load-msr insmod "$THEIRS"
}

# What is allocated and freed from the beginning of the system call that loads a module until its end
allocated()
{
	echo >$T/trace
	echo 1 >$T/tracing_on
	taskset 1 insmod "$2"
	echo 0 >$T/tracing_on
	grep -E 'init_module|ptr=' $T/trace >"$B.trace-$1"
	cat $T/per_cpu/cpu*/stats | awk -v name="$1" '$1 == "overrun:" { n += $2 } END { print name, "overrun", n }'
	echo "$1 coresize $(cat "/sys/module/$1/coresize")"
}

trace()
{
	echo 0 >$T/tracing_on
	echo 256 >$T/buffer_size_kb
	echo 8192 >$T/per_cpu/cpu0/buffer_size_kb
	for event in kmem/kmalloc kmem/kmalloc_node kmem/kmem_cache_alloc kmem/kmem_cache_alloc_node kmem/kfree \
		kmem/kmem_cache_free percpu/percpu_alloc_percpu syscalls/sys_enter_init_module \
		syscalls/sys_exit_init_module syscalls/sys_enter_finit_module syscalls/sys_exit_finit_module; do
		[ ! -d $T/events/$event ] || echo 1 >$T/events/$event/enable
	done
	allocated nestscope "$OURS"
	rmmod msr
	allocated msr "$THEIRS"
	echo 0 >$T/events/enable
}

# shellcheck source=../handshake
. /lab/handshake
[ "$LAYER" = 0 ] || exit 0
known=$(registers | tr '\n' ' ')
rmmod nestscope
{
	i=0
	while [ $i -lt $ROUNDS ]; do
		say "round $i"
		round
		i=$((i + 1))
	done
} >"$B.steps" 2>"$B.errors"
say "traces what is allocated"
trace >"$B.memory" 2>>"$B.errors"
echo "registers $known" >>"$B.memory"
echo "possible $(cat /sys/devices/system/cpu/possible)" >>"$B.memory"
