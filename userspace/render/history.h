/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One machine before and after, as text and JSON. */
#ifndef NESTSCOPE_RENDER_HISTORY_H
#define NESTSCOPE_RENDER_HISTORY_H

#include "analysis/history.h"
#include "render/out.h"

/* With @only_lost, as diff --only-lost: neither what else changed, nor what is new */
void ns_history_print(const struct ns_out *out, const struct ns_history *h, bool only_lost);
json_t *ns_history_to_json(const struct ns_history *h, bool only_lost);

#endif
