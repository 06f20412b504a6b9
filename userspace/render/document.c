// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/document.h"

#include "render/markup.h"
#include "render/waterfall.h"

static bool html(const struct ns_out *out)
{
	return out->format == NS_FORMAT_HTML;
}

void ns_doc_begin(const struct ns_out *out, const char *title)
{
	if (html(out))
		ns_html_begin(out, title);
	else
		ns_print_title(out, "%s", title);
}

void ns_doc_end(const struct ns_out *out)
{
	if (html(out))
		ns_html_end(out);
	else
		ns_markup(out, "\nnestscope %s\n", NS_VERSION);
}

void ns_doc_heading(const struct ns_out *out, int level, const char *text)
{
	if (html(out) && level == 2)
		ns_markup(out, "<h2>%s</h2>\n", text);
	else if (html(out))
		ns_markup(out, "<h3>%s</h3>\n", text);
	else if (level == 2)
		ns_print_head(out, text, NS_TONE_PLAIN, NULL);
	else
		ns_markup(out, "\n### %s\n\n", text);
}

void ns_doc_text(const struct ns_out *out, const char *text)
{
	if (html(out))
		ns_markup(out, "<p>%s</p>\n", text);
	else
		ns_markup(out, "%s\n\n", text);
}

void ns_doc_list(const struct ns_out *out)
{
	if (html(out))
		ns_markup(out, "<ul>\n");
}

void ns_doc_item(const struct ns_out *out, const char *label, const char *text)
{
	if (html(out))
		ns_markup(out, "<li><b>%s</b>: %s</li>\n", label, text);
	else
		ns_print_item(out, label, NS_TONE_PLAIN, "%s", text);
}

void ns_doc_list_end(const struct ns_out *out)
{
	if (html(out))
		ns_markup(out, "</ul>\n");
	else
		ns_markup(out, "\n");
}

void ns_doc_table(const struct ns_out *out, const char *const *titles, size_t count)
{
	if (html(out))
		ns_markup(out, "<table class=\"doc\">\n<thead><tr>");
	else
		ns_markup(out, "|");
	for (size_t i = 0; i < count; i++) {
		if (html(out))
			ns_markup(out, "<th scope=\"col\">%s</th>", titles[i]);
		else
			ns_markup(out, " %s |", titles[i]);
	}
	if (html(out))
		ns_markup(out, "</tr></thead>\n<tbody>\n");
	else
		ns_markup(out, "\n|");
	for (size_t i = 0; i < count && !html(out); i++)
		ns_markup(out, " --- |");
	if (!html(out))
		ns_markup(out, "\n");
}

void ns_doc_row(const struct ns_out *out, const char *const *titles, const char *const *cells, size_t count)
{
	if (html(out))
		ns_markup(out, "<tr>");
	else
		ns_markup(out, "|");
	for (size_t i = 0; i < count; i++) {
		if (html(out))
			ns_markup(out, "<td data-h=\"%s\">%s</td>", titles[i], cells[i]);
		else
			ns_markup(out, " %s |", cells[i]);
	}
	if (html(out))
		ns_markup(out, "</tr>\n");
	else
		ns_markup(out, "\n");
}

void ns_doc_table_end(const struct ns_out *out)
{
	if (html(out))
		ns_markup(out, "</tbody></table>\n");
	else
		ns_markup(out, "\n");
}

void ns_doc_part(const struct ns_out *out, const char *title, const char *from)
{
	if (html(out))
		ns_markup(out, "<details><summary>%s <span class=\"dim\">%s</span></summary>\n", title, from);
	else
		ns_doc_heading(out, 3, title);
	if (!html(out) && *from)
		ns_markup(out, "From: %s\n\n", from);
}

void ns_doc_block(const struct ns_out *out, const char *text)
{
	ns_markup_block(out, text);
}

void ns_doc_part_end(const struct ns_out *out)
{
	if (html(out))
		ns_markup(out, "</details>\n");
	else
		ns_markup(out, "\n");
}
