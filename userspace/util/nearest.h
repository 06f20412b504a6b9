/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The known name that a mistyped word is most like. */
#ifndef NESTSCOPE_UTIL_NEAREST_H
#define NESTSCOPE_UTIL_NEAREST_H

#include <stddef.h>

struct ns_nearest {
	const char *word;	/* what was typed */
	const char *name;	/* the nearest name so far, NULL if none is near */
	size_t distance;	/* of @name; 0 before the first call */
};

/* Take @name instead of what there is in @n, if it is nearer to the word and near enough at all. */
void ns_nearest_try(struct ns_nearest *n, const char *name);

#endif
