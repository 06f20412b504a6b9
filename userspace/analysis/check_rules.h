/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules of checks, for analysis/check*.c alone */
#ifndef NESTSCOPE_CHECK_RULES_H
#define NESTSCOPE_CHECK_RULES_H

#include "analysis/check.h"

/* What a rule is given */
struct ns_checker {
	const struct ns_snapshot *s;
	const struct ns_machine *m;
	const struct ns_answers *answers;
};

#define NS_CHECK(id, code, group, title, why, source) \
	struct ns_finding *ns_check_##id(const struct ns_checker *c);
#include "analysis/check_rows.h"

/* "x was not read", with the reason of the fact */
struct ns_finding *ns_check_unread(const struct ns_checker *c, enum ns_fact_id fact);

/* The same of a parameter of KVM */
struct ns_finding *ns_check_param_unread(const struct ns_checker *c, const char *module, const char *param);

/* Where this is no VM, or it is not known whether it is, what is of VMs is skipped. */
struct ns_finding *ns_check_no_guest(const struct ns_checker *c);

/* Where there is no VMX and no SVM, or none that is known of, what depends on them is skipped. */
struct ns_finding *ns_check_no_isa(const struct ns_checker *c);

/* A parameter of KVM as a switch: on, or a warning that says why it is off; NULL if that is not known */
struct ns_finding *ns_check_switch(const struct ns_checker *c, const char *module, const char *param);

/* A finding that rests on a fact, whose text or number is the argument "value" */
struct ns_finding *ns_check_on(const struct ns_checker *c, enum ns_code code, enum ns_fact_id fact);

#endif
