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
	const char *from;	/* the listing it stands in, NULL for the command line; not owned */
	size_t line;		/* there, from 1 on */
	size_t times;		/* how many lines of the listing say the same */
	const char *how;	/* what was done with it, "" for a plain list */
	bool faults;		/* the listing says that reading it faulted: no value */
};

/* @b is NULL, or another value of the register of @a to compare with. */
void ns_given_print(const struct ns_out *out, const struct ns_given *a, const struct ns_given *b);

/*
 * The @count values of the listing @name that belong to no register: which of
 * them differ, how to say whose they are, and what they mean if only one
 * register has such values.
 */
void ns_nameless_print(const struct ns_out *out, const char *name, const uint64_t *values, size_t count);

/*
 * An object: register, value (null where reading it faulted) and second, both as
 * "0x...", bits, unknown_bits, other_bits; of values from a listing from, a list
 * of file, line, times and, where it is known, how, one for each value.
 */
json_t *ns_given_to_json(const struct ns_given *a, const struct ns_given *b);

#endif
