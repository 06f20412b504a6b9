// SPDX-License-Identifier: GPL-2.0-or-later
#include "command.h"
#include "completion.h"

static int run(struct ns_app *app)
{
	if (app->argc != 1)
		ns_error("completion takes one of " NS_SHELLS);
	else if (!ns_completion_print(app->argv[0]))
		ns_error("completion takes " NS_SHELLS ", not \"%s\"", app->argv[0]);
	else
		return NS_EXIT_OK;
	return NS_EXIT_ERROR;
}

const struct ns_command ns_command_completion = {
	.name = "completion",
	.operands = "bash|zsh|fish",
	.summary = "print a completion script for a shell",
	.options = NULL,
	.examples = {
		{ "nestscope completion bash >~/.local/share/bash-completion/completions/nestscope",
		  "for one user; packages and make install install it for all users" },
		{ "nestscope completion fish >~/.config/fish/completions/nestscope.fish", "the same for fish" },
	},
	.run = run,
};
