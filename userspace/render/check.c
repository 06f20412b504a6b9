// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/check.h"

#include <stdlib.h>

#include "render/finding.h"
#include "render/markup.h"
#include "util/alloc.h"
#include "util/json.h"

enum ns_tone ns_verdict_tone(enum ns_verdict verdict)
{
	static const enum ns_tone tones[NS_VERDICT_COUNT] = {
		[NS_PASS] = NS_TONE_GOOD, [NS_WARN] = NS_TONE_WARN, [NS_FAIL] = NS_TONE_BAD, [NS_SKIP] = NS_TONE_DIM,
	};

	return tones[verdict];
}

static bool shown(const struct ns_results *results, const struct ns_wanted *wanted, bool quiet, size_t i)
{
	enum ns_verdict verdict = ns_verdict_of(results->finding[i]);

	if (wanted->any && !wanted->check[i])
		return false;
	return !quiet || verdict == NS_WARN || verdict == NS_FAIL;
}

static bool needs_remedy(const struct ns_finding *f)
{
	enum ns_verdict verdict = ns_verdict_of(f);

	return verdict != NS_PASS && f->severity != NS_SEVERITY_NOT_HERE;
}

static void count(const struct ns_results *results, const struct ns_wanted *wanted,
		  size_t counts[NS_VERDICT_COUNT])
{
	for (size_t i = 0; i < NS_CHECK_COUNT; i++)
		if (shown(results, wanted, false, i))
			counts[ns_verdict_of(results->finding[i])]++;
}

/* What to do is said once, however many checks it would mend. */
static void print_remedy(const struct ns_out *out, const struct ns_results *results,
			 const struct ns_wanted *wanted, bool quiet, size_t i)
{
	for (size_t before = 0; before < i; before++) {
		if (shown(results, wanted, quiet, before) && ns_finding_helps(results->finding[i]) &&
		    ns_finding_same(results->finding[before], results->finding[i])) {
			ns_print_item(out, "", NS_TONE_PLAIN, "-> as for %s", ns_checks[before].code);
			return;
		}
	}
	ns_finding_print_remedy(out, "", "-> ", results->finding[i]);
}

/* Those of another architecture are one line, unless they were asked for by name. */
static bool of_another(const struct ns_results *results, const struct ns_wanted *wanted, size_t i)
{
	return !wanted->any && results->finding[i]->code == NS_FOUND_CHECK_OTHER_ARCH;
}

static void print_others(const struct ns_out *out, const struct ns_results *results,
			 const struct ns_wanted *wanted, bool quiet)
{
	char *text = NULL;

	for (size_t i = 0; i < NS_CHECK_COUNT; i++) {
		char *before = text;

		if (!shown(results, wanted, quiet, i) || !of_another(results, wanted, i))
			continue;
		if (!before)
			before = ns_finding_text(results->finding[i]);
		text = ns_xasprintf("%s%s %s", before, text ? "," : ":", ns_checks[i].code);
		free(before);
	}
	if (text) {
		ns_print(out, NS_TONE_BOLD, "another architecture\n");
		ns_print_item(out, ns_verdict_name(NS_SKIP), ns_verdict_tone(NS_SKIP), "%s", text);
	}
	free(text);
}

void ns_results_print(const struct ns_out *out, const struct ns_results *results,
		      const struct ns_wanted *wanted, bool quiet)
{
	enum ns_check_group group = NS_GROUP_COUNT;
	size_t counts[NS_VERDICT_COUNT] = { 0 };

	for (size_t i = 0; i < NS_CHECK_COUNT; i++) {
		const struct ns_finding *f = results->finding[i];
		enum ns_verdict verdict = ns_verdict_of(f);
		char *text;

		if (!shown(results, wanted, quiet, i) || of_another(results, wanted, i))
			continue;
		if (ns_checks[i].group != group)
			ns_print(out, NS_TONE_BOLD, "%s\n", ns_group_name(ns_checks[i].group));
		group = ns_checks[i].group;
		text = ns_finding_text(f);
		ns_print_item(out, ns_verdict_name(verdict), ns_verdict_tone(verdict), "%s: %s", ns_checks[i].code, text);
		if (needs_remedy(f))
			print_remedy(out, results, wanted, quiet, i);
		free(text);
	}
	print_others(out, results, wanted, quiet);
	count(results, wanted, counts);
	if (!quiet)
		ns_print(out, NS_TONE_PLAIN, "%zu passed, %zu warned, %zu failed, %zu skipped\n", counts[NS_PASS],
			 counts[NS_WARN], counts[NS_FAIL], counts[NS_SKIP]);
}

