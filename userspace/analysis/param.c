// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/param.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/decode.h"
#include "analysis/offer.h"
#include "util/alloc.h"

enum kind {
	NEED_NONE,
	NEED_BIT,	/* one of two; the same twice if there is no choice */
	NEED_WHERE,	/* the bit, on a CPU that has the other */
	NEED_MORE,	/* a field with a value over @number */
	NEED_PARAM,	/* another parameter, from kernel @number on */
	NEED_NO_EVMCS,	/* the parameter enlightened_vmcs is off, or there is none */
	NEED_HYPERV,
	NEED_UNSEEN,
};

struct need {
	enum kind kind;
	enum ns_bit_id bit, other;
	const char *module;	/* of the parameter, NULL for the module of the rule */
	const char *text;	/* the parameter's name, or what cannot be seen */
	int number;
};

static const struct rule {
	const char *module, *name, *costs;
	const char *usual;	/* its value if nobody sets it */
	const struct need *needs;	/* the last is NEED_NONE */
} rules[] = {
#define HAS(id) EITHER(id, id)
#define EITHER(id, other_id) { .kind = NEED_BIT, .bit = NS_BIT_##id, .other = NS_BIT_##other_id }
#define WHERE(id, then_id) { .kind = NEED_WHERE, .bit = NS_BIT_##then_id, .other = NS_BIT_##id }
#define MORE(id, than) { .kind = NEED_MORE, .bit = NS_BIT_##id, .number = than }
#define ON(name) ON_SINCE(name, 0)
#define ON_SINCE(name, version) { .kind = NEED_PARAM, .text = #name, .number = version }
#define ON_OF(module_, name) { .kind = NEED_PARAM, .text = #name, .module = #module_ }
#define NO_EVMCS { .kind = NEED_NO_EVMCS, .text = "enlightened_vmcs" }
#define HYPERV { .kind = NEED_HYPERV, .text = "a Hyper-V that recommends an enlightened VMCS" }
#define UNSEEN(text_) { .kind = NEED_UNSEEN, .text = text_ }
#define NS_PARAM(module, name, costs, ...) NS_PARAM_OF(module, name, "1", costs, __VA_ARGS__)
#define NS_PARAM_OF(module_, name_, usual_, costs_, ...) \
	{ .module = #module_, .name = #name_, .costs = costs_, .usual = usual_, .needs = (const struct need[]){ __VA_ARGS__, { .kind = NEED_NONE } } },
#include "analysis/param_rules.h"
};

/* What KVM sets itself: to Y where @off is off, or to @word because of something else */
static const struct made {
	const char *module, *name, *off, *word, *because;
} made[] = {
#define NS_PARAM(module, name, costs, ...)
#define NS_PARAM_FORCED(module_, name_, off_) { .module = #module_, .name = #name_, .off = #off_ },
#define NS_PARAM_WORD(module_, name_, word_, because_) \
	{ .module = #module_, .name = #name_, .word = word_, .because = because_ },
#include "analysis/param_rules.h"
#undef HAS
#undef EITHER
#undef WHERE
#undef MORE
#undef ON
#undef ON_SINCE
#undef ON_OF
#undef NO_EVMCS
#undef HYPERV
#undef UNSEEN
};

static const struct rule *rule_of(const char *module, const char *name)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (!strcmp(rules[i].module, module) && !strcmp(rules[i].name, name))
			return &rules[i];
	return NULL;
}

static enum ns_yesno cpu_has(const struct ns_machine *m, const struct ns_bit *bit)
{
	enum ns_word word = ns_cap_in_view(m->cpu, bit).word;

	return !ns_word_known(word) ? NS_UNKNOWN : ns_word_there(word) ? NS_YES : NS_NO;
}

static enum ns_yesno has_more(const struct ns_machine *m, const struct need *need)
{
	struct ns_cap cap = ns_cap_in_view(m->cpu, ns_bit(need->bit));

	return !ns_word_known(cap.word) ? NS_UNKNOWN : cap.num > (uint64_t)need->number ? NS_YES : NS_NO;
}

/* vmx_init(), hv_init_evmcs(): Hyper-V has to recommend it, and to know its version 1 */
enum ns_yesno ns_evmcs_below(const struct ns_machine *m)
{
	const struct ns_leaf *max = ns_snapshot_leaf(m->s, 0x40000000), *hints = ns_snapshot_leaf(m->s, 0x40000004);
	const struct ns_leaf *nested = ns_snapshot_leaf(m->s, 0x4000000a);

	if (m->below == NS_NO || (max && memcmp(&max->out[NS_OUT_EBX], "Microsoft Hv", 12)))
		return NS_NO;
	if (hints && !(hints->out[NS_OUT_EAX] & 1u << 14))
		return NS_NO;
	if (!nested)
		return max && max->out[NS_OUT_EAX] < 0x4000000a ? NS_NO : NS_UNKNOWN;
	return !(nested->out[NS_OUT_EAX] & 0xff) ? NS_NO : hints ? NS_YES : NS_UNKNOWN;
}

static enum ns_yesno has_param(const struct ns_machine *m, const struct rule *r, const struct need *need)
{
	int kernel = ns_kernel_of(m->s);

	if (need->number && kernel && kernel < need->number)
		return NS_YES;
	return ns_param_on(m->s, need->module ?: r->module, need->text);
}

static enum ns_yesno has_need(const struct ns_machine *m, const struct rule *r, const struct need *need)
{
	switch (need->kind) {
	case NEED_BIT:
		return ns_either(cpu_has(m, ns_bit(need->bit)), cpu_has(m, ns_bit(need->other)));
	case NEED_WHERE:
		return ns_either(ns_not(cpu_has(m, ns_bit(need->other))), cpu_has(m, ns_bit(need->bit)));
	case NEED_MORE:
		return has_more(m, need);
	case NEED_PARAM:
		return has_param(m, r, need);
	case NEED_NO_EVMCS:
		return ns_param_on(m->s, r->module, need->text) == NS_YES ? NS_NO : NS_YES;
	case NEED_HYPERV:
		return ns_evmcs_below(m);
	case NEED_NONE:
	case NEED_UNSEEN:
		break;
	}
	return NS_UNKNOWN;
}

/* What is wrong with the need: "missing" */
static char *lack_of(const struct need *need)
{
	if (need->kind == NEED_MORE)
		return ns_xasprintf("not over %d", need->number);
	return ns_xstrdup(need->kind == NEED_PARAM ? "off" : "missing");
}

/* What it is called; to be freed */
static char *name_need(const struct rule *r, const struct need *need)
{
	const char *name = ns_bit(need->bit)->name;

	if (need->kind == NEED_PARAM)
		return ns_xasprintf("%s.%s", need->module ?: r->module, need->text);
	if (need->text)
		return ns_xstrdup(need->text);
	if (need->kind == NEED_MORE || need->kind == NEED_WHERE || need->bit == need->other)
		return ns_xstrdup(name);
	return ns_xasprintf("%s or %s", name, ns_bit(need->other)->name);
}

/* Has KVM what it needs to leave the parameter on? *@missing is what is not there, or not known */
static enum ns_yesno has_needs(const struct ns_machine *m, const struct rule *r, const struct need **missing)
{
	enum ns_yesno all = NS_YES;

	*missing = NULL;
	for (size_t i = 0; r->needs[i].kind && all != NS_NO; i++) {
		enum ns_yesno has = has_need(m, r, &r->needs[i]);

		if (has == NS_NO || (has == NS_UNKNOWN && all == NS_YES))
			*missing = &r->needs[i];
		all = ns_both(all, has);
	}
	return all;
}

/*
 * What has to change for it: another parameter of KVM, firmware that left it off,
 * the layer below, or the CPU that lacks it
 */
static enum ns_component clears(const struct ns_machine *m, const struct need *missing)
{
	/* It was switched off on this machine; the finding about that parameter tells more. */
	if (missing->kind == NEED_PARAM)
		return NS_COMPONENT_KVM;
	if (m->below == NS_YES)
		return NS_COMPONENT_BELOW;
	if (missing->kind == NEED_HYPERV)
		return NS_COMPONENT_NONE;
	if (missing->kind == NEED_MORE)
		return NS_COMPONENT_FIRMWARE;
	if (missing->kind != NEED_BIT)
		return NS_COMPONENT_CPU;
	switch (ns_bit(missing->bit)->reg) {
	case NS_REG_IA32_FEATURE_CONTROL:
	case NS_REG_SYSCFG:
		return NS_COMPONENT_FIRMWARE;
	default:
		return NS_COMPONENT_CPU;
	}
}

static struct ns_finding *new_finding(const struct ns_machine *m, enum ns_code code, const char *module,
				      const char *name)
{
	struct ns_finding *f = ns_finding_new(code);

	ns_finding_set(f, "module", "%s", module);
	ns_finding_set(f, "param", "%s", name);
	ns_finding_set(f, "value", "%s", ns_snapshot_param(m->s, module, name)->text);
	ns_finding_on_param(f, m->s, module, name);
	return f;
}

/* A value that KVM's setup has put there */
static struct ns_finding *find_made(const struct ns_machine *m, const char *module, const char *name)
{
	const struct ns_value *v = ns_snapshot_param(m->s, module, name);
	struct ns_finding *f = NULL;

	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]) && !f && v && ns_has(v); i++) {
		const struct made *row = &made[i];

		if (strcmp(row->module, module) || strcmp(row->name, name))
			continue;
		if (row->off ? ns_param_on(m->s, module, name) == NS_YES &&
			       ns_param_on(m->s, module, row->off) == NS_NO : !strcmp(v->text, row->word)) {
			f = new_finding(m, NS_FOUND_PARAMETER_MADE, module, name);
			if (row->off)
				ns_finding_set(f, "because", "%s.%s is off", module, row->off);
			else
				ns_finding_set(f, "because", "%s", row->because);
		}
	}
	return f;
}

