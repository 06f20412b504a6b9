// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the registers, and keeping what was read.
 */

#include <linux/build_bug.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "compat.h"
#include "nestscope.h"

/**
 * DOC: overview
 *
 * A CPU reads its own registers in the hotplug callback, which runs on that CPU
 * at load and whenever it comes online, so that not even one IPI is needed. It
 * reads into a record of its own; only then is the record copied to where
 * others look, under a lock, so nobody ever sees half of one. What was read
 * stays when the CPU goes offline: there is no callback for that, and readers
 * ask cpu_online() instead.
 *
 * What is kept is given out without disturbing any CPU. A fresh record costs
 * one IPI, and goes to the caller's memory without being kept.
 *
 * Whether a register exists is never decided by reading it: emulators and
 * hypervisors answer 0 for MSRs that are not there. Its row names the register
 * and the bits that say so.
 */

#define NS_MSR(id, number_, how_, mask_, dir_, file_, kernel, if_, any_, and_, and_any_) \
	[NS_REG_##id] = {						\
		.name = #id,						\
		.file = file_,						\
		.number = number_,					\
		.kind = NS_KIND_MSR,					\
		.how = NS_HOW_##how_,					\
		.dir = NS_DIR_##dir_,					\
		.if_reg = NS_REG_##if_,					\
		.and_reg = NS_REG_##and_,				\
		.mask = mask_,						\
		.if_any = any_,						\
		.and_any = and_any_,					\
	},
#define NS_CPUID(id, leaf_, subleaf_, out_, dir_, file_, if_, any_, and_, and_any_) \
	[NS_REG_##id] = {						\
		.name = #id,						\
		.file = file_,						\
		.number = leaf_,					\
		.subleaf = subleaf_,					\
		.out = NS_OUT_##out_,					\
		.kind = NS_KIND_CPUID,					\
		.how = NS_HOW_VALUE,					\
		.dir = NS_DIR_##dir_,					\
		.if_reg = NS_REG_##if_,					\
		.and_reg = NS_REG_##and_,				\
		.mask = U32_MAX,					\
		.if_any = any_,						\
		.and_any = and_any_,					\
	},
const struct ns_register ns_registers[NS_REGISTERS] = {
#include <nestscope/registers.h>
};

