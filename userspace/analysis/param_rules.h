/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When KVM's own setup clears a parameter that was not set to 0: one row each, data only.
 * What a parameter means is in param_rows.h.
 *
 *   NS_PARAM(module, name, costs, needs...)
 *
 * costs   what a machine does without while it is off; "" where that is nobody's loss
 * needs   HAS(id): a capability of the CPU; EITHER(id, id): one of two; ON(name): another parameter of
 *         the module; NO_EVMCS: KVM does not use an enlightened VMCS, which has no field for it. At
 *         most four.
 *         Where one is missing, KVM clears the parameter, and no switch brings it back.
 *
 * Linux 6.1 and 6.12 arch/x86/kvm/vmx/vmx.c hardware_setup(), vmx/nested.c
 * nested_vmx_hardware_setup(), svm/svm.c svm_hardware_setup(), svm/avic.c; Linux 7.3 for cet, mbec
 * and gmet. Enlightened VMCS: Linux 6.12 vmx/hyperv_evmcs.h EVMCS1_SUPPORTED_*, 6.1 vmx/evmcs.h
 * EVMCS1_UNSUPPORTED_*. sgx: vmx.c cpu_has_sgx() asks CPUID.12H:EAX[0], which is 0 where firmware left
 * SGX off in IA32_FEATURE_CONTROL.
 */
#ifndef NS_PARAM
#error "define NS_PARAM before including this header"
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
	 NO_EVMCS, HAS(PIN_BASED_VMX_PREEMPTION_TIMER))
NS_PARAM(kvm_intel, enable_shadow_vmcs, "each VMREAD and VMWRITE of a VM that runs VMs exits",
	 NO_EVMCS, HAS(SECONDARY_EXEC_SHADOW_VMCS))
NS_PARAM(kvm_intel, sgx, "", HAS(SECONDARY_EXEC_ENCLS_EXITING), HAS(FEAT_CTL_SGX_ENABLED))
NS_PARAM(kvm_intel, cet, "VMs have no shadow stacks and no indirect-branch tracking",
	 ON(unrestricted_guest), HAS(VM_EXIT_LOAD_CET_STATE), HAS(VM_ENTRY_LOAD_CET_STATE),
	 HAS(VMX_BASIC_NO_HW_ERROR_CODE_CC))
NS_PARAM(kvm_intel, mbec, "a VM's hypervisor that protects its kernel (HVCI) is slow",
	 ON(ept), HAS(SECONDARY_EXEC_MODE_BASED_EPT_EXEC), HAS(VMX_EPT_ADVANCED_VMEXIT_INFO_BIT))
NS_PARAM(kvm_amd, npt, "KVM builds shadow page tables: VMs are slow", HAS(X86_FEATURE_NPT))
NS_PARAM(kvm_amd, nrips, "KVM decodes instructions to skip them", HAS(X86_FEATURE_NRIPS))
NS_PARAM(kvm_amd, vls, "each VMLOAD and VMSAVE of a VM that runs VMs exits",
	 ON(npt), HAS(X86_FEATURE_V_VMSAVE_VMLOAD))
NS_PARAM(kvm_amd, vgif, "each STGI and CLGI of a VM that runs VMs exits", HAS(X86_FEATURE_VGIF))
NS_PARAM(kvm_amd, lbrv, "KVM itself saves and loads the last-branch records", HAS(X86_FEATURE_LBRV))
NS_PARAM(kvm_amd, tsc_scaling, "a VM cannot move to a host with a faster TSC", HAS(X86_FEATURE_TSCRATEMSR))
NS_PARAM(kvm_amd, vnmi, "KVM emulates the blocking of NMIs", ON(vgif), HAS(X86_FEATURE_VNMI))
NS_PARAM(kvm_amd, avic, "an interrupt for a running vCPU makes it exit; off by default up to Linux 6.17",
	 ON(npt), HAS(X86_FEATURE_AVIC))
NS_PARAM(kvm_amd, gmet, "a VM's hypervisor that protects its kernel (HVCI) is slow",
	 ON(npt), HAS(X86_FEATURE_GMET))

#undef NS_PARAM
