// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tables against themselves, and against what a kernel's own headers call
 * the same registers and bits.
 */
#include <ctype.h>

#include "analysis/decode.h"
#include "analysis/subject.h"
#include "common.h"
#include "kernel_names.h"
#include "model/flags.h"
#include "harness.h"

#define ROW_LOG(b) TH_LOG("%s[%u] %s", ns_registers[(b)->reg].name, ns_bit_position(b), (b)->name)

static uint64_t ones(unsigned int width)
{
	return width == 64 ? ~0ull : (1ull << width) - 1;
}

static uint64_t bits_of(const struct ns_bit *b)
{
	uint64_t mask = ones(b->width) << b->low;

	return b->kind == NS_BIT_CTL ? mask | mask << 32 : mask;
}

static bool kernel_value(const char *name, size_t len, uint64_t *value)
{
	for (const struct kernel_value *k = kernel_values; k->name; k++) {
		if (strlen(k->name) == len && !strncmp(k->name, name, len)) {
			*value = k->value;
			return true;
		}
	}
	return false;
}

static bool chars_of(const char *s, const char *more)
{
	for (; *s; s++)
		if (!islower(*s) && !isdigit(*s) && !strchr(more, *s))
			return false;
	return true;
}

/* Every row is in the arrays. */
TEST(counts)
{
	size_t registers = 0, bits = 0;

#define NS_MSR(...) registers++;
#define NS_CPUID(...) registers++;
#include "nestscope/registers.h"
#define NS_CTL(...) bits++;
#define NS_FLAG(...) bits++;
#define NS_FIELD(...) bits++;
#include "nestscope/vmx_bits.h"
#define NS_FLAG(...) bits++;
#define NS_FIELD(...) bits++;
#include "nestscope/svm_bits.h"

	EXPECT_EQ(registers, NS_REG_COUNT);
	EXPECT_EQ(bits, ns_bit_count);
	EXPECT_EQ(4, ns_true_pair_count);
}

/* The core rows: none of them may get lost. */
TEST(registers_that_must_be_there)
{
	static const uint32_t others[] = { 0x3a, 0xc0000080, 0xc0010114, 0xc0010117 };
	static const uint32_t leaves[] = { 0x8000000a, 0x8000001f };

	for (uint32_t msr = 0x480; msr <= 0x493; msr++) {
		EXPECT_NE(NS_REG_NONE, ns_reg_by_msr(msr)) TH_LOG("0x%x", msr);
	}
	for (size_t i = 0; i < COUNT(others); i++) {
		EXPECT_NE(NS_REG_NONE, ns_reg_by_msr(others[i])) TH_LOG("0x%x", others[i]);
	}
	for (size_t i = 0; i < COUNT(leaves); i++) {
		unsigned int outs = 0;

		for (int reg = 0; reg < NS_REG_COUNT; reg++)
			if (ns_registers[reg].kind == NS_KIND_CPUID && ns_registers[reg].number == leaves[i])
				outs |= 1u << ns_registers[reg].out;
		EXPECT_EQ(0xf, outs) TH_LOG("0x%x", leaves[i]);
	}
}

TEST(registers_are_unique)
{
	for (int a = 0; a < NS_REG_COUNT; a++) {
		const struct ns_register *x = &ns_registers[a];

		EXPECT_NE('\0', *x->name);
		EXPECT_EQ(x->how == NS_HOW_VALUE, !!*x->file) TH_LOG("%s", x->name);
		EXPECT_TRUE(chars_of(x->file, "_")) TH_LOG("%s", x->file);
		EXPECT_NE(0, x->mask);
		for (int b = 0; b < a; b++) {
			const struct ns_register *y = &ns_registers[b];

			EXPECT_STRNE(x->name, y->name);
			if (*x->file) {
				EXPECT_TRUE(strcmp(x->file, y->file) || strcmp(x->dir, y->dir)) TH_LOG("%s", x->file);
			}
			EXPECT_FALSE(x->kind == y->kind && x->number == y->number &&
				     x->subleaf == y->subleaf && x->out == y->out) TH_LOG("%s", x->name);
		}
	}
}

