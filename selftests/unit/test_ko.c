// SPDX-License-Identifier: GPL-2.0-or-later
/* How sources/ko.c reads the files of a system and of a captured tree */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "harness.h"
#include "sources/ko.h"
#include "tree.h"

static const struct system {
	bool live;
	struct file file[3];
	bool unread;
	const char *unsearched;
} systems[] = {
	/* The users of the module are known only if all processes were looked at. */
	{ true, { { "/sys/module/nestscope/refcnt", "1\n" } }, true, "the kernel's release was not read" },
	{ true, { { "/sys/module/nestscope/refcnt", "0\n" } }, false, "the kernel's release was not read" },
	{ true, { { "/sys/module/nestscope/refcnt", "1\n" }, { "/proc/sys/kernel/osrelease", "6.1.0\n" } }, false, NULL },
	{ false, { { "/sys/module/nestscope/refcnt", "1\n" }, { "/proc/sys/kernel/osrelease", "6.1.0\n" } }, true,
	  "/lib/modules/6.1.0/modules.dep: not captured" },
	{ false, { { "/sys/module/nestscope/refcnt", "0\n" } }, false, "the kernel's release was not read" },
	{ false, { { "/sys/module/nestscope/refcnt", "0\n" }, { "/proc/sys/kernel/osrelease", "../6.1.0\n" } }, false,
	  "the kernel's release was not read" },
};

static bool reads(const struct system *system, const char *root)
{
	struct ns_context ctx = { .root = root };
	struct ns_ko ko;
	bool same;

	ns_ko_read(&ctx, &ko);
	ns_ko_find(&ctx, &ko, NULL);
	same = ko.holders_unread == system->unread && !strcmp(ko.unsearched ?: "", system->unsearched ?: "");
	if (!same)
		fprintf(stderr, "# %d, \"%s\"\n", ko.holders_unread, ko.unsearched ?: "");
	ns_ko_clear(&ko);
	return same;
}

static bool reads_live(const void *system)
{
	return reads(system, "");
}

TEST(what_was_not_looked_at)
{
	for (size_t i = 0; i < COUNT(systems); i++) {
		char root[32] = "/tmp/nestscope-XXXXXX";
		int ret;

		ASSERT_NE(NULL, mkdtemp(root));
		for (size_t j = 0; j < COUNT(systems[i].file) && systems[i].file[j].path; j++)
			make_file(root, &systems[i].file[j]);
		ret = systems[i].live ? in_root(root, reads_live, &systems[i]) : reads(&systems[i], root);
		EXPECT_EQ(0, remove_tree(root));
		if (ret < 0)
			SKIP(return, "chroot(2) is not permitted");
		EXPECT_EQ(1, ret) { TH_LOG("system %zu", i); }
	}
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
