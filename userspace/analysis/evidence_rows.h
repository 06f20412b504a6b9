/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a piece of evidence about the layer means: part of finding_rows.h, which
 * includes it. Data only.
 *
 *   NS_SAYS(id, code, text, source)
 *
 * A finding without severity, component and remedy. What was not read begins
 * with "not", and has neither value nor strength.
 */
#ifndef NS_SAYS
#error "include analysis/finding_rows.h"
#endif

/* For anything that was looked for */
NS_SAYS(EVIDENCE_NOT_KNOWN, "evidence-not-known", "not known: {?why:{why}}{!why:not looked for}",
	"analysis/evidence.c")
NS_SAYS(EVIDENCE_ABSENT, "evidence-absent", "not there: {?why:{why}}{!why:this machine has none}",
	"analysis/evidence.c")

/* The hypervisor bit, the signatures, the vendor: analysis/evidence_cpuid.c */
NS_SAYS(EVIDENCE_BIT, "evidence-hypervisor-bit", "hypervisor bit set: a hypervisor runs below",
	"TLFS, hypervisor discovery; SDM vol. 2 CPUID")
NS_SAYS(EVIDENCE_NO_BIT, "evidence-no-hypervisor-bit",
	"hypervisor bit clear (a hypervisor can hide it)", "TLFS, hypervisor discovery; SDM vol. 2 CPUID")
NS_SAYS(EVIDENCE_SIGNATURE, "evidence-signature", "{who}: its own signature",
	"include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_SIGNATURE_SHARED, "evidence-signature-shared",
	"{who}: its interface is shown by a few others too", "include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_SIGNATURE_HYPERV, "evidence-signature-hyper-v",
	"Hyper-V, or its interface, which KVM, Xen and others show too", "include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_SIGNATURE_EMULATOR, "evidence-signature-emulator", "{who}: the CPU is software",
	"include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_SIGNATURE_TRANSLATOR, "evidence-signature-translator",
	"{who}: translates instructions, no hypervisor", "include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_SIGNATURE_UNKNOWN, "evidence-signature-unknown",
	"unknown signature (some VMMs let the user set it)", "QEMU target/i386/cpu.c hv-vendor-id")
NS_SAYS(EVIDENCE_NO_SIGNATURE, "evidence-no-signature", "the hypervisor hides its name",
	"QEMU target/i386/cpu.c kvm=off")
NS_SAYS(EVIDENCE_HIGHER_LEAVES, "evidence-higher-leaves",
	"not known: not in what was captured; the signature of the hypervisor itself may be there", "analysis/evidence_cpuid.c")
NS_SAYS(EVIDENCE_LEAVES_UNUSED, "evidence-leaves-unused",
	"not used: meaningless unless CPUID.1:ECX[31] is set", "SDM vol. 2 CPUID")
NS_SAYS(EVIDENCE_INTERFACES, "evidence-interfaces",
	"{count} interfaces of one hypervisor ({who}), not {count} layers", "QEMU target/i386/kvm/kvm.c")

/* Hyper-V */
NS_SAYS(EVIDENCE_HV_ISOLATED, "evidence-hyper-v-isolated", "a partition that is isolated from its host",
	"Linux arch/x86/kernel/cpu/mshyperv.c hv_identify_partition_type()")
NS_SAYS(EVIDENCE_HV_GUEST, "evidence-hyper-v-guest", "cannot create partitions: a guest",
	"Linux arch/x86/kernel/cpu/mshyperv.c hv_identify_partition_type()")
NS_SAYS(EVIDENCE_HV_ROOT, "evidence-hyper-v-root",
	"can create partitions and manage CPUs: the root partition",
	"Linux arch/x86/kernel/cpu/mshyperv.c hv_identify_partition_type()")
NS_SAYS(EVIDENCE_HV_L1VH, "evidence-hyper-v-l1vh",
	"can create partitions, cannot manage CPUs: a guest that is a host (L1VH)",
	"Linux arch/x86/kernel/cpu/mshyperv.c hv_identify_partition_type()")
NS_SAYS(EVIDENCE_HV_NESTED, "evidence-hyper-v-nested",
	"this Hyper-V runs in a partition of another Hyper-V", "TLFS, implementation recommendations")
NS_SAYS(EVIDENCE_HV_LEVEL, "evidence-hyper-v-level", "this Hyper-V is at level {level} itself",
	"TLFS, implementation hardware features")
NS_SAYS(EVIDENCE_HV_NO_LEVEL, "evidence-hyper-v-no-level",
	"this Hyper-V reports no layer below it; old versions never do",
	"TLFS, implementation hardware features")
NS_SAYS(EVIDENCE_HV_CONFIDENTIAL, "evidence-hyper-v-confidential",
	"{?what:isolated by {what}}{!what:isolated without hardware}", "TLFS, isolation configuration")
NS_SAYS(EVIDENCE_EVMCS, "evidence-enlightened-vmcs",
	"KVM uses an enlightened VMCS: Hyper-V runs below, or a hypervisor that shows its interface",
	"Linux 6.1 arch/x86/kvm/vmx/vmx.c vmx_init(), hv_init_evmcs()")

