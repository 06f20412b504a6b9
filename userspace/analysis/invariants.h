/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Register values that no processor has: what contradicts itself comes from a
 * hypervisor that makes them up wrongly, an emulator or a damaged file. Pure.
 */
#ifndef NESTSCOPE_INVARIANTS_H
#define NESTSCOPE_INVARIANTS_H

#include "analysis/finding.h"

/*
 * CPUID says VMX or SVM, and the registers that describe it hold nothing: 0
 * where no processor has 0. NULL if that is not so; to be freed.
 */
struct ns_finding *ns_hollow_find(const struct ns_snapshot *s, enum ns_view view);

/* All that contradicts itself in a view, hollow VMX or SVM alone if that is so */
void ns_invariants_find(const struct ns_snapshot *s, enum ns_view view, struct ns_findings *all);

#endif
