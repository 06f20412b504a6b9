// SPDX-License-Identifier: GPL-2.0-or-later
#include "format.h"
#include "render/layers.h"

static const struct ns_option options[] = {
	{ "format", 0, "FORMAT", NS_FORMAT_HELP, .take = ns_format_take },
	{ NULL },
};

static int run(struct ns_app *app)
{
	enum ns_layer_kind kind;
	struct ns_layer *layer;
	struct ns_snapshot *s;

	if (!ns_format_choose(&app->out))
		return NS_EXIT_ERROR;
	app->ctx.timing = true;
	app->ctx.depth = NS_DEPTH_LAYER;
	s = ns_app_snapshot(app);
	if (!s)
		return NS_EXIT_ERROR;
	layer = ns_layer_find(s);
	kind = layer->kind;
	if (ns_out_is_json(&app->out))
		ns_out_json(&app->out, ns_layer_to_json(layer));
	else
		ns_layer_print(&app->out, layer);
	ns_layer_free(layer);
	ns_snapshot_free(s);
	return kind == NS_LAYER_UNKNOWN ? NS_EXIT_UNKNOWN : NS_EXIT_OK;
}

const struct ns_command ns_command_layers = {
	.name = "layers",
	.operands = "",
	.summary = "show which layer this is, and the evidence",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.options = options,
	.examples = {
		{ "nestscope layers",
		  "is this the physical machine, a guest, or a guest of a guest?" },
		{ "nestscope layers --json",
		  "the same for programs" },
	},
	.run = run,
};
