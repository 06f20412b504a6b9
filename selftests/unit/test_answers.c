// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The four questions: each machine that has an answer of its own, what must be
 * said of it, and who is to blame.
 */
#include "analysis/answers.h"
#include "analysis/decode.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"
#include "said.h"

enum kvm { NO_IDEA, USABLE, NOT_PERMITTED, NOT_ALLOWED, NO_DEVICE, CAPTURED };

#define VMX (1u << 5)
#define SVM (1u << 2)
#define HYPERVISOR (1u << 31)

#define UNREAD UINT64_MAX	/* of a register in a case */
#define ABSENT (UINT64_MAX - 1)

#define UNREAD_LIST "?"

struct param {
	const char *module, *name, *value;
};

FIXTURE(machine)
{
	struct ns_snapshot *s;
	struct ns_answers *a;
};

FIXTURE_VARIANT(machine)
{
	uint64_t cpuid1, cpuid81;	/* what the CPU has */
	uint64_t feat_ctl, vm_cr;
	const char *flags;		/* of /proc/cpuinfo; NULL for not read */
	enum kvm kvm;
	uint64_t api;			/* 0 is 12 */
	const char *modules;		/* NULL for none, UNREAD_LIST for not read */
	struct param param[3];
	uint64_t offer1, offer81;	/* what KVM offers */
	uint64_t nested_state;		/* KVM_CAP_NESTED_STATE */
	enum ns_yesno run;
	enum ns_component who;
	const char *reason, *because, *fix;	/* parts of the text; NULL for no fix */
	enum ns_yesno nest;
	const char *nest_reason, *nest_because, *nest_fix;
};

static void give(struct ns_value *view, enum ns_reg reg, uint64_t value)
{
	if (value == UNREAD)
		ns_value_not(&view[reg], NS_SOURCE_MSR, NS_UNREADABLE, "Permission denied");
	else if (value == ABSENT)
		ns_value_not(&view[reg], NS_SOURCE_CPUID, NS_ABSENT, "needs something");
	else
		ns_value_num(&view[reg], NS_SOURCE_CPUID, value);
}

static void give_kvm(struct ns_snapshot *s, enum kvm kvm, uint64_t api)
{
	struct ns_value *device = &s->fact[NS_FACT_KVM_DEVICE];

	switch (kvm) {
	case USABLE:
		set_text(s, NS_FACT_KVM_DEVICE, "usable");
		set_fact(s, NS_FACT_KVM_API, api ?: 12);
		break;
	case NOT_PERMITTED:
		ns_value_not(device, NS_SOURCE_KVM, NS_UNREADABLE, "/dev/kvm: Permission denied");
		break;
	case NOT_ALLOWED:
		ns_value_not(device, NS_SOURCE_KVM, NS_UNREADABLE, "/dev/kvm: Operation not permitted");
		break;
	case NO_DEVICE:
		ns_value_not(device, NS_SOURCE_KVM, NS_ABSENT, "/dev/kvm: No such file or directory");
		break;
	case CAPTURED:
		ns_value_not(device, NS_SOURCE_KVM, NS_NOT_ASKED, "a captured tree has no KVM to ask");
		break;
	case NO_IDEA:
		break;
	}
}

