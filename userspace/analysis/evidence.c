// SPDX-License-Identifier: GPL-2.0-or-later
/* Where evidence is looked for, in which order, and how it is recorded. */
#include "analysis/evidence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/arch.h"
#include "analysis/search.h"
#include "util/alloc.h"
#include "util/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct ns_value ns_from_cpuid = { .state = NS_VALUE, .source = NS_SOURCE_CPUID };

static struct ns_evidence *add(struct ns_search *f, const char *what, const struct ns_value *v,
			       enum ns_code means)
{
	struct ns_layer *l = f->layer;
	struct ns_evidence *e;

	l->evidence = ns_xreallocarray(l->evidence, l->evidence_count + 1, sizeof(*e));
	e = &l->evidence[l->evidence_count++];
	*e = (struct ns_evidence){ .what = ns_xstrdup(what), .state = v->state,
				   .source = v->source, .means = ns_finding_new(means) };
	return e;
}

struct ns_finding *ns_evidence_add(struct ns_search *f, const char *what, const struct ns_value *v,
				   enum ns_strength strength, char *raw, enum ns_code means)
{
	struct ns_evidence *e = add(f, what, v, means);

	e->raw = raw;
	e->strength = strength;
	return e->means;
}

void ns_evidence_add_none(struct ns_search *f, const char *what, const struct ns_value *v,
			  enum ns_code means)
{
	add(f, what, v, means);
}

void ns_evidence_add_unread(struct ns_search *f, const char *what, const struct ns_value *v)
{
	struct ns_evidence *e = add(f, what, v, v->state == NS_ABSENT ?
				    NS_FOUND_EVIDENCE_ABSENT : NS_FOUND_EVIDENCE_NOT_KNOWN);
	char *why = ns_visible(v->why ?: "");

	ns_finding_set(e->means, "why", "%s", why);
	free(why);
}

bool ns_search_flag(const struct ns_search *f, const char *flag)
{
	return ns_value_has_word(&f->s->fact[NS_FACT_CPU_FLAGS], flag);
}

void ns_search_environment(struct ns_search *f, const char *what)
{
	char *old = f->layer->environment;

	if (old && strstr(old, what))
		return;
	f->layer->environment = old ? ns_xasprintf("%s, %s", old, what) : ns_xstrdup(what);
	free(old);
}

/* KVM that works on a CPU with neither VMX nor SVM needs neither: PVM, or an unknown one. */
static void look_pvm(struct ns_search *f)
{
	const struct ns_value *vmx = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX];
	const struct ns_value *svm = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_80000001_ECX];
	const struct ns_value *kvm = &f->s->fact[NS_FACT_KVM_API];

	if (!ns_has(kvm) || !ns_has(vmx) || !ns_has(svm) ||
	    vmx->num & NS_MASK(X86_FEATURE_VMX) || svm->num & NS_MASK(X86_FEATURE_SVM))
		return;
	ns_evidence_add(f, "KVM without VMX or SVM", kvm, NS_STRONG, ns_xstrdup("works"),
			NS_FOUND_EVIDENCE_KVM_WITHOUT);
}

/* A kernel in user mode: Xen (PV) identifies itself, and PVM has no other sign. */
static void look_cpl(struct ns_search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_KERNEL_CPL];
	bool xen = ns_seen(f, NS_SEEN(XEN) | NS_SEEN(XEN_DOM0) | NS_SEEN(XEN_LEAF));

	if (!ns_has(v) || v->num != 3)
		return;
	if (!xen)
		ns_see(f, NS_SEEN(PVM_GUEST));
	ns_evidence_add(f, "kernel's CPL", v, NS_STRONG, ns_xasprintf("%llu", (unsigned long long)v->num),
			xen ? NS_FOUND_EVIDENCE_CPL_XEN : NS_FOUND_EVIDENCE_CPL_PVM);
}

