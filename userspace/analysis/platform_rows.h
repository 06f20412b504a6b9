/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs VMs, how it is known, and its switch for nested virtualization: data only.
 *
 *   NS_PLATFORM(id, code, name, kind, how, stop, needs, source)
 *
 * code    stable, for programs
 * name    what people call it
 * kind    SWITCH: it has one
 *         CANNOT: it has none; how says why, needs what to do instead ("" for nothing)
 *         UNKNOWN: whether it has one is not known here: no text is given, needs may say what is
 * how     the exact command or configuration line; "\n" begins another way
 * stop    what has to be stopped or recreated, "" for nothing
 * needs   edition, version, policy, "" for nothing
 * source  where it was read
 *
 *   NS_PLATFORM_IS(id, who, tests...)
 *
 * who     the hypervisor of the layer's verdict (ns_layer.hypervisor), "" for any
 * tests   HAS(fact, match, text), at most two; all have to hold. No test: the verdict is enough.
 *
 * The first row that fits names the platform, so what is more special comes first. What a VM is
 * is a matter of the verdict; a mark alone, on bare metal, names nothing.
 *
 * The pages and repositories were read on 2026-11-25. What is not in a source is not here: then
 * the kind is UNKNOWN. Lists of instance types are of that date.
 */
#ifndef NS_PLATFORM
#define NS_PLATFORM(...)
#endif
#ifndef NS_PLATFORM_IS
#define NS_PLATFORM_IS(...)
#endif

/* Confidential VMs, whoever runs them: analysis/platform.c knows them by ns_layer.confidential */
NS_PLATFORM(TDX, "tdx", "a TDX guest", CANNOT,
	    "the TDX module, not the hypervisor, makes up the CPUID of a TDX guest, and shows it no VMX",
	    "", "run VMs in an ordinary VM, or on the host",
	    "Linux arch/x86/coco/tdx/tdx.c; Documentation/arch/x86/tdx.rst")
NS_PLATFORM(SEV, "sev", "an SEV guest", CANNOT,
	    "Linux refuses to load kvm_amd in an SEV guest, even where it sees SVM",
	    "", "run VMs in an ordinary VM, or on the host",
	    "Linux 6.1, 6.12 and 7.3 arch/x86/kvm/svm/svm.c")

/* Software CPUs */
NS_PLATFORM(TCG, "qemu-tcg", "QEMU's TCG", SWITCH,
	    "QEMU: -accel kvm, on a machine that has /dev/kvm (libvirt: <domain type='kvm'>); TCG never gives VMX\nSVM by TCG, which is very slow: -cpu max, or -cpu EPYC,+svm",
	    "stop QEMU and start it again", "", "QEMU 7.2 target/i386/cpu.c; tried with -cpu max,+vmx and max,+svm")
NS_PLATFORM_IS(TCG, "QEMU TCG")
NS_PLATFORM(BOCHS, "bochs", "Bochs", SWITCH, "bochsrc: cpu: model=corei7_haswell_4770",
	    "end Bochs and start it again", "very slow", "Bochs 2.7, tried")
NS_PLATFORM_IS(BOCHS, "", HAS(DMI_BIOS_VENDOR, PREFIX, "The Bochs Project"))

/* Not below this kernel: around it, or above a hypervisor */
NS_PLATFORM(UML, "uml", "User Mode Linux", CANNOT, "User Mode Linux is a process and has no /dev/kvm",
	    "", "run VMs on the machine around it", "Linux arch/um")
NS_PLATFORM_IS(UML, "User Mode Linux")
NS_PLATFORM(GVISOR, "gvisor", "gVisor", CANNOT, "gVisor's kernel has no /dev/kvm",
	    "", "use another container runtime (runc, kata)", "gVisor g3doc/user_guide/platforms.md")
NS_PLATFORM_IS(GVISOR, "", HAS(KERNEL, PART, "gvisor"))
NS_PLATFORM_IS(GVISOR, "", HAS(KERNEL_VERSION, PART, "Sun Jan 10 15:06:54 PST 2016"))
NS_PLATFORM(WSL1, "wsl1", "WSL 1", CANNOT, "WSL 1 runs Linux programs on Windows' own kernel, without KVM",
	    "", "wsl --set-version NAME 2, then as for WSL 2", "Microsoft, Comparing WSL versions")
NS_PLATFORM_IS(WSL1, "", HAS(KERNEL, PART, "-Microsoft"))

