/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How KVM treats each capability when it makes up the virtual CPU of a guest
 * that is a hypervisor itself: one row each, data only.
 *
 *   NS_OFFER(register, bit, how, param, without, with, follows, needs...)
 *
 * bit      of the whole register, as in "nestscope list bits"; CTL(n) is the
 *          allowed-1 half of control n
 * how      HW: offered if the CPU has it
 *          EMULATED: offered whatever the CPU has
 *          MAY_CLEAR: offered whatever the CPU has, and what is offered is that
 *          the control may be 0 (it may always be 1)
 *          NEVER: not offered
 *          OWN: a value that KVM makes up or takes from the CPU, or that is the
 *          host's business; a difference is no loss
 * param    parameter of kvm_intel or kvm_amd that has to be on, "" for none
 *          but "nested", without which nothing here is offered
 * without  the newest kernel looked at that does not offer it, 0 for none
 * with     the oldest one looked at that does; what is between is not known
 * follows  the CPUID feature (in QEMU's words) of the VM that takes it away
 *          where the VM lacks it, whatever its VMX registers should say
 * needs    NEEDS(register, bit): without that in the CPU, or with that
 *          withheld, KVM does not offer this either. At most three.
 *
 * Looked at: Linux 5.10, 6.1, 6.12, 7.2 and 7.3. arch/x86/kvm/vmx/nested.c
 * nested_vmx_setup_*_ctls() (up to 6.1 all in nested_vmx_setup_ctls_msrs()),
 * vmx.c setup_vmcs_config() and hardware_setup(), svm/svm.c
 * svm_set_cpu_caps() and svm_hardware_setup(), cpuid.c kvm_set_cpu_caps().
 * A capability without a row is a state of the machine, not something that
 * could be handed on.
 */
#ifndef NS_OFFER
#error "define NS_OFFER before including this header"
#endif

#define V(major, minor) ((major) * 1000 + (minor))
#define CTL(n) ((n) + 32)

/* vmx.c vmx_set_cpu_caps(): VMX is there if "nested" is on */
NS_OFFER(CPUID_1_ECX, 5, EMULATED, "nested", 0, 0, "")
NS_OFFER(CPUID_1_ECX, 6, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_1_ECX, 31, OWN, "", 0, 0, "")
NS_OFFER(CPUID_80000001_ECX, 2, EMULATED, "nested", 0, 0, "")
NS_OFFER(CPUID_80000001_ECX, 12, NEVER, "", 0, 0, "")

/* nested_vmx_setup_basic() */
NS_OFFER(IA32_VMX_BASIC, 0, OWN, "", 0, 0, "")
NS_OFFER(IA32_VMX_BASIC, 32, OWN, "", 0, 0, "")
NS_OFFER(IA32_VMX_BASIC, 48, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_BASIC, 49, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_BASIC, 50, OWN, "", 0, 0, "")
NS_OFFER(IA32_VMX_BASIC, 54, HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_BASIC, 55, EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_BASIC, 56, HW, "", V(6, 12), V(7, 2), "")
NS_OFFER(IA32_VMX_BASIC, 58, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_BASIC, 60, NEVER, "", 0, 0, "")

/* nested_vmx_setup_pinbased_ctls(); cpu_has_vmx_apicv() wants all three of APICv */
NS_OFFER(IA32_VMX_PINBASED_CTLS, CTL(0), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PINBASED_CTLS, CTL(3), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PINBASED_CTLS, CTL(5), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PINBASED_CTLS, CTL(6), EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_PINBASED_CTLS, CTL(7), HW, "enable_apicv", 0, 0, "",
	 NEEDS(IA32_VMX_PROCBASED_CTLS2, CTL(8)), NEEDS(IA32_VMX_PROCBASED_CTLS2, CTL(9)))

/* nested_vmx_setup_cpubased_ctls() */
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(2), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(3), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(7), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(9), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(10), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(11), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(12), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(15), MAY_CLEAR, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(16), MAY_CLEAR, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(17), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(19), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(20), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(21), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(22), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(23), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(24), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(25), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(27), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(28), EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(29), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(30), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS, CTL(31), HW, "", 0, 0, "")

