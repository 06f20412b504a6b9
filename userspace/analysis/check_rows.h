/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "nestscope check" looks at: one row a check, data only.
 *
 *   NS_CHECK(id, code, group, title, why, source)
 *
 * code    stable and neutral; what was found is a finding with a code of its own
 * group   of enum ns_check_group
 * title   what is asked, a few words
 * why     why it matters, one sentence without a full stop
 * source  where that is written down
 *
 * The rule of a row is ns_check_<id>() of analysis/check_*.c.
 */
#ifndef NS_CHECK
#error "define NS_CHECK before including this header"
#endif

NS_CHECK(run_vms, "run-vms", CPU, "this machine can run VMs",
	 "the other checks show what this depends on",
	 "Linux Documentation/virt/kvm/api.rst")
NS_CHECK(virtualization, "virtualization", CPU, "the CPU has VMX or SVM",
	 "KVM needs VMX on Intel CPUs, and SVM on AMD and Hygon CPUs",
	 "SDM vol. 3 Introduction to Virtual Machine Extensions; APM vol. 2 Secure Virtual Machine")
NS_CHECK(slat, "slat", CPU, "EPT or NPT",
	 "without second-level address translation KVM builds shadow page tables, and each change of a page table in the VM is an exit",
	 "SDM vol. 3 The Extended Page Table Mechanism; APM vol. 2 Nested Paging")
NS_CHECK(cpus_alike, "cpus-alike", CPU, "all CPUs have the same capabilities",
	 "kvm_intel refuses CPUs that differ from the first one (\"Inconsistent VMCS config\"), and a vCPU that moves to another CPU would lose features",
	 "Linux arch/x86/kvm/vmx/vmx.c vmx_check_processor_compat()")

NS_CHECK(firmware_lock, "firmware-lock", FIRMWARE, "the firmware allows VMX or SVM",
	 "the firmware, or a kernel that ran since the last reset, sets IA32_FEATURE_CONTROL or VM_CR; once locked, the first stays until the next reset, and the second until that or its key",
	 "Linux arch/x86/kernel/cpu/feat_ctl.c; arch/x86/kvm/svm/svm.c")

NS_CHECK(kvm_module, "kvm-module", KERNEL, "KVM's module for this CPU is loaded",
	 "KVM needs kvm_intel or kvm_amd, whatever the CPU has", "Linux arch/x86/kvm/Kconfig")
NS_CHECK(kvm_device, "kvm-device", KERNEL, "/dev/kvm can be used",
	 "QEMU and every other VMM use KVM through /dev/kvm", "Linux Documentation/virt/kvm/api.rst")
NS_CHECK(module_options, "module-options", KERNEL, "KVM's parameters are as configured",
	 "a line in modprobe.d takes effect only when the module is loaded again",
	 "kmod modprobe.d(5)")
NS_CHECK(vmx_controls, "vmx-controls", KERNEL, "VMX has what kvm_intel requires",
	 "kvm_intel refuses to load (EIO) if a required control is missing, or one control of a pair",
	 "Linux arch/x86/kvm/vmx/vmx.c setup_vmcs_config(), vmx.h KVM_REQUIRED_VMX_*")
NS_CHECK(other_hypervisor, "other-hypervisor", KERNEL, "no other hypervisor holds VMX or SVM",
	 "only one hypervisor at a time can use VMX or SVM",
	 "Linux arch/x86/kvm/vmx/vmx.c vmx_hardware_enable()")
NS_CHECK(lockdown, "lockdown", KERNEL, "lockdown leaves MSRs readable",
	 "a locked-down kernel loads only signed modules, lets no program write MSRs, and shows no statistics of KVM in debugfs; programs may read MSRs",
	 "Linux arch/x86/kernel/msr.c, kernel/module/signing.c, fs/debugfs/file.c debugfs_locked_down()")
NS_CHECK(module_signature, "module-signature", KERNEL, "the kernel accepts the signature of KVM's module",
	 "with module.sig_enforce, or locked down by Secure Boot, the kernel refuses a module that is not signed with a key it trusts",
	 "Linux Documentation/admin-guide/module-signing.rst")
NS_CHECK(realtime, "realtime", KERNEL, "a PREEMPT_RT kernel has a constant TSC",
	 "KVM refuses to load on PREEMPT_RT if the TSC rate can change",
	 "Linux arch/x86/kvm/x86.c kvm_x86_vendor_init()")

NS_CHECK(guest_cpu, "guest-cpu", GUEST, "this VM's CPU has VMX or SVM",
	 "the layer below decides what the CPU of a VM has", "analysis/platform_rows.h")
NS_CHECK(guest_accel, "guest-accel", GUEST, "this VM's CPU is not emulated",
	 "QEMU without KVM emulates every instruction: a VM is at least ten times slower, and so are its VMs",
	 "QEMU system/vl.c")

NS_CHECK(nested, "nested", NESTING, "VMs can run VMs",
	 "KVM offers its guests VMX or SVM only if its parameter nested is on",
	 "Linux Documentation/virt/kvm/x86/running-nested-guests.rst")
NS_CHECK(unrestricted_guest, "unrestricted-guest", NESTING, "unrestricted guest",
	 "without it KVM emulates real mode: VMs boot slowly, and some firmware fails",
	 "SDM vol. 3 Unrestricted Guests")
NS_CHECK(shadow_vmcs, "shadow-vmcs", NESTING, "VMCS shadowing",
	 "without it each VMREAD and VMWRITE of a guest hypervisor is an exit",
	 "SDM vol. 3 VMCS Shadowing; Linux arch/x86/kvm/vmx/nested.c")
