// SPDX-License-Identifier: GPL-2.0-or-later
/* Puts snapshots into a chain of layers, or tells why they form none. */
#include <stdlib.h>
#include <string.h>

#include "analysis/waterfall.h"
#include "model/arch.h"
#include "util/alloc.h"

#define NOBODY ((size_t)-1)

struct node {
	const struct ns_snapshot *s;
	char *file;
	bool stamp;
	struct ns_layer *layer;
	size_t parent, child;	/* nodes, or NOBODY */
	bool forked;		/* two others are VMs of this one */
	size_t same_as;		/* a stamp of a machine that is another node: that one; else NOBODY */
	enum ns_link link;	/* to the parent */
	struct ns_finding *why;	/* owned */
};

struct nodes {
	struct node *n;
	size_t count;
};

const char *ns_link_name(enum ns_link link)
{
	static const char *const names[] = {
		[NS_LINK_ASSUMED] = "assumed", [NS_LINK_CLAIMED] = "claimed", [NS_LINK_SURE] = "sure",
	};

	return names[link];
}

static const char *text_of(const struct ns_snapshot *s, enum ns_fact_id id)
{
	return ns_has(&s->fact[id]) ? s->fact[id].text : NULL;
}

static bool same_view(const struct ns_value *a, const struct ns_value *b)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (ns_reg_must_agree(reg) && ns_has(&a[reg]) && ns_has(&b[reg]) &&
		    a[reg].num != b[reg].num)
			return false;
	return true;
}

/* The same machine, seen by itself and in a stamp of it? */
static bool same_machine(const struct ns_snapshot *a, const struct ns_snapshot *b)
{
	const char *ua = text_of(a, NS_FACT_UUID_HASH), *ub = text_of(b, NS_FACT_UUID_HASH);
	const struct ns_value *ba = &a->fact[NS_FACT_BOOT_TIME], *bb = &b->fact[NS_FACT_BOOT_TIME];

	if (ua && ub)
		return !strcmp(ua, ub);
	/* Two boots in the same second are likelier to be one, and rounding may move it by one. */
	return ns_has(ba) && ns_has(bb) && ba->num + 1 >= bb->num && bb->num + 1 >= ba->num &&
	       same_view(a->view[NS_VIEW_CPU], b->view[NS_VIEW_CPU]);
}

static size_t add_node(struct nodes *all, const struct ns_snapshot *s, char *file, bool stamp)
{
	all->n = ns_xreallocarray(all->n, all->count + 1, sizeof(*all->n));
	all->n[all->count] = (struct node){
		.s = s, .file = file, .stamp = stamp, .layer = ns_layer_find(s),
		.parent = NOBODY, .child = NOBODY, .same_as = NOBODY,
	};
	return all->count++;
}

/* Name a snapshot: @role is "upper" or "lower", @stamp the argument that it is a stamp. */
static void name_in(struct ns_finding *f, const char *role, const char *stamp, const struct node *n)
{
	ns_finding_set(f, role, "%s", n->file);
	ns_finding_set(f, stamp, "%s", n->stamp ? "yes" : "");
}

/* A finding about two snapshots; @lower may be NULL */
static struct ns_finding *about(enum ns_code code, const struct node *upper, const struct node *lower)
{
	struct ns_finding *f = ns_finding_new(code);

	if (upper)
		name_in(f, "upper", "upper_stamp", upper);
	if (lower)
		name_in(f, "lower", "lower_stamp", lower);
	return f;
}

/* @why becomes the node's */
static void set_link(struct node *n, enum ns_link link, struct ns_finding *why)
{
	ns_finding_free(n->why);
	n->link = link;
	n->why = why;
}

/* A layer's stamps, each below the one before; a snapshot that was given is better than a stamp. */
static void add_stamps(struct nodes *all, size_t above)
{
	char *file = ns_xstrdup(all->n[above].file);
	const struct ns_snapshot *p;
	size_t from = above;

	for (p = all->n[above].s->parent; p; p = p->parent) {
		size_t below = 0;

		while (below < all->count && (below == above || !same_machine(all->n[below].s, p)))
			below++;
		if (below == all->count)
			below = add_node(all, p, ns_xstrdup(file), true);
		if (all->n[above].parent == NOBODY && below != above) {
			all->n[above].parent = below;
			set_link(&all->n[above], NS_LINK_CLAIMED,
				about(NS_FOUND_CHAIN_BY_STAMP, &all->n[from], NULL));
		}
		above = below;
	}
	free(file);
}

