// SPDX-License-Identifier: GPL-2.0-or-later
/* A KVM module that would refuse to load ("Input/output error"): the reason is named, and modprobe is never advised. */
#include "analysis/answers.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"
#include "said.h"

#define VMX (1u << 5)
#define HYPERVISOR (1u << 31)

/* What kvm_intel of each kernel needs, without a broken pair: the high half allows the control to be 1. */
static const struct { enum ns_reg reg; uint64_t value; } whole[] = {
	{ NS_REG_IA32_VMX_PINBASED_CTLS, 0x0000003f00000016 },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS, 0xfff9fffe0401e172 },
	{ NS_REG_IA32_VMX_EXIT_CTLS, 0x007fffff00036dff },
	{ NS_REG_IA32_VMX_ENTRY_CTLS, 0x0000ffff000011ff },
};

FIXTURE(refusal) { struct ns_snapshot *s; };

FIXTURE_VARIANT(refusal) {
	bool guest, builtin;
	enum ns_reg reg;		/* from which @without is taken away */
	uint64_t without;
	const char *kernel, *configured, *flags;
	int differ;			/* a register in which CPU 1 differs, plus one */
	bool realtime, taken;
	const char *code, *says, *remedy;
	enum ns_component who;
};

FIXTURE_SETUP(refusal)
{
	struct ns_snapshot *s = self->s = ns_snapshot_new();
	struct ns_value v = NS_VALUE_INIT;

	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, VMX | (variant->guest ? HYPERVISOR : 0));
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_80000001_ECX, 0);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_FEATURE_CONTROL, 5);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_BASIC, 0x00da040000000004);
	for (size_t i = 0; i < COUNT(whole); i++)
		set_reg(s->view[NS_VIEW_CPU], whole[i].reg, whole[i].reg == variant->reg ?
			whole[i].value & ~variant->without : whole[i].value);
	set_fact(s, NS_FACT_HV_PRESENT, variant->guest);
	if (variant->guest)
		set_text(s, NS_FACT_HV_SIGNATURE, "KVMKVMKVM");
	set_text(s, NS_FACT_KERNEL, variant->kernel ?: "6.1.0");
	ns_value_not(&s->fact[NS_FACT_KVM_MODULES], NS_SOURCE_SYSFS, NS_ABSENT, "no kvm module");
	ns_value_not(&s->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, NS_ABSENT, "no /dev/kvm");
	if (variant->builtin)
		set_text(s, NS_FACT_KVM_BUILTIN, "kvm kvm_intel");
	if (variant->configured)
		set_text(s, NS_FACT_KVM_CONFIGURED, variant->configured);
	if (variant->flags)
		set_text(s, NS_FACT_CPU_FLAGS, variant->flags);
	set_fact(s, NS_FACT_REALTIME, variant->realtime);
	if (variant->differ) {
		ns_value_num(&v, NS_SOURCE_MODULE, 0);
		ns_snapshot_add_differ(s, 1, variant->differ - 1, &v);
		set_fact(s, NS_FACT_CPUS_AGREE, 0);
	}
	if (variant->taken) {
		s->live = ns_live_new();
		ns_value_num(&ns_live_add_cpu(s->live, 0)->flag[NS_LIVE_VMXE], NS_SOURCE_MODULE, 1);
	}
	ns_value_free(&v);
}

FIXTURE_TEARDOWN(refusal) { ns_snapshot_free(self->s); }

