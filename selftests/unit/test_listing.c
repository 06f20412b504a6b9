// SPDX-License-Identifier: GPL-2.0-or-later
/* Register values in pasted text: made-up values in the formats of the programs */
#include "common.h"
#include "harness.h"
#include "sources/listing.h"
#include "util/alloc.h"

static struct ns_listing *parse(const char *text, enum ns_reg bare, char **error)
{
	return ns_listing_parse(text, strlen(text), "list", bare, error);
}

/* @text lists one value only, @num of @reg, in line @at. */
#define EXPECT_ONE(text, reg_, num_, at) do { \
	char *error_; \
	struct ns_listing *l_ = parse(text, NS_REG_NONE, &error_); \
	ASSERT_NE(NULL, l_) TH_LOG("%s: %s", text, error_); \
	EXPECT_EQ(1, l_->count) TH_LOG("%s", text); \
	EXPECT_EQ(reg_, l_->rows[0].reg) TH_LOG("%s", text); \
	EXPECT_EQ(num_, l_->rows[0].num) TH_LOG("%s", text); \
	EXPECT_EQ(at, l_->rows[0].line) TH_LOG("%s", text); \
	EXPECT_FALSE(l_->rows[0].faults) TH_LOG("%s", text); \
	ns_listing_free(l_); \
} while (0)

#define EXPECT_REFUSED(text, bare, message) do { \
	char *error_; \
	EXPECT_EQ(NULL, parse(text, bare, &error_)) TH_LOG("%s", text); \
	EXPECT_NE(NULL, strstr(error_, message)) TH_LOG("%s", error_); \
	free(error_); \
} while (0)

TEST(one_register_a_line_in_every_shape)
{
	static const char *const lines[] = {
		"0x48b: 00047fff00000000", "0x48b: 0x47fff00000000", "0x48b = 0x47fff00000000",
		"0x48b 47fff00000000", "48b: 47fff00000000", "48BH: 47fff00000000",
		"MSR(48BH) = 0x00047fff00000000", "MSR 0000048B: 0004-7FFF-0000-0000",
		"MSR 0000048B: 0004-7FFF-0000-0000 [S200]", "msr[0x00048b]=00 04 7f ff 00 00 00 00 ",
		"IA32_VMX_PROCBASED_CTLS2: 0x47fff00000000", "0x48b=0x47fff00000000",
		"  0x48b:\t47fff00000000\r", "0x48b: 00047fff`00000000",
		"00:00:01.412370 HM: MSR_IA32_VMX_PROCBASED_CTLS2      = 0x47fff00000000",
		"HM: MSR_IA32_VMX_PROCBASED_CTLS2 = 0x47fff00000000",
		"[    0.135737] 0x48b: 47fff00000000",
		"IA32_VMX_PROCBASED_CTLS2 (0x48b) = 0x00047fff00000000", "IA32_VMX_PROCBASED_CTLS2(0x48b)=0x47fff00000000",
		"IA32_VMX_PROCBASED_CTLS2 [48bh]: 47fff00000000", "0x48b (MSR_IA32_VMX_PROCBASED_CTLS2): 47fff00000000",
		"48bh IA32_VMX_PROCBASED_CTLS2 0x47fff00000000", "IA32_VMX_PROCBASED_CTLS2 0x48b 0x47fff00000000",
		"| 0x48b | 0x47fff00000000 |", "| IA32_VMX_PROCBASED_CTLS2 | 48B | 0x47fff00000000 | yes |",
		" qemu-4242  [003] .... 12345.678901: kvm_msr: msr_read 48b = 0x47fff00000000",
		" qemu-4242  [003] .... 12345.678901: kvm_msr: msr_write 48b = 0x47fff00000000",
		"qemu-kvm: error: failed to set MSR 0x48b to 0x47fff00000000",
		"[  1.0] kvm_intel: kvm [7]: vcpu0, guest rIP: 0xffffffff81 Unhandled WRMSR(0x48b) = 0x47fff00000000",
		"kvm [7]: vcpu0, guest rIP: 0xfff ignored wrmsr: 0x48b data 0x47fff00000000",
		"unchecked MSR access error: WRMSR to 0x48b (tried to write 0x00047fff00000000) at rIP: 0x1 (x)",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		EXPECT_ONE(lines[i], NS_REG_IA32_VMX_PROCBASED_CTLS2, 0x47fff00000000, 1);
	}
	/* What may be the value is the value. */
	EXPECT_ONE("IA32_FEATURE_CONTROL 0x3a\n", NS_REG_IA32_FEATURE_CONTROL, 0x3a, 1);
	EXPECT_ONE("0x3a 3a\n", NS_REG_IA32_FEATURE_CONTROL, 0x3a, 1);
	EXPECT_REFUSED("IA32_VMX_BASIC (0x481) = 0x1\n", NS_REG_NONE, "no value");
	EXPECT_ONE("VMXON faulted, MSR_IA32_FEAT_CTL (0x3a) = 0x5\n", NS_REG_IA32_FEATURE_CONTROL, 5, 1);
	EXPECT_ONE("00:00:01.4 HM: Host EFER = 0xd01\n", NS_REG_EFER, 0xd01, 1);
	EXPECT_NO_LEAK();
}

