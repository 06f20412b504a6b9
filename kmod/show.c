// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the files in debugfs share: iterating over the CPUs, asking one, and
 * printing a value. This file calls none of them.
 */

#include <linux/cpumask.h>
#include <linux/ktime.h>
#include <linux/seq_file.h>
#include <linux/smp.h>

#include "nestscope.h"

/* Position 0 is the header, position n + 1 is CPU n. */
static void *cpu_position(loff_t *pos)
{
	if (*pos > 0)
		*pos = cpumask_next(*pos - 2, cpu_possible_mask) + 1;
	return *pos <= nr_cpu_ids ? pos : NULL;
}

/**
 * ns_cpu_start - seq_operations.start of a file with a part for each CPU
 * @file: the file
 * @pos: 0 for the header, else 1 more than the CPU
 *
 * Return: @pos, NULL at the end.
 */
void *ns_cpu_start(struct seq_file *file, loff_t *pos)
{
	return cpu_position(pos);
}

/**
 * ns_cpu_next - seq_operations.next of a file with a part for each CPU
 * @file: the file
 * @v: what the last call returned
 * @pos: the position, made that of the next possible CPU
 *
 * Return: @pos, NULL at the end.
 */
void *ns_cpu_next(struct seq_file *file, void *v, loff_t *pos)
{
	++*pos;
	return cpu_position(pos);
}

/**
 * ns_cpu_stop - seq_operations.stop of a file with a part for each CPU
 * @file: the file
 * @v: not used
 */
void ns_cpu_stop(struct seq_file *file, void *v)
{
}

/**
 * ns_is_recent - was a CPU asked so recently that its answer still holds?
 * @asked: when, in nanoseconds; 0 for never
 * @interval: how long an answer holds, in nanoseconds
 *
 * Return: true if it was.
 */
bool ns_is_recent(u64 asked, u64 interval)
{
	return asked && ktime_get_ns() - asked < interval;
}

/**
 * ns_ask_cpu - run a function on a CPU with interrupts off, at a limited rate
 * @cpu: the CPU
 * @asked: time of the last call in nanoseconds, 0 for never; updated here, so
 *	the caller must hold a lock
 * @interval: shortest time between two calls, in nanoseconds
 * @func: the function to run
 * @info: its argument
 *
 * Return: true if the function ran, now or less than @interval ago: the caller
 * uses the last answer. False if the CPU is offline.
 */
bool ns_ask_cpu(unsigned int cpu, u64 *asked, u64 interval, smp_call_func_t func, void *info)
{
	if (!cpu_online(cpu))
		return false;
	if (ns_is_recent(*asked, interval))
		return true;
	if (smp_call_function_single(cpu, func, info, 1))
		return false;
	*asked = ktime_get_ns();
	return true;
}

/**
 * ns_print_value - print what is known of a register
 * @file: the file to print to
 * @reg: the register
 * @state: its state
 * @value: its value, if @state is NS_VALUE
 */
void ns_print_value(struct seq_file *file, enum ns_reg reg, enum ns_state state, u64 value)
{
	static const char * const words[] = {
		[NS_NEVER_READ] = "unreadable:never-read",
		[NS_ABSENT] = "absent",
		[NS_FAULT] = "unreadable:fault",
		[NS_UNDECIDED] = "unreadable:undecided",
	};

	if (state != NS_VALUE)
		seq_puts(file, words[state]);
	else if (ns_registers[reg].how == NS_HOW_FLAG)
		seq_printf(file, "%llu", value);
	else
		seq_printf(file, "0x%016llx", value);
}

/**
 * ns_print_current - print which VMCS is a CPU's current one
 * @file: the file to print to
 * @vmcs: the VMCS
 */
void ns_print_current(struct seq_file *file, const struct ns_vmcs *vmcs)
{
	static const char * const words[] = {
		[NS_VMCS_NO_ROOT] = "root=0 current=0",
		[NS_VMCS_NONE] = "root=1 current=0",
		[NS_VMCS_SHADOW] = "root=1 current=shadow",
		[NS_VMCS_CURRENT] = "root=1 current=1",
	};

	seq_puts(file, words[vmcs->kind]);
}
