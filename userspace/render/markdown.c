// SPDX-License-Identifier: GPL-2.0-or-later
/* The waterfall for an issue tracker or a wiki: Markdown with tables, as GitHub and GitLab read it. */
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "util/alloc.h"
#include "render/cap.h"
#include "render/markup.h"
#include "render/waterfall.h"

static void write_layers(const struct ns_out *out, const struct ns_waterfall *w)
{
	char *no_chain = ns_no_chain_text(w);

	for (size_t i = 0; i < w->layer_count; i++) {
		char *line = ns_layer_line(w, i), *tie = ns_tie_line(w, i);

		ns_markup(out, "- **%s**: %s", w->layers[i].name, line);
		if (tie)
			ns_markup(out, "; %s", tie);
		if (ns_no_column(w, i))
			ns_markup(out, "; no column for its KVM: %s", ns_no_column(w, i));
		ns_markup(out, "\n");
		free(line);
		free(tie);
	}
	if (w->chain && w->counted)
		ns_markup(out, "\n%s says only that it is at least that deep: the numbers may all be higher.\n",
			  w->layers[0].name);
	if (no_chain)
		ns_markup(out, "\nNo chain: %s.\n", no_chain);
	free(no_chain);
}

static void write_head(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t columns = 2;

	ns_markup(out, "\n| Capability |");
	for (size_t i = 0; i < w->layer_count; i++) {
		for (int v = 0; v < NS_VIEW_COUNT; v++) {
			if (!ns_column_read(w, i, v))
				continue;
			ns_markup(out, " %s %s |", w->layers[i].name, ns_view_words[v]);
			columns++;
		}
	}
	ns_markup(out, " %s |\n|", w->chain ? "Lost at" : "QEMU, libvirt");
	while (columns--)
		ns_markup(out, " --- |");
	ns_markup(out, "\n");
}

static void write_row(const struct ns_out *out, const struct ns_waterfall *w,
		      const struct ns_row *row)
{
	char *verdict = ns_row_verdict(w, row), buf[24], names[128];

	ns_markup(out, "| %s |", row->bit->name);
	for (size_t i = 0; i < w->layer_count; i++)
		for (int v = 0; v < NS_VIEW_COUNT; v++)
			if (ns_column_read(w, i, v))
				ns_markup(out, " %s |", ns_cap_text(ns_row_cell(row, i, v), buf, sizeof(buf)));
	ns_markup(out, " %s |\n", w->chain ? verdict :
		  ns_vmm_names(row->bit, names, sizeof(names)));
	free(verdict);
}

void ns_remedies_markdown(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t count;
	struct ns_remedy *list = ns_remedies_of(w, &count);

	if (count)
		ns_markup(out, "\n## What would bring it back\n\n");
	for (size_t i = 0; i < count; i++) {
		ns_markup(out, "- %s\n", list[i].text);
		ns_markup(out, "  - %s\n  - ", list[i].fix ?: "no switch brings it back");
		for (size_t j = 0; j < list[i].count; j++)
			ns_markup(out, "%s%s", j ? ", " : "", ns_bit_short(list[i].rows[j]->bit));
		ns_markup(out, "\n");
	}
	ns_remedies_free(list, count);
}

static void write_moves(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t count;
	struct ns_move *moves = ns_moves_of(w, &count);

	if (count)
		ns_markup(out, "\n## Moving VMs\n\n");
	for (size_t i = 0; i < count; i++) {
		char *text = ns_move_text(w, &moves[i]);

		ns_markup(out, "- %s\n", text);
		free(text);
		for (size_t j = 0; j < moves[i].refusal_count; j++) {
			text = ns_refusal_text(w, &moves[i], &moves[i].refusals[j]);
			ns_markup(out, "  - %s\n", text);
			free(text);
		}
	}
	ns_moves_free(moves, count);
}

void ns_waterfall_markdown(const struct ns_out *out, const struct ns_waterfall *w,
			   const struct ns_waterfall_show *show)
{
	char *headline = ns_waterfall_headline(w);

	ns_markup(out, "#");
	if (show->section)
		ns_markup(out, "#");
	ns_markup(out, " %s\n\n", headline);
	write_layers(out, w);
	write_head(out, w);
	for (size_t i = 0; i < w->row_count; i++)
		if (ns_row_shown(&w->rows[i], show))
			write_row(out, w, &w->rows[i]);
	ns_remedies_markdown(out, w);
	write_moves(out, w);
	free(headline);
}
