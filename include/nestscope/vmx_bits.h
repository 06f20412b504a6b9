/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Every bit of the VMX registers: one row each, data only.
 *
 *   NS_PAIR(id, ctls, bit, name, macro, flag, qemu, good, source)
 *           a control of both IA32_VMX_<ctls> and IA32_VMX_TRUE_<ctls>,
 *           where its id is TRUE_<id>:
 *           allowed-0 (must be 1) is bit, allowed-1 (may be 1) is bit + 32
 *   NS_CTL(id, reg, bit, name, macro, flag, qemu, good, source)
 *           the same for a register without a TRUE twin
 *   NS_FLAG(id, reg, bit, name, macro, flag, qemu, good, source)
 *   NS_FIELD(id, reg, low, width, name, macro, good, source)
 *
 * id      the name in code, see bits.h: one of the kernel's macros for the bit,
 *         where it has none the manual's name in the style of its neighbours
 * name    the SDM's name
 * macro   the kernel's macros, new and old separated by "|", "" for none
 * flag    the name in /proc/cpuinfo, "" where Linux shows none
 * qemu    the name after -cpu, "" where QEMU has none
 * good    what it is good for
 * source  who else knows the bit at this place: Linux 7.3, QEMU 11.1, Bochs
 *         783b58f, Xen c447b73, x86-cpuid-db 3.1, VirtualBox (VBox/vmm/hm_vmx.h),
 *         Cloud Hypervisor (the MSRs of its CPU profiles); "dumps" is for bits
 *         that processors set, by the dumps of InstLatx64, and that no manual,
 *         header or program we know of gives a name
 *
 * The key of a row is its register and bit, never a name. What decides
 * whether the register exists is in registers.h. Undefined macros expand to
 * nothing.
 */
