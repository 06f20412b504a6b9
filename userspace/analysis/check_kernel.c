// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of the CPU, the firmware, the kernel, this guest and of contradictions */
#include <stdlib.h>
#include <string.h>

#include "analysis/arch.h"
#include "analysis/cause_tests.h"
#include "analysis/check_rules.h"
#include "analysis/decode.h"
#include "analysis/invariants.h"
#include "analysis/param.h"
#include "analysis/platform.h"
#include "analysis/refusal.h"
#include "analysis/run.h"
#include "model/kvm_module.h"
#include "util/alloc.h"

/* ---- CPU ---- */

struct ns_finding *ns_check_run_vms(const struct ns_checker *c)
{
	return ns_finding_copy(c->answers->run);
}

static const char *isa_of(const struct ns_machine *m)
{
	return m->vmx == NS_YES ? "VMX" : "SVM";
}

static enum ns_yesno virtualization(const struct ns_machine *m)
{
	return ns_either(m->vmx, m->svm);
}

/* What stands in for VMX and SVM on another architecture */
static struct ns_finding *virtualization_elsewhere(const struct ns_checker *c)
{
	const struct ns_arch_rules *rules = ns_arch_rules(c->m->arch);
	struct ns_finding *f = rules && c->m->virt == NS_NO ? rules->prevents(c->m) : NULL;

	if (f)
		return f;
	if (!rules)
		return ns_arch_finding(c->m, NS_FOUND_ARCH_NOT_KNOWN);
	f = ns_finding_new(c->m->virt == NS_YES ? NS_FOUND_HAS_VIRTUALIZATION : NS_FOUND_CHECK_UNREAD);
	ns_finding_set(f, "isa", "%s", rules->isa);
	ns_finding_set(f, "what", "whether the CPU has %s", rules->isa);
	return f;
}

/* "the CPU has VMX", or who took it away */
static struct ns_finding *find_virtualization(const struct ns_checker *c)
{
	/* Without VMX, the answer is that of SVM, even if SVM was not read. */
	enum ns_reg reg = c->m->svm == NS_YES || c->m->vmx == NS_NO ? NS_REG_CPUID_80000001_ECX : NS_REG_CPUID_1_ECX;
	struct ns_finding *f;

	if (c->m->arch != NS_ARCH_X86)
		return virtualization_elsewhere(c);
	/* Its hypervisor uses them, so it is no failure either that this machine sees none. */
	if (virtualization(c->m) == NS_NO && c->m->layer->kind == NS_LAYER_PARENT)
		return ns_finding_new(NS_FOUND_CHECK_PARENT);
	if (virtualization(c->m) == NS_NO) {
		f = ns_hardware_find(c->m);
		/* PVM needs neither, so it is no failure that they are missing. */
		if (c->answers->run->code == NS_FOUND_KVM_WITHOUT_HARDWARE)
			f->severity = NS_SEVERITY_WARNING;
		return f;
	}
	if (virtualization(c->m) == NS_YES) {
		f = ns_finding_new(NS_FOUND_HAS_VIRTUALIZATION);
		ns_finding_set(f, "isa", "%s", isa_of(c->m));
	} else {
		f = ns_finding_new(NS_FOUND_CHECK_UNREAD);
		ns_finding_set(f, "what", "CPUID");
		ns_finding_set(f, "why", "%s", c->m->cpu[reg].why ?: "");
	}
	ns_finding_on_register(f, c->s, NS_VIEW_CPU, reg);
	return f;
}

struct ns_finding *ns_check_virtualization(const struct ns_checker *c)
{
	return find_virtualization(c);
}

struct ns_finding *ns_check_no_isa(const struct ns_checker *c)
{
	if (virtualization(c->m) == NS_NO && c->m->layer->kind != NS_LAYER_PARENT)
		return ns_finding_new(NS_FOUND_CHECK_NO_VIRTUALIZATION);
	return find_virtualization(c);
}

/* Of a parameter that was not read: is its module loaded, as far as is known? */
static bool may_be_off(const struct ns_checker *c, const char *module)
{
	const struct ns_value *modules = &c->s->fact[NS_FACT_KVM_MODULES];

	return modules->state == NS_UNREADABLE || (ns_has(modules) && ns_value_has_word(modules, module));
}

