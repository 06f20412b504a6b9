// SPDX-License-Identifier: GPL-2.0-or-later
/* Evidence in CPUID: the hypervisor bit, the stack of signatures, the vendor. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/search.h"
#include "model/flags.h"
#include "util/alloc.h"
#include "util/number.h"
#include "util/text.h"

static void note_bit(struct ns_search *f, const struct ns_value *v, bool set, const char *what,
		     const char *raw)
{
	ns_see(f, set ? NS_SEEN(BIT) : NS_SEEN(NO_BIT));
	ns_evidence_add(f, what, v, set ? NS_PROOF : NS_HINT, ns_xstrdup(raw),
			set ? NS_FOUND_EVIDENCE_BIT : NS_FOUND_EVIDENCE_NO_BIT);
}

/*
 * The SDM reserves the bit as 0, every hypervisor sets it by convention
 * (TLFS, hypervisor discovery). Whoever says so, it counts: the kernel may
 * see what CPUID faulting hides from a program, and the other way round. The
 * kernel's flags are shown where they say more: CPUID was not read, or is
 * contradicted.
 */
void ns_look_bit(struct ns_search *f)
{
	const struct ns_value *fact = &f->s->fact[NS_FACT_HV_PRESENT];
	const struct ns_value *reg = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX];
	const struct ns_value *flags = &f->s->fact[NS_FACT_CPU_FLAGS];
	bool flag = ns_search_flag(f, "hypervisor"), set = reg->num & NS_MASK(X86_FEATURE_HYPERVISOR);
	bool read = ns_has(fact) || ns_has(reg);

	if (ns_has(fact))
		note_bit(f, fact, fact->num, "CPUID.1:ECX[31]", fact->num ? "1" : "0");
	if (ns_has(reg) && (!ns_has(fact) || fact->num != set))
		note_bit(f, reg, set, "CPUID.1:ECX[31]", set ? "1" : "0");
	if (!read)
		ns_evidence_add_unread(f, "CPUID.1:ECX[31]", fact);
	if (ns_has(flags) && (flag || ns_flags_name_hypervisor(f->s)) && (!read || flag != ns_seen(f, NS_SEEN(BIT))))
		note_bit(f, flags, flag, "flags, hypervisor", flag ? "yes" : "no");
	if (ns_seen(f, NS_SEEN(BIT)))
		f->signs->seen &= ~NS_SEEN(NO_BIT);
}

/* The most specific signature owns the stack; of two such, the higher, as Linux has it. */
static void own(struct ns_search *f, const struct ns_signature *sig)
{
	struct ns_signs *s = f->signs;

	if (sig && (!s->owner || sig->kind >= s->owner->kind))
		s->owner = sig;
}

static enum ns_code kind_code(enum ns_signature_kind kind)
{
	static const enum ns_code codes[] = {
		[NS_SIG_TRANSLATOR] = NS_FOUND_EVIDENCE_SIGNATURE_TRANSLATOR,
		[NS_SIG_SPOOFABLE] = NS_FOUND_EVIDENCE_SIGNATURE_HYPERV,
		[NS_SIG_SHARED] = NS_FOUND_EVIDENCE_SIGNATURE_SHARED,
		[NS_SIG_OWN] = NS_FOUND_EVIDENCE_SIGNATURE,
		[NS_SIG_EMULATOR] = NS_FOUND_EVIDENCE_SIGNATURE_EMULATOR,
	};

	return codes[kind];
}

/* @raw becomes the evidence's own */
static void add_signature(struct ns_search *f, const char *what, const struct ns_value *v,
			  const struct ns_signature *sig, char *raw)
{
	struct ns_finding *means;

	own(f, sig);
	if (!sig) {
		ns_see(f, NS_SEEN(NAMELESS));
		ns_evidence_add(f, what, v, NS_HINT, raw, NS_FOUND_EVIDENCE_SIGNATURE_UNKNOWN);
		return;
	}
	means = ns_evidence_add(f, what, v, sig->kind == NS_SIG_SPOOFABLE ? NS_STRONG : NS_PROOF, raw,
				kind_code(sig->kind));
	ns_finding_set(means, "who", "%s", sig->who);
}

static char *leaf_signature(const struct ns_leaf *l, char bytes[12])
{
	char text[12 * 4 + 1];

	ns_x86_bytes(bytes, l->out[NS_OUT_EBX]);
	ns_x86_bytes(bytes + 4, l->out[NS_OUT_ECX]);
	ns_x86_bytes(bytes + 8, l->out[NS_OUT_EDX]);
	return ns_xstrdup(ns_escape(text, bytes, 12));
}

