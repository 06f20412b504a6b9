// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What runs now: from the files of a captured tree, from what the kernel's
 * histograms print, and from two samples, to rates and words.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <asm/kvm.h>	/* the numbers of exceptions, which svm.h counts from */

#include "analysis/live.h"
#include "harness.h"
#include "model/json.h"
#include "model/vmm.h"
#include "render/finding.h"
#include "render/live.h"
#include "render/watch.h"
#include "said.h"
#include "sources/live.h"
#include "tree.h"
#include "util/alloc.h"

#include KERNEL_VMX_H
#include KERNEL_SVM_H

/* A sentence that is kept for the whole test */
static const char *text_of(const struct ns_finding *f)
{
	static char *text;

	free(text);
	text = f ? ns_finding_text(f) : NULL;
	return text;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- the names of exits ---- */

struct exit_name {
	uint32_t number;
	const char *name;
};

static const struct exit_name kernel_vmx[] = { VMX_EXIT_REASONS };
static const struct exit_name kernel_svm[] = { SVM_EXIT_REASONS };

static const struct exit_name our_vmx[] = {
#define NS_VMX_EXIT(number, name) { number, name },
#include "nestscope/exit_reasons.h"
};

static const struct exit_name our_svm[] = {
#define NS_SVM_EXIT(number, name) { number, name },
#include "nestscope/exit_reasons.h"
};

/* Named by kernels after 6.1 or by other programs, or numbered by 6.1 and never named */
static const uint32_t more_vmx[] = {
	5, 6, 11, 17, 65, 66, 69, 70, 72, 73, 76, 77, 78, 79, 80, 81, 84, 85,
};
static const uint32_t more_svm[] = {
	SVM_EXIT_MWAIT_COND, SVM_EXIT_RDPRU, 0x91, 0x92, 0x93, 0x95, 0x96, 0x97, 0x99, 0x9a, 0x9b,
	0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa3, 0xa4, 0xa5, 0xa6, 0x80000018, 0x8000001a, 0x8000fffe,
	0x8000ffff,
};

/* Reasons that the SDM's and the APM's appendix C leave out have no name. */
TEST(an_exit_between_two_that_are_known_has_a_name)
{
	static const uint32_t no_vmx[] = { 35, 38, 42, 71, 82, 83 };

	for (uint32_t reason = 0; reason <= 85; reason++) {
		bool unnamed = false;

		for (size_t i = 0; i < COUNT(no_vmx); i++)
			unnamed |= no_vmx[i] == reason;
		for (size_t i = 0; i < COUNT(our_vmx); i++)
			unnamed ^= our_vmx[i].number == reason;
		EXPECT_TRUE(unnamed) {
			TH_LOG("%u", reason);
		}
	}
}

static bool in_table(const struct exit_name *table, size_t n, uint32_t number)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].number == number)
			return true;
	return false;
}

static bool in_list(const uint32_t *list, size_t n, uint32_t number)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == number)
			return true;
	return false;
}

/* The kernel's rows that have no name of ours, or another */
static int misnamed(uint32_t isa, const struct exit_name *table, size_t n)
{
	int wrong = 0;

	for (size_t i = 0; i < n; i++) {
		char *name = ns_exit_name(isa, table[i].number);

		if (strcmp(name, table[i].name)) {
			printf("# 0x%x: \"%s\", the kernel says \"%s\"\n", table[i].number, name,
			       table[i].name);
			wrong++;
		}
		free(name);
	}
	return wrong;
}

TEST(every_exit_the_kernel_names_has_its_name)
{
	EXPECT_LT(60, COUNT(kernel_vmx));
	EXPECT_LT(100, COUNT(kernel_svm));
	EXPECT_EQ(0, misnamed(NS_ISA_VMX, kernel_vmx, COUNT(kernel_vmx)));
	EXPECT_EQ(0, misnamed(NS_ISA_SVM, kernel_svm, COUNT(kernel_svm)));
}

TEST(no_exit_is_named_that_no_kernel_names)
{
	for (size_t i = 0; i < COUNT(our_vmx); i++) {
		EXPECT_TRUE(in_table(kernel_vmx, COUNT(kernel_vmx), our_vmx[i].number) ||
			    in_list(more_vmx, COUNT(more_vmx), our_vmx[i].number))
			TH_LOG("0x%x", our_vmx[i].number);
	}
	for (size_t i = 0; i < COUNT(our_svm); i++) {
		EXPECT_TRUE(in_table(kernel_svm, COUNT(kernel_svm), our_svm[i].number) ||
			    in_list(more_svm, COUNT(more_svm), our_svm[i].number))
			TH_LOG("0x%x", our_svm[i].number);
	}
}

TEST(the_exits_stand_in_order_and_once)
{
	for (size_t i = 1; i < COUNT(our_vmx); i++) {
		EXPECT_LT(our_vmx[i - 1].number, our_vmx[i].number);
	}
	for (size_t i = 1; i < COUNT(our_svm); i++) {
		EXPECT_LT(our_svm[i - 1].number, our_svm[i].number);
	}
}

static void expect_exit(struct __test_metadata *_metadata, uint32_t isa, uint32_t reason,
			const char *want)
{
	char *name = ns_exit_name(isa, reason);

	EXPECT_STREQ(want, name);
	free(name);
}

TEST(odd_exits)
{
	expect_exit(_metadata, NS_ISA_VMX, 0x80000021, "INVALID_STATE (failed entry)");
	expect_exit(_metadata, NS_ISA_VMX, 0x0800000a, "CPUID");	/* out of an SGX enclave */
	expect_exit(_metadata, NS_ISA_VMX, 999, "0x3e7");
	expect_exit(_metadata, NS_ISA_SVM, 0xffffffff, "invalid_guest_state");
	expect_exit(_metadata, NS_ISA_SVM, 0x404, "0x404");
	expect_exit(_metadata, 3, 10, "0xa");
}

/* ---- the kernel's histograms ---- */

static const char hist_exits[] =
	"# event histogram\n#\n"
	"# trigger info: hist:keys=common_pid,isa,exit_reason:vals=hitcount:sort=hitcount:size=4096 [active]\n#\n\n"
	"{ common_pid:        150, isa:          2, exit_reason:        100 } hitcount:          7\n"
	"{ common_pid:        150, isa:          2, exit_reason:       1024 } hitcount:       2001\n"
	"{ common_pid:        151, isa:          1, exit_reason:         48 } hitcount:  99999999999\n"
	"\nTotals:\n    Hits: 100000002007\n    Entries: 3\n    Dropped: 5\n";

static const char hist_entries[] =
	"# event histogram\n#\n# trigger info: hist:keys=common_pid:vals=hitcount:sort=hitcount:size=2048 [active]\n#\n\n"
	"{ common_pid:        150 } hitcount:         40\n"
	"\nTotals:\n    Hits: 40\n    Entries: 1\n    Dropped: 0\n";

TEST(histogram)
{
	struct ns_trace_counts c = { 0 };

	EXPECT_TRUE(ns_trace_parse(&c, NS_TRACE_EXIT, hist_exits));
	EXPECT_TRUE(ns_trace_parse(&c, NS_TRACE_ENTRY, hist_entries));
	ASSERT_EQ(4, c.n);
	EXPECT_EQ(5, c.dropped);
	EXPECT_EQ(2001, c.count[1].hits);
	EXPECT_EQ(99999999999ull, ns_trace_hits(&c, &(struct ns_trace_count){ NS_TRACE_EXIT, 151, 1, 48, 0 }));
	EXPECT_EQ(40, ns_trace_hits(&c, &(struct ns_trace_count){ NS_TRACE_ENTRY, 150, 0, 0, 0 }));
	EXPECT_EQ(0, ns_trace_hits(&c, &(struct ns_trace_count){ NS_TRACE_EXIT, 150, 1, 48, 0 }));
	ns_trace_counts_free(&c);
}

/* The kernel allocates and frees memory for each entry, and drops values that find none. */
TEST(a_table_is_as_large_as_it_has_to_be)
{
	EXPECT_EQ(128, ns_trace_places(512, 0, false));
	EXPECT_EQ(128, ns_trace_places(512, 32, false));
	EXPECT_EQ(132, ns_trace_places(512, 33, false));
	EXPECT_EQ(1024, ns_trace_places(128, 256, false));
	EXPECT_EQ(256, ns_trace_places(128, 128, true));
	EXPECT_EQ(131072, ns_trace_places(131072, 131072, true));
	EXPECT_EQ(131072, ns_trace_places(512, 1000000, false));
}

