/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The messages that people paste, one row each, data only.
 *
 *   NS_PRINTER(id, code, name)
 *   NS_SPEAKS(id, code, of)
 *   NS_MESSAGE(id, code, printer, speaks, meaning, PATTERNS(...), CAUSES(...), source)
 *
 * code       stable, for programs
 * printer    who printed it
 * speaks     which machine it is about
 * meaning    one sentence, without a full stop
 * PATTERNS   ways in which it is written; one is enough. Case does not count, a
 *            blank stands for any white space, and an argument is {name:type}:
 *              x  a hexadecimal number, with or without 0x
 *              d  a decimal number
 *              w  a word: up to a blank, or to what follows in the pattern
 *              k  a word that begins with kvm: a module of KVM's
 *              l  names with commas between them
 *              t  up to 80 characters, or the rest of the line at the end
 *            Another brace is text.
 *            The arguments "msr" and "value" are a register and what was to be
 *            written to it, "feature", "missing" and "extra" are capabilities,
 *            "module" is a module of the kernel. A pattern begins with what is
 *            the same in every language, where the program is translated
 * CAUSES     what can be behind it, the most frequent first: C(id) for each
 *            NS_FINDING(CAUSE_id) of finding_rows.h. None where nothing is wrong
 * source     where the text is. Versions: Linux 5.10, 6.1, 6.12, 7.3; QEMU 7.2,
 *            10.0, 10.2.2; libvirt 9.0, 11.3; the public reports that quote it, where a
 *            program's source is closed
 */
#if !defined(NS_MESSAGE) && !defined(NS_PRINTER) && !defined(NS_SPEAKS)
#error "define NS_MESSAGE, NS_PRINTER or NS_SPEAKS before including this header"
#endif
#ifndef NS_MESSAGE
#define NS_MESSAGE(...)
#endif
#ifndef NS_PRINTER
#define NS_PRINTER(...)
#endif
#ifndef NS_SPEAKS
#define NS_SPEAKS(...)
#endif

NS_PRINTER(QEMU, "qemu", "QEMU")
NS_PRINTER(LIBVIRT, "libvirt", "libvirt")
NS_PRINTER(VIRT_INSTALL, "virt-install", "virt-install or virt-manager")
NS_PRINTER(KERNEL, "kernel", "the Linux kernel")
NS_PRINTER(KVM, "kvm", "KVM, in the Linux kernel")
NS_PRINTER(KMOD, "kmod", "modprobe")
NS_PRINTER(KVM_OK, "kvm-ok", "kvm-ok")
NS_PRINTER(VALIDATE, "virt-host-validate", "virt-host-validate")
NS_PRINTER(KATA, "kata", "Kata Containers")
NS_PRINTER(VIRTUALBOX, "virtualbox", "VirtualBox")
NS_PRINTER(VMWARE, "vmware", "VMware")
NS_PRINTER(HYPERV, "hyper-v", "Hyper-V")
NS_PRINTER(WSL, "wsl", "WSL")
NS_PRINTER(XEN, "xen", "Xen")
NS_PRINTER(FIRECRACKER, "firecracker", "Firecracker")
NS_PRINTER(CLOUD_HYPERVISOR, "cloud-hypervisor", "Cloud Hypervisor")
NS_PRINTER(ANDROID, "android-emulator", "the Android emulator")
NS_PRINTER(DOCKER, "docker-desktop", "Docker Desktop")
NS_PRINTER(MINIKUBE, "minikube", "minikube")
NS_PRINTER(MULTIPASS, "multipass", "Multipass")
NS_PRINTER(CONTAINERS, "container-engine", "Docker, Podman or another container engine")
NS_PRINTER(PROGRAM, "program", "a program that uses KVM")
NS_PRINTER(PROXMOX, "proxmox", "Proxmox VE")
NS_PRINTER(LXD, "lxd", "LXD or Incus")
NS_PRINTER(KUBERNETES, "kubernetes", "Kubernetes, for KubeVirt")
NS_PRINTER(NIX, "nix", "Nix")
NS_PRINTER(MACOS, "macos", "macOS")
NS_PRINTER(DOCKUR, "dockur", "a container of qemus/qemu (dockur/windows, dockur/macos)")
NS_PRINTER(GNS3, "gns3", "GNS3")
NS_PRINTER(CRC, "crc", "OpenShift Local (crc)")
NS_PRINTER(BOXES, "gnome-boxes", "GNOME Boxes")
NS_PRINTER(QUBES, "qubes", "the installer of Qubes OS")
NS_PRINTER(OPENSTACK, "openstack", "OpenStack")
NS_PRINTER(BHYVE, "bhyve", "bhyve, of FreeBSD or illumos")

NS_SPEAKS(HERE, "printed-on", "KVM and the CPU of the machine on which it was printed, not the CPU of the VM")
NS_SPEAKS(LOG, "logged-on", "the machine whose kernel log it is in")
NS_SPEAKS(DESTINATION, "destination", "the machine on which the VM starts or arrives")
NS_SPEAKS(HOST, "host", "the machine on which the program runs")
NS_SPEAKS(WINDOWS, "windows-host", "the Windows host and its hypervisor")

/* QEMU: target/i386/kvm/kvm.c, cpu.c, accel/kvm/kvm-all.c, system/vl.c */
NS_MESSAGE(QEMU_SET_MSR, "qemu-set-msr", QEMU, HERE,
	"KVM refused a value that QEMU wanted to write to an MSR of the new vCPU; the MSRs that QEMU writes before it were accepted",
	PATTERNS("failed to set MSR {msr:x} to {value:x}"),
	CAUSES(C(OFFER_LACKS), C(KVM_BEFORE_6_1), C(NESTED_OFF), C(VCPU_WITHOUT_VMX), C(FORCED_FEATURES), C(MSR_UNKNOWN)),
	"QEMU target/i386/kvm/kvm.c kvm_buf_set_msrs()")
NS_MESSAGE(QEMU_SET_MSR_ASSERT, "qemu-set-msr-assert", QEMU, HERE,
	"KVM refused a value that QEMU wanted to write to an MSR of the new vCPU; which one is in the line before, if there is one",
	PATTERNS("kvm_put_msrs: Assertion 'ret == cpu->kvm_msr_buf->nmsrs' failed",
		 "kvm_buf_set_msrs: Assertion 'ret == cpu->kvm_msr_buf->nmsrs' failed",
		 "kvm_put_msrs: Assertion", "kvm_buf_set_msrs: Assertion", "ret == cpu->kvm_msr_buf->nmsrs"),
	CAUSES(C(KVM_BEFORE_6_1), C(NESTED_OFF), C(OFFER_LACKS), C(VCPU_WITHOUT_VMX), C(MSR_UNKNOWN)),
	"QEMU target/i386/kvm/kvm.c kvm_buf_set_msrs(); crc-org/crc issue 527")
NS_MESSAGE(QEMU_GET_MSR, "qemu-get-msr", QEMU, HERE,
	"KVM does not let QEMU read an MSR that it listed as readable",
	PATTERNS("error: failed to get MSR {msr:x}", "KVM get MSR (index={msr:x}) feature failed"),
	CAUSES(C(KVM_BEFORE_6_1), C(OLD_KERNEL)), "QEMU target/i386/kvm/kvm.c")
NS_MESSAGE(QEMU_FEATURE_CONTROL, "qemu-set-feature-control", QEMU, HERE,
	"KVM refused the value for IA32_FEATURE_CONTROL, which has VMX bits that this vCPU may not have",
	PATTERNS("Failed to set feature control MSR", "kvm_put_msr_feature_control: Assertion"),
	CAUSES(C(NESTED_OFF), C(DESTINATION_LESS)), "QEMU target/i386/kvm/kvm.c kvm_arch_put_registers()")
NS_MESSAGE(QEMU_NO_FEATURE, "qemu-host-no-feature", QEMU, HERE,
	"the VM's CPU model asks for a capability that KVM on this machine does not offer to guests; QEMU leaves it out and goes on (\"host\" means KVM, not the CPU)",
	PATTERNS("host doesn't support requested feature: {feature:w} [bit {bit:d}]",
		 "host doesn't support requested feature: {feature:w}"),
	CAUSES(C(OTHER_VENDOR), C(OFFER_LACKS), C(CPU_LACKS), C(PARAMETER_OFF), C(NESTED_OFF), C(NOT_EXPOSED), C(PVM)),
	"QEMU target/i386/cpu.c mark_unavailable_features(), feature_word_description()")
NS_MESSAGE(QEMU_TCG_NO_FEATURE, "qemu-tcg-no-feature", QEMU, HERE,
	"QEMU emulates the CPU in software (TCG) instead of using KVM, and its emulation lacks this capability; TCG emulates SVM, but no VMX",
	PATTERNS("TCG doesn't support requested feature: {feature:w} [bit {bit:d}]",
		 "TCG doesn't support requested feature: {feature:w}"),
	CAUSES(C(QEMU_WITHOUT_KVM), C(NO_DEVICE), C(NOT_PERMITTED)),
	"QEMU target/i386/cpu.c mark_unavailable_features()")
NS_MESSAGE(QEMU_AVX10, "qemu-avx10", QEMU, HERE,
	"the VM's CPU model asks for a later version of AVX10 than KVM or TCG here has; QEMU gives it the one that there is",
	PATTERNS("host doesn't support requested feature: avx10.{asked:d}. Adjust to avx10.{given:d}",
		 "TCG doesn't support requested feature: avx10.{asked:d}. Adjust to avx10.{given:d}",
		 "avx10.{asked:d}. Adjust to avx10.{given:d}"),
	CAUSES(), "QEMU 10.0 target/i386/cpu.c x86_cpu_filter_features()")
NS_MESSAGE(QEMU_DEPENDS, "qemu-feature-depends", QEMU, HERE,
	"a capability that was asked for by name needs another one, which the VM's CPU does not have; QEMU leaves it out",
	PATTERNS("This feature depends on other features that were not requested: {feature:w} [bit {bit:d}]",
		 "This feature depends on other features that were not requested: {feature:w}"),
	CAUSES(C(MODEL_LACKS_ROOT), C(NESTED_OFF), C(NOT_EXPOSED)), "QEMU target/i386/cpu.c x86_cpu_expand_features()")
NS_MESSAGE(QEMU_ENFORCE, "qemu-enforce", QEMU, HERE,
	"the VM's CPU model asks for capabilities that KVM does not offer, and \"enforce\" makes that an error; the lines above name them",
	PATTERNS("Host doesn't support requested features"),
	CAUSES(C(MODEL_WANTS_MORE), C(NESTED_OFF)), "QEMU target/i386/cpu.c x86_cpu_realizefn()")
NS_MESSAGE(QEMU_TCG_ENFORCE, "qemu-tcg-enforce", QEMU, HERE,
	"QEMU emulates the CPU in software (TCG), which lacks capabilities of the CPU model, and \"enforce\" makes that an error",
	PATTERNS("TCG doesn't support requested features"),
	CAUSES(C(QEMU_WITHOUT_KVM), C(NO_DEVICE)), "QEMU target/i386/cpu.c x86_cpu_realizefn()")
NS_MESSAGE(QEMU_CPU_HOST, "qemu-cpu-needs-kvm", QEMU, HERE,
	"-cpu host was asked for, but QEMU runs without KVM",
	PATTERNS("CPU model '{model:w}' requires KVM"),
	CAUSES(C(QEMU_WITHOUT_KVM), C(NO_DEVICE), C(NOT_PERMITTED), C(MODULE_NOT_LOADED)),
	"QEMU target/i386/cpu.c x86_cpu_realizefn(), host_cpuid_required; 4.2 and older without \"or HVF\"")
NS_MESSAGE(QEMU_OPEN_ABSENT, "qemu-kvm-absent", QEMU, HERE,
	"there is no /dev/kvm",
	PATTERNS("Could not access KVM kernel module: No such file or directory",
		 "failed to initialize kvm: No such file or directory"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(MODULE_NOT_LOADED), C(NO_HARDWARE), C(CONTAINER)),
	"QEMU accel/kvm/kvm-all.c kvm_init()")
NS_MESSAGE(QEMU_OPEN_DENIED, "qemu-kvm-denied", QEMU, HERE,
	"this user has no permission to open /dev/kvm",
	PATTERNS("Could not access KVM kernel module: Permission denied", "failed to initialize kvm: Permission denied"),
	CAUSES(C(NOT_PERMITTED), C(CONTAINER)), "QEMU accel/kvm/kvm-all.c kvm_init()")
NS_MESSAGE(QEMU_OPEN_FORBIDDEN, "qemu-kvm-forbidden", QEMU, HERE,
	"/dev/kvm exists, but this container or service may not open it: what keeps devices away (cgroup) refuses, whoever the user is",
	PATTERNS("Could not access KVM kernel module: Operation not permitted", "failed to initialize kvm: Operation not permitted"),
	CAUSES(C(CONTAINER)), "QEMU accel/kvm/kvm-all.c kvm_init(); Linux 6.12 security/device_cgroup.c, kernel/bpf/cgroup.c: EPERM")
NS_MESSAGE(QEMU_OPEN_NODEV, "qemu-kvm-no-module", QEMU, HERE,
	"/dev/kvm exists, but no module is behind it",
	PATTERNS("Could not access KVM kernel module: No such device", "failed to initialize kvm: No such device"),
	CAUSES(C(MODULE_NOT_LOADED), C(NOT_EXPOSED), C(FIRMWARE_OFF)), "QEMU accel/kvm/kvm-all.c kvm_init()")
NS_MESSAGE(QEMU_OPEN, "qemu-kvm-open", QEMU, HERE,
	"QEMU could not open /dev/kvm",
	PATTERNS("Could not access KVM kernel module: {why:t}"),
	CAUSES(C(NO_DEVICE), C(NOT_PERMITTED), C(MODULE_NOT_LOADED)), "QEMU accel/kvm/kvm-all.c kvm_init()")
NS_MESSAGE(QEMU_INIT, "qemu-kvm-init", QEMU, HERE,
	"QEMU could not start KVM; the line before says why",
	PATTERNS("failed to initialize kvm: {why:t}"),
	CAUSES(C(NO_DEVICE), C(NOT_PERMITTED), C(MODULE_NOT_LOADED), C(OTHER_HYPERVISOR)),
	"QEMU system/vl.c")
NS_MESSAGE(QEMU_FALLBACK, "qemu-fall-back", QEMU, HERE,
	"KVM could not be used, so QEMU goes on with a software emulator, many times slower",
	PATTERNS("falling back to tcg", "Back to tcg accelerator"),
	CAUSES(C(NO_DEVICE), C(NOT_PERMITTED), C(MODULE_NOT_LOADED)), "QEMU system/vl.c")
NS_MESSAGE(QEMU_NO_ACCEL, "qemu-no-accelerator", QEMU, HERE,
	"QEMU has none of the accelerators that it was told to use, or could start none of them",
	PATTERNS("no accelerator found", "invalid accelerator {accel:w}", "\"kvm\" accelerator not found",
		 "KVM not supported for this target"),
	CAUSES(C(NO_DEVICE), C(OLD_SOFTWARE)), "QEMU system/vl.c; 1.3 to 4.1 accel.c configure_accelerator()")
NS_MESSAGE(QEMU_BUSY, "qemu-create-vm-busy", QEMU, HERE,
	"KVM could not switch virtualization on in a CPU, most often because another hypervisor uses it (Linux before 6.12)",
	PATTERNS("ioctl(KVM_CREATE_VM) failed: Device or resource busy",
		 "ioctl(KVM_CREATE_VM) failed: {number:d} Device or resource busy", "failed to initialize kvm: Device or resource busy",
		 "ioctl(KVM_CREATE_VM) failed: Resource busy", "failed to initialize kvm: Resource busy"),
	CAUSES(C(OTHER_HYPERVISOR), C(FEATURE_CONTROL_LIES)),
	"QEMU accel/kvm/kvm-all.c kvm_init(); Linux 6.1 virt/kvm/kvm_main.c hardware_enable_all(); \"Resource busy\" with musl")
NS_MESSAGE(QEMU_CREATE_EIO, "qemu-create-vm-io", QEMU, HERE,
	"KVM could not switch virtualization on in a CPU, most often because another hypervisor uses it (Linux 6.12 and later)",
	PATTERNS("ioctl(KVM_CREATE_VM) failed: Input/output error",
		 "ioctl(KVM_CREATE_VM) failed: {number:d} Input/output error", "failed to initialize kvm: Input/output error",
		 "ioctl(KVM_CREATE_VM) failed: I/O error", "failed to initialize kvm: I/O error"),
	CAUSES(C(OTHER_HYPERVISOR), C(FEATURE_CONTROL_LIES)),
	"QEMU accel/kvm/kvm-all.c kvm_init(); Linux 6.12 virt/kvm/kvm_main.c kvm_enable_virtualization_cpu(); \"I/O error\" with musl")
NS_MESSAGE(QEMU_CREATE_VM, "qemu-create-vm", QEMU, HERE,
	"KVM could not make a VM",
	PATTERNS("ioctl(KVM_CREATE_VM) failed: {why:t}"),
	CAUSES(C(OTHER_HYPERVISOR)), "QEMU accel/kvm/kvm-all.c kvm_init()")
NS_MESSAGE(QEMU_KVM_VERSION, "qemu-kvm-version", QEMU, HERE,
	"KVM of this kernel is too old, or of another interface, for this QEMU",
	PATTERNS("kvm version too old", "kvm version not supported", "kvm does not support {cap:w}",
		 "Please upgrade to at least kernel {kernel:w}"),
	CAUSES(C(OLD_KERNEL)), "QEMU accel/kvm/kvm-all.c kvm_init(), upgrade_note")
NS_MESSAGE(QEMU_VCPU, "qemu-vcpu", QEMU, HERE,
	"KVM made the VM, but not its vCPU",
	PATTERNS("kvm_create_vcpu failed ({number:d})", "kvm_get_vcpu failed ({number:d})",
		 "kvm_arch_init_vcpu failed ({number:d})", "kvm_init_vcpu failed: {why:t}"),
	CAUSES(C(NESTED_OFF), C(OLD_KERNEL)), "QEMU accel/kvm/kvm-all.c kvm_init_vcpu(); 5.1 and older cpus.c qemu_kvm_cpu_thread_fn()")
NS_MESSAGE(QEMU_RUN, "qemu-run", QEMU, HERE,
	"KVM_RUN failed: the VM cannot go on",
	PATTERNS("error: kvm run failed {why:t}"),
	CAUSES(C(BELOW_VMX_FAULTY)), "QEMU accel/kvm/kvm-all.c kvm_cpu_exec()")
