// SPDX-License-Identifier: GPL-2.0-or-later
/* Every capability of this layer. */
#include <string.h>

#include "format.h"
#include "render/caps.h"

static struct {
	bool all, missing;
	const char *view;
} opt;

static bool take_view(const char *arg)
{
	opt.view = arg;
	if (!strcmp(arg, "cpu") || !strcmp(arg, "kvm"))
		return true;
	ns_error("--view takes cpu or kvm, not \"%s\"", arg);
	return false;
}

static const struct ns_option options[] = {
	{ "all", 0, NULL, "include registers that do not exist here", .flag = &opt.all },
	{ "missing", 0, NULL, "only capabilities that are missing", .flag = &opt.missing },
	{ "view", 0, "VIEW", "only the view cpu or kvm", .take = take_view },
	{ "format", 0, "FORMAT", NS_FORMAT_HELP, .take = ns_format_take },
	{ NULL },
};

static bool anything_known(const struct ns_snapshot *s)
{
	for (int v = 0; v < NS_VIEW_COUNT; v++)
		for (int reg = 0; reg < NS_REG_COUNT; reg++)
			if (ns_known(&s->view[v][reg]) || s->view[v][reg].known)
				return true;
	return false;
}

static int run(struct ns_app *app)
{
	const struct ns_caps_show show = {
		.all = opt.all, .missing = opt.missing, .view = opt.view,
	};
	struct ns_snapshot *s;
	int status;

	if (!ns_format_choose(&app->out))
		return NS_EXIT_ERROR;
	app->ctx.depth = NS_DEPTH_ANSWERS;
	s = ns_app_snapshot(app);
	if (!s)
		return NS_EXIT_ERROR;
	if (ns_out_is_json(&app->out))
		ns_out_json(&app->out, ns_caps_to_json(s, &show));
	else
		ns_caps_print(&app->out, s, &show);
	status = anything_known(s) ? NS_EXIT_OK : NS_EXIT_UNKNOWN;
	ns_snapshot_free(s);
	return status;
}

const struct ns_command ns_command_caps = {
	.name = "caps",
	.operands = "",
	.summary = "list every capability: what the CPU has, and what KVM offers to guests",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.options = options,
	.examples = {
		{ "nestscope caps --missing",
		  "what the CPU does not have or KVM does not offer" },
		{ "nestscope caps --view kvm --json",
		  "what KVM offers, for programs" },
	},
	.run = run,
};