FIXTURE_SETUP(machine)
{
	struct ns_value *cpu, *offer;

	self->s = ns_snapshot_new();
	cpu = self->s->view[NS_VIEW_CPU];
	offer = self->s->view[NS_VIEW_KVM];
	give(cpu, NS_REG_CPUID_1_ECX, variant->cpuid1);
	give(cpu, NS_REG_CPUID_80000001_ECX, variant->cpuid81);
	give(cpu, NS_REG_IA32_FEATURE_CONTROL, variant->feat_ctl);
	give(cpu, NS_REG_VM_CR, variant->vm_cr);
	if (variant->cpuid1 != UNREAD)
		set_fact(self->s, NS_FACT_HV_PRESENT, variant->cpuid1 >> 31);
	if (variant->flags)
		set_text(self->s, NS_FACT_CPU_FLAGS, variant->flags);
	give_kvm(self->s, variant->kvm, variant->api);
	if (variant->modules && !strcmp(variant->modules, UNREAD_LIST))
		ns_value_not(&self->s->fact[NS_FACT_KVM_MODULES], NS_SOURCE_SYSFS, NS_UNREADABLE, "no /sys");
	else if (variant->modules)
		set_text(self->s, NS_FACT_KVM_MODULES, variant->modules);
	else
		ns_value_not(&self->s->fact[NS_FACT_KVM_MODULES], NS_SOURCE_SYSFS, NS_ABSENT, "none");
	for (size_t i = 0; i < COUNT(variant->param) && variant->param[i].module; i++)
		set_param(self->s, variant->param[i].module, variant->param[i].name,
			  variant->param[i].value);
	give(offer, NS_REG_CPUID_1_ECX, variant->offer1);
	give(offer, NS_REG_CPUID_80000001_ECX, variant->offer81);
	if (variant->kvm == USABLE)
		set_fact(self->s, NS_FACT_KVM_NESTED_STATE, variant->nested_state);
	self->a = ns_answer_all(self->s);
}

FIXTURE_TEARDOWN(machine)
{
	ns_answers_free(self->a);
	ns_snapshot_free(self->s);
}

#define INTEL .cpuid1 = VMX, .cpuid81 = 0, .vm_cr = ABSENT
#define AMD .cpuid1 = 0, .cpuid81 = SVM, .feat_ctl = ABSENT
#define NEITHER .cpuid1 = 0, .cpuid81 = 0, .feat_ctl = ABSENT, .vm_cr = ABSENT
#define NOT_ASKED_KVM .offer1 = UNREAD, .offer81 = UNREAD

FIXTURE_VARIANT_ADD(machine, intel_all_well) {
	INTEL, .feat_ctl = 5, .flags = "fpu vmx", .kvm = USABLE, .modules = "kvm kvm_intel",
	.param = { { "kvm_intel", "nested", "Y" } }, .offer1 = VMX, .nested_state = 4096,
	.run = NS_YES, .who = NS_COMPONENT_NONE, .reason = "kvm-usable", .because = "kvm_intel with VMX",
	.nest = NS_YES, .nest_reason = "nested-offered", .nest_because = "nested=Y; a VM that runs VMs can be saved and migrated",
};

FIXTURE_VARIANT_ADD(machine, amd_all_well) {
	AMD, .vm_cr = 0, .flags = "fpu svm", .kvm = USABLE, .modules = "kvm kvm_amd",
	.param = { { "kvm_amd", "nested", "1" } }, .offer81 = SVM, .nested_state = 4096,
	.run = NS_YES, .who = NS_COMPONENT_NONE, .reason = "kvm-usable", .because = "kvm_amd with SVM",
	.nest = NS_YES, .nest_reason = "nested-offered", .nest_because = "though the kernel's running-nested-guests.rst calls this undefined on AMD",
};

FIXTURE_VARIANT_ADD(machine, nested_without_nested_state) {
	INTEL, .feat_ctl = 5, .kvm = USABLE, .modules = "kvm kvm_intel",
	.param = { { "kvm_intel", "nested", "Y" } }, .offer1 = VMX, .nested_state = 0,
	.run = NS_YES, .who = NS_COMPONENT_NONE, .reason = "kvm-usable", .because = "API version 12",
	.nest = NS_YES, .nest_reason = "nested-offered", .nest_because = "cannot be saved",
};

FIXTURE_VARIANT_ADD(machine, intel_nested_off) {
	INTEL, .feat_ctl = 5, .kvm = USABLE, .modules = "kvm kvm_intel",
	.param = { { "kvm_intel", "enable_shadow_vmcs", "Y" }, { "kvm_intel", "nested", "N" } },
	.run = NS_YES, .who = NS_COMPONENT_NONE, .reason = "kvm-usable", .because = "VMX",
	.nest = NS_NO, .nest_reason = "nested-off", .nest_because = "kvm_intel.nested is N",
	.nest_fix = "kvm_intel nested=1",
};

