/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What KVM of a layer offers to its guests against what that layer's CPU has,
 * and why the two differ. Pure. The facts are rows in offer_rules.h.
 */
#ifndef NESTSCOPE_OFFER_H
#define NESTSCOPE_OFFER_H

#include "analysis/machine.h"

enum ns_offer_how {
	NS_OFFER_NO_RULE,	/* a state of the machine, nothing that could be handed on */
	NS_OFFER_HW,
	NS_OFFER_EMULATED,
	NS_OFFER_MAY_CLEAR,
	NS_OFFER_NEVER,
	NS_OFFER_OWN,
};

enum ns_offer_why {
	NS_WHY_SAME,		/* offered as the CPU has it, or neither has it */
	NS_WHY_UNREAD,		/* one of the two was not read */
	NS_WHY_EMULATED,	/* KVM offers what the CPU lacks */
	NS_WHY_NO_KVM,		/* there is no KVM here to offer anything */
	NS_WHY_NESTED_OFF,	/* KVM offers no virtualization at all */
	NS_WHY_NEVER,
	NS_WHY_TOO_OLD,		/* newer kernels offer it */
	NS_WHY_PARAM,		/* a parameter is off */
	NS_WHY_DEPENDS,		/* something else is missing */
	NS_WHY_NOT_KNOWN,
};

struct ns_offer {
	enum ns_offer_why why;
	struct ns_finding *finding;	/* owned; NULL for NS_WHY_SAME and NS_WHY_UNREAD */
};

/*
 * Is @bit something that a layer can hand on to the next, so that its absence
 * there is a loss? How it is treated and what it follows are for the tables.
 */
enum ns_offer_how ns_offer_how(const struct ns_bit *bit);
bool ns_offer_counts(const struct ns_bit *bit);

/* The CPUID feature of a VM that takes @bit away with it, or "" */
const char *ns_offer_follows(const struct ns_bit *bit);

/* The parameter of KVM that has to be on for @bit, besides nested, or "" */
const char *ns_offer_param(const struct ns_bit *bit);

/* The newest kernel looked at that does not offer @bit, and the oldest that does (6.12 is 6012); 0 for none */
void ns_offer_versions(const struct ns_bit *bit, int *without, int *with);

/* Without what of the CPU KVM does not offer @bit: "A, B or C", to be freed; NULL for nothing */
char *ns_offer_needs(const struct ns_bit *bit);

/* Is it of SVM, and so kvm_amd's? */
bool ns_bit_is_svm(const struct ns_bit *bit);

/* The row for VMX or SVM itself, on which everything else of its kind hangs */
const struct ns_bit *ns_bit_root(const struct ns_bit *bit);

/*
 * Can what @bit stands for be used, with @word read for it? For most a control
 * that may be 1; for those whose use is to be off, one that may be 0.
 */
bool ns_offer_usable(const struct ns_bit *bit, enum ns_word word);

/* Is @bit in that view of @s, and of use? NS_UNKNOWN if it was not read. */
enum ns_yesno ns_offer_has(const struct ns_snapshot *s, enum ns_view view, const struct ns_bit *bit);

/* @bit on this machine; to be freed with ns_offer_free() */
struct ns_offer ns_offer_of(const struct ns_machine *m, const struct ns_bit *bit);
void ns_offer_free(struct ns_offer *o);

#endif
