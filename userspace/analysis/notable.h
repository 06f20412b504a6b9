/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The capabilities whose absence is worth a word in one screen: data only.
 *
 *   NS_NOTABLE(register, bit, costs)
 *
 * bit is of the whole register, as in "nestscope list bits". What it costs is
 * what one notices, in KVM as of Linux 6.12.
 */
#ifndef NS_NOTABLE
#error "define NS_NOTABLE before including this header"
#endif

NS_NOTABLE(IA32_VMX_PROCBASED_CTLS2, 33, "shadow paging: page-table changes exit, memory is slow")
NS_NOTABLE(IA32_VMX_PROCBASED_CTLS2, 39, "real mode is emulated: firmware and boot loaders crawl or fail")
NS_NOTABLE(IA32_VMX_PROCBASED_CTLS2, 37, "the TLB is flushed at every entry and exit")
NS_NOTABLE(IA32_VMX_EPT_VPID_CAP, 21, "dirty pages are found by write protection: slow migration")
NS_NOTABLE(IA32_VMX_EPT_VPID_CAP, 16, "only 4 KiB pages in EPT: more TLB misses")
NS_NOTABLE(IA32_VMX_PROCBASED_CTLS, 53, "every change of the task priority exits")
NS_NOTABLE(IA32_VMX_PROCBASED_CTLS2, 41, "every interrupt and its end exit (no APICv)")
NS_NOTABLE(IA32_VMX_PINBASED_CTLS, 39, "an interrupt for a running vCPU makes it exit")
NS_NOTABLE(IA32_VMX_PINBASED_CTLS, 38, "a timer of the host stands in for the VM's: slower timers")
NS_NOTABLE(IA32_VMX_PROCBASED_CTLS2, 46, "every VMREAD and VMWRITE of a guest hypervisor exits: slow nesting")
NS_NOTABLE(IA32_VMX_PROCBASED_CTLS2, 42, "a vCPU that spins on a lock wastes its time slice")
NS_NOTABLE(IA32_VMX_PROCBASED_CTLS2, 49, "dirty pages are found by faults: slow migration")
NS_NOTABLE(IA32_VMX_PROCBASED_CTLS2, 57, "no migration to a host with another TSC rate")
NS_NOTABLE(CPUID_8000000A_EDX, 0, "shadow paging: page-table changes exit, memory is slow")
NS_NOTABLE(CPUID_8000000A_EDX, 3, "instructions are decoded again to skip them: slower exits")
NS_NOTABLE(CPUID_8000000A_EDX, 6, "the whole TLB is flushed for one guest's sake")
NS_NOTABLE(CPUID_8000000A_EDX, 7, "memory-mapped I/O is decoded by software: slower exits")
NS_NOTABLE(CPUID_8000000A_EDX, 10, "a vCPU that spins on a lock wastes its time slice")
NS_NOTABLE(CPUID_8000000A_EDX, 13, "an interrupt for a running vCPU makes it exit (no AVIC)")
NS_NOTABLE(CPUID_8000000A_EDX, 15, "every VMLOAD and VMSAVE of a guest hypervisor exits: slow nesting")
NS_NOTABLE(CPUID_8000000A_EDX, 16, "every STGI and CLGI of a guest hypervisor exits: slow nesting")
NS_NOTABLE(CPUID_8000000A_EDX, 4, "no migration to a host with another TSC rate")

#undef NS_NOTABLE
