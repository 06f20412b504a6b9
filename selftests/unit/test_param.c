// SPDX-License-Identifier: GPL-2.0-or-later
/* Parameters of KVM that are off: who switched them off, and how to change them on this machine */
#include "analysis/answers.h"
#include "analysis/decode.h"
#include "analysis/param.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"
#include "said.h"
#include "util/alloc.h"

#define ALL_CONTROLS 0xffffffff00000000ull

static struct ns_snapshot *intel(void)
{
	struct ns_snapshot *s = ns_snapshot_new();

	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, 1 << 5);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_80000001_ECX, 0);
	set_fact(s, NS_FACT_HV_PRESENT, 0);
	set_text(s, NS_FACT_KVM_MODULES, "kvm kvm_intel");
	set_fact(s, NS_FACT_KVM_API, 12);
	return s;
}

/* The code and the remedy of a parameter; all but the code are to be freed */
static const char *code_of(const struct ns_snapshot *s, const char *module, const char *name, char **steps)
{
	struct ns_machine m = ns_machine_look(s);
	struct ns_finding *f = ns_param_find(&m, module, name);
	const char *code = f && !is_said("param", name, f) ? "said otherwise" : f ? ns_finding_code(f) : "none";

	*steps = f ? ns_finding_steps(f) : NULL;
	*steps = *steps ?: strdup("");
	ns_finding_free(f);
	ns_machine_done(&m);
	return code;
}

TEST(a_parameter_that_the_cpu_could_have_was_switched_off)
{
	struct ns_snapshot *s = intel();
	char *steps;

	set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_PROCBASED_CTLS2, ALL_CONTROLS);
	set_param(s, "kvm_intel", "enable_shadow_vmcs", "N");
	EXPECT_STREQ("parameter-switched-off", code_of(s, "kvm_intel", "enable_shadow_vmcs", &steps));
	EXPECT_NE(NULL, strstr(steps, "modprobe kvm_intel enable_shadow_vmcs=1"));
	free(steps);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

TEST(a_parameter_that_the_cpu_cannot_have_was_cleared_by_kvm_and_has_no_switch)
{
	struct ns_snapshot *s = intel();
	char *steps;

	set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_PROCBASED_CTLS2, 0);
	set_param(s, "kvm_intel", "enable_shadow_vmcs", "N");
	EXPECT_STREQ("parameter-cleared", code_of(s, "kvm_intel", "enable_shadow_vmcs", &steps));
	EXPECT_STREQ("", steps);
	free(steps);
	ns_snapshot_free(s);
}

/* VPID is of use with either of two kinds of INVVPID, and with none of them KVM clears it. */
TEST(of_two_capabilities_one_is_enough)
{
	static const struct {
		uint64_t types;
		const char *code;
	} cases[] = {
		{ 0, "parameter-cleared" },
		{ NS_MASK(VMX_VPID_EXTENT_SINGLE_CONTEXT_BIT), "parameter-switched-off" },
		{ NS_MASK(VMX_VPID_EXTENT_GLOBAL_CONTEXT_BIT), "parameter-switched-off" },
		{ NS_MASK(VMX_VPID_EXTENT_INDIVIDUAL_ADDR_BIT), "parameter-cleared" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = intel();
		char *steps;

		set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_PROCBASED_CTLS2, ALL_CONTROLS);
		set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_EPT_VPID_CAP,
			NS_MASK(VMX_VPID_INVVPID_BIT) | cases[i].types);
		set_param(s, "kvm_intel", "vpid", "N");
		EXPECT_STREQ(cases[i].code, code_of(s, "kvm_intel", "vpid", &steps)) TH_LOG("%zu", i);
		free(steps);
		ns_snapshot_free(s);
	}
}

TEST(a_parameter_follows_another_that_is_off)
{
	struct ns_snapshot *s = intel();
	char *steps;

	set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_PROCBASED_CTLS2, ALL_CONTROLS);
	set_param(s, "kvm_intel", "ept", "N");
	set_param(s, "kvm_intel", "unrestricted_guest", "N");
	EXPECT_STREQ("parameter-cleared", code_of(s, "kvm_intel", "unrestricted_guest", &steps));
	free(steps);
	ns_snapshot_free(s);
}

