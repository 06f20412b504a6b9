/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time that only goes forward. */
#ifndef NESTSCOPE_UTIL_CLOCK_H
#define NESTSCOPE_UTIL_CLOCK_H

#define NS_PER_SECOND 1000000000LL
#define NS_PER_MS 1000000LL

/* Nanoseconds of CLOCK_MONOTONIC */
long long ns_monotonic(void);

#endif