/* Xen, ACRN */
NS_SAYS(EVIDENCE_DOM0, "evidence-xen-dom0", "dom0", "Linux include/xen/interface/features.h; systemd virt.c")
NS_SAYS(EVIDENCE_ON_XEN, "evidence-on-xen", "the kernel runs on Xen",
	"Linux drivers/xen/sys-hypervisor.c")
NS_SAYS(EVIDENCE_KERNEL_NAMES, "evidence-kernel-names", "the kernel names its hypervisor",
	"Linux drivers/base/hypervisor.c")
NS_SAYS(EVIDENCE_XEN_MODE, "evidence-xen-mode", "how the kernel runs on Xen",
	"Linux drivers/xen/sys-hypervisor.c")
NS_SAYS(EVIDENCE_ACRN_SERVICE, "evidence-acrn-service", "the service VM, ACRN's parent",
	"Linux arch/x86/include/asm/acrn.h ACRN_FEATURE_PRIVILEGED_VM")
NS_SAYS(EVIDENCE_ACRN_GUEST, "evidence-acrn-guest", "a VM that is not privileged",
	"Linux arch/x86/include/asm/acrn.h ACRN_FEATURE_PRIVILEGED_VM")

/* Confidential guests */
NS_SAYS(EVIDENCE_TDX, "evidence-tdx", "a TDX guest", "Linux arch/x86/coco/tdx/tdx.c")
NS_SAYS(EVIDENCE_SEV, "evidence-sev", "a guest with {what}", "APM vol. 2 15.34.10")
NS_SAYS(EVIDENCE_NO_SEV, "evidence-no-sev", "SEV is not on", "APM vol. 2 15.34.10")

/* What a hypervisor leaves in the capabilities: analysis/evidence_machine.c */
NS_SAYS(EVIDENCE_VMX_EMULATED, "evidence-vmx-emulated", "{who} emulates this VMX, whatever else it hides",
	"include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_VMX_OWN, "evidence-vmx-own", "not the value of a known hypervisor; Xen passes on the CPU's",
	"include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_ASIDS, "evidence-asids",
	"number of ASIDs: that of {platform}{?both:, with KVM and with TCG}",
	"include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_ASIDS_CPU, "evidence-asids-cpu",
	"number of ASIDs: that of the CPU, which {platform} shows too, but not with this EDX",
	"include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_ASIDS_EITHER, "evidence-asids-either",
	"number of ASIDs: that of {platform} and of some CPUs (families 14h and 16h)",
	"include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_ASIDS_OWN, "evidence-asids-own",
	"number of ASIDs: not that of a known hypervisor", "include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_KVM_FLAG, "evidence-kvm-flag", "an Intel flag; KVM emulates it for its guests",
	"Linux arch/x86/kvm/cpuid.c")
NS_SAYS(EVIDENCE_VIRT_SSBD, "evidence-virt-ssbd", "VIRT_SSBD, which only a hypervisor offers",
	"Linux arch/x86/include/asm/cpufeatures.h")

/* Firmware, devices, kernel: a row for each nature of a mark */
NS_SAYS(EVIDENCE_MARK_VM, "evidence-mark-vm", "{platform}: virtual machines only",
	"include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_MARK_EMULATED, "evidence-mark-emulated",
	"{platform}: a virtual machine, or a machine whose CPU is emulated", "include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_MARK_CLOUD, "evidence-mark-cloud",
	"{platform}: mostly virtual machines; bare-metal instances have it too", "include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_MARK_HYPERV, "evidence-mark-hyper-v", "{platform}: Hyper-V itself",
	"include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_MARK_WSL1, "evidence-mark-wsl1",
	"{platform}: Linux programs on the kernel of Windows: no layer", "include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_MARK_WSL2, "evidence-mark-wsl2", "{platform}: a VM of Hyper-V on Windows",
	"include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_MARK_UML, "evidence-mark-uml", "{platform}: a kernel that runs as a process",
	"include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_MARK_GVISOR, "evidence-mark-gvisor",
	"{platform}: a kernel in user space around this program: no layer", "include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_MARK_PVM, "evidence-mark-pvm",
	"{platform}: this layer's KVM runs VMs without VMX or SVM", "include/nestscope/signatures.h")
NS_SAYS(EVIDENCE_SMBIOS_VM, "evidence-smbios-vm",
	"set: a virtual machine, or a machine whose CPU is emulated", "SMBIOS 3.7, type 0")
NS_SAYS(EVIDENCE_SMBIOS_NO_VM, "evidence-smbios-no-vm",
	"clear; not every virtual machine sets it", "SMBIOS 3.7, type 0")
NS_SAYS(EVIDENCE_UNMARKED, "evidence-unmarked", "no known mark of a virtual machine",
	"include/nestscope/signatures.h")

/* Other architectures: analysis/arch*.c */
NS_SAYS(EVIDENCE_DT_HYPERVISOR, "evidence-devicetree-hypervisor", "the hypervisor names itself",
	"systemd src/basic/virt.c detect_vm_device_tree()")
