// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/live.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/decode.h"
#include "analysis/signatures.h"
#include "model/vmm.h"
#include "util/alloc.h"

static struct ns_live_answer answer(enum ns_yesno yes, enum ns_code code)
{
	return (struct ns_live_answer){ yes, ns_finding_new(code) };
}

/* The same with one argument; an empty one counts as not set. */
static struct ns_live_answer answer_with(enum ns_yesno yes, enum ns_code code, const char *name,
					 const char *value)
{
	struct ns_live_answer a = answer(yes, code);

	ns_finding_set(a.finding, name, "%s", value ?: "");
	return a;
}

static const struct ns_bit *shadow_bit(void)
{
	return ns_bit(NS_BIT_SECONDARY_EXEC_SHADOW_VMCS);
}

/*
 * The CPU has it and KVM uses it. In a VM that is the word of the hypervisor
 * below: KVM offers VMCS shadowing whatever the hardware has, and emulates it.
 */
static struct ns_live_answer shadowing_on(const struct ns_snapshot *s)
{
	const struct ns_value *basic = &s->view[NS_VIEW_CPU][NS_REG_IA32_VMX_BASIC];
	const struct ns_number *n = NULL;
	struct ns_live_answer a;
	enum ns_word below;

	if (ns_has(basic))
		n = ns_number_find(ns_vmx_revisions, ns_vmx_revision_count, basic->num & 0x7fffffff);
	if (!n && ns_bit_of(&s->fact[NS_FACT_HV_PRESENT], 1) != NS_YES)
		return answer(NS_YES, NS_FOUND_SHADOWING_ENABLED);
	if (n && !strcmp(n->who, "KVM"))
		a = answer_with(NS_YES, NS_FOUND_SHADOWING_EMULATED, "who", n->who);
	else
		a = answer(NS_YES, NS_FOUND_SHADOWING_FROM_BELOW);
	below = s->parent ? ns_cap_in_view(s->parent->view[NS_VIEW_CPU], shadow_bit()).word :
		NS_WORD_NOT_ASKED;
	ns_finding_set(a.finding, !ns_word_known(below) ? "unseen" : ns_word_there(below) ? "has" :
		       "lacks", "yes");
	return a;
}

static struct ns_live_answer of_x86(const struct ns_snapshot *s)
{
	struct ns_live_answer a = answer_with(NS_NO, NS_FOUND_CHECK_OTHER_ARCH, "arch", ns_arch_title(s));

	ns_finding_set(a.finding, "of", "x86");
	return a;
}

struct ns_live_answer ns_shadowing_enabled(const struct ns_snapshot *s)
{
	struct ns_cap cap = ns_cap_in_view(s->view[NS_VIEW_CPU], shadow_bit());
	enum ns_yesno param = ns_param_on(s, "kvm_intel", "enable_shadow_vmcs");
	const struct ns_value *modules = &s->fact[NS_FACT_KVM_MODULES];
	const char *module = ns_vendor_module(s);
	enum ns_yesno vmx = ns_bit_of(&s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX], NS_MASK(X86_FEATURE_VMX));
	enum ns_yesno svm = ns_bit_of(&s->view[NS_VIEW_CPU][NS_REG_CPUID_80000001_ECX], NS_MASK(X86_FEATURE_SVM));

	if (ns_arch_of(s) != NS_ARCH_X86)
		return of_x86(s);
	if ((module && strcmp(module, "kvm_intel")) || (!module && svm == NS_YES && vmx != NS_YES))
		return answer_with(NS_NO, NS_FOUND_SHADOWING_NOT_INTEL, "module", module);
	if (vmx == NS_NO || (ns_word_known(cap.word) && !ns_word_there(cap.word)))
		return answer(NS_NO, NS_FOUND_SHADOWING_NOT_IN_CPU);
	if (!module && ns_known(modules))
		return answer(NS_NO, NS_FOUND_SHADOWING_NO_MODULE);
	if (!module)
		return answer(NS_UNKNOWN, NS_FOUND_SHADOWING_MODULE_UNREAD);
	if (ns_param_on(s, "kvm_intel", "nested") == NS_NO)
		return answer(NS_NO, NS_FOUND_SHADOWING_NESTED_OFF);
	if (param == NS_NO)
		return answer(NS_NO, NS_FOUND_SHADOWING_PARAM_OFF);
	if (param == NS_UNKNOWN)
		return answer(NS_UNKNOWN, NS_FOUND_SHADOWING_PARAM_UNREAD);
	return ns_word_known(cap.word) ? shadowing_on(s) :
		answer(NS_UNKNOWN, NS_FOUND_SHADOWING_CPU_UNREAD);
}