void ns_results_print_markdown(const struct ns_out *out, const struct ns_results *results,
			       const struct ns_wanted *wanted, bool quiet)
{
	ns_markup(out, "| | check | found | to change |\n|---|---|---|---|\n");
	for (size_t i = 0; i < NS_CHECK_COUNT; i++) {
		const struct ns_finding *f = results->finding[i];
		char *text, *remedy;

		if (!shown(results, wanted, quiet, i))
			continue;
		text = ns_finding_text(f);
		remedy = needs_remedy(f) ? ns_finding_remedy(f) : NULL;
		ns_markup(out, "| %s | `%s` | %s | %s |\n", ns_verdict_name(ns_verdict_of(f)), ns_checks[i].code,
			  text, remedy ?: "");
		free(text);
		free(remedy);
	}
}

json_t *ns_check_to_json(enum ns_check_id id)
{
	const struct ns_check *check = &ns_checks[id];

	return ns_json_pack("{s:s, s:s, s:s, s:s, s:s}", "check", check->code,
			    "group", ns_group_name(check->group), "title", check->title,
			    "why", check->why, "source", check->source);
}

json_t *ns_results_to_json(const struct ns_results *results, const struct ns_wanted *wanted, bool quiet)
{
	size_t counts[NS_VERDICT_COUNT] = { 0 };
	json_t *all = ns_json_array();

	for (size_t i = 0; i < NS_CHECK_COUNT; i++) {
		const struct ns_finding *f = results->finding[i];
		json_t *one;

		if (!shown(results, wanted, quiet, i))
			continue;
		one = ns_check_to_json(i);
		ns_json_set_string(one, "verdict", ns_verdict_name(ns_verdict_of(f)));
		ns_json_set(one, "found", ns_finding_to_json(f));
		ns_json_append(all, one);
	}
	count(results, wanted, counts);
	return ns_json_pack("{s:{s:s, s:i}, s:s, s:o, s:{s:i, s:i, s:i, s:i}}", "format",
			    "name", "nestscope-check", "version", 1, "nestscope", NS_VERSION, "checks", all,
			    "counts", "pass", (int)counts[NS_PASS], "warn", (int)counts[NS_WARN],
			    "fail", (int)counts[NS_FAIL], "skip", (int)counts[NS_SKIP]);
}

void ns_check_print(const struct ns_out *out, enum ns_check_id id)
{
	const struct ns_check *check = &ns_checks[id];

	ns_print_title(out, "%s", check->code);
	ns_print_item(out, "is", NS_TONE_PLAIN, "a check of nestscope, of the group %s",
		      ns_group_name(check->group));
	ns_print_item(out, "asks", NS_TONE_PLAIN, "%s", check->title);
	ns_print_item(out, "matters", NS_TONE_PLAIN, "%s", check->why);
	ns_print_item(out, "source", NS_TONE_DIM, "%s", check->source);
}

void ns_checks_print(const struct ns_out *out)
{
	struct ns_table *t = ns_table_new(out);

	ns_table_column(t, "CHECK", false);
	ns_table_column(t, "GROUP", false);
	ns_table_column(t, "ASKS", true);
	for (size_t i = 0; i < NS_CHECK_COUNT; i++) {
		ns_table_row(t);
		ns_table_cell(t, 0, NS_TONE_PLAIN, ns_checks[i].code);
		ns_table_cell(t, 1, NS_TONE_PLAIN, ns_group_name(ns_checks[i].group));
		ns_table_cell(t, 2, NS_TONE_PLAIN, ns_checks[i].title);
	}
	ns_table_print(t, "");
}

json_t *ns_checks_to_json(void)
{
	json_t *all = ns_json_array();

	for (size_t i = 0; i < NS_CHECK_COUNT; i++)
		ns_json_append(all, ns_check_to_json(i));
	return all;
}
