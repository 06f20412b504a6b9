#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=dash
#
# For how long the module has interrupts off while its files are read, and how long one CPUID takes, which is an exit
# where there is a hypervisor below: what function_graph says of the handlers of the IPIs. A VM that never runs has a
# VMCS, which stays the current one of its CPU.

T=/sys/kernel/tracing
I=$OUT/irqs
ROUNDS=8
mkdir -p "$I"

# Each file says the same for some time, whoever asked: cpus for a second, live for 4 ms.
read_files()
{
	local n=0
	while [ $n -lt $((ROUNDS * 10)) ]; do
		cat "$DBG/cpus" "$DBG/live"
		dd if=/dev/cpu/0/cpuid bs=16 count=1
		usleep 100000
		n=$((n + 1))
	done >/dev/null
}

start_vm()
{
	mkfifo /run/monitor
	qemu-system-x86_64 -M microvm -bios qboot.rom -accel kvm -cpu host -m 16 -S -nodefaults -display none -monitor stdio \
		</run/monitor >/dev/null 2>"$I/qemu.err" &
	vm=$!
	exec 4>/run/monitor
	sleep 2
}

measure()
{
	rmmod nestscope && insmod /lab/nestscope.ko live_vmcs=1 || return
	start_vm
	echo 4096 >$T/buffer_size_kb
	echo read_slice sample_this_cpu cpuid_smp_cpuid >$T/set_ftrace_filter || return
	echo >$T/trace
	echo function_graph >$T/current_tracer
	read_files 2>"$I/dd.err"
	echo 0 >$T/tracing_on
	# Before the trace is read: a line without its end is left out.
	grep -E 'us +\|' $T/trace >"$I/trace"
	echo nop >$T/current_tracer
	echo >$T/set_ftrace_filter
	cat "$DBG/live" >"$I/live"
	exec 4>&-
	kill $vm
	wait
}

say "irqs"
measure >"$I/out" 2>"$I/err"
echo $? >"$I/rc"