/*
 * nested_vmx_setup_exit_ctls() and nested_vmx_setup_entry_ctls(). What comes in
 * pairs is used by KVM as a pair only: setup_vmcs_config() vmcs_entry_exit_pairs.
 * Loading PERF_GLOBAL_CTRL was handed on in 5.10 and is emulated since.
 */
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(2), MAY_CLEAR, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(9), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(12), EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(15), EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(18), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(19), HW, "", 0, 0, "",
	 NEEDS(IA32_VMX_ENTRY_CTLS, CTL(14)))
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(20), EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(21), EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(22), EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(23), HW, "", 0, 0, "",
	 NEEDS(IA32_VMX_ENTRY_CTLS, CTL(16)))
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(24), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(25), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(26), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(27), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(28), HW, "", V(6, 12), V(7, 2), "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(29), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(30), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS, CTL(31), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(2), MAY_CLEAR, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(9), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(10), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(11), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(13), EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(14), HW, "", 0, 0, "",
	 NEEDS(IA32_VMX_EXIT_CTLS, CTL(19)))
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(15), EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(16), HW, "", 0, 0, "",
	 NEEDS(IA32_VMX_EXIT_CTLS, CTL(23)))
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(17), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(18), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(19), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(20), HW, "", V(6, 12), V(7, 2), "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(21), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(22), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(23), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_ENTRY_CTLS, CTL(24), NEVER, "", 0, 0, "")

/* nested_vmx_setup_misc_data() */
NS_OFFER(IA32_VMX_MISC, 0, OWN, "", 0, 0, "")
NS_OFFER(IA32_VMX_MISC, 5, HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_MISC, 6, EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_MISC, 7, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_MISC, 8, EMULATED, "", V(5, 10), V(6, 1), "")
NS_OFFER(IA32_VMX_MISC, 14, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_MISC, 15, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_MISC, 16, OWN, "", 0, 0, "")
NS_OFFER(IA32_VMX_MISC, 25, OWN, "", 0, 0, "")
NS_OFFER(IA32_VMX_MISC, 28, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_MISC, 29, EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_MISC, 30, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_MISC, 32, OWN, "", 0, 0, "")

/* nested_vmx_setup_cr_fixed(), nested_vmx_calc_vmcs_enum_msr() */
NS_OFFER(IA32_VMX_CR0_FIXED0, 0, OWN, "", 0, 0, "")
NS_OFFER(IA32_VMX_CR0_FIXED1, 0, OWN, "", 0, 0, "")
NS_OFFER(IA32_VMX_CR4_FIXED0, 0, OWN, "", 0, 0, "")
NS_OFFER(IA32_VMX_CR4_FIXED1, 0, OWN, "", 0, 0, "")
NS_OFFER(IA32_VMX_VMCS_ENUM, 1, OWN, "", 0, 0, "")

/*
 * nested_vmx_setup_secondary_ctls(). EPT of KVM needs four levels, write-back
 * and INVEPT of all contexts; PML is emulated by means of EPT's dirty flags.
 * What a VM's CPUID takes away: vmx.c vmx_adjust_sec_exec_control().
 */
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(0), HW, "flexpriority", 0, 0, "",
	 NEEDS(IA32_VMX_PROCBASED_CTLS, CTL(21)))
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(1), HW, "ept", 0, 0, "",
	 NEEDS(IA32_VMX_EPT_VPID_CAP, 6), NEEDS(IA32_VMX_EPT_VPID_CAP, 14),
	 NEEDS(IA32_VMX_EPT_VPID_CAP, 26))
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(2), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(3), HW, "", 0, 0, "rdtscp")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(4), HW, "", 0, 0, "",
	 NEEDS(IA32_VMX_PROCBASED_CTLS, CTL(21)))
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(5), HW, "vpid", 0, 0, "",
	 NEEDS(IA32_VMX_EPT_VPID_CAP, 32))
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(6), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(7), HW, "unrestricted_guest", 0, 0, "",
	 NEEDS(IA32_VMX_PROCBASED_CTLS2, CTL(1)))
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(8), HW, "", 0, 0, "",
	 NEEDS(IA32_VMX_PROCBASED_CTLS, CTL(21)))
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(9), HW, "", 0, 0, "",
	 NEEDS(IA32_VMX_PROCBASED_CTLS, CTL(21)))
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(10), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(11), HW, "", 0, 0, "rdrand")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(12), HW, "", 0, 0, "invpcid")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(13), HW, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(14), EMULATED, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(15), HW, "sgx", V(5, 10), V(6, 1), "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(16), HW, "", 0, 0, "rdseed")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(17), EMULATED, "eptad", 0, 0, "",
	 NEEDS(IA32_VMX_PROCBASED_CTLS2, CTL(1)), NEEDS(IA32_VMX_EPT_VPID_CAP, 21))
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(18), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(19), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(20), HW, "", 0, 0, "xsaves")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(22), HW, "mbec", V(6, 12), V(7, 2), "",
	 NEEDS(IA32_VMX_PROCBASED_CTLS2, CTL(1)))
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(23), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(24), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(25), HW, "", V(5, 10), V(6, 1), "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(26), HW, "", V(5, 10), V(6, 1), "waitpkg")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(27), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(28), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(30), NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS2, CTL(31), NEVER, "", 0, 0, "")

