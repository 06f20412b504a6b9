// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/history.h"

#include <stdlib.h>

#include "render/document.h"
#include "render/finding.h"
#include "render/markup.h"
#include "render/waterfall.h"
#include "util/alloc.h"
#include "util/json.h"

/* ---- text ---- */

/* To be freed, as the next one */
static char *taken_text(const struct ns_history *h, const struct ns_taken *t)
{
	char *why = t->why ? ns_finding_text(t->why) : NULL, *changed = ns_xstrdup(""), *text;

	for (size_t i = 0; i < h->change_count; i++)
		if (h->changes[i].of_cpu)
			changed = ns_xjoin(changed, ", ", h->changes[i].what);
	if (t->view == NS_VIEW_CPU)
		text = ns_xasprintf("the CPU no longer has it (firmware, microcode, or the layer below)%s%s",
				    *changed ? "; changed: " : "", changed);
	else
		text = ns_xasprintf("KVM no longer offers it: %s", why ?: "reason unknown");
	free(why);
	free(changed);
	return text;
}

static char *unread_text(const struct ns_history *h)
{
	return ns_xasprintf("whether %zu capabilit%s that %s there before still %s: not read", h->unread,
			    h->unread == 1 ? "y" : "ies", h->unread == 1 ? "was" : "were",
			    h->unread == 1 ? "is" : "are");
}

static void print_taken(const struct ns_out *out, const struct ns_history *h, const struct ns_taken *t)
{
	char *names = ns_bit_names(t->bits, t->count), *text = taken_text(h, t);

	ns_print_item(out, "gone", NS_TONE_BAD, "%s", text);
	ns_print_item(out, "", NS_TONE_DIM, "%s", names);
	if (t->why)
		ns_finding_print_remedy(out, "", "-> ", t->why);
	free(names);
	free(text);
}

static void print_changes(const struct ns_out *out, const struct ns_history *h)
{
	ns_print_gap(out);
	ns_print_head(out, "What changed", NS_TONE_PLAIN, NULL);
	for (size_t i = 0; i < h->change_count; i++)
		ns_print_item(out, "changed", NS_TONE_WARN, "%s: %s -> %s", h->changes[i].what, h->changes[i].before,
			      h->changes[i].after);
	if (!h->change_count)
		ns_print_item(out, "", NS_TONE_PLAIN, "nothing that affects virtualization");
}

static void print_lost(const struct ns_out *out, const struct ns_history *h)
{
	ns_print_gap(out);
	ns_print_head(out, "Lost capabilities", NS_TONE_PLAIN, NULL);
	for (size_t i = 0; i < h->taken_count; i++)
		print_taken(out, h, &h->taken[i]);
	if (h->unread) {
		char *unread = unread_text(h);

		ns_print_item(out, "not known", NS_TONE_WARN, "%s", unread);
		free(unread);
	} else if (!h->taken_count) {
		ns_print_item(out, "", NS_TONE_GOOD, "nothing");
	}
}

static void print_step(const struct ns_out *out, const struct ns_history *h, bool only_lost)
{
	char *run = ns_finding_text(h->run), *nest = ns_finding_text(h->nest);

	ns_print_item(out, "before", NS_TONE_PLAIN, "%s", h->before->name);
	ns_print_item(out, "after", NS_TONE_PLAIN, "%s", h->after->name);
	ns_print_item(out, "now", NS_TONE_PLAIN, "VMs: %s; in its VMs: %s", run, nest);
	if (!only_lost)
		print_changes(out, h);
	print_lost(out, h);
	if (h->gained_count && !only_lost) {
		char *names = ns_bit_names(h->gained, h->gained_count);

		ns_print_gap(out);
		ns_print_head(out, "New capabilities", NS_TONE_PLAIN, NULL);
		ns_print_item(out, "", NS_TONE_GOOD, "%s", names);
		free(names);
	}
	free(run);
	free(nest);
}

/* "One machine, before and after: 2 changes"; to be freed */
static char *headline_of(struct ns_history *const *steps, size_t count)
{
	size_t changes = 0;

	for (size_t i = 0; i < count; i++)
		changes += steps[i]->change_count;
	if (count > 1)
		return ns_xasprintf("One machine in %zu snapshots: %zu change%s", count + 1, changes,
				    changes == 1 ? "" : "s");
	return ns_xasprintf("One machine, before and after: %zu change%s", changes, changes == 1 ? "" : "s");
}

void ns_history_print(const struct ns_out *out, struct ns_history *const *steps, size_t count, bool only_lost)
{
	char *headline = headline_of(steps, count);

	ns_print_title(out, "%s", headline);
	for (size_t i = 0; i < count; i++) {
		char *head = ns_xasprintf("Step %zu of %zu", i + 1, count);

		if (count > 1) {
			ns_print_gap(out);
			ns_print_head(out, head, NS_TONE_PLAIN, NULL);
		}
		free(head);
		print_step(out, steps[i], only_lost);
	}
	free(headline);
}