NS_MESSAGE(QEMU_ENTRY_CONTROLS, "qemu-entry-controls", QEMU, HERE,
	"the CPU refused the VM entry for invalid control fields (VM-instruction error 7); in a VM that is nearly always the layer below, which offers a control and then refuses it",
	PATTERNS("KVM: entry failed, hardware error 0x7"),
	CAUSES(C(BELOW_VMX_FAULTY)), "QEMU target/i386/kvm/kvm.c kvm_arch_handle_exit(); SDM vol. 3 VM-Instruction Error Numbers")
NS_MESSAGE(QEMU_ENTRY_HOST, "qemu-entry-host-state", QEMU, HERE,
	"the CPU refused the VM entry for invalid host-state fields (VM-instruction error 8); in a VM that is nearly always the layer below",
	PATTERNS("KVM: entry failed, hardware error 0x8"),
	CAUSES(C(BELOW_VMX_FAULTY)), "QEMU target/i386/kvm/kvm.c kvm_arch_handle_exit(); SDM vol. 3 VM-Instruction Error Numbers")
NS_MESSAGE(QEMU_ENTRY_GUEST, "qemu-entry-guest-state", QEMU, HERE,
	"the CPU refused the VM entry for invalid guest state (exit reason 33); firmware in real mode does this where there is no unrestricted guest",
	PATTERNS("KVM: entry failed, hardware error 0x80000021"),
	CAUSES(C(NO_UNRESTRICTED), C(BELOW_VMX_FAULTY)), "QEMU target/i386/kvm/kvm.c kvm_arch_handle_exit()")
NS_MESSAGE(QEMU_ENTRY_MSR, "qemu-entry-msr-load", QEMU, HERE,
	"the CPU refused the VM entry because an MSR could not be loaded (exit reason 34)",
	PATTERNS("KVM: entry failed, hardware error 0x80000022"),
	CAUSES(C(BELOW_VMX_FAULTY)), "QEMU target/i386/kvm/kvm.c kvm_arch_handle_exit(); Linux arch/x86/include/uapi/asm/vmx.h")
NS_MESSAGE(QEMU_ENTRY_CHECK, "qemu-entry-machine-check", QEMU, HERE,
	"the VM entry failed because of a machine check (exit reason 41)",
	PATTERNS("KVM: entry failed, hardware error 0x80000029"),
	CAUSES(C(BELOW_VMX_FAULTY)), "QEMU target/i386/kvm/kvm.c kvm_arch_handle_exit(); Linux arch/x86/include/uapi/asm/vmx.h")
NS_MESSAGE(QEMU_ENTRY_SVM, "qemu-entry-svm-state", QEMU, HERE,
	"the CPU, one of AMD's, refused VMRUN because the guest's state or a control is invalid (VMEXIT_INVALID)",
	PATTERNS("KVM: entry failed, hardware error 0xffffffffffffffff", "KVM: entry failed, hardware error 0xffffffff"),
	CAUSES(C(BELOW_VMX_FAULTY)), "QEMU target/i386/kvm/kvm.c kvm_arch_handle_exit(); Linux arch/x86/include/uapi/asm/svm.h SVM_EXIT_ERR")
NS_MESSAGE(QEMU_ENTRY_ZERO, "qemu-entry-no-reason", QEMU, HERE,
	"the CPU refused the VM entry and gave no reason; another hypervisor on this machine that switches VMX or SVM off, such as VirtualBox, does that",
	PATTERNS("KVM: entry failed, hardware error 0x0"),
	CAUSES(C(OTHER_HYPERVISOR), C(BELOW_VMX_FAULTY)), "QEMU target/i386/kvm/kvm.c kvm_arch_handle_exit(); VirtualBox issue 711")
NS_MESSAGE(QEMU_ENTRY, "qemu-entry", QEMU, HERE,
	"the CPU refused the VM entry; the number is the exit reason with bit 31 set, a VM-instruction error number, or on AMD the exit code",
	PATTERNS("KVM: entry failed, hardware error {reason:x}"),
	CAUSES(C(BELOW_VMX_FAULTY)), "QEMU target/i386/kvm/kvm.c kvm_arch_handle_exit(); Linux arch/x86/kvm/vmx/vmx.c")
NS_MESSAGE(QEMU_EMULATION, "qemu-emulation", QEMU, HERE,
	"KVM had to emulate an instruction and could not; the less the CPU virtualizes, the more KVM has to emulate",
	PATTERNS("KVM internal error. Suberror: 1"),
	CAUSES(C(NO_UNRESTRICTED), C(NO_EPT)), "Linux Documentation/virt/kvm/api.rst KVM_INTERNAL_ERROR_EMULATION; ppc64 has it, too: arch/powerpc/kvm/powerpc.c")
NS_MESSAGE(QEMU_SIMUL, "qemu-simultaneous-exceptions", QEMU, HERE,
	"KVM had to deliver two exceptions at once and gave up",
	PATTERNS("KVM internal error. Suberror: 2"),
	CAUSES(C(BELOW_VMX_FAULTY)), "Linux include/uapi/linux/kvm.h KVM_INTERNAL_ERROR_SIMUL_EX")
NS_MESSAGE(QEMU_DELIVERY, "qemu-delivery-event", QEMU, HERE,
	"the VM exited while an event was delivered to it, in a way that KVM cannot handle",
	PATTERNS("KVM internal error. Suberror: 3"),
	CAUSES(C(BELOW_VMX_FAULTY)), "Linux include/uapi/linux/kvm.h KVM_INTERNAL_ERROR_DELIVERY_EV")
NS_MESSAGE(QEMU_UNEXPECTED_EXIT, "qemu-unexpected-exit", QEMU, HERE,
	"the VM exited for a reason that KVM does not know; the first number of the extra data is the reason",
	PATTERNS("KVM internal error. Suberror: 4"),
	CAUSES(C(OLD_KERNEL), C(BELOW_VMX_FAULTY)), "Linux include/uapi/linux/kvm.h KVM_INTERNAL_ERROR_UNEXPECTED_EXIT_REASON")
NS_MESSAGE(QEMU_RESET, "qemu-needs-reset", QEMU, HERE,
	"the VM stopped at an error of KVM or of the guest and cannot go on; QEMU's log has the message (KVM: entry failed, Suberror), libvirt keeps it in /var/log/libvirt/qemu",
	PATTERNS("Resetting the Virtual Machine is required"),
	CAUSES(C(BELOW_VMX_FAULTY)), "QEMU monitor/qmp-cmds.c qmp_cont(); kubevirt issue 2318")
NS_MESSAGE(QEMU_SET_NESTED, "qemu-set-nested-state", QEMU, DESTINATION,
	"KVM refused the state of a VM that runs VMs: it came from the other vendor, from a CPU with VMX controls that this KVM does not offer, or nested is off",
	PATTERNS("Failed to set nested state"),
	CAUSES(C(NESTED_OFF), C(DESTINATION_LESS)), "QEMU 10.0 target/i386/kvm/kvm.c kvm_arch_put_registers()")
NS_MESSAGE(QEMU_REGISTERS, "qemu-registers", QEMU, DESTINATION,
	"KVM refused a part of the state of a vCPU, or could not give it: a state of another CPU or KVM, most often",
	PATTERNS("Failed to set special registers", "Failed to set MSRs", "Failed to get nested state"),
	CAUSES(C(DESTINATION_LESS), C(OLD_KERNEL)), "QEMU 10.0 target/i386/kvm/kvm.c kvm_arch_put_registers(), kvm_arch_get_registers()")
NS_MESSAGE(QEMU_NESTED_SAVE, "qemu-save-nested", QEMU, HERE,
	"a VM that may run VMs cannot be saved or migrated, because KVM lacks what saves that state",
	PATTERNS("Guest maybe enabled nested virtualization but kernel does not support required capabilities"),
	CAUSES(C(NO_NESTED_STATE)), "QEMU target/i386/machine.c")
NS_MESSAGE(QEMU_NESTED_LOAD, "qemu-load-nested", QEMU, DESTINATION,
	"the migrated state of a VM that runs VMs does not fit to KVM on the destination",
	PATTERNS("vCPU set in guest-mode inconsistent with migrated kernel nested state",
		 "Received nested state when kernel cannot restore it",
		 "Received nested state size less than min", "Received unsupported nested state size",
		 "Received invalid nested state format"),
	CAUSES(C(NESTED_OFF), C(NO_NESTED_STATE), C(DESTINATION_LESS)), "QEMU target/i386/machine.c")
NS_MESSAGE(QEMU_NESTED_NO_MIGRATION, "qemu-nested-no-migration", QEMU, HERE,
	"this old QEMU does not migrate or save a VM with nested virtualization",
	PATTERNS("Nested VMX virtualization does not support live migration yet",
		 "Nested virtualization does not support live migration yet"),
	CAUSES(C(OLD_SOFTWARE)), "QEMU 3.1 to 4.0 target/i386/kvm.c")
NS_MESSAGE(QEMU_INVTSC, "qemu-invtsc-migration", QEMU, HERE,
	"a VM with an invariant TSC is not migrated or saved unless the TSC rate is set",
	PATTERNS("State blocked by non-migratable CPU device (invtsc flag)"),
	CAUSES(C(MODEL_WANTS_MORE)), "QEMU target/i386/kvm/kvm.c")
NS_MESSAGE(QEMU_HYPERV, "qemu-hyperv-feature", QEMU, HERE,
	"a Hyper-V enlightenment was asked for that this KVM does not have",
	PATTERNS("Hyper-V {feature_hv:t} is not supported by kernel", "Hyper-V {feature_hv:t} requires Hyper-V {need:w}"),
	CAUSES(C(NESTED_OFF), C(OLD_KERNEL)), "QEMU target/i386/kvm/kvm.c")
NS_MESSAGE(QEMU_EVMCS, "qemu-evmcs", QEMU, HERE,
	"an enlightened VMCS (hv-evmcs) was asked for, but KVM here offers none of its versions",
	PATTERNS("eVMCS version range [{asked:w}] is not supported by kernel (supported: [{supported:w}])",
		 "eVMCS version range [{asked:w}] is not supported by kernel"),
	CAUSES(C(NESTED_OFF), C(OLD_KERNEL)), "QEMU target/i386/kvm/kvm.c")
NS_MESSAGE(QEMU_CONFIDENTIAL, "qemu-confidential", QEMU, HERE,
	"a confidential VM (SEV, TDX, Secure Execution) was asked for, which this accelerator or machine does not support",
	PATTERNS("accelerator does not support confidential guest {kind:w}"),
	CAUSES(C(QEMU_WITHOUT_KVM)), "QEMU system/vl.c")
NS_MESSAGE(QEMU_SMM, "qemu-smm", QEMU, HERE,
	"the VM's firmware is to be protected by SMM (smm=on, Secure Boot of OVMF), which KVM here does not have",
	PATTERNS("System Management Mode not supported by this hypervisor"),
	CAUSES(C(NO_UNRESTRICTED), C(NO_SMM), C(OLD_KERNEL)),
	"QEMU hw/i386/x86.c x86_machine_is_smm_enabled(); Linux arch/x86/kvm/vmx/vmx.c vmx_has_emulated_msr() MSR_IA32_SMBASE")
NS_MESSAGE(QEMU_CPU_MODEL, "qemu-cpu-model-unknown", QEMU, HERE,
	"this QEMU has no CPU model of that name",
	PATTERNS("unable to find CPU model '{model:w}'", "CPU model '{model:w}' not found"),
	CAUSES(C(OLD_SOFTWARE)), "QEMU 5.1 exec.c parse_cpu_option(), target/i386/cpu.c; qemu-system-x86_64 -cpu help lists them")
NS_MESSAGE(QEMU_TSC, "qemu-tsc-frequency", QEMU, DESTINATION,
	"the VM was started with another TSC rate than this CPU's, and KVM here cannot scale it, so the VM's clock is wrong",
	PATTERNS("TSC frequency mismatch between VM"),
	CAUSES(C(DESTINATION_LESS)), "QEMU 5.1 target/i386/kvm.c kvm_arch_set_tsc_khz()")
NS_MESSAGE(QEMU_UNKNOWN_EXIT, "qemu-unknown-exit", QEMU, HERE,
	"the VM exited for a reason that KVM does not handle; the number, hexadecimal, is the exit reason of VMX or the exit code of SVM",
	PATTERNS("KVM: unknown exit, hardware reason {reason:x}"),
	CAUSES(C(BELOW_VMX_FAULTY), C(OLD_KERNEL)), "QEMU accel/kvm/kvm-all.c kvm_cpu_exec() KVM_EXIT_UNKNOWN")
NS_MESSAGE(QEMU_NO_IOMMU_GROUP, "qemu-no-iommu-group", QEMU, HERE,
	"a device was to be assigned to the VM, and no IOMMU guards it",
	PATTERNS("no iommu_group found"),
	CAUSES(C(NO_IOMMU)), "QEMU hw/vfio/pci.c vfio_realize()")
NS_MESSAGE(QEMU_CACHING_MODE, "qemu-caching-mode", QEMU, HERE,
	"a device was to be assigned to a VM with a virtual IOMMU, which has to be told with caching-mode=on to report new mappings",
	PATTERNS("We need to set caching-mode=on for intel-iommu", "without enabling caching-mode=on for Intel IOMMU"),
	CAUSES(C(CACHING_MODE)), "QEMU hw/i386/intel_iommu.c vtd_panic_require_caching_mode(), pc.c")
NS_MESSAGE(QEMU_WHPX, "qemu-whpx-absent", QEMU, WINDOWS,
	"Windows runs no hypervisor that QEMU could use (WHPX); \"No space left on device\" behind it says nothing of disks",
	PATTERNS("WHPX: No accelerator found, hr={hr:x}", "failed to initialize whpx: {why:t}"),
	CAUSES(C(WHPX_OFF), C(FIRMWARE_OFF), C(NOT_EXPOSED)), "QEMU target/i386/whpx/whpx-all.c whpx_accel_init(): ENOSPC")
NS_MESSAGE(QEMU_WHPX_IRQ, "qemu-whpx-interrupt", QEMU, WINDOWS,
	"the interrupt controller of Windows' hypervisor refused an interrupt of QEMU's, and the VM hangs",
	PATTERNS("injection failed, MSI ({address:w}, {data:w}) delivery: {mode:d}"),
	CAUSES(C(WHPX_IRQ)), "QEMU target/i386/whpx/whpx-apic.c; Tech-FZ/EmuGUI issues 47 and 72")
NS_MESSAGE(QEMU_HAX, "qemu-haxm", QEMU, HOST,
	"QEMU could not open HAXM, a driver for Intel CPUs that is given up: QEMU has WHPX on Windows and HVF on macOS in its place",
	PATTERNS("failed to initialize hax: {why:t}", "Open HAX device failed", "Failed to open the HAX device"),
	CAUSES(C(WHPX_OFF), C(HYPERV_HOLDS)), "QEMU 5.1 target/i386/hax-all.c, hax-windows.c; xqemu issue 292")
NS_MESSAGE(QEMU_HVF, "qemu-hvf", QEMU, HOST,
	"macOS refused QEMU its hypervisor (Hypervisor.framework)",
	PATTERNS("HV_UNSUPPORTED", "failed to initialize hvf: {why:t}", "Error: HV_ERROR"),
	CAUSES(C(MAC_GUEST), C(HVF_UNSIGNED)), "QEMU target/i386/hvf/hvf.c assert_hvf_ok(); Cilicon issue 15, lima pull request 898, SerenityOS issue 5578")
NS_MESSAGE(QEMU_HVF_DENIED, "qemu-hvf-denied", QEMU, HOST,
	"macOS gives its hypervisor (Hypervisor.framework) only to programs that are signed with the right to use it",
	PATTERNS("HV_DENIED"),
	CAUSES(C(HVF_UNSIGNED)), "QEMU accel/hvf/hvf-all.c assert_hvf_ok(); lima issue 4")
NS_MESSAGE(QEMU_PROPERTY, "qemu-feature-unknown", QEMU, HERE,
	"this QEMU has no capability of that name, or the name is misspelt",
	PATTERNS("-x86_64-cpu.{feature:w}' not found", "-i386-cpu.{feature:w}' not found", "CPU feature {feature:w} not found"),
	CAUSES(C(OLD_SOFTWARE)), "QEMU qom/object.c object_property_find_err(); cockpit issue 8385 quotes an older one")

/* QEMU of other architectures: hw/arm/virt.c, target/s390x, hw/ppc/spapr_caps.c */
NS_MESSAGE(QEMU_ARM_EL2, "qemu-arm-no-el2", QEMU, HERE,
	"virtualization=on asks for a VM that can run VMs, and KVM of this machine gives no EL2 to its guests",
	PATTERNS("mach-virt: host kernel KVM does not support providing Virtualization extensions to the guest CPU"),
	CAUSES(C(ARCH_NEST)), "QEMU 10.2.2 hw/arm/virt.c machvirt_init(), target/arm/kvm.c kvm_arm_el2_supported()")
NS_MESSAGE(QEMU_ARM_ACCEL, "qemu-arm-accelerator", QEMU, HERE,
	"virtualization=on asks for a VM that can run VMs, which this QEMU has in its emulation (TCG) only; with KVM it takes QEMU 10.1 or later, and EL2 from the host's KVM",
	PATTERNS("mach-virt: {accel:w} does not support providing Virtualization extensions to the guest CPU"),
	CAUSES(C(OLD_SOFTWARE), C(ARCH_NEST)), "QEMU 10.0.13 hw/arm/virt.c machvirt_init(); 10.2.2 has it for other accelerators than KVM and TCG")
NS_MESSAGE(QEMU_ARM_VM, "qemu-arm-el2-needs", QEMU, HERE,
	"virtualization=on does not go with the interrupt controller, or with the vCPU, that the VM was given",
	PATTERNS("KVM EL2 is only supported with in-kernel GICv3", "KVM does not support EL2 on an AArch32 vCPU"),
	CAUSES(C(ARM64_EL2_NEEDS)), "QEMU 10.2.2 hw/arm/virt.c create_gic(), virt_post_cpus_gic_realized()")
