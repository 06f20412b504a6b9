/* SPDX-License-Identifier: GPL-2.0-or-later */
/* KVM's modules: what each is called, and where it is found. */
#ifndef NESTSCOPE_KVM_MODULE_H
#define NESTSCOPE_KVM_MODULE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/arch.h"

/*
 * NS_KVM_MODULE(name, arch, file, config, runs): @arch is OTHER for all, @file
 * NULL for what cannot be loaded, @config NULL where mainline has no option.
 * @runs: this is the one that runs VMs; kvm is so on s390x alone.
 *
 * Linux arch/x86/kvm/Makefile, arch/powerpc/kvm/Makefile and Kconfig. kvm_arm is
 * built in: it has parameters, on the kernel's command line. kvm_pvm is of PVM,
 * which is not in mainline.
 */
#define NS_KVM_MODULES \
	NS_KVM_MODULE("kvm", OTHER, "kvm.ko", "CONFIG_KVM", false) \
	NS_KVM_MODULE("kvm_intel", X86, "kvm-intel.ko", "CONFIG_KVM_INTEL", true) \
	NS_KVM_MODULE("kvm_amd", X86, "kvm-amd.ko", "CONFIG_KVM_AMD", true) \
	NS_KVM_MODULE("kvm_pvm", X86, "kvm-pvm.ko", NULL, true) \
	NS_KVM_MODULE("kvm_hv", PPC64, "kvm-hv.ko", "CONFIG_KVM_BOOK3S_64_HV", true) \
	NS_KVM_MODULE("kvm_pr", PPC64, "kvm-pr.ko", "CONFIG_KVM_BOOK3S_64_PR", true) \
	NS_KVM_MODULE("kvm_arm", ARM64, NULL, NULL, false)

struct ns_kvm_module {
	const char *name, *file, *config;
	enum ns_arch arch;
	bool runs;
};

extern const struct ns_kvm_module ns_kvm_modules[];
extern const size_t ns_kvm_module_count;

/* Parameters of kvm itself that the four answers may need, in the order of the alphabet */
extern const char *const ns_kvm_answer_params[];
extern const size_t ns_kvm_answer_param_count;

/* The module of that name, written with underscores; NULL if it is not KVM's */
const struct ns_kvm_module *ns_kvm_module_of(const char *name);

/* Is it the one that runs VMs on a machine of @arch? */
bool ns_kvm_module_runs(const struct ns_kvm_module *module, enum ns_arch arch);

#endif
