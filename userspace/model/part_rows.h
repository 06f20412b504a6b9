/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of a bug report: what the kernel's Documentation/virt/kvm/x86/running-nested-guests.rst
 * ("Reporting bugs from nested setups") asks for, and what a maintainer asks next.
 *
 * NS_PART(id, name, title, how, what, captured, as, on): @what of @how:
 *   FILE      a file
 *   FILES     all files of directories whose names have an end, "DIR END" and a blank between each two
 *   COMMAND   programs with their arguments, "|" between alternatives: the first one that is installed
 *   SPECIAL   sources/parts_special.c; where it comes from
 * @captured: in a captured tree, the files that may hold what a command printed, "|" between them.
 * @as: what kind of text it is, NS_REDACT_*.
 * @on: the architectures that have it: ALL, X86, S390X, or DMI for those with tables of DMI (config DMI of Linux
 *	arch/.../Kconfig). On others it is no part, and nobody misses it.
 */
NS_PART(KERNEL, "kernel", "Kernel", FILE, "/proc/version", "/sos_commands/kernel/uname_-a|/uname", TEXT, ALL)
NS_PART(SYSTEM, "os-release", "Distribution", FILE, "/etc/os-release", "/usr/lib/os-release", TEXT, ALL)
NS_PART(CMDLINE, "cmdline", "Kernel command line", FILE, "/proc/cmdline", "", TEXT, ALL)
NS_PART(TAINT, "taint", "Taint of the kernel", SPECIAL, "/proc/sys/kernel/tainted", "", MACHINE, ALL)
NS_PART(QEMU, "qemu-version", "QEMU version", COMMAND,
	"qemu-system-x86_64 --version|qemu-kvm --version|kvm --version|qemu-system-s390x --version|qemu-system-aarch64 --version|qemu-system-ppc64 --version|qemu-system-x86_64-microvm --version",
	"", TEXT, ALL)
NS_PART(LIBVIRT, "libvirt-version", "libvirt version", COMMAND,
	"libvirtd --version|virtqemud --version|virsh --version", "/sos_commands/virsh/virsh_-r_version", TEXT, ALL)
NS_PART(ARGUMENTS, "vm-command-line", "Command line of a VM", SPECIAL, "/proc", "", ARGUMENTS, ALL)
NS_PART(LOG, "libvirt-log", "libvirt's log of a VM", FILES, "/var/log/libvirt/qemu .log", "", ARGUMENTS, ALL)
NS_PART(DOMAIN, "domain", "libvirt's XML of a VM", FILES,
	"/run/libvirt/qemu .xml /etc/libvirt/qemu .xml", "", FILES, ALL)
NS_PART(CPUINFO, "cpuinfo", "/proc/cpuinfo", SPECIAL, "/proc/cpuinfo", "", MACHINE, ALL)
NS_PART(SYSINFO, "sysinfo", "/proc/sysinfo", FILE, "/proc/sysinfo", "", MACHINE, S390X)
NS_PART(LSCPU, "lscpu", "lscpu", COMMAND, "lscpu", "/sos_commands/processor/lscpu|/lscpu", MACHINE, ALL)
NS_PART(DMI, "dmi", "DMI", SPECIAL, "/sys/class/dmi/id", "", TEXT, DMI)
NS_PART(DMIDECODE, "dmidecode", "dmidecode", COMMAND, "dmidecode", "/sos_commands/hardware/dmidecode|/dmidecode", TEXT, DMI)
NS_PART(X86INFO, "x86info", "x86info -a", COMMAND, "x86info -a", "/sos_commands/processor/x86info_-a", MACHINE, X86)
NS_PART(PARAMETERS, "parameters", "Parameters of KVM", SPECIAL, "/sys/module/kvm*", "", MACHINE, ALL)
NS_PART(MODPROBE, "modprobe", "Configuration of modprobe", SPECIAL, "modprobe.d", "", TEXT, ALL)
NS_PART(MODULES, "modules", "Loaded modules", FILE, "/proc/modules", "/lsmod", MACHINE, ALL)
NS_PART(MODULE, "nestscope", "What nestscope.ko has read", SPECIAL, "/sys/kernel/nestscope", "", MACHINE, X86)
NS_PART(DMESG, "dmesg", "Messages of the kernel", SPECIAL, "",
	"/sos_commands/kernel/dmesg|/sos_commands/kernel/dmesg_-T|/var/log/dmesg|/dmesg", TEXT, ALL)
NS_PART(SNAPSHOT, "snapshot", "Snapshot", SPECIAL, "", "", MACHINE, ALL)
#undef NS_PART
