// SPDX-License-Identifier: GPL-2.0-or-later
/* Can this machine run VMs, and who prevents it? */
#include "analysis/run.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/arch.h"
#include "analysis/decode.h"
#include "analysis/invariants.h"
#include "analysis/param.h"
#include "analysis/platform.h"
#include "analysis/refusal.h"
#include "model/kvm_module.h"
#include "util/alloc.h"

static struct ns_finding *about(const struct ns_machine *m, enum ns_code code)
{
	struct ns_finding *finding = ns_finding_new(code);

	if (m->vmx == NS_YES || m->svm == NS_YES)
		ns_finding_set(finding, "isa", m->vmx == NS_YES ? "VMX" : "SVM");
	else if (m->virt == NS_YES)
		ns_finding_set(finding, "isa", "%s", ns_arch_rules(m->arch)->isa);
	return finding;
}

/* A switch of firmware; a guest's belongs to its VM, not to a machine's setup. */
static struct ns_finding *firmware_finding(const struct ns_machine *m, enum ns_code code, enum ns_reg reg)
{
	struct ns_finding *finding = about(m, code);

	if (ns_has(&m->cpu[reg]))
		ns_finding_set(finding, "value", "0x%llx", (unsigned long long)m->cpu[reg].num);
	ns_finding_on_register(finding, m->s, NS_VIEW_CPU, reg);
	if (m->below == NS_YES && code != NS_FOUND_VMX_LOCKED_BY_KERNEL) {
		finding->component = NS_COMPONENT_BELOW;
		finding->remedy = NS_REMEDY_ENABLE_IN_VM_FIRMWARE;
	}
	return finding;
}

/* Is @flag missing in the flags of /proc/cpuinfo, and were they read? */
static bool flag_cleared(const struct ns_machine *m, const char *flag)
{
	return ns_cpu_flag(m->s, flag) == NS_NO;
}

/* APM vol. 2 SVM-Lock: where SVMDIS is locked, a key may unlock it if the CPU has SVML, else only a reset does. */
static void set_key(struct ns_finding *finding, const struct ns_machine *m, const struct ns_value *vm_cr)
{
	enum ns_yesno key = ns_bit_of(&m->cpu[NS_REG_CPUID_8000000A_EDX], NS_MASK(X86_FEATURE_SVML));

	if (ns_bit_of(vm_cr, NS_MASK(SVM_VM_CR_SVM_LOCK_MASK)) == NS_YES && key != NS_UNKNOWN)
		ns_finding_set(finding, key == NS_YES ? "key" : "no_key", "yes");
}

/* What a switch of firmware prevents, or NULL */
struct ns_finding *ns_firmware_find(const struct ns_machine *m)
{
	const struct ns_value *feat = &m->cpu[NS_REG_IA32_FEATURE_CONTROL];
	const struct ns_value *vm_cr = &m->cpu[NS_REG_VM_CR];
	struct ns_finding *finding = NULL;

