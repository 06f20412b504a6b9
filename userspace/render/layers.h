/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layer verdict and its evidence, for programs and for people. */
#ifndef NESTSCOPE_RENDER_LAYERS_H
#define NESTSCOPE_RENDER_LAYERS_H

#include "analysis/layers.h"
#include "render/out.h"

json_t *ns_layer_to_json(const struct ns_layer *layer);
void ns_layer_print(const struct ns_out *out, const struct ns_layer *layer);

#endif
