/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NESTSCOPE_RENDER_LIVE_H
#define NESTSCOPE_RENDER_LIVE_H

#include <time.h>

#include "analysis/live.h"
#include "render/out.h"

/*
 * The section "Nested now" of a report. @before: a look at the same a moment
 * before @s->live, or NULL. @guest: there is a layer below this one, of which
 * the time of VMREAD may tell something.
 */
void ns_live_print(const struct ns_out *out, const struct ns_snapshot *s,
		   const struct ns_live *before, bool guest);
json_t *ns_live_answers_to_json(const struct ns_snapshot *s, const struct ns_live *before,
				bool guest);

/* What is shown of one sample */
struct ns_watch {
	time_t time;
	const struct ns_sample *now;
	const struct ns_rates *rates;
	const struct ns_value *trace;	/* its state */
	const struct ns_duty *duty;
};

/* A table of all VMs, with what cannot be seen and why below it */
void ns_watch_table(const struct ns_out *out, const struct ns_watch *w);

/* A line for each VM */
void ns_watch_lines(const struct ns_out *out, const struct ns_watch *w);

/* What cannot be seen and why, a line each that begins with @prefix */
void ns_watch_notes(const struct ns_out *out, const struct ns_watch *w, const char *prefix);

json_t *ns_watch_to_json(const struct ns_watch *w);

#endif
