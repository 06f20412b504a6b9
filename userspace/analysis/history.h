/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One machine before and after: snapshots with the same keyed hash, the
 * earlier boot first. What changed from each to the next of what decides about virtualization, and what
 * is there no more, each with its cause as it is now. Pure.
 */
#ifndef NESTSCOPE_HISTORY_H
#define NESTSCOPE_HISTORY_H

#include "analysis/waterfall.h"

/* A value that is another one now */
struct ns_change {
	char *what;		/* owned: "kernel", "kvm_intel.nested" */
	char *before, *after;	/* owned; "not there" for a parameter or a module that is not, "none" for an empty list */
	bool of_cpu;		/* what may have taken something from the CPU: firmware, microcode, the layer below */
};

/* Capabilities that were there, in a view, and are not any more, for one cause */
struct ns_taken {
	enum ns_view view;
	struct ns_finding *why;	/* owned: why KVM withholds them; NULL in the view of the CPU, or if it is not known */
	const struct ns_bit **bits;
	size_t count;
};

struct ns_history {
	const struct ns_input *before, *after;
	struct ns_change *changes;
	size_t change_count;
	struct ns_taken *taken;
	size_t taken_count;
	const struct ns_bit **gained;	/* offered now by KVM, and not before */
	size_t gained_count;
	size_t unread;			/* capabilities that were there, and of which it is not known whether they are */
	struct ns_finding *run, *nest;	/* owned: the answers now */
};

/* Put them in the order in which they booted; those of one boot, or of an unknown one, stay as they are. */
void ns_history_sort(struct ns_input *inputs, size_t count);

/*
 * Are these, two or more and sorted, of one machine at different times: do they
 * have one keyed hash, and each another boot or other parameters than the one
 * before it?
 */
bool ns_history_is(const struct ns_input *inputs, size_t count);

/* Of the first and the second of @inputs, which have to stay */
struct ns_history *ns_history_of(const struct ns_input *inputs);
void ns_history_free(struct ns_history *h);

#endif
