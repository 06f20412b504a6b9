/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs that are run for what they print: without a shell, for a limited time, and for so much output. */
#ifndef NESTSCOPE_SOURCES_COMMAND_H
#define NESTSCOPE_SOURCES_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* How long a program may take, in seconds; then it and all that it has started is killed */
#define NS_COMMAND_SECONDS 20

/* Is there a program of that name in the system's own directories? Its path, to be freed, or NULL */
char *ns_command_path(const char *name);

/*
 * What the program at @path prints to standard output, to be freed: at most @max
 * bytes. NULL with *@why, to be freed, if it cannot be run, or prints nothing and
 * fails. *@why may be set beside an output: it was cut off, or its program failed.
 */
char *ns_command_run(const char *path, char *const argv[], unsigned int seconds, size_t max, char **why);

#endif
