// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/bugreport.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/check.h"
#include "model/json.h"
#include "render/document.h"
#include "render/finding.h"
#include "render/layers.h"
#include "render/markup.h"
#include "render/waterfall.h"
#include "util/alloc.h"
#include "util/json.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

char *ns_snapshot_text(const struct ns_snapshot *s)
{
	json_t *json = ns_snapshot_to_json(s);
	size_t size;
	char *text;
	FILE *file = ns_xmemstream(&text, &size);

	ns_json_write(file, json, true);
	ns_xclose(file);
	json_decref(json);
	return text;
}

/* The layer of the report that a step of the waterfall is of; NULL for a stamp */
static const struct ns_report_layer *layer_of(const struct ns_report *report, const struct ns_snapshot *s)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->layers[i].s == s)
			return &report->layers[i];
	return NULL;
}

/* ---- the first screen ---- */

/* "2 VMs: kvm, tcg"; to be freed */
static char *vms_text(const struct ns_snapshot *s)
{
	const struct ns_value *known = &s->fact[NS_FACT_VM_PROGRAMS];
	char *text;

	if (!s->vm_count)
		return ns_xasprintf("no VM%s", ns_has(known) ? "" : " found");
	text = ns_xasprintf("%zu VM%s", s->vm_count, s->vm_count == 1 ? "" : "s");
	for (size_t i = 0; i < s->vm_count; i++) {
		const char *accel = s->vms[i].accel;
		bool tcg = accel && strcmp(accel, "kvm");
		char *one = ns_xasprintf("%s with %s", s->vms[i].program, !accel ? "an unknown accelerator" : !tcg ? "KVM" :
					 "TCG (emulation, not nested KVM)");

		text = ns_xjoin(text, i ? ", " : ": ", one);
		free(one);
	}
	return text;
}

/* "yes: KVM offers ..."; to be freed */
static char *answer_text(const struct ns_finding *f)
{
	char *because = ns_finding_text(f);
	char *text = ns_xasprintf("%s: %s", ns_yesno_name(ns_answer_of(f)), because);

	free(because);
	return text;
}

static void print_layer_row(const struct ns_out *out, const struct ns_waterfall *w, size_t i, const char *const *titles)
{
	const struct ns_step_layer *step = &w->layers[i];
	struct ns_answers *answers = ns_answer_all(step->s);
	char *verdict = ns_layer_text(step->layer, true), *run = answer_text(answers->run);
	char *what = ns_xasprintf("%s (%s)", verdict, ns_certainty_name(step->layer->certainty));
	char *nest = answer_text(answers->nest), *vms = vms_text(step->s), *link = ns_link_line(w, i);
	const char *cells[] = { step->name, what, link ?: "from its own snapshot", run, nest, vms };

	ns_doc_row(out, titles, cells, COUNT(cells));
	ns_answers_free(answers);
	free(verdict);
	free(what);
	free(run);
	free(nest);
	free(vms);
	free(link);
}

static void print_first_screen(const struct ns_out *out, const struct ns_waterfall *w)
{
	static const char *const titles[] = {
		"Layer", "What it is", "How its place is known", "Can it run VMs?", "Can its VMs run VMs?", "What runs there",
	};
	/* A page lets its reader choose. */
	const bool page = out->format == NS_FORMAT_HTML;
	const struct ns_waterfall_show show = {
		.only_lost = w->chain && !page, .only_different = !w->chain && !page, .section = true,
	};
	struct ns_out below = *out;
	bool nested = false;

	below.depth++;
	for (size_t i = 0; i < w->layer_count; i++)
		nested |= w->layers[i].layer->kind == NS_LAYER_GUEST;
	ns_doc_text(out, nested ? "This is a nested setup, or a VM that is meant to run VMs." :
		    "No layer of this report is known to be a VM.");
	ns_doc_table(out, titles, COUNT(titles));
	for (size_t i = 0; i < w->layer_count; i++)
		print_layer_row(out, w, i, titles);
	ns_doc_table_end(out);
	if (page)
		ns_waterfall_html(out, w, &show);
	else
		ns_waterfall_print(&below, w, &show);
}

/* ---- findings ---- */

