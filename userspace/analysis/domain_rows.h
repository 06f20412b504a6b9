/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Will a VM that libvirt describes see VMX or SVM: part of finding_rows.h, which
 * includes it. Data only; the rules are in analysis/domain.c. Arguments:
 *
 *   live     the VM runs, and this is what it was started with
 *   isa      "VMX" or "SVM"; feature is libvirt's word for it
 *   cpu      what its CPU is: "host-passthrough", "the model EPYC"
 */
#ifndef NS_FINDING
#error "include analysis/finding_rows.h"
#endif

#define NS_DOMAIN_GETS "the VM {?live:has}{!live:will have} "
#define NS_DOMAIN_RESTART \
	"\nthen virsh shutdown NAME and virsh start NAME: a reboot inside the VM changes nothing\nto verify, inside: grep -cwE 'vmx|svm' /proc/cpuinfo is not 0"

NS_REMEDY(DOMAIN_REQUIRE, "require-cpu-feature",
	  "virsh edit NAME, and in <cpu> {?off:change the line of {feature} to}{!off:add} <feature policy='require' name='{feature}'/>; or give it all that KVM offers: <cpu mode='host-passthrough'/>, with which it can move to an equal machine only" NS_DOMAIN_RESTART)
NS_REMEDY(DOMAIN_GIVE_CPU, "give-cpu",
	  "virsh edit NAME, and {?qemu_cpu:remove -cpu from <qemu:commandline>, and }give it <cpu mode='host-passthrough'/>, all that KVM offers, with which it can move to an equal machine only; or <cpu mode='host-model'><feature policy='require' name='{feature}'/></cpu>" NS_DOMAIN_RESTART)
NS_REMEDY(DOMAIN_USE_KVM, "use-kvm-domain",
	  "virsh edit NAME, and make it <domain type='kvm'> with <cpu mode='host-passthrough'/>, on a machine with KVM" NS_DOMAIN_RESTART)
NS_REMEDY(DOMAIN_EMULATE_SVM, "emulate-svm",
	  "for SVM, emulated and slow: virsh edit NAME, and give it <cpu><model>EPYC</model></cpu>\nfor VMX, or to be quick: <domain type='kvm'> with <cpu mode='host-passthrough'/>, on a machine with KVM" NS_DOMAIN_RESTART)
NS_REMEDY(DOMAIN_UNREQUIRE, "unrequire-cpu-feature",
	  "virsh edit NAME, and in <cpu> {?listed:remove the line of {feature}}{!listed:add <feature policy='disable' name='{feature}'/>}; or let QEMU leave out what KVM does not offer: <cpu check='none'>")
NS_REMEDY(DOMAIN_CHECK_PARTIAL, "check-partial",
	  "virsh edit NAME, and remove check='full' from <cpu>")
NS_REMEDY(DOMAIN_ADD_MORE, "add-cpu-features",
	  "virsh edit NAME, and add to <cpu>: {lines}\nor give it all that KVM offers: <cpu mode='host-passthrough'/>" NS_DOMAIN_RESTART)

NS_REMEDY(DOMAIN_IOMMU, "complete-iommu",
	  "virsh edit NAME: {?machine:<type machine='q35'> in <os>, }<features><ioapic driver='qemu'/></features>, and among the devices <iommu model='intel'><driver intremap='on' caching_mode='on'/></iommu>\nQEMU by itself: -machine q35,kernel-irqchip=split -device intel-iommu,intremap=on,caching-mode=on, before the other devices\ninside: intel_iommu=on on the kernel's command line; to verify: ls /sys/kernel/iommu_groups")
NS_REMEDY(DOMAIN_OWN_MODEL, "own-cpu-model",
	  "virsh edit NAME, and give it a model of this machine's CPU (virsh domcapabilities lists them as usable='yes'), <cpu mode='host-model'> or <cpu mode='host-passthrough'/>")

NS_FINDING(DOMAIN_HAS, "domain-has", OK, NONE, NONE,
	   NS_DOMAIN_GETS "{isa}: its CPU is {cpu}{?required:, and {feature} is required}{?all:, which gets all that KVM offers}{?model:, which libvirt builds from what KVM offers}",
	   "libvirt src/qemu/qemu_command.c; QEMU target/i386/kvm/kvm-cpu.c")
