// SPDX-License-Identifier: GPL-2.0-or-later
/* Help, as a command. */
#include "help.h"

static int run(struct ns_app *app)
{
	const struct ns_command *command = app->argc ? ns_command_need(app->argv[0]) : NULL;

	if (app->argc > 1)
		ns_error("help takes one command, not \"%s\" too", app->argv[1]);
	if (app->argc > 1 || (app->argc && !command))
		return NS_EXIT_ERROR;
	if (command)
		ns_help_command(command);
	else
		ns_help();
	return NS_EXIT_OK;
}

const struct ns_command ns_command_help = {
	.name = "help",
	.operands = "[COMMAND]",
	.summary = "print the options and examples of a command",
	.examples = {
		{ "nestscope help", "all commands" },
		{ "nestscope help caps", "the options of caps" },
	},
	.run = run,
};
