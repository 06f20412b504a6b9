/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: would KVM take this value?
 *
 * QEMU gives a vCPU its VMX registers with KVM_SET_MSRS. KVM compares each
 * value with what it offers (KVM_GET_MSRS) by a rule of its own for each
 * register, arch/x86/kvm/vmx/nested.c vmx_set_vmx_msr(), the same from Linux 6.1
 * to 7.3 but for one bit. Pure.
 */
#ifndef NESTSCOPE_ACCEPT_H
#define NESTSCOPE_ACCEPT_H

#include "analysis/answers.h"

struct ns_accept {
	enum ns_reg reg;		/* NS_REG_NONE: not a VMX register, nothing else is set */
	uint64_t value;
	enum ns_yesno accepted;
	uint64_t allows;		/* bits of the register that KVM does not offer */
	uint64_t clears;		/* bits of the register that have to be 1 for KVM */
	struct ns_findings why;		/* why it is refused, or that it is not */
	struct ns_findings notes;	/* what the order of QEMU's writes proves, and the like */
};

/* Would KVM of @s take @value for the MSR @number? To be freed with ns_accept_clear() */
struct ns_accept ns_accept_value(const struct ns_snapshot *s, uint32_t number, uint64_t value);
void ns_accept_clear(struct ns_accept *a);

#endif
