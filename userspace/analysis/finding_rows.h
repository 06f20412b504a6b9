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
 *              \n             ends a step of a remedy: each is shown on a line of its own
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
	  "now, while no VM runs{?users: (the use count of {module} is {users}: stop its VMs, or reboot instead)}: modprobe -r {module} && modprobe {module} {set}\nfor good: {?where:correct {where}:}{!where:in /etc/modprobe.d/kvm.conf:} options {module} {set}\nto verify: grep . /sys/module/{module}/parameters/{param}")
NS_REMEDY(LOOK_AT_NESTED, "look-at-nested",
	  "on that machine: cat /sys/module/{driver}/parameters/nested tells whether nested is off; options {driver} nested=1 in /etc/modprobe.d/kvm.conf switches it on")
NS_REMEDY(SET_BUILTIN_PARAM, "set-kernel-parameter",
	  "{module} is built into the kernel: add {module}.{set} to the kernel's command line{?where: (it is set in {where})} (GRUB: GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub or grub2-mkconfig), and reboot\nto verify: grep . /sys/module/{module}/parameters/{param}")
NS_REMEDY(RELOAD_MODULE, "reload-module",
	  "{set} is set in {where}, but {module} was loaded without it\nwhile no VM runs{?users: (the use count of {module} is {users}: stop its VMs, or reboot instead)}: modprobe -r {module} && modprobe {module}\nif it is off again after a reboot, the initramfs loads {module} with the old options: update-initramfs -u (Debian), dracut -f (Fedora)\nto verify: grep . /sys/module/{module}/parameters/{param}")
NS_REMEDY(INSTALL_MODULE, "install-module",
	  "install the package with {module} for this kernel, or boot a kernel that has it; if the kernel was updated, reboot\nto verify: modinfo {module}")
NS_REMEDY(OTHER_KERNEL, "other-kernel",
	  "boot a kernel that was built with KVM (CONFIG_KVM, CONFIG_KVM_INTEL, CONFIG_KVM_AMD)")
NS_REMEDY(KERNEL_WITH_KVM, "kernel-with-kvm",
	  "boot a kernel that was built with KVM (CONFIG_KVM; on ppc64 CONFIG_KVM_BOOK3S_64_HV)")
NS_REMEDY(UNBLACKLIST, "remove-blacklist",
	  "remove it: {where}\nthen, now: modprobe {module}; what is removed from the kernel's command line needs a reboot instead\nto verify: ls -l /dev/kvm")
NS_REMEDY(READ_KERNEL_LOG, "read-kernel-log",
	  "the kernel log says why: dmesg | grep -i kvm\nnestscope explain MESSAGE says what the message means and what to do")
NS_REMEDY(LOAD_MODULE, "load-module",
	  "modprobe {module}; if that fails, the kernel log says why")
NS_REMEDY(MAKE_DEVICE, "make-device",
	  "the kernel log says why: dmesg | grep -i kvm; in a container, pass /dev/kvm to the container")
NS_REMEDY(JOIN_GROUP, "join-group",
	  "usermod -aG kvm USER, if kvm is the group that owns /dev/kvm, then log in again; or run VMs as root\nto verify: ls -l /dev/kvm; id")
NS_REMEDY(ENABLE_IN_FIRMWARE, "enable-in-firmware",
	  "enable virtualization (VT-x, SVM Mode) in the firmware setup, then power the machine off and on")
NS_REMEDY(ENABLE_IN_VM_FIRMWARE, "enable-in-vm-firmware",
	  "on the layer below: let the VM's firmware set IA32_FEATURE_CONTROL (QEMU: remove any override of etc/msr_feature_control), then power the VM off and on")
NS_REMEDY(EXPOSE, "expose-virtualization",
	  "outside this VM ({platform}):\n{how}{?stop:\n{stop}}{?needs:\nneeds: {needs}}\nto verify, inside: grep -cwE 'vmx|svm' /proc/cpuinfo is not 0")
NS_REMEDY(CANNOT_EXPOSE, "cannot-be-done",
	  "cannot be done here: {how}{?needs:\ninstead: {needs}}")
NS_REMEDY(EXPOSE_UNKNOWN, "ask-provider",
	  "nestscope does not know how {platform} enables nested virtualization: ask the provider")
NS_REMEDY(EXPOSE_ANY, "expose-virtualization-somehow",
	  "outside this VM, in the settings of its hypervisor, which is not known here. The most common ones:\nQEMU: -cpu host; libvirt: <cpu mode='host-passthrough'/>\nHyper-V: Set-VMProcessor -VMName NAME -ExposeVirtualizationExtensions $true\nVMware: vhv.enable = \"TRUE\" in the .vmx file\nthen power the VM off and on")
NS_REMEDY(UPDATE_KERNEL, "update-kernel", "update the kernel")
NS_REMEDY(MOUNT_SYS, "mount-sys", "run nestscope with /sys mounted")
NS_REMEDY(SNAPSHOT_THERE, "take-snapshot",
	  "on that machine, as root: nestscope snapshot >host.json; it contains what was not captured here")
NS_REMEDY(RUN_AS_ROOT, "run-as-root", "run nestscope as root, with nestscope.ko loaded")
NS_REMEDY(ADD_FEATURE, "add-cpu-feature",
	  "QEMU: {qemu} (without -{feature}, which would override it), or -cpu host; libvirt: {libvirt} in <cpu>{?unknown: (libvirt {unknown} does not know it yet)}, or <cpu mode='host-passthrough'/>")
NS_REMEDY(PASS_HOST_CPU, "pass-host-cpu", "QEMU: -cpu host; libvirt: <cpu mode='host-passthrough'/>")
NS_REMEDY(ASK_VMM, "ask-vmm", "look up how {vmm} gives a VM the host's CPU")
NS_REMEDY(READ_AGAIN, "read-again", "take the snapshot of {layer} again, as root and with KVM loaded")
NS_REMEDY(STOP_OTHER_HYPERVISOR, "stop-other-hypervisor",
	  "stop the VMs of the other hypervisor and unload its module (vboxdrv, vmmon); after kexec or a crash, power the machine off and on")
NS_REMEDY(RELEASE_KVM, "release-kvm",
	  "stop the KVM VMs, then modprobe -r {module}; on Linux 6.12 and later KVM enables VMX or SVM as soon as it is loaded, unless kvm.enable_virt_at_load=0")
NS_REMEDY(DISABLE_HYPERV, "disable-hyper-v",
	  "on the Windows host: turn off Hyper-V, Virtual Machine Platform, Windows Hypervisor Platform and Memory integrity, run bcdedit /set hypervisorlaunchtype off, then power the machine off and on")
NS_REMEDY(DROP_FEATURE, "drop-cpu-feature",
	  "harmless unless VMs in this VM need it; to avoid the message, {?off:QEMU: -cpu ...,{off}}{?libvirt:; libvirt: {libvirt} in <cpu>}{?unnamed: (libvirt {unknown} has no name for {unnamed})}{!off:remove it from the VM's CPU model}")
NS_REMEDY(FEWER_FEATURES, "fewer-cpu-features",
	  "use a CPU model that this machine supports (libvirt: host-model instead of a custom model), or leave out the capabilities that the message names")
NS_REMEDY(USE_KVM, "use-kvm",
	  "QEMU: -accel kvm, and no \"-accel tcg\" after it; libvirt: <domain type='kvm'>")
NS_REMEDY(COMPARE_HOSTS, "compare-hosts",
	  "take a nestscope snapshot on both machines, then run nestscope diff A B; give the VM a CPU model that both support")
NS_REMEDY(UPDATE_SOFTWARE, "update-software", "update QEMU and libvirt on this machine")
NS_REMEDY(CLEAR_LIBVIRT_CACHE, "clear-libvirt-cache",
	  "delete /var/cache/libvirt/qemu/capabilities and restart libvirtd (or virtqemud)")
NS_REMEDY(EQUAL_CPUS, "equal-cpus",
	  "update the firmware and the microcode; for a VM, on the layer below: let all its vCPUs run on the same kind of CPU")
NS_REMEDY(REPAIR_BELOW, "repair-below",
	  "update the kernel or hypervisor of the layer below; nestscope diff compares what it offers with what this layer has")
NS_REMEDY(LOAD_WITH_PAIR, "load-despite-pair",
	  "update the layer below, or load kvm_intel with error_on_inconsistent_vmcs_config=0, which leaves both controls out")
NS_REMEDY(LOAD_WITHOUT_PAIR, "load-without-pair",
	  "update the firmware and the microcode, or load kvm_intel with error_on_inconsistent_vmcs_config=0, which leaves both controls out")
NS_REMEDY(SIGN_MODULE, "sign-module",
	  "sign the module and enroll the key (mokutil --import), or turn Secure Boot off in the firmware setup")
NS_REMEDY(LIFT_LOCKDOWN, "lift-lockdown",
	  "turn Secure Boot off in the firmware setup, or remove lockdown= from the kernel's command line, whichever locked it down")
NS_REMEDY(UNLOAD_OTHER_MODULE, "unload-other-module",
	  "unload the vendor module that is loaded (modprobe -r), if this machine needs the other one")
NS_REMEDY(LOAD_RIGHT_MODULE, "load-right-module", "kvm_intel is for Intel CPUs, kvm_amd for AMD and Hygon CPUs")
NS_REMEDY(CORRECT_PARAMETER, "correct-parameter",
	  "modinfo -p {module} lists the parameters; correct the line in /etc/modprobe.d/")
