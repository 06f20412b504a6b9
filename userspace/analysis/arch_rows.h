/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings of one architecture that is not x86: part of finding_rows.h, which
 * includes it. Data only.
 *
 *   NS_REMEDY(id, code, text), NS_FINDING(id, code, severity, component, remedy, text, source)
 *
 * arches_rows.h tells for which architecture a row is.
 */
#ifndef NS_FINDING
#error "include analysis/finding_rows.h"
#endif

/* Any that is not known, and what is x86's on another one: analysis/arch.c, render/ */
NS_FINDING(ARCH_NOT_KNOWN, "architecture-not-known", UNKNOWN, UNKNOWN, NONE,
	   "nestscope does not know what KVM needs on {arch}{?device:; {device}}", "analysis/arch.c")
NS_FINDING(NESTED_ARCH_NOT_KNOWN, "nested-architecture-not-known", UNKNOWN, UNKNOWN, NONE,
	   "nestscope knows nothing about nested virtualization on {arch}", "analysis/arch.c")
NS_FINDING(CHECK_OTHER_ARCH, "of-another-architecture", NOT_HERE, NONE, NONE,
	   "only on {of}; this machine is {arch}", "analysis/arches_rows.h")
NS_FINDING(ARCH_KVM_NOT_STARTED, "kvm-not-started", PROBLEM, KERNEL, READ_KERNEL_LOG,
	   "KVM has not started: {why}", "Linux virt/kvm/kvm_main.c kvm_init()")

/* s390x: analysis/arch_s390x.c */
NS_REMEDY(S390X_EXPOSE, "expose-sie",
	  "outside this VM, on the machine that runs it:\nmodprobe -r kvm && modprobe kvm nested=1, while no VM runs; for good: in /etc/modprobe.d/kvm.conf: options kvm nested=1\ngive this VM the host's CPU: QEMU: -cpu host; libvirt: <cpu mode='host-passthrough'/>; then power it off and on\nto verify, inside: grep -cw sie /proc/cpuinfo is not 0")
NS_REMEDY(S390X_NESTED, "set-nested-s390x",
	  "now, while no VM runs{?users: (the use count of kvm is {users}: stop its VMs, or reboot instead)}: modprobe -r kvm && modprobe kvm nested=1{?hpage: hpage=0}\nfor good: {?where:correct {where}:}{!where:in /etc/modprobe.d/kvm.conf:} options kvm nested=1{?hpage: hpage=0}\na VM needs the host's CPU: QEMU: -cpu host; libvirt: <cpu mode='host-passthrough'/>\nto verify: grep . /sys/module/kvm/parameters/nested")
NS_REMEDY(S390X_HPAGE, "set-hpage",
	  "{?nested:with nested=1 this kernel refuses it: load KVM with one of the two, or boot Linux 7.2 or later}{!nested:while no VM runs: modprobe -r kvm && modprobe kvm hpage=1\nfor good: in /etc/modprobe.d/kvm.conf: options kvm hpage=1}\nand give the VM huge pages of 1 MiB: libvirt: <memoryBacking><hugepages/></memoryBacking>")
NS_FINDING(S390X_NO_SIE, "no-sie", PROBLEM, BELOW, S390X_EXPOSE,
	   "the CPU has no sie, the facility that KVM needs to run VMs{?who:: {who} does not give it to this VM}",
	   "Linux arch/s390/kernel/processor.c, arch/s390/kvm/kvm-s390.c kvm_s390_init()")
NS_FINDING(S390X_TCG, "no-sie-in-tcg", PROBLEM, BELOW, USE_KVM_BELOW,
	   "QEMU emulates this CPU (TCG), without sie, the facility that KVM needs to run VMs",
	   "QEMU target/s390x/tcg/misc_helper.c, gen-features.c qemu_MAX")
NS_FINDING(S390X_NESTED_ON, "nested-on-s390x", OK, NONE, NONE,
	   "{module}.{param} is {value}: KVM offers sie to its guests; a VM has it if it gets the host's CPU (QEMU: -cpu host)",
	   "Linux arch/s390/kvm/kvm-s390.c; Documentation/virt/kvm/x86/running-nested-guests.rst")
