// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/check.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/arch.h"
#include "analysis/check_rules.h"
#include "analysis/param.h"
#include "util/alloc.h"

const struct ns_check ns_checks[NS_CHECK_COUNT] = {
#define NS_CHECK(id, code_, group_, title_, why_, source_) \
	[NS_CHECK_##id] = { .code = code_, .group = NS_GROUP_##group_, .title = title_, \
			    .why = why_, .source = source_ },
#include "analysis/check_rows.h"
};

static struct ns_finding *(*const rules[NS_CHECK_COUNT])(const struct ns_checker *c) = {
#define NS_CHECK(id, code, group, title, why, source) [NS_CHECK_##id] = ns_check_##id,
#include "analysis/check_rows.h"
};

static const unsigned char arch_of_check[NS_CHECK_COUNT] = {
#define NS_CHECK_OF(arch, id) [NS_CHECK_##id] = NS_ARCH_KEEP(arch),
#include "analysis/arches_rows.h"
};

static const char *const verdicts[NS_VERDICT_COUNT] = {
	[NS_PASS] = "PASS", [NS_WARN] = "WARN", [NS_FAIL] = "FAIL", [NS_SKIP] = "SKIP",
};

static const char *const groups[NS_GROUP_COUNT] = {
	[NS_GROUP_CPU] = "CPU", [NS_GROUP_FIRMWARE] = "firmware", [NS_GROUP_KERNEL] = "kernel",
	[NS_GROUP_GUEST] = "this guest", [NS_GROUP_NESTING] = "nesting", [NS_GROUP_SPEED] = "speed",
	[NS_GROUP_DEVICES] = "devices", [NS_GROUP_CONSISTENCY] = "consistency",
};

enum ns_check_id ns_check_find(const char *code)
{
	static const struct {
		const char *spelling;
		enum ns_check_id id;
	} others[] = {
		{ "ept", NS_CHECK_slat }, { "npt", NS_CHECK_slat }, { "avic", NS_CHECK_apicv },
		{ "vmx", NS_CHECK_virtualization }, { "svm", NS_CHECK_virtualization },
	};
	enum ns_check_id id = 0;

	while (id < NS_CHECK_COUNT && strcmp(ns_checks[id].code, code))
		id++;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]) && id == NS_CHECK_COUNT; i++)
		if (!strcmp(others[i].spelling, code))
			id = others[i].id;
	return id;
}

static struct ns_finding *apply(const struct ns_checker *c, enum ns_check_id id)
{
	enum ns_arch of = ns_arch_kept(arch_of_check[id]);
	struct ns_finding *f;

	if (of == NS_ARCH_COUNT || of == c->m->arch)
		return rules[id](c);
	f = ns_arch_finding(c->m, NS_FOUND_CHECK_OTHER_ARCH);
	ns_finding_set(f, "of", "%s", ns_arch_name(of));
	return f;
}

struct ns_results ns_check_machine(const struct ns_machine *m, const struct ns_answers *answers)
{
	struct ns_checker c = { .s = m->s, .m = m, .answers = answers };
	struct ns_results results;

	for (size_t i = 0; i < NS_CHECK_COUNT; i++)
		results.finding[i] = ns_finding_of(apply(&c, i), m->s);
	return results;
}

struct ns_results ns_check_all(const struct ns_snapshot *s)
{
	struct ns_machine m = ns_machine_look(s);
	struct ns_answers *answers = ns_answer_machine(&m);
	struct ns_results results = ns_check_machine(&m, answers);

	ns_answers_free(answers);
	ns_machine_done(&m);
	return results;
}

void ns_results_clear(struct ns_results *results)
{
	for (size_t i = 0; i < NS_CHECK_COUNT; i++)
		ns_finding_free(results->finding[i]);
}

enum ns_verdict ns_verdict_of(const struct ns_finding *f)
{
	static const enum ns_verdict of[NS_SEVERITY_COUNT] = {
		[NS_SEVERITY_OK] = NS_PASS, [NS_SEVERITY_NOTE] = NS_PASS,
		[NS_SEVERITY_WARNING] = NS_WARN, [NS_SEVERITY_PROBLEM] = NS_FAIL,
		[NS_SEVERITY_UNKNOWN] = NS_SKIP, [NS_SEVERITY_NOT_HERE] = NS_SKIP,
	};