NS_REMEDY(REBUILD_MODULE, "rebuild-module", "build the module against the headers of the running kernel (uname -r)")
NS_REMEDY(STOP_VMS, "stop-vms", "stop the VMs that use it (lsof /dev/kvm), then try again")
NS_REMEDY(BECOME_ROOT, "become-root", "run the command as root")
NS_REMEDY(ADD_INVTSC, "add-invtsc", "on the layer below: QEMU: -cpu ...,+invtsc; libvirt: <feature policy='require' name='invtsc'/>")
NS_REMEDY(BOOT_WITHOUT_RT, "boot-without-rt", "boot a kernel that is not PREEMPT_RT")
NS_REMEDY(ENABLE_NX, "enable-nx", "enable NX (XD, Execute Disable) in the firmware setup, then power the machine off and on; a CPU without it is too old for KVM")
NS_REMEDY(EXPOSE_FULL_CPU, "expose-full-cpu",
	  "on the layer below: give the VM the whole CPU (QEMU -cpu host, libvirt host-passthrough, VMware vhv.enable), and update it")
NS_REMEDY(ADD_MSHV, "add-mshv",
	  "boot a kernel with CONFIG_MSHV_ROOT; then modprobe mshv_root\nto verify: ls -l /dev/mshv")
NS_REMEDY(ADD_ACRN_HSM, "add-acrn-hsm",
	  "boot a kernel with CONFIG_ACRN_HSM; then modprobe acrn\nto verify: ls -l /dev/acrn_hsm")
NS_REMEDY(XEN_NESTED, "xen-nested-hvm",
	  "in the domain's configuration: nestedhvm=1, with type=\"hvm\" and hap=1\nxl shutdown NAME, then xl create")
NS_REMEDY(NO_FORCED_FEATURES, "no-forced-features", "remove x-force-features=on from -cpu")
NS_REMEDY(PASS_DEVICE, "pass-device",
	  "create the container again with the device; the host has to load KVM's modules:\ndocker, podman: run --device /dev/kvm (rootless podman: --group-add keep-groups, too)\nKubernetes: resources.limits: devices.kubevirt.io/kvm: 1, with KubeVirt's device plugin\nIncus, LXD: incus config device add NAME kvm unix-char path=/dev/kvm\nto verify, inside: ls -l /dev/kvm")
NS_REMEDY(ALLOW_DEVICE, "allow-device",
	  "the control group of this process does not allow the device; neither a group nor root changes that\na systemd service: systemctl edit NAME: [Service] DeviceAllow=/dev/kvm rw; then systemctl restart NAME\na container: create it again with the device (docker, podman: --device /dev/kvm)\nto verify, there: nestscope status")
NS_REMEDY(LOAD_DEVICE_MODULE, "load-device-module", "modprobe {module}\nto verify: ls -l {device}")
NS_REMEDY(CHANGE_CLOCK, "change-clocksource",
	  "in a VM: give it an invariant TSC (QEMU: -cpu host,migratable=off or +invtsc) and KVM's clock\non a physical machine: the kernel log says why the kernel does not use the TSC (dmesg | grep -i -e tsc -e clocksource); tsc=reliable on the kernel's command line forces it\nto verify: cat /sys/devices/system/clocksource/clocksource0/current_clocksource")
NS_REMEDY(ALLOW_HUGE_PAGES, "allow-huge-pages",
	  "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled\nor reserve huge pages: sysctl vm.nr_hugepages=N, and libvirt: <memoryBacking><hugepages/></memoryBacking>\nfor good: transparent_hugepage=madvise on the kernel's command line")
NS_REMEDY(NO_NX_HUGE_PAGES, "leave-huge-pages-whole",
	  "echo auto > /sys/module/kvm/parameters/nx_huge_pages\nfor good: in /etc/modprobe.d/kvm.conf: options kvm nx_huge_pages=auto")
NS_REMEDY(L1D_FLUSH_COND, "flush-sometimes",
	  "if you trust the VMs: echo cond > /sys/module/kvm_intel/parameters/vmentry_l1d_flush")
NS_REMEDY(CHEAPER_MITIGATION, "cheaper-mitigation",
	  "if a cheaper mitigation is enough for this CPU, or if you trust the VMs: {set} on the kernel's command line, and reboot\nto verify: grep . /sys/devices/system/cpu/vulnerabilities/*")
NS_REMEDY(UDEV_RULE, "add-udev-rule",
	  "udev should give /dev/kvm to the group kvm (50-udev-default.rules), but did not. Now: chgrp kvm /dev/kvm && chmod 660 /dev/kvm\nfor good: in /etc/udev/rules.d/65-kvm.rules: KERNEL==\"kvm\", GROUP=\"kvm\", MODE=\"0660\"\nthen join the group kvm: usermod -aG kvm USER, and log in again")
NS_REMEDY(CGROUP_DELEGATE, "enable-controller",
	  "remove cgroup_disable={controller} from the kernel's command line; in a container, delegate the controller to the container")
NS_REMEDY(SWITCH_IOMMU_ON, "switch-iommu-on",
	  "enable VT-d or AMD-Vi (IOMMU) in the firmware setup\nIntel: add intel_iommu=on to the kernel's command line, and reboot\nto verify: ls /sys/kernel/iommu_groups")
NS_REMEDY(GIVE_IOMMU, "give-iommu",
	  "outside this VM: QEMU: -machine q35,kernel-irqchip=split -device intel-iommu,intremap=on,caching-mode=on, before the other devices\nlibvirt: <features><ioapic driver='qemu'/></features>, and <iommu model='intel'><driver intremap='on' caching_mode='on'/></iommu> among the devices\nin this VM: intel_iommu=on on the kernel's command line\nto verify, inside: ls /sys/kernel/iommu_groups")
NS_REMEDY(USE_KVM_BELOW, "use-kvm-below",
	  "on the machine that runs QEMU: -accel kvm, and no \"-accel tcg\" after it; libvirt: <domain type='kvm'>\nif that fails, run nestscope check on that machine")
/* Stands for the remedy of what the finding follows from */
NS_REMEDY(ORDINARY_VM, "use-ordinary-vm", "run the VMs on the layer below, or in a VM that is not confidential")
NS_REMEDY(OTHER_CPU, "use-another-cpu", "no setting helps: use a machine whose CPU has VMX or SVM")
NS_REMEDY(USE_DEVICE, "use-device", "nothing to fix: /dev/kvm works; report to the program's maintainers that its check is wrong")
NS_REMEDY(CAUSE, "cause", "see the cause")

/* Can this machine run VMs? analysis/answers.c */
NS_FINDING(KVM_USABLE, "kvm-usable", OK, NONE, NONE,
	   "/dev/kvm works (API version {api}), provided by {!module:an unknown module}{?module:{module}}{?isa: with {isa}}",
	   "Linux Documentation/virt/kvm/api.rst KVM_GET_API_VERSION")
NS_FINDING(KVM_WITHOUT_HARDWARE, "kvm-without-hardware", OK, NONE, NONE,
	   "/dev/kvm works (API version {api}), provided by {!module:an unknown module}{?module:{module}}; the CPU has neither VMX nor SVM, and this KVM needs neither{?pvm: (PVM)}",
	   "virt-pvm/linux")
NS_FINDING(KVM_API, "kvm-api", UNKNOWN, KERNEL, UPDATE_KERNEL,
	   "/dev/kvm has API version {api}, not 12",
	   "Linux Documentation/virt/kvm/api.rst KVM_GET_API_VERSION")
NS_FINDING(KVM_LOADED, "kvm-loaded", OK, NONE, NONE,
	   "{module} is loaded (/dev/kvm was not tried{?why:: {why}})", "Linux virt/kvm/kvm_main.c")
NS_FINDING(KVM_NOT_LOADED, "kvm-not-loaded", PROBLEM, KERNEL, LOAD_MODULE,
	   "{?isa:the CPU has {isa}, but }{module} is not loaded", "Linux arch/x86/kvm/Kconfig")
NS_FINDING(KVM_BLACKLISTED, "kvm-blacklisted", PROBLEM, KERNEL, UNBLACKLIST,
	   "{?isa:the CPU has {isa}, but }{module} is not loaded, and this prevents it: {where}",
	   "kmod modprobe.d(5); Linux kernel-parameters.txt module_blacklist")
NS_FINDING(KVM_NOT_INSTALLED, "kvm-not-installed", PROBLEM, KERNEL, INSTALL_MODULE,
	   "{?isa:the CPU has {isa}, but }{module} is not installed for {?kernel:Linux {kernel}}{!kernel:the running kernel}",
	   "kmod modules.dep(5)")
NS_FINDING(KVM_NOT_BUILT, "kvm-not-built", PROBLEM, KERNEL, OTHER_KERNEL,
	   "{?isa:the CPU has {isa}, but }{?kernel:Linux {kernel}}{!kernel:the running kernel} was built without {module}",
	   "Linux arch/x86/kvm/Kconfig")
NS_FINDING(KVM_DID_NOT_START, "kvm-did-not-start", PROBLEM, KERNEL, READ_KERNEL_LOG,
	   "{?isa:the CPU has {isa}, and }{module} is built into the kernel, but it did not start",
	   "Linux arch/x86/kvm/vmx/vmx.c vmx_init(), svm/svm.c svm_init()")
NS_FINDING(KVM_REFUSES, "kvm-would-refuse", PROBLEM, KERNEL, CAUSE,
	   "{?isa:the CPU has {isa}, but }{module} is {?builtin:built into the kernel and did not start}{!builtin:not loaded, and would refuse to load}: {cause}",
	   "Linux arch/x86/kvm/vmx/vmx.c setup_vmcs_config(), vmx_check_processor_compat()")
NS_FINDING(KVM_NO_DEVICE, "kvm-no-device", PROBLEM, KERNEL, LOAD_MODULE,
	   "{?loaded:{loaded} is loaded}{!loaded:{?isa:the CPU has {isa}}{!isa:KVM is not usable}}, but {why}",
	   "Linux virt/kvm/kvm_main.c kvm_init()")
