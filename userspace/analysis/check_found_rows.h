/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What checks find, beside what the four answers do: part of finding_rows.h,
 * which includes it. Data only; the rules are in analysis/check_kernel.c and
 * check_host.c. selftests/unit/test_check.c shows each of them.
 */
#ifndef NS_FINDING
#error "include analysis/finding_rows.h"
#endif

NS_FINDING(CHECK_UNREAD, "not-read-here", UNKNOWN, UNKNOWN, NONE,
	   "not read: {?meaning:{meaning}}{!meaning:{what}}{?why:, {why}}", "analysis/check.c")
NS_FINDING(CHECK_NO_VIRTUALIZATION, "needs-vmx-or-svm", NOT_HERE, NONE, NONE,
	   "the CPU has neither VMX nor SVM", "analysis/check_kernel.c")
NS_FINDING(CHECK_INTEL_ONLY, "of-intel-only", NOT_HERE, NONE, NONE, "only for CPUs with Intel's VMX", "SDM vol. 3")
NS_FINDING(CHECK_NO_GUEST, "of-guests-only", NOT_HERE, NONE, NONE, "this is not a VM", "analysis/layers.c")
NS_FINDING(CHECK_PARENT, "parent-partition", NOT_HERE, NONE, NONE,
	   "this machine manages its hypervisor, which keeps VMX or SVM for itself", "analysis/layers.c")
NS_FINDING(CHECK_HYPERV_ONLY, "of-hyper-v-only", NOT_HERE, NONE, NONE,
	   "only for Intel CPUs in a VM on Hyper-V", "TLFS, Nested Virtualization")
NS_FINDING(CHECK_NO_NESTING, "vms-run-no-vms", NOT_HERE, NONE, NONE, "its VMs cannot run VMs", "analysis/answers.c")
NS_FINDING(CHECK_NO_VTD, "no-vt-d", NOT_HERE, NONE, NONE,
	   "there is no Intel IOMMU; the drivers of others do not show in /sys what theirs can do", "Linux drivers/iommu/intel/iommu.c")
NS_FINDING(CHECK_NO_SECURE_GUEST, "no-sev", NOT_HERE, NONE, NONE,
	   "there is no /dev/sev; nested virtualization does not need it", "Linux drivers/crypto/ccp/sev-dev.c")
NS_FINDING(S390X_SECURE_GUEST, "secure-execution-guest", NOT_HERE, NONE, NONE,
	   "this is a VM of Secure Execution itself (prot_virt_guest is 1)", "Linux arch/s390/kernel/uv.c")
NS_FINDING(S390X_SECURE_HOST, "secure-execution", OK, NONE, NONE,
	   "KVM can run VMs of Secure Execution (prot_virt_host is 1)", "Linux arch/s390/kernel/uv.c")
NS_FINDING(S390X_SECURE_OFF, "secure-execution-off", NOT_HERE, NONE, NONE,
	   "KVM runs no VMs of Secure Execution (prot_virt_host is 0): that takes prot_virt=1 on the kernel's command line",
	   "Linux arch/s390/kernel/uv.c, arch/s390/boot/uv.c is_prot_virt_host_capable()")
NS_FINDING(S390X_NO_ULTRAVISOR, "no-ultravisor", NOT_HERE, NONE, NONE,
	   "this machine has no ultravisor, which Secure Execution needs", "Linux arch/s390/kernel/uv.c uv_info_init()")
NS_FINDING(CHECK_SECURE_NOT_KNOWN, "confidential-not-known", NOT_HERE, NONE, NONE,
	   "nestscope knows nothing about confidential VMs on {arch}", "analysis/check_host.c")
NS_FINDING(HAS_VIRTUALIZATION, "has-virtualization", OK, NONE, NONE, "the CPU has {isa}",
	   "SDM vol. 3 Discovering Support for VMX; APM vol. 2 Enabling SVM")
NS_FINDING(CPU_HAS, "cpu-has", OK, NONE, NONE, "the CPU has {bit}", "SDM vol. 3 appendix A")
NS_FINDING(CPU_HAS_NOT, "cpu-has-not", WARNING, CPU, NONE, "the CPU has no {bit}{?never:, which KVM offers to no VM}{?costs:: {costs}}", "SDM vol. 3 appendix A; analysis/notable.h")
NS_FINDING(SLAT_MISSING, "slat-missing", WARNING, CPU, EXPOSE_FULL_CPU,
	   "the CPU has no {bit}: KVM builds shadow page tables, and VMs are slow",
	   "SDM vol. 3 The Extended Page Table Mechanism; APM vol. 2 Nested Paging")
