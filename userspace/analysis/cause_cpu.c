// SPDX-License-Identifier: GPL-2.0-or-later
/* Causes that are about capabilities of the CPU or of what KVM offers */
#include <stdlib.h>
#include <string.h>

#include "analysis/cause_tests.h"
#include "analysis/decode.h"
#include "analysis/offer.h"
#include "model/names.h"
#include "util/alloc.h"
#include "util/number.h"

enum ns_yesno ns_cpu_has(const struct ns_ask *a, enum ns_reg reg, uint64_t mask)
{
	return ns_bit_of(&a->s->view[NS_VIEW_CPU][reg], mask);
}

enum ns_yesno ns_cpu_look(const struct ns_ask *a, enum ns_reg reg, uint64_t mask)
{
	ns_finding_on_register(a->f, a->s, NS_VIEW_CPU, reg);
	return ns_cpu_has(a, reg, mask);
}

/* Is @id missing in the CPU's view, where its register exists at all? */
static enum ns_yesno lacks(const struct ns_ask *a, enum ns_bit_id id)
{
	const struct ns_bit *bit = ns_bit(id);
	struct ns_cap cap = ns_cap_in_view(a->s->view[NS_VIEW_CPU], bit);

	ns_finding_on_register(a->f, a->s, NS_VIEW_CPU, bit->reg);
	if (!ns_word_known(cap.word))
		return NS_UNKNOWN;
	return ns_word_there(cap.word) ? NS_NO : NS_YES;
}

static enum ns_yesno is_intel(const struct ns_ask *a)
{
	return ns_cpu_has(a, NS_REG_CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX));
}

/* Does another hypervisor than KVM say so, to which KVM's parameters are nothing? */
static bool is_of_others(const struct ns_ask *a)
{
	static const enum ns_printer others[] = {
		NS_PRINTER_VIRTUALBOX, NS_PRINTER_VMWARE, NS_PRINTER_HYPERV, NS_PRINTER_XEN, NS_PRINTER_BHYVE, NS_PRINTER_ANDROID,
		NS_PRINTER_QUBES,
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (a->m->row->printer == others[i])
			return true;
	return false;
}

/* Does the CPU have what @lacks is about, and KVM does not use it because the parameter is off? Then that is to be changed. */
static bool is_switched_off(const struct ns_ask *a, enum ns_yesno lacks, const char *module, const char *param)
{
	if (lacks == NS_YES || is_of_others(a) || ns_param_on(a->s, module, param) != NS_NO)
		return false;
	ns_finding_on_param(a->f, a->s, module, param);
	ns_finding_set(a->f, "off", "%s.%s", module, param);
	ns_finding_set(a->f, "module", "%s", module);
	ns_finding_set(a->f, "param", "%s", param);
	a->f->component = NS_COMPONENT_KVM;
	a->f->remedy = NS_REMEDY_SET_PARAM;
	return true;
}

/* By the CPU, or by kvm_intel's parameter @param or @needed, without which KVM clears that */
static enum ns_yesno is_without(const struct ns_ask *a, enum ns_bit_id id, const char *needed, const char *param)
{
	enum ns_yesno lacking = lacks(a, id), intel = is_intel(a);

	if (intel == NS_YES && ((needed && is_switched_off(a, lacking, "kvm_intel", needed)) ||
				is_switched_off(a, lacking, "kvm_intel", param)))
		return NS_YES;
	return ns_both(intel, lacking);
}

enum ns_yesno ns_cause_no_ept(const struct ns_ask *a)
{
	return is_without(a, NS_BIT_SECONDARY_EXEC_ENABLE_EPT, NULL, "ept");
}

enum ns_yesno ns_cause_no_unrestricted(const struct ns_ask *a)
{
	return is_without(a, NS_BIT_SECONDARY_EXEC_UNRESTRICTED_GUEST, "ept", "unrestricted_guest");
}

enum ns_yesno ns_cause_no_virtual_nmis(const struct ns_ask *a)
{
	return is_without(a, NS_BIT_PIN_BASED_VIRTUAL_NMIS, NULL, "vnmi");
}

enum ns_yesno ns_cause_no_npt(const struct ns_ask *a)
{
	enum ns_yesno svm = ns_cpu_has(a, NS_REG_CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM)), lacking = lacks(a, NS_BIT_X86_FEATURE_NPT);

	if (svm == NS_YES && is_switched_off(a, lacking, "kvm_amd", "npt"))
		return NS_YES;
	return ns_both(svm, lacking);
}

/* What kvm_intel requires to load: vmx.h KVM_REQUIRED_VMX_*, the same from Linux 6.1 to 7.3 */
static const struct {
	enum ns_reg reg;
	uint32_t mask;
} required[] = {
	{ NS_REG_IA32_VMX_PINBASED_CTLS, 0x00000009 },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS, 0x21998e8c },
	{ NS_REG_IA32_VMX_EXIT_CTLS, 0x00008204 },
	{ NS_REG_IA32_VMX_ENTRY_CTLS, 0x00000204 },
};