NS_SAYS(EVIDENCE_Z_TCG, "evidence-s390x-tcg", "QEMU's TCG; it also claims to be KVM",
	"QEMU target/s390x/tcg/misc_helper.c")
NS_SAYS(EVIDENCE_Z_MAKER, "evidence-s390x-manufacturer", "the manufacturer of the hardware; it does not tell the layer",
	"Linux arch/s390/kernel/sysinfo.c stsi_1_1_1()")
NS_SAYS(EVIDENCE_Z_VM, "evidence-s390x-levels",
	"levels of VMs above the logical partition: {levels}; the first named runs this one",
	"Linux arch/s390/kernel/sysinfo.c stsi_3_2_2()")
NS_SAYS(EVIDENCE_Z_LPAR, "evidence-s390x-lpar", "no VM: a logical partition of the machine",
	"Linux arch/s390/kernel/sysinfo.c stsi_2_2_2()")
NS_SAYS(EVIDENCE_Z_SECURE, "evidence-s390x-secure-execution", "a VM of Secure Execution: its host cannot read its memory",
	"Linux arch/s390/kernel/uv.c uv_is_prot_virt_guest()")
NS_SAYS(EVIDENCE_Z_NOT_SECURE, "evidence-s390x-no-secure-execution", "no VM of Secure Execution",
	"Linux arch/s390/kernel/uv.c uv_is_prot_virt_guest()")
NS_SAYS(EVIDENCE_EL1, "evidence-el1", "a hypervisor, or firmware, keeps EL2 for itself",
	"Linux arch/arm64/kernel/smp.c hyp_mode_check()")
NS_SAYS(EVIDENCE_EL2, "evidence-el2", "no hypervisor below, or one that gives EL2 to this VM",
	"Linux arch/arm64/kernel/smp.c hyp_mode_check()")
NS_SAYS(EVIDENCE_SMCCC, "evidence-smccc", "the hypervisor answers as KVM does",
	"Linux drivers/firmware/smccc/kvm_guest.c")
NS_SAYS(EVIDENCE_DT_VIRT, "evidence-devicetree-virtual", "a virtual machine of QEMU, kvmtool or a similar VMM",
	"QEMU hw/arm/virt.c; kvmtool arm/fdt.c")
NS_SAYS(EVIDENCE_POWERNV, "evidence-powernv", "the kernel runs in hypervisor mode, on the machine itself",
	"Linux arch/powerpc/platforms/powernv/setup.c")
NS_SAYS(EVIDENCE_PSERIES, "evidence-pseries", "a partition or a VM: a hypervisor runs below",
	"Linux arch/powerpc/platforms/pseries/setup.c")
NS_SAYS(EVIDENCE_PPC_PLATFORM, "evidence-ppc-platform", "neither PowerNV nor pSeries: it does not tell the layer",
	"Linux arch/powerpc/kernel/setup-common.c show_cpuinfo()")
NS_SAYS(EVIDENCE_BY_QEMU, "evidence-made-by-qemu", "a QEMU machine", "QEMU hw/ppc/spapr.c, hw/ppc/pnv.c")
NS_SAYS(EVIDENCE_POWERVM, "evidence-powervm", "a partition of PowerVM",
	"systemd src/basic/virt.c detect_vm_device_tree()")

/* The environment, and what is only informational: analysis/evidence.c */
NS_SAYS(EVIDENCE_KVM_WITHOUT, "evidence-kvm-without-hardware",
	"needs no nested virtualization from the layer below", "virt-pvm/linux")
NS_SAYS(EVIDENCE_CPL_PVM, "evidence-kernel-cpl-pvm",
	"PVM runs this kernel in user mode; its CPUID is that of the layer below",
	"virt-pvm/linux arch/x86/include/asm/pvm_para.h pvm_detect()")
NS_SAYS(EVIDENCE_CPL_XEN, "evidence-kernel-cpl-xen", "Xen runs this kernel in user mode (PV)",
	"Linux arch/x86/include/asm/xen/interface_64.h FLAT_RING3_CS64")
NS_SAYS(EVIDENCE_CONTAINER, "evidence-container", "an environment, not a layer",
	"systemd src/basic/virt.c detect_container()")
NS_SAYS(EVIDENCE_NO_CONTAINER, "evidence-no-container", "no sign of one",
	"systemd src/basic/virt.c detect_container()")
NS_SAYS(EVIDENCE_TIMING, "evidence-timing",
	"cycles, minimum and median, {base} without CPUID: {?alone:as where CPUID does not exit}{?between:between bare metal and one hypervisor}{?one:as with one hypervisor below}{?slow:as with one slow hypervisor below, or two}{?two:as with two or more hypervisors below, or a slow one}{?nothing:means nothing on an emulated CPU} (informational)",
	"measured and published values")

/* What the host's stamp means for the number of this layer: analysis/layers.c */
NS_SAYS(EVIDENCE_STAMP, "evidence-stamp",
	"claimed by the host: this layer would be {!level:at least L{at_least}}{?level:L{level}}{?contradicted:; what was read here contradicts it and takes precedence}",
	"Documentation/design.md, Waterfall and stamp")
