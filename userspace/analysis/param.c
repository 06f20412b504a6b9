// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/param.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/cpuinfo.h"
#include "analysis/decode.h"
#include "analysis/offer.h"
#include "util/alloc.h"

#define NEEDS_MAX 4

struct need {
	const char *param;	/* another parameter, or NULL */
	enum ns_bit_id bit, other;	/* one of them; the same twice if there is no choice */
	bool no_evmcs;		/* the parameter enlightened_vmcs is off, or there is none */
	bool used;
};

static const struct rule {
	const char *module, *name, *costs;
	struct need needs[NEEDS_MAX];
} rules[] = {
#define HAS(id) EITHER(id, id)
#define EITHER(id, other_id) { .bit = NS_BIT_##id, .other = NS_BIT_##other_id, .used = true }
#define ON(name) { .param = #name, .used = true }
#define NO_EVMCS { .param = "enlightened_vmcs", .no_evmcs = true, .used = true }
#define NS_PARAM(module_, name_, costs_, ...) \
	{ .module = #module_, .name = #name_, .costs = costs_, .needs = { __VA_ARGS__ } },
#include "analysis/param_rules.h"
#undef HAS
#undef EITHER
#undef ON
#undef NO_EVMCS
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

/* Is it there? @what is its name, to be freed */
static enum ns_yesno has_need(const struct ns_machine *m, const struct rule *r, const struct need *need,
			      char **what)
{
	const struct ns_bit *bit = ns_bit(need->bit), *other = ns_bit(need->other);

	if (need->no_evmcs) {
		*what = ns_xstrdup(need->param);
		return ns_param_on(m->s, r->module, need->param) == NS_YES ? NS_NO : NS_YES;
	}
	if (need->param) {
		*what = ns_xasprintf("%s.%s", r->module, need->param);
		return ns_param_on(m->s, r->module, need->param);
	}
	*what = bit == other ? ns_xstrdup(bit->name) : ns_xasprintf("%s or %s", bit->name, other->name);
	return ns_either(cpu_has(m, bit), cpu_has(m, other));
}

/*
 * Has KVM what it needs to leave the parameter on? @missing is what is not there, or not known, and
 * @text its name, to be freed
 */
static enum ns_yesno has_needs(const struct ns_machine *m, const struct rule *r, const struct need **missing,
			       char **text)
{
	enum ns_yesno all = NS_YES;

	*missing = NULL;
	*text = NULL;
	for (size_t i = 0; i < NEEDS_MAX && r->needs[i].used && all != NS_NO; i++) {
		char *what;
		enum ns_yesno has = has_need(m, r, &r->needs[i], &what);

		if (has == NS_NO || (has == NS_UNKNOWN && all == NS_YES)) {
			free(*text);
			*text = what;
			*missing = &r->needs[i];
			what = NULL;
		}
		all = ns_both(all, has);
		free(what);
	}
	return all;
}

/* Who cleared it: firmware that left it off, the layer below, or the CPU, which has nothing of the kind */
static enum ns_component clears(const struct ns_machine *m, const struct need *missing)
{
	enum ns_component who = m->below == NS_YES ? NS_COMPONENT_BELOW : NS_COMPONENT_CPU;

	if (!missing->param && who == NS_COMPONENT_CPU &&
	    ns_bit(missing->bit)->reg == NS_REG_IA32_FEATURE_CONTROL)
		who = NS_COMPONENT_FIRMWARE;
	return who;
}

struct ns_finding *ns_param_find(const struct ns_machine *m, const char *module, const char *name)
{
	static const enum ns_code codes[] = {
		[NS_YES] = NS_FOUND_PARAMETER_SWITCHED_OFF,
		[NS_NO] = NS_FOUND_PARAMETER_CLEARED,
		[NS_UNKNOWN] = NS_FOUND_PARAMETER_OFF_OR_CLEARED,
	};
	const struct rule *r = rule_of(module, name);
	const struct need *missing;
	struct ns_finding *f = NULL;
	enum ns_yesno has;
	char *need, *set;

	if (!r || ns_param_on(m->s, module, name) != NS_NO)
		return NULL;
	has = has_needs(m, r, &missing, &need);
	f = ns_finding_new(has == NS_NO && missing->no_evmcs ? NS_FOUND_PARAMETER_CLEARED_BY_EVMCS : codes[has]);
	ns_finding_set(f, "module", "%s", module);
	ns_finding_set(f, "param", "%s", name);
	ns_finding_set(f, "value", "%s", ns_snapshot_param(m->s, module, name)->text);
	ns_finding_set(f, "costs", "%s", r->costs);
	ns_finding_set(f, "need", "%s", need ?: "");
	ns_finding_on_param(f, m->s, module, name);
	if (has != NS_NO) {
		set = ns_xasprintf("%s=1", name);
		ns_param_remedy(f, m->s, set);
		free(set);
	} else {
		f->component = clears(m, missing);
	}
	free(need);
	return f;
}

void ns_param_find_all(const struct ns_machine *m, struct ns_findings *all)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (*rules[i].costs)
			ns_findings_add(all, ns_param_find(m, rules[i].module, rules[i].name));
}

/* The part of @v that begins with @start, in *@len bytes; parts have "; " between them */
static const char *find_part(const struct ns_value *v, const char *start, size_t *len)
{
	const char *found = NULL;

	for (const char *p = ns_has(v) ? v->text : NULL; p && *p;) {
		const char *end = strstr(p, "; ");

		/* Of several the last one counts. */
		if (!strncmp(p, start, strlen(start))) {
			found = p;
			*len = end ? (size_t)(end - p) : strlen(p);
		}
		p = end ? end + 2 : NULL;
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
