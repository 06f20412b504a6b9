// SPDX-License-Identifier: GPL-2.0-or-later
/* What watch shows of a sample: a table, lines or JSON. */
#include "render/watch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/json.h"
#include "render/finding.h"
#include "render/live.h"
#include "util/alloc.h"
#include "util/json.h"

/* Reasons that get a place in a line: so many, and not what would print as 0 %; JSON has them all */
#define REASONS_SHOWN 4
#define SHARE_SHOWN 0.005

/* The share of the time that is as good as all of it */
#define COUNTED_ALL 0.9

/* Reasons that get a row of their own on a terminal, for each VM */
#define ROWS_SHOWN 8

/* A rate for people: "?" is what could not be had */
static char *number(double n)
{
	if (isnan(n))
		return ns_xstrdup("?");
	return ns_xasprintf(n > 0 && n < 9.95 ? "%.1f" : "%.0f", n);
}

/* "1/2", or "?/2" */
static char *in_l2(const struct ns_vm_rate *r)
{
	return isnan(r->in_l2) ? ns_xasprintf("?/%zu", r->vm->vcpu_count) :
		ns_xasprintf("%.0f/%zu", r->in_l2, r->vm->vcpu_count);
}

static char *percent(double share)
{
	return isnan(share) ? ns_xstrdup("?") : ns_xasprintf("%.0f%%", share * 100);
}

/* "npf 40%, msr 12%, 3 more": of the exits that L1 gets to handle; to be freed */
static char *reasons(const struct ns_vm_rate *r)
{
	char *list = ns_xstrdup("");
	size_t shown = 0, more = 0;

	for (size_t i = 0; i < r->reason_count && r->reasons[i].to_l1 > 0; i++) {
		char *name, *longer;

		if (shown == REASONS_SHOWN || r->reasons[i].to_l1 < SHARE_SHOWN * r->to_l1) {
			more++;
			continue;
		}
		name = ns_exit_name(r->reasons[i].isa, r->reasons[i].reason);
		longer = ns_xasprintf("%s%s%s %.0f%%", list, shown++ ? ", " : "", name,
				      r->reasons[i].to_l1 / r->to_l1 * 100);
		free(name);
		free(list);
		list = longer;
	}
	if (more) {
		char *longer = ns_xasprintf("%s, %zu more", list, more);

		free(list);
		list = longer;
	}
	return list;
}

/* Put @text into the row and free it. */
static void cell(struct ns_table *t, size_t column, enum ns_tone tone, char *text)
{
	ns_table_cell(t, column, tone, text);
	free(text);
}

static const char *short_title(const struct ns_live_vm *vm)
{
	return vm->name ?: vm->program ?: "?";
}

static struct ns_table *table(const struct ns_out *out, const char *const *columns, size_t n)
{
	struct ns_table *t = ns_table_new(out);

	for (size_t i = 0; i < n; i++)
		ns_table_column(t, columns[i], i == 0);
	return t;
}

#define TABLE(out, ...) \
	table(out, (const char *const []){ __VA_ARGS__ }, \
	      sizeof((const char *const []){ __VA_ARGS__ }) / sizeof(char *))

static void vm_row(struct ns_table *t, const struct ns_vm_rate *r)
{
	ns_table_row(t);
	ns_table_cell(t, 0, NS_TONE_BOLD, short_title(r->vm));
	cell(t, 1, NS_TONE_PLAIN, ns_xasprintf("%u", r->vm->pid));
	cell(t, 2, r->in_l2 > 0 ? NS_TONE_GOOD : NS_TONE_PLAIN, in_l2(r));
	cell(t, 3, NS_TONE_PLAIN, number(r->exits));
	cell(t, 4, NS_TONE_PLAIN, number(r->entries));
	cell(t, 5, NS_TONE_PLAIN, number(r->l2_exits));
	cell(t, 6, NS_TONE_PLAIN, percent(r->to_l1_share));
}

static void reason_rows(struct ns_table *t, const struct ns_vm_rate *r)
{
	for (size_t i = 0; i < r->reason_count && i < ROWS_SHOWN; i++) {
		const struct ns_reason_rate *x = &r->reasons[i];

		ns_table_row(t);
		ns_table_cell(t, 0, NS_TONE_PLAIN, short_title(r->vm));
		cell(t, 1, NS_TONE_BOLD, ns_exit_name(x->isa, x->reason));
		cell(t, 2, NS_TONE_PLAIN, number(x->exits));
		cell(t, 3, NS_TONE_PLAIN, number(x->to_l1));
		cell(t, 4, NS_TONE_PLAIN, r->to_l1 > 0 ? percent(x->to_l1 / r->to_l1) : ns_xstrdup(""));
	}
}

