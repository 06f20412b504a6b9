/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Every register nestscope knows: one row each, data only.
 *
 *   NS_MSR(id, number, how, mask, dir, file, kernel,
 *          if_reg, if_any, and_reg, and_any)
 *   NS_CPUID(id, leaf, subleaf, out, dir, file,
 *            if_reg, if_any, and_reg, and_any)
 *
 * id      the SDM's or APM's name, without "MSR_"
 * number  the MSR's index; for CPUID the leaf, subleaf and output register
 * how     VALUE: the raw register is kept
 *         STATE: changes while the machine runs, so CPUs may differ and nothing
 *                is wrong, and what was read earlier is no fact: it is only read
 *                afresh
 *         FLAG:  the same, and only whether a bit of @mask is set is said
 *                (addresses, and bits that have nothing to do with
 *                virtualization, stay out)
 *         NEVER: in the table so that it is named, but never read; why is in
 *                the comment above the row
 * mask    the bits that are kept, or for FLAG the bits that count
 * dir     where it is published: the subdirectory VMX or SVM, or CPUID for the
 *         few that only decide whether others exist
 * file    the sysfs file's name; "" but for VALUE
 * kernel  the kernel's macro, "" where it has none
 *
 * A register exists if (@if_reg & @if_any) and (@and_reg & @and_any) are both
 * nonzero; NONE is no condition. A CPUID row also needs its leaf to be within
 * the range's highest leaf. That RDMSR does not fault proves nothing: QEMU's
 * TCG, Bochs and KVM's ignore_msrs answer 0 for MSRs that are not there.
 *
 * A row's conditions name rows above it only, so one pass in table order
 * decides and reads everything. Include this with one of the two macros, or
 * both, defined; what is not defined expands to nothing. Masks are made with
 * NS_MASK(); include bits.h first where they are used.
 */
#if !defined(NS_MSR) && !defined(NS_CPUID)
#error "define NS_MSR, NS_CPUID or both before including this header"
#endif

#ifndef NS_MSR
#define NS_MSR(...)
#endif
#ifndef NS_CPUID
#define NS_CPUID(...)
#endif

#define NS_ALL 0xffffffffffffffffull
#define NS_B(n) (1ull << (n))

/* The leaves that say whether VMX and SVM, and so the rest, are there. */
NS_CPUID(CPUID_1_ECX, 0x1, 0, ECX, CPUID, "1_ecx", NONE, 0, NONE, 0)
NS_CPUID(CPUID_7_ECX, 0x7, 0, ECX, CPUID, "7_ecx", NONE, 0, NONE, 0)
NS_CPUID(CPUID_80000001_ECX, 0x80000001, 0, ECX, CPUID, "80000001_ecx", NONE, 0, NONE, 0)
NS_CPUID(CPUID_80000008_EBX, 0x80000008, 0, EBX, CPUID, "80000008_ebx", NONE, 0, NONE, 0)

/*
 * VMX: SDM vol. 3 appendix A. IA32_FEATURE_CONTROL exists with VMX (bit 5) or
 * SMX (bit 6), SDM vol. 4 table 2-2. The rules of the others are those of
 * arch/x86/kvm/vmx/vmx.c setup_vmcs_config(), of arch/x86/kernel/cpu/feat_ctl.c
 * init_vmx_capabilities() and of QEMU's target/i386/cpu.c feature_word_info.
 */
NS_MSR(IA32_FEATURE_CONTROL, 0x3a, VALUE, NS_ALL, VMX, "ia32_feat_ctl",
	"MSR_IA32_FEAT_CTL", CPUID_1_ECX,
	NS_MASK(X86_FEATURE_VMX) | NS_MASK(X86_FEATURE_SMX), NONE, 0)
NS_MSR(IA32_VMX_BASIC, 0x480, VALUE, NS_ALL, VMX, "ia32_vmx_basic",
	"MSR_IA32_VMX_BASIC", CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), NONE, 0)
NS_MSR(IA32_VMX_PINBASED_CTLS, 0x481, VALUE, NS_ALL, VMX, "ia32_vmx_pinbased_ctls",
	"MSR_IA32_VMX_PINBASED_CTLS", CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), NONE, 0)
