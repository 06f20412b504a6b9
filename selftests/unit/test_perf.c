// SPDX-License-Identifier: GPL-2.0-or-later
/* Counters of the VMs' threads: all of them, or a reason. The kernel's part is a file that has zeros. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness.h"
#include "sources/context.h"
#include "sources/live.h"
#include "util/alloc.h"

#define GONE 99999	/* a thread that has ended */

/* Instead of libc's: perf_event_open(attr, pid, ...) has five arguments, and openat2() has four, which libc's gets. */
long syscall(long number, ...)
{
	long (*real)(long number, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
	long arg[4];
	va_list ap;

	va_start(ap, number);
	for (size_t i = 0; i < 4; i++)
		arg[i] = va_arg(ap, long);
	va_end(ap);
	if (number != SYS_perf_event_open)
		return real(number, arg[0], arg[1], arg[2], arg[3]);
	if ((int)arg[1] != GONE)
		return open("/dev/zero", O_RDONLY | O_CLOEXEC);
	errno = ESRCH;
	return -1;
}

FIXTURE(perf)
{
	char root[32];
	struct ns_perf *perf;
	struct ns_live *live;
	struct ns_trace_counts counts;
	struct ns_value state;
};

static void put_id(const char *root, const char *event)
{
	char *command = ns_xasprintf("d=%s/sys/kernel/tracing/events/kvm/%s && mkdir -p $d && echo 7 >$d/id", root, event);

	if (system(command))
		abort();
	free(command);
}

static void drop_tree(const char *root)
{
	char *command = ns_xasprintf("rm -r %s", root);

	if (system(command))
		abort();
	free(command);
}

static void limit_files(unsigned int soft, unsigned int hard)
{
	struct rlimit files = { .rlim_cur = soft, .rlim_max = hard };

	if (setrlimit(RLIMIT_NOFILE, &files))
		abort();
}

static void add_threads(struct ns_live *live, size_t count)
{
	struct ns_live_vm *vm = ns_live_add_vm(live);

	vm->threads = ns_xcalloc(count, sizeof(*vm->threads));
	vm->thread_count = count;
	for (size_t i = 0; i < count; i++)
		vm->threads[i] = 1000 + i;
}

FIXTURE_SETUP(perf)
{
	struct ns_context ctx = { .root = self->root };

	strcpy(self->root, "/tmp/test_perf.XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->root));
	put_id(self->root, "kvm_nested_vmexit");
	put_id(self->root, "kvm_nested_vmexit_inject");
	self->state = (struct ns_value)NS_VALUE_INIT;
	self->live = ns_live_new();
	limit_files(64, 512);
	self->perf = ns_perf_open(&ctx, false, &self->state);
	drop_tree(self->root);
	ASSERT_NE(NULL, self->perf);
}

FIXTURE_TEARDOWN(perf)
{
	ns_perf_close(self->perf);
	ns_trace_counts_free(&self->counts);
	ns_live_free(self->live);
	ns_value_free(&self->state);
}

/* Two counters for each: more than the files that are allowed without asking */
TEST_F(perf, many_threads_are_counted)
{
	add_threads(self->live, 150);
	ASSERT_TRUE(ns_perf_read(self->perf, self->live, &self->counts, &self->state));
	EXPECT_EQ(300, self->counts.n);
}

TEST_F(perf, a_thread_that_is_gone_is_none)
{
	add_threads(self->live, 3);
	self->live->vms[0].threads[1] = GONE;
	ASSERT_TRUE(ns_perf_read(self->perf, self->live, &self->counts, &self->state));
	EXPECT_EQ(4, self->counts.n);
}

/* The number of exits would be too small; and nothing else could be read any more. */
TEST_F(perf, not_all_threads_can_be_counted)
{
	int fd;

	add_threads(self->live, 300);
	EXPECT_FALSE(ns_perf_read(self->perf, self->live, &self->counts, &self->state));
	EXPECT_EQ(0, self->counts.n);
	EXPECT_EQ(NS_UNREADABLE, self->state.state);
	EXPECT_STREQ("perf_event_open: Too many open files", self->state.why);
	fd = open("/dev/null", O_RDONLY);
	EXPECT_LE(0, fd);
	close(fd);
}

TEST_HARNESS_MAIN
