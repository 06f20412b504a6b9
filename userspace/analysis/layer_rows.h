/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The layer verdict: part of finding_rows.h, which includes it. Data only.
 *
 *   NS_SAYS(id, code, text, source)
 *
 * The first rows are the verdict; what qualifies it is the cause of the verdict,
 * one of the rows behind. Arguments of a verdict: hypervisor, confidential, and
 * for its number level (claimed: by the host's stamp) or at_least, which
 * render/layers.c leaves out where a chain knows better.
 */
#ifndef NS_SAYS
#error "include analysis/finding_rows.h"
#endif

#define NS_LEVEL_WORDS \
	"{?confidential: ({confidential})}{?cause:, {cause}}{?level:, L{level}{?claimed: as its host says}}{?at_least:, at least L{at_least}}"

NS_SAYS(LAYER_BARE_METAL, "layer-bare-metal", "bare metal (L0){?cause:, {cause}}", "analysis/layers.h")
NS_SAYS(LAYER_GUEST, "layer-guest",
	"guest of {?hypervisor:{hypervisor}}{!hypervisor:an unknown hypervisor}" NS_LEVEL_WORDS,
	"analysis/layers.h")
NS_SAYS(LAYER_XEN_DOM0, "layer-xen-dom0", "dom0 of {hypervisor}" NS_LEVEL_WORDS,
	"systemd src/basic/virt.c; Linux include/xen/interface/features.h")
NS_SAYS(LAYER_HV_ROOT, "layer-hyper-v-root", "root partition of {hypervisor}" NS_LEVEL_WORDS,
	"Linux arch/x86/kernel/cpu/mshyperv.c hv_identify_partition_type()")
NS_SAYS(LAYER_HV_L1VH, "layer-hyper-v-l1vh", "L1VH partition of {hypervisor}" NS_LEVEL_WORDS,
	"Linux arch/x86/kernel/cpu/mshyperv.c hv_identify_partition_type()")
NS_SAYS(LAYER_ACRN_SERVICE, "layer-acrn-service", "service VM of {hypervisor}" NS_LEVEL_WORDS,
	"Linux arch/x86/include/asm/acrn.h")
NS_SAYS(LAYER_UNKNOWN, "layer-unknown", "unknown" NS_LEVEL_WORDS, "analysis/layers.h")

#undef NS_LEVEL_WORDS

/* What qualifies it */
NS_SAYS(BUT_IN_VM, "layer-in-vm", "in a virtual machine", "systemd issue 7165")
NS_SAYS(BUT_L1VH, "layer-guest-and-host", "a guest that can create partitions",
	"Linux arch/x86/kernel/cpu/mshyperv.c hv_identify_partition_type()")
NS_SAYS(BUT_TRANSLATOR, "layer-translator", "the CPU is that of an instruction translator",
	"include/nestscope/signatures.h")
NS_SAYS(BUT_XEN_INTERFACE, "layer-xen-interface", "behind Xen's interface",
	"QEMU docs/system/i386/xen.rst")
NS_SAYS(BUT_HYPERV_INTERFACE, "layer-hyper-v-interface", "behind Hyper-V's interface",
	"QEMU docs/system/i386/hyperv.rst")
NS_SAYS(BUT_KVM_INTERFACE, "layer-kvm-interface", "behind KVM's interface", "systemd issue 5318")
NS_SAYS(BUT_HYPERVISOR_IN_VM, "layer-hypervisor-in-vm", "which is in a virtual machine itself",
	"systemd issue 7165")
NS_SAYS(BUT_HYPERVISOR_NESTED, "layer-hypervisor-nested", "which is nested",
	"TLFS, implementation recommendations")
NS_SAYS(BUT_ON_HYPERV, "layer-on-hyper-v", "on a machine of Hyper-V's", "analysis/layers.c")
NS_SAYS(BUT_HIDES_NAME, "layer-name-hidden", "which hides its name", "QEMU target/i386/cpu.c kvm=off")
NS_SAYS(BUT_HIDDEN, "layer-hidden", "which hides itself", "QEMU target/i386/cpu.c -hypervisor")
NS_SAYS(BUT_BY_VMX, "layer-by-vmx", "by its VMX", "include/nestscope/signatures.h")
NS_SAYS(BUT_BY_SVM, "layer-by-svm", "by its SVM", "include/nestscope/signatures.h")
NS_SAYS(BUT_BY_FLAGS, "layer-by-flags", "by its CPU flags", "Linux arch/x86/kvm/cpuid.c")
NS_SAYS(BUT_BY_MACHINE, "layer-by-machine", "by firmware, devices or kernel",
	"include/nestscope/signatures.h")
NS_SAYS(BUT_KVM_OR_TCG, "layer-kvm-or-tcg", "by KVM or TCG, which was not read", "QEMU target/i386/cpu.c")
NS_SAYS(BUT_MAYBE_EMULATED, "layer-maybe-emulated", "unless emulated or under a hidden hypervisor",
	"analysis/layers.h")
NS_SAYS(BUT_GUEST_FLAGS, "layer-guest-flags", "but with CPU flags of a virtual machine",
	"Linux arch/x86/kvm/cpuid.c")
NS_SAYS(BUT_BIT_ALONE, "layer-bit-alone", "by the hypervisor bit alone", "analysis/layers.h")
NS_SAYS(BUT_PVM, "layer-by-pvm", "by PVM", "virt-pvm/linux")
NS_SAYS(BUT_LPAR, "layer-lpar", "a logical partition",
	"Linux Documentation/virt/kvm/x86/running-nested-guests.rst; arch/s390/kernel/sysinfo.c")
NS_SAYS(BUT_BY_PLATFORM, "layer-by-platform", "by its platform", "Linux arch/powerpc/platforms/pseries/setup.c")
NS_SAYS(BUT_EL1, "layer-by-el1", "by the exception level at which it was started",
	"Linux arch/arm64/kernel/smp.c hyp_mode_check()")
NS_SAYS(BUT_EL2, "layer-by-el2", "by the exception level at which it was started, unless nested",
	"Linux arch/arm64/kernel/smp.c hyp_mode_check()")
NS_SAYS(BUT_OTHER_ARCH, "layer-architecture", "nestscope does not know how a hypervisor shows on this architecture",
	"analysis/arch.c")
NS_SAYS(BUT_BIT_UNREAD, "layer-bit-unread", "whether there is a hypervisor was not read",
	"analysis/layers.h")
