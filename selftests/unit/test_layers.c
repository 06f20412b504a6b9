// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The layer verdict: a machine a variant, built as a snapshot, and what must be
 * said of it. Every rule of analysis/layers.c has one at least, and so has
 * every mistake that is known of other tools.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/evidence.h"
#include "analysis/layers.h"
#include "common.h"
#include "harness.h"
#include "model/json.h"
#include "render/finding.h"
#include "render/layers.h"
#include "said.h"
#include "util/text.h"

#define MAX 8

/* A leaf with the 12 bytes of @sig in EBX, ECX, EDX, or with @ebx */
struct leaf {
	uint32_t leaf, eax, ebx;
	const char *sig;
};

#define HV_INTERFACE 0x31237648	/* "Hv#1" */
#define KVM_REVISION 0x00da040011e57ed0ull
/* NPT, LBR virtualization, NRIPS, TSC scaling, clean bits, ...: what KVM of 6.12 offers on Zen */
#define KVM_SVM_FEATURES 0x1001947b

/* What QEMU shows with hv_*: a maximum of 5, and its own idea of the privileges */
#define HV_LEAVES(sig, features) \
	{ 0x40000000, 0x40000006, 0, sig }, { 0x40000001, HV_INTERFACE, 0, NULL }, \
	{ 0x40000003, 0, features, NULL }

FIXTURE(machine)
{
	struct ns_snapshot *s;
	struct ns_layer *l;
};

FIXTURE_VARIANT(machine)
{
	int bit;		/* CPUID.1:ECX[31]; -1 for not read */
	struct leaf leaf[MAX];
	struct {
		enum ns_fact_id id;
		const char *text;	/* NULL: @num */
		uint64_t num;
	} fact[MAX];
	struct {
		enum ns_reg reg;
		uint64_t value;
	} reg[MAX];		/* a value of 0 ends the list */
	enum ns_layer_kind kind;
	int level, at_least;
	enum ns_certainty certainty;
	const char *hypervisor, *environment, *summary;
	const char *shows;	/* evidence there must be ... */
	const char *value;	/* ... with this value, or not read if NULL */
	enum ns_strength strength;	/* how much it counts, if that is said here */
};

static void add_leaf(struct ns_snapshot *s, const struct leaf *from)
{
	struct ns_leaf l = { .leaf = from->leaf };

	l.out[NS_OUT_EAX] = from->eax;
	l.out[NS_OUT_EBX] = from->ebx;
	if (from->sig)
		memcpy(&l.out[NS_OUT_EBX], from->sig, 12);
	ns_snapshot_add_leaf(s, &l);
}

static struct ns_snapshot *build(const FIXTURE_VARIANT(machine) *v)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_value *bit = &s->fact[NS_FACT_HV_PRESENT];

	if (v->bit < 0)
		ns_value_not(bit, NS_SOURCE_CPUID, NS_NOT_ASKED, "a captured tree");
	else
		ns_value_num(bit, NS_SOURCE_CPUID, v->bit);
	if (v->bit >= 0)
		ns_snapshot_note(s, NS_SOURCE_CPUID, NS_VALUE, NULL, "as this program sees it");
	for (int i = 0; i < MAX && v->leaf[i].leaf; i++)
		add_leaf(s, &v->leaf[i]);
	for (int i = 0; i < MAX && (v->fact[i].text || v->fact[i].num); i++) {
		struct ns_value *f = &s->fact[v->fact[i].id];

		if (v->fact[i].text)
			ns_value_text(f, NS_SOURCE_SYSFS, v->fact[i].text);
		else
			ns_value_num(f, NS_SOURCE_SYSFS, v->fact[i].num);
	}
	for (int i = 0; i < MAX && v->reg[i].value; i++)
		ns_value_num(&s->view[NS_VIEW_CPU][v->reg[i].reg], NS_SOURCE_MODULE,
			     v->reg[i].value);
	return s;
}

FIXTURE_SETUP(machine)
{
	self->s = build(variant);
	self->l = ns_layer_find(self->s);
}

FIXTURE_TEARDOWN(machine)
{
	ns_layer_free(self->l);
	ns_snapshot_free(self->s);
}

#define MACHINE(name, ...) FIXTURE_VARIANT_ADD(machine, name) { __VA_ARGS__ };
#define FACT(id, text) { NS_FACT_##id, text, 0 }
#define NUMBER(id, num) { NS_FACT_##id, NULL, num }
#define IS(kind_, level_, at_least_, certainty_) \
	.kind = NS_LAYER_##kind_, .level = level_, .at_least = at_least_, \
	.certainty = NS_##certainty_
#define GUEST_OF(who) .hypervisor = who, .summary = "guest of " who ", at least L1"

/* ---- one signature, one hypervisor ---- */

#define SIGNED(name, bytes, who) \
	MACHINE(name, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, bytes } }, \
		IS(GUEST, -1, 1, CERTAIN), GUEST_OF(who), .shows = "CPUID.1:ECX[31]", .value = "1")

SIGNED(kvm, "KVMKVMKVM\0\0\0", "KVM")
SIGNED(kvm_with_hyperv_interface_only, "Linux KVM Hv", "KVM")
SIGNED(xen_hvm, "XenVMMXenVMM", "Xen")
SIGNED(vmware, "VMwareVMware", "VMware")
SIGNED(tcg, "TCGTCGTCGTCG", "QEMU TCG")
SIGNED(bhyve, "bhyve bhyve ", "bhyve")
SIGNED(old_bhyve, "BHyVE BHyVE ", "bhyve")
SIGNED(virtualbox, "VBoxVBoxVBox", "VirtualBox")
SIGNED(jailhouse, "Jailhouse\0\0\0", "Jailhouse")
SIGNED(openbsd, "OpenBSDVMM58", "OpenBSD vmm")
SIGNED(nvmm, "___ NVMM ___", "NetBSD NVMM")
SIGNED(haxm, "HAXMHAXMHAXM", "Intel HAXM")
SIGNED(parallels, "prl hyperv  ", "Parallels")
SIGNED(parallels_reversed, " lrpepyh  vr", "Parallels")
SIGNED(parallels_with_a_blank, " prl hyperv ", "Parallels")
SIGNED(napoca, "gpanvhac    ", "Napoca")
SIGNED(qnx, "QNXQVMBSQG\0\0", "QNX")
SIGNED(qnx_with_blanks, " QNXQVMBSQG ", "QNX")
SIGNED(apple, "Apple VZ\0\0\0\0", "Apple Virtualization")
SIGNED(spar, "UnisysSpar64", "Unisys s-Par")
SIGNED(lmhs, "SRESRESRESRE", "LMHS SRE")
SIGNED(kgt, "EVMMEVMMEVMM", "Intel KGT (Trusty)")

/* Old KVM has 0 as its highest leaf */
MACHINE(kvm_without_highest_leaf, .bit = 1, .leaf = { { 0x40000000, 0, 0, "KVMKVMKVM\0\0\0" } },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("KVM"), .shows = "CPUID 0x40000000",
	.value = "KVMKVMKVM\\x00\\x00\\x00")
/* The firmware of a QEMU guest agrees with its CPUID */
MACHINE(kvm_of_qemu, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" } },
	.fact = { FACT(DMI_SYS_VENDOR, "QEMU"), FACT(DMI_PRODUCT, "Standard PC (i440FX + PIIX, 1996)") },
	.reg = { { NS_REG_IA32_VMX_BASIC, KVM_REVISION } },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("KVM"), .shows = "IA32_VMX_BASIC[30:0]",
	.value = "0x11e57ed0")
