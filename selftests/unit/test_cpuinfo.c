// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /proc/cpuinfo against the registers: silent where they agree, one line for
 * each place where they do not, and the registers are believed.
 */
#include "analysis/cpuinfo.h"
#include "analysis/decode.h"
#include "common.h"
#include "model/flags.h"
#include "harness.h"
#include "render/finding.h"

/* The sentences of the findings */
struct texts {
	char **text;
	size_t count;
};

static struct texts *compare(const struct ns_snapshot *s)
{
	struct ns_findings all = ns_cpuinfo_compare(s);
	struct texts *q = calloc(1, sizeof(*q));

	q->text = calloc(all.count + 1, sizeof(*q->text));
	for (; q->count < all.count; q->count++)
		q->text[q->count] = ns_finding_text(all.list[q->count]);
	ns_findings_clear(&all);
	return q;
}

static void texts_free(struct texts *q)
{
	for (size_t i = 0; q && i < q->count; i++)
		free(q->text[i]);
	if (q)
		free(q->text);
	free(q);
}

FIXTURE(cpu)
{
	struct ns_snapshot *s;
	struct ns_value *view;
	struct texts *q;
};

FIXTURE_SETUP(cpu)
{
	self->s = ns_snapshot_new();
	self->view = self->s->view[NS_VIEW_CPU];
	self->q = NULL;
}

FIXTURE_TEARDOWN(cpu)
{
	texts_free(self->q);
	ns_snapshot_free(self->s);
}

static const char *only(const struct texts *q)
{
	return q->count == 1 ? q->text[0] : "";
}

#define CTLS2(bit) (1ull << ((bit) + 32))

/* A CPU with everything, whose kernel shows everything that has a flag */
static void fill(struct ns_snapshot *s)
{
	char vmx[2048] = "", flags[2048] = "fpu";

	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		set_reg(s->view[NS_VIEW_CPU], reg, ns_registers[reg].kind == NS_KIND_CPUID ? UINT32_MAX : ~0ull);
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];

		if (!*b->flag || !ns_bit_is_cap(b))
			continue;
		strcat(ns_registers[b->reg].kind == NS_KIND_MSR ? vmx : flags, " ");
		strcat(ns_registers[b->reg].kind == NS_KIND_MSR ? vmx : flags, b->flag);
	}
	strcat(flags, " vpid");
	for (size_t i = 0; i < ns_linux_flag_count; i++) {
		strcat(ns_linux_flags[i].line == NS_FACT_CPU_FLAGS ? flags : vmx, " ");
		strcat(ns_linux_flags[i].line == NS_FACT_CPU_FLAGS ? flags : vmx, ns_linux_flags[i].flag);
	}
	set_text(s, NS_FACT_CPU_FLAGS, flags);
	set_text(s, NS_FACT_CPU_VMX_FLAGS, vmx + 1);
}

TEST_F(cpu, agrees_with_everything)
{
	fill(self->s);
	self->q = compare(self->s);
	EXPECT_EQ(0, self->q->count) TH_LOG("%s", self->q->text[0]);
}

TEST_F(cpu, agrees_with_nothing_there)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		set_reg(self->view, reg, 0);
	set_text(self->s, NS_FACT_CPU_FLAGS, "fpu");
	set_text(self->s, NS_FACT_CPU_VMX_FLAGS, "");
	self->q = compare(self->s);
	EXPECT_EQ(0, self->q->count) TH_LOG("%s", self->q->text[0]);
}

/* What was not read on one side is not a difference. */
TEST_F(cpu, unread_is_no_difference)
{
	self->q = compare(self->s);
	EXPECT_EQ(0, self->q->count);
	texts_free(self->q);
	set_text(self->s, NS_FACT_CPU_FLAGS, "vmx svm vpid npt");
	set_text(self->s, NS_FACT_CPU_VMX_FLAGS, "ept vpid ple");
	self->q = compare(self->s);
	EXPECT_EQ(0, self->q->count);
	texts_free(self->q);
	ns_value_free(&self->s->fact[NS_FACT_CPU_FLAGS]);
	ns_value_free(&self->s->fact[NS_FACT_CPU_VMX_FLAGS]);
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		set_reg(self->view, reg, ~0ull);
	self->q = compare(self->s);
	EXPECT_EQ(0, self->q->count);
}

/*
 * A register that does not exist has no say: Linux shows vnmi of an Intel CPU
 * in the line of flags where an AMD CPU's would be.
 */
TEST_F(cpu, absent_is_no_difference)
{
	set_reg(self->view, NS_REG_CPUID_80000001_ECX, 0);
	ns_value_not(&self->view[NS_REG_CPUID_8000000A_EDX], NS_SOURCE_MODULE, NS_ABSENT,
		     "needs CPUID_80000001_ECX[2]");
	set_text(self->s, NS_FACT_CPU_FLAGS, "fpu vnmi ept");
	self->q = compare(self->s);
	EXPECT_EQ(0, self->q->count) TH_LOG("%s", self->q->text[0]);
}

