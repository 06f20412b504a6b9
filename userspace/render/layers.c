// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/layers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "render/finding.h"
#include "util/alloc.h"
#include "util/json.h"

static json_t *evidence_to_json(const struct ns_evidence *e)
{
	char *meaning = ns_finding_text(e->means);
	json_t *j = ns_json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s?, s:s?}", "what", e->what,
			      "state", ns_state_name(e->state), "value", e->raw,
			      "finding", ns_finding_code(e->means), "meaning", meaning,
			      "strength", ns_strength_name(e->strength),
			      "source", ns_source_name(e->source));

	if (e->means->argument_count)
		ns_json_set(j, "arguments", ns_arguments_to_json(e->means));
	free(meaning);
	return j;
}

json_t *ns_layer_to_json(const struct ns_layer *l)
{
	json_t *evidence = ns_json_array();
	json_t *level = l->level < 0 ? json_null() : ns_json_int(l->level);

	for (size_t i = 0; i < l->evidence_count; i++)
		ns_json_append(evidence, evidence_to_json(&l->evidence[i]));
	return ns_json_pack("{s:s, s:o, s:i, s:s, s:s?, s:s?, s:s, s:o}",
			      "kind", ns_layer_kind_name(l->kind), "level", level,
			      "at_least", l->at_least,
			      "certainty", ns_certainty_name(l->certainty),
			      "hypervisor", l->hypervisor, "beside", l->beside,
			      "summary", l->summary, "evidence", evidence);
}

/*
 * Signatures end in NULs, and tables show one byte as one character: what is
 * not printable, \xNN in JSON, is a dot here. To be freed.
 */
static char *dotted(const char *raw)
{
	char *text = ns_xcalloc(strlen(raw) + 1, 1), *p = text;

	for (; *raw; raw++) {
		bool escape = !strncmp(raw, "\\x", 2) && isxdigit(raw[2]) && isxdigit(raw[3]);

		*p++ = escape ? '.' : *raw;
		raw += escape ? 3 : 0;
	}
	return text;
}

static void print_evidence(struct ns_table *t, const struct ns_evidence *e)
{
	enum ns_tone tone = e->raw ? NS_TONE_PLAIN : NS_TONE_DIM;
	char *value = dotted(e->raw ? *e->raw ? e->raw : "\"\"" : ns_state_name(e->state));
	char *meaning = ns_finding_text(e->means);

	ns_table_row(t);
	ns_table_cell(t, 0, tone, e->what);
	ns_table_cell(t, 1, tone, value);
	ns_table_cell(t, 2, e->strength == NS_PROOF ? NS_TONE_BOLD : tone,
		      ns_strength_name(e->strength) ?: "-");
	ns_table_cell(t, 3, tone, ns_source_name(e->source) ?: "-");
	ns_table_cell(t, 4, tone, meaning);
	free(value);
	free(meaning);
}

void ns_layer_print(const struct ns_out *out, const struct ns_layer *l)
{
	struct ns_table *t = ns_table_new(out);

	ns_print(out, NS_TONE_BOLD, "%s", l->summary);
	ns_print(out, NS_TONE_PLAIN, " (%s)\n", ns_certainty_name(l->certainty));
	if (l->beside)
		ns_print(out, NS_TONE_PLAIN, "beside it: %s\n", l->beside);
	ns_print(out, NS_TONE_PLAIN, "\n");
	ns_table_column(t, "EVIDENCE", false);
	ns_table_column(t, "VALUE", false);
	ns_table_column(t, "STRENGTH", false);
	ns_table_column(t, "SOURCE", false);
	/* Last and whole: half a meaning would be none, a terminal breaks the line. */
	ns_table_column(t, "MEANS", false);
	for (size_t i = 0; i < l->evidence_count; i++)
		print_evidence(t, &l->evidence[i]);
	ns_table_print(t, "");
}