MACHINE(kvm_on_gce, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" } },
	.fact = { FACT(DMI_SYS_VENDOR, "Google"), FACT(DMI_PRODUCT, "Google Compute Engine") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("KVM"), .shows = "DMI product_name",
	.value = "Google Compute Engine")
/* kvmtool puts its name in place of the CPU vendor's. */
MACHINE(kvmtool, .bit = 1, .fact = { FACT(CPU_VENDOR, "LKVMLKVMLKVM") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("KVM"), .shows = "CPUID 0, vendor",
	.value = "LKVMLKVMLKVM")

/* ---- stacks: one hypervisor with several interfaces ---- */

MACHINE(kvm_with_enlightenments, .bit = 1,
	.leaf = { HV_LEAVES("Microsoft Hv", 0), { 0x40000100, 0x40000101, 0, "KVMKVMKVM\0\0\0" } },
	.fact = { FACT(DMI_SYS_VENDOR, "QEMU") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("KVM"), .shows = "signatures", .value = "2")
MACHINE(kvm_with_foreign_vendor_id, .bit = 1,
	.leaf = { HV_LEAVES("GenuineIntel", 0), { 0x40000100, 0x40000101, 0, "KVMKVMKVM\0\0\0" } },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("KVM"), .shows = "CPUID 0x40000000",
	.value = "GenuineIntel")
MACHINE(xen_with_viridian, .bit = 1,
	.leaf = { HV_LEAVES("Microsoft Hv", 0), { 0x40000100, 0x40000104, 0, "XenVMMXenVMM" } },
	.fact = { FACT(DMI_SYS_VENDOR, "Xen") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Xen"), .shows = "CPUID 0x40000100",
	.value = "XenVMMXenVMM")
MACHINE(bhyve_above_kvm, .bit = 1,
	.leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" },
		  { 0x40000100, 0x40000101, 0, "bhyve bhyve " } },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("bhyve"), .shows = "signatures", .value = "2")
/* An imitation that claims to be a root partition is not one. */
MACHINE(kvm_claims_root, .bit = 1,
	.leaf = { HV_LEAVES("Microsoft Hv", 0x1001),
		  { 0x40000100, 0x40000101, 0, "KVMKVMKVM\0\0\0" } },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("KVM"), .shows = "CPUID.1:ECX[31]", .value = "1")
/* VirtualBox with KVM's interface */
MACHINE(virtualbox_as_kvm, .bit = 1,
	.leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" } },
	.fact = { FACT(DMI_SYS_VENDOR, "innotek GmbH"), FACT(DMI_PRODUCT, "VirtualBox") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "VirtualBox",
	.summary = "guest of VirtualBox, behind KVM's interface, at least L1",
	.shows = "DMI sys_vendor", .value = "innotek GmbH")
/* A base whose highest leaf is below it is invalid. */
MACHINE(garbage_above, .bit = 1,
	.leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" },
		  { 0x40000100, 0x40000001, 0, "VMwareVMware" } },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("KVM"), .shows = "CPUID 0x40000000",
	.value = "KVMKVMKVM\\x00\\x00\\x00")
MACHINE(kvm_on_machine_of_hyperv, .bit = 1,
	.leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" } },
	.fact = { FACT(DMI_SYS_VENDOR, "Microsoft Corporation"), FACT(DMI_PRODUCT, "Virtual Machine") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, on a machine of Hyper-V's, at least L1",
	.shows = "DMI product_name", .value = "Virtual Machine")

/* ---- Hyper-V, and what only looks like it ---- */

MACHINE(hyperv, .bit = 1, .leaf = { HV_LEAVES("Microsoft Hv", 0x2000) },
	.fact = { FACT(DMI_SYS_VENDOR, "Microsoft Corporation"), FACT(DMI_PRODUCT, "Virtual Machine") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Hyper-V"), .shows = "CPUID 0x40000003 EBX",
	.value = "0x00002000")
MACHINE(hyperv_by_vmbus, .bit = 1, .leaf = { HV_LEAVES("Microsoft Hv", 0) },
	.fact = { FACT(ACPI_DEVICES, "PNP0A03 VMBUS") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Hyper-V"), .shows = "ACPI devices", .value = "VMBUS")
MACHINE(hyperv_unsupported, .bit = 1, .leaf = { HV_LEAVES("Microsoft Hv", 0) },
	IS(GUEST, -1, 1, LIKELY), GUEST_OF("Hyper-V"), .shows = "CPUID 0x40000000",
	.value = "Microsoft Hv")
MACHINE(hyperv_level_0, .bit = 1,
	.leaf = { HV_LEAVES("Microsoft Hv", 0), { 0x40000006, 0x98200af, 0, NULL } },
	.fact = { FACT(DMI_PRODUCT, "Virtual Machine") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Hyper-V"), .shows = "CPUID 0x40000006 EAX[13:10]",
	.value = "0x00000000")
MACHINE(hyperv_level_1, .bit = 1,
	.leaf = { HV_LEAVES("Microsoft Hv", 0), { 0x40000006, 1 << 10 | 0xf, 0, NULL } },
	.fact = { FACT(DMI_PRODUCT, "Virtual Machine") },
	IS(GUEST, 2, 2, CERTAIN), .hypervisor = "Hyper-V",
	.summary = "guest of Hyper-V, which is nested, L2",
	.shows = "CPUID 0x40000006 EAX[13:10]", .value = "0x00000001")
MACHINE(hyperv_nested, .bit = 1,
	.leaf = { HV_LEAVES("Microsoft Hv", 0), { 0x40000004, 1 << 12, 0, NULL } },
	IS(GUEST, -1, 2, CERTAIN), .hypervisor = "Hyper-V",
	.summary = "guest of Hyper-V, which is nested, at least L2",
	.shows = "CPUID 0x40000004 EAX[12]", .value = "0x00000001")
MACHINE(hyperv_root, .bit = 1, .leaf = { HV_LEAVES("Microsoft Hv", 0x1001) },
	.fact = { FACT(DMI_SYS_VENDOR, "Dell Inc."), FACT(DMI_PRODUCT, "PowerEdge R760") },
	IS(PARENT, -1, 0, CERTAIN), .hypervisor = "Hyper-V",
	.summary = "root partition of Hyper-V, at least L0",
	.shows = "CPUID 0x40000003 EBX", .value = "0x00001001")
/* Isolation with the other bits is an isolated guest, as Linux has it */
MACHINE(hyperv_isolated, .bit = 1, .leaf = { HV_LEAVES("Microsoft Hv", 0x401001) },
	.fact = { FACT(DMI_PRODUCT, "Virtual Machine") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Hyper-V"), .shows = "CPUID 0x40000003 EBX",
	.value = "0x00401001")
MACHINE(hyperv_root_nested, .bit = 1,
	.leaf = { HV_LEAVES("Microsoft Hv", 0x1001), { 0x40000004, 1 << 12, 0, NULL } },
	IS(PARENT, -1, 1, CERTAIN), .hypervisor = "Hyper-V",
	.summary = "root partition of Hyper-V, in a virtual machine, at least L1",
	.shows = "CPUID 0x40000004 EAX[12]", .value = "0x00000001")
MACHINE(hyperv_root_level_1, .bit = 1,
	.leaf = { HV_LEAVES("Microsoft Hv", 0x1001), { 0x40000006, 1 << 10, 0, NULL } },
	IS(PARENT, 1, 1, CERTAIN), .hypervisor = "Hyper-V",
	.summary = "root partition of Hyper-V, in a virtual machine, L1",
	.shows = "CPUID 0x40000006 EAX[13:10]", .value = "0x00000001")
MACHINE(hyperv_root_in_qemu, .bit = 1, .leaf = { HV_LEAVES("Microsoft Hv", 0x1001) },
	.fact = { FACT(DMI_SYS_VENDOR, "QEMU") },
	IS(PARENT, -1, 1, LIKELY), .hypervisor = "Hyper-V",
	.summary = "root partition of Hyper-V, in a virtual machine, at least L1",
	.shows = "DMI sys_vendor", .value = "QEMU")
MACHINE(hyperv_l1vh, .bit = 1, .leaf = { HV_LEAVES("Microsoft Hv", 0x1) },
	IS(PARENT, -1, 1, CERTAIN), .hypervisor = "Hyper-V",
	.summary = "L1VH partition of Hyper-V, a guest that can create partitions, at least L1",
	.shows = "CPUID 0x40000003 EBX", .value = "0x00000001")
MACHINE(wsl2, .bit = 1, .leaf = { HV_LEAVES("Microsoft Hv", 0) },
	.fact = { FACT(KERNEL, "5.15.153.1-microsoft-standard-WSL2") },
	IS(GUEST, -1, 1, CERTAIN), .environment = "WSL2", GUEST_OF("Hyper-V"),
	.shows = "kernel release", .value = "5.15.153.1-microsoft-standard-WSL2")
/* kvm=off with hv_*: only Hyper-V's leaves are left */
MACHINE(kvm_off_with_enlightenments, .bit = 1, .leaf = { HV_LEAVES("Microsoft Hv", 0) },
	.reg = { { NS_REG_IA32_VMX_BASIC, KVM_REVISION } },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, behind Hyper-V's interface, at least L1",
	.shows = "IA32_VMX_BASIC[30:0]", .value = "0x11e57ed0")
MACHINE(kvm_off_with_enlightenments_by_dmi, .bit = 1, .leaf = { HV_LEAVES("Microsoft Hv", 0) },
	.fact = { FACT(DMI_SYS_VENDOR, "QEMU") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, behind Hyper-V's interface, at least L1",
	.shows = "DMI sys_vendor", .value = "QEMU")
MACHINE(kvm_off_with_enlightenments_by_asids, .bit = 1, .leaf = { HV_LEAVES("Microsoft Hv", 0) },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 16 } },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, behind Hyper-V's interface, at least L1",
	.shows = "CPUID 8000_000A EBX", .value = "16")
/* The same with hv-vendor-id: Hyper-V's interface with an unknown name */
MACHINE(kvm_off_with_foreign_vendor_id, .bit = 1, .leaf = { HV_LEAVES("whoever I am", 0) },
	.fact = { FACT(DMI_SYS_VENDOR, "QEMU") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, behind Hyper-V's interface, at least L1",
	.shows = "CPUID 0x40000000", .value = "whoever I am")
/* A Surface is made by Microsoft, and is a real machine */
MACHINE(surface, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, "Microsoft Corporation"), FACT(DMI_PRODUCT, "Surface Laptop 4") },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "DMI sys_vendor",
	.value = "Microsoft Corporation")

/* ---- Xen and ACRN ---- */

MACHINE(xen_dom0, .bit = 0,
	.fact = { FACT(HV_TYPE, "xen"), FACT(XEN_CAPABILITIES, "control_d"),
		  FACT(DMI_SYS_VENDOR, "HPE") },
	IS(PARENT, -1, 0, CERTAIN), .hypervisor = "Xen", .summary = "dom0 of Xen, at least L0",
	.shows = "/proc/xen/capabilities", .value = "control_d")
MACHINE(xen_dom0_by_features, .bit = 1, .leaf = { { 0x40000000, 0x40000005, 0, "XenVMMXenVMM" } },
	.fact = { FACT(HV_TYPE, "xen"), NUMBER(XEN_FEATURES, 0x8c5) },
	IS(PARENT, -1, 0, CERTAIN), .hypervisor = "Xen", .summary = "dom0 of Xen, at least L0",
	.shows = "Xen features", .value = "0x000008c5")
MACHINE(xen_dom0_in_kvm, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" } },
	.fact = { FACT(HV_TYPE, "xen"), FACT(XEN_CAPABILITIES, "control_d") },
	IS(PARENT, -1, 1, CERTAIN), .hypervisor = "Xen",
	.summary = "dom0 of Xen, in a virtual machine, at least L1",
	.shows = "CPUID 0x40000000", .value = "KVMKVMKVM\\x00\\x00\\x00")
MACHINE(xen_dom0_in_qemu, .bit = 0,
	.fact = { FACT(HV_TYPE, "xen"), FACT(XEN_CAPABILITIES, "control_d"),
		  FACT(DMI_SYS_VENDOR, "QEMU") },
	IS(PARENT, -1, 1, LIKELY), .hypervisor = "Xen",
	.summary = "dom0 of Xen, in a virtual machine, at least L1",
	.shows = "DMI sys_vendor", .value = "QEMU")
/* CPUID does not trap in a PV guest: no bit, and Xen all the same */
MACHINE(xen_pv, .bit = 0,
	.fact = { FACT(HV_TYPE, "xen"), FACT(XEN_GUEST_TYPE, "PV") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Xen"), .shows = "/sys/hypervisor/guest_type",
	.value = "PV")
MACHINE(xen_pvh, .bit = 1, .leaf = { { 0x40000000, 0x40000005, 0, "XenVMMXenVMM" } },
	.fact = { FACT(HV_TYPE, "xen"), FACT(XEN_GUEST_TYPE, "PVH") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Xen"), .shows = "/sys/hypervisor/guest_type",
	.value = "PVH")
MACHINE(xen_pv_in_kvm, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" } },
	.fact = { FACT(HV_TYPE, "xen"), FACT(XEN_GUEST_TYPE, "PV") },
	IS(GUEST, -1, 2, LIKELY), .hypervisor = "Xen",
	.summary = "guest of Xen, which is in a virtual machine itself, at least L2",
	.shows = "CPUID 0x40000000", .value = "KVMKVMKVM\\x00\\x00\\x00")
/* QEMU's xen-version= on KVM takes KVM's signature away */
MACHINE(kvm_as_xen, .bit = 1, .leaf = { { 0x40000000, 0x40000004, 0, "XenVMMXenVMM" } },
	.reg = { { NS_REG_IA32_VMX_BASIC, KVM_REVISION } },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, behind Xen's interface, at least L1",
	.shows = "IA32_VMX_BASIC[30:0]", .value = "0x11e57ed0")
MACHINE(kvm_as_xen_by_dmi, .bit = 1, .leaf = { { 0x40000000, 0x40000004, 0, "XenVMMXenVMM" } },
	.fact = { FACT(HV_TYPE, "xen"), FACT(DMI_SYS_VENDOR, "QEMU") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, behind Xen's interface, at least L1",
	.shows = "DMI sys_vendor", .value = "QEMU")
MACHINE(acrn_service, .bit = 1,
	.leaf = { { 0x40000000, 0x40000010, 0, "ACRNACRNACRN" }, { 0x40000001, 1, 0, NULL } },
	IS(PARENT, -1, 0, CERTAIN), .hypervisor = "ACRN",
	.summary = "service VM of ACRN, at least L0", .shows = "CPUID 0x40000001 EAX[0]",
	.value = "1")
MACHINE(acrn_service_in_qemu, .bit = 1,
	.leaf = { { 0x40000000, 0x40000010, 0, "ACRNACRNACRN" }, { 0x40000001, 1, 0, NULL } },
	.fact = { FACT(DMI_SYS_VENDOR, "QEMU") },
	IS(PARENT, -1, 1, LIKELY), .hypervisor = "ACRN",
	.summary = "service VM of ACRN, in a virtual machine, at least L1",
	.shows = "DMI sys_vendor", .value = "QEMU")
MACHINE(acrn_guest, .bit = 1,
	.leaf = { { 0x40000000, 0x40000010, 0, "ACRNACRNACRN" }, { 0x40000001, 0, 0, NULL } },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("ACRN"), .shows = "CPUID 0x40000001 EAX[0]",
	.value = "0")

/* ---- the bit without a name ---- */

MACHINE(kvm_off, .bit = 1, .reg = { { NS_REG_IA32_VMX_BASIC, KVM_REVISION } },
	IS(GUEST, -1, 1, CERTAIN), .hypervisor = "KVM",
	.summary = "guest of KVM, which hides its name, at least L1",
	.shows = "CPUID 0x40000000", .value = "none")
MACHINE(kvm_off_by_dmi, .bit = 1, .fact = { FACT(DMI_SYS_VENDOR, "QEMU") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, which hides its name, at least L1",
	.shows = "DMI sys_vendor", .value = "QEMU")
MACHINE(kvm_off_by_asids, .bit = 1,
	.reg = { { NS_REG_CPUID_8000000A_EBX, 8 }, { NS_REG_CPUID_8000000A_EDX, KVM_SVM_FEATURES } },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, which hides its name, at least L1",
	.shows = "CPUID 8000_000A EBX", .value = "8")
MACHINE(kvm_off_by_flags, .bit = 1,
	.fact = { FACT(CPU_VENDOR, "AuthenticAMD"),
		  FACT(CPU_FLAGS, "fpu hypervisor tsc_deadline_timer svm") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, which hides its name, at least L1",
	.shows = "flags of an AMD CPU", .value = "tsc_deadline_timer")
MACHINE(acrn_by_revision, .bit = 1, .reg = { { NS_REG_IA32_VMX_BASIC, 0xda040015407e12ull } },
	IS(GUEST, -1, 1, CERTAIN), .hypervisor = "ACRN",
	.summary = "guest of ACRN, which hides its name, at least L1",
	.shows = "IA32_VMX_BASIC[30:0]", .value = "0x15407e12")
MACHINE(foreign, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "who is this?" } },
	IS(GUEST, -1, 1, CERTAIN), .summary = "guest of an unknown hypervisor, at least L1",
	.shows = "CPUID 0x40000000", .value = "who is this?")
MACHINE(nameless, .bit = 1, IS(GUEST, -1, 1, CERTAIN),
	.summary = "guest of an unknown hypervisor, at least L1", .shows = "CPUID 0x40000000",
	.value = "none")
/* QEMU's kvm=off: the kernel reads zeros there, and a program no base at all */
MACHINE(nameless_to_kernel, .bit = 1,
	.fact = { FACT(HV_SIGNATURE, "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00") },
	IS(GUEST, -1, 1, CERTAIN), .summary = "guest of an unknown hypervisor, at least L1",
	.shows = "CPUID 0x40000000", .value = "none")
/* The kernel's view alone: one leaf, of a stack that may be higher */
MACHINE(module_alone, .bit = -1,
	.fact = { NUMBER(HV_PRESENT, 1), FACT(HV_SIGNATURE, "KVMKVMKVM\\x00\\x00\\x00") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("KVM"), .shows = "CPUID 0x40000100 and up")
/* The kernel's flags, where CPUID itself was not read */
MACHINE(cpuinfo_alone, .bit = -1, .fact = { FACT(CPU_FLAGS, "fpu vmx hypervisor lahf_lm") },
	IS(GUEST, -1, 1, CERTAIN), .summary = "guest of an unknown hypervisor, at least L1",
	.shows = "flags, hypervisor", .value = "yes")

/* ---- what was not read is neither hidden nor missing ---- */

/* An old report: the kernel's flags and the CPU's name, and no CPUID */
MACHINE(qemu_model_alone, .bit = -1,
	.fact = { FACT(CPU_MODEL, "QEMU Virtual CPU version 0.13.0"),
		  FACT(CPU_FLAGS, "fpu hypervisor lahf_lm") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "QEMU",
	.summary = "guest of QEMU, by KVM or TCG, which was not read, at least L1",
	.shows = "CPUID 0x40000000")
MACHINE(qemu_dmi_alone, .bit = -1, .fact = { FACT(DMI_SYS_VENDOR, "QEMU") },
	IS(GUEST, -1, 1, POSSIBLE), .hypervisor = "QEMU",
	.summary = "guest of QEMU, by KVM or TCG, which was not read, at least L1",
	.shows = "CPUID.1:ECX[31]")
MACHINE(qemu_asids_and_flag, .bit = -1, .fact = { FACT(CPU_FLAGS, "svm hypervisor") },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 16 } },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "QEMU",
	.summary = "guest of QEMU, by KVM or TCG, which was not read, at least L1",
	.shows = "flags, hypervisor", .value = "yes")
MACHINE(kvm_by_flags_of_cpuinfo, .bit = -1,
	.fact = { FACT(CPU_VENDOR, "AuthenticAMD"), FACT(CPU_FLAGS, "svm hypervisor tsc_deadline_timer") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, by its CPU flags, at least L1", .shows = "flags of an AMD CPU",
	.value = "tsc_deadline_timer")
MACHINE(kvm_by_vmx_alone, .bit = -1, .reg = { { NS_REG_IA32_VMX_BASIC, KVM_REVISION } },
	IS(GUEST, -1, 1, CERTAIN), .hypervisor = "KVM",
	.summary = "guest of KVM, by its VMX, at least L1", .shows = "CPUID.1:ECX[31]")
MACHINE(kvm_by_svm_alone, .bit = -1,
	.reg = { { NS_REG_CPUID_8000000A_EBX, 8 }, { NS_REG_CPUID_8000000A_EDX, NS_MASK(X86_FEATURE_NPT) } },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, by its SVM, at least L1", .shows = "CPUID.1:ECX[31]")
MACHINE(vmware_dmi_alone, .bit = -1, .fact = { FACT(DMI_SYS_VENDOR, "VMware, Inc.") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "VMware",
	.summary = "guest of VMware, by firmware, devices or kernel, at least L1",
	.shows = "CPUID.1:ECX[31]")
MACHINE(vmware_dmi_and_flag, .bit = -1,
	.fact = { FACT(DMI_SYS_VENDOR, "VMware, Inc."), FACT(CPU_FLAGS, "fpu hypervisor") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "VMware",
	.summary = "guest of VMware, by firmware, devices or kernel, at least L1",
	.shows = "flags, hypervisor", .value = "yes")
MACHINE(hyperv_dmi_alone, .bit = -1, .fact = { FACT(DMI_PRODUCT, "Virtual Machine") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "Hyper-V",
	.summary = "guest of Hyper-V, by firmware, devices or kernel, at least L1",
	.shows = "CPUID.1:ECX[31]")
MACHINE(vmgenid_alone, .bit = -1, .fact = { FACT(ACPI_DEVICES, "VMGENCTR") },
	IS(GUEST, -1, 1, LIKELY),
	.summary = "guest of an unknown hypervisor, by firmware, devices or kernel, at least L1",
	.shows = "CPUID.1:ECX[31]")
/* The kernel's flags lack it: that is what /proc/cpuinfo of bare metal looks like */
MACHINE(cpuinfo_of_bare_metal, .bit = -1, .fact = { FACT(CPU_FLAGS, "fpu svm npt avic") },
	IS(BARE_METAL, 0, 0, POSSIBLE), .summary = "bare metal (L0), by the hypervisor bit alone",
	.shows = "flags, hypervisor", .value = "no")
MACHINE(cpuinfo_and_dmi_of_bare_metal, .bit = -1,
	.fact = { FACT(CPU_FLAGS, "fpu nopl vmx ept"), FACT(DMI_SYS_VENDOR, "Dell Inc.") },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "flags, hypervisor",
	.value = "no")

/* ---- confidential guests ---- */

MACHINE(tdx, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" } },
	.fact = { FACT(TDX_SIGNATURE, "IntelTDX    ") },
	IS(GUEST, -1, 1, CERTAIN), .hypervisor = "KVM", .summary = "guest of KVM (TDX), at least L1",
	.shows = "CPUID 0x21", .value = "IntelTDX    ")
/* Leaf 0x21 in the order of leaf 0x40000000 is not TDX's */
MACHINE(tdx_in_wrong_order, .bit = 0,
	.fact = { FACT(TDX_SIGNATURE, "Inte    lTDX"), FACT(DMI_SYS_VENDOR, "Dell Inc.") },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "DMI sys_vendor",
	.value = "Dell Inc.")
MACHINE(tdx_flag_without_bit, .bit = 0, .fact = { FACT(CPU_FLAGS, "fpu tdx_guest") },
	IS(GUEST, -1, 1, CERTAIN),
	.summary = "guest of an unknown hypervisor (TDX), at least L1",
	.shows = "flags, tdx_guest", .value = "yes")
MACHINE(sev_snp, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" } },
	.reg = { { NS_REG_SEV_STATUS, 7 } },
	IS(GUEST, -1, 1, CERTAIN), .hypervisor = "KVM",
	.summary = "guest of KVM (SEV-SNP), at least L1", .shows = "SEV_STATUS", .value = "0x7")
MACHINE(sev_es, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" } },
	.reg = { { NS_REG_SEV_STATUS, 3 } },
	IS(GUEST, -1, 1, CERTAIN), .hypervisor = "KVM",
	.summary = "guest of KVM (SEV-ES), at least L1", .shows = "SEV_STATUS", .value = "0x3")
/* Azure hides leaf 0x21: Hyper-V's isolation leaf tells */
MACHINE(azure_tdx, .bit = 1,
	.leaf = { { 0x40000000, 0x4000000c, 0, "Microsoft Hv" }, { 0x40000001, HV_INTERFACE, 0, NULL },
		  { 0x40000003, 0, 0x400000, NULL }, { 0x4000000c, 0, 0xbe3, NULL } },
	.fact = { FACT(DMI_PRODUCT, "Virtual Machine") },
	IS(GUEST, -1, 1, CERTAIN), .hypervisor = "Hyper-V",
	.summary = "guest of Hyper-V (TDX), at least L1", .shows = "CPUID 0x4000000c EBX",
	.value = "0x00000be3")
MACHINE(azure_snp, .bit = 1,
	.leaf = { { 0x40000000, 0x4000000c, 0, "Microsoft Hv" }, { 0x40000001, HV_INTERFACE, 0, NULL },
		  { 0x40000003, 0, 0x400000, NULL }, { 0x4000000c, 0, 0x2, NULL } },
	.fact = { FACT(DMI_PRODUCT, "Virtual Machine") },
	IS(GUEST, -1, 1, CERTAIN), .hypervisor = "Hyper-V",
	.summary = "guest of Hyper-V (SEV-SNP), at least L1", .shows = "CPUID 0x4000000c EBX",
	.value = "0x00000002")

/* ---- no bit: bare metal, or hidden ---- */

MACHINE(bare_metal, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, "Dell Inc."), FACT(DMI_PRODUCT, "PowerEdge R760"),
		  FACT(DMI_BIOS_VENDOR, "Dell Inc.") },
	.reg = { { NS_REG_IA32_VMX_BASIC, 0xda040000000004ull } },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "IA32_VMX_BASIC[30:0]",
	.value = "0x4")
MACHINE(bare_metal_amd, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, "HPE"), FACT(CPU_VENDOR, "AuthenticAMD"),
		  FACT(CPU_FLAGS, "fpu svm constant_tsc") },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 0x8000 } },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "CPUID 8000_000A EBX",
	.value = "32768")
/* Intel's CPUs do have what KVM makes up on AMD's */
MACHINE(bare_metal_intel_flags, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, "LENOVO"), FACT(CPU_VENDOR, "GenuineIntel"),
		  FACT(CPU_FLAGS, "fpu vmx tsc_adjust tsc_deadline_timer arch_capabilities") },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "DMI sys_vendor",
	.value = "LENOVO")
MACHINE(amazon_metal, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, "Amazon EC2"), FACT(DMI_PRODUCT, "m5.metal") },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "DMI sys_vendor",
	.value = "Amazon EC2")
MACHINE(virtio_card_in_bare_metal, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, "Dell Inc."), FACT(PCI_VENDORS, "0x1af4 0x8086") },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "PCI vendors",
	.value = "0x1af4")
MACHINE(chromebook, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, "Google"), FACT(DMI_PRODUCT, "Eve") },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "DMI product_name",
	.value = "Eve")
MACHINE(cpuid_alone, .bit = 0, IS(BARE_METAL, 0, 0, POSSIBLE),
	.summary = "bare metal (L0), by the hypervisor bit alone", .shows = "DMI sys_vendor")
/* Intel's answer to a leaf that it does not have looks like anything */
MACHINE(garbage_without_bit, .bit = 0,
	.leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" },
		  { 0x40000100, 0x40000101, 0, "VMwareVMware" } },
	.fact = { FACT(DMI_SYS_VENDOR, "Dell Inc."), FACT(HV_SIGNATURE, "XenVMMXenVMM") },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "CPUID 0x40000000")
