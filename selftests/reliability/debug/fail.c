// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fail load MODULE | unload MODULE | read FILE | online CPU THREAD
 *
 * Does it over and over, with the first, the second and so on of what the kernel
 * can let fail (/proc/PID/fail-nth) failing, until there is no more: a module is
 * loaded or unloaded, a file opened and read, a CPU brought online, in which the CPU's
 * own thread is what fails. Prints at how many points something failed, how often it
 * was done all the same, and how often each error came; before that a line for
 * each time that something was not as it must be: after an error nothing is left,
 * and the next time it works.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "text.h"

#define SYSFS "/sys/kernel/nestscope"
#define DEBUGFS "/sys/kernel/debug/nestscope"
#define LOADED "/sys/module/nestscope"
#define STATES "/sys/devices/system/cpu/hotplug/states"
#define CALLBACK "nestscope:online"
#define MOST 5000
#define MAX_ERROR 134
#define PATIENCE 10	/* seconds */

/**
 * struct operation - what is done
 * @name: how it is called
 * @before: called before each time
 * @act: does it; returns 0 or an errno
 * @check: what is wrong after that, NULL for nothing
 * @allowed: the errors that it may end with, ended by 0. EKEYREJECTED is what the
 *	kernel says of a module's signature where checking it failed with anything but
 *	ENOMEM: pkcs7_validate_trust_one() of crypto/asymmetric_keys/pkcs7_trust.c.
 */
struct operation {
	const char *name;
	const char *(*before)(void);
	int (*act)(void);
	const char *(*check)(int error);
	int allowed[4];
};

static const char *subject;	/* the module or the file */
static bool stuck;
static int subject_fd;
static char switch_path[64];	/* of the CPU */
static char cpu_line[32];	/* how a line of the file cpus begins for it */
static struct text now, whole;
static int nth_fd;

static int load(void)
{
	const char *parameters = "live_vmcs=1 vmread_timing=1";

	return syscall(SYS_finit_module, subject_fd, parameters, 0) ? errno : 0;
}

static int unload(void)
{
	return syscall(SYS_delete_module, "nestscope", O_NONBLOCK) ? errno : 0;
}

static int read_subject(void)
{
	return text_read(subject, &now);
}

static int write_switch(const char *value)
{
	int fd = open(switch_path, O_WRONLY);
	int error = fd < 0 || write(fd, value, 1) != 1 ? errno : 0;

	if (fd >= 0)
		close(fd);
	return error;
}

static int online(void)
{
	return write_switch("1");
}

static bool says(const char *path, const char *what)
{
	return !text_read(path, &now) &&
	       memmem(now.data, now.length, what, strlen(what));
}

static const char *is_loaded(void)
{
	if (!says(SYSFS "/format", "\n") || !says(SYSFS "/cpus", "\n"))
		return "its files in sysfs are not there";
	if (!says(STATES, CALLBACK))
		return "it is not called when a CPU comes online";
	return NULL;
}

static const char *is_gone(void)
{
	if (!access(SYSFS, F_OK) || !access(DEBUGFS, F_OK) || !access(LOADED, F_OK))
		return "files are left";
	return says(STATES, CALLBACK) ? "its callback is left" : NULL;
}

/* Without anything failing */
static const char *loads(void)
{
	const char *wrong = load() ? "it cannot be loaded" : is_loaded();

	if (!wrong && !says(DEBUGFS "/cpus", "cpu0 online\n"))
		wrong = "its file cpus does not say what it must";
	return wrong;
}

static const char *unloads(void)
{
	return unload() ? "it cannot be unloaded" : is_gone();
}

static const char *check_load(int error)
{
	const char *wrong = error ? is_gone() : is_loaded();

	if (!wrong && error)
		wrong = loads();
	return wrong ?: unloads();
}

static const char *check_unload(int error)
{
	return error ? unloads() : is_gone();
}

static const char *check_read(int error)
{
	if (!error && !text_equal(&now, &whole))
		return "it does not say the same as before";
	if (now.length > whole.length || memcmp(now.data, whole.data, now.length))
		return "it said something else before the error";
	return read_subject() || !text_equal(&now, &whole) ? "the next time it is not as before" : NULL;
}

static const char *is_listed(const char *state)
{
	char line[64];

	snprintf(line, sizeof(line), "%s %s\n", cpu_line, state);
	return says(DEBUGFS "/cpus", line) ? NULL : "cpus does not say whether it is online";
}

