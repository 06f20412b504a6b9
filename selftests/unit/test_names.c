// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of registers and bits in every spelling */
#include <ctype.h>
#include <stdio.h>

#include "common.h"
#include "harness.h"
#include "kernel_names.h"
#include "libvirt_features.h"
#include "model/names.h"
#include "util/alloc.h"

#define BIT_LOG(b) TH_LOG("%s[%u] %s", ns_registers[(b)->reg].name, ns_bit_position(b), (b)->name)

static enum ns_reg row(const char *words)
{
	struct ns_reg_named named = { .reg = NS_REG_NONE };

	return ns_reg_resolve(words, &named) == NS_REG_ROW ? named.reg : NS_REG_NONE;
}

/* The same in capitals */
static char *upper(const char *s)
{
	char *copy = ns_xstrdup(s);

	for (char *p = copy; *p; p++)
		*p = toupper(*p);
	return copy;
}

TEST(every_msr_is_known_by_each_spelling_of_its_number)
{
	static const char *const forms[] = {
		"0x%x", "0x%X", "0X%x", "%x", "%X", "%xh", "%XH", "0%XH", "0x%08x", "0x%xh", " %x ",
		"MSR(%XH)", "MSR(0x%x)", "msr( %x )", "MSR %x", "msr 0x%x", "MSR%08X", "%u",
	};

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		const struct ns_register *r = &ns_registers[reg];

		for (size_t i = 0; i < COUNT(forms) && r->kind == NS_KIND_MSR; i++) {
			char *words = ns_xasprintf(forms[i], r->number);

			EXPECT_EQ(reg, row(words)) TH_LOG("%s", words);
			free(words);
		}
	}
	EXPECT_EQ(NS_REG_VM_CR, row("MSRC001_0114"));
	EXPECT_EQ(NS_REG_VM_CR, row("C001_0114h"));
}

TEST(every_cpuid_register_is_known_by_each_spelling)
{
	static const char *const forms[] = {
		"CPUID.%XH:%s", "CPUID.%X:%s", "CPUID.0x%x:%s", "CPUID.%02XH:%s", "CPUID.%XH.%s",
		"CPUID.%XH.0:%s", "CPUID.(EAX=%XH,ECX=0):%s", "CPUID.(EAX=0x%x, ECX=0x0).%s",
		"CPUID[eax=%02Xh,ecx=00h].%s", "CPUID.EAX=%XH:%s", "CPUID_%X_%s", "0x%x.0.%s",
		"cpuid %x %s", "cpuid leaf 0x%x subleaf 0 %s", "%x/%s", "leaf %x %s",
		"CPUID Fn%08X_%s", "Fn%08X %s",
	};
	static const char *const outs[] = { "EAX", "EBX", "ECX", "EDX" };

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		const struct ns_register *r = &ns_registers[reg];
		char number[32];

		if (r->kind != NS_KIND_CPUID)
			continue;
		for (size_t i = 0; i < COUNT(forms); i++) {
			char *words = ns_xasprintf(forms[i], r->number, outs[r->out]);

			EXPECT_EQ(reg, row(words)) TH_LOG("%s", words);
			free(words);
		}
		/* What the list of registers prints */
		EXPECT_EQ(reg, row(ns_reg_number(reg, number, sizeof(number)))) TH_LOG("%s", number);
	}
	EXPECT_EQ(NS_REG_CPUID_8000000A_EDX, row("CPUID Fn8000_000A_EDX"));
	EXPECT_EQ(NS_REG_CPUID_8000000A_EDX, row("CPUID.8000_000AH:EDX"));
}

/* With and without MSR_ and IA32_, in capitals and not */
TEST(every_register_is_known_by_each_form_of_its_names)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		const char *names[] = { ns_registers[reg].name, ns_registers[reg].kernel,
					ns_registers[reg].file };

		for (size_t i = 0; i < COUNT(names); i++) {
			const char *core = names[i];
			char *prefixed, *capitals;

			if (!*core)
				continue;
			core += strncmp(core, "MSR_", 4) ? 0 : 4;
			core += strncmp(core, "IA32_", 5) ? 0 : 5;
			EXPECT_EQ(reg, row(names[i])) TH_LOG("%s", names[i]);
			/* Names of files may begin with the leaf's number */
			if (i == 2)
				continue;
			EXPECT_EQ(reg, row(core)) TH_LOG("%s", core);
			if (ns_registers[reg].kind == NS_KIND_CPUID)
				continue;
			prefixed = ns_xasprintf("msr_ia32_%s", core);
			capitals = upper(prefixed);
			EXPECT_EQ(reg, row(prefixed)) TH_LOG("%s", prefixed);
			EXPECT_EQ(reg, row(capitals)) TH_LOG("%s", capitals);
			EXPECT_EQ(reg, row(prefixed + 4)) TH_LOG("%s", prefixed + 4);
			free(prefixed);
			free(capitals);
		}
	}
}

