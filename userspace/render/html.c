// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The waterfall as one HTML file to attach to a report: no script, nothing
 * loaded from elsewhere, and on a phone each row becomes a card. What is shown
 * is chosen by radio buttons, which need no script.
 */
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "util/alloc.h"
#include "render/cap.h"
#include "render/markup.h"
#include "render/waterfall.h"

/* Written through ns_markup(): a percent sign is doubled. */
#define STYLE \
	":root{--fg:#1b1f24;--dim:#57606a;--bg:#fff;--line:#d0d7de;--head:#f6f8fa;" \
	"--yes:#dafbe1;--yesfg:#0a5c26;--no:#ffebe9;--nofg:#a40e26;--warn:#fff8c5;--warnfg:#6b4e00}\n" \
	"@media(prefers-color-scheme:dark){:root{--fg:#e6edf3;--dim:#9aa4ae;--bg:#0d1117;--line:#30363d;" \
	"--head:#161b22;--yes:#12331d;--yesfg:#7ee2a0;--no:#3d1519;--nofg:#ff9a9a;--warn:#3a2f0b;" \
	"--warnfg:#f0d060}}\n" \
	"*{box-sizing:border-box}\n" \
	"body{margin:0 auto;padding:1rem;max-width:90rem;background:var(--bg);color:var(--fg);" \
	"font:16px/1.45 system-ui,sans-serif}\n" \
	"h1{font-size:1.4rem;margin:.2rem 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .6rem}\n" \
	"code,.mono{font:.86em/1.4 ui-monospace,monospace;overflow-wrap:anywhere}\n" \
	"ol.layers{list-style:none;margin:0;padding:0;display:flex;flex-direction:column-reverse;gap:.4rem}\n" \
	"ol.layers li{border:1px solid var(--line);border-left:.3rem solid var(--dim);border-radius:.3rem;" \
	"padding:.45rem .7rem;overflow-wrap:anywhere}\n" \
	"ol.machines{flex-direction:column}\n" \
	".dim{color:var(--dim);font-size:.88em}\n" \
	".pick{margin:1.4rem 0 .6rem;display:flex;flex-wrap:wrap;gap:.4rem}\n" \
	"input.f{position:absolute;opacity:0}\n" \
	"label.f{border:1px solid var(--line);border-radius:1rem;padding:.3rem .9rem;cursor:pointer}\n" \
	"#fl:checked~.pick label[for=fl],#fd:checked~.pick label[for=fd],#fa:checked~.pick label[for=fa]" \
	"{background:var(--fg);color:var(--bg)}\n" \
	"input.f:focus-visible~.pick{outline:2px solid var(--dim);outline-offset:2px}\n" \
	"#fl:checked~table .r:not(.l),#fd:checked~table .r:not(.d){display:none}\n" \
	"table{border-collapse:collapse;width:100%%}\n" \
	"th,td{text-align:left;vertical-align:top;padding:.35rem .55rem;border-bottom:1px solid var(--line)}\n" \
	"thead th{background:var(--head);position:sticky;top:0;font-size:.88em}\n" \
	"tbody th{font-weight:600}tbody th .dim{display:block;font-weight:400}\n" \
	"td.c{white-space:nowrap}td.p{white-space:normal}tbody th.mono{font-weight:400}\n" \
	"td.c span{display:inline-block;border-radius:.3rem;padding:0 .45rem}\n" \
	".y span{background:var(--yes);color:var(--yesfg)}.n span{background:var(--no);color:var(--nofg)}\n" \
	".w span{background:var(--warn);color:var(--warnfg)}.u span{color:var(--dim)}\n" \
	"td.v{overflow-wrap:anywhere}.l td.v{color:var(--nofg)}\n" \
	".fix{border:1px solid var(--line);border-radius:.3rem;padding:.6rem .8rem;margin:.6rem 0}\n" \
	".fix p{margin:.2rem 0}.fix pre{margin:.3rem 0;padding:.4rem .6rem;background:var(--head);" \
	"border-radius:.3rem;white-space:pre-wrap;overflow-wrap:anywhere}\n" \
	"details{border-bottom:1px solid var(--line);padding:.35rem 0}summary{cursor:pointer;overflow-wrap:anywhere}\n" \
	"details pre{margin:.4rem 0;padding:.5rem .7rem;background:var(--head);overflow-x:auto;max-height:40rem}\n" \
	"table.doc td,li{overflow-wrap:anywhere}\n" \
	"@media(max-width:48rem){\n" \
	"table.doc,table.doc tbody,table.doc tr,table.doc td{display:block}table.doc thead{display:none}\n" \
	"table.doc tr{padding:.6rem 0;border-bottom:1px solid var(--line)}table.doc td{border:0;padding:.1rem 0}\n" \
	"table.doc td::before{content:attr(data-h)\" \";color:var(--dim);font-size:.8em}table.doc td:empty{display:none}\n" \
	"table.wf,table.wf tbody{display:block}table.wf thead{display:none}\n" \
	"table.wf tr{display:flex;flex-wrap:wrap;gap:.3rem .6rem;padding:.6rem 0;border-bottom:1px solid var(--line)}\n" \
	"table.wf th,table.wf td{border:0;padding:0}\n" \
	"table.wf tbody th,table.wf td.v{flex:1 0 100%%}\n" \
	"table.wf td.c::before{content:attr(data-h)\" \";color:var(--dim);font-size:.8em}\n" \
	"table.wf td.v:empty{display:none}}\n" \
	"@media print{.pick{display:none}thead th{position:static}}\n"

