// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/clock.h"

#include <time.h>

long long ns_monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_SECOND + t.tv_nsec;
}