struct ns_finding *ns_check_slat(const struct ns_checker *c)
{
	bool intel = c->m->vmx == NS_YES;
	const char *module = intel ? "kvm_intel" : "kvm_amd", *param = intel ? "ept" : "npt";
	const struct ns_bit *bit = ns_bit(intel ? NS_BIT_SECONDARY_EXEC_ENABLE_EPT : NS_BIT_X86_FEATURE_NPT);
	enum ns_word word = ns_cap_in_view(c->m->cpu, bit).word;
	struct ns_finding *f;

	if (virtualization(c->m) != NS_YES)
		return ns_check_no_isa(c);
	f = ns_check_switch(c, module, param);
	if (!f && !ns_word_known(word)) {
		f = ns_finding_new(NS_FOUND_CHECK_UNREAD);
		ns_finding_set(f, "what", "%s", bit->name);
	} else if (!f && ns_word_there(word) && may_be_off(c, module)) {
		f = ns_check_param_unread(c, module, param);
	} else if (!f) {
		f = ns_finding_new(ns_word_there(word) ? NS_FOUND_CPU_HAS : NS_FOUND_SLAT_MISSING);
		ns_hardware_settle(c->m, f);
	}
	f->bit = bit;
	return f;
}

struct ns_finding *ns_check_cpus_alike(const struct ns_checker *c)
{
	const struct ns_value *agree = &c->s->fact[NS_FACT_CPUS_AGREE], *cpus = &c->s->fact[NS_FACT_CPUS_READ];
	struct ns_finding *f;

	if (!ns_has(agree))
		return ns_check_unread(c, NS_FACT_CPUS_AGREE);
	/* Alike are those that were looked at. */
	if (agree->num && !ns_has(cpus))
		return ns_check_unread(c, NS_FACT_CPUS_READ);
	if (agree->num) {
		f = ns_check_on(c, NS_FOUND_CPUS_ALIKE, NS_FACT_CPUS_READ);
		ns_finding_set(f, "one", "%s", strpbrk(cpus->text, "-,") ? "" : "yes");
		return f;
	}
	f = ns_finding_new(NS_FOUND_CPUS_DIFFER);
	if (c->m->svm == NS_YES) {
		f->severity = NS_SEVERITY_WARNING;
		ns_finding_set(f, "svm", "yes");
	}
	if (c->s->difference_count) {
		ns_finding_set(f, "cpu", "%u", c->s->differences[0].cpu);
		ns_finding_set(f, "register", "%s", ns_registers[c->s->differences[0].reg].name);
	}
	ns_finding_on_fact(f, c->s, NS_FACT_CPUS_AGREE);
	return f;
}

/* ---- firmware ---- */

struct ns_finding *ns_check_firmware_lock(const struct ns_checker *c)
{
	bool intel = c->m->vmx == NS_YES;
	enum ns_reg reg = intel ? NS_REG_IA32_FEATURE_CONTROL : NS_REG_VM_CR;
	const struct ns_value *v = &c->m->cpu[reg];
	struct ns_finding *f = ns_firmware_find(c->m);

	if (f)
		return f;
	if (virtualization(c->m) != NS_YES)
		return ns_check_no_isa(c);
	if (ns_has(v)) {
		bool locked = !intel || v->num & NS_MASK(FEAT_CTL_LOCKED);

		f = ns_finding_new(locked ? NS_FOUND_FIRMWARE_ALLOWS : NS_FOUND_FIRMWARE_UNLOCKED);
		ns_finding_set(f, "value", "0x%llx", (unsigned long long)v->num);
		ns_finding_set(f, "register", "%s", ns_registers[reg].name);
		ns_finding_set(f, "isa", "%s", isa_of(c->m));
	} else if (ns_has(&c->s->fact[NS_FACT_KVM_API])) {
		f = ns_finding_new(NS_FOUND_FIRMWARE_ALLOWS_KVM);
		ns_finding_on_fact(f, c->s, NS_FACT_KVM_API);
		return f;
	} else {
		f = ns_finding_new(NS_FOUND_CHECK_UNREAD);
		ns_finding_set(f, "what", "%s", ns_registers[reg].name);
		ns_finding_set(f, "why", "%s", v->why ?: "");
	}
	ns_finding_on_register(f, c->s, NS_VIEW_CPU, reg);
	return f;
}

/* ---- kernel ---- */

struct ns_finding *ns_check_kvm_module(const struct ns_checker *c)
{
	const struct ns_value *users = &c->s->fact[NS_FACT_KVM_USERS];
	struct ns_finding *f;

