// SPDX-License-Identifier: GPL-2.0-or-later
/* Every capability of this layer. */
#include "app.h"
#include "render/caps.h"

static bool anything_known(const struct ns_snapshot *s)
{
	for (int v = 0; v < NS_VIEW_COUNT; v++)
		for (int reg = 0; reg < NS_REG_COUNT; reg++)
			if (ns_has(&s->view[v][reg]) || s->view[v][reg].state == NS_ABSENT)
				return true;
	return false;
}

int ns_cmd_caps(struct ns_app *app)
{
	const struct ns_caps_show show = {
		.all = app->all, .missing = app->missing, .view = app->view,
	};
	struct ns_snapshot *s = ns_app_snapshot(app);
	int status;

	if (!s)
		return NS_EXIT_ERROR;
	if (app->out.format == NS_FORMAT_TEXT)
		ns_caps_print(&app->out, s, &show);
	else
		ns_out_json(&app->out, ns_caps_to_json(s, &show));
	status = anything_known(s) ? NS_EXIT_OK : NS_EXIT_UNKNOWN;
	ns_snapshot_free(s);
	return status;
}