	if (m->vmx == NS_YES && ns_bit_of(feat, NS_MASK(FEAT_CTL_LOCKED)) == NS_YES &&
	    ns_bit_of(feat, NS_MASK(FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX)) == NS_NO) {
		bool kernel = ns_value_has_word(&m->s->fact[NS_FACT_KVM_CONFIG], "CONFIG_KVM_INTEL=n");

		finding = firmware_finding(m, kernel ? NS_FOUND_VMX_LOCKED_BY_KERNEL : NS_FOUND_VMX_LOCKED_OFF,
					   NS_REG_IA32_FEATURE_CONTROL);
	} else if (m->svm == NS_YES && ns_bit_of(vm_cr, NS_MASK(SVM_VM_CR_SVM_DIS_MASK)) == NS_YES) {
		finding = firmware_finding(m, NS_FOUND_SVM_DISABLED, NS_REG_VM_CR);
		if (ns_bit_of(vm_cr, NS_MASK(SVM_VM_CR_SVM_LOCK_MASK)) == NS_YES)
			ns_finding_set(finding, "locked", "yes");
		else if (ns_bit_of(vm_cr, NS_MASK(SVM_VM_CR_SVM_LOCK_MASK)) == NS_NO)
			ns_finding_set(finding, "unlocked", "yes");
		set_key(finding, m, vm_cr);
	} else if (m->vmx == NS_YES && !ns_has(feat) && flag_cleared(m, "vmx")) {
		/*
		 * Unread, but Linux clears the flag only if it is locked off, or
		 * (AMD, from 6.12 on) disabled: feat_ctl.c, cpu/amd.c
		 */
		finding = firmware_finding(m, NS_FOUND_VMX_FLAG_CLEARED, NS_REG_IA32_FEATURE_CONTROL);
		ns_finding_on_fact(finding, m->s, NS_FACT_CPU_FLAGS);
	} else if (m->svm == NS_YES && !ns_has(vm_cr) && flag_cleared(m, "svm")) {
		finding = firmware_finding(m, NS_FOUND_SVM_FLAG_CLEARED, NS_REG_VM_CR);
		ns_finding_on_fact(finding, m->s, NS_FACT_CPU_FLAGS);
	}
	return finding;
}

/* A running Linux has locked it: an unlocked one is of a dump, or of firmware before any Linux. */
struct ns_finding *ns_firmware_unlocked(const struct ns_machine *m)
{
	const struct ns_value *v = &m->cpu[NS_REG_IA32_FEATURE_CONTROL];
	struct ns_finding *f = NULL;

	if (m->vmx == NS_YES && ns_bit_of(v, NS_MASK(FEAT_CTL_LOCKED)) == NS_NO && ns_has(v)) {
		f = ns_finding_new(NS_FOUND_FIRMWARE_UNLOCKED);
		ns_finding_set(f, "value", "0x%llx", (unsigned long long)v->num);
		ns_finding_set(f, "register", "%s", ns_registers[NS_REG_IA32_FEATURE_CONTROL].name);
		ns_finding_on_register(f, m->s, NS_VIEW_CPU, NS_REG_IA32_FEATURE_CONTROL);
	}
	return f;
}

static struct ns_finding *no_hardware(const struct ns_machine *m)
{
	struct ns_finding *finding;

	finding = about(m, m->below == NS_YES ? NS_FOUND_NOT_EXPOSED : NS_FOUND_NO_HARDWARE);
	if (m->below == NS_YES)
		ns_platform_remedy(finding, m);
	else if (m->below == NS_NO)
		ns_finding_set(finding, "clear", "yes");
	else
		finding->component = NS_COMPONENT_UNKNOWN;
	ns_finding_on_register(finding, m->s, NS_VIEW_CPU, NS_REG_CPUID_1_ECX);
	ns_finding_on_register(finding, m->s, NS_VIEW_CPU, NS_REG_CPUID_80000001_ECX);
	return finding;
}

/* Does the configuration say that @module is not built? */
static bool not_built(const struct ns_machine *m, const char *module)
{
	const struct ns_value *config = &m->s->fact[NS_FACT_KVM_CONFIG];
	const struct ns_kvm_module *row = ns_kvm_module_of(module);
	char *off = ns_xasprintf("%s=n", row && row->config ? row->config : "CONFIG_KVM");
	bool not = ns_value_has_word(config, "CONFIG_KVM=n") || ns_value_has_word(config, off);

	free(off);
	return not;
}

/* It would load if somebody tried, or would it not? */
static struct ns_finding *would_refuse(const struct ns_machine *m, bool builtin)
{
	struct ns_finding *cause = m->arch == NS_ARCH_X86 ? ns_refusal_find(m) : NULL, *finding;

	if (!cause)
		return about(m, builtin ? NS_FOUND_KVM_DID_NOT_START : NS_FOUND_KVM_NOT_LOADED);
	finding = about(m, NS_FOUND_KVM_REFUSES);
	ns_finding_set(finding, "builtin", "%s", builtin ? "yes" : "");
	finding->cause = cause;
	finding->component = cause->component;
	return finding;
}

