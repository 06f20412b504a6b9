// SPDX-License-Identifier: GPL-2.0-or-later
/* What a name refers to */
#include "analysis/offer.h"
#include "analysis/subject.h"
#include "common.h"
#include "harness.h"
#include "kernel_names.h"
#include "util/alloc.h"

static struct ns_subjects find(const char *words)
{
	return ns_subjects_find(words, true);
}

TEST(every_name_of_a_capability_leads_to_it)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];
		const char *names[] = { bit->flag, bit->qemu, ns_libvirt_name(bit) };

		if (!ns_bit_is_cap(bit))
			continue;
		for (size_t k = 0; k < COUNT(names); k++) {
			struct ns_subjects all;
			bool found = false;

			if (!*names[k])
				continue;
			all = find(names[k]);
			for (size_t n = 0; n < all.count; n++)
				found |= all.list[n].kind == NS_SUBJECT_BIT && all.list[n].bit == bit;
			EXPECT_TRUE(found) {
				TH_LOG("%s does not lead to %s", names[k], bit->name);
			}
			ns_subjects_clear(&all);
		}
	}
	EXPECT_NO_LEAK();
}

/* A name is one also with blanks around it, as it comes from a pipe. */
TEST(blanks_around_a_name)
{
	struct ns_subjects all = find("  vmx-ept \n");

	ASSERT_EQ(1, all.count);
	EXPECT_EQ(NS_SUBJECT_BIT, all.list[0].kind);
	ns_subjects_clear(&all);
}

/* Also if a check has the same name, which comes first */
TEST(every_code_leads_to_its_row)
{
	for (int i = 0; i < NS_CODE_COUNT; i++) {
		struct ns_subjects all = find(ns_finding_rows[i].code);
		bool found = false;

		for (size_t n = 0; n < all.count; n++)
			found |= all.list[n].kind == NS_SUBJECT_FINDING && all.list[n].code == i;
		EXPECT_TRUE(found) {
			TH_LOG("%s", ns_finding_rows[i].code);
		}
		ns_subjects_clear(&all);
	}
}

TEST(every_parameter_that_an_offer_needs_is_known)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		const char *param = ns_offer_param(&ns_bits[i]);
		struct ns_subjects all;
		bool found = false;

		if (!*param)
			continue;
		all = find(param);
		for (size_t n = 0; n < all.count; n++) {
			struct ns_bits bits = { 0 };

			if (all.list[n].kind == NS_SUBJECT_PARAM)
				bits = ns_param_bits(all.list[n].param);
			for (size_t b = 0; b < bits.count; b++)
				found |= bits.list[b] == &ns_bits[i];
			ns_bits_clear(&bits);
		}
		EXPECT_TRUE(found) {
			TH_LOG("%s of %s is not in param_rows.h", param, ns_bits[i].name);
		}
		ns_subjects_clear(&all);
	}
	EXPECT_NO_LEAK();
}

/* Those of another kernel than that whose source is here are not looked at. */
TEST(the_kernel_lets_a_parameter_be_written_while_its_module_is_loaded_or_not)
{
	int seen = 0;

	for (const struct kernel_param *p = kernel_params; p->name; p++) {
		char *name = ns_xasprintf("%s.%s", p->module, p->name);
		struct ns_subjects all = find(name);

		for (size_t i = 0; i < all.count; i++) {
			/* Only up to Linux 6.2 could it be written. */
			if (all.list[i].kind != NS_SUBJECT_PARAM || !strcmp(name, "kvm.tdp_mmu"))
				continue;
			EXPECT_EQ(!!(p->mode & 0222), all.list[i].param->live) TH_LOG("%s is of mode %o", name, p->mode);
			seen++;
		}
		ns_subjects_clear(&all);
		free(name);
	}
	EXPECT_LE(40, seen);
}

TEST(a_parameter_may_be_written_in_several_ways)
{
	static const char *const ways[] = {
		"kvm_intel.nested", "kvm-intel.nested", "kvm_intel.nested=1", "KVM_INTEL.NESTED", "KVM-Intel.nested",
	};

	for (size_t i = 0; i < COUNT(ways); i++) {
		struct ns_subjects all = find(ways[i]);

		EXPECT_TRUE(all.count == 1 && all.list[0].kind == NS_SUBJECT_PARAM &&
			    !strcmp("kvm_intel", all.list[0].param->module)) {
			TH_LOG("%s: %zu", ways[i], all.count);
		}
		ns_subjects_clear(&all);
	}
}

