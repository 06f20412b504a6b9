// SPDX-License-Identifier: GPL-2.0-or-later
/* The waterfall as text or Markdown: all of it, and the part that fits into a report of one screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "render/bit.h"
#include "render/cap.h"
#include "render/waterfall.h"
#include "util/alloc.h"

static void print_layers(const struct ns_out *out, const struct ns_waterfall *w)
{
	char *no_chain = ns_no_chain_text(w);

	for (size_t i = 0; i < w->layer_count; i++) {
		char *line = ns_layer_line(w, i), *link = ns_link_line(w, i);

		ns_print_item(out, w->layers[i].name, NS_TONE_PLAIN, "%s", line);
		if (link)
			ns_print_item(out, "", NS_TONE_DIM, "%s", link);
		free(line);
		free(link);
		line = ns_answers_line(w, i);
		if (line)
			ns_print_item(out, "", NS_TONE_DIM, "%s", line);
		else if (ns_no_column(w, i))
			ns_print_item(out, "", NS_TONE_DIM, "its KVM is not shown: %s", ns_no_column(w, i));
		free(line);
	}
	if (w->chain && w->counted)
		ns_print_item(out, "", NS_TONE_WARN,
			      "%s is only known to be at least that deep: all level numbers may be higher",
			      w->layers[0].name);
	if (no_chain)
		ns_print_item(out, "no chain", NS_TONE_PLAIN, "%s", no_chain);
	free(no_chain);
}

static enum ns_tone cell_tone(enum ns_word word)
{
	if (ns_word_there(word))
		return NS_TONE_GOOD;
	if (word == NS_WORD_UNREADABLE || word == NS_WORD_CONTRADICTORY)
		return NS_TONE_WARN;
	return word == NS_WORD_NO ? NS_TONE_BAD : NS_TONE_PLAIN;
}

static struct ns_table *new_table(const struct ns_out *out, const struct ns_waterfall *w)
{
	struct ns_table *t = ns_table_new(out);

	ns_table_column(t, "CAPABILITY", true);
	for (size_t i = 0; i < w->layer_count; i++) {
		for (int v = 0; v < NS_VIEW_COUNT; v++) {
			char *title;

			if (!ns_column_read(w, i, v))
				continue;
			title = ns_xasprintf("%s %s", w->layers[i].name, ns_view_words[v]);
			ns_sanitize(title, false);
			ns_table_column(t, title, false);
			free(title);
		}
	}
	ns_table_column(t, w->chain ? "LOST AT" : "QEMU, libvirt", true);
	return t;
}

static void add_row(struct ns_table *t, const struct ns_waterfall *w, const struct ns_row *row)
{
	char *verdict = ns_row_verdict(w, row), buf[24], names[128];
	size_t column = 0;

	ns_table_row(t);
	ns_table_cell(t, column++, NS_TONE_PLAIN, row->bit->name);
	for (size_t i = 0; i < w->layer_count; i++) {
		for (int v = 0; v < NS_VIEW_COUNT; v++) {
			const struct ns_cap *cap = ns_row_cell(row, i, v);

			if (ns_column_read(w, i, v))
				ns_table_cell(t, column++, cell_tone(cap->word),
					      ns_cap_text(cap, buf, sizeof(buf)));
		}
	}
	ns_sanitize(verdict, false);
	ns_table_cell(t, column, row->loss_count ? NS_TONE_BAD : NS_TONE_DIM,
		      w->chain ? verdict : ns_vmm_names(row->bit, names, sizeof(names)));
	free(verdict);
}

void ns_remedies_print(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t count;
	struct ns_remedy *list = ns_remedies_of(w, &count);

	if (count) {
		ns_print_gap(out);
		ns_print_head(out, "How to restore it", NS_TONE_PLAIN, NULL);
	}
	for (size_t i = 0; i < count; i++) {
		char *names = ns_remedy_names(&list[i]);

		ns_print_item(out, w->layers[list[i].loss->layer].name, NS_TONE_PLAIN, "%s", names);
		ns_print_item(out, "", NS_TONE_BAD, "%s", list[i].text);
		ns_print_item(out, "", list[i].fix ? NS_TONE_GOOD : NS_TONE_DIM, "%s",
			      list[i].fix ?: "no setting restores it");
		free(names);
	}
	ns_remedies_free(list, count);
}

static void print_moves(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t count;
	struct ns_move *moves = ns_moves_of(w, &count);

	if (count) {
		ns_print_gap(out);
		ns_print_head(out, "Moving VMs", NS_TONE_PLAIN, NULL);
	}
	for (size_t i = 0; i < count; i++) {
		char *text = ns_move_text(w, &moves[i]);

		ns_print_item(out, "", moves[i].missing_count ? NS_TONE_BAD : NS_TONE_PLAIN, "%s", text);
		free(text);
		for (size_t j = 0; j < moves[i].refusal_count; j++) {
			text = ns_refusal_text(w, &moves[i], &moves[i].refusals[j]);
			ns_print_item(out, "", NS_TONE_DIM, "%s", text);
			free(text);
		}
	}
	ns_moves_free(moves, count);
}

void ns_waterfall_print(const struct ns_out *out, const struct ns_waterfall *w,
			const struct ns_waterfall_show *show)
{
	char *headline = ns_waterfall_headline(w);
	struct ns_table *t = new_table(out, w);

	ns_print_title(out, "%s", headline);
	print_layers(out, w);
	ns_print_gap(out);
	for (size_t i = 0; i < w->row_count; i++)
		if (ns_row_shown(&w->rows[i], show))
			add_row(t, w, &w->rows[i]);
	ns_table_print(t, "  ");
	ns_remedies_print(out, w);
	print_moves(out, w);
	free(headline);
}

#define BRIEF 3

void ns_waterfall_print_brief(const struct ns_out *out, const struct ns_waterfall *w)
{
	char *headline = ns_waterfall_headline(w);
	size_t count, i;
	struct ns_remedy *list = ns_remedies_of(w, &count);

	ns_print_head(out, "Waterfall, by the host's stamp", NS_TONE_PLAIN, NULL);
	ns_print_item(out, w->layers[w->layer_count - 1].name, NS_TONE_PLAIN, "%s", headline);
	for (i = 0; i < count && i < BRIEF; i++) {
		char *names = ns_remedy_names(&list[i]);

		ns_print_item(out, "", NS_TONE_WARN, "%s: %.100s%s", list[i].text, names,
			      strlen(names) > 100 ? " ..." : "");
		free(names);
	}
	if (count)
		ns_print_item(out, "", NS_TONE_DIM, "%sfor all: nestscope diff",
			      i < count ? "and more; " : "");
	ns_remedies_free(list, count);
	free(headline);
}
