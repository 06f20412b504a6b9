// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Values that no processor has: each rule of invariant_rows.h, broken alone, is
 * found by its name, and what processors and KVM have breaks none.
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/answers.h"
#include "analysis/invariants.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"

/* Sapphire Rapids combined with a Zen 5: not a real machine, but it has a value for every rule. */
static const struct {
	enum ns_reg reg;
	uint64_t value;
} base[] = {
	{ NS_REG_CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX) },
	{ NS_REG_CPUID_80000001_ECX, 0 },
	{ NS_REG_IA32_FEATURE_CONTROL, 0x5 },
	{ NS_REG_IA32_VMX_BASIC, 0x03da050000000013 },
	{ NS_REG_IA32_VMX_PINBASED_CTLS, 0x000000ff00000016 },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS, 0xfffbfffe0401e172 },
	{ NS_REG_IA32_VMX_EXIT_CTLS, 0xf77fffff00036dff },
	{ NS_REG_IA32_VMX_ENTRY_CTLS, 0x0076ffff000011ff },
	{ NS_REG_IA32_VMX_MISC, 0x7004c1e7 },
	{ NS_REG_IA32_VMX_CR0_FIXED0, 0x80000021 },
	{ NS_REG_IA32_VMX_CR0_FIXED1, 0xffffffff },
	{ NS_REG_IA32_VMX_CR4_FIXED0, 0x2000 },
	{ NS_REG_IA32_VMX_CR4_FIXED1, 0x1ff2fff },
	{ NS_REG_IA32_VMX_VMCS_ENUM, 0x2e },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS2, 0xcfff3fff00000000 },
	{ NS_REG_IA32_VMX_EPT_VPID_CAP, 0x00010f0106f341c1 },
	{ NS_REG_IA32_VMX_TRUE_PINBASED_CTLS, 0x000000ff00000016 },
	{ NS_REG_IA32_VMX_TRUE_PROCBASED_CTLS, 0xfffbfffe04006172 },
	{ NS_REG_IA32_VMX_TRUE_EXIT_CTLS, 0xf77fffff00036dfb },
	{ NS_REG_IA32_VMX_TRUE_ENTRY_CTLS, 0x0076ffff000011fb },
	{ NS_REG_IA32_VMX_VMFUNC, 0x1 },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS3, 0x1ff },
	{ NS_REG_CPUID_8000000A_EAX, 0x1 },
	{ NS_REG_CPUID_8000000A_EBX, 0x8000 },
	{ NS_REG_CPUID_8000000A_EDX, 0xfebfbdff },
	{ NS_REG_CPUID_8000001F_EAX, 0xcffffffb },
};

FIXTURE(set)
{
	struct ns_snapshot *s;
	struct ns_value *regs;
	struct ns_findings all;
};

FIXTURE_SETUP(set)
{
	self->s = ns_snapshot_new();
	self->regs = self->s->view[NS_VIEW_CPU];
	memset(&self->all, 0, sizeof(self->all));
	for (size_t i = 0; i < COUNT(base); i++)
		set_reg(self->regs, base[i].reg, base[i].value);
}

FIXTURE_TEARDOWN(set)
{
	ns_findings_clear(&self->all);
	ns_snapshot_free(self->s);
}

/* Is there a finding with @code that names @reg and rests on @rule? */
static bool found(FIXTURE_DATA(set) *self, enum ns_code code, enum ns_reg reg, const char *rule)
{
	bool is = false;

	ns_findings_clear(&self->all);
	ns_invariants_find(self->s, NS_VIEW_CPU, &self->all);
	for (size_t i = 0; i < self->all.count; i++) {
		const struct ns_finding *f = self->all.list[i];

		if (f->code == code && !strcmp(ns_finding_get(f, "reg"), ns_registers[reg].name) &&
		    (!rule || !strcmp(ns_finding_get(f, "rule") ?: "", rule)))
			is = true;
	}
	return is;
}

/* Change @reg and restore it: is @code found meanwhile? */
static bool breaks(FIXTURE_DATA(set) *self, enum ns_reg reg, uint64_t value, enum ns_code code,
		   enum ns_reg named, const char *rule)
{
	uint64_t old = self->regs[reg].num;
	bool is;

