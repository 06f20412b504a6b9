/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Run on one CPU for a while. */
#ifndef NESTSCOPE_SOURCES_AFFINITY_H
#define NESTSCOPE_SOURCES_AFFINITY_H

#include <sched.h>
#include <stdbool.h>

/* One more than the highest CPU number that can be asked for */
#define NS_CPUS_MAX (CPU_SETSIZE * 8)

struct ns_affinity {
	cpu_set_t *before, *one;	/* the CPUs this thread might use before, and the one that it is to use */
	bool changed;
};

/* Read the CPUs that this thread may use; false if that fails. ns_affinity_end() is due either way. */
bool ns_affinity_begin(struct ns_affinity *a);

/* Might this thread use @cpu before? */
bool ns_affinity_has(const struct ns_affinity *a, int cpu);

/* How many CPUs might it use? */
int ns_affinity_count(const struct ns_affinity *a);

/* Go on on @cpu alone; false if that fails, as where it has just gone offline. */
bool ns_affinity_move(struct ns_affinity *a, int cpu);

/* Restore what was read, and free it. */
void ns_affinity_end(struct ns_affinity *a);

#endif