static enum ns_code code_of(const struct rule *r, enum ns_yesno has, const struct need *missing)
{
	if (has == NS_NO && missing->kind == NEED_NO_EVMCS)
		return NS_FOUND_PARAMETER_CLEARED_BY_EVMCS;
	if (!strcmp(r->usual, "0"))
		return NS_FOUND_PARAMETER_OFF_BY_DEFAULT;
	if (has == NS_NO)
		return NS_FOUND_PARAMETER_CLEARED;
	return has == NS_YES ? NS_FOUND_PARAMETER_SWITCHED_OFF : NS_FOUND_PARAMETER_OFF_OR_CLEARED;
}

/* @need is what KVM lacks, or might lack, to leave the parameter of @f on */
static void tell_need(struct ns_finding *f, const struct rule *r, const struct need *need, enum ns_yesno has)
{
	char *name = name_need(r, need), *lack = lack_of(need);

	if (has == NS_NO && f->code == NS_FOUND_PARAMETER_OFF_BY_DEFAULT)
		ns_finding_set(f, "lacks", "%s", name);
	else
		ns_finding_set(f, need->kind == NEED_UNSEEN ? "unseen" : "need", "%s", name);
	ns_finding_set(f, "lack", "%s", lack);
	free(name);
	free(lack);
}

