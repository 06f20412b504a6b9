// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What KVM hands on: the table is whole, it foretells what a real KVM offered,
 * and each reason for a difference is found.
 */
#include <glob.h>
#include <stdio.h>

#include "analysis/answers.h"
#include "analysis/offer.h"
#include "analysis/signatures.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"

/* The rows again, interpreted by code independent of offer.c */
static const struct row {
	enum ns_bit_id bit;
	enum ns_offer_how how;
	const char *param;
	int without, with;
	int needs[4];	/* plus one; 0 ends the list. The other of a choice in the high half */
} rows[] = {
#define NEEDS(id) EITHER(id, id)
#define EITHER(id, other) (NS_BIT_##id + 1) | NS_BIT_##other << 16
#define NS_OFFER(id, how_, param_, without_, with_, follows_, ...) \
	{ NS_BIT_##id, NS_OFFER_##how_, param_, without_, with_, { __VA_ARGS__ } },
#include "analysis/offer_rules.h"
#undef NEEDS
#undef EITHER
};

static enum ns_bit_id first_of(int need)
{
	return (need & 0xffff) - 1;
}

static enum ns_bit_id other_of(int need)
{
	return need >> 16;
}

/* ---- the table ---- */

static bool handed_on(enum ns_reg reg)
{
	const struct ns_register *r = &ns_registers[reg];

	return (r->kind == NS_KIND_MSR && r->number >= 0x480 && r->number <= 0x493) ||
	       (r->kind == NS_KIND_CPUID && r->number == 0x8000000a) ||
	       reg == NS_REG_CPUID_1_ECX || reg == NS_REG_CPUID_80000001_ECX;
}

TEST(every_row_names_a_capability_once)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct ns_bit *bit = ns_bit(rows[i].bit);

		EXPECT_TRUE(ns_bit_is_cap(bit));
		EXPECT_EQ(rows[i].how, ns_offer_how(bit));
		EXPECT_EQ(!rows[i].without, !rows[i].with);
		EXPECT_TRUE(!rows[i].with || rows[i].without < rows[i].with);
		for (int n = 0; n < 4 && rows[i].needs[n]; n++) {
			const struct ns_bit *need = ns_bit(first_of(rows[i].needs[n]));
			const struct ns_bit *other = ns_bit(other_of(rows[i].needs[n]));

			EXPECT_TRUE(ns_offer_counts(need) && ns_offer_counts(other));
			EXPECT_NE(bit, need);
			EXPECT_NE(bit, other);
		}
		for (size_t j = 0; j < i; j++)
			EXPECT_NE(rows[i].bit, rows[j].bit);
	}
}

/* A CPU with KVM's number of ASIDs differs from KVM's guests in bits that KVM never shows to a guest. */
TEST(what_tells_a_cpu_from_kvm_is_never_offered)
{
	for (size_t i = 0; i < ns_svm_asid_count; i++) {
		for (unsigned int bit = 0; bit < 32; bit++) {
			const struct ns_bit *b = ns_bit_find(NS_REG_CPUID_8000000A_EDX, bit);

			if (!(ns_svm_asids[i].silicon >> bit & 1))
				continue;
			ASSERT_NE(NULL, b) TH_LOG("bit %u", bit);
			EXPECT_TRUE(ns_offer_how(b) == NS_OFFER_NEVER || ns_offer_how(b) == NS_OFFER_OWN)
				TH_LOG("%s", b->name);
		}
	}
}

TEST(every_capability_of_vmx_and_svm_has_a_row)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		if (!ns_bit_is_cap(&ns_bits[i]))
			continue;
		EXPECT_EQ(handed_on(ns_bits[i].reg), ns_offer_how(&ns_bits[i]) != NS_OFFER_NO_RULE) {
			TH_LOG("%s: %s", ns_registers[ns_bits[i].reg].name, ns_bits[i].name);
		}
	}
}

/* ---- a real CPU and what a real KVM offered on it ---- */

struct regs {
	enum ns_reg reg;
	uint64_t cpu, kvm;
};

