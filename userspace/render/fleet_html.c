// SPDX-License-Identifier: GPL-2.0-or-later
/* Many hosts as one HTML file. */
#include <stdlib.h>

#include "render/finding.h"
#include "render/fleet.h"
#include "render/hosts.h"
#include "render/layers.h"
#include "render/markup.h"

/* What is said of a group, in pieces */
struct words {
	char *count, *hosts, *models, *kernels, *layer, *run, *nest, *missing, *homes;
};

static struct words words_of(const struct ns_fleet *f, size_t i, size_t named)
{
	const struct ns_group *g = &f->groups[i];

	return (struct words){
		.count = ns_hosts_count_text(g->count), .hosts = ns_group_hosts_text(f, g, named),
		.models = ns_tallies_text(g->models, g->model_count),
		.kernels = ns_tallies_text(g->kernels, g->kernel_count),
		.layer = ns_layer_text(f->w->layers[i].layer, true),
		.run = ns_finding_text(g->answers->run), .nest = ns_finding_text(g->answers->nest),
		.missing = ns_group_missing_text(f, g), .homes = ns_group_homes_text(f, g),
	};
}

static void free_words(struct words *w)
{
	char *const all[] = {
		w->count, w->hosts, w->models, w->kernels, w->layer, w->run, w->nest, w->missing, w->homes,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		free(all[i]);
}

static void html_group(const struct ns_out *out, const struct ns_fleet *f, size_t i)
{
	struct words w = words_of(f, i, 0);

	ns_markup(out, "<li><b>%s</b> %s: %s; %s; Linux %s", f->w->layers[i].name, w.count, w.layer,
		  w.models, w.kernels);
	ns_markup(out, "<div>VMs: %s; in its VMs: %s</div>", w.run, w.nest);
	if (f->groups[i].count <= NS_HOSTS_NAMED)
		ns_markup(out, "<div class=\"dim\">%s</div></li>\n", w.hosts);
	else
		ns_markup(out, "<details class=\"dim\"><summary>the hosts</summary>%s</details></li>\n",
			  w.hosts);
	free_words(&w);
}

static void html_pattern_cell(const struct ns_out *out, const struct ns_fleet *f, const struct ns_pattern *p,
			      enum ns_view view, const char *title)
{
	char *text = ns_pattern_text(f, p, view);

	ns_markup(out, "<td class=\"c p\" data-h=\"%s\">%s</td>", title,
		  text ?: ns_pattern_is_same(f, p, view) ? "the same" : "not known");
	free(text);
}

static void html_patterns(const struct ns_out *out, const struct ns_fleet *f,
			  const struct ns_waterfall_show *show)
{
	size_t count;
	struct ns_pattern *list = ns_patterns_of(f, show, &count);

	if (count)
		ns_markup(out, "<h2>What differs between the groups</h2>\n<table class=\"wf\">\n<thead><tr>"
			  "<th scope=\"col\">Capabilities</th><th scope=\"col\">CPU</th>"
			  "<th scope=\"col\">KVM</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < count; i++) {
		char *names = ns_pattern_names(&list[i]);

		ns_markup(out, "<tr class=\"r d\"><th scope=\"row\" class=\"mono\">%s</th>", names);
		html_pattern_cell(out, f, &list[i], NS_VIEW_CPU, "CPU");
		html_pattern_cell(out, f, &list[i], NS_VIEW_KVM, "KVM");
		ns_markup(out, "</tr>\n");
		free(names);
	}
	if (count)
		ns_markup(out, "</tbody></table>\n");
	ns_patterns_free(list, count);
}

static void html_moves(const struct ns_out *out, const struct ns_fleet *f)
{
	if (f->group_count < 2)
		return;
	ns_markup(out, "<h2>Moving VMs</h2>\n");
	for (size_t i = 0; i < f->group_count; i++) {
		struct words w = words_of(f, i, NS_HOSTS_NAMED);

		ns_markup(out, "<div class=\"fix\"><p><b>%s</b> %s</p>", f->w->layers[i].name, w.missing ?: "");
		if (w.homes)
			ns_markup(out, "<p class=\"dim\">%s</p>", w.homes);
		ns_markup(out, "</div>\n");
		free_words(&w);
	}
}

void ns_fleet_html(const struct ns_out *out, const struct ns_fleet *f,
		   const struct ns_waterfall_show *show)
{
	char *headline = ns_fleet_headline(f);

	ns_html_begin(out, headline);
	ns_markup(out, "<ol class=\"layers machines\">\n");
	for (size_t i = 0; i < f->group_count; i++)
		html_group(out, f, i);
	ns_markup(out, "</ol>\n");
	html_patterns(out, f, show);
	ns_remedies_html(out, f->w);
	html_moves(out, f);
	ns_html_end(out);
	free(headline);
}