NS_MSR(IA32_VMX_PROCBASED_CTLS, 0x482, VALUE, NS_ALL, VMX, "ia32_vmx_procbased_ctls",
	"MSR_IA32_VMX_PROCBASED_CTLS", CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), NONE, 0)
NS_MSR(IA32_VMX_EXIT_CTLS, 0x483, VALUE, NS_ALL, VMX, "ia32_vmx_exit_ctls",
	"MSR_IA32_VMX_EXIT_CTLS", CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), NONE, 0)
NS_MSR(IA32_VMX_ENTRY_CTLS, 0x484, VALUE, NS_ALL, VMX, "ia32_vmx_entry_ctls",
	"MSR_IA32_VMX_ENTRY_CTLS", CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), NONE, 0)
NS_MSR(IA32_VMX_MISC, 0x485, VALUE, NS_ALL, VMX, "ia32_vmx_misc",
	"MSR_IA32_VMX_MISC", CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), NONE, 0)
NS_MSR(IA32_VMX_CR0_FIXED0, 0x486, VALUE, NS_ALL, VMX, "ia32_vmx_cr0_fixed0",
	"MSR_IA32_VMX_CR0_FIXED0", CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), NONE, 0)
NS_MSR(IA32_VMX_CR0_FIXED1, 0x487, VALUE, NS_ALL, VMX, "ia32_vmx_cr0_fixed1",
	"MSR_IA32_VMX_CR0_FIXED1", CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), NONE, 0)
NS_MSR(IA32_VMX_CR4_FIXED0, 0x488, VALUE, NS_ALL, VMX, "ia32_vmx_cr4_fixed0",
	"MSR_IA32_VMX_CR4_FIXED0", CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), NONE, 0)
NS_MSR(IA32_VMX_CR4_FIXED1, 0x489, VALUE, NS_ALL, VMX, "ia32_vmx_cr4_fixed1",
	"MSR_IA32_VMX_CR4_FIXED1", CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), NONE, 0)
NS_MSR(IA32_VMX_VMCS_ENUM, 0x48a, VALUE, NS_ALL, VMX, "ia32_vmx_vmcs_enum",
	"MSR_IA32_VMX_VMCS_ENUM", CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX), NONE, 0)
/* "Activate secondary controls" may be 1 */
NS_MSR(IA32_VMX_PROCBASED_CTLS2, 0x48b, VALUE, NS_ALL, VMX, "ia32_vmx_procbased_ctls2",
	"MSR_IA32_VMX_PROCBASED_CTLS2", IA32_VMX_PROCBASED_CTLS,
	NS_MASK(CPU_BASED_ACTIVATE_SECONDARY_CONTROLS), NONE, 0)
/* "Enable EPT" or "Enable VPID" may be 1 */
NS_MSR(IA32_VMX_EPT_VPID_CAP, 0x48c, VALUE, NS_ALL, VMX, "ia32_vmx_ept_vpid_cap",
	"MSR_IA32_VMX_EPT_VPID_CAP", IA32_VMX_PROCBASED_CTLS2,
	NS_MASK(SECONDARY_EXEC_ENABLE_EPT) | NS_MASK(SECONDARY_EXEC_ENABLE_VPID), NONE, 0)
/* VMX_BASIC_TRUE_CTLS */
NS_MSR(IA32_VMX_TRUE_PINBASED_CTLS, 0x48d, VALUE, NS_ALL, VMX, "ia32_vmx_true_pinbased_ctls",
	"MSR_IA32_VMX_TRUE_PINBASED_CTLS", IA32_VMX_BASIC, NS_MASK(VMX_BASIC_TRUE_CTLS), NONE, 0)
NS_MSR(IA32_VMX_TRUE_PROCBASED_CTLS, 0x48e, VALUE, NS_ALL, VMX, "ia32_vmx_true_procbased_ctls",
	"MSR_IA32_VMX_TRUE_PROCBASED_CTLS", IA32_VMX_BASIC, NS_MASK(VMX_BASIC_TRUE_CTLS), NONE, 0)
NS_MSR(IA32_VMX_TRUE_EXIT_CTLS, 0x48f, VALUE, NS_ALL, VMX, "ia32_vmx_true_exit_ctls",
	"MSR_IA32_VMX_TRUE_EXIT_CTLS", IA32_VMX_BASIC, NS_MASK(VMX_BASIC_TRUE_CTLS), NONE, 0)
