// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers and lists of CPUs, as the kernel writes them */
#include <stdlib.h>

#include "model/limits.h"
#include "sources/context.h"
#include "util/alloc.h"

bool ns_parse_number(const char **s, unsigned int max, unsigned int *number)
{
	unsigned long long n;
	char *end;

	if (**s < '0' || **s > '9')
		return false;
	n = strtoull(*s, &end, 10);
	*s = end;
	*number = n;
	return n <= max;
}

size_t ns_parse_cpulist(const char *s, unsigned int **cpus)
{
	unsigned int first, last;
	size_t n = 0;

	*cpus = NULL;
	while (ns_parse_number(&s, NS_CPU_MAX, &first)) {
		last = first;
		if (*s == '-' && (s++, !ns_parse_number(&s, NS_CPU_MAX, &last)))
			break;
		if (last < first || n + last - first > NS_CPU_MAX)
			break;
		*cpus = ns_xreallocarray(*cpus, n + last - first + 1, sizeof(**cpus));
		while (first <= last)
			(*cpus)[n++] = first++;
		s += *s == ',';
	}
	return n;
}
