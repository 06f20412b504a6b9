// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What gives a platform away: the texts that firmware of each has, as its
 * sources and its guests' logs have them, and every row of the table.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/evidence.h"
#include "analysis/layers.h"
#include "analysis/signatures.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"

#define MAX 5

/* A guest with a hypervisor's signature, and what its firmware says */
static const struct {
	const char *platform;
	const char *signature;
	struct {
		enum ns_fact_id id;
		const char *text;
	} facts[MAX];
	const char *hypervisor;
} captures[] = {
#define FACT(id, text) { NS_FACT_##id, text }
#define KVM "KVMKVMKVM\0\0\0"
	{ "KubeVirt", KVM, { FACT(DMI_SYS_VENDOR, "KubeVirt"), FACT(DMI_PRODUCT, "None"),
			     FACT(DMI_BIOS_VENDOR, "SeaBIOS") }, "KVM" },
	{ "oVirt", KVM, { FACT(DMI_SYS_VENDOR, "oVirt"), FACT(DMI_PRODUCT, "RHEL") }, "KVM" },
	{ "oVirt", KVM, { FACT(DMI_SYS_VENDOR, "oVirt"), FACT(DMI_PRODUCT, "oVirt Node") }, "KVM" },
	{ "Red Hat's virtualization", KVM, { FACT(DMI_SYS_VENDOR, "Red Hat"), FACT(DMI_PRODUCT, "RHEL") }, "KVM" },
	{ "crosvm", KVM, { FACT(DMI_SYS_VENDOR, "ChromiumOS"), FACT(DMI_PRODUCT, "crosvm"),
			   FACT(DMI_BIOS_VENDOR, "crosvm"), FACT(ACPI_OEM, "CROSVMCROSVMDT") }, "KVM" },
	{ "crosvm", KVM, { FACT(ACPI_OEM, "CROSVMCROSVMDT") }, "KVM" },
	{ "Incus", KVM, { FACT(DMI_SYS_VENDOR, "QEMU"), FACT(DMI_PRODUCT, "Standard PC (Q35 + ICH9, 2009)"),
			  FACT(DMI_BOARD_VENDOR, "LinuxContainers") }, "KVM" },
	{ "OpenStack", KVM, { FACT(DMI_SYS_VENDOR, "OpenStack Foundation"), FACT(DMI_PRODUCT, "OpenStack Nova") },
	  "KVM" },
	{ "Azure", "Microsoft Hv", { FACT(DMI_SYS_VENDOR, "Microsoft Corporation"),
				     FACT(DMI_PRODUCT, "Virtual Machine"),
				     FACT(DMI_CHASSIS_TAG, "7783-7084-3265-9085-8269-3286-77") }, "Hyper-V" },
	{ "Hyper-V", "Microsoft Hv", { FACT(DMI_SYS_VENDOR, "Microsoft Corporation"),
				       FACT(DMI_PRODUCT, "Virtual Machine"),
				       FACT(DMI_PRODUCT_VERSION, "Hyper-V UEFI Release v4.1") }, "Hyper-V" },
	{ "Oracle Cloud", KVM, { FACT(DMI_SYS_VENDOR, "QEMU"), FACT(DMI_CHASSIS_TAG, "OracleCloud.com") }, "KVM" },
	{ "Huawei Cloud", KVM, { FACT(DMI_SYS_VENDOR, "OpenStack Foundation"),
				 FACT(DMI_CHASSIS_TAG, "HUAWEICLOUD") }, "KVM" },
	{ "Open Telekom Cloud", KVM, { FACT(DMI_SYS_VENDOR, "OpenStack Foundation"),
				       FACT(DMI_CHASSIS_TAG, "OpenTelekomCloud") }, "KVM" },
	{ "SAP Converged Cloud", "VMwareVMware", { FACT(DMI_SYS_VENDOR, "VMware, Inc."),
						   FACT(DMI_PRODUCT, "VMware Virtual Platform"),
						   FACT(DMI_CHASSIS_TAG, "SAP CCloud VM") }, "VMware" },
	{ "Samsung Cloud Platform", KVM, { FACT(DMI_CHASSIS_TAG, "Samsung Cloud Platform") }, "KVM" },
	{ "LXD", KVM, { FACT(DMI_SYS_VENDOR, "QEMU"), FACT(DMI_PRODUCT, "Standard PC (Q35 + ICH9, 2009)"),
			FACT(DMI_BOARD_VENDOR, "Canonical Ltd.") }, "KVM" },
	{ "Hetzner Cloud", KVM, { FACT(DMI_SYS_VENDOR, "Hetzner"), FACT(DMI_PRODUCT, "vServer") }, "KVM" },
	{ "Linode (Akamai)", KVM, { FACT(DMI_SYS_VENDOR, "Linode"), FACT(DMI_PRODUCT, "Compute Instance") }, "KVM" },
	{ "Linode (Akamai)", KVM, { FACT(DMI_SYS_VENDOR, "Akamai") }, "KVM" },
	{ "UpCloud", KVM, { FACT(DMI_SYS_VENDOR, "UpCloud") }, "KVM" },
	{ "Vultr", KVM, { FACT(DMI_SYS_VENDOR, "Vultr"), FACT(DMI_PRODUCT, "VC2") }, "KVM" },
	{ "Scaleway", KVM, { FACT(DMI_SYS_VENDOR, "Scaleway"), FACT(DMI_PRODUCT, "SCW-DEV1-S") }, "KVM" },
	{ "NWCS", KVM, { FACT(DMI_SYS_VENDOR, "NWCS") }, "KVM" },
	{ "3DS Outscale", KVM, { FACT(DMI_SYS_VENDOR, "3DS Outscale"), FACT(DMI_PRODUCT, "3DS Outscale VM") }, "KVM" },
	{ "CloudStack", KVM, { FACT(DMI_SYS_VENDOR, "Apache Software Foundation"),
			       FACT(DMI_PRODUCT, "CloudStack KVM Hypervisor") }, "KVM" },
	{ "Exoscale", KVM, { FACT(DMI_PRODUCT, "Exoscale Compute Platform") }, "KVM" },
	{ "CloudSigma", KVM, { FACT(DMI_PRODUCT, "CloudSigma") }, "KVM" },
	{ "SmartOS", KVM, { FACT(DMI_SYS_VENDOR, "Joyent"), FACT(DMI_PRODUCT, "SmartDC HVM") }, "KVM" },
	{ "Alibaba Cloud", KVM, { FACT(DMI_SYS_VENDOR, "Alibaba Cloud"), FACT(DMI_PRODUCT, "Alibaba Cloud ECS") },
	  "KVM" },
	{ "VirtualBox or a server of Oracle", "VBoxVBoxVBox", { FACT(DMI_BOARD_VENDOR, "Oracle Corporation") },
	  "VirtualBox" },
	{ "VirtualBox", "VBoxVBoxVBox", { FACT(DMI_SYS_VENDOR, "innotek GmbH"), FACT(DMI_PRODUCT, "VirtualBox"),
					  FACT(DMI_BOARD_VENDOR, "Oracle Corporation") }, "VirtualBox" },
};

