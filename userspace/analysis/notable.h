/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The capabilities whose absence is worth a word in one screen: data only.
 *
 *   NS_NOTABLE(id, costs)
 *
 * The id is one of vmx_bits.h or svm_bits.h. What it costs is what one notices,
 * in KVM as of Linux 6.12: arch/x86/kvm/vmx/, svm/svm.c new_asid() for what it
 * does without FlushByAsid, x86.c set_tsc_khz() for the TSC, mmu/ for the rest.
 */
#ifndef NS_NOTABLE
#error "define NS_NOTABLE before including this header"
#endif

NS_NOTABLE(SECONDARY_EXEC_ENABLE_EPT, "shadow paging: page-table changes exit, memory is slow")
NS_NOTABLE(SECONDARY_EXEC_UNRESTRICTED_GUEST,
	   "real mode is emulated: firmware and boot loaders crawl or fail")
NS_NOTABLE(SECONDARY_EXEC_ENABLE_VPID, "the TLB is flushed at every entry and exit")
NS_NOTABLE(VMX_EPT_AD_BIT, "no page-modification logging (PML); which pages are in use is found by faults")
NS_NOTABLE(VMX_EPT_2MB_PAGE_BIT, "only 4 KiB pages in EPT: more TLB misses")
NS_NOTABLE(CPU_BASED_TPR_SHADOW, "every change of the task priority exits")
NS_NOTABLE(SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY, "every interrupt and its end exit (no APICv)")
NS_NOTABLE(PIN_BASED_POSTED_INTR, "an interrupt for a running vCPU makes it exit")
NS_NOTABLE(PIN_BASED_VMX_PREEMPTION_TIMER,
	   "a timer of the host stands in for the VM's: slower timers")
NS_NOTABLE(SECONDARY_EXEC_SHADOW_VMCS,
	   "every VMREAD and VMWRITE of a guest hypervisor exits: slow nesting")
NS_NOTABLE(SECONDARY_EXEC_PAUSE_LOOP_EXITING, "a vCPU that spins on a lock wastes its time slice")
NS_NOTABLE(SECONDARY_EXEC_ENABLE_PML, "dirty pages are found by faults: slow migration")
NS_NOTABLE(SECONDARY_EXEC_TSC_SCALING, "no migration to a host with a faster TSC")
NS_NOTABLE(X86_FEATURE_NPT, "shadow paging: page-table changes exit, memory is slow")
NS_NOTABLE(X86_FEATURE_NRIPS, "instructions are decoded again to skip them: slower exits")
NS_NOTABLE(X86_FEATURE_FLUSHBYASID, "each flush takes a new ASID, and all are flushed when none is left")
NS_NOTABLE(X86_FEATURE_DECODEASSISTS,
	   "KVM reads an instruction that exits from the guest's memory: slower exits")
NS_NOTABLE(X86_FEATURE_PAUSEFILTER, "a vCPU that spins on a lock wastes its time slice")
NS_NOTABLE(X86_FEATURE_AVIC, "an interrupt for a running vCPU makes it exit (no AVIC)")
NS_NOTABLE(X86_FEATURE_V_VMSAVE_VMLOAD,
	   "every VMLOAD and VMSAVE of a guest hypervisor exits: slow nesting")
NS_NOTABLE(X86_FEATURE_VGIF, "every STGI and CLGI of a guest hypervisor exits: slow nesting")
NS_NOTABLE(X86_FEATURE_TSCRATEMSR, "no migration to a host with a faster TSC")

#undef NS_NOTABLE
