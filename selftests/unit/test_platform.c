// SPDX-License-Identifier: GPL-2.0-or-later
/* What runs a VM, its switch, and what runs the VMs where KVM does not */
#include "analysis/answers.h"
#include "analysis/platform.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"
#include "said.h"

#define HYPERVISOR (1u << 31)

/* A guest of @who, with the signs of a row */
static struct ns_machine machine_of(struct ns_snapshot *s, const struct ns_platform_sign *sign,
				    struct ns_layer *layer)
{
	*layer = (struct ns_layer){
		.kind = NS_LAYER_GUEST, .hypervisor = (char *)(*sign->who ? sign->who : "somebody"),
	};
	for (size_t i = 0; i < NS_PLATFORM_TESTS_MAX && sign->tests[i].text; i++)
		set_text(s, sign->tests[i].fact, sign->tests[i].text);
	return (struct ns_machine){
		.s = s, .cpu = s->view[NS_VIEW_CPU], .layer = layer, .below = NS_YES,
	};
}

TEST(every_sign_of_a_platform_finds_it_and_no_row_hides_another)
{
	for (size_t i = 0; i < ns_platform_sign_count; i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_layer layer;
		struct ns_machine m = machine_of(s, &ns_platform_signs[i], &layer);

		EXPECT_EQ(&ns_platforms[ns_platform_signs[i].id], ns_platform_find(&m)) {
			TH_LOG("sign %zu, of %s", i, ns_platforms[ns_platform_signs[i].id].code);
		}
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

TEST(a_row_says_all_that_its_kind_needs)
{
	for (size_t i = 0; i < NS_PLATFORM_COUNT; i++) {
		const struct ns_platform *p = &ns_platforms[i];

		EXPECT_NE('\0', *p->code);
		EXPECT_NE('\0', *p->source);
		EXPECT_EQ(i == NS_PLATFORM_OTHER, !*p->name);
		EXPECT_EQ(p->kind == NS_PLATFORM_UNKNOWN, !*p->how);
		EXPECT_EQ(p->kind == NS_PLATFORM_SWITCH, !!*p->stop);
	}
}

TEST(a_machine_that_is_no_guest_has_no_platform)
{
	struct ns_layer layer = { .kind = NS_LAYER_BARE_METAL };
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_machine m = { .s = s, .cpu = s->view[NS_VIEW_CPU], .layer = &layer };

	/* A bare-metal machine of a cloud has the cloud's marks, too. */
	set_text(s, NS_FACT_DMI_SYS_VENDOR, "Amazon EC2");
	EXPECT_EQ(NULL, ns_platform_find(&m));
	ns_snapshot_free(s);
}

FIXTURE(run) { struct ns_snapshot *s; };

FIXTURE_VARIANT(run) {
	uint64_t cpuid1;
	const char *signature;
	struct { enum ns_fact_id fact; const char *text; } facts[3];
	int kernel_cpl;
	const char *finding, *because, *remedy, *never;
};

FIXTURE_SETUP(run)
{
	self->s = ns_snapshot_new();
	set_reg(self->s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, variant->cpuid1);
	set_reg(self->s->view[NS_VIEW_CPU], NS_REG_CPUID_80000001_ECX, 0);
	set_fact(self->s, NS_FACT_HV_PRESENT, !!(variant->cpuid1 & HYPERVISOR));
	if (variant->signature)
		set_text(self->s, NS_FACT_HV_SIGNATURE, variant->signature);
	ns_value_not(&self->s->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, NS_ABSENT, "no /dev/kvm");
	set_fact(self->s, NS_FACT_KERNEL_CPL, variant->kernel_cpl);
	for (size_t i = 0; i < COUNT(variant->facts) && variant->facts[i].text; i++)
		set_text(self->s, variant->facts[i].fact, variant->facts[i].text);
}

FIXTURE_TEARDOWN(run)
{
	ns_snapshot_free(self->s);
}

#define GUEST .cpuid1 = HYPERVISOR

FIXTURE_VARIANT_ADD(run, a_guest_of_kvm_is_told_qemus_and_libvirts_switch) {
	GUEST, .signature = "KVMKVMKVM",
	.finding = "not-exposed", .remedy = "QEMU: -cpu host", .never = "Hyper-V",
};
/* The CPU model qemu64, without a leaf that tells whether KVM runs it */
FIXTURE_VARIANT_ADD(run, a_guest_of_qemu_by_kvm_or_tcg_is_told_both_switches) {
	GUEST, .facts = { { NS_FACT_DMI_SYS_VENDOR, "QEMU" } },
	.finding = "not-exposed", .remedy = "-accel kvm -cpu host", .never = "ask the provider",
};
FIXTURE_VARIANT_ADD(run, a_guest_of_a_hypervisor_without_a_platform_is_sent_to_its_provider) {
	GUEST, .signature = "SRESRESRESRE",
	.finding = "not-exposed", .remedy = "does not know how LMHS SRE enables nested virtualization", .never = "-cpu host",
};
FIXTURE_VARIANT_ADD(run, a_guest_of_an_unknown_hypervisor_is_told_the_commonest) {
	GUEST, .signature = "whoisthisguy",
	.finding = "not-exposed", .remedy = "The most common ones", .never = "Proxmox",
};
/* CPUID does not trap, so it shows the machine's VMX. */
FIXTURE_VARIANT_ADD(run, a_guest_of_pvm_is_not_told_to_load_kvm_intel) {
	.cpuid1 = 1u << 5, .kernel_cpl = 3,
	.finding = "pvm-guest", .because = "user mode", .never = "modprobe",
};
FIXTURE_VARIANT_ADD(run, wsl_2_is_told_wslconfig) {
	GUEST, .signature = "Microsoft Hv",
	.facts = { { NS_FACT_KERNEL, "5.15.90.1-microsoft-standard-WSL2" } },
	.finding = "not-exposed", .remedy = "nestedVirtualization=true", .never = "Set-VMProcessor",
};
FIXTURE_VARIANT_ADD(run, azure_is_told_sizes) {
	GUEST, .signature = "Microsoft Hv",
	.facts = { { NS_FACT_DMI_CHASSIS_TAG, "7783-7084-3265-9085-8269-3286-77" } },
	.finding = "not-exposed", .remedy = "az vm resize", .never = "wslconfig",
};
FIXTURE_VARIANT_ADD(run, ec2_of_a_type_that_can_is_told_the_option) {
	GUEST, .signature = "KVMKVMKVM",
	.facts = { { NS_FACT_DMI_SYS_VENDOR, "Amazon EC2" }, { NS_FACT_DMI_PRODUCT, "m8i.large" } },
	.finding = "not-exposed", .remedy = "modify-instance-cpu-options", .never = "cannot",
};
FIXTURE_VARIANT_ADD(run, ec2_of_another_type_cannot) {
	GUEST, .signature = "KVMKVMKVM",
	.facts = { { NS_FACT_DMI_SYS_VENDOR, "Amazon EC2" }, { NS_FACT_DMI_PRODUCT, "t3.micro" } },
	.finding = "not-exposed", .remedy = "cannot be done here", .never = "modify-instance",
};
FIXTURE_VARIANT_ADD(run, a_cloud_without_a_source_is_sent_to_its_provider) {
	GUEST, .signature = "KVMKVMKVM",
	.facts = { { NS_FACT_DMI_CHASSIS_TAG, "OracleCloud.com" } },
	.finding = "not-exposed", .remedy = "ask the provider", .never = "-cpu host",
};
FIXTURE_VARIANT_ADD(run, tcg_never_gives_vmx) {
	GUEST, .signature = "TCGTCGTCGTCG",
	.finding = "not-exposed", .remedy = "TCG never gives VMX", .never = "Proxmox",
};
FIXTURE_VARIANT_ADD(run, bhyve_cannot) {
	GUEST, .signature = "bhyve bhyve ",
	.finding = "not-exposed", .remedy = "cannot be done here", .never = "QEMU",
};
FIXTURE_VARIANT_ADD(run, a_tdx_guest_cannot) {
	GUEST, .signature = "KVMKVMKVM", .facts = { { NS_FACT_TDX_SIGNATURE, "IntelTDX" } },
	.finding = "confidential-guest", .because = "TDX", .remedy = "cannot be done here", .never = "QEMU",
};
FIXTURE_VARIANT_ADD(run, gvisor_has_no_kvm) {
	.facts = { { NS_FACT_KERNEL, "4.19.0-gvisor" } },
	.finding = "no-kernel-of-its-own", .because = "gVisor", .remedy = "cannot be done here",
};
FIXTURE_VARIANT_ADD(run, a_container_is_told_the_device) {
	.cpuid1 = 1 << 5, .facts = { { NS_FACT_CONTAINER, "docker" } },
	.finding = "container-without-kvm", .because = "docker", .remedy = "--device /dev/kvm",
};
FIXTURE_VARIANT_ADD(run, in_dom0_xen_runs_the_vms) {
	GUEST, .signature = "XenVMMXenVMM",
	.facts = { { NS_FACT_XEN_CAPABILITIES, "control_d" },
		   { NS_FACT_XEN_GUESTS, "xen-3.0-x86_64 hvm-3.0-x86_32 hvm-3.0-x86_64" } },
	.finding = "xen-runs-vms", .because = "PV and HVM", .never = "QEMU",
};
FIXTURE_VARIANT_ADD(run, a_xen_without_hvm_says_so) {
	GUEST, .signature = "XenVMMXenVMM",
	.facts = { { NS_FACT_XEN_CAPABILITIES, "control_d" }, { NS_FACT_XEN_GUESTS, "xen-3.0-x86_64" } },
	.finding = "xen-runs-vms", .because = "PV only", .never = "QEMU",
};

TEST_F(run, the_answer_is_that_of_the_platform)
{
	struct ns_answers *a = ns_answer_all(self->s);
	char *text = ns_finding_text(a->run), *remedy = ns_finding_remedy(a->run);

	EXPECT_STREQ(variant->finding, ns_finding_code(a->run));
	EXPECT_TRUE(is_said("platform", "run", a->run));
	EXPECT_TRUE(is_said("platform", "nest", a->nest));
	if (variant->because)
		EXPECT_NE(NULL, strstr(text, variant->because)) { TH_LOG("%s", text); }
	if (variant->remedy)
		EXPECT_NE(NULL, strstr(remedy ?: "", variant->remedy)) { TH_LOG("%s", remedy ?: "none"); }
	if (variant->never)
		EXPECT_EQ(NULL, strstr(remedy ?: "", variant->never)) { TH_LOG("%s", remedy); }
	free(text);
	free(remedy);
	ns_answers_free(a);
}

/* The leaves by which Linux knows Hyper-V's root partition: mshyperv.c */
static void be_root_partition(struct ns_snapshot *s)
{
	struct ns_leaf base = { .leaf = 0x40000000, .out = { 0x40000005, 0x7263694d, 0x666f736f, 0x76482074 } };
	struct ns_leaf face = { .leaf = 0x40000001, .out = { 0x31237648 } };
	struct ns_leaf rights = { .leaf = 0x40000003, .out = { 0, 1 << 0 | 1 << 12 } };

	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, HYPERVISOR);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_80000001_ECX, 0);
	set_fact(s, NS_FACT_HV_PRESENT, 1);
	set_text(s, NS_FACT_HV_SIGNATURE, "Microsoft Hv");
	ns_snapshot_add_leaf(s, &base);
	ns_snapshot_add_leaf(s, &face);
	ns_snapshot_add_leaf(s, &rights);
}