/* -cpu host,-hypervisor */
MACHINE(hidden_kvm, .bit = 0, .fact = { FACT(DMI_SYS_VENDOR, "Dell Inc.") },
	.reg = { { NS_REG_IA32_VMX_BASIC, KVM_REVISION } },
	IS(GUEST, -1, 1, CERTAIN), .hypervisor = "KVM",
	.summary = "guest of KVM, which hides itself, at least L1",
	.shows = "IA32_VMX_BASIC[30:0]", .value = "0x11e57ed0")
MACHINE(hidden_kvm_amd, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, "QEMU"), FACT(CPU_VENDOR, "AuthenticAMD"),
		  FACT(CPU_FLAGS, "fpu svm tsc_deadline_timer") },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 16 } },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, which hides itself, at least L1", .shows = "flags of an AMD CPU",
	.value = "tsc_deadline_timer")
MACHINE(hidden_kvm_by_flags, .bit = 0,
	.fact = { FACT(CPU_VENDOR, "AuthenticAMD"), FACT(CPU_FLAGS, "fpu svm arch_capabilities") },
	.reg = { { NS_REG_CPUID_80000008_EBX, 1 << 25 } },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, which hides itself, at least L1",
	.shows = "CPUID 8000_0008 EBX[25]", .value = "1")
