// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/flags.h"

#include <string.h>

#include "model/arch.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * The "vmx flags" that every kernel with such a line (5.6 on) shows if the CPU
 * has them: arch/x86/include/asm/vmxfeatures.h of 5.10, without eptp_switching,
 * which feat_ctl.c looks for in the wrong half of its register.
 */
static const char *const always_shown[] = {
	"vnmi", "preemption_timer", "posted_intr", "invvpid", "ept_x_only", "ept_ad", "ept_1gb",
	"tsc_offset", "vtpr", "mtf", "vapic", "ept", "vpid", "unrestricted_guest", "vapic_reg", "vid",
	"ple", "shadow_vmcs", "pml", "ept_mode_based_exec", "tsc_scaling",
};

#define LINE_VMX NS_FACT_CPU_VMX_FLAGS
#define LINE_CPU NS_FACT_CPU_FLAGS

const struct ns_linux_flag ns_linux_flags[] = {
#define NS_LINUX_FLAG(line_, flag_, ...) \
	{ .line = LINE_##line_, .flag = flag_, .bits = { __VA_ARGS__ }, \
	  .count = sizeof((enum ns_bit_id[]){ __VA_ARGS__ }) / sizeof(enum ns_bit_id) },
#include "nestscope/linux_flags.h"
};
const size_t ns_linux_flag_count = COUNT(ns_linux_flags);

static void set(struct ns_snapshot *s, const struct ns_bit *bit, bool on)
{
	uint64_t one = 1ull << ns_bit_position(bit);

	ns_value_bits(&s->view[NS_VIEW_CPU][bit->reg], NS_SOURCE_PROCFS, on ? one : 0, one);
}

static bool shown_by_all(const char *flag)
{
	for (size_t i = 0; i < COUNT(always_shown); i++)
		if (!strcmp(always_shown[i], flag))
			return true;
	return false;
}

static void fill_vmx(struct ns_snapshot *s)
{
	const struct ns_value *vmx = &s->fact[NS_FACT_CPU_VMX_FLAGS], *flags = &s->fact[NS_FACT_CPU_FLAGS];

	for (size_t i = 0; ns_has(vmx) && i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];
		const struct ns_true_pair *pair = ns_true_pair_of(bit->reg);

		/* Linux reads the plain registers. */
		if (!*bit->flag || ns_registers[bit->reg].kind != NS_KIND_MSR || (pair && pair->true_reg == bit->reg))
			continue;
		if (ns_value_has_word(vmx, bit->flag) || shown_by_all(bit->flag))
			set(s, bit, ns_value_has_word(vmx, bit->flag));
	}
	for (size_t i = 0; i < ns_linux_flag_count; i++)
		if (ns_value_has_word(&s->fact[ns_linux_flags[i].line], ns_linux_flags[i].flag) && ns_value_has_word(flags, "vmx"))
			for (size_t k = 0; k < ns_linux_flags[i].count; k++)
				set(s, ns_bit(ns_linux_flags[i].bits[k]), true);
	if (ns_value_has_word(flags, "vmx") && ns_value_has_word(flags, "vnmi"))
		set(s, ns_bit(NS_BIT_PIN_BASED_VIRTUAL_NMIS), true);
}

static bool vendor_is(const struct ns_snapshot *s, const char *vendor)
{
	const struct ns_value *v = &s->fact[NS_FACT_CPU_VENDOR];

	return ns_has(v) && !strcmp(v->text, vendor);
}

/*
 * Linux names it from 2.6.29 on. These flags came little before it, or later, and
 * one of them is on every CPU of 64 bits or of its vendor.
 */
bool ns_flags_name_hypervisor(const struct ns_snapshot *s)
{
	static const char *const newer[] = {
		"nopl", "cpuid", "aperfmperf", "npt", "lbrv", "svm_lock", "nrip_save", "arat", "xsaveopt", "avx",
		"rep_good", "xtopology", "eagerfpu", "pti",
	};
	const struct ns_value *flags = &s->fact[NS_FACT_CPU_FLAGS];

	for (size_t i = 0; i < COUNT(newer); i++)
		if (ns_value_has_word(flags, newer[i]))
			return true;
	return ns_has(&s->fact[NS_FACT_CPU_VMX_FLAGS]);
}

static bool has_svm_leaf(const struct ns_bit *bit)
{
	return ns_registers[bit->reg].kind == NS_KIND_CPUID && bit->reg != NS_REG_CPUID_1_ECX;
}

/* The other vendor's names may mean something else: vnmi is Intel's too. */
static void fill_cpuid(struct ns_snapshot *s)
{
	const struct ns_value *flags = &s->fact[NS_FACT_CPU_FLAGS];
	bool amd = vendor_is(s, "AuthenticAMD") || vendor_is(s, "HygonGenuine");
	bool intel = vendor_is(s, "GenuineIntel");

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];

		if (!*bit->flag || ns_registers[bit->reg].kind != NS_KIND_CPUID || !ns_value_has_word(flags, bit->flag) ||
		    (has_svm_leaf(bit) && !amd && !ns_value_has_word(flags, "svm")))
			continue;
		set(s, bit, true);
	}
	/* Linux hides it from nobody, and a CPU has one of the two or none. */
	if (!ns_value_has_word(flags, "hypervisor") && ns_flags_name_hypervisor(s))
		set(s, ns_bit(NS_BIT_X86_FEATURE_HYPERVISOR), false);
	if (amd && !ns_value_has_word(flags, "vmx"))
		set(s, ns_bit(NS_BIT_X86_FEATURE_VMX), false);
	if (intel && !ns_value_has_word(flags, "svm"))
		set(s, ns_bit(NS_BIT_X86_FEATURE_SVM), false);
}

/* What needs VMX is not on a CPU of AMD's, and so on. */
static void mark_absent(struct ns_value *view)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (ns_reg_exists(view, reg, NULL) == NS_EXISTS_NO)
			ns_reg_to_be_read(view, reg, NS_SOURCE_PROCFS);
}

void ns_flags_fill(struct ns_snapshot *s)
{
	const struct ns_value *flags = &s->fact[NS_FACT_CPU_FLAGS];
	struct ns_value *below = &s->fact[NS_FACT_HV_PRESENT];

	if (ns_arch_of(s) != NS_ARCH_X86)
		return;
	if (ns_has(flags)) {
		fill_cpuid(s);
		if (!ns_has(below) && (ns_value_has_word(flags, "hypervisor") || ns_flags_name_hypervisor(s)))
			ns_value_num(below, NS_SOURCE_PROCFS, ns_value_has_word(flags, "hypervisor"));
	}
	fill_vmx(s);
	mark_absent(s->view[NS_VIEW_CPU]);
}
