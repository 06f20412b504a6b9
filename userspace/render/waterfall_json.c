// SPDX-License-Identifier: GPL-2.0-or-later
/* The waterfall as JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/names.h"
#include "render/bit.h"
#include "render/cap.h"
#include "render/finding.h"
#include "render/layers.h"
#include "render/waterfall.h"
#include "util/json.h"

static json_t *stands_on_json(const struct ns_waterfall *w, size_t layer)
{
	const struct ns_step_layer *l = &w->layers[layer];
	char *why = ns_finding_text(l->why);
	json_t *j = ns_json_pack("{s:o, s:s, s:o, s:s}", "name", ns_json_string(w->layers[layer - 1].name),
				 "certainty", ns_link_name(l->link), "because", ns_json_string(why),
				 "finding", ns_finding_code(l->why));

	free(why);
	return j;
}

static json_t *layers_json(const struct ns_waterfall *w)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < w->layer_count; i++) {
		const struct ns_step_layer *l = &w->layers[i];
		char *file = ns_layer_file(l);
		json_t *j = ns_json_pack("{s:o, s:o, s:b, s:o}", "name", ns_json_string(l->name),
				      "file", ns_json_string(file), "stamp", l->stamp,
				      "layer", ns_layer_to_json(l->layer));

		ns_json_remove(json_object_get(j, "layer"), "evidence");
		if (w->chain && i)
			ns_json_set(j, "stands_on", stands_on_json(w, i));
		ns_json_append(list, j);
		free(file);
	}
	return list;
}

static json_t *cells_json(const struct ns_waterfall *w, const struct ns_row *row)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < w->layer_count; i++) {
		json_t *j = ns_json_pack("{s:o}", "name", ns_json_string(w->layers[i].name));

		for (int v = 0; v < NS_VIEW_COUNT; v++)
			ns_json_set(j, ns_view_words[v], ns_cap_to_json(ns_row_cell(row, i, v)));
		ns_json_set_bool(j, "emulated", ns_row_emulated(row, i));
		ns_json_append(list, j);
	}
	return list;
}

json_t *ns_losses_to_json(const struct ns_row *row)
{
	static const char *const tools[] = { "qemu", "libvirt", "modprobe" };
	json_t *list = ns_json_array();

	for (size_t i = 0; i < row->loss_count; i++) {
		const struct ns_loss *l = &row->losses[i];
		json_t *j = ns_finding_to_json(l->finding);

		ns_json_set_string(j, "on", l->finding->layer);
		ns_json_set_string(j, "reason", ns_loss_code(l));
		for (size_t t = 0; t < sizeof(tools) / sizeof(tools[0]); t++)
			ns_json_set_string(j, tools[t], ns_finding_get(l->finding, tools[t]));
		ns_json_append(list, j);
	}
	return list;
}

json_t *ns_row_to_json(const struct ns_row *row)
{
	json_t *o = ns_json_object();

	ns_json_set_bit(o, row->bit);
	ns_json_set_string(o, "sdm", row->bit->name);
	ns_json_set_string(o, "kernel", ns_kernel_name(row->bit));
	ns_json_set_string(o, "qemu", row->bit->qemu);
	ns_json_set_string(o, "libvirt", ns_libvirt_name(row->bit));
	ns_json_set_bool(o, "differs", row->differs);
	return o;
}

static json_t *rows_json(const struct ns_waterfall *w, const struct ns_waterfall_show *show)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < w->row_count; i++) {
		const struct ns_row *row = &w->rows[i];
		json_t *o;

		if (!ns_row_shown(row, show))
			continue;
		o = ns_row_to_json(row);
		ns_json_set(o, "layers", cells_json(w, row));
		ns_json_set(o, "lost", ns_losses_to_json(row));
		ns_json_append(list, o);
	}
	return list;
}

json_t *ns_bits_to_json(const struct ns_bit *const *bits, size_t count)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *o = ns_json_object();

		ns_json_set_bit(o, bits[i]);
		ns_json_set_string(o, "sdm", bits[i]->name);
		ns_json_set_string(o, "qemu", bits[i]->qemu);
		ns_json_set_string(o, "libvirt", ns_libvirt_name(bits[i]));
		ns_json_append(list, o);
	}
	return list;
}

static json_t *refusals_json(const struct ns_move *m)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < m->refusal_count; i++) {
		const struct ns_refusal *r = &m->refusals[i];
		char number[16], value[24], offered[24];

		snprintf(number, sizeof(number), "0x%x", ns_registers[r->reg].number);
		snprintf(value, sizeof(value), "0x%" PRIx64, r->value);
		snprintf(offered, sizeof(offered), "0x%" PRIx64, r->offered);
		ns_json_append(list, ns_json_pack("{s:s, s:s, s:s, s:s}",
			"register", ns_registers[r->reg].name, "number", number,
			"value", value, "offered", offered));
	}
	return list;
}

static json_t *moves_json(const struct ns_waterfall *w)
{
	json_t *list = ns_json_array();
	size_t count;
	struct ns_move *moves = ns_moves_of(w, &count);

	for (size_t i = 0; i < count; i++)
		ns_json_append(list, ns_json_pack("{s:o, s:o, s:b, s:o, s:o}",
			"from", ns_json_string(w->layers[moves[i].from].name),
			"to", ns_json_string(w->layers[moves[i].to].name), "known", moves[i].known,
			"missing", ns_bits_to_json(moves[i].missing, moves[i].missing_count), "refused", refusals_json(&moves[i])));
	ns_moves_free(moves, count);
	return list;
}

json_t *ns_waterfall_to_json(const struct ns_waterfall *w, const struct ns_waterfall_show *show)
{
	json_t *j = ns_json_pack("{s:{s:s, s:i}, s:s, s:o, s:i, s:i, s:i, s:o}",
		"format", "name", "nestscope-waterfall", "version", 1,
		"kind", w->chain ? "chain" : "machines", "layers", layers_json(w),
		"lost", (int)w->lost, "different", (int)w->different, "not_read", (int)w->unread,
		"rows", rows_json(w, show));

	if (!w->chain) {
		char *no_chain = ns_finding_text(w->unchained);

		ns_json_set_string(j, "no_chain_because", no_chain);
		ns_json_set_string(j, "no_chain_finding", ns_finding_code(w->unchained));
		free(no_chain);
		ns_json_set(j, "moves", moves_json(w));
	}
	return j;
}
