/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The four answers and the layer, in one screen. */
#ifndef NESTSCOPE_RENDER_STATUS_H
#define NESTSCOPE_RENDER_STATUS_H

#include "analysis/answers.h"
#include "analysis/layers.h"
#include "render/out.h"

/* @before is what runs nested as it was read a moment before @s, NULL if it was read once. */
/* As text or Markdown */
void ns_status_print(const struct ns_out *out, const struct ns_snapshot *s,
		     const struct ns_answers *a, const struct ns_layer *layer,
		     const struct ns_live *before);
/* Its CPU and kernel, two items */
void ns_machine_print_items(const struct ns_out *out, const struct ns_snapshot *s);

json_t *ns_status_to_json(const struct ns_snapshot *s, const struct ns_answers *a,
			  const struct ns_layer *layer, const struct ns_live *before);

#endif
