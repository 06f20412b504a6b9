// SPDX-License-Identifier: GPL-2.0-or-later
/* The verdict: rules over the signs found in the evidence. */
#include "analysis/layers.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/evidence.h"
#include "util/alloc.h"

/* Who is named as the hypervisor */
enum who {
	WHO_NOBODY,
	WHO_OWNER,	/* of the signatures */
	WHO_MACHINE,	/* the one that makes such machines */
	WHO_VMX,	/* the one who emulates this VMX */
	WHO_ASIDS,	/* the one who emulates this SVM */
	WHO_QEMU,	/* with KVM or with TCG */
	WHO_KVM, WHO_HYPERV, WHO_XEN, WHO_ACRN, WHO_UML,
	WHO_TCG,
	WHO_PROGRAM,	/* the control program of s390x */
	WHO_PRSM, WHO_POWERVM,
};

#define LEVEL_UNSAID (-1)
#define LEVEL_SAID (-2)	/* by Hyper-V */
#define LEVEL_STSI (-3)	/* by an instruction of s390x */

/* Applies if all of @all, one of @any (0: no condition) and none of @none were seen */
struct rule {
	uint64_t all, any, none;
	enum ns_layer_kind kind;
	int level;
	int at_least;
	enum ns_certainty certainty;
	enum who who;
	enum ns_code but;	/* what qualifies the verdict */
};

#define S(sign) NS_SEEN(sign)
#define BUT(id) NS_FOUND_BUT_##id
#define NO_BUT NS_CODE_COUNT
#define PARENT NS_LAYER_PARENT
#define GUEST NS_LAYER_GUEST
#define BARE NS_LAYER_BARE_METAL

/* A virtual machine's hardware, whatever CPUID says */
#define VIRTUAL (S(MACHINE_VM) | S(MACHINE_EMULATED) | S(VMX) | S(ASIDS) | S(HV_REAL))


