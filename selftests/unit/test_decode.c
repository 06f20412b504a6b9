// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From registers to capabilities: every row of the tables, in every state that
 * it can have, and nothing of its neighbours.
 */
#include "analysis/decode.h"
#include "common.h"
#include "harness.h"

static uint64_t bits_of(const struct ns_bit *b)
{
	uint64_t ones = b->width == 64 ? ~0ull : (1ull << b->width) - 1;
	uint64_t mask = ones << b->low;

	return b->kind == NS_BIT_CTL ? mask | mask << 32 : mask;
}

static uint64_t width_of(enum ns_reg reg)
{
	return ns_registers[reg].kind == NS_KIND_CPUID ? UINT32_MAX : UINT64_MAX;
}

struct views {
	struct ns_value view[NS_REG_COUNT];
};

static struct views *views_new(void)
{
	struct views *v = calloc(1, sizeof(*v));

	for (int i = 0; i < NS_REG_COUNT; i++)
		v->view[i] = (struct ns_value)NS_VALUE_INIT;
	return v;
}

static void views_free(struct views *v)
{
	for (int i = 0; i < NS_REG_COUNT; i++)
		ns_value_free(&v->view[i]);
	free(v);
}

/* The word for @b if its register is @raw and its TRUE twin, if any, was not read */
static enum ns_word word(const struct ns_bit *b, uint64_t raw)
{
	struct views *v = views_new();
	struct ns_cap cap;

	set_reg(v->view, b->reg, raw);
	cap = ns_cap_in_view(v->view, b);
	views_free(v);
	return cap.word;
}

#define ROW_LOG(b) TH_LOG("%s[%u] %s", ns_registers[(b)->reg].name, ns_bit_position(b), (b)->name)

/* A register of which only "is a bit set" is kept has no bits to decode. */
static bool has_bits(const struct ns_bit *b)
{
	return ns_registers[b->reg].how != NS_HOW_FLAG;
}

TEST(every_flag_set_and_clear)
{
	size_t n = 0;

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		uint64_t one = 1ull << b->low, all = width_of(b->reg);

		if (b->kind != NS_BIT_FLAG)
			continue;
		n++;
		EXPECT_EQ(NS_WORD_YES, ns_decode_raw(b, one).word) ROW_LOG(b);
		EXPECT_EQ(NS_WORD_YES, ns_decode_raw(b, all).word) ROW_LOG(b);
		EXPECT_EQ(NS_WORD_NO, ns_decode_raw(b, 0).word) ROW_LOG(b);
		EXPECT_EQ(NS_WORD_NO, ns_decode_raw(b, all & ~one).word) ROW_LOG(b);
		if (!has_bits(b))
			continue;
		EXPECT_EQ(NS_WORD_YES, word(b, one)) ROW_LOG(b);
		EXPECT_EQ(NS_WORD_NO, word(b, all & ~one)) ROW_LOG(b);
	}
	EXPECT_LT(50, n);
}

TEST(every_control_no_yes_forced_contradictory)
{
	size_t n = 0;

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		uint64_t must = 1ull << b->low, may = must << 32, others = ~(must | may);

		if (b->kind != NS_BIT_CTL)
			continue;
		n++;
		for (int noise = 0; noise < 2; noise++) {
			uint64_t rest = noise ? others : 0;

			EXPECT_EQ(NS_WORD_NO, ns_decode_raw(b, rest).word) ROW_LOG(b);
			EXPECT_EQ(NS_WORD_YES, ns_decode_raw(b, rest | may).word) ROW_LOG(b);
			EXPECT_EQ(NS_WORD_FORCED, ns_decode_raw(b, rest | may | must).word) ROW_LOG(b);
			EXPECT_EQ(NS_WORD_CONTRADICTORY, ns_decode_raw(b, rest | must).word) ROW_LOG(b);
			EXPECT_EQ(NS_WORD_NO, word(b, rest)) ROW_LOG(b);
			EXPECT_EQ(NS_WORD_YES, word(b, rest | may)) ROW_LOG(b);
			EXPECT_EQ(NS_WORD_FORCED, word(b, rest | may | must)) ROW_LOG(b);
			EXPECT_EQ(NS_WORD_CONTRADICTORY, word(b, rest | must)) ROW_LOG(b);
		}
	}
	EXPECT_LT(100, n);
}

