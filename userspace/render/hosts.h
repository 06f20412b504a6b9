/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of hosts, as far as a line has room for them. */
#ifndef NESTSCOPE_RENDER_HOSTS_H
#define NESTSCOPE_RENDER_HOSTS_H

#include <stddef.h>
#include <stdio.h>

/* "3 hosts"; to be freed */
char *ns_hosts_count_text(size_t count);

/*
 * How many of @count to name where there is room for @max, 0 for all: one more
 * than that is named too, since "and 1 more" is no shorter.
 */
size_t ns_hosts_named(size_t count, size_t max);

/* " and 5 more" where only @named of @count are named */
void ns_hosts_more(FILE *out, size_t count, size_t named);

#endif
