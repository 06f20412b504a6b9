/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the VMs do, as watch shows it. */
#ifndef NESTSCOPE_RENDER_WATCH_H
#define NESTSCOPE_RENDER_WATCH_H

#include <time.h>

#include "analysis/live.h"
#include "render/out.h"

/* What is shown of one sample */
struct ns_watch {
	time_t time;
	const struct ns_sample *now;
	const struct ns_rates *rates;
	const struct ns_value *trace;	/* its state */
	const struct ns_duty *duty;
	bool captured;	/* of a captured tree */
};

/* A table of all VMs, with what cannot be seen and why below it */
void ns_watch_table(const struct ns_out *out, const struct ns_watch *w);

/* A line for each VM */
void ns_watch_lines(const struct ns_out *out, const struct ns_watch *w);

/* What cannot be seen and why, a line each that begins with @prefix */
void ns_watch_notes(const struct ns_out *out, const struct ns_watch *w, const char *prefix);

/*
 * A sample as JSON, format "nestscope-watch" version 1. Rates are a second's;
 * null is what could not be had. statistics, trace and module are the sources
 * (debugfs, tracefs, the module's live), each with its state.
 *
 *   time                   when, in seconds since 1970
 *   seconds                since the sample before: what the rates are over
 *   counted_seconds        of these, how long exits from L2 were counted: the
 *                          rates of L2's exits are those of that time
 *   shadowing              looks at VMCSs, in how many shadowing was on, and
 *                          duty, their share; why, if none could be looked at
 *   vms                    of each VM pid, fd, program, name, vcpus, and
 *     statistics           KVM's counters, by their names in debugfs
 *     vcpus_in_l2          at that moment
 *     exits_per_second     from whatever its vCPUs ran
 *     l2_entries_per_second, l2_exits_per_second
 *     to_l1_per_second     exits that L1 got to handle
 *     to_l1_share          of l2_exits_per_second, 0 to 1
 *     reasons              the same for each exit reason
 */
json_t *ns_watch_to_json(const struct ns_watch *w);

#endif