/* Microsoft */
NS_PLATFORM(WSL2, "wsl2", "WSL 2", SWITCH,
	    "on Windows, in %UserProfile%\\.wslconfig, below [wsl2]: nestedVirtualization=true, and no safeMode=true",
	    "wsl --shutdown, then start the distribution again",
	    "Windows 11 on x86, where it is the default: there, policy (Intune's AllowNestedVirtualization), safe mode or a CPU without it may forbid it; Windows 10 cannot. If Windows is a VM itself, that VM first needs VMX or SVM of its own host",
	    "microsoft/WSL src/windows/common/WslCoreConfig.h, src/windows/service/exe/WslCoreVm.cpp")
NS_PLATFORM_IS(WSL2, "", HAS(KERNEL, PART, "microsoft-standard"))
NS_PLATFORM_IS(WSL2, "", HAS(KERNEL, PART, "WSL2"))
NS_PLATFORM(AZURE_OR_HYPERV, "azure", "Azure, or Hyper-V", SWITCH,
	    "Azure has no switch for a VM: choose a size whose page says \"Nested virtualization: Supported\" (read 2026-11-25: Dsv5, Dasv5, Dsv6, Dasv6 do; Bsv2, DCasv5, Dpsv6 do not): az vm deallocate, az vm resize, az vm start\nif the size supports it and VMX or SVM is missing, security type Trusted Launch may be why: az vm create --security-type Standard\nHyper-V of your own: on its host, in an elevated PowerShell: Set-VMProcessor -VMName NAME -ExposeVirtualizationExtensions $true",
	    "deallocate the VM (Azure); Hyper-V: the VM has to be off, not saved",
	    "confidential sizes cannot; Hyper-V: as its own row says",
	    "MicrosoftDocs/azure-compute-docs sizes/general-purpose, trusted-launch.md; canonical/cloud-init ds-identify")
NS_PLATFORM_IS(AZURE_OR_HYPERV, "Hyper-V", HAS(DMI_CHASSIS_TAG, PREFIX, "7783-7084-3265-9085-8269-3286-77"))
NS_PLATFORM(CLOUDH_MSHV, "cloud-hypervisor-mshv", "Cloud Hypervisor on Hyper-V", CANNOT,
	    "Cloud Hypervisor gives no nested virtualization on /dev/mshv", "", "use it on KVM",
	    "kata-containers docs/releases/4.1.0.md")
NS_PLATFORM_IS(CLOUDH_MSHV, "Hyper-V", HAS(ACPI_OEM, PREFIX, "CLOUDH"))
NS_PLATFORM(HYPERV, "hyper-v", "Hyper-V", SWITCH,
	    "on the Hyper-V host, in an elevated PowerShell: Set-VMProcessor -VMName NAME -ExposeVirtualizationExtensions $true\nfor the network of its VMs: Get-VMNetworkAdapter -VMName NAME | Set-VMNetworkAdapter -MacAddressSpoofing On",
	    "the VM has to be off, not saved or paused; then start it",
	    "Intel: Windows Server 2016 or Windows 10 and VM configuration version 8.0; AMD: Windows Server 2022 or Windows 11 and version 9.3 (Update-VMVersion); not with the host's boot option OFFERNESTEDVIRT=FALSE",
	    "MicrosoftDocs/windowsserverdocs virtualization/hyper-v/enable-nested-virtualization.md")
NS_PLATFORM_IS(HYPERV, "Hyper-V")

/* Clouds, by what their firmware says */
NS_PLATFORM(EC2_NESTED, "ec2", "Amazon EC2", SWITCH,
	    "aws ec2 modify-instance-cpu-options --instance-id ID --nested-virtualization enabled\nat launch: aws ec2 run-instances --cpu-options NestedVirtualization=enabled ...",
	    "the instance must be stopped; it need not be recreated",
	    "c8i, m8i, r8i and their -flex types (read 2026-11-25), of which this is one; at most 192 CPUs",
	    "docs.aws.amazon.com, Amazon EC2 nested virtualization; API LaunchTemplateCpuOptionsRequest")