/* The first rule that applies gives the verdict. */
static const struct rule rules[] = {
	/* A kernel that is a process: its CPUID is that of the machine around it. */
	{ S(UML), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_UML, NO_BUT },
	/* A kernel in user mode: PVM traps no CPUID, which shows the layer below PVM. */
	{ S(PVM_GUEST), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_KVM, BUT(PVM) },
	/* CPUID is made up for this one program. */
	{ S(TRANSLATOR), 0, 0, NS_LAYER_UNKNOWN, LEVEL_UNSAID, 0, NS_POSSIBLE, WHO_NOBODY,
	  BUT(TRANSLATOR) },

	/*
	 * s390x: the machine is L0 and runs a logical partition (L1), in which KVM
	 * or z/VM may run VMs: running-nested-guests.rst. QEMU's emulator says that it is KVM.
	 */
	{ S(Z_TCG), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_TCG, NO_BUT },
	{ S(Z_VM), 0, 0, GUEST, LEVEL_STSI, 2, NS_CERTAIN, WHO_PROGRAM, NO_BUT },
	{ S(Z_LPAR), 0, 0, GUEST, LEVEL_STSI, 1, NS_CERTAIN, WHO_PRSM, BUT(LPAR) },

	/* ppc64 */
	{ S(POWERNV) | S(BY_QEMU), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_TCG, NO_BUT },
	{ S(POWERNV), 0, 0, BARE, 0, 0, NS_LIKELY, WHO_NOBODY, NO_BUT },
	{ S(PSERIES) | S(SAYS_KVM), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_KVM, NO_BUT },
	{ S(POWERVM), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_POWERVM, NO_BUT },
	/* QEMU names KVM in the device tree: hw/ppc/spapr.c spapr_dt_hypervisor() */
	{ S(PSERIES) | S(BY_QEMU) | S(DT_UNREAD), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_QEMU, BUT(KVM_OR_TCG) },
	{ S(PSERIES) | S(BY_QEMU), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_TCG, NO_BUT },
	{ S(PSERIES), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_NOBODY, BUT(BY_PLATFORM) },

	/* arm64; device trees of other architectures */
	{ S(SAYS_KVM), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_KVM, NO_BUT },
	{ S(SAYS_OTHER), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_NOBODY, BUT(BY_MACHINE) },

	/*
	 * Parents. A PV dom0 of a Xen that is a guest itself sees the CPUID of
	 * the hypervisor below Xen (systemd #7165); the root partition as
	 * Linux's hv_identify_partition_type() knows it; ACRN as asm/acrn.h.
	 */
	{ S(XEN_DOM0) | S(NAMED), 0, S(XEN_LEAF), PARENT, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_XEN,
	  BUT(IN_VM) },
	{ S(XEN_DOM0), VIRTUAL, 0, PARENT, LEVEL_UNSAID, 1, NS_LIKELY, WHO_XEN,
	  BUT(IN_VM) },
	{ S(XEN_DOM0), 0, 0, PARENT, LEVEL_UNSAID, 0, NS_CERTAIN, WHO_XEN, NO_BUT },
	{ S(HV_ROOT) | S(HV_LEVEL), 0, 0, PARENT, LEVEL_SAID, 1, NS_CERTAIN, WHO_HYPERV,
	  BUT(IN_VM) },
	{ S(HV_ROOT) | S(HV_NESTED), 0, 0, PARENT, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_HYPERV,
	  BUT(IN_VM) },
	{ S(HV_ROOT), VIRTUAL, 0, PARENT, LEVEL_UNSAID, 1, NS_LIKELY, WHO_HYPERV,
	  BUT(IN_VM) },
	{ S(HV_ROOT), 0, 0, PARENT, LEVEL_UNSAID, 0, NS_CERTAIN, WHO_HYPERV, NO_BUT },
	{ S(HV_L1VH), 0, 0, PARENT, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_HYPERV,
	  BUT(L1VH) },
	{ S(ACRN_SERVICE), VIRTUAL, 0, PARENT, LEVEL_UNSAID, 1, NS_LIKELY, WHO_ACRN,
	  BUT(IN_VM) },
	{ S(ACRN_SERVICE), 0, 0, PARENT, LEVEL_UNSAID, 0, NS_CERTAIN, WHO_ACRN, NO_BUT },

	/*
	 * Xen. QEMU can show its interface on KVM (-accel kvm,xen-version=),
	 * with KVM's signature gone: its VMX and its firmware remain. PV guests
	 * of a Xen that is a guest see the CPUID of the hypervisor below Xen.
	 */
	{ S(XEN_LEAF) | S(VMX), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_VMX,
	  BUT(XEN_INTERFACE) },
	{ S(XEN_LEAF) | S(MACHINE_EMULATED) | S(MACHINE_WHO), 0, 0, GUEST, LEVEL_UNSAID, 1,
	  NS_LIKELY, WHO_MACHINE, BUT(XEN_INTERFACE) },
	{ S(XEN) | S(NAMED), 0, S(XEN_LEAF), GUEST, LEVEL_UNSAID, 2, NS_LIKELY, WHO_XEN,
	  BUT(HYPERVISOR_IN_VM) },
	{ 0, S(XEN) | S(XEN_LEAF), 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_XEN, NO_BUT },

	/* Hyper-V's signature or interface and no other: its own, or faked with kvm=off, hv-vendor-id= */
	{ S(SPOOFABLE) | S(HV_LEVEL), 0, 0, GUEST, LEVEL_SAID, 2, NS_CERTAIN, WHO_HYPERV,
	  BUT(HYPERVISOR_NESTED) },
	{ S(SPOOFABLE) | S(HV_NESTED), 0, 0, GUEST, LEVEL_UNSAID, 2, NS_CERTAIN, WHO_HYPERV,
	  BUT(HYPERVISOR_NESTED) },
	{ S(SPOOFABLE) | S(VMX), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_VMX, BUT(HYPERV_INTERFACE) },
	{ S(SPOOFABLE) | S(HV_REAL), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_HYPERV, NO_BUT },
	{ S(SPOOFABLE) | S(MACHINE_WHO), S(MACHINE_VM) | S(MACHINE_EMULATED), 0, GUEST, LEVEL_UNSAID, 1,
	  NS_LIKELY, WHO_MACHINE, BUT(HYPERV_INTERFACE) },
	{ S(SPOOFABLE), S(ASIDS) | S(ASIDS_QEMU), 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_ASIDS,
	  BUT(HYPERV_INTERFACE) },
	{ S(SPOOFABLE), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_HYPERV, NO_BUT },

	/* VirtualBox and others show KVM's interface (systemd #5318): the machine tells. */
	{ S(NAMED) | S(SHARED) | S(MACHINE_VM) | S(MACHINE_DIFFERS), 0, 0, GUEST, LEVEL_UNSAID, 1,
	  NS_LIKELY, WHO_MACHINE, BUT(KVM_INTERFACE) },
	/* Two that contradict each other: one may run in the other, or be visible through it. */
	{ S(NAMED) | S(HV_REAL), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_OWNER,
	  BUT(ON_HYPERV) },
	{ S(NAMED), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_OWNER, NO_BUT },

	/* The bit without a name that is known: kvm=off, hv-vendor-id= without Hv#1, tcg-cpuid=off */
	{ S(NAMELESS) | S(VMX), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_VMX, BUT(HIDES_NAME) },
	{ S(NAMELESS) | S(MACHINE_WHO), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_MACHINE, BUT(HIDES_NAME) },
	{ S(NAMELESS), S(ASIDS) | S(ASIDS_QEMU), 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_ASIDS, BUT(HIDES_NAME) },
	{ S(NAMELESS) | S(KVM_FLAGS), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_KVM, BUT(HIDES_NAME) },

	/*
	 * The bit, and nobody asked for a name, so that nothing is hidden; or
	 * not even the bit was read.
	 */
	{ S(VMX), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_VMX, BUT(BY_VMX) },
	{ S(KVM_FLAGS) | S(BIT), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_KVM,
	  BUT(BY_FLAGS) },
	{ S(ASIDS), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_ASIDS, BUT(BY_SVM) },
	{ S(HV_REAL), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_HYPERV, BUT(BY_MACHINE) },
	{ S(MACHINE_VM) | S(MACHINE_WHO), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_LIKELY,
	  WHO_MACHINE, BUT(BY_MACHINE) },
	{ S(BIT) | S(MACHINE_EMULATED) | S(MACHINE_WHO), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY,
	  WHO_QEMU, BUT(KVM_OR_TCG) },
	{ S(BIT) | S(ASIDS_QEMU), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_QEMU, BUT(KVM_OR_TCG) },
	{ S(BIT) | S(MACHINE_WHO), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_MACHINE, BUT(BY_MACHINE) },
	{ S(BIT), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_NOBODY, NO_BUT },
	{ S(MACHINE_VM), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_NOBODY, BUT(BY_MACHINE) },
	{ S(MACHINE_EMULATED) | S(MACHINE_WHO), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_POSSIBLE,
	  WHO_QEMU, BUT(KVM_OR_TCG) },

	/* No bit, but what only a guest has: -cpu ...,-hypervisor and the like */
	{ S(CONFIDENTIAL), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_NOBODY, NO_BUT },
	{ S(VMX), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_VMX, BUT(HIDDEN) },
	{ S(ASIDS), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_ASIDS, BUT(HIDDEN) },
	{ S(HV_REAL), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_HYPERV, BUT(HIDDEN) },
	{ S(MACHINE_VM), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_MACHINE, BUT(HIDDEN) },
	{ S(KVM_FLAGS), S(MACHINE_EMULATED) | S(ASIDS_QEMU) | S(HV_FLAGS), 0, GUEST, LEVEL_UNSAID, 1,
	  NS_LIKELY, WHO_KVM, BUT(HIDDEN) },

	/* arm64, where nothing names a hypervisor */
	{ S(DT_VIRT), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_NOBODY, BUT(BY_MACHINE) },
	{ S(EL1), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_POSSIBLE, WHO_NOBODY, BUT(EL1) },
	{ S(EL2), 0, 0, BARE, 0, 0, NS_POSSIBLE, WHO_NOBODY, BUT(EL2) },
	{ S(OTHER_ARCH), 0, 0, NS_LAYER_UNKNOWN, LEVEL_UNSAID, 0, NS_POSSIBLE, WHO_NOBODY, BUT(OTHER_ARCH) },

	/* Bare metal is what remains: never certain, see layers.h */
	{ S(NO_BIT), S(MACHINE_EMULATED) | S(ASIDS_QEMU), 0, BARE, 0, 0, NS_POSSIBLE, WHO_NOBODY,
	  BUT(MAYBE_EMULATED) },
	{ S(NO_BIT), S(KVM_FLAGS) | S(HV_FLAGS), 0, BARE, 0, 0, NS_POSSIBLE, WHO_NOBODY,
	  BUT(GUEST_FLAGS) },
	{ S(NO_BIT), S(VMX_OWN) | S(MACHINE_MAKER), 0, BARE, 0, 0, NS_LIKELY, WHO_NOBODY, NO_BUT },
	{ S(NO_BIT), 0, 0, BARE, 0, 0, NS_POSSIBLE, WHO_NOBODY, BUT(BIT_ALONE) },
	{ 0, 0, 0, NS_LAYER_UNKNOWN, LEVEL_UNSAID, 0, NS_POSSIBLE, WHO_NOBODY,
	  BUT(BIT_UNREAD) },
};

