// SPDX-License-Identifier: GPL-2.0-or-later
/* The tables of registers, bits, signatures, messages and what is imported. */
#include "command.h"
#include "render/list.h"

static int run(struct ns_app *app)
{
	const char *name = app->argc ? app->argv[0] : "";
	size_t list = ns_list_find(name);

	if (app->argc > 1) {
		ns_error("list takes one table, not \"%s\" too", app->argv[1]);
		return NS_EXIT_ERROR;
	}
	if (list == NS_LIST_COUNT) {
		ns_error(*name ? "\"%s\" is not a table; list takes registers, bits, signatures, messages, formats"
			       : "list needs a table: registers, bits, signatures, messages, formats", name);
		return NS_EXIT_ERROR;
	}
	if (app->out.format == NS_FORMAT_TEXT)
		ns_list_print(&app->out, list);
	else
		ns_out_json(&app->out, ns_list_to_json(list));
	return NS_EXIT_OK;
}

const struct ns_command ns_command_list = {
	.name = "list",
	.operands = "registers|bits|signatures|messages|formats",
	.summary = "list known registers, bits, signatures, messages or file formats",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR,
	.examples = {
		{ "nestscope list bits",
		  "each bit with its names in the manual, Linux and QEMU" },
		{ "nestscope list registers --json",
		  "for programs" },
	},
	.run = run,
};
