// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/accept.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/decode.h"
#include "analysis/messages.h"
#include "model/names.h"
#include "util/alloc.h"

/* Bits @high to @low */
#define FIELD(high, low) ((~0ull >> (63 - (high))) & ~((1ull << (low)) - 1))
#define BIT(n) (1ull << (n))

/* What is compared: the value, what KVM offers, and the version of the kernel (6001, or 0) */
struct check {
	struct ns_accept *a;
	const struct ns_snapshot *s;
	uint64_t offer;
	int kernel;
};

static struct ns_finding *refuse(const struct check *c, enum ns_code code)
{
	struct ns_finding *f = ns_findings_add(&c->a->why, ns_finding_of(ns_finding_new(code), c->s));

	ns_finding_set(f, "register", "%s", ns_registers[c->a->reg].name);
	ns_finding_set(f, "value", "0x%" PRIx64, c->a->value);
	ns_finding_on_register(f, c->s, NS_VIEW_KVM, c->a->reg);
	return f;
}

/* What people and QEMU call @bit, which is at @position of the register; NULL: no row has it */
static char *bit_text(const struct ns_bit *bit, unsigned int position)
{
	char number[32];

	if (!bit)
		return ns_xasprintf("bit %u (reserved, or new)", position);
	return ns_xasprintf("%s (%s, bit %s)", bit->name, *bit->qemu ? bit->qemu : "no name in QEMU",
			    ns_bit_number(bit, number, sizeof(number)));
}

/* KVM refuses @bits of the register; a bit of the low half is the same control as its bit in the high half. */
static void refuse_bits(const struct check *c, enum ns_code code, uint64_t bits, bool low)
{
	struct ns_bits refused = { 0 };
	struct ns_finding *f;
	char *names;

	if (!bits)
		return;
	names = ns_xstrdup("");
	for (unsigned int i = 0; i < 64; i++) {
		unsigned int position = low ? i + 32 : i;
		const struct ns_bit *bit = bits & BIT(i) ? ns_bit_find(c->a->reg, position) : NULL;
		char *text = bits & BIT(i) ? bit_text(bit, position) : NULL;

		if (text)
			names = ns_xjoin(names, ", ", text);
		if (bit)
			ns_bits_add(&refused, bit);
		free(text);
	}
	f = refuse(c, code);
	ns_finding_set(f, "names", "%s", names);
	if (code == NS_FOUND_VALUE_ALLOWS)
		ns_bits_set_off(f, &refused);
	free(names);
	ns_bits_clear(&refused);
}

static void allow(const struct check *c, uint64_t bits)
{
	c->a->allows |= bits;
	refuse_bits(c, NS_FOUND_VALUE_ALLOWS, bits, false);
}

static void number(const struct check *c, enum ns_code code, uint64_t is, uint64_t needs)
{
	struct ns_finding *f = refuse(c, code);

	ns_finding_set(f, "is", "0x%" PRIx64, is);
	ns_finding_set(f, "needs", "0x%" PRIx64, needs);
}

static uint64_t field(uint64_t value, unsigned int high, unsigned int low)
{
	return (value & FIELD(high, low)) >> low;
}

/* vmx_restore_control_msr() */
static void check_controls(const struct check *c)
{
	c->a->clears = c->offer & ~c->a->value & FIELD(31, 0);
	refuse_bits(c, NS_FOUND_VALUE_CLEARS, c->a->clears, true);
	allow(c, c->a->value & ~c->offer & FIELD(63, 32));
}

/* vmx_restore_vmx_basic(); the memory type, bits 53:50, is not compared. */
static void check_basic(const struct check *c)
{
	/* Bit 56 is reserved up to 6.12, and a feature in 7.3: a bit to be offered either way */
	uint64_t bits = BIT(49) | BIT(54) | BIT(55) | BIT(31) | FIELD(47, 45) | FIELD(63, 56);
	uint64_t offer = c->offer, value = c->a->value;

	allow(c, value & ~offer & bits);
	if (value & BIT(48))
		refuse(c, NS_FOUND_VALUE_ADDRESS_32);
	if (field(value, 30, 0) != field(offer, 30, 0))
		number(c, NS_FOUND_VALUE_REVISION, field(value, 30, 0), field(offer, 30, 0));
	if (field(offer, 44, 32) > field(value, 44, 32))
		number(c, NS_FOUND_VALUE_SIZE, field(value, 44, 32), field(offer, 44, 32));
}

/* vmx_restore_vmx_misc(); the vCPU's own pin controls are those that KVM offers, unless QEMU wrote less. */
static void check_misc(const struct check *c)
{
	uint64_t bits = BIT(5) | FIELD(8, 6) | FIELD(13, 9) | BIT(14) | BIT(15) | FIELD(31, 28);
	const struct ns_value *pin = &c->s->view[NS_VIEW_KVM][NS_REG_IA32_VMX_TRUE_PINBASED_CTLS];
	uint64_t offer = c->offer, value = c->a->value;

	allow(c, value & ~offer & bits);
	if (ns_has(pin) && (pin->num & NS_MASK(TRUE_PIN_BASED_VMX_PREEMPTION_TIMER)) &&
	    field(value, 4, 0) != field(offer, 4, 0))
		number(c, NS_FOUND_VALUE_TIMER, field(value, 4, 0), field(offer, 4, 0));
	if (field(value, 24, 16) > field(offer, 24, 16))
		number(c, NS_FOUND_VALUE_CR3_TARGETS, field(value, 24, 16), field(offer, 24, 16));
	if (field(value, 27, 25) > field(offer, 27, 25))
		number(c, NS_FOUND_VALUE_MSR_LIST, field(value, 27, 25), field(offer, 27, 25));
	if (field(value, 63, 32) != field(offer, 63, 32))
		number(c, NS_FOUND_VALUE_MSEG, field(value, 63, 32), field(offer, 63, 32));
}