MACHINE(hidden_kvm_by_asids, .bit = 0, .fact = { FACT(DMI_SYS_VENDOR, "Dell Inc.") },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 8 }, { NS_REG_CPUID_8000000A_EDX, KVM_SVM_FEATURES } },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "KVM",
	.summary = "guest of KVM, which hides itself, at least L1",
	.shows = "CPUID 8000_000A EBX", .value = "8", .strength = NS_STRONG)
MACHINE(hidden_vmware, .bit = 0, .fact = { FACT(DMI_SYS_VENDOR, "VMware, Inc.") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "VMware",
	.summary = "guest of VMware, which hides itself, at least L1", .shows = "DMI sys_vendor",
	.value = "VMware, Inc.")
MACHINE(hidden_hyperv, .bit = 0, .fact = { FACT(DMI_PRODUCT, "Virtual Machine") },
	IS(GUEST, -1, 1, LIKELY), .hypervisor = "Hyper-V",
	.summary = "guest of Hyper-V, which hides itself, at least L1",
	.shows = "DMI product_name", .value = "Virtual Machine")
/* -accel tcg -cpu ...,-hypervisor: L0 for all that stands on it, but never certainly */
MACHINE(qemu_without_bit, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, "QEMU"), FACT(CPU_VENDOR, "AuthenticAMD"),
		  FACT(CPU_FLAGS, "fpu svm") },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 16 } },
	IS(BARE_METAL, 0, 0, POSSIBLE),
	.summary = "bare metal (L0), unless emulated or under a hidden hypervisor",
	.shows = "DMI sys_vendor", .value = "QEMU")
