// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/arch.h"
#include "analysis/run.h"
#include "util/text.h"

#include <string.h>

static const struct ns_arch_rules *const rules[NS_ARCH_COUNT] = {
	[NS_ARCH_S390X] = &ns_s390x_rules,
	[NS_ARCH_ARM64] = &ns_arm64_rules,
	[NS_ARCH_PPC64] = &ns_ppc64_rules,
};

const struct ns_arch_rules *ns_arch_rules(enum ns_arch arch)
{
	return rules[arch];
}

struct ns_finding *ns_arch_finding(const struct ns_machine *m, enum ns_code code)
{
	const struct ns_value *device = &m->s->fact[NS_FACT_KVM_DEVICE];
	struct ns_finding *f = ns_finding_new(code);

	ns_finding_set(f, "arch", "%s", ns_arch_title(m->s));
	if (code == NS_FOUND_ARCH_NOT_KNOWN && device->state != NS_NOT_ASKED && device->why)
		ns_finding_set(f, "device", "%s", device->why);
	ns_finding_on_fact(f, m->s, NS_FACT_ARCH);
	return f;
}

/* KVM that is built in */
static struct ns_finding *without_kvm(const struct ns_machine *m)
{
	const struct ns_value *kernel = &m->s->fact[NS_FACT_KERNEL];
	struct ns_finding *finding = NULL;

	if (ns_value_has_word(&m->s->fact[NS_FACT_KVM_CONFIG], "CONFIG_KVM=n")) {
		finding = ns_finding_new(NS_FOUND_KVM_NOT_BUILT);
		finding->remedy = NS_REMEDY_KERNEL_WITH_KVM;
		ns_finding_set(finding, "module", "KVM");
		ns_finding_set(finding, "kernel", "%s", ns_has(kernel) ? kernel->text : "");
		ns_finding_on_fact(finding, m->s, NS_FACT_KVM_CONFIG);
	}
	return finding;
}

/* A container has no modules of its own that would tell. */
struct ns_finding *ns_arch_missing(const struct ns_machine *m, const struct ns_arch_rules *rules)
{
	const struct ns_value *container = &m->s->fact[NS_FACT_CONTAINER];
	struct ns_finding *finding = NULL;

	if (m->module || m->virt == NS_NO || (ns_has(container) && *container->text))
		return NULL;
	if (!rules->module)
		finding = without_kvm(m);
	else if (ns_known(&m->s->fact[NS_FACT_KVM_MODULES]))
		finding = ns_module_find(m);
	if (finding && finding->code != NS_FOUND_KVM_NOT_BUILT && finding->code != NS_FOUND_KVM_NOT_INSTALLED &&
	    finding->code != NS_FOUND_KVM_BLACKLISTED) {
		ns_finding_free(finding);
		finding = NULL;
	}
	return finding;
}

void ns_look_devicetree(struct ns_search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_DT_HYPERVISOR];

	if (!ns_has(v)) {
		if (v->state != NS_ABSENT)
			ns_see(f, NS_SEEN(DT_UNREAD));
		ns_evidence_add_unread(f, "device tree, hypervisor", v);
		return;
	}
	if (!strcmp(v->text, "linux,kvm"))
		ns_see(f, NS_SEEN(SAYS_KVM));
	else if (!strncmp(v->text, "xen,", 4))
		ns_see(f, NS_SEEN(XEN));
	else
		ns_see(f, NS_SEEN(SAYS_OTHER));
	ns_evidence_add(f, "device tree, hypervisor", v, NS_PROOF, ns_visible(v->text), NS_FOUND_EVIDENCE_DT_HYPERVISOR);
}