TEST(what_was_copied_from_a_terminal_in_colours_or_quoted_is_read)
{
	static const char *const texts[] = {
		"# rdmsr 0x48b\n47fff00000000   \n", "\033[01;31m0x48b\033[m\033[K: 47fff00000000\033[0m\n",
		"> # rdmsr 0x48b\n> 47fff00000000\n", "    # rdmsr 0x48b  \n    47fff00000000  \n",
		"\033[01;31m\033[KMSR\033[m\033[K 0000048B: 0004-7FFF-0000-0000\n",
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		char *error;
		struct ns_listing *l = parse(texts[i], NS_REG_NONE, &error);

		ASSERT_NE(NULL, l) TH_LOG("%s: %s", texts[i], error);
		EXPECT_TRUE(l->count == 1 && l->rows[0].reg == NS_REG_IA32_VMX_PROCBASED_CTLS2 &&
			    l->rows[0].num == 0x47fff00000000);
		ns_listing_free(l);
	}
	EXPECT_NO_LEAK();
}

TEST(rdmsr_prints_no_register_but_its_command_line_does)
{
	char *error;
	struct ns_listing *l = parse("$ sudo rdmsr 0x48b\n47fff00000000\n# rdmsr -a 0x3a\n5\n5\n1\n"
				     "# rdmsr -0 -p 1 0x480\n00da040000000012\n"
				     "rdmsr: CPU 0 cannot read MSR 0x00000492\n"
				     "# rdmsr 0x10\n1234\n# rdmsr --decimal 0x3a\n10\n", NS_REG_NONE, &error);
	static const struct {
		enum ns_reg reg;
		uint64_t num;
		size_t line;
		bool faults;
	} rows[] = {
		{ NS_REG_IA32_VMX_PROCBASED_CTLS2, 0x47fff00000000, 2, false },
		{ NS_REG_IA32_FEATURE_CONTROL, 5, 4, false },
		{ NS_REG_IA32_FEATURE_CONTROL, 5, 5, false },
		{ NS_REG_IA32_FEATURE_CONTROL, 1, 6, false },
		{ NS_REG_IA32_VMX_BASIC, 0xda040000000012, 8, false },
		{ NS_REG_IA32_VMX_PROCBASED_CTLS3, 0, 9, true },
		{ NS_REG_IA32_FEATURE_CONTROL, 10, 13, false },
	};

	ASSERT_NE(NULL, l) TH_LOG("%s", error);
	ASSERT_EQ(COUNT(rows), l->count);
	for (size_t i = 0; i < COUNT(rows); i++) {
		EXPECT_EQ(rows[i].reg, l->rows[i].reg) TH_LOG("%zu", i);
		EXPECT_EQ(rows[i].num, l->rows[i].num) TH_LOG("%zu", i);
		EXPECT_EQ(rows[i].line, l->rows[i].line) TH_LOG("%zu", i);
		EXPECT_EQ(rows[i].faults, l->rows[i].faults) TH_LOG("%zu", i);
	}
	/* The time stamp counter is not a register of VMX or SVM. */
	EXPECT_EQ(1, l->others);
	ns_listing_free(l);
	EXPECT_NO_LEAK();
}

/* A field of a register, or its raw bytes, is not its value. */
TEST(what_rdmsr_prints_of_a_field_is_not_the_register)
{
	EXPECT_REFUSED("# rdmsr -f 2:1 0x3a\n1\n", NS_REG_NONE, "only of other registers");
	EXPECT_REFUSED("# rdmsr --bitfield 2:1 0x3a\n1\n", NS_REG_NONE, "only of other registers");
	/* What an option takes is not the register; one that takes nothing is followed by it. */
	EXPECT_REFUSED("# rdmsr --bitfield 0x3a 0x10\n1\n", NS_REG_NONE, "only of other registers");
	EXPECT_ONE("# rdmsr --processor 0x10 0x3a\n5\n", NS_REG_IA32_FEATURE_CONTROL, 5, 2);
	EXPECT_ONE("# rdmsr --zero-pad 0x3a\n0000000000000005\n", NS_REG_IA32_FEATURE_CONTROL, 5, 2);
	EXPECT_ONE("# rdmsr --c-language 0x3a\n0x5\n", NS_REG_IA32_FEATURE_CONTROL, 5, 2);
	EXPECT_ONE("# rdmsr -p 3 0x3a\n5\n", NS_REG_IA32_FEATURE_CONTROL, 5, 2);
	EXPECT_ONE("root@host:~# rdmsr -p3 0x3a\n5\n", NS_REG_IA32_FEATURE_CONTROL, 5, 2);
}

