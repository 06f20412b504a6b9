// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/decode.h"

#include <string.h>

#include "nestscope/names.h"

static const char *const words[NS_WORD_COUNT] = {
	[NS_WORD_NO] = "no",
	[NS_WORD_YES] = "yes",
	[NS_WORD_FORCED] = "forced",
	[NS_WORD_DEFAULT] = "default",
	[NS_WORD_CONTRADICTORY] = "contradictory",
	[NS_WORD_NUMBER] = "number",
	[NS_WORD_ABSENT] = "absent",
	[NS_WORD_UNREADABLE] = "unreadable",
	[NS_WORD_NOT_ASKED] = "not asked",
};

static const struct {
	enum ns_reg reg;
	const char *title;
} groups[] = {
	{ NS_REG_CPUID_1_ECX, "Virtualization in CPUID" },
	{ NS_REG_CPUID_80000001_ECX, "Virtualization in CPUID, AMD" },
	{ NS_REG_IA32_FEATURE_CONTROL, "Feature control: firmware's switch" },
	{ NS_REG_IA32_VMX_BASIC, "VMX basics" },
	{ NS_REG_IA32_VMX_PINBASED_CTLS, "Pin-based VM-execution controls" },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS, "Primary processor-based VM-execution controls" },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS2, "Secondary processor-based VM-execution controls" },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS3, "Tertiary processor-based VM-execution controls" },
	{ NS_REG_IA32_VMX_EXIT_CTLS, "VM-exit controls" },
	{ NS_REG_IA32_VMX_EXIT_CTLS2, "Secondary VM-exit controls" },
	{ NS_REG_IA32_VMX_ENTRY_CTLS, "VM-entry controls" },
	{ NS_REG_IA32_VMX_MISC, "Miscellaneous VMX data" },
	{ NS_REG_IA32_VMX_CR0_FIXED0, "CR0, fixed to 1" },
	{ NS_REG_IA32_VMX_CR0_FIXED1, "CR0, may be 1" },
	{ NS_REG_IA32_VMX_CR4_FIXED0, "CR4, fixed to 1" },
	{ NS_REG_IA32_VMX_CR4_FIXED1, "CR4, may be 1" },
	{ NS_REG_IA32_VMX_VMCS_ENUM, "VMCS fields" },
	{ NS_REG_IA32_VMX_EPT_VPID_CAP, "EPT and VPID" },
	{ NS_REG_IA32_VMX_VMFUNC, "VM functions" },
	{ NS_REG_IA32_TME_ACTIVATE, "Memory encryption (TME)" },
	{ NS_REG_IA32_MKTME_KEYID_PARTITIONING, "Memory encryption keys" },
	{ NS_REG_CPUID_8000000A_EAX, "SVM revision" },
	{ NS_REG_CPUID_8000000A_EBX, "SVM address spaces" },
	{ NS_REG_CPUID_8000000A_ECX, "SVM features, ECX" },
	{ NS_REG_CPUID_8000000A_EDX, "SVM features" },
	{ NS_REG_CPUID_8000001F_EAX, "Encrypted virtualization" },
	{ NS_REG_CPUID_8000001F_EBX, "Encrypted virtualization, EBX" },
	{ NS_REG_CPUID_8000001F_ECX, "Encrypted virtualization, ECX" },
	{ NS_REG_CPUID_8000001F_EDX, "Encrypted virtualization, EDX" },
	{ NS_REG_VM_CR, "VM_CR: firmware's switch" },
	{ NS_REG_EFER, "SVM in use" },
	{ NS_REG_VM_HSAVE_PA, "Host save area" },
	{ NS_REG_TSC_RATIO, "TSC ratio" },
	{ NS_REG_SEV_STATUS, "This guest's encryption" },
	{ NS_REG_SYSCFG, "Memory encryption switches" },
	{ NS_REG_RMP_CFG, "Segmented RMP" },
};

const char *ns_word_name(enum ns_word word)
{
	return words[word];
}

const char *ns_group_title(enum ns_reg reg)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (groups[i].reg == reg)
			return groups[i].title;
	return ns_registers[reg].name;
}

const char *ns_kernel_name(const struct ns_bit *bit)
{
	return *bit->flag ? bit->flag : bit->macro;
}

static uint64_t field_mask(const struct ns_bit *bit)
{
	uint64_t ones = bit->width == 64 ? ~0ull : (1ull << bit->width) - 1;

	return ones << bit->low;
}

static bool may_be_1(const struct ns_bit *bit, uint64_t raw)
{
	return raw >> (bit->low + 32) & 1;
}

static bool must_be_1(const struct ns_bit *bit, uint64_t raw)
{
	return raw >> bit->low & 1;
}

struct ns_cap ns_decode_raw(const struct ns_bit *bit, uint64_t raw)
{
	struct ns_cap cap = { 0 };

