// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/domain.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/check.h"
#include "render/check.h"
#include "render/finding.h"
#include "render/markup.h"
#include "util/json.h"

/* In JSON "running" and "defined" */
static const char *state_name(const struct ns_domain *d)
{
	return d->live ? "running" : "defined";
}

static const char *state_words(const struct ns_domain *d)
{
	return d->live ? "as it runs" : "as it is defined for its next start";
}

static bool shown(const struct ns_finding *f, bool quiet)
{
	enum ns_verdict verdict = ns_verdict_of(f);

	return !quiet || verdict == NS_WARN || verdict == NS_FAIL;
}

static bool any_shown(const struct ns_domain_found *found, bool quiet)
{
	for (size_t i = 0; i < found->all.count; i++)
		if (shown(found->all.list[i], quiet))
			return true;
	return false;
}

/* What to do is said once, however many findings it would mend. */
static bool said_before(const struct ns_domain_found *found, size_t i, bool quiet)
{
	char *steps = ns_finding_steps(found->all.list[i]);
	bool said = false;

	for (size_t before = 0; before < i && steps && !said; before++) {
		const struct ns_finding *f = found->all.list[before];
		char *other = shown(f, quiet) && ns_verdict_of(f) != NS_PASS ? ns_finding_steps(f) : NULL;

		said = other && !strcmp(other, steps);
		free(other);
	}
	free(steps);
	return said;
}

void ns_domain_print(const struct ns_out *out, const char *name, const struct ns_domain_found *found, bool quiet)
{
	if (any_shown(found, quiet))
		ns_print(out, NS_TONE_BOLD, "%s, %s\n", name, state_words(found->domain));
	for (size_t i = 0; i < found->all.count; i++) {
		const struct ns_finding *f = found->all.list[i];
		enum ns_verdict verdict = ns_verdict_of(f);
		char *text;

		if (!shown(f, quiet))
			continue;
		text = ns_finding_text(f);
		ns_print_item(out, ns_verdict_name(verdict), ns_verdict_tone(verdict), "%s", text);
		if (verdict != NS_PASS && said_before(found, i, quiet))
			ns_print_item(out, "", NS_TONE_PLAIN, "-> as above");
		else if (verdict != NS_PASS)
			ns_finding_print_remedy(out, "", "-> ", f);
		free(text);
	}
}

void ns_domain_print_markdown(const struct ns_out *out, const char *name, const struct ns_domain_found *found,
			      bool quiet)
{
	if (any_shown(found, quiet))
		ns_markup(out, "%s, %s\n\n| | found | to change |\n|---|---|---|\n", name,
			  state_words(found->domain));
	for (size_t i = 0; i < found->all.count; i++) {
		const struct ns_finding *f = found->all.list[i];
		enum ns_verdict verdict = ns_verdict_of(f);
		char *text, *remedy;

		if (!shown(f, quiet))
			continue;
		text = ns_finding_text(f);
		remedy = verdict == NS_PASS ? NULL : ns_finding_remedy(f);
		ns_markup(out, "| %s | %s | %s |\n", ns_verdict_name(verdict), text, remedy ?: "");
		free(text);
		free(remedy);
	}
	if (any_shown(found, quiet))
		ns_markup(out, "\n");
}

static json_t *found_to_json(const struct ns_domain_found *found)
{
	json_t *all = ns_json_array();

	for (size_t i = 0; i < found->all.count; i++)
		ns_json_append(all, ns_finding_to_json(found->all.list[i]));
	return ns_json_pack("{s:s, s:s, s:o}", "state", state_name(found->domain),
			    "verdict", ns_verdict_name(ns_verdict_of(found->all.list[0])), "found", all);
}

json_t *ns_domains_to_json(const struct ns_domain_found *found, size_t count)
{
	json_t *all = ns_json_array();

	for (size_t i = 0; i < count; i++)
		ns_json_append(all, found_to_json(&found[i]));
	return ns_json_pack("{s:{s:s, s:i}, s:s, s:o}", "format", "name", "nestscope-check-domain", "version", 1,
			    "nestscope", NS_VERSION, "domains", all);
}