NS_PLATFORM_IS(EC2_NESTED, "", HAS(DMI_SYS_VENDOR, PREFIX, "Amazon EC2"), HAS(DMI_PRODUCT, PREFIX, "c8i"))
NS_PLATFORM_IS(EC2_NESTED, "", HAS(DMI_SYS_VENDOR, PREFIX, "Amazon EC2"), HAS(DMI_PRODUCT, PREFIX, "m8i"))
NS_PLATFORM_IS(EC2_NESTED, "", HAS(DMI_SYS_VENDOR, PREFIX, "Amazon EC2"), HAS(DMI_PRODUCT, PREFIX, "r8i"))
NS_PLATFORM(EC2, "ec2", "Amazon EC2", CANNOT,
	    "Amazon EC2 gives VMX to the types c8i, m8i, r8i and their -flex variants only (read 2026-11-25)",
	    "", "recreate the instance with one of those types and --cpu-options NestedVirtualization=enabled, or with a *.metal type",
	    "docs.aws.amazon.com, Amazon EC2 nested virtualization")
NS_PLATFORM_IS(EC2, "", HAS(DMI_SYS_VENDOR, PREFIX, "Amazon EC2"))
NS_PLATFORM_IS(EC2, "Xen", HAS(DMI_BIOS_VERSION, PART, "amazon"))
NS_PLATFORM(GCE, "gce", "Google Compute Engine", SWITCH,
	    "a new VM: gcloud compute instances create NAME --enable-nested-virtualization --machine-type=n2-standard-4\nthis one: gcloud compute instances export NAME --destination=F, add advancedMachineFeatures: {enableNestedVirtualization: true} to F, gcloud compute instances update-from-file NAME --source=F",
	    "the VM restarts",
	    "an Intel machine type that is not memory-optimized; AMD and Arm cannot; the policy constraints/compute.disableNestedVirtualization must not be enforced; GKE: the same setting of the node pool",
	    "cloud.google.com/compute/docs/instances/nested-virtualization/overview")
NS_PLATFORM_IS(GCE, "", HAS(DMI_PRODUCT, PREFIX, "Google Compute Engine"))
NS_PLATFORM(HETZNER, "hetzner-cloud", "Hetzner Cloud", CANNOT,
	    "no type of Hetzner Cloud (CCX, CPX, CAX) had VMX or SVM in May 2026",
	    "", "rent a dedicated server", "mvm-deployment-docs.pages.dev/providers/hetzner")
NS_PLATFORM_IS(HETZNER, "", HAS(DMI_SYS_VENDOR, PREFIX, "Hetzner"))
NS_PLATFORM_IS(HETZNER, "", HAS(DMI_PRODUCT, PREFIX, "vServer"))
NS_PLATFORM(ORACLE_CLOUD, "oracle-cloud", "Oracle Cloud", UNKNOWN, "", "", "", "canonical/cloud-init ds-identify")
NS_PLATFORM_IS(ORACLE_CLOUD, "", HAS(DMI_CHASSIS_TAG, PREFIX, "OracleCloud.com"))
NS_PLATFORM(ALIBABA, "alibaba-cloud", "Alibaba Cloud", UNKNOWN, "", "", "", "canonical/cloud-init ds-identify")
NS_PLATFORM_IS(ALIBABA, "", HAS(DMI_SYS_VENDOR, PREFIX, "Alibaba Cloud"))
NS_PLATFORM_IS(ALIBABA, "", HAS(DMI_PRODUCT, PREFIX, "Alibaba Cloud"))
NS_PLATFORM(HUAWEI, "huawei-cloud", "Huawei Cloud", UNKNOWN, "", "", "", "canonical/cloud-init ds-identify")
NS_PLATFORM_IS(HUAWEI, "", HAS(DMI_CHASSIS_TAG, PREFIX, "HUAWEICLOUD"))
NS_PLATFORM(OTC, "open-telekom-cloud", "Open Telekom Cloud", UNKNOWN, "", "", "", "canonical/cloud-init ds-identify")
NS_PLATFORM_IS(OTC, "", HAS(DMI_CHASSIS_TAG, PREFIX, "OpenTelekomCloud"))
NS_PLATFORM(DIGITALOCEAN, "digitalocean", "DigitalOcean", UNKNOWN, "", "", "", "canonical/cloud-init ds-identify")
NS_PLATFORM_IS(DIGITALOCEAN, "", HAS(DMI_SYS_VENDOR, PREFIX, "DigitalOcean"))
NS_PLATFORM(LINODE, "linode", "Linode (Akamai)", UNKNOWN, "", "", "", "canonical/cloud-init ds-identify")
NS_PLATFORM_IS(LINODE, "", HAS(DMI_SYS_VENDOR, PREFIX, "Linode"))
NS_PLATFORM_IS(LINODE, "", HAS(DMI_SYS_VENDOR, PREFIX, "Akamai"))
NS_PLATFORM(VULTR, "vultr", "Vultr", UNKNOWN, "", "", "", "canonical/cloud-init ds-identify")
NS_PLATFORM_IS(VULTR, "", HAS(DMI_SYS_VENDOR, PREFIX, "Vultr"))
NS_PLATFORM(SCALEWAY, "scaleway", "Scaleway", UNKNOWN, "", "", "", "canonical/cloud-init ds-identify")
NS_PLATFORM_IS(SCALEWAY, "", HAS(DMI_SYS_VENDOR, PREFIX, "Scaleway"))
NS_PLATFORM(UPCLOUD, "upcloud", "UpCloud", UNKNOWN, "", "", "", "canonical/cloud-init ds-identify")
NS_PLATFORM_IS(UPCLOUD, "", HAS(DMI_SYS_VENDOR, PREFIX, "UpCloud"))
NS_PLATFORM(EXOSCALE, "exoscale", "Exoscale", UNKNOWN, "", "", "", "canonical/cloud-init ds-identify")
NS_PLATFORM_IS(EXOSCALE, "", HAS(DMI_PRODUCT, PREFIX, "Exoscale"))
NS_PLATFORM(NUTANIX, "nutanix-ahv", "Nutanix AHV", UNKNOWN, "", "", "", "Nutanix")
NS_PLATFORM_IS(NUTANIX, "", HAS(DMI_PRODUCT, PREFIX, "AHV"))

