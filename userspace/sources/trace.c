// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Histograms in the kernel: how often which thread left its nested guest, and
 * for what reason. The kernel counts, nothing is recorded, and reading them is
 * all it costs; see Documentation/trace/histogram.rst in the kernel.
 *
 * They live in a trace instance "nestscope-PID", which other tracing does not
 * see. A lock on its directory, which the kernel drops with the process however
 * that ends, tells a living owner from what a killed one left behind.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <linux/magic.h>
#include <tracefs/tracefs.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/clock.h"
#include "util/optional.h"
#include "sources/live.h"

#define PREFIX "nestscope-"
#define SYSTEM "kvm"

/* What is needed of the library, with the types that its header declares */
#define FUNCTIONS \
	FUNCTION(tracefs_instance_create) \
	FUNCTION(tracefs_instance_destroy) \
	FUNCTION(tracefs_instance_free) \
	FUNCTION(tracefs_instance_get_dir) \
	FUNCTION(tracefs_instance_file_write) \
	FUNCTION(tracefs_instances) \
	FUNCTION(tracefs_list_free) \
	FUNCTION(tracefs_event_file_exists) \
	FUNCTION(tracefs_event_file_append) \
	FUNCTION(tracefs_event_file_read)

#define FUNCTION(name) __typeof__(name) *name;
static struct { FUNCTIONS } lib;
#undef FUNCTION
#define FUNCTION(name) #name,
static const char *const names[] = { FUNCTIONS NULL };
#undef FUNCTION

static struct ns_library library = { .files = { "libtracefs.so.1" } };

struct ns_trace {
	struct ns_perf *perf;	/* instead of all the rest */
	struct tracefs_instance *instance;
	int lock;
	const char *event[NS_TRACE_EVENT_COUNT];	/* NULL: not counted */
	unsigned int places[NS_TRACE_EVENT_COUNT];	/* in its table */
	double since[NS_TRACE_EVENT_COUNT];	/* on the monotonic clock */
	unsigned int run;
};

/* Of a table that is not made anew, because counting never stops */
#define PLACES 512

/* In the order of preference; kvm_nested_vmrun is what 5.10 has, for SVM alone. */
static const struct {
	enum ns_trace_event event;
	const char *name;
	const char *trigger;
} events[] = {
	{ NS_TRACE_EXIT, "kvm_nested_vmexit", "hist:keys=common_pid,isa,exit_reason" },
	{ NS_TRACE_TO_L1, "kvm_nested_vmexit_inject", "hist:keys=common_pid,isa,exit_code" },
	{ NS_TRACE_ENTRY, "kvm_nested_vmenter", "hist:keys=common_pid" },
	{ NS_TRACE_ENTRY, "kvm_nested_vmrun", "hist:keys=common_pid" },
};

#define EVENT_COUNT (sizeof(events) / sizeof(events[0]))

static bool load(struct ns_value *state)
{
	char *why;
	bool loaded = ns_library_load(&library, names, &lib, &why);

	if (!loaded)
		ns_value_not(state, NS_SOURCE_TRACEFS, NS_UNREADABLE,
			     "%s; to have it: apt-get install libtracefs1", why);
	free(why);
	return loaded;
}

