/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every fact of a snapshot that is neither a register nor a module parameter:
 * one row each, data only.
 *
 *   NS_FACT(id, section, name, type, meaning, from)
 *
 * section and name are the JSON keys. type is BOOL, NUM (a JSON number), HEX
 * (a string "0x..." of up to 64 bits) or TEXT. from is the file that has it, or
 * what else is looked at; "" where the meaning says all. Where from does, the
 * meaning may be "". Which source fills a fact in is found in sources/.
 *
 * NS_ARCH_FACT is the same of one architecture: a snapshot has it where it was
 * looked for.
 */
#ifndef NS_FACT
#error "define NS_FACT before including this header"
#endif
#ifndef NS_ARCH_FACT
#define NS_ARCH_FACT NS_FACT
#endif

/* The system: uname, /proc, /sys */
NS_FACT(ARCH, "host", "architecture", TEXT, "architecture, in the words of uname -m; of a captured tree by its files", "/proc/sys/kernel/arch, the shape of /proc/cpuinfo")
NS_FACT(KERNEL, "host", "kernel", TEXT, "release of the running kernel", "/proc/sys/kernel/osrelease")
NS_FACT(KERNEL_VERSION, "host", "kernel_version", TEXT, "its build number and date", "/proc/version, without who built it")
NS_FACT(CPUS_ONLINE, "host", "cpus_online", TEXT, "list of the CPUs online", "/sys/devices/system/cpu/online")
NS_FACT(PRIVILEGED, "host", "privileged", BOOL, "nestscope ran as root", "")
NS_FACT(LOCKDOWN, "host", "lockdown", TEXT, "lockdown mode: none, integrity or confidentiality", "/sys/kernel/security/lockdown")
NS_FACT(BOOT_TIME, "host", "boot_time", NUM, "seconds since 1970 at which this kernel booted", "btime of /proc/stat")
NS_FACT(UUID_HASH, "host", "uuid_hash", TEXT, "keyed hash of the machine's DMI UUID: links a VM to the layer that runs it without identifying the machine", "")
NS_FACT(HOST_NAME, "host", "name", TEXT, "host name; only with --identify", "")
NS_FACT(VM_PROGRAMS, "host", "vm_programs", NUM, "how many programs that run VMs were seen", "/proc/PID/cmdline")
NS_FACT(QEMU, "host", "qemu", TEXT, "versions of the QEMU emulators for this architecture, as libvirt last asked them", "/var/cache/libvirt/qemu/capabilities")
NS_FACT(CONTAINER, "host", "container", TEXT, "kind of container nestscope runs in, empty for none seen; a container is an environment, not a layer", "")
NS_FACT(DEVICES, "host", "devices", TEXT, "device nodes for VMs that exist, of those nestscope knows", "/dev")
NS_FACT(CLOCKSOURCE, "host", "clocksource", TEXT, "the clock that the kernel uses", "/sys/devices/system/clocksource")
NS_FACT(THP, "host", "transparent_hugepages", TEXT, "always, madvise or never", "/sys/kernel/mm/transparent_hugepage/enabled")
NS_FACT(HUGEPAGES, "host", "hugepages", NUM, "huge pages that are reserved", "/proc/sys/vm/nr_hugepages")
NS_FACT(REALTIME, "host", "realtime", BOOL, "whether the kernel is PREEMPT_RT", "/sys/kernel/realtime")
NS_FACT(L1TF, "host", "l1tf", TEXT, "", "/sys/devices/system/cpu/vulnerabilities/l1tf")
NS_FACT(ITLB_MULTIHIT, "host", "itlb_multihit", TEXT, "", "/sys/devices/system/cpu/vulnerabilities/itlb_multihit")
NS_FACT(MDS, "host", "mds", TEXT, "", "/sys/devices/system/cpu/vulnerabilities/mds")
NS_FACT(TAA, "host", "tsx_async_abort", TEXT, "", "/sys/devices/system/cpu/vulnerabilities/tsx_async_abort")
NS_FACT(MMIO_STALE_DATA, "host", "mmio_stale_data", TEXT, "", "/sys/devices/system/cpu/vulnerabilities/mmio_stale_data")
NS_FACT(RFDS, "host", "reg_file_data_sampling", TEXT, "", "/sys/devices/system/cpu/vulnerabilities/reg_file_data_sampling")
NS_FACT(TSA, "host", "tsa", TEXT, "", "/sys/devices/system/cpu/vulnerabilities/tsa")
NS_FACT(RETBLEED, "host", "retbleed", TEXT, "", "/sys/devices/system/cpu/vulnerabilities/retbleed")
NS_FACT(SRSO, "host", "spec_rstack_overflow", TEXT, "", "/sys/devices/system/cpu/vulnerabilities/spec_rstack_overflow")
NS_FACT(VMSCAPE, "host", "vmscape", TEXT, "", "/sys/devices/system/cpu/vulnerabilities/vmscape")
NS_FACT(SIG_ENFORCE, "host", "sig_enforce", TEXT, "whether the kernel loads signed modules only, Y or N", "/sys/module/module/parameters/sig_enforce")
NS_FACT(OTHER_HYPERVISORS, "host", "other_hypervisors", TEXT, "modules of other hypervisors that are loaded", "/sys/module")
NS_FACT(IOMMUS, "host", "iommus", TEXT, "IOMMUs that the kernel uses", "/sys/class/iommu")
NS_FACT(IOMMU_GROUPS, "host", "iommu_groups", NUM, "number of IOMMU groups", "/sys/kernel/iommu_groups")
NS_FACT(IOMMU_CAP, "host", "iommu_cap", HEX, "capability register of the first Intel IOMMU", "/sys/class/iommu/dmar0/intel-iommu/cap")
NS_FACT(IOMMU_ECAP, "host", "iommu_ecap", HEX, "extended capability register of the first Intel IOMMU", "/sys/class/iommu/dmar0/intel-iommu/ecap")
NS_FACT(CGROUPS, "host", "cgroups", TEXT, "controllers of cgroups", "/sys/fs/cgroup")

