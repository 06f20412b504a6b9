// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/fleet.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

/* With more groups than these, where VMs can go is not listed: that grows with pairs. */
#define HOMES_MAX 256

/* What has to be equal on two hosts: a byte string, compared as a whole */
struct key {
	size_t host;
	struct ns_answers *answers;
	char *text;
	size_t size;
};

static void write_cap(FILE *out, const struct ns_cap *cap)
{
	putc(cap->word, out);
	if (cap->word == NS_WORD_NUMBER)
		fwrite(&cap->num, sizeof(cap->num), 1, out);
}

static struct key key_of(const struct ns_step_layer *layer, size_t host)
{
	const struct ns_snapshot *s = layer->s;
	struct ns_machine m = ns_machine_of(s, layer->layer);
	struct key key = { .host = host, .answers = ns_answer_machine(&m) };
	FILE *out = ns_xmemstream(&key.text, &key.size);

	fprintf(out, "%d %d ", key.answers->run->code, key.answers->nest->code);
	for (size_t i = 0; i < ns_bit_count; i++) {
		if (!ns_bit_is_cap(&ns_bits[i]))
			continue;
		for (int v = 0; v < NS_VIEW_COUNT; v++) {
			struct ns_cap cap = ns_cap_in_view(s->view[v], &ns_bits[i]);

			write_cap(out, &cap);
		}
	}
	ns_xclose(out);
	return key;
}

static int compare_content(const struct key *a, const struct key *b)
{
	int order = memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);

	return order ?: (a->size > b->size) - (a->size < b->size);
}

static int compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	return compare_content(x, y) ?: (x->host > y->host) - (x->host < y->host);
}

static int compare_groups(const void *a, const void *b)
{
	const struct ns_group *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return (x->hosts[0] > y->hosts[0]) - (x->hosts[0] < y->hosts[0]);
}

/* ---- what hosts of a group have besides ---- */

static int compare_text(const void *a, const void *b)
{
	return strcmp(((const struct ns_tally *)a)->text, ((const struct ns_tally *)b)->text);
}

static int compare_tallies(const void *a, const void *b)
{
	const struct ns_tally *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->text, y->text);
}

static struct ns_tally *tally(const struct ns_fleet *f, const struct ns_group *g, enum ns_fact_id fact,
			      size_t *count)
{
	struct ns_tally *list = ns_xcalloc(g->count, sizeof(*list));
	size_t used = 0;

	for (size_t i = 0; i < g->count; i++) {
		const struct ns_value *v = &f->hosts[g->hosts[i]].s->fact[fact];

		list[i] = (struct ns_tally){ .text = ns_has(v) ? v->text : "not known", .count = 1 };
	}
	qsort(list, g->count, sizeof(*list), compare_text);
	for (size_t i = 0; i < g->count; i++) {
		if (used && !strcmp(list[used - 1].text, list[i].text))
			list[used - 1].count++;
		else
			list[used++] = list[i];
	}
	qsort(list, used, sizeof(*list), compare_tallies);
	*count = used;
	return list;
}

/* ---- groups ---- */

static void find_groups(struct ns_fleet *f)
{
	struct key *keys = ns_xcalloc(f->host_count, sizeof(*keys));

	for (size_t i = 0; i < f->host_count; i++)
		keys[i] = key_of(&f->w->layers[i], i);
	qsort(keys, f->host_count, sizeof(*keys), compare_keys);
	f->groups = ns_xcalloc(f->host_count, sizeof(*f->groups));
	for (size_t i = 0, start = 0; i < f->host_count; i++) {
		struct ns_group *g;

		if (i + 1 < f->host_count && !compare_content(&keys[i], &keys[i + 1]))
			continue;
		g = &f->groups[f->group_count++];
		g->count = i + 1 - start;
		g->hosts = ns_xcalloc(g->count, sizeof(*g->hosts));
		for (size_t j = 0; j < g->count; j++)
			g->hosts[j] = keys[start + j].host;
		g->answers = keys[start].answers;
		keys[start].answers = NULL;
		start = i + 1;
	}
	for (size_t i = 0; i < f->host_count; i++) {
		if (keys[i].answers)
			ns_answers_free(keys[i].answers);
		free(keys[i].text);
	}
	free(keys);
	qsort(f->groups, f->group_count, sizeof(*f->groups), compare_groups);
}

