// SPDX-License-Identifier: GPL-2.0-or-later
#include "command.h"
#include "model/json.h"

static struct {
	bool identify;
} opt;

static const struct ns_option options[] = {
	{ "identify", 0, NULL, "include the names of this machine and its VMs",
	  .flag = &opt.identify },
	{ NULL },
};

static int run(struct ns_app *app)
{
	struct ns_snapshot *s;

	app->ctx.timing = true;
	app->ctx.identify = opt.identify;
	s = ns_app_snapshot(app);
	if (!s)
		return NS_EXIT_ERROR;
	ns_out_json(&app->out, ns_snapshot_to_json(s));
	ns_snapshot_free(s);
	return NS_EXIT_OK;
}

const struct ns_command ns_command_snapshot = {
	.name = "snapshot",
	.operands = "",
	.summary = "print everything that can be read, as JSON",
	.takes = NS_TAKES_JSON | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.options = options,
	.examples = {
		{ "nestscope snapshot >host.json",
		  "for a bug report, for --from and for diff" },
		{ "nestscope snapshot --from host.json.gz --pretty",
		  "to see what is in a stamp" },
	},
	.run = run,
};