static const struct rule *verdict(uint64_t seen)
{
	const struct rule *r = rules;

	/* The last one has no condition. */
	while ((seen & r->all) != r->all || (r->any && !(seen & r->any)) || seen & r->none)
		r++;
	return r;
}

static const char *name_of(enum who who, const struct ns_signs *signs)
{
	switch (who) {
	case WHO_NOBODY:
		return NULL;
	case WHO_OWNER:
		return signs->owner->who;
	case WHO_MACHINE:
		return *signs->machine->who ? signs->machine->who : NULL;
	case WHO_VMX:
		return signs->vmx->who;
	case WHO_ASIDS:
		return signs->asids->who;
	case WHO_QEMU:
		return "QEMU";
	case WHO_KVM:
		return "KVM";
	case WHO_HYPERV:
		return "Hyper-V";
	case WHO_XEN:
		return "Xen";
	case WHO_ACRN:
		return "ACRN";
	case WHO_UML:
		return "User Mode Linux";
	case WHO_TCG:
		return "QEMU TCG";
	case WHO_PROGRAM:
		return !strcmp(signs->program, "KVM/Linux") ? "KVM" : signs->program;
	case WHO_PRSM:
		return "PR/SM";
	case WHO_POWERVM:
		return "PowerVM";
	}
	return NULL;
}

