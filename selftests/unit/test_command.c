// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs that a report runs: those that hang, print without end, or fail. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness.h"
#include "sources/command.h"

#define MAX 10000

static char *shell(const char *script, unsigned int seconds, char **why)
{
	char *argv[] = { "sh", "-c", (char *)script, NULL };

	return ns_command_run("/bin/sh", argv, seconds, MAX, why);
}

/* Programs that must print before they are killed have enough time even if the machine pauses for a second. */
static const struct {
	const char *script, *text, *why;	/* NULL: there is none */
	unsigned int seconds;			/* 0: it ends by itself */
} rows[] = {
	{ "echo a; echo b >&2", "a\n", NULL, 0 },
	{ "cat; echo end of input", "end of input\n", NULL, 0 },
	{ "echo a; exit 3", "a\n", "exit status 3", 0 },
	{ "exit 3", NULL, "exit status 3", 0 },
	{ "kill -9 $$", NULL, "killed by signal 9", 0 },
	{ ":", NULL, "no output", 0 },
	{ "echo a; sleep 1000", "a\n", "killed after 3 s", 3 },
	{ "trap '' TERM HUP INT; sleep 1000", NULL, "killed after 1 s", 1 },
	{ "echo a; exec >&-; sleep 1000", "a\n", "killed after 3 s", 3 },
	/* Its child process keeps its output open. */
	{ "echo a; sleep 1000 &", "a\n", "killed after 3 s", 3 },
	{ "while :; do echo; sleep 0.4; done | head -c 1; sleep 1000", "\n", "killed after 3 s", 3 },
};

TEST(what_a_program_does)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		/* None of those that end takes a minute. */
		char *why, *text = shell(rows[i].script, rows[i].seconds ?: 60, &why);

		EXPECT_STREQ(rows[i].text ?: "", text ?: "");
		EXPECT_EQ(!rows[i].text, !text);
		EXPECT_STREQ(rows[i].why ?: "", why ?: "");
		free(text);
		free(why);
	}
}

/* A process that has ended can wait for an init that does not reap it. */
static bool runs(const char *pid)
{
	char path[64], state = 0;
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	stat = fopen(path, "r");
	if (stat && fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	if (stat)
		fclose(stat);
	return state && state != 'Z' && state != 'X';
}

TEST(nothing_of_it_is_left)
{
	char *why, *text = shell("sleep 1000 & echo $!; sleep 1000 & echo $!; echo $$; sleep 1000", 3, &why);
	const struct timespec pause = { .tv_nsec = 10000000 };
	char *rest = text;
	int count = 0;

	ASSERT_NE(NULL, text);
	for (char *line; (line = strsep(&rest, "\n")) && *line; count++) {
		int tries = 0;

		while (runs(line) && tries++ < 500)
			nanosleep(&pause, NULL);
		EXPECT_GT(500, tries);
	}
	EXPECT_EQ(3, count);
	free(text);
	free(why);
}

TEST(output_is_cut)
{
	static const struct {
		const char *script;
		size_t size;
		const char *why;
	} cut[] = {
		{ "yes", MAX, "cut off after 9 KiB" },
		{ "yes | tr -d '\\n'", MAX, "cut off after 9 KiB" },
		{ "yes | head -c 10001", MAX, "cut off after 9 KiB" },
		{ "yes | head -c 10000", MAX, "" },
		{ "yes | head -c 9999", MAX - 1, "" },
	};

	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++) {
		char *why, *text = shell(cut[i].script, 60, &why);

		EXPECT_EQ(cut[i].size, strlen(text ?: ""));
		EXPECT_STREQ(cut[i].why, why ?: "");
		free(text);
		free(why);
	}
}

TEST(a_program_that_cannot_be_run)
{
	char *argv[] = { "none", NULL }, *why, *text = ns_command_run("/nonexistent/none", argv, 60, MAX, &why);

	EXPECT_EQ(NULL, text);
	EXPECT_STREQ("/nonexistent/none: No such file or directory", why);
	free(why);
	EXPECT_EQ(NULL, ns_command_path("no-such-program"));
}

TEST_HARNESS_MAIN
