/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Where libvirt calls a bit otherwise than QEMU: one row each, data only.
 *
 *   NS_LIBVIRT(id, name)
 *
 * id    the bit's in vmx_bits.h or svm_bits.h
 * name  the name in <feature name='...'/>, "" where libvirt has none
 *
 * All other bits have the name of their column "qemu" in libvirt too. A name
 * that only libvirt has, or that is another one there, is no name after -cpu.
 *
 * Source: libvirt 11.3, src/cpu_map/x86_features.xml
 */
#ifndef NS_LIBVIRT
#error "define NS_LIBVIRT before including this header"
#endif

/* QEMU has no name for the memory types of the paging structures. */
NS_LIBVIRT(VMX_EPTP_UC_BIT, "vmx-ept-uc")
NS_LIBVIRT(VMX_EPTP_WB_BIT, "vmx-ept-wb")
/* Both are INVVPID; QEMU calls them INVEPT, the first like bit 25. */
NS_LIBVIRT(VMX_VPID_EXTENT_SINGLE_CONTEXT_BIT, "vmx-invvpid-single-context")
NS_LIBVIRT(VMX_VPID_EXTENT_SINGLE_NON_GLOBAL_BIT, "vmx-invvpid-single-context-noglobals")
/* Newer than libvirt's list */
NS_LIBVIRT(VM_EXIT_LOAD_CET_STATE, "")
NS_LIBVIRT(TRUE_VM_EXIT_LOAD_CET_STATE, "")
NS_LIBVIRT(VM_ENTRY_LOAD_CET_STATE, "")
NS_LIBVIRT(TRUE_VM_ENTRY_LOAD_CET_STATE, "")
NS_LIBVIRT(SECONDARY_EXEC_MODE_BASED_EPT_EXEC, "")
NS_LIBVIRT(X86_FEATURE_GMET, "")

#undef NS_LIBVIRT