NS_FINDING(PARAMETER_ON, "parameter-on", OK, NONE, NONE, "{module}.{param} is {value}", "analysis/param_rules.h")
NS_FINDING(PARAMETER_UNREAD, "parameter-unread", UNKNOWN, UNKNOWN, NONE,
	   "{module}.{param} was not read: {?hidden:{module} shows no parameters in /sys}{!hidden:{module} is not loaded, or does not have it}", "Linux /sys/module")
NS_FINDING(CPUS_ALIKE, "cpus-alike", OK, NONE, NONE, "{?one:there is one CPU: {value}}{!one:CPUs {value} are alike}", "kmod/main.c")
NS_FINDING(CPUS_DIFFER, "cpus-differ", PROBLEM, CPU, EQUAL_CPUS,
	   "{?cpu:CPU {cpu} differs from the first in {register}}{!cpu:the CPUs differ}; {?svm:kvm_amd does not check this, and a vCPU that moves to another CPU may see other features}{!svm:kvm_intel then refuses to load, or fails on the CPU that differs}",
	   "Linux arch/x86/kvm/vmx/vmx.c vmx_check_processor_compat(), svm/svm.c svm_check_processor_compat()")
NS_FINDING(FIRMWARE_ALLOWS, "firmware-allows", OK, NONE, NONE, "{register} is {value}: {isa} is allowed",
	   "Linux arch/x86/kernel/cpu/feat_ctl.c; arch/x86/kvm/svm/svm.c")
NS_FINDING(FIRMWARE_ALLOWS_KVM, "firmware-allows-kvm", OK, NONE, NONE, "KVM works, so the firmware allows it",
	   "Linux arch/x86/kvm/vmx/vmx.c, svm/svm.c")
NS_FINDING(FIRMWARE_UNLOCKED, "firmware-unlocked", WARNING, FIRMWARE, ENABLE_IN_FIRMWARE,
	   "{register} is {value}: not locked. Linux locks it with VMX enabled at boot, so KVM works; Windows and ESXi refuse",
	   "Linux arch/x86/kernel/cpu/feat_ctl.c init_ia32_feat_ctl()")
NS_FINDING(MODULE_LOADED, "module-loaded", OK, NONE, NONE,
	   "{module} is loaded{?users:; its use count is {users}}", "Linux /sys/module")
NS_FINDING(DEVICE_ANSWERS, "device-answers", OK, NONE, NONE, "/dev/kvm answers (API version {value})",
	   "Linux Documentation/virt/kvm/api.rst KVM_GET_API_VERSION")
NS_FINDING(DEVICE_WITHOUT_MODULE, "device-without-module", PROBLEM, KERNEL, NONE,
	   "{why}{?looked:: KVM's module is not loaded}", "Linux virt/kvm/kvm_main.c kvm_init()")
NS_FINDING(OPTIONS_IN_FORCE, "options-in-force", OK, NONE, NONE,
	   "{?value:the options configured for this CPU are in effect; configured: {value}}{!value:no options are configured}", "kmod modprobe.d(5)")
NS_FINDING(OPTION_NOT_IN_FORCE, "option-not-in-force", WARNING, KERNEL, RELOAD_MODULE,
	   "{where} sets {module}.{set}, but it is {value}", "kmod modprobe.d(5)")
NS_FINDING(CONTROLS_COMPLETE, "controls-complete", OK, NONE, NONE,
	   "the CPU has every control and every pair of controls that kvm_intel needs",
	   "Linux arch/x86/kvm/vmx/vmx.h KVM_REQUIRED_VMX_*")
NS_FINDING(CONTROLS_UNREAD, "controls-unread", UNKNOWN, UNKNOWN, RUN_AS_ROOT, "the VMX registers were not read",
	   "analysis/check_kernel.c")
NS_FINDING(OTHER_HYPERVISOR, "other-hypervisor", WARNING, KERNEL, STOP_OTHER_HYPERVISOR,
	   "{value} is loaded: while its VMs run, KVM gets no VMX or SVM", "Linux arch/x86/kvm/vmx/vmx.c kvm_cpu_vmxon()")
NS_FINDING(NO_OTHER_HYPERVISOR, "no-other-hypervisor", OK, NONE, NONE,
	   "no module of VirtualBox, VMware or another hypervisor is loaded", "sources/host.c")
NS_FINDING(NO_LOCKDOWN, "no-lockdown", OK, NONE, NONE, "the kernel is not locked down", "Linux security/lockdown")
NS_FINDING(LOCKED_DOWN, "locked-down", NOTE, KERNEL, LIFT_LOCKDOWN,
	   "the kernel is locked down ({value}): only signed modules load, and KVM's statistics in debugfs cannot be read; programs may read MSRs",
	   "Linux kernel/module/signing.c; fs/debugfs/file.c debugfs_locked_down(); arch/x86/kernel/msr.c")