NS_FINDING(KVM_NOT_PERMITTED, "kvm-not-permitted", PROBLEM, PERMISSION, JOIN_GROUP,
	   "{!module:KVM}{?module:{module}} is loaded, but this user cannot open its device ({why}{?mode:; owner, group and mode are {mode}}){?container:; this is a container ({container})}",
	   "udev 50-udev-default.rules")
NS_FINDING(KVM_MODULES_UNREAD, "kvm-modules-unread", UNKNOWN, UNKNOWN, MOUNT_SYS,
	   "{?isa:the CPU has {isa}, but }whether {module} is loaded could not be read", "Linux /sys/module")
NS_FINDING(KVM_UNREAD, "kvm-unread", UNKNOWN, UNKNOWN, RUN_AS_ROOT,
	   "neither /dev/kvm nor the CPU could be read", "analysis/answers.c")
NS_FINDING(VMX_HOLLOW, "vmx-hollow", PROBLEM, CPU, NONE,
	   "CPUID shows VMX, but the VMX registers {?kvm:that KVM offers }are 0, which no processor has: this VMX cannot be used",
	   "SDM vol. 3 A")
NS_FINDING(SVM_HOLLOW, "svm-hollow", PROBLEM, CPU, NONE,
	   "CPUID shows SVM, but leaf 8000_000A {?kvm:that KVM offers }is 0, which no processor has: this SVM cannot be used",
	   "APM vol. 3 E.4.9")
NS_FINDING(VMX_LOCKED_OFF, "vmx-locked-off", PROBLEM, FIRMWARE, ENABLE_IN_FIRMWARE,
	   "IA32_FEATURE_CONTROL is {?value:{value}: }locked with VMX outside SMX disabled: by the firmware, or by a kernel without KVM_INTEL that ran since the last reset (kexec)",
	   "Linux arch/x86/kernel/cpu/feat_ctl.c init_ia32_feat_ctl()")
NS_FINDING(VMX_LOCKED_BY_KERNEL, "vmx-locked-by-kernel", PROBLEM, KERNEL, OTHER_KERNEL,
	   "IA32_FEATURE_CONTROL is {?value:{value}: }locked with VMX outside SMX disabled: this kernel was built without KVM_INTEL, and such a kernel locks it",
	   "Linux arch/x86/kernel/cpu/feat_ctl.c init_ia32_feat_ctl()")
NS_FINDING(SVM_DISABLED, "svm-disabled", PROBLEM, FIRMWARE, ENABLE_IN_FIRMWARE,
	   "VM_CR {?value:is {value}: }{!value:has }SVMDIS set{?locked:, locked}{?unlocked:, not locked}{?key:; the CPU has an SVM lock (SVML): its key unlocks it}{?no_key:; the CPU has no SVM lock (SVML): only a reset unlocks it}",
	   "Linux arch/x86/kvm/svm/svm.c is_disabled(); APM vol. 2 SVM-Lock")
NS_FINDING(VMX_FLAG_CLEARED, "vmx-flag-cleared", PROBLEM, FIRMWARE, ENABLE_IN_FIRMWARE,
	   "CPUID has VMX, but /proc/cpuinfo does not: Linux clears the flag if IA32_FEATURE_CONTROL is locked with VMX disabled (not read here)",
	   "Linux arch/x86/kernel/cpu/feat_ctl.c init_ia32_feat_ctl()")
NS_FINDING(SVM_FLAG_CLEARED, "svm-flag-cleared", PROBLEM, FIRMWARE, ENABLE_IN_FIRMWARE,
	   "CPUID has SVM, but /proc/cpuinfo does not: Linux clears the flag if VM_CR.SVMDIS is set (not read here)",
	   "Linux 6.12 arch/x86/kernel/cpu/amd.c init_amd()")
NS_FINDING(NO_FLAG, "no-virtualization-flag", PROBLEM, FIRMWARE, ENABLE_IN_FIRMWARE,
	   "the flags of /proc/cpuinfo have neither vmx nor svm: the firmware has disabled virtualization (Linux then clears the flag), or the CPU has neither",
	   "Linux arch/x86/kernel/cpu/feat_ctl.c init_ia32_feat_ctl(), cpu/amd.c; CPUID would tell which")
NS_FINDING(NO_FLAG_IN_GUEST, "no-virtualization-flag-in-guest", PROBLEM, BELOW, EXPOSE_ANY,
	   "this is a VM, and the flags of /proc/cpuinfo have neither vmx nor svm",
	   "Linux arch/x86/kernel/cpu/proc.c")
NS_FINDING(NOT_EXPOSED, "not-exposed", PROBLEM, BELOW, EXPOSE_ANY,
	   "this is a VM, and its CPU has neither VMX (CPUID.1:ECX[5]) nor SVM (CPUID.80000001:ECX[2])",
	   "SDM vol. 3 Discovering Support for VMX; APM vol. 2 Enabling SVM")
NS_FINDING(NO_HARDWARE, "no-hardware", PROBLEM, CPU, NONE,
	   "the CPU has neither VMX (CPUID.1:ECX[5]) nor SVM (CPUID.80000001:ECX[2]){?clear:, and the hypervisor bit is clear}{!clear:; whether a hypervisor hides them could not be read}",
	   "SDM vol. 3 Discovering Support for VMX; APM vol. 2 Enabling SVM")

NS_FINDING(XEN_RUNS_VMS, "xen-runs-vms", OK, NONE, NONE,
	   "Xen, not KVM, runs the VMs here: xl creates them{?hvm: (PV and HVM)}{?pv: (PV only: this Xen offers no HVM)}{!read:; virt_caps in xl info lists the kinds}; Xen keeps VMX or SVM for itself, and shows its dom0 neither",
	   "Xen tools/xl/xl_info.c; Linux drivers/xen/sys-hypervisor.c")
NS_FINDING(HYPERV_RUNS_VMS, "hyperv-runs-vms", OK, NONE, NONE,
	   "Hyper-V, not KVM, runs the VMs here: {?linux:Linux}{!linux:this} is its {?l1vh:L1VH}{!l1vh:root} partition{?linux:, and creates them through /dev/mshv{!read: (whether that exists was not read)}}; Hyper-V keeps VMX or SVM for itself",
	   "Linux drivers/hv/mshv_root_main.c; TLFS, partition privileges")
NS_FINDING(HYPERV_NO_MSHV, "hyperv-no-mshv", PROBLEM, KERNEL, ADD_MSHV,
	   "Hyper-V keeps VMX or SVM for itself, so KVM cannot run: Linux is its {?l1vh:L1VH}{!l1vh:root} partition and could create VMs through /dev/mshv, which does not exist",
	   "Linux drivers/hv/mshv_root_main.c")
NS_FINDING(ACRN_RUNS_VMS, "acrn-runs-vms", OK, NONE, NONE,
	   "ACRN, not KVM, runs the VMs here: this is its service VM, where acrn-dm creates them through /dev/acrn_hsm{!read: (whether that exists was not read)}",
	   "Linux drivers/virt/acrn/hsm.c, Kconfig")
NS_FINDING(ACRN_NO_HSM, "acrn-no-hsm", PROBLEM, KERNEL, ADD_ACRN_HSM,
	   "ACRN keeps VMX for itself: this is its service VM, which could create VMs through /dev/acrn_hsm, which does not exist",
	   "Linux drivers/virt/acrn/hsm.c, Kconfig")
NS_FINDING(CONFIDENTIAL, "confidential-guest", PROBLEM, BELOW, CANNOT_EXPOSE,
	   "this is a confidential VM ({kind}), which cannot run VMs", "analysis/platform_rows.h")
NS_FINDING(PVM_GUEST, "pvm-guest", PROBLEM, BELOW, NONE,
	   "PVM runs this kernel in user mode (CPL 3), so it can use neither VMX nor SVM; CPUID shows those of the layer below PVM",
	   "virt-pvm/linux arch/x86/include/asm/pvm_para.h pvm_detect()")
NS_FINDING(NOT_A_KERNEL, "no-kernel-of-its-own", PROBLEM, BELOW, CANNOT_EXPOSE,
	   "programs here run on {platform}, which has no KVM", "analysis/platform_rows.h")
NS_FINDING(CONTAINER_NO_DEVICE, "container-without-kvm", PROBLEM, PERMISSION, PASS_DEVICE,
	   "this is a container ({container}) that was not given /dev/kvm{?loaded:; the host has {loaded} loaded}",
	   "Linux Documentation/admin-guide/devices.rst")

/* Can its VMs run VMs? analysis/answers.c */
NS_FINDING(NESTED_BY_XEN, "nested-by-xen", NOTE, BELOW, XEN_NESTED,
	   "Xen gives an HVM domain nested virtualization if it has nestedhvm=1; Xen calls this experimental",
	   "Xen docs/man/xl.cfg.5.pod.in, SUPPORT.md")
NS_FINDING(XEN_WITHOUT_HVM, "xen-without-hvm", PROBLEM, CPU, NONE,
	   "this Xen runs only PV domains, which cannot run VMs", "Xen tools/xl/xl_info.c")
NS_FINDING(NESTED_BY_HYPERV, "nested-by-hyperv", PROBLEM, BELOW, NONE,
	   "VMs created through /dev/mshv get no nested virtualization",
	   "kata-containers docs/releases/4.1.0.md")
