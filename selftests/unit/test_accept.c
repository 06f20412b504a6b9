// SPDX-License-Identifier: GPL-2.0-or-later
/* Which values KVM accepts for a VMX register, compared with a model of KVM's code */
#include "analysis/accept.h"
#include "analysis/causes.h"
#include "common.h"
#include "harness.h"

static const struct {
	int set;
	uint32_t msr;
	uint64_t value;
} offers[] = {
#define OFFER(set, msr, value) { set, msr, value },
#define ROW(...)
#include "accept_rows.h"
#undef OFFER
#undef ROW
};

static const struct {
	int set;
	uint32_t msr;
	uint64_t value;
	bool accepted;
	uint64_t not_offered;
	uint64_t cleared;
} rows[] = {
#define OFFER(...)
#define ROW(...) { __VA_ARGS__ },
#include "accept_rows.h"
};

static struct ns_snapshot *offering(int set)
{
	struct ns_snapshot *s = ns_snapshot_new();

	for (size_t i = 0; i < COUNT(offers); i++)
		if (offers[i].set == set)
			set_reg(s->view[NS_VIEW_KVM], ns_reg_by_msr(offers[i].msr), offers[i].value);
	return s;
}

TEST(every_row_is_taken_or_refused_for_the_bits_that_the_model_names)
{
	struct ns_snapshot *s[] = { offering(0), offering(1) };
	bool seen[0x492 - 0x480] = { 0 };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ns_accept a = ns_accept_value(s[rows[i].set], rows[i].msr, rows[i].value);

		EXPECT_TRUE(a.accepted == (rows[i].accepted ? NS_YES : NS_NO) &&
			    a.allows == rows[i].not_offered && a.clears == rows[i].cleared) {
			TH_LOG("set %d: 0x%x to 0x%llx: %d, not offered 0x%llx, cleared 0x%llx", rows[i].set,
			       rows[i].msr, (unsigned long long)rows[i].value, a.accepted,
			       (unsigned long long)a.allows, (unsigned long long)a.clears);
		}
		EXPECT_TRUE(a.why.count > 0);
		seen[rows[i].msr - 0x480] = true;
		ns_accept_clear(&a);
	}
	for (size_t i = 0; i < COUNT(seen); i++)
		EXPECT_TRUE(seen[i]);
	ns_snapshot_free(s[0]);
	ns_snapshot_free(s[1]);
	EXPECT_NO_LEAK();
}

TEST(what_was_not_read_is_not_known)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_accept a = ns_accept_value(s, 0x48b, 0x11582e00000000);

	EXPECT_EQ(NS_UNKNOWN, a.accepted);
	EXPECT_EQ(NS_FOUND_VALUE_NOT_COMPARED, a.why.list[0]->code);
	ns_accept_clear(&a);
	for (uint32_t msr = 0x480; msr <= 0x491; msr++) {
		bool never = (msr >= 0x481 && msr <= 0x484) || msr == 0x487 || msr == 0x489;

		a = ns_accept_value(s, msr, 0);
		EXPECT_EQ(never ? NS_NO : msr == 0x48a ? NS_YES : NS_UNKNOWN, a.accepted) TH_LOG("0x%x", msr);
		ns_accept_clear(&a);
	}
	/* For these KVM's offer does not matter. */
	a = ns_accept_value(s, 0x482, 0);
	EXPECT_EQ(NS_NO, a.accepted);
	ns_accept_clear(&a);
	/* Not a VMX register */
	a = ns_accept_value(s, 0x10a, 5);
	EXPECT_EQ(NS_REG_NONE, a.reg);
	ns_accept_clear(&a);
	a = ns_accept_value(s, 0x492, 5);
	EXPECT_EQ(NS_REG_NONE, a.reg);
	ns_accept_clear(&a);
	ns_snapshot_free(s);
}

TEST(a_kvm_that_offers_no_vmx_takes_none)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_accept a;

	set_reg(s->view[NS_VIEW_KVM], NS_REG_CPUID_1_ECX, 0);
	a = ns_accept_value(s, 0x48a, 0x2e);
	EXPECT_EQ(NS_NO, a.accepted);
	EXPECT_EQ(NS_FOUND_VALUE_NO_VMX, a.why.list[0]->code);
	ns_accept_clear(&a);
	ns_snapshot_free(s);
}

TEST(the_order_of_the_writes_proves_what_came_before)
{
	struct ns_snapshot *s = offering(0);
	struct ns_accept a = ns_accept_value(s, 0x48b, 0);

	EXPECT_STREQ("0x48e, 0x48d, 0x48f, 0x490", ns_finding_get(a.notes.list[0], "before"));
	ns_accept_clear(&a);
	a = ns_accept_value(s, 0x48e, 0);
	EXPECT_EQ(NS_FOUND_VALUE_FIRST, a.notes.list[0]->code);
	ns_accept_clear(&a);
	set_text(s, NS_FACT_KERNEL, "5.10.0-8-amd64");
	a = ns_accept_value(s, 0x48e, 0);
	EXPECT_EQ(NS_FOUND_VALUE_OLD_KVM, a.notes.list[1]->code);
	ns_accept_clear(&a);
	ns_snapshot_free(s);
}

TEST(what_is_refused_is_named_with_the_switch_that_takes_it_away)
{
	struct ns_snapshot *s = offering(1);
	struct ns_accept a = ns_accept_value(s, 0x48e, 0xfff9fffe04006172);

	EXPECT_STREQ("vmx-mtf=off", ns_finding_get(a.why.list[0], "off"));
	EXPECT_STREQ("Monitor trap flag (vmx-mtf, bit 27)", ns_finding_get(a.why.list[0], "names"));
	ns_accept_clear(&a);
	/* Pin controls that a layer below forces, and that QEMU cannot express */
	a = ns_accept_value(s, 0x48d, 0x5600000016);
	EXPECT_EQ(NS_FOUND_VALUE_CLEARS, a.why.list[0]->code);
	EXPECT_EQ(0x29, a.clears);
	ns_accept_clear(&a);
	ns_snapshot_free(s);
}

TEST_HARNESS_MAIN
