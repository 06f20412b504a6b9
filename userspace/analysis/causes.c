// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/causes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/arch.h"
#include "analysis/cause_tests.h"
#include "analysis/param.h"
#include "analysis/platform.h"
#include "analysis/refusal.h"
#include "util/alloc.h"
#include "util/number.h"

struct ns_here ns_here_of(const struct ns_snapshot *s)
{
	struct ns_here here = { .s = s, .machine = ns_machine_look(s) };

	here.answers = ns_answer_machine(&here.machine);
	here.results = ns_check_machine(&here.machine, here.answers);
	return here;
}

void ns_here_end(struct ns_here *here)
{
	ns_answers_free(here->answers);
	ns_results_clear(&here->results);
	ns_machine_done(&here->machine);
}

/* Is the message of another architecture than the machine? */
static bool elsewhere(const struct ns_snapshot *s, const struct ns_message_row *row)
{
	enum ns_arch of = ns_message_arch(row);

	return of != NS_ARCH_COUNT && of != ns_arch_of(s);
}

bool ns_message_value(const struct ns_snapshot *s, const struct ns_message *m, struct ns_accept *accept)
{
	const char *msr = ns_message_get(m, "msr"), *text = ns_message_get(m, "value");
	uint64_t number, value;

	if (elsewhere(s, m->row) || !msr || !text || !ns_parse_hex(msr, &number) || !ns_parse_hex(text, &value) ||
	    number > UINT32_MAX)
		return false;
	*accept = ns_accept_value(s, number, value);
	return accept->reg != NS_REG_NONE;
}

static enum ns_yesno virtualization(const struct ns_ask *a)
{
	return ns_either(ns_cpu_has(a, NS_REG_CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX)),
		      ns_cpu_has(a, NS_REG_CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM)));
}

static enum ns_yesno hypervisor_bit(const struct ns_ask *a)
{
	const struct ns_value *v = &a->s->fact[NS_FACT_HV_PRESENT];

	return !ns_has(v) ? NS_UNKNOWN : v->num ? NS_YES : NS_NO;
}

static enum ns_yesno kvm_works(const struct ns_ask *a)
{
	const struct ns_value *v = &a->s->fact[NS_FACT_KVM_API];

	ns_finding_on_fact(a->f, a->s, NS_FACT_KVM_DEVICE);
	if (ns_has(v))
		return v->num == 12 ? NS_YES : NS_UNKNOWN;
	return a->s->fact[NS_FACT_KVM_DEVICE].state == NS_ABSENT ? NS_NO : NS_UNKNOWN;
}

static enum ns_yesno firmware_off(const struct ns_ask *a)
{
	enum ns_code code = a->here->answers->run->code;
	enum ns_yesno vmx = ns_cpu_has(a, NS_REG_CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX));
	enum ns_yesno svm = ns_cpu_has(a, NS_REG_CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM));
	enum ns_yesno off;

	if (code == NS_FOUND_VMX_FLAG_CLEARED || code == NS_FOUND_SVM_FLAG_CLEARED) {
		ns_finding_on_fact(a->f, a->s, NS_FACT_CPU_FLAGS);
		return NS_YES;
	}
	if (vmx == NS_YES) {
		off = ns_both(ns_cpu_look(a, NS_REG_IA32_FEATURE_CONTROL, NS_MASK(FEAT_CTL_LOCKED)),
			   ns_not(ns_cpu_has(a, NS_REG_IA32_FEATURE_CONTROL,
				       NS_MASK(FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX))));
	} else if (svm == NS_YES) {
		off = ns_cpu_look(a, NS_REG_VM_CR, NS_MASK(SVM_VM_CR_SVM_DIS_MASK));
	} else {
		return ns_both(vmx, svm);
	}
	/* If KVM works, nothing else has to be looked at. */
	return off == NS_UNKNOWN && kvm_works(a) == NS_YES ? NS_NO : off;
}

