#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# What debug.py has done to the module in L0: the steps of /lab/debug/steps, one after the other. What came of a step is
# in $OUT/debug/STEP, what the kernel said meanwhile in STEP.log, and how the module is at the end of it in STEP.after.

D=$OUT/debug
T=/sys/kernel/tracing
LEAKS=/sys/kernel/debug/kmemleak
OURS=/lab/nestscope.ko
CPUS=/sys/devices/system/cpu
RACE_SECONDS=60
WINDOWS=20
case $LAB_VENDOR in
amd) VIRT_ON=svme=1 ;;
intel) VIRT_ON=root=1 ;;
esac
RACE_PATIENCE=3600
TRACE_SECONDS=20
mkdir -p "$D"
# How often it is done: RELOADS, CYCLES and others
# shellcheck source=/dev/null
. /lab/debug/numbers
# shellcheck source=../../../lab/handshake
. /lab/handshake

load()
{
	insmod $OURS live_vmcs=1 vmread_timing=1
}

# All files of the module
files()
{
	find "$SYS" "$DBG" -type f
}

# What is in them, without what may change: one line for each
state()
{
	# shellcheck disable=SC2046 # no name there has a blank
	sha256sum $(files)
}

tell()
{
	[ $(($1 % 100)) != 0 ] || say "$2 $1"
}

reload()
{
	rmmod nestscope
	local n=0
	while [ $n -lt "$RELOADS" ]; do
		load && [ -r "$SYS/format" ] && [ -r "$DBG/cpus" ] || echo "load $n failed"
		rmmod nestscope && ! [ -e "$SYS" ] && ! [ -e "$DBG" ] || echo "unload $n failed"
		n=$((n + 1))
		tell $n reload
	done
	echo "reloads $n"
	load
}

# Does it where the kernel warns of itself, which debug.py knows, and would panic
forgiving()
{
	local status
	echo 0 >/proc/sys/kernel/panic_on_warn
	"$@"
	status=$?
	echo 1 >/proc/sys/kernel/panic_on_warn
	return $status
}

# Readers: all of sysfs, and each file of debugfs, each of them in its own process; how many times as long as they read
# those of debugfs pause
start_readers()
{
	local file

	readers=
	# shellcheck disable=SC2046
	/lab/debug/reads watch 0 $(find "$SYS" -type f) >/run/reads.sysfs & readers="$readers $!"
	for file in cpus caps live vmread; do
		/lab/debug/reads watch "$1" "$DBG/$file" >/run/reads.$file & readers="$readers $!"
	done
}

# How many of them were still there
stop_readers()
{
	local alive=0 reader
	for reader in $readers; do
		kill "$reader" && alive=$((alive + 1))
	done
	wait
	echo "readers $alive"
	cat /run/reads.*
	rm /run/reads.*
}

# One CPU after the other, all but the first
go_and_come()
{
	while [ "$n" -lt "$CYCLES" ]; do
		echo 0 >$CPUS/cpu"$cpu"/online || echo "cycle $n: cpu$cpu does not go"
		echo 1 >$CPUS/cpu"$cpu"/online || echo "cycle $n: cpu$cpu does not come"
		[ "$cpu" = "$last" ] && cpu=1 || cpu=$((cpu + 1))
		n=$((n + 1))
		tell $n hotplug
	done
}

hotplug()
{
	local n=0 cpu=1 last
	last=$(sed 's/.*-//' $CPUS/possible)
	start_readers 0
	forgiving go_and_come
	stop_readers
	echo "cycles $n"
}

# Is there still something to be raced for? A time, or until both have been seen often enough
racing()
{
	local now

	now=$(seconds)
	[ "$now" -lt $((began + RACE_SECONDS)) ] ||
		{ { [ "$n" -le "$RACES" ] || [ "$busy" -le "$RACES" ]; } && [ "$now" -lt $((began + RACE_PATIENCE)) ]; }
}