	if (c->m->module) {
		f = ns_finding_new(NS_FOUND_MODULE_LOADED);
		ns_finding_set(f, "module", "%s", c->m->module);
		if (ns_has(users))
			ns_finding_set(f, "users", "%llu", (unsigned long long)users->num);
		ns_finding_on_fact(f, c->s, NS_FACT_KVM_MODULES);
	} else if (c->m->arch != NS_ARCH_X86) {
		/* On this architecture the answer is why it is not loaded, or that it needs no module. */
		f = ns_finding_copy(c->answers->run);
	} else if (!ns_wanted_module(c->m)) {
		f = ns_check_no_isa(c);
	} else {
		/* No modprobe helps where the firmware forbids it. */
		f = ns_firmware_find(c->m) ?: ns_module_find(c->m);
	}
	return f;
}

struct ns_finding *ns_check_kvm_device(const struct ns_checker *c)
{
	const struct ns_value *device = &c->s->fact[NS_FACT_KVM_DEVICE];

	if (ns_has(&c->s->fact[NS_FACT_KVM_API]))
		return ns_check_on(c, NS_FOUND_DEVICE_ANSWERS, NS_FACT_KVM_API);
	if (device->state == NS_NOT_ASKED)
		return ns_check_unread(c, NS_FACT_KVM_DEVICE);
	return ns_device_find(c->m);
}

/* "1", "Y" and "on" are the same; anything else by its text */
static bool same_value(const char *a, const char *b)
{
	return !strcasecmp(a, b) || (ns_switch_of(a) != NS_UNKNOWN && ns_switch_of(a) == ns_switch_of(b));
}

/* A parameter that is configured as @set, "nested=1", and is not so now */
static struct ns_finding *not_in_force(const struct ns_checker *c, const char *module, const char *name,
				       const char *now, const char *set)
{
	struct ns_finding *f = ns_finding_new(NS_FOUND_OPTION_NOT_IN_FORCE);

	ns_finding_set(f, "module", "%s", module);
	ns_finding_set(f, "param", "%s", name);
	ns_finding_set(f, "value", "%s", now);
	ns_param_remedy(f, c->s, set);
	f->remedy = NS_REMEDY_RELOAD_MODULE;
	ns_finding_on_param(f, c->s, module, name);
	return f;
}

/* What becomes of @part, "kvm_intel.nested=1 (/etc/modprobe.d/kvm.conf line 1)"; NULL if it is in force */
static struct ns_finding *look_at_option(const struct ns_checker *c, const char *part)
{
	size_t dot = strcspn(part, ".= "), end = strcspn(part, "= ");
	struct ns_finding *f = NULL;
	char *module, *name, *value, *where, *set;
	const struct ns_kvm_module *row;
	const struct ns_value *now;

	if (part[dot] != '.')
		return NULL;
	module = ns_xasprintf("%.*s", (int)dot, part);
	name = ns_xasprintf("%.*s", (int)(end - dot - 1), part + dot + 1);
	now = ns_snapshot_param(c->s, module, name);
	where = ns_param_configured(c->s, module, name, &value);
	set = ns_xasprintf("%s=%s", name, value ?: "");
	row = ns_kvm_module_of(module);
	if (where && now && ns_has(now) && !same_value(value, now->text)) {
		f = not_in_force(c, module, name, now->text, set);
	} else if (where && (!now || !ns_has(now)) && !ns_module_instead(c->m, module)) {
		f = ns_finding_new(NS_FOUND_PARAMETER_UNREAD);
		ns_finding_set(f, "module", "%s", module);
		ns_finding_set(f, "param", "%s", name);
		ns_finding_set(f, "hidden", "%s", row && !row->file ? "yes" : "");
		ns_finding_on_fact(f, c->s, NS_FACT_KVM_CONFIGURED);
	}
	free(module);
	free(name);
	free(value);
	free(where);
	free(set);
	return f;
}

struct ns_finding *ns_check_module_options(const struct ns_checker *c)
{
	const struct ns_value *configured = &c->s->fact[NS_FACT_KVM_CONFIGURED];
	struct ns_finding *found = NULL;
	const char *part = NULL;
	size_t len;

	if (!ns_has(configured))
		return ns_check_unread(c, NS_FACT_KVM_CONFIGURED);
	while ((part = ns_param_next_part(configured->text, part, &len))) {
		struct ns_finding *f = look_at_option(c, part);

		/* An option that is not in force is reported rather than one that was not read. */
		if (!found || (f && f->code == NS_FOUND_OPTION_NOT_IN_FORCE && found->code != f->code)) {
			ns_finding_free(found);
			found = f;
		} else {
			ns_finding_free(f);
		}
	}
	return found ?: ns_check_on(c, NS_FOUND_OPTIONS_IN_FORCE, NS_FACT_KVM_CONFIGURED);
}

