/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * How hypervisors and what looks like one can be known: one row each, data only.
 *
 *   NS_SIGNATURE(where, bytes, kind, who, source)
 *
 * where   HV:     EBX, ECX, EDX of a base leaf of CPUID, 0x40000000 and up at
 *                 steps of 0x100; used only if CPUID.1:ECX[31] is set
 *         VENDOR: EBX, EDX, ECX of CPUID leaf 0, the name of the CPU's maker
 *         TDX:    EBX, EDX, ECX of CPUID leaf 0x21
 * bytes   all 12 of them
 * kind    from the least to the most specific; of a stack of signatures the
 *         most specific one is the owner's, the others are interfaces that it offers:
 *         SPOOFABLE:  many hypervisors show it, so it identifies none
 *         SHARED:     the owner's own, but others are known to show it too
 *         OWN:        nobody else is known to show it
 *         EMULATOR:   the CPU is software
 *         TRANSLATOR: only instructions are translated, there is no hypervisor
 * who     the name people know
 *
 *   NS_MARK(fact, match, text, nature, platform, who, source)
 *
 * A fact of a snapshot (model/facts.h) that gives something away.
 *
 * match   PREFIX or PART of the fact's text, or a whole WORD of it
 * nature  VM:       made for virtual machines, by one that emulates no CPU
 *         EMULATED: a virtual machine, or a machine whose CPU is software
 *         CLOUD:    rented: virtual machines mostly, whole machines too
 *         HYPERV:   Hyper-V itself, not one that shows its interface
 *         WSL1, WSL2, UML, GVISOR, PVM: what the name says
 * who     the hypervisor where there is one, "" if that is not told
 *
 *   NS_VMX_REVISION(number, who, source)
 *
 * Bits 30:0 of IA32_VMX_BASIC in a guest whose VMX this hypervisor emulates.
 * Silicon has a small number of its own.
 *
 *   NS_SVM_ASIDS(number, silicon, platform, who, source)
 *
 * EBX of CPUID 8000_000A where it is somebody's constant. Silicon has 64 up to
 * family 12h, 65536 in family 15h, 32768 from family 17h on, and in families
 * 14h and 16h, by the dumps of InstLatx64, 8: the number that KVM shows.
 *
 * silicon  bits of CPUID 8000_000A EDX that silicon with this number has and
 *          that this hypervisor shows no guest: where one is set, the number is
 *          the CPU's own. 0 if no silicon has this number. Include bits.h first.
 *
 * Undefined macros expand to nothing.
 */
#ifndef NS_SIGNATURE
#define NS_SIGNATURE(...)
#endif
#ifndef NS_MARK
#define NS_MARK(...)
#endif
#ifndef NS_VMX_REVISION
#define NS_VMX_REVISION(...)
#endif
#ifndef NS_SVM_ASIDS
#define NS_SVM_ASIDS(...)
#endif

