// SPDX-License-Identifier: GPL-2.0-or-later
/* What the flags of /proc/cpuinfo tell about registers that were not read, and what they do not */
#include "analysis/decode.h"
#include "analysis/machine.h"
#include "analysis/run.h"
#include "common.h"
#include "harness.h"
#include "model/flags.h"
#include "said.h"

static struct ns_snapshot *machine(const char *vendor, const char *flags, const char *vmx_flags)
{
	struct ns_snapshot *s = ns_snapshot_new();

	set_text(s, NS_FACT_CPU_VENDOR, vendor);
	set_text(s, NS_FACT_CPU_FLAGS, flags);
	if (vmx_flags)
		set_text(s, NS_FACT_CPU_VMX_FLAGS, vmx_flags);
	ns_flags_fill(s);
	return s;
}

static enum ns_word word(const struct ns_snapshot *s, enum ns_bit_id bit)
{
	return ns_cap_in_view(s->view[NS_VIEW_CPU], ns_bit(bit)).word;
}

TEST(a_flag_is_a_bit)
{
	struct ns_snapshot *s = machine("GenuineIntel", "fpu vmx ept vpid",
					"vnmi preemption_timer invvpid ept_x_only ept vpid pml");

	EXPECT_EQ(NS_WORD_YES, word(s, NS_BIT_X86_FEATURE_VMX));
	EXPECT_EQ(NS_WORD_YES, word(s, NS_BIT_SECONDARY_EXEC_ENABLE_EPT));
	EXPECT_EQ(NS_WORD_YES, word(s, NS_BIT_SECONDARY_EXEC_ENABLE_PML));
	EXPECT_EQ(NS_WORD_YES, word(s, NS_BIT_PIN_BASED_VIRTUAL_NMIS));
	/* Every kernel with that line would show it. */
	EXPECT_EQ(NS_WORD_NO, word(s, NS_BIT_SECONDARY_EXEC_SHADOW_VMCS));
	EXPECT_EQ(NS_WORD_NO, word(s, NS_BIT_PIN_BASED_POSTED_INTR));
	/* It has no flag, or only in new kernels, or Linux never shows it. */
	EXPECT_EQ(NS_WORD_NOT_ASKED, word(s, NS_BIT_SECONDARY_EXEC_ENABLE_VMFUNC));
	EXPECT_EQ(NS_WORD_NOT_ASKED, word(s, NS_BIT_SECONDARY_EXEC_NOTIFY_VM_EXITING));
	EXPECT_EQ(NS_WORD_NOT_ASKED, word(s, NS_BIT_CPU_BASED_HLT_EXITING));
	/* An Intel CPU has no SVM, and no register of it. */
	EXPECT_EQ(NS_WORD_NO, word(s, NS_BIT_X86_FEATURE_SVM));
	EXPECT_EQ(NS_ABSENT, s->view[NS_VIEW_CPU][NS_REG_VM_CR].state);
	EXPECT_EQ(0, s->fact[NS_FACT_HV_PRESENT].num);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

/* Before Linux 5.6 there is no second line, and vpid names another bit. */
TEST(old_kernels_show_little)
{
	struct ns_snapshot *s = machine("GenuineIntel", "fpu vmx tpr_shadow ept vpid", NULL);

	EXPECT_EQ(NS_WORD_YES, word(s, NS_BIT_CPU_BASED_TPR_SHADOW));
	EXPECT_EQ(NS_WORD_YES, word(s, NS_BIT_SECONDARY_EXEC_ENABLE_EPT));
	EXPECT_EQ(NS_WORD_NOT_ASKED, word(s, NS_BIT_SECONDARY_EXEC_ENABLE_VPID));
	EXPECT_EQ(NS_WORD_NOT_ASKED, word(s, NS_BIT_PIN_BASED_VIRTUAL_NMIS));
	ns_snapshot_free(s);
}

/* vnmi is Intel's too. */
TEST(a_name_of_two_vendors_is_the_right_ones)
{
	struct ns_snapshot *amd = machine("AuthenticAMD", "fpu svm npt vnmi avic", NULL);
	struct ns_snapshot *intel = machine("GenuineIntel", "fpu vmx vnmi", NULL);

	EXPECT_EQ(NS_WORD_YES, word(amd, NS_BIT_X86_FEATURE_NPT));
	EXPECT_EQ(NS_WORD_YES, word(amd, NS_BIT_X86_FEATURE_VNMI));
	EXPECT_EQ(NS_WORD_NOT_ASKED, word(amd, NS_BIT_X86_FEATURE_VGIF));
	EXPECT_EQ(NS_WORD_ABSENT, word(amd, NS_BIT_PIN_BASED_VIRTUAL_NMIS));
	EXPECT_EQ(NS_WORD_YES, word(intel, NS_BIT_PIN_BASED_VIRTUAL_NMIS));
	EXPECT_EQ(NS_WORD_ABSENT, word(intel, NS_BIT_X86_FEATURE_VNMI));
	ns_snapshot_free(amd);
	ns_snapshot_free(intel);
}

/* Linux clears the flag if firmware has locked VMX off, so its absence says nothing about the CPU. */
TEST(a_missing_vmx_is_no_bit)
{
	struct ns_snapshot *s = machine("GenuineIntel", "fpu nopl", NULL);

	EXPECT_EQ(NS_UNKNOWN, ns_bit_of(&s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX], NS_MASK(X86_FEATURE_VMX)));
	EXPECT_EQ(NS_NO, ns_bit_of(&s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX], NS_MASK(X86_FEATURE_HYPERVISOR)));
	ns_snapshot_free(s);
}