/* Did an earlier check find the same? */
static bool repeated(const struct ns_results *results, size_t i)
{
	bool found = false;

	for (size_t j = 0; j < i && !found; j++)
		found = ns_finding_same(results->finding[j], results->finding[i]);
	return found;
}

static void print_findings_of(const struct ns_out *out, const struct ns_step_layer *step, const char *const *titles)
{
	struct ns_results results = ns_check_all(step->s);

	for (size_t i = 0; i < NS_CHECK_COUNT; i++) {
		const struct ns_finding *f = results.finding[i];
		enum ns_verdict verdict = ns_verdict_of(f);
		char *text, *remedy;

		if ((verdict != NS_WARN && verdict != NS_FAIL) || repeated(&results, i))
			continue;
		text = ns_finding_text(f);
		remedy = ns_finding_remedy(f);
		const char *cells[] = { step->name, ns_verdict_name(verdict), ns_checks[i].code, text, remedy ?: "" };

		ns_doc_row(out, titles, cells, COUNT(cells));
		free(text);
		free(remedy);
	}
	ns_results_clear(&results);
}

static void print_findings(const struct ns_out *out, const struct ns_waterfall *w)
{
	static const char *const titles[] = { "Layer", "", "Check", "Found", "To change" };

	ns_doc_heading(out, 2, "Findings");
	ns_doc_table(out, titles, COUNT(titles));
	for (size_t i = 0; i < w->layer_count; i++)
		print_findings_of(out, &w->layers[i], titles);
	ns_doc_table_end(out);
}

/* ---- the parts ---- */

/* What reads a report again: HTML has none of it */
static void print_mark(const struct ns_out *out, const char *what, const char *value)
{
	if (out->format == NS_FORMAT_MARKDOWN)
		ns_markup(out, "<!-- nestscope %s %s -->\n", what, value);
}

static void print_part(const struct ns_out *out, const struct ns_part *part)
{
	print_mark(out, "part", ns_parts[part->id].name);
	ns_doc_part(out, ns_parts[part->id].title, part->from);
	if (part->why) {
		char *why = ns_xasprintf("%s: %s", part->text ? "Note" : "Not available", part->why);

		ns_doc_text(out, why);
		free(why);
	}
	if (part->text)
		ns_doc_block(out, part->text);
	ns_doc_part_end(out);
}

static void print_missing(const struct ns_out *out, const struct ns_report_layer *layer)
{
	bool any = false;

	for (size_t i = 0; i < layer->part_count; i++) {
		const struct ns_part *part = &layer->parts[i];

		if (part->text)
			continue;
		if (!any)
			ns_doc_text(out, "These parts are missing:");
		if (!any)
			ns_doc_list(out);
		any = true;
		ns_doc_item(out, ns_parts[part->id].title, part->why);
	}
	if (any)
		ns_doc_list_end(out);
}

static void print_layer(const struct ns_out *out, const struct ns_report_layer *layer)
{
	struct ns_part snapshot = { .id = NS_PART_SNAPSHOT, .from = (char *)"" };
	char *title = ns_xasprintf("%s: %s", layer->name, layer->origin);

	print_mark(out, "layer", layer->name);
	ns_doc_heading(out, 2, title);
	print_missing(out, layer);
	for (size_t i = 0; i < layer->part_count; i++)
		if (layer->parts[i].text)
			print_part(out, &layer->parts[i]);
	snapshot.text = ns_snapshot_text(layer->s);
	print_part(out, &snapshot);
	free(snapshot.text);
	free(title);
}

/* ---- what was replaced ---- */

static void print_uuids(const struct ns_out *out, const struct ns_redactor *r)
{
	for (size_t i = 1; i <= ns_redacted_uuids(r); i++) {
		char *row = ns_xasprintf("%zu %s", i, ns_redacted_uuid(r, i) ?: "-");

		print_mark(out, "uuid", row);
		free(row);
	}
}

