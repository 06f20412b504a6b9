// SPDX-License-Identifier: GPL-2.0-or-later
/* Rates, from two samples of the VMs. */
#include <math.h>
#include <stdlib.h>

#include "analysis/live.h"
#include "util/alloc.h"

/* Bits of a VMX exit reason besides its number: asm/vmx.h VMX_EXIT_REASONS_FAILED_VMENTRY */
#define VMX_REASON 0xffff
#define VMX_FAILED_ENTRY 0x80000000

static const struct {
	uint32_t reason;
	const char *name;
} vmx_exits[] = {
#define NS_VMX_EXIT(number, name) { number, name },
#include "nestscope/exit_reasons.h"
}, svm_exits[] = {
#define NS_SVM_EXIT(number, name) { number, name },
#include "nestscope/exit_reasons.h"
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

char *ns_exit_name(uint32_t isa, uint32_t reason)
{
	for (size_t i = 0; isa == NS_ISA_VMX && i < COUNT(vmx_exits); i++)
		if (vmx_exits[i].reason == (reason & VMX_REASON))
			return ns_xasprintf("%s%s", vmx_exits[i].name,
					    reason & VMX_FAILED_ENTRY ? " (failed entry)" : "");
	for (size_t i = 0; isa == NS_ISA_SVM && i < COUNT(svm_exits); i++)
		if (svm_exits[i].reason == reason)
			return ns_xstrdup(svm_exits[i].name);
	return ns_xasprintf("0x%x", reason);
}

void ns_sample_free(struct ns_sample *sample)
{
	ns_live_free(sample->live);
	ns_trace_counts_free(&sample->trace);
	*sample = (struct ns_sample){ 0 };
}

/* A counter that went back was reset, or belongs to a new VM: what it holds came since. */
static double rate(const struct ns_value *before, const struct ns_value *now, double seconds)
{
	if (!before || !ns_has(before) || !ns_has(now) || seconds <= 0)
		return NAN;
	return (now->num < before->num ? now->num : now->num - before->num) / seconds;
}

static struct ns_reason_rate *reason_of(struct ns_vm_rate *r, uint32_t isa, uint32_t reason)
{
	for (size_t i = 0; i < r->reason_count; i++)
		if (r->reasons[i].isa == isa && r->reasons[i].reason == reason)
			return &r->reasons[i];
	r->reasons = ns_xreallocarray(r->reasons, r->reason_count + 1, sizeof(*r->reasons));
	r->reasons[r->reason_count] = (struct ns_reason_rate){ .isa = isa, .reason = reason };
	return &r->reasons[r->reason_count++];
}

static int by_rate(const void *a, const void *b)
{
	const struct ns_reason_rate *x = a, *y = b;

	if (x->to_l1 != y->to_l1)
		return (x->to_l1 < y->to_l1) - (x->to_l1 > y->to_l1);
	if (x->exits != y->exits)
		return (x->exits < y->exits) - (x->exits > y->exits);
	return (x->reason > y->reason) - (x->reason < y->reason);
}

/* Does what the trace counts go on from the sample before? Else it began after that. */
static bool goes_on(const struct ns_sample *before, const struct ns_sample *now)
{
	return before->traced && before->trace.run == now->trace.run;
}

/* For how long it was counted between the two; NAN if it was not */
static double counted(const struct ns_sample *before, const struct ns_sample *now,
		      enum ns_trace_event event)
{
	double seconds = now->trace.seconds[event];

	if (!now->traced || (!before->traced && before->trace.run == now->trace.run))
		return NAN;
	if (goes_on(before, now))
		seconds -= before->trace.seconds[event];
	return seconds > 0 ? seconds : NAN;
}

static void add_traced(struct ns_vm_rate *r, const struct ns_sample *before,
		       const struct ns_sample *now)
{
	double entries = 0;

	r->l2_exits = r->to_l1 = 0;
	for (size_t i = 0; i < now->trace.n; i++) {
		const struct ns_trace_count *c = &now->trace.count[i];
		uint64_t hits = c->hits - (goes_on(before, now) ? ns_trace_hits(&before->trace, c) : 0);
		double seconds = counted(before, now, c->event);

		if (!hits || !ns_live_vm_has_thread(r->vm, c->thread))
			continue;
		if (c->event == NS_TRACE_ENTRY) {
			entries += hits / seconds;
		} else if (c->event == NS_TRACE_EXIT) {
			r->l2_exits += hits / seconds;
			if (now->trace.reasons)
				reason_of(r, c->isa, c->reason)->exits += hits / seconds;
		} else {
			r->to_l1 += hits / seconds;
			if (now->trace.reasons)
				reason_of(r, c->isa, c->reason)->to_l1 += hits / seconds;
		}
	}
	if (isnan(r->entries) && now->trace.entries)
		r->entries = entries;
	/* L0 also hands exits to L1 that L2 did not take, an interrupt that arrives meanwhile */
	if (r->l2_exits > 0)
		r->to_l1_share = r->to_l1 < r->l2_exits ? r->to_l1 / r->l2_exits : 1;
	if (r->reason_count)
		qsort(r->reasons, r->reason_count, sizeof(*r->reasons), by_rate);
}

static struct ns_vm_rate rate_of(const struct ns_live_vm *vm, const struct ns_sample *before,
				 const struct ns_sample *now, double seconds)
{
	const struct ns_live_vm *old = ns_live_find_vm(before->live, vm);
	struct ns_vm_rate r = { .vm = vm, .l2_exits = NAN, .to_l1 = NAN, .to_l1_share = NAN };

	r.exits = rate(old ? &old->stat[NS_STAT_EXITS] : NULL, &vm->stat[NS_STAT_EXITS], seconds);
	r.entries = rate(old ? &old->stat[NS_STAT_NESTED_RUN] : NULL, &vm->stat[NS_STAT_NESTED_RUN],
			 seconds);
	r.in_l2 = ns_has(&vm->stat[NS_STAT_GUEST_MODE]) ? vm->stat[NS_STAT_GUEST_MODE].num : NAN;
	if (!isnan(counted(before, now, NS_TRACE_EXIT)))
		add_traced(&r, before, now);
	return r;
}

struct ns_rates *ns_live_rates(const struct ns_sample *before, const struct ns_sample *now)
{
	struct ns_rates *rates = ns_xcalloc(1, sizeof(*rates));

	rates->seconds = now->seconds - before->seconds;
	rates->counted = counted(before, now, NS_TRACE_EXIT);
	rates->vm_count = now->live->vm_count;
	rates->vms = ns_xcalloc(rates->vm_count + 1, sizeof(*rates->vms));
	for (size_t i = 0; i < rates->vm_count; i++)
		rates->vms[i] = rate_of(&now->live->vms[i], before, now, rates->seconds);
	return rates;
}

void ns_rates_free(struct ns_rates *rates)
{
	if (!rates)
		return;
	for (size_t i = 0; i < rates->vm_count; i++)
		free(rates->vms[i].reasons);
	free(rates->vms);
	free(rates);
}

void ns_duty_add(struct ns_duty *duty, const struct ns_live *live)
{
	for (size_t i = 0; i < live->cpu_count; i++) {
		const struct ns_value *v = &live->cpus[i].flag[NS_LIVE_SHADOWING];

		duty->samples += ns_has(v);
		duty->shadowing += ns_has(v) && v->num;
	}
}