	self->regs[reg].num = value;
	is = found(self, code, named, rule);
	self->regs[reg].num = old;
	return is;
}

TEST_F(set, of_processors_breaks_no_rule)
{
	ns_invariants_find(self->s, NS_VIEW_CPU, &self->all);
	for (size_t i = 0; i < self->all.count; i++) {
		char *text = ns_finding_text(self->all.list[i]);

		EXPECT_EQ(NULL, text) TH_LOG("%s", text);
		free(text);
	}
}

TEST_F(set, with_a_bit_that_is_always_0)
{
	static const struct {
		enum ns_reg reg;
		uint64_t mask;
		const char *source;
	} rows[] = {
#define NS_ZERO(reg_, mask_, source_) { NS_REG_##reg_, mask_, source_ },
#include "analysis/invariant_rows.h"
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		for (unsigned int bit = 0; bit < 64; bit++) {
			uint64_t value = self->regs[rows[i].reg].num | 1ull << bit;

			EXPECT_EQ(rows[i].mask >> bit & 1,
				  breaks(self, rows[i].reg, value, NS_FOUND_BITS_NOT_ZERO, rows[i].reg, rows[i].source))
				TH_LOG("%s bit %u", ns_registers[rows[i].reg].name, bit);
		}
	}
}

static uint64_t with_field(FIXTURE_DATA(set) *self, const struct ns_bit *b, uint64_t number)
{
	uint64_t ones = b->width == 64 ? ~0ull : (1ull << b->width) - 1;

	return (self->regs[b->reg].num & ~(ones << b->low)) | (number & ones) << b->low;
}

TEST_F(set, with_a_field_out_of_range)
{
	static const struct {
		enum ns_bit_id field;
		uint64_t least, most;
		const char *source;
	} rows[] = {
#define NS_RANGE(field_, least_, most_, source_) { NS_BIT_##field_, least_, most_, source_ },
#include "analysis/invariant_rows.h"
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct ns_bit *b = ns_bit(rows[i].field);
		uint64_t last = (1ull << b->width) - 1;

		EXPECT_FALSE(breaks(self, b->reg, with_field(self, b, rows[i].least), NS_FOUND_FIELD_IMPOSSIBLE,
				    b->reg, rows[i].source)) TH_LOG("%s", b->name);
		EXPECT_FALSE(breaks(self, b->reg, with_field(self, b, rows[i].most), NS_FOUND_FIELD_IMPOSSIBLE,
				    b->reg, rows[i].source)) TH_LOG("%s", b->name);
		EXPECT_EQ(rows[i].least > 0,
			  breaks(self, b->reg, with_field(self, b, rows[i].least - 1),
				 NS_FOUND_FIELD_IMPOSSIBLE, b->reg, rows[i].source) && rows[i].least)
			TH_LOG("%s", b->name);
		if (rows[i].most < last) {
			EXPECT_TRUE(breaks(self, b->reg, with_field(self, b, rows[i].most + 1),
					   NS_FOUND_FIELD_IMPOSSIBLE, b->reg, rows[i].source)) TH_LOG("%s", b->name);
		}
	}
}

TEST_F(set, with_a_field_that_has_few_values)
{
	const struct ns_bit *b = ns_bit(NS_BIT_VMX_BASIC_VMCS_MEM_TYPE);

	for (uint64_t type = 0; type < 16; type++) {
		EXPECT_EQ(type != 0 && type != 6,
			  breaks(self, b->reg, with_field(self, b, type), NS_FOUND_FIELD_IMPOSSIBLE, b->reg, NULL))
			TH_LOG("%llu", (unsigned long long)type);
	}
}

