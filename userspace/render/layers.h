/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The layer verdict and its evidence, for programs and for people. */
#ifndef NESTSCOPE_RENDER_LAYERS_H
#define NESTSCOPE_RENDER_LAYERS_H

#include "analysis/layers.h"
#include "render/out.h"

/* "guest of KVM", with its @number "guest of KVM, at least L1"; to be freed */
char *ns_layer_text(const struct ns_layer *layer, bool number);

json_t *ns_layer_to_json(const struct ns_layer *layer);
/* The verdict and how sure it is, in the report of one screen */
void ns_layer_print_item(const struct ns_out *out, const struct ns_layer *layer);

void ns_layer_print(const struct ns_out *out, const struct ns_layer *layer);

#endif
