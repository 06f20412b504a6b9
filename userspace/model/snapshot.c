// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "model/vmm.h"

const struct ns_fact_info ns_facts[NS_FACT_COUNT] = {
#define NS_FACT(id, section_, name_, type_, meaning_, from_) \
	[NS_FACT_##id] = { .section = section_, .name = name_, .type = NS_TYPE_##type_, \
			   .meaning = meaning_, .from = from_ },
#include "model/facts.h"
};

static void init_values(struct ns_value *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i] = (struct ns_value)NS_VALUE_INIT;
}

static void free_values(struct ns_value *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ns_value_free(&v[i]);
}

struct ns_snapshot *ns_snapshot_new(void)
{
	struct ns_snapshot *s = ns_xcalloc(1, sizeof(*s));

	for (int i = 0; i < NS_VIEW_COUNT; i++)
		init_values(s->view[i], NS_REG_COUNT);
	init_values(s->fact, NS_FACT_COUNT);
	for (int i = 0; i < NS_SOURCE_COUNT; i++)
		init_values(&s->notes[i].state, 1);
	return s;
}

void ns_snapshot_free(struct ns_snapshot *s)
{
	if (!s)
		return;
	for (int i = 0; i < NS_VIEW_COUNT; i++)
		free_values(s->view[i], NS_REG_COUNT);
	free_values(s->fact, NS_FACT_COUNT);
	for (size_t i = 0; i < s->param_count; i++) {
		free(s->params[i].module);
		free(s->params[i].name);
		ns_value_free(&s->params[i].value);
	}
	free(s->params);
	for (size_t i = 0; i < s->difference_count; i++)
		ns_value_free(&s->differences[i].value);
	free(s->differences);
	free(s->leaves);
	ns_snapshot_forget_vms(s);
	for (int i = 0; i < NS_SOURCE_COUNT; i++) {
		ns_value_free(&s->notes[i].state);
		free(s->notes[i].hint);
	}
	ns_live_free(s->live);
	ns_snapshot_free(s->parent);
	free(s);
}

void ns_snapshot_forget_vms(struct ns_snapshot *s)
{
	for (size_t i = 0; i < s->vm_count; i++) {
		free(s->vms[i].uuid_hash);
		free(s->vms[i].program);
		free(s->vms[i].name);
	}
	free(s->vms);
	s->vms = NULL;
	s->vm_count = 0;
}

const struct ns_value *ns_snapshot_param(const struct ns_snapshot *s, const char *module,
					 const char *name)
{
	for (size_t i = 0; i < s->param_count; i++)
		if (!strcmp(s->params[i].module, module) && !strcmp(s->params[i].name, name))
			return &s->params[i].value;
	return NULL;
}

size_t ns_snapshot_unreadable(const struct ns_snapshot *s)
{
	size_t n = 0;

	for (int id = 0; id < NS_FACT_COUNT; id++)
		n += s->fact[id].state == NS_UNREADABLE;
	for (size_t i = 0; i < s->param_count; i++)
		n += s->params[i].value.state == NS_UNREADABLE;
	for (int view = 0; view < NS_VIEW_COUNT; view++)
		for (int reg = 0; reg < NS_REG_COUNT; reg++)
			n += s->view[view][reg].state == NS_UNREADABLE;
	if (s->live)
		n += (s->live->statistics.state == NS_UNREADABLE) + (s->live->nested_run.state == NS_UNREADABLE);
	return n;
}

/* One more element at the end of a growing array, zeroed */
static void *grow(void *array, size_t *count, size_t size)
{
	char *p = ns_xreallocarray(array, *count + 1, size);

	memset(p + *count * size, 0, size);
	(*count)++;
	return p;
}

void ns_snapshot_add_param(struct ns_snapshot *s, const char *module, const char *name,
			   const struct ns_value *value)
{
	struct ns_param *p;

	s->params = grow(s->params, &s->param_count, sizeof(*s->params));
	p = &s->params[s->param_count - 1];
	p->module = ns_xstrdup(module);
	p->name = ns_xstrdup(name);
	ns_value_copy(&p->value, value);
}

