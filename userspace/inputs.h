/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Several snapshots: files that the user names, and what is in directories. */
#ifndef NESTSCOPE_INPUTS_H
#define NESTSCOPE_INPUTS_H

#include "analysis/waterfall.h"
#include "app.h"

struct ns_inputs {
	struct ns_input *list;
	struct ns_snapshot **owned;	/* one each, those of the list */
	char **names;			/* owned; those of the list */
	size_t count;
	bool directory;			/* one of the operands was a directory */
	size_t refused;			/* files in directories that were no snapshots: each was said */
};

/*
 * The operands of @app, in their order; a directory stands for the regular files
 * in it and below, in the order of their names, but for hidden ones. A file that
 * is named and cannot be read is an error; one that lies in a directory is said
 * and left out. Without operands: this machine, or what --from names. False
 * after an error message. To be freed in either case.
 */
bool ns_inputs_load(const struct ns_app *app, struct ns_inputs *all);
void ns_inputs_free(struct ns_inputs *all);

#endif