/* Firecracker, Cloud Hypervisor, crosvm, AWS Nitro, GCE and PVM are KVM as well */
NS_SIGNATURE(HV, "KVMKVMKVM\0\0\0", SHARED, "KVM", "QEMU target/i386/kvm/kvm.c")
/* Cloud Hypervisor with kvm_hyperv=on, old QEMU: KVM with Hyper-V's interface */
NS_SIGNATURE(HV, "Linux KVM Hv", OWN, "KVM", "cloud-hypervisor arch/src/x86_64/mod.rs")
/* Hyper-V, Azure, WSL2; QEMU with hv_*, Xen with viridian, OpenVMM, Virtual PC */
NS_SIGNATURE(HV, "Microsoft Hv", SPOOFABLE, "Hyper-V", "TLFS, feature discovery")
NS_SIGNATURE(HV, "XenVMMXenVMM", OWN, "Xen", "Xen public/arch-x86/cpuid.h")
NS_SIGNATURE(HV, "VMwareVMware", OWN, "VMware", "Linux arch/x86/kernel/cpu/vmware.c")
NS_SIGNATURE(HV, "TCGTCGTCGTCG", EMULATOR, "QEMU TCG", "QEMU target/i386/cpu.c")
NS_SIGNATURE(HV, "bhyve bhyve ", OWN, "bhyve", "FreeBSD sys/amd64/vmm/x86.c")
NS_SIGNATURE(HV, "BHyVE BHyVE ", OWN, "bhyve", "older FreeBSD")
NS_SIGNATURE(HV, "VBoxVBoxVBox", OWN, "VirtualBox", "libcpuid")
NS_SIGNATURE(HV, "ACRNACRNACRN", OWN, "ACRN", "Linux arch/x86/include/asm/acrn.h")
NS_SIGNATURE(HV, "Jailhouse\0\0\0", OWN, "Jailhouse", "Linux arch/x86/kernel/jailhouse.c")
NS_SIGNATURE(HV, "OpenBSDVMM58", OWN, "OpenBSD vmm", "OpenBSD vmmvar.h")
NS_SIGNATURE(HV, "___ NVMM ___", OWN, "NetBSD NVMM", "NetBSD")
NS_SIGNATURE(HV, "HAXMHAXMHAXM", OWN, "Intel HAXM", "haxm cpuid.c")
/* All spellings of Parallels and of QNX are in the wild */
NS_SIGNATURE(HV, " lrpepyh  vr", OWN, "Parallels", "VMAware, pafish")
NS_SIGNATURE(HV, "prl hyperv  ", OWN, "Parallels", "libcpuid")
NS_SIGNATURE(HV, " prl hyperv ", OWN, "Parallels", "VMAware")
NS_SIGNATURE(HV, "QNXQVMBSQG\0\0", OWN, "QNX", "systemd")
NS_SIGNATURE(HV, " QNXQVMBSQG ", OWN, "QNX", "VMAware")
NS_SIGNATURE(HV, "Apple VZ\0\0\0\0", OWN, "Apple Virtualization", "systemd")
NS_SIGNATURE(HV, "UnisysSpar64", OWN, "Unisys s-Par", "util-linux lscpu")
NS_SIGNATURE(HV, "SRESRESRESRE", OWN, "LMHS SRE", "systemd")
NS_SIGNATURE(HV, "EVMMEVMMEVMM", OWN, "Intel KGT (Trusty)", "VMAware")
/* The words of its name are swapped; it means "Napocahv    " */
NS_SIGNATURE(HV, "gpanvhac    ", OWN, "Napoca", "napoca napoca/kernel/guestenlight.c")
NS_SIGNATURE(HV, "Napocahv\0\0\0\0", OWN, "Napoca", "stress-ng")
NS_SIGNATURE(HV, "NoirVisor ZT", OWN, "NoirVisor", "stress-ng")
NS_SIGNATURE(HV, "Barevisor!\0\0", OWN, "Barevisor", "stress-ng")
NS_SIGNATURE(HV, "MiniVisor\0\0\0", OWN, "MiniVisor", "stress-ng")
NS_SIGNATURE(HV, "LKVMLKVMLKVM", OWN, "KVM", "virt-what 1.25 virt-what-cpuid-helper.c known_signature()")
NS_SIGNATURE(HV, "FEXIFEXIEMU\0", TRANSLATOR, "FEX-Emu", "stress-ng")
/* kvmtool: its name instead of the CPU maker's, KVM's at 0x40000000; virt-what knows it there */
NS_SIGNATURE(VENDOR, "LKVMLKVMLKVM", OWN, "KVM", "kvmtool x86/cpuid.c")
NS_SIGNATURE(VENDOR, "VirtualApple", TRANSLATOR, "Apple Rosetta", "stress-ng")
NS_SIGNATURE(VENDOR, "MicrosoftXTA", TRANSLATOR, "Windows on Arm", "stress-ng")
NS_SIGNATURE(VENDOR, "PowerVM Lx86", TRANSLATOR, "PowerVM Lx86", "stress-ng")
NS_SIGNATURE(VENDOR, "Virtual CPU ", TRANSLATOR, "Windows on Arm", "dumps of InstLatx64; Virtual PC 7 for Mac by stress-ng")
NS_SIGNATURE(VENDOR, "Compaq FX!32", TRANSLATOR, "FX!32", "stress-ng")
NS_SIGNATURE(VENDOR, "ConnectixCPU", EMULATOR, "Connectix Virtual PC", "stress-ng")
NS_SIGNATURE(VENDOR, "Insignia 586", EMULATOR, "Insignia RealPC", "stress-ng")
NS_SIGNATURE(VENDOR, "Neko Project", EMULATOR, "Neko Project II", "stress-ng")
NS_SIGNATURE(TDX, "IntelTDX    ", OWN, "TDX module", "Linux arch/x86/coco/tdx/tdx.c")