TEST(a_register_that_is_none_of_vmx_or_svm_is_one_all_the_same)
{
	static const struct {
		const char *words;
		enum ns_reg_kind kind;
		uint32_t number, subleaf;
		const char *name;
	} cases[] = {
		{ "0x345", NS_KIND_MSR, 0x345, 0, "IA32_PERF_CAPABILITIES" },
		{ "MSR_IA32_PERF_CAPABILITIES", NS_KIND_MSR, 0x345, 0, "IA32_PERF_CAPABILITIES" },
		{ "MSR_IA32_TSC", NS_KIND_MSR, 0x10, 0, "IA32_TIME_STAMP_COUNTER" },
		{ "0x99999", NS_KIND_MSR, 0x99999, 0, "" },
		{ "0xbad", NS_KIND_MSR, 0xbad, 0, "" },
		{ "CPUID.07H:EBX", NS_KIND_CPUID, 7, 0, "" },
		{ "CPUID.(EAX=7,ECX=1):ECX", NS_KIND_CPUID, 7, 1, "" },
		{ "0x1.3.ecx", NS_KIND_CPUID, 1, 3, "" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_reg_named named = { 0 };

		ASSERT_EQ(NS_REG_OTHER, ns_reg_resolve(cases[i].words, &named)) TH_LOG("%s", cases[i].words);
		EXPECT_EQ(NS_REG_NONE, named.reg);
		EXPECT_EQ(cases[i].kind, named.kind) TH_LOG("%s", cases[i].words);
		EXPECT_EQ(cases[i].number, named.number) TH_LOG("%s", cases[i].words);
		EXPECT_EQ(cases[i].subleaf, named.subleaf) TH_LOG("%s", cases[i].words);
		EXPECT_STREQ(cases[i].name, named.name) TH_LOG("%s", cases[i].words);
	}
}

TEST(what_no_register_can_be_is_refused)
{
	static const char *const wrong[] = {
		"", " ", "0x", "h", "0xh", "-1", "+48b", "0x10000048d", "1000000048d", "48dq", "0x48d 5",
		"IA32_VMX", "IA32_", "MSR_", "MSR", "MSR()", "MSR(48d", "48d)", "CPUID", "CPUID.1",
		"CPUID.ECX", "ecx", "CPUID.1:EFX", "1.2.3.ecx", "CPUID.100000000H:ECX", "nonsense",
		"bad", "add", "1165.0", "CPUID.(EAX=,ECX=0):EBX", "0x48b bit 9",
	};

	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct ns_reg_named named = { .number = 42 };

		EXPECT_EQ(NS_REG_UNKNOWN, ns_reg_resolve(wrong[i], &named)) TH_LOG("\"%s\"", wrong[i]);
		EXPECT_EQ(42, named.number) TH_LOG("\"%s\"", wrong[i]);
	}
}

TEST(what_follows_a_register_is_left)
{
	const char *words = " MSR(48BH).vmx-ept [bit 1]";
	struct ns_reg_named named;

	ASSERT_EQ(NS_REG_ROW, ns_reg_take(&words, &named));
	EXPECT_EQ(NS_REG_IA32_VMX_PROCBASED_CTLS2, named.reg);
	EXPECT_STREQ(".vmx-ept [bit 1]", words);
}

/* A second source for the numbers: the kernel's header */
TEST(every_other_msr_has_the_number_of_the_kernel)
{
	size_t n = 0, checked = 0;

#define NS_OTHER_MSR(number_, name_, kernel_) \
	n++; \
	for (const struct kernel_value *k = kernel_values; k->name; k++) { \
		if (!strcmp(k->name, kernel_)) { \
			EXPECT_EQ(k->value, number_) TH_LOG("%s", kernel_); \
			checked++; \
		} \
	} \
	EXPECT_EQ(NS_REG_NONE, ns_reg_by_msr(number_)) TH_LOG("%s", kernel_);
#include "nestscope/other_msrs.h"
	EXPECT_LT(30, n);
	EXPECT_EQ(n, checked);
}