NS_MSR(IA32_VMX_TRUE_ENTRY_CTLS, 0x490, VALUE, NS_ALL, VMX, "ia32_vmx_true_entry_ctls",
	"MSR_IA32_VMX_TRUE_ENTRY_CTLS", IA32_VMX_BASIC, NS_MASK(VMX_BASIC_TRUE_CTLS), NONE, 0)
/* "Enable VM functions" may be 1 */
NS_MSR(IA32_VMX_VMFUNC, 0x491, VALUE, NS_ALL, VMX, "ia32_vmx_vmfunc",
	"MSR_IA32_VMX_VMFUNC", IA32_VMX_PROCBASED_CTLS2,
	NS_MASK(SECONDARY_EXEC_ENABLE_VMFUNC), NONE, 0)
/* "Activate tertiary controls" may be 1 */
NS_MSR(IA32_VMX_PROCBASED_CTLS3, 0x492, VALUE, NS_ALL, VMX, "ia32_vmx_procbased_ctls3",
	"MSR_IA32_VMX_PROCBASED_CTLS3", IA32_VMX_PROCBASED_CTLS,
	NS_MASK(CPU_BASED_ACTIVATE_TERTIARY_CONTROLS), NONE, 0)
/* "Activate secondary controls" of VM exits may be 1; no macro up to 7.3, Bochs cpu/vmx.h */
NS_MSR(IA32_VMX_EXIT_CTLS2, 0x493, VALUE, NS_ALL, VMX, "ia32_vmx_exit_ctls2",
	"", IA32_VMX_EXIT_CTLS, NS_MASK(VM_EXIT_ACTIVATE_SECONDARY_CONTROLS), NONE, 0)
/* CPUID.7.0:ECX[13] TME; arch/x86/kernel/cpu/intel.c detect_tme() */
NS_MSR(IA32_TME_ACTIVATE, 0x982, VALUE, NS_ALL, VMX, "ia32_tme_activate",
	"MSR_IA32_TME_ACTIVATE", CPUID_7_ECX, NS_B(13), NONE, 0)
/* Only with KeyID bits activated: the low half counts MKTME KeyIDs, the high half TDX's */
NS_MSR(IA32_MKTME_KEYID_PARTITIONING, 0x87, VALUE, NS_ALL, VMX, "ia32_mktme_keyid_partitioning",
	"MSR_IA32_MKTME_KEYID_PARTITIONING", IA32_TME_ACTIVATE,
	0xfull << NS_AT_TME_ACTIVATE_KEYID_BITS, NONE, 0)

/*
 * SVM: APM vol. 2 section 15 and appendix A, APM vol. 3 appendix E.4 for the
 * leaves. Leaf 8000_000A is reserved while SVM (ECX[2] of 8000_0001) is clear.
 */
NS_CPUID(CPUID_8000000A_EAX, 0x8000000a, 0, EAX, SVM, "features_eax",
	 CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM), NONE, 0)
NS_CPUID(CPUID_8000000A_EBX, 0x8000000a, 0, EBX, SVM, "features_ebx",
	 CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM), NONE, 0)
NS_CPUID(CPUID_8000000A_ECX, 0x8000000a, 0, ECX, SVM, "features_ecx",
	 CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM), NONE, 0)
NS_CPUID(CPUID_8000000A_EDX, 0x8000000a, 0, EDX, SVM, "features_edx",
	 CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM), NONE, 0)
NS_CPUID(CPUID_8000001F_EAX, 0x8000001f, 0, EAX, SVM, "encryption_eax", NONE, 0, NONE, 0)
NS_CPUID(CPUID_8000001F_EBX, 0x8000001f, 0, EBX, SVM, "encryption_ebx", NONE, 0, NONE, 0)
NS_CPUID(CPUID_8000001F_ECX, 0x8000001f, 0, ECX, SVM, "encryption_ecx", NONE, 0, NONE, 0)
NS_CPUID(CPUID_8000001F_EDX, 0x8000001f, 0, EDX, SVM, "encryption_edx", NONE, 0, NONE, 0)
NS_MSR(VM_CR, 0xc0010114, VALUE, NS_ALL, SVM, "vm_cr", "MSR_VM_CR",
	CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM), NONE, 0)
