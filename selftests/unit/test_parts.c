// SPDX-License-Identifier: GPL-2.0-or-later
/* What sources/parts.c and sources/parts_special.c make of the files of a captured tree. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common.h"
#include "harness.h"
#include "sources/parts.h"
#include "tree.h"

/* Files look so many bytes larger than they are, as one does that became shorter after it was asked. */
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
	char root[32];
	struct ns_context ctx;
	struct ns_report *report;
	struct ns_report_layer *layer;
};

FIXTURE_SETUP(parts)
{
	strcpy(self->root, "/tmp/nestscope-XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->root));
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

/* Whatever of the two ends has gone */
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

TEST_HARNESS_MAIN