# The module goes and comes under those who open and read. While a file in debugfs is open it does not: a reader pauses
# for as long as it reads, however slow the kernel is, or there would be no moment at which none has a file open.
race()
{
	local n=0 busy=0 began

	began=$(seconds)
	start_readers 1
	while racing; do
		if rmmod nestscope 2>/run/rmmod.err; then
			n=$((n + 1))
			[ ! -e "$SYS" ] && [ ! -e "$DBG" ] || echo "unload $n left files"
			load || echo "load $n failed"
		else
			grep -q 'Resource temporarily unavailable' /run/rmmod.err || cat /run/rmmod.err
			busy=$((busy + 1))
		fi
		tell $((n + busy)) race
	done
	stop_readers
	echo "unloads $n busy $busy"
}

sizes()
{
	# shellcheck disable=SC2046
	/lab/debug/reads sizes $(files) || echo "a file cannot be read"
}

suspend()
{
	local level
	echo 1 >/sys/module/suspend/parameters/pm_test_delay
	start_readers 0
	for level in freezer devices platform processors core; do
		say "suspends up to $level"
		echo $level >/sys/power/pm_test
		echo mem >/sys/power/state && echo "level $level" || echo "$level failed"
	done
	echo none >/sys/power/pm_test
	say "sleeps until its clock wakes it"
	echo +60 >/sys/class/rtc/rtc0/wakealarm
	echo mem >/sys/power/state && echo "level sleep" || echo "sleep failed"
	stop_readers
}

# The number of a thread of the kernel
thread()
{
	local p

	for p in /proc/[0-9]*; do
		[ "$(cat "$p/comm")" != "$1" ] || echo "${p#/proc/}"
	done 2>/dev/null
}

# Everything that the kernel can let fail is to be failed, without a word.
let_fail()
{
	local f
	for f in failslab fail_page_alloc fail_usercopy; do
		echo 0 >/sys/kernel/debug/$f/verbose
	done
	for f in failslab fail_page_alloc; do
		echo N >/sys/kernel/debug/$f/ignore-gfp-wait
	done
	echo N >/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem
	echo 0 >/sys/kernel/debug/fail_page_alloc/min-order
}

faults()
{
	local f
	let_fail
	for f in $(files); do
		say "fails to read ${f##*/}"
		/lab/debug/fail read "$f" || echo "fail ends with $?"
	done
	say "fails to bring a CPU online"
	forgiving /lab/debug/fail online 1 "$(thread cpuhp/1)" || echo "fail ends with $?"
}

load_faults()
{
	let_fail
	rmmod nestscope
	say "fails to load"
	forgiving /lab/debug/fail load $OURS || echo "fail ends with $?"
	say "fails to unload"
	/lab/debug/fail unload $OURS || echo "fail ends with $?"
	load
}

kvm()
{
	local n=0 readers
	/lab/debug/read_live "$DBG/live" /run/enough "$VIRT_ON" >/run/live & readers=$!
	while [ $n -lt "$KVM_RELOADS" ]; do
		rmmod "kvm_$LAB_VENDOR" && modprobe "kvm_$LAB_VENDOR" || echo "reload $n failed"
		n=$((n + 1))
		tell $n "reload of KVM"
	done
	kill $readers
	wait
	echo "reloads $n"
	cat /run/live
}

vmx()
{
	kvm
}

# CR4.VMXE without VMX operation, as a CPU has it for some instructions while KVM starts and ends: no look at a CPU can
# come between these, so a module makes it last. All VMX instructions are undefined then.
window()
{
	local n=0 readers
	rmmod kvm_intel
	/lab/debug/read_live "$DBG/live" /run/enough.window "vmxe=1" >/run/live & readers=$!
	while [ $n -lt "$WINDOWS" ]; do
		insmod /lab/debug/vmxe.ko && usleep 100000 && rmmod vmxe || echo "window $n failed"
		n=$((n + 1))
	done
	kill $readers
	wait
	echo "windows $n"
	cat /run/live
	modprobe kvm_intel
}

# Who calls which CPU, and by whom that is called, while a command runs on the first one
traced()
{
	local name=$1
	shift
	echo >$T/trace
	taskset 1 "$@" >/dev/null || echo "$name failed"
	grep -E 'csd_queue_cpu|^ =>' $T/trace >"$D/calls.$name"
}

