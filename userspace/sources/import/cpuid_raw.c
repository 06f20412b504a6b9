// SPDX-License-Identifier: GPL-2.0-or-later
/* Leaves of CPUID as cpuid -r, InstLatx64, x86info, kcpuid and libcpuid print them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "sources/import/cpuid_row.h"
#include "sources/import/reader.h"
#include "util/number.h"
#include "util/text.h"

#define HV_FIRST 0x40000000u
#define HV_LAST 0x4000ffffu
#define BRAND 0x80000002u

/* What stands above the leaves of one CPU; cpuid -1 says no number. */
static const char *const cpu_lines[] = {
	"CPU %u:%n",
	"------[ Logical CPU #%u ]------%n",
	"_________________ Logical CPU #%u _________________%n",
};

static bool take_cpu(struct ns_import *im, const char *line)
{
	unsigned int cpu;
	int len = 0;

	if (!strchr("C-_", *line))
		return false;
	for (size_t i = 0; i < sizeof(cpu_lines) / sizeof(cpu_lines[0]) && !len; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		if (sscanf(line, cpu_lines[i], &cpu, &len) != 1)
			len = 0;
#pragma GCC diagnostic pop
	}
	/* cpuid -1 */
	if (!strcmp(line, "CPU:"))
		return im->heading = true;
	if (!len || line[len + strspn(line + len, " \t\r")])
		return false;
	if (cpu > NS_CPU_MAX)
		return ns_import_fail(im, "CPU %u: no machine has so many", cpu);
	im->cpu = cpu;
	return im->heading = true;
}

/* The characters of three registers, as the leaf has them */
static void text_of(char text[12 * 4 + 1], const uint32_t out[4], const int order[3])
{
	char bytes[12];

	for (size_t i = 0; i < 3; i++)
		ns_x86_bytes(bytes + i * 4, out[order[i]]);
	ns_escape(text, bytes, 12);
}

static void take_vendor(struct ns_import *im, const struct ns_cpuid_row *row, enum ns_source source)
{
	static const int order[] = { NS_OUT_EBX, NS_OUT_EDX, NS_OUT_ECX };
	char text[12 * 4 + 1];

	text_of(text, row->out, order);
	ns_import_text_fact(im, NS_FACT_CPU_VENDOR, source, text);
	im->basic = (struct ns_import_leaves){ true, row->out[NS_OUT_EAX] };
}

static void take_tdx(struct ns_import *im, const struct ns_cpuid_row *row, enum ns_source source)
{
	static const int order[] = { NS_OUT_EBX, NS_OUT_EDX, NS_OUT_ECX };
	char text[12 * 4 + 1];

	text_of(text, row->out, order);
	ns_import_text_fact(im, NS_FACT_TDX_SIGNATURE, source, text);
}

/* Kept until the hypervisor bit is known: without it the leaf is any data. */
static void take_hypervisor(struct ns_import *im, const struct ns_cpuid_row *row)
{
	struct ns_leaf leaf = { .leaf = row->leaf };

	memcpy(leaf.out, row->out, sizeof(leaf.out));
	if (!row->subleaf && !ns_snapshot_leaf(im->s, row->leaf))
		ns_snapshot_add_leaf(im->s, &leaf);
}

/* What the whole machine has, from the first CPU */
static void take_machine(struct ns_import *im, const struct ns_cpuid_row *row, enum ns_source source)
{
	if (row->leaf >= HV_FIRST && row->leaf <= HV_LAST) {
		take_hypervisor(im, row);
	} else if (!row->leaf) {
		take_vendor(im, row, source);
	} else if (row->leaf == 0x21 && !row->subleaf) {
		take_tdx(im, row, source);
	} else if (row->leaf == 0x80000000) {
		im->extended = (struct ns_import_leaves){ true, row->out[NS_OUT_EAX] };
	} else if (row->leaf >= BRAND && row->leaf < BRAND + 3) {
		for (int i = 0; i < 4; i++)
			ns_x86_bytes((char *)&im->brand[(row->leaf - BRAND) * 4 + i], row->out[i]);
		im->brand_leaves |= 1u << (row->leaf - BRAND);
	}
}

void ns_import_leaf(struct ns_import *im, const struct ns_cpuid_row *row, enum ns_source source)
{
	for (int i = 0; i < 4; i++) {
		enum ns_reg reg = ns_reg_by_cpuid(row->leaf, row->subleaf, i);

		if (reg != NS_REG_NONE)
			ns_import_register(im, reg, source, row->out[i]);
	}
	if (im->cpu < 0 || im->cpu == im->first_cpu || im->first_cpu < 0)
		take_machine(im, row, source);
}

bool ns_take_cpuid_raw(struct ns_import *im, const char *line, enum ns_source source)
{
	struct ns_cpuid_row row;

	if (take_cpu(im, line))
		return true;
	switch (ns_cpuid_row(line, &row)) {
	case NS_ROW_NONE:
		return false;
	case NS_ROW_BROKEN:
		return ns_import_fail(im, "not a whole leaf of CPUID: four registers of 32 bits");
	case NS_ROW_WHOLE:
		break;
	}
	ns_import_leaf(im, &row, source);
	return true;
}

static void set_brand(struct ns_import *im)
{
	char name[48 + 1] = "", text[48 * 4 + 1];
	const char *start = name;

	if (im->brand_leaves != 7)
		return;
	memcpy(name, im->brand, 48);
	start += strspn(start, " ");
	ns_escape(text, start, strlen(start));
	if (*text)
		ns_import_text_fact(im, NS_FACT_CPU_MODEL, NS_SOURCE_CPUID, text);
}

/* A leaf that is above the range's highest one is not there; one below it was left out of the dump. */
static void mark_absent_leaves(struct ns_import *im)
{
	struct ns_value *view = im->s->view[NS_VIEW_CPU];

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		const struct ns_register *r = &ns_registers[reg];
		const struct ns_import_leaves *range = r->number & 0x80000000 ? &im->extended : &im->basic;

		if (r->kind == NS_KIND_CPUID && view[reg].state == NS_NOT_ASKED && range->known &&
		    r->number > range->last)
			ns_value_not(&view[reg], NS_SOURCE_CPUID, NS_ABSENT, "CPUID has no leaf 0x%x", r->number);
	}
}

static void drop_leaves(struct ns_snapshot *s)
{
	free(s->leaves);
	s->leaves = NULL;
	s->leaf_count = 0;
}

void ns_finish_cpuid(struct ns_import *im)
{
	static const int order[] = { NS_OUT_EBX, NS_OUT_ECX, NS_OUT_EDX };
	const struct ns_value *ecx = &im->s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX];
	const struct ns_leaf *leaf;
	char text[12 * 4 + 1];

	mark_absent_leaves(im);
	set_brand(im);
	if (ns_has(ecx) || ecx->known & NS_MASK(X86_FEATURE_HYPERVISOR))
		ns_import_num_fact(im, NS_FACT_HV_PRESENT, ecx->source, ecx->num >> 31 & 1);
	if (!ns_has(&im->s->fact[NS_FACT_HV_PRESENT]) || !im->s->fact[NS_FACT_HV_PRESENT].num)
		drop_leaves(im->s);
	leaf = ns_snapshot_leaf(im->s, HV_FIRST);
	if (!leaf)
		return;
	text_of(text, leaf->out, order);
	ns_import_text_fact(im, NS_FACT_HV_SIGNATURE, NS_SOURCE_CPUID, text);
	ns_import_num_fact(im, NS_FACT_HV_MAX_LEAF, NS_SOURCE_CPUID, leaf->out[NS_OUT_EAX]);
}
