/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: the waterfall
 *
 * Any number of snapshots, in any order. If each runs the VM that the next one is, they form
 * a chain, and for each capability there is the step at which it got lost, the
 * component that dropped it there, and the switch that brings it back. If they
 * do not, they are machines side by side. Pure.
 *
 * What makes a chain, the strongest first: a VM that runs on one layer has the
 * UUID of the next (both as keyed hashes); a layer carries the stamp of the one
 * below; a layer says its level; and, assumed only if nothing contradicts it,
 * bare metal first and guests in the order of their boots, each with a CPU that
 * KVM of the one before could have offered. Why is always said.
 */
#ifndef NESTSCOPE_WATERFALL_H
#define NESTSCOPE_WATERFALL_H

#include "analysis/layers.h"
#include "analysis/offer.h"

struct ns_input {
	const struct ns_snapshot *s;
	const char *name;	/* of its file */
};

enum ns_link { NS_LINK_ASSUMED, NS_LINK_CLAIMED, NS_LINK_SURE };

struct ns_step_layer {
	const struct ns_snapshot *s;
	char *name;		/* "L0", or what tells machines apart */
	char *file;		/* where it came from, or whose stamp it is */
	bool stamp;		/* not seen by itself: what another's stamp says of it */
	struct ns_layer *layer;	/* the verdict */
	enum ns_link link;	/* to the layer before, if there is one and this is a chain */
	struct ns_finding *why;	/* owned: how that is known */
};

struct ns_loss {
	size_t layer;			/* on which it was dropped */
	/*
	 * Owned: what dropped it. Its arguments "qemu", "libvirt" and "modprobe"
	 * are the switch in the words of each tool, where there is one.
	 */
	struct ns_finding *finding;
};

/* The code that says why: of the cause, where the finding only says on which layer */
const char *ns_loss_code(const struct ns_loss *loss);

struct ns_row {
	const struct ns_bit *bit;
	struct ns_cap *cells;		/* NS_VIEW_COUNT a layer */
	struct ns_loss *losses;	/* of machines: where its KVM withholds what another's offers */
	size_t loss_count;
	uint64_t emulated;		/* a bit for each of the first 64 layers whose KVM makes it up */
	bool differs;			/* it is not the same in all layers or machines where it was read */
};

struct ns_waterfall {
	bool chain;
	struct ns_finding *unchained;	/* owned: why it is none */
	bool counted;			/* the first is not known to be L0: names count from "at least" */
	struct ns_step_layer *layers;
	size_t layer_count;
	struct ns_row *rows;		/* what exists in one of the layers at least */
	size_t row_count;
	size_t lost;			/* rows of a chain with a loss */
	size_t different;		/* rows that differ */
	size_t unread;			/* capabilities that could not be read in all places */
	size_t read;			/* rows of which something was read */
};

struct ns_waterfall *ns_waterfall_of(const struct ns_input *inputs, size_t count);

/* The same in two steps: first which layers or machines there are, then what each has */
struct ns_waterfall *ns_waterfall_begin(const struct ns_input *inputs, size_t count);
void ns_waterfall_fill(struct ns_waterfall *w);

/* Free what it owns. */
void ns_step_layer_clear(struct ns_step_layer *layer);
void ns_waterfall_free(struct ns_waterfall *w);

/* The layers in their order, with names and reasons; nothing else is filled in (chain.c) */
void ns_chain_find(struct ns_waterfall *w, const struct ns_input *inputs, size_t count);

const char *ns_link_name(enum ns_link link);

/* The cell of a row, by layer and view */
static inline const struct ns_cap *ns_row_cell(const struct ns_row *row, size_t layer,
					       enum ns_view view)
{
	return &row->cells[layer * NS_VIEW_COUNT + view];
}

/* Does KVM of @layer make it up? Of the layers from 64 on that is not kept. */
static inline bool ns_row_emulated(const struct ns_row *row, size_t layer)
{
	return layer < 64 && row->emulated >> layer & 1;
}

/* A VMX register that cannot be given to a VM on another machine: KVM there refuses the value */
struct ns_refusal {
	enum ns_reg reg;	/* the one that QEMU sets: TRUE, where there is one */
	uint64_t value;
	uint64_t offered;
};

/*
 * Two machines: can what runs on @from run on @to? What KVM of @from offers and
 * KVM of @to does not, as bits, and the registers in which they lie.
 */
struct ns_move {
	size_t from, to;
	const struct ns_bit **missing;
	size_t missing_count;
	struct ns_refusal *refusals;
	size_t refusal_count;
	bool known;		/* what KVM offers was read on both */
};

struct ns_move *ns_moves_of(const struct ns_waterfall *w, size_t *count);
void ns_moves_free(struct ns_move *moves, size_t count);

#endif