NS_MESSAGE(QEMU_ARM_HOST, "qemu-arm-cpu-needs-kvm", QEMU, HERE,
	"-cpu host or gic-version=host was asked for, but QEMU runs without KVM",
	PATTERNS("The '{model:w}' CPU type can only be used with KVM", "The CPU type '{model:w}' requires KVM", "gic-version=host requires KVM"),
	CAUSES(C(QEMU_WITHOUT_KVM), C(NO_DEVICE), C(NOT_PERMITTED), C(ARCH_RUN)), "QEMU 5.1 target/arm/cpu.c arm_cpu_realizefn(), hw/arm/virt.c")
NS_MESSAGE(QEMU_ARM_CPU, "qemu-arm-cpu-model", QEMU, HERE,
	"KVM runs no CPU model but the machine's own",
	PATTERNS("KVM is not supported for this guest CPU type", "Failed to retrieve host CPU features", "kvm_arm_vcpu_init failed: {why:t}"),
	CAUSES(C(ARM64_CPU)), "QEMU 5.1 target/arm/kvm64.c kvm_arch_init_vcpu(), cpu.c")
NS_MESSAGE(QEMU_ARM_GIC, "qemu-arm-gic", QEMU, HERE,
	"KVM here does not have the interrupt controller that the VM was given",
	PATTERNS("host does not support in-kernel GICv{version:d} emulation", "host only supports in-kernel GICv2 emulation",
		 "Unable to determine GIC version supported by host"),
	CAUSES(C(ARM64_GIC)), "QEMU 5.1 hw/arm/virt.c finalize_gic_version()")
NS_MESSAGE(QEMU_ARM_MEMORY, "qemu-arm-address-bits", QEMU, HERE,
	"the VM has more memory, or a memory map that reaches higher, than the addresses of KVM's guests here do",
	PATTERNS("VCPU supports less PA bits ({bits:d}) than requested"),
	CAUSES(C(ARM64_PA_BITS)), "QEMU 5.1 hw/arm/virt.c machvirt_init()")
NS_MESSAGE(QEMU_S390_FEATURES, "qemu-s390x-features", QEMU, DESTINATION,
	"the VM's CPU model asks for features that KVM of this machine does not offer; sief2, siif, 64bscao, gpereh, gsls, ib, cei, ibs and kss are offered only with its parameter nested on",
	PATTERNS("Some features requested in the CPU model are not available in the current configuration: {names:t}"),
	CAUSES(C(ARCH_NEST), C(MODEL_WANTS_MORE), C(DESTINATION_LESS)),
	"QEMU target/s390x/cpu_models.c check_compatibility(); Linux arch/s390/kvm/kvm-s390.c kvm_s390_cpu_feat_init()")
NS_MESSAGE(QEMU_S390_HOST, "qemu-s390x-needs-kvm", QEMU, HERE,
	"-cpu host was asked for, but QEMU runs without KVM",
	PATTERNS("CPU definition requires KVM", "The CPU definition '{model:w}' requires KVM"),
	CAUSES(C(QEMU_WITHOUT_KVM), C(NO_DEVICE), C(NOT_PERMITTED), C(ARCH_RUN)), "QEMU target/s390x/cpu_models.c s390_realize_cpu_model()")
NS_MESSAGE(QEMU_S390_HPAGE, "qemu-s390x-huge-pages", QEMU, HERE,
	"the VM's memory is to be huge pages of 1 MiB, and KVM does not take them: its parameter hpage is off",
	PATTERNS("Memory backing with 1M pages was specified, but KVM does not support this memory backing"),
	CAUSES(C(S390X_NO_HPAGE)), "QEMU target/s390x/kvm/kvm.c kvm_s390_set_max_pagesize(); Linux arch/s390/kvm/kvm-s390.c")
NS_MESSAGE(QEMU_PPC_SAFE, "qemu-ppc64-safe-level", QEMU, HERE,
	"the machine type asks for a mitigation of Spectre that KVM of this machine does not offer, as it is in an LPAR or VM whose hypervisor does not tell of it",
	PATTERNS("Requested safe cache capability level not supported by", "Requested safe bounds check capability level not supported by",
		 "Requested safe indirect branch capability level not supported by"),
	CAUSES(C(PPC64_SAFE), C(OLD_KERNEL)), "QEMU 5.1 hw/ppc/spapr_caps.c cap_safe_cache_apply() and the next two")
NS_MESSAGE(QEMU_PPC_XIVE, "qemu-ppc64-xive", QEMU, HERE,
	"KVM in an LPAR or VM has no XIVE, the interrupt controller of POWER9 and later; with kernel_irqchip=on QEMU ends, without it takes XICS",
	PATTERNS("IRQ_XIVE capability must be present for KVM"),
	CAUSES(C(PPC64_XIVE)), "QEMU hw/intc/spapr_xive_kvm.c; kata-containers pull request 13848, coreos-assembler issue 2473")
NS_MESSAGE(QEMU_PPC_DECR, "qemu-ppc64-large-decrementer", QEMU, HERE,
	"the machine type gives VMs a large decrementer, which KVM here does not offer",
	PATTERNS("No large decrementer support"),
	CAUSES(C(PPC64_DECR)), "QEMU hw/ppc/spapr_caps.c cap_large_decr_apply(); kata-containers/runtime issue 2599")
NS_MESSAGE(QEMU_PPC_NESTED, "qemu-ppc64-no-nested-hv", QEMU, HERE,
	"cap-nested-hv=on asks for a VM that can run VMs, and KVM of this machine does not offer that",
	PATTERNS("KVM implementation does not support Nested-HV", "KVM implementation does not support Nested KVM-HV"),
	CAUSES(C(ARCH_NEST)), "QEMU hw/ppc/spapr_caps.c cap_nested_kvm_hv_apply(), target/ppc/kvm.c; Nested KVM-HV in older ones")
NS_MESSAGE(QEMU_PPC_ENABLE, "qemu-ppc64-nested-hv-refused", QEMU, HERE,
	"KVM offers to let VMs run VMs, and refused it to this one",
	PATTERNS("Error enabling cap-nested-hv with KVM"),
	CAUSES(C(ARCH_NEST)), "QEMU hw/ppc/spapr_caps.c cap_nested_kvm_hv_apply(); Linux arch/powerpc/kvm/book3s_hv.c kvmhv_enable_nested()")
NS_MESSAGE(QEMU_PPC_CPU, "qemu-ppc64-cpu", QEMU, HERE,
	"a VM that runs VMs has to have a POWER9 or a later CPU, and this one has not",
	PATTERNS("Nested-HV only supported on POWER9", "Nested KVM-HV only supported on POWER9", "Nested-PAPR only supported on POWER9"),
	CAUSES(C(PPC64_OLD_CPU)), "QEMU hw/ppc/spapr_caps.c cap_nested_kvm_hv_apply(), cap_nested_papr_apply()")
NS_MESSAGE(QEMU_PPC_PAPR, "qemu-ppc64-nested-papr", QEMU, HERE,
	"cap-nested-papr=on is PowerVM's interface for VMs that run VMs: QEMU has it in its emulation (TCG) alone",
	PATTERNS("KVM implementation does not support Nested-PAPR"),
	CAUSES(C(PPC64_PAPR)), "QEMU hw/ppc/spapr_caps.c cap_nested_papr_apply()")
NS_MESSAGE(QEMU_PPC_SMT, "qemu-ppc64-threads", QEMU, HERE,
	"QEMU's emulation (TCG) runs VMs in a VM only if that has one thread a core",
	PATTERNS("TCG does not support nested-HV with SMT"),
	CAUSES(C(PPC64_SMT)), "QEMU 10.0.13 hw/ppc/spapr_caps.c cap_nested_kvm_hv_apply()")
NS_MESSAGE(QEMU_PPC_TCG, "qemu-ppc64-tcg", QEMU, HERE,
	"the emulation (TCG) of this old QEMU runs no VMs in a VM",
	PATTERNS("No Nested KVM-HV support in TCG", "No Nested KVM-HV support in tcg"),
	CAUSES(C(OLD_SOFTWARE), C(QEMU_WITHOUT_KVM)), "QEMU hw/ppc/spapr_caps.c cap_nested_kvm_hv_apply(), before it emulated nested-hv")

/* libvirt; the texts are translated, so a match is not certain in other languages */
NS_MESSAGE(LIBVIRT_MISSING, "libvirt-missing-features", LIBVIRT, DESTINATION,
	"QEMU could not give the VM capabilities that its XML requires: KVM on this machine does not offer them",
	PATTERNS("guest CPU doesn't match specification: missing features: {missing:l}",
		 "guest CPU doesn't match specification: extra features: {extra:l}, missing features: {missing:l}"),
	CAUSES(C(OTHER_VENDOR), C(OFFER_LACKS), C(PARAMETER_OFF), C(NESTED_OFF), C(DESTINATION_LESS)),
	"libvirt src/cpu/cpu_x86.c")
NS_MESSAGE(LIBVIRT_EXTRA, "libvirt-extra-features", LIBVIRT, DESTINATION,
	"QEMU gave the VM capabilities that its XML does not have, and check='full' does not allow that",
	PATTERNS("guest CPU doesn't match specification: extra features: {extra:l}",
		 "guest CPU doesn't match specification"),
	CAUSES(C(DESTINATION_LESS)), "libvirt src/cpu/cpu_x86.c")
NS_MESSAGE(LIBVIRT_INCOMPATIBLE, "libvirt-incompatible", LIBVIRT, DESTINATION,
	"the VM's XML requires capabilities that libvirt does not see on this machine; in a VM or container that is what KVM offers, not the CPU",
	PATTERNS("Host CPU does not provide required features: {missing:l}",
		 "Host CPU does not provide required features"),
	CAUSES(C(OTHER_VENDOR), C(OFFER_LACKS), C(PARAMETER_OFF), C(NESTED_OFF), C(DESTINATION_LESS), C(STALE_CACHE)),
	"libvirt src/cpu/cpu.c, cpu_x86.c")
NS_MESSAGE(LIBVIRT_FORBIDDEN, "libvirt-forbidden-features", LIBVIRT, DESTINATION,
	"the VM's XML forbids capabilities that this machine has, or wants exactly its own",
	PATTERNS("Host CPU provides forbidden features: {extra:l}", "Host CPU provides forbidden features",
		 "Host CPU does not strictly match guest CPU: Extra features: {extra:l}",
		 "Host CPU does not strictly match guest CPU"),
	CAUSES(C(DESTINATION_LESS)), "libvirt src/cpu/cpu_x86.c")
NS_MESSAGE(LIBVIRT_MODE_TCG, "libvirt-mode-without-kvm", LIBVIRT, HERE,
	"the VM is of type 'qemu', which is software emulation, and host-passthrough and host-model need KVM",
	PATTERNS("CPU mode '{mode:w}' for {arch:w} qemu domain on {host:w} host is not supported by hypervisor"),
	CAUSES(C(QEMU_WITHOUT_KVM), C(NO_DEVICE), C(MODULE_NOT_LOADED)), "libvirt src/qemu/qemu_process.c")
NS_MESSAGE(LIBVIRT_MODE, "libvirt-mode", LIBVIRT, HERE,
	"libvirt believes that QEMU here has no KVM, so this CPU mode is not available",
	PATTERNS("CPU mode '{mode:w}' for {arch:w} {type:w} domain on {host:w} host is not supported by hypervisor"),
	CAUSES(C(NO_DEVICE), C(NOT_PERMITTED), C(STALE_CACHE)), "libvirt src/qemu/qemu_process.c")
NS_MESSAGE(LIBVIRT_NO_CAPS, "libvirt-no-kvm-capabilities", LIBVIRT, HERE,
	"libvirt found no QEMU that can use KVM on this machine",
	PATTERNS("could not find capabilities for domaintype=kvm",
		 "could not find capabilities for {what:w} domaintype=kvm",
		 "could not find capabilities for {what:w} {arch:w} domaintype=kvm", "domaintype=kvm",
		 "could not get preferred machine for {emulator:w} type=kvm"),
	CAUSES(C(NOT_EXPOSED), C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(NO_DEVICE), C(CONTAINER), C(STALE_CACHE)),
	"libvirt src/conf/capabilities.c, src/qemu/qemu_postparse.c qemuDomainDefPostParse()")
NS_MESSAGE(LIBVIRT_NO_CAPS_OTHER, "libvirt-no-capabilities", LIBVIRT, HERE,
	"libvirt found no QEMU for what the VM's XML asks for; without domaintype=kvm in the message it need not be for want of KVM",
	PATTERNS("could not find capabilities for", "no supported architecture for os type 'hvm'"),
	CAUSES(C(OLD_SOFTWARE), C(NO_DEVICE), C(STALE_CACHE)), "libvirt src/conf/capabilities.c virCapabilitiesDomainDataLookupInternal()")
NS_MESSAGE(LIBVIRT_VIRT_TYPE, "libvirt-virt-type", LIBVIRT, HERE,
	"libvirt found that this QEMU cannot use KVM on this machine",
	PATTERNS("Emulator '{emulator:w}' does not support virt type '{type:w}'", "Domain requires KVM, but it is not available"),
	CAUSES(C(NOT_EXPOSED), C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(NO_DEVICE), C(CONTAINER), C(STALE_CACHE)),
	"libvirt src/qemu/qemu_validate.c; older ones as adrahon/vagrant-kvm issue 20 quotes them")
NS_MESSAGE(LIBVIRT_UNKNOWN_FEATURE, "libvirt-unknown-feature", LIBVIRT, DESTINATION,
	"this libvirt is older than the name of the capability",
	PATTERNS("unknown CPU feature: {feature:w}", "unknown CPU feature {feature:w}"),
	CAUSES(C(OLD_SOFTWARE)), "libvirt src/cpu/cpu_x86.c, cpu_arm.c")
NS_MESSAGE(LIBVIRT_MODEL, "libvirt-model", LIBVIRT, DESTINATION,
	"QEMU or libvirt here does not know this CPU model",
	PATTERNS("CPU model {model:w} is not supported by hypervisor"),
	CAUSES(C(OLD_SOFTWARE)), "libvirt src/cpu/cpu.c")
NS_MESSAGE(LIBVIRT_HYPERV, "libvirt-hyperv-feature", LIBVIRT, HERE,
	"a Hyper-V enlightenment was asked for that KVM here does not have",
	PATTERNS("host doesn't support hyperv '{feature_hv:w}' feature"),
	CAUSES(C(NESTED_OFF), C(OLD_KERNEL)), "libvirt src/qemu/qemu_process.c")
NS_MESSAGE(LIBVIRT_INVTSC, "libvirt-invtsc", LIBVIRT, HERE,
	"a VM with invtsc can be migrated only if its TSC rate is in the XML",
	PATTERNS("domain has 'invtsc' CPU feature but TSC frequency is not specified"),
	CAUSES(C(MODEL_WANTS_MORE)), "libvirt src/qemu/qemu_migration.c")
NS_MESSAGE(LIBVIRT_MIGRATABLE, "libvirt-migratable", LIBVIRT, HERE,
	"the attribute migratable of <cpu> is not possible with this QEMU or this mode",
	PATTERNS("Migratable attribute for host-passthrough CPU is not supported by this QEMU binary",
		 "Attribute migratable is only allowed for '{mode:w}'"),
	CAUSES(C(OLD_SOFTWARE)), "libvirt src/qemu/qemu_validate.c, src/conf/cpu_conf.c")
NS_MESSAGE(LIBVIRT_PASSTHROUGH, "libvirt-no-device-assignment", LIBVIRT, HERE,
	"a device was to be assigned to the VM, and libvirt found no IOMMU in use; the VM itself would start without the device",
	PATTERNS("host doesn't support passthrough of host PCI devices"),
	CAUSES(C(NO_IOMMU)), "libvirt src/qemu/qemu_hostdev.c, as BigAnteater/KVM-GPU-Passthrough issue 19 quotes it")
NS_MESSAGE(VIRT_INSTALL_KVM, "virt-install-no-kvm", VIRT_INSTALL, HERE,
	"libvirt's list of what this machine can run has no KVM",
	PATTERNS("Host does not support domain type kvm", "KVM is not available. This may mean the KVM package is not installed",
		 "No hypervisor options were found for this connection", "Host does not support any virtualization options",
		 "KVM acceleration not available, using '{type:w}'"),
	CAUSES(C(NOT_EXPOSED), C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(NO_DEVICE), C(NOT_PERMITTED), C(STALE_CACHE)),
	"virt-manager virtinst/guest.py set_capabilities_defaults(), quoted in quick-vm issue 2; virt-manager issue 286")

NS_MESSAGE(VIRT_INSTALL_HVM, "virt-install-no-hvm", VIRT_INSTALL, HERE,
	"libvirt's list of what this machine can run has no QEMU for this architecture, with KVM or without: QEMU is not installed, or libvirt could not run it (its log says why)",
	PATTERNS("Host does not support virtualization type 'hvm'", "Host does not support virtualization type hvm"),
	CAUSES(C(OLD_SOFTWARE), C(STALE_CACHE)), "virt-manager virtinst/capabilities.py guest_lookup(); virt-manager issue 481")

/* Linux: arch/x86/kernel/cpu/feat_ctl.c, amd.c, arch/x86/kvm */
NS_MESSAGE(LINUX_VMX_BIOS, "linux-vmx-disabled", KERNEL, LOG,
	"IA32_FEATURE_CONTROL is locked with VMX disabled, so Linux has cleared the flag vmx; in a VM the firmware is the VM's",
	PATTERNS("x86/cpu: VMX ({where:w} TXT) disabled by BIOS", "VMX ({where:w} TXT) disabled by BIOS"),
	CAUSES(C(FIRMWARE_OFF), C(VM_FIRMWARE)), "Linux arch/x86/kernel/cpu/feat_ctl.c init_ia32_feat_ctl()")
NS_MESSAGE(LINUX_SVM_BIOS, "linux-svm-disabled", KERNEL, LOG,
	"VM_CR.SVMDIS is set, so Linux has cleared the flag svm; in a VM the firmware is the VM's",
	PATTERNS("SVM disabled (by BIOS) in MSR_VM_CR"),
	CAUSES(C(FIRMWARE_OFF), C(VM_FIRMWARE)), "Linux 6.12 arch/x86/kernel/cpu/amd.c init_amd(); 6.2 to 6.5 arch/x86/kvm/svm/svm.c with \"on CPU\"")
NS_MESSAGE(KVM_NO_HARDWARE, "kvm-no-hardware-support", KVM, LOG,
	"the CPU, as this kernel sees it, has no VMX or SVM",
	PATTERNS("kvm: no hardware support for '{module:w}'", "kvm: no hardware support"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(NO_HARDWARE)), "Linux 6.1 and 5.10 arch/x86/kvm/x86.c")