	switch (bit->kind) {
	case NS_BIT_CTL:
		if (must_be_1(bit, raw))
			cap.word = may_be_1(bit, raw) ? NS_WORD_FORCED : NS_WORD_CONTRADICTORY;
		else if (may_be_1(bit, raw))
			cap.word = NS_WORD_YES;
		break;
	case NS_BIT_FLAG:
		if (raw >> bit->low & 1)
			cap.word = NS_WORD_YES;
		break;
	case NS_BIT_FIELD:
		cap.word = NS_WORD_NUMBER;
		cap.num = (raw & field_mask(bit)) >> bit->low;
		break;
	}
	return cap;
}

struct ns_cap ns_decode_pair(const struct ns_bit *bit, uint64_t raw, const uint64_t *twin)
{
	const struct ns_true_pair *pair = ns_true_pair_of(bit->reg);
	struct ns_cap cap = ns_decode_raw(bit, raw), other;
	bool is_plain = pair && pair->plain == bit->reg;

	if (!pair || !twin)
		return cap;
	other = ns_decode_raw(bit, *twin);
	/* The plain register says that it must be 1, the TRUE one that it may be 0. */
	if ((is_plain ? cap : other).word == NS_WORD_FORCED &&
	    (is_plain ? other : cap).word == NS_WORD_YES)
		cap.word = NS_WORD_DEFAULT;
	return cap;
}

static enum ns_word word_of_state(enum ns_state state)
{
	switch (state) {
	case NS_ABSENT:
		return NS_WORD_ABSENT;
	case NS_UNREADABLE:
		return NS_WORD_UNREADABLE;
	default:
		return NS_WORD_NOT_ASKED;
	}
}

/* A bit of a register that was not read, but that other sources tell something about */
static enum ns_word word_of_bits(const struct ns_bit *bit, const struct ns_value *v)
{
	uint64_t one = 1ull << ns_bit_position(bit);

	if (bit->kind == NS_BIT_FIELD || !(v->known & one))
		return word_of_state(v->state);
	return v->num & one ? NS_WORD_YES : NS_WORD_NO;
}

static struct ns_cap decode_value(const struct ns_bit *bit, const struct ns_value *v)
{
	struct ns_cap cap = { .word = NS_WORD_NO };

	if (!ns_has(v))
		cap.word = word_of_bits(bit, v);
	else if (ns_registers[bit->reg].how == NS_HOW_FLAG)
		cap.word = v->num ? NS_WORD_YES : NS_WORD_NO;
	else
		cap = ns_decode_raw(bit, v->num);
	cap.from = v;
	return cap;
}

struct ns_cap ns_cap_in_view(const struct ns_value *view, const struct ns_bit *bit)
{
	const struct ns_true_pair *pair = ns_true_pair_of(bit->reg);
	struct ns_cap cap = decode_value(bit, &view[pair ? pair->plain : bit->reg]);

	if (!pair || !ns_has(&view[pair->true_reg]))
		return cap;
	/* The TRUE register may allow 0 where the plain one says 1. */
	if (cap.word == NS_WORD_FORCED && !must_be_1(bit, view[pair->true_reg].num)) {
		cap.word = NS_WORD_DEFAULT;
		cap.from = &view[pair->true_reg];
	} else if (!ns_has(&view[pair->plain])) {
		cap = decode_value(bit, &view[pair->true_reg]);
	}
	return cap;
}

const struct ns_bit *ns_bit_find(enum ns_reg reg, unsigned int position)
{
	for (size_t i = 0; i < ns_bit_count; i++)
		if (ns_bits[i].reg == reg && ns_bit_position(&ns_bits[i]) == position)
			return &ns_bits[i];
	return NULL;
}

bool ns_bit_is_cap(const struct ns_bit *bit)
{
	const struct ns_true_pair *pair = ns_true_pair_of(bit->reg);

	return ns_registers[bit->reg].how != NS_HOW_NEVER && (!pair || pair->plain == bit->reg);
}

/* Bits that no row names */
static uint64_t unnamed_bits(enum ns_reg reg, uint64_t raw)
{
	const struct ns_true_pair *pair = ns_true_pair_of(reg);

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];

		if (bit->reg != reg)
			continue;
		raw &= ~field_mask(bit);
		if (bit->kind == NS_BIT_CTL)
			raw &= ~(1ull << (bit->low + 32));
	}
	/* Reserved controls of the default1 class are 1 in both halves. */
	if (pair)
		raw &= ~(pair->default1 | (uint64_t)pair->default1 << 32);
	return raw;
}

/*
 * What a register holds beside virtualization: all else of a CPUID leaf that
 * only says whether other registers exist, what is not kept of an MSR, and what
 * is never read.
 */
static uint64_t beside_virtualization(enum ns_reg reg)
{
	const struct ns_register *r = &ns_registers[reg];

	return !strcmp(r->dir, NS_SYSFS_CPUID) || r->how == NS_HOW_NEVER ? UINT64_MAX : ~r->mask;
}

uint64_t ns_unknown_bits(enum ns_reg reg, uint64_t raw)
{
	return unnamed_bits(reg, raw) & ~beside_virtualization(reg);
}

uint64_t ns_other_bits(enum ns_reg reg, uint64_t raw)
{
	return unnamed_bits(reg, raw) & beside_virtualization(reg);
}