static void look_container(struct ns_search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_CONTAINER];

	if (!ns_has(v)) {
		ns_evidence_add_unread(f, "container", v);
	} else if (!*v->text) {
		ns_evidence_add(f, "container", v, NS_HINT, ns_xstrdup("none"),
				NS_FOUND_EVIDENCE_NO_CONTAINER);
	} else {
		char *text = ns_visible(v->text);

		ns_search_environment(f, text);
		ns_evidence_add(f, "container", v, NS_STRONG, text, NS_FOUND_EVIDENCE_CONTAINER);
	}
}

/*
 * Bands of the median, in cycles: measured and published values overlap, so
 * they are wide and say "like".
 */
static const char *timing_like(const struct ns_search *f, uint64_t median)
{
	static const struct {
		uint64_t below;
		const char *like;	/* an argument of the row */
	} bands[] = {
		{ 500, "alone" },
		{ 700, "between" },
		{ 5000, "one" },
		{ 12000, "slow" },
		{ UINT64_MAX, "two" },
	};

	if (ns_seen(f, NS_SEEN(NO_BIT)) && ns_seen(f, NS_SEEN(MACHINE_EMULATED)))
		return "nothing";
	for (size_t i = 0; i < COUNT(bands) - 1; i++)
		if (median < bands[i].below)
			return bands[i].like;
	return bands[COUNT(bands) - 1].like;
}

static void look_timing(struct ns_search *f)
{
	const struct ns_value *median = &f->s->fact[NS_FACT_TIMING_CPUID_MEDIAN];
	const struct ns_value *min = &f->s->fact[NS_FACT_TIMING_CPUID_MIN];
	const struct ns_value *base = &f->s->fact[NS_FACT_TIMING_BASE_MEDIAN];
	struct ns_finding *means;

	if (!ns_has(median) || !ns_has(min) || !ns_has(base)) {
		ns_evidence_add_unread(f, "CPUID timing", median);
		return;
	}
	means = ns_evidence_add(f, "CPUID timing", median, NS_HINT,
				ns_xasprintf("%" PRIu64 ", %" PRIu64, min->num, median->num),
				NS_FOUND_EVIDENCE_TIMING);
	ns_finding_set(means, "base", "%" PRIu64, base->num);
	ns_finding_set(means, timing_like(f, median->num), "yes");
}

/* The bit decides whether the stack counts, the stack's owner how Hyper-V's leaves are read. */
static void (*const looks[])(struct ns_search *) = {
	ns_look_bit,
	ns_look_stack,
	ns_look_vendor,
	ns_look_hyperv,
	ns_look_evmcs,
	ns_look_xen,
	ns_look_acrn,
	ns_look_tdx,
	ns_look_sev,
	ns_look_vmx,
	ns_look_svm,
	ns_look_kvm_flags,
	ns_look_virt_ssbd,
	ns_look_marks,
	look_pvm,
	look_cpl,
	look_container,
	look_timing,
};

/* An architecture that is not x86: no CPUID, but Xen, firmware and containers are there, too. */
static void look_elsewhere(struct ns_search *f, const struct ns_arch_rules *rules)
{
	if (rules)
		rules->look(f);
	else
		ns_look_devicetree(f);
	ns_look_xen(f);
	if (f->s->fact[NS_FACT_DMI_SYS_VENDOR].state == NS_VALUE)
		ns_look_marks(f);
	if (!rules)
		ns_see(f, NS_SEEN(OTHER_ARCH));
	look_container(f);
}

void ns_find_evidence(const struct ns_snapshot *s, struct ns_layer *layer, struct ns_signs *signs)
{
	struct ns_search f = { .s = s, .layer = layer, .signs = signs };

	const struct ns_arch_rules *rules = ns_arch_rules(ns_arch_of(s));

	if (ns_arch_of(s) != NS_ARCH_X86) {
		look_elsewhere(&f, rules);
		return;
	}
	for (size_t i = 0; i < COUNT(looks); i++)
		looks[i](&f);
}