TEST(rules_name_earlier_registers_and_known_bits)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		for (int c = 0; c < 2; c++) {
			const struct ns_condition *cond = &ns_registers[reg].exists[c];
			uint64_t named = 0;

			EXPECT_EQ(cond->reg == NS_REG_NONE, !cond->any) TH_LOG("%s", ns_registers[reg].name);
			EXPECT_LT((int)cond->reg, reg) TH_LOG("%s", ns_registers[reg].name);
			/* Leaves that only tell whether others exist have no rows. */
			if (cond->reg == NS_REG_NONE || cond->reg == NS_REG_CPUID_7_ECX ||
			    cond->reg == NS_REG_CPUID_80000008_EBX)
				continue;
			for (size_t i = 0; i < ns_bit_count; i++)
				if (ns_bits[i].reg == cond->reg)
					named |= bits_of(&ns_bits[i]);
			EXPECT_EQ(0, cond->any & ~named) TH_LOG("%s", ns_registers[reg].name);
		}
	}
}

TEST(no_bit_twice)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		uint64_t used = 0, all = ns_registers[reg].kind == NS_KIND_CPUID ? UINT32_MAX : ~0ull;
		int last = -1;

		for (size_t i = 0; i < ns_bit_count; i++) {
			const struct ns_bit *b = &ns_bits[i];

			if (b->reg != (enum ns_reg)reg)
				continue;
			EXPECT_EQ(0, used & bits_of(b)) ROW_LOG(b);
			EXPECT_EQ(0, bits_of(b) & ~all) ROW_LOG(b);
			EXPECT_LT(last, (int)b->low) ROW_LOG(b);
			used |= bits_of(b);
			last = b->low;
		}
	}
}

TEST(names)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];

		EXPECT_NE('\0', *b->name) ROW_LOG(b);
		EXPECT_NE('\0', *b->good) ROW_LOG(b);
		EXPECT_NE('\0', *b->source) ROW_LOG(b);
		EXPECT_TRUE(chars_of(b->flag, "_")) ROW_LOG(b);
		EXPECT_TRUE(chars_of(b->qemu, "-")) ROW_LOG(b);
		EXPECT_TRUE(isprint(*b->name) && !strpbrk(b->name, "\n\t\"")) ROW_LOG(b);
		for (size_t k = 0; k < i; k++) {
			const struct ns_bit *o = &ns_bits[k];

			if (o->reg != b->reg)
				continue;
			EXPECT_STRNE(o->name, b->name) ROW_LOG(b);
			EXPECT_TRUE(!*b->flag || strcmp(o->flag, b->flag)) ROW_LOG(b);
		}
	}
}

/* A control of one register is the same control in its TRUE twin. */
TEST(pairs)
{
	static const struct {
		enum ns_reg reg;
		const char *default1;
	} kernels[] = {
		{ NS_REG_IA32_VMX_PINBASED_CTLS, "PIN_BASED_ALWAYSON_WITHOUT_TRUE_MSR" },
		{ NS_REG_IA32_VMX_PROCBASED_CTLS, "CPU_BASED_ALWAYSON_WITHOUT_TRUE_MSR" },
		{ NS_REG_IA32_VMX_EXIT_CTLS, "VM_EXIT_ALWAYSON_WITHOUT_TRUE_MSR" },
		{ NS_REG_IA32_VMX_ENTRY_CTLS, "VM_ENTRY_ALWAYSON_WITHOUT_TRUE_MSR" },
	};

	ASSERT_EQ(COUNT(kernels), ns_true_pair_count);
	for (size_t p = 0; p < ns_true_pair_count; p++) {
		const struct ns_true_pair *pair = &ns_true_pairs[p];
		uint64_t default1;

		EXPECT_EQ(kernels[p].reg, pair->plain);
		ASSERT_TRUE(kernel_value(kernels[p].default1, strlen(kernels[p].default1), &default1));
		EXPECT_EQ(default1, pair->default1) TH_LOG("%s", kernels[p].default1);
		EXPECT_EQ(pair, ns_true_pair_of(pair->true_reg));
		for (size_t i = 0; i < ns_bit_count; i++) {
			const struct ns_bit *b = &ns_bits[i], *twin;

			if (b->reg != pair->plain && b->reg != pair->true_reg)
				continue;
			twin = ns_bit_find(b->reg == pair->plain ? pair->true_reg : pair->plain, ns_bit_position(b));
			ASSERT_NE(NULL, twin) ROW_LOG(b);
			EXPECT_STREQ(b->name, twin->name);
			EXPECT_STREQ(b->flag, twin->flag);
			EXPECT_STREQ(b->qemu, twin->qemu);
		}
	}
}