/* "A" to "Z", then "AA" */
static char *group_name(size_t i)
{
	char letters[16];
	size_t at = sizeof(letters) - 1;

	letters[at] = '\0';
	for (i++; i; i = (i - 1) / 26)
		letters[--at] = 'A' + (i - 1) % 26;
	return ns_xstrdup(letters + at);
}

/* The first host represents its group; the others are no layers. */
static void keep_one_of_each(struct ns_fleet *f)
{
	struct ns_step_layer *all = f->w->layers;

	f->w->layers = ns_xcalloc(f->group_count, sizeof(*f->w->layers));
	f->w->layer_count = f->group_count;
	for (size_t i = 0; i < f->group_count; i++) {
		struct ns_step_layer *first = &all[f->groups[i].hosts[0]];

		f->w->layers[i] = *first;
		f->w->layers[i].name = group_name(i);
		free(first->name);
		*first = (struct ns_step_layer){ 0 };
	}
	for (size_t i = 0; i < f->host_count; i++)
		ns_step_layer_clear(&all[i]);
	free(all);
}

/* ---- moving VMs ---- */

/* The rows that KVM of a group offers, as bits of words */
struct offer {
	uint64_t *words;
	size_t count;
};

static bool offers(const struct offer *o, size_t row)
{
	return o->words[row / 64] >> row % 64 & 1;
}

static bool all_of(const struct offer *upper, const struct offer *lower)
{
	for (size_t i = 0; i < upper->count; i++)
		if (upper->words[i] & ~lower->words[i])
			return false;
	return true;
}

/* What KVM of group @i offers; what was not read is not offered, and then nothing is known to fit */
static struct offer offer_of(struct ns_fleet *f, size_t i)
{
	struct offer o = { .count = f->w->row_count / 64 + 1 };

	o.words = ns_xcalloc(o.count, sizeof(*o.words));
	for (size_t row = 0; row < f->w->row_count; row++) {
		const struct ns_row *r = &f->w->rows[row];
		enum ns_word word = ns_row_cell(r, i, NS_VIEW_KVM)->word;

		if (!ns_offer_counts(r->bit) || !ns_word_known(word))
			continue;
		f->groups[i].offer_read = true;
		if (ns_offer_usable(r->bit, word))
			o.words[row / 64] |= 1ull << row % 64;
	}
	return o;
}

static void find_missing(struct ns_fleet *f, const struct offer *any, const struct offer *o, struct ns_group *g)
{
	g->missing = ns_xcalloc(f->w->row_count + 1, sizeof(*g->missing));
	for (size_t row = 0; row < f->w->row_count; row++)
		if (offers(any, row) && !offers(o, row))
			g->missing[g->missing_count++] = f->w->rows[row].bit;
}

static void find_homes(struct ns_fleet *f, const struct offer *o, size_t from)
{
	struct ns_group *g = &f->groups[from];

	g->homes = ns_xcalloc(f->group_count, sizeof(*g->homes));
	for (size_t to = 0; to < f->group_count; to++) {
		if (!f->groups[to].offer_read || !all_of(&o[from], &o[to]))
			continue;
		g->homes[g->home_count++] = to;
		g->home_hosts += f->groups[to].count;
	}
}

