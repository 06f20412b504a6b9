// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/answers.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/cpuinfo.h"
#include "analysis/decode.h"
#include "util/alloc.h"

const char *ns_yesno_name(enum ns_yesno yes)
{
	return yes == NS_YES ? "yes" : yes == NS_NO ? "no" : "unknown";
}

enum ns_yesno ns_answer_of(const struct ns_finding *f)
{
	if (f->severity == NS_SEVERITY_UNKNOWN)
		return NS_UNKNOWN;
	return f->severity == NS_SEVERITY_PROBLEM ? NS_NO : NS_YES;
}

static enum ns_yesno bit_of(const struct ns_value *v, uint64_t mask)
{
	if (ns_has(v))
		return v->num & mask ? NS_YES : NS_NO;
	return v->state == NS_ABSENT ? NS_NO : NS_UNKNOWN;
}

enum ns_yesno ns_param_on(const struct ns_snapshot *s, const char *module, const char *name)
{
	const struct ns_value *v = ns_snapshot_param(s, module, name);

	if (!v || !ns_has(v))
		return NS_UNKNOWN;
	/* bool prints Y or N, int a number: kvm_intel.nested is Y, kvm_amd.nested 1 */
	if (!strcmp(v->text, "N") || !strcmp(v->text, "0"))
		return NS_NO;
	return *v->text ? NS_YES : NS_UNKNOWN;
}

const char *ns_vendor_module(const struct ns_snapshot *s)
{
	static const char *const known[] = { "kvm_intel", "kvm_amd", "kvm_pvm" };
	const struct ns_value *modules = &s->fact[NS_FACT_KVM_MODULES];
	const char *other = ns_has(modules) ? strstr(modules->text, "kvm_") : NULL;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (ns_value_has_word(modules, known[i]))
			return known[i];
	return other;
}

/* What the questions turn on, read once */
struct facts {
	const struct ns_snapshot *s;
	const struct ns_value *cpu;
	enum ns_yesno below;	/* a hypervisor is below */
	enum ns_yesno vmx;
	enum ns_yesno svm;
	const char *module;
};

static struct ns_finding *about(const struct facts *f, enum ns_code code)
{
	struct ns_finding *finding = ns_finding_new(code);

	if (f->vmx == NS_YES || f->svm == NS_YES)
		ns_finding_set(finding, "isa", f->vmx == NS_YES ? "VMX" : "SVM");
	return finding;
}

/* The module that would drive this CPU, loaded or not */
static const char *wanted_module(const struct facts *f)
{
	return f->vmx == NS_YES ? "kvm_intel" : "kvm_amd";
}

/* A switch of firmware; a guest's belongs to its VM, not to a machine's setup. */
static struct ns_finding *firmware_finding(const struct facts *f, enum ns_code code, enum ns_reg reg)
{
	struct ns_finding *finding = about(f, code);

	if (ns_has(&f->cpu[reg]))
		ns_finding_set(finding, "value", "0x%llx", (unsigned long long)f->cpu[reg].num);
	ns_finding_on_register(finding, f->s, NS_VIEW_CPU, reg);
	if (f->below == NS_YES) {
		finding->component = NS_COMPONENT_BELOW;
		finding->remedy = NS_REMEDY_ENABLE_IN_VM_FIRMWARE;
	}
	return finding;
}

/* Is @flag missing in the flags of /proc/cpuinfo, and were they read? */
static bool flag_cleared(const struct facts *f, const char *flag)
{
	const struct ns_value *flags = &f->s->fact[NS_FACT_CPU_FLAGS];

	return ns_has(flags) && !ns_value_has_word(flags, flag);
}

/* What a switch of firmware prevents, or NULL */
static struct ns_finding *find_firmware(const struct facts *f)
{
	const struct ns_value *feat = &f->cpu[NS_REG_IA32_FEATURE_CONTROL];
	const struct ns_value *vm_cr = &f->cpu[NS_REG_VM_CR];
	struct ns_finding *finding = NULL;