static bool runs(const struct ns_snapshot *s, const char *uuid_hash)
{
	for (size_t i = 0; i < s->vm_count; i++)
		if (s->vms[i].uuid_hash && !strcmp(s->vms[i].uuid_hash, uuid_hash))
			return true;
	return false;
}

/* VMs of @stamp are VMs of @machine, which runs the VM that carries the stamp. */
static void merge(struct nodes *all, size_t stamp, size_t machine)
{
	struct node *from = &all->n[stamp], *to = &all->n[machine];

	for (size_t i = 0; i < all->count; i++)
		if (all->n[i].parent == stamp)
			all->n[i].parent = machine;
	if (to->parent == NOBODY && from->parent != NOBODY && from->parent != machine) {
		to->parent = from->parent;
		set_link(to, from->link, from->why);
		from->why = NULL;
	}
	from->parent = NOBODY;
	from->same_as = machine;
}

/* The VMs of all machines, by their UUIDs: among hundreds of hosts each is looked for */
struct vm_index {
	struct vm_entry {
		const char *uuid;
		size_t host;
	} *list;
	size_t count;
};

static int compare_vms(const void *a, const void *b)
{
	const struct vm_entry *x = a, *y = b;

	return strcmp(x->uuid, y->uuid) ?: (x->host > y->host) - (x->host < y->host);
}

/* What stamps say they run is a claim, and left out. */
static struct vm_index index_vms(const struct nodes *all)
{
	struct vm_index index = { 0 };
	size_t room = 0;

	for (size_t i = 0; i < all->count; i++)
		room += all->n[i].stamp ? 0 : all->n[i].s->vm_count;
	index.list = ns_xcalloc(room + 1, sizeof(*index.list));
	for (size_t i = 0; i < all->count; i++)
		for (size_t j = 0; !all->n[i].stamp && j < all->n[i].s->vm_count; j++)
			if (all->n[i].s->vms[j].uuid_hash)
				index.list[index.count++] = (struct vm_entry){
					.uuid = all->n[i].s->vms[j].uuid_hash, .host = i,
				};
	qsort(index.list, index.count, sizeof(*index.list), compare_vms);
	return index;
}

/* The first machine that runs a VM with that UUID, other than @self */
static size_t host_of(const struct vm_index *index, const char *uuid, size_t self)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(index->list[middle].uuid, uuid) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < index->count && !strcmp(index->list[low].uuid, uuid); low++)
		if (index->list[low].host != self)
			return index->list[low].host;
	return NOBODY;
}

static void tie_by_uuid(struct nodes *all)
{
	struct vm_index index = index_vms(all);

	for (size_t i = 0; i < all->count; i++) {
		const char *uuid = text_of(all->n[i].s, NS_FACT_UUID_HASH);
		/* A machine may have been unable to read its UUID, and its stamp knows it. */
		size_t who = all->n[i].same_as == NOBODY ? i : all->n[i].same_as;
		size_t host = uuid ? host_of(&index, uuid, who) : NOBODY;
		size_t before = all->n[who].parent;

		if (host == NOBODY || (who != i && before != NOBODY))
			continue;
		if (before != NOBODY && before != host && all->n[before].stamp)
			merge(all, before, host);
		all->n[who].parent = host;
		set_link(&all->n[who], NS_LINK_SURE, ns_finding_new(NS_FOUND_CHAIN_BY_UUID));
	}
	free(index.list);
}

static void find_children(struct nodes *all)
{
	for (size_t i = 0; i < all->count; i++) {
		struct node *p = all->n[i].parent == NOBODY ? NULL : &all->n[all->n[i].parent];

		if (p && p->child != NOBODY)
			p->forked = true;
		else if (p)
			p->child = i;
	}
}

/* The level that it claims itself, used where nothing better is known */
static uint64_t depth_of(const struct node *n)
{
	const struct ns_value *boot = &n->s->fact[NS_FACT_BOOT_TIME];
	uint64_t level = n->layer->kind == NS_LAYER_BARE_METAL ? 0 :
			 n->layer->level >= 0 ? n->layer->level : n->layer->at_least;

	return level << 40 | (ns_has(boot) ? boot->num & 0xffffffffff : 0);
}

