/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A VM as libvirt describes it: what of its definition decides which CPU the
 * guest sees. Names of disks, networks and files are not read.
 */
#ifndef NESTSCOPE_MODEL_DOMAIN_H
#define NESTSCOPE_MODEL_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>

/* <domain type=...>: what runs the VM's instructions */
enum ns_virt {
	NS_VIRT_OTHER,		/* Xen, VMware, a container: no QEMU */
	NS_VIRT_KVM,		/* "kvm" */
	NS_VIRT_TCG,		/* "qemu": QEMU emulates the CPU */
};

enum ns_cpu_mode {
	NS_CPU_UNSAID,		/* no <cpu>, or one without a mode and a model: QEMU's default */
	NS_CPU_CUSTOM,
	NS_CPU_HOST_MODEL,
	NS_CPU_HOST_PASSTHROUGH,
	NS_CPU_MAXIMUM,
	NS_CPU_OTHER,		/* a mode that nestscope does not know */
};

/* <cpu check=...>: whether libvirt holds what QEMU made against what was asked for */
enum ns_cpu_check {
	NS_CHECK_UNSAID,
	NS_CHECK_NONE,
	NS_CHECK_PARTIAL,
	NS_CHECK_FULL,
	NS_CHECK_OTHER,
};

enum ns_policy {
	NS_POLICY_FORCE,
	NS_POLICY_REQUIRE,	/* libvirt's default */
	NS_POLICY_OPTIONAL,
	NS_POLICY_DISABLE,
	NS_POLICY_FORBID,
	NS_POLICY_OTHER,
};

struct ns_domain_feature {
	char *name;
	enum ns_policy policy;
};

/* Every text is NULL where the XML does not have it. */
struct ns_domain {
	char *name;
	char *type;		/* "kvm", "qemu", "xen" */
	enum ns_virt virt;	/* the same */
	bool live;		/* it runs, and this is what it was started with */
	char *arch;		/* "x86_64" */
	char *machine;		/* "pc-q35-7.2" */
	char *emulator;		/* path of QEMU */
	enum ns_cpu_mode mode;
	char *mode_text;	/* as it is written */
	char *match;		/* "exact", "minimum", "strict" */
	enum ns_cpu_check check;
	char *migratable;	/* "on", "off" */
	char *model;		/* "EPYC" */
	struct ns_domain_feature *features;
	size_t feature_count;
	char *qemu_cpu;		/* what follows -cpu in <qemu:commandline>, which QEMU takes instead */
	char *launch_security;	/* "sev", "sev-snp", "tdx" */
	char *iommu;		/* the model of <iommu>: "intel" */
	char *iommu_intremap;	/* "on" */
	char *iommu_caching;	/* "on" */
	char *ioapic;		/* <features><ioapic driver=...>: "qemu", "kvm" */
	bool hostdev;		/* it is given a device of the host */
};

/* Empty, to be freed with ns_domain_free() */
struct ns_domain *ns_domain_new(void);
/* NULL is allowed. */
void ns_domain_free(struct ns_domain *d);

/* What libvirt writes in the XML, and what it means */
enum ns_virt ns_virt_from_text(const char *text);
enum ns_cpu_mode ns_cpu_mode_from_text(const char *text);
enum ns_cpu_check ns_cpu_check_from_text(const char *text);
enum ns_policy ns_policy_from_text(const char *text);

/* The word of the XML for a policy */
const char *ns_policy_text(enum ns_policy policy);

/* What the XML says of a CPU feature, NULL if nothing. libvirt allows each feature once. */
const struct ns_domain_feature *ns_domain_feature(const struct ns_domain *d, const char *name);
void ns_domain_add_feature(struct ns_domain *d, const char *name, enum ns_policy policy);

/* Did libvirt, when the VM started, write down what the guest's CPU really has? */
bool ns_domain_is_exact(const struct ns_domain *d);

#endif
