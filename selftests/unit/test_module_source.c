// SPDX-License-Identifier: GPL-2.0-or-later
/* Registers from the module's files: those that change at runtime are used only if they were read now. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "harness.h"
#include "model/registers.h"
#include "sources/context.h"
#include "tree.h"

#define SYSFS "/sys/kernel/nestscope/"
#define DEBUGFS "/sys/kernel/debug/nestscope/"
#define FILES 8

struct expected {
	enum ns_reg reg;
	enum ns_state state;
	uint64_t num;
};

FIXTURE(module)
{
	char root[TREE_NAME];
	struct ns_snapshot *s;
};

FIXTURE_VARIANT(module)
{
	struct file file[FILES];
	struct expected expected[4];
	const char *format;	/* of the note on the module, if it was read */
};

static const struct file always[] = {
	{ SYSFS "cpuid/1_ecx", "0x0000000000000000\n" },
	{ SYSFS "cpuid/80000001_ecx", "0x0000000000000004\n" },
	{ SYSFS "svm/features_edx", "0x0000000000000010\n" },
};

FIXTURE_SETUP(module)
{
	struct ns_context ctx = { .root = self->root };

	make_tree(self->root, always, COUNT(always));
	for (int i = 0; i < FILES && variant->file[i].path; i++)
		make_file(self->root, &variant->file[i]);
	self->s = ns_collect(&ctx);
}

FIXTURE_TEARDOWN(module)
{
	ns_snapshot_free(self->s);
	EXPECT_EQ(0, remove_tree(self->root));
}

/* A module of format 1 had files for them, from when the CPU came online. */
FIXTURE_VARIANT_ADD(module, old_files_are_not_believed)
{
	.file = {
		{ SYSFS "format", "1\n" }, { SYSFS "svm/efer_svme", "0\n" }, { SYSFS "svm/hsave_pa_set", "0\n" },
		{ SYSFS "svm/tsc_ratio", "0x0000000100000000\n" },
	},
	.expected = {
		{ NS_REG_EFER, NS_UNREADABLE, 0 }, { NS_REG_VM_HSAVE_PA, NS_UNREADABLE, 0 },
		{ NS_REG_TSC_RATIO, NS_UNREADABLE, 0 }, { NS_REG_CPUID_8000000A_EDX, NS_VALUE, 0x10 },
	},
	.format = "format 1",
};

FIXTURE_VARIANT_ADD(module, live_has_two_of_them)
{
	.file = {
		{ SYSFS "format", "2\n" },
		{ DEBUGFS "live", "format: 2\nlive_vmcs: absent: SVM\n"
				  "cpu0 vmxe=absent svme=1 hsave_pa_set=1\ncpu1 vmxe=absent svme=0 hsave_pa_set=0\n" },
	},
	.expected = {
		{ NS_REG_EFER, NS_VALUE, 1 }, { NS_REG_VM_HSAVE_PA, NS_VALUE, 1 },
		{ NS_REG_TSC_RATIO, NS_UNREADABLE, 0 }, { NS_REG_VM_CR, NS_NOT_ASKED, 0 },
	},
	.format = "format 2",
};

FIXTURE_VARIANT_ADD(module, cpus_has_all)
{
	.file = {
		{ SYSFS "format", "1\n" }, { SYSFS "svm/efer_svme", "0\n" },
		{ DEBUGFS "cpus", "format: 1\ncpu0 online\n  EFER 0xc0000080 1 was 0\n  VM_HSAVE_PA 0xc0010117 1\n"
				  "  TSC_RATIO 0xc0000104 0x0000000180000000\ncpu1 online\n  EFER 0xc0000080 0\n" },
	},
	.expected = {
		{ NS_REG_EFER, NS_VALUE, 1 }, { NS_REG_VM_HSAVE_PA, NS_VALUE, 1 },
		{ NS_REG_TSC_RATIO, NS_VALUE, 0x180000000 }, { NS_REG_VIRT_SPEC_CTRL, NS_UNREADABLE, 0 },
	},
	.format = "format 1",
};