/* Linux evmcs_sanitize_exec_ctrls(): the enlightened VMCS of Hyper-V has no fields for these. */
TEST(what_an_enlightened_vmcs_has_no_field_for_was_cleared_by_kvm_and_has_no_switch)
{
	static const char *const cleared[] = {
		"flexpriority", "enable_apicv", "pml", "preemption_timer", "enable_shadow_vmcs",
	};

	for (int known = 0; known < 2; known++)
		for (size_t i = 0; i < COUNT(cleared); i++) {
			struct ns_snapshot *s = intel();
			char *steps;

			if (known)
				set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_PROCBASED_CTLS2, ALL_CONTROLS);
			set_param(s, "kvm_intel", "enlightened_vmcs", "Y");
			set_param(s, "kvm_intel", cleared[i], "N");
			EXPECT_STREQ("parameter-cleared-by-evmcs", code_of(s, "kvm_intel", cleared[i], &steps)) {
				TH_LOG("%s", cleared[i]);
			}
			EXPECT_STREQ("", steps);
			free(steps);
			ns_snapshot_free(s);
		}
	EXPECT_NO_LEAK();
}

TEST(an_enlightened_vmcs_has_ept_and_vpid)
{
	struct ns_snapshot *s = intel();
	char *steps;

	set_param(s, "kvm_intel", "enlightened_vmcs", "Y");
	set_param(s, "kvm_intel", "ept", "N");
	EXPECT_STREQ("parameter-off-or-cleared", code_of(s, "kvm_intel", "ept", &steps));
	free(steps);
	ns_snapshot_free(s);
}

/* KVM asks CPUID.12H:EAX[0], which is 0 where firmware left SGX off: no modprobe brings it back. */
TEST(sgx_that_firmware_left_off_is_not_kvms_to_switch_on)
{
	static const struct {
		uint64_t control;
		bool read;
		const char *code;
	} cases[] = {
		{ 0x5, true, "parameter-cleared" },
		{ 0x40005, true, "parameter-switched-off" },
		{ 0, false, "parameter-off-or-cleared" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = intel();
		struct ns_machine m;
		struct ns_findings all = { 0 };
		char *steps;

		set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_PROCBASED_CTLS2, ALL_CONTROLS);
		if (cases[i].read)
			set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_FEATURE_CONTROL, cases[i].control);
		set_param(s, "kvm_intel", "sgx", "N");
		EXPECT_STREQ(cases[i].code, code_of(s, "kvm_intel", "sgx", &steps)) TH_LOG("%zu", i);
		free(steps);
		/* And it is not listed among what makes VMs slow. */
		m = ns_machine_look(s);
		ns_param_find_all(&m, &all);
		EXPECT_EQ(0, all.count);
		ns_findings_clear(&all);
		ns_machine_done(&m);
		ns_snapshot_free(s);
	}
}

TEST(without_registers_it_is_one_of_the_two)
{
	struct ns_snapshot *s = intel();
	char *steps;

	set_param(s, "kvm_intel", "pml", "N");
	EXPECT_STREQ("parameter-off-or-cleared", code_of(s, "kvm_intel", "pml", &steps));
	free(steps);
	ns_snapshot_free(s);
}

/* modprobe.d accepts more spellings than the kernel prints. */
TEST(a_switch_is_off_in_every_spelling_that_the_kernel_takes)
{
	static const char *const off[] = { "0", "n", "N", "no", "off", "OFF", "f", "false" };
	static const char *const on[] = { "1", "y", "Y", "yes", "on", "t", "true" };
	static const char *const neither[] = { "", "2", "10", "never", "auto", "o" };

	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		EXPECT_EQ(NS_NO, ns_switch_of(off[i]));
	for (size_t i = 0; i < sizeof(on) / sizeof(on[0]); i++)
		EXPECT_EQ(NS_YES, ns_switch_of(on[i]));
	for (size_t i = 0; i < sizeof(neither) / sizeof(neither[0]); i++)
		EXPECT_EQ(NS_UNKNOWN, ns_switch_of(neither[i]));
}