/* What manages VMs of KVM */
NS_PLATFORM(KUBEVIRT, "kubevirt", "KubeVirt", SWITCH,
	    "in the VM's spec: domain.cpu.model: host-passthrough",
	    "virtctl stop NAME, virtctl start NAME",
	    "the node's kvm_intel.nested or kvm_amd.nested is on; with useEmulation: true the VM has no KVM at all",
	    "kubevirt/kubevirt pkg/virt-config/virt-config.go, docs/software-emulation.md")
NS_PLATFORM_IS(KUBEVIRT, "", HAS(DMI_SYS_VENDOR, PREFIX, "KubeVirt"))
NS_PLATFORM_IS(KUBEVIRT, "", HAS(DMI_PRODUCT, PREFIX, "KubeVirt"))
NS_PLATFORM(OPENSTACK_VMWARE, "openstack-vmware", "OpenStack on VMware", SWITCH,
	    "image property vmware_ostype: vmkernel65Guest or windowsHyperVGuest (for no other does nova set nestedHVEnabled)",
	    "rebuild the instance", "for a Linux guest, set it in vSphere, as for VMware",
	    "openstack/nova nova/virt/vmwareapi/vm_util.py")
NS_PLATFORM_IS(OPENSTACK_VMWARE, "VMware", HAS(DMI_PRODUCT, PREFIX, "OpenStack"))
NS_PLATFORM(OPENSTACK, "openstack", "OpenStack", SWITCH,
	    "on the compute node, in nova.conf below [libvirt]: cpu_mode = host-passthrough\nor: cpu_mode = host-model, cpu_model_extra_flags = vmx (AMD: svm)",
	    "restart nova-compute, then hard-reboot or rebuild the instance",
	    "the operator has to do it, a tenant cannot; the compute node's kvm_intel.nested or kvm_amd.nested is on",
	    "openstack/nova doc/source/admin/configuration/hypervisor-kvm.rst")
NS_PLATFORM_IS(OPENSTACK, "KVM", HAS(DMI_PRODUCT, PREFIX, "OpenStack"))
NS_PLATFORM(OVIRT, "ovirt", "oVirt", SWITCH,
	    "on each host: dnf install vdsm-hook-nestedvt (it gives VMX or SVM to every VM)",
	    "reboot the host, then power the VM off and on", "the host's kvm_intel.nested or kvm_amd.nested is on",
	    "oVirt/vdsm vdsm_hooks/nestedvt")
NS_PLATFORM_IS(OVIRT, "", HAS(DMI_PRODUCT, PREFIX, "oVirt"))
NS_PLATFORM_IS(OVIRT, "", HAS(DMI_PRODUCT, PREFIX, "RHEV Hypervisor"))
NS_PLATFORM_IS(OVIRT, "", HAS(DMI_SYS_VENDOR, PREFIX, "oVirt"))
NS_PLATFORM(INCUS, "incus", "Incus", SWITCH,
	    "incus config unset NAME security.nesting (false takes VMX and SVM away)", "incus restart NAME",
	    "the project must not have restricted.virtual-machines.nesting=block",
	    "lxc/incus internal/server/instance/drivers/driver_qemu_machine.go, doc/config_options.txt")