/* Why is a module not loaded that could be? */
static struct ns_finding *not_loaded(const struct ns_machine *m, const char *module)
{
	const struct ns_value *disk = &m->s->fact[NS_FACT_KVM_ON_DISK];
	const struct ns_value *builtin = &m->s->fact[NS_FACT_KVM_BUILTIN];
	char *where = ns_module_blacklisted(m->s, module);
	enum ns_fact_id looked = NS_FACT_KVM_ON_DISK;
	struct ns_finding *finding;

	if (ns_value_has_word(builtin, module)) {
		finding = would_refuse(m, true);
		looked = NS_FACT_KVM_BUILTIN;
	} else if (not_built(m, module)) {
		finding = about(m, NS_FOUND_KVM_NOT_BUILT);
		if (m->arch != NS_ARCH_X86)
			finding->remedy = NS_REMEDY_KERNEL_WITH_KVM;
		looked = NS_FACT_KVM_CONFIG;
	} else if (ns_has(disk) && !ns_value_has_word(disk, module)) {
		finding = about(m, NS_FOUND_KVM_NOT_INSTALLED);
	} else if (where) {
		finding = about(m, NS_FOUND_KVM_BLACKLISTED);
		ns_finding_set(finding, "where", "%s", where);
		looked = NS_FACT_KVM_BLACKLISTED;
	} else {
		finding = would_refuse(m, false);
	}
	if (ns_has(&m->s->fact[NS_FACT_KERNEL]))
		ns_finding_set(finding, "kernel", "%s", m->s->fact[NS_FACT_KERNEL].text);
	ns_finding_on_fact(finding, m->s, looked);
	free(where);
	return finding;
}

/* The CPU could, and no module that would use it was seen */
struct ns_finding *ns_module_find(const struct ns_machine *m)
{
	const struct ns_value *modules = &m->s->fact[NS_FACT_KVM_MODULES];
	const struct ns_value *device = &m->s->fact[NS_FACT_KVM_DEVICE];
	struct ns_finding *finding;

	if (ns_known(modules)) {
		finding = not_loaded(m, ns_wanted_module(m));
	} else if (device->state == NS_ABSENT) {
		finding = about(m, NS_FOUND_KVM_NO_DEVICE);
		ns_finding_set(finding, "why", "%s", device->why);
	} else {
		finding = about(m, NS_FOUND_KVM_MODULES_UNREAD);
	}
	ns_finding_set(finding, "module", "%s", ns_wanted_module(m));
	ns_finding_on_fact(finding, m->s, NS_FACT_KVM_MODULES);
	ns_finding_on_fact(finding, m->s, NS_FACT_KVM_DEVICE);
	return finding;
}

/* A finding about /dev/kvm and the module behind it */
static struct ns_finding *device_finding(const struct ns_machine *m, enum ns_code code)
{
	const struct ns_value *device = &m->s->fact[NS_FACT_KVM_DEVICE];
	struct ns_finding *finding = about(m, code);

	ns_finding_set(finding, "module", "%s", m->module ?: "");
	if (device->why)
		ns_finding_set(finding, "why", "%s", device->why);
	ns_finding_on_fact(finding, m->s, NS_FACT_KVM_DEVICE);
	return finding;
}

static struct ns_finding *kvm_usable(const struct ns_machine *m)
{
	unsigned long long api = m->s->fact[NS_FACT_KVM_API].num;
	enum ns_code code = NS_FOUND_KVM_WITHOUT_HARDWARE;
	struct ns_finding *finding;

	if (api != 12)
		code = NS_FOUND_KVM_API;
	else if (m->arch != NS_ARCH_X86 || m->vmx != NS_NO || m->svm != NS_NO)
		code = NS_FOUND_KVM_USABLE;
	finding = device_finding(m, code);
	ns_finding_set(finding, "api", "%llu", api);
	if (!m->module && m->arch != NS_ARCH_X86)
		ns_finding_set(finding, "module", "the kernel itself");
	if (m->module && !strcmp(m->module, "kvm_pvm"))
		ns_finding_set(finding, "pvm", "yes");
	ns_finding_on_fact(finding, m->s, NS_FACT_KVM_API);
	return finding;
}