NS_FINDING(NESTED_BY_HYPERV_UNREAD, "nested-by-hyperv-unread", UNKNOWN, BELOW, NONE,
	   "Hyper-V decides it for each VM, which its root partition's CPUID does not tell; whether that partition runs Linux, whose VMs get none, was not read",
	   "MicrosoftDocs/windowsserverdocs virtualization/hyper-v/enable-nested-virtualization.md; kata-containers docs/releases/4.1.0.md")
NS_FINDING(NESTED_BY_ACRN, "nested-by-acrn", PROBLEM, BELOW, NONE,
	   "ACRN offers nested virtualization to its service VM only",
	   "projectacrn misc/config_tools/schema/config.xsd")
NS_FINDING(NO_VMS, "no-vms", PROBLEM, NONE, NONE, "this machine cannot run VMs", "analysis/answers.c")
NS_FINDING(NESTED_OFFERED, "nested-offered", OK, NONE, NONE,
	   "KVM offers {isa} to its guests{?nested:, nested={nested}}{?saved_vmx:; a VM that runs VMs can be saved and migrated}{?saved_svm:; a VM that runs VMs can be saved and migrated (QEMU 5.1 or later), though the kernel's running-nested-guests.rst calls this undefined on AMD while an L2 runs}{?unsaved:; a VM that runs VMs cannot be saved (no KVM_CAP_NESTED_STATE)}",
	   "Linux arch/x86/kvm/vmx/vmx.c vmx_set_cpu_caps(), svm/svm.c svm_set_cpu_caps(); Documentation/virt/kvm/x86/running-nested-guests.rst; QEMU commit b16c0e20c742")
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

/* Values that no processor has: analysis/invariants.c, invariant_rows.h */
NS_FINDING(VMX_AND_SVM, "vmx-and-svm", WARNING, CPU, NONE,
	   "CPUID{?kvm:, as KVM offers it,} shows both VMX and SVM, which no processor has", "SDM, APM")
NS_FINDING(BITS_NOT_ZERO, "bits-not-zero", WARNING, CPU, NONE,
	   "{reg}{?kvm:, as KVM offers it,} has bits {bits} set, which are 0 on every processor",
	   "analysis/invariant_rows.h")
NS_FINDING(FIELD_IMPOSSIBLE, "field-impossible", WARNING, CPU, NONE,
	   "{reg}{?kvm:, as KVM offers it}: {bit} is {value}, which no processor has{?least: ({least} to {most})}",
	   "analysis/invariant_rows.h")
NS_FINDING(CAPABILITY_WITHOUT_NEED, "capability-without-need", WARNING, CPU, NONE,
	   "{reg}{?kvm:, as KVM offers it,} has {has}, but not {need} in {need_reg}, without which it has no effect",
	   "analysis/invariant_rows.h")
NS_FINDING(FIXED_BOTH_WAYS, "fixed-both-ways", WARNING, CPU, NONE,
	   "{reg} and {other}{?kvm:, as KVM offers them,} contradict each other: bits {bits} must be 1 and must be 0",
	   "SDM vol. 3 A.7, A.8")
NS_FINDING(CONTROL_BOTH_WAYS, "control-both-ways", WARNING, CPU, NONE,
	   "{reg}{?kvm:, as KVM offers it,} contradicts itself: must be 1 and must be 0: {names}",
	   "SDM vol. 3 A.2")
NS_FINDING(DEFAULT1_NOT_FORCED, "default1-not-forced", WARNING, CPU, NONE,
	   "{reg}{?kvm:, as KVM offers it,} allows 0 for controls that are 1 by default on every processor: {names}",
	   "SDM vol. 3 A.2")
NS_FINDING(CONTROL_TWINS_DIFFER, "control-twins-differ", WARNING, CPU, NONE,
	   "{reg} and {other}{?kvm:, as KVM offers them,} differ in more than the controls that are 1 by default",
	   "SDM vol. 3 A.2")

/* Why KVM does not offer a capability: analysis/offer.c */
NS_FINDING(EMULATED, "emulated", NOTE, KVM, NONE, "emulated by KVM", "analysis/offer_rules.h")
NS_FINDING(NO_KVM, "no-kvm", WARNING, KERNEL, CAUSE, "no KVM here: {cause}", "analysis/answers.c")
NS_FINDING(NEVER_OFFERED, "never-offered", NOTE, KVM, NONE, "never offered to a guest hypervisor",
	   "analysis/offer_rules.h")
NS_FINDING(KERNEL_TOO_OLD, "kernel-too-old", WARNING, KVM, NONE,
	   "not offered by Linux {kernel}; Linux {version} offers it", "analysis/offer_rules.h")
NS_FINDING(PARAMETER_OFF, "parameter-off", WARNING, KVM, SET_PARAM, "{module}.{param} is {value}",
	   "analysis/offer_rules.h")
NS_FINDING(PARAMETER_SWITCHED_OFF, "parameter-switched-off", WARNING, KVM, SET_PARAM,
	   "{module}.{param} is {value}, though the CPU has what it needs{?costs:: {costs}}",
	   "analysis/param_rules.h")
NS_FINDING(PARAMETER_CLEARED, "parameter-cleared", NOTE, CPU, NONE,
	   "{module}.{param} is {value}: KVM cleared it because {need} is {lack}{?costs:: {costs}}",
	   "analysis/param_rules.h")
NS_FINDING(PARAMETER_CLEARED_BY_EVMCS, "parameter-cleared-by-evmcs", NOTE, BELOW, NONE,
	   "{module}.{param} is {value}: KVM cleared it because Hyper-V's enlightened VMCS has no field for it{?costs:: {costs}}",
	   "Linux 6.12 arch/x86/kvm/vmx/vmx_onhyperv.c evmcs_sanitize_exec_ctrls()")
NS_FINDING(PARAMETER_OFF_OR_CLEARED, "parameter-off-or-cleared", WARNING, KVM, SET_PARAM,
	   "{module}.{param} is {value}: switched off, or cleared by KVM{?need: if {need} is {lack} (not read)}{?unseen:, which needs {unseen} (not visible here)}{?costs:: {costs}}",
	   "analysis/param_rules.h")
NS_FINDING(PARAMETER_OFF_BY_DEFAULT, "parameter-off-by-default", NOTE, KVM, NONE,
	   "{module}.{param} is {value}, the default{?lacks:; KVM clears any other value because {lacks} is {lack}}{?need:; KVM clears any other value if {need} is {lack} (not read)}{?unseen:; KVM clears any other value without {unseen}}",
	   "analysis/param_rules.h")
NS_FINDING(PARAMETER_MADE, "parameter-set-by-kvm", NOTE, KVM, NONE,
	   "{module}.{param} is {value}: KVM set it because {because}", "analysis/param_rules.h")
NS_FINDING(DEPENDS, "depends", WARNING, KVM, NONE, "needs \"{need}\", which the CPU does not have",
	   "analysis/offer_rules.h")
NS_FINDING(OFFER_NOT_KNOWN, "not-known", UNKNOWN, KVM, NONE,
	   "not known{?root:: KVM offers no {root} at all}{?evmcs:; KVM runs on Hyper-V with an enlightened VMCS, which has fewer controls}{?version:; Linux {version} and later offer it}",
	   "analysis/offer_rules.h")

/* Other architectures than x86: analysis/arch*.c */
#include "analysis/arch_rows.h"

/* Which layer this is, and what a piece of evidence about it means */
#define NS_SAYS(id, code, text, source) NS_FINDING(id, code, NOTE, NONE, NONE, text, source)
#include "analysis/layer_rows.h"
#include "analysis/evidence_rows.h"

/* What runs now: analysis/live.c, analysis/timing.c */
#include "analysis/live_rows.h"

/* Whether snapshots form a chain, and how that is known: analysis/chain.c */
#include "analysis/chain_rows.h"

/* /proc/cpuinfo against the registers: analysis/cpuinfo.c */
#include "analysis/cpuinfo_rows.h"
#undef NS_SAYS

/* Where a capability is lost: analysis/waterfall.c */
NS_FINDING(WITHHELD, "withheld", WARNING, KVM, CAUSE,
	   "{?firmware:firmware}{!firmware:KVM} on {layer}: {cause}", "analysis/offer.c")
NS_FINDING(CPUID_MISSING, "cpuid-missing", WARNING, KVM, NONE,
	   "KVM on {layer}: it depends on the CPU feature {follows}, which Linux on {layer} does not use",
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
	   "between {layer} and {upper}: KVM or the VM's CPU model (some values were not read)",
	   "analysis/waterfall.c")

/* What checks find: analysis/check_kernel.c, check_host.c */
#include "analysis/check_found_rows.h"

/*
 * What can be behind a message that somebody pasted, as message_rows.h lists it; analysis/causes.c looks
 * whether it is so here.
 */
NS_FINDING(CAUSE_FIRMWARE_OFF, "cause-firmware-off", PROBLEM, FIRMWARE, ENABLE_IN_FIRMWARE,
	   "virtualization is disabled in the firmware setup",
	   "Linux arch/x86/kernel/cpu/feat_ctl.c, arch/x86/kvm/svm/svm.c")
NS_FINDING(CAUSE_NOT_EXPOSED, "cause-not-exposed", PROBLEM, BELOW, EXPOSE_ANY,
	   "this is a VM, and the layer below exposes neither VMX nor SVM to it",
	   "SDM vol. 3 Discovering Support for VMX; APM vol. 2 Enabling SVM")
NS_FINDING(CAUSE_NO_HARDWARE, "cause-no-hardware", PROBLEM, CPU, OTHER_CPU,
	   "the CPU has neither VMX nor SVM",
	   "SDM vol. 3 Discovering Support for VMX; APM vol. 2 Enabling SVM")
