/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nestscope.ko for people and for programs */
#ifndef NESTSCOPE_RENDER_KO_H
#define NESTSCOPE_RENDER_KO_H

#include "analysis/finding.h"
#include "model/ko.h"
#include "render/out.h"

/* What is loaded and what would be; @f is the state, or why something was not done */
void ns_ko_print(const struct ns_out *out, const struct ns_ko *ko, const struct ns_finding *f);

/* A finding alone, with what to do: why something was not done */
void ns_ko_print_finding(const struct ns_out *out, const struct ns_finding *f);

json_t *ns_ko_to_json(const struct ns_ko *ko, const struct ns_finding *f);

#endif