NS_MESSAGE(KVM_VMX_UNSUPPORTED, "kvm-vmx-not-supported", KVM, LOG,
	"CPUID shows no VMX to this kernel",
	PATTERNS("VMX not supported by CPU {cpu:d}"),
	CAUSES(C(NOT_EXPOSED), C(NO_HARDWARE)), "Linux 6.12 arch/x86/kvm/vmx/vmx.c __kvm_is_vmx_supported()")
NS_MESSAGE(KVM_SVM_UNSUPPORTED, "kvm-svm-not-supported", KVM, LOG,
	"this kernel sees no SVM: CPUID has none, or Linux cleared the flag because the firmware disabled it",
	PATTERNS("SVM not supported by CPU {cpu:d}", "has_svm: svm not available"),
	CAUSES(C(FIRMWARE_OFF), C(NOT_EXPOSED), C(NO_HARDWARE)), "Linux 6.12 arch/x86/kvm/svm/svm.c __kvm_is_svm_supported(); 6.1 arch/x86/include/asm/virtext.h")
NS_MESSAGE(KVM_DISABLED_BIOS, "kvm-disabled-by-bios", KVM, LOG,
	"the CPU has VMX or SVM, but the firmware disabled it; in a VM the firmware is the VM's",
	PATTERNS("kvm: support for '{module:w}' disabled by bios", "kvm: disabled by bios",
		 "VMX not enabled (by BIOS) in MSR_IA32_FEAT_CTL on CPU {cpu:d}", "VMX not fully enabled on CPU {cpu:d}"),
	CAUSES(C(FIRMWARE_OFF), C(VM_FIRMWARE), C(FEATURE_CONTROL_LIES)),
	"Linux 6.1 arch/x86/kvm/x86.c, 6.12 and 7.3 vmx/vmx.c __kvm_is_vmx_supported(); 5.10 kvm_arch_init()")
NS_MESSAGE(KVM_NOT_AMD, "kvm-not-amd", KVM, LOG,
	"kvm_amd was loaded on a CPU that is neither AMD's nor Hygon's",
	PATTERNS("has_svm: not amd or hygon", "isn't AMD or Hygon"),
	CAUSES(C(WRONG_MODULE)), "Linux 6.1 arch/x86/include/asm/virtext.h; 6.12 arch/x86/kvm/svm/svm.c")
NS_MESSAGE(KVM_SEV, "kvm-sev-guest", KVM, LOG,
	"this is a confidential VM (SEV), in which KVM does not run",
	PATTERNS("KVM is unsupported when running as an SEV guest"),
	CAUSES(C(CONFIDENTIAL)), "Linux arch/x86/kvm/svm/svm.c")
NS_MESSAGE(KVM_CPUS_DIFFER, "kvm-cpus-differ", KVM, LOG,
	"the CPUs do not have the same VMX capabilities, so KVM refuses this one",
	PATTERNS("Inconsistent VMCS config on CPU {cpu:d}", "CPU {cpu:d} feature inconsistency",
		 "VMCS config on CPU {cpu:d} doesn't match reference config",
		 "Offset {offset:d} REF = {ref:x}, CPU{cpu:d} = {value_cpu:x}, mismatch = {mismatch:x}"),
	CAUSES(C(CPUS_DIFFER)), "Linux arch/x86/kvm/vmx/vmx.c vmx_check_processor_compat()")
NS_MESSAGE(KVM_VMCS_SETUP, "kvm-vmcs-setup", KVM, LOG,
	"a CPU lacks a VMX capability that KVM needs, or VMX is disabled on this one",
	PATTERNS("Failed to setup VMCS config on CPU {cpu:d}", "VMX is disabled on CPU {cpu:d}"),
	CAUSES(C(CONTROL_MISSING), C(CPUS_DIFFER), C(FIRMWARE_OFF)), "Linux arch/x86/kvm/vmx/vmx.c vmx_check_processor_compat()")
NS_MESSAGE(KVM_PAIR, "kvm-entry-exit-pair", KVM, LOG,
	"a control of VM entry is there without its partner of VM exit, so KVM refuses to load (or leaves both out)",
	PATTERNS("Inconsistent VM-Entry/VM-Exit pair"),
	CAUSES(C(PAIR_BROKEN)), "Linux arch/x86/kvm/vmx/vmx.c setup_vmcs_config()")
NS_MESSAGE(KVM_EPT_CAP, "kvm-ept-cap", KVM, LOG,
	"IA32_VMX_EPT_VPID_CAP shows capabilities of EPT or VPID that the controls do not allow",
	PATTERNS("EPT CAP should not exist", "VPID CAP should not exist"),
	CAUSES(C(BELOW_VMX_FAULTY)), "Linux arch/x86/kvm/vmx/vmx.c setup_vmcs_config()")
NS_MESSAGE(KVM_ENABLING_FAILED, "kvm-enabling-failed", KVM, LOG,
	"KVM could not switch virtualization on in a CPU, most often because another hypervisor uses it",
	PATTERNS("kvm: enabling virtualization on CPU{cpu:d} failed"),
	CAUSES(C(OTHER_HYPERVISOR), C(FEATURE_CONTROL_LIES), C(CPUS_DIFFER)), "Linux virt/kvm/kvm_main.c")
NS_MESSAGE(KVM_VMXON, "kvm-vmxon-faulted", KVM, LOG,
	"IA32_FEATURE_CONTROL allows VMXON, but VMXON faulted: the virtual CPU claims a VMX that does not work",
	PATTERNS("VMXON faulted, MSR_IA32_FEAT_CTL (0x3a) = {value:x}", "VMXON faulted"),
	CAUSES(C(FEATURE_CONTROL_LIES), C(OTHER_HYPERVISOR)), "Linux arch/x86/kvm/vmx/vmx.c kvm_cpu_vmxon()")
NS_MESSAGE(KVM_EVMCS, "kvm-evmcs", KVM, LOG,
	"KVM runs on Hyper-V and uses its enlightened VMCS: faster nesting, with fewer controls",
	PATTERNS("using Hyper-V Enlightened VMCS", "Hyper-V enlightened NPT TLB flush enabled",
		 "Hyper-V Direct TLB Flush enabled", "unsupported with eVMCS"),
	CAUSES(), "Linux arch/x86/kvm/vmx/vmx.c, vmx_onhyperv.c, svm/svm_onhyperv.c")
NS_MESSAGE(KVM_NESTED_SVM, "kvm-nested-svm", KVM, LOG,
	"kvm_amd offers SVM to its guests; kvm_intel prints no such line, so its absence says nothing there",
	PATTERNS("kvm: Nested Virtualization enabled", "kvm_amd: Nested Virtualization enabled"),
	CAUSES(), "Linux arch/x86/kvm/svm/svm.c svm_hardware_setup()")
NS_MESSAGE(KVM_NPT_OFF, "kvm-npt-disabled", KVM, LOG,
	"KVM runs without nested paging: VMs are slow, and VMs of VMs are hardly usable",
	PATTERNS("Nested Paging disabled"),
	CAUSES(C(NO_NPT)), "Linux arch/x86/kvm/svm/svm.c svm_hardware_setup()")
NS_MESSAGE(KVM_NPT_ON, "kvm-npt-enabled", KVM, LOG,
	"KVM uses nested paging",
	PATTERNS("Nested Paging enabled"), CAUSES(), "Linux arch/x86/kvm/svm/svm.c svm_hardware_setup()")
NS_MESSAGE(KVM_SVM_FEATURE, "kvm-svm-feature", KVM, LOG,
	"kvm_amd uses this capability of the CPU; where the line is missing, it is off or the CPU has none",
	PATTERNS("TSC scaling supported", "Virtual VMLOAD VMSAVE supported", "Virtual GIF supported",
		 "LBR virtualization supported", "AVIC enabled", "x2AVIC enabled",
		 "Virtual NMI enabled"),
	CAUSES(), "Linux arch/x86/kvm/svm/svm.c svm_hardware_setup()")
NS_MESSAGE(KVM_PMU_OFF, "kvm-no-pmu", KVM, LOG,
	"the parameter enable_pmu of KVM is off: guests have no counters of performance",
	PATTERNS("PMU virtualization is disabled"), CAUSES(), "Linux arch/x86/kvm/svm/svm.c svm_hardware_setup()")
NS_MESSAGE(KVM_NX, "kvm-nx", KVM, LOG,
	"the CPU has no NX, or it is switched off, and KVM needs it",
	PATTERNS("NX (Execute Disable) not supported"),
	CAUSES(C(CPU_MODEL_OLD), C(FIRMWARE_OFF)), "Linux arch/x86/kvm/vmx/vmx.c, svm/svm.c hardware_setup()")
NS_MESSAGE(KVM_RT, "kvm-rt-tsc", KVM, LOG,
	"a PREEMPT_RT kernel needs an invariant TSC for KVM, and this CPU shows none",
	PATTERNS("RT requires X86_FEATURE_CONSTANT_TSC"),
	CAUSES(C(NO_INVTSC)), "Linux arch/x86/kvm/x86.c")
NS_MESSAGE(KVM_PAT, "kvm-host-pat", KVM, LOG,
	"the first entry of the PAT is not write-back, which KVM needs: a hypervisor or firmware set it otherwise",
	PATTERNS("host PAT[0] is not WB"), CAUSES(C(BELOW_VMX_FAULTY)), "Linux arch/x86/kvm/x86.c")
NS_MESSAGE(KVM_VENDOR, "kvm-already-loaded", KVM, LOG,
	"another vendor module is registered with KVM, and there can be only one",
	PATTERNS("kvm: already loaded vendor module '{loaded:w}'", "kvm: already loaded the other module"),
	CAUSES(C(OTHER_VENDOR_MODULE)), "Linux arch/x86/kvm/x86.c; 5.10 kvm_arch_init()")
NS_MESSAGE(KVM_EXITING, "kvm-exiting", KVM, LOG,
	"the machine shuts down or restarts with VMs running; harmless",
	PATTERNS("kvm: exiting hardware virtualization"), CAUSES(), "Linux virt/kvm/kvm_main.c")
NS_MESSAGE(KVM_IGNORED_MSR, "kvm-ignored-msr", KVM, LOG,
	"a guest used an MSR that KVM does not know, and kvm.ignore_msrs let it pass; a read gave 0",
	PATTERNS("ignored rdmsr: {msr:x}", "ignored wrmsr: {msr:x}", "unhandled rdmsr: {msr:x}", "unhandled wrmsr: {msr:x}",
		 "Unhandled WRMSR({msr:x})", "Unhandled RDMSR({msr:x})"),
	CAUSES(), "Linux arch/x86/kvm/x86.c kvm_msr_ignored_check()")
NS_MESSAGE(KVM_UNEXPECTED, "kvm-unexpected-exit", KVM, LOG,
	"a VM exited for a reason that this KVM does not handle",
	PATTERNS("vmx: unexpected exit reason {reason:x}", "svm: unexpected exit reason {reason:x}", "unexpected exit reason {reason:x}"),
	CAUSES(C(OLD_KERNEL), C(BELOW_VMX_FAULTY)), "Linux arch/x86/kvm/vmx/vmx.c, svm/svm.c handle_exit")
NS_MESSAGE(KVM_DUMP, "kvm-dump-vmcs", KVM, LOG,
	"a VM entry failed; the parameter makes KVM print the VMCS, whose controls can be compared with the registers",
	PATTERNS("kvm_intel.dump_invalid_vmcs=1 to dump", "kvm_amd.dump_invalid_vmcb=1 to dump"),
	CAUSES(C(BELOW_VMX_FAULTY)), "Linux arch/x86/kvm/vmx/vmx.c dump_vmcs(), svm/svm.c dump_vmcb()")
NS_MESSAGE(KVM_VMCS, "kvm-vmcs-printed", KVM, LOG,
	"KVM printed the VMCS of a VM entry that failed; its controls have to be among those that the registers allow (nestscope decode)",
	PATTERNS("VMCS {address:x}, last attempted VM-entry on CPU {cpu:d}",
		 "CPUBased={cpu_based:x} SecondaryExec={secondary:x} TertiaryExec={tertiary:x}",
		 "CPUBased={cpu_based:x} SecondaryExec={secondary:x}",
		 "PinBased={pin:x} EntryControls={entry:x} ExitControls={exit:x}",
		 "reason={reason:x} qualification={qualification:x}", "EPT pointer = {eptp:x}"),
	CAUSES(C(BELOW_VMX_FAULTY)), "Linux arch/x86/kvm/vmx/vmx.c dump_vmcs()")
NS_MESSAGE(KVM_INSTRUCTION, "kvm-vmx-instruction-failed", KVM, LOG,
	"an instruction of VMX failed: VMREAD or VMWRITE of a field that the CPU does not have (12), or one that the hypervisor below does not do as it claims",
	PATTERNS("vmwrite failed: field={field:x} val={val:x} err={error:d}", "vmwrite error: reg {field:x} value {val:x} (err {error:d})",
		 "vmread failed: field={field:x}", "vmclear failed: {address:w} err={error:d}", "vmptrld failed: {address:w} err={error:d}",
		 "invept failed: ext={extent:x} eptp={eptp:x}", "invvpid failed: ext={extent:x} vpid={vpid:d}"),
	CAUSES(C(BELOW_VMX_FAULTY), C(OLD_KERNEL)), "Linux 6.1 and 6.12 arch/x86/kvm/vmx/vmx.c vmwrite_error() and the others; 4.9 vmwrite_error()")
NS_MESSAGE(KVM_EVMCS_FIELD, "kvm-evmcs-field", KVM, LOG,
	"KVM runs on Hyper-V with an enlightened VMCS and used a field that this does not have: a fault of this kernel, after which VMs do not run",
	PATTERNS("accessing unsupported EVMCS field {field:x}"),
	CAUSES(C(OLD_KERNEL)), "Linux 6.12 arch/x86/kvm/vmx/vmx_onhyperv.h; microsoft/lisa pull request 2607")
NS_MESSAGE(KVM_TSC_UNSTABLE, "kvm-unstable-tsc", KVM, LOG,
	"the TSC of this machine is not stable, so VMs with several vCPUs have slower and less exact clocks",
	PATTERNS("SMP vm created on host with unstable TSC", "guest TSC will not be reliable"),
	CAUSES(C(TSC_UNSTABLE)), "Linux arch/x86/kvm/x86.c kvm_arch_vcpu_precreate()")
NS_MESSAGE(KVM_TSC_RATE, "kvm-tsc-rate", KVM, LOG,
	"a VM asked for a slower TSC than this CPU's, as one that was migrated does, and KVM has no TSC scaling here: its clock is wrong",
	PATTERNS("user requested TSC rate below hardware speed"),
	CAUSES(C(DESTINATION_LESS)), "Linux arch/x86/kvm/x86.c set_tsc_khz()")
NS_MESSAGE(KVM_XSAVEC, "kvm-windows-xsavec", KVM, LOG,
	"Windows in this VM may not start, because it uses XSAVEC without XSAVES, which an erratum of the CPU took away",
	PATTERNS("Booting SMP Windows KVM VM with !XSAVES && XSAVEC"),
	CAUSES(C(XSAVEC)), "Linux 6.12 arch/x86/kvm/hyperv.c kvm_hv_xsaves_xsavec_maybe_warn()")
NS_MESSAGE(LINUX_TSC, "linux-tsc-unstable", KERNEL, LOG,
	"Linux stopped using the TSC as its clock, so every look at the time is slow; in a VM it is often an exit",
	PATTERNS("Marking TSC unstable due to", "Marking clocksource 'tsc' as unstable", "TSC found unstable after boot"),
	CAUSES(C(TSC_UNSTABLE)), "Linux 6.12 arch/x86/kernel/tsc.c mark_tsc_unstable(), kernel/time/clocksource.c clocksource_watchdog()")
NS_MESSAGE(LINUX_SPLIT_LOCK, "linux-split-lock", KERNEL, LOG,
	"a program, or a VM where CPU N/KVM is named, locked the bus; the kernel holds it back each time, which makes it very slow",
	PATTERNS("took a split_lock trap at address", "split_lock trap at address", "took a bus_lock trap at address"),
	CAUSES(C(SPLIT_LOCK)), "Linux 6.12 arch/x86/kernel/cpu/intel.c split_lock_warn(), handle_guest_split_lock(), handle_bus_lock()")
NS_MESSAGE(KVM_L1TF, "kvm-l1tf", KVM, LOG,
	"the CPU leaks data between VMs (L1TF) while its mitigation is off; VMs run",
	PATTERNS("L1TF CPU bug present and SMT on", "L1TF CPU bug present and virtualization mitigation disabled"),
	CAUSES(), "Linux arch/x86/kvm/vmx/vmx.c L1TF_MSG_SMT, L1TF_MSG_L1D")
NS_MESSAGE(KVM_NMI_BLOCKED, "kvm-nmi-blocked", KVM, LOG,
	"a VM was stuck with NMIs blocked: there are no virtual NMIs, so KVM has to guess",
	PATTERNS("Breaking out of NMI-blocked state on VCPU {vcpu:d}"),
	CAUSES(C(NO_VIRTUAL_NMIS)), "Linux arch/x86/kvm/vmx/vmx.c handle_nmi_window()")
NS_MESSAGE(LINUX_SGX, "linux-sgx-disabled", KERNEL, LOG,
	"the firmware disabled SGX; that has nothing to do with running VMs",
	PATTERNS("SGX disabled by BIOS", "SGX disabled or unsupported by BIOS"), CAUSES(),
	"Linux arch/x86/kernel/cpu/feat_ctl.c")
NS_MESSAGE(KVM_TDX, "kvm-tdx", KVM, LOG,
	"confidential VMs by TDX are not possible here; other VMs are not affected",
	PATTERNS("EPT is required for TDX", "TDP MMU and MMIO caching and EPT A/D bit is required for TDX",
		 "APICv is required for TDX", "TDX not supported by the host platform", "TDX-Module initialization failed",
		 "virt/tdx: module not loaded", "virt/tdx: initialization failed",
		 "SEAMCALL {call:w} failed: {error:x}"),
	CAUSES(), "Linux 7.3 arch/x86/kvm/vmx/tdx.c, arch/x86/virt/vmx/tdx/tdx.c")
NS_MESSAGE(KVM_DEBUGFS_DUP, "kvm-debugfs-duplicate", KVM, LOG,
	"two VMs of one process share a name in debugfs, so the counters of one are not to be seen",
	PATTERNS("KVM: debugfs: duplicate directory {name:w}"), CAUSES(), "Linux virt/kvm/kvm_main.c kvm_create_vm_debugfs()")