	return of[f->severity];
}

const char *ns_verdict_name(enum ns_verdict verdict)
{
	return verdicts[verdict];
}

const char *ns_group_name(enum ns_check_group group)
{
	return groups[group];
}

enum ns_yesno ns_check_holds(const struct ns_finding *f)
{
	if (f->severity == NS_SEVERITY_UNKNOWN)
		return NS_UNKNOWN;
	return ns_verdict_of(f) == NS_PASS ? NS_YES : NS_NO;
}

/*
 * What a fact means, for a sentence that goes on with @why. A reason that begins with a path says
 * where the fact would have come from, so that this need not: NULL if nothing is left to be said.
 */
static char *meaning_before(const struct ns_fact_info *fact, const char *why)
{
	const char *from = *why == '/' ? "" : fact->from;

	if (*fact->meaning && *from)
		return ns_xasprintf("%s (%s)", fact->meaning, from);
	if (*fact->meaning || *from)
		return ns_xstrdup(*from ? from : fact->meaning);
	return NULL;
}

struct ns_finding *ns_check_unread(const struct ns_checker *c, enum ns_fact_id fact)
{
	const struct ns_value *v = &c->s->fact[fact];
	struct ns_finding *f = ns_finding_new(NS_FOUND_CHECK_UNREAD);
	char *meaning = meaning_before(&ns_facts[fact], v->why ?: "");

	ns_finding_set(f, "what", "%s.%s", ns_facts[fact].section, ns_facts[fact].name);
	ns_finding_set(f, "meaning", "%s", meaning ?: v->why);
	ns_finding_set(f, "why", "%s", meaning && v->why ? v->why : "");
	ns_finding_on_fact(f, c->s, fact);
	free(meaning);
	return f;
}

struct ns_finding *ns_check_param_unread(const struct ns_checker *c, const char *module, const char *param)
{
	const struct ns_value *modules = &c->s->fact[NS_FACT_KVM_MODULES];
	bool loaded = ns_value_has_word(modules, module);
	struct ns_finding *f;

	/* That it is not loaded, or has no such parameter, takes that its modules were seen. */
	if (ns_known(modules) && !loaded) {
		f = ns_finding_new(NS_FOUND_PARAMETER_UNREAD);
	} else {
		f = ns_finding_new(NS_FOUND_CHECK_UNREAD);
		ns_finding_set(f, "what", "%s.%s", module, param);
		ns_finding_set(f, "why", "%s", !loaded && modules->why ? modules->why : "");
	}
	ns_finding_set(f, "module", "%s", module);
	ns_finding_set(f, "param", "%s", param);
	return f;
}

struct ns_finding *ns_check_no_guest(const struct ns_checker *c)
{
	struct ns_finding *f;

	if (c->m->layer->kind != NS_LAYER_UNKNOWN)
		return ns_finding_new(NS_FOUND_CHECK_NO_GUEST);
	f = ns_finding_new(NS_FOUND_CHECK_UNREAD);
	ns_finding_set(f, "what", "whether this is a VM");
	return f;
}

struct ns_finding *ns_check_switch(const struct ns_checker *c, const char *module, const char *param)
{
	struct ns_finding *f = ns_param_find(c->m, module, param);

	/* It is missing, whatever the reason. */
	if (f) {
		f->severity = NS_SEVERITY_WARNING;
	} else if (ns_param_on(c->s, module, param) == NS_YES) {
		f = ns_finding_new(NS_FOUND_PARAMETER_ON);
		ns_finding_set(f, "module", "%s", module);
		ns_finding_set(f, "param", "%s", param);
		ns_finding_set(f, "value", "%s", ns_snapshot_param(c->s, module, param)->text);
		ns_finding_on_param(f, c->s, module, param);
	}
	return f;
}

struct ns_finding *ns_check_on(const struct ns_checker *c, enum ns_code code, enum ns_fact_id fact)
{
	const struct ns_value *v = &c->s->fact[fact];
	struct ns_finding *f = ns_finding_new(code);

	if (v->text)
		ns_finding_set(f, "value", "%s", v->text);
	else
		ns_finding_set(f, "value", "%llu", (unsigned long long)v->num);
	ns_finding_on_fact(f, c->s, fact);
	return f;
}
