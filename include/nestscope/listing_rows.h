/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What programs print of one MSR in the middle of a line: one row each, data
 * only.
 *
 *   NS_LISTING_ROW(before, between, how, faults, source)
 *
 * before   what stands before the register
 * between  what stands between it and the value; "" if no value is printed
 * how      what was done, for who reads the answer
 * faults   a line with this has no value, "" if each has one; without a value
 *          the row tells that reading faulted
 *
 * The first row that fits is the one.
 */
#ifndef NS_LISTING_ROW
#error "define NS_LISTING_ROW before including this header"
#endif

NS_LISTING_ROW("kvm_msr: msr_read ", " = ", "read by a guest", "(#GP)", "Linux 6.1 to 7.3, arch/x86/kvm/trace.h")
NS_LISTING_ROW("kvm_msr: msr_write ", " = ", "written by a guest", "", "Linux 6.1 to 7.3, arch/x86/kvm/trace.h")
NS_LISTING_ROW("failed to set MSR ", " to ", "not taken by KVM from QEMU", "", "QEMU 10.0, target/i386/kvm/kvm.c")
NS_LISTING_ROW("Unhandled WRMSR(", ") = ", "written by a guest, not handled by KVM", "", "Linux 6.1, arch/x86/kvm/x86.h")
NS_LISTING_ROW("Unhandled RDMSR(", "", "read by a guest, not handled by KVM", "", "Linux 6.1, arch/x86/kvm/x86.h")
NS_LISTING_ROW("ignored wrmsr: ", " data ", "written by a guest, ignored by KVM", "", "Linux 6.1, arch/x86/kvm/x86.c")
NS_LISTING_ROW("unhandled wrmsr: ", " data ", "written by a guest, not handled by KVM", "", "Linux 6.1, arch/x86/kvm/x86.c")
NS_LISTING_ROW("ignored rdmsr: ", "", "read by a guest, ignored by KVM", "", "Linux 6.1, arch/x86/kvm/x86.c")
NS_LISTING_ROW("unhandled rdmsr: ", "", "read by a guest, not handled by KVM", "", "Linux 6.1, arch/x86/kvm/x86.c")
NS_LISTING_ROW("WRMSR to ", " (tried to write ", "written by the kernel, refused", "", "Linux 6.1, arch/x86/mm/extable.c")
NS_LISTING_ROW("RDMSR from ", "", "read by the kernel, refused", "", "Linux 6.1, arch/x86/mm/extable.c")
NS_LISTING_ROW("VMXON faulted, MSR_IA32_FEAT_CTL (", ") = ", "", "0xdeadbeef", "Linux 6.1 to 7.3, arch/x86/kvm/vmx/vmx.c kvm_cpu_vmxon()")
NS_LISTING_ROW("cannot read MSR ", "", "read by rdmsr, refused", "", "msr-tools 1.3")

#undef NS_LISTING_ROW
