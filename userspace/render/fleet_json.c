// SPDX-License-Identifier: GPL-2.0-or-later
/* Many hosts as JSON. */
#include <stdlib.h>

#include "model/names.h"
#include "render/bit.h"
#include "render/cap.h"
#include "render/finding.h"
#include "render/fleet.h"
#include "render/layers.h"
#include "util/json.h"

static json_t *group_names(const struct ns_fleet *f, const size_t *groups, size_t count)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < count; i++)
		ns_json_append(list, ns_json_string(f->w->layers[groups[i]].name));
	return list;
}

static json_t *tallies_json(const struct ns_tally *tallies, size_t count)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < count; i++)
		ns_json_append(list, ns_json_pack("{s:o, s:i}", "text", ns_json_string(tallies[i].text),
						  "hosts", (int)tallies[i].count));
	return list;
}

static json_t *group_json(const struct ns_fleet *f, size_t i)
{
	const struct ns_group *g = &f->groups[i];
	json_t *hosts = ns_json_array(), *layer = ns_layer_to_json(f->w->layers[i].layer), *j;

	for (size_t h = 0; h < g->count; h++)
		ns_json_append(hosts, ns_json_pack("{s:o, s:o}", "name",
						   ns_json_string(f->hosts[g->hosts[h]].name), "file",
						   ns_json_string(f->hosts[g->hosts[h]].file)));
	ns_json_remove(layer, "evidence");
	j = ns_json_pack("{s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o}",
		"name", ns_json_string(f->w->layers[i].name), "count", (int)g->count, "hosts", hosts,
		"layer", layer, "models", tallies_json(g->models, g->model_count),
		"kernels", tallies_json(g->kernels, g->kernel_count),
		"run", ns_finding_to_json(g->answers->run), "nested", ns_finding_to_json(g->answers->nest),
		"offer_read", g->offer_read, "lacks", ns_bits_to_json(g->missing, g->missing_count));
	if (f->homes_known && g->offer_read) {
		ns_json_set(j, "starts_on", group_names(f, g->homes, g->home_count));
		ns_json_set_int(j, "starts_on_hosts", g->home_hosts);
	}
	return j;
}

static json_t *spread_json(const struct ns_fleet *f, const struct ns_row *row, enum ns_view view)
{
	json_t *list = ns_json_array();
	size_t count;
	struct ns_spread *spread = ns_spread_of(f, row, view, &count);

	for (size_t i = 0; i < count; i++) {
		json_t *j = ns_cap_to_json(&spread[i].cap);

		ns_json_set(j, "groups", group_names(f, spread[i].groups, spread[i].group_count));
		ns_json_set_int(j, "hosts", spread[i].hosts);
		ns_json_append(list, j);
	}
	ns_spread_free(spread, count);
	return list;
}

static json_t *rows_json(const struct ns_fleet *f, const struct ns_waterfall_show *show)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < f->w->row_count; i++) {
		const struct ns_row *row = &f->w->rows[i];
		json_t *j;

		if (!ns_row_shown(row, show))
			continue;
		j = ns_row_to_json(row);
		for (int v = 0; v < NS_VIEW_COUNT; v++)
			ns_json_set(j, ns_view_words[v], spread_json(f, row, v));
		ns_json_set(j, "lost", ns_losses_to_json(row));
		ns_json_append(list, j);
	}
	return list;
}

json_t *ns_fleet_to_json(const struct ns_fleet *f, const struct ns_waterfall_show *show)
{
	json_t *groups = ns_json_array();

	for (size_t i = 0; i < f->group_count; i++)
		ns_json_append(groups, group_json(f, i));
	return ns_json_pack("{s:{s:s, s:i}, s:s, s:i, s:o, s:i, s:i, s:o}",
		"format", "name", "nestscope-waterfall", "version", 1, "kind", "fleet",
		"hosts", (int)f->host_count, "groups", groups, "different", (int)f->w->different,
		"not_read", (int)f->w->unread, "rows", rows_json(f, show));
}
