// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How sources/msr.c reads the msr driver's files and what it says where it cannot. A plain file stands in for the
 * driver's here; the labs have the real one.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "common.h"
#include "harness.h"
#include "sources/context.h"
#include "tree.h"

#define VMX 0x20u	/* CPUID.1:ECX */

enum content { NOTHING, PLAIN, SHORT, DIRECTORY, FAULTS };

/* What two CPUs' files hold, as bytes that are all the same, and what is read */
static const struct row {
	enum content content;
	unsigned char bytes[2];
	const char *online;
	bool module;	/* is nestscope.ko loaded? */
	enum ns_state state;	/* of IA32_VMX_BASIC */
	const char *why;
	enum ns_state note;
	const char *told;	/* of the source, or its reason */
	const char *hint;
	int agree;		/* -1: not said */
	const char *read;	/* the CPUs that were read, NULL for all online */
} rows[] = {
	{ PLAIN, { 0x11, 0x11 }, "0-1", false, NS_VALUE, NULL, NS_VALUE, "2 CPUs", NULL, 1 },
	{ PLAIN, { 0x11, 0x22 }, "0-1", false, NS_VALUE, NULL, NS_VALUE, "2 CPUs", NULL, 0 },
	{ PLAIN, { 0x11, 0x22 }, "0", false, NS_VALUE, NULL, NS_VALUE, "1 CPU", NULL, 1 },
	{ PLAIN, { 0x11, 0x22 }, NULL, false, NS_VALUE, NULL, NS_VALUE, "1 CPU", NULL, 1 },
	/* One that is offline by now is left out. */
	{ PLAIN, { 0x11, 0x11 }, "0-2", false, NS_VALUE, NULL, NS_VALUE, "2 CPUs", NULL, 1, "0-1" },
	{ PLAIN, { 0x11, 0x22 }, "0,5", false, NS_VALUE, NULL, NS_VALUE, "1 CPU", NULL, 1, "0" },
	{ NOTHING, { 0 }, "3,5-6", false, NS_UNREADABLE,
	  "no source: nestscope.ko is not loaded, /dev/cpu/3/msr: No such file or directory", NS_ABSENT,
	  "/dev/cpu/3/msr: No such file or directory", "modprobe msr, and run nestscope as root", -1 },
	{ SHORT, { 0x11, 0x11 }, "0-1", false, NS_UNREADABLE, "short read", NS_VALUE, "2 CPUs", NULL, 1 },
	{ DIRECTORY, { 0 }, "0-1", false, NS_UNREADABLE, "Is a directory", NS_VALUE, "2 CPUs", NULL, 1 },
	{ FAULTS, { 0 }, "0", false, NS_UNREADABLE, "RDMSR faulted", NS_VALUE, "1 CPU", NULL, 1 },
	{ NOTHING, { 0 }, "0-1", false, NS_UNREADABLE,
	  "no source: nestscope.ko is not loaded, /dev/cpu/0/msr: No such file or directory", NS_ABSENT,
	  "/dev/cpu/0/msr: No such file or directory", "modprobe msr, and run nestscope as root", -1 },
	{ NOTHING, { 0 }, "0-1", true, NS_UNREADABLE,
	  "no source: nestscope.ko keeps nothing that changes, /dev/cpu/0/msr: No such file or directory", NS_ABSENT,
	  "/dev/cpu/0/msr: No such file or directory", "modprobe msr, and run nestscope as root", -1 },
};

static void make(const char *root, const struct row *row)
{
	char text[0x2000];

	for (int cpu = 0; cpu < 2 && row->content != NOTHING; cpu++) {
		char path[64];
		struct file file = { path, text, row->content == SHORT ? 8 : sizeof(text) };

		memset(text, row->bytes[cpu], sizeof(text));
		snprintf(path, sizeof(path), "/dev/cpu/%d/msr%s", cpu, row->content == DIRECTORY ? "/file" : "");
		make_file(root, &file);
		/* Nothing is mapped at the lowest addresses: read(2) of those is EIO. */
		snprintf(text, sizeof(text), "%s%s", root, path);
		if (row->content == FAULTS && !cpu && (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
						       mount("/proc/self/mem", text, NULL, MS_BIND, NULL)))
			_exit(2);
	}
}

static bool reads(const void *what)
{
	const struct row *row = what;
	struct ns_context ctx = { .root = "" };
	struct ns_snapshot *s = ns_snapshot_new();
	const struct ns_value *basic = &s->view[NS_VIEW_CPU][NS_REG_IA32_VMX_BASIC], *agree = &s->fact[NS_FACT_CPUS_AGREE];
	const struct ns_source_note *note = &s->notes[NS_SOURCE_MSR];
	bool good;

	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, VMX);
	if (row->online)
		set_text(s, NS_FACT_CPUS_ONLINE, row->online);
	if (row->module)
		ns_snapshot_note(s, NS_SOURCE_MODULE, NS_VALUE, NULL, "loaded");
	ns_read_msr(&ctx, s);
	good = same("why", row->why, basic->why) && same("hint", row->hint, note->hint) &&
	       same("note", row->told, ns_has(&note->state) ? note->state.text : note->state.why);
	good = good && basic->state == row->state && note->state.state == row->note &&
	       (row->agree < 0 ? !ns_has(agree) : ns_has(agree) && (int)agree->num == row->agree) &&
	       same("CPUs", row->agree < 0 ? NULL : row->read ?: row->online ?: "0", s->fact[NS_FACT_CPUS_READ].text) &&
	       (row->agree == 0) == !!s->difference_count;
	if (row->state == NS_VALUE)
		good = good && basic->num == ns_reg_keep(NS_REG_IA32_VMX_BASIC, 0x1111111111111111);
	for (size_t i = 0; i < s->difference_count; i++)
		good = good && s->differences[i].cpu == 1 && ns_reg_must_agree(s->differences[i].reg) &&
		       s->differences[i].value.num == ns_reg_keep(s->differences[i].reg, 0x2222222222222222);
	ns_snapshot_free(s);
	return good;
}

/* The mounts of a row are gone with the process. */
static bool makes_and_reads(const char *root, const struct row *row, bool *skipped)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		int is;

		make(root, row);
		is = in_root(root, reads, row);
		_exit(is < 0 ? 2 : !is);
	}
	waitpid(pid, &status, 0);
	*skipped = WIFEXITED(status) && WEXITSTATUS(status) == 2;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

TEST(what_the_msr_driver_says)
{
	size_t skipped = 0;

	for (size_t i = 0; i < COUNT(rows); i++) {
		char root[TREE_NAME];
		bool left_out, is;

		make_tree(root, NULL, 0);
		is = makes_and_reads(root, &rows[i], &left_out);
		skipped += left_out;
		EXPECT_TRUE(is || left_out) TH_LOG("row %zu", i);
		EXPECT_EQ(0, remove_tree(root));
	}
	if (skipped)
		SKIP(return, "chroot(2) or mount(2) is not permitted");
}

TEST(a_captured_tree_has_no_cpu)
{
	struct ns_context ctx = { .root = "/nonexistent" };
	struct ns_snapshot *s = ns_snapshot_new();
	const struct ns_value *basic = &s->view[NS_VIEW_CPU][NS_REG_IA32_VMX_BASIC];

	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, VMX);
	ns_read_msr(&ctx, s);
	EXPECT_EQ(NS_UNREADABLE, basic->state);
	EXPECT_STREQ("no source: nestscope.ko is not loaded, a captured tree has no CPU to ask", basic->why);
	EXPECT_EQ(NS_NOT_ASKED, s->notes[NS_SOURCE_MSR].state.state);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
