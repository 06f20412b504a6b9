// SPDX-License-Identifier: GPL-2.0-or-later
/* Every capability, by group, in both views: side by side, never mixed. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/cpuinfo.h"
#include "analysis/decode.h"
#include "analysis/offer.h"
#include "model/names.h"
#include "render/bit.h"
#include "render/cap.h"
#include "render/caps.h"
#include "render/finding.h"
#include "render/status.h"
#include "render/waterfall.h"
#include "util/json.h"

static const char *const view_titles[NS_VIEW_COUNT] = {
	[NS_VIEW_CPU] = "CPU HAS",
	[NS_VIEW_KVM] = "KVM OFFERS",
};

static bool wanted(const struct ns_caps_show *show, enum ns_view view)
{
	return !show->view || !strcmp(show->view, ns_view_words[view]);
}

static enum ns_tone tone_of(enum ns_word word)
{
	if (ns_word_there(word))
		return NS_TONE_GOOD;
	if (word == NS_WORD_UNREADABLE || word == NS_WORD_CONTRADICTORY)
		return NS_TONE_WARN;
	return word == NS_WORD_NO ? NS_TONE_BAD : NS_TONE_PLAIN;
}

/* Does the register of @bit exist in no view that is wanted? */
static bool nowhere(const struct ns_caps_show *show, const struct ns_snapshot *s, enum ns_reg reg)
{
	for (int v = 0; v < NS_VIEW_COUNT; v++)
		if (wanted(show, v) && s->view[v][reg].state != NS_ABSENT &&
		    (s->view[v][reg].state != NS_NOT_ASKED || s->view[v][reg].known))
			return false;
	return true;
}

static bool is_missing(const struct ns_caps_show *show, const struct ns_snapshot *s,
		       const struct ns_bit *bit)
{
	/* For the host only, or without a known meaning: never listed as missing. */
	if (ns_offer_how(bit) == NS_OFFER_OWN)
		return false;
	for (int v = 0; v < NS_VIEW_COUNT; v++) {
		enum ns_word word = ns_cap_in_view(s->view[v], bit).word;
		enum ns_word root = ns_cap_in_view(s->view[v], ns_bit_root(bit)).word;

		/* With VMX, a capability whose register does not exist is missing, too. */
		if (wanted(show, v) && (word == NS_WORD_NO || (word == NS_WORD_ABSENT && ns_offer_counts(bit) &&
							       ns_word_there(root))))
			return true;
	}
	return false;
}

static bool to_show(const struct ns_caps_show *show, const struct ns_snapshot *s, const struct ns_bit *bit)
{
	if (!ns_bit_is_cap(bit))
		return false;
	if (show->missing)
		return is_missing(show, s, bit);
	return show->all || !nowhere(show, s, bit->reg);
}

static void print_value(const struct ns_out *out, const struct ns_value *v, enum ns_reg reg,
			const char *title)
{
	if (ns_has(v))
		ns_print_line(out, NS_TONE_DIM, "%s 0x%" PRIx64 " (%s, %s)", ns_registers[reg].name,
			 v->num, title, ns_source_name(v->source));
	else
		ns_print_line(out, NS_TONE_DIM, "%s %s%s%s (%s)", ns_registers[reg].name,
			 ns_word_name(v->state == NS_ABSENT ? NS_WORD_ABSENT :
				      v->state == NS_UNREADABLE ? NS_WORD_UNREADABLE : NS_WORD_NOT_ASKED),
			 v->why ? ": " : "", v->why ?: "", title);
}

static void print_raw(const struct ns_out *out, const struct ns_caps_show *show,
		      const struct ns_snapshot *s, enum ns_reg reg)
{
	const struct ns_true_pair *pair = ns_true_pair_of(reg);

	for (int v = 0; v < NS_VIEW_COUNT; v++) {
		if (!wanted(show, v))
			continue;
		print_value(out, &s->view[v][reg], reg, ns_view_words[v]);
		if (pair)
			print_value(out, &s->view[v][pair->true_reg], pair->true_reg, ns_view_words[v]);
	}
}

/* Where the two views differ: why. Only with both of them shown; to be freed, NULL for nothing. */
static char *why_of(const struct ns_caps_show *show, const struct ns_machine *m, const struct ns_bit *bit,
		    const char **code)
{
	struct ns_offer o;
	char *text;

	if (show->view)
		return NULL;
	o = ns_offer_of(m, bit);
	text = o.finding ? ns_finding_text(o.finding) : NULL;
	*code = o.finding ? ns_finding_code(o.finding) : NULL;
	ns_offer_free(&o);
	return text;
}

static bool any_why(const struct ns_caps_show *show, const struct ns_machine *m, enum ns_reg reg)
{
	const char *code;

	for (size_t i = 0; i < ns_bit_count; i++) {
		char *why;

		if (ns_bits[i].reg != reg || !to_show(show, m->s, &ns_bits[i]))
			continue;
		why = why_of(show, m, &ns_bits[i], &code);
		free(why);
		if (why)
			return true;
	}
	return false;
}