/* The same function's ept_caps and vpid_caps */
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 0, HW, "ept", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 6, HW, "ept", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 7, HW, "ept", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 8, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 14, HW, "ept", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 16, EMULATED, "ept", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 17, EMULATED, "ept", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 20, HW, "ept", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 21, HW, "eptad", 0, 0, "",
	 NEEDS(IA32_VMX_PROCBASED_CTLS2, CTL(1)))
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 22, HW, "ept", V(6, 12), V(7, 2), "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 25, EMULATED, "ept", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 26, EMULATED, "ept", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 32, EMULATED, "vpid", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 40, EMULATED, "vpid", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 41, EMULATED, "vpid", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 42, EMULATED, "vpid", 0, 0, "")
NS_OFFER(IA32_VMX_EPT_VPID_CAP, 43, EMULATED, "vpid", 0, 0, "")
NS_OFFER(IA32_VMX_VMFUNC, 0, EMULATED, "ept", 0, 0, "",
	 NEEDS(IA32_VMX_PROCBASED_CTLS2, CTL(13)))

/* The feature MSRs of KVM end at IA32_VMX_VMFUNC: msrs.h KVM_LAST_EMULATED_VMX_MSR */
NS_OFFER(IA32_VMX_PROCBASED_CTLS3, 0, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS3, 1, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS3, 2, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS3, 3, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS3, 4, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS3, 6, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS3, 7, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_PROCBASED_CTLS3, 8, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS2, 0, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS2, 1, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS2, 2, NEVER, "", 0, 0, "")
NS_OFFER(IA32_VMX_EXIT_CTLS2, 3, NEVER, "", 0, 0, "")

/*
 * svm_set_cpu_caps(); KVM shows its guests revision 1, 8 ASIDs and an ECX of 0
 * (cpuid.c __do_cpuid_func()). FlushByAsid: named for 6.8 by its commit.
 */
NS_OFFER(CPUID_8000000A_EAX, 0, OWN, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EBX, 0, OWN, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_ECX, 4, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_ECX, 6, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 0, HW, "npt", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 1, HW, "lbrv", V(5, 10), V(6, 1), "")
NS_OFFER(CPUID_8000000A_EDX, 2, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 3, HW, "nrips", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 4, HW, "tsc_scaling", V(5, 10), V(6, 1), "")
NS_OFFER(CPUID_8000000A_EDX, 5, EMULATED, "", V(5, 10), V(6, 1), "")
NS_OFFER(CPUID_8000000A_EDX, 6, EMULATED, "", V(6, 1), V(6, 8), "")
NS_OFFER(CPUID_8000000A_EDX, 7, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 8, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 10, HW, "", V(5, 10), V(6, 1), "")
NS_OFFER(CPUID_8000000A_EDX, 12, HW, "", V(5, 10), V(6, 1), "")
NS_OFFER(CPUID_8000000A_EDX, 13, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 15, HW, "vls", V(5, 10), V(6, 1), "",
	 NEEDS(CPUID_8000000A_EDX, 0))
NS_OFFER(CPUID_8000000A_EDX, 16, HW, "vgif", V(5, 10), V(6, 1), "")
NS_OFFER(CPUID_8000000A_EDX, 17, HW, "gmet", V(6, 12), V(7, 2), "")
NS_OFFER(CPUID_8000000A_EDX, 18, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 19, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 20, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 21, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 23, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 24, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 25, HW, "vnmi", V(6, 1), V(6, 12), "",
	 NEEDS(CPUID_8000000A_EDX, 16))
NS_OFFER(CPUID_8000000A_EDX, 26, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 27, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 28, EMULATED, "", V(5, 10), V(6, 1), "")
NS_OFFER(CPUID_8000000A_EDX, 29, NEVER, "", 0, 0, "")
NS_OFFER(CPUID_8000000A_EDX, 30, NEVER, "", 0, 0, "")

#undef V
#undef CTL
#undef NS_OFFER