/* A guest whose firmware did not set the register that its CPU has */
static enum ns_yesno vm_firmware(const struct ns_ask *a)
{
	uint64_t locked = NS_MASK(FEAT_CTL_LOCKED), on = NS_MASK(FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX);
	enum ns_yesno below = hypervisor_bit(a);
	const struct ns_value *v = &a->s->view[NS_VIEW_CPU][NS_REG_IA32_FEATURE_CONTROL];

	ns_finding_on_fact(a->f, a->s, NS_FACT_HV_PRESENT);
	if (below != NS_YES)
		return below;
	ns_cpu_look(a, NS_REG_IA32_FEATURE_CONTROL, locked);
	if (!ns_has(v))
		return v->state == NS_ABSENT ? NS_NO : NS_UNKNOWN;
	return (v->num & (locked | on)) == (locked | on) ? NS_NO : NS_YES;
}

static enum ns_yesno not_exposed(const struct ns_ask *a)
{
	ns_finding_on_fact(a->f, a->s, NS_FACT_HV_PRESENT);
	ns_finding_on_register(a->f, a->s, NS_VIEW_CPU, NS_REG_CPUID_1_ECX);
	return ns_both(ns_not(virtualization(a)), hypervisor_bit(a));
}

static enum ns_yesno no_hardware(const struct ns_ask *a)
{
	ns_finding_on_fact(a->f, a->s, NS_FACT_HV_PRESENT);
	return ns_both(ns_not(virtualization(a)), ns_not(hypervisor_bit(a)));
}

static enum ns_yesno module_not_loaded(const struct ns_ask *a)
{
	const struct ns_value *v = &a->s->fact[NS_FACT_KVM_MODULES];

	ns_finding_on_fact(a->f, a->s, NS_FACT_KVM_MODULES);
	if (ns_vendor_module(a->s))
		return NS_NO;
	return ns_known(v) ? NS_YES : NS_UNKNOWN;
}

static enum ns_yesno no_device(const struct ns_ask *a)
{
	enum ns_state state = a->s->fact[NS_FACT_KVM_DEVICE].state;

	ns_finding_on_fact(a->f, a->s, NS_FACT_KVM_DEVICE);
	return state == NS_ABSENT ? NS_YES : state == NS_NOT_ASKED ? NS_UNKNOWN : NS_NO;
}

static enum ns_yesno not_permitted(const struct ns_ask *a)
{
	ns_finding_on_fact(a->f, a->s, NS_FACT_KVM_DEVICE);
	if (a->here->answers->run->code == NS_FOUND_KVM_NOT_PERMITTED)
		return NS_YES;
	return ns_known(&a->s->fact[NS_FACT_KVM_DEVICE]) ? NS_NO : NS_UNKNOWN;
}

static enum ns_yesno in_container(const struct ns_ask *a)
{
	const struct ns_value *v = &a->s->fact[NS_FACT_CONTAINER];
	enum ns_yesno in = !ns_has(v) ? NS_UNKNOWN : *v->text ? NS_YES : NS_NO;

	ns_finding_on_fact(a->f, a->s, NS_FACT_CONTAINER);
	return ns_both(in, no_device(a));
}

static enum ns_yesno not_installed(const struct ns_ask *a)
{
	enum ns_code code = a->here->answers->run->code;

	ns_finding_on_fact(a->f, a->s, NS_FACT_KVM_MODULES);
	return code == NS_FOUND_KVM_NOT_INSTALLED ? NS_YES : ns_vendor_module(a->s) ? NS_NO : NS_UNKNOWN;
}

/* A VM's IOMMU is given by the layer below. */
static enum ns_yesno no_iommu(const struct ns_ask *a)
{
	const struct ns_value *groups = &a->s->fact[NS_FACT_IOMMU_GROUPS];

	ns_finding_on_fact(a->f, a->s, NS_FACT_IOMMU_GROUPS);
	if (hypervisor_bit(a) == NS_YES) {
		a->f->component = NS_COMPONENT_BELOW;
		a->f->remedy = NS_REMEDY_GIVE_IOMMU;
	}
	return !ns_has(groups) ? NS_UNKNOWN : groups->num ? NS_NO : NS_YES;
}

