/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help, made from the tables of commands and options. */
#ifndef NESTSCOPE_HELP_H
#define NESTSCOPE_HELP_H

#include "command.h"

/* Print the commands and the options they have in common. */
void ns_help(void);

/* Print the options and examples of one command. */
void ns_help_command(const struct ns_command *command);

#endif