static void set_level(struct ns_layer *layer, const struct rule *r, const struct ns_signs *signs)
{
	layer->level = r->level;
	layer->at_least = r->at_least;
	if (r->level == LEVEL_STSI)
		layer->level = layer->at_least = signs->levels;
	if (r->level != LEVEL_SAID)
		return;
	/* The field is that of the hypervisor: its parent shares it, its guests are one deeper. */
	layer->level = signs->hv_level + (r->kind == GUEST);
	layer->at_least = layer->level;
}

/* What the stamp means for the number of this layer, and whether that can be */
static void take_claim(struct ns_layer *layer, struct ns_evidence *e, const struct ns_layer *below)
{
	int level = below->level < 0 ? LEVEL_UNSAID : below->level + 1;
	int at_least = level > below->at_least ? level : below->at_least + 1;
	bool none = layer->kind != NS_LAYER_UNKNOWN && !layer->at_least;
	bool other = layer->level >= 0 ? level >= 0 && level != layer->level :
					 level >= 0 && level < layer->at_least;

	e->means = ns_finding_new(NS_FOUND_EVIDENCE_STAMP);
	ns_finding_set(e->means, level < 0 ? "at_least" : "level", "%d", at_least);
	if (none || other)
		ns_finding_set(e->means, "contradicted", "yes");
	e->strength = none || other ? NS_HINT : NS_STRONG;
	if (none || other || layer->level >= 0)
		return;
	layer->level = level;
	layer->level_claimed = level >= 0;
	if (at_least > layer->at_least)
		layer->at_least = at_least;
}