static bool has_row(const char *words, const struct ns_bit *bit)
{
	struct ns_bit_named named = { .count = 0 };

	if (!ns_bit_resolve(words, &named) || named.count < 1)
		return false;
	for (size_t i = 0; i < named.count; i++)
		if (named.rows[i] == bit)
			return true;
	return false;
}

static bool is_twin(const struct ns_bit *bit)
{
	const struct ns_true_pair *pair = ns_true_pair_of(bit->reg);

	return pair && pair->true_reg == bit->reg;
}

TEST(every_bit_is_known_by_each_of_its_names)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		const char *names[] = { b->name, b->flag, b->qemu };
		char *macros = ns_xstrdup(b->macro), *rest, *macro;

		for (size_t k = 0; k < COUNT(names) && !is_twin(b); k++) {
			char *capitals = upper(names[k]);

			EXPECT_EQ(!!*names[k], has_row(names[k], b)) BIT_LOG(b);
			EXPECT_EQ(!!*names[k], has_row(capitals, b)) BIT_LOG(b);
			free(capitals);
		}
		for (macro = strtok_r(macros, "|", &rest); macro && !is_twin(b);
		     macro = strtok_r(NULL, "|", &rest)) {
			EXPECT_TRUE(has_row(macro, b)) TH_LOG("%s", macro);
		}
		free(macros);
	}
	EXPECT_TRUE(has_row("+vmx-ple", ns_bit(NS_BIT_SECONDARY_EXEC_PAUSE_LOOP_EXITING)));
	EXPECT_TRUE(has_row("vmx_ple", ns_bit(NS_BIT_SECONDARY_EXEC_PAUSE_LOOP_EXITING)));
}

/* The number of the row in each spelling and both numberings */
TEST(every_bit_is_known_by_each_spelling_of_its_number)
{
	static const char *const forms[] = {
		"%s bit %u", "%s[%u]", "%s [bit %u]", "bit %2$u of %1$s", "%s:%u", "%s bits %u",
	};

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		unsigned int numbers[] = { b->low, ns_bit_position(b) };

		for (size_t f = 0; f < COUNT(forms) * 2; f++) {
			char *words = ns_xasprintf(forms[f / 2], ns_registers[b->reg].name, numbers[f % 2]);

			EXPECT_TRUE(has_row(words, b)) TH_LOG("%s", words);
			free(words);
		}
	}
}

TEST(a_number_below_32_is_the_controls_own_bit)
{
	struct ns_bit_named named;

	ASSERT_TRUE(ns_bit_resolve("0x48b bit 9", &named));
	EXPECT_EQ(41, named.position);
	EXPECT_EQ(ns_bit(NS_BIT_SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY), named.rows[0]);
	ASSERT_TRUE(ns_bit_resolve("IA32_VMX_PROCBASED_CTLS2[41]", &named));
	EXPECT_EQ(41, named.position);
	/* These have no halves. */
	ASSERT_TRUE(ns_bit_resolve("MSR(48CH) bit 21", &named));
	EXPECT_EQ(21, named.position);
	ASSERT_TRUE(ns_bit_resolve("0x480[55]", &named));
	EXPECT_EQ(ns_bit(NS_BIT_VMX_BASIC_TRUE_CTLS), named.rows[0]);
	EXPECT_FALSE(ns_reg_has_controls(NS_REG_IA32_VMX_BASIC));
	EXPECT_FALSE(ns_reg_has_controls(NS_REG_IA32_VMX_MISC));
	EXPECT_FALSE(ns_reg_has_controls(NS_REG_IA32_VMX_EPT_VPID_CAP));
	EXPECT_FALSE(ns_reg_has_controls(NS_REG_IA32_VMX_VMFUNC));
	EXPECT_TRUE(ns_reg_has_controls(NS_REG_IA32_VMX_PROCBASED_CTLS2));
	EXPECT_TRUE(ns_reg_has_controls(NS_REG_IA32_VMX_TRUE_PINBASED_CTLS));
}

