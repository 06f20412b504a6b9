// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/arch.h"

#include <string.h>

static const struct {
	const char *title;
	const char *machine;
} arches[NS_ARCH_COUNT] = {
#define NS_ARCH(id, title_, machine_) [NS_ARCH_##id] = { .title = title_, .machine = machine_ },
	NS_ARCHES
#undef NS_ARCH
};

/* Other words for the same */
static const struct {
	const char *machine;
	enum ns_arch arch;
} others[] = {
	{ "arm64", NS_ARCH_ARM64 }, { "i386", NS_ARCH_X86 }, { "i486", NS_ARCH_X86 }, { "i586", NS_ARCH_X86 },
	{ "i686", NS_ARCH_X86 }, { "ppc64le", NS_ARCH_PPC64 }, { "x86", NS_ARCH_X86 },
};

enum ns_arch ns_arch_of_machine(const char *machine)
{
	for (int arch = 0; arch < NS_ARCH_OTHER; arch++)
		if (!strcmp(arches[arch].machine, machine))
			return arch;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!strcmp(others[i].machine, machine))
			return others[i].arch;
	return NS_ARCH_OTHER;
}

enum ns_arch ns_arch_of(const struct ns_snapshot *s)
{
	const struct ns_value *v = &s->fact[NS_FACT_ARCH];

	return ns_has(v) ? ns_arch_of_machine(v->text) : NS_ARCH_X86;
}

const char *ns_arch_title(const struct ns_snapshot *s)
{
	enum ns_arch arch = ns_arch_of(s);

	return arch == NS_ARCH_OTHER && *s->fact[NS_FACT_ARCH].text ? s->fact[NS_FACT_ARCH].text : arches[arch].title;
}

const char *ns_arch_name(enum ns_arch arch)
{
	return arches[arch].title;
}

const char *ns_arch_machine(enum ns_arch arch)
{
	return arches[arch].machine;
}

static void not_here(struct ns_snapshot *s, struct ns_value *v)
{
	if (!ns_has(v))
		ns_value_not(v, NS_SOURCE_PROCFS, NS_ABSENT, "x86 only; this machine is %s", ns_arch_title(s));
}

void ns_arch_settle(struct ns_snapshot *s)
{
	static const enum ns_fact_id x86_only[] = {
		NS_FACT_CPU_VMX_FLAGS, NS_FACT_HV_PRESENT, NS_FACT_HV_SIGNATURE, NS_FACT_HV_MAX_LEAF,
		NS_FACT_KERNEL_CPL,
		NS_FACT_TDX_SIGNATURE, NS_FACT_TIMING_SAMPLES, NS_FACT_TIMING_CPUID_MIN,
		NS_FACT_TIMING_CPUID_MEDIAN, NS_FACT_TIMING_BASE_MIN, NS_FACT_TIMING_BASE_MEDIAN,
		NS_FACT_KVM_MSR_FEATURES, NS_FACT_KVM_EVMCS, NS_FACT_IOMMU_CAP, NS_FACT_IOMMU_ECAP,
	};

	static const enum ns_source sources[] = { NS_SOURCE_MODULE, NS_SOURCE_MSR, NS_SOURCE_CPUID };

	if (ns_arch_of(s) == NS_ARCH_X86)
		return;
	for (int view = 0; view < NS_VIEW_COUNT; view++)
		for (int reg = 0; reg < NS_REG_COUNT; reg++)
			not_here(s, &s->view[view][reg]);
	for (size_t i = 0; i < sizeof(x86_only) / sizeof(x86_only[0]); i++)
		not_here(s, &s->fact[x86_only[i]]);
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (!ns_has(&s->notes[sources[i]].state))
			ns_snapshot_note(s, sources[i], NS_ABSENT, NULL, "x86 only");
}

bool ns_arch_has_fw_cfg(enum ns_arch arch)
{
	return arch != NS_ARCH_S390X && arch != NS_ARCH_PPC64;
}