NS_FINDING(DOMAIN_EMULATED, "domain-emulated", WARNING, CPU_MODEL, DOMAIN_USE_KVM,
	   NS_DOMAIN_GETS "SVM as QEMU emulates it (TCG), which is slow, whatever this machine has: its CPU is {cpu}{?required:, and {feature} is required}",
	   "QEMU target/i386/cpu.c TCG_EXT3_FEATURES")
NS_FINDING(DOMAIN_HOST_MODEL, "domain-host-model", PROBLEM, CPU_MODEL, DOMAIN_REQUIRE,
	   NS_DOMAIN_GETS "no SVM: its CPU is {cpu}. libvirt takes svm for part of the model and does not ask QEMU for it, and QEMU switches svm off in every model under KVM; virsh domcapabilities does not show that",
	   "QEMU target/i386/kvm/kvm-cpu.c kvm_default_props; libvirt src/cpu_map/x86_EPYC.xml")
NS_FINDING(DOMAIN_SVM_DEFAULT, "domain-svm-default", PROBLEM, CPU_MODEL, DOMAIN_REQUIRE,
	   NS_DOMAIN_GETS "no SVM: its CPU is {cpu}, and QEMU switches svm off in every model under KVM unless it is asked for it",
	   "QEMU target/i386/kvm/kvm-cpu.c kvm_default_props")
NS_FINDING(DOMAIN_MODEL_WITHOUT, "domain-model-without", PROBLEM, CPU_MODEL, DOMAIN_REQUIRE,
	   NS_DOMAIN_GETS "no {isa}: its CPU is {cpu}, which has no {feature} by itself",
	   "QEMU target/i386/cpu.c builtin_x86_defs")
NS_FINDING(DOMAIN_NO_CPU, "domain-no-cpu", PROBLEM, CPU_MODEL, DOMAIN_GIVE_CPU,
	   NS_DOMAIN_GETS "no {isa}: no CPU is chosen, and QEMU's own choice has no {feature} under KVM",
	   "QEMU hw/i386/pc.c default_cpu_type")
NS_FINDING(DOMAIN_SWITCHED_OFF, "domain-switched-off", PROBLEM, CPU_MODEL, DOMAIN_REQUIRE,
	   NS_DOMAIN_GETS "no {isa}: its definition switches {feature} off (policy='{off}')",
	   "libvirt docs/formatdomain.rst, CPU model and topology")
NS_FINDING(DOMAIN_LEFT_OUT, "domain-left-out", PROBLEM, CPU_MODEL, DOMAIN_REQUIRE,
	   "the VM has no {isa}: {feature} was off when it started, and libvirt wrote that down. Its definition or QEMU left it out: check the definition with --inactive",
	   "libvirt src/cpu/cpu_x86.c virCPUx86UpdateLive()")
NS_FINDING(DOMAIN_QEMU_CPU_WITHOUT, "domain-qemu-cpu-without", PROBLEM, CPU_MODEL, DOMAIN_GIVE_CPU,
	   NS_DOMAIN_GETS "no {isa}: <qemu:commandline> gives QEMU {cpu}, which has no {feature}",
	   "QEMU system/vl.c; target/i386/cpu.c")
NS_FINDING(DOMAIN_TCG_WITHOUT, "domain-tcg-without", PROBLEM, CPU_MODEL, DOMAIN_EMULATE_SVM,
	   NS_DOMAIN_GETS "neither VMX nor SVM: QEMU emulates its CPU (TCG), which it can do for SVM and not for VMX, and {?off:its definition switches svm off (policy='{off}')}{!off:{cpu} has no svm}",
	   "QEMU target/i386/cpu.c TCG_EXT_FEATURES, TCG_EXT3_FEATURES")
NS_FINDING(DOMAIN_TCG_VMX, "domain-tcg-vmx", WARNING, CPU_MODEL, DOMAIN_USE_KVM,
	   "vmx is required, which QEMU cannot emulate (TCG): it starts the VM without", "QEMU target/i386/cpu.c TCG_EXT_FEATURES")
NS_FINDING(DOMAIN_HOST_WITHOUT, "domain-host-without", PROBLEM, KVM, CAUSE,
	   NS_DOMAIN_GETS "neither VMX nor SVM, whatever its CPU: {cause}", "analysis/answers.c")