NS_FINDING(S390X_NESTED_OFF, "nested-off-s390x", PROBLEM, KVM, S390X_NESTED,
	   "{module}.{param} is {value}{?hpage:, and {module}.hpage is {hpage}: up to Linux 6.18 KVM does not load with both}{?maybe:, and {module}.hpage is {maybe}: up to Linux 6.18 KVM does not load with both, from 7.2 on it does; versions between are not known}",
	   "Linux arch/s390/kvm/kvm-s390.c kvm_s390_init()")
NS_FINDING(S390X_BOTH_CONFIGURED, "nested-and-hpage", PROBLEM, KERNEL, S390X_NESTED,
	   "kvm is not loaded; it is configured with both nested and hpage, and up to Linux 6.18 it refuses to load with both",
	   "Linux arch/s390/kvm/kvm-s390.c kvm_s390_init()")
NS_FINDING(S390X_NO_HPAGE, "no-hpage", WARNING, KVM, S390X_HPAGE,
	   "kvm.hpage is {value}: the memory of VMs uses small pages",
	   "Linux arch/s390/kvm/kvm-s390.c; Documentation/virt/kvm/api.rst KVM_CAP_S390_HPAGE_1M")
NS_FINDING(S390X_HAS_HPAGE, "hpage", OK, NONE, NONE,
	   "kvm.hpage is {value}: VMs can have huge pages of 1 MiB",
	   "Linux Documentation/virt/kvm/api.rst KVM_CAP_S390_HPAGE_1M")

/* arm64: analysis/arch_arm64.c */
NS_REMEDY(ARM64_EXPOSE, "expose-el2",
	  "outside this VM: KVM of its host gives it EL2 from Linux 6.16 on, with kvm-arm.mode=nested on that kernel's command line and a CPU with FEAT_NV2; start the VM with QEMU 10.1 or later: -machine virt,virtualization=on (where QEMU emulates the CPU, TCG, an older one and this option are enough)\nto verify, inside: dmesg | grep 'started at EL' says EL2")
NS_REMEDY(ARM64_ENABLE, "remove-mode-none",
	  "remove kvm-arm.mode=none from the kernel's command line, and reboot\nto verify: ls -l /dev/kvm")
NS_REMEDY(ARM64_NESTED, "set-mode-nested",
	  "add kvm-arm.mode=nested to the kernel's command line, and reboot; it needs Linux 6.16 or later, a CPU with FEAT_NV2 and a kernel that runs at EL2 (VHE)\nto verify: dmesg | grep 'kvm \\['; nestscope then answers yes")
NS_FINDING(ARM64_NO_EL2, "no-el2", PROBLEM, BELOW, ARM64_EXPOSE,
	   "this kernel was started {?el:at EL{el}}{!el:below EL2}: KVM needs EL2, which the hypervisor below keeps for itself, or the firmware did not give",
	   "Linux arch/arm64/kvm/arm.c kvm_arm_init(), is_hyp_mode_available(); QEMU hw/arm/virt.c machvirt_init(): EL2 under KVM is not in 10.0.13, and in 10.2.2; qemu-devel 2025-07-10, \"ARM Nested Virt Support\" v9: applied for 10.1")
NS_FINDING(ARM64_DISABLED, "kvm-disabled", PROBLEM, KERNEL, ARM64_ENABLE,
	   "kvm-arm.mode=none on the kernel's command line keeps KVM from starting",
	   "Linux Documentation/admin-guide/kernel-parameters.txt kvm-arm.mode")
NS_FINDING(ARM64_STARTED, "kvm-started", OK, NONE, NONE,
	   "KVM has started: {mode} (/dev/kvm was not tried)", "Linux arch/arm64/kvm/arm.c kvm_arm_init()")