static void find_moves(struct ns_fleet *f)
{
	struct offer *o = ns_xcalloc(f->group_count, sizeof(*o));
	struct offer any = { .count = f->w->row_count / 64 + 1 };

	any.words = ns_xcalloc(any.count, sizeof(*any.words));
	for (size_t i = 0; i < f->group_count; i++) {
		o[i] = offer_of(f, i);
		for (size_t word = 0; word < any.count; word++)
			any.words[word] |= o[i].words[word];
	}
	f->homes_known = f->group_count <= HOMES_MAX;
	for (size_t i = 0; i < f->group_count; i++) {
		if (!f->groups[i].offer_read)
			continue;
		find_missing(f, &any, &o[i], &f->groups[i]);
		if (f->homes_known)
			find_homes(f, o, i);
	}
	for (size_t i = 0; i < f->group_count; i++)
		free(o[i].words);
	free(any.words);
	free(o);
}

struct ns_fleet *ns_fleet_of(struct ns_waterfall *w)
{
	struct ns_fleet *f = ns_xcalloc(1, sizeof(*f));

	f->w = w;
	f->host_count = w->layer_count;
	f->hosts = ns_xcalloc(f->host_count, sizeof(*f->hosts));
	for (size_t i = 0; i < f->host_count; i++)
		f->hosts[i] = (struct ns_host){
			.s = w->layers[i].s, .name = ns_xstrdup(w->layers[i].name),
			.file = ns_xstrdup(w->layers[i].file),
		};
	find_groups(f);
	for (size_t i = 0; i < f->group_count; i++) {
		struct ns_group *g = &f->groups[i];

		for (size_t j = 0; j < g->count; j++)
			f->hosts[g->hosts[j]].group = i;
		g->models = tally(f, g, NS_FACT_CPU_MODEL, &g->model_count);
		g->kernels = tally(f, g, NS_FACT_KERNEL, &g->kernel_count);
	}
	keep_one_of_each(f);
	ns_waterfall_fill(w);
	find_moves(f);
	return f;
}

void ns_fleet_free(struct ns_fleet *f)
{
	for (size_t i = 0; i < f->group_count; i++) {
		ns_answers_free(f->groups[i].answers);
		free(f->groups[i].hosts);
		free(f->groups[i].models);
		free(f->groups[i].kernels);
		free(f->groups[i].missing);
		free(f->groups[i].homes);
	}
	for (size_t i = 0; i < f->host_count; i++) {
		free(f->hosts[i].name);
		free(f->hosts[i].file);
	}
	free(f->groups);
	free(f->hosts);
	ns_waterfall_free(f->w);
	free(f);
}

/* ---- values of a row ---- */

static bool same_value(const struct ns_cap *a, const struct ns_cap *b)
{
	return a->word == b->word && (a->word != NS_WORD_NUMBER || a->num == b->num);
}

static int compare_spread(const void *a, const void *b)
{
	const struct ns_spread *x = a, *y = b;

	if (x->hosts != y->hosts)
		return x->hosts < y->hosts ? 1 : -1;
	return (x->groups[0] > y->groups[0]) - (x->groups[0] < y->groups[0]);
}

struct ns_spread *ns_spread_of(const struct ns_fleet *f, const struct ns_row *row, enum ns_view view,
			       size_t *count)
{
	struct ns_spread *list = NULL;

	*count = 0;
	for (size_t i = 0; i < f->group_count; i++) {
		const struct ns_cap *cap = ns_row_cell(row, i, view);
		struct ns_spread *s = list;

		while (s < list + *count && !same_value(&s->cap, cap))
			s++;
		if (s == list + *count) {
			list = ns_xreallocarray(list, *count + 1, sizeof(*list));
			s = &list[(*count)++];
			*s = (struct ns_spread){ .cap = *cap };
			s->groups = ns_xcalloc(f->group_count, sizeof(*s->groups));
		}
		s->groups[s->group_count++] = i;
		s->hosts += f->groups[i].count;
	}
	if (list)
		qsort(list, *count, sizeof(*list), compare_spread);
	return list;
}

void ns_spread_free(struct ns_spread *spread, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(spread[i].groups);
	free(spread);
}
