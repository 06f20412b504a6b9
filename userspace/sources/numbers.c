// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers and lists of CPUs, as the kernel writes them */
#include <stdlib.h>
#include <string.h>

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

void ns_cpu_set_add(struct ns_cpu_set *set, unsigned int cpu)
{
	size_t size = cpu / 8 + 1;

	if (size > set->size) {
		/* Doubled, as CPUs mostly come one after the other */
		size = size > set->size * 2 ? size : set->size * 2;
		set->bytes = ns_xreallocarray(set->bytes, size, 1);
		memset(set->bytes + set->size, 0, size - set->size);
		set->size = size;
	}
	set->bytes[cpu / 8] |= 1u << cpu % 8;
}

static bool has_cpu(const struct ns_cpu_set *set, size_t cpu)
{
	return cpu / 8 < set->size && set->bytes[cpu / 8] >> cpu % 8 & 1;
}

char *ns_cpu_set_take_list(struct ns_cpu_set *set)
{
	const char *comma = "";
	char *list = NULL;
	size_t size;
	FILE *out;

	if (!set->size)
		return NULL;
	out = ns_xmemstream(&list, &size);
	for (size_t first = 0; first < set->size * 8; first++) {
		size_t last = first;

		if (!has_cpu(set, first))
			continue;
		while (has_cpu(set, last + 1))
			last++;
		fprintf(out, "%s%zu", comma, first);
		if (last > first)
			fprintf(out, "-%zu", last);
		comma = ",";
		first = last;
	}
	ns_xclose(out);
	free(set->bytes);
	*set = (struct ns_cpu_set){ 0 };
	return list;
}