NS_FINDING(CAUSE_VM_FIRMWARE, "cause-vm-firmware", PROBLEM, BELOW, ENABLE_IN_VM_FIRMWARE,
	   "this is a VM, and its firmware left IA32_FEATURE_CONTROL unlocked or locked it with VMX disabled",
	   "QEMU hw/i386/fw_cfg.c etc/msr_feature_control")
NS_FINDING(CAUSE_MODULE_NOT_LOADED, "cause-module-not-loaded", PROBLEM, KERNEL, LOAD_MODULE,
	   "no vendor module of KVM (kvm_intel, kvm_amd) is loaded",
	   "Linux arch/x86/kvm/Kconfig")
NS_FINDING(CAUSE_NO_DEVICE, "cause-no-device", PROBLEM, KERNEL, MAKE_DEVICE,
	   "there is no /dev/kvm",
	   "Linux virt/kvm/kvm_main.c kvm_init()")
NS_FINDING(CAUSE_NOT_PERMITTED, "cause-not-permitted", PROBLEM, PERMISSION, JOIN_GROUP,
	   "this user has no permission to open /dev/kvm",
	   "udev 50-udev-default.rules")
NS_FINDING(CAUSE_CONTAINER, "cause-container", PROBLEM, PERMISSION, PASS_DEVICE,
	   "the program runs in a container that was not given /dev/kvm",
	   "Linux Documentation/admin-guide/devices.rst")
NS_FINDING(CAUSE_NESTED_OFF, "cause-nested-off", PROBLEM, KVM, SET_PARAM,
	   "KVM's parameter nested is off, so KVM offers its guests neither VMX nor SVM",
	   "Linux arch/x86/kvm/vmx/vmx.c, svm/svm.c, parameter nested")
NS_FINDING(CAUSE_OFFER_LACKS, "cause-offer-lacks", PROBLEM, KVM, DROP_FEATURE,
	   "KVM on this machine does not offer the requested capability{?names:: {names}}",
	   "Linux arch/x86/kvm/vmx/nested.c")
NS_FINDING(CAUSE_CPU_LACKS, "cause-cpu-lacks", PROBLEM, CPU, DROP_FEATURE,
	   "the CPU of this machine does not have the capability{?names:: {names}}",
	   "SDM vol. 3 appendix A")
NS_FINDING(CAUSE_PARAMETER_OFF, "cause-parameter-off", PROBLEM, KVM, SET_PARAM,
	   "the capability needs a KVM parameter that is off{?names:: {names}}",
	   "analysis/offer_rules.h")
NS_FINDING(CAUSE_MODEL_WANTS_MORE, "cause-model-wants-more", PROBLEM, CPU_MODEL, FEWER_FEATURES,
	   "the VM's CPU model requests more than this machine offers",
	   "QEMU target/i386/cpu.c")
NS_FINDING(CAUSE_MODEL_LACKS_ROOT, "cause-model-lacks-root", PROBLEM, CPU_MODEL, PASS_HOST_CPU,
	   "the VM's CPU model has no vmx (or no EPT, or no secondary controls), on which the capability depends",
	   "QEMU target/i386/cpu.c feature_dependencies")
NS_FINDING(CAUSE_VCPU_WITHOUT_VMX, "cause-vcpu-without-vmx", PROBLEM, CPU_MODEL, PASS_HOST_CPU,
	   "the vCPU has no VMX in its CPUID, or has already run; then KVM refuses every VMX register, whatever the value",
	   "Linux arch/x86/kvm/vmx/vmx.c vmx_set_msr(), x86.c")
NS_FINDING(CAUSE_FORCED_FEATURES, "cause-forced-features", PROBLEM, CPU_MODEL, NO_FORCED_FEATURES,
	   "x-force-features=on made QEMU set the value although KVM does not offer it",
	   "QEMU target/i386/cpu.c x86_cpu_filter_features()")
NS_FINDING(CAUSE_KVM_BEFORE_6_1, "cause-kernel-before-6-1", PROBLEM, KVM, UPDATE_KERNEL,
	   "the kernel that runs QEMU is older than 6.1, and passes on pin-based controls that the layer below forces to 1; QEMU cannot set those",
	   "Linux 6.1 arch/x86/kvm/vmx/nested.c nested_vmx_setup_ctls_msrs()")
NS_FINDING(CAUSE_OLD_KERNEL, "cause-old-kernel", PROBLEM, KVM, UPDATE_KERNEL,
	   "the kernel is too old for the requested feature",
	   "QEMU accel/kvm/kvm-all.c")
NS_FINDING(CAUSE_OLD_SOFTWARE, "cause-old-software", PROBLEM, NONE, UPDATE_SOFTWARE,
	   "QEMU or libvirt is older than the requested feature",
	   "libvirt src/cpu_map")
NS_FINDING(CAUSE_STALE_CACHE, "cause-stale-cache", PROBLEM, NONE, CLEAR_LIBVIRT_CACHE,
	   "libvirt probed QEMU before KVM worked, and uses the cached result",
	   "libvirt src/qemu/qemu_capabilities.c")
NS_FINDING(CAUSE_QEMU_WITHOUT_KVM, "cause-qemu-without-kvm", PROBLEM, CPU_MODEL, USE_KVM,
	   "QEMU was started without KVM, or fell back to TCG",
	   "QEMU system/vl.c")
NS_FINDING(CAUSE_OTHER_HYPERVISOR, "cause-other-hypervisor", PROBLEM, KERNEL, STOP_OTHER_HYPERVISOR,
	   "another hypervisor on this machine uses VMX or SVM (VirtualBox, VMware, another module)",
	   "Linux arch/x86/kvm/vmx/vmx.c vmx_hardware_enable()")
NS_FINDING(CAUSE_KVM_HOLDS, "cause-kvm-holds", PROBLEM, KVM, RELEASE_KVM,
	   "KVM holds VMX or SVM on this machine",
	   "Linux 6.12 virt/kvm/kvm_main.c enable_virt_at_load")
NS_FINDING(CAUSE_HYPERV_HOLDS, "cause-hyper-v-holds", PROBLEM, BELOW, DISABLE_HYPERV,
	   "Windows runs Hyper-V (also used by VBS, Credential Guard, WSL 2 and Windows Sandbox), so no other hypervisor can use VT-x or AMD-V",
	   "Microsoft, Hyper-V and third-party virtualization")
NS_FINDING(CAUSE_HYPERV_GUEST, "cause-hyper-v-guest", PROBLEM, BELOW, EXPOSE_ANY,
	   "this is a VM on Hyper-V (WSL 2, Azure), which does not expose VMX or SVM to it",
	   "Microsoft, Configure nested virtualization")
NS_FINDING(CAUSE_DESTINATION_LESS, "cause-destination-less", PROBLEM, KVM, COMPARE_HOSTS,
	   "the machine that the VM came from offers more or different capabilities than this one",
	   "libvirt src/cpu/cpu_x86.c")
NS_FINDING(CAUSE_FEATURE_CONTROL_LIES, "cause-feature-control-lies", PROBLEM, BELOW, REPAIR_BELOW,
	   "the layer below shows VMX in CPUID and IA32_FEATURE_CONTROL, but does not implement it",
	   "Linux arch/x86/kvm/vmx/vmx.c kvm_cpu_vmxon()")
NS_FINDING(CAUSE_BELOW_VMX_FAULTY, "cause-below-vmx-faulty", PROBLEM, BELOW, REPAIR_BELOW,
	   "VMX or SVM as the layer below offers it does not work as it claims",
	   "Linux arch/x86/kvm/vmx/nested.c")
NS_FINDING(CAUSE_CONTROL_MISSING, "cause-control-missing", PROBLEM, BELOW, EXPOSE_FULL_CPU,
	   "a control that kvm_intel requires is missing{?names:: {names}}",
	   "Linux arch/x86/kvm/vmx/vmx.h KVM_REQUIRED_VMX_*")
NS_FINDING(CAUSE_PAIR_BROKEN, "cause-pair-broken", PROBLEM, BELOW, LOAD_WITH_PAIR,
	   "of a pair of VM-entry and VM-exit controls the CPU has only one{?names:: {names}}",
	   "Linux arch/x86/kvm/vmx/vmx.c setup_vmcs_config()")
NS_FINDING(CAUSE_CPUS_DIFFER, "cause-cpus-differ", PROBLEM, CPU, EQUAL_CPUS,
	   "the CPUs of this machine differ",
	   "Linux arch/x86/kvm/vmx/vmx.c vmx_check_processor_compat()")
NS_FINDING(CAUSE_NO_EPT, "cause-no-ept", PROBLEM, CPU, EXPOSE_FULL_CPU,
	   "{?off:{off} is off}{!off:the CPU has no EPT, or the layer below does not expose it}",
	   "SDM vol. 3 The Extended Page Table Mechanism")
NS_FINDING(CAUSE_NO_NPT, "cause-no-npt", PROBLEM, CPU, EXPOSE_FULL_CPU,
	   "{?off:{off} is off}{!off:the CPU has no nested paging, or the layer below does not expose it}",
	   "APM vol. 2 Nested Paging")
NS_FINDING(CAUSE_NO_UNRESTRICTED, "cause-no-unrestricted-guest", PROBLEM, CPU, EXPOSE_FULL_CPU,
	   "{?off:{off} is off}{!off:the CPU has no unrestricted guest, or the layer below does not expose it}",
	   "SDM vol. 3 Unrestricted Guests")
NS_FINDING(CAUSE_NO_VIRTUAL_NMIS, "cause-no-virtual-nmis", PROBLEM, CPU, EXPOSE_FULL_CPU,
	   "{?off:{off} is off}{!off:the CPU has no virtual NMIs, or the layer below does not expose them}",
	   "SDM vol. 3 Virtual NMIs")
