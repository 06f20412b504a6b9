// SPDX-License-Identifier: GPL-2.0-or-later
/* util/archive.c finds again what it packed. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

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

/* What cannot be packed is said at the end, and there is no archive then. */
TEST(what_cannot_be_packed)
{
	char *error, *data;
	struct ns_archive *to = ns_archive_new(&error);
	size_t size;

	if (!to) {
		free(error);
		SKIP(return, "libarchive is not installed");
	}
	ns_archive_add(to, "report/text", "x", 1);
	ns_archive_add(to, NULL, "y", 1);
	ns_archive_add(to, "report/other", "z", 1);
	data = ns_archive_end(to, &size, &error);
	EXPECT_EQ(NULL, data);
	ASSERT_NE(NULL, error);
	EXPECT_EQ(0, strncmp(error, "libarchive: ", strlen("libarchive: "))) TH_LOG("%s", error);
	free(error);
	EXPECT_NO_LEAK();
}

TEST(what_is_no_archive_or_has_no_such_file)
{
	char *error, *data;
	struct ns_archive *to = ns_archive_new(&error);
	size_t size, n;

	if (!to) {
		free(error);
		SKIP(return, "libarchive is not installed");
	}
	ns_archive_add(to, "report/text", "x", 1);
	data = ns_archive_end(to, &size, &error);
	ASSERT_NE(NULL, data);
	EXPECT_TRUE(ns_is_archive(data, size));
	EXPECT_TRUE(ns_is_archive(data, 4));
	EXPECT_FALSE(ns_is_archive(data, 3));
	EXPECT_FALSE(ns_is_archive("PK\3\4", 4));

	EXPECT_EQ(NULL, ns_archive_find(data, size, "/other", MAX, &n, &error));
	EXPECT_STREQ("the archive has no /other", error);
	free(error);
	/* Half of it: neither an answer nor "has no" */
	EXPECT_EQ(NULL, ns_archive_find(data, size / 2, "/text", MAX, &n, &error));
	EXPECT_EQ(0, strncmp(error, "libarchive: ", strlen("libarchive: "))) TH_LOG("%s", error);
	free(error);
	free(data);
	EXPECT_NO_LEAK();
}

/* Where the library cannot be loaded: no file can be opened here. */
TEST(without_the_library)
{
	static const char says[] = "archives need libarchive with zstd (Debian: apt-get install libarchive13): libarchive.so.13: ";
	struct rlimit before, none;
	char *errors[2];
	size_t n;

	ASSERT_EQ(0, getrlimit(RLIMIT_NOFILE, &before));
	none = (struct rlimit){ .rlim_cur = 0, .rlim_max = before.rlim_max };
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &none));
	EXPECT_EQ(NULL, ns_archive_new(&errors[0]));
	EXPECT_EQ(NULL, ns_archive_find("\x28\xb5\x2f\xfd", 4, "/text", MAX, &n, &errors[1]));
	ASSERT_EQ(0, setrlimit(RLIMIT_NOFILE, &before));
	for (size_t i = 0; i < COUNT(errors); i++) {
		ASSERT_NE(NULL, errors[i]);
		EXPECT_EQ(0, strncmp(errors[i], says, strlen(says))) TH_LOG("%s", errors[i]);
		free(errors[i]);
	}
}

TEST_HARNESS_MAIN