/* All combinations of the plain register and its TRUE twin */
TEST(every_pair_together)
{
	static const struct {
		bool must, may, true_must, true_may;
		enum ns_word word;
	} cases[] = {
		{ 0, 0, 0, 0, NS_WORD_NO },
		{ 0, 1, 0, 1, NS_WORD_YES },
		{ 1, 1, 1, 1, NS_WORD_FORCED },
		{ 1, 1, 0, 1, NS_WORD_DEFAULT },
		{ 1, 0, 1, 0, NS_WORD_CONTRADICTORY },
		{ 1, 0, 0, 1, NS_WORD_CONTRADICTORY },
	};
	size_t n = 0;

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		const struct ns_true_pair *pair = ns_true_pair_of(b->reg);
		uint64_t must = 1ull << b->low, may = must << 32, others = ~(must | may);

		if (!pair)
			continue;
		n++;
		ASSERT_EQ(NS_BIT_CTL, b->kind);
		for (size_t c = 0; c < COUNT(cases) * 2; c++) {
			bool noise = c % 2;
			uint64_t rest = noise ? others : 0;
			struct views *v = views_new();

			set_reg(v->view, pair->plain, rest | (cases[c / 2].must ? must : 0) |
				(cases[c / 2].may ? may : 0));
			set_reg(v->view, pair->true_reg, rest | (cases[c / 2].true_must ? must : 0) |
				(cases[c / 2].true_may ? may : 0));
			EXPECT_EQ(cases[c / 2].word, ns_cap_in_view(v->view, b).word) ROW_LOG(b);
			views_free(v);
		}
	}
	EXPECT_LT(100, n);
	EXPECT_NO_LEAK();
}

/* If one of the two was not read, the other one decides, and "default" is not guessed. */
TEST(half_a_pair)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		const struct ns_true_pair *pair = ns_true_pair_of(b->reg);
		uint64_t must = 1ull << b->low, may = must << 32;
		struct views *v;

		if (!pair)
			continue;
		v = views_new();
		set_reg(v->view, pair->plain, must | may);
		ns_value_not(&v->view[pair->true_reg], NS_SOURCE_MSR, NS_ABSENT, "no TRUE controls");
		EXPECT_EQ(NS_WORD_FORCED, ns_cap_in_view(v->view, b).word) ROW_LOG(b);
		ns_value_not(&v->view[pair->plain], NS_SOURCE_MSR, NS_UNREADABLE, "fault");
		EXPECT_EQ(NS_WORD_UNREADABLE, ns_cap_in_view(v->view, b).word) ROW_LOG(b);
		set_reg(v->view, pair->true_reg, may);
		EXPECT_EQ(NS_WORD_YES, ns_cap_in_view(v->view, b).word) ROW_LOG(b);
		views_free(v);
	}
}

TEST(every_field)
{
	size_t n = 0;

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		uint64_t max = b->width == 64 ? ~0ull : (1ull << b->width) - 1;
		uint64_t mask = max << b->low, all = width_of(b->reg);
		/* An even and an odd pattern, so that a shift by one shows */
		const uint64_t values[] = { 0, 1, max, max / 3, max - max / 3 };

		if (b->kind != NS_BIT_FIELD)
			continue;
		n++;
		ASSERT_EQ(0, mask & ~all) ROW_LOG(b);
		for (size_t k = 0; k < COUNT(values); k++) {
			struct ns_cap clean = ns_decode_raw(b, values[k] << b->low);
			struct ns_cap noisy = ns_decode_raw(b, values[k] << b->low | (all & ~mask));

			EXPECT_EQ(NS_WORD_NUMBER, clean.word) ROW_LOG(b);
			EXPECT_EQ(values[k], clean.num) ROW_LOG(b);
			EXPECT_EQ(NS_WORD_NUMBER, noisy.word) ROW_LOG(b);
			EXPECT_EQ(values[k], noisy.num) ROW_LOG(b);
		}
		EXPECT_EQ(0, ns_decode_raw(b, all & ~mask).num) ROW_LOG(b);
	}
	EXPECT_LT(20, n);
}