TEST(what_is_no_histogram)
{
	static const char *const texts[] = {
		"", "\n", "# event histogram\n", "cat: hist: Invalid argument\n",
		/* cut off within a line, and before the totals */
		"{ common_pid:        150, isa:          2, exit_rea",
		"{ common_pid:        150, isa:          2, exit_reason:       1024 } hitcount:       2001\n",
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct ns_trace_counts c = { 0 };

		EXPECT_FALSE(ns_trace_parse(&c, NS_TRACE_EXIT, texts[i]));
		ns_trace_counts_free(&c);
	}
}

/* A missing value is not taken from the next line. */
TEST(histogram_line_without_a_key)
{
	struct ns_trace_counts c = { 0 };

	EXPECT_TRUE(ns_trace_parse(&c, NS_TRACE_EXIT,
		"{ common_pid:        150 } hitcount:          1\n"
		"{ isa: 2, exit_reason: 3 } hitcount: 9\n"
		"{ common_pid:        151, isa:          2, exit_reason:          3 } hitcount:          2\n"
		"Totals:\n    Dropped: 0\n"));
	ASSERT_EQ(1, c.n);
	EXPECT_EQ(151, c.count[0].thread);
	ns_trace_counts_free(&c);
}

/* ---- a captured tree ---- */

struct tree {
	char root[TREE_NAME];
	struct ns_context ctx;
};

static void put_text(const struct tree *t, const char *path, const char *text)
{
	put_file(t->root, path, text, strlen(text));
}

#define CMDLINE(t, pid, words) put_file((t)->root, "/proc/" #pid "/cmdline", words, sizeof(words) - 1)

static void put_vm(const struct tree *t, const char *vm, const char *nested_run, const char *guest_mode)
{
	static const char base[] = "/sys/kernel/debug/kvm/";
	const struct {
		const char *name;
		const char *text;
	} files[] = {
		{ "exits", "1000\n" }, { "nested_run", nested_run }, { "guest_mode", guest_mode },
		{ "vcpu0/pid", "150\n" }, { "vcpu0/guest_mode", "1\n" },
		{ "vcpu10/pid", "160\n" }, { "vcpu10/guest_mode", "0\n" },
		{ "vcpu2/pid", "152\n" }, { "vcpu2/guest_mode", "0\n" },
	};

	for (size_t i = 0; i < COUNT(files); i++) {
		char *path = ns_xasprintf("%s%s/%s", base, vm, files[i].name);

		if (files[i].text)
			put_text(t, path, files[i].text);
		free(path);
	}
}

FIXTURE(tree)
{
	struct tree t;
	struct ns_live *live;
};

FIXTURE_SETUP(tree)
{
	make_tree(self->t.root, NULL, 0);
	self->t.ctx.root = self->t.root;
	put_text(&self->t, "/sys/module/kvm_amd/refcnt", "");
	self->live = NULL;
}

FIXTURE_TEARDOWN(tree)
{
	EXPECT_EQ(0, remove_tree(self->t.root));
	ns_live_free(self->live);
}

TEST_F(tree, a_vm_by_name)
{
	const struct ns_live_vm *vm;
	char *title;

	CMDLINE(&self->t, 142, "/usr/bin/qemu-system-x86_64\0-name\0guest=web,,1,debug-threads=on\0-cpu\0EPYC\0"
		"-machine\0q35\0-cpu\0host,-x2apic\0");
	put_vm(&self->t, "142-11", "12345\n", "1\n");
	put_text(&self->t, "/sys/kernel/debug/kvm/nested_run", "99\n");
	self->live = ns_live_read(&self->t.ctx);
	EXPECT_TRUE(ns_has(&self->live->statistics));
	EXPECT_EQ(99, self->live->nested_run.num);
	ASSERT_EQ(1, self->live->vm_count);
	vm = &self->live->vms[0];
	EXPECT_EQ(142, vm->pid);
	EXPECT_EQ(11, vm->fd);
	EXPECT_STREQ("web,1", vm->name);
	EXPECT_STREQ("host,-x2apic", vm->cpu_option.text);
	EXPECT_EQ(12345, vm->stat[NS_STAT_NESTED_RUN].num);
	EXPECT_EQ(1000, vm->stat[NS_STAT_EXITS].num);
	ASSERT_EQ(3, vm->vcpu_count);
	EXPECT_EQ(2, vm->vcpus[1].id);
	EXPECT_EQ(10, vm->vcpus[2].id);
	EXPECT_EQ(1, vm->vcpus[0].guest_mode.num);
	EXPECT_TRUE(ns_live_vm_has_thread(vm, 160));
	EXPECT_FALSE(ns_live_vm_has_thread(vm, 142));
	title = ns_vm_title(vm);
	EXPECT_STREQ("web,1 (qemu-system-x86_64, pid 142)", title);
	free(title);
}

TEST_F(tree, many_vms_and_what_is_none)
{
	CMDLINE(&self->t, 20, "firecracker\0--id\0-name\0");
	put_vm(&self->t, "20-3", "0\n", "0\n");
	put_vm(&self->t, "20-9", "0\n", "0\n");
	put_vm(&self->t, "7-3", "0\n", "0\n");
	put_text(&self->t, "/sys/kernel/debug/kvm/20-3x/exits", "1\n");
	put_text(&self->t, "/sys/kernel/debug/kvm/exits", "1\n");
	self->live = ns_live_read(&self->t.ctx);
	ASSERT_EQ(3, self->live->vm_count);
	EXPECT_STREQ("firecracker", self->live->vms[0].program);
	EXPECT_EQ(NULL, self->live->vms[0].name);
	EXPECT_EQ(NS_ABSENT, self->live->vms[0].cpu_option.state);
	EXPECT_EQ(NULL, self->live->vms[2].program);
	EXPECT_EQ(&self->live->vms[1], ns_live_find_vm(self->live, &self->live->vms[1]));
}

/* A process can write anything into its command line, but cannot choose its executable file. */
TEST_F(tree, a_program_that_talks)
{
	char *exe = ns_xasprintf("%s/proc/31/exe", self->t.root);

	CMDLINE(&self->t, 31, "SECRET is my title");
	CMDLINE(&self->t, 32, "SECRET is my title");
	CMDLINE(&self->t, 33, "qemu-system-x86_64 -name SECRET -cpu host,model-id=SECRET");
	CMDLINE(&self->t, 34, "my-vmm\0-cpu\0SECRET\0-name\0SECRET");
	CMDLINE(&self->t, 35, "kvm\0-cpu\0host,model-id=SECRET,hv-vendor-id=SECRET,+vmx");
	put_vm(&self->t, "31-3", "0\n", "0\n");
	put_vm(&self->t, "32-3", "0\n", "0\n");
	put_vm(&self->t, "33-3", "0\n", "0\n");
	put_vm(&self->t, "34-3", "0\n", "0\n");
	put_vm(&self->t, "35-3", "0\n", "0\n");
	ASSERT_EQ(0, symlink("/home/SECRET/bin/own-vmm (deleted)", exe));
	free(exe);
	self->live = ns_live_read(&self->t.ctx);
	ASSERT_EQ(5, self->live->vm_count);
	EXPECT_STREQ("own-vmm", self->live->vms[0].program);
	EXPECT_STREQ(NS_VMM_UNNAMED, self->live->vms[1].program);
	EXPECT_STREQ("qemu-system-x86_64", self->live->vms[2].program);
	EXPECT_EQ(NS_UNREADABLE, self->live->vms[2].cpu_option.state);
	EXPECT_STREQ("my-vmm", self->live->vms[3].program);
	EXPECT_EQ(NS_ABSENT, self->live->vms[3].cpu_option.state);
	EXPECT_STREQ("host,+vmx,...", self->live->vms[4].cpu_option.text);
	for (size_t i = 0; i < self->live->vm_count; i++)
		EXPECT_EQ(NULL, self->live->vms[i].name);
}

/* Linux 5.10 has neither statistic, and does not tell the vCPUs' threads. */
TEST_F(tree, an_old_kernel)
{
	const struct ns_live_vm *vm;

	CMDLINE(&self->t, 142, "qemu-system-x86_64\0-name\0web\0");
	put_text(&self->t, "/sys/kernel/debug/kvm/142-11/exits", "5\n");
	put_text(&self->t, "/sys/kernel/debug/kvm/142-11/vcpu0/tsc-offset", "0\n");
	put_text(&self->t, "/proc/142/task/142/comm", "");
	put_text(&self->t, "/proc/142/task/147/comm", "");
	self->live = ns_live_read(&self->t.ctx);
	ASSERT_EQ(1, self->live->vm_count);
	vm = &self->live->vms[0];
	EXPECT_EQ(NS_ABSENT, vm->stat[NS_STAT_NESTED_RUN].state);
	EXPECT_EQ(NS_ABSENT, vm->stat[NS_STAT_GUEST_MODE].state);
	EXPECT_EQ(NS_ABSENT, vm->vcpus[0].thread.state);
	EXPECT_EQ(5, vm->stat[NS_STAT_EXITS].num);
	EXPECT_TRUE(ns_live_vm_has_thread(vm, 147));
	EXPECT_FALSE(ns_live_vm_has_thread(vm, 148));
	EXPECT_EQ(NS_ABSENT, self->live->nested_run.state);
}