NS_FINDING(SIGNATURE_NOT_ASKED, "signature-not-needed", OK, NONE, NONE,
	   "the kernel also loads modules without a signature", "Linux kernel/module/signing.c module_sig_check()")
NS_FINDING(SIGNATURE_ACCEPTED, "signature-accepted", OK, NONE, NONE,
	   "{module} is loaded; the kernel accepts only signed modules ({enforced})",
	   "Linux kernel/module/signing.c module_sig_check()")
NS_FINDING(SIGNATURE_THERE, "signature-there", OK, NONE, NONE,
	   "{module} is signed; the kernel accepts only signed modules ({enforced}). If it refuses this one (Key was rejected by service), it does not have the signer's key",
	   "Linux kernel/module/signing.c module_sig_check(); Documentation/admin-guide/module-signing.rst")
NS_FINDING(SIGNATURE_MISSING, "signature-missing", PROBLEM, KERNEL, SIGN_MODULE,
	   "{module} has no signature, and the kernel accepts only signed modules ({enforced})",
	   "Linux kernel/module/signing.c module_sig_check()")
NS_FINDING(SIGNATURE_TAINTS, "signature-taints", NOTE, KERNEL, NONE,
	   "{module} is loaded without a valid signature (it taints the kernel: {taint}); a kernel that accepts only signed modules would refuse it",
	   "Linux Documentation/admin-guide/tainted-kernels.rst")
NS_FINDING(NOT_REALTIME, "not-realtime", NOT_HERE, NONE, NONE, "the kernel is not PREEMPT_RT", "Linux kernel/ksysfs.c")
NS_FINDING(REALTIME_TSC, "realtime-constant-tsc", OK, NONE, NONE, "the kernel is PREEMPT_RT, and the TSC is constant",
	   "Linux arch/x86/kvm/x86.c")
NS_FINDING(REALTIME_NO_TSC, "realtime-without-tsc", PROBLEM, BELOW, ADD_INVTSC,
	   "the kernel is PREEMPT_RT, and the CPU has no constant TSC: KVM refuses to load", "Linux arch/x86/kvm/x86.c")
NS_FINDING(GUEST_OF_TCG, "guest-of-tcg", WARNING, BELOW, USE_KVM_BELOW,
	   "this VM runs under QEMU's TCG, which emulates every instruction", "QEMU target/i386/cpu.c")
NS_FINDING(GUEST_OF_HYPERVISOR, "guest-of-hypervisor", OK, NONE, NONE, "this VM runs on {hypervisor}",
	   "analysis/layers.c")
NS_FINDING(GUEST_OF_UNKNOWN, "guest-of-unknown", UNKNOWN, UNKNOWN, NONE, "the hypervisor below does not show its name",
	   "analysis/layers.c")
NS_FINDING(EVMCS_ON, "evmcs-on", OK, NONE, NONE, "KVM uses Hyper-V's enlightened VMCS",
	   "Linux arch/x86/kvm/vmx/vmx_onhyperv.c")
NS_FINDING(EVMCS_OFF, "evmcs-off", WARNING, KVM, SET_PARAM,
	   "{module}.{param} is off{?offered:, though Hyper-V below offers an enlightened VMCS}{!offered:: switched off, or Hyper-V below does not offer an enlightened VMCS}",
	   "Linux arch/x86/kvm/vmx/vmx.c hv_init_evmcs()")
NS_FINDING(EVMCS_NOT_BELOW, "evmcs-not-offered", WARNING, BELOW, NONE,
	   "{module}.{param} is off: Hyper-V below offers no enlightened VMCS (CPUID.40000004:EAX[14], CPUID.4000000A:EAX[7:0])",
	   "Linux arch/x86/kvm/vmx/vmx.c vmx_init(); TLFS, Nested Virtualization")
NS_FINDING(EVMCS_UNREAD, "evmcs-unread", UNKNOWN, UNKNOWN, NONE,
	   "kvm_intel.enlightened_vmcs was not read: kvm_intel is not loaded, or does not have it", "Linux /sys/module")
NS_FINDING(NESTED_STATE_MISSING, "nested-state-missing", WARNING, KVM, UPDATE_KERNEL,
	   "KVM cannot save the nested state: a VM cannot be saved or migrated while it runs VMs",
	   "Linux Documentation/virt/kvm/api.rst KVM_CAP_NESTED_STATE")
