// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeping what was read.
 *
 * A CPU reads its own registers in the hotplug callback, which runs on that CPU
 * at load and whenever it comes online, so that not even one IPI is needed. It
 * reads into a record of its own; only then is the record copied to where
 * others look, under a lock, so nobody ever sees half of one. What was read
 * stays when the CPU goes offline: there is no callback for that, and readers
 * ask cpu_online() instead.
 *
 * What is kept is given out without disturbing any CPU. A fresh record costs
 * IPIs, and goes to the caller's memory without being kept.
 */

#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "nestscope.h"

/* Not __ro_after_init: kmemleak looks there for no pointer, and would call this a leak. */
static struct ns_kept __percpu *kept;
static DEFINE_SPINLOCK(kept_lock);		/* guards what follows and *kept */
static struct cpumask read_cpus;		/* whose record is kept */
static struct cpumask differing_cpus;		/* whose record is not the reference's */
static unsigned int reference_cpu = UINT_MAX;	/* the first that was read */

static enum cpuhp_state hotplug_state __ro_after_init;

/**
 * ns_differs - do two records say different things about a register?
 * @reg: the register
 * @a: one record
 * @b: another one, of any CPU and any time
 *
 * Return: true if they do, and the register is not one that changes while the
 * machine runs.
 */
bool ns_differs(enum ns_reg reg, const struct ns_record *a, const struct ns_record *b)
{
	return ns_registers[reg].how == NS_HOW_VALUE &&
	       (a->state[reg] != b->state[reg] || a->value[reg] != b->value[reg]);
}

static bool records_differ(const struct ns_record *a, const struct ns_record *b)
{
	int reg;

	for (reg = 0; reg < NS_REGISTERS; reg++)
		if (ns_differs(reg, a, b))
			return true;
	return false;
}

static void compare_with_reference(unsigned int cpu)
{
	if (records_differ(&per_cpu_ptr(kept, cpu)->last,
			   &per_cpu_ptr(kept, reference_cpu)->last))
		cpumask_set_cpu(cpu, &differing_cpus);
	else
		cpumask_clear_cpu(cpu, &differing_cpus);
}

static void keep(unsigned int cpu, const struct ns_record *record)
{
	struct ns_kept *mine = per_cpu_ptr(kept, cpu);
	unsigned int other;

	if (!cpumask_test_and_set_cpu(cpu, &read_cpus))
		mine->first = *record;
	mine->last = *record;
	mine->times++;

	if (reference_cpu == UINT_MAX)
		reference_cpu = cpu;
	if (cpu != reference_cpu) {
		compare_with_reference(cpu);
		return;
	}
	for_each_cpu(other, &read_cpus)
		compare_with_reference(other);
}

/* Runs on @cpu. Nothing that it finds may keep the CPU from coming online. */
static int cpu_online_callback(unsigned int cpu)
{
	struct ns_record record;

	ns_read_this_cpu(&record);
	spin_lock(&kept_lock);
	keep(cpu, &record);
	spin_unlock(&kept_lock);
	return 0;
}

/**
 * ns_get_kept - what is kept of a CPU
 * @cpu: the CPU, online or not
 * @copy: where to; untouched on failure
 *
 * Return: true, or false if @cpu was never read.
 */
bool ns_get_kept(unsigned int cpu, struct ns_kept *copy)
{
	bool known;

	spin_lock(&kept_lock);
	known = cpumask_test_cpu(cpu, &read_cpus);
	if (known)
		*copy = *per_cpu_ptr(kept, cpu);
	spin_unlock(&kept_lock);
	return known;
}

/**
 * ns_get_value - what is kept of one register of the reference CPU
 * @reg: the register
 * @value: the value, 0 if there is none
 *
 * Return: the state.
 */
enum ns_state ns_get_value(enum ns_reg reg, u64 *value)
{
	const struct ns_record *record;
	enum ns_state state;

	spin_lock(&kept_lock);
	record = &per_cpu_ptr(kept, reference_cpu)->last;
	state = record->state[reg];
	*value = record->value[reg];
	spin_unlock(&kept_lock);
	return state;
}

/**
 * ns_get_bit - a bit of what is kept of one register of the reference CPU
 * @reg: the register
 * @bit: 0 to 63
 *
 * Return: true if the register has a value and the bit is set in it.
 */
bool ns_get_bit(enum ns_reg reg, unsigned int bit)
{
	u64 value;

	return ns_get_value(reg, &value) == NS_VALUE && value & BIT_ULL(bit);
}

/**
 * ns_reference_cpu - the CPU that the others are compared with
 *
 * Return: the first that was read, which stays the same until unload.
 */
unsigned int ns_reference_cpu(void)
{
	return reference_cpu;
}

/**
 * ns_cpus_agree - does every CPU say the same?
 *
 * Return: true if no CPU's record differs from the reference CPU's.
 */
bool ns_cpus_agree(void)
{
	bool agree;

	spin_lock(&kept_lock);
	agree = cpumask_empty(&differing_cpus);
	spin_unlock(&kept_lock);
	return agree;
}

/**
 * ns_list_cpus - the CPUs that were read, as a list
 *
 * Return: a line, however long, that the caller frees; NULL without memory.
 */
char *ns_list_cpus(void)
{
	cpumask_var_t copy;
	char *list;

	if (!alloc_cpumask_var(&copy, GFP_KERNEL))
		return NULL;
	spin_lock(&kept_lock);
	cpumask_copy(copy, &read_cpus);
	spin_unlock(&kept_lock);
	list = kasprintf(GFP_KERNEL, "%*pbl\n", cpumask_pr_args(copy));
	free_cpumask_var(copy);
	return list;
}

/**
 * ns_kept_init - read every online CPU, and from now on those that come online
 *
 * Return: 0 or a negative error.
 */
int __init ns_kept_init(void)
{
	int ret;

	ns_read_machine();
	kept = alloc_percpu(struct ns_kept);
	if (!kept)
		return -ENOMEM;
	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "nestscope:online",
				cpu_online_callback, NULL);
	if (ret < 0)
		goto err_hotplug;
	hotplug_state = ret;
	return 0;

err_hotplug:
	free_percpu(kept);
	return ret;
}

/**
 * ns_kept_exit - stop reading, and forget everything
 */
void ns_kept_exit(void)
{
	cpuhp_remove_state(hotplug_state);
	free_percpu(kept);
}
