/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Can this machine run VMs, and who prevents it? Pure. */
#ifndef NESTSCOPE_RUN_H
#define NESTSCOPE_RUN_H

#include "analysis/finding.h"
#include "analysis/machine.h"

/* To be freed; its severity is the answer, its component who prevents it. */
struct ns_finding *ns_run_find(const struct ns_machine *m);

/* The CPU has neither VMX nor SVM: whose fault is that? To be freed */
struct ns_finding *ns_hardware_find(const struct ns_machine *m);

/* What a switch of firmware prevents, or NULL */
struct ns_finding *ns_firmware_find(const struct ns_machine *m);

/* IA32_FEATURE_CONTROL is not locked, which is worth a word; NULL if it is, or was not read */
struct ns_finding *ns_firmware_unlocked(const struct ns_machine *m);

/* The CPU could, and KVM's module for it is not loaded: why? */
struct ns_finding *ns_module_find(const struct ns_machine *m);

/* /dev/kvm was asked for, and gave no answer: why? */
struct ns_finding *ns_device_find(const struct ns_machine *m);

#endif