/* An emulated Haswell and Debian 6.1's kvm_intel on it; Linux 7.3 gave the same */
static const struct regs haswell[] = {
	{ NS_REG_CPUID_1_ECX, 0x20, 0x20 },
	{ NS_REG_CPUID_80000001_ECX, 0, 0 },
	{ NS_REG_IA32_VMX_BASIC, 0x00d810000000002b, 0x00d8100011e57ed0 },
	{ NS_REG_IA32_VMX_PINBASED_CTLS, 0x0000007f00000016, 0x0000007f00000016 },
	{ NS_REG_IA32_VMX_TRUE_PINBASED_CTLS, 0x0000007f00000016, 0x0000007f00000016 },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS, 0xf7f9fffe0401e172, 0xf7f9fffe0401e172 },
	{ NS_REG_IA32_VMX_TRUE_PROCBASED_CTLS, 0xf7f9fffe04006172, 0xf7f9fffe04006172 },
	{ NS_REG_IA32_VMX_EXIT_CTLS, 0x007fffff00036dff, 0x007fffff00036dff },
	{ NS_REG_IA32_VMX_TRUE_EXIT_CTLS, 0x007fffff00036dfb, 0x007fffff00036dfb },
	{ NS_REG_IA32_VMX_ENTRY_CTLS, 0x0000ffff000011ff, 0x0000f3ff000011ff },
	{ NS_REG_IA32_VMX_TRUE_ENTRY_CTLS, 0x0000ffff000011fb, 0x0000f3ff000011fb },
	{ NS_REG_IA32_VMX_MISC, 0x200401e0, 0x20000165 },
	{ NS_REG_IA32_VMX_PROCBASED_CTLS2, 0x00047fff00000000, 0x00027bff00000000 },
	{ NS_REG_IA32_VMX_EPT_VPID_CAP, 0x00000f0106334141, 0x00000f0106334041 },
	{ NS_REG_IA32_VMX_VMFUNC, 1, 1 },
};

static struct ns_snapshot *haswell_machine(void)
{
	struct ns_snapshot *s = ns_snapshot_new();

	for (size_t i = 0; i < COUNT(haswell); i++) {
		set_reg(s->view[NS_VIEW_CPU], haswell[i].reg, haswell[i].cpu);
		set_reg(s->view[NS_VIEW_KVM], haswell[i].reg, haswell[i].kvm);
	}
	set_text(s, NS_FACT_KERNEL, "6.1.0-56-amd64");
	set_text(s, NS_FACT_KVM_MODULES, "kvm kvm_intel");
	set_text(s, NS_FACT_KVM_DEVICE, "usable");
	set_fact(s, NS_FACT_KVM_API, 12);
	set_param(s, "kvm_intel", "nested", "Y");
	set_param(s, "kvm_intel", "ept", "Y");
	set_param(s, "kvm_intel", "eptad", "Y");
	set_param(s, "kvm_intel", "vpid", "Y");
	set_param(s, "kvm_intel", "unrestricted_guest", "Y");
	set_param(s, "kvm_intel", "flexpriority", "Y");
	set_param(s, "kvm_intel", "enable_apicv", "N");
	return s;
}

static bool usable(const struct ns_snapshot *s, enum ns_view view, enum ns_bit_id bit)
{
	return ns_offer_usable(ns_bit(bit), ns_cap_in_view(s->view[view], ns_bit(bit)).word);
}

static bool param_off(const struct ns_snapshot *s, const struct row *r)
{
	enum ns_reg reg = ns_bit(r->bit)->reg;
	bool svm = reg >= NS_REG_CPUID_8000000A_EAX || reg == NS_REG_CPUID_80000001_ECX;

	return *r->param && ns_param_on(s, svm ? "kvm_amd" : "kvm_intel", r->param) == NS_NO;
}

/* What KVM should offer, according to the row and the machine */
static bool foretold(const struct ns_snapshot *s, const struct row *r)
{
	unsigned int major = 0, minor = 0;

	if (ns_has(&s->fact[NS_FACT_KERNEL]))
		sscanf(s->fact[NS_FACT_KERNEL].text, "%u.%u", &major, &minor);
	if (r->how == NS_OFFER_NEVER || param_off(s, r) || (int)(major * 1000 + minor) < r->with)
		return false;
	for (int n = 0; n < 4 && r->needs[n]; n++)
		if (!usable(s, NS_VIEW_CPU, first_of(r->needs[n])) && !usable(s, NS_VIEW_CPU, other_of(r->needs[n])))
			return false;
	return r->how != NS_OFFER_HW || usable(s, NS_VIEW_CPU, r->bit);
}

