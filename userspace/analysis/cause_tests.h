/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of causes share; for analysis/causes.c and analysis/cause_cpu.c alone. */
#ifndef NESTSCOPE_CAUSE_TESTS_H
#define NESTSCOPE_CAUSE_TESTS_H

#include "analysis/causes.h"

/* What a test is given: the machine, the message, and the finding, to which it adds what it looked at */
struct ns_ask {
	const struct ns_here *here;
	const struct ns_snapshot *s;
	const struct ns_message *m;
	const struct ns_bits *bits;
	struct ns_finding *f;
};

/* Is one of @mask set in @reg of the CPU? An absent register has no bit set. */
enum ns_yesno ns_cpu_has(const struct ns_ask *a, enum ns_reg reg, uint64_t mask);

/* The same, and the finding rests on it */
enum ns_yesno ns_cpu_look(const struct ns_ask *a, enum ns_reg reg, uint64_t mask);

/* Tests of capabilities: is the cause true? */
enum ns_yesno ns_cause_no_ept(const struct ns_ask *a);
enum ns_yesno ns_cause_no_unrestricted(const struct ns_ask *a);
enum ns_yesno ns_cause_no_virtual_nmis(const struct ns_ask *a);
enum ns_yesno ns_cause_no_npt(const struct ns_ask *a);
enum ns_yesno ns_cause_control_missing(const struct ns_ask *a);
enum ns_yesno ns_cause_pair_broken(const struct ns_ask *a);
enum ns_yesno ns_cause_feature_control_lies(const struct ns_ask *a);
enum ns_yesno ns_cause_offer_lacks(const struct ns_ask *a);
enum ns_yesno ns_cause_cpu_lacks(const struct ns_ask *a);
enum ns_yesno ns_cause_parameter_off(const struct ns_ask *a);
enum ns_yesno ns_cause_other_vendor(const struct ns_ask *a);

/* Can @code not be behind @m, because of what the message names? */
bool ns_cause_ruled_out(const struct ns_here *here, const struct ns_message *m, const struct ns_bits *bits, enum ns_code code);

#endif
