// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How the module reads a CPU: what it asks, how often, and for how long it
 * keeps interrupts off. The CPU is one that has every register.
 */
#include "harness.h"
#include "kernel.h"

/* Only a few at a time: each can be an exit, which takes tens of microseconds when nested. */
#define GENTLE 8
#define LEAVES 8

static struct {
	unsigned int cpuids;		/* CPUID instructions, in all */
	unsigned int msrs;		/* RDMSR instructions, in all */
	unsigned int ipis;
	unsigned int most;		/* of both in one IPI */
	unsigned int times[LEAVES];	/* how often CPUID was asked for a leaf */
	u32 leaves[LEAVES];
	int locked;
	bool unlocked_ipi;
	unsigned int gone_after;	/* this many IPIs the CPU is offline, 0 for never */
	bool few_leaves;
	u32 fault;			/* the MSR that faults */
} cpu;

static void count_leaf(u32 leaf)
{
	int i;

	cpu.cpuids++;
	for (i = 0; i < LEAVES - 1 && cpu.times[i] && cpu.leaves[i] != leaf; i++)
		;
	cpu.leaves[i] = leaf;
	cpu.times[i]++;
}

static void cpuid_count(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	(void)subleaf;
	count_leaf(leaf);
	*eax = 0xffff0003;
	*ebx = 0xffff0002;
	*ecx = 0xffffffff;
	*edx = 0xfffffff4;
	if (!(leaf & 0x7fffffff))
		*eax = leaf + (cpu.few_leaves ? 1 : 0x40);
}

static void cpuid(u32 leaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	cpuid_count(leaf, 0, eax, ebx, ecx, edx);
}

static u32 cpuid_eax(u32 leaf)
{
	u32 out[4];

	cpuid(leaf, &out[0], &out[1], &out[2], &out[3]);
	return out[0];
}

static u32 cpuid_ecx(u32 leaf)
{
	u32 out[4];

	cpuid(leaf, &out[0], &out[1], &out[2], &out[3]);
	return out[2];
}

static int ns_rdmsr_safe(u32 msr, u64 *value)
{
	cpu.msrs++;
	*value = ~0ull ^ msr;
	return msr == cpu.fault ? -EIO : 0;
}

static void cpus_read_lock(void)
{
	cpu.locked++;
}

static void cpus_read_unlock(void)
{
	cpu.locked--;
}

static int smp_call_function_single(unsigned int number, smp_call_func_t func, void *info, int wait)
{
	unsigned int before = cpu.cpuids + cpu.msrs;

	(void)number;
	(void)wait;
	if (cpu.gone_after && cpu.ipis >= cpu.gone_after)
		return -ENXIO;
	cpu.ipis++;
	cpu.unlocked_ipi |= cpu.locked != 1;
	func(info);
	if (cpu.cpuids + cpu.msrs - before > cpu.most)
		cpu.most = cpu.cpuids + cpu.msrs - before;
	return 0;
}

#include "read.c"

FIXTURE(read)
{
	struct ns_record record;
	struct ns_record other;
};

FIXTURE_SETUP(read)
{
	memset(&cpu, 0, sizeof(cpu));
}

FIXTURE_TEARDOWN(read)
{
}

static unsigned int rows(enum ns_kind kind)
{
	unsigned int n = 0;

	for (int reg = 0; reg < NS_REGISTERS; reg++)
		n += ns_registers[reg].kind == kind && ns_registers[reg].how != NS_HOW_NEVER;
	return n;
}

TEST_F(read, every_register_is_read_once)
{
	ASSERT_EQ(0, ns_read_cpu(3, &self->record));
	for (int reg = 0; reg < NS_REGISTERS; reg++) {
		EXPECT_EQ(ns_registers[reg].how == NS_HOW_NEVER ? NS_NEVER_READ : NS_VALUE, self->record.state[reg]) {
			TH_LOG("%s", ns_registers[reg].name);
		}
	}
	EXPECT_EQ(rows(NS_KIND_MSR), cpu.msrs);
	/* The leaves that are read, and the highest leaf of each range */
	EXPECT_LT(cpu.cpuids, rows(NS_KIND_CPUID));
	for (int i = 0; i < LEAVES; i++) {
		EXPECT_EQ(1, cpu.times[i]) {
			TH_LOG("leaf %#x", cpu.leaves[i]);
		}
	}
}

TEST_F(read, interrupts_are_off_for_a_few_registers_only)
{
	ASSERT_EQ(0, ns_read_cpu(3, &self->record));
	EXPECT_LE(cpu.most, GENTLE);
	EXPECT_GE(cpu.ipis, (cpu.cpuids + cpu.msrs) / GENTLE);
	EXPECT_LE(cpu.ipis, 8);
	EXPECT_FALSE(cpu.unlocked_ipi);
	EXPECT_EQ(0, cpu.locked);
}

TEST_F(read, what_a_cpu_reads_by_itself_is_the_same)
{
	ASSERT_EQ(0, ns_read_cpu(3, &self->record));
	ns_read_this_cpu(&self->other);
	EXPECT_EQ(0, memcmp(&self->record, &self->other, sizeof(self->record)));
}

TEST_F(read, offline)
{
	cpu.gone_after = 2;
	EXPECT_EQ(-ENXIO, ns_read_cpu(3, &self->record));
	EXPECT_EQ(0, cpu.locked);
}

TEST_F(read, leaves_out_of_range_are_absent)
{
	cpu.few_leaves = true;
	ASSERT_EQ(0, ns_read_cpu(3, &self->record));
	EXPECT_EQ(NS_VALUE, self->record.state[NS_REG_CPUID_80000001_ECX]);
	EXPECT_EQ(NS_ABSENT, self->record.state[NS_REG_CPUID_7_ECX]);
	EXPECT_EQ(NS_ABSENT, self->record.state[NS_REG_CPUID_8000000A_EDX]);
	EXPECT_EQ(NS_ABSENT, self->record.state[NS_REG_CPUID_8000001F_EAX]);
	EXPECT_EQ(NS_ABSENT, self->record.state[NS_REG_RMP_CFG]);
}

/* If a register faults, what depends on it is undecided, unless something else says that it does not exist. */
TEST_F(read, fault)
{
	cpu.fault = 0x482;
	ASSERT_EQ(0, ns_read_cpu(3, &self->record));
	EXPECT_EQ(NS_FAULT, self->record.state[NS_REG_IA32_VMX_PROCBASED_CTLS]);
	EXPECT_EQ(0, self->record.value[NS_REG_IA32_VMX_PROCBASED_CTLS]);
	EXPECT_EQ(NS_UNDECIDED, self->record.state[NS_REG_IA32_VMX_PROCBASED_CTLS2]);
	EXPECT_EQ(NS_UNDECIDED, self->record.state[NS_REG_IA32_VMX_EPT_VPID_CAP]);
	EXPECT_EQ(NS_VALUE, self->record.state[NS_REG_IA32_VMX_MISC]);
}

TEST_F(read, machine)
{
	ns_read_machine();
	EXPECT_STREQ("other", ns_machine.vendor);
	EXPECT_TRUE(ns_machine.hypervisor);
	EXPECT_EQ(0xffff0003, ns_machine.max_leaf);
}

TEST_HARNESS_MAIN