/* DMI: the vendor alone is not enough where it makes hardware too */
NS_MARK(DMI_SYS_VENDOR, PREFIX, "QEMU", EMULATED, "QEMU", "KVM", "QEMU hw/i386")
NS_MARK(DMI_PRODUCT, PREFIX, "Standard PC (", EMULATED, "QEMU", "KVM", "QEMU hw/i386/pc_piix.c, pc_q35.c")
NS_MARK(DMI_BIOS_VENDOR, PREFIX, "SeaBIOS", EMULATED, "QEMU", "KVM", "SeaBIOS; coreboot machines have it too")
NS_MARK(DMI_BIOS_VENDOR, PREFIX, "EFI Development Kit II", EMULATED, "OVMF", "", "edk2 OvmfPkg")
NS_MARK(DMI_BIOS_VENDOR, PART, "distribution of EDK II", EMULATED, "OVMF", "", "edk2 of distributions")
NS_MARK(DMI_BIOS_VENDOR, PREFIX, "The Bochs Project", EMULATED, "Bochs", "", "Bochs 2.7, seen")
NS_MARK(DMI_BIOS_VENDOR, PREFIX, "Bochs", EMULATED, "Bochs", "", "old QEMU with Bochs's rombios")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Bochs", EMULATED, "Bochs", "", "old QEMU with Bochs's rombios")
NS_MARK(DMI_PRODUCT, PREFIX, "Bochs", EMULATED, "Bochs", "", "old QEMU with Bochs's rombios")
NS_MARK(DMI_PRODUCT, PREFIX, "KVM", VM, "KVM", "KVM", "systemd virt.c")
/* The product is "None" */
NS_MARK(DMI_SYS_VENDOR, PREFIX, "KubeVirt", VM, "KubeVirt", "KVM", "KubeVirt pkg/virt-config/virt-config.go")
NS_MARK(DMI_PRODUCT, PREFIX, "KubeVirt", VM, "KubeVirt", "KVM", "older KubeVirt")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "OpenStack Foundation", VM, "OpenStack", "", "nova/version.py; its driver may be any")
NS_MARK(DMI_PRODUCT, PREFIX, "OpenStack", VM, "OpenStack", "", "nova; its driver may be any")
/* The product is the host's operating system: "RHEL", "Fedora", ... */
NS_MARK(DMI_SYS_VENDOR, PREFIX, "oVirt", VM, "oVirt", "KVM", "vdsm lib/vdsm/virt/libvirtxml.py")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Red Hat", VM, "Red Hat's virtualization", "KVM", "boot logs of its guests: Red Hat KVM, RHEV Hypervisor, RHEL")
NS_MARK(DMI_PRODUCT, PREFIX, "RHEV Hypervisor", VM, "oVirt", "KVM", "vdsm lib/vdsm/virt/libvirtxml.py")
NS_MARK(DMI_PRODUCT, PREFIX, "oVirt Node", VM, "oVirt", "KVM", "vdsm lib/vdsm/virt/libvirtxml.py")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "ChromiumOS", VM, "crosvm", "KVM", "crosvm x86_64/src/smbios.rs")
NS_MARK(DMI_PRODUCT, PREFIX, "crosvm", VM, "crosvm", "KVM", "crosvm x86_64/src/smbios.rs")
NS_MARK(DMI_BIOS_VENDOR, PREFIX, "crosvm", VM, "crosvm", "KVM", "crosvm x86_64/src/smbios.rs")
/* The rest of its machine is QEMU's */
NS_MARK(DMI_BOARD_VENDOR, PREFIX, "Canonical Ltd.", VM, "LXD", "KVM", "lxd driver_qemu.go: -smbios type=2")
NS_MARK(DMI_BOARD_VENDOR, PREFIX, "LinuxContainers", VM, "Incus", "KVM", "incus internal/server/instance/drivers/driver_qemu.go")
NS_MARK(DMI_PRODUCT, PREFIX, "AHV", VM, "Nutanix AHV", "KVM", "Nutanix")
NS_MARK(DMI_PRODUCT, PREFIX, "Google Compute Engine", CLOUD, "Google Compute Engine", "KVM", "systemd virt.c; a Chromebook's vendor is Google too")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Amazon EC2", CLOUD, "Amazon EC2", "KVM", "systemd virt.c; *.metal are whole machines")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Alibaba Cloud", CLOUD, "Alibaba Cloud", "KVM", "virt-what; bare metal instances")
NS_MARK(DMI_PRODUCT, PREFIX, "Alibaba Cloud", CLOUD, "Alibaba Cloud", "KVM", "cloud-init ds-identify; bare metal instances")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "DigitalOcean", VM, "DigitalOcean", "KVM", "cloud-init")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Hetzner", CLOUD, "Hetzner Cloud", "", "cloud-init ds-identify")
NS_MARK(DMI_PRODUCT, PREFIX, "vServer", VM, "Hetzner Cloud", "KVM", "cloud-init")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Linode", CLOUD, "Linode (Akamai)", "", "cloud-init ds-identify")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Akamai", CLOUD, "Linode (Akamai)", "", "cloud-init ds-identify")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "UpCloud", CLOUD, "UpCloud", "", "cloud-init ds-identify")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Vultr", CLOUD, "Vultr", "", "cloud-init ds-identify")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Scaleway", CLOUD, "Scaleway", "", "cloud-init ds-identify")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "NWCS", CLOUD, "NWCS", "", "cloud-init ds-identify")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "3DS Outscale", CLOUD, "3DS Outscale", "", "cloud-init ds-identify")
NS_MARK(DMI_PRODUCT, PREFIX, "CloudStack", CLOUD, "CloudStack", "", "cloud-init ds-identify; its hypervisor may be any")
NS_MARK(DMI_PRODUCT, PREFIX, "Exoscale", CLOUD, "Exoscale", "", "cloud-init ds-identify")
NS_MARK(DMI_PRODUCT, PREFIX, "CloudSigma", CLOUD, "CloudSigma", "", "cloud-init ds-identify")
NS_MARK(DMI_PRODUCT, PREFIX, "SmartDC", CLOUD, "SmartOS", "", "cloud-init ds-identify; KVM or bhyve")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Cloud Hypervisor", VM, "Cloud Hypervisor", "KVM", "cloud-hypervisor")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "VMware", VM, "VMware", "VMware", "systemd virt.c")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "VMW", VM, "VMware", "VMware", "systemd virt.c")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "innotek GmbH", VM, "VirtualBox", "VirtualBox", "systemd virt.c")
NS_MARK(DMI_PRODUCT, PREFIX, "VirtualBox", VM, "VirtualBox", "VirtualBox", "the vendor may be Oracle, which makes servers")
NS_MARK(DMI_BOARD_VENDOR, PREFIX, "Oracle Corporation", CLOUD, "VirtualBox or a server of Oracle", "", "systemd virt.c")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Xen", VM, "Xen", "Xen", "Xen tools/firmware/hvmloader/smbios.c")
NS_MARK(DMI_PRODUCT, PREFIX, "HVM domU", VM, "Xen", "Xen", "Xen tools/firmware/hvmloader/smbios.c")
NS_MARK(DMI_SYS_VENDOR, PREFIX, "Parallels", VM, "Parallels", "Parallels", "systemd virt.c")
NS_MARK(DMI_PRODUCT, PREFIX, "BHYVE", VM, "bhyve", "bhyve", "systemd virt.c")
NS_MARK(DMI_BIOS_VENDOR, PREFIX, "BHYVE", VM, "bhyve", "bhyve", "systemd virt.c")
/* A Surface is of Microsoft Corporation, but no "Virtual Machine" */
NS_MARK(DMI_PRODUCT, PREFIX, "Virtual Machine", HYPERV, "Hyper-V", "Hyper-V", "systemd virt.c")
NS_MARK(DMI_PRODUCT_VERSION, PREFIX, "Hyper-V", HYPERV, "Hyper-V", "Hyper-V", "systemd virt.c: Hyper-V UEFI Release")
NS_MARK(DMI_PRODUCT, PREFIX, "Apple Virtualization", VM, "Apple Virtualization", "Apple Virtualization", "systemd virt.c")