/* Why VMCS shadowing was not seen, or NULL if it was looked at; to be freed */
static char *duty_unseen(const struct ns_watch *w)
{
	struct ns_finding *f = w->duty->samples ? NULL : ns_shadowing_unseen(w->now->live, w->captured);
	char *text = f ? ns_finding_text(f) : NULL;

	ns_finding_free(f);
	return text;
}

static void print_duty(const struct ns_out *out, const struct ns_watch *w, const char *prefix)
{
	char *unseen = duty_unseen(w);

	if (w->duty->samples)
		ns_print(out, NS_TONE_PLAIN, "%sVMCS shadowing: on in %llu of %llu looks at a CPU's VMCS (%.0f%%)\n",
			 prefix, w->duty->shadowing, w->duty->samples,
			 100.0 * w->duty->shadowing / w->duty->samples);
	else if (unseen)
		ns_print(out, NS_TONE_DIM, "%sVMCS shadowing: %s\n", prefix, unseen);
	free(unseen);
}

/* What the VMs' statistics lack, told once and not for each VM */
static const struct ns_value *lacking(const struct ns_live *live, enum ns_live_stat stat)
{
	for (size_t i = 0; i < live->vm_count; i++)
		if (!ns_has(&live->vms[i].stat[stat]))
			return &live->vms[i].stat[stat];
	return NULL;
}

void ns_watch_notes(const struct ns_out *out, const struct ns_watch *w, const char *prefix)
{
	const struct ns_live *live = w->now->live;
	const struct ns_value *v;

	if (!ns_has(&live->statistics))
		ns_print(out, NS_TONE_WARN, "%sVMs: %s\n", prefix, live->statistics.why);
	else if (!live->vm_count)
		ns_print(out, NS_TONE_PLAIN, "%sVMs: KVM runs none\n", prefix);
	v = lacking(live, NS_STAT_NESTED_RUN);
	if (v)
		ns_print(out, NS_TONE_WARN, "%sentries into L2: %s%s%s\n", prefix, v->why,
			 v->state == NS_ABSENT ? " (KVM has it since Linux 5.13)" : "",
			 w->now->traced && w->now->trace.entries ? "; counted by the trace instead" : "");
	v = lacking(live, NS_STAT_GUEST_MODE);
	if (v)
		ns_print(out, NS_TONE_WARN, "%svCPUs in L2: %s%s\n", prefix, v->why,
			 v->state == NS_ABSENT ? " (KVM has it since Linux 5.14)" : "");
	if (!ns_has(w->trace))
		ns_print(out, NS_TONE_WARN, "%sexits from L2 and their reasons: %s\n", prefix,
			 w->trace->why);
	else if (w->now->traced && !w->now->trace.reasons)
		ns_print(out, NS_TONE_WARN, "%sexits from L2: %s\n", prefix,
			 w->trace->text);
	else if (w->now->trace.dropped)
		ns_print(out, NS_TONE_WARN, "%s%llu exits are not counted: the kernel's table was full\n",
			 prefix, (unsigned long long)w->now->trace.dropped);
	/* NAN compares as false. */
	if (w->rates->counted < COUNTED_ALL * w->rates->seconds)
		ns_print(out, NS_TONE_PLAIN, "%sexits from L2: counted for %.2f s of %.1f s; --full counts all the time, but slows L2 down\n",
			 prefix, w->rates->counted, w->rates->seconds);
	print_duty(out, w, prefix);
}

static void print_time(const struct ns_out *out, time_t t)
{
	char text[16];
	struct tm tm;

	if (localtime_r(&t, &tm) && strftime(text, sizeof(text), "%H:%M:%S", &tm))
		ns_print(out, NS_TONE_DIM, "%s", text);
}

void ns_watch_table(const struct ns_out *out, const struct ns_watch *w)
{
	struct ns_table *vms = TABLE(out, "VM", "PID", "IN L2", "EXITS/s", "L2 ENTRIES/s",
				     "L2 EXITS/s", "TO L1");
	struct ns_table *why = TABLE(out, "VM", "WHY L2 WAS LEFT", "L2 EXITS/s", "TO L1/s",
				     "OF ALL TO L1");

	for (size_t i = 0; i < w->rates->vm_count; i++) {
		vm_row(vms, &w->rates->vms[i]);
		reason_rows(why, &w->rates->vms[i]);
	}
	print_time(out, w->time);
	ns_print(out, NS_TONE_DIM, "  over %.1f s; Ctrl-C ends it\n\n", w->rates->seconds);
	ns_table_print(vms, "");
	ns_print(out, NS_TONE_PLAIN, "\n");
	ns_table_print(why, "");
	ns_print(out, NS_TONE_PLAIN, "\n");
	ns_watch_notes(out, w, "");
}