TEST_F(tree, no_kvm_and_no_debugfs)
{
	self->live = ns_live_read(&self->t.ctx);
	EXPECT_EQ(NS_NOT_ASKED, self->live->statistics.state);
	EXPECT_STREQ("/sys/kernel/debug/kvm: not captured", self->live->statistics.why);
	ns_live_free(self->live);
	/* kvm.ko alone does not make the directory. */
	put_text(&self->t, "/root/sys/module/kvm/refcnt", "");
	strcat(self->t.root, "/root");
	self->live = ns_live_read(&self->t.ctx);
	*strrchr(self->t.root, '/') = '\0';
	EXPECT_EQ(NS_ABSENT, self->live->statistics.state);
	EXPECT_STREQ("KVM is not loaded", self->live->statistics.why);
}

TEST_F(tree, the_module)
{
	const struct ns_value *flag;

	put_text(&self->t, "/sys/kernel/debug/nestscope/live",
		 "format: 1\n"
		 "live_vmcs: on\n"
		 "cpu0 vmxe=1 svme=absent hsave_pa_set=absent root=1 current=1 secondary=0x20074fe shadowing=1 link=set guest_vmxe=1 vmcs=5e1f\n"
		 "cpu3 vmxe=unreadable svme=absent current=shadow shadowing=dropped link=dropped novelty=7 bare\n");
	self->live = ns_live_read(&self->t.ctx);
	EXPECT_TRUE(ns_has(&self->live->module));
	EXPECT_EQ(1, self->live->live_vmcs.num);
	ASSERT_EQ(2, self->live->cpu_count);
	flag = self->live->cpus[0].flag;
	EXPECT_EQ(1, flag[NS_LIVE_SHADOWING].num);
	EXPECT_STREQ("set", flag[NS_LIVE_LINK].text);
	EXPECT_STREQ("5e1f", flag[NS_LIVE_VMCS].text);
	EXPECT_EQ(NS_ABSENT, flag[NS_LIVE_SVME].state);
	flag = self->live->cpus[1].flag;
	EXPECT_EQ(3, self->live->cpus[1].cpu);
	EXPECT_EQ(NS_UNREADABLE, flag[NS_LIVE_VMXE].state);
	EXPECT_EQ(NS_UNREADABLE, flag[NS_LIVE_SHADOWING].state);
	EXPECT_STREQ("dropped", flag[NS_LIVE_SHADOWING].why);
	EXPECT_EQ(NS_UNREADABLE, flag[NS_LIVE_LINK].state);
	EXPECT_EQ(NS_NOT_ASKED, flag[NS_LIVE_ROOT].state);
}

TEST_F(tree, a_module_that_does_not_look)
{
	static const struct {
		const char *line;
		enum ns_state state;
		const char *why;
	} cases[] = {
		{ "live_vmcs: off: no parameter", NS_NOT_ASKED, "no parameter" },
		{ "live_vmcs: absent: SVM", NS_ABSENT, "SVM" },
		{ "live_vmcs: refused: Hyper-V", NS_UNREADABLE, "Hyper-V" },
		{ "cpu0 vmxe=0", NS_NOT_ASKED, NULL },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = ns_xasprintf("format: 1\n%s\n", cases[i].line);
		struct ns_live *live;

		put_text(&self->t, "/sys/kernel/debug/nestscope/live", text);
		free(text);
		live = ns_live_read(&self->t.ctx);
		EXPECT_EQ(cases[i].state, live->live_vmcs.state);
		EXPECT_STREQ(cases[i].why ?: "", live->live_vmcs.why ?: "");
		ns_live_free(live);
	}
}

TEST_F(tree, a_module_of_another_format)
{
	/* The last one is 1 in 32 bits. */
	static const char *const formats[] = { "3", "0", "4294967297" };

	for (size_t i = 0; i < COUNT(formats); i++) {
		char *text = ns_xasprintf("format: %s\ncpu0 vmxe=1\n", formats[i]);

		put_text(&self->t, "/sys/kernel/debug/nestscope/live", text);
		ns_live_free(self->live);
		self->live = ns_live_read(&self->t.ctx);
		EXPECT_EQ(NS_UNREADABLE, self->live->module.state);
		EXPECT_EQ(0, self->live->cpu_count);
		free(text);
	}
}

/* ---- how long VMREAD takes ---- */

#define VMREAD "/sys/kernel/debug/nestscope/vmread"

TEST_F(tree, the_times)
{
	const struct ns_value *num;

	put_text(&self->t, "/sys/kernel/debug/nestscope/live", "format: 1\nlive_vmcs: off: no\ncpu0 vmxe=1\n");
	self->live = ns_live_read(&self->t.ctx);
	ns_read_vmread(&self->t.ctx, self->live);
	EXPECT_EQ(NS_NOT_ASKED, self->live->vmread_timing.state);
	EXPECT_EQ(NULL, self->live->vmread_timing.why);

	put_text(&self->t, VMREAD,
		 "format: 1\n"
		 "vmread_timing: on\n"
		 "cpu0 root=1 current=1 rounds=16 empty_min=24 empty_median=26 shadowed_min=84 shadowed_median=90 unshadowed_min=1840 unshadowed_median=2100\n"
		 "cpu2 root=0 current=0 rounds=absent\n"
		 "cpu3 root=1 current=shadow rounds=dropped\n"
		 "cpu4 root=1 current=1 rounds=4294967296 empty_min=-1 empty_median=0x10 shadowed_min= shadowed_median novelty=7\n"
		 "cpu4294967295 rounds=16\n");
	ns_read_vmread(&self->t.ctx, self->live);
	EXPECT_EQ(1, self->live->vmread_timing.num);
	ASSERT_EQ(4, self->live->vmread_count);
	num = self->live->vmread[0].num;
	EXPECT_EQ(16, num[NS_VMREAD_ROUNDS].num);
	EXPECT_EQ(24, num[NS_VMREAD_EMPTY_MIN].num);
	EXPECT_EQ(26, num[NS_VMREAD_EMPTY_MEDIAN].num);
	EXPECT_EQ(84, num[NS_VMREAD_SHADOWED_MIN].num);
	EXPECT_EQ(90, num[NS_VMREAD_SHADOWED_MEDIAN].num);
	EXPECT_EQ(1840, num[NS_VMREAD_UNSHADOWED_MIN].num);
	EXPECT_EQ(2100, num[NS_VMREAD_UNSHADOWED_MEDIAN].num);
	num = self->live->vmread[1].num;
	EXPECT_EQ(2, self->live->vmread[1].cpu);
	EXPECT_EQ(NS_ABSENT, num[NS_VMREAD_ROUNDS].state);
	EXPECT_EQ(NS_NOT_ASKED, num[NS_VMREAD_EMPTY_MIN].state);
	EXPECT_STREQ("dropped", self->live->vmread[2].num[NS_VMREAD_ROUNDS].why);
	num = self->live->vmread[3].num;
	for (int i = 0; i < NS_VMREAD_NUM_COUNT; i++) {
		EXPECT_FALSE(ns_has(&num[i])) TH_LOG("%s", ns_vmread_nums[i]);
	}
}