/* The feature that VMs of a KVM with this module need; NULL where that is not known, or is neither */
static const char *feature_of(const char *module)
{
	return !module ? NULL : !strcmp(module, "kvm_intel") ? "vmx" : !strcmp(module, "kvm_amd") ? "svm" : NULL;
}

/* By the command line; that it switches off what the other vendor's CPUs have changes nothing. */
static struct ns_live_answer offered_by_qemu(const struct ns_value *option, const char *module)
{
	const char *text = option->text, *feature = feature_of(module);
	int vmx, svm;

	if (option->state == NS_UNREADABLE)
		return answer_with(NS_UNKNOWN, NS_FOUND_VM_COMMAND_UNREAD, "why", option->why);
	if (!ns_has(option))
		return answer(NS_NO, NS_FOUND_VM_NO_CPU_OPTION);
	vmx = ns_qemu_cpu_feature(text, feature ?: "vmx");
	svm = ns_qemu_cpu_feature(text, feature ?: "svm");
	if (vmx > 0 || svm > 0)
		return answer_with(NS_YES, NS_FOUND_VM_CPU_OPTION, "option", text);
	if (ns_qemu_cpu_model_is(text, "host") || ns_qemu_cpu_model_is(text, "max"))
		return answer_with(!vmx || !svm ? NS_NO : NS_YES, NS_FOUND_VM_CPU_OPTION, "option", text);
	return answer_with(NS_NO, NS_FOUND_VM_CPU_MODEL, "option", text);
}

static bool above_zero(const struct ns_value *v)
{
	return ns_has(v) && v->num;
}

struct ns_live_answer ns_nesting_offered(const struct ns_live_vm *vm, enum ns_yesno enabled, const char *module)
{
	if (above_zero(&vm->stat[NS_STAT_NESTED_RUN]) || above_zero(&vm->stat[NS_STAT_GUEST_MODE]))
		return answer(NS_YES, NS_FOUND_VM_HAS_RUN);
	if (enabled == NS_NO)
		return answer(NS_NO, NS_FOUND_VM_OFFERED_NONE);
	if (vm->program && ns_vmm_is_qemu(vm->program))
		return offered_by_qemu(&vm->cpu_option, module);
	if (vm->program)
		return answer_with(NS_UNKNOWN, NS_FOUND_VM_OTHER_PROGRAM, "program", vm->program);
	return answer_with(NS_UNKNOWN, NS_FOUND_VM_NO_PROCESS, "why", vm->cpu_option.why);
}

/* The counter is missing: not read, or the kernel has none */
static struct ns_live_answer no_counter(const struct ns_value *run, bool outside)
{
	struct ns_live_answer a = answer_with(NS_UNKNOWN, NS_FOUND_VM_NO_COUNTER, "why", run->why);

	ns_finding_set(a.finding, "outside", "%s", outside ? "yes" : "");
	ns_finding_set(a.finding, "absent", "%s", run->state == NS_ABSENT ? "yes" : "");
	return a;
}

/* @in_l2 is 0, or was not read. */
static struct ns_live_answer used_by_counter(const struct ns_value *in_l2, const struct ns_value *now,
					     const struct ns_value *before)
{
	struct ns_live_answer a;

	if (!ns_has(now))
		return no_counter(now, false);
	if (!now->num)
		return answer(NS_NO, NS_FOUND_VM_NEVER_RAN);
	if (!before || !ns_has(before))
		a = answer(NS_UNKNOWN, NS_FOUND_VM_ONE_LOOK);
	else if (before->num == now->num)
		/* A vCPU stays in L2 while L0 handles its exits, and then nothing is counted. */
		a = answer(ns_has(in_l2) ? NS_NO : NS_UNKNOWN, NS_FOUND_VM_RAN);
	else
		a = answer(NS_YES, NS_FOUND_VM_RUNS);
	ns_finding_set(a.finding, "run", "%llu", (unsigned long long)now->num);
	if (a.yes == NS_YES)
		return a;
	ns_finding_set(a.finding, "outside", "%s", ns_has(in_l2) ? "yes" : "");
	ns_finding_set(a.finding, "why", "%s", ns_has(in_l2) ? "" : in_l2->why ?: "");
	return a;
}

