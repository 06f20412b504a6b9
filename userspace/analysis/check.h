/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of check_rows.h, answered from a snapshot. Pure. */
#ifndef NESTSCOPE_CHECK_H
#define NESTSCOPE_CHECK_H

#include "analysis/answers.h"

enum ns_check_group {
	NS_GROUP_CPU, NS_GROUP_FIRMWARE, NS_GROUP_KERNEL, NS_GROUP_GUEST, NS_GROUP_NESTING,
	NS_GROUP_SPEED, NS_GROUP_DEVICES, NS_GROUP_CONSISTENCY, NS_GROUP_COUNT
};

enum ns_check_id {
#define NS_CHECK(id, code, group, title, why, source) NS_CHECK_##id,
#include "analysis/check_rows.h"
	NS_CHECK_COUNT
};

struct ns_check {
	const char *code;
	enum ns_check_group group;
	const char *title, *why, *source;
};

extern const struct ns_check ns_checks[NS_CHECK_COUNT];

enum ns_verdict {
	NS_PASS,
	NS_WARN,	/* slower, or less than could be had */
	NS_FAIL,
	NS_SKIP,	/* could not be told, or does not apply here */
	NS_VERDICT_COUNT
};

struct ns_results {
	struct ns_finding *finding[NS_CHECK_COUNT];
};

/* The check of that code, or of another spelling ("ept" and "npt" are slat); NS_CHECK_COUNT if there is none */
enum ns_check_id ns_check_find(const char *code);

/* All of them; to be freed with ns_results_clear() */
struct ns_results ns_check_all(const struct ns_snapshot *s);

/* The same where the machine was looked at and the questions were answered already */
struct ns_results ns_check_machine(const struct ns_machine *m, const struct ns_answers *answers);
void ns_results_clear(struct ns_results *results);

enum ns_verdict ns_verdict_of(const struct ns_finding *f);

/* "PASS", and "cpu" */
const char *ns_verdict_name(enum ns_verdict verdict);
const char *ns_group_name(enum ns_check_group group);

/*
 * Does it hold? Yes if it passes; no if it warns, fails or does not apply here;
 * unknown if it could not be told.
 */
enum ns_yesno ns_check_holds(const struct ns_finding *f);

#endif
