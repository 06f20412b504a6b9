/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Every bit of the SVM registers: one row each, data only.
 *
 *   NS_FLAG(id, reg, bit, name, macro, flag, qemu, good, source)
 *   NS_FIELD(id, reg, low, width, name, macro, good, source)
 *
 * id      the name in code, see bits.h: one of the kernel's macros for the bit,
 *         where it has none the manual's name in the style of its neighbours
 * name    the APM's name
 * macro   the kernel's macros, new and old separated by "|", "" for none
 * flag    the name in /proc/cpuinfo, "" where Linux shows none
 * qemu    the name after -cpu, "" where QEMU has none
 * good    what it is good for
 * source  who else knows the bit at this place: Linux 7.3, QEMU 11.1, Bochs
 *         783b58f, Xen c447b73, x86-cpuid-db 3.1, JavaCrossPlatformCPUID 2d74db0;
 *         "dumps" is for bits that processors set, by the dumps of InstLatx64,
 *         and that no manual, header or program we know of gives a name
 *
 * The key of a row is its register and bit, never a name. What decides
 * whether the register exists is in registers.h. Undefined macros expand to
 * nothing.
 */
#ifndef NS_FLAG
#define NS_FLAG(...)
#endif
#ifndef NS_FIELD
#define NS_FIELD(...)
#endif

/* APM vol. 3 appendix E.4.2 */
NS_FLAG(X86_FEATURE_SVM, CPUID_80000001_ECX, 2, "SVM",
	"X86_FEATURE_SVM", "svm", "svm",
	"the CPU can run VMs (AMD-V)", "Linux, QEMU, x86-cpuid-db")
NS_FLAG(X86_FEATURE_SKINIT, CPUID_80000001_ECX, 12, "SKINIT",
	"X86_FEATURE_SKINIT", "skinit", "skinit",
	"secure launch of a hypervisor", "Linux, QEMU, x86-cpuid-db")

/* APM vol. 3 appendix E.4.9; asm/cpufeatures.h word 15 */
NS_FIELD(SVM_REV, CPUID_8000000A_EAX, 0, 8, "SvmRev", "",
	 "revision of SVM; KVM shows its guests 1", "x86-cpuid-db")
NS_FLAG(SVM_REV_HYPERVISOR, CPUID_8000000A_EAX, 8, "Hypervisor present and intercepting this leaf",
	"", "", "",
	"for a hypervisor to set", "JavaCrossPlatformCPUID")
NS_FIELD(SVM_NASID, CPUID_8000000A_EBX, 0, 32, "NASID", "",
	 "address-space tags: how many VMs can share the TLB; KVM shows its guests 8", "x86-cpuid-db")
NS_FLAG(SVM_GUEST_PMC_EVENT_FILTER, CPUID_8000000A_ECX, 3, "Guest PMC event filtering",
	"", "", "",
	"the hypervisor chooses which events a guest may count", "JavaCrossPlatformCPUID")
NS_FLAG(SVM_PML, CPUID_8000000A_ECX, 4, "PML",
	"", "", "",
	"dirty pages are logged by the CPU: quick migration", "x86-cpuid-db")
NS_FLAG(X86_FEATURE_X2AVIC_EXT, CPUID_8000000A_ECX, 6, "x2AVIC_EXT (4096 vCPUs)",
	"X86_FEATURE_X2AVIC_EXT", "", "",
	"x2AVIC for up to 4096 vCPUs", "Linux")
