// SPDX-License-Identifier: GPL-2.0-or-later
/* An untrusted libvirt domain: refused with a reason, or answered for every kind of host */
#include <stdint.h>

#include "check.h"
#include "analysis/domain.h"
#include "render/domain.h"
#include "sources/domain_xml.h"

#define NAME "name of the file"
#define HOSTS 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void set(struct ns_value *v, uint64_t num)
{
	ns_value_num(v, NS_SOURCE_KVM, num);
}

/* With SVM, with SVM that KVM does not offer, with VMX, and one about which nothing is known */
static const struct ns_snapshot *host(int which)
{
	static struct ns_snapshot *hosts[HOSTS];
	struct ns_snapshot *s = hosts[which];

	if (s)
		return s;
	s = hosts[which] = ns_snapshot_new();
	if (which == HOSTS - 1)
		return s;
	set(&s->fact[NS_FACT_KVM_API], 12);
	ns_value_text(&s->fact[NS_FACT_KVM_MODULES], NS_SOURCE_PROCFS, which == 2 ? "kvm kvm_intel" : "kvm kvm_amd");
	set(&s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX], which == 2 ? NS_MASK(X86_FEATURE_VMX) : 0);
	set(&s->view[NS_VIEW_CPU][NS_REG_CPUID_80000001_ECX], which == 2 ? 0 : NS_MASK(X86_FEATURE_SVM));
	set(&s->view[NS_VIEW_KVM][NS_REG_CPUID_1_ECX], which == 2 ? NS_MASK(X86_FEATURE_VMX) : 0);
	set(&s->view[NS_VIEW_KVM][NS_REG_CPUID_80000001_ECX], which ? 0 : NS_MASK(X86_FEATURE_SVM));
	set(&s->view[NS_VIEW_KVM][NS_REG_CPUID_8000000A_EDX], UINT32_MAX);
	set(&s->view[NS_VIEW_KVM][NS_REG_IA32_VMX_PROCBASED_CTLS2], UINT64_MAX << 32);
	return s;
}

static void answer(const struct ns_domain *d, const struct ns_snapshot *s)
{
	const struct ns_out out = { .file = nowhere() };
	struct ns_domain_found found = { .domain = d };

	ns_domain_find(d, s, &found.all);
	demand(found.all.count > 0, "a VM without an answer");
	ns_domain_print(&out, NAME, &found, false);
	ns_domain_print_markdown(&out, NAME, &found, false);
	json_decref(ns_domains_to_json(&found, 1));
	ns_findings_clear(&found.all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *error;
	struct ns_domain *d = ns_domain_parse((const char *)data, size, NAME, &error);

	demand(!d == !!error, "neither a VM nor an error, or both");
	demand(!error || !strncmp(error, NAME ":", sizeof(NAME)), "an error that does not name the file");
	demand(!error || !strchr(error, '\n'), "an error of several lines");
	for (int i = 0; d && i < HOSTS; i++)
		answer(d, host(i));
	ns_domain_free(d);
	free(error);
	return 0;
}
