/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parameters of KVM's modules that have to do with what its VMs get: data only.
 *
 *   NS_PARAM_ROW(module, name, live, meaning)
 *
 * live     may it be written while the module is loaded (1), or is it set when the module is loaded (0)?
 * meaning  one sentence, without a full stop
 *
 * Linux 6.1, 6.12 and 7.3 arch/x86/kvm/vmx/vmx.c, vmx/nested.c, vmx/tdx.c, svm/svm.c, svm/sev.c,
 * svm/avic.c, x86.c, mmu/, virt/kvm/kvm_main.c. Which
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
NS_PARAM_ROW(kvm_intel, ple_window, 0, "PAUSE-loop exiting: cycles that a vCPU may spin before it exits")
NS_PARAM_ROW(kvm_intel, ple_window_grow, 0, "PAUSE-loop exiting: what ple_window is multiplied by after each such exit")
NS_PARAM_ROW(kvm_intel, ple_window_shrink, 0, "PAUSE-loop exiting: what ple_window is divided by when the vCPU is scheduled again; 0 resets it at once")
NS_PARAM_ROW(kvm_intel, ple_window_max, 0, "PAUSE-loop exiting: the most that ple_window grows to")
NS_PARAM_ROW(kvm_intel, vmentry_l1d_flush, 1, "when KVM flushes the L1 data cache before it enters a VM: never, cond or always")
NS_PARAM_ROW(kvm_intel, tdx, 0, "KVM can run trust domains (TDX; Linux 6.16)")
NS_PARAM_ROW(kvm_intel, enable_device_posted_irqs, 0, "interrupts of assigned devices reach a running vCPU without an exit")
NS_PARAM_ROW(kvm_intel, enable_mediated_pmu, 0, "a VM has the performance counters to itself while it runs")
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
NS_PARAM_ROW(kvm_amd, sev_es, 0, "KVM can run confidential VMs with encrypted registers (SEV-ES)")
NS_PARAM_ROW(kvm_amd, sev_snp, 0, "KVM can run confidential VMs with protected memory (SEV-SNP)")
NS_PARAM_ROW(kvm_amd, debug_swap, 0, "the CPU saves the debug registers of SEV-ES VMs")
NS_PARAM_ROW(kvm_amd, ciphertext_hiding_asids, 0, "how many SEV-SNP VMs may have even their ciphertext hidden from the host; KVM lowers it to what there is")
NS_PARAM_ROW(kvm_amd, pause_filter_count, 0, "PAUSE filter: how many PAUSEs of a loop run before one exits; 0 turns it off")
NS_PARAM_ROW(kvm_amd, pause_filter_thresh, 0, "PAUSE filter: cycles between two PAUSEs of one loop; 0 counts every PAUSE")
NS_PARAM_ROW(kvm_amd, force_avic, 0, "KVM uses AVIC though CPUID does not show it")
NS_PARAM_ROW(kvm_amd, enable_ipiv, 0, "AVIC sends interrupts from one vCPU to another without an exit")
NS_PARAM_ROW(kvm_amd, enable_device_posted_irqs, 0, "interrupts of assigned devices reach a running vCPU without an exit")
NS_PARAM_ROW(kvm_amd, enable_mediated_pmu, 0, "a VM has the performance counters to itself while it runs")
NS_PARAM_ROW(kvm_amd, dump_invalid_vmcb, 1, "KVM prints the VMCB into the kernel log if a VM entry fails")
NS_PARAM_ROW(kvm, enable_virt_at_load, 0, "KVM takes VMX or SVM when it is loaded (Linux 6.12 and later); 0: when the first VM is made")
NS_PARAM_ROW(kvm, ignore_msrs, 1, "KVM lets VMs use MSRs that it does not know; it never applies to VMX registers that QEMU writes")
NS_PARAM_ROW(kvm, report_ignored_msrs, 1, "KVM writes MSRs that it does not know into the kernel log")
NS_PARAM_ROW(kvm, enable_pmu, 0, "KVM gives VMs performance counters")
NS_PARAM_ROW(kvm, mmio_caching, 0, "KVM remembers which addresses of a VM are devices; SEV-ES and TDX need it")
NS_PARAM_ROW(kvm, tdp_mmu, 0, "KVM manages EPT or NPT with its newer, parallel code")

#undef NS_PARAM_ROW