/* Either bit can be the one that needs the other. */
TEST_F(set, without_what_a_capability_needs)
{
	static const struct {
		enum ns_reg reg;
		uint64_t mask;
		enum ns_reg other;
		uint64_t other_mask;
		const char *source;
	} rows[] = {
#define NS_NEEDS(reg_, mask_, other_, other_mask_, source_) \
	{ NS_REG_##reg_, mask_, NS_REG_##other_, other_mask_, source_ },
#include "analysis/invariant_rows.h"
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint64_t old = self->regs[rows[i].reg].num;

		for (unsigned int bit = 0; bit < 64; bit++) {
			uint64_t without = rows[i].reg == rows[i].other ? (old & ~rows[i].mask) | 1ull << bit :
								     self->regs[rows[i].other].num;

			if (!(rows[i].mask >> bit & 1))
				continue;
			self->regs[rows[i].reg].num = (old & ~rows[i].mask) | 1ull << bit;
			EXPECT_TRUE(breaks(self, rows[i].other, without & ~rows[i].other_mask,
					   NS_FOUND_CAPABILITY_WITHOUT_NEED, rows[i].reg, rows[i].source))
				TH_LOG("row %zu bit %u", i, bit);
			self->regs[rows[i].reg].num = old;
		}
	}
}

/* "Not read" is not "no"; "does not exist" is. */
TEST_F(set, of_which_something_was_not_read)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		struct ns_value old = self->regs[reg];

		if (!ns_has(&old))
			continue;
		memset(&self->regs[reg], 0, sizeof(old));
		ns_findings_clear(&self->all);
		ns_invariants_find(self->s, NS_VIEW_CPU, &self->all);
		EXPECT_EQ(0, self->all.count) TH_LOG("%s", ns_registers[reg].name);
		self->regs[reg] = old;
	}
	ns_value_not(&self->regs[NS_REG_IA32_VMX_EPT_VPID_CAP], NS_SOURCE_CPUID, NS_ABSENT, "none");
	EXPECT_TRUE(found(self, NS_FOUND_CAPABILITY_WITHOUT_NEED, NS_REG_IA32_VMX_PROCBASED_CTLS2, NULL));
}

TEST_F(set, with_a_control_both_ways)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		if (!ns_reg_has_controls(reg))
			continue;
		for (unsigned int bit = 0; bit < 32; bit++) {
			uint64_t value = (self->regs[reg].num | 1ull << bit) & ~(1ull << (bit + 32));

			EXPECT_TRUE(breaks(self, reg, value, NS_FOUND_CONTROL_BOTH_WAYS, reg, NULL))
				TH_LOG("%s bit %u", ns_registers[reg].name, bit);
		}
	}
}

TEST_F(set, with_a_default_that_is_none)
{
	for (size_t i = 0; i < ns_true_pair_count; i++) {
		const struct ns_true_pair *p = &ns_true_pairs[i];

		for (unsigned int bit = 0; bit < 32; bit++) {
			uint64_t value = self->regs[p->plain].num & ~(1ull << bit);

			EXPECT_EQ(p->default1 >> bit & 1,
				  breaks(self, p->plain, value, NS_FOUND_DEFAULT1_NOT_FORCED, p->plain, NULL))
				TH_LOG("%s bit %u", ns_registers[p->plain].name, bit);
		}
	}
}

TEST_F(set, with_twins_that_differ)
{
	for (size_t i = 0; i < ns_true_pair_count; i++) {
		const struct ns_true_pair *p = &ns_true_pairs[i];

		for (unsigned int bit = 0; bit < 64; bit++) {
			uint64_t value = self->regs[p->true_reg].num ^ 1ull << bit;
			bool free = bit < 32 && p->default1 >> bit & 1;

			EXPECT_EQ(!free, breaks(self, p->true_reg, value, NS_FOUND_CONTROL_TWINS_DIFFER, p->plain, NULL))
				TH_LOG("%s bit %u", ns_registers[p->true_reg].name, bit);
		}
	}
}

TEST_F(set, with_bits_of_cr0_and_cr4_both_ways)
{
	EXPECT_TRUE(breaks(self, NS_REG_IA32_VMX_CR0_FIXED1, 0xfffffffe, NS_FOUND_FIXED_BOTH_WAYS,
			   NS_REG_IA32_VMX_CR0_FIXED0, NULL));
	EXPECT_TRUE(breaks(self, NS_REG_IA32_VMX_CR4_FIXED1, 0, NS_FOUND_FIXED_BOTH_WAYS,
			   NS_REG_IA32_VMX_CR4_FIXED0, NULL));
}

