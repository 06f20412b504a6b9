/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs now: part of finding_rows.h, which includes it. Data only.
 *
 *   NS_SAYS(id, code, text, source)
 */
#ifndef NS_SAYS
#error "include analysis/finding_rows.h"
#endif

/* Would KVM here use VMCS shadowing? */
NS_SAYS(SHADOWING_NOT_INTEL, "shadowing-not-intel",
	"not applicable: an Intel feature ({?module:{module} is loaded}{!module:this CPU has SVM})",
	"SDM vol. 3 VMCS Shadowing")
NS_SAYS(SHADOWING_NOT_IN_CPU, "shadowing-not-in-cpu", "the CPU of this layer does not have it",
	"SDM vol. 3 VMCS Shadowing")
NS_SAYS(SHADOWING_NO_MODULE, "shadowing-no-module", "kvm_intel is not loaded", "Linux arch/x86/kvm/Kconfig")
NS_SAYS(SHADOWING_MODULE_UNREAD, "shadowing-module-unread", "whether kvm_intel is loaded was not read",
	"Linux /sys/module")
NS_SAYS(SHADOWING_NESTED_OFF, "shadowing-nested-off", "kvm_intel.nested is off",
	"Linux arch/x86/kvm/vmx/nested.c nested_vmx_hardware_setup()")
NS_SAYS(SHADOWING_PARAM_OFF, "shadowing-parameter-off", "kvm_intel.enable_shadow_vmcs is off",
	"Linux arch/x86/kvm/vmx/vmx.c hardware_setup()")
NS_SAYS(SHADOWING_PARAM_UNREAD, "shadowing-parameter-unread", "kvm_intel.enable_shadow_vmcs was not read",
	"Linux arch/x86/kvm/vmx/vmx.c hardware_setup()")
NS_SAYS(SHADOWING_CPU_UNREAD, "shadowing-cpu-unread",
	"kvm_intel.enable_shadow_vmcs is on; whether the CPU has it was not read",
	"Linux arch/x86/kvm/vmx/vmx.c hardware_setup()")
NS_SAYS(SHADOWING_ENABLED, "shadowing-enabled", "kvm_intel.enable_shadow_vmcs is on, and the CPU has it",
	"Linux arch/x86/kvm/vmx/vmx.c hardware_setup()")
NS_SAYS(SHADOWING_EMULATED, "shadowing-emulated",
	"kvm_intel.enable_shadow_vmcs is on, and VMCS shadowing is emulated by the {who} below; {?has:by its stamp, the CPU there has it}{?lacks:by its stamp, the CPU there does not have it}{?unseen:whether the hardware does it cannot be seen from here}",
	"Linux arch/x86/kvm/vmx/nested.c nested_vmx_setup_ctls_msrs(): KVM offers it whatever the hardware has")
NS_SAYS(SHADOWING_FROM_BELOW, "shadowing-from-below",
	"kvm_intel.enable_shadow_vmcs is on, and the CPU that the hypervisor below gives has it; {?has:by its stamp, the CPU there has it}{?lacks:by its stamp, the CPU there does not have it}{?unseen:whether the hardware does it cannot be seen from here}",
	"SDM vol. 3 VMCS Shadowing")

/* Has a VM a CPU with VMX or SVM? */
NS_SAYS(VM_HAS_RUN, "vm-has-run-vms", "it has run VMs of its own", "Linux arch/x86/kvm/x86.c nested_run")
NS_SAYS(VM_OFFERED_NONE, "vm-offered-to-none", "KVM offers it to no VM",
	"Linux arch/x86/kvm/vmx/vmx.c, svm/svm.c, parameter nested")
NS_SAYS(VM_COMMAND_UNREAD, "vm-command-line-unread", "its command line cannot be read: {?why:{why}}{!why:no reason given}",
	"proc_pid_cmdline(5)")
NS_SAYS(VM_NO_CPU_OPTION, "vm-no-cpu-option", "no -cpu given; QEMU's default model has neither VMX nor SVM",
	"QEMU target/i386/cpu.c qemu64")
NS_SAYS(VM_CPU_OPTION, "vm-cpu-option", "its command line has -cpu {option}", "QEMU target/i386/cpu.c")
NS_SAYS(VM_CPU_MODEL, "vm-cpu-model",
	"its command line has -cpu {option}, and QEMU leaves VMX and SVM out of named models",
	"QEMU target/i386/cpu.c")
NS_SAYS(VM_OTHER_PROGRAM, "vm-other-program", "it cannot be told from the command line of {program}",
	"userspace/model/vmm.c")
NS_SAYS(VM_NO_PROCESS, "vm-no-process", "its process was not found{?why:: {why}}",
	"Linux virt/kvm/kvm_main.c kvm_create_vm_debugfs()")

/* A VM that looks nested and is not */
NS_FINDING(VM_EMULATED, "vm-emulated", WARNING, CPU_MODEL, USE_KVM,
	   "{?name:{name} ({program})}{!name:a VM of {program}} runs under TCG, not KVM{?default:, QEMU's default without -accel}: its CPU is emulated, and VMs in it are no test of nested KVM",
	   "QEMU system/vl.c configure_accelerators()")