FIXTURE_VARIANT_ADD(machine, amd_nested_off) {
	AMD, .vm_cr = 0, .kvm = USABLE, .modules = "kvm kvm_amd",
	.param = { { "kvm_amd", "nested", "0" } },
	.run = NS_YES, .who = NS_COMPONENT_NONE, .reason = "kvm-usable", .because = "SVM",
	.nest = NS_NO, .nest_reason = "nested-off", .nest_because = "kvm_amd.nested is 0",
	.nest_fix = "kvm_amd nested=1",
};

/* The parameter of the other vendor's module is ignored. */
FIXTURE_VARIANT_ADD(machine, the_other_modules_parameter) {
	AMD, .vm_cr = 0, .kvm = USABLE, .modules = "kvm kvm_amd",
	.param = { { "kvm_intel", "nested", "N" }, { "kvm_amd", "nested", "1" } }, .offer81 = SVM,
	.run = NS_YES, .who = NS_COMPONENT_NONE, .reason = "kvm-usable", .because = "SVM",
	.nest = NS_YES, .nest_reason = "nested-offered", .nest_because = "nested=1",
};

/* On, but not offered: what KVM offers counts. */
FIXTURE_VARIANT_ADD(machine, nested_on_but_not_offered) {
	INTEL, .feat_ctl = 5, .kvm = USABLE, .modules = "kvm kvm_intel",
	.param = { { "kvm_intel", "nested", "Y" } },
	.run = NS_YES, .who = NS_COMPONENT_NONE, .reason = "kvm-usable", .because = "VMX",
	.nest = NS_NO, .nest_reason = "nested-not-offered", .nest_because = "neither VMX nor SVM",
};

/* A cloud VM: KVM works, but the CPU shows neither VMX nor SVM. */
FIXTURE_VARIANT_ADD(machine, pvm) {
	.cpuid1 = HYPERVISOR, .cpuid81 = 0, .feat_ctl = ABSENT, .vm_cr = ABSENT, .kvm = USABLE,
	.modules = "kvm kvm_pvm",
	.run = NS_YES, .who = NS_COMPONENT_NONE, .reason = "kvm-without-hardware", .because = "(PVM)",
	.nest = NS_NO, .nest_reason = "nested-not-offered", .nest_because = "kvm_pvm",
};

FIXTURE_VARIANT_ADD(machine, pvm_built_in) {
	.cpuid1 = HYPERVISOR, .cpuid81 = 0, .feat_ctl = ABSENT, .vm_cr = ABSENT, .kvm = USABLE,
	.modules = "kvm",
	.run = NS_YES, .who = NS_COMPONENT_NONE, .reason = "kvm-without-hardware", .because = "an unknown module",
	.nest = NS_NO, .nest_reason = "nested-not-offered", .nest_because = "neither VMX nor SVM",
};

/* A vendor module that is neither of the two */
FIXTURE_VARIANT_ADD(machine, unknown_vendor_module) {
	.cpuid1 = 0, .cpuid81 = 0, .feat_ctl = ABSENT, .vm_cr = ABSENT, .kvm = USABLE,
	.modules = "kvm kvm_other", .param = { { "kvm_other", "nested", "Y" } },
	.run = NS_YES, .who = NS_COMPONENT_NONE, .reason = "kvm-without-hardware", .because = "kvm_other",
	.nest = NS_NO, .nest_reason = "nested-not-offered", .nest_because = "kvm_other",
};