/*
 * Tags that all machines of a cloud have; nestscope keeps no other, nor a
 * version of the product without a row. Hyper-V has Azure's everywhere.
 */
NS_MARK(DMI_CHASSIS_TAG, PREFIX, "7783-7084-3265-9085-8269-3286-77", HYPERV, "Azure", "Hyper-V", "cloud-init ds-identify; Hyper-V outside Azure has it too")
NS_MARK(DMI_CHASSIS_TAG, PREFIX, "OracleCloud.com", CLOUD, "Oracle Cloud", "", "cloud-init ds-identify")
NS_MARK(DMI_CHASSIS_TAG, PREFIX, "HUAWEICLOUD", CLOUD, "Huawei Cloud", "", "cloud-init ds-identify")
NS_MARK(DMI_CHASSIS_TAG, PREFIX, "SAP CCloud VM", CLOUD, "SAP Converged Cloud", "", "cloud-init ds-identify; OpenStack on VMware")
NS_MARK(DMI_CHASSIS_TAG, PREFIX, "Samsung Cloud Platform", CLOUD, "Samsung Cloud Platform", "", "cloud-init ds-identify")
NS_MARK(DMI_CHASSIS_TAG, PREFIX, "OpenStack Nova", VM, "OpenStack", "", "cloud-init ds-identify; its driver may be any")
NS_MARK(DMI_CHASSIS_TAG, PREFIX, "OpenStack Compute", VM, "OpenStack", "", "cloud-init ds-identify; its driver may be any")
NS_MARK(DMI_CHASSIS_TAG, PREFIX, "OpenTelekomCloud", CLOUD, "Open Telekom Cloud", "", "cloud-init ds-identify")

