// SPDX-License-Identifier: GPL-2.0-or-later
/* How sources/parts.c and sources/parts_special.c read the files of a captured tree */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common.h"
#include "harness.h"
#include "sources/parts.h"
#include "tree.h"

/* Report sizes that are this much too large, as for a file that was truncated after stat(). */
static off_t vanished;

int fstat(int fd, struct stat *st)
{
	int ret = fstatat(fd, "", st, AT_EMPTY_PATH);

	if (!ret && S_ISREG(st->st_mode))
		st->st_size += vanished;
	return ret;
}

FIXTURE(parts)
{
	char root[TREE_NAME];
	struct ns_context ctx;
	struct ns_report *report;
	struct ns_report_layer *layer;
};

FIXTURE_SETUP(parts)
{
	make_tree(self->root, NULL, 0);
	self->ctx.root = self->root;
	self->report = ns_report_new();
	self->layer = ns_report_add(self->report, "test", ns_snapshot_new());
	vanished = 0;
}

FIXTURE_TEARDOWN(parts)
{
	ns_report_free(self->report);
	EXPECT_EQ(0, remove_tree(self->root));
	EXPECT_NO_LEAK();
}

TEST_F(parts, the_middle_is_left_out)
{
	struct file file = { "/log", "first\nsecond\nthird\nfourth\nfifth\n" };
	char *why, *text;

	make_file(self->root, &file);
	text = ns_part_file(&self->ctx, "/log", ' ', 16, &why);
	EXPECT_STREQ("first\n... 20 bytes are left out here ...\nfifth\n", text);
	EXPECT_NE(NULL, why);
	free(why);
	free(text);
}

/* Either end can be missing. */
TEST_F(parts, a_file_that_becomes_shorter)
{
	struct file file = { "/log", "first\nsecond\nthird\n" };
	static const off_t gone[] = { 1, 7, 8, 9, 1 << 20 };

	make_file(self->root, &file);
	for (size_t max = 14; max <= 64; max += 10) {
		for (size_t i = 0; i < COUNT(gone); i++) {
			char *why, *text;

			vanished = max > 19 ? max - 19 + gone[i] : gone[i];
			text = ns_part_file(&self->ctx, "/log", ' ', max, &why);
			EXPECT_EQ(NULL, text);
			EXPECT_STREQ("/log: the file changed while it was read", why);
			free(why);
			free(text);
		}
	}
}

/* The only part of that kind from the tree, or NULL */
static const struct ns_part *special(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	ns_read_special(ctx, layer, id);
	return layer->part_count == 1 ? &layer->parts[0] : NULL;
}

static const struct {
	struct file file[2];
	enum ns_part_id id;
	const char *text, *why;
} specials[] = {
	{ { { "/etc/os-release", "\n" } }, NS_PART_MODPROBE, NULL, "/etc/modprobe.d: not captured" },
	{ { { "/etc/modprobe.d/a.conf", "# none\n" } }, NS_PART_MODPROBE, NULL, "no settings" },
	{ { { "/etc/modprobe.d", "\n" } }, NS_PART_MODPROBE, NULL, "/etc/modprobe.d: Not a directory" },
	{ { { "/etc/modprobe.d/a.conf", "options kvm ignore_msrs=1\n" }, { "/run/modprobe.d", "\n" } }, NS_PART_MODPROBE,
	  "/etc/modprobe.d/a.conf: options kvm ignore_msrs=1\n", "/run/modprobe.d: Not a directory" },
	{ { { "/etc/os-release", "\n" } }, NS_PART_PARAMETERS, NULL, "not captured" },
	{ { { "/sys/module/kvm/refcnt", "0\n" } }, NS_PART_PARAMETERS, NULL, "not captured" },
	{ { { "/sys/module/nouveau/refcnt", "0\n" } }, NS_PART_PARAMETERS, NULL, "not captured" },
	{ { { "/sys/module", "\n" } }, NS_PART_PARAMETERS, NULL, "Not a directory" },
	{ { { "/sys/module/kvm/parameters/ignore_msrs", "N\n" } }, NS_PART_PARAMETERS, "kvm.ignore_msrs: N\n" },
	{ { { "/proc/sys/kernel/tainted", "4097\n" } }, NS_PART_TAINT,
	  "4097\nP: a proprietary module was loaded\nO: a module from outside the kernel's tree was loaded\n" },
	{ { { "/proc/sys/kernel/tainted", "00000000000000004097\n" } }, NS_PART_TAINT,
	  "4097\nP: a proprietary module was loaded\nO: a module from outside the kernel's tree was loaded\n" },
	{ { { "/proc/sys/kernel/tainted", "000000000000000004097\n" } }, NS_PART_TAINT, NULL,
	  "/proc/sys/kernel/tainted: \"000000000000000004097\" is not a number" },
	{ { { "/proc/sys/kernel/tainted", "none\n" } }, NS_PART_TAINT, NULL,
	  "/proc/sys/kernel/tainted: \"none\" is not a number" },
};

