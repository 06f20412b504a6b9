/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A bug report as Markdown, HTML and JSON. */
#ifndef NESTSCOPE_RENDER_BUGREPORT_H
#define NESTSCOPE_RENDER_BUGREPORT_H

#include <jansson.h>

#include "analysis/waterfall.h"
#include "model/report.h"
#include "render/out.h"

/*
 * As @out->format says. @w is the waterfall of the report's snapshots. @r is what
 * has replaced what was private; NULL if nothing was to be replaced.
 */
void ns_bugreport_print(const struct ns_out *out, const struct ns_report *report, const struct ns_waterfall *w,
			const struct ns_redactor *r);

/* bugreport.schema.json says what is in it. With @report NULL it has no layers, and only what was replaced. */
json_t *ns_bugreport_to_json(const struct ns_report *report, const struct ns_waterfall *w, const struct ns_redactor *r);

/* What was replaced, by kind and count */
void ns_replaced_print(const struct ns_out *out, const struct ns_redactor *r);

/* The snapshot of a layer as text, to be freed */
char *ns_snapshot_text(const struct ns_snapshot *s);

#endif
