/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel's trace has counted of nested entries and exits. */
#ifndef NESTSCOPE_MODEL_TRACE_H
#define NESTSCOPE_MODEL_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The tracepoints, by their names in the kernels there are */
enum ns_trace_event {
	NS_TRACE_EXIT,		/* kvm_nested_vmexit: an L2 was left, before L0 looks who handles it */
	NS_TRACE_TO_L1,		/* kvm_nested_vmexit_inject: and L1 handles it */
	NS_TRACE_ENTRY,		/* kvm_nested_vmenter, kvm_nested_vmrun: L1 enters an L2 */
	NS_TRACE_EVENT_COUNT
};

enum ns_isa { NS_ISA_VMX = 1, NS_ISA_SVM = 2 };	/* as the kernel's trace numbers them */

struct ns_trace_count {
	enum ns_trace_event event;
	uint32_t thread;
	uint32_t isa;		/* enum ns_isa; 0 for entries */
	uint32_t reason;	/* 0 for entries */
	uint64_t hits;
};

struct ns_trace_counts {
	struct ns_trace_count *count;
	size_t n;
	double seconds[NS_TRACE_EVENT_COUNT];	/* for how long each has been counted */
	unsigned int run;	/* counts of one run go on from each other, those of another begin at 0 */
	uint64_t dropped;	/* there was no room for them in the kernel's table */
	bool entries;		/* entries are counted */
	bool reasons;		/* exits are told apart by their reasons */
};

void ns_trace_counts_free(struct ns_trace_counts *counts);

/* Take in one histogram as the kernel prints it; false if it is none. */
bool ns_trace_parse(struct ns_trace_counts *counts, enum ns_trace_event event, const char *text);

/*
 * How many places to ask for when a table of @places, of which @used were taken, is made anew: the kernel takes and
 * frees four pieces of memory for each. Four times as many as were needed, but twice as many as there were if
 * @dropped, and what the kernel lets a table have.
 */
unsigned int ns_trace_places(unsigned int places, size_t used, bool dropped);

/* How often this was counted */
uint64_t ns_trace_hits(const struct ns_trace_counts *counts, const struct ns_trace_count *key);

#endif