TEST_F(set, with_vmx_and_svm)
{
	EXPECT_TRUE(breaks(self, NS_REG_CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM), NS_FOUND_VMX_AND_SVM,
			   NS_REG_CPUID_1_ECX, NULL));
}

/* ---- VMX without VMX ---- */

static void empty_vmx(FIXTURE_DATA(set) *self)
{
	for (int reg = NS_REG_IA32_VMX_BASIC; reg <= NS_REG_IA32_VMX_TRUE_ENTRY_CTLS; reg++)
		set_reg(self->regs, reg, 0);
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (ns_registers[reg].exists[0].reg >= NS_REG_IA32_VMX_BASIC && reg != NS_REG_IA32_FEATURE_CONTROL)
			ns_reg_to_be_read(self->regs, reg, NS_SOURCE_MODULE);
}

static void expect_run(struct __test_metadata *_metadata, FIXTURE_DATA(set) *self, const char *code,
		       enum ns_component component)
{
	struct ns_answers *a = ns_answer_all(self->s);

	EXPECT_STREQ(code, ns_finding_code(a->run));
	EXPECT_EQ(component, a->run->component);
	EXPECT_EQ(NS_NO, ns_answer_of(a->run));
	EXPECT_EQ(NS_NO, ns_answer_of(a->nest));
	ns_answers_free(a);
}

TEST_F(set, of_vmx_without_vmx_is_not_believed)
{
	empty_vmx(self);
	EXPECT_TRUE(found(self, NS_FOUND_VMX_HOLLOW, NS_REG_CPUID_1_ECX, NULL));
	EXPECT_EQ(1, self->all.count);
	ns_value_text(&self->s->fact[NS_FACT_KVM_MODULES], NS_SOURCE_SYSFS, "kvm");
	ns_value_not(&self->s->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, NS_ABSENT, "no /dev/kvm");
	expect_run(_metadata, self, "vmx-hollow", NS_COMPONENT_CPU);
	set_fact(self->s, NS_FACT_HV_PRESENT, 1);
	expect_run(_metadata, self, "vmx-hollow", NS_COMPONENT_BELOW);
	/* If KVM answers, it is believed first. */
	set_fact(self->s, NS_FACT_KVM_API, 12);
	EXPECT_TRUE(found(self, NS_FOUND_VMX_HOLLOW, NS_REG_CPUID_1_ECX, NULL));
}

TEST_F(set, of_svm_without_svm_is_not_believed)
{
	set_reg(self->regs, NS_REG_CPUID_1_ECX, 0);
	set_reg(self->regs, NS_REG_CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM));
	set_reg(self->regs, NS_REG_CPUID_8000000A_EAX, 0);
	set_reg(self->regs, NS_REG_CPUID_8000000A_EBX, 0);
	set_reg(self->regs, NS_REG_CPUID_8000000A_EDX, 0);
	EXPECT_TRUE(found(self, NS_FOUND_SVM_HOLLOW, NS_REG_CPUID_80000001_ECX, NULL));
	expect_run(_metadata, self, "svm-hollow", NS_COMPONENT_CPU);
}

/* A register that was not read is not empty. */
TEST_F(set, of_vmx_that_was_not_read_is_not_hollow)
{
	memset(&self->regs[NS_REG_IA32_VMX_BASIC], 0, sizeof(self->regs[0]));
	EXPECT_FALSE(found(self, NS_FOUND_VMX_HOLLOW, NS_REG_CPUID_1_ECX, NULL));
}

/* What KVM offers, and what Bochs, QEMU and KVM emulate, in the lab's machines */
TEST_F(set, of_the_labs_machines_breaks_no_rule)
{
	glob_t files;

	ASSERT_EQ(0, glob(FIXTURES "*.json", 0, NULL, &files));
	for (size_t i = 0; i < files.gl_pathc; i++) {
		struct ns_snapshot *s = load_snapshot(files.gl_pathv[i]);

		ASSERT_NE(NULL, s);
		for (int view = 0; view < NS_VIEW_COUNT; view++)
			ns_invariants_find(s, view, &self->all);
		EXPECT_EQ(0, self->all.count) TH_LOG("%s", files.gl_pathv[i]);
		ns_snapshot_free(s);
	}
	globfree(&files);
}

TEST_HARNESS_MAIN
