// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/explain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "render/finding.h"
#include "util/alloc.h"
#include "util/json.h"

static const struct {
	const char *label;
	enum ns_tone tone;
} truths[] = {
	[NS_NO] = { "not so here", NS_TONE_DIM },
	[NS_YES] = { "true here", NS_TONE_BAD },
	[NS_UNKNOWN] = { "not known", NS_TONE_WARN },
};

/* "kvm_intel.nested = N; IA32_FEATURE_CONTROL not read"; to be freed */
static char *grounds(const struct ns_finding *f)
{
	char *all = ns_xstrdup("");

	for (size_t i = 0; i < f->ground_count; i++) {
		const struct ns_ground *g = &f->grounds[i];
		char *longer = ns_xasprintf("%s%s%s%s%s", all, *all ? "; " : "", g->what,
					    g->value ? " = " : " ", g->value ?: ns_state_name(g->state));

		free(all);
		all = longer;
	}
	return all;
}

/* Has a cause that stands above the one at @index the same remedy? */
static bool remedy_above(const struct ns_causes *causes, size_t index)
{
	char *steps = ns_finding_steps(causes->list[index].finding);
	bool above = false;

	for (size_t i = 0; steps && i < index && !above; i++) {
		char *other = causes->list[i].here == NS_NO ? NULL : ns_finding_steps(causes->list[i].finding);

		above = other && !strcmp(steps, other);
		free(other);
	}
	free(steps);
	return above;
}

static void print_cause(const struct ns_out *out, const struct ns_causes *causes, size_t index)
{
	const struct ns_cause *c = &causes->list[index];
	char *text = ns_finding_text(c->finding);
	char *because = grounds(c->finding);
	bool looked = *because;

	ns_print_item(out, truths[c->here].label, truths[c->here].tone, "%s%s%s%s", text, looked ? " (" : "",
		      because, looked ? ")" : "");
	if (remedy_above(causes, index))
		ns_print_item(out, "", NS_TONE_PLAIN, "-> as above");
	else
		ns_finding_print_remedy(out, "", "-> ", c->finding);
	free(text);
	free(because);
}

/* What is not the cause takes one paragraph. */
static void print_others(const struct ns_out *out, const struct ns_causes *causes)
{
	char *all = ns_xstrdup("");

	for (size_t i = 0; i < causes->count; i++) {
		char *text, *longer;

		if (causes->list[i].here != NS_NO)
			continue;
		text = ns_finding_text(causes->list[i].finding);
		longer = ns_xasprintf("%s%s%s", all, *all ? "; " : "", text);
		free(text);
		free(all);
		all = longer;
	}
	if (*all)
		ns_print_item(out, truths[NS_NO].label, truths[NS_NO].tone, "%s", all);
	free(all);
}

static void print_findings(const struct ns_out *out, const char *label, enum ns_tone tone,
			   const struct ns_findings *all)
{
	for (size_t i = 0; i < all->count; i++) {
		char *text = ns_finding_text(all->list[i]);

		ns_print_item(out, label, tone, "%s", text);
		ns_finding_print_remedy(out, "", "-> ", all->list[i]);
		free(text);
	}
}

static const struct {
	const char *label;
	enum ns_tone tone;
} verdicts[] = {
	[NS_NO] = { "refused", NS_TONE_BAD },
	[NS_YES] = { "accepted", NS_TONE_GOOD },
	[NS_UNKNOWN] = { "not known", NS_TONE_WARN },
};

static void print_value(const struct ns_out *out, const struct ns_accept *a)
{
	ns_print_item(out, "register", NS_TONE_PLAIN, "%s (0x%" PRIx32 ")", ns_registers[a->reg].name,
		      ns_registers[a->reg].number);
	print_findings(out, verdicts[a->accepted].label, verdicts[a->accepted].tone, &a->why);
	print_findings(out, "order", NS_TONE_PLAIN, &a->notes);
}

void ns_message_print(const struct ns_out *out, const struct ns_message *m, const struct ns_causes *causes,
		      const struct ns_accept *accept)
{
	ns_print(out, NS_TONE_BOLD, "%s\n", m->text);
	if (m->times > 1)
		ns_print_item(out, "seen", NS_TONE_DIM, "%zu times, first in line %zu", m->times, m->line);
	ns_print_item(out, "printed by", NS_TONE_PLAIN, "%s", ns_printers[m->row->printer].text);
	ns_print_item(out, "about", NS_TONE_PLAIN, "%s", ns_speaks[m->row->speaks].text);
	ns_print_item(out, "means", NS_TONE_PLAIN, "%s", m->row->meaning);
	if (accept)
		print_value(out, accept);
	if (causes->elsewhere) {
		char *text = ns_finding_text(causes->elsewhere);

		ns_print_item(out, "not here", NS_TONE_DIM, "%s", text);
		ns_finding_print_remedy(out, "", "-> ", causes->elsewhere);
		free(text);
		return;
	}
	for (size_t i = 0; i < causes->count; i++)
		if (causes->list[i].here != NS_NO)
			print_cause(out, causes, i);
	print_others(out, causes);
	if (!m->row->causes[0])
		ns_print_item(out, "to change", NS_TONE_GOOD, "nothing");
	else if (!causes->count)
		ns_print_item(out, "not known", NS_TONE_WARN, "no cause of it is known for this architecture");
	else if (causes->list[0].here == NS_NO && (!accept || accept->accepted != NS_NO))
		ns_print_item(out, "", NS_TONE_PLAIN,
			      "-> check the machine that printed it, in the same state: run nestscope snapshot there, then explain --from it");
}

