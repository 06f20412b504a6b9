// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What sources/layer.c makes of files: a captured tree a variant, one fact of
 * it, and that CPUID and its timing are asked of this machine only.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "harness.h"
#include "sources/context.h"
#include "tree.h"

#define MAX 4

FIXTURE(tree)
{
	char root[TREE_NAME];
	struct ns_snapshot *s;
};

FIXTURE_VARIANT(tree)
{
	struct file file[MAX];
	enum ns_fact_id fact;
	enum ns_state state;
	const char *text;	/* of a value, or part of why there is none */
};

FIXTURE_SETUP(tree)
{
	struct ns_context ctx = { .root = self->root };

	make_tree(self->root, variant->file, MAX);
	self->s = ns_snapshot_new();
	ns_read_layer(&ctx, self->s);
}

FIXTURE_TEARDOWN(tree)
{
	ns_snapshot_free(self->s);
	EXPECT_EQ(0, remove_tree(self->root));
}

#define TREE(name, fact_, state_, text_, ...) \
	FIXTURE_VARIANT_ADD(tree, name) { .file = { __VA_ARGS__ }, .fact = NS_FACT_##fact_, \
					  .state = NS_##state_, .text = text_ };

/* ---- containers ---- */

TREE(no_container, CONTAINER, VALUE, "", { "/proc/1/environ", "HOME=/\0PATH=/bin", 16 })
TREE(podman, CONTAINER, VALUE, "podman", { "/run/.containerenv", "engine=\"podman-4.3.1\"\n" })
TREE(docker, CONTAINER, VALUE, "docker", { "/.dockerenv", "" })
TREE(flatpak, CONTAINER, VALUE, "flatpak", { "/.flatpak-info", "[Application]\n" })
TREE(nspawn, CONTAINER, VALUE, "systemd-nspawn", { "/run/systemd/container", "systemd-nspawn\n" })
TREE(container_manager, CONTAINER, VALUE, "lxc", { "/run/host/container-manager", "lxc\n" })
/* An explicit statement counts before the existence of a file. */
TREE(nspawn_with_docker_files, CONTAINER, VALUE, "systemd-nspawn",
     { "/.dockerenv", "" }, { "/run/systemd/container", "systemd-nspawn\n" })
TREE(empty_container_file, CONTAINER, VALUE, "", { "/run/systemd/container", "\n" })
TREE(container_of_first_process, CONTAINER, VALUE, "lxc",
     { "/proc/1/environ", "HOME=/\0container=lxc\0X=1", 24 })
TREE(container_not_first_in_name, CONTAINER, VALUE, "",
     { "/proc/1/environ", "XCONTAINER=no\0xcontainer=lxc\0container=", 39 })
TREE(kubernetes, CONTAINER, VALUE, "Kubernetes",
     { "/proc/1/cgroup", "5:cpu:/kubepods/burstable/pod1/2\n" })
TREE(old_docker, CONTAINER, VALUE, "docker", { "/proc/1/cgroup", "5:cpu:/docker/0123\n" })
TREE(plain_cgroup, CONTAINER, VALUE, "", { "/proc/1/cgroup", "0::/init.scope\n" })

/* ---- devices and firmware ---- */

TREE(acpi_devices, ACPI_DEVICES, VALUE, "PNP0A03 QEMU0002 VMBUS",
     { "/sys/bus/acpi/devices/VMBUS:00", "" }, { "/sys/bus/acpi/devices/QEMU0002:00", "" },
     { "/sys/bus/acpi/devices/PNP0A03:00", "" }, { "/sys/bus/acpi/devices/PNP0A03:01", "" })
TREE(acpi_devices_without_kind, ACPI_DEVICES, VALUE, "",
     { "/sys/bus/acpi/devices/device:0a", "" }, { "/sys/bus/acpi/devices/LNXSYSTM:00", "" })
TREE(no_acpi_devices, ACPI_DEVICES, NOT_ASKED, "/sys/bus/acpi/devices: not captured")
TREE(acpi_oem, ACPI_OEM, VALUE, "BOCHS BXPC",
     { "/sys/firmware/acpi/tables/DSDT",
       "DSDT\x24\0\0\0\1\0" "BOCHS " "BXPC    " "\1\0\0\0BXPC\1\0\0\0", 36 })
TREE(acpi_oem_with_nuls, ACPI_OEM, VALUE, "Xen   HVM",
     { "/sys/firmware/acpi/tables/DSDT", "DSDT\x24\0\0\0\1\0" "Xen\0\0\0" "HVM\0\0\0\0\0", 24 })
TREE(acpi_oem_too_short, ACPI_OEM, UNREADABLE, "too short",
     { "/sys/firmware/acpi/tables/DSDT", "DSDT\x24\0\0\0\1\0" "BOCHS BXPC   ", 23 })
TREE(no_dsdt, ACPI_OEM, NOT_ASKED, "/sys/firmware/acpi/tables/DSDT: not captured")
TREE(pci, PCI_VENDORS, VALUE, "0x1af4 0x1b36 0x8086",
     { "/proc/bus/pci/devices", "0000\t80861237\t0\n0008\t80867000\t0\n0010\t1b360001\tb\n" },
     { "/sys/bus/pci/devices/0000:00:00.0/subsystem_vendor", "0x1af4\n" })
TREE(pci_without_subsystem, PCI_VENDORS, VALUE, "0x8086",
     { "/proc/bus/pci/devices", "0000\t80861237\t0\n" },
     { "/sys/bus/pci/devices/0000:00:00.0/subsystem_vendor", "0x0000\n" })
TREE(pci_after_garbage, PCI_VENDORS, VALUE, "0x8086", { "/proc/bus/pci/devices", "no\n\n0000\t80861237\t0\n" })
TREE(pci_garbage, PCI_VENDORS, VALUE, "", { "/proc/bus/pci/devices", "no\n\n\tx\n0000 zz\n" })
/* If the directory exists, the file is missing. */
TREE(absent_dsdt, ACPI_OEM, ABSENT, "/sys/firmware/acpi/tables/DSDT: No such file",
     { "/sys/firmware/acpi/tables/SSDT", "" })
TREE(no_pci, PCI_VENDORS, NOT_ASKED, "/proc/bus/pci/devices: not captured")

/* ---- the kernel, without the name of its builder ---- */

TREE(kernel_version, KERNEL_VERSION, VALUE, "#1 SMP PREEMPT_DYNAMIC Debian 6.1.148-1 (2025-08-26)",
     { "/proc/version", "Linux version 6.1.0 (me@home) (gcc (Debian 12.2.0) 12.2.0, GNU ld) "
       "#1 SMP PREEMPT_DYNAMIC Debian 6.1.148-1 (2025-08-26)\n" })
TREE(kernel_version_without_build, KERNEL_VERSION, ABSENT, "no build number",
     { "/proc/version", "Linux version 6.1.0 (me@home)\n" })
TREE(xen_guest_type, XEN_GUEST_TYPE, VALUE, "PVH", { "/sys/hypervisor/guest_type", "PVH\n" })
TREE(no_xen, XEN_GUEST_TYPE, NOT_ASKED, "/sys/hypervisor/guest_type: not captured")

/* ---- a captured tree has no CPU ---- */

TREE(no_tdx, TDX_SIGNATURE, NOT_ASKED, "captured tree")
TREE(no_timing, TIMING_CPUID_MEDIAN, NOT_ASKED, "captured tree")

TEST_F(tree, fact)
{
	const struct ns_value *v = &self->s->fact[variant->fact];

	EXPECT_STREQ(ns_state_name(variant->state), ns_state_name(v->state));
	if (variant->state == NS_VALUE) {
		EXPECT_STREQ(variant->text, v->text ?: "(none)");
	} else {
		EXPECT_NE(NULL, strstr(v->why ?: "", variant->text)) TH_LOG("%s", v->why);
	}
}

/* On any machine: a complete measurement, or a reason */
TEST(timing_of_this_machine)
{
	const struct ns_context here = { .root = "" };
	struct ns_snapshot *s = ns_snapshot_new();
	const struct ns_value *fact = s->fact;

	ns_read_layer(&here, s);
	for (int i = NS_FACT_TIMING_SAMPLES; i <= NS_FACT_TIMING_BASE_MEDIAN; i++)
		EXPECT_EQ(fact[NS_FACT_TIMING_SAMPLES].state, fact[i].state);
	if (ns_has(&fact[NS_FACT_TIMING_SAMPLES])) {
		EXPECT_LE(500, fact[NS_FACT_TIMING_SAMPLES].num);
		EXPECT_LE(fact[NS_FACT_TIMING_CPUID_MIN].num, fact[NS_FACT_TIMING_CPUID_MEDIAN].num);
		EXPECT_LE(fact[NS_FACT_TIMING_BASE_MIN].num, fact[NS_FACT_TIMING_BASE_MEDIAN].num);
		EXPECT_LE(fact[NS_FACT_TIMING_BASE_MIN].num, fact[NS_FACT_TIMING_CPUID_MIN].num);
	} else {
		EXPECT_NE(NULL, fact[NS_FACT_TIMING_SAMPLES].why);
	}
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
