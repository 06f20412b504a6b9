/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A finding as text and as JSON: the one place that turns its row into words. */
#ifndef NESTSCOPE_RENDER_FINDING_H
#define NESTSCOPE_RENDER_FINDING_H

#include <jansson.h>

#include "analysis/finding.h"

/* The sentence; to be freed. An argument that is missing is shown as "?". */
char *ns_finding_text(const struct ns_finding *f);

/* What to do, or NULL if nothing can be done; to be freed */
char *ns_finding_remedy(const struct ns_finding *f);

/*
 * An object:
 *   finding     the code
 *   severity    ok, note, warning, problem or unknown
 *   component   what has to change; missing if nothing does
 *   layer       where; missing if it is this layer
 *   register, bit, control_bit   the capability it is about, if there is one
 *   arguments   an object of strings; missing if there are none
 *   evidence    values it rests on: what, value or state, source; missing if there are none
 *   text        the sentence
 *   remedy      code and text; missing if nothing can be done
 */
json_t *ns_finding_to_json(const struct ns_finding *f);

#endif
