// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/history.h"

#include <stdlib.h>

#include "render/finding.h"
#include "render/waterfall.h"
#include "util/json.h"

/* ---- text ---- */

static void print_taken(const struct ns_out *out, const struct ns_taken *t)
{
	char *names = ns_bit_names(t->bits, t->count), *why = t->why ? ns_finding_text(t->why) : NULL;

	if (t->view == NS_VIEW_CPU)
		ns_print_item(out, "gone", NS_TONE_BAD, "the CPU no longer has it (firmware, microcode, or the layer below)");
	else
		ns_print_item(out, "gone", NS_TONE_BAD, "KVM no longer offers it: %s", why ?: "reason unknown");
	ns_print_item(out, "", NS_TONE_DIM, "%s", names);
	if (t->why)
		ns_finding_print_remedy(out, "", "-> ", t->why);
	free(names);
	free(why);
}

static void print_changes(const struct ns_out *out, const struct ns_history *h)
{
	ns_print(out, NS_TONE_BOLD, "\nWhat changed\n");
	for (size_t i = 0; i < h->change_count; i++)
		ns_print_item(out, "changed", NS_TONE_WARN, "%s: %s -> %s", h->changes[i].what, h->changes[i].before,
			      h->changes[i].after);
	if (!h->change_count)
		ns_print_item(out, "", NS_TONE_PLAIN, "nothing that affects virtualization");
}

void ns_history_print(const struct ns_out *out, const struct ns_history *h, bool only_lost)
{
	char *run = ns_finding_text(h->run), *nest = ns_finding_text(h->nest);

	ns_print(out, NS_TONE_BOLD, "One machine, before and after: %zu change%s\n", h->change_count,
		 h->change_count == 1 ? "" : "s");
	ns_print_item(out, "before", NS_TONE_PLAIN, "%s", h->before->name);
	ns_print_item(out, "after", NS_TONE_PLAIN, "%s", h->after->name);
	ns_print_item(out, "now", NS_TONE_PLAIN, "VMs: %s; in its VMs: %s", run, nest);
	if (!only_lost)
		print_changes(out, h);
	ns_print(out, NS_TONE_BOLD, "\nLost capabilities\n");
	for (size_t i = 0; i < h->taken_count; i++)
		print_taken(out, &h->taken[i]);
	if (h->unread)
		ns_print_item(out, "not known", NS_TONE_WARN, "whether %zu capabilit%s that %s there before still %s: not read",
			      h->unread, h->unread == 1 ? "y" : "ies", h->unread == 1 ? "was" : "were",
			      h->unread == 1 ? "is" : "are");
	else if (!h->taken_count)
		ns_print_item(out, "", NS_TONE_GOOD, "nothing");
	if (h->gained_count && !only_lost) {
		char *names = ns_bit_names(h->gained, h->gained_count);

		ns_print(out, NS_TONE_BOLD, "\nNew capabilities\n");
		ns_print_item(out, "", NS_TONE_GOOD, "%s", names);
		free(names);
	}
	free(run);
	free(nest);
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

json_t *ns_history_to_json(const struct ns_history *h, bool only_lost)
{
	return ns_json_pack("{s:{s:s, s:i}, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}",
		"format", "name", "nestscope-waterfall", "version", 1, "kind", "history",
		"before", ns_json_string(h->before->name), "after", ns_json_string(h->after->name),
		"run", ns_finding_to_json(h->run), "nested", ns_finding_to_json(h->nest),
		"changes", changes_json(h, only_lost), "taken", taken_json(h),
		"gained", ns_bits_to_json(h->gained, only_lost ? 0 : h->gained_count),
		"not_read", (json_int_t)h->unread);
}