	if (f->vmx == NS_YES && ns_has(feat) && (feat->num & NS_MASK(FEAT_CTL_LOCKED)) &&
	    !(feat->num & NS_MASK(FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX))) {
		finding = firmware_finding(f, NS_FOUND_VMX_LOCKED_OFF, NS_REG_IA32_FEATURE_CONTROL);
	} else if (f->svm == NS_YES && ns_has(vm_cr) &&
		   (vm_cr->num & NS_MASK(SVM_VM_CR_SVM_DIS_MASK))) {
		finding = firmware_finding(f, NS_FOUND_SVM_DISABLED, NS_REG_VM_CR);
		if (vm_cr->num & NS_MASK(SVM_VM_CR_SVM_LOCK_MASK))
			ns_finding_set(finding, "locked", "yes");
	} else if (f->vmx == NS_YES && !ns_has(feat) && flag_cleared(f, "vmx")) {
		/*
		 * Unread, but Linux clears the flag only if it is locked off, or
		 * (AMD, from 6.12 on) disabled: feat_ctl.c, cpu/amd.c
		 */
		finding = firmware_finding(f, NS_FOUND_VMX_FLAG_CLEARED, NS_REG_IA32_FEATURE_CONTROL);
		ns_finding_on_fact(finding, f->s, NS_FACT_CPU_FLAGS);
	} else if (f->svm == NS_YES && !ns_has(vm_cr) && flag_cleared(f, "svm")) {
		finding = firmware_finding(f, NS_FOUND_SVM_FLAG_CLEARED, NS_REG_VM_CR);
		ns_finding_on_fact(finding, f->s, NS_FACT_CPU_FLAGS);
	}
	return finding;
}

static struct ns_finding *no_hardware(const struct facts *f)
{
	struct ns_finding *finding;

	finding = about(f, f->below == NS_YES ? NS_FOUND_NOT_EXPOSED : NS_FOUND_NO_HARDWARE);
	if (f->below == NS_NO)
		ns_finding_set(finding, "clear", "yes");
	else if (f->below == NS_UNKNOWN)
		finding->component = NS_COMPONENT_UNKNOWN;
	ns_finding_on_register(finding, f->s, NS_VIEW_CPU, NS_REG_CPUID_1_ECX);
	ns_finding_on_register(finding, f->s, NS_VIEW_CPU, NS_REG_CPUID_80000001_ECX);
	return finding;
}

/* The CPU could, and no module that would use it was seen */
static struct ns_finding *no_module(const struct facts *f)
{
	const struct ns_value *modules = &f->s->fact[NS_FACT_KVM_MODULES];
	const struct ns_value *device = &f->s->fact[NS_FACT_KVM_DEVICE];
	struct ns_finding *finding;

	if (modules->state == NS_VALUE || modules->state == NS_ABSENT) {
		finding = about(f, NS_FOUND_KVM_NOT_LOADED);
	} else if (device->state == NS_ABSENT) {
		finding = about(f, NS_FOUND_KVM_NO_DEVICE);
		ns_finding_set(finding, "why", "%s", device->why);
	} else {
		finding = about(f, NS_FOUND_KVM_MODULES_UNREAD);
	}
	ns_finding_set(finding, "module", "%s", wanted_module(f));
	ns_finding_on_fact(finding, f->s, NS_FACT_KVM_MODULES);
	ns_finding_on_fact(finding, f->s, NS_FACT_KVM_DEVICE);
	return finding;
}

/* A finding about /dev/kvm and the module behind it */
static struct ns_finding *device_finding(const struct facts *f, enum ns_code code)
{
	const struct ns_value *device = &f->s->fact[NS_FACT_KVM_DEVICE];
	struct ns_finding *finding = about(f, code);

	ns_finding_set(finding, "module", "%s", f->module ?: "");
	if (device->why)
		ns_finding_set(finding, "why", "%s", device->why);
	ns_finding_on_fact(finding, f->s, NS_FACT_KVM_DEVICE);
	return finding;
}

static struct ns_finding *kvm_usable(const struct facts *f)
{
	unsigned long long api = f->s->fact[NS_FACT_KVM_API].num;
	enum ns_code code = NS_FOUND_KVM_WITHOUT_HARDWARE;
	struct ns_finding *finding;

	if (api != 12)
		code = NS_FOUND_KVM_API;
	else if (f->vmx == NS_YES || f->svm == NS_YES)
		code = NS_FOUND_KVM_USABLE;
	finding = device_finding(f, code);
	ns_finding_set(finding, "api", "%llu", api);
	if (f->module && !strcmp(f->module, "kvm_pvm"))
		ns_finding_set(finding, "pvm", "yes");
	ns_finding_on_fact(finding, f->s, NS_FACT_KVM_API);
	return finding;
}