/*
 * /proc/cpuinfo alone: a flag may be missing because the CPU has nothing of the
 * kind, or because firmware has locked it off and Linux has cleared the flag.
 */
static struct ns_finding *no_flag(const struct ns_machine *m)
{
	struct ns_finding *finding = about(m, m->below == NS_YES ? NS_FOUND_NO_FLAG_IN_GUEST : NS_FOUND_NO_FLAG);

	if (m->below == NS_YES)
		ns_platform_remedy(finding, m);
	ns_finding_on_fact(finding, m->s, NS_FACT_CPU_FLAGS);
	return finding;
}

/* /dev/kvm was not asked: what do the other facts make likely? */
static struct ns_finding *kvm_not_asked(const struct ns_machine *m)
{
	struct ns_finding *finding;

	if (m->module)
		finding = device_finding(m, NS_FOUND_KVM_LOADED);
	else if (m->vmx == NS_YES || m->svm == NS_YES)
		finding = ns_module_find(m);
	else if (flag_cleared(m, "vmx") && flag_cleared(m, "svm"))
		finding = no_flag(m);
	else
		finding = about(m, NS_FOUND_KVM_UNREAD);
	return finding;
}

/* Is a device node of that name there? Unknown if nobody looked. */
static enum ns_yesno has_device(const struct ns_machine *m, const char *name)
{
	const struct ns_value *v = &m->s->fact[NS_FACT_DEVICES];

	return !ns_has(v) ? NS_UNKNOWN : ns_value_has_word(v, name) ? NS_YES : NS_NO;
}

/* Is this Linux? What Windows shows of a CPU has none of these. */
static bool linux_seen(const struct ns_snapshot *s)
{
	return ns_has(&s->fact[NS_FACT_KERNEL]) || ns_known(&s->fact[NS_FACT_DEVICES]) ||
	       ns_has(&s->fact[NS_FACT_CPU_FLAGS]);
}

/* Linux manages Xen, Hyper-V or ACRN: that runs the VMs, whatever KVM could. */
static struct ns_finding *find_parent(const struct ns_machine *m)
{
	const char *who = m->layer->kind == NS_LAYER_PARENT ? m->layer->hypervisor ?: "" : "";
	const struct ns_value *guests = &m->s->fact[NS_FACT_XEN_GUESTS];
	enum ns_yesno mshv = has_device(m, "mshv"), hsm = has_device(m, "acrn_hsm");
	struct ns_finding *finding = NULL;

	if (!strcmp(who, "Xen")) {
		finding = ns_finding_new(NS_FOUND_XEN_RUNS_VMS);
		if (ns_has(guests)) {
			ns_finding_set(finding, "read", "yes");
			ns_finding_set(finding, strstr(guests->text, "hvm-") ? "hvm" : "pv", "yes");
		}
		ns_finding_on_fact(finding, m->s, NS_FACT_XEN_CAPABILITIES);
		ns_finding_on_fact(finding, m->s, NS_FACT_XEN_GUESTS);
	} else if (!strcmp(who, "Hyper-V")) {
		finding = ns_finding_new(mshv == NS_NO ? NS_FOUND_HYPERV_NO_MSHV :
						       NS_FOUND_HYPERV_RUNS_VMS);
		if (mshv != NS_UNKNOWN)
			ns_finding_set(finding, "read", "yes");
		if (linux_seen(m->s))
			ns_finding_set(finding, "linux", "yes");
		if (m->layer->l1vh)
			ns_finding_set(finding, "l1vh", "yes");
		ns_finding_on_fact(finding, m->s, NS_FACT_DEVICES);
	} else if (!strcmp(who, "ACRN")) {
		finding = ns_finding_new(hsm == NS_NO ? NS_FOUND_ACRN_NO_HSM : NS_FOUND_ACRN_RUNS_VMS);
		if (hsm != NS_UNKNOWN)
			ns_finding_set(finding, "read", "yes");
		ns_finding_on_fact(finding, m->s, NS_FACT_DEVICES);
	}
	return finding;
}