static bool shows(const struct ns_layer *l, const char *platform)
{
	for (size_t i = 0; i < l->evidence_count; i++) {
		const char *named = ns_finding_get(l->evidence[i].means, "platform");

		if (named && !strcmp(named, platform))
			return true;
	}
	return false;
}

static struct ns_snapshot *guest_of(const char *signature)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_leaf leaf = { .leaf = 0x40000000, .out = { 0x40000001 } };

	set_fact(s, NS_FACT_HV_PRESENT, 1);
	ns_snapshot_note(s, NS_SOURCE_CPUID, NS_VALUE, NULL, "as this program sees it");
	memcpy(&leaf.out[NS_OUT_EBX], signature, 12);
	ns_snapshot_add_leaf(s, &leaf);
	return s;
}

TEST(captures_are_recognised)
{
	for (size_t i = 0; i < COUNT(captures); i++) {
		struct ns_snapshot *s = guest_of(captures[i].signature);
		struct ns_layer *l;

		for (size_t k = 0; k < MAX && captures[i].facts[k].text; k++)
			set_text(s, captures[i].facts[k].id, captures[i].facts[k].text);
		l = ns_layer_find(s);
		EXPECT_TRUE(shows(l, captures[i].platform)) TH_LOG("%zu: %s", i, captures[i].platform);
		EXPECT_EQ(NS_LAYER_GUEST, l->kind) TH_LOG("%zu: %s", i, captures[i].platform);
		EXPECT_STREQ(captures[i].hypervisor, l->hypervisor ?: "(none)") TH_LOG("%zu", i);
		ns_layer_free(l);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

/* No row comes after another one that matches everything it matches. */
TEST(every_mark_is_found_by_its_text)
{
	for (size_t i = 0; i < ns_mark_count; i++) {
		const struct ns_mark *m = &ns_marks[i], *found;
		struct ns_snapshot *s = ns_snapshot_new();

		set_text(s, m->fact, m->text);
		found = ns_mark_find(s, m->fact);
		EXPECT_EQ(m, found) TH_LOG("%s, %s", ns_facts[m->fact].name, m->text);
		EXPECT_STRNE("", m->source);
		ns_snapshot_free(s);
	}
}

/* Every fact with a mark is looked at. */
TEST(every_mark_is_evidence)
{
	for (size_t i = 0; i < ns_mark_count; i++) {
		const struct ns_mark *m = &ns_marks[i];
		struct ns_snapshot *s = guest_of("KVMKVMKVM\0\0\0");
		struct ns_layer *l;

		set_text(s, m->fact, m->text);
		l = ns_layer_find(s);
		EXPECT_TRUE(shows(l, m->platform)) TH_LOG("%s, %s", ns_facts[m->fact].name, m->text);
		ns_layer_free(l);
		ns_snapshot_free(s);
	}
}

/* Hardware of vendors that also make VMs, and asset tags chosen by owners */
TEST(hardware_is_not_taken_for_a_vm)
{
	static const struct {
		enum ns_fact_id id;
		const char *text;
	} hardware[] = {
		FACT(DMI_SYS_VENDOR, "Oracle Corporation"), FACT(DMI_BOARD_VENDOR, "Oracle Corporation"),
		FACT(DMI_SYS_VENDOR, "Microsoft Corporation"), FACT(DMI_SYS_VENDOR, "Google"),
		FACT(DMI_PRODUCT, "ThinkPad X1 Carbon 7th"), FACT(DMI_BOARD_VENDOR, "ASUSTeK COMPUTER INC."),
		FACT(DMI_SYS_VENDOR, "Scaleway"), FACT(DMI_SYS_VENDOR, "Amazon EC2"),
	};

	for (size_t i = 0; i < COUNT(hardware); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_layer *l;

		set_fact(s, NS_FACT_HV_PRESENT, 0);
		set_text(s, hardware[i].id, hardware[i].text);
		l = ns_layer_find(s);
		EXPECT_EQ(NS_LAYER_BARE_METAL, l->kind) TH_LOG("%s", hardware[i].text);
		ns_layer_free(l);
		ns_snapshot_free(s);
	}
}

/* ---- SMBIOS's bit ---- */

static enum ns_certainty certainty_with(int hypervisor, int vm)
{
	struct ns_snapshot *s = ns_snapshot_new();
	enum ns_certainty certainty;
	struct ns_layer *l;

	set_fact(s, NS_FACT_HV_PRESENT, hypervisor);
	set_text(s, NS_FACT_DMI_SYS_VENDOR, "Some Maker");
	if (vm >= 0)
		set_fact(s, NS_FACT_DMI_VM, vm);
	l = ns_layer_find(s);
	certainty = l->kind == NS_LAYER_BARE_METAL ? l->certainty : (enum ns_certainty)-1;
	ns_layer_free(l);
	ns_snapshot_free(s);
	return certainty;
}

TEST(smbios_weakens_the_verdict_of_bare_metal)
{
	EXPECT_EQ(NS_LIKELY, certainty_with(0, -1));
	EXPECT_EQ(NS_LIKELY, certainty_with(0, 0));
	EXPECT_EQ(NS_POSSIBLE, certainty_with(0, 1));
}

TEST_HARNESS_MAIN