/* HLT exiting, bit 7 */
FIXTURE_VARIANT_ADD(refusal, a_control_that_kvm_needs_is_not_given_by_the_layer_below) {
	.guest = true, .reg = NS_REG_IA32_VMX_PROCBASED_CTLS, .without = 1ull << (32 + 7),
	.code = "kvm-would-refuse", .says = "would refuse to load: a control", .remedy = "expose-full-cpu",
	.who = NS_COMPONENT_BELOW,
};
/* Acknowledge interrupt on exit, bit 15 */
FIXTURE_VARIANT_ADD(refusal, a_control_that_the_cpu_itself_lacks_has_no_remedy) {
	.reg = NS_REG_IA32_VMX_EXIT_CTLS, .without = 1ull << (32 + 15),
	.code = "kvm-would-refuse", .says = "Acknowledge interrupt on exit", .remedy = "", .who = NS_COMPONENT_CPU,
};
/* Load IA32_EFER, exit bit 21 */
FIXTURE_VARIANT_ADD(refusal, a_pair_of_controls_is_broken) {
	.guest = true, .reg = NS_REG_IA32_VMX_EXIT_CTLS, .without = 1ull << (32 + 21),
	.code = "kvm-would-refuse", .says = "the CPU has only one", .remedy = "load-despite-pair",
	.who = NS_COMPONENT_BELOW,
};
FIXTURE_VARIANT_ADD(refusal, linux_5_10_does_not_mind_a_broken_pair) {
	.guest = true, .reg = NS_REG_IA32_VMX_EXIT_CTLS, .without = 1ull << (32 + 21), .kernel = "5.10.0",
	.code = "kvm-not-loaded", .remedy = "load-module", .who = NS_COMPONENT_KERNEL,
};
FIXTURE_VARIANT_ADD(refusal, a_broken_pair_may_be_configured_to_be_left_out) {
	.guest = true, .reg = NS_REG_IA32_VMX_EXIT_CTLS, .without = 1ull << (32 + 21),
	.configured = "kvm_intel.error_on_inconsistent_vmcs_config=0 (/etc/modprobe.d/kvm.conf line 1)",
	.code = "kvm-not-loaded", .remedy = "load-module", .who = NS_COMPONENT_KERNEL,
};
/* Each word that the kernel takes for off */
FIXTURE_VARIANT_ADD(refusal, a_broken_pair_may_be_left_out_by_the_word_off) {
	.guest = true, .reg = NS_REG_IA32_VMX_EXIT_CTLS, .without = 1ull << (32 + 21),
	.configured = "kvm_intel.error_on_inconsistent_vmcs_config=off (/etc/modprobe.d/kvm.conf line 1)",
	.code = "kvm-not-loaded", .remedy = "load-module", .who = NS_COMPONENT_KERNEL,
};
FIXTURE_VARIANT_ADD(refusal, kvm_needs_no_tpr_shadow) {
	.reg = NS_REG_IA32_VMX_PROCBASED_CTLS, .without = 1ull << (32 + 21),
	.code = "kvm-not-loaded", .remedy = "load-module", .who = NS_COMPONENT_KERNEL,
};
FIXTURE_VARIANT_ADD(refusal, cpus_with_other_controls_are_refused) {
	.differ = NS_REG_IA32_VMX_PROCBASED_CTLS2 + 1,
	.code = "kvm-would-refuse", .says = "CPUs of this machine differ", .remedy = "equal-cpus", .who = NS_COMPONENT_CPU,
};
FIXTURE_VARIANT_ADD(refusal, cpus_that_differ_in_something_else_are_not) {
	.differ = NS_REG_CPUID_7_ECX + 1,
	.code = "kvm-not-loaded", .remedy = "load-module", .who = NS_COMPONENT_KERNEL,
};
FIXTURE_VARIANT_ADD(refusal, a_realtime_kernel_needs_a_constant_tsc) {
	.realtime = true, .flags = "vmx",
	.code = "kvm-would-refuse", .says = "no constant TSC", .remedy = "boot-without-rt", .who = NS_COMPONENT_CPU,
};
FIXTURE_VARIANT_ADD(refusal, so_does_one_in_a_vm) {
	.guest = true, .realtime = true, .flags = "vmx",
	.code = "kvm-would-refuse", .says = "no constant TSC", .remedy = "add-invtsc", .who = NS_COMPONENT_BELOW,
};
FIXTURE_VARIANT_ADD(refusal, from_6_12_on_vmx_that_another_hypervisor_holds) {
	.kernel = "6.12.1", .taken = true,
	.code = "kvm-would-refuse", .says = "another hypervisor", .remedy = "stop-other-hypervisor",
	.who = NS_COMPONENT_KERNEL,
};
FIXTURE_VARIANT_ADD(refusal, before_6_12_the_module_loads_in_any_case) {
	.kernel = "6.1.0", .taken = true,
	.code = "kvm-not-loaded", .remedy = "load-module", .who = NS_COMPONENT_KERNEL,
};
FIXTURE_VARIANT_ADD(refusal, from_7_1_on_linux_itself_may_hold_vmx_for_tdx) {
	.kernel = "7.1.0", .taken = true,
	.code = "kvm-not-loaded", .remedy = "load-module", .who = NS_COMPONENT_KERNEL,
};
FIXTURE_VARIANT_ADD(refusal, a_builtin_module_did_not_start_for_that_reason) {
	.guest = true, .builtin = true, .reg = NS_REG_IA32_VMX_PINBASED_CTLS, .without = 1ull << (32 + 3),
	.code = "kvm-would-refuse", .says = "built into the kernel and did not start", .remedy = "expose-full-cpu",
	.who = NS_COMPONENT_BELOW,
};
FIXTURE_VARIANT_ADD(refusal, where_nothing_is_wrong_modprobe_is_the_answer) {
	.code = "kvm-not-loaded", .remedy = "load-module", .who = NS_COMPONENT_KERNEL,
};

TEST_F(refusal, a_module_that_would_refuse_to_load_is_not_answered_with_modprobe)
{
	struct ns_answers *a = ns_answer_all(self->s);
	const struct ns_finding *acted = a->run->remedy == NS_REMEDY_CAUSE ? a->run->cause : a->run;
	char *text = ns_finding_text(a->run);

	EXPECT_STREQ(variant->code, ns_finding_code(a->run)) { TH_LOG("%s", text); }
	EXPECT_TRUE(is_said("refusal", "run", a->run));
	EXPECT_TRUE(is_said("refusal", "nest", a->nest));
	EXPECT_EQ(variant->who, a->run->component) { TH_LOG("%s", text); }
	EXPECT_NE(NULL, strstr(text, variant->says ?: "")) { TH_LOG("%s", text); }
	EXPECT_STREQ(variant->remedy, ns_remedy_rows[acted->remedy].code) { TH_LOG("%s", text); }
	free(text);
	ns_answers_free(a);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
