// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/invariants.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/names.h"
#include "util/alloc.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* One row of invariant_rows.h, of whatever kind */
enum kind { ZERO, RANGE, VALUES, NEEDS, WITHIN };

static const struct rule {
	enum kind kind;
	enum ns_reg reg, other;
	uint64_t mask, other_mask;
	enum ns_bit_id field;
	uint64_t least, most;
	const char *source;
} rules[] = {
#define NS_ZERO(reg_, mask_, source_) \
	{ .kind = ZERO, .reg = NS_REG_##reg_, .mask = mask_, .source = source_ },
#define NS_RANGE(field_, least_, most_, source_) \
	{ .kind = RANGE, .field = NS_BIT_##field_, .least = least_, .most = most_, .source = source_ },
#define NS_VALUES(field_, values_, source_) \
	{ .kind = VALUES, .field = NS_BIT_##field_, .mask = values_, .source = source_ },
#define NS_NEEDS(reg_, mask_, other_, other_mask_, source_) \
	{ .kind = NEEDS, .reg = NS_REG_##reg_, .mask = mask_, .other = NS_REG_##other_, \
	  .other_mask = other_mask_, .source = source_ },
#define NS_WITHIN(reg_, other_, source_) \
	{ .kind = WITHIN, .reg = NS_REG_##reg_, .other = NS_REG_##other_, .source = source_ },
#include "analysis/invariant_rows.h"
};

struct check {
	const struct ns_snapshot *s;
	enum ns_view view;
	const struct ns_value *regs;
	struct ns_findings *all;
};

/* Does a hypervisor below make up these registers? */
static bool made_up(const struct check *c)
{
	const struct ns_value *bit = &c->s->fact[NS_FACT_HV_PRESENT];

	return ns_has(bit) && bit->num;
}

static struct ns_finding *new_finding(const struct check *c, enum ns_code code, enum ns_reg reg)
{
	struct ns_finding *f = ns_finding_new(code);

	if (c->view == NS_VIEW_KVM) {
		f->component = NS_COMPONENT_KVM;
		f->remedy = NS_REMEDY_UPDATE_KERNEL;
		ns_finding_set(f, "kvm", "yes");
	} else if (made_up(c)) {
		f->component = NS_COMPONENT_BELOW;
		f->remedy = NS_REMEDY_EXPOSE_FULL_CPU;
	}
	ns_finding_set(f, "reg", "%s", ns_registers[reg].name);
	ns_finding_on_register(f, c->s, c->view, reg);
	return f;
}

/* @rule: where it is written that no processor has this */
static struct ns_finding *say(const struct check *c, enum ns_code code, enum ns_reg reg, const char *rule)
{
	struct ns_finding *f = ns_findings_add(c->all, new_finding(c, code, reg));

	ns_finding_set(f, "rule", "%s", rule);
	return f;
}

/* "Enable EPT, Enable VPID", or the numbers of bits that no row names; to be freed */
static char *names_of(enum ns_reg reg, uint64_t mask, const char *between)
{
	char *text = ns_xstrdup("");

	for (unsigned int at = 0; at < 64; at++) {
		const struct ns_bit *bit = mask >> at & 1 ? ns_bit_find(reg, at) : NULL;
		char *old = text;

		if (!(mask >> at & 1))
			continue;
		if (bit)
			text = ns_xasprintf("%s%s%s", old, *old ? between : "", bit->name);
		else
			text = ns_xasprintf("%s%sbit %u", old, *old ? between : "", at);
		free(old);
	}
	return text;
}

static void set_names(struct ns_finding *f, const char *argument, enum ns_reg reg, uint64_t mask,
		      const char *between)
{
	char *text = names_of(reg, mask, between);

	ns_finding_set(f, argument, "%s", text);
	free(text);
}

/* The bits of @mask in what was read, 0 if it was not */
static uint64_t bits(const struct check *c, enum ns_reg reg, uint64_t mask)
{
	return ns_has(&c->regs[reg]) ? c->regs[reg].num & mask : 0;
}

static void check_zero(const struct check *c, const struct rule *r)
{
	uint64_t set = bits(c, r->reg, r->mask);

	if (set)
		ns_finding_set(say(c, NS_FOUND_BITS_NOT_ZERO, r->reg, r->source), "bits", "0x%" PRIx64, set);
}

static void check_field(const struct check *c, const struct rule *r)
{
	const struct ns_bit *bit = ns_bit(r->field);
	struct ns_cap cap = ns_cap_in_view(c->regs, bit);
	struct ns_finding *f;
	bool right;

	if (r->kind == RANGE)
		right = cap.num >= r->least && cap.num <= r->most;
	else
		right = cap.num < 64 && r->mask >> cap.num & 1;
	if (cap.word != NS_WORD_NUMBER || right)
		return;
	f = say(c, NS_FOUND_FIELD_IMPOSSIBLE, bit->reg, r->source);
	f->bit = bit;
	ns_finding_set(f, "value", "%" PRIu64, cap.num);
	if (r->kind == VALUES)
		return;
	ns_finding_set(f, "least", "%" PRIu64, r->least);
	ns_finding_set(f, "most", "%" PRIu64, r->most);
}

static void check_needs(const struct check *c, const struct rule *r)
{
	uint64_t set = bits(c, r->reg, r->mask);
	const struct ns_value *need = &c->regs[r->other];
	struct ns_finding *f;

	/* A register that does not exist has no bit set; one that was not read may have. */
	if (!set || !ns_known(need) || bits(c, r->other, r->other_mask))
		return;
	f = say(c, NS_FOUND_CAPABILITY_WITHOUT_NEED, r->reg, r->source);
	set_names(f, "has", r->reg, set, ", ");
	set_names(f, "need", r->other, r->other_mask, " or ");
	ns_finding_set(f, "need_reg", "%s", ns_registers[r->other].name);
	ns_finding_on_register(f, c->s, c->view, r->other);
}

static void check_within(const struct check *c, const struct rule *r)
{
	uint64_t only = bits(c, r->reg, UINT64_MAX) & ~bits(c, r->other, UINT64_MAX);
	struct ns_finding *f;

	if (!ns_has(&c->regs[r->other]) || !only)
		return;
	f = say(c, NS_FOUND_FIXED_BOTH_WAYS, r->reg, r->source);
	ns_finding_set(f, "other", "%s", ns_registers[r->other].name);
	ns_finding_set(f, "bits", "0x%" PRIx64, only);
	ns_finding_on_register(f, c->s, c->view, r->other);
}

static const char controls_rule[] = "SDM vol. 3 A.2 to A.5";

/* What must be 1 may be 1 */
static void check_controls(const struct check *c, enum ns_reg reg)
{
	uint64_t value = bits(c, reg, UINT64_MAX);
	uint32_t both = (uint32_t)value & ~(uint32_t)(value >> 32);

	if (both)
		set_names(say(c, NS_FOUND_CONTROL_BOTH_WAYS, reg, controls_rule), "names", reg,
			  (uint64_t)both << 32, ", ");
}

/* The two allow the same controls to be 1, and differ in the default1 class only */
static void check_pair(const struct check *c, const struct ns_true_pair *pair)
{
	const struct ns_value *plain = &c->regs[pair->plain], *twin = &c->regs[pair->true_reg];
	uint32_t must = plain->num;
	struct ns_finding *f;

	if (!ns_has(plain))
		return;
	if (~must & pair->default1)
		set_names(say(c, NS_FOUND_DEFAULT1_NOT_FORCED, pair->plain, controls_rule), "names", pair->plain,
			  (uint64_t)(~must & pair->default1) << 32, ", ");
	if (!ns_has(twin) || (plain->num >> 32 == twin->num >> 32 &&
			     (must | pair->default1) == ((uint32_t)twin->num | pair->default1)))
		return;
	f = say(c, NS_FOUND_CONTROL_TWINS_DIFFER, pair->plain, controls_rule);
	ns_finding_set(f, "other", "%s", ns_registers[pair->true_reg].name);
	ns_finding_on_register(f, c->s, c->view, pair->true_reg);
}

/*
 * The registers that say what VMX or SVM can do. Each has some bit set in every
 * processor, so that all of them being 0 is no processor's.
 */
static const struct {
	enum ns_bit_id root;
	enum ns_code code;
	enum ns_reg regs[3];
} roots[] = {
	{ NS_BIT_X86_FEATURE_VMX, NS_FOUND_VMX_HOLLOW,
	  { NS_REG_IA32_VMX_BASIC, NS_REG_IA32_VMX_PINBASED_CTLS, NS_REG_IA32_VMX_PROCBASED_CTLS } },
	{ NS_BIT_X86_FEATURE_SVM, NS_FOUND_SVM_HOLLOW,
	  { NS_REG_CPUID_8000000A_EAX, NS_REG_CPUID_8000000A_EBX, NS_REG_CPUID_8000000A_EDX } },
};

static struct ns_finding *find_hollow(const struct check *c)
{
	for (size_t i = 0; i < COUNT(roots); i++) {
		struct ns_finding *f;
		size_t empty = 0;

		if (!ns_word_there(ns_cap_in_view(c->regs, ns_bit(roots[i].root)).word))
			continue;
		for (size_t k = 0; k < COUNT(roots[i].regs); k++)
			empty += ns_has(&c->regs[roots[i].regs[k]]) && !c->regs[roots[i].regs[k]].num;
		if (empty < COUNT(roots[i].regs))
			continue;
		f = new_finding(c, roots[i].code, ns_bit(roots[i].root)->reg);
		for (size_t k = 0; k < COUNT(roots[i].regs); k++)
			ns_finding_on_register(f, c->s, c->view, roots[i].regs[k]);
		return f;
	}
	return NULL;
}

struct ns_finding *ns_hollow_find(const struct ns_snapshot *s, enum ns_view view)
{
	struct check c = { .s = s, .view = view, .regs = s->view[view] };

	return find_hollow(&c);
}

/* No maker has a processor with both. */
static void check_both(const struct check *c)
{
	struct ns_cap vmx = ns_cap_in_view(c->regs, ns_bit(NS_BIT_X86_FEATURE_VMX));
	struct ns_cap svm = ns_cap_in_view(c->regs, ns_bit(NS_BIT_X86_FEATURE_SVM));
	struct ns_finding *f;

	if (!ns_word_there(vmx.word) || !ns_word_there(svm.word))
		return;
	f = say(c, NS_FOUND_VMX_AND_SVM, NS_REG_CPUID_1_ECX, "SDM, APM");
	ns_finding_on_register(f, c->s, c->view, NS_REG_CPUID_80000001_ECX);
}

static void check_rule(const struct check *c, const struct rule *r)
{
	switch (r->kind) {
	case ZERO:
		check_zero(c, r);
		break;
	case RANGE:
	case VALUES:
		check_field(c, r);
		break;
	case NEEDS:
		check_needs(c, r);
		break;
	case WITHIN:
		check_within(c, r);
		break;
	}
}

void ns_invariants_find(const struct ns_snapshot *s, enum ns_view view, struct ns_findings *all)
{
	struct check c = { .s = s, .view = view, .regs = s->view[view], .all = all };
	struct ns_finding *hollow = find_hollow(&c);

	check_both(&c);
	if (hollow) {
		ns_findings_add(all, hollow);
		return;
	}
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (ns_has(&c.regs[reg]) && ns_reg_has_controls(reg))
			check_controls(&c, reg);
	for (size_t i = 0; i < ns_true_pair_count; i++)
		check_pair(&c, &ns_true_pairs[i]);
	for (size_t i = 0; i < COUNT(rules); i++)
		check_rule(&c, &rules[i]);
}