/* Other contents than "on"; something that is not a file; a module that is not used */
TEST_F(tree, no_times)
{
	static const struct {
		const char *text;
		enum ns_state state;
		const char *why;
	} cases[] = {
		{ "format: 1\nvmread_timing: refused: Hyper-V\n", NS_UNREADABLE, "Hyper-V" },
		{ "format: 1\nvmread_timing: absent: no VMX\n", NS_ABSENT, "no VMX" },
		{ "format: 3\nvmread_timing: on\n", NS_UNREADABLE, VMREAD ": \"format: 3\" is not format 2" },
		{ "", NS_UNREADABLE, VMREAD ": \"\" is not format 2" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_live *live;
		struct ns_live_answer w;

		put_text(&self->t, "/sys/kernel/debug/nestscope/live", "format: 1\n");
		put_text(&self->t, VMREAD, cases[i].text);
		live = ns_live_read(&self->t.ctx);
		ns_read_vmread(&self->t.ctx, live);
		EXPECT_EQ(cases[i].state, live->vmread_timing.state);
		EXPECT_STREQ(cases[i].why, live->vmread_timing.why);
		w = ns_vmread_says(live);
		EXPECT_EQ(NS_UNKNOWN, w.yes);
		EXPECT_STREQ(cases[i].why, text_of(w.finding));
		ns_finding_free(w.finding);
		ns_live_free(live);
	}
	self->t.ctx.no_module = true;
	self->live = ns_live_read(&self->t.ctx);
	ns_read_vmread(&self->t.ctx, self->live);
	EXPECT_EQ(NS_NOT_ASKED, self->live->vmread_timing.state);
}

static void add_times(struct ns_live *live, unsigned int cpu, uint64_t rounds, const uint64_t *cycles)
{
	struct ns_vmread_cpu *c = ns_live_add_vmread(live, cpu);

	ns_value_num(&live->vmread_timing, NS_SOURCE_MODULE, 1);
	ns_value_num(&c->num[NS_VMREAD_ROUNDS], NS_SOURCE_MODULE, rounds);
	for (int i = 0; i < 6; i++)
		ns_value_num(&c->num[NS_VMREAD_EMPTY_MIN + i], NS_SOURCE_MODULE, cycles[i]);
}

FIXTURE(timing)
{
	struct ns_live *live;
	struct ns_live_answer w;
};

FIXTURE_VARIANT(timing)
{
	uint64_t rounds;
	uint64_t cycles[6];	/* of nothing, shadowed and unshadowed field: the shortest and the one in the middle */
	enum ns_yesno yes;
	const char *says;
};

#define TIMING(name, ...) FIXTURE_VARIANT_ADD(timing, name) { __VA_ARGS__ }
#define HUGE ((uint64_t)INT64_MAX)

TIMING(hardware, 16, { 24, 26, 84, 90, 1840, 2100 }, NS_YES, "field 60 cycles, unshadowed 1816 on cpu5: ");
TIMING(hardware_in_no_time, 16, { 30, 30, 30, 30, 1840, 2100 }, NS_YES, "field 0 cycles");
TIMING(hardware_just, 16, { 20, 20, 220, 220, 820, 820 }, NS_YES, "field 200 cycles, unshadowed 800");
TIMING(hardware_just_fast, 4, { 0, 0, 300, 300, 1200, 1200 }, NS_YES, "in hardware");
TIMING(not_apart, 16, { 20, 20, 220, 220, 819, 819 }, NS_UNKNOWN, "too close");
TIMING(not_slow, 16, { 20, 20, 60, 60, 619, 619 }, NS_UNKNOWN, "too close");
TIMING(not_fast, 16, { 0, 0, 301, 301, 5000, 5000 }, NS_UNKNOWN, "too close");
TIMING(exits, 16, { 24, 26, 1810, 2200, 1840, 2100 }, NS_NO, "no VMCS shadowing");
TIMING(exits_just, 16, { 0, 0, 600, 600, 900, 900 }, NS_NO, "no VMCS shadowing");
TIMING(exits_the_other_way, 16, { 0, 0, 900, 900, 600, 600 }, NS_NO, "no VMCS shadowing");
TIMING(exits_not_alike, 16, { 0, 0, 600, 600, 901, 901 }, NS_UNKNOWN, "too close");
TIMING(exits_not_slow, 16, { 0, 0, 599, 599, 650, 650 }, NS_UNKNOWN, "too close");
TIMING(the_wrong_way, 16, { 20, 20, 1840, 1840, 60, 60 }, NS_UNKNOWN, "too close");
TIMING(neither_an_exit, 16, { 24, 26, 60, 64, 60, 64 }, NS_UNKNOWN, "neither VMREAD exits");
TIMING(neither_an_exit_and_apart, 16, { 24, 26, 28, 30, 120, 130 }, NS_UNKNOWN, "neither VMREAD exits");
TIMING(further_below, 16, { 24, 26, 2000, 2100, 30000, 31000 }, NS_UNKNOWN, "further below");
TIMING(the_clock_exits, 16, { 900, 950, 980, 990, 2800, 2900 }, NS_UNKNOWN, "reading the time");
TIMING(median_of_another_mind, 16, { 24, 26, 84, 1900, 1840, 2100 }, NS_UNKNOWN, "vary");
TIMING(once_only, 3, { 24, 24, 84, 84, 1840, 1840 }, NS_UNKNOWN, "vary");
TIMING(hostile, HUGE, { HUGE, HUGE, HUGE, 0, 0, HUGE }, NS_UNKNOWN, "reading the time");
TIMING(hostile_times, HUGE, { 0, 0, HUGE, HUGE, HUGE, HUGE }, NS_NO, "field 9223372036854775808 cycles");

FIXTURE_SETUP(timing)
{
	self->live = ns_live_new();
	add_times(self->live, 5, variant->rounds, variant->cycles);
	self->w = ns_vmread_says(self->live);
}

FIXTURE_TEARDOWN(timing)
{
	ns_finding_free(self->w.finding);
	ns_live_free(self->live);
}

TEST_F(timing, is_judged)
{
	EXPECT_EQ(variant->yes, self->w.yes) TH_LOG("%s", text_of(self->w.finding));
	EXPECT_NE(NULL, strstr(text_of(self->w.finding), variant->says)) TH_LOG("%s", text_of(self->w.finding));
	EXPECT_EQ(variant->yes == NS_UNKNOWN, !!strstr(text_of(self->w.finding), "cannot tell")) TH_LOG("%s", text_of(self->w.finding));
}

static void expect_timing(struct __test_metadata *_metadata, const struct ns_live *live, enum ns_yesno yes,
			  const char *says)
{
	struct ns_live_answer w = ns_vmread_says(live);

	EXPECT_EQ(yes, w.yes) TH_LOG("%s", text_of(w.finding));
	EXPECT_NE(NULL, strstr(text_of(w.finding), says)) TH_LOG("%s", text_of(w.finding));
	ns_finding_free(w.finding);
}

TEST(timing_of_many_cpus)
{
	static const uint64_t fast[] = { 24, 26, 84, 90, 1840, 2100 }, slow[] = { 24, 26, 1800, 1900, 1840, 2100 };
	static const uint64_t unclear[] = { 24, 26, 84, 90, 84, 90 };
	struct ns_live *live = ns_live_new();

	ns_value_num(&live->vmread_timing, NS_SOURCE_MODULE, 1);
	ns_live_add_vmread(live, 0);
	expect_timing(_metadata, live, NS_UNKNOWN, "no CPU has a VMCS");
	add_times(live, 1, 16, unclear);
	expect_timing(_metadata, live, NS_UNKNOWN, "on cpu1: cannot tell: neither");
	add_times(live, 2, 16, fast);
	expect_timing(_metadata, live, NS_YES, "on cpu2: ");
	add_times(live, 3, 16, unclear);
	add_times(live, 4, 16, fast);
	expect_timing(_metadata, live, NS_YES, "on cpu2: ");
	add_times(live, 5, 16, slow);
	expect_timing(_metadata, live, NS_UNKNOWN, "on cpu5: cannot tell: the times of another CPU");
	ns_live_free(live);
}

static char *as_text(const struct ns_snapshot *s)
{
	json_t *j = ns_snapshot_to_json(s);
	char *text = json_dumps(j, JSON_COMPACT);

	json_decref(j);
	return text;
}

/* What is read is written and read again, and comes out the same; the name only when it may. */
TEST_F(tree, into_a_snapshot_and_back)
{
	struct ns_snapshot *s = ns_snapshot_new(), *again;
	char *text, *second, *error, *note;

	CMDLINE(&self->t, 142, "/usr/bin/qemu-system-x86_64\0-name\0guest=web\0-cpu\0host\0");
	put_vm(&self->t, "142-11", "12345\n", NULL);
	put_text(&self->t, "/sys/kernel/debug/nestscope/live", "format: 1\ncpu0 vmxe=1 link=none\n");
	put_text(&self->t, VMREAD, "format: 1\nvmread_timing: on\ncpu0 root=1 current=1 rounds=16 empty_min=7\n");
	s->live = ns_live_read(&self->t.ctx);
	text = as_text(s);
	EXPECT_EQ(NULL, strstr(text, "vmread"));
	free(text);
	ns_read_vmread(&self->t.ctx, s->live);
	text = as_text(s);
	EXPECT_NE(NULL, strstr(text, "\"empty_min\":{\"state\":\"value\",\"value\":7"));
	again = ns_snapshot_from_text(text, strlen(text), "test", &error, &note);
	ASSERT_NE(NULL, again) TH_LOG("%s", error);
	EXPECT_EQ(NULL, note) TH_LOG("%s", note);
	second = as_text(again);
	EXPECT_STREQ(text, second);
	EXPECT_NE(NULL, strstr(text, "\"name\":\"web\""));
	ns_snapshot_redact(again);
	free(second);
	second = as_text(again);
	EXPECT_EQ(NULL, strstr(second, "web"));
	EXPECT_NE(NULL, strstr(second, "\"pid\":142"));
	free(text);
	free(second);
	ns_snapshot_free(s);
	ns_snapshot_free(again);
}

TEST(hostile_live_sections)
{
	static const char *const sections[] = {
		"[]", "7", "{\"vms\":{}}", "{\"vms\":[7]}", "{\"vms\":[{\"pid\":-1,\"fd\":1}]}",
		"{\"vms\":[{\"pid\":1,\"fd\":\"x\"}]}", "{\"vms\":[{\"pid\":1,\"fd\":1,\"name\":7}]}",
		"{\"vms\":[{\"pid\":1,\"fd\":1,\"vcpus\":[{\"id\":99999999}]}]}",
		"{\"vms\":[{\"pid\":1,\"fd\":1,\"vcpus\":7}]}",
		"{\"vms\":[{\"pid\":1,\"fd\":1,\"statistics\":{\"exits\":7}}]}",
		"{\"cpus\":[{}]}", "{\"cpus\":[{\"cpu\":1,\"vmxe\":1}]}", "{\"cpus\":7}",
		"{\"statistics\":{\"state\":\"maybe\"}}",
		"{\"vmread_timing\":7}", "{\"vmread_timing\":{\"on\":true}}", "{\"vmread_timing\":{\"cpus\":{}}}",
		"{\"vmread_timing\":{\"cpus\":[{}]}}", "{\"vmread_timing\":{\"cpus\":[{\"cpu\":-1}]}}",
		"{\"vmread_timing\":{\"cpus\":[{\"cpu\":1048577}]}}",
		"{\"vmread_timing\":{\"cpus\":[{\"cpu\":1,\"rounds\":{\"state\":\"value\",\"value\":-1}}]}}",
	};

	for (size_t i = 0; i < COUNT(sections); i++) {
		char *text = ns_xasprintf("{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":1},\"live\":%s}",
					  sections[i]), *error, *note;
		struct ns_snapshot *s = ns_snapshot_from_text(text, strlen(text), "test", &error, &note);

		EXPECT_EQ(NULL, s) TH_LOG("%s was taken", sections[i]);
		EXPECT_NE(NULL, strstr(error ?: "", "test: live"));
		ns_snapshot_free(s);
		free(error);
		free(note);
		free(text);
	}
}