FIXTURE_VARIANT_ADD(module, offline_cpu_says_what_was)
{
	.file = {
		{ SYSFS "format", "2\n" },
		{ DEBUGFS "cpus", "format: 2\ncpu0 offline\n  EFER 0xc0000080 unreadable:offline last 1\n"
				  "cpu1 online\n  EFER 0xc0000080 0\n" },
	},
	.expected = { { NS_REG_EFER, NS_VALUE, 0 } },
	.format = "format 2",
};

/* rdmsr 0x3a alone, as the module's file: CPUID says VMX, so the rest was not captured. */
FIXTURE_VARIANT_ADD(module, a_part_of_the_files_says_nothing_of_the_rest)
{
	.file = {
		{ SYSFS "format", "1\n" }, { SYSFS "cpuid/1_ecx", "0xe3bd\n" },
		{ SYSFS "vmx/ia32_feat_ctl", "0xff03\n" },
	},
	.expected = {
		{ NS_REG_IA32_FEATURE_CONTROL, NS_VALUE, 0xff03 }, { NS_REG_IA32_VMX_BASIC, NS_NOT_ASKED, 0 },
		{ NS_REG_CPUID_7_ECX, NS_NOT_ASKED, 0 }, { NS_REG_IA32_VMX_PROCBASED_CTLS2, NS_UNREADABLE, 0 },
	},
	.format = "format 1",
};

FIXTURE_VARIANT_ADD(module, what_cpuid_does_not_say_is_not_there)
{
	.file = { { SYSFS "format", "2\n" }, { SYSFS "cpuid/80000001_ecx", "0x0\n" } },
	.expected = {
		{ NS_REG_IA32_VMX_BASIC, NS_ABSENT, 0 }, { NS_REG_CPUID_7_ECX, NS_ABSENT, 0 },
		{ NS_REG_IA32_VMX_PROCBASED_CTLS2, NS_ABSENT, 0 },
	},
	.format = "format 2",
};

FIXTURE_VARIANT_ADD(module, newer_format_is_not_read)
{
	.file = { { SYSFS "format", "3\n" } },
	.expected = { { NS_REG_CPUID_8000000A_EDX, NS_NOT_ASKED, 0 } },
};

TEST_F(module, registers)
{
	for (size_t i = 0; i < COUNT(variant->expected); i++) {
		const struct expected *e = &variant->expected[i];
		const struct ns_value *v = &self->s->view[NS_VIEW_CPU][e->reg];

		if (!e->reg && !e->state)
			continue;
		EXPECT_EQ(e->state, v->state) TH_LOG("%s: %s", ns_registers[e->reg].name, v->why ?: "");
		if (e->state == NS_VALUE) {
			EXPECT_EQ(e->num, v->num) TH_LOG("%s", ns_registers[e->reg].name);
		}
	}
	if (variant->format) {
		EXPECT_EQ(NS_VALUE, self->s->notes[NS_SOURCE_MODULE].state.state);
		EXPECT_STREQ(variant->format, self->s->notes[NS_SOURCE_MODULE].state.text);
	} else {
		EXPECT_EQ(NS_UNREADABLE, self->s->notes[NS_SOURCE_MODULE].state.state);
	}
}

TEST(an_offline_cpu_differs_by_its_last_value)
{
	static const struct file files[] = {
		{ SYSFS "format", "2\n" },
		{ DEBUGFS "cpus", "format: 2\ncpu0 online\n  VM_CR 0xc0010114 0x0000000000000008\ncpu1 offline\n"
				  "  VM_CR 0xc0010114 unreadable:offline last 0x0000000000000018 differs-from-cpu0\n"
				  "  SYSCFG 0xc0010010 unreadable:offline last absent differs-from-cpu0\n" },
	};
	char root[TREE_NAME];
	struct ns_context ctx = { .root = root };
	struct ns_snapshot *s;

	make_tree(root, files, COUNT(files));
	s = ns_collect(&ctx);
	ASSERT_EQ(2, s->difference_count);
	EXPECT_EQ(1, s->differences[0].cpu);
	EXPECT_EQ(NS_VALUE, s->differences[0].value.state);
	EXPECT_EQ(0x18, s->differences[0].value.num);
	EXPECT_EQ(NS_ABSENT, s->differences[1].value.state);
	ns_snapshot_free(s);
	EXPECT_EQ(0, remove_tree(root));
}

TEST_HARNESS_MAIN
