/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The control registers that come in two: one row each, data only.
 *
 *   NS_TRUE_PAIR(plain, true, default1)
 *
 * @default1: the controls that the plain register reports as "must be 1"
 * whatever the processor needs; where IA32_VMX_BASIC[55] is set, the TRUE
 * register tells which of them may really be 0 (SDM vol. 3 A.2 to A.5;
 * arch/x86/include/asm/vmx.h *_ALWAYSON_WITHOUT_TRUE_MSR).
 */
#ifndef NS_TRUE_PAIR
#error "define NS_TRUE_PAIR before including this header"
#endif

NS_TRUE_PAIR(IA32_VMX_PINBASED_CTLS, IA32_VMX_TRUE_PINBASED_CTLS, 0x00000016)
NS_TRUE_PAIR(IA32_VMX_PROCBASED_CTLS, IA32_VMX_TRUE_PROCBASED_CTLS, 0x0401e172)
NS_TRUE_PAIR(IA32_VMX_EXIT_CTLS, IA32_VMX_TRUE_EXIT_CTLS, 0x00036dff)
NS_TRUE_PAIR(IA32_VMX_ENTRY_CTLS, IA32_VMX_TRUE_ENTRY_CTLS, 0x000011ff)

#undef NS_TRUE_PAIR
