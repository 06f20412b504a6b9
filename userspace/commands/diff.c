// SPDX-License-Identifier: GPL-2.0-or-later
/* The waterfall of snapshots that form a chain, or machines side by side. */
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "inputs.h"
#include "render/fleet.h"
#include "render/history.h"
#include "render/waterfall.h"
#include "util/alloc.h"

/* More machines than these do not fit side by side. */
#define COLUMNS_MAX 8
/* Snapshots of one machine */
#define HISTORY_MAX 256

static struct {
	bool only_lost, only_different;
} opt;

static const struct ns_option options[] = {
	{ "only-lost", 0, NULL, "only what is lost", .flag = &opt.only_lost },
	{ "only-different", 0, NULL, "only what is not the same everywhere",
	  .flag = &opt.only_different },
	{ "format", 0, "FORMAT", "text, markdown, html or json", .take = ns_format_take_any },
	{ NULL },
};

static void print(struct ns_app *app, const struct ns_waterfall *w)
{
	struct ns_waterfall_show show = {
		.only_lost = opt.only_lost, .only_different = opt.only_different,
	};

	if (app->out.format == NS_FORMAT_HTML)
		ns_waterfall_html(&app->out, w, &show);
	else if (ns_out_is_json(&app->out))
		ns_out_json(&app->out, ns_waterfall_to_json(w, &show));
	else
		ns_waterfall_print(&app->out, w, &show);
}

static int status_of(const struct ns_waterfall *w)
{
	if (w->chain ? w->lost : w->different)
		return NS_EXIT_FINDINGS;
	return w->read ? NS_EXIT_OK : NS_EXIT_UNKNOWN;
}

static void print_fleet(struct ns_app *app, const struct ns_fleet *f)
{
	struct ns_waterfall_show show = {
		.only_lost = opt.only_lost, .only_different = opt.only_different,
	};

	if (app->out.format == NS_FORMAT_HTML)
		ns_fleet_html(&app->out, f, &show);
	else if (ns_out_is_json(&app->out))
		ns_out_json(&app->out, ns_fleet_to_json(f, &show));
	else
		ns_fleet_print(&app->out, f, &show);
}

/* One machine before and after, @count snapshots in the order of time */
static int history(struct ns_app *app, const struct ns_input *inputs, size_t count)
{
	struct ns_history **steps = ns_xcalloc(count, sizeof(*steps));
	size_t taken = 0, unread = 0;

	for (size_t i = 0; i + 1 < count; i++) {
		steps[i] = ns_history_of(&inputs[i]);
		taken += steps[i]->taken_count;
		unread += steps[i]->unread;
	}
	if (app->out.format == NS_FORMAT_HTML)
		ns_history_html(&app->out, steps, count - 1, opt.only_lost);
	else if (ns_out_is_json(&app->out))
		ns_out_json(&app->out, ns_history_to_json(steps, count - 1, opt.only_lost));
	else
		ns_history_print(&app->out, steps, count - 1, opt.only_lost);
	for (size_t i = 0; i + 1 < count; i++)
		ns_history_free(steps[i]);
	free(steps);
	return taken ? NS_EXIT_FINDINGS : unread ? NS_EXIT_UNKNOWN : NS_EXIT_OK;
}

/* Is it the history of one machine? *@sorted is then a copy in the order of time, to be freed; else NULL. */
static bool is_history(const struct ns_inputs *all, struct ns_input **sorted)
{
	*sorted = NULL;
	/* Not more than a person compares: sorting them takes the square of the time. */
	if (all->count < 2 || all->count > HISTORY_MAX)
		return false;
	*sorted = ns_xcalloc(all->count, sizeof(**sorted));
	memcpy(*sorted, all->list, all->count * sizeof(**sorted));
	ns_history_sort(*sorted, all->count);
	if (ns_history_is(*sorted, all->count))
		return true;
	free(*sorted);
	*sorted = NULL;
	return false;
}

/*
 * Layers are a chain however they are given. Machines are shown each with a
 * column of its own, unless they are many or come as a directory: then as
 * groups of equal ones.
 */
static int diff(struct ns_app *app, const struct ns_inputs *all)
{
	struct ns_waterfall *w;
	struct ns_input *sorted;
	int status;

	if (is_history(all, &sorted)) {
		status = history(app, sorted, all->count);
		free(sorted);
		return status;
	}
	w = ns_waterfall_begin(all->list, all->count);

	if (!w->chain && (all->directory || w->layer_count > COLUMNS_MAX)) {
		struct ns_fleet *f = ns_fleet_of(w);

		print_fleet(app, f);
		status = status_of(f->w);
		ns_fleet_free(f);
		return status;
	}
	ns_waterfall_fill(w);
	print(app, w);
	status = status_of(w);
	ns_waterfall_free(w);
	return status;
}

static int run(struct ns_app *app)
{
	int status = NS_EXIT_ERROR;
	struct ns_inputs all;

	if (!ns_format_choose(&app->out))
		return status;
	if (app->argc && app->from) {
		ns_error("diff takes snapshots either with --from or as arguments");
		return status;
	}
	if (ns_inputs_load(app, &all))
		status = diff(app, &all);
	/* That nothing differs takes that everything was read. */
	if (status == NS_EXIT_OK && all.refused)
		status = NS_EXIT_UNKNOWN;
	ns_inputs_free(&all);
	return status;
}

const struct ns_command ns_command_diff = {
	.name = "diff",
	.operands = "[SNAPSHOT...|DIR]",
	.summary = "show where each capability is lost, layer by layer; or compare machines",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.options = options,
	.examples = {
		{ "nestscope diff host.json guest.json --only-lost",
		  "what the guest does not get, and which setting restores it" },
		{ "nestscope diff hosts/ --format html >diff.html",
		  "groups of equal hosts, what differs, what prevents migration" },
	},
	.run = run,
};
