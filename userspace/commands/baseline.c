// SPDX-License-Identifier: GPL-2.0-or-later
/* A CPU that every one of several hosts can give its VMs. */
#include "command.h"
#include "inputs.h"
#include "render/baseline.h"

static int run(struct ns_app *app)
{
	int status = NS_EXIT_ERROR;
	struct ns_inputs all;

	if (app->argc && app->from) {
		ns_error("baseline takes snapshots either with --from or as arguments");
		return status;
	}
	if (ns_inputs_load(app, &all)) {
		struct ns_baseline *b = ns_baseline_of(all.list, all.count);

		if (app->out.format == NS_FORMAT_TEXT)
			ns_baseline_print(&app->out, b);
		else
			ns_out_json(&app->out, ns_baseline_to_json(b));
		status = b->unread_count || b->flags_unread_count || all.refused ? NS_EXIT_UNKNOWN : NS_EXIT_OK;
		ns_baseline_free(b);
	}
	ns_inputs_free(&all);
	return status;
}

const struct ns_command ns_command_baseline = {
	.name = "baseline",
	.operands = "[SNAPSHOT...|DIR]",
	.summary = "find a CPU model that every host supports, and which hosts limit it",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.examples = {
		{ "nestscope baseline hosts/",
		  "-cpu for QEMU and <cpu> for libvirt, for VMs that migrate between these hosts" },
		{ "nestscope baseline a.json b.json",
		  "the same for two of them" },
	},
	.run = run,
};
