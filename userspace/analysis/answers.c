// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/answers.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/arch.h"
#include "analysis/decode.h"
#include "analysis/invariants.h"
#include "analysis/offer.h"
#include "analysis/param.h"
#include "analysis/run.h"
#include "util/alloc.h"

enum ns_yesno ns_answer_of(const struct ns_finding *f)
{
	if (f->severity == NS_SEVERITY_UNKNOWN)
		return NS_UNKNOWN;
	return f->severity == NS_SEVERITY_PROBLEM ? NS_NO : NS_YES;
}

static struct ns_finding *nested_offered(const struct ns_machine *m, const char *isa)
{
	const struct ns_value *state = &m->s->fact[NS_FACT_KVM_NESTED_STATE];
	const struct ns_value *nested = m->module ? ns_snapshot_param(m->s, m->module, "nested") : NULL;
	struct ns_finding *finding = ns_finding_new(NS_FOUND_NESTED_OFFERED);

	ns_finding_set(finding, "isa", "%s", isa);
	if (nested && ns_has(nested))
		ns_finding_set(finding, "nested", "%s", nested->text);
	if (ns_has(state))
		ns_finding_set(finding, !state->num ? "unsaved" : strcmp(isa, "VMX") ? "saved_svm" :
			       "saved_vmx", "yes");
	return finding;
}

static struct ns_finding *nested_param(const struct ns_machine *m, enum ns_code code)
{
	struct ns_finding *finding = ns_finding_new(code);

	ns_finding_set(finding, "module", "%s", m->module);
	ns_finding_set(finding, "param", "nested");
	ns_finding_set(finding, "value", "%s", ns_snapshot_param(m->s, m->module, "nested")->text);
	ns_finding_on_param(finding, m->s, m->module, "nested");
	if (code == NS_FOUND_NESTED_OFF)
		ns_param_remedy(finding, m->s, "nested=1");
	return finding;
}

/* Does KVM offer what @module drives? Of what CPUs of the other vendor have it needs no word. */
static enum ns_yesno offers(const struct ns_machine *m, enum ns_reg reg, uint64_t mask, const char *module)
{
	enum ns_yesno offered = ns_bit_of(&m->s->view[NS_VIEW_KVM][reg], mask);
	const char *mine = offered == NS_UNKNOWN ? ns_cpu_module(m) : NULL;

	return mine && strcmp(mine, module) ? NS_NO : offered;
}

static struct ns_finding *answer_nest(const struct ns_machine *m, const struct ns_finding *run)
{
	enum ns_yesno vmx = offers(m, NS_REG_CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), "kvm_intel");
	enum ns_yesno svm = offers(m, NS_REG_CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM), "kvm_amd");
	enum ns_yesno nested = m->module ? ns_param_on(m->s, m->module, "nested") : NS_UNKNOWN;
	const struct ns_arch_rules *rules = ns_arch_rules(m->arch);
	/* Where it was read which modules there are, and none is one of these, KVM is another one: PVM. */
	const char *driver = ns_known(&m->s->fact[NS_FACT_KVM_MODULES]) ? NULL : ns_cpu_module(m);
	struct ns_finding *finding;

	if (run->code == NS_FOUND_XEN_RUNS_VMS) {
		finding = ns_finding_new(ns_finding_get(run, "pv") ? NS_FOUND_XEN_WITHOUT_HVM :
								     NS_FOUND_NESTED_BY_XEN);
	} else if (run->code == NS_FOUND_HYPERV_RUNS_VMS) {
		finding = ns_finding_new(ns_finding_get(run, "linux") ? NS_FOUND_NESTED_BY_HYPERV :
								NS_FOUND_NESTED_BY_HYPERV_UNREAD);
	} else if (run->code == NS_FOUND_ACRN_RUNS_VMS) {
		finding = ns_finding_new(NS_FOUND_NESTED_BY_ACRN);
	} else if (ns_answer_of(run) == NS_NO && run->component != NS_COMPONENT_PERMISSION) {
		finding = ns_finding_new(NS_FOUND_NO_VMS);
		finding->component = run->component;
	} else if (m->arch != NS_ARCH_X86) {
		return rules ? rules->nest(m) : ns_arch_finding(m, NS_FOUND_NESTED_ARCH_NOT_KNOWN);
	} else if (vmx == NS_YES || svm == NS_YES) {
		finding = nested_offered(m, vmx == NS_YES ? "VMX" : "SVM");
	} else if (nested == NS_NO) {
		finding = nested_param(m, NS_FOUND_NESTED_OFF);
	} else if (vmx == NS_NO && svm == NS_NO && ns_has(&m->s->fact[NS_FACT_KVM_API])) {
		finding = ns_finding_new(NS_FOUND_NESTED_NOT_OFFERED);
		ns_finding_set(finding, "module", "%s", m->module ?: "");
		if (driver && nested == NS_UNKNOWN) {
			finding->remedy = NS_REMEDY_LOOK_AT_NESTED;
			ns_finding_set(finding, "driver", "%s", driver);
		}
	} else if (nested == NS_YES) {
		return nested_param(m, NS_FOUND_NESTED_ON);
	} else {
		finding = ns_finding_new(NS_FOUND_NESTED_UNREAD);
	}
	if (m->arch != NS_ARCH_X86)
		return finding;
	ns_finding_on_register(finding, m->s, NS_VIEW_KVM, NS_REG_CPUID_1_ECX);
	ns_finding_on_register(finding, m->s, NS_VIEW_KVM, NS_REG_CPUID_80000001_ECX);
	return finding;
}

