// SPDX-License-Identifier: GPL-2.0-or-later
/* What all formats of the waterfall say, and two of them: text and JSON. */
#include "render/cap.h"
#include "render/waterfall.h"
#include "render/finding.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "util/alloc.h"
#include "util/json.h"
#include "render/bit.h"
#include "render/layers.h"

const char *const ns_view_words[NS_VIEW_COUNT] = {
	[NS_VIEW_CPU] = "cpu",
	[NS_VIEW_KVM] = "kvm",
};

bool ns_row_shown(const struct ns_row *row, const struct ns_waterfall_show *show)
{
	return (!show->only_lost || row->loss_count) && (!show->only_different || row->differs);
}

bool ns_column_read(const struct ns_waterfall *w, size_t layer, enum ns_view view)
{
	for (size_t i = 0; i < w->row_count; i++) {
		enum ns_word word = ns_row_cell(&w->rows[i], layer, view)->word;

		if (ns_word_known(word) && word != NS_WORD_ABSENT)
			return true;
	}
	return false;
}

const char *ns_no_column(const struct ns_waterfall *w, size_t layer)
{
	const struct ns_value *device = &w->layers[layer].s->fact[NS_FACT_KVM_DEVICE];

	if (ns_column_read(w, layer, NS_VIEW_KVM))
		return NULL;
	return device->why ? device->why : "what KVM offers was not read";
}

/* @text with more after it, @text is freed */
static char *join(char *text, const char *between, const char *more)
{
	char *longer = ns_xasprintf("%s%s%s", text, *text ? between : "", more);

	free(text);
	return longer;
}

char *ns_row_verdict(const struct ns_waterfall *w, const struct ns_row *row)
{
	char *text = ns_xstrdup("");

	for (size_t i = 0; i < row->loss_count; i++) {
		char *loss = ns_finding_text(row->losses[i].finding);

		text = join(text, "; ", loss);
		free(loss);
	}
	for (size_t i = 0; i < w->layer_count; i++) {
		char *emulated;

		if (!(row->emulated >> i & 1))
			continue;
		emulated = ns_xasprintf("emulated by KVM on %s", w->layers[i].name);
		text = join(text, "; ", emulated);
		free(emulated);
	}
	return text;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

char *ns_waterfall_headline(const struct ns_waterfall *w)
{
	size_t n = w->layer_count;
	char *head, *text;

	if (!w->read)
		return ns_xstrdup("nothing could be read");
	if (!w->chain)
		head = ns_xasprintf("%zu machine%s side by side, %zu difference%s", n, plural(n),
				    w->different, plural(w->different));
	else if (!w->lost)
		head = ns_xasprintf("%zu layer%s, nothing lost", n, plural(n));
	else
		head = ns_xasprintf("%zu layer%s, %zu capabilit%s lost on the way up", n, plural(n),
				    w->lost, w->lost == 1 ? "y" : "ies");
	if (!w->unread)
		return head;
	text = ns_xasprintf("%s, as far as was read (%zu capabilit%s not read everywhere)", head, w->unread,
			    w->unread == 1 ? "y was" : "ies were");
	free(head);
	return text;
}

char *ns_layer_line(const struct ns_waterfall *w, size_t layer)
{
	const struct ns_step_layer *l = &w->layers[layer];
	const struct ns_value *model = &l->s->fact[NS_FACT_CPU_MODEL];
	const struct ns_value *kernel = &l->s->fact[NS_FACT_KERNEL];
	/* The chain knows better than "at least L1". */
	bool better = w->chain && layer && l->layer->level < 0;
	char *verdict = ns_layer_text(l->layer, !better), *line;

	line = ns_xasprintf("%s; %s%s%s%s%sfrom %s", verdict,
			    ns_has(model) ? model->text : "", ns_has(model) ? "; " : "",
			    ns_has(kernel) ? "Linux " : "", ns_has(kernel) ? kernel->text : "",
			    ns_has(kernel) ? "; " : "", l->file);
	free(verdict);
	return line;
}

/* ---- what undoes the losses ---- */

static void add_remedy(struct ns_remedy **list, size_t *count, const struct ns_loss *loss,
		       const struct ns_row *row)
{
	struct ns_remedy *r = NULL;

	for (size_t i = 0; i < *count && !r; i++)
		if ((*list)[i].loss->layer == loss->layer &&
		    ns_finding_same((*list)[i].loss->finding, loss->finding))
			r = &(*list)[i];
	if (!r) {
		*list = ns_xreallocarray(*list, *count + 1, sizeof(**list));
		r = &(*list)[(*count)++];
		*r = (struct ns_remedy){
			.loss = loss, .text = ns_finding_text(loss->finding),
			.fix = ns_finding_remedy(loss->finding),
		};
	}
	r->rows = ns_xreallocarray(r->rows, r->count + 1, sizeof(*r->rows));
	r->rows[r->count++] = row;
}

/* What can be helped comes first. */
struct ns_remedy *ns_remedies_of(const struct ns_waterfall *w, size_t *count)
{
	struct ns_remedy *list = NULL;

	*count = 0;
	for (int helpless = 0; helpless < 2; helpless++)
		for (size_t i = 0; i < w->row_count; i++)
			for (size_t j = 0; j < w->rows[i].loss_count; j++)
				if (!ns_finding_helps(w->rows[i].losses[j].finding) == helpless)
					add_remedy(&list, count, &w->rows[i].losses[j], &w->rows[i]);
	return list;
}

void ns_remedies_free(struct ns_remedy *r, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(r[i].rows);
		free(r[i].text);
		free(r[i].fix);
	}
	free(r);
}

