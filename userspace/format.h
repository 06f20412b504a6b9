/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --format of the commands that have it; beside it --json and --pretty stand for JSON. */
#ifndef NESTSCOPE_FORMAT_H
#define NESTSCOPE_FORMAT_H

#include "command.h"

/* What the help says of it */
#define NS_FORMAT_HELP "text, markdown or json"

/* --format @arg: one of those that NS_FORMAT_HELP names; false after an error message */
bool ns_format_take(const char *arg);

/* ... or HTML */
bool ns_format_take_any(const char *arg);

/* Make the format that was taken that of @out; false after an error message, if --json or --pretty say another */
bool ns_format_choose(struct ns_out *out);

#endif
