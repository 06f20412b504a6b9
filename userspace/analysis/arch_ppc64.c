// SPDX-License-Identifier: GPL-2.0-or-later
/* ppc64: PowerNV runs on the machine, pSeries in a partition or a VM; kvm_hv and its parameter nested. */
#include "analysis/arch.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

static bool platform_is(const struct ns_snapshot *s, const char *platform)
{
	const struct ns_value *v = &s->fact[NS_FACT_PPC_PLATFORM];

	return ns_has(v) && !strcmp(v->text, platform);
}

static bool made_by_qemu(const struct ns_snapshot *s)
{
	const struct ns_value *v = &s->fact[NS_FACT_PPC_MACHINE];

	return ns_has(v) && strstr(v->text, "emulated by qemu");
}

/* On pSeries the hypervisor decides, and kvm_hv finds out when it is loaded. */
static enum ns_yesno virt(const struct ns_snapshot *s)
{
	return platform_is(s, "PowerNV") ? NS_YES : NS_UNKNOWN;
}

static struct ns_finding *prevents(const struct ns_machine *m)
{
	const struct ns_value *modules = &m->s->fact[NS_FACT_KVM_MODULES];
	const struct ns_value *powervm = &m->s->fact[NS_FACT_DT_POWERVM];
	bool looked = ns_known(modules);
	struct ns_finding *f = NULL;

	if (!m->module && looked && platform_is(m->s, "pSeries")) {
		f = ns_finding_new(NS_FOUND_PPC64_NOT_LOADED);
		if (ns_has(powervm) && powervm->num)
			f->remedy = NS_REMEDY_PPC64_POWERVM;
		ns_finding_on_fact(f, m->s, NS_FACT_KVM_MODULES);
		ns_finding_on_fact(f, m->s, NS_FACT_PPC_PLATFORM);
	}
	return f;
}

static struct ns_finding *nest(const struct ns_machine *m)
{
	const struct ns_value *cap = &m->s->fact[NS_FACT_KVM_PPC_NESTED];
	const struct ns_value *nested = ns_snapshot_param(m->s, "kvm_hv", "nested");
	enum ns_yesno param = ns_param_on(m->s, "kvm_hv", "nested");
	struct ns_finding *f;

	if (ns_has(cap) ? cap->num : param == NS_YES)
		f = ns_finding_new(NS_FOUND_PPC64_NESTED_OFFERED);
	else if (param == NS_NO)
		f = ns_finding_new(NS_FOUND_PPC64_NESTED_OFF);
	else if (ns_has(cap))
		f = ns_finding_new(NS_FOUND_PPC64_NESTED_CANNOT);
	else
		f = ns_finding_new(NS_FOUND_NESTED_UNREAD);
	if (ns_has(cap))
		ns_finding_set(f, "asked", "yes");
	if (m->module && !strcmp(m->module, "kvm_pr"))
		ns_finding_set(f, "pr", "yes");
	if (nested && ns_has(nested)) {
		ns_finding_set(f, "module", "kvm_hv");
		ns_finding_set(f, "param", "nested");
		ns_finding_set(f, "value", "%s", nested->text);
		ns_finding_on_param(f, m->s, "kvm_hv", "nested");
	}
	ns_finding_on_fact(f, m->s, NS_FACT_KVM_PPC_NESTED);
	return f;
}

/* ---- the layer ---- */

static void look(struct ns_search *f)
{
	const struct ns_value *platform = &f->s->fact[NS_FACT_PPC_PLATFORM];
	const struct ns_value *machine = &f->s->fact[NS_FACT_PPC_MACHINE];
	const struct ns_value *powervm = &f->s->fact[NS_FACT_DT_POWERVM];

	if (platform_is(f->s, "PowerNV")) {
		ns_see(f, NS_SEEN(POWERNV));
		ns_evidence_add(f, "platform", platform, NS_STRONG, ns_visible(platform->text), NS_FOUND_EVIDENCE_POWERNV);
	} else if (platform_is(f->s, "pSeries")) {
		ns_see(f, NS_SEEN(PSERIES));
		ns_evidence_add(f, "platform", platform, NS_STRONG, ns_visible(platform->text), NS_FOUND_EVIDENCE_PSERIES);
	} else if (ns_has(platform)) {
		ns_evidence_add(f, "platform", platform, NS_STRENGTH_NONE, ns_visible(platform->text), NS_FOUND_EVIDENCE_PPC_PLATFORM);
	} else {
		ns_evidence_add_unread(f, "platform", platform);
	}
	if (made_by_qemu(f->s)) {
		ns_see(f, NS_SEEN(BY_QEMU));
		ns_evidence_add(f, "machine", machine, NS_PROOF, ns_visible(machine->text), NS_FOUND_EVIDENCE_BY_QEMU);
	}
	ns_look_devicetree(f);
	if (ns_has(powervm) && powervm->num) {
		ns_see(f, NS_SEEN(POWERVM));
		ns_evidence_add(f, "device tree, partition", powervm, NS_PROOF, ns_xstrdup("managed"),
				NS_FOUND_EVIDENCE_POWERVM);
	}
}

const struct ns_arch_rules ns_ppc64_rules = {
	.module = "kvm_hv",
	.isa = "hypervisor mode",
	.virt = virt,
	.prevents = prevents,
	.nest = nest,
	.look = look,
};