static const struct notable {
	enum ns_bit_id bit;
	const char *costs;
} notables[] = {
#define NS_NOTABLE(id, costs_) { NS_BIT_##id, costs_ },
#include "analysis/notable.h"
};

static void add_missing(struct ns_answers *a, enum ns_code code, const struct ns_bit *bit,
			const char *costs)
{
	struct ns_finding *f = ns_findings_add(&a->missing, ns_finding_new(code));

	f->bit = bit;
	ns_finding_set(f, "costs", "%s", costs);
}

/*
 * Is @bit missing where there is VMX, or SVM? It is if it is not set, and if its
 * register does not exist, as where there are no secondary controls. Of a CPU
 * without SVM nobody misses NPT, nor of one with VMX whose SVM was not read: no
 * processor has both.
 */
static enum ns_yesno is_missing(const struct ns_value *view, const struct ns_bit *bit)
{
	bool of_svm = ns_bit_root(bit) == ns_bit(NS_BIT_X86_FEATURE_SVM);
	const struct ns_bit *rival = ns_bit(of_svm ? NS_BIT_X86_FEATURE_VMX : NS_BIT_X86_FEATURE_SVM);
	enum ns_word root = ns_cap_in_view(view, ns_bit_root(bit)).word;
	enum ns_word word = ns_cap_in_view(view, bit).word;

	if (ns_word_known(root) && !ns_word_there(root))
		return NS_NO;
	if (!ns_word_known(root) && ns_word_there(ns_cap_in_view(view, rival).word))
		return NS_NO;
	if (!ns_word_known(word))
		return NS_UNKNOWN;
	return ns_word_there(word) ? NS_NO : NS_YES;
}

/* First what the CPU lacks, then what only KVM's guests lack. */
static void find_missing(const struct ns_machine *m, struct ns_answers *a)
{
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < sizeof(notables) / sizeof(notables[0]); i++) {
			const struct notable *n = &notables[i];
			const struct ns_bit *bit = ns_bit(n->bit);
			enum ns_yesno cpu = is_missing(m->cpu, bit);

			if (!pass && cpu == NS_UNKNOWN)
				a->unread++;
			else if (!pass && cpu == NS_YES)
				add_missing(a, NS_FOUND_MISSING_IN_CPU, bit, n->costs);
			else if (pass && ns_word_there(ns_cap_in_view(m->cpu, bit).word) &&
				 is_missing(m->s->view[NS_VIEW_KVM], bit) == NS_YES)
				add_missing(a, NS_FOUND_MISSING_IN_OFFER, bit, n->costs);
		}
	}
}

static void find_notes(const struct ns_snapshot *s, struct ns_answers *a)
{
	struct ns_finding *f;

	if (ns_param_on(s, "kvm_intel", "nested") != NS_NO ||
	    ns_param_on(s, "kvm_intel", "enable_shadow_vmcs") != NS_YES)
		return;
	f = ns_findings_add(&a->notes, ns_finding_new(NS_FOUND_SHADOW_PARAM_UNUSED));
	ns_finding_set(f, "value", "%s",
		       ns_snapshot_param(s, "kvm_intel", "enable_shadow_vmcs")->text);
	ns_finding_on_param(f, s, "kvm_intel", "enable_shadow_vmcs");
	ns_finding_on_param(f, s, "kvm_intel", "nested");
}

struct ns_finding *ns_answer_nest(const struct ns_snapshot *s)
{
	struct ns_machine m = ns_machine_look(s);
	struct ns_finding *run = ns_run_find(&m), *nest = ns_finding_of(answer_nest(&m, run), s);

	ns_finding_free(run);
	ns_machine_done(&m);
	return nest;
}

struct ns_answers *ns_answer_machine(const struct ns_machine *m)
{
	struct ns_answers *a = ns_xcalloc(1, sizeof(*a));

	a->run = ns_run_find(m);
	a->nest = ns_finding_of(answer_nest(m, a->run), m->s);
	if (m->arch == NS_ARCH_X86)
		find_missing(m, a);
	ns_param_find_all(m, &a->parameters);
	find_notes(m->s, a);
	ns_findings_add(&a->notes, ns_firmware_unlocked(m));
	for (int view = 0; view < NS_VIEW_COUNT; view++)
		ns_invariants_find(m->s, view, &a->notes);
	a->no_virtualization = m->arch == NS_ARCH_X86 && m->vmx == NS_NO && m->svm == NS_NO;
	return a;
}

struct ns_answers *ns_answer_all(const struct ns_snapshot *s)
{
	struct ns_machine m = ns_machine_look(s);
	struct ns_answers *a = ns_answer_machine(&m);

	ns_machine_done(&m);
	return a;
}

void ns_answers_free(struct ns_answers *a)
{
	if (!a)
		return;
	ns_finding_free(a->run);
	ns_finding_free(a->nest);
	ns_findings_clear(&a->missing);
	ns_findings_clear(&a->parameters);
	ns_findings_clear(&a->notes);
	free(a);
}