MACHINE(bochs, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, ""), FACT(DMI_BIOS_VENDOR, "The Bochs Project") },
	.reg = { { NS_REG_IA32_VMX_BASIC, 0xda04000000002bull } },
	IS(BARE_METAL, 0, 0, POSSIBLE),
	.summary = "bare metal (L0), unless emulated or under a hidden hypervisor",
	.shows = "DMI bios_vendor", .value = "The Bochs Project")
MACHINE(bochs_by_acpi, .bit = 0, .fact = { FACT(ACPI_OEM, "BXPC  BXDSDT") },
	IS(BARE_METAL, 0, 0, POSSIBLE),
	.summary = "bare metal (L0), unless emulated or under a hidden hypervisor",
	.shows = "ACPI DSDT", .value = "BXPC  BXDSDT")
/* Families 14h (Bobcat) and 16h (Jaguar, Puma) have KVM's number of ASIDs themselves */
MACHINE(family_14h, .bit = 0, .fact = { FACT(DMI_SYS_VENDOR, "ASUSTeK") },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 8 }, { NS_REG_CPUID_8000000A_EDX, 0x60f } },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "CPUID 8000_000A EBX",
	.value = "8")
MACHINE(family_16h, .bit = 0, .fact = { FACT(DMI_SYS_VENDOR, "HP") },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 8 }, { NS_REG_CPUID_8000000A_EDX, 0x1cdf } },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "CPUID 8000_000A EBX",
	.value = "8", .strength = NS_HINT)
