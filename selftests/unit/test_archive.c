// SPDX-License-Identifier: GPL-2.0-or-later
/* util/archive.c finds again what it packed. */
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "harness.h"
#include "util/archive.h"

#define MAX (1u << 20)

/* A file may have the largest size that is accepted, and no more. */
TEST(a_file_as_large_as_is_taken)
{
	static const size_t sizes[] = { 0, 1, MAX - 1, MAX, MAX + 1, 2 * MAX };
	char *text = malloc(2 * MAX);

	memset(text, 'x', 2 * MAX);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		char *error, *data, *found;
		struct ns_archive *to = ns_archive_new(&error);
		size_t size, n;

		if (!to) {
			free(error);
			free(text);
			SKIP(return, "libarchive is not installed");
		}
		ns_archive_add(to, "report/other", "y", 1);
		ns_archive_add(to, "report/text", text, sizes[i]);
		data = ns_archive_end(to, &size, &error);
		ASSERT_NE(NULL, data);
		found = ns_archive_find(data, size, "/text", MAX, &n, &error);
		if (sizes[i] <= MAX) {
			ASSERT_NE(NULL, found) { TH_LOG("%zu: %s", sizes[i], error); }
			EXPECT_EQ(sizes[i], n);
			EXPECT_EQ(0, memcmp(text, found, n));
			EXPECT_EQ('\0', found[n]);
		} else {
			EXPECT_EQ(NULL, found);
			EXPECT_STREQ("a file in the archive is larger than 1 MiB", error);
			free(error);
		}
		free(found);
		free(data);
	}
	free(text);
}

TEST_HARNESS_MAIN
