/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sources of what runs now: KVM's statistics, the module's live file, the kernel's trace. */
#ifndef NESTSCOPE_SOURCES_LIVE_H
#define NESTSCOPE_SOURCES_LIVE_H

#include "model/live.h"
#include "model/trace.h"
#include "sources/context.h"

/* Each fills its part of @live. */
void ns_read_kvm_stats(const struct ns_context *ctx, struct ns_live *live);
void ns_read_module_live(const struct ns_context *ctx, struct ns_live *live);

/* The module's file vmread, if it has one: not a part of ns_live_read(), since its CPUs hear nothing meanwhile */
void ns_read_vmread(const struct ns_context *ctx, struct ns_live *live);

/* One look at all of it */
struct ns_live *ns_live_read(const struct ns_context *ctx);

/*
 * Counts of KVM's nested entries and exits. Histograms, kept by the kernel in a
 * trace instance that is this process's own and goes with ns_trace_close();
 * what a killed one left behind is removed first. Where the kernel keeps none,
 * counters without the reasons. @entries: also count entries, for kernels that
 * have no statistic of them.
 *
 * NULL with *@state saying why there is neither. *@state says how it counts,
 * and why not better.
 */
struct ns_trace *ns_trace_open(const struct ns_context *ctx, bool entries,
			       struct ns_value *state);
void ns_trace_close(struct ns_trace *trace);

/*
 * Stop counting, and what it costs each nested exit; and count again, from 0.
 * ns_trace_open() has begun.
 */
void ns_trace_stop(struct ns_trace *trace);
void ns_trace_start(struct ns_trace *trace);

/* The counts since then, of @live's VMs at least; false with *@state saying why. */
bool ns_trace_read(struct ns_trace *trace, const struct ns_live *live,
		   struct ns_trace_counts *counts, struct ns_value *state);

/* The counters, as ns_trace_open() and so on */
struct ns_perf;

struct ns_perf *ns_perf_open(const struct ns_context *ctx, bool entries, struct ns_value *state);
void ns_perf_close(struct ns_perf *perf);
void ns_perf_stop(struct ns_perf *perf);
void ns_perf_start(struct ns_perf *perf);
bool ns_perf_read(struct ns_perf *perf, const struct ns_live *live, struct ns_trace_counts *counts,
		  struct ns_value *state);

#endif