NS_FINDING(CAUSE_NO_INVTSC, "cause-no-invariant-tsc", PROBLEM, CPU_MODEL, ADD_INVTSC,
	   "the CPU model of this VM has no invariant TSC",
	   "Linux arch/x86/kvm/x86.c")
NS_FINDING(CAUSE_NO_NESTED_STATE, "cause-no-nested-state", PROBLEM, KVM, UPDATE_KERNEL,
	   "KVM cannot save the nested state of a VM",
	   "Linux Documentation/virt/kvm/api.rst KVM_CAP_NESTED_STATE")
NS_FINDING(CAUSE_CPU_MODEL_OLD, "cause-cpu-without-nx", PROBLEM, CPU, EXPOSE_FULL_CPU,
	   "the CPU, or the model that the VM was given, has no NX",
	   "Linux arch/x86/kvm/vmx/vmx.c")
NS_FINDING(CAUSE_OTHER_VENDOR_MODULE, "cause-other-vendor-module", PROBLEM, KERNEL, UNLOAD_OTHER_MODULE,
	   "another vendor module of KVM is loaded",
	   "Linux arch/x86/kvm/x86.c")
NS_FINDING(CAUSE_WRONG_MODULE, "cause-wrong-module", PROBLEM, KERNEL, LOAD_RIGHT_MODULE,
	   "the module or the parameter belongs to the other CPU vendor",
	   "Linux arch/x86/kvm/Kconfig")
NS_FINDING(CAUSE_PVM, "cause-pvm", PROBLEM, KVM, NONE,
	   "KVM here is PVM, which runs VMs without VMX or SVM and offers them neither",
	   "virt-pvm/linux")
NS_FINDING(CAUSE_KVM_WORKS, "cause-kvm-works", PROBLEM, NONE, USE_DEVICE,
	   "the message is wrong: /dev/kvm works here",
	   "Linux Documentation/virt/kvm/api.rst KVM_GET_API_VERSION")
NS_FINDING(CAUSE_CONFIDENTIAL, "cause-confidential", PROBLEM, BELOW, ORDINARY_VM,
	   "this is a confidential VM, which cannot run VMs",
	   "Linux arch/x86/kvm/svm/svm.c")
NS_FINDING(CAUSE_LOCKDOWN, "cause-lockdown", PROBLEM, KERNEL, LIFT_LOCKDOWN,
	   "the kernel is locked down",
	   "Linux security/lockdown")
NS_FINDING(CAUSE_LOCKDOWN_UNSIGNED, "cause-lockdown-unsigned", PROBLEM, KERNEL, SIGN_MODULE,
	   "the kernel is locked down, and loads no module without a signature",
	   "Linux kernel/module/signing.c module_sig_check()")
NS_FINDING(CAUSE_SIGNATURE_DEMANDED, "cause-signature-demanded", PROBLEM, KERNEL, SIGN_MODULE,
	   "the kernel accepts only signed modules (Secure Boot)",
	   "Linux kernel/module/signing.c")
NS_FINDING(CAUSE_NOT_ROOT, "cause-not-root", PROBLEM, PERMISSION, BECOME_ROOT,
	   "the command did not run as root",
	   "Linux kernel/module/main.c")
NS_FINDING(CAUSE_PARAMETER_WRONG, "cause-parameter-wrong", PROBLEM, KERNEL, CORRECT_PARAMETER,
	   "a parameter in /etc/modprobe.d or on the command line is misspelt, has an invalid value, or belongs to another kernel version",
	   "Linux kernel/params.c")
NS_FINDING(CAUSE_OTHER_KERNEL, "cause-other-kernel", PROBLEM, KERNEL, REBUILD_MODULE,
	   "the module was built for a different kernel than the running one",
	   "Linux kernel/module/version.c")
NS_FINDING(CAUSE_VMS_RUN, "cause-vms-run", PROBLEM, NONE, STOP_VMS,
	   "VMs are running, or another module depends on it",
	   "kmod tools/rmmod.c")
NS_REMEDY(IGNORE_MSRS, "ignore-msrs",
	  "update the kernel; if the VM does without this MSR: echo 1 > /sys/module/kvm/parameters/ignore_msrs\nfor good: in /etc/modprobe.d/kvm.conf: options kvm ignore_msrs=1")
NS_FINDING(CAUSE_MSR_UNKNOWN, "cause-msr-unknown", PROBLEM, KVM, IGNORE_MSRS,
	   "KVM of this kernel does not know the MSR, or not that value of it",
	   "Linux arch/x86/kvm/x86.c kvm_set_msr_ignored_check()")
NS_FINDING(CAUSE_NOT_INSTALLED, "cause-not-installed", PROBLEM, KERNEL, INSTALL_MODULE,
	   "{module} is not installed for the running kernel, which may have KVM built in (ls /dev/kvm)",
	   "kmod modules.dep(5)")
NS_FINDING(CAUSE_TSC_UNSTABLE, "cause-tsc-unstable", PROBLEM, KERNEL, CHANGE_CLOCK,
	   "the kernel found the TSC unstable, or the hypervisor below does not say that it is invariant",
	   "Linux arch/x86/kernel/tsc.c mark_tsc_unstable()")
NS_REMEDY(NO_XSAVEC, "remove-xsavec",
	  "if Windows does not start: QEMU: -cpu ...,-xsavec; libvirt: <feature policy='disable' name='xsavec'/>")
NS_FINDING(CAUSE_XSAVEC, "cause-xsavec", PROBLEM, CPU_MODEL, NO_XSAVEC,
	   "the VM's CPU has XSAVEC without XSAVES", "Linux 6.12 arch/x86/kvm/hyperv.c kvm_hv_xsaves_xsavec_maybe_warn()")
NS_REMEDY(NO_SPLIT_LOCK_PENALTY, "do-not-punish-split-locks",
	  "now: sysctl kernel.split_lock_mitigate=0\nfor good: that line in /etc/sysctl.d, or split_lock_detect=off on the kernel's command line")
NS_FINDING(CAUSE_SPLIT_LOCK, "cause-split-lock", PROBLEM, KERNEL, NO_SPLIT_LOCK_PENALTY,
	   "the VM uses split locks, and the kernel slows down what uses them",
	   "Linux Documentation/admin-guide/sysctl/kernel.rst split_lock_mitigate")
NS_FINDING(CAUSE_NO_IOMMU, "cause-no-iommu", PROBLEM, FIRMWARE, SWITCH_IOMMU_ON,
	   "no IOMMU is in use", "Linux Documentation/ABI/testing/sysfs-kernel-iommu_groups")
NS_REMEDY(CACHING_MODE_ON, "caching-mode-on",
	  "QEMU: -device intel-iommu,intremap=on,caching-mode=on, before the other devices\nlibvirt: <iommu model='intel'><driver intremap='on' caching_mode='on'/></iommu>")
NS_FINDING(CAUSE_CACHING_MODE, "cause-caching-mode", PROBLEM, CPU_MODEL, CACHING_MODE_ON,
	   "the VM's intel-iommu has no caching-mode=on", "QEMU hw/i386/intel_iommu.c")
NS_REMEDY(KERNEL_WITH_SMM, "kernel-with-smm",
	  "boot a kernel with CONFIG_KVM_SMM, or let the VM do without: QEMU: -machine ...,smm=off; libvirt: <smm state='off'/> and a loader that is not secure")
NS_FINDING(CAUSE_NO_SMM, "cause-no-smm", PROBLEM, KERNEL, KERNEL_WITH_SMM,
	   "KVM was built without SMM", "Linux 6.12 arch/x86/kvm/Kconfig KVM_SMM")
NS_REMEDY(SWITCH_WHPX_ON, "switch-whpx-on",
	  "on the Windows host, as administrator: Enable-WindowsOptionalFeature -Online -FeatureName HypervisorPlatform; bcdedit /set hypervisorlaunchtype auto; then restart Windows")
NS_FINDING(CAUSE_WHPX_OFF, "cause-whpx-off", PROBLEM, BELOW, SWITCH_WHPX_ON,
	   "the feature Windows Hypervisor Platform is off, or Windows does not start its hypervisor", "QEMU docs/system/whpx.rst")
NS_REMEDY(WHPX_OWN_IRQCHIP, "whpx-own-irqchip", "QEMU: -accel whpx,kernel-irqchip=off")
NS_FINDING(CAUSE_WHPX_IRQ, "cause-whpx-irqchip", PROBLEM, CPU_MODEL, WHPX_OWN_IRQCHIP,
	   "QEMU uses the interrupt controller of Windows' hypervisor, whose faults it runs into", "QEMU issue 346")
NS_REMEDY(MAC_HOST, "nest-on-mac",
	  "run it on a Mac that is no VM; a VM has it only on an M3 or later with macOS 15, and if its own program gives it (Lima: nestedVirtualization: true)")
NS_FINDING(CAUSE_MAC_GUEST, "cause-mac-is-vm", PROBLEM, BELOW, MAC_HOST,
	   "this macOS runs in a VM without nested virtualization, as on hosted CI runners",
	   "actions/runner-images issue 8465; lima pkg/vz/vm_darwin.go")
NS_REMEDY(SIGN_FOR_HVF, "sign-for-hvf",
	  "sign the program with the entitlement com.apple.security.hypervisor: codesign -s - --entitlements FILE.plist --force PROGRAM; or install one that is signed")
NS_FINDING(CAUSE_HVF_UNSIGNED, "cause-hvf-unsigned", PROBLEM, PERMISSION, SIGN_FOR_HVF,
	   "the program is not signed with the entitlement com.apple.security.hypervisor", "lima issue 4; SerenityOS issue 5578")