NS_FINDING(DOMAIN_OTHER_VENDOR, "domain-other-vendor", WARNING, CPU_MODEL, DOMAIN_UNREQUIRE,
	   "{feature} is required, which this machine cannot give: it has {isa}", "analysis/domain.c")
NS_FINDING(DOMAIN_NOT_STARTED, "domain-not-started", PROBLEM, CPU_MODEL, DOMAIN_UNREQUIRE,
	   "libvirt{!listed: (9.0 does)} refuses to start the VM: {feature} is {?listed:required}{!listed:part of {cpu} for it}, and KVM here does not offer it",
	   "libvirt src/cpu/cpu_x86.c virCPUx86Compare()")
NS_FINDING(DOMAIN_FORBIDDEN, "domain-forbidden", PROBLEM, CPU_MODEL, DOMAIN_REQUIRE,
	   "libvirt refuses to start the VM: {feature} is forbidden (policy='forbid'), and KVM here offers it",
	   "libvirt src/cpu/cpu_x86.c virCPUx86Compare()")
NS_FINDING(DOMAIN_FULL_REFUSED, "domain-full-refused", PROBLEM, CPU_MODEL, DOMAIN_CHECK_PARTIAL,
	   "libvirt refuses to start the VM: with check='full' the CPU has to be the one that libvirt wants, with svm, which QEMU leaves out",
	   "libvirt src/cpu/cpu_x86.c virCPUx86UpdateLive()")
NS_FINDING(DOMAIN_TCG_PASSTHROUGH, "domain-tcg-passthrough", PROBLEM, CPU_MODEL, DOMAIN_USE_KVM,
	   "libvirt refuses to start the VM: <domain type='qemu'> has no host CPU to pass through",
	   "libvirt src/qemu/qemu_capabilities.c virQEMUCapsIsCPUModeSupported()")
NS_FINDING(DOMAIN_CONFIDENTIAL, "domain-confidential", PROBLEM, CPU_MODEL, NONE,
	   "the VM is confidential (<launchSecurity type='{type}'>), and such a VM cannot run VMs",
	   "analysis/platform_rows.h")
NS_FINDING(DOMAIN_OTHER_ARCH, "domain-other-arch", PROBLEM, CPU_MODEL, NONE,
	   "the VM is a machine of {arch}, and VMX and SVM are of x86", "analysis/domain.c")
NS_FINDING(DOMAIN_HOST_OTHER_ARCH, "domain-host-other-arch", PROBLEM, CPU_MODEL, NONE,
	   "the VM is a machine of {arch}, which KVM does not run on {host}", "Linux Documentation/virt/kvm/api.rst")
NS_FINDING(DOMAIN_ARCH_NOT_KNOWN, "domain-architecture-not-known", UNKNOWN, UNKNOWN, NONE,
	   "nestscope does not know whether a VM of {arch} can run VMs", "analysis/arch.c")
NS_FINDING(DOMAIN_OTHER_TYPE, "domain-other-type", UNKNOWN, CPU_MODEL, NONE,
	   "<domain type='{type}'> does not run under QEMU; nestscope knows QEMU's CPUs only",
	   "libvirt docs/formatdomain.rst")
NS_FINDING(DOMAIN_CPU_UNKNOWN, "domain-cpu-unknown", UNKNOWN, CPU_MODEL, DOMAIN_GIVE_CPU,
	   "what {cpu} has of VMX and SVM is not known", "analysis/domain_models.h")
NS_FINDING(DOMAIN_POLICY_UNKNOWN, "domain-policy-unknown", UNKNOWN, CPU_MODEL, DOMAIN_REQUIRE,
	   "the policy of {feature} is none that nestscope knows: force, require, optional, disable and forbid",
	   "libvirt docs/formatdomain.rst, CPU model and topology")
NS_FINDING(DOMAIN_OFFER_UNREAD, "domain-offer-unread", UNKNOWN, KVM, CAUSE,
	   "{?isa:{isa} is asked for, with {cpu}; }whether KVM here offers {?isa:it}{!isa:VMX or SVM} was not read",
	   "analysis/answers.c")
