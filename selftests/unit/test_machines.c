// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Machines that were recorded by others, machines.tsv: no bit that a processor
 * sets is unknown to the tables, and each machine is what it is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/answers.h"
#include "analysis/decode.h"
#include "analysis/invariants.h"
#include "analysis/layers.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"
#include "said.h"

/* One machine of the file at a time; @name is NULL at the end of the file. */
FIXTURE(machines)
{
	FILE *file;
	char line[512], *column[5];
	char name[128], kind[16];
	struct ns_snapshot *s;
	size_t count;
};

static bool next_line(FIXTURE_DATA(machines) *m)
{
	char *p;

	do {
		if (!fgets(m->line, sizeof(m->line), m->file))
			return false;
	} while (*m->line == '#');
	m->line[strcspn(m->line, "\n")] = '\0';
	/* A CPU's name may be empty, which strtok() would skip. */
	p = m->line;
	for (size_t i = 0; i < COUNT(m->column); i++) {
		m->column[i] = strsep(&p, "\t");
		if (!m->column[i])
			abort();
	}
	return true;
}

FIXTURE_SETUP(machines)
{
	self->file = fopen(UNIT "machines.tsv", "r");
	ASSERT_NE(NULL, self->file);
	self->s = NULL;
	self->count = 0;
	ASSERT_TRUE(next_line(self));
}

FIXTURE_TEARDOWN(machines)
{
	ns_snapshot_free(self->s);
	fclose(self->file);
}

static void add_leaf(struct ns_snapshot *s, const char *name, char *values)
{
	struct ns_leaf leaf = { .leaf = strtoul(name, NULL, 16) };

	for (size_t i = 0; i < COUNT(leaf.out); i++)
		leaf.out[i] = strtoul(strsep(&values, ",") ?: "", NULL, 16);
	ns_snapshot_add_leaf(s, &leaf);
}

static void add_line(struct ns_snapshot *s, const char *reg, char *value)
{
	enum ns_reg id = ns_reg_find(reg);

	if (!strncmp(reg, "CPUID_4", 7)) {
		add_leaf(s, reg + 6, value);
		return;
	}
	if (id == NS_REG_NONE) {
		fprintf(stderr, "%s is no register\n", reg);
		abort();
	}
	set_reg(s->view[NS_VIEW_CPU], id, strtoull(value, NULL, 16));
	if (id == NS_REG_CPUID_1_ECX) {
		set_fact(s, NS_FACT_HV_PRESENT, s->view[NS_VIEW_CPU][id].num >> 31);
		ns_snapshot_note(s, NS_SOURCE_CPUID, NS_VALUE, NULL, "a dump");
	}
}

/* Build the next machine of the file; false if there is none. */
static bool next_machine(FIXTURE_DATA(machines) *m)
{
	ns_snapshot_free(m->s);
	m->s = NULL;
	if (!m->column[0])
		return false;
	snprintf(m->name, sizeof(m->name), "%s", m->column[0]);
	snprintf(m->kind, sizeof(m->kind), "%s", m->column[1]);
	m->s = ns_snapshot_new();
	m->count++;
	do {
		add_line(m->s, m->column[3], m->column[4]);
		if (!next_line(m))
			m->column[0] = NULL;
	} while (m->column[0] && !strcmp(m->column[0], m->name));
	/* A dump has every register that exists. */
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (!ns_has(&m->s->view[NS_VIEW_CPU][reg]))
			ns_reg_to_be_read(m->s->view[NS_VIEW_CPU], reg, NS_SOURCE_CPUID);
	return true;
}

TEST_F(machines, have_no_bit_that_is_not_in_the_tables)
{
	while (next_machine(self)) {
		for (int reg = 0; reg < NS_REG_COUNT; reg++) {
			const struct ns_value *v = &self->s->view[NS_VIEW_CPU][reg];
			uint64_t unknown = ns_has(v) ? ns_unknown_bits(reg, v->num) : 0;

			EXPECT_EQ(0, unknown) TH_LOG("%s %s", self->name, ns_registers[reg].name);
		}
	}
	EXPECT_LE(74, self->count);
}

