// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Counters of KVM's nested tracepoints, one for each thread of a VM: what there
 * is where the kernel cannot keep histograms. They count and tell no reasons,
 * and the kernel drops them with this process.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util/alloc.h"
#include "sources/live.h"

struct counter {
	int fd;
	enum ns_trace_event event;
	unsigned int thread;
	bool wanted;	/* its thread is still there */
};

struct ns_perf {
	long long id[NS_TRACE_EVENT_COUNT];	/* of the tracepoint; -1: not counted */
	struct counter *counters;
	size_t count;
};

static long long event_id(const struct ns_context *ctx, const char *name)
{
	static const char *const dirs[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	long long id = -1;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]) && id < 0; i++) {
		char *path = ns_xasprintf("%s/events/kvm/%s/id", dirs[i], name);
		int err;
		char *text = ns_read_line(ctx, path, &err);

		if (text)
			id = strtoll(text, NULL, 10);
		free(text);
		free(path);
	}
	return id;
}

static int open_counter(long long id, unsigned int thread)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT, .size = sizeof(attr), .config = id,
	};

	return syscall(SYS_perf_event_open, &attr, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

/* Each counter is an open file: the 1024 of most shells are too few for 400 threads. */
static void allow_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return;
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
}

struct ns_perf *ns_perf_open(const struct ns_context *ctx, bool entries, struct ns_value *state)
{
	struct ns_perf *p = ns_xcalloc(1, sizeof(*p));
	int fd;

	p->id[NS_TRACE_EXIT] = event_id(ctx, "kvm_nested_vmexit");
	p->id[NS_TRACE_TO_L1] = event_id(ctx, "kvm_nested_vmexit_inject");
	p->id[NS_TRACE_ENTRY] = entries ? event_id(ctx, "kvm_nested_vmenter") : -1;
	if (entries && p->id[NS_TRACE_ENTRY] < 0)
		p->id[NS_TRACE_ENTRY] = event_id(ctx, "kvm_nested_vmrun");
	if (p->id[NS_TRACE_EXIT] < 0 || p->id[NS_TRACE_TO_L1] < 0) {
		ns_value_not(state, NS_SOURCE_TRACEFS, NS_ABSENT,
			     "the kernel has no tracepoint kvm:kvm_nested_vmexit");
		free(p);
		return NULL;
	}
	/* Is it allowed at all? Ourselves we may always count. */
	fd = open_counter(p->id[NS_TRACE_EXIT], getpid());
	if (fd < 0) {
		ns_value_not(state, NS_SOURCE_TRACEFS, NS_UNREADABLE, "perf_event_open: %s", strerror(errno));
		free(p);
		return NULL;
	}
	close(fd);
	allow_files();
	return p;
}

static void close_counters(struct ns_perf *p)
{
	for (size_t i = 0; i < p->count; i++)
		close(p->counters[i].fd);
	p->count = 0;
}

void ns_perf_close(struct ns_perf *p)
{
	if (!p)
		return;
	close_counters(p);
	free(p->counters);
	free(p);
}

static void tell_counters(struct ns_perf *p, unsigned long request)
{
	for (size_t i = 0; i < p->count; i++)
		ioctl(p->counters[i].fd, request, 0);
}

void ns_perf_stop(struct ns_perf *p)
{
	tell_counters(p, PERF_EVENT_IOC_DISABLE);
}

void ns_perf_start(struct ns_perf *p)
{
	tell_counters(p, PERF_EVENT_IOC_RESET);
	tell_counters(p, PERF_EVENT_IOC_ENABLE);
}

static bool want(struct ns_perf *p, enum ns_trace_event event, unsigned int thread)
{
	int fd;

	for (size_t i = 0; i < p->count; i++) {
		if (p->counters[i].thread == thread && p->counters[i].event == event) {
			p->counters[i].wanted = true;
			return true;
		}
	}
	fd = open_counter(p->id[event], thread);
	/* A thread may be gone by now: nothing to count. */
	if (fd < 0)
		return errno == ESRCH;
	p->counters = ns_xreallocarray(p->counters, p->count + 1, sizeof(*p->counters));
	p->counters[p->count++] = (struct counter){ fd, event, thread, true };
	return true;
}

static bool want_thread(struct ns_perf *p, unsigned int thread)
{
	for (int event = 0; event < NS_TRACE_EVENT_COUNT; event++)
		if (p->id[event] >= 0 && !want(p, event, thread))
			return false;
	return true;
}

static void drop_unwanted(struct ns_perf *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->count; i++) {
		if (p->counters[i].wanted)
			p->counters[kept++] = p->counters[i];
		else
			close(p->counters[i].fd);
	}
	p->count = kept;
}

/* False with errno set where not all can be counted */
static bool follow_threads(struct ns_perf *p, const struct ns_live *live)
{
	for (size_t i = 0; i < p->count; i++)
		p->counters[i].wanted = false;
	for (size_t i = 0; i < live->vm_count; i++) {
		const struct ns_live_vm *vm = &live->vms[i];

		for (size_t t = 0; t < vm->thread_count; t++)
			if (!want_thread(p, vm->threads[t]))
				return false;
		for (size_t v = 0; v < vm->vcpu_count; v++)
			if (ns_has(&vm->vcpus[v].thread) && vm->vcpus[v].thread.num &&
			    !want_thread(p, vm->vcpus[v].thread.num))
				return false;
	}
	drop_unwanted(p);
	return true;
}

bool ns_perf_read(struct ns_perf *p, const struct ns_live *live, struct ns_trace_counts *counts,
		  struct ns_value *state)
{
	*counts = (struct ns_trace_counts){ .entries = p->id[NS_TRACE_ENTRY] >= 0 };
	if (!follow_threads(p, live)) {
		ns_value_not(state, NS_SOURCE_TRACEFS, NS_UNREADABLE, "perf_event_open: %s", strerror(errno));
		/* Other files are to be opened, too. */
		close_counters(p);
		return false;
	}
	counts->count = ns_xcalloc(p->count + 1, sizeof(*counts->count));
	for (size_t i = 0; i < p->count; i++) {
		const struct counter *c = &p->counters[i];
		uint64_t hits;

		if (read(c->fd, &hits, sizeof(hits)) == sizeof(hits))
			counts->count[counts->n++] = (struct ns_trace_count){
				.event = c->event, .thread = c->thread, .hits = hits,
			};
	}
	return true;
}