enum ns_yesno ns_cause_control_missing(const struct ns_ask *a)
{
	enum ns_yesno missing = NS_NO;
	char *names = ns_xstrdup("");

	for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++) {
		const struct ns_value *v = &a->s->view[NS_VIEW_CPU][required[i].reg];
		uint32_t absent = ns_has(v) ? required[i].mask & ~(v->num >> 32) : 0;

		if (!ns_has(v))
			missing = ns_either(missing, NS_UNKNOWN);
		for (unsigned int bit = 0; bit < 32; bit++) {
			const struct ns_bit *b;

			if (!(absent >> bit & 1))
				continue;
			b = ns_bit_find(required[i].reg, bit + 32);
			missing = NS_YES;
			names = ns_xjoin(names, ", ", b ? b->name : "?");
		}
	}
	ns_finding_set(a->f, "names", "%s", names);
	free(names);
	return is_intel(a) == NS_NO ? NS_NO : missing;
}

/*
 * What has to come together, unless kvm_intel.error_on_inconsistent_vmcs_config is off, and the kernel
 * that looks at it first, 6001 for 6.1: before Linux 6.0 kvm_intel loads, and uses neither of the two
 * (commit f5a81d0eb01e); CET came with 6.18.
 */
static const struct {
	enum ns_bit_id entry;
	enum ns_bit_id exit;
	int since;
} pairs[] = {
	{ NS_BIT_VM_ENTRY_LOAD_IA32_PERF_GLOBAL_CTRL, NS_BIT_VM_EXIT_LOAD_IA32_PERF_GLOBAL_CTRL, 6000 },
	{ NS_BIT_VM_ENTRY_LOAD_IA32_PAT, NS_BIT_VM_EXIT_LOAD_IA32_PAT, 6000 },
	{ NS_BIT_VM_ENTRY_LOAD_IA32_EFER, NS_BIT_VM_EXIT_LOAD_IA32_EFER, 6000 },
	{ NS_BIT_VM_ENTRY_LOAD_BNDCFGS, NS_BIT_VM_EXIT_CLEAR_BNDCFGS, 6000 },
	{ NS_BIT_VM_ENTRY_LOAD_IA32_RTIT_CTL, NS_BIT_VM_EXIT_CLEAR_IA32_RTIT_CTL, 6000 },
	{ NS_BIT_VM_ENTRY_LOAD_CET_STATE, NS_BIT_VM_EXIT_LOAD_CET_STATE, 6018 },
};

/* A kernel whose version was not read is treated as one that checks all pairs. */
static bool looks_at(const struct ns_ask *a, int since)
{
	return (ns_kernel_of(a->s) ?: 6001) >= since;
}

enum ns_yesno ns_cause_pair_broken(const struct ns_ask *a)
{
	const struct ns_value *cpu = a->s->view[NS_VIEW_CPU];
	enum ns_yesno broken = NS_NO;
	char *names = ns_xstrdup("");

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct ns_bit *entry = ns_bit(pairs[i].entry), *exit = ns_bit(pairs[i].exit);
		enum ns_word in = ns_cap_in_view(cpu, entry).word, out = ns_cap_in_view(cpu, exit).word;

		if (!looks_at(a, pairs[i].since))
			continue;
		if (!ns_word_known(in) || !ns_word_known(out)) {
			broken = ns_either(broken, NS_UNKNOWN);
		} else if (ns_word_there(in) != ns_word_there(out)) {
			broken = NS_YES;
			names = ns_xjoin(names, ", ", ns_word_there(in) ? exit->name : entry->name);
		}
	}
	ns_finding_set(a->f, "names", "%s", names);
	free(names);
	return is_intel(a) == NS_NO ? NS_NO : broken;
}

/* VMX in CPUID and in IA32_FEATURE_CONTROL, and a VMX whose first register is empty or faults */
enum ns_yesno ns_cause_feature_control_lies(const struct ns_ask *a)
{
	const struct ns_value *basic = &a->s->view[NS_VIEW_CPU][NS_REG_IA32_VMX_BASIC];
	enum ns_yesno on = ns_cpu_look(a, NS_REG_IA32_FEATURE_CONTROL, NS_MASK(FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX));

	ns_finding_on_register(a->f, a->s, NS_VIEW_CPU, NS_REG_IA32_VMX_BASIC);
	if (!ns_has(basic))
		return ns_both(is_intel(a), NS_UNKNOWN);
	return ns_both(ns_both(is_intel(a), on), basic->num ? NS_UNKNOWN : NS_YES);
}

/* ---- what the message names ---- */

static void set_off(const struct ns_ask *a, const struct ns_bits *bits)
{
	char *names = ns_xstrdup("");

	for (size_t i = 0; i < bits->count; i++) {
		const struct ns_bit *b = bits->list[i];

		names = ns_xjoin(names, ", ", *b->flag ? b->flag : *b->qemu ? b->qemu : b->name);
	}
	ns_finding_set(a->f, "names", "%s", names);
	ns_bits_set_off(a->f, bits);
	free(names);
}