/* Nothing asked /dev/kvm: what do the rest of the facts make likely? */
static struct ns_finding *kvm_not_asked(const struct facts *f)
{
	struct ns_finding *finding;

	if (f->module)
		finding = device_finding(f, NS_FOUND_KVM_LOADED);
	else if (f->vmx == NS_YES || f->svm == NS_YES)
		finding = no_module(f);
	else
		finding = about(f, NS_FOUND_KVM_UNREAD);
	return finding;
}

/* The module is there, the device is not. */
static struct ns_finding *no_device(const struct facts *f)
{
	struct ns_finding *finding = device_finding(f, NS_FOUND_KVM_NO_DEVICE);

	ns_finding_set(finding, "loaded", "%s", f->module);
	finding->remedy = NS_REMEDY_MAKE_DEVICE;
	return finding;
}

/*
 * udev makes /dev/kvm whether KVM is loaded or not: one that may not be opened
 * counts if there is a module behind it.
 */
static bool device_denied(const struct facts *f)
{
	return f->s->fact[NS_FACT_KVM_DEVICE].state == NS_UNREADABLE &&
	       f->s->fact[NS_FACT_KVM_MODULES].state != NS_ABSENT;
}

static struct ns_finding *answer_run(const struct facts *f)
{
	const struct ns_value *device = &f->s->fact[NS_FACT_KVM_DEVICE];
	struct ns_finding *finding;

	if (ns_has(&f->s->fact[NS_FACT_KVM_API]))
		finding = kvm_usable(f);
	else if (device_denied(f))
		finding = device_finding(f, NS_FOUND_KVM_NOT_PERMITTED);
	else if ((finding = find_firmware(f)))
		;
	else if (f->vmx == NS_NO && f->svm == NS_NO && !f->module)
		finding = no_hardware(f);
	else if (device->state != NS_NOT_ASKED && !f->module &&
		 (f->vmx == NS_YES || f->svm == NS_YES))
		finding = no_module(f);
	else if (device->state == NS_ABSENT && f->module)
		finding = no_device(f);
	else
		finding = kvm_not_asked(f);
	return finding;
}

static struct ns_finding *nested_offered(const struct facts *f, const char *isa)
{
	const struct ns_value *state = &f->s->fact[NS_FACT_KVM_NESTED_STATE];
	const struct ns_value *nested = f->module ? ns_snapshot_param(f->s, f->module, "nested") : NULL;
	struct ns_finding *finding = ns_finding_new(NS_FOUND_NESTED_OFFERED);

	ns_finding_set(finding, "isa", "%s", isa);
	if (nested && ns_has(nested))
		ns_finding_set(finding, "nested", "%s", nested->text);
	if (ns_has(state))
		ns_finding_set(finding, state->num ? "saved" : "unsaved", "yes");
	return finding;
}

static struct ns_finding *nested_param(const struct facts *f, enum ns_code code)
{
	struct ns_finding *finding = ns_finding_new(code);

	ns_finding_set(finding, "module", "%s", f->module);
	ns_finding_set(finding, "param", "nested");
	ns_finding_set(finding, "value", "%s", ns_snapshot_param(f->s, f->module, "nested")->text);
	ns_finding_on_param(finding, f->s, f->module, "nested");
	return finding;
}

static struct ns_finding *answer_nest(const struct facts *f, const struct ns_finding *run)
{
	const struct ns_value *offer = f->s->view[NS_VIEW_KVM];
	enum ns_yesno vmx = bit_of(&offer[NS_REG_CPUID_1_ECX], NS_MASK(X86_FEATURE_VMX));
	enum ns_yesno svm = bit_of(&offer[NS_REG_CPUID_80000001_ECX], NS_MASK(X86_FEATURE_SVM));
	enum ns_yesno nested = f->module ? ns_param_on(f->s, f->module, "nested") : NS_UNKNOWN;
	struct ns_finding *finding;