struct ns_finding *ns_param_find(const struct ns_machine *m, const char *module, const char *name)
{
	const struct rule *r = rule_of(module, name);
	const struct need *missing;
	struct ns_finding *f;
	enum ns_yesno has;
	char *set;

	if (!r)
		return find_made(m, module, name);
	if (ns_param_on(m->s, module, name) != NS_NO)
		return NULL;
	has = has_needs(m, r, &missing);
	f = new_finding(m, code_of(r, has, missing), module, name);
	ns_finding_set(f, "costs", "%s", r->costs);
	if (missing)
		tell_need(f, r, missing, has);
	if (has == NS_NO) {
		f->component = clears(m, missing);
	} else if (f->code != NS_FOUND_PARAMETER_OFF_BY_DEFAULT) {
		set = ns_xasprintf("%s=%s", name, r->usual);
		ns_param_remedy(f, m->s, set);
		free(set);
	}
	return f;
}

void ns_param_find_all(const struct ns_machine *m, struct ns_findings *all)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (*rules[i].costs)
			ns_findings_add(all, ns_param_find(m, rules[i].module, rules[i].name));
}

const char *ns_param_next_part(const char *list, const char *part, size_t *len)
{
	const char *next = part ? part + *len : list, *end;

	next += part && !strncmp(next, "; ", 2) ? 2 : 0;
	end = strstr(next, "; ");
	*len = end ? (size_t)(end - next) : strlen(next);
	return *next ? next : NULL;
}

