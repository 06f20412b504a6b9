/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where /proc/cpuinfo says otherwise than the registers, and why: part of finding_rows.h, which
 * includes it. Data only.
 *
 *   NS_SAYS(id, code, text, source)
 *
 * line is "flags" or "vmx flags", flag the word in it; shown is set if it is there.
 */
#ifndef NS_SAYS
#error "include analysis/finding_rows.h"
#endif

#define NS_DIFFERS "{flag} is {!shown:not }in the line \"{line}\", but {bit.place} says {?shown:no}{!shown:yes}"

NS_SAYS(CPUINFO_EPTP_SWITCHING, "cpuinfo-eptp-switching",
	NS_DIFFERS " (Linux reads the wrong half of IA32_VMX_VMFUNC and never shows it)",
	"Linux arch/x86/kernel/cpu/feat_ctl.c, every version up to 7.3")
NS_SAYS(CPUINFO_SINCE_6_10, "cpuinfo-since-6-10", NS_DIFFERS " (Linux names it from 6.10 on)",
	"Linux arch/x86/include/asm/vmxfeatures.h")
NS_SAYS(CPUINFO_VPID, "cpuinfo-vpid", NS_DIFFERS " (Linux tests the bit of virtual NMIs for it)",
	"Linux arch/x86/kernel/cpu/feat_ctl.c")
NS_SAYS(CPUINFO_CLEARED, "cpuinfo-cleared",
	NS_DIFFERS " (Linux clears flags that the firmware disabled or that it cannot use, and old kernels have no name for new flags)",
	"Linux arch/x86/kernel/cpu/feat_ctl.c, cpu/amd.c")
NS_SAYS(CPUINFO_MADE_UP, "cpuinfo-made-up",
	NS_DIFFERS "{?several:, as do its other bits} (unexpected: please report it)",
	"include/nestscope/linux_flags.h")
NS_SAYS(CPUINFO_UNEXPECTED, "cpuinfo-unexpected", NS_DIFFERS " (unexpected: please report it)",
	"Linux arch/x86/kernel/cpu/proc.c")

#undef NS_DIFFERS