NS_FLAG(X86_FEATURE_NPT, CPUID_8000000A_EDX, 0, "NP",
	"X86_FEATURE_NPT", "npt", "npt",
	"the CPU walks two levels of page tables: without it, shadow paging", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_LBRV, CPUID_8000000A_EDX, 1, "LbrVirt",
	"X86_FEATURE_LBRV", "lbrv", "lbrv",
	"last-branch records are switched with the guest", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_SVML, CPUID_8000000A_EDX, 2, "SVML",
	"X86_FEATURE_SVML", "svm_lock", "svm-lock",
	"firmware's \"off\" can be locked, with a key", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_NRIPS, CPUID_8000000A_EDX, 3, "NRIPS",
	"X86_FEATURE_NRIPS", "nrip_save", "nrip-save",
	"an exit tells where the next instruction starts", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_TSCRATEMSR, CPUID_8000000A_EDX, 4, "TscRateMsr",
	"X86_FEATURE_TSCRATEMSR", "tsc_scale", "tsc-scale",
	"a guest's TSC has its own rate: migration to a host with a faster one", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_VMCBCLEAN, CPUID_8000000A_EDX, 5, "VmcbClean",
	"X86_FEATURE_VMCBCLEAN", "vmcb_clean", "vmcb-clean",
	"unchanged parts of the VMCB are not loaded again; KVM offers it whatever the CPU has", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_FLUSHBYASID, CPUID_8000000A_EDX, 6, "FlushByAsid",
	"X86_FEATURE_FLUSHBYASID", "flushbyasid", "flushbyasid",
	"one guest's TLB entries can be flushed; KVM offers it from 6.8, whatever the CPU has", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_DECODEASSISTS, CPUID_8000000A_EDX, 7, "DecodeAssists",
	"X86_FEATURE_DECODEASSISTS", "decodeassists", "decodeassists",
	"an exit comes with the instruction's bytes or its operand; KVM decodes it in any case", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(SVM_PMC_VIRT, CPUID_8000000A_EDX, 8, "PmcVirt",
	"", "", "",
	"a guest has performance counters of its own", "Bochs")
NS_FLAG(SVM_SSSE3_SSE5A_DIS, CPUID_8000000A_EDX, 9, "SSSE3 and SSE5A disable",
	"", "", "",
	"a guest's SSSE3 and SSE5A can be switched off; seen on family 14h only", "JavaCrossPlatformCPUID")
NS_FLAG(X86_FEATURE_PAUSEFILTER, CPUID_8000000A_EDX, 10, "PauseFilter",
	"X86_FEATURE_PAUSEFILTER", "pausefilter", "pause-filter",
	"a vCPU that spins on a lock gives its CPU back", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(SVM_UNNAMED_11, CPUID_8000000A_EDX, 11, "No public name (bit 11)",
	"", "", "",
	"not known: AMD's CPUs set it since families 15h and 16h", "dumps")
NS_FLAG(X86_FEATURE_PFTHRESHOLD, CPUID_8000000A_EDX, 12, "PauseFilterThreshold",
	"X86_FEATURE_PFTHRESHOLD", "pfthreshold", "pfthreshold",
	"the filter counts only PAUSEs that come close together", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_AVIC, CPUID_8000000A_EDX, 13, "AVIC",
	"X86_FEATURE_AVIC", "avic", "avic",
	"interrupts are delivered without an exit", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_V_VMSAVE_VMLOAD, CPUID_8000000A_EDX, 15, "VMSAVEvirt (virtual VMLOAD/VMSAVE)",
	"X86_FEATURE_V_VMSAVE_VMLOAD", "v_vmsave_vmload", "v-vmsave-vmload",
	"L1's VMLOAD and VMSAVE do not exit: what makes nesting quick", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_VGIF, CPUID_8000000A_EDX, 16, "VGIF",
	"X86_FEATURE_VGIF", "vgif", "vgif",
	"L1's STGI and CLGI do not exit: what makes nesting quick", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_GMET, CPUID_8000000A_EDX, 17, "GMET",
	"X86_FEATURE_GMET", "", "gmet",
	"nested pages tell user from supervisor code: quick VBS and HVCI in a guest", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_X2AVIC, CPUID_8000000A_EDX, 18, "x2AVIC",
	"X86_FEATURE_X2AVIC", "x2avic", "",
	"AVIC for x2APIC guests", "Linux, x86-cpuid-db, Bochs")
NS_FLAG(SVM_SSS_CHECK, CPUID_8000000A_EDX, 19, "SSSCheck",
	"", "", "",
	"shadow-stack pages of supervisor code are checked in nested pages", "x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_V_SPEC_CTRL, CPUID_8000000A_EDX, 20, "SpecCtrl (virtual SPEC_CTRL)",
	"X86_FEATURE_V_SPEC_CTRL", "v_spec_ctrl", "",
	"a guest has its own SPEC_CTRL", "Linux, x86-cpuid-db, Bochs")
NS_FLAG(SVM_ROGPT, CPUID_8000000A_EDX, 21, "ROGPT",
	"", "", "",
	"the guest's page tables may lie on read-only pages", "x86-cpuid-db, Bochs")
NS_FLAG(SVM_HOST_MCE_OVERRIDE, CPUID_8000000A_EDX, 23, "HOST_MCE_OVERRIDE",
	"", "", "",
	"machine checks in a guest go to the host", "x86-cpuid-db, Bochs")
NS_FLAG(SVM_TLBI_CTL, CPUID_8000000A_EDX, 24, "TlbiCtl",
	"", "", "",
	"a guest can use INVLPGB and TLBSYNC", "x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_VNMI, CPUID_8000000A_EDX, 25, "VNMI",
	"X86_FEATURE_VNMI", "vnmi", "vnmi",
	"NMIs to a guest without an exit for each window", "Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(SVM_IBS_VIRT, CPUID_8000000A_EDX, 26, "IbsVirt",
	"", "", "",
	"a guest can sample instructions (IBS)", "x86-cpuid-db, Bochs")
NS_FLAG(SVM_EXT_LVT_AVIC_ACCESS_CHGD, CPUID_8000000A_EDX, 27, "ExtLvtAvicAccessChgd",
	"", "", "",
	"writes to the extended APIC entries fault instead of exiting", "x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_SVME_ADDR_CHK, CPUID_8000000A_EDX, 28, "NestedVirtVmcbAddrChk",
	"X86_FEATURE_SVME_ADDR_CHK", "", "svme-addr-chk",
	"a guest hypervisor that gives VMRUN, VMLOAD or VMSAVE a bad address exits (#VMEXIT) instead of faulting (#GP); KVM offers it whatever the CPU has",
	"Linux, QEMU, x86-cpuid-db, Bochs")
NS_FLAG(X86_FEATURE_BUS_LOCK_THRESHOLD, CPUID_8000000A_EDX, 29, "BusLockThreshold",
	"X86_FEATURE_BUS_LOCK_THRESHOLD", "", "",
	"an exit after so many bus locks", "Linux, Bochs")
NS_FLAG(X86_FEATURE_IDLE_HLT, CPUID_8000000A_EDX, 30, "IdleHltIntercept",
	"X86_FEATURE_IDLE_HLT", "", "",
	"HLT exits only when no interrupt is waiting", "Linux, Bochs")
NS_FLAG(SVM_ENHANCED_SHUTDOWN_INTERCEPT, CPUID_8000000A_EDX, 31, "EnhancedShutdownIntercept",
	"", "", "",
	"the intercept of a guest's shutdown is extended; Zen 5 sets it", "JavaCrossPlatformCPUID")

/* APM vol. 3 appendix E.4.17; asm/cpufeatures.h word 19 */
NS_FLAG(X86_FEATURE_SME, CPUID_8000001F_EAX, 0, "SME",
	"X86_FEATURE_SME", "sme", "",
	"memory can be encrypted", "Linux, x86-cpuid-db")
NS_FLAG(X86_FEATURE_SEV, CPUID_8000001F_EAX, 1, "SEV",
	"X86_FEATURE_SEV", "sev", "",
	"guests can have encrypted memory", "Linux, x86-cpuid-db")
NS_FLAG(X86_FEATURE_VM_PAGE_FLUSH, CPUID_8000001F_EAX, 2, "PageFlushMsr",
	"X86_FEATURE_VM_PAGE_FLUSH", "", "",
	"encrypted pages are flushed by an MSR", "Linux, x86-cpuid-db")
NS_FLAG(X86_FEATURE_SEV_ES, CPUID_8000001F_EAX, 3, "SEV-ES",
	"X86_FEATURE_SEV_ES", "sev_es", "",
	"guests can have encrypted registers", "Linux, x86-cpuid-db")
NS_FLAG(X86_FEATURE_SEV_SNP, CPUID_8000001F_EAX, 4, "SEV-SNP",
	"X86_FEATURE_SEV_SNP", "sev_snp", "",
	"guests' memory is guarded against the host's writes", "Linux, x86-cpuid-db")
NS_FLAG(SEV_VMPL, CPUID_8000001F_EAX, 5, "VMPL",
	"", "", "",
	"an SNP guest can have privilege levels", "x86-cpuid-db")
NS_FLAG(SEV_RMPQUERY, CPUID_8000001F_EAX, 6, "RMPQUERY",
	"", "", "",
	"the RMP can be queried", "x86-cpuid-db")
NS_FLAG(SEV_VMPL_SSS, CPUID_8000001F_EAX, 7, "VmplSSS",
	"", "", "",
	"shadow stacks at each privilege level", "x86-cpuid-db")
NS_FLAG(X86_FEATURE_SNP_SECURE_TSC, CPUID_8000001F_EAX, 8, "SecureTsc",
	"X86_FEATURE_SNP_SECURE_TSC", "", "",
	"an SNP guest's TSC cannot be changed by the host", "Linux, x86-cpuid-db")
NS_FLAG(X86_FEATURE_V_TSC_AUX, CPUID_8000001F_EAX, 9, "TscAuxVirtualization",
	"X86_FEATURE_V_TSC_AUX", "", "",
	"TSC_AUX is switched with the guest", "Linux, x86-cpuid-db")
NS_FLAG(X86_FEATURE_SME_COHERENT, CPUID_8000001F_EAX, 10, "HwEnfCacheCoh",
	"X86_FEATURE_SME_COHERENT", "", "",
	"caches are coherent across encryption", "Linux, x86-cpuid-db")
NS_FLAG(SEV_64BIT_HOST, CPUID_8000001F_EAX, 11, "64BitHost",
	"", "", "",
	"SEV guests need a 64-bit host", "x86-cpuid-db")
NS_FLAG(SEV_RESTRICTED_INJECTION, CPUID_8000001F_EAX, 12, "RestrictedInjection",
	"", "", "",
	"an SNP guest takes no interrupts from the host but one", "x86-cpuid-db")
NS_FLAG(SEV_ALTERNATE_INJECTION, CPUID_8000001F_EAX, 13, "AlternateInjection",
	"", "", "",
	"an SNP guest's interrupts come through its own pages", "x86-cpuid-db")
NS_FLAG(X86_FEATURE_DEBUG_SWAP, CPUID_8000001F_EAX, 14, "DebugVirt (DebugSwap)",
	"X86_FEATURE_DEBUG_SWAP", "debug_swap", "",
	"debug registers are switched with the guest", "Linux, x86-cpuid-db")
NS_FLAG(SEV_PREVENT_HOST_IBS, CPUID_8000001F_EAX, 15, "PreventHostIbs",
	"", "", "",
	"the host cannot sample a guest (IBS)", "x86-cpuid-db")
NS_FLAG(SEV_VTE, CPUID_8000001F_EAX, 16, "VTE",
	"", "", "",
	"a guest's memory is encrypted without its help", "x86-cpuid-db")
NS_FLAG(SEV_VMGEXIT_PARAMETER, CPUID_8000001F_EAX, 17, "VmgexitParameter",
	"", "", "",
	"a guest's VMGEXIT can carry a parameter", "x86-cpuid-db")
NS_FLAG(SEV_VIRTUAL_TOM_MSR, CPUID_8000001F_EAX, 18, "VirtualTomMsr",
	"", "", "",
	"an SNP guest can set its top of memory", "x86-cpuid-db")
NS_FLAG(SEV_IBS_VIRT_GUEST_CTL, CPUID_8000001F_EAX, 19, "IbsVirtGuestCtl",
	"", "", "",
	"an SEV-ES guest can sample instructions (IBS)", "x86-cpuid-db")
NS_FLAG(SEV_PMC_VIRT_GUEST_CTL, CPUID_8000001F_EAX, 20, "PmcVirtGuestCtl",
	"", "", "",
	"an SEV-ES or SNP guest has performance counters of its own", "JavaCrossPlatformCPUID")
NS_FLAG(X86_FEATURE_RMPREAD, CPUID_8000001F_EAX, 21, "RMPREAD",
	"X86_FEATURE_RMPREAD", "", "",
	"the RMP can be read", "Linux")
NS_FLAG(SEV_GUEST_INTERCEPT_CTL, CPUID_8000001F_EAX, 22, "GuestInterceptCtl",
	"", "", "",
	"an SEV-ES guest chooses exits for itself", "JavaCrossPlatformCPUID")
NS_FLAG(X86_FEATURE_SEGMENTED_RMP, CPUID_8000001F_EAX, 23, "SegmentedRmp",
	"X86_FEATURE_SEGMENTED_RMP", "", "",
	"the RMP can be kept in segments", "Linux")
NS_FLAG(SEV_VMSA_REG_PROT, CPUID_8000001F_EAX, 24, "VmsaRegProt",
	"", "", "",
	"a guest's saved registers are scrambled", "x86-cpuid-db")
NS_FLAG(SEV_SMT_PROTECTION, CPUID_8000001F_EAX, 25, "SmtProtection",
	"", "", "",
	"a guest can refuse to share its core", "x86-cpuid-db")
NS_FLAG(SEV_SECURE_AVIC, CPUID_8000001F_EAX, 26, "SecureAvic",
	"", "", "",
	"an SNP guest has a virtual APIC that the host cannot tamper with", "JavaCrossPlatformCPUID")
NS_FLAG(X86_FEATURE_ALLOWED_SEV_FEATURES, CPUID_8000001F_EAX, 27, "AllowedSevFeatures",
	"X86_FEATURE_ALLOWED_SEV_FEATURES", "", "",
	"the host can say which SEV features a guest may use", "Linux")
NS_FLAG(X86_FEATURE_SVSM, CPUID_8000001F_EAX, 28, "SvsmCommPageMSR",
	"X86_FEATURE_SVSM", "svsm", "",
	"an SVSM's page is found by an MSR", "Linux, x86-cpuid-db")
NS_FLAG(SEV_NESTED_VIRT_SNP_MSR, CPUID_8000001F_EAX, 29, "NestedVirtSnpMsr",
	"", "", "",
	"a nested host can change the RMP by MSRs", "x86-cpuid-db")
NS_FLAG(X86_FEATURE_HV_INUSE_WR_ALLOWED, CPUID_8000001F_EAX, 30, "HvInUseWrAllowed",
	"X86_FEATURE_HV_INUSE_WR_ALLOWED", "", "",
	"host pages in use may be written under SNP", "Linux")
NS_FLAG(SEV_IBPB_ON_ENTRY, CPUID_8000001F_EAX, 31, "IbpbOnEntry",
	"", "", "",
	"branch predictions are flushed at each entry of a guest that asks for it",
	"JavaCrossPlatformCPUID, Linux's list (KVM: SVM: Enable IBPB on VMRUN)")
NS_FIELD(SEV_CBIT_POSITION, CPUID_8000001F_EBX, 0, 6, "CbitPosition", "",
	 "which page-table bit means encrypted", "x86-cpuid-db")
NS_FIELD(SEV_PHYS_ADDR_REDUCTION, CPUID_8000001F_EBX, 6, 6, "PhysAddrReduction", "",
	 "address bits lost to encryption", "x86-cpuid-db")
NS_FIELD(SEV_NUM_VMPL, CPUID_8000001F_EBX, 12, 4, "NumVMPL", "",
	 "privilege levels of an SNP guest", "x86-cpuid-db")
NS_FIELD(SEV_NUM_ENCRYPTED_GUESTS, CPUID_8000001F_ECX, 0, 32, "NumEncryptedGuests", "",
	 "encrypted guests at one time", "x86-cpuid-db")
NS_FIELD(SEV_MIN_SEV_NO_ES_ASID, CPUID_8000001F_EDX, 0, 32, "MinSevNoEsAsid", "",
	 "lowest address-space tag of an SEV guest without SEV-ES", "x86-cpuid-db")
NS_FLAG(X86_FEATURE_COHERENCY_SFW_NO, CPUID_8000001F_EBX, 31, "CoherencySfwNo",
	"X86_FEATURE_COHERENCY_SFW_NO", "", "",
	"software need not flush caches for SNP", "Linux")

/* APM vol. 2 3.1.7 */
NS_FLAG(EFER_SVME, EFER, 12, "SVME",
	"EFER_SVME", "", "",
	"SVM is switched on, on this CPU: a hypervisor is loaded or running", "Linux")

/* APM vol. 2 15.30.5 */
NS_FIELD(TSC_RATIO, TSC_RATIO, 0, 40, "TSC_RATIO (8.32 fixed point)", "MSR_AMD64_TSC_RATIO",
	 "the guests' TSC rate, 8.32 fixed point", "Linux")

/* APM vol. 2 15.30.1; asm/msr-index.h SVM_VM_CR_*. SKINIT sets the first three. */
NS_FLAG(VM_CR_DPD, VM_CR, 0, "DPD",
	"", "", "",
	"the debug port is disabled", "TrenchBoot secure-kernel-loader")
NS_FLAG(VM_CR_R_INIT, VM_CR, 1, "R_INIT",
	"", "", "",
	"an INIT becomes an exception (#SX)", "TrenchBoot secure-kernel-loader")
NS_FLAG(VM_CR_DIS_A20M, VM_CR, 2, "DIS_A20M",
	"", "", "",
	"A20 masking is disabled", "TrenchBoot secure-kernel-loader")
NS_FLAG(SVM_VM_CR_SVM_LOCK_MASK, VM_CR, 3, "LOCK",
	"MSR_VM_CR|SVM_VM_CR_SVM_LOCK_MASK", "", "",
	"SVMDIS is locked until reset", "Linux")
NS_FLAG(SVM_VM_CR_SVM_DIS_MASK, VM_CR, 4, "SVMDIS",
	"MSR_VM_CR|SVM_VM_CR_SVM_DIS_MASK", "", "",
	"firmware has switched SVM off", "Linux")

/* APM vol. 2 15.30.4 */
NS_FIELD(VM_HSAVE_PA, VM_HSAVE_PA, 12, 40, "VM_HSAVE_PA", "MSR_VM_HSAVE_PA",
	 "a host save area is set: a hypervisor has prepared this CPU", "Linux")

NS_FLAG(VIRT_SPEC_CTRL_SSBD, VIRT_SPEC_CTRL, 2, "SSBD",
	"MSR_AMD64_VIRT_SPEC_CTRL", "", "",
	"the hypervisor switches speculative store bypass off", "Linux")

/* APM vol. 2 15.34.10; asm/msr-index.h MSR_AMD64_SEV_*, MSR_AMD64_SNP_* */
NS_FLAG(MSR_AMD64_SEV_ENABLED, SEV_STATUS, 0, "SEV_ENABLED",
	"MSR_AMD64_SEV_ENABLED", "", "",
	"this guest's memory is encrypted", "Linux")
NS_FLAG(MSR_AMD64_SEV_ES_ENABLED, SEV_STATUS, 1, "SEV_ES_ENABLED",
	"MSR_AMD64_SEV_ES_ENABLED", "", "",
	"this guest's registers are encrypted", "Linux")
NS_FLAG(MSR_AMD64_SEV_SNP_ENABLED, SEV_STATUS, 2, "SEV_SNP_ENABLED",
	"MSR_AMD64_SEV_SNP_ENABLED", "", "",
	"this guest is an SNP guest", "Linux")
NS_FLAG(MSR_AMD64_SNP_VTOM, SEV_STATUS, 3, "VTOM",
	"MSR_AMD64_SNP_VTOM", "", "",
	"virtual top of memory in use", "Linux")
NS_FLAG(MSR_AMD64_SNP_REFLECT_VC, SEV_STATUS, 4, "ReflectVC",
	"MSR_AMD64_SNP_REFLECT_VC", "", "",
	"#VC goes to a lower privilege level", "Linux")
NS_FLAG(MSR_AMD64_SNP_RESTRICTED_INJ, SEV_STATUS, 5, "RestrictedInjection",
	"MSR_AMD64_SNP_RESTRICTED_INJ", "", "",
	"restricted injection in use", "Linux")
NS_FLAG(MSR_AMD64_SNP_ALT_INJ, SEV_STATUS, 6, "AlternateInjection",
	"MSR_AMD64_SNP_ALT_INJ", "", "",
	"alternate injection in use", "Linux")
NS_FLAG(MSR_AMD64_SNP_DEBUG_SWAP, SEV_STATUS, 7, "DebugSwap",
	"MSR_AMD64_SNP_DEBUG_SWAP", "", "",
	"debug registers are switched", "Linux")
NS_FLAG(MSR_AMD64_SNP_PREVENT_HOST_IBS, SEV_STATUS, 8, "PreventHostIBS",
	"MSR_AMD64_SNP_PREVENT_HOST_IBS", "", "",
	"the host cannot sample this guest", "Linux")
NS_FLAG(MSR_AMD64_SNP_BTB_ISOLATION, SEV_STATUS, 9, "BTBIsolation",
	"MSR_AMD64_SNP_BTB_ISOLATION", "", "",
	"branch predictions are isolated", "Linux")
NS_FLAG(MSR_AMD64_SNP_VMPL_SSS, SEV_STATUS, 10, "VmplSSS",
	"MSR_AMD64_SNP_VMPL_SSS", "", "",
	"shadow stacks at each privilege level in use", "Linux")
NS_FLAG(MSR_AMD64_SNP_SECURE_TSC, SEV_STATUS, 11, "SecureTsc",
	"MSR_AMD64_SNP_SECURE_TSC", "", "",
	"secure TSC in use", "Linux")
NS_FLAG(MSR_AMD64_SNP_VMGEXIT_PARAM, SEV_STATUS, 12, "VmgexitParameter",
	"MSR_AMD64_SNP_VMGEXIT_PARAM", "", "",
	"VMGEXIT parameter in use", "Linux")
NS_FLAG(SNP_PMC_VIRT, SEV_STATUS, 13, "PmcVirtualization",
	"", "", "",
	"this guest has performance counters of its own", "APM vol. 2 table 15-32")
NS_FLAG(MSR_AMD64_SNP_IBS_VIRT, SEV_STATUS, 14, "IbsVirt",
	"MSR_AMD64_SNP_IBS_VIRT", "", "",
	"IBS is virtualized", "Linux")
NS_FLAG(SNP_GUEST_INTERCEPT_CTL, SEV_STATUS, 15, "GuestInterceptCtl",
	"", "", "",
	"this guest chooses exits for itself", "APM vol. 2 table 15-32")
NS_FLAG(MSR_AMD64_SNP_VMSA_REG_PROT, SEV_STATUS, 16, "VmsaRegProt",
	"MSR_AMD64_SNP_VMSA_REG_PROT", "", "",
	"saved registers are scrambled", "Linux")
NS_FLAG(MSR_AMD64_SNP_SMT_PROT, SEV_STATUS, 17, "SmtProtection",
	"MSR_AMD64_SNP_SMT_PROT", "", "",
	"the core is not shared", "Linux")
NS_FLAG(MSR_AMD64_SNP_SECURE_AVIC, SEV_STATUS, 18, "SecureAvic",
	"MSR_AMD64_SNP_SECURE_AVIC", "", "",
	"secure AVIC in use", "Linux")
NS_FLAG(MSR_AMD64_SNP_IBPB_ON_ENTRY, SEV_STATUS, 23, "IbpbOnEntry",
	"MSR_AMD64_SNP_IBPB_ON_ENTRY", "", "",
	"branch predictions are flushed at entry", "Linux")

/* APM vol. 2 7.10, 15.36; asm/msr-index.h MSR_AMD64_SYSCFG_* */
NS_FLAG(MSR_AMD64_SYSCFG_MEM_ENCRYPT, SYSCFG, 23, "MemEncryptionModeEn",
	"MSR_AMD64_SYSCFG_MEM_ENCRYPT", "", "",
	"memory encryption is switched on", "Linux")
NS_FLAG(MSR_AMD64_SYSCFG_SNP_EN, SYSCFG, 24, "SecureNestedPagingEn",
	"MSR_AMD64_SYSCFG_SNP_EN", "", "",
	"SNP is switched on", "Linux")
NS_FLAG(MSR_AMD64_SYSCFG_SNP_VMPL_EN, SYSCFG, 25, "VMPLEn",
	"MSR_AMD64_SYSCFG_SNP_VMPL_EN", "", "",
	"SNP's privilege levels are switched on", "Linux")

/* asm/msr-index.h MSR_AMD64_RMP_CFG; arch/x86/virt/svm/sev.c setup_segmented_rmptable() */
NS_FLAG(MSR_AMD64_SEG_RMP_ENABLED, RMP_CFG, 0, "SegmentedRmpEn",
	"MSR_AMD64_SEG_RMP_ENABLED", "", "",
	"the RMP is kept in segments", "Linux")
NS_FIELD(RMP_SEGMENT_SHIFT, RMP_CFG, 8, 6, "RmpSegmentShift", "MSR_AMD64_RMP_SEGMENT_SHIFT()",
	 "address bits that one segment of the RMP covers", "Linux")

#undef NS_FLAG
#undef NS_FIELD
