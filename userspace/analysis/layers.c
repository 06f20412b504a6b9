// SPDX-License-Identifier: GPL-2.0-or-later
/* The verdict: rules over the signs that the evidence gave. */
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
};

#define LEVEL_UNSAID (-1)
#define LEVEL_SAID (-2)	/* by Hyper-V */

/* Applies if all of @all, one of @any (0: no condition) and none of @none were seen */
struct rule {
	uint64_t all, any, none;
	enum ns_layer_kind kind;
	int level;
	int at_least;
	enum ns_certainty certainty;
	enum who who;
	const char *but;	/* what the summary adds */
};

#define S(sign) NS_SEEN(sign)
#define PARENT NS_LAYER_PARENT
#define GUEST NS_LAYER_GUEST
#define BARE NS_LAYER_BARE_METAL

/* A virtual machine's hardware, whatever CPUID says */
#define VIRTUAL (S(MACHINE_VM) | S(MACHINE_EMULATED) | S(VMX) | S(ASIDS) | S(HV_REAL))

#define HIDDEN "which hides itself"
#define HIDES_NAME "which hides its name"
#define BY_MACHINE "by firmware, devices or kernel"
#define KVM_OR_TCG "by KVM or TCG, which was not read"
#define LIKE_HYPERV "behind Hyper-V's interface"

