// SPDX-License-Identifier: GPL-2.0-or-later
#include "app.h"
#include "model/json.h"

int ns_cmd_snapshot(struct ns_app *app)
{
	struct ns_snapshot *s;

	app->ctx.timing = true;
	s = ns_app_snapshot(app);
	if (!s)
		return NS_EXIT_ERROR;
	ns_out_json(&app->out, ns_snapshot_to_json(s));
	ns_snapshot_free(s);
	return NS_EXIT_OK;
}
