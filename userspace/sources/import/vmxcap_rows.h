/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's scripts/kvm/vmxcap (10.0): data only.
 *
 *   NS_VMXCAP_SECTION(title, register)
 *
 * The title above the bits of a register, and of its TRUE twin if it has one.
 *
 *   NS_VMXCAP(label, bit)
 *
 * A control that it calls otherwise than the manual does, whose name the bit has
 * here.
 */
#ifndef NS_VMXCAP_SECTION
#define NS_VMXCAP_SECTION(...)
#endif
#ifndef NS_VMXCAP
#define NS_VMXCAP(...)
#endif

NS_VMXCAP_SECTION("Basic VMX Information", IA32_VMX_BASIC)
NS_VMXCAP_SECTION("pin-based controls", IA32_VMX_PINBASED_CTLS)
NS_VMXCAP_SECTION("primary processor-based controls", IA32_VMX_PROCBASED_CTLS)
NS_VMXCAP_SECTION("secondary processor-based controls", IA32_VMX_PROCBASED_CTLS2)
NS_VMXCAP_SECTION("tertiary processor-based controls", IA32_VMX_PROCBASED_CTLS3)
NS_VMXCAP_SECTION("VM-Exit controls", IA32_VMX_EXIT_CTLS)
NS_VMXCAP_SECTION("secondary VM-Exit controls", IA32_VMX_EXIT_CTLS2)
NS_VMXCAP_SECTION("VM-Entry controls", IA32_VMX_ENTRY_CTLS)
NS_VMXCAP_SECTION("Miscellaneous data", IA32_VMX_MISC)
NS_VMXCAP_SECTION("VPID and EPT capabilities", IA32_VMX_EPT_VPID_CAP)
NS_VMXCAP_SECTION("VM Functions", IA32_VMX_VMFUNC)

NS_VMXCAP("External interrupt exiting", PIN_BASED_EXT_INTR_MASK)
NS_VMXCAP("Interrupt window exiting", CPU_BASED_INTR_WINDOW_EXITING)
NS_VMXCAP("Activate secondary control", CPU_BASED_ACTIVATE_SECONDARY_CONTROLS)
NS_VMXCAP("APIC register emulation", SECONDARY_EXEC_APIC_REGISTER_VIRT)
NS_VMXCAP("Virtual interrupt delivery", SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY)
NS_VMXCAP("Conceal non-root operation from PT", SECONDARY_EXEC_PT_CONCEAL_VMX)
NS_VMXCAP("Mode-based execute control (XS/XU)", SECONDARY_EXEC_MODE_BASED_EPT_EXEC)
NS_VMXCAP("Sub-page write permissions", SECONDARY_EXEC_SUB_PAGE_WRITE_PERMISSIONS)
NS_VMXCAP("GPA translation for PT", SECONDARY_EXEC_PT_USE_GPA)
NS_VMXCAP("TSC scaling", SECONDARY_EXEC_TSC_SCALING)
NS_VMXCAP("User wait and pause", SECONDARY_EXEC_ENABLE_USR_WAIT_PAUSE)
NS_VMXCAP("ENCLV exiting", VMX_FEATURE_ENCLV_EXITING)
NS_VMXCAP("Enable IPI virtualization", TERTIARY_EXEC_IPI_VIRT)
NS_VMXCAP("Conceal VM exits from PT", VM_EXIT_PT_CONCEAL_PIP)
NS_VMXCAP("Activate secondary VM-exit controls", VM_EXIT_ACTIVATE_SECONDARY_CONTROLS)
NS_VMXCAP("Save IA32 FRED MSRs", SECONDARY_VM_EXIT_SAVE_IA32_FRED)
NS_VMXCAP("Load IA32 FRED MSRs", SECONDARY_VM_EXIT_LOAD_IA32_FRED)
NS_VMXCAP("Load IA32 FRED MSRs", VM_ENTRY_LOAD_FRED_STATE)
NS_VMXCAP("Conceal VM entries from PT", VM_ENTRY_PT_CONCEAL_PIP)

#undef NS_VMXCAP_SECTION
#undef NS_VMXCAP
