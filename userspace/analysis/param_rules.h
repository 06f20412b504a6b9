/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What KVM's own setup makes of its parameters, whatever was set: one row each, data only.
 * What a parameter means is in param_rows.h.
 *
 *   NS_PARAM(module, name, costs, needs...)		on if nobody sets it
 *   NS_PARAM_OF(module, name, usual, costs, needs...)	@usual if nobody sets it: a number, "0" is off
 *   NS_PARAM_FORCED(module, name, off)			KVM switches it on where the parameter @off is off
 *   NS_PARAM_WORD(module, name, word, because)		KVM says @word whatever was set
 *
 * costs   what a machine does without while it is off; "" where that is nobody's loss
 * needs   where one is missing, KVM clears the parameter, and no switch brings it back; at most seven:
 *         HAS(id): a capability of the CPU
 *         EITHER(id, id): one of two
 *         WHERE(id, id): the second, on a CPU that has the first
 *         MORE(id, n): a field with a value over n
 *         ON(name): another parameter of the module; ON_SINCE(name, version): since that kernel
 *         ON_OF(module, name): one of another module
 *         NO_EVMCS: KVM does not use an enlightened VMCS, which has no field for it
 *         HYPERV: a Hyper-V below that recommends its enlightened VMCS
 *         UNSEEN(text): what no snapshot shows
 *
 * Every assignment to a parameter's variable in Linux 6.1, 6.12 and 7.3: arch/x86/kvm/vmx/vmx.c
 * hardware_setup(), vmx_hardware_setup(), hv_init_evmcs(), vmx_setup_preemption_timer() and
 * __vmx_setup_l1d_flush(), vmx/nested.c nested_vmx_hardware_setup(), vmx/tdx.c tdx_hardware_setup(),
 * svm/svm.c svm_hardware_setup(), svm/avic.c avic_hardware_setup(), svm/sev.c sev_hardware_setup(),
 * pmu.c kvm_init_pmu_capability(), x86.c kvm_x86_vendor_init(). Enlightened VMCS: vmx/hyperv_evmcs.h
 * EVMCS1_SUPPORTED_*, 6.1 vmx/evmcs.h EVMCS1_UNSUPPORTED_*. sgx: vmx.c cpu_has_sgx() asks
 * CPUID.12H:EAX[0], which is 0 where firmware left SGX off in IA32_FEATURE_CONTROL. MBEC: vmx.c
 * setup_vmcs_config() wants advanced information about EPT violations for it. The preemption timer:
 * vmx.c vmx_preemption_cpu_tfms[] lists steppings with errata. SEV-SNP: KVM asks
 * CC_ATTR_HOST_SEV_SNP, and Linux sets SNP_EN in SYSCFG where that is true (arch/x86/virt/svm/sev.c).
 */
#ifndef NS_PARAM
#error "define NS_PARAM before including this header"
#endif
#ifndef NS_PARAM_OF
#define NS_PARAM_OF(module, name, usual, costs, ...)
#endif
#ifndef NS_PARAM_FORCED
#define NS_PARAM_FORCED(module, name, off)
#endif
#ifndef NS_PARAM_WORD
#define NS_PARAM_WORD(module, name, word, because)
#endif

NS_PARAM(kvm_intel, ept, "KVM builds shadow page tables: VMs are slow",
	 HAS(SECONDARY_EXEC_ENABLE_EPT), HAS(VMX_EPT_PAGE_WALK_4_BIT), HAS(VMX_EPTP_WB_BIT),
	 HAS(VMX_EPT_EXTENT_GLOBAL_BIT))
NS_PARAM(kvm_intel, eptad, "no accessed and dirty bits in EPT, and so no page-modification logging",
	 ON(ept), HAS(VMX_EPT_AD_BIT))
NS_PARAM(kvm_intel, vpid, "each VM entry and exit flushes the TLB",
	 HAS(SECONDARY_EXEC_ENABLE_VPID), HAS(VMX_VPID_INVVPID_BIT),
	 EITHER(VMX_VPID_EXTENT_SINGLE_CONTEXT_BIT, VMX_VPID_EXTENT_GLOBAL_CONTEXT_BIT))
NS_PARAM(kvm_intel, unrestricted_guest, "KVM emulates real mode: slow boots, and firmware that fails",
	 ON(ept), HAS(SECONDARY_EXEC_UNRESTRICTED_GUEST))