NS_PLATFORM_IS(INCUS, "", HAS(DMI_BOARD_VENDOR, PREFIX, "LinuxContainers"))
NS_PLATFORM(CROSVM, "crosvm", "crosvm", CANNOT,
	    "crosvm has no switch; it passes on what KVM below it offers, so nested is off there",
	    "", "on the host: kvm_intel.nested or kvm_amd.nested=1, where the user may",
	    "google/crosvm x86_64/src/cpuid.rs")
NS_PLATFORM_IS(CROSVM, "", HAS(ACPI_OEM, PREFIX, "CROSVM"))
NS_PLATFORM_IS(CROSVM, "", HAS(DMI_PRODUCT, PREFIX, "crosvm"))
NS_PLATFORM(CLOUDH, "cloud-hypervisor", "Cloud Hypervisor", SWITCH,
	    "cloud-hypervisor --cpus ... without nested=off (it is on by default)", "stop the VMM and start it again",
	    "the host's kvm_intel.nested or kvm_amd.nested is on; SVM since version 38.0",
	    "cloud-hypervisor docs/cpu.md, release-notes.md")
NS_PLATFORM_IS(CLOUDH, "", HAS(ACPI_OEM, PREFIX, "CLOUDH"))
NS_PLATFORM_IS(CLOUDH, "", HAS(DMI_SYS_VENDOR, PREFIX, "Cloud Hypervisor"))
NS_PLATFORM(FIRECRACKER, "firecracker", "Firecracker", SWITCH,
	    "leave the CPU template out, or use a custom one that does not clear CPUID.1:ECX[5] and 8000_0001:ECX[2] (T2, T2S, T2CL, C3 clear VMX, T2A both)",
	    "start a new microVM; a snapshot keeps its CPUID",
	    "the host's kvm_intel.nested or kvm_amd.nested is on",
	    "firecracker src/vmm/src/cpu_config/x86_64/static_cpu_templates")
NS_PLATFORM_IS(FIRECRACKER, "", HAS(ACPI_OEM, PREFIX, "FIRECK"))

/* Other hypervisors */
NS_PLATFORM(VMWARE, "vmware", "VMware", SWITCH,
	    "vSphere: Edit Settings, CPU, \"Expose hardware assisted virtualization to the guest OS\"; Workstation: Processors, \"Virtualize Intel VT-x/EPT or AMD-V/RVI\"\nor in the .vmx file: vhv.enable = \"TRUE\"",
	    "the VM has to be powered off",
	    "virtual hardware version 9 or later; not with a PCI passthrough device; Workstation on Windows: not while Windows itself uses Hyper-V (VBS, Credential Guard, WSL 2)",
	    "communities.vmware.com DOC-8970; knowledge.broadcom.com 437651; docs.vmware.com Workstation")
NS_PLATFORM_IS(VMWARE, "VMware")
NS_PLATFORM(VIRTUALBOX, "virtualbox", "VirtualBox", SWITCH,
	    "VBoxManage modifyvm NAME --nested-hw-virt on", "the VM has to be powered off",
	    "VirtualBox 6.1 or later on Intel", "VirtualBox manual, VBoxManage modifyvm; virtualbox.org ticket 4032")
NS_PLATFORM_IS(VIRTUALBOX, "VirtualBox")
NS_PLATFORM(PARALLELS, "parallels", "Parallels", SWITCH,
	    "on the Mac: prlctl set NAME --nested-virt on", "the VM has to be off", "the Pro or Business edition",
	    "scripts of eight public repositories; the edition by one project's note")
NS_PLATFORM_IS(PARALLELS, "Parallels")
NS_PLATFORM(APPLE, "apple", "Apple Virtualization", CANNOT,
	    "Apple's framework nests VMs on M3 and later with macOS 15 only, never on x86", "", "",
	    "developer.apple.com VZGenericPlatformConfiguration isNestedVirtualizationSupported")
NS_PLATFORM_IS(APPLE, "Apple Virtualization")
NS_PLATFORM(XEN_PV, "xen-pv", "Xen (PV)", CANNOT, "this is a PV domain; Xen gives VMX and SVM to HVM domains only",
	    "", "make it an HVM domain (xl: type=\"hvm\"), then nestedhvm=1",
	    "Xen xen/arch/x86/cpu-policy.c")
