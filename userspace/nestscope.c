// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of commands: finds the one to run, and closes the output after it. */
#include <errno.h>
#include <string.h>

#include "options.h"
#include "util/nearest.h"

/* Each is exported by its file in commands/. */
#define COMMANDS(X) X(status) X(caps) X(layers) X(check) X(decode) X(explain) X(snapshot) X(diff) X(baseline) X(stamp) \
	X(watch) X(metrics) X(bugreport) X(list) X(module) X(completion) X(help)

#define DECLARE(name) extern const struct ns_command ns_command_##name;
COMMANDS(DECLARE)

#define ENTRY(name) &ns_command_##name,
const struct ns_command *const ns_commands[] = { COMMANDS(ENTRY) NULL };

const struct ns_command *ns_command_find(const char *name)
{
	for (size_t i = 0; ns_commands[i]; i++)
		if (!strcmp(ns_commands[i]->name, name))
			return ns_commands[i];
	return NULL;
}

const struct ns_command *ns_command_need(const char *name)
{
	const struct ns_command *command = ns_command_find(name);
	struct ns_nearest near = { .word = name };

	for (size_t i = 0; !command && ns_commands[i]; i++)
		ns_nearest_try(&near, ns_commands[i]->name);
	if (near.name)
		ns_error("\"%s\" is not a command; did you mean %s?", name, near.name);
	else if (!command)
		ns_error("\"%s\" is not a command; see nestscope --help", name);
	return command;
}

/* Report write errors (ENOSPC), which may only show up at fclose(). */
static int close_output(int status)
{
	bool lost = ferror(stdout);
	int error = lost ? ns_write_error(stdout) : 0;

	if (fclose(stdout) && !error) {
		error = errno;
		lost = true;
	}
	if (lost) {
		ns_error("cannot write the output: %s", error ? strerror(error) : "a part of it was not written");
		return NS_EXIT_ERROR;
	}
	return status;
}

int main(int argc, char **argv)
{
	struct ns_app app = { .ctx = { .root = "" }, .out = { .file = stdout } };
	int status;
	const struct ns_command *command = ns_options_parse(&app, argc, argv, &status);

	if (command)
		status = command->run(&app);
	return close_output(status);
}
