/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: which layer is this?
 *
 * Evidence and a verdict, drawn from a snapshot and nothing else. The evidence
 * is a list of what was looked at: what it holds, what that means, how strong
 * it is, or why it is not known. What is found is noted as signs, and a table
 * of rules over the signs gives the verdict, so there is one place to read how
 * each came about.
 *
 * What can be known, and what cannot:
 *
 * - CPUID shows one hypervisor, the one below. Several signatures are interfaces of
 *   that one, not layers. How deep it stands itself is not told but by Hyper-V,
 *   so a guest is "at least L1" unless something says the number.
 * - A hypervisor can hide. Bare metal is therefore never certain: likely if
 *   nothing contradicts it, possible if there is nothing to support it or
 *   something against it.
 * - A machine of QEMU's that shows no hypervisor is emulated (-accel tcg) or
 *   virtual with the hypervisor bit off (-cpu ...,-hypervisor). From inside
 *   they differ only in traces of KVM: the revision of its VMX, CPU flags that
 *   KVM makes up. Without those it is "possibly bare metal": for its VMs,
 *   an emulated machine is L0.
 * - How long CPUID takes is shown and never changes the verdict.
 * - A stamp is what the host says of itself. It tells the number of this layer
 *   where nothing that was read here contradicts it, and never more than that:
 *   it does not make a guest of a machine that shows no hypervisor.
 */
#ifndef NESTSCOPE_LAYERS_H
#define NESTSCOPE_LAYERS_H

#include "analysis/finding.h"

/* NONE is that of evidence that could not be looked at, or says nothing */
enum ns_strength { NS_STRENGTH_NONE, NS_HINT, NS_STRONG, NS_PROOF };

enum ns_layer_kind { NS_LAYER_BARE_METAL, NS_LAYER_PARENT, NS_LAYER_GUEST, NS_LAYER_UNKNOWN };

enum ns_certainty { NS_POSSIBLE, NS_LIKELY, NS_CERTAIN };

struct ns_evidence {
	char *what;		/* "CPUID.1:ECX[31]" */
	char *raw;		/* as read, printable; NULL if it was not */
	struct ns_layer *claim;	/* owned; instead of raw: the layer that a stamp is of */
	struct ns_finding *means;	/* owned; also why it is not known */
	enum ns_strength strength;
	enum ns_state state;
	enum ns_source source;
};

struct ns_layer {
	enum ns_layer_kind kind;
	int level;		/* -1 unless something says it */
	int at_least;
	bool level_claimed;	/* what says it is the host's stamp */
	enum ns_certainty certainty;
	char *hypervisor;	/* the one below, or whose parent this is; NULL if not known */
	char *environment;	/* container and the like, NULL for none seen */
	bool is_kvm;		/* that hypervisor is KVM ... */
	bool not_kvm;		/* ... or is known to be another */
	bool pvm;		/* a guest that PVM runs, with the CPUID of the layer below PVM */
	bool l1vh;		/* a partition of Hyper-V that can create others */
	const char *confidential;	/* "TDX", "SEV", "SEV-ES", "SEV-SNP", "Secure Execution"; NULL for an ordinary one */
	struct ns_finding *verdict;	/* owned; without the number, which is in level and at_least */
	struct ns_evidence *evidence;
	size_t evidence_count;
};

struct ns_layer *ns_layer_find(const struct ns_snapshot *s);
void ns_layer_free(struct ns_layer *layer);

/* The words of JSON and text */
const char *ns_layer_kind_name(enum ns_layer_kind kind);
const char *ns_certainty_name(enum ns_certainty certainty);
const char *ns_strength_name(enum ns_strength strength);	/* NULL for NONE */

#endif
