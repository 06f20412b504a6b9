/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: commands
 *
 * A command is one file in commands/, which exports one struct ns_command, and
 * one line in the table of nestscope.c. Its options are rows of a table beside
 * it, which fill variables of its own; help, parsing and the tests use the rows.
 */
#ifndef NESTSCOPE_COMMAND_H
#define NESTSCOPE_COMMAND_H

#include "app.h"

/* Which of the common options a command takes: its help lists them, and the others are refused. */
enum {
	NS_TAKES_JSON = 1,	/* --json, --pretty */
	NS_TAKES_COLOR = 2,	/* --color; a command that prints no colours has nothing to refuse */
	NS_TAKES_MACHINE = 4,	/* --sysroot, --no-module */
	NS_TAKES_SNAPSHOT = 8,	/* --from */
};

/* One of @flag, @text and @take is set; a table ends with a row that has no name. */
struct ns_option {
	const char *name;	/* without the dashes */
	char letter;		/* 0 for none */
	const char *arg;	/* what the help calls the argument, NULL for an option without one */
	const char *help;
	bool *flag;		/* becomes true */
	const char **text;	/* becomes the argument */
	bool (*take)(const char *arg);	/* false after an error message */
	unsigned int takes;	/* common options: the NS_TAKES_* they belong to, 0 for every command */
};

struct ns_example {
	const char *line;
	const char *says;
};

struct ns_command {
	const char *name;
	const char *operands;	/* as the usage shows them, "" for none */
	const char *summary;	/* one line */
	unsigned int takes;	/* NS_TAKES_* */
	unsigned int refuses;	/* NS_TAKES_* that run() refuses itself, with the reason */
	const struct ns_option *options;	/* its own, NULL for none */
	struct ns_example examples[2];
	int (*run)(struct ns_app *app);	/* returns an enum ns_exit */
};

/* Every command, the default one first; ends with NULL */
extern const struct ns_command *const ns_commands[];

/* NULL if there is no command of that name */
const struct ns_command *ns_command_find(const char *name);

/* NULL after an error message, which names the nearest command */
const struct ns_command *ns_command_need(const char *name);

#endif
