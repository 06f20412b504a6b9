/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One machine before and after, as text, Markdown, HTML and JSON. */
#ifndef NESTSCOPE_RENDER_HISTORY_H
#define NESTSCOPE_RENDER_HISTORY_H

#include "analysis/history.h"
#include "render/out.h"

/*
 * @count steps, from each snapshot to the next. With @only_lost, as diff
 * --only-lost: neither what else changed, nor what is new
 */
void ns_history_print(const struct ns_out *out, struct ns_history *const *steps, size_t count, bool only_lost);
void ns_history_html(const struct ns_out *out, struct ns_history *const *steps, size_t count, bool only_lost);
json_t *ns_history_to_json(struct ns_history *const *steps, size_t count, bool only_lost);

#endif