/* What was not read never becomes a "no". */
TEST(states_become_words)
{
	static const struct {
		enum ns_state state;
		enum ns_word word;
		bool known;
	} cases[] = {
		{ NS_ABSENT, NS_WORD_ABSENT, true },
		{ NS_UNREADABLE, NS_WORD_UNREADABLE, false },
		{ NS_NOT_ASKED, NS_WORD_NOT_ASKED, false },
	};

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];

		for (size_t c = 0; c < COUNT(cases); c++) {
			const struct ns_true_pair *pair = ns_true_pair_of(b->reg);
			enum ns_reg reg = pair ? pair->plain : b->reg;
			struct views *v = views_new();
			struct ns_cap cap;

			/* A stale number must not be shown either. */
			v->view[reg].num = ~0ull;
			v->view[reg].state = cases[c].state;
			cap = ns_cap_in_view(v->view, b);
			EXPECT_EQ(cases[c].word, cap.word) ROW_LOG(b);
			EXPECT_EQ(cases[c].known, ns_word_known(cap.word));
			EXPECT_FALSE(ns_word_there(cap.word));
			EXPECT_EQ(&v->view[reg], cap.from);
			views_free(v);
		}
	}
}

/* EFER.SVME and "is a host save area set" are kept as 0 or 1. */
TEST(flag_registers)
{
	size_t n = 0;

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];

		if (has_bits(b))
			continue;
		n++;
		EXPECT_EQ(NS_WORD_YES, word(b, 1)) ROW_LOG(b);
		EXPECT_EQ(NS_WORD_NO, word(b, 0)) ROW_LOG(b);
		EXPECT_EQ(1, ns_reg_keep(b->reg, bits_of(b))) ROW_LOG(b);
		EXPECT_EQ(0, ns_reg_keep(b->reg, 0)) ROW_LOG(b);
	}
	EXPECT_EQ(2, n);
	/* No other bit of EFER is SVME, and no bit of an address is kept. */
	EXPECT_EQ(0, ns_reg_keep(NS_REG_EFER, ~(1ull << 12)));
	EXPECT_EQ(1, ns_reg_keep(NS_REG_VM_HSAVE_PA, 0xffffff000));
	/* SYSCFG: only the encryption switches leave the machine */
	EXPECT_EQ(7ull << 23, ns_reg_keep(NS_REG_SYSCFG, ~0ull));
	EXPECT_EQ(0x1234, ns_reg_keep(NS_REG_IA32_VMX_BASIC, 0x1234));
}

TEST(words)
{
	static const char *const names[] = {
		[NS_WORD_NO] = "no", [NS_WORD_YES] = "yes", [NS_WORD_FORCED] = "forced",
		[NS_WORD_DEFAULT] = "default", [NS_WORD_CONTRADICTORY] = "contradictory",
		[NS_WORD_ABSENT] = "absent",
		[NS_WORD_UNREADABLE] = "unreadable", [NS_WORD_NOT_ASKED] = "not asked",
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i]) {
			EXPECT_STREQ(names[i], ns_word_name(i));
		}
	EXPECT_TRUE(ns_word_there(NS_WORD_YES) && ns_word_there(NS_WORD_FORCED) &&
		    ns_word_there(NS_WORD_DEFAULT));
	EXPECT_FALSE(ns_word_there(NS_WORD_NO) || ns_word_there(NS_WORD_CONTRADICTORY));
	EXPECT_TRUE(ns_word_known(NS_WORD_NO) && ns_word_known(NS_WORD_ABSENT) &&
		    ns_word_known(NS_WORD_CONTRADICTORY));
}

/* Only the plain register and its TRUE twin together say that a control is of the default1 class. */
TEST(a_default1_control_says_default_if_both_registers_are_given)
{
	size_t n = 0;

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		const struct ns_true_pair *pair = ns_true_pair_of(b->reg);
		uint64_t free, forced, never = 0;
		bool plain = pair && pair->plain == b->reg;

		if (!pair)
			continue;
		n++;
		free = 1ull << (b->low + 32);
		forced = free | 1ull << b->low;
		EXPECT_EQ(NS_WORD_DEFAULT, ns_decode_pair(b, plain ? forced : free, plain ? &free : &forced).word) ROW_LOG(b);
		EXPECT_EQ(NS_WORD_FORCED, ns_decode_pair(b, forced, &forced).word) ROW_LOG(b);
		EXPECT_EQ(NS_WORD_YES, ns_decode_pair(b, free, &free).word) ROW_LOG(b);
		EXPECT_EQ(NS_WORD_NO, ns_decode_pair(b, never, plain ? &free : &forced).word) ROW_LOG(b);
		EXPECT_EQ(NS_WORD_FORCED, ns_decode_pair(b, forced, NULL).word) ROW_LOG(b);
		EXPECT_EQ(NS_WORD_YES, ns_decode_pair(b, free, NULL).word) ROW_LOG(b);
	}
	EXPECT_LT(50, n);
}