calls()
{
	local msr
	msr=$(find /lib/modules -name msr.ko)
	rmmod nestscope
	rmmod msr
	echo 4096 >$T/buffer_size_kb
	echo 1 >$T/options/stacktrace
	echo 1 >$T/events/csd/csd_queue_cpu/enable
	traced load insmod $OURS
	# shellcheck disable=SC2046
	traced files cat $(find "$SYS" -type f)
	traced cpus cat "$DBG/cpus"
	traced msr insmod "$msr"
	echo 0 >$T/events/csd/csd_queue_cpu/enable
	echo 0 >$T/options/stacktrace
	rmmod nestscope
	load
}

# read_on NAME FILE: what the tracer says while the file is read
read_on()
{
	local end
	echo "$3" >$T/current_tracer
	echo 0 >$T/tracing_max_latency
	echo >$T/trace
	end=$(($(seconds) + TRACE_SECONDS))
	while [ "$(seconds)" -lt $end ]; do
		cat "$2" >/dev/null
	done
	[ "$3" != irqsoff ] || echo "$1 $(cat $T/tracing_max_latency)"
	cat $T/trace >"$D/$3.$1"
	echo nop >$T/current_tracer
}

irqsoff()
{
	echo 4096 >$T/buffer_size_kb
	echo 0 >$T/options/function-trace
	for file in /proc/version "$DBG/cpus" "$DBG/live"; do
		read_on "${file##*/}" "$file" irqsoff
	done
	echo read_slice sample_this_cpu hrtimer_interrupt >$T/set_ftrace_filter
	for file in cpus live; do
		read_on $file "$DBG/$file" function_graph
	done
	echo >$T/set_ftrace_filter
}

# Does the kernel take a module, and with which answer not?
try_module()
{
	if insmod "$2" 2>/run/insmod.err; then
		echo "$1: loaded"
		rmmod nestscope
	else
		sed "s/.*: /$1: /" /run/insmod.err
	fi
}

# What a kernel that is locked down allows
lockdown()
{
	local file
	mount -t securityfs securityfs /sys/kernel/security
	echo "mode: $(sed 's/.*\[//; s/].*//' /sys/kernel/security/lockdown)"
	for file in $(files); do
		cat "$file" >/dev/null && echo "readable $file"
	done
	rdmsr -p 0 0xc0000080 >/dev/null && echo "rdmsr: reads"
	for what in "status" "caps" "check" "module status"; do
		# shellcheck disable=SC2086
		nestscope $what >"$D/lockdown.${what% *}" 2>&1
	done
	rmmod nestscope
	nestscope module load >"$D/lockdown.load" 2>&1
	echo "module load: $?"
	try_module signed $OURS
	try_module unsigned /lab/debug/unsigned.ko
	try_module foreign /lab/debug/foreign.ko
	echo 1 >/sys/module/module/parameters/sig_enforce
	try_module enforced-unsigned /lab/debug/unsigned.ko
	try_module enforced-foreign /lab/debug/foreign.ko
	load
}

# Locked down, debugfs gives no file to those who could write to it.
scan()
{
	: >"$D/leaks.$1"
	[ "$1" != lockdown ] || return 0
	sleep 6
	echo scan >$LEAKS
	sleep 6
	echo scan >$LEAKS
	grep . $LEAKS >"$D/leaks.$1"
}

one()
{
	say "$1"
	dmesg -c >/dev/null
	"$1" >"$D/$1" 2>&1
	scan "$1"
	state >"$D/$1.after" 2>&1
	grep 'debug_locks' /proc/lockdep_stats >>"$D/$1"
	dmesg -c >"$D/$1.log"
}

[ "$LAYER" = 0 ] || exit 0
dmesg -c >"$D/boot.log"
rmmod nestscope
load
if grep -qvx lockdown /lab/debug/steps; then
	echo scan >$LEAKS
	echo clear >$LEAKS
fi
state >"$D/before"
# shellcheck disable=SC2013 # a step is a word
for step in $(cat /lab/debug/steps); do
	one "$step"
done
echo "lab: nestscope from here" >/dev/kmsg