/* ---- offered, in use ---- */

static void stat_is(struct ns_live_vm *vm, enum ns_live_stat stat, long long num)
{
	if (num >= 0)
		ns_value_num(&vm->stat[stat], NS_SOURCE_DEBUGFS, num);
	else
		ns_value_not(&vm->stat[stat], NS_SOURCE_DEBUGFS, NS_ABSENT, "it has none");
}

FIXTURE(offer)
{
	struct ns_live *live;
};

FIXTURE_VARIANT(offer)
{
	const char *program;
	const char *cpu;	/* -cpu, NULL for none */
	long long nested_run;
	enum ns_yesno enabled;
	enum ns_yesno offered;
	const char *module;	/* of KVM here, NULL if that is not known */
};

#define OFFER(name, ...) FIXTURE_VARIANT_ADD(offer, name) { __VA_ARGS__ }

OFFER(host, "qemu-system-x86_64", "host", 0, NS_YES, NS_YES);
OFFER(max, "qemu-system-x86_64", "max,-sgx", 0, NS_YES, NS_YES);
OFFER(host_without, "qemu-system-x86_64", "host,-vmx", 0, NS_YES, NS_NO);
OFFER(host_without_word, "qemu-system-x86_64", "host,migratable=on,svm=off", 0, NS_YES, NS_NO);
OFFER(host_without_the_other, "qemu-system-x86_64", "host,-vmx", 0, NS_YES, NS_YES, "kvm_amd");
OFFER(host_without_its_own, "qemu-system-x86_64", "host,-vmx", 0, NS_YES, NS_NO, "kvm_intel");
OFFER(named_with_the_other, "qemu-system-x86_64", "EPYC,vmx=on", 0, NS_YES, NS_NO, "kvm_amd");
OFFER(module_of_neither, "qemu-system-x86_64", "host,-vmx", 0, NS_YES, NS_NO, "kvm_pvm");
OFFER(last_one_counts, "kvm", "EPYC,svm=off,+svm", 0, NS_YES, NS_YES);
OFFER(minus_is_last, "kvm", "host,-vmx,+vmx", 0, NS_YES, NS_NO);
OFFER(named, "qemu-system-x86_64", "EPYC-Milan,x2apic=on", 0, NS_YES, NS_NO);
OFFER(named_with, "qemu-system-x86_64", "Skylake-Server,vmx=on,vmx-ple=off", 0, NS_YES, NS_YES);
OFFER(named_with_bare, "qemu-kvm", "Skylake-Server,vmx", 0, NS_YES, NS_YES);
OFFER(a_longer_word, "qemu-system-x86_64", "EPYC,+svm-lock,svmx=on", 0, NS_YES, NS_NO);
OFFER(hostile_model, "qemu-system-x86_64", "hostage", 0, NS_YES, NS_NO);
OFFER(no_option, "qemu-system-x86_64", NULL, 0, NS_YES, NS_NO);
OFFER(not_enabled, "qemu-system-x86_64", "host", 0, NS_NO, NS_NO);
OFFER(it_runs_them, "qemu-system-x86_64", "EPYC", 3, NS_YES, NS_YES);
OFFER(it_ran_them_before, "firecracker", NULL, 3, NS_NO, NS_YES);
OFFER(another_program, "firecracker", NULL, 0, NS_YES, NS_UNKNOWN);
OFFER(no_process, NULL, NULL, 0, NS_YES, NS_UNKNOWN);

FIXTURE_SETUP(offer)
{
	struct ns_live_vm *vm;

	self->live = ns_live_new();
	vm = ns_live_add_vm(self->live);
	vm->program = variant->program ? ns_xstrdup(variant->program) : NULL;
	if (variant->cpu)
		ns_value_text(&vm->cpu_option, NS_SOURCE_PROCFS, variant->cpu);
	stat_is(vm, NS_STAT_NESTED_RUN, variant->nested_run);
}

FIXTURE_TEARDOWN(offer)
{
	ns_live_free(self->live);
}

TEST_F(offer, is_told)
{
	struct ns_live_answer w = ns_nesting_offered(&self->live->vms[0], variant->enabled, variant->module);

	EXPECT_EQ(variant->offered, w.yes) TH_LOG("%s", text_of(w.finding));
	EXPECT_LT(5, strlen(text_of(w.finding)));
	EXPECT_TRUE(is_said("live", variant->cpu ?: "", w.finding));
	ns_finding_free(w.finding);
}

