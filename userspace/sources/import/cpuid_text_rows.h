/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What cpuid(1) calls the bits of the tables in its text: one row a bit, data
 * only. From the program's text (20230120).
 *
 *   NS_CPUID_TEXT(label, bit)
 *
 * The same label may stand below several registers: the heading above it says
 * which, and the bit's register has to be that one.
 */
#ifndef NS_CPUID_TEXT
#error "define NS_CPUID_TEXT before including this header"
#endif

NS_CPUID_TEXT("VMX: virtual machine extensions", X86_FEATURE_VMX)
NS_CPUID_TEXT("SMX: safer mode extensions", X86_FEATURE_SMX)
NS_CPUID_TEXT("hypervisor guest status", X86_FEATURE_HYPERVISOR)
NS_CPUID_TEXT("SVM: secure virtual machine", X86_FEATURE_SVM)
NS_CPUID_TEXT("SKINIT/STGI support", X86_FEATURE_SKINIT)
NS_CPUID_TEXT("nested paging", X86_FEATURE_NPT)
NS_CPUID_TEXT("LBR virtualization", X86_FEATURE_LBRV)
NS_CPUID_TEXT("SVM lock", X86_FEATURE_SVML)
NS_CPUID_TEXT("NRIP save", X86_FEATURE_NRIPS)
NS_CPUID_TEXT("MSR based TSC rate control", X86_FEATURE_TSCRATEMSR)
NS_CPUID_TEXT("VMCB clean bits support", X86_FEATURE_VMCBCLEAN)
NS_CPUID_TEXT("flush by ASID", X86_FEATURE_FLUSHBYASID)
NS_CPUID_TEXT("decode assists", X86_FEATURE_DECODEASSISTS)
NS_CPUID_TEXT("pause intercept filter", X86_FEATURE_PAUSEFILTER)
NS_CPUID_TEXT("pause filter threshold", X86_FEATURE_PFTHRESHOLD)
NS_CPUID_TEXT("AVIC: AMD virtual interrupt controller", X86_FEATURE_AVIC)
NS_CPUID_TEXT("virtualized VMLOAD/VMSAVE", X86_FEATURE_V_VMSAVE_VMLOAD)
NS_CPUID_TEXT("virtualized global interrupt flag (GIF)", X86_FEATURE_VGIF)
NS_CPUID_TEXT("GMET: guest mode execute trap", X86_FEATURE_GMET)
NS_CPUID_TEXT("X2AVIC: virtualized X2APIC", X86_FEATURE_X2AVIC)
NS_CPUID_TEXT("guest Spec_ctl support", X86_FEATURE_V_SPEC_CTRL)
NS_CPUID_TEXT("host MCE override", SVM_HOST_MCE_OVERRIDE)
NS_CPUID_TEXT("VNMI: NMI virtualization", X86_FEATURE_VNMI)
NS_CPUID_TEXT("SME: secure memory encryption support", X86_FEATURE_SME)
NS_CPUID_TEXT("SEV: secure encrypted virtualize support", X86_FEATURE_SEV)
NS_CPUID_TEXT("SEV-ES: SEV encrypted state support", X86_FEATURE_SEV_ES)
NS_CPUID_TEXT("SEV-SNP: SEV secure nested paging", X86_FEATURE_SEV_SNP)

#undef NS_CPUID_TEXT
