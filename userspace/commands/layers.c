// SPDX-License-Identifier: GPL-2.0-or-later
#include "app.h"
#include "render/layers.h"

int ns_cmd_layers(struct ns_app *app)
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