MACHINE(asids_of_kvm_without_the_features, .bit = 0, .fact = { FACT(DMI_SYS_VENDOR, "HP") },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 8 } },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "CPUID 8000_000A EBX",
	.value = "8")
/* The hypervisor of a machine with 8 ASIDs may pass that leaf on */
MACHINE(guest_on_family_16h, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "XenVMMXenVMM" } },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 8 }, { NS_REG_CPUID_8000000A_EDX, 0x1cdf } },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Xen"), .shows = "CPUID 8000_000A EBX", .value = "8")
/* Family 1Ah has it, and so every Zen 5 */
MACHINE(zen5, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, "Dell Inc."), FACT(CPU_VENDOR, "AuthenticAMD"),
		  FACT(CPU_FLAGS, "fpu svm tsc_adjust") },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 32768 } },
	IS(BARE_METAL, 0, 0, LIKELY), .summary = "bare metal (L0)", .shows = "CPUID 8000_000A EBX",
	.value = "32768", .strength = NS_HINT)
MACHINE(qemu_asids_alone, .bit = 0, .fact = { FACT(DMI_SYS_VENDOR, "Dell Inc.") },
	.reg = { { NS_REG_CPUID_8000000A_EBX, 16 } },
	IS(BARE_METAL, 0, 0, POSSIBLE),
	.summary = "bare metal (L0), unless emulated or under a hidden hypervisor",
	.shows = "CPUID 8000_000A EBX", .value = "16")
MACHINE(flags_of_a_guest, .bit = 0, .fact = { FACT(DMI_SYS_VENDOR, "Dell Inc.") },
	.reg = { { NS_REG_CPUID_80000008_EBX, 1 << 25 } },
	IS(BARE_METAL, 0, 0, POSSIBLE),
	.summary = "bare metal (L0), but with CPU flags of a virtual machine",
	.shows = "CPUID 8000_0008 EBX[25]", .value = "1")
MACHINE(nothing_read, .bit = -1, IS(UNKNOWN, -1, 0, POSSIBLE),
	.summary = "unknown, whether there is a hypervisor was not read, at least L0",
	.shows = "CPUID.1:ECX[31]")

/* ---- the environment, and no layer at all ---- */

MACHINE(container_on_bare_metal, .bit = 0,
	.fact = { FACT(DMI_SYS_VENDOR, "Dell Inc."), FACT(CONTAINER, "docker") },
	IS(BARE_METAL, 0, 0, LIKELY), .environment = "docker", .summary = "bare metal (L0)",
	.shows = "container", .value = "docker")
MACHINE(gvisor, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" } },
	.fact = { FACT(KERNEL_VERSION, "#1 SMP Sun Jan 10 15:06:54 PST 2016"),
		  FACT(CONTAINER, "docker") },
	IS(GUEST, -1, 1, CERTAIN), .environment = "gVisor, docker", GUEST_OF("KVM"),
	.shows = "kernel version", .value = "#1 SMP Sun Jan 10 15:06:54 PST 2016")
MACHINE(wsl1, .bit = 0, .fact = { FACT(KERNEL, "4.4.0-19041-Microsoft") },
	IS(BARE_METAL, 0, 0, POSSIBLE), .environment = "WSL1",
	.summary = "bare metal (L0), by the hypervisor bit alone", .shows = "kernel release",
	.value = "4.4.0-19041-Microsoft")
