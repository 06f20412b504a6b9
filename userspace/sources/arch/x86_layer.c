// SPDX-License-Identifier: GPL-2.0-or-later
/* What x86's instructions tell of a layer: TDX's leaf, and how long CPUID takes. */
#include "sources/arch/arch.h"

#ifdef NS_BUILT_FOR_X86

#include <cpuid.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "sources/affinity.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/text.h"

static void read_tdx(struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_TDX_SIGNATURE];
	unsigned int a, b, c, d;
	char text[12 * 4 + 1], sig[12];

	if (__get_cpuid_max(0, NULL) < 0x21) {
		ns_value_not(v, NS_SOURCE_CPUID, NS_ABSENT, "CPUID has no leaf 0x21");
		return;
	}
	__cpuid_count(0x21, 0, a, b, c, d);
	memcpy(sig, &b, 4);
	memcpy(sig + 4, &d, 4);
	memcpy(sig + 8, &c, 4);
	ns_value_text(v, NS_SOURCE_CPUID, ns_escape(text, sig, 12));
}

/* Enough for a median to within a tenth; in a VM each is an exit, in a VM of a VM several. */
#define SAMPLES 500
#define WARM_UP 64
#define BUDGET_NS 500000000LL
/* Reading the clock may be as slow as what is measured. */
#define CLOCK_EVERY 32

struct timing {
	uint64_t cycles[SAMPLES];
	size_t count;
};

/* Nothing of what stands between the two may begin earlier or end later. */
static inline uint64_t start_cycles(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

static inline uint64_t end_cycles(void)
{
	uint32_t low, high, cpu;

	__asm__ volatile("rdtscp; lfence" : "=a"(low), "=d"(high), "=c"(cpu) : : "memory");
	return (uint64_t)high << 32 | low;
}

static uint64_t one_sample(bool with_cpuid)
{
	uint32_t a = 0, b, c = 0, d;
	uint64_t start = start_cycles();

	if (with_cpuid)
		__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d) : : "memory");
	return end_cycles() - start;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Where CPUID is very slow, nobody waits for it. */
static bool measure(struct timing *t, bool with_cpuid)
{
	long long end = ns_monotonic() + BUDGET_NS;

	for (int i = 0; i < WARM_UP; i++)
		one_sample(with_cpuid);
	for (t->count = 0; t->count < SAMPLES; t->count++) {
		if (!(t->count % CLOCK_EVERY) && ns_monotonic() > end)
			break;
		t->cycles[t->count] = one_sample(with_cpuid);
	}
	qsort(t->cycles, t->count, sizeof(t->cycles[0]), by_value);
	return t->count == SAMPLES;
}

/* Why not to measure, or NULL */
static const char *no_timing(const struct ns_snapshot *s)
{
	const struct ns_value *sig = &s->fact[NS_FACT_HV_SIGNATURE];
	unsigned int a, b, c, d;
	int tsc;

	if (ns_has(sig) && !strcmp(sig->text, "TCGTCGTCGTCG"))
		return "an emulated CPU's cycles mean nothing";
	if (!prctl(PR_GET_TSC, &tsc) && tsc == PR_TSC_SIGSEGV)
		return "this process may not read the TSC";
	if (!__get_cpuid(0x80000001, &a, &b, &c, &d) || !(d & 1u << 27))
		return "this CPU has no RDTSCP";
	return NULL;
}

static void take_timing(struct ns_snapshot *s)
{
	struct timing *base = ns_xcalloc(2, sizeof(*base)), *cpuid = base + 1;
	char why[80];

	if (measure(base, false) && measure(cpuid, true)) {
		ns_value_num(&s->fact[NS_FACT_TIMING_SAMPLES], NS_SOURCE_CPUID, SAMPLES);
		ns_value_num(&s->fact[NS_FACT_TIMING_CPUID_MIN], NS_SOURCE_CPUID, cpuid->cycles[0]);
		ns_value_num(&s->fact[NS_FACT_TIMING_CPUID_MEDIAN], NS_SOURCE_CPUID,
			     cpuid->cycles[SAMPLES / 2]);
		ns_value_num(&s->fact[NS_FACT_TIMING_BASE_MIN], NS_SOURCE_CPUID, base->cycles[0]);
		ns_value_num(&s->fact[NS_FACT_TIMING_BASE_MEDIAN], NS_SOURCE_CPUID,
			     base->cycles[SAMPLES / 2]);
	} else {
		snprintf(why, sizeof(why), "%zu of %d samples in %g s", base->count + cpuid->count,
			 2 * SAMPLES, BUDGET_NS / 1e9);
		ns_timing_unknown(s, NS_UNREADABLE, why);
	}
	free(base);
}

/* On one CPU, since the TSCs of two may differ */
static void read_timing(struct ns_snapshot *s)
{
	struct ns_affinity a;
	bool read = ns_affinity_begin(&a);
	const char *why = no_timing(s);
	int cpu = sched_getcpu();

	if (why)
		ns_timing_unknown(s, NS_NOT_ASKED, why);
	else if (!read || cpu < 0 || !ns_affinity_move(&a, cpu))
		ns_timing_unknown(s, NS_UNREADABLE, "this process cannot be kept on one CPU");
	else
		take_timing(s);
	ns_affinity_end(&a);
}

void ns_x86_read_layer(const struct ns_context *ctx, struct ns_snapshot *s)
{
	read_tdx(s);
	if (ctx->timing)
		read_timing(s);
	else
		ns_timing_unknown(s, NS_NOT_ASKED, "only layers, snapshot and stamp take the time");
}

#endif
