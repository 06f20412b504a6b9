/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every command gets: the options, the operands and the way out. */
#ifndef NESTSCOPE_APP_H
#define NESTSCOPE_APP_H

#include "exit.h"
#include "render/out.h"
#include "sources/context.h"

struct ns_app {
	struct ns_context ctx;
	struct ns_out out;
	const char *from;	/* --from FILE: a snapshot instead of this machine */
	bool all;		/* caps --all */
	bool missing;		/* caps --missing */
	const char *view;	/* caps --view, NULL for both */
	bool qemu;		/* stamp --qemu */
	bool libvirt;		/* stamp --libvirt */
	const char *output;	/* stamp --output, NULL for the usual file */
	double interval;	/* watch --interval, in seconds */
	bool full;		/* watch --full */
	unsigned long count;	/* watch --count, 0 for no end */
	bool only_lost;		/* diff --only-lost */
	bool only_different;	/* diff --only-different */
	int argc;		/* operands */
	char **argv;
};

/* One line on stderr, "nestscope: ..." */
void ns_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * The layer to report: --from's snapshot, or what the sources give. NULL after
 * an error message.
 */
struct ns_snapshot *ns_app_snapshot(const struct ns_app *app);

/* A snapshot from a file, "-" for standard input; NULL after an error message. */
struct ns_snapshot *ns_load_snapshot(const char *path);

int ns_cmd_status(struct ns_app *app);
int ns_cmd_caps(struct ns_app *app);
int ns_cmd_layers(struct ns_app *app);
int ns_cmd_decode(struct ns_app *app);
int ns_cmd_snapshot(struct ns_app *app);
int ns_cmd_stamp(struct ns_app *app);
int ns_cmd_watch(struct ns_app *app);
int ns_cmd_diff(struct ns_app *app);
int ns_cmd_list(struct ns_app *app);

#endif