static enum ns_yesno nested_off(const struct ns_ask *a)
{
	const char *module = ns_vendor_module(a->s);

	if (!module)
		return NS_UNKNOWN;
	/* PVM has no such parameter. */
	if (strcmp(module, "kvm_intel") && strcmp(module, "kvm_amd"))
		return NS_NO;
	ns_finding_on_param(a->f, a->s, module, "nested");
	return ns_not(ns_param_on(a->s, module, "nested"));
}

static enum ns_yesno pvm(const struct ns_ask *a)
{
	const struct ns_value *v = &a->s->fact[NS_FACT_KVM_MODULES];

	ns_finding_on_fact(a->f, a->s, NS_FACT_KVM_MODULES);
	if (!ns_has(v))
		return v->state == NS_ABSENT ? NS_NO : NS_UNKNOWN;
	return ns_value_has_word(v, "kvm_pvm") ? NS_YES : NS_NO;
}

static enum ns_yesno other_vendor_module(const struct ns_ask *a)
{
	return ns_not(module_not_loaded(a));
}

static enum ns_yesno kvm_before_6_1(const struct ns_ask *a)
{
	int kernel = ns_kernel_of(a->s);

	ns_finding_on_fact(a->f, a->s, NS_FACT_KERNEL);
	return !kernel ? NS_UNKNOWN : kernel < 6001 ? NS_YES : NS_NO;
}

/* KVM takes VMX and SVM when it is loaded (6.12 and later), or for as long as a VM runs. */
static enum ns_yesno kvm_holds(const struct ns_ask *a)
{
	enum ns_yesno loaded = ns_not(module_not_loaded(a));
	enum ns_yesno at_load = ns_param_on(a->s, "kvm", "enable_virt_at_load");

	ns_finding_on_param(a->f, a->s, "kvm", "enable_virt_at_load");
	return ns_both(loaded, at_load == NS_YES ? NS_YES : NS_UNKNOWN);
}

static enum ns_yesno virt_at_load_off(const struct ns_ask *a)
{
	ns_finding_on_param(a->f, a->s, "kvm", "enable_virt_at_load");
	return ns_not(ns_param_on(a->s, "kvm", "enable_virt_at_load"));
}

/* Other hypervisors show Hyper-V's signature, too; KVM is known to. */
static bool shows_hyperv(const struct ns_ask *a)
{
	const struct ns_value *v = &a->s->fact[NS_FACT_HV_SIGNATURE];

	return ns_has(v) && !strcmp(v->text, "Microsoft Hv") && !a->here->machine.layer->is_kvm;
}

static enum ns_yesno hyperv_guest(const struct ns_ask *a)
{
	const struct ns_value *v = &a->s->fact[NS_FACT_HV_SIGNATURE];

	ns_finding_on_fact(a->f, a->s, NS_FACT_HV_SIGNATURE);
	if (!ns_has(v))
		return ns_not(hypervisor_bit(a)) == NS_YES ? NS_NO : NS_UNKNOWN;
	return shows_hyperv(a) ? ns_not(virtualization(a)) : NS_NO;
}

static enum ns_yesno cpus_differ(const struct ns_ask *a)
{
	const struct ns_value *v = &a->s->fact[NS_FACT_CPUS_AGREE];

	ns_finding_on_fact(a->f, a->s, NS_FACT_CPUS_AGREE);
	return !ns_has(v) ? NS_UNKNOWN : v->num ? NS_NO : NS_YES;
}

static enum ns_yesno locked_down(const struct ns_ask *a)
{
	const struct ns_value *v = &a->s->fact[NS_FACT_LOCKDOWN];

	ns_finding_on_fact(a->f, a->s, NS_FACT_LOCKDOWN);
	if (!ns_has(v))
		return v->state == NS_ABSENT ? NS_NO : NS_UNKNOWN;
	return strcmp(v->text, "none") ? NS_YES : NS_NO;
}

static enum ns_yesno signature_demanded(const struct ns_ask *a)
{
	/* Without lockdown the kernel can demand signatures as well. */
	return locked_down(a) == NS_YES ? NS_YES : NS_UNKNOWN;
}

