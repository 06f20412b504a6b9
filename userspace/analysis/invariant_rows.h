/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is true of every processor's registers: one row each, data only. A
 * hypervisor that shows a guest otherwise, or a damaged file, is not believed.
 *
 *   NS_ZERO(reg, mask, source)
 *           these bits are 0
 *   NS_RANGE(field, least, most, source)
 *           the field's value is one of least to most
 *   NS_VALUES(field, values, source)
 *           the field's value is one whose bit is set in @values
 *   NS_NEEDS(reg, mask, need_reg, need_mask, source)
 *           where a bit of @mask is set, one of @need_mask is too
 *   NS_WITHIN(reg, in_reg, source)
 *           the first has no bit that the second lacks
 *
 * Masks are of the whole register: NS_MASK(id) of a control says that it may be
 * 1. What was not read breaks no rule; what does not exist has no bit set.
 *
 * kvm-unit-tests x86/vmx.c test_vmx_caps() has most rows about VMX, and the
 * rules about controls that analysis/invariants.c has for all of them alike. It
 * is too strict where a reserved bit has been given a meaning since, or is set
 * by real processors without one: IA32_VMX_EPT_VPID_CAP[23] and [53:48],
 * IA32_VMX_BASIC[57] and IA32_VMX_MISC[9] have rows in vmx_bits.h. A bit that
 * is only reserved is thus no contradiction.
 */
#ifndef NS_ZERO
#define NS_ZERO(...)
#endif
#ifndef NS_RANGE
#define NS_RANGE(...)
#endif
#ifndef NS_VALUES
#define NS_VALUES(...)
#endif
#ifndef NS_NEEDS
#define NS_NEEDS(...)
#endif
#ifndef NS_WITHIN
#define NS_WITHIN(...)
#endif

/* kvm-unit-tests test_vmx_caps(), SDM vol. 3 A.1 */
NS_ZERO(IA32_VMX_BASIC, 1ull << 31, "SDM vol. 3 A.1: bit 31 is always 0")
NS_RANGE(VMX_BASIC_VMCS_SIZE, 1, 4096, "SDM vol. 3 A.1")
NS_VALUES(VMX_BASIC_VMCS_MEM_TYPE, 1ull << 0 | 1ull << 6, "SDM vol. 3 A.1: uncached or write-back")

/* SDM vol. 3 A.3.3: the low half says which controls must be 1, and none of them must */
NS_ZERO(IA32_VMX_PROCBASED_CTLS2, 0xffffffffull, "SDM vol. 3 A.3.3")

/* SDM vol. 3 A.6 */
NS_NEEDS(IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_UNRESTRICTED_GUEST),
	 IA32_VMX_MISC, NS_MASK(VMX_MISC_SAVE_EFER_LMA), "SDM vol. 3 A.6")
NS_RANGE(VMX_MISC_CR3_COUNT, 0, 256, "SDM vol. 3 A.6: never more than 256")

/* SDM vol. 3 A.7 and A.8 */
NS_WITHIN(IA32_VMX_CR0_FIXED0, IA32_VMX_CR0_FIXED1, "SDM vol. 3 A.7")
NS_WITHIN(IA32_VMX_CR4_FIXED0, IA32_VMX_CR4_FIXED1, "SDM vol. 3 A.8")

/* SDM vol. 3 A.9: the oldest processors have fields up to index 0x15 */
NS_RANGE(VMX_VMCS_ENUM_HIGHEST_INDEX, 0x15, 0x1ff, "kvm-unit-tests test_vmx_caps()")
NS_ZERO(IA32_VMX_VMCS_ENUM, ~0x3feull, "SDM vol. 3 A.9")

/* SDM vol. 3 A.10 */
NS_NEEDS(IA32_VMX_EPT_VPID_CAP, 0xffffffffull,
	 IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_ENABLE_EPT),
	 "Linux arch/x86/kvm/vmx/vmx.c setup_vmcs_config()")
NS_NEEDS(IA32_VMX_EPT_VPID_CAP, 0xfffull << NS_AT_VMX_VPID_INVVPID_BIT,
	 IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_ENABLE_VPID),
	 "Linux arch/x86/kvm/vmx/vmx.c setup_vmcs_config()")
NS_NEEDS(IA32_VMX_EPT_VPID_CAP,
	 NS_MASK(VMX_EPT_EXTENT_CONTEXT_BIT) | NS_MASK(VMX_EPT_EXTENT_GLOBAL_BIT),
	 IA32_VMX_EPT_VPID_CAP, NS_MASK(VMX_EPT_INVEPT_BIT), "SDM vol. 3 A.10")
NS_NEEDS(IA32_VMX_EPT_VPID_CAP,
	 NS_MASK(VMX_VPID_EXTENT_INDIVIDUAL_ADDR_BIT) | NS_MASK(VMX_VPID_EXTENT_SINGLE_CONTEXT_BIT) |
	 NS_MASK(VMX_VPID_EXTENT_GLOBAL_CONTEXT_BIT) | NS_MASK(VMX_VPID_EXTENT_SINGLE_NON_GLOBAL_BIT),
	 IA32_VMX_EPT_VPID_CAP, NS_MASK(VMX_VPID_INVVPID_BIT), "SDM vol. 3 A.10")
NS_NEEDS(IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_ENABLE_EPT),
	 IA32_VMX_EPT_VPID_CAP, NS_MASK(VMX_EPT_PAGE_WALK_4_BIT) | NS_MASK(VMX_EPT_PAGE_WALK_5_BIT),
	 "SDM vol. 3 A.10")
