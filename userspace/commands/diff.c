// SPDX-License-Identifier: GPL-2.0-or-later
/* The waterfall of snapshots that stand on each other, or machines side by side. */
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "util/alloc.h"
#include "render/waterfall.h"

static void free_inputs(struct ns_snapshot **owned, struct ns_input *inputs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ns_snapshot_free(owned[i]);
	free(owned);
	free(inputs);
}

/* Without an operand it is this machine, with the stamps it carries. */
static bool load(const struct ns_app *app, size_t count, struct ns_snapshot **owned,
		 struct ns_input *inputs)
{
	for (size_t i = 0; i < count; i++) {
		const char *name = app->argc ? app->argv[i] : app->from ?: "this machine";

		owned[i] = app->argc ? ns_load_snapshot(name) : ns_app_snapshot(app);
		if (!owned[i])
			return false;
		inputs[i] = (struct ns_input){
			.s = owned[i], .name = strcmp(name, "-") ? name : "standard input",
		};
	}
	return true;
}

static void print(struct ns_app *app, const struct ns_waterfall *w)
{
	struct ns_waterfall_show show = {
		.only_lost = app->only_lost, .only_different = app->only_different,
	};

	switch (app->out.format) {
	case NS_FORMAT_TEXT:
		ns_waterfall_print(&app->out, w, &show);
		break;
	case NS_FORMAT_MARKDOWN:
		ns_waterfall_markdown(&app->out, w, &show);
		break;
	case NS_FORMAT_HTML:
		ns_waterfall_html(&app->out, w, &show);
		break;
	default:
		ns_out_json(&app->out, ns_waterfall_to_json(w, &show));
	}
}

static int status_of(const struct ns_waterfall *w)
{
	if (w->chain ? w->lost : w->different)
		return NS_EXIT_FINDINGS;
	return w->read ? NS_EXIT_OK : NS_EXIT_UNKNOWN;
}

int ns_cmd_diff(struct ns_app *app)
{
	size_t count = app->argc ?: 1;
	struct ns_snapshot **owned = ns_xcalloc(count, sizeof(*owned));
	struct ns_input *inputs = ns_xcalloc(count, sizeof(*inputs));
	int status = NS_EXIT_ERROR;

	if (app->argc && app->from) {
		ns_error("diff takes snapshots either with --from or as arguments");
	} else if (load(app, count, owned, inputs)) {
		struct ns_waterfall *w = ns_waterfall_of(inputs, count);

		print(app, w);
		status = status_of(w);
		ns_waterfall_free(w);
	}
	free_inputs(owned, inputs, count);
	return status;
}
