// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The CPUID instruction, as this program sees it. On every CPU that it may
 * run on, since CPUs may differ.
 */
#include "sources/arch/arch.h"

#ifdef NS_BUILT_FOR_X86

#include <cpuid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sources/affinity.h"
#include "util/text.h"

#define HV_LEAF_FIRST 0x40000000u
#define HV_LEAF_LAST 0x4000ff00u
#define HV_LEAF_STEP 0x100u

/* Each CPUID leaves the VM where this is one: no leaf is asked for twice on a CPU. */
struct asked {
	uint32_t max[2];	/* the highest leaf of the range from 0, and of that from 0x80000000 */
	uint32_t leaf, subleaf, out[4];
	bool valid;
};

static struct asked asked_nothing(void)
{
	return (struct asked){ .max = { __get_cpuid_max(0, NULL), __get_cpuid_max(0x80000000u, NULL) } };
}

static bool leaf_exists(const struct asked *a, uint32_t leaf)
{
	return leaf <= a->max[leaf >> 31];
}

/* The rows of a leaf are neighbours. */
static uint32_t cpuid_out(struct asked *a, const struct ns_register *r)
{
	if (!a->valid || a->leaf != r->number || a->subleaf != r->subleaf)
		__cpuid_count(r->number, r->subleaf, a->out[NS_OUT_EAX], a->out[NS_OUT_EBX], a->out[NS_OUT_ECX],
			      a->out[NS_OUT_EDX]);
	a->valid = true;
	a->leaf = r->number;
	a->subleaf = r->subleaf;
	return a->out[r->out];
}

/* Returns whether any was read here, and not by another source. */
static bool read_registers(struct ns_value *view)
{
	struct asked a = asked_nothing();
	bool any = false;

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		const struct ns_register *r = &ns_registers[reg];

		if (r->kind != NS_KIND_CPUID || !ns_reg_to_be_read(view, reg, NS_SOURCE_CPUID))
			continue;
		any = true;
		if (leaf_exists(&a, r->number))
			ns_value_num(&view[reg], NS_SOURCE_CPUID, cpuid_out(&a, r));
		else
			ns_value_not(&view[reg], NS_SOURCE_CPUID, NS_ABSENT,
				     "CPUID has no leaf 0x%x", r->number);
	}
	return any;
}

/* Only what this source has read itself is compared. */
static void compare_cpu(struct ns_snapshot *s, unsigned int cpu)
{
	struct asked a = { 0 };

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		const struct ns_value *first = &s->view[NS_VIEW_CPU][reg];
		struct ns_value v = NS_VALUE_INIT;

		if (ns_registers[reg].kind != NS_KIND_CPUID || !ns_has(first) ||
		    first->source != NS_SOURCE_CPUID)
			continue;
		ns_value_num(&v, NS_SOURCE_CPUID, cpuid_out(&a, &ns_registers[reg]));
		if (!ns_value_equal(first, &v))
			ns_snapshot_add_differ(s, cpu, reg, &v);
		ns_value_free(&v);
	}
}

/* But for CPU @read, from which the values are; -1 if that is not known */
static void read_every_cpu(struct ns_snapshot *s, int read)
{
	struct ns_affinity a;
	int left = ns_affinity_begin(&a) ? ns_affinity_count(&a) : 0;

	for (int cpu = 0; left && cpu < NS_CPUS_MAX; cpu++) {
		if (!ns_affinity_has(&a, cpu))
			continue;
		left--;
		/* A CPU that has just gone offline has no registers. */
		if (cpu != read && ns_affinity_move(&a, cpu))
			compare_cpu(s, cpu);
	}
	ns_affinity_end(&a);
}

/* The 12 bytes in the order in which they are read: EBX, ECX, EDX */
static char *signature_text(const uint32_t out[4], char *buf)
{
	return ns_escape(buf, (const char *)&out[NS_OUT_EBX], 12);
}

static struct ns_leaf read_leaf(uint32_t number)
{
	struct ns_leaf leaf = { .leaf = number };

	__cpuid(number, leaf.out[NS_OUT_EAX], leaf.out[NS_OUT_EBX], leaf.out[NS_OUT_ECX],
		leaf.out[NS_OUT_EDX]);
	return leaf;
}

/*
 * Every base at steps of 0x100 that gives a highest leaf of its own, like the
 * kernel's cpuid_base_hypervisor(). Old KVM gives 0 for 0x40000001. With @brief
 * only up to the first base that gives none: those that are known are side by
 * side, and the other 250 cost an exit each.
 */
static void read_hypervisor(struct ns_snapshot *s, bool brief)
{
	bool gap = false;

	for (uint32_t base = HV_LEAF_FIRST; base <= HV_LEAF_LAST && !gap; base += HV_LEAF_STEP) {
		struct ns_leaf leaf = read_leaf(base);
		uint32_t max = leaf.out[NS_OUT_EAX];
		bool named = leaf.out[NS_OUT_EBX] || leaf.out[NS_OUT_ECX] || leaf.out[NS_OUT_EDX];

		if (!max && base == HV_LEAF_FIRST && leaf.out[NS_OUT_EBX])
			max = base + 1;
		/* A base that only repeats another leaf has no signature. */
		gap = max < base || max >= base + HV_LEAF_STEP || !named;
		while (!gap) {
			ns_snapshot_add_leaf(s, &leaf);
			if (leaf.leaf == max)
				break;
			leaf = read_leaf(leaf.leaf + 1);
		}
		gap = gap && brief;
	}
}

static void hypervisor_facts(struct ns_snapshot *s)
{
	const struct ns_leaf *leaf = ns_snapshot_leaf(s, HV_LEAF_FIRST);
	char text[12 * 4 + 1];

	if (!leaf)
		return;
	if (!ns_has(&s->fact[NS_FACT_HV_SIGNATURE]))
		ns_value_text(&s->fact[NS_FACT_HV_SIGNATURE], NS_SOURCE_CPUID,
			      signature_text(leaf->out, text));
	if (!ns_has(&s->fact[NS_FACT_HV_MAX_LEAF]))
		ns_value_num(&s->fact[NS_FACT_HV_MAX_LEAF], NS_SOURCE_CPUID,
			     leaf->out[NS_OUT_EAX]);
}

void ns_x86_read_cpuid(const struct ns_context *ctx, struct ns_snapshot *s)
{
	const struct ns_value *features = &s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX];
	bool brief = ctx->depth == NS_DEPTH_CHECKS || ctx->depth == NS_DEPTH_ANSWERS;
	uint32_t a, b, c, d;
	int before;

	before = sched_getcpu();
	if (read_registers(s->view[NS_VIEW_CPU]))
		read_every_cpu(s, sched_getcpu() == before ? before : -1);
	if (ns_has(features) && features->source == NS_SOURCE_CPUID)
		c = features->num;
	else
		__cpuid(1, a, b, c, d);
	if (!ns_has(&s->fact[NS_FACT_HV_PRESENT]))
		ns_value_num(&s->fact[NS_FACT_HV_PRESENT], NS_SOURCE_CPUID, c >> 31);
	/* Without the bit the leaf is any data: never read it then. */
	if (c >> 31)
		read_hypervisor(s, brief);
	hypervisor_facts(s);
	ns_snapshot_note(s, NS_SOURCE_CPUID, NS_VALUE, NULL, brief && c >> 31 ?
			 "as this program sees it; leaves of hypervisors up to the first gap" :
			 "as this program sees it");
}

#endif