NS_CHECK(apicv, "apicv", NESTING, "APICv or AVIC",
	 "without it an interrupt for a running vCPU is an exit",
	 "SDM vol. 3 APIC Virtualization; APM vol. 2 Advanced Virtual Interrupt Controller")
NS_CHECK(pml, "pml", NESTING, "page-modification logging",
	 "without it KVM write-protects pages to find out which ones a VM writes while it is migrated",
	 "SDM vol. 3 Page-Modification Logging")
NS_CHECK(evmcs, "evmcs", NESTING, "enlightened VMCS on Hyper-V",
	 "on Hyper-V an enlightened VMCS avoids most exits for VMREAD and VMWRITE",
	 "TLFS, Nested Virtualization; Linux arch/x86/kvm/vmx/vmx_onhyperv.c")
NS_CHECK(migration, "migration", NESTING, "a VM that runs VMs can be saved",
	 "a VM can be saved or migrated together with its VMs only if KVM can save the nested state",
	 "Linux Documentation/virt/kvm/x86/running-nested-guests.rst")

NS_CHECK(clocksource, "clocksource", SPEED, "the clock is read without an exit",
	 "if the clock source is a device, each reading of the time costs microseconds, and in a VM an exit",
	 "Linux Documentation/timers/timekeeping.rst")
NS_CHECK(huge_pages, "huge-pages", SPEED, "memory of VMs can be huge pages",
	 "with small pages a VM misses the TLB more often, and two levels of page tables make each miss expensive",
	 "Linux Documentation/admin-guide/mm/transhuge.rst")
NS_CHECK(nx_huge_pages, "nx-huge-pages", SPEED, "KVM leaves huge pages whole",
	 "because of the iTLB multihit erratum KVM splits huge pages from which a VM executes code",
	 "Linux Documentation/admin-guide/hw-vuln/multihit.rst")
NS_CHECK(l1d_flush, "l1d-flush", SPEED, "no cache flush at each VM entry",
	 "because of L1TF kvm_intel flushes the L1 data cache at VM entry; an exit of a nested VM can cost it twice",
	 "Linux Documentation/admin-guide/hw-vuln/l1tf.rst")
NS_CHECK(entry_flush, "entry-flush", SPEED, "no mitigation makes VM entries and exits slow",
	 "because of some CPU vulnerabilities the kernel clears buffers at each VM entry, or flushes branch predictors at each exit; an exit of a nested VM can cost it twice",
	 "Linux Documentation/admin-guide/hw-vuln")
NS_CHECK(halt_poll, "halt-poll", SPEED, "KVM polls for idle vCPUs",
	 "polling wakes a vCPU up sooner, but uses CPU time of the host; in a VM it uses CPU time of the layer below",
	 "Linux Documentation/virt/kvm/halt-polling.rst")
NS_CHECK(tcg_vms, "tcg-vms", SPEED, "VMs of this machine run on KVM, not under TCG",
	 "QEMU without KVM emulates the VM's CPU: nested virtualization in that VM tests QEMU, not KVM",
	 "QEMU system/vl.c configure_accelerators()")

NS_CHECK(vhost_net, "vhost-net", DEVICES, "/dev/vhost-net",
	 "with it the kernel, not QEMU, moves the network packets of a VM", "libvirt tools/virt-host-validate-qemu.c")
NS_CHECK(tun, "tun", DEVICES, "/dev/net/tun",
	 "a VM's network interface on a bridge is a tap device", "libvirt tools/virt-host-validate-qemu.c")
NS_CHECK(cgroups, "cgroups", DEVICES, "cgroups for the limits of VMs",
	 "libvirt limits and accounts VMs with the controllers cpu, cpuset, memory and io (or blkio)",
	 "libvirt tools/virt-host-validate-common.c")
NS_CHECK(iommu, "iommu", DEVICES, "an IOMMU",
	 "a device can be assigned to a VM only behind an IOMMU, and to a VM of this VM only if this VM has a virtual IOMMU",
	 "Linux Documentation/driver-api/vfio.rst")
NS_CHECK(iommu_interrupts, "iommu-interrupts", DEVICES, "the IOMMU remaps interrupts",
	 "without it VFIO assigns no device to a VM unless unsafe interrupts are allowed",
	 "Linux drivers/vfio/vfio_iommu_type1.c allow_unsafe_interrupts")
NS_CHECK(iommu_caching, "iommu-caching", DEVICES, "a virtual IOMMU reports new mappings",
	 "VFIO behind an emulated VT-d needs its caching mode, bit 7 of the capability register",
	 "QEMU hw/i386/intel_iommu.c; VT-d specification, Capability Register")
NS_CHECK(secure_guest, "secure-guest", DEVICES, "confidential VMs",
	 "SEV, or Secure Execution on s390x, hides a VM's memory from its host; nested virtualization does not need it", "libvirt tools/virt-host-validate-common.c")

NS_CHECK(registers, "registers", CONSISTENCY, "the CPU's registers do not contradict each other",
	 "impossible values come from a hypervisor that computes them wrongly",
	 "SDM vol. 3 appendix A; kvm-unit-tests x86/vmx.c test_vmx_caps()")
NS_CHECK(kvm_registers, "kvm-registers", CONSISTENCY, "KVM's offer does not contradict itself",
	 "the CPU of a VM shows what KVM offers", "SDM vol. 3 appendix A")

#undef NS_CHECK
