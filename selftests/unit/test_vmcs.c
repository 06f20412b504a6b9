// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module's look at a CPU's current VMCS, with instructions that do what a
 * test says: what no emulator has is memory encryption, and VMREAD that fails.
 */
#include "harness.h"
#include "kernel.h"

typedef struct { u64 key[2]; } siphash_key_t;

/* Other kernel functions that the file uses, as far as these tests need them */
#define __va(address) (address)
#define X86_CR4_VMXE BIT(13)
#define hypervisor_is_type(type) false
#define tsc_khz 1000000u

/* Fields of a VMCS and bits of them: the SDM, vol. 3, appendix B */
enum {
	SECONDARY_VM_EXEC_CONTROL = 0x401e,
	CPU_BASED_VM_EXEC_CONTROL = 0x4002,
	CR4_READ_SHADOW = 0x6006,
	VMCS_LINK_POINTER = 0x2800,
};
#define CPU_BASED_ACTIVATE_SECONDARY_CONTROLS BIT(31)
#define SECONDARY_EXEC_SHADOW_VMCS BIT(14)

static bool virt_addr_valid(u64 address)
{
	return address >> 12;
}

static u64 siphash_1u64(u64 value, const siphash_key_t *key)
{
	return value ^ key->key[0];
}

static void get_random_bytes(void *to, size_t size)
{
	memset(to, 1, size);
}

static u64 rdtsc_ordered(void)
{
	static u64 now;

	return now += 10;
}

static u32 cpuid_eax(u32 leaf)
{
	return leaf;
}

static void cpuid_count(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	*eax = *ebx = *ecx = *edx = leaf + subleaf;
}

/* The CPU */
static struct {
	bool root;			/* VMPTRST does not fault */
	u64 pointer;			/* what it stores */
	u32 header;			/* of the region there */
	unsigned int headers_read;
	bool fields_fail;		/* VMREAD */
	bool link_fails;		/* VMREAD of the link pointer */
	u64 link;
	u64 secondary;
} vcpu;

/* In place of vmx.h */
#define NESTSCOPE_VMX_H
static bool store_pointer(u64 *pointer)
{
	*pointer = vcpu.pointer;
	return vcpu.root;
}

static bool read_field(unsigned long field, unsigned long *value)
{
	*value = 0;
	if (vcpu.fields_fail || (vcpu.link_fails && field == VMCS_LINK_POINTER))
		return false;
	switch (field) {
	case VMCS_LINK_POINTER:
		*value = vcpu.link;
		break;
	case CPU_BASED_VM_EXEC_CONTROL:
		*value = CPU_BASED_ACTIVATE_SECONDARY_CONTROLS;
		break;
	case SECONDARY_VM_EXEC_CONTROL:
		*value = vcpu.secondary;
		break;
	}
	return true;
}

static bool read_direct_map(phys_addr_t address, u32 *value)
{
	(void)address;
	vcpu.headers_read++;
	*value = vcpu.header;
	return true;
}

#include "vmcs.c"

struct ns_machine ns_machine;

bool ns_get_bit(enum ns_reg reg, unsigned int bit)
{
	(void)reg;
	(void)bit;
	return false;
}

FIXTURE(vmcs)
{
	struct ns_record known;
	struct ns_vmcs sample;
};

/* A guest hypervisor's VMCS on a CPU without TME */
FIXTURE_SETUP(vmcs)
{
	memset(self, 0, sizeof(*self));
	self->known.state[NS_REG_IA32_TME_ACTIVATE] = NS_ABSENT;
	self->known.state[NS_REG_IA32_VMX_PROCBASED_CTLS] = NS_VALUE;
	self->known.value[NS_REG_IA32_VMX_PROCBASED_CTLS] = BIT_ULL(63);
	memset(&vcpu, 0, sizeof(vcpu));
	vcpu.root = true;
	vcpu.pointer = 0x123000;
	vcpu.link = 0x456000;
	vcpu.secondary = SECONDARY_EXEC_SHADOW_VMCS;
}

FIXTURE_TEARDOWN(vmcs)
{
}

static void set_tme(struct ns_record *known, u64 value)
{
	known->state[NS_REG_IA32_TME_ACTIVATE] = NS_VALUE;
	known->value[NS_REG_IA32_TME_ACTIVATE] = value;
}

