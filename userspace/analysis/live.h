/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs now: is nesting enabled, is it offered to a VM, is it in use; and
 * what two looks at it, some time apart, say together. Pure.
 */
#ifndef NESTSCOPE_ANALYSIS_LIVE_H
#define NESTSCOPE_ANALYSIS_LIVE_H

#include "analysis/answers.h"
#include "model/live.h"
#include "model/trace.h"

struct ns_live_answer {
	enum ns_yesno yes;
	struct ns_finding *finding;	/* owned: why */
};

/* Would KVM use the hardware's VMCS shadowing, by its parameter and by the hardware? */
struct ns_live_answer ns_shadowing_enabled(const struct ns_snapshot *s);

/*
 * Has this VM a CPU with VMX or SVM? @enabled: may VMs here run VMs? @module: that of KVM here, of
 * ns_vendor_module(); it tells which of the two counts.
 */
struct ns_live_answer ns_nesting_offered(const struct ns_live_vm *vm, enum ns_yesno enabled, const char *module);

/*
 * Does this VM run VMs of its own? @before: the VM a moment earlier, or NULL
 * if it was looked at only once.
 */
struct ns_live_answer ns_nesting_in_use(const struct ns_live_vm *vm, const struct ns_live_vm *before);

/* Is VMCS shadowing seen on a CPU? */
struct ns_live_answer ns_shadowing_in_use(const struct ns_snapshot *s);

/*
 * Does the layer below answer this one's VMREADs in hardware, as the time that
 * they take has it? An experiment: no other answer depends on it. Says nothing
 * where no layer is below.
 */
struct ns_live_answer ns_vmread_says(const struct ns_live *live);

/* The VMs of this machine whose CPU is emulated by TCG: a warning for each */
struct ns_findings ns_vms_emulated(const struct ns_snapshot *s);

/* Would a second look tell more: did a VM run VMs, and runs none at this moment? */
bool ns_live_look_again(const struct ns_live *live);

/* The name of an exit reason, as the kernel has it, or its number; to be freed */
char *ns_exit_name(uint32_t isa, uint32_t reason);

/* One look, and when it was taken */
struct ns_sample {
	double seconds;			/* on any clock that does not jump */
	struct ns_live *live;		/* owned */
	struct ns_trace_counts trace;	/* owned */
	bool traced;			/* trace holds counts */
};

void ns_sample_free(struct ns_sample *sample);

/* Exits of one reason, a second */
struct ns_reason_rate {
	uint32_t isa;
	uint32_t reason;
	double exits;	/* that L2 took */
	double to_l1;	/* that L1 got to handle */
};

/* A VM between two samples, a second. NAN is what could not be had. */
struct ns_vm_rate {
	const struct ns_live_vm *vm;	/* as it is in the later sample */
	double exits;		/* of all its vCPUs, from whatever they ran */
	double entries;		/* of L1 into L2 */
	double l2_exits;
	double to_l1;
	double to_l1_share;	/* of l2_exits, 0 to 1 */
	double in_l2;		/* vCPUs in L2 at that moment */
	struct ns_reason_rate *reasons;	/* the most frequent first */
	size_t reason_count;
};

struct ns_rates {
	double seconds;
	double counted;		/* of these exits from L2 were counted; NAN if they were not */
	struct ns_vm_rate *vms;
	size_t vm_count;
};

/* @now has to outlive what is returned. */
struct ns_rates *ns_live_rates(const struct ns_sample *before, const struct ns_sample *now);
void ns_rates_free(struct ns_rates *rates);

/* How often VMCS shadowing was seen, over many samples */
struct ns_duty {
	unsigned long long samples;	/* of CPUs on which a VMCS was current */
	unsigned long long shadowing;
};

void ns_duty_add(struct ns_duty *duty, const struct ns_live *live);

/*
 * What it would take to see VMCS shadowing, on that machine if @live was @captured; NULL if it can be
 * seen. To be freed with ns_finding_free().
 */
struct ns_finding *ns_shadowing_unseen(const struct ns_live *live, bool captured);

#endif
