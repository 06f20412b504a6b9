// SPDX-License-Identifier: GPL-2.0-or-later
/* The four answers and the layer. */
#include <time.h>

#include "analysis/live.h"
#include "format.h"
#include "render/status.h"
#include "sources/live.h"

/* 0: its VMs can run VMs or at least it can run VMs; 1: it cannot; 3: not known */
static int status_of(const struct ns_answers *a)
{
	if (ns_answer_of(a->run) == NS_UNKNOWN)
		return NS_EXIT_UNKNOWN;
	return ns_answer_of(a->run) == NS_YES ? NS_EXIT_OK : NS_EXIT_FINDINGS;
}

#define SECOND_LOOK_NS 250000000L

/*
 * Whether a counter moves takes two looks: let the one in @s be the second, and
 * return the first. NULL if one is enough, or all that there is.
 */
static struct ns_live *look_again(const struct ns_app *app, struct ns_snapshot *s)
{
	const struct timespec t = { .tv_nsec = SECOND_LOOK_NS };
	struct ns_live *first = s->live;

	if (app->from || !ns_is_live(&app->ctx) || !ns_live_look_again(first))
		return NULL;
	clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
	s->live = ns_live_read(&app->ctx);
	ns_read_vmread(&app->ctx, s->live);
	return first;
}

static const struct ns_option options[] = {
	{ "format", 0, "FORMAT", NS_FORMAT_HELP, .take = ns_format_take },
	{ NULL },
};

static int run(struct ns_app *app)
{
	struct ns_snapshot *s;
	struct ns_live *before;
	struct ns_answers *a;
	struct ns_machine machine;
	int status;

	if (!ns_format_choose(&app->out))
		return NS_EXIT_ERROR;
	/* VMs go by their names here: this is for who runs them, a snapshot is for others. */
	app->ctx.identify = true;
	app->ctx.depth = NS_DEPTH_ANSWERS;
	s = ns_app_snapshot(app);
	if (!s)
		return NS_EXIT_ERROR;
	before = look_again(app, s);
	machine = ns_machine_look(s);
	a = ns_answer_machine(&machine);
	if (ns_out_is_json(&app->out))
		ns_out_json(&app->out, ns_status_to_json(s, a, machine.layer, before));
	else
		ns_status_print(&app->out, s, a, machine.layer, before);
	status = status_of(a);
	ns_live_free(before);
	ns_machine_done(&machine);
	ns_answers_free(a);
	ns_snapshot_free(s);
	return status;
}

const struct ns_command ns_command_status = {
	.name = "status",
	.operands = "",
	.summary = "show the four answers, the layer, and what to do next (the default)",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.options = options,
	.examples = {
		{ "nestscope",
		  "this machine; root can read more" },
		{ "nestscope status --from host.json",
		  "the machine where the snapshot was taken" },
	},
	.run = run,
};