struct ns_finding *ns_check_vmx_controls(const struct ns_checker *c)
{
	static const struct {
		enum ns_code code;
		enum ns_yesno (*test)(const struct ns_ask *a);
	} tests[] = {
		{ NS_FOUND_CAUSE_CONTROL_MISSING, ns_cause_control_missing },
		{ NS_FOUND_CAUSE_PAIR_BROKEN, ns_cause_pair_broken },
	};
	enum ns_yesno missing = NS_NO;

	if (c->m->vmx == NS_NO)
		return ns_finding_new(NS_FOUND_CHECK_INTEL_ONLY);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		struct ns_finding *f = ns_finding_new(tests[i].code);
		struct ns_ask ask = { .s = c->s, .f = f };
		enum ns_yesno found = tests[i].test(&ask);

		ns_hardware_settle(c->m, f);
		if (found == NS_YES)
			return f;
		missing = ns_either(missing, found);
		ns_finding_free(f);
	}
	if (missing == NS_NO)
		return ns_finding_new(NS_FOUND_CONTROLS_COMPLETE);
	return ns_finding_new(NS_FOUND_CONTROLS_UNREAD);
}

struct ns_finding *ns_check_other_hypervisor(const struct ns_checker *c)
{
	const struct ns_value *v = &c->s->fact[NS_FACT_OTHER_HYPERVISORS];

	if (!ns_has(v))
		return ns_check_unread(c, NS_FACT_OTHER_HYPERVISORS);
	return ns_check_on(c, *v->text ? NS_FOUND_OTHER_HYPERVISOR : NS_FOUND_NO_OTHER_HYPERVISOR,
			   NS_FACT_OTHER_HYPERVISORS);
}

struct ns_finding *ns_check_lockdown(const struct ns_checker *c)
{
	const struct ns_value *v = &c->s->fact[NS_FACT_LOCKDOWN];

	if (v->state == NS_ABSENT || (ns_has(v) && !strcmp(v->text, "none")))
		return ns_finding_new(NS_FOUND_NO_LOCKDOWN);
	if (!ns_has(v))
		return ns_check_unread(c, NS_FACT_LOCKDOWN);
	return ns_check_on(c, NS_FOUND_LOCKED_DOWN, NS_FACT_LOCKDOWN);
}

/*
 * What makes the kernel refuse modules that are not signed; NULL for nothing, "" if that is not
 * known because @missing was not read
 */
static const char *signature_enforced(const struct ns_checker *c, enum ns_fact_id *missing)
{
	const struct ns_value *lockdown = &c->s->fact[NS_FACT_LOCKDOWN], *enforce = &c->s->fact[NS_FACT_SIG_ENFORCE];
	const char *why = NULL;

	*missing = !ns_known(enforce) ? NS_FACT_SIG_ENFORCE : NS_FACT_LOCKDOWN;
	if (ns_has(lockdown) && strcmp(lockdown->text, "none"))
		why = "lockdown";
	else if (ns_has(enforce) && !strcmp(enforce->text, "Y"))
		why = "module.sig_enforce";
	else if (!ns_known(enforce) || !ns_known(lockdown))
		why = "";
	return why;
}

/* One that is not loaded */
static struct ns_finding *signature_on_disk(const struct ns_checker *c, const char *module, const char *enforced)
{
	const struct ns_value *on_disk = &c->s->fact[NS_FACT_KVM_ON_DISK], *is = &c->s->fact[NS_FACT_KVM_SIGNED];
	struct ns_finding *f;

	if (ns_has(on_disk) && !ns_value_has_word(on_disk, module))
		return ns_module_find(c->m);
	if (!ns_has(is))
		return ns_check_unread(c, NS_FACT_KVM_SIGNED);
	f = ns_finding_new(ns_value_has_word(is, module) ? NS_FOUND_SIGNATURE_THERE : NS_FOUND_SIGNATURE_MISSING);
	ns_finding_set(f, "module", "%s", module);
	ns_finding_set(f, "enforced", "%s", enforced);
	ns_finding_on_fact(f, c->s, NS_FACT_KVM_SIGNED);
	return f;
}

