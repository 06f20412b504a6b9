/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What holds for one architecture only; x86 is in the rest of analysis/. Pure. */
#ifndef NESTSCOPE_ANALYSIS_ARCH_H
#define NESTSCOPE_ANALYSIS_ARCH_H

#include "analysis/machine.h"
#include "analysis/search.h"

struct ns_arch_rules {
	const char *module;	/* of KVM, as it has to be loaded; NULL: built in */
	const char *isa;	/* what KVM needs of the CPU, as in "the CPU has sie" */
	/* Has the CPU what KVM needs? */
	enum ns_yesno (*virt)(const struct ns_snapshot *s);
	/* Why it cannot run VMs, where virt() says no or KVM has not started; NULL for nothing that is known */
	struct ns_finding *(*prevents)(const struct ns_machine *m);
	/* KVM has started, and /dev/kvm was not asked; NULL for nothing that is known */
	struct ns_finding *(*started)(const struct ns_machine *m);
	/* Can its VMs run VMs? */
	struct ns_finding *(*nest)(const struct ns_machine *m);
	/* Evidence of the layer */
	void (*look)(struct ns_search *f);
};

/* NULL for x86, and for what is not known */
const struct ns_arch_rules *ns_arch_rules(enum ns_arch arch);

/* A finding that names the architecture */
struct ns_finding *ns_arch_finding(const struct ns_machine *m, enum ns_code code);

/*
 * KVM is known not to be there, or not to be wanted, which comes before what
 * only an attempt to load it would show; NULL if it is not
 */
struct ns_finding *ns_arch_missing(const struct ns_machine *m, const struct ns_arch_rules *rules);

/* Where the device tree names the hypervisor */
void ns_look_devicetree(struct ns_search *f);

extern const struct ns_arch_rules ns_s390x_rules, ns_arm64_rules, ns_ppc64_rules;

/* kvm.hpage as the check of huge pages has it on s390x */
struct ns_finding *ns_s390x_hpage(const struct ns_machine *m);

/* Secure Execution as the check of confidential VMs has it; NULL if it was not read */
struct ns_finding *ns_s390x_secure(const struct ns_machine *m);

#endif