/* ---- HTML ---- */

static void html_taken(const struct ns_out *out, const struct ns_history *h, const struct ns_taken *t)
{
	char *names = ns_bit_names(t->bits, t->count), *why = taken_text(h, t);
	char *remedy = t->why ? ns_finding_remedy(t->why) : NULL;

	ns_markup(out, "<div class=\"fix\"><p><b>gone</b> %s</p><p class=\"dim\">%s</p>", why, names);
	if (remedy)
		ns_markup(out, "<p>&rarr; %s</p>", remedy);
	ns_markup(out, "</div>\n");
	free(names);
	free(why);
	free(remedy);
}

static void html_changes(const struct ns_out *out, const struct ns_history *h)
{
	static const char *const titles[] = { "What changed", "Before", "After" };

	if (!h->change_count) {
		ns_doc_text(out, "Nothing changed that affects virtualization.");
		return;
	}
	ns_doc_table(out, titles, 3);
	for (size_t i = 0; i < h->change_count; i++) {
		const char *cells[] = { h->changes[i].what, h->changes[i].before, h->changes[i].after };

		ns_doc_row(out, titles, cells, 3);
	}
	ns_doc_table_end(out);
}

static void html_step(const struct ns_out *out, const struct ns_history *h, bool only_lost)
{
	char *run = ns_finding_text(h->run), *nest = ns_finding_text(h->nest);
	char *unread = h->unread ? unread_text(h) : NULL;
	char *names = ns_bit_names(h->gained, h->gained_count);

	ns_markup(out, "<h2>%s &rarr; %s</h2>\n<p>VMs: %s; in its VMs: %s</p>\n", h->before->name, h->after->name, run,
		  nest);
	if (!only_lost)
		html_changes(out, h);
	ns_doc_heading(out, 3, "Lost capabilities");
	for (size_t i = 0; i < h->taken_count; i++)
		html_taken(out, h, &h->taken[i]);
	if (unread || !h->taken_count)
		ns_doc_text(out, unread ?: "nothing");
	if (h->gained_count && !only_lost) {
		ns_doc_heading(out, 3, "New capabilities");
		ns_doc_text(out, names);
	}
	free(run);
	free(nest);
	free(unread);
	free(names);
}

void ns_history_html(const struct ns_out *out, struct ns_history *const *steps, size_t count, bool only_lost)
{
	char *headline = headline_of(steps, count);

	ns_doc_begin(out, headline);
	for (size_t i = 0; i < count; i++)
		html_step(out, steps[i], only_lost);
	ns_doc_end(out);
	free(headline);
}

/* ---- JSON ---- */

static json_t *changes_json(const struct ns_history *h, bool only_lost)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < h->change_count && !only_lost; i++)
		ns_json_append(list, ns_json_pack("{s:o, s:o, s:o}", "what", ns_json_string(h->changes[i].what),
			"before", ns_json_string(h->changes[i].before), "after", ns_json_string(h->changes[i].after)));
	return list;
}

static json_t *taken_json(const struct ns_history *h)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < h->taken_count; i++) {
		const struct ns_taken *t = &h->taken[i];
		json_t *j = ns_json_pack("{s:s, s:o}", "view", ns_view_words[t->view],
					 "capabilities", ns_bits_to_json(t->bits, t->count));

		if (t->why)
			ns_json_set(j, "why", ns_finding_to_json(t->why));
		ns_json_append(list, j);
	}
	return list;
}

static json_t *step_json(const struct ns_history *h, bool only_lost)
{
	return ns_json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}",
		"before", ns_json_string(h->before->name), "after", ns_json_string(h->after->name),
		"run", ns_finding_to_json(h->run), "nested", ns_finding_to_json(h->nest),
		"changes", changes_json(h, only_lost), "taken", taken_json(h),
		"gained", ns_bits_to_json(h->gained, only_lost ? 0 : h->gained_count),
		"not_read", (json_int_t)h->unread);
}

/* Of two snapshots the one step is the object itself. */
json_t *ns_history_to_json(struct ns_history *const *steps, size_t count, bool only_lost)
{
	json_t *j = count > 1 ? ns_json_object() : step_json(steps[0], only_lost), *list;

	ns_json_set(j, "format", ns_json_pack("{s:s, s:i}", "name", "nestscope-waterfall", "version", 1));
	ns_json_set_string(j, "kind", count > 1 ? "histories" : "history");
	if (count > 1) {
		list = ns_json_array();
		for (size_t i = 0; i < count; i++)
			ns_json_append(list, step_json(steps[i], only_lost));
		ns_json_set(j, "steps", list);
	}
	return j;
}
