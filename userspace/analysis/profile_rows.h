/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hypervisors demand of the CPU that they run on: data only.
 *
 *   NS_PROFILE(id, code, title, with, known, guest, machine, memory, cpus, nic, disk, source)
 *
 * code     what --for takes; title what people call it
 * with     a profile whose demands it has, too; itself for none
 * known    FULL: all that it demands is written down in a source that was read;
 *          PART: there is more, so that it never passes
 * guest    what runs in the VM, in a few words
 * machine to disk   QEMU's machine, MiB, virtual CPUs, QEMU's network device and
 *          libvirt's bus for the disk: the least that is demanded, or what has a
 *          driver everywhere
 *
 *   NS_NEED(profile, isa, kind, bit, arg, weight, cost, source)
 *
 * isa      VMX or SVM: only there; ANY
 * kind     HAS: the capability of this id can be used; ZERO: the control may be 0, the flag is;
 *          PAIR: either both this one and the one of arg, or none;
 *          LIMIT: the field is not larger than arg; IS: it is arg;
 *          FLAG: Linux's flag arg of the CPU; the bit is none (X86_FEATURE_VMX, unused)
 *          LOCK: the firmware allows it (only on this machine; QEMU's firmware does); arg: whether
 *          it has to be locked
 * weight   MUST, or SLOW: it runs without, at a cost
 *
 *   NS_BESIDES(profile, text, source)    what its VM, or the host, needs besides
 *   NS_OFF(profile, feature, source)    a feature that its VM's CPU must not have
 *   NS_HV(qemu, isa, libvirt, source)   enlightenments for Hyper-V, in the names of both
 */
#ifndef NS_PROFILE
#define NS_PROFILE(...)
#endif
#ifndef NS_NEED
#define NS_NEED(...)
#endif
#ifndef NS_BESIDES
#define NS_BESIDES(...)
#endif
#ifndef NS_OFF
#define NS_OFF(...)
#endif
#ifndef NS_HV
#define NS_HV(...)
#endif

NS_PROFILE(KVM, "kvm", "KVM", KVM, FULL, "Linux with KVM", "q35", 2048, 2, "virtio-net-pci", "virtio",
	   "Linux 6.12 arch/x86/kvm/vmx/vmx.c, svm/svm.c")
NS_PROFILE(ESXI, "esxi", "VMware ESXi", ESXI, PART, "ESXi 7 or 8", "q35", 8192, 2, "vmxnet3", "sata",
	   "VMware vSphere 7.0 documentation, ESXi Hardware Requirements; no list of VMX controls is published")
NS_PROFILE(HYPERV, "hyperv", "Hyper-V", HYPERV, PART, "Windows with the Hyper-V role", "q35", 4096, 2, "e1000e", "sata",
	   "Microsoft, System requirements for Hyper-V (2025-06); no list of VMX controls is published")
NS_PROFILE(VIRTUALBOX, "virtualbox", "VirtualBox", VIRTUALBOX, PART, "an operating system with VirtualBox", "q35", 4096, 2,
	   "e1000e", "sata", "VirtualBox src/VBox/VMM/VMMR3/HM.cpp; its VMX controls were not read")
NS_PROFILE(XEN, "xen", "Xen", XEN, FULL, "Xen or XCP-ng", "pc", 4096, 2, "e1000", "ide",
	   "Xen xen/arch/x86/hvm/vmx/vmcs.c vmx_init_vmcs_config(), hvm/svm/svm.c start_svm()")
NS_PROFILE(BHYVE, "bhyve", "bhyve", BHYVE, FULL, "FreeBSD with vmm.ko", "q35", 4096, 2, "e1000", "sata",
	   "FreeBSD sys/amd64/vmm/intel/vmx.c vmx_modinit(), intel/ept.c ept_init(), amd/svm.c check_svm_features()")
NS_PROFILE(WSL2, "wsl2", "WSL 2", HYPERV, PART, "Windows with WSL 2", "q35", 4096, 2, "e1000e", "sata",
	   "Microsoft, System requirements for Hyper-V (2025-06): WSL 2 runs on the same hypervisor")
NS_PROFILE(ANDROID, "android", "the Android emulator", KVM, FULL, "Linux with the Android emulator", "q35", 8192, 2,
	   "virtio-net-pci", "virtio", "Android documentation, Configure hardware acceleration: KVM on Linux")
NS_PROFILE(FIRECRACKER, "firecracker", "Firecracker", KVM, PART, "Linux with Firecracker", "q35", 4096, 2,
	   "virtio-net-pci", "virtio",
	   "Firecracker docs/dev-machine-setup.md: KVM, in a VM by nested virtualization; it does not name what KVM must have")
NS_PROFILE(KATA, "kata", "Kata Containers", KVM, FULL, "Linux with Kata Containers", "q35", 8192, 4, "virtio-net-pci",
	   "virtio", "Kata Containers src/runtime/cmd/kata-runtime/kata-check_amd64.go")

/* ---- KVM ---- */

#define KVM_VMX(kind, bit, arg) \
	NS_NEED(KVM, VMX, kind, bit, arg, MUST, "", "Linux arch/x86/kvm/vmx/vmx.c setup_vmcs_config(), vmx.h KVM_REQUIRED_VMX_*")
#define KVM_PAIR(exit, entry) \
	NS_NEED(KVM, VMX, PAIR, exit, NS_BIT_##entry, MUST, "", "Linux arch/x86/kvm/vmx/vmx.c vmcs_entry_exit_pairs[] (6.1 and later)")
#define KVM_SLOW(isa, bit, cost, source) NS_NEED(KVM, isa, HAS, bit, 0, SLOW, cost, source)

NS_NEED(KVM, ANY, LOCK, X86_FEATURE_VMX, 0, MUST, "", "Linux arch/x86/kernel/cpu/feat_ctl.c; arch/x86/kvm/svm/svm.c")
KVM_VMX(HAS, PIN_BASED_EXT_INTR_MASK, 0)
KVM_VMX(HAS, PIN_BASED_NMI_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_INTR_WINDOW_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_USE_TSC_OFFSETTING, 0)
KVM_VMX(HAS, CPU_BASED_HLT_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_INVLPG_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_MWAIT_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_RDPMC_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_CR3_LOAD_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_CR3_STORE_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_CR8_LOAD_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_CR8_STORE_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_MOV_DR_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_UNCOND_IO_EXITING, 0)
KVM_VMX(HAS, CPU_BASED_MONITOR_EXITING, 0)
KVM_VMX(HAS, VM_EXIT_SAVE_DEBUG_CONTROLS, 0)
KVM_VMX(HAS, VM_EXIT_HOST_ADDR_SPACE_SIZE, 0)
KVM_VMX(HAS, VM_EXIT_ACK_INTR_ON_EXIT, 0)
KVM_VMX(HAS, VM_ENTRY_LOAD_DEBUG_CONTROLS, 0)
KVM_VMX(HAS, VM_ENTRY_IA32E_MODE, 0)
KVM_VMX(LIMIT, VMX_BASIC_VMCS_SIZE, 4096)
KVM_VMX(ZERO, VMX_BASIC_32BIT_PHYS_ADDR_ONLY, 0)
KVM_VMX(IS, VMX_BASIC_VMCS_MEM_TYPE, 6)
KVM_PAIR(VM_EXIT_LOAD_IA32_PERF_GLOBAL_CTRL, VM_ENTRY_LOAD_IA32_PERF_GLOBAL_CTRL)
KVM_PAIR(VM_EXIT_LOAD_IA32_PAT, VM_ENTRY_LOAD_IA32_PAT)
KVM_PAIR(VM_EXIT_LOAD_IA32_EFER, VM_ENTRY_LOAD_IA32_EFER)
KVM_PAIR(VM_EXIT_CLEAR_BNDCFGS, VM_ENTRY_LOAD_BNDCFGS)
KVM_PAIR(VM_EXIT_CLEAR_IA32_RTIT_CTL, VM_ENTRY_LOAD_IA32_RTIT_CTL)
KVM_SLOW(VMX, SECONDARY_EXEC_ENABLE_EPT, "KVM builds shadow page tables", "Linux arch/x86/kvm/vmx/vmx.c vmx_hardware_setup()")
KVM_SLOW(VMX, VMX_EPT_PAGE_WALK_4_BIT, "KVM does not use EPT", "Linux arch/x86/kvm/vmx/vmx.c vmx_hardware_setup()")
KVM_SLOW(VMX, VMX_EPTP_WB_BIT, "KVM does not use EPT", "Linux arch/x86/kvm/vmx/vmx.c vmx_hardware_setup()")
KVM_SLOW(VMX, VMX_EPT_EXTENT_GLOBAL_BIT, "KVM does not use EPT", "Linux arch/x86/kvm/vmx/vmx.c vmx_hardware_setup()")
KVM_SLOW(VMX, SECONDARY_EXEC_UNRESTRICTED_GUEST, "KVM emulates real mode: VMs boot slowly", "Linux arch/x86/kvm/vmx/vmx.c vmx_hardware_setup()")
NS_NEED(KVM, SVM, FLAG, X86_FEATURE_VMX, "nx", MUST, "", "Linux arch/x86/kvm/svm/svm.c svm_hardware_setup()")
KVM_SLOW(SVM, X86_FEATURE_NPT, "KVM builds shadow page tables", "Linux arch/x86/kvm/svm/svm.c svm_hardware_setup()")

/* ---- VMware ESXi ---- */

NS_NEED(ESXI, ANY, LOCK, X86_FEATURE_VMX, 1, MUST, "", "VMware vSphere 7.0 documentation, ESXi Hardware Requirements")
NS_NEED(ESXI, ANY, FLAG, X86_FEATURE_VMX, "lm", MUST, "", "VMware vSphere 7.0 documentation, ESXi Hardware Requirements")
NS_NEED(ESXI, ANY, FLAG, X86_FEATURE_VMX, "nx", MUST, "", "VMware vSphere 7.0 documentation, ESXi Hardware Requirements")
/* "AMD RVI" is nested paging */
NS_NEED(ESXI, SVM, HAS, X86_FEATURE_NPT, 0, MUST, "", "VMware vSphere 7.0 documentation, ESXi Hardware Requirements")
NS_BESIDES(ESXI, "two CPUs and 8 GiB of memory at least; an installer without a driver for the network card stops: vmxnet3 or e1000e",
	  "VMware vSphere 7.0 documentation, ESXi Hardware Requirements; VMware, Running Nested VMs")
NS_BESIDES(ESXI, "on this host: echo 1 > /sys/module/kvm/parameters/ignore_msrs, since ESXi reads MSRs that KVM does not have, and panics",
	  "weekly-geekly.imtqy.com/articles/325090 (ESXi 6 on QEMU 2.8)")

/* ---- Hyper-V ---- */

NS_NEED(HYPERV, ANY, LOCK, X86_FEATURE_VMX, 1, MUST, "", "Microsoft, System requirements for Hyper-V")
NS_NEED(HYPERV, ANY, FLAG, X86_FEATURE_VMX, "lm", MUST, "", "Microsoft, System requirements for Hyper-V")
NS_NEED(HYPERV, ANY, FLAG, X86_FEATURE_VMX, "nx", MUST, "", "Microsoft, System requirements for Hyper-V")
NS_NEED(HYPERV, VMX, HAS, SECONDARY_EXEC_ENABLE_EPT, 0, MUST, "", "Microsoft, System requirements for Hyper-V: SLAT")
NS_NEED(HYPERV, SVM, HAS, X86_FEATURE_NPT, 0, MUST, "", "Microsoft, System requirements for Hyper-V: SLAT")
NS_BESIDES(HYPERV, "4 GiB of memory at least; Windows that repairs itself in a loop once the feature is on has a CPU that the hypervisor refuses",
	  "Microsoft, System requirements for Hyper-V; dockur/windows issue 265")
NS_OFF(HYPERV, "hle", "cilium/ebpf pull request 1816")
NS_OFF(HYPERV, "rtm", "cilium/ebpf pull request 1816")

#define HV(qemu, isa, libvirt) NS_HV(qemu, isa, libvirt, "QEMU docs/system/i386/hyperv.rst")
HV("hv-relaxed", ANY, "<relaxed state='on'/>")
HV("hv-vapic", ANY, "<vapic state='on'/>")
HV("hv-spinlocks=0xfff", ANY, "<spinlocks state='on' retries='4095'/>")
HV("hv-vpindex", ANY, "<vpindex state='on'/>")
HV("hv-runtime", ANY, "<runtime state='on'/>")
HV("hv-time", ANY, "")
HV("hv-synic", ANY, "<synic state='on'/>")
HV("hv-stimer,hv-stimer-direct", ANY, "<stimer state='on'><direct state='on'/></stimer>")
HV("hv-frequencies", ANY, "<frequencies state='on'/>")
HV("hv-tlbflush", ANY, "<tlbflush state='on'/>")
HV("hv-ipi", ANY, "<ipi state='on'/>")
HV("hv-evmcs", VMX, "<evmcs state='on'/>")
#undef HV

/* ---- VirtualBox ---- */

NS_NEED(VIRTUALBOX, ANY, LOCK, X86_FEATURE_VMX, 0, MUST, "", "VirtualBox src/VBox/VMM/VMMR3/HM.cpp: VERR_VMX_MSR_VMX_DISABLED, VERR_SVM_DISABLED")
NS_NEED(VIRTUALBOX, VMX, HAS, SECONDARY_EXEC_ENABLE_EPT, 0, SLOW, "no nested paging: VirtualBox keeps page tables of its own",
	"VirtualBox src/VBox/VMM/VMMR3/HM.cpp")
NS_NEED(VIRTUALBOX, SVM, HAS, X86_FEATURE_NPT, 0, SLOW, "no nested paging: VirtualBox keeps page tables of its own",
	"VirtualBox src/VBox/VMM/VMMR0/HMSVMR0.cpp SVMR0SetupVM()")

/* ---- Xen ---- */

#define XEN_VMX(kind, bit) NS_NEED(XEN, VMX, kind, bit, 0, MUST, "", "Xen xen/arch/x86/hvm/vmx/vmcs.c vmx_init_vmcs_config()")
#define XEN_HAP(kind, bit) NS_NEED(XEN, VMX, kind, bit, 0, SLOW, "HVM domains have shadow page tables (no HAP)", "Xen xen/arch/x86/hvm/vmx/vmcs.c vmx_init_vmcs_config()")

NS_NEED(XEN, ANY, LOCK, X86_FEATURE_VMX, 0, MUST, "", "Xen xen/arch/x86/hvm/vmx/vmcs.c, hvm/svm/svm.c")
XEN_VMX(HAS, PIN_BASED_EXT_INTR_MASK)
XEN_VMX(HAS, PIN_BASED_NMI_EXITING)
XEN_VMX(HAS, CPU_BASED_INTR_WINDOW_EXITING)
XEN_VMX(HAS, CPU_BASED_USE_TSC_OFFSETTING)
XEN_VMX(HAS, CPU_BASED_HLT_EXITING)
XEN_VMX(HAS, CPU_BASED_INVLPG_EXITING)
XEN_VMX(HAS, CPU_BASED_MWAIT_EXITING)
XEN_VMX(HAS, CPU_BASED_RDTSC_EXITING)
XEN_VMX(HAS, CPU_BASED_CR3_LOAD_EXITING)
XEN_VMX(HAS, CPU_BASED_CR3_STORE_EXITING)
XEN_VMX(HAS, CPU_BASED_CR8_LOAD_EXITING)
XEN_VMX(HAS, CPU_BASED_CR8_STORE_EXITING)
XEN_VMX(HAS, CPU_BASED_MOV_DR_EXITING)
XEN_VMX(HAS, CPU_BASED_USE_IO_BITMAPS)
XEN_VMX(HAS, CPU_BASED_MONITOR_EXITING)
XEN_VMX(HAS, VM_EXIT_HOST_ADDR_SPACE_SIZE)
XEN_VMX(HAS, VM_EXIT_ACK_INTR_ON_EXIT)
XEN_HAP(HAS, SECONDARY_EXEC_ENABLE_EPT)
XEN_HAP(HAS, VMX_EPTP_WB_BIT)
XEN_HAP(HAS, VMX_EPT_PAGE_WALK_4_BIT)
XEN_HAP(HAS, VMX_EPT_EXTENT_GLOBAL_BIT)
XEN_HAP(ZERO, CPU_BASED_INVLPG_EXITING)
XEN_HAP(ZERO, CPU_BASED_CR3_LOAD_EXITING)
XEN_HAP(ZERO, CPU_BASED_CR3_STORE_EXITING)
NS_NEED(XEN, SVM, HAS, X86_FEATURE_NPT, 0, SLOW, "HVM domains have shadow page tables (no HAP)", "Xen xen/arch/x86/hvm/svm/svm.c start_svm()")
NS_BESIDES(XEN, "for XCP-ng: 4 GiB of memory at least, BIOS instead of UEFI, a disk on IDE or LSI and an e1000 network card, since its installer has no virtio; its HVM VMs need EPT or NPT",
	  "XCP-ng documentation, guides/xcpng-in-a-vm")

/* ---- bhyve ---- */

#define BHYVE_VMX(kind, bit) NS_NEED(BHYVE, VMX, kind, bit, 0, MUST, "", "FreeBSD sys/amd64/vmm/intel/vmx.c vmx_modinit()")
#define BHYVE_EPT(bit) NS_NEED(BHYVE, VMX, HAS, bit, 0, MUST, "", "FreeBSD sys/amd64/vmm/intel/ept.c ept_init()")

NS_NEED(BHYVE, ANY, LOCK, X86_FEATURE_VMX, 0, MUST, "", "FreeBSD sys/amd64/vmm/intel/vmx.c vmx_modinit(), amd/svm.c svm_available()")
BHYVE_VMX(HAS, VMX_BASIC_INOUT)
BHYVE_VMX(HAS, PIN_BASED_EXT_INTR_MASK)
BHYVE_VMX(HAS, PIN_BASED_NMI_EXITING)
BHYVE_VMX(HAS, PIN_BASED_VIRTUAL_NMIS)
BHYVE_VMX(HAS, CPU_BASED_INTR_WINDOW_EXITING)
BHYVE_VMX(HAS, CPU_BASED_NMI_WINDOW_EXITING)
BHYVE_VMX(HAS, CPU_BASED_MWAIT_EXITING)
BHYVE_VMX(HAS, CPU_BASED_MONITOR_EXITING)
BHYVE_VMX(HAS, CPU_BASED_UNCOND_IO_EXITING)
BHYVE_VMX(HAS, CPU_BASED_USE_MSR_BITMAPS)
BHYVE_VMX(HAS, CPU_BASED_CR8_LOAD_EXITING)
BHYVE_VMX(HAS, CPU_BASED_CR8_STORE_EXITING)
BHYVE_VMX(HAS, CPU_BASED_ACTIVATE_SECONDARY_CONTROLS)
BHYVE_VMX(ZERO, CPU_BASED_CR3_LOAD_EXITING)
BHYVE_VMX(ZERO, CPU_BASED_CR3_STORE_EXITING)
BHYVE_VMX(HAS, SECONDARY_EXEC_ENABLE_EPT)
BHYVE_VMX(HAS, VM_EXIT_SAVE_DEBUG_CONTROLS)
BHYVE_VMX(HAS, VM_EXIT_HOST_ADDR_SPACE_SIZE)
BHYVE_VMX(HAS, VM_EXIT_ACK_INTR_ON_EXIT)
BHYVE_VMX(HAS, VM_EXIT_SAVE_IA32_EFER)
BHYVE_VMX(HAS, VM_EXIT_LOAD_IA32_EFER)
BHYVE_VMX(HAS, VM_ENTRY_LOAD_DEBUG_CONTROLS)
BHYVE_VMX(HAS, VM_ENTRY_LOAD_IA32_EFER)
BHYVE_EPT(VMX_EPT_PAGE_WALK_4_BIT)
BHYVE_EPT(VMX_EPTP_WB_BIT)
BHYVE_EPT(VMX_EPT_INVEPT_BIT)
BHYVE_EPT(VMX_EPT_EXTENT_CONTEXT_BIT)
BHYVE_EPT(VMX_EPT_EXTENT_GLOBAL_BIT)
BHYVE_EPT(VMX_VPID_INVVPID_BIT)
BHYVE_EPT(VMX_VPID_EXTENT_INDIVIDUAL_ADDR_BIT)
BHYVE_EPT(VMX_VPID_EXTENT_SINGLE_CONTEXT_BIT)
BHYVE_EPT(VMX_VPID_EXTENT_GLOBAL_CONTEXT_BIT)
BHYVE_EPT(VMX_VPID_EXTENT_SINGLE_NON_GLOBAL_BIT)
NS_NEED(BHYVE, VMX, HAS, SECONDARY_EXEC_UNRESTRICTED_GUEST, 0, SLOW, "no UEFI and no BIOS for its VMs, and none at all on illumos",
	"FreeBSD sys/amd64/vmm/intel/vmx.c cap_unrestricted_guest; illumos usr/src/uts/intel/io/vmm/intel/vmx.c")
NS_NEED(BHYVE, SVM, HAS, X86_FEATURE_NPT, 0, MUST, "", "FreeBSD sys/amd64/vmm/amd/svm.c check_svm_features()")
NS_NEED(BHYVE, SVM, HAS, X86_FEATURE_NRIPS, 0, MUST, "", "FreeBSD sys/amd64/vmm/amd/svm.c check_svm_features()")

/* ---- on KVM in the VM ---- */

NS_NEED(KATA, ANY, FLAG, X86_FEATURE_VMX, "lm", MUST, "", "Kata Containers src/runtime/cmd/kata-runtime/kata-check_amd64.go")
NS_NEED(KATA, ANY, FLAG, X86_FEATURE_VMX, "sse4_1", MUST, "", "Kata Containers src/runtime/cmd/kata-runtime/kata-check_amd64.go")
NS_BESIDES(KATA, "in the VM: the modules kvm, kvm_intel or kvm_amd, vhost and vhost_net, and vhost_vsock for most configurations; kata-runtime check",
	  "Kata Containers src/runtime/cmd/kata-runtime/kata-check_amd64.go")
NS_BESIDES(FIRECRACKER, "in the VM: /dev/kvm readable and writable for its user", "Firecracker docs/getting-started.md")
NS_BESIDES(ANDROID, "in the VM: /dev/kvm for its user (group kvm); emulator -accel-check",
	  "Android documentation, Configure hardware acceleration")

#undef KVM_VMX
#undef KVM_PAIR
#undef KVM_SLOW
#undef XEN_VMX
#undef XEN_HAP
#undef BHYVE_VMX
#undef BHYVE_EPT
#undef NS_PROFILE
#undef NS_NEED
#undef NS_BESIDES
#undef NS_OFF
#undef NS_HV
