// SPDX-License-Identifier: GPL-2.0-or-later
/* What is cleaned up if a signal ends the program, and what the signal then does */
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "harness.h"
#include "util/ending.h"

static volatile int *cleaned;	/* seen by both processes */

static void clean(void)
{
	(*cleaned)++;
}

enum when { WITHIN, AFTER, TWICE };

/* How a process ends that gets @sig, which it ignores where @ignored is set, @when */
static int end_of(int sig, bool ignored, enum when when)
{
	int status = 0;
	pid_t pid;

	*cleaned = 0;
	pid = fork();
	if (!pid) {
		signal(sig, ignored ? SIG_IGN : SIG_DFL);
		for (int i = 0; i < (when == TWICE ? 2 : 1); i++) {
			ns_ending_begin(clean);
			if (when != WITHIN)
				ns_ending_end();
		}
		if (when == TWICE)
			ns_ending_begin(clean);
		raise(sig);
		_exit(7);
	}
	return waitpid(pid, &status, 0) == pid ? status : -1;
}

TEST(a_signal_cleans_up_and_then_ends_the_program)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGTERM };

	cleaned = mmap(NULL, sizeof(*cleaned), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)cleaned);
	for (size_t i = 0; i < COUNT(signals); i++) {
		int status = end_of(signals[i], false, WITHIN);

		EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]) TH_LOG("%d: 0x%x", signals[i], status);
		EXPECT_EQ(1, *cleaned) TH_LOG("%d", signals[i]);

		/* One that is ignored stays so: nohup. */
		status = end_of(signals[i], true, WITHIN);
		EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7) TH_LOG("%d: 0x%x", signals[i], status);
		EXPECT_EQ(0, *cleaned) TH_LOG("%d", signals[i]);

		/* Afterwards it is as it was before. */
		status = end_of(signals[i], false, AFTER);
		EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]) TH_LOG("%d: 0x%x", signals[i], status);
		EXPECT_EQ(0, *cleaned) TH_LOG("%d", signals[i]);

		status = end_of(signals[i], false, TWICE);
		EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]) TH_LOG("%d: 0x%x", signals[i], status);
		EXPECT_EQ(1, *cleaned) TH_LOG("%d", signals[i]);
	}
}

/* A signal that is not of those three is left alone. */
TEST(other_signals_are_left_alone)
{
	int status;

	cleaned = mmap(NULL, sizeof(*cleaned), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, (void *)cleaned);
	status = end_of(SIGUSR1, false, WITHIN);
	EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1);
	EXPECT_EQ(0, *cleaned);
}

TEST_HARNESS_MAIN