NS_PLATFORM_IS(XEN_PV, "Xen", HAS(XEN_GUEST_TYPE, PREFIX, "PV"))
NS_PLATFORM(XEN, "xen", "Xen", SWITCH,
	    "xl: in the domain's configuration nestedhvm=1, with type=\"hvm\" and hap=1\nXCP-ng, XenServer: xe vm-param-set uuid=UUID platform:exp-nested-hvm=true",
	    "shut the domain down and create it again",
	    "Xen calls it experimental, XCP-ng does not support it", "Xen docs/man/xl.cfg.5.pod.in, SUPPORT.md; xcp-ng-org docs/guides/xcpng-in-a-vm.md")
NS_PLATFORM_IS(XEN, "Xen")
NS_PLATFORM(BHYVE, "bhyve", "bhyve", CANNOT, "bhyve takes VMX and SVM out of its guests' CPUID", "", "",
	    "FreeBSD sys/amd64/vmm/x86.c")
NS_PLATFORM_IS(BHYVE, "bhyve")
NS_PLATFORM(OPENBSD, "openbsd-vmm", "OpenBSD vmm", CANNOT, "vmm takes VMX out of its guests' CPUID", "", "",
	    "OpenBSD sys/arch/amd64/include/vmmvar.h VMM_CPUIDECX_MASK")
NS_PLATFORM_IS(OPENBSD, "OpenBSD vmm")
NS_PLATFORM(NVMM, "nvmm", "NetBSD NVMM", CANNOT, "NVMM takes VMX out of its guests' CPUID", "", "",
	    "NetBSD sys/dev/nvmm/x86/nvmm_x86.c")
NS_PLATFORM_IS(NVMM, "NetBSD NVMM")
NS_PLATFORM(ACRN, "acrn", "ACRN", CANNOT,
	    "ACRN offers nested virtualization to its service VM only (nested_virtualization_support in the scenario)",
	    "", "", "projectacrn misc/config_tools/schema/config.xsd")
NS_PLATFORM_IS(ACRN, "ACRN")
NS_PLATFORM(OTHER, "other", "", UNKNOWN, "", "", "", "include/nestscope/signatures.h")

/* Last: any VM of KVM */
NS_PLATFORM(PROXMOX, "proxmox", "Proxmox VE", SWITCH,
	    "qm set VMID --cpu host\nor keep the model: qm set VMID --cpu cputype=x86-64-v2-AES,flags=+nested-virt",
	    "qm shutdown VMID && qm start VMID", "the host's kvm_intel.nested or kvm_amd.nested is on",
	    "proxmox/pve-docs qm.adoc, qm.conf.5-opts.adoc")
NS_PLATFORM_IS(PROXMOX, "KVM", HAS(DMI_BIOS_VENDOR, PREFIX, "Proxmox"))
NS_PLATFORM(KVM, "kvm", "KVM", SWITCH,
	    "QEMU: -cpu host, or -cpu MODEL,+vmx (AMD: +svm)\nlibvirt: virsh edit NAME, <cpu mode='host-passthrough'/>\nProxmox VE (looks the same from inside): qm set VMID --cpu host",
	    "shut the VM down and start it again; a reboot inside is not enough",
	    "the host's kvm_intel.nested or kvm_amd.nested is on (on by default since Linux 4.20)",
	    "Linux Documentation/virt/kvm/x86/running-nested-guests.rst; proxmox/pve-docs qm.adoc")
NS_PLATFORM_IS(KVM, "KVM")
NS_PLATFORM(QEMU, "qemu", "QEMU, by KVM or TCG", SWITCH,
	    "QEMU: -accel kvm -cpu host (libvirt: <domain type='kvm'>, <cpu mode='host-passthrough'/>), on a machine that has /dev/kvm\nSVM by TCG, which is very slow: -cpu max, or -cpu EPYC,+svm; TCG never gives VMX",
	    "shut the VM down and start it again; a reboot inside is not enough",
	    "the host's kvm_intel.nested or kvm_amd.nested is on (on by default since Linux 4.20)",
	    "QEMU 7.2 target/i386/cpu.c; Linux Documentation/virt/kvm/x86/running-nested-guests.rst")
NS_PLATFORM_IS(QEMU, "QEMU")

#undef NS_PLATFORM
#undef NS_PLATFORM_IS