/* One pass in the table's order is enough, because conditions name rows above. */
#define NS_MSR(id, number, how, mask, dir, file, kernel, if_, any, and_, and_any) \
	BUILD_BUG_ON_ZERO(NS_REG_##if_ >= NS_REG_##id || NS_REG_##and_ >= NS_REG_##id),
#define NS_CPUID(id, leaf, subleaf, out, dir, file, if_, any, and_, and_any) \
	BUILD_BUG_ON_ZERO(NS_REG_##if_ >= NS_REG_##id || NS_REG_##and_ >= NS_REG_##id),
static const int conditions_in_order[] __maybe_unused = {
#include <nestscope/registers.h>
};

struct ns_machine ns_machine __ro_after_init;

static struct ns_kept __percpu *kept __ro_after_init;
static DEFINE_SPINLOCK(kept_lock);		/* guards what follows and *kept */
static struct cpumask read_cpus;		/* whose record is kept */
static struct cpumask differing_cpus;		/* whose record is not the reference's */
static unsigned int reference_cpu = UINT_MAX;	/* the first that was read */

static enum cpuhp_state hotplug_state __ro_after_init;

static bool leaf_in_range(u32 leaf)
{
	u32 base = leaf & 0xffff0000;
	u32 highest = cpuid_eax(base);

	return highest >= leaf && (highest & 0xffff0000) == base;
}

static void read_cpuid(const struct ns_register *row, u64 *value)
{
	u32 out[4];

	cpuid_count(row->number, row->subleaf, &out[NS_OUT_EAX], &out[NS_OUT_EBX],
		    &out[NS_OUT_ECX], &out[NS_OUT_EDX]);
	*value = out[row->out];
}

/* NS_VALUE stands for "met": what a condition looks at may itself be unread. */
static enum ns_state condition(const struct ns_record *known, enum ns_reg reg, u64 any)
{
	if (reg == NS_REG_NONE)
		return NS_VALUE;
	switch (known->state[reg]) {
	case NS_VALUE:
		return known->value[reg] & any ? NS_VALUE : NS_ABSENT;
	case NS_ABSENT:
		return NS_ABSENT;
	default:
		return NS_UNDECIDED;
	}
}

static enum ns_state existence(const struct ns_register *row, const struct ns_record *known)
{
	enum ns_state first = condition(known, row->if_reg, row->if_any);
	enum ns_state second = condition(known, row->and_reg, row->and_any);

	if (row->kind == NS_KIND_CPUID && !leaf_in_range(row->number))
		return NS_ABSENT;
	if (first == NS_ABSENT || second == NS_ABSENT)
		return NS_ABSENT;
	return first == NS_VALUE ? second : first;
}

/**
 * ns_read_register - read a register of the CPU this runs on, now
 * @reg: the register
 * @known: a record of this CPU, for the registers that say whether @reg exists
 * @value: where to; untouched unless there is a value
 *
 * The caller must be bound to the CPU. Does not sleep.
 *
 * Return: the state.
 */
enum ns_state ns_read_register(enum ns_reg reg, const struct ns_record *known, u64 *value)
{
	const struct ns_register *row = &ns_registers[reg];
	enum ns_state state = existence(row, known);
	u64 raw;

	if (row->how == NS_HOW_NEVER)
		return NS_NEVER_READ;
	if (state != NS_VALUE)
		return state;
	if (row->kind == NS_KIND_CPUID)
		read_cpuid(row, &raw);
	else if (ns_rdmsr_safe(row->number, &raw))
		return NS_FAULT;
	raw &= row->mask;
	*value = row->how == NS_HOW_FLAG ? !!raw : raw;
	return NS_VALUE;
}

/* On the CPU it is about, which must not change meanwhile. */
static void read_this_cpu(void *info)
{
	struct ns_record *record = info;
	int reg;

	memset(record, 0, sizeof(*record));
	for (reg = 0; reg < NS_REGISTERS; reg++)
		record->state[reg] = ns_read_register(reg, record, &record->value[reg]);
}

/**
 * ns_changed - do two records say different things about a register?
 * @reg: the register
 * @a: one record
 * @b: another one, of any CPU and any time
 *
 * Return: true if they do.
 */
bool ns_changed(enum ns_reg reg, const struct ns_record *a, const struct ns_record *b)
{
	return a->state[reg] != b->state[reg] || a->value[reg] != b->value[reg];
}

/**
 * ns_differs - does a register differ between CPUs where it should not?
 * @reg: the register
 * @a: one CPU's record
 * @b: another CPU's
 *
 * Return: true if it differs, and is not one that changes while the machine
 * runs.
 */
bool ns_differs(enum ns_reg reg, const struct ns_record *a, const struct ns_record *b)
{
	return ns_registers[reg].how == NS_HOW_VALUE && ns_changed(reg, a, b);
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

	read_this_cpu(&record);
	spin_lock(&kept_lock);
	keep(cpu, &record);
	spin_unlock(&kept_lock);
	return 0;
}

/**
 * ns_read_cpu - read every register of a CPU afresh, with one IPI
 * @cpu: the CPU
 * @record: where to; untouched on failure
 *
 * Return: 0, or -ENXIO if @cpu is offline.
 */
int ns_read_cpu(unsigned int cpu, struct ns_record *record)
{
	return smp_call_function_single(cpu, read_this_cpu, record, 1);
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

static const char * __init read_vendor(void)
{
	static const struct {
		char string[13];
		const char *word;
	} vendors[] = {
		{ "GenuineIntel", "intel" },
		{ "AuthenticAMD", "amd" },
		{ "HygonGenuine", "hygon" },
		{ "  Shanghai  ", "zhaoxin" },
		{ "CentaurHauls", "centaur" },
	};
	u32 highest, string[3];
	int i;

	cpuid(0, &highest, &string[0], &string[2], &string[1]);
	for (i = 0; i < ARRAY_SIZE(vendors); i++)
		if (!memcmp(string, vendors[i].string, sizeof(string)))
			return vendors[i].word;
	return "other";
}

static void __init read_machine(struct ns_machine *machine)
{
	u32 signature[3];

	machine->vendor = read_vendor();
	machine->hypervisor = cpuid_ecx(1) & NS_MASK(X86_FEATURE_HYPERVISOR);
	/* Without a hypervisor the leaf holds that of another one, or nothing. */
	if (!machine->hypervisor)
		return;
	cpuid(0x40000000, &machine->max_leaf, &signature[0], &signature[1], &signature[2]);
	memcpy(machine->signature, signature, sizeof(machine->signature));
}

/**
 * ns_read_init - read every online CPU, and from now on those that come online
 *
 * Return: 0 or a negative error.
 */
int __init ns_read_init(void)
{
	int ret;

	read_machine(&ns_machine);
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
 * ns_read_exit - stop reading, and forget everything
 */
void ns_read_exit(void)
{
	cpuhp_remove_state(hotplug_state);
	free_percpu(kept);
}