static enum ns_yesno not_root(const struct ns_ask *a)
{
	(void)a;
	return NS_UNKNOWN;
}

static enum ns_yesno confidential(const struct ns_ask *a)
{
	return ns_machine_confidential(&a->here->machine) ? NS_YES : NS_UNKNOWN;
}

static enum ns_yesno no_nested_state(const struct ns_ask *a)
{
	const struct ns_value *v = &a->s->fact[NS_FACT_KVM_NESTED_STATE];

	ns_finding_on_fact(a->f, a->s, NS_FACT_KVM_NESTED_STATE);
	return !ns_has(v) ? NS_UNKNOWN : v->num ? NS_NO : NS_YES;
}

static enum ns_yesno vms_run(const struct ns_ask *a)
{
	const struct ns_value *v = &a->s->fact[NS_FACT_VM_PROGRAMS];

	ns_finding_on_fact(a->f, a->s, NS_FACT_VM_PROGRAMS);
	return ns_has(v) && v->num ? NS_YES : NS_UNKNOWN;
}

/* What was found of the machine, as a cause: is it in the way? */
static enum ns_yesno found_before(const struct ns_ask *a, const struct ns_finding *found)
{
	enum ns_yesno here = found->severity == NS_SEVERITY_UNKNOWN ? NS_UNKNOWN :
			     found->severity == NS_SEVERITY_PROBLEM || found->severity == NS_SEVERITY_WARNING ? NS_YES : NS_NO;

	a->f->component = found->component;
	if (here == NS_NO)
		return here;
	a->f->cause = ns_finding_copy(found);
	a->f->remedy = NS_REMEDY_CAUSE;
	ns_finding_set(a->f, here == NS_YES ? "why" : "maybe", "yes");
	return here;
}

static enum ns_yesno cannot_run_vms(const struct ns_ask *a)
{
	return found_before(a, a->here->answers->run);
}

static enum ns_yesno cannot_nest(const struct ns_ask *a)
{
	const struct ns_answers *answers = a->here->answers;

	return found_before(a, answers->nest->code == NS_FOUND_NO_VMS ? answers->run : answers->nest);
}

static enum ns_yesno s390x_no_hpage(const struct ns_ask *a)
{
	struct ns_finding *found = ns_s390x_hpage(&a->here->machine);
	enum ns_yesno here = found_before(a, found);

	ns_finding_free(found);
	return here;
}