#ifndef NS_CTL
#define NS_CTL(...)
#endif
#ifndef NS_FLAG
#define NS_FLAG(...)
#endif
#ifndef NS_FIELD
#define NS_FIELD(...)
#endif
#ifndef NS_PAIR
#define NS_PAIR(id, ctls, ...) \
	NS_CTL(id, IA32_VMX_##ctls, __VA_ARGS__) \
	NS_CTL(TRUE_##id, IA32_VMX_TRUE_##ctls, __VA_ARGS__)
#endif

/* SDM vol. 2 CPUID table 3-10 */
NS_FLAG(X86_FEATURE_VMX, CPUID_1_ECX, 5, "VMX",
	"X86_FEATURE_VMX", "vmx", "vmx",
	"the CPU can run VMs (VT-x)", "Linux, QEMU, Bochs, Xen")
NS_FLAG(X86_FEATURE_SMX, CPUID_1_ECX, 6, "SMX",
	"X86_FEATURE_SMX", "smx", "smx",
	"secure launch of a hypervisor (Intel TXT)", "Linux, QEMU, Bochs, Xen")
NS_FLAG(X86_FEATURE_HYPERVISOR, CPUID_1_ECX, 31, "Hypervisor present",
	"X86_FEATURE_HYPERVISOR", "hypervisor", "hypervisor",
	"a hypervisor says that this is its guest", "Linux, QEMU, Bochs, Xen")

/* SDM vol. 4 table 2-2; arch/x86/include/asm/msr-index.h FEAT_CTL_* */
NS_FLAG(FEAT_CTL_LOCKED, IA32_FEATURE_CONTROL, 0, "Lock bit",
	"FEAT_CTL_LOCKED", "", "",
	"locked until reset: what the other bits say is final", "Linux")
NS_FLAG(FEAT_CTL_VMX_ENABLED_INSIDE_SMX, IA32_FEATURE_CONTROL, 1, "Enable VMX inside SMX operation",
	"FEAT_CTL_VMX_ENABLED_INSIDE_SMX", "", "",
	"VMXON works after SENTER (Intel TXT)", "Linux")
NS_FLAG(FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX, IA32_FEATURE_CONTROL, 2,
	"Enable VMX outside SMX operation",
	"FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX", "", "",
	"VMXON works: the switch that firmware calls VT-x", "Linux")
NS_FIELD(FEAT_CTL_SENTER_LOCAL, IA32_FEATURE_CONTROL, 8, 7, "SENTER local function enables", "",
	 "which SENTER functions are enabled", "Xen")
NS_FLAG(FEAT_CTL_SENTER_GLOBAL, IA32_FEATURE_CONTROL, 15, "SENTER global enable",
	"", "", "",
	"Intel TXT's SENTER is enabled", "Xen")
NS_FLAG(FEAT_CTL_SGX_LC_ENABLED, IA32_FEATURE_CONTROL, 17, "SGX launch control enable",
	"FEAT_CTL_SGX_LC_ENABLED", "", "",
	"SGX launch keys can be set by software", "Linux")
NS_FLAG(FEAT_CTL_SGX_ENABLED, IA32_FEATURE_CONTROL, 18, "SGX global enable",
	"FEAT_CTL_SGX_ENABLED", "", "",
	"SGX is enabled", "Linux")
NS_FLAG(FEAT_CTL_LMCE_ENABLED, IA32_FEATURE_CONTROL, 20, "LMCE on",
	"FEAT_CTL_LMCE_ENABLED", "", "",
	"machine checks can be delivered to one CPU", "Linux")

/* SDM vol. 3 A.1; arch/x86/include/asm/vmx.h VMX_BASIC_* */
NS_FIELD(VMX_BASIC_VMCS_REVISION_ID, IA32_VMX_BASIC, 0, 31,
	"VMCS revision identifier", "vmx_basic_vmcs_revision_id()",
	 "which VMCS layout this is; 0x11e57ed0 is the one KVM emulates for its guests", "Linux")
NS_FIELD(VMX_BASIC_VMCS_SIZE, IA32_VMX_BASIC, 32, 13,
	"VMXON/VMCS region size in bytes", "vmx_basic_vmcs_size()",
	 "memory a VMXON region or a VMCS takes", "Linux")
NS_FLAG(VMX_BASIC_32BIT_PHYS_ADDR_ONLY, IA32_VMX_BASIC, 48,
	"Physical-address width of VMX structures limited to 32 bits",
	"VMX_BASIC_32BIT_PHYS_ADDR_ONLY", "", "",
	"VMX structures must lie below 4 GiB; 0 on every Intel 64 CPU", "Linux")
NS_FLAG(VMX_BASIC_DUAL_MONITOR_TREATMENT, IA32_VMX_BASIC, 49,
	"Dual-monitor treatment of SMIs and SMM supported",
	"VMX_BASIC_DUAL_MONITOR_TREATMENT", "", "",
	"SMM code can have a monitor of its own", "Linux")
NS_FIELD(VMX_BASIC_VMCS_MEM_TYPE, IA32_VMX_BASIC, 50, 4,
	"VMCS memory type (6=WB, 0=UC)", "vmx_basic_vmcs_mem_type()",
	 "cache type the CPU uses for a VMCS", "Linux")
NS_FLAG(VMX_BASIC_INOUT, IA32_VMX_BASIC, 54, "VM-exit instruction info for INS/OUTS reported",
	"VMX_BASIC_INOUT", "", "vmx-ins-outs",
	"string I/O exits come with their operands, so they are quick to emulate", "Linux, QEMU")
NS_FLAG(VMX_BASIC_TRUE_CTLS, IA32_VMX_BASIC, 55,
	"Default1 controls may be 0: TRUE_* MSRs 0x48D-0x490 exist",
	"VMX_BASIC_TRUE_CTLS", "", "vmx-true-ctls",
	"more controls can be switched off than the plain registers admit", "Linux, QEMU")
NS_FLAG(VMX_BASIC_NO_HW_ERROR_CODE_CC, IA32_VMX_BASIC, 56,
	"VM entry may deliver hardware exceptions with or without error code regardless of vector",
	"VMX_BASIC_NO_HW_ERROR_CODE_CC", "", "vmx-any-errcode",
	"an exception can be injected into L2 with any error-code setting", "Linux, QEMU")
NS_FLAG(VMX_BASIC_UNNAMED_57, IA32_VMX_BASIC, 57, "No public name (bit 57)",
	"", "", "",
	"not known: Intel's CPUs set it since Alder Lake and Sapphire Rapids", "dumps")
NS_FLAG(VMX_BASIC_NESTED_EXCEPTION, IA32_VMX_BASIC, 58, "VMX nested-exception support (FRED)",
	"", "", "vmx-nested-exception",
	"FRED's nested exceptions reach a guest", "QEMU")
NS_FLAG(VMX_BASIC_NO_SEAMRET_INVD_VMCS, IA32_VMX_BASIC, 60,
	"SEAMRET does not invalidate the current VMCS pointer",
	"VMX_BASIC_NO_SEAMRET_INVD_VMCS", "", "",
	"a TDX SEAMRET leaves the current VMCS alone", "Linux")

/* SDM vol. 3 A.3.1 and table 25-5; arch/x86/include/asm/vmx.h PIN_BASED_* */
NS_PAIR(PIN_BASED_EXT_INTR_MASK, PINBASED_CTLS, 0, "External-interrupt exiting",
	"VMX_FEATURE_INTR_EXITING|PIN_BASED_EXT_INTR_MASK", "", "vmx-intr-exit",
	"the hypervisor gets its interrupts back from a guest", "Linux, QEMU, Bochs, Xen")
NS_PAIR(PIN_BASED_NMI_EXITING, PINBASED_CTLS, 3, "NMI exiting",
	"VMX_FEATURE_NMI_EXITING|PIN_BASED_NMI_EXITING", "", "vmx-nmi-exit",
	"the hypervisor gets NMIs back from a guest", "Linux, QEMU, Bochs, Xen")
NS_PAIR(PIN_BASED_VIRTUAL_NMIS, PINBASED_CTLS, 5, "Virtual NMIs",
	"VMX_FEATURE_VIRTUAL_NMIS|PIN_BASED_VIRTUAL_NMIS", "vnmi", "vmx-vnmi",
	"NMIs to a guest without an exit for each window", "Linux, QEMU, Bochs, Xen")
NS_PAIR(PIN_BASED_VMX_PREEMPTION_TIMER, PINBASED_CTLS, 6, "Activate VMX-preemption timer",
	"VMX_FEATURE_PREEMPTION_TIMER|PIN_BASED_VMX_PREEMPTION_TIMER", "preemption_timer", "vmx-preemption-timer",
	"a timer that ends a guest's turn; KVM's cheap TSC-deadline timer", "Linux, QEMU, Bochs, Xen")
NS_PAIR(PIN_BASED_POSTED_INTR, PINBASED_CTLS, 7, "Process posted interrupts",
	"VMX_FEATURE_POSTED_INTR|PIN_BASED_POSTED_INTR", "posted_intr", "vmx-posted-intr",
	"interrupts reach a running vCPU without an exit", "Linux, QEMU, Bochs, Xen")

/*
 * SDM vol. 3 A.3.2 and table 25-6; asm/vmx.h CPU_BASED_*. QEMU names CR3
 * exiting by its absence (its bit is inverted) and calls the TPR shadow alone
 * flexpriority, which in Linux also needs "virtualize APIC accesses".
 */
NS_PAIR(CPU_BASED_INTR_WINDOW_EXITING, PROCBASED_CTLS, 2, "Interrupt-window exiting",
	"VMX_FEATURE_INTR_WINDOW_EXITING|CPU_BASED_INTR_WINDOW_EXITING", "", "vmx-vintr-pending",
	"know when a guest can take an interrupt", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_USE_TSC_OFFSETTING, PROCBASED_CTLS, 3, "Use TSC offsetting",
	"VMX_FEATURE_USE_TSC_OFFSETTING|CPU_BASED_USE_TSC_OFFSETTING", "tsc_offset", "vmx-tsc-offset",
	"a guest has a TSC that starts where the VM did", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_HLT_EXITING, PROCBASED_CTLS, 7, "HLT exiting",
	"VMX_FEATURE_HLT_EXITING|CPU_BASED_HLT_EXITING", "", "vmx-hlt-exit",
	"an idle vCPU gives its CPU back", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_INVLPG_EXITING, PROCBASED_CTLS, 9, "INVLPG exiting",
	"VMX_FEATURE_INVLPG_EXITING|CPU_BASED_INVLPG_EXITING", "", "vmx-invlpg-exit",
	"catch INVLPG, which shadow paging needs", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_MWAIT_EXITING, PROCBASED_CTLS, 10, "MWAIT exiting",
	"VMX_FEATURE_MWAIT_EXITING|CPU_BASED_MWAIT_EXITING", "", "vmx-mwait-exit",
	"catch MWAIT", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_RDPMC_EXITING, PROCBASED_CTLS, 11, "RDPMC exiting",
	"VMX_FEATURE_RDPMC_EXITING|CPU_BASED_RDPMC_EXITING", "", "vmx-rdpmc-exit",
	"a guest's performance counters can be emulated", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_RDTSC_EXITING, PROCBASED_CTLS, 12, "RDTSC exiting",
	"VMX_FEATURE_RDTSC_EXITING|CPU_BASED_RDTSC_EXITING", "", "vmx-rdtsc-exit",
	"a guest's TSC can be emulated", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_CR3_LOAD_EXITING, PROCBASED_CTLS, 15, "CR3-load exiting",
	"VMX_FEATURE_CR3_LOAD_EXITING|CPU_BASED_CR3_LOAD_EXITING", "", "vmx-cr3-load-noexit",
	"catch writes to CR3, which shadow paging needs", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_CR3_STORE_EXITING, PROCBASED_CTLS, 16, "CR3-store exiting",
	"VMX_FEATURE_CR3_STORE_EXITING|CPU_BASED_CR3_STORE_EXITING", "", "vmx-cr3-store-noexit",
	"catch reads of CR3, which shadow paging needs", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_ACTIVATE_TERTIARY_CONTROLS, PROCBASED_CTLS, 17, "Activate tertiary controls",
	"VMX_FEATURE_TERTIARY_CONTROLS|CPU_BASED_ACTIVATE_TERTIARY_CONTROLS", "", "",
	"makes IA32_VMX_PROCBASED_CTLS3 count", "Linux, Bochs, Xen")
NS_PAIR(CPU_BASED_CR8_LOAD_EXITING, PROCBASED_CTLS, 19, "CR8-load exiting",
	"VMX_FEATURE_CR8_LOAD_EXITING|CPU_BASED_CR8_LOAD_EXITING", "", "vmx-cr8-load-exit",
	"catch writes to CR8, where there is no TPR shadow", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_CR8_STORE_EXITING, PROCBASED_CTLS, 20, "CR8-store exiting",
	"VMX_FEATURE_CR8_STORE_EXITING|CPU_BASED_CR8_STORE_EXITING", "", "vmx-cr8-store-exit",
	"catch reads of CR8, where there is no TPR shadow", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_TPR_SHADOW, PROCBASED_CTLS, 21, "Use TPR shadow",
	"VMX_FEATURE_VIRTUAL_TPR|CPU_BASED_TPR_SHADOW", "vtpr", "vmx-flexpriority",
	"a guest changes its task priority without an exit", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_NMI_WINDOW_EXITING, PROCBASED_CTLS, 22, "NMI-window exiting",
	"VMX_FEATURE_NMI_WINDOW_EXITING|CPU_BASED_NMI_WINDOW_EXITING", "", "vmx-vnmi-pending",
	"know when a guest can take an NMI", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_MOV_DR_EXITING, PROCBASED_CTLS, 23, "MOV-DR exiting",
	"VMX_FEATURE_MOV_DR_EXITING|CPU_BASED_MOV_DR_EXITING", "", "vmx-movdr-exit",
	"debug registers are switched only when a guest uses them", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_UNCOND_IO_EXITING, PROCBASED_CTLS, 24, "Unconditional I/O exiting",
	"VMX_FEATURE_UNCOND_IO_EXITING|CPU_BASED_UNCOND_IO_EXITING", "", "vmx-io-exit",
	"every port access exits", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_USE_IO_BITMAPS, PROCBASED_CTLS, 25, "Use I/O bitmaps",
	"VMX_FEATURE_USE_IO_BITMAPS|CPU_BASED_USE_IO_BITMAPS", "", "vmx-io-bitmap",
	"chosen ports exit", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_MONITOR_TRAP_FLAG, PROCBASED_CTLS, 27, "Monitor trap flag",
	"VMX_FEATURE_MONITOR_TRAP_FLAG|CPU_BASED_MONITOR_TRAP_FLAG", "mtf", "vmx-mtf",
	"an exit after one guest instruction", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_USE_MSR_BITMAPS, PROCBASED_CTLS, 28, "Use MSR bitmaps",
	"VMX_FEATURE_USE_MSR_BITMAPS|CPU_BASED_USE_MSR_BITMAPS", "", "vmx-msr-bitmap",
	"chosen MSRs go to a guest without an exit", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_MONITOR_EXITING, PROCBASED_CTLS, 29, "MONITOR exiting",
	"VMX_FEATURE_MONITOR_EXITING|CPU_BASED_MONITOR_EXITING", "", "vmx-monitor-exit",
	"catch MONITOR", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_PAUSE_EXITING, PROCBASED_CTLS, 30, "PAUSE exiting",
	"VMX_FEATURE_PAUSE_EXITING|CPU_BASED_PAUSE_EXITING", "", "vmx-pause-exit",
	"every PAUSE exits", "Linux, QEMU, Bochs, Xen")
NS_PAIR(CPU_BASED_ACTIVATE_SECONDARY_CONTROLS, PROCBASED_CTLS, 31, "Activate secondary controls",
	"VMX_FEATURE_SEC_CONTROLS|CPU_BASED_ACTIVATE_SECONDARY_CONTROLS", "", "vmx-secondary-ctls",
	"makes IA32_VMX_PROCBASED_CTLS2 count: EPT, VPID and all newer controls", "Linux, QEMU, Bochs, Xen")

/*
 * SDM vol. 3 A.4.1 and table 25-13; asm/vmx.h VM_EXIT_*. QEMU's
 * vmx-exit-save-cet names bit 28, which loads CET state.
 */
NS_PAIR(VM_EXIT_SAVE_DEBUG_CONTROLS, EXIT_CTLS, 2, "Save debug controls",
	"VM_EXIT_SAVE_DEBUG_CONTROLS", "", "vmx-exit-nosave-debugctl",
	"a guest's DR7 and IA32_DEBUGCTL are kept at exit", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_EXIT_HOST_ADDR_SPACE_SIZE, EXIT_CTLS, 9, "Host address-space size",
	"VM_EXIT_HOST_ADDR_SPACE_SIZE", "", "",
	"the hypervisor runs in 64-bit mode", "Linux, Bochs, Xen")
NS_PAIR(VM_EXIT_LOAD_IA32_PERF_GLOBAL_CTRL, EXIT_CTLS, 12, "Load IA32_PERF_GLOBAL_CTRL",
	"VM_EXIT_LOAD_IA32_PERF_GLOBAL_CTRL", "", "vmx-exit-load-perf-global-ctrl",
	"performance counters are switched at exit without a race", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_EXIT_ACK_INTR_ON_EXIT, EXIT_CTLS, 15, "Acknowledge interrupt on exit",
	"VM_EXIT_ACK_INTR_ON_EXIT", "", "vmx-exit-ack-intr",
	"the interrupt that caused an exit is known at once", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_EXIT_SAVE_IA32_PAT, EXIT_CTLS, 18, "Save IA32_PAT",
	"VM_EXIT_SAVE_IA32_PAT", "", "vmx-exit-save-pat",
	"a guest's PAT is kept at exit", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_EXIT_LOAD_IA32_PAT, EXIT_CTLS, 19, "Load IA32_PAT",
	"VM_EXIT_LOAD_IA32_PAT", "", "vmx-exit-load-pat",
	"the host's PAT is back at exit", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_EXIT_SAVE_IA32_EFER, EXIT_CTLS, 20, "Save IA32_EFER",
	"VM_EXIT_SAVE_IA32_EFER", "", "vmx-exit-save-efer",
	"a guest's EFER is kept at exit", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_EXIT_LOAD_IA32_EFER, EXIT_CTLS, 21, "Load IA32_EFER",
	"VM_EXIT_LOAD_IA32_EFER", "", "vmx-exit-load-efer",
	"the host's EFER is back at exit", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_EXIT_SAVE_VMX_PREEMPTION_TIMER, EXIT_CTLS, 22, "Save VMX-preemption timer value",
	"VM_EXIT_SAVE_VMX_PREEMPTION_TIMER", "", "vmx-exit-save-preemption-timer",
	"the preemption timer's rest is kept at exit", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_EXIT_CLEAR_BNDCFGS, EXIT_CTLS, 23, "Clear IA32_BNDCFGS",
	"VM_EXIT_CLEAR_BNDCFGS", "", "vmx-exit-clear-bndcfgs",
	"MPX bounds do not leak out of a guest", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_EXIT_PT_CONCEAL_PIP, EXIT_CTLS, 24, "Conceal VMX from PT",
	"VM_EXIT_PT_CONCEAL_PIP", "", "",
	"Intel PT does not show that there was an exit", "Linux, Bochs")
NS_PAIR(VM_EXIT_CLEAR_IA32_RTIT_CTL, EXIT_CTLS, 25, "Clear IA32_RTIT_CTL",
	"VM_EXIT_CLEAR_IA32_RTIT_CTL", "", "vmx-exit-clear-rtit-ctl",
	"Intel PT stops at exit", "Linux, QEMU, Bochs")
NS_PAIR(VM_EXIT_CLEAR_IA32_LBR_CTL, EXIT_CTLS, 26, "Clear IA32_LBR_CTL",
	"", "", "",
	"last-branch records stop at exit", "Bochs")
NS_PAIR(VM_EXIT_CLEAR_UINV, EXIT_CTLS, 27, "Clear UINV",
	"", "", "",
	"user interrupts do not leak out of a guest", "Bochs")
NS_PAIR(VM_EXIT_LOAD_CET_STATE, EXIT_CTLS, 28, "Load CET state",
	"VM_EXIT_LOAD_CET_STATE", "", "vmx-exit-save-cet",
	"the host's shadow stack and branch tracking are back at exit", "Linux, QEMU, Bochs")
NS_PAIR(VM_EXIT_LOAD_PKRS, EXIT_CTLS, 29, "Load PKRS",
	"", "", "vmx-exit-load-pkrs",
	"the host's supervisor protection keys are back at exit", "QEMU, Bochs")
NS_PAIR(VM_EXIT_SAVE_IA32_PERF_GLOBAL_CTRL, EXIT_CTLS, 30, "Save IA32_PERF_GLOBAL_CTRL",
	"VM_EXIT_SAVE_IA32_PERF_GLOBAL_CTRL", "", "",
	"a guest's counter switches are kept at exit", "Linux, Bochs")
NS_PAIR(VM_EXIT_ACTIVATE_SECONDARY_CONTROLS, EXIT_CTLS, 31, "Activate secondary controls (VM-exit)",
	"", "", "vmx-exit-secondary-ctls",
	"makes IA32_VMX_EXIT_CTLS2 count", "QEMU, Bochs")

/* SDM vol. 3 A.5 and table 25-15; asm/vmx.h VM_ENTRY_* */
NS_PAIR(VM_ENTRY_LOAD_DEBUG_CONTROLS, ENTRY_CTLS, 2, "Load debug controls",
	"VM_ENTRY_LOAD_DEBUG_CONTROLS", "", "vmx-entry-noload-debugctl",
	"a guest starts with its own DR7 and IA32_DEBUGCTL", "Linux, QEMU, Bochs")
NS_PAIR(VM_ENTRY_IA32E_MODE, ENTRY_CTLS, 9, "IA-32e mode guest",
	"VM_ENTRY_IA32E_MODE", "", "vmx-entry-ia32e-mode",
	"64-bit guests", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_ENTRY_SMM, ENTRY_CTLS, 10, "Entry to SMM",
	"VM_ENTRY_SMM", "", "",
	"a guest can be entered in SMM", "Linux, Bochs, Xen")
NS_PAIR(VM_ENTRY_DEACT_DUAL_MONITOR, ENTRY_CTLS, 11, "Deactivate dual-monitor treatment",
	"VM_ENTRY_DEACT_DUAL_MONITOR", "", "",
	"the SMM monitor can be left", "Linux, Bochs, Xen")
NS_PAIR(VM_ENTRY_LOAD_IA32_PERF_GLOBAL_CTRL, ENTRY_CTLS, 13, "Load IA32_PERF_GLOBAL_CTRL",
	"VM_ENTRY_LOAD_IA32_PERF_GLOBAL_CTRL", "", "vmx-entry-load-perf-global-ctrl",
	"performance counters are switched at entry without a race", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_ENTRY_LOAD_IA32_PAT, ENTRY_CTLS, 14, "Load IA32_PAT",
	"VM_ENTRY_LOAD_IA32_PAT", "", "vmx-entry-load-pat",
	"a guest has its own PAT", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_ENTRY_LOAD_IA32_EFER, ENTRY_CTLS, 15, "Load IA32_EFER",
	"VM_ENTRY_LOAD_IA32_EFER", "", "vmx-entry-load-efer",
	"a guest has its own EFER", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_ENTRY_LOAD_BNDCFGS, ENTRY_CTLS, 16, "Load IA32_BNDCFGS",
	"VM_ENTRY_LOAD_BNDCFGS", "", "vmx-entry-load-bndcfgs",
	"a guest can use MPX", "Linux, QEMU, Bochs, Xen")
NS_PAIR(VM_ENTRY_PT_CONCEAL_PIP, ENTRY_CTLS, 17, "Conceal VMX from PT",
	"VM_ENTRY_PT_CONCEAL_PIP", "", "",
	"Intel PT does not show that there was an entry", "Linux, Bochs")
NS_PAIR(VM_ENTRY_LOAD_IA32_RTIT_CTL, ENTRY_CTLS, 18, "Load IA32_RTIT_CTL",
	"VM_ENTRY_LOAD_IA32_RTIT_CTL", "", "vmx-entry-load-rtit-ctl",
	"a guest can use Intel PT", "Linux, QEMU, Bochs")
NS_PAIR(VM_ENTRY_LOAD_UINV, ENTRY_CTLS, 19, "Load UINV",
	"", "", "",
	"a guest can take user interrupts", "Bochs")
NS_PAIR(VM_ENTRY_LOAD_CET_STATE, ENTRY_CTLS, 20, "Load CET state",
	"VM_ENTRY_LOAD_CET_STATE", "", "vmx-entry-load-cet",
	"a guest can use shadow stacks and branch tracking (CET)", "Linux, QEMU, Bochs")
NS_PAIR(VM_ENTRY_LOAD_GUEST_IA32_LBR_CTL, ENTRY_CTLS, 21, "Load guest IA32_LBR_CTL",
	"", "", "",
	"a guest has its own last-branch records", "Bochs")
NS_PAIR(VM_ENTRY_LOAD_PKRS, ENTRY_CTLS, 22, "Load PKRS",
	"", "", "vmx-entry-load-pkrs",
	"a guest can use supervisor protection keys", "QEMU, Bochs")
NS_PAIR(VM_ENTRY_LOAD_FRED_STATE, ENTRY_CTLS, 23, "Load FRED state",
	"", "", "vmx-entry-load-fred",
	"a guest can use FRED", "QEMU, Bochs")
NS_PAIR(VM_ENTRY_LOAD_GUEST_IA32_SPEC_CTRL, ENTRY_CTLS, 24, "Load guest IA32_SPEC_CTRL",
	"", "", "",
	"a guest has its own IA32_SPEC_CTRL", "Bochs")

/* SDM vol. 3 A.6; asm/vmx.h VMX_MISC_* */
NS_FIELD(VMX_MISC_PREEMPTION_TIMER_RATE, IA32_VMX_MISC, 0, 5,
	"VMX-preemption timer rate: TSC bit number", "vmx_misc_preemption_timer_rate()",
	 "the preemption timer ticks when this bit of the TSC changes", "Linux")
NS_FLAG(VMX_MISC_SAVE_EFER_LMA, IA32_VMX_MISC, 5,
	"VM exits store IA32_EFER.LMA into IA-32e-mode-guest entry control",
	"VMX_MISC_SAVE_EFER_LMA", "", "vmx-store-lma",
	"an exit tells whether the guest was in 64-bit mode", "Linux, QEMU")
NS_FLAG(VMX_MISC_ACTIVITY_HLT, IA32_VMX_MISC, 6, "Activity state HLT supported",
	"VMX_MISC_ACTIVITY_HLT", "", "vmx-activity-hlt",
	"a halted vCPU can be entered as halted", "Linux, QEMU")
NS_FLAG(VMX_MISC_ACTIVITY_SHUTDOWN, IA32_VMX_MISC, 7, "Activity state shutdown supported",
	"VMX_MISC_ACTIVITY_SHUTDOWN", "", "vmx-activity-shutdown",
	"a vCPU can be entered in shutdown", "Linux, QEMU")
NS_FLAG(VMX_MISC_ACTIVITY_WAIT_SIPI, IA32_VMX_MISC, 8, "Activity state wait-for-SIPI supported",
	"VMX_MISC_ACTIVITY_WAIT_SIPI", "", "vmx-activity-wait-sipi",
	"a vCPU can be entered waiting for its start-up IPI", "Linux, QEMU")
NS_FLAG(VMX_MISC_UNNAMED_9, IA32_VMX_MISC, 9, "No public name (bit 9)",
	"", "", "",
	"not known: Intel's first CPUs with VMX set it (Core 2 and its kin)", "dumps")
NS_FLAG(VMX_MISC_INTEL_PT, IA32_VMX_MISC, 14, "Intel PT can be used in VMX operation",
	"VMX_MISC_INTEL_PT", "", "",
	"Intel PT can trace across VM entries", "Linux")
NS_FLAG(VMX_MISC_RDMSR_IN_SMM, IA32_VMX_MISC, 15, "RDMSR can read IA32_SMBASE in SMM",
	"VMX_MISC_RDMSR_IN_SMM", "", "",
	"SMM code can find its own base", "Linux")
NS_FIELD(VMX_MISC_CR3_COUNT, IA32_VMX_MISC, 16, 9,
	"Number of CR3-target values", "vmx_misc_cr3_count()",
	 "CR3 values that a guest may load without an exit", "Linux")
NS_FIELD(VMX_MISC_MAX_MSR, IA32_VMX_MISC, 25, 3,
	"Recommended max MSRs in lists = 512*(N+1)", "vmx_misc_max_msr()",
	 "how long the MSR lists of entry and exit may be", "Linux")
NS_FLAG(VMX_MISC_VMXOFF_BLOCK_SMI, IA32_VMX_MISC, 28,
	"IA32_SMM_MONITOR_CTL[2] can be 1 (VMXOFF blocks SMI)",
	"VMX_MISC_VMXOFF_BLOCK_SMI", "", "",
	"SMIs can be kept blocked by VMXOFF", "Linux")
NS_FLAG(VMX_MISC_VMWRITE_SHADOW_RO_FIELDS, IA32_VMX_MISC, 29,
	"VMWRITE to any supported field incl. VM-exit information",
	"VMX_MISC_VMWRITE_SHADOW_RO_FIELDS", "", "vmx-vmwrite-vmexit-fields",
	"one half of VMCS shadowing: exit fields can be filled for L1", "Linux, QEMU")
NS_FLAG(VMX_MISC_ZERO_LEN_INS, IA32_VMX_MISC, 30,
	"Inject software int/exception with instruction length 0",
	"VMX_MISC_ZERO_LEN_INS", "", "vmx-zero-len-inject",
	"INT1, INT3 and INT n can be injected as KVM needs it for L2", "Linux, QEMU")
NS_FIELD(VMX_MISC_MSEG_REVID, IA32_VMX_MISC, 32, 32,
	"MSEG revision identifier", "vmx_misc_mseg_revid()",
	 "revision of the SMM monitor's header", "Linux")

/* SDM vol. 3 A.7 and A.8: which bits of CR0 and CR4 VMX operation fixes */
NS_FIELD(VMX_CR0_FIXED0, IA32_VMX_CR0_FIXED0, 0, 64,
	"bits that must be 1 in CR0", "MSR_IA32_VMX_CR0_FIXED0",
	 "bits that must be 1 in CR0 in VMX operation", "Linux")
NS_FIELD(VMX_CR0_FIXED1, IA32_VMX_CR0_FIXED1, 0, 64,
	"bits that may be 1 in CR0", "MSR_IA32_VMX_CR0_FIXED1",
	 "bits that may be 1 in CR0 in VMX operation", "Linux")
NS_FIELD(VMX_CR4_FIXED0, IA32_VMX_CR4_FIXED0, 0, 64,
	"bits that must be 1 in CR4", "MSR_IA32_VMX_CR4_FIXED0",
	 "bits that must be 1 in CR4 in VMX operation", "Linux")
NS_FIELD(VMX_CR4_FIXED1, IA32_VMX_CR4_FIXED1, 0, 64,
	"bits that may be 1 in CR4", "MSR_IA32_VMX_CR4_FIXED1",
	 "bits that may be 1 in CR4 in VMX operation", "Linux")

/* SDM vol. 3 A.9. QEMU writes 0x2e, 0x32, 0x44 or 0x52 for its guests (kvm.c) */
NS_FIELD(VMX_VMCS_ENUM_HIGHEST_INDEX, IA32_VMX_VMCS_ENUM, 1, 9,
	"Highest index of any VMCS field encoding", "MSR_IA32_VMX_VMCS_ENUM",
	 "how many fields the VMCS has, so how new it is", "Linux, Bochs")

/*
 * SDM vol. 3 A.3.3 and table 25-7; asm/vmx.h SECONDARY_EXEC_*. The allowed-0
 * half is always 0. QEMU's vmx-rdtscp-exit and vmx-invpcid-exit are enables.
 */
NS_CTL(SECONDARY_EXEC_VIRTUALIZE_APIC_ACCESSES, IA32_VMX_PROCBASED_CTLS2, 0,
	"Virtualize APIC accesses",
	"VMX_FEATURE_VIRT_APIC_ACCESSES|SECONDARY_EXEC_VIRTUALIZE_APIC_ACCESSES", "vapic", "vmx-apicv-xapic",
	"the local APIC's page is told apart from memory", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_ENABLE_EPT, IA32_VMX_PROCBASED_CTLS2, 1, "Enable EPT",
	"VMX_FEATURE_EPT|SECONDARY_EXEC_ENABLE_EPT", "ept", "vmx-ept",
	"the CPU walks two levels of page tables: without it, shadow paging", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_DESC, IA32_VMX_PROCBASED_CTLS2, 2, "Descriptor-table exiting",
	"VMX_FEATURE_DESC_EXITING|SECONDARY_EXEC_DESC", "", "vmx-desc-exit",
	"catch SGDT, SIDT, SLDT and their loads (UMIP emulation)", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_ENABLE_RDTSCP, IA32_VMX_PROCBASED_CTLS2, 3, "Enable RDTSCP",
	"VMX_FEATURE_RDTSCP|SECONDARY_EXEC_ENABLE_RDTSCP", "", "vmx-rdtscp-exit",
	"a guest can use RDTSCP", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_VIRTUALIZE_X2APIC_MODE, IA32_VMX_PROCBASED_CTLS2, 4, "Virtualize x2APIC mode",
	"VMX_FEATURE_VIRTUAL_X2APIC|SECONDARY_EXEC_VIRTUALIZE_X2APIC_MODE", "", "vmx-apicv-x2apic",
	"x2APIC MSRs go to the virtual APIC", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_ENABLE_VPID, IA32_VMX_PROCBASED_CTLS2, 5, "Enable VPID",
	"VMX_FEATURE_VPID|SECONDARY_EXEC_ENABLE_VPID", "vpid", "vmx-vpid",
	"TLB entries are tagged, so exits do not flush them", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_WBINVD_EXITING, IA32_VMX_PROCBASED_CTLS2, 6, "WBINVD exiting",
	"VMX_FEATURE_WBINVD_EXITING|SECONDARY_EXEC_WBINVD_EXITING", "", "vmx-wbinvd-exit",
	"catch WBINVD", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_UNRESTRICTED_GUEST, IA32_VMX_PROCBASED_CTLS2, 7, "Unrestricted guest",
	"VMX_FEATURE_UNRESTRICTED_GUEST|SECONDARY_EXEC_UNRESTRICTED_GUEST", "unrestricted_guest", "vmx-unrestricted-guest",
	"real mode and unpaged code run directly, not emulated", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_APIC_REGISTER_VIRT, IA32_VMX_PROCBASED_CTLS2, 8,
	"APIC-register virtualization",
	"VMX_FEATURE_APIC_REGISTER_VIRT|SECONDARY_EXEC_APIC_REGISTER_VIRT", "vapic_reg", "vmx-apicv-register",
	"reads of the local APIC do not exit (APICv)", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY, IA32_VMX_PROCBASED_CTLS2, 9,
	"Virtual-interrupt delivery",
	"VMX_FEATURE_VIRT_INTR_DELIVERY|SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY", "vid", "vmx-apicv-vid",
	"interrupts are delivered and ended without an exit (APICv)", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_PAUSE_LOOP_EXITING, IA32_VMX_PROCBASED_CTLS2, 10, "PAUSE-loop exiting",
	"VMX_FEATURE_PAUSE_LOOP_EXITING|SECONDARY_EXEC_PAUSE_LOOP_EXITING", "ple", "vmx-ple",
	"a vCPU that spins on a lock gives its CPU back", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_RDRAND_EXITING, IA32_VMX_PROCBASED_CTLS2, 11, "RDRAND exiting",
	"VMX_FEATURE_RDRAND_EXITING|SECONDARY_EXEC_RDRAND_EXITING", "", "vmx-rdrand-exit",
	"catch RDRAND", "Linux, QEMU, Bochs")
NS_CTL(SECONDARY_EXEC_ENABLE_INVPCID, IA32_VMX_PROCBASED_CTLS2, 12, "Enable INVPCID",
	"VMX_FEATURE_INVPCID|SECONDARY_EXEC_ENABLE_INVPCID", "", "vmx-invpcid-exit",
	"a guest can use INVPCID", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_ENABLE_VMFUNC, IA32_VMX_PROCBASED_CTLS2, 13, "Enable VM functions",
	"VMX_FEATURE_VMFUNC|SECONDARY_EXEC_ENABLE_VMFUNC", "", "vmx-vmfunc",
	"a guest can call VM functions such as EPTP switching", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_SHADOW_VMCS, IA32_VMX_PROCBASED_CTLS2, 14, "VMCS shadowing",
	"VMX_FEATURE_SHADOW_VMCS|SECONDARY_EXEC_SHADOW_VMCS", "shadow_vmcs", "vmx-shadow-vmcs",
	"L1's VMREAD and VMWRITE do not exit: what makes nesting quick", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_ENCLS_EXITING, IA32_VMX_PROCBASED_CTLS2, 15, "Enable ENCLS exiting",
	"VMX_FEATURE_ENCLS_EXITING|SECONDARY_EXEC_ENCLS_EXITING", "", "vmx-encls-exit",
	"SGX instructions can be caught", "Linux, QEMU, Bochs")
NS_CTL(SECONDARY_EXEC_RDSEED_EXITING, IA32_VMX_PROCBASED_CTLS2, 16, "RDSEED exiting",
	"VMX_FEATURE_RDSEED_EXITING|SECONDARY_EXEC_RDSEED_EXITING", "", "vmx-rdseed-exit",
	"catch RDSEED", "Linux, QEMU, Bochs")
NS_CTL(SECONDARY_EXEC_ENABLE_PML, IA32_VMX_PROCBASED_CTLS2, 17, "Enable PML",
	"VMX_FEATURE_PAGE_MOD_LOGGING|SECONDARY_EXEC_ENABLE_PML", "pml", "vmx-pml",
	"dirty pages are logged by the CPU: quick migration", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_EPT_VIOLATION_VE, IA32_VMX_PROCBASED_CTLS2, 18, "EPT-violation #VE",
	"VMX_FEATURE_EPT_VIOLATION_VE|SECONDARY_EXEC_EPT_VIOLATION_VE", "ept_violation_ve", "",
	"EPT violations can go to the guest itself", "Linux, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_PT_CONCEAL_VMX, IA32_VMX_PROCBASED_CTLS2, 19, "Conceal VMX from PT",
	"VMX_FEATURE_PT_CONCEAL_VMX|SECONDARY_EXEC_PT_CONCEAL_VMX", "", "",
	"Intel PT does not show that code runs in a VM", "Linux, Bochs")
NS_CTL(SECONDARY_EXEC_ENABLE_XSAVES, IA32_VMX_PROCBASED_CTLS2, 20, "Enable XSAVES/XRSTORS",
	"VMX_FEATURE_XSAVES|SECONDARY_EXEC_ENABLE_XSAVES", "", "vmx-xsaves",
	"a guest can use XSAVES", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_PASID_TRANSLATION, IA32_VMX_PROCBASED_CTLS2, 21, "PASID translation",
	"", "", "",
	"process IDs (PASID) that a guest gives ENQCMD are translated", "VirtualBox")
NS_CTL(SECONDARY_EXEC_MODE_BASED_EPT_EXEC, IA32_VMX_PROCBASED_CTLS2, 22,
	"Mode-based execute control for EPT",
	"VMX_FEATURE_MODE_BASED_EPT_EXEC|SECONDARY_EXEC_MODE_BASED_EPT_EXEC", "ept_mode_based_exec", "vmx-mbec",
	"EPT tells user from supervisor code: quick VBS and HVCI in a guest", "Linux, QEMU, Bochs")
NS_CTL(SECONDARY_EXEC_SUB_PAGE_WRITE_PERMISSIONS, IA32_VMX_PROCBASED_CTLS2, 23,
	"Sub-page write permissions for EPT",
	"", "", "",
	"write permission for 128-byte parts of a page", "Bochs")
NS_CTL(SECONDARY_EXEC_PT_USE_GPA, IA32_VMX_PROCBASED_CTLS2, 24,
	"Intel PT uses guest physical addresses",
	"VMX_FEATURE_PT_USE_GPA|SECONDARY_EXEC_PT_USE_GPA", "", "",
	"a guest's Intel PT buffers are translated by EPT", "Linux, Bochs")
NS_CTL(SECONDARY_EXEC_TSC_SCALING, IA32_VMX_PROCBASED_CTLS2, 25, "Use TSC scaling",
	"VMX_FEATURE_TSC_SCALING|SECONDARY_EXEC_TSC_SCALING", "tsc_scaling", "vmx-tsc-scaling",
	"a guest's TSC has its own rate: migration to a host with a faster one", "Linux, QEMU, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_ENABLE_USR_WAIT_PAUSE, IA32_VMX_PROCBASED_CTLS2, 26,
	"Enable user wait and pause",
	"VMX_FEATURE_USR_WAIT_PAUSE|SECONDARY_EXEC_ENABLE_USR_WAIT_PAUSE", "usr_wait_pause", "vmx-enable-user-wait-pause",
	"a guest can use UMWAIT and TPAUSE", "Linux, QEMU, Bochs")
NS_CTL(SECONDARY_EXEC_ENABLE_PCONFIG, IA32_VMX_PROCBASED_CTLS2, 27, "Enable PCONFIG",
	"", "", "",
	"a guest can use PCONFIG", "Bochs")
NS_CTL(VMX_FEATURE_ENCLV_EXITING, IA32_VMX_PROCBASED_CTLS2, 28, "Enable ENCLV exiting",
	"VMX_FEATURE_ENCLV_EXITING", "", "",
	"SGX oversubscription instructions can be caught", "Linux, Bochs")
NS_CTL(SECONDARY_EXEC_UNNAMED_29, IA32_VMX_PROCBASED_CTLS2, 29, "No public name (bit 29)",
	"", "", "",
	"not known: Rocket Lake sets it", "dumps")
NS_CTL(SECONDARY_EXEC_BUS_LOCK_DETECTION, IA32_VMX_PROCBASED_CTLS2, 30, "VMM bus-lock detection",
	"VMX_FEATURE_BUS_LOCK_DETECTION|SECONDARY_EXEC_BUS_LOCK_DETECTION", "", "",
	"an exit when a guest locks the bus", "Linux, Bochs, Xen")
NS_CTL(SECONDARY_EXEC_NOTIFY_VM_EXITING, IA32_VMX_PROCBASED_CTLS2, 31, "Instruction timeout",
	"VMX_FEATURE_NOTIFY_VM_EXITING|SECONDARY_EXEC_NOTIFY_VM_EXITING", "notify_vm_exiting", "",
	"an exit when a guest allows no interrupt for too long", "Linux, Bochs, Xen")

/*
 * SDM vol. 3 A.10; asm/vmx.h VMX_EPT_*, VMX_VPID_*. QEMU names bit 41 like
 * bit 25 and bit 43 "invept", though both are INVVPID: the key is the bit,
 * never the name.
 */
NS_FLAG(VMX_EPT_EXECUTE_ONLY_BIT, IA32_VMX_EPT_VPID_CAP, 0, "Execute-only EPT translations",
	"VMX_EPT_EXECUTE_ONLY_BIT|VMX_FEATURE_EPT_EXECUTE_ONLY", "ept_x_only", "vmx-ept-execonly",
	"pages that can be run but not read", "Linux, QEMU, Xen")
NS_FLAG(VMX_EPT_PAGE_WALK_4_BIT, IA32_VMX_EPT_VPID_CAP, 6, "Page-walk length 4",
	"VMX_EPT_PAGE_WALK_4_BIT", "", "vmx-page-walk-4",
	"48-bit guest-physical addresses", "Linux, QEMU, Xen")
NS_FLAG(VMX_EPT_PAGE_WALK_5_BIT, IA32_VMX_EPT_VPID_CAP, 7, "Page-walk length 5",
	"VMX_EPT_PAGE_WALK_5_BIT|VMX_FEATURE_EPT_5LEVEL", "ept_5level", "vmx-page-walk-5",
	"57-bit guest-physical addresses", "Linux, QEMU")
NS_FLAG(VMX_EPTP_UC_BIT, IA32_VMX_EPT_VPID_CAP, 8, "EPT memory type UC",
	"VMX_EPTP_UC_BIT", "", "",
	"uncached EPT tables", "Linux, Xen")
NS_FLAG(VMX_EPTP_WB_BIT, IA32_VMX_EPT_VPID_CAP, 14, "EPT memory type WB",
	"VMX_EPTP_WB_BIT", "", "",
	"cached EPT tables", "Linux, Xen")
NS_FLAG(VMX_EPT_2MB_PAGE_BIT, IA32_VMX_EPT_VPID_CAP, 16, "2-MByte EPT pages",
	"VMX_EPT_2MB_PAGE_BIT", "", "vmx-ept-2mb",
	"2 MiB pages in EPT", "Linux, QEMU, Xen")
NS_FLAG(VMX_EPT_1GB_PAGE_BIT, IA32_VMX_EPT_VPID_CAP, 17, "1-GByte EPT pages",
	"VMX_EPT_1GB_PAGE_BIT|VMX_FEATURE_EPT_1GB", "ept_1gb", "vmx-ept-1gb",
	"1 GiB pages in EPT", "Linux, QEMU, Xen")
NS_FLAG(VMX_EPT_INVEPT_BIT, IA32_VMX_EPT_VPID_CAP, 20, "INVEPT supported",
	"VMX_EPT_INVEPT_BIT", "", "vmx-invept",
	"EPT translations can be flushed", "Linux, QEMU, Xen")
NS_FLAG(VMX_EPT_AD_BIT, IA32_VMX_EPT_VPID_CAP, 21, "EPT accessed and dirty flags",
	"VMX_EPT_AD_BIT|VMX_FEATURE_EPT_AD", "ept_ad", "vmx-eptad",
	"EPT notes which pages were used and written", "Linux, QEMU, Xen")
NS_FLAG(VMX_EPT_ADVANCED_VMEXIT_INFO_BIT, IA32_VMX_EPT_VPID_CAP, 22,
	"Advanced VM-exit information for EPT violations",
	"VMX_EPT_ADVANCED_VMEXIT_INFO_BIT", "", "vmx-ept-advanced-exitinfo",
	"an EPT violation tells the guest's own page permissions", "Linux, QEMU")
NS_FLAG(VMX_EPT_SUPERVISOR_SHADOW_STACK_BIT, IA32_VMX_EPT_VPID_CAP, 23,
	"Supervisor shadow-stack control",
	"", "", "",
	"EPT tells which pages may be shadow stacks of supervisor code", "VirtualBox, Cloud Hypervisor")
NS_FLAG(VMX_EPT_EXTENT_CONTEXT_BIT, IA32_VMX_EPT_VPID_CAP, 25, "Single-context INVEPT",
	"VMX_EPT_EXTENT_CONTEXT_BIT", "", "vmx-invept-single-context",
	"flush one guest's EPT translations", "Linux, QEMU, Xen")
NS_FLAG(VMX_EPT_EXTENT_GLOBAL_BIT, IA32_VMX_EPT_VPID_CAP, 26, "All-context INVEPT",
	"VMX_EPT_EXTENT_GLOBAL_BIT", "", "vmx-invept-all-context",
	"flush all EPT translations", "Linux, QEMU, Xen")
NS_FLAG(VMX_VPID_INVVPID_BIT, IA32_VMX_EPT_VPID_CAP, 32, "INVVPID supported",
	"VMX_VPID_INVVPID_BIT|VMX_FEATURE_INVVPID", "invvpid", "vmx-invvpid",
	"tagged TLB entries can be flushed", "Linux, QEMU, Xen")
NS_FLAG(VMX_VPID_EXTENT_INDIVIDUAL_ADDR_BIT, IA32_VMX_EPT_VPID_CAP, 40,
	"Individual-address INVVPID",
	"VMX_VPID_EXTENT_INDIVIDUAL_ADDR_BIT", "", "vmx-invvpid-single-addr",
	"flush one address of one VPID", "Linux, QEMU, Xen")
NS_FLAG(VMX_VPID_EXTENT_SINGLE_CONTEXT_BIT, IA32_VMX_EPT_VPID_CAP, 41, "Single-context INVVPID",
	"VMX_VPID_EXTENT_SINGLE_CONTEXT_BIT", "", "vmx-invept-single-context",
	"flush one VPID", "Linux, QEMU, Xen")
NS_FLAG(VMX_VPID_EXTENT_GLOBAL_CONTEXT_BIT, IA32_VMX_EPT_VPID_CAP, 42, "All-context INVVPID",
	"VMX_VPID_EXTENT_GLOBAL_CONTEXT_BIT", "", "vmx-invvpid-all-context",
	"flush all VPIDs", "Linux, QEMU, Xen")
NS_FLAG(VMX_VPID_EXTENT_SINGLE_NON_GLOBAL_BIT, IA32_VMX_EPT_VPID_CAP, 43,
	"Single-context-retaining-globals INVVPID",
	"VMX_VPID_EXTENT_SINGLE_NON_GLOBAL_BIT", "", "vmx-invept-single-context-noglobals",
	"flush one VPID but its global pages", "Linux, QEMU, Xen")
NS_FIELD(VMX_EPT_MAX_HLAT_PREFIX_SIZE, IA32_VMX_EPT_VPID_CAP, 48, 6,
	"Maximum HLAT prefix size", "",
	 "how many of an address's highest bits can choose HLAT's page tables", "Cloud Hypervisor")

/*
 * SDM vol. 3 A.11. Linux never shows eptp_switching in /proc/cpuinfo, because
 * feat_ctl.c takes the high half of this register.
 */
NS_FLAG(VMX_VMFUNC_EPTP_SWITCHING, IA32_VMX_VMFUNC, 0, "EPTP switching (VM function 0)",
	"VMX_VMFUNC_EPTP_SWITCHING|VMX_FEATURE_EPTP_SWITCHING", "eptp_switching", "vmx-eptp-switching",
	"a guest switches between EPT tables without an exit", "Linux, QEMU")

/* SDM vol. 3 A.3.4; all 64 bits are allowed-1. asm/vmx.h TERTIARY_EXEC_* */
NS_FLAG(TERTIARY_EXEC_LOADIWKEY_EXITING, IA32_VMX_PROCBASED_CTLS3, 0, "LOADIWKEY exiting",
	"", "", "",
	"catch LOADIWKEY (Key Locker)", "Bochs, Xen")
NS_FLAG(TERTIARY_EXEC_ENABLE_HLAT, IA32_VMX_PROCBASED_CTLS3, 1, "Enable HLAT",
	"", "", "",
	"hypervisor-managed linear address translation", "Bochs, Xen")
NS_FLAG(TERTIARY_EXEC_EPT_PAGING_WRITE_CONTROL, IA32_VMX_PROCBASED_CTLS3, 2,
	"EPT paging-write control",
	"", "", "",
	"EPT guards the guest's page tables against writes", "Bochs, Xen")
NS_FLAG(TERTIARY_EXEC_GUEST_PAGING_VERIFICATION, IA32_VMX_PROCBASED_CTLS3, 3,
	"Guest-paging verification",
	"", "", "",
	"EPT guards the guest's page walk", "Bochs, Xen")
NS_FLAG(TERTIARY_EXEC_IPI_VIRT, IA32_VMX_PROCBASED_CTLS3, 4, "IPI virtualization",
	"VMX_FEATURE_IPI_VIRT|TERTIARY_EXEC_IPI_VIRT", "ipi_virt", "",
	"a guest sends interrupts between its vCPUs without an exit", "Linux, Bochs, Xen")
NS_FLAG(TERTIARY_EXEC_ENABLE_MSRLIST, IA32_VMX_PROCBASED_CTLS3, 6, "Enable RDMSRLIST/WRMSRLIST",
	"", "", "",
	"a guest can use RDMSRLIST and WRMSRLIST", "Bochs")
NS_FLAG(TERTIARY_EXEC_VIRTUALIZE_IA32_SPEC_CTRL, IA32_VMX_PROCBASED_CTLS3, 7,
	"Virtualize IA32_SPEC_CTRL",
	"", "", "",
	"the hypervisor can hold bits of a guest's IA32_SPEC_CTRL", "Bochs, Xen")
NS_FLAG(TERTIARY_EXEC_APIC_TIMER_VIRT, IA32_VMX_PROCBASED_CTLS3, 8, "APIC-timer virtualization",
	"", "", "",
	"a guest's TSC deadline is kept without an exit", "Bochs")

/* SDM vol. 3 A.4.2; all 64 bits are allowed-1. Bochs cpu/vmx_ctrls.h */
NS_FLAG(SECONDARY_VM_EXIT_SAVE_IA32_FRED, IA32_VMX_EXIT_CTLS2, 0, "Save IA32_FRED state",
	"", "", "",
	"a guest's FRED state is kept at exit", "Bochs")
NS_FLAG(SECONDARY_VM_EXIT_LOAD_IA32_FRED, IA32_VMX_EXIT_CTLS2, 1, "Load IA32_FRED state",
	"", "", "",
	"the host's FRED state is back at exit", "Bochs")
NS_FLAG(SECONDARY_VM_EXIT_LOAD_HOST_IA32_SPEC_CTRL, IA32_VMX_EXIT_CTLS2, 2,
	"Load host IA32_SPEC_CTRL",
	"", "", "",
	"the host's IA32_SPEC_CTRL is back at exit", "Bochs")
NS_FLAG(SECONDARY_VM_EXIT_PREMATURELY_BUSY_SHADOW_STACK, IA32_VMX_EXIT_CTLS2, 3,
	"Prematurely busy shadow stack",
	"", "", "",
	"an exit leaves a busy shadow stack sound", "Bochs")

/* arch/x86/kernel/cpu/intel.c detect_tme() */
NS_FLAG(TME_ACTIVATE_LOCKED, IA32_TME_ACTIVATE, 0, "lock",
	"MSR_IA32_TME_ACTIVATE|TME_ACTIVATE_LOCKED", "", "",
	"locked until reset", "Linux")
NS_FLAG(TME_ACTIVATE_ENABLED, IA32_TME_ACTIVATE, 1, "hardware encryption enable",
	"TME_ACTIVATE_ENABLED", "", "",
	"memory is encrypted (TME)", "Linux")
NS_FLAG(TME_ACTIVATE_KEY_SELECT, IA32_TME_ACTIVATE, 2, "key select",
	"", "", "",
	"the key of before is restored, not made anew", "Linux's kvm list (TME for guests)")
NS_FLAG(TME_ACTIVATE_KEY_SAVE, IA32_TME_ACTIVATE, 3, "save key for standby",
	"", "", "",
	"the key is kept for the way back from standby", "Linux's kvm list (TME for guests)")
NS_FIELD(TME_ACTIVATE_POLICY, IA32_TME_ACTIVATE, 4, 4,
	"TME policy: the algorithm", "TME_ACTIVATE_POLICY()",
	 "how memory is encrypted without a key of its own; 0 is AES-XTS-128", "Linux")
NS_FLAG(TME_ACTIVATE_BYPASS, IA32_TME_ACTIVATE, 31, "TME bypass enable",
	"", "", "",
	"memory without a key of its own is not encrypted", "Linux's kvm list (TME for guests)")
NS_FIELD(TME_ACTIVATE_KEYID_BITS, IA32_TME_ACTIVATE, 32, 4,
	"MK_TME_KEYID_BITS", "TME_ACTIVATE_KEYID_BITS",
	 "address bits that select a key", "Linux")
NS_FIELD(TME_ACTIVATE_CRYPTO_ALGS, IA32_TME_ACTIVATE, 48, 16,
	"MK_TME_CRYPTO_ALGS", "TME_ACTIVATE_CRYPTO_ALGS",
	 "algorithms that keys may choose, a bit each; bit 0 is AES-XTS-128", "Linux")

/* arch/x86/virt/vmx/tdx/tdx.c, arch/x86/kernel/cpu/intel.c */
NS_FIELD(MKTME_KEYIDS, IA32_MKTME_KEYID_PARTITIONING, 0, 32, "Number of MKTME KeyIDs", "",
	 "keys for encrypted VMs (MKTME)", "Linux")
NS_FIELD(TDX_PRIVATE_KEYIDS, IA32_MKTME_KEYID_PARTITIONING, 32, 32,
	"Number of TDX private KeyIDs", "",
	 "keys for TDX guests", "Linux")

#undef NS_PAIR
#undef NS_CTL
#undef NS_FLAG
#undef NS_FIELD
