/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why KVM's module would refuse to load, which modprobe says as "Input/output error". Pure. */
#ifndef NESTSCOPE_REFUSAL_H
#define NESTSCOPE_REFUSAL_H

#include "analysis/finding.h"
#include "analysis/machine.h"

/* The cause, or NULL if none is known; to be freed with ns_finding_free(). */
struct ns_finding *ns_refusal_find(const struct ns_machine *m);

/*
 * Whose fault it is that the hardware lacks something, and what to do: the row
 * is for a VM, which gets it from the layer below. A machine has no such layer.
 */
void ns_hardware_settle(const struct ns_machine *m, struct ns_finding *f);

#endif