/* ACPI: the OEM of a VMM's tables, devices that only a VM has */
NS_MARK(ACPI_OEM, PREFIX, "BOCHS", EMULATED, "QEMU or Bochs", "", "QEMU include/hw/acpi/aml-build.h")
NS_MARK(ACPI_OEM, PREFIX, "BXPC", EMULATED, "QEMU or Bochs", "", "QEMU include/hw/acpi/aml-build.h")
NS_MARK(ACPI_OEM, PREFIX, "FIRECK", VM, "Firecracker", "KVM", "firecracker acpi-tables")
NS_MARK(ACPI_OEM, PREFIX, "CROSVM", VM, "crosvm", "KVM", "crosvm x86_64/src/acpi.rs")
NS_MARK(ACPI_OEM, PREFIX, "CLOUDH", VM, "Cloud Hypervisor", "", "cloud-hypervisor vmm/src/acpi.rs; KVM or Hyper-V")
NS_MARK(ACPI_OEM, PREFIX, "VBOX", VM, "VirtualBox", "VirtualBox", "VirtualBox DevACPI")
NS_MARK(ACPI_OEM, PREFIX, "BHYVE", VM, "bhyve", "bhyve", "FreeBSD usr.sbin/bhyve")
NS_MARK(ACPI_OEM, PREFIX, "Xen", VM, "Xen", "Xen", "Xen tools/libacpi")
NS_MARK(ACPI_OEM, PREFIX, "MSFTVM", HYPERV, "Hyper-V", "Hyper-V", "Linux boot logs of Hyper-V guests")
NS_MARK(ACPI_OEM, PREFIX, "VRTUAL", HYPERV, "Hyper-V", "Hyper-V", "Linux boot logs of Hyper-V guests")
NS_MARK(ACPI_DEVICES, PART, "QEMU", EMULATED, "QEMU", "KVM", "QEMU docs/specs/fw_cfg.rst, pvpanic.rst")
NS_MARK(ACPI_DEVICES, WORD, "VMGENCTR", VM, "a VMM", "", "Linux drivers/virt/vmgenid.c")
NS_MARK(ACPI_DEVICES, PART, "VMBUS", HYPERV, "Hyper-V", "Hyper-V", "Linux drivers/hv/vmbus_drv.c")
NS_MARK(ACPI_DEVICES, PART, "VMBus", HYPERV, "Hyper-V", "Hyper-V", "Linux drivers/hv/vmbus_drv.c")

