// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/layers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "render/finding.h"
#include "util/alloc.h"
#include "util/json.h"

char *ns_layer_text(const struct ns_layer *l, bool number)
{
	struct ns_finding *f = ns_finding_copy(l->verdict);
	char *text;

	/* Bare metal is a number by itself. */
	if (number && l->kind != NS_LAYER_BARE_METAL) {
		ns_finding_set(f, l->level < 0 ? "at_least" : "level", "%d", l->at_least);
		ns_finding_set(f, "claimed", "%s", l->level_claimed ? "yes" : "");
	}
	text = ns_finding_text(f);
	ns_finding_free(f);
	return text;
}

/* What was read, or NULL if it was not; to be freed */
static char *value_of(const struct ns_evidence *e)
{
	if (e->claim)
		return ns_layer_text(e->claim, true);
	return e->raw ? ns_xstrdup(e->raw) : NULL;
}

static json_t *evidence_to_json(const struct ns_evidence *e)
{
	char *meaning = ns_finding_text(e->means), *value = value_of(e);
	json_t *j = ns_json_pack("{s:s, s:s, s:s?, s:s, s:s, s:s?, s:s?}", "what", e->what,
			      "state", ns_state_name(e->state), "value", value,
			      "finding", ns_finding_code(e->means), "meaning", meaning,
			      "strength", ns_strength_name(e->strength),
			      "source", ns_source_name(e->source));

	if (e->means->argument_count)
		ns_json_set(j, "arguments", ns_arguments_to_json(e->means));
	free(meaning);
	free(value);
	return j;
}

/* "layer-hidden", null if nothing qualifies the verdict */
static json_t *qualifier(const struct ns_finding *verdict)
{
	return verdict->cause ? ns_json_string(ns_finding_code(verdict->cause)) : json_null();
}

json_t *ns_layer_to_json(const struct ns_layer *l)
{
	char *summary = ns_layer_text(l, true);
	json_t *evidence = ns_json_array();
	json_t *level = l->level < 0 ? json_null() : ns_json_int(l->level), *j;

	for (size_t i = 0; i < l->evidence_count; i++)
		ns_json_append(evidence, evidence_to_json(&l->evidence[i]));
	j = ns_json_pack("{s:s, s:o, s:i, s:s, s:s?, s:s?, s:s, s:s, s:o, s:o}",
			      "kind", ns_layer_kind_name(l->kind), "level", level,
			      "at_least", l->at_least,
			      "certainty", ns_certainty_name(l->certainty),
			      "hypervisor", l->hypervisor, "beside", l->environment,
			      "summary", summary, "finding", ns_finding_code(l->verdict),
			      "qualified_by", qualifier(l->verdict), "evidence", evidence);
	free(summary);
	return j;
}

/*
 * Signatures end in NULs, and tables show one byte as one character: what is
 * not printable, \xNN in JSON, is a dot here. To be freed.
 */
static char *dotted(const char *raw)
{
	char *text = ns_xcalloc(strlen(raw) + 1, 1), *p = text;

	for (; *raw; raw++) {
		bool escape = !strncmp(raw, "\\x", 2) && isxdigit((unsigned char)raw[2]) && isxdigit((unsigned char)raw[3]);

		*p++ = escape ? '.' : *raw;
		raw += escape ? 3 : 0;
	}
	return text;
}

static void print_evidence(struct ns_table *t, const struct ns_evidence *e)
{
	char *raw = value_of(e);
	enum ns_tone tone = raw ? NS_TONE_PLAIN : NS_TONE_DIM;
	char *value = dotted(raw ? *raw ? raw : "\"\"" : ns_state_name(e->state));
	char *meaning = ns_finding_text(e->means);

	ns_table_row(t);
	ns_table_cell(t, 0, tone, e->what);
	ns_table_cell(t, 1, tone, value);
	ns_table_cell(t, 2, e->strength == NS_PROOF ? NS_TONE_BOLD : tone,
		      ns_strength_name(e->strength) ?: "-");
	ns_table_cell(t, 3, tone, ns_source_name(e->source) ?: "-");
	ns_table_cell(t, 4, tone, meaning);
	free(raw);
	free(value);
	free(meaning);
}

void ns_layer_print_item(const struct ns_out *out, const struct ns_layer *l)
{
	char *summary = ns_layer_text(l, true);

	ns_print_item(out, "Layer", NS_TONE_BOLD, "%s (%s)", summary, ns_certainty_name(l->certainty));
	if (l->environment)
		ns_print_item(out, "Environment", NS_TONE_PLAIN, "%s", l->environment);
	free(summary);
}

void ns_layer_print(const struct ns_out *out, const struct ns_layer *l)
{
	struct ns_table *t = ns_table_new(out);
	char *summary = ns_layer_text(l, true);

	ns_print_title(out, "%s (%s)", summary, ns_certainty_name(l->certainty));
	free(summary);
	if (l->environment)
		ns_print_line(out, NS_TONE_PLAIN, "environment: %s", l->environment);
	ns_print_gap(out);
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