TEST(notable_rows_are_rows)
{
	static const struct {
		enum ns_bit_id bit;
		const char *costs;
	} rows[] = {
#define NS_NOTABLE(id, costs_) { NS_BIT_##id, costs_ },
#include "analysis/notable.h"
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct ns_bit *b = ns_bit(rows[i].bit);

		EXPECT_TRUE(ns_bit_is_cap(b)) ROW_LOG(b);
		EXPECT_NE(NS_BIT_FIELD, b->kind) ROW_LOG(b);
		EXPECT_NE('\0', *rows[i].costs);
		for (size_t k = 0; k < i; k++) {
			EXPECT_NE(rows[k].bit, rows[i].bit) ROW_LOG(b);
		}
	}
}

/*
 * What is easily said wrong of an absent capability. Linux 6.12 arch/x86/kvm: vmx/vmx.c vmx_hardware_setup()
 * (PML needs accessed and dirty bits, dirty logging does not), svm/svm.c svm_flush_tlb_asid() and new_asid(),
 * x86.c set_tsc_khz() (only a faster TSC than the host's is refused), svm/svm.c svm_check_emulate_instruction()
 * and mmu/mmu.c kvm_mmu_page_fault() (the CPU hands over the bytes, KVM decodes them in any case).
 */
TEST(what_a_capability_costs_is_what_kvm_does_without_it)
{
	static const struct {
		enum ns_bit_id bit;
		const char *says, *never;
	} rows[] = {
		{ NS_BIT_VMX_EPT_AD_BIT, "no page-modification logging (PML)", "migration" },
		{ NS_BIT_SECONDARY_EXEC_ENABLE_PML, "dirty pages are found by faults", "no migration" },
		{ NS_BIT_X86_FEATURE_FLUSHBYASID, "takes a new ASID", "every VM" },
		{ NS_BIT_SECONDARY_EXEC_TSC_SCALING, "no migration to a host with a faster TSC", "another" },
		{ NS_BIT_X86_FEATURE_TSCRATEMSR, "no migration to a host with a faster TSC", "another" },
		{ NS_BIT_X86_FEATURE_DECODEASSISTS, "reads an instruction that exits from the guest's memory", "decode" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct ns_bit *b = ns_bit(rows[i].bit);
		const char *costs = ns_bit_costs(b);

		ASSERT_NE(NULL, costs) ROW_LOG(b);
		EXPECT_NE(NULL, strstr(costs, rows[i].says)) TH_LOG("%s: %s", b->name, costs);
		EXPECT_EQ(NULL, strstr(costs, rows[i].never)) TH_LOG("%s: %s", b->name, costs);
	}
}

TEST(msr_numbers_are_the_kernels)
{
	size_t checked = 0;

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		const struct ns_register *r = &ns_registers[reg];
		uint64_t value;

		if (!kernel_value(r->kernel, strlen(r->kernel), &value))
			continue;
		checked++;
		EXPECT_EQ(value, r->number) TH_LOG("%s", r->kernel);
	}
	/* Those that the oldest kernel, and so all later ones, know */
	EXPECT_LE(30, checked);
}

