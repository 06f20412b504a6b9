// SPDX-License-Identifier: GPL-2.0-or-later
/* A CPU that every one of several hosts can give its VMs. */
#include <stdlib.h>

#include "command.h"
#include "inputs.h"
#include "render/baseline.h"

static struct {
	const char *models;
} opt;

static const struct ns_option options[] = {
	{ "models", 0, "FILE", "QEMU's CPU models, to take the best: its answers of QMP", .text = &opt.models },
	{ NULL },
};

/* What --models names; NULL without it. False after an error message. */
static bool load_models(struct ns_cpu_models **models)
{
	char *text, *error = NULL;
	size_t size;

	*models = NULL;
	if (!opt.models)
		return true;
	text = ns_read_input(opt.models, "QMP recording", NS_CPU_MODELS_MAX_SIZE, &size);
	if (text)
		*models = ns_cpu_models_read(text, size, ns_input_name(opt.models), &error);
	if (error)
		ns_error("%s", error);
	free(error);
	free(text);
	return *models;
}

static int run(struct ns_app *app)
{
	int status = NS_EXIT_ERROR;
	struct ns_cpu_models *models;
	struct ns_inputs all;

	if (app->argc && app->from) {
		ns_error("baseline takes snapshots either with --from or as arguments");
		return status;
	}
	if (!load_models(&models))
		return status;
	if (ns_inputs_load(app, &all)) {
		struct ns_baseline *b = ns_baseline_of(all.list, all.count, models);

		if (app->out.format == NS_FORMAT_TEXT)
			ns_baseline_print(&app->out, b);
		else
			ns_out_json(&app->out, ns_baseline_to_json(b));
		status = b->unread_count || b->flags_unread_count || all.refused ? NS_EXIT_UNKNOWN : NS_EXIT_OK;
		ns_baseline_free(b);
	}
	ns_inputs_free(&all);
	ns_cpu_models_free(models);
	return status;
}

const struct ns_command ns_command_baseline = {
	.name = "baseline",
	.operands = "[SNAPSHOT...|DIR]",
	.summary = "find a CPU model that every host supports, and which hosts limit it",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.options = options,
	.examples = {
		{ "nestscope baseline hosts/",
		  "-cpu for QEMU and <cpu> for libvirt, for VMs that migrate between these hosts" },
		{ "nestscope baseline --models qmp.json a.json b.json",
		  "the same for two of them, from the model of QEMU that fits best" },
	},
	.run = run,
};
