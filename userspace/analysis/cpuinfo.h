/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/cpuinfo against the registers. Where Linux's text is wrong, or leaves
 * out what it could show, this says so; the registers are what is right.
 */
#ifndef NESTSCOPE_CPUINFO_H
#define NESTSCOPE_CPUINFO_H

#include "model/snapshot.h"

struct ns_quirks {
	char **text;	/* one line each */
	size_t count;
};

struct ns_quirks *ns_cpuinfo_compare(const struct ns_snapshot *s);
void ns_quirks_free(struct ns_quirks *q);

/* Is @word one of the blank-separated words of @list (which may be unread)? */
bool ns_value_has_word(const struct ns_value *list, const char *word);

#endif