void ns_snapshot_add_differ(struct ns_snapshot *s, unsigned int cpu, enum ns_reg reg,
			    const struct ns_value *value)
{
	struct ns_difference *d;

	s->differences = grow(s->differences, &s->difference_count, sizeof(*s->differences));
	d = &s->differences[s->difference_count - 1];
	d->cpu = cpu;
	d->reg = reg;
	ns_value_copy(&d->value, value);
}

void ns_snapshot_add_leaf(struct ns_snapshot *s, const struct ns_leaf *leaf)
{
	s->leaves = grow(s->leaves, &s->leaf_count, sizeof(*s->leaves));
	s->leaves[s->leaf_count - 1] = *leaf;
}

struct ns_vm *ns_snapshot_add_vm(struct ns_snapshot *s, const char *uuid_hash, const char *program,
				 const char *name)
{
	struct ns_vm *vm;

	s->vms = grow(s->vms, &s->vm_count, sizeof(*s->vms));
	vm = &s->vms[s->vm_count - 1];
	vm->uuid_hash = uuid_hash ? ns_xstrdup(uuid_hash) : NULL;
	vm->program = ns_xstrdup(program);
	vm->name = name ? ns_xstrdup(name) : NULL;
	vm->accel = NULL;
	return vm;
}

const struct ns_leaf *ns_snapshot_leaf(const struct ns_snapshot *s, uint32_t leaf)
{
	for (size_t i = 0; i < s->leaf_count; i++)
		if (s->leaves[i].leaf == leaf)
			return &s->leaves[i];
	return NULL;
}

bool ns_snapshot_captured(const struct ns_snapshot *s)
{
	return s->fact[NS_FACT_PRIVILEGED].state == NS_NOT_ASKED;
}

size_t ns_snapshot_chain(const struct ns_snapshot *s, const struct ns_snapshot ***chain)
{
	size_t n = 0, i;

	for (const struct ns_snapshot *p = s; p; p = p->parent)
		n++;
	*chain = ns_xcalloc(n, sizeof(**chain));
	for (i = n; i--; s = s->parent)
		(*chain)[i] = s;
	return n;
}

/* A stamp is made by whoever runs the host, by an older nestscope for one, which told more. */
static void redact_program(char **program)
{
	char *plain = *program ? ns_vmm_program_at(*program) : NULL;

	if (*program && !plain)
		plain = ns_xstrdup(NS_VMM_UNNAMED);
	free(*program);
	*program = plain;
}

static void redact_live(struct ns_live *live)
{
	for (size_t i = 0; i < live->vm_count; i++) {
		struct ns_value *v = &live->vms[i].cpu_option;
		char *told = ns_has(v) ? ns_qemu_cpu_told(v->text) : NULL;

		if (told)
			ns_value_text(v, v->source, told);
		free(told);
		redact_program(&live->vms[i].program);
	}
	ns_live_redact(live);
}

void ns_snapshot_redact(struct ns_snapshot *s)
{
	for (; s; s = s->parent) {
		if (ns_has(&s->fact[NS_FACT_HOST_NAME]))
			ns_value_not(&s->fact[NS_FACT_HOST_NAME], NS_SOURCE_NONE, NS_NOT_ASKED,
				     "left out without --identify");
		for (size_t i = 0; i < s->vm_count; i++) {
			free(s->vms[i].name);
			s->vms[i].name = NULL;
			redact_program(&s->vms[i].program);
		}
		if (s->live)
			redact_live(s->live);
	}
}

void ns_snapshot_note(struct ns_snapshot *s, enum ns_source source, enum ns_state state,
		      const char *hint, const char *what_fmt, ...)
{
	struct ns_source_note *note = &s->notes[source];
	va_list ap;
	char *what;

	va_start(ap, what_fmt);
	what = ns_xvasprintf(what_fmt, ap);
	va_end(ap);
	if (state == NS_VALUE)
		ns_value_text(&note->state, source, what);
	else
		ns_value_not(&note->state, source, state, "%s", what);
	free(what);
	free(note->hint);
	note->hint = hint ? ns_xstrdup(hint) : NULL;
}