const char *ns_bit_short(const struct ns_bit *bit)
{
	return *bit->qemu ? bit->qemu : *bit->flag ? bit->flag : bit->name;
}

static bool named_before(const struct ns_bit *const *bits, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (!strcmp(ns_bit_short(bits[j]), ns_bit_short(bits[i])))
			return true;
	return false;
}

enum name_filter { NAMES_ALL, NAMES_QEMU, NAMES_OTHER };

/* "vmx-a, vmx-b", each name once; to be freed */
static char *bit_names(const struct ns_bit *const *bits, size_t count, enum name_filter filter)
{
	char *text = ns_xstrdup("");

	for (size_t i = 0; i < count; i++)
		if (!named_before(bits, i) &&
		    (filter == NAMES_ALL || (filter == NAMES_QEMU) == !!*bits[i]->qemu))
			text = join(text, ", ", ns_bit_short(bits[i]));
	return text;
}

static char *remedy_names(const struct ns_remedy *r)
{
	const struct ns_bit **bits = ns_xcalloc(r->count, sizeof(*bits));
	char *text;

	for (size_t i = 0; i < r->count; i++)
		bits[i] = r->rows[i]->bit;
	text = bit_names(bits, r->count, NAMES_ALL);
	free(bits);
	return text;
}

/* ---- machines ---- */

char *ns_move_text(const struct ns_waterfall *w, const struct ns_move *m)
{
	const char *from = w->layers[m->from].name, *to = w->layers[m->to].name;
	char *qemu, *other, *text;

	if (!m->known)
		return ns_xasprintf("from %s to %s: not known, for what KVM offers was not read on both",
				    from, to);
	if (!m->lack_count)
		return ns_xasprintf("from %s to %s: KVM on %s offers all that KVM on %s does", from, to,
				    to, from);
	qemu = bit_names(m->lacks, m->lack_count, NAMES_QEMU);
	other = bit_names(m->lacks, m->lack_count, NAMES_OTHER);
	text = ns_xasprintf("from %s to %s: a VM that has all that KVM on %s offers cannot start on, or migrate to, %s; missing features: %s%s%s",
			    from, to, from, to, *qemu ? qemu : "none with a name in QEMU",
			    *other ? "; and, without a name in QEMU: " : "", other);
	free(qemu);
	free(other);
	return text;
}

char *ns_refusal_text(const struct ns_waterfall *w, const struct ns_move *m,
		      const struct ns_refusal *r)
{
	return ns_xasprintf("\"failed to set MSR 0x%x to 0x%" PRIx64 "\" on %s: KVM there offers 0x%" PRIx64 " (%s)",
			    ns_registers[r->reg].number, r->value, w->layers[m->to].name, r->offered,
			    ns_registers[r->reg].name);
}

/* ---- text ---- */

static void print_layers(const struct ns_out *out, const struct ns_waterfall *w)
{
	for (size_t i = 0; i < w->layer_count; i++) {
		char *line = ns_layer_line(w, i);

		ns_print_item(out, w->layers[i].name, NS_TONE_PLAIN, "%s", line);
		free(line);
		if (w->chain && i)
			ns_print_item(out, "", NS_TONE_DIM, "runs on %s (%s): %s", w->layers[i - 1].name,
				      ns_tie_name(w->layers[i].tie), w->layers[i].why);
		if (ns_no_column(w, i))
			ns_print_item(out, "", NS_TONE_DIM, "no column for its KVM: %s", ns_no_column(w, i));
	}
	if (w->chain && w->counted)
		ns_print_item(out, "", NS_TONE_WARN,
			      "%s says only that it is at least that deep: the numbers may all be higher",
			      w->layers[0].name);
	if (!w->chain && w->layer_count > 1)
		ns_print_item(out, "no chain", NS_TONE_PLAIN, "%s", w->unchained);
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
			ns_tame(title, false);
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
	ns_tame(verdict, false);
	ns_table_cell(t, column, row->loss_count ? NS_TONE_BAD : NS_TONE_DIM,
		      w->chain ? verdict : ns_vmm_names(row->bit, names, sizeof(names)));
	free(verdict);
}

