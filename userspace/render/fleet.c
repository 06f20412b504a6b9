// SPDX-License-Identifier: GPL-2.0-or-later
/* What all formats say of many hosts, and the text. */
#include "render/fleet.h"

#include <stdlib.h>
#include <string.h>

#include "render/cap.h"
#include "render/finding.h"
#include "render/hosts.h"
#include "render/layers.h"
#include "util/alloc.h"

/* How many CPUs and kernels of a group are named in text; JSON has them all. */
#define TALLIES_NAMED 4

char *ns_fleet_headline(const struct ns_fleet *f)
{
	const struct ns_waterfall *w = f->w;
	char *hosts = ns_hosts_count_text(f->host_count), *text;

	if (!w->read)
		text = ns_xasprintf("%s: nothing could be read", hosts);
	else if (f->group_count == 1)
		text = ns_xasprintf("%s, all equal", hosts);
	else
		text = ns_xasprintf("%s in %zu groups of equal ones, %zu difference%s", hosts,
				    f->group_count, w->different, w->different == 1 ? "" : "s");
	free(hosts);
	return text;
}

char *ns_group_hosts_text(const struct ns_fleet *f, const struct ns_group *g, size_t max)
{
	size_t named = ns_hosts_named(g->count, max), size;
	char *text;
	FILE *out = ns_xmemstream(&text, &size);

	for (size_t i = 0; i < named; i++)
		fprintf(out, "%s%s", i ? ", " : "", f->hosts[g->hosts[i]].name);
	ns_hosts_more(out, g->count, named);
	ns_xclose(out);
	return text;
}

char *ns_tallies_text(const struct ns_tally *list, size_t count)
{
	size_t named = ns_hosts_named(count, TALLIES_NAMED), size;
	char *text;
	FILE *out = ns_xmemstream(&text, &size);

	for (size_t i = 0; i < named; i++) {
		fprintf(out, "%s%s", i ? ", " : "", list[i].text);
		if (count > 1)
			fprintf(out, " (%zu)", list[i].count);
	}
	ns_hosts_more(out, count, named);
	ns_xclose(out);
	return text;
}

/* ---- what differs ---- */

struct sorted_row {
	const struct ns_row *row;
	size_t cells;
};

static int compare_cells(const struct sorted_row *a, const struct sorted_row *b)
{
	for (size_t i = 0; i < a->cells; i++) {
		const struct ns_cap *x = &a->row->cells[i], *y = &b->row->cells[i];

		if (x->word != y->word)
			return x->word < y->word ? -1 : 1;
		if (x->word == NS_WORD_NUMBER && x->num != y->num)
			return x->num < y->num ? -1 : 1;
	}
	return 0;
}

static int compare_rows(const void *a, const void *b)
{
	const struct sorted_row *x = a, *y = b;

	return compare_cells(x, y) ?: (x->row > y->row) - (x->row < y->row);
}

static int compare_patterns(const void *a, const void *b)
{
	const struct ns_pattern *x = a, *y = b;

	return (x->rows[0] > y->rows[0]) - (x->rows[0] < y->rows[0]);
}

struct ns_pattern *ns_patterns_of(const struct ns_fleet *f, const struct ns_waterfall_show *show,
				  size_t *count)
{
	struct sorted_row *sorted = ns_xcalloc(f->w->row_count + 1, sizeof(*sorted));
	struct ns_pattern *list = ns_xcalloc(f->w->row_count + 1, sizeof(*list));
	size_t rows = 0;

	*count = 0;
	for (size_t i = 0; i < f->w->row_count; i++)
		if (f->w->rows[i].differs && ns_row_shown(&f->w->rows[i], show))
			sorted[rows++] = (struct sorted_row){
				.row = &f->w->rows[i], .cells = f->group_count * NS_VIEW_COUNT,
			};
	qsort(sorted, rows, sizeof(*sorted), compare_rows);
	for (size_t i = 0; i < rows; i++) {
		struct ns_pattern *p;

		if (!i || compare_cells(&sorted[i - 1], &sorted[i]))
			list[(*count)++].rows = ns_xcalloc(rows, sizeof(*list->rows));
		p = &list[*count - 1];
		p->rows[p->count++] = sorted[i].row;
	}
	free(sorted);
	qsort(list, *count, sizeof(*list), compare_patterns);
	return list;
}

void ns_patterns_free(struct ns_pattern *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(list[i].rows);
	free(list);
}

static void write_groups(FILE *out, const struct ns_fleet *f, const size_t *groups, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fprintf(out, "%s%s", i ? ", " : "", f->w->layers[groups[i]].name);
}

/* Not asked here, and a register that is not there: nothing differs that could be read. */
static bool differs_knowingly(const struct ns_spread *spread, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any |= ns_word_known(spread[i].cap.word) && spread[i].cap.word != NS_WORD_ABSENT;
	return any && count > 1;
}

char *ns_pattern_text(const struct ns_fleet *f, const struct ns_pattern *p, enum ns_view view)
{
	size_t count, size;
	struct ns_spread *spread = ns_spread_of(f, p->rows[0], view, &count);
	char *text, buf[24];
	FILE *out;

	if (!differs_knowingly(spread, count)) {
		ns_spread_free(spread, count);
		return NULL;
	}
	out = ns_xmemstream(&text, &size);
	for (size_t i = 0; i < count; i++) {
		char *hosts = ns_hosts_count_text(spread[i].hosts);

		fprintf(out, "%s%s on ", i ? "; " : "", ns_cap_text(&spread[i].cap, buf, sizeof(buf)));
		write_groups(out, f, spread[i].groups, spread[i].group_count);
		fprintf(out, " (%s)", hosts);
		free(hosts);
	}
	ns_xclose(out);
	ns_spread_free(spread, count);
	return text;
}