/* Nobody knows what a VM is offered whose command line was not to be read. */
TEST(what_a_vm_is_offered_by_a_command_line_that_cannot_be_read)
{
	static const struct { const char *why, *says; } rows[] = {
		{ "/proc/12/cmdline: Input/output error", "its command line cannot be read: /proc/12/cmdline: Input/output error" },
		{ NULL, "its command line cannot be read: no reason given" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ns_live *live = ns_live_new();
		struct ns_live_vm *vm = ns_live_add_vm(live);
		struct ns_live_answer w;

		vm->program = ns_xstrdup("qemu-system-x86_64");
		if (rows[i].why)
			ns_value_not(&vm->cpu_option, NS_SOURCE_PROCFS, NS_UNREADABLE, "%s", rows[i].why);
		else
			vm->cpu_option.state = NS_UNREADABLE;
		w = ns_nesting_offered(vm, NS_YES, NULL);
		EXPECT_EQ(NS_UNKNOWN, w.yes);
		EXPECT_STREQ(rows[i].says, text_of(w.finding));
		ns_finding_free(w.finding);
		ns_live_free(live);
	}
}

FIXTURE(use)
{
	struct ns_live *before;
	struct ns_live *now;
};

FIXTURE_VARIANT(use)
{
	long long run_before;	/* -1: there is no such statistic; -2: not looked at before */
	long long run;
	long long in_l2;
	enum ns_yesno used;
	const char *says;
};

#define USE(name, ...) FIXTURE_VARIANT_ADD(use, name) { __VA_ARGS__ }

USE(in_l2, -2, 100, 1, NS_YES, "1 of 2 vCPUs in L2, nested_run is 100");
USE(in_l2_alone, -2, -1, 2, NS_YES, "2 of 2 vCPUs in L2");
USE(moves, 100, 101, 0, NS_YES, "moves");
USE(stays, 101, 101, 0, NS_NO, "before");
USE(never, -2, 0, 0, NS_NO, "never");
USE(one_look, -2, 101, 0, NS_UNKNOWN, "one sample");
USE(no_statistics, -1, -1, -1, NS_UNKNOWN, "it has none");
USE(not_in_l2_and_no_counter, -1, -1, 0, NS_UNKNOWN, "it has none");

static struct ns_live *one_vm(long long run, long long in_l2)
{
	struct ns_live *live = ns_live_new();
	struct ns_live_vm *vm = ns_live_add_vm(live);

	stat_is(vm, NS_STAT_NESTED_RUN, run);
	stat_is(vm, NS_STAT_GUEST_MODE, in_l2);
	ns_live_add_vcpu(vm);
	ns_live_add_vcpu(vm);
	return live;
}

FIXTURE_SETUP(use)
{
	self->before = variant->run_before == -2 ? NULL : one_vm(variant->run_before, 0);
	self->now = one_vm(variant->run, variant->in_l2);
}

FIXTURE_TEARDOWN(use)
{
	ns_live_free(self->before);
	ns_live_free(self->now);
}

TEST_F(use, is_told)
{
	struct ns_live_answer w = ns_nesting_in_use(&self->now->vms[0],
					      self->before ? &self->before->vms[0] : NULL);

	EXPECT_EQ(variant->used, w.yes) TH_LOG("%s", text_of(w.finding));
	EXPECT_NE(NULL, strstr(text_of(w.finding), variant->says)) TH_LOG("%s", text_of(w.finding));
	EXPECT_TRUE(is_said("live", "", w.finding));
	ns_finding_free(w.finding);
	EXPECT_EQ(variant->run > 0 && variant->in_l2 == 0, ns_live_look_again(self->now));
}

/* ---- rates ---- */

static struct ns_sample sample(double seconds, unsigned int pid, long long exits, long long run)
{
	struct ns_sample s = {
		.seconds = seconds, .live = one_vm(run, 1), .trace.seconds = { seconds, seconds, seconds },
	};

	s.live->vms[0].pid = pid;
	stat_is(&s.live->vms[0], NS_STAT_EXITS, exits);
	ns_value_num(&s.live->vms[0].vcpus[0].thread, NS_SOURCE_DEBUGFS, 150);
	return s;
}

static void count(struct ns_sample *s, enum ns_trace_event event, uint32_t thread, uint32_t reason,
		  uint64_t hits)
{
	struct ns_trace_counts *c = &s->trace;
	uint32_t isa = event == NS_TRACE_ENTRY ? 0 : NS_ISA_SVM;

	s->traced = c->reasons = true;
	c->count = ns_xreallocarray(c->count, c->n + 1, sizeof(*c->count));
	c->count[c->n++] = (struct ns_trace_count){ event, thread, isa, reason, hits };
}

FIXTURE(rates)
{
	struct ns_sample a, b;
	struct ns_rates *r;
};

FIXTURE_SETUP(rates)
{
	self->a = sample(10, 1, 1000, 50);
	self->b = sample(12, 1, 1500, 250);
	self->r = NULL;
}

FIXTURE_TEARDOWN(rates)
{
	ns_rates_free(self->r);
	ns_sample_free(&self->a);
	ns_sample_free(&self->b);
}

TEST_F(rates, of_statistics)
{
	self->r = ns_live_rates(&self->a, &self->b);
	ASSERT_EQ(1, self->r->vm_count);
	EXPECT_EQ(2, self->r->seconds);
	EXPECT_EQ(250, self->r->vms[0].exits);
	EXPECT_EQ(100, self->r->vms[0].entries);
	EXPECT_EQ(1, self->r->vms[0].in_l2);
	EXPECT_TRUE(isnan(self->r->vms[0].l2_exits));
	EXPECT_TRUE(isnan(self->r->vms[0].to_l1_share));
}

/* What "nestscope watch" without options has between two looks */
TEST_F(rates, of_one_second)
{
	ns_sample_free(&self->b);
	self->b = sample(11, 1, 1500, 250);
	self->r = ns_live_rates(&self->a, &self->b);
	EXPECT_EQ(1, self->r->seconds);
	EXPECT_EQ(500, self->r->vms[0].exits);
	EXPECT_EQ(200, self->r->vms[0].entries);
}

TEST_F(rates, of_a_counter_that_was_reset)
{
	stat_is(&self->b.live->vms[0], NS_STAT_EXITS, 10);
	self->r = ns_live_rates(&self->a, &self->b);
	EXPECT_EQ(5, self->r->vms[0].exits);
}

TEST_F(rates, of_a_vm_that_is_new)
{
	self->b.live->vms[0].pid = 2;
	self->r = ns_live_rates(&self->a, &self->b);
	EXPECT_TRUE(isnan(self->r->vms[0].exits));
	EXPECT_TRUE(isnan(self->r->vms[0].entries));
}

TEST_F(rates, of_no_time)
{
	self->b.seconds = self->a.seconds;
	memcpy(self->b.trace.seconds, self->a.trace.seconds, sizeof(self->a.trace.seconds));
	count(&self->a, NS_TRACE_EXIT, 150, 1024, 1);
	count(&self->b, NS_TRACE_EXIT, 150, 1024, 9);
	self->r = ns_live_rates(&self->a, &self->b);
	EXPECT_TRUE(isnan(self->r->vms[0].exits));
	EXPECT_TRUE(isnan(self->r->vms[0].l2_exits));
}

TEST_F(rates, of_a_part_of_the_time)
{
	count(&self->a, NS_TRACE_EXIT, 150, 0x400, 100);
	count(&self->b, NS_TRACE_EXIT, 150, 0x400, 50);
	count(&self->b, NS_TRACE_TO_L1, 150, 0x400, 10);
	self->b.trace.run = self->a.trace.run + 1;
	self->b.trace.seconds[NS_TRACE_EXIT] = 0.5;
	self->b.trace.seconds[NS_TRACE_TO_L1] = 0.25;
	self->r = ns_live_rates(&self->a, &self->b);
	EXPECT_EQ(2, self->r->seconds);
	EXPECT_EQ(0.5, self->r->counted);
	EXPECT_EQ(250, self->r->vms[0].exits);
	EXPECT_EQ(100, self->r->vms[0].l2_exits);
	EXPECT_EQ(40, self->r->vms[0].to_l1);
	EXPECT_EQ(0.4, self->r->vms[0].to_l1_share);
}

TEST_F(rates, of_exits_by_reason)
{
	const struct ns_vm_rate *vm;

	count(&self->a, NS_TRACE_EXIT, 150, 0x400, 100);
	count(&self->b, NS_TRACE_EXIT, 150, 0x400, 300);
	count(&self->b, NS_TRACE_EXIT, 150, 0x07c, 100);
	count(&self->b, NS_TRACE_EXIT, 99, 0x07c, 5000);	/* another VM's */
	count(&self->b, NS_TRACE_TO_L1, 150, 0x07c, 60);
	count(&self->b, NS_TRACE_TO_L1, 150, 0x400, 60 + 15);
	count(&self->a, NS_TRACE_TO_L1, 150, 0x400, 60);
	self->r = ns_live_rates(&self->a, &self->b);
	vm = &self->r->vms[0];
	EXPECT_EQ(150, vm->l2_exits);
	EXPECT_EQ(37.5, vm->to_l1);
	EXPECT_EQ(0.25, vm->to_l1_share);
	ASSERT_EQ(2, vm->reason_count);
	EXPECT_EQ(0x07c, vm->reasons[0].reason);
	EXPECT_EQ(30, vm->reasons[0].to_l1);
	EXPECT_EQ(50, vm->reasons[0].exits);
	EXPECT_EQ(7.5, vm->reasons[1].to_l1);
	EXPECT_EQ(100, vm->reasons[1].exits);
}

TEST_F(rates, of_entries_by_the_trace_where_there_is_no_statistic)
{
	stat_is(&self->a.live->vms[0], NS_STAT_NESTED_RUN, -1);
	stat_is(&self->b.live->vms[0], NS_STAT_NESTED_RUN, -1);
	count(&self->a, NS_TRACE_ENTRY, 150, 0, 4);
	count(&self->b, NS_TRACE_ENTRY, 150, 0, 10);
	self->a.trace.entries = self->b.trace.entries = true;
	self->r = ns_live_rates(&self->a, &self->b);
	EXPECT_EQ(3, self->r->vms[0].entries);
	EXPECT_EQ(0, self->r->vms[0].l2_exits);
	EXPECT_TRUE(isnan(self->r->vms[0].to_l1_share));
}

/* Counters do not tell reasons. */
TEST_F(rates, of_exits_without_reasons)
{
	count(&self->a, NS_TRACE_EXIT, 150, 0, 100);
	count(&self->b, NS_TRACE_EXIT, 150, 0, 300);
	count(&self->b, NS_TRACE_TO_L1, 150, 0, 50);
	self->a.trace.reasons = self->b.trace.reasons = false;
	self->r = ns_live_rates(&self->a, &self->b);
	EXPECT_EQ(100, self->r->vms[0].l2_exits);
	EXPECT_EQ(0.25, self->r->vms[0].to_l1_share);
	EXPECT_EQ(0, self->r->vms[0].reason_count);
}

/* L0 may hand L1 an interrupt that L2 was never left for. */
TEST_F(rates, never_more_than_all)
{
	count(&self->a, NS_TRACE_EXIT, 150, 0x60, 0);
	count(&self->b, NS_TRACE_EXIT, 150, 0x60, 10);
	count(&self->b, NS_TRACE_TO_L1, 150, 0x60, 12);
	self->r = ns_live_rates(&self->a, &self->b);
	EXPECT_EQ(1, self->r->vms[0].to_l1_share);
}

/* ---- VMCS shadowing ---- */

static void add_cpu(struct ns_live *live, int vmxe, int shadowing)
{
	struct ns_live_cpu *cpu = ns_live_add_cpu(live, live->cpu_count);

	if (vmxe >= 0)
		ns_value_num(&cpu->flag[NS_LIVE_VMXE], NS_SOURCE_MODULE, vmxe);
	else
		ns_value_not(&cpu->flag[NS_LIVE_VMXE], NS_SOURCE_MODULE, NS_ABSENT, NULL);
	if (shadowing >= 0)
		ns_value_num(&cpu->flag[NS_LIVE_SHADOWING], NS_SOURCE_MODULE, shadowing);
}

static void expect_unseen(struct __test_metadata *_metadata, const struct ns_live *live,
			  const char *says)
{
	struct ns_finding *f = ns_shadowing_unseen(live, false);
	const char *why = text_of(f);

	EXPECT_EQ(!says, !why);
	EXPECT_NE(NULL, strstr(why ?: "", says ?: "")) TH_LOG("%s", why);
	ns_finding_free(f);
}

TEST(shadowing_and_what_it_takes_to_see_it)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_live *live = s->live = ns_live_new();
	struct ns_duty duty = { 0 };
	struct ns_live_answer w;

	ns_value_not(&live->module, NS_SOURCE_MODULE, NS_ABSENT, "no such file");
	expect_unseen(_metadata, live, "nestscope module load live_vmcs=1");
	ns_value_text(&live->module, NS_SOURCE_MODULE, "live");
	ns_value_not(&live->live_vmcs, NS_SOURCE_MODULE, NS_ABSENT, "SVM has none");
	expect_unseen(_metadata, live, "SVM has none");
	ns_value_not(&live->live_vmcs, NS_SOURCE_MODULE, NS_UNREADABLE, "eVMCS");
	expect_unseen(_metadata, live, "refused: eVMCS");
	ns_value_not(&live->live_vmcs, NS_SOURCE_MODULE, NS_NOT_ASKED, "no parameter");
	expect_unseen(_metadata, live, "no parameter; to have it: nestscope module unload");
	add_cpu(live, 1, -1);
	ns_value_num(&live->live_vmcs, NS_SOURCE_MODULE, 1);
	expect_unseen(_metadata, live, "no CPU");
	ns_duty_add(&duty, live);
	EXPECT_EQ(0, duty.samples);
	add_cpu(live, 1, 0);
	expect_unseen(_metadata, live, NULL);
	w = ns_shadowing_in_use(s);
	EXPECT_EQ(NS_NO, w.yes);
	ns_finding_free(w.finding);
	add_cpu(live, 1, 1);
	w = ns_shadowing_in_use(s);
	EXPECT_EQ(NS_YES, w.yes);
	ns_finding_free(w.finding);
	ns_duty_add(&duty, live);
	EXPECT_EQ(2, duty.samples);
	EXPECT_EQ(1, duty.shadowing);
	ns_snapshot_free(s);
}