TEST(a_module_of_another_name_has_no_parameter)
{
	static const char *const names[] = {
		"kvm-intle.nested", "kvm_inte.nested", "kvm_intell.nested", "kvm.intel.nested", ".nested",
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		struct ns_subjects all = find(names[i]);

		for (size_t n = 0; n < all.count; n++)
			EXPECT_NE(NS_SUBJECT_PARAM, all.list[n].kind) {
				TH_LOG("%s", names[i]);
			}
		ns_subjects_clear(&all);
	}
}

TEST(a_register_and_a_bit_are_told_apart)
{
	struct ns_subjects all = find("MSR(48BH)");

	ASSERT_EQ(1, all.count);
	EXPECT_EQ(NS_SUBJECT_REGISTER, all.list[0].kind);
	EXPECT_EQ(NS_REG_IA32_VMX_PROCBASED_CTLS2, all.list[0].reg.reg);
	ns_subjects_clear(&all);
	all = find("MSR(48BH).vmx-apicv-vid [bit 9]");
	ASSERT_EQ(1, all.count);
	EXPECT_EQ(NS_SUBJECT_BIT, all.list[0].kind);
	EXPECT_EQ(ns_bit(NS_BIT_SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY), all.list[0].bit);
	ns_subjects_clear(&all);
}

TEST(a_large_number_alone_is_a_leaf_or_the_reason_of_a_failed_entry)
{
	static const struct {
		const char *words;
		size_t leaves;
		enum ns_message_id message;	/* NS_MESSAGE_COUNT for none */
	} numbers[] = {
		{ "0x80000001", 1, NS_MESSAGE_COUNT }, { "0x8000000A", 4, NS_MESSAGE_COUNT },
		{ "0x80000021", 0, NS_MESSAGE_QEMU_ENTRY_GUEST }, { "0x80000022", 0, NS_MESSAGE_QEMU_ENTRY_MSR },
		{ "0x80000029", 0, NS_MESSAGE_QEMU_ENTRY_CHECK },
	};

	for (size_t i = 0; i < COUNT(numbers); i++) {
		struct ns_subjects all = find(numbers[i].words);
		bool said = numbers[i].message < NS_MESSAGE_COUNT;

		ASSERT_EQ(numbers[i].leaves + said, all.count) TH_LOG("%s", numbers[i].words);
		for (size_t k = 0; k < numbers[i].leaves; k++) {
			EXPECT_EQ(NS_SUBJECT_REGISTER, all.list[k].kind);
			EXPECT_EQ(NS_KIND_CPUID, all.list[k].reg.kind);
			EXPECT_EQ(strtoul(numbers[i].words, NULL, 16), all.list[k].reg.number);
		}
		if (said)
			EXPECT_EQ(&ns_message_rows[numbers[i].message], all.list[numbers[i].leaves].message);
		ns_subjects_clear(&all);
	}
	/* Neither: a register that no table has */
	for (size_t i = 0; i < 2; i++) {
		struct ns_subjects all = find(i ? "0x80000000" : "0x8");

		ASSERT_EQ(1, all.count);
		EXPECT_EQ(NS_SUBJECT_REGISTER, all.list[0].kind);
		EXPECT_EQ(NS_REG_NONE, all.list[0].reg.reg);
		ns_subjects_clear(&all);
	}
	EXPECT_NO_LEAK();
}

TEST(a_text_is_searched_for_what_looks_like_a_name)
{
	struct ns_subjects all = ns_subjects_find("the ept of vmx, see (vmx-vpid), 0x48b and nested: on\n", false);

	ASSERT_EQ(1, all.count);
	EXPECT_EQ(ns_bit(NS_BIT_SECONDARY_EXEC_ENABLE_VPID), all.list[0].bit);
	ns_subjects_clear(&all);
	all = ns_subjects_find("the ept", true);
	EXPECT_TRUE(all.count >= 1);
	ns_subjects_clear(&all);
	all = ns_subjects_find("no name at all", false);
	EXPECT_EQ(0, all.count);
	ns_subjects_clear(&all);
}