/* The first rule that applies gives the verdict. */
static const struct rule rules[] = {
	/* A kernel that is a process: its CPUID is that of the machine around it. */
	{ S(UML), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_UML, NULL },
	/* CPUID is made up for this one program. */
	{ S(TRANSLATOR), 0, 0, NS_LAYER_UNKNOWN, LEVEL_UNSAID, 0, NS_POSSIBLE, WHO_NOBODY,
	  "a translator makes up this CPU" },

	/*
	 * Parents. A PV dom0 of a Xen that is a guest itself sees the CPUID of
	 * the hypervisor below Xen (systemd #7165); the root partition as
	 * Linux's hv_identify_partition_type() knows it; ACRN as asm/acrn.h.
	 */
	{ S(XEN_DOM0) | S(NAMED), 0, S(XEN_LEAF), PARENT, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_XEN,
	  "in a virtual machine" },
	{ S(XEN_DOM0), VIRTUAL, 0, PARENT, LEVEL_UNSAID, 1, NS_LIKELY, WHO_XEN,
	  "in a virtual machine" },
	{ S(XEN_DOM0), 0, 0, PARENT, LEVEL_UNSAID, 0, NS_CERTAIN, WHO_XEN, NULL },
	{ S(HV_ROOT) | S(HV_LEVEL), 0, 0, PARENT, LEVEL_SAID, 1, NS_CERTAIN, WHO_HYPERV,
	  "in a virtual machine" },
	{ S(HV_ROOT) | S(HV_NESTED), 0, 0, PARENT, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_HYPERV,
	  "in a virtual machine" },
	{ S(HV_ROOT), VIRTUAL, 0, PARENT, LEVEL_UNSAID, 1, NS_LIKELY, WHO_HYPERV,
	  "in a virtual machine" },
	{ S(HV_ROOT), 0, 0, PARENT, LEVEL_UNSAID, 0, NS_CERTAIN, WHO_HYPERV, NULL },
	{ S(HV_L1VH), 0, 0, PARENT, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_HYPERV,
	  "a guest that makes partitions beside itself" },
	{ S(ACRN_SERVICE), VIRTUAL, 0, PARENT, LEVEL_UNSAID, 1, NS_LIKELY, WHO_ACRN,
	  "in a virtual machine" },
	{ S(ACRN_SERVICE), 0, 0, PARENT, LEVEL_UNSAID, 0, NS_CERTAIN, WHO_ACRN, NULL },

	/*
	 * Xen. QEMU can show its interface on KVM (-accel kvm,xen-version=),
	 * with KVM's signature gone: its VMX and its firmware remain. PV guests
	 * of a Xen that is a guest see the CPUID of the hypervisor below Xen.
	 */
	{ S(XEN_LEAF) | S(VMX), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_VMX,
	  "behind Xen's interface" },
	{ S(XEN_LEAF) | S(MACHINE_EMULATED) | S(MACHINE_WHO), 0, 0, GUEST, LEVEL_UNSAID, 1,
	  NS_LIKELY, WHO_MACHINE, "behind Xen's interface" },
	{ S(XEN) | S(NAMED), 0, S(XEN_LEAF), GUEST, LEVEL_UNSAID, 2, NS_LIKELY, WHO_XEN,
	  "which is in a virtual machine itself" },
	{ 0, S(XEN) | S(XEN_LEAF), 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_XEN, NULL },

	/* Hyper-V's signature or interface and no other: its own, or worn by kvm=off, hv-vendor-id= */
	{ S(WORN) | S(HV_LEVEL), 0, 0, GUEST, LEVEL_SAID, 2, NS_CERTAIN, WHO_HYPERV,
	  "which is nested" },
	{ S(WORN) | S(HV_NESTED), 0, 0, GUEST, LEVEL_UNSAID, 2, NS_CERTAIN, WHO_HYPERV,
	  "which is nested" },
	{ S(WORN) | S(VMX), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_VMX, LIKE_HYPERV },
	{ S(WORN) | S(HV_REAL), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_HYPERV, NULL },
	{ S(WORN) | S(MACHINE_WHO), S(MACHINE_VM) | S(MACHINE_EMULATED), 0, GUEST, LEVEL_UNSAID, 1,
	  NS_LIKELY, WHO_MACHINE, LIKE_HYPERV },
	{ S(WORN), S(ASIDS) | S(ASIDS_QEMU), 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_ASIDS,
	  LIKE_HYPERV },
	{ S(WORN), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_HYPERV, NULL },

	/* VirtualBox and others show KVM's interface (systemd #5318): the machine tells. */
	{ S(NAMED) | S(SHARED) | S(MACHINE_VM) | S(MACHINE_DIFFERS), 0, 0, GUEST, LEVEL_UNSAID, 1,
	  NS_LIKELY, WHO_MACHINE, "behind KVM's interface" },
	/* Two that contradict each other: one may be inside the other, or shine through it. */
	{ S(NAMED) | S(HV_REAL), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_OWNER,
	  "on a machine of Hyper-V's" },
	{ S(NAMED), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_OWNER, NULL },

	/* The bit without a name that is known: kvm=off, hv-vendor-id= without Hv#1, tcg-cpuid=off */
	{ S(NAMELESS) | S(VMX), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_VMX, HIDES_NAME },
	{ S(NAMELESS) | S(MACHINE_WHO), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_MACHINE, HIDES_NAME },
	{ S(NAMELESS), S(ASIDS) | S(ASIDS_QEMU), 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_ASIDS, HIDES_NAME },
	{ S(NAMELESS) | S(KVM_FLAGS), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_KVM, HIDES_NAME },

	/*
	 * The bit, and nobody asked for a name, so that nothing is hidden; or
	 * not even the bit was read.
	 */
	{ S(VMX), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_VMX, "by its VMX" },
	{ S(KVM_FLAGS) | S(BIT), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_KVM,
	  "by its CPU flags" },
	{ S(ASIDS), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_ASIDS, "by its SVM" },
	{ S(HV_REAL), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_HYPERV, BY_MACHINE },
	{ S(MACHINE_VM) | S(MACHINE_WHO), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_LIKELY,
	  WHO_MACHINE, BY_MACHINE },
	{ S(BIT) | S(MACHINE_EMULATED) | S(MACHINE_WHO), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY,
	  WHO_QEMU, KVM_OR_TCG },
	{ S(BIT) | S(ASIDS_QEMU), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_QEMU, KVM_OR_TCG },
	{ S(BIT) | S(MACHINE_WHO), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_MACHINE, BY_MACHINE },
	{ S(BIT), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_NOBODY, NULL },
	{ S(MACHINE_VM), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_NOBODY, BY_MACHINE },
	{ S(MACHINE_EMULATED) | S(MACHINE_WHO), 0, S(NO_BIT), GUEST, LEVEL_UNSAID, 1, NS_POSSIBLE,
	  WHO_QEMU, KVM_OR_TCG },

	/* No bit, but what only a guest has: -cpu ...,-hypervisor and the like */
	{ S(CONFIDENTIAL), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_NOBODY, NULL },
	{ S(VMX), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_CERTAIN, WHO_VMX, HIDDEN },
	{ S(ASIDS), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_ASIDS, HIDDEN },
	{ S(HV_REAL), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_HYPERV, HIDDEN },
	{ S(MACHINE_VM), 0, 0, GUEST, LEVEL_UNSAID, 1, NS_LIKELY, WHO_MACHINE, HIDDEN },
	{ S(KVM_FLAGS), S(MACHINE_EMULATED) | S(ASIDS_QEMU) | S(HV_FLAGS), 0, GUEST, LEVEL_UNSAID, 1,
	  NS_LIKELY, WHO_KVM, HIDDEN },

	/* Bare metal is what is left: never certain, see layers.h */
	{ S(NO_BIT), S(MACHINE_EMULATED) | S(ASIDS_QEMU), 0, BARE, 0, 0, NS_POSSIBLE, WHO_NOBODY,
	  "unless emulated or under a hidden hypervisor" },
	{ S(NO_BIT), S(KVM_FLAGS) | S(HV_FLAGS), 0, BARE, 0, 0, NS_POSSIBLE, WHO_NOBODY,
	  "but with CPU flags of a virtual machine" },
	{ S(NO_BIT), S(VMX_OWN) | S(MACHINE_MAKER), 0, BARE, 0, 0, NS_LIKELY, WHO_NOBODY, NULL },
	{ S(NO_BIT), 0, 0, BARE, 0, 0, NS_POSSIBLE, WHO_NOBODY, "by the hypervisor bit alone" },
	{ 0, 0, 0, NS_LAYER_UNKNOWN, LEVEL_UNSAID, 0, NS_POSSIBLE, WHO_NOBODY,
	  "whether there is a hypervisor was not read" },
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
	}
	return NULL;
}

