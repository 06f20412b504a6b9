/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A capability in one view, as text and as JSON. */
#ifndef NESTSCOPE_RENDER_CAP_H
#define NESTSCOPE_RENDER_CAP_H

#include "analysis/decode.h"
#include "util/json.h"

/* "yes", "no", a number; in @buf or static */
const char *ns_cap_text(const struct ns_cap *cap, char *buf, size_t size);

/* An object: is, the word; value, the number, as a string "0x..." */
json_t *ns_cap_to_json(const struct ns_cap *cap);

#endif
