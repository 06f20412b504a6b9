// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that come in pieces */
#include <stdlib.h>
#include <sys/stat.h>

#include "harness.h"
#include "sources/context.h"

/* fs/kernfs/file.c kernfs_file_read_iter(): of a binary file of /sys one read() has a page at most. */
TEST(a_large_file_of_sysfs_is_read_to_its_end)
{
	static const char path[] = "/sys/kernel/btf/vmlinux";
	const struct ns_context here = { .root = "" };
	struct stat st;
	size_t size;
	char *text;
	int err;

	if (stat(path, &st) || access(path, R_OK))
		SKIP(return, "the kernel has no such file");
	text = ns_read_file(&here, path, &size, &err);
	ASSERT_NE(NULL, text);
	EXPECT_EQ(st.st_size, size);
	free(text);
}

TEST_HARNESS_MAIN
