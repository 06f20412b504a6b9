/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What shells complete, made from the tables of commands and options */
#ifndef NESTSCOPE_COMPLETION_H
#define NESTSCOPE_COMPLETION_H

#include <stdbool.h>

/* The names of the shells, as "bash, zsh or fish" */
#define NS_SHELLS "bash, zsh or fish"

/* Print the script for @shell; false if it is none of NS_SHELLS */
bool ns_completion_print(const char *shell);

#endif