static void html_layers(const struct ns_out *out, const struct ns_waterfall *w)
{
	char *no_chain = ns_no_chain_text(w);

	ns_markup(out, "<ol class=\"layers%s\">\n", w->chain ? "" : " machines");
	for (size_t i = 0; i < w->layer_count; i++) {
		char *line = ns_layer_line(w, i), *link = ns_link_line(w, i);

		ns_markup(out, "<li><b>%s</b> %s", w->layers[i].name, line);
		if (link)
			ns_markup(out, "<div class=\"dim\">%s</div>", link);
		free(line);
		line = ns_answers_line(w, i);
		if (line)
			ns_markup(out, "<div class=\"dim\">%s</div>", line);
		else if (ns_no_column(w, i))
			ns_markup(out, "<div class=\"dim\">no column for its KVM: %s</div>", ns_no_column(w, i));
		ns_markup(out, "</li>\n");
		free(line);
		free(link);
	}
	ns_markup(out, "</ol>\n");
	if (w->chain && w->counted)
		ns_markup(out, "<p class=\"dim\">%s says only that it is at least that deep: "
			  "the numbers may all be higher.</p>\n", w->layers[0].name);
	if (no_chain)
		ns_markup(out, "<p>No chain: %s.</p>\n", no_chain);
	free(no_chain);
}

/* Show the losses first, if there are any. */
static void html_pick(const struct ns_out *out, const struct ns_waterfall *w)
{
	if (w->chain)
		ns_markup(out, "<input class=\"f\" type=\"radio\" name=\"f\" id=\"fl\"%s>\n",
			  w->lost ? " checked" : "");
	ns_markup(out, "<input class=\"f\" type=\"radio\" name=\"f\" id=\"fd\"%s>\n",
		  !w->chain && w->different ? " checked" : "");
	ns_markup(out, "<input class=\"f\" type=\"radio\" name=\"f\" id=\"fa\"%s>\n",
		  (w->chain ? w->lost : w->different) ? "" : " checked");
	ns_markup(out, "<div class=\"pick\">");
	if (w->chain)
		ns_markup(out, "<label class=\"f\" for=\"fl\">lost (%zu)</label>", w->lost);
	ns_markup(out, "<label class=\"f\" for=\"fd\">different (%zu)</label>", w->different);
	ns_markup(out, "<label class=\"f\" for=\"fa\">all (%zu)</label></div>\n", w->row_count);
}

static const char *cell_class(enum ns_word word)
{
	if (ns_word_there(word))
		return "c y";
	if (word == NS_WORD_NO)
		return "c n";
	return word == NS_WORD_UNREADABLE || word == NS_WORD_CONTRADICTORY ? "c w" : "c u";
}

static void html_row(const struct ns_out *out, const struct ns_waterfall *w,
		     const struct ns_row *row)
{
	char *verdict = ns_row_verdict(w, row), buf[24], names[128];

	ns_markup(out, "<tr class=\"r%s%s\">", w->chain && row->loss_count ? " l" : "",
		  row->differs ? " d" : "");
	ns_markup(out, "<th scope=\"row\">%s<span class=\"dim\">%s</span></th>", row->bit->name,
		  row->bit->good);
	for (size_t i = 0; i < w->layer_count; i++) {
		for (int v = 0; v < NS_VIEW_COUNT; v++) {
			const struct ns_cap *cap = ns_row_cell(row, i, v);

			if (!ns_column_read(w, i, v))
				continue;
			ns_markup(out, "<td class=\"%s\" data-h=\"%s %s\"><span>%s</span></td>",
				  cell_class(cap->word), w->layers[i].name, ns_view_words[v],
				  ns_cap_text(cap, buf, sizeof(buf)));
		}
	}
	ns_markup(out, "<td class=\"v\">%s</td></tr>\n", w->chain ? verdict :
		  ns_vmm_names(row->bit, names, sizeof(names)));
	free(verdict);
}

