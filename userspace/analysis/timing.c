// SPDX-License-Identifier: GPL-2.0-or-later
/* What the time of VMREAD tells about the layer below. */
#include "analysis/live.h"

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
	enum ns_code means;
} timings[] = {
	[TIMING_IN_HARDWARE] = { NS_YES, NS_FOUND_TIMING_IN_HARDWARE },
	[TIMING_EXITS] = { NS_NO, NS_FOUND_TIMING_EXITS },
	[TIMING_CLOCK] = { NS_UNKNOWN, NS_FOUND_TIMING_CLOCK },
	[TIMING_BOTH_FAST] = { NS_UNKNOWN, NS_FOUND_TIMING_BOTH_FAST },
	[TIMING_FURTHER] = { NS_UNKNOWN, NS_FOUND_TIMING_FURTHER },
	[TIMING_CLOSE] = { NS_UNKNOWN, NS_FOUND_TIMING_CLOSE },
	[TIMING_VARIES] = { NS_UNKNOWN, NS_FOUND_TIMING_VARIES },
};

static struct ns_live_answer timing_answer(const struct ns_vmread_cpu *c, enum ns_yesno yes,
					   enum ns_code means)
{
	uint64_t empty = c->num[NS_VMREAD_EMPTY_MIN].num;
	struct ns_live_answer a = { yes, ns_finding_new(NS_FOUND_TIMING) };

	ns_finding_set(a.finding, "shadowed", "%.0f", beyond(empty, c->num[NS_VMREAD_SHADOWED_MIN].num));
	ns_finding_set(a.finding, "unshadowed", "%.0f",
		       beyond(empty, c->num[NS_VMREAD_UNSHADOWED_MIN].num));
	ns_finding_set(a.finding, "cpu", "%u", c->cpu);
	a.finding->cause = ns_finding_new(means);
	return a;
}

static struct ns_live_answer timing_none(enum ns_code code, const char *why)
{
	struct ns_live_answer a = { NS_UNKNOWN, ns_finding_new(code) };

	ns_finding_set(a.finding, "why", "%s", why ?: "");
	return a;
}

struct ns_live_answer ns_vmread_says(const struct ns_live *live)
{
	const struct ns_vmread_cpu *said = NULL;
	enum ns_code means = NS_FOUND_TIMING_NO_VMCS;
	enum ns_yesno yes = NS_UNKNOWN;

	if (!ns_has(&live->vmread_timing))
		return timing_none(NS_FOUND_TIMING_NONE, live->vmread_timing.why);
	for (size_t i = 0; i < live->vmread_count; i++) {
		const struct ns_vmread_cpu *c = &live->vmread[i];
		enum timing t;

		if (!is_timed(c))
			continue;
		t = judge_cpu(c);
		if (yes != NS_UNKNOWN && timings[t].yes != NS_UNKNOWN && timings[t].yes != yes)
			return timing_answer(c, NS_UNKNOWN, NS_FOUND_TIMING_CPUS_DIFFER);
		if (said && (yes != NS_UNKNOWN || timings[t].yes == NS_UNKNOWN))
			continue;
		said = c;
		yes = timings[t].yes;
		means = timings[t].means;
	}
	return said ? timing_answer(said, yes, means) : timing_none(means, NULL);
}