struct ns_live_answer ns_nesting_in_use(const struct ns_live_vm *vm, const struct ns_live_vm *before)
{
	const struct ns_value *in_l2 = &vm->stat[NS_STAT_GUEST_MODE];
	const struct ns_value *run = &vm->stat[NS_STAT_NESTED_RUN];
	struct ns_live_answer a;

	if (above_zero(in_l2)) {
		a = answer(NS_YES, NS_FOUND_VM_IN_L2);
		ns_finding_set(a.finding, "inside", "%llu", (unsigned long long)in_l2->num);
		ns_finding_set(a.finding, "vcpus", "%zu", vm->vcpu_count);
		if (ns_has(run))
			ns_finding_set(a.finding, "run", "%llu", (unsigned long long)run->num);
		else if (run->state == NS_UNREADABLE)
			ns_finding_set(a.finding, "why", "%s", run->why);
		return a;
	}
	if (ns_has(run) || !ns_has(in_l2))
		return used_by_counter(in_l2, run, before ? &before->stat[NS_STAT_NESTED_RUN] : NULL);
	return no_counter(run, true);
}

struct ns_finding *ns_shadowing_unseen(const struct ns_live *live, bool captured)
{
	const char *why = live->live_vmcs.why;
	struct ns_finding *f;

	for (size_t i = 0; i < live->cpu_count; i++)
		if (ns_has(&live->cpus[i].flag[NS_LIVE_SHADOWING]))
			return NULL;
	if (!ns_has(&live->module)) {
		f = ns_finding_new(NS_FOUND_SHADOWING_NO_NESTSCOPE_KO);
		why = live->module.why;
	} else if (ns_has(&live->live_vmcs)) {
		f = ns_finding_new(NS_FOUND_SHADOWING_NO_VMCS);
	} else if (live->live_vmcs.state == NS_NOT_ASKED) {
		f = ns_finding_new(NS_FOUND_SHADOWING_NO_LIVE_VMCS);
	} else {
		f = ns_finding_new(NS_FOUND_SHADOWING_REFUSED);
		ns_finding_set(f, "refused", "%s", live->live_vmcs.state == NS_ABSENT ? "" : "yes");
	}
	ns_finding_set(f, "why", "%s", why ?: "");
	ns_finding_set(f, "captured", "%s", captured ? "yes" : "");
	return f;
}

struct ns_live_answer ns_shadowing_in_use(const struct ns_snapshot *s)
{
	const struct ns_live *live = s->live;
	struct ns_live_answer a = { NS_UNKNOWN, ns_shadowing_unseen(live, ns_snapshot_captured(s)) };
	size_t cpus = 0;

	if (ns_arch_of(s) != NS_ARCH_X86) {
		ns_finding_free(a.finding);
		return of_x86(s);
	}
	for (size_t i = 0; i < live->cpu_count; i++)
		cpus += above_zero(&live->cpus[i].flag[NS_LIVE_SHADOWING]);
	if (a.finding)
		return a;
	if (!cpus)
		return answer(NS_NO, NS_FOUND_SHADOWING_NOT_SEEN);
	a = answer(NS_YES, NS_FOUND_SHADOWING_SEEN);
	ns_finding_set(a.finding, "count", "%zu", cpus);
	ns_finding_set(a.finding, "many", "%s", cpus == 1 ? "" : "yes");
	return a;
}

struct ns_findings ns_vms_emulated(const struct ns_snapshot *s)
{
	struct ns_findings all = { 0 };

	for (size_t i = 0; i < s->vm_count; i++) {
		const struct ns_vm *vm = &s->vms[i];
		struct ns_finding *f;

		if (!vm->accel || strncmp(vm->accel, "tcg", 3))
			continue;
		f = ns_findings_add(&all, ns_finding_new(NS_FOUND_VM_EMULATED));
		ns_finding_set(f, "program", "%s", vm->program);
		ns_finding_set(f, "name", "%s", vm->name ?: "");
		ns_finding_set(f, "default", "%s", strcmp(vm->accel, "tcg") ? "yes" : "");
	}
	return all;
}

bool ns_live_look_again(const struct ns_live *live)
{
	for (size_t i = 0; i < live->vm_count; i++)
		if (above_zero(&live->vms[i].stat[NS_STAT_NESTED_RUN]) &&
		    !above_zero(&live->vms[i].stat[NS_STAT_GUEST_MODE]))
			return true;
	return false;
}