static void print_remedies(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t count;
	struct ns_remedy *list = ns_remedies_of(w, &count);

	if (count)
		ns_print(out, NS_TONE_BOLD, "\nWhat would bring it back\n");
	for (size_t i = 0; i < count; i++) {
		char *names = remedy_names(&list[i]);

		ns_print_item(out, w->layers[list[i].loss->layer].name, NS_TONE_PLAIN, "%s", names);
		ns_print_item(out, "", NS_TONE_BAD, "%s", list[i].text);
		ns_print_item(out, "", list[i].fix ? NS_TONE_GOOD : NS_TONE_DIM, "%s",
			      list[i].fix ?: "no switch brings it back");
		free(names);
	}
	ns_remedies_free(list, count);
}

static void print_moves(const struct ns_out *out, const struct ns_waterfall *w)
{
	size_t count;
	struct ns_move *moves = ns_moves_of(w, &count);

	if (count)
		ns_print(out, NS_TONE_BOLD, "\nMoving VMs\n");
	for (size_t i = 0; i < count; i++) {
		char *text = ns_move_text(w, &moves[i]);

		ns_print_item(out, "", moves[i].lack_count ? NS_TONE_BAD : NS_TONE_PLAIN, "%s", text);
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

	ns_print(out, NS_TONE_BOLD, "%s\n", headline);
	print_layers(out, w);
	putc('\n', out->file);
	for (size_t i = 0; i < w->row_count; i++)
		if (ns_row_shown(&w->rows[i], show))
			add_row(t, w, &w->rows[i]);
	ns_table_print(t, "  ");
	print_remedies(out, w);
	print_moves(out, w);
	free(headline);
}

#define BRIEF 3

void ns_waterfall_print_brief(const struct ns_out *out, const struct ns_waterfall *w)
{
	char *headline = ns_waterfall_headline(w);
	size_t count, i;
	struct ns_remedy *list = ns_remedies_of(w, &count);

	ns_print(out, NS_TONE_BOLD, "Waterfall, by the host's stamp\n");
	ns_print_item(out, w->layers[w->layer_count - 1].name, NS_TONE_PLAIN, "%s", headline);
	for (i = 0; i < count && i < BRIEF; i++) {
		char *names = remedy_names(&list[i]);

		ns_print_item(out, "", NS_TONE_WARN, "%s: %.100s%s", list[i].text, names,
			      strlen(names) > 100 ? " ..." : "");
		free(names);
	}
	if (count)
		ns_print_item(out, "", NS_TONE_DIM, "%sall of it: nestscope diff",
			      i < count ? "and more; " : "");
	ns_remedies_free(list, count);
	free(headline);
}

/* ---- JSON ---- */

static json_t *layers_json(const struct ns_waterfall *w)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < w->layer_count; i++) {
		const struct ns_step_layer *l = &w->layers[i];
		json_t *j = ns_json_pack("{s:o, s:o, s:b, s:o}", "name", ns_json_string(l->name),
				      "file", ns_json_string(l->file), "stamp", l->stamp,
				      "layer", ns_layer_to_json(l->layer));

		ns_json_remove(json_object_get(j, "layer"), "evidence");
		if (w->chain && i)
			ns_json_set(j, "stands_on", ns_json_pack("{s:o, s:s, s:o}",
				"name", ns_json_string(w->layers[i - 1].name),
				"certainty", ns_tie_name(l->tie), "because", ns_json_string(l->why)));
		ns_json_append(list, j);
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
		ns_json_set_bool(j, "emulated", row->emulated >> i & 1);
		ns_json_append(list, j);
	}
	return list;
}

static json_t *losses_json(const struct ns_row *row)
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

static json_t *rows_json(const struct ns_waterfall *w, const struct ns_waterfall_show *show)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < w->row_count; i++) {
		const struct ns_row *row = &w->rows[i];
		json_t *o;

		if (!ns_row_shown(row, show))
			continue;
		o = ns_json_object();
		ns_json_set_bit(o, row->bit);
		ns_json_set_string(o, "sdm", row->bit->name);
		ns_json_set_string(o, "kernel", ns_kernel_name(row->bit));
		ns_json_set_string(o, "qemu", row->bit->qemu);
		ns_json_set_string(o, "libvirt", ns_libvirt_name(row->bit));
		ns_json_set_bool(o, "differs", row->differs);
		ns_json_set(o, "layers", cells_json(w, row));
		ns_json_set(o, "lost", losses_json(row));
		ns_json_append(list, o);
	}
	return list;
}

static json_t *lacks_json(const struct ns_move *m)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < m->lack_count; i++) {
		json_t *o = ns_json_object();

		ns_json_set_bit(o, m->lacks[i]);
		ns_json_set_string(o, "sdm", m->lacks[i]->name);
		ns_json_set_string(o, "qemu", m->lacks[i]->qemu);
		ns_json_set_string(o, "libvirt", ns_libvirt_name(m->lacks[i]));
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
			"missing", lacks_json(&moves[i]), "refused", refusals_json(&moves[i])));
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
		ns_json_set_string(j, "no_chain_because", w->unchained);
		ns_json_set(j, "moves", moves_json(w));
	}
	return j;
}
