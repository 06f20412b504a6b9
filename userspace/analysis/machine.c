// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/machine.h"

#include <stdio.h>
#include <string.h>

#include "analysis/arch.h"
#include "analysis/decode.h"
#include "model/kvm_module.h"

const char *ns_yesno_name(enum ns_yesno yes)
{
	return yes == NS_YES ? "yes" : yes == NS_NO ? "no" : "unknown";
}

enum ns_yesno ns_bit_of(const struct ns_value *v, uint64_t mask)
{
	if (ns_has(v))
		return v->num & mask ? NS_YES : NS_NO;
	if (v->num & v->known & mask)
		return NS_YES;
	if ((v->known & mask) == mask)
		return NS_NO;
	return v->state == NS_ABSENT ? NS_NO : NS_UNKNOWN;
}

/* kstrtobool() of lib/kstrtox.c, which looks at the first letter, and no longer numbers */
enum ns_yesno ns_switch_of(const char *text)
{
	static const struct {
		const char *word;
		enum ns_yesno is;
	} words[] = {
		{ "1", NS_YES }, { "y", NS_YES }, { "yes", NS_YES }, { "on", NS_YES }, { "t", NS_YES }, { "true", NS_YES },
		{ "0", NS_NO }, { "n", NS_NO }, { "no", NS_NO }, { "off", NS_NO }, { "f", NS_NO }, { "false", NS_NO },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcasecmp(text, words[i].word))
			return words[i].is;
	return NS_UNKNOWN;
}

enum ns_yesno ns_param_on(const struct ns_snapshot *s, const char *module, const char *name)
{
	const struct ns_value *v = ns_snapshot_param(s, module, name);

	if (!v || !ns_has(v))
		return NS_UNKNOWN;
	/* bool prints Y or N, int a number: kvm_intel.nested is Y, kvm_amd.nested 1. Any number but 0 is on. */
	if (ns_switch_of(v->text) == NS_NO)
		return NS_NO;
	return *v->text ? NS_YES : NS_UNKNOWN;
}

enum ns_yesno ns_cpu_flag(const struct ns_snapshot *s, const char *flag)
{
	const struct ns_value *flags = &s->fact[NS_FACT_CPU_FLAGS];

	if (!ns_has(flags))
		return NS_UNKNOWN;
	return ns_value_has_word(flags, flag) ? NS_YES : NS_NO;
}

const char *ns_vendor_module(const struct ns_snapshot *s)
{
	const struct ns_value *modules = &s->fact[NS_FACT_KVM_MODULES];
	const char *other = ns_has(modules) ? strstr(modules->text, "kvm_") : NULL;

	for (size_t i = 0; i < ns_kvm_module_count; i++)
		if (ns_kvm_module_runs(&ns_kvm_modules[i], ns_arch_of(s)) && ns_value_has_word(modules, ns_kvm_modules[i].name))
			return ns_kvm_modules[i].name;
	return other;
}

int ns_kernel_of(const struct ns_snapshot *s)
{
	const struct ns_value *v = &s->fact[NS_FACT_KERNEL];
	unsigned int major, minor;

	if (!ns_has(v) || sscanf(v->text, "%3u.%3u", &major, &minor) != 2)
		return 0;
	return major * 1000 + minor;
}

struct ns_machine ns_machine_of(const struct ns_snapshot *s, struct ns_layer *layer)
{
	const struct ns_value *cpu = s->view[NS_VIEW_CPU];
	const struct ns_arch_rules *rules = ns_arch_rules(ns_arch_of(s));
	struct ns_machine m = {
		.s = s,
		.arch = ns_arch_of(s),
		.cpu = cpu,
		.layer = layer,
		.below = ns_bit_of(&s->fact[NS_FACT_HV_PRESENT], 1),
		.vmx = ns_bit_of(&cpu[NS_REG_CPUID_1_ECX], NS_MASK(X86_FEATURE_VMX)),
		.svm = ns_bit_of(&cpu[NS_REG_CPUID_80000001_ECX], NS_MASK(X86_FEATURE_SVM)),
		.module = ns_vendor_module(s),
	};

	/* x86 alone has a bit for it. */
	if (m.arch != NS_ARCH_X86)
		m.below = m.layer->kind == NS_LAYER_GUEST ? NS_YES :
			  m.layer->kind == NS_LAYER_BARE_METAL ? NS_NO : NS_UNKNOWN;
	m.virt = m.arch == NS_ARCH_X86 ? ns_either(m.vmx, m.svm) : rules ? rules->virt(s) : NS_UNKNOWN;
	return m;
}

const char *ns_machine_confidential(const struct ns_machine *m)
{
	return m->arch == NS_ARCH_X86 ? m->layer->confidential : NULL;
}

struct ns_machine ns_machine_look(const struct ns_snapshot *s)
{
	return ns_machine_of(s, ns_layer_find(s));
}

void ns_machine_done(struct ns_machine *m)
{
	ns_layer_free(m->layer);
	m->layer = NULL;
}

const char *ns_wanted_module(const struct ns_machine *m)
{
	if (m->arch != NS_ARCH_X86)
		return ns_arch_rules(m->arch) ? ns_arch_rules(m->arch)->module : NULL;
	return m->vmx == NS_YES ? "kvm_intel" : m->svm == NS_YES ? "kvm_amd" : NULL;
}

const char *ns_cpu_module(const struct ns_machine *m)
{
	/* Linux arch/x86/kernel/cpu/: intel.c, centaur.c and zhaoxin.c call init_ia32_feat_ctl(); include/asm/virtext.h cpu_has_svm() */
	static const struct { const char *vendor, *module; } vendors[] = {
		{ "GenuineIntel", "kvm_intel" }, { "CentaurHauls", "kvm_intel" }, { "  Shanghai  ", "kvm_intel" },
		{ "Shanghai", "kvm_intel" }, { "AuthenticAMD", "kvm_amd" }, { "HygonGenuine", "kvm_amd" },
	};
	const struct ns_value *vendor = &m->s->fact[NS_FACT_CPU_VENDOR];
	const char *module = ns_wanted_module(m);

	if (module || m->arch != NS_ARCH_X86 || !ns_has(vendor))
		return module;
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]) && !module; i++)
		if (!strcmp(vendors[i].vendor, vendor->text))
			module = vendors[i].module;
	return module;
}

const char *ns_module_instead(const struct ns_machine *m, const char *module)
{
	const char *mine = m->arch == NS_ARCH_X86 ? ns_cpu_module(m) : NULL;
	const struct ns_kvm_module *of = ns_kvm_module_of(module);

	/* kvm itself is loaded on any CPU. */
	return mine && of && ns_kvm_module_runs(of, m->arch) && strcmp(mine, module) ? mine : NULL;
}