/* What prevents VMs before any module is looked at; NULL for nothing */
static struct ns_finding *find_forbidden(const struct ns_machine *m)
{
	const struct ns_platform *instead = ns_platform_instead_of_kernel(m);
	struct ns_finding *finding = NULL;

	if (instead) {
		finding = ns_finding_new(NS_FOUND_NOT_A_KERNEL);
		ns_platform_set(finding, m, instead);
		ns_finding_on_fact(finding, m->s, NS_FACT_KERNEL);
	} else if (ns_machine_confidential(m)) {
		finding = ns_finding_new(NS_FOUND_CONFIDENTIAL);
		ns_finding_set(finding, "kind", "%s", m->layer->confidential);
		ns_platform_remedy(finding, m);
	} else if (m->layer->pvm) {
		finding = ns_finding_new(NS_FOUND_PVM_GUEST);
		ns_finding_on_fact(finding, m->s, NS_FACT_KERNEL_CPL);
	}
	return finding;
}

/* No /dev/kvm in a container: its maker did not pass it in. */
static struct ns_finding *find_container(const struct ns_machine *m)
{
	const struct ns_value *container = &m->s->fact[NS_FACT_CONTAINER];
	struct ns_finding *finding = NULL;

	if (ns_has(container) && *container->text &&
	    m->s->fact[NS_FACT_KVM_DEVICE].state == NS_ABSENT &&
	    (m->module || m->virt != NS_NO)) {
		finding = ns_finding_new(NS_FOUND_CONTAINER_NO_DEVICE);
		ns_finding_set(finding, "container", "%s", container->text);
		ns_finding_set(finding, "loaded", "%s", m->module ?: "");
		ns_finding_on_fact(finding, m->s, NS_FACT_CONTAINER);
		ns_finding_on_fact(finding, m->s, NS_FACT_KVM_DEVICE);
	}
	return finding;
}

/* The module is there, the device is not. */
static struct ns_finding *no_device(const struct ns_machine *m)
{
	struct ns_finding *finding = device_finding(m, NS_FOUND_KVM_NO_DEVICE);

	ns_finding_set(finding, "loaded", "%s", m->module);
	finding->remedy = NS_REMEDY_MAKE_DEVICE;
	return finding;
}

/*
 * udev makes /dev/kvm whether KVM is loaded or not: one that may not be opened
 * counts if there is a module behind it.
 */
static bool device_denied(const struct ns_machine *m)
{
	return m->s->fact[NS_FACT_KVM_DEVICE].state == NS_UNREADABLE &&
	       m->s->fact[NS_FACT_KVM_MODULES].state != NS_ABSENT;
}

struct ns_finding *ns_hardware_find(const struct ns_machine *m)
{
	return ns_has(&m->cpu[NS_REG_CPUID_1_ECX]) || ns_has(&m->cpu[NS_REG_CPUID_80000001_ECX]) ?
		no_hardware(m) : no_flag(m);
}

/*
 * /dev/kvm is there and this user may not open it: the group is missing, udev gave it none, the maker of a container did
 * not allow it, or that of a service. A control group refuses with EPERM, a file's mode with EACCES.
 */
static struct ns_finding *not_permitted(const struct ns_machine *m)
{
	const struct ns_value *mode = &m->s->fact[NS_FACT_KVM_DEVICE_MODE], *container = &m->s->fact[NS_FACT_CONTAINER];
	struct ns_finding *finding = device_finding(m, NS_FOUND_KVM_NOT_PERMITTED);

	if (ns_has(mode)) {
		ns_finding_set(finding, "mode", "%s", mode->text);
		ns_finding_on_fact(finding, m->s, NS_FACT_KVM_DEVICE_MODE);
	}
	if (ns_has(container) && *container->text) {
		ns_finding_set(finding, "container", "%s", container->text);
		finding->remedy = NS_REMEDY_PASS_DEVICE;
	} else if (strstr(m->s->fact[NS_FACT_KVM_DEVICE].why ?: "", "Operation not permitted")) {
		finding->remedy = NS_REMEDY_ALLOW_DEVICE;
	} else if (ns_has(mode) && (strstr(mode->text, ":root ") || strlen(mode->text) < 3 ||
				    mode->text[strlen(mode->text) - 2] < '6')) {
		finding->remedy = NS_REMEDY_UDEV_RULE;
	}
	return finding;
}

