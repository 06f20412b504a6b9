/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The four questions, answered from a snapshot. Pure. */
#ifndef NESTSCOPE_ANSWERS_H
#define NESTSCOPE_ANSWERS_H

#include "analysis/finding.h"
#include "analysis/machine.h"

struct ns_answers {
	struct ns_finding *run;		/* can this machine run VMs, and what prevents it */
	struct ns_finding *nest;	/* can its VMs run VMs */
	struct ns_findings missing;	/* what is missing or slow: first in the CPU, then in KVM's offer */
	struct ns_findings parameters;	/* KVM's parameters that are off, whoever set them */
	struct ns_findings notes;	/* switches without the effect they suggest, values that no processor has */
	size_t unread;			/* notable capabilities that could not be read */
	bool no_virtualization;		/* the CPU has neither VMX nor SVM */
};

/* A finding as an answer: yes if it is OK, no if it is a problem, else unknown */
enum ns_yesno ns_answer_of(const struct ns_finding *f);

struct ns_answers *ns_answer_all(const struct ns_snapshot *s);

/* The same where the machine was looked at already */
struct ns_answers *ns_answer_machine(const struct ns_machine *m);

/* The answer to the third question alone; to be freed with ns_finding_free(). */
struct ns_finding *ns_answer_nest(const struct ns_snapshot *s);
void ns_answers_free(struct ns_answers *a);

#endif