/* Advice about a captured machine must not be about the machine on which it is read. */
TEST(of_a_captured_machine_shadowing_is_to_be_seen_on_that_machine)
{
	struct ns_live *live = ns_live_new();

	for (int loaded = 0; loaded < 2; loaded++) {
		struct ns_finding *f;
		const char *why;

		if (loaded)
			ns_value_text(&live->module, NS_SOURCE_MODULE, "live");
		f = ns_shadowing_unseen(live, true);
		why = text_of(f);
		EXPECT_NE(NULL, strstr(why, "to have it, on that machine: ")) TH_LOG("%s", why);
		EXPECT_NE(NULL, strstr(why, "; nestscope snapshot >host.json")) TH_LOG("%s", why);
		ns_finding_free(f);
	}
	ns_live_free(live);
}

static void param(struct ns_snapshot *s, const char *name, const char *text)
{
	struct ns_value v = NS_VALUE_INIT;

	ns_value_text(&v, NS_SOURCE_SYSFS, text);
	ns_snapshot_add_param(s, "kvm_intel", name, &v);
	ns_value_free(&v);
}

TEST(shadowing_enabled_takes_parameter_and_hardware)
{
	static const struct {
		const char *nested, *shadow;
		uint64_t ctls2;
		enum ns_yesno yes;
	} cases[] = {
		{ "Y", "Y", 1ull << 46, NS_YES }, { "Y", "N", 1ull << 46, NS_NO },
		{ "N", "Y", 1ull << 46, NS_NO }, { "Y", "Y", 1ull << 33, NS_NO },
		{ "Y", "Y", 0, NS_UNKNOWN },	/* not read */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_live_answer w;

		ns_value_text(&s->fact[NS_FACT_KVM_MODULES], NS_SOURCE_SYSFS, "kvm kvm_intel");
		param(s, "nested", cases[i].nested);
		param(s, "enable_shadow_vmcs", cases[i].shadow);
		if (cases[i].ctls2)
			ns_value_num(&s->view[NS_VIEW_CPU][NS_REG_IA32_VMX_PROCBASED_CTLS2],
				     NS_SOURCE_MODULE, cases[i].ctls2);
		w = ns_shadowing_enabled(s);
		EXPECT_EQ(cases[i].yes, w.yes) TH_LOG("%zu: %s", i, text_of(w.finding));
		ns_finding_free(w.finding);
		ns_snapshot_free(s);
	}
}

/* Shadowing is one of x86. */
TEST(shadowing_is_not_on_other_architectures)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_live_answer a;

	ns_value_text(&s->fact[NS_FACT_ARCH], NS_SOURCE_PROCFS, "s390x");
	a = ns_shadowing_enabled(s);
	EXPECT_EQ(NS_NO, a.yes);
	EXPECT_NE(NULL, strstr(text_of(a.finding), "x86"));
	ns_finding_free(a.finding);
	ns_snapshot_free(s);
}

#define KVM_REVISION 0x00da040011e57ed0ull
#define SHADOW_VMCS (1ull << 46)

static struct ns_snapshot *with_shadowing(uint64_t basic, int hypervisor)
{
	struct ns_snapshot *s = ns_snapshot_new();

	ns_value_text(&s->fact[NS_FACT_KVM_MODULES], NS_SOURCE_SYSFS, "kvm kvm_intel");
	param(s, "nested", "Y");
	param(s, "enable_shadow_vmcs", "Y");
	ns_value_num(&s->fact[NS_FACT_HV_PRESENT], NS_SOURCE_CPUID, hypervisor);
	ns_value_num(&s->view[NS_VIEW_CPU][NS_REG_IA32_VMX_BASIC], NS_SOURCE_MODULE, basic);
	ns_value_num(&s->view[NS_VIEW_CPU][NS_REG_IA32_VMX_PROCBASED_CTLS2], NS_SOURCE_MODULE, SHADOW_VMCS);
	return s;
}

