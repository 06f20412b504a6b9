// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the registers.
 *
 * Whether a register exists is never decided by reading it: emulators and
 * hypervisors answer 0 for MSRs that are not there. Its row names the register
 * and the bits that say so.
 */

#include <linux/build_bug.h>
#include <linux/cpu.h>
#include <linux/kernel.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "compat.h"
#include "nestscope.h"

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

/*
 * How often a CPU is asked, by RDMSR or CPUID, before it may take interrupts
 * again: in a guest each can be an exit, of tens of microseconds when nested.
 * One register may take two, so it can be one more.
 */
#define SLICE 7

/**
 * struct reading - a record that is being read, and what CPUID said meanwhile
 * @record: where to
 * @next: the first register that is still to be read
 * @asked: how often the CPU was asked in this slice
 * @basic: highest leaf from 0 on, if @basic_known
 * @extended: that from 0x80000000 on, if @extended_known
 * @basic_known: it has been read
 * @extended_known: it has been read
 * @leaf: the last leaf that was read, by one of its rows; NULL for none
 * @out: what it said
 */
struct reading {
	struct ns_record *record;
	int next;
	unsigned int asked;
	u32 basic;
	u32 extended;
	bool basic_known;
	bool extended_known;
	const struct ns_register *leaf;
	u32 out[4];
};

static u32 highest_leaf(struct reading *reading, u32 base)
{
	u32 *highest = base ? &reading->extended : &reading->basic;
	bool *known = base ? &reading->extended_known : &reading->basic_known;

	if (!*known) {
		*highest = cpuid_eax(base);
		*known = true;
		reading->asked++;
	}
	return *highest;
}

static bool leaf_in_range(struct reading *reading, u32 leaf)
{
	u32 base = leaf & 0xffff0000;
	u32 highest = highest_leaf(reading, base);

	return highest >= leaf && (highest & 0xffff0000) == base;
}

static void read_leaf(struct reading *reading, const struct ns_register *row)
{
	const struct ns_register *last = reading->leaf;

	if (last && last->number == row->number && last->subleaf == row->subleaf)
		return;
	cpuid_count(row->number, row->subleaf, &reading->out[NS_OUT_EAX],
		    &reading->out[NS_OUT_EBX], &reading->out[NS_OUT_ECX],
		    &reading->out[NS_OUT_EDX]);
	reading->leaf = row;
	reading->asked++;
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

	if (first == NS_ABSENT || second == NS_ABSENT)
		return NS_ABSENT;
	return first == NS_VALUE ? second : first;
}

/**
 * ns_read_msr - read an MSR of the CPU this runs on, now
 * @reg: the MSR
 * @known: a record of this CPU, for the registers that say whether @reg exists
 * @value: where to; untouched unless there is a value
 *
 * The caller must be bound to the CPU. Does not sleep.
 *
 * Return: the state.
 */
enum ns_state ns_read_msr(enum ns_reg reg, const struct ns_record *known, u64 *value)
{
	const struct ns_register *row = &ns_registers[reg];
	enum ns_state state = existence(row, known);
	u64 raw;

	if (row->how == NS_HOW_NEVER)
		return NS_NEVER_READ;
	if (state != NS_VALUE)
		return state;
	if (ns_rdmsr_safe(row->number, &raw))
		return NS_FAULT;
	raw &= row->mask;
	*value = row->how == NS_HOW_FLAG ? !!raw : raw;
	return NS_VALUE;
}

static enum ns_state read_cpuid(struct reading *reading, enum ns_reg reg, u64 *value)
{
	const struct ns_register *row = &ns_registers[reg];
	enum ns_state state = existence(row, reading->record);

	if (state != NS_VALUE)
		return state;
	if (!leaf_in_range(reading, row->number))
		return NS_ABSENT;
	read_leaf(reading, row);
	*value = reading->out[row->out] & row->mask;
	return NS_VALUE;
}

static void read_next(struct reading *reading)
{
	struct ns_record *record = reading->record;
	int reg = reading->next++;
	enum ns_state state;

	if (ns_registers[reg].kind == NS_KIND_CPUID) {
		state = read_cpuid(reading, reg, &record->value[reg]);
	} else {
		state = ns_read_msr(reg, record, &record->value[reg]);
		if (state == NS_VALUE || state == NS_FAULT)
			reading->asked++;
	}
	record->state[reg] = state;
}

static void begin_reading(struct reading *reading, struct ns_record *record)
{
	memset(record, 0, sizeof(*record));
	memset(reading, 0, sizeof(*reading));
	reading->record = record;
}

/* On the CPU it is about */
static void read_slice(void *info)
{
	struct reading *reading = info;

	reading->asked = 0;
	while (reading->next < NS_REGISTERS && reading->asked < SLICE)
		read_next(reading);
}

/**
 * ns_read_this_cpu - read every register of the CPU this runs on
 * @record: where to
 *
 * The caller must be bound to the CPU, and may take interrupts.
 */
void ns_read_this_cpu(struct ns_record *record)
{
	struct reading reading;

	begin_reading(&reading, record);
	while (reading.next < NS_REGISTERS)
		read_next(&reading);
}

/**
 * ns_read_cpu - read every register of a CPU afresh
 * @cpu: the CPU
 * @record: where to; unfinished on failure
 *
 * Costs some IPIs, in each of which the CPU is asked for a few registers with
 * interrupts off. It does not go offline meanwhile. May sleep.
 *
 * Return: 0, or -ENXIO if @cpu is offline.
 */
int ns_read_cpu(unsigned int cpu, struct ns_record *record)
{
	struct reading reading;
	int ret;

	begin_reading(&reading, record);
	cpus_read_lock();
	do {
		ret = smp_call_function_single(cpu, read_slice, &reading, 1);
	} while (!ret && reading.next < NS_REGISTERS);
	cpus_read_unlock();
	return ret;
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

/**
 * ns_read_machine - read what is the same on every CPU, into ns_machine
 */
void __init ns_read_machine(void)
{
	struct ns_machine *machine = &ns_machine;
	u32 signature[3];

	machine->vendor = read_vendor();
	machine->hypervisor = cpuid_ecx(1) & NS_MASK(X86_FEATURE_HYPERVISOR);
	/* Without a hypervisor the leaf holds that of another one, or nothing. */
	if (!machine->hypervisor)
		return;
	cpuid(0x40000000, &machine->max_leaf, &signature[0], &signature[1], &signature[2]);
	memcpy(machine->signature, signature, sizeof(machine->signature));
}