/*
 * The kernel may not let the CPU go any more: sched_cpu_deactivate() says EBUSY where the bandwidth of deadline tasks
 * does not add up, as it may where there was no memory to build the scheduler's domains. That comes before any callback
 * of the module, and is the end.
 */
static const char *offline(void)
{
	int error = write_switch("0"), n;

	for (n = 0; error == EBUSY && n < PATIENCE; n++) {
		sleep(1);
		error = write_switch("0");
	}
	stuck = error == EBUSY;
	if (!error)
		return is_listed("offline");
	return stuck ? NULL : "it cannot be taken offline";
}

static const char *check_online(int error)
{
	const char *wrong = is_listed(error ? "offline" : "online");

	if (!wrong && error)
		wrong = online() ? "it cannot be brought online" : is_listed("online");
	return wrong;
}

static const char *nothing(void)
{
	return NULL;
}

static const struct operation operations[] = {
	{ "load", nothing, load, check_load, { ENOMEM, EFAULT, EKEYREJECTED } },
	{ "unload", loads, unload, check_unload, { ENOMEM, EFAULT } },
	{ "read", nothing, read_subject, check_read, { ENOMEM, EFAULT } },
	{ "online", offline, online, check_online, { ENOMEM } },
};

/* Where not all was used up, this may be what fails: once, for then there is nothing left. */
static void let_fail(int n)
{
	char number[16];
	int length = snprintf(number, sizeof(number), "%d", n);

	if (pwrite(nth_fd, number, length, 0) != length && pwrite(nth_fd, number, length, 0) != length)
		exit(3);
}

/* Was it less than was to fail? Reading the answer may be what fails instead. */
static bool came_to_the_end(void)
{
	char left[16] = "";

	return pread(nth_fd, left, sizeof(left) - 1, 0) <= 0 || atoi(left);
}

static bool is_allowed(const struct operation *op, int error)
{
	int i;

	for (i = 0; op->allowed[i]; i++)
		if (op->allowed[i] == error)
			return true;
	return !error;
}

/* Whether there was a point to fail at */
static bool fail_once(const struct operation *op, int n, unsigned long errors[MAX_ERROR])
{
	const char *wrong = op->before();
	bool ended;
	int error;

	if (stuck)
		return false;
	let_fail(n);
	error = op->act();
	ended = came_to_the_end();
	let_fail(0);
	if (!ended)
		errors[error]++;
	if (!wrong && (!is_allowed(op, error) || (ended && error)))
		wrong = "it must not end with this error";
	if (!wrong)
		wrong = op->check(error);
	if (wrong)
		printf("wrong: %s %s: point %d: %s: %s\n", op->name, subject, n,
		       error ? strerrorname_np(error) : "no error", wrong);
	fflush(stdout);
	return !ended;
}

static void fail_all(const struct operation *op)
{
	unsigned long errors[MAX_ERROR] = { 0 };
	int error, n = 1;

	while (n < MOST && fail_once(op, n, errors))
		n++;
	printf("points: %s %s points=%d done=%lu", op->name, subject, n - 1, errors[0]);
	for (error = 1; error < MAX_ERROR; error++)
		if (errors[error])
			printf(" %s=%lu", strerrorname_np(error), errors[error]);
	putchar('\n');
	if (stuck)
		printf("stuck: %s\n", op->name);
}

static void prepare(char **argv)
{
	char path[64] = "/proc/thread-self/fail-nth";

	text_init(&now);
	text_init(&whole);
	subject = argv[2];
	if (argv[3]) {
		snprintf(switch_path, sizeof(switch_path), "/sys/devices/system/cpu/cpu%s/online",
			 subject);
		snprintf(cpu_line, sizeof(cpu_line), "cpu%s", subject);
		snprintf(path, sizeof(path), "/proc/%s/fail-nth", argv[3]);
	} else {
		subject_fd = open(subject, O_RDONLY);
		text_read(subject, &whole);
	}
	nth_fd = open(path, O_RDWR);
	/* Else the program's own pages would be what fails. */
	if (nth_fd < 0 || subject_fd < 0 || mlockall(MCL_CURRENT | MCL_FUTURE))
		exit(3);
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 3)
		return 2;
	prepare(argv);
	for (i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		if (strcmp(operations[i].name, argv[1]))
			continue;
		fail_all(&operations[i]);
		return 0;
	}
	return 2;
}