NS_MESSAGE(LINUX_MSR_FAULT, "linux-msr-fault", KERNEL, LOG,
	"the kernel read or wrote an MSR, and the CPU has none of that number or refused the value; in a VM the hypervisor below does that. The kernel goes on",
	PATTERNS("unchecked MSR access error: RDMSR from {msr:x}", "unchecked MSR access error: WRMSR to {msr:x}"),
	CAUSES(), "Linux 6.12 arch/x86/mm/extable.c ex_handler_msr()")
NS_MESSAGE(MSR_WRITE, "linux-msr-written", KERNEL, LOG,
	"a program wrote to an MSR through /dev/cpu; values read since are what it made of them",
	PATTERNS("Write to unrecognized MSR {msr:x} by {program:w}"), CAUSES(), "Linux arch/x86/kernel/msr.c filter_write()")

/* Linux of other architectures: arch/arm64/kvm, arch/s390/kvm, arch/powerpc/kvm */
NS_MESSAGE(KVM_ARM_NO_HYP, "kvm-arm64-no-el2", KVM, LOG,
	"this kernel was started below EL2, which KVM needs: the hypervisor below keeps it, or the firmware did not give it",
	PATTERNS("kvm [{pid:d}]: HYP mode not available", "HYP mode not available"),
	CAUSES(C(ARCH_RUN)), "Linux arch/arm64/kvm/arm.c kvm_arm_init()")
NS_MESSAGE(KVM_ARM_DISABLED, "kvm-arm64-disabled", KVM, LOG,
	"kvm-arm.mode=none on the kernel's command line keeps KVM from starting",
	PATTERNS("kvm [{pid:d}]: KVM disabled from command line", "KVM disabled from command line"),
	CAUSES(C(ARCH_RUN)), "Linux arch/arm64/kvm/arm.c kvm_arm_init()")
NS_MESSAGE(KVM_ARM_MODE, "kvm-arm64-mode", KVM, LOG,
	"the mode of kvm-arm.mode is not possible here, and KVM takes its usual one, or does not start",
	PATTERNS("KVM is not available. Ignoring kvm-arm.mode", "Protected KVM not available with VHE"),
	CAUSES(C(ARCH_RUN), C(PARAMETER_WRONG)), "Linux arch/arm64/kvm/arm.c early_kvm_mode_cfg()")
NS_MESSAGE(KVM_ARM_STARTED, "kvm-arm64-started", KVM, LOG,
	"KVM has started; only VHE+NV2 gives EL2 to guests, so that they can run VMs",
	PATTERNS("kvm [{pid:d}]: {mode:t} mode initialized successfully"),
	CAUSES(), "Linux arch/arm64/kvm/arm.c kvm_arm_init()")
NS_MESSAGE(ARM_EL1, "arm64-started-at-el1", KERNEL, LOG,
	"the kernel was started at EL1, below the level that KVM needs: it runs in a VM without nested virtualization, or the firmware does not give EL2",
	PATTERNS("CPU: All CPU(s) started at EL1"),
	CAUSES(C(ARCH_RUN)), "Linux arch/arm64/kernel/smp.c hyp_mode_check()")
NS_MESSAGE(ARM_EL2, "arm64-started-at-el2", KERNEL, LOG,
	"the kernel was started at EL2, so KVM can run VMs",
	PATTERNS("CPU: All CPU(s) started at EL2"),
	CAUSES(), "Linux arch/arm64/kernel/smp.c hyp_mode_check()")
NS_MESSAGE(KVM_ARM_PAGES, "kvm-arm64-page-size", KVM, LOG,
	"the CPU cannot give VMs the page size that this kernel was built for, so KVM does not start",
	PATTERNS("PAGE_SIZE not supported at Stage-2, giving up"),
	CAUSES(C(ARM64_PAGES)), "Linux arch/arm64/kvm/reset.c kvm_set_ipa_limit()")
NS_MESSAGE(KVM_ARM_INIT, "kvm-arm64-init-failed", KVM, LOG,
	"KVM could not set up EL2 and does not start; a line before says why",
	PATTERNS("kvm [{pid:d}]: error initializing Hyp mode: {error:w}", "error initializing Hyp mode: {error:w}"),
	CAUSES(C(ARCH_RUN), C(OLD_KERNEL)), "Linux arch/arm64/kvm/arm.c init_hyp_mode()")
NS_MESSAGE(KVM_ARM_GICV2, "kvm-arm64-no-gicv2", KVM, LOG,
	"KVM gives VMs a GICv3 alone here; VMs that ask for a GICv2, which is the default of QEMU's virt machine, do not start",
	PATTERNS("kvm [{pid:d}]: disabling GICv2 emulation", "disabling GICv2 emulation"),
	CAUSES(), "Linux arch/arm64/kvm/vgic/vgic-v3.c vgic_v3_probe()")
NS_MESSAGE(KVM_ARM_IPA, "kvm-arm64-address-bits", KVM, LOG,
	"the addresses of VMs have fewer bits than the program that started this one takes for granted; a newer one asks KVM",
	PATTERNS("using unsupported default IPA limit, upgrade your VMM"),
	CAUSES(C(OLD_SOFTWARE)), "Linux arch/arm64/kvm/mmu.c kvm_init_ipa_range()")
NS_MESSAGE(KVM_S390_SIE, "kvm-s390x-no-sie", KVM, LOG,
	"the CPU has no sie, the facility that KVM needs: the hypervisor below gives none to this VM, or QEMU emulates the CPU (TCG)",
	PATTERNS("kvm-s390: SIE is not available", "SIE is not available"),
	CAUSES(C(ARCH_RUN)), "Linux arch/s390/kvm/kvm-s390.c kvm_s390_init()")
NS_MESSAGE(KVM_S390_HPAGE, "kvm-s390x-nested-and-hpage", KVM, LOG,
	"KVM was loaded with both nested and hpage, which it refuses up to Linux 6.18: load it with one of the two",
	PATTERNS("KVM host that supports nesting cannot back its KVM guests with huge pages"),
	CAUSES(C(ARCH_RUN), C(PARAMETER_WRONG)), "Linux 6.1 and 6.12 arch/s390/kvm/kvm-s390.c kvm_s390_init()")
NS_MESSAGE(KVM_PPC_PARENT, "kvm-ppc64-no-nesting", KVM, LOG,
	"the hypervisor below does not let this VM run VMs, so kvm_hv is not loaded",
	PATTERNS("kvm-hv: Parent hypervisor does not support nesting (rc={rc:t}", "kvm-hv: Parent hypervisor does not support nesting",
		 "kvm-hv: Could not configure parent hypervisor capabilities"),
	CAUSES(C(ARCH_RUN)), "Linux 6.1 and 6.12 arch/powerpc/kvm/book3s_hv_nested.c kvmhv_nested_init()")
NS_MESSAGE(KVM_PPC_COMPAT, "kvm-ppc64-compatibility", KVM, LOG,
	"the VM was given a newer CPU than this machine, which runs in the compatibility mode of an older one, may give",
	PATTERNS("KVM-NESTEDv2: couldn't set guest wide elements"),
	CAUSES(C(PPC64_COMPAT), C(OLD_KERNEL)), "linuxppc/issues issue 498")
NS_MESSAGE(KVM_PPC_TLBIE, "kvm-ppc64-no-tlbie", KVM, LOG,
	"the hypervisor below does not let this partition flush address translations itself, which kvm_hv needs",
	PATTERNS("KVM-HV: Host does not support TLBIE"),
	CAUSES(C(ARCH_RUN)), "Linux 6.1 and 6.12 arch/powerpc/kvm/book3s_hv.c kvmppc_book3s_init_hv()")

/* Loading modules, and lockdown */
NS_MESSAGE(MOD_UNSUPPORTED, "module-not-supported", KMOD, LOG,
	"KVM's module refuses to load, because this kernel cannot use VMX or SVM; the kernel log says why",
	PATTERNS("could not insert '{module:k}': Operation not supported", "kvm_intel.ko: Operation not supported", "kvm_amd.ko: Operation not supported",
		 "kvm-intel.ko: Operation not supported", "kvm-amd.ko: Operation not supported",
		 "can't load module {module:k} ({file:w}: Operation not supported", "can't load module {module:k} ({file:w}: Not supported",
		 "Error inserting {module:k} ({file:w}: Operation not supported"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(NO_HARDWARE), C(WRONG_MODULE)),
	"Linux arch/x86/kvm vmx_init(), svm_init(): EOPNOTSUPP; kmod tools/modprobe.c, insmod.c; busybox modutils/modprobe.c; module-init-tools")
NS_MESSAGE(MOD_EIO, "module-io-error", KMOD, LOG,
	"KVM's module found VMX, but a control that it needs is missing or does not fit; it prints nothing about that",
	PATTERNS("could not insert '{module:k}': Input/output error", "kvm_intel.ko: Input/output error",
		 "kvm-intel.ko: Input/output error", "kvm-amd.ko: Input/output error",
		 "can't load module {module:k} ({file:w}: Input/output error", "can't load module {module:k} ({file:w}: I/O error",
		 "Error inserting {module:k} ({file:w}: Input/output error"),
	CAUSES(C(CONTROL_MISSING), C(PAIR_BROKEN), C(OTHER_HYPERVISOR), C(CPUS_DIFFER)),
	"Linux arch/x86/kvm/vmx/vmx.c setup_vmcs_config(), hardware_setup(): EIO; busybox modutils/modprobe.c")
NS_MESSAGE(MOD_EEXIST, "module-exists", KMOD, LOG,
	"another vendor module is registered with KVM, and there can be only one",
	PATTERNS("could not insert '{module:k}': File exists", "could not insert '{module:k}': Module already in kernel"),
	CAUSES(C(OTHER_VENDOR_MODULE)), "Linux arch/x86/kvm/x86.c: EEXIST; kmod tools/modprobe.c")
NS_MESSAGE(MOD_ENODEV, "module-no-device", KMOD, LOG,
	"the kernel found no hardware for this module",
	PATTERNS("could not insert '{module:k}': No such device", "can't load module {module:k} ({file:w}: No such device"),
	CAUSES(C(NOT_EXPOSED), C(WRONG_MODULE)), "kmod tools/modprobe.c; ENODEV")
NS_MESSAGE(MOD_ABSENT, "module-not-installed", KMOD, LOG,
	"the running kernel has no such module: it was updated and not started since, or it has KVM built in or not at all",
	PATTERNS("FATAL: Module {module:k} not found", "Module {module:k} not found in directory", "modprobe: module {module:k} not found in"),
	CAUSES(C(NOT_INSTALLED)), "kmod tools/modprobe.c insmod_all(), busybox modutils/modprobe.c; Botspot/bvm issue 111")
NS_MESSAGE(MOD_BUSY, "module-busy", KMOD, LOG,
	"KVM's module found a CPU that another hypervisor uses",
	PATTERNS("could not insert '{module:k}': Device or resource busy", "can't load module {module:k} ({file:w}: Device or resource busy",
		 "can't load module {module:k} ({file:w}: Resource busy"),
	CAUSES(C(OTHER_HYPERVISOR)), "Linux 5.10 arch/x86/kvm/vmx/vmx.c hardware_enable(): EBUSY; kmod tools/modprobe.c")
NS_MESSAGE(MOD_EINVAL, "module-invalid-argument", KMOD, LOG,
	"a parameter has a value that the module does not take, so it is not loaded",
	PATTERNS("could not insert '{module:k}': Invalid argument", "invalid for parameter '{param:w}'"),
	CAUSES(C(ARCH_RUN), C(PARAMETER_WRONG)), "Linux kernel/params.c parse_one(); arch/s390/kvm/kvm-s390.c kvm_s390_init(); kmod tools/modprobe.c")
NS_MESSAGE(MOD_KEY, "module-key-rejected", KMOD, LOG,
	"the kernel accepts only signed modules, and does not know who signed this one",
	PATTERNS("Key was rejected by service", "Required key not available", "Loading of unsigned module is rejected",
		 "Loading of module with unavailable key is rejected", "Loading of module with unsupported crypto is rejected",
		 "Lockdown: {program:w}: unsigned module loading is restricted; see man kernel_lockdown.7",
		 "Lockdown: {program:w}: unsigned module loading is restricted"),
	CAUSES(C(SIGNATURE_DEMANDED)), "Linux kernel/module/signing.c module_sig_check(), 4.20 kernel/module.c: ENOKEY")
NS_MESSAGE(MOD_PERM, "module-not-permitted", KMOD, LOG,
	"loading a module was not permitted: the user is not root, or the kernel is locked down",
	PATTERNS("could not insert '{module:w}': Operation not permitted", "could not insert module {file:w}: Operation not permitted"),
	CAUSES(C(LOCKDOWN_UNSIGNED), C(CONTAINER), C(NOT_ROOT)), "Linux kernel/module/main.c; security/lockdown")
NS_MESSAGE(MOD_IN_USE, "module-in-use", KMOD, LOG,
	"the module cannot be removed, because VMs or another module use it",
	PATTERNS("Module {module:w} is in use", "could not remove module {module:w}: Resource temporarily unavailable",
		 "could not remove '{module:w}': Resource temporarily unavailable"),
	CAUSES(C(VMS_RUN)), "kmod tools/rmmod.c check_module_inuse(), libkmod kmod_module_remove_module()")
NS_MESSAGE(MOD_SYMBOL, "module-unknown-symbol", KMOD, LOG,
	"the module was built for another kernel",
	PATTERNS("Unknown symbol {symbol:w} (err", "Unknown symbol in module, or unknown parameter",
		 "version magic '{magic:t}' should be '", "could not insert '{module:w}': Exec format error",
		 "could not insert module {file:w}: Invalid module format"),
	CAUSES(C(OTHER_KERNEL)), "Linux kernel/module/main.c, version.c; kmod tools/modprobe.c, tools/insmod.c mod_strerror()")
NS_MESSAGE(MOD_TAINT, "module-verification", KERNEL, LOG,
	"a module without a signature that the kernel knows was loaded; it works",
	PATTERNS("module verification failed: signature"), CAUSES(), "Linux kernel/module/main.c")
NS_MESSAGE(MOD_PARAM, "module-unknown-parameter", KERNEL, LOG,
	"the module has no such parameter: the module was loaded, and the setting has no effect",
	PATTERNS("unknown parameter '{param:w}' ignored"),
	CAUSES(C(PARAMETER_WRONG), C(WRONG_MODULE)), "Linux kernel/module/main.c unknown_module_param_cb()")
NS_MESSAGE(MOD_DANGEROUS, "module-dangerous-option", KERNEL, LOG,
	"a parameter that is meant for debugging was set",
	PATTERNS("Setting dangerous option {param:w}"), CAUSES(), "Linux kernel/params.c param_check_unsafe()")
NS_MESSAGE(LOCKDOWN_MSR, "lockdown-msr", KERNEL, LOG,
	"the kernel is locked down and lets no program write MSRs; reading them is allowed",
	PATTERNS("Lockdown: {program:w}: raw MSR access is restricted; see man kernel_lockdown.7",
		 "Lockdown: {program:w}: Direct MSR access is restricted; see man kernel_lockdown.7",
		 "Lockdown: {program:w}: raw MSR access is restricted", "Direct MSR access is restricted"),
	CAUSES(C(LOCKDOWN)), "Linux arch/x86/kernel/msr.c msr_write() LOCKDOWN_MSR; before 5.4 patches of distributions")
NS_MESSAGE(LOCKDOWN_OTHER, "lockdown", KERNEL, LOG,
	"the kernel is locked down and refused what this program asked for",
	PATTERNS("Lockdown: {program:w}: {what:t} is restricted; see man kernel_lockdown.7",
		 "Lockdown: {program:w}: {what:t} is restricted", "is restricted; see man kernel_lockdown.7", "Kernel is locked down from {why:t}"),
	CAUSES(C(LOCKDOWN)), "Linux security/lockdown/lockdown.c")

/* Checkers */
NS_MESSAGE(KVM_OK_NO, "kvm-ok-no-extensions", KVM_OK, HERE,
	"/proc/cpuinfo shows no virtualization; kvm-ok blames the CPU, though firmware or the layer below can be the reason, and it never looks whether /dev/kvm works",
	PATTERNS("Your CPU does not support KVM extensions"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(PVM), C(NO_HARDWARE)), "cpu-checker 0.7 kvm-ok")
NS_MESSAGE(KVM_OK_BIOS, "kvm-ok-bios", KVM_OK, HERE,
	"kvm-ok read on CPU 0 that the firmware disabled VMX or SVM; in a VM the firmware is the VM's",
	PATTERNS("KVM ({isa:w}) is disabled by your BIOS", "KVM has been disabled by BIOS",
		 "Enter your BIOS setup and enable Virtualization Technology (VT)"),
	CAUSES(C(FIRMWARE_OFF), C(VM_FIRMWARE), C(KVM_WORKS)), "cpu-checker 0.7 kvm-ok; harvester issue 3900")
NS_MESSAGE(KVM_OK_CANNOT, "kvm-ok-cannot", KVM_OK, HERE,
	"kvm-ok found no way to use KVM; the lines before say what it looked at",
	PATTERNS("KVM acceleration can NOT be used"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(MODULE_NOT_LOADED), C(PVM), C(NO_HARDWARE)), "cpu-checker 0.7 kvm-ok")
NS_MESSAGE(KVM_OK_CAN, "kvm-ok-can", KVM_OK, HERE,
	"/dev/kvm exists; kvm-ok does not open it",
	PATTERNS("KVM acceleration can be used", "INFO: /dev/kvm exists"), CAUSES(C(NOT_PERMITTED)), "cpu-checker 0.7 kvm-ok")
NS_MESSAGE(KVM_OK_DEVICE, "kvm-ok-no-device", KVM_OK, HERE,
	"the CPU has virtualization, but there is no /dev/kvm",
	PATTERNS("INFO: /dev/kvm does not exist", "HINT: sudo modprobe kvm_intel", "HINT: sudo modprobe kvm_amd"),
	CAUSES(C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(CONTAINER)), "cpu-checker 0.7 kvm-ok")
NS_MESSAGE(KVM_OK_YES, "kvm-ok-extensions", KVM_OK, HERE,
	"/proc/cpuinfo shows virtualization; the lines after this one say what kvm-ok found next",
	PATTERNS("INFO: Your CPU supports KVM extensions"), CAUSES(), "cpu-checker 0.7 kvm-ok")
