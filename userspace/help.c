// SPDX-License-Identifier: GPL-2.0-or-later
#include "help.h"

#include <stdio.h>

#include "options.h"

static void print_option(const struct ns_option *o)
{
	char text[40];

	snprintf(text, sizeof(text), "--%s%s%s", o->name, o->arg ? " " : "", o->arg ?: "");
	if (o->letter)
		printf("  -%c, %-19s %s\n", o->letter, text, o->help);
	else
		printf("      %-19s %s\n", text, o->help);
}

void ns_help(void)
{
	fputs("Usage: nestscope [COMMAND] [OPTION...]\n\n"
	      "Shows whether this machine can run VMs, what prevents it, whether its VMs can\n"
	      "run VMs, and what is missing or slow.\n\nCommands:\n", stdout);
	for (size_t i = 0; ns_commands[i]; i++)
		printf("  %-10s %s\n", ns_commands[i]->name, ns_commands[i]->summary);
	fputs("\nCommon options (the help of a command lists those it takes):\n", stdout);
	for (const struct ns_option *o = ns_common_options; o->name; o++)
		print_option(o);
	fputs("\nnestscope help COMMAND lists the options of a command, with examples.\n\n"
	      "Exit status: 0 success, 1 problems or differences found, 2 bad arguments or input or\n"
	      "a write error, 3 could not be determined. See nestscope(8).\n", stdout);
}

void ns_help_command(const struct ns_command *command)
{
	printf("Usage: nestscope %s [OPTION...]%s%s\n\n%s\n\nOptions:\n", command->name,
	       *command->operands ? " " : "", command->operands, command->summary);
	for (const struct ns_option *o = command->options; o && o->name; o++)
		print_option(o);
	for (const struct ns_option *o = ns_common_options; o->name; o++)
		if (!o->takes || o->takes & command->takes)
			print_option(o);
	fputs("\nExamples:\n", stdout);
	for (size_t i = 0; i < 2; i++)
		printf("  %s\n      %s\n", command->examples[i].line, command->examples[i].says);
}
