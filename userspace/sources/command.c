// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/clock.h"
#include "util/ending.h"

/* Not those of the caller's PATH: root would run what somebody has put there. */
static const char *const directories[] = {
	"/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/libexec", "/usr/local/sbin", "/usr/local/bin",
};

static volatile pid_t running;

char *ns_command_path(const char *name)
{
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		char *path = ns_xasprintf("%s/%s", directories[i], name);

		if (!access(path, X_OK))
			return path;
		free(path);
	}
	return NULL;
}

/* For the signals that end this program: what runs now, and all that it has started */
static void end_running(void)
{
	if (running > 0)
		kill(-running, SIGKILL);
}

static const char *const environment[] = {
	"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "TERM=dumb", "HOME=/", NULL,
};

/* In the child: nothing but async-signal-safe calls */
static void become(const char *path, char *const argv[], int out, int err)
{
	int null = open("/dev/null", O_RDWR);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	if (null >= 0 && dup2(null, 0) >= 0 && dup2(out, 1) >= 0 && dup2(null, 2) >= 0)
		execve(path, argv, (char *const *)environment);
	/* On success the pipe closes without data. */
	if (write(err, &errno, sizeof(errno)) < 0)
		_exit(126);
	_exit(127);
}

enum end { END_DONE, END_LATE, END_FULL, END_FAILED };

/* All that comes from @fd until it ends, or @deadline, or @max bytes */
static enum end read_until(int fd, long long deadline, size_t max, char **text, size_t *size)
{
	size_t room = 4096;

	*size = 0;
	*text = ns_xreallocarray(NULL, room, 1);
	for (;;) {
		struct pollfd one = { .fd = fd, .events = POLLIN };
		long long left = (deadline - ns_monotonic()) / NS_PER_MS;
		ssize_t n;

		if (left <= 0)
			return END_LATE;
		n = poll(&one, 1, left);
		if (n < 0 && errno != EINTR)
			return END_FAILED;
		if (n <= 0)
			continue;
		n = read(fd, *text + *size, room - *size - 1);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return END_FAILED;
		if (!n)
			return END_DONE;
		*size += n;
		if (*size > max)
			return END_FULL;
		if (room - *size < 2048) {
			room *= 2;
			*text = ns_xreallocarray(*text, room, 1);
		}
	}
}

/* Its status; one that has closed its output and goes on is killed at @deadline. */
static int wait_until(pid_t pid, long long deadline, bool *late)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	int status = 0;
	pid_t done;

	while (!(done = waitpid(pid, &status, WNOHANG)) || (done < 0 && errno == EINTR)) {
		if (!*late && ns_monotonic() >= deadline)
			*late = true;
		if (*late)
			kill(-pid, SIGKILL);
		nanosleep(&pause, NULL);
	}
	/* Processes that it has left behind */
	kill(-pid, SIGKILL);
	return status;
}

/* Why there is no output, or what is to be said of it; to be freed, NULL for nothing */
static char *remark(enum end end, bool late, int status, unsigned int seconds, size_t max)
{
	if (end == END_FULL)
		return ns_xasprintf("cut off after %zu KiB", max >> 10);
	if (late)
		return ns_xasprintf("killed after %u s", seconds);
	if (WIFSIGNALED(status))
		return ns_xasprintf("killed by signal %d", WTERMSIG(status));
	if (WEXITSTATUS(status))
		return ns_xasprintf("exit status %d", WEXITSTATUS(status));
	return NULL;
}

static char *collect(pid_t pid, int out, unsigned int seconds, size_t max, char **why)
{
	long long deadline = ns_monotonic() + seconds * NS_PER_SECOND;
	size_t size;
	char *text;
	enum end end = read_until(out, deadline, max, &text, &size);
	bool late = end == END_LATE;
	int status;

	if (end == END_FULL || end == END_FAILED)
		kill(-pid, SIGKILL);
	status = wait_until(pid, deadline, &late);
	running = 0;
	text[size > max ? max : size] = '\0';
	*why = remark(end, late, status, seconds, max);
	if (size)
		return text;
	free(text);
	if (!*why)
		*why = ns_xstrdup("no output");
	return NULL;
}

char *ns_command_run(const char *path, char *const argv[], unsigned int seconds, size_t max, char **why)
{
	int out[2], err[2], failed = 0;
	char *text = NULL;
	pid_t pid;

	*why = NULL;
	if (pipe2(out, O_CLOEXEC)) {
		*why = ns_xstrdup(strerror(errno));
		return NULL;
	}
	if (pipe2(err, O_CLOEXEC)) {
		*why = ns_xstrdup(strerror(errno));
		close(out[0]);
		close(out[1]);
		return NULL;
	}
	ns_ending_begin(end_running);
	pid = fork();
	if (!pid)
		become(path, argv, out[1], err[1]);
	running = pid;
	close(out[1]);
	close(err[1]);
	if (pid < 0) {
		*why = ns_xstrdup(strerror(errno));
	} else if (read(err[0], &failed, sizeof(failed)) == sizeof(failed)) {
		waitpid(pid, NULL, 0);
		running = 0;
		*why = ns_xasprintf("%s: %s", path, strerror(failed));
	} else {
		setpgid(pid, pid);
		text = collect(pid, out[0], seconds, max, why);
	}
	ns_ending_end();
	close(out[0]);
	close(err[0]);
	return text;
}