/* Check every capability of one vendor that was read in both views; returns how many there were */
static size_t compare(struct __test_metadata *_metadata, const struct ns_snapshot *s,
		      const char *name, bool svm)
{
	size_t compared = 0;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];
		const struct ns_bit *bit = ns_bit(r->bit);
		bool theirs = bit->reg == NS_REG_CPUID_80000001_ECX ||
			      ns_registers[bit->reg].number == 0x8000000a;

		if (theirs != svm || !ns_offer_counts(bit) ||
		    !ns_word_known(ns_cap_in_view(s->view[NS_VIEW_CPU], bit).word) ||
		    !ns_word_known(ns_cap_in_view(s->view[NS_VIEW_KVM], bit).word))
			continue;
		compared++;
		EXPECT_EQ(foretold(s, r), usable(s, NS_VIEW_KVM, r->bit)) {
			TH_LOG("%s: %s of %s", name, bit->name, ns_registers[bit->reg].name);
		}
	}
	return compared;
}

TEST(the_table_foretells_a_haswell)
{
	struct ns_snapshot *s = haswell_machine();

	EXPECT_LT(100, compare(_metadata, s, "haswell", false));
	ns_snapshot_free(s);
}

/* The machines of the lab, as they were captured: the kernel's own answer, layer by layer */
TEST(the_table_foretells_the_lab)
{
	size_t compared = 0;
	glob_t found;

	ASSERT_EQ(0, glob(FIXTURES "*-L[012].json", 0, NULL, &found));
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct ns_snapshot *s = load_snapshot(found.gl_pathv[i]);

		ASSERT_NE(NULL, s);
		compared += compare(_metadata, s, found.gl_pathv[i], strstr(found.gl_pathv[i], "amd-L"));
		ns_snapshot_free(s);
	}
	EXPECT_LT(100, compared);
	globfree(&found);
}

/* ---- reasons ---- */

FIXTURE(reason)
{
	struct ns_snapshot *s;
	struct ns_offer o;
};

FIXTURE_SETUP(reason)
{
	self->s = haswell_machine();
	self->o = (struct ns_offer){ 0 };
}

FIXTURE_TEARDOWN(reason)
{
	ns_offer_free(&self->o);
	ns_snapshot_free(self->s);
	EXPECT_NO_LEAK();
}

static bool has(char *text, const char *part)
{
	bool found = text && strstr(text, part);

	if (!found)
		printf("# \"%s\" is not in \"%s\"\n", part, text ?: "(nothing)");
	free(text);
	return found;
}

static bool says(FIXTURE_DATA(reason) *self, const char *part)
{
	return has(ns_finding_text(self->o.finding), part);
}

static bool helps(FIXTURE_DATA(reason) *self, const char *part)
{
	return has(ns_finding_remedy(self->o.finding), part);
}

static struct ns_offer offer_of(const struct ns_snapshot *s, enum ns_bit_id bit)
{
	struct ns_machine m = ns_machine_look(s);
	struct ns_offer o = ns_offer_of(&m, ns_bit(bit));

	ns_machine_done(&m);
	return o;
}

static void ask(FIXTURE_DATA(reason) *self, enum ns_bit_id bit)
{
	ns_offer_free(&self->o);
	self->o = offer_of(self->s, bit);
}

static void change_param(struct ns_snapshot *s, const char *name, const char *text)
{
	for (size_t i = 0; i < s->param_count; i++)
		if (!strcmp(s->params[i].name, name))
			ns_value_text(&s->params[i].value, NS_SOURCE_SYSFS, text);
}

static void clear(struct ns_snapshot *s, enum ns_view view, enum ns_reg reg, uint64_t bits)
{
	s->view[view][reg].num &= ~bits;
}

