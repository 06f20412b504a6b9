/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The four questions, answered from a snapshot. Pure. */
#ifndef NESTSCOPE_ANSWERS_H
#define NESTSCOPE_ANSWERS_H

#include "model/snapshot.h"

enum ns_yesno { NS_NO, NS_YES, NS_UNKNOWN };

/* Who stands in the way */
enum ns_blocker {
	NS_BLOCK_NOBODY,
	NS_BLOCK_CPU,
	NS_BLOCK_FIRMWARE,
	NS_BLOCK_KERNEL,
	NS_BLOCK_PERMISSION,
	NS_BLOCK_BELOW,
	NS_BLOCK_UNKNOWN,
};

struct ns_answer {
	enum ns_yesno yes;
	enum ns_blocker who;
	const char *reason;	/* a stable code for programs, "kvm-usable" */
	char *because;		/* how this is known */
	char *fix;		/* what brings it back, or NULL */
};

/* A capability worth a line of its own */
struct ns_lack {
	const struct ns_bit *bit;
	const char *costs;	/* what its absence costs */
	bool in_cpu;		/* missing in the CPU of this layer; else only in KVM's offer */
};

struct ns_answers {
	struct ns_answer run;		/* can this machine run VMs, and who says no if it cannot */
	struct ns_answer nest;		/* can its VMs run VMs */
	struct ns_lack *lacks;		/* what is missing or slow */
	size_t lack_count;
	size_t unread;			/* notable capabilities that could not be read */
	bool nothing_to_look_at;	/* the CPU has neither VMX nor SVM */
};

const char *ns_yesno_name(enum ns_yesno yes);
const char *ns_blocker_name(enum ns_blocker who);

struct ns_answers *ns_answer_all(const struct ns_snapshot *s);
void ns_answers_free(struct ns_answers *a);

/* A parameter as a switch, whether it prints Y or 1; NS_UNKNOWN if it was not read. */
enum ns_yesno ns_param_on(const struct ns_snapshot *s, const char *module, const char *name);

/* "kvm_intel", "kvm_amd", another kvm_* module, or NULL if none is loaded; not to be freed */
const char *ns_vendor_module(const struct ns_snapshot *s);

#endif