/* The library would mount tracefs if nobody has; nestscope does not change a machine that it looks at. */
static bool mounted(struct ns_value *state)
{
	static const char *const dirs[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	int err = 0;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		int fd = open(dirs[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		struct statfs fs;
		bool yes = fd >= 0 && !fstatfs(fd, &fs) && fs.f_type == TRACEFS_MAGIC;

		if (fd >= 0)
			close(fd);
		else if (errno != ENOENT)
			err = errno;
		if (yes)
			return true;
	}
	if (err)
		ns_value_errno(state, NS_SOURCE_TRACEFS, dirs[0], err);
	else
		ns_value_not(state, NS_SOURCE_TRACEFS, NS_UNREADABLE,
			     "tracefs is not mounted; to have it: mount -t tracefs tracefs %s", dirs[0]);
	return false;
}

/* The directory's lock as a descriptor; -1 if another process has it, or it is gone */
static int lock_directory(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void remove_instance(const char *name)
{
	struct tracefs_instance *instance = lib.tracefs_instance_create(name);
	char *dir = instance ? lib.tracefs_instance_get_dir(instance) : NULL;
	int lock = dir ? lock_directory(dir) : -1;

	/* The kernel takes the triggers down with the instance. */
	if (lock >= 0) {
		close(lock);
		lib.tracefs_instance_destroy(instance);
	}
	if (instance)
		lib.tracefs_instance_free(instance);
	free(dir);
}

static void remove_leftovers(void)
{
	/* A basic regular expression, without "+" */
	char **names = lib.tracefs_instances("^" PREFIX "[0-9][0-9]*$");

	for (size_t i = 0; names && names[i]; i++)
		remove_instance(names[i]);
	if (names)
		lib.tracefs_list_free(names);
}

/* An instance with its lock held. One that starts now may take ours for a leftover before it is locked. */
static bool make_instance(struct ns_trace *t)
{
	char *name = ns_xasprintf(PREFIX "%d", getpid());

	t->lock = -1;
	for (int tries = 0; tries < 3 && t->lock < 0; tries++) {
		struct stat st;
		char *dir;

		t->instance = lib.tracefs_instance_create(name);
		if (!t->instance)
			break;
		dir = lib.tracefs_instance_get_dir(t->instance);
		t->lock = dir ? lock_directory(dir) : -1;
		if (t->lock >= 0 && stat(dir, &st)) {
			close(t->lock);
			t->lock = -1;
		}
		if (t->lock < 0) {
			lib.tracefs_instance_free(t->instance);
			t->instance = NULL;
		}
		free(dir);
	}
	free(name);
	return t->lock >= 0;
}

static double now(void)
{
	return ns_monotonic() / (double)NS_PER_SECOND;
}

/* False if this kernel lacks it */
static bool count_event(struct ns_trace *t, size_t i)
{
	enum ns_trace_event event = events[i].event;
	char *trigger = ns_xasprintf("%s:size=%u", events[i].trigger, t->places[event] ?: PLACES);
	bool counted = lib.tracefs_event_file_exists(t->instance, SYSTEM, events[i].name, "trigger") &&
		       lib.tracefs_event_file_append(t->instance, SYSTEM, events[i].name, "trigger", trigger) >= 0;

	if (counted) {
		t->places[event] = t->places[event] ?: PLACES;
		t->event[event] = events[i].name;
		t->since[event] = now();
	}
	free(trigger);
	return counted;
}

static bool count_events(struct ns_trace *t, bool entries, struct ns_value *state)
{
	for (size_t i = 0; i < EVENT_COUNT; i++)
		if (!t->event[events[i].event] && (events[i].event != NS_TRACE_ENTRY || entries))
			count_event(t, i);
	if (t->event[NS_TRACE_EXIT] && t->event[NS_TRACE_TO_L1])
		return true;
	if (!lib.tracefs_event_file_exists(t->instance, SYSTEM, events[0].name, "trigger"))
		ns_value_not(state, NS_SOURCE_TRACEFS, NS_ABSENT,
			     "the kernel has no tracepoint " SYSTEM ":%s, or KVM is not loaded",
			     events[0].name);
	else
		ns_value_not(state, NS_SOURCE_TRACEFS, NS_ABSENT,
			     "the kernel has no histogram triggers (CONFIG_HIST_TRIGGERS)");
	return false;
}

/* Remove what there may be of it. */
static void drop_histograms(struct ns_trace *t)
{
	if (t->instance) {
		lib.tracefs_instance_destroy(t->instance);
		lib.tracefs_instance_free(t->instance);
		close(t->lock);
	}
}

static bool set_histograms_up(struct ns_trace *t, bool entries, struct ns_value *state)
{
	if (!mounted(state) || !load(state))
		return false;
	remove_leftovers();
	errno = 0;
	if (!make_instance(t)) {
		ns_value_not(state, NS_SOURCE_TRACEFS, NS_UNREADABLE, "a trace instance cannot be made: %s",
			     strerror(errno ?: EBUSY));
		return false;
	}
	/* Nothing is recorded in it: let it be small. */
	lib.tracefs_instance_file_write(t->instance, "buffer_size_kb", "1");
	return count_events(t, entries, state);
}

struct ns_trace *ns_trace_open(const struct ns_context *ctx, bool entries, struct ns_value *state)
{
	char *why, *text = NULL;
	struct ns_trace *t;

	if (!ns_is_live(ctx)) {
		ns_value_not(state, NS_SOURCE_TRACEFS, NS_NOT_ASKED, "a captured tree has no kernel to ask");
		return NULL;
	}
	t = ns_xcalloc(1, sizeof(*t));
	if (set_histograms_up(t, entries, state)) {
		ns_value_text(state, NS_SOURCE_TRACEFS, "histograms of " SYSTEM ":kvm_nested_vmexit and _inject");
		return t;
	}
	drop_histograms(t);
	*t = (struct ns_trace){ 0 };
	why = ns_xstrdup(state->why);
	t->perf = ns_perf_open(ctx, entries, state);
	if (t->perf) {
		text = ns_xasprintf("counters of " SYSTEM ":kvm_nested_vmexit and _inject, without reasons: %s", why);
		ns_value_text(state, NS_SOURCE_TRACEFS, text);
	} else {
		free(t);
		t = NULL;
	}
	free(text);
	free(why);
	return t;
}

void ns_trace_close(struct ns_trace *t)
{
	if (!t)
		return;
	if (!t->perf)
		drop_histograms(t);
	ns_perf_close(t->perf);
	free(t);
}

static bool is_counted(const struct ns_trace *t, size_t i)
{
	const char *name = t->event[events[i].event];

	return name && !strcmp(name, events[i].name);
}

/* Without a trigger the tracepoint is off, and costs nothing. */
static void remove_triggers(struct ns_trace *t)
{
	for (size_t i = 0; i < EVENT_COUNT; i++) {
		/* The kernel makes a table of that size before it looks which trigger is meant, whatever size that has. */
		char *removal = ns_xasprintf("!%s:size=%u", events[i].trigger, t->places[events[i].event] ?: PLACES);

		if (is_counted(t, i))
			lib.tracefs_event_file_append(t->instance, SYSTEM, events[i].name, "trigger",
							 removal);
		free(removal);
	}
}

void ns_trace_stop(struct ns_trace *t)
{
	if (t->perf)
		ns_perf_stop(t->perf);
	else
		remove_triggers(t);
}

void ns_trace_start(struct ns_trace *t)
{
	t->run++;
	if (t->perf) {
		ns_perf_start(t->perf);
		t->since[NS_TRACE_EXIT] = t->since[NS_TRACE_TO_L1] = t->since[NS_TRACE_ENTRY] = now();
		return;
	}
	/* One that cannot be set again shows when it is read. */
	for (size_t i = 0; i < EVENT_COUNT; i++)
		if (is_counted(t, i))
			count_event(t, i);
}

static void note_time(const struct ns_trace *t, struct ns_trace_counts *counts)
{
	counts->run = t->run;
	for (int i = 0; i < NS_TRACE_EVENT_COUNT; i++)
		counts->seconds[i] = now() - t->since[i];
}

static bool read_histogram(struct ns_trace *t, enum ns_trace_event event,
			   struct ns_trace_counts *counts)
{
	char *text = lib.tracefs_event_file_read(t->instance, SYSTEM, t->event[event], "hist", NULL);
	uint64_t dropped = counts->dropped;
	size_t used = counts->n;
	bool ok = text && ns_trace_parse(counts, event, text);

	if (ok)
		t->places[event] = ns_trace_places(t->places[event], counts->n - used, counts->dropped > dropped);
	free(text);
	return ok;
}

bool ns_trace_read(struct ns_trace *t, const struct ns_live *live, struct ns_trace_counts *counts,
		   struct ns_value *state)
{
	if (t->perf) {
		if (!ns_perf_read(t->perf, live, counts, state))
			return false;
		note_time(t, counts);
		return true;
	}
	*counts = (struct ns_trace_counts){ .reasons = true, .entries = t->event[NS_TRACE_ENTRY] };
	note_time(t, counts);
	for (int i = 0; i < NS_TRACE_EVENT_COUNT; i++) {
		if (!t->event[i] || read_histogram(t, i, counts))
			continue;
		ns_value_not(state, NS_SOURCE_TRACEFS, NS_UNREADABLE, "the histogram of %s cannot be read",
			     t->event[i]);
		ns_trace_counts_free(counts);
		return false;
	}
	return true;
}
