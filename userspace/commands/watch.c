// SPDX-License-Identifier: GPL-2.0-or-later
/* What nested guests do, repeatedly. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "analysis/live.h"
#include "command.h"
#include "render/watch.h"
#include "sources/live.h"
#include "util/clock.h"

/* From one look at the CPUs' VMCSs to the next: what shadowing does between two samples is found by looking often */
#define LOOK (NS_PER_SECOND / 10)

/*
 * Counting in the kernel costs each nested exit a tenth or more of its time, so
 * it is done for one part in so many of an interval, unless all is wanted: not
 * where the interval is so short that starting and stopping would cost more.
 */
#define PARTS 20
#define SHORTEST_IN_PARTS NS_PER_SECOND

static struct {
	double interval;	/* in seconds */
	unsigned long count;	/* 0 for no end */
	bool full;
} opt = { .interval = 1 };

static bool take_interval(const char *arg)
{
	char *end;

	opt.interval = strtod(arg, &end);
	/* Written so that a NaN fails */
	if (end != arg && !*end && opt.interval >= 0.01 && opt.interval <= 86400)
		return true;
	ns_error("--interval takes 0.01 to 86400 seconds, not \"%s\"", arg);
	return false;
}

static bool take_count(const char *arg)
{
	char *end;

	errno = 0;
	opt.count = strtoul(arg, &end, 10);
	if (*arg >= '0' && *arg <= '9' && !*end && !errno && opt.count)
		return true;
	ns_error("--count takes a number of 1 or more, not \"%s\"", arg);
	return false;
}

static const struct ns_option options[] = {
	{ "interval", 0, "SECONDS", "sampling interval in seconds (default: 1)",
	  .take = take_interval },
	{ "count", 0, "N", "end after N samples", .take = take_count },
	{ "full", 0, NULL, "count exits all the time, not only 5% of it", .flag = &opt.full },
	{ NULL },
};

static volatile sig_atomic_t stop_signal;

static void note_signal(int sig)
{
	stop_signal = sig;
}

