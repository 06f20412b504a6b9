/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How programs print a leaf of CPUID on one line: one row each, data only.
 *
 *   NS_CPUID_ROW(mark, scan, sub, base, source)
 *
 * mark    a text that no line of this form is without, and no other has
 * scan    sscanf()'s format: the leaf, the sub-leaf if @sub is SECOND, EAX, EBX,
 *         ECX, EDX, and the sub-leaf if @sub is LAST (then it may be missing)
 * sub     NONE, SECOND or LAST
 * base    what is added to the leaf
 */
#ifndef NS_CPUID_ROW
#error "define NS_CPUID_ROW before including this header"
#endif

NS_CPUID_ROW(" eax=0x", " 0x%8x 0x%8x: eax=0x%8x ebx=0x%8x ecx=0x%8x edx=0x%8x", SECOND, 0,
	     "cpuid 20230120, -r")
NS_CPUID_ROW("eax in: 0x", " eax in: 0x%8x, eax = %8x ebx = %8x ecx = %8x edx = %8x", NONE, 0,
	     "x86info 1.31pre, -r")
NS_CPUID_ROW(": EAX=0x", " 0x%8x: EAX=0x%8x, EBX=0x%8x, ECX=0x%8x, EDX=0x%8x", NONE, 0,
	     "Linux 6.12, tools/arch/x86/kcpuid/kcpuid.c")
NS_CPUID_ROW("CPUID 0", "CPUID %8x: %8x-%8x-%8x-%8x [SL %8x", LAST, 0, "InstLatx64, AIDA64")
NS_CPUID_ROW("CPUID 4", "CPUID %8x: %8x-%8x-%8x-%8x [SL %8x", LAST, 0, "InstLatx64, AIDA64")
NS_CPUID_ROW("CPUID 8", "CPUID %8x: %8x-%8x-%8x-%8x [SL %8x", LAST, 0, "InstLatx64, AIDA64")
NS_CPUID_ROW("basic_cpuid[", "basic_cpuid[%4u]=%8x %8x %8x %8x", NONE, 0, "libcpuid, cpuid_main.c")
NS_CPUID_ROW("ext_cpuid[", "ext_cpuid[%4u]=%8x %8x %8x %8x", NONE, 0x80000000, "libcpuid, cpuid_main.c")

#undef NS_CPUID_ROW