/* PCI vendors whose devices are software; pci-ids.ucw.cz */
NS_MARK(PCI_VENDORS, WORD, "0x1b36", EMULATED, "QEMU", "KVM", "Red Hat's devices of QEMU")
NS_MARK(PCI_VENDORS, WORD, "0x1234", EMULATED, "QEMU or Bochs", "", "their VGA; the number is nobody's")
NS_MARK(PCI_VENDORS, WORD, "0x80ee", VM, "VirtualBox", "VirtualBox", "InnoTek")
/* QEMU and VirtualBox mimic VMware's devices */
NS_MARK(PCI_VENDORS, WORD, "0x15ad", EMULATED, "VMware's devices", "", "VMware")
NS_MARK(PCI_VENDORS, WORD, "0x5853", VM, "Xen", "Xen", "XenSource")
NS_MARK(PCI_VENDORS, WORD, "0xfb5d", VM, "bhyve", "bhyve", "bhyve")
NS_MARK(PCI_VENDORS, WORD, "0x1ab8", VM, "Parallels", "Parallels", "Parallels")
/* Last: network cards that are hardware speak virtio too */
NS_MARK(PCI_VENDORS, WORD, "0x1af4", CLOUD, "virtio", "", "Linux include/linux/virtio_ids.h")

NS_MARK(CPU_MODEL, PREFIX, "QEMU Virtual CPU", EMULATED, "QEMU", "KVM", "QEMU target/i386/cpu.c")
NS_MARK(CPU_MODEL, PREFIX, "Common KVM processor", EMULATED, "QEMU", "KVM", "QEMU target/i386/cpu.c")
NS_MARK(CPU_MODEL, PREFIX, "Common 32-bit KVM", EMULATED, "QEMU", "KVM", "QEMU target/i386/cpu.c")
NS_MARK(CPU_VENDOR, PREFIX, "User Mode Linux", UML, "User Mode Linux", "User Mode Linux", "Linux arch/um/kernel/um_arch.c")

NS_MARK(KERNEL, PART, "microsoft-standard", WSL2, "WSL2", "Hyper-V", "WSL2-Linux-Kernel")
NS_MARK(KERNEL, PART, "WSL2", WSL2, "WSL2", "Hyper-V", "WSL2-Linux-Kernel")
NS_MARK(KERNEL, PART, "-Microsoft", WSL1, "WSL1", "", "util-linux lscpu-virt.c")
NS_MARK(KERNEL, PART, "gvisor", GVISOR, "gVisor", "", "gVisor")
NS_MARK(KERNEL_VERSION, PART, "Sun Jan 10 15:06:54 PST 2016", GVISOR, "gVisor", "", "gVisor pkg/sentry/syscalls/linux")
NS_MARK(KVM_MODULES, WORD, "kvm_pvm", PVM, "PVM", "", "virt-pvm/linux")

/* "DO NOT change this value": it is in saved states */
NS_VMX_REVISION(0x11e57ed0, "KVM", "Linux arch/x86/kvm/vmx/vmcs12.h")
NS_VMX_REVISION(0x15407e12, "ACRN", "ACRN hypervisor/include/arch/x86/asm/guest/nested.h")

NS_SVM_ASIDS(8, NS_MASK(X86_FEATURE_SVML) | NS_MASK(SVM_UNNAMED_11), "KVM", "KVM",
	     "Linux arch/x86/kvm/cpuid.c; svm/svm.c svm_set_cpu_caps() shows neither bit")
/* With KVM and with TCG alike */
NS_SVM_ASIDS(16, 0, "QEMU", "KVM", "QEMU target/i386/cpu.c")

#undef NS_SIGNATURE
#undef NS_MARK
#undef NS_VMX_REVISION
#undef NS_SVM_ASIDS