/* Has @upper a capability that KVM of @lower is known not to offer? */
static const struct ns_bit *not_from(const struct ns_snapshot *upper, const struct ns_snapshot *lower)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];

		if (!ns_bit_is_cap(bit) || !ns_offer_counts(bit))
			continue;
		if (ns_offer_has(upper, NS_VIEW_CPU, bit) == NS_YES && ns_offer_has(lower, NS_VIEW_KVM, bit) == NS_NO)
			return bit;
	}
	return NULL;
}

static bool runs_others(const struct ns_snapshot *lower, const struct ns_snapshot *upper)
{
	const char *uuid = text_of(upper, NS_FACT_UUID_HASH);

	for (size_t i = 0; i < lower->vm_count; i++)
		if (!lower->vms[i].uuid_hash)
			return false;
	return uuid && lower->vm_count && !runs(lower, uuid);
}

/*
 * Two guests of one host look the same, unless VMs are seen to run on one; or each knows its level, and they are
 * neighbours, as on s390x, where STSI tells it.
 */
static bool may_be_siblings(const struct node *upper, const struct node *lower)
{
	return lower->layer->kind == NS_LAYER_GUEST && !lower->s->vm_count &&
	       (ns_arch_of(lower->s) != NS_ARCH_S390X || lower->layer->level < 0 || upper->layer->level != lower->layer->level + 1);
}

/* KVM runs VMs of its own architecture. */
static bool foreign(const struct ns_snapshot *upper, const struct ns_snapshot *lower)
{
	enum ns_arch up = ns_arch_of(upper), low = ns_arch_of(lower);

	return up != low && up != NS_ARCH_OTHER && low != NS_ARCH_OTHER;
}

/* Why @upper cannot be a VM of @lower; NULL if it can */
static struct ns_finding *objection(const struct node *upper, const struct node *lower)
{
	const struct ns_value *up = &upper->s->fact[NS_FACT_BOOT_TIME];
	const struct ns_value *low = &lower->s->fact[NS_FACT_BOOT_TIME];
	const struct ns_bit *bit = NULL;
	struct ns_finding *no = NULL;

	if (upper->layer->kind != NS_LAYER_GUEST) {
		no = about(NS_FOUND_CHAIN_NO_GUEST, upper, NULL);
	} else if (upper->layer->not_kvm) {
		no = about(NS_FOUND_CHAIN_OTHER_HYPERVISOR, upper, NULL);
		ns_finding_set(no, "hypervisor", "%s", upper->layer->hypervisor);
	} else if (foreign(upper->s, lower->s)) {
		no = about(NS_FOUND_CHAIN_OTHER_ARCH, upper, lower);
		ns_finding_set(no, "upper_arch", "%s", ns_arch_title(upper->s));
		ns_finding_set(no, "lower_arch", "%s", ns_arch_title(lower->s));
	} else if (may_be_siblings(upper, lower)) {
		no = about(NS_FOUND_CHAIN_BOTH_GUESTS, upper, lower);
	} else if (runs_others(lower->s, upper->s)) {
		no = about(NS_FOUND_CHAIN_OTHER_UUIDS, upper, lower);
	} else if (ns_has(up) && ns_has(low) && up->num < low->num) {
		no = about(NS_FOUND_CHAIN_BOOTED_BEFORE, upper, lower);
	} else if ((bit = not_from(upper->s, lower->s))) {
		no = about(NS_FOUND_CHAIN_NOT_OFFERED, upper, lower);
		no->bit = bit;
	}
	return no;
}

/* Append @head and the nodes linked to it to @order; NULL, or why they cannot be joined. */
static struct ns_finding *append(struct nodes *all, size_t *order, size_t *used, size_t head)
{
	struct ns_finding *why;

	if (*used) {
		struct node *last = &all->n[order[*used - 1]];
		struct ns_finding *no = objection(&all->n[head], last);

		if (no)
			return no;
		why = ns_finding_new(NS_FOUND_CHAIN_ASSUMED);
		ns_finding_set(why, "kvm", "%s", all->n[head].layer->is_kvm ? "yes" : "");
		set_link(&all->n[head], NS_LINK_ASSUMED, why);
	}
	for (; head != NOBODY; head = all->n[head].child)
		order[(*used)++] = head;
	return NULL;
}

static size_t next_head(const struct nodes *all, const bool *done)
{
	size_t best = NOBODY;

	for (size_t i = 0; i < all->count; i++)
		if (!done[i] && all->n[i].same_as == NOBODY && all->n[i].parent == NOBODY &&
		    (best == NOBODY || depth_of(&all->n[i]) < depth_of(&all->n[best])))
			best = i;
	return best;
}