/* A loop prints the register itself; its own line names a variable. */
TEST(a_loop_around_rdmsr)
{
	EXPECT_ONE("$ for i in 0x480; do echo -n \"$i: \"; rdmsr -0 $i; done\n0x480: 00da040000000012\n",
		   NS_REG_IA32_VMX_BASIC, 0xda040000000012, 2);
}

TEST(a_fault_is_no_value)
{
	static const char *const lines[] = {
		"kvm_msr: msr_read 48b = 0x0 (#GP)", "rdmsr: CPU 0 cannot read MSR 0x0000048b",
		"unchecked MSR access error: RDMSR from 0x48b at rIP: 0x1 (x)",
		"kvm [7]: vcpu0, guest rIP: 0xfff Unhandled RDMSR(0x48b)",
		"kvm [7]: vcpu0, guest rIP: 0xfff ignored rdmsr: 0x48b data 0x0",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		char *error;
		struct ns_listing *l = parse(lines[i], NS_REG_NONE, &error);

		ASSERT_NE(NULL, l) TH_LOG("%s: %s", lines[i], error);
		EXPECT_EQ(1, l->count);
		EXPECT_EQ(NS_REG_IA32_VMX_PROCBASED_CTLS2, l->rows[0].reg);
		EXPECT_TRUE(l->rows[0].faults) TH_LOG("%s", lines[i]);
		EXPECT_STRNE("", l->rows[0].how);
		ns_listing_free(l);
	}
	EXPECT_NO_LEAK();
}

/* rdmsrl_safe() of kvm_cpu_vmxon() failed. */
TEST(what_kvm_prints_for_a_register_that_it_could_not_read_is_no_value)
{
	char *error;
	struct ns_listing *l = parse("VMXON faulted, MSR_IA32_FEAT_CTL (0x3a) = 0xdeadbeef\n", NS_REG_NONE, &error);

	ASSERT_NE(NULL, l) TH_LOG("%s", error);
	ASSERT_EQ(1, l->count);
	EXPECT_EQ(NS_REG_IA32_FEATURE_CONTROL, l->rows[0].reg);
	EXPECT_TRUE(l->rows[0].faults);
	ns_listing_free(l);
}

TEST(a_leaf_of_cpuid_is_all_its_registers)
{
	static const char *const lines[] = {
		"CPUID 8000000A: 00000001-00008000-00000000-0001F4FF",
		"CPUID 8000000A: 00000001-00008000-00000000-0001F4FF [SL 00]",
		"   0x8000000a 0x00: eax=0x00000001 ebx=0x00008000 ecx=0x00000000 edx=0x0001f4ff",
		"ext_cpuid[10]=00000001 00008000 00000000 0001f4ff",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		char *error;
		struct ns_listing *l = parse(lines[i], NS_REG_NONE, &error);

		ASSERT_NE(NULL, l) TH_LOG("%s: %s", lines[i], error);
		ASSERT_EQ(4, l->count) TH_LOG("%s", lines[i]);
		EXPECT_EQ(NS_REG_CPUID_8000000A_EDX, l->rows[3].reg);
		EXPECT_EQ(0x1f4ff, l->rows[3].num);
		ns_listing_free(l);
	}
	EXPECT_ONE("basic_cpuid[1]=000506e3 00100800 7ffafbff bfebfbff", NS_REG_CPUID_1_ECX, 0x7ffafbff, 1);
	/* Of leaf 7 only subleaf 0 is in the tables. */
	EXPECT_REFUSED("CPUID 00000007: 00000001-00008000-00000000-0001F4FF [SL 01]", NS_REG_NONE,
		       "no value of a register");
	EXPECT_NO_LEAK();
}