static void expect_enabled(struct __test_metadata *_metadata, struct ns_snapshot *s, enum ns_code code,
			   const char *argument)
{
	struct ns_live_answer a = ns_shadowing_enabled(s);

	EXPECT_EQ(NS_YES, a.yes);
	EXPECT_STREQ(ns_finding_rows[code].code, ns_finding_code(a.finding));
	if (argument)
		EXPECT_NE(NULL, ns_finding_get(a.finding, argument));
	ns_finding_free(a.finding);
	ns_snapshot_free(s);
}

/* In a VM the bit comes from the hypervisor below, and KVM emulates the feature. */
TEST(shadowing_in_a_vm_is_not_the_hardwares)
{
	struct ns_snapshot *s;

	expect_enabled(_metadata, with_shadowing(4, 0), NS_FOUND_SHADOWING_ENABLED, NULL);
	expect_enabled(_metadata, with_shadowing(KVM_REVISION, 1), NS_FOUND_SHADOWING_EMULATED, "unseen");
	/* Hidden, and KVM's all the same */
	expect_enabled(_metadata, with_shadowing(KVM_REVISION, 0), NS_FOUND_SHADOWING_EMULATED, "unseen");
	expect_enabled(_metadata, with_shadowing(1, 1), NS_FOUND_SHADOWING_FROM_BELOW, "unseen");
	s = with_shadowing(KVM_REVISION, 1);
	s->parent = with_shadowing(4, 0);
	expect_enabled(_metadata, s, NS_FOUND_SHADOWING_EMULATED, "has");
	s = with_shadowing(KVM_REVISION, 1);
	s->parent = with_shadowing(4, 0);
	s->parent->view[NS_VIEW_CPU][NS_REG_IA32_VMX_PROCBASED_CTLS2].num = 1ull << 33;
	expect_enabled(_metadata, s, NS_FOUND_SHADOWING_EMULATED, "lacks");
}

/* The CPU alone says so where no module is loaded, or it was not read which is. */
TEST(shadowing_is_no_feature_of_a_cpu_without_vmx)
{
	static const struct {
		uint64_t vmx, svm;
		enum ns_code code;
	} cases[] = {
		{ 0, 1 << 2, NS_FOUND_SHADOWING_NOT_INTEL }, { 0, 0, NS_FOUND_SHADOWING_NOT_IN_CPU },
		{ 1 << 5, 0, NS_FOUND_SHADOWING_MODULE_UNREAD },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_value *cpu = s->view[NS_VIEW_CPU];
		struct ns_live_answer a;

		ns_value_num(&cpu[NS_REG_CPUID_1_ECX], NS_SOURCE_CPUID, cases[i].vmx);
		ns_value_num(&cpu[NS_REG_CPUID_80000001_ECX], NS_SOURCE_CPUID, cases[i].svm);
		a = ns_shadowing_enabled(s);
		EXPECT_EQ(cases[i].vmx ? NS_UNKNOWN : NS_NO, a.yes);
		EXPECT_STREQ(ns_finding_rows[cases[i].code].code, ns_finding_code(a.finding));
		EXPECT_EQ(NULL, strstr(text_of(a.finding), "()"));
		ns_finding_free(a.finding);
		ns_snapshot_free(s);
	}
}

/* ---- VMs that no KVM runs ---- */

TEST(a_vm_under_tcg_is_warned_of)
{
	struct ns_snapshot *s = ns_snapshot_new();
	char *text = NULL;
	size_t size;
	struct ns_out out = { .file = open_memstream(&text, &size) };
	struct ns_findings all;
	json_t *j;

	ns_snapshot_add_vm(s, NULL, "qemu-system-x86_64", "web")->accel = "tcg";
	ns_snapshot_add_vm(s, NULL, "qemu-system-x86_64", NULL)->accel = "tcg-default";
	ns_snapshot_add_vm(s, NULL, "qemu-system-x86_64", "fast")->accel = "kvm";
	ns_snapshot_add_vm(s, NULL, "firecracker", "other");
	all = ns_vms_emulated(s);
	ASSERT_EQ(2, all.count);
	EXPECT_STREQ("web", ns_finding_get(all.list[0], "name"));
	EXPECT_EQ(NULL, ns_finding_get(all.list[0], "default"));
	EXPECT_NE(NULL, ns_finding_get(all.list[1], "default"));
	ns_findings_clear(&all);
	ns_live_print(&out, s, NULL, false);
	fclose(out.file);
	EXPECT_NE(NULL, strstr(text, "web (qemu-system-x86_64) runs under TCG, not KVM"));
	EXPECT_EQ(NULL, strstr(text, "fast"));
	free(text);
	j = ns_live_answers_to_json(s, NULL, false);
	EXPECT_EQ(2, json_array_size(json_object_get(j, "emulated")));
	json_decref(j);
	ns_snapshot_free(s);
}

/* How often @text contains @what */
static int times(const char *text, const char *what)
{
	int n = 0;

	for (text = strstr(text, what); text; text = strstr(text + 1, what))
		n++;
	return n;
}

/* Many VMs without a name do not fill the screen. */
TEST(vms_under_tcg_that_are_alike_are_said_once)
{
	struct ns_snapshot *s = ns_snapshot_new();
	char *text = NULL;
	size_t size;
	struct ns_out out = { .file = open_memstream(&text, &size) };
	json_t *j;

	for (int i = 0; i < 40; i++) {
		ns_snapshot_add_vm(s, NULL, "qemu-system-x86_64", NULL)->accel = "tcg";
		if (i == 20)
			ns_snapshot_add_vm(s, NULL, "qemu-system-x86_64", "web")->accel = "tcg";
	}
	ns_live_print(&out, s, NULL, false);
	fclose(out.file);
	EXPECT_EQ(1, times(text, "a VM of qemu-system-x86_64"));
	EXPECT_EQ(1, times(text, "(40 such VMs)"));
	EXPECT_EQ(1, times(text, "web (qemu-system-x86_64)"));
	EXPECT_EQ(1, times(text, "-accel kvm"));
	EXPECT_EQ(0, times(text, "more under TCG"));
	free(text);
	j = ns_live_answers_to_json(s, NULL, false);
	EXPECT_EQ(41, json_array_size(json_object_get(j, "emulated")));
	json_decref(j);
	ns_snapshot_free(s);
}

/* ---- what is shown ---- */

/* The times are shown where a layer is below, and only if there are some. */
TEST(timing_is_shown_to_guests)
{
	static const uint64_t fast[] = { 24, 26, 84, 90, 1840, 2100 };
	struct ns_snapshot *s = ns_snapshot_new();

	s->live = ns_live_new();
	for (int step = 0; step < 3; step++) {
		bool guest = step != 1, there = step != 0;
		char *text = NULL;
		size_t size;
		struct ns_out out = { .file = open_memstream(&text, &size) };
		json_t *j;

		if (step == 1)
			add_times(s->live, 0, 16, fast);
		ns_live_print(&out, s, NULL, guest);
		fclose(out.file);
		EXPECT_EQ(guest && there, !!strstr(text, "  VMREAD")) TH_LOG("%s", text);
		EXPECT_EQ(guest && there, !!strstr(text, "timing (experiment, unproven on silicon)"));
		j = ns_live_answers_to_json(s, NULL, guest);
		EXPECT_EQ(guest && there, !!json_object_get(j, "vmread_timing"));
		if (guest && there) {
			EXPECT_STREQ("yes", json_string_value(json_object_get(json_object_get(j, "vmread_timing"),
									      "answer")));
		}
		json_decref(j);
		free(text);
	}
	ns_snapshot_free(s);
}

TEST_F(rates, as_json)
{
	struct ns_value trace = NS_VALUE_INIT;
	struct ns_duty duty = { 0 };
	struct ns_watch w = { 1700000000, &self->b, NULL, &trace, &duty };
	json_t *j, *vm;

	ns_value_not(&trace, NS_SOURCE_TRACEFS, NS_UNREADABLE, "no");
	self->r = ns_live_rates(&self->a, &self->b);
	w.rates = self->r;
	j = ns_watch_to_json(&w);
	vm = json_array_get(json_object_get(j, "vms"), 0);
	EXPECT_EQ(100, json_real_value(json_object_get(vm, "l2_entries_per_second")));
	EXPECT_TRUE(json_is_null(json_object_get(vm, "l2_exits_per_second")));
	EXPECT_TRUE(json_is_null(json_object_get(vm, "name")));
	EXPECT_EQ(1, json_integer_value(json_object_get(vm, "vcpus_in_l2")));
	EXPECT_STREQ("unreadable", json_string_value(json_object_get(json_object_get(j, "trace"), "state")));
	json_decref(j);
	ns_value_free(&trace);
}

TEST_HARNESS_MAIN