NS_FINDING(NESTED_STATE_INTEL, "nested-state-intel", OK, NONE, NONE,
	   "KVM can save the nested state: with QEMU 4.2 or later a VM that runs VMs can be saved, and migrated to a host that offers at least the same VMX capabilities",
	   "Linux Documentation/virt/kvm/x86/running-nested-guests.rst (Linux 5.3)")
NS_FINDING(NESTED_STATE_AMD, "nested-state-amd", NOTE, NONE, NONE,
	   "KVM can save the nested state (Linux 5.8 and QEMU 5.1 or later), but the kernel's documentation calls migrating or saving a VM that runs VMs on AMD undefined behaviour",
	   "Linux Documentation/virt/kvm/x86/running-nested-guests.rst; arch/x86/kvm/svm/nested.c svm_get_nested_state()")
NS_FINDING(CLOCKSOURCE_FAST, "clocksource-fast", OK, NONE, NONE, "the clock source is {value}",
	   "Linux Documentation/timers/timekeeping.rst")
NS_FINDING(CLOCKSOURCE_SLOW, "clocksource-slow", WARNING, KERNEL, CHANGE_CLOCK,
	   "the clock source is {value}, a device: each reading is slow, and in a VM it is an exit",
	   "Linux Documentation/timers/timekeeping.rst")
NS_FINDING(HUGE_PAGES_THP, "huge-pages-transparent", OK, NONE, NONE, "transparent huge pages: {value}",
	   "Linux Documentation/admin-guide/mm/transhuge.rst")
NS_FINDING(HUGE_PAGES_SET, "huge-pages-set-aside", OK, NONE, NONE, "{value} huge pages are set aside",
	   "Linux Documentation/admin-guide/mm/hugetlbpage.rst")
NS_FINDING(HUGE_PAGES_NONE, "huge-pages-none", WARNING, KERNEL, ALLOW_HUGE_PAGES,
	   "transparent huge pages are off, and no huge page is set aside", "Linux Documentation/admin-guide/mm/transhuge.rst")
NS_FINDING(NX_HUGE_PAGES_OFF, "nx-huge-pages-off", OK, NONE, NONE, "{module}.{param} is {value}: huge pages stay whole",
	   "Linux Documentation/admin-guide/hw-vuln/multihit.rst")
NS_FINDING(NX_HUGE_PAGES_NEEDED, "nx-huge-pages-needed", NOTE, KVM, NONE,
	   "{module}.{param} is {value}, which this CPU needs if VMs are not trusted: KVM splits huge pages that VMs execute",
	   "Linux Documentation/admin-guide/hw-vuln/multihit.rst")
NS_FINDING(NX_HUGE_PAGES_FORCED, "nx-huge-pages-forced", WARNING, KVM, NO_NX_HUGE_PAGES,
	   "{module}.{param} is {value}, though the CPU does not need it: KVM splits huge pages that VMs execute",
	   "Linux Documentation/admin-guide/hw-vuln/multihit.rst")
NS_FINDING(L1D_FLUSH_OFF, "l1d-flush-off", OK, NONE, NONE, "{module}.{param} is {value}",
	   "Linux Documentation/admin-guide/hw-vuln/l1tf.rst")
NS_FINDING(L1D_FLUSH_SOMETIMES, "l1d-flush-sometimes", NOTE, KVM, NONE,
	   "{module}.{param} is {value}: VM entry flushes the data cache after some exits",
	   "Linux Documentation/admin-guide/hw-vuln/l1tf.rst")
NS_FINDING(L1D_FLUSH_ALWAYS, "l1d-flush-always", WARNING, KVM, L1D_FLUSH_COND,
	   "{module}.{param} is {value}: each VM entry flushes the data cache",
	   "Linux Documentation/admin-guide/hw-vuln/l1tf.rst")
NS_FINDING(FLUSH_NONE, "entry-flush-none", OK, NONE, NONE, "no mitigation flushes anything at VM entry or exit",
	   "analysis/flush_rows.h")
NS_FINDING(FLUSH_BUFFERS, "entry-flush-buffers", NOTE, KERNEL, NONE,
	   "{?buffers:each VM entry clears the CPU's buffers (VERW), against {buffers}}{?both:; }{?some:an exit that the VMM handles flushes the branch predictors (IBPB), against {some}}",
	   "analysis/flush_rows.h")
NS_FINDING(FLUSH_PREDICTORS, "entry-flush-predictors", WARNING, KERNEL, CHEAPER_MITIGATION,
	   "each VM exit flushes the branch predictors (IBPB), against {predictors}: every exit is slow, and nested VMs exit most often",
	   "analysis/flush_rows.h")