static size_t add_leaves(struct ns_search *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->s->leaf_count; i++) {
		const struct ns_leaf *l = &f->s->leaves[i];
		char what[32], bytes[12], *raw;

		if (!ns_leaf_is_base(l))
			continue;
		raw = leaf_signature(l, bytes);
		snprintf(what, sizeof(what), "CPUID 0x%08x", l->leaf);
		add_signature(f, what, &ns_from_cpuid, ns_signature_find(NS_WHERE_HV, bytes), raw);
		n++;
	}
	return n;
}

/* NULs alone, or nothing: the leaf is there and names nobody */
static bool empty_signature(const char *text)
{
	while (!strncmp(text, "\\x00", 4))
		text += 4;
	return !*text;
}

/* The kernel's view of 0x40000000, where a program saw no leaf; only the first is known then. */
static size_t add_signature_fact(struct ns_search *f)
{
	static const struct ns_value unread = { .state = NS_NOT_ASKED, .source = NS_SOURCE_CPUID };
	const struct ns_value *v = &f->s->fact[NS_FACT_HV_SIGNATURE];

	if (!ns_has(v) || empty_signature(v->text))
		return 0;
	add_signature(f, "CPUID 0x40000000", v, ns_signature_find_text(NS_WHERE_HV, v->text),
		      ns_visible(v->text));
	ns_evidence_add_none(f, "CPUID 0x40000100 and up", &unread, NS_FOUND_EVIDENCE_HIGHER_LEAVES);
	return 1;
}

static void conclude_stack(struct ns_search *f)
{
	const struct ns_signature *o = f->signs->owner;

	if (o && o->kind == NS_SIG_TRANSLATOR)
		ns_see(f, NS_SEEN(TRANSLATOR));
	else if (o && o->kind >= NS_SIG_SHARED)
		ns_see(f, NS_SEEN(NAMED) | (o->kind == NS_SIG_SHARED ? NS_SEEN(SHARED) : 0));
	else if (o || ns_hyperv_interface(f->s))
		ns_see(f, NS_SEEN(SPOOFABLE));
	if (o && !strcmp(o->who, "Xen"))
		ns_see(f, NS_SEEN(XEN_LEAF));
}

/* No leaf with a signature: the hypervisor has none, or nobody asked */
static void add_no_signature(struct ns_search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_HV_SIGNATURE];

	if (ns_has(&f->s->notes[NS_SOURCE_CPUID].state) || ns_has(v)) {
		ns_see(f, NS_SEEN(NAMELESS));
		ns_evidence_add(f, "CPUID 0x40000000", ns_has(v) ? v : &ns_from_cpuid, NS_HINT,
				ns_xstrdup("none"), NS_FOUND_EVIDENCE_NO_SIGNATURE);
	} else {
		ns_evidence_add_unread(f, "CPUID 0x40000000", v);
	}
}

void ns_look_stack(struct ns_search *f)
{
	static const struct ns_value unused = { .state = NS_NOT_ASKED, .source = NS_SOURCE_NONE };
	struct ns_finding *means;
	size_t n;

	if (!ns_seen(f, NS_SEEN(BIT))) {
		/* Intel CPUs answer an unknown leaf with the data of another one. */
		ns_evidence_add_none(f, "CPUID 0x40000000", &unused, NS_FOUND_EVIDENCE_LEAVES_UNUSED);
		return;
	}
	n = add_leaves(f) ?: add_signature_fact(f);
	if (!n)
		add_no_signature(f);
	conclude_stack(f);
	if (n < 2 || !f->signs->owner)
		return;
	means = ns_evidence_add(f, "signatures", &ns_from_cpuid, NS_STRONG, ns_xasprintf("%zu", n),
				NS_FOUND_EVIDENCE_INTERFACES);
	ns_finding_set(means, "count", "%zu", n);
	ns_finding_set(means, "who", "%s", f->signs->owner->who);
}

/* kvmtool and translators put their name where the CPU maker's belongs. */
void ns_look_vendor(struct ns_search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_CPU_VENDOR];
	const struct ns_signature *sig;

	sig = ns_has(v) ? ns_signature_find_text(NS_WHERE_VENDOR, v->text) : NULL;
	if (!sig)
		return;
	ns_finding_set(ns_evidence_add(f, "CPUID 0, vendor", v, NS_PROOF, ns_visible(v->text),
				       kind_code(sig->kind)), "who", "%s", sig->who);
	if (sig->kind == NS_SIG_TRANSLATOR)
		ns_see(f, NS_SEEN(TRANSLATOR));
	else if (!f->signs->owner)
		ns_see(f, NS_SEEN(NAMED));
	if (!f->signs->owner || sig->kind == NS_SIG_TRANSLATOR)
		f->signs->owner = sig;
}