/* Only EFER.SVME: is SVM switched on, on this CPU, now? */
NS_MSR(EFER, 0xc0000080, FLAG, NS_MASK(EFER_SVME), SVM, "", "MSR_EFER",
	CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM), NONE, 0)
/* A host physical address: only whether one is set */
NS_MSR(VM_HSAVE_PA, 0xc0010117, FLAG, NS_ALL, SVM, "", "MSR_VM_HSAVE_PA",
	CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM), NONE, 0)
/* TscRateMsr; KVM sets it for the guest that runs */
NS_MSR(TSC_RATIO, 0xc0000104, STATE, NS_ALL, SVM, "", "MSR_AMD64_TSC_RATIO",
	CPUID_8000000A_EDX, NS_MASK(X86_FEATURE_TSCRATEMSR), NONE, 0)
/* SEV guests only: SEV is there and a hypervisor is; arch/x86/mm/mem_encrypt_identity.c */
NS_MSR(SEV_STATUS, 0xc0010131, VALUE, NS_ALL, SVM, "sev_status", "MSR_AMD64_SEV",
	CPUID_8000001F_EAX, NS_MASK(X86_FEATURE_SEV), CPUID_1_ECX, NS_MASK(X86_FEATURE_HYPERVISOR))
/* The encryption switches; on CPUs with SME */
NS_MSR(SYSCFG, 0xc0010010, VALUE,
	NS_MASK(MSR_AMD64_SYSCFG_MEM_ENCRYPT) | NS_MASK(MSR_AMD64_SYSCFG_SNP_EN) |
	NS_MASK(MSR_AMD64_SYSCFG_SNP_VMPL_EN), SVM, "syscfg", "MSR_AMD64_SYSCFG",
	CPUID_8000001F_EAX, NS_MASK(X86_FEATURE_SME), NONE, 0)
/* SegmentedRmp */
NS_MSR(RMP_CFG, 0xc0010136, VALUE, NS_ALL, SVM, "rmp_cfg", "MSR_AMD64_RMP_CFG",
	CPUID_8000001F_EAX, NS_MASK(X86_FEATURE_SEGMENTED_RMP), NONE, 0)
/*
 * VIRT_SSBD, which only a hypervisor offers. The kernel sets it for each task, so
 * its value is that of the task that was interrupted, and says nothing
 */
NS_MSR(VIRT_SPEC_CTRL, 0xc001011f, NEVER, NS_ALL, SVM, "",
	"MSR_AMD64_VIRT_SPEC_CTRL", CPUID_80000008_EBX, NS_B(25), NONE, 0)
/* Says nothing about a capability, and KVM does not let a guest read it */
NS_MSR(IGNNE, 0xc0010115, NEVER, NS_ALL, SVM, "", "MSR_VM_IGNNE",
	CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM), NONE, 0)
/* Host physical addresses */
NS_MSR(RMP_BASE, 0xc0010132, NEVER, NS_ALL, SVM, "", "MSR_AMD64_RMP_BASE",
	CPUID_8000001F_EAX, NS_MASK(X86_FEATURE_SEV_SNP), NONE, 0)
NS_MSR(RMP_END, 0xc0010133, NEVER, NS_ALL, SVM, "", "MSR_AMD64_RMP_END",
	CPUID_8000001F_EAX, NS_MASK(X86_FEATURE_SEV_SNP), NONE, 0)
/* Write-only */
NS_MSR(AVIC_DOORBELL, 0xc001011b, NEVER, NS_ALL, SVM, "", "MSR_AMD64_SVM_AVIC_DOORBELL",
	CPUID_8000000A_EDX, NS_MASK(X86_FEATURE_AVIC), NONE, 0)
NS_MSR(VMPAGE_FLUSH, 0xc001011e, NEVER, NS_ALL, SVM, "", "MSR_AMD64_VM_PAGE_FLUSH",
	CPUID_8000001F_EAX, NS_MASK(X86_FEATURE_VM_PAGE_FLUSH), NONE, 0)
/* The guest's channel to its hypervisor: reading it is part of a protocol */
NS_MSR(GHCB, 0xc0010130, NEVER, NS_ALL, SVM, "", "MSR_AMD64_SEV_ES_GHCB",
	CPUID_8000001F_EAX, NS_MASK(X86_FEATURE_SEV_ES), NONE, 0)

#undef NS_B
#undef NS_ALL
#undef NS_MSR
#undef NS_CPUID
