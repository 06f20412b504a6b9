/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The four questions, answered from a snapshot. Pure. */
#ifndef NESTSCOPE_ANSWERS_H
#define NESTSCOPE_ANSWERS_H

#include "analysis/finding.h"

enum ns_yesno { NS_NO, NS_YES, NS_UNKNOWN };

struct ns_answers {
	struct ns_finding *run;		/* can this machine run VMs, and what prevents it */
	struct ns_finding *nest;	/* can its VMs run VMs */
	struct ns_findings missing;	/* what is missing or slow: first in the CPU, then in KVM's offer */
	struct ns_findings notes;	/* switches that do not mean what they say */
	size_t unread;			/* notable capabilities that could not be read */
	bool no_virtualization;		/* the CPU has neither VMX nor SVM */
};

const char *ns_yesno_name(enum ns_yesno yes);

/* The answer that a finding is: yes if it is OK, no if it is a problem, else unknown */
enum ns_yesno ns_answer_of(const struct ns_finding *f);

struct ns_answers *ns_answer_all(const struct ns_snapshot *s);
void ns_answers_free(struct ns_answers *a);

/* A parameter as a switch, whether it prints Y or 1; NS_UNKNOWN if it was not read. */
enum ns_yesno ns_param_on(const struct ns_snapshot *s, const char *module, const char *name);

/* "kvm_intel", "kvm_amd", another kvm_* module, or NULL if none is loaded; not to be freed */
const char *ns_vendor_module(const struct ns_snapshot *s);

#endif