/* ept=0 as KVM shows it: what needs EPT is off as well */
static void without_ept(struct ns_snapshot *s)
{
	change_param(s, "ept", "N");
	change_param(s, "eptad", "N");
	change_param(s, "unrestricted_guest", "N");
	clear(s, NS_VIEW_KVM, NS_REG_IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_ENABLE_EPT) |
	      NS_MASK(SECONDARY_EXEC_UNRESTRICTED_GUEST) | NS_MASK(SECONDARY_EXEC_ENABLE_PML));
	clear(s, NS_VIEW_KVM, NS_REG_IA32_VMX_EPT_VPID_CAP, 0xffffffff);
}

TEST_F(reason, never_offered)
{
	ask(self, NS_BIT_SECONDARY_EXEC_PAUSE_LOOP_EXITING);
	EXPECT_EQ(NS_WHY_NEVER, self->o.why);
	EXPECT_STREQ("never-offered", ns_finding_code(self->o.finding));
	EXPECT_FALSE(ns_finding_helps(self->o.finding));
}

TEST_F(reason, emulated)
{
	ask(self, NS_BIT_SECONDARY_EXEC_ENABLE_PML);
	EXPECT_EQ(NS_WHY_EMULATED, self->o.why);
	EXPECT_TRUE(says(self, "emulated by KVM"));
}

TEST_F(reason, the_same)
{
	ask(self, NS_BIT_SECONDARY_EXEC_SHADOW_VMCS);
	EXPECT_EQ(NS_WHY_SAME, self->o.why);
	EXPECT_EQ(NULL, self->o.finding);
}

TEST_F(reason, unread_is_not_withheld)
{
	ns_value_not(&self->s->view[NS_VIEW_KVM][NS_REG_IA32_VMX_PROCBASED_CTLS2], NS_SOURCE_KVM,
		     NS_UNREADABLE, "no permission");
	ask(self, NS_BIT_SECONDARY_EXEC_PAUSE_LOOP_EXITING);
	EXPECT_EQ(NS_WHY_UNREAD, self->o.why);
	EXPECT_EQ(NULL, self->o.finding);
}

TEST_F(reason, parameter_off)
{
	without_ept(self->s);
	ask(self, NS_BIT_SECONDARY_EXEC_ENABLE_EPT);
	EXPECT_EQ(NS_WHY_PARAM, self->o.why);
	EXPECT_STREQ("kvm_intel", ns_finding_get(self->o.finding, "module"));
	EXPECT_STREQ("ept", ns_finding_get(self->o.finding, "param"));
	EXPECT_TRUE(says(self, "kvm_intel.ept is N"));
	EXPECT_TRUE(helps(self, "modprobe kvm_intel ept=1"));
}

/* unrestricted_guest reads N, but only because ept is off. */
TEST_F(reason, the_parameter_behind_the_parameter)
{
	without_ept(self->s);
	ask(self, NS_BIT_SECONDARY_EXEC_UNRESTRICTED_GUEST);
	EXPECT_EQ(NS_WHY_PARAM, self->o.why);
	EXPECT_STREQ("ept", ns_finding_get(self->o.finding, "param"));
	ask(self, NS_BIT_VMX_EPT_AD_BIT);
	EXPECT_EQ(NS_WHY_PARAM, self->o.why);
	EXPECT_STREQ("ept", ns_finding_get(self->o.finding, "param"));
}

/* And its own parameter if that is the cause */
TEST_F(reason, own_parameter)
{
	change_param(self->s, "unrestricted_guest", "N");
	clear(self->s, NS_VIEW_KVM, NS_REG_IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_UNRESTRICTED_GUEST));
	ask(self, NS_BIT_SECONDARY_EXEC_UNRESTRICTED_GUEST);
	EXPECT_EQ(NS_WHY_PARAM, self->o.why);
	EXPECT_STREQ("unrestricted_guest", ns_finding_get(self->o.finding, "param"));
}

/* KVM switches ept off itself on a CPU without write-back EPT tables: the parameter is no reason. */
TEST_F(reason, depends_on_what_the_cpu_lacks)
{
	without_ept(self->s);
	clear(self->s, NS_VIEW_CPU, NS_REG_IA32_VMX_EPT_VPID_CAP, NS_MASK(VMX_EPTP_WB_BIT));
	ask(self, NS_BIT_SECONDARY_EXEC_ENABLE_EPT);
	EXPECT_EQ(NS_WHY_DEPENDS, self->o.why);
	EXPECT_TRUE(says(self, "EPT memory type WB"));
	EXPECT_FALSE(ns_finding_helps(self->o.finding));
}