	if (ns_answer_of(run) == NS_NO && run->component != NS_COMPONENT_PERMISSION) {
		finding = ns_finding_new(NS_FOUND_NO_VMS);
		finding->component = run->component;
	} else if (vmx == NS_YES || svm == NS_YES) {
		finding = nested_offered(f, vmx == NS_YES ? "VMX" : "SVM");
	} else if (nested == NS_NO) {
		finding = nested_param(f, NS_FOUND_NESTED_OFF);
	} else if (vmx == NS_NO && svm == NS_NO && ns_has(&f->s->fact[NS_FACT_KVM_API])) {
		finding = ns_finding_new(NS_FOUND_NESTED_NOT_OFFERED);
		ns_finding_set(finding, "module", "%s", f->module ?: "");
	} else if (nested == NS_YES) {
		return nested_param(f, NS_FOUND_NESTED_ON);
	} else {
		finding = ns_finding_new(NS_FOUND_NESTED_UNREAD);
	}
	ns_finding_on_register(finding, f->s, NS_VIEW_KVM, NS_REG_CPUID_1_ECX);
	ns_finding_on_register(finding, f->s, NS_VIEW_KVM, NS_REG_CPUID_80000001_ECX);
	return finding;
}

static const struct notable {
	enum ns_bit_id bit;
	const char *costs;
} notables[] = {
#define NS_NOTABLE(id, costs_) { NS_BIT_##id, costs_ },
#include "analysis/notable.h"
};

static void add_missing(struct ns_answers *a, enum ns_code code, const struct ns_bit *bit,
			const char *costs)
{
	struct ns_finding *f = ns_findings_add(&a->missing, ns_finding_new(code));

	f->bit = bit;
	ns_finding_set(f, "costs", "%s", costs);
}

/* Missing in the CPU comes first, then what only KVM's guests have to do without. */
static void find_missing(const struct facts *f, struct ns_answers *a)
{
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < sizeof(notables) / sizeof(notables[0]); i++) {
			const struct notable *n = &notables[i];
			const struct ns_bit *bit = ns_bit(n->bit);
			struct ns_cap cpu = ns_cap_in_view(f->cpu, bit);
			struct ns_cap kvm = ns_cap_in_view(f->s->view[NS_VIEW_KVM], bit);

			if (!pass && !ns_word_known(cpu.word))
				a->unread++;
			else if (!pass && cpu.word == NS_WORD_NO)
				add_missing(a, NS_FOUND_MISSING_IN_CPU, bit, n->costs);
			else if (pass && ns_word_there(cpu.word) && kvm.word == NS_WORD_NO)
				add_missing(a, NS_FOUND_MISSING_IN_OFFER, bit, n->costs);
		}
	}
}

static void find_notes(const struct ns_snapshot *s, struct ns_answers *a)
{
	struct ns_finding *f;

	if (ns_param_on(s, "kvm_intel", "nested") != NS_NO ||
	    ns_param_on(s, "kvm_intel", "enable_shadow_vmcs") != NS_YES)
		return;
	f = ns_findings_add(&a->notes, ns_finding_new(NS_FOUND_SHADOW_PARAM_UNUSED));
	ns_finding_set(f, "value", "%s",
		       ns_snapshot_param(s, "kvm_intel", "enable_shadow_vmcs")->text);
	ns_finding_on_param(f, s, "kvm_intel", "enable_shadow_vmcs");
	ns_finding_on_param(f, s, "kvm_intel", "nested");
}

struct ns_answers *ns_answer_all(const struct ns_snapshot *s)
{
	struct ns_answers *a = ns_xcalloc(1, sizeof(*a));
	struct facts f = { .s = s, .cpu = s->view[NS_VIEW_CPU], .module = ns_vendor_module(s) };

	f.below = bit_of(&s->fact[NS_FACT_HV_PRESENT], 1);
	f.vmx = bit_of(&f.cpu[NS_REG_CPUID_1_ECX], NS_MASK(X86_FEATURE_VMX));
	f.svm = bit_of(&f.cpu[NS_REG_CPUID_80000001_ECX], NS_MASK(X86_FEATURE_SVM));
	a->run = answer_run(&f);
	a->nest = answer_nest(&f, a->run);
	find_missing(&f, a);
	find_notes(s, a);
	a->no_virtualization = f.vmx == NS_NO && f.svm == NS_NO;
	return a;
}

void ns_answers_free(struct ns_answers *a)
{
	if (!a)
		return;
	ns_finding_free(a->run);
	ns_finding_free(a->nest);
	ns_findings_clear(&a->missing);
	ns_findings_clear(&a->notes);
	free(a);
}
