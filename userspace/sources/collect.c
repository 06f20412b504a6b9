// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/flags.h"
#include "sources/context.h"

#include <stdlib.h>


/*
 * The order is the order of trust for what several sources can tell: the
 * module reads every CPU in the kernel; CPUID comes before the MSRs, because
 * it says which of them exist.
 */
static void (*const readers[])(const struct ns_context *, struct ns_snapshot *) = {
	ns_read_system,
	ns_read_module,
	ns_read_cpuid,
	ns_read_msr,
	ns_read_kvm,
	ns_read_modprobe,
	ns_read_host,
	ns_read_dmi,
	ns_read_layer,
	ns_read_identity,
	ns_read_stamp,
	ns_read_live,
};

/* What it would take to have more is nothing that can be done to a captured tree. */
static void forget_hints(struct ns_snapshot *s)
{
	for (int i = 0; i < NS_SOURCE_COUNT; i++) {
		free(s->notes[i].hint);
		s->notes[i].hint = NULL;
	}
}

struct ns_snapshot *ns_collect(const struct ns_context *ctx)
{
	struct ns_snapshot *s = ns_snapshot_new();

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		readers[i](ctx, s);
	if (!ns_live(ctx)) {
		ns_read_reports(ctx, s);
		forget_hints(s);
	}
	ns_flags_fill(s);
	return s;
}
