// SPDX-License-Identifier: GPL-2.0-or-later
/* What is private in a snapshot, and in those within it */
#include <stdlib.h>

#include "model/redact.h"
#include "model/snapshot.h"

/* Every text of a snapshot that is not of a table: learn from it, or with @layer given replace it. */
static void each_text(struct ns_redactor *r, char **text, bool replace, const char *layer)
{
	char *told;

	if (!*text)
		return;
	if (!replace) {
		ns_redactor_learn(r, *text, NS_REDACT_MACHINE);
		return;
	}
	told = ns_redact(r, *text, NS_REDACT_MACHINE, layer);
	free(*text);
	*text = told;
}

static void each_value(struct ns_redactor *r, struct ns_value *v, bool replace, const char *layer)
{
	each_text(r, &v->text, replace, layer);
	each_text(r, &v->why, replace, layer);
}

/* A hash links a VM to its host, and stays. */
static void each_of_layer(struct ns_redactor *r, struct ns_snapshot *s, bool replace, const char *layer)
{
	for (int i = 0; i < NS_FACT_COUNT; i++)
		if (i != NS_FACT_UUID_HASH)
			each_value(r, &s->fact[i], replace, layer);
	for (int v = 0; v < NS_VIEW_COUNT; v++)
		for (int i = 0; i < NS_REG_COUNT; i++)
			each_value(r, &s->view[v][i], replace, layer);
	for (size_t i = 0; i < s->param_count; i++)
		each_value(r, &s->params[i].value, replace, layer);
	for (size_t i = 0; i < s->vm_count; i++)
		each_text(r, &s->vms[i].name, replace, layer);
	for (int i = 0; i < NS_SOURCE_COUNT; i++) {
		each_value(r, &s->notes[i].state, replace, layer);
		each_text(r, &s->notes[i].hint, replace, layer);
	}
	for (size_t i = 0; s->live && i < s->live->vm_count; i++) {
		each_text(r, &s->live->vms[i].name, replace, layer);
		each_value(r, &s->live->vms[i].cpu_option, replace, layer);
	}
}

void ns_redactor_learn_snapshot(struct ns_redactor *r, const struct ns_snapshot *s)
{
	for (; s; s = s->parent) {
		if (ns_has(&s->fact[NS_FACT_HOST_NAME]))
			ns_redactor_know(r, NS_PRIVATE_HOST, s->fact[NS_FACT_HOST_NAME].text);
		for (size_t i = 0; i < s->vm_count; i++)
			if (s->vms[i].name)
				ns_redactor_know(r, NS_PRIVATE_VM, s->vms[i].name);
		/* Nothing is replaced. */
		each_of_layer(r, (struct ns_snapshot *)s, false, NULL);
	}
}

void ns_redact_snapshot(struct ns_redactor *r, struct ns_snapshot *s, const char *layer)
{
	for (; s; s = s->parent)
		each_of_layer(r, s, true, layer);
}