/* Before 2.6.29 Linux had no name for it. */
TEST(an_old_kernel_says_nothing_of_hypervisors)
{
	struct ns_snapshot *s = machine("GenuineIntel", "fpu vme constant_tsc up pni lahf_lm", NULL);

	EXPECT_EQ(NS_UNKNOWN, ns_bit_of(&s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX], NS_MASK(X86_FEATURE_HYPERVISOR)));
	EXPECT_EQ(NS_NOT_ASKED, s->fact[NS_FACT_HV_PRESENT].state);
	ns_snapshot_free(s);
}

TEST(what_was_read_stays)
{
	struct ns_snapshot *s = ns_snapshot_new();

	set_text(s, NS_FACT_CPU_VENDOR, "GenuineIntel");
	set_text(s, NS_FACT_CPU_FLAGS, "fpu vmx hypervisor");
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, 0x20);
	set_fact(s, NS_FACT_HV_PRESENT, 0);
	ns_flags_fill(s);
	EXPECT_EQ(0x20, s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX].num);
	EXPECT_EQ(0, s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX].known);
	EXPECT_EQ(0, s->fact[NS_FACT_HV_PRESENT].num);
	ns_snapshot_free(s);
}

TEST(bits_are_in_the_snapshot)
{
	struct ns_snapshot *s = machine("GenuineIntel", "fpu vmx", "ept vpid"), *back;
	char *text = to_text(s), *again, *error, *note;

	back = ns_snapshot_from_text(text, strlen(text), "x", &error, &note);
	ASSERT_NE(NULL, back) TH_LOG("%s", error);
	EXPECT_EQ(NULL, note);
	again = to_text(back);
	EXPECT_STREQ(text, again);
	EXPECT_EQ(NS_WORD_YES, word(back, NS_BIT_SECONDARY_EXEC_ENABLE_EPT));
	EXPECT_EQ(NS_WORD_NO, word(back, NS_BIT_SECONDARY_EXEC_ENABLE_PML));
	ns_snapshot_free(s);
	ns_snapshot_free(back);
	free(text);
	free(again);
	EXPECT_NO_LEAK();
}

TEST(wrong_bits_are_refused)
{
	static const char *const wrong[] = {
		"\"state\": \"not-asked\", \"bits\": \"0x1\"",
		"\"state\": \"not-asked\", \"known\": \"0x1\"",
		"\"state\": \"not-asked\", \"bits\": \"0x2\", \"known\": \"0x1\"",
		"\"state\": \"not-asked\", \"bits\": \"0x0\", \"known\": \"0x0\"",
		"\"state\": \"not-asked\", \"bits\": \"0x0\", \"known\": \"0x100000000\"",
		"\"state\": \"not-asked\", \"bits\": 0, \"known\": \"0x1\"",
		"\"state\": \"absent\", \"bits\": \"0x1\", \"known\": \"0x1\"",
		"\"state\": \"value\", \"value\": \"0x00000001\", \"bits\": \"0x1\", \"known\": \"0x1\"",
	};

	for (size_t i = 0; i < COUNT(wrong); i++) {
		char text[400], *error, *note;

		snprintf(text, sizeof(text), "{\"format\": {\"name\": \"nestscope-snapshot\", \"version\": 1}, "
			 "\"cpu\": {\"registers\": {\"CPUID_1_ECX\": {%s}}}}", wrong[i]);
		EXPECT_EQ(NULL, ns_snapshot_from_text(text, strlen(text), "x", &error, &note)) TH_LOG("%s", wrong[i]);
		free(error);
		free(note);
	}
}

/* The answers that /proc/cpuinfo alone allows */
TEST(can_it_run_vms)
{
	static const struct {
		const char *vendor, *flags;
		enum ns_code code;
	} cases[] = {
		{ "GenuineIntel", "fpu vmx", NS_FOUND_KVM_MODULES_UNREAD },
		{ "AuthenticAMD", "fpu svm", NS_FOUND_KVM_MODULES_UNREAD },
		{ "GenuineIntel", "fpu", NS_FOUND_NO_FLAG },
		{ "AuthenticAMD", "fpu", NS_FOUND_NO_FLAG },
		{ "AuthenticAMD", "fpu hypervisor", NS_FOUND_NO_FLAG_IN_GUEST },
		{ "GenuineIntel", "fpu vmx hypervisor", NS_FOUND_KVM_MODULES_UNREAD },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = machine(cases[i].vendor, cases[i].flags, NULL);
		struct ns_machine m = ns_machine_look(s);
		struct ns_finding *f = ns_run_find(&m);

		EXPECT_EQ(cases[i].code, f->code) TH_LOG("%s: %s", cases[i].vendor, cases[i].flags);
		EXPECT_TRUE(is_said("flags", cases[i].flags, f));
		ns_finding_free(f);
		ns_machine_done(&m);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