/*
 * Feature words of Linux's own making, where a bit's place says nothing: of VMX
 * 0 (pin-based controls below 16, then collected); of CPUID 3, 7, 8, 11.
 */
static bool placed_by_linux(const char *name, uint64_t value)
{
	uint64_t word = value / 32;

	if (!strncmp(name, "VMX_FEATURE_", 12))
		return !word && value >= 16;
	return !strncmp(name, "X86_FEATURE_", 12) && (word == 3 || word == 7 || word == 8 || word == 11);
}

/* The registers that a feature word of Linux or a prefix of its macros is about */
static const struct {
	const char *prefix;
	int word;	/* -1 where it is the prefix alone */
	enum ns_reg reg;
} homes[] = {
	{ "X86_FEATURE_", 4, NS_REG_CPUID_1_ECX },
	{ "X86_FEATURE_", 6, NS_REG_CPUID_80000001_ECX },
	{ "X86_FEATURE_", 15, NS_REG_CPUID_8000000A_EDX },
	{ "X86_FEATURE_", 19, NS_REG_CPUID_8000001F_EAX },
	{ "VMX_FEATURE_", 0, NS_REG_IA32_VMX_PINBASED_CTLS },
	{ "VMX_FEATURE_", 1, NS_REG_IA32_VMX_PROCBASED_CTLS },
	{ "VMX_FEATURE_", 2, NS_REG_IA32_VMX_PROCBASED_CTLS2 },
	{ "VMX_FEATURE_", 3, NS_REG_IA32_VMX_PROCBASED_CTLS3 },
	{ "FEAT_CTL_", -1, NS_REG_IA32_FEATURE_CONTROL },
	{ "VMX_BASIC_", -1, NS_REG_IA32_VMX_BASIC },
	{ "PIN_BASED_", -1, NS_REG_IA32_VMX_PINBASED_CTLS },
	{ "CPU_BASED_", -1, NS_REG_IA32_VMX_PROCBASED_CTLS },
	{ "SECONDARY_EXEC_", -1, NS_REG_IA32_VMX_PROCBASED_CTLS2 },
	{ "TERTIARY_EXEC_", -1, NS_REG_IA32_VMX_PROCBASED_CTLS3 },
	{ "VM_EXIT_", -1, NS_REG_IA32_VMX_EXIT_CTLS },
	{ "VM_ENTRY_", -1, NS_REG_IA32_VMX_ENTRY_CTLS },
	{ "VMX_MISC_", -1, NS_REG_IA32_VMX_MISC },
	{ "VMX_EPT", -1, NS_REG_IA32_VMX_EPT_VPID_CAP },
	{ "VMX_VPID_", -1, NS_REG_IA32_VMX_EPT_VPID_CAP },
	{ "VMX_VMFUNC_", -1, NS_REG_IA32_VMX_VMFUNC },
	{ "SVM_VM_CR_", -1, NS_REG_VM_CR },
	{ "EFER_", -1, NS_REG_EFER },
	{ "MSR_AMD64_SEV_", -1, NS_REG_SEV_STATUS },
	{ "MSR_AMD64_SNP_", -1, NS_REG_SEV_STATUS },
	{ "MSR_AMD64_SYSCFG_", -1, NS_REG_SYSCFG },
	{ "MSR_AMD64_SEG_RMP_", -1, NS_REG_RMP_CFG },
};

/* Is the macro @name with @value, which says nothing of a register itself, about that of @b? */
static bool at_home(const struct ns_bit *b, const char *name, uint64_t value)
{
	const struct ns_true_pair *pair = ns_true_pair_of(b->reg);
	enum ns_reg reg = pair ? pair->plain : b->reg;

	for (size_t i = 0; i < COUNT(homes); i++)
		if (!strncmp(name, homes[i].prefix, strlen(homes[i].prefix)) &&
		    (homes[i].word < 0 || (uint64_t)homes[i].word == value / 32) && homes[i].reg == reg)
			return true;
	return false;
}

