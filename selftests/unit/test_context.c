// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that come in pieces */
#include <stdlib.h>
#include <sys/stat.h>

#include "common.h"
#include "harness.h"
#include "model/limits.h"
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

TEST(a_set_of_cpus_is_the_list_that_the_kernel_would_write)
{
	static const struct {
		unsigned int cpus[5];
		size_t count;
		const char *list;
	} sets[] = {
		{ { 0 }, 0, NULL }, { { 0 }, 1, "0" }, { { 3, 1, 2, 0, 2 }, 5, "0-3" }, { { 0, 2 }, 2, "0,2" },
		{ { 9, 7, 8, 63, 64 }, 5, "7-9,63-64" }, { { NS_CPU_MAX, 0 }, 2, "0,1048576" }, { { 15 }, 1, "15" },
	};

	for (size_t i = 0; i < COUNT(sets); i++) {
		struct ns_cpu_set set = { 0 };
		unsigned int *again = NULL;
		char *list;

		for (size_t k = 0; k < sets[i].count; k++)
			ns_cpu_set_add(&set, sets[i].cpus[k]);
		list = ns_cpu_set_take_list(&set);
		EXPECT_TRUE(list && sets[i].list ? !strcmp(list, sets[i].list) : list == sets[i].list) {
			TH_LOG("%s is not %s", list, sets[i].list);
		}
		EXPECT_EQ(NULL, ns_cpu_set_take_list(&set));
		EXPECT_EQ(!list, !ns_parse_cpulist(list ?: "", &again));
		free(again);
		free(list);
	}
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