/* Catch terminating signals so that the trace instance is removed on exit; a closed pipe shows as an error instead */
static void catch_signals(sigset_t *set)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction act = { .sa_handler = note_signal }, old;

	sigemptyset(set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		/* nohup; a shell ignores SIGINT for what it runs in the background, and that one is sent on purpose */
		if (signals[i] == SIGHUP && !sigaction(SIGHUP, NULL, &old) && old.sa_handler == SIG_IGN)
			continue;
		sigaddset(set, signals[i]);
		/* No SA_RESTART: output that blocks is given up, too. */
		sigaction(signals[i], &act, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
}

/*
 * Sleep to @deadline; false when a signal ended it. With the signals blocked
 * while that is decided, one that comes just before the sleep is not slept over.
 */
static bool sleep_until(long long deadline, const sigset_t *set)
{
	long long left = deadline - ns_monotonic();
	struct timespec t = { .tv_sec = left / NS_PER_SECOND, .tv_nsec = left % NS_PER_SECOND };
	sigset_t old;
	int sig = 0;

	sigprocmask(SIG_BLOCK, set, &old);
	while (!stop_signal && !sig && left > 0) {
		sig = sigtimedwait(set, NULL, &t);
		/* Stopped and continued: EINTR, the rest is still to be slept */
		if (sig < 0 && errno == EINTR)
			sig = 0;
		left = deadline - ns_monotonic();
		t = (struct timespec){ .tv_sec = left / NS_PER_SECOND, .tv_nsec = left % NS_PER_SECOND };
	}
	if (sig > 0)
		stop_signal = sig;
	sigprocmask(SIG_SETMASK, &old, NULL);
	return !stop_signal;
}

struct watch {
	const struct ns_app *app;
	struct ns_trace *trace;
	struct ns_value trace_state;
	struct ns_sample before;
	struct ns_sample now;
	struct ns_duty duty;
	bool asked;		/* for the trace, since KVM is there */
	bool in_place;
	bool noted;
	bool reader_gone;
};

/*
 * KVM may be loaded after us, and its statistics tell which counts the trace has
 * to make up for. True if it was opened, which takes a while.
 */
static bool open_trace(struct watch *w, const struct ns_live *live)
{
	if (w->trace || (w->asked && ns_has(&live->statistics)))
		return false;
	w->asked = ns_has(&live->statistics);
	if (w->asked)
		w->trace = ns_trace_open(&w->app->ctx, !ns_has(&live->nested_run), &w->trace_state);
	else
		ns_value_copy(&w->trace_state, &live->statistics);
	return w->trace;
}

/* Sleep to @deadline, and look meanwhile if there is something to be seen; false when a signal ended it. */
static bool look_until(struct watch *w, long long deadline, const sigset_t *set)
{
	bool looks = ns_has(&w->now.live->live_vmcs);

	while (looks && ns_monotonic() + LOOK < deadline) {
		struct ns_live *live = ns_live_new();

		if (!sleep_until(ns_monotonic() + LOOK, set)) {
			ns_live_free(live);
			return false;
		}
		ns_read_module_live(&w->app->ctx, live);
		ns_duty_add(&w->duty, live);
		ns_live_free(live);
	}
	return sleep_until(deadline, set);
}

/* Let the time to @deadline pass, and count in all of it or in its last part; false when a signal ended it. */
static bool wait_for(struct watch *w, long long deadline, const sigset_t *set)
{
	long long interval = opt.interval * NS_PER_SECOND;

	if (!w->trace || opt.full || interval < SHORTEST_IN_PARTS)
		return look_until(w, deadline, set);
	ns_trace_stop(w->trace);
	if (!look_until(w, deadline - interval / PARTS, set))
		return false;
	ns_trace_start(w->trace);
	return look_until(w, deadline, set);
}

static void take_sample(struct watch *w)
{
	ns_sample_free(&w->before);
	w->before = w->now;
	w->now = (struct ns_sample){ .live = ns_live_read(&w->app->ctx) };
	if (open_trace(w, w->now.live)) {
		ns_live_free(w->now.live);
		w->now.live = ns_live_read(&w->app->ctx);
	}
	w->now.seconds = ns_monotonic() / (double)NS_PER_SECOND;
	if (w->trace)
		w->now.traced = ns_trace_read(w->trace, w->now.live, &w->now.trace, &w->trace_state);
	ns_duty_add(&w->duty, w->now.live);
}

static void show(struct watch *w)
{
	const struct ns_out *out = &w->app->out;
	struct ns_rates *rates = ns_live_rates(&w->before, &w->now);
	struct ns_watch sample = {
		.time = time(NULL), .now = &w->now, .rates = rates, .trace = &w->trace_state,
		.duty = &w->duty, .captured = !ns_is_live(&w->app->ctx),
	};

	if (out->format != NS_FORMAT_TEXT) {
		ns_out_json(out, ns_watch_to_json(&sample));
	} else if (w->in_place) {
		fputs("\033[H\033[J", out->file);
		ns_watch_table(out, &sample);
	} else {
		if (!w->noted)
			ns_watch_notes(out, &sample, "# ");
		ns_watch_lines(out, &sample);
	}
	w->noted = true;
	w->duty = (struct ns_duty){ 0 };
	ns_rates_free(rates);
}

/* 0: shown as often as wanted, or ended by a signal */
static int take_samples(struct watch *w, const sigset_t *set)
{
	const struct ns_app *app = w->app;
	long long interval = opt.interval * NS_PER_SECOND, deadline;

	take_sample(w);
	/* Without KVM there is nothing to watch, and that is known; what was not captured is not. */
	if (w->now.live->statistics.state == NS_UNREADABLE || w->now.live->statistics.state == NS_NOT_ASKED) {
		ns_error("%s", w->now.live->statistics.why);
		return NS_EXIT_UNKNOWN;
	}
	deadline = ns_monotonic();
	for (unsigned long n = 0; !opt.count || n < opt.count; n++) {
		deadline += interval;
		/* One that comes too late is not made up for: a rate over no time says nothing. */
		if (deadline - ns_monotonic() < interval / 2)
			deadline = ns_monotonic() + interval;
		if (!wait_for(w, deadline, set))
			break;
		take_sample(w);
		show(w);
		if (fflush(app->out.file) || ferror(app->out.file)) {
			w->reader_gone = ns_write_error(app->out.file) == EPIPE;
			break;
		}
	}
	return NS_EXIT_OK;
}

static int run(struct ns_app *app)
{
	struct watch w = {
		.app = app, .trace_state = NS_VALUE_INIT, .in_place = ns_is_terminal(app->out.file),
	};
	sigset_t set;
	int status;

	if (app->from) {
		ns_error("watch needs a live system; it cannot be used with --from");
		return NS_EXIT_ERROR;
	}
	catch_signals(&set);
	status = take_samples(&w, &set);
	ns_trace_close(w.trace);
	ns_sample_free(&w.before);
	ns_sample_free(&w.now);
	ns_value_free(&w.trace_state);
	if (w.reader_gone) {
		/* Everything is cleaned up: end as a writer into a closed pipe does. */
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
	}
	return status;
}

const struct ns_command ns_command_watch = {
	.name = "watch",
	.operands = "",
	.summary = "show live what nested guests do",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE,
	.refuses = NS_TAKES_SNAPSHOT,
	.options = options,
	.examples = {
		{ "nestscope watch",
		  "a table that is updated every second" },
		{ "nestscope watch --interval 5 --count 12 --json",
		  "12 samples in a minute, as JSON" },
	},
	.run = run,
};