NS_FINDING(ARM64_NESTED_OFFERED, "nested-el2", OK, NONE, NONE,
	   "{?asked:KVM gives EL2 to its guests (KVM_CAP_ARM_EL2)}{!asked:KVM has started: {mode} (KVM_CAP_ARM_EL2 was not asked)}",
	   "Linux Documentation/virt/kvm/api.rst KVM_CAP_ARM_EL2")
NS_FINDING(ARM64_NESTED_OFF, "nested-no-el2", PROBLEM, KVM, ARM64_NESTED,
	   "KVM gives no EL2 to its guests{?asked: (KVM_CAP_ARM_EL2 is 0)}{?mode:; it has started: {mode}}{?configured:, though kvm-arm.mode=nested is on the kernel's command line: the CPU has no FEAT_NV2, or the kernel does not run at EL2}{?old:; Linux {old} is older than 6.16}{?default:; kvm-arm.mode=nested is not on the kernel's command line}",
	   "Linux Documentation/admin-guide/kernel-parameters.txt kvm-arm.mode; Documentation/virt/kvm/api.rst KVM_CAP_ARM_EL2")
NS_FINDING(ARM64_NESTED_UNREAD, "nested-el2-unread", UNKNOWN, UNKNOWN, RUN_AS_ROOT,
	   "KVM_CAP_ARM_EL2 was not asked{?configured:; kvm-arm.mode=nested is on the kernel's command line}",
	   "Linux Documentation/virt/kvm/api.rst KVM_CAP_ARM_EL2")

/* ppc64: analysis/arch_ppc64.c */
NS_REMEDY(PPC64_EXPOSE, "expose-nested-hv",
	  "modprobe kvm_hv; if that fails, outside this VM: QEMU: -machine pseries,cap-nested-hv=on on a host whose kvm_hv.nested is Y (POWER9 or later, radix)\nto verify, inside: ls -l /dev/kvm")
NS_REMEDY(PPC64_POWERVM, "load-kvm-hv-in-partition",
	  "modprobe kvm_hv; if that fails, PowerVM does not let this partition run VMs, or this kernel does not know its interface for that (6.12 does, 6.1 does not): dmesg | grep kvm-hv\nto verify: ls -l /dev/kvm")
NS_REMEDY(PPC64_NESTED, "set-nested-ppc64",
	  "echo Y >/sys/module/kvm_hv/parameters/nested\nfor good: in /etc/modprobe.d/kvm.conf: options kvm_hv nested=Y\na VM needs it, too: QEMU: -machine pseries,cap-nested-hv=on")
NS_FINDING(PPC64_NOT_LOADED, "kvm-hv-not-loaded", PROBLEM, KERNEL, PPC64_EXPOSE,
	   "kvm_hv is not loaded; on pSeries it loads only where the hypervisor lets this VM run VMs",
	   "Linux arch/powerpc/kvm/book3s_hv.c kvmppc_book3s_init_hv(), book3s_hv_nested.c kvmhv_nested_init()")
NS_FINDING(PPC64_NESTED_OFFERED, "nested-hv", OK, NONE, NONE,
	   "{?asked:KVM lets its guests run VMs (KVM_CAP_PPC_NESTED_HV)}{!asked:{module}.{param} is {value} (KVM_CAP_PPC_NESTED_HV was not asked)}; a VM has it with cap-nested-hv=on",
	   "Linux arch/powerpc/kvm/book3s_hv.c kvmhv_enable_nested(); QEMU hw/ppc/spapr_caps.c")
NS_FINDING(PPC64_NESTED_OFF, "nested-hv-off", PROBLEM, KVM, PPC64_NESTED, "{module}.{param} is {value}",
	   "Linux arch/powerpc/kvm/book3s_hv.c kvmhv_enable_nested()")
NS_FINDING(PPC64_NESTED_CANNOT, "nested-hv-not-offered", PROBLEM, KVM, NONE,
	   "KVM does not let its guests run VMs (KVM_CAP_PPC_NESTED_HV is 0){?pr:: kvm_pr cannot}{!pr:: that takes POWER9 or later with radix, and not a guest of PowerVM's newer interface}",
	   "Linux arch/powerpc/kvm/book3s_hv.c kvmhv_enable_nested()")