/* Is @value what the kernel's macro @name says of @b? */
static bool agrees(const struct ns_bit *b, const char *name, uint64_t value)
{
	uint64_t mask = ones(b->width) << b->low;

	if (value != ns_registers[b->reg].number && !at_home(b, name, value))
		return false;
	if (!strncmp(name, "VMX_FEATURE_", 12) || !strncmp(name, "X86_FEATURE_", 12))
		return value % 32 == b->low % 32;
	if (value == ns_registers[b->reg].number)
		return true;
	/* Those of VPID count from bit 32. */
	if (!strncmp(name, "VMX_VPID_", 9))
		return value << 32 == mask;
	return value == mask || (b->kind == NS_BIT_FIELD && value == b->low);
}

/* The ids in table order; a TRUE twin's without "TRUE_" */
static const char *const ids[] = {
#define NS_PAIR(id, ...) #id, #id,
#define NS_CTL(id, ...) #id,
#define NS_FLAG(id, ...) #id,
#define NS_FIELD(id, ...) #id,
#include "nestscope/vmx_bits.h"
#define NS_FLAG(id, ...) #id,
#define NS_FIELD(id, ...) #id,
#include "nestscope/svm_bits.h"
};

/* Is @name one of the macros of @b? */
static bool has_macro(const struct ns_bit *b, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = b->macro; *p; p += strcspn(p, "|"), p += *p == '|')
		if (strcspn(p, "|") == len && !strncmp(p, name, len))
			return true;
	return false;
}

/* Macros for one bit, not for a register or a function that gets a field */
static bool has_bit_macro(const struct ns_bit *b)
{
	return b->kind != NS_BIT_FIELD && *b->macro && strcmp(b->macro, ns_registers[b->reg].kernel);
}

/* An id is one of the kernel's macros for the bit, and in no kernel one for something else. */
TEST(ids_are_the_kernels)
{
	size_t checked = 0;

	ASSERT_EQ(NS_BIT_COUNT, COUNT(ids));
	for (size_t i = 0; i < COUNT(ids); i++) {
		const struct ns_bit *b = &ns_bits[i];
		uint64_t value;

		EXPECT_TRUE(has_macro(b, ids[i]) || !has_bit_macro(b)) TH_LOG("%s", ids[i]);
		if (!kernel_value(ids[i], strlen(ids[i]), &value) || placed_by_linux(ids[i], value))
			continue;
		checked++;
		EXPECT_TRUE(agrees(b, ids[i], value)) TH_LOG("%s is 0x%llx", ids[i], (unsigned long long)value);
	}
	EXPECT_LE(150, checked);
}

/* The constants of bits.h name their own row and bit. */
TEST(constants_are_their_rows)
{
	static const struct {
		enum ns_bit_id id;
		enum ns_reg reg;
		unsigned int at, bit;
	} rows[] = {
#define NS_CTL(id, reg, bit, ...) { NS_BIT_##id, NS_REG_##reg, NS_AT_##id, (bit) + 32 },
#define NS_FLAG(id, reg, bit, ...) { NS_BIT_##id, NS_REG_##reg, NS_AT_##id, bit },
#define NS_FIELD(id, reg, low, ...) { NS_BIT_##id, NS_REG_##reg, NS_AT_##id, low },
#include "nestscope/vmx_bits.h"
#define NS_FLAG(id, reg, bit, ...) { NS_BIT_##id, NS_REG_##reg, NS_AT_##id, bit },
#define NS_FIELD(id, reg, low, ...) { NS_BIT_##id, NS_REG_##reg, NS_AT_##id, low },
#include "nestscope/svm_bits.h"
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		EXPECT_EQ(i, rows[i].id) TH_LOG("%s", ids[i]);
		EXPECT_EQ(rows[i].reg, ns_bits[i].reg) TH_LOG("%s", ids[i]);
		EXPECT_EQ(rows[i].bit, rows[i].at) TH_LOG("%s", ids[i]);
		EXPECT_EQ(rows[i].at, ns_bit_position(&ns_bits[i])) TH_LOG("%s", ids[i]);
	}
}

