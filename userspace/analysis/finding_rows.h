/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every sentence that nestscope has for people about what it found: one row a
 * finding, one row a remedy, data only.
 *
 *   NS_REMEDY(id, code, text)
 *   NS_FINDING(id, code, severity, component, remedy, text, source)
 *
 * code       stable, for programs; what it means never changes. A finding's is
 *            a state ("nested-off"), a remedy's an action ("load-module")
 * severity, component   of enum ns_severity and enum ns_component
 * remedy     id of the remedy, NONE if nothing can be done
 * text       one sentence, without a full stop. In it
 *              {name}         is the argument of that name
 *              {?name:words}  are words for where the argument is set,
 *              {!name:words}  for where it is not; both may hold arguments
 *              {cause}        is the sentence of the finding that this one follows from
 *              {bit}          is the manual's name of the finding's bit, {bit.short}
 *                             one to search for, {bit.place} where it is,
 *                             {bit.linux}, {bit.qemu}, {bit.libvirt} its names there
 * source     where the rule comes from: a manual, a file of the kernel
 */
#ifndef NS_FINDING
#error "define NS_FINDING and NS_REMEDY before including this header"
#endif

/* Remedies */
NS_REMEDY(SET_PARAM, "set-module-parameter",
	  "modprobe -r {module} && modprobe {module} {param}=1, or \"options {module} {param}=1\" in /etc/modprobe.d/")
NS_REMEDY(LOAD_MODULE, "load-module",
	  "modprobe {module}; if that fails, the kernel log says why")
NS_REMEDY(MAKE_DEVICE, "make-device",
	  "read the kernel log; in a container, pass the device /dev/kvm in")
NS_REMEDY(JOIN_GROUP, "join-group",
	  "join the group that owns /dev/kvm (often kvm), or run VMs as root")
NS_REMEDY(ENABLE_IN_FIRMWARE, "enable-in-firmware",
	  "enable virtualization (VT-x, SVM Mode) in the firmware's setup, then power the machine off and on")
NS_REMEDY(ENABLE_IN_VM_FIRMWARE, "enable-in-vm-firmware",
	  "on the layer below: let the VM's firmware set it (QEMU: remove any override of etc/msr_feature_control), then power the VM off and on")
NS_REMEDY(EXPOSE_VIRTUALIZATION, "expose-virtualization",
	  "on the layer below: give the VM a CPU with VMX or SVM (QEMU -cpu host, libvirt host-passthrough, Hyper-V ExposeVirtualizationExtensions, VMware vhv.enable, VirtualBox --nested-hw-virt on)")
NS_REMEDY(UPDATE_KERNEL, "update-kernel", "update the kernel")
NS_REMEDY(MOUNT_SYS, "mount-sys", "run nestscope with /sys mounted")
NS_REMEDY(RUN_AS_ROOT, "run-as-root", "run nestscope as root, with nestscope.ko loaded")
NS_REMEDY(ADD_FEATURE, "add-cpu-feature",
	  "QEMU: {qemu} (and no -{feature}, which would win), or -cpu host; libvirt: {libvirt} in <cpu>{?unknown: (libvirt 9.0 does not know it yet)}, or <cpu mode='host-passthrough'/>")
NS_REMEDY(PASS_HOST_CPU, "pass-host-cpu", "QEMU: -cpu host; libvirt: <cpu mode='host-passthrough'/>")
NS_REMEDY(ASK_VMM, "ask-vmm", "see how {vmm} gives a VM the host's CPU")
NS_REMEDY(READ_AGAIN, "read-again", "take the snapshot of {layer} again, as root and with KVM loaded")
/* Stands for the remedy of what the finding follows from */
NS_REMEDY(CAUSE, "cause", "see the cause")

/* Can this machine run VMs? analysis/answers.c */
NS_FINDING(KVM_USABLE, "kvm-usable", OK, NONE, NONE,
	   "/dev/kvm works (API version {api}), provided by {!module:an unknown module}{?module:{module}} with {isa}",
	   "Linux Documentation/virt/kvm/api.rst KVM_GET_API_VERSION")
NS_FINDING(KVM_WITHOUT_HARDWARE, "kvm-without-hardware", OK, NONE, NONE,
	   "/dev/kvm works (API version {api}), provided by {!module:an unknown module}{?module:{module}}; the CPU has neither VMX nor SVM, and this KVM needs neither{?pvm: (PVM)}",
	   "virt-pvm/linux")
NS_FINDING(KVM_API, "kvm-api", UNKNOWN, KERNEL, UPDATE_KERNEL,
	   "/dev/kvm has API version {api}, not 12",
	   "Linux Documentation/virt/kvm/api.rst KVM_GET_API_VERSION")
NS_FINDING(KVM_LOADED, "kvm-loaded", OK, NONE, NONE,
	   "{module} is loaded (/dev/kvm was not asked{?why:: {why}})", "Linux virt/kvm/kvm_main.c")
