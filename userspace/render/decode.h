/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A raw value explained, or two of one register compared. */
#ifndef NESTSCOPE_RENDER_DECODE_H
#define NESTSCOPE_RENDER_DECODE_H

#include "model/registers.h"
#include "render/out.h"

struct ns_given {
	enum ns_reg reg;
	uint64_t raw;
	const uint64_t *twin;	/* the value given of the TRUE twin, or of the plain register; NULL for none */
};

/* @b is NULL, or another value of the register of @a to compare with. */
void ns_given_print(const struct ns_out *out, const struct ns_given *a, const struct ns_given *b);
json_t *ns_given_to_json(const struct ns_given *a, const struct ns_given *b);

#endif