/* Set bits without a row are shown, those with a row are not. */
TEST(unknown_bits)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		uint64_t named = 0, all = width_of(reg);
		const struct ns_true_pair *pair = ns_true_pair_of(reg);

		for (size_t i = 0; i < ns_bit_count; i++)
			if (ns_bits[i].reg == (enum ns_reg)reg)
				named |= bits_of(&ns_bits[i]);
		if (pair)
			named |= pair->default1 | (uint64_t)pair->default1 << 32;
		EXPECT_EQ(0, ns_unknown_bits(reg, named)) TH_LOG("%s", ns_registers[reg].name);
		EXPECT_EQ(all & ~named, ns_unknown_bits(reg, all) | ns_other_bits(reg, all)) TH_LOG("%s", ns_registers[reg].name);
		EXPECT_EQ(0, ns_unknown_bits(reg, all) & ns_other_bits(reg, all)) TH_LOG("%s", ns_registers[reg].name);
	}
	/* SSE3, AVX, EFER.LME and an address need no row. */
	EXPECT_EQ(0, ns_unknown_bits(NS_REG_CPUID_1_ECX, 0x7ffafbff));
	EXPECT_EQ(0x7ffafb9f, ns_other_bits(NS_REG_CPUID_1_ECX, 0x7ffafbff));
	EXPECT_EQ(0, ns_unknown_bits(NS_REG_CPUID_7_ECX, UINT32_MAX));
	EXPECT_EQ(0, ns_unknown_bits(NS_REG_CPUID_80000001_ECX, UINT32_MAX));
	EXPECT_EQ(0, ns_unknown_bits(NS_REG_EFER, 0xd01));
	EXPECT_EQ(0, ns_unknown_bits(NS_REG_RMP_BASE, 0x123456000));
	EXPECT_EQ(0, ns_other_bits(NS_REG_IA32_VMX_PROCBASED_CTLS2, UINT64_MAX));
	EXPECT_EQ(1ull << 63, ns_unknown_bits(NS_REG_IA32_VMX_EPT_VPID_CAP, 1ull << 63));
}

/* Rows of TRUE registers repeat capabilities, which are shown once. */
TEST(caps_are_counted_once)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_true_pair *pair = ns_true_pair_of(ns_bits[i].reg);

		EXPECT_EQ((!pair || pair->plain == ns_bits[i].reg) &&
			  ns_registers[ns_bits[i].reg].how != NS_HOW_NEVER, ns_bit_is_cap(&ns_bits[i]));
		EXPECT_EQ(&ns_bits[i], ns_bit_find(ns_bits[i].reg, ns_bit_position(&ns_bits[i])));
	}
	EXPECT_NULL(ns_bit_find(NS_REG_IA32_VMX_PROCBASED_CTLS2, 0));
	EXPECT_NULL(ns_bit_find(NS_REG_CPUID_1_ECX, 4));
}

