// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/offer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/param.h"
#include "analysis/run.h"
#include "util/alloc.h"

#define MAX_NEEDS 3

/* By enum ns_bit_id; where there is no row, all is 0 */
static const struct rule {
	enum ns_offer_how how;
	const char *param;
	int without;
	int with;
	const char *follows;
	struct {
		bool used;
		enum ns_bit_id bit, other;	/* one of them; the same twice if there is no choice */
	} needs[MAX_NEEDS];
} rules[NS_BIT_COUNT] = {
#define NEEDS(id) { true, NS_BIT_##id, NS_BIT_##id }
#define EITHER(id, other_id) { true, NS_BIT_##id, NS_BIT_##other_id }
#define NS_OFFER(id, how_, param_, without_, with_, follows_, ...) \
	[NS_BIT_##id] = { NS_OFFER_##how_, param_, without_, with_, follows_, { __VA_ARGS__ } },
#include "analysis/offer_rules.h"
#undef NEEDS
#undef EITHER
};

static const struct rule *rule_of(const struct ns_bit *bit)
{
	const struct rule *r = &rules[bit - ns_bits];

	return r->how == NS_OFFER_NO_RULE ? NULL : r;
}

enum ns_offer_how ns_offer_how(const struct ns_bit *bit)
{
	const struct rule *r = rule_of(bit);

	return r ? r->how : NS_OFFER_NO_RULE;
}

bool ns_offer_counts(const struct ns_bit *bit)
{
	enum ns_offer_how how = ns_offer_how(bit);

	return how != NS_OFFER_NO_RULE && how != NS_OFFER_OWN;
}

const char *ns_offer_follows(const struct ns_bit *bit)
{
	const struct rule *r = rule_of(bit);

	return r ? r->follows : "";
}

const char *ns_offer_param(const struct ns_bit *bit)
{
	const struct rule *r = rule_of(bit);

	return r ? r->param : "";
}

void ns_offer_versions(const struct ns_bit *bit, int *without, int *with)
{
	const struct rule *r = rule_of(bit);

	*without = r ? r->without : 0;
	*with = r ? r->with : 0;
}

/* "Enable EPT", or "A or B"; to be freed */
static char *name_of_need(const struct rule *r, size_t need)
{
	const struct ns_bit *bit = ns_bit(r->needs[need].bit), *other = ns_bit(r->needs[need].other);

	return bit == other ? ns_xstrdup(bit->name) : ns_xasprintf("%s or %s", bit->name, other->name);
}

char *ns_offer_needs(const struct ns_bit *bit)
{
	const struct rule *r = rule_of(bit);
	char *text = NULL;

	for (size_t n = 0; r && n < MAX_NEEDS && r->needs[n].used; n++) {
		char *need = name_of_need(r, n), *longer;

		longer = text ? ns_xasprintf("%s, %s", text, need) : ns_xstrdup(need);
		free(text);
		free(need);
		text = longer;
	}
	return text;
}

bool ns_offer_usable(const struct ns_bit *bit, enum ns_word word)
{
	if (ns_offer_how(bit) == NS_OFFER_MAY_CLEAR)
		return word == NS_WORD_NO || word == NS_WORD_YES || word == NS_WORD_DEFAULT;
	return ns_word_there(word);
}

enum ns_yesno ns_offer_has(const struct ns_snapshot *s, enum ns_view view, const struct ns_bit *bit)
{
	enum ns_word word = ns_cap_in_view(s->view[view], bit).word;

	if (!ns_word_known(word))
		return NS_UNKNOWN;
	return ns_offer_usable(bit, word) ? NS_YES : NS_NO;
}

static bool is_svm(enum ns_reg reg)
{
	return reg == NS_REG_CPUID_80000001_ECX || ns_registers[reg].number == 0x8000000a;
}

bool ns_bit_is_svm(const struct ns_bit *bit)
{
	return is_svm(bit->reg);
}

const struct ns_bit *ns_bit_root(const struct ns_bit *bit)
{
	return ns_bit(is_svm(bit->reg) ? NS_BIT_X86_FEATURE_SVM : NS_BIT_X86_FEATURE_VMX);
}

static enum ns_word word_in(const struct ns_snapshot *s, enum ns_view view,
			    const struct ns_bit *bit)
{
	return ns_cap_in_view(s->view[view], bit).word;
}

static struct ns_finding *say(struct ns_offer *o, enum ns_offer_why why, enum ns_code code)
{
	o->why = why;
	o->finding = ns_finding_new(code);
	return o->finding;
}

static void say_param(const struct ns_snapshot *s, struct ns_offer *o, enum ns_offer_why why,
		      const char *module, const char *param)
{
	struct ns_finding *f;
	char *set;

	f = say(o, why, why == NS_WHY_NESTED_OFF ? NS_FOUND_NESTED_OFF : NS_FOUND_PARAMETER_OFF);
	ns_finding_set(f, "module", "%s", module);
	ns_finding_set(f, "param", "%s", param);
	ns_finding_set(f, "value", "%s", ns_snapshot_param(s, module, param)->text);
	ns_finding_on_param(f, s, module, param);
	set = ns_xasprintf("%s=1", param);
	ns_param_remedy(f, s, set);
	free(set);
}

/* The parameter is off: somebody set it, or KVM itself had to clear it, which no switch changes. */
static void param_off(const struct ns_machine *m, struct ns_offer *o, const char *module, const char *param)
{
	struct ns_finding *f = ns_param_find(m, module, param);

	if (f && f->code != NS_FOUND_PARAMETER_SWITCHED_OFF) {
		o->why = NS_WHY_PARAM;
		o->finding = f;
	} else {
		ns_finding_free(f);
		say_param(m->s, o, NS_WHY_PARAM, module, param);
	}
}

static void no_kvm(const struct ns_machine *m, struct ns_offer *o)
{
	struct ns_finding *f = say(o, NS_WHY_NO_KVM, NS_FOUND_NO_KVM);

	f->cause = ns_run_find(m);
	f->component = f->cause->component;
}

static void nested_off(const struct ns_snapshot *s, struct ns_offer *o, const struct ns_bit *bit)
{
	const char *module = is_svm(bit->reg) ? "kvm_amd" : "kvm_intel";

	if (ns_param_on(s, module, "nested") == NS_NO)
		say_param(s, o, NS_WHY_NESTED_OFF, module, "nested");
	else
		ns_finding_set(say(o, NS_WHY_NOT_KNOWN, NS_FOUND_OFFER_NOT_KNOWN), "root", "%s",
			       ns_bit_root(bit)->name);
}

/* Has the CPU neither of the two alternatives? One that was not read may be there. */
static bool cpu_lacks(const struct ns_snapshot *s, const struct ns_bit *bit, const struct ns_bit *other)
{
	enum ns_word word = word_in(s, NS_VIEW_CPU, bit), theirs = word_in(s, NS_VIEW_CPU, other);

	return ns_word_known(word) && !ns_offer_usable(bit, word) && ns_word_known(theirs) &&
	       !ns_offer_usable(other, theirs);
}

/* Is it missing because something else is, in the CPU or in the offer? */
static bool find_need(const struct ns_machine *m, const struct rule *r, struct ns_offer *o)
{
	const struct ns_snapshot *s = m->s;

	for (int i = 0; i < MAX_NEEDS && r->needs[i].used; i++) {
		const struct ns_bit *need = ns_bit(r->needs[i].bit);
		enum ns_word kvm = word_in(s, NS_VIEW_KVM, need);
		const struct rule *theirs = rule_of(need);

		if (cpu_lacks(s, need, ns_bit(r->needs[i].other))) {
			char *name = name_of_need(r, i);

			ns_finding_set(say(o, NS_WHY_DEPENDS, NS_FOUND_DEPENDS), "need", "%s", name);
			free(name);
			return true;
		}
		/* Skip dependencies disabled by the same parameter: they share the cause. */
		if (ns_word_known(kvm) && !ns_offer_usable(need, kvm) && theirs && *theirs->param &&
		    strcmp(theirs->param, r->param) &&
		    ns_param_on(s, is_svm(need->reg) ? "kvm_amd" : "kvm_intel", theirs->param) == NS_NO) {
			param_off(m, o, is_svm(need->reg) ? "kvm_amd" : "kvm_intel", theirs->param);
			return true;
		}
	}
	return false;
}

static void set_version(struct ns_finding *f, int version)
{
	ns_finding_set(f, "version", "%d.%d", version / 1000, version % 1000);
}

static void not_known(const struct ns_snapshot *s, const struct rule *r, struct ns_offer *o)
{
	struct ns_finding *f = say(o, NS_WHY_NOT_KNOWN, NS_FOUND_OFFER_NOT_KNOWN);

	if (ns_param_on(s, "kvm_intel", "enlightened_vmcs") == NS_YES)
		ns_finding_set(f, "evmcs", "yes");
	else if (r && r->with && ns_kernel_of(s) < r->with)
		set_version(f, r->with);
}

static void too_old(const struct ns_snapshot *s, const struct rule *r, struct ns_offer *o)
{
	struct ns_finding *f = say(o, NS_WHY_TOO_OLD, NS_FOUND_KERNEL_TOO_OLD);

	ns_finding_set(f, "kernel", "%s", s->fact[NS_FACT_KERNEL].text);
	set_version(f, r->with);
	ns_finding_on_fact(f, s, NS_FACT_KERNEL);
}

static void withheld(const struct ns_machine *m, const struct ns_bit *bit, struct ns_offer *o)
{
	const struct ns_snapshot *s = m->s;
	const struct ns_bit *root = ns_bit_root(bit);
	const struct rule *r = rule_of(bit);
	const char *module = is_svm(bit->reg) ? "kvm_amd" : "kvm_intel";
	enum ns_word offered = word_in(s, NS_VIEW_KVM, root);

	if (s->fact[NS_FACT_KVM_DEVICE].state == NS_ABSENT)
		no_kvm(m, o);
	else if (r->how == NS_OFFER_NEVER)
		say(o, NS_WHY_NEVER, NS_FOUND_NEVER_OFFERED);
	else if (ns_word_known(offered) && !ns_word_there(offered))
		nested_off(s, o, bit);
	else if (r->without && ns_kernel_of(s) && ns_kernel_of(s) <= r->without)
		too_old(s, r, o);
	else if (find_need(m, r, o))
		return;
	else if (*r->param && ns_param_on(s, module, r->param) == NS_NO)
		param_off(m, o, module, r->param);
	else
		not_known(s, r, o);
}

struct ns_offer ns_offer_of(const struct ns_machine *m, const struct ns_bit *bit)
{
	struct ns_offer o = { .why = NS_WHY_SAME };
	enum ns_word cpu = word_in(m->s, NS_VIEW_CPU, bit), kvm = word_in(m->s, NS_VIEW_KVM, bit);

	if (!ns_word_known(cpu) || !ns_word_known(kvm))
		o.why = NS_WHY_UNREAD;
	else if (!ns_offer_counts(bit) || ns_offer_usable(bit, cpu) == ns_offer_usable(bit, kvm))
		o.why = NS_WHY_SAME;
	else if (ns_offer_usable(bit, kvm))
		say(&o, NS_WHY_EMULATED, NS_FOUND_EMULATED);
	else
		withheld(m, bit, &o);
	if (o.finding)
		o.finding->bit = bit;
	return o;
}

void ns_offer_free(struct ns_offer *o)
{
	ns_finding_free(o->finding);
}
