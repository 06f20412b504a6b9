/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Will a VM that libvirt describes see VMX or SVM on this machine, with which
 * capabilities, and if not, why? Pure.
 */
#ifndef NESTSCOPE_ANALYSIS_DOMAIN_H
#define NESTSCOPE_ANALYSIS_DOMAIN_H

#include "analysis/finding.h"
#include "model/domain.h"

/*
 * What is found of @d on the machine @host, added to @all: first the answer
 * (ns_answer_of()), then what else there is to say.
 */
void ns_domain_find(const struct ns_domain *d, const struct ns_snapshot *host, struct ns_findings *all);

/* A row of domain_models.h */
struct ns_domain_model {
	const char *name;
	int versions;
	bool svm;
	const char *svm_has, *vmx_has;
};

/*
 * The model of that name, or of the name with a version behind it ("EPYC-v2");
 * NULL if it is not known. @newer says whether the version is newer than what
 * the row describes; it has svm if the row has.
 */
const struct ns_domain_model *ns_domain_model_find(const char *name, bool *newer);

/*
 * What KVM of @host offers of VMX or SVM and the CPU of @d leaves out, of what
 * notable.h lists: a finding, or NULL if nothing, or if it cannot be told.
 */
struct ns_finding *ns_domain_less(const struct ns_domain *d, const struct ns_snapshot *host, bool svm,
				  const char *cpu);

/* What is found of the VM's IOMMU, of its own VMs' devices, added to @all */
void ns_domain_iommu(const struct ns_domain *d, struct ns_findings *all);

#endif