NS_FINDING(KVM_NOT_LOADED, "kvm-not-loaded", PROBLEM, KERNEL, LOAD_MODULE,
	   "the CPU has {isa}, but {module} is not loaded", "Linux arch/x86/kvm/Kconfig")
NS_FINDING(KVM_NO_DEVICE, "kvm-no-device", PROBLEM, KERNEL, LOAD_MODULE,
	   "{?loaded:{loaded} is loaded}{!loaded:the CPU has {isa}}, but {why}",
	   "Linux virt/kvm/kvm_main.c kvm_init()")
NS_FINDING(KVM_NOT_PERMITTED, "kvm-not-permitted", PROBLEM, PERMISSION, JOIN_GROUP,
	   "{!module:KVM}{?module:{module}} is loaded, but this user cannot open its device ({why})",
	   "udev 50-udev-default.rules")
NS_FINDING(KVM_MODULES_UNREAD, "kvm-modules-unread", UNKNOWN, UNKNOWN, MOUNT_SYS,
	   "the CPU has {isa}, but whether {module} is loaded could not be read", "Linux /sys/module")
NS_FINDING(KVM_UNREAD, "kvm-unread", UNKNOWN, UNKNOWN, RUN_AS_ROOT,
	   "neither /dev/kvm nor the CPU could be asked", "analysis/answers.c")
NS_FINDING(VMX_LOCKED_OFF, "vmx-locked-off", PROBLEM, FIRMWARE, ENABLE_IN_FIRMWARE,
	   "IA32_FEATURE_CONTROL is {value}: locked, with VMX outside SMX disabled",
	   "Linux arch/x86/kernel/cpu/feat_ctl.c init_ia32_feat_ctl()")
NS_FINDING(SVM_DISABLED, "svm-disabled", PROBLEM, FIRMWARE, ENABLE_IN_FIRMWARE,
	   "VM_CR is {value}: SVMDIS set, {?locked:locked}{!locked:not locked}",
	   "Linux arch/x86/kvm/svm/svm.c is_disabled()")
NS_FINDING(VMX_FLAG_CLEARED, "vmx-flag-cleared", PROBLEM, FIRMWARE, ENABLE_IN_FIRMWARE,
	   "CPUID has VMX, but Linux has cleared it from /proc/cpuinfo, which it does when IA32_FEATURE_CONTROL is locked with VMX disabled (not read here)",
	   "Linux arch/x86/kernel/cpu/feat_ctl.c init_ia32_feat_ctl()")
NS_FINDING(SVM_FLAG_CLEARED, "svm-flag-cleared", PROBLEM, FIRMWARE, ENABLE_IN_FIRMWARE,
	   "CPUID has SVM, but Linux has cleared it from /proc/cpuinfo, which it does when VM_CR.SVMDIS is set (not read here)",
	   "Linux 6.12 arch/x86/kernel/cpu/amd.c init_amd()")
NS_FINDING(NOT_EXPOSED, "not-exposed", PROBLEM, BELOW, EXPOSE_VIRTUALIZATION,
	   "this is a guest, and its CPU has neither VMX (CPUID.1:ECX[5]) nor SVM (CPUID.80000001:ECX[2])",
	   "SDM vol. 3 Discovering Support for VMX; APM vol. 2 Enabling SVM")
NS_FINDING(NO_HARDWARE, "no-hardware", PROBLEM, CPU, NONE,
	   "the CPU has neither VMX (CPUID.1:ECX[5]) nor SVM (CPUID.80000001:ECX[2]){?clear:, and the hypervisor bit is clear}{!clear:; whether a hypervisor hides them could not be read}",
	   "SDM vol. 3 Discovering Support for VMX; APM vol. 2 Enabling SVM")

/* Can its VMs run VMs? analysis/answers.c */
NS_FINDING(NO_VMS, "no-vms", PROBLEM, NONE, NONE, "this machine cannot run VMs", "analysis/answers.c")
NS_FINDING(NESTED_OFFERED, "nested-offered", OK, NONE, NONE,
	   "KVM offers {isa} to its guests{?nested:, nested={nested}}{?saved:; a VM that runs VMs can be saved and migrated}{?unsaved:; a VM that runs VMs cannot be saved (no KVM_CAP_NESTED_STATE)}",
	   "Linux arch/x86/kvm/vmx/vmx.c vmx_set_cpu_caps(), svm/svm.c svm_set_cpu_caps()")
NS_FINDING(NESTED_OFF, "nested-off", PROBLEM, KVM, SET_PARAM, "{module}.{param} is {value}",
	   "Linux arch/x86/kvm/vmx/vmx.c, svm/svm.c, parameter nested")
