// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/hosts.h"

#include "util/alloc.h"

char *ns_hosts_count_text(size_t count)
{
	return ns_xasprintf("%zu host%s", count, count == 1 ? "" : "s");
}

size_t ns_hosts_named(size_t count, size_t max)
{
	return !max || count <= max + 1 ? count : max;
}

void ns_hosts_more(FILE *out, size_t count, size_t named)
{
	if (named < count)
		fprintf(out, " and %zu more", count - named);
}