struct ns_finding *ns_check_module_signature(const struct ns_checker *c)
{
	enum ns_fact_id missing;
	const char *enforced = signature_enforced(c, &missing), *module = ns_wanted_module(c->m);
	const struct ns_value *taint = &c->s->fact[NS_FACT_KVM_TAINT];
	struct ns_finding *f;

	if (c->m->module && ns_has(taint) && strchr(taint->text, 'E')) {
		f = ns_finding_new(NS_FOUND_SIGNATURE_TAINTS);
		ns_finding_set(f, "module", "%s", c->m->module);
		ns_finding_set(f, "taint", "%s", taint->text);
		ns_finding_on_fact(f, c->s, NS_FACT_KVM_TAINT);
	} else if (!enforced) {
		f = ns_finding_new(NS_FOUND_SIGNATURE_NOT_ASKED);
	} else if (!*enforced) {
		return ns_check_unread(c, missing);
	} else if (c->m->module) {
		f = ns_finding_new(NS_FOUND_SIGNATURE_ACCEPTED);
		ns_finding_set(f, "module", "%s", c->m->module);
		ns_finding_set(f, "enforced", "%s", enforced);
	} else {
		return module ? signature_on_disk(c, module, enforced) : ns_check_no_isa(c);
	}
	ns_finding_on_fact(f, c->s, NS_FACT_SIG_ENFORCE);
	ns_finding_on_fact(f, c->s, NS_FACT_LOCKDOWN);
	return f;
}

struct ns_finding *ns_check_realtime(const struct ns_checker *c)
{
	const struct ns_value *v = &c->s->fact[NS_FACT_REALTIME];
	enum ns_yesno constant = ns_cpu_flag(c->s, "constant_tsc");
	struct ns_finding *f;

	if (!ns_has(v))
		return ns_check_unread(c, NS_FACT_REALTIME);
	if (!v->num)
		return ns_finding_new(NS_FOUND_NOT_REALTIME);
	if (constant == NS_UNKNOWN)
		return ns_check_unread(c, NS_FACT_CPU_FLAGS);
	if (constant == NS_YES)
		return ns_finding_new(NS_FOUND_REALTIME_TSC);
	f = ns_finding_new(NS_FOUND_REALTIME_NO_TSC);
	ns_hardware_settle(c->m, f);
	return f;
}

/* ---- this guest ---- */

struct ns_finding *ns_check_guest_cpu(const struct ns_checker *c)
{
	if (c->m->layer->kind == NS_LAYER_BARE_METAL || c->m->below == NS_NO)
		return ns_finding_new(NS_FOUND_CHECK_NO_GUEST);
	if (c->m->layer->kind == NS_LAYER_PARENT)
		return ns_finding_new(NS_FOUND_CHECK_PARENT);
	return find_virtualization(c);
}

struct ns_finding *ns_check_guest_accel(const struct ns_checker *c)
{
	const char *who = c->m->layer->hypervisor;
	struct ns_finding *f;

	if (c->m->layer->kind != NS_LAYER_GUEST)
		return ns_check_no_guest(c);
	if (!who)
		return ns_finding_new(NS_FOUND_GUEST_OF_UNKNOWN);
	f = ns_finding_new(!strcmp(who, "QEMU TCG") ? NS_FOUND_GUEST_OF_TCG : NS_FOUND_GUEST_OF_HYPERVISOR);
	ns_finding_set(f, "hypervisor", "%s", who);
	return f;
}

/* ---- consistency ---- */

static struct ns_finding *check_view(const struct ns_checker *c, enum ns_view view)
{
	struct ns_findings all = { 0 };
	struct ns_finding *f = NULL;
	bool read = false;

	for (size_t i = 0; i < NS_REG_COUNT && !read; i++)
		read = ns_has(&c->s->view[view][i]);
	ns_invariants_find(c->s, view, &all);
	if (all.count) {
		f = ns_finding_copy(all.list[0]);
		if (f->severity == NS_SEVERITY_NOTE)
			f->severity = NS_SEVERITY_WARNING;
	} else {
		f = ns_finding_new(read ? NS_FOUND_REGISTERS_AGREE : NS_FOUND_REGISTERS_UNREAD);
	}
	ns_findings_clear(&all);
	return f;
}

struct ns_finding *ns_check_registers(const struct ns_checker *c)
{
	return check_view(c, NS_VIEW_CPU);
}

struct ns_finding *ns_check_kvm_registers(const struct ns_checker *c)
{
	return check_view(c, NS_VIEW_KVM);
}
