/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gathers the parts of a bug report: files, what programs print, and what takes more (model/part_rows.h). */
#ifndef NESTSCOPE_SOURCES_PARTS_H
#define NESTSCOPE_SOURCES_PARTS_H

#include "model/report.h"
#include "sources/context.h"

/* Tell @progress, which may be NULL, the title of each part before it is gathered. */
void ns_read_parts(const struct ns_context *ctx, struct ns_report_layer *layer,
		   void (*progress)(const char *title));

/* What names this machine and its users, wherever it stands in a text */
void ns_read_private(const struct ns_context *ctx, struct ns_redactor *r);

/* ---- what sources/parts.c and parts_special.c share ---- */

/*
 * A file as text, to be freed: a NUL becomes @nul. NULL with *@why, to be freed.
 * Of more than @max bytes the middle is left out, which a line there and *@why say.
 */
char *ns_part_file(const struct ns_context *ctx, const char *path, char nul, size_t max, char **why);

/* The parts that are no plain file and no command */
void ns_read_special(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id);

#endif
