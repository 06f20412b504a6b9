// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/refusal.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/cause_tests.h"
#include "analysis/decode.h"
#include "analysis/param.h"

/* vmx.c setup_vmcs_config(): without one of the controls it needs, in every kernel */
static bool control_missing(const struct ns_machine *m, struct ns_finding *f)
{
	struct ns_ask ask = { .s = m->s, .f = f };

	return m->vmx == NS_YES && ns_cause_control_missing(&ask) == NS_YES;
}

/* A pair that is broken is an error since Linux 6.0, unless the parameter says to go on without both. */
static bool pair_broken(const struct ns_machine *m, struct ns_finding *f)
{
	struct ns_ask ask = { .s = m->s, .f = f };
	char *value, *where = ns_param_configured(m->s, "kvm_intel", "error_on_inconsistent_vmcs_config", &value);
	bool forgiven = where && ns_switch_of(value) == NS_NO;

	free(where);
	free(value);
	return m->vmx == NS_YES && !forgiven && ns_kernel_of(m->s) >= 6000 && ns_cause_pair_broken(&ask) == NS_YES;
}

/* vmx.c vmx_check_processor_compat(): of what the CPUs differ in, the controls of VMX count. */
static bool cpus_differ(const struct ns_machine *m, struct ns_finding *f)
{
	bool differ = false;

	for (size_t i = 0; i < m->s->difference_count && !differ; i++)
		differ = ns_reg_has_controls(m->s->differences[i].reg) ||
			 m->s->differences[i].reg == NS_REG_IA32_VMX_BASIC ||
			 m->s->differences[i].reg == NS_REG_IA32_VMX_EPT_VPID_CAP;
	ns_finding_on_fact(f, m->s, NS_FACT_CPUS_AGREE);
	return m->vmx == NS_YES && differ;
}

void ns_hardware_settle(const struct ns_machine *m, struct ns_finding *f)
{
	static const struct {
		enum ns_remedy_code in_vm, else_;
	} remedies[] = {
		{ NS_REMEDY_EXPOSE_FULL_CPU, NS_REMEDY_NONE },
		{ NS_REMEDY_LOAD_WITH_PAIR, NS_REMEDY_LOAD_WITHOUT_PAIR },
		{ NS_REMEDY_ADD_INVTSC, NS_REMEDY_BOOT_WITHOUT_RT },
	};

	for (size_t i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++) {
		if (f->remedy != remedies[i].in_vm)
			continue;
		f->component = m->below == NS_YES ? NS_COMPONENT_BELOW : NS_COMPONENT_CPU;
		if (m->below != NS_YES)
			f->remedy = remedies[i].else_;
		break;
	}
}

/* x86.c: a kernel with PREEMPT_RT wants a TSC that does not change its rate. */
static bool no_constant_tsc(const struct ns_machine *m, struct ns_finding *f)
{
	const struct ns_value *realtime = &m->s->fact[NS_FACT_REALTIME];

	ns_finding_on_fact(f, m->s, NS_FACT_REALTIME);
	return ns_has(realtime) && realtime->num && ns_cpu_flag(m->s, "constant_tsc") == NS_NO;
}

/*
 * Linux 6.12 and later take VMX or SVM when the module is loaded. While KVM is not, a CPU in which it is on
 * is another hypervisor's; on a host of TDX guests Linux 7.1 sets CR4.VMXE itself.
 */
static bool taken(const struct ns_machine *m, struct ns_finding *f)
{
	enum ns_live_flag flag = m->vmx == NS_YES ? NS_LIVE_VMXE : NS_LIVE_SVME;
	const struct ns_live *live = m->s->live;
	int kernel = ns_kernel_of(m->s);
	bool on = false;

	for (size_t i = 0; live && i < live->cpu_count; i++)
		on |= ns_has(&live->cpus[i].flag[flag]) && live->cpus[i].flag[flag].num;
	ns_finding_on_fact(f, m->s, NS_FACT_OTHER_HYPERVISORS);
	return on && kernel >= 6012 && !(m->vmx == NS_YES && kernel >= 7001);
}

static const struct {
	enum ns_code code;
	bool (*test)(const struct ns_machine *m, struct ns_finding *f);
} tests[] = {
	{ NS_FOUND_CAUSE_CONTROL_MISSING, control_missing },
	{ NS_FOUND_CAUSE_PAIR_BROKEN, pair_broken },
	{ NS_FOUND_CAUSE_CPUS_DIFFER, cpus_differ },
	{ NS_FOUND_REALTIME_NO_TSC, no_constant_tsc },
	{ NS_FOUND_CAUSE_OTHER_HYPERVISOR, taken },
};

struct ns_finding *ns_refusal_find(const struct ns_machine *m)
{
	struct ns_finding *found = NULL;

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]) && !found; i++) {
		struct ns_finding *f = ns_finding_new(tests[i].code);

		if (tests[i].test(m, f))
			found = f;
		else
			ns_finding_free(f);
	}
	if (found)
		ns_hardware_settle(m, found);
	return found;
}