/* Flags that Linux has cleared or has no name for */
TEST_F(cpu, cleared)
{
	set_reg(self->view, NS_REG_CPUID_1_ECX, 1 << 5);
	set_text(self->s, NS_FACT_CPU_FLAGS, "fpu");
	self->q = compare(self->s);
	EXPECT_NE(NULL, strstr(only(self->q), "vmx is not in the line \"flags\", but CPUID_1_ECX bit 5 says yes (Linux clears"))
		TH_LOG("%s", only(self->q));
}

/* How many flags that Linux makes of several bits need @id */
static size_t made_of(enum ns_bit_id id)
{
	size_t n = 0;

	for (size_t i = 0; i < ns_linux_flag_count; i++)
		for (size_t k = 0; k < ns_linux_flags[i].count; k++)
			n += ns_linux_flags[i].bits[k] == id;
	return n;
}

/* Each flag, left out alone and shown alone */
TEST_F(cpu, every_flag)
{
	size_t n = 0;

	fill(self->s);
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		uint64_t mask = b->kind == NS_BIT_CTL ? 1ull << b->low | 1ull << (b->low + 32) : 1ull << b->low;
		uint64_t kept = self->view[b->reg].num;
		char place[96];

		if (!*b->flag || !ns_bit_is_cap(b))
			continue;
		n++;
		set_reg(self->view, b->reg, kept & ~mask);
		if (ns_true_pair_of(b->reg))
			set_reg(self->view, ns_true_pair_of(b->reg)->true_reg, kept & ~mask);
		self->q = compare(self->s);
		snprintf(place, sizeof(place), "flags\", but %s bit %u says no", ns_registers[b->reg].name, b->low);
		/* Bit 5 of the secondary controls is vpid, which both lines show. */
		EXPECT_EQ((!strcmp(b->flag, "vpid") ? 2 : 1) + made_of(i), self->q->count) TH_LOG("%s", b->flag);
		EXPECT_NE(NULL, strstr(self->q->text[0], place)) TH_LOG("%s\n  not: %s", place, self->q->text[0]);
		snprintf(place, sizeof(place), "%s is in the line \"", b->flag);
		EXPECT_EQ(0, strncmp(self->q->text[0], place, strlen(place))) TH_LOG("%s", self->q->text[0]);
		texts_free(self->q);
		self->q = NULL;
		set_reg(self->view, b->reg, kept);
		if (ns_true_pair_of(b->reg))
			set_reg(self->view, ns_true_pair_of(b->reg)->true_reg, kept);
	}
	EXPECT_LT(40, n);
}

/* Flags that Linux makes of several bits: each bit, and the flag, missing alone */
TEST_F(cpu, every_made_up_flag)
{
	for (size_t i = 0; i < ns_linux_flag_count; i++) {
		const struct ns_linux_flag *row = &ns_linux_flags[i];
		const char *line = row->line == NS_FACT_CPU_FLAGS ? "flags" : "vmx flags";
		char expected[96], *place;

		for (size_t k = 0; k < row->count; k++) {
			const struct ns_bit *b = ns_bit(row->bits[k]);
			bool found = false;

			fill(self->s);
			self->view[b->reg].num &= ~(1ull << b->low | (b->kind == NS_BIT_CTL ? 1ull << (b->low + 32) : 0));
			if (ns_true_pair_of(b->reg))
				self->view[ns_true_pair_of(b->reg)->true_reg].num = self->view[b->reg].num;
			snprintf(expected, sizeof(expected), "%s is in the line \"%s\", but %s bit %u says no", row->flag, line,
				 ns_registers[b->reg].name, b->low);
			self->q = compare(self->s);
			for (size_t n = 0; n < self->q->count; n++) {
				if (strncmp(self->q->text[n], expected, strlen(expected)))
					continue;
				found = true;
				EXPECT_EQ(NULL, strstr(self->q->text[n], "its other bits")) TH_LOG("%s", self->q->text[n]);
			}
			EXPECT_TRUE(found) TH_LOG("%s", expected);
			texts_free(self->q);
		}
		fill(self->s);
		place = strstr(self->s->fact[row->line].text, row->flag);
		ASSERT_NE(NULL, place);
		place = strrchr(self->s->fact[row->line].text, ' ');
		/* The combined flags are the last of the line, so the last " flag" is the one to leave out. */
		while (strncmp(place + 1, row->flag, strlen(row->flag)) ||
		       (place[1 + strlen(row->flag)] != ' ' && place[1 + strlen(row->flag)]))
			do
				place--;
			while (*place != ' ');
		memset(place + 1, 'x', strlen(row->flag));
		snprintf(expected, sizeof(expected), "%s is not in the line \"%s\", but", row->flag, line);
		self->q = compare(self->s);
		EXPECT_EQ(1, self->q->count) TH_LOG("%s", expected);
		EXPECT_EQ(0, strncmp(only(self->q), expected, strlen(expected))) TH_LOG("%s", only(self->q));
		EXPECT_EQ(row->count > 1, !!strstr(only(self->q), ", as do its other bits")) TH_LOG("%s", only(self->q));
		texts_free(self->q);
		self->q = NULL;
	}
}