TEST(special_parts)
{
	for (size_t i = 0; i < COUNT(specials); i++) {
		char root[TREE_NAME];
		struct ns_context ctx = { .root = root };
		struct ns_report *report = ns_report_new();
		struct ns_report_layer *layer = ns_report_add(report, "test", ns_snapshot_new());
		const struct ns_part *part;

		make_tree(root, specials[i].file, COUNT(specials[i].file));
		part = special(&ctx, layer, specials[i].id);
		ASSERT_NE(NULL, part);
		EXPECT_STREQ(specials[i].text ?: "", part->text ?: "");
		EXPECT_STREQ(specials[i].why ?: "", part->why ?: "");
		ns_report_free(report);
		EXPECT_EQ(0, remove_tree(root));
	}
	EXPECT_NO_LEAK();
}

static const struct {
	struct file file;
	const char *why;
} live_parameters[] = {
	{ { "/sys/module/kvm/refcnt", "0\n" }, "no readable parameter" },
	{ { "/sys/module/nouveau/refcnt", "0\n" }, "KVM is not loaded" },
	{ { "/etc/os-release", "\n" }, "No such file or directory" },
};

static bool tells_why(const void *why)
{
	struct ns_context ctx = { .root = "" };
	struct ns_report *report = ns_report_new();
	const struct ns_part *part = special(&ctx, ns_report_add(report, "test", ns_snapshot_new()), NS_PART_PARAMETERS);
	bool told = part && !part->text && !strcmp(why, part->why);

	if (part && !told)
		fprintf(stderr, "# \"%s\", not \"%s\"\n", part->why ?: part->text, (const char *)why);
	ns_report_free(report);
	return told;
}

TEST(parameters_of_a_running_system)
{
	for (size_t i = 0; i < COUNT(live_parameters); i++) {
		char root[TREE_NAME];
		int ret;

		make_tree(root, &live_parameters[i].file, 1);
		ret = in_root(root, tells_why, live_parameters[i].why);
		EXPECT_EQ(0, remove_tree(root));
		if (ret < 0)
			SKIP(return, "chroot(2) is not permitted");
		EXPECT_EQ(1, ret);
	}
}

/* More than is read of a file of the kernel */
TEST_F(parts, a_taint_that_is_cut)
{
	size_t size = NS_PART_MAX + 4096;
	char *text = malloc(size);
	struct file file = { "/proc/sys/kernel/tainted", text, size };
	const struct ns_part *part;

	memset(text, 'x', size);
	make_file(self->root, &file);
	free(text);
	part = special(&self->ctx, self->layer, NS_PART_TAINT);
	ASSERT_NE(NULL, part);
	EXPECT_EQ(NULL, part->text);
	EXPECT_NE(NULL, strstr(part->why, "is not a number"));
}

/* The largest number of CPUs of a kernel, each with as much text as today's */
TEST_F(parts, cpuinfo_of_the_largest_machine)
{
	const size_t cpus = 8192, each = 3500;
	char *text = malloc(cpus * each + 1), *to = text;
	struct file file = { "/proc/cpuinfo", text };
	const struct ns_part *part;

	for (size_t i = 0; i < cpus; i++) {
		char *begin = to;

		to += sprintf(to, "processor\t: %zu\nflags\t\t:", i);
		while (to < begin + each - 6)
			to = stpcpy(to, " vmx");
		to = stpcpy(to, "\n\n");
	}
	file.size = to - text;
	make_file(self->root, &file);
	free(text);
	part = special(&self->ctx, self->layer, NS_PART_CPUINFO);
	ASSERT_NE(NULL, part);
	EXPECT_EQ(0, strncmp(part->text, "processor\t: 0\n", 14));
	EXPECT_GT(each, strlen(part->text));
	EXPECT_STREQ("8191 more CPUs are the same but for number, topology and frequency", part->why);
}

TEST_HARNESS_MAIN