MACHINE(uml, .bit = 0, .fact = { FACT(CPU_VENDOR, "User Mode Linux") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("User Mode Linux"), .shows = "vendor_id",
	.value = "User Mode Linux")
MACHINE(rosetta, .bit = 0, .fact = { FACT(CPU_VENDOR, "VirtualApple") },
	IS(UNKNOWN, -1, 0, POSSIBLE),
	.summary = "unknown, the CPU is that of an instruction translator, at least L0",
	.shows = "CPUID 0, vendor", .value = "VirtualApple")
MACHINE(windows_on_arm, .bit = 0, .fact = { FACT(CPU_VENDOR, "Virtual CPU ") },
	IS(UNKNOWN, -1, 0, POSSIBLE),
	.summary = "unknown, the CPU is that of an instruction translator, at least L0",
	.shows = "CPUID 0, vendor", .value = "Virtual CPU ")
MACHINE(fx32, .bit = 0, .fact = { FACT(CPU_VENDOR, "Compaq FX!32") },
	IS(UNKNOWN, -1, 0, POSSIBLE),
	.summary = "unknown, the CPU is that of an instruction translator, at least L0",
	.shows = "CPUID 0, vendor", .value = "Compaq FX!32")
MACHINE(connectix, .bit = 0, .fact = { FACT(CPU_VENDOR, "ConnectixCPU") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Connectix Virtual PC"), .shows = "CPUID 0, vendor",
	.value = "ConnectixCPU")
MACHINE(insignia, .bit = 0, .fact = { FACT(CPU_VENDOR, "Insignia 586") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Insignia RealPC"), .shows = "CPUID 0, vendor",
	.value = "Insignia 586")
MACHINE(neko, .bit = 0, .fact = { FACT(CPU_VENDOR, "Neko Project") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Neko Project II"), .shows = "CPUID 0, vendor",
	.value = "Neko Project")
MACHINE(fex, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "FEXIFEXIEMU\0" } },
	IS(UNKNOWN, -1, 0, POSSIBLE),
	.summary = "unknown, the CPU is that of an instruction translator, at least L0",
	.shows = "CPUID 0x40000000", .value = "FEXIFEXIEMU\\x00")
/* A KVM that needs no VMX stands on a layer that is known as ever */
MACHINE(pvm_host, .bit = 1, .leaf = { { 0x40000000, 0x40000001, 0, "KVMKVMKVM\0\0\0" } },
	.fact = { FACT(KVM_MODULES, "kvm kvm_pvm") },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("KVM"), .shows = "KVM modules", .value = "kvm_pvm")

/* The hardware's CPUID, which does not trap: without the kernel's CPL this would be bare metal. */
MACHINE(pvm_guest, .bit = 0, .fact = { NUMBER(KERNEL_CPL, 3), FACT(DMI_SYS_VENDOR, "HPE") },
	IS(GUEST, -1, 1, CERTAIN), .hypervisor = "KVM", .summary = "guest of KVM, by PVM, at least L1",
	.shows = "kernel's CPL", .value = "3")
MACHINE(pvm_guest_in_hyper_v, .bit = 1, .leaf = { { 0x40000000, 0x40000006, 0, "Microsoft Hv" } },
	.fact = { NUMBER(KERNEL_CPL, 3) },
	IS(GUEST, -1, 1, CERTAIN), .hypervisor = "KVM", .summary = "guest of KVM, by PVM, at least L1",
	.shows = "kernel's CPL", .value = "3")
MACHINE(xen_pv_runs_in_user_mode_too, .bit = 0,
	.fact = { FACT(HV_TYPE, "xen"), FACT(XEN_GUEST_TYPE, "PV"), NUMBER(KERNEL_CPL, 3) },
	IS(GUEST, -1, 1, CERTAIN), GUEST_OF("Xen"), .shows = "kernel's CPL", .value = "3")

static const struct ns_evidence *find(const struct ns_layer *l, const char *what)
{
	for (size_t i = 0; i < l->evidence_count; i++)
		if (!strcmp(l->evidence[i].what, what))
			return &l->evidence[i];
	return NULL;
}

static void expect_summary(struct __test_metadata *_metadata, const char *expected,
			   const struct ns_layer *l)
{
	char *summary = ns_layer_text(l, true);

	EXPECT_STREQ(expected, summary);
	free(summary);
}

TEST_F(machine, verdict)
{
	const struct ns_evidence *e = find(self->l, variant->shows);

	EXPECT_STREQ(ns_layer_kind_name(variant->kind), ns_layer_kind_name(self->l->kind));
	EXPECT_EQ(variant->level, self->l->level);
	EXPECT_EQ(variant->at_least, self->l->at_least);
	EXPECT_STREQ(ns_certainty_name(variant->certainty), ns_certainty_name(self->l->certainty));
	EXPECT_STREQ(variant->hypervisor ?: "(none)", self->l->hypervisor ?: "(none)");
	EXPECT_STREQ(variant->environment ?: "(none)", self->l->environment ?: "(none)");
	expect_summary(_metadata, variant->summary, self->l);
	EXPECT_TRUE(is_said("layers", ns_layer_kind_name(self->l->kind), self->l->verdict));
	for (size_t i = 0; i < self->l->evidence_count; i++)
		EXPECT_TRUE(is_said("layers", self->l->evidence[i].what, self->l->evidence[i].means));
	ASSERT_NE(NULL, e) TH_LOG("no evidence \"%s\"", variant->shows);
	EXPECT_STREQ(variant->value ?: "(unread)", e->raw ?: "(unread)");
	if (variant->strength != NS_STRENGTH_NONE)
		EXPECT_EQ(variant->strength, e->strength);
}

static bool same_verdict(const struct ns_layer *a, const struct ns_layer *b)
{
	return a->kind == b->kind && a->level == b->level && a->at_least == b->at_least &&
	       a->certainty == b->certainty && ns_finding_same(a->verdict, b->verdict);
}

/* The time of CPUID does not matter. */
TEST_F(machine, timing_never_decides)
{
	static const uint64_t medians[] = { 1, 100, 600, 3000, 8000, 50000, UINT64_MAX };

	for (size_t i = 0; i < sizeof(medians) / sizeof(medians[0]); i++) {
		struct ns_layer *l;

		for (int id = NS_FACT_TIMING_SAMPLES; id <= NS_FACT_TIMING_BASE_MEDIAN; id++)
			ns_value_num(&self->s->fact[id], NS_SOURCE_CPUID, medians[i]);
		l = ns_layer_find(self->s);
		EXPECT_TRUE(same_verdict(self->l, l)) TH_LOG("%s", ns_finding_code(l->verdict));
		EXPECT_EQ(NS_HINT, find(l, "CPUID timing")->strength);
		ns_layer_free(l);
	}
}

/* Evidence that was not read is listed as such, without value and strength. */
TEST_F(machine, unread_is_said)
{
	EXPECT_NE(NULL, find(self->l, "CPUID timing"));
	for (size_t i = 0; i < self->l->evidence_count; i++) {
		const struct ns_evidence *e = &self->l->evidence[i];

		ASSERT_NE(NULL, e->means);
		if (e->state == NS_VALUE && e->raw) {
			EXPECT_NE(NS_STRENGTH_NONE, e->strength);
			continue;
		}
		EXPECT_EQ(NULL, e->raw) TH_LOG("%s", e->what);
		EXPECT_EQ(NS_STRENGTH_NONE, e->strength) TH_LOG("%s", e->what);
		EXPECT_TRUE(!strncmp(ns_finding_rows[e->means->code].text, "not ", 4))
			TH_LOG("%s: %s", e->what, ns_finding_code(e->means));
	}
}

/* Without the bit nothing at 0x40000000 and up counts, whatever else the machine has. */
TEST_F(machine, leaves_without_bit)
{
	static const struct leaf any[] = {
		HV_LEAVES("Microsoft Hv", 0x1001), { 0x40000006, 0x3c00, 0, NULL },
		{ 0x40000100, 0x40000101, 0, "KVMKVMKVM\0\0\0" },
		{ 0x40000200, 0x40000201, 0, "FEXIFEXIEMU\0" },
	};
	FIXTURE_VARIANT(machine) bare = *variant;
	struct ns_layer *without, *with;
	struct ns_snapshot *s;

	memset(bare.leaf, 0, sizeof(bare.leaf));
	s = build(&bare);
	ns_value_num(&s->fact[NS_FACT_HV_PRESENT], NS_SOURCE_CPUID, 0);
	ns_value_free(&s->fact[NS_FACT_CPU_FLAGS]);
	without = ns_layer_find(s);
	for (size_t i = 0; i < sizeof(any) / sizeof(any[0]); i++)
		add_leaf(s, &any[i]);
	with = ns_layer_find(s);
	EXPECT_TRUE(same_verdict(without, with)) TH_LOG("%s", ns_finding_code(with->verdict));
	EXPECT_EQ(without->evidence_count, with->evidence_count);
	ns_layer_free(without);
	ns_layer_free(with);
	ns_snapshot_free(s);
}

/* A snapshot that was written and read again gives the same, word for word. */
TEST_F(machine, from_file)
{
	json_t *j = ns_snapshot_to_json(self->s), *before, *after;
	char *text = json_dumps(j, 0), *error, *note;
	struct ns_snapshot *s;
	struct ns_layer *l;

	s = ns_snapshot_from_text(text, strlen(text), "test", &error, &note);
	ASSERT_NE(NULL, s) TH_LOG("%s", error);
	l = ns_layer_find(s);
	before = ns_layer_to_json(self->l);
	after = ns_layer_to_json(l);
	EXPECT_TRUE(json_equal(before, after)) TH_LOG("%s", json_dumps(after, 0));
	expect_summary(_metadata, json_string_value(json_object_get(after, "summary")), self->l);
	EXPECT_EQ(self->l->evidence_count, json_array_size(json_object_get(after, "evidence")));
	json_decref(before);
	json_decref(after);
	json_decref(j);
	ns_layer_free(l);
	ns_snapshot_free(s);
	free(text);
}

/* ---- kvm_intel's parameter enlightened_vmcs ---- */

static void expect_evmcs(struct __test_metadata *_metadata, const char *value, const char *flags,
			 const char *summary)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_value param = { 0 };
	struct ns_layer *l;

	ns_value_text(&s->fact[NS_FACT_CPU_FLAGS], NS_SOURCE_PROCFS, flags);
	ns_value_text(&param, NS_SOURCE_SYSFS, value);
	ns_snapshot_add_param(s, "kvm_intel", "enlightened_vmcs", &param);
	l = ns_layer_find(s);
	expect_summary(_metadata, summary, l);
	EXPECT_EQ(*value == 'Y', !!find(l, "kvm_intel.enlightened_vmcs"));
	ns_layer_free(l);
	ns_snapshot_free(s);
}

TEST(enlightened_vmcs_means_hyperv_below)
{
	expect_evmcs(_metadata, "Y", "vmx hypervisor", "guest of Hyper-V, at least L1");
	expect_evmcs(_metadata, "N", "vmx hypervisor", "guest of an unknown hypervisor, at least L1");
}

/* The two contradict each other; the flag is closer to the CPU. */
TEST(enlightened_vmcs_does_not_overrule_the_hypervisor_bit)
{
	expect_evmcs(_metadata, "Y", "nopl vmx", "bare metal (L0), by the hypervisor bit alone");
}

/* ---- for programs ---- */

TEST(json_tells_the_verdict_by_codes)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_layer *l;
	json_t *j, *first;

	ns_value_num(&s->fact[NS_FACT_HV_PRESENT], NS_SOURCE_CPUID, 0);
	ns_value_num(&s->view[NS_VIEW_CPU][NS_REG_IA32_VMX_BASIC], NS_SOURCE_MSR, KVM_REVISION);
	l = ns_layer_find(s);
	j = ns_layer_to_json(l);
	EXPECT_STREQ("layer-guest", json_string_value(json_object_get(j, "finding")));
	EXPECT_STREQ("layer-hidden", json_string_value(json_object_get(j, "qualified_by")));
	EXPECT_STREQ("guest of KVM, which hides itself, at least L1",
		     json_string_value(json_object_get(j, "summary")));
	first = json_array_get(json_object_get(j, "evidence"), 0);
	EXPECT_STREQ("evidence-no-hypervisor-bit", json_string_value(json_object_get(first, "finding")));
	json_decref(j);
	ns_layer_free(l);
	ns_snapshot_free(s);
}