/* Of two ways to flush one is enough, vmx.c hardware_setup(). */
TEST_F(reason, depends_on_one_of_two)
{
	static const uint64_t single = NS_MASK(VMX_VPID_EXTENT_SINGLE_CONTEXT_BIT);
	static const uint64_t all = NS_MASK(VMX_VPID_EXTENT_GLOBAL_CONTEXT_BIT);

	clear(self->s, NS_VIEW_KVM, NS_REG_IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_ENABLE_VPID));
	clear(self->s, NS_VIEW_CPU, NS_REG_IA32_VMX_EPT_VPID_CAP, single);
	ask(self, NS_BIT_SECONDARY_EXEC_ENABLE_VPID);
	EXPECT_NE(NS_WHY_DEPENDS, self->o.why);
	self->s->view[NS_VIEW_CPU][NS_REG_IA32_VMX_EPT_VPID_CAP].num |= single;
	clear(self->s, NS_VIEW_CPU, NS_REG_IA32_VMX_EPT_VPID_CAP, all);
	ask(self, NS_BIT_SECONDARY_EXEC_ENABLE_VPID);
	EXPECT_NE(NS_WHY_DEPENDS, self->o.why);
	clear(self->s, NS_VIEW_CPU, NS_REG_IA32_VMX_EPT_VPID_CAP, single);
	ask(self, NS_BIT_SECONDARY_EXEC_ENABLE_VPID);
	EXPECT_EQ(NS_WHY_DEPENDS, self->o.why);
	EXPECT_TRUE(says(self, "Single-context INVVPID or All-context INVVPID"));
}

TEST_F(reason, nested_off)
{
	change_param(self->s, "nested", "N");
	clear(self->s, NS_VIEW_KVM, NS_REG_CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX));
	for (int reg = NS_REG_IA32_VMX_BASIC; reg <= NS_REG_IA32_VMX_VMFUNC; reg++)
		ns_value_not(&self->s->view[NS_VIEW_KVM][reg], NS_SOURCE_KVM, NS_ABSENT, "no VMX");
	ask(self, NS_BIT_SECONDARY_EXEC_SHADOW_VMCS);
	EXPECT_EQ(NS_WHY_NESTED_OFF, self->o.why);
	EXPECT_TRUE(says(self, "kvm_intel.nested is N"));
	ask(self, NS_BIT_X86_FEATURE_VMX);
	EXPECT_EQ(NS_WHY_NESTED_OFF, self->o.why);
	EXPECT_STREQ("nested", ns_finding_get(self->o.finding, "param"));
}

TEST_F(reason, no_kvm)
{
	ns_value_not(&self->s->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, NS_ABSENT, "there is no /dev/kvm");
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		ns_value_not(&self->s->view[NS_VIEW_KVM][reg], NS_SOURCE_KVM, NS_ABSENT, "there is no /dev/kvm");
	set_reg(self->s->view[NS_VIEW_CPU], NS_REG_IA32_FEATURE_CONTROL, 1);
	ask(self, NS_BIT_X86_FEATURE_VMX);
	EXPECT_EQ(NS_WHY_NO_KVM, self->o.why);
}

TEST_F(reason, not_known)
{
	clear(self->s, NS_VIEW_KVM, NS_REG_IA32_VMX_PROCBASED_CTLS2, NS_MASK(SECONDARY_EXEC_WBINVD_EXITING));
	ask(self, NS_BIT_SECONDARY_EXEC_WBINVD_EXITING);
	EXPECT_EQ(NS_WHY_NOT_KNOWN, self->o.why);
	set_param(self->s, "kvm_intel", "enlightened_vmcs", "Y");
	ask(self, NS_BIT_SECONDARY_EXEC_WBINVD_EXITING);
	EXPECT_TRUE(says(self, "Hyper-V"));
}

