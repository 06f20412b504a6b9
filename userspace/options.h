/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arguments of the program: which command, its options and its operands. */
#ifndef NESTSCOPE_OPTIONS_H
#define NESTSCOPE_OPTIONS_H

#include "command.h"

/* The options that commands have in common */
extern const struct ns_option ns_common_options[];

/*
 * Fill @app from the arguments. Options may stand before or after the command.
 * Returns the command to run, or NULL if there is nothing left to do: help or
 * the version was printed, or an error; *@status is what to exit with then.
 */
const struct ns_command *ns_options_parse(struct ns_app *app, int argc, char **argv, int *status);

#endif