NS_MESSAGE(KVM_OK_ROOT, "kvm-ok-root", KVM_OK, HERE,
	"kvm-ok ran without root and did not read whether the firmware disabled virtualization",
	PATTERNS("INFO: For more detailed results, you should run this as root"), CAUSES(C(NOT_ROOT)), "cpu-checker 0.7 kvm-ok")
NS_MESSAGE(VALIDATE_NO, "validate-no-virtualization", VALIDATE, HERE,
	"/proc/cpuinfo shows no virtualization; virt-host-validate does not look whether KVM works all the same",
	PATTERNS("Checking for hardware virtualization : FAIL (Host not compatible with KVM; HW virtualization CPU features not found",
		 "Checking for hardware virtualization : FAIL (Only emulated CPUs are available",
		 "Host not compatible with KVM; HW virtualization CPU features not found", "Only emulated CPUs are available",
		 "Checking for hardware virtualization : FAIL"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(PVM), C(NO_HARDWARE)), "libvirt tools/virt-host-validate-qemu.c")
NS_MESSAGE(VALIDATE_DEVICE, "validate-no-device", VALIDATE, HERE,
	"there is no /dev/kvm",
	PATTERNS("Checking if device '/dev/kvm' exists : FAIL (Check that the 'kvm-intel' or 'kvm-amd' modules are loaded",
		 "Checking if device /dev/kvm exists : FAIL (Check that the 'kvm-intel' or 'kvm-amd' modules are loaded",
		 "Check that the 'kvm-intel' or 'kvm-amd' modules are loaded",
		 "Checking if device '/dev/kvm' exists : FAIL", "Checking if device /dev/kvm exists : FAIL"),
	CAUSES(C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(CONTAINER)), "libvirt tools/virt-host-validate-qemu.c")
NS_MESSAGE(VALIDATE_ACCESS, "validate-not-permitted", VALIDATE, HERE,
	"this user has no permission to open /dev/kvm",
	PATTERNS("Checking if device '/dev/kvm' is accessible : FAIL (Check /dev/kvm is world writable or you are in a group that is allowed to access it",
		 "Checking if device /dev/kvm is accessible : FAIL (Check /dev/kvm is world writable or you are in a group that is allowed to access it",
		 "Check /dev/kvm is world writable or you are in a group that is allowed to access it",
		 "Checking if device '/dev/kvm' is accessible : FAIL", "Checking if device /dev/kvm is accessible : FAIL"),
	CAUSES(C(NOT_PERMITTED)), "libvirt tools/virt-host-validate-qemu.c")
NS_MESSAGE(VALIDATE_IOMMU, "validate-iommu", VALIDATE, HERE,
	"the kernel does not use the IOMMU, which only devices that are handed to a VM need; VMs run without it",
	PATTERNS("Checking if IOMMU is enabled by kernel : WARN", "Checking for device assignment IOMMU support : WARN"),
	CAUSES(), "libvirt tools/virt-host-validate-common.c virHostValidateIOMMU()")
NS_MESSAGE(VALIDATE_SECURE, "validate-secure-guest", VALIDATE, HERE,
	"this machine has no confidential VMs (SEV, TDX, Secure Execution), or virt-host-validate does not know; other VMs do not need them",
	PATTERNS("Checking for secure guest support : WARN", "Unknown if this platform has Secure Guest support"),
	CAUSES(), "libvirt tools/virt-host-validate-common.c virHostValidateSecureGuests()")
NS_MESSAGE(VALIDATE_CHECK, "validate-check", VALIDATE, HERE,
	"virt-host-validate tells whether it found what it looked for",
	PATTERNS("Checking for hardware virtualization", "Checking if device {device:w} exists",
		 "Checking if device {device:w} is accessible", "Checking if IOMMU is enabled by kernel",
		 "Checking for device assignment IOMMU support", "Checking for secure guest support"),
	CAUSES(), "libvirt tools/virt-host-validate-qemu.c, virt-host-validate-common.c")
NS_MESSAGE(KATA_CPU, "kata-cpu-property", KATA, HERE,
	"/proc/cpuinfo lacks a flag that Kata Containers looks for",
	PATTERNS("CPU property not found"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(NO_HARDWARE)), "kata-containers src/runtime/cmd/kata-runtime/kata-check.go")
NS_MESSAGE(KATA_MODULE, "kata-module", KATA, HERE,
	"a module of the kernel that Kata Containers needs is not loaded",
	PATTERNS("kernel property {module:w} not found", "Module is not loaded and it can not be inserted"),
	CAUSES(C(MODULE_NOT_LOADED), C(WRONG_MODULE)), "kata-containers src/runtime/cmd/kata-runtime/kata-check.go")
NS_MESSAGE(KATA_FOUND, "kata-module-found", KATA, HERE,
	"a module of the kernel that Kata Containers needs is there",
	PATTERNS("kernel property found"), CAUSES(), "kata-containers src/runtime/cmd/kata-runtime/kata-check.go")
NS_MESSAGE(KATA_PARAMETER, "kata-parameter", KATA, HERE,
	"a parameter of the module is not what Kata Containers expects; nested is about VMs in its VMs, which it does not need",
	PATTERNS("kernel module parameter has unexpected value"),
	CAUSES(C(NESTED_OFF)), "kata-containers src/runtime/cmd/kata-runtime/kata-check.go")
NS_MESSAGE(KATA_NO, "kata-not-capable", KATA, HERE,
	"Kata Containers found that no VM can run here; the lines before say why",
	PATTERNS("System is not capable of running Kata Containers", "cannot create VM", "reason=\"another hypervisor running\""),
	CAUSES(C(NOT_EXPOSED), C(MODULE_NOT_LOADED), C(OTHER_HYPERVISOR)), "kata-containers src/runtime/cmd/kata-runtime/kata-check.go")

/* VirtualBox: the VERR_ names are the same in every language */
NS_MESSAGE(VBOX_NO_VMX, "virtualbox-no-vmx", VIRTUALBOX, HOST,
	"CPUID shows no VMX to VirtualBox",
	PATTERNS("VERR_VMX_NO_VMX", "VT-x is not available"),
	CAUSES(C(NOT_EXPOSED), C(HYPERV_HOLDS), C(NO_HARDWARE)), "VirtualBox src/VBox/VMM/VMMR3/HM.cpp")
NS_MESSAGE(VBOX_BIOS, "virtualbox-vmx-disabled", VIRTUALBOX, HOST,
	"IA32_FEATURE_CONTROL is locked with VMX disabled",
	PATTERNS("VERR_VMX_MSR_VMX_DISABLED", "VERR_VMX_MSR_ALL_VMX_DISABLED", "VERR_VMX_MSR_LOCKING_FAILED",
		 "VT-x is disabled in the BIOS", "Failed to enable and lock VT-x features"),
	CAUSES(C(FIRMWARE_OFF), C(VM_FIRMWARE), C(HYPERV_HOLDS)), "VirtualBox src/VBox/VMM/VMMR3/HM.cpp")
NS_MESSAGE(VBOX_NO_SVM, "virtualbox-no-svm", VIRTUALBOX, HOST,
	"CPUID shows no SVM to VirtualBox",
	PATTERNS("VERR_SVM_NO_SVM", "AMD-V is not available"),
	CAUSES(C(NOT_EXPOSED), C(HYPERV_HOLDS), C(NO_HARDWARE)), "VirtualBox src/VBox/VMM/VMMR3/HM.cpp")
NS_MESSAGE(VBOX_SVM_BIOS, "virtualbox-svm-disabled", VIRTUALBOX, HOST,
	"VM_CR.SVMDIS is set: the firmware or the host's system disabled SVM",
	PATTERNS("VERR_SVM_DISABLED", "AMD-V is disabled in the BIOS"),
	CAUSES(C(FIRMWARE_OFF), C(VM_FIRMWARE), C(HYPERV_HOLDS)), "VirtualBox src/VBox/VMM/VMMR3/HM.cpp")
NS_MESSAGE(VBOX_IN_USE, "virtualbox-in-use", VIRTUALBOX, HOST,
	"KVM, or another hypervisor, holds VMX or SVM on this machine",
	PATTERNS("VERR_VMX_IN_VMX_ROOT_MODE", "VERR_SVM_IN_USE", "VirtualBox can't operate in VMX root mode",
		 "VirtualBox can't enable the AMD-V extension", "is being used by another hypervisor"),
	CAUSES(C(KVM_HOLDS), C(OTHER_HYPERVISOR)), "VirtualBox src/VBox/VMM/VMMR3/VM.cpp")
NS_MESSAGE(VBOX_SVME, "virtualbox-svm-not-enabled", VIRTUALBOX, HOST,
	"this VirtualBox (7.2.10 or later) leaves it to KVM to switch SVM on, and KVM is loaded and does not",
	PATTERNS("VERR_SVM_HOST_SVME_NOT_ENABLED", "Host API has not enabled SVME bit"),
	CAUSES(C(VIRT_AT_LOAD_OFF)), "VirtualBox issues 711 and 713")
NS_MESSAGE(VBOX_NESTED, "virtualbox-nested", VIRTUALBOX, HOST,
	"the VM is set to run VMs (nested VT-x/AMD-V), which takes nested paging and unrestricted guest, and VirtualBox lacks one of them",
	PATTERNS("VERR_CPUM_INVALID_HWVIRT_CONFIG", "Cannot enable nested VT-x/AMD-V without nested-paging"),
	CAUSES(C(HYPERV_HOLDS), C(NO_EPT), C(NO_UNRESTRICTED)), "VirtualBox include/VBox/err.h; GNS3 issue 3032")
NS_MESSAGE(VBOX_HOST_KERNEL, "virtualbox-host-kernel", VIRTUALBOX, HOST,
	"VirtualBox may not use VT-x itself and runs on Hyper-V instead, or emulates: slow, and without nesting",
	PATTERNS("The host kernel does not support VT-x: {error:w}", "The host kernel does not support VT-x", "Attempting fall back to NEM", "Falling back on IEM"),
	CAUSES(C(HYPERV_HOLDS)), "VirtualBox src/VBox/VMM/VMMR3/HM.cpp")
NS_MESSAGE(VBOX_NEM, "virtualbox-nem", VIRTUALBOX, HOST,
	"Hyper-V is not there for VirtualBox to run on; the reason why VT-x does not work either is in the next line",
	PATTERNS("VERR_NEM_NOT_AVAILABLE"), CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF)), "quoted in public reports")
NS_MESSAGE(VBOX_RAW, "virtualbox-hyper-v", VIRTUALBOX, WINDOWS,
	"Windows runs its own hypervisor, so VirtualBox may not use VT-x or AMD-V itself",
	PATTERNS("VERR_SUPDRV_NO_RAW_MODE_HYPER_V_ROOT", "Raw-mode is unavailable courtesy of Hyper-V"),
	CAUSES(C(HYPERV_HOLDS)), "VirtualBox include/VBox/err.h")
NS_MESSAGE(VBOX_NEM_CREATE, "virtualbox-nem-create", VIRTUALBOX, HOST,
	"VirtualBox runs on the hypervisor of the host's system here (Windows' Hyper-V, KVM), and that made no VM",
	PATTERNS("VERR_NEM_VM_CREATE_FAILED", "Call to WHvSetupPartition failed", "VERR_NEM_MISSING_KERNEL_API"),
	CAUSES(C(WHPX_OFF), C(HYPERV_HOLDS), C(OTHER_HYPERVISOR)),
	"VirtualBox src/VBox/VMM/VMMR3/NEMR3Native-win.cpp, NEMR3Native-linux.cpp; minikube issues 5280 and 5585")

/* VMware */
NS_MESSAGE(VMWARE_DISABLED, "vmware-disabled", VMWARE, HOST,
	"the CPU has VT-x or AMD-V, but VMware may not use it",
	PATTERNS("This host supports Intel VT-x, but Intel VT-x is disabled", "This host supports AMD-V, but AMD-V is disabled",
		 "Intel VT-x might be disabled if it has been disabled in the BIOS"),
	CAUSES(C(FIRMWARE_OFF), C(HYPERV_HOLDS)), "quoted in public reports")
NS_MESSAGE(VMWARE_NO_NESTED, "vmware-no-nested", VMWARE, HOST,
	"VMware cannot give the VM virtualization of its own: the host runs Hyper-V (or VBS), or its CPU has no EPT or NPT",
	PATTERNS("Virtualized Intel VT-x/EPT is not supported on this platform", "Virtualized AMD-V/RVI is not supported on this platform",
		 "does not support nested virtualization on this host",
		 "Continue without virtualized Intel VT-x/EPT", "Continue without virtualized AMD-V/RVI",
		 "Virtualized Intel VT-x/EPT is disabled for this ESX VM",
		 "不支持虚拟化的 Intel VT-x/EPT", "此主机上不支持嵌套虚拟化"),
	CAUSES(C(HYPERV_HOLDS), C(NO_EPT)), "quoted in public reports: GNS3 issues 2164, 2554; in Chinese JiaoSuInfoSec_T00ls_Win11 issue 7")
NS_MESSAGE(VMWARE_MODULE, "vmware-module", VMWARE, HOST,
	"a part of VMware did not start: HV is nested virtualization, MonitorMode is VT-x itself, VPMC the virtual PMU; the line before says why",
	PATTERNS("Module '{module_vm:w}' power on failed", "模块\"{module_vm:w}\"启动失败"), CAUSES(C(HYPERV_HOLDS)), "quoted in public reports")
NS_MESSAGE(VMWARE_GUARD, "vmware-device-guard", VMWARE, WINDOWS,
	"Windows runs its own hypervisor for Device Guard or Credential Guard",
	PATTERNS("and Device/Credential Guard are not compatible", "and Hyper-V are not compatible"),
	CAUSES(C(HYPERV_HOLDS)), "quoted in public reports")
NS_MESSAGE(VMWARE_EPT, "vmware-no-ept", VMWARE, HOST,
	"the machine that VMware runs on shows it no EPT, or no VT-x at all; if that is a VM, its hypervisor does not give it",
	PATTERNS("This host does not support \"Intel EPT\" hardware assisted MMU virtualization", "This host does not support Intel VT-x",
		 "Binary translation is incompatible with long mode on this platform"),
	CAUSES(C(NO_EPT), C(NOT_EXPOSED)), "quoted in public reports: packer issue 9242")

NS_MESSAGE(VMWARE_ESXI, "vmware-esxi-no-virtualization", VMWARE, HOST,
	"ESXi sees neither VT-x nor AMD-V, or the firmware disabled it; where ESXi is a VM, the layer below has to give it",
	PATTERNS("Hardware Virtualization is not a feature of the CPU, or is not enabled in the BIOS"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(NO_HARDWARE)), "devopsboy.wordpress.com 2015-04-21, of ESXi 6.0")
NS_MESSAGE(VMWARE_PASSTHROUGH, "vmware-nested-and-passthrough", VMWARE, HOST,
	"on ESXi a VM has virtualization for its own VMs or a PCI device (also a vGPU) that is passed through, not both: take one away",
	PATTERNS("Virtualization is not supported on a virtual machine with a PCI passthrough device"),
	CAUSES(), "Broadcom knowledge base 437651")

/* Windows */
NS_MESSAGE(HYPERV_NOT_RUNNING, "hyperv-not-running", HYPERV, WINDOWS,
	"Windows did not start its hypervisor, or a service of it; event 41 or 42 of Hyper-V-Hypervisor says why",
	PATTERNS("could not be started because the hypervisor is not running", "because one of the Hyper-V components is not running"),
	CAUSES(C(FIRMWARE_OFF), C(NOT_EXPOSED), C(VM_FIRMWARE)), "quoted in public reports")
NS_MESSAGE(HYPERV_LAUNCH, "hyperv-launch-failed", HYPERV, WINDOWS,
	"Windows found no VMX or SVM that is enabled; in a VM it says so too where the firmware left IA32_FEATURE_CONTROL unlocked, though Linux works there",
	PATTERNS("Hypervisor launch failed; Either VMX not present or not enabled in BIOS",
		 "Hypervisor launch failed; Either SVM not present or not enabled in BIOS",
		 "Either VMX not present or not enabled in BIOS", "Either SVM not present or not enabled in BIOS",
		 "Hypervisor launch failed"),
	CAUSES(C(VM_FIRMWARE), C(FIRMWARE_OFF), C(NOT_EXPOSED)), "quoted in public reports: rust-hypervisor-firmware pull request 438")
NS_MESSAGE(HYPERV_NX, "hyperv-no-nx", HYPERV, WINDOWS,
	"Windows did not start its hypervisor, because the CPU has no NX or it is switched off (event 44)",
	PATTERNS("Hypervisor launch failed; Either No Execute feature (NX)", "Either No Execute feature (NX) not present"),
	CAUSES(C(CPU_MODEL_OLD), C(FIRMWARE_OFF)), "quoted in public reports")
NS_MESSAGE(HYPERV_CPUS, "hyperv-cpus-differ", HYPERV, WINDOWS,
	"Windows did not start its hypervisor, because one of the CPUs is not like the others (event 45)",
	PATTERNS("Hypervisor launch failed; at least one of the processors in the system",
		 "at least one of the processors in the system is incompatible"),
	CAUSES(C(CPUS_DIFFER)), "quoted in public reports")
NS_MESSAGE(HYPERV_HIDES, "hyperv-requirements-hidden", HYPERV, WINDOWS,
	"Windows runs on a hypervisor, its own or another one, and systeminfo then does not say what the CPU has",
	PATTERNS("hypervisor has been detected. Features required for Hyper-V will not be displayed"),
	CAUSES(C(HYPERV_HOLDS), C(HYPERV_GUEST)), "systeminfo of Windows 10 and 11, quoted in public reports")
NS_MESSAGE(HYPERV_FIRMWARE, "hyperv-firmware-off", HYPERV, WINDOWS,
	"Windows found that the firmware does not enable VMX or SVM; Intel's register may also be unlocked, and then Linux works",
	PATTERNS("Virtualization Enabled In Firmware: No", "because virtualization support is not enabled in the BIOS"),
	CAUSES(C(FIRMWARE_OFF), C(VM_FIRMWARE)), "systeminfo of Windows 10 and 11; Install-WindowsFeature, MicrosoftDocs/azure-stack-docs issue 1892")
NS_MESSAGE(HYPERV_NO_VMX, "hyperv-no-monitor-mode", HYPERV, WINDOWS,
	"Windows sees neither VMX nor SVM",
	PATTERNS("VM Monitor Mode Extensions: No"),
	CAUSES(C(NOT_EXPOSED), C(NO_HARDWARE)), "systeminfo of Windows 10 and 11, quoted in public reports")
