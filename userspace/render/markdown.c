// SPDX-License-Identifier: GPL-2.0-or-later
/* The waterfall for an issue tracker or a wiki: Markdown with tables, as GitHub and GitLab read it. */
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "render/waterfall.h"

/* Text of any origin, so that nothing in it is markup */
static void put(const struct ns_out *out, const char *s)
{
	for (; *s; s++) {
		switch (*s) {
		case '&':
			fputs("&amp;", out->file);
			break;
		case '<':
			fputs("&lt;", out->file);
			break;
		case '>':
			fputs("&gt;", out->file);
			break;
		case '\\': case '`': case '*': case '_': case '[': case ']': case '|': case '~':
		case '#': case '!': case '@': case '$':
			fprintf(out->file, "\\%c", *s);
			break;
		default:
			/* A line break would end a table row or a heading. */
			putc((unsigned char)*s < 0x20 || *s == 0x7f ? ' ' : *s, out->file);
		}
	}
}

/* Labels and texts in turn, the texts escaped; ends with a NULL */
static void write(const struct ns_out *out, ...)
{
	const char *markup;
	bool escape = false;
	va_list ap;

	va_start(ap, out);
	while ((markup = va_arg(ap, const char *))) {
		if (escape)
			put(out, markup);
		else
			fputs(markup, out->file);
		escape = !escape;
	}
	va_end(ap);
}

static void write_layers(const struct ns_out *out, const struct ns_waterfall *w)
{
	for (size_t i = 0; i < w->layer_count; i++) {
		char *line = ns_layer_line(w, i);

		write(out, "- **", w->layers[i].name, "**: ", line, "", NULL);
		if (w->chain && i)
			write(out, "; stands on ", w->layers[i - 1].name, " (",
			      ns_tie_name(w->layers[i].tie), "): ", w->layers[i].why, "", NULL);
		if (ns_no_column(w, i))
			write(out, "; no column for its KVM: ", ns_no_column(w, i), "", NULL);
		putc('\n', out->file);
		free(line);
	}
	if (w->chain && w->counted)
		write(out, "\n", w->layers[0].name,
		      " says only that it is at least that deep: the numbers may all be higher.\n", NULL);
	if (!w->chain && w->layer_count > 1)
		write(out, "\nNo chain: ", w->unchained, ".\n", NULL);
}

static void write_head(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t columns = 2;

	fputs("\n| Capability |", out->file);
	for (size_t i = 0; i < w->layer_count; i++) {
		for (int v = 0; v < NS_VIEW_COUNT; v++) {
			if (!ns_column_read(w, i, v))
				continue;
			write(out, " ", w->layers[i].name, " ", ns_view_words[v], " |", NULL);
			columns++;
		}
	}
	fputs(w->chain ? " Lost at |\n|" : " QEMU, libvirt |\n|", out->file);
	while (columns--)
		fputs(" --- |", out->file);
	putc('\n', out->file);
}

static void write_row(const struct ns_out *out, const struct ns_waterfall *w,
		      const struct ns_row *row)
{
	char *verdict = ns_row_verdict(w, row), buf[24];

	write(out, "| ", row->bit->name, " |", NULL);
	for (size_t i = 0; i < w->layer_count; i++)
		for (int v = 0; v < NS_VIEW_COUNT; v++)
			if (ns_column_read(w, i, v))
				write(out, " ", ns_cap_text(ns_row_cell(row, i, v), buf, sizeof(buf)),
				      " |", NULL);
	write(out, " ", w->chain ? verdict : row->bit->qemu, " |\n", NULL);
	free(verdict);
}

static void write_remedies(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t count;
	struct ns_remedy *list = ns_remedies_of(w, &count);

	if (count)
		fputs("\n## What would bring it back\n\n", out->file);
	for (size_t i = 0; i < count; i++) {
		write(out, "- ", list[i].loss->text, "\n", NULL);
		write(out, "  - ", list[i].loss->fix ?: "no switch brings it back", "\n  - ", NULL);
		for (size_t j = 0; j < list[i].count; j++)
			write(out, j ? ", " : "", ns_bit_short(list[i].rows[j]->bit), "", NULL);
		putc('\n', out->file);
	}
	ns_remedies_free(list, count);
}

static void write_moves(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t count;
	struct ns_move *moves = ns_moves_of(w, &count);

	if (count)
		fputs("\n## Moving VMs\n\n", out->file);
	for (size_t i = 0; i < count; i++) {
		char *text = ns_move_text(w, &moves[i]);

		write(out, "- ", text, "\n", NULL);
		free(text);
		for (size_t j = 0; j < moves[i].refusal_count; j++) {
			text = ns_refusal_text(w, &moves[i], &moves[i].refusals[j]);
			write(out, "  - ", text, "\n", NULL);
			free(text);
		}
	}
	ns_moves_free(moves, count);
}

void ns_waterfall_markdown(const struct ns_out *out, const struct ns_waterfall *w,
			   const struct ns_waterfall_show *show)
{
	char *headline = ns_waterfall_headline(w);

	write(out, "# ", headline, "\n\n", NULL);
	write_layers(out, w);
	write_head(out, w);
	for (size_t i = 0; i < w->row_count; i++)
		if (ns_row_shown(&w->rows[i], show))
			write_row(out, w, &w->rows[i]);
	write_remedies(out, w);
	write_moves(out, w);
	free(headline);
}
