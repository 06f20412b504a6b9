// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/live.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/decode.h"
#include "model/vmm.h"
#include "util/alloc.h"

static struct ns_words words(enum ns_yesno yes, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static struct ns_words words(enum ns_yesno yes, const char *fmt, ...)
{
	struct ns_words w = { .yes = yes };
	va_list ap;

	va_start(ap, fmt);
	w.why = ns_xvasprintf(fmt, ap);
	va_end(ap);
	return w;
}

struct ns_words ns_shadowing_enabled(const struct ns_snapshot *s)
{
	const struct ns_bit *bit = ns_bit(NS_BIT_SECONDARY_EXEC_SHADOW_VMCS);
	struct ns_cap cap = ns_cap_in_view(s->view[NS_VIEW_CPU], bit);
	enum ns_yesno param = ns_param_on(s, "kvm_intel", "enable_shadow_vmcs");
	enum ns_yesno nested = ns_param_on(s, "kvm_intel", "nested");
	const struct ns_value *modules = &s->fact[NS_FACT_KVM_MODULES];
	const char *module = ns_vendor_module(s);

	if (module && strcmp(module, "kvm_intel"))
		return words(NS_NO, "not applicable: an Intel feature (%s is loaded)", module);
	if (ns_word_known(cap.word) && !ns_word_there(cap.word))
		return words(NS_NO, "the CPU of this layer does not have it");
	if (!module && (modules->state == NS_VALUE || modules->state == NS_ABSENT))
		return words(NS_NO, "kvm_intel is not loaded");
	if (!module)
		return words(NS_UNKNOWN, "whether kvm_intel is loaded was not read");
	if (nested == NS_NO)
		return words(NS_NO, "kvm_intel.nested is off");
	if (param == NS_NO)
		return words(NS_NO, "kvm_intel.enable_shadow_vmcs is off");
	if (param == NS_YES)
		return words(ns_word_known(cap.word) ? NS_YES : NS_UNKNOWN,
			     "kvm_intel.enable_shadow_vmcs is on%s", ns_word_known(cap.word) ?
			     ", and the CPU has it" : "; whether the CPU has it was not read");
	return words(NS_UNKNOWN, "kvm_intel.enable_shadow_vmcs was not read");
}

/* By the command line alone */
static struct ns_words offered_by_qemu(const struct ns_value *option)
{
	int vmx, svm;

	if (option->state == NS_UNREADABLE)
		return words(NS_UNKNOWN, "its command line cannot be read: %s", option->why ?: "not said why");
	if (!ns_has(option))
		return words(NS_NO, "no -cpu given; QEMU's default model has neither VMX nor SVM");
	vmx = ns_qemu_cpu_feature(option->text, "vmx");
	svm = ns_qemu_cpu_feature(option->text, "svm");
	if (vmx > 0 || svm > 0)
		return words(NS_YES, "its command line has -cpu %s", option->text);
	if (ns_qemu_cpu_model_is(option->text, "host") || ns_qemu_cpu_model_is(option->text, "max"))
		return words(!vmx || !svm ? NS_NO : NS_YES, "its command line has -cpu %s", option->text);
	return words(NS_NO, "its command line has -cpu %s, and QEMU leaves VMX and SVM out of named models", option->text);
}

static bool above_zero(const struct ns_value *v)
{
	return ns_has(v) && v->num;
}

struct ns_words ns_nesting_offered(const struct ns_live_vm *vm, enum ns_yesno enabled)
{
	if (above_zero(&vm->stat[NS_STAT_NESTED_RUN]) || above_zero(&vm->stat[NS_STAT_GUEST_MODE]))
		return words(NS_YES, "it has run VMs of its own");
	if (enabled == NS_NO)
		return words(NS_NO, "KVM offers it to no VM");
	if (vm->program && ns_vmm_is_qemu(vm->program))
		return offered_by_qemu(&vm->cpu_option);
	if (vm->program)
		return words(NS_UNKNOWN, "it cannot be told from the command line of %s", vm->program);
	return words(NS_UNKNOWN, "its process was not found%s%s", vm->cpu_option.why ? ": " : "",
		     vm->cpu_option.why ?: "");
}

/* Why a kernel that has no such statistic has none */
static const char *since(const struct ns_value *v, const char *release)
{
	return v->state == NS_ABSENT ? release : "";
}

static struct ns_words used_by_counter(const struct ns_value *now, const struct ns_value *before)
{
	unsigned long long n = now->num;

	if (!ns_has(now))
		return words(NS_UNKNOWN, "nested_run: %s%s", now->why ?: "not read",
			     since(now, " (KVM has it since Linux 5.13)"));
	if (!n)
		return words(NS_NO, "nested_run is 0: it never has");
	if (!before || !ns_has(before))
		return words(NS_UNKNOWN, "no vCPU is in L2 at this moment; nested_run is %llu, and one look cannot tell whether it moves", n);
	if (before->num == now->num)
		return words(NS_NO, "no vCPU is in L2, and nested_run stays at %llu: it has run VMs before", n);
	return words(NS_YES, "nested_run moves (%llu)", n);
}

struct ns_words ns_nesting_in_use(const struct ns_live_vm *vm, const struct ns_live_vm *before)
{
	const struct ns_value *in_l2 = &vm->stat[NS_STAT_GUEST_MODE];
	const struct ns_value *run = &vm->stat[NS_STAT_NESTED_RUN];
	const struct ns_value *run_before = before ? &before->stat[NS_STAT_NESTED_RUN] : NULL;

	if (above_zero(in_l2) && ns_has(run))
		return words(NS_YES, "%llu of %zu vCPUs in L2, nested_run is %llu",
			     (unsigned long long)in_l2->num, vm->vcpu_count, (unsigned long long)run->num);
	if (above_zero(in_l2))
		return words(NS_YES, "%llu of %zu vCPUs in L2", (unsigned long long)in_l2->num,
			     vm->vcpu_count);
	if (ns_has(run) || !ns_has(in_l2))
		return used_by_counter(run, run_before);
	return words(NS_UNKNOWN, "no vCPU is in L2 at this moment; nested_run: %s%s", run->why ?: "not read",
		     since(run, " (KVM has it since Linux 5.13)"));
}

char *ns_shadowing_unseen(const struct ns_live *live)
{
	const char *why = live->live_vmcs.why ?: "not said by this nestscope.ko";

	for (size_t i = 0; i < live->cpu_count; i++)
		if (ns_has(&live->cpus[i].flag[NS_LIVE_SHADOWING]))
			return NULL;
	if (!ns_has(&live->module))
		return ns_xasprintf("%s; to have it: insmod nestscope.ko live_vmcs=1",
				    live->module.why ?: "nestscope.ko was not asked");
	if (ns_has(&live->live_vmcs))
		return ns_xstrdup("no CPU has a VMCS that could be looked at");
	if (live->live_vmcs.state == NS_NOT_ASKED)
		return ns_xasprintf("%s; to have it: rmmod nestscope; insmod nestscope.ko live_vmcs=1", why);
	return ns_xasprintf("%s%s", live->live_vmcs.state == NS_ABSENT ? "" : "refused: ", why);
}

struct ns_words ns_shadowing_in_use(const struct ns_live *live)
{
	char *unseen = ns_shadowing_unseen(live);
	struct ns_words w;
	size_t cpus = 0;

	for (size_t i = 0; i < live->cpu_count; i++)
		cpus += above_zero(&live->cpus[i].flag[NS_LIVE_SHADOWING]);
	if (unseen)
		w = words(NS_UNKNOWN, "%s", unseen);
	else if (cpus)
		w = words(NS_YES, "on %zu CPU%s at this moment", cpus, cpus == 1 ? "" : "s");
	else
		w = words(NS_NO, "on no CPU at this moment (it is off while L2 runs)");
	free(unseen);
	return w;
}

/*
 * The rule of the experiment, in cycles of the TSC beyond what reading the TSC
 * takes itself. VMREAD in a guest is an exit, unless VMCS shadowing is on and
 * has the field. Of the two fields that are timed, KVM's list has the one and
 * not the other, in every version (vmcs_shadow_fields.h).
 *
 * An exit to KVM and back takes 1000 cycles and more on any processor so far,
 * a VMREAD that is none some tens. Between FAST and SLOW may be either, one day
 * or at another TSC frequency, and is not decided. Nor is a ratio between ALIKE
 * and APART: exits differ by what else the hypervisor does, but not fourfold.
 */
#define FAST 300
#define SLOW 600
#define APART 4.0
#define ALIKE 1.5
#define ROUNDS 4	/* fewer could all have been disturbed */

enum timing { TIMING_IN_HARDWARE, TIMING_EXITS, TIMING_CLOCK, TIMING_BOTH_FAST, TIMING_FURTHER, TIMING_CLOSE,
	      TIMING_VARIES };

/* What VMREAD itself took */
static double beyond(uint64_t empty, uint64_t time)
{
	return time > empty ? time - empty : 0;
}

static enum timing judge(uint64_t empty, uint64_t shadowed, uint64_t unshadowed)
{
	double s = beyond(empty, shadowed), u = beyond(empty, unshadowed);

	if (empty > FAST)
		return TIMING_CLOCK;
	if (s <= FAST && u <= FAST)
		return TIMING_BOTH_FAST;
	if (s <= FAST && u >= SLOW && u >= APART * s)
		return TIMING_IN_HARDWARE;
	if (s >= SLOW && u >= APART * s)
		return TIMING_FURTHER;
	if (s >= SLOW && u >= SLOW && u <= ALIKE * s && s <= ALIKE * u)
		return TIMING_EXITS;
	return TIMING_CLOSE;
}

static enum timing judge_cpu(const struct ns_vmread_cpu *c)
{
	const struct ns_value *n = c->num;
	enum timing least = judge(n[NS_VMREAD_EMPTY_MIN].num, n[NS_VMREAD_SHADOWED_MIN].num,
				  n[NS_VMREAD_UNSHADOWED_MIN].num);
	enum timing middle = judge(n[NS_VMREAD_EMPTY_MEDIAN].num, n[NS_VMREAD_SHADOWED_MEDIAN].num,
				   n[NS_VMREAD_UNSHADOWED_MEDIAN].num);

	return least == middle && n[NS_VMREAD_ROUNDS].num >= ROUNDS ? least : TIMING_VARIES;
}

static bool is_timed(const struct ns_vmread_cpu *c)
{
	for (int i = 0; i < NS_VMREAD_NUM_COUNT; i++)
		if (!ns_has(&c->num[i]))
			return false;
	return true;
}

static const struct {
	enum ns_yesno yes;
	const char *means;
} timings[] = {
	[TIMING_IN_HARDWARE] = { NS_YES, "the hypervisor below seems to give VMCS shadowing in hardware" },
	[TIMING_EXITS] = { NS_NO, "the hypervisor below seems to give no VMCS shadowing, at least not as KVM does" },
	[TIMING_CLOCK] = { NS_UNKNOWN, "cannot tell, for reading the time is slow itself" },
	[TIMING_BOTH_FAST] = { NS_UNKNOWN, "cannot tell: neither VMREAD exits, but KVM shadows only one of them" },
	[TIMING_FURTHER] = { NS_UNKNOWN,
		"cannot tell, for both are exits, as where VMCS shadowing is emulated further below" },
	[TIMING_CLOSE] = { NS_UNKNOWN, "cannot tell, for these are too close to each other, or to an exit's" },
	[TIMING_VARIES] = { NS_UNKNOWN, "cannot tell, for the times vary too much" },
};

static struct ns_words timing_words(const struct ns_vmread_cpu *c, enum ns_yesno yes, const char *means)
{
	uint64_t empty = c->num[NS_VMREAD_EMPTY_MIN].num;

	return words(yes, "shadowed field %.0f cycles, unshadowed %.0f on cpu%u: %s",
		     beyond(empty, c->num[NS_VMREAD_SHADOWED_MIN].num),
		     beyond(empty, c->num[NS_VMREAD_UNSHADOWED_MIN].num), c->cpu, means);
}

struct ns_words ns_vmread_says(const struct ns_live *live)
{
	const struct ns_vmread_cpu *said = NULL;
	enum ns_yesno yes = NS_UNKNOWN;
	const char *means = NULL;

	if (!ns_has(&live->vmread_timing))
		return words(NS_UNKNOWN, "%s", live->vmread_timing.why ?: "not done");
	for (size_t i = 0; i < live->vmread_count; i++) {
		const struct ns_vmread_cpu *c = &live->vmread[i];
		enum timing t;

		if (!is_timed(c))
			continue;
		t = judge_cpu(c);
		if (yes != NS_UNKNOWN && timings[t].yes != NS_UNKNOWN && timings[t].yes != yes)
			return timing_words(c, NS_UNKNOWN, "cannot tell, for another CPU says otherwise");
		if (said && (yes != NS_UNKNOWN || timings[t].yes == NS_UNKNOWN))
			continue;
		said = c;
		yes = timings[t].yes;
		means = timings[t].means;
	}
	if (!said)
		return words(NS_UNKNOWN, "no CPU has a VMCS on which it could be timed");
	return timing_words(said, yes, means);
}

bool ns_live_look_again(const struct ns_live *live)
{
	for (size_t i = 0; i < live->vm_count; i++)
		if (above_zero(&live->vms[i].stat[NS_STAT_NESTED_RUN]) &&
		    !above_zero(&live->vms[i].stat[NS_STAT_GUEST_MODE]))
			return true;
	return false;
}

char *ns_vm_title(const struct ns_live_vm *vm)
{
	const char *program = vm->program ?: "a process that was not found";

	return vm->name ? ns_xasprintf("%s (%s, pid %u)", vm->name, program, vm->pid) :
		ns_xasprintf("%s, pid %u", program, vm->pid);
}

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
		duty->shadowing += above_zero(v);
	}
}