NS_MESSAGE(HYPERV_NO_SLAT, "hyperv-no-slat", HYPERV, WINDOWS,
	"Windows sees neither EPT nor NPT, which Hyper-V needs",
	PATTERNS("Second Level Address Translation: No"),
	CAUSES(C(NO_EPT), C(NO_NPT)), "systeminfo of Windows 10 and 11, quoted in public reports")
NS_MESSAGE(HYPERV_CPU, "hyperv-no-capabilities", HYPERV, WINDOWS,
	"the CPU that Windows sees has no VMX or SVM, or no EPT or NPT",
	PATTERNS("The processor does not have the required virtualization capabilities",
		 "The processor does not have required virtualization capabilities",
		 "the processor does not support second level address translation (SLAT)"),
	CAUSES(C(NOT_EXPOSED), C(NO_EPT), C(FIRMWARE_OFF)), "quoted in public reports: microsoft/navcontainerhelper issue 831")
NS_MESSAGE(HYPERV_OVER, "hyperv-over-a-hypervisor", HYPERV, WINDOWS,
	"Windows runs on a hypervisor already, and Install-WindowsFeature then refuses; Enable-WindowsOptionalFeature -Online -FeatureName Microsoft-Hyper-V -All does not ask",
	PATTERNS("Hyper-V cannot be installed:The hypervisor is already running", "Hyper-V cannot be installed: The hypervisor is already running",
		 "Hyper-V cannot be installed: A hypervisor is already running"),
	CAUSES(), "virtuallyvtrue.com 2019-06-26, of Windows Server in a VM of VMware; MicrosoftDocs/azure-stack-docs issue 1892")
NS_MESSAGE(HYPERV_NO_NESTED, "hyperv-no-nested", HYPERV, WINDOWS,
	"the VM is set to run VMs (ExposeVirtualizationExtensions), which this Windows does not offer on this CPU",
	PATTERNS("because this platform does not support nested virtualization", "this platform does not support nested virtualization"),
	CAUSES(C(OLD_WINDOWS), C(HYPERV_GUEST)), "quoted in public reports: VVV issue 2534, NanaBox issue 17")
NS_MESSAGE(WSL_NESTED, "wsl-no-nested", WSL, WINDOWS,
	"Windows gives this WSL no virtualization of its own: on Windows 10 never, on Windows 11 if the CPU or the setting does not allow it",
	PATTERNS("Nested virtualization is not supported on this machine"),
	CAUSES(C(HYPERV_GUEST)), "microsoft/WSL localization Resources.resw, WslCoreVm.cpp")
NS_MESSAGE(WSL_VIRTUALIZATION, "wsl-no-virtualization", WSL, WINDOWS,
	"WSL 2 is a VM, and Windows cannot run one: virtualization is disabled in the firmware, its optional component is off, or Windows is a VM without nesting",
	PATTERNS("0x80370102", "HCS_E_HYPERV_NOT_INSTALLED", "WSL2 is not supported with your current machine configuration",
		 "WSL2 is not supported by the current machine configuration", "WSL2 is unable to start since virtualization is not enabled on this machine",
		 "Please enable the Virtual Machine Platform Windows feature",
		 "Please ensure the \"Virtual Machine Platform\" optional component is enabled"),
	CAUSES(C(FIRMWARE_OFF), C(NOT_EXPOSED)), "microsoft/WSL localization Resources.resw, issue 12519")

/* Xen: xen/arch/x86/hvm/vmx/vmcs.c, svm/svm.c */
NS_MESSAGE(XEN_BIOS, "xen-disabled", XEN, LOG,
	"the firmware disabled VMX or SVM",
	PATTERNS("CPU{cpu:d}: VMX disabled by BIOS", "CPU{cpu:d}: AMD SVM Extension is disabled in BIOS"),
	CAUSES(C(FIRMWARE_OFF), C(VM_FIRMWARE)), "Xen xen/arch/x86/hvm/vmx/vmcs.c, svm/svm.c")
NS_MESSAGE(XEN_VMXON, "xen-vmxon", XEN, LOG,
	"VMXON failed, though IA32_FEATURE_CONTROL allows it",
	PATTERNS("CPU{cpu:d}: VMXON failed", "CPU{cpu:d}: unexpected VMXON failure"),
	CAUSES(C(FEATURE_CONTROL_LIES), C(FIRMWARE_OFF)), "Xen xen/arch/x86/hvm/vmx/vmcs.c")
NS_MESSAGE(XEN_CAPABILITY, "xen-insufficient", XEN, LOG,
	"a VMX control that Xen needs is not there; the first number is what the register allows",
	PATTERNS("VMX: CPU{cpu:d} has insufficient {what:t} ("),
	CAUSES(C(CONTROL_MISSING)), "Xen xen/arch/x86/hvm/vmx/vmcs.c")
NS_MESSAGE(XEN_DIFFER, "xen-cpus-differ", XEN, LOG,
	"the CPUs do not have the same VMX capabilities",
	PATTERNS("VMX: Capabilities fatally differ between CPU{cpu:d} and CPU0",
		 "VMX {what:t}: saw {saw:x} expected {expected:x}"),
	CAUSES(C(CPUS_DIFFER)), "Xen xen/arch/x86/hvm/vmx/vmcs.c")
NS_MESSAGE(XEN_INIT, "xen-init-failed", XEN, LOG,
	"Xen could not start VMX or SVM, so it runs PV domains only; the lines before say why",
	PATTERNS("VMX: failed to initialise", "SVM: failed to initialise"),
	CAUSES(C(FIRMWARE_OFF), C(NOT_EXPOSED), C(CONTROL_MISSING)), "Xen xen/arch/x86/hvm/vmx/vmx.c, svm/svm.c")
NS_MESSAGE(XEN_HVM, "xen-hvm", XEN, LOG,
	"Xen uses VMX or SVM: it runs HVM domains; with HAP, which is EPT or NPT, nested ones are possible",
	PATTERNS("HVM: VMX enabled", "HVM: SVM enabled", "Hardware Assisted Paging (HAP) detected", "HVM: HAP page sizes",
		 "VMX: Supported advanced features", "SVM: Supported advanced features"),
	CAUSES(), "Xen xen/arch/x86/hvm/hvm.c, vmx/vmcs.c, svm/svm.c")
NS_MESSAGE(XEN_NO_HVM, "xen-no-hvm", XEN, HOST,
	"the VM is an HVM domain, which takes VMX or SVM, and Xen found neither; it runs PV domains only",
	PATTERNS("[HVM not supported]", "VM_HVM_REQUIRED", "HVM guest support is unavailable: is VT/AMD-V supported",
		 "HVM guest support is unavailable"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(NO_HARDWARE)), "xcp-ng/xcp issue 571; XenAPI error VM_HVM_REQUIRED; Xen 4.4 tools/python/xen/xend/XendDomainInfo.py")
NS_MESSAGE(XEN_IOMMU, "xen-iommu", XEN, LOG,
	"Xen's IOMMU, which only devices that are handed to a domain need; nesting does not",
	PATTERNS("AMD-Vi: IOMMU {number:d} Enabled", "Intel VT-d {what:t} enabled", "Intel VT-d iommu {number:d} supported page sizes"),
	CAUSES(), "Xen xen/drivers/passthrough/amd/iommu_init.c, vtd/iommu.c")
NS_MESSAGE(XEN_NO_HAP, "xen-no-hap", XEN, LOG,
	"Xen has no EPT or NPT to use: HVM domains use shadow paging, and nesting is not possible",
	PATTERNS("Hardware Assisted Paging (HAP) not detected", "Hardware Assisted Paging (HAP) detected but disabled"),
	CAUSES(C(NO_EPT), C(NO_NPT)), "Xen xen/arch/x86/hvm/hvm.c")
NS_MESSAGE(XEN_NESTED, "xen-nested", XEN, LOG,
	"Xen does not give this domain nested virtualization: nesting needs HAP, which is EPT or NPT, and goes with neither shadow paging nor altp2m",
	PATTERNS("Nested virt requested but not available", "Nested virt not supported without HAP",
		 "Nested virt and altp2m are not supported together", "nestedhvm and altp2mhvm cannot be used together",
		 "Shadow Paging and Nested Virtualisation are mutually exclusive"),
	CAUSES(C(NO_EPT), C(NO_NPT)), "Xen xen/arch/x86/domain.c, tools/libs/light/libxl_create.c; XenServer's xenguest, xen-orchestra issue 3743")

/* Monitors and tools that use KVM */
NS_MESSAGE(FIRECRACKER_KVM, "firecracker-kvm", FIRECRACKER, HERE,
	"Firecracker could not open /dev/kvm; its advice about the ACL is wrong if the error is 2, no such file",
	PATTERNS("Error creating KVM object"),
	CAUSES(C(NO_DEVICE), C(NOT_PERMITTED), C(NOT_EXPOSED)), "firecracker src/vmm/src/vstate/kvm.rs")
NS_MESSAGE(FIRECRACKER_CAPABILITY, "firecracker-capability", FIRECRACKER, HERE,
	"KVM of this kernel is too old for this Firecracker",
	PATTERNS("Missing KVM capabilities: {cap:x}", "The host kernel reports an invalid KVM API version: {api:d}"),
	CAUSES(C(OLD_KERNEL)), "firecracker src/vmm/src/vstate/kvm.rs")
NS_MESSAGE(FIRECRACKER_ENTRY, "firecracker-entry", FIRECRACKER, HERE,
	"the CPU refused the VM entry, or KVM did; on x86 2147483681 (0x80000021) is invalid guest state, and 7 are invalid control fields",
	PATTERNS("Received KVM_EXIT_FAIL_ENTRY signal"),
	CAUSES(C(NO_UNRESTRICTED), C(BELOW_VMX_FAULTY)), "firecracker src/vmm/src/vstate/vcpu.rs; issue 668; Linux arch/arm64/kvm/arm.c kvm_vcpu_exit_request()")
NS_MESSAGE(CH_KVM, "cloud-hypervisor-kvm", CLOUD_HYPERVISOR, HERE,
	"Cloud Hypervisor could not open /dev/kvm",
	PATTERNS("Failed to open hypervisor interface (is hypervisor interface available?): Failed to create the hypervisor: no supported hypervisor",
		 "Failed to open hypervisor interface", "VmBoot(KvmNew(Error({number:d})))", "no supported hypervisor",
		 "VmCreate(No such file or directory"),
	CAUSES(C(NO_DEVICE), C(NOT_PERMITTED), C(NOT_EXPOSED)), "cloud-hypervisor issues 1014 and 1568, pull request 1748")
NS_MESSAGE(CH_STATE, "cloud-hypervisor-vcpu-state", CLOUD_HYPERVISOR, DESTINATION,
	"KVM refused a part of the state of a vCPU that was saved or migrated: a state of another CPU or KVM, most often",
	PATTERNS("Could not set the vCPU state"),
	CAUSES(C(DESTINATION_LESS), C(OLD_KERNEL)), "cloud-hypervisor issue 2535")
NS_MESSAGE(ANDROID_CPU, "android-no-virtualization", ANDROID, HERE,
	"there is no /dev/kvm, and /proc/cpuinfo has neither vmx nor svm",
	PATTERNS("KVM requires a CPU that supports vmx or svm"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(NO_HARDWARE)), "Android emulator android/cpu_accelerator.cpp")
NS_MESSAGE(ANDROID_DEVICE, "android-no-device", ANDROID, HERE,
	"there is no /dev/kvm",
	PATTERNS("is not found: VT disabled in BIOS or KVM kernel module not loaded",
		 "KVM is not installed on this machine (/dev/kvm is missing)"),
	CAUSES(C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(CONTAINER)), "Android emulator android/cpu_accelerator.cpp")
NS_MESSAGE(ANDROID_PERMISSION, "android-not-permitted", ANDROID, HERE,
	"this user has no permission to open /dev/kvm",
	PATTERNS("This user doesn't have permissions to use KVM"), CAUSES(C(NOT_PERMITTED)),
	"Android emulator android/cpu_accelerator.cpp")
NS_MESSAGE(ANDROID_ACCELERATION, "android-needs-acceleration", ANDROID, HERE,
	"the Android emulator needs hardware virtualization for this image: KVM on Linux, a driver on Windows, the system's own on macOS; the status that it prints next says what is missing",
	PATTERNS("emulation currently requires hardware acceleration", "Please ensure KVM is properly installed and usable"),
	CAUSES(C(NO_DEVICE), C(NOT_PERMITTED), C(NOT_EXPOSED)), "Android emulator, quoted in public reports")
NS_MESSAGE(ANDROID_DRIVER, "android-windows-driver", ANDROID, WINDOWS,
	"the driver that lets the Android emulator use VT-x or AMD-V on Windows is not installed or does not run; Windows' own hypervisor (Windows Hypervisor Platform) does in its place",
	PATTERNS("HAX kernel module is not installed", "HAXM is not installed on this machine", "Unable to open HAXM device",
		 "Android Emulator hypervisor driver is not installed", "Opening Android Emulator hypervisor driver failed",
		 "HAX is not working and emulator runs in emulation mode", "HAXM is not working and emulator runs in emulation mode",
		 "it is being exclusively used by Hyper-V. HAXM cannot be installed", "Please disable Hyper-V before using the Android Emulator"),
	CAUSES(C(WHPX_OFF), C(HYPERV_HOLDS), C(FIRMWARE_OFF)), "Android emulator android/cpu_accelerator.cpp; intel/haxm issue 292")
NS_MESSAGE(ANDROID_FIRMWARE, "android-firmware", ANDROID, HOST,
	"the firmware disabled VT-x, or NX, which the Android emulator needs",
	PATTERNS("VT feature disabled in BIOS/UEFI", "NX feature disabled in BIOS/UEFI"),
	CAUSES(C(FIRMWARE_OFF), C(VM_FIRMWARE)), "Android emulator android/cpu_accelerator.cpp ProbeHAX()")
NS_MESSAGE(ANDROID_CPU_LACKS, "android-cpu-lacks", ANDROID, HOST,
	"the CPU that the Android emulator sees has no VT-x or AMD-V, or not enough of it",
	PATTERNS("(Virtualization extension is not supported)", "CPU doesn't support EPT and/or UG features", "Android Emulator requires an Intel or AMD processor",
		 "VMX supported - No", "VMX enabled - No", "EPT supported - No"),
	CAUSES(C(NOT_EXPOSED), C(HYPERV_HOLDS), C(NO_EPT), C(NO_HARDWARE)), "Android emulator android/cpu_accelerator.cpp ProbeAEHDCpu(), ProbeHVF(); HAXM's checktool, intel/haxm issue 466")
NS_MESSAGE(ANDROID_OPEN, "android-open", ANDROID, HERE,
	"the Android emulator could not open /dev/kvm",
	PATTERNS("Could not open /dev/kvm : {why:t}", "Could not open /dev/kvm: {why:t}"),
	CAUSES(C(NO_DEVICE), C(NOT_PERMITTED), C(MODULE_NOT_LOADED)), "Android emulator android/cpu_accelerator.cpp")
NS_MESSAGE(ANDROID_OLD, "android-kvm-version", ANDROID, HERE,
	"KVM of this kernel is too old, or of another interface, for the Android emulator",
	PATTERNS("KVM version too old: {api:d}"), CAUSES(C(OLD_KERNEL)), "Android emulator android/cpu_accelerator.cpp")
NS_MESSAGE(ANDROID_USABLE, "android-usable", ANDROID, HERE,
	"the Android emulator can use KVM",
	PATTERNS("KVM (version {api:d}) is installed and usable"), CAUSES(), "Android emulator android/cpu_accelerator.cpp")
NS_MESSAGE(DOCKER_DESKTOP, "docker-desktop-virtualization", DOCKER, HOST,
	"Docker Desktop is a VM and cannot start one here",
	PATTERNS("virtualisation support wasn't detected", "Virtualization support not detected",
		 "Hardware assisted virtualization and data execution protection must be enabled",
		 "Virtual Machine Platform is not enabled", "Virtual Machine Platform not enabled"),
	CAUSES(C(FIRMWARE_OFF), C(NOT_EXPOSED), C(NO_DEVICE)), "quoted in public reports: docker/for-win issues 2403, 1213 and 14305")
NS_MESSAGE(DOCKER_KVM, "docker-desktop-no-kvm", DOCKER, HERE,
	"Docker Desktop is a VM, on Linux too, and there is no /dev/kvm; Docker Engine runs containers without one",
	PATTERNS("KVM is not enabled on host"),
	CAUSES(C(NOT_EXPOSED), C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(NO_DEVICE)), "Docker Desktop for Linux, quoted in public reports; docs.docker.com linux-install#kvm-virtualization-support")
NS_MESSAGE(DOCKER_DENIED, "docker-desktop-not-permitted", DOCKER, HERE,
	"Docker Desktop is a VM, on Linux too, and this user has no permission to open /dev/kvm",
	PATTERNS("User access to /dev/kvm must be ensured"),
	CAUSES(C(NOT_PERMITTED)), "Docker Desktop for Linux, quoted in public reports; docs.docker.com linux-install#kvm-virtualization-support")
NS_MESSAGE(MINIKUBE_VTX, "minikube-no-vtx", MINIKUBE, HOST,
	"/proc/cpuinfo or Windows shows no VT-x or AMD-V; in a VM the firmware's setup is not the place to change that",
	PATTERNS("This computer doesn't have VT-X/AMD-v enabled", "HOST_VIRT_UNAVAILABLE", "HOST_VTX_DISABLED", "HOST_VTX_UNAVAILABLE", "HOST_SVM_DISABLED"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(HYPERV_HOLDS), C(KVM_WORKS)), "minikube pkg/minikube/reason/known_issues.go; docker/machine drivers/virtualbox")
NS_MESSAGE(MINIKUBE_KVM, "minikube-kvm", MINIKUBE, HERE,
	"the KVM driver of minikube could not start a VM",
	PATTERNS("PR_KVM_CAPABILITIES", "PR_KVM_MSR", "PR_KVM_CREATE_BUSY"),
	CAUSES(C(NOT_EXPOSED), C(MODULE_NOT_LOADED), C(KVM_BEFORE_6_1), C(OTHER_HYPERVISOR)), "minikube pkg/minikube/reason/known_issues.go")