static void print_group(const struct ns_out *out, const struct ns_caps_show *show,
			const struct ns_machine *m, enum ns_reg reg)
{
	const struct ns_snapshot *s = m->s;
	struct ns_table *t = ns_table_new(out);
	bool whys = any_why(show, m, reg);
	size_t rows = 0, column = 0;
	const char *code;
	char names[128];

	ns_table_column(t, "CAPABILITY", false);
	for (int v = 0; v < NS_VIEW_COUNT; v++)
		if (wanted(show, v))
			ns_table_column(t, view_titles[v], false);
	ns_table_column(t, "LINUX", false);
	ns_table_column(t, "QEMU", false);
	if (whys)
		ns_table_column(t, "WHY KVM DIFFERS", true);
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];

		if (bit->reg != reg || !to_show(show, s, bit))
			continue;
		rows++;
		column = 0;
		ns_table_row(t);
		ns_table_cell(t, column++, NS_TONE_PLAIN, bit->name);
		for (int v = 0; v < NS_VIEW_COUNT; v++) {
			struct ns_cap cap = ns_cap_in_view(s->view[v], bit);
			char buf[24];

			if (wanted(show, v))
				ns_table_cell(t, column++, tone_of(cap.word),
					      ns_cap_text(&cap, buf, sizeof(buf)));
		}
		ns_table_cell(t, column++, NS_TONE_DIM, bit->flag);
		ns_table_cell(t, column++, NS_TONE_DIM, ns_vmm_names(bit, names, sizeof(names)));
		if (whys) {
			char *why = why_of(show, m, bit, &code);

			ns_table_cell(t, column, NS_TONE_WARN, why ?: "");
			free(why);
		}
	}
	if (rows) {
		ns_print_head(out, ns_group_title(reg), NS_TONE_PLAIN, NULL);
		if (!show->missing)
			print_raw(out, show, s, reg);
	}
	ns_table_print(t, "  ");
	if (rows)
		ns_print_gap(out);
}

static json_t *cap_json(const struct ns_value *view, const struct ns_bit *bit)
{
	struct ns_cap cap = ns_cap_in_view(view, bit);
	json_t *j = ns_cap_to_json(&cap);

	if (cap.from->why)
		ns_json_set_string(j, "why", cap.from->why);
	if (cap.from->source != NS_SOURCE_NONE)
		ns_json_set_string(j, "source", ns_source_name(cap.from->source));
	return j;
}

static json_t *caps_json(const struct ns_machine *m, const struct ns_caps_show *show)
{
	const struct ns_snapshot *s = m->s;
	json_t *list = ns_json_array();

	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];
		const char *code;
		char *why;
		json_t *j;

		if (!to_show(show, s, bit))
			continue;
		j = ns_json_object();
		ns_json_set_bit(j, bit);
		ns_json_set_int(j, "width", bit->width);
		ns_json_set_string(j, "sdm", bit->name);
		ns_json_set_string(j, "kernel", ns_kernel_name(bit));
		ns_json_set_string(j, "flag", bit->flag);
		ns_json_set_string(j, "qemu", bit->qemu);
		ns_json_set_string(j, "libvirt", ns_libvirt_name(bit));
		for (int v = 0; v < NS_VIEW_COUNT; v++)
			if (wanted(show, v))
				ns_json_set(j, ns_view_words[v], cap_json(s->view[v], bit));
		why = why_of(show, m, bit, &code);
		if (why) {
			ns_json_set_string(j, "reason", code);
			ns_json_set_string(j, "why", why);
		}
		free(why);
		ns_json_append(list, j);
	}
	return list;
}

static void print_cpuinfo(const struct ns_out *out, const struct ns_snapshot *s)
{
	struct ns_findings all = ns_cpuinfo_compare(s);

	if (all.count)
		ns_print_head(out, "Mismatches with /proc/cpuinfo", NS_TONE_PLAIN, NULL);
	for (size_t i = 0; i < all.count; i++) {
		char *text = ns_finding_text(all.list[i]);

		ns_print_line(out, NS_TONE_PLAIN, "%s", text);
		free(text);
	}
	ns_findings_clear(&all);
}

/* As findings, and their texts alone, which were all that there was once */
static void set_cpuinfo(json_t *j, const struct ns_snapshot *s)
{
	struct ns_findings all = ns_cpuinfo_compare(s);
	json_t *texts = ns_json_array();

	for (size_t i = 0; i < all.count; i++) {
		char *text = ns_finding_text(all.list[i]);

		ns_json_append(texts, ns_json_string(text));
		free(text);
	}
	ns_json_set(j, "cpuinfo_differs", texts);
	ns_json_set(j, "cpuinfo_findings", ns_findings_to_json(&all));
	ns_findings_clear(&all);
}

void ns_caps_print(const struct ns_out *out, const struct ns_snapshot *s,
		   const struct ns_caps_show *show)
{
	struct ns_machine m = ns_machine_look(s);

	/* Pasted text has to say which machine it is about. */
	if (out->format == NS_FORMAT_MARKDOWN) {
		ns_print_title(out, "nestscope " NS_VERSION ": capabilities");
		ns_machine_print_items(out, s);
	}
	if (ns_arch_of(s) != NS_ARCH_X86)
		ns_print_line(out, NS_TONE_PLAIN, "VMX and SVM exist on x86 only; this machine is %s", ns_arch_title(s));
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		print_group(out, show, &m, reg);
	print_cpuinfo(out, s);
	ns_machine_done(&m);
}

json_t *ns_caps_to_json(const struct ns_snapshot *s, const struct ns_caps_show *show)
{
	struct ns_machine m = ns_machine_look(s);
	json_t *j = ns_json_pack("{s:o}", "capabilities", caps_json(&m, show));

	set_cpuinfo(j, s);
	ns_machine_done(&m);
	return j;
}