/* If the VMX flags are missing because Linux has cleared VMX, the absence of a flag says nothing. */
TEST_F(cpu, made_up_flags_of_a_kernel_without_names)
{
	set_reg(self->view, NS_REG_IA32_VMX_PROCBASED_CTLS, 0xfff9fffe0401e172);
	set_reg(self->view, NS_REG_IA32_VMX_PROCBASED_CTLS2, 0x553cfe00000000);
	set_text(self->s, NS_FACT_CPU_FLAGS, "fpu vpid");
	self->q = compare(self->s);
	for (size_t i = 0; i < self->q->count; i++) {
		EXPECT_EQ(NULL, strstr(self->q->text[i], "tpr_shadow")) TH_LOG("%s", self->q->text[i]);
	}
}

/* feat_ctl.c reads the wrong half of IA32_VMX_VMFUNC: the flag is never shown. */
TEST_F(cpu, eptp_switching)
{
	set_reg(self->view, NS_REG_IA32_VMX_VMFUNC, 1);
	set_text(self->s, NS_FACT_CPU_VMX_FLAGS, "");
	self->q = compare(self->s);
	EXPECT_STREQ("eptp_switching is not in the line \"vmx flags\", but IA32_VMX_VMFUNC bit 0 says yes (Linux reads the wrong half of IA32_VMX_VMFUNC and never shows it)",
		     only(self->q));
}

TEST_F(cpu, ept_5level)
{
	set_reg(self->view, NS_REG_IA32_VMX_EPT_VPID_CAP, 1 << 7);
	set_text(self->s, NS_FACT_CPU_VMX_FLAGS, "");
	self->q = compare(self->s);
	EXPECT_NE(NULL, strstr(only(self->q), "ept_5level is not in the line")) TH_LOG("%s", only(self->q));
	EXPECT_NE(NULL, strstr(only(self->q), "6.10"));
}

/* The line "flags" shows vpid for virtual NMIs; the line "vmx flags" is right. */
TEST_F(cpu, vpid_in_flags)
{
	set_reg(self->view, NS_REG_IA32_VMX_PROCBASED_CTLS2, CTLS2(5));
	set_text(self->s, NS_FACT_CPU_FLAGS, "fpu");
	set_text(self->s, NS_FACT_CPU_VMX_FLAGS, "vpid");
	self->q = compare(self->s);
	EXPECT_NE(NULL, strstr(only(self->q), "vpid is not in the line \"flags\"")) TH_LOG("%s", only(self->q));
	EXPECT_NE(NULL, strstr(only(self->q), "virtual NMIs"));
	texts_free(self->q);
	set_reg(self->view, NS_REG_IA32_VMX_PROCBASED_CTLS2, 0);
	set_text(self->s, NS_FACT_CPU_FLAGS, "fpu vpid vnmi");
	set_text(self->s, NS_FACT_CPU_VMX_FLAGS, "vnmi");
	self->q = compare(self->s);
	EXPECT_NE(NULL, strstr(only(self->q), "vpid is in the line \"flags\"")) TH_LOG("%s", only(self->q));
}

/* A flag is a whole word: ept is not in ept_ad. */
TEST(words)
{
	static const struct {
		const char *list, *word;
		bool there;
	} cases[] = {
		{ "ept", "ept", true }, { "a ept", "ept", true }, { "ept b", "ept", true },
		{ "a ept b", "ept", true }, { "ept_ad", "ept", false }, { "xept", "ept", false },
		{ "ept_ad ept", "ept", true }, { "", "ept", false }, { "ept", "", false },
		{ "eptept ept", "ept", true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_value v = NS_VALUE_INIT;

		ns_value_text(&v, NS_SOURCE_PROCFS, cases[i].list);
		EXPECT_EQ(cases[i].there, ns_value_has_word(&v, cases[i].word)) TH_LOG("\"%s\"", cases[i].list);
		ns_value_not(&v, NS_SOURCE_PROCFS, NS_UNREADABLE, NULL);
		EXPECT_FALSE(ns_value_has_word(&v, cases[i].word));
	}
}

TEST_HARNESS_MAIN