static void vm_line(const struct ns_out *out, const struct ns_vm_rate *r)
{
	char *title = ns_vm_title(r->vm), *inside = in_l2(r), *exits = number(r->exits);
	char *entries = number(r->entries), *l2_exits = number(r->l2_exits);
	char *share = percent(r->to_l1_share), *why = reasons(r);

	ns_print(out, NS_TONE_PLAIN,
		 " %s: %s vCPUs in L2, %s exits/s, %s entries into L2/s, %s exits from L2/s, %s to L1%s%s\n",
		 title, inside, exits, entries, l2_exits, share, *why ? ": " : "", why);
	free(title);
	free(inside);
	free(exits);
	free(entries);
	free(l2_exits);
	free(share);
	free(why);
}

void ns_watch_lines(const struct ns_out *out, const struct ns_watch *w)
{
	for (size_t i = 0; i < w->rates->vm_count; i++) {
		print_time(out, w->time);
		vm_line(out, &w->rates->vms[i]);
	}
	if (!w->rates->vm_count) {
		print_time(out, w->time);
		ns_print(out, NS_TONE_PLAIN, w->now->live->statistics.state == NS_UNREADABLE ?
			 " VMs were not read\n" : " no VM\n");
	}
}

static json_t *reasons_to_json(const struct ns_vm_rate *r)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < r->reason_count; i++) {
		const struct ns_reason_rate *x = &r->reasons[i];
		char *name = ns_exit_name(x->isa, x->reason), number[16];

		snprintf(number, sizeof(number), "0x%x", x->reason);
		ns_json_append(list, ns_json_pack("{s:s, s:s, s:s, s:o, s:o}",
			"isa", x->isa == NS_ISA_VMX ? "vmx" : "svm", "number", number, "name", name,
			"exits_per_second", ns_json_real(x->exits), "to_l1_per_second", ns_json_real(x->to_l1)));
		free(name);
	}
	return list;
}

static json_t *rate_to_json(const struct ns_vm_rate *r)
{
	json_t *j = ns_live_vm_to_json(r->vm), *stats = ns_json_object();

	for (int i = 0; i < NS_STAT_COUNT; i++)
		ns_json_set(stats, ns_live_stats[i],
				    ns_value_to_json(&r->vm->stat[i], NS_TYPE_NUM));
	ns_json_set(j, "statistics", stats);
	ns_json_set(j, "vcpus_in_l2", isnan(r->in_l2) ? json_null() : ns_json_int(r->in_l2));
	ns_json_set(j, "exits_per_second", ns_json_real(r->exits));
	ns_json_set(j, "l2_entries_per_second", ns_json_real(r->entries));
	ns_json_set(j, "l2_exits_per_second", ns_json_real(r->l2_exits));
	ns_json_set(j, "to_l1_per_second", ns_json_real(r->to_l1));
	ns_json_set(j, "to_l1_share", ns_json_real(r->to_l1_share));
	ns_json_set(j, "reasons", reasons_to_json(r));
	return j;
}

static json_t *duty_to_json(const struct ns_watch *w)
{
	const struct ns_duty *d = w->duty;
	char *unseen = duty_unseen(w);
	json_t *j = ns_json_pack("{s:I, s:I, s:o, s:s*}", "looks", (json_int_t)d->samples,
				   "shadowing", (json_int_t)d->shadowing, "duty",
				   ns_json_real(d->samples ? (double)d->shadowing / d->samples : NAN),
				   "why", unseen);

	free(unseen);
	return j;
}

json_t *ns_watch_to_json(const struct ns_watch *w)
{
	json_t *vms = ns_json_array();

	for (size_t i = 0; i < w->rates->vm_count; i++)
		ns_json_append(vms, rate_to_json(&w->rates->vms[i]));
	return ns_json_pack("{s:{s:s, s:i}, s:I, s:f, s:o, s:o, s:o, s:o, s:o, s:o}",
		"format", "name", "nestscope-watch", "version", 1,
		"time", (json_int_t)w->time, "seconds", w->rates->seconds,
		"counted_seconds", ns_json_real(w->rates->counted),
		"statistics", ns_value_to_json(&w->now->live->statistics, NS_TYPE_TEXT),
		"trace", ns_value_to_json(w->trace, NS_TYPE_TEXT),
		"module", ns_value_to_json(&w->now->live->module, NS_TYPE_TEXT),
		"shadowing", duty_to_json(w), "vms", vms);
}