/* Causes without a rule are unknown here: they are about a VM, another machine or a program. */
static enum ns_yesno (*const tests[NS_CODE_COUNT])(const struct ns_ask *a) = {
	[NS_FOUND_CAUSE_FIRMWARE_OFF] = firmware_off,
	[NS_FOUND_CAUSE_VM_FIRMWARE] = vm_firmware,
	[NS_FOUND_CAUSE_NOT_EXPOSED] = not_exposed,
	[NS_FOUND_CAUSE_NO_HARDWARE] = no_hardware,
	[NS_FOUND_CAUSE_MODULE_NOT_LOADED] = module_not_loaded,
	[NS_FOUND_CAUSE_NO_DEVICE] = no_device,
	[NS_FOUND_CAUSE_NOT_PERMITTED] = not_permitted,
	[NS_FOUND_CAUSE_CONTAINER] = in_container,
	[NS_FOUND_CAUSE_NESTED_OFF] = nested_off,
	[NS_FOUND_CAUSE_PVM] = pvm,
	[NS_FOUND_CAUSE_NOT_INSTALLED] = not_installed,
	[NS_FOUND_CAUSE_NO_IOMMU] = no_iommu,
	[NS_FOUND_CAUSE_KVM_WORKS] = kvm_works,
	[NS_FOUND_CAUSE_OTHER_VENDOR_MODULE] = other_vendor_module,
	[NS_FOUND_CAUSE_KVM_BEFORE_6_1] = kvm_before_6_1,
	[NS_FOUND_CAUSE_KVM_HOLDS] = kvm_holds,
	[NS_FOUND_CAUSE_VIRT_AT_LOAD_OFF] = virt_at_load_off,
	[NS_FOUND_CAUSE_HYPERV_GUEST] = hyperv_guest,
	[NS_FOUND_CAUSE_CPUS_DIFFER] = cpus_differ,
	[NS_FOUND_CAUSE_LOCKDOWN] = locked_down,
	[NS_FOUND_CAUSE_LOCKDOWN_UNSIGNED] = locked_down,
	[NS_FOUND_CAUSE_SIGNATURE_DEMANDED] = signature_demanded,
	[NS_FOUND_CAUSE_NOT_ROOT] = not_root,
	[NS_FOUND_CAUSE_CONFIDENTIAL] = confidential,
	[NS_FOUND_CAUSE_NO_NESTED_STATE] = no_nested_state,
	[NS_FOUND_CAUSE_VMS_RUN] = vms_run,
	[NS_FOUND_CAUSE_ARCH_RUN] = cannot_run_vms,
	[NS_FOUND_CAUSE_ARCH_NEST] = cannot_nest,
	[NS_FOUND_CAUSE_S390X_NO_HPAGE] = s390x_no_hpage,
	[NS_FOUND_CAUSE_NO_EPT] = ns_cause_no_ept,
	[NS_FOUND_CAUSE_NO_NPT] = ns_cause_no_npt,
	[NS_FOUND_CAUSE_NO_UNRESTRICTED] = ns_cause_no_unrestricted,
	[NS_FOUND_CAUSE_NO_VIRTUAL_NMIS] = ns_cause_no_virtual_nmis,
	[NS_FOUND_CAUSE_CONTROL_MISSING] = ns_cause_control_missing,
	[NS_FOUND_CAUSE_PAIR_BROKEN] = ns_cause_pair_broken,
	[NS_FOUND_CAUSE_FEATURE_CONTROL_LIES] = ns_cause_feature_control_lies,
	[NS_FOUND_CAUSE_OTHER_VENDOR] = ns_cause_other_vendor,
	[NS_FOUND_CAUSE_OFFER_LACKS] = ns_cause_offer_lacks,
	[NS_FOUND_CAUSE_CPU_LACKS] = ns_cause_cpu_lacks,
	[NS_FOUND_CAUSE_PARAMETER_OFF] = ns_cause_parameter_off,
};

/* Causes of x86 whose question the answers of another architecture answer; the others do not exist there. */
static const struct {
	enum ns_code x86, instead;
} answered[] = {
	{ NS_FOUND_CAUSE_FIRMWARE_OFF, NS_FOUND_CAUSE_ARCH_RUN },
	{ NS_FOUND_CAUSE_MODULE_NOT_LOADED, NS_FOUND_CAUSE_ARCH_RUN },
	{ NS_FOUND_CAUSE_NOT_EXPOSED, NS_FOUND_CAUSE_ARCH_RUN },
	{ NS_FOUND_CAUSE_NO_HARDWARE, NS_FOUND_CAUSE_ARCH_RUN },
	{ NS_FOUND_CAUSE_NESTED_OFF, NS_FOUND_CAUSE_ARCH_NEST },
};

/* The cause to look for on this machine; 0 for none */
static enum ns_code cause_on(enum ns_arch arch, enum ns_code code)
{
	enum ns_arch of = ns_code_arch(code);
	enum ns_code instead = 0;

	if (of == arch || of == NS_ARCH_COUNT)
		return arch == NS_ARCH_X86 && (code == NS_FOUND_CAUSE_ARCH_RUN || code == NS_FOUND_CAUSE_ARCH_NEST) ? 0 : code;
	for (size_t i = 0; i < sizeof(answered) / sizeof(answered[0]); i++)
		if (answered[i].x86 == code)
			instead = answered[i].instead;
	return instead;
}

