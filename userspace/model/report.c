// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/report.h"

#include <stdlib.h>
#include <string.h>

#include "model/arch.h"
#include "util/alloc.h"

#define ON(arch) (1u << NS_ARCH_##arch)
#define ON_ALL (~0u)
#define ON_X86 ON(X86)
#define ON_S390X ON(S390X)
#define ON_DMI (~NS_ARCHES_WITHOUT_DMI)

const struct ns_part_info ns_parts[NS_PART_COUNT] = {
#define NS_PART(id, name, title, how, what, captured, as, on) \
	[NS_PART_##id] = { name, title, NS_PART_##how, what, captured, NS_REDACT_##as, ON_##on },
#include "model/part_rows.h"
};

enum ns_part_id ns_part_find(const char *name)
{
	int i = 0;

	while (i < NS_PART_COUNT && strcmp(ns_parts[i].name, name))
		i++;
	return i;
}

struct ns_report *ns_report_new(void)
{
	return ns_xcalloc(1, sizeof(struct ns_report));
}

static void clear_layer(struct ns_report_layer *layer)
{
	for (size_t i = 0; i < layer->part_count; i++) {
		free(layer->parts[i].from);
		free(layer->parts[i].text);
		free(layer->parts[i].why);
	}
	for (size_t i = 0; i < layer->uuid_count; i++)
		free(layer->uuids[i]);
	free(layer->uuids);
	free(layer->parts);
	free(layer->name);
	free(layer->prefix);
	free(layer->origin);
	ns_snapshot_free(layer->s);
}

void ns_report_free(struct ns_report *report)
{
	for (size_t i = 0; report && i < report->count; i++)
		clear_layer(&report->layers[i]);
	if (report)
		free(report->layers);
	free(report);
}

struct ns_report_layer *ns_report_add(struct ns_report *report, const char *origin, struct ns_snapshot *s)
{
	struct ns_report_layer *layer;

	report->layers = ns_xreallocarray(report->layers, report->count + 1, sizeof(*report->layers));
	layer = &report->layers[report->count++];
	*layer = (struct ns_report_layer){ .origin = ns_xstrdup(origin), .s = s };
	return layer;
}

void ns_report_add_part(struct ns_report_layer *layer, enum ns_part_id id, const char *from, char *text,
			const char *why)
{
	layer->parts = ns_xreallocarray(layer->parts, layer->part_count + 1, sizeof(*layer->parts));
	layer->parts[layer->part_count++] = (struct ns_part){
		.id = id, .from = ns_xstrdup(from ?: ""), .text = text, .why = why ? ns_xstrdup(why) : NULL,
	};
}

void ns_report_add_left_out(struct ns_report_layer *layer, enum ns_part_id id, size_t count, const char *where)
{
	char *why = ns_xasprintf("%zu more in %s are left out", count, where);

	ns_report_add_part(layer, id, NULL, NULL, why);
	free(why);
}

/* ---- what is private ---- */

static void learn_layer(struct ns_redactor *r, const struct ns_report_layer *layer)
{
	for (size_t i = 0; i < layer->uuid_count; i++) {
		char *token = ns_xasprintf("[%s:uuid-%zu]", layer->prefix, i + 1);

		if (layer->uuids[i])
			ns_redactor_know_uuid(r, token, layer->uuids[i]);
		free(token);
	}
	ns_redactor_learn_snapshot(r, layer->s);
	ns_redactor_learn(r, layer->origin, NS_REDACT_FILES);
	for (size_t i = 0; i < layer->part_count; i++) {
		const struct ns_part *part = &layer->parts[i];

		ns_redactor_learn(r, part->from, NS_REDACT_FILES);
		if (part->text)
			ns_redactor_learn(r, part->text, ns_parts[part->id].as);
		if (part->why)
			ns_redactor_learn(r, part->why, NS_REDACT_TEXT);
	}
}

static void replace(struct ns_redactor *r, char **text, enum ns_redact_as as, const char *layer)
{
	char *told = *text ? ns_redact(r, *text, as, layer) : NULL;

	free(*text);
	*text = told;
}

static void redact_layer(struct ns_redactor *r, struct ns_report_layer *layer)
{
	const char *name = layer->redacted ? layer->prefix : NULL;

	ns_redact_snapshot(r, layer->s, name);
	replace(r, &layer->origin, NS_REDACT_FILES, name);
	for (size_t i = 0; i < layer->part_count; i++) {
		struct ns_part *part = &layer->parts[i];

		replace(r, &part->from, NS_REDACT_FILES, name);
		replace(r, &part->text, ns_parts[part->id].as, name);
		replace(r, &part->why, NS_REDACT_TEXT, name);
	}
}

void ns_report_redact(struct ns_report *report, struct ns_redactor *r)
{
	/* A name that one layer tells is one in all of them. */
	for (size_t i = 0; i < report->count; i++)
		learn_layer(r, &report->layers[i]);
	for (size_t i = 0; i < report->count; i++)
		redact_layer(r, &report->layers[i]);
}