/* All with a hypervisor are dumps made on Windows with its Hyper-V on: root partitions. */
TEST_F(machines, are_the_layer_that_they_are)
{
	while (next_machine(self)) {
		bool below = !strcmp(self->kind, "guest+hv");
		struct ns_layer *l = ns_layer_find(self->s);

		EXPECT_STREQ(ns_layer_kind_name(below ? NS_LAYER_PARENT : NS_LAYER_BARE_METAL),
			     ns_layer_kind_name(l->kind)) TH_LOG("%s: %s", self->name, ns_finding_code(l->verdict));
		EXPECT_STREQ(below ? "Hyper-V" : "(none)", l->hypervisor ?: "(none)");
		ns_layer_free(l);
	}
	EXPECT_LE(74, self->count);
}

TEST_F(machines, get_their_answers)
{
	while (next_machine(self)) {
		struct ns_answers *a = ns_answer_all(self->s);
		const struct ns_findings *lists[] = { &a->missing, &a->parameters, &a->notes };

		EXPECT_TRUE(is_said("machines", self->name, a->run));
		EXPECT_TRUE(is_said("machines", self->name, a->nest));
		for (size_t l = 0; l < COUNT(lists); l++)
			for (size_t i = 0; i < lists[l]->count; i++)
				EXPECT_TRUE(is_said("machines", self->name, lists[l]->list[i]));
		ns_answers_free(a);
	}
}

/* These processors follow the rules by which registers exist. */
TEST_F(machines, have_the_registers_that_they_should)
{
	while (next_machine(self)) {
		if (strcmp(self->kind, "vmx"))
			continue;
		for (int reg = NS_REG_IA32_VMX_BASIC; reg <= NS_REG_IA32_VMX_TRUE_ENTRY_CTLS; reg++) {
			const struct ns_value *view = self->s->view[NS_VIEW_CPU];

			EXPECT_EQ(ns_has(&view[reg]) ? NS_EXISTS_YES : NS_EXISTS_NO,
				  ns_reg_exists(view, reg, NULL))
				TH_LOG("%s %s", self->name, ns_registers[reg].name);
		}
	}
}

/* No processor violates an invariant. */
TEST_F(machines, contradict_themselves_nowhere)
{
	while (next_machine(self)) {
		struct ns_findings all = { 0 };

		ns_invariants_find(self->s, NS_VIEW_CPU, &all);
		for (size_t i = 0; i < all.count; i++) {
			char *text = ns_finding_text(all.list[i]);

			EXPECT_EQ(NULL, text) TH_LOG("%s: %s", self->name, text);
			free(text);
		}
		ns_findings_clear(&all);
	}
	EXPECT_LE(74, self->count);
}

/*
 * The bits that test_vmx_caps() in kvm-unit-tests x86/vmx.c (1da1819e49fc) wants
 * to be 0, and those of them that processors set nevertheless. Each exception is
 * needed by a machine.
 */
static const struct {
	enum ns_reg reg;
	uint64_t zero, except;
	const char *why;
} strict[] = {
	{ NS_REG_IA32_VMX_BASIC, 0xfe00e00080000000, NS_MASK(VMX_BASIC_UNNAMED_57),
	  "set from Alder Lake on, without a public name" },
	{ NS_REG_IA32_VMX_MISC, 0x80007e00, NS_MASK(VMX_MISC_UNNAMED_9) | NS_MASK(VMX_MISC_INTEL_PT),
	  "set by Core 2, without a public name; Intel PT in VMX operation" },
	{ NS_REG_IA32_VMX_VMCS_ENUM, 0xfffffffffffffc01, 0, "" },
	{ NS_REG_IA32_VMX_EPT_VPID_CAP, 0xfffff0fef98cbe3e,
	  NS_MASK(VMX_EPT_SUPERVISOR_SHADOW_STACK_BIT) |
	  0x3full << NS_AT_VMX_EPT_MAX_HLAT_PREFIX_SIZE,
	  "supervisor shadow stacks and HLAT, newer than the test" },
};

TEST_F(machines, have_no_reserved_bit_but_these)
{
	uint64_t needed[COUNT(strict)] = { 0 };

	while (next_machine(self)) {
		for (size_t i = 0; i < COUNT(strict); i++) {
			const struct ns_value *v = &self->s->view[NS_VIEW_CPU][strict[i].reg];
			uint64_t set = ns_has(v) ? v->num & strict[i].zero : 0;

			needed[i] |= set;
			EXPECT_EQ(0, set & ~strict[i].except)
				TH_LOG("%s %s", self->name, ns_registers[strict[i].reg].name);
		}
	}
	for (size_t i = 0; i < COUNT(strict); i++) {
		EXPECT_EQ(!strict[i].except, !needed[i]) TH_LOG("%s", strict[i].why);
	}
}

TEST_HARNESS_MAIN