NS_REMEDY(NEWER_WINDOWS, "newer-windows",
	  "update Windows: on an AMD CPU it takes Windows 11 or Windows Server 2022; or start the VM without, as administrator: Set-VMProcessor -VMName NAME -ExposeVirtualizationExtensions $false")
NS_FINDING(CAUSE_OLD_WINDOWS, "cause-old-windows", PROBLEM, BELOW, NEWER_WINDOWS,
	   "Windows 10 and Windows Server 2019 nest on Intel CPUs alone", "Microsoft, Hyper-V nested virtualization, prerequisites; NanaBox issue 17")
NS_REMEDY(RESTART_LXD, "restart-lxd", "restart the daemon: systemctl restart snap.lxd.daemon, or systemctl restart incus")
NS_FINDING(CAUSE_LXD_RESTART, "cause-lxd-older", PROBLEM, NONE, RESTART_LXD,
	   "the daemon was started before that was there, and looks for it only then", "canonical/lxd issue 10078")
NS_REMEDY(LOAD_VSOCK, "load-vsock", "modprobe vhost_vsock, then restart the daemon: systemctl restart snap.lxd.daemon, or systemctl restart incus\nto verify: ls -l /dev/vhost-vsock")
NS_FINDING(CAUSE_NO_VSOCK, "cause-no-vsock", PROBLEM, KERNEL, LOAD_VSOCK,
	   "vhost_vsock is not loaded, or was loaded after the daemon started", "canonical/lxd issue 10078")
NS_REMEDY(ADD_NIX_FEATURE, "add-nix-feature",
	  "add kvm to system-features in /etc/nix/nix.conf, if it has that line (in a CI job: extra_nix_config), and restart nix-daemon")
NS_FINDING(CAUSE_NIX_FEATURES, "cause-nix-features", PROBLEM, PERMISSION, ADD_NIX_FEATURE,
	   "nix.conf lists system-features without kvm, or nix-daemon started before /dev/kvm could be used",
	   "Nix src/libstore/globals.cc Settings::getDefaultSystemFeatures()")
NS_REMEDY(LET_KVM_ENABLE, "let-kvm-enable",
	  "remove kvm.enable_virt_at_load=0 from /etc/modprobe.d and from the kernel's command line, then load KVM again or reboot; or unload it: modprobe -r kvm_amd\nto verify: grep . /sys/module/kvm/parameters/enable_virt_at_load")
NS_FINDING(CAUSE_VIRT_AT_LOAD_OFF, "cause-virt-at-load-off", PROBLEM, KVM, LET_KVM_ENABLE,
	   "KVM's parameter enable_virt_at_load is off", "VirtualBox issue 711; Linux 6.12 virt/kvm/kvm_main.c enable_virt_at_load")
NS_REMEDY(DOCKER_ENGINE, "use-docker-engine",
	  "on Linux: run Docker Engine in its place: docker context use default; on Windows run it in WSL 2; macOS has no KVM")
NS_FINDING(CAUSE_DOCKER_VM, "cause-docker-desktop", PROBLEM, BELOW, DOCKER_ENGINE,
	   "Docker Desktop runs containers in a VM of its own, without /dev/kvm", "sickcodes/Docker-OSX issue 786, hectorm/docker-qemu-win2000 issue 3")
NS_REMEDY(OWN_ISA, "require-own",
	  "require {isa} in its place; or <cpu mode='host-passthrough'/> (QEMU: -cpu host), which has whichever of the two KVM offers")
NS_FINDING(CAUSE_OTHER_VENDOR, "cause-other-vendor", PROBLEM, CPU_MODEL, OWN_ISA,
	   "{names} is of the other vendor's CPUs: this one has {isa}", "SDM vol. 3 Discovering Support for VMX; APM vol. 2 Enabling SVM")

/* Other architectures than x86; what their own answers are is in the place of some of x86's causes: analysis/causes.c */
NS_REMEDY(SNAPSHOT_PRINTER, "explain-there",
	  "run nestscope explain on the machine that printed it; or run nestscope snapshot there, then explain --from it here")
NS_FINDING(MESSAGE_OTHER_ARCH, "message-of-another-architecture", NOT_HERE, NONE, SNAPSHOT_PRINTER,
	   "a message of {of}; this machine is {arch}, so nothing was looked for", "analysis/arches_rows.h")
NS_FINDING(CAUSE_ARCH_RUN, "cause-cannot-run-vms", PROBLEM, KVM, NONE,
	   "this machine cannot run VMs{?why:: {cause}}{?maybe: ({cause})}", "analysis/arch.h")
NS_FINDING(CAUSE_ARCH_NEST, "cause-cannot-nest", PROBLEM, KVM, NONE,
	   "the VMs of this machine cannot run VMs{?why:: {cause}}{?maybe: ({cause})}", "analysis/arch.h")
NS_FINDING(CAUSE_S390X_NO_HPAGE, "cause-no-hpage", PROBLEM, KVM, NONE,
	   "KVM lets no VM have huge pages{?why:: {cause}}{?maybe: ({cause})}",
	   "Linux arch/s390/kvm/kvm-s390.c kvm_vm_ioctl_enable_cap() KVM_CAP_S390_HPAGE_1M")
NS_REMEDY(ARM64_VM, "give-vm-gicv3",
	  "QEMU: -accel kvm -cpu host -machine virt,virtualization=on,gic-version=3, without kernel-irqchip=off and without aarch64=off")
NS_FINDING(CAUSE_ARM64_EL2_NEEDS, "cause-el2-needs", PROBLEM, CPU_MODEL, ARM64_VM,
	   "EL2 under KVM takes a vCPU of 64 bits and KVM's own GICv3, and the VM was given others",
	   "QEMU 10.2.2 hw/arm/virt.c create_gic(), virt_post_cpus_gic_realized()")
NS_REMEDY(ARM64_HOST_CPU, "give-host-cpu", "QEMU: -cpu host -accel kvm; libvirt: <cpu mode='host-passthrough'/>")
NS_FINDING(CAUSE_ARM64_CPU, "cause-other-cpu-model", PROBLEM, CPU_MODEL, ARM64_HOST_CPU,
	   "the VM was given a named CPU model", "QEMU 5.1 target/arm/kvm64.c kvm_arch_init_vcpu()")
NS_REMEDY(ARM64_HOST_GIC, "give-host-gic", "QEMU: -machine virt,gic-version=host; libvirt: <gic version='3'/> or <gic version='2'/> in <features>, whichever virsh domcapabilities lists")
NS_FINDING(CAUSE_ARM64_GIC, "cause-other-gic", PROBLEM, CPU_MODEL, ARM64_HOST_GIC,
	   "the VM was given another version of the GIC than KVM has here", "QEMU 5.1 hw/arm/virt.c finalize_gic_version()")
NS_REMEDY(ARM64_LESS_MEMORY, "use-less-memory", "give the VM less memory (QEMU: -m, and no maxmem far above it), or -machine virt,highmem=off")
NS_FINDING(CAUSE_ARM64_PA_BITS, "cause-address-bits", PROBLEM, CPU_MODEL, ARM64_LESS_MEMORY,
	   "the VM's memory map is larger than KVM's addresses here", "QEMU 5.1 hw/arm/virt.c machvirt_init()")
NS_REMEDY(ARM64_4K, "boot-other-page-size", "boot a kernel with another page size (4 KiB: CONFIG_ARM64_4K_PAGES)")
NS_FINDING(CAUSE_ARM64_PAGES, "cause-page-size", PROBLEM, KERNEL, ARM64_4K,
	   "this kernel's page size is none of the CPU's for VMs", "Linux arch/arm64/kvm/reset.c kvm_set_ipa_limit()")
NS_REMEDY(PPC64_BROKEN, "accept-without-mitigation",
	  "if the VMs may do without: QEMU: -machine pseries,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken, or those of them that the message names")
NS_FINDING(CAUSE_PPC64_SAFE, "cause-mitigation-missing", PROBLEM, KVM, PPC64_BROKEN,
	   "the firmware or the hypervisor below does not tell KVM that it mitigates Spectre", "QEMU 5.1 hw/ppc/spapr_caps.c")
NS_REMEDY(PPC64_NO_IRQCHIP, "leave-out-irqchip", "QEMU: leave out kernel_irqchip=on, and ic-mode=xive")
NS_FINDING(CAUSE_PPC64_XIVE, "cause-no-xive", PROBLEM, CPU_MODEL, PPC64_NO_IRQCHIP,
	   "the VM asks for an interrupt controller that KVM does not have here", "kata-containers pull request 13848")
NS_REMEDY(PPC64_NO_DECR, "no-large-decrementer", "QEMU: -machine pseries,cap-large-decr=off")
NS_FINDING(CAUSE_PPC64_DECR, "cause-no-large-decrementer", PROBLEM, CPU_MODEL, PPC64_NO_DECR,
	   "KVM has no large decrementer for VMs here", "QEMU hw/ppc/spapr_caps.c cap_large_decr_apply()")
NS_REMEDY(PPC64_MAX_COMPAT, "limit-compatibility",
	  "QEMU: -machine pseries,max-cpu-compat=powerN, the level of this machine (grep cpu /proc/cpuinfo); or update the kernel and QEMU")
NS_FINDING(CAUSE_PPC64_COMPAT, "cause-compatibility-mode", PROBLEM, CPU_MODEL, PPC64_MAX_COMPAT,
	   "this machine runs in a compatibility mode, and QEMU took the real CPU", "linuxppc/issues issue 498")
NS_REMEDY(PPC64_VM_CPU, "give-vm-power9",
	  "QEMU: -cpu host or -cpu POWER9 (or later), and no max-cpu-compat below power9")