static void take_stamp(struct ns_layer *layer, const struct ns_snapshot *parent)
{
	struct ns_layer *below;
	struct ns_evidence *e;

	if (!parent)
		return;
	below = ns_layer_find(parent);
	layer->evidence = ns_xreallocarray(layer->evidence, layer->evidence_count + 1, sizeof(*e));
	e = &layer->evidence[layer->evidence_count++];
	*e = (struct ns_evidence){ .what = ns_xstrdup("the host's stamp"), .state = NS_VALUE,
				   .claim = below, .source = NS_SOURCE_STAMP };
	take_claim(layer, e, below);
}

static enum ns_code code_of(const struct ns_layer *layer, enum who who)
{
	switch (layer->kind) {
	case NS_LAYER_BARE_METAL:
		return NS_FOUND_LAYER_BARE_METAL;
	case NS_LAYER_GUEST:
		return NS_FOUND_LAYER_GUEST;
	case NS_LAYER_PARENT:
		if (who == WHO_XEN)
			return NS_FOUND_LAYER_XEN_DOM0;
		if (who == WHO_ACRN)
			return NS_FOUND_LAYER_ACRN_SERVICE;
		return layer->l1vh ? NS_FOUND_LAYER_HV_L1VH : NS_FOUND_LAYER_HV_ROOT;
	case NS_LAYER_UNKNOWN:
		break;
	}
	return NS_FOUND_LAYER_UNKNOWN;
}

static struct ns_finding *new_verdict(const struct ns_layer *layer, const struct rule *r)
{
	struct ns_finding *f = ns_finding_new(code_of(layer, r->who));

	ns_finding_set(f, "hypervisor", "%s", layer->hypervisor ?: "");
	ns_finding_set(f, "confidential", "%s", layer->confidential ?: "");
	if (r->but != NO_BUT)
		f->cause = ns_finding_new(r->but);
	return f;
}

struct ns_layer *ns_layer_find(const struct ns_snapshot *s)
{
	struct ns_layer *layer = ns_xcalloc(1, sizeof(*layer));
	struct ns_signs signs = { 0 };
	const struct rule *r;
	const char *name;

	ns_find_evidence(s, layer, &signs);
	r = verdict(signs.seen);
	name = name_of(r->who, &signs);
	layer->kind = r->kind;
	layer->certainty = r->certainty;
	layer->hypervisor = name ? ns_xstrdup(name) : NULL;
	layer->l1vh = r->kind == PARENT && signs.seen & S(HV_L1VH) && !(signs.seen & S(HV_ROOT));
	layer->confidential = signs.confidential;
	layer->pvm = r->kind == GUEST && signs.seen & S(PVM_GUEST);
	layer->is_kvm = name && !strcmp(name, "KVM");
	layer->not_kvm = name && !layer->is_kvm && r->who != WHO_QEMU;
	set_level(layer, r, &signs);
	take_stamp(layer, s->parent);
	layer->verdict = new_verdict(layer, r);
	free(signs.program);
	return layer;
}

void ns_layer_free(struct ns_layer *layer)
{
	if (!layer)
		return;
	for (size_t i = 0; i < layer->evidence_count; i++) {
		free(layer->evidence[i].what);
		free(layer->evidence[i].raw);
		ns_layer_free(layer->evidence[i].claim);
		ns_finding_free(layer->evidence[i].means);
	}
	free(layer->evidence);
	free(layer->hypervisor);
	free(layer->environment);
	ns_finding_free(layer->verdict);
	free(layer);
}

const char *ns_layer_kind_name(enum ns_layer_kind kind)
{
	static const char *const names[] = {
		[NS_LAYER_BARE_METAL] = "bare-metal",
		[NS_LAYER_PARENT] = "parent",
		[NS_LAYER_GUEST] = "guest",
		[NS_LAYER_UNKNOWN] = "unknown",
	};

	return names[kind];
}

const char *ns_certainty_name(enum ns_certainty certainty)
{
	static const char *const names[] = {
		[NS_POSSIBLE] = "possible",
		[NS_LIKELY] = "likely",
		[NS_CERTAIN] = "certain",
	};

	return names[certainty];
}

const char *ns_strength_name(enum ns_strength strength)
{
	static const char *const names[] = {
		[NS_STRENGTH_NONE] = NULL,
		[NS_HINT] = "hint",
		[NS_STRONG] = "strong",
		[NS_PROOF] = "proof",
	};

	return names[strength];
}