/* Does @view lack one of them? The finding names those that it lacks; if it lacks none, all that were asked for. */
static enum ns_yesno view_lacks(const struct ns_ask *a, enum ns_view view)
{
	struct ns_bits missing = { 0 };
	enum ns_yesno lacks = a->bits->count ? NS_NO : NS_UNKNOWN;

	for (size_t i = 0; i < a->bits->count; i++) {
		enum ns_word word = ns_cap_in_view(a->s->view[view], a->bits->list[i]).word;

		if (!ns_word_known(word))
			lacks = ns_either(lacks, NS_UNKNOWN);
		else if (!ns_word_there(word)) {
			lacks = NS_YES;
			ns_bits_add(&missing, a->bits->list[i]);
		}
	}
	set_off(a, missing.count ? &missing : a->bits);
	ns_bits_clear(&missing);
	return lacks;
}

/* A message that names a register and a value is compared by KVM's rule. */
enum ns_yesno ns_cause_offer_lacks(const struct ns_ask *a)
{
	struct ns_accept accept;
	enum ns_yesno lacks;

	if (!ns_message_value(a->s, a->m, &accept))
		return view_lacks(a, NS_VIEW_KVM);
	lacks = ns_not(accept.accepted);
	ns_finding_on_register(a->f, a->s, NS_VIEW_KVM, accept.reg);
	/* What to do is said with the bits. */
	a->f->remedy = NS_REMEDY_NONE;
	ns_accept_clear(&accept);
	return lacks;
}

enum ns_yesno ns_cause_cpu_lacks(const struct ns_ask *a)
{
	return view_lacks(a, NS_VIEW_CPU);
}

enum ns_yesno ns_cause_parameter_off(const struct ns_ask *a)
{
	enum ns_yesno off = a->bits->count ? NS_NO : NS_UNKNOWN;

	for (size_t i = 0; i < a->bits->count && off != NS_YES; i++) {
		struct ns_offer o = ns_offer_of(&a->here->machine, a->bits->list[i]);

		if (o.why == NS_WHY_PARAM && o.finding->remedy == NS_REMEDY_NONE) {
			/* KVM cleared it itself: the parameter is not the cause. */
		} else if (o.why == NS_WHY_PARAM) {
			off = NS_YES;
			ns_finding_set(a->f, "module", "%s", ns_finding_get(o.finding, "module"));
			ns_finding_set(a->f, "param", "%s", ns_finding_get(o.finding, "param"));
			ns_finding_on_param(a->f, a->s, ns_finding_get(o.finding, "module"),
					    ns_finding_get(o.finding, "param"));
		} else if (o.why == NS_WHY_UNREAD || o.why == NS_WHY_NOT_KNOWN) {
			off = NS_UNKNOWN;
		}
		ns_offer_free(&o);
	}
	return off;
}

/* The one of vmx and svm that a message names and the CPU cannot have, because it has the other; or NULL */
static const char *of_other_vendor(const struct ns_machine *m, const struct ns_bits *bits)
{
	const char *found = NULL;

	for (size_t i = 0; i < bits->count; i++) {
		if (m->svm == NS_YES && bits->list[i] == ns_bit(NS_BIT_X86_FEATURE_VMX))
			found = "vmx";
		else if (m->vmx == NS_YES && bits->list[i] == ns_bit(NS_BIT_X86_FEATURE_SVM))
			found = "svm";
	}
	return found;
}

enum ns_yesno ns_cause_other_vendor(const struct ns_ask *a)
{
	const char *named = of_other_vendor(&a->here->machine, a->bits);

	if (!named)
		return NS_NO;
	ns_finding_set(a->f, "names", "%s", named);
	ns_finding_set(a->f, "isa", "%s", *named == 'v' ? "svm" : "vmx");
	return NS_YES;
}

bool ns_cause_ruled_out(const struct ns_here *here, const struct ns_message *m, const struct ns_bits *bits, enum ns_code code)
{
	const char *text = ns_message_get(m, "msr");
	uint64_t msr;
	bool theirs;

	if (code == NS_FOUND_CAUSE_OTHER_VENDOR)
		return !of_other_vendor(&here->machine, bits);
	if (!text || !ns_parse_hex(text, &msr))
		return false;
	/* Nothing of VMX or SVM is behind an MSR that is none of theirs; and theirs KVM knows. */
	theirs = msr <= UINT32_MAX && ns_reg_by_msr(msr) != NS_REG_NONE;
	return theirs ? code == NS_FOUND_CAUSE_MSR_UNKNOWN :
			code == NS_FOUND_CAUSE_KVM_BEFORE_6_1 || code == NS_FOUND_CAUSE_NESTED_OFF ||
			code == NS_FOUND_CAUSE_VCPU_WITHOUT_VMX;
}