TEST(a_root_partition_runs_vms_if_it_has_mshv)
{
	static const struct { const char *kernel, *devices, *run, *nest; } cases[] = {
		{ "6.12.0", NULL, "hyperv-runs-vms", "nested-by-hyperv" },
		{ "6.12.0", "kvm mshv", "hyperv-runs-vms", "nested-by-hyperv" },
		{ "6.12.0", "kvm", "hyperv-no-mshv", "no-vms" },
		/* CPUID alone: Windows has such a partition on every host of Hyper-V */
		{ NULL, NULL, "hyperv-runs-vms", "nested-by-hyperv-unread" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_answers *a;
		char *text;

		be_root_partition(s);
		if (cases[i].kernel)
			set_text(s, NS_FACT_KERNEL, cases[i].kernel);
		if (cases[i].devices)
			set_text(s, NS_FACT_DEVICES, cases[i].devices);
		a = ns_answer_all(s);
		EXPECT_STREQ(cases[i].run, ns_finding_code(a->run));
		EXPECT_STREQ(cases[i].nest, ns_finding_code(a->nest));
		EXPECT_TRUE(is_said("platform", "run", a->run));
		EXPECT_TRUE(is_said("platform", "nest", a->nest));
		text = ns_finding_text(a->run);
		EXPECT_EQ(!cases[i].kernel, !strstr(text, "Linux")) { TH_LOG("%s", text); }
		free(text);
		ns_answers_free(a);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
