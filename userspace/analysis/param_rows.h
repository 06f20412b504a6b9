/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parameters of KVM's modules that have to do with what its VMs get: data only.
 *
 *   NS_PARAM_ROW(module, name, live, meaning)
 *
 * live     may it be written while the module is loaded (1), or is it set when the module is loaded (0)?
 * meaning  one sentence, without a full stop
 *
 * Linux 6.1 and 6.12 arch/x86/kvm/vmx/vmx.c, vmx/nested.c, svm/svm.c, x86.c, virt/kvm/kvm_main.c. Which
 * capabilities follow a parameter is in offer_rules.h.
 */
#ifndef NS_PARAM_ROW
#error "define NS_PARAM_ROW before including this header"
#endif

NS_PARAM_ROW(kvm_intel, nested, 0, "KVM offers VMX to its VMs, so that they can run VMs; a VM gets it only if its VMM gives it a CPU with VMX, and VMs of this machine run without it")
NS_PARAM_ROW(kvm_intel, enable_shadow_vmcs, 0, "KVM uses VMCS shadowing for VMs that run VMs; without nested it has no effect")
NS_PARAM_ROW(kvm_intel, nested_early_check, 0, "KVM lets the CPU check the VMCS of a nested VM before it leaves the VM that runs it")
NS_PARAM_ROW(kvm_intel, ept, 0, "KVM uses EPT; without it, it builds shadow page tables")
NS_PARAM_ROW(kvm_intel, eptad, 0, "KVM uses accessed and dirty bits of EPT")
NS_PARAM_ROW(kvm_intel, vpid, 0, "KVM tags the TLB with the virtual processor")
NS_PARAM_ROW(kvm_intel, unrestricted_guest, 0, "VMs run real mode on the CPU, instead of being emulated")
NS_PARAM_ROW(kvm_intel, flexpriority, 0, "KVM uses the TPR shadow and APIC-access virtualization")
NS_PARAM_ROW(kvm_intel, enable_apicv, 0, "KVM uses APICv: virtual interrupt delivery and posted interrupts")
NS_PARAM_ROW(kvm_intel, enable_ipiv, 0, "KVM uses IPI virtualization")
NS_PARAM_ROW(kvm_intel, pml, 0, "KVM uses page-modification logging")
NS_PARAM_ROW(kvm_intel, vnmi, 0, "KVM uses virtual NMIs")
NS_PARAM_ROW(kvm_intel, preemption_timer, 0, "KVM uses the VMX-preemption timer for the timer of the VM's APIC")
NS_PARAM_ROW(kvm_intel, ple_gap, 0, "PAUSE-loop exiting: cycles between two PAUSEs of one loop; 0 turns it off")
NS_PARAM_ROW(kvm_intel, sgx, 0, "KVM lets VMs use SGX enclaves")
NS_PARAM_ROW(kvm_intel, mbec, 0, "KVM uses mode-based execute control for EPT (Linux 7.3)")
NS_PARAM_ROW(kvm_intel, cet, 0, "VMs may use shadow stacks and indirect-branch tracking (Linux 6.18)")
NS_PARAM_ROW(kvm_intel, pt_mode, 0, "Intel Processor Trace: 0 for the host, 1 for host and VM")
NS_PARAM_ROW(kvm_intel, error_on_inconsistent_vmcs_config, 0, "KVM refuses to load if a control of VM entry lacks its partner of VM exit; 0 leaves both out")
NS_PARAM_ROW(kvm_intel, dump_invalid_vmcs, 1, "KVM prints the VMCS into the kernel log if a VM entry fails")
NS_PARAM_ROW(kvm_intel, enlightened_vmcs, 0, "on Hyper-V, KVM uses its enlightened VMCS")
NS_PARAM_ROW(kvm_intel, allow_smaller_maxphyaddr, 0, "VMs may have fewer physical address bits than the CPU")
NS_PARAM_ROW(kvm_amd, nested, 0, "KVM offers SVM to its VMs, so that they can run VMs; a VM gets it only if its VMM gives it a CPU with SVM, and VMs of this machine run without it")
NS_PARAM_ROW(kvm_amd, npt, 0, "KVM uses nested paging; without it, it builds shadow page tables")
NS_PARAM_ROW(kvm_amd, nrips, 0, "KVM uses the next instruction's address that the CPU saves")
NS_PARAM_ROW(kvm_amd, vls, 0, "virtual VMLOAD and VMSAVE: VMs that run VMs need not exit for them")
NS_PARAM_ROW(kvm_amd, vgif, 0, "virtual GIF: VMs that run VMs need not exit for STGI and CLGI")
NS_PARAM_ROW(kvm_amd, lbrv, 0, "KVM lets the CPU save and load the last-branch records of VMs")
NS_PARAM_ROW(kvm_amd, tsc_scaling, 0, "KVM lets the CPU scale the TSC of VMs")
NS_PARAM_ROW(kvm_amd, avic, 0, "KVM uses AVIC: interrupts reach VMs without exits")
NS_PARAM_ROW(kvm_amd, vnmi, 0, "KVM uses virtual NMIs")
NS_PARAM_ROW(kvm_amd, gmet, 0, "KVM uses guest-mode execute trap (Linux 7.3)")
NS_PARAM_ROW(kvm_amd, sev, 0, "KVM can run confidential VMs (SEV)")
NS_PARAM_ROW(kvm_amd, dump_invalid_vmcb, 1, "KVM prints the VMCB into the kernel log if a VM entry fails")
NS_PARAM_ROW(kvm, enable_virt_at_load, 0, "KVM takes VMX or SVM when it is loaded (Linux 6.12 and later); 0: when the first VM is made")
NS_PARAM_ROW(kvm, ignore_msrs, 1, "KVM lets VMs use MSRs that it does not know; it never applies to VMX registers that QEMU writes")
NS_PARAM_ROW(kvm, report_ignored_msrs, 1, "KVM writes MSRs that it does not know into the kernel log")
NS_PARAM_ROW(kvm, enable_pmu, 0, "KVM gives VMs performance counters")
NS_PARAM_ROW(kvm, tdp_mmu, 0, "KVM manages EPT or NPT with its newer, parallel code")

#undef NS_PARAM_ROW