TEST(what_qemu_prints_is_one_bit)
{
	struct ns_bit_named named;

	ASSERT_TRUE(ns_bit_resolve("MSR(48BH).vmx-ept [bit 1]", &named));
	EXPECT_EQ(1, named.count);
	EXPECT_EQ(ns_bit(NS_BIT_SECONDARY_EXEC_ENABLE_EPT), named.rows[0]);
	ASSERT_TRUE(ns_bit_resolve("CPUID.01H:ECX.vmx [bit 5]", &named));
	EXPECT_EQ(ns_bit(NS_BIT_X86_FEATURE_VMX), named.rows[0]);
	/* Two bits have this name, one has the number. */
	ASSERT_TRUE(ns_bit_resolve("vmx-invept-single-context", &named));
	EXPECT_EQ(2, named.count);
	ASSERT_TRUE(ns_bit_resolve("MSR(48CH).vmx-invept-single-context [bit 41]", &named));
	EXPECT_EQ(1, named.count);
	EXPECT_EQ(41, named.position);
	ASSERT_TRUE(ns_bit_resolve("Fn8000_000A_EDX[NP]", &named));
	EXPECT_EQ(ns_bit(NS_BIT_X86_FEATURE_NPT), named.rows[0]);
	/* A bit without a row, of a known register */
	ASSERT_TRUE(ns_bit_resolve("CPUID.01H:ECX [bit 0]", &named));
	EXPECT_EQ(0, named.count);
	EXPECT_EQ(NS_REG_CPUID_1_ECX, named.reg);
	EXPECT_EQ(0, named.position);
}

TEST(what_is_no_bit_is_refused)
{
	static const char *const wrong[] = {
		/* A letter before a name is no sign. */
		"xvmx-ple", "avmx-ept",
		"", " ", "+", "bit", "bit 9", "9", "0x48b", "0x48b bit", "0x48b bit x", "0x48b bit 64",
		"0x48b bit 999", "0x48b[9", "0x48b 9]", "0x345 bit 1", "0x48b bit 9 x", "vmx-", "vmx-nonsense",
		"0x48b.vmx-nonsense", "bit 9 of", "bit 9 of nonsense", "|", "0x48b bit -1", "0x48b[]",
	};

	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct ns_bit_named named = { .position = 99 };

		EXPECT_FALSE(ns_bit_resolve(wrong[i], &named)) TH_LOG("\"%s\"", wrong[i]);
		EXPECT_EQ(99, named.position) TH_LOG("\"%s\"", wrong[i]);
	}
}

/*
 * A second source for libvirt's names: each of its virtualization features is the
 * name of the row at its place, and no row has a name that is not in the list.
 */
TEST(every_bit_has_the_name_of_libvirt)
{
	static const char *const outs[] = { "EAX", "EBX", "ECX", "EDX" };
	size_t named = 0, found = 0;

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		const struct ns_register *r = &ns_registers[b->reg];
		const struct ns_true_pair *pair = ns_true_pair_of(b->reg);
		unsigned int number = pair ? ns_registers[pair->true_reg].number : r->number;
		const char *name = "";

		for (size_t k = 0; k < COUNT(libvirt_features); k++) {
			if (libvirt_features[k].number == number && libvirt_features[k].bit == b->low &&
			    !libvirt_features[k].out == (r->kind == NS_KIND_MSR) &&
			    (!libvirt_features[k].out || !strcmp(libvirt_features[k].out, outs[r->out])))
				name = libvirt_features[k].name;
		}
		EXPECT_STREQ(name, ns_libvirt_name(b)) BIT_LOG(b);
		if (!is_twin(b) && *name)
			found++;
	}
	for (size_t k = 0; k < COUNT(libvirt_features); k++)
		named++;
	EXPECT_EQ(named, found);
}

TEST(libvirts_name_is_shown_where_it_differs)
{
	struct ns_bit_named bit;
	char names[128];

	EXPECT_STREQ("vmx-ple", ns_vmm_names(ns_bit(NS_BIT_SECONDARY_EXEC_PAUSE_LOOP_EXITING), names, sizeof(names)));
	EXPECT_STREQ("libvirt: vmx-ept-uc", ns_vmm_names(ns_bit(NS_BIT_VMX_EPTP_UC_BIT), names, sizeof(names)));
	EXPECT_STREQ("vmx-invept-single-context, libvirt: vmx-invvpid-single-context",
		     ns_vmm_names(ns_bit(NS_BIT_VMX_VPID_EXTENT_SINGLE_CONTEXT_BIT), names, sizeof(names)));
	EXPECT_STREQ("", ns_vmm_names(ns_bit(NS_BIT_SVM_VM_CR_SVM_DIS_MASK), names, sizeof(names)));
	ASSERT_TRUE(ns_bit_resolve("vmx-invvpid-single-context", &bit));
	EXPECT_EQ(1, bit.count);
	EXPECT_EQ(41, bit.position);
}

TEST_HARNESS_MAIN
