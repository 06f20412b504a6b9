// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/finding.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

const struct ns_finding_row ns_finding_rows[NS_CODE_COUNT] = {
#define NS_REMEDY(id, code_, text_)
#define NS_FINDING(id, code_, severity_, component_, remedy_, text_, source_) \
	[NS_FOUND_##id] = { code_, NS_SEVERITY_##severity_, NS_COMPONENT_##component_, \
			    NS_REMEDY_##remedy_, text_, source_ },
#include "analysis/finding_rows.h"
};

const struct ns_remedy_row ns_remedy_rows[NS_REMEDY_COUNT] = {
	[NS_REMEDY_NONE] = { "", "" },
#define NS_REMEDY(id, code_, text_) [NS_REMEDY_##id] = { code_, text_ },
#define NS_FINDING(id, code_, severity_, component_, remedy_, text_, source_)
#include "analysis/finding_rows.h"
};

static const char *const severities[NS_SEVERITY_COUNT] = {
	[NS_SEVERITY_OK] = "ok",
	[NS_SEVERITY_NOTE] = "note",
	[NS_SEVERITY_WARNING] = "warning",
	[NS_SEVERITY_PROBLEM] = "problem",
	[NS_SEVERITY_UNKNOWN] = "unknown",
	[NS_SEVERITY_NOT_HERE] = "not-here",
};

static const char *const components[NS_COMPONENT_COUNT] = {
	[NS_COMPONENT_NONE] = "none",
	[NS_COMPONENT_CPU] = "cpu",
	[NS_COMPONENT_FIRMWARE] = "firmware",
	[NS_COMPONENT_KERNEL] = "kernel",
	[NS_COMPONENT_KVM] = "kvm",
	[NS_COMPONENT_PERMISSION] = "permission",
	[NS_COMPONENT_CPU_MODEL] = "cpu-model",
	[NS_COMPONENT_KVM_OR_CPU_MODEL] = "kvm-or-cpu-model",
	[NS_COMPONENT_BELOW] = "layer-below",
	[NS_COMPONENT_UNKNOWN] = "unknown",
};

const char *ns_severity_name(enum ns_severity severity)
{
	return severities[severity];
}

const char *ns_component_name(enum ns_component component)
{
	return components[component];
}

struct ns_finding *ns_finding_new(enum ns_code code)
{
	struct ns_finding *f = ns_xcalloc(1, sizeof(*f));

	f->code = code;
	f->severity = ns_finding_rows[code].severity;
	f->component = ns_finding_rows[code].component;
	f->remedy = ns_finding_rows[code].remedy;
	return f;
}

static char *copy_text(const char *text)
{
	return text ? ns_xstrdup(text) : NULL;
}

struct ns_finding *ns_finding_copy(const struct ns_finding *f)
{
	struct ns_finding *copy = NULL;

	if (f) {
		copy = ns_xcalloc(1, sizeof(*copy));
		*copy = *f;
		copy->cause = ns_finding_copy(f->cause);
		copy->layer = copy_text(f->layer);
		for (size_t i = 0; i < f->argument_count; i++)
			copy->arguments[i].text = ns_xstrdup(f->arguments[i].text);
		for (size_t i = 0; i < f->ground_count; i++) {
			copy->grounds[i].what = ns_xstrdup(f->grounds[i].what);
			copy->grounds[i].value = copy_text(f->grounds[i].value);
		}
	}
	return copy;
}

void ns_finding_free(struct ns_finding *f)
{
	if (!f)
		return;
	ns_finding_free(f->cause);
	free(f->layer);
	for (size_t i = 0; i < f->argument_count; i++)
		free(f->arguments[i].text);
	for (size_t i = 0; i < f->ground_count; i++) {
		free(f->grounds[i].what);
		free(f->grounds[i].value);
	}
	free(f);
}

void ns_finding_set(struct ns_finding *f, const char *name, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = ns_xvasprintf(fmt, ap);
	va_end(ap);
	assert(f->argument_count < NS_ARGUMENTS_MAX && !ns_finding_get(f, name));
	if (*text)
		f->arguments[f->argument_count++] =
			(struct ns_argument){ .name = name, .text = text };
	else
		free(text);
}

const char *ns_finding_get(const struct ns_finding *f, const char *name)
{
	const char *text = NULL;

	for (size_t i = 0; i < f->argument_count; i++)
		if (!strcmp(f->arguments[i].name, name))
			text = f->arguments[i].text;
	return text;
}

static void add_ground(struct ns_finding *f, char *what, char *value, const struct ns_value *v)
{
	assert(f->ground_count < NS_GROUNDS_MAX);
	f->grounds[f->ground_count++] = (struct ns_ground){
		.what = what, .value = value, .state = v->state, .source = v->source,
	};
}

void ns_finding_on(struct ns_finding *f, const char *what, const struct ns_value *v)
{
	char *value = NULL;

	if (ns_has(v))
		value = v->text ? ns_xstrdup(v->text) :
				  ns_xasprintf("%llu", (unsigned long long)v->num);
	add_ground(f, ns_xstrdup(what), value, v);
}

void ns_finding_on_register(struct ns_finding *f, const struct ns_snapshot *s, enum ns_view view,
			    enum ns_reg reg)
{
	const struct ns_value *v = &s->view[view][reg];

	add_ground(f, ns_xasprintf("%s%s", view == NS_VIEW_KVM ? "KVM's " : "",
				   ns_registers[reg].name),
		   ns_has(v) ? ns_xasprintf("0x%llx", (unsigned long long)v->num) : NULL, v);
}

void ns_finding_on_fact(struct ns_finding *f, const struct ns_snapshot *s, enum ns_fact_id fact)
{
	char *what = ns_xasprintf("%s.%s", ns_facts[fact].section, ns_facts[fact].name);

	ns_finding_on(f, what, &s->fact[fact]);
	free(what);
}

void ns_finding_on_param(struct ns_finding *f, const struct ns_snapshot *s, const char *module,
			 const char *param)
{
	const struct ns_value *v = ns_snapshot_param(s, module, param);
	char *what = ns_xasprintf("%s.%s", module, param);

	if (v)
		ns_finding_on(f, what, v);
	free(what);
}

struct ns_finding *ns_finding_of(struct ns_finding *f, const struct ns_snapshot *s)
{
	if (f && ns_snapshot_captured(s) && (f->remedy == NS_REMEDY_RUN_AS_ROOT || f->remedy == NS_REMEDY_MOUNT_SYS))
		f->remedy = NS_REMEDY_SNAPSHOT_THERE;
	return f;
}

static const unsigned char arch_of_code[NS_CODE_COUNT] = {
#define NS_FINDING_OF(arch, id) [NS_FOUND_##id] = NS_ARCH_KEEP(arch),
#include "analysis/arches_rows.h"
};

enum ns_arch ns_code_arch(enum ns_code code)
{
	return ns_arch_kept(arch_of_code[code]);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

bool ns_finding_same(const struct ns_finding *a, const struct ns_finding *b)
{
	bool same;

	if (!a || !b)
		return a == b;
	same = a->code == b->code && a->component == b->component && a->remedy == b->remedy &&
	       a->argument_count == b->argument_count && same_text(a->layer, b->layer) &&
	       ns_finding_same(a->cause, b->cause);
	for (size_t i = 0; same && i < a->argument_count; i++)
		same = same_text(a->arguments[i].text, ns_finding_get(b, a->arguments[i].name));
	return same;
}

struct ns_finding *ns_findings_add(struct ns_findings *all, struct ns_finding *f)
{
	if (f) {
		all->list = ns_xreallocarray(all->list, all->count + 1, sizeof(*all->list));
		all->list[all->count++] = f;
	}
	return f;
}

void ns_findings_clear(struct ns_findings *all)
{
	for (size_t i = 0; i < all->count; i++)
		ns_finding_free(all->list[i]);
	free(all->list);
	*all = (struct ns_findings){ 0 };
}