/* ---- the tables ---- */

TEST(signatures_are_unique)
{
	for (size_t i = 0; i < ns_signature_count; i++) {
		const struct ns_signature *s = &ns_signatures[i];

		EXPECT_EQ(s, ns_signature_find(s->where, s->bytes)) TH_LOG("%.12s", s->bytes);
		EXPECT_TRUE(*s->who && *s->source);
	}
}

TEST(signature_text)
{
	EXPECT_STREQ("KVM", ns_signature_find_text(NS_WHERE_HV, "KVMKVMKVM\\x00\\x00\\x00")->who);
	EXPECT_STREQ("KVM", ns_signature_find_text(NS_WHERE_HV, "KVMKVMKVM")->who);
	/* What a file's end of line takes away */
	EXPECT_STREQ("bhyve", ns_signature_find_text(NS_WHERE_HV, "bhyve bhyve")->who);
	EXPECT_STREQ("TDX module", ns_signature_find_text(NS_WHERE_TDX, "IntelTDX")->who);
	EXPECT_EQ(NULL, ns_signature_find_text(NS_WHERE_HV, "IntelTDX    "));
	EXPECT_EQ(NULL, ns_signature_find_text(NS_WHERE_HV, ""));
	EXPECT_EQ(NULL, ns_signature_find_text(NS_WHERE_HV, "KVMKVMKVMKVMKVM"));
	EXPECT_EQ(NULL, ns_signature_find_text(NS_WHERE_HV, "\\x"));
	EXPECT_EQ(NULL, ns_signature_find_text(NS_WHERE_HV, "KVMKVMKVM\\x0"));
}

/* Every mark can be found, belongs to a fact that is text, and is not hidden by an earlier one. */
TEST(marks_match)
{
	struct ns_snapshot *s = ns_snapshot_new();

	for (size_t i = 0; i < ns_mark_count; i++) {
		const struct ns_mark *m = &ns_marks[i];

		EXPECT_EQ(NS_TYPE_TEXT, ns_facts[m->fact].type);
		ns_value_text(&s->fact[m->fact], NS_SOURCE_SYSFS, m->text);
		EXPECT_EQ(m, ns_mark_find(s, m->fact)) TH_LOG("%s", m->text);
		ns_value_text(&s->fact[m->fact], NS_SOURCE_SYSFS, "");
		EXPECT_EQ(NULL, ns_mark_find(s, m->fact));
	}
	ns_snapshot_free(s);
}

TEST(words)
{
	EXPECT_TRUE(ns_has_word("fpu svm hypervisor", "svm"));
	EXPECT_TRUE(ns_has_word("svm", "svm"));
	EXPECT_TRUE(ns_has_word("svml svm", "svm"));
	EXPECT_FALSE(ns_has_word("fpu svm_lock", "svm"));
	EXPECT_FALSE(ns_has_word("fpu xsvm", "svm"));
	EXPECT_FALSE(ns_has_word("", "svm"));
}

/* ---- random machines ---- */

static const char *some_text(unsigned int n)
{
	static char bytes[] = "\xff\x1b[31m";

	switch (n % 8) {
	case 0:
		return "";
	case 1:
		return bytes;
	case 2:
		return "xen control_d hypervisor tdx_guest tsc_adjust kvm_pvm";
	case 3:
		return "AuthenticAMD";
	default:
		return ns_marks[n % ns_mark_count].text;
	}
}

static void some_leaf(struct ns_snapshot *s, unsigned int *seed)
{
	const struct ns_signature *sig = &ns_signatures[rand_r(seed) % ns_signature_count];
	uint32_t base = 0x40000000 + rand_r(seed) % 3 * 0x100;
	struct leaf l = { base, base + rand_r(seed) % 14, 0, sig->bytes };

	add_leaf(s, &l);
	for (uint32_t leaf = base + 1; leaf < base + 14; leaf++) {
		l = (struct leaf){ leaf, rand_r(seed) % 2 ? HV_INTERFACE : rand_r(seed),
				   rand_r(seed), NULL };
		add_leaf(s, &l);
	}
}

static struct ns_snapshot *some_snapshot(unsigned int *seed)
{
	struct ns_snapshot *s = ns_snapshot_new();

	for (int i = 0; i < NS_FACT_COUNT; i++) {
		if (rand_r(seed) % 3)
			continue;
		if (ns_facts[i].type == NS_TYPE_TEXT)
			ns_value_text(&s->fact[i], NS_SOURCE_FILE, some_text(rand_r(seed)));
		else
			ns_value_num(&s->fact[i], NS_SOURCE_FILE, rand_r(seed) % 2);
	}
	for (int i = 0; i < NS_REG_COUNT; i++)
		if (!(rand_r(seed) % 3))
			ns_value_num(&s->view[NS_VIEW_CPU][i], NS_SOURCE_FILE, rand_r(seed));
	for (int i = rand_r(seed) % 3; i; i--)
		some_leaf(s, seed);
	return s;
}

static bool is_printable(const char *s)
{
	for (; *s; s++)
		if (*s < ' ' || *s > '~')
			return false;
	return true;
}

static bool says_printable(const struct ns_finding *f)
{
	char *text = ns_finding_text(f);
	bool yes = is_printable(text) && !strchr(text, '?');

	free(text);
	return yes;
}

TEST(any_snapshot)
{
	unsigned int seed = 1;

	for (int i = 0; i < 5000; i++) {
		unsigned int first = seed;
		struct ns_snapshot *s = some_snapshot(&seed);
		struct ns_layer *l = ns_layer_find(s);

		json_decref(ns_layer_to_json(l));
		ASSERT_TRUE(l->level == -1 || l->level == l->at_least) TH_LOG("seed %u", first);
		/* A hypervisor can hide, so this is never certain. */
		if (l->kind == NS_LAYER_BARE_METAL) {
			ASSERT_NE(NS_CERTAIN, l->certainty) TH_LOG("seed %u", first);
			ASSERT_EQ(NULL, l->hypervisor) TH_LOG("seed %u", first);
		}
		if (l->kind == NS_LAYER_GUEST)
			ASSERT_LE(1, l->at_least) TH_LOG("seed %u", first);
		if (l->kind == NS_LAYER_PARENT)
			ASSERT_NE(NULL, l->hypervisor) TH_LOG("seed %u", first);
		for (size_t e = 0; e < l->evidence_count; e++)
			ASSERT_TRUE(is_printable(l->evidence[e].raw ?: "") &&
				    says_printable(l->evidence[e].means)) TH_LOG("seed %u", first);
		ns_layer_free(l);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
