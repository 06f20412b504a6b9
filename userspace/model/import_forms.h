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
NS_IMPORT_FORM(CPUID_TEXT, "cpuid's text", CPUID, cpuid_text,
	"vendor, brand, hypervisor_id and the bits of VMX, SVM and encryption: cpuid and cpuid -1 without -r")
NS_IMPORT_FORM(VMXCAP, "QEMU's vmxcap", MSR, vmxcap,
	"IA32_VMX_BASIC, MISC, EPT_VPID_CAP and VMFUNC whole, of the control registers the bits that it names: QEMU 10.0 scripts/kvm/vmxcap")
NS_IMPORT_FORM(KERNEL_LOG, "the kernel's log", FILE, kernel_log,
	"release, DMI, hypervisor, CPU, what firmware has switched off, what kvm_amd says when it is loaded: dmesg, journalctl -k")
NS_IMPORT_FORM(CPUINFO, "/proc/cpuinfo", PROCFS, cpuinfo,
	"vendor, model, flags and vmx flags of the first CPU")
NS_IMPORT_FORM(DMIDECODE, "dmidecode", DMI, dmidecode,
	"vendor and product of system, board and BIOS, the chassis' asset tag if a cloud sets it, a keyed hash of the UUID")
NS_IMPORT_FORM(FILES, "files of /sys and /proc", SYSFS, files,
	"DMI, KVM's parameters, Xen, the kernel's release, as grep . PATH or cat PATH print them; uname -a, lsmod")
NS_IMPORT_FORM(LSCPU, "lscpu", PROCFS, lscpu,
	"vendor, model, flags, virtualization, hypervisor (English text)")
NS_IMPORT_FORM(WINDOWS, "Windows's systeminfo or Coreinfo", FILE, windows,
	"vendor, VMX or SVM, EPT or NPT, what the firmware allows, hypervisor: systeminfo in English, Sysinternals' Coreinfo -v")
NS_IMPORT_FORM(XL, "xl info", FILE, xl,
	"Xen's dom0: kernel, VMX or SVM and HAP of the CPU, the kinds of guests: Xen 4.13 and later")
NS_IMPORT_FORM(VBOX_LOG, "VBox.log", FILE, vbox_log,
	"the MSRs of the machine that VirtualBox runs on (its lines HM:), the kernel's release, the product")
NS_IMPORT_FORM(TRACE, "trace events of KVM", FILE, trace,
	"kvm_msr: what a guest reads and writes is the guest's; other events of KVM tell of no capability")
NS_IMPORT_FORM(QMP, "answers of QEMU", FILE, qmp,
	"query-cpu-model-expansion of host (what KVM offers) or of a model with VMX; query-kvm, info kvm; --version, virsh version, the log of a VM of libvirt")
NS_IMPORT_FORM(LIBVIRT, "libvirt", FILE, libvirt,
	"virsh capabilities and domcapabilities (KVM, vendor, vmx or svm; a feature that is not listed was not asked), <cpudata> (CPUID and MSRs), virt-host-validate")
NS_IMPORT_FORM(LISTING, "MSR values", MSR, listing,
	"rdmsr with its command line, lists of registers and values, messages about an MSR")

#undef NS_IMPORT_FORM
