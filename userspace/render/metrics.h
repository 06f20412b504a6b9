/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A snapshot, and what is concluded from it, in Prometheus's text format. */
#ifndef NESTSCOPE_RENDER_METRICS_H
#define NESTSCOPE_RENDER_METRICS_H

#include <stdio.h>

#include "model/snapshot.h"

/*
 * At most 1000 series, whatever the machine runs: labels come from tables, but
 * for those of machine_info, which is one series.
 */
void ns_metrics_print(FILE *file, const struct ns_snapshot *s);

#endif