NS_MESSAGE(MULTIPASS_KVM, "multipass-no-kvm", MULTIPASS, HERE,
	"there is no /dev/kvm, or it cannot be opened",
	PATTERNS("KVM support is not enabled on this machine", "The KVM device cannot be opened for reading and writing"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(MODULE_NOT_LOADED), C(NOT_PERMITTED)), "multipass src/platform/backends/shared/linux/backend_utils.cpp")
NS_MESSAGE(MULTIPASS_BUSY, "multipass-busy", MULTIPASS, HERE,
	"another hypervisor uses the virtualization of the CPU on this machine",
	PATTERNS("Another virtual machine manager is currently running"),
	CAUSES(C(OTHER_HYPERVISOR)), "multipass src/platform/backends/shared/linux/backend_utils.cpp")
NS_MESSAGE(CONTAINER_DEVICE, "container-no-device", CONTAINERS, HERE,
	"the container is to have /dev/kvm, and the machine on which the engine runs has none",
	PATTERNS("while adding custom device \"/dev/kvm\": no such file or directory", "while adding custom device \"/dev/kvm\": not a device node"),
	CAUSES(C(NOT_EXPOSED), C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(NO_DEVICE), C(DOCKER_VM)),
	"Docker, quoted in sickcodes/Docker-OSX issues 604, 786 and 841")
NS_MESSAGE(DEVICE_ABSENT, "device-absent", PROGRAM, HERE,
	"there is no /dev/kvm",
	PATTERNS("/dev/kvm: no such file or directory", "/dev/kvm': no such file or directory", "/dev/kvm\": no such file or directory",
		 "/dev/kvm' not present", "failed to open /dev/kvm {step:d}: No such file or directory",
		 "No such file or directory: '/dev/kvm'", "no such file or directory, open '/dev/kvm'",
		 "\"/dev/kvm\", {flags:w} = -1 ENOENT", "KVM is not availble (/dev/kvm does not exist)"),
	CAUSES(C(NOT_EXPOSED), C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(NO_DEVICE), C(CONTAINER)),
	"strerror(ENOENT) of open(2), also as Python, Node.js and strace write it; VirtualBox NEMR3Native-linux.cpp; kubevirt issue 1128, microsoft/openvmm issue 109")
NS_MESSAGE(DEVICE_DENIED, "device-denied", PROGRAM, HERE,
	"this user has no permission to open /dev/kvm",
	PATTERNS("/dev/kvm: permission denied", "/dev/kvm': permission denied", "/dev/kvm\": permission denied",
		 "failed to open /dev/kvm {step:d}: Permission denied",
		 "Permission denied: '/dev/kvm'", "permission denied, open '/dev/kvm'",
		 "\"/dev/kvm\", {flags:w} = -1 EACCES", "Do not have access to open /dev/kvm"),
	CAUSES(C(NOT_PERMITTED), C(CONTAINER)),
	"strerror(EACCES) of open(2), also as Python, Node.js and strace write it; VirtualBox NEMR3Native-linux.cpp; microsoft/openvmm issue 109")
NS_MESSAGE(DEVICE_FORBIDDEN, "device-forbidden", PROGRAM, HERE,
	"/dev/kvm exists, but this container or service may not open it: what keeps devices away (cgroup) refuses, whoever the user is",
	PATTERNS("/dev/kvm: Operation not permitted", "/dev/kvm': Operation not permitted", "/dev/kvm\": Operation not permitted",
		 "Operation not permitted: '/dev/kvm'", "operation not permitted, open '/dev/kvm'", "\"/dev/kvm\", {flags:w} = -1 EPERM"),
	CAUSES(C(CONTAINER)), "strerror(EPERM) of open(2); Linux 6.12 security/device_cgroup.c, kernel/bpf/cgroup.c")
NS_MESSAGE(FAIL_ENTRY_GUEST, "fail-entry-guest-state", PROGRAM, HERE,
	"the CPU refused the VM entry for invalid guest state (0x80000021, exit reason 33)",
	PATTERNS("KVM_EXIT_FAIL_ENTRY: hardware_entry_failure_reason = 0x80000021", "hardware_entry_failure_reason = 0x80000021",
		 "hardware_entry_failure_reason: 0x80000021",
		 "hardware_entry_failure_reason=0x80000021", "entry_failure_reason 0x80000021",
		 "hardware_entry_failure_reason: 2147483681", "FailEntry(2147483681", "fail entry 0x80000021",
		 "hardware error 0x80000021", "unhandled exit 80000021", "vm entry failed with error 0x80000021"),
	CAUSES(C(NO_UNRESTRICTED), C(BELOW_VMX_FAULTY)),
	"Linux include/uapi/linux/kvm.h KVM_EXIT_FAIL_ENTRY, as programs print it; dosemu2 issue 1306, kontainapp/km issue 448, jclulow/illumos-kvm issue 7")
NS_MESSAGE(FAIL_ENTRY_CONTROLS, "fail-entry-controls", PROGRAM, HERE,
	"the CPU refused the VM entry for invalid control fields (VM-instruction error 7)",
	PATTERNS("KVM_EXIT_FAIL_ENTRY: hardware_entry_failure_reason = 0x7", "hardware_entry_failure_reason = 0x7",
		 "hardware_entry_failure_reason: 0x7", "hardware_entry_failure_reason=0x7",
		 "hardware_entry_failure_reason: 7", "FailEntry(7", "hardware error 0x7"),
	CAUSES(C(BELOW_VMX_FAULTY)), "Linux include/uapi/linux/kvm.h KVM_EXIT_FAIL_ENTRY, as programs print it; SDM vol. 3 VM-Instruction Error Numbers")
NS_MESSAGE(FAIL_ENTRY_ZERO, "fail-entry-no-reason", PROGRAM, HERE,
	"the CPU refused the VM entry and gave no reason; another hypervisor on this machine that switches the CPU's virtualization off does that",
	PATTERNS("KVM_EXIT_FAIL_ENTRY: hardware_entry_failure_reason = 0x0", "hardware_entry_failure_reason = 0x0",
		 "hardware_entry_failure_reason: 0x0", "hardware_entry_failure_reason=0x0",
		 "hardware_entry_failure_reason: 0", "FailEntry(0", "hardware error 0x0"),
	CAUSES(C(OTHER_HYPERVISOR), C(BELOW_VMX_FAULTY)), "Linux include/uapi/linux/kvm.h KVM_EXIT_FAIL_ENTRY, as programs print it; hermit-os/uhyve issue 1150")
NS_MESSAGE(FAIL_ENTRY, "fail-entry", PROGRAM, HERE,
	"the CPU refused the VM entry, or KVM did; the number is the exit reason with bit 31 set, a VM-instruction error number, or on AMD the exit code",
	PATTERNS("KVM_EXIT_FAIL_ENTRY", "hardware_entry_failure_reason", "FailEntry({reason:d}"),
	CAUSES(C(NO_UNRESTRICTED), C(BELOW_VMX_FAULTY)), "Linux include/uapi/linux/kvm.h, Documentation/virt/kvm/api.rst KVM_EXIT_FAIL_ENTRY")
NS_MESSAGE(CREATE_VM, "create-vm", PROGRAM, HERE,
	"KVM could not make a VM for a program other than QEMU; most often another hypervisor uses VMX or SVM",
	PATTERNS("KVM_CREATE_VM ioctl", "KVM_CREATE_VM: {why:t}"),
	CAUSES(C(OTHER_HYPERVISOR), C(FEATURE_CONTROL_LIES)), "kvmtool kvm.c kvm__init(); cappsule/nofear issue 1")
NS_MESSAGE(KRUN_KVM, "krun-kvm", PROGRAM, HERE,
	"libkrun (crun's krun, krunvm, muvm) could not open /dev/kvm; Error(2) is no such file, Error(13) no permission",
	PATTERNS("Error creating the Kvm object"),
	CAUSES(C(NO_DEVICE), C(NOT_PERMITTED), C(NOT_EXPOSED)), "libkrun src/vmm/src/linux/vstate.rs; containers/crun issue 1894")
NS_MESSAGE(DOCKUR_ABSENT, "dockur-no-device", DOCKUR, HERE,
	"there is no /dev/kvm in the container; it has to be given one (--device=/dev/kvm), and the machine below to have one",
	PATTERNS("KVM acceleration is not available (/dev/kvm is missing)", "KVM acceleration not available (device file missing)",
		 "KVM acceleration not detected (device file missing)", "Please bind '/dev/kvm' as a volume in the optional container settings"),
	CAUSES(C(CONTAINER), C(DOCKER_VM), C(NOT_EXPOSED), C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(NO_DEVICE)),
	"qemus/qemu src/reset.sh and src/proc.sh of older ones; dockur/windows issues 151 and 856")
NS_MESSAGE(DOCKUR_DENIED, "dockur-not-permitted", DOCKUR, HERE,
	"the container has /dev/kvm and may not write to it",
	PATTERNS("KVM acceleration is not available (/dev/kvm is unwriteable)", "KVM acceleration not available (no write access)",
		 "KVM acceleration not detected (no write access)"),
	CAUSES(C(NOT_PERMITTED), C(CONTAINER)), "qemus/qemu src/reset.sh and src/proc.sh of older ones")
NS_MESSAGE(DOCKUR_CPU, "dockur-no-virtualization", DOCKUR, HERE,
	"there is /dev/kvm, but /proc/cpuinfo shows neither vmx nor svm; the container does not look whether KVM works all the same",
	PATTERNS("KVM acceleration is not available (not enabled in BIOS)", "KVM acceleration not available (vmx/svm disabled)",
		 "KVM acceleration not detected (vmx/svm disabled)"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(PVM), C(NO_HARDWARE)), "qemus/qemu src/reset.sh and src/proc.sh of older ones")
NS_MESSAGE(GNS3_KVM, "gns3-no-kvm", GNS3, HERE,
	"there is no /dev/kvm where GNS3 runs its QEMU nodes: in the GNS3 VM, mostly, whose hypervisor then gives it no virtualization",
	PATTERNS("KVM acceleration cannot be used (/dev/kvm doesn't exist)", "KVM support available: False"),
	CAUSES(C(NOT_EXPOSED), C(HYPERV_HOLDS), C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(NO_DEVICE), C(CONTAINER)),
	"gns3-server gns3server/compute/qemu/qemu_vm.py _run_with_hardware_acceleration(); GNS3/gns3-vm issue 109")
NS_MESSAGE(CRC_CPU, "crc-no-virtualization", CRC, HERE,
	"/proc/cpuinfo has neither vmx nor svm; in a VM the firmware's setup is not the place to change that",
	PATTERNS("Virtualization is not available for you CPU", "You need to enable virtualization in BIOS"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(NO_HARDWARE)), "crc-org/crc pkg/crc/preflight/preflight_checks_linux.go checkVirtualizationEnabled()")
NS_MESSAGE(CRC_KVM, "crc-no-kvm", CRC, HERE,
	"there is no /dev/kvm",
	PATTERNS("kvm kernel module is not loaded"),
	CAUSES(C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(NOT_EXPOSED), C(NO_DEVICE)), "crc-org/crc pkg/crc/preflight/preflight_checks_linux.go checkKvmEnabled()")
NS_MESSAGE(BOXES_KVM, "boxes-no-kvm", BOXES, HERE,
	"libvirt, as GNOME Boxes asks it, has no KVM on this machine; a sandbox (Flatpak, Snap) may have none where the machine has",
	PATTERNS("Virtualization extensions are unavailable on your system"),
	CAUSES(C(NOT_EXPOSED), C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(NO_DEVICE), C(NOT_PERMITTED), C(CONTAINER)),
	"GNOME Boxes src/wizard.vala; flathub/org.gnome.Boxes issues 6 and 46")
NS_MESSAGE(NOVA_CPU, "nova-cpu", OPENSTACK, DESTINATION,
	"the CPU of the host from which the VM comes, or of its CPU model, has what this host does not offer; the lines behind it name what",
	PATTERNS("Unacceptable CPU info: CPU doesn't have compatibility", "CPU doesn't have compatibility"),
	CAUSES(C(DESTINATION_LESS)), "OpenStack nova nova/virt/libvirt/driver.py _compare_cpu()")
NS_MESSAGE(PROXMOX_KVM, "proxmox-no-kvm", PROXMOX, HERE,
	"the VM is set to use KVM, and Proxmox VE found neither vmx nor svm in /proc/cpuinfo",
	PATTERNS("KVM virtualisation configured, but not available"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(NO_HARDWARE)), "Proxmox VE PVE/QemuServer.pm config_to_command(), PVE/ProcFSTools.pm read_cpuinfo()")
NS_MESSAGE(LXD_KVM, "lxd-no-kvm", LXD, HERE,
	"there is no /dev/kvm, so LXD or Incus makes containers, but no VMs",
	PATTERNS("KVM support is missing (no /dev/kvm)"),
	CAUSES(C(NOT_EXPOSED), C(MODULE_NOT_LOADED), C(FIRMWARE_OFF), C(NO_DEVICE), C(CONTAINER), C(LXD_RESTART)),
	"lxc/incus internal/server/instance/drivers/driver_qemu.go, quoted in lxc/incus-os issue 155")
NS_MESSAGE(LXD_VSOCK, "lxd-no-vsock", LXD, HERE,
	"LXD and Incus talk to their VMs through vhost_vsock, which is not loaded; KVM may be fine",
	PATTERNS("vhost_vsock kernel module not loaded"),
	CAUSES(C(NO_VSOCK)), "canonical/lxd issues 11484 and 10078")
NS_MESSAGE(LXD_NO_VM, "lxd-no-vm", LXD, HERE,
	"LXD or Incus found when it was started that something which VMs need is missing: KVM, vhost_vsock or QEMU; lxc warning list (incus warning list) says which",
	PATTERNS("Instance type \"virtual-machine\" is not supported on this server"),
	CAUSES(C(NO_DEVICE), C(NOT_EXPOSED), C(NO_VSOCK), C(LXD_RESTART)), "canonical/lxd issues 10078 and 11794")
NS_MESSAGE(KUBEVIRT_NO_KVM, "kubevirt-no-kvm", KUBERNETES, HERE,
	"no node that may run the VM offers /dev/kvm: KubeVirt's virt-handler found none there, or all are in use",
	PATTERNS("Insufficient devices.kubevirt.io/kvm"),
	CAUSES(C(NO_DEVICE), C(NOT_EXPOSED), C(FIRMWARE_OFF), C(MODULE_NOT_LOADED)), "kubevirt issues 4748, 7614 and 10851")
NS_MESSAGE(NIX_KVM, "nix-no-kvm", NIX, HERE,
	"Nix builds this only where it may use /dev/kvm, and it believes that it may not",
	PATTERNS("with features {kvm", "with features {big-parallel, kvm"),
	CAUSES(C(NO_DEVICE), C(NOT_PERMITTED), C(NOT_EXPOSED), C(NIX_FEATURES)),
	"Nix src/libstore/globals.cc Settings::getDefaultSystemFeatures(); cachix/install-nix-action issues 19 and 174")
NS_MESSAGE(MACOS_NO_VIRTUALIZATION, "macos-no-virtualization", MACOS, HOST,
	"macOS has no hypervisor for the program (Virtualization.framework)",
	PATTERNS("Virtualization is not available on this hardware"),
	CAUSES(C(MAC_GUEST)), "lima pull requests 1879 and 2626, actions/runner-images issue 8465")
NS_MESSAGE(MACOS_NO_NESTED, "macos-no-nested", MACOS, HOST,
	"the VM is to run VMs, which this Mac does not give it: it takes an M3 or later with macOS 15, and macOS itself as the guest gets it on none",
	PATTERNS("nested virtualization is not supported on this device", "nested virtualization is not supported on this host"),
	CAUSES(), "lima pull request 4663, pkgxdev/pantry issue 7853; apple/containerization; UTM issues 6700 and 7024")
NS_MESSAGE(QUBES_FEATURES, "qubes-missing-features", QUBES, HOST,
	"the installer of Qubes OS found no VT-x or AMD-V, no EPT or NPT (SLAT), no IOMMU, or no remapping of interrupts; the message names which",
	PATTERNS("features required by Qubes OS. Missing features: {features:t}", "features required by Qubes OS. Missing features",
		 "Without these features, Qubes OS will not function normally"),
	CAUSES(C(FIRMWARE_OFF), C(NOT_EXPOSED), C(NO_IOMMU), C(NO_EPT), C(NO_NPT)), "QubesOS/qubes-issues issue 3208, qubes-doc pull request 1085")
NS_MESSAGE(BHYVE_NO_VMX, "bhyve-no-vmx", BHYVE, HOST,
	"CPUID shows no VMX to FreeBSD or illumos",
	PATTERNS("processor does not support VMX operation", "kernel vmm not initialised (no VT-x / AMD SVM cpu support?)"),
	CAUSES(C(NOT_EXPOSED), C(NO_HARDWARE)), "FreeBSD sys/amd64/vmm/intel/vmx.c vmx_modinit(); intel/haxm issue 479, vm-bhyve issue 252")
NS_MESSAGE(BHYVE_BIOS, "bhyve-vmx-disabled", BHYVE, HOST,
	"IA32_FEATURE_CONTROL is locked with VMX disabled",
	PATTERNS("VMX operation disabled by BIOS"),
	CAUSES(C(FIRMWARE_OFF), C(VM_FIRMWARE)), "FreeBSD sys/amd64/vmm/intel/vmx.c vmx_modinit()")
NS_MESSAGE(BHYVE_CONTROL, "bhyve-control-missing", BHYVE, HOST,
	"bhyve needs a VMX control that the CPU does not have: old hardware, or a hypervisor below that does not give it (nestscope check --for bhyve names it)",
	PATTERNS("processor does not support desired {what:t} controls", "processor does not support desired basic capabilities"),
	CAUSES(C(CONTROL_MISSING), C(NO_EPT)), "FreeBSD sys/amd64/vmm/intel/vmx.c vmx_modinit()")
NS_MESSAGE(BHYVE_LOAD, "bhyve-not-loaded", BHYVE, HOST,
	"vm-bhyve could not load bhyve's kernel module; kldload vmm and dmesg say why",
	PATTERNS("ERROR: unable to load vmm.ko", "ERROR: virtualization is not supported or is disabled"),
	CAUSES(C(NOT_EXPOSED), C(FIRMWARE_OFF), C(NO_HARDWARE)), "vm-bhyve lib/vm-util util::load_vmm, issue 322, pull request 119")

#undef NS_MESSAGE
#undef NS_PRINTER
#undef NS_SPEAKS