NS_FINDING(HALT_POLL_ON, "halt-poll-on", OK, NONE, NONE, "{module}.{param} is {value}",
	   "Linux Documentation/virt/kvm/halt-polling.rst")
NS_FINDING(HALT_POLL_OFF, "halt-poll-off", NOTE, KVM, NONE,
	   "{module}.{param} is {value}: an idle vCPU wakes up later, and uses less of the host's CPU time",
	   "Linux Documentation/virt/kvm/halt-polling.rst")
NS_FINDING(HALT_POLL_IN_GUEST, "halt-poll-in-guest", NOTE, KVM, NONE,
	   "{module}.{param} is {value} in a VM: while its vCPUs are idle, this VM keeps a CPU of the layer below busy",
	   "Linux Documentation/virt/kvm/halt-polling.rst")
NS_FINDING(NO_EMULATED_VM, "no-emulated-vm", OK, NONE, NONE,
	   "no VMM process runs its VM under TCG, as far as could be seen ({value} looked at)", "userspace/model/vmm.c")
NS_FINDING(DEVICE_THERE, "device-there", OK, NONE, NONE, "{device} exists", "sources/system.c")
NS_FINDING(DEVICE_MISSING, "device-missing", WARNING, KERNEL, LOAD_DEVICE_MODULE, "{device} does not exist",
	   "libvirt tools/virt-host-validate-common.c")
NS_FINDING(CGROUPS_THERE, "cgroups-there", OK, NONE, NONE, "the controllers cpu, cpuset, memory and io are available",
	   "libvirt tools/virt-host-validate-common.c")
NS_FINDING(CGROUP_MISSING, "cgroup-missing", WARNING, KERNEL, CGROUP_DELEGATE,
	   "the controller {controller} is not available (available: {value})", "libvirt tools/virt-host-validate-common.c")
NS_FINDING(IOMMU_ON, "iommu-on", OK, NONE, NONE, "the IOMMU is in use: {value} {?one:group}{!one:groups} of devices",
	   "Linux Documentation/ABI/testing/sysfs-kernel-iommu_groups")
NS_FINDING(IOMMU_OFF, "iommu-off", WARNING, FIRMWARE, SWITCH_IOMMU_ON,
	   "no IOMMU is in use, so no device of this machine can be assigned to a VM; without device assignment it is not needed",
	   "Linux Documentation/ABI/testing/sysfs-kernel-iommu_groups")
NS_FINDING(IOMMU_NOT_VIRTUAL, "iommu-not-virtual", WARNING, BELOW, GIVE_IOMMU,
	   "this VM has no IOMMU, so none of its devices can be assigned to a VM of its own; without device assignment it is not needed",
	   "Linux Documentation/ABI/testing/sysfs-kernel-iommu_groups")
NS_FINDING(IOMMU_REMAPS, "iommu-remaps", OK, NONE, NONE, "the IOMMU can remap interrupts", "VT-d specification, Extended Capability Register")
NS_FINDING(IOMMU_REMAPS_NOT, "iommu-remaps-not", WARNING, CPU, NONE,
	   "the IOMMU cannot remap interrupts: VFIO needs vfio_iommu_type1.allow_unsafe_interrupts=1",
	   "VT-d specification, Extended Capability Register")
NS_FINDING(IOMMU_REMAPS_NOT_GUEST, "iommu-remaps-not-in-guest", WARNING, BELOW, GIVE_IOMMU,
	   "this VM's IOMMU does not remap interrupts: VFIO needs vfio_iommu_type1.allow_unsafe_interrupts=1 here, or intremap=on on the layer below",
	   "VT-d specification, Extended Capability Register")
NS_FINDING(IOMMU_CACHES, "iommu-caches", OK, NONE, NONE, "the virtual IOMMU has caching mode",
	   "VT-d specification, Capability Register")
NS_FINDING(IOMMU_CACHES_NOT, "iommu-caches-not", WARNING, BELOW, GIVE_IOMMU,
	   "the virtual IOMMU has no caching mode, so VFIO does not see its mappings",
	   "VT-d specification, Capability Register")
NS_FINDING(SECURE_GUESTS, "secure-guests", OK, NONE, NONE, "/dev/sev exists", "Linux drivers/crypto/ccp/sev-dev.c")
NS_FINDING(REGISTERS_AGREE, "registers-agree", OK, NONE, NONE, "no contradictions",
	   "analysis/invariant_rows.h")
NS_FINDING(REGISTERS_UNREAD, "registers-unread", UNKNOWN, UNKNOWN, RUN_AS_ROOT, "no register was read",
	   "analysis/check_kernel.c")
