/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mitigations that flush something at each entry into a VM, or each exit from
 * one: data only.
 *
 *   NS_FLUSH(fact, says, unless, kind, cheaper)
 *
 * fact     what /sys/devices/system/cpu/vulnerabilities says
 * says     words in it that mean the flush is done, unless those follow them
 * kind     BUFFERS: VERW before each entry, a few hundred cycles; PREDICTORS:
 *          IBPB after each exit, thousands of them; SOME: IBPB before a VMM
 *          that an exit leads to runs
 * cheaper  the kernel's parameter for a cheaper mitigation, or for none; "" where
 *          that of another row decides
 *
 * Linux 6.1 arch/x86/kernel/cpu/bugs.c, arch/x86/kvm/vmx/vmenter.S, svm/vmenter.S;
 * Documentation/admin-guide/hw-vuln, kernel-parameters.txt.
 */
#ifndef NS_FLUSH
#error "define NS_FLUSH before including this header"
#endif

NS_FLUSH(MDS, "Clear CPU buffers", "", BUFFERS, "mds=off")
NS_FLUSH(TAA, "Clear CPU buffers", "", BUFFERS, "tsx_async_abort=off")
NS_FLUSH(MMIO_STALE_DATA, "Clear CPU buffers", "", BUFFERS, "mmio_stale_data=off")
NS_FLUSH(RFDS, "Clear Register File", "", BUFFERS, "reg_file_data_sampling=off")
NS_FLUSH(TSA, "Clear CPU buffers", ": user/kernel boundary", BUFFERS, "tsa=user")
NS_FLUSH(RETBLEED, "Mitigation: IBPB", "", PREDICTORS, "retbleed=unret")
NS_FLUSH(SRSO, "Mitigation: IBPB", "", PREDICTORS, "spec_rstack_overflow=safe-ret")
NS_FLUSH(VMSCAPE, "IBPB on VMEXIT", "", PREDICTORS, "")
NS_FLUSH(VMSCAPE, "IBPB before exit to userspace", "", SOME, "vmscape=off")

#undef NS_FLUSH