NS_FINDING(NESTED_NOT_OFFERED, "nested-not-offered", PROBLEM, KVM, NONE,
	   "KVM{?module: ({module})} offers its guests neither VMX nor SVM",
	   "Linux Documentation/virt/kvm/api.rst KVM_GET_SUPPORTED_CPUID")
NS_FINDING(NESTED_ON, "nested-on", OK, NONE, NONE,
	   "{module}.{param} is {value} (what KVM offers was not read)",
	   "Linux arch/x86/kvm/vmx/vmx.c, svm/svm.c, parameter nested")
NS_FINDING(NESTED_UNREAD, "nested-unread", UNKNOWN, UNKNOWN, NONE,
	   "neither what KVM offers nor its parameter nested could be read", "analysis/answers.c")

/* What is missing or slow: analysis/answers.c, notable.h */
NS_FINDING(MISSING_IN_CPU, "missing-in-cpu", WARNING, CPU, NONE,
	   "the CPU has no {bit.short}: {costs}", "analysis/notable.h")
NS_FINDING(MISSING_IN_OFFER, "missing-in-offer", WARNING, KVM, NONE,
	   "KVM does not offer {bit.short}: {costs}", "analysis/notable.h")
NS_FINDING(SHADOW_PARAM_UNUSED, "shadow-parameter-unused", NOTE, KVM, NONE,
	   "kvm_intel.enable_shadow_vmcs={value} has no effect while nested is off",
	   "Linux arch/x86/kvm/vmx/nested.c nested_vmx_hardware_setup()")

/* Why KVM does not offer a capability: analysis/offer.c */
NS_FINDING(EMULATED, "emulated", NOTE, KVM, NONE, "emulated by KVM", "analysis/offer_rules.h")
NS_FINDING(NO_KVM, "no-kvm", WARNING, KERNEL, CAUSE, "no KVM here: {cause}", "analysis/answers.c")
NS_FINDING(NEVER_OFFERED, "never-offered", NOTE, KVM, NONE, "never offered to a guest hypervisor",
	   "analysis/offer_rules.h")
NS_FINDING(KERNEL_TOO_OLD, "kernel-too-old", WARNING, KVM, NONE,
	   "not offered by Linux {kernel}; Linux {version} offers it", "analysis/offer_rules.h")
NS_FINDING(PARAMETER_OFF, "parameter-off", WARNING, KVM, SET_PARAM, "{module}.{param} is {value}",
	   "analysis/offer_rules.h")
NS_FINDING(DEPENDS, "depends", WARNING, KVM, NONE, "needs \"{need}\", which the CPU does not have",
	   "analysis/offer_rules.h")
NS_FINDING(OFFER_NOT_KNOWN, "not-known", UNKNOWN, KVM, NONE,
	   "not known{?root:: KVM offers no {root} at all}{?evmcs:; KVM runs on Hyper-V with an enlightened VMCS, which has fewer controls}{?version:; Linux {version} and later offer it}",
	   "analysis/offer_rules.h")

/* /proc/cpuinfo against the registers: analysis/cpuinfo.c */

/* Which layer this is: analysis/layers.c */

/* What a piece of evidence means: analysis/evidence.c */

/* What runs now: analysis/live.c */

/* Whether snapshots form a chain, and how that is known: analysis/chain.c */

/* Where a capability is lost: analysis/waterfall.c */
NS_FINDING(WITHHELD, "withheld", WARNING, KVM, CAUSE,
	   "{?firmware:firmware}{!firmware:KVM} on {layer}: {cause}", "analysis/offer.c")
NS_FINDING(CPUID_MISSING, "cpuid-missing", WARNING, KVM, NONE,
	   "KVM on {layer}: depends on the CPU feature {follows}, which Linux on {layer} does not use",
	   "QEMU target/i386/cpu.c feature_dependencies")
NS_FINDING(CPU_MODEL, "cpu-model", WARNING, CPU_MODEL, ADD_FEATURE,
	   "the VM's CPU model on {layer}: add {feature}=on{?follows: and {follows}=on}, or -cpu host",
	   "QEMU target/i386/cpu.c")
NS_FINDING(CPU_MODEL_UNNAMED, "cpu-model-unnamed", WARNING, CPU_MODEL, PASS_HOST_CPU,
	   "the VM's CPU model on {layer}: use -cpu host (QEMU has no name for it)",
	   "QEMU target/i386/cpu.c")
NS_FINDING(CPU_MODEL_OTHER, "cpu-model-other", WARNING, CPU_MODEL, ASK_VMM,
	   "the CPU that {vmm} on {layer} gives the VM", "analysis/waterfall.c")
NS_FINDING(LOST_UNREAD, "not-read", UNKNOWN, KVM_OR_CPU_MODEL, READ_AGAIN,
	   "between {layer} and {upper}: KVM or the VM's CPU model; not all was read",
	   "analysis/waterfall.c")


#undef NS_REMEDY
#undef NS_FINDING
