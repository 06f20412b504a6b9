// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/arch/arch.h"

#include <stdlib.h>

#include "model/flags.h"
#include "util/alloc.h"

/*
 * The order is the order of trust for what several sources can tell: the
 * module reads every CPU in the kernel; CPUID comes before the MSRs, because
 * it says which of them exist. The stamp comes first: a machine below this one
 * makes a chain, for which more is read.
 */
static const struct {
	void (*read)(const struct ns_context *, struct ns_snapshot *);
	bool of_vms;	/* of the VMs of this layer, and of no other: it shows not which layer this is */
} readers[] = {
	{ .read = ns_read_arch },
	{ .read = ns_read_stamp },
	{ .read = ns_read_system },
	{ .read = ns_read_module },
	{ .read = ns_read_cpuid },
	{ .read = ns_read_msr },
	{ .read = ns_read_kvm },
	{ .read = ns_read_kvm_modules, .of_vms = true },
	{ .read = ns_read_modprobe, .of_vms = true },
	{ .read = ns_read_host, .of_vms = true },
	{ .read = ns_read_qemu, .of_vms = true },
	{ .read = ns_read_dmi },
	{ .read = ns_read_layer },
	{ .read = ns_read_identity, .of_vms = true },
	{ .read = ns_read_live, .of_vms = true },
	{ .read = ns_read_arch_files },
};

void ns_hint_elsewhere(struct ns_snapshot *s)
{
	bool hinted = false;

	for (int i = 0; i < NS_SOURCE_COUNT; i++) {
		struct ns_source_note *note = &s->notes[i];

		free(note->hint);
		note->hint = NULL;
		/* Once is enough: it is the same for all. */
		if (ns_has(&note->state) || !note->state.why || hinted)
			continue;
		note->hint = ns_xstrdup("on that machine, as root and with nestscope.ko loaded: nestscope snapshot >FILE");
		hinted = true;
	}
}

struct ns_snapshot *ns_collect(const struct ns_context *ctx)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_context mine = *ctx;

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (mine.depth == NS_DEPTH_LAYER && readers[i].of_vms)
			continue;
		readers[i].read(&mine, s);
		if (s->parent && mine.depth == NS_DEPTH_ANSWERS)
			mine.depth = NS_DEPTH_CHECKS;
	}
	if (!ns_is_live(ctx)) {
		ns_read_reports(ctx, s);
		ns_hint_elsewhere(s);
	}
	ns_flags_fill(s);
	ns_arch_settle(s);
	return s;
}
