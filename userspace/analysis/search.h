/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The search for evidence, inside: what the files evidence*.c share. Each look
 * sees one thing, says what it found, and notes the signs; none draws a conclusion.
 */
#ifndef NESTSCOPE_SEARCH_H
#define NESTSCOPE_SEARCH_H

#include "analysis/evidence.h"

struct ns_search {
	const struct ns_snapshot *s;
	struct ns_layer *layer;
	struct ns_signs *signs;
};

/* Note signs of NS_SEEN(), and ask whether one of them was noted. */
static inline void ns_see(struct ns_search *f, uint64_t signs)
{
	f->signs->seen |= signs;
}

static inline bool ns_seen(const struct ns_search *f, uint64_t signs)
{
	return f->signs->seen & signs;
}

/*
 * Add evidence that was read: @raw, which becomes its own, and what it means.
 * Returns the meaning, for its arguments.
 */
struct ns_finding *ns_evidence_add(struct ns_search *f, const char *what, const struct ns_value *v,
				   enum ns_strength strength, char *raw, enum ns_code means);

/* Evidence without a value, and what that means */
void ns_evidence_add_none(struct ns_search *f, const char *what, const struct ns_value *v,
			  enum ns_code means);

/* What was not read is evidence too: of what nobody knows. */
void ns_evidence_add_unread(struct ns_search *f, const char *what, const struct ns_value *v);

/* Is @flag among the flags of /proc/cpuinfo? */
bool ns_search_flag(const struct ns_search *f, const char *flag);

/* Note an environment, such as a container, once. */
void ns_search_environment(struct ns_search *f, const char *what);

/* Where the registers of CPUID came from, for evidence made of leaves */
extern const struct ns_value ns_from_cpuid;

/* Is it the first leaf of an interface, with a signature? */
bool ns_leaf_is_base(const struct ns_leaf *l);

/* Does the leaf behind the first base say that the interface is Hyper-V's? */
bool ns_hyperv_interface(const struct ns_snapshot *s);

/* CPUID: analysis/evidence_cpuid.c */
void ns_look_bit(struct ns_search *f);
void ns_look_stack(struct ns_search *f);
void ns_look_vendor(struct ns_search *f);

/* What hypervisors say of themselves: analysis/evidence_parent.c */
void ns_look_hyperv(struct ns_search *f);
void ns_look_evmcs(struct ns_search *f);
void ns_look_xen(struct ns_search *f);
void ns_look_acrn(struct ns_search *f);
void ns_look_tdx(struct ns_search *f);
void ns_look_sev(struct ns_search *f);

/* Capabilities, firmware, devices, kernel: analysis/evidence_machine.c */
void ns_look_vmx(struct ns_search *f);
void ns_look_svm(struct ns_search *f);
void ns_look_kvm_flags(struct ns_search *f);
void ns_look_virt_ssbd(struct ns_search *f);
void ns_look_marks(struct ns_search *f);

#endif