/* Nobody set it, so loading the module again would change nothing. */
TEST(a_parameter_that_is_configured_off_in_any_spelling_has_to_be_set)
{
	static const char *const configured[] = { "0", "N", "no", "off", "f" };

	for (size_t i = 0; i < sizeof(configured) / sizeof(configured[0]); i++) {
		struct ns_snapshot *s = intel();
		char *steps, *text;

		text = ns_xasprintf("kvm_intel.pml=%s (/etc/modprobe.d/k.conf line 1)", configured[i]);
		set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_PROCBASED_CTLS2, ALL_CONTROLS);
		set_text(s, NS_FACT_KVM_CONFIGURED, text);
		set_param(s, "kvm_intel", "pml", "N");
		code_of(s, "kvm_intel", "pml", &steps);
		EXPECT_NE(NULL, strstr(steps, "pml=1"));
		free(steps);
		free(text);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

TEST(a_parameter_that_is_on_or_unread_is_no_finding)
{
	struct ns_snapshot *s = intel();
	char *steps;

	set_param(s, "kvm_intel", "ept", "Y");
	EXPECT_STREQ("none", code_of(s, "kvm_intel", "ept", &steps));
	free(steps);
	EXPECT_STREQ("none", code_of(s, "kvm_intel", "vpid", &steps));
	free(steps);
	ns_snapshot_free(s);
}

FIXTURE(nested) { struct ns_snapshot *s; };

FIXTURE_VARIANT(nested) {
	const char *builtin, *configured;
	int users;
	const char *remedy, *says, *never;
};

FIXTURE_SETUP(nested)
{
	self->s = intel();
	set_param(self->s, "kvm_intel", "nested", "N");
	if (variant->builtin)
		set_text(self->s, NS_FACT_KVM_BUILTIN, variant->builtin);
	if (variant->configured)
		set_text(self->s, NS_FACT_KVM_CONFIGURED, variant->configured);
	if (variant->users)
		set_fact(self->s, NS_FACT_KVM_USERS, variant->users);
}

FIXTURE_TEARDOWN(nested) { ns_snapshot_free(self->s); }

FIXTURE_VARIANT_ADD(nested, a_module_is_loaded_anew) {
	.remedy = "set-module-parameter", .says = "modprobe -r kvm_intel && modprobe kvm_intel nested=1",
	.never = "users",
};
FIXTURE_VARIANT_ADD(nested, a_module_in_use_says_by_how_many) {
	.users = 7, .remedy = "set-module-parameter", .says = "the use count of kvm_intel is 7: stop its VMs",
};
FIXTURE_VARIANT_ADD(nested, a_line_that_says_0_is_named) {
	.configured = "kvm.x=1 (/etc/modprobe.d/a.conf line 1); kvm_intel.nested=0 (/etc/modprobe.d/kvm.conf line 3)",
	.remedy = "set-module-parameter", .says = "correct /etc/modprobe.d/kvm.conf line 3",
};
FIXTURE_VARIANT_ADD(nested, what_is_set_and_not_in_force_needs_a_reload) {
	.configured = "kvm_intel.nested=1 (/etc/modprobe.d/kvm.conf line 3)",
	.remedy = "reload-module", .says = "set in /etc/modprobe.d/kvm.conf line 3, but kvm_intel was loaded without it",
};
FIXTURE_VARIANT_ADD(nested, of_two_lines_the_last_one_counts) {
	.configured = "kvm_intel.nested=1 (/etc/modprobe.d/a.conf line 1); kvm_intel.nested=N (/etc/modprobe.d/b.conf line 2)",
	.remedy = "set-module-parameter", .says = "correct /etc/modprobe.d/b.conf line 2",
};
FIXTURE_VARIANT_ADD(nested, a_builtin_module_takes_the_kernels_command_line) {
	.builtin = "kvm kvm_intel", .remedy = "set-kernel-parameter", .says = "kvm_intel.nested=1",
	.never = "modprobe",
};
FIXTURE_VARIANT_ADD(nested, kvm_built_in_and_kvm_intel_a_module_is_a_module) {
	.builtin = "kvm", .remedy = "set-module-parameter", .says = "modprobe kvm_intel nested=1",
};

TEST_F(nested, the_remedy_is_that_of_this_machine)
{
	struct ns_answers *a = ns_answer_all(self->s);
	char *steps = ns_finding_steps(a->nest);

	EXPECT_STREQ("nested-off", ns_finding_code(a->nest));
	EXPECT_TRUE(is_said("param", "nested", a->nest));
	EXPECT_STREQ(variant->remedy, ns_remedy_rows[a->nest->remedy].code);
	EXPECT_NE(NULL, strstr(steps, variant->says)) { TH_LOG("%s", steps); }
	EXPECT_NE(NULL, strstr(steps, "to verify: ")) { TH_LOG("%s", steps); }
	if (variant->never)
		EXPECT_EQ(NULL, strstr(steps, variant->never)) { TH_LOG("%s", steps); }
	EXPECT_EQ(NULL, strchr(steps, '?')) { TH_LOG("%s", steps); }
	free(steps);
	ns_answers_free(a);
}

FIXTURE(module) { struct ns_snapshot *s; };

FIXTURE_VARIANT(module) {
	const char *builtin, *on_disk, *config, *blacklisted;
	const char *finding, *says;
};

FIXTURE_SETUP(module)
{
	struct { enum ns_fact_id fact; const char *text; } given[] = {
		{ NS_FACT_KVM_BUILTIN, variant->builtin }, { NS_FACT_KVM_ON_DISK, variant->on_disk },
		{ NS_FACT_KVM_CONFIG, variant->config }, { NS_FACT_KVM_BLACKLISTED, variant->blacklisted },
	};

	self->s = ns_snapshot_new();
	set_reg(self->s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, 1 << 5);
	set_reg(self->s->view[NS_VIEW_CPU], NS_REG_CPUID_80000001_ECX, 0);
	set_fact(self->s, NS_FACT_HV_PRESENT, 0);
	set_text(self->s, NS_FACT_KERNEL, "6.1.0");
	ns_value_not(&self->s->fact[NS_FACT_KVM_MODULES], NS_SOURCE_SYSFS, NS_ABSENT, "no kvm module");
	ns_value_not(&self->s->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, NS_ABSENT, "no /dev/kvm");
	for (size_t i = 0; i < COUNT(given); i++)
		if (given[i].text)
			set_text(self->s, given[i].fact, given[i].text);
}

FIXTURE_TEARDOWN(module) { ns_snapshot_free(self->s); }

FIXTURE_VARIANT_ADD(module, unread_is_not_loaded) { .finding = "kvm-not-loaded", .says = "kvm_intel is not loaded" };
FIXTURE_VARIANT_ADD(module, on_disk_is_not_loaded) {
	.on_disk = "kvm kvm_intel kvm_amd", .config = "CONFIG_KVM=m CONFIG_KVM_INTEL=m CONFIG_KVM_AMD=m",
	.blacklisted = "", .finding = "kvm-not-loaded", .says = "not loaded",
};
FIXTURE_VARIANT_ADD(module, not_on_disk) {
	.on_disk = "", .finding = "kvm-not-installed", .says = "not installed for Linux 6.1.0",
};
FIXTURE_VARIANT_ADD(module, not_built) {
	.on_disk = "", .config = "CONFIG_KVM=n CONFIG_KVM_INTEL=n CONFIG_KVM_AMD=n",
	.finding = "kvm-not-built", .says = "built without kvm_intel",
};
FIXTURE_VARIANT_ADD(module, built_for_the_other_vendor_only) {
	.config = "CONFIG_KVM=m CONFIG_KVM_INTEL=n CONFIG_KVM_AMD=m", .finding = "kvm-not-built",
};
FIXTURE_VARIANT_ADD(module, built_in_and_not_there) {
	.builtin = "kvm kvm_intel", .finding = "kvm-did-not-start", .says = "did not start",
};
FIXTURE_VARIANT_ADD(module, blacklisted) {
	.on_disk = "kvm kvm_intel", .blacklisted = "kvm_intel (/etc/modprobe.d/b.conf line 2: blacklist)",
	.finding = "kvm-blacklisted", .says = "/etc/modprobe.d/b.conf line 2: blacklist",
};
FIXTURE_VARIANT_ADD(module, the_other_vendors_blacklist_is_no_reason) {
	.on_disk = "kvm kvm_intel", .blacklisted = "kvm_amd (/etc/modprobe.d/b.conf line 2: blacklist)",
	.finding = "kvm-not-loaded",
};

TEST_F(module, the_reason_is_named)
{
	struct ns_answers *a = ns_answer_all(self->s);
	char *text = ns_finding_text(a->run);

	EXPECT_STREQ(variant->finding, ns_finding_code(a->run));
	EXPECT_TRUE(is_said("param", "module", a->run));
	if (variant->says)
		EXPECT_NE(NULL, strstr(text, variant->says)) { TH_LOG("%s", text); }
	free(text);
	ns_answers_free(a);
}

TEST_HARNESS_MAIN