/* The order of the layers into @order; NULL, or why they are no chain */
static struct ns_finding *find_order(struct nodes *all, size_t *order)
{
	bool *done = ns_xcalloc(all->count, sizeof(*done));
	size_t used = 0, merged = 0, head;
	struct ns_finding *no = NULL;

	for (size_t i = 0; i < all->count && !no; i++) {
		merged += all->n[i].same_as != NOBODY;
		if (all->n[i].forked)
			no = about(NS_FOUND_CHAIN_FORK, NULL, &all->n[i]);
	}
	while (!no && (head = next_head(all, done)) != NOBODY) {
		done[head] = true;
		no = append(all, order, &used, head);
	}
	/* Each is another's VM, which no hypervisor produces: the claims are forged. */
	if (!no && used + merged < all->count)
		no = ns_finding_new(NS_FOUND_CHAIN_CYCLE);
	free(done);
	/* Merged nodes go last, to be freed. */
	for (size_t i = 0; i < all->count && !no; i++)
		if (all->n[i].same_as != NOBODY)
			order[used++] = i;
	return no;
}

/* ---- names ---- */

/* Length of what all names have in common, up to and including the last @stop (from the end if @back) */
static size_t common(const struct ns_step_layer *l, size_t count, bool back, const char *stop)
{
	size_t n = 0, cut = 0, len = strlen(l[0].file);

	for (; n < len; n++) {
		char c = back ? l[0].file[len - 1 - n] : l[0].file[n];

		for (size_t i = 1; i < count; i++) {
			size_t other = strlen(l[i].file);

			if (n >= other || (back ? l[i].file[other - 1 - n] : l[i].file[n]) != c)
				return cut;
		}
		if (strchr(stop, c))
			cut = n + 1;
	}
	return cut;
}

/* The part of the names that differs: "node1" and "node2" of a/node1.json and a/node2.json */
static void name_machines(struct ns_waterfall *w)
{
	size_t front = common(w->layers, w->layer_count, false, "/");
	size_t back = common(w->layers, w->layer_count, true, "/.");

	for (size_t i = 0; i < w->layer_count; i++) {
		const char *file = w->layers[i].file;
		size_t len = strlen(file);

		if (w->layer_count > 1 && len > front + back)
			w->layers[i].name = ns_xasprintf("%.*s", (int)(len - front - back), file + front);
		else
			w->layers[i].name = ns_xasprintf("machine %zu", i + 1);
	}
}

static void name_layers(struct ns_waterfall *w)
{
	const struct ns_layer *first = w->layers[0].layer;
	int base = first->level >= 0 ? first->level : first->at_least;

	w->counted = first->level < 0;
	for (size_t i = 0; i < w->layer_count; i++)
		w->layers[i].name = ns_xasprintf("L%zu", base + i);
}

static void free_node(struct node *n)
{
	free(n->file);
	ns_finding_free(n->why);
	ns_layer_free(n->layer);
}

/*
 * The nodes, in that order, into the waterfall, which takes what they own. What
 * is known from stamps alone is part of a chain, but no machine to compare.
 */
static void take(struct ns_waterfall *w, struct nodes *all, const size_t *order)
{
	w->layers = ns_xcalloc(all->count, sizeof(*w->layers));
	for (size_t i = 0; i < all->count; i++) {
		struct node *n = &all->n[order[i]];

		if (n->same_as != NOBODY || (n->stamp && !w->chain)) {
			free_node(n);
			continue;
		}
		w->layers[w->layer_count++] = (struct ns_step_layer){
			.s = n->s, .file = n->file, .stamp = n->stamp, .layer = n->layer,
			.link = n->link, .why = n->why,
		};
	}
	free(all->n);
}

void ns_chain_find(struct ns_waterfall *w, const struct ns_input *inputs, size_t count)
{
	struct nodes all = { 0 };
	size_t *order;

	for (size_t i = 0; i < count; i++)
		add_node(&all, inputs[i].s, ns_xstrdup(inputs[i].name), false);
	for (size_t i = 0; i < count; i++)
		add_stamps(&all, i);
	tie_by_uuid(&all);
	find_children(&all);
	order = ns_xcalloc(all.count, sizeof(*order));
	w->unchained = find_order(&all, order);
	w->chain = !w->unchained;
	for (size_t i = 0; !w->chain && i < all.count; i++)
		order[i] = i;
	take(w, &all, order);
	free(order);
	if (w->chain)
		name_layers(w);
	else
		name_machines(w);
}
