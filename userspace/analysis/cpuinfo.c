// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/cpuinfo.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/decode.h"
#include "model/flags.h"
#include "model/names.h"
#include "util/alloc.h"
#include "util/text.h"

/*
 * What Linux is known to get wrong, or not to show: the flag, and why. Flags
 * that are not here must agree with the registers.
 */
static const struct {
	const char *flag;
	const char *why;
} known[] = {
	/* feat_ctl.c takes the high half of IA32_VMX_VMFUNC, in every kernel up to 7.3 */
	{ "eptp_switching", "Linux reads the wrong half of IA32_VMX_VMFUNC and never shows it" },
	/* vmxfeatures.h: unnamed before 6.10 */
	{ "ept_5level", "Linux names it from 6.10 on" },
	{ "ept_violation_ve", "Linux names it from 6.10 on" },
};

bool ns_value_has_word(const struct ns_value *list, const char *word)
{
	return ns_has(list) && ns_has_word(list->text, word);
}

static void add(struct ns_quirks *q, char *text)
{
	q->text = ns_xreallocarray(q->text, q->count + 1, sizeof(*q->text));
	q->text[q->count++] = text;
}

static const char *known_why(const char *flag)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].flag, flag))
			return known[i].why;
	return "unexpected: please report it";
}

static void compare_vmx_flags(const struct ns_snapshot *s, struct ns_quirks *q)
{
	const struct ns_value *flags = &s->fact[NS_FACT_CPU_VMX_FLAGS];

	for (size_t i = 0; ns_has(flags) && i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];
		struct ns_cap cap = ns_cap_in_view(s->view[NS_VIEW_CPU], bit);
		bool shown = ns_value_has_word(flags, bit->flag);
		char place[64];

		if (!*bit->flag || !ns_bit_is_cap(bit) || !ns_word_known(cap.word) ||
		    ns_registers[bit->reg].kind != NS_KIND_MSR || shown == ns_word_there(cap.word))
			continue;
		add(q, ns_xasprintf("vmx flags %s %s, but %s says %s (%s)",
				    shown ? "has" : "lacks", bit->flag,
				    ns_bit_place(bit, place, sizeof(place)), shown ? "no" : "yes",
				    known_why(bit->flag)));
	}
}

/*
 * feat_ctl.c tests bit 5 of the wrong word for "vpid" in the line "flags": it
 * says whether there are virtual NMIs. The one in "vmx flags" is right.
 */
static void compare_vpid(const struct ns_snapshot *s, struct ns_quirks *q)
{
	const struct ns_bit *bit = ns_bit(NS_BIT_SECONDARY_EXEC_ENABLE_VPID);
	struct ns_cap cap = ns_cap_in_view(s->view[NS_VIEW_CPU], bit);
	bool shown = ns_value_has_word(&s->fact[NS_FACT_CPU_FLAGS], "vpid");
	char place[64];

	if (ns_has(&s->fact[NS_FACT_CPU_FLAGS]) && ns_word_known(cap.word) &&
	    shown != ns_word_there(cap.word))
		add(q, ns_xasprintf("flags %s vpid, but %s says %s (Linux tests the bit of virtual NMIs for it)",
				    shown ? "has" : "lacks", ns_bit_place(bit, place, sizeof(place)),
				    shown ? "no" : "yes"));
}

/* The first bit of @row that the CPU lacks, NULL if it has all; @read if all were read, and not from flags */
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
static void compare_made_up(const struct ns_snapshot *s, struct ns_quirks *q)
{
	bool names = ns_has(&s->fact[NS_FACT_CPU_VMX_FLAGS]) &&
		     ns_value_has_word(&s->fact[NS_FACT_CPU_FLAGS], "vmx");

	for (size_t i = 0; i < ns_linux_flag_count; i++) {
		const struct ns_linux_flag *row = &ns_linux_flags[i];
		const struct ns_value *line = &s->fact[row->line];
		bool shown = ns_value_has_word(line, row->flag), read;
		const struct ns_bit *missing = lacks_of(s, row, &read);
		char place[64];

		if (!ns_has(line) || !read || shown == !missing || (!shown && !names))
			continue;
		add(q, ns_xasprintf("%s %s %s, but %s says %s (%s)", row->line == NS_FACT_CPU_FLAGS ? "flags" : "vmx flags",
				    shown ? "has" : "lacks", row->flag,
				    ns_bit_place(missing ?: ns_bit(row->bits[0]), place, sizeof(place)),
				    shown ? "no" : row->count > 1 ? "yes, as do the others it is made of" : "yes",
				    "unexpected: please report it"));
	}
}

/*
 * The kernel hides what firmware has locked off, and what it was told to hide.
 * Where a leaf is absent its names may mean something else: vnmi is Intel's
 * too, in kernels before 6.4.
 */
static void compare_cpuid(const struct ns_snapshot *s, struct ns_quirks *q)
{
	const struct ns_value *flags = &s->fact[NS_FACT_CPU_FLAGS];

	for (size_t i = 0; ns_has(flags) && i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];
		struct ns_cap cap = ns_cap_in_view(s->view[NS_VIEW_CPU], bit);
		bool shown = ns_value_has_word(flags, bit->flag);
		char place[64];

		if (!*bit->flag || ns_registers[bit->reg].kind != NS_KIND_CPUID ||
		    !ns_has(cap.from) || shown == ns_word_there(cap.word))
			continue;
		add(q, ns_xasprintf("flags %s %s, but %s says %s (%s)",
				    shown ? "has" : "lacks", bit->flag,
				    ns_bit_place(bit, place, sizeof(place)), shown ? "no" : "yes",
				    shown ? "unexpected: please report it" :
				    "Linux clears what firmware has switched off and what it cannot use, and old ones have no name for what is new"));
	}
}

struct ns_quirks *ns_cpuinfo_compare(const struct ns_snapshot *s)
{
	struct ns_quirks *q = ns_xcalloc(1, sizeof(*q));

	compare_vmx_flags(s, q);
	compare_vpid(s, q);
	compare_made_up(s, q);
	compare_cpuid(s, q);
	return q;
}

void ns_quirks_free(struct ns_quirks *q)
{
	if (!q)
		return;
	for (size_t i = 0; i < q->count; i++)
		free(q->text[i]);
	free(q->text);
	free(q);
}
