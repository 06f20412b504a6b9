// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/kvm_module.h"

#include <string.h>

const struct ns_kvm_module ns_kvm_modules[] = {
#define NS_KVM_MODULE(name_, arch_, file_, config_, runs_) \
	{ .name = name_, .file = file_, .config = config_, .arch = NS_ARCH_##arch_, .runs = runs_ },
	NS_KVM_MODULES
#undef NS_KVM_MODULE
};

const size_t ns_kvm_module_count = sizeof(ns_kvm_modules) / sizeof(ns_kvm_modules[0]);

/* s390x: hpage and nested; x86: what the vendor's parameters need, ON_OF(kvm, ...) in analysis/param_rules.h */
const char *const ns_kvm_answer_params[] = { "enable_pmu", "hpage", "mmio_caching", "nested", "tdp_mmu" };

const size_t ns_kvm_answer_param_count = sizeof(ns_kvm_answer_params) / sizeof(ns_kvm_answer_params[0]);

const struct ns_kvm_module *ns_kvm_module_of(const char *name)
{
	for (size_t i = 0; i < ns_kvm_module_count; i++)
		if (!strcmp(ns_kvm_modules[i].name, name))
			return &ns_kvm_modules[i];
	return NULL;
}

bool ns_kvm_module_runs(const struct ns_kvm_module *module, enum ns_arch arch)
{
	/* s390x has no other module than kvm itself. */
	if (arch == NS_ARCH_S390X)
		return module->arch == NS_ARCH_OTHER;
	return module->runs && module->arch == arch;
}