TEST(bit_macros_are_the_kernels)
{
	size_t checked = 0;

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];

		for (const char *p = b->macro; *p; p += strcspn(p, "|"), p += *p == '|') {
			size_t len = strcspn(p, "|");
			uint64_t value;

			if (!kernel_value(p, len, &value) || placed_by_linux(p, value))
				continue;
			checked++;
			EXPECT_TRUE(agrees(b, p, value)) {
				ROW_LOG(b);
				TH_LOG("%.*s is 0x%llx", (int)len, p, (unsigned long long)value);
			}
		}
	}
	EXPECT_LE(200, checked);
}

/* Does a header of the kernel say where @b is? */
static bool held_by_kernel(const struct ns_bit *b)
{
	for (const char *p = b->macro; *p; p += strcspn(p, "|"), p += *p == '|') {
		size_t len = strcspn(p, "|");
		uint64_t value;

		if (kernel_value(p, len, &value) && !placed_by_linux(p, value) &&
		    value != ns_registers[b->reg].number && agrees(b, p, value))
			return true;
	}
	return false;
}

static const struct {
	enum ns_bit_id id;
	enum ns_reg reg;
	unsigned int high, low;
	const char *source;
} places[] = {
#define NS_PLACE(id_, reg_, high_, low_, source_) { NS_BIT_##id_, NS_REG_##reg_, high_, low_, source_ },
#include "bit_places.h"
};

/*
 * A bit that were moved would not be where somebody else has it: a header of
 * the kernel, or bit_places.h. pairs has the same of the TRUE registers.
 */
TEST(every_bit_is_where_others_have_it)
{
	for (size_t i = 0; i < COUNT(places); i++) {
		const struct ns_bit *b = ns_bit(places[i].id);

		EXPECT_EQ(places[i].reg, b->reg) ROW_LOG(b);
		EXPECT_EQ(places[i].low, b->low) ROW_LOG(b);
		EXPECT_EQ(places[i].high, b->low + b->width - 1) ROW_LOG(b);
		EXPECT_STRNE("", places[i].source);
		EXPECT_TRUE(i == 0 || places[i - 1].id != places[i].id) ROW_LOG(b);
	}
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		bool held = held_by_kernel(b);

		if (!ns_bit_is_cap(b))
			continue;
		for (size_t k = 0; k < COUNT(places); k++)
			held |= ns_bit(places[k].id) == b;
		EXPECT_TRUE(held) ROW_LOG(b);
	}
}

/* Where Linux takes bit @bit of its word @word of VMX features from (feat_ctl.c) */
static const struct ns_bit *vmx_flag_row(unsigned int word, unsigned int bit, const char *flag)
{
	static const struct {
		const char *flag;
		unsigned int bit;
	} ept[] = {
		{ "ept_x_only", 0 }, { "ept_5level", 7 }, { "ept_1gb", 17 }, { "ept_ad", 21 },
		{ "invvpid", 32 },
	};

	switch (word) {
	case 1:
		return ns_bit_find(NS_REG_IA32_VMX_PROCBASED_CTLS, bit + 32);
	case 2:
		return ns_bit_find(NS_REG_IA32_VMX_PROCBASED_CTLS2, bit + 32);
	case 3:
		return ns_bit_find(NS_REG_IA32_VMX_PROCBASED_CTLS3, bit);
	case 4:
		return ns_bit_find(NS_REG_IA32_VMX_PROCBASED_CTLS3, bit + 32);
	}
	if (bit < 16)
		return ns_bit_find(NS_REG_IA32_VMX_PINBASED_CTLS, bit + 32);
	if (bit >= 28)
		return ns_bit_find(NS_REG_IA32_VMX_VMFUNC, bit - 28);
	for (size_t i = 0; i < COUNT(ept); i++)
		if (!strcmp(ept[i].flag, flag))
			return ns_bit_find(NS_REG_IA32_VMX_EPT_VPID_CAP, ept[i].bit);
	return NULL;
}

