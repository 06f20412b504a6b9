/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/cpuinfo against the registers. Where Linux's text is wrong, or leaves
 * out what it could show, this says so; the registers are what is right.
 */
#ifndef NESTSCOPE_CPUINFO_H
#define NESTSCOPE_CPUINFO_H

#include "analysis/finding.h"

/* A finding of cpuinfo_rows.h for each contradiction; to be cleared */
struct ns_findings ns_cpuinfo_compare(const struct ns_snapshot *s);

#endif