NS_PARAM(kvm_intel, flexpriority, "each access to the APIC's task priority exits",
	 NO_EVMCS, HAS(CPU_BASED_TPR_SHADOW), HAS(SECONDARY_EXEC_VIRTUALIZE_APIC_ACCESSES))
NS_PARAM(kvm_intel, enable_apicv, "an interrupt for a running vCPU makes it exit",
	 NO_EVMCS, HAS(SECONDARY_EXEC_APIC_REGISTER_VIRT), HAS(SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY),
	 HAS(PIN_BASED_POSTED_INTR))
NS_PARAM(kvm_intel, enable_ipiv, "an interrupt from one vCPU to another exits",
	 ON(enable_apicv), HAS(TERTIARY_EXEC_IPI_VIRT))
NS_PARAM(kvm_intel, pml, "KVM write-protects pages to log writes: slower migration",
	 NO_EVMCS, ON(ept), ON(eptad), HAS(SECONDARY_EXEC_ENABLE_PML))
NS_PARAM(kvm_intel, vnmi, "KVM emulates the blocking of NMIs", HAS(PIN_BASED_VIRTUAL_NMIS))
NS_PARAM(kvm_intel, preemption_timer, "a timer of the host stands in for the VM's",
	 NO_EVMCS, HAS(PIN_BASED_VMX_PREEMPTION_TIMER),
	 UNSEEN("a timer without errata that can run for 10 seconds"))
NS_PARAM_OF(kvm_intel, ple_gap, "128", "a vCPU that spins on a lock wastes its time slice",
	    NO_EVMCS, HAS(SECONDARY_EXEC_PAUSE_LOOP_EXITING))
NS_PARAM_OF(kvm_intel, ple_window, "4096", "", NO_EVMCS, HAS(SECONDARY_EXEC_PAUSE_LOOP_EXITING))
NS_PARAM_OF(kvm_intel, ple_window_grow, "2", "", NO_EVMCS, HAS(SECONDARY_EXEC_PAUSE_LOOP_EXITING))
NS_PARAM_OF(kvm_intel, ple_window_shrink, "0", "", NO_EVMCS, HAS(SECONDARY_EXEC_PAUSE_LOOP_EXITING))
NS_PARAM_OF(kvm_intel, ple_window_max, "4294967295", "", NO_EVMCS, HAS(SECONDARY_EXEC_PAUSE_LOOP_EXITING))
NS_PARAM(kvm_intel, enable_shadow_vmcs, "each VMREAD and VMWRITE of a VM that runs VMs exits",
	 NO_EVMCS, HAS(SECONDARY_EXEC_SHADOW_VMCS))
NS_PARAM(kvm_intel, sgx, "", HAS(SECONDARY_EXEC_ENCLS_EXITING), HAS(FEAT_CTL_SGX_ENABLED))
NS_PARAM(kvm_intel, cet, "VMs have no shadow stacks and no indirect-branch tracking",
	 NO_EVMCS, HAS(VM_EXIT_LOAD_CET_STATE), HAS(VM_ENTRY_LOAD_CET_STATE))
NS_PARAM(kvm_intel, mbec, "a VM's hypervisor that protects its kernel (HVCI) is slow",
	 ON(ept), HAS(SECONDARY_EXEC_MODE_BASED_EPT_EXEC), HAS(VMX_EPT_ADVANCED_VMEXIT_INFO_BIT))
NS_PARAM(kvm_intel, enlightened_vmcs, "", HYPERV)
NS_PARAM(kvm_intel, enable_device_posted_irqs, "", ON(enable_apicv),
	 UNSEEN("an IOMMU that posts interrupts"))
NS_PARAM_OF(kvm_intel, enable_mediated_pmu, "0", "", ON_OF(kvm, enable_pmu),
	    UNSEEN("a PMU of version 4 with full-width writes"))
NS_PARAM_OF(kvm_intel, pt_mode, "0", "", ON(ept), ON_OF(kvm, enable_pmu), HAS(VMX_MISC_INTEL_PT),
	    HAS(SECONDARY_EXEC_PT_USE_GPA), HAS(VM_ENTRY_LOAD_IA32_RTIT_CTL))
NS_PARAM_OF(kvm_intel, tdx, "0", "", ON(ept), ON(eptad), ON(enable_apicv), ON_OF(kvm, tdp_mmu),
	    ON_OF(kvm, mmio_caching), UNSEEN("a TDX module that firmware has loaded"))