/* Does it run VMs of its own? */
NS_SAYS(VM_IN_L2, "vm-in-l2", "{inside} of {vcpus} vCPUs in L2{?run:, nested_run is {run}}{?why:; nested_run was not read ({why})}",
	"Linux arch/x86/kvm/debugfs.c guest_mode")
NS_SAYS(VM_RUNS, "vm-nested-run-moves", "nested_run moves ({run})", "Linux arch/x86/kvm/x86.c nested_run")
NS_SAYS(VM_RAN, "vm-nested-run-stays",
	"{?outside:no vCPU is in L2}{!outside:whether a vCPU is in L2 was not read{?why: ({why})}}, and nested_run stays at {run}: it has run VMs before",
	"Linux arch/x86/kvm/x86.c nested_run")
NS_SAYS(VM_ONE_LOOK, "vm-one-look",
	"{?outside:no vCPU is in L2 at this moment}{!outside:whether a vCPU is in L2 was not read{?why: ({why})}}; nested_run is {run}, and one sample cannot tell whether it increases",
	"Linux arch/x86/kvm/x86.c nested_run")
NS_SAYS(VM_NEVER_RAN, "vm-never-ran-vms", "nested_run is 0: it never has",
	"Linux arch/x86/kvm/x86.c nested_run")
NS_SAYS(VM_NO_COUNTER, "vm-no-counter",
	"{?outside:no vCPU is in L2 at this moment; }nested_run: {?why:{why}}{!why:not read}{?absent: (KVM has it since Linux 5.13)}",
	"Linux 5.13 arch/x86/kvm/x86.c nested_run")

/* Is VMCS shadowing in use, and what does it take to see it? */
NS_SAYS(SHADOWING_SEEN, "shadowing-seen", "on {count} CPU{?many:s} at this moment",
	"SDM vol. 3 VMCS Link Pointer")
NS_SAYS(SHADOWING_NOT_SEEN, "shadowing-not-seen", "on no CPU at this moment (it is off while L2 runs)",
	"Linux arch/x86/kvm/vmx/nested.c vmx_disable_shadow_vmcs()")
NS_SAYS(SHADOWING_NO_NESTSCOPE_KO, "shadowing-module-not-asked",
	"{?why:{why}}{!why:nestscope.ko was not asked}; to have it{?captured:, on that machine}: nestscope module load live_vmcs=1{?captured:; nestscope snapshot >host.json}",
	"Documentation/live-vmcs.rst")
NS_SAYS(SHADOWING_NO_LIVE_VMCS, "shadowing-vmcs-not-asked",
	"{?why:{why}}{!why:not said by this nestscope.ko}; to have it{?captured:, on that machine}: nestscope module unload; nestscope module load live_vmcs=1{?captured:; nestscope snapshot >host.json}",
	"Documentation/live-vmcs.rst")
NS_SAYS(SHADOWING_NO_VMCS, "shadowing-no-vmcs", "no CPU has a VMCS that could be looked at",
	"Documentation/live-vmcs.rst")
NS_SAYS(SHADOWING_REFUSED, "shadowing-refused",
	"{?refused:refused: }{?why:{why}}{!why:not said by this nestscope.ko}", "Documentation/live-vmcs.rst")

/* How long VMREAD takes: the times, and as the cause what they mean */
NS_SAYS(TIMING, "timing", "shadowed field {shadowed} cycles, unshadowed {unshadowed} on cpu{cpu}: {cause}",
	"Documentation/live-vmcs.rst")
NS_SAYS(TIMING_IN_HARDWARE, "timing-in-hardware",
	"the hypervisor below seems to give VMCS shadowing in hardware", "Documentation/live-vmcs.rst")
NS_SAYS(TIMING_EXITS, "timing-exits",
	"the hypervisor below seems to give no VMCS shadowing, at least not as KVM does",
	"Documentation/live-vmcs.rst")
NS_SAYS(TIMING_CLOCK, "timing-clock", "cannot tell: reading the time is slow itself",
	"Documentation/live-vmcs.rst")
NS_SAYS(TIMING_BOTH_FAST, "timing-both-fast",
	"cannot tell: neither VMREAD exits, but KVM shadows only one of them", "Documentation/live-vmcs.rst")
NS_SAYS(TIMING_FURTHER, "timing-further-below",
	"cannot tell: both VMREADs exit, as where VMCS shadowing is emulated further below",
	"Documentation/live-vmcs.rst")
NS_SAYS(TIMING_CLOSE, "timing-too-close",
	"cannot tell: the times are too close to each other, or to that of an exit", "Documentation/live-vmcs.rst")
NS_SAYS(TIMING_VARIES, "timing-varies", "cannot tell: the times vary too much",
	"Documentation/live-vmcs.rst")
NS_SAYS(TIMING_CPUS_DIFFER, "timing-cpus-differ", "cannot tell: the times of another CPU disagree",
	"Documentation/live-vmcs.rst")
NS_SAYS(TIMING_NONE, "timing-none", "{?why:{why}}{!why:not done}", "Documentation/live-vmcs.rst")
NS_SAYS(TIMING_NO_VMCS, "timing-no-vmcs", "no CPU has a VMCS on which it could be timed",
	"Documentation/live-vmcs.rst")