bool ns_pattern_is_same(const struct ns_fleet *f, const struct ns_pattern *p, enum ns_view view)
{
	size_t count;
	struct ns_spread *spread = ns_spread_of(f, p->rows[0], view, &count);
	bool same = count == 1 && ns_word_known(spread[0].cap.word);

	ns_spread_free(spread, count);
	return same;
}

char *ns_pattern_names(const struct ns_pattern *p)
{
	const struct ns_bit **bits = ns_xcalloc(p->count, sizeof(*bits));
	char *text;

	for (size_t i = 0; i < p->count; i++)
		bits[i] = p->rows[i]->bit;
	text = ns_bit_names(bits, p->count);
	free(bits);
	return text;
}

/* ---- moving VMs ---- */

char *ns_group_missing_text(const struct ns_fleet *f, const struct ns_group *g)
{
	char *names, *text;

	if (f->group_count < 2)
		return NULL;
	if (!g->offer_read)
		return ns_xstrdup("not known: what KVM offers here was not read");
	if (!g->missing_count)
		return ns_xstrdup("KVM here offers all that KVM of the other groups offers: VMs from all groups start here");
	names = ns_bit_names(g->missing, g->missing_count);
	text = ns_xasprintf("a VM with one of these can neither start here nor be migrated to here: %s", names);
	free(names);
	return text;
}

char *ns_group_homes_text(const struct ns_fleet *f, const struct ns_group *g)
{
	size_t size;
	char *text;
	FILE *out;

	if (f->group_count < 2 || !g->offer_read || !f->homes_known)
		return NULL;
	out = ns_xmemstream(&text, &size);
	fprintf(out, "a VM with everything that KVM offers here starts on %zu of %zu hosts: ", g->home_hosts,
		f->host_count);
	write_groups(out, f, g->homes, g->home_count);
	ns_xclose(out);
	return text;
}

/* ---- text ---- */

static void print_group(const struct ns_out *out, const struct ns_fleet *f, size_t i)
{
	const struct ns_group *g = &f->groups[i];
	char *hosts = ns_group_hosts_text(f, g, NS_HOSTS_NAMED), *count = ns_hosts_count_text(g->count);
	char *models = ns_tallies_text(g->models, g->model_count);
	char *kernels = ns_tallies_text(g->kernels, g->kernel_count);
	char *layer = ns_layer_text(f->w->layers[i].layer, true);
	char *run = ns_finding_text(g->answers->run), *nest = ns_finding_text(g->answers->nest);

	ns_print_item(out, f->w->layers[i].name, NS_TONE_BOLD, "%s: %s", count, hosts);
	ns_print_item(out, "", NS_TONE_PLAIN, "%s; %s; Linux %s", layer, models, kernels);
	ns_print_item(out, "", ns_answer_tone(ns_answer_of(g->answers->nest)),
		      "VMs: %s; in its VMs: %s", run, nest);
	free(hosts);
	free(count);
	free(models);
	free(kernels);
	free(layer);
	free(run);
	free(nest);
}

static void print_patterns(const struct ns_out *out, const struct ns_fleet *f,
			   const struct ns_waterfall_show *show)
{
	size_t count;
	struct ns_pattern *list = ns_patterns_of(f, show, &count);

	if (count) {
		ns_print_gap(out);
		ns_print_head(out, "What differs between the groups", NS_TONE_PLAIN, NULL);
	}
	for (size_t i = 0; i < count; i++) {
		char *names = ns_pattern_names(&list[i]);

		for (int v = 0; v < NS_VIEW_COUNT; v++) {
			char *text = ns_pattern_text(f, &list[i], v);

			if (text)
				ns_print_item(out, ns_view_words[v], NS_TONE_PLAIN, "%s", text);
			free(text);
		}
		ns_print_item(out, "", NS_TONE_DIM, "%s", names);
		free(names);
	}
	ns_patterns_free(list, count);
}

static void print_moves(const struct ns_out *out, const struct ns_fleet *f)
{
	if (f->group_count > 1) {
		ns_print_gap(out);
		ns_print_head(out, "Moving VMs", NS_TONE_PLAIN, NULL);
	}
	for (size_t i = 0; i < f->group_count; i++) {
		const struct ns_group *g = &f->groups[i];
		char *missing = ns_group_missing_text(f, g), *homes = ns_group_homes_text(f, g);

		if (missing)
			ns_print_item(out, f->w->layers[i].name, g->missing_count ? NS_TONE_BAD : NS_TONE_PLAIN,
				      "%s", missing);
		if (homes)
			ns_print_item(out, "", NS_TONE_PLAIN, "%s", homes);
		free(missing);
		free(homes);
	}
}

void ns_fleet_print(const struct ns_out *out, const struct ns_fleet *f,
		    const struct ns_waterfall_show *show)
{
	char *headline = ns_fleet_headline(f);

	ns_print_title(out, "%s", headline);
	for (size_t i = 0; i < f->group_count; i++)
		print_group(out, f, i);
	print_patterns(out, f, show);
	ns_remedies_print(out, f->w);
	print_moves(out, f);
	free(headline);
}