static json_t *words_json(const struct ns_message_words *words)
{
	return ns_json_pack("{s:s, s:s}", "code", words->code, "text", words->text);
}

static json_t *arguments_json(const struct ns_message *m)
{
	json_t *all = ns_json_object();

	for (size_t i = 0; i < m->argument_count; i++)
		ns_json_set_string(all, m->arguments[i].name, m->arguments[i].text);
	return all;
}

static json_t *causes_json(const struct ns_causes *causes)
{
	json_t *all = ns_json_array();

	for (size_t i = 0; i < causes->count; i++) {
		json_t *j = ns_finding_to_json(causes->list[i].finding);

		ns_json_set_string(j, "here", ns_yesno_name(causes->list[i].here));
		ns_json_append(all, j);
	}
	return all;
}

static json_t *value_json(const struct ns_accept *a)
{
	json_t *j = ns_json_object();

	ns_json_set_string(j, "register", ns_registers[a->reg].name);
	ns_json_set_hex(j, "value", a->value, 16);
	ns_json_set_string(j, "accepted", ns_yesno_name(a->accepted));
	ns_json_set_hex(j, "not_offered", a->allows, 16);
	ns_json_set_hex(j, "must_be_1", a->clears, 16);
	ns_json_set(j, "why", ns_findings_to_json(&a->why));
	ns_json_set(j, "notes", ns_findings_to_json(&a->notes));
	return j;
}

json_t *ns_message_to_json(const struct ns_message *m, const struct ns_causes *causes,
			   const struct ns_accept *accept)
{
	return ns_json_pack("{s:s, s:s, s:s, s:i, s:i, s:o, s:o, s:s, s:o, s:o*, s:o*, s:o, s:s}",
			    "kind", "message", "message", m->row->code, "text", m->text,
			    "line", (int)m->line, "times", (int)m->times,
			    "printed_by", words_json(&ns_printers[m->row->printer]),
			    "about", words_json(&ns_speaks[m->row->speaks]),
			    "meaning", m->row->meaning, "arguments", arguments_json(m),
			    "value", accept ? value_json(accept) : NULL,
			    "elsewhere", causes->elsewhere ? ns_finding_to_json(causes->elsewhere) : NULL,
			    "causes", causes_json(causes), "source", m->row->source);
}

json_t *ns_message_row_to_json(const struct ns_message_row *row)
{
	json_t *patterns = ns_json_array(), *causes = ns_json_array();

	for (size_t k = 0; row->patterns[k]; k++)
		ns_json_append(patterns, ns_json_string(row->patterns[k]));
	for (size_t k = 0; row->causes[k]; k++)
		ns_json_append(causes, ns_json_string(ns_finding_rows[row->causes[k]].code));
	return ns_json_pack("{s:s, s:o, s:o, s:s, s:o, s:o, s:s}",
			    "message", row->code, "printed_by", words_json(&ns_printers[row->printer]),
			    "about", words_json(&ns_speaks[row->speaks]), "meaning", row->meaning,
			    "patterns", patterns, "causes", causes, "source", row->source);
}

json_t *ns_message_rows_to_json(void)
{
	json_t *all = ns_json_array();

	for (size_t i = 0; i < NS_MESSAGE_COUNT; i++)
		ns_json_append(all, ns_message_row_to_json(&ns_message_rows[i]));
	return all;
}

void ns_message_row_print(const struct ns_out *out, const struct ns_message_row *row)
{
	ns_print(out, NS_TONE_BOLD, "%s\n", row->code);
	for (size_t k = 0; row->patterns[k]; k++)
		ns_print_item(out, k ? "" : "text", NS_TONE_PLAIN, "%s", row->patterns[k]);
	ns_print_item(out, "printed by", NS_TONE_PLAIN, "%s", ns_printers[row->printer].text);
	ns_print_item(out, "about", NS_TONE_PLAIN, "%s", ns_speaks[row->speaks].text);
	ns_print_item(out, "means", NS_TONE_PLAIN, "%s", row->meaning);
	for (size_t k = 0; row->causes[k]; k++)
		ns_print_item(out, k ? "" : "causes", NS_TONE_PLAIN, "%s", ns_finding_rows[row->causes[k]].code);
	ns_print_item(out, "source", NS_TONE_DIM, "%s", row->source);
}

void ns_message_rows_print(const struct ns_out *out)
{
	struct ns_table *t = ns_table_new(out);

	ns_table_column(t, "MESSAGE", false);
	ns_table_column(t, "PRINTED BY", false);
	ns_table_column(t, "TEXT", true);
	ns_table_column(t, "MEANS", true);
	for (size_t i = 0; i < NS_MESSAGE_COUNT; i++) {
		const struct ns_message_row *row = &ns_message_rows[i];

		ns_table_row(t);
		ns_table_cell(t, 0, NS_TONE_PLAIN, row->code);
		ns_table_cell(t, 1, NS_TONE_PLAIN, ns_printers[row->printer].text);
		ns_table_cell(t, 2, NS_TONE_PLAIN, row->patterns[0]);
		ns_table_cell(t, 3, NS_TONE_DIM, row->meaning);
	}
	ns_table_print(t, "");
}