/* What the kernel says of the CPU, right or wrong: /proc/cpuinfo */
NS_FACT(CPU_VENDOR, "cpuinfo", "vendor_id", TEXT, "vendor_id", "")
NS_FACT(CPU_MODEL, "cpuinfo", "model_name", TEXT, "model name", "")
NS_FACT(CPU_MICROCODE, "cpuinfo", "microcode", TEXT, "revision of the microcode of the first CPU; a hypervisor may make it up", "")
NS_FACT(CPU_FLAGS, "cpuinfo", "flags", TEXT, "flags of the first CPU", "")
NS_FACT(CPU_VMX_FLAGS, "cpuinfo", "vmx_flags", TEXT, "vmx flags of the first CPU; the line is missing where Linux has cleared vmx", "")


/* What s390x and others have instead of CPUID and DMI */
NS_ARCH_FACT(Z_MANUFACTURER, "s390x", "manufacturer", TEXT, "Manufacturer; QEMU's emulator writes its own name there", "/proc/sysinfo")
NS_ARCH_FACT(Z_TYPE, "s390x", "type", TEXT, "Type: the number of the machine's kind", "/proc/sysinfo")
NS_ARCH_FACT(Z_LPAR, "s390x", "lpar", BOOL, "a logical partition; there is one below every VM", "/proc/sysinfo")
NS_ARCH_FACT(Z_LEVELS, "s390x", "vm_levels", NUM, "how many levels of virtual machines there are above the logical partition, this one counted", "VM00, VM01, ... of /proc/sysinfo")
NS_ARCH_FACT(Z_PROGRAMS, "s390x", "control_programs", TEXT, "what runs the VM of each level, this one first, \"; \" between each two", "Control Program of /proc/sysinfo")
NS_ARCH_FACT(Z_SECURE_GUEST, "s390x", "secure_guest", BOOL, "this is a VM of Secure Execution, whose host cannot read its memory", "/sys/firmware/uv/prot_virt_guest")
NS_ARCH_FACT(Z_SECURE_HOST, "s390x", "secure_host", BOOL, "whether KVM can run VMs of Secure Execution", "/sys/firmware/uv/prot_virt_host")
NS_ARCH_FACT(DT_COMPATIBLE, "devicetree", "compatible", TEXT, "kinds of machines that this one is", "/proc/device-tree/compatible")
NS_ARCH_FACT(DT_HYPERVISOR, "devicetree", "hypervisor", TEXT, "the name that the hypervisor gives itself", "/proc/device-tree/hypervisor/compatible")
NS_ARCH_FACT(DT_POWERVM, "devicetree", "powervm", BOOL, "a partition of PowerVM: /proc/device-tree has ibm,partition-name and hmc-managed?, and nothing of QEMU's", "")
NS_ARCH_FACT(PPC_PLATFORM, "ppc64", "platform", TEXT, "PowerNV: the machine itself; pSeries: a partition or a VM", "/proc/cpuinfo")
NS_ARCH_FACT(PPC_MACHINE, "ppc64", "machine", TEXT, "machine", "/proc/cpuinfo")
NS_ARCH_FACT(ARM_KVM_MODE, "arm64", "kvm_mode", TEXT, "mode in which KVM has started, or why it has not", "the kernel's log")
NS_ARCH_FACT(ARM_BOOT_EL, "arm64", "boot_el", NUM, "exception level at which firmware or hypervisor started the kernel", "the kernel's log")
NS_ARCH_FACT(ARM_SMCCC_KVM, "arm64", "smccc_kvm", BOOL, "the hypervisor below answers SMCCC calls as KVM does", "the kernel's log")