TEST(what_firmware_setups_call_it_is_a_name)
{
	static const struct {
		const char *words;
		enum ns_bit_id bit;
	} names[] = {
		{ "VT-x", NS_BIT_X86_FEATURE_VMX }, { "intel vt-x", NS_BIT_X86_FEATURE_VMX },
		{ "no word of VT-x in the setup", NS_BIT_X86_FEATURE_VMX }, { "AMD-V", NS_BIT_X86_FEATURE_SVM },
		{ "SVM Mode", NS_BIT_X86_FEATURE_SVM }, { "RVI", NS_BIT_X86_FEATURE_NPT },
		{ "Nested Paging", NS_BIT_X86_FEATURE_NPT },
	};
	struct ns_subjects all = find("SLAT");

	EXPECT_TRUE(all.count == 1 && all.list[0].kind == NS_SUBJECT_CHECK);
	ns_subjects_clear(&all);
	for (size_t i = 0; i < COUNT(names); i++) {
		all = find(names[i].words);
		EXPECT_TRUE(all.count == 1 && all.list[0].kind == NS_SUBJECT_BIT && all.list[0].bit == ns_bit(names[i].bit)) {
			TH_LOG("%s: %zu", names[i].words, all.count);
		}
		ns_subjects_clear(&all);
	}
}

/* Of a message that is not known, its numbers are no explanation. */
TEST(a_number_among_words_is_a_register_only_if_it_can_be_nothing_else)
{
	static const struct {
		const char *text;
		int count;
	} texts[] = {
		{ "exit reason 33", 0 }, { "error 7", 0 }, { "KVM_RUN returned -1 errno 14", 0 }, { "CPU 3 died", 0 },
		{ "segfault at 0x7f1234 ip 00007f", 0 }, { "rdmsr: CPU 0 cannot read it", 0 }, { "waited 480 seconds", 0 },
		{ "rdmsr 3a", 1 }, { "what is 0x48b for", 1 }, { "MSR 0x345 is not known", 1 }, { "wrmsr 0x3a 0x5", 1 },
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct ns_subjects all = find(texts[i].text);

		EXPECT_EQ(texts[i].count, all.count) {
			TH_LOG("%s", texts[i].text);
		}
		ns_subjects_clear(&all);
	}
}

/* By its vendor if neither VMX nor SVM was read, and by those if the vendor is unknown */
TEST(a_parameter_of_the_module_for_another_cpu)
{
	static const struct {
		const char *vendor;
		enum ns_yesno vmx, svm;
		const char *param, *other;
	} machines[] = {
		{ "GenuineIntel", NS_UNKNOWN, NS_UNKNOWN, "kvm_amd.npt", "kvm_intel" },
		{ "GenuineIntel", NS_UNKNOWN, NS_UNKNOWN, "kvm_intel.ept", NULL },
		{ "HygonGenuine", NS_UNKNOWN, NS_UNKNOWN, "kvm_intel.ept", "kvm_amd" },
		{ "AuthenticAMD", NS_NO, NS_YES, "kvm_intel.ept", "kvm_amd" },
		{ "  Shanghai  ", NS_UNKNOWN, NS_UNKNOWN, "kvm_amd.npt", "kvm_intel" },
		{ "CentaurHauls", NS_YES, NS_NO, "kvm_amd.npt", "kvm_intel" },
		{ NULL, NS_YES, NS_NO, "kvm_amd.npt", "kvm_intel" },
		{ NULL, NS_NO, NS_YES, "kvm_intel.ept", "kvm_amd" },
		{ "AuthenticAMD", NS_NO, NS_YES, "kvm.ignore_msrs", NULL },
		{ NULL, NS_UNKNOWN, NS_UNKNOWN, "kvm_intel.ept", NULL },
	};

	for (size_t i = 0; i < COUNT(machines); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_subjects all = find(machines[i].param);
		struct ns_machine m = { .s = s, .arch = NS_ARCH_X86, .vmx = machines[i].vmx, .svm = machines[i].svm };

		ASSERT_EQ(1, all.count) {
			TH_LOG("%s", machines[i].param);
		}
		if (machines[i].vendor)
			set_text(s, NS_FACT_CPU_VENDOR, machines[i].vendor);
		EXPECT_STREQ(machines[i].other ?: "none", ns_module_instead(&m, all.list[0].param->module) ?: "none") {
			TH_LOG("%s, %s", machines[i].vendor ?: "no vendor", machines[i].param);
		}
		ns_subjects_clear(&all);
		ns_snapshot_free(s);
	}
}

TEST_HARNESS_MAIN