NS_PARAM_FORCED(kvm_intel, allow_smaller_maxphyaddr, ept)
NS_PARAM_WORD(kvm_intel, vmentry_l1d_flush, "not required",
	      "the CPU does not have L1TF, or the layer below flushes for it")
NS_PARAM_WORD(kvm_intel, vmentry_l1d_flush, "EPT disabled", "kvm_intel.ept is off")
NS_PARAM(kvm_amd, npt, "KVM builds shadow page tables: VMs are slow", HAS(X86_FEATURE_NPT))
NS_PARAM(kvm_amd, nrips, "KVM decodes instructions to skip them", HAS(X86_FEATURE_NRIPS))
NS_PARAM(kvm_amd, vls, "each VMLOAD and VMSAVE of a VM that runs VMs exits",
	 ON(npt), HAS(X86_FEATURE_V_VMSAVE_VMLOAD))
NS_PARAM(kvm_amd, vgif, "each STGI and CLGI of a VM that runs VMs exits", HAS(X86_FEATURE_VGIF))
NS_PARAM(kvm_amd, lbrv, "KVM itself saves and loads the last-branch records", HAS(X86_FEATURE_LBRV))
NS_PARAM(kvm_amd, tsc_scaling, "a VM cannot move to a host with a faster TSC", HAS(X86_FEATURE_TSCRATEMSR))
NS_PARAM(kvm_amd, vnmi, "KVM emulates the blocking of NMIs", ON(vgif), HAS(X86_FEATURE_VNMI))
NS_PARAM(kvm_amd, avic,
	 "an interrupt for a running vCPU makes it exit; by default KVM uses AVIC from Linux 6.18 and Zen 4 on",
	 ON(npt), HAS(X86_FEATURE_AVIC), WHERE(MSR_AMD64_SYSCFG_SNP_EN, X86_FEATURE_HV_INUSE_WR_ALLOWED))
NS_PARAM(kvm_amd, enable_ipiv, "an interrupt from one vCPU to another exits", ON(avic),
	 UNSEEN("a CPU of another family than 17h and 18h (erratum 1235)"))
NS_PARAM(kvm_amd, enable_device_posted_irqs, "", ON(avic), UNSEEN("an IOMMU that posts interrupts"))
NS_PARAM_OF(kvm_amd, enable_mediated_pmu, "0", "", ON_OF(kvm, enable_pmu), UNSEEN("a PMU of version 2"))
NS_PARAM_OF(kvm_amd, pause_filter_count, "3000", "a vCPU that spins on a lock wastes its time slice",
	    HAS(X86_FEATURE_PAUSEFILTER))
NS_PARAM_OF(kvm_amd, pause_filter_thresh, "128", "", HAS(X86_FEATURE_PAUSEFILTER), HAS(X86_FEATURE_PFTHRESHOLD))
NS_PARAM(kvm_amd, sev, "", ON(npt), ON_SINCE(nrips, 6012), HAS(X86_FEATURE_SEV), HAS(X86_FEATURE_DECODEASSISTS),
	 HAS(X86_FEATURE_FLUSHBYASID), MORE(SEV_NUM_ENCRYPTED_GUESTS, 0), UNSEEN("SEV firmware that starts"))
NS_PARAM(kvm_amd, sev_es, "", ON(sev), HAS(X86_FEATURE_SEV_ES), ON_SINCE(lbrv, 6012),
	 ON_OF(kvm, mmio_caching), MORE(SEV_MIN_SEV_NO_ES_ASID, 1))
NS_PARAM(kvm_amd, sev_snp, "", ON(sev_es), HAS(X86_FEATURE_SEV_SNP), HAS(MSR_AMD64_SYSCFG_SNP_EN),
	 UNSEEN("SEV firmware that starts SNP"))
NS_PARAM(kvm_amd, debug_swap, "", ON(sev_es), HAS(X86_FEATURE_DEBUG_SWAP),
	 UNSEEN("data breakpoints that do not nest (CPUID.80000021H:EAX[0])"))
NS_PARAM_OF(kvm_amd, ciphertext_hiding_asids, "0", "", ON(sev_snp),
	    UNSEEN("SEV firmware that hides ciphertext"))
NS_PARAM(kvm_amd, gmet, "a VM's hypervisor that protects its kernel (HVCI) is slow",
	 ON(npt), HAS(X86_FEATURE_GMET))

#undef NS_PARAM
#undef NS_PARAM_OF
#undef NS_PARAM_FORCED
#undef NS_PARAM_WORD
