/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every command gets: the options that all have in common, and the operands. */
#ifndef NESTSCOPE_APP_H
#define NESTSCOPE_APP_H

#include "exit.h"
#include "render/out.h"
#include "sources/context.h"

/* How many files --from takes beside the first */
#define NS_FROM_MAX 15

struct ns_app {
	struct ns_context ctx;
	struct ns_out out;
	const char *from;	/* --from FILE: a snapshot instead of this machine */
	const char *more[NS_FROM_MAX];	/* further ones: what they tell of the same machine */
	size_t more_count;
	int argc;		/* operands */
	char **argv;
};

/* One line on stderr, "nestscope: ..."; control characters show as \xNN. */
void ns_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * The layer to report: --from's snapshot, or what the sources give. NULL after
 * an error message.
 */
struct ns_snapshot *ns_app_snapshot(const struct ns_app *app);

/* What errors call the file @path: "-" is "standard input" */
const char *ns_input_name(const char *path);

/* Does the errno @err of looking at a path say that there is no file? Of any other it is not known. */
bool ns_is_no_file(int err);

/*
 * The whole of a file that the user names, "-" for what is left of standard
 * input, as UTF-8 and unpacked, if it is packed by gzip; to be freed, with its
 * size in *@size. NULL after an error message, also if it is larger than @max
 * bytes: then it is no @what ("snapshot"); or if it is packed by another program.
 */
char *ns_read_input(const char *path, const char *what, size_t max, size_t *size);

/* The same, also if it is packed by another program */
char *ns_read_package(const char *path, const char *what, size_t max, size_t *size);

/* A snapshot from a file, "-" for standard input; NULL after an error message. */
struct ns_snapshot *ns_load_snapshot(const char *path);

#endif