TEST(registers_by_name)
{
	static const char *const wrong[] = {
		"", " ", "0x", "0x48d ", " 0x48d", "48d", "0x48dq", "-1", "+1165", "0x10000048d",
		"99999999999999999999", "IA32_VMX", "IA32_VMX_BASIC ", "0x0", "1165.0", "CPUID",
	};

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		const struct ns_register *r = &ns_registers[reg];
		char number[16];

		EXPECT_EQ(reg, ns_reg_find(r->name)) TH_LOG("%s", r->name);
		if (*r->file) {
			EXPECT_EQ(reg, ns_reg_find(r->file)) TH_LOG("%s", r->file);
		}
		if (*r->kernel) {
			EXPECT_EQ(reg, ns_reg_find(r->kernel)) TH_LOG("%s", r->kernel);
		}
		if (r->kind != NS_KIND_MSR)
			continue;
		snprintf(number, sizeof(number), "0x%x", r->number);
		EXPECT_EQ(reg, ns_reg_find(number)) TH_LOG("%s", number);
		snprintf(number, sizeof(number), "%u", r->number);
		EXPECT_EQ(reg, ns_reg_find(number)) TH_LOG("%s", number);
		EXPECT_EQ(reg, ns_reg_by_msr(r->number));
	}
	EXPECT_EQ(NS_REG_IA32_VMX_BASIC, ns_reg_find("msr_ia32_vmx_basic"));
	for (size_t i = 0; i < COUNT(wrong); i++) {
		EXPECT_EQ(NS_REG_NONE, ns_reg_find(wrong[i])) TH_LOG("\"%s\"", wrong[i]);
	}
}

/* The rule of every register that has one: met, not met, and not known */
TEST(existence)
{
	size_t ruled = 0;

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		const struct ns_register *r = &ns_registers[reg];
		struct views *v = views_new();
		enum ns_reg by = NS_REG_NONE;
		char rule[96];

		for (int c = 0; c < 2; c++)
			if (r->exists[c].reg != NS_REG_NONE)
				set_reg(v->view, r->exists[c].reg, ~0ull);
		EXPECT_EQ(NS_EXISTS_YES, ns_reg_exists(v->view, reg, &by)) TH_LOG("%s", r->name);
		EXPECT_EQ(r->how != NS_HOW_NEVER, ns_reg_to_be_read(v->view, reg, NS_SOURCE_MSR));
		EXPECT_EQ(NS_NOT_ASKED, v->view[reg].state);
		if (r->how == NS_HOW_NEVER) {
			EXPECT_STREQ("never read", v->view[reg].why);
		}
		for (int c = 0; c < 2; c++) {
			const struct ns_condition *cond = &r->exists[c];

			if (cond->reg == NS_REG_NONE)
				continue;
			ruled++;
			/* Every other bit of it does not help. */
			set_reg(v->view, cond->reg, ~cond->any);
			EXPECT_EQ(NS_EXISTS_NO, ns_reg_exists(v->view, reg, &by)) TH_LOG("%s", r->name);
			EXPECT_EQ(cond->reg, by);
			EXPECT_FALSE(ns_reg_to_be_read(v->view, reg, NS_SOURCE_MSR));
			EXPECT_EQ(NS_ABSENT, v->view[reg].state) TH_LOG("%s", r->name);
			ASSERT_NE(NULL, v->view[reg].why);
			EXPECT_NE(NULL, strstr(v->view[reg].why, ns_registers[cond->reg].name));
			/* Any one of its bits is enough. */
			for (int bit = 0; bit < 64; bit++) {
				if (!(cond->any >> bit & 1))
					continue;
				set_reg(v->view, cond->reg, 1ull << bit);
				EXPECT_EQ(NS_EXISTS_YES, ns_reg_exists(v->view, reg, &by));
			}
			ns_value_not(&v->view[cond->reg], NS_SOURCE_MSR, NS_ABSENT, NULL);
			EXPECT_EQ(NS_EXISTS_NO, ns_reg_exists(v->view, reg, &by)) TH_LOG("%s", r->name);
			ns_value_not(&v->view[cond->reg], NS_SOURCE_MSR, NS_UNREADABLE, "fault");
			ns_value_free(&v->view[reg]);
			EXPECT_EQ(NS_EXISTS_UNKNOWN, ns_reg_exists(v->view, reg, &by));
			EXPECT_FALSE(ns_reg_to_be_read(v->view, reg, NS_SOURCE_MSR));
			EXPECT_EQ(NS_UNREADABLE, v->view[reg].state) TH_LOG("%s", r->name);
			set_reg(v->view, cond->reg, ~0ull);
			ns_value_free(&v->view[reg]);
		}
		if (*ns_exists_if(reg, rule, sizeof(rule))) {
			EXPECT_LT(strlen(rule) + 1, sizeof(rule));
		}
		views_free(v);
	}
	EXPECT_LT(30, ruled);
	EXPECT_NO_LEAK();
}