void ns_replaced_print(const struct ns_out *out, const struct ns_redactor *r)
{
	static const char *const titles[] = { "Token", "Stands for", "Distinct", "Occurrences" };
	size_t all = 0;

	ns_doc_table(out, titles, COUNT(titles));
	for (int kind = 0; kind < NS_PRIVATE_COUNT; kind++) {
		size_t times, count = ns_redacted(r, kind, &times);
		char *token, *different, *often;

		if (!count)
			continue;
		token = ns_xasprintf("%s-N", ns_private_name(kind));
		different = ns_xasprintf("%zu", count);
		often = ns_xasprintf("%zu", times);
		const char *cells[] = { token, ns_private_meaning(kind), different, often };

		ns_doc_row(out, titles, cells, COUNT(cells));
		all += times;
		free(token);
		free(different);
		free(often);
	}
	ns_doc_table_end(out);
	if (!all)
		ns_doc_text(out, "Nothing private was found.");
}

static void print_replaced(const struct ns_out *out, const struct ns_redactor *r)
{
	ns_doc_heading(out, 2, "What was replaced");
	if (!r) {
		ns_doc_text(out, "Nothing (--no-redact): this report contains names, addresses, serial numbers and possibly passwords.");
		return;
	}
	ns_doc_text(out, "A token stands for the same thing throughout this report. A prefix such as \"L1:\" marks a token of a report "
		    "that was redacted before. No list of rules finds everything: read the report before you publish it.");
	ns_replaced_print(out, r);
	print_uuids(out, r);
}

void ns_bugreport_print(const struct ns_out *out, const struct ns_report *report, const struct ns_waterfall *w,
			const struct ns_redactor *r)
{
	print_mark(out, "bugreport", r ? "1 redacted" : "1 plain");
	ns_doc_begin(out, "Bug report: nested virtualization");
	print_first_screen(out, w);
	print_findings(out, w);
	for (size_t i = 0; i < w->layer_count; i++)
		if (layer_of(report, w->layers[i].s))
			print_layer(out, layer_of(report, w->layers[i].s));
	print_replaced(out, r);
	ns_doc_end(out);
}

/* ---- JSON ---- */

static json_t *part_to_json(const struct ns_part *part)
{
	return ns_json_pack("{s:s, s:s, s:s, s:s?, s:s?}", "part", ns_parts[part->id].name,
			    "title", ns_parts[part->id].title, "from", part->from, "text", part->text, "why", part->why);
}

static json_t *layer_to_json(const struct ns_report_layer *layer)
{
	json_t *parts = ns_json_array();

	for (size_t i = 0; i < layer->part_count; i++)
		ns_json_append(parts, part_to_json(&layer->parts[i]));
	return ns_json_pack("{s:s, s:s, s:o, s:o}", "layer", layer->name, "origin", layer->origin,
			    "parts", parts, "snapshot", ns_snapshot_to_json(layer->s));
}

static json_t *replaced_to_json(const struct ns_redactor *r)
{
	json_t *all = ns_json_array();

	for (int kind = 0; kind < NS_PRIVATE_COUNT; kind++) {
		size_t times, count = ns_redacted(r, kind, &times);

		if (count)
			ns_json_append(all, ns_json_pack("{s:s, s:s, s:i, s:i}", "kind", ns_private_name(kind),
							 "meaning", ns_private_meaning(kind),
							 "different", (int)count, "times", (int)times));
	}
	return all;
}

json_t *ns_bugreport_to_json(const struct ns_report *report, const struct ns_waterfall *w, const struct ns_redactor *r)
{
	json_t *layers = ns_json_array(), *uuids = ns_json_array();

	for (size_t i = 0; report && i < w->layer_count; i++)
		if (layer_of(report, w->layers[i].s))
			ns_json_append(layers, layer_to_json(layer_of(report, w->layers[i].s)));
	for (size_t i = 1; report && r && i <= ns_redacted_uuids(r); i++)
		ns_json_append(uuids, ns_json_string(ns_redacted_uuid(r, i)));
	return ns_json_pack("{s:{s:s, s:i}, s:s, s:b, s:o, s:o, s:o}", "format", "name", "nestscope-bugreport",
			    "version", 1, "nestscope", NS_VERSION, "redacted", r != NULL, "layers", layers,
			    "replaced", r ? replaced_to_json(r) : ns_json_array(), "uuids", uuids);
}