TEST(values_of_one_register_may_stand_alone)
{
	char *error;
	struct ns_listing *l = parse("5\n5\n\n5\n1\n", NS_REG_IA32_FEATURE_CONTROL, &error);

	ASSERT_NE(NULL, l) TH_LOG("%s", error);
	ASSERT_EQ(4, l->count);
	EXPECT_EQ(1, l->rows[3].num);
	EXPECT_EQ(5, l->rows[3].line);
	ns_listing_free(l);
	EXPECT_NO_LEAK();
}

/* rdmsr -a, without the line that called it */
TEST(values_alone_are_a_listing_without_a_register)
{
	char *error;
	struct ns_listing *l = parse("5\n5\n\n5\n1\n", NS_REG_NONE, &error);

	ASSERT_NE(NULL, l) TH_LOG("%s", error);
	EXPECT_EQ(0, l->count);
	ASSERT_EQ(4, l->nameless_count);
	EXPECT_EQ(5, l->nameless[0]);
	EXPECT_EQ(1, l->nameless[3]);
	ns_listing_free(l);
	EXPECT_NO_LEAK();
}

TEST(rdmsr_says_which_cpu)
{
	char *error;
	struct ns_listing *l = parse("# rdmsr -a 0x3a\n5\n5\n# rdmsr -p 3 0x3a\n5\n# rdmsr --processor 11 0x3a\n5\n"
				     "# rdmsr 0x3a\n5\n0x3a: 5\n", NS_REG_NONE, &error);
	static const int cpus[] = { 0, 1, 3, 11, 0, -1 };

	ASSERT_NE(NULL, l) TH_LOG("%s", error);
	ASSERT_EQ(COUNT(cpus), l->count);
	for (size_t i = 0; i < COUNT(cpus); i++) {
		EXPECT_EQ(cpus[i], l->rows[i].cpu) TH_LOG("%zu", i);
	}
	ns_listing_free(l);
	EXPECT_NO_LEAK();
}

TEST(what_is_wrong_is_said_with_file_and_line)
{
	EXPECT_REFUSED("0x480: 12\n5\n", NS_REG_NONE, "list:2: \"5\" belongs to no register");
	EXPECT_REFUSED("\n0x48b: 0x1z\n", NS_REG_NONE, "list:2: \"0x1z\" is not a hexadecimal value of 64 bits");
	EXPECT_REFUSED("0x48b: 10000000000000000\n", NS_REG_NONE, "list:1: \"10000000000000000\" is not");
	EXPECT_REFUSED("CPUID_1_ECX: 100000000\n", NS_REG_NONE, "list:1: 0x100000000 is not a value of 32 bits");
	EXPECT_REFUSED("5\n10000000000000000\n", NS_REG_IA32_FEATURE_CONTROL, "list:2: ");
	EXPECT_REFUSED("$ rdmsr -u 0x480\n99999999999999999999\n", NS_REG_NONE, "list:2: \"99999999999999999999\" is not a value");
	EXPECT_REFUSED("", NS_REG_NONE, "list: no value of a register of VMX or SVM in 0 lines");
	EXPECT_REFUSED("nothing here\n", NS_REG_NONE, "list: no value of a register of VMX or SVM in 1 line");
	EXPECT_REFUSED("0x345: 5\n", NS_REG_NONE, "only of other registers");
	EXPECT_NO_LEAK();
}

/* Numbers of no register, and names without a value */
TEST(other_lines_are_left_out)
{
	static const char *const lines[] = {
		"[    1.234567] Offset 76 REF = 0x107fffff, CPU3 = 0x007fffff", "58: 5", "1165: 5",
		"HM:   VMCS id                           = 0x12", "HM:   LOCK", "HM: Host CR4 = 0x3626e0",
		"IA32_VMX_BASIC: the basics", "EXT_INT_EXIT", "Nov 25 03:52:43 host kernel: x",
		"kvm_exit: vcpu 0 reason VMLAUNCH rip 0xffffffffc0a01234 info1 0x0 info2 0x0", "deadbeef is nothing",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		EXPECT_REFUSED(lines[i], NS_REG_NONE, "list: no value of a register of VMX or SVM in 1 line");
	}
	EXPECT_NO_LEAK();
}

TEST(a_listing_without_end_is_refused)
{
	size_t lines = NS_LISTING_MAX_ROWS + 1;
	char *text = ns_xcalloc(lines * 2 + 1, 1), *error;

	for (size_t i = 0; i < lines; i++)
		memcpy(text + i * 2, "5\n", 2);
	EXPECT_EQ(NULL, parse(text, NS_REG_IA32_FEATURE_CONTROL, &error));
	EXPECT_NE(NULL, strstr(error, "list:131073: more than 131072 values"));
	free(error);
	free(text);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