/* Which CPUs the registers were read on, and whether they are alike */
NS_FACT(CPUS_READ, "cpu", "cpus", TEXT, "list of the CPUs whose registers were read", "")
NS_FACT(CPUS_AGREE, "cpu", "agree", BOOL, "whether every CPU that was read has the same values", "")
NS_FACT(MODULE_VENDOR, "cpu", "vendor", TEXT, "intel, amd, hygon, zhaoxin, centaur or other, from CPUID leaf 0", "")

/* The hypervisor below, as CPUID shows it to the kernel (module) or to a program (cpuid) */
NS_FACT(HV_PRESENT, "hypervisor", "present", BOOL, "CPUID.1:ECX[31]: the hypervisor bit, which a hypervisor sets for its guests", "")
NS_FACT(HV_SIGNATURE, "hypervisor", "signature", TEXT, "the 12 bytes at CPUID leaf 0x40000000, non-printing ones as \\xNN", "")
NS_FACT(HV_MAX_LEAF, "hypervisor", "max_leaf", HEX, "EAX of CPUID leaf 0x40000000", "")
NS_FACT(KERNEL_CPL, "hypervisor", "kernel_cpl", NUM, "privilege level at which the kernel runs: 0, or 3 where PVM or Xen PV runs it", "")
NS_FACT(HV_TYPE, "hypervisor", "sys_type", TEXT, "", "/sys/hypervisor/type")
NS_FACT(XEN_GUEST_TYPE, "hypervisor", "xen_guest_type", TEXT, "PV, PVH or HVM", "/sys/hypervisor/guest_type")
NS_FACT(XEN_FEATURES, "hypervisor", "xen_features", HEX, "", "/sys/hypervisor/properties/features")
NS_FACT(XEN_CAPABILITIES, "hypervisor", "xen_capabilities", TEXT, "", "/proc/xen/capabilities")
NS_FACT(XEN_GUESTS, "hypervisor", "xen_guests", TEXT, "the kinds of guests that this Xen runs", "/sys/hypervisor/properties/capabilities")
NS_FACT(TDX_SIGNATURE, "hypervisor", "tdx_signature", TEXT, "the 12 bytes at CPUID leaf 0x21 (EBX, EDX, ECX), non-printing ones as \\xNN", "")

/* How long CPUID takes, in cycles of the TSC: a hint, never a verdict */
NS_FACT(TIMING_SAMPLES, "timing", "samples", NUM, "how often each was measured, on one CPU", "")
NS_FACT(TIMING_CPUID_MIN, "timing", "cpuid_min", NUM, "CPUID, the quickest", "")
NS_FACT(TIMING_CPUID_MEDIAN, "timing", "cpuid_median", NUM, "CPUID, the median", "")
NS_FACT(TIMING_BASE_MIN, "timing", "baseline_min", NUM, "the same without CPUID, the quickest", "")
NS_FACT(TIMING_BASE_MEDIAN, "timing", "baseline_median", NUM, "the same without CPUID, the median", "")

