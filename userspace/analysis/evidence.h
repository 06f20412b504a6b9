/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the search for evidence passes to the rules of analysis/layers.c. */
#ifndef NESTSCOPE_EVIDENCE_H
#define NESTSCOPE_EVIDENCE_H

#include "analysis/layers.h"
#include "analysis/signatures.h"

/* What was seen; the rules know nothing else */
enum ns_sign {
	NS_SIGN_BIT,		/* CPUID.1:ECX[31] is set */
	NS_SIGN_NO_BIT,		/* it is clear; neither: it was not read */
	NS_SIGN_NAMED,		/* the stack of signatures has an owner ... */
	NS_SIGN_SHARED,		/* ... whose signature others show as well ... */
	NS_SIGN_XEN_LEAF,	/* ... or who is Xen */
	NS_SIGN_SPOOFABLE,	/* only Hyper-V's signature or interface, which other hypervisors show, too */
	NS_SIGN_NAMELESS,	/* signatures were asked for, and one names nobody, or there is none */
	NS_SIGN_TRANSLATOR,	/* the name of the CPU or of the hypervisor is a translator's */
	NS_SIGN_HV_ROOT,	/* Hyper-V: the root partition */
	NS_SIGN_HV_L1VH,	/* Hyper-V: a guest that can create partitions */
	NS_SIGN_HV_NESTED,	/* Hyper-V: runs in a partition of Hyper-V */
	NS_SIGN_HV_LEVEL,	/* Hyper-V: says its level, and it is not 0 */
	NS_SIGN_HV_REAL,	/* firmware, a device or a kernel that only Hyper-V has */
	NS_SIGN_XEN,		/* the kernel runs on Xen */
	NS_SIGN_XEN_DOM0,
	NS_SIGN_ACRN_SERVICE,
	NS_SIGN_CONFIDENTIAL,	/* TDX or SEV is on */
	NS_SIGN_VMX,		/* IA32_VMX_BASIC has a hypervisor's revision */
	NS_SIGN_VMX_OWN,	/* it has another one, like silicon */
	NS_SIGN_ASIDS,		/* SVM's number of ASIDs is a hypervisor's ... */
	NS_SIGN_ASIDS_QEMU,	/* ... or QEMU's, with TCG as well */
	NS_SIGN_KVM_FLAGS,	/* CPU flags that KVM makes up */
	NS_SIGN_HV_FLAGS,	/* CPU flags that only a hypervisor sets */
	NS_SIGN_MACHINE_VM,	/* firmware or devices made for virtual machines */
	NS_SIGN_MACHINE_EMULATED, /* the same, or for an emulated CPU */
	NS_SIGN_MACHINE_WHO,	/* the machine tells whose it is ... */
	NS_SIGN_MACHINE_DIFFERS, /* ... and that is not the owner of the signatures */
	NS_SIGN_MACHINE_MAKER,	/* firmware names a maker, and it is none of those */
	NS_SIGN_UML,
	NS_SIGN_PVM_GUEST,	/* the kernel runs in user mode, and not on Xen */
	/* Not on x86 */
	NS_SIGN_SAYS_KVM,	/* the hypervisor says that it is KVM ... */
	NS_SIGN_SAYS_OTHER,	/* ... or another one */
	NS_SIGN_Z_LPAR,		/* s390x: a logical partition, and no VM */
	NS_SIGN_Z_VM,		/* s390x: a VM, of the control program that STSI names */
	NS_SIGN_Z_TCG,		/* s390x: QEMU's emulator */
	NS_SIGN_EL1,		/* arm64: the kernel was started at EL1 ... */
	NS_SIGN_EL2,		/* ... or at EL2 */
	NS_SIGN_DT_VIRT,	/* arm64: the device tree is that of a virtual machine */
	NS_SIGN_POWERNV,	/* ppc64 */
	NS_SIGN_PSERIES,
	NS_SIGN_POWERVM,
	NS_SIGN_BY_QEMU,	/* ppc64: a QEMU machine */
	NS_SIGN_DT_UNREAD,	/* whether the device tree names a hypervisor is not known */
	NS_SIGN_OTHER_ARCH,	/* an architecture of which nothing is known */
	NS_SIGN_COUNT
};

#define NS_SEEN(sign) (1ull << NS_SIGN_##sign)

struct ns_signs {
	uint64_t seen;
	const struct ns_signature *owner;	/* of the stack, or a translator */
	const struct ns_mark *machine;		/* the first mark of the machine */
	const struct ns_number *vmx;		/* whose VMX this is */
	const struct ns_number *asids;		/* whose SVM this is */
	const char *confidential;		/* "TDX", "SEV", "SEV-ES", "SEV-SNP", "Secure Execution" */
	unsigned int hv_level;			/* with HV_LEVEL */
	unsigned int levels;			/* s390x: the number of this layer */
	char *program;				/* owned; s390x: what runs this VM */
};

/* Look at everything. Evidence and the environment go to @layer. */
void ns_find_evidence(const struct ns_snapshot *s, struct ns_layer *layer,
		      struct ns_signs *signs);

#endif