/* Both modules have the parameter nested; the message or the machine tells which one is meant. */
static void set_module(const struct ns_ask *a)
{
	const char *named = ns_message_get(a->m, "module");
	const char *any = ns_arch_of(a->s) == NS_ARCH_X86 ? "kvm_intel (or kvm_amd)" : "kvm";
	char *set;

	if (!ns_finding_get(a->f, "module"))
		ns_finding_set(a->f, "module", "%s", (named && !strncmp(named, "kvm_", 4) ? named : NULL) ?:
			       ns_vendor_module(a->s) ?: ns_cpu_module(&a->here->machine) ?: any);
	if (!ns_finding_get(a->f, "param"))
		ns_finding_set(a->f, "param", "nested");
	if (a->f->remedy == NS_REMEDY_SET_PARAM) {
		set = ns_xasprintf("%s=1", ns_finding_get(a->f, "param"));
		ns_param_remedy(a->f, a->s, set);
		free(set);
	}
}

static struct ns_cause look_for(const struct ns_here *here, const struct ns_message *m,
				const struct ns_bits *bits, enum ns_code code)
{
	struct ns_cause cause = { .finding = ns_finding_new(code), .here = NS_UNKNOWN };
	struct ns_ask a = { .here = here, .s = here->s, .m = m, .bits = bits, .f = cause.finding };

	if (tests[code])
		cause.here = tests[code](&a);
	set_module(&a);
	if ((code == NS_FOUND_CAUSE_NOT_EXPOSED || code == NS_FOUND_CAUSE_HYPERV_GUEST) &&
	    cause.here == NS_YES)
		ns_platform_remedy(cause.finding, &here->machine);
	/* A guest's firmware is its VM's. */
	if (code == NS_FOUND_CAUSE_FIRMWARE_OFF && hypervisor_bit(&a) == NS_YES)
		cause.finding->remedy = NS_REMEDY_ENABLE_IN_VM_FIRMWARE;
	if (here->machine.below == NS_NO && code == NS_FOUND_CAUSE_CPU_MODEL_OLD)
		cause.finding->remedy = NS_REMEDY_ENABLE_NX;
	else if (here->machine.below == NS_NO && code != NS_FOUND_CAUSE_NO_INVTSC)
		ns_hardware_settle(&here->machine, cause.finding);
	return cause;
}

struct ns_causes ns_causes_of(const struct ns_here *here, const struct ns_message *m)
{
	static const enum ns_yesno order[] = { NS_YES, NS_UNKNOWN, NS_NO };
	struct ns_causes sorted = { 0 };
	struct ns_cause found[NS_MESSAGE_CAUSES_MAX] = { 0 };
	struct ns_bits bits = ns_message_bits(m);
	enum ns_arch arch = ns_arch_of(here->s);
	size_t count = 0;

	if (elsewhere(here->s, m->row)) {
		sorted.elsewhere = ns_finding_new(NS_FOUND_MESSAGE_OTHER_ARCH);
		ns_finding_set(sorted.elsewhere, "of", "%s", ns_arch_name(ns_message_arch(m->row)));
		ns_finding_set(sorted.elsewhere, "arch", "%s", ns_arch_title(here->s));
	}
	for (size_t i = 0; !sorted.elsewhere && i < NS_MESSAGE_CAUSES_MAX && m->row->causes[i]; i++) {
		enum ns_code code = cause_on(arch, m->row->causes[i]);
		bool before = !code || ns_cause_ruled_out(here, m, &bits, code);

		for (size_t k = 0; k < count; k++)
			before = before || found[k].finding->code == code;
		if (!before)
			found[count++] = look_for(here, m, &bits, code);
	}
	for (size_t o = 0; o < sizeof(order) / sizeof(order[0]); o++)
		for (size_t i = 0; i < count; i++)
			if (found[i].here == order[o])
				sorted.list[sorted.count++] = found[i];
	ns_bits_clear(&bits);
	return sorted;
}

void ns_causes_clear(struct ns_causes *causes)
{
	for (size_t i = 0; i < causes->count; i++)
		ns_finding_free(causes->list[i].finding);
	ns_finding_free(causes->elsewhere);
	*causes = (struct ns_causes){ 0 };
}
