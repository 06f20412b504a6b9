/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every difference between the kernels that nestscope builds on, 5.10 to 7.3.
 * What a kernel has decides, never its version; NS_HAVE_* come from Kbuild,
 * which has looked at the kernel's headers.
 */
#ifndef NESTSCOPE_COMPAT_H
#define NESTSCOPE_COMPAT_H

#include <linux/types.h>
#include <asm/msr.h>
#include <asm/processor.h>

/* cpuid() and its kin left <asm/processor.h> for a header of their own in 6.16. */
#ifdef NS_HAVE_CPUID_API
#include <asm/cpuid/api.h>
#endif

/* What bin_attribute.read is given became constant in 6.16. */
#ifdef NS_HAVE_CONST_BIN_ATTRIBUTE
#define NS_CONST_ATTRIBUTE const
#else
#define NS_CONST_ATTRIBUTE
#endif

/*
 * ns_rdmsr_safe - RDMSR that survives a #GP
 *
 * 6.16 renamed rdmsrl_safe() to rdmsrq_safe() and left no other name behind.
 * Both are inline or a paravirtual operation, so nothing is imported that is
 * not exported.
 */
static inline int ns_rdmsr_safe(u32 msr, u64 *value)
{
#ifdef rdmsrq
	return rdmsrq_safe(msr, value);
#else
	return rdmsrl_safe(msr, value);
#endif
}

#endif
