// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/affinity.h"

#define SET_SIZE CPU_ALLOC_SIZE(NS_CPUS_MAX)

bool ns_affinity_begin(struct ns_affinity *a)
{
	*a = (struct ns_affinity){ .before = CPU_ALLOC(NS_CPUS_MAX), .one = CPU_ALLOC(NS_CPUS_MAX) };
	return a->before && a->one && !sched_getaffinity(0, SET_SIZE, a->before);
}

bool ns_affinity_has(const struct ns_affinity *a, int cpu)
{
	return CPU_ISSET_S(cpu, SET_SIZE, a->before);
}

int ns_affinity_count(const struct ns_affinity *a)
{
	return CPU_COUNT_S(SET_SIZE, a->before);
}

bool ns_affinity_move(struct ns_affinity *a, int cpu)
{
	CPU_ZERO_S(SET_SIZE, a->one);
	CPU_SET_S(cpu, SET_SIZE, a->one);
	a->changed = true;
	return !sched_setaffinity(0, SET_SIZE, a->one);
}

void ns_affinity_end(struct ns_affinity *a)
{
	if (a->changed)
		sched_setaffinity(0, SET_SIZE, a->before);
	CPU_FREE(a->before);
	CPU_FREE(a->one);
}