#define LOOK() ns_vmcs_sample(&self->known, &self->sample)

TEST_F(vmcs, shadowing_is_seen)
{
	LOOK();
	EXPECT_EQ(self->sample.kind, NS_VMCS_CURRENT);
	EXPECT_TRUE(self->sample.header_read);
	EXPECT_EQ(self->sample.link.state, NS_VALUE);
	EXPECT_TRUE(self->sample.link.on);
	EXPECT_EQ(self->sample.shadowing.state, NS_VALUE);
	EXPECT_TRUE(self->sample.shadowing.on);
}

TEST_F(vmcs, header_is_read_where_there_is_one_key)
{
	static const u64 one_key[] = {
		0,			/* off */
		1,			/* locked off */
		0x3,			/* on: TME */
		0x80000003,
		0xf00000000ull,		/* off, whatever the bits for keys */
	};

	for (size_t i = 0; i < sizeof(one_key) / sizeof(one_key[0]); i++) {
		set_tme(&self->known, one_key[i]);
		LOOK();
		EXPECT_EQ(vcpu.headers_read, i + 1) {
			TH_LOG("%#llx", (unsigned long long)one_key[i]);
		}
		EXPECT_TRUE(self->sample.header_read);
	}
}

TEST_F(vmcs, header_is_not_read_where_there_are_keys)
{
	for (unsigned int bits = 1; bits < 16; bits++) {
		set_tme(&self->known, 0x3 | (u64)bits << 32);
		LOOK();
		EXPECT_EQ(self->sample.kind, NS_VMCS_CURRENT);
		EXPECT_FALSE(self->sample.header_read);
	}
	self->known.state[NS_REG_IA32_TME_ACTIVATE] = NS_FAULT;
	LOOK();
	self->known.state[NS_REG_IA32_TME_ACTIVATE] = NS_UNDECIDED;
	LOOK();
	EXPECT_EQ(vcpu.headers_read, 0);
}

TEST_F(vmcs, header_is_not_read_of_a_page_that_is_none)
{
	vcpu.pointer = 0x10;
	LOOK();
	EXPECT_EQ(vcpu.headers_read, 0);
	EXPECT_FALSE(self->sample.header_read);
}

TEST_F(vmcs, shadow_vmcs_is_dropped)
{
	vcpu.header = BIT(31);
	LOOK();
	EXPECT_EQ(self->sample.kind, NS_VMCS_SHADOW);

	/* If its header is not read, its link pointer tells it. */
	set_tme(&self->known, 0x300000003ull);
	vcpu.link = 0;
	LOOK();
	EXPECT_EQ(self->sample.kind, NS_VMCS_SHADOW);
	vcpu.link = ~0ull;
	LOOK();
	EXPECT_EQ(self->sample.kind, NS_VMCS_CURRENT);
	EXPECT_FALSE(self->sample.link.on);
}

TEST_F(vmcs, link_pointer_that_cannot_be_read_is_unreadable)
{
	for (int keys = 0; keys < 2; keys++) {
		set_tme(&self->known, 0x3 | (u64)keys << 32);
		vcpu.fields_fail = false;
		vcpu.link_fails = true;
		LOOK();
		EXPECT_EQ(self->sample.kind, NS_VMCS_CURRENT);
		EXPECT_EQ(self->sample.link.state, NS_FAULT);
		EXPECT_FALSE(self->sample.link.on);
		EXPECT_EQ(self->sample.shadowing.state, NS_VALUE);

		vcpu.fields_fail = true;
		LOOK();
		EXPECT_EQ(self->sample.kind, NS_VMCS_CURRENT);
		EXPECT_EQ(self->sample.link.state, NS_FAULT);
		EXPECT_EQ(self->sample.shadowing.state, NS_FAULT);
		EXPECT_EQ(self->sample.guest_vmxe.state, NS_FAULT);
	}
}

TEST_F(vmcs, none)
{
	vcpu.pointer = ~0ull;
	LOOK();
	EXPECT_EQ(self->sample.kind, NS_VMCS_NONE);
	vcpu.root = false;
	LOOK();
	EXPECT_EQ(self->sample.kind, NS_VMCS_NO_ROOT);
}

TEST_HARNESS_MAIN
