/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Can this machine run VMs, and who prevents it? Pure. */
#ifndef NESTSCOPE_RUN_H
#define NESTSCOPE_RUN_H

#include "analysis/finding.h"
#include "analysis/machine.h"

/* To be freed; its severity is the answer, its component who prevents it. */
struct ns_finding *ns_run_find(const struct ns_machine *m);

#endif