/* The TSC can be scaled by L1 from a kernel between 5.10 and 6.1 on. */
TEST_F(reason, kernel_too_old)
{
	self->s->view[NS_VIEW_CPU][NS_REG_IA32_VMX_PROCBASED_CTLS2].num |= NS_MASK(SECONDARY_EXEC_TSC_SCALING);
	set_text(self->s, NS_FACT_KERNEL, "5.10.0-46-amd64");
	ask(self, NS_BIT_SECONDARY_EXEC_TSC_SCALING);
	EXPECT_EQ(NS_WHY_TOO_OLD, self->o.why);
	EXPECT_TRUE(says(self, "5.10.0-46-amd64"));
	set_text(self->s, NS_FACT_KERNEL, "5.15.0");
	ask(self, NS_BIT_SECONDARY_EXEC_TSC_SCALING);
	EXPECT_EQ(NS_WHY_NOT_KNOWN, self->o.why);
	EXPECT_TRUE(says(self, "6.1"));
}

TEST_F(reason, svm_has_its_own_module)
{
	struct ns_snapshot *s = self->s;

	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_80000001_ECX, 4);
	set_reg(s->view[NS_VIEW_KVM], NS_REG_CPUID_80000001_ECX, 4);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_8000000A_EDX,
		NS_MASK(X86_FEATURE_NPT) | NS_MASK(X86_FEATURE_V_VMSAVE_VMLOAD));
	set_reg(s->view[NS_VIEW_KVM], NS_REG_CPUID_8000000A_EDX, 0);
	set_param(s, "kvm_amd", "nested", "1");
	set_param(s, "kvm_amd", "npt", "N");
	set_param(s, "kvm_amd", "vls", "0");
	ask(self, NS_BIT_X86_FEATURE_NPT);
	EXPECT_TRUE(says(self, "kvm_amd.npt is N"));
	/* vls=0 follows from npt=0. */
	ask(self, NS_BIT_X86_FEATURE_V_VMSAVE_VMLOAD);
	EXPECT_TRUE(says(self, "kvm_amd.npt is N"));
}

/* A control that is useful when it is off: QEMU's vmx-cr3-load-noexit */
TEST_F(reason, may_be_cleared)
{
	const struct ns_bit *bit = ns_bit(NS_BIT_CPU_BASED_CR3_LOAD_EXITING);

	EXPECT_TRUE(ns_offer_usable(bit, NS_WORD_DEFAULT));
	EXPECT_TRUE(ns_offer_usable(bit, NS_WORD_YES));
	EXPECT_FALSE(ns_offer_usable(bit, NS_WORD_FORCED));
	EXPECT_FALSE(ns_offer_usable(bit, NS_WORD_ABSENT));
	set_reg(self->s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_TRUE_PROCBASED_CTLS, 0xf7f9fffe0401e172);
	ask(self, NS_BIT_CPU_BASED_CR3_LOAD_EXITING);
	EXPECT_EQ(NS_WHY_EMULATED, self->o.why);
}

/* The parameter is off because KVM cleared it, so the reason for that withholds the capability. */
TEST(a_capability_whose_parameter_kvm_cleared_is_not_blamed_on_the_parameter)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_offer o;

	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, 1 << 5);
	set_reg(s->view[NS_VIEW_KVM], NS_REG_CPUID_1_ECX, 1 << 5);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_PROCBASED_CTLS, 0xffffffff00000000);
	set_reg(s->view[NS_VIEW_KVM], NS_REG_IA32_VMX_PROCBASED_CTLS, 0xffffffff00000000);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_VMX_PROCBASED_CTLS2, 0xffffffff00000000);
	set_reg(s->view[NS_VIEW_KVM], NS_REG_IA32_VMX_PROCBASED_CTLS2, 0xffff7fff00000000);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_FEATURE_CONTROL, 0x5);
	set_text(s, NS_FACT_KERNEL, "6.12.1");
	set_text(s, NS_FACT_KVM_MODULES, "kvm kvm_intel");
	set_param(s, "kvm_intel", "sgx", "N");
	o = offer_of(s, NS_BIT_SECONDARY_EXEC_ENCLS_EXITING);
	EXPECT_EQ(NS_WHY_PARAM, o.why);
	ASSERT_NE(NULL, o.finding);
	EXPECT_STREQ("parameter-cleared", ns_finding_code(o.finding));
	EXPECT_EQ(NS_COMPONENT_FIRMWARE, o.finding->component);
	EXPECT_EQ(NS_REMEDY_NONE, o.finding->remedy);
	ns_offer_free(&o);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