/* Made up by Linux from several controls: a row of linux_flags.h */
static bool is_synthetic(const char *flag)
{
	for (size_t i = 0; i < ns_linux_flag_count; i++)
		if (ns_linux_flags[i].line == NS_FACT_CPU_VMX_FLAGS && !strcmp(ns_linux_flags[i].flag, flag))
			return true;
	return false;
}

TEST(vmx_flags_are_the_kernels)
{
	size_t shown = 0;

	for (size_t i = 0; i < kernel_vmx_flags; i++) {
		const char *flag = x86_vmx_flags[i];
		const struct ns_bit *b;

		if (!flag || is_synthetic(flag))
			continue;
		shown++;
		b = vmx_flag_row(i / 32, i % 32, flag);
		ASSERT_NE(NULL, b) TH_LOG("there is no row for %s", flag);
		EXPECT_STREQ(flag, b->flag) ROW_LOG(b);
	}
	EXPECT_LE(25, shown);
}

/* No flag in the tables belongs to another bit in Linux. */
TEST(no_vmx_flag_is_made_up)
{
	size_t found = 0;

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];

		if (!*b->flag || ns_registers[b->reg].kind != NS_KIND_MSR || !ns_bit_is_cap(b))
			continue;
		for (size_t k = 0; k < kernel_vmx_flags; k++) {
			if (!x86_vmx_flags[k] || strcmp(x86_vmx_flags[k], b->flag))
				continue;
			found++;
			EXPECT_EQ(b, vmx_flag_row(k / 32, k % 32, b->flag)) ROW_LOG(b);
		}
	}
	EXPECT_LE(25, found);
}

/* The words of Linux's features that are a whole register of CPUID */
static const struct {
	unsigned int word;
	enum ns_reg reg;
	bool whole;	/* every flag of it is about virtualization */
} cpuid_words[] = {
	{ 4, NS_REG_CPUID_1_ECX, false },
	{ 6, NS_REG_CPUID_80000001_ECX, false },
	{ 15, NS_REG_CPUID_8000000A_EDX, true },
	{ 19, NS_REG_CPUID_8000001F_EAX, true },
};

TEST(cpuid_flags_are_the_kernels)
{
	size_t checked = 0;

	for (size_t w = 0; w < COUNT(cpuid_words); w++) {
		for (unsigned int bit = 0; bit < 32; bit++) {
			const char *flag = x86_cap_flags[cpuid_words[w].word * 32 + bit];
			const struct ns_bit *b = ns_bit_find(cpuid_words[w].reg, bit);

			if (cpuid_words[w].whole && flag) {
				EXPECT_NE(NULL, b) TH_LOG("there is no row for %s", flag);
			}
			if (!b || !flag)
				continue;
			checked++;
			EXPECT_STREQ(flag, b->flag) ROW_LOG(b);
		}
	}
	EXPECT_LE(20, checked);
}

TEST(facts_are_unique)
{
	for (int a = 0; a < NS_FACT_COUNT; a++) {
		EXPECT_TRUE(*ns_facts[a].meaning || *ns_facts[a].from) TH_LOG("%s", ns_facts[a].name);
		EXPECT_FALSE(strstr(ns_facts[a].meaning, "(/") || *ns_facts[a].meaning == '/') {
			TH_LOG("%s: where it is from is in a column of its own", ns_facts[a].name);
		}
		EXPECT_TRUE(chars_of(ns_facts[a].name, "_")) TH_LOG("%s", ns_facts[a].name);
		for (int b = 0; b < a; b++) {
			EXPECT_TRUE(strcmp(ns_facts[a].section, ns_facts[b].section) ||
				    strcmp(ns_facts[a].name, ns_facts[b].name)) TH_LOG("%s", ns_facts[a].name);
		}
	}
}

TEST_HARNESS_MAIN
