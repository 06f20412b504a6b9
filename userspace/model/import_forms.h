/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is imported: one row a form, data only, in the order in which they are
 * tried on a line.
 *
 *   NS_IMPORT_FORM(id, title, source, take, what)
 *
 * title   how people know it
 * source  where the program has it from: the source of its values
 * take    the function that takes a line, ns_take_..., in sources/import/
 * what    what is read of it, and of which program's version
 */
#ifndef NS_IMPORT_FORM
#error "define NS_IMPORT_FORM before including this header"
#endif

NS_IMPORT_FORM(CPUID_RAW, "a raw CPUID dump", CPUID, cpuid_raw,
	"leaves: cpuid -r and -1 -r, x86info -r, kcpuid -r, InstLatx64, AIDA64, libcpuid")
NS_IMPORT_FORM(CPUINFO, "/proc/cpuinfo", PROCFS, cpuinfo,
	"vendor, model, flags and vmx flags of the first CPU")
NS_IMPORT_FORM(DMIDECODE, "dmidecode", DMI, dmidecode,
	"vendor and product of system, board and BIOS, the chassis' asset tag if a cloud sets it, a keyed hash of the UUID")
NS_IMPORT_FORM(FILES, "files of /sys and /proc", SYSFS, files,
	"DMI, KVM's parameters, Xen, the kernel's release, as grep . PATH or cat PATH print them; uname -a, lsmod")
NS_IMPORT_FORM(LISTING, "MSR values", MSR, listing,
	"rdmsr with its command line, lists of registers, VBox.log, trace events kvm_msr, messages about an MSR")

#undef NS_IMPORT_FORM