/* vmx_restore_vmx_ept_vpid_cap(), and IA32_VMX_VMFUNC */
static void check_subset(const struct check *c)
{
	allow(c, c->a->value & ~c->offer);
}

/* vmx_restore_fixed0_msr() */
static void check_fixed0(const struct check *c)
{
	c->a->clears = c->offer & ~c->a->value;
	refuse_bits(c, NS_FOUND_VALUE_CLEARS, c->a->clears, false);
}

static void check_never(const struct check *c)
{
	refuse(c, NS_FOUND_VALUE_NOT_SETTABLE);
}

/* By register, vmx_set_vmx_msr(); KVM accepts any IA32_VMX_VMCS_ENUM. */
static const struct rule {
	uint32_t number;
	bool needs_offer;
	void (*check)(const struct check *c);
} rules[] = {
	{ 0x480, true, check_basic },
	{ 0x481, false, check_never },
	{ 0x482, false, check_never },
	{ 0x483, false, check_never },
	{ 0x484, false, check_never },
	{ 0x485, true, check_misc },
	{ 0x486, true, check_fixed0 },
	{ 0x487, false, check_never },
	{ 0x488, true, check_fixed0 },
	{ 0x489, false, check_never },
	{ 0x48a, false, NULL },
	{ 0x48b, true, check_controls },
	{ 0x48c, true, check_subset },
	{ 0x48d, true, check_controls },
	{ 0x48e, true, check_controls },
	{ 0x48f, true, check_controls },
	{ 0x490, true, check_controls },
	{ 0x491, true, check_subset },
};

/* The order in which QEMU (7.2 to 10.2) writes the VMX registers of a vCPU */
static const uint32_t order[] = {
	0x48e, 0x48d, 0x48f, 0x490, 0x48b, 0x48c, 0x480, 0x485, 0x491, 0x486, 0x488, 0x48a,
};

static void add_notes(const struct check *c, uint32_t msr)
{
	char *before = ns_xstrdup("");
	struct ns_finding *f;
	size_t i = 0;

	for (; i < sizeof(order) / sizeof(order[0]) && order[i] != msr; i++) {
		char *text = ns_xasprintf("0x%x", order[i]);

		before = ns_xjoin(before, ", ", text);
		free(text);
	}
	if (!i) {
		ns_findings_add(&c->a->notes, ns_finding_new(NS_FOUND_VALUE_FIRST));
	} else if (i < sizeof(order) / sizeof(order[0])) {
		f = ns_findings_add(&c->a->notes, ns_finding_new(NS_FOUND_VALUE_PROVES));
		ns_finding_set(f, "before", "%s", before);
	}
	free(before);
	if (c->kernel && c->kernel < 6001) {
		f = ns_findings_add(&c->a->notes, ns_finding_new(NS_FOUND_VALUE_OLD_KVM));
		ns_finding_set(f, "kernel", "%s", c->s->fact[NS_FACT_KERNEL].text);
	}
}

static bool offers_no_vmx(const struct ns_snapshot *s)
{
	const struct ns_value *v = &s->view[NS_VIEW_KVM][NS_REG_CPUID_1_ECX];

	return ns_has(v) && !(v->num & NS_MASK(X86_FEATURE_VMX));
}

struct ns_accept ns_accept_value(const struct ns_snapshot *s, uint32_t msr, uint64_t value)
{
	struct ns_accept a = { .reg = NS_REG_NONE, .value = value, .accepted = NS_UNKNOWN };
	struct check c = { .a = &a, .s = s, .kernel = ns_kernel_of(s) };
	const struct rule *rule = NULL;

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i].number == msr)
			rule = &rules[i];
	if (!rule)
		return a;
	a.reg = ns_reg_by_msr(msr);
	add_notes(&c, msr);
	if (offers_no_vmx(s)) {
		refuse(&c, NS_FOUND_VALUE_NO_VMX);
		a.accepted = NS_NO;
		return a;
	}
	if (rule->needs_offer && !ns_has(&s->view[NS_VIEW_KVM][a.reg])) {
		refuse(&c, NS_FOUND_VALUE_NOT_COMPARED);
		return a;
	}
	c.offer = s->view[NS_VIEW_KVM][a.reg].num;
	if (rule->check)
		rule->check(&c);
	a.accepted = a.why.count ? NS_NO : NS_YES;
	if (a.accepted == NS_YES)
		refuse(&c, NS_FOUND_VALUE_ACCEPTED);
	return a;
}

void ns_accept_clear(struct ns_accept *a)
{
	ns_findings_clear(&a->why);
	ns_findings_clear(&a->notes);
}