NS_NEEDS(IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_ENABLE_EPT),
	 IA32_VMX_EPT_VPID_CAP, NS_MASK(VMX_EPTP_UC_BIT) | NS_MASK(VMX_EPTP_WB_BIT), "SDM vol. 3 A.10")

/* Entries with the first and without the second fail: SDM vol. 3 27.2.1.1 */
NS_NEEDS(IA32_VMX_PINBASED_CTLS, NS_MASK(PIN_BASED_VIRTUAL_NMIS),
	 IA32_VMX_PINBASED_CTLS, NS_MASK(PIN_BASED_NMI_EXITING), "SDM vol. 3 27.2.1.1")
NS_NEEDS(IA32_VMX_PROCBASED_CTLS, NS_MASK(CPU_BASED_NMI_WINDOW_EXITING),
	 IA32_VMX_PINBASED_CTLS, NS_MASK(PIN_BASED_VIRTUAL_NMIS), "SDM vol. 3 27.2.1.1")
NS_NEEDS(IA32_VMX_PROCBASED_CTLS2,
	 NS_MASK(SECONDARY_EXEC_VIRTUALIZE_X2APIC_MODE) | NS_MASK(SECONDARY_EXEC_APIC_REGISTER_VIRT) |
	 NS_MASK(SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY),
	 IA32_VMX_PROCBASED_CTLS, NS_MASK(CPU_BASED_TPR_SHADOW), "SDM vol. 3 27.2.1.1")
NS_NEEDS(IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY),
	 IA32_VMX_PINBASED_CTLS, NS_MASK(PIN_BASED_EXT_INTR_MASK), "SDM vol. 3 27.2.1.1")
NS_NEEDS(IA32_VMX_PINBASED_CTLS, NS_MASK(PIN_BASED_POSTED_INTR),
	 IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY), "SDM vol. 3 27.2.1.1")
NS_NEEDS(IA32_VMX_PINBASED_CTLS, NS_MASK(PIN_BASED_POSTED_INTR),
	 IA32_VMX_EXIT_CTLS, NS_MASK(VM_EXIT_ACK_INTR_ON_EXIT), "SDM vol. 3 27.2.1.1")
NS_NEEDS(IA32_VMX_PROCBASED_CTLS2,
	 NS_MASK(SECONDARY_EXEC_UNRESTRICTED_GUEST) | NS_MASK(SECONDARY_EXEC_ENABLE_PML) |
	 NS_MASK(SECONDARY_EXEC_MODE_BASED_EPT_EXEC) | NS_MASK(SECONDARY_EXEC_SUB_PAGE_WRITE_PERMISSIONS) |
	 NS_MASK(SECONDARY_EXEC_PT_USE_GPA),
	 IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_ENABLE_EPT), "SDM vol. 3 27.2.1.1")
NS_NEEDS(IA32_VMX_VMFUNC, NS_MASK(VMX_VMFUNC_EPTP_SWITCHING),
	 IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_ENABLE_EPT), "SDM vol. 3 27.2.1.1")
NS_NEEDS(IA32_VMX_PROCBASED_CTLS3,
	 NS_MASK(TERTIARY_EXEC_ENABLE_HLAT) | NS_MASK(TERTIARY_EXEC_EPT_PAGING_WRITE_CONTROL) |
	 NS_MASK(TERTIARY_EXEC_GUEST_PAGING_VERIFICATION),
	 IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_ENABLE_EPT), "SDM vol. 3 27.2.1.1")
/* SDM vol. 3 27.2.1.2 */
NS_NEEDS(IA32_VMX_EXIT_CTLS, NS_MASK(VM_EXIT_SAVE_VMX_PREEMPTION_TIMER),
	 IA32_VMX_PINBASED_CTLS, NS_MASK(PIN_BASED_VMX_PREEMPTION_TIMER), "SDM vol. 3 27.2.1.2")

/* APM vol. 3 E.4.9: a VM has an ASID other than 0, the host's */
NS_RANGE(SVM_REV, 1, 255, "APM vol. 3 E.4.9; Linux arch/x86/kvm/cpuid.c")
NS_RANGE(SVM_NASID, 2, 0xffffffff, "APM vol. 2 15.16: ASID 0 is the host's")
NS_NEEDS(CPUID_8000000A_EDX, NS_MASK(X86_FEATURE_PFTHRESHOLD),
	 CPUID_8000000A_EDX, NS_MASK(X86_FEATURE_PAUSEFILTER), "APM vol. 2 15.14.4")
/* x2AVIC without AVIC is real: firmware hides the second on client CPUs (avic.c avic_hardware_setup()) */
NS_NEEDS(CPUID_8000000A_EDX, NS_MASK(X86_FEATURE_GMET) | NS_MASK(SVM_SSS_CHECK) | NS_MASK(SVM_ROGPT),
	 CPUID_8000000A_EDX, NS_MASK(X86_FEATURE_NPT), "APM vol. 2 15.25")
NS_NEEDS(CPUID_8000001F_EAX, NS_MASK(X86_FEATURE_SEV_ES),
	 CPUID_8000001F_EAX, NS_MASK(X86_FEATURE_SEV), "APM vol. 2 15.35")
NS_NEEDS(CPUID_8000001F_EAX, NS_MASK(X86_FEATURE_SEV_SNP),
	 CPUID_8000001F_EAX, NS_MASK(X86_FEATURE_SEV_ES), "APM vol. 2 15.36")

#undef NS_ZERO
#undef NS_RANGE
#undef NS_VALUES
#undef NS_NEEDS
#undef NS_WITHIN
