// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/cpuinfo.h"

#include <string.h>

#include "analysis/decode.h"
#include "model/flags.h"

/* What Linux is known to get wrong, or not to show. Flags that are not here must agree with the registers. */
static const struct {
	const char *flag;
	enum ns_code code;
} known[] = {
	{ "eptp_switching", NS_FOUND_CPUINFO_EPTP_SWITCHING },
	{ "ept_5level", NS_FOUND_CPUINFO_SINCE_6_10 },
	{ "ept_violation_ve", NS_FOUND_CPUINFO_SINCE_6_10 },
};

static struct ns_finding *add(struct ns_findings *all, enum ns_code code, enum ns_fact_id line, const char *flag,
			      bool shown, const struct ns_bit *bit)
{
	struct ns_finding *f = ns_findings_add(all, ns_finding_new(code));

	f->bit = bit;
	ns_finding_set(f, "line", line == NS_FACT_CPU_FLAGS ? "flags" : "vmx flags");
	ns_finding_set(f, "flag", "%s", flag);
	if (shown)
		ns_finding_set(f, "shown", "yes");
	return f;
}

static enum ns_code known_code(const char *flag)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].flag, flag))
			return known[i].code;
	return NS_FOUND_CPUINFO_UNEXPECTED;
}

static void compare_vmx_flags(const struct ns_snapshot *s, struct ns_findings *all)
{
	const struct ns_value *flags = &s->fact[NS_FACT_CPU_VMX_FLAGS];

	for (size_t i = 0; ns_has(flags) && i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];
		struct ns_cap cap = ns_cap_in_view(s->view[NS_VIEW_CPU], bit);
		bool shown = ns_value_has_word(flags, bit->flag);

		if (!*bit->flag || !ns_bit_is_cap(bit) || !ns_word_known(cap.word) ||
		    ns_registers[bit->reg].kind != NS_KIND_MSR || shown == ns_word_there(cap.word))
			continue;
		add(all, known_code(bit->flag), NS_FACT_CPU_VMX_FLAGS, bit->flag, shown, bit);
	}
}

/*
 * feat_ctl.c tests bit 5 of the wrong word for "vpid" in the line "flags": it
 * says whether there are virtual NMIs. The one in "vmx flags" is right.
 */
static void compare_vpid(const struct ns_snapshot *s, struct ns_findings *all)
{
	const struct ns_bit *bit = ns_bit(NS_BIT_SECONDARY_EXEC_ENABLE_VPID);
	struct ns_cap cap = ns_cap_in_view(s->view[NS_VIEW_CPU], bit);
	bool shown = ns_value_has_word(&s->fact[NS_FACT_CPU_FLAGS], "vpid");

	if (ns_has(&s->fact[NS_FACT_CPU_FLAGS]) && ns_word_known(cap.word) &&
	    shown != ns_word_there(cap.word))
		add(all, NS_FOUND_CPUINFO_VPID, NS_FACT_CPU_FLAGS, "vpid", shown, bit);
}

/* The first bit of @row that the CPU lacks, NULL if it has all; @read is set if all were read, and not from flags */
static const struct ns_bit *lacks_of(const struct ns_snapshot *s, const struct ns_linux_flag *row, bool *read)
{
	const struct ns_bit *missing = NULL;

	*read = true;
	for (size_t i = 0; i < row->count; i++) {
		const struct ns_bit *bit = ns_bit(row->bits[i]);
		struct ns_cap cap = ns_cap_in_view(s->view[NS_VIEW_CPU], bit);

		if (!ns_word_known(cap.word) || cap.from->source == NS_SOURCE_PROCFS)
			*read = false;
		if (!missing && !ns_word_there(cap.word))
			missing = bit;
	}
	return missing;
}

/*
 * Flags that Linux makes of several bits. Where it shows none of VMX it has
 * cleared them all, or has no name for them: then a flag that is missing says
 * nothing.
 */
static void compare_made_up(const struct ns_snapshot *s, struct ns_findings *all)
{
	bool names = ns_has(&s->fact[NS_FACT_CPU_VMX_FLAGS]) &&
		     ns_value_has_word(&s->fact[NS_FACT_CPU_FLAGS], "vmx");

	for (size_t i = 0; i < ns_linux_flag_count; i++) {
		const struct ns_linux_flag *row = &ns_linux_flags[i];
		const struct ns_value *line = &s->fact[row->line];
		bool shown = ns_value_has_word(line, row->flag), read;
		const struct ns_bit *missing = lacks_of(s, row, &read);
		struct ns_finding *f;

		if (!ns_has(line) || !read || shown == !missing || (!shown && !names))
			continue;
		f = add(all, NS_FOUND_CPUINFO_MADE_UP, row->line, row->flag, shown, missing ?: ns_bit(row->bits[0]));
		if (!shown && row->count > 1)
			ns_finding_set(f, "several", "yes");
	}
}

/*
 * The kernel hides what firmware has locked off, and what it was told to hide.
 * Where a leaf is absent its names may mean something else: vnmi is Intel's
 * too, in kernels before 6.4.
 */
static void compare_cpuid(const struct ns_snapshot *s, struct ns_findings *all)
{
	const struct ns_value *flags = &s->fact[NS_FACT_CPU_FLAGS];

	for (size_t i = 0; ns_has(flags) && i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];
		struct ns_cap cap = ns_cap_in_view(s->view[NS_VIEW_CPU], bit);
		bool shown = ns_value_has_word(flags, bit->flag);

		if (!*bit->flag || ns_registers[bit->reg].kind != NS_KIND_CPUID ||
		    !ns_has(cap.from) || shown == ns_word_there(cap.word))
			continue;
		add(all, shown ? NS_FOUND_CPUINFO_UNEXPECTED : NS_FOUND_CPUINFO_CLEARED, NS_FACT_CPU_FLAGS, bit->flag,
		    shown, bit);
	}
}

struct ns_findings ns_cpuinfo_compare(const struct ns_snapshot *s)
{
	struct ns_findings all = { 0 };

	compare_vmx_flags(s, &all);
	compare_vpid(s, &all);
	compare_made_up(s, &all);
	compare_cpuid(s, &all);
	return all;
}