static void html_table(const struct ns_out *out, const struct ns_waterfall *w,
		       const struct ns_waterfall_show *show)
{
	ns_markup(out, "<table class=\"wf\">\n<thead><tr><th scope=\"col\">Capability</th>");
	for (size_t i = 0; i < w->layer_count; i++)
		for (int v = 0; v < NS_VIEW_COUNT; v++)
			if (ns_column_read(w, i, v))
				ns_markup(out, "<th scope=\"col\">%s %s</th>", w->layers[i].name,
					  ns_view_words[v]);
	ns_markup(out, "<th scope=\"col\">%s</th></tr></thead>\n<tbody>\n",
		  w->chain ? "Lost at" : "QEMU, libvirt");
	for (size_t i = 0; i < w->row_count; i++)
		if (ns_row_shown(&w->rows[i], show))
			html_row(out, w, &w->rows[i]);
	ns_markup(out, "</tbody></table>\n");
}

static void html_switch(const struct ns_out *out, const char *tool, const char *text)
{
	if (text)
		ns_markup(out, "<p class=\"dim\">%s</p><pre><code>%s</code></pre>\n", tool, text);
}

void ns_remedies_html(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t count;
	struct ns_remedy *list = ns_remedies_of(w, &count);

	if (count)
		ns_markup(out, "<h2>How to restore it</h2>\n");
	for (size_t i = 0; i < count; i++) {
		const struct ns_finding *f = list[i].loss->finding;

		ns_markup(out, "<div class=\"fix\"><p><b>%s</b></p>\n", list[i].text);
		if (!ns_finding_get(f, "qemu"))
			ns_markup(out, "<p>%s</p>\n", list[i].fix ?: "no setting restores it");
		html_switch(out, "QEMU (or -cpu host)", ns_finding_get(f, "qemu"));
		html_switch(out, "libvirt, in <cpu> (or <cpu mode='host-passthrough'/>)", ns_finding_get(f, "libvirt"));
		html_switch(out, "/etc/modprobe.d/", ns_finding_get(f, "modprobe"));
		ns_markup(out, "<p class=\"mono dim\">");
		for (size_t j = 0; j < list[i].count; j++)
			ns_markup(out, "%s%s", j ? ", " : "", ns_bit_short(list[i].rows[j]->bit));
		ns_markup(out, "</p></div>\n");
	}
	ns_remedies_free(list, count);
}

static void html_moves(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t count;
	struct ns_move *moves = ns_moves_of(w, &count);

	if (count)
		ns_markup(out, "<h2>Moving VMs</h2>\n");
	for (size_t i = 0; i < count; i++) {
		char *text = ns_move_text(w, &moves[i]);

		ns_markup(out, "<div class=\"fix\"><p>%s</p>\n", text);
		free(text);
		for (size_t j = 0; j < moves[i].refusal_count; j++) {
			text = ns_refusal_text(w, &moves[i], &moves[i].refusals[j]);
			ns_markup(out, "<p class=\"mono dim\">%s</p>\n", text);
			free(text);
		}
		ns_markup(out, "</div>\n");
	}
	ns_moves_free(moves, count);
}

void ns_html_begin(const struct ns_out *out, const char *title)
{
	ns_markup(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		  "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
		  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
		  "style-src 'unsafe-inline'\">\n<title>nestscope: %s</title>\n<style>\n", title);
	ns_markup(out, STYLE "</style>\n</head>\n<body>\n<main>\n<h1>%s</h1>\n", title);
}

void ns_html_end(const struct ns_out *out)
{
	ns_markup(out, "<p class=\"dim\">nestscope %s. cpu: what the processor of that layer has; "
		  "kvm: what KVM there offers its guests.</p>\n</main>\n</body>\n</html>\n", NS_VERSION);
}

void ns_waterfall_html(const struct ns_out *out, const struct ns_waterfall *w,
		       const struct ns_waterfall_show *show)
{
	char *headline = ns_waterfall_headline(w);

	if (show->section)
		ns_markup(out, "<section>\n<h2>%s</h2>\n", headline);
	else
		ns_html_begin(out, headline);
	html_layers(out, w);
	html_pick(out, w);
	html_table(out, w, show);
	ns_remedies_html(out, w);
	html_moves(out, w);
	if (show->section)
		ns_markup(out, "</section>\n");
	else
		ns_html_end(out);
	free(headline);
}