NS_FINDING(DOMAIN_QEMU_CPU, "domain-qemu-cpu", NOTE, NONE, NONE,
	   "<qemu:commandline> gives QEMU a CPU of its own, which counts; what <cpu> says does not",
	   "QEMU system/vl.c")
NS_FINDING(DOMAIN_MODEL_LESS, "domain-model-less", WARNING, CPU_MODEL, DOMAIN_ADD_MORE,
	   "{cpu} leaves out what KVM here offers, so VMs in this VM are slower: {names}",
	   "QEMU target/i386/cpu.c builtin_x86_defs; analysis/notable.h")
NS_FINDING(DOMAIN_MODEL_OF_OTHER, "domain-model-of-other-vendor", WARNING, CPU_MODEL, DOMAIN_OWN_MODEL,
	   "{cpu} is one of {theirs}'s CPUs, and this machine has one of {ours}'s: what this one lacks of it keeps the VM from starting{?unchecked:, or QEMU leaves it out}",
	   "libvirt src/cpu/cpu_x86.c virCPUx86Compare()")
NS_FINDING(DOMAIN_IOMMU_COMPLETE, "domain-iommu-complete", OK, NONE, NONE,
	   "a device of the VM can be given to a VM of its own: its IOMMU (intel) remaps interrupts and has caching mode",
	   "QEMU hw/i386/intel_iommu.c; hw/vfio/common.c")
NS_FINDING(DOMAIN_IOMMU_CACHES_NOT, "domain-iommu-caches-not", WARNING, CPU_MODEL, DOMAIN_IOMMU,
	   "the VM's IOMMU has no caching mode (caching_mode='on'): no device that the VM is given can be given on to a VM of its own",
	   "QEMU hw/i386/intel_iommu.c vtd_iommu_notify_flag_changed()")
NS_FINDING(DOMAIN_IOMMU_REMAPS_NOT, "domain-iommu-remaps-not", WARNING, CPU_MODEL, DOMAIN_IOMMU,
	   "the VM's IOMMU does not remap interrupts (intremap='on'): inside, VFIO gives no device to a VM without allow_unsafe_interrupts=1 of vfio_iommu_type1",
	   "Linux drivers/vfio/vfio_iommu_type1.c allow_unsafe_interrupts; QEMU hw/i386/x86-iommu.c")
NS_FINDING(DOMAIN_IOMMU_IOAPIC, "domain-iommu-without-ioapic", WARNING, CPU_MODEL, DOMAIN_IOMMU,
	   "an IOMMU that remaps interrupts needs <ioapic driver='qemu'/>: libvirt 9.0 refuses the definition without it, 11.3 adds it",
	   "libvirt src/conf/domain_validate.c virDomainDefIOMMUValidate(), src/qemu/qemu_postparse.c")
NS_FINDING(DOMAIN_IOMMU_IOAPIC_KVM, "domain-iommu-kvm-ioapic", PROBLEM, CPU_MODEL, DOMAIN_IOMMU,
	   "libvirt refuses the definition: an IOMMU that remaps interrupts needs <ioapic driver='qemu'/>, and this is driver='{ioapic}'",
	   "libvirt src/conf/domain_validate.c virDomainDefIOMMUValidate()")
NS_FINDING(DOMAIN_IOMMU_MACHINE, "domain-iommu-machine", PROBLEM, CPU_MODEL, DOMAIN_IOMMU,
	   "libvirt refuses the definition: an IOMMU of model intel needs the machine q35, and this is {machine}",
	   "libvirt src/qemu/qemu_validate.c")
NS_FINDING(DOMAIN_IOMMU_OTHER, "domain-iommu-other", NOTE, NONE, NONE,
	   "the VM's IOMMU is of model {model}; what nestscope knows of giving its devices on is of model intel",
	   "libvirt docs/formatdomain.rst, IOMMU devices")
NS_FINDING(DOMAIN_NO_IOMMU, "domain-no-iommu", NOTE, NONE, NONE,
	   "the VM is given a device and has no IOMMU, so it cannot give that on to a VM of its own, which takes <features><ioapic driver='qemu'/></features> and <iommu model='intel'><driver intremap='on' caching_mode='on'/></iommu>",
	   "libvirt docs/formatdomain.rst, IOMMU devices")

#undef NS_DOMAIN_GETS
#undef NS_DOMAIN_RESTART