FIXTURE_VARIANT_ADD(machine, no_kvm_at_all) {
	INTEL, .feat_ctl = 5, .flags = "fpu vmx", .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_KERNEL, .reason = "kvm-not-loaded", .because = "kvm_intel is not loaded",
	.fix = "modprobe kvm_intel",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, no_kvm_amd) {
	AMD, .vm_cr = 0, .flags = "fpu svm", .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_KERNEL, .reason = "kvm-not-loaded", .because = "kvm_amd is not loaded",
	.fix = "modprobe kvm_amd",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

/* kvm.ko alone makes no /dev/kvm. */
FIXTURE_VARIANT_ADD(machine, only_kvm_loaded) {
	INTEL, .feat_ctl = 5, .flags = "fpu vmx", .kvm = NO_DEVICE, .modules = "kvm", NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_KERNEL, .reason = "kvm-not-loaded", .because = "kvm_intel is not loaded",
	.fix = "modprobe kvm_intel",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, loaded_but_no_device) {
	INTEL, .feat_ctl = 5, .flags = "fpu vmx", .kvm = NO_DEVICE, .modules = "kvm kvm_intel", NOT_ASKED_KVM,
	.param = { { "kvm_intel", "nested", "Y" } },
	.run = NS_NO, .who = NS_COMPONENT_KERNEL, .reason = "kvm-no-device", .because = "No such file",
	.fix = "/dev/kvm",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, not_permitted) {
	INTEL, .feat_ctl = UNREAD, .flags = "fpu vmx", .kvm = NOT_PERMITTED, .modules = "kvm kvm_intel",
	.param = { { "kvm_intel", "nested", "Y" } }, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_PERMISSION, .reason = "kvm-not-permitted", .because = "Permission denied",
	.fix = "group",
	.nest = NS_YES, .nest_reason = "nested-on", .nest_because = "kvm_intel.nested is Y",
};

FIXTURE_VARIANT_ADD(machine, not_allowed_by_a_control_group) {
	INTEL, .feat_ctl = UNREAD, .flags = "fpu vmx", .kvm = NOT_ALLOWED, .modules = "kvm kvm_intel",
	.param = { { "kvm_intel", "nested", "Y" } }, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_PERMISSION, .reason = "kvm-not-permitted", .because = "Operation not permitted",
	.fix = "DeviceAllow=/dev/kvm rw",
	.nest = NS_YES, .nest_reason = "nested-on", .nest_because = "kvm_intel.nested is Y",
};

FIXTURE_VARIANT_ADD(machine, not_permitted_nested_off) {
	INTEL, .feat_ctl = UNREAD, .flags = "fpu vmx", .kvm = NOT_PERMITTED, .modules = "kvm kvm_intel",
	.param = { { "kvm_intel", "nested", "N" } }, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_PERMISSION, .reason = "kvm-not-permitted", .because = "kvm_intel",
	.fix = "root",
	.nest = NS_NO, .nest_reason = "nested-off", .nest_because = "kvm_intel.nested is N",
	.nest_fix = "nested=1",
};

/* udev creates the node even without KVM, so a user who may not open it is not told that access would help. */
FIXTURE_VARIANT_ADD(machine, device_node_without_kvm) {
	INTEL, .feat_ctl = UNREAD, .flags = "fpu vmx", .kvm = NOT_PERMITTED, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_KERNEL, .reason = "kvm-not-loaded", .because = "kvm_intel is not loaded",
	.fix = "modprobe kvm_intel",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, device_node_and_vmx_locked_off) {
	INTEL, .feat_ctl = UNREAD, .flags = "fpu", .kvm = NOT_PERMITTED, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_FIRMWARE, .reason = "vmx-flag-cleared", .because = "not read here",
	.fix = "firmware setup",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

/* Without /sys it is unknown what is loaded. */
FIXTURE_VARIANT_ADD(machine, modules_not_read) {
	INTEL, .feat_ctl = 5, .flags = "fpu vmx", .kvm = CAPTURED, .modules = UNREAD_LIST, NOT_ASKED_KVM,
	.run = NS_UNKNOWN, .who = NS_COMPONENT_UNKNOWN, .reason = "kvm-modules-unread", .because = "could not be read",
	.fix = "nestscope snapshot",
	.nest = NS_UNKNOWN, .nest_reason = "nested-unread", .nest_because = "could be read",
};

FIXTURE_VARIANT_ADD(machine, modules_not_read_no_device) {
	AMD, .vm_cr = 0, .flags = "fpu svm", .kvm = NO_DEVICE, .modules = UNREAD_LIST, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_KERNEL, .reason = "kvm-no-device", .because = "No such file",
	.fix = "modprobe kvm_amd",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, modules_not_read_not_permitted) {
	INTEL, .feat_ctl = UNREAD, .flags = "fpu vmx", .kvm = NOT_PERMITTED, .modules = UNREAD_LIST, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_PERMISSION, .reason = "kvm-not-permitted", .because = "Permission denied",
	.fix = "group",
	.nest = NS_UNKNOWN, .nest_reason = "nested-unread", .nest_because = "could be read",
};

FIXTURE_VARIANT_ADD(machine, vmx_locked_off_by_firmware) {
	INTEL, .feat_ctl = 1, .flags = "fpu", .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_FIRMWARE, .reason = "vmx-locked-off", .because = "0x1",
	.fix = "firmware setup",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

/* Enabled inside SMX (Intel TXT) only means off for all others. */
FIXTURE_VARIANT_ADD(machine, vmx_only_inside_smx) {
	INTEL, .feat_ctl = 3, .flags = "fpu", .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_FIRMWARE, .reason = "vmx-locked-off", .because = "0x3",
	.fix = "firmware setup",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

/* In a guest its hypervisor has done the same. */
FIXTURE_VARIANT_ADD(machine, vmx_locked_off_in_a_guest) {
	.cpuid1 = VMX | HYPERVISOR, .cpuid81 = 0, .feat_ctl = 1, .vm_cr = ABSENT, .flags = "fpu hypervisor",
	.kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_BELOW, .reason = "vmx-locked-off", .because = "locked",
	.fix = "layer below",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

/* Not locked: Linux sets what it needs, so firmware is not the reason. */
FIXTURE_VARIANT_ADD(machine, vmx_not_locked) {
	INTEL, .feat_ctl = 0, .flags = "fpu vmx", .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_KERNEL, .reason = "kvm-not-loaded", .because = "kvm_intel",
	.fix = "modprobe",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, svm_disabled_and_locked) {
	AMD, .vm_cr = 0x18, .flags = "fpu svm", .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_FIRMWARE, .reason = "svm-disabled", .because = "SVMDIS set, locked",
	.fix = "firmware setup",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, svm_disabled_not_locked) {
	AMD, .vm_cr = 0x10, .flags = "fpu svm", .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_FIRMWARE, .reason = "svm-disabled", .because = "not locked",
	.fix = "firmware setup",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, svm_locked_but_on) {
	AMD, .vm_cr = 0x08, .flags = "fpu svm", .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_KERNEL, .reason = "kvm-not-loaded", .because = "kvm_amd",
	.fix = "modprobe",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

/* IA32_FEATURE_CONTROL could not be read, but Linux read it and cleared its flag. */
FIXTURE_VARIANT_ADD(machine, vmx_flag_cleared) {
	INTEL, .feat_ctl = UNREAD, .flags = "fpu ept", .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_FIRMWARE, .reason = "vmx-flag-cleared", .because = "not read here",
	.fix = "firmware setup",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, svm_flag_cleared) {
	AMD, .vm_cr = UNREAD, .flags = "fpu npt", .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_FIRMWARE, .reason = "svm-flag-cleared", .because = "not read here",
	.fix = "firmware setup",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

/* Neither register nor flags were read: firmware is not blamed. */
FIXTURE_VARIANT_ADD(machine, flags_not_read) {
	INTEL, .feat_ctl = UNREAD, .flags = NULL, .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_KERNEL, .reason = "kvm-not-loaded", .because = "kvm_intel",
	.fix = "modprobe",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, no_hardware) {
	NEITHER, .flags = "fpu", .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_CPU, .reason = "no-hardware", .because = "neither VMX",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, guest_without_vmx) {
	.cpuid1 = HYPERVISOR, .cpuid81 = 0, .feat_ctl = ABSENT, .vm_cr = ABSENT, .kvm = NO_DEVICE, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_BELOW, .reason = "not-exposed", .because = "this is a VM",
	.fix = "-cpu host",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

FIXTURE_VARIANT_ADD(machine, other_api_version) {
	INTEL, .feat_ctl = 5, .kvm = USABLE, .api = 11, .modules = "kvm kvm_intel", .offer1 = VMX,
	.run = NS_UNKNOWN, .who = NS_COMPONENT_KERNEL, .reason = "kvm-api", .because = "API version 11",
	.fix = "update",
	.nest = NS_YES, .nest_reason = "nested-offered", .nest_because = "VMX",
};

FIXTURE_VARIANT_ADD(machine, captured_with_module) {
	INTEL, .feat_ctl = 5, .flags = "fpu vmx", .kvm = CAPTURED, .modules = "kvm kvm_intel",
	.param = { { "kvm_intel", "nested", "Y" } }, NOT_ASKED_KVM,
	.run = NS_YES, .who = NS_COMPONENT_NONE, .reason = "kvm-loaded", .because = "a captured tree has no KVM",
	.nest = NS_YES, .nest_reason = "nested-on", .nest_because = "what KVM offers was not read",
};

FIXTURE_VARIANT_ADD(machine, captured_without_module) {
	INTEL, .feat_ctl = 5, .flags = "fpu vmx", .kvm = CAPTURED, NOT_ASKED_KVM,
	.run = NS_NO, .who = NS_COMPONENT_KERNEL, .reason = "kvm-not-loaded", .because = "kvm_intel",
	.fix = "modprobe",
	.nest = NS_NO, .nest_reason = "no-vms", .nest_because = "cannot run VMs",
};

/* Nothing could be read, so nothing is claimed. */
FIXTURE_VARIANT_ADD(machine, nothing_readable) {
	.cpuid1 = UNREAD, .cpuid81 = UNREAD, .feat_ctl = UNREAD, .vm_cr = UNREAD, NOT_ASKED_KVM,
	.run = NS_UNKNOWN, .who = NS_COMPONENT_UNKNOWN, .reason = "kvm-unread", .because = "could be read",
	.fix = "as root",
	.nest = NS_UNKNOWN, .nest_reason = "nested-unread", .nest_because = "could be read",
};

/* Does @text, which is freed, contain @part? Without @part there must be no text. */
static bool has(char *text, const char *part)
{
	bool found = part ? text && strstr(text, part) : !text;

	if (!found)
		printf("# \"%s\" is not in \"%s\"\n", part ?: "(nothing)", text ?: "(nothing)");
	free(text);
	return found;
}

TEST_F(machine, answers)
{
	const struct ns_finding *run = self->a->run, *nest = self->a->nest;
	enum ns_yesno can_run = ns_answer_of(run), can_nest = ns_answer_of(nest);

	EXPECT_EQ(variant->run, can_run);
	EXPECT_EQ(variant->who, run->component) TH_LOG("%s", ns_component_name(run->component));
	EXPECT_STREQ(variant->reason, ns_finding_code(run));
	EXPECT_TRUE(has(ns_finding_text(run), variant->because));
	EXPECT_TRUE(has(ns_finding_remedy(run), variant->fix));
	EXPECT_EQ(variant->nest, can_nest);
	EXPECT_STREQ(variant->nest_reason, ns_finding_code(nest));
	EXPECT_TRUE(has(ns_finding_text(nest), variant->nest_because));
	EXPECT_TRUE(has(ns_finding_remedy(nest), variant->nest_fix));
	EXPECT_TRUE(is_said("answers", "run", run));
	EXPECT_TRUE(is_said("answers", "nest", nest));
	for (size_t i = 0; i < self->a->missing.count; i++)
		EXPECT_TRUE(is_said("answers", "missing", self->a->missing.list[i]));
	for (size_t i = 0; i < self->a->parameters.count; i++)
		EXPECT_TRUE(is_said("answers", "parameter", self->a->parameters.list[i]));
	for (size_t i = 0; i < self->a->notes.count; i++)
		EXPECT_TRUE(is_said("answers", "note", self->a->notes.list[i]));
	/* If the answer is yes, nothing prevents it; otherwise something does. */
	EXPECT_EQ(can_run == NS_YES, run->component == NS_COMPONENT_NONE);
	EXPECT_EQ(can_nest == NS_YES, nest->component == NS_COMPONENT_NONE);
}

TEST_F(machine, leaks_nothing)
{
	ns_answers_free(self->a);
	ns_snapshot_free(self->s);
	self->a = NULL;
	self->s = NULL;
	EXPECT_NO_LEAK();
}

TEST(parameters)
{
	static const struct {
		const char *text;
		enum ns_yesno on;
	} cases[] = {
		{ "Y", NS_YES }, { "N", NS_NO }, { "1", NS_YES }, { "0", NS_NO }, { "", NS_UNKNOWN },
		{ "2", NS_YES },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = ns_snapshot_new();

		set_param(s, "kvm_intel", "nested", cases[i].text);
		EXPECT_EQ(cases[i].on, ns_param_on(s, "kvm_intel", "nested")) TH_LOG("\"%s\"", cases[i].text);
		EXPECT_EQ(NS_UNKNOWN, ns_param_on(s, "kvm_amd", "nested"));
		EXPECT_EQ(NS_UNKNOWN, ns_param_on(s, "kvm_intel", "ept"));
		ns_snapshot_free(s);
	}
}

TEST(vendor_modules)
{
	static const struct {
		const char *list, *module;
	} cases[] = {
		{ "kvm kvm_intel", "kvm_intel" }, { "kvm kvm_amd", "kvm_amd" }, { "kvm_pvm", "kvm_pvm" },
		{ "kvm", NULL }, { "kvm kvm_other", "kvm_other" }, { "kvm_intel", "kvm_intel" },
		{ "kvm kvm_zhaoxin kvm_intel", "kvm_intel" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		const char *module;

		set_text(s, NS_FACT_KVM_MODULES, cases[i].list);
		module = ns_vendor_module(s);
		EXPECT_EQ(!cases[i].module, !module) TH_LOG("%s", cases[i].list);
		if (module && cases[i].module) {
			EXPECT_STREQ(cases[i].module, module);
		}
		ns_snapshot_free(s);
	}
}

/* Each notable capability, if only it is missing, is named with its cost, and nothing else is. */
/* In a dump: Linux would lock it, Windows and ESXi refuse. */
TEST(a_feature_control_that_is_not_locked_is_noted)
{
	static const struct { uint64_t value; size_t notes; } cases[] = { { 0, 1 }, { 4, 1 }, { 5, 0 }, { 1, 0 } };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_answers *a;

		set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, VMX);
		set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_FEATURE_CONTROL, cases[i].value);
		a = ns_answer_all(s);
		EXPECT_EQ(cases[i].notes, a->notes.count) TH_LOG("0x%llx", (unsigned long long)cases[i].value);
		if (a->notes.count)
			EXPECT_STREQ("firmware-unlocked", ns_finding_code(a->notes.list[0]));
		ns_answers_free(a);
		ns_snapshot_free(s);
	}
}

TEST(what_is_missing)
{
	static const struct {
		enum ns_bit_id bit;
		const char *costs;
	} rows[] = {
#define NS_NOTABLE(id, costs_) { NS_BIT_##id, costs_ },
#include "analysis/notable.h"
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct ns_bit *bit = ns_bit(rows[i].bit);

		for (int view = 0; view < NS_VIEW_COUNT; view++) {
			struct ns_snapshot *s = ns_snapshot_new();
			struct ns_answers *a;

			for (int v = 0; v < NS_VIEW_COUNT; v++) {
				for (int reg = 0; reg < NS_REG_COUNT; reg++)
					set_reg(s->view[v], reg, ~0ull);
			}
			set_reg(s->view[view], bit->reg, ~(1ull << ns_bit_position(bit) | 1ull << bit->low));
			a = ns_answer_all(s);
			EXPECT_EQ(0, a->unread);
			EXPECT_EQ(1, a->missing.count);
			if (a->missing.count) {
				const struct ns_finding *f = a->missing.list[0];

				EXPECT_EQ(bit, f->bit);
				EXPECT_STREQ(rows[i].costs, ns_finding_get(f, "costs"));
				EXPECT_EQ(view == NS_VIEW_CPU, f->code == NS_FOUND_MISSING_IN_CPU);
			}
			ns_answers_free(a);
			ns_snapshot_free(s);
		}
	}
	EXPECT_NO_LEAK();
}

static bool misses(const struct ns_answers *a, enum ns_bit_id bit)
{
	for (size_t i = 0; i < a->missing.count; i++)
		if (a->missing.list[i]->bit == ns_bit(bit))
			return true;
	return false;
}

/* An Intel CPU model with data in leaf 8000_000A, such as QEMU's qemu64 */
TEST(without_svm_nothing_of_svm_is_missing)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_answers *a;

	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, 0x80002001);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_80000001_ECX, 1);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_8000000A_EAX, 1);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_8000000A_EBX, 16);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_8000000A_EDX, 0);
	a = ns_answer_all(s);
	EXPECT_EQ(0, a->missing.count);
	EXPECT_EQ(0, a->unread);
	EXPECT_TRUE(a->no_virtualization);
	ns_answers_free(a);
	ns_snapshot_free(s);
}

