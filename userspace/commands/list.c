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
		ns_error(*name ? "there is no list \"%s\"; there are: registers, bits, signatures, messages, formats"
			       : "list needs the name of a table: registers, bits, signatures, messages, formats", name);
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
	.summary = "list the registers, bits, signatures, messages or forms of files that it knows",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR,
	.examples = {
		{ "nestscope list bits",
		  "each bit by the names of the manual, of Linux and of QEMU" },
		{ "nestscope list registers --json",
		  "for programs" },
	},
	.run = run,
};
