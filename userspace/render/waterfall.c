// SPDX-License-Identifier: GPL-2.0-or-later
/* What all formats of the waterfall say. */
#include "render/waterfall.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/answers.h"
#include "model/arch.h"
#include "render/finding.h"
#include "render/layers.h"
#include "util/alloc.h"

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

static const char *word_of(const struct ns_finding *f)
{
	return f->severity == NS_SEVERITY_UNKNOWN ? "not known" : f->severity == NS_SEVERITY_PROBLEM ? "no" : "yes";
}

char *ns_answers_line(const struct ns_waterfall *w, size_t layer)
{
	const struct ns_snapshot *s = w->layers[layer].s;
	struct ns_answers *a;
	char *run, *nest, *line;

	if (ns_arch_of(s) == NS_ARCH_X86)
		return NULL;
	a = ns_answer_all(s);
	run = ns_finding_text(a->run);
	nest = ns_finding_text(a->nest);
	line = ns_xasprintf("runs VMs: %s (%s); its VMs run VMs: %s (%s)", word_of(a->run), run, word_of(a->nest), nest);
	free(run);
	free(nest);
	ns_answers_free(a);
	return line;
}

char *ns_row_verdict(const struct ns_waterfall *w, const struct ns_row *row)
{
	char *text = ns_xstrdup("");

	for (size_t i = 0; i < row->loss_count; i++) {
		char *loss = ns_finding_text(row->losses[i].finding);

		text = ns_xjoin(text, "; ", loss);
		free(loss);
	}
	for (size_t i = 0; i < w->layer_count; i++) {
		char *emulated;

		if (!ns_row_emulated(row, i))
			continue;
		emulated = ns_xasprintf("emulated by KVM on %s", w->layers[i].name);
		text = ns_xjoin(text, "; ", emulated);
		free(emulated);
	}
	return text;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* The first layer of x86; @layer_count if there is none */
static size_t first_x86(const struct ns_waterfall *w)
{
	size_t i = 0;

	while (i < w->layer_count && ns_arch_of(w->layers[i].s) != NS_ARCH_X86)
		i++;
	return i;
}

/* The architecture of all layers, of which there is one at least */
static const char *arch_of_all(const struct ns_waterfall *w)
{
	const char *title = ns_arch_title(w->layers[0].s);

	for (size_t i = 1; i < w->layer_count; i++)
		if (strcmp(title, ns_arch_title(w->layers[i].s)))
			return "other architectures";
	return title;
}

char *ns_waterfall_headline(const struct ns_waterfall *w)
{
	size_t n = w->layer_count;
	char *head, *text;

	if (!w->read && first_x86(w) == n && n)
		return ns_xasprintf("%zu %s%s: what is compared one by one is x86's, on %s there are the answers",
				    n, w->chain ? "layer" : "machine", plural(n), arch_of_all(w));
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

char *ns_layer_file(const struct ns_step_layer *l)
{
	return ns_xasprintf("%s%s", l->stamp ? "a stamp in " : "", l->file);
}

char *ns_layer_line(const struct ns_waterfall *w, size_t layer)
{
	const struct ns_step_layer *l = &w->layers[layer];
	const struct ns_value *model = &l->s->fact[NS_FACT_CPU_MODEL];
	const struct ns_value *kernel = &l->s->fact[NS_FACT_KERNEL];
	/* The chain knows better than "at least L1". */
	bool better = w->chain && layer && l->layer->level < 0;
	char *verdict = ns_layer_text(l->layer, !better), *file = ns_layer_file(l), *line;

	line = ns_xasprintf("%s; %s%s%s%s%sfrom %s", verdict,
			    ns_has(model) ? model->text : "", ns_has(model) ? "; " : "",
			    ns_has(kernel) ? "Linux " : "", ns_has(kernel) ? kernel->text : "",
			    ns_has(kernel) ? "; " : "", file);
	free(verdict);
	free(file);
	return line;
}

char *ns_link_line(const struct ns_waterfall *w, size_t layer)
{
	const struct ns_step_layer *l = &w->layers[layer];
	char *why, *line;

	if (!w->chain || !layer)
		return NULL;
	why = ns_finding_text(l->why);
	line = ns_xasprintf("runs on %s (%s): %s", w->layers[layer - 1].name, ns_link_name(l->link), why);
	free(why);
	return line;
}

char *ns_no_chain_text(const struct ns_waterfall *w)
{
	return w->chain || w->layer_count < 2 ? NULL : ns_finding_text(w->unchained);
}

/* ---- what undoes the losses ---- */

/* The newest remedy of each layer, and before each remedy the next older one of its layer: index plus 1 */
struct by_layer {
	size_t *newest, *older;
};

static void add_remedy(struct ns_remedy **list, size_t *count, struct by_layer *of,
		       const struct ns_loss *loss, const struct ns_row *row)
{
	struct ns_remedy *r = NULL;

	for (size_t i = of->newest[loss->layer]; i && !r; i = of->older[i - 1])
		if (ns_finding_same((*list)[i - 1].loss->finding, loss->finding))
			r = &(*list)[i - 1];
	if (!r) {
		*list = ns_xreallocarray(*list, *count + 1, sizeof(**list));
		of->older = ns_xreallocarray(of->older, *count + 1, sizeof(*of->older));
		of->older[*count] = of->newest[loss->layer];
		of->newest[loss->layer] = *count + 1;
		r = &(*list)[(*count)++];
		*r = (struct ns_remedy){
			.loss = loss, .text = ns_finding_text(loss->finding),
			.fix = ns_finding_remedy(loss->finding),
		};
	}
	r->rows = ns_xreallocarray(r->rows, r->count + 1, sizeof(*r->rows));
	r->rows[r->count++] = row;
}

/* Losses with a remedy come first. */
struct ns_remedy *ns_remedies_of(const struct ns_waterfall *w, size_t *count)
{
	struct by_layer of = { .newest = ns_xcalloc(w->layer_count + 1, sizeof(*of.newest)) };
	struct ns_remedy *list = NULL;

	*count = 0;
	for (int helpless = 0; helpless < 2; helpless++)
		for (size_t i = 0; i < w->row_count; i++)
			for (size_t j = 0; j < w->rows[i].loss_count; j++)
				if (!ns_finding_helps(w->rows[i].losses[j].finding) == helpless)
					add_remedy(&list, count, &of, &w->rows[i].losses[j], &w->rows[i]);
	free(of.newest);
	free(of.older);
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
			text = ns_xjoin(text, ", ", ns_bit_short(bits[i]));
	return text;
}

char *ns_bit_names(const struct ns_bit *const *bits, size_t count)
{
	return bit_names(bits, count, NAMES_ALL);
}

char *ns_remedy_names(const struct ns_remedy *r)
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
	if (!m->missing_count)
		return ns_xasprintf("from %s to %s: KVM on %s offers all that KVM on %s does", from, to,
				    to, from);
	qemu = bit_names(m->missing, m->missing_count, NAMES_QEMU);
	other = bit_names(m->missing, m->missing_count, NAMES_OTHER);
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