static void set_level(struct ns_layer *layer, const struct rule *r, const struct ns_signs *signs)
{
	layer->level = r->level;
	layer->at_least = r->at_least;
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
				   .raw = ns_xstrdup(below->summary), .source = NS_SOURCE_STAMP };
	take_claim(layer, e, below);
	ns_layer_free(below);
}

static const char *parent_name(enum who who, uint64_t seen)
{
	if (who == WHO_XEN)
		return "dom0";
	if (who == WHO_ACRN)
		return "service VM";
	return seen & S(HV_ROOT) ? "root partition" : "L1VH partition";
}

/* "guest of KVM", to be freed */
static char *head(const struct ns_layer *layer, enum who who, uint64_t seen)
{
	switch (layer->kind) {
	case NS_LAYER_BARE_METAL:
		return ns_xstrdup("bare metal (L0)");
	case NS_LAYER_PARENT:
		return ns_xasprintf("%s of %s", parent_name(who, seen), layer->hypervisor);
	case NS_LAYER_GUEST:
		return ns_xasprintf("guest of %s", layer->hypervisor ?: "an unknown hypervisor");
	case NS_LAYER_UNKNOWN:
		break;
	}
	return ns_xstrdup("unknown");
}

/* Bare metal is a level by itself, for others it comes last. */
static char *level_text(const struct ns_layer *layer)
{
	if (layer->kind == NS_LAYER_BARE_METAL)
		return ns_xstrdup("");
	if (layer->level >= 0)
		return ns_xasprintf(", L%d%s", layer->level,
				    layer->level_claimed ? " as its host says" : "");
	return ns_xasprintf(", at least L%d", layer->at_least);
}

static void summarize(struct ns_layer *layer, const struct rule *r, const struct ns_signs *signs)
{
	char *start = head(layer, r->who, signs->seen), *level = level_text(layer);

	layer->what = ns_xasprintf("%s%s%s%s%s%s", start, signs->confidential ? " (" : "",
				   signs->confidential ?: "", signs->confidential ? ")" : "",
				   r->but ? ", " : "", r->but ?: "");
	layer->summary = ns_xasprintf("%s%s", layer->what, level);
	free(start);
	free(level);
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
	layer->is_kvm = name && !strcmp(name, "KVM");
	set_level(layer, r, &signs);
	take_stamp(layer, s->parent);
	summarize(layer, r, &signs);
	return layer;
}

void ns_layer_free(struct ns_layer *layer)
{
	if (!layer)
		return;
	for (size_t i = 0; i < layer->evidence_count; i++) {
		free(layer->evidence[i].what);
		free(layer->evidence[i].raw);
		ns_finding_free(layer->evidence[i].means);
	}
	free(layer->evidence);
	free(layer->hypervisor);
	free(layer->beside);
	free(layer->what);
	free(layer->summary);
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