/* When a register exists according to the manuals, and the words in which the rules are shown */
TEST(rules_in_words)
{
	static const struct {
		enum ns_reg reg;
		const char *rule;
	} cases[] = {
		{ NS_REG_CPUID_1_ECX, "" },
		{ NS_REG_CPUID_8000001F_EAX, "" },
		{ NS_REG_IA32_FEATURE_CONTROL, "CPUID_1_ECX bit 5 or 6" },
		{ NS_REG_IA32_VMX_BASIC, "CPUID_1_ECX bit 5" },
		{ NS_REG_IA32_VMX_PINBASED_CTLS, "CPUID_1_ECX bit 5" },
		{ NS_REG_IA32_VMX_PROCBASED_CTLS, "CPUID_1_ECX bit 5" },
		{ NS_REG_IA32_VMX_EXIT_CTLS, "CPUID_1_ECX bit 5" },
		{ NS_REG_IA32_VMX_ENTRY_CTLS, "CPUID_1_ECX bit 5" },
		{ NS_REG_IA32_VMX_MISC, "CPUID_1_ECX bit 5" },
		{ NS_REG_IA32_VMX_VMCS_ENUM, "CPUID_1_ECX bit 5" },
		{ NS_REG_IA32_VMX_PROCBASED_CTLS2, "IA32_VMX_PROCBASED_CTLS bit 31" },
		{ NS_REG_IA32_VMX_EPT_VPID_CAP, "IA32_VMX_PROCBASED_CTLS2 bit 1 or 5" },
		{ NS_REG_IA32_VMX_TRUE_PINBASED_CTLS, "IA32_VMX_BASIC bit 55" },
		{ NS_REG_IA32_VMX_TRUE_PROCBASED_CTLS, "IA32_VMX_BASIC bit 55" },
		{ NS_REG_IA32_VMX_TRUE_EXIT_CTLS, "IA32_VMX_BASIC bit 55" },
		{ NS_REG_IA32_VMX_TRUE_ENTRY_CTLS, "IA32_VMX_BASIC bit 55" },
		{ NS_REG_IA32_VMX_VMFUNC, "IA32_VMX_PROCBASED_CTLS2 bit 13" },
		{ NS_REG_IA32_VMX_PROCBASED_CTLS3, "IA32_VMX_PROCBASED_CTLS bit 17" },
		{ NS_REG_IA32_VMX_EXIT_CTLS2, "IA32_VMX_EXIT_CTLS bit 31" },
		{ NS_REG_IA32_MKTME_KEYID_PARTITIONING, "IA32_TME_ACTIVATE bits 35:32" },
		{ NS_REG_CPUID_8000000A_EDX, "CPUID_80000001_ECX bit 2" },
		{ NS_REG_VM_CR, "CPUID_80000001_ECX bit 2" },
		{ NS_REG_EFER, "CPUID_80000001_ECX bit 2" },
		{ NS_REG_VM_HSAVE_PA, "CPUID_80000001_ECX bit 2" },
		{ NS_REG_TSC_RATIO, "CPUID_8000000A_EDX bit 4" },
		{ NS_REG_SEV_STATUS, "CPUID_8000001F_EAX bit 1 and CPUID_1_ECX bit 31" },
		{ NS_REG_SYSCFG, "CPUID_8000001F_EAX bit 0" },
		{ NS_REG_RMP_CFG, "CPUID_8000001F_EAX bit 23" },
		{ NS_REG_VIRT_SPEC_CTRL, "CPUID_80000008_EBX bit 25" },
	};
	char rule[96], tiny[8];

	for (size_t i = 0; i < COUNT(cases); i++) {
		EXPECT_STREQ(cases[i].rule, ns_exists_if(cases[i].reg, rule, sizeof(rule)));
	}
	EXPECT_STREQ("CPUID_8", ns_exists_if(NS_REG_SEV_STATUS, tiny, sizeof(tiny)));
}

TEST(every_group_has_a_title)
{
	for (size_t i = 0; i < ns_bit_count; i++)
		if (ns_bit_is_cap(&ns_bits[i])) {
			EXPECT_STRNE(ns_registers[ns_bits[i].reg].name, ns_group_title(ns_bits[i].reg));
		}
}

TEST_HARNESS_MAIN