/* What firmware calls the machine; nothing that identifies it */
NS_FACT(DMI_SYS_VENDOR, "dmi", "sys_vendor", TEXT, "", "/sys/class/dmi/id/sys_vendor")
NS_FACT(DMI_PRODUCT, "dmi", "product_name", TEXT, "", "/sys/class/dmi/id/product_name")
NS_FACT(DMI_PRODUCT_VERSION, "dmi", "product_version", TEXT, "version of the product; kept only where it is a hypervisor's, else absent", "/sys/class/dmi/id/product_version")
NS_FACT(DMI_BOARD_VENDOR, "dmi", "board_vendor", TEXT, "", "/sys/class/dmi/id/board_vendor")
NS_FACT(DMI_BIOS_VENDOR, "dmi", "bios_vendor", TEXT, "", "/sys/class/dmi/id/bios_vendor")
NS_FACT(DMI_BIOS_VERSION, "dmi", "bios_version", TEXT, "", "/sys/class/dmi/id/bios_version")
NS_FACT(DMI_CHASSIS_TAG, "dmi", "chassis_asset_tag", TEXT, "asset tag of the chassis; kept only where it is the same for all machines of a cloud, else absent", "/sys/class/dmi/id/chassis_asset_tag")
NS_FACT(DMI_VM, "dmi", "smbios_vm", BOOL, "SMBIOS says that this is a virtual machine", "type 0, byte 19, bit 4; /sys/firmware/dmi/entries/0-0/raw")
NS_FACT(ACPI_OEM, "dmi", "acpi_oem", TEXT, "OEM and table ID of the ACPI table DSDT", "")
NS_FACT(ACPI_DEVICES, "dmi", "acpi_devices", TEXT, "kinds of ACPI devices", "/sys/bus/acpi/devices")
NS_FACT(PCI_VENDORS, "dmi", "pci_vendors", TEXT, "numbers of the makers of the PCI devices, and of the host bridge's subsystem", "")

/* KVM here */
NS_FACT(KVM_MODULES, "kvm", "modules", TEXT, "the KVM modules that are loaded or built in", "/sys/module")
NS_FACT(KVM_DEVICE, "kvm", "device", TEXT, "whether /dev/kvm can be opened: \"usable\" if so", "")
NS_FACT(KVM_DEVICE_MODE, "kvm", "device_mode", TEXT, "owner, group and mode of /dev/kvm, read if it cannot be opened: \"root:kvm 0660\"", "")
NS_FACT(KVM_API, "kvm", "api_version", NUM, "KVM_GET_API_VERSION; 12 since 2007", "")
NS_FACT(KVM_NESTED_STATE, "kvm", "cap_nested_state", NUM, "KVM_CAP_NESTED_STATE: bytes of a nested VM's state, 0 if it cannot be saved", "")
NS_FACT(KVM_MSR_FEATURES, "kvm", "cap_get_msr_features", BOOL, "KVM_CAP_GET_MSR_FEATURES: KVM can list the MSRs that it offers", "")
NS_FACT(KVM_EVMCS, "kvm", "cap_enlightened_vmcs", BOOL, "KVM_CAP_HYPERV_ENLIGHTENED_VMCS: KVM offers eVMCS to Hyper-V in a guest", "")
NS_ARCH_FACT(KVM_ARM_EL2, "kvm", "cap_arm_el2", BOOL, "KVM_CAP_ARM_EL2: KVM of arm64 gives its guests EL2, with which they can run VMs", "")
NS_ARCH_FACT(KVM_PPC_NESTED, "kvm", "cap_ppc_nested_hv", BOOL, "KVM_CAP_PPC_NESTED_HV: KVM of ppc64 lets its guests run VMs", "")
NS_FACT(KVM_BUILTIN, "kvm", "builtin", TEXT, "KVM modules that are built into the kernel", "modules.builtin")
NS_FACT(KVM_ON_DISK, "kvm", "on_disk", TEXT, "KVM modules that modprobe can find", "modules.dep of the running kernel")
NS_FACT(KVM_SIGNED, "kvm", "signed", TEXT, "KVM modules on disk that have a signature, whoever made it", "the end of their files")
NS_FACT(KVM_TAINT, "kvm", "taint", TEXT, "why the KVM module that runs VMs taints the kernel, empty if it does not: E for a missing signature", "/sys/module/MODULE/taint")
NS_FACT(KVM_CONFIG, "kvm", "config", TEXT, "the kernel's configuration of KVM", "/boot/config-RELEASE, /proc/config.gz")
NS_FACT(KVM_USERS, "kvm", "users", NUM, "use count of the KVM module that runs VMs: one for each VM that runs", "/sys/module/MODULE/refcnt")
NS_FACT(KVM_CONFIGURED, "kvm", "configured", TEXT, "parameters of KVM modules that are set for the next load, and where", "modprobe.d, /proc/cmdline")
NS_FACT(KVM_BLACKLISTED, "kvm", "blacklisted", TEXT, "KVM modules that are blacklisted, and where", "modprobe.d, /proc/cmdline")

#undef NS_FACT
#undef NS_ARCH_FACT
