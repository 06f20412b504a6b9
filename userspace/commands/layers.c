// SPDX-License-Identifier: GPL-2.0-or-later
#include "command.h"
#include "render/layers.h"

static int run(struct ns_app *app)
{
	enum ns_layer_kind kind;
	struct ns_layer *layer;
	struct ns_snapshot *s;

	app->ctx.timing = true;
	s = ns_app_snapshot(app);
	if (!s)
		return NS_EXIT_ERROR;
	layer = ns_layer_find(s);
	kind = layer->kind;
	if (app->out.format == NS_FORMAT_TEXT)
		ns_layer_print(&app->out, layer);
	else
		ns_out_json(&app->out, ns_layer_to_json(layer));
	ns_layer_free(layer);
	ns_snapshot_free(s);
	return kind == NS_LAYER_UNKNOWN ? NS_EXIT_UNKNOWN : NS_EXIT_OK;
}

const struct ns_command ns_command_layers = {
	.name = "layers",
	.operands = "",
	.summary = "which layer this is, and the evidence",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.examples = {
		{ "nestscope layers",
		  "the physical machine, its guest, or a guest of that guest" },
		{ "nestscope layers --json",
		  "the same for programs" },
	},
	.run = run,
};
