/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Flags of /proc/cpuinfo that Linux makes up: one row each, data only.
 *
 *   NS_LINUX_FLAG(line, flag, ids...)
 *
 * line  VMX: "vmx flags"; CPU: "flags", on a CPU with VMX
 * flag  as it is shown
 * ids   of vmx_bits.h; the flag is shown if each of them may be 1. At most four.
 *
 * A flag that is one bit's alone, and shown for it in "vmx flags", is in the
 * column "flag" of that bit. Left out is vpid of "flags": Linux tests the bit of
 * virtual NMIs for it; and vnmi of "flags", which is AMD's too.
 *
 * Source: arch/x86/kernel/cpu/feat_ctl.c init_vmx_capabilities(); before Linux
 * 5.6 cpu/intel.c detect_vmx_virtcap().
 */
#ifndef NS_LINUX_FLAG
#error "define NS_LINUX_FLAG before including this header"
#endif

NS_LINUX_FLAG(VMX, "flexpriority", NS_BIT_CPU_BASED_TPR_SHADOW, NS_BIT_SECONDARY_EXEC_VIRTUALIZE_APIC_ACCESSES)
NS_LINUX_FLAG(VMX, "apicv", NS_BIT_CPU_BASED_TPR_SHADOW, NS_BIT_SECONDARY_EXEC_APIC_REGISTER_VIRT,
	      NS_BIT_SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY, NS_BIT_PIN_BASED_POSTED_INTR)
NS_LINUX_FLAG(CPU, "tpr_shadow", NS_BIT_CPU_BASED_TPR_SHADOW)
NS_LINUX_FLAG(CPU, "flexpriority", NS_BIT_CPU_BASED_TPR_SHADOW, NS_BIT_SECONDARY_EXEC_VIRTUALIZE_APIC_ACCESSES)
NS_LINUX_FLAG(CPU, "ept", NS_BIT_SECONDARY_EXEC_ENABLE_EPT)
NS_LINUX_FLAG(CPU, "ept_ad", NS_BIT_VMX_EPT_AD_BIT)

#undef NS_LINUX_FLAG