/* The part of @v that begins with @start, in *@len bytes */
static const char *find_part(const struct ns_value *v, const char *start, size_t *len)
{
	const char *found = NULL, *part = NULL;
	size_t size = 0;

	while (ns_has(v) && (part = ns_param_next_part(v->text, part, &size))) {
		if (strncmp(part, start, strlen(start)))
			continue;
		/* Of several the last one counts. */
		found = part;
		*len = size;
	}
	return found;
}

/* What is between the last brackets of @part; to be freed */
static char *place_of(const char *part, size_t len)
{
	char *copy = ns_xasprintf("%.*s", (int)len, part), *open = strstr(copy, " ("), *place;

	place = ns_xstrdup(open ? open + 2 : copy);
	if (*place && place[strlen(place) - 1] == ')')
		place[strlen(place) - 1] = '\0';
	free(copy);
	return place;
}

char *ns_param_configured(const struct ns_snapshot *s, const char *module, const char *name, char **value)
{
	char *start = ns_xasprintf("%s.%s=", module, name), *place = NULL;
	size_t len = 0;
	const char *part = find_part(&s->fact[NS_FACT_KVM_CONFIGURED], start, &len);

	*value = NULL;
	if (part) {
		*value = ns_xasprintf("%.*s", (int)strcspn(part + strlen(start), " "), part + strlen(start));
		place = place_of(part, len);
	}
	free(start);
	return place;
}

char *ns_module_blacklisted(const struct ns_snapshot *s, const char *module)
{
	char *start = ns_xasprintf("%s (", module);
	size_t len = 0;
	const char *part = find_part(&s->fact[NS_FACT_KVM_BLACKLISTED], start, &len);
	char *place = part ? place_of(part, len) : NULL;

	free(start);
	return place;
}

void ns_param_remedy(struct ns_finding *f, const struct ns_snapshot *s, const char *set)
{
	const struct ns_value *users = &s->fact[NS_FACT_KVM_USERS];
	const char *module = ns_finding_get(f, "module");
	char *name = ns_xasprintf("%.*s", (int)strcspn(set, "= "), set), *value;
	char *where = ns_param_configured(s, module, name, &value);

	if (ns_value_has_word(&s->fact[NS_FACT_KVM_BUILTIN], module))
		f->remedy = NS_REMEDY_SET_BUILTIN_PARAM;
	else if (where && ns_switch_of(value) != NS_NO)
		f->remedy = NS_REMEDY_RELOAD_MODULE;
	else
		f->remedy = NS_REMEDY_SET_PARAM;
	ns_finding_set(f, "set", "%s", set);
	ns_finding_set(f, "where", "%s", where ?: "");
	if (ns_has(users) && users->num)
		ns_finding_set(f, "users", "%llu", (unsigned long long)users->num);
	free(name);
	free(value);
	free(where);
}

bool ns_param_is_missing(const struct ns_snapshot *s, const char *module, const char *name)
{
	const struct ns_value *modules = &s->fact[NS_FACT_KVM_MODULES];
	bool read = !ns_value_has_word(modules, module);

	for (size_t i = 0; i < s->param_count && !read; i++)
		read = !strcmp(s->params[i].module, module);
	return ns_known(modules) && read && !ns_snapshot_param(s, module, name);
}