NS_REMEDY(PPC64_VM_NESTED_HV, "use-cap-nested-hv",
	  "QEMU: cap-nested-hv=on in place of cap-nested-papr=on, which only its emulation (TCG) has")
NS_REMEDY(PPC64_VM_THREADS, "one-thread-a-core", "QEMU: -smp ...,threads=1; or use KVM: -accel kvm")
NS_FINDING(CAUSE_PPC64_OLD_CPU, "cause-cpu-before-power9", PROBLEM, CPU_MODEL, PPC64_VM_CPU,
	   "the CPU of the VM, or the one that it is to be compatible with, is older than POWER9",
	   "QEMU hw/ppc/spapr_caps.c cap_nested_kvm_hv_apply()")
NS_FINDING(CAUSE_PPC64_PAPR, "cause-nested-papr", PROBLEM, CPU_MODEL, PPC64_VM_NESTED_HV,
	   "KVM has no cap-nested-papr", "QEMU hw/ppc/spapr_caps.c cap_nested_papr_apply()")
NS_FINDING(CAUSE_PPC64_SMT, "cause-threads-in-tcg", PROBLEM, CPU_MODEL, PPC64_VM_THREADS,
	   "the VM has more than one thread a core", "QEMU hw/ppc/spapr_caps.c cap_nested_kvm_hv_apply()")

/* Will a VM that libvirt describes see VMX or SVM? analysis/domain.c */
#include "analysis/domain_rows.h"
#include "analysis/ko_rows.h"

/* What KVM does with a capability (analysis/subject.c), and whether it takes a value (analysis/accept.c) */
NS_FINDING(KVM_TREATS, "kvm-treats", NOTE, KVM, NONE,
	   "KVM {?hw:offers it if the CPU has it}{?emulated:offers it whatever the CPU has}{?clear:allows 0, whatever the CPU has}{?never:never offers it}{?own:computes its value, or takes the CPU's}{?param:, if the parameter {param} is on}{?needs:, not without \"{needs}\"}{?with:; Linux {with} does, Linux {without} does not}{?follows:; QEMU removes it if the VM's CPU has no {follows}}",
	   "analysis/offer_rules.h")
NS_FINDING(VALUE_ACCEPTED, "value-accepted", OK, NONE, NONE,
	   "KVM here accepts {value} for {register} if the vCPU has VMX and has not run yet",
	   "Linux arch/x86/kvm/vmx/nested.c vmx_set_vmx_msr()")
NS_FINDING(VALUE_NOT_COMPARED, "value-not-compared", UNKNOWN, KVM, RUN_AS_ROOT,
	   "what KVM here offers for {register} was not read, so the value was not compared",
	   "Linux Documentation/virt/kvm/api.rst KVM_GET_MSRS")
NS_FINDING(VALUE_NO_VMX, "value-no-vmx", PROBLEM, KVM, NONE,
	   "KVM here offers its guests no VMX, so it refuses every value for {register}",
	   "Linux arch/x86/kvm/vmx/vmx.c vmx_set_msr()")
NS_FINDING(VALUE_NOT_SETTABLE, "value-not-settable", PROBLEM, CPU_MODEL, NONE,
	   "KVM computes {register} from the TRUE registers or from CPUID, and accepts no value for it",
	   "Linux arch/x86/kvm/vmx/nested.c vmx_set_vmx_msr()")
NS_FINDING(VALUE_ALLOWS, "value-not-offered", PROBLEM, CPU_MODEL, DROP_FEATURE,
	   "the value contains what KVM here does not offer: {names}",
	   "Linux arch/x86/kvm/vmx/nested.c vmx_restore_control_msr()")
NS_FINDING(VALUE_CLEARS, "value-clears", PROBLEM, KVM, UPDATE_KERNEL,
	   "the value allows 0 for bits that must be 1 for KVM here, and QEMU has no option to change that: {names}",
	   "Linux arch/x86/kvm/vmx/nested.c vmx_restore_control_msr()")
NS_FINDING(VALUE_ADDRESS_32, "value-32-bit-addresses", PROBLEM, CPU_MODEL, NONE,
	   "bit 48 limits the VMCS to 32-bit addresses, which KVM does not emulate",
	   "Linux arch/x86/kvm/vmx/nested.c vmx_restore_vmx_basic()")
NS_FINDING(VALUE_REVISION, "value-revision", PROBLEM, CPU_MODEL, NONE,
	   "the VMCS revision is {is}; KVM here accepts only {needs}",
	   "Linux arch/x86/kvm/vmx/nested.c vmx_restore_vmx_basic()")
NS_FINDING(VALUE_SIZE, "value-vmcs-size", PROBLEM, CPU_MODEL, NONE,
	   "the VMCS has {is} bytes; KVM here needs {needs}",
	   "Linux arch/x86/kvm/vmx/nested.c vmx_restore_vmx_basic()")
NS_FINDING(VALUE_TIMER, "value-timer-rate", PROBLEM, CPU_MODEL, NONE,
	   "the rate of the VMX-preemption timer is {is}; KVM here accepts only {needs}",
	   "Linux arch/x86/kvm/vmx/nested.c vmx_restore_vmx_misc()")
NS_FINDING(VALUE_CR3_TARGETS, "value-cr3-targets", PROBLEM, CPU_MODEL, NONE,
	   "there are {is} CR3-target values; KVM here has {needs}",
	   "Linux arch/x86/kvm/vmx/nested.c vmx_restore_vmx_misc()")
NS_FINDING(VALUE_MSR_LIST, "value-msr-list", PROBLEM, CPU_MODEL, NONE,
	   "the limit of the MSR lists is {is}; that of KVM here is {needs}",
	   "Linux arch/x86/kvm/vmx/nested.c vmx_restore_vmx_misc()")
NS_FINDING(VALUE_MSEG, "value-mseg-revision", PROBLEM, CPU_MODEL, NONE,
	   "the MSEG revision is {is}; KVM here accepts only {needs}",
	   "Linux arch/x86/kvm/vmx/nested.c vmx_restore_vmx_misc()")
NS_FINDING(VALUE_PROVES, "value-order", NOTE, NONE, NONE,
	   "QEMU writes {before} first, and KVM accepted them: the vCPU has VMX, and nested is on",
	   "QEMU target/i386/kvm/kvm.c kvm_init_msrs(), kvm_msr_entry_add_vmx()")
NS_FINDING(VALUE_FIRST, "value-first", NOTE, NONE, NONE,
	   "QEMU writes this VMX register first, so KVM may refuse all VMX registers, which it does if the vCPU has no VMX or has already run",
	   "QEMU target/i386/kvm/kvm.c kvm_init_msrs(), kvm_msr_entry_add_vmx()")
NS_FINDING(VALUE_OLD_KVM, "value-old-kvm", NOTE, KVM, UPDATE_KERNEL,
	   "Linux {kernel} is older than 6.1: KVM may compare the value with what the vCPU has at that time, which can be less than what KVM offers",
	   "Linux 6.1 arch/x86/kvm/vmx/nested.c vmx_restore_control_msr(), 5.10 the same")

/* Would a hypervisor run? analysis/profile.c; one of root, flag, lock and the bit is what is demanded */
#define NS_DEMAND "{?root:VMX or SVM}{?flag:the CPU flag {flag}}{?lock:VMX or SVM enabled by the firmware}{?bit:{?pair:the VM-exit control {bit} and the VM-entry control {other}, both or none}{!pair:{bit}}}" \
	"{?zero:, which can be off}{?limit:, at most {limit}}{?is:, which is {is}}"
NS_FINDING(DEMAND_MET, "demand-met", OK, NONE, NONE, NS_DEMAND, "analysis/profile_rows.h")
NS_FINDING(DEMAND_MISSING, "demand-missing", PROBLEM, CPU, NONE,
	   "missing: " NS_DEMAND "{?caused:: {cause}}", "analysis/profile_rows.h")
NS_FINDING(DEMAND_SLOW, "demand-slow", WARNING, CPU, NONE,
	   "missing, but optional: " NS_DEMAND "{?caused:: {cause}}; without it: {cost}", "analysis/profile_rows.h")
NS_FINDING(DEMAND_UNREAD, "demand-unread", UNKNOWN, NONE, NONE,
	   "not read: " NS_DEMAND "{?caused:: {cause}}", "analysis/profile_rows.h")
NS_FINDING(PROFILE_RUNS, "profile-runs", OK, NONE, NONE,
	   "{title} runs {?vm:in a VM of this host}{!vm:on this machine}: it has everything that {title} requires", "analysis/profile_rows.h")
NS_FINDING(PROFILE_RUNS_NOT, "profile-runs-not", PROBLEM, NONE, NONE,
	   "{title} does not run {?vm:in a VM of this host}{!vm:on this machine}: {missing} of its requirements {?several:are}{!several:is} missing",
	   "analysis/profile_rows.h")
NS_FINDING(PROFILE_UNREAD, "profile-unread", UNKNOWN, NONE, NONE,
	   "it is unknown whether {title} runs {?vm:in a VM of this host}{!vm:on this machine}: {unread} of its requirements could not be compared",
	   "analysis/profile_rows.h")
NS_FINDING(PROFILE_OTHER_ARCH, "profile-of-another-architecture", UNKNOWN, NONE, NONE,
	   "nestscope knows what {title} requires on {of} only; this machine is {arch}", "analysis/profile_rows.h")
NS_FINDING(PROFILE_NOT_KNOWN, "profile-not-fully-known", UNKNOWN, NONE, NONE,
	   "{?vm:a VM of this host}{!vm:this machine} has everything that {title} is known to require, but its requirements are not fully known",
	   "analysis/profile_rows.h")
#undef NS_DEMAND

#undef NS_REMEDY
#undef NS_FINDING
