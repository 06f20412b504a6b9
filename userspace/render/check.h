/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The results of checks as text, Markdown and JSON. */
#ifndef NESTSCOPE_RENDER_CHECK_H
#define NESTSCOPE_RENDER_CHECK_H

#include <jansson.h>

#include "analysis/check.h"
#include "render/out.h"

/* Which checks are wanted: all of them if @any is false */
struct ns_wanted {
	bool any;
	bool check[NS_CHECK_COUNT];
};

enum ns_tone ns_verdict_tone(enum ns_verdict verdict);

/* One line a check, its remedy below where it does not pass; @quiet leaves out what passes or is skipped */
void ns_results_print(const struct ns_out *out, const struct ns_results *results,
		      const struct ns_wanted *wanted, bool quiet);

/* A table in Markdown */
void ns_results_print_markdown(const struct ns_out *out, const struct ns_results *results,
			       const struct ns_wanted *wanted, bool quiet);

/* check.schema.json says what is in it. */
json_t *ns_results_to_json(const struct ns_results *results, const struct ns_wanted *wanted, bool quiet);

/* What a check is about, without a machine */
void ns_check_print(const struct ns_out *out, enum ns_check_id id);
json_t *ns_check_to_json(enum ns_check_id id);

/* Code and title of every check */
void ns_checks_print(const struct ns_out *out);
json_t *ns_checks_to_json(void);

#endif