/* Neither the device nor a module was seen */
static struct ns_finding *without_module(const struct ns_machine *m)
{
	const struct ns_value *modules = &m->s->fact[NS_FACT_KVM_MODULES];
	struct ns_finding *finding = device_finding(m, NS_FOUND_DEVICE_WITHOUT_MODULE);

	ns_finding_set(finding, "looked", "%s", ns_known(modules) ? "yes" : "");
	return finding;
}

struct ns_finding *ns_device_find(const struct ns_machine *m)
{
	struct ns_finding *finding = NULL;

	if (device_denied(m))
		finding = not_permitted(m);
	else if ((finding = find_container(m)))
		;
	else if (m->module)
		finding = no_device(m);
	else
		finding = without_module(m);
	return finding;
}

/* What keeps KVM from running VMs on an architecture that is not x86, or NULL */
static struct ns_finding *prevented_elsewhere(const struct ns_machine *m, const struct ns_arch_rules *rules)
{
	struct ns_finding *finding = rules->prevents(m), *container;

	/* Without a device KVM has not started, but in a container, which may not have been given it. */
	if (!finding || finding->code == NS_FOUND_ARCH_KVM_NOT_STARTED) {
		container = find_container(m);
		if (container) {
			ns_finding_free(finding);
			finding = container;
		}
	}
	return finding;
}

/* An architecture that is not x86; its own file knows what KVM needs there. */
static struct ns_finding *find_elsewhere(const struct ns_machine *m)
{
	const struct ns_arch_rules *rules = ns_arch_rules(m->arch);
	const struct ns_value *device = &m->s->fact[NS_FACT_KVM_DEVICE];
	struct ns_finding *finding;

	if (!rules)
		finding = ns_arch_finding(m, NS_FOUND_ARCH_NOT_KNOWN);
	else if ((finding = ns_arch_missing(m, rules)) || (finding = prevented_elsewhere(m, rules)) ||
		 (rules->started && (finding = rules->started(m))))
		;
	else if (rules->module && !m->module && m->virt == NS_YES)
		finding = ns_module_find(m);
	else if (device->state == NS_ABSENT && m->module)
		finding = no_device(m);
	else
		finding = device_finding(m, m->module ? NS_FOUND_KVM_LOADED : NS_FOUND_KVM_UNREAD);
	return finding;
}

static struct ns_finding *find(const struct ns_machine *m)
{
	const struct ns_value *device = &m->s->fact[NS_FACT_KVM_DEVICE];
	struct ns_finding *finding;

	if (ns_has(&m->s->fact[NS_FACT_KVM_API]))
		finding = kvm_usable(m);
	else if ((finding = find_parent(m)) || (finding = find_forbidden(m)))
		;
	else if (device_denied(m))
		finding = not_permitted(m);
	else if (m->arch != NS_ARCH_X86)
		finding = find_elsewhere(m);
	else if ((finding = ns_hollow_find(m->s, NS_VIEW_CPU)) || (finding = ns_firmware_find(m)) ||
		 (finding = find_container(m)))
		;
	else if (m->vmx == NS_NO && m->svm == NS_NO && !m->module)
		finding = no_hardware(m);
	else if (device->state != NS_NOT_ASKED && !m->module &&
		 (m->vmx == NS_YES || m->svm == NS_YES))
		finding = ns_module_find(m);
	else if (device->state == NS_ABSENT && m->module)
		finding = no_device(m);
	else
		finding = kvm_not_asked(m);
	return finding;
}

struct ns_finding *ns_run_find(const struct ns_machine *m)
{
	return ns_finding_of(find(m), m->s);
}
