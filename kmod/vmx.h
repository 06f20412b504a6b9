/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The three instructions that look at a VMCS, each of which may fault.
 */
#ifndef NESTSCOPE_VMX_H
#define NESTSCOPE_VMX_H

#include <linux/mm.h>
#include <linux/types.h>
#include <asm/asm.h>

/*
 * In these three, what the instruction stores is used only if @failed was
 * cleared behind it: by SETNA, which also sees VMfail, or by MOV. A fault skips
 * that.
 */
static inline bool store_pointer(u64 *pointer)
{
	u8 failed = 1;

	asm volatile("1:	vmptrst %[pointer]\n"
		     "	setna %[failed]\n"
		     "2:\n"
		     _ASM_EXTABLE(1b, 2b)
		     : [pointer] "=m" (*pointer), [failed] "+qm" (failed)
		     : : "cc", "memory");
	return !failed;
}

static inline bool read_field(unsigned long field, unsigned long *value)
{
	unsigned long out = 0;
	u8 failed = 1;

	asm volatile("1:	vmread %[field], %[out]\n"
		     "	setna %[failed]\n"
		     "2:\n"
		     _ASM_EXTABLE(1b, 2b)
		     : [out] "+r" (out), [failed] "+qm" (failed)
		     : [field] "r" (field) : "cc", "memory");
	*value = out;
	return !failed;
}

/* virt_addr_valid() does not promise that the page is mapped. */
static inline bool read_direct_map(phys_addr_t address, u32 *value)
{
	const u32 *from = __va(address);
	u32 out = 0;
	u8 failed = 1;

	asm volatile("1:	movl %[from], %[out]\n"
		     "	movb $0, %[failed]\n"
		     "2:\n"
		     _ASM_EXTABLE(1b, 2b)
		     : [out] "+r" (out), [failed] "+qm" (failed)
		     : [from] "m" (*from) : "memory");
	*value = out;
	return !failed;
}

#endif