/* The first Core 2: no secondary controls, so no register that could say "no" for EPT */
TEST(what_has_no_register_is_missing)
{
	static const enum ns_bit_id gone[] = {
		NS_BIT_SECONDARY_EXEC_ENABLE_EPT, NS_BIT_SECONDARY_EXEC_UNRESTRICTED_GUEST,
		NS_BIT_SECONDARY_EXEC_ENABLE_VPID, NS_BIT_VMX_EPT_AD_BIT, NS_BIT_SECONDARY_EXEC_SHADOW_VMCS,
	};
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_value *view = s->view[NS_VIEW_CPU];
	struct ns_answers *a;

	set_reg(view, NS_REG_CPUID_1_ECX, 0x0000e3bd);
	set_reg(view, NS_REG_CPUID_80000001_ECX, 1);
	set_reg(view, NS_REG_IA32_VMX_BASIC, 0x001a040000000007);
	set_reg(view, NS_REG_IA32_VMX_PINBASED_CTLS, 0x0000001f00000016);
	set_reg(view, NS_REG_IA32_VMX_PROCBASED_CTLS, 0x77b9fffe0401e172);
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (!ns_has(&view[reg]))
			ns_reg_to_be_read(view, reg, NS_SOURCE_MODULE);
	a = ns_answer_all(s);
	for (size_t i = 0; i < COUNT(gone); i++) {
		EXPECT_TRUE(misses(a, gone[i])) TH_LOG("%s", ns_bit(gone[i])->name);
	}
	EXPECT_FALSE(misses(a, NS_BIT_X86_FEATURE_NPT));
	EXPECT_FALSE(misses(a, NS_BIT_CPU_BASED_TPR_SHADOW));
	EXPECT_EQ(0, a->unread);
	ns_answers_free(a);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

/* Capabilities that were not read are counted, but not called missing. */
TEST(what_was_not_read)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_answers *a = ns_answer_all(s);

	EXPECT_EQ(0, a->missing.count);
	EXPECT_LT(10, a->unread);
	EXPECT_FALSE(a->no_virtualization);
	ns_answers_free(a);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
